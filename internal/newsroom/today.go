package newsroom

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/front"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/page"
	"broadsheet/internal/press"
	"broadsheet/internal/record"
	"broadsheet/internal/screen"
)

// How much stands on Today.
const (
	needsShown = 30
	openShown  = 12 // of each state
	lastShown  = 10
	quietAfter = 4 * time.Hour // of the day, without a change on Home
	dayBegins  = 7             // hour of the paper's day in which Home is looked after
	dayEnds    = 22
)

// openStates are the states of what is in hand, in the order in which the next step is nearest.
var openStates = []article.State{article.Ready, article.Filed, article.Changed, article.Writing}

// today is the home of the newsroom: what needs the person first.
func (n *Newsroom) today(w http.ResponseWriter, r *http.Request) error {
	f, err := n.Frame(r, "Today", "/newsroom/today")
	if err != nil {
		return err
	}
	s := &screen.Today{Frame: f}
	by := reception.Who(r)
	if by.May(account.KeepSystem) {
		if s.Health, err = n.machine(r); err != nil {
			return err
		}
	}
	if !by.May(account.ReadDrafts) {
		return n.Show(w, s)
	}
	if s.Steps, err = n.firstSteps(r); err != nil {
		return err
	}
	ns, err := n.names(r.Context())
	if err != nil {
		return err
	}
	if err := n.waiting(r, s, ns); err != nil {
		return err
	}
	entries, err := n.Store.LastLoud(r.Context(), lastShown, record.Published, record.Corrected, record.Recalled)
	if err != nil {
		return err
	}
	for _, e := range entries {
		s.Last = append(s.Last, publication(f, e, ns))
	}
	if s.Live, err = n.liveNow(r, f, entries); err != nil {
		return err
	}
	return n.Show(w, s)
}

// waiting fills what needs the person and what is in hand.
func (n *Newsroom) waiting(r *http.Request, s *screen.Today, ns names) error {
	ctx, by := r.Context(), reception.Who(r)
	needs, err := n.Store.Needs(ctx, by.ID, by.May(account.KeepDesk), needsShown)
	if err != nil {
		return err
	}
	shown, ids := map[string]bool{}, []string{}
	for _, row := range needs {
		shown[row.ID] = true
		ids = append(ids, row.ID)
	}
	var groups [][]article.Row
	var titles []string
	if !by.May(account.KeepDesk) {
		mine, err := n.Store.Stories(ctx, article.Filter{Form: article.Story, Tab: "mine", Staff: by.ID, Limit: needsShown})
		if err != nil {
			return err
		}
		own := slices.DeleteFunc(mine, func(row article.Row) bool { return shown[row.ID] || !slices.Contains(openStates, row.State) })
		for _, row := range own {
			shown[row.ID] = true
			ids = append(ids, row.ID)
		}
		groups, titles = append(groups, own), append(titles, "Yours")
	}
	for _, state := range openStates {
		rows, count, err := n.Store.OpenIn(ctx, state, openShown)
		if err != nil {
			return err
		}
		s.More += count - len(rows)
		rows = slices.DeleteFunc(rows, func(row article.Row) bool { return shown[row.ID] })
		for _, row := range rows {
			ids = append(ids, row.ID)
		}
		groups, titles = append(groups, rows), append(titles, screen.StateWord(state))
	}
	hands, err := n.Store.Hands(ctx, n.Clock.Now(), ids)
	if err != nil {
		return err
	}
	s.NeedsMore = max(0, s.Waiting-len(needs))
	s.NeedsAll = "/newsroom/stories?tab=mine"
	if by.May(account.KeepDesk) {
		s.NeedsAll = "/newsroom/stories?tab=all&state=filed"
	}
	for _, row := range needs {
		s.Needs = append(s.Needs, todayRow(s.Frame, by, row, ns, hands[row.ID], true))
	}
	for i, rows := range groups {
		g := screen.TodayGroup{Name: titles[i]}
		for _, row := range rows {
			g.Rows = append(g.Rows, todayRow(s.Frame, by, row, ns, hands[row.ID], false))
		}
		if len(g.Rows) > 0 {
			s.Hand = append(s.Hand, g)
		}
	}
	return nil
}

// todayRow is one line of Today: why it stands there and what to do next.
func todayRow(f screen.Frame, by account.Staff, row article.Row, ns names, here string, needs bool) screen.TodayRow {
	story := "/newsroom/stories/" + row.ID
	out := screen.TodayRow{
		ID: row.ID, URL: story, Headline: row.Headline, State: row.State, Words: row.Words, Due: row.Due.At,
		Late: !row.Due.At.IsZero() && f.Now.After(row.Due.At),
		Who:  cmp.Or(ns.staff[row.InHand].Name, ns.staff[row.FiledBy].Name, ns.credited(row.Byline), ns.staff[row.CreatedBy].Name),
	}
	if here != by.ID {
		out.Here = ns.staff[here].Name
	}
	switch {
	case row.InHand == by.ID:
		out.Who = "you"
	case row.InHand == "" && row.Stage == article.AtDesk:
		out.Who = "" // who filed it is said already
	}
	sentBack := row.Stage == article.AtWriting && !row.Back.At.IsZero()
	switch {
	case sentBack:
		out.Why = "Sent back by " + cmp.Or(ns.staff[row.Back.By].Name, "the desk") + ", " + f.When(row.Back.At)
		out.Note = row.Back.Note
	case row.Stage == article.AtDesk:
		what := "Filed by "
		if row.State == article.Changed {
			what = "Changes filed by "
		}
		out.Why = what + cmp.Or(ns.staff[row.FiledBy].Name, "somebody who left") + ", " + f.When(row.FiledAt)
	case row.Stage == article.AtReady && row.State == article.Changed:
		out.Why = "Changes are ready"
	case row.Stage == article.AtReady && needs && row.InHand != by.ID:
		out.Why = "Ready to go out"
	case row.InHand == by.ID:
		out.Why, out.Who = "Assigned to you", ""
	}
	if !needs {
		return out
	}
	switch {
	case row.Stage == article.AtDesk && row.InHand == "" && by.May(account.KeepDesk):
		out.Move = screen.Onward{Name: "Take for edit", URL: story + "/take", Post: true}
	case row.Stage != article.AtWriting && row.State == article.Changed && by.May(account.Publish):
		out.Move = screen.Onward{Name: "Publish changes…", URL: story + "/publication"}
	case row.Stage != article.AtWriting && by.May(account.Publish):
		out.Move = screen.Onward{Name: "Publish…", URL: story + "/publication"}
	default:
		out.Move = screen.Onward{Name: "Go on writing", URL: story}
	}
	return out
}

// publication is one line of the record.
func publication(f screen.Frame, e record.Entry, ns names) screen.Publication {
	var text struct {
		Headline   string         `json:"headline"`
		Address    string         `json:"address"`
		Edition    int            `json:"edition"`
		Change     article.Change `json:"change"`
		Correction string         `json:"correction"`
	}
	p := screen.Publication{At: e.At, URL: "/newsroom/stories/" + e.Object, By: ns.staff[e.By].Name}
	if e.Text != nil && json.Unmarshal(e.Text, &text) == nil {
		p.Headline = text.Headline
		p.What = screen.ChangeWord(text.Change)
		if text.Correction != "" {
			p.Details = append(p.Details, text.Correction)
		}
		if text.Address != "" {
			p.Details = append(p.Details, "It stands at "+text.Address+".")
		}
		if text.Edition > 0 {
			p.Details = append(p.Details, fmt.Sprintf("Published version %d.", text.Edition))
		}
	}
	if e.Kind == record.Recalled {
		p.What = "Recalled"
	}
	p.Details = append(p.Details, fmt.Sprintf("Number %d in the record, %s.", e.Number, f.Exact(e.At)))
	return p
}

// liveNow is Home's lead, and since when nothing changed there.
func (n *Newsroom) liveNow(r *http.Request, f screen.Frame, last []record.Entry) (live screen.LiveNow, err error) {
	err = n.public.Read(r.Context(), func(snap press.Snapshot) error {
		p, err := n.press.Home(r.Context(), snap)
		if home, ok := p.(*page.Home); err == nil && ok && home.Lead != nil {
			live.IsThere, live.Lead, live.URL = true, home.Lead.Headline, home.Lead.URL
		}
		return err
	})
	if err != nil || !live.IsThere {
		return live, err
	}
	fronts, err := n.Store.LastLoud(r.Context(), 20, record.FrontPressed)
	if err != nil {
		return live, err
	}
	fronts = slices.DeleteFunc(fronts, func(e record.Entry) bool { return e.Object != front.Home })
	for _, e := range append(fronts, last...) {
		if e.At.After(live.Since) {
			live.Since = e.At
		}
	}
	live.Quiet = !live.Since.IsZero() && quietHours(live.Since, f.Now, f.Zone) >= quietAfter
	return live, nil
}

// quietHours is how much of the paper's day lies between two instants.
func quietHours(from, to time.Time, zone *time.Location) time.Duration {
	from, to = from.In(zone), to.In(zone)
	var sum time.Duration
	for day := range 3 { // more days cannot make it quieter
		y, m, d := to.AddDate(0, 0, -day).Date()
		begin, end := time.Date(y, m, d, dayBegins, 0, 0, 0, zone), time.Date(y, m, d, dayEnds, 0, 0, 0, zone)
		if from.After(begin) {
			begin = from
		}
		if to.Before(end) {
			end = to
		}
		if begin.Before(end) {
			sum += end.Sub(begin)
		}
	}
	return sum
}

// machine is the state of the machine in one sentence, with what is known of it.
func (n *Newsroom) machine(r *http.Request) (screen.Machine, error) {
	if n.state != nil {
		return n.state(r.Context())
	}
	m := screen.Machine{Say: "All well."}
	f, err := n.Frame(r, "", "")
	if err != nil {
		return m, err
	}
	last, err := n.Store.LastLoud(r.Context(), 1, record.Published, record.Corrected, record.Recalled)
	if err != nil {
		return m, err
	}
	m.Facts = append(m.Facts, "The database answers.")
	if len(last) > 0 {
		m.Facts = append(m.Facts, "Last publication "+f.When(last[0].At)+".")
	}
	return m, nil
}
