package newsroom

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// listTab is one cut of the list of stories.
type listTab struct{ name, label string }

var tabs = []listTab{
	{"open", "Open"}, {"mine", "Mine"}, {"live", "Live"}, {"all", "All"}, {"bin", "Bin"},
}

var states = []article.State{article.Writing, article.Filed, article.Ready, article.Live, article.Changed, article.Recalled}

var orders = []screen.Option{
	{Value: string(article.LastChanged), Label: "Last changed first"},
	{Value: string(article.LongestWaiting), Label: "Longest unchanged first"},
	{Value: string(article.LastPublished), Label: "Last published first"},
	{Value: string(article.FirstPublished), Label: "First published first"},
}

// view is what an address of the list asks for.
type view struct {
	tab    string
	filter article.Filter
	keep   url.Values // what the address holds, in its shortest form, without the place in the list
	paged  bool
	wrong  string // what of it means nothing
}

// url is the address of the view, of another tab, and of a place in it.
func (v view) url(tab string, before article.Cursor) string {
	q := url.Values{"tab": {tab}}
	for k, vs := range v.keep {
		if k != "state" || tab == v.tab {
			q[k] = vs
		}
	}
	if before.ID != "" {
		q.Set("before", cursorText(before))
	}
	return "/newsroom/stories?" + q.Encode()
}

// viewOf reads an address of the list. What it does not know it leaves out.
func (n *Newsroom) viewOf(ctx context.Context, who account.Staff, q url.Values, zone *time.Location) (view, error) {
	v := view{tab: q.Get("tab"), keep: url.Values{}}
	if !slices.ContainsFunc(tabs, func(t listTab) bool { return t.name == v.tab }) {
		v.tab = "open"
	}
	text := func(name string) string {
		s := strings.TrimSpace(q.Get(name))
		if s != "" {
			v.keep.Set(name, s)
		}
		return s
	}
	f := article.Filter{
		Form: article.Story, Tab: v.tab, Staff: who.ID, Query: addressOf(text("q"), n.Base), Section: text("section"),
		Topic: text("topic"), Lang: text("lang"), Kind: article.Kind(text("kind")), State: article.State(text("state")),
		Order: article.Order(text("order")),
	}
	if f.Kind != "" && !slices.Contains(article.Kinds, f.Kind) {
		f.Kind = ""
		v.keep.Del("kind")
	}
	if f.State != "" && !slices.Contains(states, f.State) {
		f.State = ""
		v.keep.Del("state")
	}
	if !slices.ContainsFunc(orders, func(o screen.Option) bool { return o.Value == string(f.Order) }) {
		f.Order = ""
		v.keep.Del("order")
	}
	for name, to := range map[string]*time.Time{"from": &f.From, "to": &f.Until} {
		day := text(name)
		if day == "" {
			continue
		}
		at, err := time.ParseInLocation(time.DateOnly, day, zone)
		if err != nil {
			v.keep.Del(name)
			v.wrong = "“" + day + "” is no day. A day looks like 2026-11-23."
			continue
		}
		if name == "to" {
			at = at.AddDate(0, 0, 1)
		}
		*to = at
	}
	if name := text("byline"); name != "" {
		id, err := n.bylineNamed(ctx, name)
		if err != nil {
			return v, err
		}
		if id == "" {
			v.wrong = "There is no byline “" + name + "”. Nothing is left out for it."
			v.keep.Del("byline")
		} else {
			v.keep.Set("byline", id)
		}
		f.Byline = id
	}
	f.Before, v.paged = cursor(q.Get("before"))
	v.filter = f
	return v, nil
}

// bylineNamed is the byline that an id or a typed name stands for, "" for none.
func (n *Newsroom) bylineNamed(ctx context.Context, name string) (string, error) {
	if clock.IsID(name) {
		return name, nil
	}
	found, err := n.Store.OfName(ctx, name, 50)
	for _, b := range found {
		if b.Kind == "byline" && strings.EqualFold(b.Name, name) {
			return b.ID, nil
		}
	}
	return "", err
}

// stories lists the stories that an address asks for.
func (n *Newsroom) stories(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), reception.Who(r)
	f, err := n.Frame(r, "Stories", "/newsroom/stories")
	if err != nil {
		return err
	}
	v, err := n.viewOf(ctx, by, r.URL.Query(), f.Zone)
	if err != nil {
		return err
	}
	v.filter.Limit = reception.PerPage + 1
	rows, err := n.Store.Stories(ctx, v.filter)
	if err != nil {
		return err
	}
	s := &screen.Stories{Frame: f, Query: v.keep.Get("q"), Tab: v.tab, Filter: v.keep.Encode(), Here: r.URL.RequestURI(), Bin: v.tab == "bin", Order: string(v.filter.Order)}
	s.Find = false // this screen has the field itself
	s.Wrong = v.wrong
	for _, t := range tabs {
		s.Tabs = append(s.Tabs, screen.Entry{Name: t.label, URL: v.url(t.name, article.Cursor{}), Here: t.name == v.tab})
	}
	if len(rows) > reception.PerPage {
		rows = rows[:reception.PerPage]
		s.Older = v.url(v.tab, rows[len(rows)-1].Cursor(v.filter.Order))
	}
	if v.paged {
		s.Newest = v.url(v.tab, article.Cursor{})
	}
	s.Count = len(rows)
	if s.Older != "" || v.paged {
		all := v.filter
		all.Before = article.Cursor{}
		if s.Count, err = n.Store.CountStories(ctx, all, desk.LongestSweep+1); err != nil {
			return err
		}
	}
	sections, err := n.Store.Sections(ctx)
	if err != nil {
		return err
	}
	if err := n.choices(ctx, s, v, sections); err != nil {
		return err
	}
	if s.Rows, err = n.rows(ctx, rows, sections, v.filter.Order); err != nil {
		return err
	}
	if v.filter.Query != "" {
		if err := n.facets(ctx, s, v, sections); err != nil {
			return err
		}
	}
	s.Recall, s.Assign = by.May(account.Publish), by.May(account.KeepDesk)
	if len(v.keep) == 0 && !v.paged && v.tab == "open" {
		if s.Steps, err = n.firstSteps(r); err != nil {
			return err
		}
	}
	return n.Show(w, s)
}

// rows draws rows of the list, and reads no name but those that they show.
func (n *Newsroom) rows(ctx context.Context, rows []article.Row, sections []paper.Section, order article.Order) ([]screen.StoryRow, error) {
	now := n.Clock.Now()
	var ids []string
	for _, row := range rows {
		ids = append(ids, row.ChangedBy, row.InHand)
		for _, c := range row.Byline {
			ids = append(ids, c.Byline)
		}
	}
	slices.Sort(ids)
	names, err := n.Store.Names(ctx, slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" }))
	if err != nil {
		return nil, err
	}
	var out []screen.StoryRow
	for _, row := range rows {
		var credited []string
		for _, c := range row.Byline {
			if name := names[c.Byline]; name != "" && !slices.Contains(credited, name) {
				credited = append(credited, name)
			}
		}
		at := row.ChangedAt
		if order.ByPublication() {
			at = row.PublishedAt
		}
		section := ""
		if s, stands := paper.FindSection(sections, row.Section); stands {
			section = s.Name
		}
		out = append(out, screen.StoryRow{
			ID: row.ID, URL: "/newsroom/stories/" + row.ID, Headline: row.Headline, State: row.State, Kind: row.Kind,
			Section: section, Byline: strings.Join(credited, ", "), Words: row.Words, At: at, ChangedBy: names[row.ChangedBy],
			InHand: names[row.InHand], Due: row.Due.At, Late: !row.Due.At.IsZero() && now.After(row.Due.At),
		})
	}
	return out, nil
}

// choices fills what the list can be cut down by, and what can be done with many.
func (n *Newsroom) choices(ctx context.Context, s *screen.Stories, v view, sections []paper.Section) error {
	s.Form = screen.Form{Values: v.keep}
	s.Narrow = len(v.keep)
	if v.keep.Has("q") {
		s.Narrow--
	}
	s.Clear = "/newsroom/stories?tab=" + v.tab
	for _, sec := range sections {
		s.Sections = append(s.Sections, screen.Option{Value: sec.ID, Label: sec.Name, Indent: len(paper.Above(sections, sec.ID)) - 1})
	}
	for _, k := range []struct {
		kind string
		to   *[]screen.Option
	}{{"byline", &s.Bylines}, {"topic", &s.Topics}, {"account", &s.Staff}} {
		all, err := n.Store.Named(ctx, k.kind, reception.Choices)
		if err != nil {
			return err
		}
		for _, one := range all {
			*k.to = append(*k.to, screen.Option{Value: one.ID, Label: one.Name})
		}
	}
	for value, to := range map[string]*[]screen.Option{v.filter.Byline: &s.Bylines, v.filter.Topic: &s.Topics} { // one that is chosen stands there though there are thousands
		if value == "" || slices.ContainsFunc(*to, func(o screen.Option) bool { return o.Value == value }) {
			continue
		}
		label := "The one chosen"
		if to == &s.Bylines {
			names, err := n.Store.Names(ctx, []string{value})
			if err != nil {
				return err
			}
			label = cmp.Or(names[value], label)
		}
		*to = append(*to, screen.Option{Value: value, Label: label})
	}
	for _, k := range article.Kinds {
		s.Kinds = append(s.Kinds, screen.Option{Value: string(k), Label: screen.KindWord(k)})
	}
	for _, st := range states {
		s.States = append(s.States, screen.Option{Value: string(st), Label: screen.StateWord(st)})
	}
	s.Langs = reception.Languages(v.filter.Lang)
	s.Orders = orders
	return nil
}

// bin puts a draft into the bin.
func (n *Newsroom) bin(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := n.Desk.Bin(r.Context(), reception.Who(r), id); err != nil {
		return err
	}
	return n.DoneUndo(w, r, "/newsroom/stories", "It is in the bin and can be restored for 30 days.", "/newsroom/stories/"+id+"/restore")
}

// restore takes it out again.
func (n *Newsroom) restore(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := n.Desk.Restore(r.Context(), reception.Who(r), id); err != nil {
		return err
	}
	return n.Done(w, r, "/newsroom/stories/"+id, "It is out of the bin again, as it was.")
}

// listBack is an address of the list that a form carries, and nothing else.
func listBack(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host != "" || u.Scheme != "" || u.Path != "/newsroom/stories" {
		return "/newsroom/stories"
	}
	return u.RequestURI()
}

// chosen are the stories that a form is about: those ticked, or all of a view.
func (n *Newsroom) chosen(r *http.Request, f screen.Form) ([]string, error) {
	if !f.Has("all", "yes") {
		ids := f.Values["id"]
		if slices.ContainsFunc(ids, func(id string) bool { return !clock.IsID(id) }) {
			return nil, fault.New(fault.NotFound, "There is no such story.")
		}
		return ids, nil
	}
	q, err := url.ParseQuery(f.Value("filter"))
	if err != nil {
		return nil, fault.Because(err, fault.Invalid, "What was sent does not belong to a list of stories. Go back and choose again.")
	}
	q.Set("tab", f.Value("tab"))
	settings, _, err := n.Store.Settings(r.Context())
	if err != nil {
		return nil, err
	}
	v, err := n.viewOf(r.Context(), reception.Who(r), q, reception.Zone(settings))
	if err != nil {
		return nil, err
	}
	return n.Store.StoryIDs(r.Context(), v.filter, desk.LongestSweep+1)
}
