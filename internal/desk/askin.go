package desk

import (
	"context"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
)

// Asked is somebody who is to be asked in.
type Asked struct {
	Name   string
	Email  string // "" when the link is handed over and they type it themselves
	Roles  []account.Role
	Byline string // the byline that is theirs already, "" for a new one
	Letter string // path of the link, for a letter that takes it there; "" when it is handed over
}

// AskIn makes a link by which somebody makes their own account. Hash is that of the link's key, which is kept nowhere.
func (d *Desk) AskIn(ctx context.Context, by account.Staff, a Asked, hash []byte) (account.Pass, error) {
	p := account.Pass{
		Hash: hash, Kind: account.ToJoin, Name: strings.TrimSpace(a.Name), Email: strings.TrimSpace(a.Email),
		Roles: a.Roles, Byline: a.Byline, MadeBy: by.ID,
	}
	if err := must(by, account.KeepPeople); err != nil {
		return p, err
	}
	if err := named("name", p.Name, "the person"); err != nil {
		return p, err
	}
	if err := checkRoles(p.Roles); err != nil {
		return p, err
	}
	if p.Email != "" {
		var err error
		if p.Email, err = account.CleanEmail(p.Email); err != nil {
			return p, err
		}
	} else if a.Letter != "" {
		return p, fault.About("email", "Type the e-mail that the letter goes to, or make a link and hand it over.")
	}
	p.ID = d.clock.ID()
	return p, d.store.InTx(ctx, func(tx Tx) error {
		if p.Email != "" {
			who, taken, err := tx.StaffByName(ctx, p.Email)
			if err != nil {
				return err
			}
			if taken {
				return &fault.Fault{Kind: fault.Conflict, Field: "email", Say: who.Name + " has an account with this e-mail already."}
			}
		}
		if p.Byline != "" {
			if err := free(ctx, tx, p.Byline); err != nil {
				return err
			}
		}
		p.MadeAt = d.clock.Now()
		p.Until = p.MadeAt.Add(account.JoinFor)
		if err := d.postLink(ctx, tx, LetterInvitation, p, by, a.Letter); err != nil {
			return err
		}
		return tx.SavePass(ctx, p)
	})
}

// postLink sends a link to whom it is for; nothing when there is no letter to send.
func (d *Desk) postLink(ctx context.Context, tx Tx, kind LetterKind, p account.Pass, by account.Staff, link string) error {
	if link == "" {
		return nil
	}
	_, err := d.post(ctx, tx, Letter{
		Kind: kind, Staff: p.Staff, Name: p.Name, Email: p.Email, MadeBy: by.ID, Until: p.Until, Data: LetterData{Link: link, By: by.Name},
	})
	return err
}

// free refuses a byline that is somebody's, or stands for nobody any more.
func free(ctx context.Context, tx Tx, byline string) error {
	b, err := tx.Byline(ctx, byline)
	if fault.Is(err, fault.NotFound) || err == nil && b.MergedInto != "" {
		return fault.About("byline", "There is no such byline any more. Choose another, or a new one.")
	}
	if err != nil {
		return err
	}
	whose, err := tx.StaffOf(ctx, byline)
	if err == nil && len(whose) > 0 {
		err = fault.About("byline", "This byline is %s’s, who has an account.", whose[0].Name)
	}
	return err
}

// AskAgain makes a new link for somebody who was asked in and has not come, and sends it where letter is its path; the
// old one leads nowhere from then on.
func (d *Desk) AskAgain(ctx context.Context, by account.Staff, id string, hash []byte, letter string) (account.Pass, error) {
	return d.changePass(ctx, by, id, func(tx Tx, p *account.Pass) error {
		p.Hash, p.MadeBy, p.MadeAt = hash, by.ID, d.clock.Now()
		p.Until = p.MadeAt.Add(account.JoinFor)
		if p.Email == "" {
			letter = ""
		}
		return d.postLink(ctx, tx, LetterInvitation, *p, by, letter)
	})
}

// WithdrawPass takes a link back with which somebody was asked in.
func (d *Desk) WithdrawPass(ctx context.Context, by account.Staff, id string) (account.Pass, error) {
	return d.changePass(ctx, by, id, func(_ Tx, p *account.Pass) error {
		p.WithdrawnAt = d.clock.Now()
		return nil
	})
}

func (d *Desk) changePass(ctx context.Context, by account.Staff, id string, change func(Tx, *account.Pass) error) (p account.Pass, err error) {
	if err := must(by, account.KeepPeople); err != nil {
		return p, err
	}
	return p, d.store.InTx(ctx, func(tx Tx) error {
		if p, err = tx.Pass(ctx, id); err != nil {
			return err
		}
		switch {
		case p.Kind != account.ToJoin:
			return fault.New(fault.NotFound, "There is no such link.")
		case !p.UsedAt.IsZero():
			return fault.New(fault.Conflict, "%s has come in already.", p.Name)
		case !p.WithdrawnAt.IsZero():
			return fault.New(fault.Conflict, "This link was withdrawn already. Ask %s in anew.", p.Name)
		}
		if err := change(tx, &p); err != nil {
			return err
		}
		return tx.SavePass(ctx, p)
	})
}

// Join makes the account that somebody was asked in for, and uses the link up. Roles and byline are those of the link.
func (d *Desk) Join(ctx context.Context, hash []byte, n NewStaff) (account.Staff, error) {
	var person account.Staff
	err := d.people(ctx, account.Staff{}, func(tx Tx) (string, error) {
		now := d.clock.Now()
		p, err := opens(ctx, tx, account.ToJoin, hash, now)
		if err != nil {
			return "", err
		}
		settings, _, err := tx.Settings(ctx)
		if err != nil {
			return "", err
		}
		n.Roles, n.Byline = p.Roles, p.Byline
		var shown string
		if person, shown, err = d.addStaff(ctx, tx, n, settings.Lang, now); err != nil {
			return "", err
		}
		p.Staff, p.UsedAt = person.ID, now
		return shown, tx.SavePass(ctx, p)
	})
	return person, err
}
