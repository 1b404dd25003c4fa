package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/store/search"
)

// fewMarked is how many drafts a section, byline or topic may have to be looked up one by one; one that has more is
// asked for along the order of the list, which then soon fills a screen.
const fewMarked = 2000

// Stories reads a part of the newsroom's list; see article.Filter. It reads no text.
func (s *Store) Stories(ctx context.Context, f article.Filter) (stories []article.Row, err error) {
	err = s.consistent(ctx, func(q querier) error {
		c, found, err := chosen(ctx, q, f)
		if err != nil || !found {
			return err
		}
		limit := f.Limit
		if limit <= 0 || limit > 200 {
			limit = 200
		}
		stories, err = list(ctx, q, c.rows(limit), c.args, scanRow)
		return err
	})
	return stories, err
}

// StoryIDs names the stories that a filter chooses, in its order, at most limit of them.
func (s *Store) StoryIDs(ctx context.Context, f article.Filter, limit int) (ids []string, err error) {
	err = s.consistent(ctx, func(q querier) error {
		c, found, err := chosen(ctx, q, f)
		if err != nil || !found {
			return err
		}
		ids, err = list(ctx, q, `SELECT d.id`+c.from()+c.order()+` LIMIT `+c.arg(limit), c.args, one[string])
		return err
	})
	return ids, err
}

// CountStories counts what a filter chooses and stops at limit.
func (s *Store) CountStories(ctx context.Context, f article.Filter, limit int) (n int, err error) {
	err = s.consistent(ctx, func(q querier) error {
		c, found, err := chosen(ctx, q, f)
		if err != nil || !found {
			return err
		}
		from, _ := c.some()
		_, err = q.row(ctx, `SELECT count(*) FROM (SELECT 1 AS one`+from+` LIMIT `+c.arg(limit)+`) AS few`, c.args, &n)
		return err
	})
	return n, err
}

// fewFound is how many drafts the words of a question may find to be looked at one by one, and then put into order.
const fewFound = 10_000

// choice is a filter as SQL.
type choice struct {
	these string // a question for the few ids that can be chosen, "" where there are many
	found string // a question for the many numbers of drafts that hold the words of a question, of which few are left out; else ""
	where []string
	args  []any
	by    string // column of the order
	way   string // "ASC" or "DESC"
}

func (c *choice) arg(v any) string {
	c.args = append(c.args, v)
	return fmt.Sprintf("$%d", len(c.args))
}

func (c *choice) and(condition string) { c.where = append(c.where, condition) }

// from begins with the few ids when there are such: a database left to itself reads the archive in the list's order and
// asks of each draft whether it is one of them.
func (c *choice) from() string {
	if c.these == "" {
		return ` FROM ` + rowTables + ` WHERE ` + strings.Join(c.where, " AND ")
	}
	return ` FROM (` + c.these + `) AS these CROSS JOIN ` + rowTables + ` WHERE d.id = these.id AND ` + strings.Join(c.where, " AND ")
}

// some is what is counted where not all of it is: in the list's order, or what was begun last of the many drafts that
// words find. Along the list the whole archive would be read for words that one draft in a hundred holds.
func (c *choice) some() (from, order string) {
	if c.found == "" || c.these != "" {
		return c.from(), c.order()
	}
	return ` FROM (` + c.found + `) AS found CROSS JOIN ` + rowTables + ` WHERE d.seq = found.seq AND ` + strings.Join(c.where, " AND "), ` ORDER BY found.seq DESC`
}

// rows is the whole question for at most limit rows.
func (c *choice) rows(limit int) string {
	return `SELECT ` + rowColumns + c.from() + c.order() + ` LIMIT ` + c.arg(limit)
}

func (c *choice) order() string {
	return ` ORDER BY d.` + c.by + ` ` + c.way + `, d.id ` + c.way
}

// chosen makes SQL of a filter; false when nothing can match.
func chosen(ctx context.Context, q querier, f article.Filter) (*choice, bool, error) {
	c := &choice{by: "changed_at", way: "DESC"}
	if f.Order.ByPublication() {
		c.by = "published_at"
	}
	if f.Order.OldestFirst() {
		c.way = "ASC"
	}
	form := f.Form
	if form == "" {
		form = article.Story
	}
	if f.Tab == "bin" {
		c.and("d.form IN ('story', 'page') AND d.state = 'binned'")
	} else {
		c.and("d.form = " + c.arg(string(form)))
	}
	switch f.Tab {
	case "open":
		along := func(func(any) string) string { return "d.state IN " + openStates }
		few := func(arg func(any) string) string {
			return "SELECT id FROM draft WHERE form = " + arg(string(form)) + " AND state IN " + openStates
		}
		if err := c.few(ctx, q, few, along); err != nil {
			return nil, false, err
		}
	case "live":
		c.and("d.state IN ('live', 'changed')")
	case "mine":
		who, _, err := readStaff(ctx, q, f.Staff)
		if err != nil {
			return nil, false, err
		}
		names := []string{markByline("")} // of nobody
		if who.Byline != "" {
			names = marksOfBylines(append([]string{who.Byline}, who.Formerly...))
		}
		marks := func(arg func(any) string) string {
			var all []string
			for _, m := range names {
				all = append(all, arg(m))
			}
			return strings.Join(all, ", ")
		}
		along := func(arg func(any) string) string {
			n := arg(f.Staff)
			return "(d.created_by = " + n + " OR d.changed_by = " + n + " OR g.in_hand = " + n +
				" OR EXISTS (SELECT 1 FROM draft_mark m WHERE m.draft = d.id AND m.mark IN (" + marks(arg) + ")))"
		}
		few := func(arg func(any) string) string {
			n := arg(f.Staff)
			return "SELECT id FROM draft WHERE created_by = " + n + " UNION SELECT id FROM draft WHERE changed_by = " + n +
				" UNION SELECT draft FROM draft_passage WHERE in_hand = " + n + " UNION SELECT draft FROM draft_mark WHERE mark IN (" + marks(arg) + ")"
		}
		c.and("d.state <> 'binned'")
		if err := c.few(ctx, q, few, along); err != nil {
			return nil, false, err
		}
	case "all", "":
		c.and("d.state <> 'binned'")
	case "bin":
	default:
		return nil, false, fmt.Errorf("store: there is no tab %q of stories", f.Tab)
	}
	if f.Section != "" {
		t, err := readTree(ctx, q)
		if err != nil {
			return nil, false, err
		}
		if err := c.in(ctx, q, "draft_section", "section", t.below(f.Section)); err != nil {
			return nil, false, err
		}
	}
	marked := []struct {
		id    string
		mark  func(string) string
		alike func(context.Context, querier, string) ([]string, error)
	}{{f.Byline, markByline, readAlike}, {f.Topic, markTopic, alikeTopics}, {f.Lang, markLang, nil}}
	for _, m := range marked {
		if m.id == "" {
			continue
		}
		ids := []string{m.id}
		if m.alike != nil {
			var err error
			if ids, err = m.alike(ctx, q, m.id); err != nil {
				return nil, false, err
			}
		}
		for i, id := range ids {
			ids[i] = m.mark(id)
		}
		if err := c.in(ctx, q, "draft_mark", "mark", ids); err != nil {
			return nil, false, err
		}
	}
	if f.Kind != "" {
		c.and("d.kind = " + c.arg(string(f.Kind)))
	}
	if f.State != "" {
		c.and("d.state = " + c.arg(string(f.State)))
	}
	if f.Order.ByPublication() {
		c.and("d.published_at > 0")
	}
	if !f.From.IsZero() {
		c.and("d." + c.by + " >= " + c.arg(micros(f.From)))
	}
	if !f.Until.IsZero() {
		c.and("d." + c.by + " < " + c.arg(micros(f.Until)))
	}
	if text := strings.TrimSpace(f.Query); text != "" {
		wide := f.Tab != "bin" && (f.State == "" || f.State == article.Live)
		if found, err := c.words(ctx, q, text, wide); err != nil || !found {
			return nil, false, err
		}
	}
	if !f.Before.At.IsZero() {
		at, id, than := c.arg(micros(f.Before.At)), c.arg(f.Before.ID), "<"
		if c.way == "ASC" {
			than = ">"
		}
		c.and(fmt.Sprintf("d.%[1]s %[2]s= %[3]s AND (d.%[1]s %[2]s %[3]s OR d.id %[2]s %[4]s)", c.by, than, at, id))
	}
	return c, true, nil
}

// openStates are the states of what is on its way.
const openStates = `('writing', 'filed', 'ready', 'changed')`

// few cuts down to drafts whose ids a question gives, when those are few enough to be looked up one by one; else to
// what is found along the order of the list.
func (c *choice) few(ctx context.Context, q querier, ids, along func(arg func(any) string) string) error {
	probe := &choice{}
	text := ids(probe.arg)
	var n int
	if _, err := q.row(ctx, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 AS one FROM (%s) AS them LIMIT %d) AS few`, text, fewMarked+1), probe.args, &n); err != nil {
		return err
	}
	if n <= fewMarked {
		c.among(ids(c.arg))
	} else {
		c.and(along(c.arg))
	}
	return nil
}

// among cuts down to the few ids that a question gives.
func (c *choice) among(ids string) {
	if c.these == "" {
		c.these = ids
	} else {
		c.and("d.id IN (" + ids + ")")
	}
}

// in cuts down to drafts of which a table of pairs holds one of the values.
func (c *choice) in(ctx context.Context, q querier, table, column string, values []string) error {
	marks, args := expand(nil, values)
	var n int
	if _, err := q.row(ctx, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 AS one FROM %s WHERE %s IN (%s) LIMIT %d) AS few`, table, column, marks, fewMarked+1), args, &n); err != nil {
		return err
	}
	marks, c.args = expand(c.args, values)
	if n <= fewMarked {
		c.among("SELECT DISTINCT draft AS id FROM " + table + " WHERE " + column + " IN (" + marks + ")")
	} else {
		c.and("EXISTS (SELECT 1 FROM " + table + " m WHERE m.draft = d.id AND m." + column + " IN (" + marks + "))")
	}
	return nil
}

// words cuts down to what a question finds: a public address, or words; false when it asks for nothing. Wide tells that
// most of the archive is left to choose from.
func (c *choice) words(ctx context.Context, q querier, text string, wide bool) (bool, error) {
	if path, ok := pathOf(text); ok {
		c.and("(d.address = " + c.arg(path) + " OR d.id IN (SELECT object FROM address WHERE kind = 'article' AND path = " + c.arg(path) + "))")
		return true, nil
	}
	query := search.Parse(text, search.Stems()).Typing()
	if query.Empty() {
		return false, nil
	}
	t, err := readTree(ctx, q)
	if err != nil {
		return false, err
	}
	if err := addNames(ctx, q, &query, t); err != nil {
		return false, err
	}
	asked := q.d.index.query(query)
	var n int
	if _, err := q.row(ctx, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 AS one FROM (%s) AS them LIMIT %d) AS few`, q.d.index.match("draft_search", 1), q.d.fewFound+1),
		[]any{asked}, &n); err != nil {
		return false, err
	}
	c.arg(asked)
	found := q.d.index.match("draft_search", len(c.args))
	if n <= q.d.fewFound && c.these == "" {
		c.these = "SELECT id FROM draft WHERE seq IN (" + found + ")"
		return true, nil
	}
	// Where few can be chosen each of them is looked up among the found; "+" keeps SQLite from going through all that was
	// found for each.
	if c.these != "" {
		c.and("+d.seq IN (" + found + ")")
		return true, nil
	}
	c.and("d.seq IN (" + found + ")")
	if n > q.d.fewFound && wide {
		c.found = found
	}
	return true, nil
}

// Names gives the names behind ids of bylines and accounts, those alone that a screen shows.
func (s *Store) Names(ctx context.Context, ids []string) (map[string]string, error) {
	all := make(map[string]string, len(ids))
	if len(ids) == 0 {
		return all, nil
	}
	marks, args := expand(nil, ids)
	err := s.reader().each(ctx, `SELECT b.id, coalesce(k.name, b.name) FROM byline b LEFT JOIN byline k ON k.id = b.merged_into WHERE b.id IN (`+marks+`)
		UNION ALL SELECT id, name FROM account WHERE id IN (`+marks+`)
		UNION ALL SELECT id, name FROM machine_key WHERE id IN (`+marks+`)`,
		args, func(rows *sql.Rows) error {
			var id, name string
			err := rows.Scan(&id, &name)
			all[id] = name
			return err
		})
	return all, err
}

// Named lists what bears a name: "byline", "topic" or "account" (those not retired), by name, at most limit.
func (s *Store) Named(ctx context.Context, kind string, limit int) ([]article.Named, error) {
	from, ok := map[string]string{
		"byline": "byline WHERE merged_into = ''", "topic": "topic WHERE merged_into = '' AND turned_into = ''", "account": "account WHERE retired = 0",
	}[kind]
	if !ok {
		return nil, fmt.Errorf("store: nothing of the kind %q bears a name", kind)
	}
	return list(ctx, s.reader(), `SELECT id, name FROM `+from+` ORDER BY name, id LIMIT $1`, []any{limit}, scanNamed(kind))
}

// OfName finds the bylines and topics of which a word begins with each word of a text, at most limit of each, by name.
func (s *Store) OfName(ctx context.Context, text string, limit int) ([]article.Named, error) {
	words := search.Words(text)
	if len(words) == 0 || !isKeepable(text) {
		return nil, nil
	}
	var all []article.Named
	for _, k := range []struct{ kind, short string }{{"byline", "b"}, {"topic", "t"}} {
		args := []any{k.short}
		var where []string
		for _, w := range words[:min(len(words), 6)] {
			args = append(args, likeText(w)+"%")
			where = append(where, fmt.Sprintf(`EXISTS (SELECT 1 FROM name_word w WHERE w.kind = $1 AND w.object = n.id AND w.word LIKE $%d ESCAPE '!')`, len(args)))
		}
		args = append(args, limit)
		some, err := list(ctx, s.reader(), fmt.Sprintf(`SELECT n.id, n.name FROM %s n WHERE %s ORDER BY n.name, n.id LIMIT $%d`,
			k.kind, strings.Join(where, " AND "), len(args)), args, scanNamed(k.kind))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func scanNamed(kind string) func(*sql.Rows) (article.Named, error) {
	return func(rows *sql.Rows) (article.Named, error) {
		n := article.Named{Kind: kind}
		return n, rows.Scan(&n.ID, &n.Name)
	}
}
