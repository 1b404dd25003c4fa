package store

import (
	"context"
	"database/sql"
	"time"

	"broadsheet/internal/store/search"
)

// What a migration of a big archive would take minutes for is done beside the readers and writers once the store is open,
// in steps small enough that nobody waits for them. What is not done yet is read in the older way meanwhile.
const (
	broughtAtOnce = 300 // documents in one step, some ten milliseconds
	broughtPause  = 5 * time.Millisecond
)

// bringing is that work under way.
type bringing struct {
	stop  context.CancelFunc
	ended chan struct{}
}

// bring begins what there is to do.
func (s *Store) bring(ctx context.Context) error {
	heads, err := s.unbrought(ctx)
	if err != nil {
		return err
	}
	spans := false
	if x, ok := s.index.(tsvector); ok {
		has, err := s.hasSpans(ctx)
		if err != nil {
			return err
		}
		x.spans.Store(has)
		spans = !has
	}
	if !heads && !spans {
		return nil
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.brings = &bringing{stop: stop, ended: make(chan struct{})}
	go func() {
		defer close(s.brings.ended)
		var err error
		if spans {
			err = s.bringSpans(ctx)
		}
		if err == nil && heads {
			err = s.bringAll(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "search is complete but slower: its tables could not be brought up to this release, which is tried again at the next start", "cause", err)
		}
	}()
	return nil
}

// close ends the work where it stands.
func (b *bringing) close() {
	if b != nil {
		b.stop()
		<-b.ended
	}
}

// unbrought tells whether there is anything to do.
func (s *Store) unbrought(ctx context.Context) (bool, error) {
	return querier{s.write, s.dialect}.row(ctx, `SELECT seq FROM search_fact WHERE head = '' LIMIT 1`, nil, new(int64))
}

func (s *Store) bringAll(ctx context.Context) error {
	began, all := time.Now(), 0
	for after := int64(-1 << 63); ; {
		n, err := s.bringHeads(ctx, &after)
		if err != nil {
			return err
		}
		if all += n; n == 0 {
			s.log.InfoContext(ctx, "search was brought up to this release", "documents", all, "took", time.Since(began).Round(time.Second).String())
			return nil
		}
		select {
		case <-time.After(broughtPause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// bringHeads brings the headings of some documents to where matches are read.
func (s *Store) bringHeads(ctx context.Context, after *int64) (n int, err error) {
	type row struct {
		seq  int64
		head string
	}
	q := querier{s.read, s.dialect}
	rows, err := list(ctx, q, `SELECT d.seq, d.head FROM search_fact f JOIN search_doc d ON d.seq = f.seq WHERE f.head = '' AND f.seq > $1 ORDER BY f.seq LIMIT $2`,
		[]any{*after, broughtAtOnce}, func(rows *sql.Rows) (r row, err error) { return r, rows.Scan(&r.seq, &r.head) })
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	begun, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return 0, s.fault(err)
	}
	defer begun.Rollback() //nolint:errcheck // after the commit there is nothing to take back
	update, err := begun.PrepareContext(ctx, `UPDATE search_fact SET head = $1 WHERE seq = $2 AND head = ''`)
	if err != nil {
		return 0, s.fault(err)
	}
	defer update.Close()
	for _, r := range rows {
		// A document that came to this number meanwhile brought its own headings.
		if _, err := update.ExecContext(ctx, search.DocOf(r.head).Brief(), r.seq); err != nil {
			return 0, s.fault(err)
		}
		*after = r.seq
	}
	if err := begun.Commit(); err != nil {
		return 0, s.fault(err)
	}
	s.folds.committed()
	return len(rows), nil
}
