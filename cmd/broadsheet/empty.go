package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"broadsheet/internal/config"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/moves"
	"broadsheet/internal/shelf"
	"broadsheet/internal/store"
)

// restoring is the folder, in the data folder, where a paper is put together until all of it is there.
const restoring = ".restoring"

// intoEmpty makes a paper in an empty place: fill puts pictures, files of moves and database aside, and they move into place
// once it has said that all is there. A failure leaves nothing, neither do its leftovers keep the next try off.
func intoEmpty(p *program, settings config.Config, fill func(o store.Options, files *shelf.Folder, aside string) error) (err error) {
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
	names := besides()
	if settings.Database == "" {
		options.Database = filepath.Join(aside, databaseFile)
		names = append(names, databaseFile)
	}
	if err := fill(options, files, aside); err != nil {
		return err
	}
	for _, name := range names {
		err := os.Rename(filepath.Join(aside, name), filepath.Join(settings.Data, name))
		if errors.Is(err, os.ErrNotExist) && name != databaseFile {
			continue // nothing ever moved in
		}
		if err != nil {
			return fmt.Errorf("the paper cannot be put into %s: %w", settings.Data, cause(err))
		}
	}
	return nil
}

// besides are the names of what lies in the data folder beside the database and belongs into a copy.
func besides() []string {
	b := moves.Beside("", nil)
	return slices.Concat([]string{picturesShelf}, b.Whole, b.Some)
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
		if l.Name() != restoring && (!interrupted || !slices.Contains(besides(), l.Name())) {
			return false, fault.New(fault.Conflict, "The folder %s is not empty, and nothing was changed. Name an empty one with --data.", dir)
		}
	}
	for _, l := range left {
		if err := os.RemoveAll(filepath.Join(dir, l.Name())); err != nil {
			return false, err
		}
	}
	return false, makeFolder(dir)
}
