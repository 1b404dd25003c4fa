package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"broadsheet/internal/config"
	"broadsheet/internal/copies"
	"broadsheet/internal/fault"
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
	m, err := copies.Make(p.ctx, b.File, h.store, shelved{h.shelf})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "The copy %s is whole and was checked: %d entries of the record, %d files of pictures.\n", b.File, m.Number, m.Files)
	if lack := m.Lack(); lack != "" {
		fmt.Fprintln(p.out, lack)
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

// restoring is the folder, in the data folder, where a copy is read back until all of it is there.
const restoring = ".restoring"

// Run reads the copy aside and moves it into place once it is whole and its record's chain was read.
func (r restoreCommand) Run(p *program, c *commands) (err error) {
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	made, err := emptyFolder(settings.Data)
	if err != nil {
		return err
	}
	aside := filepath.Join(settings.Data, restoring)
	defer func() {
		err = errors.Join(err, os.RemoveAll(aside))
		if err != nil && made {
			_ = os.Remove(settings.Data) // it is left only if it holds something
		}
	}()
	files, err := shelf.At(filepath.Join(aside, picturesShelf))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	options := store.Options{Database: string(settings.Database), Log: p.log}
	if settings.Database == "" {
		options.Database = filepath.Join(aside, databaseFile)
	}
	m, err := copies.Restore(p.ctx, r.File, copies.Into{
		File: func(name string, from io.Reader) error { return files.Put(p.ctx, name, from) },
		Fill: func(schema int64, fn func(func(string, []string, func() ([]any, error)) error) error) error {
			return store.Fill(p.ctx, options, schema, fn)
		},
	})
	if err != nil {
		return err
	}
	if err := checkRestored(p, options, m.Manifest); err != nil {
		return err
	}
	names := []string{picturesShelf}
	if settings.Database == "" {
		names = append(names, databaseFile)
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(aside, name), filepath.Join(settings.Data, name)); err != nil {
			return fmt.Errorf("the paper cannot be put into %s: %w", settings.Data, cause(err))
		}
	}
	fmt.Fprintf(p.out, "The paper is back: %d entries of the record, %d files of pictures. Start it with broadsheet serve.\n", m.Number, m.Files)
	if lack := m.Lack(); lack != "" {
		fmt.Fprintln(p.out, lack)
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

// emptyFolder makes the data folder, or refuses one that holds anything but what an interrupted restore left.
func emptyFolder(dir string) (made bool, err error) {
	left, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return true, makeFolder(dir)
	case err != nil:
		return false, fmt.Errorf("the folder %s cannot be read: %w", dir, cause(err))
	}
	interrupted := false
	for _, l := range left {
		interrupted = interrupted || l.Name() == restoring
	}
	for _, l := range left {
		if l.Name() != restoring && (!interrupted || l.Name() != picturesShelf) {
			return false, fault.New(fault.Conflict, "The folder %s is not empty, and nothing was changed. Restore into an empty one with --data.", dir)
		}
	}
	for _, l := range left {
		if err := os.RemoveAll(filepath.Join(dir, l.Name())); err != nil {
			return false, err
		}
	}
	return false, makeFolder(dir)
}
