package newsroom

import (
	"cmp"
	"net/http"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// perGroup is how much of each sort is offered to go to.
const perGroup = 7

// goTo finds anything that the person may see by its name: stories by headline, byline, word or address, screens,
// sections, people and topics.
func (n *Newsroom) goTo(w http.ResponseWriter, r *http.Request) error {
	f, err := n.Frame(r, "Go to anything", "")
	if err != nil {
		return err
	}
	by, query := reception.Who(r), strings.TrimSpace(r.URL.Query().Get("q"))
	s := &screen.GoTo{Frame: f, Query: query}
	add := func(name string, found []screen.Target) {
		if len(found) > 0 {
			s.Groups = append(s.Groups, screen.Group{Name: name, Found: found[:min(len(found), perGroup)]})
		}
	}
	if by.May(account.ReadDrafts) && query != "" {
		stories, err := n.storiesTo(r, query, f)
		if err != nil {
			return err
		}
		add("Stories", stories)
	}
	var screens []screen.Target
	for _, e := range f.Menu {
		screens = append(screens, screen.Target{Name: e.Name, URL: e.URL})
	}
	for _, g := range reception.SettingsFor(by) {
		screens = append(screens, screen.Target{Name: g.Name, URL: g.URL, Fact: "Settings"})
	}
	add("Screens", reception.Named(screens, query, func(t screen.Target) string { return t.Name }))
	if by.May(account.ReadDrafts) && query != "" {
		sections, err := n.Store.Sections(r.Context())
		if err != nil {
			return err
		}
		var found []screen.Target
		for _, sec := range reception.Named(sections, query, func(s paper.Section) string { return s.Name }) {
			found = append(found, screen.Target{Name: sec.Name, URL: "/newsroom/stories?tab=all&section=" + sec.ID, Fact: "its stories"})
		}
		add("Sections", found)
		named, err := n.Store.OfName(r.Context(), query, perGroup)
		if err != nil {
			return err
		}
		people, topics := []screen.Target{}, []screen.Target{}
		for _, one := range named {
			t := screen.Target{Name: one.Name, URL: "/newsroom/stories?tab=all&" + one.Kind + "=" + one.ID, Fact: "stories"}
			if one.Kind == "topic" {
				topics = append(topics, t)
			} else {
				people = append(people, t)
			}
		}
		add("People", people)
		add("Topics", topics)
	}
	return n.Show(w, s)
}

// storiesTo finds stories; an address, of readers or of the newsroom, finds the one that stands there.
func (n *Newsroom) storiesTo(r *http.Request, query string, f screen.Frame) ([]screen.Target, error) {
	path := addressOf(query, n.Base)
	if rest, ok := strings.CutPrefix(path, "/newsroom/stories/"); ok {
		id, _, _ := strings.Cut(rest, "/")
		if !clock.IsID(id) {
			return nil, nil
		}
		row, err := n.Store.DraftText(r.Context(), id)
		if err != nil {
			return nil, nil // there is none: nothing is found
		}
		p, err := article.AsPublished(row, row.Doc)
		return []screen.Target{{Name: cmp.Or(p.Headline, "(No headline yet)"), URL: "/newsroom/stories/" + id, Fact: screen.StateWord(row.State())}}, err
	}
	rows, err := n.Store.Stories(r.Context(), article.Filter{Form: article.Story, Tab: "all", Query: path, Limit: perGroup})
	if err != nil {
		return nil, err
	}
	var out []screen.Target
	for _, row := range rows {
		out = append(out, screen.Target{
			Name: cmp.Or(row.Headline, "(No headline yet)"), URL: "/newsroom/stories/" + row.ID, Fact: screen.StateWord(row.State) + ", " + f.When(row.ChangedAt),
		})
	}
	return out, nil
}
