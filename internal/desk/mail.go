package desk

import (
	"context"
	"encoding/json"
	"net"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
)

// SetMail keeps where letters go out; a server without a host means that they stay here from now on. The password is
// kept as it is when password is nil. What waits goes out by the new server.
func (d *Desk) SetMail(ctx context.Context, by account.Staff, m MailServer, password *string) error {
	if err := must(by, account.KeepMail); err != nil {
		return err
	}
	m, err := checkMail(m)
	if err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error {
		before, had, err := mailServer(ctx, tx)
		if err != nil {
			return err
		}
		secret := had
		switch {
		case m.User == "":
			secret = ""
		case password != nil:
			secret = *password
		case before.Host != m.Host || before.User != m.User:
			return fault.About("password", "Type the password for %s at %s: the one that is kept belongs to another.", m.User, m.Host)
		}
		if m.User != "" && secret == "" {
			return fault.About("password", "Type the password that %s has at %s.", m.User, m.Host)
		}
		b, err := json.Marshal(m)
		if err != nil {
			return err
		}
		if err := tx.SaveSecret(ctx, mailPasswordName, secret); err != nil {
			return err
		}
		return tx.SavePrivate(ctx, mailName, b)
	})
}

func checkMail(m MailServer) (MailServer, error) {
	if !m.Set() {
		return MailServer{}, nil
	}
	if strings.ContainsAny(m.Host, " /@:\t\r\n") || len(m.Host) > 253 {
		return m, fault.About("host", "This is not the name of a server. It looks like smtp.example.org.")
	}
	if m.Port < 1 || m.Port > 65535 {
		return m, fault.About("port", "A port is a number from 1 to 65535; mail servers listen on 587 or 465 as a rule.")
	}
	if !slices.Contains(TLSModes, m.TLS) {
		return m, fault.About("tls", "Choose how the line is kept from others’ eyes.")
	}
	if err := printable(longestName, "user", m.User); err != nil {
		return m, err
	}
	if m.TLS == NoTLS && m.User != "" && !onThisMachine(m.Host) {
		return m, fault.About("tls", "A password must not travel in the open. Choose a line with TLS, or leave user name and password empty.")
	}
	from, err := account.CleanEmail(m.From)
	if err != nil {
		return m, fault.About("from", "%s", fault.Of(err).Say)
	}
	m.From = from
	return m, nil
}

// onThisMachine tells whether a line to the host leaves this machine.
func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// Outgoing is a letter with all that is needed to send it.
type Outgoing struct {
	Letter
	Server   MailServer
	Password string
	Paper    paper.Settings
}

// Outgoing reads a letter that is to be sent; false when it is not any more. One that was on its way when the program
// was killed becomes unknown: it may have arrived, so it is not sent again blindly. Without a mail server it stays here.
func (d *Desk) Outgoing(ctx context.Context, id string) (o Outgoing, send bool, err error) {
	err = d.store.InTx(ctx, func(tx Tx) error {
		o, send = Outgoing{}, false
		var err error
		if o.Letter, err = tx.Letter(ctx, id); fault.Is(err, fault.NotFound) {
			return nil
		} else if err != nil {
			return err
		}
		now := d.clock.Now()
		if o.State == LetterSending {
			o.State, o.EndedAt = LetterUnknown, now
			o.Said = "This program ended between the text of the letter and the mail server’s answer."
			return tx.SaveLetter(ctx, o.Letter)
		}
		if o.State != LetterWaiting {
			return nil
		}
		if !o.Until.IsZero() && !now.Before(o.Until) {
			o.State, o.EndedAt = LetterFailed, now
			o.Said = strings.TrimSpace("Its link ran out before it could go. " + o.Said)
			return tx.SaveLetter(ctx, o.Letter)
		}
		if o.Server, o.Password, err = mailServer(ctx, tx); err != nil {
			return err
		}
		if !o.Server.Set() {
			o.State = LetterHere
			return tx.SaveLetter(ctx, o.Letter)
		}
		if o.Paper, _, err = tx.Settings(ctx); err != nil {
			return err
		}
		send = true
		return nil
	})
	return o, send, err
}

// MarkSending notes that the text of a letter is about to leave, under the lease of a job, and reads what it says by
// now; false when it is not to be sent any more.
func (d *Desk) MarkSending(ctx context.Context, j Job) (l Letter, send bool, err error) {
	err = d.store.InTx(ctx, func(tx Tx) error {
		if err := tx.HoldJob(ctx, j.ID, j.Fence); err != nil {
			return err
		}
		var err error
		if l, err = tx.Letter(ctx, j.Key); err != nil {
			return err
		}
		if send = l.State == LetterWaiting; !send {
			return nil
		}
		l.State = LetterSending
		l.Tries++
		return tx.SaveLetter(ctx, l)
	})
	return l, send, err
}

// LetterWent notes what became of a letter: LetterSent with the mail server's words, LetterFailed, LetterUnknown, or
// LetterWaiting when it is to be tried again. The text of one that was sent is dropped.
func (d *Desk) LetterWent(ctx context.Context, id string, state LetterState, said string) error {
	return d.store.InTx(ctx, func(tx Tx) error {
		l, err := tx.Letter(ctx, id)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if state == LetterWaiting && l.State == LetterWaiting {
			l.Tries++ // it did not come as far as its text
		}
		l.State, l.Said, l.EndedAt = state, said, d.clock.Now()
		switch state {
		case LetterSent:
			l.Data = LetterData{}
		case LetterWaiting:
			l.EndedAt = time.Time{}
		}
		return tx.SaveLetter(ctx, l)
	})
}

// SendAgain has a letter sent that failed, that may not have arrived, or that stayed here.
func (d *Desk) SendAgain(ctx context.Context, by account.Staff, id string) (l Letter, err error) {
	if err := must(by, account.KeepMail); err != nil {
		return l, err
	}
	return l, d.store.InTx(ctx, func(tx Tx) error {
		if l, err = tx.Letter(ctx, id); err != nil {
			return err
		}
		now := d.clock.Now()
		switch {
		case l.State != LetterFailed && l.State != LetterUnknown && l.State != LetterHere:
			return fault.New(fault.Conflict, "This letter is on its way or was sent already.")
		case l.Data.Empty():
			return fault.New(fault.Conflict, "What this letter said is not kept any more. Do again what it was about.")
		case !l.Until.IsZero() && !now.Before(l.Until):
			return fault.New(fault.Conflict, "The link in this letter has run out. Do again what it was about.")
		}
		server, _, err := mailServer(ctx, tx)
		if err != nil {
			return err
		}
		if !server.Set() {
			return fault.New(fault.Conflict, "No mail server is set, so letters stay here. Set one under Settings, Mail, or hand the letter over yourself.")
		}
		l.State, l.SendAt, l.EndedAt, l.Said, l.Tries = LetterWaiting, now, time.Time{}, "", 0
		if err := tx.SaveLetter(ctx, l); err != nil {
			return err
		}
		return tx.AddJob(ctx, Job{Kind: MailJob, Key: l.ID, RunAt: now})
	})
}

// How long what a letter says is kept when it was not sent, and its line in the list.
const (
	letterTextFor = 30 * 24 * time.Hour
	letterLineFor = 180 * 24 * time.Hour
)

// TidyLetters drops what letters say and their lines when their time is over. It is safe to repeat.
func (d *Desk) TidyLetters(ctx context.Context) error {
	now := d.clock.Now()
	return d.store.InTx(ctx, func(tx Tx) error {
		return tx.TidyLetters(ctx, now.Add(-letterTextFor), now.Add(-letterLineFor))
	})
}
