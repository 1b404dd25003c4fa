package site_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"broadsheet/internal/article"
)

// FuzzAddress asks for whatever there is: the answer is never a failure, never leads to another host, and is itself
// again when asked a second time.
func FuzzAddress(f *testing.F) {
	k := fresh(f)
	k.story("Bridge opens", article.Fields{Section: k.section("World", "").ID})
	for _, s := range []string{
		"/", "/world/bridge-opens", "/World/", "//evil.example/..", "/\\evil.example", "/world/2026/11/", "/latest/2026/11", "/\x00", "/\xff", "/a/../../b", "/./", "/..",
		"/search", "/pictures/x", "/assets/../x", "/world/9999/12/", "/world/0000/01/", "/%2e%2e/x", "/\u202e", "/favicon.ico/x", "/?p=1", "/index.php",
	} {
		f.Add(s, "before=1.x&p=3&q=<b>")
	}
	f.Fuzz(func(t *testing.T, path, query string) {
		ask := func() *http.Response {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.URL = &url.URL{Path: path, RawQuery: query}
			w := httptest.NewRecorder()
			k.site.ServeHTTP(w, r)
			return w.Result()
		}
		r := ask()
		if r.StatusCode >= 500 {
			t.Fatalf("%q?%q: %d", path, query, r.StatusCode)
		}
		if l := r.Header.Get("Location"); l != "" {
			u, err := url.Parse(l)
			if err != nil || u.Host != "" || !strings.HasPrefix(l, "/") || strings.HasPrefix(l, "//") || strings.ContainsAny(l, "\\\r\n") {
				t.Errorf("%q leads to %q", path, l)
			}
		}
		first := told(r)
		if !utf8.ValidString(first) {
			t.Errorf("%q: the answer is not UTF-8", path)
		}
		if again := told(ask()); again != first {
			t.Errorf("%q: %s", path, differ(again, first))
		}
	})
}

// BenchmarkKept is how fast a kept page is given out.
func BenchmarkKept(b *testing.B) {
	k := fresh(b)
	_, address := k.story("Bridge opens", article.Fields{Section: k.section("World", "").ID})
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			k.site.ServeHTTP(httptest.NewRecorder(), r)
		}
	})
}

// BenchmarkCold is how long a page takes that nobody keeps.
func BenchmarkCold(b *testing.B) {
	k := fresh(b)
	_, address := k.story("Bridge opens", article.Fields{Section: k.section("World", "").ID})
	for b.Loop() {
		k.cold(address)
	}
}
