package wire

import "broadsheet/internal/press"

const (
	sitemapNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
	newsNS    = "http://www.google.com/schemas/sitemap-news/0.9"
	imageNS   = "http://www.google.com/schemas/sitemap-image/1.1"
)

// Sitemap writes a document of the map of the site as sitemaps.org has it, with Google's additions for news and pictures.
func Sitemap(m *press.Map) []byte {
	outer, inner := "urlset", "url"
	attrs := []string{"xmlns", sitemapNS}
	switch {
	case m.Index:
		outer, inner = "sitemapindex", "sitemap"
	case m.News:
		attrs = append(attrs, "xmlns:news", newsNS)
	default:
		attrs = append(attrs, "xmlns:image", imageNS)
	}
	d := begin(outer, attrs...)
	for _, e := range m.Entries {
		d.in(inner)
		d.say("loc", e.URL)
		if !e.Changed.IsZero() {
			d.say("lastmod", iso(e.Changed))
		}
		if m.News {
			d.in("news:news")
			d.in("news:publication")
			d.say("news:name", m.Paper)
			d.say("news:language", e.Lang)
			d.out()
			d.say("news:publication_date", iso(e.Published))
			d.say("news:title", e.Headline)
			d.out()
		}
		for _, p := range e.Pictures {
			d.in("image:image")
			d.say("image:loc", p)
			d.out()
		}
		d.out()
	}
	return d.end()
}
