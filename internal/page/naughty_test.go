package page

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"strings"
	"testing"

	"broadsheet/internal/outside"
	"broadsheet/internal/prose"
)

// naughty are the strings that break programs, as the desk lets them in: what no page may hold is left out there.
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
	all = append(all, "</script><script>alert(1)</script>", "<!--<script>", "]]>", "\"><meta property=\"og:url\" content=\"x", "a\u2028b\u2029c", "'\"&<>")
	kept := all[:0]
	for _, s := range all {
		if strings.TrimSpace(s) != "" && prose.FirstForbidden(s) == "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// Whatever is typed comes out of the data, the metas and the card exactly as it was typed.
func TestNaughtyStringsComeBackFromWhatMachinesRead(t *testing.T) {
	fields := 0
	all := naughty(t)
	for _, s := range all {
		p := newsStory()
		p.Headline, p.Standfirst, p.ShareTitle = s, s, ""
		p.Labels = []Label{{Name: s, URL: "/news/"}}
		p.Topics = []Link{{Name: s, URL: "/topic/x"}}
		p.Byline = []Person{{Name: s, URL: "/author/x"}}
		p.Source = Link{Name: s}
		p.Notes = []Note{{ID: "1", Kind: "clarification", At: p.Published, Text: s}}
		p.Paper.Name = s
		p.Picture.Alt, p.Picture.Caption, p.Picture.Credit = s, s, s
		data := find(dataOf(t, p), "NewsArticle")
		at := func(path ...any) any {
			var v any = data
			for _, step := range path {
				switch x := v.(type) {
				case map[string]any:
					name, _ := step.(string)
					v = x[name]
				case []any:
					i, _ := step.(int)
					v = x[i]
				}
			}
			return v
		}
		for name, got := range map[string]any{
			"headline": at("headline"), "description": at("description"), "section": at("articleSection"), "topic": at("about", 0, "name"), "author": at("author", 0, "name"),
			"source": at("sourceOrganization", "name"), "correction": at("correction", 0, "text"), "publisher": at("publisher", "name"),
			"caption": at("image", 0, "caption"), "credit": at("image", 0, "creditText"), "creator": at("image", 0, "creator", "name"),
		} {
			fields++
			if got != s {
				t.Errorf("%s %q is %q in the data", name, s, got)
			}
		}
		_, body, err := Render(p)
		if err != nil {
			t.Fatal(err)
		}
		meta := map[string]string{}
		for n := range read(t, body).Descendants() {
			if name, ok := attr(n, "property"); ok && n.Data == "meta" {
				if _, twice := meta[name]; twice && name != "article:tag" && name != "article:author" {
					t.Errorf("%q makes a second %s", s, name)
				}
				meta[name], _ = attr(n, "content")
			}
			if name, ok := attr(n, "name"); ok && n.Data == "meta" {
				meta[name], _ = attr(n, "content")
			}
		}
		typed := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
		for _, name := range []string{"og:title", "og:description", "description", "og:site_name", "og:image:alt", "article:section", "article:tag"} {
			fields++
			if meta[name] != typed {
				t.Errorf("%s %q is %q in the head", name, s, meta[name])
			}
		}
		o := OEmbedOf(p, 0, 0)
		j, err := o.JSON()
		if err != nil {
			t.Fatal(err)
		}
		x, err := o.XML()
		if err != nil {
			t.Fatal(err)
		}
		var fromJSON, fromXML OEmbed
		if err := json.Unmarshal(j, &fromJSON); err != nil || fromJSON.Title != s || fromJSON.AuthorName != s {
			t.Errorf("%q: %v in %s", s, err, j)
		}
		if err := xml.Unmarshal(x, &fromXML); err != nil || fromXML.Title != s || fromXML.ProviderName != s {
			t.Errorf("%q: %v in %s", s, err, x)
		}
		fields += 4
	}
	t.Logf("%d strings, %d fields, each as it was typed", len(all), fields)
}
