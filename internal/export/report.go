package export

import (
	"fmt"
	"strings"
)

// Report tells what the export brought, a line to a kind of thing: what is in the export, and that all of it came.
func (x *Opened) Report() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Taken in: %s, to entry %d of its record.\n", x.Paper, x.Number)
	for _, l := range []struct {
		what string
		n    int64
	}{
		{"published stories", x.Stories},
		{"standing pages", x.Manifest.Pages},
		{"stories never published", x.Drafts},
		{"pictures", x.Manifest.Pictures},
		{"what pages show of them", x.Cuts},
	} {
		fmt.Fprintf(&b, "  %-28s %8d in the export %8d came\n", l.what, l.n, l.n)
	}
	return b.String()
}
