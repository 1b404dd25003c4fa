package screen

import "time"

// Mail is where letters go out.
type Mail struct {
	Frame
	Form   Form
	Set    bool   // a server is set
	Say    string // through which, or that letters stay here
	Kept   bool   // a password is kept
	Ways   []Option
	Own    string // the person's e-mail, to which a test letter goes
	Nearby string // what links begin with, when nobody else can open it
}

// Letters is the outbox.
type Letters struct {
	Frame
	Say    string // how it stands, in a sentence
	Set    bool   // a mail server is set
	Rows   []LetterRow
	Older  string
	Newest string
}

// LetterRow is one letter.
type LetterRow struct {
	ID     string
	URL    string // where it can be read, "" when it cannot
	Name   string
	Email  string
	Kind   string
	State  string
	Word   string // of the state
	MadeAt time.Time
	Facts  []string
	Said   string
	Again  string // what the button says that sends it again, "" for none
}

// Letter is one letter with its text.
type Letter struct {
	Frame
	Row     LetterRow
	Subject string
	Text    string
	Lang    string
	Hint    string
}

func (*Mail) template() string    { return "mail" }
func (*Letters) template() string { return "letters" }
func (*Letter) template() string  { return "letter" }
