package copies

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

// Report is what was found in a copy that is whole and whose record holds.
type Report struct {
	Manifest
	Size     int64    // bytes
	Missing  []string // files that pictures name and the copy does not hold, the first of them
	Altered  []string // originals that are not the bytes that their names stand for, the first of them
	Lacking  int      // how many are missing
	Changed  int      // how many are altered
	Pictures int64    // pictures whose files were looked for
}

// Sound tells that no picture is missing or altered.
func (r Report) Sound() bool { return r.Lacking == 0 && r.Changed == 0 }

// Lack tells in a sentence what pictures lack; "" for nothing.
func (r Report) Lack() string {
	var say []string
	if r.Lacking > 0 {
		say = append(say, fmt.Sprintf("%d files of pictures are missing, among them %s.", r.Lacking, strings.Join(r.Missing, ", ")))
	}
	if r.Changed > 0 {
		say = append(say, fmt.Sprintf("%d originals of pictures are not the bytes that they were, among them %s.", r.Changed, strings.Join(r.Altered, ", ")))
	}
	return strings.Join(say, " ")
}

// namedFirst is how many missing or altered files are named.
const namedFirst = 5

// Check reads a whole copy: the sum of its bytes, every row of every table, the chain of the record to the entry that
// the copy names as its newest, and the files of pictures: each that a picture names is there in its size, and each
// original is the bytes that its name stands for. A copy that is damaged is a fault.Invalid. What pictures lack is in
// the report: a copy of a paper that has lost a picture is still a copy of it.
func Check(ctx context.Context, file string) (r Report, err error) {
	f, err := os.Open(file)
	if errors.Is(err, os.ErrNotExist) {
		return r, fault.New(fault.NotFound, "There is no file %s.", file)
	}
	if err != nil {
		return r, trouble(err, file)
	}
	defer f.Close()
	if err := whole(ctx, f); err != nil {
		return r, err
	}
	if r.Manifest, err = manifest(f); err != nil {
		return r, err
	}
	st, err := f.Stat()
	if err != nil {
		return r, err
	}
	r.Size = st.Size()
	parts, err := all(f)
	if err != nil {
		return r, err
	}
	c := checker{Report: &r, rows: &rowReader{ctx: ctx, parts: parts}, wanted: map[uint64]int64{}, seed: maphash.MakeSeed()}
	err = c.read()
	if err == nil && r.Lacking > 0 {
		if parts, err = all(f); err == nil {
			err = c.missing(parts)
		}
	}
	if err != nil && fault.Of(err).Kind == fault.Internal && ctx.Err() == nil {
		return r, fault.Because(err, fault.Invalid, "%s is whole, but what is in it does not hold together: %s.", f.Name(), strings.TrimPrefix(err.Error(), "copies: "))
	}
	return r, err
}

// manifest finds what a copy holds.
func manifest(f *os.File) (m Manifest, err error) {
	parts, err := all(f)
	if err != nil {
		return m, err
	}
	files, beside := int64(0), int64(0)
	for {
		h, err := parts.Next()
		if err != nil {
			return m, fault.Because(err, fault.Invalid, "%s is no copy of a paper.", f.Name())
		}
		if strings.HasPrefix(h.Name, "shelf/") {
			files++
		}
		if strings.HasPrefix(h.Name, besidePart) {
			beside++
		}
		if h.Name != manifestName {
			continue
		}
		if err := json.NewDecoder(parts).Decode(&m); err != nil || m.Format != format || m.Files != files || m.Beside != beside {
			return m, fault.New(fault.Invalid, "%s is no copy that this Broadsheet can read.", f.Name())
		}
		return m, nil
	}
}

// checker reads what is in a copy.
type checker struct {
	*Report
	rows   *rowReader
	number int64 // of the newest entry read
	prev   [32]byte
	seed   maphash.Seed
	wanted map[uint64]int64 // sizes of files that pictures name, by a short sum of their names; -1 for any
}

func (c *checker) read() error {
	for _, t := range c.Tables {
		take := func([]any) error { return nil }
		switch t.Name {
		case "entry":
			take = c.entry(t)
		case "picture":
			take = c.picture(t)
		}
		next := c.rows.of(t)
		for {
			row, err := next()
			if err != nil {
				return err
			}
			if row == nil {
				break
			}
			if err := take(row); err != nil {
				return err
			}
		}
		if err := c.rows.told(t); err != nil {
			return err
		}
	}
	if c.number != c.Number || hex.EncodeToString(c.prev[:]) != c.Hash && c.Number > 0 {
		return fmt.Errorf("its record ends at entry %d and should end at entry %d", c.number, c.Number)
	}
	return c.files()
}

// column is the place of a column in the rows of a table.
func column(t Table, name string) (int, error) {
	at := slices.Index(t.Columns, name)
	if at < 0 {
		return 0, fmt.Errorf("its table %s has no column %s", t.Name, name)
	}
	return at, nil
}

// cells finds columns of a table, and gives what reads them from a row.
func cells(t Table, names ...string) (func(row []any) []any, error) {
	at := make([]int, len(names))
	for i, n := range names {
		var err error
		if at[i], err = column(t, n); err != nil {
			return nil, err
		}
	}
	return func(row []any) []any {
		out := make([]any, len(at))
		for i := range at {
			out[i] = row[at[i]]
		}
		return out
	}, nil
}

// entry follows the chain of the record.
func (c *checker) entry(t Table) func([]any) error {
	of, err := cells(t, "number", "kind", "object", "at", "salt", "text", "commitment", "prev", "hash")
	return func(row []any) error {
		if err != nil {
			return err
		}
		v := of(row)
		number, isNumber := v[0].(int64)
		kind, isKind := v[1].(string)
		object, isObject := v[2].(string)
		at, isAt := v[3].(int64)
		if !isNumber || !isKind || !isObject || !isAt {
			return fmt.Errorf("entry %d of its record cannot be read", c.number+1)
		}
		e := record.Entry{Number: number, Kind: record.Kind(kind), Object: object, At: time.UnixMicro(at).UTC()}
		e.Salt, _ = v[4].([]byte)
		if text, has := v[5].(string); has {
			e.Text = json.RawMessage(text)
		}
		for i, into := range []*[32]byte{&e.Commitment, &e.Prev, &e.Hash} {
			b, _ := v[6+i].([]byte)
			if len(b) != len(into) {
				return fmt.Errorf("entry %d of its record cannot be read", number)
			}
			*into = [32]byte(b)
		}
		if err := e.Verify(c.number, c.prev); err != nil {
			return fmt.Errorf("its record does not hold: %w", err)
		}
		c.number, c.prev = e.Number, e.Hash
		return nil
	}
}

// Original is the name on the shelf of a picture's original.
func Original(hash, mediaType string) string { return "original/" + hash + endings[mediaType] }

// endings are those of originals, by their type.
var endings = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}

// picture notes which files a picture names.
func (c *checker) picture(t Table) func([]any) error {
	named := naming(t)
	return func(row []any) error {
		c.Pictures++
		return named(row, func(name string, size int64) { c.wanted[maphash.String(c.seed, name)] = size })
	}
}

// naming gives what tells the files that a row of pictures names, each with its size, -1 where none is told.
func naming(t Table) func(row []any, each func(name string, size int64)) error {
	of, err := cells(t, "hash", "type", "cuts")
	return func(row []any, each func(name string, size int64)) error {
		if err != nil {
			return err
		}
		v := of(row)
		hash, _ := v[0].(string)
		kind, _ := v[1].(string)
		text, _ := v[2].(string)
		var cuts []struct {
			File  string `json:"file"`
			Bytes int64  `json:"bytes"`
		}
		if err := json.Unmarshal([]byte(text), &cuts); err != nil {
			return fmt.Errorf("a picture cannot be read: %w", err)
		}
		each(Original(hash, kind), -1)
		for _, cut := range cuts {
			each(cut.File, cut.Bytes)
		}
		return nil
	}
}

// files looks at the files of pictures, and then at what is missing.
func (c *checker) files() error {
	for h := c.rows.at; ; {
		name, isFile := strings.CutPrefix(h.Name, "shelf/")
		if isFile {
			if err := c.file(name, h); err != nil {
				return err
			}
		}
		if h.Name == manifestName {
			break
		}
		var err error
		if h, err = c.rows.parts.Next(); err != nil {
			return err
		}
	}
	c.Lacking = len(c.wanted)
	return nil
}

// missing reads the names of the first files that are missing.
func (c *checker) missing(parts *tar.Reader) error {
	rows := &rowReader{ctx: c.rows.ctx, parts: parts}
	for _, t := range c.Tables {
		named := func([]any, func(string, int64)) error { return nil }
		if t.Name == "picture" {
			named = naming(t)
		}
		next := rows.of(t)
		for {
			row, err := next()
			if err != nil {
				return err
			}
			if row == nil {
				break
			}
			if err := named(row, func(name string, _ int64) {
				if _, lacks := c.wanted[maphash.String(c.seed, name)]; lacks && len(c.Missing) < namedFirst {
					c.Missing = append(c.Missing, name)
				}
			}); err != nil || len(c.Missing) == min(c.Lacking, namedFirst) {
				return err
			}
		}
	}
	return nil
}

func (c *checker) file(name string, h *tar.Header) error {
	key := maphash.String(c.seed, name)
	size, wanted := c.wanted[key]
	if wanted && (size < 0 || size == h.Size) {
		delete(c.wanted, key)
	}
	hash, isOriginal := strings.CutPrefix(name, "original/")
	if !isOriginal {
		_, err := io.Copy(io.Discard, reader{c.rows.ctx, c.rows.parts})
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, reader{c.rows.ctx, c.rows.parts}); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != strings.TrimSuffix(hash, path.Ext(hash)) {
		if c.Changed++; len(c.Altered) < namedFirst {
			c.Altered = append(c.Altered, name)
		}
	}
	return nil
}
