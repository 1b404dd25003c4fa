package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/store/search"
)

// The limits of a search: how many of the newest matches and newest headline matches are ranked by their headings, how
// many of those by all their words, how many hits are read at once, and how long a snippet is.
const (
	newestMatches   = 2000
	newestHeadlines = 200
	rankedWhole     = 200
	mostHits        = 100
	longestSnippet  = 220 // bytes
	usualLook       = 5000
)

func (v *snapshot) Search(ctx context.Context, a article.Search) (article.Found, error) {
	v.keys.add(keyPublished)
	if a.Section != "" || a.Text != "" {
		v.keys.add(keyFrame) // the tree of sections, and the names of those that are near
	}
	return find(ctx, v.querier, a, v.keys)
}

// finding is one search under way.
type finding struct {
	querier
	article.Search
	keys  keySet
	tree  tree
	stems []string
	from  int64 // bounds of the numbers of documents: [from, to)
	to    int64
	since int64 // the oldest that was looked at, instead of from
}

func find(ctx context.Context, q querier, a article.Search, keys keySet) (f article.Found, err error) {
	if !isKeepable(a.Text) {
		a.Text = strings.ReplaceAll(strings.ToValidUTF8(a.Text, " "), "\x00", " ")
	}
	w := finding{querier: q, Search: a, keys: keys, from: math.MinInt64, to: math.MaxInt64}
	if !a.From.IsZero() {
		w.from = a.From.UnixMicro()
	}
	if !a.To.IsZero() {
		w.to = a.To.UnixMicro()
	}
	w.Limit = min(w.Limit, mostHits)
	if w.Zone == nil {
		w.Zone = time.UTC
	}
	if w.tree, err = readTree(ctx, q); err != nil {
		return f, err
	}
	if w.stems, err = list(ctx, q, stemsInUse, nil, one[string]); err != nil {
		return f, err
	}
	query, err := w.parse(ctx, a.Text)
	if err != nil || query.Empty() || w.Limit <= 0 {
		return f, err
	}
	all, err := w.count(ctx, query, &f)
	if err != nil {
		return f, err
	}
	if len(all) <= fewHits {
		other, err := w.spell(ctx, query, len(all))
		if err != nil {
			return f, err
		}
		switch {
		case other == "" && len(all) == 0:
			if f.Apart, err = w.apart(ctx, query); err != nil || f.Apart != "" {
				return f, err
			}
		case other == "":
		case len(all) > 0:
			f.Meant = []string{other}
		default:
			f.Instead = other
			if query, err = w.parse(ctx, other); err != nil {
				return f, err
			}
			if all, err = w.count(ctx, query, &f); err != nil {
				return f, err
			}
		}
	}
	if len(all) == 0 {
		f.Near, err = w.near(ctx, query)
		return f, err
	}
	var seqs []int64
	if w.Newest {
		if seqs, err = w.later(ctx, query, all); err != nil {
			return f, err
		}
	} else {
		if seqs, err = w.ranked(ctx, query, all); err != nil {
			return f, err
		}
		at := slices.Index(seqs, w.After) + 1
		f.ByDate = at+w.Limit >= len(seqs) && (f.More || f.Count > len(seqs))
		seqs = seqs[at:]
	}
	f.Further = len(seqs) > w.Limit
	return f, w.hits(ctx, query, seqs[:min(w.Limit, len(seqs))], &f)
}

// parse reads a question and looks up what names hold its words.
func (w *finding) parse(ctx context.Context, text string) (search.Query, error) {
	query := search.Parse(text, w.stems)
	if w.Section != "" {
		var set []string
		for _, id := range w.tree.below(w.Section) {
			set = append(set, search.Name("s", id))
			if w.tree.topic[id] {
				set = append(set, search.Name("t", id))
			}
		}
		query.Tags = append(query.Tags, set)
	}
	if w.Byline != "" {
		alike, err := readAlike(ctx, w.querier, w.Byline)
		if err != nil {
			return query, err
		}
		var set []string
		for _, id := range alike {
			set = append(set, search.Name("b", id))
		}
		query.Tags = append(query.Tags, set)
	}
	if w.Kind != "" {
		query.Tags = append(query.Tags, []string{search.Name("k", string(w.Kind))})
	}
	if err := addNames(ctx, w.querier, &query, w.tree); err != nil {
		return query, err
	}
	return query, w.weigh(ctx, &query)
}

// weigh gives rare words more to say than common ones.
func (w *finding) weigh(ctx context.Context, query *search.Query) error {
	if len(query.Terms) < 2 {
		return nil
	}
	folded := []string{""}
	for _, word := range query.Words {
		folded = append(folded, word.Folded)
	}
	docs, err := w.inTexts(ctx, folded)
	if err != nil {
		return err
	}
	for _, word := range query.Words {
		t := &query.Terms[word.Term]
		t.Weight = max(t.Weight, 0.2+search.Rarity(docs[word.Folded], docs[""]))
	}
	return nil
}

// inTexts counts in how many public texts each of some folded words stands, however it is spelled there.
func (w *finding) inTexts(ctx context.Context, folded []string) (map[string]int64, error) {
	docs := map[string]int64{}
	marks, args := expand(nil, folded)
	return docs, w.each(ctx, `SELECT folded, docs FROM vocabulary WHERE folded IN (`+marks+`)`, args, func(rows *sql.Rows) error {
		var word string
		var n int64
		err := rows.Scan(&word, &n)
		docs[word] += n
		return err
	})
}

// count reads the newest matches, newest first, counts them by what they are filed under, and counts all.
func (w *finding) count(ctx context.Context, query search.Query, f *article.Found) (all []search.Candidate, err error) {
	from, some, err := w.lookedFrom(ctx, query)
	if err != nil {
		return nil, err
	}
	w.since, f.Looked, f.Since = from, 0, time.Time{}
	if some {
		f.Looked, f.Since = w.d.look, time.UnixMicro(from)
	}
	alike := map[string]int{} // by facts
	months := map[string]int{}
	monthFrom, month := int64(math.MaxInt64), ""
	n, err := w.d.index.count(ctx, w.querier, query, w.since, w.to, newestMatches, article.MostCounted+1, func(m match) {
		all = append(all, candidate(m))
		alike[string(m.facts)]++
		if m.seq < monthFrom {
			at := time.UnixMicro(m.seq).In(w.Zone)
			monthFrom = time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, w.Zone).UnixMicro()
			month = at.Format("2006-01")
		}
		months[month]++
	})
	if err != nil {
		return nil, err
	}
	f.Count, f.More, f.Counted = min(n, article.MostCounted), n > article.MostCounted, len(all)
	merged, err := readMerged(ctx, w.querier)
	if err != nil {
		return nil, err
	}
	sections, bylines, kinds := map[string]int{}, map[string]int{}, map[string]int{}
	for text, n := range alike {
		facts := readFacts(text)
		in := keySet{}
		for _, s := range facts.sections {
			in.add(w.tree.above(s)...)
		}
		for s := range in {
			sections[s] += n
		}
		by := keySet{}
		for _, b := range facts.bylines {
			by.add(merged.kept(b))
		}
		for b := range by {
			bylines[b] += n
		}
		if facts.kind != "" {
			kinds[facts.kind] += n
		}
	}
	f.Sections, f.Bylines, f.Kinds, f.Months = tallies(sections), tallies(bylines), tallies(kinds), byMonth(tallies(months))
	return all, nil
}

// lookedFrom is the number of the oldest document that is looked at for a question. Where phrases stand, and that a word
// does not stand, is only known of a document that is looked at, and the commonest words would have it done to all: so it
// is done to the newest of those that hold all the words; some tells that there are more.
func (w *finding) lookedFrom(ctx context.Context, query search.Query) (from int64, some bool, err error) {
	if !query.HasLoose() {
		return w.from, false, nil
	}
	query.Loose = true
	n, oldest, err := w.d.index.reach(ctx, w.querier, query, w.from, w.to, w.d.look+1)
	if err != nil || n <= w.d.look {
		return w.from, false, err
	}
	return oldest + 1, true, nil
}

// tallies puts counts into order, the most first.
func tallies(counts map[string]int) []article.Tally {
	var all []article.Tally
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, article.Tally{ID: id, Count: counts[id]})
	}
	slices.SortStableFunc(all, func(a, b article.Tally) int { return cmp.Compare(b.Count, a.Count) })
	return all
}

// byMonth puts counts of months into order, the newest first.
func byMonth(months []article.Tally) []article.Tally {
	slices.SortFunc(months, func(a, b article.Tally) int { return cmp.Compare(b.ID, a.ID) })
	return months
}

// later are the numbers after the cursor, newest first.
func (w *finding) later(ctx context.Context, query search.Query, newest []search.Candidate) ([]int64, error) {
	if w.After == 0 {
		return numbersOf(newest), nil
	}
	var seqs []int64
	err := w.d.index.newest(ctx, w.querier, query, w.since, min(w.to, w.After), w.Limit+1, func(m match) { seqs = append(seqs, m.seq) })
	return seqs, err
}

// ranked puts matches into order, best first: the newest by their headings, the best of those by all their words.
func (w *finding) ranked(ctx context.Context, query search.Query, all []search.Candidate) ([]int64, error) {
	if len(all) == newestMatches {
		heads := query
		heads.HeadOnly = true
		if err := w.d.index.newest(ctx, w.querier, heads, w.since, min(w.to, all[newestMatches-1].Seq), newestHeadlines, func(m match) {
			all = append(all, candidate(m))
		}); err != nil {
			return nil, err
		}
	}
	if err := w.olderHeads(ctx, all); err != nil {
		return nil, err
	}
	search.Rank(query, all)
	best, err := w.candidates(ctx, "tokens", numbersOf(all[:min(rankedWhole, len(all))]))
	if err != nil {
		return nil, err
	}
	search.Rank(query, best)
	copy(all, best)
	return numbersOf(all), nil
}

func candidate(m match) search.Candidate {
	return search.Candidate{Seq: m.seq, At: time.UnixMicro(m.seq), Tokens: string(m.head)}
}

func numbersOf(all []search.Candidate) []int64 {
	seqs := make([]int64, len(all))
	for i, c := range all {
		seqs[i] = c.Seq
	}
	return seqs
}

// olderHeads reads headings that were not yet brought over to where matches are read.
func (w *finding) olderHeads(ctx context.Context, all []search.Candidate) error {
	without := map[int64]int{}
	for i, c := range all {
		if c.Tokens == "" {
			without[c.Seq] = i
		}
	}
	if len(without) == 0 {
		return nil
	}
	read, err := w.candidates(ctx, "head", slices.Collect(maps.Keys(without)))
	for _, c := range read {
		all[without[c.Seq]].Tokens = search.DocOf(c.Tokens).Brief()
	}
	return err
}

// candidates reads the words of documents.
func (w *finding) candidates(ctx context.Context, column string, seqs []int64) ([]search.Candidate, error) {
	text, err := jsonText(seqs)
	if err != nil {
		return nil, err
	}
	return list(ctx, w.querier, `SELECT seq, `+column+` FROM search_doc WHERE seq IN (`+w.d.numbers+`)`, []any{text}, func(rows *sql.Rows) (c search.Candidate, err error) {
		err = rows.Scan(&c.Seq, &c.Tokens)
		c.At = time.UnixMicro(c.Seq)
		return c, err
	})
}

// hits reads cards and passages of documents, in their order.
func (w *finding) hits(ctx context.Context, query search.Query, seqs []int64, f *article.Found) error {
	text, err := jsonText(seqs)
	if err != nil {
		return err
	}
	bySeq := map[int64]article.Hit{}
	var ids []string
	if err := w.each(ctx, `SELECT seq, article, title, text, stem FROM search_doc WHERE seq IN (`+w.d.numbers+`)`, []any{text}, func(rows *sql.Rows) error {
		var h article.Hit
		var title, text, stem string
		err := rows.Scan(&h.Seq, &h.Card.ID, &title, &text, &stem)
		headline, standfirst, _ := strings.Cut(title, "\n")
		if marked, any := search.Mark(query, headline, stem); any {
			h.Headline = marked
		}
		h.Snippet = search.Snippet(query, text, stem, longestSnippet)
		if !slices.ContainsFunc(h.Snippet, func(p article.Piece) bool { return p.Mark }) && standfirst != "" {
			h.Snippet = search.Snippet(query, standfirst, stem, longestSnippet)
		}
		bySeq[h.Seq] = h
		ids = append(ids, h.Card.ID)
		return err
	}); err != nil {
		return err
	}
	cards, err := readCards(ctx, w.querier, ids, w.keys)
	if err != nil {
		return err
	}
	marks, args := expand([]any{string(article.StandingPage)}, ids)
	standing, err := list(ctx, w.querier, `SELECT id FROM published WHERE form = $1 AND id IN (`+marks+`)`, args, one[string])
	if err != nil {
		return err
	}
	byID := map[string]article.Card{}
	for _, c := range cards {
		byID[c.ID] = c
	}
	for _, seq := range seqs {
		h := bySeq[seq]
		card, found := byID[h.Card.ID]
		if !found {
			continue
		}
		h.Card, h.Form = card, article.Story
		if slices.Contains(standing, card.ID) {
			h.Form = article.StandingPage
		}
		f.Hits = append(f.Hits, h)
	}
	return nil
}

// stemsInUse asks for the languages that documents have.
var stemsInUse = func() string {
	var values []string
	for _, s := range search.Stems() {
		values = append(values, "('"+s+"')")
	}
	return `WITH v (stem) AS (VALUES ` + strings.Join(values, ", ") + `) SELECT v.stem FROM v WHERE EXISTS (SELECT 1 FROM search_doc d WHERE d.stem = v.stem) ORDER BY v.stem`
}()

// mostNames is how many names that hold a word are asked for with it. A word that more names hold and that stands in a
// tenth of all texts tells nothing as a name: texts alone are asked for it.
const mostNames = 50

// addNames adds the bylines, topics and sections that bear the words of a question; a section stands for all below it.
func addNames(ctx context.Context, q querier, query *search.Query, tree tree) error {
	bearing := map[string]keySet{} // by the word
	for _, terms := range [][]search.Term{query.Terms, query.Not} {
		for i := range terms {
			word := terms[i].Folded
			if word == "" {
				continue
			}
			if bearing[word] == nil {
				names, err := namesOf(ctx, q, word, tree)
				if err != nil {
					return err
				}
				bearing[word] = names
			}
			terms[i].Names = bearing[word].sorted()
		}
	}
	return nil
}

// namesOf are the names that hold a word, with all that they stand for.
func namesOf(ctx context.Context, q querier, word string, tree tree) (keySet, error) {
	names := keySet{}
	var bylines, topics []string
	held := 0
	if err := q.each(ctx, `SELECT kind, object FROM name_word WHERE word = $1 ORDER BY kind, object LIMIT $2`, []any{word, mostNames + 1}, func(rows *sql.Rows) error {
		var kind, object string
		err := rows.Scan(&kind, &object)
		if held++; held > mostNames {
			return err
		}
		names.add(search.Name(kind, object))
		switch kind {
		case "t":
			topics = append(topics, object)
			names.add(search.Name("s", object))
		case "s":
			for _, id := range tree.below(object) {
				names.add(search.Name(kind, id))
				if tree.topic[id] {
					names.add(search.Name("t", id))
				}
			}
		case "b":
			bylines = append(bylines, object)
		}
		return err
	}); err != nil || len(names) == 0 {
		return names, err
	}
	if held > mostNames {
		w := finding{querier: q}
		docs, err := w.inTexts(ctx, []string{"", word})
		if err != nil || docs[word] > docs[""]/10 {
			return keySet{}, err
		}
	}
	inTopics, args := expand(nil, topics)
	inBylines, args := expand(args, bylines)
	return names, q.each(ctx, `SELECT 't', id FROM topic WHERE merged_into <> '' AND merged_into IN (`+inTopics+`)
		UNION ALL SELECT 't', id FROM section WHERE turned_into <> '' AND turned_into IN (`+inTopics+`)
		UNION ALL SELECT 'b', id FROM byline WHERE merged_into <> '' AND merged_into IN (`+inBylines+`)`, args, func(rows *sql.Rows) error {
		var kind, id string
		err := rows.Scan(&kind, &id)
		names.add(search.Name(kind, id))
		if kind == "t" {
			names.add(search.Name("s", id))
		}
		return err
	})
}

// facts are what a document is counted under.
type facts struct {
	sections, bylines []string
	kind              string
}

// text writes facts into a column. The parts of it hold no line feeds and tabs, since no id and no kind does.
func (f facts) text() string {
	return strings.Join([]string{f.kind, strings.Join(f.sections, "\t"), strings.Join(f.bylines, "\t")}, "\n")
}

func readFacts(text string) facts {
	parts := strings.SplitN(text+"\n\n", "\n", 4)
	split := func(s string) []string {
		if s == "" {
			return nil
		}
		return strings.Split(s, "\t")
	}
	return facts{kind: parts[0], sections: split(parts[1]), bylines: split(parts[2])}
}

// factsOf is what a public article is counted under; a standing page under nothing.
func factsOf(p *article.Published) facts {
	if p.Form == article.StandingPage {
		return facts{}
	}
	f := facts{kind: string(p.Kind), sections: filedIn(p)}
	for _, c := range p.Byline {
		if !slices.Contains(f.bylines, c.Byline) {
			f.bylines = append(f.bylines, c.Byline)
		}
	}
	return f
}

// names is what a document is found by beside its words.
func (f facts) names(topics []string) []string {
	var all []string
	for _, b := range f.bylines {
		all = append(all, search.Name("b", b))
	}
	for _, t := range topics {
		all = append(all, search.Name("t", t))
	}
	for _, s := range f.sections {
		all = append(all, search.Name("s", s))
	}
	if f.kind != "" {
		all = append(all, search.Name("k", f.kind))
	}
	return all
}

// scanNewest reads rows of number, facts, headings and what else there is without keeping a copy of every one.
func scanNewest(fn func(match), further ...any) func(rows *sql.Rows) error {
	var seq int64
	var facts, head sql.RawBytes
	into := append([]any{&seq, &facts, &head}, further...)
	return func(rows *sql.Rows) error {
		err := rows.Scan(into...)
		fn(match{seq, facts, head})
		return err
	}
}
