// Package wxr reads WordPress' export files (WordPress eXtended RSS 1.0 to 1.2) as a stream: one item at a time, so
// that memory stays flat however big the file is. Real exports are often not well-formed XML; what can be read
// without guessing is read, anything else ends with the line number and a sentence. Nothing that a file says makes
// the reader open another file or an address: entities that a file defines by itself are refused.
//
// Sources: WordPress' wp-admin/includes/export.php, the files of the WordPress Importer's tests, XML 1.0 (fifth
// edition).
package wxr

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
)

// Limits in bytes. WordPress itself dies long before them; they keep a hostile file from filling the memory.
const (
	maxValue = 16 << 20 // one text, one meta value
	maxItem  = 64 << 20 // everything in one item
	maxTag   = 64 << 10 // one tag with its attributes
	maxDepth = 200      // elements of plugins inside each other
)

// Reader reads one file.
type Reader struct {
	scan      *scanner
	channel   archive.Site
	onComment func(*archive.Item, archive.Comment) error
	state     state
	foreign   bool // nothing of WordPress' own was seen yet
	items     int
	err       error
}

type state int

const (
	before state = iota
	inside
	after
)

// NewReader makes a reader of a file.
func NewReader(r io.Reader) *Reader { return &Reader{scan: newScanner(r), foreign: true} }

// Site is what the file said of the site so far.
func (r *Reader) Site() *archive.Site { return &r.channel }

// OnComment makes fn take the comments one by one as they come, so that an item with a hundred thousand of them fits
// into memory. The item's ID may not be known yet when the file has an unusual order.
func (r *Reader) OnComment(fn func(*archive.Item, archive.Comment) error) { r.onComment = fn }

// Repairs counts what was put right so far.
func (r *Reader) Repairs() archive.Repairs { return r.scan.repairs }

// Line is the number of the line that is being read, from 1.
func (r *Reader) Line() int { return r.scan.line }

// Next reads the next item. At the end of a whole file it answers io.EOF. A file that cannot be read gives a
// fault.Invalid with the line and what is wrong there; after an error every further call gives the same one.
func (r *Reader) Next() (*archive.Item, error) {
	if r.err != nil {
		return nil, r.err
	}
	item, err := r.next()
	if err != nil {
		r.err = err
		return nil, err
	}
	r.items++
	return item, nil
}

func (r *Reader) next() (*archive.Item, error) {
	if r.state == before {
		if err := r.open(); err != nil {
			return nil, err
		}
		r.state = inside
	}
	if r.state == after {
		return nil, io.EOF
	}
	for {
		t, err := r.scan.tag()
		if errors.Is(err, io.EOF) {
			return nil, wrong(r.scan.line, "The file ends before </rss>: it was cut off on the way. Export it again, or fetch it again.")
		}
		if err != nil {
			return nil, err
		}
		switch {
		case t.end && t.name == "channel":
			r.state = after
			if err := r.close(); err != nil {
				return nil, err
			}
			return nil, io.EOF
		case t.end:
			return nil, wrong(t.line, "</%s> stands here, but no such element is open.", t.raw)
		case t.name == "item":
			return r.item(t)
		default:
			if err := r.channelElement(t); err != nil {
				return nil, err
			}
		}
	}
}

// open finds <rss><channel>.
func (r *Reader) open() error {
	for _, want := range []string{"rss", "channel"} {
		t, err := r.scan.tag()
		if errors.Is(err, io.EOF) {
			if want == "rss" {
				return wrong(r.scan.line, "This is not a WordPress export: there is no <rss> in it.")
			}
			return wrong(r.scan.line, "The file ends before </rss>: it was cut off on the way. Export it again, or fetch it again.")
		}
		if err != nil {
			return err
		}
		if t.end || t.name != want {
			return wrong(t.line, "This is not a WordPress export: <%s> stands where <%s> is expected.", t.raw, want)
		}
		if t.empty {
			return wrong(t.line, "This export is empty: <%s/> holds nothing.", want)
		}
		for _, a := range t.attrs {
			r.scan.declare(a.name, a.value)
		}
	}
	return nil
}

// close reads what follows </channel> to the end of the file.
func (r *Reader) close() error {
	closed := false
	for {
		t, err := r.scan.tag()
		switch {
		case errors.Is(err, io.EOF) && !closed:
			return wrong(r.scan.line, "The file ends before </rss>: it was cut off on the way. Export it again, or fetch it again.")
		case errors.Is(err, io.EOF):
			if r.foreign && r.items > 0 {
				return wrong(r.scan.line, "This is a feed, not a WordPress export: nothing in it is WordPress' own. Use Tools, Export in the old site.")
			}
			return nil
		case err != nil:
			return err
		case t.end && t.name == "rss" && !closed:
			closed = true
		case !t.end && (t.name == "rss" || t.name == "channel"):
			return wrong(t.line, "A second export begins here. Cut the file in two before this line and move them in one after the other.")
		case !closed:
			return wrong(t.line, "<%s> stands after </channel>, where only </rss> may.", t.raw)
		}
	}
}

func (r *Reader) channelElement(t tag) error {
	c := &r.channel
	switch t.name {
	case "title":
		return r.text(t, &c.Title)
	case "link":
		return r.text(t, &c.Link)
	case "description":
		return r.text(t, &c.Description)
	case "language":
		return r.text(t, &c.Language)
	case "generator":
		return r.text(t, &c.Generator)
	case "wp:wxr_version":
		return r.text(t, &c.Version)
	case "wp:base_site_url":
		return r.text(t, &c.SiteURL)
	case "wp:base_blog_url":
		return r.text(t, &c.BlogURL)
	case "wp:author":
		a := archive.Author{}
		err := r.children(t, func(t tag) error {
			switch t.name {
			case "wp:author_id":
				return r.number(t, &a.ID)
			case "wp:author_login":
				return r.text(t, &a.Login)
			case "wp:author_email":
				return r.text(t, &a.Email)
			case "wp:author_display_name":
				return r.text(t, &a.Display)
			case "wp:author_first_name":
				return r.text(t, &a.First)
			case "wp:author_last_name":
				return r.text(t, &a.Last)
			case "wp:author_url":
				return r.text(t, &a.URL)
			}
			return r.scan.skip(t)
		})
		c.Authors = append(c.Authors, a)
		return err
	case "wp:category":
		return r.term(t, "category", &c.Categories)
	case "wp:tag":
		return r.term(t, "post_tag", &c.Tags)
	case "wp:term":
		return r.term(t, "", &c.Terms)
	}
	return r.scan.skip(t)
}

func (r *Reader) term(t tag, taxonomy string, into *[]archive.Term) error {
	x := archive.Term{Taxonomy: taxonomy}
	err := r.children(t, func(t tag) error {
		switch t.name {
		case "wp:term_id":
			return r.number(t, &x.ID)
		case "wp:term_taxonomy":
			return r.text(t, &x.Taxonomy)
		case "wp:category_nicename", "wp:tag_slug", "wp:term_slug":
			return r.text(t, &x.Slug)
		case "wp:category_parent", "wp:term_parent":
			return r.text(t, &x.Parent)
		case "wp:cat_name", "wp:tag_name", "wp:term_name":
			return r.text(t, &x.Name)
		case "wp:category_description", "wp:tag_description", "wp:term_description":
			return r.text(t, &x.Description)
		case "wp:termmeta":
			return r.meta(t, &x.Meta)
		}
		return r.scan.skip(t)
	})
	*into = append(*into, x)
	return err
}

func (r *Reader) item(open tag) (*archive.Item, error) {
	i := &archive.Item{Line: open.line}
	r.scan.itemStart = r.scan.kept
	err := r.children(open, func(t tag) error {
		if r.scan.kept-r.scan.itemStart > maxItem {
			return wrong(t.line, "The item that begins on line %d is bigger than %d MB, which no export of WordPress is.", open.line, maxItem>>20)
		}
		return r.itemElement(i, t)
	})
	i.Slug = strings.TrimSpace(i.Slug)
	return i, err
}

func (r *Reader) itemElement(i *archive.Item, t tag) error {
	var n int64
	switch t.name {
	case "title":
		return r.text(t, &i.Title)
	case "link":
		return r.text(t, &i.Link)
	case "guid":
		return r.text(t, &i.GUID)
	case "pubDate":
		return r.text(t, &i.PubDate)
	case "dc:creator":
		return r.text(t, &i.Creator)
	case "wp:author":
		if i.Creator != "" {
			return r.scan.skip(t)
		}
		return r.text(t, &i.Creator)
	case "content:encoded":
		return r.whole(t, &i.Content)
	case "excerpt:encoded":
		return r.whole(t, &i.Excerpt)
	case "wp:post_id":
		return r.number(t, &i.ID)
	case "wp:post_type":
		return r.text(t, &i.Type)
	case "wp:status":
		return r.text(t, &i.Status)
	case "wp:post_name":
		return r.text(t, &i.Slug)
	case "wp:post_password":
		return r.whole(t, &i.Password)
	case "wp:post_parent":
		return r.number(t, &i.Parent)
	case "wp:menu_order":
		return r.number(t, &i.Order)
	case "wp:is_sticky":
		err := r.number(t, &n)
		i.Sticky = n != 0
		return err
	case "wp:post_date":
		return r.text(t, &i.Date)
	case "wp:post_date_gmt":
		return r.text(t, &i.DateGMT)
	case "wp:post_modified":
		return r.text(t, &i.Modified)
	case "wp:post_modified_gmt":
		return r.text(t, &i.ModifiedGMT)
	case "wp:attachment_url":
		return r.text(t, &i.AttachmentURL)
	case "category":
		x := archive.ItemTerm{Domain: t.attr("domain"), Slug: t.attr("nicename")}
		err := r.text(t, &x.Name)
		i.Terms = append(i.Terms, x)
		return err
	case "wp:postmeta":
		return r.meta(t, &i.Meta)
	case "wp:comment":
		return r.comment(i, t)
	}
	return r.scan.skip(t)
}

func (r *Reader) comment(i *archive.Item, open tag) error {
	var c archive.Comment
	err := r.children(open, func(t tag) error {
		if t.name == "wp:commentmeta" {
			return r.meta(t, &c.Meta)
		}
		var v string
		err := r.whole(t, &v)
		c.Fields = append(c.Fields, archive.Meta{Key: strings.TrimPrefix(strings.TrimPrefix(t.name, "wp:"), "comment_"), Value: v})
		return err
	})
	if err != nil {
		return err
	}
	i.CommentCount++
	if r.onComment != nil {
		r.scan.kept = r.scan.itemStart // it does not stay in memory
		return r.onComment(i, c)
	}
	i.Comments = append(i.Comments, c)
	return nil
}

func (r *Reader) meta(open tag, into *[]archive.Meta) error {
	var m archive.Meta
	err := r.children(open, func(t tag) error {
		switch t.name {
		case "wp:meta_key":
			return r.text(t, &m.Key)
		case "wp:meta_value":
			return r.whole(t, &m.Value)
		}
		return r.scan.skip(t)
	})
	*into = append(*into, m)
	return err
}

// children calls fn for every element inside an open one, until its end.
func (r *Reader) children(open tag, fn func(tag) error) error {
	if open.empty {
		return nil
	}
	for {
		t, err := r.scan.tag()
		switch {
		case errors.Is(err, io.EOF):
			return wrong(r.scan.line, "The file ends inside <%s>, which was opened on line %d: it was cut off on the way. Export it again, or fetch it again.", open.raw, open.line)
		case err != nil:
			return err
		case t.end && t.name == open.name:
			return nil
		case t.end:
			return wrong(t.line, "</%s> stands here, but <%s>, opened on line %d, is not closed yet.", t.raw, open.raw, open.line)
		case t.name == "item" || t.name == "channel" || t.name == "rss":
			return wrong(t.line, "<%s> stands here, but <%s>, opened on line %d, is not closed yet.", t.raw, open.raw, open.line)
		}
		if err := fn(t); err != nil {
			return err
		}
	}
}

// whole reads a text exactly.
func (r *Reader) whole(t tag, into *string) error {
	if strings.HasPrefix(t.name, "wp:") {
		r.foreign = false
	}
	v, err := r.scan.value(t)
	*into = v
	return err
}

// text reads a text without the white space around it.
func (r *Reader) text(t tag, into *string) error {
	err := r.whole(t, into)
	*into = strings.TrimSpace(*into)
	return err
}

// number reads a whole number; what is none counts as 0, as WordPress does.
func (r *Reader) number(t tag, into *int64) error {
	var s string
	err := r.text(t, &s)
	if n, bad := strconv.ParseInt(s, 10, 64); bad == nil {
		*into = n
	}
	return err
}

// wrong is a fault that names the line.
func wrong(line int, format string, args ...any) error {
	return fault.New(fault.Invalid, "Line "+strconv.Itoa(line)+": "+format, args...)
}
