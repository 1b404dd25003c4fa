package office

import (
	"net/http"
	"slices"
	"strings"

	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

const topicsPath = "/newsroom/settings/topics"

// topicsScreen fills the list of topics and the form beside it.
func (o *Office) topicsScreen(r *http.Request) (*screen.Topics, error) {
	f, err := o.Frame(r, "Topics", settingsPath)
	if err != nil {
		return nil, err
	}
	all, err := o.Store.Topics(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Topics{Frame: f, Add: screen.Fields(), Change: screen.Fields(), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	found := reception.Named(all, s.Query, func(t paper.Topic) string { return t.Name })
	s.Count = len(found)
	found, s.Older, s.Newest = reception.Part(r, found, topicsPath, s.Query, func(t paper.Topic) string { return t.ID })
	for _, t := range found {
		s.Rows = append(s.Rows, screen.TopicRow{ID: t.ID, Name: t.Name, Address: t.Address, Description: t.Description})
	}
	return s, nil
}

func (o *Office) Topics(w http.ResponseWriter, r *http.Request) error {
	s, err := o.topicsScreen(r)
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

func (o *Office) AddTopic(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	made, receipt, err := o.Desk.SaveTopic(r.Context(), reception.Who(r), paper.Topic{
		Name: strings.TrimSpace(f.Value("name")), Description: strings.TrimSpace(f.Value("description")),
	})
	if err == nil && receipt.Number == 0 {
		err = fault.About("name", "There is a topic of this name already, at %s.", made.Address)
	}
	if err != nil {
		s, ferr := o.topicsScreen(r)
		if ferr != nil {
			return ferr
		}
		s.Add = f
		return o.Again(w, err, &s.Add, s, &s.Frame, "name", "description")
	}
	return o.Done(w, r, topicsPath, made.Name+" stands at "+made.Address+".")
}

func (o *Office) ChangeTopic(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	all, err := o.Store.Topics(r.Context())
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(t paper.Topic) bool { return t.ID == r.PathValue("id") })
	if at < 0 {
		return fault.New(fault.NotFound, "There is no such topic. Somebody may have taken it away meanwhile.")
	}
	t := all[at]
	t.Name, t.Description = strings.TrimSpace(f.Value("name")), strings.TrimSpace(f.Value("description"))
	if _, _, err := o.Desk.SaveTopic(r.Context(), reception.Who(r), t); err != nil {
		s, ferr := o.topicsScreen(r)
		if ferr != nil {
			return ferr
		}
		s.Open, s.Change = t.ID, f
		return o.Again(w, err, &s.Change, s, &s.Frame, "name", "description")
	}
	return o.Done(w, r, topicsPath+"#topic-"+t.ID, t.Name+" is saved.")
}
