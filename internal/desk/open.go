package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// Opening is what the first run asks.
type Opening struct {
	Paper        string
	Name         string // of the first person
	Email        string
	PasswordHash string // argon2id in PHC string form
	Lang, Zone   string
	Base         string // scheme and host that readers type; "" where nobody knows
	Starters     bool   // begin with drafts of the standing pages that every paper needs
}

// OpenPaper sets the paper up: its name, and the first person, who may do everything. It works once.
func (d *Desk) OpenPaper(ctx context.Context, o Opening) (account.Staff, error) {
	if err := named("paper", o.Paper, "the paper"); err != nil {
		return account.Staff{}, err
	}
	if _, err := time.LoadLocation(o.Zone); err != nil || o.Zone == "" {
		return account.Staff{}, fault.About("zone", "There is no time zone “%s”. Choose one from the list, such as Europe/Lisbon.", o.Zone)
	}
	var person account.Staff
	_, err := d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		n, err := tx.CountStaff(ctx)
		if err != nil {
			return record.Entry{}, err
		}
		_, open, err := tx.Settings(ctx)
		if err != nil {
			return record.Entry{}, err
		}
		if n > 0 || open {
			return record.Entry{}, fault.New(fault.Conflict, "This paper has been set up already. Sign in instead.")
		}
		person, _, err = d.addStaff(ctx, tx, NewStaff{
			Name: o.Name, Email: o.Email, PasswordHash: o.PasswordHash,
			Roles: []account.Role{account.Editor, account.Publisher, account.Operator},
		}, o.Lang, now)
		if err != nil {
			return record.Entry{}, err
		}
		settings := paper.Settings{Name: o.Paper, Lang: o.Lang, Zone: o.Zone, Share: paper.FirstChannels, Origin: origin(o.Base, now)}
		if o.Starters {
			if settings.Policy, err = d.addStarters(ctx, tx, person.ID, now); err != nil {
				return record.Entry{}, err
			}
		}
		if err := tx.SaveSettings(ctx, settings); err != nil {
			return record.Entry{}, err
		}
		words, err := said(map[string]any{"name": settings.Name})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.Opened, "paper", person.ID, words, false)
	})
	return person, err
}
