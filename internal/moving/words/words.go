// Package words compares the words that a reader saw on an old page with the words of the story that came of it, so
// that a move can be held to its promise. It reads the old page by itself, tag by tag, and knows nothing of how the
// story was made.
package words

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// Of cuts a text into words: letters, digits and their marks that follow each other, in lower case and without regard
// to forms of the same character (x² counts as x2).
func Of(text string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFKC.String(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// borders are elements that do not join the words before and after them.
var borders = strings.Fields(`address article aside blockquote br button caption center dd details dialog div dl dt fieldset
figcaption figure footer form frame h1 h2 h3 h4 h5 h6 header hgroup hr iframe img label legend li main menu nav ol
optgroup option output p pre rp rt section select summary table tbody td textarea tfoot th thead tr ul video audio object embed
xmp listing plaintext canvas meter progress datalist`)

// unseen are elements whose text is not shown.
var unseen = []string{"script", "style", "template", "noscript", "title", "head", "iframe", "svg", "noembed", "noframes"}

// IsUnseen tells whether the text of an element is not shown.
func IsUnseen(element string) bool { return slices.Contains(unseen, element) }

// Visible cuts the text of a post of WordPress into words, as its page showed it: without scripts and comments, with
// the words inside shortcodes, but not their brackets.
func Visible(source string) []string { return Of(shortcodes(text(source))) }

// Shown cuts the text of a page into words, as a browser shows it: brackets in it are text.
func Shown(source string) []string { return Of(text(source)) }

// text is what a page shows, with a space where words do not join.
func text(source string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	var skip []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if len(skip) == 0 {
				b.WriteString(html.UnescapeString(string(z.Raw())))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if slices.Contains(unseen, t.Data) && t.Type == html.StartTagToken {
				skip = append(skip, t.Data)
			}
			border := slices.Contains(borders, t.Data)
			for _, a := range t.Attr {
				border = border || a.Key == "data-fn" || a.Key == "class" && strings.Contains(a.Val, "wp-block-file__button")
			}
			if border {
				b.WriteByte(' ')
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if k := slices.Index(skip, string(name)); k >= 0 {
				skip = skip[:k]
			}
			if slices.Contains(borders, string(name)) {
				b.WriteByte(' ')
			}
		}
	}
}

var (
	bracket = regexp.MustCompile(`\[(/?)([A-Za-z][A-Za-z0-9_-]*)([^\[\]]*)\]`)
	oldText = regexp.MustCompile(`\scaption=(?:"([^"]*)"|'([^']*)')`)
	known   = []string{"caption", "gallery", "embed", "audio", "video", "playlist", "youtube", "vimeo", "wpvideo"}
)

// shortcodes takes the brackets of shortcodes out of a text: of those that have an attribute or an end.
func shortcodes(text string) string {
	ends := map[string]bool{}
	for _, m := range bracket.FindAllStringSubmatch(text, -1) {
		if m[1] == "/" {
			ends[m[2]] = true
		}
	}
	return bracket.ReplaceAllStringFunc(text, func(s string) string {
		m := bracket.FindStringSubmatch(s)
		switch {
		case m[2] == "caption":
			if t := oldText.FindStringSubmatch(m[3]); t != nil {
				return " " + t[1] + t[2] + " "
			}
			return " "
		case strings.Contains(m[3], "="), ends[m[2]], slices.Contains(known, m[2]):
			return " "
		}
		return s
	})
}

// Compare finds the words of the old page that are neither in the story nor among those left out (missing), and
// those of the story that are not on the old page (added), each as often as it differs, in their order.
func Compare(old, left, story []string) (missing, added []string) {
	count := map[string]int{}
	for _, w := range story {
		count[w]++
	}
	var lacking []string
	for _, w := range old {
		if count[w] > 0 {
			count[w]--
			continue
		}
		lacking = append(lacking, w)
	}
	for _, w := range story {
		if count[w] > 0 {
			count[w]--
			added = append(added, w)
		}
	}
	for _, w := range left {
		count[w]++
	}
	for _, w := range lacking {
		if count[w] > 0 {
			count[w]--
			continue
		}
		missing = append(missing, w)
	}
	return missing, added
}
