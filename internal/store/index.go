package store

import (
	"context"
	"fmt"

	"broadsheet/internal/store/search"
)

// fts keeps a search index as an FTS5 table whose row ids are the documents' numbers.
type fts struct{}

func (fts) put(ctx context.Context, q querier, table string, seq int64, d search.Doc) error {
	c := d.FTS()
	_, err := q.exec(ctx, `INSERT OR REPLACE INTO `+table+` (rowid, head, stand, body, rest) VALUES ($1, $2, $3, $4, $5)`, seq, c[0], c[1], c[2], c[3])
	return err
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

func (fts) query(q search.Query, headOnly bool) string { return q.FTS(headOnly) }

// tsvector keeps a search index as a column of words under a GIN index.
type tsvector struct{}

func (tsvector) put(ctx context.Context, q querier, table string, seq int64, d search.Doc) error {
	_, err := q.exec(ctx, `INSERT INTO `+table+` (seq, vec) VALUES ($1, CAST(CAST($2 AS TEXT) AS tsvector))
		ON CONFLICT (seq) DO UPDATE SET vec = excluded.vec`, seq, d.Vector())
	return err
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

func (tsvector) query(q search.Query, headOnly bool) string { return q.TSQuery(headOnly) }
