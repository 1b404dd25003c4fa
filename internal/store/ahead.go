package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/front"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
)

// What a page asks for is read in one statement of many parts, each of whose rows has the same columns: what it is and
// for whom, texts, whole numbers, and fractions. What a part has no use for is empty.

const (
	wideTexts = 13
	wideInts  = 5
	wideReals = 2
)

type wideRow struct {
	what, of string
	text     [wideTexts]string
	int      [wideInts]int64
	real     [wideReals]float64
}

func scanWide(rows *sql.Rows) (w wideRow, err error) {
	into := make([]any, 0, 2+wideTexts+wideInts+wideReals)
	into = append(into, &w.what, &w.of)
	for i := range w.text {
		into = append(into, &w.text[i])
	}
	for i := range w.int {
		into = append(into, &w.int[i])
	}
	for i := range w.real {
		into = append(into, &w.real[i])
	}
	return w, rows.Scan(into...)
}

// wide writes the columns of a part: texts and whole numbers, and whatever else there is.
func wide(texts, ints, reals string) string {
	fill := func(columns, empty string, n int) []string {
		var all []string
		if columns != "" {
			all = strings.Split(columns, "|")
		}
		for len(all) < n {
			all = append(all, empty)
		}
		return all
	}
	return strings.Join(slices.Concat(
		fill(texts, "''", wideTexts), fill(ints, "0", wideInts), fill(reals, "CAST(0 AS DOUBLE PRECISION)", wideReals)), ", ")
}

var (
	wideCard = wide("p.id|p.address|p.kind|p.headline|p.standfirst|p.section|p.byline|p.source|p.topics|p.picture|p.paid_by|p.lang|p.dir",
		"p.words|p.published_at|p.updated_at", "")
	wideByline  = wide("b.id|b.name|b.slug|b.title|b.about|b.portrait|b.email|b.links|b.address|b.merged_into", "b.guest", "")
	wideTopic   = wide("t.id|t.name|t.slug|t.description|t.address|t.merged_into|t.turned_into", "", "")
	widePicture = wide("p.id|p.hash|p.type|p.name|p.credit|p.rights|p.caption|p.alt|p.ground|p.cuts|p.added_by|p.origin",
		"p.width|p.height|p.added_at|p.published|p.shown_until", "p.focus_x|p.focus_y")
	wideNote  = wide("n.id|n.article|n.kind|n.text|n.old_words|n.new_words", "n.edition|n.at", "")
	wideFront = wide("f.id|f.pins|f.layout", "", "")
	wideAt    = wide("", "x.at", "")
)

func (w wideRow) card() (c article.Card, err error) {
	c = article.Card{
		ID: w.text[0], Address: w.text[1], Kind: article.Kind(w.text[2]), Headline: w.text[3], Standfirst: w.text[4], Section: w.text[5],
		PaidBy: w.text[10], Lang: w.text[11], Dir: w.text[12], Words: int(w.int[0]), PublishedAt: instant(w.int[1]), UpdatedAt: instant(w.int[2]),
	}
	return c, cardTexts(&c, w.text[6], w.text[7], w.text[8], w.text[9])
}

func (w wideRow) byline() (b paper.Byline, err error) {
	b = paper.Byline{
		ID: w.text[0], Name: w.text[1], Slug: w.text[2], Title: w.text[3], About: w.text[4], Portrait: w.text[5], Email: w.text[6],
		Address: w.text[8], MergedInto: w.text[9], Guest: w.int[0] != 0,
	}
	return b, json.Unmarshal([]byte(w.text[7]), &b.Links)
}

func (w wideRow) topic() paper.Topic {
	return paper.Topic{ID: w.text[0], Name: w.text[1], Slug: w.text[2], Description: w.text[3], Address: w.text[4], MergedInto: w.text[5], TurnedInto: w.text[6]}
}

func (w wideRow) picture() (p article.Picture, err error) {
	p = article.Picture{
		ID: w.text[0], Hash: w.text[1], Type: w.text[2], Name: w.text[3], Credit: w.text[4], Rights: w.text[5], Caption: w.text[6], Alt: w.text[7],
		Ground: w.text[8], AddedBy: w.text[10], Origin: w.text[11], Width: int(w.int[0]), Height: int(w.int[1]), AddedAt: instant(w.int[2]),
		Published: w.int[3] != 0, Until: instant(w.int[4]), FocusX: w.real[0], FocusY: w.real[1],
	}
	return p, json.Unmarshal([]byte(w.text[9]), &p.Cuts)
}

func (w wideRow) note() article.Note {
	return article.Note{
		ID: w.text[0], Article: w.text[1], Kind: article.CorrectionKind(w.text[2]), Text: w.text[3], Was: w.text[4], Now: w.text[5],
		Edition: int(w.int[0]), At: instant(w.int[1]),
	}
}

// batch is a statement in the making.
type batch struct {
	d     *dialect
	parts []string
	args  []any
}

// arg adds an argument and gives its name.
func (b *batch) arg(v any) string {
	b.args = append(b.args, v)
	return fmt.Sprintf("$%d", len(b.args))
}

// in writes a list of ids. Plans are kept by the text of a statement, so that lists have few lengths; no object has an
// empty id.
func (b *batch) in(ids []string) string {
	var marks string
	marks, b.args = expand(b.args, padded(ids))
	return marks
}

func padded(ids []string) []string {
	n := 2
	for n < len(ids) {
		n += min(n, 8) // not much more than there are: from some length on SQLite reads all of a small table
	}
	return append(slices.Clip(ids), make([]string, n-len(ids))...)
}

func (b *batch) add(part string) { b.parts = append(b.parts, part) }

// head adds the newest of a list; nothing stands in the list without a name.
func (b *batch) head(list string, limit int) {
	b.add(fmt.Sprintf(`SELECT * FROM (SELECT 'head', l.list, %s%s ORDER BY l.at DESC, l.article DESC LIMIT %d) AS x`,
		wideCard, fmt.Sprintf(fromListingOf, b.arg(list)), limit))
}

// missing are those of some ids that are worth a question, each once.
func missing(v *snapshot, prefix string, ids []string) []string {
	var out []string
	seen := map[string]bool{"": true}
	for _, id := range ids {
		if !seen[id] && isKeepable(id) && v.known(prefix+id) == nil {
			out = append(out, id)
		}
		seen[id] = true
	}
	return out
}

// The names under which values are remembered.
const (
	nameCard    = "card/"
	nameByline  = "byline/"
	nameTopic   = "topic/"
	namePicture = "picture/"
	nameFront   = "front/"
	nameHead    = "head/"
	nameNotes   = "notes/"
	nameAddress = "address/"
	nameWhere   = "where/"
	nameArticle = "article/"
)

// mostParts bounds one statement.
const mostParts = 100

func (v *snapshot) Ahead(ctx context.Context, a press.Wanted) error {
	b := &batch{d: v.d}
	// The portrait of a byline that is known is a picture like others, that of another comes with it.
	var portraits []string
	for _, id := range a.Portraits {
		if k := v.known(nameByline + id); k == nil {
			portraits = append(portraits, id)
		} else if known := k.value.(*paper.Byline); known != nil {
			a.Pictures = append(slices.Clip(a.Pictures), known.Portrait)
		}
	}
	portraits = missing(v, nameByline, portraits)
	cards := missing(v, nameCard, a.Cards)
	bylines := missing(v, nameByline, a.Bylines)
	topics := missing(v, nameTopic, a.Topics)
	pictures := missing(v, namePicture, a.Pictures)
	fronts := missing(v, nameFront, a.Fronts)
	noted := missing(v, nameNotes, a.Notes)
	// Whatever is known already, the statements of stories are of few forms, so that they are kept: see statements.go.
	story := len(noted) == 1
	people := story || len(bylines)+len(pictures) > 0
	heads := make(map[string]*head)
	for _, h := range a.Lists {
		if limit := min(h.Limit, headLength); limit > 0 && heads[h.List] == nil && v.knownHead(h.List, limit) == nil && len(heads) < mostParts && isKeepable(h.List) {
			heads[h.List] = &head{limit: limit}
			b.head(h.List, limit)
		}
	}
	for story && len(b.parts)%4 != 0 {
		b.head("", a.Lists[0].Limit)
	}
	if len(cards) > 0 {
		b.add(`SELECT 'card', p.id, ` + wideCard + ` FROM published p WHERE p.id IN (` + b.in(cards) + `)`)
	}
	if people {
		b.add(`SELECT 'byline', b.id, ` + wideByline + ` FROM byline b WHERE b.id IN (` + b.in(bylines) + `)`)
	}
	if story || len(portraits) > 0 {
		b.add(`SELECT 'picture', b.id, ` + widePicture + ` FROM byline b JOIN picture p ON p.id = b.portrait WHERE b.id IN (` + b.in(portraits) + `)`)
	}
	if story || len(topics) > 0 {
		b.add(`SELECT 'topic', t.id, ` + wideTopic + ` FROM topic t WHERE t.id IN (` + b.in(topics) + `)`)
	}
	if people {
		b.add(`SELECT 'picture', p.id, ` + widePicture + ` FROM picture p WHERE p.id IN (` + b.in(pictures) + `)`)
	}
	if len(fronts) > 0 {
		b.add(`SELECT 'front', f.id, ` + wideFront + ` FROM front f WHERE f.id IN (` + b.in(fronts) + `)`)
	}
	if len(noted) > 0 {
		b.add(`SELECT 'note', n.article, ` + wideNote + ` FROM note n WHERE n.article IN (` + b.in(noted) + `)`)
	}
	s := spanOf(a.Span)
	wantsSpan := s.list != "" && isKeepable(s.list) && s.limit > 0 && v.read[s.name()] == nil
	if wantsSpan {
		where, args := s.where(len(b.args))
		b.args = append(b.args, args...)
		b.add(`SELECT * FROM (SELECT 'span', l.list, ` + wideCard + where + `) AS x`)
		list, from, to := b.arg(s.list), b.arg(a.Span.From.UnixMicro()), b.arg(a.Span.To.UnixMicro())
		b.add(`SELECT 'before', '', ` + wideAt + ` FROM (` + fmt.Sprintf(lastBefore, list, from) + `) AS x`)
		b.add(`SELECT 'after', '', ` + wideAt + ` FROM (` + fmt.Sprintf(firstFrom, list, to) + `) AS x`)
	}
	if len(b.parts) == 0 {
		return nil
	}
	var span []article.Card
	notes := map[string][]article.Note{}
	months := monthsAround{}
	if err := v.each(ctx, strings.Join(b.parts, "\nUNION ALL "), b.args, func(rows *sql.Rows) error {
		w, err := scanWide(rows)
		if err != nil {
			return err
		}
		switch w.what {
		case "head", "span", "card":
			c, err := w.card()
			switch w.what {
			case "head":
				heads[w.of].cards = append(heads[w.of].cards, c)
			case "span":
				span = append(span, c)
			default:
				v.learnCard(c.ID, &c)
			}
			return err
		case "byline":
			by, err := w.byline()
			v.learnByline(by.ID, &by)
			return err
		case "topic":
			t := w.topic()
			v.learnTopic(t.ID, &t)
		case "picture":
			p, err := w.picture()
			v.learnPicture(p.ID, &p)
			return err
		case "front":
			f, err := frontOf(w.text[0], w.text[1], w.text[2])
			v.learnFront(f)
			return err
		case "note":
			notes[w.of] = append(notes[w.of], w.note())
		case "before":
			months.before = w.int[0]
		case "after":
			months.after = w.int[0]
		}
		return nil
	}); err != nil {
		return err
	}
	for list, h := range heads {
		v.learnHead(list, *h)
	}
	none(v, nameCard, cards, func(id string) { v.learnCard(id, nil) })
	none(v, nameByline, bylines, func(id string) { v.learnByline(id, nil) })
	none(v, nameTopic, topics, func(id string) { v.learnTopic(id, nil) })
	none(v, namePicture, pictures, func(id string) { v.learnPicture(id, nil) })
	none(v, nameFront, fronts, func(id string) { v.learnFront(front.Front{ID: id}) })
	for _, id := range noted {
		slices.SortFunc(notes[id], func(a, b article.Note) int {
			return newer(place{micros(b.At), b.ID}, place{micros(a.At), a.ID})
		})
		v.here(nameNotes+id, notes[id])
	}
	if wantsSpan {
		newestFirst(span)
		v.here(s.name(), span)
		v.here(monthsName(s.list, a.Span.From, a.Span.To), months)
	}
	return nil
}

// none keeps that there is nothing of what was asked for and not found.
func none(v *snapshot, prefix string, ids []string, learn func(id string)) {
	for _, id := range ids {
		if v.read[prefix+id] == nil {
			learn(id)
		}
	}
}

func newestFirst(cards []article.Card) {
	slices.SortFunc(cards, func(a, b article.Card) int {
		return newer(place{micros(a.PublishedAt), a.ID}, place{micros(b.PublishedAt), b.ID})
	})
}

// head is the newest of a list: as many as were asked for, or all that there are.
type head struct {
	cards []article.Card
	limit int
}

func (h head) reaches(limit int) bool { return h.limit >= limit || len(h.cards) < h.limit }

func (v *snapshot) knownHead(list string, limit int) *kept {
	if k := v.known(nameHead + list); k != nil && k.value.(head).reaches(limit) {
		return k
	}
	return nil
}

func (v *snapshot) learnHead(list string, h head) *kept {
	newestFirst(h.cards)
	keys := make([]string, 0, 1+len(h.cards))
	keys = append(keys, keyHead(list))
	weight := 0
	for i := range h.cards {
		keys = append(keys, keyArticle(h.cards[i].ID))
		weight += weightOfCard(h.cards[i])
	}
	return v.learn(nameHead+list, h, weight, keys...)
}

func (v *snapshot) learnCard(id string, c *article.Card) *kept {
	weight := 0
	if c != nil {
		weight = weightOfCard(*c)
	}
	return v.learn(nameCard+id, c, weight, keyArticle(id))
}

func (v *snapshot) learnByline(id string, b *paper.Byline) *kept {
	weight := 0
	if b != nil {
		weight = 300 + len(b.Name) + len(b.Title) + len(b.About) + len(b.Email) + len(b.Address) + 100*len(b.Links)
	}
	return v.learn(nameByline+id, b, weight, keyByline(id))
}

func (v *snapshot) learnTopic(id string, t *paper.Topic) *kept {
	weight := 0
	if t != nil {
		weight = 200 + len(t.Name) + len(t.Slug) + len(t.Description) + len(t.Address)
	}
	return v.learn(nameTopic+id, t, weight, keyTopic(id))
}

// learnPicture keeps what readers may know of a picture: nothing of one that is not public.
func (v *snapshot) learnPicture(id string, p *article.Picture) *kept {
	weight := 0
	if p != nil && !p.Published {
		p = nil
	}
	if p != nil {
		weight = 500 + len(p.Caption) + len(p.Alt) + len(p.Credit) + len(p.Name) + 200*len(p.Cuts)
	}
	return v.learn(namePicture+id, p, weight, keyPicture(id))
}

func (v *snapshot) learnFront(f front.Front) *kept {
	return v.learn(nameFront+f.ID, &f, 200+300*len(f.Pins), keyFront(f.ID))
}

func weightOfCard(c article.Card) int {
	return 420 + len(c.Headline) + len(c.Standfirst) + len(c.Address) + len(c.Picture.Alt) + len(c.Picture.Caption) + 60*(len(c.Byline)+len(c.Topics))
}

// monthsAround are the instants of the nearest stories before and after a month; 0 for none.
type monthsAround struct{ before, after int64 }

func monthsName(list string, from, to time.Time) string {
	return fmt.Sprintf("months/%s/%d/%d", list, from.UnixMicro(), to.UnixMicro())
}

// topic finds a topic as it lies there, also one for which another stands; nil for none.
func (v *snapshot) topic(ctx context.Context, id string) (*paper.Topic, error) {
	return object[paper.Topic](ctx, v, nameTopic+id, press.Wanted{Topics: []string{id}})
}

func (v *snapshot) byline(ctx context.Context, id string) (*paper.Byline, error) {
	return object[paper.Byline](ctx, v, nameByline+id, press.Wanted{Bylines: []string{id}})
}

// object gives what is remembered of one thing, or reads it; nil for what is not there.
func object[T any](ctx context.Context, v *snapshot, name string, a press.Wanted) (*T, error) {
	k := v.known(name)
	if k == nil {
		if err := v.Ahead(ctx, a); err != nil {
			return nil, err
		}
		k = v.read[name]
	}
	if k == nil {
		return nil, nil // an id that nothing can have
	}
	v.keys.add(k.keys...)
	return k.value.(*T), nil
}
