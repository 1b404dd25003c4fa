package fromhtml

import (
	"html"
	"regexp"
	"slices"
	"strings"
)

// Elements that stand for shortcodes between reading the text and walking the tree.
const (
	galleryTag = "broadsheet-gallery"
	embedTag   = "broadsheet-embed"
	mediaTag   = "broadsheet-media"
)

// A shortcode is a word in square brackets that WordPress or a plugin of it replaced: [gallery ids="1,2"],
// [caption]…[/caption]. Square brackets in a text are mostly something else ("[sic]"), so what is not known must
// look like one: it has an attribute, or an end.
type shortcode struct {
	name    string // in lower case
	written string
	attrs   map[string]string // by name; values without a name under "0", "1", …
	order   []string          // values without a name
	size    int               // bytes from [ to ]
}

var shortName = regexp.MustCompile(`^\[([A-Za-z][A-Za-z0-9_-]{0,60})(?:[\s=\]/])`)

// shortcodes replaces what is known, takes the brackets of plugins away, and leaves all other text alone.
func (c *converter) shortcodes(source string) string {
	if !strings.Contains(source, "[") {
		return source
	}
	var b strings.Builder
	r := reading{source: source, next: map[string]int{}, opened: map[string]bool{}}
	for i := 0; i < len(source); {
		switch source[i] {
		case '<':
			n := markup(source[i:])
			b.WriteString(source[i : i+n])
			i += n
			continue
		case '[':
			if n, ok := escaped(source[i:]); ok { // [[gallery]] is how to write about a shortcode
				b.WriteString(source[i+1 : i+n-1])
				i += n
				continue
			}
			if s, ok := readShortcode(source[i:]); ok {
				if n, ok := c.replace(&b, s, &r, i); ok {
					i += n
					continue
				}
			} else if n := strayEnd(source[i:]); n > 0 && r.opened[strings.ToLower(source[i+2:i+n-1])] {
				b.WriteByte(' ')
				i += n
				continue
			}
		}
		b.WriteByte(source[i])
		i++
	}
	return b.String()
}

// markup is how many bytes a tag or comment takes that begins with <.
func markup(s string) int {
	if strings.HasPrefix(s, "<!--") {
		if end := strings.Index(s, "-->"); end >= 0 {
			return end + 3
		}
		return len(s)
	}
	if len(s) < 2 || !(s[1] == '/' || s[1] == '!' || s[1] == '?' || s[1] >= 'a' && s[1] <= 'z' || s[1] >= 'A' && s[1] <= 'Z') {
		return 1
	}
	quote := byte(0)
	for i := 1; i < len(s); i++ {
		switch {
		case quote != 0:
			if s[i] == quote {
				quote = 0
			}
		case (s[i] == '"' || s[i] == '\'') && s[i-1] == '=':
			quote = s[i]
		case s[i] == '>':
			return i + 1
		}
	}
	return len(s)
}

func escaped(s string) (int, bool) {
	if !strings.HasPrefix(s, "[[") || !shortName.MatchString(s[1:]) {
		return 0, false
	}
	end := strings.Index(s[:min(len(s), 2000)], "]]")
	return end + 2, end > 0
}

// longest is how many bytes a shortcode may take with its attributes.
const longest = 4000

// readShortcode reads an opening shortcode at the beginning of s.
func readShortcode(s string) (shortcode, bool) {
	m := shortName.FindStringSubmatch(s[:min(len(s), 80)])
	if m == nil {
		return shortcode{}, false
	}
	sc := shortcode{name: strings.ToLower(m[1]), written: m[1], attrs: map[string]string{}}
	i := 1 + len(m[1])
	s = s[:min(len(s), longest)]
	for i < len(s) {
		switch ch := s[i]; {
		case ch == ']':
			sc.size = i + 1
			return sc, true
		case ch == '[':
			return shortcode{}, false
		case ch == '=' && len(sc.order) == 0 && len(sc.attrs) == 0: // [youtube=https://…]
			i++
			v, n := shortValue(s[i:])
			sc.order = append(sc.order, v)
			i += n
		case isSpace(rune(ch)) || ch == '/' || ch == ',':
			i++
		default:
			n := strings.IndexFunc(s[i:], func(r rune) bool { return r == '=' || r == ']' || isSpace(r) || r == '"' || r == '\'' || r == '<' })
			if n < 0 {
				return shortcode{}, false
			}
			name := s[i : i+n]
			if i+n < len(s) && s[i+n] == '=' && isAttrName(name) {
				v, size := shortValue(s[i+n+1:])
				sc.attrs[strings.ToLower(name)] = v
				i += n + 1 + size
				continue
			}
			v, size := shortValue(s[i:])
			if size == 0 {
				return shortcode{}, false
			}
			sc.order = append(sc.order, v)
			i += size
		}
	}
	return shortcode{}, false
}

func isAttrName(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0
}

// shortValue reads a value, in quotes of any kind or up to white space, and how many bytes it takes.
func shortValue(s string) (string, int) {
	for _, q := range []struct{ open, close string }{{`"`, `"`}, {"'", "'"}, {"&quot;", "&quot;"}, {"&#8221;", "&#8221;"}, {"&#8243;", "&#8243;"}, {"“", "”"}, {"”", "”"}, {"″", "″"}} {
		if rest, ok := strings.CutPrefix(s, q.open); ok {
			v, _, found := strings.Cut(rest, q.close)
			if !found {
				return "", 0
			}
			return html.UnescapeString(v), len(q.open) + len(v) + len(q.close)
		}
	}
	n := strings.IndexFunc(s, func(r rune) bool { return isSpace(r) || r == ']' || r == '[' || r == '<' })
	if n < 0 {
		return "", 0
	}
	return html.UnescapeString(s[:n]), n
}

// reading remembers where the ends of shortcodes are, so that a text full of them is read once.
type reading struct {
	source string
	next   map[string]int  // the next [/name] at or behind the last place asked for, the length of the source for none
	opened map[string]bool // shortcodes whose brackets were taken away
}

// closing finds [/name] behind a place: what stands before it, and the bytes up to its end.
func (r *reading) closing(from int, name string) (inner string, size int, ok bool) {
	end := "[/" + name + "]"
	at, known := r.next[name]
	if !known || at < from {
		at = len(r.source)
		if i := strings.Index(r.source[from:], end); i >= 0 {
			at = from + i
		}
		r.next[name] = at
	}
	if at == len(r.source) {
		return "", 0, false
	}
	return r.source[from:at], at - from + len(end), true
}

var strayForm = regexp.MustCompile(`^\[/[A-Za-z][A-Za-z0-9_-]{0,60}\]`)

func strayEnd(s string) int { return len(strayForm.FindString(s[:min(len(s), 80)])) }

// replace writes what becomes of a shortcode and tells how many bytes of the source it took; false for plain text.
func (c *converter) replace(b *strings.Builder, s shortcode, r *reading, at int) (int, bool) {
	source := r.source[at:]
	inner, innerSize, closed := r.closing(at+s.size, s.written)
	whole := s.size
	if closed {
		whole += innerSize
	}
	first := func(names ...string) string {
		for _, n := range names {
			if v := strings.TrimSpace(s.attrs[n]); v != "" {
				return v
			}
		}
		return ""
	}
	bare := ""
	if len(s.order) > 0 {
		bare = s.order[0]
	}
	element := func(tag, name, value string, shown bool) {
		b.WriteString("\n\n<" + tag + " " + name + `="` + html.EscapeString(value) + `"`)
		if shown {
			b.WriteString(" data-shown")
		}
		b.WriteString("></" + tag + ">\n\n")
	}
	switch s.name {
	case "caption", "wp_caption":
		if !closed {
			return s.size, true
		}
		b.WriteString("\n\n" + c.caption(first("id"), first("caption"), inner) + "\n\n")
		return whole, true
	case "gallery":
		element(galleryTag, "data-ids", first("ids", "include"), false)
		return s.size, true
	case "embed":
		if closed {
			element(embedTag, "data-url", strings.TrimSpace(html.UnescapeString(inner)), true)
			return whole, true
		}
		if src := first("src"); src != "" {
			element(embedTag, "data-url", src, false)
		}
		return s.size, true
	case "audio", "video", "wpvideo":
		src := first("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv", "flv", "wmv")
		if src == "" && closed {
			src = strings.TrimSpace(stripTags(inner))
		}
		if src == "" {
			src = bare
		}
		element(mediaTag, "data-url", src, closed)
		if closed {
			return whole, true
		}
		return s.size, true
	case "playlist":
		c.leave(Media, source[:s.size])
		return s.size, true
	case "code", "sourcecode", "php", "html", "css", "js", "javascript", "xml", "python", "bash":
		if !closed {
			return 0, false
		}
		language := first("language", "lang")
		if language == "" && s.name != "code" && s.name != "sourcecode" {
			language = s.name
		}
		b.WriteString("\n\n<pre class=\"wp-block-code language-" + html.EscapeString(language) + "\">" + html.EscapeString(html.UnescapeString(strings.Trim(inner, "\n"))) + "</pre>\n\n")
		return whole, true
	case "footnote", "ref", "efn_note", "fn", "mfn":
		if !closed {
			return 0, false
		}
		b.WriteString(" (" + inner + ")")
		return whole, true
	}
	if address := c.shortAddress(s, bare, first("src", "url", "href", "link", "id", "video"), inner, closed); address != "" {
		element(embedTag, "data-url", address, closed)
		if closed {
			return whole, true
		}
		return s.size, true
	}
	looks := closed || len(s.attrs) > 0 || strings.Contains(s.name, "_")
	if !looks {
		return 0, false
	}
	c.leave(Shortcode, source[:s.size])
	r.opened[s.name] = true
	b.WriteByte(' ')
	return s.size, true // what is inside stays; its end is dropped when it comes
}

// shortAddress is the address that a shortcode of a known site stands for.
func (c *converter) shortAddress(s shortcode, bare, named, inner string, closed bool) string {
	known := []string{"youtube", "vimeo", "tweet", "twitter", "instagram", "facebook", "soundcloud", "dailymotion", "ted", "flickr", "spotify", "tiktok", "googlemaps", "scribd", "slideshare"}
	if !slices.Contains(known, s.name) {
		return ""
	}
	if closed {
		if v := strings.TrimSpace(stripTags(html.UnescapeString(inner))); v != "" {
			bare = v
		}
	}
	if bare == "" {
		bare = named
	}
	bare = strings.TrimSpace(bare)
	switch {
	case strings.HasPrefix(bare, "http"), strings.HasPrefix(bare, "//"):
		return bare
	case bare == "" || !isAttrName(bare):
		return ""
	case s.name == "youtube":
		return "https://www.youtube.com/watch?v=" + bare
	case s.name == "vimeo":
		return "https://vimeo.com/" + bare
	case s.name == "tweet" || s.name == "twitter":
		return "https://twitter.com/i/status/" + bare
	}
	return ""
}

var tags = regexp.MustCompile(`<[^>]*>`)

func stripTags(s string) string { return tags.ReplaceAllString(s, "") }

var pictured = regexp.MustCompile(`(?is)^\s*(?:<p[^>]*>)?\s*((?:<a\s[^>]*>\s*)?<img\s[^>]*>(?:\s*</a>)?)(.*)$`)

// caption is a picture with its caption, as a figure.
func (c *converter) caption(id, text, inner string) string {
	inner = c.shortcodes(inner)
	if m := pictured.FindStringSubmatch(inner); m != nil {
		inner = m[1]
		if rest := strings.TrimSpace(m[2]); rest != "" && rest != "</p>" {
			text = rest
		}
	}
	return `<figure class="wp-caption" data-attachment="` + html.EscapeString(id) + `">` + inner + "<figcaption>" + text + "</figcaption></figure>"
}
