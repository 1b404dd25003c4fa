package press

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
)

const (
	hits       = 20
	mostInAWay = 12 // choices of a facet
	// LongestQuery is how much of a question is read, in characters.
	LongestQuery = 200
)

// Asked is what the address of a search says. What it names and the paper does not have narrows nothing.
type Asked struct {
	Query   string
	Section string // address of a section without the first and last slash
	By      string // address of an author without the first slash
	Kind    article.Kind
	Date    string // "2026" or "2026-11"
	Newest  bool
	Before  int64 // only what is older, as an instant in microseconds: what a search did not look through
	After   int64 // the last hit seen
}

var dates = regexp.MustCompile(`^[0-9]{4}(-(0[1-9]|1[0-2]))?$`)

// ParseAsked reads the address of a search.
func ParseAsked(v url.Values) Asked {
	a := Asked{Query: v.Get("q"), Newest: v.Get("sort") == "newest"}
	for name, into := range map[string]*string{"section": &a.Section, "by": &a.By} {
		if s := v.Get(name); len(s) <= 500 && strings.ToValidUTF8(s, "") == s && !strings.Contains(s, "\x00") {
			*into = strings.Trim(s, "/")
		}
	}
	if k := article.Kind(v.Get("kind")); slices.Contains(article.Kinds, k) {
		a.Kind = k
	}
	if d := v.Get("date"); dates.MatchString(d) {
		a.Date = d
	}
	for name, into := range map[string]*int64{"after": &a.After, "before": &a.Before} {
		if n, err := strconv.ParseInt(v.Get(name), 36, 64); err == nil && n > 0 {
			*into = n
		}
	}
	return a
}

// URL is the address of the search.
func (a Asked) URL() string {
	v := url.Values{}
	for name, value := range map[string]string{"q": a.Query, "section": a.Section, "by": a.By, "kind": string(a.Kind), "date": a.Date} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if a.Newest {
		v.Set("sort", "newest")
	}
	if a.Before > 0 {
		v.Set("before", strconv.FormatInt(a.Before, 36))
	}
	if a.After > 0 {
		v.Set("after", strconv.FormatInt(a.After, 36))
	}
	if len(v) == 0 {
		return SearchAddress
	}
	return SearchAddress + "?" + v.Encode()
}

// with is the search changed, from its first hit on.
func (a Asked) with(change func(*Asked)) string {
	a.After = 0
	change(&a)
	return a.URL()
}

// span is the time that a date stands for.
func (a Asked) span(zone *time.Location) (from, to time.Time) {
	year, month, _ := strings.Cut(a.Date, "-")
	y, err := strconv.Atoi(year)
	if err != nil {
		return from, to
	}
	if m, err := strconv.Atoi(month); err == nil {
		return time.Date(y, time.Month(m), 1, 0, 0, 0, 0, zone), time.Date(y, time.Month(m)+1, 1, 0, 0, 0, 0, zone)
	}
	return time.Date(y, 1, 1, 0, 0, 0, 0, zone), time.Date(y+1, 1, 1, 0, 0, 0, 0, zone)
}

// Search makes the page of a search, or the empty one for an empty question.
func (p Press) Search(ctx context.Context, snap Snapshot, a Asked) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	out := &page.Search{Frame: w.in(SearchAddress, "", false), Query: a.Query}
	out.Hide = a != Asked{}
	if a.Query != "" {
		if err := w.search(ctx, a, out); err != nil {
			return nil, err
		}
	}
	if len(out.Hits) == 0 {
		out.Recent, err = w.recent(ctx)
	}
	return out, err
}

// search fills the page of a question.
func (w *work) search(ctx context.Context, a Asked, out *page.Search) error {
	q := article.Search{Text: a.Query, Kind: a.Kind, Zone: w.zone, Newest: a.Newest, After: a.After, Limit: hits}
	q.From, q.To = a.span(w.zone)
	if before := time.UnixMicro(a.Before).In(w.zone); a.Before > 0 && (q.To.IsZero() || before.Before(q.To)) {
		q.To = before
		out.Chosen = append(out.Chosen, page.Choice{Before: before, URL: a.with(func(a *Asked) { a.Before = 0 })})
	}
	if i := slices.IndexFunc(w.sections, func(s paper.Section) bool { return strings.Trim(s.Address, "/") == a.Section }); a.Section != "" && i >= 0 {
		q.Section = w.sections[i].ID
		out.Chosen = append(out.Chosen, page.Choice{Name: w.sections[i].Name, URL: a.with(func(a *Asked) { a.Section = "" })})
	}
	if a.By != "" {
		at, found, err := w.snap.Address(ctx, "/"+a.By)
		if err != nil {
			return err
		}
		if found && at.Kind == paper.AtByline {
			b, err := w.byline(ctx, at.Object)
			if err != nil {
				return err
			}
			if b != nil {
				q.Byline = b.ID
				out.Chosen = append(out.Chosen, page.Choice{Name: b.Name, URL: a.with(func(a *Asked) { a.By = "" })})
			}
		}
	}
	if a.Kind != "" {
		out.Chosen = append(out.Chosen, page.Choice{Kind: a.Kind, URL: a.with(func(a *Asked) { a.Kind = "" })})
	}
	if year, month, _ := strings.Cut(a.Date, "-"); a.Date != "" {
		date := page.Choice{Name: year, URL: a.with(func(a *Asked) { a.Date = "" })}
		if month != "" {
			date.Date = q.From
		}
		out.Chosen = append(out.Chosen, date)
	}
	out.Kept = a.kept()
	found, err := w.snap.Search(ctx, q)
	if out.Apart = found.Apart != ""; out.Apart && err == nil {
		q.Text = found.Apart
		found, err = w.snap.Search(ctx, q)
	}
	if err != nil {
		return err
	}
	out.Count, out.More, out.Counted, out.Instead = found.Count, found.More, found.Counted, found.Instead
	for _, text := range found.Meant {
		out.Meant = append(out.Meant, page.Link{Name: text, URL: a.with(func(a *Asked) { a.Query = text })})
	}
	for _, h := range found.Hits {
		made, err := w.line(ctx, h.Card)
		if err != nil {
			return err
		}
		out.Hits = append(out.Hits, page.Hit{Card: made, Standing: h.Form == article.StandingPage, Headline: h.Headline, Snippet: h.Snippet})
	}
	if found.Further {
		next := a
		next.After = found.Hits[len(found.Hits)-1].Seq
		out.Older = &page.Turn{URL: next.URL()}
	}
	if a.After != 0 {
		out.First = a.with(func(*Asked) {})
	}
	if out.Looked = found.Looked; found.Looked > 0 {
		out.Since = found.Since.In(w.zone)
		out.LookOn = a.with(func(a *Asked) { a.Before = found.Since.UnixMicro() })
	}
	if found.ByDate {
		out.ByDate = a.with(func(a *Asked) { a.Newest = true })
	}
	if found.Count > 1 {
		for _, newest := range []bool{false, true} {
			out.Orders = append(out.Orders, page.Order{Newest: newest, Here: newest == a.Newest, URL: a.with(func(a *Asked) { a.Newest = newest })})
		}
	}
	for _, id := range found.Near {
		if s, ok := w.section(id); ok {
			out.Near = append(out.Near, page.Link{Name: s.Name, URL: Escape(s.Address)})
		}
	}
	out.Facets, err = w.facets(ctx, a, q, found)
	return err
}

// facets are the ways to narrow a result: choices that leave something out and leave something over.
func (w *work) facets(ctx context.Context, a Asked, q article.Search, found article.Found) ([]page.Facet, error) {
	var all []page.Facet
	add := func(name string, items []page.Choice) {
		items = slices.DeleteFunc(items, func(c page.Choice) bool { return c.Count == found.Count && !found.More })
		if len(items) > 0 {
			all = append(all, page.Facet{Name: name, Items: items[:min(mostInAWay, len(items))]})
		}
	}
	var sections []page.Choice
	for _, t := range found.Sections {
		if s, ok := w.section(t.ID); ok && s.Parent == q.Section {
			address := strings.Trim(s.Address, "/")
			sections = append(sections, page.Choice{Name: s.Name, Count: t.Count, URL: a.with(func(a *Asked) { a.Section = address })})
		}
	}
	add("section", sections)
	if q.Byline == "" {
		var authors []page.Choice
		for _, t := range found.Bylines[:min(mostInAWay+1, len(found.Bylines))] {
			b, err := w.byline(ctx, t.ID)
			if err != nil {
				return nil, err
			}
			if b == nil || b.Address == "" {
				continue
			}
			address := strings.Trim(b.Address, "/")
			authors = append(authors, page.Choice{Name: b.Name, Count: t.Count, URL: a.with(func(a *Asked) { a.By = address })})
		}
		add("author", authors)
	}
	add("date", w.dates(a, found))
	if q.Kind == "" {
		var kinds []page.Choice
		for _, t := range found.Kinds {
			kind := article.Kind(t.ID)
			kinds = append(kinds, page.Choice{Kind: kind, Count: t.Count, URL: a.with(func(a *Asked) { a.Kind = kind })})
		}
		add("kind", kinds)
	}
	return all, nil
}

// dates offers years, and the months of a year that was chosen or that all lie in.
func (w *work) dates(a Asked, found article.Found) []page.Choice {
	if strings.Contains(a.Date, "-") {
		return nil
	}
	var years, months []page.Choice
	for _, t := range found.Months {
		at, err := time.ParseInLocation("2006-01", t.ID, w.zone)
		if err != nil {
			continue
		}
		months = append(months, page.Choice{Date: at, Count: t.Count, URL: a.with(func(a *Asked) { a.Date = t.ID })})
		year, _, _ := strings.Cut(t.ID, "-")
		if n := len(years); n > 0 && years[n-1].Name == year {
			years[n-1].Count += t.Count
			continue
		}
		years = append(years, page.Choice{Name: year, Count: t.Count, URL: a.with(func(a *Asked) { a.Date = year })})
	}
	if len(years) == 1 {
		return months
	}
	return years
}

// kept is what narrows the search and its order, as names and values of a form.
func (a Asked) kept() []page.Link {
	all := []page.Link{{Name: "section", URL: a.Section}, {Name: "by", URL: a.By}, {Name: "kind", URL: string(a.Kind)}, {Name: "date", URL: a.Date}}
	if a.Newest {
		all = append(all, page.Link{Name: "sort", URL: "newest"})
	}
	if a.Before > 0 {
		all = append(all, page.Link{Name: "before", URL: strconv.FormatInt(a.Before, 36)})
	}
	return slices.DeleteFunc(all, func(l page.Link) bool { return l.URL == "" })
}
