package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/press"
)

func (v *snapshot) Front(ctx context.Context, id string) (front.Front, error) {
	v.keys.add(keyFront(id))
	f, err := object[front.Front](ctx, v, nameFront+id, press.Wanted{Fronts: []string{id}})
	if f == nil || err != nil {
		return front.Front{ID: id}, err
	}
	return *f, nil
}

func (v *snapshot) Breaking(ctx context.Context) (front.Breaking, error) {
	return remember(v, "breaking", func(front.Breaking) int { return 300 }, func(keys keySet) (front.Breaking, error) {
		keys.add(keyBreaking)
		return readBreaking(ctx, v.querier)
	})
}

func readFront(ctx context.Context, q querier, id string) (front.Front, error) {
	f, found, err := first(readFronts(ctx, q, ` WHERE id = $1`, id))
	if !found {
		f.ID = id
	}
	return f, err
}

func readFronts(ctx context.Context, q querier, where string, args ...any) ([]front.Front, error) {
	return list(ctx, q, `SELECT id, pins, layout FROM front`+where+` ORDER BY id`, args, func(rows *sql.Rows) (f front.Front, err error) {
		var pins, layout string
		if err := rows.Scan(&f.ID, &pins, &layout); err != nil {
			return f, err
		}
		return frontOf(f.ID, pins, layout)
	})
}

// frontOf reads the texts of a front's row.
func frontOf(id, pins, layout string) (front.Front, error) {
	f := front.Front{ID: id}
	if err := json.Unmarshal([]byte(pins), &f.Pins); err != nil || layout == "[]" {
		return f, err
	}
	return f, json.Unmarshal([]byte(layout), &f.Rows)
}

func (t *tx) Front(ctx context.Context, id string) (front.Front, error) {
	return readFront(ctx, t.querier, id)
}

func (t *tx) SaveFront(ctx context.Context, f front.Front) error {
	t.touch(keyFront(f.ID))
	pins, err := jsonText(f.Pins)
	if err != nil {
		return err
	}
	layout := "[]"
	if len(f.Rows) > 0 {
		if layout, err = jsonText(f.Rows); err != nil {
			return err
		}
	}
	if _, err := t.exec(ctx, `INSERT INTO front (id, pins, layout) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET pins = excluded.pins, layout = excluded.layout`, f.ID, pins, layout); err != nil {
		return err
	}
	if err := t.useOnFront(ctx, f); err != nil {
		return err
	}
	return t.keep(changeFront, f.ID, f)
}

// useOnFront notes which pictures the slots of a front show in place of the stories' own, and until when.
func (t *tx) useOnFront(ctx context.Context, f front.Front) error {
	until := map[string]int64{}
	var pictures []string
	for _, p := range f.Pins {
		if p.Picture == "" {
			continue
		}
		end, twice := until[p.Picture]
		switch {
		case !twice:
			pictures = append(pictures, p.Picture)
			until[p.Picture] = micros(p.Until)
		case end != 0:
			until[p.Picture] = max(end, micros(p.Until))
			if p.Until.IsZero() {
				until[p.Picture] = 0
			}
		}
	}
	if err := t.use(ctx, "front", f.ID, pictures); err != nil {
		return err
	}
	for _, id := range pictures {
		n, err := t.exec(ctx, `UPDATE picture_use SET until_at = $4 WHERE picture = $1 AND kind = $2 AND object = $3 AND until_at <> $4`, id, "front", f.ID, until[id])
		if err != nil {
			return err
		}
		if n > 0 {
			t.pictures[id] = true
		}
	}
	return nil
}

// takeDown takes a story that is no longer public from every front, live or being arranged, and from the breaking line.
// What Rebuild does again says so in changes of its own.
func (t *tx) takeDown(ctx context.Context, story string) error {
	if t.again {
		return nil
	}
	live, err := readFronts(ctx, t.querier, ``)
	if err != nil {
		return err
	}
	for _, f := range live {
		if f.Unpin(story) {
			if err := t.SaveFront(ctx, f); err != nil {
				return err
			}
		}
	}
	drafts, err := readFrontDrafts(ctx, t.querier, t.d.lock)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		mine, base := d.Front.Unpin(story), d.Base.Unpin(story)
		if mine || base {
			if err := t.writeFrontDraft(ctx, d, d.Version+1); err != nil {
				return err
			}
		}
	}
	b, err := readBreaking(ctx, t.querier)
	if err != nil || b.Story != story {
		return err
	}
	return t.SaveBreaking(ctx, front.Breaking{})
}

func readBreaking(ctx context.Context, q querier) (b front.Breaking, err error) {
	var text string
	found, err := q.row(ctx, `SELECT value FROM breaking WHERE one = 1`, nil, &text)
	if err == nil && found {
		err = json.Unmarshal([]byte(text), &b)
	}
	return b, err
}

func (t *tx) Breaking(ctx context.Context) (front.Breaking, error) {
	return readBreaking(ctx, t.querier)
}

func (t *tx) SaveBreaking(ctx context.Context, b front.Breaking) error {
	t.touch(keyBreaking)
	text, err := jsonText(b)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `INSERT INTO breaking (one, value) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET value = excluded.value`, text); err != nil {
		return err
	}
	return t.keep(changeBreaking, "", b)
}

func readFrontDrafts(ctx context.Context, q querier, end string, args ...any) ([]front.Draft, error) {
	return list(ctx, q, `SELECT version, front, base, by_staff, at FROM front_draft`+end, args, func(rows *sql.Rows) (d front.Draft, err error) {
		var f, base string
		var at int64
		if err := rows.Scan(&d.Version, &f, &base, &d.By, &at); err != nil {
			return d, err
		}
		d.At = instant(at)
		if err := json.Unmarshal([]byte(f), &d.Front); err != nil {
			return d, err
		}
		return d, json.Unmarshal([]byte(base), &d.Base)
	})
}

func (t *tx) FrontDraft(ctx context.Context, id string) (front.Draft, bool, error) {
	return first(readFrontDrafts(ctx, t.querier, ` WHERE id = $1`+t.d.lock, id))
}

// SaveFrontDraft writes a draft whose version is the one that stands, as the next one.
func (t *tx) SaveFrontDraft(ctx context.Context, d front.Draft) error {
	f, err := jsonText(d.Front)
	if err != nil {
		return err
	}
	base, err := jsonText(d.Base)
	if err != nil {
		return err
	}
	var n int64
	if d.Version == 0 {
		n, err = t.exec(ctx, `INSERT INTO front_draft (id, version, front, base, by_staff, at) VALUES ($1, 1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			d.Front.ID, f, base, d.By, micros(d.At))
	} else {
		n, err = t.exec(ctx, `UPDATE front_draft SET version = version + 1, front = $3, base = $4, by_staff = $5, at = $6 WHERE id = $1 AND version = $2`,
			d.Front.ID, d.Version, f, base, d.By, micros(d.At))
	}
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "Somebody else arranged this front at the same moment. Look at it once more.")
	}
	return err
}

// writeFrontDraft writes over a draft that was read in this transaction.
func (t *tx) writeFrontDraft(ctx context.Context, d front.Draft, version int64) error {
	f, err := jsonText(d.Front)
	if err != nil {
		return err
	}
	base, err := jsonText(d.Base)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE front_draft SET version = $2, front = $3, base = $4 WHERE id = $1`, d.Front.ID, version, f, base)
	return err
}

func (t *tx) DropFrontDraft(ctx context.Context, id string) error {
	_, err := t.exec(ctx, `DELETE FROM front_draft WHERE id = $1`, id)
	return err
}

func readEarlier(ctx context.Context, q querier, end string, args ...any) ([]front.Earlier, error) {
	return list(ctx, q, `SELECT c.value, e.number, e.at, e.by_staff FROM entry_change c JOIN entry e ON e.number = c.entry
		WHERE c.kind = 'front' AND c.object = $1`+end, args, func(rows *sql.Rows) (f front.Earlier, err error) {
		var text string
		var at int64
		if err := rows.Scan(&text, &f.Number, &at, &f.By); err != nil {
			return f, err
		}
		f.At = instant(at)
		return f, json.Unmarshal([]byte(text), &f.Front)
	})
}

const newestEarlier = ` ORDER BY c.entry DESC, c.n DESC LIMIT $2`

func (t *tx) EarlierFronts(ctx context.Context, id string, limit int) ([]front.Earlier, error) {
	return readEarlier(ctx, t.querier, newestEarlier, id, limit)
}

// FrontOf reads a front as it stands live.
func (s *Store) FrontOf(ctx context.Context, id string) (front.Front, error) {
	return readFront(ctx, s.reader(), id)
}

// FrontDraft reads a front that is being arranged; false for none.
func (s *Store) FrontDraft(ctx context.Context, id string) (front.Draft, bool, error) {
	return first(readFrontDrafts(ctx, s.reader(), ` WHERE id = $1`, id))
}

// FrontsArranged lists the fronts that somebody arranged or is arranging, by id.
func (s *Store) FrontsArranged(ctx context.Context) ([]string, error) {
	live, err := readFronts(ctx, s.reader(), ``)
	if err != nil {
		return nil, err
	}
	ids, err := list(ctx, s.reader(), `SELECT id FROM front_draft`, nil, one[string])
	for _, f := range live {
		if len(f.Pins)+len(f.Rows) > 0 {
			ids = append(ids, f.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), err
}

// EarlierFronts lists a front as it was put live, newest first: the first one is live.
func (s *Store) EarlierFronts(ctx context.Context, id string, limit int) ([]front.Earlier, error) {
	return readEarlier(ctx, s.reader(), newestEarlier, id, limit)
}

// EarlierFront reads one of them by the number of its entry.
func (s *Store) EarlierFront(ctx context.Context, id string, number int64) (front.Earlier, bool, error) {
	return first(readEarlier(ctx, s.reader(), ` AND c.entry = $2 ORDER BY c.n DESC LIMIT 1`, id, number))
}

// BreakingLine reads the breaking line that was put live last; it may have ended.
func (s *Store) BreakingLine(ctx context.Context) (front.Breaking, error) {
	return readBreaking(ctx, s.reader())
}
