package newsroom

import (
	"net/http"
	"slices"
	"strings"

	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

const topicsPath = "/newsroom/settings/topics"

// topicsScreen fills the list of topics and the form beside it.
func (n *Newsroom) topicsScreen(r *http.Request) (*screen.Topics, error) {
	f, err := n.frame(r, "Topics", settingsPath)
	if err != nil {
		return nil, err
	}
	all, err := n.Store.Topics(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Topics{Frame: f, Add: screen.Fields(), Change: screen.Fields(), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	found := named(all, s.Query, func(t paper.Topic) string { return t.Name })
	s.Count = len(found)
	found, s.Older, s.Newest = part(r, found, topicsPath, s.Query, func(t paper.Topic) string { return t.ID })
	for _, t := range found {
		s.Rows = append(s.Rows, screen.TopicRow{ID: t.ID, Name: t.Name, Address: t.Address, Description: t.Description})
	}
	return s, nil
}

func (n *Newsroom) topics(w http.ResponseWriter, r *http.Request) error {
	s, err := n.topicsScreen(r)
	if err != nil {
		return err
	}
	return n.show(w, s)
}

func (n *Newsroom) addTopic(w http.ResponseWriter, r *http.Request) error {
	f, err := form(w, r)
	if err != nil {
		return err
	}
	made, receipt, err := n.Desk.SaveTopic(r.Context(), who(r), paper.Topic{
		Name: strings.TrimSpace(f.Value("name")), Description: strings.TrimSpace(f.Value("description")),
	})
	if err == nil && receipt.Number == 0 {
		err = fault.About("name", "There is a topic of this name already, at %s.", made.Address)
	}
	if err != nil {
		s, ferr := n.topicsScreen(r)
		if ferr != nil {
			return ferr
		}
		s.Add = f
		return n.again(w, err, &s.Add, s, &s.Frame, "name", "description")
	}
	return n.done(w, r, topicsPath, made.Name+" stands at "+made.Address+".")
}

func (n *Newsroom) changeTopic(w http.ResponseWriter, r *http.Request) error {
	f, err := form(w, r)
	if err != nil {
		return err
	}
	all, err := n.Store.Topics(r.Context())
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(t paper.Topic) bool { return t.ID == r.PathValue("id") })
	if at < 0 {
		return fault.New(fault.NotFound, "There is no such topic. Somebody may have taken it away meanwhile.")
	}
	t := all[at]
	t.Name, t.Description = strings.TrimSpace(f.Value("name")), strings.TrimSpace(f.Value("description"))
	if _, _, err := n.Desk.SaveTopic(r.Context(), who(r), t); err != nil {
		s, ferr := n.topicsScreen(r)
		if ferr != nil {
			return ferr
		}
		s.Open, s.Change = t.ID, f
		return n.again(w, err, &s.Change, s, &s.Frame, "name", "description")
	}
	return n.done(w, r, topicsPath+"#topic-"+t.ID, t.Name+" is saved.")
}
