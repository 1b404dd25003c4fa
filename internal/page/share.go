package page

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

// channel is a place where readers can pass a story on, by a plain link: nothing of it is loaded into the page.
type channel struct {
	id, name string // the name of a house is the same in every language; e-mail is in the catalogue
	address  string // {url} and {title} are filled in, encoded
}

// channels holds every one of paper.Channels; a test compares them.
var channels = []channel{
	{"email", "", "mailto:?subject={title}&body={url}"},
	{"facebook", "Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"},
	{"whatsapp", "WhatsApp", "https://wa.me/?text={title}%20{url}"},
	{"bluesky", "Bluesky", "https://bsky.app/intent/compose?text={title}%20{url}"},
	{"mastodon", "Mastodon", "https://mastodonshare.com/?text={title}&url={url}"},
	{"linkedin", "LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"},
	{"telegram", "Telegram", "https://t.me/share/url?url={url}&text={title}"},
	{"reddit", "Reddit", "https://www.reddit.com/submit?url={url}&title={title}"},
	{"x", "X", "https://x.com/intent/post?text={title}&url={url}"},
}

// shareLinks makes the links of the chosen channels, in their order; unknown ones are left out.
func (v *view) shareLinks(s *Story) []Link {
	var links []Link
	for _, id := range s.Share {
		i := slices.IndexFunc(channels, func(c channel) bool { return c.id == id })
		if i < 0 || s.Path == "" {
			continue
		}
		c := channels[i]
		name := c.name
		if name == "" {
			name = v.must("channel_" + c.id)
		}
		escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
		links = append(links, Link{Name: name, URL: strings.NewReplacer(
			"{url}", escape(s.Base+s.Path), "{title}", escape(cmp.Or(s.ShareTitle, s.Headline))).Replace(c.address)})
	}
	return links
}
