// Package store keeps the house: drafts and their logs behind the desk, the record, and the public tables, in one
// SQLite file or in PostgreSQL. SQL stands here once; what the two databases disagree about stands in dialect.go.
//
// What becomes public does so in one transaction that appends an entry to the record (InTx and Tx.Append). Readers
// see the public state at one number of the record (Read). Entries are announced after the commit, here and on every
// other node (OnEntry, Follow, Await).
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/press"
	"broadsheet/internal/record"
)

// Release numbers the form of the data that this binary writes. The database names the oldest release that may still
// run on it, which a migration raises when it takes away what older binaries need.
const Release = 1

// Options say where the data lies.
type Options struct {
	// Database is the path of an SQLite file, made when there is none, or an address postgres://….
	Database string
	// Exclusive refuses a second process that serves from the same SQLite file, as serve does; commands beside it
	// leave this false.
	Exclusive bool
	Clock     clock.Clock  // the machine's when nil
	Log       *slog.Logger // none when nil

	// Followers are kinds of jobs that every entry adds, with no key: work that follows the record.
	Followers []string

	// Took is told how long the database took, for readers or for an action, and what kind of entry an action appended
	// ("" for none); nil: nobody is. The time includes whatever OnEntry does.
	Took func(what, entry string, took time.Duration)

	// Asked is told every statement of a reader's page but those that open and close its snapshot; nil: nobody is.
	Asked func(query string, args []any)

	// Look is how many of the newest stories that hold the words of a question are looked at for phrases and words to be
	// left out; 5,000 when 0.
	Look int

	// Remember is how many bytes of values that many pages are made of are kept beside the database; 16 MB when 0.
	Remember int
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	*dialect
	write     *sql.DB // one connection on SQLite
	read      *sql.DB
	clock     clock.Clock
	log       *slog.Logger
	followers []string
	took      func(what, entry string, took time.Duration)
	asked     func(query string, args []any)
	dir       string          // of the SQLite file
	folds     *folding        // brings SQLite's log into its file; nil on PostgreSQL
	brings    *bringing       // brings tables up to this release; nil when there is nothing to do
	alone     *os.File        // holds the lock of an exclusive SQLite file
	line      *pgx.ConnConfig // to PostgreSQL, for hearing of entries
	node      string          // this process among the nodes

	// Whoever appends holds speaking from the numbering of the entry until its commit was told, so that entries of
	// one process are told in their order.
	speaking chan struct{}

	memory *memory

	mu       sync.Mutex
	handlers []func(record.Entry)
	cursor   int64          // every entry up to it was told in this process
	told     map[int64]bool // entries after cursor that were told
	heard    atomic.Int64   // when the end of the record was last known, in microseconds
	wake     chan struct{}  // something may have been appended elsewhere
	onJobs   []func()
}

var (
	_ desk.Store   = (*Store)(nil)
	_ press.Reader = (*Store)(nil)
)

// Open opens the database, brings its tables up to this release and reads where the record ends. Errors are faults
// with a sentence for the person who started the program; none of them repeats a password.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := newStore(o)
	var err error
	if isPostgres(o.Database) {
		err = s.openPostgres(ctx, o)
	} else {
		err = s.openSQLite(ctx, o)
	}
	if err == nil {
		s.dialect.look = cmp.Or(o.Look, usualLook)
		err = s.migrate(ctx)
	}
	if err == nil {
		s.cursor, _, err = s.Head(ctx)
	}
	if err == nil {
		s.memory.begin(s.cursor)
		err = s.bring(ctx)
	}
	if err != nil {
		return nil, errors.Join(s.openFault(err), s.Close())
	}
	s.heard.Store(s.clock.Now().UnixMicro())
	return s, nil
}

// newStore is a store that has opened nothing yet.
func newStore(o Options) *Store {
	if o.Clock == nil {
		o.Clock = clock.Real{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Store{
		clock: o.Clock, log: o.Log, took: o.Took, followers: o.Followers, asked: o.Asked, memory: newMemory(cmp.Or(o.Remember, 16<<20), 0), node: o.Clock.ID(),
		speaking: make(chan struct{}, 1), told: map[int64]bool{}, wake: make(chan struct{}, 1),
	}
}

func isPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

// Close lets go of the database. Nothing may be using the store any more.
func (s *Store) Close() error {
	s.brings.close()
	s.brings = nil
	errs := []error{s.folds.close()}
	s.folds = nil
	if s.read != nil {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	if s.alone != nil {
		errs = append(errs, s.alone.Close())
	}
	s.read, s.write, s.alone = nil, nil, nil
	return errors.Join(errs...)
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.fault(s.read.PingContext(ctx)) }

// Kind names the database for the person who runs it: "SQLite 3.53.0", "PostgreSQL 15.9".
func (s *Store) Kind(ctx context.Context) (string, error) {
	var version string
	if err := s.read.QueryRowContext(ctx, s.versionSQL).Scan(&version); err != nil {
		return "", s.fault(err)
	}
	version, _, _ = strings.Cut(version, " ")
	return s.name + " " + version, nil
}

// micros is an instant as the tables keep it. The zero time is 0; the one instant that would be mistaken for it, the
// beginning of 1970, is kept a microsecond late.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	if us := t.UnixMicro(); us != 0 {
		return us
	}
	return 1
}

// instant is the inverse of micros.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// openFault gives the failures of opening a sentence.
func (s *Store) openFault(err error) error {
	var f *fault.Fault
	if errors.As(err, &f) || s.dialect == nil {
		return err
	}
	switch s.trouble(err) {
	case notOurs:
		return fault.Because(err, fault.Invalid, "The file in %s is not a database, or it is damaged. Put back a copy, or choose another folder with --data.", s.dir)
	case forbidden:
		return fault.Because(err, fault.Unavailable, "The database may not be written to: %s", s.hide(err.Error()))
	case lostRace:
		return fault.Because(err, fault.Unavailable, "Another program holds the database in %s. Stop it first, or choose another folder with --data.", s.dir)
	}
	return s.fault(errors.New(s.hide(err.Error())))
}
