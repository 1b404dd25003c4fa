package paper

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folds are letters that Unicode does not take apart, for every language.
var folds = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ħ': "h", 'ı': "i", 'ŋ': "n",
}

// foldsBy are the spellings that a language itself uses where a letter is not to be had.
var foldsBy = map[string]map[rune]string{
	"de": {'ä': "ae", 'ö': "oe", 'ü': "ue"},
	"da": {'å': "aa", 'ø': "oe"},
	"nb": {'å': "aa", 'ø': "oe"},
	"nn": {'å': "aa", 'ø': "oe"},
	"no": {'å': "aa", 'ø': "oe"},
	"is": {'ö': "o"},
}

// MaxSlug is the longest slug in characters; a longer one is cut at a word.
const MaxSlug = 80

// Slug makes the last part of an address out of a headline or a name: NFC, lower case, letters and digits of any
// script, everything else a hyphen; Latin diacritics are folded as lang (BCP 47) does it. What holds no letter or
// digit gives "".
func Slug(lang, s string) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	special := foldsBy[base]
	var b strings.Builder
	gap := false
	write := func(s string) {
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteString(s)
	}
	for _, r := range strings.ToLower(norm.NFKC.String(s)) {
		switch to, ok := special[r]; {
		case ok:
			write(to)
		case folds[r] != "":
			write(folds[r])
		case unicode.Is(unicode.Latin, r):
			for _, part := range norm.NFD.String(string(r)) {
				if !unicode.Is(unicode.Mn, part) {
					write(string(part))
				}
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			write(string(r))
		case unicode.IsMark(r) && b.Len() > 0 && !gap:
			b.WriteRune(r) // vowel signs and points of scripts that need them; a stray one is left out
		case r == '\'' || r == '’' || r == '\u00ad' || unicode.Is(unicode.Cf, r):
			// an apostrophe and what cannot be seen join what they stand between
		default:
			gap = true
		}
	}
	return cut(norm.NFC.String(b.String()))
}

func cut(s string) string {
	runes := []rune(s)
	if len(runes) <= MaxSlug {
		return s
	}
	s = string(runes[:MaxSlug])
	if runes[MaxSlug] != '-' {
		if i := strings.LastIndexByte(s, '-'); i > 0 {
			s = s[:i]
		}
	}
	return strings.TrimRight(s, "-")
}

// Reserved are the first segments of addresses that the program itself answers; nothing of the paper may stand
// below them.
var Reserved = []string{
	"newsroom", "assets", "pictures", "search", "latest", "corrections", "author", "topic", "storyline", "api",
	"healthz", "readyz", "record", "account", "feed.xml", "atom.xml", "feed.json", "sitemap.xml", "news-sitemap.xml",
	"robots.txt", "favicon.ico", ".well-known", "quiz", "websub", "ads.txt", "trust.txt", "security.txt", "license.xml", "oembed", "share",
}

// reservedBy is how the files of the map of the site begin.
const reservedBy = "sitemap-"

// IsReserved tells whether a path (with its leading slash) is the program's own. Authors and topics live below
// reserved segments; their own addresses are not asked about here.
func IsReserved(path string) bool {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if name := strings.ToLower(first); rest == "" && strings.HasPrefix(name, reservedBy) && strings.HasSuffix(name, ".xml") {
		return true
	}
	for _, r := range Reserved {
		if strings.EqualFold(first, r) {
			return true
		}
	}
	return false
}

// GoodPath tells whether a path that a person typed can be an address: it begins with a slash, holds no empty or
// dot segment, no space, control character, query or fragment, and is at most 400 bytes long.
func GoodPath(path string) bool {
	if len(path) < 2 || len(path) > 400 || path[0] != '/' || !norm.NFC.IsNormalString(path) {
		return false
	}
	for _, r := range path {
		if unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`?#%\"<>`, r) || r == unicode.ReplacementChar {
			return false
		}
	}
	for _, seg := range strings.Split(strings.Trim(path, "/"), "/") {
		if seg == "" || seg == "." || seg == ".." {
			return false
		}
	}
	return true
}
