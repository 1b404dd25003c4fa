package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	nbsp  = '\u00A0' // no-break space
	nnbsp = '\u202F' // narrow no-break space
)

// quotation marks of a language: outer opening and closing, inner opening and closing.
type quotes [4]string

var (
	english  = quotes{"“", "”", "‘", "’"}
	german   = quotes{"„", "“", "‚", "‘"}
	swiss    = quotes{"«", "»", "‹", "›"}
	french   = quotes{"«\u202F", "\u202F»", "“", "”"}
	swedish  = quotes{"”", "”", "’", "’"}
	norsk    = quotes{"«", "»", "‘", "’"}
	danish   = quotes{"»", "«", "›", "‹"}
	spanish  = quotes{"«", "»", "“", "”"}
	polish   = quotes{"„", "”", "«", "»"}
	russian  = quotes{"«", "»", "„", "“"}
	straight = quotes{`"`, `"`, "'", "'"}

	quotesOf = map[string]quotes{
		"de": german, "de-ch": swiss, "de-li": swiss, "fr": french, "fr-ch": swiss, "sv": swedish, "fi": swedish,
		"nb": norsk, "nn": norsk, "no": norsk, "da": danish, "es": spanish, "ca": spanish, "el": spanish, "it": spanish,
		"pl": polish, "hu": polish, "ro": polish, "cs": german, "sk": german, "sl": german, "bg": german, "is": german,
		"et": german, "lt": german, "hr": polish, "ru": russian, "uk": russian, "be": russian,
		"he": straight, "yi": straight,
	}
)

// Typeset sets a text as a printer of the language would: curly quotation marks and apostrophes, dashes and
// ellipses for what a typewriter has, narrow spaces that do not break in figures and before the signs of French.
// It is for running text in one piece, never for code. What is typeset already stays as it is.
func Typeset(lang, s string) string { return newTypesetter(lang).text(s) }

// NoWidow keeps the last two words of a headline on one line, unless the last is long or there are few.
func NoWidow(s string) string {
	i := strings.LastIndexByte(s, ' ')
	if i < 0 || strings.Count(s[:i], " ") < 2 || utf8.RuneCountInString(s[i:]) > 13 {
		return s
	}
	return s[:i] + string(nbsp) + s[i+1:]
}

// A typesetter sets a block piece by piece, since a quotation may begin in one mark and end in another.
type typesetter struct {
	marks  quotes
	french bool
	spaced bool // figures are grouped by spaces, and a space stands before a percent sign
	before rune // the last code point that was set; a space at the start
	opened bool // it is a quotation mark that opens
	figure int  // how many digits stand right before
	depth  int  // of open single quotation marks
}

func newTypesetter(lang string) *typesetter {
	t := &typesetter{marks: english, before: ' '}
	lang = strings.ToLower(lang)
	base, _, _ := strings.Cut(lang, "-")
	for _, l := range []string{lang, base} {
		if q, ok := quotesOf[l]; ok {
			t.marks = q
			break
		}
	}
	t.french = base == "fr" && lang != "fr-ch"
	t.spaced = strings.Contains(" fr de sv nb nn no fi cs sk pl ru uk be bg hu et lv lt es ", " "+base+" ")
	return t
}

// skip passes over something that is not to be set.
func (t *typesetter) skip() { t.before, t.opened, t.figure = 'x', false, 0 }

func (t *typesetter) text(s string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/16)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		after, _ := utf8.DecodeRuneInString(s[i+size:])
		rest := s[i:]
		opened := false
		switch {
		case r == '"':
			opened = t.opens()
			b.WriteString(t.double())
		case r == '\'':
			mark := t.single(after)
			opened = mark == t.marks[2] && mark != t.marks[3]
			b.WriteString(mark)
		case strings.HasPrefix(rest, "...") && !strings.HasPrefix(rest, "....") && t.before != '.':
			b.WriteRune('…')
			size = 3
		case strings.HasPrefix(rest, "--") && !strings.HasPrefix(rest, "---") && t.before != '-':
			b.WriteRune('–')
			size = 2
		case strings.HasPrefix(rest, " - ") && t.figure == 0: // between figures it may be a minus
			b.WriteString(" –")
			size = 2
		case r == ' ' && t.spaced && t.figure > 0 && (after == '%' || after == '‰' || t.figure <= 3 && isThousands(rest)):
			b.WriteRune(nnbsp)
		case r == ' ' && t.french && (strings.ContainsRune(";!?»", after) || t.before == '«'):
			b.WriteRune(nnbsp)
		case r == ' ' && t.french && after == ':':
			b.WriteRune(nbsp)
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
		t.before, _ = utf8.DecodeLastRuneInString(b.String())
		t.opened = opened
		if t.figure++; !unicode.IsDigit(t.before) {
			t.figure = 0
		}
	}
	return b.String()
}

// isThousands tells whether s, a space after a digit, is followed by three digits and no more.
func isThousands(s string) bool {
	if len(s) < 4 {
		return false
	}
	for _, c := range s[1:4] {
		if c < '0' || c > '9' {
			return false
		}
	}
	next, _ := utf8.DecodeRuneInString(s[4:])
	return !unicode.IsDigit(next)
}

// opens tells whether a quotation mark here begins a quotation.
func (t *typesetter) opens() bool {
	opening, _ := utf8.DecodeLastRuneInString(t.marks[0])
	return t.opened || unicode.IsSpace(t.before) || strings.ContainsRune("([{-–—/", t.before) ||
		t.before == opening && t.marks[0] != t.marks[1]
}

func (t *typesetter) double() string {
	if t.opens() {
		return t.marks[0]
	}
	return t.marks[1]
}

func (t *typesetter) single(after rune) string {
	switch {
	case t.opens() && !unicode.IsDigit(after) && !unicode.IsSpace(after):
		t.depth++
		return t.marks[2]
	case t.depth > 0 && !unicode.IsLetter(after):
		t.depth--
		return t.marks[3]
	case t.marks == straight:
		return "'"
	}
	return "’" // an apostrophe, which every language writes alike
}
