package site_test

import (
	"net/http"
	"strings"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/site"
)

func TestAClosedPaperIsClosedEverywhere(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	p := k.picture("Lena Sundhale")
	_, address := k.story("Bridge opens", article.Fields{Section: world.ID, Picture: &article.Lead{Picture: p.ID}})
	door, err := site.New(site.Options{
		Reader: k.store, Cache: newCache(t, k.clock, 0), Shelf: k.site.Shelf, URL: base,
		Staff: func(r *http.Request) bool { return r.Header.Get("Cookie") == "newsroom=mara" },
	})
	if err != nil {
		t.Fatal(err)
	}
	k.site = door
	k.store.OnEntry(door.Cache.Hear)
	door.Cache.Begin(k.store.Cursor())
	all := []string{"/", address, "/world/", "/latest", "/search?q=bridge", "/corrections", "/author/mara-ostrey", "/world/2026/11/", "/WORLD/", "/nothing/here", "/?p=7", "/pictures/" + p.Cuts[0].File, "/feed.xml", "/world/feed.json", "/sitemap.xml", "/news-sitemap.xml"}
	before := map[string]int{}
	for _, a := range all {
		before[a] = k.get(a).StatusCode
	}
	for round := range 2 {
		if _, err := k.desk.ClosePaper(t.Context(), k.me, true); err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			r := k.get(a)
			if got := body(t, r); r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" || strings.Contains(got, "Bridge") {
				t.Errorf("round %d: a reader at %s gets %d: %.100s", round, a, r.StatusCode, got)
			}
			r = k.get(a, "Cookie", "newsroom=mara")
			if r.StatusCode != before[a] || !strings.Contains(r.Header.Get("Cache-Control"), "no-store") {
				t.Errorf("round %d: staff at %s get %d, want %d (%s)", round, a, r.StatusCode, before[a], r.Header.Get("Cache-Control"))
			}
			if again := k.get(a); again.StatusCode != http.StatusServiceUnavailable {
				t.Errorf("round %d: what staff saw at %s was kept for readers: %d", round, a, again.StatusCode)
			}
		}
		for a, want := range map[string]int{"/healthz": 200, "/robots.txt": 200} {
			if got := k.get(a).StatusCode; got != want {
				t.Errorf("%s answers %d while the paper is closed", a, got)
			}
		}
		if _, err := k.desk.ClosePaper(t.Context(), k.me, false); err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			for _, who := range []string{"newsroom=mara", "newsroom=nobody"} {
				if r := k.get(a, "Cookie", who); r.StatusCode != before[a] || strings.Contains(r.Header.Get("Cache-Control"), "no-store") {
					t.Errorf("open again, %s answers %d (%s)", a, r.StatusCode, r.Header.Get("Cache-Control"))
				}
			}
		}
	}
}
