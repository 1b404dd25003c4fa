package screen

import (
	"html/template"
	"time"

	"broadsheet/internal/article"
)

// SignIn asks who somebody is.
type SignIn struct {
	Frame
	Form Form
	Next string // address to go on to, "" for the home screen
	Kept Kept   // what was being sent when it turned out that nobody is signed in
	Meet bool   // the paper has not been set up: there is nobody to sign in
}

// Kept is a form that was sent and not yet done, so that nothing typed is lost.
type Kept struct {
	To     string // address that it was sent to, "" for none
	Fields []KeptField
}

// KeptField is one field of it.
type KeptField struct{ Name, Value string }

// Resume gives a form back to whoever signed in again.
type Resume struct {
	Frame
	Kept Kept
}

// FirstRun sets the paper up.
type FirstRun struct {
	Frame
	Form  Form
	Key   string // of the one-time link
	Langs []Option
	Zones []Option
}

// Step is one of the first steps of a new paper.
type Step struct {
	Name string
	Say  string
	URL  string // "" when it is a button that starts a story
}

// Story is the editor's shell: the text in the middle, the panel beside it.
type Story struct {
	Frame
	ID       string
	Form     article.Form
	State    article.State
	Headline string
	Live     string // public address, "" while it is not live
	Mark     string // id that this window writes under
	Version  int64
	ReadOnly string   // why the person cannot write here, "" when they can
	Status   string   // of the text: on the server, on the site, and since when
	Next     Onward   // the main button: the next step for the person; its name "" when there is none just now
	Moves    []Onward // what else may be done with it on its way
	Way      string   // who filed it, who has it in hand, when it is wanted; "" for nothing to say
	Back     string   // the note with which it was sent back, while it is with its writer
	Recall   bool     // the person may recall it
	Bin      bool     // the person may put it into the bin
	Lang     string
	Dir      string
	Text     template.HTML // of prose, already safe: what is read until the editor takes its place
	Words    int
	Minutes  int
	Panel    Panel
	Checks   []Check
	History  []Version
	Recalled string // reason and time, "" while it is not recalled
}

// Panel is what a story says beside its words.
type Panel struct {
	Fields     Form
	Seen       string // the fields as JSON, as they stood when the panel was drawn
	Kinds      []Option
	Sections   []Option
	Further    []Option // of sections, those that are ticked and those that can be
	Credits    []Credit // one for each name, and an empty one to add
	Bylines    []Option // none when there are too many to choose from: then a name is typed
	Roles      []Option
	Topics     []Option // ticked ones
	SomeTopics []string // names to choose from, as many as a list can hold
	Lead       *Thumb
	Address    string // where it stands or will stand
	Pattern    string // what comes before the last part of the address
	Langs      []Option
}

// Credit is a row of the byline.
type Credit struct {
	Number int
	Byline string
	Name   string
	Role   string
}

// Check is one thing that keeps a story from going out.
type Check struct {
	Say string `json:"say"`
	URL string `json:"url"` // where to mend it
}

// Version is one published version in a story's history.
type Version struct {
	Number int
	At     time.Time
	By     string
	Change article.Change
	URL    string
	Entry  int64
	Note   *article.Note
}

// Publish is the sheet on which an editor decides.
type Publish struct {
	Typing string // who else is writing in the story this moment, "" for nobody
	Frame
	ID        string
	Headline  string
	Version   int64
	Form      Form
	First     bool   // it was never published
	Again     bool   // it was recalled and goes out once more
	Page      bool   // a standing page: no section, no slot
	Address   string // present or made one
	Sections  []string
	Slots     []Option
	Notes     []Option // kinds of correction
	Suggested article.Change
	Why       string // why it is suggested
	Checks    []Check
}

// Recall asks for the reason and names the consequence.
type Recall struct {
	Frame
	ID       string
	Headline string
	Address  string
	Form     Form
	Sure     bool // the second press
}

// Preview shows the reader's page in a frame.
type Preview struct {
	Frame
	Heading string
	Back    string // address of where it was opened
	Page    string // address of the reader's page
	Views   []Entry
	View    string // "phone", "desktop", "dark"
	Told    string // what readers were told with this version, "" for nothing
}

// Thumb is a picture in small.
type Thumb struct {
	ID     string
	URL    string // of its screen
	Src    string // of a small file
	Width  int
	Height int
	Alt    string
	Name   string
	Credit string
}

// Pictures is the library.
type Pictures struct {
	Frame
	Query  string
	Thumbs []Thumb
	Older  string
	Newest string
	Form   Form
	Added  []Added // what became of files that were just sent
	For    string  // id of the story that a lead picture is chosen for, "" for none
	Title  string  // its headline
}

// Added is what became of one file.
type Added struct {
	Name  string
	Thumb *Thumb // nil when it was refused
	Again bool   // we have this one already
	Wrong string // why it was refused
}

// Picture is one picture with what is said of it.
type Picture struct {
	Frame
	ID     string
	Src    string
	Width  int
	Height int
	Name   string
	Size   string
	Added  time.Time
	By     string
	Form   Form
	Change bool // the person may change it
	Uses   []Link
	Public bool
	Back   string
}

// Settings lists the groups of settings.
type Settings struct {
	Frame
	Groups []Step
}

// Paper is the settings of the paper.
type Paper struct {
	Frame
	Closed   bool // readers get a holding page
	Form     Form
	Langs    []Option
	Zones    []Option
	Colours  []Colour
	Shades   []Shade // of the colour that is chosen, none when it cannot be read
	Logos    []LogoPlate
	Policies []Option // standing pages
	Channels []Option
	Follow   []Follow
}

// Follow is one of the paper's other channels.
type Follow struct {
	Number int
	Name   string
	URL    string
	Wrong  string
}

// Sections is the tree of sections.
type Sections struct {
	Frame
	Rows    []SectionRow
	Add     Form
	Paste   Form
	Change  Form // of the section Open
	Open    string
	Parents []Option
	Accents []Option
}

// SectionRow is one section in the tree.
type SectionRow struct {
	ID                string
	Name              string
	Address           string
	Slug              string
	Parent            string
	Description       string
	Accent            string // its own, "" when it inherits
	Shown             string // the colour that it shows
	Depth             int
	Up, Down, In, Out bool // which moves are possible
}

// Pages is the list of standing pages in their order.
type Pages struct {
	Frame
	Rows   []PageRow // of the footer
	Rest   []PageRow // those that nothing links to by itself
	Others int       // how many of those there are
	Query  string
	Older  string
	Newest string
}

// PageRow is one standing page.
type PageRow struct {
	ID       string
	URL      string
	Headline string
	State    article.State
	Address  string
	Up, Down bool
}

// Problem is the answer when a request cannot be answered.
type Problem struct {
	Frame
	Heading string
	Say     string
	Back    Link
}

func (*SignIn) template() string   { return "signin" }
func (*Resume) template() string   { return "resume" }
func (*FirstRun) template() string { return "firstrun" }
func (*Story) template() string    { return "story" }
func (*Publish) template() string  { return "publish" }
func (*Recall) template() string   { return "recall" }
func (*Preview) template() string  { return "preview" }
func (*Pictures) template() string { return "pictures" }
func (*Picture) template() string  { return "picture" }
func (*Settings) template() string { return "settings" }
func (*Paper) template() string    { return "paper" }
func (*Sections) template() string { return "sections" }
func (*Pages) template() string    { return "pages" }
func (*Problem) template() string  { return "problem" }
