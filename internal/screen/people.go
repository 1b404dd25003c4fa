package screen

import (
	"time"

	"broadsheet/internal/account"
)

// People is everybody who may sign in or is credited, in one list.
type People struct {
	Frame
	Rows      []PersonRow
	Query     string
	Count     int
	Older     string
	Newest    string
	Keeps     bool   // the person keeps accounts: asks in, changes roles, retires
	Letters   bool   // letters go out
	Ask       Form   // somebody in
	For       string // name of the byline without an account that they are asked in for, "" for a new one
	Roles     []Option
	Add       Form // a byline without an account
	Reporters bool // reporters publish their own stories
}

// PersonRow is one of them.
type PersonRow struct {
	ID    string // of the link of somebody who was asked in, else ""
	URL   string // of the person's screen or profile
	Name  string
	Title string
	Thumb *Thumb
	Roles string // in words, "" for a byline without an account
	User  string
	Email string // "" for whoever keeps no accounts
	Page  string // address of the author page, "" for none
	State PersonState
	Seen  time.Time // last sign-in
	Until time.Time // of the link of somebody who was asked in
	Late  bool      // that link has run out
}

// PersonState is what somebody is in the list.
type PersonState string

// The states of people.
const (
	AskedIn PersonState = "Asked in"
	Active  PersonState = "Active"
	Guest   PersonState = "Guest"
	Retired PersonState = "Retired"
)

// Handed is a link that was just made, to be handed over. It is shown this once.
type Handed struct {
	Frame
	Name  string
	Link  string
	Until time.Time
	Use   account.PassKind
	Sent  string // e-mail that a letter with it goes to, "" for none
	Back  string
}

// Profile is one account as whoever keeps the people sees it.
type Profile struct {
	Frame
	ID      string
	Name    string
	User    string
	Email   string
	Byline  string // address of the screen of the byline, "" for none
	Page    string // address of the author page
	Added   time.Time
	Seen    time.Time
	Retired bool
	Own     bool // the person's own account
	Form    Form // roles
	Roles   []Option
	Leave   Form // handing over
	To      []Option
	Open    int // stories that would be handed over
}

// Byline is one credited name's profile.
type Byline struct {
	Frame
	ID       string
	Address  string
	Form     Form
	Portrait *Thumb
	Links    []Follow
	Own      bool     // the person's own
	Merged   []Merged // what was merged into it
	Ask      string   // where the person is asked in for this byline, "" when they have an account
}

// Merged is a byline that was merged into another.
type Merged struct {
	ID      string
	Name    string
	Address string
}

// Merge asks which byline is kept, then names the consequence.
type Merge struct {
	Frame
	ID      string
	Name    string
	Address string
	Query   string
	Found   []PersonRow
	Into    *PersonRow // the one that is kept, once it is chosen
	Stories int        // that go along
	Account string     // user name of the account that goes along, "" for none
}

// Join is where somebody who was asked in makes their account.
type Join struct {
	Frame
	Form   Form
	Key    string
	By     string // who asked them in
	Roles  string
	Writes bool   // they get a byline
	Other  string // who is signed in with this browser, "" for nobody
}

// Forgotten asks whose password it is, and says what comes of it.
type Forgotten struct {
	Frame
	Form    Form
	Letters bool // letters go out
	Asked   bool // it was asked: the answer is the same for every address
}

// NewPassword is where somebody chooses a new password behind a link.
type NewPassword struct {
	Frame
	Form Form
	Key  string
	Name string
	User string
}

// Account is the person's own.
type Account struct {
	Frame
	Email   string
	Roles   string
	Profile string // address of the byline, "" for none
	Own     Form
	Letters []Option
	Form    Form // a new password
	SignIns []account.SignIn
}

func (*People) template() string      { return "people" }
func (*Handed) template() string      { return "handed" }
func (*Profile) template() string     { return "person" }
func (*Byline) template() string      { return "byline" }
func (*Merge) template() string       { return "mergebylines" }
func (*Join) template() string        { return "join" }
func (*Forgotten) template() string   { return "forgotten" }
func (*NewPassword) template() string { return "newpassword" }
func (*Account) template() string     { return "account" }
