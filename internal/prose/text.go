package prose

import (
	"strings"
	"unicode"
)

// Text is the words of the body, or of a part of it, a paragraph to a line: for search, counting and comparison. It
// leaves out the headline and standfirst of a document, and what only the page knows, such as a picture's own caption.
func Text(n *Node) string {
	var lines []string
	if n.Type == "doc" {
		for _, b := range Body(n) {
			lines = appendText(lines, b)
		}
	} else {
		lines = appendText(lines, n)
	}
	return strings.Join(lines, "\n")
}

func appendText(lines []string, n *Node) []string {
	add := func(s ...string) {
		for _, s := range s {
			if s = strings.TrimSpace(s); s != "" {
				lines = append(lines, s)
			}
		}
	}
	switch n.Type {
	case "paragraph", "heading", "pullquote", "correction", "code_block", "preformatted", "headline", "standfirst", "text":
		add(plain(n))
		add(n.Attr("speaker"))
	case "row":
		var cells []string
		for _, c := range n.Content {
			cells = append(cells, strings.ReplaceAll(Text(c), "\n", " "))
		}
		add(strings.Join(cells, "\t"))
	case "image":
		add(n.Attr("caption"))
	case "embed":
		add(n.Attr("text"), n.Attr("title"))
	default:
		add(n.Attr("title"), n.Attr("from"), n.Attr("caption"))
		for _, c := range n.Content {
			lines = appendText(lines, c)
		}
		add(n.Attr("speaker"), n.Attr("source"))
	}
	return lines
}

// Words counts the words of the body. In scripts without spaces between words every ideograph or kana counts as one,
// which is how their newsrooms count; other letters that follow each other are one word.
func Words(doc *Node) int {
	words := 0
	within := false
	for _, r := range Text(doc) {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			words++
			within = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !within {
				words++
			}
			within = true
		case unicode.IsSpace(r), r == '—', r == '–', r == '/':
			within = false
		}
	}
	return words
}
