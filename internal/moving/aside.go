package moving

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
)

// aside is where a move keeps what has no place in the house yet: readers' comments, whole, and a line for every story
// that something became of. Both are files of JSON, one value to a line. The comments are written anew by every move,
// the stories follow those of earlier moves.
type aside struct {
	comments, items *lines
	base            string
	err             error
}

type lines struct {
	path string // its name in the end
	part string // its name while it is written
	file *os.File
	buf  *bufio.Writer
}

// folderOf is the folder of one old site.
func folderOf(o Options, x *index) string { return filepath.Join(o.Folder, fileName(x.base)) }

// fileName makes a name that any file system takes.
func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r) {
			return r
		}
		return '-'
	}, s)
	return clip(strings.TrimLeft(s, "."), 100)
}

func openAside(o Options, x *index) (*aside, error) {
	a := &aside{base: x.base}
	if o.Folder == "" || o.Rehearsal {
		return a, nil
	}
	dir := folderOf(o, x)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, cannotWrite(dir, err)
	}
	var err error
	from := int64(-1)
	if o.Resume != nil {
		from = o.Resume.Details
	}
	if a.items, err = followLines(filepath.Join(dir, fileName(o.called())+".items.jsonl"), from); err != nil {
		return nil, err
	}
	if x.comments == 0 {
		return a, nil
	}
	if a.comments, err = openLines(filepath.Join(dir, fileName(o.called())+".comments.jsonl")); err != nil {
		return nil, errors.Join(err, a.items.close(false))
	}
	return a, nil
}

func cannotWrite(path string, err error) error {
	return fault.Because(err, fault.Unavailable, "Nothing can be written to %s. The stories that came stay.", path)
}

func openLines(path string) (*lines, error) {
	file, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, cannotWrite(path, err)
	}
	return &lines{path: path, part: path + ".part", file: file, buf: bufio.NewWriter(file)}, nil
}

// followLines goes on writing a file, from a place in it that was reached (-1 for its end). A move that was killed may
// have left half a line.
func followLines(path string, from int64) (*lines, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, cannotWrite(path, err)
	}
	l := &lines{path: path, part: path, file: file, buf: bufio.NewWriter(file)}
	if from >= 0 {
		if size, err := file.Seek(0, io.SeekEnd); err == nil && size > from {
			if err := file.Truncate(from); err != nil {
				return nil, errors.Join(cannotWrite(path, err), file.Close())
			}
		}
	}
	last := []byte{'\n'}
	if size, err := file.Seek(0, io.SeekEnd); err == nil && size > 0 {
		_, err = file.ReadAt(last, size-1)
		if err != nil {
			return nil, errors.Join(cannotWrite(path, err), file.Close())
		}
	}
	if last[0] != '\n' {
		l.buf.WriteByte('\n') // kept by the writer, which tells of a failure when it is flushed
	}
	return l, nil
}

func (l *lines) write(v any) error {
	b, err := json.Marshal(v)
	if err == nil {
		_, err = l.buf.Write(append(b, '\n'))
	}
	if err != nil {
		return cannotWrite(l.path, err)
	}
	return nil
}

// size is how much of them is in the file by now, in bytes; -1 when that cannot be told.
func (l *lines) size() int64 {
	if l == nil {
		return -1
	}
	info, err := l.file.Stat()
	if err != nil {
		return -1
	}
	return info.Size()
}

// name is where the lines are, "" for nowhere.
func (l *lines) name() string {
	if l == nil {
		return ""
	}
	return l.path
}

// close gives the file its name when it is whole, and takes it away when it is not.
func (l *lines) close(whole bool) error {
	err := l.buf.Flush()
	if err == nil && whole {
		err = l.file.Sync()
	}
	err = errors.Join(err, l.file.Close())
	switch {
	case l.part == l.path:
	case !whole:
		return errors.Join(err, os.Remove(l.part))
	case err == nil:
		err = os.Rename(l.part, l.path)
	}
	if err != nil {
		return cannotWrite(l.path, err)
	}
	return nil
}

// asideComment is one comment as it is kept.
type asideComment struct {
	Base    string            `json:"base"`
	Post    int64             `json:"post"`
	Link    string            `json:"link"`
	Comment map[string]string `json:"comment"`
	Meta    []archive.Meta    `json:"meta,omitempty"`
}

func (a *aside) comment(i *archive.Item, c archive.Comment) error {
	if a.comments == nil {
		return nil
	}
	out := asideComment{Base: a.base, Post: i.ID, Link: i.Link, Comment: map[string]string{}, Meta: c.Meta}
	for _, f := range c.Fields {
		out.Comment[f.Key] = f.Value
	}
	return a.comments.write(out)
}

// asideItem is what became of one item, as it is kept.
type asideItem struct {
	Type    string   `json:"type"`
	ID      int64    `json:"id"`
	Line    int      `json:"line"`
	Title   string   `json:"title"`
	Link    string   `json:"link,omitempty"`
	Result  string   `json:"result"`
	Why     string   `json:"why,omitempty"`
	Address string   `json:"address,omitempty"`
	Notes   []string `json:"notes,omitempty"`
	LeftOut []string `json:"leftOut,omitempty"`
}

func (a *aside) item(i *archive.Item, result, why, address string, s *story) {
	if a.items == nil || a.err != nil {
		return
	}
	out := asideItem{Type: typeName(i.Type), ID: i.ID, Line: i.Line, Title: i.Title, Link: i.Link, Result: result, Why: why, Address: address}
	if s != nil {
		out.Notes = s.notes
		for _, l := range s.left {
			out.LeftOut = append(out.LeftOut, string(l.Why)+": "+l.Text)
		}
	}
	a.err = a.items.write(out)
}

// batched writes down what is known of the stories so far.
func (a *aside) batched() error {
	if a.err == nil && a.items != nil {
		if err := a.items.buf.Flush(); err != nil {
			a.err = cannotWrite(a.items.path, err)
		}
	}
	return a.err
}

func (a *aside) close(whole bool) error {
	err := a.err
	for _, l := range []*lines{a.items, a.comments} {
		if l != nil {
			err = errors.Join(err, l.close(whole && err == nil))
		}
	}
	return err
}

// writeJSON keeps a value in a file of its own, whole or not at all.
func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "\t")
	if err == nil {
		if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
			if err = os.WriteFile(path+".part", append(b, '\n'), 0o600); err == nil {
				err = os.Rename(path+".part", path)
			}
		}
	}
	if err != nil {
		return cannotWrite(path, err)
	}
	return nil
}
