// Package wprest reads what the REST API of WordPress answers, kept in a file: one story or a list of them, with what
// they stand under when it was asked for (_embed). It is a way out of a WordPress whose export cannot be had.
package wprest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
)

// A Reader reads one story after the other.
type Reader struct {
	file  io.Reader
	dec   *json.Decoder
	list  bool
	ended bool
	site  archive.Site
	known map[string]bool // authors and terms that are in the site's lists
}

// NewReader makes a Reader.
func NewReader(file io.Reader) *Reader { return &Reader{file: file, known: map[string]bool{}} }

// Site is what the answers say of their site.
func (r *Reader) Site() *archive.Site { return &r.site }

// Repairs is always nothing: JSON that is broken cannot be read.
func (r *Reader) Repairs() archive.Repairs { return archive.Repairs{} }

// OnComment is never called: comments are asked for elsewhere.
func (r *Reader) OnComment(func(*archive.Item, archive.Comment) error) {}

type text struct {
	Rendered  string `json:"rendered"`
	Raw       string `json:"raw"`
	Protected bool   `json:"protected"`
}

type term struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Slug     string `json:"slug"`
	Taxonomy string `json:"taxonomy"`
}

type person struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Slug string `json:"slug"`
}

type answer struct {
	ID       int64  `json:"id"`
	DateGMT  string `json:"date_gmt"`
	Date     string `json:"date"`
	Modified string `json:"modified_gmt"`
	Slug     string `json:"slug"`
	Status   string `json:"status"`
	Type     string `json:"type"`
	Link     string `json:"link"`
	Name     string `json:"name"` // of a person, who is no story
	Title    *text  `json:"title"`
	Content  text   `json:"content"`
	Excerpt  text   `json:"excerpt"`
	GUID     text   `json:"guid"`
	Sticky   bool   `json:"sticky"`
	Order    int64  `json:"menu_order"`
	Picture  string `json:"jetpack_featured_media_url"`
	Embedded struct {
		Author []person `json:"author"`
		Terms  [][]term `json:"wp:term"`
		Media  []struct {
			Source  string `json:"source_url"`
			Alt     string `json:"alt_text"`
			Caption text   `json:"caption"`
		} `json:"wp:featuredmedia"`
	} `json:"_embedded"`
}

// Next is the next story.
func (r *Reader) Next() (*archive.Item, error) {
	if r.ended {
		return nil, io.EOF
	}
	if r.dec == nil {
		if err := r.begin(); err != nil {
			return nil, err
		}
	}
	if r.list && !r.dec.More() {
		if _, err := r.dec.Token(); err != nil {
			return nil, broken(err)
		}
		r.ended = true
		return nil, io.EOF
	}
	var raw json.RawMessage
	if err := r.dec.Decode(&raw); err != nil {
		if errors.Is(err, io.EOF) && !r.list {
			r.ended = true
			return nil, io.EOF
		}
		return nil, broken(err)
	}
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return nil, fault.Because(err, fault.Invalid, "This is no answer of WordPress' REST API: %s.", err)
	}
	return r.item(a), nil
}

func (r *Reader) begin() error {
	var head [1]byte
	for {
		if _, err := io.ReadFull(r.file, head[:]); err != nil {
			return broken(err)
		}
		if !strings.ContainsRune(" \t\r\n\xef\xbb\xbf", rune(head[0])) && head[0] < 0x80 {
			break
		}
	}
	r.dec = json.NewDecoder(io.MultiReader(strings.NewReader(string(head[:])), r.file))
	if r.list = head[0] == '['; r.list {
		if _, err := r.dec.Token(); err != nil {
			return broken(err)
		}
	}
	return nil
}

func broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Because(io.ErrUnexpectedEOF, fault.Invalid, "The file ends in the middle. It was cut short on its way; fetch it again.")
	}
	return fault.Because(err, fault.Invalid, "This is no JSON, so the file cannot be read. Fetch it again from the old site.")
}

func (r *Reader) item(a answer) *archive.Item {
	if a.Title == nil {
		return &archive.Item{Type: "file", Key: fmt.Sprintf("%s/%d", a.Slug, a.ID), Title: a.Name}
	}
	i := &archive.Item{
		ID: a.ID, Type: a.Type, Status: a.Status, Title: a.Title.Rendered, Link: a.Link, GUID: a.GUID.Rendered, Slug: a.Slug, Sticky: a.Sticky, Order: a.Order,
		Content: a.Content.Rendered, DateGMT: space(a.DateGMT), Date: space(a.Date), ModifiedGMT: space(a.Modified), Lead: a.Picture,
	}
	if i.Status == "" { // the API shows the public what is public
		i.Status = "publish"
	}
	if a.Excerpt.Raw != "" { // the rendered one is made of the first paragraph
		i.Excerpt = a.Excerpt.Raw
	}
	if a.Content.Protected {
		i.Password = "protected"
	}
	if r.site.Link == "" {
		if end := strings.Index(strings.TrimPrefix(a.Link, "https://"), "/"); strings.HasPrefix(a.Link, "https://") && end > 0 {
			r.site.Link = a.Link[:len("https://")+end]
		} else if end := strings.Index(strings.TrimPrefix(a.Link, "http://"), "/"); strings.HasPrefix(a.Link, "http://") && end > 0 {
			r.site.Link = a.Link[:len("http://")+end]
		}
		r.site.BlogURL = r.site.Link
	}
	for _, m := range a.Embedded.Media {
		if m.Source != "" {
			i.Lead, i.LeadAlt, i.LeadCaption = m.Source, m.Alt, m.Caption.Rendered
			break
		}
	}
	r.stand(i, a)
	return i
}

// stand puts an item under its people and terms. A plugin for several authors keeps them as terms.
func (r *Reader) stand(i *archive.Item, a answer) {
	for _, group := range a.Embedded.Terms {
		for _, t := range group {
			if t.Name == "" {
				continue
			}
			if t.Taxonomy == "author" {
				r.by(i, person{Name: t.Name, Slug: strings.TrimPrefix(t.Slug, "cap-")})
				continue
			}
			i.Terms = append(i.Terms, archive.ItemTerm{Domain: t.Taxonomy, Slug: t.Slug, Name: t.Name})
			if key := t.Taxonomy + "/" + t.Slug; !r.known[key] {
				r.known[key] = true
				term := archive.Term{ID: t.ID, Taxonomy: t.Taxonomy, Slug: t.Slug, Name: t.Name}
				switch t.Taxonomy {
				case "category":
					r.site.Categories = append(r.site.Categories, term)
				case "post_tag":
					r.site.Tags = append(r.site.Tags, term)
				}
			}
		}
	}
	if len(i.Creators) > 0 {
		return
	}
	for _, p := range a.Embedded.Author {
		r.by(i, p)
	}
}

func (r *Reader) by(i *archive.Item, p person) {
	if p.Name == "" {
		return
	}
	login := p.Slug
	if login == "" {
		login = p.Name
	}
	i.Creators = append(i.Creators, login)
	if !r.known["author/"+login] {
		r.known["author/"+login] = true
		r.site.Authors = append(r.site.Authors, archive.Author{ID: p.ID, Login: login, Display: p.Name})
	}
}

// space writes a time as items have it.
func space(s string) string { return strings.Replace(strings.TrimSuffix(s, "Z"), "T", " ", 1) }
