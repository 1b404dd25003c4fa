// Package export writes a whole paper down in open formats, and takes such an export back. An export is a folder, or a
// zip of one: data/ holds every row as JSON lines, stories/, pages/ and drafts/ the texts as HTML to read, pictures/
// the files, README.md tells what is what, manifest.json what is in it, and SHA256SUMS the sum of every other file. Of
// one state there is one export, byte for byte, whatever database it came from. It holds drafts and the addresses of
// staff, so it is its owner's alone; it holds no password.
package export

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"broadsheet/internal/fault"
)

// Names in an export.
const (
	format         = "broadsheet-export-1"
	formatStem     = "broadsheet-export-"
	sumsFile       = "SHA256SUMS"
	manifestFile   = "manifest.json"
	readmeFile     = "README.md"
	picturesFolder = "pictures"
	originals      = picturesFolder + "/originals/"
	cuts           = picturesFolder + "/cuts/"
	onShelf        = "original/" // where originals lie on a shelf
)

// Database is what an export is made of; store.Store is one.
type Database interface {
	Dump(ctx context.Context, table func(name string, columns []string) (row func([]any) error, err error)) (schema int64, err error)
}

// Shelf is where the files of pictures lie. One that is missing is a fault.NotFound.
type Shelf interface {
	Open(ctx context.Context, name string) (io.ReadCloser, error)
}

// Progress hears how far an export or an import is; of is 0 while nobody knows.
type Progress func(stage string, done, of int64)

// Manifest tells what an export holds.
type Manifest struct {
	Format string `json:"format"`
	Schema int64  `json:"schema"` // the form of the tables
	Number int64  `json:"number"` // of the record's newest entry
	Hash   string `json:"hash"`   // of that entry
	Paper  string `json:"paper"`

	Stories  int64 `json:"stories"`  // in stories/
	Pages    int64 `json:"pages"`    // in pages/
	Drafts   int64 `json:"drafts"`   // in drafts/: those that never were public
	Pictures int64 `json:"pictures"` // in pictures/originals
	Cuts     int64 `json:"cuts"`     // in pictures/cuts

	Missing []string `json:"missing"` // files of pictures that were not on the shelf
	Tables  []Table  `json:"tables"`
}

// Table is one file of rows.
type Table struct {
	Name    string   `json:"name"`
	File    string   `json:"file"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	Bytes   []string `json:"bytes,omitempty"` // columns that are bytes, written in hexadecimal
}

// outgoing is an export that is being written.
type outgoing struct {
	*listing
	Manifest
	progress Progress
	shelved  *lines // files of pictures: names on the shelf
	last     string // of them
	reading  readable
}

// write writes an export. What does not fit into memory is set aside in the folder aside.
func write(ctx context.Context, to tree, aside string, db Database, shelf Shelf, progress Progress) (m Manifest, err error) {
	if progress == nil {
		progress = func(string, int64, int64) {}
	}
	var spools [3]*lines
	for i := range spools {
		if spools[i], err = newLines(aside); err != nil {
			return m, err
		}
		defer func() { err = errors.Join(err, spools[i].close()) }()
	}
	x := &outgoing{
		listing: &listing{to: to, kept: spools[0]}, Manifest: Manifest{Format: format, Missing: []string{}},
		progress: progress, shelved: spools[1], reading: newReadable(spools[2]),
	}
	if err := x.data(ctx, db); err != nil {
		return m, err
	}
	if err := x.pictures(ctx, shelf); err != nil {
		return m, err
	}
	if err := x.texts(ctx); err != nil {
		return m, err
	}
	w, err := x.create(readmeFile)
	if err != nil {
		return m, err
	}
	if err := readme.Execute(w, x.Manifest); err != nil {
		return m, err
	}
	if w, err = x.create(manifestFile); err != nil {
		return m, err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(x.Manifest); err != nil {
		return m, err
	}
	return x.Manifest, x.finish()
}

// rowsOf writes the rows of the declared tables, as all of them were at one instant: begin gives what takes the lines
// of a table, in the columns that an export holds, and heard hears every row of every table. Only, when it is not nil,
// names the columns of an export that was made before.
func rowsOf(ctx context.Context, db Database, only map[string][]string, begin func(t *table, columns []string) (io.Writer, error), heard func(table string, r row) error) (schema int64, err error) {
	return db.Dump(ctx, func(name string, columns []string) (func([]any) error, error) {
		t := tableNamed(name)
		if t == nil {
			return func(cells []any) error { return heard(name, row{columns, cells}) }, nil
		}
		var kept []string
		var at []int
		for i, c := range columns {
			if _, left := t.blank[c]; left || only != nil && !slices.Contains(only[name], c) {
				continue
			}
			kept, at = append(kept, c), append(at, i)
		}
		to, err := begin(t, kept)
		if err != nil {
			return nil, err
		}
		var line []byte
		some := make([]any, len(at))
		return func(cells []any) error {
			for i, a := range at {
				some[i] = cells[a]
			}
			if line, err = t.appendRow(line[:0], kept, some); err != nil {
				return err
			}
			if _, err := to.Write(line); err != nil {
				return err
			}
			return heard(name, row{columns, cells})
		}, nil
	})
}

// data writes the rows, and sets aside what the other parts need of them.
func (x *outgoing) data(ctx context.Context, db Database) (err error) {
	rows := int64(0)
	x.Schema, err = rowsOf(ctx, db, nil, func(t *table, columns []string) (io.Writer, error) {
		x.Tables = append(x.Tables, Table{Name: t.name, File: t.path(), Columns: columns, Bytes: t.bytes})
		return x.create(t.path())
	}, func(table string, r row) error {
		if n := len(x.Tables) - 1; n >= 0 && x.Tables[n].Name == table {
			x.Tables[n].Rows++
		}
		if rows++; rows%1000 == 0 {
			x.progress("Rows of the paper", rows, 0)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return x.hear(table, r)
	})
	return err
}

func (x *outgoing) hear(table string, r row) error {
	switch table {
	case "head":
		x.Number, x.Hash = r.number("number"), hex.EncodeToString(r.bytes("hash"))
	case "setting":
		var s struct{ Name string }
		if err := json.Unmarshal([]byte(r.text("value")), &s); err != nil {
			return err
		}
		x.Paper = s.Name
	case "picture":
		if err := x.shelved.add([]byte(onShelf + x.reading.picture(r))); err != nil {
			return err
		}
	case "picture_file":
		if f := r.text("file"); f != x.last { // two pictures may share a file
			x.last = f
			return x.shelved.add([]byte(f))
		}
	}
	return x.reading.hear(table, r)
}

// pictures writes the files of all pictures. One that the shelf lost is named in the manifest and holds nothing up.
func (x *outgoing) pictures(ctx context.Context, shelf Shelf) error {
	done := int64(0)
	return x.shelved.each(func(line []byte) error {
		name := string(line)
		done++
		x.progress("Pictures", done, x.shelved.n)
		f, err := shelf.Open(ctx, name)
		if fault.Is(err, fault.NotFound) {
			x.Missing = append(x.Missing, name)
			return nil
		}
		if err != nil {
			return err
		}
		to, count := cuts+name, &x.Cuts
		if original, is := strings.CutPrefix(name, onShelf); is {
			to, count = originals+original, &x.Pictures
		}
		*count++
		w, err := x.create(to)
		if err == nil {
			_, err = io.Copy(w, f)
		}
		return errors.Join(err, f.Close())
	})
}

// row is one row of a table with the names of its columns.
type row struct {
	columns []string
	cells   []any
}

func (r row) cell(column string) any {
	if i := slices.Index(r.columns, column); i >= 0 {
		return r.cells[i]
	}
	return nil
}

func (r row) text(column string) string  { s, _ := r.cell(column).(string); return s }
func (r row) number(column string) int64 { n, _ := r.cell(column).(int64); return n }
func (r row) bytes(column string) []byte { b, _ := r.cell(column).([]byte); return b }
