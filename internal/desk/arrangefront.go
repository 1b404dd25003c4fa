package desk

import (
	"context"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
)

// ArrangeFront keeps a front that is being arranged; readers see nothing of it. version is the one that was arranged, 0
// when nobody was arranging the front: a fault.Conflict when another stands, so that nobody overwrites anybody. What is
// the same as the live front is no draft any more, unless keep says to go on.
func (d *Desk) ArrangeFront(ctx context.Context, by account.Staff, f, base front.Front, version int64, keep bool) error {
	if err := must(by, account.ArrangeFronts); err != nil {
		return err
	}
	if err := checkFront(f); err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error {
		if err := isFront(ctx, tx, f.ID); err != nil {
			return err
		}
		if !keep && f.Same(base) {
			was, found, err := tx.FrontDraft(ctx, f.ID)
			if err != nil || !found {
				return err
			}
			if was.Version != version {
				return fault.New(fault.Conflict, "Somebody else arranged this front at the same moment. Look at it once more.")
			}
			return tx.DropFrontDraft(ctx, f.ID)
		}
		return tx.SaveFrontDraft(ctx, front.Draft{Front: f, Base: base, Version: version, By: by.ID, At: d.clock.Now()})
	})
}

// DropFrontDraft throws away what is being arranged of a front: it is as it is live.
func (d *Desk) DropFrontDraft(ctx context.Context, by account.Staff, id string) error {
	if err := must(by, account.ArrangeFronts); err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error { return tx.DropFrontDraft(ctx, id) })
}
