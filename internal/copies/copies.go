// Package copies makes a copy of a whole paper in one file, checks it, and reads it back. The file is a tar of open
// parts: tables/NAME.NNNN.jsonl.gz (rows as JSON), shelf/NAME (files of pictures), beside/NAME (reports of moves,
// readers' comments of old sites, files of moves under way), manifest.json, and last SHA256, the sum of every byte
// before it. It holds accounts with their passwords' hashes and every draft, so it is its owner's
// alone (0600); it holds no session.
package copies

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"broadsheet/internal/fault"
)

const (
	format   = "broadsheet-copy-1"
	partSize = 4 << 20 // bytes of rows in one part, before they are packed
	tailSize = 2048    // SHA256: a header, a block, and the end of the tar

	manifestName = "manifest.json"
)

// Database is what a copy is made of.
type Database interface {
	Dump(ctx context.Context, table func(name string, columns []string) (row func([]any) error, err error)) (schema int64, err error)
}

// Shelf is where the files of pictures lie.
type Shelf interface {
	Each(ctx context.Context, file func(name string, size int64, r io.Reader) error) error
}

// Manifest tells what a copy holds.
type Manifest struct {
	Format string  `json:"format"`
	Schema int64   `json:"schema"`
	Number int64   `json:"number"` // of the record's newest entry
	Hash   string  `json:"hash"`
	Tables []Table `json:"tables"`
	Files  int64   `json:"files"`
	Beside int64   `json:"beside"` // files of moves; copies of before 0.2.0 hold none
	Left   []Left  `json:"left,omitempty"`
}

// Table is one table of a copy.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
}

// aside begins the names of copies that are not whole yet; nothing that begins so is ever taken for a copy.
const aside = ".copy-"

// Make writes a copy to the file, which must not be there: beside it first, then, once it is whole, on the disk and
// read again, under its name. A failure leaves nothing. Memory does not grow with the texts of the paper.
func Make(ctx context.Context, file string, db Database, shelf Shelf, beside Beside) (r Report, err error) {
	if _, err := os.Lstat(file); err == nil {
		return r, fault.New(fault.Conflict, "There is a file %s already. Choose another name for the copy.", file)
	}
	half, err := draft(ctx, filepath.Dir(file), db, shelf, beside)
	if err == nil {
		if r, err = Check(ctx, half); err == nil {
			err = place(half, file)
		}
		if err != nil {
			err = errors.Join(err, os.Remove(half))
		}
	}
	if err != nil {
		return r, trouble(err, file)
	}
	return r, nil
}

// draft writes a copy into a folder under a name that nothing takes for a copy, and forces it to the disk. A failure
// leaves nothing.
func draft(ctx context.Context, dir string, db Database, shelf Shelf, beside Beside) (file string, err error) {
	file = filepath.Join(dir, aside+rand.Text())
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	err = write(ctx, f, db, shelf, beside)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file))
	}
	return file, nil
}

// place gives a file its name, which must be free.
func place(from, to string) error {
	err := os.Link(from, to) // unlike a rename this never replaces a file
	switch {
	case err == nil:
		err = os.Remove(from)
	case errors.Is(err, os.ErrExist):
	default: // a disk without links: those of cameras, and some on the network
		if _, there := os.Lstat(to); errors.Is(there, os.ErrNotExist) {
			err = os.Rename(from, to)
		}
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

// syncFolder forces the names in a folder to the disk.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) || errors.Is(err, os.ErrPermission) {
		err = nil // a disk that keeps folders without being asked
	}
	return errors.Join(err, d.Close())
}

func trouble(err error, file string) error {
	var f *fault.Fault
	var onDisk *os.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &f):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fault.Because(err, fault.Unavailable, "The disk is full, so the copy %s was not made. Make room there and try again.", file)
	case errors.As(err, &onDisk), errors.As(err, &link):
		return fault.Because(err, fault.Unavailable, "The copy %s cannot be written or read: look whether the folder is there and who may use it.", file)
	}
	return err
}

func write(ctx context.Context, f io.Writer, db Database, shelf Shelf, beside Beside) (err error) {
	var m Manifest
	sum := sha256.New()
	out := tar.NewWriter(io.MultiWriter(f, sum))
	m.Format = format
	var p *part
	m.Schema, err = db.Dump(ctx, func(name string, columns []string) (func([]any) error, error) {
		if p != nil {
			if err := p.flush(); err != nil {
				return nil, err
			}
		}
		m.Tables = append(m.Tables, Table{Name: name, Columns: columns})
		t := &m.Tables[len(m.Tables)-1]
		index := len(m.Tables) - 1
		p = &part{out: out, table: t.Name}
		return func(row []any) error {
			m.Tables[index].Rows++
			if name == "head" {
				m.head(columns, row)
			}
			return p.add(row)
		}, nil
	})
	if err == nil && p != nil {
		err = p.flush()
	}
	if err != nil {
		return err
	}
	// What was added to the shelf since is more than the copy needs, and does no harm: a name stands for its bytes.
	if err := shelf.Each(ctx, func(name string, size int64, r io.Reader) error {
		m.Files++
		if err := out.WriteHeader(header("shelf/"+name, size)); err != nil {
			return err
		}
		_, err := io.Copy(out, r)
		return err
	}); err != nil {
		return err
	}
	if m.Left, err = beside.each(ctx, func(name string, size int64, r io.Reader) error {
		m.Beside++
		if err := out.WriteHeader(header(besidePart+name, size)); err != nil {
			return err
		}
		if n, err := io.Copy(out, r); err != nil || n == size {
			return err
		}
		return fault.New(fault.Unavailable, "No copy was made: %s became shorter while it was read. Try again once the move rests.", name)
	}); err != nil {
		return err
	}
	b, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	if err := entry(out, manifestName, b); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err = f.Write(tail(sum))
	return err
}

func (m *Manifest) head(columns []string, row []any) {
	for i, c := range columns {
		switch v := row[i].(type) {
		case int64:
			if c == "number" {
				m.Number = v
			}
		case []byte:
			m.Hash = hex.EncodeToString(v)
		}
	}
}

func header(name string, size int64) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600}
}

func entry(out *tar.Writer, name string, b []byte) error {
	if err := out.WriteHeader(header(name, int64(len(b)))); err != nil {
		return err
	}
	_, err := out.Write(b)
	return err
}

// tail is the end of a copy whose bytes before it have the sum.
func tail(sum hash.Hash) []byte {
	var b bytes.Buffer
	out := tar.NewWriter(&b)
	_ = entry(out, "SHA256", []byte(hex.EncodeToString(sum.Sum(nil))+"\n")) // a buffer takes everything
	_ = out.Close()
	return b.Bytes()
}

// part gathers rows of a table until they fill a part.
type part struct {
	out   *tar.Writer
	table string
	n     int
	b     bytes.Buffer
}

func (p *part) add(row []any) error {
	cells := make([]any, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case nil, int64, string:
			cells[i] = v
		case []byte:
			cells[i] = map[string]string{"bytes": base64.StdEncoding.EncodeToString(v)}
		case float64:
			cells[i] = map[string]float64{"real": v}
		default:
			return fmt.Errorf("copies: %s holds a %T", p.table, v)
		}
	}
	b, err := json.Marshal(cells)
	if err != nil {
		return err
	}
	p.b.Write(b)
	p.b.WriteByte('\n')
	if p.b.Len() >= partSize {
		return p.flush()
	}
	return nil
}

func (p *part) flush() error {
	if p.b.Len() == 0 {
		return nil
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := z.Write(p.b.Bytes())
	if err := errors.Join(err, z.Close()); err != nil {
		return err
	}
	p.b.Reset()
	p.n++
	return entry(p.out, fmt.Sprintf("tables/%s.%04d.jsonl.gz", p.table, p.n), packed.Bytes())
}

// whole checks the sum of a copy.
func whole(ctx context.Context, f *os.File) error {
	damaged := fault.New(fault.Invalid, "%s is no copy of a paper, or it was cut off or damaged. Nothing was changed; take another copy.", f.Name())
	st, err := f.Stat()
	if err != nil {
		return err
	}
	size := st.Size() - tailSize
	if size <= 0 || !st.Mode().IsRegular() {
		return damaged
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, reader{ctx, io.NewSectionReader(f, 0, size)}); err != nil {
		return err
	}
	end := make([]byte, tailSize)
	if _, err := f.ReadAt(end, size); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !bytes.Equal(end, tail(sum)) {
		return damaged
	}
	return nil
}

// reader stops reading when its context is done.
type reader struct {
	ctx context.Context //nolint:containedctx // a reader lives as long as one reading
	r   io.Reader
}

func (r reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(b)
}

// cell is the inverse of what part.add writes.
func cell(raw json.RawMessage) (any, error) {
	switch {
	case string(raw) == "null":
		return nil, nil
	case raw[0] == '"':
		var s string
		return s, json.Unmarshal(raw, &s)
	case raw[0] == '{':
		var v struct {
			Bytes *string  `json:"bytes"`
			Real  *float64 `json:"real"`
		}
		if err := json.Unmarshal(raw, &v); err != nil {
			return nil, err
		}
		if v.Bytes != nil {
			b, err := base64.StdEncoding.DecodeString(*v.Bytes)
			if b == nil {
				b = []byte{}
			}
			return b, err
		}
		if v.Real != nil {
			return *v.Real, nil
		}
		return nil, errors.New("copies: a cell of no kind")
	}
	var n int64
	return n, json.Unmarshal(raw, &n)
}

// Into takes what a copy holds.
type Into struct {
	// File takes a file of the shelf.
	File func(name string, r io.Reader) error
	// Beside is where files of moves go.
	Beside Beside
	// Fill is store.Fill on an empty database. It is called last.
	Fill func(schema int64, fn func(put func(table string, columns []string, next func() ([]any, error)) error) error) error
}

// Restore reads a copy back. Everything in it is checked before the first byte is written.
func Restore(ctx context.Context, file string, into Into) (r Report, err error) {
	if r, err = Check(ctx, file); err != nil {
		return r, err
	}
	f, err := os.Open(file)
	if err != nil {
		return r, trouble(err, file)
	}
	defer f.Close()
	// The files come first, so that a disk that fills up has not filled a database yet.
	parts, err := all(f)
	if err != nil {
		return r, err
	}
	for {
		h, err := parts.Next()
		if err != nil {
			return r, err
		}
		if h.Name == manifestName {
			break
		}
		if name, isFile := strings.CutPrefix(h.Name, "shelf/"); isFile {
			if err := into.File(name, parts); err != nil {
				return r, err
			}
		}
		if name, isBeside := strings.CutPrefix(h.Name, besidePart); isBeside {
			if err := into.Beside.put(ctx, name, parts); err != nil {
				return r, trouble(err, name)
			}
		}
	}
	if parts, err = all(f); err != nil {
		return r, err
	}
	rows := &rowReader{ctx: ctx, parts: parts}
	return r, into.Fill(r.Schema, func(put func(string, []string, func() ([]any, error)) error) error {
		for _, t := range r.Tables {
			if err := put(t.Name, t.Columns, rows.of(t)); err != nil {
				return err
			}
			if err := rows.told(t); err != nil {
				return err
			}
		}
		return nil
	})
}

// all reads the parts of a copy whose sum was looked at.
func all(f *os.File) (*tar.Reader, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return tar.NewReader(io.NewSectionReader(f, 0, st.Size())), nil
}

// rowReader reads the rows of one table after the other.
type rowReader struct {
	ctx   context.Context //nolint:containedctx // a reader lives as long as one restore
	parts *tar.Reader
	at    *tar.Header // the part that comes next or is being read
	lines *json.Decoder
	n     int64
}

// of gives what reads the rows of a table: one at a time, nil after the last.
func (r *rowReader) of(t Table) func() ([]any, error) {
	r.lines, r.n = nil, 0
	return func() ([]any, error) {
		for {
			if err := r.ctx.Err(); err != nil {
				return nil, err
			}
			if r.lines != nil && r.lines.More() {
				return r.row(t)
			}
			if r.lines != nil || r.at == nil {
				var err error
				if r.at, err = r.parts.Next(); err != nil {
					return nil, err
				}
				r.lines = nil
			}
			if !strings.HasPrefix(r.at.Name, "tables/"+t.Name+".") {
				return nil, nil
			}
			z, err := gzip.NewReader(r.parts)
			if err != nil {
				return nil, err
			}
			r.lines = json.NewDecoder(z)
		}
	}
}

func (r *rowReader) row(t Table) ([]any, error) {
	var raw []json.RawMessage
	if err := r.lines.Decode(&raw); err != nil {
		return nil, err
	}
	if len(raw) != len(t.Columns) {
		return nil, fmt.Errorf("copies: a row of %s has %d cells and not %d", t.Name, len(raw), len(t.Columns))
	}
	row := make([]any, len(raw))
	for i := range raw {
		var err error
		if row[i], err = cell(raw[i]); err != nil {
			return nil, err
		}
	}
	r.n++
	return row, nil
}

// told compares how many rows there were with what the manifest tells.
func (r *rowReader) told(t Table) error {
	if r.n != t.Rows {
		return fault.New(fault.Invalid, "The copy tells of %d rows in %s and holds %d.", t.Rows, t.Name, r.n)
	}
	return nil
}
