// Package webpage reads a story out of a page of any site: its headline, standfirst, people, times, picture and text,
// without the menus, boxes and pleas around them. What a page says about itself in data (schema.org as JSON-LD or
// microdata, Open Graph) is believed where the page shows the same; the text is found by Readability's rules and
// then tidied by what newsrooms mark as not the story.
package webpage

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"broadsheet/internal/fault"
)

// Page is what a page tells. What it does not tell is empty.
type Page struct {
	Address    string // where the story stands by its own word, else where it was read
	Title      string
	Standfirst string // shown under the headline, and no copy of the first paragraph
	Authors    []string
	Site       string // name of the paper
	Lang       string // as the page writes it
	Published  time.Time
	Changed    time.Time // zero when not after Published
	Picture    string    // address of the lead picture
	Topics     []string
	Body       string // HTML of the text; not safe to show, only to convert
}

// mostElements is how many elements a page may have.
const mostElements = 100_000

// Read reads a page. Charset is what the server said of it, address where it was read; both may be "". Times without a
// zone are of zone (nil for UTC). A page in which no text can be found is refused with a sentence.
func Read(source []byte, charsetName, address string, zone *time.Location) (*Page, error) {
	if zone == nil {
		zone = time.UTC
	}
	if charsetName == "" && utf8.Valid(source) && !bytes.ContainsAny(source, "\x00\x1b") {
		charsetName = "utf-8" // whatever stands, or does not stand, in its first lines
	}
	contentType := "text/html"
	if charsetName != "" {
		contentType += "; charset=" + charsetName
	}
	r, err := charset.NewReader(bytes.NewReader(source), contentType)
	if err != nil {
		return nil, unreadable(err)
	}
	doc, err := html.Parse(r)
	if err != nil {
		return nil, unreadable(err)
	}
	elements := 0
	for range doc.Descendants() {
		if elements++; elements > mostElements {
			return nil, fault.New(fault.Invalid, "The page has more than %d parts, so it was not read.", mostElements)
		}
	}
	var at *url.URL
	if u, err := url.Parse(address); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		at = u
	}
	return read(doc, at, zone)
}

func unreadable(err error) error {
	return fault.Because(err, fault.Invalid, "The page cannot be read as HTML.")
}

func read(doc *html.Node, at *url.URL, zone *time.Location) (*Page, error) {
	d := readData(doc)
	p := &Page{Lang: d.language(doc), Topics: d.topics()}
	if lies := d.lies(at); lies != nil {
		p.Address = lies.String()
	}
	p.Published, p.Changed = d.times(doc, zone)
	p.Site = d.siteName(at)
	p.Picture = d.picture(at)
	story := d.story != nil || d.isNews()
	var summaries []string
	whole := doc
	if story {
		summaries = d.summaries(doc)
		p.Authors = d.authors(doc, "", p.Site)
		prune(doc)
	}
	a, err := rules(doc, at)
	if err != nil {
		return nil, err
	}
	if p.Site == "" {
		p.Site = clean(a.SiteName())
	}
	if len(p.Authors) == 0 {
		p.Authors = d.authors(whole, a.Byline(), p.Site)
	}
	p.Title = d.headline(a.Title())
	body := a.Node
	if story {
		if body = d.choose(doc, body); body != nil {
			tidy(body, p.Title)
			p.Standfirst = standfirst(summaries, textIn(body))
		}
	}
	if body == nil || textIn(body) == "" {
		return nil, fault.New(fault.Invalid, "No story can be found on this page. Open it in a browser and look whether its text needs scripts or a sign-in; a saved copy of what the browser shows can be read.")
	}
	var b strings.Builder
	if err := html.Render(&b, body); err != nil {
		return nil, unreadable(err)
	}
	p.Body = b.String()
	return p, nil
}

// rules runs Readability's rules. They are somebody else's code on somebody else's page, so a panic there is this page's
// and not the program's.
func rules(doc *html.Node, at *url.URL) (a readability.Article, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = unreadable(fmt.Errorf("readability: %v", p))
		}
	}()
	parser := readability.NewParser()
	if a, err = parser.ParseDocument(doc, at); err != nil {
		err = unreadable(err)
	}
	return a, err
}
