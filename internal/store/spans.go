package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/store/search"
)

// A GIN index knows no order: to give the newest matches it has to give all of them, a million for a common word. So it
// also holds in which span of time a document lies, a fine one and a coarse one, and matches are read span after span,
// newest first, until there are enough. Where it does not hold them yet, all matches are read at once.
const (
	fineSpan   = 36 // bits of microseconds: 19 hours
	coarseSpan = 42 // 51 days
	coarseMark = 1 << 40
	spansOf    = `ARRAY[seq >> 36, (seq >> 42) + 1099511627776]`

	fewSpans = 4 // times as many documents as are looked at; fewer than these are read at once
)

// inSpans writes the spans that cover [from, to), as an array.
func inSpans(from, to int64) string {
	var b strings.Builder
	add := func(n int64) {
		b.WriteByte("{,"[bool2int(b.Len() > 0)])
		fmt.Fprint(&b, n)
	}
	const each = 1 << (coarseSpan - fineSpan)
	for at, last := from>>fineSpan, (to-1)>>fineSpan; at <= last; {
		if at%each == 0 && at+each-1 <= last {
			add(at>>(coarseSpan-fineSpan) + coarseMark)
			at += each
			continue
		}
		add(at)
		at++
	}
	if b.Len() == 0 {
		return "{}"
	}
	return b.String() + "}"
}

func bool2int(b bool) int {
	if b {
		return 1
	}
	return 0
}

// window is a span of time in which matches are looked for; all of them where spans is "".
type window struct {
	from, to int64
	spans    string
}

// windows cuts [from, to) into spans, the newest first and narrowest, and calls fn with one after the other until it
// wants no more; the first holds about as many documents as are looked at. How documents lie in time is guessed, which costs nothing but time where it is wrong.
func (x tsvector) windows(ctx context.Context, q querier, from, to int64, fn func(window) (more bool, err error)) error {
	var first, last, docs int64
	if x.spans.Load() {
		if _, err := q.row(ctx, `SELECT coalesce((SELECT min(seq) FROM search), 0), coalesce((SELECT max(seq) FROM search), 0),
			coalesce((SELECT docs FROM vocabulary WHERE folded = '' AND word = ''), 0)`, nil, &first, &last, &docs); err != nil {
			return err
		}
	}
	if docs < fewSpans*int64(q.d.look) {
		_, err := fn(window{from: from, to: to})
		return err
	}
	from, to = max(from, first), min(to, last+1)
	for width := max(1, (last-first)/docs) * int64(q.d.look); from < to; width *= 4 {
		w := window{from: max(from, to-width), to: to}
		if to-from <= width+width/2 {
			w.from = from
		}
		if w.from > first || w.to <= last {
			w.spans = inSpans(w.from, w.to)
		}
		if more, err := fn(w); err != nil || !more {
			return err
		}
		to = w.from
	}
	return nil
}

// matching writes which documents of a window answer a question. The planner takes reading the whole table for cheap,
// since it does not see that the words may lie apart, and is kept from it; "+ 0" keeps it from going through the numbers
// and looking at the words of each.
func (tsvector) matching(query search.Query, w window) (where string, args []any) {
	where = ` FROM search WHERE vec @@ CAST(CAST($1 AS TEXT) AS tsquery) AND seq + 0 >= $2 AND seq + 0 < $3`
	args = []any{query.TSQuery(), w.from, w.to}
	if w.spans != "" {
		where += ` AND ` + spansOf + ` && CAST(CAST($5 AS TEXT) AS BIGINT[])`
		args = append(args, nil, w.spans)
	} else {
		args = append(args, nil)
	}
	return where, args
}

func (tsvector) sparing(ctx context.Context, q querier) error {
	_, err := q.row(ctx, `SELECT set_config('enable_seqscan', 'off', true)`, nil, new(string))
	return err
}

func (x tsvector) newest(ctx context.Context, q querier, query search.Query, from, to int64, limit int, fn func(match)) error {
	if err := x.sparing(ctx, q); err != nil {
		return err
	}
	return x.windows(ctx, q, from, to, func(w window) (bool, error) {
		n, err := x.newestIn(ctx, q, query, w, limit, fn)
		limit -= n
		return limit > 0, err
	})
}

// newestIn reads the newest matches of a window and tells how many there were.
func (x tsvector) newestIn(ctx context.Context, q querier, query search.Query, w window, limit int, fn func(match)) (n int, err error) {
	where, args := x.matching(query, w)
	args[3] = limit
	return n, q.each(ctx, `SELECT m.seq, f.facts, f.head FROM (SELECT seq`+where+` ORDER BY seq + 0 DESC LIMIT $4) m
		JOIN search_fact f ON f.seq = m.seq ORDER BY m.seq DESC`, args, scanNewest(func(m match) {
		n++
		fn(m)
	}))
}

// count reads the newest and counts what is older without an order.
func (x tsvector) count(ctx context.Context, q querier, query search.Query, from, to int64, read, most int, fn func(match)) (n int, err error) {
	if err := x.sparing(ctx, q); err != nil {
		return 0, err
	}
	return n, x.windows(ctx, q, from, to, func(w window) (bool, error) {
		if n < read {
			oldest := w.to
			in, err := x.newestIn(ctx, q, query, w, read-n, func(m match) {
				oldest = m.seq
				fn(m)
			})
			if n += in; err != nil || n < read {
				return true, err
			}
			if w.to = oldest; w.spans != "" {
				w.spans = inSpans(w.from, w.to)
			}
		}
		where, args := x.matching(query, w)
		args[3] = most - n
		older := 0
		_, err := q.row(ctx, `SELECT count(*) FROM (SELECT 1`+where+` LIMIT $4) few`, args, &older)
		n += older
		return n < most, err
	})
}

func (x tsvector) reach(ctx context.Context, q querier, query search.Query, from, to int64, most int) (n int, oldest int64, err error) {
	if err := x.sparing(ctx, q); err != nil {
		return 0, 0, err
	}
	return n, oldest, x.windows(ctx, q, from, to, func(w window) (bool, error) {
		where, args := x.matching(query, w)
		args[3] = most - n
		var in int
		var last int64
		_, err := q.row(ctx, `SELECT count(*), coalesce(min(seq), 0) FROM (SELECT seq`+where+` ORDER BY seq + 0 DESC LIMIT $4) few`, args, &in, &last)
		if in > 0 {
			n, oldest = n+in, last
		}
		return n < most, err
	})
}

// hasSpans tells whether the index that knows spans of time is there and whole.
func (s *Store) hasSpans(ctx context.Context) (bool, error) {
	return querier{s.write, s.dialect}.row(ctx, `SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('search_spans') AND indisvalid`, nil, new(int64))
}

// bringSpans makes the index that knows spans of time while the paper is read and written; one node does it, the others
// wait for it.
func (s *Store) bringSpans(ctx context.Context) (err error) {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return s.fault(err)
	}
	defer conn.Close() //nolint:errcheck // nothing is left to be done with it
	const key = 0x42_72_6f_61_65
	for {
		if has, err := s.hasSpans(ctx); err != nil || has {
			s.dialect.index.(tsvector).spans.Store(has)
			return err
		}
		var mine bool
		if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, int64(key)).Scan(&mine); err != nil {
			return s.fault(err)
		}
		if mine {
			break
		}
		select {
		case <-time.After(5 * time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	defer func() {
		// The connection goes back to the others: it must hold nothing.
		_, end := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock_all()`)
		if err == nil {
			err = s.fault(end)
		}
	}()
	for _, do := range []string{
		`SET lock_timeout = 0`,
		`DROP INDEX CONCURRENTLY IF EXISTS search_spans`, // one that was cut off
		`CREATE INDEX CONCURRENTLY search_spans ON search USING GIN (vec, (` + spansOf + `)) WITH (gin_pending_list_limit = 1024)`,
		`DROP INDEX CONCURRENTLY IF EXISTS search_vec`,
		`ANALYZE search`,
		`RESET lock_timeout`,
	} {
		if _, err := conn.ExecContext(ctx, do); err != nil {
			return s.fault(err)
		}
	}
	s.dialect.index.(tsvector).spans.Store(true)
	return nil
}
