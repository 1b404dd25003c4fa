package press

import (
	"cmp"
	"context"
	"slices"

	"broadsheet/internal/article"
	"broadsheet/internal/front"
	"broadsheet/internal/page"
)

// Slot is a slot of a front with the story that stands in it.
type Slot struct {
	front.Placed
	Card article.Card
}

// Slots gives what stands in the slots of a front under an arrangement, which need not be the live one.
func Slots(ctx context.Context, snap Snapshot, f front.Front) ([]Slot, error) {
	list, limit := article.Latest, reach
	if f.ID != front.Home {
		list, limit = article.SectionList(f.ID), firstPage
	}
	newest, err := snap.Newest(ctx, list, limit)
	if err != nil {
		return nil, err
	}
	return fill(ctx, snap, f, newest)
}

// fill puts stories into slots. Where nothing is pinned the newest stand: opinion after everything else, for it has
// a row of its own, and what somebody paid for never.
func fill(ctx context.Context, snap Snapshot, f front.Front, newest []article.Card) ([]Slot, error) {
	pinned, err := snap.Cards(ctx, pinned(f))
	if err != nil {
		return nil, err
	}
	cards := map[string]article.Card{}
	for _, c := range slices.Concat(pinned, newest) {
		cards[c.ID] = c
	}
	var order, opinion []string
	for _, c := range newest {
		switch c.Kind {
		case article.Sponsored:
		case article.Opinion:
			opinion = append(opinion, c.ID)
		default:
			order = append(order, c.ID)
		}
	}
	public := func(story string) bool { _, ok := cards[story]; return ok }
	var out []Slot
	for _, placed := range f.Fill(append(order, opinion...), public, snap.Reached) {
		out = append(out, Slot{Placed: placed, Card: cards[placed.Story]})
	}
	return out, nil
}

// pictured is how many stories of a row show a picture: beside the lead one, so that no hole stands under it.
var pictured = map[front.Layout]int{front.Lead: 2, front.Pair: 2, front.Strip: 2}

// rows makes the cards in the slots of a front, row by row, and notes in taken what stands there. A slot may have words
// and a picture of its own; they are nowhere but here.
func (w *work) rows(ctx context.Context, f front.Front, slots []Slot, taken map[string]bool) (lead *page.Card, seconds []page.Card, rows []page.Row, err error) {
	w.chosen = map[string]bool{}
	for _, s := range slots {
		taken[s.Story] = true
		if s.Pin.Picture != "" {
			w.chosen[s.Pin.Picture] = true
		}
	}
	begin := 0
	for row, layout := range f.Shape() {
		end := begin + layout.Slots()
		var cards []page.Card
		left := pictured[layout]
		for _, s := range slots {
			if s.Slot >= begin && s.Slot < end && s.Pin.Picture != "" && s.Slot > begin {
				left--
			}
		}
		for _, s := range slots {
			if s.Slot < begin || s.Slot >= end {
				continue
			}
			made, err := w.slot(ctx, s, left > 0 && layout != front.List, layout != front.List)
			if err != nil {
				return nil, nil, nil, err
			}
			if made.Picture != nil && (s.Pin.Picture == "" || s.Slot == begin) {
				left--
			}
			cards = append(cards, made)
		}
		begin = end
		switch {
		case len(cards) == 0:
		case row == 0:
			lead, seconds = &cards[0], cards[1:]
		default:
			rows = append(rows, page.Row{Layout: string(layout), Cards: cards})
		}
	}
	return lead, seconds, rows, nil
}

// slot makes the card of a slot: with the story's own picture if it may, with one chosen for the slot wherever the
// layout shows any.
func (w *work) slot(ctx context.Context, s Slot, own, any bool) (page.Card, error) {
	made, err := w.line(ctx, s.Card)
	if err != nil {
		return made, err
	}
	made.Headline, made.Standfirst = cmp.Or(s.Pin.Headline, made.Headline), cmp.Or(s.Pin.Standfirst, made.Standfirst)
	made.Label = s.Pin.Label
	if s.Pin.Headline != "" {
		made.Lang, made.Dir = "", ""
	}
	if s.Pin.Picture != "" && any && !w.shown[s.Pin.Picture] {
		if made.Picture, err = w.use(ctx, article.Lead{Picture: s.Pin.Picture}); made.Picture != nil || err != nil {
			return made, err
		}
	}
	lead := s.Card.Picture.Picture
	if own && lead != "" && !w.shown[lead] && !w.chosen[lead] {
		made.Picture, err = w.use(ctx, s.Card.Picture)
	}
	return made, err
}

// breaking is the line that stands on every page just now, nil for none. A line whose story is not public any more is
// none.
func (w *work) breaking(ctx context.Context) (*page.Breaking, error) {
	b, err := w.snap.Breaking(ctx)
	if err != nil || b.Text == "" || !b.Until.IsZero() && w.snap.Reached(b.Until) {
		return nil, err
	}
	out := &page.Breaking{Text: b.Text}
	if b.Story == "" {
		return out, nil
	}
	cards, err := w.snap.Cards(ctx, []string{b.Story})
	if err != nil || len(cards) == 0 {
		return nil, err
	}
	out.URL = Escape(cards[0].Address)
	return out, nil
}
