package desk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
)

// snapshotEvery is how many rows of a draft's log lie between two snapshots.
const snapshotEvery = 200

// handFor is how long a draft stays in a window's hand after its last word.
const handFor = 2 * time.Minute

// Typed is what one window sends at once.
type Typed struct {
	Draft   string
	Base    int64  // version that the steps apply to
	Client  string // id that the window made for itself
	Counter int64  // 1, 2, 3 … per client, so that a resend is recognised
	Steps   []json.RawMessage

	// Panel tells that the steps set fields from the panel beside the story and touch no words: they need no hand, and
	// leave the story in whose hand it is.
	Panel bool
}

// MayWrite tells whether by may write in a draft: in one's own (begun by them, bylined to them or in their hand), or in
// all; in the bin nobody writes.
func MayWrite(by account.Staff, draft article.Draft) error {
	if err := mayTouch(by, draft); err != nil {
		return err
	}
	if draft.InBin() {
		return fault.New(fault.Forbidden, "This story is in the bin. Restore it to write in it.")
	}
	return nil
}

// mayTouch tells whether a draft is one's own, or by may edit any.
func mayTouch(by account.Staff, draft article.Draft) error {
	if by.May(account.EditAny) {
		return nil
	}
	if err := must(by, account.Write); err != nil {
		return err
	}
	if by.ID != "" && (draft.CreatedBy == by.ID || draft.InHand == by.ID) {
		return nil
	}
	f, err := article.FieldsOf(draft.Doc)
	if err != nil {
		return err
	}
	if by.Byline != "" && slices.ContainsFunc(f.Byline, func(c article.Credit) bool { return by.Is(c.Byline) }) {
		return nil
	}
	return fault.New(fault.Forbidden, "This is somebody else's story: only an editor or a person in its byline may write in it.")
}

// Take puts a draft into a window's hand for writing. While another window has it, it is refused with who and until
// when, unless over is set. A window that was loaded again is the same one: was is what it wrote under before, "" for
// nothing.
func (d *Desk) Take(ctx context.Context, by account.Staff, draft, client, was string, over bool) error {
	return d.store.InTx(ctx, func(tx Tx) error {
		current, err := tx.Draft(ctx, draft)
		if err != nil {
			return err
		}
		if err := MayWrite(by, current); err != nil {
			return err
		}
		if !over {
			err := d.inHand(ctx, tx, by, draft, client)
			if err != nil && was != "" {
				err = d.inHand(ctx, tx, by, draft, was)
			}
			if err != nil {
				return err
			}
		}
		if current.Stage != article.AtWriting && !over && !by.May(account.KeepDesk) {
			return nil // whoever filed it looks at it: it is in their hand again once they type
		}
		return tx.SetHand(ctx, article.Hand{Draft: draft, Client: client, Staff: by.ID, Until: d.clock.Now().Add(handFor)})
	})
}

// inHand refuses a window while another one has the draft.
func (d *Desk) inHand(ctx context.Context, tx Tx, by account.Staff, draft, client string) error {
	hand, held, err := tx.Hand(ctx, draft)
	if err != nil {
		return err
	}
	if !held || hand.Client == client || !d.clock.Now().Before(hand.Until) {
		return nil
	}
	if hand.Staff == by.ID {
		return fault.New(fault.Conflict, "You have this story open in another window. Write there, or take it over here.")
	}
	who, err := tx.Staff(ctx, hand.Staff)
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "%s has this story open. You can read it, or take it over.", who.Name)
}

// Write confirms steps on a draft and answers with the version after them. A base that is old is a fault.Conflict:
// the window reads what it missed and tries again. A resend is recognised and answered as the first time. The steps
// are applied between two short transactions, so that no transaction waits for them.
func (d *Desk) Write(ctx context.Context, by account.Staff, t Typed) (int64, error) {
	if len(t.Steps) == 0 || len(t.Steps) > 1000 || t.Client == "" || t.Counter < 1 {
		return 0, fault.New(fault.Invalid, "What this window sent cannot be read. Its words are kept on this device; reload the story.")
	}
	var before article.Draft
	var resent int64
	err := d.store.InTx(ctx, func(tx Tx) error {
		var err error
		resent = 0
		if before, err = tx.Draft(ctx, t.Draft); err != nil {
			return err
		}
		if err := MayWrite(by, before); err != nil {
			return err
		}
		row, again, err := tx.Resent(ctx, t.Client, t.Counter)
		switch {
		case err != nil:
			return err
		case again && row.Draft == t.Draft:
			resent = row.Next()
			return nil
		case again:
			return fault.New(fault.Invalid, "This window sent the same words for another story. Reload the story; its words are kept on this device.")
		}
		if !t.Panel {
			if err := d.inHand(ctx, tx, by, t.Draft, t.Client); err != nil {
				return err
			}
		}
		return sameVersion(before, t.Base)
	})
	if err != nil || resent > 0 {
		return resent, err
	}
	doc, err := d.apply(ctx, before, t.Steps)
	if err != nil {
		return 0, err
	}
	var version int64
	err = d.store.InTx(ctx, func(tx Tx) error {
		now := d.clock.Now()
		draft, err := tx.Draft(ctx, t.Draft)
		if err != nil {
			return err
		}
		if row, again, err := tx.Resent(ctx, t.Client, t.Counter); err != nil || again {
			version = row.Next()
			return err
		}
		if err := sameVersion(draft, t.Base); err != nil {
			return err
		}
		row := article.Steps{
			Draft: t.Draft, N: draft.Rows + 1, Base: t.Base, Client: t.Client, Counter: t.Counter,
			Steps: t.Steps, By: by.ID, At: now,
		}
		if err := tx.AddSteps(ctx, row); err != nil {
			return err
		}
		draft.Doc, draft.Version, draft.Rows = doc, row.Next(), row.N
		draft.ChangedBy, draft.ChangedAt, draft.Imported = by.ID, now, false
		if draft.Stage == article.AtReady && !by.May(account.KeepDesk) {
			draft.Stage = article.AtDesk // what an editor found ready is not what stands there now
		}
		if err := tx.SaveDraft(ctx, draft); err != nil {
			return err
		}
		if !t.Panel {
			hand := article.Hand{Draft: t.Draft, Client: t.Client, Staff: by.ID, Until: now.Add(handFor)}
			if err := tx.SetHand(ctx, hand); err != nil {
				return err
			}
		}
		version = draft.Version
		if draft.Rows%snapshotEvery == 0 {
			return tx.AddSnapshot(ctx, draft, now)
		}
		return nil
	})
	return version, err
}

// apply gives the document after the steps, if the schema's own code and the gate both let it.
func (d *Desk) apply(ctx context.Context, before article.Draft, steps []json.RawMessage) (*prose.Node, error) {
	text, err := before.Doc.Marshal()
	if err != nil {
		return nil, err
	}
	after, err := d.steps.Apply(ctx, text, steps)
	if err != nil {
		return nil, err
	}
	return prose.Parse(after)
}

func sameVersion(draft article.Draft, base int64) error {
	if draft.Version != base {
		return fault.New(fault.Conflict, "Somebody else wrote in this story meanwhile.")
	}
	return nil
}
