package wxr

import (
	"bytes"
	"errors"
	"html"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// value reads the text of an element up to its end tag: characters, entities and CDATA sections put together. A tag
// of HTML that nobody escaped counts as text; a tag of the export itself means that the end tag is missing.
func (s *scanner) value(open tag) (string, error) {
	if open.empty {
		return "", nil
	}
	var v []byte
	for {
		v = s.run(v, "<&")
		if len(v) > maxValue {
			return "", tooLong(open)
		}
		b, err := s.byte()
		if errors.Is(err, io.EOF) {
			return "", wrong(s.line, "The file ends inside <%s>, which was opened on line %d: it was cut off on the way. Export it again, or fetch it again.", open.raw, open.line)
		}
		if err != nil {
			return "", err
		}
		switch {
		case b == '&':
			v = append(v, s.entity()...)
		case b != '<':
			v = append(v, b)
		case s.ahead("![CDATA["):
			s.take(8)
			v, err = s.cdata(v, open)
		case s.ahead("!--"):
			line := s.line
			s.take(3)
			_, err = s.until("-->", line, "A comment", 0)
		case s.ahead("/") || s.nameAhead():
			var done bool
			v, done, err = s.inner(v, open)
			if done {
				s.kept += int64(len(v))
				return s.clean(string(v)), err
			}
		default:
			v = append(v, b) // a lonely <, as in "a < b"
		}
		if err != nil {
			return "", err
		}
	}
}

func tooLong(open tag) error {
	return wrong(open.line, "<%s> begins here and holds more than %d MB, which no export of WordPress does.", open.raw, maxValue>>20)
}

func (s *scanner) nameAhead() bool {
	b, _ := s.r.Peek(1) // nothing at the end of the file
	return len(b) == 1 && isName(string(b))
}

// inner looks at a tag inside a text: the end that is waited for, a piece of HTML, or the sign of a missing end.
func (s *scanner) inner(v []byte, open tag) (_ []byte, done bool, err error) {
	line := s.line
	end := s.ahead("/")
	name, after := s.nameOfTag()
	ours := s.ours(name)
	switch {
	case end && ours == open.name:
		_, err := s.readTag(line)
		return v, true, err
	case isOwn(ours) && end:
		return nil, true, wrong(line, "</%s> stands here, but <%s>, opened on line %d, is not closed yet.", name, open.raw, open.line)
	case isOwn(ours):
		return nil, true, wrong(line, "<%s> stands here, but <%s>, opened on line %d, is not closed yet.", name, open.raw, open.line)
	}
	v = append(v, '<')
	for range after { // the name itself; what follows is read as text like any other
		b, err := s.byte()
		if err != nil {
			return v, false, err
		}
		v = append(v, b)
	}
	return v, false, nil
}

// nameOfTag looks ahead at the name of a tag whose < was read, and how many bytes it takes with its slash.
func (s *scanner) nameOfTag() (string, int) {
	b, _ := s.r.Peek(128) // shorter at the end of the file
	from := 0
	if len(b) > 0 && b[0] == '/' {
		from = 1
	}
	to := from
	for to < len(b) && isName("a"+string(b[to:to+1])) && b[to] < 0x80 {
		to++
	}
	return string(b[from:to]), to
}

// entity reads what follows an &. Names that neither XML nor HTML knows stay as they are written.
func (s *scanner) entity() string {
	b, _ := s.r.Peek(34) // shorter at the end of the file
	i := bytes.IndexByte(b, ';')
	if i < 1 {
		return "&"
	}
	name := string(b[:i])
	for _, c := range name {
		if c != '#' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return "&"
		}
	}
	whole := "&" + name + ";"
	text := html.UnescapeString(whole)
	if text == whole || strings.HasSuffix(text, ";") && name != "semi" {
		return "&"
	}
	s.take(i + 1)
	return text
}

// cdata reads a CDATA section whose beginning was read. Many exports hold "]]>" inside a section without the
// escape that WordPress uses today ("]]]]><![CDATA[>"). So a "]]>" ends the section only when an end tag or another
// section follows. Where text follows, the end tag decides: if a "]]>" is left over before it that no section
// opened, the first one was text.
func (s *scanner) cdata(v []byte, open tag) ([]byte, error) {
	begin, from := s.line, len(v)
	for !bytes.HasSuffix(v[from:], []byte("]]>")) {
		v = s.run(v, "]>")
		b, err := s.byte()
		if errors.Is(err, io.EOF) {
			return nil, wrong(begin, "A CDATA section of <%s> begins here and never ends: the file was cut off on the way. Export it again, or fetch it again.", open.raw)
		}
		if err != nil {
			return nil, err
		}
		v = append(v, b)
		if len(v) > maxValue {
			return nil, tooLong(open)
		}
	}
	if s.sectionEnds(open) {
		return v[:len(v)-3], nil
	}
	rest, err := s.rest(open, len(v))
	if err != nil {
		return nil, err
	}
	trimmed := bytes.TrimRight(rest, " \t\r\n")
	over := bytes.Count(rest, []byte("]]>")) > bytes.Count(rest, []byte("<![CDATA["))
	if over && bytes.HasSuffix(trimmed, []byte("]]>")) {
		return append(v, trimmed[:len(trimmed)-3]...), nil
	}
	return append(v[:len(v)-3], mixed(rest)...), nil
}

// sectionEnds looks at what follows a "]]>".
func (s *scanner) sectionEnds(open tag) bool {
	b, err := s.r.Peek(4096)
	next := bytes.TrimLeft(b, " \t\r\n")
	if len(next) == 0 {
		return err != nil // the end of the file ends it; 4,096 bytes of nothing do not
	}
	if bytes.HasPrefix(next, []byte("<![CDATA[")) {
		return true
	}
	if next[0] != '<' {
		return false
	}
	name := bytes.TrimPrefix(next[1:], []byte("/"))
	if i := bytes.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	return string(name) == open.raw || isOwn(s.ours(string(name)))
}

// rest reads up to the element's end tag, which stays unread.
func (s *scanner) rest(open tag, had int) ([]byte, error) {
	var v []byte
	end := "</" + open.raw
	for !s.ahead(end) {
		b, err := s.byte()
		if errors.Is(err, io.EOF) {
			return nil, wrong(s.line, "The file ends inside <%s>, which was opened on line %d: it was cut off on the way. Export it again, or fetch it again.", open.raw, open.line)
		}
		if err != nil {
			return nil, err
		}
		v = append(v, b)
		if b == '>' && (bytes.HasSuffix(v, []byte("<item>")) || bytes.HasSuffix(v, []byte("</item>"))) {
			return nil, wrong(s.line, "An item begins or ends here, but <%s>, opened on line %d, is not closed yet.", open.raw, open.line)
		}
		if len(v)+had > maxValue {
			return nil, tooLong(open)
		}
	}
	return v, nil
}

// mixed reads characters between and after CDATA sections.
func mixed(rest []byte) []byte {
	var v []byte
	for len(rest) > 0 {
		text, after, found := bytes.Cut(rest, []byte("<![CDATA["))
		v = append(v, unescape(string(text))...)
		if !found {
			break
		}
		section, after, _ := bytes.Cut(after, []byte("]]>"))
		v = append(v, section...)
		rest = after
	}
	return v
}

// clean gives a text that any document may hold: line ends as line feeds, UTF-8, and no control characters. Bytes
// that are not UTF-8 and C1 controls are nearly always Windows-1252 that went through the wrong door, so they are
// read as such.
func (s *scanner) clean(v string) string {
	if strings.IndexFunc(v, suspicious) < 0 {
		return v
	}
	var b strings.Builder
	b.Grow(len(v))
	for i := 0; i < len(v); {
		c, n := utf8.DecodeRuneInString(v[i:])
		switch {
		case c == utf8.RuneError && n == 1:
			s.repairs.Bytes++
			c = s.windows(v[i])
		case c >= 0x80 && c <= 0x9f:
			s.repairs.Bytes++
			c = s.windows(byte(c))
		case c == '\r':
			c = '\n'
			if i+1 < len(v) && v[i+1] == '\n' {
				n = 2
			}
		}
		i += n
		if forbidden(c) {
			s.repairs.Controls++
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

func (s *scanner) windows(b byte) rune { return charmap.Windows1252.DecodeByte(b) }

func suspicious(c rune) bool {
	return c == '\r' || c == utf8.RuneError || c >= 0x80 && c <= 0x9f || forbidden(c)
}

// forbidden tells what neither XML 1.0 nor the HTML standard allows in a text.
func forbidden(c rune) bool {
	switch {
	case c < 0x20:
		return c != '\t' && c != '\n'
	case c >= 0x7f && c <= 0x9f, c >= 0xfdd0 && c <= 0xfdef:
		return true
	}
	return c&0xfffe == 0xfffe
}
