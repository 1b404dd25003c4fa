package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
)

// File hands a draft, or the changes of a live story, to the desk. Whoever may write in it may file it; it is then in
// nobody's hand until an editor takes it, and its text is free for whoever opens it next.
func (d *Desk) File(ctx context.Context, by account.Staff, draft string) error {
	return d.pass(ctx, draft, article.ToFile, func(tx Tx, a *article.Draft, now time.Time) error {
		if err := MayWrite(by, *a); err != nil {
			return err
		}
		a.FiledBy, a.FiledAt, a.InHand = by.ID, now, ""
		return d.letGo(ctx, tx, by, draft, now)
	})
}
