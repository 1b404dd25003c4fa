//go:build unix

package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/press"
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
