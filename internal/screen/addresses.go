package screen

import "time"

// Addresses is where addresses lead that are not those of a page themselves.
type Addresses struct {
	Frame
	Add       Form
	Pattern   Form
	Sites     Form
	MaySites  bool // the person may name other sites
	Elsewhere []string
	Patterns  []PatternRow
	Most      int // patterns there may be
	Tried     []Tried
	Rows      []RedirectRow
	Query     string
	All       bool // those too that a rename or a moved archive left
	Older     string
	Newest    string
	Export    string // address of the list as a file
	Files     []RedirectFileRow
	FileWrong string // what is wrong with the file that was sent
}

// PatternRow is one pattern.
type PatternRow struct {
	ID, Old, To string
	Since       time.Time
}

// Tried is an address with where a pattern leads it.
type Tried struct {
	Path, To, Say string
	Leads         bool
}

// RedirectRow is one address that leads on.
type RedirectRow struct {
	Path  string
	To    string // where it leads now, "" for nowhere
	Since time.Time
	Hand  bool // somebody made it, and it can be removed
}

// RedirectFileRow is a file of redirects that somebody brought.
type RedirectFileRow struct {
	URL, Name string
	At        time.Time
	Lines     int
}

// RedirectFile is such a file, line by line.
type RedirectFile struct {
	Frame
	Name, ID string
	At       time.Time
	By       string
	Lines    int
	Waits    int
	Made     int
	Stands   int
	Left     int
	Undone   int
	Changed  int
	Show     []Entry // which lines to look at
	Rows     []RedirectLineRow
	Older    string
	Export   string
}

// RedirectLineRow is one line.
type RedirectLineRow struct {
	N            int
	Old, To, Say string
	State        string
	Word         string
}

// Missed is what readers asked for and nobody found.
type Missed struct {
	Frame
	Form  Form
	Rows  []MissedRow
	Noise int
	Older string
	First string
}

// MissedRow is one address that nobody found.
type MissedRow struct {
	N      int
	Path   string
	Source string
	Link   string // address of the source, "" for another site
	Times  int
	Last   time.Time
	To     string // where it might lead, "" for no idea
	Title  string // of what stands there
}

// Links are the links of stories that lead nowhere.
type Links struct {
	Frame
	Off   bool
	Rows  []LinkRow
	Count LinkCount
	Older string
	First string
}

// LinkCount says how all links stand.
type LinkCount struct{ All, Good, Broken, Unsure, New int }

// LinkRow is a story with those of its links.
type LinkRow struct {
	URL      string // of the story in the newsroom
	Headline string
	Links    []LinkSaid
}

// LinkSaid is one link, and what is wrong with it.
type LinkSaid struct {
	URL, Say string
	At       time.Time
}

func (*Links) template() string        { return "links" }
func (*Addresses) template() string    { return "addresses" }
func (*RedirectFile) template() string { return "redirectfile" }
func (*Missed) template() string       { return "missed" }
