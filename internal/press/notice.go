package press

import (
	"context"

	"broadsheet/internal/notice"
)

// Notice is what the paper tells programs about itself. It is told while the paper is closed to readers too: crawlers
// that get no rules stay away for long.
func (p Press) Notice(ctx context.Context, snap Snapshot) (notice.Notice, error) {
	s, _, err := snap.Settings(ctx)
	return notice.Notice{Base: p.Base, Name: s.Name, Lang: s.Lang, Machines: s.Machines}, err
}
