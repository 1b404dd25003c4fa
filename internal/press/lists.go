package press

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/page"
)

const (
	firstPage = 30 // stories on the first page of a list
	monthPage = 40 // stories on one page of a month
)

// Month is a part of a list: a month of the paper's zone and, within it, the stories after a place.
type Month struct {
	Year  int
	Month time.Month
	After article.Cursor // zero: from the newest
}

// begins is the first instant of the month in a zone.
func (m Month) begins(zone *time.Location) time.Time {
	return time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, zone)
}

// Below is the address of the part, below the list's own, which is percent-encoded already.
func (m Month) Below(list string) string {
	p := fmt.Sprintf("%s/%04d/%02d/", strings.TrimSuffix(list, "/"), m.Year, m.Month)
	if m.After != (article.Cursor{}) {
		p += "?before=" + url.QueryEscape(CursorText(m.After))
	}
	return p
}

// CursorText writes a cursor for an address: microseconds, a full stop, an id.
func CursorText(c article.Cursor) string {
	return strconv.FormatInt(c.At.UnixMicro(), 10) + "." + c.ID
}

// ParseCursor reads what CursorText wrote.
func ParseCursor(s string) (article.Cursor, bool) {
	at, id, _ := strings.Cut(s, ".")
	us, err := strconv.ParseInt(at, 10, 64)
	if err != nil || !clock.IsID(id) || us <= 0 || us > 1<<53 || strconv.FormatInt(us, 10) != at {
		return article.Cursor{}, false
	}
	return article.Cursor{At: time.UnixMicro(us).UTC(), ID: id}, true
}

func (w *work) monthOf(t time.Time) Month {
	t = t.In(w.zone)
	return Month{Year: t.Year(), Month: t.Month()}
}

// newest reads the first page of a list, and the way to what is older.
func (w *work) newest(ctx context.Context, list, address string) ([]article.Card, *page.Turn, error) {
	cards, err := w.snap.Newest(ctx, list, firstPage+1)
	if err != nil || len(cards) <= firstPage {
		return cards, nil, err
	}
	last, next := cards[firstPage-1], w.monthOf(cards[firstPage].PublishedAt)
	return cards[:firstPage], w.onward(address, last, next), nil
}

// onward is the way from a card to the next one of its list, which stands in the month next.
func (w *work) onward(address string, last article.Card, next Month) *page.Turn {
	if next == w.monthOf(last.PublishedAt) {
		next.After = article.CursorOf(last)
		return &page.Turn{URL: next.Below(address)}
	}
	return &page.Turn{URL: next.Below(address), Month: next.begins(w.zone)}
}

// part reads one page of a month with the ways to what is newer and older. False when the month holds nothing.
func (w *work) part(ctx context.Context, list, address string, m Month) (cards []article.Card, newer, older *page.Turn, ok bool, err error) {
	from := m.begins(w.zone)
	if err := w.snap.Ahead(ctx, Wanted{Span: m.span(list, w.zone)}); err != nil {
		return nil, nil, nil, false, err
	}
	if cards, err = w.snap.Between(ctx, list, from, from.AddDate(0, 1, 0), m.After, monthPage+1); err != nil {
		return nil, nil, nil, false, err
	}
	within := m.After != (article.Cursor{})
	if len(cards) == 0 && !within {
		return nil, nil, nil, false, nil
	}
	before, after, err := w.snap.Months(ctx, list, from, w.zone)
	if err != nil {
		return nil, nil, nil, false, err
	}
	switch {
	case within:
		newer = &page.Turn{URL: Month{Year: m.Year, Month: m.Month}.Below(address)}
	case !after.IsZero():
		newer = &page.Turn{URL: w.monthOf(after).Below(address), Month: after}
	}
	switch {
	case len(cards) > monthPage:
		cards = cards[:monthPage]
		older = w.onward(address, cards[monthPage-1], m.withoutPlace())
	case !before.IsZero():
		older = &page.Turn{URL: w.monthOf(before).Below(address), Month: before}
	}
	return cards, newer, older, true, nil
}

func (m Month) withoutPlace() Month { return Month{Year: m.Year, Month: m.Month} }

// Section makes the front of a section: its slots, then the newest of the rest under their days.
func (p Press) Section(ctx context.Context, snap Snapshot, id string) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	s, ok := w.section(id)
	if !ok {
		return nil, nil
	}
	out := &page.SectionFront{Frame: w.in(Escape(s.Address), id, true), Section: w.label(id), Description: s.Description}
	out.Feeds = w.feeds(Escape(s.Address), s.Name)
	for _, sub := range w.sections {
		if sub.Parent == id {
			out.Below = append(out.Below, page.Link{Name: sub.Name, URL: Escape(sub.Address)})
		}
	}
	cards, older, err := w.newest(ctx, article.SectionList(id), Escape(s.Address))
	if err != nil {
		return nil, err
	}
	out.Older = older
	arranged, err := snap.Front(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := snap.Ahead(ctx, Wanted{Cards: pinned(arranged)}); err != nil {
		return nil, err
	}
	slots, err := fill(ctx, snap, arranged, cards)
	if err != nil {
		return nil, err
	}
	if err := w.aheadOfFront(ctx, slots, cards); err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	if out.Lead, out.Seconds, out.Rows, err = w.rows(ctx, arranged, slots, taken); err != nil {
		return nil, err
	}
	out.Days, err = w.days(ctx, without(cards, taken))
	return out, err
}

// SectionMonth makes one month of a section's list.
func (p Press) SectionMonth(ctx context.Context, snap Snapshot, id string, m Month) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	s, ok := w.section(id)
	if !ok {
		return nil, nil
	}
	out, err := w.month(ctx, article.SectionList(id), Escape(s.Address), m)
	if out == nil || err != nil {
		return nil, err
	}
	out.Frame, out.Section = w.in(m.Below(Escape(s.Address)), id, false), w.label(id)
	return out, nil
}

// LatestAddress is where everything by time stands.
const LatestAddress = "/latest"

// Latest makes the list of everything.
func (p Press) Latest(ctx context.Context, snap Snapshot) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	cards, older, err := w.newest(ctx, article.Latest, LatestAddress)
	if err != nil {
		return nil, err
	}
	out := &page.Latest{Frame: w.in(LatestAddress, "", false), Older: older}
	out.Feeds = w.feeds(LatestAddress, "")
	out.Days, err = w.days(ctx, cards)
	return out, err
}

// LatestMonth makes one month of everything.
func (p Press) LatestMonth(ctx context.Context, snap Snapshot, m Month) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	out, err := w.month(ctx, article.Latest, LatestAddress, m)
	if out == nil || err != nil {
		return nil, err
	}
	out.Frame = w.in(m.Below(LatestAddress), "", false)
	return out, nil
}

func (w *work) month(ctx context.Context, list, address string, m Month) (*page.ListMonth, error) {
	cards, newer, older, ok, err := w.part(ctx, list, address, m)
	if !ok || err != nil {
		return nil, err
	}
	out := &page.ListMonth{Month: m.begins(w.zone), Newer: newer, Older: older}
	out.Days, err = w.days(ctx, cards)
	return out, err
}

// Author makes the page of a byline: the newest of its stories, or one month of them.
func (p Press) Author(ctx context.Context, snap Snapshot, id string, m *Month) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	b, err := w.byline(ctx, id)
	if b == nil || err != nil {
		return nil, err
	}
	out := &page.Author{Person: person(*b)}
	if out.Person.Portrait, err = w.portrait(ctx, *b); err != nil {
		return nil, err
	}
	path, days, older, ok, err := w.listed(ctx, article.BylineList(id), Escape(b.Address), m)
	if !ok || err != nil {
		return nil, err
	}
	out.Frame, out.Days, out.Older = w.in(path, "", false), days, older
	out.Feeds = w.feeds(Escape(b.Address), b.Name)
	return out, nil
}

// Topic makes the page of a topic: the newest of its stories, or one month of them.
func (p Press) Topic(ctx context.Context, snap Snapshot, id string, m *Month) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	t, ok, err := snap.Topic(ctx, id)
	if !ok || err != nil {
		return nil, err
	}
	path, days, older, ok, err := w.listed(ctx, article.TopicList(id), Escape(t.Address), m)
	if !ok || err != nil {
		return nil, err
	}
	out := &page.Topic{Frame: w.in(path, "", false), Name: t.Name, Description: t.Description, Days: days, Older: older}
	out.Feeds = w.feeds(Escape(t.Address), t.Name)
	return out, nil
}

// listed reads the newest of a list or one month of it, for pages that show both alike.
func (w *work) listed(ctx context.Context, list, address string, m *Month) (path string, days []page.Day, older *page.Turn, ok bool, err error) {
	var cards []article.Card
	if m == nil {
		path, ok = address, true
		cards, older, err = w.newest(ctx, list, address)
	} else {
		path = m.Below(address)
		cards, _, older, ok, err = w.part(ctx, list, address, *m)
	}
	if !ok || err != nil {
		return "", nil, nil, false, err
	}
	days, err = w.days(ctx, cards)
	return path, days, older, true, err
}
