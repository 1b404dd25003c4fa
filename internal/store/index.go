package store

import (
	"context"
	"fmt"
	"sync/atomic"

	"broadsheet/internal/store/search"
)

// fts keeps a search index as an FTS5 table whose row ids are the documents' numbers.
type fts struct{}

func (fts) put(ctx context.Context, q querier, table string, seq int64, d search.Doc) error {
	c := d.FTS()
	_, err := q.exec(ctx, `INSERT OR REPLACE INTO `+table+` (rowid, head, stand, body, rest) VALUES ($1, $2, $3, $4, $5)`, seq, c[0], c[1], c[2], c[3])
	return err
}

func (fts) puts(ctx context.Context, t *tx, table string, count int, at func(i int) (seq int64, d search.Doc)) error {
	// One by one: a statement of several rows would have FTS5 write out what it gathered after each.
	return t.insertAtOnce(ctx, 1, table+` (rowid, head, stand, body, rest)`, `(?, ?, ?, ?, ?)`, count, func(i int) []any {
		seq, d := at(i)
		c := d.FTS()
		return []any{seq, c[0], c[1], c[2], c[3]}
	})
}

func (fts) drop(ctx context.Context, q querier, table string, seq int64) error {
	_, err := q.exec(ctx, `DELETE FROM `+table+` WHERE rowid = $1`, seq)
	return err
}

func (fts) clear(ctx context.Context, q querier, table string) error {
	_, err := q.exec(ctx, `INSERT INTO `+table+` (`+table+`) VALUES ('delete-all')`)
	return err
}

func (fts) match(table string, n int) string {
	return fmt.Sprintf(`SELECT rowid AS seq FROM %[1]s WHERE %[1]s MATCH $%[2]d`, table, n)
}

func (fts) query(q search.Query) string { return q.FTS() }

// newest follows the index backwards, which ends as soon as there is enough.
func (fts) newest(ctx context.Context, q querier, query search.Query, from, to int64, limit int, fn func(match)) error {
	return q.each(ctx, `SELECT s.rowid, f.facts, f.head FROM search s CROSS JOIN search_fact f ON f.seq = s.rowid
		WHERE s.search MATCH $1 AND s.rowid >= $2 AND s.rowid < $3 ORDER BY s.rowid DESC LIMIT $4`,
		[]any{query.FTS(), from, to, limit}, scanNewest(fn))
}

// count goes through what is older than the newest in the index's own order and brings no row of it to Go.
func (x fts) count(ctx context.Context, q querier, query search.Query, from, to int64, read, most int, fn func(match)) (n int, err error) {
	if err := x.newest(ctx, q, query, from, to, read, func(m match) {
		n, to = n+1, m.seq
		fn(m)
	}); err != nil || n < read {
		return n, err
	}
	older := 0
	_, err = q.row(ctx, `SELECT count(*) FROM (SELECT 1 FROM search s WHERE s.search MATCH $1 AND s.rowid >= $2 AND s.rowid < $3 LIMIT $4)`,
		[]any{query.FTS(), from, to, most - n}, &older)
	return n + older, err
}

func (fts) reach(ctx context.Context, q querier, query search.Query, from, to int64, most int) (n int, oldest int64, err error) {
	_, err = q.row(ctx, `SELECT count(*), coalesce(min(seq), 0) FROM (SELECT s.rowid AS seq FROM search s
		WHERE s.search MATCH $1 AND s.rowid >= $2 AND s.rowid < $3 ORDER BY s.rowid DESC LIMIT $4)`, []any{query.FTS(), from, to, most}, &n, &oldest)
	return n, oldest, err
}

// tsvector keeps a search index as a column of words under a GIN index.
type tsvector struct {
	spans *atomic.Bool // the index of public texts knows spans of time: see spans.go
}

func (tsvector) put(ctx context.Context, q querier, table string, seq int64, d search.Doc) error {
	_, err := q.exec(ctx, `INSERT INTO `+table+` (seq, vec) VALUES ($1, CAST(CAST($2 AS TEXT) AS tsvector))
		ON CONFLICT (seq) DO UPDATE SET vec = excluded.vec`, seq, d.Vector())
	return err
}

func (tsvector) puts(ctx context.Context, t *tx, table string, count int, at func(i int) (seq int64, d search.Doc)) error {
	return t.insert(ctx, table+` (seq, vec)`, `(?, CAST(CAST(? AS TEXT) AS tsvector))`, count, func(i int) []any {
		seq, d := at(i)
		return []any{seq, d.Vector()}
	})
}

func (tsvector) drop(ctx context.Context, q querier, table string, seq int64) error {
	_, err := q.exec(ctx, `DELETE FROM `+table+` WHERE seq = $1`, seq)
	return err
}

func (tsvector) clear(ctx context.Context, q querier, table string) error {
	_, err := q.exec(ctx, `DELETE FROM `+table)
	return err
}

func (tsvector) match(table string, n int) string {
	return fmt.Sprintf(`SELECT seq FROM %s WHERE vec @@ CAST(CAST($%d AS TEXT) AS tsquery)`, table, n)
}

func (tsvector) query(q search.Query) string { return q.TSQuery() }
