package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

// Look opens a database to be read and nothing else: it makes no table and no file, also where the paper was never
// started. A database that is not there is a fault.NotFound. Only what reads may be called on the store.
func Look(ctx context.Context, o Options) (*Store, error) {
	s := newStore(o)
	var err error
	if isPostgres(o.Database) {
		err = s.openPostgres(ctx, o)
		if err == nil {
			_, err = s.read.ExecContext(ctx, `SET default_transaction_read_only = on`)
			s.read.SetMaxOpenConns(1) // what was set holds for one connection
		}
	} else {
		err = s.lookSQLite(ctx, o)
	}
	if err != nil {
		return nil, errors.Join(s.openFault(err), s.Close())
	}
	return s, nil
}

// lookSQLite opens a file as it lies there. A file that was closed whole has no log beside it, and is read as one that
// does not change: anything else would make SQLite put its log there.
func (s *Store) lookSQLite(ctx context.Context, o Options) error {
	s.dialect = sqliteDialect()
	path, err := filepath.Abs(o.Database)
	if err != nil {
		return err
	}
	s.dir = filepath.Dir(path)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.NotFound, "There is no paper in %s yet. broadsheet serve makes one; if there should be one, look at --data.", s.dir)
	}
	if err := isSQLite(path); err != nil {
		return err
	}
	options := []string{"mode=ro", "_busy_timeout=5000", "_query_only=on", "_dqs=0"}
	switch _, err := os.Stat(path + "-wal"); {
	case errors.Is(err, os.ErrNotExist):
		options = append(options, "immutable=1")
	case err != nil:
		return err
	}
	if s.read, err = sql.Open("sqlite", sqliteName(path, options...)); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(2)
	return s.read.PingContext(ctx)
}

// Tables is the number of the tables' form as they are, and as this program makes them.
func (s *Store) Tables(ctx context.Context) (here, known int64, err error) {
	files, err := migrations.ReadDir("migrations/" + s.folder)
	if err != nil {
		return 0, 0, err
	}
	for _, f := range files {
		number, _, _ := strings.Cut(f.Name(), "_")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil {
			known = max(known, n)
		}
	}
	q := s.reader()
	made, err := q.row(ctx, s.hasHouseSQL(), nil, new(int64))
	if err != nil || !made {
		return 0, known, err
	}
	_, err = q.row(ctx, `SELECT max(version_id) FROM goose_db_version`, nil, &here)
	return here, known, err
}

// Sound reads every page and index of the database and tells what is wrong with it; "" for nothing. PostgreSQL has
// tools of its own for that and is not read.
func (s *Store) Sound(ctx context.Context) (wrong string, err error) {
	if s.postgres {
		return "", nil
	}
	_, err = s.reader().row(ctx, `PRAGMA integrity_check(3)`, nil, &wrong)
	if wrong == "ok" {
		wrong = ""
	}
	return wrong, err
}

// Bytes is how much room the database takes on its disk.
func (s *Store) Bytes(ctx context.Context) (n int64, err error) {
	query := `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`
	if s.postgres {
		query = `SELECT pg_database_size(current_database())`
	}
	_, err = s.reader().row(ctx, query, nil, &n)
	return n, err
}

// Instant is what the database takes for now: on PostgreSQL the clock of its own machine.
func (s *Store) Instant(ctx context.Context) (time.Time, error) {
	var us int64
	_, err := s.reader().row(ctx, `SELECT `+s.nowSQL, nil, &us)
	return instant(us), err
}

// VerifyLast is Verify for the newest entries alone. It returns how many were read.
func (s *Store) VerifyLast(ctx context.Context, n int64) (entries int64, err error) {
	err = s.consistent(ctx, func(q querier) error {
		number, hash, err := readHead(ctx, q)
		if err != nil {
			return err
		}
		from := max(0, number-n)
		var prev [32]byte
		if from > 0 {
			before, err := readEntries(ctx, q, from-1, 1)
			if err != nil {
				return err
			}
			if len(before) != 1 || before[0].Number != from {
				return fault.New(fault.Internal, "The record is damaged: entry %d is missing.", from)
			}
			prev = before[0].Hash
		}
		at := from
		for at < number {
			batch, err := readEntries(ctx, q, at, 500)
			if err != nil {
				return err
			}
			if len(batch) == 0 {
				break
			}
			for _, e := range batch {
				if err := e.Verify(at, prev); err != nil {
					return fault.Because(err, fault.Internal, "The record is damaged at entry %d.", at+1)
				}
				at, prev = e.Number, e.Hash
			}
		}
		if entries = at - from; at != number || number > 0 && prev != hash {
			return fault.New(fault.Internal, "The record ends at entry %d, but its head names entry %d.", at, number)
		}
		return nil
	})
	return entries, err
}

// FirstEntry is the record's oldest entry, written when the paper was set up; false for an empty record.
func (s *Store) FirstEntry(ctx context.Context) (record.Entry, bool, error) {
	return first(list(ctx, s.reader(), `SELECT `+entryColumns+` FROM entry ORDER BY number LIMIT 1`, nil, scanEntry))
}

// NewestEntry is the record's newest entry; false for an empty record.
func (s *Store) NewestEntry(ctx context.Context) (record.Entry, bool, error) {
	return first(list(ctx, s.reader(), `SELECT `+entryColumns+` FROM entry ORDER BY number DESC LIMIT 1`, nil, scanEntry))
}

// EachPicture calls fn with every picture of the library, by id.
func (s *Store) EachPicture(ctx context.Context, fn func(article.Picture) error) error {
	return s.consistent(ctx, func(q querier) error {
		return q.each(ctx, `SELECT id, hash, type, name, cuts FROM picture ORDER BY id`, nil, func(rows *sql.Rows) error {
			var p article.Picture
			var cuts string
			if err := rows.Scan(&p.ID, &p.Hash, &p.Type, &p.Name, &cuts); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(cuts), &p.Cuts); err != nil {
				return err
			}
			return fn(p)
		})
	})
}
