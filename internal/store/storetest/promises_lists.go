//go:build unix

package storetest

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
)

// furnish gives the little world its sections and topics.
func (h house) furnish() {
	h.Helper()
	h.act(func(tx desk.Tx) error {
		for _, id := range worldSections {
			if err := tx.SaveSection(context.Background(), section(id, "")); err != nil {
				return err
			}
		}
		for _, id := range worldTopics {
			if err := tx.SaveTopic(context.Background(), topic(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

// listsOfMerged: the lists of topics and sections hold what they stand for, whatever was merged, turned and undone. What
// a list should hold is worked out here from the stories as readers get them.
func listsOfMerged(h house) {
	ctx := context.Background()
	seed := rand.Uint64()
	h.Logf("seed: %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	h.furnish()
	for n := range 40 {
		var deeds []deed
		for range 3 {
			deeds = append(deeds, randomDeed(r, n))
		}
		for len(deeds) < 6 {
			d := randomDeed(r, n)
			if strings.HasPrefix(d.name, "topic") || strings.HasPrefix(d.name, "section") {
				deeds = append(deeds, d)
			}
		}
		for _, d := range deeds {
			if _, err := perform(h.Store, d); !refusable(err) {
				h.Fatal(err)
			}
		}
		wanted := map[string][]string{}
		names := map[string][]string{}
		h.see(func(v press.Snapshot) error {
			tree, err := v.Sections(ctx)
			if err != nil {
				return err
			}
			for _, s := range tree {
				wanted[article.SectionList(s.ID)] = nil
			}
			for _, id := range worldTopics {
				if t, found, err := v.Topic(ctx, id); err != nil {
					return err
				} else if found && t.ID == id {
					wanted[article.TopicList(id)] = nil
				}
			}
			all, err := v.Newest(ctx, article.Latest, 40)
			if err != nil {
				return err
			}
			for _, c := range all {
				p, _, err := v.Article(ctx, c.ID)
				if err != nil {
					return err
				}
				lists := map[string]bool{}
				for _, id := range p.Fields.All() {
					for _, s := range paper.Above(tree, id) {
						lists[article.SectionList(s.ID)] = true
					}
				}
				for _, id := range p.Topics {
					lists[article.TopicList(id)] = true
				}
				for l := range lists {
					wanted[l] = append(wanted[l], c.ID)
				}
			}
			for l := range wanted {
				cards, err := v.Newest(ctx, l, 40)
				if err != nil {
					return err
				}
				for _, c := range cards {
					// Only those that Latest showed can be worked out.
					if slices.ContainsFunc(all, func(a article.Card) bool { return a.ID == c.ID }) {
						names[l] = append(names[l], c.ID)
					}
				}
			}
			return nil
		})
		for l, ids := range wanted {
			if got := names[l]; !slices.Equal(got, ids) {
				h.Fatalf("after %d rounds the list %s holds %v, want %v", n+1, l, got, ids)
			}
		}
	}
}

// dropTopic: a topic with stories cannot be dropped; an empty one goes with what it stood for.
func dropTopic(h house) {
	ctx := context.Background()
	h.furnish()
	drop := func(id string) error {
		_, err := act(h.Store, func(tx desk.Tx) error {
			_, err := tx.DropTopic(ctx, id)
			return err
		})
		return err
	}
	h.publish(told{id: "a", headline: "A", topics: []string{"t0"}})
	h.refused("dropping a topic that a public story has", drop("t0"), fault.Conflict)
	h.must(func(tx desk.Tx) error {
		return tx.AddDraft(ctx, told{id: "d", headline: "D", topics: []string{"t1"}}.draft())
	})
	h.refused("dropping a topic that a draft has", drop("t1"), fault.Conflict)
	h.act(func(tx desk.Tx) error {
		if err := tx.SetAddress(ctx, paper.Address{Path: "/topic/t2", At: paper.AtTopic, Kind: paper.AtTopic, Object: "t2", Since: Monday}); err != nil {
			return err
		}
		t := topic("t3")
		t.MergedInto = "t2"
		return tx.SaveTopic(ctx, t)
	})
	if err := drop("t2"); err != nil {
		h.Fatal(err)
	}
	h.refused("dropping it again", drop("t2"), fault.NotFound)
	h.see(func(v press.Snapshot) error {
		for _, id := range []string{"t2", "t3"} {
			if _, found, err := v.Topic(ctx, id); found || err != nil {
				h.Errorf("the topic %s is there still (%v)", id, err)
			}
		}
		if _, found, err := v.Address(ctx, "/topic/t2"); found || err != nil {
			h.Errorf("its address is there still (%v)", err)
		}
		return nil
	})
}
