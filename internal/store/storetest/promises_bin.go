//go:build unix

package storetest

import (
	"context"
	"encoding/json"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
)

func bins(h house) {
	ctx := context.Background()
	d := told{id: "binned", headline: "Ferry late", text: "It came at noon.", section: "news", byline: []string{"jo"}, pictures: []string{"p"}}.draft()
	d.Bin = article.Bin{BinnedAt: Monday, BinnedBy: "mara"}
	h.must(func(tx desk.Tx) error {
		if err := tx.AddDraft(ctx, told{id: "kept", headline: "Ferry on time", text: "It came."}.draft()); err != nil {
			return err
		}
		if err := tx.AddDraft(ctx, d); err != nil {
			return err
		}
		if err := tx.AddSteps(ctx, article.Steps{Draft: "binned", N: 1, Client: "w", Counter: 1, Steps: []json.RawMessage{json.RawMessage(`{}`)}, At: Monday}); err != nil {
			return err
		}
		if err := tx.SetHand(ctx, article.Hand{Draft: "binned", Client: "w", Staff: "jo", Until: Monday}); err != nil {
			return err
		}
		return tx.AddSnapshot(ctx, d, Monday)
	})
	got, err := h.DraftText(ctx, "binned")
	if err != nil {
		h.Fatal(err)
	}
	want(h, "a draft in the bin", got, d)
	for _, c := range []struct {
		says, want string
		f          article.Filter
	}{
		{"the list of all", "kept", article.Filter{Tab: "all"}},
		{"the open ones", "kept", article.Filter{Tab: "open"}},
		{"search", "kept", article.Filter{Tab: "all", Query: "ferry"}},
		{"the bin", "binned", article.Filter{Tab: "bin"}},
	} {
		if got := h.rows(c.f); got != c.want {
			h.Errorf("with one story in the bin, %s shows %q, want %q", c.says, got, c.want)
		}
	}
	longest := func(before time.Time) (ids []string) {
		h.must(func(tx desk.Tx) (err error) {
			ids, err = tx.Binned(ctx, before, 10)
			return err
		})
		return ids
	}
	if got := longest(Monday); len(got) != 0 {
		h.Errorf("%v was binned before it was", got)
	}
	if got := longest(Monday.Add(time.Second)); len(got) != 1 || got[0] != "binned" {
		h.Errorf("in the bin are %v", got)
	}
	// Out of it again, it is as it was.
	d.Bin = article.Bin{}
	h.must(func(tx desk.Tx) error { return tx.SaveDraft(ctx, d) })
	if got := h.rows(article.Filter{Query: "noon"}) + h.rows(article.Filter{Tab: "bin"}); got != "binned" {
		h.Errorf("restored, it is found as %q", got)
	}
	h.must(func(tx desk.Tx) error { return tx.RemoveDraft(ctx, "binned") })
	_, err = h.DraftText(ctx, "binned")
	h.refused("a draft that was removed", err, fault.NotFound)
	if got := h.rows(article.Filter{Tab: "all"}) + h.rows(article.Filter{Query: "noon"}); got != "kept" {
		h.Errorf("after a removal there are %q", got)
	}
	h.refused("removing it again", h.try(func(tx desk.Tx) error { return tx.RemoveDraft(ctx, "binned") }), fault.NotFound)
	public := told{id: "public", headline: "Out", text: "Out."}.draft()
	public.Edition = 1
	h.must(func(tx desk.Tx) error { return tx.AddDraft(ctx, public) })
	h.refused("removing what was public", h.try(func(tx desk.Tx) error { return tx.RemoveDraft(ctx, "public") }), fault.Conflict)
}

func storyFilters(h house) {
	ctx := context.Background()
	h.sections(paper.Section{ID: "news"}, paper.Section{ID: "courts", Parent: "news"}, paper.Section{ID: "sport"})
	h.act(func(tx desk.Tx) error {
		if err := tx.SaveByline(ctx, byline("jo", "Jo Tarrick")); err != nil {
			return err
		}
		if err := tx.SaveTopic(ctx, paper.Topic{ID: "bridge", Name: "The swing bridge", Slug: "bridge"}); err != nil {
			return err
		}
		return tx.SaveStaff(ctx, account.Staff{ID: "mara", User: "mara", Name: "Mara Ostrey"})
	})
	h.must(func(tx desk.Tx) error {
		for i := range 12 {
			s := told{id: string(rune('a' + i)), headline: "About it", text: "Words.", section: "sport"}
			if i%2 == 0 {
				s.section, s.byline = "courts", []string{"jo"}
			}
			if i%3 == 0 {
				s.topics, s.lang = []string{"bridge"}, "cy"
			}
			if i%4 == 0 {
				s.kind = article.Opinion
			}
			d := s.draft()
			d.ChangedAt = Monday.Add(time.Duration(i/2) * time.Hour)
			if i >= 6 {
				d.Edition, d.PublishedAt = 1, Monday.Add(-time.Duration(i)*time.Hour)
			}
			if err := tx.AddDraft(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range []struct {
		says string
		f    article.Filter
		want string
	}{
		{"a byline", article.Filter{Byline: "jo"}, "k i g e c a"},
		{"a topic", article.Filter{Topic: "bridge"}, "j g d a"},
		{"a language", article.Filter{Lang: "cy"}, "j g d a"},
		{"a kind", article.Filter{Kind: article.Opinion}, "i e a"},
		{"a state", article.Filter{State: article.Live}, "l k j i h g"},
		{"a section above, a byline and a topic", article.Filter{Section: "news", Byline: "jo", Topic: "bridge"}, "g a"},
		{"dates of change", article.Filter{From: Monday.Add(time.Hour), Until: Monday.Add(3 * time.Hour)}, "f e d c"},
		{"longest unchanged first", article.Filter{Order: article.LongestWaiting, Limit: 3}, "a b c"},
		{"and on from there", article.Filter{Order: article.LongestWaiting, Limit: 3, Before: article.Cursor{At: Monday.Add(time.Hour), ID: "c"}}, "d e f"},
		{"newest publication first", article.Filter{Order: article.LastPublished}, "g h i j k l"},
		{"oldest publication first, before a date", article.Filter{Order: article.FirstPublished, Until: Monday.Add(-8 * time.Hour)}, "l k j"},
		{"open ones", article.Filter{Tab: "open"}, "f e d c b a"},
		{"what nobody wrote", article.Filter{Byline: "nobody"}, ""},
	} {
		if got := h.rows(c.f); got != c.want {
			h.Errorf("%s: got %q, want %q", c.says, got, c.want)
		}
		f := c.f
		f.Limit = 0
		ids, err := h.StoryIDs(ctx, f, 100)
		if err != nil {
			h.Fatal(err)
		}
		if n, err := h.CountStories(ctx, f, 100); err != nil || n != len(ids) {
			h.Errorf("%s: %d are counted and %d named, %v", c.says, n, len(ids), err)
		}
	}
	if n, err := h.CountStories(ctx, article.Filter{}, 5); err != nil || n != 5 {
		h.Errorf("counting up to 5 gives %d, %v", n, err)
	}
	if got, err := h.Names(ctx, []string{"jo", "mara", "none"}); err != nil || got["jo"] != "Jo Tarrick" || got["mara"] != "Mara Ostrey" || len(got) != 2 {
		h.Errorf("the names are %v, %v", got, err)
	}
	if got, err := h.Named(ctx, "account", 5); err != nil || len(got) != 1 || got[0].Name != "Mara Ostrey" {
		h.Errorf("the accounts are %v, %v", got, err)
	}
	for text, want := range map[string]string{"swi bri": "The swing bridge", "Tarr": "Jo Tarrick", "jo bridge": "", "": "", "%": ""} {
		got, err := h.OfName(ctx, text, 5)
		name := ""
		if len(got) > 0 {
			name = got[0].Name
		}
		if err != nil || name != want || len(got) > 1 {
			h.Errorf("the name %q finds %v, %v", text, got, err)
		}
	}
}

func sweeps(h house) {
	ctx := context.Background()
	s := article.Sweep{ID: "s", Staff: "mara", At: Monday, Deed: article.ToSection, Value: "sport", Back: "/newsroom/stories"}
	h.must(func(tx desk.Tx) error {
		if err := tx.AddDraft(ctx, story(1).draft()); err != nil {
			return err
		}
		if err := tx.AddSweep(ctx, s, []article.Swept{{Draft: story(1).id, Was: "x"}, {Draft: "gone"}}); err != nil {
			return err
		}
		return tx.SaveSwept(ctx, "s", article.Swept{N: 2, Outcome: article.Left, Say: "It is gone."})
	})
	got, err := h.Sweep(ctx, "s")
	if err != nil {
		h.Fatal(err)
	}
	s.Count = map[article.Outcome]int{article.Waits: 1, article.Left: 1}
	want(h, "a sweep", got, s)
	left, err := h.SweepStories(ctx, "s", article.Left, 0, 10)
	if err != nil {
		h.Fatal(err)
	}
	want(h, "what was left", left, []article.Swept{{N: 2, Draft: "gone", Outcome: article.Left, Say: "It is gone."}})
	waits, err := h.SweepStories(ctx, "s", article.Waits, 0, 10)
	if err != nil {
		h.Fatal(err)
	}
	want(h, "what waits", waits, []article.Swept{{N: 1, Draft: story(1).id, Outcome: article.Waits, Was: "x", Headline: "Headline 1"}})
	_, err = h.Sweep(ctx, "none")
	h.refused("a sweep that is not there", err, fault.NotFound)
}
