package newsroom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/copies"
	"broadsheet/internal/desk"
	"broadsheet/internal/export"
	"broadsheet/internal/mail"
	"broadsheet/internal/newsroom/moves"
	"broadsheet/internal/newsroom/system"
	"broadsheet/internal/session"
	"broadsheet/internal/shelf"
	"broadsheet/internal/steps"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// Where the settings stand.
const (
	sectionsPath = "/newsroom/settings/sections"
	topicsPath   = "/newsroom/settings/topics"
	bylinesPath  = "/newsroom/settings/bylines"
)

const password = "harbour lantern quartz"

var passwordHash = sync.OnceValue(func() string {
	hash, err := session.HashPassword(context.Background(), password)
	if err != nil {
		panic(err)
	}
	return hash
})

// house is a newsroom behind a real server, with a paper that is set up and one person of each role.
type house struct {
	*desk.Desk
	t      *testing.T
	store  *store.Store
	clock  *clock.Set
	room   *Newsroom
	url    string
	log    *lockedBuffer
	keeper *system.Keeper
	staff  map[string]account.Staff // "mara" is editor, publisher and operator
}

// lockedBuffer is a log that handlers may write to at the same time.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// opened gives the files of a shelf to an export.
type opened struct{ *shelf.Folder }

func (o opened) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	f, _, err := o.Folder.Open(ctx, name)
	return f, err
}

// empty opens a newsroom whose paper is not set up.
func empty(t *testing.T, s *store.Store, c *clock.Set, first *session.FirstRun) *house {
	t.Helper()
	files, err := shelf.At(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	h := &house{
		Desk: desk.New(s, steps.New(), files, c), t: t, store: s, clock: c, log: &lockedBuffer{}, staff: map[string]account.Staff{},
	}
	folder := t.TempDir()
	h.keeper = &system.Keeper{
		Desk: h.Desk, Store: s, Shelf: shelved{files}, Copies: copies.Folder{Dir: filepath.Join(folder, "copies")}, Data: folder, Clock: c,
		Log: slog.New(slog.NewTextHandler(h.log, nil)), Version: "0.0.0", Began: c.Now(),
		Pictures: func(context.Context) (int64, error) { return 0, nil },
	}
	h.room = New(Options{
		System: h.keeper, Machine: h.keeper.State, Machines: s, Head: s.Cursor, Outbox: s, Addresses: s, Postman: &mail.Postman{Desk: h.Desk, Clock: c, Base: "http://courier.example"},
		Desk: h.Desk, Store: s, Sessions: s.Sessions(), Public: s, Shelf: files, Clock: c,
		Log: slog.New(slog.NewTextHandler(h.log, nil)), Base: "http://courier.example", FirstRun: first,
		Carrier: &moves.Carrier{
			Desk: h.Desk, Store: s, Folder: t.TempDir(), Clock: c, Log: slog.New(slog.NewTextHandler(h.log, nil)),
			Out: func(ctx context.Context, w io.Writer) error {
				_, err := export.Zip(ctx, w, s, opened{files})
				return err
			},
		},
	})
	server := httptest.NewServer(h.room)
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

// furnish sets the paper up and gives it one person of each role.
func (h *house) furnish() *house {
	h.t.Helper()
	ctx := h.t.Context()
	var err error
	h.staff["mara"], err = h.OpenPaper(ctx, desk.Opening{
		Paper: "The Wexmouth Courier", Name: "Mara Ostrey", Email: "mara@courier.example", PasswordHash: passwordHash(), Lang: "en", Zone: "Europe/Lisbon",
	})
	h.must(err)
	for user, role := range map[string]account.Role{
		"reporter": account.Reporter, "editor": account.Editor, "publisher": account.Publisher, "operator": account.Operator,
	} {
		h.staff[user], err = h.AddStaff(ctx, h.staff["mara"], desk.NewStaff{
			Name: "The " + string(role), Email: user + "@courier.example", Roles: []account.Role{role}, PasswordHash: passwordHash(),
		})
		h.must(err)
	}
	return h
}

// shelved gives the files of a shelf to a copy.
type shelved struct{ *shelf.Folder }

func (s shelved) Each(ctx context.Context, file func(name string, size int64, r io.Reader) error) error {
	return s.Walk(ctx, "", func(i shelf.Info) error {
		r, info, err := s.Open(ctx, i.Name)
		if err != nil {
			return err
		}
		return errors.Join(file(info.Name, info.Size, r), r.Close())
	})
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		c := clock.At(storetest.Monday)
		test(t, empty(t, open(c), c, nil).furnish())
	})
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// story begins a story with a headline, a section and some text, as somebody.
func (h *house) story(by account.Staff, headline string) article.Draft {
	h.t.Helper()
	ctx := h.t.Context()
	d, err := h.StartStory(ctx, by, article.Story)
	h.must(err)
	_, err = h.Write(ctx, by, desk.Typed{
		Draft: d.ID, Base: 0, Client: h.clock.ID(), Counter: 1, Panel: true,
		Steps: []json.RawMessage{insert(1, headline), insert(len([]rune(headline))+5, "The bridge was closed on Monday.")},
	})
	h.must(err)
	d, err = h.store.DraftText(ctx, d.ID)
	h.must(err)
	return d
}

// live begins a story and publishes it.
func (h *house) live(headline string) article.Draft {
	h.t.Helper()
	d := h.story(h.staff["mara"], headline)
	_, err := h.Publish(h.t.Context(), h.staff["mara"], desk.Publication{Draft: d.ID, Version: d.Version, Change: article.First, Slot: desk.NoSlot})
	h.must(err)
	d, err = h.store.DraftText(h.t.Context(), d.ID)
	h.must(err)
	return d
}

// insert is a step that puts text at a place of the document.
func insert(at int, text string) json.RawMessage {
	b, err := json.Marshal(map[string]any{
		"stepType": "replace", "from": at, "to": at,
		"slice": map[string]any{"content": []any{map[string]any{"type": "text", "text": text}}},
	})
	if err != nil {
		panic(err)
	}
	return b
}

// photo is a small picture; another seed gives other bytes.
func photo(seed uint8) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for x := range 64 {
		for y := range 48 {
			img.Set(x, y, color.RGBA{uint8(x) + seed, uint8(y), seed, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// person is somebody at a browser.
type person struct {
	h      *house
	client *http.Client
	header http.Header
}

// visitor is somebody who is not signed in.
func (h *house) visitor() *person {
	jar, err := cookiejar.New(nil)
	h.must(err)
	return &person{h, &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, http.Header{}}
}

// as is somebody who signed in.
func (h *house) as(user string) *person {
	h.t.Helper()
	p := h.visitor()
	got := p.post("/newsroom/sign-in", "name", user, "password", password)
	if got.status != http.StatusSeeOther {
		h.t.Fatalf("%s could not sign in: %d %s", user, got.status, got.body)
	}
	return p
}

// reply is an answer, read whole.
type reply struct {
	status int
	header http.Header
	body   string
}

func (p *person) do(method, path string, body io.Reader, header ...string) reply {
	p.h.t.Helper()
	r, err := http.NewRequestWithContext(p.h.t.Context(), method, p.h.url+path, body)
	p.h.must(err)
	for k, v := range p.header {
		r.Header[k] = v
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := p.client.Do(r)
	p.h.must(err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	p.h.must(err)
	return reply{resp.StatusCode, resp.Header, string(b)}
}

func (p *person) get(path string) reply { p.h.t.Helper(); return p.do("GET", path, nil) }

// post sends a form: name, value, name, value …
func (p *person) post(path string, namesAndValues ...string) reply {
	p.h.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		v.Add(namesAndValues[i], namesAndValues[i+1])
	}
	return p.do("POST", path, strings.NewReader(v.Encode()), "Content-Type", "application/x-www-form-urlencoded")
}

// json sends JSON and reads it into to, unless that is nil.
func (p *person) json(method, path string, body, to any) reply {
	p.h.t.Helper()
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		p.h.must(err)
		in = bytes.NewReader(b)
	}
	got := p.do(method, path, in, "Content-Type", "application/json", "Accept", "application/json")
	if to != nil {
		if err := json.Unmarshal([]byte(got.body), to); err != nil {
			p.h.t.Fatalf("%s %s: %d %s: %v", method, path, got.status, got.body, err)
		}
	}
	return got
}

// done follows the redirect after a form that was taken.
func (p *person) done(r reply) reply {
	p.h.t.Helper()
	if r.status != http.StatusSeeOther {
		p.h.t.Fatalf("answered %d, want a redirect: %s", r.status, textOf(r.body))
	}
	to, err := url.Parse(r.header.Get("Location"))
	p.h.must(err)
	return p.get(to.RequestURI())
}

// sheet is an answer's HTML, parsed.
type sheet struct{ root *html.Node }

func parsed(t *testing.T, body string) sheet {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return sheet{root}
}

func (p sheet) walk(f func(*html.Node) bool) *html.Node {
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && f(n) {
			return n
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// id finds the element with an id.
func (p sheet) id(id string) *html.Node {
	return p.walk(func(n *html.Node) bool { return attr(n, "id") == id })
}

// field is what stands in a field of a form.
func (p sheet) field(name string) (string, bool) {
	n := p.walk(func(n *html.Node) bool {
		return attr(n, "name") == name && (n.Data == "input" || n.Data == "textarea" || n.Data == "select")
	})
	if n == nil {
		return "", false
	}
	switch n.Data {
	case "textarea":
		return inner(n), true
	case "select":
		for o := range n.Descendants() {
			for _, a := range o.Attr {
				if a.Key == "selected" {
					return attr(o, "value"), true
				}
			}
		}
		return "", true
	}
	return attr(n, "value"), true
}

// inner is the text of an element.
func inner(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// textOf is the text of a page's main part, for messages of tests.
func textOf(body string) string {
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return body
	}
	main := sheet{root}.id("main")
	if main == nil {
		return body
	}
	return strings.Join(strings.Fields(inner(main)), " ")
}

// says fails unless the text of a page holds each of these.
func (p *person) says(r reply, want ...string) {
	p.h.t.Helper()
	text := textOf(r.body)
	for _, w := range want {
		if !strings.Contains(text, w) {
			p.h.t.Errorf("the page does not say %q: %d %s", w, r.status, text)
		}
	}
}

func location(r reply) string { return r.header.Get("Location") }

// idIn is the last part of a path.
func idIn(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

func (h *house) sections(names string) map[string]string {
	h.t.Helper()
	_, err := h.PasteSections(h.t.Context(), h.staff["mara"], names)
	h.must(err)
	all, err := h.store.Sections(h.t.Context())
	h.must(err)
	ids := map[string]string{}
	for _, s := range all {
		ids[s.Name] = s.ID
	}
	return ids
}
