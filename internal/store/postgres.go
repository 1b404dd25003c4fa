package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"broadsheet/internal/fault"
)

// oldestPostgres is the oldest PostgreSQL that the promises were tried on.
const oldestPostgres = 150000

// poolSize is how many connections a node has at most for reading, and as many for writing.
const poolSize = 10

func postgresDialect(password string) *dialect {
	return &dialect{
		name: "PostgreSQL", postgres: true, folder: "postgres",
		versionSQL: `SELECT current_setting('server_version')`,
		nowSQL:     `CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)`,
		numbers:    `SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json))`,
		lock:       ` FOR UPDATE`,
		snapshot:   &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead},
		trouble:    postgresTrouble,
		index:      tsvector{new(atomic.Bool)},
		fewFound:   fewFound,
		hide: func(s string) string {
			if password == "" {
				return s
			}
			return strings.ReplaceAll(s, password, "…")
		},
	}
}

func postgresTrouble(err error) trouble {
	var c *pgconn.ConnectError
	if errors.As(err, &c) {
		return lostLine // whatever the server said while it let nobody in
	}
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch {
		case e.Code == "40001" || e.Code == "40P01" || e.Code == "55P03":
			return lostRace
		case e.Code == "23505":
			return taken
		case e.Code == "53100":
			return full
		case strings.HasPrefix(e.Code, "08") || strings.HasPrefix(e.Code, "57P") || e.Code == "53300":
			return lostLine
		case e.Code == "42501" || e.Code == "25006" || strings.HasPrefix(e.Code, "28"):
			return forbidden
		}
		return unknown
	}
	var n net.Error
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.As(err, &n) || strings.Contains(err.Error(), "conn closed") {
		return lostLine
	}
	return unknown
}

func (s *Store) openPostgres(ctx context.Context, o Options) error {
	config, err := pgx.ParseConfig(o.Database)
	if err != nil {
		// The cause repeats the address, password and all, so it is left out.
		s.dialect = postgresDialect("")
		return fault.New(fault.Invalid, "The address of the database cannot be read. It looks like postgres://user:password@host:5432/name.")
	}
	s.dialect = postgresDialect(config.Password)
	config.RuntimeParams["application_name"] = "broadsheet"
	config.RuntimeParams["timezone"] = "UTC"
	// Compiling a statement takes longer than any of ours runs.
	config.RuntimeParams["jit"] = "off"
	config.RuntimeParams["default_transaction_isolation"] = "read committed"
	// A node that freezes or is cut off in the middle of an action holds the head of the record: the server lets go
	// of it after seconds, not after the hours that TCP takes by itself.
	config.RuntimeParams["idle_in_transaction_session_timeout"] = "15s"
	config.RuntimeParams["tcp_keepalives_idle"] = "5"
	config.RuntimeParams["tcp_keepalives_interval"] = "2"
	config.RuntimeParams["tcp_keepalives_count"] = "3"
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	s.line = config.Copy()
	s.line.RuntimeParams["application_name"] = "broadsheet listening"
	writing := config.Copy()
	writing.RuntimeParams["lock_timeout"] = "10s"
	// Readers have connections of their own: what hears of an entry may read while every writer waits for its end.
	s.write, s.read = stdlib.OpenDB(*writing), stdlib.OpenDB(*config)
	for _, pool := range []*sql.DB{s.write, s.read} {
		pool.SetMaxOpenConns(poolSize)
		pool.SetMaxIdleConns(poolSize / 2)
		pool.SetConnMaxIdleTime(5 * time.Minute)
	}
	var version int
	if err := s.write.QueryRowContext(ctx, `SELECT CAST(current_setting('server_version_num') AS INTEGER)`).Scan(&version); err != nil {
		return fault.Because(errors.New(s.hide(err.Error())), fault.Unavailable,
			"The database %s on %s does not let this program in: %s.", config.Database, config.Host, s.hide(reason(err)))
	}
	if version < oldestPostgres {
		return fault.New(fault.Unavailable, "The database on %s is PostgreSQL %d; 15 is the oldest that can be used.", config.Host, version/10000)
	}
	var encoding string
	if err := s.write.QueryRowContext(ctx, `SELECT current_setting('server_encoding')`).Scan(&encoding); err != nil {
		return err
	}
	var commits, syncs string
	if err := s.write.QueryRowContext(ctx, `SELECT current_setting('synchronous_commit'), current_setting('fsync')`).Scan(&commits, &syncs); err != nil {
		return err
	}
	if commits == "off" || syncs == "off" {
		s.log.WarnContext(ctx, "PostgreSQL is set up to lose what it acknowledged when its machine fails", "synchronous_commit", commits, "fsync", syncs)
	}
	if encoding != "UTF8" {
		return fault.New(fault.Unavailable, "The database %s keeps text as %s. Make one with ENCODING 'UTF8'.", config.Database, encoding)
	}
	return nil
}

// reason is the last, plainest part of why a connection was not made.
func reason(err error) string {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return p.Message
	}
	var o *net.OpError
	if errors.As(err, &o) {
		return o.Err.Error()
	}
	var d *net.DNSError
	if errors.As(err, &d) {
		return d.Error()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "it did not answer in time"
	}
	return "the connection was not made"
}
