package site_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/moving"
	"broadsheet/internal/paper"
)

// leads asks for an address and gives status and location.
func (k *house) leads(address string) (int, string) {
	r := k.get(address)
	return r.StatusCode, r.Header.Get("Location")
}

func TestOldAddressesLeadOn(t *testing.T) {
	k := fresh(t)
	ctx := t.Context()
	section := k.section("Harbour", "")
	_, story := k.story("The bridge is open", article.Fields{Section: section.ID})
	if _, err := k.desk.AllowElsewhere(ctx, k.me, "archive.example"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/old/bridge", "/old/feed", "/2019/bridge-is-open", "/go/out"} {
		if status, _ := k.leads(path); status != http.StatusNotFound {
			t.Fatalf("%s answers %d before anything leads there", path, status)
		}
	}
	make := func(old, to string) {
		t.Helper()
		if _, _, err := k.desk.MakeRedirect(ctx, k.me, base, old, to); err != nil {
			t.Fatal(err)
		}
	}
	make("/old/bridge", story)
	make("https://www.old.example/old/section.html", base+section.Address)
	make("/old/latest", "/latest")
	make("/go/out", "https://archive.example/1999?x=1")
	make("/?p=77", story)
	make("/old/second", "/old/bridge") // a chain becomes one step
	if _, _, err := k.desk.SavePattern(ctx, k.me, base, paper.Pattern{Old: "/{year}/{slug}", To: section.Address + "{slug}"}); err != nil {
		t.Fatal(err)
	}
	slug := story[strings.LastIndexByte(story, '/')+1:]
	for _, c := range []struct {
		say, path string
		status    int
		to        string
	}{
		{"one that was made", "/old/bridge", 301, story},
		{"a whole web address", "/old/section.html", 301, section.Address},
		{"one of the program's own pages", "/old/latest", 301, "/latest"},
		{"a site that the paper names", "/go/out", 301, "https://archive.example/1999?x=1"},
		{"a number", "/?p=77", 301, story},
		{"a chain", "/old/second", 301, story},
		{"a pattern", "/2019/" + slug, 301, story},
		{"the same with a slash", "/2019/" + slug + "/", 301, story},
		{"a pattern whose end is nowhere", "/2019/nothing-like-that", 404, ""},
		{"what has not its form", "/year/" + slug, 404, ""},
	} {
		if status, to := k.leads(c.path); status != c.status || to != c.to {
			t.Errorf("%s: %s answers %d %q, want %d %q", c.say, c.path, status, to, c.status, c.to)
		}
	}
	section.Slug = "quay"
	if _, _, err := k.desk.ChangeSection(ctx, k.me, section); err != nil {
		t.Fatal(err)
	}
	if status, to := k.leads("/old/section.html"); status != 301 || to != "/quay/" {
		t.Errorf("after its section was renamed, the redirect answers %d %q", status, to)
	}
	if _, err := k.desk.AllowElsewhere(ctx, k.me, ""); err != nil {
		t.Fatal(err)
	}
	if status, to := k.leads("/go/out"); status != http.StatusNotFound {
		t.Errorf("a redirect to a site that is off the list answers %d %q", status, to)
	}
	if _, err := k.desk.DropRedirect(ctx, k.me, "/old/bridge"); err != nil {
		t.Fatal(err)
	}
	if status, _ := k.leads("/old/bridge"); status != http.StatusNotFound {
		t.Errorf("a removed redirect answers %d", status)
	}
}

func TestAFileOfRedirectsIsLookedAtMadeAndUndone(t *testing.T) {
	k := fresh(t)
	ctx := t.Context()
	section := k.section("Harbour", "")
	_, story := k.story("The bridge is open", article.Fields{Section: section.ID})
	withdrawn, gone := k.story("What was taken back", article.Fields{Section: section.ID})
	if _, err := k.desk.Recall(ctx, k.me, withdrawn, "It was wrong."); err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		old, to string
		want    paper.RedirectOutcome
		say     string
	}{
		{"/a", story, paper.RedirectWaits, "leads to the story"},
		{"/b", "/a", paper.RedirectWaits, "leads to the story"},
		{"/c", "/d", paper.RedirectLeft, "in a circle"},
		{"/d", "/c", paper.RedirectLeft, "in a circle"},
		{"/e", "/e", paper.RedirectLeft, "in a circle"},
		{"/a/", section.Address, paper.RedirectLeft, "Line 1 has this address"},
		{section.Address, story, paper.RedirectLeft, "The section Harbour stands there"},
		{story, section.Address, paper.RedirectLeft, "stands there"},
		{"/newsroom/x", story, paper.RedirectLeft, "belong to the program"},
		{"/latest", story, paper.RedirectLeft, "belong to the program"},
		{"/f", "/nowhere", paper.RedirectLeft, "Nothing stands at /nowhere"},
		{"/g", gone, paper.RedirectLeft, "withdrawn"},
		{"/h", "https://evil.example/", paper.RedirectLeft, "another site"},
		{"/i", "//evil.example", paper.RedirectLeft, "nowhere to lead to"},
		{"/j?x=1", story, paper.RedirectLeft, "Leave “?x=1” out"},
		{"/k", "", paper.RedirectLeft, "Type where"},
		{"", story, paper.RedirectLeft, "Type the old address"},
		{"/", story, paper.RedirectLeft, "front page"},
		{"/l%20m", "/latest", paper.RedirectWaits, "leads to /latest"},
	}
	lines := make([]paper.RedirectLine, len(rows))
	for i, r := range rows {
		lines[i] = paper.RedirectLine{N: i + 1, Old: r.old, To: r.to}
	}
	file, err := k.desk.PlanRedirects(ctx, k.me, "old.csv", base, lines)
	if err != nil {
		t.Fatal(err)
	}
	looked, err := k.store.RedirectLines(ctx, file.ID, "", 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if looked[i].Outcome != r.want || !strings.Contains(looked[i].Say, r.say) {
			t.Errorf("line %d, %s to %s: %s, %q; want %s, %q", i+1, r.old, r.to, looked[i].Outcome, looked[i].Say, r.want, r.say)
		}
	}
	if status, _ := k.leads("/a"); status != http.StatusNotFound {
		t.Errorf("a look made something: %d", status)
	}
	if n, err := k.desk.MakeRedirects(ctx, k.me, file.ID, base); err != nil || n != 3 {
		t.Fatalf("%d are made, want 3: %v", n, err)
	}
	for path, to := range map[string]string{"/a": story, "/b": story, "/l%20m": "/latest"} {
		if status, at := k.leads(path); status != 301 || at != to {
			t.Errorf("%s answers %d %q, want %q", path, status, at, to)
		}
	}
	if n, err := k.desk.UndoRedirects(ctx, k.me, file.ID); err != nil || n != 3 {
		t.Fatalf("%d are undone, want 3: %v", n, err)
	}
	if status, _ := k.leads("/b"); status != http.StatusNotFound {
		t.Errorf("after the undoing /b answers %d", status)
	}
}

// TestAMovedSiteKeepsItsAddresses moves an archive in, renames what can be renamed in random order, and asks for every old
// address: it answers, or leads in one step to a page that answers.
func TestAMovedSiteKeepsItsAddresses(t *testing.T) {
	stories := 500
	if os.Getenv("BROADSHEET_SOAK") != "" {
		stories = 5000
	}
	seed := rand.Uint64()
	t.Logf("seed: %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 27))
	k := fresh(t)
	ctx := t.Context()
	file, old := anExport(t, stories)
	m, err := moving.Read(ctx, moving.WordPress, moving.Options{File: file, Clock: k.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	report, err := m.Into(ctx, k.desk, moving.Paper{Lang: "en", Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	if err := report.AddsUp(); err != nil {
		t.Fatal(err)
	}
	titles := map[string]string{}
	sections, err := k.store.Sections(ctx)
	if err != nil {
		t.Fatal(err)
	}
	bylines, err := k.store.Bylines(ctx)
	if err != nil {
		t.Fatal(err)
	}
	topics, err := k.store.Topics(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var renames []func() error
	for round := range 3 {
		for _, s := range sections {
			renames = append(renames, func() error {
				all, err := k.store.Sections(ctx)
				if err != nil {
					return err
				}
				for _, now := range all {
					if now.ID == s.ID {
						now.Slug = fmt.Sprintf("part-%d-%d", round, rnd.IntN(1e6))
						_, _, err = k.desk.ChangeSection(ctx, k.me, now)
					}
				}
				return err
			})
		}
		for _, b := range bylines {
			renames = append(renames, func() error {
				b.Slug = fmt.Sprintf("writer-%d-%d", round, rnd.IntN(1e6))
				_, _, err := k.desk.SaveByline(ctx, k.me, b)
				return err
			})
		}
		for _, topic := range topics {
			renames = append(renames, func() error {
				topic.Slug = fmt.Sprintf("word-%d-%d", round, rnd.IntN(1e6))
				_, _, err := k.desk.SaveTopic(ctx, k.me, topic)
				return err
			})
		}
	}
	rnd.Shuffle(len(renames), func(i, j int) { renames[i], renames[j] = renames[j], renames[i] })
	for _, rename := range renames {
		if err := rename(); err != nil {
			t.Fatal(err)
		}
	}
	answered, led := 0, 0
	for _, o := range old {
		status, to := k.leads(o.path)
		page := o.path
		if status == http.StatusMovedPermanently {
			led++
			page = to
			status, _ = k.leads(page)
		} else {
			answered++
		}
		if status != http.StatusOK {
			t.Errorf("%s leads to %q, which answers %d", o.path, page, status)
			continue
		}
		if titles[page] == "" {
			titles[page] = body(t, k.get(page))
		}
		if !strings.Contains(titles[page], o.name) {
			t.Errorf("%s leads to %s, which is not about %s", o.path, page, o.name)
		}
	}
	t.Logf("%d renames; of %d old addresses %d answer themselves and %d lead in one step", len(renames), len(old), answered, led)
	if led == 0 {
		t.Error("nothing was renamed")
	}
}

// oldAddress is an address of the old site, and what stood there.
type oldAddress struct{ path, name string }

// anExport writes an export of WordPress with so many stories, and gives every address of the old site.
func anExport(t *testing.T, stories int) (file string, old []oldAddress) {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Old Courier</title><link>https://old.example</link><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>`)
	const parts, writers, words = 8, 6, 12
	for i := range writers {
		fmt.Fprintf(&b, `<wp:author><wp:author_id>%d</wp:author_id><wp:author_login>w%d</wp:author_login><wp:author_display_name>Writer Number%d</wp:author_display_name></wp:author>`, i+1, i, i)
		old = append(old, oldAddress{fmt.Sprintf("/author/w%d/", i), fmt.Sprintf("Writer Number%d", i)})
	}
	for i := range parts {
		fmt.Fprintf(&b, `<wp:category><wp:term_id>%d</wp:term_id><wp:category_nicename>part%d</wp:category_nicename><wp:cat_name>Part Number%d</wp:cat_name></wp:category>`, 100+i, i, i)
		old = append(old, oldAddress{fmt.Sprintf("/category/part%d/", i), fmt.Sprintf("Part Number%d", i)})
	}
	for i := range words {
		fmt.Fprintf(&b, `<wp:tag><wp:term_id>%d</wp:term_id><wp:tag_slug>word%d</wp:tag_slug><wp:tag_name>Word Number%d</wp:tag_name></wp:tag>`, 200+i, i, i)
		old = append(old, oldAddress{fmt.Sprintf("/tag/word%d/", i), fmt.Sprintf("Word Number%d", i)})
	}
	for i := range stories {
		id := 1000 + i
		month := i%12 + 1
		path := fmt.Sprintf("/%d/%02d/story-%d/", 2012+i%8, month, i)
		date := fmt.Sprintf("%d-%02d-04 12:00:00", 2012+i%8, month)
		fmt.Fprintf(&b, `<item><title>Story Number%[1]d</title><link>https://old.example%[2]s</link><guid>https://old.example/?p=%[3]d</guid><dc:creator>w%[4]d</dc:creator>
<content:encoded><![CDATA[Words of story %[1]d.]]></content:encoded><excerpt:encoded></excerpt:encoded><wp:post_id>%[3]d</wp:post_id><wp:post_date>%[5]s</wp:post_date><wp:post_date_gmt>%[5]s</wp:post_date_gmt>
<wp:post_name>story-%[1]d</wp:post_name><wp:status>publish</wp:status><wp:post_parent>0</wp:post_parent><wp:post_type>post</wp:post_type><wp:post_password></wp:post_password>
<category domain="category" nicename="part%[6]d"><![CDATA[Part Number%[6]d]]></category><category domain="post_tag" nicename="word%[7]d"><![CDATA[Word Number%[7]d]]></category></item>
`, i, path, id, i%writers, date, i%parts, i%words)
		name := fmt.Sprintf("Story Number%d", i)
		old = append(old, oldAddress{path, name}, oldAddress{fmt.Sprintf("/?p=%d", id), name})
	}
	b.WriteString("</channel></rss>")
	file = filepath.Join(t.TempDir(), "old.xml")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, old
}
