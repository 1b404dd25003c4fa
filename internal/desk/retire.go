package desk

import (
	"context"
	"encoding/json"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
)

// ChangeRoles changes what somebody is in the newsroom; whoever writes from now on gets a byline. The last publisher
// and the last operator stay what they are.
func (d *Desk) ChangeRoles(ctx context.Context, by account.Staff, id string, roles []account.Role) (account.Staff, error) {
	var person account.Staff
	if err := must(by, account.KeepPeople); err != nil {
		return person, err
	}
	if err := checkRoles(roles); err != nil {
		return person, err
	}
	err := d.people(ctx, by, func(tx Tx) (string, error) {
		was, err := tx.Staff(ctx, id)
		if err != nil {
			return "", err
		}
		person = was
		person.Roles = roles
		if err := remains(ctx, tx, was, person); err != nil {
			return "", err
		}
		settings, _, err := tx.Settings(ctx)
		if err != nil {
			return "", err
		}
		shown, err := d.credit(ctx, tx, &person, "", settings.Lang)
		if err != nil {
			return "", err
		}
		return shown, tx.SaveStaff(ctx, person)
	})
	return person, err
}

// Retire closes somebody's account: their sessions are over at once, their links lead nowhere, and what they have open
// goes to somebody else, or with to "" stays at the desk in nobody's hand. Their byline stays, and so does everything
// under it. It tells how many stories were handed over.
func (d *Desk) Retire(ctx context.Context, by account.Staff, id, to string) (handed int, err error) {
	if err := must(by, account.KeepPeople); err != nil {
		return 0, err
	}
	if id == by.ID {
		return 0, fault.New(fault.Conflict, "You cannot retire yourself. Another publisher can.")
	}
	return handed, d.store.InTx(ctx, func(tx Tx) error {
		was, err := tx.Staff(ctx, id)
		if err != nil {
			return err
		}
		if was.Retired {
			return fault.New(fault.Conflict, "%s is retired already.", was.Name)
		}
		now := d.clock.Now()
		person := was
		person.Retired, person.SignedOut = true, now
		if err := remains(ctx, tx, was, person); err != nil {
			return err
		}
		if to != "" {
			next, err := tx.Staff(ctx, to)
			if fault.Is(err, fault.NotFound) || err == nil && (!next.May(account.Write) || next.ID == id) {
				return fault.About("to", "Choose somebody else who writes here, or leave the stories at the desk.")
			}
			if err != nil {
				return err
			}
		}
		if handed, err = tx.HandOver(ctx, id, to, now); err != nil {
			return err
		}
		if err := d.dropPasses(ctx, tx, id); err != nil {
			return err
		}
		return tx.SaveStaff(ctx, person)
	})
}

// TakeBack opens the account of somebody who was retired; they sign in with the password that they had.
func (d *Desk) TakeBack(ctx context.Context, by account.Staff, id string) (account.Staff, error) {
	var person account.Staff
	if err := must(by, account.KeepPeople); err != nil {
		return person, err
	}
	err := d.changeStaff(ctx, id, func(_ Tx, p *account.Staff) error {
		if !p.Retired {
			return fault.New(fault.Conflict, "%s is not retired.", p.Name)
		}
		p.Retired = false
		person = *p
		return nil
	})
	return person, err
}

// dropPasses withdraws every link of an account that still works.
func (d *Desk) dropPasses(ctx context.Context, tx Tx, staff string) error {
	now := d.clock.Now()
	all, err := tx.PassesOf(ctx, staff)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.State(now) != account.Waiting {
			continue
		}
		p.WithdrawnAt = now
		if err := tx.SavePass(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// ReportersPublishName is the name under which it is kept, as true or false, whether reporters may publish.
const ReportersPublishName = "reporters publish"

// LetReportersPublish decides whether reporters publish, correct and recall their own stories.
func (d *Desk) LetReportersPublish(ctx context.Context, by account.Staff, may bool) error {
	if err := must(by, account.KeepPeople); err != nil {
		return err
	}
	value := json.RawMessage("false")
	if may {
		value = json.RawMessage("true")
	}
	return d.store.InTx(ctx, func(tx Tx) error { return tx.SavePrivate(ctx, ReportersPublishName, value) })
}
