package reception

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/screen"
	"broadsheet/internal/session"
)

// errNoFirstRun is the answer to a wrong, used or late key: the same for all.
var errNoFirstRun = fault.New(fault.NotFound, "This link does not work (any more). It works once, before a paper has anybody who can sign in; the program prints a new one when it is started and still has nobody.")

// mayOpen tells whether the key of the one-time link is the right one and nobody has an account yet.
func (n *Reception) mayOpen(r *http.Request, key string) error {
	if !n.FirstRun.Fits(key) {
		return errNoFirstRun
	}
	staff, err := n.Store.CountStaff(r.Context())
	if err == nil && staff > 0 {
		n.FirstRun.Use()
		err = errNoFirstRun
	}
	return err
}

func (n *Reception) firstRunScreen(r *http.Request, f screen.Form, key string) *screen.FirstRun {
	return &screen.FirstRun{
		Frame: screen.Frame{Title: "Open your paper", Now: n.Clock.Now()},
		Form:  f, Key: key, Langs: Languages(f.Value("lang")), Zones: Zones(f.Value("zone")),
	}
}

// ShowFirstRun asks for what a paper needs to stand; the language is what the browser asks for.
func (n *Reception) ShowFirstRun(w http.ResponseWriter, r *http.Request) error {
	key := r.URL.Query().Get("key")
	if err := n.mayOpen(r, key); err != nil {
		return err
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	return n.Show(w, n.firstRunScreen(r, screen.Fields("lang", preferred(r.Header.Get("Accept-Language")), "zone", "UTC"), key))
}

// OpenPaper sets the paper up and signs its first person in.
func (n *Reception) OpenPaper(w http.ResponseWriter, r *http.Request) error {
	f, err := ReadForm(w, r)
	if err != nil {
		return err
	}
	key := f.Value("key")
	if err := n.mayOpen(r, key); err != nil {
		return err
	}
	s := n.firstRunScreen(r, f, key)
	fields := []string{"paper", "name", "email", "password", "lang", "zone"}
	refuse := func(err error) error { return n.Again(w, err, &s.Form, s, &s.Frame, fields...) }
	if strings.TrimSpace(f.Value("paper")) == "" {
		return refuse(fault.About("paper", "Type the name of the paper. It can be changed later."))
	}
	if err := session.CheckPassword(f.Value("password"), f.Value("paper"), f.Value("name"), f.Value("email")); err != nil {
		return refuse(err)
	}
	if _, err := language.Parse(f.Value("lang")); err != nil {
		return refuse(fault.About("lang", "Choose the language of the paper from the list."))
	}
	hash, err := session.HashPassword(r.Context(), f.Value("password"))
	if err != nil {
		return err
	}
	staff, err := n.Desk.OpenPaper(r.Context(), desk.Opening{
		Paper: strings.TrimSpace(f.Value("paper")), Name: strings.TrimSpace(f.Value("name")), Email: f.Value("email"),
		PasswordHash: hash, Lang: f.Value("lang"), Zone: f.Value("zone"), Base: n.Base, Starters: true,
	})
	if err != nil {
		return refuse(err)
	}
	n.FirstRun.Use()
	if err := n.Keeper.Admit(r.Context(), staff); err != nil {
		return err
	}
	return n.Done(w, r, "/newsroom/today", "The paper stands. Your user name is "+staff.User+"; the e-mail signs you in as well.",
		screen.Link{Name: "See it as readers do", URL: "/"})
}
