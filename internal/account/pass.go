package account

import "time"

// PassKind is what a pass is for.
type PassKind string

// What a pass lets somebody do.
const (
	ToJoin     PassKind = "join"     // to make the account that they were asked in for
	ToPassword PassKind = "password" // to choose a new password and come in
)

// How long passes last. Who asks a colleague in hands the link over on another day; a forgotten password is for now.
const (
	JoinFor     = 7 * 24 * time.Hour
	PasswordFor = 30 * time.Minute
)

// Pass is a link that lets somebody in once. The link itself is kept nowhere: of its key there is only the hash.
type Pass struct {
	ID          string
	Hash        []byte
	Kind        PassKind
	Staff       string // whose account, "" while there is none
	Name        string
	Email       string
	Roles       []Role
	Byline      string // which byline the account gets, "" for a new one
	MadeBy      string // account, "" for the command line or somebody who forgot their password
	MadeAt      time.Time
	Until       time.Time
	UsedAt      time.Time
	WithdrawnAt time.Time
}

// PassState is what became of a pass.
type PassState string

// The states of a pass.
const (
	Waiting   PassState = "waiting"
	Used      PassState = "used"
	Withdrawn PassState = "withdrawn"
	RunOut    PassState = "run out"
)

// State tells what became of a pass by an instant.
func (p Pass) State(now time.Time) PassState {
	switch {
	case !p.UsedAt.IsZero():
		return Used
	case !p.WithdrawnAt.IsZero():
		return Withdrawn
	case !now.Before(p.Until):
		return RunOut
	}
	return Waiting
}

// SignIn is one time that somebody signed in.
type SignIn struct {
	At     time.Time
	Device string // "Firefox on Windows"
}
