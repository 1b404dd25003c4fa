//go:build unix

package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/press"
	"broadsheet/internal/store"
)

// further are words of other languages, with marks and without, with endings that stems take off, and in scripts that
// are written without spaces.
var further = map[string][]string{
	"de": strings.Fields("der die und Brücke Brücken gesperrt Häuser Haus Hafen Straße Schiff Schiffe öffnen geöffnet Bürgermeisterin Zug Züge"),
	"fr": strings.Fields("le la et pont ponts fermé l’école élections élection bateaux bateau marché été qu’elle ouvrir ouverture"),
	"tr": strings.Fields("ve bir köprü köprüler İstanbul ışıklar gemiler gemi limanda kapandı ağaç"),
	"pt": strings.Fields("o de e ponte pontes eleições eleição estações estação navios navio pescadores informação"),
	"ru": strings.Fields("и в мост мосты закрыт порт корабли корабль ёлка выборы"),
	"ar": strings.Fields("في من الجسر الجِسر السفن سفينة الميناء أُغلق المدينة"),
	"zh": strings.Fields("大桥关闭 港口城市 旋转桥今天 船只 选举"),
}

// mixed is a corpus in several languages, with real stories among them where there are any.
func mixed(t testing.TB, r *rand.Rand, n int) (stories []told, words []string) {
	words = slices.Clone(tongue)
	stories = corpus(r, n)
	for _, lang := range []string{"de", "fr", "tr", "pt", "ru", "ar", "zh"} {
		words = append(words, further[lang]...)
		for i, s := range written(r, n/10, further[lang]) {
			s.id, s.lang = fmt.Sprintf("%s%05d", lang, i), lang
			stories = append(stories, s)
		}
	}
	real := realStories(t)
	for i, s := range real[:volume(10)*len(real)/10] {
		one := written(r, 1, tongue)[0] // its place, its bylines
		one.id, one.headline, one.text, one.lang = fmt.Sprintf("r%05d", i), s.headline, s.text, s.lang
		stories = append(stories, one)
		if own := strings.Fields(s.headline + " " + s.text); len(own) > 0 {
			words = append(words, own[r.IntN(len(own))])
		}
	}
	return stories, words
}

// Alike publishes the same stories on SQLite and on PostgreSQL side by side and asks both the same questions: every
// answer, with its order, counts, facets, passages and spellings, page after page, has to be the same on both.
func Alike(t *testing.T) {
	h, r := sideBySide(t)
	all, words := mixed(t, r, volume(2000))
	publishes := func(stories ...told) {
		for _, one := range h {
			for chunk := range slices.Chunk(stories, 100) {
				one.publish(chunk...)
			}
		}
	}
	publishes(all...)
	for i := range 60 { // what was there before must not be found, on either
		old := all[i*7%len(all)]
		if i%2 == 0 {
			for _, one := range h {
				one.act(func(tx desk.Tx) error { return tx.Withdraw(context.Background(), old.id, Monday) })
			}
			continue
		}
		other := corpus(r, 1)[0]
		other.id = old.id
		publishes(other)
	}
	n, pages, hits, empty := volume(1000), 0, 0, 0
	for _, w := range asked(r, all, words, n) {
		w.Newest, w.Limit = r.IntN(2) == 0, 5+r.IntN(60)
		for range 8 { // pages; the commonest words have hundreds
			found, differ := both(h, w.Search)
			if differ != "" {
				t.Fatalf("%+v\nis answered in two ways (-SQLite +PostgreSQL):\n%s", w.Search, differ)
			}
			if found.Apart != "" {
				if found, differ = both(h, article.Search{Text: found.Apart, Limit: 5}); differ != "" || len(found.Hits) == 0 {
					t.Fatalf("%+v\nis offered apart and then finds %d (-SQLite +PostgreSQL):\n%s", w.Search, len(found.Hits), differ)
				}
				break
			}
			pages, hits = pages+1, hits+len(found.Hits)
			if len(found.Hits) == 0 {
				empty++
			}
			if !found.Further || len(found.Hits) == 0 {
				break
			}
			w.After = found.Hits[len(found.Hits)-1].Seq
		}
	}
	t.Logf("promises: %d questions to %d stories on both databases side by side: %d pages, %d hits, all the same; %d questions find nothing", n, len(all), pages, hits, empty)
	if empty > n/2 || hits < n {
		t.Errorf("the questions find too little to tell the databases apart")
	}

	looked(h, asked(r, all, words, n))
	brought(h)

	// The test can fail: one story less in the index of one database, one word of one story, one count.
	for what, spoil := range map[string]string{
		"a document":    `DELETE FROM search WHERE seq = (SELECT seq FROM search_doc WHERE article = 'plant')`,
		"a fact":        `UPDATE search_fact SET facts = '' WHERE seq = (SELECT seq FROM search_doc WHERE article = 'plant')`,
		"a known word":  `DELETE FROM vocabulary WHERE folded = 'wexmouthian'`,
		"words to rank": `UPDATE search_doc SET tokens = '' WHERE article = 'plant'`,
	} {
		publishes(told{id: "plant", headline: "Wexmouthian oratorio", text: "An oratorio.", section: "s1", at: Monday},
			told{id: "other", headline: "At the quay", text: "An oratorio.", section: "s1", at: Monday})
		questions := []article.Search{{Text: "oratorio", Limit: 5}, {Text: "wexmuothian", Limit: 5}}
		for _, q := range questions {
			if _, differ := both(h, q); differ != "" {
				t.Fatalf("before %s is taken away: %s", what, differ)
			}
		}
		h[1].past(spoil)
		noticed := false
		for _, q := range questions {
			_, differ := both(h, q)
			noticed = noticed || differ != ""
		}
		if !noticed {
			t.Errorf("%s is missing on one database, and nobody noticed", what)
		}
		for _, one := range h {
			one.act(func(tx desk.Tx) error { return tx.Withdraw(context.Background(), "plant", Monday) })
		}
	}
}

// looked asks stores that look at few stories for phrases and exclusions: both look at the same ones and say which, and
// what they find is all that there is among those.
func looked(h [2]house, questions []wish) {
	few := h
	for i := range few {
		s, err := store.Open(context.Background(), store.Options{Database: h[i].place, Clock: h[i].clock, Look: 7})
		if err != nil {
			h[i].Fatal(err)
		}
		h[i].Cleanup(func() {
			if err := s.Close(); err != nil {
				h[i].Error(err)
			}
		})
		few[i].Store = s
	}
	bounded, older := 0, 0
	for _, w := range questions {
		w.Limit = 40
		found, differ := both(few, w.Search)
		if differ != "" {
			h[0].Fatalf("%+v\nis answered in two ways (-SQLite +PostgreSQL) where few are looked at:\n%s", w.Search, differ)
		}
		if found.Looked == 0 || found.Instead != "" || found.Apart != "" {
			continue
		}
		bounded++
		q := w.Search
		q.From = found.Since
		all, differ := both(h, q)
		if all.Apart != "" || all.Instead != "" {
			all = article.Found{}
		}
		if differ != "" || all.Count != found.Count || len(all.Hits) != len(found.Hits) {
			h[0].Fatalf("%+v\nfinds %d among those from %s on, but says %d\n%s", q, all.Count, found.Since, found.Count, differ)
		}
		q = w.Search // and the way on begins where this ended
		q.To = found.Since
		if rest, _ := both(h, q); rest.Instead == "" && rest.Apart == "" {
			older += rest.Count
			if whole, _ := both(h, w.Search); whole.Instead == "" && whole.Apart == "" && whole.Count != found.Count+rest.Count {
				h[0].Fatalf("%+v\nfinds %d and %d older ones, but %d in all", w.Search, found.Count, rest.Count, whole.Count)
			}
		}
	}
	h[0].Logf("promises: %d questions looked at a part of what holds their words, and left %d matches to the way on", bounded, older)
	if bounded < len(questions)/20 || older == 0 {
		h[0].Errorf("too few questions had more to look at than was looked at: %d", bounded)
	}
}

// brought takes away what a migration brings over beside the readers, and opens the databases again.
func brought(h [2]house) {
	questions := []article.Search{{Text: "the", Limit: 60}, {Text: "bridge", Limit: 60}, {Text: "harbour closed", Limit: 60}}
	var before []article.Found
	for _, q := range questions {
		found, _ := both(h, q)
		before = append(before, found)
	}
	again := h
	for i := range again {
		h[i].past(`UPDATE search_fact SET head = ''`)
		if h[i].kind.Name == "postgres" {
			h[i].past(`DROP INDEX search_spans`)
		}
		for at, q := range questions { // in the older way
			if found, differ := both(h, q); i == 1 && (differ != "" || cmp.Diff(found, before[at]) != "") {
				h[i].Errorf("%q is answered otherwise while its headings are not brought over: %s", q.Text, differ+cmp.Diff(before[at], found))
			}
		}
		again[i].Store = OpenAt(h[i].TB, h[i].place, h[i].clock)
	}
	for i := range again {
		again[i].until(`SELECT count(*) FROM search_fact WHERE head = ''`, 0)
		if h[i].kind.Name == "postgres" {
			again[i].until(`SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('search_spans') AND indisvalid`, 1)
		}
	}
	for at, q := range questions {
		if found, differ := both(again, q); differ != "" || cmp.Diff(found, before[at]) != "" {
			h[0].Errorf("%q is answered otherwise after the headings were brought over: %s", q.Text, differ+cmp.Diff(before[at], found))
		}
	}
}

// until waits until a number in the database is as it should be.
func (h house) until(query string, want int64) {
	h.Helper()
	db, err := sql.Open(map[string]string{"sqlite": "sqlite", "postgres": "pgx"}[h.kind.Name], h.place)
	if err != nil {
		h.Fatal(err)
	}
	defer db.Close()
	for deadline := time.Now().Add(time.Minute); ; runtime.Gosched() {
		var n int64
		if err := db.QueryRow(query).Scan(&n); err != nil {
			h.Fatal(err)
		}
		if n == want {
			return
		}
		if time.Now().After(deadline) {
			h.Fatalf("%s gives %d, not %d", query, n, want)
		}
	}
}

// sideBySide is a house on each database, with the same sections, and a source of chance.
func sideBySide(t *testing.T) ([2]house, *rand.Rand) {
	var h [2]house
	for i, k := range Kinds() {
		k.count(t)
		h[i] = newHouse(t, k)
		h[i].act(func(tx desk.Tx) error { return tx.SaveSettings(context.Background(), settings("en")) })
		h[i].sections(section("s0", ""), section("s1", ""), section("s2", "s1"), section("s3", "s2"))
	}
	return h, h[0].seeded()
}

// asked are wishes in the words of a corpus, more than half of them in words of one story, and some mistyped.
func asked(r *rand.Rand, all []told, words []string, n int) []wish {
	out := wishes(r, all, words, n)
	for i := range out {
		if i%5 > 1 { // words that stand together in one story
			out[i].Search = article.Search{Section: out[i].Section}
			own := strings.Fields(pick(r, all).text)
			for range min(len(own), 1+r.IntN(3)) {
				out[i].Text += pick(r, []string{"", "", "", `"`, "-"}) + pick(r, own) + " "
			}
		}
		if r.IntN(10) == 0 {
			slipped := []rune(out[i].Text)
			at := r.IntN(len(slipped) + 1)
			out[i].Text = string(slipped[:at]) + string(slipped[min(len(slipped), at+1):])
		}
	}
	return out
}

// both asks both databases and tells where the answers differ.
func both(h [2]house, q article.Search) (found article.Found, differ string) {
	var answers [2]article.Found
	for i := range h {
		h[i].see(func(v press.Snapshot) (err error) {
			answers[i], err = v.Search(context.Background(), q)
			return err
		})
	}
	return answers[0], cmp.Diff(answers[0], answers[1])
}
