// Package fault holds the kinds of failure that a person can be told about. Inside the house an error says what
// went wrong; at a door it becomes a status and a sentence, once. An error that is not a Fault is Internal: the
// person is told that it is not their doing, the log gets every word.
package fault

import (
	"errors"
	"fmt"
)

// Kind sorts failures by what the person can do about them.
type Kind int

// The five kinds. The zero value is Internal, so that what nobody foresaw is never shown as it stands.
const (
	Internal    Kind = iota // our mistake or our machine's: log it whole, say little
	NotFound                // there is no such thing, or the person may not know of it
	Forbidden               // the person may not do this
	Invalid                 // what was typed or sent cannot be used as it is
	Conflict                // somebody or something was faster
	Unavailable             // a neighbour (database, disk, mail) does not answer just now
)

// Fault is a failure with a sentence for the person. Field names the form field it is about, if any.
type Fault struct {
	Kind  Kind
	Say   string // one or two sentences: what happened, what it means, what to do
	Field string
	cause error
}

func (f *Fault) Error() string {
	if f.cause != nil {
		return f.Say + ": " + f.cause.Error()
	}
	return f.Say
}

func (f *Fault) Unwrap() error { return f.cause }

// New makes a Fault whose sentence is made as by fmt.Sprintf.
func New(kind Kind, format string, args ...any) *Fault {
	return &Fault{Kind: kind, Say: fmt.Sprintf(format, args...)}
}

// About makes an Invalid Fault that belongs beside a form field.
func About(field, format string, args ...any) *Fault {
	return &Fault{Kind: Invalid, Field: field, Say: fmt.Sprintf(format, args...)}
}

// Because makes a Fault that keeps its cause for the log.
func Because(cause error, kind Kind, format string, args ...any) *Fault {
	return &Fault{Kind: kind, Say: fmt.Sprintf(format, args...), cause: cause}
}

// Of finds the Fault in err. A plain error gives an Internal Fault with err as its cause; nil gives nil.
func Of(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Kind: Internal, Say: "Something went wrong here. It has been written down for the person who runs this site.", cause: err}
}

// Is tells whether err is a Fault of the kind.
func Is(err error, kind Kind) bool {
	var f *Fault
	return errors.As(err, &f) && f.Kind == kind
}
