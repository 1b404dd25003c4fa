package prose

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strings"
	"time"
)

// Options says what the renderer cannot know from the document. The zero value renders a body without pictures.
type Options struct {
	Picture func(id string) (Picture, bool) // finds a picture; one that is not found leaves no hole
	Quiz    func(id string) (Card, bool)    // finds a quiz; as with pictures

	Lang string // language of the element that the body will stand in, BCP 47
	Dir  string // its direction; "" is the usual one of Lang

	Under      int    // level of the heading that the body stands under; 0 is 1, the headline of a page
	HeadingIDs bool   // give headings an id, so that they can be linked to
	IDPrefix   string // of all ids; "" is "part". Two bodies on one page need two prefixes

	Base    string // stands before links to this site's own paths, where the body leaves the site: in feeds; "" leaves them as they are
	Origin  string // of this site ("https://paper.example"): links elsewhere are outside
	Rel     string // the rel of links that lead outside, such as "external"
	Sizes   string // the sizes of pictures as wide as the text
	Eager   int    // so many pictures at the start are loaded at once, the others when they come near
	Typeset bool   // curly quotes, dashes and spaces by language: see Typeset
	Labels  Labels // what the renderer itself says
}

// Labels are the renderer's own words in the reader's language. Those left out are English.
type Labels struct {
	Table  string                 // the name of a table without a caption
	OpenAt string                 // the link of an embed without a title; %s is the provider
	Kinds  map[string]string      // of corrections, by the kinds of the schema
	Date   func(time.Time) string // of a correction; nil writes 2026-11-23
}

// Picture is what a page needs to show a picture.
type Picture struct {
	Sources       []Source // better formats than Src, best first
	Src           string   // the address that every browser can read
	Files         []File   // Src in several widths
	Width, Height int      // of Src, in pixels; 0 when not known
	Alt           string   // what it shows, unless the story says otherwise
	Caption       string   // unless the story says otherwise
	Credit        string
	Ground        string // class that gives the ground colour while it loads
}

// Source is a picture in one format.
type Source struct {
	Type  string // "image/avif"
	Files []File
}

// File is a picture in one width.
type File struct {
	URL   string
	Width int // pixels
}

// Card is a link to something that has a page of its own.
type Card struct{ URL, Title, Text string }

// HTML renders the body of the document, without headline and standfirst. The document must have passed the gate.
// The result holds no styles and no scripts, only classes.
func HTML(doc *Node, o Options) template.HTML {
	r := newRenderer(doc, o)
	r.blocks(Body(doc))
	return template.HTML(r.b.String())
}

// Lead renders the lead picture of the document, loaded first; "" when it has none.
func Lead(doc *Node, o Options) template.HTML {
	lead, ok := doc.Attrs["picture"].(map[string]any)
	if !ok {
		return ""
	}
	r := newRenderer(doc, o)
	r.figure("", &Node{Type: "image", Attrs: lead}, true)
	return template.HTML(r.b.String())
}

// A renderer writes one body. lang and dir are those of the HTML element around; ownLang and ownDir those that a
// block has when it does not say: at the top of the body they come from the document and may differ.
type renderer struct {
	o               Options
	b               strings.Builder
	lang, dir       string
	ownLang, ownDir string
	level           int // of the heading before, 1 to 6
	floor           int // of the heading that the headings here stand under
	names           map[string]bool
	pictures        int
	set             *typesetter // of the block around; nil leaves text as it is
}

func newRenderer(doc *Node, o Options) *renderer {
	under := max(o.Under, 1)
	o.Sizes = cmp.Or(o.Sizes, "(min-width: 740px) 640px, 100vw")
	o.IDPrefix = cmp.Or(o.IDPrefix, "part")
	r := &renderer{o: o, lang: o.Lang, dir: cmp.Or(o.Dir, Direction(o.Lang)), level: under, floor: under, names: map[string]bool{}}
	r.ownLang, r.ownDir = r.lang, r.dir
	r.adopt(doc)
	return r
}

// adopt makes the language and direction of n those of what it holds.
func (r *renderer) adopt(n *Node) {
	if l := n.Attr("lang"); l != "" && isLanguage(l) {
		r.ownLang, r.ownDir = l, Direction(l)
	}
	r.ownDir = cmp.Or(n.Attr("dir"), r.ownDir)
}

// within gives the attributes lang and dir that the element for n needs, and holds what is written until leave is
// called to be of that language.
func (r *renderer) within(n *Node) (attrs string, leave func()) {
	before := [4]string{r.lang, r.dir, r.ownLang, r.ownDir}
	r.adopt(n)
	if r.ownLang != r.lang {
		attrs += ` lang="` + esc(r.ownLang) + `"`
	}
	if r.ownDir != r.dir {
		attrs += ` dir="` + esc(r.ownDir) + `"`
	}
	r.lang, r.dir = r.ownLang, r.ownDir
	return attrs, func() { r.lang, r.dir, r.ownLang, r.ownDir = before[0], before[1], before[2], before[3] }
}

func esc(s string) string { return html.EscapeString(Printable(s)) }

func (r *renderer) markup(format string, args ...any) { fmt.Fprintf(&r.b, format, args...) }

func (r *renderer) blocks(nodes []*Node) {
	for _, n := range nodes {
		r.block(n)
	}
}

func (r *renderer) block(n *Node) {
	if isBare(n) {
		return
	}
	attrs, leave := r.within(n)
	defer leave()
	switch n.Type {
	case "paragraph":
		r.inlineIn("p", attrs, n)
	case "heading":
		r.heading(attrs, n)
	case "quote":
		r.quote(attrs, n)
	case "pullquote":
		r.markup(`<figure class="pullquote"%s><blockquote>`, attrs)
		r.inlineIn("p", "", n)
		r.markup("</blockquote>")
		if s := n.Attr("speaker"); s != "" {
			r.markup(`<figcaption>%s</figcaption>`, r.text(s))
		}
		r.markup("</figure>\n")
	case "list":
		r.list(attrs, n)
	case "table":
		r.table(attrs, n)
	case "image":
		r.figure(attrs, n, false)
	case "gallery":
		r.gallery(attrs, n)
	case "embed":
		r.embed(attrs, n)
	case "factbox":
		r.factbox(attrs, n)
	case "divider":
		r.markup("<hr>\n")
	case "code_block":
		class := ""
		if l := n.Attr("language"); languageName.MatchString(l) {
			class = ` class="language-` + esc(l) + `"`
		}
		r.markup(`<pre class="code"%s><code%s>%s</code></pre>`+"\n", attrs, class, esc(plain(n)))
	case "preformatted":
		r.markup(`<pre class="preformatted"%s>`+"\n", attrs) // HTML parsers drop this line feed, and no other
		r.inline(n.Content)
		r.markup("</pre>\n")
	case "quiz":
		r.quiz(attrs, n)
	case "statement":
		r.markup(`<figure class="statement"%s>`, attrs)
		if s := n.Attr("from"); s != "" {
			r.markup(`<figcaption>%s</figcaption>`, r.text(s))
		}
		r.markup("<blockquote>\n")
		r.blocks(n.Content)
		r.markup("</blockquote></figure>\n")
	case "correction":
		r.correction(attrs, n)
	}
}

var languageName = regexp.MustCompile(`^[0-9A-Za-z+#_-]{1,30}$`)

// isBare tells whether n would leave nothing to see: an empty paragraph or heading, a box of nothing else.
func isBare(n *Node) bool {
	switch n.Type {
	case "text":
		return strings.TrimSpace(n.Text) == ""
	case "image", "embed", "quiz", "divider":
		return false
	case "line_break":
		return true
	case "table":
		if n.Attr("caption") != "" {
			return false
		}
	case "factbox":
		if n.Attr("title") != "" {
			return false
		}
	}
	for _, c := range n.Content {
		if !isBare(c) {
			return false
		}
	}
	return true
}

// inlineIn writes n's texts in an element, as one block for the typesetter.
func (r *renderer) inlineIn(element, attrs string, n *Node) {
	r.markup("<%s%s>", element, attrs)
	r.inline(n.Content)
	r.markup("</%s>\n", element)
}

func (r *renderer) heading(attrs string, n *Node) {
	// no level is skipped, whatever was chosen: those who listen find their way by levels
	r.level = min(max(n.Int("level"), 2)-1+r.floor, r.level+1, 6)
	id := ""
	if r.o.HeadingIDs {
		id = fmt.Sprintf(` id="%s"`, esc(r.name(slug(plain(n)))))
	}
	r.inlineIn(fmt.Sprintf("h%d", r.level), id+attrs, n)
}

func (r *renderer) factbox(attrs string, n *Node) {
	level, floor := r.level, r.floor
	r.markup(`<aside class="factbox"%s>`+"\n", attrs)
	if t := n.Attr("title"); strings.TrimSpace(t) != "" {
		r.floor = min(r.level+1, 3)
		r.level = r.floor
		r.markup(`<h%d class="factbox-title">%s</h%d>`+"\n", r.level, r.text(t), r.level)
	}
	r.blocks(n.Content)
	r.markup("</aside>\n")
	r.level, r.floor = level, floor
}
