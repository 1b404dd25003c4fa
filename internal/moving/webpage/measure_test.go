package webpage

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"broadsheet/internal/moving/fromhtml"
	"broadsheet/internal/outside"
	"broadsheet/internal/prose"
)

// f1 compares two texts word by word: the harmonic mean of how much came and how much of what came belongs.
func f1(want, got string) float64 { return likeness(count(want), count(got)) }

// shown is the text of a piece of HTML, each element on a line of its own.
func shown(n *html.Node, b *strings.Builder) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case n.Type == html.ElementNode && slices.Contains([]string{"script", "style", "template", "iframe", "noscript", "svg"}, n.Data):
		return
	}
	block := n.Type == html.ElementNode && !slices.Contains(strings.Fields("a b i em strong span small sup sub u code abbr cite time mark wbr font s del ins q kbd"), n.Data)
	if block {
		b.WriteByte('\n')
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		shown(k, b)
	}
	if block {
		b.WriteByte('\n')
	}
}

func textOf(t testing.TB, source string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	shown(doc, &b)
	return b.String()
}

// story is the text as it comes into the house, with and without the captions of pictures. Every picture is found,
// as if it had been fetched.
func story(t testing.TB, p *Page) (whole, plain string) {
	t.Helper()
	r := fromhtml.Convert(p.Body, fromhtml.Options{Web: true, Page: p.Address, Picture: func(string, int64) (string, bool) {
		return "00000000000000000000000001", true
	}})
	doc := prose.Doc(p.Title, p.Standfirst, r.Blocks...)
	if err := prose.Check(doc); err != nil {
		t.Errorf("%s: %v", p.Title, err)
	}
	var without func(n *prose.Node)
	without = func(n *prose.Node) {
		for _, c := range n.Content {
			without(c)
		}
		n.Content = slices.DeleteFunc(n.Content, func(c *prose.Node) bool { return c.Type == "image" || c.Type == "gallery" || c.Type == "embed" })
	}
	whole = p.Standfirst + "\n" + prose.Text(doc)
	without(doc)
	return whole, p.Standfirst + "\n" + prose.Text(doc)
}

type score struct {
	name      string
	f1        float64
	title     bool
	want, got string
}

func report(t *testing.T, what string, all []score) (mean, titles float64) {
	t.Helper()
	sort.Slice(all, func(i, j int) bool { return all[i].f1 < all[j].f1 })
	exact := 0
	for _, s := range all {
		mean += s.f1 / float64(len(all))
		if s.title {
			exact++
		}
		if testing.Verbose() && (s.f1 < 0.97 || !s.title) {
			mark := ""
			if !s.title {
				mark = fmt.Sprintf("\n\t\twant %q\n\t\tgot  %q", s.want, s.got)
			}
			t.Logf("%-50s %.3f%s", s.name, s.f1, mark)
		}
	}
	titles = float64(exact) / float64(len(all))
	t.Logf("%s: %d pages, mean token F1 %.4f, median %.4f, titles exact %d (%.1f %%)", what, len(all), mean, all[len(all)/2].f1, exact, 100*titles)
	return mean, titles
}

func TestReadabilityPages(t *testing.T) {
	dir := outside.Find(t, "readability-pages")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []score
	for _, e := range entries {
		read := func(name string) []byte {
			b, err := os.ReadFile(filepath.Join(dir, e.Name(), name))
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		var meta struct{ Title string }
		if err := json.Unmarshal(read("expected-metadata.json"), &meta); err != nil {
			t.Fatal(err)
		}
		p, err := Read(read("source.html"), "", "http://fakehost/test/page.html", nil)
		if err != nil {
			t.Errorf("%s: %v", e.Name(), err)
			continue
		}
		whole, _ := story(t, p)
		all = append(all, score{e.Name(), f1(textOf(t, string(read("expected.html"))), whole), p.Title == oneLine(meta.Title), meta.Title, p.Title})
	}
	mean, titles := report(t, "pages of Readability", all)
	if mean < 0.985 || titles < 0.96 {
		t.Errorf("it was better: mean token F1 %.4f (0.985), titles %.3f (0.96)", mean, titles)
	}
}

// fundusPage is the newest of the expected states of a publisher's page.
type fundusPage struct {
	Authors []string
	Title   string
	Body    struct {
		Summary  []string
		Sections []struct{ Headline, Paragraphs []string }
	}
	Date string `json:"publishing_date"`
}

func (f fundusPage) text() string {
	all := f.Body.Summary
	for _, s := range f.Body.Sections {
		all = append(append(all, s.Headline...), s.Paragraphs...)
	}
	return strings.Join(all, "\n")
}

func fundus(t *testing.T, each func(name string, source []byte, want fundusPage)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(outside.Find(t, "news-pages-fundus"), "*", "*.html.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		source, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		publisher, _, _ := strings.Cut(filepath.Base(file), "_")
		b, err := os.ReadFile(filepath.Join(filepath.Dir(file), publisher+".json"))
		if err != nil {
			t.Fatal(err)
		}
		states := map[string]fundusPage{}
		if err := json.Unmarshal(b, &states); err != nil {
			t.Fatal(err)
		}
		// the page is one of several that the publisher's file describes: the one whose words it holds
		var best fundusPage
		most := -1.0
		page := count(textOf(t, string(source)))
		for _, s := range states {
			want, held := count(s.text()), 0
			total := 0
			for w, n := range want {
				held += min(n, page[w])
				total += n
			}
			if share := float64(held) / float64(max(total, 1)); share > most {
				best, most = s, share
			}
		}
		each(publisher, source, best)
	}
}

func TestNewsPages(t *testing.T) {
	var all []score
	people, days, both := 0, 0, 0
	fundus(t, func(name string, source []byte, want fundusPage) {
		p, err := Read(source, "", "", nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		_, plain := story(t, p)
		all = append(all, score{name, f1(want.text(), plain), p.Title == oneLine(want.Title), want.Title, p.Title})
		// the paper itself is the source of a story and not its author
		want.Authors = slices.DeleteFunc(want.Authors, func(a string) bool { return alike(a, p.Site) })
		same := len(want.Authors) == len(p.Authors)
		for _, a := range want.Authors {
			same = same && slices.ContainsFunc(p.Authors, func(o string) bool { return alike(o, a) })
		}
		if same {
			people++
		} else {
			t.Logf("%-30s authors %q, not %q", name, p.Authors, want.Authors)
		}
		both++
		if at, ok := Time(want.Date, time.UTC); ok && at.Sub(p.Published).Abs() <= 14*time.Hour {
			days++
		} else {
			t.Logf("%-30s of %v, not %v", name, p.Published, want.Date)
		}
	})
	t.Logf("authors equal on %d of %d, day of publication on %d", people, both, days)
	mean, titles := report(t, "news pages", all)
	if mean < 0.95 || titles < 0.93 {
		t.Errorf("it was better: mean token F1 %.4f (0.95), titles %.3f (0.93)", mean, titles)
	}
}
