package fromhtml

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"broadsheet/internal/prose"
)

// providers are sites whose addresses, alone on a line, the old site turned into the thing itself.
var providers = []struct{ host, name string }{
	{"youtube.com", "YouTube"},
	{"youtu.be", "YouTube"},
	{"youtube-nocookie.com", "YouTube"},
	{"vimeo.com", "Vimeo"},
	{"dailymotion.com", "Dailymotion"},
	{"dai.ly", "Dailymotion"},
	{"wordpress.tv", "WordPress.tv"},
	{"videopress.com", "VideoPress"},
	{"ted.com", "TED"},
	{"twitter.com", "X"},
	{"x.com", "X"},
	{"instagram.com", "Instagram"},
	{"facebook.com", "Facebook"},
	{"tiktok.com", "TikTok"},
	{"bsky.app", "Bluesky"},
	{"threads.net", "Threads"},
	{"reddit.com", "Reddit"},
	{"tumblr.com", "Tumblr"},
	{"pinterest.com", "Pinterest"},
	{"flickr.com", "Flickr"},
	{"flic.kr", "Flickr"},
	{"imgur.com", "Imgur"},
	{"giphy.com", "Giphy"},
	{"soundcloud.com", "SoundCloud"},
	{"mixcloud.com", "Mixcloud"},
	{"spotify.com", "Spotify"},
	{"bandcamp.com", "Bandcamp"},
	{"scribd.com", "Scribd"},
	{"issuu.com", "Issuu"},
	{"slideshare.net", "SlideShare"},
	{"speakerdeck.com", "Speaker Deck"},
	{"kickstarter.com", "Kickstarter"},
	{"datawrapper.de", "Datawrapper"},
	{"dwcdn.net", "Datawrapper"},
	{"flourish.studio", "Flourish"},
	{"infogram.com", "Infogram"},
	{"google.com", "Google"},
	{"openstreetmap.org", "OpenStreetMap"},
	{"archive.org", "Internet Archive"},
	{"documentcloud.org", "DocumentCloud"},
	{"loom.com", "Loom"},
	{"twitch.tv", "Twitch"},
	{"codepen.io", "CodePen"},
}

// providerOf names the site of a host, "" when it is none of those.
func providerOf(host string) string {
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	for _, p := range providers {
		if host == p.host || strings.HasSuffix(host, "."+p.host) {
			return p.name
		}
	}
	return ""
}

// card makes a card of an address. Unless any is set, only sites that the old site could show become one. It answers
// nil when there is no card to make: nothing that can be linked, or something on the old server.
func (c *converter) card(address, title, text string, any bool) *prose.Node {
	address = strings.TrimSpace(address)
	if rest, ok := strings.CutPrefix(address, "//"); ok {
		address = "https://" + rest
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || c.o.Site.Holds(u) {
		return nil
	}
	provider := providerOf(u.Hostname())
	if provider == "" && !any || provider == "Google" && !any {
		return nil
	}
	if provider == "" {
		provider = strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	}
	address = watch(u)
	if !prose.IsHref(address) {
		return nil
	}
	return prose.Embed(address, provider, title, text)
}

// watch is the address of the page that a player's address belongs to: what a reader can open.
func watch(u *url.URL) string {
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	last := path.Base(u.Path)
	switch {
	case (host == "youtube.com" || host == "youtube-nocookie.com") && strings.HasPrefix(u.Path, "/embed/") && last != "videoseries":
		return "https://www.youtube.com/watch?v=" + url.QueryEscape(last)
	case host == "youtube.com" && strings.HasPrefix(u.Path, "/v/"):
		id, _, _ := strings.Cut(last, "&")
		return "https://www.youtube.com/watch?v=" + url.QueryEscape(id)
	case host == "player.vimeo.com" && strings.HasPrefix(u.Path, "/video/"):
		return "https://vimeo.com/" + url.PathEscape(last)
	case host == "w.soundcloud.com" && strings.HasPrefix(u.Query().Get("url"), "https://soundcloud.com/"):
		return u.Query().Get("url")
	case host == "dailymotion.com" && strings.HasPrefix(u.Path, "/embed/video/"):
		return "https://www.dailymotion.com/video/" + url.PathEscape(last)
	}
	return u.String()
}

// lone is an address that was asked to be shown.
func (c *converter) lone(f *flow, address string, shown bool, at place) {
	if card := c.card(c.absolute(address), "", "", true); card != nil {
		if shown {
			c.leave(Address, address)
		}
		f.aside(card)
		return
	}
	var marks []prose.Mark
	if href := c.href(address); href != "" {
		marks = append(marks, prose.Link(href))
	}
	f.text(address, marks, at, false)
}

// embed is the editor's block for something that lives elsewhere.
func (c *converter) embed(n *html.Node, marks []prose.Mark, at place) []*prose.Node {
	caption := c.takeCaption(n)
	text := ""
	if caption != nil {
		text = plain(caption)
	}
	inner := plain(n)
	if card := c.card(inner, "", text, true); card != nil && !strings.ContainsAny(inner, " \t\n") {
		c.leave(Address, inner)
		return []*prose.Node{card}
	}
	blocks := c.inside(n, marks, at)
	if text == "" {
		return blocks
	}
	for _, b := range blocks {
		if b.Type == "embed" && b.Attr("text") == "" {
			b.With("text", text)
			return blocks
		}
	}
	return append(blocks, c.inside(caption, marks, at)...)
}

// quotedCard is a post of another network that a page quotes whole, ready to be dressed by a script.
func (c *converter) quotedCard(n *html.Node) *prose.Node {
	address := ""
	switch {
	case class(n, "twitter-tweet"), class(n, "twitter-video"), class(n, "bluesky-embed"), class(n, "mastodon-embed"):
		for k := range n.Descendants() {
			if k.Type == html.ElementNode && k.DataAtom == atom.A && providerOf(hostOf(attr(k, "href"))) != "" {
				address = attr(k, "href") // the last one is the date, which links to the post
			}
		}
	case class(n, "instagram-media"):
		address = attr(n, "data-instgrm-permalink")
	case class(n, "tiktok-embed"):
		address = attr(n, "cite")
	case class(n, "fb-xfbml-parse-ignore"):
		address = attr(n, "cite")
	}
	if address == "" {
		return nil
	}
	return c.card(address, "", plain(n), false)
}

func hostOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// frame is another page within the page.
func (c *converter) frame(f *flow, n *html.Node, marks []prose.Mark, at place) {
	src := attr(n, "src")
	if n.DataAtom == atom.Object {
		src = attr(n, "data")
	}
	if late := attr(n, "data-src"); late != "" && (src == "" || strings.HasPrefix(src, "about:")) {
		src = late
	}
	if card := c.card(c.absolute(src), attr(n, "title"), "", true); card != nil && n.DataAtom != atom.Object {
		f.aside(card)
		return
	}
	if n.DataAtom == atom.Object { // what it holds was for browsers that cannot show it
		if inner := c.inside(n, marks, at); len(inner) > 0 {
			f.block(inner...)
			return
		}
		for k := range n.ChildNodes() {
			if k.DataAtom == atom.Param && slices.Contains([]string{"movie", "src"}, strings.ToLower(attr(k, "name"))) {
				src = attr(k, "value")
			}
		}
		if card := c.card(c.absolute(src), attr(n, "title"), "", true); card != nil {
			f.aside(card)
			return
		}
	}
	c.leave(Frame, src)
}

// media is a film or a sound with its own player.
func (c *converter) media(f *flow, n *html.Node, _ place) {
	src := attr(n, "src")
	if src == "" {
		if s := find(n, named(atom.Source)); s != nil {
			src = attr(s, "src")
		}
	}
	c.file(f, src, attr(n, "title"))
}

// file is a film or a sound: a card when it lives elsewhere.
func (c *converter) file(f *flow, src, title string) {
	card := c.card(c.absolute(src), title, "", true)
	if card == nil {
		c.leave(Media, src)
		return
	}
	f.aside(card)
}
