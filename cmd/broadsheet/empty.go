package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"broadsheet/internal/config"
	"broadsheet/internal/shelf"
	"broadsheet/internal/store"
)

// intoEmpty makes a paper in an empty place: fill puts pictures and database aside, and they move into place once it
// has said that all is there. A failure leaves nothing, neither do its leftovers keep the next try off.
func intoEmpty(p *program, settings config.Config, fill func(o store.Options, files *shelf.Folder) error) (err error) {
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
	names := []string{picturesShelf}
	if settings.Database == "" {
		options.Database = filepath.Join(aside, databaseFile)
		names = append(names, databaseFile)
	}
	if err := fill(options, files); err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(aside, name), filepath.Join(settings.Data, name)); err != nil {
			return fmt.Errorf("the paper cannot be put into %s: %w", settings.Data, cause(err))
		}
	}
	return nil
}
