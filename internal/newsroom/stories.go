package newsroom

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/moves"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// listTab is one cut of the list of stories.
type listTab struct{ name, label string }

var tabs = []listTab{
	{"open", "Open"}, {"mine", "Mine"}, {"live", "Live"}, {"recalled", "Recalled"}, {"all", "All"},
}

// names resolves ids to the names that a person knows.
type names struct {
	sections map[string]paper.Section
	bylines  map[string]paper.Byline
	staff    map[string]account.Staff
}

func (n *Newsroom) names(ctx context.Context) (names, error) {
	sections, err := n.Store.Sections(ctx)
	if err != nil {
		return names{}, err
	}
	bylines, err := n.Store.Bylines(ctx)
	if err != nil {
		return names{}, err
	}
	staff, err := n.Store.AllStaff(ctx)
	if err != nil {
		return names{}, err
	}
	out := names{map[string]paper.Section{}, map[string]paper.Byline{}, map[string]account.Staff{}}
	for _, s := range sections {
		out.sections[s.ID] = s
	}
	for _, b := range bylines {
		out.bylines[b.ID] = b
	}
	for _, s := range staff {
		out.staff[s.ID] = s
	}
	return out, nil
}

// credited joins the names of a byline.
func (ns names) credited(credits []article.Credit) string {
	var all []string
	for _, c := range credits {
		if b, ok := ns.bylines[c.Byline]; ok {
			all = append(all, b.Name)
		}
	}
	return strings.Join(all, ", ")
}

// stories lists every story that the newsroom has.
func (n *Newsroom) stories(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	tab := q.Get("tab")
	if !slices.ContainsFunc(tabs, func(t listTab) bool { return t.name == tab }) {
		tab = "open"
	}
	query := strings.TrimSpace(q.Get("q"))
	before, paged := cursor(q.Get("before"))
	f, err := n.Frame(r, "Stories", "/newsroom/stories")
	if err != nil {
		return err
	}
	ns, err := n.names(r.Context())
	if err != nil {
		return err
	}
	filter := article.Filter{
		Form: article.Story, Tab: tab, Staff: reception.Who(r).ID, Query: addressOf(query, n.Base), Section: q.Get("section"),
		Before: before, Limit: reception.PerPage + 1,
	}
	if tab == "recalled" {
		filter.Tab, filter.State = "all", article.Recalled
	}
	rows, err := n.Store.Stories(r.Context(), filter)
	if err != nil {
		return err
	}
	s := &screen.Stories{Frame: f, Query: query, Tab: tab, Form: article.Story}
	s.Frame.Query = query
	if sec, ok := ns.sections[filter.Section]; ok {
		s.Section = sec.Name
	}
	keep := url.Values{}
	if query != "" {
		keep.Set("q", query)
	}
	if filter.Section != "" {
		keep.Set("section", filter.Section)
	}
	for _, t := range tabs {
		s.Tabs = append(s.Tabs, screen.Entry{Name: t.label, URL: listURL(t.name, keep, article.Cursor{}), Here: t.name == tab})
	}
	if len(rows) > reception.PerPage {
		rows = rows[:reception.PerPage]
		last := rows[reception.PerPage-1]
		s.Older = listURL(tab, keep, article.Cursor{At: last.ChangedAt, ID: last.ID})
	}
	if paged {
		s.Newest = listURL(tab, keep, article.Cursor{})
	}
	for _, row := range rows {
		s.Rows = append(s.Rows, ns.row(row))
	}
	if query == "" && !paged {
		if s.Steps, err = n.firstSteps(r); err != nil {
			return err
		}
	}
	return n.Show(w, s)
}

func (ns names) row(row article.Row) screen.StoryRow {
	return screen.StoryRow{
		ID: row.ID, URL: "/newsroom/stories/" + row.ID, Headline: row.Headline, State: row.State, Kind: row.Kind,
		Section: ns.sections[row.Section].Name, Byline: ns.credited(row.Byline), Words: row.Words,
		ChangedAt: row.ChangedAt, ChangedBy: ns.staff[row.ChangedBy].Name, Address: row.Address,
	}
}

func listURL(tab string, keep url.Values, before article.Cursor) string {
	v := url.Values{"tab": {tab}}
	for k, vs := range keep {
		v[k] = vs
	}
	if before.ID != "" {
		v.Set("before", cursorText(before))
	}
	return "/newsroom/stories?" + v.Encode()
}

// cursorText is a place in a list as an address carries it.
func cursorText(c article.Cursor) string {
	return strconv.FormatInt(c.At.UnixMicro(), 10) + "." + c.ID
}

// cursor reads what cursorText wrote; anything else is the top of the list.
func cursor(s string) (article.Cursor, bool) {
	at, id, ok := strings.Cut(s, ".")
	micro, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil || !clock.IsID(id) {
		return article.Cursor{}, false
	}
	return article.Cursor{At: time.UnixMicro(micro).UTC(), ID: id}, true
}

// addressOf makes a pasted address of this site the path that the search knows; any other text stays as it is.
func addressOf(query, base string) string {
	if path, ok := strings.CutPrefix(query, base); ok && strings.HasPrefix(path, "/") {
		if u, err := url.Parse(path); err == nil {
			return u.Path
		}
	}
	if strings.HasPrefix(query, "http://") || strings.HasPrefix(query, "https://") {
		if u, err := url.Parse(query); err == nil && u.Path != "" {
			return u.Path
		}
	}
	return query
}

// firstSteps are what a new paper still lacks, as far as the person may do it.
func (n *Newsroom) firstSteps(r *http.Request) ([]screen.Step, error) {
	by := reception.Who(r)
	if !by.May(account.Publish) {
		return nil, nil
	}
	var steps []screen.Step
	any, err := n.Store.Stories(r.Context(), article.Filter{Form: article.Story, Tab: "all", Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(any) == 0 {
		steps = append(steps, screen.Step{Name: "Write the first story", Say: "It is saved as you type; nobody sees it before you publish it."})
	}
	sections, err := n.Store.Sections(r.Context())
	if err != nil {
		return nil, err
	}
	if len(sections) == 0 {
		steps = append(steps, screen.Step{Name: "Put in your sections", Say: "One at a time, or a whole list at once.", URL: "/newsroom/settings/sections"})
	}
	if len(steps) == 0 {
		return nil, nil // it is no new paper any more
	}
	staff, err := n.Store.CountStaff(r.Context())
	if err != nil {
		return nil, err
	}
	if staff == 1 && by.May(account.KeepPeople) {
		steps = append(steps, screen.Step{Name: "Ask colleagues in", Say: "Each gets an account and a byline.", URL: "/newsroom/settings/people"})
	}
	if by.May(account.MoveArchives) {
		begun, err := n.moves.Carrier.Store.ArchiveMoves(r.Context())
		if err != nil {
			return nil, err
		}
		if len(begun) == 0 {
			steps = append(steps, screen.Step{Name: "Move in an archive", Say: "Of another system, with every address. You see what is in it first.", URL: moves.Path})
		}
	}
	return steps, nil
}

// startStory begins a story or a standing page and opens it.
func (n *Newsroom) startStory(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	kind := article.Story
	switch f.Value("form") {
	case "", string(article.Story):
	case string(article.StandingPage):
		kind = article.StandingPage
	default:
		return fault.New(fault.Invalid, "There are stories and standing pages, nothing else to begin.")
	}
	draft, err := n.Desk.StartStory(r.Context(), reception.Who(r), kind)
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/newsroom/stories/"+draft.ID, http.StatusSeeOther)
	return nil
}
