package ghost

import (
	"encoding/json"
	"fmt"
	"strings"
)

// lexical makes HTML of a document of Ghost 5 and 6. It answers false for what is none.
func lexical(source string) (string, bool) {
	var doc struct {
		Root *node `json:"root"`
	}
	if strings.TrimSpace(source) == "" || json.Unmarshal([]byte(source), &doc) != nil || doc.Root == nil {
		return "", false
	}
	var b strings.Builder
	doc.Root.children(&b, 0)
	return b.String(), true
}

// node is a node of any type; what it does not have is zero.
type node struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Tag      string `json:"tag"`
	List     string `json:"listType"`
	Start    int    `json:"start"`
	URL      string `json:"url"`
	Format   format `json:"format"`
	Children []node `json:"children"`

	fields map[string]any
}

func (n *node) UnmarshalJSON(b []byte) error {
	type plain node
	if err := json.Unmarshal(b, &n.fields); err != nil {
		return err
	}
	var p struct {
		plain
		Children []node `json:"children"`
		URL      any    `json:"url"`
		Start    any    `json:"start"`
	}
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	fields := n.fields
	*n = node(p.plain)
	n.fields, n.Children = fields, p.Children
	n.URL, _ = p.URL.(string)
	if start, ok := p.Start.(float64); ok && start >= 0 && start < 1e6 {
		n.Start = int(start)
	}
	return nil
}

// format is how a text is set, as bits; for blocks it is their alignment, which says nothing here.
type format int

func (f *format) UnmarshalJSON(b []byte) error {
	var n int
	if json.Unmarshal(b, &n) == nil {
		*f = format(n)
	}
	return nil
}

// Bits of a text's format.
const (
	bold      = 1
	italic    = 2
	strike    = 4
	underline = 8
	code      = 16
	below     = 32
	above     = 64
)

// mostNested is how deep a document is followed.
const mostNested = 200

func (n *node) children(b *strings.Builder, depth int) {
	if depth > mostNested {
		return
	}
	for k := range n.Children {
		n.Children[k].html(b, depth+1)
	}
}

func (n *node) html(b *strings.Builder, depth int) {
	in := func(tag string) {
		b.WriteString("<" + tag + ">")
		n.children(b, depth)
		name, _, _ := strings.Cut(tag, " ")
		b.WriteString("</" + name + ">")
	}
	switch n.Type {
	case "text", "extended-text", "code-highlight":
		n.text(b)
	case "linebreak":
		b.WriteString("<br>")
	case "tab":
		b.WriteString("\t")
	case "paragraph":
		in("p")
	case "heading", "extended-heading":
		tag := mobileTags[n.Tag]
		if !strings.HasPrefix(tag, "h") {
			tag = "h2"
		}
		in(tag)
	case "quote", "extended-quote", "aside":
		in("blockquote")
	case "list":
		switch {
		case n.List == "number" && n.Start > 1:
			in(fmt.Sprintf(`ol start="%d"`, n.Start))
		case n.List == "number":
			in("ol")
		default:
			in("ul")
		}
	case "listitem":
		in("li")
	case "link", "autolink":
		in(`a href="` + escape(n.URL) + `"`)
	case "code": // Lexical's own, with lines as children
		in("pre")
	case "codeblock":
		b.WriteString(card{"code", n.fields}.html())
	case "root":
		n.children(b, depth)
	default:
		if len(n.Children) > 0 && len(n.fields) > 0 && !isCard(n.Type) {
			in("p")
			return
		}
		b.WriteString(card{n.Type, n.fields}.html())
	}
}

func (n *node) text(b *strings.Builder) {
	s := escape(n.Text)
	for _, mark := range []struct {
		bit format
		tag string
	}{{code, "code"}, {below, "sub"}, {above, "sup"}, {underline, "u"}, {strike, "s"}, {italic, "em"}, {bold, "strong"}} {
		if n.Format&mark.bit != 0 {
			s = "<" + mark.tag + ">" + s + "</" + mark.tag + ">"
		}
	}
	b.WriteString(s)
}
