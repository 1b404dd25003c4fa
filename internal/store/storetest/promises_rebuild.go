//go:build unix

package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"broadsheet/internal/desk"
)

// kept are the tables that hold public state, and how the index of search is looked into.
var kept = []string{
	"published", "withdrawn", "filed", "listing", "note", "address", "section", "byline", "topic", "setting", "front", "breaking",
	"picture_use", "picture", "search_doc", "search_fact", "vocabulary", "name_word", "edition", "entry", "entry_change", "head",
}

// dump writes every row of the public tables down, a line to each.
func (h house) dump() map[string][]string {
	h.Helper()
	driver, tables := "sqlite", kept
	if h.kind.Name == "postgres" {
		driver, tables = "pgx", append(slices.Clone(kept), "search", "draft_search")
	}
	db, err := sql.Open(driver, h.place)
	if err != nil {
		h.Fatal(err)
	}
	all := map[string][]string{}
	read := func(table, query string) error {
		rows, err := db.Query(query)
		if err != nil {
			return err
		}
		names, err := rows.Columns()
		if err != nil {
			return err
		}
		for rows.Next() {
			values, into := make([]any, len(names)), make([]any, len(names))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			var line strings.Builder
			for i, n := range names {
				fmt.Fprintf(&line, "%s=%v ", n, values[i])
			}
			all[table] = append(all[table], line.String())
		}
		slices.Sort(all[table])
		return errors.Join(rows.Err(), rows.Close())
	}
	for _, table := range tables {
		err = errors.Join(err, read(table, `SELECT * FROM `+table))
	}
	if h.kind.Name == "sqlite" {
		for _, index := range []string{"search", "draft_search"} {
			_, fail := db.Exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_` + index + ` USING fts5vocab('main', '` + index + `', 'instance')`)
			err = errors.Join(err, fail, read(index, `SELECT term, doc, col, "offset" FROM temp.words_`+index))
		}
	}
	if err := errors.Join(err, db.Close()); err != nil {
		h.Fatal(err)
	}
	return all
}

// rebuilt: the public tables, dropped and made again, are what they were, row for row.
func rebuilt(h house) {
	ctx := context.Background()
	deeds := 120
	if h.kind.Name == "postgres" {
		deeds = 60
	}
	r := rand.New(rand.NewPCG(3, 3))
	h.furnish()
	for n := range deeds {
		if _, err := perform(h.Store, randomDeed(r, n)); !refusable(err) {
			h.Fatal(err)
		}
	}
	h.act(func(tx desk.Tx) error {
		for n := range 3 {
			e, s := edition("a0", n+1), story(7)
			s.id = "a0"
			e.Doc = s.doc()
			if err := tx.AddEdition(ctx, e); err != nil {
				return err
			}
			if err := tx.Publish(ctx, s.published(n+1)); err != nil {
				return err
			}
		}
		if err := tx.SaveSection(ctx, section("gone", "")); err != nil {
			return err
		}
		return tx.DropSection(ctx, "gone")
	})
	before := h.dump()
	for _, table := range append([]string{"search"}, kept...) {
		if len(before[table]) == 0 && table != "front" && table != "breaking" && table != "setting" {
			h.Errorf("nothing stands in %s, so nothing is proved of it", table)
		}
	}
	h.past(`DELETE FROM listing`)
	h.past(`UPDATE published SET headline = 'damaged'`)
	if err := h.Rebuild(ctx); err != nil {
		h.Fatal(err)
	}
	after := h.dump()
	for table, rows := range before {
		want(h, table, after[table], rows)
	}
	h.publish(story(1))
}
