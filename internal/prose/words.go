package prose

import (
	"strings"
	"unicode"
)

// Words counts the words of a document's body: runs of characters between spaces that hold a letter or a digit;
// where a script writes no spaces, every two letters count as a word.
func Words(doc *Node) int {
	n := 0
	for _, block := range Body(doc) {
		n += wordsIn(block)
	}
	return n
}

func wordsIn(block *Node) int {
	n := 0
	var text strings.Builder
	flush := func() {
		for word := range strings.FieldsSeq(text.String()) {
			n += wordsOf(word)
		}
		text.Reset()
	}
	for _, c := range block.Content {
		switch {
		case c.Type == "text":
			text.WriteString(c.Text)
		case c.Type == "line_break":
			text.WriteByte(' ')
		default:
			flush()
			n += wordsIn(c)
		}
	}
	flush()
	return n
}

func wordsOf(run string) int {
	wide, plain := 0, false
	for _, r := range run {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			wide++
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			plain = true
		}
	}
	n := (wide + 1) / 2
	if plain {
		n++
	}
	return n
}

