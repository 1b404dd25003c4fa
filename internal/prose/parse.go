package prose

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"broadsheet/internal/fault"
)

// The limits of a document.
const (
	MaxBytes = 8 << 20 // as JSON
	MaxNodes = 50_000  // texts and values within attributes included
	MaxDepth = 32      // the document itself is 1

	maxValueDepth = 4 // of lists and records in an attribute
)

// Parse is the gate for documents that come as JSON. What it returns has every attribute filled in and marks in
// the schema's order, so that equal documents marshal to equal bytes. Errors are fault.Invalid and say what is
// wrong and where.
func Parse(b []byte) (*Node, error) {
	if len(b) > MaxBytes {
		return nil, fault.New(fault.Invalid, "This story is larger than %d MB, more than can be kept as one. Split it.", MaxBytes>>20)
	}
	if err := WholeText(b); err != nil {
		return nil, err
	}
	r := reader{dec: json.NewDecoder(bytes.NewReader(b))}
	doc, err := r.node(1)
	if err == nil {
		if _, extra := r.dec.Token(); extra != io.EOF {
			err = errors.New("something follows the document")
		}
	}
	var trouble *fault.Fault
	switch {
	case errors.As(err, &trouble):
		return nil, trouble
	case err != nil:
		return nil, fault.Because(err, fault.Invalid, "The story cannot be read: it is not the JSON of a document (%s).", err)
	}
	if err := Check(doc); err != nil {
		return nil, err
	}
	return doc, nil
}

// WholeText refuses JSON that is not valid UTF-8 or escapes half a character: decoders would put U+FFFD in its place
// without a word, and what was typed would be lost.
func WholeText(b []byte) error {
	if at := badUTF8(b); at >= 0 {
		return fault.New(fault.Invalid, "What was sent is not valid UTF-8 at byte %d.", at)
	}
	if half := loneSurrogate(b); half != "" {
		return fault.New(fault.Invalid, "What was sent holds half a character (%s without its other half), which pages may not carry.", half)
	}
	return nil
}

func badUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
}

// loneSurrogate finds a \u escape of half a surrogate pair, which encoding/json would turn into U+FFFD silently.
func loneSurrogate(b []byte) string {
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		i++ // whatever is escaped is not the start of another escape
		r, ok := escaped(b, i)
		if !ok || !utf16.IsSurrogate(r) {
			continue
		}
		if low, ok := escaped(b, i+6); !ok || b[i+5] != '\\' || utf16.DecodeRune(r, low) == utf8.RuneError {
			return "U+" + string(bytes.ToUpper(b[i+1:i+5]))
		}
		i += 10
	}
	return ""
}

// escaped reads uXXXX at b[i].
func escaped(b []byte, i int) (rune, bool) {
	if i+5 > len(b) || b[i] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(b[i+1:i+5]), 16, 32)
	return rune(v), err == nil
}

// A reader makes nodes of JSON, in one pass, so that a document that is too large is refused before it is built.
// Unlike encoding/json it refuses unknown and repeated keys and tells upper from lower case in them.
type reader struct {
	dec   *json.Decoder
	nodes int
}

func (r *reader) count() error {
	if r.nodes++; r.nodes > MaxNodes {
		return fault.New(fault.Invalid, "This story has more than %d parts, more than can be kept as one. Split it.", MaxNodes)
	}
	return nil
}

func (r *reader) node(depth int) (*Node, error) {
	if depth > MaxDepth {
		return nil, tooDeep()
	}
	if err := r.count(); err != nil {
		return nil, err
	}
	n := &Node{}
	err := r.object(func(key string) (err error) {
		switch key {
		case "type":
			n.Type, err = r.string(key)
		case "text":
			n.Text, err = r.string(key)
		case "attrs":
			n.Attrs, err = r.attrs()
		case "content":
			err = r.array(func() error {
				child, err := r.node(depth + 1)
				n.Content = append(n.Content, child)
				return err
			})
		case "marks":
			err = r.array(func() error {
				m, err := r.mark()
				n.Marks = append(n.Marks, m)
				return err
			})
		default:
			err = fault.New(fault.Invalid, "The story cannot be read: %q is nothing that a part of a story has.", key)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	fill(n)
	sortMarks(n.Marks)
	return n, nil
}

func tooDeep() error {
	return fault.New(fault.Invalid, "This story has more than %d parts one inside the other, more than pages can show.", MaxDepth)
}

func (r *reader) mark() (Mark, error) {
	var m Mark
	err := r.object(func(key string) (err error) {
		switch key {
		case "type":
			m.Type, err = r.string(key)
		case "attrs":
			m.Attrs, err = r.attrs()
		default:
			err = fault.New(fault.Invalid, "The story cannot be read: %q is nothing that a mark has.", key)
		}
		return err
	})
	return m, err
}

func (r *reader) attrs() (map[string]any, error) {
	attrs := map[string]any{}
	err := r.object(func(key string) (err error) {
		attrs[key], err = r.value(1)
		return err
	})
	if len(attrs) == 0 {
		attrs = nil
	}
	return attrs, err
}

// value reads the value of an attribute.
func (r *reader) value(depth int) (any, error) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	d, nested := t.(json.Delim)
	if !nested {
		return t, nil
	}
	if depth == maxValueDepth {
		return nil, fault.New(fault.Invalid, "The story cannot be read: an attribute is nested more than %d deep.", maxValueDepth)
	}
	if d == '[' {
		list := []any{}
		err := r.elements(func() error {
			v, err := r.value(depth + 1)
			list = append(list, v)
			return err
		})
		return list, err
	}
	record := map[string]any{}
	err = r.members(func(key string) (err error) {
		record[key], err = r.value(depth + 1)
		return err
	})
	return record, err
}

func (r *reader) string(key string) (string, error) {
	t, err := r.dec.Token()
	if err != nil {
		return "", err
	}
	s, ok := t.(string)
	if !ok {
		return "", fault.New(fault.Invalid, "The story cannot be read: %q is not a text.", key)
	}
	return s, nil
}

func (r *reader) open(d json.Delim) error {
	t, err := r.dec.Token()
	if err == nil && t != d {
		err = fault.New(fault.Invalid, "The story cannot be read: there is %v where %q should begin.", t, d.String())
	}
	return err
}

func (r *reader) array(element func() error) error {
	if err := r.open('['); err != nil {
		return err
	}
	return r.elements(element)
}

func (r *reader) elements(element func() error) error {
	for r.dec.More() {
		if err := r.count(); err != nil {
			return err
		}
		if err := element(); err != nil {
			return err
		}
	}
	_, err := r.dec.Token()
	return err
}

func (r *reader) object(member func(key string) error) error {
	if err := r.open('{'); err != nil {
		return err
	}
	return r.members(member)
}

func (r *reader) members(member func(key string) error) error {
	seen := make([]string, 0, 8)
	for r.dec.More() {
		t, err := r.dec.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string) // the decoder lets nothing else through
		for _, s := range seen {
			if s == key {
				return fault.New(fault.Invalid, "The story cannot be read: %q stands twice in one part.", key)
			}
		}
		seen = append(seen, key)
		if err := member(key); err != nil {
			return err
		}
	}
	_, err := r.dec.Token()
	return err
}
