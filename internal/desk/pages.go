package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

// OrderPages puts the standing pages into an order, as the footer shows them.
func (d *Desk) OrderPages(ctx context.Context, by account.Staff, ids []string) (Receipt, error) {
	if err := must(by, account.KeepSections); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		for i, id := range ids {
			draft, err := tx.Draft(ctx, id)
			if err != nil {
				return record.Entry{}, err
			}
			if draft.Form != article.StandingPage {
				return record.Entry{}, fault.New(fault.Invalid, "Only standing pages have an order.")
			}
			draft.Place = i + 1
			if err := tx.SaveDraft(ctx, draft); err != nil {
				return record.Entry{}, err
			}
			p, live, err := tx.Published(ctx, id)
			if err != nil {
				return record.Entry{}, err
			}
			if live && p.Place != draft.Place {
				p.Place = draft.Place
				if err := tx.Publish(ctx, p); err != nil {
					return record.Entry{}, err
				}
			}
		}
		words, err := said(map[string]any{"pages": ids})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.PagesOrdered, "pages", by.ID, words, false)
	})
}
