// Package files reads an archive that is a folder of files, or a zip of one, a file at a time: pages that Medium
// exported, the table and letters of Substack, the tables of Beehiiv, Markdown with a front matter as Jekyll and its kin
// keep it, and pages of any other site.
package files

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"html"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
)

// Limits of one archive.
const (
	mostFiles  = 200_000
	mostBytes  = 20 << 20 // of one file
	mostPacked = 4 << 30  // of all files of a zip together, unpacked
)

// A Reader reads the files in the order of their names.
type Reader struct {
	name    string // of the folder or file
	address string // of the old site, without a slash at the end; "" when nobody said
	fsys    fs.FS
	only    []byte // the one file, when fsys is nil
	fail    error

	listed  bool
	paths   []string
	queue   []*archive.Item // of a file that holds several
	site    archive.Site
	config  config
	letters map[string]letter // of Substack, by the name of their file
	known   bool              // the site's own address was told by a file
	authors map[string]bool
}

// Folder reads a folder. Name is what the folder is called, address the old site's, "" when nobody said.
func Folder(dir fs.FS, name, address string) *Reader {
	return &Reader{fsys: dir, name: name, address: strings.TrimRight(address, "/"), authors: map[string]bool{}}
}

// File reads a zip, or a file by itself.
func File(file io.ReadSeeker, name, address string) *Reader {
	r := Folder(nil, name, address)
	head := make([]byte, 4)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		r.fail = fault.Because(err, fault.Unavailable, "%s cannot be read.", name)
		return r
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		r.fail = fault.Because(err, fault.Unavailable, "%s cannot be read.", name)
		return r
	}
	if bytes.HasPrefix(head[:n], []byte("PK\x03\x04")) {
		r.fsys, r.fail = unzip(file, size, name)
		return r
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		r.fail = fault.Because(err, fault.Unavailable, "%s cannot be read.", name)
		return r
	}
	b, err := io.ReadAll(io.LimitReader(file, mostBytes+1))
	switch {
	case err != nil:
		r.fail = fault.Because(err, fault.Unavailable, "%s cannot be read.", name)
	case len(b) > mostBytes:
		r.fail = fault.New(fault.Invalid, "%s is larger than %d MB, so it was not read.", name, mostBytes>>20)
	}
	r.only = b
	if path.Ext(r.name) == "" {
		r.name += extensionOf(b)
	}
	return r
}

// extensionOf guesses what a file is that came without its name.
func extensionOf(b []byte) string {
	b = bytes.TrimSpace(b)
	switch {
	case bytes.HasPrefix(b, []byte("<")):
		return ".html"
	case bytes.HasPrefix(b, []byte("---")), bytes.HasPrefix(b, []byte("# ")):
		return ".md"
	}
	return ".csv"
}

// unzip opens a zip and refuses one that is a trap: too many files, or more in it than it can be.
func unzip(file io.ReadSeeker, size int64, name string) (fs.FS, error) {
	z, err := zip.NewReader(readerAt{file}, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fault.Because(err, fault.Invalid, "%s is no whole zip file. Copy or export it again.", name)
	}
	if len(z.File) > mostFiles {
		return nil, fault.New(fault.Invalid, "%s holds more than %d files, so it was not read. Unpack it and name the folder.", name, mostFiles)
	}
	sum := uint64(0)
	for _, f := range z.File {
		if sum += f.UncompressedSize64; sum > mostPacked || sum < f.UncompressedSize64 {
			return nil, fault.New(fault.Invalid, "%s would unpack to more than %d GB, so it was not read. Unpack it and name the folder.", name, mostPacked>>30)
		}
	}
	return z, nil
}

// readerAt reads a file at any place.
type readerAt struct{ file io.ReadSeeker }

func (r readerAt) ReadAt(p []byte, at int64) (int, error) {
	if _, err := r.file.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(r.file, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// Site is what the files say of the old site.
func (r *Reader) Site() *archive.Site { return &r.site }

// Repairs is always nothing.
func (r *Reader) Repairs() archive.Repairs { return archive.Repairs{} }

// OnComment is never called: these archives hold none.
func (r *Reader) OnComment(func(*archive.Item, archive.Comment) error) {}

// Next is the next story, or the next file that is none.
func (r *Reader) Next() (*archive.Item, error) {
	if r.fail != nil {
		return nil, r.fail
	}
	if !r.listed {
		if err := r.list(); err != nil {
			return nil, err
		}
	}
	for {
		if len(r.queue) > 0 {
			i := r.queue[0]
			r.queue = r.queue[1:]
			return i, nil
		}
		if len(r.paths) == 0 {
			return nil, io.EOF
		}
		p := r.paths[0]
		r.paths = r.paths[1:]
		if err := r.file(p); err != nil {
			return nil, err
		}
	}
}

// list finds the files, and reads those that say something about the others.
func (r *Reader) list() error {
	r.listed = true
	if r.fsys == nil {
		r.paths = []string{path.Base(r.name)}
		return r.begin()
	}
	err := fs.WalkDir(r.fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(p)
		switch {
		case p != "." && (strings.HasPrefix(base, ".") || base == "__MACOSX" || base == "node_modules" || base == "_site"):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.Type().IsRegular():
			if r.paths = append(r.paths, p); len(r.paths) > mostFiles {
				return fault.New(fault.Invalid, "%s holds more than %d files, so it was not read.", r.name, mostFiles)
			}
		}
		return nil
	})
	if err != nil {
		var f *fault.Fault
		if errors.As(err, &f) {
			return f
		}
		return fault.Because(err, fault.Unavailable, "%s cannot be read.", r.name)
	}
	slices.Sort(r.paths)
	return r.begin()
}

// begin learns what some files say of the others.
func (r *Reader) begin() error {
	r.site.Title = strings.TrimSuffix(path.Base(r.name), path.Ext(r.name))
	if err := r.readConfig(); err != nil {
		return err
	}
	if r.address != "" {
		r.settle(r.address)
	}
	return r.readLetters()
}

// settle keeps the address of the old site, as somebody or a file said it first.
func (r *Reader) settle(address string) {
	if u, err := url.Parse(address); err == nil && !r.known && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		r.known = true
		r.address = strings.TrimRight(u.Scheme+"://"+u.Host+u.Path, "/")
		r.site.Link, r.site.BlogURL = r.address, r.address
	}
}

// at is an address of the old site. Where nobody said what the site is called, the path alone counts.
func (r *Reader) at(p string) string {
	if !r.known {
		r.settle("https://" + hostName(r.site.Title) + ".files.invalid")
	}
	return r.address + (&url.URL{Path: p}).EscapedPath()
}

func hostName(title string) string {
	name := strings.Trim(strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return '-'
	}, strings.ToLower(title)), "-")
	return cmp.Or(strings.Trim(name[:min(len(name), 60)], "-"), "untitled")
}

// read reads one file whole.
func (r *Reader) read(p string) ([]byte, error) {
	if r.fsys == nil {
		return bytes.TrimPrefix(r.only, []byte("\xef\xbb\xbf")), nil
	}
	f, err := r.fsys.Open(p)
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "%s cannot be read.", p)
	}
	defer f.Close() // it was only read
	b, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	switch {
	case err != nil:
		return nil, fault.Because(err, fault.Invalid, "%s cannot be read whole. Copy or export it again.", p)
	case len(b) > mostBytes:
		return nil, fault.New(fault.Invalid, "%s is larger than %d MB, so nothing was read.", p, mostBytes>>20)
	}
	return bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), nil
}

// Types of files that are no story. What becomes of them stands with the move.
const (
	noStory   = "file"
	noPicture = "picture file"
)

func (r *Reader) other(p, kind string) {
	r.queue = append(r.queue, &archive.Item{Type: kind, Key: p, Title: p})
}

// file reads one file into the queue.
func (r *Reader) file(p string) error {
	ext := strings.ToLower(path.Ext(p))
	switch ext {
	case ".html", ".htm", ".xhtml", ".md", ".markdown", ".mdown", ".mkd", ".txt", ".csv":
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tif", ".tiff", ".heic":
		r.other(p, noPicture)
		return nil
	default:
		r.other(p, noStory)
		return nil
	}
	b, err := r.read(p)
	if err != nil {
		return err
	}
	var items []*archive.Item
	front, text, hasFront := frontMatter(b)
	switch {
	case ext == ".csv":
		items, err = r.table(p, b)
	case hasFront:
		items = one(r.marked(p, ext, front, text))
	case ext == ".txt":
	case ext != ".html" && ext != ".htm" && ext != ".xhtml":
		items = one(r.marked(p, ext, nil, text))
	case r.isLetter(p):
		items = one(r.letter(p, b))
	case isMedium(b):
		items = one(r.medium(p, b))
	case isCard(b): // what Medium exports of a person
	default:
		items = one(r.page(p, b))
	}
	if err != nil {
		return err
	}
	if len(items) == 0 {
		r.other(p, noStory)
	}
	r.queue = append(r.queue, items...)
	return nil
}

func one(i *archive.Item) []*archive.Item {
	if i == nil {
		return nil
	}
	return []*archive.Item{i}
}

// by puts people over an item and into the site's list.
func (r *Reader) by(i *archive.Item, names ...string) {
	for _, n := range names {
		if n = strings.Join(strings.Fields(n), " "); n == "" {
			continue
		}
		i.Creators = append(i.Creators, n)
		if !r.authors[n] {
			r.authors[n] = true
			r.site.Authors = append(r.site.Authors, archive.Author{Login: n, Display: n})
		}
	}
}

// stamp is a time as items have it, "" for none.
func stamp(t time.Time) string {
	if t.Year() < 1000 || t.Year() > 9999 {
		return ""
	}
	return t.UTC().Format(time.DateTime)
}

func escape(s string) string { return html.EscapeString(s) }
