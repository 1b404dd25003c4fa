package store

import (
	"context"
	"database/sql"
	"fmt"
)

// SQLite writes into a log first and from there into its file. Whoever commits would pay for that: during the move of an
// archive somebody's saved word waits while some thousand pages of the archive are written. So it is done beside the
// writers, in pages of 4 KiB.
const (
	foldAt   = 1000  // pages in the log that are not yet in the file
	foldOut  = 4000  // a log that has grown so long is followed to its end, so that it begins anew
	foldLast = 16000 // from here on a commit does it all the same
)

// folding brings the log of an SQLite file into the file.
type folding struct {
	db    *sql.DB
	wake  chan struct{}
	stop  context.CancelFunc
	ended chan struct{}
}

// fold begins to bring the log of the file at path into the file.
func (s *Store) fold(path string) error {
	db, err := sql.Open("sqlite", sqliteName(path, "_busy_timeout=0", "_synchronous=FULL"))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	ctx, stop := context.WithCancel(context.Background())
	s.folds = &folding{db: db, wake: make(chan struct{}, 1), stop: stop, ended: make(chan struct{})}
	go func() {
		defer close(s.folds.ended)
		for {
			select {
			case <-s.folds.wake:
			case <-ctx.Done():
				return
			}
			if err := s.folds.some(ctx); err != nil && ctx.Err() == nil && s.trouble(err) != lostRace {
				s.log.WarnContext(ctx, "what was saved is safe, but could not be brought from the log into the file", "cause", err)
			}
		}
	}()
	return nil
}

// some does what there is to do now.
func (f *folding) some(ctx context.Context) error {
	for {
		length, done, err := f.checkpoint(ctx, "NOOP")
		if err != nil || length-done < foldAt && (length < foldOut || done == length) {
			return err
		}
		_, now, err := f.checkpoint(ctx, "PASSIVE")
		if err != nil || now <= done {
			return err // somebody reads an old state, which has to stay
		}
	}
}

// checkpoint tells how long the log is, in pages, and how much of it is in the file.
func (f *folding) checkpoint(ctx context.Context, mode string) (length, done int, err error) {
	var busy int
	err = f.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(`+mode+`)`).Scan(&busy, &length, &done)
	if err != nil {
		err = fmt.Errorf("checkpoint %s: %w", mode, err)
	}
	return length, done, err
}

// committed says that the log has grown.
func (f *folding) committed() {
	if f == nil {
		return
	}
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// close ends it. The log that is left is brought in by whoever closes the file last.
func (f *folding) close() error {
	if f == nil {
		return nil
	}
	f.stop()
	<-f.ended
	return f.db.Close()
}
