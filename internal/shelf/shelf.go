// Package shelf is where files lie: the originals of pictures and what was cut from them. A file is put there whole
// or not at all, under a name that follows from its bytes, and is never changed; so putting it a second time is
// harmless, and whoever found a name may keep it.
package shelf

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
	"time"

	"broadsheet/internal/fault"
)

// Info is what is known of a file without reading it.
type Info struct {
	Name     string
	Size     int64     // bytes
	Modified time.Time // when it was put there
}

// Folder is a shelf on a disk: a folder and everything under it. Its methods may be called at the same time, also
// by several processes on one folder. Nothing outside the folder can be reached, not by a name and not by a link.
type Folder struct{ root *os.Root }

// incoming is where files are written before they are whole. A name never begins with a dot, so it cannot be named.
const incoming = ".incoming"

// At opens the folder dir, and makes it if it is missing (for the owner alone).
func At(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Because(err, fault.Unavailable, "The folder %s cannot be made. Look at who may write there.", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "The folder %s cannot be opened. Look at who may read it.", dir)
	}
	if err := root.MkdirAll(incoming, 0o700); err != nil {
		return nil, errors.Join(fault.Because(err, fault.Unavailable, "The folder %s cannot be written to. Look at who may write there.", dir), root.Close())
	}
	return &Folder{root}, nil
}

// Look opens the folder dir to be read; it makes nothing.
func Look(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "The folder %s cannot be opened. Look whether it is there and who may read it.", dir)
	}
	return &Folder{root}, nil
}

// Close gives the folder back. Files that are open stay open.
func (f *Folder) Close() error { return f.root.Close() }

// CheckName tells why a name cannot be a file's on any shelf: it is 1 to 200 characters, parts divided by "/", each
// of a-z, 0-9, ".", "-" and "_" and beginning with a letter or digit. Capitals are refused because some disks take
// them for small letters.
func CheckName(name string) error {
	if name == "" || len(name) > 200 {
		return badName(name)
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || strings.HasSuffix(part, ".") || reserved(part) {
			return badName(name)
		}
		for i, r := range part {
			switch {
			case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			case i > 0 && (r == '.' || r == '-' || r == '_'):
			default:
				return badName(name)
			}
		}
	}
	return nil
}

func badName(name string) error {
	return fault.New(fault.NotFound, "There is no file with the name %q.", name)
}

// reserved are the names that Windows keeps for devices, whatever their ending.
func reserved(part string) bool {
	stem, _, _ := strings.Cut(part, ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && stem[3] >= '0' && stem[3] <= '9'
}

// Put puts what r gives under the name: written aside, forced to the disk, then moved into place, so that nobody ever
// finds half a file, not even after a power cut. If the name is taken nothing is read and nothing changes: a name
// stands for its bytes. A failure of r or ctx leaves nothing behind.
func (f *Folder) Put(ctx context.Context, name string, r io.Reader) (err error) {
	if err := CheckName(name); err != nil {
		return err
	}
	if has, err := f.Has(ctx, name); err != nil || has {
		return err
	}
	aside := path.Join(incoming, rand.Text())
	w, err := f.root.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return trouble(err)
	}
	defer func() {
		if err != nil {
			if gone := f.root.Remove(aside); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
	}()
	_, err = io.Copy(w, reader{ctx, r})
	if err == nil {
		err = w.Sync()
	}
	if closed := w.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return trouble(err)
	}
	dir := path.Dir(name)
	if err := f.root.MkdirAll(dir, 0o700); err != nil {
		return trouble(err)
	}
	if err := f.root.Rename(aside, name); err != nil {
		return trouble(err)
	}
	for { // a new folder is only safe once its own folder is on the disk
		if err := f.sync(dir); err != nil {
			return trouble(err)
		}
		if dir == "." {
			return nil
		}
		dir = path.Dir(dir)
	}
}

func (f *Folder) sync(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil // a disk that keeps folders without being asked
	}
	return errors.Join(err, d.Close())
}

// Open opens a file to be read from anywhere in it. A name that is not there is a fault.NotFound.
func (f *Folder) Open(ctx context.Context, name string) (io.ReadSeekCloser, Info, error) {
	if err := CheckName(name); err != nil {
		return nil, Info{}, err
	}
	if err := ctx.Err(); err != nil {
		return nil, Info{}, err
	}
	file, err := f.root.Open(name)
	if err != nil {
		return nil, Info{}, missing(name, err)
	}
	st, err := file.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, Info{}, errors.Join(missing(name, err), file.Close())
	}
	return file, Info{name, st.Size(), st.ModTime()}, nil
}

// Has tells whether there is a file with the name.
func (f *Folder) Has(ctx context.Context, name string) (bool, error) {
	if err := CheckName(name); err != nil {
		return false, err
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	st, err := f.root.Lstat(name)
	switch {
	case err == nil:
		return st.Mode().IsRegular(), nil
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return false, nil
	}
	return false, trouble(err)
}

// Remove takes a file away for good. One that is not there is no failure.
func (f *Folder) Remove(ctx context.Context, name string) error {
	has, err := f.Has(ctx, name)
	if err != nil || !has {
		return err
	}
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return trouble(err)
	}
	if err := f.sync(path.Dir(name)); err != nil {
		return trouble(err)
	}
	return nil
}

// Walk calls each for every file whose name begins with prefix, in the order of their names within a folder, and
// stops at its first error. Files put or removed meanwhile may or may not be seen.
func (f *Folder) Walk(ctx context.Context, prefix string, each func(Info) error) error {
	err := fs.WalkDir(f.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err != nil {
			return trouble(err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if name == "." {
			return nil
		}
		if d.IsDir() {
			if strings.HasPrefix(d.Name(), ".") || !strings.HasPrefix(name+"/", prefix) && !strings.HasPrefix(prefix, name+"/") {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || !strings.HasPrefix(name, prefix) || CheckName(name) != nil {
			return nil
		}
		st, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return trouble(err)
		}
		return each(Info{name, st.Size(), st.ModTime()})
	})
	if err != nil {
		return fmt.Errorf("walking the shelf: %w", err)
	}
	return nil
}

// Tidy removes what an interrupted Put left aside before the instant, and tells how many such files there were. Give
// it an instant a day ago: another process may be putting something just now.
func (f *Folder) Tidy(ctx context.Context, before time.Time) (int, error) {
	d, err := f.root.Open(incoming)
	if err != nil {
		return 0, trouble(err)
	}
	entries, err := d.ReadDir(-1)
	if err := errors.Join(err, d.Close()); err != nil {
		return 0, trouble(err)
	}
	n := 0
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		st, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !st.ModTime().Before(before) {
			continue
		}
		if err == nil {
			err = f.root.Remove(path.Join(incoming, e.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return n, trouble(err)
		}
		n++
	}
	return n, nil
}

func missing(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return fault.Because(err, fault.NotFound, "There is no file with the name %q.", name)
	}
	return trouble(err)
}

// trouble gives a disk's failure its sentence. What came from the caller's own reader or context stays as it is.
func trouble(err error) error {
	var onDisk *fs.PathError
	var moving *os.LinkError
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fault.Because(err, fault.Unavailable, "The disk of the server is full, so the file was not kept. Make room there and add it again.")
	case errors.As(err, &onDisk), errors.As(err, &moving):
		return fault.Because(err, fault.Unavailable, "The server cannot use the folder of its files. Look at who may write there, and whether the disk is sound.")
	}
	return err
}

// reader stops reading when its context is done.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(b)
}
