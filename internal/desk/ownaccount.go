package desk

import (
	"context"
	"slices"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
)

// ChangeOwn changes what somebody says about their own account: the name, which is also that of their byline, and the
// letters that they do without.
func (d *Desk) ChangeOwn(ctx context.Context, by account.Staff, name string, unwanted []account.Letter) error {
	if err := named("name", name, "the person"); err != nil {
		return err
	}
	for _, l := range unwanted {
		if !slices.Contains(account.Letters, l) {
			return fault.About("letters", "There are no letters of this kind.")
		}
	}
	return d.people(ctx, by, func(tx Tx) (string, error) {
		person, err := tx.Staff(ctx, by.ID)
		if err != nil {
			return "", err
		}
		shown := ""
		if person.Byline != "" && person.Name != name {
			b, err := tx.Byline(ctx, person.Byline)
			if err != nil {
				return "", err
			}
			b.Name, shown = name, b.ID
			if err := tx.SaveByline(ctx, b); err != nil {
				return "", err
			}
		}
		person.Name, person.Unwanted = name, unwanted
		return shown, tx.SaveStaff(ctx, person)
	})
}

// SignOutElsewhere ends every session of a person. Whoever asks for it is let in anew with the account as it is then.
func (d *Desk) SignOutElsewhere(ctx context.Context, by account.Staff) (account.Staff, error) {
	var person account.Staff
	err := d.changeStaff(ctx, by.ID, func(_ Tx, p *account.Staff) error {
		p.SignedOut = d.clock.Now()
		person = *p
		return nil
	})
	return person, err
}
