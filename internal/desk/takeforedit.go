package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
)

// TakeForEdit puts what was filed into an editor's hand. What was ready is to be edited again.
func (d *Desk) TakeForEdit(ctx context.Context, by account.Staff, draft string) error {
	if err := must(by, account.KeepDesk); err != nil {
		return err
	}
	return d.pass(ctx, draft, article.ToTake, func(_ Tx, a *article.Draft, _ time.Time) error {
		a.InHand = by.ID
		return nil
	})
}
