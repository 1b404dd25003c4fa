package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/record"
)

// Fronts are the arranged fronts and the breaking line. What is live of them is public, drafts are the desk's.
type Fronts interface {
	// Front reads a front as it stands live; the zero arrangement when nobody ever touched it.
	Front(ctx context.Context, id string) (front.Front, error)
	// SaveFront puts a front live. Pictures that its pins show become public, those that they showed cease to be unless
	// something else shows them.
	SaveFront(ctx context.Context, f front.Front) error
	// EarlierFronts reads a front as it was put live, newest first, at most limit: the first one is live.
	EarlierFronts(ctx context.Context, id string, limit int) ([]front.Earlier, error)

	// FrontDraft reads a front that is being arranged, and keeps others from changing it until the end.
	FrontDraft(ctx context.Context, id string) (front.Draft, bool, error)
	// SaveFrontDraft writes a draft over the version that it names, 0 for a new one; a fault.Conflict when another stands.
	SaveFrontDraft(ctx context.Context, d front.Draft) error
	DropFrontDraft(ctx context.Context, id string) error

	// Breaking reads the breaking line that was put live last, which may have ended.
	Breaking(ctx context.Context) (front.Breaking, error)
	SaveBreaking(ctx context.Context, b front.Breaking) error
}

// earlierKept is how many earlier fronts can be looked at and restored.
const earlierKept = 50

// PressFront puts an arrangement of a front live. seen is the front that was live when the person decided: another one
// is refused, so that nobody's front is put away unseen. Pins must be of live stories, one to a slot, none twice.
func (d *Desk) PressFront(ctx context.Context, by account.Staff, f, seen front.Front) (Receipt, error) {
	if err := must(by, account.ArrangeFronts); err != nil {
		return Receipt{}, err
	}
	if err := checkFront(f); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		live, err := tx.Front(ctx, f.ID)
		if err != nil {
			return record.Entry{}, err
		}
		if !live.Same(seen) {
			return record.Entry{}, fault.New(fault.Conflict, "Somebody else put this front live a moment ago. What you arranged is kept; look at both, then put it live.")
		}
		return press(ctx, tx, by, f, "")
	})
}

// press writes a front and its entry. The draft that it came from is done with.
func press(ctx context.Context, tx Tx, by account.Staff, f front.Front, how string) (record.Entry, error) {
	if err := isFront(ctx, tx, f.ID); err != nil {
		return record.Entry{}, err
	}
	for _, p := range f.Pins {
		story, live, err := tx.Published(ctx, p.Story)
		if err != nil {
			return record.Entry{}, err
		}
		if !live {
			return record.Entry{}, fault.About("pins", "A story in slot %d is no longer live. Take it down, then put the front live.", p.Slot+1)
		}
		if story.Form != "story" {
			return record.Entry{}, fault.About("pins", "A standing page cannot stand on a front.")
		}
		if p.Picture != "" {
			if _, err := tx.Picture(ctx, p.Picture); err != nil {
				return record.Entry{}, err
			}
		}
	}
	if err := tx.SaveFront(ctx, f); err != nil {
		return record.Entry{}, err
	}
	what := map[string]any{"pins": f.Pins}
	if len(f.Rows) > 0 {
		what["rows"] = f.Rows
	}
	if how != "" {
		what["how"] = how
	}
	words, err := said(what)
	if err != nil {
		return record.Entry{}, err
	}
	if how == "" {
		if err := tx.DropFrontDraft(ctx, f.ID); err != nil {
			return record.Entry{}, err
		}
	}
	return tx.Append(ctx, record.FrontPressed, f.ID, by.ID, words, false)
}

// isFront refuses what is neither Home nor a section.
func isFront(ctx context.Context, tx Tx, id string) error {
	if id == front.Home {
		return nil
	}
	sections, err := tx.Sections(ctx)
	if err != nil {
		return err
	}
	for _, s := range sections {
		if s.ID == id {
			return nil
		}
	}
	return fault.New(fault.NotFound, "There is no such front.")
}

// checkFront refuses an arrangement that no front can have.
func checkFront(f front.Front) error {
	if len(f.Rows) > front.MaxRows {
		return fault.New(fault.Invalid, "A front has %d rows at most.", front.MaxRows)
	}
	for i, l := range f.Rows {
		if l.Slots() == 0 || i == 0 && l != front.Lead {
			return fault.New(fault.Invalid, "A front begins with a lead; below it stand rows of the layouts that there are.")
		}
	}
	slots, stories := map[int]bool{}, map[string]bool{}
	for _, p := range f.Pins {
		switch {
		case p.Slot < 0 || p.Slot >= f.Slots():
			return fault.About("pins", "This front has %d slots.", f.Slots())
		case slots[p.Slot]:
			return fault.About("pins", "Two stories are pinned into slot %d.", p.Slot+1)
		case stories[p.Story]:
			return fault.About("pins", "One story is pinned into two slots.")
		}
		slots[p.Slot], stories[p.Story] = true, true
		if err := printable(longestText, "headline", p.Headline, "standfirst", p.Standfirst, "label", p.Label); err != nil {
			return err
		}
	}
	return nil
}
