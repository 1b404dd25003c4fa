package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/desk"
	"broadsheet/internal/store/search"
)

// The limits of correcting a spelling.
const (
	fewHits      = 3  // up to so many matches another spelling may be meant
	muchMore     = 20 // so many times more texts hold it then
	mostGuesses  = 8  // other spellings that are tried for one word
	longGuess    = 6  // characters from which two slips are looked for
	sameAtStart  = 3  // characters that two slips leave alone
	mostCompared = 6000
	mostPut      = 4 // words of a question that are put right
)

// A guess is a word that may have been meant.
type guess struct {
	word  string
	docs  int64
	worth float64
}

// spell finds how a question may have been meant that finds little or nothing: each word that no public text holds is
// put right by the words that public texts do hold. What it gives finds something; "" for nothing better.
func (w *finding) spell(ctx context.Context, query search.Query, hits int) (string, error) {
	put := map[int]string{}
	doubtful := 0
	for i, word := range query.Words {
		if !search.Spellable(word.Folded) {
			continue
		}
		inTexts, err := w.inTexts(ctx, []string{word.Folded})
		if err != nil {
			return "", err
		}
		docs := inTexts[word.Folded]
		if docs > fewHits || hits == 0 && docs > 0 && len(query.Words) > 1 {
			continue
		}
		if docs == 0 {
			alone := search.Query{Terms: []search.Term{query.Terms[word.Term]}}
			known, err := w.finds(ctx, alone)
			if err != nil {
				return "", err
			}
			if known {
				continue // in another form, or in a name
			}
		}
		if doubtful++; doubtful > mostPut {
			return "", nil
		}
		guesses, err := w.guesses(ctx, word.Folded)
		if err != nil {
			return "", err
		}
		for _, g := range guesses {
			if hits > 0 && g.docs < muchMore*max(docs, 1) {
				continue
			}
			put[i] = g.word
			other, err := w.parse(ctx, query.Put(put))
			if err != nil {
				return "", err
			}
			found, err := w.finds(ctx, other)
			if err != nil {
				return "", err
			}
			if found {
				break
			}
			delete(put, i)
		}
		if _, ok := put[i]; !ok && docs == 0 && len(guesses) > 0 {
			put[i] = guesses[0].word // another word may be wrong as well
		}
	}
	if len(put) == 0 {
		return "", nil
	}
	text := query.Put(put)
	other, err := w.parse(ctx, text)
	if err != nil {
		return "", err
	}
	found, err := w.finds(ctx, other)
	if err != nil || !found {
		return "", err
	}
	return text, nil
}

// apart is a question without its quotation marks, whose words then may stand anywhere; "" when that finds nothing
// either. Headlines hold quotations, and who asks for one seldom has all of its words.
func (w *finding) apart(ctx context.Context, query search.Query) (string, error) {
	text := strings.Join(strings.Fields(strings.ReplaceAll(query.Text, `"`, " ")), " ")
	if len(query.Words) == len(query.Terms) || strings.Contains(query.Text, `-"`) {
		return "", nil
	}
	other, err := w.parse(ctx, text)
	if err != nil {
		return "", err
	}
	found, err := w.finds(ctx, other)
	if err != nil || !found {
		return "", err
	}
	return text, nil
}

// finds tells whether a question finds anything.
func (w *finding) finds(ctx context.Context, query search.Query) (found bool, err error) {
	from, _, err := w.lookedFrom(ctx, query)
	if err == nil {
		err = w.d.index.newest(ctx, w.querier, query, from, w.to, 1, func(match) { found = true })
	}
	return found, err
}

// guesses are the words of the vocabulary that may have been meant, the likeliest first: those one slip away, else
// those two slips away that begin alike, else two words that were written as one.
func (w *finding) guesses(ctx context.Context, typed string) ([]guess, error) {
	var all []guess
	add := func(slips int) func(*sql.Rows) error {
		return func(rows *sql.Rows) error {
			var folded string
			var g guess
			if err := rows.Scan(&folded, &g.word, &g.docs); err != nil {
				return err
			}
			d := slips
			if d == 0 {
				if d = search.Distance(typed, folded, 2); d > 2 {
					return nil
				}
			}
			g.worth = search.Likely(typed, folded, d, g.docs)
			all = append(all, g)
			return nil
		}
	}
	slips := search.Slips(typed)
	for chunk := range slices.Chunk(slips, 1000) {
		marks, args := expand(nil, chunk)
		if err := w.each(ctx, `SELECT folded, word, docs FROM vocabulary WHERE folded IN (`+marks+`)`, args, add(1)); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 && utf8.RuneCountInString(typed) >= longGuess {
		start := string([]rune(typed)[:sameAtStart])
		if err := w.each(ctx, `SELECT folded, word, docs FROM vocabulary WHERE folded >= $1 AND folded < $2 LIMIT $3`,
			[]any{start, start + "\U0010ffff", mostCompared}, add(0)); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		if err := w.parts(ctx, typed, &all); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b guess) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(b.docs, a.docs), strings.Compare(a.word, b.word))
	})
	return all[:min(mostGuesses, len(all))], nil
}

// parts finds two words of the vocabulary that were written as one.
func (w *finding) parts(ctx context.Context, typed string, all *[]guess) error {
	runes := []rune(typed)
	var halves []string
	for i := 2; i <= len(runes)-2; i++ {
		halves = append(halves, string(runes[:i]), string(runes[i:]))
	}
	if len(halves) == 0 {
		return nil
	}
	docs, err := w.inTexts(ctx, halves)
	if err != nil {
		return err
	}
	for i := 0; i < len(halves); i += 2 {
		if n := min(docs[halves[i]], docs[halves[i+1]]); n > 0 {
			*all = append(*all, guess{halves[i] + " " + halves[i+1], n, search.Likely(typed, halves[i], 1, n)})
		}
	}
	return nil
}

// near are the sections whose names are at most two slips away from a word of the question, or begin like it.
func (w *finding) near(ctx context.Context, query search.Query) ([]string, error) {
	near := map[string]int{}
	err := w.each(ctx, `SELECT word, object FROM name_word WHERE kind = 's' ORDER BY word, object`, nil, func(rows *sql.Rows) error {
		var word, id string
		err := rows.Scan(&word, &id)
		for _, asked := range query.Words {
			slips := search.Distance(asked.Folded, word, 2)
			if len(asked.Folded) >= longGuess-2 && (strings.HasPrefix(word, asked.Folded) || strings.HasPrefix(asked.Folded, word)) {
				slips = min(slips, 1)
			}
			if slips > 2 || 3*slips > utf8.RuneCountInString(word) {
				continue
			}
			if before, known := near[id]; !known || slips < before {
				near[id] = slips
			}
		}
		return err
	})
	var ids []string
	for id := range near {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(near[a], near[b]), strings.Compare(a, b)) })
	return ids[:min(5, len(ids))], err
}

// learn brings the vocabulary up to texts that came (1) and went (-1), each by its different words.
func (t *tx) learn(ctx context.Context, words map[search.Spelled]int) error {
	var more, less []search.Spelled
	for w, n := range words {
		switch {
		case n == 1:
			more = append(more, w)
		case n == -1:
			less = append(less, w)
		case n != 0:
			if err := t.count(ctx, w, n); err != nil {
				return err
			}
		}
	}
	for chunk := range slices.Chunk(sortedWords(more), 200) {
		values, args := pairs(chunk, ", 1")
		if _, err := t.exec(ctx, `INSERT INTO vocabulary (folded, word, docs) VALUES `+values+`
			ON CONFLICT (folded, word) DO UPDATE SET docs = vocabulary.docs + 1`, args...); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(sortedWords(less), 200) {
		values, args := pairs(chunk, "")
		for _, query := range []string{
			`UPDATE vocabulary SET docs = docs - 1 WHERE (folded, word) IN (VALUES ` + values + `)`,
			`DELETE FROM vocabulary WHERE docs <= 0 AND (folded, word) IN (VALUES ` + values + `)`,
		} {
			if _, err := t.exec(ctx, query, args...); err != nil {
				return err
			}
		}
	}
	return nil
}

// count changes the count of one word by n.
func (t *tx) count(ctx context.Context, w search.Spelled, n int) error {
	if _, err := t.exec(ctx, `INSERT INTO vocabulary (folded, word, docs) VALUES ($1, $2, $3)
		ON CONFLICT (folded, word) DO UPDATE SET docs = vocabulary.docs + excluded.docs`, w.Folded, w.Word, n); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM vocabulary WHERE folded = $1 AND word = $2 AND docs <= 0`, w.Folded, w.Word)
	return err
}

func sortedWords(all []search.Spelled) []search.Spelled {
	slices.SortFunc(all, func(a, b search.Spelled) int {
		return cmp.Or(strings.Compare(a.Folded, b.Folded), strings.Compare(a.Word, b.Word))
	})
	return all
}

// pairs writes words as rows of values, with an end to each.
func pairs(words []search.Spelled, end string) (string, []any) {
	var b strings.Builder
	var args []any
	for i, w := range words {
		if i > 0 {
			b.WriteString(", ")
		}
		args = append(args, w.Folded, w.Word)
		fmt.Fprintf(&b, "($%d, $%d%s)", len(args)-1, len(args), end)
	}
	return b.String(), args
}

// The way of indexing that search_made names: this release's; the same with only the two indexes missing, as Fill
// leaves it; or none, with all that follows from the record and the drafts missing, as FillFromRecord leaves it. Where
// any other stands the search is made again wholly.
const (
	searchVersion    = 1
	searchFilled     = -1
	searchFromRecord = -2
)

// remakeSearch indexes everything again when the search tables were made in an older way.
func (s *Store) remakeSearch(ctx context.Context) error {
	_, _, err := s.inTx(ctx, func(d desk.Tx) error {
		t := d.(*tx)
		t.again = true
		var made int64
		if _, err := t.row(ctx, `SELECT version FROM search_made`+t.d.lock, nil, &made); err != nil || made >= searchVersion {
			return err
		}
		if again, found := map[int64]func(context.Context) error{searchFilled: t.reindex, searchFromRecord: t.fromRecord}[made]; found {
			if err := again(ctx); err != nil {
				return err
			}
			return t.searchMade(ctx)
		}
		for _, table := range []string{"search_doc", "search_fact", "vocabulary"} {
			if _, err := t.exec(ctx, `DELETE FROM `+table); err != nil {
				return err
			}
		}
		for _, table := range []string{"search", "draft_search"} {
			if err := t.d.index.clear(ctx, t.querier, table); err != nil {
				return err
			}
		}
		sections, err := readSections(ctx, t.querier)
		if err != nil {
			return err
		}
		for _, sec := range sections {
			if err := t.name(ctx, "s", sec.ID, sec.Name); err != nil {
				return err
			}
		}
		ids, err := list(ctx, t.querier, `SELECT id FROM published ORDER BY id`, nil, one[string])
		if err != nil {
			return err
		}
		for chunk := range slices.Chunk(ids, 100) {
			for _, id := range chunk {
				p, found, err := readPublished(ctx, t.querier, id, "")
				if err != nil {
					return err
				}
				if found {
					t.articles[id] = &change{after: &p}
				}
			}
			if err := t.settleAgain(ctx); err != nil {
				return err
			}
		}
		if ids, err = list(ctx, t.querier, `SELECT id FROM draft WHERE state <> 'binned' ORDER BY seq`, nil, one[string]); err != nil {
			return err
		}
		for _, id := range ids {
			if err := t.indexDraft(ctx, id); err != nil {
				return err
			}
		}
		return t.searchMade(ctx)
	})
	return err
}

func (t *tx) searchMade(ctx context.Context) error {
	_, err := t.exec(ctx, `UPDATE search_made SET version = $1`, searchVersion)
	return err
}

// indexDraft brings the newsroom's search up to a draft.
func (t *tx) indexDraft(ctx context.Context, id string) error {
	d, err := readDraft(ctx, t.querier, id, "")
	if err != nil || d.Doc == nil {
		return err
	}
	shown, err := t.shown(ctx, d)
	if err != nil {
		return err
	}
	var seq int64
	if _, err := t.row(ctx, `SELECT seq FROM draft WHERE id = $1`, []any{id}, &seq); err != nil {
		return err
	}
	return t.d.index.put(ctx, t.querier, "draft_search", seq, shown.doc)
}
