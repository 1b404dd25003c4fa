package screen

// System is how the house stands: its state in a sentence, its copies, its record, the work that was given up.
type System struct {
	Frame
	Say      string     // when all is well
	Troubles []string   // sentences about what needs somebody
	Facts    []MoveFact // in words
	Keeps    bool       // the person keeps the system: the hour, the work that was given up
	Copies   []CopyRow
	Apart    []CopyRow // that did not pass their check
	Folder   string    // of the copies, on the server
	SameDisk bool      // as the paper
	Copying  string    // "" when none is being made
	Checking bool      // the record is being read
	Night    Form
	NightOff bool
	Given    []GivenUp
}

// CopyRow is one copy of the paper.
type CopyRow struct {
	Name string
	URL  string
	When string
	Size string
	Say  string // of which night, or who asked for it, and that it was checked; or why it was kept apart
	Lack string // what its pictures lack
	Left string // what was too large for it
}

// GivenUp is work that no further try would have mended.
type GivenUp struct{ ID, Name, Say, When, Tries string }

// TakeCopy asks for the password before a copy is given out.
type TakeCopy struct {
	Frame
	Copy   CopyRow
	Number string // that its record reaches to
	Files  string // of pictures
	Form   Form
}

func (*System) template() string   { return "system" }
func (*TakeCopy) template() string { return "takecopy" }
