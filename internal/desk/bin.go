package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
)

// Bins is the way of a draft out of the house.
type Bins interface {
	// Binned lists the drafts that were binned before an instant, at most limit of them, longest in the bin first.
	Binned(ctx context.Context, before time.Time, limit int) ([]string, error)
	// RemoveDraft takes a draft away for good, with its log and everything else that hangs on it. Where it came from,
	// when it was moved in, stays known, so that another move does not bring it back.
	RemoveDraft(ctx context.Context, id string) error
}

// Bin puts a draft that never was public into the bin, where it can be restored for article.BinFor. A draft that
// somebody else has open for writing is refused.
func (d *Desk) Bin(ctx context.Context, by account.Staff, id string) error {
	return d.store.InTx(ctx, func(tx Tx) error {
		draft, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		return d.bin(ctx, tx, by, draft)
	})
}

func (d *Desk) bin(ctx context.Context, tx Tx, by account.Staff, draft article.Draft) error {
	if err := mayTouch(by, draft); err != nil {
		return err
	}
	now := d.clock.Now()
	hand, held, err := tx.Hand(ctx, draft.ID)
	if err != nil {
		return err
	}
	if held && hand.Staff != by.ID && now.Before(hand.Until) {
		who, err := tx.Staff(ctx, hand.Staff)
		if err != nil {
			return err
		}
		return fault.New(fault.Conflict, "%s has this story open and may be writing in it. It was not binned.", who.Name)
	}
	if err := draft.Discard(by.ID, now); err != nil {
		return err
	}
	return tx.SaveDraft(ctx, draft)
}

// Restore takes a draft out of the bin, as it was.
func (d *Desk) Restore(ctx context.Context, by account.Staff, id string) error {
	return d.store.InTx(ctx, func(tx Tx) error {
		draft, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		return d.restore(ctx, tx, by, draft)
	})
}

func (d *Desk) restore(ctx context.Context, tx Tx, by account.Staff, draft article.Draft) error {
	if err := mayTouch(by, draft); err != nil {
		return err
	}
	if err := draft.Restore(); err != nil {
		return err
	}
	return tx.SaveDraft(ctx, draft)
}

// EmptyBin removes for good what has lain in the bin for longer than article.BinFor, a few drafts to a transaction,
// and tells how many. It is safe to repeat.
func (d *Desk) EmptyBin(ctx context.Context) (removed int, err error) {
	const atOnce = 50
	for {
		n := 0
		err := d.store.InTx(ctx, func(tx Tx) error {
			ids, err := tx.Binned(ctx, d.clock.Now().Add(-article.BinFor), atOnce)
			if err != nil {
				return err
			}
			n = len(ids)
			for _, id := range ids {
				if err := tx.RemoveDraft(ctx, id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return removed, err
		}
		if removed += n; n < atOnce {
			return removed, nil
		}
		if err := stepAside(ctx); err != nil {
			return removed, err
		}
	}
}
