package reception

import (
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"broadsheet/internal/fault"
	"broadsheet/internal/media"
	"broadsheet/internal/paper"
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

// Pairs are the lines of names and addresses in a form, and two empty ones to add.
func Pairs(f screen.Form, name, url string) []screen.Follow {
	var out []screen.Follow
	for i, v := range f.Values[name] {
		u := ""
		if i < len(f.Values[url]) {
			u = f.Values[url][i]
		}
		if strings.TrimSpace(v) != "" || strings.TrimSpace(u) != "" {
			out = append(out, screen.Follow{Number: len(out) + 1, Name: v, URL: u})
		}
	}
	for range 2 {
		out = append(out, screen.Follow{Number: len(out) + 1})
	}
	return out
}

// Links reads the lines of names and addresses in a form; empty ones are left out.
func Links(f screen.Form, name, url string) []paper.Link {
	var out []paper.Link
	for _, p := range Pairs(f, name, url) {
		if l := (paper.Link{Name: strings.TrimSpace(p.Name), URL: strings.TrimSpace(p.URL)}); l != (paper.Link{}) {
			out = append(out, l)
		}
	}
	return out
}

// PictureForm reads a form with the picture that may come with it.
func PictureForm(w http.ResponseWriter, r *http.Request) (screen.Form, *multipart.FileHeader, error) {
	r.Body = http.MaxBytesReader(w, r.Body, media.DefaultLimits.Bytes+MaxForm)
	if err := r.ParseMultipartForm(MaxForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return screen.Form{}, nil, err
		}
		return screen.Form{}, nil, fault.Because(err, fault.Invalid, "What was sent cannot be read as a form. Go back and send it again.")
	}
	f := Typed(r.PostForm)
	if r.MultipartForm != nil {
		for _, h := range r.MultipartForm.File["picture"] {
			if h.Size > 0 {
				return f, h, nil
			}
		}
	}
	return f, nil, nil
}
