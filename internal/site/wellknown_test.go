package site_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/paper"
)

// machines changes what is said to programs.
func (k *house) machines(change func(*paper.Machines)) {
	k.t.Helper()
	if _, err := k.desk.ChangeMachines(k.t.Context(), k.me, change); err != nil {
		k.t.Fatal(err)
	}
}

var metaMining = regexp.MustCompile(`<meta name="(tdm-reservation|tdm-policy)" content="([^"]*)">`)

// Whoever asks whether texts may be mined gets one answer: from the file, from the header of every answer, from the page.
func TestOneAnswerToMiners(t *testing.T) {
	k := fresh(t)
	p := k.picture("Lena Sundhale")
	_, address := k.story("Bridge opens", article.Fields{Section: k.section("World", "").ID, Picture: &article.Lead{Picture: p.ID}})
	pages := []string{"/", address, "/world/", "/latest", "/corrections", "/nothing", "/author/mara-ostrey"}
	others := []string{"/pictures/" + p.Cuts[0].File, "/robots.txt", "/license.xml", "/.well-known/tdmrep.json", "/.well-known/gpc.json"}
	answers := 0
	for _, m := range []paper.Machines{
		{},
		{Crawlers: paper.EveryCrawler, Licence: "https://courier.example/licence"},
		{Crawlers: paper.NoCrawler},
		{Crawlers: paper.SearchOnly, Licence: "https://courier.example/licence?a=1&b=2"},
		{Crawlers: paper.OwnChoice, Open: []paper.CrawlerKind{paper.Training}},
		{Crawlers: paper.OwnChoice, Licence: "https://courier.example/licence"},
	} {
		k.machines(func(now *paper.Machines) { *now = m })
		var rules []struct {
			Location string `json:"location"`
			Reserved int    `json:"tdm-reservation"`
			Policy   string `json:"tdm-policy"`
		}
		if err := json.Unmarshal([]byte(body(t, k.get("/.well-known/tdmrep.json"))), &rules); err != nil || len(rules) != 1 {
			t.Fatal(err, rules)
		}
		want := map[string]string{"tdm-reservation": string(rune('0' + rules[0].Reserved))}
		if rules[0].Policy != "" {
			want["tdm-policy"] = rules[0].Policy
		}
		licence := body(t, k.get("/license.xml"))
		if denied := regexp.MustCompile(`<prohibits[^>]*>[^<]*ai-train`).MatchString(licence); denied != (rules[0].Reserved == 1) {
			t.Errorf("%v: the licence says\n%s", m, licence)
		}
		if !strings.Contains(body(t, k.get("/robots.txt")), "License: "+base+"/license.xml\n") {
			t.Error("robots.txt does not name the licence")
		}
		for _, path := range append(pages, others...) {
			r := k.get(path)
			for _, name := range []string{"tdm-reservation", "tdm-policy"} {
				if got := r.Header.Get(name); got != want[name] {
					t.Errorf("%v: %s of %s is %q, the file says %q", m, name, path, got, want[name])
				}
				answers++
			}
			if !strings.Contains(r.Header.Get("Link"), "<"+base+`/license.xml>; rel="license"; type="application/rsl+xml"`) {
				t.Errorf("%s links to %q", path, r.Header.Get("Link"))
			}
		}
		for _, path := range pages {
			said := map[string]string{}
			for _, found := range metaMining.FindAllStringSubmatch(body(t, k.get(path)), -1) {
				said[found[1]] = strings.ReplaceAll(found[2], "&amp;", "&")
			}
			if len(said) != len(want) || said["tdm-reservation"] != want["tdm-reservation"] || said["tdm-policy"] != want["tdm-policy"] {
				t.Errorf("%v: %s says %v, the file %v", m, path, said, want)
			}
			answers++
		}
	}
	t.Logf("%d answers agree", answers)
}

func TestFilesForPrograms(t *testing.T) {
	k := fresh(t)
	for round, paths := range []map[string]int{
		{
			"/robots.txt": 200, "/license.xml": 200, "/.well-known/tdmrep.json": 200, "/.well-known/gpc.json": 200, "/.well-known/change-password": 302,
			"/.well-known/security.txt": 404, "/ads.txt": 404, "/trust.txt": 404, "/.well-known/trust.txt": 404, "/security.txt": 302,
			"/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200": 404, "/.well-known/": 404, "/.well-known": 404, "/ads.txt/": 404,
			"/robots.txt/x": 404,
		},
		{"/.well-known/security.txt": 200, "/ads.txt": 200, "/trust.txt": 200, "/.well-known/trust.txt": 200},
	} {
		if round == 1 {
			k.machines(func(m *paper.Machines) {
				m.Security, m.Ads, m.Trust = "sam@courier.example", "exchange.example, 1, DIRECT\n", "belongto=https://guild.example"
			})
		}
		for path, want := range paths {
			for range 2 { // made, then kept
				if got := k.get(path); got.StatusCode != want {
					t.Errorf("%s: %d, want %d", path, got.StatusCode, want)
				}
			}
		}
	}
	for path, want := range map[string][2]string{
		"/robots.txt":               {"text/plain; charset=utf-8", "User-agent: *\n"},
		"/license.xml":              {"application/rsl+xml", `<rsl xmlns="https://rslstandard.org/rsl">`},
		"/.well-known/tdmrep.json":  {"application/json", `"location":"/"`},
		"/.well-known/gpc.json":     {"application/json", `{"gpc":true,"lastUpdate":"`},
		"/.well-known/security.txt": {"text/plain; charset=utf-8", "Contact: mailto:sam@courier.example\n"},
		"/ads.txt":                  {"text/plain; charset=utf-8", "exchange.example, 1, DIRECT\n"},
		"/trust.txt":                {"text/plain; charset=utf-8", "belongto=https://guild.example\n"},
	} {
		r := k.get(path)
		if b := body(t, r); r.Header.Get("Content-Type") != want[0] || !strings.Contains(b, want[1]) {
			t.Errorf("%s is %s:\n%s", path, r.Header.Get("Content-Type"), b)
		}
		if r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("ETag") == "" || r.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s has %v", path, r.Header)
		}
	}
	if to := k.get("/.well-known/change-password").Header.Get("Location"); to != "/newsroom/account#password" {
		t.Errorf("passwords are changed at %s", to)
	}
	// A file whose words are taken out is gone in the same instant.
	k.machines(func(m *paper.Machines) { m.Ads = "" })
	if r := k.get("/ads.txt"); r.StatusCode != http.StatusNotFound {
		t.Errorf("ads.txt without words: %d", r.StatusCode)
	}
	if _, err := k.desk.ClosePaper(t.Context(), k.me, true); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/robots.txt", "/license.xml", "/.well-known/tdmrep.json", "/.well-known/security.txt"} {
		if r := k.get(path); r.StatusCode != http.StatusOK {
			t.Errorf("%s while the paper is closed: %d", path, r.StatusCode)
		}
	}
}

// security.txt never runs out while the program runs, whatever is kept.
func TestSecurityTxtIsKeptFresh(t *testing.T) {
	k := fresh(t)
	k.machines(func(m *paper.Machines) { m.Security = "sam@courier.example" })
	expires := regexp.MustCompile(`Expires: (\S+)`)
	for range 60 {
		found := expires.FindStringSubmatch(body(t, k.get("/.well-known/security.txt")))
		if found == nil {
			t.Fatal("it does not say when it expires")
		}
		until, err := time.Parse(time.RFC3339, found[1])
		if left := until.Sub(k.clock.Now()); err != nil || left < 178*24*time.Hour || left > 364*24*time.Hour {
			t.Fatalf("on %s it holds until %s: %v", k.clock.Now(), found[1], err)
		}
		k.clock.Move(13*24*time.Hour + 7*time.Hour)
	}
}
