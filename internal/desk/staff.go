package desk

import (
	"context"
	"fmt"
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
	Byline       string // the byline that is theirs already, "" for a new one
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
	err := d.people(ctx, by, func(tx Tx) (string, error) {
		settings, open, err := tx.Settings(ctx)
		if err != nil {
			return "", err
		}
		if !open {
			return "", fault.New(fault.Conflict, "This paper has not been set up. Start `broadsheet serve` and open the address that it prints first.")
		}
		var shown string
		person, shown, err = d.addStaff(ctx, tx, n, settings.Lang, d.clock.Now())
		return shown, err
	})
	return person, err
}

// people runs an action on accounts. Fn answers with the id of the byline that it changed for readers, "" for none:
// accounts are not public, bylines are.
func (d *Desk) people(ctx context.Context, by account.Staff, fn func(Tx) (string, error)) error {
	var entry record.Entry
	err := d.store.InTx(ctx, func(tx Tx) error {
		entry = record.Entry{}
		shown, err := fn(tx)
		if err != nil || shown == "" {
			return err
		}
		b, err := tx.Byline(ctx, shown)
		if err != nil {
			return err
		}
		words, err := said(map[string]any{"byline": b.Name})
		if err != nil {
			return err
		}
		entry, err = tx.Append(ctx, record.BylineSet, shown, by.ID, words, false)
		return err
	})
	if err == nil && entry.Number > 0 {
		d.store.Await(ctx, entry.Number)
	}
	return err
}

// addStaff makes an account and answers with the byline that readers see anew, "" for none.
func (d *Desk) addStaff(ctx context.Context, tx Tx, n NewStaff, lang string, now time.Time) (account.Staff, string, error) {
	if err := named("name", n.Name, "the person"); err != nil {
		return account.Staff{}, "", err
	}
	email, err := account.CleanEmail(n.Email)
	if err != nil {
		return account.Staff{}, "", err
	}
	if err := printable(longestName, "email", email); err != nil {
		return account.Staff{}, "", err
	}
	if err := checkRoles(n.Roles); err != nil {
		return account.Staff{}, "", err
	}
	user := n.User
	if user == "" {
		if user, err = freeUser(ctx, tx, account.UserFrom(email)); err != nil {
			return account.Staff{}, "", err
		}
	} else if err := account.CheckUser(user); err != nil {
		return account.Staff{}, "", err
	}
	person := account.Staff{
		ID: d.clock.ID(), User: strings.ToLower(norm.NFC.String(user)), Email: email, Name: n.Name,
		Roles: n.Roles, Password: n.PasswordHash, AddedAt: now,
	}
	shown, err := d.credit(ctx, tx, &person, n.Byline, lang)
	if err != nil {
		return account.Staff{}, "", err
	}
	return person, shown, tx.SaveStaff(ctx, person)
}

// credit gives somebody who writes a byline: one that is there already, or a new one. It answers with the byline that
// readers see anew, "" for none.
func (d *Desk) credit(ctx context.Context, tx Tx, person *account.Staff, byline, lang string) (string, error) {
	if byline == "" && (person.Byline != "" || !person.May(account.Write)) {
		return "", nil
	}
	if byline != "" {
		if err := free(ctx, tx, byline); err != nil {
			return "", err
		}
		b, err := tx.Byline(ctx, byline)
		if err != nil {
			return "", err
		}
		person.Byline, b.Guest = b.ID, false
		return b.ID, tx.SaveByline(ctx, b)
	}
	b, err := d.newByline(ctx, tx, paper.Byline{Name: person.Name}, lang)
	person.Byline = b.ID
	return b.ID, err
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

// SignedIn notes when somebody signed in, and with what device.
func (d *Desk) SignedIn(ctx context.Context, id, device string) error {
	return d.changeStaff(ctx, id, func(tx Tx, person *account.Staff) error {
		person.SignedIn = d.clock.Now()
		return tx.AddSignIn(ctx, id, account.SignIn{At: person.SignedIn, Device: device})
	})
}

// changeStaff changes an account in one transaction.
func (d *Desk) changeStaff(ctx context.Context, id string, change func(Tx, *account.Staff) error) error {
	return d.store.InTx(ctx, func(tx Tx) error {
		person, err := tx.Staff(ctx, id)
		if err != nil {
			return err
		}
		if err := change(tx, &person); err != nil {
			return err
		}
		return tx.SaveStaff(ctx, person)
	})
}
