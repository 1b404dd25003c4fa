package wire

import (
	"fmt"
	"time"

	"broadsheet/internal/press"
)

// minutes is how long a reader program may wait between two looks; the hub tells those sooner that ask it.
const minutes = 15

// rfc822 is an instant as RSS has it: RFC 822 with a year of four digits.
func rfc822(t time.Time) string { return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT") }

// RSS writes a feed as RSS 2.0, with Dublin Core for people, content for the whole text and Media RSS for pictures.
func RSS(f *press.Feed) []byte {
	d := begin("rss", "version", "2.0",
		"xmlns:atom", "http://www.w3.org/2005/Atom", "xmlns:content", "http://purl.org/rss/1.0/modules/content/",
		"xmlns:dc", "http://purl.org/dc/elements/1.1/", "xmlns:media", "http://search.yahoo.com/mrss/")
	d.in("channel")
	d.say("title", f.Title)
	d.say("link", f.Home)
	d.say("description", f.Description)
	d.maybe("language", f.Lang)
	d.say("lastBuildDate", rfc822(f.Updated))
	d.say("ttl", fmt.Sprint(minutes))
	d.say("generator", "Broadsheet")
	d.empty("atom:link", "rel", "self", "type", "application/rss+xml", "href", f.Self)
	if f.Hub != "" {
		d.empty("atom:link", "rel", "hub", "href", f.Hub)
	}
	for i := range f.Items {
		rssItem(d, f, &f.Items[i])
	}
	return d.end()
}

func rssItem(d *doc, f *press.Feed, i *press.Item) {
	d.in("item")
	d.say("title", i.Title)
	d.say("link", i.URL)
	d.say("guid", i.ID, "isPermaLink", "false")
	d.say("pubDate", rfc822(i.Published))
	if i.Updated.After(i.Published) {
		d.say("atom:updated", iso(i.Updated))
	}
	for _, p := range i.Authors {
		d.say("dc:creator", p.Name)
	}
	for _, p := range i.Contributors {
		d.say("dc:contributor", p.Name)
	}
	d.maybe("dc:publisher", i.Source)
	if i.Lang != "" && i.Lang != f.Lang {
		d.say("dc:language", i.Lang)
	}
	for _, c := range i.Categories {
		d.say("category", c.Name, "domain", c.URL)
	}
	if i.Summary == "" { // what describes a story best is then its text
		d.maybe("description", i.HTML)
	} else {
		d.say("description", i.Summary)
		d.maybe("content:encoded", i.HTML)
	}
	if p := i.Picture; p != nil {
		length := ""
		if p.Bytes > 0 {
			length = fmt.Sprint(p.Bytes)
			d.empty("enclosure", "url", p.URL, "type", p.Type, "length", length)
		}
		d.in("media:content", "url", p.URL, "type", p.Type, "medium", "image", "fileSize", length, "width", number(p.Width), "height", number(p.Height))
		d.maybe("media:description", or(p.Alt, p.Caption), "type", "plain")
		d.maybe("media:credit", p.Credit)
		d.out()
	}
	d.out()
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
