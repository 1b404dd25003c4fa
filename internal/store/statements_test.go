package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"path/filepath"
	"testing"
)

// A connection gives with kept statements what it gives without, keeps a bounded number, and runs one within its own rows.
func TestAConnectionKeepsItsStatements(t *testing.T) {
	ctx := context.Background()
	db, err := openKeeping(sqliteName(filepath.Join(t.TempDir(), "kept.db"), "_journal_mode=WAL"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	do := func(query string, args ...any) {
		t.Helper()
		if _, err := conn.ExecContext(ctx, query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	texts := func(query string, args ...any) (all []string) {
		t.Helper()
		rows, err := conn.QueryContext(ctx, query, args...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		defer rows.Close()
		for rows.Next() {
			var s sql.NullString
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			all = append(all, s.String)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return all
	}
	do(`CREATE TABLE word (n INTEGER PRIMARY KEY, text TEXT)`)
	for n := range 3 {
		do(`INSERT INTO word (n, text) VALUES ($1, $2)`, n, fmt.Sprint("word ", n))
	}
	if _, err := conn.ExecContext(ctx, `INSERT INTO word (n, text) VALUES ($1, $2)`, 1, "twice"); err == nil {
		t.Error("a number is taken twice")
	}
	do(`INSERT INTO word (n, text) VALUES ($1, $2)`, 3, "word 3")
	const one = `SELECT text FROM word WHERE n >= $1 ORDER BY n`
	for _, from := range []int{0, 3, 9, 0} {
		if got := texts(one, from); len(got) != max(0, 4-from) || len(got) > 0 && got[0] != fmt.Sprint("word ", from) {
			t.Errorf("from %d on: %v", from, got)
		}
	}
	outer, err := conn.QueryContext(ctx, one, 0)
	if err != nil {
		t.Fatal(err)
	}
	for seen := 0; outer.Next(); seen++ {
		var s string
		if err := outer.Scan(&s); err != nil || s != fmt.Sprint("word ", seen) {
			t.Errorf("row %d is %q, %v", seen, s, err)
		}
		if got := texts(one, 2); len(got) != 2 {
			t.Errorf("the same statement within its rows: %v", got)
		}
	}
	if err := outer.Close(); err != nil {
		t.Fatal(err)
	}
	do(`ALTER TABLE word ADD COLUMN more TEXT`)
	if got := texts(`SELECT * FROM (` + one[:len(one)-len(" WHERE n >= $1 ORDER BY n")] + `) LIMIT 1`); len(got) != 1 {
		t.Error(got)
	}
	if got := texts(one, 3); len(got) != 1 || got[0] != "word 3" {
		t.Errorf("after the table got a column: %v", got)
	}
	for n := range 2 * keptStatements {
		texts(fmt.Sprintf(`SELECT text FROM word WHERE n = %d`, n))
	}
	if err := conn.Raw(func(c any) error {
		kept := c.(*statements)
		if len(kept.kept) > keptStatements {
			t.Errorf("%d statements are kept, %d at most", len(kept.kept), keptStatements)
		}
		for _, s := range kept.kept {
			if s.busy {
				t.Errorf("%s is still in use", s.query)
			}
		}
		_, ok := c.(driver.SessionResetter)
		if !ok {
			t.Error("a broken connection would be used again")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
