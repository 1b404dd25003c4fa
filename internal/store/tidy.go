package store

import (
	"context"
	"database/sql"

	"broadsheet/internal/article"
)

// marksAsTopic gives for each mark of a draft the topic that stands for it.
const marksAsTopic = `(SELECT 'topic/' || id AS mark, CASE WHEN merged_into <> '' THEN merged_into ELSE id END AS topic FROM topic WHERE turned_into = ''
	UNION ALL SELECT 'topic/' || id AS mark, turned_into AS topic FROM section WHERE turned_into <> '')`

// TopicUses reads every topic that stands for itself, by name, with the number of its stories. It reads every mark of
// every story, which takes a tenth of a second for half a million of them; that is for the screen where topics are kept.
func (s *Store) TopicUses(ctx context.Context) (all []article.TopicUse, err error) {
	err = s.consistent(ctx, func(q querier) error {
		// Who stands for nobody else needs no look at whether a story has two of the same.
		uses := map[string]int{}
		if err := q.each(ctx, `SELECT mark, count(*) FROM draft_mark WHERE mark > 'topic/' AND mark < 'topic0' GROUP BY mark`, nil, func(rows *sql.Rows) error {
			var mark string
			var n int
			err := rows.Scan(&mark, &n)
			uses[mark] = n
			return err
		}); err != nil {
			return err
		}
		several := map[string]int{}
		if err := q.each(ctx, `SELECT a.topic, count(DISTINCT m.draft) FROM `+marksAsTopic+` a JOIN draft_mark m ON m.mark = a.mark
			WHERE a.topic IN (SELECT merged_into FROM topic WHERE merged_into <> '' UNION SELECT turned_into FROM section WHERE turned_into <> '')
			GROUP BY a.topic`, nil, func(rows *sql.Rows) error {
			var id string
			var n int
			err := rows.Scan(&id, &n)
			several[id] = n
			return err
		}); err != nil {
			return err
		}
		all, err = list(ctx, q, `SELECT id, name, address, slug, description FROM topic WHERE merged_into = '' AND turned_into = '' ORDER BY name, id`, nil,
			func(rows *sql.Rows) (u article.TopicUse, err error) {
				err = rows.Scan(&u.ID, &u.Name, &u.Address, &u.Slug, &u.Description)
				u.Stories = uses[markTopic(u.ID)]
				if n, ok := several[u.ID]; ok {
					u.Stories = n
				}
				return u, err
			})
		return err
	})
	return all, err
}

// StoriesUnder counts the stories, each once, that have one of the topics or stand in one of the sections themselves,
// and how many of them are public.
func (s *Store) StoriesUnder(ctx context.Context, topics, sections []string) (all, public int, err error) {
	if len(topics) > 0 {
		marks, args := expand(nil, topics)
		_, err = s.reader().row(ctx, `SELECT count(DISTINCT m.draft), count(DISTINCT p.id) FROM `+marksAsTopic+` a JOIN draft_mark m ON m.mark = a.mark
			LEFT JOIN published p ON p.id = m.draft WHERE a.topic IN (`+marks+`)`, args, &all, &public)
		return all, public, err
	}
	err = s.consistent(ctx, func(q querier) error {
		t, err := readTree(ctx, q)
		if err != nil {
			return err
		}
		var in []string
		for _, id := range sections {
			in = append(in, id)
			for other := range t.parent {
				if t.parent[other] == id && t.gone[other] {
					in = append(in, other)
				}
			}
		}
		marks, args := expand(nil, in)
		_, err = q.row(ctx, `SELECT count(DISTINCT m.draft), count(DISTINCT p.id) FROM draft_section m LEFT JOIN published p ON p.id = m.draft
			WHERE m.section IN (`+marks+`)`, args, &all, &public)
		return err
	})
	return all, public, err
}

// NounNames gives the names behind ids of topics and sections, gone or not.
func (s *Store) NounNames(ctx context.Context, ids []string) (map[string]string, error) {
	all := make(map[string]string, len(ids))
	if len(ids) == 0 {
		return all, nil
	}
	marks, args := expand(nil, ids)
	return all, s.reader().each(ctx, `SELECT id, name FROM topic WHERE id IN (`+marks+`) UNION ALL SELECT id, name FROM section WHERE id IN (`+marks+`)`, args, func(rows *sql.Rows) error {
		var id, name string
		err := rows.Scan(&id, &name)
		all[id] = name
		return err
	})
}

// AlsoTopics names what a topic stands for beside itself, by name.
func (s *Store) AlsoTopics(ctx context.Context, id string) ([]string, error) {
	return list(ctx, s.reader(), `SELECT name FROM topic WHERE merged_into = $1 AND merged_into <> '' UNION ALL
		SELECT name FROM section WHERE turned_into = $1 AND turned_into <> '' ORDER BY name`, []any{id}, one[string])
}
