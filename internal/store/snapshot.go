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
// record. fn is called once; a snapshot is of no use afterwards and not for several goroutines.
func (s *Store) Read(ctx context.Context, fn func(press.Snapshot) error) error {
	if s.took != nil {
		began := time.Now()
		defer func() { s.took("readers", "", time.Since(began)) }()
	}
	return s.consistent(ctx, func(q querier) error {
		v := &snapshot{querier: q, Instant: press.At(s.clock.Now()), keys: keySet{}}
		if _, err := q.row(ctx, `SELECT number FROM head WHERE one = 1`, nil, &v.number); err != nil {
			return err
		}
		return fn(v)
	})
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
}

var _ press.Snapshot = (*snapshot)(nil)

func (v *snapshot) Number() int64  { return v.number }
func (v *snapshot) Keys() []string { return v.keys.sorted() }

func (v *snapshot) Settings(ctx context.Context) (paper.Settings, bool, error) {
	v.keys.add(keyFrame)
	return readSettings(ctx, v.querier)
}

func (v *snapshot) Sections(ctx context.Context) ([]paper.Section, error) {
	v.keys.add(keyFrame)
	return readSections(ctx, v.querier)
}

func (v *snapshot) Pages(ctx context.Context) ([]article.Card, error) {
	v.keys.add(keyFrame)
	return list(ctx, v.querier, `SELECT `+cardColumns+` FROM published p WHERE p.form = $1 AND p.place >= 0 ORDER BY p.place, p.id`, []any{string(article.StandingPage)}, v.card)
}

// card reads a card and notes it.
func (v *snapshot) card(rows *sql.Rows) (article.Card, error) {
	c, err := scanCard(rows)
	v.keys.add(keyArticle(c.ID))
	return c, err
}

func (v *snapshot) Address(ctx context.Context, path string) (paper.Address, bool, error) {
	v.keys.add(keyAddress(path))
	return readAddress(ctx, v.querier, path, "")
}

func (v *snapshot) AddressOf(ctx context.Context, kind paper.Target, id string) (string, bool, error) {
	v.keys.add(keyObject(kind, id))
	switch kind {
	case paper.AtByline:
		b, found, err := readKept(ctx, v.querier, id)
		if err != nil {
			return "", false, err
		}
		if found {
			id = b.ID
		}
	case paper.AtTopic:
		t, found, err := readTopic(ctx, v.querier, id)
		if err != nil {
			return "", false, err
		}
		if !found {
			break
		}
		if e := endOf(t); e.section != "" {
			kind, id = paper.AtSection, e.section
		} else {
			id = e.topic
		}
	case paper.AtSection:
		s, found, err := readSection(ctx, v.querier, id)
		if err != nil {
			return "", false, err
		}
		switch {
		case !found:
		case s.TurnedInto != "":
			kind, id = paper.AtTopic, s.TurnedInto
		case s.MergedInto != "":
			id = s.MergedInto
		}
	}
	v.keys.add(keyObject(kind, id))
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

func (v *snapshot) Article(ctx context.Context, id string) (article.Published, bool, error) {
	v.keys.add(keyArticle(id))
	p, found, err := readPublished(ctx, v.querier, id, "")
	if err != nil || !found {
		return p, found, err
	}
	v.keys.add(keyFrame)
	for _, t := range p.Topics {
		v.keys.add(keyTopic(t))
	}
	f := p.Fields
	f.Section, f.Topics = cmp.Or(p.Section, f.Section), p.Topics
	if p.Fields, err = readStanding(ctx, v.querier, f); err != nil {
		return p, true, err
	}
	p.Section, p.Topics = p.Fields.Section, p.Fields.Topics
	return p, true, nil
}

func (v *snapshot) Withdrawn(ctx context.Context, id string) (time.Time, bool, error) {
	v.keys.add(keyArticle(id))
	var at int64
	found, err := v.row(ctx, `SELECT at FROM withdrawn WHERE id = $1`, []any{id}, &at)
	return instant(at), found, err
}

func (v *snapshot) Notes(ctx context.Context, id string) ([]article.Note, error) {
	v.keys.add(keyNote(id))
	return readNotes(ctx, v.querier, id)
}

func (v *snapshot) AllNotes(ctx context.Context, before time.Time, limit int) ([]article.CorrectedStory, error) {
	v.keys.add(keyNotes)
	if limit <= 0 {
		return nil, nil
	}
	query, args := `SELECT `+cardColumns+`, `+noteColumns+` FROM note n JOIN published p ON p.id = n.article`, []any{limit}
	if !before.IsZero() {
		query, args = query+` WHERE n.at < $2`, append(args, micros(before))
	}
	return list(ctx, v.querier, query+` ORDER BY n.at DESC, n.id DESC LIMIT $1`, args, func(rows *sql.Rows) (c article.CorrectedStory, err error) {
		var at int64
		n := &c.Note
		err = scanCardInto(rows, &c.Story, &n.ID, &n.Article, &n.Edition, &n.Kind, &at, &n.Text, &n.Was, &n.Now)
		n.At = instant(at)
		v.keys.add(keyArticle(c.Story.ID))
		return c, err
	})
}

const fromListing = ` FROM listing l JOIN published p ON p.id = l.article WHERE l.list = $1`

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
	return list(ctx, v.querier, `SELECT `+cardColumns+fromListing+` ORDER BY l.at DESC, l.article DESC LIMIT $2`, []any{name, limit}, v.card)
}

// Between reads a list in a span of time; a zero to means no end.
func (v *snapshot) Between(ctx context.Context, name string, from, to time.Time, after article.Cursor, limit int) ([]article.Card, error) {
	if limit <= 0 {
		return nil, nil
	}
	low, high := from.UnixMicro(), to.UnixMicro()
	if to.IsZero() {
		high = 1<<63 - 1
	}
	query, args := `SELECT `+cardColumns+fromListing+` AND l.at >= $2 AND l.at < $3`, []any{name, low, high, limit}
	if !after.At.IsZero() {
		// The bound on at alone lets the index begin there.
		query += ` AND l.at <= $5 AND (l.at < $5 OR l.article < $6)`
		args = append(args, micros(after.At), after.ID)
		high = min(high, micros(after.At)+1)
	}
	cards, err := list(ctx, v.querier, query+` ORDER BY l.at DESC, l.article DESC LIMIT $4`, args, v.card)
	if err != nil {
		return nil, err
	}
	if len(cards) == limit {
		low = max(low, micros(cards[limit-1].PublishedAt)) // what is older does not matter
	}
	v.keys.addSpan(name, time.UnixMicro(low), time.UnixMicro(high))
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
	var at int64
	found, err := v.row(ctx, `SELECT at FROM listing WHERE list = $1 AND at < $2 ORDER BY at DESC LIMIT 1`, []any{name, month.UnixMicro()}, &at)
	if err != nil {
		return before, after, err
	}
	if found {
		before = local(at)
	}
	found, err = v.row(ctx, `SELECT at FROM listing WHERE list = $1 AND at >= $2 ORDER BY at LIMIT 1`, []any{name, next.UnixMicro()}, &at)
	if err == nil && found {
		after = local(at)
	}
	return before, after, err
}

func (v *snapshot) Cards(ctx context.Context, ids []string) ([]article.Card, error) {
	return readCards(ctx, v.querier, ids, v.keys)
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
	b, found, err := readKept(ctx, v.querier, id)
	if found {
		v.keys.add(keyByline(b.ID))
	}
	return b, found, err
}

func (v *snapshot) Topic(ctx context.Context, id string) (paper.Topic, bool, error) {
	v.keys.add(keyTopic(id))
	t, found, err := readTopic(ctx, v.querier, id)
	if err != nil || !found || !t.Gone() {
		return t, found, err
	}
	if t.TurnedInto != "" {
		return paper.Topic{}, false, nil
	}
	v.keys.add(keyTopic(t.MergedInto))
	return readTopic(ctx, v.querier, t.MergedInto)
}

func (v *snapshot) Picture(ctx context.Context, id string) (article.Picture, bool, error) {
	v.keys.add(keyPicture(id))
	p, found, err := readPicture(ctx, v.querier, id, "")
	if !found || !v.shows(p) {
		return article.Picture{}, false, err
	}
	return p, true, err
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
