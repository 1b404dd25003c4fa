//go:build unix

package storetest

import (
	"context"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
)

// passage is a draft's way with everything set.
func passage() article.Passage {
	return article.Passage{
		Stage: article.AtDesk, FiledBy: "jo", FiledAt: Monday.Add(-time.Hour), InHand: "mara",
		Due:  article.Due{At: Monday.Add(6 * time.Hour), Civil: "2026-11-23T16:02", Zone: "Europe/Lisbon"},
		Back: article.SentBack{Note: "Who says so? ☂", By: "mara", At: Monday.Add(-2 * time.Hour)},
	}
}

func passages(h house) {
	ctx := context.Background()
	d := story(1).draft()
	d.Passage = passage()
	h.must(func(tx desk.Tx) error { return tx.AddDraft(ctx, d) })
	got, err := h.DraftText(ctx, d.ID)
	if err != nil {
		h.Fatal(err)
	}
	want(h, "a filed draft", got, d)
	rows, err := h.Stories(ctx, article.Filter{})
	if err != nil || len(rows) != 1 {
		h.Fatalf("the list has %d stories, %v", len(rows), err)
	}
	want(h, "its passage in the list", rows[0].Passage, d.Passage)
	if rows[0].State != article.Filed {
		h.Errorf("a filed story is listed as %s", rows[0].State)
	}
	for _, change := range []func(p *article.Passage){
		func(p *article.Passage) { p.Stage, p.InHand = article.AtReady, "" },
		func(p *article.Passage) { p.Due = article.Due{} },
		func(p *article.Passage) { *p = article.Passage{} },
		func(p *article.Passage) { p.InHand = "jo" },
	} {
		h.must(func(tx desk.Tx) error {
			was, err := tx.Draft(ctx, d.ID)
			if err != nil {
				return err
			}
			want(h, "the draft before a change", was.Passage, d.Passage)
			change(&was.Passage)
			d.Passage = was.Passage
			return tx.SaveDraft(ctx, was)
		})
		if got, err = h.DraftText(ctx, d.ID); err != nil {
			h.Fatal(err)
		}
		want(h, "the draft after a change", got.Passage, d.Passage)
	}
}

func openStories(h house) {
	ctx := context.Background()
	for i, c := range []struct {
		id     string
		change func(d *article.Draft)
	}{
		{"writing", func(*article.Draft) {}},
		{"filed", func(d *article.Draft) { d.Stage = article.AtDesk }},
		{"ready", func(d *article.Draft) { d.Stage = article.AtReady }},
		{"assigned", func(d *article.Draft) { d.InHand = "mara" }},
		{"live", func(d *article.Draft) { d.Edition = 1 }},
		{"changed", func(d *article.Draft) { d.Edition, d.Version, d.Stage = 1, 2, article.AtDesk }},
	} {
		s := told{id: c.id, headline: "About " + c.id, text: "Words of it."}
		d := s.draft()
		d.ChangedAt = Monday.Add(time.Duration(i) * time.Minute)
		c.change(&d)
		h.must(func(tx desk.Tx) error { return tx.AddDraft(ctx, d) })
	}
	for _, c := range []struct {
		says string
		f    article.Filter
		want string
	}{
		{"open ones", article.Filter{Tab: "open"}, "changed assigned ready filed writing"},
		{"what is in my hand is mine", article.Filter{Tab: "mine", Staff: "mara"}, "assigned"},
		{"a live story with filed changes is still live", article.Filter{Tab: "live"}, "changed live"},
	} {
		if got := h.rows(c.f); got != c.want {
			h.Errorf("%s: %s, want %s", c.says, got, c.want)
		}
	}
}
