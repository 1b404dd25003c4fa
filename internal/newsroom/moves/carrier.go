// Package moves is the part of the newsroom where archives of other systems move in: the screens on which a person
// chooses a file, decides and looks, and the work in the background that reads and moves it.
//
// A move lies in a table of its own (desk.ArchiveMove). The work writes down how far it came about once a second and
// asks on that occasion whether it should go on, so that a person can pause it from any window and any node, and a
// server that was killed goes on from there.
package moves

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/press"
)

// Names of what lies in the data folder.
const (
	arrivedFolder = "arrived"  // files of moves, each in a folder of the move's id
	reportsFolder = "moved-in" // reports and readers' comments, by old site
	exportFile    = "export"
	mediaFolder   = "pictures"
	samplesFile   = "samples.json"
)

// beat is how often the work writes down how far it is, and asks whether to go on.
const beat = time.Second

// Store is what the work reads.
type Store interface {
	press.Reader
	ArchiveMoveOf(ctx context.Context, id string) (desk.ArchiveMove, error)
	ArchiveMoves(ctx context.Context) ([]desk.ArchiveMove, error)
}

// Carrier carries archives in.
type Carrier struct {
	Desk   *desk.Desk
	Store  Store
	Folder string // data folder
	Clock  clock.Clock
	Log    *slog.Logger

	// Out writes the whole paper as one zip, for moving out.
	Out func(ctx context.Context, w io.Writer) error

	mu    sync.Mutex
	under map[string]bool // moves that are being worked on in this process
	once  sync.Once
	wake  chan struct{}
	named sync.Once
	name  string // of this node
}

// data is what is in a file and what was decided, as it is kept.
type data struct {
	Contents  *moving.Contents `json:"contents,omitempty"`
	Decisions moving.Decisions `json:"decisions"`
	Decided   bool             `json:"decided"` // a person looked at what is suggested
	Title     string           `json:"title"`   // of the old site
	Address   string           `json:"address"` // where it stands, as a person typed it
	Samples   int              `json:"samples"`
	Zip       bool             `json:"zip"` // the pictures came as a zip
}

// progress is how far a move is, as it is kept.
type progress struct {
	Stage   string          `json:"stage,omitempty"`
	Done    int64           `json:"done,omitempty"` // bytes of this stage
	Total   int64           `json:"total,omitempty"`
	Items   int64           `json:"items,omitempty"`
	Began   time.Time       `json:"began"` // of the moving in, the first time
	At      time.Time       `json:"at"`
	Reached json.RawMessage `json:"reached,omitempty"`
	Report  *moving.Report  `json:"report,omitempty"`
	Trouble string          `json:"trouble,omitempty"` // what a person has to know or mend
	Node    string          `json:"node,omitempty"`    // that carries it
	Again   time.Time       `json:"again"`             // not before
}

// errHalted ends work that a person paused.
var errHalted = errors.New("a person halted the move")

// folder is where the file of a move and what belongs to it lie.
func (c *Carrier) folder(id string) string { return filepath.Join(c.Folder, arrivedFolder, id) }

// carry does what is to be done about a move that was taken and claimed, to its end or until somebody halts it. It may
// be begun again at any moment. An error means that it should be tried again later.
func (c *Carrier) carry(ctx context.Context, id string) error {
	m, err := c.Store.ArchiveMoveOf(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil // it was dropped
	}
	if err != nil {
		return err
	}
	switch m.State {
	case desk.MoveReading:
		err = c.look(ctx, m)
	case desk.MoveUnderWay:
		err = c.move(ctx, m)
	default:
		return nil
	}
	if errors.Is(err, errHalted) {
		return nil
	}
	return err
}

func (c *Carrier) take(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.under[id] {
		return false
	}
	if c.under == nil {
		c.under = map[string]bool{}
	}
	c.under[id] = true
	return true
}

func (c *Carrier) leave(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.under, id)
}

// pulse writes down how far a move is.
type pulse struct {
	c     *Carrier
	ctx   context.Context //nolint:containedctx // a pulse lives as long as one piece of work
	id    string
	state desk.MoveState     // in which the work goes on
	stop  context.CancelFunc // of the work

	mu   sync.Mutex
	was  progress
	last time.Time // that anything was written down
	kept time.Time // that what is kept and counted was
	err  error
}

// pulse begins to write down how far a move is, until end is called; work ends when somebody halts it.
func (c *Carrier) pulse(ctx context.Context, m desk.ArchiveMove) (p *pulse, work context.Context, end func()) {
	work, stop := context.WithCancel(ctx)
	p = &pulse{c: c, ctx: ctx, id: m.ID, state: m.State, stop: stop}
	if err := json.Unmarshal(m.Progress, &p.was); err != nil {
		p.err = err
	}
	p.was.Trouble = ""
	done := make(chan struct{})
	var beating sync.WaitGroup
	beating.Go(func() { p.alive(done) })
	return p, work, sync.OnceFunc(func() {
		close(done)
		beating.Wait()
		stop()
	})
}

// at is told how far the reading of the file is.
func (p *pulse) at(now moving.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return
	}
	p.was.Stage, p.was.Done, p.was.Total, p.was.Items = now.Stage, now.Done, now.Total, now.Items
	if p.err = p.beat(nil); p.err != nil {
		p.stop()
	}
}

// reached is told what is kept and counted.
func (p *pulse) reached(r moving.Reached) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.err = p.beat(&r)
	}
	return p.err
}

// broken is what went wrong with writing it down.
func (p *pulse) broken() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// beat needs mu.
func (p *pulse) beat(r *moving.Reached) error {
	now, last := p.c.Clock.Now(), p.last
	if r != nil {
		last = p.kept // has a beat of its own: the reading of the file is told far more often
	}
	if now.Sub(last) < beat {
		return p.ctx.Err()
	}
	if p.last = now; r != nil {
		p.kept = now
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		p.was.Reached = b
	}
	p.was.At = now
	return p.keep(nil)
}

// keep writes it down, with what else is to change.
func (p *pulse) keep(change func(*desk.ArchiveMove)) error {
	b, err := json.Marshal(p.was)
	if err != nil {
		return err
	}
	_, err = p.c.Desk.CarryMove(p.ctx, p.id, func(_ desk.Tx, m *desk.ArchiveMove) error {
		var now progress
		if err := json.Unmarshal(m.Progress, &now); err != nil {
			return err
		}
		if m.State != p.state || now.Node != p.was.Node {
			return errHalted
		}
		if m.Progress = b; change != nil {
			change(m)
		}
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		return errHalted // it was dropped
	}
	return err
}

// halt ends work that only a person can mend.
func (p *pulse) halt(state desk.MoveState, err error) error {
	p.was.Trouble = fault.Of(err).Say
	return p.keep(func(m *desk.ArchiveMove) { m.State = state })
}

// isForPersons tells whether trying again later would end the same way.
func isForPersons(err error) bool {
	k := fault.Of(err).Kind
	return k == fault.Invalid || k == fault.Conflict || k == fault.NotFound
}

// source finds which system a file comes from, with the address of the old site for those whose files do not tell it.
func source(m desk.ArchiveMove, address string) (moving.Source, error) {
	s, err := sourceOf(m)
	switch s.System {
	case moving.Ghost("").System:
		s = moving.Ghost(address)
	case moving.Files("", "").System:
		s = moving.Files(m.File, address)
	}
	return s, err
}

func sourceOf(m desk.ArchiveMove) (moving.Source, error) {
	if s, ok := moving.SourceNamed(m.System); ok {
		return s, nil
	}
	file, err := os.Open(m.Path)
	if err != nil {
		return moving.Source{}, fault.Because(err, fault.Invalid, "The file %s is not on the server any more. Choose it again.", m.File)
	}
	defer file.Close() // it was only read
	head := make([]byte, 4096)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return moving.Source{}, fault.Because(err, fault.Unavailable, "The file %s cannot be read.", m.File)
	}
	if n == 0 {
		return moving.Source{}, fault.New(fault.Invalid, "%s is empty. Export it again in the old site.", m.File)
	}
	s, ok := moving.SourceOf(m.File, head[:n])
	if !ok {
		known := ""
		for _, k := range moving.Sources {
			known += " " + k.Name + ": " + k.Export + "."
		}
		return s, fault.New(fault.Invalid, "%s is no export that can be read here.%s", m.File, known)
	}
	return s, nil
}

func (c *Carrier) look(ctx context.Context, m desk.ArchiveMove) error {
	p, work, end := c.pulse(ctx, m)
	defer end()
	var d data
	if err := json.Unmarshal(m.Data, &d); err != nil {
		return err
	}
	c.find(&m, &d)
	src, err := source(m, d.Address)
	var samples []moving.Sample
	if err == nil {
		d, samples, err = c.contents(work, src, m, p)
	}
	switch {
	case err == nil:
	case p.broken() != nil:
		return p.broken()
	case isForPersons(err):
		end()
		return p.halt(desk.MoveRefused, err)
	default:
		return err
	}
	end()
	if err := c.keepSamples(m.ID, samples); err != nil {
		return err
	}
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	p.was = progress{Node: p.was.Node}
	return p.keep(func(m *desk.ArchiveMove) { m.State, m.System, m.Data = desk.MoveOpen, src.System, b })
}

func (c *Carrier) contents(ctx context.Context, src moving.Source, m desk.ArchiveMove, p *pulse) (d data, samples []moving.Sample, err error) {
	read, err := moving.Read(ctx, src, moving.Options{File: m.Path, Name: m.File, Clock: c.Clock, Progress: p.at})
	if p.broken() != nil {
		return d, nil, errors.Join(p.broken(), closed(read))
	}
	if err != nil {
		return d, nil, err
	}
	defer func() { err = errors.Join(err, read.Close()) }()
	paper, err := c.paper(ctx)
	if err != nil {
		return d, nil, err
	}
	if samples, err = read.Samples(ctx, paper); err != nil {
		return d, nil, err
	}
	contents := read.Contents()
	if err := json.Unmarshal(m.Data, &d); err != nil {
		return d, nil, err
	}
	d.Contents, d.Title, d.Samples = &contents, contents.Title, len(samples)
	if !d.Decided {
		media := d.Decisions.Media
		d.Decisions = contents.Suggestion()
		if d.Decisions.Media = media; media != "" {
			d.Decisions.Pictures = moving.FromFolder
		}
	}
	return d, samples, nil
}

func closed(m *moving.Move) error {
	if m == nil {
		return nil
	}
	return m.Close()
}

// paper is what a move must know of the paper.
func (c *Carrier) paper(ctx context.Context) (moving.Paper, error) {
	var p moving.Paper
	return p, c.Store.Read(ctx, func(snap press.Snapshot) error {
		settings, _, err := snap.Settings(ctx)
		if err != nil {
			return err
		}
		p.Lang = settings.Lang
		p.Zone, err = time.LoadLocation(settings.Zone)
		return err
	})
}

func (c *Carrier) move(ctx context.Context, m desk.ArchiveMove) error {
	var d data
	if err := json.Unmarshal(m.Data, &d); err != nil {
		return err
	}
	c.find(&m, &d)
	p, work, end := c.pulse(ctx, m)
	defer end()
	if p.was.Began.IsZero() {
		p.was.Began = c.Clock.Now()
	}
	report, err := c.into(work, m, d, p)
	end()
	switch {
	case p.broken() != nil:
		return p.broken()
	case err == nil:
	case ctx.Err() != nil:
		return ctx.Err()
	case isForPersons(err):
		return p.halt(desk.MovePaused, err)
	default:
		p.was.Trouble, p.was.Again = fault.Of(err).Say+" It is tried again by itself.", c.Clock.Now().Add(tryAgainIn)
		return errors.Join(err, p.keep(nil))
	}
	p.was.Report, p.was.Reached = report, nil
	return p.keep(func(m *desk.ArchiveMove) { m.State, m.EndedAt = desk.MoveDone, c.Clock.Now() })
}

func (c *Carrier) into(ctx context.Context, m desk.ArchiveMove, d data, p *pulse) (report *moving.Report, err error) {
	src, err := source(m, d.Address)
	if err != nil {
		return nil, err
	}
	if d.Zip {
		if err := c.unpack(m.ID); err != nil {
			return nil, err
		}
	}
	o := moving.Options{
		File: m.Path, Name: m.File, Folder: filepath.Join(c.Folder, reportsFolder), Decisions: d.Decisions, Clock: c.Clock, Progress: p.at,
		Move: m.ID, Keep: p.reached,
	}
	if len(p.was.Reached) > 0 {
		o.Resume = &moving.Reached{}
		if err := json.Unmarshal(p.was.Reached, o.Resume); err != nil {
			return nil, err
		}
	}
	read, err := moving.Read(ctx, src, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, read.Close()) }()
	paper, err := c.paper(ctx)
	if err != nil {
		return nil, err
	}
	if report, err = read.Into(ctx, c.Desk, paper); err == nil {
		err = report.AddsUp()
	}
	return report, err
}

// unpack unpacks the zip of pictures that was sent for a move, once.
func (c *Carrier) unpack(id string) error {
	zip, done := filepath.Join(c.folder(id), zipFile), filepath.Join(c.folder(id), mediaFolder)
	if _, err := os.Stat(zip); errors.Is(err, os.ErrNotExist) {
		return nil // it was unpacked, and the zip thrown away
	}
	if err := os.MkdirAll(done, 0o700); err != nil {
		return fault.Because(err, fault.Unavailable, "Nothing can be written into the data folder.")
	}
	if err := moving.UnpackPictures(zip, done); err != nil {
		return err
	}
	if err := os.Remove(zip); err != nil {
		return fault.Because(err, fault.Unavailable, "Nothing can be written into the data folder.")
	}
	return nil
}

// keepSamples keeps the stories to look at side by side beside the file.
func (c *Carrier) keepSamples(id string, samples []moving.Sample) error {
	b, err := json.Marshal(samples)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.folder(id), 0o700); err != nil {
		return fault.Because(err, fault.Unavailable, "Nothing can be written into the data folder.")
	}
	if err := os.WriteFile(filepath.Join(c.folder(id), samplesFile), b, 0o600); err != nil {
		return fault.Because(err, fault.Unavailable, "Nothing can be written into the data folder.")
	}
	return nil
}

// samples reads them again.
func (c *Carrier) samples(id string) ([]moving.Sample, error) {
	var all []moving.Sample
	b, err := os.ReadFile(filepath.Join(c.folder(id), samplesFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "The stories to look at cannot be read.")
	}
	return all, json.Unmarshal(b, &all)
}
