package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"broadsheet/internal/fault"
	"broadsheet/internal/missed"
	"broadsheet/internal/paper"
)

const keyPatterns = "patterns"

func readPatterns(ctx context.Context, q querier) ([]paper.Pattern, error) {
	all, err := list(ctx, q, `SELECT id, old, goal, since FROM address_pattern`, nil, func(rows *sql.Rows) (p paper.Pattern, err error) {
		var since int64
		err = rows.Scan(&p.ID, &p.Old, &p.To, &since)
		p.Since = instant(since)
		return p, err
	})
	slices.SortFunc(all, func(a, b paper.Pattern) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID)) })
	return all, err
}

// Patterns lists the patterns by which addresses lead elsewhere, the oldest first.
func (v *snapshot) Patterns(ctx context.Context) ([]paper.Pattern, error) {
	return remember(v, "patterns", func(all []paper.Pattern) int { return 200 * len(all) }, func(keys keySet) ([]paper.Pattern, error) {
		keys.add(keyPatterns)
		return readPatterns(ctx, v.querier)
	})
}

func (t *tx) Patterns(ctx context.Context) ([]paper.Pattern, error) {
	return readPatterns(ctx, t.querier)
}

func (t *tx) SavePattern(ctx context.Context, p paper.Pattern) error {
	t.touch(keyPatterns)
	if _, err := t.exec(ctx, `INSERT INTO address_pattern (id, old, goal, since) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET old = excluded.old, goal = excluded.goal, since = excluded.since`, p.ID, p.Old, p.To, micros(p.Since)); err != nil {
		return err
	}
	return t.keep(changePattern, p.ID, p)
}

func (t *tx) DropPattern(ctx context.Context, id string) error {
	t.touch(keyPatterns)
	n, err := t.exec(ctx, `DELETE FROM address_pattern WHERE id = $1`, id)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "This pattern is not there any more.")
	}
	if err != nil {
		return err
	}
	return t.keep(changePattern, id, nil)
}

func (t *tx) AddRedirectFile(ctx context.Context, f paper.RedirectFile) error {
	_, err := t.exec(ctx, `INSERT INTO redirect_file (id, name, staff, at, lines) VALUES ($1, $2, $3, $4, $5)`, f.ID, f.Name, f.Staff, micros(f.At), f.Lines)
	return err
}

func (t *tx) SaveRedirectLines(ctx context.Context, file string, lines []paper.RedirectLine) error {
	for _, l := range lines {
		if _, err := t.exec(ctx, `INSERT INTO redirect_line (file, n, old, goal, outcome, say, path, kind, object) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (file, n) DO UPDATE SET outcome = excluded.outcome, say = excluded.say, path = excluded.path, kind = excluded.kind, object = excluded.object`,
			file, l.N, paper.Shown(l.Old), paper.Shown(l.To), string(l.Outcome), l.Say, l.Path, string(l.Kind), l.Object); err != nil {
			return err
		}
	}
	return nil
}

func scanRedirectLine(rows *sql.Rows) (l paper.RedirectLine, err error) {
	err = rows.Scan(&l.N, &l.Old, &l.To, &l.Outcome, &l.Say, &l.Path, &l.Kind, &l.Object)
	return l, err
}

func redirectLines(ctx context.Context, q querier, file string, outcome paper.RedirectOutcome, after, limit int) ([]paper.RedirectLine, error) {
	query, args := `SELECT n, old, goal, outcome, say, path, kind, object FROM redirect_line WHERE file = $1 AND n > $2`, []any{file, after, limit}
	if outcome != "" {
		query += ` AND outcome = $4`
		args = append(args, string(outcome))
	}
	return list(ctx, q, query+` ORDER BY n LIMIT $3`, args, scanRedirectLine)
}

func (t *tx) RedirectLines(ctx context.Context, file string, outcome paper.RedirectOutcome, after, limit int) ([]paper.RedirectLine, error) {
	return redirectLines(ctx, t.querier, file, outcome, after, limit)
}

func (t *tx) TakenBack(ctx context.Context, path string) error {
	n, err := t.exec(ctx, `UPDATE redirect_line SET outcome = 'undone' WHERE path = $1 AND outcome = 'made'`, path)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "Nobody made this redirect by hand.")
	}
	return err
}

// RedirectLines reads lines of a list of an outcome ("" for any) behind a line, at most limit, in their order.
func (s *Store) RedirectLines(ctx context.Context, file string, outcome paper.RedirectOutcome, after, limit int) ([]paper.RedirectLine, error) {
	return redirectLines(ctx, querier{s.read, s.dialect}, file, outcome, after, limit)
}

// RedirectFile reads a list with the count of what became of its lines.
func (s *Store) RedirectFile(ctx context.Context, id string) (f paper.RedirectFile, err error) {
	q := querier{s.read, s.dialect}
	var at int64
	found, err := q.row(ctx, `SELECT id, name, staff, at, lines FROM redirect_file WHERE id = $1`, []any{id}, &f.ID, &f.Name, &f.Staff, &at, &f.Lines)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "There is no such list of redirects.")
	}
	if err != nil {
		return f, err
	}
	f.At, f.Count = instant(at), map[paper.RedirectOutcome]int{}
	return f, q.each(ctx, `SELECT outcome, count(*) FROM redirect_line WHERE file = $1 GROUP BY outcome`, []any{id}, func(rows *sql.Rows) error {
		var o paper.RedirectOutcome
		var n int
		err := rows.Scan(&o, &n)
		f.Count[o] = n
		return err
	})
}

// RedirectFiles lists the newest files of redirects, without their counts.
func (s *Store) RedirectFiles(ctx context.Context, limit int) ([]paper.RedirectFile, error) {
	return list(ctx, querier{s.read, s.dialect}, `SELECT id, name, staff, at, lines FROM redirect_file WHERE name <> '' ORDER BY at DESC, id DESC LIMIT $1`, []any{limit}, func(rows *sql.Rows) (f paper.RedirectFile, err error) {
		var at int64
		err = rows.Scan(&f.ID, &f.Name, &f.Staff, &at, &f.Lines)
		f.At = instant(at)
		return f, err
	})
}

// AllPatterns lists the patterns, the oldest first.
func (s *Store) AllPatterns(ctx context.Context) ([]paper.Pattern, error) {
	return readPatterns(ctx, querier{s.read, s.dialect})
}

// AllRedirects lists redirects by their path: those behind a path that hold some letters, only those that somebody made
// by hand if that is asked for, at most limit. It tells of each whether somebody did.
func (s *Store) AllRedirects(ctx context.Context, holds, after string, hand bool, limit int) (all []paper.Address, byHand map[string]bool, err error) {
	byHand = map[string]bool{}
	args := []any{after, limit}
	made := `EXISTS (SELECT 1 FROM redirect_line l WHERE l.path = a.path AND l.outcome = 'made')`
	query := `SELECT a.path, a.target, a.kind, a.object, a.since, CASE WHEN ` + made + ` THEN 1 ELSE 0 END FROM address a WHERE a.target = 'redirect' AND a.path > $1`
	if holds != "" {
		args = append(args, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(holds)+"%")
		query += ` AND (a.path LIKE $3 ESCAPE '\' OR a.kind = 'written' AND a.object LIKE $3 ESCAPE '\')`
	}
	if hand {
		query += ` AND ` + made
	}
	err = (querier{s.read, s.dialect}).each(ctx, query+` ORDER BY a.path LIMIT $2`, args, func(rows *sql.Rows) error {
		var a paper.Address
		var since int64
		var by int
		err := rows.Scan(&a.Path, &a.At, &a.Kind, &a.Object, &since, &by)
		a.Since = instant(since)
		all, byHand[a.Path] = append(all, a), by == 1
		return err
	})
	return all, byHand, err
}

func (t *tx) AddMissed(ctx context.Context, rows []missed.Row) error {
	for _, r := range rows {
		if _, err := t.exec(ctx, `INSERT INTO missed (path, source, times, last) VALUES ($1, $2, $3, $4)
			ON CONFLICT (path) DO UPDATE SET times = missed.times + excluded.times, last = excluded.last,
				source = CASE WHEN excluded.source <> '' THEN excluded.source ELSE missed.source END`, r.Path, r.Source, r.Times, micros(r.Last)); err != nil {
			return err
		}
	}
	var n int
	if _, err := t.row(ctx, `SELECT count(*) FROM missed`, nil, &n); err != nil || n <= missed.Most {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM missed WHERE path IN (SELECT path FROM missed ORDER BY times, last, path LIMIT $1)`, n-missed.Most)
	return err
}

func (t *tx) DropMissed(ctx context.Context, path string) error {
	_, err := t.exec(ctx, `DELETE FROM missed WHERE path = $1`, path)
	return err
}

// Missed lists what nobody found, the most asked first: at most limit, behind so many.
func (s *Store) Missed(ctx context.Context, behind, limit int) ([]missed.Row, error) {
	return list(ctx, querier{s.read, s.dialect}, `SELECT path, source, times, last FROM missed ORDER BY times DESC, last DESC, path DESC LIMIT $1 OFFSET $2`, []any{limit, behind}, func(rows *sql.Rows) (r missed.Row, err error) {
		var last int64
		err = rows.Scan(&r.Path, &r.Source, &r.Times, &last)
		r.Last = instant(last)
		return r, err
	})
}
