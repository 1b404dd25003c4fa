package webpage

import (
	"encoding/json"
	stdhtml "html"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// data is what a page says about its story for machines to read.
type data struct {
	meta      map[string][]string // by name or property, in lower case
	story     map[string]any      // schema.org: the article, nil when none is named
	people    []map[string]any    // schema.org: persons beside it, to whom it may point
	headlines []string            // of all articles named there
	h1        []string            // headings of the first rank, as shown
	marked    []string            // headings that microdata marks as the headline
	title     string              // of the document
	address   string              // canonical
}

// story types of schema.org, as far as pages use them.
var storyType = regexp.MustCompile(`^(?:[A-Za-z]*(?:News|Scholarly|Tech|Satirical|Content)?Article|Report|BlogPosting|LiveBlogPosting|SocialMediaPosting|DiscussionForumPosting|Review)$`)

// mostData bounds what is read of one piece of data in a page, in bytes.
const mostData = 4 << 20

func readData(doc *html.Node) *data {
	d := &data{meta: map[string][]string{}}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Meta:
			content := clean(attr(n, "content"))
			if content == "" {
				continue
			}
			for _, key := range append(strings.Fields(strings.ToLower(attr(n, "property"))), strings.ToLower(strings.TrimSpace(attr(n, "name")))) {
				if key != "" {
					d.meta[key] = append(d.meta[key], content)
				}
			}
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "canonical") && d.address == "" {
				d.address = strings.TrimSpace(attr(n, "href"))
			}
		case atom.Title:
			if d.title == "" && n.Namespace == "" {
				d.title = textIn(n)
			}
		case atom.H1:
			if t := textIn(n); t != "" {
				d.h1 = append(d.h1, t)
			}
			fallthrough
		case atom.H2, atom.H3:
			if slices.Contains(strings.Fields(attr(n, "itemprop")), "headline") {
				if t := textIn(n); t != "" && !slices.Contains(d.marked, t) {
					d.marked = append(d.marked, t)
				}
			}
		case atom.Script:
			if strings.HasPrefix(strings.ToLower(strings.TrimSpace(attr(n, "type"))), "application/ld+json") && n.FirstChild != nil {
				d.readJSON(n.FirstChild.Data)
			}
		}
	}
	return d
}

var wrapped = regexp.MustCompile(`^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$`)

// readJSON reads one script of JSON-LD. Pages break the format in a few ways again and again; those are mended.
func (d *data) readJSON(s string) {
	if len(s) > mostData {
		return
	}
	s = wrapped.ReplaceAllString(s, "")
	var v any
	if json.Unmarshal([]byte(s), &v) != nil {
		s = strings.TrimRight(strings.TrimSpace(mendJSON(s)), ";")
		if json.Unmarshal([]byte(s), &v) != nil {
			return
		}
	}
	d.walk(v, 0)
}

// mendJSON writes line ends and tabs inside strings as JSON wants them, and drops commas before a closing bracket.
func mendJSON(s string) string {
	var b strings.Builder
	within, escaped := false, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case escaped:
			escaped = false
		case within && c == '\\':
			escaped = true
		case c == '"':
			within = !within
		case within && c < ' ':
			b.WriteByte(' ')
			continue
		case !within && c == ',':
			if rest := strings.TrimLeft(s[i+1:], " \t\r\n"); rest != "" && (rest[0] == '}' || rest[0] == ']') {
				continue
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

// mostNested is how deep the data of a page is followed.
const mostNested = 12

// walk looks for the article and for persons.
func (d *data) walk(v any, depth int) {
	if depth > mostNested {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, k := range v {
			d.walk(k, depth+1)
		}
	case map[string]any:
		for _, t := range texts(v["@type"]) {
			switch {
			case storyType.MatchString(t):
				d.name(v)
				if d.story == nil || len(texts(d.story["headline"])) == 0 && len(texts(v["headline"])) > 0 {
					d.story = v
				}
			case t == "Person":
				d.people = append(d.people, v)
			}
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "subjectOf"} {
			if below, ok := v[key]; ok {
				d.walk(below, depth+1)
			}
		}
	}
}

// name remembers what the data calls an article: the headline, or its name where that alone is given or agrees with the
// title of the document.
func (d *data) name(v map[string]any) {
	for _, property := range []string{"headline", "name"} {
		if all := texts(v[property]); len(all) > 0 {
			if !slices.Contains(d.headlines, all[0]) {
				d.headlines = append(d.headlines, all[0])
			}
			return
		}
	}
}

// texts are the strings of a value that may be one or a list of them.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		if s := clean(v); s != "" {
			return []string{s}
		}
	case []any:
		var all []string
		for _, k := range v {
			all = append(all, texts(k)...)
		}
		return all
	}
	return nil
}

// says is the first text of a property of the article.
func (d *data) says(properties ...string) string {
	for _, p := range properties {
		if all := texts(d.story[p]); len(all) > 0 {
			return all[0]
		}
	}
	return ""
}

// first is the first value of the first of some meta elements that has one.
func (d *data) first(names ...string) string {
	for _, n := range names {
		if all := d.meta[n]; len(all) > 0 {
			return all[0]
		}
	}
	return ""
}

var tags = regexp.MustCompile(`<[^<>]*>`)

// clean is a text of data as a reader would see it: characters that were written as entities, once or twice, tags
// and doubled spaces gone.
func clean(s string) string {
	for range 2 {
		if strings.Contains(s, "&") {
			s = stdhtml.UnescapeString(s)
		}
	}
	if strings.Contains(s, "<") {
		s = tags.ReplaceAllString(s, " ")
	}
	return oneLine(s)
}

// oneLine is a text without line ends, doubled spaces and signs that nobody sees.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\u00ad', '\u200b', '\u2060', '\ufeff':
			return -1
		}
		return r
	}, s)
	return strings.Trim(strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == '\v'
	}), " "), "\u00a0\u3000 ")
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// textIn is the text that a browser shows in an element, in one line.
func textIn(n *html.Node) string {
	var b strings.Builder
	appendText(&b, n)
	return oneLine(b.String())
}

var inline = []atom.Atom{
	atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Del, atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Mark,
	atom.Q, atom.S, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U, atom.Wbr,
}

func appendText(b *strings.Builder, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		b.WriteString(n.Data)
		return
	case html.ElementNode:
		switch n.DataAtom {
		case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Svg:
			return
		}
	}
	apart := n.Type == html.ElementNode && !slices.Contains(inline, n.DataAtom)
	if apart {
		b.WriteByte(' ')
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		appendText(b, k)
	}
	if apart {
		b.WriteByte(' ')
	}
}
