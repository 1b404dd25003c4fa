package fromhtml

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"broadsheet/internal/prose"
)

// quote makes a quotation. Its speaker is the cite element at its end, or its footer.
func (c *converter) quote(n *html.Node, marks []prose.Mark, at place) []*prose.Node {
	if card := c.quotedCard(n); card != nil {
		return []*prose.Node{card}
	}
	speaker := c.takeSpeaker(n)
	blocks := c.inside(n, marks, at.plain())
	if len(blocks) == 0 {
		if speaker == "" {
			return nil
		}
		return []*prose.Node{prose.P(prose.T(speaker))}
	}
	q := prose.Quote(speaker, "", blocks...)
	if cite := c.href(attr(n, "cite")); strings.HasPrefix(cite, "http") {
		q.With("url", cite)
	}
	return []*prose.Node{marked(q, at)}
}

// takeSpeaker cuts the name of the speaker out of a quotation: a cite or footer that is its last word.
func (c *converter) takeSpeaker(n *html.Node) string {
	last := lastWord(n)
	for k := last; k != nil && k != n; k = k.Parent {
		if k.Type == html.ElementNode && (k.DataAtom == atom.Cite || k.DataAtom == atom.Footer) {
			if find(k, named(atom.Img, atom.Iframe)) != nil {
				return ""
			}
			speaker := plain(k)
			k.Parent.RemoveChild(k)
			return strings.TrimSpace(strings.TrimLeft(speaker, "-–—―~ \u00a0"))
		}
	}
	return ""
}

// lastWord is the last text below n that is more than white space.
func lastWord(n *html.Node) *html.Node {
	for k := n.LastChild; k != nil; k = k.PrevSibling {
		if k.Type == html.TextNode && strings.TrimSpace(k.Data) != "" {
			return k
		}
		if w := lastWord(k); w != nil {
			return w
		}
	}
	return nil
}

// pullquote makes a sentence set large.
func (c *converter) pullquote(n *html.Node, marks []prose.Mark, at place) []*prose.Node {
	speaker := c.takeSpeaker(n)
	if caption := find(n, named(atom.Figcaption)); caption != nil && speaker == "" {
		speaker = plain(caption)
		caption.Parent.RemoveChild(caption)
	}
	inner := n
	if q := find(n, named(atom.Blockquote)); q != nil {
		inner = q
	}
	blocks := c.inline(prose.Pull(speaker), inner, marks, at)
	if len(blocks) == 0 && speaker != "" {
		return []*prose.Node{prose.P(prose.T(speaker))}
	}
	return blocks
}

func (c *converter) list(n *html.Node, marks []prose.Mark, at place) []*prose.Node {
	at.flat = true
	outer := at
	at = at.plain()
	list := prose.Bullets()
	if n.DataAtom == atom.Ol {
		start := 1
		if s, err := strconv.Atoi(strings.TrimSpace(attr(n, "start"))); err == nil && s >= 0 && s <= 1_000_000 {
			start = s
		}
		list = prose.Numbers(start)
	}
	loose := c.newFlow(at) // what stands in the list, but in no item
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode && k.DataAtom == atom.Li {
			c.addLoose(list, loose)
			inner := within(k, at)
			if blocks := c.inside(k, marks, inner); len(blocks) > 0 {
				list.Content = append(list.Content, prose.Item(blocks...))
			}
			continue
		}
		c.walk(loose, k, marks, at)
	}
	c.addLoose(list, loose)
	if len(list.Content) == 0 {
		return nil
	}
	return []*prose.Node{marked(list, outer)}
}

// addLoose puts what stands between items where old pages had it: below the item before.
func (c *converter) addLoose(list *prose.Node, loose *flow) {
	blocks := loose.end()
	loose.out = nil
	if len(blocks) == 0 {
		return
	}
	if k := len(list.Content) - 1; k >= 0 {
		list.Content[k].Content = append(list.Content[k].Content, blocks...)
		return
	}
	list.Content = append(list.Content, prose.Item(blocks...))
}

// definitions makes a list of terms, each with its explanations below it.
func (c *converter) definitions(n *html.Node, marks []prose.Mark, at place) []*prose.Node {
	at.flat = true
	outer := at
	at = at.plain()
	list := prose.Bullets()
	explained := true
	var item *prose.Node
	var each func(n *html.Node, at place)
	each = func(n *html.Node, at place) {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			inner := within(k, at)
			switch {
			case k.Type == html.ElementNode && k.DataAtom == atom.Div && find(k, named(atom.Dt, atom.Dd)) != nil:
				each(k, inner)
				continue
			case k.Type == html.CommentNode:
				continue
			}
			f := c.newFlow(inner)
			c.walk(f, k, marks, at)
			blocks := f.end()
			if len(blocks) == 0 {
				continue
			}
			term := k.DataAtom == atom.Dt
			if item == nil || term && explained {
				item = prose.Item()
				list.Content = append(list.Content, item)
			}
			explained = !term
			item.Content = append(item.Content, blocks...)
		}
	}
	each(n, at)
	if len(list.Content) == 0 {
		return nil
	}
	return []*prose.Node{marked(list, outer)}
}

// preformatted makes program text of what is marked as code, else text whose line ends count.
func (c *converter) preformatted(n *html.Node, marks []prose.Mark, at place) []*prose.Node {
	code := find(n, named(atom.Code))
	only := code != nil && strings.TrimSpace(plain(code)) == strings.TrimSpace(plain(n))
	brush := brushOf(attr(n, "class"))
	if only || class(n, "wp-block-code") || class(n, "wp-block-syntaxhighlighter-code") || brush != "" {
		if brush == "" && code != nil {
			brush = brushOf(attr(code, "class"))
		}
		var b strings.Builder
		appendCode(&b, n)
		text := strings.Trim(b.String(), "\n")
		if strings.TrimSpace(text) == "" {
			return nil
		}
		return []*prose.Node{marked(prose.CodeBlock(brush, text), at)}
	}
	pre := at
	pre.pre = true
	f := c.newFlow(pre)
	c.children(f, n, marks, pre)
	var out []*prose.Node
	for _, b := range f.end() {
		if b.Type == "paragraph" {
			b = marked(prose.Pre(trimEnds(b.Content)...), at)
			if len(b.Content) == 0 {
				continue
			}
		}
		out = append(out, b)
	}
	return out
}

// brushOf is the language that a highlighter's class names.
func brushOf(classes string) string {
	for _, c := range strings.FieldsFunc(classes, func(r rune) bool { return isSpace(r) || r == ';' }) {
		for _, p := range []string{"language-", "lang-", "brush:"} {
			if l, ok := strings.CutPrefix(c, p); ok && l != "" && len(l) <= 20 {
				return l
			}
		}
	}
	return ""
}

func appendCode(b *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case n.Type == html.ElementNode && unseen(n.DataAtom):
	case n.Type == html.ElementNode && n.DataAtom == atom.Br:
		b.WriteByte('\n')
	default:
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			appendCode(b, k)
		}
	}
}

// trimEnds takes empty lines from both ends.
func trimEnds(line []*prose.Node) []*prose.Node {
	for len(line) > 0 && line[0].Type == "text" {
		if line[0].Text = strings.TrimLeft(line[0].Text, "\n"); line[0].Text != "" {
			break
		}
		line = line[1:]
	}
	for len(line) > 0 && line[len(line)-1].Type == "text" {
		last := line[len(line)-1]
		if last.Text = strings.TrimRight(last.Text, "\n \t"); last.Text != "" {
			break
		}
		line = line[:len(line)-1]
	}
	return line
}

// table makes a table. One that holds a single cell was a frame around its contents, so its contents come alone.
func (c *converter) table(n *html.Node, marks []prose.Mark, at place) []*prose.Node {
	t := prose.Table("")
	cells := 0
	var after []*prose.Node
	var rows func(n *html.Node, at place, head bool)
	rows = func(n *html.Node, at place, head bool) {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			if k.Type != html.ElementNode {
				if k.Type == html.CommentNode {
					c.comment(c.newFlow(at), k.Data)
				}
				continue
			}
			inner := within(k, at)
			switch k.DataAtom {
			case atom.Caption:
				t.With("caption", plain(k))
			case atom.Thead:
				rows(k, inner, true)
			case atom.Tbody, atom.Tfoot:
				rows(k, inner, false)
			case atom.Tr:
				row, n := c.row(k, marks, inner, head)
				if cells += n; n > 0 {
					t.Content = append(t.Content, row)
				}
			case atom.Colgroup, atom.Col:
			default:
				after = append(after, c.inside(k, marks, inner)...)
			}
		}
	}
	rows(n, at.plain(), false)
	switch {
	case cells == 0:
		return after
	case cells == 1 && t.Attr("caption") == "":
		return append(t.Content[0].Content[0].Content, after...)
	}
	return append([]*prose.Node{marked(t, at)}, after...)
}

func (c *converter) row(n *html.Node, marks []prose.Mark, at place, head bool) (*prose.Node, int) {
	at.flat = true
	row := prose.Row()
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type != html.ElementNode || k.DataAtom != atom.Td && k.DataAtom != atom.Th {
			continue
		}
		inner := within(k, at)
		blocks := c.inside(k, marks, inner)
		if len(blocks) == 0 {
			blocks = []*prose.Node{prose.P()}
		}
		cell := prose.Cell(blocks...)
		if k.DataAtom == atom.Th || head {
			scope := "row"
			if head {
				scope = "col"
			}
			switch s := strings.ToLower(attr(k, "scope")); s {
			case "row", "col":
				scope = s
			}
			cell = prose.Header(scope, blocks...)
		}
		cell.With("colspan", span(k, "colspan", 100)).With("rowspan", span(k, "rowspan", 1000)).With("align", alignOf(k))
		row.Content = append(row.Content, cell)
	}
	return row, len(row.Content)
}

func span(n *html.Node, name string, most int) int {
	s, err := strconv.Atoi(strings.TrimSpace(attr(n, name)))
	if err != nil {
		return 1
	}
	return min(max(s, 1), most)
}

// alignOf is the one alignment that carries meaning: figures in a column stand at its end.
func alignOf(n *html.Node) string {
	style := strings.ToLower(strings.Join(strings.Fields(attr(n, "style")), ""))
	to := strings.ToLower(attr(n, "data-align"))
	for _, a := range []string{"right", "center"} {
		if to == a || class(n, "has-text-align-"+a) || strings.Contains(style, "text-align:"+a) || strings.EqualFold(attr(n, "align"), a) {
			if a == "right" {
				return "end"
			}
			return a
		}
	}
	return ""
}
