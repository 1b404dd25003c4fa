package site_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"broadsheet/internal/page"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/site"
	"broadsheet/internal/theme"
)

// worn is a theme made of files.
func worn(t *testing.T, files ...string) *page.Theme {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		at := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	th, faults := theme.Load(os.DirFS(dir))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return th
}

var stylesheet = regexp.MustCompile(`/assets/[0-9a-f]{16}/site\.css`)

// Law 3 with another look: a kept page equals the cold render in the theme that is in force, on every node its own.
func TestAnotherThemeIsOnEveryPageAtOnce(t *testing.T) {
	k := fresh(t)
	first, second := worn(t, "assets/site.css", "body{color:red}"), worn(t, "assets/site.css", "body{color:blue}")
	var now atomic.Pointer[page.Theme]
	now.Store(first)
	opens := func(c *pagecache.Cache, look func() *page.Theme) *site.Site {
		door, err := site.New(site.Options{Reader: k.store, Cache: c, Shelf: k.site.Shelf, URL: base, Theme: look})
		if err != nil {
			t.Fatal(err)
		}
		c.Begin(k.store.Cursor())
		return door
	}
	door := opens(newCache(t, k.clock, 0), now.Load)
	other := opens(newCache(t, k.clock, 0), func() *page.Theme { return second })
	styles := map[*page.Theme]string{}
	for _, th := range []*page.Theme{first, second, page.BuiltIn()} {
		at, err := th.AssetURL("site.css")
		if err != nil {
			t.Fatal(err)
		}
		styles[th] = at
	}
	paths := []string{"/", "/latest", "/search?q=bridge", "/nothing/here", "/corrections"}
	look := func(door http.Handler, th *page.Theme) {
		t.Helper()
		for _, path := range paths {
			for range 2 { // made, then kept
				if at := stylesheet.FindString(body(t, ask(door, http.MethodGet, path))); at != styles[th] {
					t.Errorf("%s has the style sheet %s, want %s", path, at, styles[th])
				}
			}
		}
		if r := ask(door, http.MethodGet, styles[th]); r.StatusCode != http.StatusOK || r.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("the style sheet: %d, %s", r.StatusCode, r.Header.Get("Cache-Control"))
		}
	}
	look(door, first)
	look(other, second) // another node, another folder: each says the truth about its own
	tag := ask(door, http.MethodGet, "/").Header.Get("ETag")
	now.Store(second)
	door.Cache.Renew()
	look(door, second)
	if r := ask(door, http.MethodGet, "/", "If-None-Match", tag); r.StatusCode != http.StatusOK {
		t.Errorf("a browser that has the old look is told %d", r.StatusCode)
	}
	for th, at := range styles { // pages that readers have open still ask for theirs
		if r := ask(door, http.MethodGet, at); r.StatusCode != http.StatusOK {
			t.Errorf("the style sheet of %q: %d", th.ID, r.StatusCode)
		}
	}
	if r := ask(other, http.MethodGet, styles[first]); r.StatusCode != http.StatusNotFound {
		t.Errorf("a node that never had the theme answers %d for its file", r.StatusCode)
	}
}

// steps are ways to write a step upward, or what may be taken for one.
var steps = []string{
	"../", "..\\", "..%2f", "..%5c", "%2e%2e/", "%2e%2e%2f", "%2e%2e%5c", "..%252f", "..%255c", "%252e%252e%252f", "..%c0%af", "..%c1%9c", "%c0%ae%c0%ae/",
	"....//", "....\\\\", "..././", "...\\.\\", "..;/", "..%00/", "..%0d/", "..%u2215", "..%u2216", "%uff0e%uff0e/", "..%ef%bc%8f", "/..", "\\..", "./../", ".%2e/", "%2e./", "..//", "../%20/", "..%01/", "..\u2215", "．．/", "..%e0%80%af", "..%f0%80%80%af",
}

// Of 5,000 lines that lead out of a folder none leads out of a theme: its files are found by their whole address alone.
func TestNoAddressLeadsOutOfATheme(t *testing.T) {
	const secret = "a word that no reader may see"
	th := worn(t, "assets/site.css", "body{color:red}", "README.md", secret, "notes.txt", secret)
	k := fresh(t)
	door, err := site.New(site.Options{Reader: k.store, Cache: newCache(t, k.clock, 0), Shelf: k.site.Shelf, URL: base, Theme: func() *page.Theme { return th }})
	if err != nil {
		t.Fatal(err)
	}
	style, err := th.AssetURL("site.css")
	if err != nil {
		t.Fatal(err)
	}
	targets := []string{"README.md", "notes.txt", "theme.toml", "templates/story.html", "etc/passwd", "etc%2fpasswd", "windows\\win.ini", "proc/self/environ", "README.md%00.css", "README.md;.css"}
	tried := 0
	for _, from := range []string{"/assets/", strings.TrimSuffix(style, "site.css")} {
		for _, step := range steps {
			for depth := 1; depth <= 7; depth++ {
				for _, to := range targets {
					line := from + strings.Repeat(step, depth) + to
					path, err := url.PathUnescape(line)
					if err != nil {
						path = line // as it stands: a server that reads it otherwise would see this
					}
					r := httptest.NewRequest(http.MethodGet, base+"/", nil)
					r.URL.Path, r.URL.RawPath = path, line
					w := httptest.NewRecorder()
					door.ServeHTTP(w, r)
					tried++
					if answer := w.Body.String(); w.Code < 400 || strings.Contains(answer, secret) || strings.Contains(answer, "root:") {
						t.Fatalf("%q answers %d: %.80s", line, w.Code, answer)
					}
				}
			}
		}
	}
	t.Logf("figures: %d lines that lead out of a theme, 0 files outside", tried)
	if tried < 5000 {
		t.Errorf("only %d lines", tried)
	}
}
