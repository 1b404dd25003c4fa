package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/api"
	"broadsheet/internal/api/document"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/media"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/shelf"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const base = "https://courier.example"

// house is a paper with a door for machines.
type house struct {
	t     testing.TB
	clock *clock.Set
	store *store.Store
	desk  *desk.Desk
	api   *api.API
	me    account.Staff
	n     int
}

func open(t testing.TB, s *store.Store, c *clock.Set) *house {
	t.Helper()
	files, err := shelf.At(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := files.Close(); err != nil {
			t.Error(err)
		}
	})
	k := &house{t: t, clock: c, store: s, desk: desk.New(s, nil, files, c)}
	cache := k.cache()
	cache.Begin(s.Cursor())
	s.OnEntry(cache.Hear)
	k.api = k.door(cache, s)
	k.me, err = k.desk.OpenPaper(t.Context(), desk.Opening{
		Paper: "The Wexmouth Courier", Name: "Mara Ostrey", Email: "mara@courier.example", PasswordHash: "-", Lang: "en", Zone: "Europe/Lisbon",
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func fresh(t testing.TB) *house {
	c := clock.At(storetest.Monday)
	return open(t, storetest.Open(t, c), c)
}

func (k *house) cache() *pagecache.Cache {
	c, err := pagecache.New(pagecache.Options{Clock: k.clock, Bytes: 4 << 20, Shared: store.Shared()})
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(c.Close)
	return c
}

func (k *house) door(c *pagecache.Cache, r press.Reader) *api.API {
	a, err := api.New(api.Options{Reader: r, Cache: c, URL: base, Log: slog.New(slog.NewTextHandler(k.t.Output(), nil))})
	if err != nil {
		k.t.Fatal(err)
	}
	return a
}

func ask(h http.Handler, method, address string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, address, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func (k *house) get(path string, headers ...string) *http.Response {
	return ask(k.api, http.MethodGet, base+document.Prefix+path, headers...)
}

func body(t testing.TB, r *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// read reads a document, which must be there.
func read[T any](t testing.TB, r *http.Response) (v T) {
	t.Helper()
	b := body(t, r)
	if r.StatusCode != http.StatusOK {
		t.Fatalf("%d: %s", r.StatusCode, b)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// told is an answer whole, but for its number.
func told(t testing.TB, r *http.Response) string {
	r.Header.Del("Record")
	var b bytes.Buffer
	fmt.Fprintln(&b, r.StatusCode)
	if err := r.Header.Write(&b); err != nil {
		t.Fatal(err)
	}
	b.Write(body(t, r))
	return b.String()
}

// cold is what a door answers that remembers nothing.
func (k *house) cold(path string) string {
	c, err := pagecache.New(pagecache.Options{Clock: k.clock, Bytes: 1 << 20})
	if err != nil {
		k.t.Fatal(err)
	}
	defer c.Close()
	return told(k.t, ask(k.api.With(c, k.store.Afresh()), http.MethodGet, base+document.Prefix+path))
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (k *house) section(name, parent string) paper.Section {
	k.t.Helper()
	s, _, err := k.desk.AddSection(k.t.Context(), k.me, paper.Section{Name: name, Parent: parent})
	if err != nil {
		k.t.Fatal(err)
	}
	return s
}

func (k *house) topic(name string) paper.Topic {
	k.t.Helper()
	p, _, err := k.desk.SaveTopic(k.t.Context(), k.me, paper.Topic{Name: name})
	if err != nil {
		k.t.Fatal(err)
	}
	return p
}

func (k *house) picture(credit string) article.Picture {
	k.t.Helper()
	k.n++
	m := image.NewRGBA(image.Rect(0, 0, 60, 80))
	m.Set(k.n%60, k.n/60, color.RGBA{uint8(k.n), 7, 90, 255})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		k.t.Fatal(err)
	}
	p, _, err := k.desk.TakeIn(k.t.Context(), k.me, desk.Taken{
		Name: "quay.png", Bytes: &b, Credit: credit, Alt: "A quay", Caption: "The quay at noon.", Sizes: []media.Size{{Shape: media.Whole, Width: 60, Height: 80}},
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return p
}

func (k *house) draft(doc *prose.Node, f article.Fields) article.Draft {
	k.t.Helper()
	if err := f.SetOn(doc); err != nil {
		k.t.Fatal(err)
	}
	now := k.clock.Now()
	d := article.Draft{ID: k.clock.ID(), Form: article.Story, Doc: doc, Version: 1, CreatedBy: k.me.ID, CreatedAt: now, ChangedBy: k.me.ID, ChangedAt: now}
	if err := k.store.InTx(k.t.Context(), func(tx desk.Tx) error { return tx.AddDraft(k.t.Context(), d) }); err != nil {
		k.t.Fatal(err)
	}
	return d
}

// story publishes a story, a minute after the last one.
func (k *house) story(headline string, f article.Fields, blocks ...*prose.Node) string {
	k.t.Helper()
	if blocks == nil {
		blocks = []*prose.Node{prose.P(prose.T("The ferry left the quay at noon."))}
	}
	if f.Byline == nil {
		f.Byline = []article.Credit{{Byline: k.me.Byline, Role: article.By}}
	}
	k.clock.Move(time.Minute)
	d := k.draft(prose.Doc(headline, "What happened, in a line.", blocks...), f)
	must[desk.Receipt](k.t)(k.desk.Publish(k.t.Context(), k.me, desk.Publication{Draft: d.ID, Version: d.Version, Change: article.First, Slot: desk.NoSlot}))
	return d.ID
}

func (k *house) recall(id string) {
	k.t.Helper()
	must[desk.Receipt](k.t)(k.desk.Recall(k.t.Context(), k.me, id, "It was wrong."))
}
