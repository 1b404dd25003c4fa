package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
	"broadsheet/internal/store/search"
)

const draftColumns = `id, form, doc, version, log_rows, created_by, created_at, changed_by, changed_at, address, edition,
	live_version, published_at, updated_at, recalled_at, recall_reason, place, origin, imported`

func scanDraft(rows *sql.Rows) (d article.Draft, err error) {
	var doc string
	var created, changed, published, updated, recalled, imported int64
	if err := rows.Scan(&d.ID, &d.Form, &doc, &d.Version, &d.Rows, &d.CreatedBy, &created, &d.ChangedBy, &changed, &d.Address,
		&d.Edition, &d.LiveVersion, &published, &updated, &recalled, &d.RecallReason, &d.Place, &d.Origin, &imported); err != nil {
		return d, err
	}
	d.CreatedAt, d.ChangedAt, d.PublishedAt = instant(created), instant(changed), instant(published)
	d.UpdatedAt, d.RecalledAt, d.Imported = instant(updated), instant(recalled), imported != 0
	d.Doc, err = docOf(doc)
	return d, err
}

// docOf reads a document from its column; the empty text is none.
func docOf(text string) (*prose.Node, error) {
	if text == "" {
		return nil, nil
	}
	var n prose.Node
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		return nil, fmt.Errorf("reading a document: %w", err)
	}
	return &n, nil
}

// docText is a document as the text of its column.
func docText(n *prose.Node) (string, error) {
	if n == nil {
		return "", nil
	}
	return jsonText(n)
}

func readDraft(ctx context.Context, q querier, id, lock string) (article.Draft, error) {
	all, err := list(ctx, q, `SELECT `+draftColumns+` FROM draft WHERE id = $1`+lock, []any{id}, scanDraft)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "There is no such story.")
	}
	if err != nil {
		return article.Draft{}, err
	}
	d := all[0]
	if err := standDraft(ctx, q, d.Doc); err != nil {
		return d, err
	}
	if d.Passage, err = readPassage(ctx, q, id); err != nil {
		return d, err
	}
	d.Bin, err = readBin(ctx, q, id)
	return d, err
}

func (t *tx) Draft(ctx context.Context, id string) (article.Draft, error) {
	return readDraft(ctx, t.querier, id, t.d.lock)
}

// shown is what the list of stories shows of a draft.
type shown struct {
	fields   article.Fields
	headline string
	words    int
	pictures []string
	doc      search.Doc

	standfirst, body string   // of which doc is made
	names            []string // of which doc is made
}

func (t *tx) shown(ctx context.Context, d article.Draft) (s shown, err error) {
	lang := ""
	if d.Doc != nil && d.Doc.Attr("lang") == "" {
		settings, _, err := readSettings(ctx, t.querier)
		if err != nil {
			return s, err
		}
		lang = settings.Lang
	}
	return shownOf(d, lang)
}

// shownOf is what is shown of a draft in a paper of a language.
func shownOf(d article.Draft, lang string) (s shown, err error) {
	if d.Doc == nil {
		return s, fault.New(fault.Invalid, "A story has no text.")
	}
	if s.fields, err = article.FieldsOf(d.Doc); err != nil {
		return s, err
	}
	s.body = prose.Text(d.Doc)
	s.standfirst = prose.Standfirst(d.Doc)
	s.headline = prose.Headline(d.Doc)
	s.words = prose.Words(d.Doc)
	s.pictures = prose.Pictures(d.Doc)
	s.names = draftNames(s.fields)
	s.doc = search.Index(s.headline, s.standfirst, s.body, search.StemOf(cmp.Or(s.fields.Lang, lang)), s.names)
	return s, nil
}

// draftNames is what a draft is found by beside its words.
func draftNames(f article.Fields) []string {
	all := facts{sections: f.All(), kind: string(f.Kind)}
	for _, c := range f.Byline {
		all.bylines = append(all.bylines, c.Byline)
	}
	return all.names(f.Topics)
}

func (t *tx) AddDraft(ctx context.Context, d article.Draft) error {
	s, err := t.shown(ctx, d)
	if err != nil {
		return err
	}
	args, err := draftArgs(d, s)
	if err != nil {
		return err
	}
	var seq int64
	added, err := t.row(ctx, `INSERT INTO draft (id, form, doc, version, log_rows, created_by, created_at, changed_by, changed_at,
			address, edition, live_version, published_at, updated_at, recalled_at, recall_reason, place, origin, imported,
			state, kind, headline, section, byline, words)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
		ON CONFLICT DO NOTHING RETURNING seq`, args, &seq)
	if err != nil {
		return err
	}
	if !added {
		return fault.New(fault.Conflict, "There is a story with this identity already.")
	}
	if err := t.savePassage(ctx, d.ID, d.Passage); err != nil {
		return err
	}
	return t.showDraft(ctx, seq, d.ID, s, d.Bin)
}

func draftArgs(d article.Draft, s shown) ([]any, error) {
	doc, err := docText(d.Doc)
	if err != nil {
		return nil, err
	}
	byline, err := jsonText(s.fields.Byline)
	if err != nil {
		return nil, err
	}
	return []any{
		d.ID, string(d.Form), doc, d.Version, d.Rows, d.CreatedBy, micros(d.CreatedAt), d.ChangedBy, micros(d.ChangedAt),
		d.Address, d.Edition, d.LiveVersion, micros(d.PublishedAt), micros(d.UpdatedAt), micros(d.RecalledAt), d.RecallReason,
		d.Place, d.Origin, bit(d.Imported),
		string(d.State()), string(s.fields.Kind), s.headline, s.fields.Section, byline, s.words,
	}, nil
}

// showDraft writes the sections, pictures, names and search of a draft; search passes over what is in the bin.
func (t *tx) showDraft(ctx context.Context, seq int64, id string, s shown, b article.Bin) error {
	if err := t.saveBin(ctx, id, b); err != nil {
		return err
	}
	if err := t.set(ctx, "draft_mark", "draft", id, "mark", marksOf(s.fields)); err != nil {
		return err
	}
	if err := t.set(ctx, "draft_section", "draft", id, "section", s.fields.All()); err != nil {
		return err
	}
	if err := t.set(ctx, "draft_picture", "draft", id, "picture", s.pictures); err != nil {
		return err
	}
	if b.InBin() {
		return t.d.index.drop(ctx, t.querier, "draft_search", seq)
	}
	return t.d.index.put(ctx, t.querier, "draft_search", seq, s.doc)
}

// set makes the rows of a table of pairs those of one owner, and writes only what differs.
func (t *tx) set(ctx context.Context, table, owner, id, column string, now []string) error {
	before, err := list(ctx, t.querier, `SELECT `+column+` FROM `+table+` WHERE `+owner+` = $1`, []any{id}, one[string])
	if err != nil {
		return err
	}
	for _, v := range before {
		if !slices.Contains(now, v) {
			if _, err := t.exec(ctx, `DELETE FROM `+table+` WHERE `+owner+` = $1 AND `+column+` = $2`, id, v); err != nil {
				return err
			}
		}
	}
	for _, v := range now {
		if !slices.Contains(before, v) {
			if _, err := t.exec(ctx, `INSERT INTO `+table+` (`+owner+`, `+column+`) VALUES ($1, $2)`, id, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tx) SaveDraft(ctx context.Context, d article.Draft) error {
	s, err := t.shown(ctx, d)
	if err != nil {
		return err
	}
	args, err := draftArgs(d, s)
	if err != nil {
		return err
	}
	var seq int64
	saved, err := t.row(ctx, `UPDATE draft SET form = $2, doc = $3, version = $4, log_rows = $5, created_by = $6, created_at = $7,
			changed_by = $8, changed_at = $9, address = $10, edition = $11, live_version = $12, published_at = $13, updated_at = $14,
			recalled_at = $15, recall_reason = $16, place = $17, origin = $18, imported = $19,
			state = $20, kind = $21, headline = $22, section = $23, byline = $24, words = $25
		WHERE id = $1 RETURNING seq`, args, &seq)
	if err != nil {
		return err
	}
	if !saved {
		return fault.New(fault.NotFound, "There is no such story.")
	}
	if err := t.savePassage(ctx, d.ID, d.Passage); err != nil {
		return err
	}
	return t.showDraft(ctx, seq, d.ID, s, d.Bin)
}

func (t *tx) AddSteps(ctx context.Context, s article.Steps) error {
	steps, err := jsonText(s.Steps)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, `INSERT INTO draft_steps (draft, n, base, next, client, counter, steps, by_staff, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		s.Draft, s.N, s.Base, s.Next(), s.Client, s.Counter, steps, s.By, micros(s.At))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Somebody else's change to this story was faster.")
	}
	return err
}

func scanSteps(rows *sql.Rows) (s article.Steps, err error) {
	var steps string
	var at int64
	if err := rows.Scan(&s.Draft, &s.N, &s.Base, &s.Client, &s.Counter, &steps, &s.By, &at); err != nil {
		return s, err
	}
	s.At = instant(at)
	return s, json.Unmarshal([]byte(steps), &s.Steps)
}

const stepsColumns = `draft, n, base, client, counter, steps, by_staff, at`

func (t *tx) Resent(ctx context.Context, client string, counter int64) (article.Steps, bool, error) {
	all, err := list(ctx, t.querier, `SELECT `+stepsColumns+` FROM draft_steps WHERE client = $1 AND counter = $2`, []any{client, counter}, scanSteps)
	if err != nil || len(all) == 0 {
		return article.Steps{}, false, err
	}
	return all[0], true, nil
}

func (t *tx) Hand(ctx context.Context, draft string) (h article.Hand, found bool, err error) {
	var until int64
	found, err = t.row(ctx, `SELECT draft, client, staff, until_at FROM draft_hand WHERE draft = $1`, []any{draft}, &h.Draft, &h.Client, &h.Staff, &until)
	h.Until = instant(until)
	return h, found, err
}

func (t *tx) SetHand(ctx context.Context, h article.Hand) error {
	_, err := t.exec(ctx, `INSERT INTO draft_hand (draft, client, staff, until_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (draft) DO UPDATE SET client = excluded.client, staff = excluded.staff, until_at = excluded.until_at`,
		h.Draft, h.Client, h.Staff, micros(h.Until))
	return err
}

func (t *tx) AddSnapshot(ctx context.Context, d article.Draft, at time.Time) error {
	doc, err := docText(d.Doc)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO draft_snapshot (draft, version, doc, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		d.ID, d.Version, doc, micros(at))
	return err
}
