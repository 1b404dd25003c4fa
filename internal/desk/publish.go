package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
	"broadsheet/internal/record"
)

// NoSlot leaves the home front as it is.
const NoSlot = -1

// Publication is what an editor decides on the publish panel.
type Publication struct {
	Draft   string
	Version int64 // of the text that the editor saw; another one is refused
	Change  article.Change
	Note    *article.Note // for a correction: kind, text, old and new words
	Address string        // "" for the one that the pattern gives, or the present one
	Slot    int           // slot of the home front to pin the story into, or NoSlot
	Anyway  bool          // publish although somebody else is writing in it this moment
}

// Publish makes a draft's text public as its next edition: the first one, or changes to a live story.
func (d *Desk) Publish(ctx context.Context, by account.Staff, p Publication) (Receipt, error) {
	if err := must(by, account.Publish); err != nil {
		return Receipt{}, err
	}
	if p.Slot != NoSlot {
		if err := must(by, account.ArrangeFronts); err != nil {
			return Receipt{}, err
		}
	}
	var address string
	var places []string
	receipt, err := d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		draft, err := tx.Draft(ctx, p.Draft)
		if err != nil {
			return record.Entry{}, err
		}
		if err := mayTouch(by, draft); err != nil {
			return record.Entry{}, err
		}
		if draft.Version != p.Version {
			return record.Entry{}, fault.New(fault.Conflict, "The text was changed while you were deciding. Look at it once more, then publish.")
		}
		if err := d.checks(ctx, tx, draft); err != nil {
			return record.Entry{}, err
		}
		if err := d.settleAddress(ctx, tx, &draft, p.Address, now); err != nil {
			return record.Entry{}, err
		}
		note := p.Note
		if note != nil {
			copied := *note // the transaction may run again
			note = &copied
			note.ID = d.clock.ID()
			if !slices.Contains(article.CorrectionKinds, note.Kind) {
				return record.Entry{}, fault.About("kind", "Choose what kind of correction it is.")
			}
			if err := printable(longestText, "note", note.Text, "was", note.Was, "now", note.Now); err != nil {
				return record.Entry{}, err
			}
		}
		edition, published, err := draft.Publish(p.Change, note, by.ID, now)
		if err != nil {
			return record.Entry{}, err
		}
		// Asked last: whoever ticks the box has nothing left to mend.
		if !p.Anyway {
			if err := d.typing(ctx, tx, by, draft.ID, now); err != nil {
				return record.Entry{}, err
			}
		}
		entry, err := d.goOut(ctx, tx, by.ID, draft, edition, published, note, p.Slot, now)
		if err != nil {
			return record.Entry{}, err
		}
		address = draft.Address
		places, err = seenAt(ctx, tx, published, entry)
		return entry, err
	})
	receipt.Address, receipt.Places = address, places
	return receipt, err
}

// typing refuses while somebody else has the text open for writing, and says who.
func (d *Desk) typing(ctx context.Context, tx Tx, by account.Staff, draft string, now time.Time) error {
	hand, held, err := tx.Hand(ctx, draft)
	if err != nil || !held || hand.Staff == by.ID || !now.Before(hand.Until) {
		return err
	}
	who, err := tx.Staff(ctx, hand.Staff)
	if err != nil {
		return err
	}
	return fault.About("anyway", "%s is writing in this story this moment. What is typed after you publish waits as a change. Tick the box to publish what you see now.", who.Name)
}

// goOut writes an edition to the public tables and the record.
func (d *Desk) goOut(ctx context.Context, tx Tx, by string, draft article.Draft, e article.Edition, p article.Published, note *article.Note, slot int, now time.Time) (record.Entry, error) {
	if err := tx.AddEdition(ctx, e); err != nil {
		return record.Entry{}, err
	}
	if err := tx.Publish(ctx, p); err != nil {
		return record.Entry{}, err
	}
	kind := record.Published
	text := map[string]any{"headline": p.Headline, "address": p.Address, "edition": e.Number, "change": e.Change}
	if note != nil {
		kind = record.Corrected
		text["correction"] = note.Text
		if err := tx.AddNote(ctx, *note); err != nil {
			return record.Entry{}, err
		}
	}
	if slot >= 0 && draft.Form == article.Story {
		home, err := tx.Front(ctx, front.Home)
		if err != nil {
			return record.Entry{}, err
		}
		if slot >= home.Slots() {
			return record.Entry{}, fault.About("slot", "Home has %d slots now. Choose one of them.", home.Slots())
		}
		home.Pin(front.Pin{Slot: slot, Story: draft.ID, Until: now.Add(front.PinFor)})
		if err := tx.SaveFront(ctx, home); err != nil {
			return record.Entry{}, err
		}
		text["slot"] = slot
	}
	if err := tx.SaveDraft(ctx, draft); err != nil {
		return record.Entry{}, err
	}
	words, err := said(text)
	if err != nil {
		return record.Entry{}, err
	}
	return tx.Append(ctx, kind, draft.ID, by, words, false)
}

// checks refuses a draft that something keeps from going out.
func (d *Desk) checks(ctx context.Context, tx Tx, draft article.Draft) error {
	sections, err := tx.Sections(ctx)
	if err != nil {
		return err
	}
	var broken error
	failing, err := article.Checks(draft.Form, draft.Doc, article.Paper{
		HasSections: len(sections) > 0,
		Picture: func(id string) (article.Picture, bool) {
			p, err := tx.Picture(ctx, id)
			if err != nil && !fault.Is(err, fault.NotFound) {
				broken = err
			}
			return p, err == nil
		},
	})
	switch {
	case broken != nil:
		return broken
	case err != nil:
		return err
	case len(failing) == 0:
		return nil
	}
	says := make([]string, len(failing))
	for i, f := range failing {
		says[i] = f.Say
	}
	return fault.About(failing[0].Where, "This keeps the story from going out: %s", strings.Join(says, " "))
}

// settleAddress gives the draft its public address: the wished one, the present one, or one made from the pattern
// section/headline. An address that the story leaves redirects to it.
func (d *Desk) settleAddress(ctx context.Context, tx Tx, draft *article.Draft, wish string, now time.Time) error {
	path := strings.TrimSpace(wish)
	if path == "" && draft.Address != "" {
		return nil
	}
	switch {
	case path == "":
		made, err := d.makeAddress(ctx, tx, *draft)
		if err != nil {
			return err
		}
		path = made
	case path == draft.Address:
		return nil
	case !paper.GoodPath(path):
		return fault.About("address", "An address begins with / and holds no spaces, question marks or empty parts.")
	case paper.IsReserved(path):
		return fault.About("address", "Addresses that begin like this belong to the program itself. Choose another first part.")
	default:
		taken, err := isTaken(ctx, tx, path, draft.ID)
		if err != nil {
			return err
		}
		if taken {
			return fault.About("address", "Something else already stands at %s. Choose another address.", path)
		}
	}
	if draft.Address != "" {
		old := paper.Address{Path: draft.Address, At: paper.AtRedirect, Kind: paper.AtArticle, Object: draft.ID, Since: now}
		if err := tx.SetAddress(ctx, old); err != nil {
			return err
		}
	}
	draft.Address = path
	return tx.SetAddress(ctx, paper.Address{Path: path, At: paper.AtArticle, Kind: paper.AtArticle, Object: draft.ID, Since: now})
}

// makeAddress makes a free address from the section's path and the slug or headline.
func (d *Desk) makeAddress(ctx context.Context, tx Tx, draft article.Draft) (string, error) {
	published, err := article.AsPublished(draft, draft.Doc)
	if err != nil {
		return "", err
	}
	settings, _, err := tx.Settings(ctx)
	if err != nil {
		return "", err
	}
	slug := slugOf(published.Fields, draft, settings.Lang)
	below := "/"
	if published.Section != "" && draft.Form == article.Story {
		sections, err := tx.Sections(ctx)
		if err != nil {
			return "", err
		}
		for _, s := range sections {
			if s.ID == published.Section {
				below = s.Address
			}
		}
	}
	return freePath(ctx, tx, below, slug, "", draft.ID)
}

// slugOf is the last part of the address of a draft in a paper of a language.
func slugOf(f article.Fields, draft article.Draft, lang string) string {
	lang = cmp.Or(f.Lang, lang)
	return cmp.Or(paper.Slug(lang, f.Slug), paper.Slug(lang, prose.Headline(draft.Doc)), draft.ID)
}

// freePath finds a path below + slug + end that is free or the object's own, with a number behind the slug if it must.
func freePath(ctx context.Context, tx Tx, below, slug, end, object string) (string, error) {
	for n := 1; n < 10_000; n++ {
		path := below + slug + end
		if n > 1 {
			path = fmt.Sprintf("%s%s-%d%s", below, slug, n, end)
		}
		if below == "/" && paper.IsReserved(path) {
			continue
		}
		taken, err := isTaken(ctx, tx, path, object)
		if err != nil || !taken {
			return path, err
		}
	}
	return "", fault.About("address", "Thousands of addresses already begin with %s. Type one for this.", slug)
}

// isTaken tells whether a path, with or without its last slash, belongs to anything but the object.
func isTaken(ctx context.Context, tx Tx, path, object string) (bool, error) {
	bare := strings.TrimSuffix(path, "/")
	for _, p := range []string{bare, bare + "/"} {
		at, found, err := tx.Address(ctx, p)
		if err != nil {
			return false, err
		}
		if !found || at.Object == object {
			continue
		}
		if taken, err := stillHeld(ctx, tx, at, object); err != nil || taken {
			return taken, err
		}
	}
	return false, nil
}

// stillHeld tells whether an address belongs to something else than the object, which may take over those of what it
// stands for and of what is gone.
func stillHeld(ctx context.Context, tx Tx, at paper.Address, object string) (bool, error) {
	var into []string
	var err error
	switch at.Kind {
	case paper.AtTopic:
		var t paper.Topic
		t, err = tx.Topic(ctx, at.Object)
		into = []string{t.MergedInto, t.TurnedInto}
	case paper.AtSection:
		var s paper.Section
		s, err = tx.Section(ctx, at.Object)
		into = []string{s.MergedInto, s.TurnedInto}
	default:
		return true, nil
	}
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return !slices.Contains(into, object), err
}

// seenAt names the places where readers see the change.
func seenAt(ctx context.Context, tx Tx, p article.Published, e record.Entry) ([]string, error) {
	if p.Form == article.StandingPage {
		return []string{"the page", "the footer"}, nil
	}
	places := []string{"the story"}
	if slices.Contains(e.Keys, article.Latest+"@head") || slices.Contains(e.Keys, "front/"+front.Home) {
		places = append(places, "Home", "Latest")
	}
	sections, err := tx.Sections(ctx)
	if err != nil {
		return nil, err
	}
	in := p.Fields.All()
	for _, s := range sections {
		if slices.Contains(in, s.ID) {
			places = append(places, s.Name)
		}
	}
	for _, c := range p.Byline {
		b, err := tx.Byline(ctx, c.Byline)
		if err != nil {
			return nil, err
		}
		if b.MergedInto != "" {
			if b, err = tx.Byline(ctx, b.MergedInto); err != nil {
				return nil, err
			}
		}
		places = append(places, "the page of "+b.Name)
	}
	if n := len(p.Topics); n == 1 {
		places = append(places, "one topic")
	} else if n > 1 {
		places = append(places, fmt.Sprintf("%d topics", n))
	}
	return append(places, "search"), nil
}
