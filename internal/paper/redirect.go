package paper

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"broadsheet/internal/fault"
)

// LongestPath is the longest path that readers' questions are looked up for, in bytes.
const LongestPath = 1000

// RedirectFile is a list of redirects that was looked at before any was made: a file, or one line.
type RedirectFile struct {
	ID    string
	Name  string // of the file
	Staff string // who brought it
	At    time.Time
	Lines int
	Count map[RedirectOutcome]int
}

// RedirectOutcome says what became of a line.
type RedirectOutcome string

// What becomes of a line.
const (
	RedirectWaits   RedirectOutcome = "waits"   // can be made
	RedirectMade    RedirectOutcome = "made"    // leads there
	RedirectStands  RedirectOutcome = "stands"  // led there before
	RedirectLeft    RedirectOutcome = "left"    // cannot be made; Say tells why
	RedirectUndone  RedirectOutcome = "undone"  // led there, and was taken back
	RedirectChanged RedirectOutcome = "changed" // leads elsewhere since, and so was not taken back
)

// RedirectLine is one line of such a list.
type RedirectLine struct {
	N       int    // line of the file, from 1
	Old     string // as it was typed
	To      string // as it was typed
	Outcome RedirectOutcome
	Say     string // where it leads, or why it cannot be made

	Path   string // decoded
	Kind   Target // of what it leads to
	Object string
}

// OldPath reads an address that is to lead elsewhere: a path, or a web address of which the path is taken. What it gives is
// decoded once, as the table of addresses holds it. A question belongs to it only where WordPress puts one: "/?p=123".
func OldPath(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", fault.About("old", "Type the old address. It begins with a slash.")
	}
	u, err := url.Parse(typed)
	if err != nil || u.Opaque != "" || u.User != nil || (u.Scheme != "" && !IsWeb(typed)) || strings.HasPrefix(typed, "//") {
		return "", fault.About("old", "“%s” is no address. It begins with a slash, or is a whole web address.", Shown(typed))
	}
	path := u.Path
	if u.Scheme != "" && path == "" {
		path = "/"
	}
	if err := Speakable(path); err != nil {
		return "", fault.About("old", "%s", fault.Of(err).Say)
	}
	if u.RawQuery != "" {
		asked := NumberedAddress(path, u.Query())
		if asked == "" || len(u.Query()) != 1 {
			return "", fault.About("old", "An address is looked up without what stands behind its question mark, but for /?p=123 and its like. Leave “?%s” out.", Shown(u.RawQuery))
		}
		return asked, nil
	}
	return path, nil
}

// numbered are the parameters by which WordPress names a thing without its address.
var numbered = []string{"p", "page_id", "attachment_id", "cat", "author", "tag_id"}

// NumberedAddress is the address that an old link such as "/?p=123" stands for, "" for none. A blog in a folder has its
// numbers there: "/blog/?p=123".
func NumberedAddress(p string, query url.Values) string {
	p = strings.TrimSuffix(p, "index.php")
	if !strings.HasSuffix(p, "/") {
		return ""
	}
	for _, k := range numbered {
		if v := query.Get(k); isFigures(v) {
			return p + "?" + k + "=" + v
		}
	}
	return ""
}

func isFigures(s string) bool {
	return s != "" && len(s) <= 18 && strings.Trim(s, "0123456789") == ""
}

// Speakable refuses a decoded path that nobody can ask for.
func Speakable(path string) error {
	switch {
	case !strings.HasPrefix(path, "/"):
		return fault.New(fault.Invalid, "“%s” is no address. It begins with a slash.", Shown(path))
	case len(path) > LongestPath:
		return fault.New(fault.Invalid, "The address has %d bytes, and %d is the most.", len(path), LongestPath)
	case !utf8.ValidString(path) || strings.ContainsFunc(path, unicode.IsControl):
		return fault.New(fault.Invalid, "The address holds bytes that no address holds.")
	}
	return nil
}

// Goal is where a redirect is to lead: below the paper's own address, or to another site.
type Goal struct {
	Path     string // decoded; "" for another site
	Location string // as it stands in a Location header: with its question, escaped
	Host     string // of another site, in lower case; "" for the paper's own
}

// ReadGoal reads where a redirect is to lead: a path of the paper, or a web address. Base is the paper's own address.
// Everything that a browser might read as another site than it looks like is refused.
func ReadGoal(typed, base string) (Goal, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return Goal{}, fault.About("to", "Type where it is to lead. It begins with a slash.")
	}
	bad := fault.About("to", "“%s” is nowhere to lead to. It begins with a slash, or is a whole web address that begins with https://.", Shown(typed))
	if strings.ContainsFunc(typed, func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '\\' || r == unicode.ReplacementChar
	}) || len(typed) > LongestPath {
		return Goal{}, bad
	}
	u, err := url.Parse(typed)
	if err != nil || u.Opaque != "" || u.User != nil || strings.HasPrefix(typed, "//") {
		return Goal{}, bad
	}
	own, err := url.Parse(base)
	if err != nil {
		return Goal{}, bad
	}
	if u.Scheme != "" || u.Host != "" {
		if (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
			return Goal{}, bad
		}
		if !strings.EqualFold(u.Host, own.Host) {
			host := strings.ToLower(u.Host)
			if strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789.-:[]") != "" {
				return Goal{}, fault.About("to", "Write the name of the site with the letters a to z: %s.", Shown(typed))
			}
			u.Host = host
			return Goal{Location: u.String(), Host: host}, nil
		}
		if u.Path == "" {
			u.Path = "/"
		}
		u.Scheme, u.Host = "", ""
	}
	if err := Speakable(u.Path); err != nil || strings.HasPrefix(u.Path, "//") || strings.ContainsRune(u.Path, '\\') {
		return Goal{}, bad
	}
	location := (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
	if strings.HasPrefix(location, "//") || strings.HasPrefix(location, "./") {
		return Goal{}, bad
	}
	return Goal{Path: u.Path, Location: location}, nil
}

// MayLeadTo tells whether redirects may leave for a host.
func (s Settings) MayLeadTo(host string) bool {
	for _, h := range s.Elsewhere {
		if h == host {
			return true
		}
	}
	return false
}

// Shown makes what somebody typed fit to stand in a sentence.
func Shown(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(norm.NFC.String(s), ""))
	if r := []rune(s); len(r) > 120 {
		s = string(r[:119]) + "…"
	}
	return s
}
