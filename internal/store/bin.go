package store

import (
	"context"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
)

func readBin(ctx context.Context, q querier, id string) (b article.Bin, err error) {
	var at int64
	_, err = q.row(ctx, `SELECT at, by_staff FROM draft_bin WHERE draft = $1`, []any{id}, &at, &b.BinnedBy)
	b.BinnedAt = instant(at)
	return b, err
}

func (t *tx) saveBin(ctx context.Context, id string, b article.Bin) error {
	if !b.InBin() {
		_, err := t.exec(ctx, `DELETE FROM draft_bin WHERE draft = $1`, id)
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO draft_bin (draft, at, by_staff) VALUES ($1, $2, $3)
		ON CONFLICT (draft) DO UPDATE SET at = excluded.at, by_staff = excluded.by_staff`, id, micros(b.BinnedAt), b.BinnedBy)
	return err
}

func (t *tx) Binned(ctx context.Context, before time.Time, limit int) ([]string, error) {
	return list(ctx, t.querier, `SELECT draft FROM draft_bin WHERE at < $1 ORDER BY at, draft LIMIT $2`, []any{micros(before), limit}, one[string])
}

// hangsOn are the tables whose rows belong to one draft and go with it.
var hangsOn = []string{"draft_section", "draft_picture", "draft_mark", "draft_hand", "draft_steps", "draft_snapshot", "draft_passage", "draft_bin"}

func (t *tx) RemoveDraft(ctx context.Context, id string) error {
	var seq, edition int64
	found, err := t.row(ctx, `SELECT seq, edition FROM draft WHERE id = $1`+t.d.lock, []any{id}, &seq, &edition)
	if err != nil {
		return err
	}
	if !found {
		return fault.New(fault.NotFound, "There is no such story.")
	}
	if edition > 0 {
		return fault.New(fault.Conflict, "This story was public, and what was ever public is kept.")
	}
	for _, table := range hangsOn {
		if _, err := t.exec(ctx, `DELETE FROM `+table+` WHERE draft = $1`, id); err != nil {
			return err
		}
	}
	if err := t.d.index.drop(ctx, t.querier, "draft_search", seq); err != nil {
		return err
	}
	_, err = t.exec(ctx, `DELETE FROM draft WHERE id = $1`, id)
	return err
}

// What a draft is marked with, so that the list of stories can be cut down to it.
func markByline(id string) string { return "byline/" + id }
func markTopic(id string) string  { return "topic/" + id }
func markLang(tag string) string  { return "lang/" + tag }

// marksOfBylines are the marks of several bylines.
func marksOfBylines(ids []string) []string {
	var all []string
	for _, id := range ids {
		all = append(all, markByline(id))
	}
	return all
}

// marksOf are the bylines, topics and the language of a draft.
func marksOf(f article.Fields) []string {
	seen := map[string]bool{}
	var all []string
	add := func(m string) {
		if !seen[m] {
			seen[m] = true
			all = append(all, m)
		}
	}
	for _, c := range f.Byline {
		add(markByline(c.Byline))
	}
	for _, t := range f.Topics {
		add(markTopic(t))
	}
	if f.Lang != "" {
		add(markLang(f.Lang))
	}
	return all
}
