package prose

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// forbidden finds the first code point that text in HTML may not hold (HTML Standard, 13.1.4): controls except tab
// and line feed, surrogates, noncharacters. Invalid UTF-8 counts as well. at is -1 when there is none.
func forbidden(s string) (r rune, at int) {
	for i, r := range s {
		if isForbidden(r) {
			return r, i
		}
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return r, i
			}
		}
	}
	return 0, -1
}

func isForbidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' ||
		r >= 0x7F && r <= 0x9F ||
		r >= 0xD800 && r <= 0xDFFF ||
		r >= 0xFDD0 && r <= 0xFDEF ||
		r&0xFFFE == 0xFFFE
}

// FirstForbidden names the first code point in s that pages may not carry, such as "U+0007"; "" when all may.
// For fields outside documents: captions, names, settings.
func FirstForbidden(s string) string {
	r, at := forbidden(s)
	if at < 0 {
		return ""
	}
	return codePoint(r)
}

func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }

// Printable drops from s what pages may not carry; line ends of other systems become line feeds.
func Printable(s string) string {
	if strings.ContainsRune(s, '\r') {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if _, at := forbidden(s); at < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isForbidden(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
