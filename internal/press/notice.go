package press

import (
	"context"
	"maps"
	"slices"

	"broadsheet/internal/article"
	"broadsheet/internal/notice"
)

// Notice is what the paper tells programs about itself. It is told while the paper is closed to readers too: crawlers
// that get no rules stay away for long.
func (p Press) Notice(ctx context.Context, snap Snapshot) (notice.Notice, error) {
	s, _, err := snap.Settings(ctx)
	return notice.Notice{Base: p.Base, Name: s.Name, Lang: s.Lang, Machines: s.Machines, Sitemaps: Sitemaps(p.Base)}, err
}

// principles finds the pages that say how the paper works, by the property of schema.org; those that are not public are
// left out. The pages of the footer are known already.
func (w *work) principles(ctx context.Context) (map[string]string, error) {
	pages := map[string]string{} // id by property
	for principle, id := range w.settings.Machines.Pages {
		pages[string(principle)] = id
	}
	if w.settings.Policy != "" {
		pages["correctionsPolicy"] = w.settings.Policy
	}
	if len(pages) == 0 {
		return nil, nil
	}
	known, err := w.snap.Pages(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]string{} // address by id
	note := func(cards []article.Card) {
		for _, c := range cards {
			found[c.ID] = Escape(c.Address)
		}
	}
	note(known)
	missing := slices.DeleteFunc(slices.Compact(slices.Sorted(maps.Values(pages))), func(id string) bool { return found[id] != "" })
	if len(missing) > 0 {
		cards, err := w.snap.Cards(ctx, missing)
		if err != nil {
			return nil, err
		}
		note(cards)
	}
	out := map[string]string{}
	for property, id := range pages {
		if found[id] != "" {
			out[property] = found[id]
		}
	}
	return out, nil
}
