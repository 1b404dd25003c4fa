package store

import (
	"context"

	"broadsheet/internal/article"
)

// A draft on its way has a row of its own beside it, narrow, so that what is open is found without reading what is
// not. A draft that nobody filed, assigned or sent back since it was last published has none.

const passageColumns = `coalesce(g.stage, ''), coalesce(g.filed_by, ''), coalesce(g.filed_at, 0), coalesce(g.in_hand, ''),
	coalesce(g.due_at, 0), coalesce(g.due_civil, ''), coalesce(g.due_zone, ''),
	coalesce(g.back_note, ''), coalesce(g.back_by, ''), coalesce(g.back_at, 0)`

// passageRow is a passage as its columns hold it.
type passageRow struct {
	article.Passage
	filed, due, back int64
}

func (p *passageRow) into() []any {
	return []any{
		&p.Stage, &p.FiledBy, &p.filed, &p.InHand, &p.due, &p.Due.Civil, &p.Due.Zone, &p.Back.Note, &p.Back.By, &p.back,
	}
}

func (p *passageRow) passage() article.Passage {
	p.FiledAt, p.Due.At, p.Back.At = instant(p.filed), instant(p.due), instant(p.back)
	return p.Passage
}

func readPassage(ctx context.Context, q querier, draft string) (article.Passage, error) {
	var p passageRow
	_, err := q.row(ctx, `SELECT `+passageColumns+` FROM draft_passage g WHERE g.draft = $1`, []any{draft}, p.into()...)
	return p.passage(), err
}

// savePassage writes where a draft is on its way, and no row for one that is nowhere.
func (t *tx) savePassage(ctx context.Context, draft string, p article.Passage) error {
	if p == (article.Passage{}) {
		_, err := t.exec(ctx, `DELETE FROM draft_passage WHERE draft = $1`, draft)
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO draft_passage (draft, stage, filed_by, filed_at, in_hand, due_at, due_civil, due_zone,
			back_note, back_by, back_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (draft) DO UPDATE SET stage = excluded.stage, filed_by = excluded.filed_by, filed_at = excluded.filed_at,
			in_hand = excluded.in_hand, due_at = excluded.due_at, due_civil = excluded.due_civil, due_zone = excluded.due_zone,
			back_note = excluded.back_note, back_by = excluded.back_by, back_at = excluded.back_at`,
		draft, string(p.Stage), p.FiledBy, micros(p.FiledAt), p.InHand, micros(p.Due.At), p.Due.Civil, p.Due.Zone,
		p.Back.Note, p.Back.By, micros(p.Back.At))
	return err
}
