package store

import (
	"context"
	"embed"
	"errors"

	"broadsheet/internal/fault"
)

//go:embed migrations
var migrations embed.FS // migrations/sqlite/0001_house.sql beside migrations/postgres/0001_house.sql

// migrate brings the tables up to this release, under a lock that other processes wait for, and refuses a database
// that this release is too old for.
func (s *Store) migrate(ctx context.Context) (err error) {
	unlock, err := s.migrationLock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := s.refuseNewer(ctx); err != nil {
		return err
	}
	steps, err := s.steps()
	if err != nil {
		return err
	}
	if _, err = steps.Up(ctx); err != nil {
		return err
	}
	if err := s.refuseNewer(ctx); err != nil {
		return err
	}
	return s.remakeSearch(ctx)
}

// refuseNewer keeps this binary from a database whose oldest release is above its own. A database that newer
// migrations only added to is used as it stands.
func (s *Store) refuseNewer(ctx context.Context) error {
	q := querier{s.write, s.dialect}
	known, err := q.row(ctx, s.hasHouseSQL(), nil, new(int64))
	if err != nil || !known {
		return err
	}
	var oldest int64
	if _, err := q.row(ctx, `SELECT oldest FROM house`, nil, &oldest); err != nil {
		return err
	}
	if oldest > Release {
		return fault.New(fault.Conflict,
			"This data was written by a newer Broadsheet: it needs release %d of the data format, this program has release %d. Start the newer program.", oldest, Release)
	}
	return nil
}

func (d *dialect) hasHouseSQL() string {
	if d.postgres {
		return `SELECT 1 FROM pg_class WHERE oid = to_regclass('house')`
	}
	return `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'house'`
}

// migrationLock holds other processes off while the tables change.
func (s *Store) migrationLock(ctx context.Context) (unlock func() error, err error) {
	if !s.postgres {
		return s.folderLock(ctx, s.dir)
	}
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	const key = 0x42_72_6f_61_64                           // the same number in every Broadsheet
	_, err = conn.ExecContext(ctx, `SET lock_timeout = 0`) // a long migration elsewhere is waited for
	if err == nil {
		_, err = conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(key))
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock_all()`)
		if err == nil {
			_, err = conn.ExecContext(context.WithoutCancel(ctx), `RESET lock_timeout`)
		}
		return errors.Join(err, conn.Close())
	}, nil
}
