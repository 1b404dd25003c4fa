package screen

import (
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
)

// Stories is the list of stories.
type Stories struct {
	Frame
	Tabs   []Entry
	Tab    string
	Rows   []StoryRow
	Query  string
	Order  string
	Count  int    // of all that match; one more than 10,000 for more
	Older  string // address of the rest, "" for none
	Newest string // address of the top of the list, "" when this is it
	Steps  []Step // first steps of a new paper
	Bin    bool   // these lie in the bin
	Recall bool   // the person may recall
	Assign bool   // the person may hand stories on

	// What it is cut down by.
	Form     Form
	Narrow   int    // how many filters are on
	Clear    string // address without them
	Filter   string // them, as a part of an address
	Here     string // this address
	Sections []Option
	Bylines  []Option
	Topics   []Option
	Staff    []Option
	Kinds    []Option
	States   []Option
	Langs    []Option
	Orders   []Option

	// What was found, counted, when words were asked for.
	Facets   []Facet
	Meant    string // the question as it may have been meant, when it finds nothing
	MeantURL string
}

// Facet is one way in which what was found can be cut down.
type Facet struct {
	Name  string
	Ways  []FacetWay
	Whole string // address without it, when it is cut down by it; "" when it is not
}

// Lower is its name within a sentence.
func (f Facet) Lower() string { return strings.ToLower(f.Name) }

// Cut tells whether the list is cut down by one of its facets, which then stand open.
func (s *Stories) Cut() bool {
	return slices.ContainsFunc(s.Facets, func(f Facet) bool { return f.Whole != "" })
}

// FacetWay cuts down to one of them.
type FacetWay struct {
	Name  string
	URL   string
	Count int
	Here  bool
}

// Matches says how many stories match.
func (s *Stories) Matches() string {
	if s.Count > 10_000 {
		return "more than 10,000 stories"
	}
	return Count(s.Count, "story", "stories")
}

// ByPublication tells whether the dates shown are those of publication.
func (s *Stories) ByPublication() bool { return article.Order(s.Order).ByPublication() }

// StoryRow is one story in a list.
type StoryRow struct {
	ID        string
	URL       string
	Headline  string // "" for one without
	State     article.State
	Kind      article.Kind
	Section   string
	Byline    string
	InHand    string // who is to do the next thing
	Due       time.Time
	Late      bool
	Words     int
	At        time.Time // changed, or published
	ChangedBy string
}

// RecallMany asks for the reason and names the consequence.
type RecallMany struct {
	Frame
	Form  Form
	IDs   []string // those ticked; none when all of a view are meant
	Count int
	Back  string
}

// Swept is the report of one deed done to many stories.
type Swept struct {
	Frame
	ID       string
	Heading  string
	One      string // what it was done to: "story", "topic"
	Many     string
	By       string
	At       time.Time
	Back     string
	Waits    int
	Done     int
	Same     int
	Left     int
	Undo     bool
	LeftRows []SweptRow
	DoneRows []SweptRow
}

// SweptRow is one story of a report.
type SweptRow struct{ URL, Headline, Say string }

// GoTo finds anything by its name.
type GoTo struct {
	Frame
	Query  string
	Groups []Group
}

// Group is what was found of one sort.
type Group struct {
	Name  string
	Found []Target
}

// Target is something to go to.
type Target struct{ Name, URL, Fact string }

func (*Stories) template() string    { return "stories" }
func (*RecallMany) template() string { return "recallmany" }
func (*Swept) template() string      { return "swept" }
func (*GoTo) template() string       { return "goto" }
