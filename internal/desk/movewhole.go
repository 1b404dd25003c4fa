package desk

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// Archives are whole archives of new stories.
type Archives interface {
	// AddStories keeps stories of which nothing is here yet, thousands at a time, in the order given: draft, snapshot,
	// address, origin, and of public ones edition, page, lists and search, just as AddDraft, AddSnapshot, SetAddress,
	// AddEdition, Publish and SaveOrigin do one by one. It is the only thing that its action does beside Append. A
	// fault.Conflict if an id, an address (with or without its last slash) or an origin is taken.
	AddStories(ctx context.Context, all []NewStory, now time.Time) error
}

// NewStory is a story that comes whole.
type NewStory struct {
	Draft   article.Draft
	Address paper.Address // the zero value for a draft that stands nowhere
	Edition article.Edition
	Public  article.Published // for readers, if Draft.Edition is not 0
	Origin  Origin
}

// MoveInWhole moves in stories of which nothing is here yet, all of them in one transaction that holds the database for
// as long as it takes: for archives that are made before anybody works here. They have no old addresses. What it leaves
// is what MoveIn leaves; what is here already is a fault.Conflict. It gives the ids in the order of the items.
func (d *Desk) MoveInWhole(ctx context.Context, from Mover, items []Moved) ([]string, error) {
	var ids []string
	err := d.store.InTx(ctx, func(tx Tx) error {
		ids = ids[:0]
		settings, _, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		tree, err := tx.Sections(ctx)
		if err != nil {
			return err
		}
		w := whole{Mover: from, lang: settings.Lang, below: map[string]string{}, paths: map[string]bool{}, now: d.clock.Now()}
		for _, s := range tree {
			w.below[s.ID] = s.Address
		}
		all := make([]NewStory, len(items))
		for i, m := range items {
			if all[i], err = w.story(d.clock.ID(), m); err != nil {
				return fault.Because(err, fault.Of(err).Kind, "Moving in stopped at %s. %s", m.Key, fault.Of(err).Say)
			}
			ids = append(ids, all[i].Draft.ID)
		}
		if err := publishAll(all, items); err != nil {
			return err
		}
		if err := tx.AddStories(ctx, all, w.now); err != nil {
			return err
		}
		words, err := said(map[string]any{"system": from.System, "from": from.Base, "stories": len(items)})
		if err != nil {
			return err
		}
		_, err = tx.Append(ctx, record.MovedIn, from.System, "", words, true)
		return err
	})
	return ids, err
}

// whole is one MoveInWhole.
type whole struct {
	Mover
	lang  string
	below map[string]string // addresses of sections
	paths map[string]bool   // addresses that it gave
	now   time.Time
}

func (w *whole) story(id string, m Moved) (NewStory, error) {
	if m.Form != article.Story || m.Address != "" || len(m.Others) > 0 {
		return NewStory{}, fmt.Errorf("desk: %s is a page or has an old address, which only MoveIn can keep", m.Key)
	}
	s := NewStory{
		Draft: article.Draft{
			ID: id, Form: m.Form, Doc: m.Doc, CreatedAt: m.PublishedAt, ChangedAt: m.ChangedAt, Place: m.Place, Origin: w.System, Imported: true,
		},
		Origin: Origin{System: w.System, Base: w.Base, ID: m.Key, Kind: string(paper.AtArticle), Object: id, Hash: m.Hash, Move: w.Move},
	}
	if !m.Public {
		return s, nil
	}
	var err error
	if s.Draft.Address, err = w.address(s.Draft); err != nil {
		return s, err
	}
	s.Address = paper.Address{Path: s.Draft.Address, At: paper.AtArticle, Kind: paper.AtArticle, Object: id, Since: w.now}
	return s, nil
}

// publishAll publishes what is public of stories that come whole, on all processors.
func publishAll(all []NewStory, items []Moved) error {
	hands := runtime.GOMAXPROCS(0)
	errs := make([]error, hands)
	var done sync.WaitGroup
	for hand := range hands {
		done.Go(func() {
			for i := hand; i < len(all) && errs[hand] == nil; i += hands {
				if s := &all[i]; items[i].Public {
					s.Edition, s.Public, errs[hand] = s.Draft.Publish(article.First, nil, "", items[i].PublishedAt)
				}
			}
		})
	}
	done.Wait()
	return errors.Join(errs...)
}

// address makes one as makeAddress does, of which it knows only that no other story of this archive has it.
func (w *whole) address(d article.Draft) (string, error) {
	slug, below := slugOf(article.Fields{Slug: d.Doc.Attr("slug"), Lang: d.Doc.Attr("lang")}, d, w.lang), "/"
	if at, found := w.below[d.Doc.Attr("section")]; found {
		below = at
	}
	for n := 1; n < 10_000; n++ {
		path := below + slug
		if n > 1 {
			path = fmt.Sprintf("%s-%d", path, n)
		}
		if !w.paths[path] && (below != "/" || !paper.IsReserved(path)) {
			w.paths[path] = true
			return path, nil
		}
	}
	return "", fault.About("address", "Thousands of addresses already begin with %s. Type one for this.", slug)
}
