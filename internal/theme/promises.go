package theme

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"broadsheet/internal/article"
	"broadsheet/internal/page"
)

// made is a page of the gallery as a theme made it, read back as a browser would.
type made struct {
	page  page.Page
	theme *page.Theme
	root  *html.Node
	body  *html.Node
	ids   map[string]bool
	words string // of everything that can be read
	wrong []trouble
}

func read(t *page.Theme, p page.Page, source []byte) (*made, error) {
	root, err := html.Parse(bytes.NewReader(source))
	if err != nil {
		return nil, fmt.Errorf("the page cannot be read: %w", err)
	}
	m := &made{page: p, theme: t, root: root, ids: map[string]bool{}}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "title" {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode && n.Data == "body" {
			m.body = n
		}
	}
	m.words = plain(b.String())
	return m, nil
}

var curls = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "«", `"`, "»", `"`)

// plain is text without what a printer does to it: curled quotes, and every kind of space.
func plain(s string) string { return strings.Join(strings.Fields(curls.Replace(s)), "") }

// trouble is something wrong with a page, and what of its source may show where.
type trouble struct{ why, clue string }

func (m *made) say(format string, args ...any) { m.point("", format, args...) }

// point is say with what is looked for in the templates, to find the line.
func (m *made) point(clue, format string, args ...any) {
	w := trouble{fmt.Sprintf(format, args...), clue}
	if !slices.Contains(m.wrong, w) {
		m.wrong = append(m.wrong, w)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// heard is what somebody hears who does not see an element.
func heard(n *html.Node) string {
	if v := attr(n, "aria-label"); v != "" {
		return v
	}
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.Data == "img":
			b.WriteString(attr(d, "alt"))
		}
	}
	return strings.TrimSpace(b.String())
}

// elsewhere tells whether an address leads to another host.
func elsewhere(address string) bool {
	address = strings.ToLower(strings.TrimSpace(address))
	return strings.HasPrefix(address, "//") || strings.Contains(address, ":")
}

// element holds one element to what every page owes its readers.
func (m *made) element(n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style":
			m.point(" style=", "an attribute style: the policy of the pages does not let it work. Write it into a style sheet")
		case strings.HasPrefix(a.Key, "on"):
			m.point(" "+a.Key+"=", "an attribute %s: the policy of the pages does not let it work. Write it into assets/site.js", a.Key)
		case a.Key == "id":
			if m.ids[a.Val] {
				m.point(`id="`+a.Val+`"`, "two elements have the id %q", a.Val)
			}
			m.ids[a.Val] = true
		}
	}
	switch n.Data {
	case "style":
		m.point("<style", "a style sheet in the page: the policy of the pages does not let it work. Write it into assets/site.css")
	case "script":
		src := attr(n, "src")
		if src == "" && attr(n, "type") != "application/ld+json" && !page.Allows(heard(n)) {
			m.point("<script", "a script in the page: the policy of the pages does not let it run. Write it into assets/site.js")
		} else if _, ours := m.theme.Asset(src); src != "" && !ours {
			m.point(src, "a script from %s, which is no file of the theme", src)
		}
	case "link":
		href := attr(n, "href")
		if _, ours := m.theme.Asset(href); !ours && !slices.Contains([]string{"canonical", "alternate", "license", "hub", "self", "next", "prev", "me"}, attr(n, "rel")) {
			m.point(href, "the page loads %s, which is no file of the theme", href)
		}
	case "img", "source":
		for _, file := range append(strings.Split(attr(n, "srcset"), ", "), attr(n, "src")) {
			if elsewhere(file) {
				m.point(strings.Fields(file)[0], "a picture from %s: readers' browsers ask nobody but the paper", file)
			}
		}
		if n.Data == "img" {
			m.image(n)
		}
	case "iframe", "object", "embed", "video", "audio", "base", "frame":
		m.point("<"+n.Data, "<%s> is not allowed in a page", n.Data)
	case "form":
		if elsewhere(attr(n, "action")) {
			m.point(attr(n, "action"), "a form that sends what is typed to %s", attr(n, "action"))
		}
	case "a":
		if href := attr(n, "href"); href == "" || heard(n) == "" && attr(n, "aria-hidden") == "" {
			m.point("<a href=\""+attr(n, "href"), "a link to %q that is called %q", href, heard(n))
		}
	case "button", "summary":
		if heard(n) == "" {
			m.say("a <%s> without a word on it", n.Data)
		}
	case "time":
		if attr(n, "datetime") == "" {
			m.point("<time>", "a <time> without datetime: %s", heard(n))
		}
	}
}

func (m *made) image(n *html.Node) {
	for _, name := range []string{"alt", "width", "height"} {
		has := slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name && (a.Val != "" || name == "alt") })
		if !has {
			m.point("<img", "a picture without %s: %s", name, attr(n, "src"))
		}
	}
}

// check holds the page to the laws of the house and to what the paper promised its readers.
func (m *made) check() []trouble {
	var level, firsts, mains int
	var targets []string
	for n := range m.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		m.element(n)
		switch n.Data {
		case "html":
			if attr(n, "lang") == "" || attr(n, "dir") != "ltr" && attr(n, "dir") != "rtl" {
				m.say("<html> says no lang or dir")
			}
		case "h1", "h2", "h3", "h4", "h5", "h6":
			own := int(n.Data[1] - '0')
			if own > level+1 {
				m.say("h%d stands below h%d: “%s”", own, level, heard(n))
			}
			if level = own; own == 1 {
				firsts++
			}
			if heard(n) == "" {
				m.say("an empty %s", n.Data)
			}
		case "main":
			mains++
		case "a":
			if to, ok := strings.CutPrefix(attr(n, "href"), "#"); ok {
				targets = append(targets, to)
			}
		}
		for _, name := range []string{"aria-labelledby", "aria-describedby", "for"} {
			if v := attr(n, name); v != "" {
				targets = append(targets, v)
			}
		}
	}
	for _, to := range targets {
		if !m.ids[to] {
			m.point("#"+to, "something leads to #%s, which is not on the page", to)
		}
	}
	if firsts != 1 {
		m.point("<h1", "%d headings <h1>: there must be one", firsts)
	}
	if mains != 1 {
		m.say("%d elements <main>: there must be one", mains)
	}
	m.skip()
	m.promises()
	return m.wrong
}

// skip wants the first link of the page to lead to its matter.
func (m *made) skip() {
	for n := range m.body.Descendants() {
		if n.Type != html.ElementNode || n.Data != "a" && n.Data != "button" && n.Data != "input" && n.Data != "summary" {
			continue
		}
		to, ok := strings.CutPrefix(attr(n, "href"), "#")
		if ok && to != "" {
			for d := range m.root.Descendants() {
				if d.Data == "main" && attr(d, "id") == to {
					return
				}
			}
		}
		break
	}
	m.say("the first link must skip to <main>: <a class=\"skip\" href=\"#main\">{{t \"skip\"}}</a>")
}

// tells wants words to be read on the page.
func (m *made) tells(what, words string) {
	if !strings.Contains(m.words, plain(words)) {
		m.say("%s is missing: “%s”", what, words)
	}
}

// promises are what law and the paper's word owe the reader, whatever the paper looks like.
func (m *made) promises() {
	f := page.FrameOf(m.page)
	words := page.WordsIn(f.Lang, f.Zone)
	m.tells("the name of the paper", f.Paper.Name)
	if f.Breaking != nil {
		m.tells("the breaking line", f.Breaking.Text)
	}
	cards := page.CardsOf(m.page)
	for _, c := range cards {
		m.tells("the headline of a card", c.Headline)
		if c.Kind != article.Sponsored {
			continue
		}
		if label, err := words.Say("paid_by", "Name", c.PaidBy); err == nil && c.PaidBy != "" {
			m.tells("the label of a sponsored story", label)
		}
	}
	switch p := m.page.(type) {
	case *page.Story:
		m.story(p, words)
	case *page.Corrections:
		for _, c := range p.Items {
			m.note(c.Note, words)
		}
	case *page.Standing:
		m.tells("the headline", p.Headline)
		m.text(string(p.Body))
	case *page.Search:
		if p.Query != "" && !m.field(p.Query) {
			m.say("the search field must keep the question")
		}
	}
}

func (m *made) story(s *page.Story, words page.Words) {
	m.tells("the headline", s.Headline)
	m.tells("the standfirst", s.Standfirst)
	for _, by := range s.Byline {
		m.tells("a name of the byline", by.Name)
	}
	m.tells("the source", s.Source.Name)
	m.instant("when it was published", s.Published, words)
	m.instant("when it was updated", s.Updated, words)
	if s.Picture != nil {
		m.tells("the credit of the picture", s.Picture.Credit)
	}
	if s.Kind == article.Sponsored {
		if label, err := words.Say("paid_by", "Name", s.PaidBy); err == nil && s.PaidBy != "" {
			m.tells("the label of a sponsored story", label)
		}
		if !m.ids["paid-for"] {
			m.say(`a sponsored story must explain its label at id="paid-for"`)
		}
	} else if len(s.Labels) == 0 || !strings.EqualFold(s.Labels[0].Name, words.Kind(s.Kind)) {
		m.tells("the kind of the story", words.Kind(s.Kind))
	}
	for _, n := range s.Notes {
		m.note(n, words)
		if !m.ids["note-"+n.ID] {
			m.say("a note of correction must stand at id=\"note-%s\"", n.ID)
		}
	}
	m.text(string(s.Body))
}

func (m *made) note(n page.Note, words page.Words) {
	m.tells("the type of a correction", words.NoteKind(n.Kind))
	m.tells("the text of a correction", n.Text)
	m.tells("what a correction corrects", n.Was)
	m.tells("what a correction says now", n.Now)
	m.instant("when a correction was made", n.At, words)
}

// text wants the whole text of a story.
func (m *made) text(body string) {
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		m.say("the text cannot be read")
		return
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "p" {
			m.tells("a paragraph of the text", heard(n))
		}
	}
}

func (m *made) field(value string) bool {
	for n := range m.root.Descendants() {
		if n.Data == "input" && attr(n, "name") == "q" && attr(n, "value") == value {
			return true
		}
	}
	return false
}

// instant wants a moment to be told.
func (m *made) instant(what string, t time.Time, words page.Words) {
	if t.IsZero() {
		return
	}
	want := words.ISO(t)
	for n := range m.root.Descendants() {
		if n.Data == "time" && attr(n, "datetime") == want {
			return
		}
	}
	m.say("%s is missing: a <time datetime=%q>", what, want)
}
