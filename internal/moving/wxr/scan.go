package wxr

import (
	"bufio"
	"bytes"
	"errors"
	"html"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
)

// A scanner cuts a file into tags and texts. It is lenient where exports are known to be broken (stray ampersands,
// HTML entities, control characters, foreign bytes, CDATA that nobody escaped) and strict about nesting, because an
// end tag that is missed would swallow the next story.
type scanner struct {
	r         *bufio.Reader
	line      int
	started   bool
	prefix    map[string]string // of a namespace as the file names it, to ours
	kept      int64             // bytes of text handed out
	itemStart int64             // kept when the item began
	repairs   archive.Repairs
}

type tag struct {
	name  string // with our prefix: "wp:post_id"
	raw   string // as written
	line  int
	end   bool // </x>
	empty bool // <x/>
	attrs []attribute
}

type attribute struct{ name, value string }

func (t tag) attr(name string) string {
	for _, a := range t.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

func newScanner(r io.Reader) *scanner {
	return &scanner{r: bufio.NewReaderSize(r, 64<<10), line: 1, prefix: map[string]string{}}
}

// start looks at the first bytes: a byte order mark, the encoding, and files that are something else.
func (s *scanner) start() error {
	s.started = true
	head, err := s.r.Peek(1024)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return reading(err)
	}
	switch {
	case len(bytes.TrimSpace(head)) == 0 && errors.Is(err, io.EOF):
		return fault.New(fault.Invalid, "The file is empty.")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return fault.New(fault.Invalid, "The file is packed. Unpack it first, then move in each .xml file that was in it.")
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		s.r = bufio.NewReaderSize(transform.NewReader(s.r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), 64<<10)
		return nil
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		head = head[3:]
		if _, err := s.r.Discard(3); err != nil {
			return reading(err)
		}
	}
	prolog := bytes.TrimLeft(head, " \t\r\n")
	if !bytes.HasPrefix(prolog, []byte("<?xml")) {
		return nil
	}
	prolog, _, _ = bytes.Cut(prolog, []byte("?>"))
	_, rest, found := bytes.Cut(prolog, []byte("encoding"))
	if !found {
		return nil
	}
	rest = bytes.TrimLeft(rest, " \t\r\n=")
	if len(rest) < 2 {
		return nil
	}
	label, _, _ := strings.Cut(string(rest[1:]), string(rest[0]))
	if l := strings.ToLower(strings.TrimSpace(label)); l == "" || l == "utf-8" || l == "utf8" || strings.HasPrefix(l, "utf-16") {
		return nil // utf-16 without its mark is plain bytes that only say so
	}
	enc, _ := charset.Lookup(label)
	if enc == nil {
		return wrong(1, "The file says that it is written in “%s”, which is unknown here. Save it as UTF-8.", clip(label))
	}
	s.r = bufio.NewReaderSize(transform.NewReader(s.r, enc.NewDecoder()), 64<<10)
	return nil
}

// reading is a failure of the file or disk, not of what is in the file.
func reading(err error) error {
	return fault.Because(err, fault.Unavailable, "The file cannot be read any further: the disk or the connection to it failed")
}

func (s *scanner) byte() (byte, error) {
	b, err := s.r.ReadByte()
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, reading(err)
	}
	if b == '\n' && err == nil {
		s.line++
	}
	return b, err
}

// ahead tells whether these bytes come next.
func (s *scanner) ahead(want string) bool {
	b, _ := s.r.Peek(len(want)) // at the end of the file it is shorter, which is no
	return string(b) == want
}

// take passes over bytes that were looked at; the caller counts their lines, where they can have any.
func (s *scanner) take(n int) { _, _ = s.r.Discard(n) } // they are in the buffer

// run reads what is in the buffer up to one of the stop bytes, which stays unread; most of a file goes this way.
func (s *scanner) run(v []byte, stop string) []byte {
	b, _ := s.r.Peek(s.r.Buffered())
	i := bytes.IndexAny(b, stop)
	if i < 0 {
		i = len(b)
	}
	s.line += bytes.Count(b[:i], []byte("\n"))
	v = append(v, b[:i]...)
	s.take(i)
	return v
}

// tag finds the next tag, passing over text, comments, instructions and the document type.
func (s *scanner) tag() (tag, error) {
	if !s.started {
		if err := s.start(); err != nil {
			return tag{}, err
		}
	}
	for {
		b, err := s.byte()
		if err != nil {
			return tag{}, err
		}
		if b != '<' {
			continue
		}
		line := s.line
		switch {
		case s.ahead("!--"):
			s.take(3)
			if _, err := s.until("-->", line, "A comment", 0); err != nil {
				return tag{}, err
			}
		case s.ahead("![CDATA["):
			s.take(8)
			if _, err := s.until("]]>", line, "A CDATA section", 0); err != nil {
				return tag{}, err
			}
		case s.ahead("?"):
			if _, err := s.until("?>", line, "An instruction", maxTag); err != nil {
				return tag{}, err
			}
		case s.ahead("!"):
			if err := s.doctype(line); err != nil {
				return tag{}, err
			}
		default:
			return s.readTag(line)
		}
	}
}

// until reads up to and over end. With most > 0 it keeps what it reads and refuses more than that many bytes.
func (s *scanner) until(end string, line int, what string, most int) ([]byte, error) {
	var kept []byte
	last := end[len(end)-1]
	var tail [4]byte
	for {
		b, err := s.byte()
		if errors.Is(err, io.EOF) {
			return nil, wrong(line, "%s begins here and never ends.", what)
		}
		if err != nil {
			return nil, err
		}
		if most > 0 {
			if len(kept) >= most {
				return nil, wrong(line, "%s begins here and is too long.", what)
			}
			kept = append(kept, b)
		}
		copy(tail[:], tail[1:])
		tail[3] = b
		if b == last && string(tail[4-len(end):]) == end {
			return kept, nil
		}
	}
}

// doctype passes over <!DOCTYPE …>. One that defines entities is refused: no export does, and they are how a few
// bytes become gigabytes or somebody else's file.
func (s *scanner) doctype(line int) error {
	var kept []byte
	depth := 1
	for depth > 0 {
		b, err := s.byte()
		if errors.Is(err, io.EOF) || len(kept) > maxTag {
			return wrong(line, "A declaration begins here and never ends.")
		}
		if err != nil {
			return err
		}
		kept = append(kept, b)
		switch b {
		case '<':
			depth++
		case '>':
			depth--
		}
	}
	if bytes.Contains(bytes.ToUpper(kept), []byte("<!ENTITY")) {
		return wrong(line, "The file defines entities of its own, which no WordPress export does. It is not read.")
	}
	return nil
}

// readTag reads a tag whose < was read.
func (s *scanner) readTag(line int) (tag, error) {
	t := tag{line: line}
	var kept []byte
	quote := byte(0)
	for {
		b, err := s.byte()
		if errors.Is(err, io.EOF) || len(kept) > maxTag {
			return t, wrong(line, "A tag begins here and never ends: “<%s”.", clip(string(kept)))
		}
		if err != nil {
			return t, err
		}
		if quote == 0 && b == '>' {
			break
		}
		if quote == 0 && b == '<' {
			return t, wrong(line, "A tag begins here and another one begins inside it: “<%s”.", clip(string(kept)))
		}
		switch {
		case quote == b:
			quote = 0
		case quote == 0 && (b == '"' || b == '\'') && bytes.HasSuffix(bytes.TrimRight(kept, " \t\r\n"), []byte("=")):
			quote = b
		}
		kept = append(kept, b)
	}
	body := string(kept)
	if strings.HasPrefix(body, "/") {
		t.end = true
		body = body[1:]
	} else if strings.HasSuffix(body, "/") {
		t.empty = true
		body = body[:len(body)-1]
	}
	t.raw = body
	rest := ""
	if i := strings.IndexAny(body, " \t\r\n"); i >= 0 {
		t.raw, rest = body[:i], body[i:]
	}
	if !isName(t.raw) {
		return t, wrong(line, "“<%s” is no tag. A < in a text must be written &lt;.", clip(t.raw))
	}
	t.name = s.ours(t.raw)
	t.attrs = s.attributes(rest)
	return t, nil
}

func isName(s string) bool {
	for i, c := range s {
		letter := c == '_' || c == ':' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 && c != utf8.RuneError
		if !letter && (i == 0 || c != '-' && c != '.' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

func (s *scanner) attributes(rest string) []attribute {
	var attrs []attribute
	for {
		rest = strings.TrimLeft(rest, " \t\r\n")
		name, after, found := strings.Cut(rest, "=")
		if !found {
			return attrs
		}
		after = strings.TrimLeft(after, " \t\r\n")
		value := after
		if after != "" && (after[0] == '"' || after[0] == '\'') {
			value, rest, _ = strings.Cut(after[1:], after[:1])
		} else {
			value, rest, _ = strings.Cut(value, " ")
		}
		attrs = append(attrs, attribute{name: strings.TrimSpace(name), value: s.clean(unescape(value))})
	}
}

// declare learns from an attribute of the root which prefix stands for which of the namespaces that matter. Their
// addresses differ in http and https and in the version, so only the part that never changes counts.
func (s *scanner) declare(name, uri string) {
	p, ok := strings.CutPrefix(name, "xmlns:")
	if !ok {
		return
	}
	uri = strings.TrimRight(uri, "/")
	switch {
	case strings.Contains(uri, "wordpress.org/export/") && strings.HasSuffix(uri, "/excerpt"):
		s.prefix[p] = "excerpt"
	case strings.Contains(uri, "wordpress.org/export/"):
		s.prefix[p] = "wp"
	case strings.Contains(uri, "purl.org/rss/1.0/modules/content"):
		s.prefix[p] = "content"
	case strings.Contains(uri, "purl.org/dc/elements/"):
		s.prefix[p] = "dc"
	}
}

// ours is a name with our prefix.
func (s *scanner) ours(raw string) string {
	p, local, found := strings.Cut(raw, ":")
	if !found {
		return raw
	}
	if q, ok := s.prefix[p]; ok {
		return q + ":" + local
	}
	return raw
}

// own are the elements of an export beside those whose prefix is wp. Where one of them begins or ends inside a
// text, an end tag was forgotten.
var own = []string{
	"rss", "channel", "item", "title", "link", "pubDate", "guid", "description", "category", "generator",
	"dc:creator", "content:encoded", "excerpt:encoded",
}

func isOwn(name string) bool { return strings.HasPrefix(name, "wp:") || slices.Contains(own, name) }

// skip passes over an element and all that is in it.
func (s *scanner) skip(open tag) error {
	if open.empty {
		return nil
	}
	if isOwn(open.name) && !strings.HasPrefix(open.name, "wp:") { // those of WordPress may hold elements that are newer than this
		_, err := s.value(open)
		return err
	}
	stack := []tag{open}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		t, err := s.tag()
		switch {
		case errors.Is(err, io.EOF):
			return wrong(s.line, "The file ends inside <%s>, which was opened on line %d: it was cut off on the way. Export it again, or fetch it again.", top.raw, top.line)
		case err != nil:
			return err
		case t.end && t.name == top.name:
			stack = stack[:len(stack)-1]
		case t.end:
			return wrong(t.line, "</%s> stands here, but <%s>, opened on line %d, is not closed yet.", t.raw, top.raw, top.line)
		case t.empty:
		case len(stack) >= maxDepth:
			return wrong(t.line, "More than %d elements stand inside each other.", maxDepth)
		default:
			stack = append(stack, t)
		}
	}
	return nil
}

func clip(s string) string {
	s = strings.ToValidUTF8(s, "�")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func unescape(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	return html.UnescapeString(s)
}
