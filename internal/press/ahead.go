package press

import (
	"context"
	"slices"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/front"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// Wanted names what a page is about to ask of a snapshot, so that all of it is read at once.
type Wanted struct {
	Lists     []Head
	Span      Span
	Cards     []string // ids of articles
	Bylines   []string
	Portraits []string // bylines whose portrait is shown
	Topics    []string
	Pictures  []string
	Fronts    []string
	Notes     []string // articles whose corrections are shown
}

// Head is the newest of a list.
type Head struct {
	List  string
	Limit int
}

// Span is one page of a month of a list with the months around it: what Between and Months will be asked.
type Span struct {
	List     string // "" for none
	From, To time.Time
	After    article.Cursor
	Limit    int
}

// shows adds what cards of stories need: their bylines, and their pictures if those are shown.
func (a *Wanted) shows(cards []article.Card, pictures bool) {
	for _, c := range cards {
		for _, b := range c.Byline {
			a.Bylines = append(a.Bylines, b.Byline)
			if c.Kind == article.Opinion {
				a.Portraits = append(a.Portraits, b.Byline)
			}
		}
		if pictures {
			a.Pictures = append(a.Pictures, c.Picture.Picture)
		}
	}
}

// Around is what the page of an article will ask for.
func Around(p article.Published) Wanted {
	a := Wanted{Topics: p.Topics, Pictures: []string{p.Picture.Picture}, Notes: []string{p.ID}}
	if p.Doc != nil {
		a.Pictures = append(a.Pictures, prose.Pictures(p.Doc)...)
	}
	if p.Form == article.StandingPage {
		return Wanted{Pictures: a.Pictures}
	}
	a.shows([]article.Card{p.Card}, false)
	a.Portraits = a.Bylines
	for _, id := range p.Topics {
		a.Lists = append(a.Lists, Head{article.TopicList(id), relatedReach})
	}
	f := p.Fields
	if p.Section != "" {
		f.Section = p.Section
	}
	for _, id := range f.All() {
		a.Lists = append(a.Lists, Head{article.SectionList(id), relatedReach})
	}
	a.Lists = append(a.Lists, Head{article.Latest, max(newestBeside, relatedReach)})
	return a
}

// AroundMany is what a feed of articles asks for beside them.
func AroundMany(all []article.Published) Wanted {
	var a Wanted
	for i := range all {
		p := &all[i]
		a.Notes = append(a.Notes, p.ID)
		a.Topics = append(a.Topics, p.Topics...)
		a.Pictures = append(a.Pictures, p.Picture.Picture)
		if p.Doc != nil {
			a.Pictures = append(a.Pictures, prose.Pictures(p.Doc)...)
		}
		for _, b := range p.Byline {
			a.Bylines = append(a.Bylines, b.Byline)
		}
	}
	return a
}

// At is what the page at an address will ask for, or a month of the list there.
func (p Press) At(ctx context.Context, snap Snapshot, a paper.Address, m *Month) (Wanted, error) {
	var w Wanted
	list := ""
	switch a.Kind {
	case paper.AtSection:
		list = article.SectionList(a.Object)
		if m == nil {
			w.Fronts = []string{a.Object}
		}
	case paper.AtByline:
		list, w.Bylines, w.Portraits = article.BylineList(a.Object), []string{a.Object}, []string{a.Object}
	case paper.AtTopic:
		list, w.Topics = article.TopicList(a.Object), []string{a.Object}
	default:
		return w, nil
	}
	if m == nil {
		w.Lists = []Head{{list, firstPage + 1}}
		return w, nil
	}
	settings, _, err := snap.Settings(ctx)
	w.Span = m.span(list, zone(settings.Zone))
	return w, err
}

// span is what a page of a month asks of its list.
func (m Month) span(list string, zone *time.Location) Span {
	from := m.begins(zone)
	return Span{List: list, From: from, To: from.AddDate(0, 1, 0), After: m.After, Limit: monthPage + 1}
}

// aheadOfCards reads what cards need.
func (w *work) aheadOfCards(ctx context.Context, cards []article.Card, pictures bool) error {
	var a Wanted
	a.shows(cards, pictures)
	return w.snap.Ahead(ctx, a)
}

// aheadOfHome reads the lists of the front page, and then what their stories need as far as it can be foreseen: which
// story leads the block of a section is only known when everything above it stands.
func (w *work) aheadOfHome(ctx context.Context) error {
	a := Wanted{Fronts: []string{front.Home}, Lists: []Head{{article.Latest, reach}, {article.KindList(article.Opinion), reach}}}
	for _, s := range w.sections {
		if s.Parent == "" {
			a.Lists = append(a.Lists, Head{article.SectionList(s.ID), blockReach})
		}
	}
	return w.snap.Ahead(ctx, a)
}

// aheadOfStories reads what the stories of the front page need.
func (w *work) aheadOfStories(ctx context.Context, slots []Slot, newest, opinion []article.Card) error {
	var a Wanted
	taken, used := map[string]bool{}, map[string]bool{}
	for _, s := range slots {
		taken[s.Story] = true
		a.Pictures = append(a.Pictures, s.Pin.Picture)
		a.shows([]article.Card{s.Card}, true)
		used[s.Card.Picture.Picture] = true
	}
	a.shows(newest, false)
	row := first(opinionRow, without(opinion, taken))
	a.shows(row, false)
	take(taken, row)
	take(taken, first(latestOnHome, without(newest, taken)))
	for _, s := range w.sections {
		if s.Parent != "" {
			continue
		}
		cards, err := w.snap.Newest(ctx, article.SectionList(s.ID), blockReach)
		if err != nil {
			return err
		}
		a.shows(cards, false)
		block := first(1+blockLines, slices.DeleteFunc(without(cards, taken), func(c article.Card) bool { return c.Kind == article.Opinion }))
		take(taken, block)
		for _, c := range block {
			if c.Picture.Picture != "" && !used[c.Picture.Picture] {
				used[c.Picture.Picture] = true
				a.Pictures = append(a.Pictures, c.Picture.Picture)
				break
			}
		}
	}
	return w.snap.Ahead(ctx, a)
}

// aheadOfFront reads what the stories of a section's front need: all of them show their pictures.
func (w *work) aheadOfFront(ctx context.Context, slots []Slot, cards []article.Card) error {
	var a Wanted
	for _, s := range slots {
		a.Pictures = append(a.Pictures, s.Pin.Picture)
		a.shows([]article.Card{s.Card}, true)
	}
	a.shows(cards, true)
	return w.snap.Ahead(ctx, a)
}

// pinned are the stories that a front names.
func pinned(f front.Front) []string {
	var ids []string
	for _, p := range f.Pins {
		ids = append(ids, p.Story)
	}
	return ids
}
