package frontdesk

import (
	"fmt"
	"net/http"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/press"
	"broadsheet/internal/screen"
)

// listScreen fills the fronts that there are and could be, and the breaking line.
func (n *Room) listScreen(r *http.Request) (*screen.FrontList, error) {
	ctx := r.Context()
	f, err := n.Frame(r, "Fronts", menuPath)
	if err != nil {
		return nil, err
	}
	s := &screen.FrontList{Frame: f, Stories: []screen.Option{{Label: "No story yet"}}}
	sections, err := n.Store.Sections(ctx)
	if err != nil {
		return nil, err
	}
	if s.Tabs, s.Sections, err = n.tabs(ctx, sections, ""); err != nil {
		return nil, err
	}
	line, err := n.Store.BreakingLine(ctx)
	if err != nil {
		return nil, err
	}
	now := n.Clock.Now()
	if line.Text != "" && (line.Until.IsZero() || line.Until.After(now)) {
		s.Line, s.LineEnds = line.Text, line.Until
	} else {
		line = front.Breaking{Until: now.Add(front.BreakingFor).Truncate(time.Minute)}
	}
	s.Form = screen.Fields("text", line.Text, "story", line.Story, "until", f.Local(line.Until))
	err = n.Public.Read(ctx, func(snap press.Snapshot) error {
		cards, err := snap.Newest(ctx, article.Latest, placeables)
		known := line.Story == ""
		for _, c := range cards {
			known = known || c.ID == line.Story
			s.Stories = append(s.Stories, screen.Option{Value: c.ID, Label: c.Headline})
		}
		if err != nil || known {
			return err
		}
		if cards, err = snap.Cards(ctx, []string{line.Story}); len(cards) > 0 {
			s.Stories = append(s.Stories, screen.Option{Value: cards[0].ID, Label: cards[0].Headline})
		}
		return err
	})
	return s, err
}

// List shows every front and the breaking line.
func (n *Room) List(w http.ResponseWriter, r *http.Request) error {
	s, err := n.listScreen(r)
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

// Give gives a section a front of its own: it is arranged from now on, and looks after itself until it is put live.
func (n *Room) Give(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	id := f.Value("section")
	live, err := n.Store.FrontOf(r.Context(), id)
	if err != nil {
		return err
	}
	err = n.Desk.ArrangeFront(r.Context(), reception.Who(r), live, live, 0, true)
	if err != nil && !fault.Is(err, fault.Conflict) { // somebody else began it: this leads to theirs
		return err
	}
	http.Redirect(w, r, listPath+"/"+id, http.StatusSeeOther)
	return nil
}

// Break puts the breaking line live, or takes it down.
func (n *Room) Break(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	settings, _, err := n.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	zone := reception.Zone(settings)
	if f.Value("do") == "end" {
		receipt, err := n.Desk.EndBreaking(r.Context(), reception.Who(r))
		if err != nil {
			return err
		}
		return n.Done(w, r, listPath, fmt.Sprintf("The breaking line is gone from every page since %s.", receipt.At.In(zone).Format("15:04:05")))
	}
	b := front.Breaking{Text: f.Value("text"), Story: f.Value("story")}
	if text := f.Value("until"); text != "" {
		var t time.Time
		if t, err = time.ParseInLocation("2006-01-02T15:04", text, zone); err != nil {
			err = fault.About("until", "This is no time. Write it as day and hour.")
		}
		b.Until = t.UTC()
	}
	if err == nil {
		receipt, berr := n.Desk.Break(r.Context(), reception.Who(r), b)
		if err = berr; err == nil {
			return n.Done(w, r, listPath, fmt.Sprintf("The breaking line stands on every page since %s.", receipt.At.In(zone).Format("15:04:05")), screen.Link{Name: "See it as readers do", URL: "/"})
		}
	}
	s, serr := n.listScreen(r)
	if serr != nil {
		return serr
	}
	s.Form = f
	return n.Again(w, err, &s.Form, s, &s.Frame, "text", "story", "until")
}
