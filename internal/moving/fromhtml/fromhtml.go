// Package fromhtml makes the body of a story out of the HTML that WordPress kept: classic posts, whose blank lines
// are paragraphs, and posts of the block editor; and out of the HTML of any page. Every word that a reader saw comes over; what cannot come is listed.
// Nothing of the HTML itself gets through: colours, alignment, scripts and forms stay behind, what lives elsewhere
// becomes a card, and no link or picture is left that leads to the old server.
//
// Sources: the HTML standard for parsing, the WordPress developer handbook for blocks, shortcodes, paragraphs and
// embeds.
package fromhtml

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"broadsheet/internal/prose"
)

// Options say what the HTML itself does not know.
type Options struct {
	Site *Site  // the old site; nil for none
	Page string // address of the page there, for links that are relative to it

	// Picture finds a picture that moved in, by the address in the HTML or by its attachment's number (0 when the
	// HTML does not tell). Nil finds none.
	Picture func(src string, attachment int64) (id string, ok bool)
	// Attached are the numbers of the pictures that were uploaded to this story: what a gallery without numbers shows.
	Attached []int64
	// Reusable finds the HTML of a block that the old site kept in one place for many stories. Nil finds none.
	Reusable func(ref int64) (content string, ok bool)
	// Footnotes is the JSON that the block editor keeps the footnotes in, "" for none.
	Footnotes string
	// Web says that the HTML is that of a page, as a browser reads it: line ends are spaces, brackets are text and
	// comments say nothing.
	Web bool
}

// Result is a body that passes prose.Check within a document, and what did not come.
type Result struct {
	Blocks  []*prose.Node
	LeftOut []LeftOut
}

// LeftOut is something that did not come.
type LeftOut struct {
	Why  Why
	Text string // its words, or the address or name of what has none
}

// Why says what it was and why it stays behind, as a line of a report.
type Why string

// The reasons. Words tells which of them hold words that a reader of the old page saw.
const (
	Picture   Why = "pictures that did not come"
	Caption   Why = "captions and credits of pictures that did not come"
	Media     Why = "sound, films and files that lie on the old server"
	FileLink  Why = "links to files that lie on the old server (the words came)"
	DeadLink  Why = "links that lead nowhere any more (the words came)"
	Script    Why = "scripts, styles and drawings in code"
	Form      Why = "labels, buttons and choices of forms"
	Field     Why = "fields of forms"
	Hidden    Why = "text that the old page hid"
	Dynamic   Why = "blocks that the old site filled in by itself"
	Shortcode Why = "shortcodes of plugins (the words between them came)"
	Address   Why = "addresses that became a card"
	Linked    Why = "links in captions and names of speakers (the words came)"
	Frame     Why = "frames whose address cannot be kept"
	Pixel     Why = "invisible pixels that count readers"
)

// Words tells whether the text of what was left out was words of the page.
func (w Why) Words() bool {
	switch w {
	case Caption, Form, Address, Hidden:
		return true
	}
	return false
}

// Convert makes prose of HTML. It never fails: what cannot be parsed comes as plain paragraphs.
func Convert(source string, o Options) Result {
	c := &converter{o: o}
	c.footnotes = readFootnotes(o.Footnotes)
	blocks := c.convert(source)
	if len(c.footnotes) > 0 && c.referred && !c.placed {
		blocks = append(blocks, c.notes()...)
	}
	doc := prose.Clean(prose.Doc("", "", blocks...))
	return Result{Blocks: prose.Body(doc), LeftOut: c.left}
}

// FootnoteHTML is the HTML of all footnotes that the block editor kept as JSON.
func FootnoteHTML(s string) string {
	var b strings.Builder
	for _, n := range readFootnotes(s) {
		b.WriteString("<p>" + n.Content + "</p>")
	}
	return b.String()
}

// Plain is the text of a piece of HTML in one line: for headlines, excerpts, captions and names.
func Plain(source string) string {
	if !strings.ContainsAny(source, "<&[") { // most names and titles are plain already
		return strings.Join(strings.Fields(prose.Printable(source)), " ")
	}
	c := &converter{line: true}
	doc := prose.Clean(prose.Doc("", "", c.convert(source)...))
	return strings.Join(strings.Fields(prose.Text(doc)), " ")
}

type converter struct {
	o         Options
	left      []LeftOut
	counts    map[Why]int
	editor    bool     // the block editor wrote it
	open      []string // blocks of the editor that are open at this place
	line      bool     // it is one line, in which nothing becomes a card
	reused    int      // reusable blocks that were put in
	footnotes []footnote
	referred  bool // a footnote was referred to
	placed    bool // the footnotes stand in the text already
}

func (c *converter) leave(why Why, text string) {
	if c.counts == nil {
		c.counts = map[Why]int{}
	}
	c.counts[why]++
	c.left = append(c.left, LeftOut{Why: why, Text: strings.Join(strings.Fields(text), " ")})
}

func (c *converter) convert(source string) []*prose.Node {
	was, open := c.editor, c.open
	defer func() { c.editor, c.open = was, open }()
	c.editor, c.open = !c.o.Web && strings.Contains(source, "<!-- wp:"), nil
	if !c.o.Web {
		source = c.shortcodes(source)
	}
	nodes, err := parse(source)
	if err != nil { // more elements inside each other than a browser takes: the words still come
		nodes = []*html.Node{{Type: html.TextNode, Data: strip(source)}}
	}
	at := place{flat: c.line}
	f := c.newFlow(at)
	for _, n := range nodes {
		c.walk(f, n, nil, at)
	}
	return f.end()
}

func parse(source string) ([]*html.Node, error) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	return html.ParseFragmentWithOptions(strings.NewReader(source), body, html.ParseOptionEnableScripting(false))
}

// strip is the text of HTML that cannot be parsed into a tree.
func strip(source string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	hidden := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if hidden == 0 {
				b.WriteString(html.UnescapeString(string(z.Raw())))
			}
		case html.StartTagToken:
			if name, _ := z.TagName(); isUnseen(string(name)) {
				hidden++
			}
			b.WriteByte(' ')
		case html.EndTagToken:
			if name, _ := z.TagName(); isUnseen(string(name)) && hidden > 0 {
				hidden--
			}
			b.WriteByte(' ')
		}
	}
}

func isUnseen(name string) bool { return name == "script" || name == "style" || name == "title" }

// place is where in the tree the walk stands.
type place struct {
	lang, dir string
	pre       bool // white space counts
	flat      bool // what is inside a link, a list or a cell: no cards out of lone addresses
}

// plain is the place inside a block that says its language and direction itself.
func (p place) plain() place {
	p.lang, p.dir = "", ""
	return p
}

// attr is an attribute of an element, "" when it has none.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// class tells whether an element has a class.
func class(n *html.Node, name string) bool {
	for _, c := range strings.Fields(attr(n, "class")) {
		if c == name {
			return true
		}
	}
	return false
}

// find is the first element below n, in reading order, for which is answers true.
func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && is(c) {
			return c
		}
		if f := find(c, is); f != nil {
			return f
		}
	}
	return nil
}

func named(names ...atom.Atom) func(*html.Node) bool {
	return func(n *html.Node) bool {
		for _, a := range names {
			if n.DataAtom == a {
				return true
			}
		}
		return false
	}
}

// plain is the text below a node in one line, as a reader saw it.
func plain(n *html.Node) string {
	var b strings.Builder
	appendPlain(&b, n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func appendPlain(b *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case n.Type == html.ElementNode && unseen(n.DataAtom):
	case n.Type == html.ElementNode && n.DataAtom == atom.Br:
		b.WriteByte('\n')
	default:
		if isBlock(n.DataAtom) {
			b.WriteByte('\n')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			appendPlain(b, c)
		}
		if isBlock(n.DataAtom) {
			b.WriteByte('\n')
		}
	}
}
