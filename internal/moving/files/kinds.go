package files

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/webpage"
)

// letter is a row of the table of posts that Substack exports.
type letter struct{ id, date, public, kind, audience, title, subtitle string }

// readLetters reads the table of Substack, when there is one: it says what the files beside it are called.
func (r *Reader) readLetters() error {
	r.letters = map[string]letter{}
	for _, p := range r.paths {
		if path.Base(p) != "posts.csv" {
			continue
		}
		b, err := r.read(p)
		if err != nil {
			return err
		}
		rows, err := table(p, b)
		if err != nil {
			return err
		}
		for _, row := range rows {
			l := letter{row["post_id"], row["post_date"], row["is_published"], row["type"], row["audience"], row["title"], row["subtitle"]}
			if l.id != "" {
				r.letters[path.Join(path.Dir(p), "posts", l.id+".html")] = l
				r.letters[path.Join(path.Dir(p), l.id+".html")] = l
			}
		}
	}
	return nil
}

// table reads rows under their headings.
func table(p string, b []byte) ([]map[string]string, error) {
	c := csv.NewReader(bytes.NewReader(b))
	c.FieldsPerRecord, c.LazyQuotes = -1, true
	all, err := c.ReadAll()
	if err != nil {
		return nil, fault.Because(err, fault.Invalid, "%s cannot be read as a table. Export it again as CSV.", p)
	}
	var rows []map[string]string
	for k, record := range all {
		if k == 0 {
			continue
		}
		row := map[string]string{}
		for i, v := range record {
			if i < len(all[0]) {
				row[strings.ToLower(strings.TrimSpace(all[0][i]))] = v
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// table makes stories of the rows of a table that holds texts, as Beehiiv exports one. That of Substack holds none.
func (r *Reader) table(p string, b []byte) ([]*archive.Item, error) {
	rows, err := table(p, b)
	if err != nil {
		return nil, err
	}
	var items []*archive.Item
	for _, row := range rows {
		content := cmp.Or(row["content_html"], row["html"], row["body_html"])
		title := cmp.Or(row["web_title"], row["title"])
		if content == "" || title == "" {
			continue
		}
		i := &archive.Item{
			Type: "post", Status: "draft", Key: cmp.Or(row["id"], row["url"], title), Title: escape(title), Content: content, Excerpt: escape(cmp.Or(row["web_subtitle"], row["subtitle"])),
			Link: row["url"], Lead: row["thumbnail_url"], DateGMT: stampOf(cmp.Or(row["published_at"], row["created_at"], row["date"])),
		}
		r.settle(siteOf(i.Link))
		switch strings.ToLower(row["status"]) {
		case "confirmed", "published", "publish":
			i.Status = "publish"
		}
		if a := strings.ToLower(row["audience"]); a != "" && a != "free" && a != "everyone" && a != "both" && i.Status == "publish" {
			i.Status = "members"
		}
		for _, t := range strings.Split(row["content_tags"], ";") {
			r.under(i, "post_tag", t)
		}
		items = append(items, i)
	}
	return items, nil
}

var schemeHost = regexp.MustCompile(`^https?://[^/?#]+`)

func siteOf(link string) string { return schemeHost.FindString(link) }

// under puts an item under a word.
func (r *Reader) under(i *archive.Item, domain, name string) {
	if name = strings.Join(strings.Fields(name), " "); name != "" && !slices.ContainsFunc(i.Terms, func(t archive.ItemTerm) bool { return t.Name == name }) {
		i.Terms = append(i.Terms, archive.ItemTerm{Domain: domain, Name: escape(name)})
	}
}

func stampOf(s string) string {
	t, _ := webpage.Time(s, time.UTC) // one that is none gives ""
	return stamp(t)
}

func (r *Reader) isLetter(p string) bool { _, ok := r.letters[p]; return ok }

var buttons = regexp.MustCompile(`(?s)<p class="button-wrapper"[^>]*>.*?</p>`)

// letter makes a story of a letter of Substack. Its buttons ask readers to sign up there, so they stay behind.
func (r *Reader) letter(p string, b []byte) *archive.Item {
	l := r.letters[p]
	_, slug, _ := strings.Cut(l.id, ".")
	i := &archive.Item{
		Type: "post", Status: "draft", Key: l.id, Title: l.title, Excerpt: l.subtitle, Slug: slug, DateGMT: stampOf(l.date),
		Content: buttons.ReplaceAllString(string(b), ""),
	}
	if slug != "" {
		i.Link = r.at("/p/" + slug)
	}
	if l.kind == "page" {
		i.Type = "page"
		i.Link = r.at("/" + slug)
	}
	switch {
	case !strings.EqualFold(l.public, "true"):
	case l.audience != "" && l.audience != "everyone":
		i.Status = "members"
	default:
		i.Status = "publish"
	}
	return i
}

// isMedium tells a page that Medium exported by the marks of its microformat.
func isMedium(b []byte) bool {
	return bytes.Contains(b, []byte("h-entry")) && bytes.Contains(b, []byte("e-content"))
}

// isCard tells a page that is about a person and no story, by the marks of its microformat.
func isCard(b []byte) bool {
	return bytes.Contains(b, []byte(`class="h-card"`)) && !bytes.Contains(b, []byte("h-entry"))
}

// medium makes a story of a page that Medium exported. One without a day of publication was a draft.
func (r *Reader) medium(p string, b []byte) *archive.Item {
	doc, err := html.Parse(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	i := &archive.Item{Type: "post", Status: "draft", Key: strings.TrimSuffix(path.Base(p), path.Ext(p)), GUID: p}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch {
		case class(n, "p-name") && i.Title == "":
			i.Title = escape(text(n))
		case class(n, "p-summary") && i.Excerpt == "":
			i.Excerpt = escape(text(n))
		case class(n, "e-content") && i.Content == "":
			i.Content = mediumBody(n, i)
		case class(n, "p-tag"):
			r.under(i, "post_tag", text(n))
		case class(n, "p-author"):
			r.by(i, text(n))
		case class(n, "dt-published"):
			i.DateGMT = stampOf(attr(n, "datetime"))
		case class(n, "p-canonical"):
			i.Link = attr(n, "href")
		}
	}
	if i.Title == "" && i.Content == "" {
		return nil
	}
	if i.Link != "" {
		if id := mediumID.FindStringSubmatch(i.Link); id != nil {
			i.Key = id[1]
		}
		if !strings.Contains(siteOf(i.Link), "//medium.com") {
			r.settle(siteOf(i.Link))
		} else {
			i.Slug = strings.Trim(mediumID.ReplaceAllString(path.Base(i.Link), ""), "-")
			i.Link = ""
		}
		if !strings.HasPrefix(path.Base(p), "draft") {
			i.Status = "publish"
		}
	}
	return i
}

var mediumID = regexp.MustCompile(`(?:^|[-/])([0-9a-f]{8,14})(?:[?#].*)?$`)

// mediumBody is the text, without the headline and summary that stand in it once more and without the line above it.
func mediumBody(n *html.Node, i *archive.Item) string {
	var gone []*html.Node
	for k := range n.Descendants() {
		if k.Type != html.ElementNode {
			continue
		}
		switch {
		case class(k, "section-divider") && k.Data == "div" && len(gone) == 0,
			class(k, "graf--title") && escape(text(k)) == i.Title,
			class(k, "graf--subtitle") && i.Excerpt != "" && strings.HasPrefix(escape(text(k)), strings.TrimSuffix(i.Excerpt, "…")):
			gone = append(gone, k)
		}
	}
	for _, k := range gone {
		if k.Parent != nil {
			k.Parent.RemoveChild(k)
		}
	}
	var b strings.Builder
	if html.Render(&b, n) != nil { // it writes to memory
		return ""
	}
	return b.String()
}

// page makes a story of a page of any site. One that does not say when it was published becomes a draft.
func (r *Reader) page(p string, b []byte) *archive.Item {
	w, err := webpage.Read(b, "", "", time.UTC)
	if err != nil {
		return nil
	}
	i := &archive.Item{
		Type: "post", Status: "draft", Key: p, Title: escape(w.Title), Excerpt: escape(w.Standfirst), Content: w.Body, Lang: w.Lang, Lead: w.Picture,
		DateGMT: stamp(w.Published), ModifiedGMT: stamp(w.Changed), Link: w.Address,
	}
	r.settle(siteOf(w.Address))
	if i.Link == "" && r.fsys != nil {
		i.Link = r.at("/" + strings.TrimSuffix(p, "index.html"))
	}
	if !w.Published.IsZero() {
		i.Status = "publish"
	} else {
		i.Note = "The page does not say when it was published."
	}
	r.by(i, w.Authors...)
	for _, t := range w.Topics {
		r.under(i, "post_tag", t)
	}
	return i
}

func class(n *html.Node, name string) bool {
	return slices.Contains(strings.Fields(attr(n, "class")), name)
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for k := range n.Descendants() {
		if k.Type == html.TextNode {
			b.WriteString(k.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
