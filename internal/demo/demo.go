// Package demo is the newsroom that `broadsheet demo` starts: The Wexmouth Courier, its people, its sections and some
// seventy stories told over weeks. Everything in it is made up. The texts are files in stories and pages, written in a
// small markdown dialect (dialect.go); their dates count back from the day the demo is started (calendar.go), so that
// the paper is always of today and a Sunday race is run on a Sunday.
//
// Paper gives plain values; Load puts them through the desk.
package demo

import (
	"embed"
	"time"

	"broadsheet/internal/article"
)

//go:embed *.toml stories pages
var files embed.FS

// Courier is everything the demo newsroom starts with. Names (of sections, topics, people, pictures, stories) are the
// keys of this package; who loads the paper gives each its identity.
type Courier struct {
	Name      string
	Strapline string
	Footer    string
	Today     time.Time // midnight, in the paper's zone, of the day that its newest stories carry
	Started   time.Time // the instant that every date is counted back from

	People     []Person
	Known      []Known
	Sections   []Section // parents before their sub-sections
	Topics     []Topic
	Storylines []Storyline
	Pictures   []Picture
	Stories    []Story // oldest first; what was never public comes after what was
	Pages      []Page  // in the order of the footer
	Home       []Front // the fronts that Home and the sections with one of their own have had, oldest first; the last of each is live
}

// Person is somebody who signs stories; those with a Role have an account as well.
type Person struct {
	Key      string
	Name     string
	Title    string // what readers are told: "Reporter, courts and council"
	Roles    []string
	Mail     string
	About    string // three lines at most
	Portrait bool   // whether draw.Portrait(Name, …) is shown beside the name
	DeskOnly bool   // known to the desk alone: no byline, no page
	Reach    string // a sentence on how readers reach them; may be empty
}

// Known is a name in the news, in the one spelling that the paper uses.
type Known struct {
	Name string
	What string
}

// Section is a node of the tree of sections.
type Section struct {
	Key    string // "business/shipping": the address, and what stories call it
	Name   string
	Parent string // "" at the top
	Line   string // one line of description
}

// Topic is a tag with a page of its own.
type Topic struct {
	Key, Name, Line string
}

// Storyline is a running story.
type Storyline struct {
	Key, Name, Line string
}

// Picture is one drawing to be made, as often as it is placed.
type Picture struct {
	Key           string // "bridge-3", what documents are resolved by
	Scene         string // a scene of internal/demo/draw
	Variant       int
	Width, Height int // pixels
	Caption, Alt  string
	Credit        string    // empty where the desk has yet to ask for it
	Rights        string    // on whose terms, where they are not ours
	RightsEnd     time.Time // zero: for good
}

// Placed is a picture's place in a story.
type Placed struct {
	Picture      string // Picture.Key
	Caption, Alt string
}

// Credit is one name in a byline, with what that person did.
type Credit struct {
	Person string
	Role   article.Role
}

// Source is where a story came from when it is not the paper's own.
type Source struct {
	Name, URL string
}

// State is how far a story has come.
type State string

// The states in which the demo's stories stand.
const (
	Live      State = "live"
	Recalled  State = "recalled"
	Writing   State = "writing"
	Filed     State = "filed"
	Ready     State = "ready"
	Scheduled State = "scheduled"
	Held      State = "held"
)

// Public tells whether readers ever saw a story in this state.
func (s State) Public() bool { return s == Live || s == Recalled }

// Story is one article with its history.
type Story struct {
	Name           string // of its file, and what other stories link to
	Headline       string // of the newest words, published or not
	Standfirst     string
	SearchHeadline string
	ShareHeadline  string
	Kind           article.Kind
	Section        string
	Sections       []string // further ones
	Byline         []Credit
	Source         *Source
	Topics         []string
	Storyline      string
	Slug           string
	Lang, Dir      string
	Picture        *Placed
	PaidBy         string
	NoAds          bool
	Note           string // to the desk, never public

	State   State
	At      time.Time // first publication; of a scheduled story the instant to come; of other drafts the last touch
	Author  string    // who works on it: the first in the byline unless the file says otherwise
	Editor  string    // who published or took it
	OpenBy  string    // who has it open at the moment of the start, "" for nobody
	Changes []Change  // in order; what is Waiting comes last
	Recall  *Recall
	Hold    *Hold
	Notes   []Note

	body string // with the newest words, placeholders filled in
}

// Change is one later state of a story: some words that gave way to others.
type Change struct {
	Kind    string // small, update, correction, clarification, waiting
	At      time.Time
	By      string
	Old     string // "" when words were added
	New     string // stands exactly once in the newest words
	Say     string // what readers are told; empty for a small fix and for what is waiting
	Waiting bool   // typed, but not yet published
}

// Recall is the end of a withdrawn story.
type Recall struct {
	At     time.Time
	By     string
	Reason string // as readers are told
}

// Hold keeps a story in.
type Hold struct {
	Until  time.Time
	By     string
	Reason string
}

// Note is a remark on a draft, to colleagues. Words are the words it is about, found in the body.
type Note struct {
	By, Words, Text string
	At              time.Time
}

// Page is a standing page.
type Page struct {
	Name     string
	Headline string
	Slug     string

	body string
}

// Front is a state of Home, or of a section's front: names of stories in the order of the slots.
type Front struct {
	Section string // "" for Home
	At      time.Time
	By      string
	Slots   []string
}

// Editions is how many times the story's words were published.
func (s Story) Editions() int {
	n := 1
	for _, c := range s.Changes {
		if !c.Waiting {
			n++
		}
	}
	return n
}

// Names resolves what the files call things by to what the loader has made of them. A name that was not made is an
// error of the function that was asked.
type Names struct {
	Section func(key string) (id string, err error)
	Byline  func(key string) (id string, err error)
	Topic   func(key string) (id string, err error)
	Picture func(key string) (id string, err error)
	Address func(story string) (path string, err error) // of a published story, or of a standing page
}
