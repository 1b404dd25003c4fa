//go:build unix

package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
)

func settings(lang string) paper.Settings {
	return paper.Settings{Name: "The Wexmouth Courier", Lang: lang, Zone: "Europe/Lisbon"}
}

func topic(id string) paper.Topic {
	return paper.Topic{ID: id, Name: "Topic " + id, Slug: id, Address: "/topic/" + id}
}

func byline(id, name string) paper.Byline {
	return paper.Byline{ID: id, Name: name, Slug: id, Address: "/author/" + id}
}

func address(path, object string) paper.Address {
	return paper.Address{Path: path, At: paper.AtArticle, Kind: paper.AtArticle, Object: object, Since: Monday}
}

func home(story string) front.Front {
	return front.Front{ID: front.Home, Pins: []front.Pin{{Slot: 0, Story: story, Until: Monday.Add(time.Hour)}}}
}

func section(id, parent string) paper.Section {
	return paper.Section{ID: id, Parent: parent, Name: id, Slug: id, Address: "/" + id + "/"}
}

func edition(id string, n int) article.Edition {
	return article.Edition{Article: id, Number: n, At: Monday, Change: article.Update, Doc: told{headline: fmt.Sprint("Edition ", n), text: "Text."}.doc(), Version: int64(n * 2), By: "mara"}
}

func note(id, of string) article.Note {
	return article.Note{ID: id, Article: of, Edition: 2, Kind: article.Corrected, At: Monday, Text: "The day was wrong.", Was: "Monday", Now: "Tuesday"}
}

func publishedComesBack(h house) {
	ctx := context.Background()
	s := told{id: "a", headline: "Ferry late", text: "It came.", section: "news", further: []string{"sport"}, byline: []string{"jo", "idris"}, topics: []string{"t"}, kind: article.Analysis}
	p := s.published(3)
	p.Standfirst, p.PaidBy, p.Dir, p.NoAds, p.SearchTitle, p.ShareTitle = "Again.", "Gannet", "ltr", true, "Ferry", "Ferry!"
	p.Source = article.Source{Name: "Meridian Wire", URL: "https://wire.example"}
	p.Picture = article.Lead{Picture: "p", Caption: "c", Alt: "a", Decorative: true}
	p.UpdatedAt = Monday.Add(time.Microsecond)
	p.Fields.Note = "secret to the desk"
	p.Doc.Attrs["note"] = "secret to the desk"
	h.act(func(tx desk.Tx) error { return tx.Publish(ctx, p) })
	p.Fields.Note = ""
	p.Doc.Attrs["note"] = ""
	h.see(func(v press.Snapshot) error {
		got, found, err := v.Article(ctx, "a")
		if !found {
			h.Error("it was not found")
		}
		want(h, "a published article", got, p)
		cards, err2 := v.Newest(ctx, article.Latest, 10)
		if len(cards) == 1 {
			want(h, "its card", cards[0], p.Card)
		} else {
			h.Errorf("the list has %d cards, %v", len(cards), err2)
		}
		return err
	})
	h.must(func(tx desk.Tx) error {
		got, _, err := tx.Published(ctx, "a")
		want(h, "a published article at the desk", got, p)
		return err
	})
	for _, list := range []string{"latest", "section/news", "section/sport", "byline/jo", "byline/idris", "topic/t", "kind/analysis"} {
		h.wantList(list, "a")
	}
	// Published anew elsewhere and without the rest, it leaves what it left.
	h.publish(told{id: "a", headline: "Ferry late", text: "It came.", section: "sport", at: Monday.Add(time.Hour)})
	for list, want := range map[string]string{"latest": "a", "section/news": "", "section/sport": "a", "byline/jo": "", "topic/t": "", "kind/analysis": "", "kind/news": "a"} {
		h.wantList(list, want)
	}
}

func oneSnapshot(h house) {
	ctx := context.Background()
	h.publish(story(1))
	h.see(func(v press.Snapshot) error {
		if v.Number() != 1 {
			h.Errorf("the snapshot is at %d", v.Number())
		}
		h.publish(story(2))
		h.act(func(tx desk.Tx) error { return tx.Withdraw(ctx, story(1).id, Monday) })
		cards, err := v.Newest(ctx, article.Latest, 10)
		if ids(cards) != story(1).id || v.Number() != 1 {
			h.Errorf("a snapshot at 1 shows %q at %d", ids(cards), v.Number())
		}
		_, found, err2 := v.Withdrawn(ctx, story(1).id)
		if found || err2 != nil {
			h.Errorf("a snapshot sees a later recall: %v", err2)
		}
		return err
	})
	h.wantList("latest", story(2).id)
}

func editions(h house) {
	ctx := context.Background()
	first := h.act(func(tx desk.Tx) error { return tx.AddEdition(ctx, edition("a", 1)) })
	h.act(func(tx desk.Tx) error { return nil })
	second := h.act(func(tx desk.Tx) error { return tx.AddEdition(ctx, edition("a", 2)) })
	_, err := act(h.Store, func(tx desk.Tx) error { return tx.AddEdition(ctx, edition("a", 2)) })
	h.refused("a number that is taken", err, fault.Conflict)
	all, err := h.Editions(ctx, "a")
	if err != nil || len(all) != 2 || all[0].Number != 2 || all[0].Entry != second.Number || all[1].Entry != first.Number || all[0].Doc != nil {
		h.Errorf("Editions = %+v, %v", all, err)
	}
	got, err := h.Edition(ctx, "a", 2)
	if err != nil {
		h.Fatal(err)
	}
	wanted := edition("a", 2)
	wanted.Entry = second.Number
	want(h, "an edition", got, wanted)
	_, err = h.Edition(ctx, "a", 3)
	h.refused("an edition that is not there", err, fault.NotFound)
}

func withdrawn(h house) {
	ctx := context.Background()
	h.sections(paper.Section{ID: "news"})
	h.publish(told{id: "a", headline: "Lighthouse", text: "It shone.", section: "news", byline: []string{"jo"}}, story(1))
	h.act(func(tx desk.Tx) error { return tx.SetAddress(ctx, address("/a", "a")) })
	h.act(func(tx desk.Tx) error { return tx.Withdraw(ctx, "a", Monday.Add(time.Hour)) })
	h.wantList("latest", story(1).id)
	h.wantList("section/news", "")
	h.wantList("byline/jo", "")
	h.see(func(v press.Snapshot) error {
		if _, found, err := v.Article(ctx, "a"); found || err != nil {
			h.Errorf("a withdrawn article is there: %v", err)
		}
		at, gone, err := v.Withdrawn(ctx, "a")
		if err != nil || !gone || !at.Equal(Monday.Add(time.Hour)) {
			h.Errorf("Withdrawn = %v, %v, %v", at, gone, err)
		}
		if _, gone, err := v.Withdrawn(ctx, story(1).id); gone || err != nil {
			h.Errorf("a public article was withdrawn: %v", err)
		}
		a, found, err := v.Address(ctx, "/a")
		if err != nil || !found || a.Object != "a" {
			h.Errorf("its address is %v, %v, %v: it has to stay", a, found, err)
		}
		hits, err := v.Search(ctx, article.Search{Text: "lighthouse", Limit: 10})
		if err != nil || hits.Count != 0 || len(hits.Hits) != 0 {
			h.Errorf("search finds %v, %v", hits, err)
		}
		cards, err := v.Cards(ctx, []string{story(1).id, "a"})
		if err != nil || ids(cards) != story(1).id {
			h.Errorf("Cards = %v, %v", ids(cards), err)
		}
		return nil
	})
	_, err := act(h.Store, func(tx desk.Tx) error { return tx.Withdraw(ctx, "a", Monday) })
	h.refused("withdrawing again", err, fault.NotFound)
	h.publish(told{id: "a", headline: "Lighthouse", text: "It shone.", section: "news"})
	h.wantList("section/news", "a")
	h.see(func(v press.Snapshot) error {
		_, gone, err := v.Withdrawn(ctx, "a")
		if gone {
			h.Error("a story that is public again is withdrawn")
		}
		return err
	})
}

func notes(h house) {
	ctx := context.Background()
	h.publish(story(1), story(2))
	h.act(func(tx desk.Tx) error {
		for i, of := range []string{story(1).id, story(2).id, story(1).id} {
			n := note(fmt.Sprint("n", i), of)
			n.At = Monday.Add(time.Duration(i) * time.Minute)
			if err := tx.AddNote(ctx, n); err != nil {
				return err
			}
		}
		return nil
	})
	all := func(before time.Time, limit int) string {
		var out []string
		h.see(func(v press.Snapshot) error {
			got, err := v.AllNotes(ctx, before, limit)
			for _, c := range got {
				if c.Note.Article != c.Story.ID || c.Story.Headline == "" {
					h.Errorf("a correction stands with the wrong story: %+v", c)
				}
				out = append(out, c.Note.ID)
			}
			return err
		})
		return strings.Join(out, " ")
	}
	if got := all(time.Time{}, 10); got != "n2 n1 n0" {
		h.Errorf("all corrections: %q", got)
	}
	if got := all(Monday.Add(2*time.Minute), 1); got != "n1" {
		h.Errorf("those before an instant: %q", got)
	}
	h.see(func(v press.Snapshot) error {
		got, err := v.Notes(ctx, story(1).id)
		if len(got) == 2 {
			want(h, "a correction", got[0], note("n0", story(1).id))
		} else {
			h.Errorf("the story has %d corrections", len(got))
		}
		return err
	})
	if got, err := h.NotesOf(ctx, story(2).id); err != nil || len(got) != 1 {
		h.Errorf("NotesOf = %v, %v", got, err)
	}
	h.act(func(tx desk.Tx) error { return tx.Withdraw(ctx, story(1).id, Monday) })
	if got := all(time.Time{}, 10); got != "n1" {
		h.Errorf("corrections after a recall: %q", got)
	}
}

func sectionLists(h house) {
	ctx := context.Background()
	h.sections(section("a", ""), section("b", ""), section("a1", "a"), section("a2", "a"), section("deep", "a1"))
	h.publish(
		told{id: "in-a", section: "a", at: Monday.Add(1)},
		told{id: "in-a1", section: "a1", at: Monday.Add(2 * time.Second)},
		told{id: "in-deep", section: "deep", at: Monday.Add(3 * time.Second)},
		told{id: "both", section: "deep", further: []string{"a2"}, at: Monday.Add(4 * time.Second)},
	)
	check := func(lists map[string]string) {
		h.Helper()
		for _, s := range []string{"a", "b", "a1", "a2", "deep"} {
			h.wantList("section/"+s, lists[s])
		}
	}
	check(map[string]string{"a": "both in-deep in-a1 in-a", "a1": "both in-deep in-a1", "a2": "both", "deep": "both in-deep"})
	// a1 moves to b, with what lies below it; "both" stays in a by its further section.
	h.act(func(tx desk.Tx) error { return tx.SaveSection(ctx, section("a1", "b")) })
	check(map[string]string{"a": "both in-a", "b": "both in-deep in-a1", "a1": "both in-deep in-a1", "a2": "both", "deep": "both in-deep"})
	// Two moves and a publication in one action.
	h.act(func(tx desk.Tx) error {
		for _, s := range []paper.Section{section("deep", ""), section("a1", "a")} {
			if err := tx.SaveSection(ctx, s); err != nil {
				return err
			}
		}
		return told{id: "new", section: "deep", at: Monday.Add(9 * time.Second)}.publish(tx)
	})
	check(map[string]string{"a": "both in-a1 in-a", "a1": "in-a1", "a2": "both", "deep": "new both in-deep"})
	// Publishing and moving at the same time leave the lists right, whoever was first.
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			parent := []string{"a", "b"}[i%2]
			if _, err := act(h.Store, func(tx desk.Tx) error { return tx.SaveSection(ctx, section("a1", parent)) }); err != nil {
				h.Error(err)
			}
		})
		wg.Go(func() {
			if _, err := act(h.Store, told{id: fmt.Sprint("x", i), section: "a1", at: Monday.Add(time.Duration(20+i) * time.Second)}.publish); err != nil {
				h.Error(err)
			}
		})
	}
	wg.Wait()
	tree, err := h.Sections(ctx)
	if err != nil {
		h.Fatal(err)
	}
	at := slices.IndexFunc(tree, func(s paper.Section) bool { return s.ID == "a1" })
	if tree[at].Parent == "a" {
		check(map[string]string{"a": "x3 x2 x1 x0 both in-a1 in-a", "a1": "x3 x2 x1 x0 in-a1", "a2": "both", "deep": "new both in-deep"})
	} else {
		check(map[string]string{"a": "both in-a", "b": "x3 x2 x1 x0 in-a1", "a1": "x3 x2 x1 x0 in-a1", "a2": "both", "deep": "new both in-deep"})
	}
}

func dropSection(h house) {
	ctx := context.Background()
	h.sections(section("a", ""), section("a1", "a"), section("b", ""), section("c", ""))
	h.publish(told{id: "x", section: "b"})
	h.must(func(tx desk.Tx) error {
		return tx.AddDraft(ctx, told{id: "y", section: "a", further: []string{"c"}}.draft())
	})
	drop := func(id string) error {
		_, err := act(h.Store, func(tx desk.Tx) error { return tx.DropSection(ctx, id) })
		return err
	}
	h.refused("a section with one below", drop("a"), fault.Conflict)
	h.refused("a section with a story", drop("b"), fault.Conflict)
	h.refused("a section with a draft", drop("c"), fault.Conflict)
	h.refused("a section that is not there", drop("z"), fault.NotFound)
	if err := drop("a1"); err != nil {
		h.Error(err)
	}
	h.act(func(tx desk.Tx) error { return tx.Withdraw(ctx, "x", Monday) })
	if err := drop("b"); err != nil {
		h.Error(err)
	}
	tree, err := h.Sections(ctx)
	if err != nil || len(tree) != 2 {
		h.Errorf("the tree is %v, %v", tree, err)
	}
}

func sectionRing(h house) {
	ctx := context.Background()
	h.sections(section("a", ""), section("b", "a"), section("c", "b"))
	save := func(s paper.Section) error {
		_, err := act(h.Store, func(tx desk.Tx) error { return tx.SaveSection(ctx, s) })
		return err
	}
	h.refused("a section below itself", save(section("a", "c")), fault.Invalid)
	h.refused("a section as its own parent", save(section("a", "a")), fault.Invalid)
	h.refused("a parent that is not there", save(section("a", "z")), fault.Invalid)
	ordered := []paper.Section{section("d", ""), section("e", "")}
	ordered[0].Place, ordered[1].Place = 2, 1
	h.act(func(tx desk.Tx) error {
		for _, s := range ordered {
			if err := tx.SaveSection(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	tree, err := h.Sections(ctx)
	var names []string
	for _, s := range tree {
		names = append(names, s.ID)
	}
	if got := strings.Join(names, " "); err != nil || got != "a b c e d" {
		h.Errorf("the tree is %q, %v", got, err)
	}
	h.see(func(v press.Snapshot) error {
		got, err := v.Sections(ctx)
		want(h, "the tree in a snapshot", got, tree)
		return err
	})
}

func between(h house) {
	ctx := context.Background()
	var all []told
	var wanted []string
	for i := range 30 {
		s := story(i)
		s.at = Monday.Add(time.Duration(i/3) * 24 * time.Hour) // three at each instant
		all = append(all, s)
	}
	h.publish(all...)
	for _, s := range slices.Backward(all) {
		wanted = append(wanted, s.id)
	}
	for _, size := range []int{1, 2, 7, 30, 40} {
		var got []string
		var after article.Cursor
		for {
			var cards []article.Card
			h.see(func(v press.Snapshot) error {
				var err error
				cards, err = v.Between(ctx, article.Latest, time.Time{}, time.Time{}, after, size)
				return err
			})
			for _, c := range cards {
				got = append(got, c.ID)
				after = article.CursorOf(c)
			}
			if len(cards) < size {
				break
			}
		}
		if !slices.Equal(got, wanted) {
			h.Errorf("in pages of %d: %v", size, got)
		}
	}
	h.see(func(v press.Snapshot) error {
		cards, err := v.Between(ctx, article.Latest, Monday.Add(24*time.Hour), Monday.Add(48*time.Hour), article.Cursor{}, 10)
		if ids(cards) != "story005 story004 story003" {
			h.Errorf("one day holds %q", ids(cards))
		}
		if _, err := v.Newest(ctx, article.Latest, 41); err == nil {
			h.Error("more than 40 of the newest were given")
		}
		return err
	})
}

func months(h house) {
	ctx := context.Background()
	lisbon, err := time.LoadLocation("Europe/Lisbon")
	if err != nil {
		h.Fatal(err)
	}
	kiritimati := time.FixedZone("+14", 14*3600)
	h.publish(
		told{id: "a", at: time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)},
		told{id: "b", at: time.Date(2026, 8, 31, 23, 30, 0, 0, time.UTC)}, // already September in Lisbon and Kiritimati
		told{id: "c", at: time.Date(2026, 12, 1, 5, 0, 0, 0, time.UTC)},
	)
	for _, c := range []struct {
		says          string
		zone          *time.Location
		month         time.Month
		before, after time.Month
	}{
		{"between two", time.UTC, 6, 3, 8},
		{"the first", time.UTC, 3, 0, 8},
		{"the last", time.UTC, 12, 8, 0},
		{"by the zone of the paper", lisbon, 6, 3, 9},
		{"that month itself is neither", lisbon, 9, 3, 12},
		{"far to the east", kiritimati, 9, 3, 12},
	} {
		h.see(func(v press.Snapshot) error {
			before, after, err := v.Months(ctx, article.Latest, time.Date(2026, c.month, 1, 0, 0, 0, 0, c.zone), c.zone)
			for _, got := range []struct {
				name string
				t    time.Time
				want time.Month
			}{{"before", before, c.before}, {"after", after, c.after}} {
				var want time.Time
				if got.want != 0 {
					want = time.Date(2026, got.want, 1, 0, 0, 0, 0, c.zone)
				}
				if !got.t.Equal(want) {
					h.Errorf("%s: %s is %v, want %v", c.says, got.name, got.t, want)
				}
			}
			return err
		})
	}
}

func addresses(h house) {
	ctx := context.Background()
	paths := []string{"/world/Ærø", "/world/ærø", "/World/Ærø", "/?p=123", "/a%20b", "/a b", "/新闻/桥", "/world/", "/world", "/%", "/_"}
	h.act(func(tx desk.Tx) error {
		for _, p := range paths {
			if err := tx.SetAddress(ctx, address(p, "object of "+p)); err != nil {
				return err
			}
		}
		return nil
	})
	h.see(func(v press.Snapshot) error {
		for _, p := range paths {
			got, found, err := v.Address(ctx, p)
			if err != nil || !found {
				h.Errorf("%q was not found: %v", p, err)
				continue
			}
			want(h, "an address", got, address(p, "object of "+p))
		}
		for _, p := range []string{"/WORLD", "/world/Ære", "", "/world//", "/a\x00b", "/\xff", strings.Repeat("/x", 5000)} {
			if got, found, err := v.Address(ctx, p); found || err != nil {
				h.Errorf("%.20q found %v, %v", p, got, err)
			}
		}
		return nil
	})
	// An object that moves leaves a redirect, and its present address is known.
	h.act(func(tx desk.Tx) error {
		gone := paper.Address{Path: "/world/", At: paper.AtRedirect, Kind: paper.AtSection, Object: "w", Since: Monday}
		now := paper.Address{Path: "/globe/", At: paper.AtSection, Kind: paper.AtSection, Object: "w", Since: Monday}
		if err := tx.SetAddress(ctx, gone); err != nil {
			return err
		}
		return tx.SetAddress(ctx, now)
	})
	h.see(func(v press.Snapshot) error {
		path, found, err := v.AddressOf(ctx, paper.AtSection, "w")
		if err != nil || !found || path != "/globe/" {
			h.Errorf("AddressOf = %q, %v, %v", path, found, err)
		}
		path, found, err = v.AddressOf(ctx, paper.AtSection, "object of /world")
		if err != nil || found {
			h.Errorf("an article's address answers for a section: %q, %v", path, err)
		}
		return nil
	})
	h.act(func(tx desk.Tx) error { return tx.DropAddress(ctx, "/globe/") })
	h.act(func(tx desk.Tx) error { return tx.DropAddress(ctx, "/globe/") })
	h.see(func(v press.Snapshot) error {
		_, found, err := v.AddressOf(ctx, paper.AtSection, "w")
		if found {
			h.Error("a dropped address is still known")
		}
		return err
	})
	_, err := act(h.Store, func(tx desk.Tx) error { return tx.SetAddress(ctx, address("/"+strings.Repeat("x", 2000), "a")) })
	h.refused("an address that is too long", err, fault.Invalid)
}

func standingPages(h house) {
	ctx := context.Background()
	h.publish(
		told{id: "about", headline: "About us", text: "Since 1871.", form: article.StandingPage, place: 2},
		told{id: "contact", headline: "Contact", text: "Ring us.", form: article.StandingPage, place: 1},
	)
	h.wantList("latest", "")
	pages := func() string {
		got := ""
		h.see(func(v press.Snapshot) error {
			cards, err := v.Pages(ctx)
			got = ids(cards)
			return err
		})
		return got
	}
	if got := pages(); got != "contact about" {
		h.Errorf("the pages are %q", got)
	}
	h.publish(told{id: "about", headline: "About us", text: "Since 1871.", form: article.StandingPage})
	h.act(func(tx desk.Tx) error { return tx.Withdraw(ctx, "contact", Monday) })
	if got := pages(); got != "about" {
		h.Errorf("the pages are %q", got)
	}
}

func papers(h house) {
	ctx := context.Background()
	s := settings("pt")
	s.Share, s.Follow = []string{"mail"}, []paper.Link{{Name: "Fediverse", URL: "https://f.example"}}
	b := byline("b", "Dr Tomas Eldreth")
	b.Title, b.About, b.Email, b.Guest, b.Links = "Columnist", "Three\nlines", "t@courier.example", true, []paper.Link{{Name: "Site", URL: "https://t.example"}}
	tp := topic("t")
	tp.Description = "A bridge"
	o := desk.Origin{System: "wordpress", Base: "https://old.example", ID: "post/12", Kind: "article", Object: "a", Hash: "h"}
	f := home("a")
	h.see(func(v press.Snapshot) error {
		if _, found, err := v.Settings(ctx); found || err != nil {
			h.Errorf("settings before the first run: %v", err)
		}
		got, err := v.Front(ctx, front.Home)
		if len(got.Pins) != 0 {
			h.Errorf("a front that nobody touched: %v", got)
		}
		return err
	})
	for range 2 {
		h.act(func(tx desk.Tx) error {
			for _, save := range []func() error{
				func() error { return tx.SaveSettings(ctx, s) }, func() error { return tx.SaveByline(ctx, b) },
				func() error { return tx.SaveTopic(ctx, tp) }, func() error { return tx.SaveOrigin(ctx, o) }, func() error { return tx.SaveFront(ctx, f) },
			} {
				if err := save(); err != nil {
					return err
				}
			}
			return nil
		})
		h.see(func(v press.Snapshot) error {
			got, found, err := v.Settings(ctx)
			want(h, "the settings", got, s)
			gotB, foundB, errB := v.Byline(ctx, "b")
			want(h, "a byline", gotB, b)
			gotT, foundT, errT := v.Topic(ctx, "t")
			want(h, "a topic", gotT, tp)
			gotF, errF := v.Front(ctx, front.Home)
			want(h, "a front", gotF, f)
			if !found || !foundB || !foundT {
				h.Error("something was not found")
			}
			for _, e := range []error{err, errB, errT, errF} {
				if e != nil {
					return e
				}
			}
			return nil
		})
		h.must(func(tx desk.Tx) error {
			got, found, err := tx.Origin(ctx, "wordpress", "https://old.example", "post/12")
			if !found {
				h.Error("an origin was forgotten")
			}
			want(h, "an origin", got, o)
			return err
		})
		s.Name, b.Name, tp.Name, tp.Slug, o.Hash = "The Courier", "T. Eldreth", "Bridge", "bridge", "h2"
		f.Pins = append(f.Pins, front.Pin{Slot: 3, Story: "b"})
	}
	other := topic("t2")
	other.Slug = "bridge"
	_, err := act(h.Store, func(tx desk.Tx) error { return tx.SaveTopic(ctx, other) })
	h.refused("a slug that is taken", err, fault.Conflict)
	h.must(func(tx desk.Tx) error {
		_, err := tx.Byline(ctx, "z")
		h.refused("a byline that is not there", err, fault.NotFound)
		_, err = tx.Topic(ctx, "z")
		h.refused("a topic that is not there", err, fault.NotFound)
		_, found, err := tx.TopicBySlug(ctx, "bridge")
		if !found {
			h.Error("a topic was not found by its slug")
		}
		return err
	})
	if all, err := h.Topics(ctx); err != nil || len(all) != 1 {
		h.Errorf("Topics = %v, %v", all, err)
	}
	if all, err := h.Bylines(ctx); err != nil || len(all) != 1 {
		h.Errorf("Bylines = %v, %v", all, err)
	}
	if got, err := h.FrontOf(ctx, front.Home); err != nil || len(got.Pins) != 2 {
		h.Errorf("FrontOf = %v, %v", got, err)
	}
}
