package store

import (
	"context"
	"database/sql"
)

// marksAsTopic gives for each mark of a draft the topic that stands for it.
const marksAsTopic = `(SELECT 'topic/' || id AS mark, CASE WHEN merged_into <> '' THEN merged_into ELSE id END AS topic FROM topic WHERE turned_into = ''
	UNION ALL SELECT 'topic/' || id AS mark, turned_into AS topic FROM section WHERE turned_into <> '')`

// TopicUses counts the stories, each once, of each of these topics, which stand for themselves; one without stories is
// not in the answer. It reads the marks of those topics alone, so it costs what the screen shows, not what the archive holds.
func (s *Store) TopicUses(ctx context.Context, ids []string) (map[string]int, error) {
	uses := map[string]int{}
	if len(ids) == 0 {
		return uses, nil
	}
	own := make([]string, len(ids))
	for i, id := range ids {
		own[i] = markTopic(id)
	}
	return uses, s.consistent(ctx, func(q querier) error {
		// Who stands for nobody else needs no look at whether a story has two of the same.
		marks, args := expand(nil, own)
		if err := countInto(ctx, q, uses, `SELECT substr(mark, 7), count(*) FROM draft_mark WHERE mark IN (`+marks+`) GROUP BY mark`, args); err != nil {
			return err
		}
		marks, args = expand(nil, ids)
		return countInto(ctx, q, uses, `SELECT a.topic, count(DISTINCT m.draft) FROM `+marksFor(marks)+` a JOIN draft_mark m ON m.mark = a.mark
			WHERE a.topic IN (`+standsForOthers+`) GROUP BY a.topic`, args)
	})
}

// standsForOthers are the topics that stand for others too.
const standsForOthers = `SELECT merged_into FROM topic WHERE merged_into <> '' UNION SELECT turned_into FROM section WHERE turned_into <> ''`

// EveryTopicUse counts the stories of every topic as TopicUses does. It reads every mark of every story: half a million
// of them take some tenths of a second and up to three seconds in a PostgreSQL that was just filled, so it is for the two questions
// that need them all, which topics have the most stories and which have few.
func (s *Store) EveryTopicUse(ctx context.Context) (map[string]int, error) {
	uses := map[string]int{}
	return uses, s.consistent(ctx, func(q querier) error {
		if err := countInto(ctx, q, uses, `SELECT substr(mark, 7), count(*) FROM draft_mark WHERE mark > 'topic/' AND mark < 'topic0' GROUP BY mark`, nil); err != nil {
			return err
		}
		return countInto(ctx, q, uses, `SELECT a.topic, count(DISTINCT m.draft) FROM `+marksAsTopic+` a JOIN draft_mark m ON m.mark = a.mark
			WHERE a.topic IN (`+standsForOthers+`) GROUP BY a.topic`, nil)
	})
}

// marksFor gives for each mark of a draft that stands for one of these topics that topic.
func marksFor(ids string) string {
	return `(SELECT 'topic/' || id AS mark, id AS topic FROM topic WHERE id IN (` + ids + `) AND merged_into = '' AND turned_into = ''
	UNION ALL SELECT 'topic/' || id AS mark, merged_into AS topic FROM topic WHERE merged_into <> '' AND merged_into IN (` + ids + `) AND turned_into = ''
	UNION ALL SELECT 'topic/' || id AS mark, turned_into AS topic FROM section WHERE turned_into <> '' AND turned_into IN (` + ids + `))`
}

func countInto(ctx context.Context, q querier, uses map[string]int, query string, args []any) error {
	return q.each(ctx, query, args, func(rows *sql.Rows) error {
		var id string
		var n int
		err := rows.Scan(&id, &n)
		uses[id] = n
		return err
	})
}

// StoriesUnder counts the stories, each once, that have one of the topics or stand in one of the sections themselves,
// and how many of them are public.
func (s *Store) StoriesUnder(ctx context.Context, topics, sections []string) (all, public int, err error) {
	if len(topics) > 0 {
		marks, args := expand(nil, topics)
		_, err = s.reader().row(ctx, `SELECT count(DISTINCT m.draft), count(DISTINCT p.id) FROM `+marksFor(marks)+` a JOIN draft_mark m ON m.mark = a.mark
			LEFT JOIN published p ON p.id = m.draft`, args, &all, &public)
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
