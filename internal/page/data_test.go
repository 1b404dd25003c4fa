package page

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"broadsheet/internal/article"
	"broadsheet/internal/outside"
)

// vocabulary is what schema.org says: the types above each type, and the types that have each property.
type vocabulary struct {
	above map[string][]string
	of    map[string][]string
}

// some is a reference or a list of them.
type some []string

func (s *some) UnmarshalJSON(b []byte) error {
	type ref struct {
		ID string `json:"@id"`
	}
	var one ref
	var many []ref
	if json.Unmarshal(b, &one) != nil {
		if err := json.Unmarshal(b, &many); err != nil {
			return err
		}
	} else {
		many = []ref{one}
	}
	for _, r := range many {
		*s = append(*s, strings.TrimPrefix(r.ID, "schema:"))
	}
	return nil
}

func schemaOrg(t *testing.T) vocabulary {
	t.Helper()
	b, err := os.ReadFile(outside.Find(t, "schema-org-30.0/schemaorg-current-https.jsonld"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Graph []struct {
			ID    string `json:"@id"`
			Above some   `json:"rdfs:subClassOf"`
			Of    some   `json:"schema:domainIncludes"`
		} `json:"@graph"`
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	v := vocabulary{map[string][]string{}, map[string][]string{}}
	for _, n := range all.Graph {
		id := strings.TrimPrefix(n.ID, "schema:")
		v.above[id] = n.Above
		if len(n.Of) > 0 {
			v.of[id] = n.Of
		}
	}
	return v
}

func (v vocabulary) has(kind, property string) bool {
	if slices.Contains(v.of[property], kind) {
		return true
	}
	return slices.ContainsFunc(v.above[kind], func(above string) bool { return v.has(above, property) })
}

func (v vocabulary) check(at string, value any) (faults []string) {
	switch x := value.(type) {
	case []any:
		for _, item := range x {
			faults = append(faults, v.check(at, item)...)
		}
	case map[string]any:
		kind, _ := x["@type"].(string)
		if _, known := v.above[kind]; !known {
			faults = append(faults, fmt.Sprintf("%s is a %q, which is no type", at, kind))
		}
		for property, of := range x {
			if strings.HasPrefix(property, "@") {
				continue
			}
			if !v.has(kind, property) {
				faults = append(faults, fmt.Sprintf("%s of %s", property, kind))
			}
			faults = append(faults, v.check(property, of)...)
		}
	}
	return faults
}

func dataOf(t *testing.T, p Page) []any {
	t.Helper()
	_, body, err := Render(p)
	if err != nil {
		t.Fatal(err)
	}
	for n := range read(t, body).Descendants() {
		if kind, _ := attr(n, "type"); n.Data == "script" && kind == "application/ld+json" {
			var whole map[string]any
			if err := json.Unmarshal([]byte(n.FirstChild.Data), &whole); err != nil {
				t.Fatalf("%v in %s", err, n.FirstChild.Data)
			}
			graph, _ := whole["@graph"].([]any)
			if whole["@context"] != "https://schema.org" || len(graph) == 0 {
				t.Fatalf("data without a context or a graph: %v", whole)
			}
			return graph
		}
	}
	return nil
}

func TestDataSpeaksSchemaOrg(t *testing.T) {
	v := schemaOrg(t)
	if !v.has("NewsArticle", "headline") || v.has("NewsArticle", "headlin") || v.has("Person", "datePublished") {
		t.Fatal("the vocabulary was misread")
	}
	for name, p := range Gallery() {
		t.Run(name, func(t *testing.T) {
			for _, f := range v.check("the page", dataOf(t, p)) {
				t.Errorf("schema.org has no %s", f)
			}
		})
	}
}

func find(graph []any, kind string) map[string]any {
	for _, g := range graph {
		if m, ok := g.(map[string]any); ok && m["@type"] == kind {
			return m
		}
	}
	return nil
}

func TestStoryData(t *testing.T) {
	for name, c := range map[string]struct {
		story *Story
		kind  string
		want  map[string]string // part of the JSON of each property
	}{
		"news": {newsStory(), "NewsArticle", map[string]string{
			"headline": "Swing bridge", "datePublished": "2026-11-23T13:35:00", "dateModified": "2026-11-23T13:59:00", "version": "3",
			"author": `"Idris Penvale"`, "contributor": "Lena Sundhale", "translator": "Zoë", "mainEntityOfPage": "https://courier.example/news/",
			"image": "/pictures/bridge-1x1-1280x1280.jpg", "publisher": "NewsMediaOrganization", "articleSection": "News", "inLanguage": "en-GB",
		}},
		"opinion":                     {opinionPiece(), "OpinionNewsArticle", map[string]string{"author": "Dr Tomas Eldreth"}},
		"analysis":                    {story(2).page(), "AnalysisNewsArticle", nil},
		"criticism":                   {story(7).page(), "ReviewNewsArticle", nil},
		"an explainer":                {story(6).page(), "BackgroundNewsArticle", nil},
		"a sponsored story":           {sponsored(), "AdvertiserContentArticle", map[string]string{"sponsor": "Harbour Sheds"}},
		"an agency's story":           {agencyStory(), "NewsArticle", map[string]string{"sourceOrganization": "Meridian Wire", "author": "Meridian Wire"}},
		"a corrected story":           {corrected(), "NewsArticle", map[string]string{"correction": "CorrectionComment"}},
		"a story in another language": {foreignStory(), "NewsArticle", map[string]string{"inLanguage": "fr"}},
	} {
		t.Run(name, func(t *testing.T) {
			data := find(dataOf(t, c.story), c.kind)
			if data == nil {
				t.Fatalf("no %s in the data", c.kind)
			}
			for property, want := range c.want {
				got, err := json.Marshal(data[property])
				if err != nil || !strings.Contains(string(got), want) {
					t.Errorf("%s is %s, want %s", property, got, want)
				}
			}
			if authors, ok := data["author"].([]any); !ok || len(authors) == 0 {
				t.Errorf("the author is no list: %v", data["author"])
			}
			if find(dataOf(t, c.story), "BreadcrumbList") == nil {
				t.Error("no breadcrumbs")
			}
		})
	}
}

// What machines read is what people read: the same instants, the same address.
func TestDataAgreesWithThePage(t *testing.T) {
	s := newsStory()
	_, body, err := Render(s)
	if err != nil {
		t.Fatal(err)
	}
	data := find(dataOf(t, s), "NewsArticle")
	var times []string
	meta := map[string]string{}
	for n := range read(t, body).Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if at, ok := attr(n, "datetime"); ok {
			times = append(times, at)
		}
		if name, ok := attr(n, "property"); ok {
			meta[name], _ = attr(n, "content")
		}
	}
	for _, property := range []string{"datePublished", "dateModified"} {
		at, _ := data[property].(string)
		if _, err := time.Parse(time.RFC3339, at); err != nil || !slices.Contains(times, at) {
			t.Errorf("%s is %s, the page says %v", property, at, times)
		}
	}
	for name, want := range map[string]string{
		"og:title": s.Headline, "og:type": "article", "og:url": "https://courier.example" + s.Path, "og:site_name": "The Wexmouth Courier",
		"og:image": "https://courier.example/pictures/bridge-share-1200x630.jpg", "og:image:width": "1200", "og:image:height": "630",
		"og:locale": "en_GB", "article:published_time": fmt.Sprint(data["datePublished"]), "article:modified_time": fmt.Sprint(data["dateModified"]),
		"article:section": "News", "og:image:alt": s.Picture.Alt,
	} {
		if meta[name] != want {
			t.Errorf("%s is %q, want %q", name, meta[name], want)
		}
	}
}

// A kind other than news is named, and what was paid for says so, wherever a story stands.
func TestKindsAreNamedEverywhere(t *testing.T) {
	w := WordsIn("en", nil)
	v := newView(BuiltIn(), &Frame{Lang: "en"})
	for _, kind := range article.Kinds {
		for look := range cardLooks {
			made, err := v.card(Card{URL: "/x", Kind: kind, Headline: "H", PaidBy: "Sheds", Section: Label{Name: "Courts", URL: "/courts/"}}, look, 2, Label{})
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case kind == article.Sponsored && !made.Paid:
				t.Errorf("%s as %s does not say who paid", kind, look)
			case kind != article.Sponsored && made.Kind != w.Kind(kind) && !cardLooks[look].nameless:
				t.Errorf("%s as %s is called %q", kind, look, made.Kind)
			}
		}
	}
}
