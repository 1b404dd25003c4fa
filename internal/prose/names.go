package prose

import (
	"fmt"
	"strings"
	"unicode"
)

// name makes an id that no other element of this body has.
func (r *renderer) name(slug string) string {
	id := r.o.IDPrefix
	if slug != "" {
		id += "-" + slug
	}
	return r.unique(id, "%s-%d")
}

// label makes an accessible name that no other region of this body has.
func (r *renderer) label(s string) string { return r.unique(s, "%s (%d)") }

func (r *renderer) unique(s, format string) string {
	out := s
	for i := 2; r.names[out]; i++ {
		out = fmt.Sprintf(format, s, i)
	}
	r.names[out] = true
	return out
}

// slug is the letters and digits of s in lower case, of any script, with hyphens between; at most 60 of them.
func slug(s string) string {
	var b strings.Builder
	n, gap := 0, false
	for _, c := range strings.ToLower(s) {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) {
			gap = n > 0
			continue
		}
		if n++; n > 60 {
			break
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(c)
	}
	return b.String()
}
