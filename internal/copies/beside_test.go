package copies

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/fault"
)

func TestWhatLiesBeside(t *testing.T) {
	from, into := t.TempDir(), t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(from, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{
		"moved-in/höhe.example/old.xml.comments.jsonl":                          "{}\n",
		"moved-in/höhe.example/" + strings.Repeat("long-", 30) + ".items.jsonl": "{}\n{}\n",
		"arrived/open/export":              "<rss/>",
		"arrived/open/pictures/Brücke.JPG": "a picture",
		"arrived/open/empty":               "",
		"arrived/done/samples.json":        "[]",
	}
	for name, text := range want {
		write(name, text)
	}
	write("moved-in/höhe.example/new.xml.comments.jsonl.part", "half")
	write("arrived/done/export", "<rss/>")
	write("arrived/big/samples.json", "[]")
	write("somewhere/else", "not of a move")
	if err := os.Symlink("/etc/passwd", filepath.Join(from, "arrived/open/passwd")); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(from, "arrived/big/samples.json"), MostOfOne+1); err != nil { // takes no room on the disk
		t.Fatal(err)
	}
	b := Beside{Dir: from, Whole: []string{"moved-in", "never"}, Some: []string{"arrived"}, Over: func(context.Context) (func(string) bool, error) {
		return func(name string) bool { return name == "arrived/done/export" }, nil
	}}
	p, file := newPaper(), filepath.Join(t.TempDir(), "a.copy")
	r, err := Make(t.Context(), file, p, p, b)
	if err != nil || r.Beside != int64(len(want)) || r.Files != 2 || !strings.Contains(r.LeftOut(), "4.0 GB in arrived/big") || r.Lack() != "" {
		t.Fatalf("%+v, %v", r, err)
	}
	if n, err := b.Bytes(t.Context()); err != nil || n != 26 {
		t.Errorf("it takes %d bytes, %v", n, err)
	}
	b.Dir = into
	nothing := func(int64, func(func(string, []string, func() ([]any, error)) error) error) error { return nil }
	files := 0
	if _, err := Restore(t.Context(), file, Into{File: func(string, io.Reader) error { files++; return nil }, Beside: b, Fill: nothing}); err != nil || files != 2 {
		t.Fatalf("%d files of pictures, %v", files, err)
	}
	var got []string
	err = filepath.WalkDir(into, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(into, path)
		name = filepath.ToSlash(name)
		got = append(got, name)
		if b, rerr := os.ReadFile(path); rerr != nil || err != nil || string(b) != want[name] {
			t.Errorf("%s came back as %q, %v", name, b, rerr)
		}
		return nil
	})
	if err != nil || len(got) != len(want) {
		t.Errorf("came back: %v, %v", got, err)
	}
	for _, name := range []string{"arrived/../../out", "/etc/out", "somewhere/else", "arrived", "broadsheet.db", "moved-in/", ""} {
		if err := b.put(t.Context(), name, strings.NewReader("x")); !fault.Is(err, fault.Invalid) {
			t.Errorf("a copy that holds %q: %v", name, err)
		}
	}
}

// TestAReportThatGrows: a move goes on while it is copied; the copy holds what there was when the file was opened.
func TestAReportThatGrows(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "moved-in", "old.items.jsonl")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := Beside{Dir: dir, Whole: []string{"moved-in"}}
	var got []byte
	_, err := b.each(t.Context(), func(_ string, size int64, r io.Reader) (err error) {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = f.WriteString("{}\n")
		}
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
		got, err = io.ReadAll(r)
		if int64(len(got)) != size {
			t.Errorf("%d bytes came and %d were told", len(got), size)
		}
		return err
	})
	if err != nil || !slices.Equal(got, []byte("{}\n")) {
		t.Errorf("%q, %v", got, err)
	}
}
