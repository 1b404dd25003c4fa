package desk

import (
	"context"
	"net/url"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/record"
)

// SetFeeds says whether the feeds of the paper hold whole stories or their standfirsts.
func (d *Desk) SetFeeds(ctx context.Context, by account.Staff, summaries bool) (Receipt, error) {
	if err := must(by, account.KeepPaper); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		s, err := standingSettings(ctx, tx)
		if err != nil {
			return record.Entry{}, err
		}
		s.FeedSummaries = summaries
		return saveSettings(ctx, tx, by, s)
	})
}

// NameOrigin notes under which address the paper was first seen, if nobody did yet: by it machines know its stories for
// ever. Base is what readers type.
func (d *Desk) NameOrigin(ctx context.Context, base string) error {
	now := d.clock.Now()
	return d.store.InTx(ctx, func(tx Tx) error {
		s, open, err := tx.Settings(ctx)
		if err != nil || !open || s.Origin != "" {
			return err
		}
		if s.Origin = origin(base, now); s.Origin == "" {
			return nil
		}
		if err := tx.SaveSettings(ctx, s); err != nil {
			return err
		}
		words, err := said(map[string]any{"name": s.Name})
		if err != nil {
			return err
		}
		_, err = tx.Append(ctx, record.SettingsSet, "paper", "", words, true)
		return err
	})
}

// origin is the host of an address with a day, as RFC 4151 begins a tag; "" for no address.
func origin(base string, day time.Time) string {
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	host := strings.ReplaceAll(strings.ToLower(u.Hostname()), ":", "-") // an address of IPv6 is no name; it is made into something like one
	return host + "," + day.UTC().Format(time.DateOnly)
}
