package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

const cardColumns = `p.id, p.address, p.kind, p.headline, p.standfirst, p.section, p.byline, p.source, p.topics, p.picture,
	p.paid_by, p.lang, p.dir, p.words, p.published_at, p.updated_at`

func scanCardInto(rows scanner, c *article.Card, more ...any) error {
	var byline, source, topics, picture string
	var published, updated int64
	into := []any{
		&c.ID, &c.Address, &c.Kind, &c.Headline, &c.Standfirst, &c.Section, &byline, &source, &topics, &picture,
		&c.PaidBy, &c.Lang, &c.Dir, &c.Words, &published, &updated,
	}
	if err := rows.Scan(append(into, more...)...); err != nil {
		return err
	}
	c.PublishedAt, c.UpdatedAt = instant(published), instant(updated)
	if c.ID == "" {
		return nil // no row was joined
	}
	return cardTexts(c, byline, source, topics, picture)
}

// cardTexts reads the columns of a card that are JSON.
func cardTexts(c *article.Card, byline, source, topics, picture string) error {
	return errors.Join(json.Unmarshal([]byte(byline), &c.Byline), json.Unmarshal([]byte(source), &c.Source),
		json.Unmarshal([]byte(topics), &c.Topics), json.Unmarshal([]byte(picture), &c.Picture))
}

// scanner is a row that is read.
type scanner interface{ Scan(into ...any) error }

// maybeRows reads rows some of whose columns may be none, which leaves what they are read into as it was.
type maybeRows struct{ *sql.Rows }

func (m maybeRows) Scan(into ...any) error {
	all := make([]any, len(into))
	for i := range into {
		all[i] = maybe{into[i]}
	}
	return m.Rows.Scan(all...)
}

type maybe struct{ into any }

func (m maybe) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		return nil
	case int64:
		switch into := m.into.(type) {
		case *int64:
			*into = src
			return nil
		case *int:
			*into = int(src)
			return nil
		}
	case string:
		switch into := m.into.(type) {
		case *string:
			*into = src
			return nil
		case *article.Kind:
			*into = article.Kind(src)
			return nil
		case *article.Form:
			*into = article.Form(src)
			return nil
		case *paper.Target:
			*into = paper.Target(src)
			return nil
		}
	}
	return fmt.Errorf("store: a column that is %T cannot be read into %T", src, m.into)
}

func scanCard(rows *sql.Rows) (c article.Card, err error) { return c, scanCardInto(rows, &c) }

const publishedColumns = `p.form, p.doc, p.fields, p.edition, p.no_ads, p.search_title, p.share_title, p.place, ` + cardColumns

// scanPublished reads an article behind other columns; zero where there is none.
func scanPublished(rows scanner, before ...any) (p article.Published, err error) {
	var doc, fields string
	var noAds int64
	before = append(before, &p.Form, &doc, &fields, &p.Edition, &noAds, &p.SearchTitle, &p.ShareTitle, &p.Place)
	if err := scanCardInto(behind{rows, before}, &p.Card); err != nil || p.ID == "" {
		return p, err
	}
	p.NoAds = noAds != 0
	if err := json.Unmarshal([]byte(fields), &p.Fields); err != nil {
		return p, err
	}
	p.Doc, err = docOf(doc)
	return p, err
}

// behind is a row in which other columns come first.
type behind struct {
	scanner
	before []any
}

func (b behind) Scan(into ...any) error { return b.scanner.Scan(append(b.before, into...)...) }

func readPublished(ctx context.Context, q querier, id, lock string) (article.Published, bool, error) {
	all, err := list(ctx, q, `SELECT `+publishedColumns+` FROM published p WHERE p.id = $1`+lock, []any{id}, func(rows *sql.Rows) (article.Published, error) {
		return scanPublished(rows)
	})
	if err != nil || len(all) == 0 {
		return article.Published{}, false, err
	}
	return all[0], true, nil
}

func (t *tx) Published(ctx context.Context, id string) (article.Published, bool, error) {
	return readPublished(ctx, t.querier, id, "")
}

// withoutNote is a document without the note to the desk, which is nobody's business outside the newsroom.
func withoutNote(doc *prose.Node) *prose.Node {
	if doc == nil || doc.Attr("note") == "" {
		return doc
	}
	public := *doc
	public.Attrs = make(map[string]any, len(doc.Attrs))
	for name, v := range doc.Attrs {
		public.Attrs[name] = v
	}
	public.Attrs["note"] = ""
	return &public
}

func (t *tx) AddEdition(ctx context.Context, e article.Edition) error {
	t.public = true
	doc, err := docText(withoutNote(e.Doc))
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, `INSERT INTO edition (article, number, entry, at, change, doc, version, by_staff)
		VALUES ($1, $2, 0, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		e.Article, e.Number, micros(e.At), string(e.Change), doc, e.Version, e.By)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Somebody else published this story a moment ago. Load it again.")
	}
	t.editions = append(t.editions, e)
	return err
}

// changed notes what an article was before this transaction and is now.
func (t *tx) changed(before, after *article.Published) {
	id := ""
	switch {
	case after != nil:
		id = after.ID
	case before != nil:
		id = before.ID
	}
	c := t.articles[id]
	if c == nil {
		c = &change{before: before}
		t.articles[id] = c
	}
	c.after = after
	t.touch(keyArticle(id), keyPublished)
	for _, p := range []*article.Published{before, after} {
		if p != nil && p.Form == article.StandingPage && p.Place != article.NotInFooter {
			t.touch(keyFrame)
		}
	}
}

func (t *tx) Publish(ctx context.Context, p article.Published) error {
	was, had, err := readPublished(ctx, t.querier, p.ID, t.d.lock)
	if err != nil {
		return err
	}
	p.Fields.Note = ""
	p.Doc = withoutNote(p.Doc)
	texts := make([]string, 5)
	for i, v := range []any{p.Byline, p.Source, p.Topics, p.Picture, p.Fields} {
		if texts[i], err = jsonText(v); err != nil {
			return err
		}
	}
	doc, err := docText(p.Doc)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `INSERT INTO published (id, form, address, kind, headline, standfirst, section, byline, source, topics,
			picture, paid_by, lang, dir, words, published_at, updated_at, doc, fields, edition, no_ads, search_title, share_title, place)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
		ON CONFLICT (id) DO UPDATE SET form = excluded.form, address = excluded.address, kind = excluded.kind,
			headline = excluded.headline, standfirst = excluded.standfirst, section = excluded.section, byline = excluded.byline,
			source = excluded.source, topics = excluded.topics, picture = excluded.picture, paid_by = excluded.paid_by,
			lang = excluded.lang, dir = excluded.dir, words = excluded.words, published_at = excluded.published_at,
			updated_at = excluded.updated_at, doc = excluded.doc, fields = excluded.fields, edition = excluded.edition,
			no_ads = excluded.no_ads, search_title = excluded.search_title, share_title = excluded.share_title, place = excluded.place`,
		p.ID, string(p.Form), p.Address, string(p.Kind), p.Headline, p.Standfirst, p.Section, texts[0], texts[1], texts[2], texts[3],
		p.PaidBy, p.Lang, p.Dir, p.Words, micros(p.PublishedAt), micros(p.UpdatedAt), doc, texts[4], p.Edition, bit(p.NoAds),
		p.SearchTitle, p.ShareTitle, p.Place); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM withdrawn WHERE id = $1`, p.ID); err != nil {
		return err
	}
	if err := t.set(ctx, "filed", "article", p.ID, "section", filedIn(&p)); err != nil {
		return err
	}
	if err := t.use(ctx, "article", p.ID, picturesOf(&p)); err != nil {
		return err
	}
	if had {
		t.changed(&was, &p)
	} else {
		t.changed(nil, &p)
	}
	return t.keepPublished(ctx, p, doc)
}

// keepPublished notes what is public of an article now; its text only if no edition has it.
func (t *tx) keepPublished(ctx context.Context, p article.Published, doc string) error {
	var text string
	found, err := t.row(ctx, `SELECT doc FROM edition WHERE article = $1 AND number = $2`, []any{p.ID, p.Edition}, &text)
	if err != nil {
		return err
	}
	if found && text == doc {
		p.Doc = nil
	}
	return t.keep(changeArticle, p.ID, p)
}

func picturesOf(p *article.Published) []string {
	ids := []string{p.Picture.Picture}
	if p.Doc != nil {
		ids = append(ids, prose.Pictures(p.Doc)...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
}

// use keeps which pictures a public thing shows.
func (t *tx) use(ctx context.Context, kind, object string, pictures []string) error {
	before, err := list(ctx, t.querier, `SELECT picture FROM picture_use WHERE object = $1 AND kind = $2`, []any{object, kind}, one[string])
	if err != nil {
		return err
	}
	for _, p := range before {
		if slices.Contains(pictures, p) {
			continue
		}
		t.pictures[p] = true
		if _, err := t.exec(ctx, `DELETE FROM picture_use WHERE picture = $1 AND kind = $2 AND object = $3`, p, kind, object); err != nil {
			return err
		}
	}
	for _, p := range pictures {
		if slices.Contains(before, p) {
			continue
		}
		t.pictures[p] = true
		if _, err := t.exec(ctx, `INSERT INTO picture_use (picture, kind, object) VALUES ($1, $2, $3)`, p, kind, object); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) Withdraw(ctx context.Context, id string, at time.Time) error {
	was, had, err := readPublished(ctx, t.querier, id, t.d.lock)
	if err != nil {
		return err
	}
	if !had {
		return fault.New(fault.NotFound, "This story is not public.")
	}
	for _, q := range []string{`DELETE FROM published WHERE id = $1`, `DELETE FROM withdrawn WHERE id = $1`} {
		if _, err := t.exec(ctx, q, id); err != nil {
			return err
		}
	}
	if _, err := t.exec(ctx, `INSERT INTO withdrawn (id, at) VALUES ($1, $2)`, id, micros(at)); err != nil {
		return err
	}
	if err := t.set(ctx, "filed", "article", id, "section", nil); err != nil {
		return err
	}
	if err := t.use(ctx, "article", id, nil); err != nil {
		return err
	}
	t.changed(&was, nil)
	if err := t.takeDown(ctx, id); err != nil {
		return err
	}
	return t.keep(changeWithdrawn, id, at)
}

func (t *tx) AddNote(ctx context.Context, n article.Note) error {
	t.touch(keyNote(n.Article), keyNotes)
	k, err := t.exec(ctx, `INSERT INTO note (id, article, edition, kind, at, text, old_words, new_words)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		n.ID, n.Article, n.Edition, string(n.Kind), micros(n.At), n.Text, n.Was, n.Now)
	if err == nil && k == 0 {
		err = fault.New(fault.Conflict, "There is a correction with this identity already.")
	}
	if err != nil {
		return err
	}
	return t.keep(changeNote, n.ID, n)
}

const noteColumns = `n.id, n.article, n.edition, n.kind, n.at, n.text, n.old_words, n.new_words`

func scanNote(rows *sql.Rows) (n article.Note, err error) {
	var at int64
	err = rows.Scan(&n.ID, &n.Article, &n.Edition, &n.Kind, &at, &n.Text, &n.Was, &n.Now)
	n.At = instant(at)
	return n, err
}

func readNotes(ctx context.Context, q querier, id string) ([]article.Note, error) {
	return list(ctx, q, `SELECT `+noteColumns+` FROM note n WHERE n.article = $1 ORDER BY n.at, n.id`, []any{id}, scanNote)
}

// longestPath is how many bytes an address may have; PostgreSQL keeps no longer keys.
const longestPath = 2000

func readAddress(ctx context.Context, q querier, path, lock string) (paper.Address, bool, error) {
	a := paper.Address{}
	if len(path) > longestPath || !isKeepable(path) {
		return a, false, nil
	}
	var since int64
	found, err := q.row(ctx, `SELECT path, target, kind, object, since FROM address WHERE path = $1`+lock, []any{path}, &a.Path, &a.At, &a.Kind, &a.Object, &since)
	a.Since = instant(since)
	return a, found, err
}

func (t *tx) Address(ctx context.Context, path string) (paper.Address, bool, error) {
	return readAddress(ctx, t.querier, path, "")
}

func (t *tx) SetAddress(ctx context.Context, a paper.Address) error {
	if len(a.Path) > longestPath {
		return fault.New(fault.Invalid, "The address is too long: %d bytes, and 2,000 is the most.", len(a.Path))
	}
	// Whoever comes second waits for the first one's row and then changes that, so that what stood here before is
	// known whatever happens at the same time.
	n, err := t.exec(ctx, `INSERT INTO address (path, target, kind, object, since) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		a.Path, string(a.At), string(a.Kind), a.Object, micros(a.Since))
	if err != nil {
		return err
	}
	if n == 0 {
		was, found, err := readAddress(ctx, t.querier, a.Path, t.d.lock)
		if err != nil {
			return err
		}
		if !found {
			return errRace
		}
		t.touchPlace(was)
		if _, err := t.exec(ctx, `UPDATE address SET target = $2, kind = $3, object = $4, since = $5 WHERE path = $1`,
			a.Path, string(a.At), string(a.Kind), a.Object, micros(a.Since)); err != nil {
			return err
		}
	}
	t.touch(keyAddress(a.Path))
	t.touchPlace(a)
	return t.keep(changeAddress, a.Path, a)
}

// touchPlace touches where an object stands, which no redirect tells.
func (t *tx) touchPlace(a paper.Address) {
	if a.At != paper.AtRedirect {
		t.touch(keyObject(a.Kind, a.Object))
	}
}

func (t *tx) DropAddress(ctx context.Context, path string) error {
	was, found, err := readAddress(ctx, t.querier, path, t.d.lock)
	if err != nil || !found {
		return err
	}
	t.touch(keyAddress(path))
	t.touchPlace(was)
	if _, err := t.exec(ctx, `DELETE FROM address WHERE path = $1`, path); err != nil {
		return err
	}
	return t.keep(changeAddress, path, nil)
}
