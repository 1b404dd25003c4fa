package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

// Logo says what stands in the place of the paper's name: pictures of the library, "" for none.
type Logo struct {
	Light string
	Dark  string // on dark screens; "" for Light on both
}

// leastLogo is the height in pixels from which a logo is sharp in the head of a page on screens of double density. A
// wide one is set lower, so that its width counts instead.
const leastLogo = 72

// SetLogo puts a logo in the place of the paper's name on every page, or takes it away.
func (d *Desk) SetLogo(ctx context.Context, by account.Staff, l Logo) (Receipt, error) {
	if err := must(by, account.KeepPaper); err != nil {
		return Receipt{}, err
	}
	if l.Light == "" && l.Dark != "" {
		return Receipt{}, fault.About("logo", "A logo for dark screens needs one for light screens beside it.")
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		for _, id := range []string{l.Light, l.Dark} {
			if id == "" {
				continue
			}
			p, err := tx.Picture(ctx, id)
			if err != nil {
				return record.Entry{}, err
			}
			if p.Height < leastLogo && p.Width < leastLogo*leastLogo/10 {
				return record.Entry{}, fault.About("logo", "A logo of %d × %d pixels is too small to be sharp. Send one that is at least %d pixels high.", p.Width, p.Height, leastLogo)
			}
		}
		s, err := standingSettings(ctx, tx)
		if err != nil {
			return record.Entry{}, err
		}
		s.Logo, s.LogoDark = l.Light, l.Dark
		return saveSettings(ctx, tx, by, s)
	})
}

// TakeInLogo adds the file of a logo to the library. It is no one's story, so whoever keeps the paper may.
func (d *Desk) TakeInLogo(ctx context.Context, by account.Staff, t Taken) (article.Picture, error) {
	if err := must(by, account.KeepPaper); err != nil {
		return article.Picture{}, err
	}
	p, _, err := d.takeIn(ctx, by, t)
	return p, err
}
