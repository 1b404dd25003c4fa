package store

import (
	"context"
	"database/sql"
	"time"

	"broadsheet/internal/paper"
)

func (t *tx) ChangedStories(ctx context.Context, entry, n int64, limit int) (articles []string, lastEntry, lastN int64, err error) {
	lastEntry, lastN = entry, n
	seen := map[string]bool{}
	// Changes of all kinds are gone through, so that a long run of others is read in parts too.
	err = t.each(ctx, `SELECT entry, n, kind, object FROM entry_change WHERE entry > $1 OR (entry = $1 AND n > $2) ORDER BY entry, n LIMIT $3`, []any{entry, n, 20 * limit}, func(rows *sql.Rows) error {
		var e, k int64
		var kind, object string
		if err := rows.Scan(&e, &k, &kind, &object); err != nil || len(articles) >= limit {
			return err
		}
		lastEntry, lastN = e, k
		if (kind == changeArticle || kind == changeWithdrawn) && !seen[object] {
			seen[object] = true
			articles = append(articles, object)
		}
		return nil
	})
	return articles, lastEntry, lastN, err
}

func (t *tx) SetLinks(ctx context.Context, article string, links []paper.LinkCheck, most int) error {
	had, err := list(ctx, t.querier, `SELECT url FROM link_use WHERE article = $1`, []any{article}, one[string])
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM link_use WHERE article = $1`, article); err != nil {
		return err
	}
	var kept int
	if len(links) > 0 {
		if _, err := t.row(ctx, `SELECT count(*) FROM link`, nil, &kept); err != nil {
			return err
		}
	}
	for _, l := range links {
		if kept < most {
			n, err := t.exec(ctx, `INSERT INTO link (url, host, state, status, say, at, due, failed) VALUES ($1, $2, 'new', 0, '', 0, 0, 0) ON CONFLICT DO NOTHING`, l.URL, l.Host)
			if err != nil {
				return err
			}
			kept += int(n)
		}
		if _, err := t.exec(ctx, `INSERT INTO link_use (article, url) SELECT $1, url FROM link WHERE url = $2`, article, l.URL); err != nil {
			return err
		}
	}
	for _, url := range had {
		if _, err := t.exec(ctx, `DELETE FROM link WHERE url = $1 AND NOT EXISTS (SELECT 1 FROM link_use u WHERE u.url = $1)`, url); err != nil {
			return err
		}
	}
	return nil
}

const linkColumns = `l.url, l.host, l.state, l.status, l.say, l.at, l.due, l.failed`

func scanLink(rows *sql.Rows, more ...any) (l paper.LinkCheck, err error) {
	var at, due int64
	err = rows.Scan(append([]any{&l.URL, &l.Host, &l.State, &l.Status, &l.Say, &at, &due, &l.Failed}, more...)...)
	l.At, l.Due = instant(at), instant(due)
	return l, err
}

func (t *tx) DueLinks(ctx context.Context, now time.Time, limit int) ([]paper.LinkCheck, error) {
	return list(ctx, t.querier, `SELECT `+linkColumns+` FROM link l WHERE l.due <= $1 ORDER BY l.due, l.url LIMIT $2`, []any{micros(now), limit}, func(rows *sql.Rows) (paper.LinkCheck, error) {
		return scanLink(rows)
	})
}

func (t *tx) SaveLink(ctx context.Context, l paper.LinkCheck) error {
	_, err := t.exec(ctx, `UPDATE link SET state = $2, status = $3, say = $4, at = $5, due = $6, failed = $7 WHERE url = $1`,
		l.URL, string(l.State), l.Status, l.Say, micros(l.At), micros(l.Due), l.Failed)
	return err
}

// BrokenLinks lists public stories with links that lead nowhere, by id, the newest first: those behind one, at most limit.
func (s *Store) BrokenLinks(ctx context.Context, after string, limit int) ([]paper.StoryLinks, error) {
	q := querier{s.read, s.dialect}
	args := []any{limit}
	behind := ""
	if after != "" {
		behind = ` AND p.id < $2`
		args = append(args, after)
	}
	all, err := list(ctx, q, `SELECT p.id, p.headline FROM published p WHERE p.id IN (SELECT u.article FROM link l JOIN link_use u ON u.url = l.url WHERE l.state = 'broken')`+behind+` ORDER BY p.id DESC LIMIT $1`, args, func(rows *sql.Rows) (x paper.StoryLinks, err error) {
		err = rows.Scan(&x.Article, &x.Headline)
		return x, err
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	at := map[string]int{}
	var ids []string
	for i, x := range all {
		at[x.Article] = i
		ids = append(ids, x.Article)
	}
	marks, args := expand(nil, ids)
	return all, q.each(ctx, `SELECT `+linkColumns+`, u.article FROM link_use u JOIN link l ON l.url = u.url WHERE l.state = 'broken' AND u.article IN (`+marks+`) ORDER BY u.article, l.url`, args, func(rows *sql.Rows) error {
		var article string
		l, err := scanLink(rows, &article)
		all[at[article]].Links = append(all[at[article]].Links, l)
		return err
	})
}

// CountLinks counts the links of published stories by how they stand.
func (s *Store) CountLinks(ctx context.Context) (map[paper.LinkState]int, error) {
	out := map[paper.LinkState]int{}
	return out, (querier{s.read, s.dialect}).each(ctx, `SELECT state, count(*) FROM link GROUP BY state`, nil, func(rows *sql.Rows) error {
		var state paper.LinkState
		var n int
		err := rows.Scan(&state, &n)
		out[state] = n
		return err
	})
}
