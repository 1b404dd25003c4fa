package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/record"
)

// needs chooses what waits for a person: what is in their hand and, for whoever keeps the desk, what was filed or is
// ready and in nobody's hand. It looks at drafts on their way alone, never at the whole archive.
func needs(desk bool) string {
	if desk {
		return `(g.in_hand = $1 OR g.stage IN ('filed', 'ready') AND g.in_hand = '') AND d.state <> 'binned'`
	}
	return `g.in_hand = $1 AND d.state <> 'binned'`
}

// Needs reads what waits for a person, what is due first, then what was filed last: of a heap
// that nobody can read to its end, what came today must not stand below what has waited for a year. At most limit rows.
func (s *Store) Needs(ctx context.Context, staff string, desk bool, limit int) ([]article.Row, error) {
	return list(ctx, s.reader(), needsRows(desk), []any{staff, limit}, scanRow)
}

func needsRows(desk bool) string {
	return `SELECT ` + rowColumns + ` FROM draft_passage g JOIN draft d ON d.id = g.draft WHERE ` + needs(desk) + `
		ORDER BY CASE WHEN g.due_at = 0 THEN 1 ELSE 0 END, g.due_at, g.filed_at DESC, d.id LIMIT $2`
}

func needsCount(desk bool) string {
	return `SELECT count(*) FROM draft_passage g JOIN draft d ON d.id = g.draft WHERE ` + needs(desk)
}

// openRows asks for the stories in a state, newest change first.
const openRows = `SELECT ` + rowColumns + ` FROM ` + rowTables + ` WHERE d.form = $1 AND d.state = $2
	ORDER BY d.changed_at DESC, d.id DESC LIMIT $3`

// CountNeeds counts what waits for a person.
func (s *Store) CountNeeds(ctx context.Context, staff string, desk bool) (n int, err error) {
	_, err = s.reader().row(ctx, needsCount(desk), []any{staff}, &n)
	return n, err
}

// OpenIn reads the stories in a state, newest change first, and counts them all.
func (s *Store) OpenIn(ctx context.Context, state article.State, limit int) (rows []article.Row, count int, err error) {
	err = s.consistent(ctx, func(q querier) error {
		args := []any{string(article.Story), string(state)}
		if _, err := q.row(ctx, `SELECT count(*) FROM draft WHERE form = $1 AND state = $2`, args, &count); err != nil {
			return err
		}
		rows, err = list(ctx, q, openRows, append(args, limit), scanRow)
		return err
	})
	return rows, count, err
}

// Hands tells who is writing this moment in which of these drafts.
func (s *Store) Hands(ctx context.Context, now time.Time, drafts []string) (map[string]string, error) {
	marks, args := expand([]any{micros(now)}, drafts)
	held := map[string]string{}
	_, err := list(ctx, s.reader(), `SELECT draft, staff FROM draft_hand WHERE until_at > $1 AND draft IN (`+marks+`)`, args,
		func(rows *sql.Rows) (struct{}, error) {
			var draft, staff string
			err := rows.Scan(&draft, &staff)
			held[draft] = staff
			return struct{}{}, err
		})
	return held, err
}

// LastLoud reads the newest entries of the record that were announced, newest first, of these kinds.
func (s *Store) LastLoud(ctx context.Context, limit int, kinds ...record.Kind) ([]record.Entry, error) {
	marks, args := expand(nil, kinds)
	return list(ctx, s.reader(), fmt.Sprintf(`SELECT %s FROM entry WHERE quiet = 0 AND kind IN (%s) ORDER BY number DESC LIMIT %d`, entryColumns, marks, limit), args, scanEntry)
}
