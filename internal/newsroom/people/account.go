package people

import (
	"net/http"
	"strconv"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/screen"
	"broadsheet/internal/session"
)

// accountScreen is the person's own.
func (p *Room) accountScreen(r *http.Request) (*screen.Account, error) {
	f, err := p.Frame(r, "Your account", "")
	if err != nil {
		return nil, err
	}
	s := reception.Who(r)
	out := &screen.Account{Frame: f, Email: s.Email, Roles: reception.RolesOf(s), Form: screen.Fields(), Own: screen.Fields("name", s.Name)}
	if s.Byline != "" && s.May(account.Write) {
		out.Profile = bylinesPath + "/" + s.Byline
	}
	for _, l := range account.Letters {
		if s.May(account.Write) {
			out.Letters = append(out.Letters, screen.Option{Value: string(l), Label: screen.LetterWord(l)})
		}
		if s.Wants(l) {
			out.Own.Values.Add("letters", string(l))
		}
	}
	out.SignIns, err = p.Store.SignIns(r.Context(), s.ID)
	return out, err
}

// Account shows the person's own account.
func (p *Room) Account(w http.ResponseWriter, r *http.Request) error {
	s, err := p.accountScreen(r)
	if err != nil {
		return err
	}
	return p.Show(w, s)
}

// ChangeOwn saves the person's name and the letters that they want.
func (p *Room) ChangeOwn(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	by := reception.Who(r)
	var unwanted []account.Letter
	for _, l := range account.Letters {
		if by.May(account.Write) && !f.Has("letters", string(l)) {
			unwanted = append(unwanted, l)
		}
	}
	if err := p.Desk.ChangeOwn(r.Context(), by, strings.TrimSpace(f.Value("name")), unwanted); err != nil {
		s, ferr := p.accountScreen(r)
		if ferr != nil {
			return ferr
		}
		s.Own = f
		return p.Again(w, err, &s.Own, s, &s.Frame, "name", "letters")
	}
	return p.Done(w, r, "/newsroom/account", "Saved.")
}

// SignOutElsewhere ends every session of the person but this one.
func (p *Room) SignOutElsewhere(w http.ResponseWriter, r *http.Request) error {
	s, err := p.Desk.SignOutElsewhere(r.Context(), reception.Who(r))
	if err != nil {
		return err
	}
	if err := p.Keeper.Admit(r.Context(), s); err != nil {
		return err
	}
	return p.Done(w, r, "/newsroom/account", "Every other place where you were signed in is signed out.")
}

// ChangePassword keeps a new password; every other session of the person ends by that.
func (p *Room) ChangePassword(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	s := reception.Who(r)
	err = p.Keeper.Check(r.Context(), s, f.Value("old"), r.RemoteAddr)
	if err == nil {
		err = session.CheckPassword(f.Value("password"), s.Name, s.User, s.Email)
	}
	if err != nil {
		sc, ferr := p.accountScreen(r)
		if ferr != nil {
			return ferr
		}
		if many, ok := session.IsTooMany(err); ok {
			sc.Wrong = many.Say
			return p.tooMany(w, many, sc)
		}
		return p.Again(w, err, &sc.Form, sc, &sc.Frame, "old", "password")
	}
	hash, err := session.HashPassword(r.Context(), f.Value("password"))
	if err != nil {
		return err
	}
	if err := p.Desk.SetPassword(r.Context(), s.ID, hash); err != nil {
		return err
	}
	s.Password = hash
	if err := p.Keeper.Admit(r.Context(), s); err != nil {
		return err
	}
	return p.Done(w, r, "/newsroom/account", "The password is changed. Every other place where you were signed in is signed out.")
}

// tooMany answers with a screen that tries are not looked at just now.
func (p *Room) tooMany(w http.ResponseWriter, many *session.TooMany, s screen.Screen) error {
	w.Header().Set("Retry-After", strconv.Itoa(int(many.Wait.Seconds())))
	return p.ShowAs(w, http.StatusTooManyRequests, s)
}
