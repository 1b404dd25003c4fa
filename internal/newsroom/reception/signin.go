package reception

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"broadsheet/internal/fault"
	"broadsheet/internal/screen"
	"broadsheet/internal/session"
)

// Home sends a person to the first screen that they may see.
func (n *Reception) Home(w http.ResponseWriter, r *http.Request) error {
	to := "/newsroom/account"
	for _, m := range menu {
		if may(Who(r), m.needs) {
			to = m.url
			break
		}
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (n *Reception) signInScreen(r *http.Request) (*screen.SignIn, error) {
	f, err := n.Frame(r, "Sign in", "")
	if err != nil {
		return nil, err
	}
	staff, err := n.Store.CountStaff(r.Context())
	return &screen.SignIn{Frame: f, Meet: staff == 0}, err
}

// ShowSignIn asks who somebody is.
func (n *Reception) ShowSignIn(w http.ResponseWriter, r *http.Request) error {
	next := onward(r.URL.Query().Get("next"))
	if _, in := session.Who(r.Context()); in {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	s, err := n.signInScreen(r)
	if err != nil {
		return err
	}
	s.Form, s.Next = screen.Fields(), next
	return n.Show(w, s)
}

// SignIn lets somebody in and goes on to where they were going.
func (n *Reception) SignIn(w http.ResponseWriter, r *http.Request) error {
	f, err := ReadForm(w, r)
	if err != nil {
		return err
	}
	staff, err := n.Keeper.SignIn(r.Context(), strings.TrimSpace(f.Value("name")), f.Value("password"), r.RemoteAddr)
	if err != nil {
		many, tooMany := session.IsTooMany(err)
		if WantsJSON(r) || !tooMany && !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Unavailable) {
			return err
		}
		s, ferr := n.signInScreen(r)
		if ferr != nil {
			return ferr
		}
		s.Form, s.Next, s.Wrong = screen.Fields("name", f.Value("name")), onward(f.Value("next")), n.Told(r, err).Say
		s.Kept = kept(f)
		if tooMany {
			w.Header().Set("Retry-After", seconds(many.Wait))
		}
		return n.ShowAs(w, statusOf(err), s)
	}
	if err := n.Desk.SignedIn(r.Context(), staff.ID, session.Device(r.UserAgent())); err != nil {
		return err
	}
	if WantsJSON(r) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if k := kept(f); k.To != "" {
		fr, err := n.Frame(r, "Signed in again", "")
		if err != nil {
			return err
		}
		return n.Show(w, &screen.Resume{Frame: fr, Kept: k})
	}
	http.Redirect(w, r, onward(f.Value("next")), http.StatusSeeOther)
	return nil
}

// keep takes what was typed out of a form that came from somebody who is not signed in any more, so that it can be
// sent again. Passwords are typed again, and files cannot be kept.
func keep(w http.ResponseWriter, r *http.Request) screen.Kept {
	to := r.URL.Path
	if r.Method != http.MethodPost || r.Header.Get("HX-Request") != "" || onward(to) != to {
		return screen.Kept{}
	}
	f, err := ReadForm(w, r)
	if err != nil || len(f.Values) == 0 {
		return screen.Kept{}
	}
	k := screen.Kept{To: to}
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		if name != "password" && name != "old" {
			for _, v := range f.Values[name] {
				k.Fields = append(k.Fields, screen.KeptField{Name: name, Value: v})
			}
		}
	}
	return k
}

// kept reads what keep put into the sign-in form.
func kept(f screen.Form) screen.Kept {
	to := f.Value("to")
	if to == "" || onward(to) != to {
		return screen.Kept{}
	}
	k := screen.Kept{To: to}
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		if own, ok := strings.CutPrefix(name, "kept."); ok {
			for _, v := range f.Values[name] {
				k.Fields = append(k.Fields, screen.KeptField{Name: own, Value: v})
			}
		}
	}
	return k
}

// SignOut ends the session and has the browser forget what it kept of the newsroom.
func (n *Reception) SignOut(w http.ResponseWriter, r *http.Request) error {
	if err := n.Keeper.SignOut(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache"`)
	http.Redirect(w, r, "/newsroom/sign-in", http.StatusSeeOther)
	return nil
}

// onward is where somebody goes after signing in: an address of the newsroom's own, else its home.
func onward(next string) string {
	const home = "/newsroom/"
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || u.Fragment != "" {
		return home
	}
	if !strings.HasPrefix(u.Path, home) || strings.ContainsAny(next, "\\\r\n") || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "/../") || u.Path == "/newsroom/sign-in" {
		return home
	}
	return u.RequestURI()
}
