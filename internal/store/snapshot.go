package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
)

// Read calls fn with one snapshot of the public state: everything that fn reads is as it was at one number of the
// record. fn is called once; a snapshot is of no use afterwards and not for several goroutines. What stands at the paths
// toward which the page is made is read with the number.
func (s *Store) Read(ctx context.Context, fn func(press.Snapshot) error, toward ...string) error {
	return s.readWith(ctx, s.memory, fn, toward)
}

// Afresh reads as the store does, but takes every answer from the database: what the store remembers is held to it.
func (s *Store) Afresh() press.Reader { return afresh{s} }

type afresh struct{ s *Store }

func (a afresh) Read(ctx context.Context, fn func(press.Snapshot) error, toward ...string) error {
	return a.s.readWith(ctx, nil, fn, toward)
}

func (s *Store) readWith(ctx context.Context, m *memory, fn func(press.Snapshot) error, toward []string) error {
	if s.took != nil {
		began := time.Now()
		defer func() { s.took("readers", "", time.Since(began)) }()
	}
	return s.consistent(ctx, func(q querier) error {
		if s.asked != nil {
			q.on = heard{q.on, s.asked}
		}
		v := &snapshot{querier: q, Instant: press.At(s.clock.Now()), keys: keySet{}, memory: m, read: map[string]*kept{}}
		if err := v.open(ctx, toward); err != nil {
			return err
		}
		if m != nil {
			if err := m.catchUp(ctx, q, v.number); err != nil {
				return err
			}
		}
		return fn(v)
	})
}

// heard tells somebody what the database is asked.
type heard struct {
	on
	asked func(query string, args []any)
}

func (h heard) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	h.asked(query, args)
	return h.on.QueryContext(ctx, query, args...)
}

// consistent calls fn with a transaction that only reads, and in which all reads see the same state.
func (s *Store) consistent(ctx context.Context, fn func(querier) error) (err error) {
	tx, err := s.read.BeginTx(ctx, s.snapshot)
	if err != nil {
		return s.fault(err)
	}
	defer func() {
		if end := tx.Rollback(); end != nil && !errors.Is(end, sql.ErrTxDone) && err == nil && ctx.Err() == nil {
			err = s.fault(end)
		}
	}()
	return fn(querier{tx, s.dialect})
}

type snapshot struct {
	querier
	press.Instant
	number int64
	keys   keySet
	memory *memory          // of the store; nil where nothing is remembered
	read   map[string]*kept // what this snapshot read, or remembered
}

var _ press.Snapshot = (*snapshot)(nil)

func (v *snapshot) Number() int64  { return v.number }
func (v *snapshot) Keys() []string { return v.keys.sorted() }

// open reads the number of the snapshot, and what stands at some paths.
func (v *snapshot) open(ctx context.Context, toward []string) error {
	paths := missing(v, nameAddress, toward)
	paths = slices.DeleteFunc(paths, func(p string) bool { return len(p) > longestPath })
	if len(paths) == 0 {
		_, err := v.row(ctx, `SELECT number FROM head WHERE one = 1`, nil, &v.number)
		return err
	}
	b := &batch{d: v.d}
	// What stands at a path is a story mostly, and comes whole; of other things their present address is wanted.
	err := v.each(ctx, `SELECT h.number, a.path, a.target, a.kind, a.object, a.since,
			CASE WHEN a.kind <> 'article' THEN (SELECT o.path FROM address o WHERE o.object = a.object AND o.target = a.kind AND o.kind = a.kind ORDER BY o.since DESC, o.path LIMIT 1) END,
			`+publishedColumns+`
		FROM head h LEFT JOIN address a ON a.path IN (`+b.in(paths)+`) LEFT JOIN published p ON p.id = a.object AND a.kind = 'article' WHERE h.one = 1`, b.args, func(rows *sql.Rows) error {
		var a paper.Address
		var since int64
		var where string
		p, err := scanPublished(maybeRows{rows}, &v.number, &a.Path, &a.At, &a.Kind, &a.Object, &since, &where)
		if err != nil || a.Path == "" {
			return err
		}
		a.Since = instant(since)
		v.here(nameAddress+a.Path, a)
		if a.Kind == paper.AtArticle {
			v.here(nameArticle+a.Object, p)
		} else {
			v.here(nameWhere+string(a.Kind)+"/"+a.Object, where)
		}
		return nil
	})
	for _, path := range paths {
		if v.read[nameAddress+path] == nil {
			v.here(nameAddress+path, paper.Address{})
		}
	}
	return err
}

func (v *snapshot) Settings(ctx context.Context) (paper.Settings, bool, error) {
	type settings struct {
		paper.Settings
		found bool
	}
	s, err := remember(v, "settings", func(settings) int { return 2000 }, func(keys keySet) (s settings, err error) {
		keys.add(keyFrame)
		s.Settings, s.found, err = readSettings(ctx, v.querier)
		return s, err
	})
	return s.Settings, s.found, err
}

// everySection is all sections, also those for which something else stands.
func (v *snapshot) everySection(ctx context.Context) ([]paper.Section, error) {
	return remember(v, "every section", func(all []paper.Section) int { return 400 * len(all) }, func(keys keySet) ([]paper.Section, error) {
		keys.add(keyFrame)
		return readEverySection(ctx, v.querier)
	})
}

func (v *snapshot) Sections(ctx context.Context) ([]paper.Section, error) {
	all, err := remember(v, "sections", func(all []paper.Section) int { return 400 * len(all) }, func(keys keySet) ([]paper.Section, error) {
		keys.add(keyFrame)
		every, err := v.everySection(ctx)
		return arranged(every), err
	})
	return slices.Clip(all), err
}

func (v *snapshot) Pages(ctx context.Context) ([]article.Card, error) {
	pages, err := remember(v, "pages", weightOfCards, func(keys keySet) ([]article.Card, error) {
		keys.add(keyFrame)
		// The form stands in the text: a plan for any form would read the stories.
		return list(ctx, v.querier, `SELECT `+cardColumns+` FROM published p WHERE p.form = 'page' AND p.place >= 0 ORDER BY p.place, p.id`, nil, func(rows *sql.Rows) (article.Card, error) {
			c, err := scanCard(rows)
			keys.add(keyArticle(c.ID))
			return c, err
		})
	})
	return slices.Clip(pages), err
}

func weightOfCards(cards []article.Card) int {
	n := 0
	for i := range cards {
		n += weightOfCard(cards[i])
	}
	return n
}

// card reads a card and notes it.
func (v *snapshot) card(rows *sql.Rows) (article.Card, error) {
	c, err := scanCard(rows)
	v.keys.add(keyArticle(c.ID))
	return c, err
}

func (v *snapshot) Address(ctx context.Context, path string) (paper.Address, bool, error) {
	v.keys.add(keyAddress(path))
	if k := v.read[nameAddress+path]; k != nil {
		a := k.value.(paper.Address)
		return a, a.Path != "", nil
	}
	return readAddress(ctx, v.querier, path, "")
}

func (v *snapshot) AddressOf(ctx context.Context, kind paper.Target, id string) (string, bool, error) {
	v.keys.add(keyObject(kind, id))
	switch kind {
	case paper.AtByline:
		b, err := v.byline(ctx, id)
		if err == nil && b != nil && b.MergedInto != "" {
			b, err = v.byline(ctx, b.MergedInto)
		}
		if err != nil {
			return "", false, err
		}
		if b != nil {
			id = b.ID
		}
	case paper.AtTopic:
		t, err := v.topic(ctx, id)
		if err != nil {
			return "", false, err
		}
		if t == nil {
			break
		}
		if e := endOf(*t); e.section != "" {
			kind, id = paper.AtSection, e.section
		} else {
			id = e.topic
		}
	case paper.AtSection:
		every, err := v.everySection(ctx)
		if err != nil {
			return "", false, err
		}
		s, found := paper.FindSection(every, id)
		switch {
		case !found:
		case s.TurnedInto != "":
			kind, id = paper.AtTopic, s.TurnedInto
		case s.MergedInto != "":
			id = s.MergedInto
		}
	}
	v.keys.add(keyObject(kind, id))
	if k := v.read[nameWhere+string(kind)+"/"+id]; k != nil {
		path := k.value.(string)
		return path, path != "", nil
	}
	return readAddressOf(ctx, v.querier, kind, id)
}

// readAddressOf finds where an object stands itself, not by a redirect.
func readAddressOf(ctx context.Context, q querier, kind paper.Target, id string) (path string, found bool, err error) {
	if !isKeepable(id) {
		return "", false, nil
	}
	found, err = q.row(ctx, `SELECT path FROM address WHERE object = $1 AND target = $2 AND kind = $2 ORDER BY since DESC, path LIMIT 1`, []any{id, string(kind)}, &path)
	return path, found, err
}

func (v *snapshot) Article(ctx context.Context, id string) (p article.Published, found bool, err error) {
	v.keys.add(keyArticle(id))
	if k := v.read[nameArticle+id]; k != nil {
		p = k.value.(article.Published)
		found = p.ID != ""
	} else {
		p, found, err = readPublished(ctx, v.querier, id, "")
	}
	if err != nil || !found {
		return article.Published{}, false, err
	}
	if err := v.Ahead(ctx, press.Around(p)); err != nil {
		return p, true, err
	}
	p, err = v.stands(ctx, p)
	return p, true, err
}

// stands gives an article with the sections and topics that stand now for those it was filed under.
func (v *snapshot) stands(ctx context.Context, p article.Published) (article.Published, error) {
	f := p.Fields
	f.Section, f.Topics = cmp.Or(p.Section, f.Section), p.Topics
	var err error
	if p.Fields, err = v.standing(ctx, f); err != nil {
		return p, err
	}
	p.Section, p.Topics = p.Fields.Section, p.Fields.Topics
	return p, nil
}

// standing gives fields with what stands for them now.
func (v *snapshot) standing(ctx context.Context, f article.Fields) (article.Fields, error) {
	every, err := v.everySection(ctx)
	if err != nil {
		return f, err
	}
	t := newTree()
	for _, s := range every {
		if s.Gone() && slices.Contains(f.All(), s.ID) {
			t.put(s)
		}
	}
	ends := map[string]end{}
	for _, id := range f.Topics {
		p, err := v.topic(ctx, id)
		if err != nil {
			return f, err
		}
		if p != nil && p.Gone() {
			ends[id] = endOf(*p)
		}
		v.keys.add(keyTopic(id))
	}
	if len(ends)+len(t.gone) == 0 {
		return f, nil
	}
	return t.stand(f, ends), nil
}

func (v *snapshot) Withdrawn(ctx context.Context, id string) (time.Time, bool, error) {
	v.keys.add(keyArticle(id))
	var at int64
	found, err := v.row(ctx, `SELECT at FROM withdrawn WHERE id = $1`, []any{id}, &at)
	return instant(at), found, err
}

func (v *snapshot) Notes(ctx context.Context, id string) ([]article.Note, error) {
	v.keys.add(keyNote(id))
	if k := v.read[nameNotes+id]; k != nil {
		return k.value.([]article.Note), nil
	}
	return readNotes(ctx, v.querier, id)
}

func (v *snapshot) AllNotes(ctx context.Context, before time.Time, limit int) ([]article.CorrectedStory, error) {
	v.keys.add(keyNotes)
	if limit <= 0 {
		return nil, nil
	}
	end := int64(1<<63 - 1)
	if !before.IsZero() {
		end = micros(before)
	}
	// What "||" makes of it has no index: the notes are read first, in their order, and not all stories.
	query, args := `SELECT `+cardColumns+`, `+noteColumns+` FROM note n JOIN published p ON p.id = n.article || '' WHERE n.at < $2`, []any{limit, end}
	return list(ctx, v.querier, query+` ORDER BY n.at DESC, n.id DESC LIMIT $1`, args, func(rows *sql.Rows) (c article.CorrectedStory, err error) {
		var at int64
		n := &c.Note
		err = scanCardInto(rows, &c.Story, &n.ID, &n.Article, &n.Edition, &n.Kind, &at, &n.Text, &n.Was, &n.Now)
		n.At = instant(at)
		v.keys.add(keyArticle(c.Story.ID))
		return c, err
	})
}

const (
	fromListingOf = ` FROM listing l JOIN published p ON p.id = l.article WHERE l.list = %s`
	lastBefore    = `SELECT at FROM listing WHERE list = %s AND at < %s ORDER BY at DESC LIMIT 1`
	firstFrom     = `SELECT at FROM listing WHERE list = %s AND at >= %s ORDER BY at LIMIT 1`
)

func (v *snapshot) Newest(ctx context.Context, name string, limit int) ([]article.Card, error) {
	if limit > headLength {
		return nil, fmt.Errorf("store: the newest %d of a list were asked for; %d is the most", limit, headLength)
	}
	v.keys.add(keyHead(name))
	return v.newest(ctx, name, limit)
}

func (v *snapshot) Box(ctx context.Context, name string, limit int) ([]article.Card, error) {
	if limit > headLength {
		return nil, fmt.Errorf("store: a box of %d was asked for; %d is the most", limit, headLength)
	}
	v.keys.add(keyBox(name))
	return v.newest(ctx, name, limit)
}

func (v *snapshot) newest(ctx context.Context, name string, limit int) ([]article.Card, error) {
	if limit <= 0 {
		return nil, nil
	}
	k := v.knownHead(name, limit)
	if k == nil {
		cards, err := list(ctx, v.querier, `SELECT `+cardColumns+fmt.Sprintf(fromListingOf, "$1")+` ORDER BY l.at DESC, l.article DESC LIMIT $2`, []any{name, limit}, scanCard)
		if err != nil {
			return nil, err
		}
		k = v.learnHead(name, head{cards, limit})
	}
	cards := k.value.(head).cards
	cards = slices.Clip(cards[:min(limit, len(cards))])
	v.keys.add(k.keys[1 : 1+len(cards)]...) // the first one is the list's own; see learnHead
	return cards, nil
}

// span is a list in a span of time, as it is asked of the database.
type span struct {
	list      string
	low, high int64
	after     article.Cursor
	limit     int
}

// spanOf reads a span; a zero To means no end.
func spanOf(a press.Span) span {
	s := span{a.List, a.From.UnixMicro(), a.To.UnixMicro(), a.After, a.Limit}
	if a.To.IsZero() {
		s.high = 1<<63 - 1
	}
	return s
}

func (s span) name() string {
	return fmt.Sprintf("span/%s/%d/%d/%d/%s/%d", s.list, s.low, s.high, micros(s.after.At), s.after.ID, s.limit)
}

// where writes the statement behind its columns; its arguments come after n others.
func (s span) where(n int) (string, []any) {
	arg := func(i int) string { return fmt.Sprintf("$%d", n+i) }
	query, args := fmt.Sprintf(fromListingOf, arg(1))+` AND l.at >= `+arg(2)+` AND l.at < `+arg(3), []any{s.list, s.low, s.high, s.limit}
	if !s.after.At.IsZero() {
		// The bound on at alone lets the index begin there.
		query += ` AND l.at <= ` + arg(5) + ` AND (l.at < ` + arg(5) + ` OR l.article < ` + arg(6) + `)`
		args = append(args, micros(s.after.At), s.after.ID)
	}
	return query + ` ORDER BY l.at DESC, l.article DESC LIMIT ` + arg(4), args
}

func (v *snapshot) Between(ctx context.Context, name string, from, to time.Time, after article.Cursor, limit int) ([]article.Card, error) {
	if limit <= 0 {
		return nil, nil
	}
	s := spanOf(press.Span{List: name, From: from, To: to, After: after, Limit: limit})
	var cards []article.Card
	if k := v.read[s.name()]; k != nil {
		cards = k.value.([]article.Card)
		for i := range cards {
			v.keys.add(keyArticle(cards[i].ID))
		}
	} else {
		where, args := s.where(0)
		var err error
		if cards, err = list(ctx, v.querier, `SELECT `+cardColumns+where, args, v.card); err != nil {
			return nil, err
		}
	}
	var last time.Time
	if len(cards) == limit {
		last = cards[limit-1].PublishedAt
	}
	v.noteSpan(s, last)
	return cards, nil
}

func (v *snapshot) Months(ctx context.Context, name string, month time.Time, zone *time.Location) (before, after time.Time, err error) {
	v.keys.add(keyMonths(name))
	month = month.In(zone)
	next := time.Date(month.Year(), month.Month()+1, 1, 0, 0, 0, 0, zone)
	// A month of the zone is no month of UTC: the months of UTC at its edges are noted as well, because one of them
	// may have held something before and yet nothing in this month.
	edges := func(instants ...time.Time) {
		for _, t := range instants {
			v.keys.add(keyMonth(name, t), keyMonth(name, t.Add(-time.Microsecond)))
		}
	}
	edges(month, next)
	local := func(at int64) time.Time {
		t := time.UnixMicro(at).In(zone)
		first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, zone)
		edges(first, time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, zone))
		return first
	}
	around, err := v.monthsAround(ctx, name, month, next)
	if err != nil {
		return before, after, err
	}
	if around.before != 0 {
		before = local(around.before)
	}
	if around.after != 0 {
		after = local(around.after)
	}
	return before, after, nil
}

// monthsAround finds the newest story of a list before an instant, and the oldest from another one on.
func (v *snapshot) monthsAround(ctx context.Context, name string, from, to time.Time) (m monthsAround, err error) {
	if k := v.read[monthsName(name, from, to)]; k != nil {
		return k.value.(monthsAround), nil
	}
	if _, err = v.row(ctx, fmt.Sprintf(lastBefore, "$1", "$2"), []any{name, from.UnixMicro()}, &m.before); err == nil {
		_, err = v.row(ctx, fmt.Sprintf(firstFrom, "$1", "$2"), []any{name, to.UnixMicro()}, &m.after)
	}
	return m, err
}

func (v *snapshot) Cards(ctx context.Context, ids []string) ([]article.Card, error) {
	if err := v.Ahead(ctx, press.Wanted{Cards: ids}); err != nil {
		return nil, err
	}
	var cards []article.Card
	for _, id := range ids {
		v.keys.add(keyArticle(id))
		if k := v.read[nameCard+id]; k != nil && k.value.(*article.Card) != nil {
			cards = append(cards, *k.value.(*article.Card))
		}
	}
	return cards, nil
}

// readCards reads cards in the order of ids, those that are not public left out.
func readCards(ctx context.Context, q querier, ids []string, keys keySet) ([]article.Card, error) {
	byID := map[string]article.Card{}
	for chunk := range slices.Chunk(ids, 200) {
		marks, args := expand(nil, chunk)
		if err := q.each(ctx, `SELECT `+cardColumns+` FROM published p WHERE p.id IN (`+marks+`)`, args, func(rows *sql.Rows) error {
			c, err := scanCard(rows)
			byID[c.ID] = c
			return err
		}); err != nil {
			return nil, err
		}
	}
	var cards []article.Card
	for _, id := range ids {
		keys.add(keyArticle(id))
		if c, found := byID[id]; found {
			cards = append(cards, c)
		}
	}
	return cards, nil
}

func (v *snapshot) Byline(ctx context.Context, id string) (paper.Byline, bool, error) {
	v.keys.add(keyByline(id))
	b, err := v.byline(ctx, id)
	if err == nil && b != nil && b.MergedInto != "" {
		b, err = v.byline(ctx, b.MergedInto)
	}
	if b == nil || err != nil {
		return paper.Byline{}, false, err
	}
	return *b, true, nil
}

func (v *snapshot) Topic(ctx context.Context, id string) (paper.Topic, bool, error) {
	v.keys.add(keyTopic(id))
	t, err := v.topic(ctx, id)
	if err == nil && t != nil && t.Gone() {
		if t.TurnedInto != "" {
			return paper.Topic{}, false, nil
		}
		t, err = v.topic(ctx, t.MergedInto)
	}
	if t == nil || err != nil {
		return paper.Topic{}, false, err
	}
	return *t, true, nil
}

func (v *snapshot) Picture(ctx context.Context, id string) (article.Picture, bool, error) {
	v.keys.add(keyPicture(id))
	p, err := object[article.Picture](ctx, v, namePicture+id, press.Wanted{Pictures: []string{id}})
	if p == nil || err != nil || !v.shows(*p) {
		return article.Picture{}, false, err
	}
	return *p, true, nil
}

func (v *snapshot) PictureByFile(ctx context.Context, file string) (article.Picture, article.Cut, bool, error) {
	v.keys.add(keyFile(file))
	p, cut, found, err := readPictureByFile(ctx, v.querier, file, true)
	if !found || !v.shows(p) {
		return article.Picture{}, article.Cut{}, false, err
	}
	return p, cut, true, err
}

// shows tells whether readers may see a picture now: what only a front shows ends with its pin.
func (v *snapshot) shows(p article.Picture) bool {
	return p.Published && (p.Until.IsZero() || !v.Reached(p.Until))
}
