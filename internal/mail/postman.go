package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/follow"
	"broadsheet/internal/paper"
)

// Postman takes letters to the mail server.
type Postman struct {
	Desk  *desk.Desk
	Clock clock.Clock
	Base  string         // scheme and host that readers type: what links in letters begin with
	Roots *x509.CertPool // who vouches for mail servers; nil for whom this machine trusts
	Times Times          // zero for the usual ones
}

// A letter that nobody takes is tried for two days.
const triedFor = 48 * time.Hour

// Kind is the work of the postman.
func (p *Postman) Kind() follow.Kind {
	// Every failure is a row in the outbox, which says more than the drawer; so the postman alone decides when it is
	// enough.
	return follow.Kind{Name: desk.MailJob, Do: p.deliver, AtOnce: 2, Tries: 1000}
}

func (p *Postman) times() Times {
	if p.Times == (Times{}) {
		return usualTimes
	}
	return p.Times
}

// deliver takes one letter out, as far as it gets, and writes down what became of it.
func (p *Postman) deliver(ctx context.Context, j desk.Job) error {
	o, send, err := p.Desk.Outgoing(ctx, j.Key)
	if err != nil || !send {
		return err
	}
	answer, marked, err := p.carry(ctx, j, o)
	// What became of it has to be kept, whoever stops the program now.
	keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	var t *Trouble
	switch {
	case err == nil && !marked:
		return nil // somebody else was faster, or it is not to be sent any more
	case err == nil:
		return p.Desk.LetterWent(keep, o.ID, desk.LetterSent, answer)
	case !errors.As(err, &t):
		if marked {
			err = errors.Join(err, p.Desk.LetterWent(keep, o.ID, desk.LetterWaiting, "Its text could not be made; it is tried again."))
		}
		return err
	case t.Unsure:
		return p.Desk.LetterWent(keep, o.ID, desk.LetterUnknown, t.Say)
	case t.Ends:
		return p.Desk.LetterWent(keep, o.ID, desk.LetterFailed, t.Say)
	case ctx.Err() != nil && !marked:
		return ctx.Err()
	case p.Clock.Now().Sub(o.SendAt) >= triedFor:
		return p.Desk.LetterWent(keep, o.ID, desk.LetterFailed, "Tried for two days. "+t.Say)
	}
	if err := p.Desk.LetterWent(keep, o.ID, desk.LetterWaiting, t.Say); err != nil {
		return err
	}
	return fault.Because(t, fault.Unavailable, "%s", t.Say)
}

// carry takes a letter to the server. Marked tells that its text was about to leave, or left.
func (p *Postman) carry(ctx context.Context, j desk.Job, o desk.Outgoing) (answer string, marked bool, err error) {
	l, err := dial(ctx, o.Server, o.Password, hostOf(p.Base), p.Roots, p.times())
	if err != nil {
		return "", false, err
	}
	defer l.hangUp()
	if err := l.address(wired(o.Server.From), wired(o.Email)); err != nil {
		return "", false, err
	}
	now, send, err := p.Desk.MarkSending(ctx, j)
	if err != nil || !send {
		return "", false, err
	}
	text, err := Write(now, o.Paper, p.Base)
	if err != nil {
		return "", true, err
	}
	b, err := message(now, text, o.Server.From, o.Paper.Name, p.Base, p.Clock.Now().In(zone(o.Paper)))
	if err != nil {
		return "", true, err
	}
	answer, err = l.text(ctx, b)
	if err == nil {
		_ = l.Quit() // the letter was taken; how the server takes leave changes nothing
	}
	return answer, true, err
}

func zone(p paper.Settings) *time.Location {
	if z, err := time.LoadLocation(p.Zone); err == nil {
		return z
	}
	return time.UTC
}

// Try sends a test letter at once and gives the server's answer, or a Trouble that says what went wrong. It waits for at
// most half a minute.
func (p *Postman) Try(ctx context.Context, name, email string, settings paper.Settings) (answer string, err error) {
	m, password, err := p.Desk.Mail(ctx)
	if err != nil {
		return "", err
	}
	if !m.Set() {
		return "", fault.New(fault.Conflict, "No mail server is set. Fill in the fields and save them first.")
	}
	times := p.times()
	times.Greet, times.Answer, times.Text = min(times.Greet, tryFor), min(times.Answer, tryFor), min(times.Text, tryFor)
	l, err := dial(ctx, m, password, hostOf(p.Base), p.Roots, times)
	if err != nil {
		return "", err
	}
	defer l.hangUp()
	if err := l.address(wired(m.From), wired(email)); err != nil {
		return "", err
	}
	letter := desk.Letter{ID: p.Clock.ID(), Kind: desk.LetterTest, Name: name, Email: email}
	text, err := Write(letter, settings, p.Base)
	if err != nil {
		return "", err
	}
	b, err := message(letter, text, m.From, settings.Name, p.Base, p.Clock.Now().In(zone(settings)))
	if err != nil {
		return "", err
	}
	if answer, err = l.text(ctx, b); err == nil {
		_ = l.Quit()
	}
	return answer, err
}

// tryFor is how long each step of a test letter may take.
const tryFor = 10 * time.Second
