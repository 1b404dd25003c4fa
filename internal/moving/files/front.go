package files

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/markdown"
	"broadsheet/internal/moving/webpage"
)

// config is what a site's own settings say of its addresses.
type config struct {
	there     bool
	URL       string `yaml:"url"`
	BaseURL   string `yaml:"baseurl"`
	Title     string `yaml:"title"`
	Lang      string `yaml:"lang"`
	Permalink string `yaml:"permalink"`
}

// readConfig reads Jekyll's settings, when they are there. What cannot be read says nothing.
func (r *Reader) readConfig() error {
	for _, name := range []string{"_config.yml", "_config.yaml"} {
		for _, p := range r.paths {
			if path.Base(p) != name {
				continue
			}
			b, err := r.read(p)
			if err != nil {
				return err
			}
			if yaml.Unmarshal(b, &r.config) == nil {
				r.config.there = true
				r.site.Title, r.site.Language = first(r.config.Title, r.site.Title), r.config.Lang
				if r.address == "" && r.config.URL != "" {
					r.address = strings.TrimRight(r.config.URL+r.config.BaseURL, "/")
				}
			}
			return nil
		}
	}
	return nil
}

// frontMatter cuts the settings off the head of a text: YAML between two lines of three dashes.
func frontMatter(b []byte) (front map[string]any, text []byte, ok bool) {
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	rest, found := bytes.CutPrefix(b, []byte("---\n"))
	if !found {
		return nil, b, false
	}
	head, text, found := bytes.Cut(append([]byte("\n"), rest...), []byte("\n---"))
	if !found {
		return nil, b, false
	}
	if k := bytes.IndexByte(text, '\n'); k >= 0 {
		text = text[k+1:]
	} else {
		text = nil
	}
	if yaml.Unmarshal(head, &front) != nil {
		return nil, b, false
	}
	return front, text, true
}

var datedName = regexp.MustCompile(`^(?:(draft|published|deleted)-)?(\d{4})-(\d{1,2})-(\d{1,2})-(.+)$`)

// marked makes a story of a text with a front matter, of Markdown or HTML, or of Markdown alone. One without a day, in
// its name or in the text, is a page when it stands outside of a folder of stories.
func (r *Reader) marked(p, ext string, front map[string]any, source []byte) *archive.Item {
	name := strings.TrimSuffix(path.Base(p), path.Ext(p))
	i := &archive.Item{Type: "post", Status: "publish", Key: p, Slug: name}
	say := func(keys ...string) string {
		for _, k := range keys {
			switch v := front[k].(type) {
			case nil, []any, map[string]any:
			case time.Time:
				return v.Format(time.RFC3339)
			default:
				if s := strings.TrimSpace(fmt.Sprint(v)); s != "" {
					return s
				}
			}
		}
		return ""
	}
	date := say("date", "published_at")
	if m := datedName.FindStringSubmatch(name); m != nil {
		i.Slug = m[5]
		if date == "" {
			date = fmt.Sprintf("%s-%02s-%02s", m[2], m[3], m[4])
		}
		switch m[1] {
		case "draft":
			i.Status = "draft"
		case "deleted":
			i.Status = "trash"
		}
	}
	i.Slug = first(say("slug", "basename"), i.Slug)
	i.DateGMT = stampOf(date)
	i.ModifiedGMT = stampOf(say("last_modified_at", "updated", "lastmod", "modified"))
	i.Title, i.Excerpt, i.Lang = escape(say("title")), escape(say("subtitle", "excerpt", "standfirst", "dek")), say("lang", "language")
	i.Lead, i.LeadAlt = say("image", "featured_image", "cover", "thumbnail"), escape(say("image_alt"))
	if published, ok := front["published"].(bool); ok && !published || front["draft"] == true || strings.Contains("/"+p, "/_drafts/") {
		i.Status = "draft"
	}
	body := string(source)
	if ext == ".html" || ext == ".htm" {
		i.Content = body
	} else {
		i.Content = markdown.HTML(body)
	}
	if i.Title == "" {
		i.Title, i.Content = headed(i.Content)
	}
	if i.DateGMT == "" {
		switch layout := say("layout"); {
		case layout == "page" || layout == "about" || strings.Contains("/"+p, "/_pages/"):
			i.Type = "page"
		case i.Status == "publish":
			i.Status, i.Note = "draft", "The file does not say when it was published."
		}
	}
	if strings.TrimSpace(i.Content) == "" && i.Title == "" {
		return nil
	}
	r.by(i, words(front["author"], false)...)
	r.by(i, words(front["authors"], false)...)
	for _, k := range []string{"category", "categories"} {
		for _, w := range words(front[k], k == "categories") {
			r.under(i, "category", w)
		}
	}
	for _, k := range []string{"tag", "tags"} {
		for _, w := range words(front[k], k == "tags") {
			r.under(i, "post_tag", w)
		}
	}
	r.place(i, front, say)
	return i
}

var heading = regexp.MustCompile(`(?s)^\s*<h1[^>]*>(.*?)</h1>`)

// headed takes the headline off the head of a text.
func headed(content string) (title, rest string) {
	if m := heading.FindStringSubmatchIndex(content); m != nil {
		return content[m[2]:m[3]], content[m[1]:]
	}
	return "", content
}

// words are those of a value: a list, or a text that spaces part where the system parts it so.
func words(v any, parts bool) []string {
	switch v := v.(type) {
	case string:
		switch {
		case strings.Contains(v, ","):
			return strings.Split(v, ",")
		case parts:
			return strings.Fields(v)
		}
		return []string{v}
	case []any:
		var all []string
		for _, k := range v {
			all = append(all, words(k, false)...)
		}
		return all
	case map[string]any:
		return words(v["name"], false)
	case nil:
		return nil
	}
	return []string{fmt.Sprint(v)}
}

// Patterns of addresses that Jekyll has names for.
var permalinks = map[string]string{
	"":        "/:categories/:year/:month/:day/:title.html",
	"date":    "/:categories/:year/:month/:day/:title.html",
	"pretty":  "/:categories/:year/:month/:day/:title/",
	"ordinal": "/:categories/:year/:y_day/:title.html",
	"none":    "/:categories/:title.html",
}

// place finds where a story stood: by its own word, else by the pattern of the site.
func (r *Reader) place(i *archive.Item, front map[string]any, say func(...string) string) {
	for _, list := range []any{front["redirect_from"], front["aliases"]} {
		for _, a := range words(list, false) {
			if u, err := url.Parse(strings.TrimSpace(a)); err == nil && strings.HasPrefix(u.Path, "/") {
				i.Others = append(i.Others, u.Path)
			}
		}
	}
	pattern := say("permalink", "url")
	switch {
	case strings.HasPrefix(pattern, "http"):
		r.settle(siteOf(pattern))
		i.Link = pattern
		return
	case pattern != "":
	case !r.config.there || i.Type == "page" || i.DateGMT == "":
		return
	default:
		pattern = r.config.Permalink
	}
	if named, ok := permalinks[pattern]; ok {
		pattern = named
	}
	if !strings.HasPrefix(pattern, "/") {
		pattern = "/" + pattern
	}
	at, _ := webpage.Time(i.DateGMT, time.UTC) // without a day the parts are empty
	var above []string
	for _, t := range i.Terms {
		if t.Domain == "category" {
			above = append(above, strings.ToLower(strings.ReplaceAll(t.Name, " ", "-")))
		}
	}
	day := func(layout string) string {
		if at.IsZero() {
			return ""
		}
		return at.Format(layout)
	}
	p := strings.NewReplacer(
		":categories", strings.Join(above, "/"), ":year", day("2006"), ":month", day("01"), ":day", day("02"), ":title", i.Slug, ":slug", i.Slug, ":i_month", day("1"),
		":i_day", day("2"), ":short_year", day("06"), ":y_day", day("002"), ":output_ext", ".html",
	).Replace(pattern)
	for strings.Contains(p, "//") {
		p = strings.ReplaceAll(p, "//", "/")
	}
	if !slices.Contains([]string{"", "/"}, p) {
		i.Link = r.at(p)
	}
}

func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
