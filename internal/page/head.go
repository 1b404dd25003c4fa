package page

import (
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"broadsheet/internal/placard"
	"broadsheet/internal/prose"
)

// property is one meta element.
type property struct{ Name, Content string }

// head is what a page tells machines.
type head struct {
	Title       string // of the window
	Description string
	Canonical   string
	Lang, Dir   string
	Graph       []property // Open Graph, by property
	Cards       []property // by name
	Data        template.JS
}

// Metas are the elements of Graph and Cards: two dozen, on every page, so that a template would take as long for them as
// for the story.
func (h head) Metas() template.HTML {
	var b strings.Builder
	write := func(by string, all []property) {
		for _, p := range all {
			b.WriteString(`<meta ` + by + `="`)
			template.HTMLEscape(&b, []byte(p.Name))
			b.WriteString(`" content="`)
			template.HTMLEscape(&b, []byte(p.Content))
			b.WriteString("\">\n")
		}
	}
	write("property", h.Graph)
	write("name", h.Cards)
	return template.HTML(b.String()) //nolint:gosec // escaped above
}

func (v *view) head(p Page) (head, error) {
	f := p.frame()
	h := head{Lang: v.lang, Dir: prose.Direction(v.lang)}
	title, err := p.title(v)
	if err != nil {
		return h, err
	}
	if h.Description, err = p.about(v); err != nil {
		return h, err
	}
	name := f.Paper.Name
	switch {
	case title == "":
		h.Title = strings.Join(strings.Fields(name+" "+dashed(f.Paper.Strapline)), " ")
	case name == "":
		h.Title = title
	default:
		h.Title = title + " – " + name
	}
	h.Title = cmp.Or(h.Title, v.must("home"))
	if f.Path != "" {
		h.Canonical = f.Base + f.Path
	}
	if !f.Hide && p.status() == 200 {
		v.graph(&h, p, cmp.Or(title, name))
		h.Data, err = v.data(p)
	}
	return h, err
}

func dashed(s string) string {
	if s == "" {
		return ""
	}
	return "– " + s
}

// graph fills in the cards that other sites show when a page is passed on.
func (v *view) graph(h *head, p Page, title string) {
	f := p.frame()
	kind, picture := "website", (*Picture)(nil)
	var more []property
	stamp := func(name string, t time.Time) {
		if !t.IsZero() {
			more = append(more, property{name, v.ISO(t)})
		}
	}
	switch p := p.(type) {
	case *Home:
		if p.Lead != nil {
			picture = p.Lead.Picture
		}
	case *Story:
		kind, picture, title = "article", p.Picture, cmp.Or(p.ShareTitle, p.Headline)
		stamp("article:published_time", p.Published)
		stamp("article:modified_time", latest(p.Updated, p.Published))
		for _, a := range p.Byline {
			if a.URL != "" {
				more = append(more, property{"article:author", f.Base + a.URL})
			}
		}
		if len(p.Labels) > 0 {
			more = append(more, property{"article:section", p.Labels[0].Name})
		}
		for _, t := range p.Topics {
			more = append(more, property{"article:tag", t.Name})
		}
	case *Standing:
		picture = p.Picture
	case *Author:
		kind, picture = "profile", p.Person.Portrait
	}
	add := func(name, content string) {
		if content != "" {
			h.Graph = append(h.Graph, property{name, content})
		}
	}
	add("og:title", title)
	add("og:type", kind)
	add("og:url", h.Canonical)
	add("og:description", h.Description)
	add("og:site_name", f.Paper.Name)
	add("og:locale", locale(v.lang))
	card := "summary"
	cut, alt, ok := shareCut(picture), "", false
	if ok = cut.Width > 0; ok {
		alt = picture.Alt
	} else if s, is := p.(*Story); is && s.Placard != "" {
		cut, alt, ok = s.drawn(), strings.Join(strings.Fields(title+" "+dashed(f.Paper.Name)), " "), true
	}
	if ok && f.Base != "" {
		card = "summary_large_image"
		add("og:image", f.Base+cut.URL)
		add("og:image:type", cut.Type)
		add("og:image:width", strconv.Itoa(cut.Width))
		add("og:image:height", strconv.Itoa(cut.Height))
		add("og:image:alt", alt)
	}
	h.Graph = append(h.Graph, more...)
	h.Cards = []property{{"twitter:card", card}}
	if s, is := p.(*Story); is {
		for _, who := range s.Byline {
			if handle := fediverse(who.Links); who.Writes() && handle != "" {
				h.Cards = append(h.Cards, property{"fediverse:creator", handle})
				break
			}
		}
	}
}

// shareCut is the picture's file for cards on other sites, or the nearest to it.
func shareCut(p *Picture) Cut {
	for _, shape := range []string{"share", "16x9", "3x2", "whole"} {
		if c, ok := p.largest(shape); ok {
			return c
		}
	}
	return Cut{}
}

// drawn is the story's placard as a file of a picture.
func (p *Story) drawn() Cut {
	return Cut{Shape: "share", Type: placard.Type, URL: p.Placard, Width: placard.Width, Height: placard.Height}
}

// shareCuts are the files that can stand on a card elsewhere.
func (p *Story) shareCuts() []Cut {
	if p.Picture != nil {
		return slices.DeleteFunc(slices.Clone(p.Picture.Cuts), func(c Cut) bool { return !slices.Contains(everywhere, c.Type) })
	}
	if p.Placard != "" {
		return []Cut{p.drawn()}
	}
	return nil
}

// fediverse finds the name by which somebody is known there among their links: "https://host/@name".
func fediverse(links []Link) string {
	for _, l := range links {
		u, err := url.Parse(l.URL)
		if err != nil || u.Scheme != "https" || u.Host == "" {
			continue
		}
		if name, ok := strings.CutPrefix(u.Path, "/@"); ok && name != "" && !strings.ContainsAny(name, "/@ ") && !elsewhere[strings.TrimPrefix(u.Host, "www.")] {
			return "@" + name + "@" + u.Host
		}
	}
	return ""
}

// elsewhere are houses that write names so too and are no part of it.
var elsewhere = map[string]bool{"tiktok.com": true, "youtube.com": true, "medium.com": true, "threads.net": true, "threads.com": true}

// locale is a language with its country as Open Graph writes it: "en_GB".
func locale(lang string) string {
	t, err := language.Parse(lang)
	if err != nil {
		return ""
	}
	base, _ := t.Base()
	region, _ := t.Region()
	return base.String() + "_" + region.String()
}

func latest(times ...time.Time) time.Time {
	var last time.Time
	for _, t := range times {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// crumbs is the way from the front page to this one; the page itself has no link. Nil on the front page.
func (v *view) crumbs(p Page) ([]Link, error) {
	title, err := p.title(v)
	if s, ok := p.(*Story); ok {
		title = v.headline(s.Lang, s.Headline)
	}
	if err != nil || title == "" {
		return nil, err
	}
	all := append([]Link{{v.must("home"), "/"}}, p.frame().Trail...)
	return append(all, Link{Name: title}), nil
}

func (p *Home) title(*view) (string, error)         { return "", nil }
func (p *SectionFront) title(*view) (string, error) { return p.Section.Name, nil }
func (p *ListMonth) title(v *view) (string, error) {
	month, err := v.Month(p.Month)
	if err != nil {
		return "", err
	}
	return v.Say("list_of", "Name", cmp.Or(p.Section.Name, v.must("latest")), "Month", month)
}
func (p *Latest) title(v *view) (string, error) { return v.Say("latest") }
func (p *Story) title(*view) (string, error)    { return cmp.Or(p.SearchTitle, p.Headline), nil }
func (p *Author) title(*view) (string, error)   { return p.Person.Name, nil }
func (p *Topic) title(*view) (string, error)    { return p.Name, nil }
func (p *Standing) title(*view) (string, error) { return p.Headline, nil }
func (p *Search) title(v *view) (string, error) {
	if p.Query == "" {
		return v.Say("search")
	}
	return v.Say("search_for", "Query", p.Query)
}
func (p *Corrections) title(v *view) (string, error) { return v.Say("corrections") }
func (p *NotFound) title(v *view) (string, error)    { return v.Say("notfound_title") }
func (p *Gone) title(v *view) (string, error)        { return v.Say("gone_title") }
func (p *Closed) title(v *view) (string, error) {
	if p.New {
		return v.Say("new_title")
	}
	return v.Say("closed_title")
}
func (p *Unavailable) title(v *view) (string, error) { return v.Say("unavailable_title") }
func (p *Failed) title(v *view) (string, error)      { return v.Say("failed_title") }

func (f *Frame) about(*view) (string, error) { return "", nil }
func (p *Home) about(*view) (string, error) {
	return cmp.Or(p.Paper.Description, p.Paper.Strapline), nil
}
func (p *SectionFront) about(*view) (string, error)  { return p.Description, nil }
func (p *Story) about(*view) (string, error)         { return p.Standfirst, nil }
func (p *Author) about(*view) (string, error)        { return cmp.Or(p.Person.About, p.Person.Title), nil }
func (p *Topic) about(*view) (string, error)         { return p.Description, nil }
func (p *Standing) about(*view) (string, error)      { return p.Standfirst, nil }
func (p *Latest) about(v *view) (string, error)      { return v.Say("latest_lead") }
func (p *Corrections) about(v *view) (string, error) { return v.Say("corrections_lead") }
