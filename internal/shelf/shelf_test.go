package shelf

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/fault"
)

var ctx = context.Background()

func open(t *testing.T) (*Folder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pictures")
	f, err := At(dir)
	must(t, err)
	t.Cleanup(func() { must(t, f.Close()) })
	return f, dir
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func contents(t *testing.T, f *Folder, name string) string {
	t.Helper()
	r, info, err := f.Open(ctx, name)
	must(t, err)
	b, err := io.ReadAll(r)
	must(t, errors.Join(err, r.Close()))
	if info.Name != name || info.Size != int64(len(b)) || info.Modified.IsZero() {
		t.Errorf("%s is %d bytes long and described as %+v", name, len(b), info)
	}
	return string(b)
}

func names(t *testing.T, f *Folder, prefix string) (all []string) {
	t.Helper()
	must(t, f.Walk(ctx, prefix, func(i Info) error {
		all = append(all, i.Name)
		return nil
	}))
	return all
}

func TestWhatIsPutIsThere(t *testing.T) {
	f, dir := open(t)
	must(t, f.Put(ctx, "originals/ab/abcd.jpg", strings.NewReader("the quay")))
	must(t, f.Put(ctx, "top.png", strings.NewReader("the ferry")))
	if got := contents(t, f, "originals/ab/abcd.jpg"); got != "the quay" {
		t.Errorf("got %q", got)
	}
	again, err := At(dir)
	must(t, err)
	if got := contents(t, again, "top.png"); got != "the ferry" {
		t.Errorf("opened again: %q", got)
	}
	must(t, again.Close())
	r, _, err := f.Open(ctx, "top.png")
	must(t, err)
	_, err = r.Seek(4, io.SeekStart)
	must(t, err)
	if b, _ := io.ReadAll(r); string(b) != "ferry" {
		t.Errorf("from the middle: %q", b)
	}
	must(t, r.Close())
}

func TestPuttingAgainChangesNothing(t *testing.T) {
	f, _ := open(t)
	must(t, f.Put(ctx, "a.jpg", strings.NewReader("first")))
	must(t, f.Put(ctx, "a.jpg", strings.NewReader("second")))
	if got := contents(t, f, "a.jpg"); got != "first" {
		t.Errorf("got %q: a name stands for its bytes", got)
	}
}

func TestTwoPuttingTheSame(t *testing.T) {
	f, dir := open(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := f.Put(ctx, "ab/a.jpg", strings.NewReader(strings.Repeat("x", 100_000))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := contents(t, f, "ab/a.jpg"); len(got) != 100_000 {
		t.Errorf("%d bytes", len(got))
	}
	if left, err := os.ReadDir(filepath.Join(dir, incoming)); err != nil || len(left) != 0 {
		t.Errorf("left aside: %v, %v", left, err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestAFailedPutLeavesNothing(t *testing.T) {
	f, dir := open(t)
	dead := errors.New("the line went dead")
	if err := f.Put(ctx, "a.jpg", io.MultiReader(strings.NewReader("half"), failing{dead})); !errors.Is(err, dead) {
		t.Errorf("Put = %v", err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := f.Put(gone, "b.jpg", strings.NewReader("whole")); !errors.Is(err, context.Canceled) {
		t.Errorf("Put = %v", err)
	}
	if all := names(t, f, ""); len(all) != 0 {
		t.Errorf("there are %v", all)
	}
	if left, err := os.ReadDir(filepath.Join(dir, incoming)); err != nil || len(left) != 0 {
		t.Errorf("left aside: %v, %v", left, err)
	}
}

func TestNames(t *testing.T) {
	f, dir := open(t)
	must(t, os.WriteFile(filepath.Join(filepath.Dir(dir), "secret.txt"), []byte("not yours"), 0o600))
	must(t, os.Symlink(filepath.Join(filepath.Dir(dir), "secret.txt"), filepath.Join(dir, "link.jpg")))
	must(t, os.Symlink(filepath.Dir(dir), filepath.Join(dir, "up")))
	for what, name := range map[string]string{
		"no name":                   "",
		"the folder itself":         ".",
		"one floor up":              "../secret.txt",
		"up from inside":            "ab/../../secret.txt",
		"from the root":             "/etc/passwd",
		"a hidden file":             ".incoming/x",
		"a hidden part":             "ab/.x",
		"two strokes":               "ab//x.jpg",
		"a stroke at the end":       "ab/",
		"a backslash":               `ab\x.jpg`,
		"a capital":                 "A.jpg",
		"a null":                    "a\x00.jpg",
		"a colon":                   "c:x",
		"an accent":                 "é.jpg",
		"a device":                  "nul.jpg",
		"a numbered device":         "ab/com1.jpg",
		"a full stop at the end":    "ab.",
		"two hundred and one runes": strings.Repeat("a", 201),
	} {
		t.Run(what, func(t *testing.T) {
			if err := f.Put(ctx, name, strings.NewReader("x")); !fault.Is(err, fault.NotFound) {
				t.Errorf("Put(%q) = %v", name, err)
			}
			if _, _, err := f.Open(ctx, name); !fault.Is(err, fault.NotFound) {
				t.Errorf("Open(%q) = %v", name, err)
			}
			if _, err := f.Has(ctx, name); !fault.Is(err, fault.NotFound) {
				t.Errorf("Has(%q) = %v", name, err)
			}
			if err := f.Remove(ctx, name); !fault.Is(err, fault.NotFound) {
				t.Errorf("Remove(%q) = %v", name, err)
			}
		})
	}
	for _, name := range []string{"link.jpg", "up/secret.txt"} {
		if r, _, err := f.Open(ctx, name); err == nil {
			t.Errorf("Open(%q) follows a link out of the folder", name)
			_ = r.Close()
		}
	}
	if all := names(t, f, ""); len(all) != 0 {
		t.Errorf("Walk shows %v", all)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	f, _ := open(t)
	must(t, f.Put(ctx, "ab/a.jpg", strings.NewReader("x")))
	for what, name := range map[string]string{"a file": "b.jpg", "a folder taken for a file": "ab", "a file taken for a folder": "ab/a.jpg/x"} {
		if _, _, err := f.Open(ctx, name); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: Open = %v", what, err)
		}
		if has, err := f.Has(ctx, name); has || err != nil {
			t.Errorf("%s: Has = %v, %v", what, has, err)
		}
		if err := f.Remove(ctx, name); err != nil {
			t.Errorf("%s: Remove = %v", what, err)
		}
	}
	if has, err := f.Has(ctx, "ab/a.jpg"); !has || err != nil {
		t.Errorf("Has = %v, %v", has, err)
	}
}

func TestRemove(t *testing.T) {
	f, _ := open(t)
	must(t, f.Put(ctx, "ab/a.jpg", strings.NewReader("x")))
	must(t, f.Remove(ctx, "ab/a.jpg"))
	if has, err := f.Has(ctx, "ab/a.jpg"); has || err != nil {
		t.Errorf("Has = %v, %v", has, err)
	}
	must(t, f.Put(ctx, "ab/a.jpg", strings.NewReader("again")))
	if got := contents(t, f, "ab/a.jpg"); got != "again" {
		t.Errorf("got %q", got)
	}
}

func TestWalk(t *testing.T) {
	f, _ := open(t)
	for _, name := range []string{"cut/ab/1.jpg", "cut/ac/2.jpg", "original/ab/1.jpg", "a.txt"} {
		must(t, f.Put(ctx, name, strings.NewReader(name)))
	}
	for prefix, want := range map[string][]string{
		"":         {"a.txt", "cut/ab/1.jpg", "cut/ac/2.jpg", "original/ab/1.jpg"},
		"cut/":     {"cut/ab/1.jpg", "cut/ac/2.jpg"},
		"cut/a":    {"cut/ab/1.jpg", "cut/ac/2.jpg"},
		"cut/ac/2": {"cut/ac/2.jpg"},
		"nothing":  nil,
	} {
		if got := names(t, f, prefix); !slices.Equal(got, want) {
			t.Errorf("Walk(%q) = %v, want %v", prefix, got, want)
		}
	}
	enough := errors.New("enough")
	if err := f.Walk(ctx, "", func(Info) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("Walk = %v", err)
	}
}

func TestTidy(t *testing.T) {
	f, dir := open(t)
	must(t, os.WriteFile(filepath.Join(dir, incoming, "old"), []byte("half"), 0o600))
	st, err := os.Stat(filepath.Join(dir, incoming, "old"))
	must(t, err)
	if n, err := f.Tidy(ctx, st.ModTime()); n != 0 || err != nil {
		t.Errorf("what is not older stays: %d, %v", n, err)
	}
	if n, err := f.Tidy(ctx, st.ModTime().Add(time.Second)); n != 1 || err != nil {
		t.Errorf("Tidy = %d, %v", n, err)
	}
	if _, err := os.Stat(filepath.Join(dir, incoming, "old")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("it is still there")
	}
}

func TestAFolderThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := At(filepath.Join(file, "pictures")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("At = %v", err)
	}
}
