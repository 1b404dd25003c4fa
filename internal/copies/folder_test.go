package copies

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

// paper is a small paper to be copied: a record of some entries, a picture, and what a test breaks in it.
type paper struct {
	entries int
	forged  int               // number of an entry whose text was changed; 0 for none
	files   map[string][]byte // on the shelf
	fails   error             // what the database does after its first table
}

var photo = []byte("not a picture, but bytes that have a sum")

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func newPaper() *paper {
	return &paper{entries: 30, files: map[string][]byte{"original/" + hashOf(photo) + ".png": photo, "cut.jpg": []byte("cut")}}
}

func (p *paper) Dump(_ context.Context, table func(string, []string) (func([]any) error, error)) (int64, error) {
	var prev [32]byte
	var rows [][]any
	for n := range p.entries {
		e := record.Entry{Number: int64(n + 1), Kind: record.Published, Object: "a", At: time.UnixMicro(int64(n)).UTC(), Salt: []byte("0123456789abcdef"), Text: []byte(`{"headline":"The bar"}`)}
		e.Commit()
		e.Chain(prev)
		prev = e.Hash
		text := string(e.Text)
		if n+1 == p.forged {
			text = `{"headline":"The pub"}`
		}
		rows = append(rows, []any{e.Number, string(e.Kind), e.Object, e.At.UnixMicro(), e.Salt, text, e.Commitment[:], e.Prev[:], e.Hash[:], "[]", int64(0), ""})
	}
	put := func(name string, columns []string, rows ...[]any) error {
		row, err := table(name, columns)
		for _, r := range rows {
			if err == nil {
				err = row(r)
			}
		}
		return err
	}
	err := put("head", []string{"one", "number", "hash"}, []any{int64(1), int64(p.entries), prev[:]})
	if err == nil && p.fails != nil {
		err = p.fails
	}
	if err == nil {
		err = put("entry", []string{"number", "kind", "object", "at", "salt", "text", "commitment", "prev", "hash", "keys", "quiet", "by_staff"}, rows...)
	}
	if err == nil {
		err = put("picture", []string{"id", "hash", "type", "cuts"}, []any{"p", hashOf(photo), "image/png", `[{"file":"cut.jpg","bytes":3}]`})
	}
	return 9, err
}

func (p *paper) Each(_ context.Context, file func(string, int64, io.Reader) error) error {
	var names []string
	for n := range p.files {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		if err := file(n, int64(len(p.files[n])), bytes.NewReader(p.files[n])); err != nil {
			return err
		}
	}
	return nil
}

var evening = time.Date(2026, 11, 23, 3, 10, 0, 0, time.UTC)

func order(p *paper, day int, byHand bool) Order {
	return Order{DB: p, Shelf: p, Now: func() time.Time { return evening.AddDate(0, 0, day) }, ByHand: byHand, By: "Sam"}
}

func names(t *testing.T, list func() ([]Copy, error)) string {
	t.Helper()
	all, err := list()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range all {
		out = append(out, strings.TrimSuffix(c.Name, ending))
	}
	return strings.Join(out, " ")
}

func TestSevenNightsAreKept(t *testing.T) {
	f, p := Folder{filepath.Join(t.TempDir(), "copies")}, newPaper()
	for day := range 10 {
		if _, err := f.Make(t.Context(), order(p, day, false)); err != nil {
			t.Fatal(err)
		}
		if day < 5 {
			if _, err := f.Make(t.Context(), order(p, day, true)); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := "2026-12-02-0310 2026-12-01-0310 2026-11-30-0310 2026-11-29-0310 2026-11-28-0310 2026-11-27-0310 2026-11-27-0310-by-hand 2026-11-26-0310 2026-11-26-0310-by-hand 2026-11-25-0310-by-hand"
	if got := names(t, f.List); got != want {
		t.Errorf("kept are\n%s, want\n%s", got, want)
	}
	c, found, err := f.Last()
	if err != nil || !found || c.Number != 30 || c.Files != 2 || c.Lack != "" || c.Checked.IsZero() || c.Size == 0 {
		t.Errorf("the last copy is %+v, %v", c, err)
	}
}

func TestACopyThatDoesNotPassIsKeptApart(t *testing.T) {
	f, p := Folder{t.TempDir()}, newPaper()
	if _, err := f.Make(t.Context(), order(p, 0, false)); err != nil {
		t.Fatal(err)
	}
	p.forged = 7
	for day := 1; day < 12; day++ {
		_, err := f.Make(t.Context(), order(p, day, false))
		if !fault.Is(err, fault.Unavailable) || !errors.Is(err, ErrApart) || !strings.Contains(err.Error(), "the text of entry 7 was altered") {
			t.Fatalf("a record that does not hold: %v", err)
		}
	}
	if got := names(t, f.List); got != "2026-11-23-0310" {
		t.Errorf("the good copy made room for bad ones: %s", got)
	}
	if got := names(t, f.Apart); got != "2026-12-04-0310 2026-12-03-0310" {
		t.Errorf("apart are %s", got)
	}
	try, err := f.LastTry()
	if err != nil || !strings.Contains(try.Wrong, "kept apart") || !try.At.Equal(evening.AddDate(0, 0, 11)) {
		t.Errorf("the last try is %+v, %v", try, err)
	}
}

func TestACopyOfAPaperThatLostPictures(t *testing.T) {
	f, p := Folder{t.TempDir()}, newPaper()
	if _, err := f.Make(t.Context(), order(p, 0, false)); err != nil {
		t.Fatal(err)
	}
	delete(p.files, "cut.jpg")
	for n := range p.files {
		p.files[n] = []byte("rot")
	}
	for day := 1; day < 10; day++ {
		c, err := f.Make(t.Context(), order(p, day, false))
		if err != nil || !strings.Contains(c.Lack, "cut.jpg") || !strings.Contains(c.Lack, hashOf(photo)) {
			t.Fatalf("%+v, %v", c, err)
		}
	}
	if got := names(t, f.List); !strings.HasSuffix(got, " 2026-11-23-0310") || strings.Count(got, " ") != Nights {
		t.Errorf("the last copy with all pictures made room: %s", got)
	}
}

func TestWhatFailsLeavesNothing(t *testing.T) {
	f, p := Folder{t.TempDir()}, newPaper()
	p.fails = errors.New("the line broke")
	if _, err := f.Make(t.Context(), order(p, 0, false)); err == nil {
		t.Fatal("a copy of half a database")
	}
	p.fails = nil
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Make(ctx, order(p, 0, false)); !errors.Is(err, context.Canceled) {
		t.Fatalf("told to stop: %v", err)
	}
	all, err := os.ReadDir(f.Dir)
	if err != nil || len(all) != 1 || all[0].Name() != lastTry {
		t.Errorf("left are %v, %v", all, err)
	}
	o := order(p, 0, false)
	o.About = func() (int64, error) { return 1 << 60, nil }
	if _, err := f.Make(t.Context(), o); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "are free") {
		t.Errorf("no room: %v", err)
	}
}

func TestWhatAKilledProgramLeft(t *testing.T) {
	f, p := Folder{t.TempDir()}, newPaper()
	for _, name := range []string{aside + "HALF", "2026-11-20-0310.json", "foreign.copy"} {
		if err := os.WriteFile(filepath.Join(f.Dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, f.List); got != "foreign" {
		t.Errorf("listed are %s", got)
	}
	if _, found, err := f.Last(); found || err != nil {
		t.Errorf("something that nobody checked is the last copy, %v", err)
	}
	if _, err := f.Make(t.Context(), order(p, 0, false)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(f.Dir, aside+"HALF")); err != nil {
		t.Errorf("what another program may be writing was swept: %v", err)
	}
	if err := f.Tidy(); err != nil {
		t.Fatal(err)
	}
	all, err := os.ReadDir(f.Dir)
	if err != nil || len(all) != 4 {
		t.Errorf("left are %v, %v", all, err)
	}
}
