package site

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/wire"
)

// document is an answer for machines.
type document struct {
	contentType string
	links       []string // of the header Link
	body        []byte
}

// fed makes the document of a feed; an outcome of nothing for none.
func fed(f *press.Feed, file string) (outcome, error) {
	at := slices.IndexFunc(press.FeedFormats, func(p press.FeedFormat) bool { return p.File == file })
	if f == nil || at < 0 {
		return outcome{}, nil
	}
	body, err := wire.Feed(f, file)
	d := &document{contentType: press.FeedFormats[at].Type + "; charset=utf-8", body: body}
	if f.Hub != "" {
		d.links = append(d.links, "<"+f.Hub+`>; rel="hub"`)
	}
	d.links = append(d.links, "<"+f.Self+`>; rel="self"`)
	return outcome{document: d}, err
}

// rootFeed answers with a feed of everything.
func (s *Site) rootFeed(w http.ResponseWriter, r *http.Request) error {
	list, file, ok := press.CutFeed(r.URL.Path)
	if !ok || list != "" {
		return s.nothing(w, r)
	}
	return s.answer(w, r, r.URL.Path, false, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
		f, err := s.press.Feed(ctx, snap, paper.Address{}, file, nil)
		if err != nil {
			return outcome{}, err
		}
		return fed(f, file)
	})
}

// correctionsFeed answers with a feed of the corrections.
func (s *Site) correctionsFeed(w http.ResponseWriter, r *http.Request, file string) error {
	return s.answer(w, r, r.URL.Path, false, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
		f, err := s.press.CorrectionsFeed(ctx, snap, file)
		if err != nil {
			return outcome{}, err
		}
		return fed(f, file)
	})
}

// latestArchive answers with a month of everything for reader programs that go back (RFC 5005).
func (s *Site) latestArchive(w http.ResponseWriter, r *http.Request, m press.Month) error {
	key := r.URL.Path
	if m.After != (article.Cursor{}) {
		key = keyOf(key, press.CursorText(m.After))
	}
	return s.answer(w, r, key, m.After != article.Cursor{}, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
		f, err := s.press.Feed(ctx, snap, paper.Address{}, press.AtomFile, &m)
		if err != nil {
			return outcome{}, err
		}
		return fed(f, press.AtomFile)
	})
}

// feed answers with the feed of what stands at an address: a section, author or topic; or with one of its months.
func (s *Site) feed(w http.ResponseWriter, r *http.Request, list, file string) error {
	path, key := r.URL.Path, r.URL.Path
	var month *press.Month
	if base, m, ok := cutMonth(list); ok && file == press.AtomFile {
		if c, ok := press.ParseCursor(r.URL.Query().Get("before")); ok {
			m.After, key = c, keyOf(key, press.CursorText(c))
		}
		list, month = base, &m
	}
	return s.answer(w, r, key, month != nil && month.After != article.Cursor{}, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
		if out, err := s.find(ctx, snap, []string{path}, article.Cursor{}, false); err != nil || out != (outcome{}) {
			return out, err // something of the paper stands just there
		}
		a, ok, err := listAt(ctx, snap, list)
		if !ok || err != nil {
			return outcome{}, err
		}
		f, err := s.press.Feed(ctx, snap, a, file, month)
		if err != nil {
			return outcome{}, err
		}
		to, ok, err := snap.AddressOf(ctx, a.Kind, a.Object)
		if !ok || err != nil {
			return outcome{}, err
		}
		if a.At == paper.AtRedirect || to != a.Path {
			if month != nil {
				return outcome{to: press.Archive(month.Below(s.location(to)))}, nil
			}
			return outcome{to: press.FeedAddress(s.location(to), file)}, nil
		}
		return fed(f, file)
	}, path, list+"/", list)
}

// listAt finds the section, author or topic that stands at an address, with a slash at its end or without.
func listAt(ctx context.Context, snap press.Snapshot, list string) (paper.Address, bool, error) {
	for _, p := range []string{list + "/", list} {
		a, ok, err := snap.Address(ctx, p)
		if err != nil || ok && a.Kind != paper.AtArticle {
			return a, ok, err
		}
	}
	return paper.Address{}, false, nil
}

// oldFeeds are the ends of addresses where other programs had their feeds, and the file that stands for them here.
var oldFeeds = []struct{ end, file string }{
	{"/feed/atom", press.AtomFile},
	{"/feed/rss", press.RSSFile},
	{"/feed/rss2", press.RSSFile},
	{"/feed", press.RSSFile},
	{"/rss", press.RSSFile},
	{"/rss.xml", press.RSSFile},
	{"/index.xml", press.RSSFile},
}

// oldFeed tells whether a path is one where another program had the feed of a list.
func oldFeed(path string) (list, file string, ok bool) {
	bare := strings.TrimSuffix(path, "/")
	for _, o := range oldFeeds {
		if list, ok := strings.CutSuffix(bare, o.end); ok {
			return list, o.file, true
		}
	}
	return "", "", false
}

// movedFeed leads from where another program had a feed to ours, if nothing of the paper stands there.
func (s *Site) movedFeed(ctx context.Context, snap press.Snapshot, list, file string) (outcome, error) {
	if list == "" {
		return outcome{to: press.FeedAddress("/", file)}, nil
	}
	a, ok, err := listAt(ctx, snap, list)
	if !ok || err != nil {
		return outcome{}, err
	}
	to, ok, err := snap.AddressOf(ctx, a.Kind, a.Object)
	if !ok || err != nil {
		return outcome{}, err
	}
	return outcome{to: press.FeedAddress(s.location(to), file)}, nil
}

// documentHeader is the header of an answer for machines.
func (s *Site) documentHeader(d *document) http.Header {
	h := s.plain(d.contentType, "no-cache")
	if len(d.links) > 0 {
		h.Set("Link", strings.Join(d.links, ", "))
	}
	return h
}

// sitemap answers with a document of the map of the site.
func (s *Site) sitemap(w http.ResponseWriter, r *http.Request) error {
	if !press.IsMap(r.URL.Path) {
		return s.nothing(w, r)
	}
	return s.answer(w, r, r.URL.Path, false, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
		m, err := s.press.Sitemap(ctx, snap, r.URL.Path)
		if m == nil || err != nil {
			return outcome{}, err
		}
		return outcome{document: &document{contentType: "application/xml; charset=utf-8", body: wire.Sitemap(m)}}, nil
	})
}

// hub answers at the address of the hub, where programs send what they ask.
func (s *Site) hub(w http.ResponseWriter, r *http.Request) error {
	if s.Hub == nil || r.URL.Path != press.HubAddress {
		return s.nothing(w, r)
	}
	s.Hub.ServeHTTP(w, r)
	return nil
}

// Feed gives the feed at a path as readers get it, from the page cache if it is there; false for what is no feed. One that
// was renamed leads to its new address.
func (s *Site) Feed(ctx context.Context, path string) (contentType, link string, body []byte, ok bool) {
	for range 2 {
		r := (&http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}, Header: http.Header{}}).WithContext(ctx)
		w := &kept{header: http.Header{}}
		s.ServeHTTP(w, r)
		if w.status == http.StatusMovedPermanently {
			to, err := url.Parse(w.header.Get("Location"))
			if err != nil || to.Host != "" {
				return "", "", nil, false
			}
			path = to.Path
			continue
		}
		contentType = w.header.Get("Content-Type")
		media, _, _ := strings.Cut(contentType, ";")
		ok = w.status == http.StatusOK && slices.ContainsFunc(press.FeedFormats, func(f press.FeedFormat) bool { return f.Type == media })
		return contentType, w.header.Get("Link"), w.body.Bytes(), ok
	}
	return "", "", nil, false
}

// kept is a reader who keeps the answer.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.header }
func (k *kept) Write(b []byte) (int, error) { return k.body.Write(b) }
func (k *kept) WriteHeader(status int)      { k.status = status }
