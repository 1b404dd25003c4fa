package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
)

const jobColumns = `id, kind, key, data, added_at, run_at, tries, said, done_at, ended_at, fence`

func scanJob(rows *sql.Rows) (j desk.Job, err error) {
	var data string
	var added, run, done, ended int64
	err = rows.Scan(&j.ID, &j.Kind, &j.Key, &data, &added, &run, &j.Tries, &j.Said, &done, &ended, &j.Fence)
	j.Data, j.AddedAt, j.RunAt, j.DoneAt, j.EndedAt = json.RawMessage(data), instant(added), instant(run), instant(done), instant(ended)
	return j, err
}

// OnJobs registers what is called whenever jobs may have been added, here or on another node. It must be quick.
func (s *Store) OnJobs(wake func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onJobs = append(s.onJobs, wake)
}

func (s *Store) tellJobs() {
	s.mu.Lock()
	all := s.onJobs
	s.mu.Unlock()
	for _, wake := range all {
		wake()
	}
}

func (t *tx) AddJob(ctx context.Context, j desk.Job) error {
	now := t.s.clock.Now()
	if j.RunAt.IsZero() {
		j.RunAt = now
	}
	if j.Data == nil {
		j.Data = json.RawMessage("{}")
	}
	if _, err := t.exec(ctx, `INSERT INTO job (id, kind, key, data, state, added_at, run_at, again_at, tries, said, done_at, ended_at, holder, lease_until, fence)
		VALUES ($1, $2, $3, $4, 'open', $5, $6, 0, 0, '', 0, 0, '', 0, 0)
		ON CONFLICT (kind, key) WHERE state = 'open' DO UPDATE SET data = excluded.data,
			run_at = CASE WHEN job.holder = '' AND excluded.run_at < job.run_at THEN excluded.run_at ELSE job.run_at END,
			again_at = CASE WHEN job.holder = '' THEN 0 WHEN job.again_at = 0 OR excluded.run_at < job.again_at THEN excluded.run_at ELSE job.again_at END`,
		t.s.clock.ID(), j.Kind, j.Key, string(j.Data), micros(now), micros(j.RunAt)); err != nil {
		return err
	}
	return t.sayJobs(ctx)
}

// sayJobs has every node look at the jobs once this is committed.
func (t *tx) sayJobs(ctx context.Context) error {
	if t.jobs {
		return nil
	}
	t.jobs = true
	if !t.d.postgres {
		return nil
	}
	_, err := t.row(ctx, `SELECT pg_notify('broadsheet_job', '')`, nil, new(any))
	return err
}

func (t *tx) DropJob(ctx context.Context, kind, key string) (bool, error) {
	n, err := t.exec(ctx, `DELETE FROM job WHERE kind = $1 AND key = $2 AND state = 'open' AND holder = ''`, kind, key)
	return n > 0, err
}

func (t *tx) HoldJob(ctx context.Context, id string, fence int64) error {
	found, err := t.row(ctx, `SELECT id FROM job WHERE id = $1 AND fence = $2 AND state = 'open'`+t.d.lock, []any{id, fence}, new(string))
	if err == nil && !found {
		err = fault.New(fault.Conflict, "Another node does this work now.")
	}
	return err
}

func (t *tx) TryJobAgain(ctx context.Context, id string, at time.Time) error {
	j, err := must(first(list(ctx, t.querier, `SELECT `+jobColumns+` FROM job WHERE id = $1 AND state = 'given up'`+t.d.lock, []any{id}, scanJob)))("work")
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM job WHERE id = $1`, id); err != nil {
		return err
	}
	return t.AddJob(ctx, desk.Job{Kind: j.Kind, Key: j.Key, Data: j.Data, RunAt: at})
}

func (t *tx) ForgetJob(ctx context.Context, id string) error {
	n, err := t.exec(ctx, `DELETE FROM job WHERE id = $1 AND state = 'given up'`, id)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "There is no such work.")
	}
	return err
}

// LeaseJob gives the holder the job of these kinds that should have run first, for a while, and counts the lease up;
// false when none is due. Nobody else gets it until the lease has run out or the job was given back.
func (s *Store) LeaseJob(ctx context.Context, holder string, kinds []string, lasts time.Duration) (desk.Job, bool, error) {
	now := s.clock.Now()
	in, args := expand([]any{holder, micros(now.Add(lasts)), micros(now)}, kinds)
	skip := ""
	if s.postgres {
		skip = ` FOR UPDATE SKIP LOCKED`
	}
	return first(list(ctx, s.writer(), `UPDATE job SET holder = $1, lease_until = $2, fence = fence + 1, again_at = 0 WHERE id = (
		SELECT id FROM job WHERE state = 'open' AND run_at <= $3 AND lease_until <= $3 AND kind IN (`+in+`) ORDER BY run_at, id LIMIT 1`+skip+`)
		RETURNING `+jobColumns, args, scanJob))
}

// NextJob tells when the next job of these kinds can be leased; false when there is none.
func (s *Store) NextJob(ctx context.Context, kinds []string) (time.Time, bool, error) {
	in, args := expand(nil, kinds)
	var at int64
	found, err := s.reader().row(ctx, `SELECT CASE WHEN lease_until > run_at THEN lease_until ELSE run_at END AS due FROM job
		WHERE state = 'open' AND kind IN (`+in+`) ORDER BY due LIMIT 1`, args, &at)
	return instant(at), found, err
}

// RenewJob makes a lease last longer; false when the job has another holder or is no more.
func (s *Store) RenewJob(ctx context.Context, j desk.Job, lasts time.Duration) (bool, error) {
	n, err := s.writer().exec(ctx, `UPDATE job SET lease_until = $3 WHERE id = $1 AND fence = $2 AND state = 'open'`, j.ID, j.Fence, micros(s.clock.Now().Add(lasts)))
	return n > 0, err
}

// EndJob ends a lease: the job is done, and is dropped unless again says when it is to be done the next time. What was
// added meanwhile is done first. False when the lease was lost.
func (s *Store) EndJob(ctx context.Context, j desk.Job, again time.Time) (bool, error) {
	return s.endLease(ctx, j, func(t *tx, added int64) error {
		if added == 0 && again.IsZero() {
			if _, err := t.exec(ctx, `DELETE FROM job WHERE kind = $1 AND key = $2 AND state = 'given up'`, j.Kind, j.Key); err != nil {
				return err
			}
			_, err := t.exec(ctx, `DELETE FROM job WHERE id = $1`, j.ID)
			return err
		}
		return t.openAgain(ctx, j.ID, sooner(added, micros(again)), 0, "", micros(s.clock.Now()))
	})
}

// RetryJob ends a lease: the job failed and is tried again at an instant. False when the lease was lost.
func (s *Store) RetryJob(ctx context.Context, j desk.Job, at time.Time, said string) (bool, error) {
	return s.endLease(ctx, j, func(t *tx, added int64) error {
		return t.openAgain(ctx, j.ID, sooner(added, micros(at)), j.Tries+1, said, micros(j.DoneAt))
	})
}

// ReturnJob ends a lease as if it had never begun. False when the lease was lost.
func (s *Store) ReturnJob(ctx context.Context, j desk.Job) (bool, error) {
	return s.endLease(ctx, j, func(t *tx, added int64) error {
		return t.openAgain(ctx, j.ID, sooner(added, micros(j.RunAt)), j.Tries, j.Said, micros(j.DoneAt))
	})
}

// GiveUpJob ends a lease: the job goes into the drawer, where a person can have it tried again. What was added meanwhile
// is done all the same. False when the lease was lost.
func (s *Store) GiveUpJob(ctx context.Context, j desk.Job, said string) (bool, error) {
	return s.endLease(ctx, j, func(t *tx, added int64) error {
		if added != 0 {
			return t.openAgain(ctx, j.ID, added, 0, said, micros(j.DoneAt))
		}
		// One of a kind and key lies in the drawer: the newest.
		if _, err := t.exec(ctx, `DELETE FROM job WHERE kind = $1 AND key = $2 AND state = 'given up'`, j.Kind, j.Key); err != nil {
			return err
		}
		_, err := t.exec(ctx, `UPDATE job SET state = 'given up', tries = $2, said = $3, ended_at = $4, holder = '', lease_until = 0 WHERE id = $1`,
			j.ID, j.Tries+1, said, micros(s.clock.Now()))
		return err
	})
}

// sooner is the earlier of two instants of which either may be none, 0.
func sooner(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// endLease calls fn with the row of a lease that still holds, and when it was added again meanwhile, 0 for not.
func (s *Store) endLease(ctx context.Context, j desk.Job, fn func(t *tx, added int64) error) (held bool, err error) {
	err = s.InTx(ctx, func(d desk.Tx) error {
		t := d.(*tx)
		var added int64
		held, err = t.row(ctx, `SELECT again_at FROM job WHERE id = $1 AND fence = $2 AND state = 'open'`+t.d.lock, []any{j.ID, j.Fence}, &added)
		if err != nil || !held {
			return err
		}
		return fn(t, added)
	})
	return held, err
}

// openAgain puts a job that was leased back among those that wait.
func (t *tx) openAgain(ctx context.Context, id string, at int64, tries int, said string, done int64) error {
	_, err := t.exec(ctx, `UPDATE job SET run_at = $2, again_at = 0, tries = $3, said = $4, done_at = $5, holder = '', lease_until = 0 WHERE id = $1`,
		id, at, tries, said, done)
	if err == nil {
		err = t.sayJobs(ctx)
	}
	return err
}

// FreeJobs ends every lease: for a process that is alone with its data, whose own leases are those of one that was
// killed.
func (s *Store) FreeJobs(ctx context.Context) error {
	_, err := s.writer().exec(ctx, `UPDATE job SET holder = '', lease_until = 0, run_at = CASE WHEN again_at > 0 AND again_at < run_at THEN again_at ELSE run_at END
		WHERE state = 'open' AND holder <> ''`)
	return err
}

// EnsureJob adds a job unless one of its kind and key is open.
func (s *Store) EnsureJob(ctx context.Context, j desk.Job) error {
	return s.InTx(ctx, func(d desk.Tx) error {
		known, err := d.(*tx).row(ctx, `SELECT id FROM job WHERE kind = $1 AND key = $2 AND state = 'open'`, []any{j.Kind, j.Key}, new(string))
		if err != nil || known {
			return err
		}
		return d.AddJob(ctx, j)
	})
}

// JobsGivenUp lists the drawer, newest first.
func (s *Store) JobsGivenUp(ctx context.Context, limit int) ([]desk.Job, error) {
	return list(ctx, s.reader(), `SELECT `+jobColumns+` FROM job WHERE state = 'given up' ORDER BY ended_at DESC, id DESC LIMIT $1`, []any{limit}, scanJob)
}

// JobsOpen lists what waits or is being done, in the order in which it is to be done.
func (s *Store) JobsOpen(ctx context.Context, limit int) ([]desk.Job, error) {
	return list(ctx, s.reader(), `SELECT `+jobColumns+` FROM job WHERE state = 'open' ORDER BY run_at, id LIMIT $1`, []any{limit}, scanJob)
}
