package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"broadsheet/internal/page"
	"broadsheet/internal/theme"
	"broadsheet/themes"
)

// look is how the paper looks: always the same, or what a folder holds at the moment.
type look struct {
	name    string // as the operator said it
	fixed   *page.Theme
	folder  *theme.Folder // nil when it is always the same
	changed func()        // called after it changed
}

// lookOf opens the theme that the operator named. A folder with a fault in it does not keep the paper from its readers.
func lookOf(p *program, name string) (*look, error) {
	l := &look{name: name, fixed: page.BuiltIn(), changed: func() {}}
	if name == "" {
		return l, nil
	}
	own, comes, err := theme.At(name, themes.Files)
	if err != nil {
		return nil, usageError{err}
	}
	if comes {
		t, faults := page.NewTheme(own) // a test tries it whole
		if len(faults) > 0 {
			return nil, faults[0]
		}
		l.fixed = t
		return l, nil
	}
	if l.folder, err = theme.Open(name, p.log); err != nil {
		return nil, usageError{err}
	}
	l.folder.Changed = func(*page.Theme) { l.changed() }
	return l, nil
}

// Theme is the one in force.
func (l *look) Theme() *page.Theme {
	if l.folder != nil {
		return l.folder.Theme()
	}
	return l.fixed
}

// Watch follows the folder until the context ends.
func (l *look) Watch(ctx context.Context) {
	if l.folder != nil {
		l.folder.Watch(ctx)
	}
}

// say tells the operator which look the paper has, and what is wrong with it; false when something is.
func (l *look) say() (string, bool) {
	t := l.Theme()
	broken := t.Broken()
	switch {
	case l.name == "":
		return "The program's own.", true
	case l.folder != nil && len(l.folder.Faults()) > 0:
		faults := l.folder.Faults()
		keeps := "the last good state of it is in force"
		if t == page.BuiltIn() {
			keeps = "the program's own look stands in"
		}
		return fmt.Sprintf("The theme in %s has a fault, and %s. %s%s", l.name, keeps, faults[0], more(len(faults)-1)), false
	case len(broken) > 0:
		return fmt.Sprintf("The theme %s could not make a page, and the program's own look stands in for it. %s%s", l.name, broken[0], more(len(broken)-1)), false
	case t.Name != "":
		return fmt.Sprintf("%s (%s).", t.Name, l.name), true
	default:
		return l.name + ".", true
	}
}

func more(n int) string {
	if n < 1 {
		return ""
	}
	return fmt.Sprintf(" (and %d more)", n)
}

// renew has everybody forget how pages looked before: this node's cache at once, and the shared caches before the paper.
func (h *house) renew(p *program) {
	h.cache.Renew()
	h.toldLook(p)
}

// lookFile holds, in the data folder, which program and theme the shared caches were last told of.
const lookFile = "look"

// toldLook has the shared caches before the paper forget everything when what they keep was made by another program or in
// another theme; twice, for a page that one of them was just then fetching.
func (h *house) toldLook(p *program) {
	if len(h.purged) == 0 {
		return
	}
	at, now := filepath.Join(h.settings.Data, lookFile), version()+" "+h.look.Theme().ID
	if was, err := os.ReadFile(at); err == nil && string(was) == now {
		return
	}
	go func() {
		for _, wait := range []time.Duration{0, secondWave} {
			select {
			case <-p.ctx.Done():
				return
			case <-time.After(wait):
			}
			var all sync.WaitGroup
			errs := make([]error, len(h.purged))
			for i, c := range h.purged {
				all.Go(func() { errs[i] = c.Everything(p.ctx) })
			}
			all.Wait()
			if err := errors.Join(errs...); err != nil {
				p.log.Error("a shared cache could not be told that the paper looks otherwise; it may show the old look for an hour", "error", err)
				return // it is told when the program starts again
			}
		}
		if err := os.WriteFile(at, []byte(now), 0o600); err != nil {
			p.log.Error("that the shared caches know how the paper looks could not be noted; they are told again at the next start", "error", err)
		}
	}()
}

// secondWave is how long after the first a shared cache is told again.
const secondWave = 3 * time.Second
