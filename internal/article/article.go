// Package article is what the newsroom means by a story: its fields, its working copy, its published versions, its
// corrections and its pictures, and the rules for going from one to the next. Nothing here reads a clock, a
// database or a request.
package article

import (
	"encoding/json"
	"time"

	"broadsheet/internal/prose"
)

// Form tells a story from a standing page (About, Contact, …): the same editor and the same table, but a standing
// page has no section and no place in any list by time.
type Form string

// The two forms.
const (
	Story        Form = "story"
	StandingPage Form = "page"
)

// Kind is what sort of story it is; every kind but News is named in the label, in cards and in data.
type Kind string

// The kinds of DESIGN and EDITORIAL 7.
const (
	News         Kind = "news"
	Analysis     Kind = "analysis"
	Opinion      Kind = "opinion"
	Interview    Kind = "interview"
	Criticism    Kind = "criticism"
	Explainer    Kind = "explainer"
	PictureStory Kind = "picture-story"
	Brief        Kind = "brief"
	Sponsored    Kind = "sponsored"
)

// Kinds lists every kind in the order in which a person chooses.
var Kinds = []Kind{News, Analysis, Opinion, Interview, Criticism, Explainer, PictureStory, Brief, Sponsored}

// State is the word that the newsroom sees beside a story.
type State string

// The states that exist so far.
const (
	Writing  State = "writing"
	Filed    State = "filed"
	Ready    State = "ready"
	Live     State = "live"
	Changed  State = "changed" // live, with changes waiting
	Recalled State = "recalled"
	Binned   State = "binned"
)

// NotInFooter is the place of a standing page that nothing links to by itself: most of those of an old site.
const NotInFooter = -1

// LastInFooter is the place of a standing page that nobody has put in order yet: behind all others.
const LastInFooter = 1_000_000

// Draft is the working copy of an article and the desk's head row of it: everything the newsroom knows of a story
// that is not published state. The published state stands in Published and its editions.
type Draft struct {
	ID        string
	Form      Form
	Doc       *prose.Node // the text as of Version
	Version   int64       // how many steps were ever confirmed
	Rows      int64       // how many rows the log of steps has; the next row is Rows+1
	CreatedBy string      // staff id; "" when it was moved in
	CreatedAt time.Time
	ChangedBy string
	ChangedAt time.Time

	Address      string    // the public path once it has one, else ""
	Edition      int       // number of the newest published version, 0 before the first
	LiveVersion  int64     // Version that the newest edition was made of
	PublishedAt  time.Time // first publication
	UpdatedAt    time.Time // last update or correction told to readers; zero when none
	RecalledAt   time.Time // zero while it is not recalled
	RecallReason string
	Place        int    // order among the standing pages in the footer, or NotInFooter
	Origin       string // "wordpress" when it was moved in, "" when written here
	Imported     bool   // nobody has edited it here since it was moved in

	Passage // on its way to the next published version
	Bin     // whether it lies in the bin
}

// State derives the word from the facts.
func (d Draft) State() State {
	switch {
	case d.InBin():
		return Binned
	case !d.RecalledAt.IsZero():
		return Recalled
	case d.Edition == 0 && d.Stage == AtDesk:
		return Filed
	case d.Edition == 0 && d.Stage == AtReady:
		return Ready
	case d.Edition == 0:
		return Writing
	case d.Version > d.LiveVersion:
		return Changed
	default:
		return Live
	}
}

// Steps is one row of a draft's log: what one client sent at once. (Draft, N) and (Client, Counter) are both unique;
// the first is the authority over order, the second recognises a resend after a lost answer.
type Steps struct {
	Draft   string
	N       int64 // 1, 2, 3 … without gaps
	Base    int64 // Version that the steps apply to
	Client  string
	Counter int64
	Steps   []json.RawMessage
	By      string
	At      time.Time
}

// Next is the version after the row.
func (s Steps) Next() int64 { return s.Base + int64(len(s.Steps)) }

// Change says what readers are told of a new edition.
type Change string

// The changes. A fix leaves the dates alone; an update shows "Updated"; a correction carries a dated note.
const (
	First      Change = "first"
	Fix        Change = "fix"
	Update     Change = "update"
	Correction Change = "correction"
)

// CorrectionKind is the type of a correction.
type CorrectionKind string

// The types of correction that readers see.
const (
	Typo          CorrectionKind = "typo"
	Clarification CorrectionKind = "clarification"
	Corrected     CorrectionKind = "correction"
	Retraction    CorrectionKind = "retraction"
)

// CorrectionKinds lists the types in the order in which a person chooses.
var CorrectionKinds = []CorrectionKind{Corrected, Clarification, Typo, Retraction}

// Note is a correction as it stands in the story and on the corrections page.
type Note struct {
	ID      string
	Article string
	Edition int
	Kind    CorrectionKind
	At      time.Time
	Text    string // what was wrong and what is right, in one or two sentences
	Was     string // old words, may be empty
	Now     string // new words, may be empty
}

// Edition is one published version of an article: numbered from 1, never altered.
type Edition struct {
	Article string
	Number  int
	Entry   int64 // number of the record's entry that made it public
	At      time.Time
	Change  Change
	Doc     *prose.Node
	Version int64 // version of the draft that it was made of
	By      string
}

// Published is the public state of an article: what its page is made of.
type Published struct {
	Card
	Form        Form
	Doc         *prose.Node
	Fields      Fields
	Edition     int
	NoAds       bool
	SearchTitle string // headline for search engines, "" for the headline
	ShareTitle  string // headline when shared, "" for the headline
	Place       int    // order among the standing pages
}

// Card is a published article as it stands in a list: no body.
type Card struct {
	ID          string
	Address     string
	Kind        Kind
	Headline    string
	Standfirst  string
	Section     string // id of the main section, "" for none
	Byline      []Credit
	Source      Source
	Topics      []string
	Picture     Lead
	PaidBy      string
	Lang, Dir   string // "" for the paper's own
	Words       int
	PublishedAt time.Time
	UpdatedAt   time.Time // zero when readers were told of no change
}

// Hand is who has a draft open for writing: one window at a time.
type Hand struct {
	Draft  string
	Client string // id that the window made for itself
	Staff  string
	Until  time.Time // it lapses by itself
}
