package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/fault"
	"broadsheet/internal/store/search"
)

// dialect is everything that SQLite and PostgreSQL disagree about.
type dialect struct {
	name       string
	postgres   bool
	folder     string // of the migrations
	versionSQL string
	lock       string // ends a SELECT that keeps others from changing the row
	nowSQL     string // the database's own time in microseconds
	numbers    string // a SELECT of the numbers of a JSON array in $1
	snapshot   *sql.TxOptions
	// trouble names what went wrong in the driver's words, and says whether a retry may help.
	trouble func(error) trouble
	// index says how a search index is written and asked.
	index index
	look  int                 // how many of the newest matches are looked at beyond the words that they hold
	hide  func(string) string // takes secrets out of a text

	fewFound int // as the constant; tests have fewer
}

// trouble sorts the errors of a driver.
type trouble int

const (
	unknown   trouble = iota
	lostRace          // serialization failure, deadlock, busy: nothing was kept, try again
	lostLine          // the connection broke
	taken             // a unique key exists
	full              // no room
	notOurs           // not a database
	forbidden         // may not read or write
)

// index is one way of keeping a search index.
type index interface {
	put(ctx context.Context, q querier, table string, seq int64, d search.Doc) error
	// puts is put for many documents that the table has not, by rising seqs.
	puts(ctx context.Context, t *tx, table string, count int, at func(i int) (seq int64, d search.Doc)) error
	drop(ctx context.Context, q querier, table string, seq int64) error
	clear(ctx context.Context, q querier, table string) error
	// match is an SQL expression that yields the matching seqs of a table, with the query as parameter $n.
	match(table string, n int) string
	query(q search.Query) string
	// newest reads the newest public matches in [from, to), newest first.
	newest(ctx context.Context, q querier, query search.Query, from, to int64, limit int, fn func(match)) error
	// count reads the newest read of them as newest does, and counts all, but no more than most.
	count(ctx context.Context, q querier, query search.Query, from, to int64, read, most int, fn func(match)) (int, error)
	// reach tells how many matches there are in [from, to), at most most of the newest, and the number of the oldest of those.
	reach(ctx context.Context, q querier, query search.Query, from, to int64, most int) (n int, oldest int64, err error)
}

// match is one of the documents that answer a question. Its bytes are only good until the next is read.
type match struct {
	seq         int64
	facts, head []byte
}

// fault makes an error of a driver one of the house's.
func (d *dialect) fault(err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Fault
	if errors.As(err, &f) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	switch d.trouble(err) {
	case lostRace:
		return fault.Because(err, fault.Conflict, "Too much was being saved at once. Nothing was changed; try again.")
	case lostLine:
		return fault.Because(err, fault.Unavailable, "The database does not answer just now. Nothing was changed; try again in a moment.")
	case full:
		return fault.Because(err, fault.Unavailable, "The disk of the server is full, so nothing new can be stored there.")
	case taken:
		return fault.Because(err, fault.Conflict, "Somebody else saved this a moment ago. Load it again.")
	default:
		return fmt.Errorf("%s: %w", d.name, err)
	}
}

// querier runs statements on a transaction or a connection. Texts that no database can keep are refused here.
type querier struct {
	on on
	d  *dialect
}

// on is a transaction or a connection.
type on interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// exec runs a statement and tells how many rows it changed.
func (q querier) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := keepable(args); err != nil {
		return 0, err
	}
	res, err := q.on.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, q.d.fault(err)
	}
	n, err := res.RowsAffected()
	return n, q.d.fault(err)
}

// row reads at most one row; false when there is none.
func (q querier) row(ctx context.Context, query string, args []any, into ...any) (bool, error) {
	found := false
	err := q.each(ctx, query, args, func(rows *sql.Rows) error {
		if found {
			return nil
		}
		found = true
		return rows.Scan(into...)
	})
	return found, err
}

// each calls fn on every row.
func (q querier) each(ctx context.Context, query string, args []any, fn func(*sql.Rows) error) (err error) {
	if err := keepable(args); err != nil {
		return err
	}
	rows, err := q.on.QueryContext(ctx, query, args...)
	if err != nil {
		return q.d.fault(err)
	}
	defer func() { err = errors.Join(err, q.d.fault(rows.Close())) }()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return q.d.fault(err)
		}
	}
	return q.d.fault(rows.Err())
}

// list reads rows into a slice.
func list[T any](ctx context.Context, q querier, query string, args []any, scan func(*sql.Rows) (T, error)) ([]T, error) {
	var all []T
	err := q.each(ctx, query, args, func(rows *sql.Rows) error {
		one, err := scan(rows)
		all = append(all, one)
		return err
	})
	return all, err
}

// one is a scan of a single column.
func one[T any](rows *sql.Rows) (T, error) {
	var v T
	err := rows.Scan(&v)
	return v, err
}

// keepable refuses texts that no database can keep.
func keepable(args []any) error {
	for _, a := range args {
		if s, ok := a.(string); ok && !isKeepable(s) {
			return fault.New(fault.Invalid, "This text holds a character that cannot be stored: a zero byte, or bytes that are not UTF-8.")
		}
	}
	return nil
}

func isKeepable(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// expand writes a list of values: the text "$2, $3, $4" and the arguments with the values appended. An empty list gives
// NULL, which nothing equals.
func expand[T any](args []any, values []T) (string, []any) {
	if len(values) == 0 {
		return "NULL", args
	}
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		args = append(args, v)
		fmt.Fprintf(&b, "$%d", len(args))
	}
	return b.String(), args
}

// errRace is a lost race that we notice ourselves; InTx runs the action again.
var errRace = errors.New("store: somebody else was faster")
