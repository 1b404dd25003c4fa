// Package ghost reads the export of Ghost (its Labs, Export your content), versions 1 to 6: the tables of its database
// as JSON. Stories are kept there as Mobiledoc, as Lexical or as HTML, whichever editor wrote them; all become HTML here,
// card by card.
//
// Sources: the export format as Ghost documents it for migrations, the Mobiledoc 0.3 format, and the documents of
// Ghost's editor.
package ghost

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/markdown"
)

// placeholder is what Ghost writes for its own address in an export.
const placeholder = "__GHOST_URL__"

// A Reader reads an export twice: once for what the stories stand under, once for the stories, one at a time.
type Reader struct {
	file    io.ReadSeeker
	address string // of the old site, without a slash at the end
	lost    bool   // the address is not known
	site    archive.Site
	tables  *tables // nil before the first pass
	rows    *rows
	comment func(*archive.Item, archive.Comment) error
	ended   bool
}

// NewReader reads an export of the site at address, such as "https://old.example"; "" where that is not known: links to
// the old site are then told by Ghost's own mark alone.
func NewReader(file io.ReadSeeker, address string) *Reader {
	return &Reader{file: file, address: strings.TrimRight(address, "/"), comment: func(*archive.Item, archive.Comment) error { return nil }}
}

// Site is what the export says of the old site.
func (r *Reader) Site() *archive.Site { return &r.site }

// Repairs is always nothing: JSON that is broken cannot be read.
func (r *Reader) Repairs() archive.Repairs { return archive.Repairs{} }

// OnComment takes readers' comments as they come.
func (r *Reader) OnComment(fn func(*archive.Item, archive.Comment) error) { r.comment = fn }

// tables are what stories stand under, by id.
type tables struct {
	tags    map[string]tag
	users   map[string]user
	tagsOf  map[string][]link // by post
	authors map[string][]link
	meta    map[string]postMeta
	section map[string]bool // tags that lead their stories
}

type tag struct {
	ID          id     `json:"id"`
	Name        string `json:"name"`
	Slug        string `json:"slug"`
	Description string `json:"description"`
	Visibility  string `json:"visibility"`
}

func (t tag) isInternal() bool { return t.Visibility == "internal" || strings.HasPrefix(t.Name, "#") }

type user struct {
	ID    id     `json:"id"`
	Name  string `json:"name"`
	Slug  string `json:"slug"`
	Email string `json:"email"`
}

func (u user) login() string { return first(u.Slug, u.Name, string(u.ID)) }

// link ties a post to a tag or an author.
type link struct {
	Post   id    `json:"post_id"`
	Tag    id    `json:"tag_id"`
	Author id    `json:"author_id"`
	Order  int64 `json:"sort_order"`
	at     int
}

type postMeta struct {
	Post    id     `json:"post_id"`
	Caption string `json:"feature_image_caption"`
	Alt     string `json:"feature_image_alt"`
}

type post struct {
	ID        id     `json:"id"`
	UUID      string `json:"uuid"`
	Title     string `json:"title"`
	Slug      string `json:"slug"`
	Mobiledoc string `json:"mobiledoc"`
	Lexical   string `json:"lexical"`
	HTML      string `json:"html"`
	Markdown  string `json:"markdown"` // before version 1
	Image     string `json:"feature_image"`
	OldImage  string `json:"image"` // before version 1
	Type      string `json:"type"`  // "post" or "page", from version 3 on
	Page      truth  `json:"page"`
	Status    string `json:"status"`
	Visible   string `json:"visibility"`
	Featured  truth  `json:"featured"`
	Locale    string `json:"locale"`
	Author    id     `json:"author_id"`
	Excerpt   string `json:"custom_excerpt"`
	Canonical string `json:"canonical_url"`
	Created   when   `json:"created_at"`
	Updated   when   `json:"updated_at"`
	Published when   `json:"published_at"`
	Caption   string `json:"feature_image_caption"`
	Alt       string `json:"feature_image_alt"`
}

// id is an id of any version: a number or a string.
type id string

func (i *id) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*i = id(s)
	} else if string(b) != "null" {
		*i = id(b)
	}
	return nil
}

// truth is true, 1 or "1".
type truth bool

func (t *truth) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	*t = s == "true" || s == "1"
	return nil
}

// when is a time of any version: ISO 8601, as a database writes it, or milliseconds.
type when struct{ time.Time }

func (w *when) UnmarshalJSON(b []byte) error {
	if n, err := strconv.ParseInt(string(b), 10, 64); err == nil {
		w.Time = time.UnixMilli(n).UTC()
		return nil
	}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return nil //nolint:nilerr // no time
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateTime, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			w.Time = t.UTC()
			return nil
		}
	}
	return nil
}

func (w when) String() string {
	if w.Year() < 1900 || w.Year() > 9999 {
		return ""
	}
	return w.Format(time.DateTime)
}

// Next is the next story, page or row that stays behind.
func (r *Reader) Next() (*archive.Item, error) {
	if r.tables == nil {
		if err := r.survey(); err != nil {
			return nil, err
		}
		if _, err := r.file.Seek(0, io.SeekStart); err != nil {
			return nil, fault.Because(err, fault.Unavailable, "The export cannot be read a second time.")
		}
		r.rows = newRows(r.file)
	}
	for !r.ended {
		table, raw, err := r.rows.next()
		if errors.Is(err, io.EOF) {
			r.ended = true
			break
		}
		if err != nil {
			return nil, err
		}
		item, err := r.item(table, raw)
		if item != nil || err != nil {
			return item, err
		}
	}
	return nil, io.EOF
}

// survey is the first pass: all but the texts.
func (r *Reader) survey() error {
	t := &tables{
		tags: map[string]tag{}, users: map[string]user{}, tagsOf: map[string][]link{}, authors: map[string][]link{},
		meta: map[string]postMeta{}, section: map[string]bool{},
	}
	rows := newRows(r.file)
	known := false
	for n := 0; ; n++ {
		table, raw, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		known = true
		if err := r.seen(t, table, raw, n); err != nil {
			return fault.Because(err, fault.Invalid, "A row of “%s” in this export cannot be read. Export the content again in Ghost.", table)
		}
	}
	if !known && !rows.posts {
		return fault.New(fault.Invalid, "This is no export of Ghost: it holds no stories. In Ghost, Settings, Labs or Import/Export gives one.")
	}
	r.site.Version = rows.version
	r.tables = t
	r.settle()
	return nil
}

func (r *Reader) seen(t *tables, table string, raw json.RawMessage, n int) error {
	read := func(v any) error { return json.Unmarshal(raw, v) }
	switch table {
	case "posts":
		if bytes.Contains(raw, []byte(`"primary_author"`)) {
			return r.seenWhole(t, raw)
		}
	case "tags":
		var v tag
		if err := read(&v); err != nil {
			return err
		}
		t.tags[string(v.ID)] = v
	case "users":
		var v user
		if err := read(&v); err != nil {
			return err
		}
		t.users[string(v.ID)] = v
	case "posts_tags", "posts_authors":
		var v link
		if err := read(&v); err != nil {
			return err
		}
		v.at = n
		if table == "posts_tags" {
			t.tagsOf[string(v.Post)] = append(t.tagsOf[string(v.Post)], v)
		} else {
			t.authors[string(v.Post)] = append(t.authors[string(v.Post)], v)
		}
	case "posts_meta":
		var v postMeta
		if err := read(&v); err != nil {
			return err
		}
		if v.Caption != "" || v.Alt != "" {
			t.meta[string(v.Post)] = v
		}
	case "settings":
		var v struct {
			Key   string `json:"key"`
			Value any    `json:"value"`
		}
		if err := read(&v); err != nil {
			return err
		}
		value, _ := v.Value.(string) // others say nothing that is needed
		switch v.Key {
		case "title":
			r.site.Title = value
		case "description":
			r.site.Description = value
		case "lang", "locale", "default_locale":
			r.site.Language = value
		case "url":
			if r.address == "" {
				r.address = strings.TrimRight(value, "/")
			}
		}
	}
	return nil
}

// seenWhole reads a story that holds what it stands under, as Ghost's API answers.
func (r *Reader) seenWhole(t *tables, raw json.RawMessage) error {
	var v struct {
		ID      id     `json:"id"`
		URL     string `json:"url"`
		Tags    []tag  `json:"tags"`
		Authors []user `json:"authors"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	if u, err := url.Parse(v.URL); err == nil && r.address == "" && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") {
		r.address = u.Scheme + "://" + u.Host
	}
	for k, g := range v.Tags {
		t.tags[string(g.ID)] = g
		t.tagsOf[string(v.ID)] = append(t.tagsOf[string(v.ID)], link{Tag: g.ID, Order: int64(k)})
	}
	for k, u := range v.Authors {
		t.users[string(u.ID)] = u
		t.authors[string(v.ID)] = append(t.authors[string(v.ID)], link{Author: u.ID, Order: int64(k)})
	}
	return nil
}

// settle makes what needs all rows: the address of the site, and which tags are sections there.
func (r *Reader) settle() {
	t := r.tables
	if u, err := url.Parse(r.address); err != nil || u.Host == "" {
		// a name for a site that does not say its address; no such name can exist outside
		r.address = "https://" + hostName(r.site.Title) + ".ghost.invalid"
		r.lost = true
	}
	r.site.Link, r.site.BlogURL, r.site.Generator = r.address, r.address, "Ghost "+r.site.Version
	leads, stands := map[string]int{}, map[string]int{}
	for _, links := range t.tagsOf {
		slices.SortStableFunc(links, func(a, b link) int { return int(a.Order-b.Order)<<20 + a.at - b.at })
		first := true
		for _, l := range links {
			if g, ok := t.tags[string(l.Tag)]; ok && !g.isInternal() {
				stands[string(l.Tag)]++
				if first {
					leads[string(l.Tag)]++
				}
				first = false
			}
		}
	}
	for _, links := range t.authors {
		slices.SortStableFunc(links, func(a, b link) int { return int(a.Order-b.Order)<<20 + a.at - b.at })
	}
	// Ghost has tags only; the first of a story is the one that its theme shows over it. One that mostly comes first is
	// a section by another name.
	for id, n := range leads {
		t.section[id] = n >= 2 && n*2 > stands[id]
	}
	for _, k := range sortedKeys(t.tags) {
		g := t.tags[k]
		term := archive.Term{Taxonomy: "post_tag", Slug: g.Slug, Name: g.Name, Description: g.Description}
		switch {
		case g.isInternal():
		case t.section[k]:
			term.Taxonomy = "category"
			r.site.Categories = append(r.site.Categories, term)
		default:
			r.site.Tags = append(r.site.Tags, term)
		}
	}
	for _, k := range sortedKeys(t.users) {
		u := t.users[k]
		r.site.Authors = append(r.site.Authors, archive.Author{Login: u.login(), Email: u.Email, Display: u.Name})
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// hostName is a title as part of a host's name.
func hostName(title string) string {
	name := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return '-'
	}, strings.ToLower(title))
	if name = strings.Trim(name, "-"); len(name) > 60 {
		name = strings.Trim(name[:60], "-")
	}
	if name == "" {
		return "untitled"
	}
	return name
}

// aside are rows that stay behind, each counted by what it is.
var aside = map[string]string{
	"members": "member", "subscribers": "member", "newsletters": "newsletter", "snippets": "snippet", "offers": "offer", "products": "offer",
	"tiers": "offer",
}

func (r *Reader) item(table string, raw json.RawMessage) (*archive.Item, error) {
	if what := aside[table]; what != "" {
		var row struct {
			ID   id     `json:"id"`
			Name string `json:"name"`
		}
		if err := json.Unmarshal(raw, &row); err != nil {
			return nil, fault.Because(err, fault.Invalid, "A row of “%s” in this export cannot be read.", table)
		}
		return &archive.Item{Type: what, Key: table + "/" + string(row.ID), Title: row.Name}, nil
	}
	switch table {
	case "comments":
		return nil, r.readComment(raw)
	case "posts":
	default:
		return nil, nil
	}
	var p post
	if err := json.Unmarshal(raw, &p); err != nil {
		return nil, fault.Because(err, fault.Invalid, "A story of this export cannot be read. Export the content again in Ghost.")
	}
	return r.story(p), nil
}

func (r *Reader) readComment(raw json.RawMessage) error {
	var row map[string]any
	if err := json.Unmarshal(raw, &row); err != nil {
		return fault.Because(err, fault.Invalid, "A comment in this export cannot be read.")
	}
	var c archive.Comment
	for _, k := range sortedKeys(row) {
		if row[k] != nil {
			c.Fields = append(c.Fields, archive.Meta{Key: k, Value: fmt.Sprint(row[k])})
		}
	}
	return r.comment(&archive.Item{Type: "comment", Key: fmt.Sprint(row["post_id"])}, c)
}

// story makes an item of a post.
func (r *Reader) story(p post) *archive.Item {
	t := r.tables
	i := &archive.Item{
		Type: "post", Key: first(p.UUID, string(p.ID)), GUID: first(p.UUID, string(p.ID)), Title: p.Title, Slug: p.Slug, Excerpt: escape(p.Excerpt), Sticky: bool(p.Featured),
		Lead: r.home(first(p.Image, p.OldImage)), LeadCaption: p.Caption, LeadAlt: p.Alt, Lang: p.Locale,
		DateGMT: first(p.Published.String(), p.Created.String()), ModifiedGMT: p.Updated.String(),
	}
	if p.Type == "page" || bool(p.Page) {
		i.Type = "page"
	}
	if m, ok := t.meta[string(p.ID)]; ok {
		i.LeadCaption, i.LeadAlt = first(i.LeadCaption, m.Caption), first(i.LeadAlt, m.Alt)
	}
	if p.Slug != "" && p.Slug != "untitled" {
		i.Link = r.address + "/" + url.PathEscape(p.Slug) + "/"
	}
	if p.UUID != "" {
		i.Others = []string{"/p/" + p.UUID + "/"}
	}
	switch p.Status {
	case "published":
		i.Status = "publish"
		if p.Visible != "" && p.Visible != "public" {
			i.Status = "members"
		}
	case "scheduled":
		i.Status = "future"
	case "sent":
		i.Status = "letter"
	default:
		i.Status = first(p.Status, "draft")
	}
	if c, err := url.Parse(p.Canonical); err == nil && (c.Scheme == "https" || c.Scheme == "http") && c.Host != "" && !strings.HasPrefix(p.Canonical, r.address) {
		i.Source, i.SourceURL = strings.TrimPrefix(c.Hostname(), "www."), p.Canonical
	}
	for _, l := range t.tagsOf[string(p.ID)] {
		g, ok := t.tags[string(l.Tag)]
		if !ok {
			continue
		}
		term := archive.ItemTerm{Domain: "post_tag", Slug: g.Slug, Name: g.Name}
		switch {
		case g.isInternal():
			term.Domain = "internal tags"
		case t.section[string(l.Tag)]:
			term.Domain = "category"
		}
		i.Terms = append(i.Terms, term)
	}
	for _, l := range t.authors[string(p.ID)] {
		if u, ok := t.users[string(l.Author)]; ok {
			i.Creators = append(i.Creators, u.login())
		}
	}
	if u, ok := t.users[string(p.Author)]; ok && len(i.Creators) == 0 {
		i.Creators = []string{u.login()}
	}
	i.Content = r.home(content(p))
	return i
}

// content is the text as HTML: of the editor that wrote it last, else as Ghost itself had rendered it.
func content(p post) string {
	if s, ok := lexical(p.Lexical); ok {
		return s
	}
	if s, ok := mobiledoc(p.Mobiledoc); ok {
		return s
	}
	if strings.TrimSpace(p.HTML) != "" {
		return p.HTML
	}
	return markdown.HTML(p.Markdown)
}

// home writes the old site's address where Ghost left its mark for it.
func (r *Reader) home(s string) string { return strings.ReplaceAll(s, placeholder, r.address) }

func first(all ...string) string {
	for _, s := range all {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}
