package store

import (
	"context"
	"errors"
	"slices"

	"github.com/pressly/goose/v3"
)

// FillFromRecord is Fill for rows without those that follow from others: the public tables and all indexes are made
// again from the record, the editions and the drafts.
func FillFromRecord(ctx context.Context, o Options, schema int64, fn func(put Put) error) error {
	return fill(ctx, o, schema, searchFromRecord, fn)
}

// fromRecord makes everything that follows from the record and the drafts.
func (t *tx) fromRecord(ctx context.Context) error {
	if err := t.rebuild(ctx); err != nil {
		return err
	}
	if err := t.d.index.clear(ctx, t.querier, "draft_search"); err != nil {
		return err
	}
	return t.putAgain(ctx, `SELECT seq, id FROM draft WHERE seq > $1 ORDER BY seq LIMIT 200`, func(seq int64, id string) error {
		d, err := readDraft(ctx, t.querier, id, "")
		if err != nil {
			return err
		}
		s, err := t.shown(ctx, d)
		if err != nil {
			return err
		}
		return t.showDraft(ctx, seq, id, s, d.Bin)
	})
}

// Schema is the number of the newest migration that this release knows.
func Schema() (int64, error) {
	files, err := migrations.ReadDir("migrations/sqlite")
	newest := int64(0)
	for _, f := range files {
		n, unnumbered := goose.NumericComponent(f.Name())
		if unnumbered != nil {
			return 0, unnumbered
		}
		newest = max(newest, n)
	}
	return newest, err
}

// Empty takes every row that Dump reads out of the database: what a FillFromRecord that proved wrong afterwards has to
// do, so that nothing half-made stays.
func (s *Store) Empty(ctx context.Context) (err error) {
	begun, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.fault(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, begun.Rollback())
		}
	}()
	in := querier{begun, s.dialect}
	tables, err := copiedTables(ctx, in)
	if err != nil {
		return err
	}
	for _, t := range slices.Backward(tables) {
		if t == "house" || t == "search_made" || t == "head" {
			continue
		}
		if _, err := in.exec(ctx, `DELETE FROM `+t); err != nil {
			return err
		}
	}
	if _, err := in.exec(ctx, `UPDATE head SET number = 0, hash = $1`, make([]byte, 32)); err != nil {
		return err
	}
	for _, index := range []string{"search", "draft_search"} {
		if err := s.index.clear(ctx, in, index); err != nil {
			return err
		}
	}
	return s.fault(begun.Commit())
}
