package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"broadsheet/internal/config"
	"broadsheet/internal/copies"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/moves"
	"broadsheet/internal/shelf"
	"broadsheet/internal/store"
)

// backupCommand makes a copy of the paper, also while it is served.
type backupCommand struct {
	File string `arg:"" help:"The file to make; it must not be there yet."`
}

// Run makes the copy.
func (b backupCommand) Run(p *program, c *commands) (err error) {
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	h, err := openHouse(p, settings, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	m, err := copies.Make(p.ctx, b.File, h.store, shelved{h.shelf}, moves.Beside(settings.Data, h.store.ArchiveMoves))
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "The copy %s is whole and was checked: %d entries of the record, %d files of pictures, %d of moves.\n", b.File, m.Number, m.Files, m.Beside)
	for _, say := range []string{m.Lack(), m.LeftOut()} {
		if say != "" {
			fmt.Fprintln(p.out, say)
		}
	}
	return nil
}

// shelved gives the files of a shelf to a copy.
type shelved struct{ *shelf.Folder }

// Each opens every file of the shelf.
func (s shelved) Each(ctx context.Context, file func(name string, size int64, r io.Reader) error) error {
	return s.Walk(ctx, "", func(i shelf.Info) error {
		r, info, err := s.Open(ctx, i.Name)
		if fault.Is(err, fault.NotFound) {
			return nil // removed meanwhile
		}
		if err != nil {
			return err
		}
		return errors.Join(file(info.Name, info.Size, r), r.Close())
	})
}

// restoreCommand reads a copy into an empty folder, or an empty database.
type restoreCommand struct {
	File string `arg:"" help:"The copy that backup made."`
}

// Run reads the copy aside and moves it into place once it is whole and its record's chain was read.
func (r restoreCommand) Run(p *program, c *commands) (err error) {
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	var m copies.Report
	err = intoEmpty(p, settings, func(options store.Options, files *shelf.Folder, aside string) (err error) {
		m, err = copies.Restore(p.ctx, r.File, copies.Into{
			Beside: moves.Beside(aside, nil),
			File:   func(name string, from io.Reader) error { return files.Put(p.ctx, name, from) },
			Fill: func(schema int64, fn func(func(string, []string, func() ([]any, error)) error) error) error {
				return store.Fill(p.ctx, options, schema, fn)
			},
		})
		if err != nil {
			return err
		}
		return checkRestored(p, options, m.Manifest)
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "The paper is back: %d entries of the record, %d files of pictures, %d of moves. Start it with broadsheet serve.\n", m.Number, m.Files, m.Beside)
	for _, say := range []string{m.Lack(), m.LeftOut()} {
		if say != "" {
			fmt.Fprintln(p.out, say)
		}
	}
	return nil
}

// checkRestored reads the chain of the record that was restored.
func checkRestored(p *program, o store.Options, m copies.Manifest) (err error) {
	s, err := store.Open(p.ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if _, err := s.Verify(p.ctx); err != nil {
		return fmt.Errorf("the record in the copy does not hold: %w", err)
	}
	number, hash, err := s.Head(p.ctx)
	if err == nil && (number != m.Number || hex.EncodeToString(hash[:]) != m.Hash) {
		err = fault.New(fault.Invalid, "The copy names entry %d as its newest and holds entry %d.", m.Number, number)
	}
	return err
}
