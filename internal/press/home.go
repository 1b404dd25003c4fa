package press

import (
	"context"
	"slices"

	"broadsheet/internal/article"
	"broadsheet/internal/front"
	"broadsheet/internal/page"
)

// How much of a list stands where.
const (
	latestOnHome = 8
	blockLines   = 4
	opinionRow   = 4
	recentLines  = 5
	reach        = 40 // newest stories that a front chooses from
)

// Home makes the front page: the slots with their pins, the newest stories as a list, a block for each section at
// the top, opinion, and what is newest of the rest. Beside the list of the newest no story stands twice.
func (p Press) Home(ctx context.Context, snap Snapshot) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	newest, err := snap.Newest(ctx, article.Latest, reach)
	if err != nil {
		return nil, err
	}
	h := &page.Home{Frame: w.in("/", "", false), Date: snap.Today(w.zone)}
	arranged, err := snap.Front(ctx, front.Home)
	if err != nil {
		return nil, err
	}
	slots, err := w.fill(ctx, arranged, front.HomeSlots, newest)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	take(taken, slots)
	top, err := w.cards(ctx, slots)
	if err != nil {
		return nil, err
	}
	if len(top) > 0 {
		h.Lead = &top[0]
		h.Seconds = first(2, top[1:])
		h.Row = top[1+len(h.Seconds):]
	}
	if h.Latest, err = w.lines(ctx, first(latestOnHome, newest)); err != nil {
		return nil, err
	}
	opinion, err := snap.Newest(ctx, article.KindList(article.Opinion), reach)
	if err != nil {
		return nil, err
	}
	opinion = first(opinionRow, without(opinion, taken))
	take(taken, opinion)
	if h.Blocks, err = w.blocks(ctx, taken); err != nil {
		return nil, err
	}
	if h.Opinion, err = w.cards(ctx, opinion); err != nil {
		return nil, err
	}
	take(taken, first(latestOnHome, newest))
	h.Recent, err = w.lines(ctx, first(recentLines, without(newest, taken)))
	return h, err
}

func take(taken map[string]bool, cards []article.Card) {
	for _, c := range cards {
		taken[c.ID] = true
	}
}

// fill gives the stories in the slots of a front.
func (w *work) fill(ctx context.Context, f front.Front, slots int, newest []article.Card) ([]article.Card, error) {
	filled, err := fill(ctx, w.snap, f, slots, newest)
	var out []article.Card
	for _, s := range filled {
		out = append(out, s.Card)
	}
	return out, err
}

// Slot is a slot of a front with the story that stands in it.
type Slot struct {
	front.Placed
	Card article.Card
}

// HomeSlots gives what stands in the slots of Home under an arrangement, which need not be the live one.
func HomeSlots(ctx context.Context, snap Snapshot, f front.Front) ([]Slot, error) {
	newest, err := snap.Newest(ctx, article.Latest, reach)
	if err != nil {
		return nil, err
	}
	return fill(ctx, snap, f, front.HomeSlots, newest)
}

// fill puts stories into slots. Where nothing is pinned the newest stand: opinion after everything else, for it has
// a row of its own, and what somebody paid for never.
func fill(ctx context.Context, snap Snapshot, f front.Front, slots int, newest []article.Card) ([]Slot, error) {
	var pins []string
	for _, p := range f.Pins {
		pins = append(pins, p.Story)
	}
	pinned, err := snap.Cards(ctx, pins)
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
	for _, placed := range f.Fill(slots, append(order, opinion...), public, snap.Reached) {
		out = append(out, Slot{Placed: placed, Card: cards[placed.Story]})
	}
	return out, nil
}

// blocks makes the part of every section at the top that has something to show which stands nowhere yet.
func (w *work) blocks(ctx context.Context, taken map[string]bool) ([]page.Block, error) {
	var out []page.Block
	for _, s := range w.sections {
		if s.Parent != "" {
			continue
		}
		newest, err := w.snap.Newest(ctx, article.SectionList(s.ID), reach)
		if err != nil {
			return nil, err
		}
		free := slices.DeleteFunc(without(newest, taken), func(c article.Card) bool { return c.Kind == article.Opinion })
		lead := w.leadOf(free)
		if lead < 0 {
			continue
		}
		made, err := w.card(ctx, free[lead])
		if err != nil {
			return nil, err
		}
		rest := first(blockLines, slices.Delete(slices.Clone(free), lead, lead+1))
		take(taken, []article.Card{free[lead]})
		take(taken, rest)
		lines, err := w.lines(ctx, rest)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Block{Section: w.label(s.ID), Lead: made, Headlines: lines})
	}
	return out, nil
}

// leadOf chooses what leads a block: of the newest five the first with a picture that is still free, else the first;
// nothing that somebody paid for. -1 for none.
func (w *work) leadOf(cards []article.Card) int {
	lead := -1
	for i, c := range first(5, cards) {
		switch {
		case c.Kind == article.Sponsored:
		case c.Picture.Picture != "" && !w.shown[c.Picture.Picture]:
			return i
		case lead < 0:
			lead = i
		}
	}
	return lead
}
