package screen

import (
	"time"

	"broadsheet/internal/article"
)

// Onward is one thing that a person may do with a story on its way: a link to one more step, or a button.
type Onward struct {
	Name string
	URL  string
	Post bool // it is a button that does it at once
}

// SendBack asks what is missing in a filed story.
type SendBack struct {
	Frame
	ID       string
	Headline string
	Writer   string // who gets it back
	Form     Form
}

func (*SendBack) template() string { return "sendback" }

// Assign asks who is to do the next thing, and by when.
type Assign struct {
	Frame
	ID       string
	Headline string
	People   []Option
	Where    string // name of the time zone
	Form     Form
}

func (*Assign) template() string { return "assign" }

// Today is the home of the newsroom: what needs somebody, what is in hand, what is live.
type Today struct {
	Frame
	Health Machine
	Steps  []Step
	Needs  []TodayRow

	NeedsMore int    // how many more wait than those shown
	NeedsAll  string // where most of them stand

	Hand []TodayGroup
	More int // open stories beyond those shown
	Live LiveNow
	Last []Publication
}

func (*Today) template() string { return "today" }

// Machine is the state of the machine in one sentence, for whoever keeps it; empty for others.
type Machine struct {
	Say   string
	Facts []string
	Wrong bool   // something needs the operator
	URL   string // where more is said, "" for nowhere
}

// TodayRow is one story with its next step.
type TodayRow struct {
	ID       string
	URL      string
	Headline string
	State    article.State
	Why      string // why it stands here
	Note     string // what the desk said when it came back
	Due      time.Time
	Late     bool
	Who      string // who has it in hand
	Here     string // who is writing in it this moment
	Words    int
	Move     Onward
}

// TodayGroup is the open stories of one state.
type TodayGroup struct {
	Name string
	Rows []TodayRow
}

// LiveNow is what stands on Home.
type LiveNow struct {
	Lead    string
	URL     string
	Since   time.Time // last change that Home could show
	Quiet   bool      // nothing changed for four hours of the day
	IsThere bool
}

// Publication is one line of the record with what it touched a press away.
type Publication struct {
	At       time.Time
	What     string
	Headline string
	URL      string
	By       string
	Details  []string
}

// Line is one story with the frame of its screen.
type Line struct {
	Frame *Frame
	Row   TodayRow
}

func makeLine(t *Today, row TodayRow) Line { return Line{&t.Frame, row} }
