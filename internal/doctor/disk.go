package doctor

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/copies"
	"broadsheet/internal/fault"
)

// folder tells whether this program may use what lies in the data folder.
func folder(h House) Line {
	const name = "Folder"
	st, err := os.Stat(h.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return line(name, Wrong, "There is no folder %s. broadsheet serve makes it; if there should be one, look at --data.", h.Data)
	case err != nil:
		return line(name, Wrong, "The folder %s cannot be looked at: %s. Give this account the right, or choose another with --data.", h.Data, plain(err))
	case !st.IsDir():
		return line(name, Wrong, "%s is a file and not a folder. Choose another with --data.", h.Data)
	}
	all := []string{h.Data, h.Pictures, h.Copies.Dir}
	if !h.Server {
		for _, end := range []string{"", "-wal", "-shm", ".lock"} {
			all = append(all, filepath.Join(h.Data, "broadsheet.db"+end))
		}
	}
	for _, path := range all {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := mayWrite(path); err != nil {
			return line(name, Wrong, "%s cannot be written: %s. Give it to the account that serves the paper.", path, plain(err))
		}
		if whose, other := strangers(h.Data, path); other {
			return line(name, Wrong, "%s belongs to %s, the folder it lies in to somebody else: a command was run as another person. Give it to the account that serves the paper (chown).", path, whose)
		}
	}
	if st.Mode().Perm()&0o007 != 0 && !strangersMayBe {
		return line(name, Note, "%s can be used, but everybody on this machine may look into it, and it holds drafts and passwords (as hashes). chmod 700 closes it.", h.Data)
	}
	return line(name, Well, "%s can be read and written.", h.Data)
}

// plain is what the machine said, without the path.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// Low is how little room makes a disk a matter for somebody.
const Low = 1 << 30

// disk tells how much room there is.
func disk(ctx context.Context, h House) Line {
	l, err := Disk(h.Data)
	if err != nil {
		return line("Disk", Wrong, "How much room there is cannot be found out: %s.", plain(err))
	}
	return l
}

// Disk tells how much room there is on the disk of a folder.
func Disk(dir string) (Line, error) {
	const name = "Disk"
	free, total, err := copies.Space(dir)
	if errors.Is(err, fs.ErrNotExist) {
		free, total, err = copies.Space(filepath.Dir(filepath.Clean(dir)))
	}
	if err != nil {
		return Line{}, err
	}
	room := fmt.Sprintf("%s of %s are free", copies.Bytes(free), copies.Bytes(total))
	if free < Low {
		return line(name, Wrong, "%s where %s lies. When it is full nothing new can be stored, and readers still see the site: make room there.", room, dir), nil
	}
	return line(name, Well, "%s where %s lies.", room, dir), nil
}

// Late is how old the last copy may be when one is made every night.
const Late = 26 * time.Hour

// Copies tells how the copies stand.
func Copies(ctx context.Context, h House) Line {
	const name = "Copies"
	all, err := h.Copies.List()
	if err != nil {
		return Line{name, Wrong, say(err)}
	}
	try, err := h.Copies.LastTry()
	if err != nil {
		return line(name, Wrong, "What became of the last copy cannot be read in %s: %s.", h.Copies.Dir, plain(err))
	}
	all = slices.DeleteFunc(all, func(c copies.Copy) bool { return c.Checked.IsZero() })
	zone := time.UTC
	if h.Store != nil {
		if p, set, err := h.Store.Settings(ctx); err == nil && set {
			if z, err := time.LoadLocation(p.Zone); err == nil {
				zone = z
			}
		}
	}
	when := func(t time.Time) string { return t.In(zone).Format("15:04, Mon 2 January 2006") }
	if len(all) == 0 {
		switch {
		case try.Wrong != "":
			return line(name, Wrong, "There is no copy in %s. The last try, at %s: %s", h.Copies.Dir, when(try.At), try.Wrong)
		case h.Night.Off:
			return line(name, Wrong, "There is no copy, and none is made at night: that is switched off. Settings, System makes one, or broadsheet backup FILE.")
		}
		begun, err := firstEntry(ctx, h)
		if err != nil {
			return Line{name, Wrong, say(err)}
		}
		if !begun.IsZero() && h.Now().Sub(begun) > Late {
			return line(name, Wrong, "There is no copy in %s, and the paper began at %s. One is made every night at %s while broadsheet serve runs. Settings, System makes one now.", h.Copies.Dir, when(begun), h.Night)
		}
		return line(name, Note, "There is no copy yet. The first is made at %s.", h.Night)
	}
	last := all[0]
	state := fmt.Sprintf("The last copy is of %s, %s, checked; %d are kept in %s.", when(last.Made), copies.Bytes(last.Size), len(all), h.Copies.Dir)
	if len(all) == 1 {
		state = fmt.Sprintf("The last copy is of %s, %s, checked; it lies in %s.", when(last.Made), copies.Bytes(last.Size), h.Copies.Dir)
	}
	switch {
	case try.Wrong != "" && try.At.After(last.Made):
		return line(name, Wrong, "%s A later one failed at %s: %s", state, when(try.At), try.Wrong)
	case last.Lack != "":
		return line(name, Wrong, "%s But %s Put them back from an older copy.", state, lower(last.Lack))
	case h.Night.Off:
		return line(name, Note, "%s None is made at night: that is switched off.", state)
	case h.Now().Sub(last.Made) > Late:
		return line(name, Wrong, "%s There should be one every night at %s. broadsheet serve makes them while it runs.", state, h.Night)
	}
	return Line{name, Well, state}
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// firstEntry is when the paper began: when the first entry of its record was written. The zero time for an empty
// record, and where no database answers, which its own line tells.
func firstEntry(ctx context.Context, h House) (time.Time, error) {
	if h.Store == nil {
		return time.Time{}, nil
	}
	if here, _, err := h.Store.Tables(ctx); err != nil || here == 0 {
		return time.Time{}, err
	}
	e, _, err := h.Store.FirstEntry(ctx)
	return e.At, err
}

// pictures tells whether the files that pictures name lie on the shelf.
func pictures(ctx context.Context, h House, whole bool) Line {
	const name = "Pictures"
	if h.Files == nil {
		return line(name, Wrong, "The folder of the pictures, %s, cannot be opened. Look whether it is there and who may use it.", h.Pictures)
	}
	var count, lost int
	var first string
	lose := func(p article.Picture, why string) {
		if lost++; lost == 1 {
			first = fmt.Sprintf("“%s”: %s", p.Name, why)
		}
	}
	err := h.Store.EachPicture(ctx, func(p article.Picture) error {
		count++
		why, err := h.look(ctx, p, whole)
		if why != "" {
			lose(p, why)
		}
		return err
	})
	switch {
	case err != nil:
		return Line{name, Wrong, say(err)}
	case lost > 0:
		return line(name, Wrong, "%s not whole on the disk, among them %s. Take the files from a copy: it is a tar, and they lie in its folder “shelf”.", counted(lost, count), first)
	case count == 0:
		return line(name, Well, "There are none yet.")
	case whole:
		return line(name, Well, "The files of all %d are there, and every original is the bytes that came.", count)
	}
	return line(name, Well, "The files of all %d are there. --whole reads every original.", count)
}

func counted(n, of int) string {
	if n == 1 {
		return fmt.Sprintf("1 of %d is", of)
	}
	return fmt.Sprintf("%d of %d are", n, of)
}

// look tells what is wrong with the files of one picture; "" for nothing.
func (h House) look(ctx context.Context, p article.Picture, whole bool) (why string, err error) {
	original := copies.Original(p.Hash, p.Type)
	f, _, err := h.Files(ctx, original)
	if fault.Is(err, fault.NotFound) {
		return "its original is missing", nil
	}
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	if whole {
		_, err = io.Copy(sum, f)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	if whole && hex.EncodeToString(sum.Sum(nil)) != p.Hash {
		return "its original was altered", nil
	}
	for _, cut := range p.Cuts {
		f, size, err := h.Files(ctx, cut.File)
		if fault.Is(err, fault.NotFound) {
			return "a size that readers get is missing", nil
		}
		if err != nil {
			return "", err
		}
		if err := f.Close(); err != nil {
			return "", err
		}
		if size != cut.Bytes {
			return "a size that readers get was altered", nil
		}
	}
	return "", nil
}
