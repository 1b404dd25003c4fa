package search

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Spelled is a word as the vocabulary keeps it.
type Spelled struct {
	Folded string // what is compared
	Word   string // in lower case, with its accents
}

// The limits of the vocabulary: how many characters a word has that can be mistyped, and how many words of one text
// are kept.
const (
	shortestSpelled = 3
	longestSpelled  = 32
	mostSpelled     = 5000
)

// Vocabulary is the different words of texts that people may mistype: letters alone, in scripts with spaces; sorted.
func Vocabulary(texts ...string) []Spelled {
	seen := map[Spelled]bool{}
	var all []Spelled
	for _, text := range texts {
		for _, w := range words(text) {
			if w.gram || !Spellable(w.text) {
				continue
			}
			s := Spelled{w.text, strings.ReplaceAll(norm.NFC.String(strings.ToLower(short(text[w.start:w.end], 4*longest))), "’", "'")}
			if !seen[s] && len(all) < mostSpelled {
				seen[s] = true
				all = append(all, s)
			}
		}
	}
	slices.SortFunc(all, func(a, b Spelled) int {
		if c := strings.Compare(a.Folded, b.Folded); c != 0 {
			return c
		}
		return strings.Compare(a.Word, b.Word)
	})
	return all
}

// Spellable tells whether a folded word is one that can be mistyped.
func Spellable(folded string) bool {
	n := utf8.RuneCountInString(folded)
	return n >= shortestSpelled && n <= longestSpelled && !strings.ContainsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) })
}

// alphabets are the letters that a slip of the finger may bring, by the script of the word.
var alphabets = []struct {
	script  *unicode.RangeTable
	letters string
}{
	{unicode.Latin, "abcdefghijklmnopqrstuvwxyz"},
	{unicode.Cyrillic, "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў"},
	{unicode.Greek, "αβγδεζηθικλμνξοπρσςτυφχψω"},
	{unicode.Arabic, "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءپچگک"},
	{unicode.Hebrew, "אבגדהוזחטיכלמנסעפצקרשתךםןףץ"},
}

// Slips are all words one slip away from a folded word: a letter left out, put in, changed, or two swapped.
func Slips(word string) []string {
	runes := []rune(word)
	letters := ""
	for _, a := range alphabets {
		if unicode.Is(a.script, runes[0]) {
			letters = a.letters
		}
	}
	seen := map[string]bool{word: true}
	var all []string
	add := func(r ...[]rune) {
		s := string(slices.Concat(r...))
		if !seen[s] {
			seen[s] = true
			all = append(all, s)
		}
	}
	for i := range len(runes) + 1 {
		before, after := runes[:i], runes[i:]
		if len(after) > 0 {
			add(before, after[1:])
		}
		if len(after) > 1 {
			add(before, []rune{after[1], after[0]}, after[2:])
		}
		for _, l := range letters {
			if len(after) > 0 {
				add(before, []rune{l}, after[1:])
			}
			add(before, []rune{l}, after)
		}
	}
	return all
}

// Distance counts the slips between two words, swaps as one; most+1 stands for all above most.
func Distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	before, last, now := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		now[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			now[j+1] = min(now[j]+1, last[j+1]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				now[j+1] = min(now[j+1], before[j-1]+1)
			}
		}
		before, last, now = last, now, before
	}
	return min(last[len(y)], most+1)
}

// Likely says how likely a word was meant that stands in so many texts and is so many slips away; more is likelier.
// The first letter is seldom wrong, and a swap or a doubled or single letter is the commonest slip.
func Likely(typed, meant string, slips int, docs int64) float64 {
	worth := math.Log1p(float64(docs)) - 6*float64(slips)
	a, _ := utf8.DecodeRuneInString(typed)
	b, _ := utf8.DecodeRuneInString(meant)
	if a != b {
		worth -= 1.5
	}
	if sorted(typed) == sorted(meant) {
		worth += 2
	}
	if squeezed(typed) == squeezed(meant) {
		worth += 2
	}
	return worth
}

func sorted(s string) string {
	r := []rune(s)
	slices.Sort(r)
	return string(r)
}

func squeezed(s string) string { return string(slices.Compact([]rune(s))) }

// Rarity weighs a word that so many of all texts hold, as BM25 does.
func Rarity(docs, all int64) float64 {
	docs = min(docs, all)
	return math.Log(1 + (float64(all-docs)+0.5)/(float64(docs)+0.5))
}

// Stem brings a folded word to its stem in a language (one of Stems, or "").
func Stem(word, lang string) string { return stem(word, lang) }

// Mark marks the words of a question in a whole text, such as a headline.
func Mark(q Query, text, lang string) (pieces []Piece, marked bool) {
	pieces = Snippet(q, text, lang, len(text)+1)
	return pieces, slices.ContainsFunc(pieces, func(p Piece) bool { return p.Mark })
}
