package webpage

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// headline chooses among what a page calls its story. Found is the choice of Readability's rules, which holds where
// the page has no data of its own.
func (d *data) headline(found string) string {
	found = oneLine(found)
	if len(d.headlines) > 0 {
		return d.said()
	}
	if d.isNews() {
		for _, h := range d.h1 { // the name of the paper is no part of the headline
			if isSuffixed(found, h) {
				return h
			}
		}
	}
	return found
}

var dated = regexp.MustCompile(`/(?:19|20)\d\d/?(?:0[1-9]|1[0-2])(?:/|-)`)

// isNews tells whether a page says that it is an article and of which day.
func (d *data) isNews() bool {
	return d.first("og:type") == "article" && (d.first("article:published_time") != "" || dated.MatchString(d.address) || dated.MatchString(d.first("og:url")))
}

// said is the headline by the data, which is the newsroom's own. Where it only repeats the heading of the page while
// title and sharing say another one, that one stands: a heading leans on the picture and the words above it, the others
// were written to stand alone. A heading that the page itself marks as the headline settles it.
func (d *data) said() string {
	said, shared := d.headlines[0], d.first("og:title")
	if shared == "" || alike(said, shared) || isSuffixed(shared, said) || isPrefixed(shared, said) {
		return said
	}
	if len(d.marked) == 1 && alike(d.marked[0], shared) {
		return shared
	}
	shown := func(s string) bool { return slices.ContainsFunc(d.h1, func(h string) bool { return alike(h, s) }) }
	titled := func(s string) bool { return alike(d.title, s) || isSuffixed(d.title, s) || isPrefixed(d.title, s) }
	if titled(shared) && shown(said) && !shown(shared) {
		return shared
	}
	return said
}

const separators = "|｜-–—:：·•«»/"

// isSuffixed tells whether long is short with the name of the site behind it.
func isSuffixed(long, short string) bool {
	rest, ok := strings.CutPrefix(long, short)
	r := []rune(strings.TrimSpace(rest))
	return ok && len([]rune(short)) >= 8 && len(r) > 0 && len(r) < 80 && strings.ContainsRune(separators, r[0])
}

// isPrefixed tells whether long is short with a section or a name before it.
func isPrefixed(long, short string) bool {
	rest, ok := strings.CutSuffix(long, short)
	r := []rune(strings.TrimSpace(rest))
	return ok && len([]rune(short)) >= 8 && len(r) > 0 && len(r) < 60 && strings.ContainsRune("|｜»", r[len(r)-1])
}

// alike compares two headlines by their letters and digits.
func alike(a, b string) bool { return letters(a) == letters(b) }

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
