package prose

import (
	"math"
	"slices"
	"strings"
)

// Clean makes a document that passes the gate of one that may not, for imports: what it gets may hold blocks within
// paragraphs, texts outside them, tables without rows, unknown parts (their contents stay), code points that pages
// may not carry, links that lead nowhere (their texts stay). It drops paragraphs and headings without a word,
// joins neighbouring texts, and unwraps what stands too deep. The given document is not changed. Only what is too large
// for one story (MaxNodes) is refused by Check afterwards.
func Clean(doc *Node) *Node {
	out := &Node{Type: "doc", Attrs: cleanAttrs(nodeTypes["doc"].Attrs, doc.Attrs)}
	parts := map[string]*Node{"headline": New("headline"), "standfirst": New("standfirst")}
	var rest []*Node
	for _, n := range doc.Content {
		if n == nil {
			continue
		}
		if p := parts[n.Type]; p != nil && len(p.Content) == 0 {
			p.Content = oneLine(n)
			continue
		}
		rest = append(rest, n)
	}
	body := cleanBlocks(rest, nodeTypes["doc"], 2)
	if len(body) == 0 {
		body = []*Node{P()}
	}
	out.Content = append([]*Node{parts["headline"], parts["standfirst"]}, body...)
	return out
}

func oneLine(n *Node) []*Node {
	s := strings.Join(strings.Fields(Printable(plain(n))), " ")
	if s == "" {
		return nil
	}
	return []*Node{T(s)}
}

// The depth from which on blocks that hold blocks become paragraphs: a table needs four levels below its own.
const deepest = MaxDepth - 5

// cleanBlocks makes blocks that the parent may hold, at the given depth, of whatever nodes there are.
func cleanBlocks(nodes []*Node, parent *nodeType, depth int) []*Node {
	var out, run []*Node // run: inline nodes that no block holds
	flush := func() {
		if p := New("paragraph", joined(run, true)...); !isBare(p) {
			out = append(out, p)
		}
		run = nil
	}
	for _, n := range nodes {
		if n == nil {
			continue
		}
		if t := nodeTypes[n.Type]; t != nil && t.Inline {
			run = append(run, n)
			continue
		}
		flush()
		out = append(out, cleanBlock(n, parent, depth)...)
	}
	flush()
	return out
}

// cleanBlock makes blocks of one node: usually one, none if it would be empty, several if it has to be taken apart.
func cleanBlock(n *Node, parent *nodeType, depth int) []*Node {
	t := nodeTypes[n.Type]
	if t == nil || !t.isBlock() || !parent.holds[n.Type] || depth > deepest && !t.isLeafBlock() {
		return unwrap(n, parent, depth)
	}
	out := &Node{Type: n.Type, Attrs: cleanAttrs(t.Attrs, n.Attrs)}
	var beside []*Node // what cannot stand in it and comes after it
	switch n.Type {
	case "paragraph", "heading", "pullquote", "correction", "preformatted":
		return cleanTextBlock(out, n, parent, depth)
	case "code_block":
		if s := Printable(plain(n)); s != "" {
			out.Content = []*Node{T(s)}
		}
	case "quote":
		out.Content, beside = paragraphs(n.Content, depth+1)
	case "list":
		out.Content = items(n.Content, depth+1)
	case "table":
		out.Content, beside = rows(n.Content, depth+1)
	case "gallery":
		for _, b := range cleanBlocks(n.Content, nodeTypes["doc"], depth+1) {
			if b.Type == "image" {
				out.Content = append(out.Content, b)
			} else {
				beside = append(beside, b)
			}
		}
	case "factbox", "statement":
		out.Content = cleanBlocks(n.Content, t, depth+1)
		if len(out.Content) == 0 && !isBare(out) {
			out.Content = []*Node{P()}
		}
	default: // image, embed, quiz, divider
		return []*Node{out}
	}
	beside = cleanBlocks(beside, parent, depth)
	if len(out.Content) == 0 || isBare(out) {
		return beside
	}
	return append([]*Node{out}, beside...)
}

// isLeafBlock tells whether no blocks can stand in the block.
func (t *nodeType) isLeafBlock() bool {
	for name := range t.holds {
		if !nodeTypes[name].Inline {
			return false
		}
	}
	return true
}

// unwrap leaves out a node and keeps what it says.
func unwrap(n *Node, parent *nodeType, depth int) []*Node {
	known := nodeTypes[n.Type] != nil
	said := func(attrs ...string) (all []*Node) {
		for _, a := range attrs {
			if known && strings.TrimSpace(n.Attr(a)) != "" {
				all = append(all, P(T(n.Attr(a))))
			}
		}
		return all
	}
	inner := n.Content
	if n.Text != "" {
		inner = append([]*Node{T(n.Text, n.Marks...)}, inner...)
	}
	return cleanBlocks(slices.Concat(said("title", "caption", "from"), inner, said("speaker", "source")), parent, depth)
}

// cleanTextBlock puts the texts of n into out, and into further blocks like it where other blocks stood between.
func cleanTextBlock(out, n *Node, parent *nodeType, depth int) []*Node {
	var blocks, run []*Node
	flush := func() {
		b := &Node{Type: out.Type, Attrs: cloneMap(out.Attrs), Content: joined(run, out.Type != "preformatted")}
		if !isBare(b) {
			blocks = append(blocks, b)
		}
		run = nil
	}
	var take func(nodes []*Node)
	take = func(nodes []*Node) {
		for _, c := range nodes {
			switch {
			case c == nil:
			case nodeTypes[c.Type] == nil: // unknown, such as a mark that was taken for a node
				take(append([]*Node{{Type: "text", Text: c.Text}}, c.Content...))
			case nodeTypes[c.Type].Inline:
				run = append(run, c)
			default:
				flush()
				blocks = append(blocks, cleanBlock(c, parent, depth)...)
			}
		}
	}
	take(n.Content)
	flush()
	return blocks
}

// flat stands for a parent that holds no blocks which hold blocks.
var flat = func() *nodeType {
	f := &nodeType{holds: map[string]bool{}}
	for name, t := range nodeTypes {
		f.holds[name] = t.isBlock() && t.isLeafBlock()
	}
	return f
}()

// paragraphs makes paragraphs of all texts in nodes; pictures and other things without text are returned beside.
func paragraphs(nodes []*Node, depth int) (texts, beside []*Node) {
	for _, b := range cleanBlocks(nodes, flat, depth) {
		if nodeTypes[b.Type].holds["text"] {
			texts = append(texts, asParagraph(b))
		} else {
			beside = append(beside, b)
		}
	}
	return texts, beside
}

func asParagraph(n *Node) *Node {
	p := New("paragraph", n.Content...)
	p.Attrs["lang"], p.Attrs["dir"] = n.Attr("lang"), n.Attr("dir")
	return p
}

func items(nodes []*Node, depth int) []*Node {
	var out, run []*Node
	flush := func() {
		if blocks := cleanBlocks(run, nodeTypes["item"], depth+1); len(blocks) > 0 {
			switch b := blocks[0]; {
			case b.Type == "heading":
				blocks[0] = asParagraph(b)
			case b.Type != "paragraph":
				blocks = append([]*Node{P()}, blocks...)
			}
			out = append(out, &Node{Type: "item", Content: blocks})
		}
		run = nil
	}
	for _, n := range nodes {
		switch {
		case n == nil:
		case n.Type == "item":
			flush()
			run = n.Content
			flush()
		default:
			run = append(run, n)
		}
	}
	flush()
	return out
}

func rows(nodes []*Node, depth int) (out, beside []*Node) {
	for _, n := range nodes {
		if n == nil {
			continue
		}
		cells := n.Content
		if n.Type != "row" {
			cells = []*Node{n}
		}
		row := &Node{Type: "row"}
		for _, c := range cells {
			if c == nil {
				continue
			}
			cell := &Node{Type: "cell", Attrs: cleanAttrs(nodeTypes["cell"].Attrs, nil)}
			within := []*Node{c}
			if c.Type == "cell" || c.Type == "header" {
				cell.Type, cell.Attrs, within = c.Type, cleanAttrs(nodeTypes[c.Type].Attrs, c.Attrs), c.Content
			}
			texts, others := paragraphs(within, depth+2)
			beside = append(beside, others...)
			if len(texts) == 0 {
				texts = []*Node{P()}
			}
			cell.Content = texts
			row.Content = append(row.Content, cell)
		}
		if len(row.Content) > 0 {
			out = append(out, row)
		}
	}
	return out, beside
}

// joined cleans inline nodes: what is forbidden is dropped, neighbours with equal marks become one text, and, when
// trim is set, line breaks at the ends go.
func joined(nodes []*Node, trim bool) []*Node {
	var out []*Node
	for _, n := range nodes {
		c := &Node{Type: n.Type, Marks: cleanMarks(n.Marks)}
		if n.Type == "text" {
			if c.Text = Printable(n.Text); c.Text == "" {
				continue
			}
			if k := len(out) - 1; k >= 0 && out[k].Type == "text" && sameMarks(out[k].Marks, c.Marks) {
				out[k].Text += c.Text
				continue
			}
		}
		out = append(out, c)
	}
	for trim && len(out) > 0 && out[0].Type == "line_break" {
		out = out[1:]
	}
	for trim && len(out) > 0 && out[len(out)-1].Type == "line_break" {
		out = out[:len(out)-1]
	}
	return out
}

func cleanMarks(marks []Mark) []Mark {
	var out []Mark
	for _, m := range marks {
		t := markTypes[m.Type]
		if t == nil || slices.ContainsFunc(out, func(o Mark) bool { return o.Type == m.Type }) {
			continue
		}
		attrs := cleanAttrs(t.Attrs, m.Attrs)
		if len(attrs) == len(t.Attrs) {
			out = append(out, Mark{Type: m.Type, Attrs: attrs})
		}
	}
	sortMarks(out)
	return out
}

func sameMarks(a, b []Mark) bool {
	return slices.EqualFunc(a, b, func(a, b Mark) bool { return a.Type == b.Type && sameMark(&a, &b) })
}

// cleanAttrs keeps the attributes that are valid or can be made so; others get their default, or are left out when
// they have none.
func cleanAttrs(types map[string]*attrType, attrs map[string]any) map[string]any {
	if len(types) == 0 {
		return nil
	}
	out := make(map[string]any, len(types))
	for name, a := range types {
		if v, ok := cleanValue(a, attrs[name]); ok {
			out[name] = v
		} else if a.optional() {
			out[name] = a.value()
		}
	}
	return out
}

func cleanValue(a *attrType, v any) (any, bool) {
	switch given := v.(type) {
	case string:
		s := Printable(given)
		if a.Kind == "href" || a.Kind == "url" {
			s = repairAddress(s)
		}
		v = s
	case int:
		v = float64(given)
	case []any:
		if a.Kind == "list" {
			list := []any{}
			for _, e := range given {
				if e, ok := cleanValue(a.Of, e); ok {
					list = append(list, e)
				}
			}
			v = list
		}
	case map[string]any:
		if a.Kind == "record" {
			v = cleanAttrs(a.Fields, given)
		}
	}
	if f, ok := v.(float64); ok && a.Kind == "integer" && !math.IsNaN(f) {
		v = min(max(math.Trunc(f), a.Min), a.Max)
	}
	c := checker{}
	return v, c.value("", a, v) == nil
}

// repairAddress does what browsers do with the address of a link: blanks around it go, line ends and tabs within it
// too, and other spaces are encoded.
func repairAddress(s string) string {
	s = strings.NewReplacer("\n", "", "\t", "", " ", "%20", "\\", "%5C").Replace(strings.TrimSpace(s))
	if strings.HasPrefix(s, "//") {
		s = "https:" + s
	}
	return s
}
