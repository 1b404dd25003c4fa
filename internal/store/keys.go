package store

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/paper"
)

// Keys name what a page was made of and what an entry changed. A Snapshot notes the keys of all that was asked of
// it, found or not; a Tx touches the keys of all that it changes, as it was before and as it is after. Whenever an
// answer changes, one of the keys noted for it was touched: that is the law that TestKeys holds.
//
//	frame               settings, the tree of sections, the standing pages: what stands around every page
//	address/PATH        what stands at a path
//	patterns            the patterns by which addresses lead elsewhere
//	article/ID          the page, card and state of an article, and its present address
//	byline/ID topic/ID  a byline or topic, and its present address
//	bylines topics      all of them
//	picture/ID          a picture, once it is public
//	file/NAME           the public picture that a file belongs to
//	front/ID            the arrangement of a front
//	breaking            the breaking line
//	note/ARTICLE        the corrections of an article
//	notes               all corrections of public articles
//	published           everything that search finds
//	days                how many stories were published on each day
//	LIST@head           the newest 40 of a list
//	LIST@box            the same for a box beside something else, which may be late: see Late
//	LIST@2026-11        what a list holds in a month of UTC
//	LIST@months         which months of UTC a list holds anything in
//	LIST@ever           everything that a list holds, for questions that span more than two years
//
// A card of a list notes its article's key as well; so a list is touched only when something comes, goes or moves in
// time, and not when a headline changes.
const (
	keyFrame     = "frame"
	keyNotes     = "notes"
	keyBreaking  = "breaking"
	keyPublished = "published"
	keyDays      = "days"
	keyBylines   = "bylines"
	keyTopics    = "topics"
)

func keyAddress(path string) string { return "address/" + path }
func keyArticle(id string) string   { return "article/" + id }
func keyByline(id string) string    { return "byline/" + id }
func keyTopic(id string) string     { return "topic/" + id }
func keyPicture(id string) string   { return "picture/" + id }
func keyFile(name string) string    { return "file/" + name }
func keyFront(id string) string     { return "front/" + id }
func keyNote(article string) string { return "note/" + article }
func keyHead(list string) string    { return list + "@head" }
func keyBox(list string) string     { return list + boxed }
func keyMonths(list string) string  { return list + "@months" }
func keyEver(list string) string    { return list + "@ever" }
func keyMonth(list string, at time.Time) string {
	return list + "@" + at.UTC().Format("2006-01")
}

const boxed = "@box"

// Shared are keys that stand on nearly every page.
func Shared() []string { return []string{keyFrame, keyBreaking, keyBox(article.Latest)} }

// How late a box may be after something came into its list. What a box shows notes its own keys, and those are never
// late: what was withdrawn or corrected leaves a box at once.
const (
	lateLatest = 59 * time.Second // of a minute, less what another node may be behind
	lateBox    = time.Second
)

// Late tells how long a page may still be given out after key was touched: 0 for every key but those of boxes.
func Late(key string) time.Duration {
	switch list, box := strings.CutSuffix(key, boxed); {
	case !box:
		return 0
	case list == article.Latest:
		return lateLatest
	default:
		return lateBox
	}
}

// headLength is how many stories stand at the head of a list.
const headLength = 40

// longestSpan is how many months of a list are noted one by one.
const longestSpan = 24

// keyObject is the key that tells where an object stands now.
func keyObject(kind paper.Target, id string) string {
	switch kind {
	case paper.AtArticle:
		return keyArticle(id)
	case paper.AtByline:
		return keyByline(id)
	case paper.AtTopic:
		return keyTopic(id)
	default:
		return keyFrame
	}
}

// keySet gathers keys, each once.
type keySet map[string]bool

func (k keySet) add(keys ...string) {
	for _, key := range keys {
		k[key] = true
	}
}

func (k keySet) sorted() []string { return slices.Sorted(maps.Keys(k)) }

// addSpan notes the months of a list that [from, to) reaches into.
func (k keySet) addSpan(list string, from, to time.Time) {
	if !from.Before(to) {
		return
	}
	first, last := monthOf(from), monthOf(to.Add(-time.Microsecond))
	if first.AddDate(0, longestSpan, 0).Before(last) {
		k.add(keyEver(list))
		return
	}
	for m := first; !m.After(last); m = m.AddDate(0, 1, 0) {
		k.add(keyMonth(list, m))
	}
}

// monthOf is the first instant of the month of UTC that t lies in.
func monthOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// place is where a story stands in a list.
type place struct {
	at      int64
	article string
}

// newer orders places as lists do, the newest first.
func newer(a, b place) int {
	return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(b.article, a.article))
}

// listsOf names the lists that a story stands in; within gives a section and those above it, kept the byline that stands
// for one.
func listsOf(p *article.Published, within func(section string) []string, kept func(byline string) string) []string {
	if p == nil || p.Form == article.StandingPage {
		return nil
	}
	lists := map[string]bool{article.Latest: true, article.KindList(p.Kind): true}
	for _, id := range filedIn(p) {
		for _, s := range within(id) {
			lists[article.SectionList(s)] = true
		}
	}
	for _, c := range p.Byline {
		lists[article.BylineList(kept(c.Byline))] = true
	}
	for _, t := range p.Topics {
		lists[article.TopicList(t)] = true
	}
	return slices.Sorted(maps.Keys(lists))
}

// filedIn is the sections that a story was put into itself.
func filedIn(p *article.Published) []string {
	if p == nil || p.Form == article.StandingPage {
		return nil
	}
	f := p.Fields
	f.Section = cmp.Or(p.Section, f.Section)
	return f.All()
}
