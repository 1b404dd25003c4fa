package webpage

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// choose takes the text that Readability's rules found, or, where it left much of the story out or took in much that
// is none of it, the part of the page that holds the story's paragraphs. What the page's data repeats of the text
// tells which of them is right.
func (d *data) choose(doc, found *html.Node) *html.Node {
	core := coreOf(doc)
	if core == nil {
		return found
	}
	if found == nil {
		return core
	}
	if body := d.says("articleBody"); len([]rune(body)) >= 2*long {
		said := count(body)
		if likeness(said, count(textIn(core))) > likeness(said, count(textIn(found)))+0.1 {
			return core
		}
		return found
	}
	if weigh(found) < 2*long && weigh(core) > 5*long {
		return core
	}
	return found
}

// coreOf is the smallest part of a page that holds nearly all of its long paragraphs; nil when there are none.
func coreOf(doc *html.Node) *html.Node {
	total := weigh(doc)
	if total < long {
		return nil
	}
	at := doc
	for {
		var next *html.Node
		for k := range at.ChildNodes() {
			if k.Type == html.ElementNode && k.DataAtom != atom.P && !unread(k.DataAtom) && weigh(k)*5 >= total*4 {
				next = k
				break
			}
		}
		if next == nil {
			if at == doc || at.DataAtom == atom.Html {
				return nil
			}
			return at
		}
		at = next
	}
}

// count counts the words of a text; a sign of a script without spaces is a word.
func count(s string) map[string]int {
	all := map[string]int{}
	var word []rune
	end := func() {
		if len(word) > 0 {
			all[string(word)]++
			word = word[:0]
		}
	}
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			end()
			all[string(r)]++
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			word = append(word, r)
		default:
			end()
		}
	}
	end()
	return all
}

// likeness is 1 for texts of the same words and 0 for texts that share none.
func likeness(a, b map[string]int) float64 {
	both, sum := 0, 0
	for w, n := range a {
		both += min(n, b[w])
		sum += n
	}
	for _, n := range b {
		sum += n
	}
	if sum == 0 {
		return 1
	}
	return 2 * float64(both) / float64(sum)
}
