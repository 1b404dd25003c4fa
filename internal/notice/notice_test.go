package notice

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/temoto/robotstxt"

	"broadsheet/internal/outside"
	"broadsheet/internal/paper"
)

const base = "https://courier.example"

// may is the table of the presets, written here once more: which kinds each of them lets in.
var may = map[paper.Preset]string{
	paper.EveryCrawler: "search previews archives answers training seo",
	paper.SearchOnly:   "search previews archives",
	paper.NoCrawler:    "",
	"":                 "search previews archives", // a new paper
}

func known(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile(outside.Find(t, "robots/robots.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// paths are tried with every crawler: whether one that may read at all may read them.
var paths = map[string]bool{
	"/": true, "/world/bridge-opens": true, "/pictures/bridge-1200x630.jpg": true, "/search?q=bridge": false, "/newsroom/stories": false,
}

func tryCrawlers(t *testing.T, m paper.Machines, crawlers []string, lets func(paper.CrawlerKind) bool, some bool) (tried int) {
	t.Helper()
	text := Notice{Base: base, Machines: m, Sitemaps: []string{base + "/sitemap.xml"}}.Robots()
	rules, err := robotstxt.FromBytes(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	for _, name := range crawlers {
		kind, is := paper.KindOf(name)
		for path, open := range paths {
			want := open && some && (!is || lets(kind))
			if got := rules.TestAgent(path, name); got != want {
				t.Errorf("with %q %s (%s) at %s: %v, want %v", m.Crawlers, name, kind, path, got, want)
			}
			tried++
		}
	}
	return tried
}

func TestEveryCrawlerAgainstThePresets(t *testing.T) {
	crawlers := known(t)
	if len(crawlers) != 166 {
		t.Errorf("%d crawlers in the list, not 166", len(crawlers))
	}
	for _, name := range crawlers {
		if _, ok := paper.KindOf(name); !ok {
			t.Errorf("%s is of no kind", name)
		}
	}
	for _, kind := range paper.CrawlerKinds {
		for _, name := range paper.Crawlers[kind] {
			if !slices.Contains(crawlers, name) {
				crawlers = append(crawlers, name)
			}
		}
	}
	crawlers = append(crawlers, "SomeNewBot")
	tried := 0
	for preset, kinds := range may {
		lets := func(k paper.CrawlerKind) bool { return slices.Contains(strings.Fields(kinds), string(k)) }
		tried += tryCrawlers(t, paper.Machines{Crawlers: preset}, crawlers, lets, kinds != "")
	}
	for bits := range 1 << len(paper.CrawlerKinds) { // every choice of one's own
		var open []paper.CrawlerKind
		for i, k := range paper.CrawlerKinds {
			if bits>>i&1 == 1 {
				open = append(open, k)
			}
		}
		lets := func(k paper.CrawlerKind) bool { return slices.Contains(open, k) }
		tried += tryCrawlers(t, paper.Machines{Crawlers: paper.OwnChoice, Open: open}, crawlers, lets, len(open) > 0)
	}
	t.Logf("%d crawlers x %d paths x %d choices: %d answers as the table says", len(crawlers), len(paths), len(may)+1<<len(paper.CrawlerKinds), tried)
}

func TestRobotsTxt(t *testing.T) {
	text := string(Notice{Base: base, Sitemaps: []string{base + "/sitemap.xml", base + "/news-sitemap.xml"}}.Robots())
	for _, line := range []string{"License: " + base + "/license.xml", "Sitemap: " + base + "/sitemap.xml", "Sitemap: " + base + "/news-sitemap.xml"} {
		if !slices.Contains(strings.Split(text, "\n"), line) {
			t.Errorf("no line %q", line)
		}
	}
	if len(text) > 500<<10 || !strings.HasSuffix(text, "\n") {
		t.Errorf("%d bytes, ending %q", len(text), text[len(text)-9:])
	}
}

// The three answers to miners and the licence come from one choice.
func TestLicenceAndMiningSayTheSame(t *testing.T) {
	for _, preset := range append(slices.Clone(paper.Presets), "") {
		for _, open := range [][]paper.CrawlerKind{nil, {paper.Training}, {paper.Searchers, paper.Answers}} {
			n := Notice{Base: base, Name: "The Wexmouth Courier", Machines: paper.Machines{Crawlers: preset, Open: open, Licence: "https://courier.example/licence für?a=b&c=<"}}
			b, err := n.Licence()
			if err != nil {
				t.Fatal(err)
			}
			var l struct {
				XMLName xml.Name `xml:"https://rslstandard.org/rsl rsl"`
				Content []struct {
					URL     string `xml:"url,attr"`
					Licence struct {
						Permits   string `xml:"permits"`
						Prohibits string `xml:"prohibits"`
					} `xml:"license"`
					Terms string `xml:"terms"`
				} `xml:"content"`
			}
			if err := xml.Unmarshal(b, &l); err != nil || len(l.Content) != 1 || l.Content[0].URL != "/" {
				t.Fatalf("%v in %s", err, b)
			}
			b, err = n.Mining()
			if err != nil {
				t.Fatal(err)
			}
			var rules []map[string]any
			if err := json.Unmarshal(b, &rules); err != nil || len(rules) != 1 || rules[0]["location"] != "/" {
				t.Fatalf("%v in %s", err, b)
			}
			trains := slices.Contains(strings.Split(l.Content[0].Licence.Permits, ","), "ai-train")
			denies := slices.Contains(strings.Split(l.Content[0].Licence.Prohibits, ","), "ai-train")
			reserved := rules[0]["tdm-reservation"] == 1.
			if trains == denies || reserved != denies || n.Machines.Mining(base).Reserved != denies || (rules[0]["tdm-policy"] != nil) != denies {
				t.Errorf("%q %v: trains %v, denies %v, miners hear %s", preset, open, trains, denies, b)
			}
			if p := n.Machines.Mining(base).Policy; denies && (p != rules[0]["tdm-policy"] || p != l.Content[0].Terms || strings.ContainsAny(p, " <ü")) {
				t.Errorf("the page about licences is %q, %q and %q", p, rules[0]["tdm-policy"], l.Content[0].Terms)
			}
		}
	}
}

func TestSecurityTxt(t *testing.T) {
	today := time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC)
	for contact, want := range map[string]string{
		"sam@courier.example":              "mailto:sam@courier.example",
		"https://courier.example/security": "https://courier.example/security",
		"sam+x%@courier.example":           "mailto:sam+x%25@courier.example",
	} {
		text := string(Notice{Base: base, Lang: "pt", Machines: paper.Machines{Security: contact}}.Security(today))
		fields := map[string]string{}
		for line := range strings.Lines(text) {
			name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			if !ok || fields[name] != "" {
				t.Errorf("a line %q", line)
			}
			fields[name] = value
		}
		until, err := time.Parse(time.RFC3339, fields["Expires"])
		if err != nil || until.Sub(today) < 179*24*time.Hour || until.Sub(today) > 364*24*time.Hour {
			t.Errorf("it expires %s: %v", fields["Expires"], err)
		}
		if fields["Contact"] != want || fields["Canonical"] != base+"/.well-known/security.txt" || fields["Preferred-Languages"] != "pt, en" {
			t.Errorf("%q gives\n%s", contact, text)
		}
	}
	for _, contact := range []string{"", "sam", "@", "a@b@c", "javascript:alert(1)", "sam@courier.example\nContact: evil@evil.example", "sam@courier.example\r\nX: y", "tel:1 2"} {
		if text := (Notice{Machines: paper.Machines{Security: contact}}).Security(today); text != nil {
			t.Errorf("%q gives\n%s", contact, text)
		}
	}
}

func TestTextFiles(t *testing.T) {
	for typed, want := range map[string]string{"": "", " \r\n\n": "", "a\r\nb\n\n  c ": "a\nb\nc\n"} {
		if got := string(Text(typed)); got != want {
			t.Errorf("%q becomes %q", typed, got)
		}
	}
}
