package store

import (
	"context"
	"database/sql"
	"strings"

	"broadsheet/internal/article"
)

// Plans tells how the database goes about what Today and the list of stories ask, by what is asked.
func Plans(ctx context.Context, s *Store, staff string, filters map[string]article.Filter) (map[string]string, error) {
	type question struct {
		text string
		args []any
	}
	asked := map[string]question{
		"needs of the desk":        {needsRows(true), []any{staff, 30}},
		"needs of a reporter":      {needsRows(false), []any{staff, 30}},
		"the bell of the desk":     {needsCount(true), []any{staff}},
		"the bell of a reporter":   {needsCount(false), []any{staff}},
		"what is filed, in Today":  {openRows, []any{string(article.Story), string(article.Filed), 12}},
		"what is written in Today": {openRows, []any{string(article.Story), string(article.Writing), 12}},
	}
	out := map[string]string{}
	err := s.consistent(ctx, func(q querier) error {
		for name, f := range filters {
			c, found, err := chosen(ctx, q, f)
			if err != nil || !found {
				return err
			}
			text := c.rows(51)
			asked["list: "+name] = question{text, c.args}
		}
		for name, a := range asked {
			explain := "EXPLAIN QUERY PLAN "
			if s.dialect.postgres {
				explain = "EXPLAIN "
			}
			lines, err := list(ctx, q, explain+a.text, a.args, planLine)
			if err != nil {
				return err
			}
			out[name] = strings.Join(lines, "\n")
		}
		return nil
	})
	return out, err
}

// Write does what no action does, to have much at once.
func Write(ctx context.Context, s *Store, text string) error {
	_, err := s.write.ExecContext(ctx, text)
	return err
}

func planLine(rows *sql.Rows) (string, error) {
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	if err := rows.Scan(into...); err != nil {
		return "", err
	}
	line, _ := values[len(values)-1].(string) // both say it in the last column
	return line, nil
}

// FewFound sets how many drafts the words of a question may find to be looked at one by one.
func FewFound(s *Store, n int) { s.dialect.fewFound = n }
