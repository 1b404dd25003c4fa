package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
)

// pass takes a draft one step along its way in one transaction; settle says whose hand it is in afterwards.
func (d *Desk) pass(ctx context.Context, draft string, deed article.Deed, settle func(Tx, *article.Draft, time.Time) error) error {
	return d.store.InTx(ctx, func(tx Tx) error {
		current, err := tx.Draft(ctx, draft)
		if err != nil {
			return err
		}
		was := current.Stage
		if err := current.Go(deed); err != nil {
			return err
		}
		if err := settle(tx, &current, d.clock.Now()); err != nil {
			return err
		}
		if current.Stage == article.AtWriting && was != article.AtWriting {
			current.FiledAt = time.Time{}
		}
		return tx.SaveDraft(ctx, current)
	})
}

// letGo ends a person's hold on the text, so that nobody else waits for a window that is done.
func (d *Desk) letGo(ctx context.Context, tx Tx, by account.Staff, draft string, now time.Time) error {
	hand, held, err := tx.Hand(ctx, draft)
	if err != nil || !held || hand.Staff != by.ID || !now.Before(hand.Until) {
		return err
	}
	hand.Until = now
	return tx.SetHand(ctx, hand)
}
