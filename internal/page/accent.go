package page

import (
	"fmt"
	"regexp"

	"broadsheet/internal/paper"
)

// A colour of the paper's own comes as a style sheet of two lines, whose address holds its shades: nothing has to be
// kept for it, and pages need no style in their HTML, which the policy forbids.
var ownAccent = regexp.MustCompile(`^/assets/([0-9a-f]{6})-([0-9a-f]{6})/accent\.css$`)

// accentSheet is the address of the style sheet of a colour of the paper's own; "" when the accent is none.
func accentSheet(accent string) string {
	s, own := paper.ShadesOf(accent)
	if !own {
		return ""
	}
	return fmt.Sprintf("/assets/%s-%s/accent.css", s.Light[1:], s.Dark[1:])
}

// accentFile is the style sheet at such an address; false for shades that could not be read.
func accentFile(path string) (File, bool) {
	m := ownAccent.FindStringSubmatch(path)
	if m == nil {
		return File{}, false
	}
	s := paper.Shades{Light: "#" + m[1], Dark: "#" + m[2]}
	if !s.Readable() {
		return File{}, false
	}
	return File{
		Type: assetTypes[".css"],
		Body: fmt.Appendf(nil, ".accent-own{--accent:%s}@media(prefers-color-scheme:dark){.accent-own{--accent:%s}}", s.Light, s.Dark),
	}, true
}
