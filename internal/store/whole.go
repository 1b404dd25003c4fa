package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/store/search"
)

// Stories that come whole are written table by table, some dozens of rows in a statement, and nothing is asked for each
// of them. What is written is what the other actions write for one story: storetest compares row by row.

// valuesAtOnce is how many values go in one statement at most.
const valuesAtOnce = 400

// insert writes count rows; into names table and columns, values is a row with "?" for each argument.
func (t *tx) insert(ctx context.Context, into, values string, count int, row func(i int) []any) error {
	return t.insertAtOnce(ctx, max(1, valuesAtOnce/strings.Count(values, "?")), into, values, count, row)
}

// insertAtOnce is insert with so many rows in a statement.
func (t *tx) insertAtOnce(ctx context.Context, atOnce int, into, values string, count int, row func(i int) []any) (err error) {
	if t.entry != nil {
		return errLate
	}
	var full *sql.Stmt
	defer func() {
		if full != nil {
			err = errors.Join(err, full.Close())
		}
	}()
	inserting := func(rows int) string { return t.d.inserting(into, values, rows) }
	for from := 0; from < count; from += atOnce {
		some := min(atOnce, count-from)
		var args []any
		for i := range some {
			args = append(args, row(from+i)...)
		}
		if err := keepable(args); err != nil {
			return err
		}
		switch {
		case some < atOnce:
			_, err = t.on.ExecContext(ctx, inserting(some), args...)
		case full == nil:
			if full, err = t.begun.PrepareContext(ctx, inserting(some)); err != nil {
				return t.d.fault(err)
			}
			fallthrough
		default:
			_, err = full.ExecContext(ctx, args...)
		}
		if err != nil {
			return t.d.fault(err)
		}
	}
	return nil
}

// inserting is the statement that puts some rows into a table. SQLite looks named arguments up one by one, and keeps
// what it changes so that a failing statement can be undone alone: here arguments have no names, and what fails undoes
// the whole action.
func (d *dialect) inserting(into, values string, rows int) string {
	var b strings.Builder
	b.WriteString("INSERT ")
	if !d.postgres {
		b.WriteString("OR FAIL ")
	}
	b.WriteString("INTO " + into + " VALUES ")
	n := 0
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		for j, part := range strings.Split(values, "?") {
			if j > 0 {
				if n++; d.postgres {
					b.WriteString("$" + strconv.Itoa(n))
				} else {
					b.WriteByte('?')
				}
			}
			b.WriteString(part)
		}
	}
	return b.String()
}

// wholeStory is a story that comes whole, with all that is written of it.
type wholeStory struct {
	desk.NewStory
	seq       int64
	shown     shown
	draft     []any  // as draftArgs
	doc       string // of the draft
	publicDoc string
	texts     [5]string // of columns that hold JSON: byline, source, topics, picture, fields
	found     found
	words     []search.Spelled
	changes   []changeRow
}

func (w *wholeStory) public() bool { return w.Draft.Edition > 0 }

func (w *wholeStory) prepare(lang string) (err error) {
	if w.shown, err = shownOf(w.Draft, lang); err != nil {
		return err
	}
	if w.draft, err = draftArgs(w.Draft, w.shown); err != nil {
		return err
	}
	w.doc = w.draft[2].(string)
	if !w.public() {
		return nil
	}
	p := &w.Public
	p.Fields.Note = ""
	p.Doc = withoutNote(p.Doc)
	if w.publicDoc, err = docText(p.Doc); err != nil {
		return err
	}
	for i, v := range []any{p.Byline, p.Source, p.Topics, p.Picture, p.Fields} {
		if w.texts[i], err = jsonText(v); err != nil {
			return err
		}
	}
	w.found = foundBy(p, lang, w.shown)
	w.words = search.Vocabulary(w.found.title, w.found.text)
	address, err := jsonText(w.Address)
	if err != nil {
		return err
	}
	kept := *p
	kept.Doc = nil // its edition has it
	public, err := jsonText(kept)
	w.changes = []changeRow{{changeAddress, w.Address.Path, address}, {changeArticle, p.ID, public}}
	return err
}

// prepared does what needs no database on all processors.
func prepared(all []desk.NewStory, lang string) ([]wholeStory, error) {
	ready := make([]wholeStory, len(all))
	hands := runtime.GOMAXPROCS(0)
	errs := make([]error, hands)
	var done sync.WaitGroup
	for hand := range hands {
		done.Go(func() {
			for i := hand; i < len(all) && errs[hand] == nil; i += hands {
				ready[i].NewStory = all[i]
				errs[hand] = ready[i].prepare(lang)
			}
		})
	}
	done.Wait()
	return ready, errors.Join(errs...)
}

func (t *tx) AddStories(ctx context.Context, all []desk.NewStory, now time.Time) error {
	if len(t.articles)+len(t.changes)+len(t.whole) > 0 {
		return errors.New("store: stories came whole into an action that does other things too")
	}
	for _, s := range all {
		if d := s.Draft; d.Form != article.Story || d.Edition > 1 || d.Passage != (article.Passage{}) || d.InBin() || (d.Edition == 1) != (s.Address.Path != "") {
			return fmt.Errorf("store: the story %s does not come whole", d.ID)
		}
		if len(s.Address.Path) > longestPath {
			return fault.New(fault.Invalid, "The address is too long: %d bytes, and 2,000 is the most.", len(s.Address.Path))
		}
	}
	settings, _, err := readSettings(ctx, t.querier)
	if err != nil {
		return err
	}
	if t.whole, err = prepared(all, settings.Lang); err != nil {
		return err
	}
	if err := t.addressesFree(ctx); err != nil {
		return err
	}
	if err := t.wholeDrafts(ctx, now); err != nil {
		return err
	}
	public := t.wholePublic()
	for _, w := range public {
		t.touch(keyAddress(w.Address.Path), keyArticle(w.Draft.ID), keyPublished)
		t.changes = append(t.changes, w.changes...)
	}
	if err := t.insert(ctx, `address (path, target, kind, object, since)`, `(?, ?, ?, ?, ?)`, len(public), func(i int) []any {
		a := public[i].Address
		return []any{a.Path, string(a.At), string(a.Kind), a.Object, micros(a.Since)}
	}); err != nil {
		return err
	}
	return t.insert(ctx, `published (id, form, address, kind, headline, standfirst, section, byline, source, topics,
			picture, paid_by, lang, dir, words, published_at, updated_at, doc, fields, edition, no_ads, search_title, share_title, place)`,
		`(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, len(public), func(i int) []any {
			w := public[i]
			p := w.Public
			return []any{
				p.ID, string(p.Form), p.Address, string(p.Kind), p.Headline, p.Standfirst, p.Section, w.texts[0], w.texts[1], w.texts[2], w.texts[3],
				p.PaidBy, p.Lang, p.Dir, p.Words, micros(p.PublishedAt), micros(p.UpdatedAt), w.publicDoc, w.texts[4], p.Edition, bit(p.NoAds),
				p.SearchTitle, p.ShareTitle, p.Place,
			}
		})
}

// wholePublic are those of the stories that readers see.
func (t *tx) wholePublic() []*wholeStory {
	var all []*wholeStory
	for i := range t.whole {
		if t.whole[i].public() {
			all = append(all, &t.whole[i])
		}
	}
	return all
}

// addressesFree refuses addresses that something has, with or without the last slash.
func (t *tx) addressesFree(ctx context.Context) error {
	var paths []string
	for _, w := range t.wholePublic() {
		bare := strings.TrimSuffix(w.Address.Path, "/")
		paths = append(paths, bare, bare+"/")
	}
	for chunk := range slices.Chunk(paths, valuesAtOnce) {
		marks, args := expand(nil, chunk)
		var taken string
		found, err := t.row(ctx, `SELECT path FROM address WHERE path IN (`+marks+`) LIMIT 1`, args, &taken)
		if err != nil {
			return err
		}
		if found {
			return fault.New(fault.Conflict, "Something else already stands at %s.", taken)
		}
	}
	return nil
}

// wholeDrafts writes what the desk keeps of the stories.
func (t *tx) wholeDrafts(ctx context.Context, now time.Time) error {
	seqs, err := t.draftSeqs(ctx, len(t.whole))
	if err != nil {
		return err
	}
	for i := range t.whole {
		t.whole[i].seq = seqs[i]
	}
	if err := t.insert(ctx, `draft (seq, id, form, doc, version, log_rows, created_by, created_at, changed_by, changed_at,
			address, edition, live_version, published_at, updated_at, recalled_at, recall_reason, place, origin, imported,
			state, kind, headline, section, byline, words)`,
		`(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, len(t.whole), func(i int) []any {
			return append([]any{t.whole[i].seq}, t.whole[i].draft...)
		}); err != nil {
		return err
	}
	for _, of := range []struct {
		into string
		of   func(w *wholeStory) []string
	}{
		{`draft_mark (draft, mark)`, func(w *wholeStory) []string { return marksOf(w.shown.fields) }},
		{`draft_section (draft, section)`, func(w *wholeStory) []string { return w.shown.fields.All() }},
		{`draft_picture (draft, picture)`, func(w *wholeStory) []string { return w.shown.pictures }},
	} {
		if err := t.insertPairs(ctx, of.into, t.pairs(of.of)); err != nil {
			return err
		}
	}
	if err := t.d.index.puts(ctx, t, "draft_search", len(t.whole), func(i int) (int64, search.Doc) { return t.whole[i].seq, t.whole[i].shown.doc }); err != nil {
		return err
	}
	if err := t.insert(ctx, `draft_snapshot (draft, version, doc, at)`, `(?, ?, ?, ?)`, len(t.whole), func(i int) []any {
		w := t.whole[i]
		return []any{w.Draft.ID, w.Draft.Version, w.doc, micros(now)}
	}); err != nil {
		return err
	}
	return t.insert(ctx, `origin (system, base, id, kind, object, hash, move)`, `(?, ?, ?, ?, ?, ?, ?)`, len(t.whole), func(i int) []any {
		o := t.whole[i].Origin
		return []any{o.System, o.Base, o.ID, o.Kind, o.Object, o.Hash, o.Move}
	})
}

// draftSeqs are numbers for new drafts.
func (t *tx) draftSeqs(ctx context.Context, count int) ([]int64, error) {
	if t.d.postgres {
		return list(ctx, t.querier, `SELECT nextval(pg_get_serial_sequence('draft', 'seq')) FROM generate_series(1, CAST($1 AS BIGINT))`, []any{count}, one[int64])
	}
	var last int64
	_, err := t.row(ctx, `SELECT coalesce(max(seq), 0) FROM draft`, nil, &last)
	seqs := make([]int64, count)
	for i := range seqs {
		seqs[i] = last + int64(i) + 1
	}
	return seqs, err
}

// pairs are stories each with several texts.
func (t *tx) pairs(of func(w *wholeStory) []string) (all [][2]string) {
	for i := range t.whole {
		for _, v := range of(&t.whole[i]) {
			all = append(all, [2]string{t.whole[i].Draft.ID, v})
		}
	}
	return all
}

func (t *tx) insertPairs(ctx context.Context, into string, pairs [][2]string) error {
	return t.insert(ctx, into, `(?, ?)`, len(pairs), func(i int) []any { return []any{pairs[i][0], pairs[i][1]} })
}

// settleWhole does for stories that came whole what settle does for others, and gives them their entry.
func (t *tx) settleWhole(ctx context.Context, entry int64) error {
	public := t.wholePublic()
	if len(public) == 0 {
		return nil
	}
	if err := t.insert(ctx, `edition (article, number, entry, at, change, doc, version, by_staff)`, `(?, ?, ?, ?, ?, ?, ?, ?)`, len(public), func(i int) []any {
		e := public[i].Edition
		return []any{e.Article, e.Number, entry, micros(e.At), string(e.Change), public[i].publicDoc, e.Version, e.By}
	}); err != nil {
		return err
	}
	slices.SortFunc(public, func(a, b *wholeStory) int { return cmp.Compare(a.Draft.ID, b.Draft.ID) })
	if err := t.listWhole(ctx, public); err != nil {
		return err
	}
	if err := t.countDays(ctx); err != nil {
		return err
	}
	if err := t.findWhole(ctx, public); err != nil {
		return err
	}
	pictures := map[string]bool{}
	var uses [][2]string
	for _, w := range public {
		for _, p := range picturesOf(&w.Public) {
			uses, pictures[p] = append(uses, [2]string{p, w.Draft.ID}), true
		}
	}
	if err := t.insert(ctx, `picture_use (picture, kind, object)`, `(?, 'article', ?)`, len(uses), func(i int) []any { return []any{uses[i][0], uses[i][1]} }); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(pictures)) {
		if err := t.show(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// listWhole puts the stories into their lists.
func (t *tx) listWhole(ctx context.Context, public []*wholeStory) error {
	tree, err := readTree(ctx, t.querier)
	if err != nil {
		return err
	}
	merged, err := readMerged(ctx, t.querier)
	if err != nil {
		return err
	}
	topics := keySet{}
	for _, w := range public {
		topics.add(w.Public.Topics...)
	}
	ends := map[string]end{}
	for chunk := range slices.Chunk(topics.sorted(), valuesAtOnce) {
		some, err := readEnds(ctx, t.querier, chunk)
		if err != nil {
			return err
		}
		maps.Copy(ends, some)
	}
	in := map[string][]place{}
	var filed [][2]string
	for _, w := range public {
		facts := factsOf(&w.Public)
		facts.sections = tree.filedIn(&w.Public)
		w.found.facts = facts.text()
		for _, s := range facts.sections {
			filed = append(filed, [2]string{w.Draft.ID, s})
		}
		for _, l := range listsOf(tree.standingBy(&w.Public, ends), tree.above, merged.kept) {
			in[l] = append(in[l], place{micros(w.Public.PublishedAt), w.Draft.ID})
		}
	}
	if err := t.insertPairs(ctx, `filed (article, section)`, filed); err != nil {
		return err
	}
	return t.relist(ctx, nil, in)
}

// findWhole brings the search up to the stories.
func (t *tx) findWhole(ctx context.Context, public []*wholeStory) error {
	first, last := micros(public[0].Public.PublishedAt), int64(0)
	for _, w := range public {
		first, last = min(first, micros(w.Public.PublishedAt)), max(last, micros(w.Public.PublishedAt))
	}
	taken := map[int64]bool{}
	if err := t.each(ctx, `SELECT seq FROM search_doc WHERE seq >= $1 AND seq < $2`, []any{first, last + 100_000}, func(rows *sql.Rows) error {
		var seq int64
		err := rows.Scan(&seq)
		taken[seq] = true
		return err
	}); err != nil {
		return err
	}
	words := map[search.Spelled]int{{}: len(public)}
	seqs := make(map[*wholeStory]int64, len(public))
	for _, w := range public {
		seq := micros(w.Public.PublishedAt)
		for taken[seq] {
			seq++
		}
		taken[seq], seqs[w] = true, seq
		for _, s := range w.words {
			words[s]++
		}
	}
	public = slices.Clone(public)
	slices.SortFunc(public, func(a, b *wholeStory) int { return cmp.Compare(seqs[a], seqs[b]) })
	if err := t.insert(ctx, `search_doc (seq, article, stem, head, tokens, text, title)`, `(?, ?, ?, ?, ?, ?, ?)`, len(public), func(i int) []any {
		w := public[i]
		f := w.found
		return []any{seqs[w], w.Draft.ID, f.stem, f.doc.Headings(), f.doc.Tokens(), f.text, f.title}
	}); err != nil {
		return err
	}
	if err := t.insert(ctx, `search_fact (seq, facts, head)`, `(?, ?, ?)`, len(public), func(i int) []any {
		w := public[i]
		return []any{seqs[w], w.found.facts, w.found.doc.Brief()}
	}); err != nil {
		return err
	}
	if err := t.d.index.puts(ctx, t, "search", len(public), func(i int) (int64, search.Doc) { return seqs[public[i]], public[i].found.doc }); err != nil {
		return err
	}
	return t.learn(ctx, words)
}
