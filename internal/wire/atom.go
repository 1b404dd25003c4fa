package wire

import (
	"broadsheet/internal/press"
)

// Atom writes a feed as RFC 4287 has it, and a month of it as an archive (RFC 5005).
func Atom(f *press.Feed) []byte {
	d := begin("feed", "xmlns", "http://www.w3.org/2005/Atom", "xmlns:fh", "http://purl.org/syndication/history/1.0",
		"xmlns:media", "http://search.yahoo.com/mrss/", "xml:lang", f.Lang)
	d.say("id", f.ID)
	d.say("title", f.Title)
	d.say("subtitle", f.Description)
	d.say("updated", iso(f.Updated))
	d.in("author")
	d.say("name", f.Paper)
	d.out()
	d.empty("link", "rel", "alternate", "type", "text/html", "href", f.Home)
	d.empty("link", "rel", "self", "type", "application/atom+xml", "href", f.Self)
	if f.Hub != "" {
		d.empty("link", "rel", "hub", "href", f.Hub)
	}
	if f.Archive {
		d.empty("fh:archive")
		d.empty("link", "rel", "current", "type", "application/atom+xml", "href", f.Current)
	}
	if f.Older != "" {
		d.empty("link", "rel", "prev-archive", "type", "application/atom+xml", "href", f.Older)
	}
	d.say("generator", "Broadsheet")
	for i := range f.Items {
		atomEntry(d, f, &f.Items[i])
	}
	return d.end()
}

func atomEntry(d *doc, f *press.Feed, i *press.Item) {
	lang := i.Lang
	if lang == f.Lang {
		lang = ""
	}
	d.in("entry", "xml:lang", lang)
	d.say("id", i.ID)
	d.say("title", i.Title)
	d.empty("link", "rel", "alternate", "type", "text/html", "href", i.URL)
	d.say("published", iso(i.Published))
	d.say("updated", iso(i.Updated))
	for _, p := range i.Authors {
		d.in("author")
		d.say("name", p.Name)
		d.maybe("uri", p.URL)
		d.out()
	}
	if len(i.Authors) == 0 && i.Source != "" {
		d.in("author")
		d.say("name", i.Source)
		d.out()
	}
	for _, p := range i.Contributors {
		d.in("contributor")
		d.say("name", p.Name)
		d.maybe("uri", p.URL)
		d.out()
	}
	for _, c := range i.Categories {
		d.empty("category", "term", c.Name, "scheme", c.URL)
	}
	if i.Summary != "" {
		d.say("summary", i.Summary)
	}
	if i.HTML != "" {
		d.say("content", i.HTML, "type", "html")
	}
	if p := i.Picture; p != nil {
		length := ""
		if p.Bytes > 0 {
			length = number(int(p.Bytes))
		}
		d.empty("link", "rel", "enclosure", "type", p.Type, "length", length, "href", p.URL)
		d.in("media:content", "url", p.URL, "type", p.Type, "medium", "image", "fileSize", length, "width", number(p.Width), "height", number(p.Height))
		d.maybe("media:description", or(p.Alt, p.Caption), "type", "plain")
		d.maybe("media:credit", p.Credit)
		d.out()
	}
	d.out()
}
