// Package moving brings the archive of another system into the house: read as a stream, kept a few hundred items at
// a time, with every address where a story stood. It may be killed at any moment and begun again: what is here
// already is recognised by its id in the old system. Nothing that moves in is announced to anybody outside.
package moving

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/media"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/fetch"
)

// Options say what moves in, and how.
type Options struct {
	File      string   // the export
	Name      string   // of the file, where it lies under another; "" for its own
	Media     string   // folder with the old site's pictures (a copy of wp-content/uploads), "" for none
	Folder    string   // where the report and the comments are kept, "" for nowhere
	Types     []string // further types of items that move in as stories, beside "post"
	Decisions Decisions
	Rehearsal bool // do everything but keep nothing
	Clock     clock.Clock
	Progress  func(Progress) // called often; nil for nobody

	// Fetch gets pictures from the old site when that was decided; nil for one that reaches the public internet alone.
	Fetch Fetcher

	Move   string              // id of a move that is kept; "" for one that is not
	Resume *Reached            // where it goes on; nil at the beginning
	Keep   func(Reached) error // called after everything that was kept; nil for nobody
}

// called is what the file is called.
func (o Options) called() string {
	if o.Name != "" {
		return filepath.Base(o.Name)
	}
	return filepath.Base(o.File)
}

// Fetcher gets a file from an address that the export names.
type Fetcher interface {
	Get(ctx context.Context, address string) (*fetch.Answer, error)
}

// Paper is what a move must know of the paper that it goes into.
type Paper struct {
	Lang string         // stories in another language say so
	Zone *time.Location // of dates for which the file gives no instant and does not betray its zone; nil for UTC
}

// Progress tells how far a move is.
type Progress struct {
	Stage string // Reading, Nouns, Pictures, Stories or Addresses
	Done  int64  // bytes of the file in this stage
	Total int64
	Items int64 // of the file in this stage
}

// Read reads an export once, whole, and refuses it with a sentence when it is broken anywhere. Nothing is kept before
// Into. The move must be closed.
func Read(ctx context.Context, source Source, o Options) (*Move, error) {
	if o.Clock == nil {
		o.Clock = clock.Real{}
	}
	m := &Move{source: source, o: o}
	if err := m.open(); err != nil {
		return nil, err
	}
	if err := m.scan(ctx); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return m, nil
}

// Into keeps what was read: sections, bylines and topics first, then pictures, then stories with their addresses. The
// report holds also when an error ends the move early; another move of the same file goes on where it ended.
func (m *Move) Into(ctx context.Context, d Desk, p Paper) (*Report, error) {
	if m.paper = p; p.Zone == nil {
		m.paper.Zone = time.UTC
	}
	m.desk, m.now = d, m.o.Clock.Now()
	m.begin()
	m.from = desk.Mover{System: m.source.System, Base: m.index.base, Rehearsal: m.o.Rehearsal, Move: m.o.Move}
	err := m.run(ctx)
	m.report.Finished = m.o.Clock.Now()
	m.report.Whole = err == nil
	if m.o.Rehearsal {
		return m.report, err
	}
	return m.report, errors.Join(err, m.keep())
}

// Move is one move under way.
type Move struct {
	source Source
	desk   Desk
	o      Options
	paper  Paper
	now    time.Time
	size   int64
	change time.Time // when the file was changed last
	media  *mediaFolder
	index  *index
	from   desk.Mover
	report *Report
	aside  *aside

	nouns    map[string]desk.NounOutcome
	pictures pictures
	silent   int             // files in a row that the old site did not give
	absent   map[uint64]bool // files that texts name and nobody has
}

// open looks at what was named before anything is read.
func (m *Move) open() error {
	info, err := os.Stat(m.o.File)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fault.New(fault.Invalid, "There is no file %s.", m.o.File)
	case err != nil:
		return fault.Because(err, fault.Unavailable, "The file %s cannot be read.", m.o.File)
	case info.IsDir() && m.source.Folder == nil:
		return fault.New(fault.Invalid, "%s is a folder. Name the export file in it (in %s: %s).", m.o.File, m.source.Name, m.source.Export)
	}
	m.size, m.change = info.Size(), info.ModTime()
	from := m.o.Decisions.Pictures
	if m.o.Media == "" && (from == "" || from == FromFolder) {
		m.o.Media = m.o.Decisions.Media
	}
	if from == FromOld && m.o.Fetch == nil {
		m.o.Fetch = fetch.New(fetch.Options{Bytes: media.DefaultLimits.Bytes})
	}
	if err := m.o.Decisions.Check(); err != nil {
		return err
	}
	if m.o.Media != "" {
		if m.media, err = openMedia(m.o.Media); err != nil {
			return err
		}
	}
	return nil
}

// Close lets go of the folder of pictures.
func (m *Move) Close() error {
	if m.media == nil {
		return nil
	}
	return m.media.root.Close()
}

// each reads the whole file once.
func (m *Move) each(ctx context.Context, stage string, comment func(*archive.Item, archive.Comment) error, fn func(*archive.Item) error) (archive.Reader, error) {
	file, err := os.Open(m.o.File)
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "The file %s cannot be read.", m.o.File)
	}
	defer file.Close() // it was only read
	info, err := file.Stat()
	if err != nil || info.Size() != m.size || !info.ModTime().Equal(m.change) {
		return nil, fault.Because(err, fault.Conflict, "The file %s changed while it was being read. Begin again; what has moved in stays.", m.o.File)
	}
	counted := &counter{file: file}
	r := m.reader(counted, info.IsDir())
	if comment == nil {
		comment = func(*archive.Item, archive.Comment) error { return nil }
	}
	r.OnComment(comment)
	for n := int64(0); ; n++ {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		item, err := r.Next()
		if m.o.Progress != nil {
			m.o.Progress(Progress{Stage: stage, Done: counted.n, Total: m.size, Items: n})
		}
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		if err == nil {
			err = fn(item)
		}
		if err != nil {
			return r, err
		}
	}
}

// reader reads the export, a file or a folder of files.
func (m *Move) reader(file *counter, folder bool) archive.Reader {
	if folder {
		return m.source.Folder(os.DirFS(m.o.File))
	}
	return m.source.Read(file)
}

// counter tells how far a file is read.
type counter struct {
	file *os.File
	n    int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.file.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counter) Seek(offset int64, whence int) (int64, error) {
	at, err := c.file.Seek(offset, whence)
	c.n = at
	return at, err
}

// run is everything after the first pass.
func (m *Move) run(ctx context.Context) error {
	if err := m.moveNouns(ctx); err != nil {
		return err
	}
	if err := m.reached(Pictures, 0); err != nil {
		return err
	}
	if err := m.movePictures(ctx); err != nil {
		return err
	}
	if err := m.reached(Stories, 0); err != nil {
		return err
	}
	if err := m.moveStories(ctx); err != nil {
		return err
	}
	if err := m.reached(Addresses, 0); err != nil {
		return err
	}
	return m.leadAttachments(ctx)
}

// moveStories is the pass that keeps stories and pages; everything that is neither is counted with its reason.
func (m *Move) moveStories(ctx context.Context) error {
	if m.o.Resume != nil && stages[m.o.Resume.Stage] > stages[Stories] {
		return nil
	}
	var err error
	if m.aside, err = openAside(m.o, m.index); err != nil {
		return err
	}
	b := &batch{m: m, gap: gap{open: true}}
	_, err = m.each(ctx, Stories, m.aside.comment, ofStage(&b.read, func(i *archive.Item) error { return b.add(ctx, i) }))
	if err == nil {
		err = b.commit(ctx)
	}
	err = errors.Join(err, m.aside.close(err == nil))
	if err == nil {
		m.report.Comments = m.index.comments
		m.report.Details, m.report.CommentsIn = m.aside.items.name(), m.aside.comments.name()
	}
	return err
}

// leadAttachments makes the old pages of pictures and files lead to the stories that they belonged to.
func (m *Move) leadAttachments(ctx context.Context) error {
	if !m.index.hasParents {
		return nil
	}
	var led []desk.Led
	_, err := m.each(ctx, Addresses, nil, func(i *archive.Item) error {
		if i.Type != "attachment" || i.Parent == 0 {
			return nil
		}
		own, others := m.index.addresses(i)
		for _, p := range append(others, own) {
			if p != "" {
				led = append(led, desk.Led{Path: p, Key: postKey(i.Parent)})
			}
		}
		if len(led) < batchSize {
			return nil
		}
		defer func() { led = led[:0] }()
		return m.desk.LeadIn(ctx, m.from, led)
	})
	if err == nil && len(led) > 0 {
		err = m.desk.LeadIn(ctx, m.from, led)
	}
	return err
}

// keep writes the report beside the comments.
func (m *Move) keep() error {
	if m.o.Folder == "" {
		return nil
	}
	name := fileName(m.o.called()) + "." + m.now.Format("2006-01-02-150405") + ".report.json"
	return writeJSON(filepath.Join(folderOf(m.o, m.index), name), m.report)
}

// siteOf is the old site as links and pictures name it.
func siteOf(c *archive.Site) string { return cmp.Or(c.BlogURL, c.Link, c.SiteURL) }
