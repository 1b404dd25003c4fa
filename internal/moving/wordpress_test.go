package moving_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/words"
	"broadsheet/internal/moving/wxr"
	"broadsheet/internal/outside"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/shelf"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// house is a paper that things move into.
type house struct {
	t     *testing.T
	store *store.Store
	desk  *desk.Desk
	clock *clock.Set
	o     moving.Options
	paper moving.Paper
	into  moving.Desk
	from  moving.Source
}

func build(t *testing.T, open func(...clock.Clock) *store.Store) *house {
	t.Helper()
	c := clock.At(storetest.Monday)
	s := open(c)
	files, err := shelf.At(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	h := &house{t: t, from: moving.WordPress, store: s, desk: desk.New(s, nil, files, c), clock: c}
	h.o = moving.Options{Folder: t.TempDir(), Clock: c}
	h.paper, h.into = moving.Paper{Lang: "en"}, h.desk
	_, err = h.desk.OpenPaper(context.Background(), desk.Opening{Paper: "The Wexmouth Courier", Name: "Mara Ostrey", Email: "mara@courier.example", PasswordHash: "x", Lang: "en", Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// move moves a file in and holds the report to its sums.
func (h *house) move(file string) *moving.Report {
	h.t.Helper()
	r, err := h.try(file)
	if err != nil {
		h.t.Fatalf("%s: %v", filepath.Base(file), err)
	}
	return r
}

func (h *house) try(file string) (*moving.Report, error) {
	h.t.Helper()
	o := h.o
	o.File = file
	m, err := moving.Read(context.Background(), h.from, o)
	if err != nil {
		return nil, err
	}
	r, err := m.Into(context.Background(), h.into, h.paper)
	if err := errors.Join(err, m.Close()); err != nil {
		return r, err
	}
	if err := r.AddsUp(); err != nil {
		h.t.Errorf("%s: %v", filepath.Base(file), err)
	}
	return r, nil
}

// read calls fn with the public state.
func (h *house) read(fn func(press.Snapshot) error) {
	h.t.Helper()
	if err := h.store.Read(context.Background(), fn); err != nil {
		h.t.Fatal(err)
	}
}

// at finds the article that answers at an old address.
func (h *house) at(snap press.Snapshot, path string) (article.Published, bool) {
	h.t.Helper()
	a, found, err := snap.Address(context.Background(), path)
	if err != nil {
		h.t.Fatal(err)
	}
	if !found || a.Kind != paper.AtArticle {
		return article.Published{}, false
	}
	p, found, err := snap.Article(context.Background(), a.Object)
	if err != nil {
		h.t.Fatal(err)
	}
	return p, found
}

func exports(t *testing.T) []string {
	var files []string
	err := filepath.WalkDir(outside.Find(t, "wxr"), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".xml" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// oldPath is the address of an item as a reader types it on the new site.
func oldPath(i *archive.Item) string {
	u, err := url.Parse(i.Link)
	if err != nil || i.Link == "" {
		return ""
	}
	if u.RawQuery != "" {
		return u.Path + "?" + u.RawQuery
	}
	return u.Path
}

func TestEveryExportMovesInOrIsRefused(t *testing.T) {
	files := exports(t)
	if len(files) < 27 {
		t.Errorf("%d exports, want the 27 that were given", len(files))
	}
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		for _, file := range files { // each into a paper of its own; the small ones into one database only
			if strings.Contains(t.Name(), "postgres") && strings.Contains(file, "phpunit") {
				continue
			}
			h := build(t, open)
			r, err := h.try(file)
			if err != nil {
				if !fault.Is(err, fault.Invalid) {
					t.Errorf("%s: %v is no sentence for a person", filepath.Base(file), err)
				}
				t.Logf("%-45s refused: %v", filepath.Base(file), err)
				continue
			}
			h.answers(file, r)
			if n := h.move(file).Changes(); n != 0 {
				t.Errorf("%s: a second move changed %d items", filepath.Base(file), n)
			}
			if _, err := h.store.Verify(context.Background()); err != nil {
				t.Errorf("%s: %v", filepath.Base(file), err)
			}
		}
	})
}

// answers holds every published item of a file to its address and its words.
func (h *house) answers(file string, r *moving.Report) {
	t := h.t
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	answering, missing, all := 0, 0, 0
	h.read(func(snap press.Snapshot) error {
		for reader := wxr.NewReader(f); ; {
			i, err := reader.Next()
			if err != nil {
				break
			}
			if i.Type != "post" && i.Type != "page" || i.Status != "publish" || i.Password != "" || i.Link == "" {
				continue
			}
			all++
			path := oldPath(i)
			p, found := h.at(snap, path)
			if !found {
				if !strings.Contains(fmt.Sprint(r.Notes["old addresses that something else holds"]), path+" stays") {
					t.Errorf("%s: nothing answers at %s, and the report does not say so", filepath.Base(file), path)
				}
				continue
			}
			answering++
			lost, _ := words.Compare(words.Visible(i.Content), nil, append(words.Of(prose.Text(p.Doc)), words.Of(p.Picture.Caption)...))
			missing += len(lost)
		}
		return nil
	})
	line := ""
	for _, kind := range []string{"post", "page", "attachment"} {
		if c := r.Items[kind]; c != nil {
			line += fmt.Sprintf(" %s %d = %d + %d + %d,", kind, c.InFile, c.Imported, c.Updated, c.Skips())
		}
	}
	t.Logf("%-45s%s %d of %d answer at their old address, %d words are on the list of what did not come, %d texts equal, %d differ",
		filepath.Base(file), line, answering, all, missing, r.Words.Equal, r.Words.Stories)
	if r.Words.Stories > 0 {
		t.Errorf("%s: words differ: %v", filepath.Base(file), r.Notes["stories to look at"])
	}
}

func TestAllExportsIntoOnePaper(t *testing.T) {
	files := exports(t)
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		h := build(t, open)
		taken := int64(0)
		for round := range 2 {
			changes := int64(0)
			for _, file := range files {
				r, err := h.try(file)
				if err != nil {
					continue // refused, as the test above knows
				}
				changes += r.Changes()
				if round == 0 {
					taken += r.Addresses.Taken
				}
			}
			if round == 0 {
				t.Logf("%d items moved in, %d addresses were taken", changes, taken)
			} else if changes != 0 {
				t.Errorf("the second round changed %d items", changes)
			}
		}
		n, err := h.store.Verify(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d entries in the record", n)
	})
}
