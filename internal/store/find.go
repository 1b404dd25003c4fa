package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/store/search"
)

// The limits of a search: how many of the newest matches and newest headline matches are ranked by their headings, how
// many of those by all their words, and how long a snippet is.
const (
	newestMatches   = 1000
	newestHeadlines = 200
	rankedWhole     = 200
	longestSnippet  = 220 // bytes
)

func (v *snapshot) Search(ctx context.Context, text string, limit int) (article.Found, error) {
	v.keys.add(keyPublished)
	return searchPublished(ctx, v.querier, text, limit, v.keys)
}

func searchPublished(ctx context.Context, q querier, text string, limit int, keys keySet) (f article.Found, err error) {
	if !isKeepable(text) {
		text = strings.ReplaceAll(strings.ToValidUTF8(text, " "), "\x00", " ")
	}
	stems, err := list(ctx, q, stemsInUse, nil, one[string])
	if err != nil {
		return f, err
	}
	query := search.Parse(text, stems)
	if query.Empty() || limit <= 0 {
		return f, nil
	}
	if err := addNames(ctx, q, &query); err != nil {
		return f, err
	}
	candidates, err := matches(ctx, q, query, false, newestMatches+1)
	if err != nil {
		return f, err
	}
	f.Count = min(len(candidates), newestMatches)
	f.More = len(candidates) > newestMatches
	if f.More {
		headlines, err := matches(ctx, q, query, true, newestHeadlines)
		if err != nil {
			return f, err
		}
		candidates = candidates[:newestMatches]
		for _, h := range headlines {
			if !slices.ContainsFunc(candidates, func(c search.Candidate) bool { return c.Seq == h.Seq }) {
				candidates = append(candidates, h)
			}
		}
	}
	search.Rank(query, candidates)
	if candidates, err = rankWhole(ctx, q, query, candidates[:min(max(limit, rankedWhole), len(candidates))]); err != nil {
		return f, err
	}
	candidates = candidates[:min(limit, len(candidates))]
	ids := make([]string, len(candidates))
	for i, c := range candidates {
		ids[i] = c.ID
	}
	cards, err := readCards(ctx, q, ids, keys)
	if err != nil {
		return f, err
	}
	marks, args := expand(nil, ids)
	snippets := make(map[string][]article.Piece, len(ids))
	if err := q.each(ctx, `SELECT article, text, stem FROM search_doc WHERE article IN (`+marks+`)`, args, func(rows *sql.Rows) error {
		var id, text, stem string
		err := rows.Scan(&id, &text, &stem)
		snippets[id] = search.Snippet(query, text, stem, longestSnippet)
		return err
	}); err != nil {
		return f, err
	}
	for _, c := range cards {
		f.Hits = append(f.Hits, article.Hit{Card: c, Snippet: snippets[c.ID]})
	}
	return f, nil
}

// rankWhole ranks candidates by all their words.
func rankWhole(ctx context.Context, q querier, query search.Query, all []search.Candidate) ([]search.Candidate, error) {
	bySeq := make(map[int64]int, len(all))
	seqs := make([]int64, len(all))
	for i, c := range all {
		bySeq[c.Seq], seqs[i] = i, c.Seq
	}
	marks, args := expand(nil, seqs)
	err := q.each(ctx, `SELECT seq, tokens FROM search_doc WHERE seq IN (`+marks+`)`, args, func(rows *sql.Rows) error {
		var seq int64
		var tokens string
		err := rows.Scan(&seq, &tokens)
		all[bySeq[seq]].Tokens = tokens
		return err
	})
	search.Rank(query, all)
	return all, err
}

// stemsInUse asks for the languages that documents have.
var stemsInUse = func() string {
	var values []string
	for _, s := range search.Stems() {
		values = append(values, "('"+s+"')")
	}
	return `WITH v (stem) AS (VALUES ` + strings.Join(values, ", ") + `) SELECT v.stem FROM v WHERE EXISTS (SELECT 1 FROM search_doc d WHERE d.stem = v.stem) ORDER BY v.stem`
}()

// addNames adds the bylines and topics that bear the words of a question.
func addNames(ctx context.Context, q querier, query *search.Query) error {
	for _, terms := range [][]search.Term{query.Terms, query.Not} {
		for i := range terms {
			if terms[i].Folded == "" {
				continue
			}
			names, err := list(ctx, q, `SELECT kind, object FROM name_word WHERE word = $1 ORDER BY kind, object LIMIT 50`, []any{terms[i].Folded},
				func(rows *sql.Rows) (string, error) {
					var kind, object string
					err := rows.Scan(&kind, &object)
					return search.Name(kind, object), err
				})
			if err != nil {
				return err
			}
			terms[i].Names = names
		}
	}
	return nil
}

// matches reads the newest matches of a question.
func matches(ctx context.Context, q querier, query search.Query, headOnly bool, limit int) ([]search.Candidate, error) {
	return list(ctx, q, `SELECT d.seq, d.article, d.head FROM search_doc d WHERE d.seq IN (`+q.d.index.match("search", 1)+`)
		ORDER BY d.seq DESC LIMIT $2`, []any{q.d.index.query(query, headOnly), limit}, func(rows *sql.Rows) (c search.Candidate, err error) {
		err = rows.Scan(&c.Seq, &c.ID, &c.Tokens)
		c.At = time.UnixMicro(c.Seq)
		return c, err
	})
}
