package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/record"
)

// ClosePaper closes the paper to readers, or opens it again. While it is closed readers get a holding page, crawlers
// 503, and staff who are signed in see everything.
func (d *Desk) ClosePaper(ctx context.Context, by account.Staff, closed bool) (Receipt, error) {
	if err := must(by, account.KeepPaper); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		s, err := standingSettings(ctx, tx)
		if err != nil {
			return record.Entry{}, err
		}
		s.Closed = closed
		if err := tx.SaveSettings(ctx, s); err != nil {
			return record.Entry{}, err
		}
		words, err := said(map[string]any{"name": s.Name, "closed": closed})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.SettingsSet, "paper", by.ID, words, false)
	})
}
