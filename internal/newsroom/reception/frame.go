package reception

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// menu is every entry that works, with the deed that it needs.
var menu = []struct {
	name, url string
	needs     account.Deed
}{
	{"Today", "/newsroom/today", SignedIn},
	{"Stories", "/newsroom/stories", account.ReadDrafts},
	{"Fronts", "/newsroom/fronts/home", account.ArrangeFronts},
	{"Pictures", "/newsroom/pictures", account.ReadDrafts},
	{"Settings", "/newsroom/settings", SignedIn},
}

// groups are the groups of settings that work, with the deed that each needs.
var groups = []struct {
	name, url, say string
	needs          account.Deed
}{
	{"The paper", "/newsroom/settings/paper", "Name, logo, colour, language, time zone, corrections policy, share row, the paper elsewhere.", account.KeepPaper},
	{"Sections", "/newsroom/settings/sections", "The tree that stories stand in.", account.KeepSections},
	{"Topics", "/newsroom/settings/topics", "Words with a page of their own.", account.KeepSections},
	{"People", "/newsroom/settings/people", "Who may sign in and who is credited: ask in, roles, bylines.", account.KeepSections},
	{"Addresses", "/newsroom/settings/addresses", "Old addresses that lead on, what readers did not find, broken links.", account.KeepSections},
	{"Standing pages", "/newsroom/settings/pages", "About, Contact and whatever else does not age.", account.KeepSections},
	{"Machines", "/newsroom/settings/machines", "Feeds, crawlers and licences, principles, notices, keys, webhooks: what programs get, send and are told.", account.KeepPaper},
	{"Moving in and out", "/newsroom/settings/moving", "Archives of other systems, with what became of them.", account.MoveArchives},
	{"Mail", "/newsroom/settings/mail", "The server that letters go out by.", account.KeepMail},
	{"Letters", "/newsroom/settings/letters", "What was written to people, and what became of it.", account.KeepMail},
	{"System", "/newsroom/settings/system", "How the house stands: copies, disk, record, what was given up.", account.TakeCopies},
}

// may tells whether a person may do a deed; everybody with an account may do what needs only that.
func may(s account.Staff, d account.Deed) bool { return d == SignedIn || s.May(d) }

// SettingsFor lists the groups of settings that a person may use.
func SettingsFor(s account.Staff) []screen.Step {
	var out []screen.Step
	for _, g := range groups {
		if may(s, g.needs) {
			out = append(out, screen.Step{Name: g.name, URL: g.url, Say: g.say})
		}
	}
	return out
}

// Zone is the paper's time zone.
func Zone(s paper.Settings) *time.Location {
	if z, err := time.LoadLocation(s.Zone); err == nil {
		return z
	}
	return time.UTC
}

// Frame makes what a screen has around its own matter. here is the path of the menu's entry that the screen belongs
// to. What was said after the last action stands on this screen and on no other.
func (n *Reception) Frame(r *http.Request, title, here string) (screen.Frame, error) {
	settings, _, err := n.Store.Settings(r.Context())
	if err != nil {
		return screen.Frame{Title: title}, err
	}
	f := screen.Frame{Title: title, Paper: settings.Name, Zone: Zone(settings), Now: n.Clock.Now()}
	s := Who(r)
	if s.ID == "" {
		return f, nil
	}
	f.Shut, f.Opens = settings.Closed, s.May(account.KeepPaper)
	f.Person = screen.Person{Name: s.Name, User: s.User}
	for _, m := range menu {
		if may(s, m.needs) && (m.name != "Settings" || len(SettingsFor(s)) > 0) {
			f.Menu = append(f.Menu, screen.Entry{Name: m.name, URL: m.url, Here: m.url == here})
		}
	}
	f.Write, f.Find = s.May(account.Write), s.May(account.ReadDrafts)
	if f.Find {
		if f.Waiting, err = n.Store.CountNeeds(r.Context(), s.ID, s.May(account.KeepDesk)); err != nil {
			return f, err
		}
	}
	if b := n.Keeper.Recall(r.Context(), "said"); b != nil {
		n.Keeper.Drop(r.Context(), "said")
		if err := json.Unmarshal(b, &f.Said); err != nil {
			return f, fmt.Errorf("reading what was said after the last action: %w", err)
		}
	}
	return f, nil
}

// Say keeps a line for the next screen.
func (n *Reception) Say(r *http.Request, s screen.Said) error {
	b, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("keeping what is to be said: %w", err)
	}
	n.Keeper.Keep(r.Context(), "said", b)
	return nil
}

// Done says a line on the screen at to, and goes there.
func (n *Reception) Done(w http.ResponseWriter, r *http.Request, to, text string, links ...screen.Link) error {
	if err := n.Say(r, screen.Said{Text: text, Links: links}); err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// DoneUndo says a line that can be undone by a press, where undo is an address, and goes to a screen.
func (n *Reception) DoneUndo(w http.ResponseWriter, r *http.Request, to, text, undo string, links ...screen.Link) error {
	if err := n.Say(r, screen.Said{Text: text, Links: links, Undo: undo}); err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// Receipt is what a publication touched, as one line and as all of it.
func (n *Reception) Receipt(f screen.Frame, lead string, rc desk.Receipt) screen.Said {
	at := rc.At.In(f.Zone).Format("15:04:05")
	s := screen.Said{Text: fmt.Sprintf("%s at %s. %s.", lead, at, sentence(rc.Places))}
	s.Details = append(s.Details, fmt.Sprintf("Number %d in the record, %s.", rc.Number, f.Exact(rc.At)))
	s.Details = append(s.Details, fmt.Sprintf("Every page that readers get was renewed after %d ms.", rc.Took.Milliseconds()))
	for _, p := range rc.Places {
		s.Details = append(s.Details, capital(p)+".")
	}
	if rc.Address != "" {
		s.Details = append(s.Details, "It stands at "+rc.Address+".")
	}
	if len(rc.Missing) > 0 {
		s.Text += fmt.Sprintf(" %s had not heard of it after one second and will catch up.", strings.Join(rc.Missing, ", "))
	}
	return s
}

// sentence joins places into one that begins with a capital.
func sentence(places []string) string { return capital(strings.Join(places, ", ")) }

func capital(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[0])) + string(r[1:])
}
