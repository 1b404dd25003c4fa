package theme

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"broadsheet/internal/page"
)

// Folder keeps a theme in force while its folder changes. A state of it that has a fault is refused, and the last good
// one stays; before there was any, the program's own.
type Folder struct {
	Dir     string
	Log     *slog.Logger      // slog's default when nil
	Changed func(*page.Theme) // called after a new theme is in force; nil: nobody needs to know

	now atomic.Pointer[page.Theme]

	mu     sync.Mutex
	stamp  string // of the state that was read last
	seen   string // of the state that the last look found
	faults []page.Fault
}

// Open reads the folder. It is an error that there is none; a fault in it is told by Faults.
func Open(dir string, log *slog.Logger) (*Folder, error) {
	if log == nil {
		log = slog.Default()
	}
	f := &Folder{Dir: dir, Log: log}
	f.now.Store(page.BuiltIn())
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("the folder of the theme cannot be opened: %w", err)
	}
	if err := root.Close(); err != nil {
		return nil, fmt.Errorf("the folder of the theme: %w", err)
	}
	f.Look()
	return f, nil
}

// Theme is the one in force.
func (f *Folder) Theme() *page.Theme { return f.now.Load() }

// Faults are why the folder as it is now is not in force; none when it is.
func (f *Folder) Faults() []page.Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.faults
}

// beat is how often Watch looks. What changed is read when it has been left alone for as long: files that belong
// together are seldom written at once.
const beat = 300 * time.Millisecond

// Watch follows the folder until the context ends.
func (f *Folder) Watch(ctx context.Context) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if f.settled() {
				f.Look()
			}
		}
	}
}

// settled tells whether the folder is as it was at the last look, and not as it was read.
func (f *Folder) settled() bool {
	found := stampOf(f.Dir)
	f.mu.Lock()
	defer f.mu.Unlock()
	was := f.seen
	f.seen = found
	return found == was && found != f.stamp
}

// Look reads the folder if it changed since it was read last.
func (f *Folder) Look() {
	found := stampOf(f.Dir)
	f.mu.Lock()
	defer f.mu.Unlock()
	if found == f.stamp {
		return
	}
	f.stamp, f.seen = found, found
	t, faults := f.load()
	f.faults = faults
	if len(faults) > 0 {
		for _, fault := range faults {
			f.Log.Error("the theme is refused, the paper keeps the look that it has", "folder", f.Dir, "file", fault.File, "line", fault.Line, "why", fault.Why)
		}
		return
	}
	if t.ID == f.now.Load().ID {
		return
	}
	t.Tell(func(fault page.Fault) {
		f.Log.Error("the theme could not make a page, the program's own look stands in", "folder", f.Dir, "file", fault.File, "line", fault.Line, "why", fault.Why)
	})
	f.now.Store(t)
	f.Log.Info("the theme is in force", "folder", f.Dir, "id", t.ID)
	if f.Changed != nil {
		f.Changed(t)
	}
}

// load reads through a handle of the folder, so that no link leads out of it.
func (f *Folder) load() (t *page.Theme, faults []page.Fault) {
	root, err := os.OpenRoot(f.Dir)
	if err != nil {
		return nil, []page.Fault{{Why: fmt.Sprintf("the folder cannot be opened: %v", err)}}
	}
	defer root.Close() // read only: nothing can be lost
	return Load(root.FS())
}

// stampOf is different when a file of the folder is.
func stampOf(dir string) string {
	sum := sha256.New()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err.Error()
	}
	defer root.Close() // as above
	files := root.FS()
	err = fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(e.Name(), ".") && name != "." {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if strings.Count(name, "/") > 1 {
			return fs.SkipDir
		}
		info, err := fs.Stat(files, name)
		if err != nil {
			fmt.Fprintf(sum, "%q %v\n", name, err)
			return nil
		}
		if !info.IsDir() {
			fmt.Fprintf(sum, "%q %d %d %v\n", name, info.Size(), info.ModTime().UnixNano(), info.Mode())
		}
		return nil
	})
	return fmt.Sprintf("%x %v", sum.Sum(nil), err)
}
