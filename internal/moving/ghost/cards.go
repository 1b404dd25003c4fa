package ghost

import (
	"html"
	"slices"
	"strings"

	"broadsheet/internal/moving/markdown"
)

// card is a block of either editor that is more than text.
type card struct {
	kind   string
	fields map[string]any
}

// cards are the kinds that are known, those of letters among them.
var cards = []string{
	"image", "gallery", "markdown", "card-markdown", "html", "embed", "bookmark", "hr", "horizontalrule", "code", "callout", "toggle", "button", "email", "email-cta",
	"paywall", "header", "product", "file", "audio", "video", "signup", "call-to-action", "nft", "transistor", "before-after", "collection", "latest-posts",
}

func isCard(kind string) bool { return slices.Contains(cards, kind) }

func escape(s string) string { return html.EscapeString(s) }

// say is the first of some fields that holds a text.
func (c card) say(names ...string) string {
	for _, n := range names {
		if s, ok := c.fields[n].(string); ok && strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// html is the card as a piece of a page. What only letters or members saw, and what asked readers to sign up, is hidden
// in it, so that it stays behind with a line in the report.
func (c card) html() string {
	if c.isApart() {
		return hidden(c.shown())
	}
	return c.shown()
}

// isApart tells whether a reader of the page without an account saw nothing of a card.
func (c card) isApart() bool {
	v, _ := c.fields["visibility"].(map[string]any) // most cards say nothing of it
	if web, ok := v["web"].(map[string]any); ok && web["nonMember"] == false {
		return true
	}
	return v["showOnWeb"] == false
}

func hidden(inner string) string {
	if strings.TrimSpace(inner) == "" {
		return ""
	}
	return "<div hidden>" + inner + "</div>\n"
}

func (c card) shown() string {
	switch c.kind {
	case "email", "email-cta":
		return hidden(c.say("html") + escape(c.say("buttonText")))
	case "signup":
		return hidden(c.say("header") + " " + c.say("subheader") + " " + escape(c.say("buttonText")) + " " + c.say("disclaimer"))
	case "image":
		return figure(picture(c.say("src"), c.say("alt", "altText")), c.say("caption"))
	case "gallery":
		return c.gallery()
	case "before-after":
		return figure(c.nested("beforeImage")+c.nested("afterImage"), c.say("caption"))
	case "markdown", "card-markdown":
		return markdown.HTML(c.say("markdown"))
	case "html":
		return c.say("html") + "\n"
	case "embed", "nft", "transistor":
		return c.embed()
	case "bookmark":
		return c.bookmark()
	case "hr", "horizontalrule", "paywall":
		if c.kind == "paywall" {
			return ""
		}
		return "<hr>\n"
	case "code":
		return c.code()
	case "callout":
		return wrap("p", strings.TrimSpace(escape(c.say("calloutEmoji", "emoji"))+" "+inline(c.say("calloutText", "text"))))
	case "toggle":
		return wrap("h4", inline(c.say("heading"))) + c.say("content") + "\n"
	case "button", "call-to-action", "product", "header":
		return c.box()
	case "file", "audio", "video":
		return c.media()
	}
	return ""
}

// wrap puts HTML into an element, unless there is none.
func wrap(tag, inner string) string {
	if strings.TrimSpace(inner) == "" {
		return ""
	}
	return "<" + tag + ">" + inner + "</" + tag + ">\n"
}

// inline takes the paragraphs around the text of a card away.
func inline(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "<p") && strings.Count(s, "<p") == 1 {
		if _, rest, ok := strings.Cut(s, ">"); ok {
			return strings.TrimSuffix(strings.TrimSpace(rest), "</p>")
		}
	}
	return s
}

func picture(src, alt string) string {
	if src == "" {
		return ""
	}
	return `<img src="` + escape(src) + `" alt="` + escape(alt) + `">`
}

func figure(inner, caption string) string {
	if inner == "" {
		return ""
	}
	if caption != "" {
		inner += "<figcaption>" + caption + "</figcaption>"
	}
	return "<figure>" + inner + "</figure>\n"
}

func (c card) nested(name string) string {
	if f, ok := c.fields[name].(map[string]any); ok {
		in := card{fields: f}
		return picture(in.say("src"), in.say("alt"))
	}
	return ""
}

func (c card) gallery() string {
	list, _ := c.fields["images"].([]any) // a gallery without pictures shows nothing
	var b strings.Builder
	for _, i := range list {
		if f, ok := i.(map[string]any); ok {
			in := card{fields: f}
			b.WriteString(figure(picture(in.say("src"), in.say("alt")), in.say("caption")))
		}
	}
	if b.Len() == 0 {
		return ""
	}
	inner := b.String()
	if caption := c.say("caption"); caption != "" {
		inner += "<figcaption>" + caption + "</figcaption>"
	}
	return `<figure class="gallery">` + inner + "</figure>\n"
}

// embed is something from elsewhere. Its address alone makes a card; where there is none, what Ghost showed.
func (c card) embed() string {
	address := c.say("url")
	inner := ""
	switch {
	case strings.HasPrefix(address, "http"):
		inner = wrap("p", escape(address))
	default:
		inner = c.say("html") + "\n"
	}
	return inner + wrap("p", c.say("caption"))
}

// bookmark is a link to another page with what that page says of itself.
func (c card) bookmark() string {
	meta, _ := c.fields["metadata"].(map[string]any) // without it the address has to do
	m := card{fields: meta}
	address := c.say("url")
	if address == "" {
		address = m.say("url")
	}
	title := m.say("title")
	if title == "" {
		title = address
	}
	inner := `<a href="` + escape(address) + `">` + escape(title) + "</a>"
	if about := m.say("description"); about != "" {
		inner += "<br>" + escape(about)
	}
	var from []string
	for _, s := range []string{m.say("author"), m.say("publisher")} {
		if s != "" {
			from = append(from, escape(s))
		}
	}
	if len(from) > 0 {
		inner += "<br>" + strings.Join(from, ", ")
	}
	return wrap("p", inner) + wrap("p", c.say("caption"))
}

func (c card) code() string {
	class := ""
	if l := c.say("language"); l != "" {
		class = ` class="language-` + escape(l) + `"`
	}
	return wrap("pre", "<code"+class+">"+escape(c.say("code"))+"</code>") + wrap("p", c.say("caption"))
}

// box is a heading with a text and a button.
func (c card) box() string {
	out := wrap("h3", inline(c.say("productTitle", "heading", "header")))
	if src := c.say("productImageSrc", "imageUrl"); src != "" {
		out += figure(picture(src, ""), "")
	}
	text := c.say("productDescription", "subheading", "subheader", "textValue")
	if strings.HasPrefix(strings.TrimSpace(text), "<p") {
		out += text + "\n"
	} else {
		out += wrap("p", text)
	}
	label, address := c.say("productButton", "buttonText"), c.say("productUrl", "buttonUrl")
	if address != "" && label != "" {
		out += wrap("p", `<a href="`+escape(address)+`">`+escape(label)+"</a>")
	}
	return out
}

func (c card) media() string {
	src := escape(c.say("src"))
	switch c.kind {
	case "audio":
		return wrap("p", escape(c.say("title"))) + `<audio src="` + src + `"></audio>` + "\n"
	case "video":
		return `<figure><video src="` + src + `"></video>` + wrap("figcaption", c.say("caption")) + "</figure>\n"
	}
	title := c.say("fileTitle", "title", "fileName")
	return wrap("p", `<a href="`+src+`">`+escape(title)+"</a>") + wrap("p", escape(c.say("fileCaption", "caption")))
}
