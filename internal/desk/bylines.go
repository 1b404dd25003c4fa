package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// authorsBelow is where the pages of bylines stand.
const authorsBelow = "/author/"

// SaveByline makes a byline (without an id) or changes one. Its address is made once from the name and
// kept; another Slug, from who keeps the sections, gives it another one, and the old one leads there.
func (d *Desk) SaveByline(ctx context.Context, by account.Staff, b paper.Byline) (paper.Byline, Receipt, error) {
	deed := account.KeepSections
	if b.ID != "" && b.ID == by.Byline {
		deed = account.Write // one's own profile
	}
	if err := must(by, deed); err != nil {
		return b, Receipt{}, err
	}
	if err := checkByline(b); err != nil {
		return b, Receipt{}, err
	}
	saved := b
	receipt, err := d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		settings, _, err := tx.Settings(ctx)
		if err != nil {
			return record.Entry{}, err
		}
		if b.ID == "" {
			saved, err = d.newByline(ctx, tx, b, settings.Lang)
		} else {
			var old paper.Byline
			if old, err = tx.Byline(ctx, b.ID); err == nil {
				if old.MergedInto != "" {
					return record.Entry{}, fault.New(fault.Conflict, "%s was merged into another byline. Change that one, or take them apart.", old.Name)
				}
				saved = b
				saved.Slug, saved.Address, saved.MergedInto = old.Slug, old.Address, ""
				wish := paper.Slug(settings.Lang, b.Slug)
				if err = d.moveByline(ctx, tx, by, &saved, wish); err == nil {
					err = tx.SaveByline(ctx, saved)
				}
				if err == nil {
					err = sameName(ctx, tx, saved)
				}
			}
		}
		if err != nil {
			return record.Entry{}, err
		}
		words, err := said(map[string]any{"byline": saved.Name})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.BylineSet, saved.ID, by.ID, words, false)
	})
	return saved, receipt, err
}

// moveByline gives a byline the address of another last part; the old one leads there.
func (d *Desk) moveByline(ctx context.Context, tx Tx, by account.Staff, b *paper.Byline, slug string) error {
	if slug == "" || slug == b.Slug || !by.May(account.KeepSections) {
		return nil
	}
	path := authorsBelow + slug
	taken, err := isTaken(ctx, tx, path, b.ID)
	if err != nil {
		return err
	}
	if taken {
		return fault.About("slug", "Something else stands at %s already. Choose another last part, or merge the two.", path)
	}
	now := d.clock.Now()
	if b.Address != "" {
		if err := tx.SetAddress(ctx, paper.Address{Path: b.Address, At: paper.AtRedirect, Kind: paper.AtByline, Object: b.ID, Since: now}); err != nil {
			return err
		}
	}
	b.Slug, b.Address = slug, path
	return tx.SetAddress(ctx, paper.Address{Path: path, At: paper.AtByline, Kind: paper.AtByline, Object: b.ID, Since: now})
}

// sameName gives the account that a byline belongs to the byline's name: a person has one.
func sameName(ctx context.Context, tx Tx, b paper.Byline) error {
	whose, err := tx.StaffOf(ctx, b.ID)
	for _, s := range whose {
		if err == nil && s.Name != b.Name && !s.Retired {
			s.Name = b.Name
			err = tx.SaveStaff(ctx, s)
		}
	}
	return err
}

func checkByline(b paper.Byline) error {
	if err := named("name", b.Name, "the byline"); err != nil {
		return err
	}
	if err := printable(longestName, "title", b.Title, "email", b.Email); err != nil {
		return err
	}
	if b.Email != "" {
		if _, err := account.CleanEmail(b.Email); err != nil {
			return err
		}
	}
	for _, l := range b.Links {
		if err := webLink("links", l); err != nil {
			return err
		}
	}
	return printable(longestText, "about", b.About)
}

// newByline keeps a byline with an address of its own.
func (d *Desk) newByline(ctx context.Context, tx Tx, b paper.Byline, lang string) (paper.Byline, error) {
	b.ID = d.clock.ID()
	b.Slug = paper.Slug(lang, b.Name)
	if b.Slug == "" {
		b.Slug = b.ID
	}
	path, err := freePath(ctx, tx, authorsBelow, b.Slug, "", b.ID)
	if err != nil {
		return b, err
	}
	b.Address, b.Slug = path, path[len(authorsBelow):]
	if err := tx.SaveByline(ctx, b); err != nil {
		return b, err
	}
	return b, tx.SetAddress(ctx, paper.Address{Path: path, At: paper.AtByline, Kind: paper.AtByline, Object: b.ID, Since: d.clock.Now()})
}
