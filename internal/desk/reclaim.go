package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
)

// Reclaim takes a filed draft back to writing. Its writer may as long as no editor has it in hand; an editor always.
func (d *Desk) Reclaim(ctx context.Context, by account.Staff, draft string) error {
	return d.pass(ctx, draft, article.ToReclaim, func(tx Tx, a *article.Draft, _ time.Time) error {
		if err := MayWrite(by, *a); err != nil {
			return err
		}
		if !by.May(account.KeepDesk) && a.InHand != "" && a.InHand != by.ID {
			who, err := tx.Staff(ctx, a.InHand)
			if err != nil {
				return err
			}
			return fault.New(fault.Conflict, "%s has it in hand. Ask for it to be sent back.", who.Name)
		}
		a.InHand = by.ID
		return nil
	})
}
