package reception

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"broadsheet/internal/fault"
	"broadsheet/internal/screen"
)

// MaxForm is the largest form without files, in bytes.
const MaxForm = 1 << 20

// ReadForm reads what was typed. Line ends come as browsers send them (CR LF) and are kept as LF.
func ReadForm(w http.ResponseWriter, r *http.Request) (screen.Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, MaxForm)
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return screen.Form{}, err
		}
		return screen.Form{}, fault.Because(err, fault.Invalid, "What was sent cannot be read as a form. Go back and send it again.")
	}
	return Typed(r.PostForm), nil
}

func Typed(values url.Values) screen.Form {
	for _, vs := range values {
		for i := range vs {
			vs[i] = strings.ReplaceAll(vs[i], "\r\n", "\n")
		}
	}
	return screen.Form{Values: values}
}

// wrong puts what err says beside its field, or above the form when it is about none of these fields. It gives false
// for an error that is no business of a form.
func wrong(err error, f *screen.Form, frame *screen.Frame, fields ...string) bool {
	fl := fault.Of(err)
	if fl.Kind != fault.Invalid && fl.Kind != fault.Conflict && fl.Kind != fault.Forbidden {
		return false
	}
	for _, name := range fields {
		if name == fl.Field {
			if f.Wrong == nil {
				f.Wrong = map[string]string{}
			}
			f.Wrong[name] = fl.Say
			return true
		}
	}
	frame.Wrong = fl.Say
	return true
}

// again answers a form that was refused: the same screen with everything typed, or the error itself when it is no
// business of the form.
func (n *Reception) Again(w http.ResponseWriter, err error, f *screen.Form, s screen.Screen, frame *screen.Frame, fields ...string) error {
	if !wrong(err, f, frame, fields...) {
		return err
	}
	return n.ShowAs(w, statusOf(err), s)
}
