package store

import (
	"context"
	"database/sql"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/press"
)

// dayOf is the day of UTC that an instant lies in, counted from 1970.
func dayOf(at int64) int64 {
	length := (24 * time.Hour).Microseconds()
	day := at / length
	if at%length < 0 {
		day--
	}
	return day
}

// countDays counts the days again on which the changed articles, and those that came whole, were and are published.
func (t *tx) countDays(ctx context.Context) error {
	days := map[int64]bool{}
	for _, c := range t.articles {
		for _, p := range []*article.Published{c.before, c.after} {
			if p != nil && p.Form != article.StandingPage {
				days[dayOf(micros(p.PublishedAt))] = true
			}
		}
	}
	for _, w := range t.wholePublic() {
		days[dayOf(micros(w.Public.PublishedAt))] = true
	}
	length := (24 * time.Hour).Microseconds()
	for day := range days {
		var stories, changed, had, hadChanged int64
		if _, err := t.row(ctx, `SELECT COUNT(*), COALESCE(MAX(CASE WHEN p.updated_at > 0 THEN p.updated_at ELSE p.published_at END), 0)
			FROM listing l JOIN published p ON p.id = l.article WHERE l.list = $1 AND l.at >= $2 AND l.at < $3`,
			[]any{article.Latest, day * length, (day + 1) * length}, &stories, &changed); err != nil {
			return err
		}
		if _, err := t.row(ctx, `SELECT stories, changed FROM map_day WHERE day = $1`, []any{day}, &had, &hadChanged); err != nil {
			return err
		}
		if had == stories && hadChanged == changed {
			continue
		}
		t.touch(keyDays)
		var err error
		if stories == 0 {
			_, err = t.exec(ctx, `DELETE FROM map_day WHERE day = $1`, day)
		} else {
			_, err = t.exec(ctx, `INSERT INTO map_day (day, stories, changed) VALUES ($1, $2, $3)
				ON CONFLICT (day) DO UPDATE SET stories = excluded.stories, changed = excluded.changed`, day, stories, changed)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (v *snapshot) Days(ctx context.Context) ([]press.MapDay, error) {
	v.keys.add(keyDays)
	return list(ctx, v.querier, `SELECT day, stories, changed FROM map_day ORDER BY day`, nil, func(rows *sql.Rows) (d press.MapDay, err error) {
		var day, changed int64
		err = rows.Scan(&day, &d.Stories, &changed)
		d.Day, d.Changed = time.Unix(day*24*3600, 0).UTC(), instant(changed)
		return d, err
	})
}
