package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
)

// MarkReady says that nothing is left to do with a draft but to publish it.
func (d *Desk) MarkReady(ctx context.Context, by account.Staff, draft string) error {
	if err := must(by, account.KeepDesk); err != nil {
		return err
	}
	return d.pass(ctx, draft, article.ToReady, func(tx Tx, a *article.Draft, now time.Time) error {
		if a.FiledAt.IsZero() {
			a.FiledBy, a.FiledAt = by.ID, now
		}
		a.InHand = ""
		return d.letGo(ctx, tx, by, draft, now)
	})
}
