package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"broadsheet/internal/record"
)

const (
	pollEvery    = 250 * time.Millisecond // the net under notifications
	sayEvery     = time.Second            // how often a node says that it is alive
	liveFor      = 5 * time.Second        // how long a node counts as alive
	awaitFor     = time.Second
	tidyEvery    = 10 * time.Minute
	forgottenFor = 24 * time.Hour // after which a node's row is dropped
	entriesAtOne = 500
)

// OnEntry registers a handler that is called with every entry of the record: before the action that appended it
// returns when that was in this process, within moments when it was elsewhere (see Follow). Handlers of one process
// hear its own entries in order. They may hear an entry twice, must be quick and must not write to the store.
func (s *Store) OnEntry(handle func(record.Entry)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handlers = append(s.handlers, handle)
}

// tell calls the handlers with an entry of this process.
func (s *Store) tell(e record.Entry) {
	s.mu.Lock()
	handlers := s.handlers
	s.mu.Unlock()
	s.memory.hear(e.Number, e.Keys)
	for _, handle := range handlers {
		handle(e)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.Number > s.cursor {
		s.told[e.Number] = true
	}
	for s.told[s.cursor+1] {
		s.cursor++
		delete(s.told, s.cursor)
		if s.cursor == e.Number {
			// Nobody can have appended after it yet: the end of the record is known as of now.
			s.heard.Store(s.clock.Now().UnixMicro())
		}
	}
}

// Cursor is the number up to which every entry was told in this process.
func (s *Store) Cursor() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursor
}

// LastHeard is when this node last knew the record's end. A node whose LastHeard grows old is cut off.
func (s *Store) LastHeard() time.Time { return time.UnixMicro(s.heard.Load()).UTC() }

// Follow hears the record until ctx ends: it tells this process what others appended, and others how far this one
// has heard. Failures are logged and tried again, for ever.
func (s *Store) Follow(ctx context.Context) error {
	if s.postgres {
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.listen(ctx)
		}()
		defer func() { <-done }()
	}
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	var said, tidied time.Time
	var saidCursor int64 = -1
	failing := false
	for {
		err := s.catchUp(ctx)
		// The ticker's own time is the machine's, which is what it measures.
		if now := time.Now(); err == nil && s.postgres && (now.Sub(said) >= sayEvery || s.Cursor() != saidCursor) {
			cursor := s.Cursor()
			if err = s.sayAlive(ctx, cursor); err == nil {
				said, saidCursor = now, cursor
			}
		}
		if now := time.Now(); err == nil && now.Sub(tidied) >= tidyEvery {
			if err = s.tidy(ctx); err == nil {
				tidied = now
			}
		}
		if ctx.Err() != nil {
			return s.sayGone(ctx)
		}
		if err != nil && !failing {
			s.log.WarnContext(ctx, "the record cannot be followed just now", "cause", s.hide(err.Error()))
		}
		if err == nil && failing {
			s.log.InfoContext(ctx, "the record is followed again", "number", s.Cursor())
		}
		failing = err != nil
		select {
		case <-ctx.Done():
		case <-poll.C:
		case <-s.wake:
		}
	}
}

// catchUp tells the handlers what they have not heard yet, in order.
func (s *Store) catchUp(ctx context.Context) error {
	for {
		asked := s.clock.Now()
		cursor := s.Cursor()
		head, _, err := s.Head(ctx)
		if err != nil {
			return err
		}
		if head <= cursor {
			s.heardAt(asked)
			return nil
		}
		entries, err := s.Entries(ctx, cursor, entriesAtOne)
		if err != nil {
			return err
		}
		for _, e := range entries {
			s.mu.Lock()
			known := e.Number <= s.cursor || s.told[e.Number]
			s.mu.Unlock()
			if !known {
				s.tell(e)
			}
		}
		if s.Cursor() == cursor {
			return errors.New("store: the record has a gap after its entries were read")
		}
	}
}

// heardAt notes that the end of the record was known at an instant.
func (s *Store) heardAt(t time.Time) {
	us := t.UnixMicro()
	for {
		was := s.heard.Load()
		if us <= was || s.heard.CompareAndSwap(was, us) {
			return
		}
	}
}

// listen wakes the follower when PostgreSQL tells of an entry, on a line of its own that is made again whenever it
// breaks.
func (s *Store) listen(ctx context.Context) {
	wait := 50 * time.Millisecond
	for ctx.Err() == nil {
		began := time.Now()
		err := s.listenOnce(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > 5*time.Second {
			wait = 50 * time.Millisecond
		}
		s.log.DebugContext(ctx, "the line on which the record is heard broke", "cause", s.hide(err.Error()), "again_in", wait)
		pause := time.NewTimer(wait)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
		}
		wait = min(2*wait, 5*time.Second)
	}
}

func (s *Store) listenOnce(ctx context.Context) error {
	line, err := pgx.ConnectConfig(ctx, s.line.Copy())
	if err != nil {
		return err
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if err := line.Close(end); err != nil {
			s.log.DebugContext(ctx, "closing the line on which the record is heard", "cause", s.hide(err.Error()))
		}
	}()
	if _, err := line.Exec(ctx, `LISTEN broadsheet_record; LISTEN broadsheet_job`); err != nil {
		return err
	}
	s.rouse() // for what was appended and added before this line listened
	s.tellJobs()
	for {
		heard, err := line.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if heard.Channel == "broadsheet_job" {
			s.tellJobs()
		} else {
			s.rouse()
		}
	}
}

func (s *Store) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// sayAlive writes how far this node has heard.
func (s *Store) sayAlive(ctx context.Context, cursor int64) error {
	name, err := os.Hostname()
	if err != nil {
		name = s.node
	}
	_, err = querier{s.write, s.dialect}.exec(ctx, `INSERT INTO node (id, name, cursor, seen_at) VALUES ($1, $2, $3, `+s.nowSQL+`)
		ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor, seen_at = excluded.seen_at`, s.node, name, cursor)
	return err
}

// sayGone takes this node from those that are waited for.
func (s *Store) sayGone(ctx context.Context) error {
	if !s.postgres {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_, err := querier{s.write, s.dialect}.exec(ctx, `DELETE FROM node WHERE id = $1`, s.node)
	return err
}

// tidy drops what has run out: sessions, and nodes that have not been seen for a day.
func (s *Store) tidy(ctx context.Context) error {
	q := querier{s.write, s.dialect}
	_, err := q.exec(ctx, `DELETE FROM session WHERE expires <= $1`, micros(s.clock.Now()))
	if err == nil && s.postgres {
		_, err = q.exec(ctx, `DELETE FROM node WHERE seen_at < `+s.nowSQL+` - $1`, forgottenFor.Microseconds())
	}
	return err
}

// Await waits, at most a second, until every live node has heard the record up to number, and names those that have
// not. A process alone with its data does not wait.
func (s *Store) Await(ctx context.Context, number int64) (missing []string) {
	if !s.postgres {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, awaitFor)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		behind, err := list(ctx, querier{s.read, s.dialect}, `SELECT name || ' (' || id || ')' FROM node
			WHERE id <> $1 AND cursor < $2 AND seen_at > `+s.nowSQL+` - $3 ORDER BY name, id`,
			[]any{s.node, number, liveFor.Microseconds()}, func(rows *sql.Rows) (string, error) { return one[string](rows) })
		if err == nil {
			missing = behind
		}
		if err == nil && len(behind) == 0 {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			if err != nil && len(missing) == 0 {
				missing = []string{"other nodes (the database does not answer)"}
			}
			return missing
		}
	}
}
