package copies

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/fault"
)

// How many copies are kept of each sort, and how much of a disk a copy leaves free.
const (
	Nights  = 7
	byHand  = 3
	apart   = 2
	reserve = 256 << 20
)

// Names in a folder of copies. A copy is named by when it was made in the paper's zone: 2026-11-23-0310.copy. Beside
// it lies what its check found, as JSON.
const (
	ending      = ".copy"
	sheetEnding = ".json"
	handMark    = "-by-hand"
	apartFolder = "apart"
	lastTry     = "last-try.json"
	abandoned   = 6 * time.Hour // after which what lies half written is what a killed program left
)

// ErrApart is behind the fault of a copy that did not pass its check.
var ErrApart = errors.New("copies: a copy did not pass its check")

// Folder is where the copies of a paper lie. Several processes may use one at the same time.
type Folder struct{ Dir string }

// Copy is one copy in a folder.
type Copy struct {
	Name string // of the file
	Size int64  // bytes
	Sheet
}

// Sheet is what is known of a copy beside its bytes.
type Sheet struct {
	Made    time.Time `json:"made"`    // when it was begun
	Checked time.Time `json:"checked"` // when all of it had been read again; zero for never
	ByHand  bool      `json:"by_hand"` // somebody asked for it
	By      string    `json:"by"`      // who did, by name
	Number  int64     `json:"number"`  // of the record's newest entry
	Files   int64     `json:"files"`   // of pictures
	Lack    string    `json:"lack"`    // what its pictures lack, in sentences
	Left    string    `json:"left"`    // what was too large for it, in a sentence
	Wrong   string    `json:"wrong"`   // why it was kept apart
}

// Try is what became of the last attempt to make a copy.
type Try struct {
	At    time.Time `json:"at"`
	Wrong string    `json:"wrong"` // a sentence; "" when it went well
}

// Order is a copy to be made.
type Order struct {
	DB     Database
	Shelf  Shelf
	Beside Beside
	Now    func() time.Time
	Zone   *time.Location
	ByHand bool
	By     string // who asked for it, by name
	// About tells how many bytes the database, the pictures and what lies beside take: a copy is hardly larger. It is asked when there is
	// no copy yet to go by.
	About func() (int64, error)
}

// Make makes a copy in the folder, reads all of it again, and only then gives it its name. One that does not pass is
// kept apart and is the fault; nothing older is touched by that. After a good one, those beyond the last Nights (and
// beyond the last three that somebody asked for) are removed, but never the newest whose pictures are all there. What
// became of it is written down in the folder. A program that is killed meanwhile leaves nothing that looks like a
// copy, and what it leaves is swept by the next one.
func (f Folder) Make(ctx context.Context, o Order) (c Copy, err error) {
	begun := o.Now()
	defer func() {
		if ctx.Err() != nil {
			return // told to stop: nothing went wrong
		}
		try := Try{At: begun}
		if err != nil {
			try.Wrong = fault.Of(err).Say
		}
		err = errors.Join(err, f.write(lastTry, try))
	}()
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return c, fault.Because(err, fault.Unavailable, "The folder of copies %s cannot be made: look who may write there.", f.Dir)
	}
	if err := f.sweep(time.Now()); err != nil {
		return c, trouble(err, f.Dir)
	}
	if err := f.room(o); err != nil {
		return c, err
	}
	file, err := draft(ctx, f.Dir, o.DB, o.Shelf, o.Beside)
	if err != nil {
		return c, trouble(err, f.Dir)
	}
	r, err := Check(ctx, file)
	c.Size, c.Sheet = r.Size, Sheet{Made: begun, Checked: o.Now(), ByHand: o.ByHand, By: o.By, Number: r.Number, Files: r.Files, Lack: r.Lack(), Left: r.LeftOut()}
	if err != nil {
		if ctx.Err() != nil {
			return c, errors.Join(err, os.Remove(file))
		}
		return c, f.setApart(file, c, o, err)
	}
	if c.Name, err = f.name(file, "", c.Sheet, o.Zone); err != nil {
		return c, trouble(errors.Join(err, os.Remove(file)), f.Dir)
	}
	return c, f.prune()
}

// room refuses a copy for which there is no room.
func (f Folder) room(o Order) error {
	all, err := f.List()
	if err != nil {
		return err
	}
	need := int64(0)
	if len(all) > 0 { // the best measure, when there is one
		need = all[0].Size + all[0].Size/5
	} else if o.About != nil {
		if need, err = o.About(); err != nil {
			return err
		}
	}
	free, _, err := Space(f.Dir)
	if err != nil {
		return fault.Because(err, fault.Unavailable, "How much room there is in %s cannot be found out.", f.Dir)
	}
	if free-need < reserve {
		return fault.New(fault.Unavailable, "No copy was made: it needs about %s and must leave %s free, and %s of the disk of %s are free. Make room there, or choose another folder with --copies.",
			Bytes(need), Bytes(reserve), Bytes(free), f.Dir)
	}
	return nil
}

// Bytes is a size as people say it.
func Bytes(n int64) string {
	switch {
	case n < 0:
		return "0 KB"
	case n < 1<<20:
		return fmt.Sprintf("%d KB", (n+1023)>>10)
	case n < 10<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n < 1<<30:
		return fmt.Sprintf("%d MB", n>>20)
	case n < 100<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	}
	return fmt.Sprintf("%d GB", n>>30)
}

// setApart keeps a copy that did not pass its check where nothing takes it for a good one.
func (f Folder) setApart(file string, c Copy, o Order, why error) error {
	say := fault.Of(why).Say
	if fault.Of(why).Kind == fault.Invalid {
		say = "The copy did not pass its check and is kept apart; older ones are untouched. " + strings.ReplaceAll(say, file, "It")
	}
	c.Wrong = say
	bad := fault.Because(errors.Join(ErrApart, why), fault.Unavailable, "%s", say)
	err := os.MkdirAll(filepath.Join(f.Dir, apartFolder), 0o700)
	if err == nil {
		_, err = f.name(file, apartFolder, c.Sheet, o.Zone)
	}
	if err == nil {
		err = f.pruneApart()
	}
	if err != nil {
		return errors.Join(bad, err)
	}
	return bad
}

// name gives a copy its name, and what is known of it the name beside: first the sheet, so that no copy stands there
// whose check is not told.
func (f Folder) name(file, in string, s Sheet, zone *time.Location) (string, error) {
	if zone == nil {
		zone = time.UTC
	}
	stem := s.Made.In(zone).Format("2006-01-02-1504")
	if s.ByHand {
		stem += handMark
	}
	for n := 1; n < 100; n++ {
		name := stem
		if n > 1 {
			name = fmt.Sprintf("%s-%d", stem, n)
		}
		name = filepath.Join(in, name)
		if _, err := os.Lstat(filepath.Join(f.Dir, name+ending)); !errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err := f.write(name+sheetEnding, s); err != nil {
			return "", err
		}
		err := place(file, filepath.Join(f.Dir, name+ending))
		if !errors.Is(err, os.ErrExist) {
			return filepath.Base(name + ending), err
		}
	}
	return "", fmt.Errorf("copies: there is no name for %s", stem)
}

// write puts JSON into the folder, whole or not at all.
func (f Folder) write(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return err
	}
	w, err := os.CreateTemp(f.Dir, aside+"*")
	if errors.Is(err, os.ErrNotExist) {
		return nil // there is no folder: why is told already
	}
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	if err == nil {
		err = w.Sync()
	}
	if err = errors.Join(err, w.Close()); err == nil {
		err = os.Rename(w.Name(), filepath.Join(f.Dir, name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(w.Name()))
	}
	return nil
}

// List names the copies that passed their check, newest first; what is found beside them without a check, such as a
// copy that somebody put there, stands at its end without times.
func (f Folder) List() ([]Copy, error) { return f.list("") }

// Apart lists the copies that did not pass, newest first.
func (f Folder) Apart() ([]Copy, error) { return f.list(apartFolder) }

func (f Folder) list(in string) ([]Copy, error) {
	dir := filepath.Join(f.Dir, in)
	names, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "The folder of copies %s cannot be read: look who may use it.", dir)
	}
	var all []Copy
	for _, n := range names {
		stem, isCopy := strings.CutSuffix(n.Name(), ending)
		if !isCopy || !n.Type().IsRegular() || strings.HasPrefix(n.Name(), ".") {
			continue
		}
		st, err := n.Info()
		if errors.Is(err, os.ErrNotExist) {
			continue // removed meanwhile
		}
		if err != nil {
			return nil, err
		}
		c := Copy{Name: n.Name(), Size: st.Size()}
		b, err := os.ReadFile(filepath.Join(dir, stem+sheetEnding))
		if err == nil {
			err = json.Unmarshal(b, &c.Sheet)
		}
		if err != nil { // a copy without a sheet, or with one that cannot be read, was not checked here
			c.Sheet = Sheet{ByHand: true}
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b Copy) int {
		return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(b.Name, a.Name))
	})
	return all, nil
}

// Last is the newest copy that passed its check; false for none.
func (f Folder) Last() (Copy, bool, error) {
	all, err := f.List()
	if err != nil || len(all) == 0 || all[0].Checked.IsZero() {
		return Copy{}, false, err
	}
	return all[0], true, nil
}

// LastTry is what became of the last attempt; its zero value for none.
func (f Folder) LastTry() (t Try, err error) {
	b, err := os.ReadFile(filepath.Join(f.Dir, lastTry))
	if errors.Is(err, os.ErrNotExist) {
		return t, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &t)
	}
	return t, err
}

// Open opens a copy by its name in the list.
func (f Folder) Open(name string) (file *os.File, c Copy, err error) {
	all, err := f.List()
	if err != nil {
		return nil, c, err
	}
	at := slices.IndexFunc(all, func(c Copy) bool { return c.Name == name })
	if at < 0 {
		return nil, c, fault.New(fault.NotFound, "There is no copy with this name any more. Seven are kept; an older one may have made room.")
	}
	file, err = os.Open(filepath.Join(f.Dir, name))
	return file, all[at], err
}

// prune removes the copies beyond those that are kept.
func (f Folder) prune() error {
	all, err := f.List()
	if err != nil {
		return err
	}
	left := map[bool]int{false: Nights, true: byHand}
	sound := false // the newest whose pictures are all there was seen
	var errs []error
	for _, c := range all {
		newestSound := !sound && c.Lack == "" && !c.Checked.IsZero()
		sound = sound || newestSound
		if c.Checked.IsZero() || newestSound && left[c.ByHand] <= 0 {
			continue // somebody put it there; or there is none better
		}
		if left[c.ByHand]--; left[c.ByHand] < 0 {
			errs = append(errs, f.remove("", c))
		}
	}
	return errors.Join(errs...)
}

func (f Folder) pruneApart() error {
	all, err := f.Apart()
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range all[min(len(all), apart):] {
		errs = append(errs, f.remove(apartFolder, c))
	}
	return errors.Join(errs...)
}

func (f Folder) remove(in string, c Copy) error {
	path := filepath.Join(f.Dir, in, c.Name)
	err := os.Remove(path)
	if err == nil || errors.Is(err, os.ErrNotExist) {
		err = os.Remove(strings.TrimSuffix(path, ending) + sheetEnding)
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// sweep removes what killed programs left: copies that were being written, and sheets without a copy.
func (f Folder) sweep(now time.Time) error {
	for _, in := range []string{"", apartFolder} {
		dir := filepath.Join(f.Dir, in)
		names, err := os.ReadDir(dir)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		for _, n := range names {
			stem, isSheet := strings.CutSuffix(n.Name(), sheetEnding)
			if !strings.HasPrefix(n.Name(), aside) && (!isSheet || n.Name() == lastTry) {
				continue
			}
			if _, err := os.Lstat(filepath.Join(dir, stem+ending)); isSheet && err == nil {
				continue
			}
			st, err := n.Info()
			if errors.Is(err, os.ErrNotExist) || err == nil && now.Sub(st.ModTime()) < abandoned {
				continue
			}
			if err == nil {
				err = os.Remove(filepath.Join(dir, n.Name()))
			}
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// Tidy removes at once what a killed program left. Call it only where no other process makes copies in the folder.
func (f Folder) Tidy() error { return f.sweep(time.Now().Add(2 * abandoned)) }
