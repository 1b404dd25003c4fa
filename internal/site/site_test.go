package site_test

import (
	"net/http"
	"strings"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/store/storetest"
)

func TestSmoke(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	_, address := k.story("Bridge opens", article.Fields{Section: world.ID})
	for _, p := range []string{"/", address, world.Address, "/latest", "/search?q=ferry", "/corrections", "/nothing-here", "/favicon.ico", "/robots.txt"} {
		r := k.get(p)
		b := body(t, r)
		t.Log(p, r.StatusCode, len(b), r.Header)
		if p == address {
			t.Log(b)
		}
		if p != "/nothing-here" && r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", p, r.StatusCode)
		}
	}
	_ = strings.Contains
	_ = clock.At
	_ = storetest.Monday
	_ = year2020
}
