// Package page is the paper's face: one Go type for each page that readers see, the templates, style sheet, script
// and words of the default theme, and a pure function from the one to the other. It has no clock and no store:
// whoever fills a page decides what readers may see, and what is not in a page's type cannot be on the page.
package page

import (
	"html/template"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/paper"
)

// A Page is one of the page types below, handed to Render by pointer.
type Page interface {
	frame() *Frame
	template() string // file name without ending
	status() int      // HTTP status that the page is an answer with
	// title is in the page's own words or the catalogue's, so that nobody can fill in a wrong one; "" on the front page.
	title(v *view) (string, error)
	about(v *view) (string, error) // one or two sentences; "" for none
}

// Frame is what every page has around its own matter. Its zero value renders: an error page must not need a store.
type Frame struct {
	Lang string         // BCP 47, of the paper's own words; words come in English where the catalogue has no such language
	Zone *time.Location // every time on the page is shown in it; nil for UTC
	Base string         // scheme and host of the public address, no slash at the end: "https://courier.example"
	Path string         // canonical path of this page, percent-encoded, query included: "/world/"; "" for none
	Hide bool           // search engines are asked to leave the page out

	Paper    Paper
	Year     int       // the present year, ends the copyright line; 0 leaves it out
	Sections []Section // the whole tree, in order
	Standing []Link    // standing pages, in order
	Follow   []Link    // the paper's other channels
	Trail    []Link    // sections above the page, top one first; Home and the page itself are added
	Accent   string    // palette name of the page's section: "red", "blue", …; "" for none
	Breaking *Breaking // nil for none
	Feeds    []Feed    // of the list that the page shows, for reader programs

	Mining paper.Mining // what is said to whoever wants to mine the page; zero for nothing
}

// Feed is a way to a feed.
type Feed struct {
	Type  string // media type
	Title string
	URL   string // path
}

// Breaking is the line that stands on every page while something breaks.
type Breaking struct {
	Text string
	URL  string // of its story, "" for none
}

// Paper is what the frame says of the paper.
type Paper struct {
	Name        string
	Strapline   string
	Description string
	Founded     int      // first year of the copyright line, 0 for Frame.Year alone
	Accent      string   // palette name, or a colour "#rrggbb" of the paper's own; "" for ink
	Logo        *Picture // in the place of the name; nil for the name in type
	LogoDark    *Picture // the same on dark screens; nil for the one logo on both
}

// Link is a name and an address.
type Link struct {
	Name string
	URL  string
}

// Section is a node of the tree of sections, as navigation shows it.
type Section struct {
	Name   string
	URL    string
	Accent string // palette name, inherited already
	Active bool   // the page is this section's front, or stands in it or below it
	Below  []Section
}

// Label is a section as it stands above a headline.
type Label struct {
	Name   string
	URL    string
	Accent string
}

// Person is a credited name.
type Person struct {
	Name     string
	URL      string       // author page; "" for none
	Role     article.Role // in a byline; "" is article.By
	Title    string       // "Reporter, courts and council"
	About    string       // up to three lines
	Portrait *Picture
	Email    string // public one
	Links    []Link
}

// Picture is a use of a picture: every cut that there is of it, and this use's words.
type Picture struct {
	Cuts    []Cut
	Alt     string // "" only when the picture says nothing
	Caption string
	Credit  string
	Ground  string // palette class of the picture's own colour, stands in while it loads: "g00" … "g63"
}

// Cut is one file of a picture.
type Cut struct {
	Shape  string // "whole", "3x2", "4x3", "1x1", "16x9", "share"
	Type   string // "image/jpeg", "image/png", "image/webp", "image/avif"
	URL    string // path
	Width  int    // pixels
	Height int
}

// Card is a story as it stands on another page, with everything resolved.
type Card struct {
	URL        string
	Kind       article.Kind
	Section    Label  // zero for none
	Label      string // in the place of the section, where a front says so
	Headline   string
	Standfirst string
	Authors    []Person // every credit in order
	Source     string   // agency or paper it comes from; "" for our own
	PaidBy     string   // of a sponsored story
	Picture    *Picture // nil for none
	Published  time.Time
	Updated    time.Time // zero when readers were told of no change
	Lang, Dir  string    // "" for the paper's own
}

// Day is the stories of one day under a date heading.
type Day struct {
	Date  time.Time // any instant of the day
	Cards []Card
}

// Turn is the way from one part of a list to the next.
type Turn struct {
	URL   string
	Month time.Time // any instant of the month it leads to; zero: further on in the same month
}

// Home is the front page of the paper.
type Home struct {
	Frame
	Date    time.Time // the day that stands above the name; zero leaves it out
	Lead    *Card     // nil while nothing was ever published
	Seconds []Card    // two stories beside the lead
	Latest  []Card    // list with times, newest first, of what does not stand above
	Rows    []Row     // below the lead
	Blocks  []Block   // one for each section
	Opinion []Card    // a row of up to four, with portraits
	Recent  []Card    // most recent, numbered; up to five

	// Principles are the addresses of the pages that say how the paper works, by the property of schema.org.
	Principles map[string]string
}

// Row is a row of a front below its lead.
type Row struct {
	Layout string // "lead", "pair", "strip" or "list"
	Cards  []Card
}

// Block is a section's part of the front page.
type Block struct {
	Section   Label
	Lead      Card
	Headlines []Card // three or four
}

// SectionFront is the first page of a section.
type SectionFront struct {
	Frame
	Section     Label
	Description string
	Below       []Link // sub-sections
	Lead        *Card
	Seconds     []Card // two beside or below the lead
	Rows        []Row  // below the lead
	Days        []Day
	Older       *Turn
}

// ListMonth is one month of a section's list, or of everything when Section is zero.
type ListMonth struct {
	Frame
	Section Label
	Month   time.Time // any instant of it
	Days    []Day
	Newer   *Turn
	Older   *Turn
}

// Latest is everything by time.
type Latest struct {
	Frame
	Days  []Day
	Older *Turn
}

// Story is the page of an article.
type Story struct {
	Frame
	Kind        article.Kind
	Labels      []Label // its sections, the main one first
	Headline    string
	Standfirst  string
	Byline      []Person
	Source      Link // agency or paper it comes from; zero for our own; URL may be ""
	PaidBy      string
	Published   time.Time
	Updated     time.Time // zero when readers were told of no change
	Words       int
	Picture     *Picture
	Placard     string        // path of the drawn picture that stands for one when the story is passed on; "" for none
	Body        template.HTML // of prose.Render, already safe
	Notes       []Note        // oldest first
	Topics      []Link
	Share       []string // channels of the share row, of paper.Channels
	Related     []Card   // up to four
	Recent      []Card   // up to five
	Edition     int      // number of the published version
	Lang, Dir   string   // "" for the paper's own
	SearchTitle string   // headline for search engines, "" for the headline
	ShareTitle  string   // headline when shared, "" for the headline
}

// Note is a correction as readers see it. A typo's note stands at the foot of the story, every other above its text.
type Note struct {
	ID   string // of the note; makes its anchor
	Kind article.CorrectionKind
	At   time.Time
	Text string
	Was  string // old words, may be empty
	Now  string // new words, may be empty
}

// Author is the page of a byline.
type Author struct {
	Frame
	Person Person
	Days   []Day
	Older  *Turn
}

// Topic is the page of a topic.
type Topic struct {
	Frame
	Name        string
	Description string
	Days        []Day
	Older       *Turn
}

// Standing is a page that does not age: About, Contact, …
type Standing struct {
	Frame
	Headline   string
	Standfirst string
	Picture    *Picture
	Body       template.HTML
	Changed    time.Time // last published version
	Edition    int
	Lang, Dir  string
}

// Search is the search page, asked or not.
type Search struct {
	Frame
	Query   string // as it was typed; "" when nothing was asked
	Kept    []Link // what the field sends along: name and value of each choice
	Hits    []Hit
	Count   int
	More    bool     // there are more than Count
	Counted int      // of how many of them, the newest, the facets tell
	Chosen  []Choice // what narrows the result, each with the address without it
	Facets  []Facet  // what would narrow it further
	Orders  []Order  // best first, newest first
	Instead string   // nearest spelling, whose hits these are, because Query finds nothing
	Apart   bool     // the hits hold the words of Query apart, because nothing holds its quotations
	Meant   []Link   // other spellings that find more, each a search of its own
	Older   *Turn    // further hits
	First   string   // address of the first page; "" on it
	ByDate  string   // address of all matches, newest first, where the best end; "" for none
	Looked  int      // so many stories, the newest, were looked through for quotations and words left out; 0 for all
	Since   time.Time
	LookOn  string // address of the same in what is older than Since
	Near    []Link // sections whose names are nearest, when nothing was found
	Recent  []Card // ways on when nothing was found
}

// Facet is one way to narrow a result.
type Facet struct {
	Name  string // "section", "author", "date", "kind"
	Items []Choice
}

// Choice narrows a result to so many stories.
type Choice struct {
	Name   string
	Date   time.Time    // any instant of a month, instead of a name; zero for none
	Kind   article.Kind // instead of a name; "" for none
	Before time.Time    // what is older than this, instead of a name; zero for none
	URL    string
	Count  int
}

// Order is a way to put a result into order.
type Order struct {
	Newest bool // newest first; best first otherwise
	URL    string
	Here   bool
}

// Hit is a story with the passage that matched.
type Hit struct {
	Card     Card
	Standing bool            // a standing page, which has no date
	Headline []article.Piece // marked; nil when no word of it matched
	Snippet  []article.Piece
}

// Corrections is the page of corrections, newest first.
type Corrections struct {
	Frame
	Policy Link // page that says how the paper corrects and withdraws; zero for none
	Items  []Corrected
	Older  *Turn
}

// Corrected is a correction with its story.
type Corrected struct {
	Note  Note
	Story Card
}

// NotFound is the answer where nothing stands.
type NotFound struct {
	Frame
	Words  string // of the address, for the search field
	Recent []Card
}

// Gone is the answer where a story was withdrawn.
type Gone struct {
	Frame
	At     time.Time
	Why    string // address of the page that says why stories are withdrawn; "" for the corrections page
	Recent []Card
}

// Closed is the answer while the paper is closed to readers, or not yet set up.
type Closed struct {
	Frame
	New bool // it has never been open
}

// Unavailable is the answer when the paper cannot be read just now.
type Unavailable struct {
	Frame
	Busy, Long bool // too many search at once; a search took too long
}

// Failed is the answer when something went wrong here.
type Failed struct{ Frame }

func (f *Frame) frame() *Frame { return f }

func (*Home) template() string         { return "home" }
func (*SectionFront) template() string { return "section" }
func (*ListMonth) template() string    { return "month" }
func (*Latest) template() string       { return "latest" }
func (*Story) template() string        { return "story" }
func (*Author) template() string       { return "author" }
func (*Topic) template() string        { return "topic" }
func (*Standing) template() string     { return "standing" }
func (*Search) template() string       { return "search" }
func (*Corrections) template() string  { return "corrections" }
func (*NotFound) template() string     { return "notfound" }
func (*Gone) template() string         { return "gone" }
func (*Closed) template() string       { return "closed" }
func (*Unavailable) template() string  { return "unavailable" }
func (*Failed) template() string       { return "failed" }

func (*Frame) status() int       { return 200 }
func (*NotFound) status() int    { return 404 }
func (*Gone) status() int        { return 410 }
func (*Closed) status() int      { return 503 }
func (*Unavailable) status() int { return 503 }
func (*Failed) status() int      { return 500 }

// Newest is the day that times on the front page are read against.
func (p *Home) Newest() time.Time {
	if p.Date.IsZero() && len(p.Latest) > 0 {
		return p.Latest[0].Published
	}
	return p.Date
}
