package desk

import (
	"context"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
)

// Assign puts a story into somebody's hand, "" for nobody's, wanted by a civil time in the paper's zone, "" for no
// time. The person may write in it from then on.
func (d *Desk) Assign(ctx context.Context, by account.Staff, draft, to, due string) error {
	if err := must(by, account.KeepDesk); err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error {
		current, err := tx.Draft(ctx, draft)
		if err != nil {
			return err
		}
		settings, _, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		was := current.Passage
		if current.Due, err = article.DueAt(due, settings.Zone); err != nil {
			return err
		}
		if to != "" {
			who, err := tx.Staff(ctx, to)
			if fault.Is(err, fault.NotFound) || err == nil && !who.May(account.Write) {
				return fault.About("person", "Choose somebody who writes here.")
			}
			if err != nil {
				return err
			}
		}
		current.InHand = to
		if err := d.handedOn(ctx, tx, by, was, current); err != nil {
			return err
		}
		return tx.SaveDraft(ctx, current)
	})
}
