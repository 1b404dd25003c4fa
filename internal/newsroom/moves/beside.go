package moves

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"broadsheet/internal/copies"
	"broadsheet/internal/desk"
)

// Beside is what copies hold of moves: all reports and readers' comments, and of each move the stories to look at and,
// while it is not over, its file and its pictures. What was moved in has been kept; its file is the old site's and can
// be had there again.
func Beside(folder string, all func(context.Context) ([]desk.ArchiveMove, error)) copies.Beside {
	return copies.Beside{
		Dir: folder, Whole: []string{reportsFolder}, Some: []string{arrivedFolder},
		Over: func(ctx context.Context) (func(string) bool, error) {
			moves, err := all(ctx)
			if err != nil {
				return nil, err
			}
			var open []string
			for _, m := range moves {
				if m.State != desk.MoveDone && m.State != desk.MoveEnded && m.State != desk.MoveRefused {
					open = append(open, m.ID)
				}
			}
			return func(name string) bool {
				id, file, _ := strings.Cut(strings.TrimPrefix(name, arrivedFolder+"/"), "/")
				return file != samplesFile && !slices.Contains(open, id)
			}, nil
		},
	}
}

// here is where a file of the data folder lies now: the folder may have been moved, or restored elsewhere, since the
// path was written down.
func (c *Carrier) here(path string) string {
	for _, in := range []string{arrivedFolder, reportsFolder} {
		parts := strings.Split(filepath.ToSlash(path), "/")
		at := len(parts) - 1
		for at >= 0 && parts[at] != in {
			at--
		}
		if at < 0 {
			continue
		}
		now := filepath.Join(append([]string{c.Folder}, parts[at:]...)...)
		if _, err := os.Stat(now); err == nil {
			return now
		}
	}
	return path
}

// find puts the paths of a move right that lie in the data folder.
func (c *Carrier) find(m *desk.ArchiveMove, d *data) {
	m.Path = c.here(m.Path)
	if media := d.Decisions.Media; filepath.Base(media) == mediaFolder && filepath.Base(filepath.Dir(media)) == m.ID {
		d.Decisions.Media = filepath.Join(c.folder(m.ID), mediaFolder) // which is there once the zip was unpacked
	}
}
