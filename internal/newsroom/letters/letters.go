// Package letters is the part of the newsroom where mail is kept: the server that letters go out by, the outbox with
// what became of each letter, and the text of those that somebody has to hand over.
package letters

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/mail"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// Where mail and the outbox stand.
const (
	MailPath = "/newsroom/settings/mail"
	Path     = "/newsroom/settings/letters"
)

var states = map[desk.LetterState]string{
	desk.LetterWaiting: "Waiting", desk.LetterHere: "Stays here", desk.LetterSending: "On its way", desk.LetterSent: "Sent",
	desk.LetterFailed: "Not sent", desk.LetterUnknown: "Nobody knows",
}

var kinds = map[desk.LetterKind]string{
	desk.LetterStories: "Stories that came to them", desk.LetterInvitation: "Asked in", desk.LetterPassword: "A new password", desk.LetterTest: "A test",
}

var ways = map[desk.TLSMode]string{
	desk.StartTLS: "Turns to TLS (STARTTLS)", desk.TLS: "TLS from the first byte", desk.NoTLS: "In the open, to this machine or network",
}

// Store is what is asked of the database.
type Store interface {
	Letters(ctx context.Context, before string, limit int) ([]desk.Letter, error)
	LetterOf(ctx context.Context, id string) (desk.Letter, error)
	CountLetters(ctx context.Context) (map[desk.LetterState]int, error)
}

// Postman sends test letters.
type Postman interface {
	Try(ctx context.Context, name, email string, settings paper.Settings) (answer string, err error)
}

// Room answers for the mail.
type Room struct {
	*reception.Reception
	Outbox  Store
	Postman Postman
}

// Routes are the routes of this room.
func (o *Room) Routes() []reception.Route {
	with := func(method, path string, do reception.Action) reception.Route {
		return reception.Route{Method: method, Path: path, Needs: account.KeepMail, Do: do}
	}
	return []reception.Route{
		with("GET", MailPath, o.showMail),
		with("POST", MailPath, o.setMail),
		with("POST", MailPath+"/test", o.try),
		with("GET", Path, o.list),
		with("GET", Path+"/{id}", o.letter),
		with("POST", Path+"/{id}", o.sendAgain),
	}
}

func (o *Room) mailScreen(r *http.Request, f screen.Form) (*screen.Mail, error) {
	fr, err := o.Frame(r, "Mail", "/newsroom/settings")
	if err != nil {
		return nil, err
	}
	m, password, err := o.Desk.Mail(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Mail{
		Frame: fr, Form: f, Set: m.Set(), Kept: password != "", Own: reception.Who(r).Email,
		Say: "No mail server is set: letters stay here, and whoever keeps people hands them over.",
	}
	if m.Set() {
		s.Say = fmt.Sprintf("Letters go out through %s as %s.", m.Host, m.From)
	}
	for _, way := range desk.TLSModes {
		s.Ways = append(s.Ways, screen.Option{Value: string(way), Label: ways[way]})
	}
	if u, err := url.Parse(o.Base); err == nil {
		if ip := net.ParseIP(u.Hostname()); u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
			s.Nearby = o.Base
		}
	}
	return s, nil
}

func (o *Room) showMail(w http.ResponseWriter, r *http.Request) error {
	f, err := o.stands(r)
	if err != nil {
		return err
	}
	s, err := o.mailScreen(r, f)
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

// stands is the form as it stands; never with the password.
func (o *Room) stands(r *http.Request) (screen.Form, error) {
	m, _, err := o.Desk.Mail(r.Context())
	if err != nil {
		return screen.Form{}, err
	}
	f := screen.Fields("host", m.Host, "port", "587", "tls", string(desk.StartTLS), "user", m.User, "from", m.From)
	if m.Set() {
		f.Values.Set("port", strconv.Itoa(m.Port))
		f.Values.Set("tls", string(m.TLS))
	}
	return f, nil
}

func (o *Room) setMail(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	if f.Value("deed") == "stop" {
		if err := o.Desk.SetMail(r.Context(), reception.Who(r), desk.MailServer{}, nil); err != nil {
			return err
		}
		return o.Done(w, r, MailPath, "No letter goes out any more. What is written from now on stays here, under Letters.")
	}
	m := desk.MailServer{
		Host: strings.TrimSpace(f.Value("host")), TLS: desk.TLSMode(f.Value("tls")), User: strings.TrimSpace(f.Value("user")), From: strings.TrimSpace(f.Value("from")),
	}
	var password *string
	if typed := f.Value("password"); typed != "" {
		password = &typed
	}
	f.Values.Del("password") // is typed again rather than sent back
	m.Port, err = strconv.Atoi(strings.TrimSpace(f.Value("port")))
	switch {
	case m.Host == "":
		err = fault.About("host", "Type the name of the mail server, such as smtp.example.org.")
	case err != nil:
		err = fault.About("port", "A port is a number, such as 587 or 465.")
	default:
		err = o.Desk.SetMail(r.Context(), reception.Who(r), m, password)
	}
	if err != nil {
		s, ferr := o.mailScreen(r, f)
		if ferr != nil {
			return ferr
		}
		err = o.Again(w, err, &s.Form, s, &s.Frame, "host", "port", "tls", "user", "password", "from")
		return err
	}
	return o.Done(w, r, MailPath, "Saved. Send a test letter to see whether it works.")
}

func (o *Room) try(w http.ResponseWriter, r *http.Request) error {
	settings, _, err := o.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	who := reception.Who(r)
	answer, err := o.Postman.Try(r.Context(), who.Name, who.Email, settings)
	var t *mail.Trouble
	if errors.As(err, &t) {
		err = fault.New(fault.Conflict, "The test letter did not go. %s", t.Say)
	}
	if err != nil {
		f, ferr := o.stands(r)
		if ferr != nil {
			return ferr
		}
		s, ferr := o.mailScreen(r, f)
		if ferr != nil {
			return ferr
		}
		return o.Again(w, err, &s.Form, s, &s.Frame)
	}
	return o.Done(w, r, MailPath, fmt.Sprintf("The mail server took the test letter to %s (“%s”). When it is in the mailbox, mail works.", who.Email, answer))
}

func (o *Room) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := o.Frame(r, "Letters", "/newsroom/settings")
	if err != nil {
		return err
	}
	m, _, err := o.Desk.Mail(ctx)
	if err != nil {
		return err
	}
	n, err := o.Outbox.CountLetters(ctx)
	if err != nil {
		return err
	}
	before := r.URL.Query().Get("before")
	all, err := o.Outbox.Letters(ctx, before, reception.PerPage+1)
	if err != nil {
		return err
	}
	s := &screen.Letters{Frame: f, Set: m.Set(), Say: stand(n, m.Set())}
	if len(all) > reception.PerPage {
		all = all[:reception.PerPage]
		s.Older = Path + "?" + url.Values{"before": {all[len(all)-1].ID}}.Encode()
	}
	if before != "" {
		s.Newest = Path
	}
	for _, l := range all {
		s.Rows = append(s.Rows, row(&s.Frame, l, reception.Who(r), m.Set()))
	}
	return o.Show(w, s)
}

// stand says how the outbox stands, in one sentence.
func stand(n map[desk.LetterState]int, set bool) string {
	var parts []string
	for _, p := range []struct {
		state desk.LetterState
		words string
	}{
		{desk.LetterWaiting, "waiting"},
		{desk.LetterSending, "on the way"},
		{desk.LetterFailed, "not sent"},
		{desk.LetterUnknown, "of which nobody knows whether they arrived"},
	} {
		if n[p.state] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[p.state], p.words))
		}
	}
	if n[desk.LetterHere] == 1 {
		parts = append(parts, "1 stays here")
	} else if n[desk.LetterHere] > 0 {
		parts = append(parts, fmt.Sprintf("%d stay here", n[desk.LetterHere]))
	}
	total := 0
	for _, count := range n {
		total += count
	}
	switch {
	case set && total == 0:
		return "Letters go out by themselves; this list says what became of each."
	case !set && n[desk.LetterWaiting]+n[desk.LetterSending]+n[desk.LetterFailed]+n[desk.LetterUnknown] == 0:
		return "No mail server is set, so letters stay here. Open one, copy it and hand it over."
	case len(parts) == 0:
		return "Every letter was sent."
	}
	return "Letters: " + strings.Join(parts, ", ") + "."
}

func row(f *screen.Frame, l desk.Letter, who account.Staff, set bool) screen.LetterRow {
	out := screen.LetterRow{
		ID: l.ID, Name: l.Name, Email: l.Email, Kind: kinds[l.Kind], State: string(l.State), Word: states[l.State],
		MadeAt: l.MadeAt, Said: l.Said,
	}
	if readable(l, who) {
		out.URL = Path + "/" + l.ID
	}
	if l.Tries > 1 || l.Tries == 1 && l.State != desk.LetterSent {
		out.Facts = append(out.Facts, screen.Count(l.Tries, "try", "tries"))
	}
	switch l.State {
	case desk.LetterWaiting:
		out.Facts = append(out.Facts, "goes at "+f.When(l.SendAt))
	case desk.LetterSent:
		out.Facts = append(out.Facts, "sent "+f.When(l.EndedAt))
	}
	worthless := l.Data.Empty() || !l.Until.IsZero() && !f.Now.Before(l.Until)
	if set && !worthless {
		switch l.State {
		case desk.LetterHere:
			out.Again = "Send it now"
		case desk.LetterFailed, desk.LetterUnknown:
			out.Again = "Send again"
		}
	}
	return out
}

// readable tells whether somebody may read what a letter says: it may hold a link that lets its reader in, or the
// headline of a story that is not public, so only whoever keeps people may, and only when it has to be handed over.
func readable(l desk.Letter, who account.Staff) bool {
	stuck := l.State == desk.LetterHere || l.State == desk.LetterFailed || l.State == desk.LetterUnknown
	return stuck && !l.Data.Empty() && who.May(account.KeepPeople)
}

func (o *Room) letter(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l, err := o.Outbox.LetterOf(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	f, err := o.Frame(r, "A letter", "/newsroom/settings")
	if err != nil {
		return err
	}
	m, _, err := o.Desk.Mail(ctx)
	if err != nil {
		return err
	}
	who := reception.Who(r)
	s := &screen.Letter{Frame: f, Row: row(&f, l, who, m.Set())}
	switch {
	case readable(l, who):
		settings, _, err := o.Store.Settings(ctx)
		if err != nil {
			return err
		}
		text, err := mail.Write(l, settings, o.Base)
		if err != nil {
			return err
		}
		s.Subject, s.Text, s.Lang = text.Subject, text.Body, text.Lang
		s.Hint = "Copy it and hand it over yourself. Whoever has a link that it holds can use it."
		if l.State == desk.LetterUnknown {
			s.Hint = "Ask whether it arrived before it is sent again: it may come twice."
		}
	case l.Data.Empty():
		s.Hint = "What it said is not kept any more."
	case l.State == desk.LetterWaiting || l.State == desk.LetterSending:
		s.Hint = "What it says is for its reader alone while it is on its way."
	default:
		s.Hint = "What it says can be read by whoever keeps people."
	}
	return o.Show(w, s)
}

func (o *Room) sendAgain(w http.ResponseWriter, r *http.Request) error {
	l, err := o.Desk.SendAgain(r.Context(), reception.Who(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	name := l.Name
	if name == "" {
		name = l.Email
	}
	return o.Done(w, r, Path, "The letter to "+name+" is on its way. This list says what becomes of it.")
}
