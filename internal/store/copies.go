package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"

	"broadsheet/internal/fault"
	"broadsheet/internal/store/search"
)

// notCopied are tables that no copy holds: who is signed in and which window has a story open lapse by themselves,
// nodes are processes, the indexes of search are made again, and the number of the migrations is told apart. Passwords of
// neighbours do not leave the house, and letters, jobs and what subscribers get would go out a second time.
var notCopied = []string{"goose_db_version", "session", "node", "draft_hand", "search", "draft_search", "secret", "job", "letter", "subscriber", "subscriber_ask"}

// Dump reads every row that a copy holds, as all of it was at one instant: tables that others refer to first, the rows
// of each in the order of its primary key. Table is called for each table, an empty one too, with its columns, and
// gives what takes the rows: integers, texts, bytes, floating-point numbers and nil, good until it returns. Schema is
// the number of the newest migration.
func (s *Store) Dump(ctx context.Context, table func(name string, columns []string) (row func([]any) error, err error)) (schema int64, err error) {
	return schema, s.consistent(ctx, func(q querier) error {
		if _, err := q.row(ctx, `SELECT max(version_id) FROM goose_db_version`, nil, &schema); err != nil {
			return err
		}
		names, err := copiedTables(ctx, q)
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := dumpTable(ctx, q, name, table); err != nil {
				return fmt.Errorf("copying %s: %w", name, err)
			}
		}
		return nil
	})
}

func dumpTable(ctx context.Context, q querier, name string, table func(string, []string) (func([]any) error, error)) error {
	key, err := primaryKey(ctx, q, name)
	if err != nil {
		return err
	}
	var put func([]any) error
	var columns []string
	begin := func(rows *sql.Rows) error {
		var err error
		if columns, err = rows.Columns(); err == nil {
			put, err = table(name, columns)
		}
		return err
	}
	// An empty table is in the copy as well.
	empty, err := q.on.QueryContext(ctx, `SELECT * FROM `+name+` LIMIT 0`)
	if err != nil {
		return q.d.fault(err)
	}
	if err := errors.Join(begin(empty), empty.Close()); err != nil {
		return err
	}
	return q.each(ctx, `SELECT * FROM `+name+` ORDER BY `+strings.Join(key, ", "), nil, func(rows *sql.Rows) error {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		return put(values)
	})
}

// copiedTables lists the tables that a copy holds, those that others refer to first.
func copiedTables(ctx context.Context, q querier) ([]string, error) {
	query, refer := `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`,
		`SELECT m.name, f."table" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`
	if q.d.postgres {
		query, refer = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name COLLATE "C"`,
			`SELECT c.relname, p.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid WHERE k.contype = 'f'`
	}
	names, err := list(ctx, q, query, nil, one[string])
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(n string) bool {
		return slices.Contains(notCopied, n) || strings.HasPrefix(n, "search_") && isShadow(n) || strings.HasPrefix(n, "draft_search_")
	})
	above := map[string][]string{}
	if err := q.each(ctx, refer, nil, func(rows *sql.Rows) error {
		var child, parent string
		err := rows.Scan(&child, &parent)
		above[child] = append(above[child], parent)
		return err
	}); err != nil {
		return nil, err
	}
	var depth func(name string, seen int) int
	depth = func(name string, seen int) int {
		d := 0
		for _, p := range above[name] {
			if p != name && seen < len(names) {
				d = max(d, 1+depth(p, seen+1))
			}
		}
		return d
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(depth(a, 0), depth(b, 0)) })
	return names, nil
}

// isShadow tells the tables that FTS5 keeps behind the index named search.
func isShadow(name string) bool {
	return slices.Contains([]string{"search_data", "search_idx", "search_content", "search_docsize", "search_config"}, name)
}

func primaryKey(ctx context.Context, q querier, table string) ([]string, error) {
	query := `SELECT '"' || name || '"' FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk`
	if q.d.postgres {
		query = `SELECT quote_ident(a.attname) FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(att, n), pg_attribute a
			WHERE i.indrelid = to_regclass($1) AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.att ORDER BY k.n`
	}
	key, err := list(ctx, q, query, []any{table}, one[string])
	if err == nil && len(key) == 0 {
		err = fmt.Errorf("store: the table %s has no key to be copied by", table)
	}
	return key, err
}

// Fill opens an empty database, brings its tables to the migration schema, and calls fn with what puts whole tables
// into it, in the order of Dump; next gives one row after the other, and nil after the last. The rows come in as one
// transaction: after a failure every table is empty. Then the tables are brought up to this release and the indexes of
// search are made again; if that is cut off, the next Open does it. A database that holds an entry, an account or a
// draft is refused as fault.Conflict, and so is a schema that this release does not know.
func Fill(ctx context.Context, o Options, schema int64, fn func(put Put) error) error {
	return fill(ctx, o, schema, searchFilled, fn)
}

// Put puts the rows of a table into a database that is being filled.
type Put = func(table string, columns []string, next func() ([]any, error)) error

func fill(ctx context.Context, o Options, schema int64, made int, fn func(put Put) error) (err error) {
	s, err := bare(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	unlock, err := s.migrationLock(ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(s.fillLocked(ctx, schema, made, fn), unlock()); err != nil {
		return err
	}
	return s.migrate(ctx)
}

// bare opens a database as it is.
func bare(ctx context.Context, o Options) (*Store, error) {
	s := newStore(o)
	var err error
	if isPostgres(o.Database) {
		err = s.openPostgres(ctx, o)
	} else {
		err = s.openSQLite(ctx, o)
	}
	if err != nil {
		return nil, errors.Join(s.openFault(err), s.Close())
	}
	return s, nil
}

func (s *Store) fillLocked(ctx context.Context, schema int64, made int, fn func(Put) error) error {
	q := querier{s.write, s.dialect}
	known, err := q.row(ctx, s.hasHouseSQL(), nil, new(int64))
	if err != nil {
		return err
	}
	if known {
		for _, table := range []string{"entry", "account", "draft"} {
			held, err := q.row(ctx, `SELECT 1 FROM `+table+` LIMIT 1`, nil, new(int64))
			if err != nil {
				return err
			}
			if held {
				return fault.New(fault.Conflict, "The database holds a paper already, and nothing was changed. Name an empty one.")
			}
		}
	}
	steps, err := s.steps()
	if err != nil {
		return err
	}
	known = false
	for _, m := range steps.ListSources() {
		known = known || m.Version == schema
	}
	if !known {
		return fault.New(fault.Conflict, "This copy was made by a newer Broadsheet (its tables have number %d). Restore it with that program.", schema)
	}
	if _, err := steps.UpTo(ctx, schema); err != nil {
		return err
	}
	begun, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.fault(err)
	}
	in := querier{begun, s.dialect}
	err = s.put(ctx, in, begun, made, fn)
	if err == nil {
		err = s.fault(begun.Commit())
	} else {
		err = errors.Join(err, begun.Rollback())
	}
	return err
}

func (s *Store) put(ctx context.Context, in querier, begun *sql.Tx, made int, fn func(Put) error) error {
	tables, err := copiedTables(ctx, in)
	if err != nil {
		return err
	}
	for _, t := range slices.Backward(tables) { // what the migrations put there
		if made == searchFromRecord && (t == "house" || t == "search_made") {
			continue
		}
		if _, err := in.exec(ctx, `DELETE FROM `+t); err != nil {
			return err
		}
	}
	err = fn(func(table string, columns []string, next func() ([]any, error)) error {
		if !slices.Contains(tables, table) {
			return fault.New(fault.Invalid, "The copy holds a table %q that no paper has.", table)
		}
		places := make([]string, len(columns))
		for i, c := range columns {
			if strings.Trim(c, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
				return fault.New(fault.Invalid, "The copy holds a column %q that no paper has.", c)
			}
			places[i] = fmt.Sprintf("$%d", i+1)
		}
		insert, err := begun.PrepareContext(ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (`+strings.Join(places, ", ")+`)`)
		if err != nil {
			return s.fault(err)
		}
		defer insert.Close()
		for {
			row, err := next()
			if err != nil || row == nil {
				return err
			}
			if _, err := insert.ExecContext(ctx, row...); err != nil {
				return s.fault(err)
			}
		}
	})
	if err == nil && slices.Contains(tables, "search_made") {
		if made == searchFromRecord {
			_, err = in.exec(ctx, `UPDATE search_made SET version = $1`, made)
		} else {
			_, err = in.exec(ctx, `UPDATE search_made SET version = CASE version WHEN $1 THEN $2 ELSE 0 END`, searchVersion, made)
		}
	}
	if err != nil || !s.postgres {
		return err
	}
	_, err = in.exec(ctx, `SELECT setval(pg_get_serial_sequence('draft', 'seq'), (SELECT coalesce(max(seq), 0) + 1 FROM draft), false)`)
	return err
}

func (s *Store) steps() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations/"+s.folder)
	if err != nil {
		return nil, err
	}
	kind := goose.DialectSQLite3
	if s.postgres {
		kind = goose.DialectPostgres
	}
	return goose.NewProvider(kind, s.write, files, goose.WithDisableGlobalRegistry(true))
}

// reindex makes both indexes of search again from what they are made of.
func (t *tx) reindex(ctx context.Context) error {
	err := t.putAgain(ctx, `SELECT seq, tokens FROM search_doc WHERE seq > $1 ORDER BY seq LIMIT 200`, func(seq int64, tokens string) error {
		return t.d.index.put(ctx, t.querier, "search", seq, search.DocOf(tokens))
	})
	if err != nil {
		return err
	}
	// Search passes over what is in the bin.
	return t.putAgain(ctx, `SELECT seq, id FROM draft WHERE seq > $1 AND state <> 'binned' ORDER BY seq LIMIT 200`, func(_ int64, id string) error {
		return t.indexDraft(ctx, id)
	})
}

// putAgain calls put on the rows of a query, which gives some of those after the seq $1.
func (t *tx) putAgain(ctx context.Context, query string, put func(seq int64, text string) error) error {
	type row struct {
		seq  int64
		text string
	}
	last := int64(math.MinInt64)
	for {
		rows, err := list(ctx, t.querier, query, []any{last}, func(rows *sql.Rows) (r row, err error) { return r, rows.Scan(&r.seq, &r.text) })
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			if err := put(r.seq, r.text); err != nil {
				return err
			}
		}
		last = rows[len(rows)-1].seq
	}
}
