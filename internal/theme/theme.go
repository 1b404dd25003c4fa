// Package theme lets a publisher make the paper look like their own without a build: it reads a folder of templates,
// style sheets and pictures, tries them on one of each page before any reader meets them, says what is wrong by file
// and line, and keeps the last good one in force.
package theme

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/page"
)

// patience is how long a theme may take to make every page of the gallery. They take some hundredths of a second.
const patience = 20 * time.Second

// Load reads a theme and tries it: its templates against the types of the pages, and then on every page of the gallery,
// which must keep the laws of the house and tell readers what they are owed. A theme with a fault is none.
func Load(files fs.FS) (*page.Theme, []page.Fault) {
	t, faults := page.NewTheme(files)
	if len(faults) > 0 {
		return nil, ordered(faults)
	}
	if faults = static(t); len(faults) > 0 {
		return nil, ordered(faults)
	}
	tried := make(chan []page.Fault, 1)
	go func() { tried <- try(t) }()
	select {
	case faults = <-tried:
	case <-time.After(patience): // it ends by itself, for its steps are counted; nobody waits for it
		faults = []page.Fault{{Why: fmt.Sprintf("its pages take longer than %s to make", patience)}}
	}
	if len(faults) > 0 {
		return nil, ordered(faults)
	}
	return t, nil
}

func ordered(faults []page.Fault) []page.Fault {
	slices.SortFunc(faults, func(a, b page.Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Why, b.Why))
	})
	return slices.Compact(faults)
}

// try makes every page of the gallery.
func try(t *page.Theme) (faults []page.Fault) {
	shown := map[page.Fault][]string{}
	gallery := Pages()
	for _, name := range slices.Sorted(maps.Keys(gallery)) {
		p := gallery[name]
		body, err := t.Try(p)
		if err != nil {
			f := page.FaultOf(err)
			shown[f] = append(shown[f], name)
			continue
		}
		m, err := read(t, p, body)
		if err != nil {
			shown[page.Fault{Why: err.Error()}] = []string{name}
			continue
		}
		for _, w := range m.check() {
			f := where(t, p, w)
			shown[f] = append(shown[f], name)
		}
	}
	for f, on := range shown {
		if len(on) > 3 {
			on = append(on[:3:3], fmt.Sprintf("%d more", len(on)-3))
		}
		f.Why += " (seen on " + strings.Join(on, ", ") + ")"
		faults = append(faults, f)
	}
	return faults
}

// where finds the line that a trouble comes from: the page's own template, the shared ones, or where the page begins.
func where(t *page.Theme, p page.Page, w trouble) page.Fault {
	own := "templates/" + page.TemplateOf(p) + ".html"
	files := []string{own, "templates/page.html", "templates/parts.html"}
	for _, file := range files {
		if at := strings.Index(string(t.Source(file)), w.clue); at >= 0 && w.clue != "" {
			return page.Fault{File: file, Line: 1 + strings.Count(string(t.Source(file))[:at], "\n"), Why: w.why}
		}
	}
	for _, file := range files {
		if source := string(t.Source(file)); source != "" {
			at := max(strings.Index(source, `{{define "main"`), 0)
			return page.Fault{File: file, Line: 1 + strings.Count(source[:at], "\n"), Why: w.why}
		}
	}
	return page.Fault{Why: w.why}
}

// At finds the theme that an operator named: one that comes with the program, or a folder.
func At(name string, own fs.FS) (fs.FS, bool, error) {
	if !strings.ContainsAny(name, `/\.`) {
		if _, err := fs.Stat(own, name); err == nil {
			sub, err := fs.Sub(own, name)
			return sub, true, err
		}
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, fmt.Errorf("there is no folder %s. Make one with: broadsheet theme new %s", name, name)
	case err != nil:
		return nil, false, fmt.Errorf("the folder %s cannot be read: %w", name, err)
	case !info.IsDir():
		return nil, false, fmt.Errorf("%s is no folder", name)
	}
	return nil, false, nil
}

// New writes files into a folder that is to become a theme: all templates, the style sheet, the settings and a README,
// or only the files that are named. What stands there already stays.
func New(dir string, from map[string][]byte, only []string) (written, left []string, err error) {
	if len(only) == 0 {
		for name := range from {
			if strings.HasPrefix(name, "templates/") || strings.HasSuffix(name, ".css") || name == "theme.toml" {
				only = append(only, name)
			}
		}
		only = append(only, "README.md")
	}
	from = maps.Clone(from)
	from["README.md"] = []byte(readme)
	for _, name := range slices.Sorted(slices.Values(only)) {
		body, ok := from[filepath.ToSlash(name)]
		if !ok {
			return written, left, fmt.Errorf("a theme has no file %s. It has %s", name, strings.Join(slices.Sorted(maps.Keys(from)), ", "))
		}
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			return written, left, fmt.Errorf("the folder of the theme cannot be made: %w", err)
		}
		f, err := os.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			left = append(left, name)
			continue
		}
		if err == nil {
			_, err = f.Write(body)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			return written, left, fmt.Errorf("the file of the theme cannot be written: %w", err)
		}
		written = append(written, name)
	}
	return written, left, nil
}

const readme = `# A theme

What lies here is laid over the program's own look, file by file. Change what you want to be different and delete the
rest: what is not here stays as the program has it, and is kept up with new versions.

    theme.toml        what pictures and cards show where
    templates/        one file for each page; page.html and parts.html are shared by all, definition by definition
    assets/           style sheets, pictures, fonts (.woff2), scripts; in templates {{asset "NAME"}}, in CSS url(NAME)

Look at every page with hard cases while you write, then try it, then use it:

    broadsheet theme gallery .
    broadsheet theme check .
    broadsheet serve --theme .

What each page gives its template, and what the paper owes its readers in every theme, stands in docs/themes.md.
`
