package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/store/search"
)

// mostBylines is how many bylines the newsroom's search counts; a screen shows fewer.
const mostBylines = 12

// StoryFacets counts what a filter chooses, at most the first article.MostCounted of it in its order (of words that more
// drafts hold: those begun last), by section, byline, state and month (of the date of the order, in a zone).
func (s *Store) StoryFacets(ctx context.Context, f article.Filter, zone *time.Location) (out article.StoryFacets, err error) {
	sections, states, months := map[string]int{}, map[string]int{}, map[string]int{}
	err = s.consistent(ctx, func(q querier) error {
		c, found, err := chosen(ctx, q, f)
		if err != nil || !found {
			return err
		}
		tree, err := readTree(ctx, q)
		if err != nil {
			return err
		}
		limit := c.arg(article.MostCounted)
		from, order := c.some()
		few := from + order + ` LIMIT ` + limit
		if err := q.each(ctx, `SELECT d.section, d.state, d.`+c.by+few, c.args, func(rows *sql.Rows) error {
			var section, state string
			var at int64
			err := rows.Scan(&section, &state, &at)
			for _, up := range tree.above(section) {
				sections[up]++
			}
			states[state]++
			if at > 0 {
				months[instant(at).In(zone).Format("2006-01")]++
			}
			return err
		}); err != nil {
			return err
		}
		out.Bylines, err = list(ctx, q, `SELECT m.mark, count(*) AS n FROM (SELECT d.id`+few+`) few JOIN draft_mark m ON m.draft = few.id
			WHERE m.mark >= 'byline/' AND m.mark < 'byline0' GROUP BY m.mark ORDER BY n DESC, m.mark LIMIT `+c.arg(mostBylines), c.args,
			func(rows *sql.Rows) (t article.Tally, err error) {
				err = rows.Scan(&t.ID, &t.Count)
				t.ID = strings.TrimPrefix(t.ID, markByline(""))
				return t, err
			})
		return err
	})
	out.Sections, out.States, out.Months = tallies(sections), tallies(states), byMonth(tallies(months))
	return out, err
}

// Meant is a question to the newsroom's list with words put right that no story holds, "" for nothing better: what it
// gives chooses something. It is put right by the words of public texts; drafts teach no spelling.
func (s *Store) Meant(ctx context.Context, f article.Filter) (meant string, err error) {
	if !isKeepable(f.Query) {
		return "", nil
	}
	err = s.consistent(ctx, func(q querier) error {
		w := finding{querier: q}
		query := search.Parse(f.Query, search.Stems())
		any := func(text string) (bool, error) {
			f := f
			f.Query = text
			c, found, err := chosen(ctx, q, f)
			if err != nil || !found {
				return false, err
			}
			return q.row(ctx, `SELECT 1`+c.from()+` LIMIT 1`, c.args, new(int64))
		}
		put := map[int]string{}
		for i, word := range query.Words {
			if !search.Spellable(word.Folded) || len(put) == mostPut {
				continue
			}
			if known, err := any(query.Text[word.Start:word.End]); err != nil || known {
				if err != nil {
					return err
				}
				continue
			}
			guesses, err := w.guesses(ctx, word.Folded)
			if err != nil {
				return err
			}
			for _, g := range guesses {
				if stands, err := any(g.word); err != nil {
					return err
				} else if stands {
					put[i] = g.word
					break
				}
			}
		}
		if len(put) == 0 {
			return nil
		}
		text := query.Put(put)
		found, err := any(text)
		if found {
			meant = text
		}
		return err
	})
	return meant, err
}
