package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
)

// SQLite reads a statement anew each time it is sent unless somebody keeps what it made of it: for the short statements
// of an action and of a page that costs as much as running them. So every connection keeps those that it ran last. (pgx
// does the same by itself.)

// keptStatements is how many statements a connection keeps.
const keptStatements = 120

// openKeeping opens a file of SQLite with connections that keep their statements.
func openKeeping(name string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(name)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(keeping{c}), nil
}

type keeping struct{ driver.Connector }

func (k keeping) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	whole, ok := c.(sqliteConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("store: a connection to SQLite is a %T, which lacks something", c), c.Close())
	}
	return &statements{sqliteConn: whole, kept: map[string]*statement{}}, nil
}

// sqliteConn is all that database/sql makes use of in a connection.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// sqliteStmt is all that is made use of in a statement.
type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// statements is a connection with its statements. Database/sql calls it from one goroutine at a time.
type statements struct {
	sqliteConn
	kept  map[string]*statement
	count uint64 // of uses, to know which was used last
}

type statement struct {
	sqliteStmt
	query string
	used  uint64
	busy  bool // its rows are being read
}

// keepsText tells whether a statement is one of those that come again.
func keepsText(query string) bool {
	verb, _, _ := strings.Cut(query, " ")
	switch verb {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH":
		return true
	}
	return false
}

// statement gives the statement of a query for one use; nil when it has to be run without.
func (c *statements) statement(ctx context.Context, query string) (*statement, error) {
	if !keepsText(query) {
		return nil, nil
	}
	c.count++
	if s := c.kept[query]; s != nil {
		if s.busy {
			return nil, nil
		}
		s.used = c.count
		return s, nil
	}
	made, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	whole, ok := made.(sqliteStmt)
	if !ok {
		return nil, made.Close()
	}
	if len(c.kept) >= keptStatements {
		if err := c.forget(c.oldest()); err != nil {
			return nil, errors.Join(err, made.Close())
		}
	}
	s := &statement{sqliteStmt: whole, query: query, used: c.count}
	c.kept[query] = s
	return s, nil
}

// oldest is the statement whose last use is the longest ago; nil when all are in use.
func (c *statements) oldest() (old *statement) {
	for _, s := range c.kept {
		if !s.busy && (old == nil || s.used < old.used) {
			old = s
		}
	}
	return old
}

func (c *statements) forget(s *statement) error {
	if s == nil {
		return nil
	}
	delete(c.kept, s.query)
	return s.Close()
}

func (c *statements) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	return s.ExecContext(ctx, args)
}

func (c *statements) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	r, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &keptRows{r, s}, nil
}

// keptRows gives its statement free when it is closed.
type keptRows struct {
	driver.Rows
	of *statement
}

func (r *keptRows) Close() error {
	r.of.busy = false
	return r.Rows.Close()
}

// Close ends the statements first: a connection that has any is not closed.
func (c *statements) Close() error {
	var errs []error
	for _, s := range c.kept {
		errs = append(errs, s.Close())
	}
	clear(c.kept)
	return errors.Join(append(errs, c.sqliteConn.Close())...)
}
