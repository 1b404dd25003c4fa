// Package archive says what the export of another system holds, whatever system that is: one site and a stream of
// items. Whoever reads such an export (a Reader) turns it into these; what becomes of them is decided by package
// moving, the same for all.
package archive

import (
	"strings"
	"time"
)

// Reader reads one export from its beginning to its end, an item at a time, so that memory stays flat however big it
// is.
//
// Next gives the next item and, at the end of a whole export, io.EOF. An export that is broken gives a fault.Invalid
// whose sentence begins with "Line 12: " where lines mean anything. Everything is read twice or more: the first pass
// keeps nothing, and an export that is broken anywhere is refused there.
//
// Site grows while the export is read and is whole at its end. Comments of readers are given to OnComment as they
// come, if it was set; the items then hold only their number.
type Reader interface {
	Next() (*Item, error)
	Site() *Site
	Repairs() Repairs
	OnComment(func(*Item, Comment) error)
}

// Site is what an export says of the old site.
type Site struct {
	Title, Link, Description, Language, Generator string
	Version                                       string // as written: "1.2", "abc", "" when missing
	SiteURL, BlogURL                              string // of the network and of the blog; equal on a single site
	Authors                                       []Author
	Categories, Tags, Terms                       []Term
}

// Author is somebody who wrote in the old site. Items name the login.
type Author struct {
	ID                                      int64
	Login, Email, Display, First, Last, URL string
}

// Term is a category, a tag or a term of another taxonomy. Parent is the parent's slug.
type Term struct {
	ID                                        int64
	Taxonomy, Slug, Parent, Name, Description string
	Meta                                      []Meta
}

// Meta is a key with its value, serialised PHP and JSON left as they are.
type Meta struct{ Key, Value string }

// Item is one item of any type. Types are "post" (a story), "page" (a standing page), "attachment" (a picture or file)
// and whatever else a system has, which is counted and left out. Dates are as written; see Time.
type Item struct {
	Line     int    // where it begins, 0 where lines mean nothing
	ID       int64  // number there; 0 when it has none
	Key      string // what it is known by there when it has no number: it never changes
	Type     string
	Status   string // "publish" is public; "draft", "private", "future", "pending", "members" (only they could read it), "letter" (it only went out by mail), "foreign" (it is another site's) become drafts; "trash" stays
	Note     string // for the desk, beside what the status says
	Title    string
	Link     string
	GUID     string
	Creator  string   // login of the author
	Creators []string // logins of several authors, in their order; takes the place of Creator
	Content  string   // HTML; a system that keeps something else makes HTML of it
	Excerpt  string
	Slug     string
	Password string
	Parent   int64
	Order    int64
	Sticky   bool

	PubDate, Date, DateGMT, Modified, ModifiedGMT string

	AttachmentURL string   // of the file of an attachment
	Others        []string // further paths where it stood
	Lang          string   // of this item, "" for the site's
	Source        string   // name of where it was taken from, when it is not the old site's own
	SourceURL     string
	Lead          string // address of the lead picture, for systems that name it so
	LeadCaption   string // HTML
	LeadAlt       string
	Terms         []ItemTerm
	Meta          []Meta
	Comments      []Comment // empty when Reader.OnComment takes them
	CommentCount  int
}

// ItemTerm is what an item stands under. Domain is "category" (which may become a section), "post_tag" (a topic),
// "author" (one of several), or "" in feeds and in WXR 1.0's second list of the same terms.
type ItemTerm struct{ Domain, Slug, Name string }

// Comment is a reader's comment, kept whole: every field that the file has, in its order.
type Comment struct {
	Fields []Meta // as WordPress has it: "id", "author", "author_email", …: the element's name without "comment_"
	Meta   []Meta
}

// MetaValue is the first value under a key, "" when there is none.
func (i *Item) MetaValue(key string) string {
	for _, m := range i.Meta {
		if m.Key == key {
			return m.Value
		}
	}
	return ""
}

// Repairs counts what was put right while reading.
type Repairs struct {
	Controls int // characters that no document may hold, left out
	Bytes    int // bytes that are not UTF-8, read as Windows-1252
}

// Time reads a date as WordPress writes it ("2006-01-02 15:04:05") in a zone. It answers false for the zero date
// and for what is no date.
func Time(s string, zone *time.Location) (time.Time, bool) {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", strings.TrimSpace(s), zone)
	if err != nil || t.Year() < 1 {
		return time.Time{}, false
	}
	return t.UTC(), true
}
