package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// A topic or section that was merged into another or turned into the other kind stays for the versions that name it;
// whoever reads it gets what stands for it. No chains are kept: what stands for another stands for itself.

// tree is the sections with what hangs on them. One that is gone hangs below the section that stands for it, and so
// does a topic that became a section.
type tree struct {
	parent map[string]string // "" at the top
	gone   map[string]bool   // what hangs there without being a section now
	topic  map[string]bool   // which of it are topics
	turned map[string]string // topic that a section became
}

func newTree() tree {
	return tree{map[string]string{}, map[string]bool{}, map[string]bool{}, map[string]string{}}
}

func readTree(ctx context.Context, q querier) (tree, error) {
	all := newTree()
	err := q.each(ctx, `SELECT id, parent, merged_into, turned_into FROM section`, nil, func(rows *sql.Rows) error {
		var s paper.Section
		err := rows.Scan(&s.ID, &s.Parent, &s.MergedInto, &s.TurnedInto)
		all.put(s)
		return err
	})
	if err != nil {
		return all, err
	}
	return all, q.each(ctx, `SELECT id, turned_into FROM topic WHERE turned_into <> ''`, nil, func(rows *sql.Rows) error {
		var id, into string
		err := rows.Scan(&id, &into)
		all.parent[id], all.gone[id], all.topic[id] = into, true, true
		return err
	})
}

func (t tree) put(s paper.Section) {
	t.parent[s.ID], t.gone[s.ID] = s.Parent, s.Gone()
	delete(t.turned, s.ID)
	if s.Gone() {
		t.parent[s.ID] = s.MergedInto
	}
	if s.TurnedInto != "" {
		t.turned[s.ID] = s.TurnedInto
	}
}

// stands tells whether there is a section of this id that stands for itself.
func (t tree) stands(id string) bool {
	_, known := t.parent[id]
	return known && !t.gone[id]
}

// chain is everything from id to the top, what is gone too.
func (t tree) chain(id string) []string {
	var up []string
	for id != "" && !slices.Contains(up, id) {
		up = append(up, id)
		id = t.parent[id]
	}
	return up
}

// above is the section that stands for id and those above it, from below.
func (t tree) above(id string) []string {
	return slices.DeleteFunc(t.chain(id), func(id string) bool { return t.gone[id] })
}

// below is a section with all sections below it and all that they stand for.
func (t tree) below(id string) []string {
	down := []string{id}
	for s := range t.parent {
		if s != id && slices.Contains(t.chain(s), id) {
			down = append(down, s)
		}
	}
	slices.Sort(down[1:])
	return down
}

// kept is the section that stands for one in which a story stands.
func (t tree) kept(id string) string {
	if into := t.parent[id]; t.gone[id] {
		return into
	}
	return id
}

// filedIn is the sections that a story was put into itself, with the topics of it that became sections.
func (t tree) filedIn(p *article.Published) []string {
	if p.Form == article.StandingPage {
		return nil
	}
	in := filedIn(p)
	for _, id := range p.Topics {
		if t.gone[id] && !slices.Contains(in, id) {
			in = append(in, id)
		}
	}
	return in
}

// end is what stands for a topic: a topic or a section, the other is "".
type end struct{ topic, section string }

func endOf(p paper.Topic) end {
	if p.TurnedInto != "" {
		return end{section: p.TurnedInto}
	}
	return end{topic: cmp.Or(p.MergedInto, p.ID)}
}

// readEnds finds what stands for topics that do not stand for themselves.
func readEnds(ctx context.Context, q querier, topics []string) (map[string]end, error) {
	ends := map[string]end{}
	if len(topics) == 0 {
		return ends, nil
	}
	marks, args := expand(nil, topics)
	return ends, q.each(ctx, `SELECT id, merged_into, turned_into FROM topic WHERE id IN (`+marks+`) AND (merged_into <> '' OR turned_into <> '')`, args, func(rows *sql.Rows) error {
		var p paper.Topic
		err := rows.Scan(&p.ID, &p.MergedInto, &p.TurnedInto)
		ends[p.ID] = endOf(p)
		return err
	})
}

// stand gives the fields of a story with what stands for its sections and topics now.
func (t tree) stand(f article.Fields, ends map[string]end) article.Fields {
	var topics []string
	add := func(to *[]string, id string) {
		if id != "" && !slices.Contains(*to, id) {
			*to = append(*to, id)
		}
	}
	raw := f.All()
	f.Section = t.kept(f.Section)
	var further []string
	for _, id := range f.Sections {
		add(&further, t.kept(id))
	}
	for _, id := range f.Topics {
		e, gone := ends[id]
		if !gone {
			e.topic = id
		}
		add(&topics, e.topic)
		add(&further, e.section)
	}
	for _, id := range raw {
		add(&topics, t.turned[id])
	}
	f.Sections = slices.DeleteFunc(further, func(id string) bool { return id == f.Section })
	f.Topics = topics
	return f
}

// readStanding gives fields with what stands for them now.
func readStanding(ctx context.Context, q querier, f article.Fields) (article.Fields, error) {
	ends, err := readEnds(ctx, q, f.Topics)
	if err != nil {
		return f, err
	}
	t := newTree()
	if marks, args := expand(nil, f.All()); len(args) > 0 {
		err = q.each(ctx, `SELECT id, merged_into, turned_into FROM section WHERE id IN (`+marks+`) AND (merged_into <> '' OR turned_into <> '')`, args, func(rows *sql.Rows) error {
			var s paper.Section
			err := rows.Scan(&s.ID, &s.MergedInto, &s.TurnedInto)
			t.put(s)
			return err
		})
	}
	if err != nil || len(ends)+len(t.gone) == 0 {
		return f, err
	}
	return t.stand(f, ends), nil
}

// standing gives a public article with what stands for its sections and topics now.
func (t tree) standing(ctx context.Context, q querier, p *article.Published) (*article.Published, error) {
	if p == nil {
		return nil, nil
	}
	ends, err := readEnds(ctx, q, p.Topics)
	if err != nil {
		return nil, err
	}
	return t.standingBy(p, ends), nil
}

// standingBy is standing with what stands for the topics.
func (t tree) standingBy(p *article.Published, ends map[string]end) *article.Published {
	now := *p
	f := p.Fields
	f.Section, f.Topics = cmp.Or(p.Section, f.Section), p.Topics
	now.Fields = t.stand(f, ends)
	now.Section, now.Topics = now.Fields.Section, now.Fields.Topics
	return &now
}

// standDraft gives a document the sections and topics that stand for its own now; they are kept when it is saved next.
func standDraft(ctx context.Context, q querier, doc *prose.Node) error {
	if doc == nil {
		return nil
	}
	was, err := article.FieldsOf(doc)
	if err != nil {
		return err
	}
	now, err := readStanding(ctx, q, was)
	if err != nil || now.Section == was.Section && slices.Equal(now.Sections, was.Sections) && slices.Equal(now.Topics, was.Topics) {
		return err
	}
	return now.SetOn(doc)
}

// alikeTopics names a topic with all that it stands for: topics, and sections that became it.
func alikeTopics(ctx context.Context, q querier, id string) ([]string, error) {
	others, err := list(ctx, q, `SELECT id FROM topic WHERE merged_into = $1 UNION ALL SELECT id FROM section WHERE turned_into = $1 ORDER BY id`, []any{id}, one[string])
	return append([]string{id}, others...), err
}

// turn is a topic, or a section, for which something else stands than before; settle moves its stories.
type turn struct {
	id       string
	section  bool // what it is about is a section
	from, to end
}

// turnTopic notes that a topic is saved with something else that stands for it.
func (t *tx) turnTopic(ctx context.Context, p paper.Topic) error {
	was, found, err := readTopic(ctx, t.querier, p.ID)
	if err != nil || !found && !p.Gone() || found && endOf(was) == endOf(p) {
		return err
	}
	// Seldom done: whoever does it waits until the one before has ended, so that no chain is made.
	if t.d.postgres {
		if _, err := t.exec(ctx, `LOCK TABLE topic IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
		if was, found, err = readTopic(ctx, t.querier, p.ID); err != nil {
			return err
		}
	}
	if !found {
		was = paper.Topic{ID: p.ID}
	}
	if p.Gone() {
		if err := t.mayStand(ctx, p.ID, p.MergedInto, p.TurnedInto); err != nil {
			return err
		}
	}
	t.turns = append(t.turns, turn{id: p.ID, from: endOf(was), to: endOf(p)})
	t.touch(keyPublished, keyTopic(p.ID), keyTopics)
	for _, e := range []end{endOf(was), endOf(p)} {
		if e.topic != "" {
			t.touch(keyTopic(e.topic), keyTopics)
		} else {
			t.touch(keyFrame)
		}
	}
	return t.turnMarks(ctx, p.ID, endOf(was).section != "", endOf(p).section != "", "draft_section", p.ID, "draft_mark", markTopic(p.ID))
}

// turnMarks keeps drafts findable under what stands for a noun: those marked in one table get a row in the other.
func (t *tx) turnMarks(ctx context.Context, id string, was, is bool, table, value, of, mark string) error {
	if was == is {
		return nil
	}
	column := map[string]string{"draft_section": "section", "draft_mark": "mark"}
	query, args := `DELETE FROM `+table+` WHERE `+column[table]+` = $1`, []any{value}
	if is {
		query = `INSERT INTO ` + table + ` (draft, ` + column[table] + `) SELECT draft, CAST($1 AS TEXT) FROM ` + of + ` WHERE ` + column[of] + ` = $2 ON CONFLICT DO NOTHING`
		args = append(args, mark)
	}
	_, err := t.exec(ctx, query, args...)
	return err
}

// mayStand refuses what does not stand for itself, and a noun that stands for others, which go first.
func (t *tx) mayStand(ctx context.Context, id, topic, section string) error {
	for _, by := range []struct{ id, query string }{
		{topic, `SELECT 1 FROM topic WHERE id = $1 AND merged_into = '' AND turned_into = ''`},
		{section, `SELECT 1 FROM section WHERE id = $1 AND merged_into = '' AND turned_into = ''`},
	} {
		if by.id == "" {
			continue
		}
		stands, err := t.row(ctx, by.query, []any{by.id}, new(int64))
		if err != nil {
			return err
		}
		if !stands || by.id == id {
			return fault.About("into", "Choose something else that these are to become; this one is gone.")
		}
	}
	others, err := t.StandsFor(ctx, id)
	if err == nil && len(others.Topics)+len(others.Sections) > 0 {
		err = fault.About("into", "This one stands for others. Take those with it first.")
	}
	return err
}

// settleTurns moves the stories of what something else stands for now.
func (t *tx) settleTurns(ctx context.Context, tree tree) error {
	for _, n := range t.turns {
		filed, err := t.storiesOf(ctx, n)
		if err != nil {
			return err
		}
		if n.from.section != "" != (n.to.section != "") && !n.section {
			if err := t.refile(ctx, n, filed, tree); err != nil {
				return err
			}
		}
		for _, s := range []string{n.from.section, n.to.section} {
			for _, id := range tree.above(s) {
				t.lists[id] = true
			}
		}
		out, in := map[string][]place{}, map[string][]place{}
		for _, f := range filed {
			if n.to.topic != "" {
				in[article.TopicList(n.to.topic)] = append(in[article.TopicList(n.to.topic)], f.place)
			}
		}
		if n.from.topic != "" {
			alike, err := alikeTopics(ctx, t.querier, n.from.topic)
			if err != nil {
				return err
			}
			if gone, err := readEnds(ctx, t.querier, alike[:1]); err != nil {
				return err
			} else if len(gone) > 0 {
				alike = alike[1:]
			}
			l := article.TopicList(n.from.topic)
			for _, f := range filed {
				if !slices.ContainsFunc(f.under, func(id string) bool { return slices.Contains(alike, id) }) {
					out[l] = append(out[l], f.place)
				}
			}
		}
		if err := t.relist(ctx, out, in); err != nil {
			return err
		}
	}
	return nil
}

// underNoun is a public story with the topics and sections that it names.
type underNoun struct {
	place
	under []string
}

// storiesOf reads the public stories that name a noun; those that this action changes are listed one by one.
func (t *tx) storiesOf(ctx context.Context, n turn) ([]underNoun, error) {
	query, args := `SELECT p.published_at, p.id, p.topics FROM filed f JOIN published p ON p.id = f.article WHERE f.section = $1`, []any{n.id}
	if n.from.topic != "" && !n.section {
		query = `SELECT p.published_at, p.id, p.topics FROM listing l JOIN published p ON p.id = l.article WHERE l.list = $1 AND p.topics LIKE $2 ESCAPE '!'`
		args = []any{article.TopicList(n.from.topic), `%"` + likeText(n.id) + `"%`}
	}
	byID := map[string]int{}
	var all []underNoun
	if err := t.each(ctx, query, args, func(rows *sql.Rows) error {
		var u underNoun
		var topics string
		if err := rows.Scan(&u.at, &u.article, &topics); err != nil {
			return err
		}
		if t.articles[u.article] != nil {
			return nil
		}
		byID[u.article] = len(all)
		err := json.Unmarshal([]byte(topics), &u.under)
		all = append(all, u)
		return err
	}); err != nil {
		return nil, err
	}
	if n.from.topic == "" || n.from.topic == n.id {
		return all, nil // nothing that they are filed under keeps them where they were
	}
	// The sections that a story is filed under matter where one of them became the topic that is left.
	return all, t.each(ctx, `SELECT f.article, f.section FROM filed f JOIN section s ON s.id = f.section WHERE s.turned_into = $1`, []any{n.from.topic}, func(rows *sql.Rows) error {
		var a, s string
		err := rows.Scan(&a, &s)
		if i, ok := byID[a]; ok {
			all[i].under = append(all[i].under, s)
		}
		return err
	})
}

// refile files stories under a topic that became a section, as they are filed under sections, or takes them out.
func (t *tx) refile(ctx context.Context, n turn, filed []underNoun, tree tree) error {
	is := n.to.section != ""
	if !is {
		if _, err := t.exec(ctx, `DELETE FROM filed WHERE section = $1`, n.id); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(filed, 200) {
		ids := make([]string, len(chunk))
		for i, f := range chunk {
			ids[i] = f.article
		}
		if is {
			marks, args := expand([]any{n.id}, ids)
			if _, err := t.exec(ctx, `INSERT INTO filed (article, section) SELECT id, CAST($1 AS TEXT) FROM published WHERE id IN (`+marks+`) ON CONFLICT DO NOTHING`, args...); err != nil {
				return err
			}
		}
		if err := t.recount(ctx, ids, n.id, is); err != nil {
			return err
		}
	}
	return nil
}

// recount puts an id among the sections that search counts stories under, or takes it out.
func (t *tx) recount(ctx context.Context, ids []string, id string, is bool) error {
	marks, args := expand(nil, ids)
	again := map[string][]int64{}
	if err := t.each(ctx, `SELECT f.seq, f.facts FROM search_doc d JOIN search_fact f ON f.seq = d.seq WHERE d.article IN (`+marks+`)`, args, func(rows *sql.Rows) error {
		var seq int64
		var text string
		err := rows.Scan(&seq, &text)
		f := readFacts(text)
		f.sections = slices.DeleteFunc(f.sections, func(s string) bool { return s == id })
		if is {
			f.sections = append(f.sections, id)
		}
		if now := f.text(); now != text {
			again[now] = append(again[now], seq)
		}
		return err
	}); err != nil {
		return err
	}
	for text, seqs := range again {
		marks, args := expand([]any{text}, seqs)
		if _, err := t.exec(ctx, `UPDATE search_fact SET facts = $1 WHERE seq IN (`+marks+`)`, args...); err != nil {
			return err
		}
	}
	return nil
}

// StandsFor reads what a topic or section stands for beside itself.
func (t *tx) StandsFor(ctx context.Context, id string) (o desk.Others, err error) {
	if o.Topics, err = list(ctx, t.querier, `SELECT `+topicColumns+` FROM topic WHERE merged_into = $1 OR turned_into = $1 ORDER BY id`, []any{id}, scanTopic); err != nil {
		return o, err
	}
	o.Sections, err = list(ctx, t.querier, `SELECT `+sectionColumns+` FROM section WHERE merged_into = $1 OR turned_into = $1 ORDER BY id`, []any{id}, scanSection)
	return o, err
}

// Holds tells whether a story, public or not, names a topic or section itself, or a section stands below it.
func (t *tx) Holds(ctx context.Context, id string) (bool, error) {
	for query, arg := range map[string]string{
		`SELECT 1 FROM draft_mark WHERE mark = $1 LIMIT 1`:                                                                            markTopic(id),
		`SELECT 1 FROM draft_section WHERE section = $1 LIMIT 1`:                                                                      id,
		`SELECT 1 FROM filed WHERE section = $1 LIMIT 1`:                                                                              id,
		`SELECT 1 FROM section WHERE parent = $1 AND merged_into = '' AND turned_into = '' LIMIT 1`:                                   id,
		`SELECT 1 FROM listing l JOIN published p ON p.id = l.article WHERE l.list = $1 AND p.topics LIKE '%"' || $2 || '"%' LIMIT 1`: "",
	} {
		args := []any{arg}
		if arg == "" {
			args = []any{article.TopicList(id), id}
		}
		found, err := t.row(ctx, query, args, new(int64))
		if err != nil || found {
			return found, err
		}
	}
	return false, nil
}

// DropTopic takes a topic away that no story has, with the topics and addresses that it stands for, and gives those
// addresses.
func (t *tx) DropTopic(ctx context.Context, id string) ([]paper.Address, error) {
	p, found, err := readTopic(ctx, t.querier, id)
	if err != nil {
		return nil, err
	}
	if !found || p.Gone() {
		return nil, fault.New(fault.NotFound, "There is no such topic any more.")
	}
	if t.d.postgres {
		if _, err := t.exec(ctx, `LOCK TABLE topic IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return nil, err
		}
	}
	all, err := alikeTopics(ctx, t.querier, id)
	if err != nil {
		return nil, err
	}
	var gone []paper.Address
	for _, id := range all {
		for _, held := range []struct {
			query, arg string
		}{
			{`SELECT 1 FROM draft_mark WHERE mark = $1 LIMIT 1`, markTopic(id)},
			{`SELECT 1 FROM listing WHERE list = $1 LIMIT 1`, article.TopicList(id)},
		} {
			found, err := t.row(ctx, held.query, []any{held.arg}, new(int64))
			if err != nil {
				return nil, err
			}
			if found {
				return nil, fault.New(fault.Conflict, "%s has stories. Merge it into another topic, or take it out of them first.", p.Name)
			}
		}
		some, err := list(ctx, t.querier, `SELECT path, target, kind, object, since FROM address WHERE object = $1 AND kind = 'topic' ORDER BY path`, []any{id}, func(rows *sql.Rows) (a paper.Address, err error) {
			var since int64
			err = rows.Scan(&a.Path, &a.At, &a.Kind, &a.Object, &since)
			a.Since = instant(since)
			return a, err
		})
		if err != nil {
			return nil, err
		}
		gone = append(gone, some...)
	}
	for _, a := range gone {
		if err := t.DropAddress(ctx, a.Path); err != nil {
			return nil, err
		}
	}
	others, err := t.StandsFor(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, s := range others.Sections {
		if err := t.dropSection(ctx, s.ID); err != nil {
			return nil, err
		}
	}
	for _, o := range append(others.Topics, p) {
		if err := t.dropTopic(ctx, o.ID); err != nil {
			return nil, err
		}
	}
	return gone, nil
}

func (t *tx) dropTopic(ctx context.Context, id string) error {
	t.touch(keyTopic(id), keyTopics)
	if _, err := t.exec(ctx, `DELETE FROM topic WHERE id = $1`, id); err != nil {
		return err
	}
	if err := t.name(ctx, "t", id, ""); err != nil {
		return err
	}
	return t.keep(changeTopic, id, nil)
}
