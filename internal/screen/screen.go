// Package screen is the newsroom's face: one Go type for each screen that staff see, its template and style sheet,
// and a pure function from the one to the other. It has no clock, no store and no request: whoever fills a screen
// decides what the person may see, and what is not in a screen's type cannot be on the screen.
//
// Every screen is one whole page that works without scripts: links and forms. With scripts, htmx fetches the same
// page and puts its main part in place, so there is one answer to every request.
package screen

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
	"time"

	"broadsheet/internal/prose"
)

// A Screen is one of the types below, handed to Render by pointer.
type Screen interface {
	frame() *Frame
	template() string // file name without ending
}

// Frame is what every screen has around its own matter. Its zero value renders.
type Frame struct {
	Title   string // of the window, without the paper's name
	Paper   string // name of the paper, "" before the first run
	Zone    *time.Location
	Now     time.Time // so that today's times need no date
	Person  Person    // zero when nobody is signed in
	Menu    []Entry   // what works and the person may use, in order
	Write   bool      // the person may start a story
	Find    bool      // the person may look for stories
	Waiting int       // how many stories wait for the person: what the bell counts
	Query   string    // what stands in the search field
	Said    Said      // the line after something was done
	Wrong   string    // a sentence about the whole form, above it
	Shut    bool      // the paper is closed to readers
	Opens   bool      // the person may open it
}

// Person is who is signed in.
type Person struct {
	Name string
	User string
}

// Entry is one word of the menu.
type Entry struct {
	Name string
	URL  string
	Here bool
}

// Link is a name and an address.
type Link struct {
	Name string
	URL  string
}

// Said is one line about what was just done, with ways on and, a press away, all that it touched.
type Said struct {
	Text    string
	Links   []Link
	Details []string
	Undo    string // address that takes it back, "" when nothing does
}

func (f *Frame) frame() *Frame { return f }

// When is an instant as the newsroom says it: the time alone for today, with the day for this year, else with the
// year as well; "" for the zero instant.
func (f *Frame) When(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t, now := t.In(f.zone()), f.Now.In(f.zone())
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("15:04, Mon 2 Jan")
	}
	return t.Format("15:04, 2 Jan 2006")
}

// Exact is an instant to the second with its day.
func (f *Frame) Exact(t time.Time) string {
	return t.In(f.zone()).Format("15:04:05, Mon 2 January 2006")
}

// Machine is an instant for a datetime attribute.
func (f *Frame) Machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Local is an instant as a field for date and time holds it; "" for the zero instant.
func (f *Frame) Local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(f.zone()).Format("2006-01-02T15:04")
}

func (f *Frame) zone() *time.Location {
	if f.Zone == nil {
		return time.UTC
	}
	return f.Zone
}

//go:embed templates/*.html
var templateFiles embed.FS

var funcs = template.FuncMap{
	"asset":         AssetURL,
	"kind":          KindWord,
	"state":         StateWord,
	"credit":        CreditWord,
	"change":        ChangeWord,
	"note":          NoteWord,
	"count":         Count,
	"in":            makeInput,
	"line":          makeLine,
	"choice":        makeChoice,
	"sectionForm":   makeSectionForm,
	"sectionFields": sectionFields,
}

var templates = sync.OnceValue(func() map[string]*template.Template {
	all, err := parse(templateFiles)
	if err != nil {
		panic(err) // embedded: a test fails first
	}
	return all
})

// parse reads every screen's template, each with the layout and the parts beside it.
func parse(files fs.FS) (map[string]*template.Template, error) {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	all := map[string]*template.Template{}
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".html")
		if base == "layout" || base == "parts" {
			continue
		}
		t, err := template.New("layout.html").Funcs(funcs).Option("missingkey=error").
			ParseFS(files, "templates/layout.html", "templates/parts.html", name)
		if err != nil {
			return nil, fmt.Errorf("the screen %s: %w", base, err)
		}
		all[base] = t
	}
	return all, nil
}

// Render writes the whole screen, or nothing. What a form gives back may hold code points that no page may carry; they
// are left out, the rest stands as it was typed.
func Render(w io.Writer, s Screen) error {
	t := templates()[s.template()]
	if t == nil {
		return fmt.Errorf("there is no template %q for %T", s.template(), s)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, s); err != nil {
		return fmt.Errorf("rendering %T: %w", s, err)
	}
	_, err := io.WriteString(w, prose.Printable(b.String()))
	return err
}
