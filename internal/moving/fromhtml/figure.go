package fromhtml

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"broadsheet/internal/prose"
)

// special are elements that their class, not their name, tells apart: blocks of the editor, captions of classic
// posts, cards of other sites. It answers false for all others.
func (c *converter) special(f *flow, n *html.Node, marks []prose.Mark, at place) bool {
	switch {
	case n.Data == galleryTag:
		f.block(c.shortGallery(n)...)
	case n.Data == embedTag:
		c.lone(f, attr(n, "data-url"), has(n, "data-shown"), at)
	case n.Data == mediaTag:
		if src := attr(n, "data-url"); has(n, "data-shown") && src != "" {
			c.leave(Address, src)
		}
		c.file(f, attr(n, "data-url"), "")
	case n.DataAtom == atom.Figure:
		return false
	case class(n, "wp-caption") && n.DataAtom == atom.Div:
		f.block(c.figure(n, marks, at)...)
	case class(n, "wp-block-gallery"), class(n, "blocks-gallery-grid"), class(n, "gallery") && find(n, named(atom.Img)) != nil,
		class(n, "tiled-gallery"), class(n, "wp-block-jetpack-tiled-gallery"), class(n, "wp-block-jetpack-slideshow"):
		f.block(c.gallery(n, marks, at)...)
	case class(n, "wp-block-pullquote"):
		f.block(c.pullquote(n, marks, at)...)
	case class(n, "wp-block-verse"):
		f.block(c.preformatted(n, marks, at)...)
	case class(n, "wp-block-file__button"), class(n, "wp-block-search"), class(n, "screen-reader-text"):
		if text := plain(n); text != "" {
			c.leave(Form, text)
		}
	case class(n, "wp-block-file__embed"):
		// the same file again, shown in a frame
	case class(n, "wp-block-cover"), class(n, "wp-block-cover-image"):
		c.cover(f, n, marks, at)
	case class(n, "fb-post"), class(n, "fb-video"):
		if card := c.card(c.absolute(attr(n, "data-href")), "", plain(n), true); card != nil {
			f.aside(card)
			return true
		}
		return false
	default:
		return false
	}
	return true
}

// figure is a picture, a table, a quotation or something from elsewhere, with its caption.
func (c *converter) figure(n *html.Node, marks []prose.Mark, at place) []*prose.Node {
	switch {
	case class(n, "wp-block-gallery"), class(n, "blocks-gallery-grid"), class(n, "gallery"):
		return c.gallery(n, marks, at)
	case class(n, "wp-block-pullquote"):
		return c.pullquote(n, marks, at)
	case class(n, "wp-block-embed"), strings.Contains(attr(n, "class"), "wp-block-embed-"):
		return c.embed(n, marks, at)
	}
	caption := c.takeCaption(n)
	missed := c.counts[Picture] + c.counts[Media]
	blocks := c.inside(n, marks, at)
	text := ""
	if caption != nil {
		text = plain(caption)
	}
	if text == "" {
		return blocks
	}
	for _, b := range blocks {
		switch b.Type {
		case "image", "table", "gallery":
			if b.Attr("caption") == "" {
				b.With("caption", text)
				return blocks
			}
		case "embed":
			if b.Attr("text") == "" {
				b.With("text", text)
				return blocks
			}
		case "quote", "pullquote":
			if b.Attr("speaker") == "" {
				b.With("speaker", strings.TrimLeft(text, "-–—―~ "))
				return blocks
			}
		}
	}
	if len(blocks) == 0 && c.counts[Picture]+c.counts[Media] > missed {
		c.leave(Caption, text)
		return nil
	}
	return append(blocks, c.inside(caption, marks, at)...)
}

// takeCaption cuts the caption out of a figure: its own, not one of a figure within it.
func (c *converter) takeCaption(n *html.Node) *html.Node {
	is := func(k *html.Node) bool {
		if k.DataAtom != atom.Figcaption && !class(k, "wp-caption-text") && !class(k, "blocks-gallery-caption") {
			return false
		}
		for p := k.Parent; p != nil && p != n; p = p.Parent {
			if p.DataAtom == atom.Figure || class(p, "wp-caption") || class(p, "blocks-gallery-item") {
				return false
			}
		}
		return true
	}
	k := find(n, is)
	if k == nil {
		return nil
	}
	k.Parent.RemoveChild(k)
	for d := range k.Descendants() {
		if d.DataAtom == atom.A && attr(d, "href") != "" && !strings.HasPrefix(attr(d, "href"), "#") {
			c.leave(Linked, attr(d, "href"))
		}
	}
	return k
}

// gallery puts all pictures of an element into one gallery.
func (c *converter) gallery(n *html.Node, marks []prose.Mark, at place) []*prose.Node {
	text := ""
	if caption := c.takeCaption(n); caption != nil {
		text = plain(caption)
	}
	blocks := c.inside(n, marks, at)
	var images, others []*prose.Node
	var sort func(blocks []*prose.Node)
	sort = func(blocks []*prose.Node) {
		for _, b := range blocks {
			switch b.Type {
			case "image":
				images = append(images, b)
			case "gallery", "list", "item": // old galleries are lists
				sort(b.Content)
			default:
				others = append(others, b)
			}
		}
	}
	sort(blocks)
	return append(c.galleryOf(text, images), others...)
}

func (c *converter) galleryOf(caption string, images []*prose.Node) []*prose.Node {
	switch {
	case len(images) == 0:
		if caption != "" {
			c.leave(Caption, caption)
		}
		return nil
	case len(images) == 1:
		if images[0].Attr("caption") == "" {
			images[0].With("caption", caption)
			return images
		}
		if caption == "" {
			return images
		}
	}
	return []*prose.Node{prose.Gallery(caption, images...)}
}

// shortGallery is the gallery shortcode: pictures by their numbers, or all that were uploaded to the story.
func (c *converter) shortGallery(n *html.Node) []*prose.Node {
	ids := c.o.Attached
	if list := attr(n, "data-ids"); list != "" {
		ids = nil
		for _, s := range strings.FieldsFunc(list, func(r rune) bool { return r < '0' || r > '9' }) {
			if id, err := strconv.ParseInt(s, 10, 64); err == nil {
				ids = append(ids, id)
			}
		}
	}
	var images []*prose.Node
	for _, id := range ids {
		if p, ok := c.picture("", id); ok {
			images = append(images, prose.Image(p, "", ""))
			continue
		}
		c.leave(Picture, "picture "+strconv.FormatInt(id, 10)+" of a gallery")
	}
	return c.galleryOf("", images)
}

func (c *converter) picture(src string, attachment int64) (string, bool) {
	if c.o.Picture == nil {
		return "", false
	}
	return c.o.Picture(src, attachment)
}

// image is one picture. Emoji drawn as pictures are text, and a picture of one pixel is a counter.
func (c *converter) image(f *flow, n *html.Node, marks []prose.Mark, at place) {
	src := source(n)
	if class(n, "emoji") || class(n, "wp-smiley") {
		f.text(attr(n, "alt"), marks, at, false)
		return
	}
	if attr(n, "width") == "1" || attr(n, "height") == "1" {
		c.leave(Pixel, src)
		return
	}
	id, ok := c.picture(c.absolute(src), attachmentOf(n))
	if !ok {
		what := src
		if strings.HasPrefix(src, "data:") {
			what = "a picture inside the text"
		}
		c.leave(Picture, what)
		return
	}
	image := prose.Image(id, "", strings.Join(strings.Fields(attr(n, "alt")), " "))
	if role := attr(n, "role"); role == "presentation" || role == "none" {
		image.With("decorative", true)
	}
	f.aside(image)
}

// source is the address of a picture, also where a plugin loads it late.
func source(n *html.Node) string {
	src := strings.TrimSpace(attr(n, "src"))
	if src == "" || strings.HasPrefix(src, "data:") {
		for _, name := range []string{"data-src", "data-lazy-src", "data-orig-file", "data-original"} {
			if late := strings.TrimSpace(attr(n, name)); late != "" {
				return late
			}
		}
	}
	return src
}

// attachmentOf is the number of the picture's attachment, as its class or a caption around it gives it.
func attachmentOf(n *html.Node) int64 {
	for _, c := range strings.Fields(attr(n, "class")) {
		if id := number(c, "wp-image-"); id > 0 {
			return id
		}
	}
	for _, name := range []string{"data-id", "data-attachment-id"} {
		if id := number(attr(n, name), ""); id > 0 {
			return id
		}
	}
	for p := n.Parent; p != nil && p.DataAtom != atom.Body; p = p.Parent {
		if class(p, "wp-caption") {
			return max(number(attr(p, "id"), "attachment_"), number(attr(p, "data-attachment"), "attachment_"))
		}
	}
	return 0
}

// cover is text over a picture: the picture first, then the text.
func (c *converter) cover(f *flow, n *html.Node, marks []prose.Mark, at place) {
	f.flush()
	for _, k := range []*html.Node{n, find(n, func(k *html.Node) bool { return class(k, "wp-block-cover__image-background") })} {
		if k == nil || k.DataAtom == atom.Img {
			continue
		}
		src := backgroundOf(attr(k, "style"))
		if src == "" {
			continue
		}
		if id, ok := c.picture(c.absolute(src), 0); ok {
			f.block(prose.Image(id, "", ""))
		} else {
			c.leave(Picture, src)
		}
	}
	f.block(c.inside(n, marks, at)...)
}

// backgroundOf is the address in "background-image:url(…)".
func backgroundOf(style string) string {
	_, rest, found := strings.Cut(style, "background-image")
	if !found {
		return ""
	}
	_, rest, found = strings.Cut(rest, "url(")
	if !found {
		return ""
	}
	src, _, found := strings.Cut(rest, ")")
	if !found {
		return ""
	}
	return strings.Trim(src, ` "'`)
}
