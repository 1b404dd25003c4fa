//go:build unix

// Package storetest holds the store to its promises on both databases. Run is the book of promises; Each lets tests
// of other packages run on SQLite and on PostgreSQL; Open gives them a store. A package that uses it has
//
//	func TestMain(m *testing.M) { storetest.Main(m) }
//
// which starts one PostgreSQL for its tests, and ends it.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/store"
)

// Monday is when the clock of a store under test stands, unless the test brings its own.
var Monday = time.Date(2026, 11, 23, 10, 2, 0, 0, time.UTC)

var (
	onSQLite, onPostgres atomic.Int64

	starting sync.Once
	running  *server
	failed   error

	templating   sync.Once
	template     []byte
	templateFail error
)

// Main runs the tests of a package, ends what they started and says how many ran on each database.
func Main(m *testing.M) {
	code := m.Run()
	if running != nil {
		if err := running.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "storetest:", err)
			code = max(code, 1)
		}
	}
	if n := onSQLite.Load() + onPostgres.Load(); n > 0 {
		fmt.Printf("promises: %d on sqlite, %d on postgres\n", onSQLite.Load(), onPostgres.Load())
	}
	os.Exit(code)
}

// Kind is a database that promises are tried on.
type Kind struct {
	Name string // "sqlite" or "postgres"
	// Place makes an empty place for a database, bare if no tables are wanted yet, and gives what store.Options calls
	// Database. Several stores may be opened on it.
	Place func(t testing.TB, bare bool) string
}

// Kinds are both databases.
func Kinds() []Kind { return []Kind{{"sqlite", sqlitePlace}, {"postgres", postgresPlace}} }

// Open gives a test a store of its own on SQLite, whose clock stands at Monday unless another one is given.
func Open(t testing.TB, c ...clock.Clock) *store.Store {
	t.Helper()
	onSQLite.Add(1)
	return OpenAt(t, sqlitePlace(t, false), c...)
}

// OpenAt opens a store and closes it when the test ends.
func OpenAt(t testing.TB, database string, c ...clock.Clock) *store.Store {
	t.Helper()
	o := store.Options{Database: database, Clock: clock.At(Monday)}
	if len(c) > 0 {
		o.Clock = c[0]
	}
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("opening the store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing the store: %v", err)
		}
	})
	return s
}

// Each runs a test on both databases; open gives it stores of its own.
func Each(t *testing.T, test func(t *testing.T, open func(c ...clock.Clock) *store.Store)) {
	t.Helper()
	EachKind(t, func(t *testing.T, k Kind) {
		test(t, func(c ...clock.Clock) *store.Store {
			t.Helper()
			return OpenAt(t, k.Place(t, false), c...)
		})
	})
}

// EachKind runs a test on both databases that opens its stores itself.
func EachKind(t *testing.T, test func(t *testing.T, k Kind)) {
	t.Helper()
	for _, k := range Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			k.count(t)
			test(t, k)
		})
	}
}

// count counts a test, and skips it where there is no PostgreSQL.
func (k Kind) count(t testing.TB) {
	t.Helper()
	if k.Name == "sqlite" {
		onSQLite.Add(1)
		return
	}
	postgres(t)
	onPostgres.Add(1)
}

func sqlitePlace(t testing.TB, bare bool) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "broadsheet.db")
	if bare {
		return path
	}
	templating.Do(func() { template, templateFail = makeTemplate() })
	if templateFail != nil {
		t.Fatalf("making an empty SQLite file: %v", templateFail)
	}
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// makeTemplate is an SQLite file with empty tables.
func makeTemplate() (b []byte, err error) {
	folder, err := os.MkdirTemp("", "paper-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "template.db")
	s, err := store.Open(context.Background(), store.Options{Database: path})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// CutOff breaks every connection to a database on PostgreSQL, what Kind.Place gave, and lets nobody in until restore is
// called.
func CutOff(t testing.TB, database string) (restore func()) {
	t.Helper()
	address, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(address.Path, "/")
	admin := func(statement string) {
		t.Helper()
		if err := postgres(t).admin(context.Background(), statement); err != nil {
			t.Fatal(err)
		}
	}
	admin(`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS false`)
	admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '` + name + `'`)
	return func() {
		t.Helper()
		admin(`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS true`)
	}
}

func postgresPlace(t testing.TB, bare bool) string {
	t.Helper()
	address, drop, err := postgres(t).database(context.Background(), bare)
	if err != nil {
		t.Fatalf("making a database: %v", err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("dropping a database: %v", err)
		}
	})
	return address
}

// postgres is the server of this process. Without one the test is skipped, but fails where CI is set.
func postgres(t testing.TB) *server {
	t.Helper()
	starting.Do(func() { running, failed = startServer() })
	if errors.Is(failed, errNoServer) && os.Getenv("CI") == "" {
		t.Skipf("not tried on PostgreSQL: %v", failed)
	}
	if failed != nil {
		t.Fatalf("starting PostgreSQL: %v", failed)
	}
	return running
}
