package page

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
)

// thing is an object of schema.org. Properties with nothing in them are left out by with.
type thing map[string]any

func (t thing) with(property string, value any) thing {
	switch x := value.(type) {
	case string:
		if x == "" {
			return t
		}
	case []thing:
		if len(x) == 0 {
			return t
		}
	case []string:
		if len(x) == 0 {
			return t
		}
	case thing:
		if len(x) == 0 {
			return t
		}
	case int:
		if x == 0 {
			return t
		}
	}
	t[property] = value
	return t
}

var articleTypes = map[article.Kind]string{
	article.Analysis:  "AnalysisNewsArticle",
	article.Opinion:   "OpinionNewsArticle",
	article.Criticism: "ReviewNewsArticle",
	article.Explainer: "BackgroundNewsArticle",
	article.Sponsored: "AdvertiserContentArticle",
}

// data is what a page says in the vocabulary of schema.org, as one JSON-LD graph. json.Marshal escapes <, > and &,
// so that no text can end the element that it stands in.
func (v *view) data(p Page) (template.JS, error) {
	f := p.frame()
	var graph []thing
	switch p := p.(type) {
	case *Home:
		graph = append(graph, v.organisation(f).with("description", p.Paper.Description).with("slogan", p.Paper.Strapline).
			with("sameAs", addresses(p.Follow)).with("correctionsPolicy", f.absolute(cmp.Or(p.Principles["correctionsPolicy"], "/corrections"))))
		for _, property := range slices.Sorted(maps.Keys(p.Principles)) {
			graph[0].with(property, f.absolute(p.Principles[property]))
		}
		graph = append(graph, thing{"@type": "WebSite", "inLanguage": v.lang}.with("name", p.Paper.Name).with("url", f.absolute("/")))
	case *Story:
		graph = append(graph, v.story(p))
	case *Author:
		graph = append(graph, thing{"@type": "ProfilePage", "url": f.absolute(f.Path), "inLanguage": v.lang}.
			with("mainEntity", v.person(f, p.Person).with("jobTitle", p.Person.Title).with("description", p.Person.About).
				with("sameAs", addresses(p.Person.Links))))
	}
	crumbs, err := v.crumbs(p)
	if err != nil {
		return "", err
	}
	if len(crumbs) > 0 && f.Base != "" {
		graph = append(graph, breadcrumbs(f, crumbs))
	}
	if len(graph) == 0 {
		return "", nil
	}
	b, err := json.Marshal(thing{"@context": "https://schema.org", "@graph": graph})
	if err != nil {
		return "", fmt.Errorf("the data of %T: %w", p, err)
	}
	return template.JS(b), nil
}

func (f *Frame) absolute(path string) string {
	if path == "" || f.Base == "" {
		return ""
	}
	return f.Base + path
}

func (v *view) organisation(f *Frame) thing {
	org := thing{"@type": "NewsMediaOrganization"}.with("name", f.Paper.Name).with("url", f.absolute("/"))
	if f.Paper.Founded > 0 {
		org = org.with("foundingDate", fmt.Sprint(f.Paper.Founded))
	}
	if cut, ok := f.Paper.Logo.largest("whole"); ok && f.Base != "" {
		org["logo"] = thing{"@type": "ImageObject", "url": f.absolute(cut.URL), "width": cut.Width, "height": cut.Height}
	} else if icon, err := v.theme.AssetURL("icon.png"); err == nil && f.Base != "" {
		org["logo"] = thing{"@type": "ImageObject", "url": f.absolute(icon), "width": 512, "height": 512}
	}
	return org
}

func (v *view) person(f *Frame, p Person) thing {
	return thing{"@type": "Person", "name": p.Name}.with("url", f.absolute(p.URL))
}

func (v *view) story(s *Story) thing {
	f := &s.Frame
	kind := "NewsArticle"
	if k, ok := articleTypes[s.Kind]; ok {
		kind = k
	}
	lang := v.lang
	if s.Lang != "" {
		lang = s.Lang
	}
	t := thing{"@type": kind, "isAccessibleForFree": true}.
		with("headline", s.Headline).
		with("description", s.Standfirst).
		with("url", f.absolute(f.Path)).
		with("mainEntityOfPage", f.absolute(f.Path)).
		with("inLanguage", lang).
		with("wordCount", s.Words).
		with("datePublished", v.stamp(s.Published)).
		with("dateModified", v.stamp(latest(s.Updated, s.Published))).
		with("image", v.images(s)).
		with("publisher", v.organisation(f))
	if s.Edition > 0 {
		t["version"] = s.Edition
	}
	if len(s.Labels) > 0 {
		t["articleSection"] = s.Labels[0].Name
	}
	people := map[string][]thing{}
	for _, p := range s.Byline {
		property := "author"
		switch p.Role {
		case article.Photographs:
			property = "contributor"
		case article.Translated:
			property = "translator"
		case article.Edited:
			property = "editor"
		}
		people[property] = append(people[property], v.person(f, p))
	}
	if s.Source.Name != "" {
		source := thing{"@type": "Organization", "name": s.Source.Name}.with("url", s.Source.URL)
		t["sourceOrganization"] = source
		if len(people["author"]) == 0 {
			people["author"] = []thing{source}
		}
	}
	if len(people["author"]) == 0 && f.Paper.Name != "" {
		people["author"] = []thing{thing{"@type": "Organization", "name": f.Paper.Name}.with("url", f.absolute("/"))}
	}
	for property, who := range people {
		t.with(property, who)
	}
	if s.Kind == article.Sponsored && s.PaidBy != "" {
		t["sponsor"] = thing{"@type": "Organization", "name": s.PaidBy}
	}
	var about, notes []thing
	for _, topic := range s.Topics {
		about = append(about, thing{"@type": "Thing", "name": topic.Name}.with("url", f.absolute(topic.URL)))
	}
	for _, n := range s.Notes {
		notes = append(notes, thing{"@type": "CorrectionComment", "text": n.Text}.with("datePublished", v.stamp(n.At)))
	}
	return t.with("about", about).with("correction", notes)
}

func (v *view) stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return v.ISO(t)
}

// leastImage is how many pixels search engines want of a picture at least.
const leastImage = 50_000

// images are the picture's widest files in the three shapes that search engines ask for, and whole where it is too small
// to be cut.
func (v *view) images(s *Story) []thing {
	f, p := &s.Frame, s.Picture
	var images []thing
	for _, shape := range []string{"16x9", "4x3", "1x1", "whole"} {
		c, ok := p.largest(shape)
		if !ok || f.Base == "" || c.Width*c.Height < leastImage || shape == "whole" && len(images) > 0 {
			continue
		}
		t := thing{"@type": "ImageObject", "url": f.absolute(c.URL), "contentUrl": f.absolute(c.URL), "width": c.Width, "height": c.Height}.
			with("caption", p.Caption).with("creditText", p.Credit)
		images = append(images, v.rights(t, s))
	}
	return images
}

// rights says who made a picture and how a licence is had, where that is known: when the credit names somebody of the
// byline, or the paper itself.
func (v *view) rights(t thing, s *Story) thing {
	f, credit := &s.Frame, s.Picture.Credit
	own := f.Paper.Name != "" && strings.Contains(credit, f.Paper.Name)
	for _, who := range s.Byline {
		if who.Name != "" && strings.Contains(credit, who.Name) {
			t, own = t.with("creator", v.person(f, who)), true
			break
		}
	}
	if !own {
		return t
	}
	if t["creator"] == nil {
		t = t.with("creator", thing{"@type": "Organization", "name": f.Paper.Name}.with("url", f.absolute("/")))
	}
	if f.Paper.Name != "" {
		t = t.with("copyrightNotice", "© "+f.Paper.Name)
	}
	return t.with("license", f.Mining.Licence).with("acquireLicensePage", f.Mining.Policy)
}

func breadcrumbs(f *Frame, crumbs []Link) thing {
	var items []thing
	for i, c := range crumbs {
		url := c.URL
		if url == "" {
			url = f.Path
		}
		items = append(items, thing{"@type": "ListItem", "position": i + 1, "name": c.Name}.with("item", f.absolute(url)))
	}
	return thing{"@type": "BreadcrumbList", "itemListElement": items}
}

func addresses(links []Link) []string {
	var all []string
	for _, l := range links {
		all = append(all, l.URL)
	}
	return all
}
