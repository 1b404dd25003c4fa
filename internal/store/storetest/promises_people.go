//go:build unix

package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
)

func passes(h house) {
	ctx := context.Background()
	p := account.Pass{
		ID: "p1", Hash: account.KeyHash("one"), Kind: account.ToJoin, Name: "Nia Corrow", Email: "nia@courier.example",
		Roles: []account.Role{account.Reporter, account.Editor}, Byline: "nia", MadeBy: "ruth", MadeAt: Monday, Until: Monday.Add(account.JoinFor),
	}
	save := func(p account.Pass) {
		h.Helper()
		h.act(func(tx desk.Tx) error { return tx.SavePass(ctx, p) })
	}
	save(p)
	got, found, err := h.PassByHash(ctx, account.KeyHash("one"))
	if err != nil || !found {
		h.Fatalf("a link is not found by its hash: %v", err)
	}
	want(h, "a link", got, p)
	waiting, err := h.AskedIn(ctx)
	if err != nil {
		h.Fatal(err)
	}
	want(h, "who was asked in", waiting, []account.Pass{p})

	p.Hash, p.Staff, p.UsedAt = account.KeyHash("two"), "nia", Monday.Add(time.Hour)
	save(p)
	if _, found, err := h.PassByHash(ctx, account.KeyHash("one")); found || err != nil {
		h.Errorf("the hash of a link that was made again is still found, %v", err)
	}
	h.act(func(tx desk.Tx) error {
		one, err := tx.Pass(ctx, "p1")
		want(h, "a link by its id", one, p)
		if err != nil {
			return err
		}
		all, err := tx.PassesOf(ctx, "nia")
		want(h, "the links of an account", all, []account.Pass{p})
		_, none := tx.Pass(ctx, "none")
		h.refused("a link that is not there", none, fault.NotFound)
		return err
	})
	if waiting, err := h.AskedIn(ctx); err != nil || len(waiting) > 0 {
		h.Errorf("who came in is still waited for: %v, %v", waiting, err)
	}

	h.clock.Move(200 * 24 * time.Hour)
	later := p
	later.ID, later.Hash, later.MadeAt, later.Until = "p2", account.KeyHash("three"), h.clock.Now(), h.clock.Now().Add(time.Hour)
	save(later)
	h.act(func(tx desk.Tx) error {
		_, err := tx.Pass(ctx, "p1")
		h.refused("a link that ran out long ago", err, fault.NotFound)
		return nil
	})
}

func signIns(h house) {
	ctx := context.Background()
	var all []account.SignIn
	for n := range 13 {
		all = append(all, account.SignIn{At: Monday.Add(time.Duration(n) * time.Hour), Device: fmt.Sprint("Firefox ", n)})
	}
	h.act(func(tx desk.Tx) error {
		for _, i := range all {
			if err := tx.AddSignIn(ctx, "jo", i); err != nil {
				return err
			}
		}
		return tx.AddSignIn(ctx, "mara", all[0])
	})
	got, err := h.SignIns(ctx, "jo")
	if err != nil {
		h.Fatal(err)
	}
	slices.Reverse(all)
	want(h, "the last sign-ins", got, all[:10])
}

func handedOver(h house) {
	ctx := context.Background()
	h.act(func(tx desk.Tx) error {
		for _, s := range []account.Staff{{ID: "jo", User: "jo"}, {ID: "idris", User: "idris"}} {
			if err := tx.SaveStaff(ctx, s); err != nil {
				return err
			}
		}
		for _, c := range []struct {
			id, by string
			change func(*article.Draft)
		}{
			{"began", "jo", func(*article.Draft) {}},
			{"given", "mara", func(d *article.Draft) { d.InHand = "jo" }},
			{"filed", "jo", func(d *article.Draft) { d.Stage, d.FiledBy, d.FiledAt = article.AtDesk, "jo", Monday }},
			{"edited", "jo", func(d *article.Draft) { d.InHand, d.Stage = "mara", article.AtDesk }},
			{"live", "jo", func(d *article.Draft) {
				d.Edition, d.LiveVersion, d.PublishedAt, d.Address = 1, d.Version, Monday, "/live"
			}},
			{"other", "mara", func(*article.Draft) {}},
		} {
			d := told{id: c.id, headline: c.id, text: "Words."}.draft()
			d.CreatedBy, d.ChangedBy = c.by, c.by
			if err := tx.AddDraft(ctx, d); err != nil {
				return err
			}
			c.change(&d)
			if err := tx.SaveDraft(ctx, d); err != nil {
				return err
			}
		}
		return tx.SetHand(ctx, article.Hand{Draft: "began", Client: "window", Staff: "jo", Until: Monday.Add(time.Hour)})
	})
	counted, err := h.CountOpenOf(ctx, "jo")
	if err != nil {
		h.Fatal(err)
	}
	n := 0
	h.act(func(tx desk.Tx) (err error) {
		n, err = tx.HandOver(ctx, "jo", "idris", Monday)
		return err
	})
	if n != 2 || counted != 2 {
		h.Errorf("%d stories were handed over and %d counted before, want 2", n, counted)
	}
	in := func(who string) string {
		h.Helper()
		rows, err := h.Needs(ctx, who, false, 20)
		if err != nil {
			h.Fatal(err)
		}
		var ids []string
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		slices.Sort(ids)
		return strings.Join(ids, " ")
	}
	for who, ids := range map[string]string{"jo": "", "idris": "began given", "mara": "edited"} {
		if got := in(who); got != ids {
			h.Errorf("%s has %q in hand, want %q", who, got, ids)
		}
	}
	if held, err := h.Hands(ctx, Monday, []string{"began"}); err != nil || len(held) > 0 {
		h.Errorf("a text is still held open: %v, %v", held, err)
	}
	h.act(func(tx desk.Tx) (err error) {
		n, err = tx.HandOver(ctx, "idris", "", Monday)
		return err
	})
	if got := in("idris"); n != 2 || got != "" {
		h.Errorf("%d stories were left at the desk, and idris has %q in hand", n, got)
	}
}

// bylined publishes stories under the bylines of their names: "ab" is by a and b.
func (h house) bylined(stories ...string) {
	h.Helper()
	h.act(func(tx desk.Tx) error {
		for n, s := range stories {
			t := told{id: s, headline: "Ferry " + s, text: "It came at noon.", byline: strings.Split(strings.TrimRight(s, "0123456789"), ""), at: Monday.AddDate(0, -n, 0)}
			if err := t.publish(tx); err != nil {
				return err
			}
			d := t.draft()
			if err := tx.AddDraft(context.Background(), d); err != nil {
				return err
			}
		}
		return nil
	})
}

// merge lets one byline stand for another, or with "" the other for itself.
func (h house) merge(id, into string) {
	h.Helper()
	ctx := context.Background()
	h.act(func(tx desk.Tx) error {
		b, err := tx.Byline(ctx, id)
		if err != nil {
			return err
		}
		b.MergedInto = into
		at := paper.Address{Path: b.Address, At: paper.AtByline, Kind: paper.AtByline, Object: id, Since: Monday}
		if into != "" {
			at.At = paper.AtRedirect
		}
		if err := tx.SetAddress(ctx, at); err != nil {
			return err
		}
		return tx.SaveByline(ctx, b)
	})
}

func (h house) threeAuthors() {
	h.Helper()
	ctx := context.Background()
	h.act(func(tx desk.Tx) error {
		for id, name := range map[string]string{"a": "Jo Tarrick", "b": "J. Tarick", "c": "Nia Corrow"} {
			if err := tx.SaveByline(ctx, byline(id, name)); err != nil {
				return err
			}
			if err := tx.SetAddress(ctx, paper.Address{Path: "/author/" + id, At: paper.AtByline, Kind: paper.AtByline, Object: id, Since: Monday}); err != nil {
				return err
			}
		}
		return tx.SaveStaff(ctx, account.Staff{ID: "jo", User: "jo", Byline: "a"})
	})
	h.bylined("a1", "b2", "ab3", "bc4", "c5")
}

func mergedBylines(h house) {
	ctx := context.Background()
	h.threeAuthors()
	h.merge("b", "a")
	h.wantList("byline/a", "a1 b2 ab3 bc4")
	h.wantList("byline/b", "")
	h.wantList("byline/c", "bc4 c5")
	if err := h.Read(ctx, func(v press.Snapshot) error {
		b, found, err := v.Byline(ctx, "b")
		if err != nil || !found || b.Name != "Jo Tarrick" || b.ID != "a" {
			h.Errorf("the merged byline is read as %+v, %v, %v", b, found, err)
		}
		at, found, err := v.AddressOf(ctx, paper.AtByline, "b")
		if err != nil || !found || at != "/author/a" {
			h.Errorf("the merged byline stands at %q, %v, %v", at, found, err)
		}
		some, err := v.Search(ctx, article.Search{Text: "ferry", Byline: "a", Limit: 10})
		if err != nil {
			return err
		}
		if some.Count != 4 {
			h.Errorf("search finds %d stories of the byline that is kept, want 4", some.Count)
		}
		all, err := v.Search(ctx, article.Search{Text: "ferry", Limit: 10})
		want(h, "authors counted by search", all.Bylines, []article.Tally{{ID: "a", Count: 4}, {ID: "c", Count: 2}})
		if err != nil {
			return err
		}
		old, err := v.Search(ctx, article.Search{Text: "Tarrick", Limit: 10})
		if old.Count != 4 {
			h.Errorf("the name that is kept finds %d stories, want 4", old.Count)
		}
		return err
	}); err != nil {
		h.Fatal(err)
	}
	h.bylined("b6")
	h.wantList("byline/a", "b6 a1 b2 ab3 bc4")
	for _, c := range []struct {
		name   string
		filter article.Filter
	}{
		{"the list of stories by the byline that is kept", article.Filter{Byline: "a"}},
		{"the stories of the person", article.Filter{Tab: "mine", Staff: "jo"}},
	} {
		c.filter.Limit = 50
		rows, err := h.Stories(ctx, c.filter)
		if err != nil {
			h.Fatal(err)
		}
		var ids []string
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		slices.Sort(ids)
		want(h, c.name, strings.Join(ids, " "), "a1 ab3 b2 b6 bc4")
	}
	names, err := h.Names(ctx, []string{"a", "b", "c"})
	if err != nil {
		h.Fatal(err)
	}
	want(h, "names", names, map[string]string{"a": "Jo Tarrick", "b": "Jo Tarrick", "c": "Nia Corrow"})
	jo, err := h.Staff(ctx, "jo")
	if err != nil || !jo.Is("b") || !jo.Is("a") || jo.Is("c") {
		h.Errorf("the merged byline is not the person's: %+v, %v", jo, err)
	}
	alone, err := h.Bylines(ctx)
	if err != nil || len(alone) != 2 {
		h.Errorf("%d bylines stand for themselves, want 2: %v", len(alone), err)
	}
}

func takenApart(h house) {
	ctx := context.Background()
	h.threeAuthors()
	h.merge("b", "a")
	h.merge("c", "a")
	h.wantList("byline/a", "a1 b2 ab3 bc4 c5")
	h.merge("b", "")
	h.wantList("byline/a", "a1 ab3 bc4 c5")
	h.wantList("byline/b", "b2 ab3 bc4")
	h.merge("c", "")
	h.wantList("byline/a", "a1 ab3")
	h.wantList("byline/c", "bc4 c5")
	before := h.dump()
	if err := h.Rebuild(ctx); err != nil {
		h.Fatal(err)
	}
	after := h.dump()
	for table, rows := range before {
		want(h, table, after[table], rows)
	}
}

func noChains(h house) {
	ctx := context.Background()
	h.threeAuthors()
	h.merge("b", "a")
	for say, m := range map[string][2]string{
		"into one that was merged":             {"c", "b"},
		"one into which another was merged":    {"a", "c"},
		"into itself":                          {"c", "c"},
		"into one that is not there":           {"c", "z"},
		"into one that was merged into itself": {"a", "b"},
	} {
		_, err := act(h.Store, func(tx desk.Tx) error {
			b, err := tx.Byline(ctx, m[0])
			if err != nil {
				return err
			}
			b.MergedInto = m[1]
			return tx.SaveByline(ctx, b)
		})
		h.refused(say, err, fault.Invalid)
	}
}
