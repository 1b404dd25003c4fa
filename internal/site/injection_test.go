package site_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/outside"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
)

// breaks are the ways to end a line of a header, with what would stand on the next.
var breaks = []string{
	"\r\n", "\n", "\r", "\x00", "%0d%0a", "%0D%0A", "%0a", "%0d", "%00", "\u2028", "\u2029", "\u0085", "\v", "\f", "%E5%98%8A%E5%98%8D", "嘊嘍", "\\r\\n", "%250d%250a", "\u010a", "\u560d",
}

const planted = "X-Planted: yes"

// sound tells what is wrong with a header: a field that was planted, or a value that no header may hold.
func sound(h http.Header) string {
	for name, values := range h {
		if strings.EqualFold(name, "X-Planted") {
			return "X-Planted"
		}
		for _, v := range values {
			if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' && r != '\t' || r >= 0x7f }) {
				return name + ": " + v
			}
		}
	}
	return ""
}

// What somebody types into a field that reaches a header, or asks for, never ends a line there.
func TestNobodyWritesHeaders(t *testing.T) {
	k := fresh(t)
	section := k.section("World", "").ID
	tried, refused := 0, 0
	for _, b := range breaks {
		evil := "x" + b + planted
		for field, change := range map[string]func(*paper.Machines){
			"licence":         func(m *paper.Machines) { m.Licence = "https://courier.example/" + evil },
			"licence's query": func(m *paper.Machines) { m.Licence = "https://courier.example/?" + evil },
			"licence's host":  func(m *paper.Machines) { m.Licence = "https://" + evil },
			"security":        func(m *paper.Machines) { m.Security = "sam@courier.example" + b + planted },
			"security's page": func(m *paper.Machines) { m.Security = "https://courier.example/" + evil },
			"trust.txt":       func(m *paper.Machines) { m.Trust = evil },
			"ads.txt":         func(m *paper.Machines) { m.Ads = evil },
		} {
			if _, err := k.desk.ChangeMachines(t.Context(), k.me, change); err != nil {
				refused++
			}
			for _, path := range []string{"/", "/robots.txt", "/license.xml", "/.well-known/tdmrep.json", "/.well-known/security.txt", "/trust.txt", "/ads.txt", "/latest"} {
				tried++
				r := k.get(path)
				if wrong := sound(r.Header); wrong != "" {
					t.Errorf("%s with %q at %s: %s", field, b, path, wrong)
				}
				if strings.HasSuffix(path, "security.txt") && strings.Contains(body(t, r), "\n"+planted) {
					t.Errorf("%s with %q writes a line of security.txt", field, b)
				}
			}
			k.machines(func(m *paper.Machines) { *m = paper.Machines{} })
		}
		// A headline makes the address of a story; an address typed otherwise leads there.
		_, address := k.story("Bridge "+strings.Map(printable, evil), article.Fields{Section: section})
		for _, path := range []string{strings.ToUpper(address), address + "/", address + "/" + url.PathEscape(evil), "/" + url.PathEscape(evil), "/world/" + url.PathEscape(b+planted) + "/../", "/oembed?url=" + url.QueryEscape(base+address+evil), "/share/" + url.PathEscape(evil) + "-1.png", "/search/?q=" + url.QueryEscape(evil)} {
			tried++
			if wrong := sound(k.get(path).Header); wrong != "" {
				t.Errorf("%q: %s", path, wrong)
			}
		}
	}
	t.Logf("%d answers, %d settings refused, no line of a header written", tried, refused)
}

func printable(r rune) rune {
	if r < ' ' || r == '\u2028' || r == '\u2029' || r == '\u0085' {
		return -1
	}
	return r
}

// Whatever is asked for, no answer leads to another house.
func TestNothingLeadsElsewhere(t *testing.T) {
	k := fresh(t)
	_, address := k.story("Bridge opens", article.Fields{Section: k.section("World", "").ID})
	b, err := os.ReadFile(outside.Find(t, "url/urltestdata.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []json.RawMessage
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	inputs := []string{
		"//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https:/evil.example", "//evil.example/%2f..", "/%09/evil.example", "/%5cevil.example",
		"//evil.example%00.courier.example", "http://courier.example@evil.example", "/.evil.example", "//;@evil.example", "/https://evil.example", "?next=//evil.example", "javascript:alert(1)", "〱evil.example", "/〱evil.example", "/%2f%2fevil.example",
	}
	for _, c := range cases {
		var one struct {
			Input string `json:"input"`
			Href  string `json:"href"`
		}
		if json.Unmarshal(c, &one) == nil {
			inputs = append(inputs, one.Input)
			if one.Href != "" {
				inputs = append(inputs, one.Href)
			}
		}
	}
	asked, led := 0, 0
	for _, in := range inputs {
		for _, path := range []string{
			in, "/" + in, "/" + url.PathEscape(in), "/world/" + in, address + "/" + in, "/?p=" + url.QueryEscape(in), "/latest/?next=" + url.QueryEscape(in), "/search/?q=" + url.QueryEscape(in),
			page.OEmbedAddress + "?url=" + url.QueryEscape(in), "/.well-known/change-password?next=" + url.QueryEscape(in), "/share/" + in, "/security.txt" + in, "//" + in, "/%2F" + url.PathEscape(in),
		} {
			raw, query, _ := strings.Cut(path, "?")
			decoded, err := url.PathUnescape(raw)
			if err != nil || !strings.HasPrefix(decoded, "/") {
				continue
			}
			r := &http.Request{Method: http.MethodGet, Host: "courier.example", URL: &url.URL{Path: decoded, RawPath: raw, RawQuery: query}, Header: http.Header{}}
			w := httptest.NewRecorder()
			k.site.ServeHTTP(w, r.WithContext(t.Context()))
			asked++
			to := w.Header().Get("Location")
			if to == "" {
				continue
			}
			led++
			base, _ := url.Parse(base)
			u, err := base.Parse(strings.ReplaceAll(to, "\\", "/")) // as browsers read it
			if err != nil || u.Host != "courier.example" || u.Scheme != "https" || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\t\r\n") {
				t.Errorf("%q leads to %q", path, to)
			}
		}
	}
	t.Logf("%d addresses asked for, %d led on, none to another house", asked, led)
}
