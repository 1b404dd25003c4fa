package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/front"
	"broadsheet/internal/paper"
)

// Beside each entry lies what it changed in the public tables, as it was afterwards: enough, with the editions, to
// make those tables again. It stands outside the hashed part and can be erased by law.

// What a change is about.
const (
	changeArticle   = "article" // article.Published; without its text when that is the edition's
	changeWithdrawn = "withdrawn"
	changeNote      = "note"
	changeAddress   = "address"
	changeSection   = "section"
	changeByline    = "byline"
	changeTopic     = "topic"
	changeSettings  = "settings"
	changeFront     = "front"
	changeBreaking  = "breaking"
	changePattern   = "pattern"
)

// changeRow is one change; the text "null" means that the object is gone.
type changeRow struct{ kind, object, value string }

// keep notes a change for the entry that the action will append.
func (t *tx) keep(kind, object string, value any) error {
	if t.again {
		return nil
	}
	text, err := jsonText(value)
	t.changes = append(t.changes, changeRow{kind, object, text})
	return err
}

// writeChanges writes what the action changed beside its entry.
func (t *tx) writeChanges(ctx context.Context, number int64) error {
	return t.insert(ctx, `entry_change (entry, n, kind, object, value)`, `(?, ?, ?, ?, ?)`, len(t.changes), func(i int) []any {
		c := t.changes[i]
		return []any{number, i, c.kind, c.object, c.value}
	})
}

// publicTables are those that Rebuild drops and makes again. Editions are what they are made from, pictures belong to
// the library, and only whether they are public follows from the rest.
var publicTables = []string{
	"published", "withdrawn", "filed", "listing", "note", "address", "address_pattern", "section", "byline", "topic", "setting", "front", "breaking",
	"picture_use", "search_doc", "search_fact", "name_word", "vocabulary", "map_day",
}

// Rebuild drops the public tables and makes them again from the record and the editions. They come out as they were,
// row for row, unless they were damaged. Nobody else may use the database meanwhile; caches made before hold what may
// have been damaged.
func (s *Store) Rebuild(ctx context.Context) error {
	_, _, err := s.inTx(ctx, func(d desk.Tx) error {
		return d.(*tx).rebuild(ctx)
	})
	s.memory.forget()
	return err
}

func (t *tx) rebuild(ctx context.Context) error {
	t.again = true
	if _, err := t.row(ctx, `SELECT number FROM head WHERE one = 1`+t.d.lock, nil, new(int64)); err != nil {
		return err
	}
	for _, table := range publicTables {
		if _, err := t.exec(ctx, `DELETE FROM `+table); err != nil {
			return err
		}
	}
	if err := t.d.index.clear(ctx, t.querier, "search"); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `UPDATE picture SET published = 0, shown_until = 0`); err != nil {
		return err
	}
	return t.replay(ctx)
}

// replay does again what every entry did.
func (t *tx) replay(ctx context.Context) error {
	type row struct {
		entry, n int64
		changeRow
	}
	after := row{entry: 0, n: -1}
	current := int64(0)
	for {
		rows, err := list(ctx, t.querier, `SELECT entry, n, kind, object, value FROM entry_change
			WHERE entry > $1 OR (entry = $1 AND n > $2) ORDER BY entry, n LIMIT 200`, []any{after.entry, after.n}, func(rows *sql.Rows) (r row, err error) {
			return r, rows.Scan(&r.entry, &r.n, &r.kind, &r.object, &r.value)
		})
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.entry != current {
				if err := t.settleAgain(ctx); err != nil {
					return err
				}
				current = r.entry
			}
			if err := t.redo(ctx, r.changeRow); err != nil {
				return fmt.Errorf("entry %d, %s %s: %w", r.entry, r.kind, r.object, err)
			}
			after = r
		}
		if len(rows) == 0 {
			return t.settleAgain(ctx)
		}
	}
}

// settleAgain does what Append does at the end of each action.
func (t *tx) settleAgain(ctx context.Context) error {
	docs, err := t.indexed(ctx)
	if err == nil {
		err = t.settle(ctx, docs)
	}
	clear(t.articles)
	clear(t.pictures)
	clear(t.lists)
	t.rejoined = nil
	t.turns = nil
	clear(t.keys)
	return err
}

// redo does one change again.
func (t *tx) redo(ctx context.Context, c changeRow) error {
	switch c.kind {
	case changeArticle:
		return redo(c, func(p article.Published) error {
			if p.Doc == nil && p.Edition > 0 {
				e, err := readEdition(ctx, t.querier, p.ID, p.Edition)
				if err != nil {
					return err
				}
				p.Doc = e.Doc
			}
			return t.Publish(ctx, p)
		})
	case changeWithdrawn:
		return redo(c, func(at time.Time) error { return t.Withdraw(ctx, c.object, at) })
	case changeNote:
		return redo(c, func(n article.Note) error { return t.AddNote(ctx, n) })
	case changeAddress:
		if c.value == "null" {
			return t.DropAddress(ctx, c.object)
		}
		return redo(c, func(a paper.Address) error { return t.SetAddress(ctx, a) })
	case changePattern:
		if c.value == "null" {
			return t.DropPattern(ctx, c.object)
		}
		return redo(c, func(p paper.Pattern) error { return t.SavePattern(ctx, p) })
	case changeSection:
		if c.value == "null" {
			return t.dropSection(ctx, c.object)
		}
		return redo(c, func(s paper.Section) error { return t.SaveSection(ctx, s) })
	case changeByline:
		return redo(c, func(b paper.Byline) error { return t.SaveByline(ctx, b) })
	case changeTopic:
		if c.value == "null" {
			return t.dropTopic(ctx, c.object)
		}
		return redo(c, func(p paper.Topic) error { return t.SaveTopic(ctx, p) })
	case changeSettings:
		return redo(c, func(s paper.Settings) error { return t.SaveSettings(ctx, s) })
	case changeFront:
		return redo(c, func(f front.Front) error { return t.SaveFront(ctx, f) })
	case changeBreaking:
		return redo(c, func(b front.Breaking) error { return t.SaveBreaking(ctx, b) })
	}
	return fmt.Errorf("store: an entry changed a %q, which this release does not know", c.kind)
}

func redo[T any](c changeRow, do func(T) error) error {
	var v T
	if err := json.Unmarshal([]byte(c.value), &v); err != nil {
		return err
	}
	return do(v)
}
