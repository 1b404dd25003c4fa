package prose

import (
	"fmt"
	"strings"
	"time"
)

// figure writes one picture with its caption and credit, or nothing when it is not to be had.
func (r *renderer) figure(attrs string, n *Node, first bool) {
	p, ok := r.find(n)
	if !ok {
		return
	}
	class := "picture"
	if p.Height > p.Width {
		class += " portrait"
	}
	r.markup(`<figure class="%s"%s>`, class, attrs)
	r.picture(p, n, first)
	r.caption(or(n.Attr("caption"), p.Caption), p.Credit)
	r.markup("</figure>\n")
}

func (r *renderer) find(n *Node) (Picture, bool) {
	id := n.Attr("picture")
	if id == "" || r.o.Picture == nil {
		return Picture{}, false
	}
	p, ok := r.o.Picture(id)
	return p, ok && p.Src != ""
}

// or is s, or else when s holds nothing to see.
func or(s, otherwise string) string {
	if strings.TrimSpace(s) == "" {
		return otherwise
	}
	return s
}

func (r *renderer) caption(caption, credit string) {
	if or(caption, "") == "" && or(credit, "") == "" {
		return
	}
	r.markup("<figcaption>%s", r.text(caption))
	if or(credit, "") != "" {
		r.markup(` <span class="credit">%s</span>`, esc(credit))
	}
	r.markup("</figcaption>")
}

func (r *renderer) picture(p Picture, n *Node, first bool) {
	if len(p.Sources) > 0 {
		r.markup("<picture>")
		for _, s := range p.Sources {
			r.markup(`<source type="%s" srcset="%s" sizes="%s">`, esc(s.Type), srcset(s.Files), esc(r.o.Sizes))
		}
	}
	r.markup(`<img src="%s"`, esc(p.Src))
	if len(p.Files) > 0 {
		r.markup(` srcset="%s" sizes="%s"`, srcset(p.Files), esc(r.o.Sizes))
	}
	if p.Width > 0 && p.Height > 0 {
		r.markup(` width="%d" height="%d"`, p.Width, p.Height)
	}
	alt := or(n.Attr("alt"), p.Alt)
	if n.Bool("decorative") {
		alt = ""
	}
	r.markup(` alt="%s"`, esc(alt))
	if p.Ground != "" {
		r.markup(` class="%s"`, esc(p.Ground))
	}
	switch r.pictures++; {
	case first:
		r.markup(` fetchpriority="high"`)
	case r.pictures > r.o.Eager:
		r.markup(` loading="lazy" decoding="async"`)
	}
	r.markup(">")
	if len(p.Sources) > 0 {
		r.markup("</picture>")
	}
}

func srcset(files []File) string {
	var all []string
	for _, f := range files {
		all = append(all, fmt.Sprintf("%s %dw", esc(f.URL), f.Width))
	}
	return strings.Join(all, ", ")
}

func (r *renderer) gallery(attrs string, n *Node) {
	var found []*Node
	for _, image := range n.Content {
		if _, ok := r.find(image); ok {
			found = append(found, image)
		}
	}
	if len(found) == 0 {
		return
	}
	r.markup(`<figure class="gallery"%s><ul class="pictures">`+"\n", attrs)
	for _, image := range found {
		inner, leave := r.within(image)
		r.markup("<li>")
		r.figure(inner, image, false)
		r.markup("</li>\n")
		leave()
	}
	r.markup("</ul>")
	r.caption(n.Attr("caption"), "")
	r.markup("</figure>\n")
}

func (r *renderer) quote(attrs string, n *Node) {
	speaker, source, address := or(n.Attr("speaker"), ""), or(n.Attr("source"), ""), n.Attr("url")
	cite := ""
	if isWeb(address) {
		cite = ` cite="` + esc(encode(address)) + `"`
		source = or(source, hostOf(address))
	}
	r.markup(`<figure class="quote"%s><blockquote%s>`+"\n", attrs, cite)
	r.blocks(n.Content)
	r.markup("</blockquote>")
	if speaker != "" || source != "" {
		r.markup("<figcaption>")
		if speaker != "" {
			r.markup(`<span class="speaker">%s</span>`, r.text(speaker))
		}
		if speaker != "" && source != "" {
			r.markup(" ")
		}
		switch {
		case source != "" && cite != "":
			r.markup(`<cite><a %s>%s</a></cite>`, r.href(address), r.text(source))
		case source != "":
			r.markup(`<cite>%s</cite>`, r.text(source))
		}
		r.markup("</figcaption>")
	}
	r.markup("</figure>\n")
}

// embed writes a card: what is known of the thing, and a link to it. Nothing is fetched from elsewhere.
func (r *renderer) embed(attrs string, n *Node) {
	address := n.Attr("url")
	if !isWeb(address) {
		return
	}
	provider := or(n.Attr("provider"), hostOf(address))
	title := or(n.Attr("title"), strings.ReplaceAll(or(r.o.Labels.OpenAt, "Open at %s"), "%s", provider))
	r.markup(`<figure class="embed"%s>`, attrs)
	if text := or(n.Attr("text"), ""); text != "" {
		r.markup(`<blockquote cite="%s"><p>%s</p></blockquote>`, esc(encode(address)), strings.ReplaceAll(r.text(text), "\n", "<br>"))
	}
	r.markup(`<figcaption><a %s>%s</a> <span class="provider">%s</span></figcaption></figure>`+"\n", r.href(address), r.text(title), esc(provider))
}

func (r *renderer) quiz(attrs string, n *Node) {
	if r.o.Quiz == nil {
		return
	}
	if c, ok := r.o.Quiz(n.Attr("quiz")); ok && or(c.Title, "") != "" {
		r.markup(`<aside class="quiz"%s><p><a href="%s">%s</a></p>`, attrs, esc(encode(c.URL)), r.text(c.Title))
		if or(c.Text, "") != "" {
			r.markup(`<p>%s</p>`, r.text(c.Text))
		}
		r.markup("</aside>\n")
	}
}

func (r *renderer) correction(attrs string, n *Node) {
	kind := n.Attr("kind")
	r.markup(`<aside class="correction %s"%s><p><strong>%s</strong> `, esc(kind), attrs, esc(or(r.o.Labels.Kinds[kind], strings.ToUpper(kind[:1])+kind[1:])))
	if t, ok := dateOf(n.Attr("date")); ok {
		say := r.o.Labels.Date
		if say == nil {
			say = func(t time.Time) string { return t.Format(time.DateOnly) }
		}
		machine := t.Format(time.DateOnly)
		if len(n.Attr("date")) > len(machine) {
			machine = t.UTC().Format("2006-01-02T15:04:05Z")
		}
		r.markup(`<time datetime="%s">%s</time> `, machine, esc(say(t)))
	}
	r.inline(n.Content)
	r.markup("</p></aside>\n")
}

func dateOf(s string) (time.Time, bool) {
	layout := time.RFC3339
	if len(s) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	t, err := time.Parse(layout, s)
	return t, err == nil && t.Year() > 0
}

func (r *renderer) list(attrs string, n *Node) {
	element := "ul"
	if n.Bool("ordered") {
		element = "ol"
		if s := n.Int("start"); s != 1 {
			attrs = fmt.Sprintf(` start="%d"`, s) + attrs
		}
	}
	r.markup("<%s%s>\n", element, attrs)
	for _, item := range n.Content {
		if !isBare(item) || n.Bool("ordered") { // an empty item of an ordered list is counted
			r.markup("<li>")
			r.item(item)
			r.markup("</li>\n")
		}
	}
	r.markup("</%s>\n", element)
}

// item writes an item of one paragraph, with or without lists below it, without the element p, as people write lists.
func (r *renderer) item(n *Node) {
	for i, b := range n.Content {
		if i > 0 && b.Type != "list" || b.Attr("lang") != "" || b.Attr("dir") != "" {
			r.blocks(n.Content)
			return
		}
	}
	r.inline(n.Content[0].Content)
	r.blocks(n.Content[1:])
}
