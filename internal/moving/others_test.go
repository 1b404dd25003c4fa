package moving_test

import (
	"archive/zip"
	"bytes"
	"context"
	"image/color"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/moving/fetch"
	"broadsheet/internal/moving/fromhtml"
	"broadsheet/internal/outside"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// packed is a folder as a zip.
func packed(t *testing.T, dir string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if err := z.AddFS(os.DirFS(dir)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), filepath.Base(dir)+".zip")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestOtherSystemsExportsMoveIn takes every export of another system that is HTML, Markdown, a table, a feed or the
// JSON of a system that is known, as a folder, as a zip and file by file.
func TestOtherSystemsExportsMoveIn(t *testing.T) {
	dir := outside.Find(t, "other-cms-exports")
	type export struct {
		name string
		from func(file string) moving.Source
		file string
	}
	files := func(file string) moving.Source { return moving.Files(filepath.Base(file), "") }
	api := func(string) moving.Source { return moving.WordPressAPI }
	all := []export{
		{"Medium, the folder", files, filepath.Join(dir, "mg-medium-export/test/fixtures/export")},
		{"Medium, a zip", files, packed(t, filepath.Join(dir, "mg-medium-export/test/fixtures/export"))},
		{"Substack, the folder", files, filepath.Join(dir, "mg-substack/test/fixtures")},
		{"Substack, a zip", files, packed(t, filepath.Join(dir, "mg-substack/test/fixtures"))},
		{"Jekyll, the folder", files, filepath.Join(dir, "mg-jekyll-export/test/fixtures")},
		{"Beehiiv, the table", files, filepath.Join(dir, "mg-beehiiv/src/test/fixtures/posts.csv")},
		{"Ghost, its API", func(string) moving.Source { return moving.Ghost("") }, filepath.Join(dir, "mg-ghost-api/src/test/fixtures/posts.json")},
		{"Ghost, Markdown to import", files, outside.Find(t, "ghost/export-fixtures/import")},
	}
	answers, err := filepath.Glob(filepath.Join(dir, "mg-wp-api/test/fixtures/*.json"))
	if err != nil || len(answers) == 0 {
		t.Fatal(err)
	}
	for _, a := range answers {
		all = append(all, export{"WordPress, " + filepath.Base(a), api, a})
	}
	written, err := filepath.Glob(filepath.Join(dir, "mg-json/test/fixtures/*.json"))
	if err != nil || len(written) == 0 {
		t.Fatal(err)
	}
	for _, w := range written {
		all = append(all, export{"Ghost, " + filepath.Base(w), func(string) moving.Source { return moving.Ghost("https://old.example") }, w})
	}
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		var in, came, skipped, equal, texts int64
		for _, e := range all {
			h := build(t, open)
			h.from = e.from(e.file)
			r, err := h.try(e.file)
			if err != nil {
				t.Errorf("%s: %v", e.name, err)
				continue
			}
			if again := h.move(e.file); again.Changes() != 0 {
				t.Errorf("%s: a second move changes %d things:\n%s", e.name, again.Changes(), again.Text())
			}
			var i, c, s int64
			for _, n := range r.Items {
				i, c, s = i+n.InFile, c+n.Imported, s+n.Skips()
			}
			t.Logf("%-55s %3d in it, %3d came (%d as drafts), %3d skipped, words equal in %d of %d", e.name, i, c, r.Drafts, s, r.Words.Equal, r.Words.Equal+r.Words.Stories)
			if os.Getenv("BROADSHEET_REPORTS") != "" {
				t.Logf("%s", r.Text())
			}
			in, came, skipped, equal, texts = in+i, came+c, skipped+s, equal+r.Words.Equal, texts+r.Words.Equal+r.Words.Stories
		}
		t.Logf("%d exports of other systems: %d items, %d came, %d skipped with a reason, %d of %d texts have the words of their source exactly", len(all), in, came, skipped, equal, texts)
	})
}

// write makes a folder of files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestWhatFilesBecome(t *testing.T) {
	dir := write(t, map[string]string{
		"_config.yml":                     "title: The Old Paper\nurl: https://old.example\npermalink: /:categories/:year/:title/\n",
		"_posts/2021-08-23-late-ferry.md": "---\ntitle: \"The *late* ferry\"\nauthor: Jo Tarrick\ncategory: News\ntags: [fog, tide]\nredirect_from: /old/ferry\nsubtitle: It came at noon\n---\nOne [link](/news/2021/quay/).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
		"_posts/2021-08-24-quay.markdown": "---\ntitle: Quay\npublished: false\n---\nText\n",
		"_drafts/idea.md":                 "---\ntitle: Idea\n---\nText\n",
		"about.md":                        "---\ntitle: About\nlayout: page\npermalink: /about/\n---\nWho we are\n",
		"plain/page.html":                 `<html lang="en"><head><title>Storm over the quay</title><meta property="article:published_time" content="2020-01-02T03:04:05Z"><meta property="og:type" content="article"></head><body><nav>Menu</nav><article><h1>Storm over the quay</h1><p>` + strings.Repeat("The storm came over the quay, and nobody was there to see it. ", 12) + `</p><p>` + strings.Repeat("Then it went, as storms do. ", 12) + `</p></article></body></html>`,
		"notes.txt":                       "nothing",
		"pictures/quay.jpg":               "no picture",
	})
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		h := build(t, open)
		h.from = moving.Files("old", "")
		r := h.move(dir)
		if r.Items["post"].Imported != 4 || r.Items["page"].Imported != 1 || r.Items["file"].Skips() != 2 || r.Items["picture file"].Skips() != 1 || r.Drafts != 2 || r.Base != "old.example" {
			t.Errorf("%s", r.Text())
		}
		h.read(func(snap press.Snapshot) error {
			p, found := h.at(snap, "/news/2021/late-ferry/")
			if !found || p.Headline != "The *late* ferry" || p.Standfirst != "It came at noon" || p.Section == "" || len(p.Topics) != 2 || len(p.Byline) != 1 || !strings.Contains(prose.Text(p.Doc), "1\t2") {
				t.Errorf("the story of Jekyll: %v %+v", found, p)
			}
			if q, found := h.at(snap, "/old/ferry"); !found || q.ID != p.ID {
				t.Error("its older address leads nowhere")
			}
			if q, found := h.at(snap, "/about/"); !found || q.Form != article.StandingPage {
				t.Error("the standing page is not where it stood")
			}
			if q, found := h.at(snap, "/plain/page.html"); !found || q.Headline != "Storm over the quay" || strings.Contains(prose.Text(q.Doc), "Menu") || q.PublishedAt.Year() != 2020 {
				t.Errorf("the page: %v %+v", found, q)
			}
			return nil
		})
		if again := h.move(dir); again.Changes() != 0 {
			t.Errorf("a second move changes %d things", again.Changes())
		}
	})
}

func TestFilesThatAreRefused(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.Create("bomb.html")
	for range 30 {
		if err == nil {
			_, err = f.Write(make([]byte, 1<<20))
		}
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	bomb := b.String()
	for name, c := range map[string]struct{ file, source, say string }{
		"a zip that is cut off":      {"a.zip", bomb[:len(bomb)/2], "is no whole zip file"},
		"a file that unpacks to 30":  {"a.zip", bomb, "larger than 20 MB"},
		"an empty zip":               {"a.zip", "PK\x05\x06" + strings.Repeat("\x00", 18), ""},
		"a feed that is a page":      {"feed.xml", "<html><body>x</body></html>", "This is no feed"},
		"a feed that is cut off":     {"feed.xml", "<rss><channel><item><title>x", "This is no feed"},
		"an answer that is cut off":  {"api.json", `[{"id":1,"title":{"rendered":"x"}}`, "ends in the middle"},
		"an answer of another house": {"api.json", `"x"`, "no answer of WordPress"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), c.file)
			if err := os.WriteFile(file, []byte(c.source), fs.ModePerm&0o600); err != nil {
				t.Fatal(err)
			}
			from := moving.Files(c.file, "")
			switch c.file {
			case "feed.xml":
				from = moving.Feed
			case "api.json":
				from = moving.WordPressAPI
			}
			m, err := moving.Read(t.Context(), from, moving.Options{File: file})
			if c.say == "" {
				if err == nil {
					err = m.Close()
				}
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.say) {
				t.Error(err)
			}
		})
	}
}

// TestEveryFeedIsReadOrRefused takes the feeds of three suites: none may end the program, and the sums add up.
func TestEveryFeedIsReadOrRefused(t *testing.T) {
	suites, err := filepath.Glob(filepath.Join(outside.Find(t, "feeds"), "*.zip"))
	if err != nil || len(suites) == 0 {
		t.Fatal(err)
	}
	dir := t.TempDir()
	read, refused, items := 0, 0, int64(0)
	for _, s := range suites {
		z, err := zip.OpenReader(s)
		if err != nil {
			t.Fatal(err)
		}
		for k, f := range z.File {
			if ext := filepath.Ext(f.Name); ext != ".xml" && ext != ".json" || testing.Short() && k%10 != 0 {
				continue
			}
			b, err := fs.ReadFile(z, f.Name)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "feed")
			if err := os.WriteFile(file, b, 0o600); err != nil {
				t.Fatal(err)
			}
			m, err := moving.Read(t.Context(), moving.Feed, moving.Options{File: file})
			if err != nil {
				if !fault.Is(err, fault.Invalid) {
					t.Errorf("%s: %v", f.Name, err)
				}
				refused++
				continue
			}
			c := m.Contents()
			if c.Items != c.Come+c.Left+c.Need {
				t.Errorf("%s: %d items, %d come, %d are left, %d need somebody", f.Name, c.Items, c.Come, c.Left, c.Need)
			}
			items += c.Items
			read++
		}
		z.Close()
	}
	t.Logf("%d feeds read with %d items, %d refused with a sentence (JSON of expectations and feeds that hold nothing among them)", read, items, refused)
}

// answers is a Fetcher that knows some addresses.
type answers map[string][]byte

func (a answers) Get(_ context.Context, address string) (*fetch.Answer, error) {
	if b, ok := a[address]; ok {
		return &fetch.Answer{Address: address, Type: "image/jpeg", Body: b}, nil
	}
	return nil, fault.New(fault.NotFound, "There is nothing at %s.", address)
}

// TestPicturesThatASystemKeepsElsewhereAreFetched: Medium and Substack keep the pictures of all their papers on hosts of
// their own.
func TestPicturesThatASystemKeepsElsewhereAreFetched(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, scene(80, 60, color.RGBA{200, 90, 20, 255}), nil); err != nil {
		t.Fatal(err)
	}
	dir := write(t, map[string]string{"posts/2020-01-02_late-0123456789ab.html": `<html><body><article class="h-entry"><h1 class="p-name">Late</h1><section class="e-content"><p>Text</p>
<figure><img src="https://cdn-images-1.medium.com/max/800/1*abc.jpeg"><figcaption>The quay</figcaption></figure><figure><img src="https://elsewhere.example/b.jpeg"></figure></section>
<footer><time class="dt-published" datetime="2020-01-02T03:04:05Z"></time><a class="p-canonical" href="https://medium.com/@jo/late-0123456789ab">c</a></footer></article></body></html>`})
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		h := build(t, open)
		h.from = moving.Files("medium", "")
		h.o.Decisions.Pictures = moving.FromOld
		h.o.Fetch = answers{"https://cdn-images-1.medium.com/max/800/1*abc.jpeg": b.Bytes(), "https://elsewhere.example/b.jpeg": b.Bytes()}
		r := h.move(dir)
		if r.Items["post"].Imported != 1 || r.Pictures.FromTexts != 1 || r.LeftOut[fromhtml.Picture].Things != 1 {
			t.Errorf("%s", r.Text())
		}
	})
}
