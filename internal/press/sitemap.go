package press

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/article"
)

// The addresses of the map of the site.
const (
	SitemapAddress     = "/sitemap.xml"
	NewsSitemapAddress = "/news-sitemap.xml"
	pagesSitemap       = "/sitemap-pages.xml"
)

// Sitemaps are the whole addresses that crawlers are told of, in robots.txt, for a paper at base.
func Sitemaps(base string) []string {
	return []string{base + SitemapAddress, base + NewsSitemapAddress}
}

// MapDay is how many stories were published on a day of UTC, and when readers were last told of a change of one of them.
type MapDay struct {
	Day     time.Time
	Stories int
	Changed time.Time
}

// MapEntry is one address of the map: of a page, or of a part of the map in its index.
type MapEntry struct {
	URL      string
	Changed  time.Time // zero where nobody can say
	Pictures []string  // whole addresses of those on the page

	// Of a story in the map of news.
	Headline  string
	Lang      string
	Published time.Time
}

// Map is one document of the map of the site.
type Map struct {
	Index   bool // it lists other documents
	News    bool
	Paper   string
	Entries []MapEntry
}

// mapCut is how many stories one document of the map holds at most.
const mapCut = 1000

// MapPart names a document of the map: the stories of a month from a day on, behind the first skip of that day.
type MapPart struct {
	Month time.Time // its first instant, UTC
	Day   int
	Part  int // 1 unless one day holds more than a document may
}

// Address is where the part stands.
func (p MapPart) Address() string {
	name := "/sitemap-" + p.Month.Format("2006-01")
	if p.Day > 1 || p.Part > 1 {
		name += fmt.Sprintf("-%02d", p.Day)
	}
	if p.Part > 1 {
		name += fmt.Sprintf("-%d", p.Part)
	}
	return name + ".xml"
}

var mapPart = regexp.MustCompile(`^/sitemap-([0-9]{4}-(?:0[1-9]|1[0-2]))(?:-([0-3][0-9])(?:-([1-9][0-9]{0,3}))?)?\.xml$`)

// ParseMapPart reads an address of a part.
func ParseMapPart(path string) (p MapPart, ok bool) {
	m := mapPart.FindStringSubmatch(path)
	if m == nil {
		return p, false
	}
	month, err := time.Parse("2006-01", m[1])
	if err != nil {
		return p, false
	}
	p = MapPart{Month: month, Day: 1, Part: 1}
	if m[2] != "" {
		p.Day, _ = strconv.Atoi(m[2]) // both hold digits only
	}
	if m[3] != "" {
		p.Part, _ = strconv.Atoi(m[3])
	}
	return p, p.Address() == path && p.Day <= p.Month.AddDate(0, 1, -1).Day()
}

// IsMap tells whether a path is one of the map's own.
func IsMap(path string) bool {
	_, part := ParseMapPart(path)
	return part || path == pagesSitemap || path == SitemapAddress || path == NewsSitemapAddress
}

// Sitemap makes a document of the map of the site; nil for one that there is not.
func (p Press) Sitemap(ctx context.Context, snap Snapshot, path string) (*Map, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	switch path {
	case SitemapAddress:
		return w.mapIndex(ctx)
	case NewsSitemapAddress:
		return w.mapOfNews(ctx)
	case pagesSitemap:
		return w.mapOfPages(ctx)
	}
	part, ok := ParseMapPart(path)
	if !ok {
		return nil, nil
	}
	return w.mapOfMonth(ctx, part)
}

// mapIndex lists the documents of the map: that of pages, and those of the months. A month is cut between days, before
// what is too much for one document; so what is old stays where it is.
func (w *work) mapIndex(ctx context.Context) (*Map, error) {
	days, err := w.snap.Days(ctx)
	if err != nil {
		return nil, err
	}
	m := &Map{Index: true, Entries: []MapEntry{{URL: w.base + pagesSitemap}}}
	var open MapPart
	held := 0
	for _, d := range days {
		month := time.Date(d.Day.Year(), d.Day.Month(), 1, 0, 0, 0, 0, time.UTC)
		if month != open.Month || held+d.Stories > mapCut {
			begins := MapPart{Month: month, Day: d.Day.Day(), Part: 1}
			if month != open.Month {
				begins.Day = 1
			}
			open, held = begins, 0
			m.Entries = append(m.Entries, MapEntry{URL: w.base + open.Address()})
		}
		last := &m.Entries[len(m.Entries)-1]
		if d.Changed.After(last.Changed) {
			last.Changed = d.Changed
		}
		held += d.Stories
		for left := d.Stories - mapCut; left > 0; left -= mapCut { // one day alone is too much: which part changed nobody counts
			last.Changed = time.Time{}
			open.Day = d.Day.Day()
			open.Part++
			m.Entries = append(m.Entries, MapEntry{URL: w.base + open.Address()})
			last, held = &m.Entries[len(m.Entries)-1], mapCut
		}
	}
	return m, nil
}

// mapOfMonth is one document of stories, oldest first.
func (w *work) mapOfMonth(ctx context.Context, part MapPart) (*Map, error) {
	from, to := part.Month.AddDate(0, 0, part.Day-1), part.Month.AddDate(0, 1, 0)
	if part.Part > 1 {
		to = from.AddDate(0, 0, 1)
	}
	cards, err := w.snap.OldestFirst(ctx, article.Latest, from, to, (part.Part-1)*mapCut, mapCut+1)
	if err != nil || len(cards) == 0 {
		return nil, err
	}
	if len(cards) > mapCut {
		cards = whole(cards)
	}
	ids := make([]string, len(cards))
	for i, c := range cards {
		ids[i] = c.ID
	}
	pictures, err := w.snap.PicturesIn(ctx, ids)
	if err != nil {
		return nil, err
	}
	m := &Map{}
	for _, c := range cards {
		e := MapEntry{URL: w.base + Escape(c.Address), Changed: changed(c)}
		for _, p := range pictures[c.ID] {
			if cut := bestFor(p); cut.File != "" {
				e.Pictures = append(e.Pictures, w.base+w.files+cut.File)
			}
		}
		m.Entries = append(m.Entries, e)
	}
	return m, nil
}

// whole leaves out the last day of more cards than a document holds, of which some are missing; a day that is alone is cut.
func whole(cards []article.Card) []article.Card {
	day := func(c article.Card) string { return c.PublishedAt.UTC().Format(time.DateOnly) }
	last := day(cards[len(cards)-1])
	n := mapCut
	for n > 0 && day(cards[n-1]) == last {
		n--
	}
	if n == 0 {
		n = mapCut
	}
	return cards[:n]
}

func changed(c article.Card) time.Time {
	if c.UpdatedAt.IsZero() {
		return c.PublishedAt
	}
	return c.UpdatedAt
}

// mapOfPages is the document of what is no story: the front page, sections, standing pages. Of a front nobody can say when
// it changed last, so it says nothing.
func (w *work) mapOfPages(ctx context.Context) (*Map, error) {
	m := &Map{Entries: []MapEntry{{URL: w.base + "/"}, {URL: w.base + LatestAddress}}}
	for _, s := range w.sections {
		m.Entries = append(m.Entries, MapEntry{URL: w.base + Escape(s.Address)})
	}
	m.Entries = append(m.Entries, MapEntry{URL: w.base + CorrectionsAddress})
	standing, err := w.snap.Pages(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range standing {
		m.Entries = append(m.Entries, MapEntry{URL: w.base + Escape(c.Address), Changed: changed(c)})
	}
	return m, nil
}

// newsFor is how long a story stands in the map of news.
const newsFor = 48 * time.Hour

// mapOfNews is the document of the last two days, newest first. What somebody paid for is no news.
func (w *work) mapOfNews(ctx context.Context) (*Map, error) {
	today := w.snap.Today(time.UTC)
	cards, err := w.snap.Between(ctx, article.Latest, today.Add(-newsFor), time.Time{}, article.Cursor{}, mapCut)
	if err != nil {
		return nil, err
	}
	m := &Map{News: true, Paper: w.settings.Name}
	for _, c := range cards {
		if c.Kind == article.Sponsored || w.snap.Reached(c.PublishedAt.Add(newsFor)) {
			continue
		}
		m.Entries = append(m.Entries, MapEntry{
			URL: w.base + Escape(c.Address), Headline: c.Headline, Lang: newsLanguage(cmp.Or(c.Lang, w.settings.Lang)), Published: c.PublishedAt,
		})
	}
	return m, nil
}

// newsLanguage is a language as the map of news has it: two or three letters, but for the two ways to write Chinese.
func newsLanguage(lang string) string {
	lang = strings.ToLower(lang)
	base, _, _ := strings.Cut(lang, "-")
	if base != "zh" {
		return base
	}
	if strings.Contains(lang, "hant") || strings.Contains(lang, "tw") || strings.Contains(lang, "hk") || strings.Contains(lang, "mo") {
		return "zh-tw"
	}
	return "zh-cn"
}
