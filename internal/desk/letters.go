package desk

import (
	"context"
	"encoding/json"
	"time"

	"broadsheet/internal/fault"
)

// LetterKind says what a letter is about. Every kind there is stands here, and the mail has words for it.
type LetterKind string

// The kinds of letters.
const (
	LetterStories    LetterKind = "stories"    // stories that were given to somebody or sent back, gathered
	LetterInvitation LetterKind = "invitation" // asks somebody in, by a link that works once
	LetterPassword   LetterKind = "password"   // leads to a new password, by a link that works once
	LetterTest       LetterKind = "test"       // tries the mail server
)

// LetterKinds lists them.
var LetterKinds = []LetterKind{LetterStories, LetterInvitation, LetterPassword, LetterTest}

// LetterState says what became of a letter.
type LetterState string

// The states of a letter.
const (
	LetterWaiting LetterState = "waiting" // to go out
	LetterHere    LetterState = "here"    // no mail server was set when it was written; it is handed over by hand
	LetterSending LetterState = "sending" // its text is on its way, and the answer is not known yet
	LetterSent    LetterState = "sent"    // a mail server took it
	LetterFailed  LetterState = "failed"  // refused, or given up
	LetterUnknown LetterState = "unknown" // the line broke between its text and the answer: it may have arrived
)

// Letter is one letter to one person. What it says is kept as facts, in words only when it is written or shown, and is
// dropped once it is sent.
type Letter struct {
	ID      string
	Kind    LetterKind
	Staff   string // account id, "" for somebody without one
	Name    string // of whom it is for
	Email   string
	Data    LetterData
	State   LetterState
	MadeBy  string // staff id, "" for the house
	MadeAt  time.Time
	SendAt  time.Time // not before
	Until   time.Time // after which it is of no use, zero for never
	Tries   int
	Said    string // by the mail server, or about it
	EndedAt time.Time
}

// LetterData is what a letter says.
type LetterData struct {
	// Link is the path in this house that the letter leads to: "/newsroom/…". The scheme and host that stand before it
	// are the configured ones, never those of a request.
	Link  string       `json:"link,omitempty"`
	By    string       `json:"by,omitempty"` // name of who caused it
	Items []LetterItem `json:"items,omitempty"`
}

// LetterItem is one story that came to somebody.
type LetterItem struct {
	Draft    string    `json:"draft"`
	Headline string    `json:"headline"`
	By       string    `json:"by"`
	Back     bool      `json:"back,omitempty"` // it was sent back, with a note
	Note     string    `json:"note,omitempty"`
	Due      time.Time `json:"due,omitzero"`
}

// Empty tells whether a letter says nothing any more.
func (d LetterData) Empty() bool { return d.Link == "" && d.By == "" && len(d.Items) == 0 }

// Letters are the outbox.
type Letters interface {
	// AddLetter keeps a new letter.
	AddLetter(ctx context.Context, l Letter) error
	// Letter reads a letter and keeps others from changing it until the end.
	Letter(ctx context.Context, id string) (Letter, error)
	SaveLetter(ctx context.Context, l Letter) error
	// WaitingLetter finds the letter of a kind that waits for somebody with an account, and keeps others from changing
	// it.
	WaitingLetter(ctx context.Context, staff string, kind LetterKind) (Letter, bool, error)
	// DropLetter takes a letter away.
	DropLetter(ctx context.Context, id string) error
	// TidyLetters empties letters made before one instant and drops those made before another.
	TidyLetters(ctx context.Context, empty, drop time.Time) error
}

// MailJob is the kind of job that sends a letter; its key is the letter's id.
const MailJob = "letter"

// Names in the tables of what is private and of secrets.
const (
	mailName         = "mail"
	mailPasswordName = "mail password"
)

// post puts a letter into the outbox, to go at once or at SendAt, when the action is committed. Kind, Email, Name and
// what it says are given; Staff, MadeBy, SendAt and Until as far as they apply. Where no mail server is set it stays
// here, and whoever keeps people can read and hand it over.
func (d *Desk) post(ctx context.Context, tx Tx, l Letter) (Letter, error) {
	l.ID, l.MadeAt, l.State = d.clock.ID(), d.clock.Now(), LetterWaiting
	server, _, err := mailServer(ctx, tx)
	if err != nil {
		return l, err
	}
	if !server.Set() {
		l.State, l.SendAt = LetterHere, time.Time{}
		return l, tx.AddLetter(ctx, l)
	}
	if l.SendAt.Before(l.MadeAt) {
		l.SendAt = l.MadeAt
	}
	if err := tx.AddLetter(ctx, l); err != nil {
		return l, err
	}
	return l, tx.AddJob(ctx, Job{Kind: MailJob, Key: l.ID, RunAt: l.SendAt})
}

// TLSMode says how the line to a mail server is kept from others' eyes.
type TLSMode string

// The modes, in the order in which they are offered.
const (
	StartTLS TLSMode = "starttls" // begins in the open and turns to TLS, or sends nothing; port 587
	TLS      TLSMode = "tls"      // TLS from the first byte; port 465
	NoTLS    TLSMode = "none"     // in the open: for a server on this machine or network alone
)

// TLSModes lists them.
var TLSModes = []TLSMode{StartTLS, TLS, NoTLS}

// MailServer is where letters go out. Its password is kept apart.
type MailServer struct {
	Host string  `json:"host"`
	Port int     `json:"port"`
	TLS  TLSMode `json:"tls"`
	User string  `json:"user"` // "" where the server asks for none
	From string  `json:"from"` // e-mail that letters come from; the name beside it is the paper's
}

// Set tells whether letters can go out.
func (m MailServer) Set() bool { return m.Host != "" }

// mailServer reads the settings of mail with the password.
func mailServer(ctx context.Context, tx Tx) (m MailServer, password string, err error) {
	b, found, err := tx.Private(ctx, mailName)
	if err == nil && found {
		err = json.Unmarshal(b, &m)
	}
	if err == nil && m.User != "" {
		password, err = tx.Secret(ctx, mailPasswordName)
	}
	if err != nil {
		return m, "", fault.Because(err, fault.Of(err).Kind, "The settings of mail cannot be read.")
	}
	return m, password, nil
}

// Mail reads where letters go out, with the password; a server that is not Set means that they stay here.
func (d *Desk) Mail(ctx context.Context) (m MailServer, password string, err error) {
	err = d.store.InTx(ctx, func(tx Tx) error {
		m, password, err = mailServer(ctx, tx)
		return err
	})
	return m, password, err
}
