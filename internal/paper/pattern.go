package paper

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/fault"
)

// Pattern leads all addresses of one form to those of another: "/archive/{year}/{rest...}" to "/news/{rest}". A name in
// braces stands for one part of a path, or for what is left of it beside fixed letters ("{slug}.html"); with three dots,
// at the end, for one part or more. The names year, month, day, id and number stand for figures alone. It is looked up
// where nothing stands at an address, and leads only to where something does.
type Pattern struct {
	ID    string
	Old   string
	To    string
	Since time.Time
}

// Bounds of patterns: what nobody finds is held against each of them.
const (
	MostPatterns    = 100
	mostParts       = 20
	longestPattern  = 300
	longestFinished = LongestPath
)

// part is one part of a pattern, between two slashes.
type part struct {
	before, name, after string
	rest                bool
}

// CleanPattern refuses a pattern that cannot be read, or that leads nowhere. Base is the paper's own address.
func CleanPattern(p Pattern, base string) (Pattern, error) {
	p.Old, p.To = strings.TrimSpace(p.Old), strings.TrimSpace(p.To)
	if len(p.Old) > longestPattern || len(p.To) > longestPattern {
		return p, fault.About("old", "A pattern has at most %d letters.", longestPattern)
	}
	parts, err := parsePattern("old", p.Old)
	if err != nil {
		return p, err
	}
	var names []string
	for i, one := range parts {
		if one.name == "" {
			continue
		}
		if slices.Contains(names, one.name) {
			return p, fault.About("old", "{%s} stands there twice. Give each its own name.", one.name)
		}
		if one.rest && i != len(parts)-1 {
			return p, fault.About("old", "{%s...} takes everything that follows, so it stands at the end.", one.name)
		}
		names = append(names, one.name)
	}
	switch {
	case len(names) == 0:
		return p, fault.About("old", "Put a name in braces where addresses differ: /archive/{year}/{rest...}. An address without one is a redirect of its own.")
	case parts[0].name == "" && IsReserved("/"+parts[0].before):
		return p, fault.About("old", "Addresses that begin with /%s belong to the program itself.", parts[0].before)
	}
	inner := p.To
	if IsWeb(p.To) {
		u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(p.To))
		if err != nil || u.Hostname() == "" || u.User != nil {
			return p, fault.About("to", "“%s” is nowhere to lead to.", Shown(p.To))
		}
		at := strings.Index(p.To, "://") + 3
		end := strings.IndexByte(p.To[at:], '/')
		if end < 0 || strings.Contains(p.To[:at+end], "{") {
			return p, fault.About("to", "The name of the site stands there as it is, with a slash behind it.")
		}
		inner = p.To[at+end:]
	}
	if strings.ContainsAny(inner, "?#") {
		return p, fault.About("to", "A pattern leads to paths, without ? and #.")
	}
	goal, err := parsePattern("to", inner)
	if err != nil {
		return p, err
	}
	for _, one := range goal {
		if one.name != "" && !slices.Contains(names, one.name) {
			return p, fault.About("to", "{%s} does not stand in the old address, so nothing can be put there.", one.name)
		}
	}
	plain := strings.NewReplacer("{", "", "}", "", "...", "").Replace(p.To)
	if _, err := ReadGoal(plain, base); err != nil {
		return p, err
	}
	if p.Old == p.To {
		return p, fault.About("to", "This leads to itself.")
	}
	return p, nil
}

// Host is the other site that a pattern leads to, "" for the paper's own.
func (p Pattern) Host() string {
	if !IsWeb(p.To) {
		return ""
	}
	_, rest, _ := strings.Cut(p.To, "://")
	host, _, _ := strings.Cut(rest, "/")
	return strings.ToLower(host)
}

func parsePattern(field, s string) ([]part, error) {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || Speakable(s) != nil || strings.ContainsAny(s, "\\?#%") {
		return nil, fault.About(field, "“%s” is no pattern. It begins with a slash, like /archive/{year}/{rest...}.", Shown(s))
	}
	var out []part
	for _, text := range strings.Split(strings.Trim(s, "/"), "/") {
		one := part{before: text}
		if open := strings.IndexByte(text, '{'); open >= 0 {
			end := strings.IndexByte(text, '}')
			if end < open {
				return nil, fault.About(field, "A brace is open in “%s”.", Shown(text))
			}
			one = part{before: text[:open], name: text[open+1 : end], after: text[end+1:]}
			one.name, one.rest = strings.CutSuffix(one.name, "...")
			if one.name == "" || strings.Trim(one.name, "abcdefghijklmnopqrstuvwxyz") != "" || one.rest && one.before+one.after != "" {
				return nil, fault.About(field, "“%s” is no name: small letters in braces, like {slug}; with three dots it stands alone.", Shown(text))
			}
		}
		if text == "" || text == "." || text == ".." || strings.ContainsAny(one.before+one.after, "{}") {
			return nil, fault.About(field, "Between two slashes stands at most one name in braces, and never nothing: “%s”.", Shown(s))
		}
		out = append(out, one)
	}
	if len(out) > mostParts {
		return nil, fault.About(field, "A pattern has at most %d parts.", mostParts)
	}
	return out, nil
}

// figures are the names that stand for figures alone, with how many at least and at most.
var figures = map[string][2]int{"year": {4, 4}, "month": {1, 2}, "day": {1, 2}, "id": {1, 18}, "number": {1, 18}}

// Lead gives where a path leads by the pattern: a decoded path of the paper, or a whole address of another site; false
// when the path has another form. It takes time by the length of the path alone.
func (p Pattern) Lead(path string) (to string, ok bool) {
	parts, err := parsePattern("old", p.Old)
	if err != nil || len(path) > LongestPath {
		return "", false
	}
	given := strings.Split(strings.Trim(path, "/"), "/")
	values := map[string]string{}
	for i, one := range parts {
		if i >= len(given) {
			return "", false
		}
		if one.rest {
			rest := given[i:]
			if slices.ContainsFunc(rest, isNoPart) {
				return "", false
			}
			values[one.name] = strings.Join(rest, "/")
			given = given[:i+1]
			break
		}
		v, found := one.match(given[i])
		if !found {
			return "", false
		}
		if one.name != "" {
			values[one.name] = v
		}
	}
	if len(given) != len(parts) {
		return "", false
	}
	return p.fill(values)
}

func isNoPart(s string) bool { return s == "" || s == "." || s == ".." }

func (o part) match(text string) (string, bool) {
	if o.name == "" {
		return "", text == o.before
	}
	v, a := strings.CutPrefix(text, o.before)
	v, b := strings.CutSuffix(v, o.after)
	if !a || !b || len(text) < len(o.before)+len(o.after) || isNoPart(v) {
		return "", false
	}
	if n, is := figures[o.name]; is && (strings.Trim(v, "0123456789") != "" || len(v) < n[0] || len(v) > n[1]) {
		return "", false
	}
	return v, true
}

func (p Pattern) fill(values map[string]string) (string, bool) {
	inner, outside := p.To, ""
	if IsWeb(p.To) {
		at := strings.Index(p.To, "://") + 3
		end := strings.IndexByte(p.To[at:], '/')
		if end < 0 {
			return "", false
		}
		outside, inner = p.To[:at+end], p.To[at+end:]
	}
	parts, err := parsePattern("to", inner)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	for _, one := range parts {
		b.WriteString("/" + one.before + values[one.name] + one.after)
	}
	if strings.HasSuffix(inner, "/") {
		b.WriteByte('/')
	}
	to := b.String()
	if len(to) > longestFinished || strings.HasPrefix(to, "//") || strings.Contains(to, "\\") {
		return "", false
	}
	if outside != "" {
		return outside + (&url.URL{Path: to}).EscapedPath(), true
	}
	return to, true
}
