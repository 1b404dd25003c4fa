//go:build unix

package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
)

// want compares what came back with what was saved.
func want[T any](h house, what string, got, want T) {
	h.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		h.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func draftComesBack(h house) {
	ctx := context.Background()
	d := told{id: "a", headline: "Ferry late", text: "It came at noon.", section: "news", byline: []string{"jo"}}.draft()
	d.Version, d.Rows, d.CreatedBy, d.ChangedBy = 7, 3, "jo", "mara"
	d.ChangedAt = Monday.Add(time.Microsecond)
	h.must(func(tx desk.Tx) error { return tx.AddDraft(ctx, d) })
	got, err := h.DraftText(ctx, "a")
	if err != nil {
		h.Fatal(err)
	}
	want(h, "a draft", got, d)
	h.refused("the same identity again", h.try(func(tx desk.Tx) error { return tx.AddDraft(ctx, d) }), fault.Conflict)

	d.Edition, d.LiveVersion, d.Address, d.RecallReason, d.Origin, d.Imported, d.Place = 2, 7, "/news/ferry", "a name", "wordpress", true, 4
	d.PublishedAt, d.UpdatedAt, d.RecalledAt = Monday.Add(-time.Hour), Monday.Add(-time.Minute), Monday
	d.Doc = told{headline: "Ferry on time", text: "It never was late."}.doc()
	h.must(func(tx desk.Tx) error {
		was, err := tx.Draft(ctx, "a")
		if err != nil {
			return err
		}
		if was.Version != 7 {
			h.Errorf("the draft has version %d", was.Version)
		}
		return tx.SaveDraft(ctx, d)
	})
	if got, err = h.DraftText(ctx, "a"); err != nil {
		h.Fatal(err)
	}
	want(h, "a saved draft", got, d)
	_, err = h.DraftText(ctx, "nobody's")
	h.refused("a draft that is not there", err, fault.NotFound)
	h.refused("saving a draft that is not there", h.try(func(tx desk.Tx) error {
		d.ID = "b"
		return tx.SaveDraft(ctx, d)
	}), fault.NotFound)
}

func staleWriter(h house) {
	ctx := context.Background()
	h.must(func(tx desk.Tx) error { return tx.AddDraft(ctx, story(1).draft()) })
	const writers = 6
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			if err := h.try(func(tx desk.Tx) error {
				d, err := tx.Draft(ctx, story(1).id)
				if err != nil {
					return err
				}
				d.Version++
				return tx.SaveDraft(ctx, d)
			}); err != nil {
				h.Error(err)
			}
		})
	}
	wg.Wait()
	d, err := h.DraftText(ctx, story(1).id)
	if err != nil || d.Version != writers {
		h.Errorf("%d writers each added one to the version: it is %d, %v", writers, d.Version, err)
	}
}

func steps(n int64, client string, counter int64) article.Steps {
	return article.Steps{
		Draft: story(1).id, N: n, Base: n - 1, Client: client, Counter: counter, By: "jo", At: Monday,
		Steps: []json.RawMessage{json.RawMessage(fmt.Sprintf(`{"stepType":"replace","from":%d}`, n))},
	}
}

func stepsUnique(h house) {
	ctx := context.Background()
	h.must(func(tx desk.Tx) error { return tx.AddDraft(ctx, story(1).draft()) })
	add := func(s article.Steps) error {
		return h.try(func(tx desk.Tx) error { return tx.AddSteps(ctx, s) })
	}
	for n := range int64(4) {
		if err := add(steps(n+1, "window", n+1)); err != nil {
			h.Fatal(err)
		}
	}
	h.refused("the same place by another window", add(steps(2, "other", 1)), fault.Conflict)
	h.refused("the same count by the same window", add(steps(5, "window", 4)), fault.Conflict)
	since, err := h.StepsSince(ctx, story(1).id, 2)
	if err != nil {
		h.Fatal(err)
	}
	want(h, "the log since version 2", since, []article.Steps{steps(3, "window", 3), steps(4, "window", 4)})
	// Two at once: one of them gets the place.
	var wg sync.WaitGroup
	var mu sync.Mutex
	kept := 0
	for i := range 4 {
		wg.Go(func() {
			if err := add(steps(5, fmt.Sprint("window", i), 1)); err == nil {
				mu.Lock()
				kept++
				mu.Unlock()
			} else if !fault.Is(err, fault.Conflict) {
				h.Error(err)
			}
		})
	}
	wg.Wait()
	if kept != 1 {
		h.Errorf("%d rows were kept at one place", kept)
	}
}

func resends(h house) {
	ctx := context.Background()
	sent := steps(1, "window", 9)
	h.must(func(tx desk.Tx) error {
		if err := tx.AddDraft(ctx, story(1).draft()); err != nil {
			return err
		}
		if _, again, err := tx.Resent(ctx, "window", 9); err != nil || again {
			h.Errorf("what was never sent was recognised: %v", err)
		}
		return tx.AddSteps(ctx, sent)
	})
	h.must(func(tx desk.Tx) error {
		got, again, err := tx.Resent(ctx, "window", 9)
		if !again {
			h.Error("a resend was not recognised")
		}
		want(h, "the row sent before", got, sent)
		return err
	})
	d := story(1).draft()
	d.Version = 1
	h.must(func(tx desk.Tx) error { return tx.AddSnapshot(ctx, d, Monday) })
	h.must(func(tx desk.Tx) error { return tx.AddSnapshot(ctx, d, Monday) })
}

func hands(h house) {
	ctx := context.Background()
	mine := article.Hand{Draft: story(1).id, Client: "w1", Staff: "jo", Until: Monday.Add(time.Minute)}
	h.must(func(tx desk.Tx) error {
		if err := tx.AddDraft(ctx, story(1).draft()); err != nil {
			return err
		}
		if _, found, err := tx.Hand(ctx, story(1).id); err != nil || found {
			h.Errorf("a new draft is in somebody's hand: %v", err)
		}
		return tx.SetHand(ctx, mine)
	})
	yours := article.Hand{Draft: story(1).id, Client: "w2", Staff: "mara", Until: Monday.Add(time.Hour)}
	h.must(func(tx desk.Tx) error {
		got, _, err := tx.Hand(ctx, story(1).id)
		want(h, "the hand", got, mine)
		if err != nil {
			return err
		}
		return tx.SetHand(ctx, yours)
	})
	h.must(func(tx desk.Tx) error {
		got, _, err := tx.Hand(ctx, story(1).id)
		want(h, "the hand that took over", got, yours)
		return err
	})
}

// rows names the stories that a filter chooses.
func (h house) rows(f article.Filter) string {
	h.Helper()
	all, err := h.Stories(context.Background(), f)
	if err != nil {
		h.Fatal(err)
	}
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.ID
	}
	return strings.Join(names, " ")
}

func storyList(h house) {
	ctx := context.Background()
	h.sections(paper.Section{ID: "news"}, paper.Section{ID: "courts", Parent: "news"}, paper.Section{ID: "sport"})
	h.must(func(tx desk.Tx) error {
		for i, c := range []struct {
			id, section string
			further     []string
			change      func(d *article.Draft)
		}{
			{"writing", "news", nil, func(d *article.Draft) { d.CreatedBy = "jo" }},
			{"live", "courts", nil, func(d *article.Draft) { d.Edition, d.ChangedBy = 1, "jo" }},
			{"changed", "sport", []string{"courts"}, func(d *article.Draft) { d.Edition, d.Version = 1, 2 }},
			{"recalled", "", nil, func(d *article.Draft) { d.Edition, d.RecalledAt = 1, Monday }},
			{"about", "", nil, func(d *article.Draft) { d.Form, d.Place = article.StandingPage, 2 }},
			{"contact", "", nil, func(d *article.Draft) { d.Form, d.Place = article.StandingPage, 1 }},
			{"bylined", "", nil, func(*article.Draft) {}},
		} {
			s := told{id: c.id, headline: "About " + c.id, text: "Words of it.", section: c.section, further: c.further}
			if c.id == "bylined" {
				s.byline = []string{"jo-byline"}
			}
			d := s.draft()
			d.ChangedAt = Monday.Add(time.Duration(i/2) * time.Minute) // pairs of them at one instant
			c.change(&d)
			if err := tx.AddDraft(ctx, d); err != nil {
				return err
			}
		}
		return tx.SaveStaff(ctx, account.Staff{ID: "jo", User: "jo", Byline: "jo-byline"})
	})
	for _, c := range []struct {
		says string
		f    article.Filter
		want string
	}{
		{"every story, newest change first", article.Filter{}, "bylined recalled changed writing live"},
		{"open ones are never published or have changes waiting", article.Filter{Tab: "open"}, "bylined changed writing"},
		{"live ones", article.Filter{Tab: "live"}, "changed live"},
		{"recalled ones", article.Filter{State: article.Recalled}, "recalled"},
		{"mine: begun by me, last changed by me, or under my byline", article.Filter{Tab: "mine", Staff: "jo"}, "bylined writing live"},
		{"a section with what lies below it", article.Filter{Section: "news"}, "changed writing live"},
		{"a section below", article.Filter{Section: "courts"}, "changed live"},
		{"standing pages", article.Filter{Form: article.StandingPage}, "contact about"},
		{"at most so many", article.Filter{Limit: 2}, "bylined recalled"},
		{"and on from there", article.Filter{Limit: 2, Before: article.Cursor{At: Monday.Add(time.Minute), ID: "recalled"}}, "changed writing"},
	} {
		if got := h.rows(c.f); got != c.want {
			h.Errorf("%s: got %q, want %q", c.says, got, c.want)
		}
	}
	pages, err := h.Pages(ctx)
	if err != nil || len(pages) != 2 || pages[0].ID != "contact" || pages[0].Headline != "About contact" || pages[0].Words != 3 {
		h.Errorf("the standing pages are %+v, %v", pages, err)
	}
	all, err := h.Stories(ctx, article.Filter{Tab: "live"})
	if err != nil || len(all) != 2 || all[0].State != article.Changed || all[0].Section != "sport" || !all[0].ChangedAt.Equal(Monday.Add(time.Minute)) {
		h.Errorf("a row is %+v, %v", all, err)
	}
	if _, err := h.Stories(ctx, article.Filter{Tab: "cellar"}); err == nil {
		h.Error("a tab that is not there shows stories")
	}
}

// newsroomFacets: what the newsroom finds is counted by what narrowing by it finds, and a slip is put right by a word that
// readers may read and a story of the filter holds.
func newsroomFacets(h house) {
	ctx := context.Background()
	h.sections(section("world", ""), section("sea", "world"))
	h.act(func(tx desk.Tx) error {
		for i := range 30 {
			s := told{id: fmt.Sprintf("facet%02d", i), headline: "Lanterns on the quay", text: "A lantern.", section: []string{"world", "sea", ""}[i%3], byline: []string{"jo", "ruth"}[:i%3]}
			d := s.draft()
			d.ChangedAt = Monday.AddDate(0, -i/10, 0)
			if err := tx.AddDraft(ctx, d); err != nil {
				return err
			}
		}
		return told{id: "facet00", headline: "Lantern", text: "A lantern and a zeppelin."}.publish(tx)
	})
	whole := article.Filter{Query: "lantern"}
	counted, err := h.StoryFacets(ctx, whole, time.UTC)
	if err != nil {
		h.Fatal(err)
	}
	seen := 0
	narrower := func(what string, tallies []article.Tally, narrow func(f *article.Filter, id string)) {
		for _, t := range tallies {
			f := whole
			narrow(&f, t.ID)
			if n, err := h.CountStories(ctx, f, 100); err != nil || n != t.Count {
				h.Errorf("%s %s is counted %d times and finds %d, %v", what, t.ID, t.Count, n, err)
			}
			seen++
		}
	}
	narrower("section", counted.Sections, func(f *article.Filter, id string) { f.Section = id })
	narrower("byline", counted.Bylines, func(f *article.Filter, id string) { f.Byline = id })
	narrower("state", counted.States, func(f *article.Filter, id string) { f.State = article.State(id) })
	narrower("month", counted.Months, func(f *article.Filter, id string) {
		at, err := time.Parse("2006-01", id)
		if err != nil {
			h.Fatal(err)
		}
		f.From, f.Until = at, at.AddDate(0, 1, 0)
	})
	if seen < 2+2+1+3 {
		h.Errorf("only %d ways are counted: %+v", seen, counted)
	}
	for query, want := range map[string]string{"lantren": "lantern", "lantren quay": "lantern quay", "zepelin": "", "lantern": "", "qwxzy": ""} {
		if got, err := h.Meant(ctx, article.Filter{Query: query}); err != nil || got != want {
			h.Errorf("%q may have meant %q, %v; want %q", query, got, err, want)
		}
	}
}

func newsroomSearch(h house) {
	ctx := context.Background()
	h.act(func(tx desk.Tx) error {
		if err := tx.SaveSettings(ctx, settings("en")); err != nil {
			return err
		}
		if err := tx.SaveByline(ctx, byline("jo", "Jo Tarrick")); err != nil {
			return err
		}
		if err := tx.SetAddress(ctx, address("/?p=12", "old")); err != nil {
			return err
		}
		for _, s := range []told{
			{id: "bridge", headline: "Bridges closed", text: "Nobody crosses.", byline: []string{"jo"}},
			{id: "old", headline: "From the archive", text: "The ferries of 1871."},
		} {
			d := s.draft()
			d.Address = "/" + s.id
			if err := tx.AddDraft(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
	for query, want := range map[string]string{
		"bridge": "bridge", "Closed BRIDGES": "bridge", "nobody crossed": "bridge", "tarrick": "bridge", "tarrick ferry": "", "ferry": "old",
		"/bridge": "bridge", "https://courier.example/old": "old", "/?p=12": "old", "/nowhere": "", "…": "", "archive -ferry": "",
	} {
		if got := h.rows(article.Filter{Query: query}); got != want {
			h.Errorf("searching for %q finds %q, want %q", query, got, want)
		}
	}
	newsroomFacets(h)
	// What was changed is found by its new words and not by its old ones.
	h.must(func(tx desk.Tx) error {
		d, err := tx.Draft(ctx, "old")
		if err != nil {
			return err
		}
		d.Doc = told{headline: "Harbour", text: "The tide."}.doc()
		return tx.SaveDraft(ctx, d)
	})
	if got := h.rows(article.Filter{Query: "ferry"}) + h.rows(article.Filter{Query: "tide"}); got != "old" {
		h.Errorf("after a change the old and new words find %q", got)
	}
	if uses, err := h.UsesOf(ctx, "none"); err != nil || len(uses) != 0 {
		h.Errorf("UsesOf = %v, %v", uses, err)
	}
	h.must(func(tx desk.Tx) error {
		return tx.AddDraft(ctx, told{id: "shown", headline: "X", text: "y", pictures: []string{"p1"}}.draft())
	})
	uses, err := h.UsesOf(ctx, "p1")
	if err != nil || len(uses) != 1 || uses[0].ID != "shown" {
		h.Errorf("UsesOf = %v, %v", uses, err)
	}
}

func people(h house) {
	ctx := context.Background()
	mara := account.Staff{
		ID: "1", User: "mara", Email: "Mara@courier.example", Name: "Mara Ostrey", Roles: []account.Role{account.Editor, account.Operator},
		Byline: "b", Password: "$argon2id$…", AddedAt: Monday, SignedIn: Monday.Add(time.Hour),
	}
	save := func(s account.Staff) error { return h.try(func(tx desk.Tx) error { return tx.SaveStaff(ctx, s) }) }
	if err := save(mara); err != nil {
		h.Fatal(err)
	}
	got, err := h.Staff(ctx, "1")
	if err != nil {
		h.Fatal(err)
	}
	want(h, "an account", got, mara)
	for _, name := range []string{"mara", "MARA", " mara@COURIER.example "} {
		if got, found, err := h.StaffByName(ctx, name); err != nil || !found || got.ID != "1" {
			h.Errorf("StaffByName(%q) = %v, %v, %v", name, got, found, err)
		}
	}
	if _, found, err := h.StaffByName(ctx, ""); err != nil || found {
		h.Errorf("nobody's name finds somebody: %v", err)
	}
	taken := func(s account.Staff, field string) {
		h.Helper()
		err := save(s)
		h.refused(field+" that is taken", err, fault.Conflict)
		if f := fault.Of(err); f != nil && f.Field != field {
			h.Errorf("the refusal is about %q, want %q", f.Field, field)
		}
	}
	taken(account.Staff{ID: "2", User: "MARA"}, "user")
	taken(account.Staff{ID: "2", User: "other", Email: "mara@courier.EXAMPLE"}, "email")
	if err := save(account.Staff{ID: "2", User: "jo"}); err != nil {
		h.Error(err)
	}
	if err := save(account.Staff{ID: "3", User: "idris"}); err != nil {
		h.Errorf("two accounts without an e-mail: %v", err)
	}
	mara.Retired, mara.Name = true, "Mara O."
	if err := save(mara); err != nil {
		h.Error(err)
	}
	if n, err := h.CountStaff(ctx); err != nil || n != 2 {
		h.Errorf("CountStaff = %d, %v", n, err)
	}
	all, err := h.AllStaff(ctx)
	if err != nil || len(all) != 3 || all[2].ID != "1" {
		h.Errorf("AllStaff = %v, %v: the retired stand last", all, err)
	}
	_, err = h.Staff(ctx, "9")
	h.refused("an account that is not there", err, fault.NotFound)
	// Two who want one name at once.
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() { errs[i] = save(account.Staff{ID: fmt.Sprint("new", i), User: "lena"}) })
	}
	wg.Wait()
	kept := 0
	for _, err := range errs {
		if err == nil {
			kept++
		} else {
			h.refused("the second of two", err, fault.Conflict)
		}
	}
	if kept != 1 {
		h.Errorf("%d accounts have one name", kept)
	}
}
