package fromhtml

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"broadsheet/internal/prose"
)

// unseen are elements that no reader sees anything of.
func unseen(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Head, atom.Title, atom.Meta, atom.Link, atom.Base,
		atom.Param, atom.Source, atom.Track, atom.Noembed, atom.Noframes:
		return true
	}
	return false
}

// isBlock are elements that a browser sets on lines of their own.
func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Dd, atom.Details, atom.Dialog, atom.Dir,
		atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2,
		atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Legend, atom.Li, atom.Main, atom.Menu,
		atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot,
		atom.Th, atom.Thead, atom.Tr, atom.Ul, atom.Caption, atom.Optgroup, atom.Option, atom.Listing, atom.Plaintext, atom.Xmp:
		return true
	}
	return false
}

func (c *converter) walk(f *flow, n *html.Node, marks []prose.Mark, at place) {
	switch n.Type {
	case html.TextNode:
		f.text(n.Data, marks, at, c.lines() && !at.pre)
	case html.CommentNode:
		if !c.o.Web {
			c.comment(f, n.Data)
		}
	case html.ElementNode:
		c.element(f, n, marks, within(n, at))
	}
}

func (c *converter) children(f *flow, n *html.Node, marks []prose.Mark, at place) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.walk(f, k, marks, at)
	}
}

// inside makes blocks of what an element holds.
func (c *converter) inside(n *html.Node, marks []prose.Mark, at place) []*prose.Node {
	f := c.newFlow(at)
	c.children(f, n, marks, at)
	return f.end()
}

// lines tells whether line ends count here, as they do in classic posts and between the blocks of the editor.
func (c *converter) lines() bool {
	if c.o.Web {
		return false
	}
	if !c.editor || len(c.open) == 0 {
		return true
	}
	last := c.open[len(c.open)-1]
	return last == "freeform" || last == "core/freeform" || last == "shortcode"
}

// within is the place inside an element.
func within(n *html.Node, at place) place {
	if l := attr(n, "lang"); l != "" {
		at.lang = l
	}
	switch d := strings.ToLower(attr(n, "dir")); d {
	case "ltr", "rtl":
		at.dir = d
	}
	return at
}

func (c *converter) element(f *flow, n *html.Node, marks []prose.Mark, at place) {
	switch {
	case n.Namespace != "": // svg, math
		c.foreign(f, n, marks, at)
		return
	case unseen(n.DataAtom):
		if n.DataAtom == atom.Script || n.DataAtom == atom.Style {
			c.leave(Script, n.Data)
		}
		return
	case isHidden(n):
		if text := plain(n); text != "" {
			c.leave(Hidden, text)
		}
		return
	}
	if c.special(f, n, marks, at) {
		return
	}
	switch n.DataAtom {
	case atom.Br:
		f.br(at)
	case atom.Hr:
		f.block(prose.Divider())
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		level := min(max(int(n.Data[1]-'0'), 2), 4)
		f.block(c.inline(prose.H(level), n, marks, at)...)
	case atom.Summary, atom.Legend, atom.Dt:
		f.block(c.inside(n, mark(marks, prose.Strong()), at)...)
	case atom.P:
		f.block(c.inside(n, marks, at)...)
	case atom.Blockquote:
		f.block(c.quote(n, marks, at)...)
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		f.block(c.list(n, marks, at)...)
	case atom.Li: // one without a list
		at.flat = true
		f.block(prose.Bullets(prose.Item(c.inside(n, marks, at)...)))
	case atom.Dl:
		f.block(c.definitions(n, marks, at)...)
	case atom.Table:
		f.block(c.table(n, marks, at)...)
	case atom.Pre, atom.Listing, atom.Plaintext, atom.Xmp:
		f.block(c.preformatted(n, marks, at)...)
	case atom.Figure:
		f.block(c.figure(n, marks, at)...)
	case atom.Img:
		c.image(f, n, marks, at)
	case atom.Iframe, atom.Embed, atom.Object, atom.Frame:
		c.frame(f, n, marks, at)
	case atom.Video, atom.Audio:
		c.media(f, n, at)
	case atom.Input, atom.Select, atom.Textarea, atom.Button, atom.Label, atom.Option, atom.Optgroup, atom.Datalist,
		atom.Output, atom.Progress, atom.Meter:
		c.control(f, n)
	case atom.Canvas, atom.Area, atom.Map, atom.Col, atom.Colgroup, atom.Wbr, atom.Rp:
		// nothing of these is text, and a map of areas needs its picture
	default:
		if isBlock(n.DataAtom) {
			f.block(c.inside(n, marks, at)...)
			return
		}
		c.span(f, n, marks, at)
	}
}

// span is an element within a line of text.
func (c *converter) span(f *flow, n *html.Node, marks []prose.Mark, at place) {
	switch n.DataAtom {
	case atom.Strong, atom.B:
		marks = mark(marks, prose.Strong())
	case atom.Em, atom.I, atom.Cite, atom.Dfn, atom.Var:
		marks = mark(marks, prose.Em())
	case atom.Code, atom.Kbd, atom.Samp, atom.Tt:
		marks = mark(marks, prose.Code())
	case atom.A:
		if href := c.href(attr(n, "href")); href != "" {
			marks = mark(marks, prose.Link(href))
		}
	case atom.Q:
		f.text("“", marks, at, false)
		c.children(f, n, marks, at)
		space := f.space
		f.space = false
		f.text("”", marks, at, false)
		f.space = space
		return
	case atom.Sup, atom.Sub:
		if has(n, "data-fn") {
			c.referred = true
			f.text("["+plain(n)+"]", marks, at, false)
			return
		}
		if small, ok := raised(plain(n), n.DataAtom == atom.Sub); ok {
			f.text(small, marks, at, false)
			return
		}
	case atom.Rt:
		f.text("("+plain(n)+")", marks, at, false)
		return
	}
	c.children(f, n, marks, at)
}

// raised writes figures above or below the line as characters of their own, since 10⁶ is not 106. It answers false for
// anything but figures and signs.
func raised(s string, below bool) (string, bool) {
	const plain = "0123456789+-=()"
	small := []rune("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
	if below {
		small = []rune("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
	}
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "−", "-") {
		i := strings.IndexRune(plain, r)
		if i < 0 {
			return "", false
		}
		b.WriteRune(small[i])
	}
	return b.String(), s != ""
}

// mark adds a mark; a second link or a second emphasis inside the first counts once.
func mark(marks []prose.Mark, m prose.Mark) []prose.Mark {
	if slices.ContainsFunc(marks, func(o prose.Mark) bool { return o.Type == m.Type }) {
		return marks
	}
	return append(slices.Clone(marks), m)
}

// inline fills blocks like the given one, which holds text only, with what an element holds. Paragraphs within it
// become lines, other blocks come after it.
func (c *converter) inline(block *prose.Node, n *html.Node, marks []prose.Mark, at place) []*prose.Node {
	at.flat = true
	var after []*prose.Node
	for _, b := range c.inside(n, marks, at) {
		if b.Type != "paragraph" {
			after = append(after, b)
			continue
		}
		if len(block.Content) > 0 {
			block.Content = append(block.Content, prose.Br())
		}
		block.Content = append(block.Content, b.Content...)
	}
	if len(block.Content) == 0 {
		return after
	}
	return append([]*prose.Node{marked(block, at)}, after...)
}

func isHidden(n *html.Node) bool {
	if has(n, "hidden") {
		return true
	}
	style := strings.ToLower(strings.Join(strings.Fields(attr(n, "style")), ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

// foreign is a drawing or a formula. A formula has words; a drawing is not text.
func (c *converter) foreign(f *flow, n *html.Node, marks []prose.Mark, at place) {
	if n.Namespace == "svg" {
		c.leave(Script, "svg")
		return
	}
	c.children(f, n, marks, at)
}

// control is a part of a form, which has nobody to send it to.
func (c *converter) control(f *flow, n *html.Node) {
	f.space = true
	if text := plain(n); text != "" && n.DataAtom != atom.Input {
		c.leave(Form, text)
		return
	}
	c.leave(Field, n.Data)
}

// comment follows the block editor's marks and drops the marks of classic posts.
func (c *converter) comment(f *flow, data string) {
	data = strings.TrimSpace(data)
	if name, ok := strings.CutPrefix(data, "/wp:"); ok {
		if k := slices.Index(c.open, strings.TrimSpace(name)); k >= 0 {
			c.open = c.open[:k]
		}
		f.flushIn(c)
		return
	}
	if rest, ok := strings.CutPrefix(data, "wp:"); ok {
		f.flushIn(c)
		name, attrs, _ := strings.Cut(rest, " ")
		attrs, closed := strings.CutSuffix(strings.TrimSpace(attrs), "/")
		if strings.HasSuffix(name, "/") {
			name, closed = strings.TrimSuffix(name, "/"), true
		}
		if !closed {
			if len(c.open) < mostOpen {
				c.open = append(c.open, name)
			}
			return
		}
		f.block(c.dynamic(name, attrs)...)
		return
	}
	word, _, _ := strings.Cut(data, " ")
	if word == "more" || word == "nextpage" || word == "noteaser" {
		f.flush()
	}
}

// flushIn ends a paragraph at the border of a block of the editor.
func (f *flow) flushIn(c *converter) {
	if len(c.open) <= 1 {
		f.flush()
	}
}

// mostOpen is how many blocks of the editor are followed inside each other.
const mostOpen = 500

// mostReused is how many reusable blocks a story may hold; one that holds itself ends there.
const mostReused = 100

// dynamic is a block of which the post keeps settings only.
func (c *converter) dynamic(name, attrs string) []*prose.Node {
	switch name {
	case "footnotes":
		c.placed = true
		return c.notes()
	case "block", "core/block":
		var block struct {
			Ref int64 `json:"ref"`
		}
		if json.Unmarshal([]byte(attrs), &block) == nil && c.o.Reusable != nil && c.reused < mostReused {
			if content, ok := c.o.Reusable(block.Ref); ok {
				c.reused++
				return c.convert(content)
			}
		}
	case "image", "core/image", "gallery", "paragraph", "heading", "list", "group", "column", "columns", "spacer", "separator", "buttons", "button", "social-link":
		return nil // an empty one
	}
	c.leave(Dynamic, name)
	return nil
}

type footnote struct {
	ID      string `json:"id"`
	Content string `json:"content"`
}

func readFootnotes(s string) []footnote {
	var all []footnote
	if s == "" || json.Unmarshal([]byte(s), &all) != nil {
		return nil
	}
	return all
}

// notes is the list of footnotes.
func (c *converter) notes() []*prose.Node {
	var items []*prose.Node
	for _, n := range c.footnotes {
		items = append(items, prose.Item(c.convert(n.Content)...))
	}
	if len(items) == 0 {
		return nil
	}
	return []*prose.Node{prose.Numbers(1, items...)}
}

// number reads the digits of a string that begins with a prefix, 0 when there are none.
func number(s, prefix string) int64 {
	s, ok := strings.CutPrefix(s, prefix)
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
