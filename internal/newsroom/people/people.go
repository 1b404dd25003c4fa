// Package people is the part of the newsroom's door where people are kept: who may sign in and who is credited in one
// list, links that let somebody in, profiles, the person's own account, and passwords that were forgotten.
package people

import (
	"net/http"
	"slices"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// Room answers for the people.
type Room struct{ *reception.Reception }

const (
	settingsPath = "/newsroom/settings"
	peoplePath   = "/newsroom/settings/people"
	joinPath     = "/newsroom/join"
	passwordPath = "/newsroom/new-password"
)

// Routes are what the room answers.
func (p *Room) Routes() []reception.Route {
	route := func(method, path string, needs account.Deed, do reception.Action) reception.Route {
		return reception.Route{Method: method, Path: path, Needs: needs, Do: do}
	}
	return []reception.Route{
		route("GET", peoplePath, account.KeepSections, p.List),
		route("POST", peoplePath, account.KeepPeople, p.AskIn),
		route("POST", settingsPath+"/reporters", account.KeepPeople, p.LetPublish),
		route("POST", peoplePath+"/asked/{id}/again", account.KeepPeople, p.AskAgain),
		route("POST", peoplePath+"/asked/{id}/withdraw", account.KeepPeople, p.Withdraw),
		route("GET", peoplePath+"/{id}", account.KeepPeople, p.Person),
		route("POST", peoplePath+"/{id}", account.KeepPeople, p.ChangeRoles),
		route("POST", peoplePath+"/{id}/retire", account.KeepPeople, p.Retire),
		route("POST", peoplePath+"/{id}/back", account.KeepPeople, p.TakeBack),
		route("POST", peoplePath+"/{id}/link", account.KeepPeople, p.Link),

		route("POST", bylinesPath, account.KeepSections, p.AddByline),
		route("GET", bylinesPath+"/{id}", account.Write, p.Byline),
		route("POST", bylinesPath+"/{id}", account.Write, p.ChangeByline),
		route("GET", bylinesPath+"/{id}/merge", account.KeepSections, p.ShowMerge),
		route("POST", bylinesPath+"/{id}/merge", account.KeepSections, p.Merge),
		route("POST", bylinesPath+"/{id}/apart", account.KeepSections, p.TakeApart),

		route("GET", joinPath, reception.Anybody, p.ShowJoin),
		route("POST", joinPath, reception.Anybody, p.Join),
		route("GET", "/newsroom/forgotten", reception.Anybody, p.ShowForgotten),
		route("POST", "/newsroom/forgotten", reception.Anybody, p.Forgotten),
		route("GET", passwordPath, reception.Anybody, p.ShowNewPassword),
		route("POST", passwordPath, reception.Anybody, p.NewPassword),

		route("GET", "/newsroom/account", reception.SignedIn, p.Account),
		route("POST", "/newsroom/account", reception.SignedIn, p.ChangePassword),
		route("POST", "/newsroom/account/own", reception.SignedIn, p.ChangeOwn),
		route("POST", "/newsroom/account/elsewhere", reception.SignedIn, p.SignOutElsewhere),
	}
}

// lettersGo tells whether letters go out.
func (p *Room) lettersGo(r *http.Request) (bool, error) {
	kept, found, err := p.Store.PrivateOf(r.Context(), desk.MailName)
	return found && desk.LettersGo(kept), err
}

// rows are everybody, in the order in which somebody looks for them: those who were asked in and have not come, those
// who sign in, guests, and the retired.
func (p *Room) rows(r *http.Request) ([]screen.PersonRow, error) {
	staff, err := p.Store.AllStaff(r.Context())
	if err != nil {
		return nil, err
	}
	bylines, err := p.Store.Bylines(r.Context())
	if err != nil {
		return nil, err
	}
	keeps := reception.Who(r).May(account.KeepPeople)
	var rows []screen.PersonRow
	if keeps {
		asked, err := p.Store.AskedIn(r.Context())
		if err != nil {
			return nil, err
		}
		for _, a := range asked {
			rows = append(rows, screen.PersonRow{
				ID: a.ID, Name: a.Name, Email: a.Email, Roles: reception.RolesOf(account.Staff{Roles: a.Roles}), State: screen.AskedIn,
				Until: a.Until, Late: a.State(p.Clock.Now()) == account.RunOut,
			})
		}
	}
	by := map[string]paper.Byline{}
	for _, b := range bylines {
		by[b.ID] = b
	}
	var retired []screen.PersonRow
	for _, s := range staff {
		b := by[s.Byline]
		row := screen.PersonRow{Name: s.Name, Title: b.Title, Roles: reception.RolesOf(s), User: s.User, Page: b.Address, State: screen.Active, Seen: s.SignedIn}
		if s.Byline != "" {
			row.URL = bylinesPath + "/" + s.Byline
			if row.Thumb, err = p.portraitOf(r, b); err != nil {
				return nil, err
			}
		}
		if keeps {
			row.URL, row.Email = peoplePath+"/"+s.ID, s.Email
		}
		delete(by, s.Byline)
		if s.Retired {
			row.State = screen.Retired
			retired = append(retired, row)
			continue
		}
		rows = append(rows, row)
	}
	for _, b := range bylines {
		if _, guest := by[b.ID]; !guest {
			continue
		}
		row := screen.PersonRow{URL: bylinesPath + "/" + b.ID, Name: b.Name, Title: b.Title, Page: b.Address, State: screen.Guest}
		if row.Thumb, err = p.portraitOf(r, b); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return append(rows, retired...), nil
}

// listScreen fills the list with the forms beside it.
func (p *Room) listScreen(r *http.Request, ask, add screen.Form) (*screen.People, error) {
	fr, err := p.Frame(r, "People", settingsPath)
	if err != nil {
		return nil, err
	}
	all, err := p.rows(r)
	if err != nil {
		return nil, err
	}
	who := reception.Who(r)
	s := &screen.People{
		Frame: fr, Query: strings.TrimSpace(r.URL.Query().Get("q")), Keeps: who.May(account.KeepPeople), Ask: ask, Add: add, Roles: roles(),
	}
	found := reception.Named(all, s.Query, func(row screen.PersonRow) string {
		return strings.Join([]string{row.Name, row.User, row.Email, row.Title, row.Roles}, " ")
	})
	s.Count = len(found)
	s.Rows, s.Older, s.Newest = reception.Part(r, found, peoplePath, s.Query, func(row screen.PersonRow) string { return row.ID + row.URL })
	if !s.Keeps {
		return s, nil
	}
	if s.Letters, err = p.lettersGo(r); err != nil {
		return nil, err
	}
	if id := ask.Value("byline"); id != "" {
		names, err := p.Store.Names(r.Context(), []string{id})
		if err != nil {
			return nil, err
		}
		s.For = names[id]
	}
	kept, _, err := p.Store.PrivateOf(r.Context(), desk.ReportersPublishName)
	s.Reporters = string(kept) == "true"
	return s, err
}

// askForm is what stands in the form to ask somebody in at first: their name, when they are asked in for a byline that
// is there already.
func (p *Room) askForm(r *http.Request) (screen.Form, error) {
	f := screen.Fields("roles", string(account.Reporter))
	id := r.URL.Query().Get("byline")
	if id == "" {
		return f, nil
	}
	names, err := p.Store.Names(r.Context(), []string{id})
	if names[id] != "" {
		f = screen.Fields("roles", string(account.Reporter), "name", names[id], "byline", id)
	}
	return f, err
}

// List shows everybody.
func (p *Room) List(w http.ResponseWriter, r *http.Request) error {
	f, err := p.askForm(r)
	if err != nil {
		return err
	}
	s, err := p.listScreen(r, f, screen.Fields())
	if err != nil {
		return err
	}
	return p.Show(w, s)
}

// AskIn makes a link for somebody, and sends it by letter where that was asked for. The link is in the answer and
// nowhere else.
func (p *Room) AskIn(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	key, hash := account.NewKey()
	asked := desk.Asked{Name: f.Value("name"), Email: f.Value("email"), Byline: f.Value("byline")}
	for _, role := range f.Values["roles"] {
		asked.Roles = append(asked.Roles, account.Role(role))
	}
	letters, err := p.lettersGo(r)
	if err != nil {
		return err
	}
	if letters && f.Value("by") == "letter" {
		asked.Letter = linkTo(joinPath, key)
	}
	pass, err := p.Desk.AskIn(r.Context(), reception.Who(r), asked, hash)
	if err != nil {
		s, ferr := p.listScreen(r, f, screen.Fields())
		if ferr != nil {
			return ferr
		}
		return p.Again(w, err, &s.Ask, s, &s.Frame, "name", "email", "roles", "byline")
	}
	return p.handed(w, r, pass, key, asked.Letter != "", peoplePath)
}

// AskAgain makes a new link for somebody who was asked in.
func (p *Room) AskAgain(w http.ResponseWriter, r *http.Request) error {
	key, hash := account.NewKey()
	letters, err := p.lettersGo(r)
	if err != nil {
		return err
	}
	letter := ""
	if letters {
		letter = linkTo(joinPath, key)
	}
	pass, err := p.Desk.AskAgain(r.Context(), reception.Who(r), r.PathValue("id"), hash, letter)
	if err != nil {
		return err
	}
	return p.handed(w, r, pass, key, letter != "" && pass.Email != "", peoplePath)
}

// Withdraw takes a link back.
func (p *Room) Withdraw(w http.ResponseWriter, r *http.Request) error {
	pass, err := p.Desk.WithdrawPass(r.Context(), reception.Who(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return p.Done(w, r, peoplePath, "The link for "+pass.Name+" is withdrawn and lets nobody in.")
}

// linkTo is the path of a link with its key.
func linkTo(path, key string) string { return path + "?key=" + key }

// handed shows a link that was just made. What stands before its path is the configured address, whatever the request
// says; the answer is kept by no browser.
func (p *Room) handed(w http.ResponseWriter, r *http.Request, pass account.Pass, key string, sent bool, back string) error {
	fr, err := p.Frame(r, "A link for "+pass.Name, settingsPath)
	if err != nil {
		return err
	}
	path := joinPath
	if pass.Kind == account.ToPassword {
		path = passwordPath
	}
	s := &screen.Handed{Frame: fr, Name: pass.Name, Link: p.Base + linkTo(path, key), Until: pass.Until, Use: pass.Kind, Back: back}
	if sent {
		s.Sent = pass.Email
	}
	return p.Show(w, s)
}

// LetPublish decides whether reporters publish their own stories.
func (p *Room) LetPublish(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	may := f.Has("reporters", "yes")
	if err := p.Desk.LetReportersPublish(r.Context(), reception.Who(r), may); err != nil {
		return err
	}
	say := "Reporters file their stories, and an editor publishes them."
	if may {
		say = "Reporters may publish, correct and recall their own stories from now on."
	}
	return p.Done(w, r, peoplePath, say)
}

// roles are the roles to choose from.
func roles() []screen.Option {
	var out []screen.Option
	for _, r := range account.Roles {
		out = append(out, screen.Option{Value: string(r), Label: screen.RoleWord(r)})
	}
	return out
}

// personScreen fills the screen of one account around its forms.
func (p *Room) personScreen(r *http.Request, form, leave *screen.Form) (*screen.Profile, error) {
	one, err := p.Store.Staff(r.Context(), r.PathValue("id"))
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "There is no such account.")
	}
	if err != nil {
		return nil, err
	}
	fr, err := p.Frame(r, one.Name, settingsPath)
	if err != nil {
		return nil, err
	}
	s := &screen.Profile{
		Frame: fr, ID: one.ID, Name: one.Name, User: one.User, Email: one.Email, Added: one.AddedAt, Seen: one.SignedIn, Retired: one.Retired,
		Own: one.ID == reception.Who(r).ID, Roles: roles(), Form: screen.Fields(), Leave: screen.Fields(),
	}
	for _, role := range one.Roles {
		s.Form.Values.Add("roles", string(role))
	}
	if form != nil {
		s.Form = *form
	}
	if leave != nil {
		s.Leave = *leave
	}
	if one.Byline != "" {
		s.Byline = bylinesPath + "/" + one.Byline
	}
	if s.Open, err = p.Store.CountOpenOf(r.Context(), one.ID); err != nil {
		return nil, err
	}
	all, err := p.Store.AllStaff(r.Context())
	s.To = append(s.To, screen.Option{Label: "Nobody yet: they stay at the desk"})
	for _, other := range all {
		if other.ID != one.ID && other.May(account.Write) {
			s.To = append(s.To, screen.Option{Value: other.ID, Label: other.Name})
		}
	}
	return s, err
}

// Person shows one account.
func (p *Room) Person(w http.ResponseWriter, r *http.Request) error {
	s, err := p.personScreen(r, nil, nil)
	if err != nil {
		return err
	}
	return p.Show(w, s)
}

// ChangeRoles changes what somebody is here.
func (p *Room) ChangeRoles(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	var roles []account.Role
	for _, role := range f.Values["roles"] {
		roles = append(roles, account.Role(role))
	}
	one, err := p.Desk.ChangeRoles(r.Context(), reception.Who(r), r.PathValue("id"), roles)
	if err != nil {
		s, ferr := p.personScreen(r, &f, nil)
		if ferr != nil {
			return ferr
		}
		return p.Again(w, err, &s.Form, s, &s.Frame, "roles")
	}
	return p.Done(w, r, peoplePath+"/"+one.ID, one.Name+" is now "+strings.ToLower(reception.RolesOf(one))+".")
}

// Retire closes an account and hands over what is open.
func (p *Room) Retire(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	id, to := r.PathValue("id"), f.Value("to")
	n, err := p.Desk.Retire(r.Context(), reception.Who(r), id, to)
	if err != nil {
		s, ferr := p.personScreen(r, nil, &f)
		if ferr != nil {
			return ferr
		}
		return p.Again(w, err, &s.Leave, s, &s.Frame, "to")
	}
	names, err := p.Store.Names(r.Context(), slices.DeleteFunc([]string{id, to}, func(id string) bool { return id == "" }))
	if err != nil {
		return err
	}
	say := names[id] + " is retired and signed out everywhere; the byline stays."
	switch {
	case n > 0 && to != "":
		say += " " + screen.Count(n, "open story is", "open stories are") + " with " + names[to] + " now."
	case n > 0:
		say += " " + screen.Count(n, "open story is", "open stories are") + " in nobody’s hand now."
	}
	return p.Done(w, r, peoplePath+"/"+id, say)
}

// TakeBack opens a retired account again.
func (p *Room) TakeBack(w http.ResponseWriter, r *http.Request) error {
	one, err := p.Desk.TakeBack(r.Context(), reception.Who(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return p.Done(w, r, peoplePath+"/"+one.ID, one.Name+" can sign in again, with the password from before.")
}

// Link makes a link to a new password for somebody, to hand over.
func (p *Room) Link(w http.ResponseWriter, r *http.Request) error {
	one, err := p.Store.Staff(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	key, hash := account.NewKey()
	one, pass, err := p.Desk.LinkFor(r.Context(), reception.Who(r), one.User, hash)
	if err != nil {
		return err
	}
	return p.handed(w, r, pass, key, false, peoplePath+"/"+one.ID)
}
