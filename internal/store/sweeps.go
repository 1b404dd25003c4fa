package store

import (
	"context"
	"database/sql"

	"broadsheet/internal/article"
)

func (t *tx) AddSweep(ctx context.Context, s article.Sweep, stories []article.Swept) error {
	if _, err := t.exec(ctx, `INSERT INTO sweep (id, staff, at, deed, value, undoes, back) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		s.ID, s.Staff, micros(s.At), string(s.Deed), s.Value, s.Undoes, s.Back); err != nil {
		return err
	}
	for i, one := range stories {
		if _, err := t.exec(ctx, `INSERT INTO sweep_story (sweep, n, draft, outcome, say, was) VALUES ($1, $2, $3, $4, '', $5)`,
			s.ID, i+1, one.Draft, string(article.Waits), one.Was); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) Sweep(ctx context.Context, id string) (article.Sweep, error) {
	return readSweep(ctx, t.querier, id, t.d.lock)
}

func (t *tx) SweepStories(ctx context.Context, id string, outcome article.Outcome, after, limit int) ([]article.Swept, error) {
	return readSwept(ctx, t.querier, id, outcome, after, limit)
}

func (t *tx) SaveSwept(ctx context.Context, id string, s article.Swept) error {
	_, err := t.exec(ctx, `UPDATE sweep_story SET outcome = $3, say = $4, was = $5 WHERE sweep = $1 AND n = $2`, id, s.N, string(s.Outcome), s.Say, s.Was)
	return err
}

// Sweep reads what was asked for and how far it is.
func (s *Store) Sweep(ctx context.Context, id string) (w article.Sweep, err error) {
	err = s.consistent(ctx, func(q querier) error {
		w, err = readSweep(ctx, q, id, "")
		return err
	})
	return w, err
}

// SweepStories reads stories of a sweep with one outcome, from behind a place on, with their headlines.
func (s *Store) SweepStories(ctx context.Context, id string, outcome article.Outcome, after, limit int) ([]article.Swept, error) {
	return readSwept(ctx, s.reader(), id, outcome, after, limit)
}

func readSweep(ctx context.Context, q querier, id, lock string) (article.Sweep, error) {
	w, err := must(first(list(ctx, q, `SELECT id, staff, at, deed, value, undoes, back FROM sweep WHERE id = $1`+lock, []any{id}, func(rows *sql.Rows) (w article.Sweep, err error) {
		var at int64
		err = rows.Scan(&w.ID, &w.Staff, &at, &w.Deed, &w.Value, &w.Undoes, &w.Back)
		w.At, w.Count = instant(at), map[article.Outcome]int{}
		return w, err
	})))("report")
	if err != nil {
		return w, err
	}
	return w, q.each(ctx, `SELECT outcome, count(*) FROM sweep_story WHERE sweep = $1 GROUP BY outcome`, []any{id}, func(rows *sql.Rows) error {
		var o article.Outcome
		var n int
		err := rows.Scan(&o, &n)
		w.Count[o] = n
		return err
	})
}

func readSwept(ctx context.Context, q querier, id string, outcome article.Outcome, after, limit int) ([]article.Swept, error) {
	return list(ctx, q, `SELECT s.n, s.draft, s.outcome, s.say, s.was, COALESCE(d.headline, '') FROM sweep_story s LEFT JOIN draft d ON d.id = s.draft
		WHERE s.sweep = $1 AND s.outcome = $2 AND s.n > $3 ORDER BY s.n LIMIT $4`, []any{id, string(outcome), after, limit}, func(rows *sql.Rows) (s article.Swept, err error) {
		return s, rows.Scan(&s.N, &s.Draft, &s.Outcome, &s.Say, &s.Was, &s.Headline)
	})
}
