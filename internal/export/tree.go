package export

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path"
	"path/filepath"
	"syscall"

	"broadsheet/internal/fault"
)

// tree takes the files of an export, one after the other: create ends the file before.
type tree interface {
	create(name string) (io.Writer, error)
}

// A listing passes files on to a tree and notes the sum of each, in the order in which they come.
type listing struct {
	to   tree
	name string // of the file that is being written, "" for none
	sum  hash.Hash
	kept *lines
}

// create begins the next file of the export.
func (l *listing) create(name string) (io.Writer, error) {
	if err := l.end(); err != nil {
		return nil, err
	}
	w, err := l.to.create(name)
	l.name, l.sum = name, sha256.New()
	return io.MultiWriter(w, l.sum), err
}

// end notes the sum of the file that was written.
func (l *listing) end() error {
	if l.name == "" {
		return nil
	}
	line := fmt.Appendf(nil, "%s  %s", hex.EncodeToString(l.sum.Sum(nil)), l.name)
	l.name = ""
	return l.kept.add(line)
}

// finish writes the list of sums, which is the last file of an export.
func (l *listing) finish() error {
	if err := l.end(); err != nil {
		return err
	}
	w, err := l.to.create(sumsFile)
	if err != nil {
		return err
	}
	return l.kept.each(func(line []byte) error {
		_, err := w.Write(append(line, '\n'))
		return err
	})
}

// lines are kept in a file that nobody else sees, so that memory does not grow with them.
type lines struct {
	f *os.File
	w *bufio.Writer
	n int64
}

// newLines keeps lines in the folder dir, "" for the machine's own for such files.
func newLines(dir string) (*lines, error) {
	f, err := os.CreateTemp(dir, ".lines-*")
	if err != nil {
		return nil, err
	}
	return &lines{f: f, w: bufio.NewWriter(f)}, os.Remove(f.Name())
}

// add keeps a line, which holds no line feed.
func (l *lines) add(line []byte) error {
	l.n++
	_, err := l.w.Write(append(line, '\n'))
	return err
}

// each reads the lines back.
func (l *lines) each(fn func(line []byte) error) error {
	if err := l.w.Flush(); err != nil {
		return err
	}
	if _, err := l.f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return eachLine(l.f, fn)
}

func (l *lines) close() error { return l.f.Close() }

// eachLine reads whole lines, without their ends. A last line that is cut off is an error.
func eachLine(r io.Reader, fn func(line []byte) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	for {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		if err := fn(line[:len(line)-1]); err != nil {
			return err
		}
	}
}

// folder is a tree on a disk.
type folder struct {
	root *os.Root
	open *os.File
	out  *bufio.Writer
}

func (f *folder) create(name string) (io.Writer, error) {
	if err := f.end(); err != nil {
		return nil, err
	}
	if err := f.root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return nil, err
	}
	var err error
	if f.open, err = f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, err
	}
	f.out = bufio.NewWriterSize(f.open, 64<<10)
	return f.out, nil
}

// end closes the file that is being written.
func (f *folder) end() error {
	if f.open == nil {
		return nil
	}
	err := errors.Join(f.out.Flush(), f.open.Close())
	f.open, f.out = nil, nil
	return err
}

// zipped is a tree in a zip, under one folder.
type zipped struct{ *zip.Writer }

// zipFolder is where everything lies in a zip.
const zipFolder = "broadsheet-export"

func (z zipped) create(name string) (io.Writer, error) {
	method := zip.Deflate
	if path.Dir(path.Dir(name)) == picturesFolder { // these are packed as they are
		method = zip.Store
	}
	return z.CreateHeader(&zip.FileHeader{Name: zipFolder + "/" + name, Method: method})
}

// Zip writes an export as one zip, without holding any of it.
func Zip(ctx context.Context, w io.Writer, db Database, shelf Shelf) (Manifest, error) {
	z := zip.NewWriter(w)
	m, err := write(ctx, zipped{z}, "", db, shelf, nil)
	if err == nil {
		err = z.Close()
	}
	return m, err
}

// Folder writes an export into the folder dir, which must be empty or not there. It is written beside it, and gets its
// name once all of it is there: what lies in dir is whole. A failure leaves nothing, a kill a folder .NAME.half that
// the next export into dir removes.
func Folder(ctx context.Context, dir string, db Database, shelf Shelf, progress Progress) (m Manifest, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return m, err
	}
	if err := vacant(dir); err != nil {
		return m, err
	}
	aside := filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".half")
	if err := os.RemoveAll(aside); err != nil {
		return m, trouble(err, dir)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return m, trouble(err, dir)
	}
	if err := os.Mkdir(aside, 0o700); err != nil {
		return m, trouble(err, dir)
	}
	root, err := os.OpenRoot(aside)
	if err != nil {
		return m, trouble(err, dir)
	}
	f := &folder{root: root}
	m, err = write(ctx, f, aside, db, shelf, progress)
	if err = errors.Join(err, f.end()); err == nil {
		err = settle(root, aside, dir)
	}
	if err = errors.Join(err, root.Close()); err != nil {
		return m, errors.Join(trouble(err, dir), os.RemoveAll(aside))
	}
	return m, nil
}

// vacant refuses a folder that holds anything.
func vacant(dir string) error {
	held, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case errors.Is(err, syscall.ENOTDIR):
		return fault.New(fault.Conflict, "%s is a file. Name a folder that is empty or not there yet.", dir)
	case err != nil:
		return trouble(err, dir)
	case len(held) > 0:
		return fault.New(fault.Conflict, "The folder %s is not empty, and nothing was written. Name one that is empty or not there yet.", dir)
	}
	return nil
}

// settle gives a finished export its name.
func settle(root *os.Root, aside, dir string) error {
	mine, err := root.Stat(".")
	if err != nil {
		return err
	}
	there, err := os.Lstat(aside)
	if err != nil {
		return err
	}
	if !os.SameFile(mine, there) {
		return fault.New(fault.Conflict, "Another export into %s was begun meanwhile. This one was given up.", dir)
	}
	for _, name := range []string{sumsFile, "."} {
		f, err := root.Open(name)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return err
		}
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) { // it is empty, or this fails
		return err
	}
	return os.Rename(aside, dir)
}

// trouble gives a disk's failure its sentence.
func trouble(err error, dir string) error {
	var known *fault.Fault
	var onDisk *os.PathError
	var moved *os.LinkError
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fault.Because(err, fault.Unavailable, "The disk is full, so nothing was exported to %s. Make room there and try again.", dir)
	case errors.As(err, &onDisk), errors.As(err, &moved):
		return fault.Because(err, fault.Unavailable, "The folder %s cannot be written or read: look whether the one above it is there and who may use it.", dir)
	}
	return err
}
