// Package feed reads an archive that is a feed: RSS of any version, Atom or JSON Feed. A system that has no export of its
// own can usually give one that holds everything.
package feed

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
)

// mostBytes is how large a feed may be. It is read whole.
const mostBytes = 100 << 20

// A Reader reads a feed.
type Reader struct {
	file io.Reader
	feed *gofeed.Feed
	next int
	site archive.Site
}

// NewReader makes a Reader.
func NewReader(file io.Reader) *Reader { return &Reader{file: file} }

// Site is what the feed says of its site.
func (r *Reader) Site() *archive.Site { return &r.site }

// Repairs is always nothing: what is broken in a feed is passed over.
func (r *Reader) Repairs() archive.Repairs { return archive.Repairs{} }

// OnComment is never called: feeds hold none.
func (r *Reader) OnComment(func(*archive.Item, archive.Comment) error) {}

// Next is the next story.
func (r *Reader) Next() (*archive.Item, error) {
	if r.feed == nil {
		if err := r.read(); err != nil {
			return nil, err
		}
	}
	for r.next < len(r.feed.Items) {
		i := r.feed.Items[r.next]
		r.next++
		if i != nil {
			return r.item(i), nil
		}
	}
	return nil, io.EOF
}

func (r *Reader) read() (err error) {
	b, err := io.ReadAll(io.LimitReader(r.file, mostBytes+1))
	switch {
	case err != nil:
		return fault.Because(err, fault.Unavailable, "The feed cannot be read.")
	case len(b) > mostBytes:
		return fault.New(fault.Invalid, "The feed is larger than %d MB, so it was not read. Ask the old system for it in parts.", mostBytes>>20)
	}
	defer func() {
		if p := recover(); p != nil { // somebody else's code on somebody else's feed
			err = unreadable(fmt.Errorf("gofeed: %v", p))
		}
	}()
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(b))
	if err != nil {
		return unreadable(err)
	}
	r.feed = feed
	s := &r.site
	s.Title, s.Link, s.Description, s.Language, s.Generator = feed.Title, feed.Link, feed.Description, feed.Language, feed.Generator
	s.Version = strings.TrimSpace(feed.FeedType + " " + feed.FeedVersion)
	if hostOf(s.Link) == "" {
		for _, i := range feed.Items {
			if i != nil && hostOf(i.Link) != "" {
				u, _ := url.Parse(i.Link) // it has a host
				s.Link = u.Scheme + "://" + u.Host
				break
			}
		}
	}
	s.BlogURL = s.Link
	return nil
}

func unreadable(err error) error {
	return fault.Because(err, fault.Invalid, "This is no feed that can be read: neither RSS, Atom nor JSON Feed. Look at the address in a browser: a page about the feed is not the feed.")
}

func hostOf(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.Host
}

// item makes a story of an entry. A feed that gives only the beginning of its stories brings drafts.
func (r *Reader) item(e *gofeed.Item) *archive.Item {
	i := &archive.Item{
		Type: "post", Status: "publish", Key: cmp.Or(e.GUID, e.Link, e.Title), GUID: e.GUID, Title: e.Title, Link: e.Link,
		Content: e.Content, DateGMT: stamp(e.PublishedParsed, e.UpdatedParsed), ModifiedGMT: stamp(e.UpdatedParsed, e.PublishedParsed),
	}
	if u, err := url.Parse(e.Link); err == nil {
		i.Slug = strings.TrimSuffix(path.Base(strings.TrimRight(u.Path, "/")), path.Ext(u.Path))
		if i.Slug == "." || i.Slug == "/" {
			i.Slug = ""
		}
	}
	switch {
	case strings.TrimSpace(i.Content) == "":
		i.Content = e.Description
		if len([]rune(e.Description)) < 600 {
			i.Status, i.Note = "draft", "The feed holds only this much of the story."
		}
	case e.Description != e.Content && len([]rune(e.Description)) <= 1000 && !strings.HasPrefix(letters(e.Content), letters(e.Description)[:min(len(letters(e.Description)), 60)]):
		i.Excerpt = e.Description
	}
	if i.DateGMT == "" && i.Status == "publish" {
		i.Status, i.Note = "draft", "The feed does not say when it was published."
	}
	for _, a := range e.Authors {
		if a == nil {
			continue
		}
		if name := strings.Join(strings.Fields(cmp.Or(a.Name, a.Email)), " "); name != "" && !slices.Contains(i.Creators, name) {
			i.Creators = append(i.Creators, name)
			if !slices.ContainsFunc(r.site.Authors, func(o archive.Author) bool { return o.Login == name }) {
				r.site.Authors = append(r.site.Authors, archive.Author{Login: name, Display: name})
			}
		}
	}
	for _, c := range e.Categories {
		if c = strings.Join(strings.Fields(c), " "); c != "" {
			i.Terms = append(i.Terms, archive.ItemTerm{Domain: "post_tag", Name: c})
		}
	}
	if e.Image != nil {
		i.Lead, i.LeadAlt = e.Image.URL, e.Image.Title
	}
	for _, c := range e.Enclosures {
		if c != nil && i.Lead == "" && strings.HasPrefix(c.Type, "image/") {
			i.Lead = c.URL
		}
	}
	return i
}

// letters is a text without its tags and spaces, to compare two of them.
func letters(s string) string {
	var b strings.Builder
	within := false
	for _, r := range s {
		switch {
		case r == '<':
			within = true
		case r == '>':
			within = false
		case !within && r > ' ':
			b.WriteRune(r)
		}
	}
	return b.String()
}

func stamp(all ...*time.Time) string {
	for _, t := range all {
		if t != nil && t.Year() >= 1000 && t.Year() <= 9999 {
			return t.UTC().Format(time.DateTime)
		}
	}
	return ""
}
