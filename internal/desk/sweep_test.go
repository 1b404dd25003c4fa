package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
)

// sweep asks for a deed and goes on with it to its end.
func (r *room) sweep(by account.Staff, deed article.SweepDeed, value string, drafts ...string) article.Sweep {
	r.t.Helper()
	s, err := r.StartSweep(r.t.Context(), by, article.Sweep{Deed: deed, Value: value}, drafts)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.finish(by, s.ID)
}

func (r *room) finish(by account.Staff, id string) article.Sweep {
	r.t.Helper()
	for {
		waiting, err := r.GoOn(r.t.Context(), by, id)
		if err != nil {
			r.t.Fatal(err)
		}
		if waiting == 0 {
			break
		}
	}
	s, err := r.store.Sweep(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// told gives what a story of a sweep was left for.
func (r *room) told(s article.Sweep, draft string) string {
	r.t.Helper()
	left, err := r.store.SweepStories(r.t.Context(), s.ID, article.Left, 0, 100)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, l := range left {
		if l.Draft == draft {
			return l.Say
		}
	}
	return ""
}

func (r *room) fieldsOf(id string) (article.Draft, article.Fields) {
	r.t.Helper()
	d, err := r.store.DraftText(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	f, err := article.FieldsOf(d.Doc)
	if err != nil {
		r.t.Fatal(err)
	}
	return d, f
}

func TestBin(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		d, err := r.StartStory(ctx, r.reporter, article.Story)
		if err != nil {
			t.Fatal(err)
		}
		other, err := r.StartStory(ctx, r.editor, article.Story)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Bin(ctx, r.reporter, other.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a reporter bins an editor's story: %v", err)
		}
		if err := r.Bin(ctx, r.reporter, d.ID); err != nil {
			t.Fatal(err)
		}
		if err := r.Bin(ctx, r.reporter, d.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("binning twice: %v", err)
		}
		if err := r.Take(ctx, r.reporter, d.ID, "w", "", false); !fault.Is(err, fault.Forbidden) {
			t.Errorf("writing in the bin: %v", err)
		}
		if err := r.Restore(ctx, r.editor, d.ID); err != nil {
			t.Fatal(err)
		}
		if err := r.Restore(ctx, r.editor, d.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("restoring twice: %v", err)
		}
		if now, _ := r.fieldsOf(d.ID); now.State() != article.Writing || now.Bin != (article.Bin{}) {
			t.Errorf("restored, the story is %s", now.State())
		}
		// What somebody else has open is not pulled from under their hands.
		if err := r.Take(ctx, r.reporter, d.ID, "w", "", false); err != nil {
			t.Fatal(err)
		}
		if err := r.Bin(ctx, r.editor, d.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("binning what a reporter has open: %v", err)
		}
		if err := r.Bin(ctx, r.reporter, d.ID); err != nil {
			t.Fatal(err)
		}
		r.clock.Move(article.BinFor - time.Second)
		if n, err := r.EmptyBin(ctx); err != nil || n != 0 {
			t.Errorf("before the time has come %d drafts are removed, %v", n, err)
		}
		r.clock.Move(2 * time.Second)
		if n, err := r.EmptyBin(ctx); err != nil || n != 1 {
			t.Errorf("%d drafts are removed, %v", n, err)
		}
		if _, err := r.store.DraftText(ctx, d.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("the removed draft: %v", err)
		}
	})
}

func TestOneDeedForManyStories(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		news, _, err := r.AddSection(ctx, r.editor, paper.Section{Name: "News"})
		r.must(err)
		sport, _, err := r.AddSection(ctx, r.editor, paper.Section{Name: "Sport"})
		r.must(err)
		topic, _, err := r.SaveTopic(ctx, r.editor, paper.Topic{Name: "The swing bridge"})
		r.must(err)
		in := func(d article.Draft) {
			now, _ := r.fieldsOf(d.ID)
			_, err := r.typeAt(r.editor, d.ID, now.Version, attr("section", news.ID))
			r.must(err)
		}
		live, changed, draft := r.story("Live one"), r.story("Changed one"), r.story("Draft")
		for _, d := range []article.Draft{live, changed, draft} {
			in(d)
		}
		r.publish(live, desk.Publication{Slot: desk.NoSlot})
		r.publish(changed, desk.Publication{Slot: desk.NoSlot})
		now, _ := r.fieldsOf(changed.ID)
		_, err = r.typeAt(r.editor, changed.ID, now.Version, insert(1, "Much "))
		r.must(err)
		own, err := r.StartStory(ctx, r.reporter, article.Story)
		r.must(err)
		published, _ := r.fieldsOf(live.ID)

		r.clock.Move(time.Hour)
		s := r.sweep(r.editor, article.ToSection, sport.ID, live.ID, changed.ID, draft.ID, own.ID, "gone")
		if s.Count[article.Done] != 3 || s.Count[article.Left] != 2 || s.Total() != 5 {
			t.Errorf("five stories moved as %v", s.Count)
		}
		if got := r.told(s, changed.ID); !strings.Contains(got, "changes waiting") {
			t.Errorf("of the story with changes waiting it says %q", got)
		}
		if got := r.listed(article.SectionList(sport.ID)); !slices.Equal(got, []string{"Live one"}) {
			t.Errorf("readers see in Sport %q", got)
		}
		moved, f := r.fieldsOf(live.ID)
		if f.Section != sport.ID || moved.State() != article.Live || moved.Edition != 2 || moved.Address != published.Address || !moved.PublishedAt.Equal(published.PublishedAt) || !moved.UpdatedAt.IsZero() {
			t.Errorf("the live story is %+v", moved)
		}
		// A window that has it open goes on from the log.
		rows, err := r.store.StepsSince(ctx, live.ID, published.Version)
		r.must(err)
		if len(rows) != 1 || rows[0].Next() != moved.Version {
			t.Errorf("the log holds %v", rows)
		}
		// Undone, but for what somebody changed since.
		if again := r.sweep(r.editor, article.ToSection, sport.ID, live.ID); again.Count[article.Same] != 1 {
			t.Errorf("moving to where it stands: %v", again.Count)
		}
		r.sweep(r.editor, article.ToSection, news.ID, draft.ID)
		undo, err := r.UndoSweep(ctx, r.editor, s.ID)
		r.must(err)
		undo = r.finish(r.editor, undo.ID)
		if undo.Count[article.Done] != 2 || !strings.Contains(r.told(undo, draft.ID), "since") {
			t.Errorf("undoing: %v, and of the one that was moved on %q", undo.Count, r.told(undo, draft.ID))
		}
		if got := r.listed(article.SectionList(sport.ID)); len(got) != 0 {
			t.Errorf("after undoing readers see in Sport %q", got)
		}
		if _, f := r.fieldsOf(own.ID); f.Section != "" {
			t.Errorf("a story without a section came back with %q", f.Section)
		}

		// Topics and bylines.
		r.sweep(r.editor, article.AddTopic, topic.ID, live.ID, own.ID)
		if got := r.listed(article.TopicList(topic.ID)); !slices.Equal(got, []string{"Live one"}) {
			t.Errorf("the topic holds %q", got)
		}
		r.sweep(r.editor, article.DropTopic, topic.ID, live.ID)
		if got := r.listed(article.TopicList(topic.ID)); len(got) != 0 {
			t.Errorf("the topic still holds %q", got)
		}
		s = r.sweep(r.editor, article.ToByline, r.reporter.Byline, live.ID)
		if got := r.listed(article.BylineList(r.reporter.Byline)); !slices.Equal(got, []string{"Live one"}) {
			t.Errorf("the byline holds %q", got)
		}
		undo, err = r.UndoSweep(ctx, r.editor, s.ID)
		r.must(err)
		r.finish(r.editor, undo.ID)
		if got := r.listed(article.BylineList(r.editor.Byline)); !slices.Contains(got, "Live one") {
			t.Errorf("the old byline holds %q", got)
		}
		// Into somebody's hand, and out of it.
		s = r.sweep(r.editor, article.ToHand, r.reporter.ID, live.ID, own.ID)
		if d, _ := r.fieldsOf(own.ID); d.InHand != r.reporter.ID || s.Count[article.Done] != 2 {
			t.Errorf("in the hand of %q: %v", d.InHand, s.Count)
		}

		// What a reporter may, of own stories alone.
		s = r.sweep(r.reporter, article.ToSection, sport.ID, own.ID, draft.ID, live.ID)
		if s.Count[article.Done] != 1 || s.Count[article.Left] != 2 {
			t.Errorf("a reporter moved %v", s.Count)
		}
		_, err = r.StartSweep(ctx, r.reporter, article.Sweep{Deed: article.Recalling, Value: "x"}, []string{live.ID})
		r.refused(err, fault.Forbidden, "")
		_, err = r.GoOn(ctx, r.reporter, undo.ID)
		r.refused(err, fault.Forbidden, "")

		// The bin takes what never was public, and gives it back.
		s = r.sweep(r.editor, article.ToBin, "", draft.ID, live.ID)
		if s.Count[article.Done] != 1 || !strings.Contains(r.told(s, live.ID), "live") {
			t.Errorf("binned %v, and of the live one it says %q", s.Count, r.told(s, live.ID))
		}
		undo, err = r.UndoSweep(ctx, r.editor, s.ID)
		r.must(err)
		r.finish(r.editor, undo.ID)
		if d, _ := r.fieldsOf(draft.ID); d.InBin() {
			t.Error("undoing left the draft in the bin")
		}

		_, err = r.StartSweep(ctx, r.editor, article.Sweep{Deed: article.Recalling, Value: " "}, []string{live.ID})
		r.refused(err, fault.Invalid, "reason")
		s = r.sweep(r.editor, article.Recalling, "Wrong bridge.", live.ID, changed.ID, draft.ID)
		if s.Count[article.Done] != 2 || len(r.listed(article.Latest)) != 0 {
			t.Errorf("recalled %v, and readers see %q", s.Count, r.listed(article.Latest))
		}
		if _, err := r.UndoSweep(ctx, r.editor, s.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("undoing a recall: %v", err)
		}
		for value, deed := range map[string]article.SweepDeed{"nowhere": article.ToSection, "none": article.AddTopic, "nobody": article.ToByline, "": "burn"} {
			if _, err := r.StartSweep(ctx, r.editor, article.Sweep{Deed: deed, Value: value}, []string{draft.ID}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s %q: %v", deed, value, err)
			}
		}
		if _, err := r.StartSweep(ctx, r.editor, article.Sweep{Deed: article.ToBin}, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("a deed for no story: %v", err)
		}
	})
}
