// Package search turns texts into the words that both databases index, questions into the words they are asked for,
// and matches into an order and snippets. It knows no database: what matches is the same in both because the words
// are.
package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/tamil"
	"github.com/blevesearch/snowballstem/turkish"
	"golang.org/x/text/unicode/norm"
)

var stemmers = map[string]func(*snowballstem.Env) bool{
	"ar": arabic.Stem, "da": danish.Stem, "nl": dutch.Stem, "en": english.Stem, "fi": finnish.Stem, "fr": french.Stem,
	"de": german.Stem, "hu": hungarian.Stem, "ga": irish.Stem, "it": italian.Stem, "no": norwegian.Stem,
	"pt": portuguese.Stem, "ro": romanian.Stem, "ru": russian.Stem, "es": spanish.Stem, "sv": swedish.Stem,
	"ta": tamil.Stem, "tr": turkish.Stem,
}

// Stems lists the languages whose words are brought to their stems.
func Stems() []string {
	return []string{"ar", "da", "de", "en", "es", "fi", "fr", "ga", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv", "ta", "tr"}
}

// StemOf is the one of Stems that a language (BCP 47) belongs to, "" for none.
func StemOf(lang string) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if base == "nb" || base == "nn" {
		base = "no"
	}
	if stemmers[base] == nil {
		return ""
	}
	return base
}

// stem brings a folded word to its stem.
func stem(word, lang string) string {
	f := stemmers[lang]
	if f == nil || !utf8.ValidString(word) {
		return word
	}
	env := snowballstem.NewEnv(word)
	f(env)
	if s := env.Current(); s != "" {
		return s
	}
	return word
}

// forms are what a word of a text is found by: its folded form brought to its stem, and its stem as the language finds
// it, folded, where that is another. Folding first lets somebody find it who has no accents on the keyboard; in
// languages whose endings hang on accents (Turkish, Spanish) only the second brings all forms of a word together.
func forms(text string, w word, lang string) (main, deep string) {
	if w.gram || stemmers[lang] == nil {
		return w.text, ""
	}
	main = stem(w.text, lang)
	spelled := text[w.start:w.end]
	if len(spelled) > 4*longest || isASCII(spelled) {
		return main, ""
	}
	if lang == "tr" {
		spelled = strings.ToLowerSpecial(unicode.TurkishCase, spelled)
	}
	deep = short(Fold(stem(norm.NFC.String(strings.ToLower(spelled)), lang)), longest)
	if deep == main {
		deep = ""
	}
	return main, deep
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// Forms are what the words of a text are found by, in a language (one of Stems, or ""): one or two for each.
func Forms(text, lang string) [][]string {
	var all [][]string
	for _, w := range words(text) {
		main, deep := forms(text, w, lang)
		if all = append(all, []string{main}); deep != "" {
			all[len(all)-1] = append(all[len(all)-1], deep)
		}
	}
	return all
}

// word is one word of a text: folded, and where it stands there.
type word struct {
	text       string
	start, end int  // bytes
	gram       bool // one of the overlapping pairs of a script written without spaces
}

var elided = map[string]bool{
	"l": true, "d": true, "j": true, "m": true, "n": true, "s": true, "t": true, "c": true, "qu": true, "jusqu": true, "lorsqu": true,
	"puisqu": true, "quoiqu": true, "un": true, "dell": true, "nell": true, "sull": true, "all": true, "dall": true, "quell": true,
	"quest": true, "gl": true, "coll": true, "sant": true,
}

// longest is how many bytes of a word count.
const longest = 96

// words splits a text into folded words. Scripts that are written without spaces give overlapping pairs of
// characters, a lone character itself.
func words(text string) []word {
	var out []word
	begin := -1 // of the word under way
	flush := func(end int) {
		if begin >= 0 {
			// What French, Italian and Catalan drop a vowel of before an apostrophe is no part of the word after it.
			if i := strings.IndexAny(text[begin:end], "'’"); i > 0 && i <= 8 && elided[Fold(text[begin:begin+i])] {
				_, size := utf8.DecodeRuneInString(text[begin+i:])
				begin += i + size
			}
			for end > begin && (text[end-1] == '\'' || strings.HasSuffix(text[begin:end], "’")) {
				_, size := utf8.DecodeLastRuneInString(text[begin:end])
				end -= size
			}
			// Of a word as long as a page only the beginning counts, so only that is folded.
			if w := Fold(short(text[begin:end], 4*longest)); w != "" {
				out = append(out, word{text: short(w, longest), start: begin, end: end})
			}
			begin = -1
		}
	}
	var run []int // starts of the characters of a run without spaces
	runEnd := 0
	flushRun := func() {
		for i := range run {
			end := runEnd
			if i+2 < len(run) {
				end = run[i+2]
			}
			if i+1 < len(run) || len(run) == 1 {
				if w := Fold(short(text[run[i]:end], 4*longest)); w != "" {
					out = append(out, word{text: short(w, longest), start: run[i], end: end, gram: true})
				}
			}
		}
		run = run[:0]
	}
	for i, r := range text {
		size := utf8.RuneLen(r)
		if size < 0 {
			size = 1
		}
		switch {
		case spaceless(r) && !unicode.Is(unicode.M, r):
			flush(i)
			run, runEnd = append(run, i), i+size
		case len(run) > 0 && unicode.Is(unicode.M, r):
			runEnd = i + size
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r) || strings.ContainsRune("\u200d\u200c\u00ad", r):
			flushRun()
			if begin < 0 {
				begin = i
			}
		case (r == '\'' || r == '’') && begin >= 0:
			// An apostrophe inside a word belongs to it: o'clock.
		default:
			flush(i)
			flushRun()
		}
	}
	flush(len(text))
	flushRun()
	return out
}

// spaceless tells the characters of scripts that are written without spaces between words.
func spaceless(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}

// short is the first n bytes of a text, without a broken letter at the end.
func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// letters that decomposition leaves as they are, in the spelling that a plain keyboard gives.
var plainLetters = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l",
	"ı", "i", "ħ", "h", "ŋ", "n", "ŧ", "t", "ё", "е", "ـ", "", "'", "", "’", "", "\u200c", "", "\u200d", "", "\u00ad", "")

// Fold brings a word into the form that is compared: lower case, and without the marks that people leave out when
// they type (accents of Latin and Greek, the vowel signs of Arabic and Hebrew). Marks that are part of a letter, as
// in Cyrillic and the scripts of India, stay.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(strings.ReplaceAll(s, "'", ""))
	}
	s = strings.ToLower(norm.NFKC.String(s))
	s = plainLetters.Replace(s)
	var b strings.Builder
	drops := false // whether marks after the last letter are dropped
	for _, r := range norm.NFD.String(s) {
		if r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue // what a compatible spelling brings along: brackets, spaces
		}
		if !unicode.Is(unicode.M, r) {
			drops = unicode.In(r, unicode.Latin, unicode.Greek, unicode.Arabic, unicode.Hebrew)
			b.WriteRune(r)
			continue
		}
		if !drops {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// Words is the folded words of a name, unstemmed.
func Words(name string) []string {
	var all []string
	for _, w := range words(name) {
		all = append(all, w.text)
	}
	return all
}
