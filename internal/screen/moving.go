package screen

// Moving is where archives move in, with the list of moves and the form that begins one, and where the paper moves out.
type Moving struct {
	Frame
	Form  Form
	Rows  []MoveRow
	Paths bool // the person may name a file that lies on the server
	Kinds []Link
	Out   bool // the person may take everything away
}

// MoveRow is one move in the list.
type MoveRow struct {
	URL   string
	File  string
	Title string // of the old site
	State string // of the move: "moving"
	Say   string // how far it is
	When  string
}

// Move is one move, at one of its steps.
type Move struct {
	Frame
	URL   string
	File  string
	Title string
	State string  // of the move: "moving"
	Tabs  []Entry // steps that can be looked at
	Step  string  // "contents", "decide", "samples", "move"; "" while it is under way and after
	Say   string  // in one sentence

	// While the file arrives or is worked on.
	Stage    string
	Done     int // of 100
	Far      string
	Trouble  string
	Size     int64
	Received int64

	In          []MoveFact // what is in the file
	Left        []MoveList // what is left out, by reason
	Needs       []MoveList
	Decide      MoveDecide
	Samples     []MoveSample
	Consequence []string // what Move in does, in sentences
	Report      *MoveReport
}

// MoveFact is one number with its words.
type MoveFact struct {
	Name  string
	Value string
	Say   string
}

// MoveList are things of one kind, the first of them spelled out.
type MoveList struct {
	Why   string
	Count string
	First []string
	More  string // how many more there are, "" for none
}

// MoveDecide is the form of decisions.
type MoveDecide struct {
	Form       Form
	Categories []MoveCategory
	Fewer      string // number in the field for many at once
	Tags       []Option
	TagCount   string
	Doubles    []MoveDouble
	Types      []MoveType
	Folder     bool // the person may name a folder on the server
	Pictures   string
	Zip        bool // a zip of pictures was sent
	Bases      bool
}

// MoveCategory is one category of the old site.
type MoveCategory struct {
	Number  int
	Key     string
	Name    string
	Indent  int
	Stories string
	Place   string
	Small   bool
}

// MoveDouble is a name that several people have.
type MoveDouble struct {
	Number int
	Names  string
	Why    string
	Same   bool
}

// MoveType is a type of items that nobody here knows.
type MoveType struct {
	Name  string
	Count string
	Comes bool
}

// MoveSample is one story side by side: the old text in plain lines, the new one as it will read.
type MoveSample struct {
	Number  int
	Title   string
	Address string
	Old     []MoveLine
	New     any    // template.HTML of prose
	There   string // names of the two sides
	Here    string
	Lang    string
	Dir     string
	Words   string // what was lost in words, as a sentence
	Missing []string
	Left    []string
	Clean   bool
}

// MoveLine is a line of an old text.
type MoveLine struct{ Kind, Text string }

// MoveReport is what became of a move.
type MoveReport struct {
	Say     string
	Sums    []MoveSum
	Total   MoveSum
	Skipped []MoveFact
	Facts   []MoveFact
	Lists   []MoveList
	Whole   bool
	AddsUp  string // "" when it does
	Files   []Link
}

// MoveSum is a line of the sums.
type MoveSum struct{ Name, InFile, Imported, Updated, Skipped string }

func (*Moving) template() string { return "moving" }
func (*Move) template() string   { return "move" }
