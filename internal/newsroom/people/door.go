package people

import (
	"mime/multipart"
	"net/http"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/screen"
	"broadsheet/internal/session"
)

// passOf finds the pass that a link's key opens, and says why it opens nothing when it does not. Guessing is throttled
// by the network's address; the page sends no address on to anywhere else.
func (p *Room) passOf(w http.ResponseWriter, r *http.Request, kind account.PassKind, key string) (account.Pass, error) {
	w.Header().Set("Referrer-Policy", "no-referrer")
	if err := p.Keeper.MayAsk("", r.RemoteAddr); err != nil {
		return account.Pass{}, err
	}
	pass, found, err := p.Store.PassByHash(r.Context(), account.KeyHash(key))
	if err == nil && (!found || pass.Kind != kind) {
		err = desk.ErrNoPass
	}
	if err == nil {
		err = desk.Opens(pass, p.Clock.Now())
	}
	return pass, err
}

// joinScreen fills the page on which somebody who was asked in makes their account.
func (p *Room) joinScreen(r *http.Request, pass account.Pass, key string, f screen.Form) (*screen.Join, error) {
	settings, _, err := p.Store.Settings(r.Context())
	if err != nil {
		return nil, err
	}
	by, err := p.Store.Names(r.Context(), []string{pass.MadeBy})
	will := account.Staff{Roles: pass.Roles}
	return &screen.Join{
		Frame: screen.Frame{Title: "Come in", Paper: settings.Name, Zone: reception.Zone(settings), Now: p.Clock.Now()},
		Form:  f, Key: key, By: by[pass.MadeBy], Roles: reception.RolesOf(will), Writes: will.May(account.Write), Other: reception.Who(r).Name,
	}, err
}

// ShowJoin shows that page.
func (p *Room) ShowJoin(w http.ResponseWriter, r *http.Request) error {
	key := r.URL.Query().Get("key")
	pass, err := p.passOf(w, r, account.ToJoin, key)
	if err != nil {
		return err
	}
	f := screen.Fields("name", pass.Name, "email", pass.Email)
	if pass.Email != "" {
		f.Values.Set("user", account.UserFrom(pass.Email))
	}
	s, err := p.joinScreen(r, pass, key, f)
	if err != nil {
		return err
	}
	return p.Show(w, s)
}

// Join makes the account and signs the person in. A portrait that cannot be taken in keeps nobody out.
func (p *Room) Join(w http.ResponseWriter, r *http.Request) error {
	f, file, err := reception.PictureForm(w, r)
	if err != nil {
		return err
	}
	key := f.Value("key")
	pass, err := p.passOf(w, r, account.ToJoin, key)
	if err != nil {
		return err
	}
	refuse := func(err error) error {
		s, ferr := p.joinScreen(r, pass, key, f)
		if ferr != nil {
			return ferr
		}
		return p.Again(w, err, &s.Form, s, &s.Frame, "name", "email", "user", "password")
	}
	n := desk.NewStaff{Name: strings.TrimSpace(f.Value("name")), Email: strings.TrimSpace(f.Value("email")), User: strings.TrimSpace(f.Value("user"))}
	if pass.Email != "" && n.User == account.UserFrom(pass.Email) {
		n.User = "" // as it was proposed: one that is free is made of it
	}
	if err := session.CheckPassword(f.Value("password"), n.Name, n.User, n.Email); err != nil {
		return refuse(err)
	}
	if n.PasswordHash, err = session.HashPassword(r.Context(), f.Value("password")); err != nil {
		return err
	}
	staff, err := p.Desk.Join(r.Context(), account.KeyHash(key), n)
	if err != nil {
		return refuse(err)
	}
	say := "You are in. Your user name is " + staff.User + "; the e-mail signs you in as well."
	if file != nil && staff.Byline != "" {
		if err := p.ownPortrait(r, staff, file, f.Value("credit")); err != nil {
			say += " The portrait was not added: " + p.Told(r, err).Say + " You can add it under Your account."
		}
	}
	if err := p.admit(r, staff); err != nil {
		return err
	}
	return p.Done(w, r, "/newsroom/", say)
}

// admit lets somebody in who came by a link.
func (p *Room) admit(r *http.Request, staff account.Staff) error {
	if err := p.Keeper.Admit(r.Context(), staff); err != nil {
		return err
	}
	return p.Desk.SignedIn(r.Context(), staff.ID, session.Device(r.UserAgent()))
}

// ownPortrait takes a picture in and puts it beside the person's byline.
func (p *Room) ownPortrait(r *http.Request, staff account.Staff, h *multipart.FileHeader, credit string) error {
	picture, err := p.takeIn(r, staff, h, credit)
	if err != nil {
		return err
	}
	b, err := p.bylineNamed(r, staff.Byline)
	if err != nil {
		return err
	}
	b.Portrait = picture
	_, _, err = p.Desk.SaveByline(r.Context(), staff, b)
	return err
}

func (p *Room) forgottenScreen(r *http.Request, f screen.Form) (*screen.Forgotten, error) {
	fr, err := p.Frame(r, "Forgotten password", "")
	if err != nil {
		return nil, err
	}
	letters, err := p.lettersGo(r)
	return &screen.Forgotten{Frame: fr, Form: f, Letters: letters}, err
}

// ShowForgotten asks whose password was forgotten.
func (p *Room) ShowForgotten(w http.ResponseWriter, r *http.Request) error {
	s, err := p.forgottenScreen(r, screen.Fields())
	if err != nil {
		return err
	}
	return p.Show(w, s)
}

// Forgotten sends a link to whom an address belongs. The answer is the same whether it belongs to anybody or not.
func (p *Room) Forgotten(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	s, err := p.forgottenScreen(r, f)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(f.Value("name"))
	if name == "" && s.Letters {
		return p.Again(w, fault.About("name", "Type the e-mail or the user name that you sign in with."), &s.Form, s, &s.Frame, "name")
	}
	if err := p.Keeper.MayAsk(name, r.RemoteAddr); err != nil {
		if many, ok := session.IsTooMany(err); ok {
			s.Wrong = many.Say
			return p.tooMany(w, many, s)
		}
		return err
	}
	if s.Letters {
		key, hash := account.NewKey()
		if err := p.Desk.Forgot(r.Context(), name, hash, linkTo(passwordPath, key)); err != nil {
			return err
		}
		s.Asked = true
	}
	return p.Show(w, s)
}

func (p *Room) newPasswordScreen(r *http.Request, pass account.Pass, key string, f screen.Form) (*screen.NewPassword, error) {
	fr, err := p.Frame(r, "A new password", "")
	if err != nil {
		return nil, err
	}
	staff, err := p.Store.Staff(r.Context(), pass.Staff)
	return &screen.NewPassword{Frame: fr, Form: f, Key: key, Name: staff.Name, User: staff.User}, err
}

// ShowNewPassword asks for the new password behind a link.
func (p *Room) ShowNewPassword(w http.ResponseWriter, r *http.Request) error {
	key := r.URL.Query().Get("key")
	pass, err := p.passOf(w, r, account.ToPassword, key)
	if err != nil {
		return err
	}
	s, err := p.newPasswordScreen(r, pass, key, screen.Fields())
	if err != nil {
		return err
	}
	return p.Show(w, s)
}

// NewPassword keeps it and signs the person in.
func (p *Room) NewPassword(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	key := f.Value("key")
	pass, err := p.passOf(w, r, account.ToPassword, key)
	if err != nil {
		return err
	}
	if err := session.CheckPassword(f.Value("password"), pass.Name, pass.Email); err != nil {
		s, ferr := p.newPasswordScreen(r, pass, key, f)
		if ferr != nil {
			return ferr
		}
		return p.Again(w, err, &s.Form, s, &s.Frame, "password")
	}
	hash, err := session.HashPassword(r.Context(), f.Value("password"))
	if err != nil {
		return err
	}
	staff, err := p.Desk.NewPassword(r.Context(), account.KeyHash(key), hash)
	if err != nil {
		return err
	}
	if err := p.admit(r, staff); err != nil {
		return err
	}
	return p.Done(w, r, "/newsroom/", "The password is changed, and you are signed in here and nowhere else.")
}
