package copies

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"broadsheet/internal/fault"
)

// besidePart begins the names, in a copy, of files that lie beside the database and the pictures.
const besidePart = "beside/"

// MostOfOne is how many bytes of one folder that is not Whole a copy holds.
const MostOfOne = 4 << 30

// Beside is what lies in the data folder beside the database and the pictures.
type Beside struct {
	Dir   string   // data folder
	Whole []string // names of folders in it of which everything is copied
	Some  []string // names of folders in it of whose folders each is copied, unless it holds more than MostOfOne
	// Over tells, for a slashed name of a file in Some, that nothing needs it any more; nil for none.
	Over func(ctx context.Context) (func(name string) bool, error)
}

// Left is a folder that a copy does not hold.
type Left struct {
	Name string `json:"name"`
	Size int64  `json:"size"` // bytes
}

// lies is one file beside the database.
type lies struct {
	name string // slashed, below the data folder
	size int64
}

// list finds what belongs into a copy, by folder and name, and what is too large for one. Links are not followed, and
// what is half written (*.part, and names that begin with a dot) is made anew by whoever writes it.
func (b Beside) list(ctx context.Context) (all []lies, left []Left, err error) {
	over := func(string) bool { return false }
	if b.Over != nil {
		if over, err = b.Over(ctx); err != nil {
			return nil, nil, err
		}
	}
	for _, in := range slices.Concat(b.Whole, b.Some) {
		some := slices.Contains(b.Some, in)
		sizes, from := map[string]int64{}, len(all)
		err := fs.WalkDir(os.DirFS(b.Dir), in, func(name string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil // never made, or removed meanwhile
			case err != nil:
				return err
			case ctx.Err() != nil:
				return ctx.Err()
			case strings.HasPrefix(d.Name(), ".") && d.IsDir():
				return fs.SkipDir
			case !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(d.Name(), ".part") || some && over(name):
				return nil
			}
			st, err := d.Info()
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			all = append(all, lies{name, st.Size()})
			sizes[folderOf(name)] += st.Size()
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
		if !some {
			continue
		}
		kept := slices.DeleteFunc(all[from:], func(l lies) bool { return sizes[folderOf(l.name)] > MostOfOne })
		all = all[:from+len(kept)]
		for name, size := range sizes {
			if size > MostOfOne {
				left = append(left, Left{name, size})
			}
		}
	}
	slices.SortFunc(left, func(a, b Left) int { return strings.Compare(a.Name, b.Name) })
	return all, left, nil
}

// folderOf is the folder in a folder that a file lies in: "arrived/4f" for "arrived/4f/pictures/bridge.jpg".
func folderOf(name string) string {
	parts := strings.SplitN(name, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// Bytes is how much of it belongs into a copy.
func (b Beside) Bytes(ctx context.Context) (n int64, err error) {
	all, _, err := b.list(ctx)
	for _, l := range all {
		n += l.size
	}
	return n, err
}

// each opens every file that belongs into a copy, one after the other, and gives as much of it as there was when it was
// opened: reports grow while a move is under way.
func (b Beside) each(ctx context.Context, file func(name string, size int64, r io.Reader) error) (left []Left, err error) {
	all, left, err := b.list(ctx)
	if err != nil || len(all) == 0 {
		return left, err
	}
	root, err := os.OpenRoot(b.Dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	for _, l := range all {
		f, err := root.Open(l.name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed meanwhile
		}
		if err != nil {
			return nil, err
		}
		st, err := f.Stat()
		if err == nil {
			err = file(l.name, st.Size(), io.LimitReader(reader{ctx, f}, st.Size()))
		}
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
	}
	return left, nil
}

// put writes a file of a copy into a data folder that is being filled, and forces it to the disk. A name that leads
// anywhere but into Whole and Some is a fault.Invalid.
func (b Beside) put(ctx context.Context, name string, r io.Reader) error {
	in, _, _ := strings.Cut(name, "/")
	if !fs.ValidPath(name) || !slices.Contains(slices.Concat(b.Whole, b.Some), in) || in == name {
		return fault.New(fault.Invalid, "The copy holds a file %q that no paper has.", name)
	}
	root, err := os.OpenRoot(b.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, reader{ctx, r})
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// LeftOut tells in a sentence what a copy does not hold because it is too large; "" for nothing.
func (m Manifest) LeftOut() string {
	var sum int64
	var names []string
	for _, l := range m.Left {
		sum += l.Size
		names = append(names, l.Name)
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("Files of moves are left out because there are too many of them (%s in %s): keep them until the move is done.", Bytes(sum), strings.Join(names, ", "))
}
