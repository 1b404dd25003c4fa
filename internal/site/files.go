package site

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"sync"

	"broadsheet/internal/page"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/press"
)

// fix makes what is the same for every paper.
func (s *Site) fix() error {
	s.assets = &assets{}
	for _, t := range []*page.Theme{page.BuiltIn(), s.Theme()} {
		if err := s.wear(t, s.Cache.Fix); err != nil {
			return err
		}
	}
	return nil
}

// plain is the header of an answer that is no page.
func (s *Site) plain(contentType, cacheControl string) http.Header {
	h := http.Header{"Content-Type": {contentType}, "Cache-Control": {cacheControl}}
	for _, k := range []string{"X-Content-Type-Options", "Referrer-Policy", "Strict-Transport-Security"} {
		if v := s.header.Get(k); v != "" {
			h.Set(k, v)
		}
	}
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // pictures stand on cards elsewhere
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return h
}

// assets are the files of the themes that the paper wore: pages that readers have open still ask for those of the one
// before.
type assets struct {
	mu    sync.Mutex
	worn  []*page.Theme // oldest first
	files map[string]http.Handler
}

// mostWorn bounds how many themes' files are kept while somebody works on one.
const mostWorn = 8

// wear readies the files of a theme.
func (s *Site) wear(t *page.Theme, fix func(path string, h http.Header, body []byte) (http.Handler, error)) error {
	a := s.assets
	a.mu.Lock()
	defer a.mu.Unlock()
	if slices.Contains(a.worn, t) {
		return nil
	}
	a.worn = append(a.worn, t)
	if len(a.worn) > mostWorn {
		a.worn = slices.Delete(a.worn, 2, 3) // the program's own and the one it began with stay
	}
	was := a.files
	a.files = map[string]http.Handler{}
	for _, t := range a.worn {
		for _, path := range t.Assets() {
			if h := was[path]; h != nil {
				a.files[path] = h
				continue
			}
			f, _ := t.Asset(path)
			h, err := fix(path, s.plain(f.Type, forEver), f.Body)
			if err != nil {
				return fmt.Errorf("asset %s: %w", path, err)
			}
			a.files[path] = h
		}
	}
	return nil
}

const forEver = "public, max-age=31536000, immutable"

func (s *Site) asset(w http.ResponseWriter, r *http.Request) error {
	later := func(_ string, h http.Header, body []byte) (http.Handler, error) { return pagecache.Fixed(h, body) }
	if err := s.wear(s.Theme(), later); err != nil {
		return err
	}
	s.assets.mu.Lock()
	h := s.assets.files[r.URL.Path]
	s.assets.mu.Unlock()
	if h != nil {
		h.ServeHTTP(w, r)
		return nil
	}
	if f, ok := page.BuiltIn().Asset(r.URL.Path); ok { // made from its address, of which there are many
		return s.Cache.Serve(w, r, r.URL.Path, func(ctx context.Context) (pagecache.Answer, error) {
			a := pagecache.Answer{Status: http.StatusOK, Header: s.plain(f.Type, forEver), Body: f.Body, Minor: true}
			err := s.Reader.Read(ctx, func(snap press.Snapshot) error { a.Number = snap.Number(); return nil })
			return a, err
		})
	}
	s.say(w, http.StatusNotFound, "There is no file at this address.")
	return nil
}

// icon draws the first letter of the paper's name.
func (s *Site) icon(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Path != "/favicon.ico" {
		return s.nothing(w, r)
	}
	return s.Cache.Serve(w, r, "/favicon.ico", func(ctx context.Context) (pagecache.Answer, error) {
		a := pagecache.Answer{Status: http.StatusOK, Header: s.plain("image/svg+xml", "no-cache")}
		err := s.Reader.Read(ctx, func(snap press.Snapshot) error {
			settings, _, err := snap.Settings(ctx)
			a.Body = drawn(settings.Name)
			a.Number, a.Keys, a.Expires = snap.Number(), snap.Keys(), snap.Expires()
			s.tag(a.Header, a.Keys, !a.Expires.IsZero())
			return err
		})
		return a, err
	})
}

// drawn is the icon of a paper: paper, ink, and the first letter of its name.
func drawn(name string) []byte {
	initial := ""
	for _, r := range strings.TrimPrefix(cmp.Or(name, "B"), "The ") {
		initial = strings.ToUpper(string(r))
		break
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#16150F"/>`+
		`<text x="32" y="48" text-anchor="middle" font-family="Georgia, serif" font-weight="700" font-size="48" fill="#FDFCF9">%s</text></svg>`,
		html.EscapeString(initial))
}
