//go:build unix

package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
)

// byChance is what no two stores have in common: the salts of their entries, and what is made of those.
var byChance = regexp.MustCompile(`\b(salt|commitment|prev|hash)=\[[0-9 ]*\]`)

// wholeArchives: stories that come whole leave row for row what the same stories leave that come one by one, and the
// record can make it again.
func wholeArchives(h house) {
	ctx := context.Background()
	seed := rand.Uint64()
	h.Logf("seed: %d", seed)
	filled := func(in func(*desk.Desk, []desk.Moved) error) (house, map[string][]string) {
		sown := clock.Sown(Monday, seed)
		h := house{TB: h.TB, clock: sown, kind: h.kind, place: h.kind.Place(h.TB, false)}
		h.Store = OpenAt(h.TB, h.place, sown)
		d := desk.New(h.Store, nil, nil, sown)
		opened := h.furnishWhole(d)
		r := rand.New(rand.NewPCG(seed, 1))
		for range 2 {
			if err := in(d, randomArchive(r, opened)); err != nil {
				h.Fatal(err)
			}
			opened += archiveSize
			sown.Move(time.Minute)
		}
		rows := h.dump()
		if _, err := h.Dump(ctx, func(table string, _ []string) (func([]any) error, error) {
			return func(values []any) error {
				rows["all of "+table] = append(rows["all of "+table], fmt.Sprint(values...))
				return nil
			}, nil
		}); err != nil {
			h.Fatal(err)
		}
		return h, rows
	}
	from := desk.Mover{System: "older papers", Base: "archive", Move: "m1"}
	_, one := filled(func(d *desk.Desk, all []desk.Moved) error { _, err := d.MoveIn(ctx, from, all); return err })
	h, whole := filled(func(d *desk.Desk, all []desk.Moved) error { _, err := d.MoveInWhole(ctx, from, all); return err })
	for table, rows := range one {
		if len(rows) == 0 || table == "all of head" || table == "all of entry" {
			continue
		}
		same := func(rows []string) (out []string) {
			for _, r := range rows {
				out = append(out, byChance.ReplaceAllString(r, "$1"))
			}
			slices.Sort(out)
			return out
		}
		want(h, table, same(whole[table]), same(rows))
	}
	for _, table := range []string{"listing", "search", "draft_search", "picture_use", "vocabulary", "edition", "entry_change", "filed", "all of draft", "all of draft_mark", "all of draft_picture", "all of draft_snapshot", "all of origin"} {
		if len(whole[table]) == 0 {
			h.Errorf("nothing stands in %s, so nothing is proved of it", table)
		}
	}
	if n, err := h.Verify(ctx); err != nil || n == 0 {
		h.Errorf("the record has %d entries: %v", n, err)
	}
	before := h.dump()
	if err := h.Rebuild(ctx); err != nil {
		h.Fatal(err)
	}
	for table, rows := range h.dump() {
		want(h, table+" made again", rows, before[table])
	}
	_, err := desk.New(h.Store, nil, nil, clock.At(Monday)).MoveInWhole(ctx, from, randomArchive(rand.New(rand.NewPCG(seed, 1)), 0))
	h.refused("stories that are here already", err, fault.Conflict)
}

// furnishWhole makes what the stories of an archive stand under, with a topic and a section that something else stands
// for, a byline that was merged, and a story of a minute that others of the archive have too.
func (h house) furnishWhole(d *desk.Desk) int {
	h.Helper()
	ctx := context.Background()
	h.act(func(tx desk.Tx) error {
		if err := tx.SaveSettings(ctx, settings("en")); err != nil {
			return err
		}
		for _, s := range [][2]string{{"world", ""}, {"north", "world"}, {"sport", ""}, {"old", ""}} {
			if err := tx.SaveSection(ctx, section(s[0], s[1])); err != nil {
				return err
			}
		}
		for _, id := range []string{"tides", "boats", "ships", "games"} {
			if err := tx.SaveTopic(ctx, topic(id)); err != nil {
				return err
			}
		}
		for _, id := range []string{"jo", "idris"} {
			if err := tx.SaveByline(ctx, byline(id, "Name of "+id)); err != nil {
				return err
			}
		}
		return tx.SavePicture(ctx, picture("quay"))
	})
	h.act(func(tx desk.Tx) error {
		ships, games, old, idris := topic("ships"), topic("games"), section("old", ""), byline("idris", "Name of idris")
		ships.MergedInto, games.TurnedInto, old.MergedInto, idris.MergedInto = "boats", "sport", "world", "jo"
		for _, err := range []error{tx.SaveTopic(ctx, ships), tx.SaveTopic(ctx, games), tx.SaveSection(ctx, old), tx.SaveByline(ctx, idris)} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if _, err := d.MoveIn(ctx, desk.Mover{System: "first", Base: "x"}, randomArchive(rand.New(rand.NewPCG(9, 9)), 0)[:1]); err != nil {
		h.Fatal(err)
	}
	return 1
}

const archiveSize = 60

// randomArchive is stories and drafts with everything that a story of an archive may have.
func randomArchive(r *rand.Rand, first int) []desk.Moved {
	var all []desk.Moved
	some := func(of ...string) []string {
		return slices.DeleteFunc(slices.Clone(of), func(string) bool { return r.IntN(3) > 0 })
	}
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	for n := range archiveSize {
		text := make([]*prose.Node, 1+r.IntN(3))
		for i := range text {
			text[i] = prose.P(prose.T(fmt.Sprintf("The %s came %s, as “%s” had said in été %d.", one("ferry", "ferries", "pilot"), one("late", "early"), one("Jo", "nobody"), r.IntN(5))))
		}
		if r.IntN(4) == 0 {
			text = append(text, prose.Image("quay", "At noon", "The quay"))
		}
		doc := prose.Doc(fmt.Sprintf("%s is told %d times", one("The tide", "A crew"), r.IntN(9)), one("", "What came of it."), text...)
		f := article.Fields{
			Kind: article.Kind(one("news", "opinion", "brief")), Section: one("world", "north", "sport", "old", ""), Sections: some("sport", "old"),
			Topics: some("tides", "boats", "ships", "games"), Lang: one("", "", "de"), Note: one("", "", "Ask Jo."), NoAds: r.IntN(2) == 0,
		}
		if f.Slug = fmt.Sprint("story-", first, "-", n/2); n%2 > 0 {
			f.Slug, f.Section = "", "" // its address is made of the headline
			doc.Content[0] = prose.Doc(fmt.Sprintf("The story %d of %d", n, first), "").Content[0]
		}
		if r.IntN(3) == 0 {
			f.Picture = &article.Lead{Picture: "quay", Alt: "The quay"}
		}
		for _, b := range some("jo", "idris") {
			f.Byline = append(f.Byline, article.Credit{Byline: b, Role: article.By})
		}
		if err := f.SetOn(doc); err != nil {
			panic(err) // strings always marshal
		}
		at := Monday.AddDate(0, -r.IntN(30), 0).Truncate(time.Hour * 240) // some at the same instant
		all = append(all, desk.Moved{
			Key: fmt.Sprint("story/", first+n), Hash: fmt.Sprint("hash ", n), Form: article.Story, Doc: doc, Public: r.IntN(5) > 0, PublishedAt: at, ChangedAt: at.Add(time.Hour),
		})
	}
	return all
}
