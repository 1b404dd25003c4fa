package page

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"

	"broadsheet/internal/article"
	"broadsheet/internal/prose"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Render makes the whole page, or nothing: the status that it is an answer with, and its HTML in UTF-8. The same
// value gives the same bytes. Send it with Headers.
func Render(p Page) (status int, body []byte, err error) { return BuiltIn().Render(p) }

// Render is the package's Render in this theme. A page that the theme cannot make is made by the program's own, and
// Broken tells of it.
func (t *Theme) Render(p Page) (status int, body []byte, err error) {
	body, err = t.Try(p)
	if err != nil && t != BuiltIn() {
		t.fail(p, err)
		body, err = BuiltIn().Try(p)
	}
	if err != nil {
		return 0, nil, err
	}
	return p.status(), body, nil
}

// Try makes a page with nobody standing in.
func (t *Theme) Try(p Page) (body []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("rendering %T: %v", p, v)
		}
	}()
	made, err := t.templateOf(p.template(), p.frame())
	if err != nil {
		return nil, err
	}
	b := buffers.Get().(*bounded)
	defer buffers.Put(b)
	b.Reset()
	b.writes = 0
	if err := made.ExecuteTemplate(b, "page", p); err != nil {
		return nil, fmt.Errorf("rendering %T: %w", p, err)
	}
	return bytes.Clone(b.Bytes()), nil
}

var buffers = sync.Pool{New: func() any { return &bounded{Buffer: *bytes.NewBuffer(make([]byte, 0, 64<<10))} }}

// Prepare readies the templates of every page for a language and a zone, so that no reader waits for it.
func (t *Theme) Prepare(lang string, zone *time.Location) error {
	for name := range t.masters {
		if _, err := t.templateOf(name, &Frame{Lang: lang, Zone: zone}); err != nil {
			return err
		}
	}
	return nil
}

// view is what templates can ask beside the page itself: words in its language, times in its zone.
type view struct {
	Words
	lang  string
	theme *Theme
}

func newView(t *Theme, f *Frame) *view {
	lang := cmp.Or(f.Lang, Languages[0])
	return &view{Words: WordsIn(lang, f.Zone), lang: lang, theme: t}
}

type binding struct{ page, lang, zone string }

// templateOf finds the templates of a page with the words of its frame's language, and the frame's zone, bound to them.
func (t *Theme) templateOf(name string, f *Frame) (*template.Template, error) {
	zone := cmp.Or(f.Zone, time.UTC)
	key := binding{name, cmp.Or(f.Lang, Languages[0]), zone.String()}
	if known, ok := t.bound.Load(key); ok {
		return known.(*template.Template), nil
	}
	master, ok := t.masters[name]
	if !ok {
		return nil, fmt.Errorf("the theme has no template %s.html", name)
	}
	own, err := master.Clone()
	if err != nil {
		return nil, fmt.Errorf("the template %s.html: %w", name, err)
	}
	v := newView(t, f)
	own.Funcs(v.functions()).Funcs(v.piecesOf(own, name))
	askKept(own)
	// What is asked of no page fails, but not before the templates were made safe, which takes longer than any page.
	for _, first := range append(slices.Collect(maps.Keys(keepers)), "page") {
		_ = own.ExecuteTemplate(io.Discard, first, nil)
	}
	t.bound.Store(key, own)
	return own, nil
}

func (v *view) functions() template.FuncMap {
	return template.FuncMap{
		"t": v.say, "kind": v.Kind, "notekind": v.NoteKind, "set": v.set, "headline": v.headline, "inlang": v.inLang,
		"clock": v.Clock, "date": v.Date, "day": v.Day, "when": v.When, "month": v.Month, "near": v.near,
		"iso": v.ISO, "isoday": v.ISODay, "zone": v.ZoneName, "foot": footOf,
		"asset": v.theme.AssetURL, "early": func() template.JS { return early }, "accentSheet": accentSheet, "logo": v.logo, "accent": accentClass, "head": v.head, "embeds": embeds, "title": v.titleOf, "crumbs": v.crumbs, "bar": bar, "more": overflow,
		"card": v.card, "cards": v.cards, "hit": v.hit, "number": v.Number, "row": v.row, "cardDay": v.day, "turns": turns, "image": v.image,
		"nowhere": func() Label { return Label{} },
		"layout":  layout, "looks": looks, "labels": v.labels, "byline": v.byline, "portraits": portraits, "abouts": abouts,
		"between": v.between, "minutes": minutes, "above": above, "below": below, "shareLinks": v.shareLinks,
	}
}

// say is Say for templates: what they gather from it has an end.
func (v *view) say(key string, namesAndValues ...any) (string, error) {
	s, err := v.Say(key, namesAndValues...)
	if len(s) > longestWords {
		return "", fmt.Errorf("the words %q are longer than %d bytes", key, longestWords)
	}
	return s, err
}

// set is a text as a printer of the language would set it; lang "" is the paper's.
func (v *view) set(lang, s string) string { return prose.Typeset(cmp.Or(lang, v.lang), s) }

// headline is set without a single word on its last line.
func (v *view) headline(lang, s string) string { return prose.NoWidow(v.set(lang, s)) }

// inLang is the attributes of an element whose text is not in the paper's language or runs the other way.
func (v *view) inLang(lang, dir string) template.HTMLAttr {
	if lang == "" && dir == "" {
		return ""
	}
	var attrs []string
	if tag, err := language.Parse(lang); err == nil && lang != "" && !strings.EqualFold(lang, v.lang) {
		attrs = append(attrs, `lang="`+tag.String()+`"`)
	}
	own := prose.Direction(cmp.Or(lang, v.lang))
	if dir == "ltr" || dir == "rtl" {
		own = dir
	}
	if own != prose.Direction(v.lang) {
		attrs = append(attrs, `dir="`+own+`"`)
	}
	return template.HTMLAttr(strings.Join(attrs, " "))
}

func (v *view) titleOf(p Page) (string, error) { return p.title(v) }

// near is an instant beside others: the time of day when it falls on the day of reference, else the day.
func (v *view) near(t, reference time.Time) (string, error) {
	if v.SameDay(t, reference) {
		return v.Clock(t), nil
	}
	return v.ShortDay(t)
}

// minutes is how long a text takes to read, at 230 words a minute and never less than one.
func minutes(words int) int { return max(1, (words+115)/230) }

// years is the span of the copyright line, "" when the year is not known.
func years(p Page) string {
	f := p.frame()
	switch {
	case f.Year == 0:
		return ""
	case f.Paper.Founded == 0 || f.Paper.Founded >= f.Year:
		return fmt.Sprint(f.Year)
	default:
		return fmt.Sprintf("%d–%d", f.Paper.Founded, f.Year)
	}
}

// barRoom is how many letters the section bar holds beside its gaps in a window of 980 pixels.
const barRoom = 96

// bar is the sections that fit into the section bar; overflow those that stand under "More".
func bar(all []Section) []Section {
	room := barRoom
	for i, s := range all {
		room -= len([]rune(s.Name)) + 3
		if len(s.Below) > 0 {
			room -= 3
		}
		if room < 0 {
			return all[:i]
		}
	}
	return all
}

func overflow(all []Section) []Section { return all[len(bar(all)):] }

// credit is one line of a byline: what was done, and by whom.
type credit struct {
	Role   string
	People []Person
}

// byline groups a story's credits by role, in the order in which roles first stand.
func (v *view) byline(people []Person) []credit {
	var credits []credit
	at := map[article.Role]int{}
	for _, p := range people {
		role := cmp.Or(p.Role, article.By)
		i, ok := at[role]
		if !ok {
			i = len(credits)
			at[role] = i
			credits = append(credits, credit{Role: v.Role(role)})
		}
		credits[i].People = append(credits[i].People, p)
	}
	return credits
}

// Writes tells whether the person wrote or reported the story, and did not only help.
func (p Person) Writes() bool {
	return p.Role == "" || p.Role == article.By || p.Role == article.Reported
}

// portraits are those of the people who wrote the story, three at most.
func portraits(people []Person) []Person {
	var found []Person
	for _, p := range people {
		if p.Writes() && p.Portrait != nil && len(found) < 3 {
			found = append(found, p)
		}
	}
	return found
}

// about is a line that says who somebody is: the name, and what follows it.
type about struct{ Name, URL, Rest string }

// abouts are the lines about those who wrote the story. A text that begins with the name does not say it twice.
func abouts(people []Person) []about {
	var found []about
	for _, p := range people {
		text := cmp.Or(p.About, p.Title)
		if !p.Writes() || text == "" {
			continue
		}
		rest, named := strings.CutPrefix(text, p.Name)
		if !named {
			rest = " " + text
		}
		found = append(found, about{p.Name, p.URL, rest})
	}
	return found
}

// above are the notes that stand over the text, below those at its foot.
func above(notes []Note) []Note {
	return choose(notes, func(k article.CorrectionKind) bool { return k != article.Typo })
}

func below(notes []Note) []Note {
	return choose(notes, func(k article.CorrectionKind) bool { return k == article.Typo })
}

func choose(notes []Note, which func(article.CorrectionKind) bool) []Note {
	var found []Note
	for _, n := range notes {
		if which(n.Kind) {
			found = append(found, n)
		}
	}
	return found
}

// labels are what stands above the headline of a story: its kind, unless the section says the same, and its section.
type labels struct {
	Kind    string
	Section Label
}

func (v *view) labels(s *Story) labels {
	l := labels{Kind: v.Kind(s.Kind)}
	if len(s.Labels) > 0 {
		l.Section = s.Labels[0]
	}
	if strings.EqualFold(l.Section.Name, l.Kind) {
		l.Kind = ""
	}
	return l
}

// layout is the class of a story's page.
func layout(s *Story) string {
	class := []string{"story", string(cmp.Or(s.Kind, article.News)), accentClass(s.Accent)}
	switch {
	case s.Kind == article.PictureStory:
		class = append(class, "wide")
	case s.Picture.tall():
		class = append(class, "tall")
	}
	return strings.Join(strings.Fields(strings.Join(class, " ")), " ")
}

// looks tells which place the lead picture of a story has.
func looks(s *Story) string {
	switch {
	case s.Kind == article.PictureStory:
		return "wide"
	case s.Picture.tall():
		return "tall"
	default:
		return "story"
	}
}
