package site_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/media"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/record"
	"broadsheet/internal/shelf"
	"broadsheet/internal/site"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// base is the address of the paper under test.
const base = "https://courier.example"

// house is a whole paper: a database, a desk, and the door for readers with its cache.
type house struct {
	t     testing.TB
	clock *clock.Set
	store *store.Store
	desk  *desk.Desk
	site  *site.Site
	me    account.Staff
	n     int // names made so far
}

// harm lets a test plant a fault: in what readers read, and in what the cache hears.
type harm struct {
	reader func(press.Reader) press.Reader
	entry  func(record.Entry) record.Entry
	late   func(key string) time.Duration // how late boxes may be; nil: not at all
}

// open makes a house with a paper that is set up.
func open(t testing.TB, store *store.Store, c *clock.Set, h harm) *house {
	t.Helper()
	k := empty(t, store, c, h)
	me, err := k.desk.OpenPaper(t.Context(), desk.Opening{
		Paper: "The Wexmouth Courier", Name: "Mara Ostrey", Email: "mara@courier.example", PasswordHash: "-", Lang: "en", Zone: "Europe/Lisbon",
	})
	if err != nil {
		t.Fatal(err)
	}
	k.me = me
	return k
}

// empty makes a house before its first run.
func empty(t testing.TB, s *store.Store, c *clock.Set, h harm) *house {
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
	cache, err := pagecache.New(pagecache.Options{Clock: c, Shared: store.Shared(), Late: h.late})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cache.Close)
	cache.Begin(s.Cursor())
	s.OnEntry(func(e record.Entry) {
		if h.entry != nil {
			e = h.entry(e)
		}
		cache.Hear(e)
	})
	var reader press.Reader = s
	if h.reader != nil {
		reader = h.reader(s)
	}
	door, err := site.New(site.Options{
		Reader: reader, Cache: cache, Shelf: files, URL: base, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &house{t: t, clock: c, store: s, desk: desk.New(s, nil, files, c), site: door}
}

func newCache(t testing.TB, c clock.Clock, bytes int64) *pagecache.Cache {
	t.Helper()
	cache, err := pagecache.New(pagecache.Options{Clock: c, Bytes: bytes})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cache.Close)
	return cache
}

// fresh makes a house on SQLite.
func fresh(t testing.TB) *house {
	c := clock.At(storetest.Monday)
	return open(t, storetest.Open(t, c), c, harm{})
}

// ask asks a handler for an address.
func ask(h http.Handler, method, address string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, base+address, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func (k *house) get(address string, headers ...string) *http.Response {
	return ask(k.site, http.MethodGet, address, headers...)
}

func body(t testing.TB, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// cold is the answer of a site and a store that remember nothing.
func (k *house) cold(address string) string {
	cache, err := pagecache.New(pagecache.Options{Clock: k.clock, Bytes: 1 << 20})
	if err != nil {
		k.t.Fatal(err)
	}
	defer cache.Close()
	return told(ask(k.site.With(cache, k.store.Afresh()), http.MethodGet, address))
}

// told is an answer whole, but for Date, Age and Record.
func told(r *http.Response) string {
	var b strings.Builder
	fmt.Fprintln(&b, r.StatusCode)
	r.Header.Del("Date")
	r.Header.Del("Age")
	r.Header.Del("Record")
	if err := r.Header.Write(&b); err != nil {
		return err.Error()
	}
	if _, err := io.Copy(&b, r.Body); err != nil {
		return err.Error()
	}
	return b.String()
}

// must fails the test for an action that did not work.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// section makes a section.
func (k *house) section(name, parent string) paper.Section {
	k.t.Helper()
	s, _, err := k.desk.AddSection(k.t.Context(), k.me, paper.Section{Name: name, Parent: parent})
	if err != nil {
		k.t.Fatal(err)
	}
	return s
}

// byline makes a guest's byline.
func (k *house) byline(name string) paper.Byline {
	k.t.Helper()
	b, _, err := k.desk.SaveByline(k.t.Context(), k.me, paper.Byline{Name: name, Guest: true})
	if err != nil {
		k.t.Fatal(err)
	}
	return b
}

// topic makes a topic.
func (k *house) topic(name string) paper.Topic {
	k.t.Helper()
	b, _, err := k.desk.SaveTopic(k.t.Context(), k.me, paper.Topic{Name: name})
	if err != nil {
		k.t.Fatal(err)
	}
	return b
}

// picture takes a picture in.
func (k *house) picture(credit string) article.Picture {
	k.t.Helper()
	k.n++
	m := image.NewRGBA(image.Rect(0, 0, 60, 80))
	m.Set(k.n%60, k.n/60, color.RGBA{uint8(k.n), uint8(k.n >> 8), 90, 255}) // no two alike
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		k.t.Fatal(err)
	}
	p, _, err := k.desk.TakeIn(k.t.Context(), k.me, desk.Taken{
		Name: fmt.Sprintf("picture-%d.png", k.n), Bytes: &b, Credit: credit, Alt: "A quay", Caption: "The quay at noon.",
		Sizes: []media.Size{{Shape: media.Whole, Width: 60, Height: 80}},
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return p
}

// draft puts a text on the desk as its next version; an id of "" starts a new story.
func (k *house) draft(id string, form article.Form, doc *prose.Node, f article.Fields) (article.Draft, error) {
	if err := f.SetOn(doc); err != nil {
		return article.Draft{}, err
	}
	var d article.Draft
	err := k.store.InTx(k.t.Context(), func(tx desk.Tx) error {
		if id == "" {
			now := k.clock.Now()
			d = article.Draft{ID: k.clock.ID(), Form: form, Doc: doc, Version: 1, CreatedBy: k.me.ID, CreatedAt: now, ChangedBy: k.me.ID, ChangedAt: now}
			return tx.AddDraft(k.t.Context(), d)
		}
		var err error
		if d, err = tx.Draft(k.t.Context(), id); err != nil {
			return err
		}
		d.Doc, d.Version = doc, d.Version+1
		return tx.SaveDraft(k.t.Context(), d)
	})
	return d, err
}

// story publishes a new story.
func (k *house) story(headline string, f article.Fields, blocks ...*prose.Node) (id, address string) {
	k.t.Helper()
	if f.Byline == nil {
		f.Byline = []article.Credit{{Byline: k.me.Byline, Role: article.By}}
	}
	if blocks == nil {
		blocks = []*prose.Node{prose.P(prose.T("The ferry left the quay at noon."))}
	}
	d := must[article.Draft](k.t)(k.draft("", article.Story, prose.Doc(headline, "What happened, in a line.", blocks...), f))
	r := must[desk.Receipt](k.t)(k.desk.Publish(k.t.Context(), k.me, desk.Publication{Draft: d.ID, Version: d.Version, Change: article.First, Slot: desk.NoSlot}))
	return d.ID, r.Address
}

// standing publishes a standing page.
func (k *house) standing(headline string) (id, address string) {
	k.t.Helper()
	d := must[article.Draft](k.t)(k.draft("", article.StandingPage, prose.Doc(headline, "", prose.P(prose.T("Who we are."))), article.Fields{Kind: article.News}))
	r := must[desk.Receipt](k.t)(k.desk.Publish(k.t.Context(), k.me, desk.Publication{Draft: d.ID, Version: d.Version, Change: article.First, Slot: desk.NoSlot}))
	return d.ID, r.Address
}

// moved appends an entry as an import does, with whatever do writes.
func (k *house) moved(do func(desk.Tx) error) {
	k.t.Helper()
	err := k.store.InTx(k.t.Context(), func(tx desk.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		_, err := tx.Append(k.t.Context(), record.MovedIn, "import", k.me.ID, []byte("{}"), true)
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

// stalls is a reader whose snapshots wait, once opened, until they are let go.
type stalls struct {
	press.Reader
	opened chan int64 // numbers of the snapshots
	let    chan struct{}
}

func (s stalls) Read(ctx context.Context, fn func(press.Snapshot) error, toward ...string) error {
	return s.Reader.Read(ctx, func(snap press.Snapshot) error {
		s.opened <- snap.Number()
		<-s.let
		return fn(snap)
	}, toward...)
}

// library finds any picture, as the newsroom does.
func (k *house) library(ctx context.Context, id string) (p article.Picture, found bool, err error) {
	err = k.store.InTx(ctx, func(tx desk.Tx) error {
		p, err = tx.Picture(ctx, id)
		if found = err == nil; fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	})
	return p, found, err
}
