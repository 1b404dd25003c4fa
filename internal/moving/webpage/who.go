package webpage

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/itlightning/dateparse"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// authors are the people who wrote a story, in order, each once. The page's data is asked first, then its meta
// elements, then what it marks as the author, then found, which Readability's rules took for a byline.
func (d *data) authors(doc *html.Node, found, site string) []string {
	var all []string
	add := func(name string) {
		for _, n := range names(name) {
			if !alike(n, site) && !slices.ContainsFunc(all, func(o string) bool { return alike(o, n) }) {
				all = append(all, n)
			}
		}
	}
	for _, n := range d.named(d.story["author"], 0) {
		add(n)
	}
	if len(all) > 0 {
		return all
	}
	for _, key := range []string{"author", "article:author", "parsely-author", "dc.creator", "dcterms.creator", "sailthru.author", "byl", "og:article:author"} {
		for _, n := range d.meta[key] {
			if !strings.Contains(n, "://") {
				add(n)
			}
		}
		if len(all) > 0 {
			return all
		}
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && (slices.Contains(strings.Fields(attr(n, "rel")), "author") || slices.Contains(strings.Fields(attr(n, "itemprop")), "author")) {
			if n.DataAtom == atom.Meta {
				add(attr(n, "content"))
			} else if t := textIn(n); len([]rune(t)) < 100 {
				add(t)
			}
		}
	}
	if len(all) == 0 {
		add(found)
	}
	return all
}

// named are the names that a value of schema.org stands for: a string, a person, a list, or a reference to a person
// elsewhere in the data.
func (d *data) named(v any, depth int) []string {
	if depth > mostNested {
		return nil
	}
	switch v := v.(type) {
	case string:
		if !strings.Contains(v, "://") {
			return texts(v)
		}
	case []any:
		var all []string
		for _, k := range v {
			all = append(all, d.named(k, depth+1)...)
		}
		return all
	case map[string]any:
		if n := texts(v["name"]); len(n) > 0 {
			return n
		}
		for _, id := range texts(v["@id"]) {
			for _, p := range d.people {
				if slices.Contains(texts(p["@id"]), id) {
					return texts(p["name"])
				}
			}
		}
	}
	return nil
}

var (
	byWords = regexp.MustCompile(`(?i)^(?:by|von|par|por|di|de|av|af|door|text(?:o|e)?|autor(?:e|in)?|author|written by|words by|от|автор|by:)[:\s]+`)
	between = regexp.MustCompile(`(?i)\s*(?:[,;/|•·]|\s(?:and|und|et|y|e|i|og|och|en|ja|ve|и)\s|\s&\s|\((?:avec|with|mit|con|com|med|met)\s)\s*`)
	when    = regexp.MustCompile(`\s+[-–—|]\s+.*\d.*$|\s+(?:on|am|le|el|il)\s+.*\d{4}.*$`)
	letter  = regexp.MustCompile(`\p{L}`)
)

// names cuts a byline into names.
func names(s string) []string {
	s = when.ReplaceAllString(byWords.ReplaceAllString(clean(s), ""), "")
	var all []string
	for _, n := range between.Split(s, -1) {
		n = strings.Trim(oneLine(byWords.ReplaceAllString(n, "")), " .,:–—-@")
		if strings.Count(n, ")") > strings.Count(n, "(") {
			n = strings.Trim(strings.Replace(n, ")", "", 1), " ")
		}
		if letter.MatchString(n) && len([]rune(n)) <= 80 && strings.Count(n, ":") == 0 {
			all = append(all, n)
		}
	}
	return all
}

// published is when a story first stood there, and changed when it was altered; zero when the page does not say. A time
// without a zone is taken as one of zone.
func (d *data) times(doc *html.Node, zone *time.Location) (published, changed time.Time) {
	said := append(texts(d.story["datePublished"]), texts(d.story["dateCreated"])...)
	for _, key := range []string{
		"article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created",
		"dc.date", "date", "pubdate", "publishdate", "publish-date", "publish_date", "cxenseparse:recs:publishtime", "last-modified",
	} {
		said = append(said, d.meta[key]...)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if slices.Contains(strings.Fields(attr(n, "itemprop")), "datePublished") || n.DataAtom == atom.Time && (attr(n, "pubdate") != "" || strings.Contains(attr(n, "class"), "publish")) {
			said = append(said, attr(n, "datetime"), attr(n, "content"))
		}
	}
	said = append(said, datesIn(doc)...)
	if m := dayInAddress.FindStringSubmatch(d.address); m != nil {
		said = append(said, m[1]+"-"+m[2]+"-"+m[3])
	}
	published = firstTime(said, zone)
	changed = firstTime(append(append(texts(d.story["dateModified"]), d.meta["article:modified_time"]...), d.meta["og:updated_time"]...), zone)
	if !changed.After(published) {
		changed = time.Time{}
	}
	return published, changed
}

var dayInAddress = regexp.MustCompile(`/((?:19|20)\d\d)/(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])(?:/|$)`)

// datesIn are the times that elements of a page name, in reading order.
func datesIn(doc *html.Node) []string {
	var all []string
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == atom.Time && attr(n, "datetime") != "" && len(all) < 1 {
			all = append(all, attr(n, "datetime"))
		}
	}
	return all
}

func firstTime(said []string, zone *time.Location) time.Time {
	for _, s := range said {
		if t, ok := Time(s, zone); ok {
			return t
		}
	}
	return time.Time{}
}

// Time reads a time as pages and files write it, in whatever form; one without a zone is of zone.
func Time(s string, zone *time.Location) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 8 || len(s) > 60 {
		return time.Time{}, false
	}
	t, err := dateparse.ParseIn(s, zone)
	if err != nil || t.Year() < 1600 || t.Year() > 2200 {
		return time.Time{}, false
	}
	return t.UTC(), true
}

// picture is the story's lead picture, "" when the page names none.
func (d *data) picture(base *url.URL) string {
	said := []string{d.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")}
	said = append(said, pictures(d.story["image"], 0)...)
	for _, s := range said {
		u, err := url.Parse(strings.TrimSpace(s))
		if err != nil || s == "" {
			continue
		}
		if base != nil {
			u = base.ResolveReference(u)
		}
		if u.Scheme == "http" || u.Scheme == "https" {
			return u.String()
		}
	}
	return ""
}

func pictures(v any, depth int) []string {
	if depth > mostNested {
		return nil
	}
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		if len(v) > 0 {
			return pictures(v[0], depth+1)
		}
	case map[string]any:
		if u := pictures(v["url"], depth+1); len(u) > 0 {
			return u
		}
		return pictures(v["contentUrl"], depth+1)
	}
	return nil
}

// siteName is the name of the paper that the page is from.
func (d *data) siteName(at *url.URL) string {
	for _, s := range append([]string{d.first("og:site_name", "application-name")}, d.named(d.story["publisher"], 0)...) {
		if s = clean(s); s != "" && !strings.Contains(s, "://") && len([]rune(s)) <= 100 {
			return s
		}
	}
	if at != nil {
		return strings.TrimPrefix(at.Hostname(), "www.")
	}
	return ""
}

// language is the language that the page names for itself, as a tag, "" for none.
func (d *data) language(doc *html.Node) string {
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Html && n.Type == html.ElementNode {
			if l := strings.TrimSpace(attr(n, "lang")); l != "" {
				return l
			}
			if l := strings.TrimSpace(attr(n, "xml:lang")); l != "" {
				return l
			}
			break
		}
	}
	for _, s := range append(texts(d.story["inLanguage"]), d.first("content-language", "dc.language", "og:locale")) {
		if s != "" {
			return strings.ReplaceAll(s, "_", "-")
		}
	}
	return ""
}

// topics are the words that the page files its story under.
func (d *data) topics() []string {
	var all []string
	for _, s := range append(texts(d.story["keywords"]), append(d.meta["article:tag"], d.meta["news_keywords"]...)...) {
		for _, t := range strings.Split(s, ",") {
			if t = clean(t); t != "" && len([]rune(t)) <= 60 && !slices.ContainsFunc(all, func(o string) bool { return alike(o, t) }) {
				all = append(all, t)
			}
		}
	}
	return all
}

// lies is where the story stands: what the page calls its address when that is on the same site, else where it came
// from.
func (d *data) lies(at *url.URL) *url.URL {
	for _, s := range []string{d.address, d.first("og:url")} {
		u, err := url.Parse(strings.TrimSpace(s))
		if err != nil || s == "" {
			continue
		}
		if at != nil {
			u = at.ResolveReference(u)
		}
		if (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && (at == nil || strings.EqualFold(u.Hostname(), at.Hostname())) {
			return u
		}
	}
	return at
}
