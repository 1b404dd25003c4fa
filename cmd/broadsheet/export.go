package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"broadsheet/internal/config"
	"broadsheet/internal/export"
	"broadsheet/internal/fault"
	"broadsheet/internal/shelf"
	"broadsheet/internal/store"
)

// exportCommand writes the whole paper down in open formats.
type exportCommand struct {
	Dir string `arg:"" help:"The folder to write; it must be empty or not there yet."`
}

// Run writes the export, also while the paper is served.
func (e exportCommand) Run(p *program, c *commands) (err error) {
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	if err := holdsPaper(settings); err != nil {
		return err
	}
	h, err := openHouse(p, settings, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	b := progress(p.err, "Exporting")
	defer b.finish()
	m, err := export.Folder(p.ctx, e.Dir, h.store, opens{h.shelf}, b.tells)
	b.finish()
	if errors.Is(err, context.Canceled) {
		return errors.New("it was stopped, and nothing was written")
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s holds everything: %d stories, %d standing pages, %d stories never published, %d pictures, %d entries of the record. What is what stands in its README.md. It holds unpublished stories, so keep it to yourselves.\n",
		e.Dir, m.Stories, m.Pages, m.Drafts, m.Pictures, m.Number)
	if len(m.Missing) > 0 {
		return fault.New(fault.Internal, "Files of %d pictures were missing on the disk, so they are not in the export; its manifest.json names them.", len(m.Missing))
	}
	return nil
}

// opens gives the files of a shelf to an export.
type opens struct{ *shelf.Folder }

// Open opens a file of the shelf.
func (o opens) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	f, _, err := o.Folder.Open(ctx, name)
	return f, err
}

// movesOut writes an export as a zip.
func (h *house) movesOut(ctx context.Context, w io.Writer) error {
	_, err := export.Zip(ctx, w, h.store, opens{h.shelf})
	return err
}

// holdsPaper refuses a folder without a database, which opening it would make.
func holdsPaper(settings config.Config) error {
	if settings.Database != "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(settings.Data, databaseFile)); errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.NotFound, "There is no paper in the folder %s. Name its folder with --data.", settings.Data)
	}
	return nil
}

// importBroadsheet takes an export back.
type importBroadsheet struct {
	Export string `arg:"" help:"The folder that broadsheet export wrote, or a zip of it."`
}

// Run checks the whole export, then makes the paper anew in an empty place, or compares it with the paper that is there.
func (i importBroadsheet) Run(p *program, c *commands) (err error) {
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	b := progress(p.err, "Checking")
	defer b.finish()
	schema, err := store.Schema()
	if err != nil {
		return err
	}
	x, err := export.Open(p.ctx, i.Export, schema, b.tells)
	if err != nil {
		return unstarted(err)
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	there, err := holds(p, settings)
	if err != nil {
		return err
	}
	if there {
		return unstarted(i.compare(p, settings, x, b))
	}
	return unstarted(i.into(p, settings, x, b))
}

// unstarted gives an interruption a sentence.
func unstarted(err error) error {
	if errors.Is(err, context.Canceled) {
		return errors.New("it was stopped, and nothing was changed")
	}
	return err
}

// holds tells whether a paper lies where the settings say.
func holds(p *program, settings config.Config) (there bool, err error) {
	if err := holdsPaper(settings); err != nil {
		return false, nil
	}
	database := string(settings.Database)
	if database == "" {
		database = filepath.Join(settings.Data, databaseFile)
	}
	s, err := store.Open(p.ctx, store.Options{Database: database, Log: p.log})
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	number, _, err := s.Head(p.ctx)
	if err != nil {
		return false, err
	}
	staff, err := s.CountStaff(p.ctx)
	return number > 0 || staff > 0, err
}

// into makes the paper anew in an empty place.
func (i importBroadsheet) into(p *program, settings config.Config, x *export.Opened, b *bar) error {
	err := intoEmpty(p, settings, func(options store.Options, files *shelf.Folder, _ string) (err error) {
		if err := x.Pictures(p.ctx, b.tells, func(name string, r io.Reader) error { return files.Put(p.ctx, name, r) }); err != nil {
			return err
		}
		b.stage("Taking it in")
		if err := store.FillFromRecord(p.ctx, options, x.Schema, func(put store.Put) error { return x.Fill(p.ctx, b.tells, put) }); err != nil {
			return err
		}
		b.stage("Comparing")
		return proves(p, options, x)
	})
	b.finish()
	if err != nil {
		return err
	}
	report := x.Report()
	fmt.Fprint(p.out, report.Text())
	if err := report.AddsUp(); err != nil {
		return err
	}
	fmt.Fprintln(p.out, "Every row, address and picture is as it was exported. Passwords are in no export: give every colleague a new one, see broadsheet user --help. Then start the paper with broadsheet serve.")
	return nil
}

// proves reads the record that was taken in and compares every row with the export; what proves wrong is taken out.
func proves(p *program, o store.Options, x *export.Opened) (err error) {
	s, err := store.Open(p.ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	_, err = s.Verify(p.ctx)
	var files []string
	if err == nil {
		files, err = x.Differs(p.ctx, s)
	}
	if err == nil && len(files) > 0 {
		err = fault.New(fault.Invalid, "%s is no export of one state: what its record says and what stands in %s differ. Nothing was changed.", strings.Join(files, ", "), x.Called())
	}
	if err != nil {
		err = errors.Join(err, s.Empty(context.WithoutCancel(p.ctx)))
	}
	return err
}

// compare tells how the paper that is there stands to the export. Nothing of it is overwritten: only files of pictures
// that were lost are put back.
func (i importBroadsheet) compare(p *program, settings config.Config, x *export.Opened, b *bar) (err error) {
	h, err := openHouse(p, settings, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	const keep = "Nothing was changed. To see the paper as it was then, take the export into an empty folder with --data."
	number, hash, err := h.store.Head(p.ctx)
	if err != nil {
		return err
	}
	switch shared, err := i.shares(p, h, x, number); {
	case err != nil:
		return err
	case !shared:
		return fault.New(fault.Conflict, "Another paper lies here, whose record is not that of %s. %s", x.Called(), keep)
	case number > x.Number:
		return fault.New(fault.Conflict, "This paper has gone on since the export: its record has %d entries, the export ends at %d. %s", number, x.Number, keep)
	case number < x.Number:
		return fault.New(fault.Conflict, "This paper is behind the export: its record has %d entries, the export %d. %s", number, x.Number, keep)
	}
	b.stage("Comparing")
	files, err := x.Differs(p.ctx, h.store)
	if err != nil {
		return err
	}
	if len(files) > 0 {
		return fault.New(fault.Conflict, "Readers see the same, but the newsroom has worked on since the export: %s differ. %s", strings.Join(files, ", "), keep)
	}
	back := 0
	err = x.Pictures(p.ctx, b.tells, func(name string, r io.Reader) error {
		there, err := h.shelf.Has(p.ctx, name)
		if err != nil || there {
			return err
		}
		back++
		return h.shelf.Put(p.ctx, name, r)
	})
	b.finish()
	if err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(settings.Data, restoring)); err != nil { // of an import that was killed at its end
		return err
	}
	fmt.Fprintf(p.out, "This paper is as it was exported, to entry %d of its record (%x). ", number, hash[:8])
	if back > 0 {
		fmt.Fprintf(p.out, "Files of pictures that were missing are back: %d. Nothing else was changed.\n", back)
		return nil
	}
	fmt.Fprintln(p.out, "Nothing was changed.")
	return nil
}

// shares tells whether the paper and the export have one record, as far as both go.
func (importBroadsheet) shares(p *program, h *house, x *export.Opened, number int64) (bool, error) {
	last := min(number, x.Number)
	if last == 0 {
		return false, nil
	}
	entries, err := h.store.Entries(p.ctx, last-1, 1)
	if err != nil || len(entries) == 0 {
		return false, err
	}
	was, err := x.HashOf(last)
	return was == hex.EncodeToString(entries[0].Hash[:]), err
}
