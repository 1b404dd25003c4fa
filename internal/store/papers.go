package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/store/search"
)

func readSettings(ctx context.Context, q querier) (s paper.Settings, found bool, err error) {
	var text string
	found, err = q.row(ctx, `SELECT value FROM setting WHERE one = 1`, nil, &text)
	if err == nil && found {
		err = json.Unmarshal([]byte(text), &s)
	}
	return s, found, err
}

func (t *tx) Settings(ctx context.Context) (paper.Settings, bool, error) {
	return readSettings(ctx, t.querier)
}

func (t *tx) SaveSettings(ctx context.Context, s paper.Settings) error {
	t.touch(keyFrame)
	text, err := jsonText(s)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `INSERT INTO setting (one, value) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET value = excluded.value`, text); err != nil {
		return err
	}
	logos := slices.DeleteFunc([]string{s.Logo, s.LogoDark}, func(id string) bool { return id == "" })
	slices.Sort(logos)
	if err := t.use(ctx, "paper", "paper", slices.Compact(logos)); err != nil {
		return err
	}
	return t.keep(changeSettings, "", s)
}

const sectionColumns = `id, parent, place, name, slug, description, accent, address, merged_into, turned_into`

func scanSection(rows *sql.Rows) (s paper.Section, err error) {
	return s, rows.Scan(&s.ID, &s.Parent, &s.Place, &s.Name, &s.Slug, &s.Description, &s.Accent, &s.Address, &s.MergedInto, &s.TurnedInto)
}

func readSection(ctx context.Context, q querier, id string) (paper.Section, bool, error) {
	return first(list(ctx, q, `SELECT `+sectionColumns+` FROM section WHERE id = $1`, []any{id}, scanSection))
}

// Section reads a section, also one for which another stands.
func (t *tx) Section(ctx context.Context, id string) (paper.Section, error) {
	return must(readSection(ctx, t.querier, id))("section")
}

// readSections reads the tree of those that stand for themselves, parents before children, siblings in their order. What is left over (a section whose
// parent is not there) comes last, so that nothing is lost.
func readSections(ctx context.Context, q querier) ([]paper.Section, error) {
	every, err := readEverySection(ctx, q)
	return arranged(every), err
}

func readEverySection(ctx context.Context, q querier) ([]paper.Section, error) {
	return list(ctx, q, `SELECT `+sectionColumns+` FROM section`, nil, scanSection)
}

// arranged gives the tree of the sections that stand for themselves.
func arranged(every []paper.Section) []paper.Section {
	var all []paper.Section
	also := map[string][]string{}
	for _, s := range every {
		if s.Gone() {
			also[s.MergedInto] = append(also[s.MergedInto], s.ID)
		} else {
			all = append(all, s)
		}
	}
	for i := range all {
		all[i].Also = also[all[i].ID]
		slices.Sort(all[i].Also)
	}
	slices.SortFunc(all, func(a, b paper.Section) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	children := map[string][]paper.Section{}
	for _, s := range all {
		children[s.Parent] = append(children[s.Parent], s)
	}
	var tree []paper.Section
	seen := map[string]bool{}
	var add func(parent string)
	add = func(parent string) {
		for _, s := range children[parent] {
			if !seen[s.ID] {
				seen[s.ID] = true
				tree = append(tree, s)
				add(s.ID)
			}
		}
	}
	add("")
	for _, s := range all {
		if !seen[s.ID] {
			seen[s.ID] = true
			tree = append(tree, s)
			add(s.ID)
		}
	}
	return tree
}

func (t *tx) Sections(ctx context.Context) ([]paper.Section, error) {
	return readSections(ctx, t.querier)
}

func (t *tx) SaveSection(ctx context.Context, s paper.Section) error {
	if s.ID == "" {
		return fault.New(fault.Invalid, "A section needs an identity.")
	}
	// The tree is small and seldom changed: whoever changes it waits until the one before has ended, so that two
	// moves cannot make a ring of sections.
	if _, err := t.lockTree(ctx); err != nil {
		return err
	}
	before, err := readTree(ctx, t.querier)
	if err != nil {
		return err
	}
	if slices.Contains(before.above(s.Parent), s.ID) {
		return fault.About("parent", "A section cannot stand below itself.")
	}
	if !before.stands(s.Parent) && s.Parent != "" && !s.Gone() {
		return fault.About("parent", "There is no such section to stand below.")
	}
	was, _, err := readSection(ctx, t.querier, s.ID)
	if err != nil {
		return err
	}
	if s.Gone() && (was.MergedInto != s.MergedInto || was.TurnedInto != s.TurnedInto) {
		if err := t.mayGo(ctx, s, before); err != nil {
			return err
		}
	}
	t.touch(keyFrame)
	if _, err := t.exec(ctx, `INSERT INTO section (`+sectionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, place = excluded.place, name = excluded.name, slug = excluded.slug,
			description = excluded.description, accent = excluded.accent, address = excluded.address,
			merged_into = excluded.merged_into, turned_into = excluded.turned_into`,
		s.ID, s.Parent, s.Place, s.Name, s.Slug, s.Description, s.Accent, s.Address, s.MergedInto, s.TurnedInto); err != nil {
		return err
	}
	up := before.chain(s.ID)
	_, known := before.parent[s.ID]
	before.put(s)
	if now := before.chain(s.ID); !known || !slices.Equal(up, now) || was.Gone() != s.Gone() {
		for _, id := range slices.Concat([]string{s.ID}, up, now) {
			t.lists[id] = true
		}
	}
	if was.TurnedInto != s.TurnedInto {
		t.turns = append(t.turns, turn{id: s.ID, section: true, from: end{topic: was.TurnedInto}, to: end{topic: s.TurnedInto}})
		for _, id := range []string{was.TurnedInto, s.TurnedInto} {
			if id != "" {
				t.touch(keyTopic(id), keyTopics)
			}
		}
		if err := t.turnMarks(ctx, s.ID, was.TurnedInto != "", s.TurnedInto != "", "draft_mark", markTopic(s.ID), "draft_section", s.ID); err != nil {
			return err
		}
	}
	if was.Gone() != s.Gone() {
		t.touch(keyPublished)
	}
	shown := s.Name
	if s.Gone() {
		shown = "" // it is found by the name of what stands for it
	}
	if err := t.name(ctx, "s", s.ID, shown); err != nil {
		return err
	}
	return t.keep(changeSection, s.ID, s)
}

// mayGo refuses a section that is to be merged or turned while something hangs below it, or into what does not stand for
// itself.
func (t *tx) mayGo(ctx context.Context, s paper.Section, before tree) error {
	for id, parent := range before.parent {
		if parent == s.ID && !before.gone[id] {
			return fault.About("into", "%s has sections below it. Move them first.", s.Name)
		}
	}
	return t.mayStand(ctx, s.ID, s.TurnedInto, s.MergedInto)
}

// lockTree keeps others from changing the tree of sections until the end.
func (t *tx) lockTree(ctx context.Context) (bool, error) {
	if !t.d.postgres {
		return true, nil
	}
	_, err := t.exec(ctx, `LOCK TABLE section IN SHARE ROW EXCLUSIVE MODE`)
	return err == nil, err
}

func (t *tx) DropSection(ctx context.Context, id string) error {
	if _, err := t.lockTree(ctx); err != nil {
		return err
	}
	tree, err := readTree(ctx, t.querier)
	if err != nil {
		return err
	}
	for _, held := range []struct{ query, say string }{
		{`SELECT 1 FROM section WHERE parent IN (%s) AND merged_into = '' AND turned_into = '' LIMIT 1`, "This section has sections below it. Move them first."},
		{`SELECT 1 FROM filed WHERE section IN (%s) LIMIT 1`, "This section holds stories. Move them first."},
		{`SELECT 1 FROM draft_section WHERE section IN (%s) LIMIT 1`, "This section holds stories that are not public. Move them first."},
	} {
		marks, args := expand(nil, tree.below(id)) // with all that it stands for
		found, err := t.row(ctx, fmt.Sprintf(held.query, marks), args, new(int64))
		if err != nil {
			return err
		}
		if found {
			return fault.New(fault.Conflict, "%s", held.say)
		}
	}
	for _, id := range tree.below(id)[1:] { // what it stood for goes with it
		drop := t.dropSection
		if tree.topic[id] {
			drop = t.dropTopic
		}
		if err := drop(ctx, id); err != nil {
			return err
		}
	}
	return t.dropSection(ctx, id)
}

// dropSection takes a section away that was seen to hold nothing.
func (t *tx) dropSection(ctx context.Context, id string) error {
	n, err := t.exec(ctx, `DELETE FROM section WHERE id = $1`, id)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "There is no such section.")
	}
	t.touch(keyFrame)
	t.lists[id] = true
	if err := t.name(ctx, "s", id, ""); err != nil {
		return err
	}
	return t.keep(changeSection, id, nil)
}

const bylineColumns = `id, name, slug, title, about, portrait, email, links, guest, address, merged_into`

func scanByline(rows *sql.Rows) (b paper.Byline, err error) {
	var links string
	var guest int64
	if err := rows.Scan(&b.ID, &b.Name, &b.Slug, &b.Title, &b.About, &b.Portrait, &b.Email, &links, &guest, &b.Address, &b.MergedInto); err != nil {
		return b, err
	}
	b.Guest = guest != 0
	return b, json.Unmarshal([]byte(links), &b.Links)
}

func readByline(ctx context.Context, q querier, id string) (paper.Byline, bool, error) {
	return first(list(ctx, q, `SELECT `+bylineColumns+` FROM byline WHERE id = $1`, []any{id}, scanByline))
}

func readBylines(ctx context.Context, q querier) ([]paper.Byline, error) {
	return list(ctx, q, `SELECT `+bylineColumns+` FROM byline ORDER BY name, id`, nil, scanByline)
}

// first is the one element of a list of at most one.
func first[T any](all []T, err error) (T, bool, error) {
	if err != nil || len(all) == 0 {
		var none T
		return none, false, err
	}
	return all[0], true, nil
}

// must makes a fault.NotFound of what is not there.
func must[T any](v T, found bool, err error) func(what string) (T, error) {
	return func(what string) (T, error) {
		if err == nil && !found {
			err = fault.New(fault.NotFound, "There is no such %s.", what)
		}
		return v, err
	}
}

func (t *tx) Byline(ctx context.Context, id string) (paper.Byline, error) {
	return must(readByline(ctx, t.querier, id))("byline")
}

func (t *tx) Bylines(ctx context.Context) ([]paper.Byline, error) {
	return readBylines(ctx, t.querier)
}

func (t *tx) SaveByline(ctx context.Context, b paper.Byline) error {
	links, err := jsonText(b.Links)
	if err != nil {
		return err
	}
	if err := t.merge(ctx, b); err != nil {
		return err
	}
	t.touch(keyByline(b.ID), keyBylines)
	if _, err := t.exec(ctx, `INSERT INTO byline (id, name, slug, title, about, portrait, email, links, guest, address, merged_into)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, slug = excluded.slug, title = excluded.title, about = excluded.about,
			portrait = excluded.portrait, email = excluded.email, links = excluded.links, guest = excluded.guest, address = excluded.address, merged_into = excluded.merged_into`,
		b.ID, b.Name, b.Slug, b.Title, b.About, b.Portrait, b.Email, links, bit(b.Guest), b.Address, b.MergedInto); err != nil {
		return err
	}
	var portrait []string
	shown := b.Name
	if b.MergedInto != "" {
		shown = "" // nothing shows its name and portrait any more
	} else if b.Portrait != "" {
		portrait = []string{b.Portrait}
	}
	if err := t.use(ctx, "byline", b.ID, portrait); err != nil {
		return err
	}
	if err := t.name(ctx, "b", b.ID, shown); err != nil {
		return err
	}
	return t.keep(changeByline, b.ID, b)
}

// name keeps the words of a name, so that stories are found by them.
func (t *tx) name(ctx context.Context, kind, id, name string) error {
	before, err := list(ctx, t.querier, `SELECT word FROM name_word WHERE object = $1 AND kind = $2 ORDER BY word`, []any{id, kind}, one[string])
	if err != nil {
		return err
	}
	now := search.Words(name)
	slices.Sort(now)
	now = slices.Compact(now)
	if slices.Equal(before, now) {
		return nil
	}
	t.touch(keyPublished)
	if _, err := t.exec(ctx, `DELETE FROM name_word WHERE object = $1 AND kind = $2`, id, kind); err != nil {
		return err
	}
	for _, w := range now {
		if _, err := t.exec(ctx, `INSERT INTO name_word (word, kind, object) VALUES ($1, $2, $3)`, w, kind, id); err != nil {
			return err
		}
	}
	return nil
}

const topicColumns = `id, name, slug, description, address, merged_into, turned_into`

func scanTopic(rows *sql.Rows) (t paper.Topic, err error) {
	return t, rows.Scan(&t.ID, &t.Name, &t.Slug, &t.Description, &t.Address, &t.MergedInto, &t.TurnedInto)
}

func readTopic(ctx context.Context, q querier, id string) (paper.Topic, bool, error) {
	return first(list(ctx, q, `SELECT `+topicColumns+` FROM topic WHERE id = $1`, []any{id}, scanTopic))
}

func (t *tx) Topic(ctx context.Context, id string) (paper.Topic, error) {
	return must(readTopic(ctx, t.querier, id))("topic")
}

func (t *tx) TopicBySlug(ctx context.Context, slug string) (paper.Topic, bool, error) {
	return first(list(ctx, t.querier, `SELECT `+topicColumns+` FROM topic WHERE slug = $1`, []any{slug}, scanTopic))
}

func (t *tx) SaveTopic(ctx context.Context, p paper.Topic) error {
	if err := t.turnTopic(ctx, p); err != nil {
		return err
	}
	t.touch(keyTopic(p.ID), keyTopics)
	n, err := t.exec(ctx, `UPDATE topic SET name = $2, description = $3, address = $4, merged_into = $6, turned_into = $7 WHERE id = $1 AND slug = $5`,
		p.ID, p.Name, p.Description, p.Address, p.Slug, p.MergedInto, p.TurnedInto)
	if err != nil {
		return err
	}
	if n == 0 {
		other, taken, err := t.TopicBySlug(ctx, p.Slug)
		if err != nil {
			return err
		}
		if taken && other.ID != p.ID {
			return errTopicTaken(other.Name)
		}
		if n, err = t.exec(ctx, `UPDATE topic SET name = $2, slug = $3, description = $4, address = $5, merged_into = $6, turned_into = $7 WHERE id = $1`,
			p.ID, p.Name, p.Slug, p.Description, p.Address, p.MergedInto, p.TurnedInto); err != nil {
			return err
		}
	}
	if n == 0 {
		if n, err = t.exec(ctx, `INSERT INTO topic (`+topicColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
			p.ID, p.Name, p.Slug, p.Description, p.Address, p.MergedInto, p.TurnedInto); err != nil {
			return err
		}
		if n == 0 {
			return errTopicTaken(p.Name)
		}
	}
	shown := p.Name
	if p.Gone() {
		shown = "" // it is found by the name of what stands for it
	}
	if err := t.name(ctx, "t", p.ID, shown); err != nil {
		return err
	}
	return t.keep(changeTopic, p.ID, p)
}

func errTopicTaken(name string) error {
	return &fault.Fault{Kind: fault.Conflict, Field: "slug", Say: "There is a topic at this address already: " + name + "."}
}

func (t *tx) Origin(ctx context.Context, system, base, id string) (o desk.Origin, found bool, err error) {
	some, err := t.Origins(ctx, system, base, []string{id})
	if err != nil || len(some) == 0 {
		return o, false, err
	}
	return some[0], true, nil
}

func (t *tx) Origins(ctx context.Context, system, base string, ids []string) ([]desk.Origin, error) {
	marks, args := expand([]any{system, base}, ids)
	return list(ctx, t.querier, `SELECT system, base, id, kind, object, hash, move FROM origin WHERE system = $1 AND base = $2 AND id IN (`+marks+`)`, args,
		func(rows *sql.Rows) (o desk.Origin, err error) {
			return o, rows.Scan(&o.System, &o.Base, &o.ID, &o.Kind, &o.Object, &o.Hash, &o.Move)
		})
}

func (t *tx) SaveOrigin(ctx context.Context, o desk.Origin) error {
	if len(o.System)+len(o.Base)+len(o.ID) > longestPath {
		return fault.New(fault.Invalid, "The identity of an item in the other system is too long: %.80s…", o.ID)
	}
	_, err := t.exec(ctx, `INSERT INTO origin (system, base, id, kind, object, hash, move) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (system, base, id) DO UPDATE SET kind = excluded.kind, object = excluded.object, hash = excluded.hash, move = excluded.move`,
		o.System, o.Base, o.ID, o.Kind, o.Object, o.Hash, o.Move)
	return err
}
