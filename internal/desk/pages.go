package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

// OrderPages puts the standing pages of the footer into an order. Those in out leave the footer: they stay public at
// their addresses, and nothing links to them by itself.
func (d *Desk) OrderPages(ctx context.Context, by account.Staff, ids []string, out ...string) (Receipt, error) {
	if err := must(by, account.KeepSections); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		for i, id := range ids {
			if err := placePage(ctx, tx, id, i+1); err != nil {
				return record.Entry{}, err
			}
		}
		for _, id := range out {
			if err := placePage(ctx, tx, id, article.NotInFooter); err != nil {
				return record.Entry{}, err
			}
		}
		words, err := said(map[string]any{"pages": ids})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.PagesOrdered, "pages", by.ID, words, false)
	})
}

// placePage gives a standing page its place.
func placePage(ctx context.Context, tx Tx, id string, place int) error {
	draft, err := tx.Draft(ctx, id)
	if err != nil {
		return err
	}
	if draft.Form != article.StandingPage {
		return fault.New(fault.Invalid, "Only standing pages have an order.")
	}
	if draft.Place != place {
		draft.Place = place
		if err := tx.SaveDraft(ctx, draft); err != nil {
			return err
		}
	}
	p, live, err := tx.Published(ctx, id)
	if err != nil || !live || p.Place == place {
		return err
	}
	p.Place = place
	return tx.Publish(ctx, p)
}
