package site_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
	"broadsheet/internal/site"
)

type atomFeed struct {
	ID      string `xml:"id"`
	Title   string `xml:"title"`
	Updated string `xml:"updated"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Archive *struct{} `xml:"http://purl.org/syndication/history/1.0 archive"`
	Entries []struct {
		ID        string `xml:"id"`
		Title     string `xml:"title"`
		Updated   string `xml:"updated"`
		Published string `xml:"published"`
		Summary   string `xml:"summary"`
		Content   string `xml:"http://www.w3.org/2005/Atom content"`
		Links     []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Categories []struct {
			Term string `xml:"term,attr"`
		} `xml:"category"`
	} `xml:"entry"`
}

func (f atomFeed) link(rel string) string {
	for _, l := range f.Links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

func (k *house) atom(address string) (f atomFeed) {
	k.t.Helper()
	r := k.get(strings.TrimPrefix(address, base))
	if r.StatusCode != http.StatusOK {
		k.t.Fatalf("%s answers %d", address, r.StatusCode)
	}
	if err := xml.Unmarshal([]byte(body(k.t, r)), &f); err != nil {
		k.t.Fatalf("%s: %v", address, err)
	}
	return f
}

// change publishes a story anew.
func (k *house) changed(id, headline string, f article.Fields, change article.Change, note *article.Note) {
	k.t.Helper()
	if f.Byline == nil {
		f.Byline = []article.Credit{{Byline: k.me.Byline, Role: article.By}}
	}
	d := must[article.Draft](k.t)(k.draft(id, article.Story, prose.Doc(headline, "What happened, in a line.", prose.P(prose.T("The ferry left late."))), f))
	must[desk.Receipt](k.t)(k.desk.Publish(k.t.Context(), k.me, desk.Publication{Draft: d.ID, Version: d.Version, Change: change, Note: note, Slot: desk.NoSlot}))
}

func TestFeedsKeepTheirWord(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	lead := k.picture("Lena Sundhale")
	fields := article.Fields{Section: world.ID, Picture: &article.Lead{Picture: lead.ID}}
	id, address := k.story("Bridge opens", fields, prose.P(prose.T("See "), prose.T("us", prose.Link("/about"))))
	first := k.atom("/atom.xml")
	e := first.Entries[0]

	t.Run("every address in it is whole", func(t *testing.T) {
		for _, a := range []string{"/feed.xml", "/atom.xml", "/feed.json", "/world/feed.xml"} {
			text := strings.NewReplacer("&#34;", `"`, "&lt;", "<", "&gt;", ">", `\"`, `"`).Replace(body(t, k.get(a)))
			for _, m := range regexp.MustCompile(`(?:href|src|url)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
				if !strings.HasPrefix(m[1], "https://courier.example/") {
					t.Errorf("%s leads to %q", a, m[1])
				}
			}
			if !strings.Contains(text, base+"/about") {
				t.Errorf("%s lacks the link in the text", a)
			}
		}
	})
	t.Run("credit, size and length of the picture", func(t *testing.T) {
		rss := body(t, k.get("/feed.xml"))
		cut := lead.Cuts[0]
		for _, want := range []string{
			"<media:credit>Lena Sundhale</media:credit>", `<media:description type="plain">A quay</media:description>`,
			fmt.Sprintf(`<enclosure url="%s/pictures/%s" type="image/png" length="%d"/>`, base, cut.File, cut.Bytes),
		} {
			if !strings.Contains(rss, want) {
				t.Errorf("no %s in the feed", want)
			}
		}
	})
	t.Run("conditions, HEAD and gzip", func(t *testing.T) {
		for _, a := range []string{"/feed.xml", "/world/atom.xml", "/feed.json", "/sitemap.xml", "/sitemap-2026-11.xml", "/news-sitemap.xml"} {
			r := k.get(a)
			tag := r.Header.Get("ETag")
			if again := ask(k.site, http.MethodGet, a, "If-None-Match", tag); again.StatusCode != http.StatusNotModified || tag == "" {
				t.Errorf("%s with its tag %q answers %d", a, tag, again.StatusCode)
			}
			if head := ask(k.site, http.MethodHead, a); head.StatusCode != http.StatusOK || head.Header.Get("Content-Length") != r.Header.Get("Content-Length") || body(t, head) != "" {
				t.Errorf("HEAD of %s: %d %v", a, head.StatusCode, head.Header)
			}
			if z := ask(k.site, http.MethodGet, a, "Accept-Encoding", "gzip"); r.ContentLength > 1000 && z.Header.Get("Content-Encoding") != "gzip" {
				t.Errorf("%s is not compressed", a)
			}
		}
	})
	t.Run("what is no change for readers changes no date, and nothing changes an id", func(t *testing.T) {
		k.clock.Move(time.Hour)
		k.changed(id, "Bridge opens at last", fields, article.Fix, nil)
		world.Name, world.Slug = "Abroad", "abroad"
		if _, _, err := k.desk.ChangeSection(t.Context(), k.me, world); err != nil {
			t.Fatal(err)
		}
		now := k.atom("/atom.xml").Entries[0]
		if now.Updated != e.Updated || now.ID != e.ID || now.Title != "Bridge opens at last" {
			t.Errorf("after a small fix %+v, before %+v", now, e)
		}
		elsewhere, err := site.New(site.Options{Reader: k.store, Cache: newCache(t, k.clock, 0), Shelf: k.site.Shelf, URL: "https://gazette.example"})
		if err != nil {
			t.Fatal(err)
		}
		if moved := body(t, ask(elsewhere, http.MethodGet, "/atom.xml")); !strings.Contains(moved, "<id>"+e.ID+"</id>") || strings.Contains(moved, "https://courier.example/") {
			t.Error("a paper that moved to another host has other ids, or leads to the old one")
		}
	})
	t.Run("a correction is told, in the story and in a feed of its own", func(t *testing.T) {
		k.clock.Move(time.Hour)
		k.changed(id, "Bridge opens at last", fields, article.Correction, &article.Note{ID: k.clock.ID(), Kind: article.Corrected, Text: "It was Tuesday.", Was: "Monday", Now: "Tuesday"})
		now := k.atom("/atom.xml").Entries[0]
		if now.Updated == e.Updated || !strings.Contains(now.Content, "It was Tuesday.") || !strings.Contains(now.Content, "Correction, 23 November 2026") {
			t.Errorf("after a correction: %+v", now)
		}
		c := k.atom("/corrections/atom.xml")
		if len(c.Entries) != 1 || c.Entries[0].Title != "Correction: Bridge opens at last" || !strings.HasPrefix(c.Entries[0].Links[0].Href, base+address+"#note-") {
			t.Errorf("the feed of the corrections: %+v", c.Entries)
		}
	})
	t.Run("who paid for a story, and what is no news, is said in its title", func(t *testing.T) {
		k.story("A fine ferry", article.Fields{Section: world.ID, Kind: article.Sponsored, PaidBy: "Tern Line"})
		k.story("I think so", article.Fields{Section: world.ID, Kind: article.Opinion})
		for _, a := range []string{"/feed.xml", "/atom.xml", "/feed.json", "/abroad/feed.xml"} {
			text := body(t, k.get(a))
			for _, want := range []string{"Paid for by Tern Line: A fine ferry", "Opinion: I think so"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s lacks %q", a, want)
				}
			}
		}
		if news := body(t, k.get("/news-sitemap.xml")); strings.Contains(news, "A fine ferry") || !strings.Contains(news, "I think so") {
			t.Error("what was paid for stands in the map of news, or an opinion does not")
		}
	})
	t.Run("summaries by setting", func(t *testing.T) {
		must[desk.Receipt](t)(k.desk.SetFeeds(t.Context(), k.me, true))
		f := k.atom("/atom.xml")
		for _, e := range f.Entries {
			if e.Content != "" || e.Summary == "" {
				t.Errorf("an entry of a feed of summaries: %+v", e)
			}
		}
		if s := body(t, k.get("/feed.xml")); !strings.Contains(s, "Paid for by Tern Line: A fine ferry") || !strings.Contains(s, "<description>What happened, in a line.") {
			t.Errorf("a feed of summaries: %s", s)
		}
		must[desk.Receipt](t)(k.desk.SetFeeds(t.Context(), k.me, false))
	})
	t.Run("where other programs had their feeds", func(t *testing.T) {
		for from, to := range map[string]string{
			"/feed/": "/feed.xml", "/feed": "/feed.xml", "/rss/": "/feed.xml", "/feed/atom/": "/atom.xml", "/abroad/feed/": "/abroad/feed.xml",
			"/author/mara-ostrey/feed/": "/author/mara-ostrey/feed.xml", "/latest/feed.xml": "/feed.xml", "/world/feed.xml": "/abroad/feed.xml", "/world/feed/": "/abroad/feed.xml",
		} {
			if r := k.get(from); r.StatusCode != http.StatusMovedPermanently || r.Header.Get("Location") != to {
				t.Errorf("%s: %d %q, want %q", from, r.StatusCode, r.Header.Get("Location"), to)
			}
		}
		for _, a := range []string{"/nothing/feed.xml", "/nothing/feed/", address + "/feed.xml", "/feed.xml/x", "/abroad/2026/11/feed.xml", "/abroad/1999/01/atom.xml"} {
			if r := k.get(a); r.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %d", a, r.StatusCode)
			}
		}
	})
	t.Run("pages lead to their feeds", func(t *testing.T) {
		for _, p := range []string{"/", "/abroad/", "/author/mara-ostrey", "/corrections", "/latest"} {
			links := regexp.MustCompile(`<link rel="alternate" type="([^"]*)" title="[^"]*" href="([^"]*)">`).FindAllStringSubmatch(body(t, k.get(p)), -1)
			if len(links) != 3 {
				t.Errorf("%s leads to %d feeds", p, len(links))
			}
			for _, l := range links {
				if r := k.get(l[2]); r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), strings.ReplaceAll(l[1], "&#43;", "+")) {
					t.Errorf("%s leads to %s as %s: %d %s", p, l[2], l[1], r.StatusCode, r.Header.Get("Content-Type"))
				}
			}
		}
	})
}

type mapURL struct {
	Loc      string     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 loc"`
	Lastmod  string     `xml:"lastmod"`
	Pictures []struct{} `xml:"http://www.google.com/schemas/sitemap-image/1.1 image"`
}

// TestArchivesHoldEveryStoryOnce goes back through the archives of a feed (RFC 5005), and through the map of the site.
func TestArchivesHoldEveryStoryOnce(t *testing.T) {
	k := fresh(t)
	a := anArchive(k, 1300, 20)
	for _, begin := range []string{"/atom.xml", a.sections[0].Address + "atom.xml"} {
		seen := map[string]int{}
		documents := 0
		for next := begin; next != ""; documents++ {
			f := k.atom(next)
			if archived := f.Archive != nil; archived != (documents > 0) || archived && f.link("current") != base+begin {
				t.Errorf("%s: archive %v, current %q", next, archived, f.link("current"))
			}
			if f.link("self") != base+strings.TrimPrefix(next, base) || len(f.Entries) == 0 || len(f.Entries) > 40 {
				t.Fatalf("%s: self %q, %d entries", next, f.link("self"), len(f.Entries))
			}
			for _, e := range f.Entries {
				seen[e.ID]++
			}
			next = f.link("prev-archive")
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%s stands %d times", id, n)
			}
		}
		if begin == "/atom.xml" && len(seen) != 1300 {
			t.Errorf("%d of 1,300 stories", len(seen))
		}
		t.Logf("%s: %d stories in %d documents", begin, len(seen), documents)
	}
	// A day with more stories than a document of the map holds.
	k.moved(func(tx desk.Tx) error {
		for i := range 2300 {
			p := article.Published{Card: article.Card{
				ID: k.clock.ID(), Kind: article.News, Headline: fmt.Sprint("Result ", i), Section: a.sections[0].ID,
				PublishedAt: time.Date(2025, 6, 15, 12, 0, i/2, 0, time.UTC), Address: fmt.Sprint("/results/", i),
			}, Form: article.Story, Edition: 1, Doc: prose.Doc("Result", "")}
			if err := p.Fields.SetOn(p.Doc); err != nil {
				return err
			}
			if err := tx.Publish(t.Context(), p); err != nil {
				return err
			}
			if err := tx.SetAddress(t.Context(), paper.Address{Path: p.Address, At: paper.AtArticle, Kind: paper.AtArticle, Object: p.ID, Since: p.PublishedAt}); err != nil {
				return err
			}
		}
		return nil
	})
	type urls struct {
		Maps []mapURL `xml:"sitemap"`
		URLs []mapURL `xml:"url"`
	}
	read := func(path string) (u urls) {
		r := k.get(strings.TrimPrefix(path, base))
		if err := xml.Unmarshal([]byte(body(t, r)), &u); err != nil || r.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", path, r.StatusCode, err)
		}
		return u
	}
	seen, stories, pictures := map[string]int{}, 0, 0
	index := read("/sitemap.xml")
	for _, m := range index.Maps {
		part := read(m.Loc)
		if len(part.URLs) > 1000 {
			t.Errorf("%s holds %d addresses", m.Loc, len(part.URLs))
		}
		newest := ""
		for _, u := range part.URLs {
			seen[u.Loc]++
			newest = max(newest, u.Lastmod)
			pictures += len(u.Pictures)
		}
		if m.Lastmod != newest && !strings.Contains(m.Loc, "pages") && !strings.Contains(m.Loc, "2025-06") { // a day that is cut: nobody can say of a part
			t.Errorf("%s changed at %s, says the index; %s says the newest in it", m.Loc, m.Lastmod, newest)
		}
		if !strings.Contains(m.Loc, "pages") {
			stories += len(part.URLs)
		}
	}
	for loc, n := range seen {
		if n != 1 {
			t.Errorf("%s stands %d times in the map", loc, n)
		}
	}
	if stories != 3600 || pictures < 1300 {
		t.Errorf("%d stories of 3,600 and %d pictures in the map", stories, pictures)
	}
	if robots := body(t, k.get("/robots.txt")); !strings.Contains(robots, "Sitemap: https://courier.example/sitemap.xml\n") || !strings.Contains(robots, "Sitemap: https://courier.example/news-sitemap.xml\n") {
		t.Errorf("robots.txt does not name the maps:\n%s", robots)
	}
	k.clock.Move(3 * 24 * time.Hour)
	if news := body(t, k.get("/news-sitemap.xml")); strings.Contains(news, "<url>") {
		t.Error("news of three days ago stands in the map of news")
	}
	t.Logf("%d documents of the map, %d addresses, %d pictures", len(index.Maps), len(seen), pictures)
}

// TestJSONFeedIsWhatItsSpecificationSays checks the required members and types of JSON Feed 1.1.
func TestJSONFeedIsWhatItsSpecificationSays(t *testing.T) {
	k := fresh(t)
	a := anArchive(k, 60, 12)
	for _, address := range []string{"/feed.json", a.sections[0].Address + "feed.json", a.bylines[0].Address + "/feed.json", a.topics[0].Address + "/feed.json", "/corrections/feed.json"} {
		r := k.get(address)
		var f map[string]any
		if err := json.Unmarshal([]byte(body(t, r)), &f); err != nil {
			t.Fatal(err)
		}
		text := func(m map[string]any, key string) string { s, _ := m[key].(string); return s }
		if r.Header.Get("Content-Type") != "application/feed+json; charset=utf-8" || text(f, "version") != "https://jsonfeed.org/version/1.1" || text(f, "title") == "" ||
			text(f, "feed_url") != base+address || !strings.HasPrefix(text(f, "home_page_url"), base) {
			t.Errorf("%s: %v", address, f)
		}
		known := []string{"version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon", "authors", "language", "expired", "hubs", "items"}
		for key := range f {
			if !slices.Contains(known, key) && key[0] != '_' {
				t.Errorf("%s: there is no %q at the top of a JSON Feed", address, key)
			}
		}
		items, ok := f["items"].([]any)
		if !ok || len(items) == 0 {
			t.Fatalf("%s: no items", address)
		}
		ids := map[string]bool{}
		for _, one := range items {
			i := one.(map[string]any)
			for key := range i {
				if !slices.Contains([]string{"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image", "date_published", "date_modified", "authors", "tags", "language", "attachments"}, key) && key[0] != '_' {
					t.Errorf("there is no %q of an item", key)
				}
			}
			if ids[text(i, "id")] || text(i, "id") == "" || text(i, "content_html") == "" && text(i, "content_text") == "" {
				t.Errorf("%s: item %v", address, i)
			}
			ids[text(i, "id")] = true
			if _, err := time.Parse(time.RFC3339, text(i, "date_published")); err != nil {
				t.Error(err)
			}
			attachments, _ := i["attachments"].([]any)
			for _, a := range attachments {
				if m := a.(map[string]any); text(m, "url") == "" || text(m, "mime_type") == "" {
					t.Errorf("attachment %v", m)
				}
			}
		}
	}
}
