package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
)

// HandedFor is how long a link to a new password lasts that somebody hands over.
const HandedFor = 24 * time.Hour

// lettersAnHour is how many letters about a forgotten password one account gets within an hour.
const lettersAnHour = 3

// forgottenPasses is longer than any link is remembered.
const forgottenPasses = 365 * 24 * time.Hour

// SetPassword keeps a new password's hash; every session that began with the old one is over.
func (d *Desk) SetPassword(ctx context.Context, id, hash string) error {
	return d.changeStaff(ctx, id, func(tx Tx, person *account.Staff) error {
		person.Password = hash
		return d.dropPasses(ctx, tx, id)
	})
}

// LinkFor makes a link to a new password for somebody, to be handed over; the ones before lead nowhere. Name is a user
// name or an e-mail. The command line acts as nobody, by its zero value.
func (d *Desk) LinkFor(ctx context.Context, by account.Staff, name string, hash []byte) (account.Staff, account.Pass, error) {
	var person account.Staff
	var pass account.Pass
	if by.ID != "" {
		if err := must(by, account.KeepPeople); err != nil {
			return person, pass, err
		}
	}
	err := d.store.InTx(ctx, func(tx Tx) error {
		var found bool
		var err error
		if person, found, err = tx.StaffByName(ctx, name); err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "Nobody here has the user name or e-mail “%s”.", name)
		}
		if person.Retired {
			return fault.New(fault.Conflict, "%s is retired and cannot sign in. A publisher can take them back.", person.Name)
		}
		if err := d.dropPasses(ctx, tx, person.ID); err != nil {
			return err
		}
		pass = d.toPassword(person, by.ID, hash, HandedFor)
		return tx.SavePass(ctx, pass)
	})
	return person, pass, err
}

// Forgot sends a link to a new password to the person with an e-mail or user name, at most three within an hour. It
// tells nobody whether there is such a person: what is done for one that there is not takes as long.
func (d *Desk) Forgot(ctx context.Context, name string, hash []byte, link string) error {
	return d.store.InTx(ctx, func(tx Tx) error {
		person, found, err := tx.StaffByName(ctx, name)
		if err != nil {
			return err
		}
		before, err := tx.PassesOf(ctx, person.ID)
		if err != nil {
			return err
		}
		pass := d.toPassword(person, "", hash, account.PasswordFor)
		recent := 0
		for _, p := range before {
			if p.MadeBy == "" && pass.MadeAt.Sub(p.MadeAt) < time.Hour {
				recent++
			}
		}
		if !found || person.Retired || person.Email == "" || recent >= lettersAnHour {
			pass.Staff, pass.Name, pass.Email, pass.WithdrawnAt = "", "", "", pass.MadeAt
			pass.Until = pass.MadeAt.Add(-forgottenPasses) // nothing of it is kept beyond the next link
			return tx.SavePass(ctx, pass)
		}
		if err := d.postLink(ctx, tx, LetterPassword, pass, account.Staff{}, link); err != nil {
			return err
		}
		return tx.SavePass(ctx, pass)
	})
}

func (d *Desk) toPassword(person account.Staff, by string, hash []byte, last time.Duration) account.Pass {
	now := d.clock.Now()
	return account.Pass{
		ID: d.clock.ID(), Hash: hash, Kind: account.ToPassword, Staff: person.ID, Name: person.Name, Email: person.Email,
		MadeBy: by, MadeAt: now, Until: now.Add(last),
	}
}

// NewPassword uses a link up: the account that it belongs to has a new password, every session before is over, and the
// person may come in.
func (d *Desk) NewPassword(ctx context.Context, hash []byte, passwordHash string) (account.Staff, error) {
	var person account.Staff
	err := d.store.InTx(ctx, func(tx Tx) error {
		now := d.clock.Now()
		p, err := opens(ctx, tx, account.ToPassword, hash, now)
		if err != nil {
			return err
		}
		if person, err = tx.Staff(ctx, p.Staff); err != nil {
			return err
		}
		if person.Retired {
			return ErrNoPass
		}
		p.UsedAt = now
		if err := tx.SavePass(ctx, p); err != nil {
			return err
		}
		if err := d.dropPasses(ctx, tx, person.ID); err != nil {
			return err
		}
		person.Password, person.SignedOut = passwordHash, now
		return tx.SaveStaff(ctx, person)
	})
	return person, err
}
