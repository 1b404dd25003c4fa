package article

import (
	"slices"
	"strings"
	"unicode"

	"broadsheet/internal/prose"
)

// Suggestion is what readers should be told of a change, and why.
type Suggestion struct {
	Change   Change
	Why      string // "" for a small fix
	Was, Now string // for a correction: the old and the new words around the first difference
}

// Suggest compares the text that is live with the text that is to replace it. A correction is suggested when a
// figure, a name or words in quotation marks changed; an update when words were added or taken away in number; a
// small fix else. It is a suggestion: the person decides.
func Suggest(live, draft *prose.Node) Suggestion {
	before, after := sentences(live), sentences(draft)
	gone, come := without(before, after), without(after, before)
	was, now := first(gone), first(come)
	switch {
	case lost(quoted(gone), quoted(come)):
		return Suggestion{Correction, "Words in quotation marks changed.", was, now}
	case lost(figures(gone), figures(come)):
		return Suggestion{Correction, "A figure changed.", was, now}
	case lost(names(gone), names(come)):
		return Suggestion{Correction, "A name changed.", was, now}
	}
	n, m := len(words(before)), len(words(after))
	if delta := max(n, m) - min(n, m); delta > 10 || delta*20 > n {
		return Suggestion{Update, "Words were added or taken away.", "", ""}
	}
	return Suggestion{Fix, "", "", ""}
}

// sentences are the sentences of everything that readers see of a document.
func sentences(doc *prose.Node) []string {
	text := prose.Headline(doc) + "\n" + prose.Standfirst(doc) + "\n" + prose.Text(doc)
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		start := 0
		runes := []rune(line)
		for i, r := range runes {
			ends := strings.ContainsRune(".!?。！？؟", r) && (i+1 == len(runes) || unicode.IsSpace(runes[i+1]))
			if ends || i+1 == len(runes) {
				if s := strings.TrimSpace(string(runes[start : i+1])); s != "" {
					all = append(all, s)
				}
				start = i + 1
			}
		}
	}
	return all
}

// without is what is in a and not in b, as often as it is there more often.
func without(a, b []string) []string {
	left := make(map[string]int)
	for _, s := range b {
		left[s]++
	}
	var out []string
	for _, s := range a {
		if left[s] > 0 {
			left[s]--
			continue
		}
		out = append(out, s)
	}
	return out
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

func words(sentences []string) []string {
	var all []string
	for _, s := range sentences {
		all = append(all, strings.FieldsFunc(s, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\'' && r != '’' && r != '.' && r != ','
		})...)
	}
	for i := range all {
		all[i] = strings.Trim(all[i], "'’.,")
	}
	return slices.DeleteFunc(all, func(w string) bool { return w == "" })
}

func figures(sentences []string) []string {
	return slices.DeleteFunc(words(sentences), func(w string) bool { return !strings.ContainsFunc(w, unicode.IsDigit) })
}

// names are the words with a capital inside a sentence. Scripts without capitals tell nothing here.
func names(sentences []string) []string {
	var all []string
	for _, s := range sentences {
		for i, w := range words([]string{s}) {
			if r := []rune(w)[0]; i > 0 && unicode.IsUpper(r) && w != "I" {
				all = append(all, w)
			}
		}
	}
	return all
}

// quotes are the marks that open and close what somebody said.
var quotes = map[rune]rune{'“': '”', '"': '"', '«': '»', '„': '“', '「': '」', '‘': '’'}

func quoted(sentences []string) []string {
	var all []string
	var close rune
	var b strings.Builder
	for _, r := range strings.Join(sentences, " ") {
		switch {
		case close == 0 && quotes[r] != 0:
			close = quotes[r]
			b.Reset()
		case close != 0 && r == close:
			if strings.ContainsRune(b.String(), ' ') { // one word in marks is seldom a quote
				all = append(all, b.String())
			}
			close = 0
		case close != 0:
			b.WriteRune(r)
		}
	}
	return all
}

// lost tells whether something is gone while sentences changed; what only came in is news, not a correction.
func lost(gone, come []string) bool { return len(without(gone, come)) > 0 }
