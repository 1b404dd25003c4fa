package export

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
	"broadsheet/internal/record"
)

// Opened is an export of which every byte was checked.
type Opened struct {
	Manifest
	called  string
	files   fs.FS
	came    map[string]int64  // rows that Fill put, by table
	brought int64             // files that Pictures gave
	sums    map[string]string // of the files in data/
	close   func() error
}

// Open reads an export, a folder or a zip, and checks all of it before anything is done with it: the sum of every file,
// that nothing is missing and nothing was added, and the chain of the record. Schema is the form of the tables that
// this release knows. Errors are faults with a sentence.
func Open(ctx context.Context, called string, schema int64, progress Progress) (x *Opened, err error) {
	x = &Opened{called: called, sums: map[string]string{}, came: map[string]int64{}}
	if err := x.open(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			x, err = nil, errors.Join(err, x.Close())
		}
	}()
	if err := x.check(ctx, progress); err != nil {
		return x, err
	}
	b, err := fs.ReadFile(x.files, manifestFile)
	if err == nil {
		err = json.Unmarshal(b, &x.Manifest)
	}
	switch {
	case err == nil && x.Format != format && strings.HasPrefix(x.Format, formatStem), err == nil && x.Format == format && x.Schema > schema:
		return x, fault.New(fault.Conflict, "The export %s was made by a newer Broadsheet. Nothing was changed; take it in with that program.", called)
	case err != nil || x.Format != format:
		return x, fault.New(fault.Invalid, "%s is no export that this Broadsheet can read. Nothing was changed.", called)
	}
	if err := x.declared(); err != nil {
		return x, err
	}
	return x, x.chain(ctx)
}

// Close lets go of the files.
func (x *Opened) Close() error { return x.close() }

func (x *Opened) open() error {
	st, err := os.Stat(x.called)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fault.New(fault.NotFound, "There is no folder and no file %s.", x.called)
	case err != nil:
		return trouble(err, x.called)
	case st.IsDir():
		root, err := os.OpenRoot(x.called)
		if err != nil {
			return trouble(err, x.called)
		}
		x.files, x.close = root.FS(), root.Close
		return nil
	}
	z, err := zip.OpenReader(x.called)
	if err != nil {
		return x.damaged("it is no folder, and no zip that can be read")
	}
	x.close = z.Close
	if x.files, err = fs.Sub(z, zipFolder); err != nil {
		return errors.Join(err, z.Close())
	}
	return nil
}

// damaged refuses an export that is not as it was written.
func (x *Opened) damaged(why string) error {
	return fault.New(fault.Invalid, "%s is no whole export of a paper: %s. Nothing was changed; take another copy of it, or make the export again.", x.called, why)
}

// check reads every file and compares its sum.
func (x *Opened) check(ctx context.Context, progress Progress) error {
	list, err := x.files.Open(sumsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return x.damaged("its list of sums, " + sumsFile + ", is missing")
	}
	if err != nil {
		return x.damaged("its list of sums, " + sumsFile + ", cannot be read")
	}
	there, err := x.count(ctx)
	if err != nil {
		return errors.Join(err, list.Close())
	}
	listed := int64(0)
	err = eachLine(list, func(line []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		sum, name, found := strings.Cut(string(line), "  ")
		if !found || len(sum) != 2*sha256.Size || strings.Trim(sum, "0123456789abcdef") != "" || !fs.ValidPath(name) || name == sumsFile {
			return x.damaged("its list of sums was altered")
		}
		if listed++; progress != nil {
			progress("Checking", listed, there)
		}
		got, err := x.sumOf(name)
		if err != nil {
			return x.damaged("the file " + name + " is missing or cannot be read")
		}
		if got != sum {
			return x.damaged("the file " + name + " is not as it was written")
		}
		if strings.HasPrefix(name, "data/") {
			x.sums[name] = sum
		}
		return nil
	})
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = x.damaged("its list of sums was cut off")
	}
	if err := errors.Join(err, list.Close()); err != nil {
		return err
	}
	if listed != there {
		return x.damaged("it holds files that its list of sums does not name, or names one twice")
	}
	return nil
}

// count counts the files, the list of sums left out, and refuses what is neither a file nor a folder.
func (x *Opened) count(ctx context.Context) (n int64, err error) {
	err = fs.WalkDir(x.files, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return x.damaged(name + " cannot be read")
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir(), name == sumsFile:
			return nil
		case !d.Type().IsRegular():
			return x.damaged(name + " is not a file")
		}
		n++
		return nil
	})
	return n, err
}

func (x *Opened) sumOf(name string) (string, error) {
	f, err := x.files.Open(name)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), errors.Join(err, f.Close())
}

// declared checks that the manifest names tables that an export holds, each with its file.
func (x *Opened) declared() error {
	for _, t := range x.Tables {
		known := tableNamed(t.Name)
		if known == nil || known.path() != t.File || x.sums[t.File] == "" {
			return x.damaged("its manifest names a table that no export holds")
		}
		if err := columnNames(t.Columns); err != nil {
			return err
		}
	}
	return nil
}

func (x *Opened) table(name string) (Table, bool) {
	i := slices.IndexFunc(x.Tables, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return Table{}, false
	}
	return x.Tables[i], true
}

// rows reads the rows of a table; a line that is none is damage.
func (x *Opened) rows(t Table, fn func(cells []any) error) (err error) {
	f, err := x.files.Open(t.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	known, n := tableNamed(t.Name), int64(0)
	err = eachLine(f, func(line []byte) error {
		cells, err := known.readRow(line, t.Columns)
		if err != nil {
			return err
		}
		n++
		return fn(cells)
	})
	switch {
	case errors.Is(err, errLine), errors.Is(err, io.ErrUnexpectedEOF):
		return x.damaged("a line of " + t.File + " is no row")
	case err == nil && n != t.Rows:
		return x.damaged("its manifest tells of another number of lines in " + t.File)
	}
	return err
}

// chain reads the record from its beginning to its end.
func (x *Opened) chain(ctx context.Context) error {
	t, found := x.table("entry")
	if !found {
		return x.damaged("it has no record")
	}
	var number int64
	var prev [sha256.Size]byte
	err := x.rows(t, func(cells []any) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		r := row{t.Columns, cells}
		e := record.Entry{
			Number: r.number("number"), Kind: record.Kind(r.text("kind")), Object: r.text("object"), At: time.UnixMicro(r.number("at")).UTC(),
			Salt: r.bytes("salt"),
		}
		if r.cell("text") != nil {
			e.Text = json.RawMessage(r.text("text"))
		}
		for column, into := range map[string]*[sha256.Size]byte{"commitment": &e.Commitment, "prev": &e.Prev, "hash": &e.Hash} {
			if copy(into[:], r.bytes(column)) != len(into) {
				return errLine
			}
		}
		if err := e.Verify(number, prev); err != nil {
			return x.damaged("its record does not hold (" + err.Error() + ")")
		}
		number, prev = e.Number, e.Hash
		return nil
	})
	if err == nil && (number != x.Number || hex.EncodeToString(prev[:]) != x.Hash) {
		err = x.damaged("its record ends otherwise than its manifest says")
	}
	return err
}

// HashOf is the hash of an entry of the record, "" when there is none of this number.
func (x *Opened) HashOf(number int64) (hash string, err error) {
	t, _ := x.table("entry")
	return hash, x.rows(t, func(cells []any) error {
		if r := (row{t.Columns, cells}); r.number("number") == number {
			hash = hex.EncodeToString(r.bytes("hash"))
		}
		return nil
	})
}

// Fill puts every row that does not follow from others into an empty database. Every text passes the gate.
func (x *Opened) Fill(ctx context.Context, progress Progress, put func(table string, columns []string, next func() ([]any, error)) error) error {
	total, done := int64(0), int64(0)
	for _, t := range x.Tables {
		total += t.Rows
	}
	for _, t := range x.Tables {
		known := tableNamed(t.Name)
		if known.follows {
			done += t.Rows
			continue
		}
		columns, blanks := slices.Clone(t.Columns), []any(nil)
		for _, c := range slices.Sorted(maps.Keys(known.blank)) {
			columns, blanks = append(columns, c), append(blanks, known.blank[c])
		}
		next, stop := iter.Pull2(func(yield func([]any, error) bool) {
			err := x.rows(t, func(cells []any) error {
				if err := x.gate(t, cells); err != nil {
					return err
				}
				x.came[t.Name]++
				if done++; progress != nil && done%100 == 0 {
					progress("Taking it in", done, total)
				}
				if !yield(append(cells, blanks...), nil) {
					return errEnough
				}
				return ctx.Err()
			})
			if err != nil && !errors.Is(err, errEnough) {
				yield(nil, err)
			}
		})
		err := put(t.Name, columns, func() ([]any, error) {
			cells, err, _ := next()
			return cells, err
		})
		stop()
		if err != nil {
			return err
		}
	}
	return nil
}

var errEnough = errors.New("no more rows are wanted")

// gate refuses a text that no story may be.
func (x *Opened) gate(t Table, cells []any) error {
	r := row{t.Columns, cells}
	doc := []byte(r.text("doc"))
	if t.Name == "entry_change" && r.text("kind") == "article" {
		var value struct{ Doc json.RawMessage }
		if err := json.Unmarshal([]byte(r.text("value")), &value); err != nil {
			return errLine
		}
		doc = value.Doc
	}
	if len(doc) == 0 || bytes.Equal(doc, []byte("null")) {
		return nil
	}
	if _, err := prose.Parse(doc); err != nil {
		return x.damaged("a story in " + t.File + " is none that can be kept")
	}
	return nil
}

// Pictures gives every file of a picture: its name on the shelf and its bytes.
func (x *Opened) Pictures(ctx context.Context, progress Progress, file func(name string, r io.Reader) error) error {
	done := int64(0)
	for _, folder := range []string{originals, cuts} {
		err := fs.WalkDir(x.files, strings.TrimSuffix(folder, "/"), func(at string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // a paper without pictures
			}
			if err == nil {
				err = ctx.Err()
			}
			if err != nil || d.IsDir() {
				return err
			}
			if done++; progress != nil {
				progress("Pictures", done, x.Manifest.Pictures+x.Cuts)
			}
			name := strings.TrimPrefix(at, folder)
			if folder == originals {
				name = onShelf + name
			}
			f, err := x.files.Open(at)
			if err != nil {
				return err
			}
			x.brought++
			return errors.Join(file(name, f), f.Close())
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Differs compares a paper with the export: the files of data/ whose rows are others there. None means that the paper
// is as it was exported, but for what no export holds.
func (x *Opened) Differs(ctx context.Context, db Database) (files []string, err error) {
	only := map[string][]string{}
	for _, t := range x.Tables {
		only[t.Name] = t.Columns
	}
	type summed struct {
		file string
		sum  hash.Hash
	}
	var all []summed
	_, err = rowsOf(ctx, db, only, func(t *table, _ []string) (io.Writer, error) {
		s := summed{t.path(), sha256.New()}
		all = append(all, s)
		return s.sum, nil
	}, func(string, row) error { return ctx.Err() })
	empty := sha256.Sum256(nil)
	for _, s := range all {
		was := x.sums[s.file]
		if was == "" { // a table that the export does not know
			was = hex.EncodeToString(empty[:])
		}
		if hex.EncodeToString(s.sum.Sum(nil)) != was {
			files = append(files, path.Base(s.file))
		}
	}
	slices.Sort(files)
	return files, err
}

// Called is the name of the export, as a sentence says it.
func (x *Opened) Called() string { return filepath.Base(x.called) }
