package ghost

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"broadsheet/internal/fault"
)

// rows goes through an export row by row. The tables stand below "data", which stands at the top, below "db", or below
// another "data", by version.
type rows struct {
	dec     *json.Decoder
	src     *lineCounter
	inside  []json.Delim // objects and arrays that are open
	table   string       // whose rows come now, "" for none
	version string
	posts   bool // a table of posts was seen, be it empty
	begun   bool
}

func newRows(file io.Reader) *rows {
	src := &lineCounter{r: bufio.NewReaderSize(file, 1<<16)}
	// a mark of the byte order stands before some exports
	if head, err := src.r.(*bufio.Reader).Peek(3); err == nil && bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = src.r.(*bufio.Reader).Discard(3) // they are there
	}
	return &rows{dec: json.NewDecoder(src), src: src}
}

// lineCounter remembers where lines begin, so that a broken place can be named.
type lineCounter struct {
	r     io.Reader
	read  int64
	lines []int64 // offsets of line ends, of the last part that was read
	below int     // lines before those
}

func (l *lineCounter) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if len(l.lines) > 1<<16 {
		l.below += len(l.lines)
		l.lines = l.lines[:0]
	}
	for i, b := range p[:n] {
		if b == '\n' {
			l.lines = append(l.lines, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

func (l *lineCounter) lineAt(offset int64) int {
	line := l.below + 1
	for _, at := range l.lines {
		if at < offset {
			line++
		}
	}
	return line
}

// next is the next row of a table, and io.EOF at the end of a whole export.
func (r *rows) next() (table string, raw json.RawMessage, err error) {
	for {
		if r.table != "" {
			if r.dec.More() {
				if err := r.dec.Decode(&raw); err != nil {
					return "", nil, r.broken(err)
				}
				return r.table, unwrap(raw), nil
			}
			if _, err := r.dec.Token(); err != nil { // the end of the table
				return "", nil, r.broken(err)
			}
			r.table = ""
			continue
		}
		done, err := r.step()
		if err != nil {
			return "", nil, err
		}
		if done {
			return "", nil, io.EOF
		}
	}
}

// step reads one key or bracket outside of tables.
func (r *rows) step() (done bool, err error) {
	t, err := r.dec.Token()
	if errors.Is(err, io.EOF) && r.begun && len(r.inside) == 0 {
		return true, nil
	}
	if err != nil {
		return false, r.broken(err)
	}
	r.begun = true
	switch t := t.(type) {
	case json.Delim:
		switch t {
		case '{', '[':
			r.inside = append(r.inside, t)
		default:
			r.inside = r.inside[:len(r.inside)-1]
		}
	case string:
		if len(r.inside) > 0 && r.inside[len(r.inside)-1] == '{' {
			return false, r.value(t)
		}
	}
	return false, nil
}

// mostDeep is how far inside the export tables are looked for.
const mostDeep = 8

// value reads what stands under a key, or goes into it.
func (r *rows) value(key string) error {
	switch key {
	case "db", "data":
		if len(r.inside) < mostDeep {
			return r.enter()
		}
	case "meta":
		var meta struct {
			Version json.RawMessage `json:"version"`
		}
		if err := r.dec.Decode(&meta); err != nil {
			return r.broken(err)
		}
		r.version = string(bytes.Trim(meta.Version, `"`))
		return nil
	}
	var raw json.RawMessage
	if !isTable(key) {
		if err := r.dec.Decode(&raw); err != nil {
			return r.broken(err)
		}
		return nil
	}
	return r.enter(key)
}

// enter goes into the array or object that comes next; an array of a table's rows becomes the table.
func (r *rows) enter(table ...string) error {
	t, err := r.dec.Token()
	if err != nil {
		return r.broken(err)
	}
	open, ok := t.(json.Delim)
	switch {
	case !ok:
	case open == '[' && len(table) > 0:
		r.table = table[0]
		r.posts = r.posts || r.table == "posts"
	default:
		r.inside = append(r.inside, open)
	}
	return nil
}

func isTable(key string) bool {
	switch key {
	case "posts", "tags", "users", "posts_tags", "posts_authors", "posts_meta", "settings", "comments":
		return true
	}
	return aside[key] != ""
}

// broken is the sentence of an export that is not JSON, or not whole.
func (r *rows) broken(err error) error {
	var f *fault.Fault
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.Because(io.ErrUnexpectedEOF, fault.Invalid, "Line %d: the export ends in the middle. It was cut short on its way; export it again or copy it again.", r.src.lineAt(r.src.read))
	case errors.As(err, &syntax):
		return fault.Because(err, fault.Invalid, "Line %d: this is no JSON, so the export cannot be read. Export the content again in Ghost.", r.src.lineAt(r.dec.InputOffset()))
	}
	return fault.Because(err, fault.Invalid, "Line %d: the export cannot be read. Export the content again in Ghost.", r.src.lineAt(r.dec.InputOffset()))
}
