package wire_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/outside"
	"broadsheet/internal/page"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/wire"
)

var monday = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// feedOf is a feed that says s wherever a person can have typed.
func feedOf(said ...string) *press.Feed {
	f := &press.Feed{
		ID: "tag:courier.example,2026-11-23:feed/latest", Title: "The Wexmouth Courier", Description: "Harbour, town and county", Lang: "en", Paper: "The Wexmouth Courier",
		Home: "https://courier.example/", Self: "https://courier.example/atom.xml", Current: "https://courier.example/atom.xml", Hub: "https://courier.example/websub", Updated: monday,
	}
	for i, s := range said {
		body := prose.Doc("Headline", "", prose.P(prose.T(prose.Printable(s))))
		f.Items = append(f.Items, press.Item{
			ID: fmt.Sprint("tag:courier.example,2026-11-23:story/", i), URL: fmt.Sprint("https://courier.example/world/", i), Title: s, Summary: s,
			HTML: string(prose.HTML(body, prose.Options{})), Published: monday, Updated: monday.Add(time.Hour),
			Authors: []page.Person{{Name: s, URL: "https://courier.example/author/x"}}, Contributors: []page.Person{{Name: s}},
			Categories: []press.Category{{Name: s, URL: "https://courier.example/topic/x"}}, Source: s, Lang: "ar",
			Picture: &press.FeedPicture{URL: "https://courier.example/pictures/x.jpg", Type: "image/jpeg", Width: 900, Height: 600, Bytes: 4711, Alt: s, Caption: s, Credit: s},
		})
	}
	return f
}

// naughty are strings that break programs.
func naughty(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile(outside.Find(t, "strings/blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return append(all, "\x00\x01\x02", "a\x0bb\x0c", "\xff\xfe", "\ufffe\uffff", "\u2028\u2029", "]]>", "<![CDATA[", "&amp;&#0;", "line\r\nfeed\ttab", "\u202e\u0085")
}

// texts gives the texts of all elements of a document by their names, and of attributes of categories.
func texts(t *testing.T, doc []byte) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	d := xml.NewDecoder(bytes.NewReader(doc))
	var b strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			b.Reset()
			for _, a := range token.Attr {
				if a.Name.Local == "term" {
					found["term"] = append(found["term"], a.Value)
				}
			}
		case xml.CharData:
			b.Write(token)
		case xml.EndElement:
			name := token.Name.Local
			if token.Name.Space == "http://search.yahoo.com/mrss/" {
				name = "media:" + name
			}
			found[name] = append(found[name], b.String())
			b.Reset()
		}
	}
}

func holds(all []string, s string) bool {
	for _, a := range all {
		if a == s {
			return true
		}
	}
	return false
}

// TestNaughtyStringsComeBackAsTheyWere puts each string wherever a person types, and reads it back from every format.
func TestNaughtyStringsComeBackAsTheyWere(t *testing.T) {
	all := naughty(t)
	checked := 0
	for _, s := range all {
		f := feedOf(s)
		want := prose.Printable(s) // what pages may carry; everything else cannot stand in a document at all
		for file, where := range map[string][]string{
			press.RSSFile:  {"title", "creator", "contributor", "category", "publisher", "media:credit", "media:description"},
			press.AtomFile: {"title", "name", "term", "media:credit", "media:description"},
		} {
			doc, err := wire.Feed(f, file)
			if err != nil {
				t.Fatal(err)
			}
			found := texts(t, doc)
			for _, name := range where {
				if name == "publisher" && want == "" || strings.HasPrefix(name, "media:") && want == "" || name == "term" && want == "" {
					continue // an empty text is left out
				}
				checked++
				if !holds(found[name], want) {
					t.Errorf("%s of %s: %q is not among %q", name, file, want, found[name])
				}
			}
			content := "content"
			if file == press.RSSFile {
				content = "encoded"
				if s == "" {
					content = "description"
				}
			}
			if f.Items[0].HTML != "" && !holds(found[content], f.Items[0].HTML) {
				t.Errorf("the text of %q does not come back from %s: %q", s, file, found[content])
			}
		}
		doc, err := wire.JSON(f)
		if err != nil {
			t.Fatal(err)
		}
		var back struct {
			Items []struct {
				Title, Summary string
				HTML           string `json:"content_html"`
				Authors        []struct{ Name string }
				Tags           []string
				Picture        struct{ Credit, Description string } `json:"_picture"`
			}
		}
		if err := json.Unmarshal(doc, &back); err != nil {
			t.Fatal(err)
		}
		i := back.Items[0]
		checked += 5
		if i.Title != want || i.Summary != want || i.Authors[0].Name != want || i.Tags[0] != want || i.Picture.Credit != want || i.HTML != f.Items[0].HTML {
			t.Errorf("%q comes back from JSON Feed as %+v", want, i)
		}
	}
	t.Logf("%d strings in every text of three formats, %d read back", len(all), checked)
}

// lint checks documents against a schema, "" for well-formed alone.
func lint(t *testing.T, schema string, docs map[string][]byte) {
	t.Helper()
	if err := xmllint(t, schema, docs); err != nil {
		t.Error(err)
	}
}

func xmllint(t *testing.T, schema string, docs map[string][]byte) error {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not installed (libxml2-utils)")
	}
	dir := t.TempDir()
	args := []string{"--noout", "--nonet"}
	if schema != "" {
		args = append(args, "--schema", schema)
	}
	for name, doc := range docs {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, doc, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	out, err := exec.Command("xmllint", args...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w\n%.2000s", err, out)
	}
	return err
}

func TestDocumentsOfNaughtyStringsAreWellFormed(t *testing.T) {
	f := feedOf(naughty(t)...)
	lint(t, "", map[string][]byte{"feed.xml": wire.RSS(f), "atom.xml": wire.Atom(f)})
}

func TestSitemapsAreValid(t *testing.T) {
	dir := outside.Find(t, "sitemap-xsd")
	pages, news := &press.Map{}, &press.Map{News: true, Paper: "The Wexmouth Courier"}
	for i, s := range naughty(t) {
		e := press.MapEntry{
			URL: fmt.Sprint("https://courier.example", press.Escape(fmt.Sprint("/world/", i))), Changed: monday, Headline: s, Lang: "en", Published: monday,
			Pictures: []string{"https://courier.example/pictures/x.jpg", "https://courier.example/pictures/y.jpg"},
		}
		pages.Entries, news.Entries = append(pages.Entries, e), append(news.Entries, press.MapEntry{URL: e.URL, Headline: s, Lang: "en", Published: monday})
	}
	// The schema in the data names those that it is made of by addresses of the web; nothing is fetched from there.
	wrapper := `<schema xmlns="http://www.w3.org/2001/XMLSchema">`
	for space, file := range map[string]string{
		"http://www.sitemaps.org/schemas/sitemap/0.9": "sitemap.xsd", "http://www.google.com/schemas/sitemap-news/0.9": "sitemap-news.xsd",
		"http://www.google.com/schemas/sitemap-image/1.1": "sitemap-image.xsd",
	} {
		wrapper += fmt.Sprintf(`<import namespace="%s" schemaLocation="%s"/>`, space, filepath.Join(dir, file))
	}
	schema := filepath.Join(t.TempDir(), "all.xsd")
	if err := os.WriteFile(schema, []byte(wrapper+"</schema>"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"month.xml", "news.xml"} {
		doc := wire.Sitemap(map[string]*press.Map{"month.xml": pages, "news.xml": news}[file])
		lint(t, schema, map[string][]byte{file: doc})
		if err := xmllint(t, schema, map[string][]byte{file: bytes.Replace(doc, []byte("<loc>"), []byte("<lok>"), 1)}); err == nil {
			t.Error("a fault was planted and not noticed")
		}
	}
	if !bytes.Contains(wire.Sitemap(&press.Map{Index: true, Entries: []press.MapEntry{{URL: "https://courier.example/sitemap-2026-11.xml", Changed: monday}}}), []byte("<sitemapindex")) {
		t.Error("the index is no sitemapindex")
	}
}
