package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/prose"
	"broadsheet/internal/store/search"
)

// What depends on the stories that other actions published (which stand at the head of a list, whether a month is
// empty, whether a picture is used elsewhere) is settled once the head of the record is locked: only then nobody can
// come between what is read and what is written. All of it is small.

// indexed prepares the search documents of the changed articles, before anything is locked.
func (t *tx) indexed(ctx context.Context) (map[string]found, error) {
	docs := make(map[string]found, len(t.articles))
	if len(t.articles) == 0 {
		return docs, nil
	}
	settings, _, err := readSettings(ctx, t.querier)
	if err != nil {
		return nil, err
	}
	for id, c := range t.articles {
		p := c.after
		if p == nil || p.Doc == nil {
			continue
		}
		docs[id] = foundBy(p, settings.Lang, shown{})
	}
	return docs, nil
}

// foundBy is what search keeps of an article with a text, in a paper of a language. What the newsroom finds its draft by
// is taken over where it is the same; there need be none.
func foundBy(p *article.Published, lang string, draft shown) found {
	f := found{stem: search.StemOf(cmp.Or(p.Lang, lang)), text: prose.Text(p.Doc)}
	headline, standfirst := prose.Headline(p.Doc), prose.Standfirst(p.Doc)
	f.title = strings.ReplaceAll(headline, "\n", " ") + "\n" + standfirst
	names := factsOf(p).names(p.Topics)
	if f.text == draft.body && headline == draft.headline && standfirst == draft.standfirst && slices.Equal(names, draft.names) && p.Lang == draft.fields.Lang {
		f.doc = draft.doc
	} else {
		f.doc = search.Index(headline, standfirst, f.text, f.stem, names)
	}
	return f
}

// found is what search keeps of an article.
type found struct {
	doc                      search.Doc
	stem, title, text, facts string
}

// settle brings lists, search and pictures up to what the action did.
func (t *tx) settle(ctx context.Context, docs map[string]found) error {
	ids := slices.Sorted(maps.Keys(t.articles))
	words := map[search.Spelled]int{}
	tree, err := readTree(ctx, t.querier)
	if err != nil {
		return err
	}
	merged, err := readMerged(ctx, t.querier)
	if err != nil {
		return err
	}
	for _, move := range t.rejoined {
		if err := t.join(ctx, move, merged); err != nil {
			return err
		}
	}
	if err := t.settleTurns(ctx, tree); err != nil {
		return err
	}
	out, in := map[string][]place{}, map[string][]place{}
	for _, section := range slices.Sorted(maps.Keys(t.lists)) {
		if err := t.listAgain(ctx, section, tree, out, in); err != nil {
			return err
		}
	}
	for _, id := range ids {
		c := t.articles[id]
		was, err := list(ctx, t.querier, `SELECT list, at FROM listing WHERE article = $1`, []any{id}, scanListed)
		if err != nil {
			return err
		}
		standing, err := tree.standing(ctx, t.querier, c.after)
		if err != nil {
			return err
		}
		if c.after != nil {
			if err := t.set(ctx, "filed", "article", id, "section", tree.filedIn(c.after)); err != nil {
				return err
			}
			facts := factsOf(c.after)
			if c.after.Form != article.StandingPage {
				facts.sections = tree.filedIn(c.after)
			}
			doc := docs[id]
			doc.facts = facts.text()
			docs[id] = doc
		}
		now := map[string]int64{}
		for _, l := range listsOf(standing, tree.above, merged.kept) {
			now[l] = micros(c.after.PublishedAt)
		}
		for _, w := range was {
			if at, stays := now[w.list]; stays && at == w.at {
				delete(now, w.list)
				continue
			}
			out[w.list] = append(out[w.list], place{w.at, id})
		}
		for l, at := range now {
			in[l] = append(in[l], place{at, id})
		}
		if (c.before == nil) != (c.after == nil) {
			noted, err := t.row(ctx, `SELECT 1 FROM note WHERE article = $1 LIMIT 1`, []any{id}, new(int64))
			if err != nil {
				return err
			}
			if noted {
				t.touch(keyNotes)
			}
		}
		if err := t.find(ctx, id, c.after, docs[id], words); err != nil {
			return err
		}
	}
	if err := t.learn(ctx, words); err != nil {
		return err
	}
	if err := t.relist(ctx, out, in); err != nil {
		return err
	}
	if err := t.countDays(ctx); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(t.pictures)) {
		if err := t.show(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

type listed struct {
	list string
	at   int64
}

func scanListed(rows *sql.Rows) (l listed, err error) { return l, rows.Scan(&l.list, &l.at) }

// relist takes places out of lists and puts others in, and touches the keys of what changed. A merged topic may have
// thousands, so they go in few statements.
func (t *tx) relist(ctx context.Context, out, in map[string][]place) error {
	lists := keySet{}
	lists.add(slices.Collect(maps.Keys(out))...)
	lists.add(slices.Collect(maps.Keys(in))...)
	for _, l := range lists.sorted() {
		var gone, come []place
		gone, come = apart(out[l], in[l]), apart(in[l], out[l])
		if len(gone)+len(come) == 0 {
			continue
		}
		t.touch(keyEver(l))
		months := map[time.Time]bool{}
		for _, p := range slices.Concat(gone, come) {
			months[monthOf(instant(p.at))] = true
			t.touch(keyMonth(l, instant(p.at)))
		}
		held, err := t.holds(ctx, l, months)
		if err != nil {
			return err
		}
		if err := t.touchHead(ctx, l, gone); err != nil {
			return err
		}
		if err := t.relistRows(ctx, l, gone, come); err != nil {
			return err
		}
		if err := t.touchHead(ctx, l, come); err != nil {
			return err
		}
		holds, err := t.holds(ctx, l, months)
		if err != nil {
			return err
		}
		if !maps.Equal(held, holds) {
			t.touch(keyMonths(l))
		}
	}
	return nil
}

// apart gives the places that another set of them lacks.
func apart(all, other []place) []place {
	if len(other) == 0 {
		return all
	}
	has := make(map[place]bool, len(other))
	for _, p := range other {
		has[p] = true
	}
	return slices.DeleteFunc(slices.Clone(all), func(p place) bool { return has[p] })
}

// relistRows writes a list, some hundred places at a time.
func (t *tx) relistRows(ctx context.Context, l string, gone, come []place) error {
	for chunk := range slices.Chunk(gone, 250) {
		ids := make([]string, len(chunk))
		for i, p := range chunk {
			ids[i] = p.article
		}
		// A story stands once in a list. What is looked up is the story, which has few lists; a list may have thousands
		// of stories, and "||" keeps it from being read for each.
		marks, args := expand([]any{l}, ids)
		if _, err := t.exec(ctx, `DELETE FROM listing WHERE list || '' = $1 AND article IN (`+marks+`)`, args...); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(come, 250) {
		args := []any{l}
		rows := make([]string, len(chunk))
		for i, p := range chunk {
			args = append(args, p.at, p.article)
			rows[i] = fmt.Sprintf("($1, $%d, $%d)", len(args)-1, len(args))
		}
		if _, err := t.exec(ctx, `INSERT INTO listing (list, at, article) VALUES `+strings.Join(rows, ", ")+` ON CONFLICT DO NOTHING`, args...); err != nil {
			return err
		}
	}
	return nil
}

// touchHead touches the head of a list if one of the places is among its newest.
func (t *tx) touchHead(ctx context.Context, l string, places []place) error {
	if len(places) == 0 {
		return nil
	}
	var last place
	full, err := t.row(ctx, `SELECT at, article FROM listing WHERE list = $1 ORDER BY at DESC, article DESC LIMIT 1 OFFSET $2`,
		[]any{l, headLength - 1}, &last.at, &last.article)
	if err != nil {
		return err
	}
	if !full || slices.ContainsFunc(places, func(p place) bool { return newer(p, last) <= 0 }) {
		t.touch(keyHead(l), keyBox(l))
	}
	return nil
}

// holds tells which of the months a list holds anything in.
func (t *tx) holds(ctx context.Context, l string, months map[time.Time]bool) (map[time.Time]bool, error) {
	held := make(map[time.Time]bool, len(months))
	for m := range months {
		any, err := t.row(ctx, `SELECT at FROM listing WHERE list = $1 AND at >= $2 AND at < $3 LIMIT 1`,
			[]any{l, m.UnixMicro(), m.AddDate(0, 1, 0).UnixMicro()}, new(int64))
		if err != nil {
			return nil, err
		}
		held[m] = any
	}
	return held, nil
}

// listAgain finds what the list of a section holds and should hold after the tree changed.
func (t *tx) listAgain(ctx context.Context, section string, tree tree, out, in map[string][]place) error {
	l := article.SectionList(section)
	scan := func(rows *sql.Rows) (p place, err error) { return p, rows.Scan(&p.at, &p.article) }
	was, err := list(ctx, t.querier, `SELECT at, article FROM listing WHERE list = $1`, []any{l}, scan)
	if err != nil {
		return err
	}
	var now []place
	if tree.stands(section) {
		marks, args := expand(nil, tree.below(section))
		now, err = list(ctx, t.querier, `SELECT DISTINCT p.published_at, p.id FROM filed f JOIN published p ON p.id = f.article WHERE f.section IN (`+marks+`)`, args, scan)
		if err != nil {
			return err
		}
	}
	stays := map[place]bool{}
	for _, p := range now {
		stays[p] = true
	}
	for _, p := range was {
		if stays[p] {
			delete(stays, p)
			continue
		}
		if t.articles[p.article] == nil {
			out[l] = append(out[l], p)
		}
	}
	for p := range stays {
		if t.articles[p.article] == nil { // those are listed one by one
			in[l] = append(in[l], p)
		}
	}
	return nil
}

// find brings the search up to an article, and counts the words that came and went.
func (t *tx) find(ctx context.Context, id string, p *article.Published, f found, words map[search.Spelled]int) error {
	var seq int64
	var title, text string
	had, err := t.row(ctx, `SELECT seq, title, text FROM search_doc WHERE article = $1`, []any{id}, &seq, &title, &text)
	if err != nil {
		return err
	}
	if had {
		tell(words, title, text, -1)
		if err := t.d.index.drop(ctx, t.querier, "search", seq); err != nil {
			return err
		}
		for _, table := range []string{"search_doc", "search_fact"} {
			if _, err := t.exec(ctx, `DELETE FROM `+table+` WHERE seq = $1`, seq); err != nil {
				return err
			}
		}
	}
	if p == nil {
		return nil
	}
	tell(words, f.title, f.text, 1)
	if seq, err = t.freeSeq(ctx, micros(p.PublishedAt)); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `INSERT INTO search_doc (seq, article, stem, head, tokens, text, title) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		seq, id, f.stem, f.doc.Headings(), f.doc.Tokens(), f.text, f.title); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `INSERT INTO search_fact (seq, facts, head) VALUES ($1, $2, $3)`, seq, f.facts, f.doc.Brief()); err != nil {
		return err
	}
	return t.d.index.put(ctx, t.querier, "search", seq, f.doc)
}

// tell counts the different words of a text n times, and the text itself under the empty word.
func tell(words map[search.Spelled]int, title, text string, n int) {
	words[search.Spelled{}] += n
	for _, w := range search.Vocabulary(title, text) {
		words[w] += n
	}
}

// freeSeq is the first number from at on that no search document has.
func (t *tx) freeSeq(ctx context.Context, at int64) (int64, error) {
	taken, err := list(ctx, t.querier, `SELECT seq FROM search_doc WHERE seq >= $1 AND seq < $2 ORDER BY seq`, []any{at, at + 100_000}, one[int64])
	for _, n := range taken {
		if n != at {
			break
		}
		at++
	}
	return at, err
}
