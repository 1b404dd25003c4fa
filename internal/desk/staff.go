package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// NewStaff is somebody who is to get an account.
type NewStaff struct {
	Name         string
	Email        string
	User         string // "" to make it from the e-mail
	Roles        []account.Role
	PasswordHash string // argon2id in PHC string form
}

// AddStaff makes an account, with a byline for whoever writes. The command line acts as nobody: by is its zero value
// and trusted, since whoever can write the data folder may do everything.
func (d *Desk) AddStaff(ctx context.Context, by account.Staff, n NewStaff) (account.Staff, error) {
	if by.ID != "" {
		if err := must(by, account.KeepPeople); err != nil {
			return account.Staff{}, err
		}
	}
	var person account.Staff
	_, err := d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		settings, open, err := tx.Settings(ctx)
		if err != nil {
			return record.Entry{}, err
		}
		if !open {
			return record.Entry{}, fault.New(fault.Conflict, "This paper has not been set up. Start `broadsheet serve` and open the address that it prints first.")
		}
		if person, err = d.addStaff(ctx, tx, n, settings.Lang, now); err != nil {
			return record.Entry{}, err
		}
		words, err := said(map[string]any{"byline": person.Name})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.BylineSet, person.Byline, by.ID, words, false)
	})
	return person, err
}

func (d *Desk) addStaff(ctx context.Context, tx Tx, n NewStaff, lang string, now time.Time) (account.Staff, error) {
	if err := named("name", n.Name, "the person"); err != nil {
		return account.Staff{}, err
	}
	email, err := account.CleanEmail(n.Email)
	if err != nil {
		return account.Staff{}, err
	}
	if err := printable(longestName, "email", email); err != nil {
		return account.Staff{}, err
	}
	if len(n.Roles) == 0 {
		return account.Staff{}, fault.About("roles", "Choose at least one role.")
	}
	for _, r := range n.Roles {
		if !slices.Contains(account.Roles, r) {
			return account.Staff{}, fault.About("roles", "There is no role “%s”. The roles are %s.", r, roleNames())
		}
	}
	user := n.User
	if user == "" {
		if user, err = freeUser(ctx, tx, account.UserFrom(email)); err != nil {
			return account.Staff{}, err
		}
	} else if err := account.CheckUser(user); err != nil {
		return account.Staff{}, err
	}
	person := account.Staff{
		ID: d.clock.ID(), User: strings.ToLower(norm.NFC.String(user)), Email: email, Name: n.Name,
		Roles: n.Roles, Password: n.PasswordHash, AddedAt: now,
	}
	byline, err := d.newByline(ctx, tx, paper.Byline{Name: n.Name}, lang)
	if err != nil {
		return account.Staff{}, err
	}
	person.Byline = byline.ID
	return person, tx.SaveStaff(ctx, person)
}

func freeUser(ctx context.Context, tx Tx, base string) (string, error) {
	for n := 1; n < 1000; n++ {
		user := base
		if n > 1 {
			user = fmt.Sprintf("%s%d", base, n)
		}
		if _, taken, err := tx.StaffByName(ctx, user); err != nil || !taken {
			return user, err
		}
	}
	return "", fault.About("user", "Every user name made from this e-mail is taken. Type one.")
}

func roleNames() string {
	var names []string
	for _, r := range account.Roles {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// SignedIn notes when somebody signed in.
func (d *Desk) SignedIn(ctx context.Context, id string) error {
	return d.store.InTx(ctx, func(tx Tx) error {
		person, err := tx.Staff(ctx, id)
		if err != nil {
			return err
		}
		person.SignedIn = d.clock.Now()
		return tx.SaveStaff(ctx, person)
	})
}

// SetPassword keeps a new password's hash.
func (d *Desk) SetPassword(ctx context.Context, id, hash string) error {
	return d.store.InTx(ctx, func(tx Tx) error {
		person, err := tx.Staff(ctx, id)
		if err != nil {
			return err
		}
		person.Password = hash
		return tx.SaveStaff(ctx, person)
	})
}
