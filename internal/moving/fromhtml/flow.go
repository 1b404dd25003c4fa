package fromhtml

import (
	"net/url"
	"strings"

	"broadsheet/internal/prose"
)

// A flow collects texts and blocks as they come and cuts the texts into paragraphs.
type flow struct {
	c    *converter
	at   place
	out  []*prose.Node
	line []*prose.Node   // the paragraph that is being collected
	tail strings.Builder // the words of its last text

	// Pictures that stood within a sentence come after its paragraph.
	after []*prose.Node

	// What was between the last word and the next; it counts only once the next word is there.
	space    bool
	soft     bool // a line end that counts as one
	breaks   int  // <br>
	finished bool // a blank line
}

func (c *converter) newFlow(at place) *flow { return &flow{c: c, at: at} }

// text adds words. In classic posts a line end is a line break and a blank line begins a paragraph.
func (f *flow) text(s string, marks []prose.Mark, at place, lines bool) {
	if at.pre {
		if s != "" {
			if len(f.line) == 0 {
				f.at = at
			}
			f.add(prose.T(s, marks...))
		}
		return
	}
	for s != "" {
		i := strings.IndexFunc(s, func(r rune) bool { return !isSpace(r) })
		if i < 0 {
			i = len(s)
		}
		if i > 0 {
			f.space = true
			switch n := strings.Count(s[:i], "\n"); {
			case !lines:
			case n >= 2:
				f.finished = true
			case n == 1:
				f.soft = true
			}
			s = s[i:]
			continue
		}
		if i = strings.IndexFunc(s, isSpace); i < 0 {
			i = len(s)
		}
		f.settle(marks)
		if len(f.line) == 0 { // the place of a paragraph is that of its first word
			f.at = at
		}
		f.add(prose.T(s[:i], marks...))
		s = s[i:]
	}
}

func isSpace(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' }

// settle puts in what stands between the last word and the next.
func (f *flow) settle(marks []prose.Mark) {
	if f.finished || f.breaks >= 2 {
		f.flush()
	}
	if len(f.line) > 0 {
		switch {
		case f.breaks == 1 || f.soft:
			f.add(prose.Br())
		case f.space:
			if last := f.line[len(f.line)-1]; last.Type == "text" {
				// the space belongs to the mark that both words have, else to none
				f.add(prose.T(" ", shared(last.Marks, marks)...))
			}
		}
	}
	f.space, f.soft, f.finished, f.breaks = false, false, false, 0
}

func shared(a, b []prose.Mark) []prose.Mark {
	var both []prose.Mark
	for _, m := range a {
		for _, n := range b {
			if same(m, n) {
				both = append(both, m)
			}
		}
	}
	return both
}

func same(m, n prose.Mark) bool { return m.Type == n.Type && m.Attrs["href"] == n.Attrs["href"] }

// add puts an inline node behind the others, texts with equal marks as one.
func (f *flow) add(n *prose.Node) {
	if k := len(f.line) - 1; k >= 0 && n.Type == "text" && f.line[k].Type == "text" && equal(f.line[k].Marks, n.Marks) {
		f.tail.WriteString(n.Text)
		return
	}
	f.close()
	f.line = append(f.line, n)
	f.tail.WriteString(n.Text)
}

// close gives the last text of the line all of its words.
func (f *flow) close() {
	if k := len(f.line) - 1; k >= 0 && f.line[k].Type == "text" {
		f.line[k].Text = f.tail.String()
	}
	f.tail.Reset()
}

func equal(a, b []prose.Mark) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !same(a[i], b[i]) {
			return false
		}
	}
	return true
}

// br is a line break that was written.
func (f *flow) br(at place) {
	if at.pre {
		f.add(prose.T("\n"))
		return
	}
	f.breaks++
	f.soft = false
}

// flush ends the paragraph.
func (f *flow) flush() {
	f.close()
	if len(f.line) > 0 {
		f.out = append(f.out, f.c.paragraph(f.line, f.at)...)
	}
	f.out = append(f.out, f.after...)
	f.line, f.after = nil, nil
	f.space, f.soft, f.finished, f.breaks = false, false, false, 0
}

// block ends the paragraph and adds blocks.
func (f *flow) block(nodes ...*prose.Node) {
	f.flush()
	f.out = append(f.out, nodes...)
}

// aside adds a block that may stand within a sentence: before it when nothing was said yet, else after it.
func (f *flow) aside(n *prose.Node) {
	if len(f.line) == 0 || f.finished || f.breaks >= 2 {
		f.block(n)
		return
	}
	f.after = append(f.after, n)
}

func (f *flow) end() []*prose.Node {
	f.flush()
	return f.out
}

// paragraph makes a paragraph of a line; a line that is nothing but the address of something that can be shown
// becomes a card, as the old site did.
func (c *converter) paragraph(line []*prose.Node, at place) []*prose.Node {
	if at.flat || at.pre {
		return []*prose.Node{marked(prose.P(line...), at)}
	}
	var out, rest []*prose.Node
	flush := func() {
		for len(rest) > 0 && rest[len(rest)-1].Type == "line_break" {
			rest = rest[:len(rest)-1]
		}
		for len(rest) > 0 && rest[0].Type == "line_break" {
			rest = rest[1:]
		}
		if len(rest) > 0 {
			out = append(out, marked(prose.P(rest...), at))
		}
		rest = nil
	}
	for i, n := range line {
		alone := n.Type == "text" && (i == 0 || line[i-1].Type == "line_break") && (i == len(line)-1 || line[i+1].Type == "line_break")
		if !alone || !strings.HasPrefix(n.Text, "http") || strings.ContainsAny(n.Text, " \t\n") {
			rest = append(rest, n)
			continue
		}
		if len(n.Marks) > 0 && (len(n.Marks) > 1 || n.Marks[0].Type != "link") {
			rest = append(rest, n)
			continue
		}
		if card := c.card(n.Text, "", "", false); card != nil {
			flush()
			c.leave(Address, n.Text)
			out = append(out, card)
			continue
		}
		if len(n.Marks) == 0 {
			if u, err := url.Parse(n.Text); err == nil && u.Host != "" {
				if href := c.href(n.Text); href != "" {
					n = prose.T(n.Text, prose.Link(href))
				}
			}
		}
		rest = append(rest, n)
	}
	flush()
	return out
}

// marked gives a block the language and direction of its place.
func marked(n *prose.Node, at place) *prose.Node {
	if at.lang != "" {
		n.With("lang", at.lang)
	}
	if at.dir != "" {
		n.With("dir", at.dir)
	}
	return n
}
