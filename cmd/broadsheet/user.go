package main

import (
	"bufio"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/config"
	"broadsheet/internal/desk"
	"broadsheet/internal/session"
)

// userCommands keep accounts from the command line.
type userCommands struct {
	Add  userAddCommand  `cmd:"" help:"Make an account for somebody of the newsroom."`
	Link userLinkCommand `cmd:"" help:"Print a link that works once, for a day: whoever opens it chooses a new password and comes in."`
}

type userAddCommand struct {
	Email         string   `arg:"" help:"The person's e-mail; the user name is made from it."`
	Name          string   `required:"" help:"The person's name, as it stands in bylines."`
	Role          []string `help:"reporter, editor, publisher or operator; several are divided by commas." default:"reporter"`
	User          string   `help:"User name, in place of one made from the e-mail."`
	PasswordStdin bool     `help:"Read the password from standard input; without it one is made and printed."`
}

// Run makes the account in the configured database.
func (u userAddCommand) Run(p *program, c *commands) error {
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	password := newPassword()
	if u.PasswordStdin {
		line, err := bufio.NewReader(io.LimitReader(p.in, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("the password cannot be read from standard input: %w", err)
		}
		password = strings.TrimRight(line, "\r\n")
		if err := session.CheckPassword(password, u.Name, u.Email); err != nil {
			return err
		}
	}
	hash, err := session.HashPassword(p.ctx, password)
	if err != nil {
		return err
	}
	house, err := openHouse(p, settings, false)
	if err != nil {
		return err
	}
	defer house.close()
	roles := make([]account.Role, len(u.Role))
	for i, r := range u.Role {
		roles[i] = account.Role(r)
	}
	person, err := house.desk.AddStaff(p.ctx, account.Staff{}, desk.NewStaff{
		Name: u.Name, Email: u.Email, User: u.User, Roles: roles, PasswordHash: hash,
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s can sign in as %s or %s.\n", person.Name, person.User, person.Email)
	if !u.PasswordStdin {
		fmt.Fprintf(p.out, "Password: %s\nIt is shown this once. Hand it over, and have it changed after the first sign-in.\n", password)
	}
	return nil
}

type userLinkCommand struct {
	Name string `arg:"" help:"The person's user name or e-mail."`
	URL  string `help:"What staff type before the link, as serve has it." env:"BROADSHEET_URL"`
}

// Run makes a link to a new password and prints it, with the address that readers type before it.
func (u userLinkCommand) Run(p *program, c *commands) error {
	settings, err := c.settings(config.Config{URL: u.URL})
	if err != nil {
		return err
	}
	house, err := openHouse(p, settings, false)
	if err != nil {
		return err
	}
	defer house.close()
	key, hash := account.NewKey()
	person, pass, err := house.desk.LinkFor(p.ctx, account.Staff{}, u.Name, hash)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s/newsroom/new-password?key=%s\n", settings.URL, key)
	fmt.Fprintf(p.out, "It works once, until %s, for %s (%s). Whoever opens it chooses a new password and is signed in;\nevery link from before and every session of that account end by it.\n",
		pass.Until.Local().Format("15:04, 2 January 2006"), person.Name, person.User)
	return nil
}

// newPassword is 80 random bits as four groups that can be read out on the telephone.
func newPassword() string {
	b := make([]byte, 10)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	s := strings.ToLower(base32.StdEncoding.EncodeToString(b))
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
}
