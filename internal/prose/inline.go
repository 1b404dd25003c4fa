package prose

import (
	"strings"
)

// Marks that are elements, outermost first. A name is for the desk and leaves no trace on a page.
var markElements = [...]struct{ mark, element string }{
	{"link", "a"}, {"strong", "strong"}, {"emphasis", "em"}, {"code", "code"},
}

// inline writes texts and line breaks as one block of the typesetter.
func (r *renderer) inline(nodes []*Node) {
	r.set = nil
	if r.o.Typeset {
		r.set = newTypesetter(r.lang)
	}
	r.marked(nodes, 0)
	r.set = nil
}

// marked writes nodes from the kth mark on: neighbours with the same mark share one element.
func (r *renderer) marked(nodes []*Node, k int) {
	if k == len(markElements) {
		for _, n := range nodes {
			r.leaf(n)
		}
		return
	}
	for i := 0; i < len(nodes); {
		m := nodes[i].mark(markElements[k].mark)
		j := i + 1
		for j < len(nodes) && sameMark(m, nodes[j].mark(markElements[k].mark)) {
			j++
		}
		run := nodes[i:j]
		i = j
		switch {
		case m == nil:
			r.marked(run, k+1)
		case m.Type == "link":
			r.link(m, run, k)
		default:
			r.markup("<%s>", markElements[k].element)
			r.marked(run, k+1)
			r.markup("</%s>", markElements[k].element)
		}
	}
}

func (r *renderer) leaf(n *Node) {
	switch {
	case n.Type == "line_break":
		r.markup("<br>")
	case r.set == nil:
		r.markup("%s", esc(n.Text))
	case n.mark("code") != nil:
		r.set.skip()
		r.markup("%s", esc(n.Text))
	default:
		r.markup("%s", esc(r.set.text(n.Text)))
	}
}

// link writes a link. One that nobody could see or name is left out and its blanks stay.
func (r *renderer) link(m *Mark, run []*Node, k int) {
	href, _ := m.Attrs["href"].(string)
	if !IsHref(href) || isBare(&Node{Type: "paragraph", Content: run}) {
		r.marked(run, k+1)
		return
	}
	r.markup(`<a %s>`, r.href(href))
	r.marked(run, k+1)
	r.markup("</a>")
}

// href gives the attributes of a link.
func (r *renderer) href(to string) string {
	if strings.HasPrefix(to, "/") {
		to = r.o.Base + to
	}
	attrs := `href="` + esc(encode(to)) + `"`
	if r.o.Rel != "" && isOutside(to, r.o.Origin) {
		attrs += ` rel="` + esc(r.o.Rel) + `"`
	}
	return attrs
}

// mark is the node's mark of the type, nil when it has none.
func (n *Node) mark(markType string) *Mark {
	for i := range n.Marks {
		if n.Marks[i].Type == markType {
			return &n.Marks[i]
		}
	}
	return nil
}

// sameMark tells whether two marks of one type are equal; the marks of the schema have at most one attribute.
func sameMark(a, b *Mark) bool {
	if a == nil || b == nil {
		return a == b
	}
	for k, v := range a.Attrs {
		if b.Attrs[k] != v {
			return false
		}
	}
	return len(a.Attrs) == len(b.Attrs)
}

// text is a text of the author outside the body's paragraphs (a caption, a speaker), as one block.
func (r *renderer) text(s string) string {
	if r.o.Typeset {
		s = Typeset(r.lang, s)
	}
	return esc(s)
}

// plain is the text of n as it stands.
func plain(n *Node) string {
	var b strings.Builder
	n.Walk(func(n *Node) bool {
		b.WriteString(n.Text)
		if n.Type == "line_break" {
			b.WriteByte('\n')
		}
		return true
	})
	return b.String()
}
