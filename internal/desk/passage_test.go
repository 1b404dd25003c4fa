package desk_test

import (
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
)

// own is a story that the reporter began and typed into.
func (r *room) own(headline string) string {
	r.t.Helper()
	d, err := r.StartStory(r.t.Context(), r.reporter, article.Story)
	r.must(err)
	_, err = r.typeAt(r.reporter, d.ID, 0, insert(1, headline))
	r.must(err)
	return d.ID
}

func (r *room) passage(id string) article.Draft {
	r.t.Helper()
	d, err := r.store.DraftText(r.t.Context(), id)
	r.must(err)
	return d
}

func TestFiledSentBackAndFiledAgain(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		id := r.own("Dredger due")
		r.must(r.File(ctx, r.reporter, id))
		now := r.clock.Now()
		if d := r.passage(id); d.State() != article.Filed || d.FiledBy != r.reporter.ID || !d.FiledAt.Equal(now) || d.InHand != "" {
			t.Errorf("filed: %s %+v", d.State(), d.Passage)
		}
		r.refused(r.File(ctx, r.reporter, id), fault.Conflict, "")
		r.must(r.TakeForEdit(ctx, r.editor, id))
		if d := r.passage(id); d.State() != article.Filed || d.InHand != r.editor.ID {
			t.Errorf("taken: %s %+v", d.State(), d.Passage)
		}
		r.refused(r.Reclaim(ctx, r.reporter, id), fault.Conflict, "")
		r.refused(r.SendBack(ctx, r.editor, id, " \n"), fault.Invalid, "note")
		r.must(r.SendBack(ctx, r.editor, id, "Who says so?"))
		want := article.SentBack{Note: "Who says so?", By: r.editor.ID, At: now}
		if d := r.passage(id); d.State() != article.Writing || d.InHand != r.reporter.ID || d.Back != want || !d.FiledAt.IsZero() {
			t.Errorf("sent back: %s %+v", d.State(), d.Passage)
		}
		r.must(r.File(ctx, r.reporter, id))
		r.must(r.Reclaim(ctx, r.reporter, id)) // nobody took it yet
		r.must(r.File(ctx, r.reporter, id))
		r.must(r.MarkReady(ctx, r.editor, id))
		if d := r.passage(id); d.State() != article.Ready || d.Back != want {
			t.Errorf("ready: %s %+v", d.State(), d.Passage)
		}
		d := r.passage(id)
		_, err := r.typeAt(r.reporter, id, d.Version, insert(1, "x"))
		r.must(err)
		if d := r.passage(id); d.State() != article.Filed {
			t.Errorf("a reporter wrote in what was ready, and it is %s", d.State())
		}
	})
}

func TestPublishingEndsTheWay(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		d := r.story("Straight from writing")
		r.must(r.Assign(ctx, r.editor, d.ID, r.reporter.ID, "2026-11-23T16:00"))
		if got := r.passage(d.ID); got.InHand != r.reporter.ID || !got.Due.At.Equal(time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)) {
			t.Errorf("assigned: %+v", got.Passage)
		}
		v, err := r.Write(ctx, r.reporter, desk.Typed{Draft: d.ID, Base: d.Version, Client: "hers", Counter: 1, Panel: true, Steps: nil})
		if err == nil {
			t.Errorf("nothing was written as version %d", v)
		}
		r.must(r.Take(ctx, r.reporter, d.ID, "hers", "", true))
		p := desk.Publication{Draft: d.ID, Version: d.Version, Change: article.First, Slot: desk.NoSlot}
		_, err = r.Publish(ctx, r.editor, p)
		r.refused(err, fault.Invalid, "anyway")
		p.Anyway = true
		if _, err = r.Publish(ctx, r.editor, p); err != nil {
			t.Fatal(err)
		}
		if got := r.passage(d.ID); got.State() != article.Live || got.Passage != (article.Passage{}) {
			t.Errorf("published: %s %+v", got.State(), got.Passage)
		}
	})
}

func TestWhoMayMoveADraft(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		id := r.own("Mine")
		stranger, err := r.AddStaff(ctx, r.editor, desk.NewStaff{Name: "Idris", Email: "idris@courier.example", Roles: []account.Role{account.Reporter}, PasswordHash: "x"})
		r.must(err)
		r.refused(r.File(ctx, stranger, id), fault.Forbidden, "")
		r.must(r.File(ctx, r.reporter, id))
		for what, err := range map[string]error{
			"take":      r.TakeForEdit(ctx, r.reporter, id),
			"send back": r.SendBack(ctx, r.reporter, id, "no"),
			"ready":     r.MarkReady(ctx, r.reporter, id),
			"assign":    r.Assign(ctx, r.reporter, id, r.reporter.ID, ""),
			"reclaim":   r.Reclaim(ctx, stranger, id),
		} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("a reporter's %s: %v", what, err)
			}
		}
		r.refused(r.Assign(ctx, r.editor, id, "nobody", ""), fault.Invalid, "person")
		r.refused(r.Assign(ctx, r.editor, id, "", "tomorrow"), fault.Invalid, "due")
	})
}
