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
	blockReach   = 12 // of them that nearly always make a block
)

// Home makes the front page: the slots with their pins, the newest stories as a list, a block for each section at
// the top, opinion, and what is newest of the rest. No story and no picture stands twice.
func (p Press) Home(ctx context.Context, snap Snapshot) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	if err := w.aheadOfHome(ctx); err != nil {
		return nil, err
	}
	newest, err := snap.Newest(ctx, article.Latest, reach)
	if err != nil {
		return nil, err
	}
	h := &page.Home{Frame: w.in("/", "", false), Date: snap.Today(w.zone)}
	h.Feeds = w.feeds("/", "")
	if h.Principles, err = w.principles(ctx); err != nil {
		return nil, err
	}
	arranged, err := snap.Front(ctx, front.Home)
	if err != nil {
		return nil, err
	}
	slots, err := fill(ctx, snap, arranged, newest)
	if err != nil {
		return nil, err
	}
	opinion, err := snap.Newest(ctx, article.KindList(article.Opinion), reach)
	if err != nil {
		return nil, err
	}
	if err := w.aheadOfStories(ctx, slots, newest, opinion); err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	if h.Lead, h.Seconds, h.Rows, err = w.rows(ctx, arranged, slots, taken); err != nil {
		return nil, err
	}
	opinion = first(opinionRow, without(opinion, taken))
	take(taken, opinion)
	latest := first(latestOnHome, without(newest, taken))
	take(taken, latest)
	if h.Latest, err = w.lines(ctx, latest); err != nil {
		return nil, err
	}
	if h.Blocks, err = w.blocks(ctx, taken); err != nil {
		return nil, err
	}
	if h.Opinion, err = w.opinions(ctx, opinion); err != nil {
		return nil, err
	}
	h.Recent, err = w.lines(ctx, first(recentLines, without(newest, taken)))
	return h, err
}

func take(taken map[string]bool, cards []article.Card) {
	for _, c := range cards {
		taken[c.ID] = true
	}
}

// blocks makes the part of every section at the top that has something to show which stands nowhere yet.
func (w *work) blocks(ctx context.Context, taken map[string]bool) ([]page.Block, error) {
	var out []page.Block
	for _, s := range w.sections {
		if s.Parent != "" {
			continue
		}
		free, err := w.free(ctx, s.ID, taken)
		if err != nil {
			return nil, err
		}
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

// free are the newest stories of a section that stand nowhere yet, without opinion: as many as a block can show, if there
// are so many. A paper has dozens of sections, so only a few of each are read at first.
func (w *work) free(ctx context.Context, section string, taken map[string]bool) ([]article.Card, error) {
	for _, n := range []int{blockReach, reach} {
		newest, err := w.snap.Newest(ctx, article.SectionList(section), n)
		if err != nil {
			return nil, err
		}
		free := slices.DeleteFunc(without(newest, taken), func(c article.Card) bool { return c.Kind == article.Opinion })
		if len(free) > blockLines || len(newest) < n || n == reach {
			return first(1+blockLines, free), nil
		}
	}
	return nil, nil
}

// leadOf chooses what leads a block: of the newest five the first with a picture that is still free, else the first;
// nothing that somebody paid for. -1 for none.
func (w *work) leadOf(cards []article.Card) int {
	lead := -1
	for i, c := range first(1+blockLines, cards) {
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

// opinions makes the row of opinion. Who wrote two of them is shown once.
func (w *work) opinions(ctx context.Context, all []article.Card) ([]page.Card, error) {
	made, err := w.lines(ctx, all)
	seen := map[string]bool{}
	for i := range made {
		for j := range made[i].Authors {
			a := &made[i].Authors[j]
			if seen[a.URL] {
				a.Portrait = nil
			}
			seen[a.URL] = true
		}
	}
	return made, err
}
