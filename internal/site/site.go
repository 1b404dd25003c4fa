// Package site is the door for readers: it finds what stands at an address and answers with it, whole and with the
// headers that a browser needs to be safe. It reads published state through package press and has no way to a draft,
// sets no cookie, and never lets the host or the headers of a request shape a page; but for somebody of the newsroom
// while the paper is closed to readers, whose answer no cache ever holds.
package site

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/fault"
	"broadsheet/internal/missed"
	"broadsheet/internal/page"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/shelf"
)

// Shelf is where the files of pictures lie.
type Shelf interface {
	Open(ctx context.Context, name string) (io.ReadSeekCloser, shelf.Info, error)
}

// Options of a site. Reader, Cache, Shelf and URL are needed.
type Options struct {
	Reader press.Reader
	Cache  *pagecache.Cache
	Shelf  Shelf
	URL    string                      // what readers type: scheme and host
	Ready  func(context.Context) error // why the node should get no readers just now; nil: it always should
	Log    *slog.Logger                // slog's default when nil

	// Theme is how the paper looks now; nil: as the program's own theme has it. Who changes it renews the cache.
	Theme func() *page.Theme

	// Tags gives the tags under which a shared cache before the paper keeps what was made of these keys, and by which it
	// is told to forget it; nil: there is none, and nobody but a browser keeps anything.
	Tags func(keys []string) []string

	// Hub takes what reader programs ask to be told of (W3C WebSub); nil: there is none.
	Hub http.Handler

	// Missed counts what readers ask for and nobody finds; nil: nobody counts.
	Missed *missed.Counter
	Now    func() time.Time // of what is counted; needed with Missed

	// Staff tells whether a request comes from somebody of the newsroom, who sees everything while the paper is closed
	// to readers; nil: nobody does. It is asked of every request, so one without a session must cost nothing.
	Staff func(*http.Request) bool
}

// Site answers readers.
type Site struct {
	Options
	press    press.Press
	header   http.Header // of every page
	https    bool
	searches *turnstile
	own      map[string]*Route // by first segment of the path
	assets   *assets

	drawing chan struct{} // holds one for each placard that is being drawn
}

// New makes the door. The URL must be an http or https address without a path.
func New(o Options) (*Site, error) {
	u, err := url.Parse(o.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return nil, fault.New(fault.Invalid, "“%s” cannot be the address of the paper. Write it like https://courier.example.", o.URL)
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Theme == nil {
		o.Theme = page.BuiltIn
	}
	s := &Site{
		Options: o, https: u.Scheme == "https",
		press: press.Press{Base: u.Scheme + "://" + u.Host},
		own:   map[string]*Route{}, searches: newSearches(), drawing: make(chan struct{}, drawings),
	}
	s.header = page.Headers(s.https)
	s.header.Set("Cache-Control", "no-cache")
	for i := range Routes {
		if first := firstSegment(Routes[i].Path); first != "" {
			s.own[first] = &Routes[i]
		}
	}
	if err := s.fix(); err != nil {
		return nil, err
	}
	return s, nil
}

// Prepare readies what every page needs, so that the first readers do not wait for it.
func (s *Site) Prepare(ctx context.Context) error {
	return s.Reader.Read(ctx, func(snap press.Snapshot) error { return s.press.Prepare(ctx, snap, s.Theme()) })
}

// ServeHTTP answers a reader.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if isPlain(r) && s.Cache.Give(w, r) {
			return
		}
	case http.MethodOptions:
		s.safe(w)
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		if r.URL.Path == press.HubAddress && s.Hub != nil {
			s.Hub.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Allow", "GET, HEAD")
		s.say(w, http.StatusMethodNotAllowed, "This page can be read, not written to.")
		return
	}
	if err := s.route(r.URL.Path).serve(s, w, r); err != nil {
		s.fail(w, r, err)
	}
}

// isPlain tells whether nothing but the path decides what the answer is, so that what is kept under it may be given.
func isPlain(r *http.Request) bool {
	h := r.Header
	return r.URL.RawQuery == "" && h["Cookie"] == nil && h["Authorization"] == nil && h["Range"] == nil && strings.IndexByte(r.URL.Path, 0) < 0
}

// Again makes the page at a path, as if a reader asked for it, and keeps it. Nobody hears when it fails: the next reader
// does.
func (s *Site) Again(ctx context.Context, path string) {
	if strings.Contains(path, "\x00") {
		return // what a path alone does not name is made when it is asked for
	}
	r := (&http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}, Header: http.Header{}}).WithContext(ctx)
	s.ServeHTTP(nobody{http.Header{}}, r)
}

// nobody is a reader who does not look.
type nobody struct{ header http.Header }

func (n nobody) Header() http.Header         { return n.header }
func (n nobody) Write(b []byte) (int, error) { return len(b), nil }
func (n nobody) WriteHeader(int)             {}

// route finds who answers for a path: the program's own addresses first, then the table of addresses.
func (s *Site) route(path string) *Route {
	first := firstSegment(path)
	lower := strings.ToLower(first)
	switch {
	case !speakable(path):
		return &nowhere
	case s.own[first] != nil:
		return s.own[first]
	case press.IsMap(path):
		return &sitemap
	case lower == "author" || lower == "topic" || s.own[lower] != nil: // rows of the table; one of ours mistyped
		return &byAddress
	case paper.IsReserved(path):
		return &nowhere
	}
	return &byAddress
}

func firstSegment(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return first
}

// longestPath is the longest path that is looked up, in bytes; the table holds none that is longer.
const longestPath = paper.LongestPath

// speakable tells whether a decoded path can be an address at all.
func speakable(path string) bool {
	return len(path) <= longestPath && strings.HasPrefix(path, "/") && utf8.ValidString(path) && !strings.ContainsFunc(path, unicode.IsControl)
}

// outcome is what a render came to: a page, a document for machines, or the address to go to.
type outcome struct {
	page     page.Page
	document *document
	to       string
}

// answer serves a page through the cache. Minor answers, of which there is no end, push no other out of it. What stands
// at the paths toward which the page is made is read first.
func (s *Site) answer(w http.ResponseWriter, r *http.Request, key string, minor bool, made func(context.Context, press.Snapshot) (outcome, error), toward ...string) error {
	path := r.URL.Path
	if s.Staff != nil && s.Staff(r) {
		if done, err := s.behindTheDoor(w, r, made, toward); done || err != nil {
			return err
		}
	}
	return s.Cache.Serve(w, r, key, func(ctx context.Context) (pagecache.Answer, error) {
		if path == press.SearchAddress && key != path {
			var a pagecache.Answer
			err := s.searches.pass(ctx, func(ctx context.Context) (err error) {
				a, err = s.answered(ctx, path, minor, made, toward)
				return err
			})
			return a, err
		}
		return s.answered(ctx, path, minor, made, toward)
	})
}

// answered makes an answer of one snapshot.
func (s *Site) answered(ctx context.Context, path string, minor bool, made func(context.Context, press.Snapshot) (outcome, error), toward []string) (a pagecache.Answer, err error) {
	err = s.Reader.Read(ctx, func(snap press.Snapshot) error {
		out, err := s.made(ctx, snap, path, made)
		if errors.Is(err, press.ErrNotOpen) {
			out, err = outcome{page: &page.Closed{New: true}}, nil
		}
		if err != nil {
			return err
		}
		if a, err = s.whole(out); err != nil {
			return err
		}
		if err := s.reserve(ctx, snap, a.Header); err != nil {
			return err
		}
		a.Number, a.Keys, a.Expires = snap.Number(), snap.Keys(), snap.Expires()
		a.Minor = minor || a.Status != http.StatusOK
		s.tag(a.Header, a.Keys, !a.Expires.IsZero())
		return err
	}, toward...)
	return a, err
}

// How long shared caches may keep an answer. It is purged when it becomes old; only what time alone makes old is not.
const (
	sharedFor = "max-age=3600"
	untilTime = "max-age=60"
)

// tag lets shared caches keep an answer, where there are any that are told to forget it (RFC 9213 for those that read
// CDN-Cache-Control).
func (s *Site) tag(h http.Header, keys []string, timed bool) {
	if s.Tags == nil {
		return
	}
	tags, lasts := s.Tags(keys), sharedFor
	if timed {
		lasts = untilTime
	}
	h.Set("Surrogate-Key", strings.Join(tags, " "))
	h.Set("Cache-Tag", strings.Join(tags, ","))
	h.Set("Surrogate-Control", lasts)
	h.Set("CDN-Cache-Control", lasts)
}

// made makes what readers get: a page, the page that says that there is none, or the holding page.
func (s *Site) made(ctx context.Context, snap press.Snapshot, path string, made func(context.Context, press.Snapshot) (outcome, error)) (outcome, error) {
	closed, err := s.press.Closed(ctx, snap)
	if closed != nil || err != nil {
		return outcome{page: closed}, err
	}
	return s.open(ctx, snap, path, made)
}

func (s *Site) open(ctx context.Context, snap press.Snapshot, path string, made func(context.Context, press.Snapshot) (outcome, error)) (outcome, error) {
	out, err := made(ctx, snap)
	if err == nil && out == (outcome{}) {
		out.page, err = s.press.NotFound(ctx, snap, path)
	}
	return out, err
}

// behindTheDoor answers somebody of the newsroom while the paper is closed: with the page that readers would get, made
// for this one answer and kept nowhere. While the paper is open it does nothing: they are readers like others.
func (s *Site) behindTheDoor(w http.ResponseWriter, r *http.Request, made func(context.Context, press.Snapshot) (outcome, error), toward []string) (done bool, err error) {
	var a pagecache.Answer
	err = s.Reader.Read(r.Context(), func(snap press.Snapshot) error {
		closed, err := s.press.Closed(r.Context(), snap)
		if closed == nil || err != nil {
			return err
		}
		out, err := s.open(r.Context(), snap, r.URL.Path, made)
		if err == nil {
			done = true
			a, err = s.whole(out)
			a.Number = snap.Number()
		}
		return err
	}, toward...)
	if !done || err != nil {
		return false, err
	}
	h := w.Header()
	for k, v := range a.Header {
		h[k] = v
	}
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Record", fmt.Sprint(a.Number))
	w.WriteHeader(a.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(a.Body) // the reader went away; there is nobody left to tell
	}
	return true, nil
}

// whole makes the answer, but for what it depends on.
func (s *Site) whole(out outcome) (pagecache.Answer, error) {
	if out.document != nil {
		return pagecache.Answer{Status: http.StatusOK, Header: s.documentHeader(out.document), Body: out.document.body}, nil
	}
	h := s.header.Clone()
	if out.to != "" {
		h.Set("Location", out.to)
		h.Del("Content-Type")
		return pagecache.Answer{Status: http.StatusMovedPermanently, Header: h}, nil
	}
	status, body, err := s.Theme().Render(out.page)
	if status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "60")
	}
	return pagecache.Answer{Status: status, Header: h, Body: body}, err
}

// fail answers when a page could not be made: the reader gets a sentence, the log every word.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // the reader went away
	}
	var p page.Page = &page.Failed{}
	if fault.Is(err, fault.Unavailable) || errors.Is(err, context.DeadlineExceeded) {
		p = &page.Unavailable{}
		w.Header().Set("Retry-After", "10")
	}
	if busy := searchFailed(err); busy != nil {
		p = busy
		w.Header().Set("Retry-After", "10")
		s.Log.Warn("a search was not answered", "cause", err)
	} else if !errors.Is(err, pagecache.ErrCutOff) { // which would fill the log
		s.Log.Error("an answer to a reader failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	status, body, broken := s.Theme().Render(p)
	if broken != nil {
		s.Log.Error("the page that says so failed too", "error", broken)
		s.say(w, http.StatusInternalServerError, "Something went wrong here. It has been written down for the person who runs this site.")
		return
	}
	for k, v := range s.header {
		w.Header()[k] = v
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader went away; there is nobody left to tell
	}
}

// safe sets the headers of an answer that is no page.
func (s *Site) safe(w http.ResponseWriter) {
	h := w.Header()
	for _, k := range []string{"X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy", "Strict-Transport-Security"} {
		if v := s.header.Get(k); v != "" {
			h.Set(k, v)
		}
	}
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
}

// say answers with a sentence.
func (s *Site) say(w http.ResponseWriter, status int, sentence string) {
	s.safe(w)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, sentence) // as above
}
