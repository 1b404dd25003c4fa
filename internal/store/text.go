package store

import (
	"strings"

	"broadsheet/internal/prose"
)

// plainText is what a body says, a line to each block, for search and for counting words.
func plainText(doc *prose.Node) string {
	if doc == nil {
		return ""
	}
	var b strings.Builder
	var block func(n *prose.Node)
	block = func(n *prose.Node) {
		for _, attr := range []string{"title", "caption", "speaker", "from", "text"} {
			if s := n.Attr(attr); s != "" && n.Type != "doc" {
				b.WriteString(s)
				b.WriteByte('\n')
			}
		}
		inline := false
		for _, c := range n.Content {
			switch c.Type {
			case "text":
				b.WriteString(c.Text)
				inline = true
			case "line_break":
				b.WriteByte('\n')
				inline = true
			default:
				block(c)
			}
		}
		if inline {
			b.WriteByte('\n')
		}
	}
	for _, n := range prose.Body(doc) {
		block(n)
	}
	return strings.TrimRight(b.String(), "\n")
}

// countWords counts the words of a text as newsrooms do: what stands between spaces.
func countWords(texts ...string) int {
	n := 0
	for _, t := range texts {
		n += len(strings.Fields(t))
	}
	return n
}
