package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/press"
)

// What machines read of many stories at once: their texts for feeds, their addresses and pictures for the map of the site.

func (v *snapshot) NewestWhole(ctx context.Context, name string, limit int, also press.Wanted) ([]article.Published, error) {
	if limit > headLength {
		return nil, fmt.Errorf("store: the newest %d of a list were asked for; %d is the most", limit, headLength)
	}
	if limit <= 0 {
		return nil, nil
	}
	v.keys.add(keyHead(name))
	return v.stories(ctx, also, fmt.Sprintf(fromListingOf, "$1")+` ORDER BY l.at DESC, l.article DESC LIMIT $2`, []any{name, limit})
}

func (v *snapshot) WholeBetween(ctx context.Context, name string, from, to time.Time, after article.Cursor, limit int, also press.Wanted) ([]article.Published, error) {
	if limit <= 0 {
		return nil, nil
	}
	of := press.Span{List: name, From: from, To: to, After: after, Limit: limit}
	s := spanOf(of)
	where, args := s.where(0)
	of.Limit = 1 // of the cards nothing is needed but which months there are
	also.Span = of
	all, err := v.stories(ctx, also, where, args)
	if err != nil {
		return nil, err
	}
	var last time.Time
	if len(all) == limit {
		last = all[limit-1].PublishedAt
	}
	v.noteSpan(s, last)
	return all, nil
}

// stories reads articles whole, with all that stands around them.
func (v *snapshot) stories(ctx context.Context, also press.Wanted, where string, args []any) ([]article.Published, error) {
	all, err := list(ctx, v.querier, `SELECT `+publishedColumns+where, args, func(rows *sql.Rows) (article.Published, error) {
		p, err := scanPublished(rows)
		v.keys.add(keyArticle(p.ID))
		return p, err
	})
	if err != nil {
		return nil, err
	}
	around := press.AroundMany(all)
	around.Span = also.Span
	around.Bylines, around.Topics = append(around.Bylines, also.Bylines...), append(around.Topics, also.Topics...)
	if err := v.Ahead(ctx, around); err != nil {
		return nil, err
	}
	for i := range all {
		if all[i], err = v.stands(ctx, all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// noteSpan notes what a part of a list depends on; last is when its last story was published if it is as long as it may
// be, for then what is older does not matter.
func (v *snapshot) noteSpan(s span, last time.Time) {
	low, high := s.low, s.high
	if !s.after.At.IsZero() {
		high = min(high, micros(s.after.At)+1)
	}
	if !last.IsZero() {
		low = max(low, micros(last))
	}
	v.keys.addSpan(s.list, time.UnixMicro(low), time.UnixMicro(high))
}

func (v *snapshot) OldestFirst(ctx context.Context, name string, from, to time.Time, skip, limit int) ([]article.Card, error) {
	v.keys.addSpan(name, from, to)
	return list(ctx, v.querier, `SELECT `+cardColumns+fmt.Sprintf(fromListingOf, "$1")+` AND l.at >= $2 AND l.at < $3 ORDER BY l.at, l.article LIMIT $4 OFFSET $5`,
		[]any{name, from.UnixMicro(), to.UnixMicro(), limit, skip}, v.card)
}

// atOnce is how many articles one statement names.
const atOnce = 1000

func (v *snapshot) PicturesIn(ctx context.Context, articles []string) (map[string][]article.Picture, error) {
	found := map[string][]article.Picture{}
	for start := 0; start < len(articles); start += atOnce {
		some := articles[start:min(start+atOnce, len(articles))]
		for _, id := range some {
			v.keys.add(keyArticle(id))
		}
		b := &batch{d: v.d}
		// A picture that is not there yet may come, and one that is not public yet may be.
		for _, part := range []string{
			`SELECT 'use', u.object, ` + wide("u.picture", "", "") + ` FROM picture_use u`,
			`SELECT 'picture', u.object, ` + widePicture + ` FROM picture_use u JOIN picture p ON p.id = u.picture`,
		} {
			b.add(part + ` WHERE u.object IN (` + b.in(some) + `) AND u.kind = 'article'`)
		}
		if err := v.each(ctx, strings.Join(b.parts, "\nUNION ALL "), b.args, func(rows *sql.Rows) error {
			w, err := scanWide(rows)
			if err != nil {
				return err
			}
			v.keys.add(keyPicture(w.text[0]))
			if w.what == "use" {
				return nil
			}
			p, err := w.picture()
			if err == nil && v.shows(p) {
				found[w.of] = append(found[w.of], p)
			}
			return err
		}); err != nil {
			return nil, err
		}
	}
	for id := range found {
		slices.SortFunc(found[id], func(a, b article.Picture) int { return cmp.Compare(a.ID, b.ID) })
	}
	return found, nil
}
