package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
)

// A byline that was merged into another stays as it is for the versions that name it; whoever reads it gets the other.
// No chains are kept: what a byline is merged into is never merged itself, so one step leads there.

// merged tells for each merged byline into which it was merged.
type merged map[string]string

func readMerged(ctx context.Context, q querier) (merged, error) {
	all := merged{}
	err := q.each(ctx, `SELECT id, merged_into FROM byline WHERE merged_into <> ''`, nil, func(rows *sql.Rows) error {
		var id, into string
		err := rows.Scan(&id, &into)
		all[id] = into
		return err
	})
	return all, err
}

// kept is the byline that stands for one.
func (m merged) kept(id string) string {
	if into, ok := m[id]; ok {
		return into
	}
	return id
}

// readAlike names a byline and all that were merged into it.
func readAlike(ctx context.Context, q querier, id string) ([]string, error) {
	others, err := list(ctx, q, `SELECT id FROM byline WHERE merged_into = $1 AND merged_into <> '' ORDER BY id`, []any{id}, one[string])
	return append([]string{id}, others...), err
}

// rejoin is a byline whose stories go from the list of one byline to that of another.
type rejoin struct{ id, from, to string }

// merge notes that a byline is saved with another one that stands for it, or with none again.
func (t *tx) merge(ctx context.Context, b paper.Byline) error {
	was, found, err := readByline(ctx, t.querier, b.ID)
	if err != nil || found && was.MergedInto == b.MergedInto || !found && b.MergedInto == "" {
		return err
	}
	// Seldom done: whoever does it waits until the one before has ended, so that no chain is made.
	if t.d.postgres {
		if _, err := t.exec(ctx, `LOCK TABLE byline IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
		if was, _, err = readByline(ctx, t.querier, b.ID); err != nil {
			return err
		}
	}
	if b.MergedInto != "" {
		into, found, err := readByline(ctx, t.querier, b.MergedInto)
		if err != nil {
			return err
		}
		if !found || into.MergedInto != "" || into.ID == b.ID {
			return fault.About("into", "Choose a byline that stands for itself.")
		}
		alike, err := readAlike(ctx, t.querier, b.ID)
		if err != nil {
			return err
		}
		if len(alike) > 1 {
			return fault.About("into", "Other bylines were merged into this one. Take those with it first.")
		}
	}
	move := rejoin{id: b.ID, from: b.ID, to: b.ID}
	if was.MergedInto != "" {
		move.from = was.MergedInto
	}
	if b.MergedInto != "" {
		move.to = b.MergedInto
	}
	if move.from != move.to {
		t.rejoined = append(t.rejoined, move)
	}
	t.touch(keyPublished)
	return nil
}

// credits is a condition on published p: that one of the bylines is credited. The ids stand in it as they are written
// in JSON; none holds a quotation mark.
func credits(args []any, ids ...string) (string, []any) {
	var any []string
	for _, id := range ids {
		marks, more := expand(args, []string{`%"byline":"` + likeText(id) + `"%`})
		args = more
		any = append(any, "p.byline LIKE "+marks+" ESCAPE '!'")
	}
	return "(" + strings.Join(any, " OR ") + ")", args
}

// join moves the stories of a byline that was merged, or is one of its own again, between two lists. An author may have
// ten thousand stories, so they move in two statements, and every month that they lie in is touched.
func (t *tx) join(ctx context.Context, move rejoin, all merged) error {
	from, to := article.BylineList(move.from), article.BylineList(move.to)
	own, args := credits([]any{from}, move.id)
	at, err := list(ctx, t.querier, `SELECT DISTINCT l.at FROM listing l JOIN published p ON p.id = l.article WHERE l.list = $1 AND `+own, args, one[int64])
	if err != nil || len(at) == 0 {
		return err
	}
	months := map[time.Time]bool{}
	for _, us := range at {
		months[monthOf(instant(us))] = true
	}
	for _, l := range []string{from, to} {
		t.touch(keyHead(l), keyBox(l), keyEver(l), keyMonths(l))
		for m := range months {
			t.touch(keyMonth(l, m))
		}
	}
	own, args = credits([]any{from, to}, move.id)
	if _, err := t.exec(ctx, `INSERT INTO listing (list, at, article) SELECT CAST($2 AS TEXT), l.at, l.article FROM listing l
		JOIN published p ON p.id = l.article WHERE l.list = $1 AND `+own+` ON CONFLICT DO NOTHING`, args...); err != nil {
		return err
	}
	// A story that credits somebody else who stands in the old list stays there.
	stays := []string{}
	if all.kept(move.from) == move.from {
		stays = append(stays, move.from)
	}
	for id, into := range all {
		if into == move.from && id != move.id {
			stays = append(stays, id)
		}
	}
	own, args = credits([]any{from}, move.id)
	query := `DELETE FROM listing WHERE list = $1 AND EXISTS (SELECT 1 FROM published p WHERE p.id = listing.article AND ` + own
	if len(stays) > 0 {
		var others string
		others, args = credits(args, stays...)
		query += ` AND NOT ` + others
	}
	_, err = t.exec(ctx, query+`)`, args...)
	return err
}
