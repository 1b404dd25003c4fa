package newsroom

import (
	"context"
	"net/url"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// perFacet is how many ways of cutting down are shown of each sort.
const perFacet = 6

// facets counts what was found by section, byline, state and month, each with the address that cuts the list down to it;
// what finds nothing is asked how it may have been meant.
func (n *Newsroom) facets(ctx context.Context, s *screen.Stories, v view, sections []paper.Section) error {
	whole := v.filter
	whole.Before = article.Cursor{}
	if s.Count == 0 {
		meant, err := n.Store.Meant(ctx, whole)
		if s.Meant = meant; meant != "" {
			s.MeantURL = v.with("q", meant)
		}
		return err
	}
	counted, err := n.Store.StoryFacets(ctx, whole, s.Zone)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, sec := range sections {
		names[sec.ID] = sec.Name
	}
	s.Facets = v.facet(s.Facets, "Section", "section", counted.Sections, names)
	var ids []string
	for _, b := range counted.Bylines {
		ids = append(ids, b.ID)
	}
	if names, err = n.Store.Names(ctx, ids); err != nil {
		return err
	}
	s.Facets = v.facet(s.Facets, "Byline", "byline", counted.Bylines, names)
	names = map[string]string{}
	for _, st := range states {
		names[string(st)] = screen.StateWord(st)
	}
	s.Facets = v.facet(s.Facets, "State", "state", counted.States, names)
	byMonth := screen.Facet{Name: "Month"}
	for _, m := range counted.Months[:min(perFacet, len(counted.Months))] {
		first, err := time.Parse("2006-01", m.ID)
		if err != nil {
			return err
		}
		from, to := first.Format(time.DateOnly), first.AddDate(0, 1, -1).Format(time.DateOnly)
		here := v.keep.Get("from") == from && v.keep.Get("to") == to
		byMonth.Ways = append(byMonth.Ways, screen.FacetWay{Name: first.Format("January 2006"), URL: v.with("from", from, "to", to), Count: m.Count, Here: here})
	}
	if v.keep.Get("from")+v.keep.Get("to") != "" {
		byMonth.Whole = v.with("from", "", "to", "")
	}
	if len(byMonth.Ways) > 1 || byMonth.Whole != "" {
		s.Facets = append(s.Facets, byMonth)
	}
	return nil
}

// facet adds the ways of one sort whose names are known. One way alone cuts nothing down and is left out.
func (v view) facet(all []screen.Facet, name, key string, counts []article.Tally, names map[string]string) []screen.Facet {
	f := screen.Facet{Name: name}
	for _, t := range counts {
		if names[t.ID] != "" && len(f.Ways) < perFacet {
			f.Ways = append(f.Ways, screen.FacetWay{Name: names[t.ID], URL: v.with(key, t.ID), Count: t.Count, Here: v.keep.Get(key) == t.ID})
		}
	}
	if v.keep.Get(key) != "" {
		f.Whole = v.with(key, "")
	}
	if len(f.Ways) > 1 || f.Whole != "" {
		all = append(all, f)
	}
	return all
}

// with is the address of the view with some of it changed, from its top; "" takes a part out.
func (v view) with(pairs ...string) string {
	q := url.Values{"tab": {v.tab}}
	for k, vs := range v.keep {
		q[k] = vs
	}
	for i := 0; i < len(pairs); i += 2 {
		if q.Del(pairs[i]); pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return "/newsroom/stories?" + q.Encode()
}
