package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"broadsheet/internal/fault"
)

// oldestSQLite is the first SQLite without the fault by which two connections that reset the write-ahead log at the
// same moment could damage a database (fixed in 3.51.3).
const oldestSQLite = 3_051_003

func sqliteDialect() *dialect {
	return &dialect{
		name: "SQLite", folder: "sqlite",
		versionSQL: `SELECT sqlite_version()`,
		nowSQL:     `CAST(unixepoch('subsec') * 1000000 AS INTEGER)`,
		numbers:    `SELECT value FROM json_each($1)`,
		snapshot:   &sql.TxOptions{ReadOnly: true},
		trouble:    sqliteTrouble,
		index:      fts{},
		fewFound:   fewFound,
		hide:       func(s string) string { return s },
	}
}

func sqliteTrouble(err error) trouble {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return unknown
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return taken
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return lostRace
	case sqlite3.SQLITE_FULL:
		return full
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return notOurs
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return forbidden
	}
	return unknown
}

func (s *Store) openSQLite(ctx context.Context, o Options) error {
	s.dialect = sqliteDialect()
	path, err := filepath.Abs(o.Database)
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	s.dir = folder
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fault.Because(err, fault.Unavailable, "The folder %s cannot be made: %s. Make it, or choose another with --data.", folder, plain(err))
	}
	if err := mayWrite(folder); err != nil {
		return fault.Because(err, fault.Unavailable, "The folder %s cannot be written to: %s. Give this program the right, or choose another with --data.", folder, plain(err))
	}
	if o.Exclusive {
		if err := s.lockAlone(path + ".lock"); err != nil {
			return err
		}
	}
	if err := isSQLite(path); err != nil {
		return err
	}
	// The one writing connection waits a second for a command beside it, and InTx tries again after that, so that a
	// request that is given up does not wait for long.
	s.write, err = openKeeping(sqliteName(path, "_txlock=immediate", "_busy_timeout=1000",
		"_journal_mode=WAL", "_synchronous=FULL", "_foreign_keys=on", "_dqs=0", "_pragma=cache_size(-16000)",
		fmt.Sprintf("_pragma=wal_autocheckpoint(%d)", foldLast)))
	if err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err := s.write.PingContext(ctx); err != nil {
		return err
	}
	if err := oldEnough(ctx, s.write); err != nil {
		return err
	}
	s.read, err = openKeeping(sqliteName(path, "mode=ro", "_busy_timeout=5000", "_query_only=on", "_dqs=0",
		"_pragma=cache_size(-8000)", "_pragma=mmap_size(268435456)"))
	if err != nil {
		return err
	}
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	return s.fold(path)
}

func oldEnough(ctx context.Context, db *sql.DB) error {
	var version string
	if err := db.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return err
	}
	n := 0
	for part := range strings.SplitSeq(version+".0.0", ".") {
		if p, err := strconv.Atoi(part); err == nil && n < 1_000_000 {
			n = n*1000 + p
		}
	}
	if n < oldestSQLite {
		return fault.New(fault.Unavailable, "This program was built with SQLite %s, which can damage its file; 3.51.3 is the oldest that may be used.", version)
	}
	return nil
}

// sqliteName is the name of a file for the driver, with its options.
func sqliteName(path string, options ...string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:\paper becomes file:///C:/paper
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: strings.Join(options, "&")}).String()
}

// mayWrite tells why files cannot be made in a folder.
func mayWrite(folder string) error {
	f, err := os.CreateTemp(folder, ".may-write-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// isSQLite refuses a file that is something else before anything is written to it.
func isSQLite(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fault.Because(err, fault.Unavailable, "The file %s cannot be opened: %s.", path, plain(err))
	}
	defer f.Close()
	first := make([]byte, 16)
	n, err := io.ReadFull(f, first)
	switch {
	case err == io.EOF || err == nil && string(first) == "SQLite format 3\x00":
		return nil
	case err != nil && err != io.ErrUnexpectedEOF:
		return fault.Because(err, fault.Unavailable, "The file %s cannot be read: %s.", path, plain(err))
	}
	return fault.New(fault.Invalid, "The file %s is not a database: it begins with %q. Move it away, or choose another folder with --data.", path, first[:n])
}

// lockAlone keeps a second process from serving from the same file.
func (s *Store) lockAlone(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fault.Because(err, fault.Unavailable, "The file %s cannot be written: %s.", path, plain(err))
	}
	free, err := tryLock(f)
	if err == nil && free {
		s.alone = f
		// Who holds it is a help to the person only; the lock itself is the system's.
		err = errors.Join(f.Truncate(0), second(f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)))
		if err != nil {
			return fault.Because(err, fault.Unavailable, "The file %s cannot be written: %s.", path, plain(err))
		}
		return nil
	}
	defer f.Close()
	if err != nil {
		return fault.Because(err, fault.Unavailable, "The file %s cannot be locked: %s.", path, plain(err))
	}
	who := ""
	if b, err := io.ReadAll(io.LimitReader(f, 20)); err == nil {
		if pid, err := strconv.Atoi(strings.TrimSpace(string(b))); err == nil {
			who = fmt.Sprintf(" (process %d)", pid)
		}
	}
	return fault.New(fault.Conflict, "Another Broadsheet%s is serving from %s. Stop it first, or choose another folder with --data.", who, filepath.Dir(path))
}

func second[T any](_ T, err error) error { return err }

// plain is an error of the file system without the operation and path that our sentences name themselves.
func plain(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// folderLock waits for the lock of the database's folder.
func (s *Store) folderLock(ctx context.Context, folder string) (unlock func() error, err error) {
	f, err := openLock(folder)
	if err != nil {
		return nil, err
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		free, err := tryLock(f)
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if free {
			return f.Close, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), f.Close())
		}
	}
}
