//go:build unix

package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/press"
	"broadsheet/internal/store/search"
)

// volume is n in make soak, and a tenth of it in make test.
func volume(n int) int {
	if os.Getenv("BROADSHEET_SOAK") == "" {
		return n / 10
	}
	return n
}

// seeded is a source of chance whose seed is printed; BROADSHEET_SEED runs one again.
func (h house) seeded() *rand.Rand {
	h.Helper()
	seed := rand.Uint64()
	if n, err := strconv.ParseUint(os.Getenv("BROADSHEET_SEED"), 10, 64); err == nil {
		seed = n
	}
	h.Logf("seed: %d (BROADSHEET_SEED=%d runs it again)", seed, seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// English words that stems bring together or keep apart; the first are the commonest.
var tongue = strings.Fields(`the and of bridge ferry council harbour closed opening opens opened ships shipping quay night clinic doctors doctor
	nurses fire trial judge verdict rowing rowers captain storm storms tides tide fishing fishermen market prices price rents rent school teachers
	pupils library books festival music singer gallery painting railway stations station buses bus drivers strike pay budget taxes voters election
	mayor promises promised inquiry inspectors cracks repairs repaired engineers bearing steel concrete weather flood floods rescue lifeboat crew
	cannery workers jobs factory sale buyers owners licence court appeal sentence garden flowers museum history island lighthouse naïve café straße`)

// corpus writes stories whose words are drawn from the tongue, the first far more often, and keeps their texts.
func corpus(r *rand.Rand, n int) []told { return written(r, n, tongue) }

// written is a corpus in other words.
func written(r *rand.Rand, n int, tongue []string) []told {
	zipf := rand.NewZipf(r, 1.05, 2, uint64(len(tongue)-1))
	text := func(words int) string {
		var b strings.Builder
		for i := range words {
			if i > 0 {
				b.WriteString(pick(r, []string{" ", " ", " ", " ", " ", ", ", ". ", "-", "\n"}))
			}
			b.WriteString(tongue[zipf.Uint64()])
		}
		return b.String()
	}
	var all []told
	for i := range n {
		s := told{
			id: fmt.Sprintf("c%05d", i), headline: strings.ReplaceAll(text(4+r.IntN(6)), "\n", " "), text: text(20 + r.IntN(60)),
			at: Monday.AddDate(0, 0, -r.IntN(1500)), section: pick(r, []string{"s0", "s1", "s2", "s3", ""}), byline: some(r, worldBylines, 2),
			topics: some(r, worldTopics, 1), lang: pick(r, []string{"", "", "", "de", "fr"}), kind: pick(r, []article.Kind{article.News, article.Opinion}),
		}
		all = append(all, s)
	}
	return all
}

// A wish is a generated question, and what the oracle has to know of it.
type wish struct {
	article.Search
	terms []wanted
}

type wanted struct {
	words []string
	not   bool
}

func wishes(r *rand.Rand, all []told, tongue []string, n int) []wish {
	var out []wish
	for i := range n {
		var w wish
		w.Limit = 1
		word := func() string {
			if i%5 == 0 {
				return tongue[r.IntN(3)]
			}
			return pick(r, tongue)
		}
		for range 1 + r.IntN(3) {
			one := wanted{words: []string{word()}, not: r.IntN(6) == 0}
			if r.IntN(3) == 0 { // a phrase out of a story, or one that nobody wrote
				one.words = append(one.words, word())
				if s := strings.Fields(pick(r, all).text); r.IntN(2) == 0 && len(s) > 3 {
					at := r.IntN(len(s) - 2)
					one.words = search.Words(strings.Join(s[at:at+2], " "))
				}
			}
			if len(one.words) == 0 {
				continue
			}
			text := one.words[0]
			if len(one.words) > 1 {
				text = `"` + strings.Join(one.words, " ") + `"`
			}
			if one.not {
				text = "-" + text
			}
			w.Text += text + " "
			w.terms = append(w.terms, one)
		}
		if r.IntN(4) == 0 {
			w.Section = pick(r, []string{"s0", "s1", "s2"})
		}
		if r.IntN(5) == 0 {
			w.Byline = pick(r, worldBylines)
		}
		if r.IntN(5) == 0 {
			w.Kind = article.Opinion
		}
		if r.IntN(5) == 0 {
			w.From = Monday.AddDate(0, 0, -r.IntN(1500))
			w.To = w.From.AddDate(0, r.IntN(20), 0)
		}
		out = append(out, w)
	}
	return out
}

// oracle says whether a story answers a wish, by reading its text as it stands.
func oracle(w wish, s told, below map[string][]string, langs []string) bool {
	lang := s.lang
	if lang == "" {
		lang = "en"
	}
	if !w.From.IsZero() && s.at.Before(w.From) || !w.To.IsZero() && !s.at.Before(w.To) || w.Kind != "" && s.kind != w.Kind ||
		w.Byline != "" && !slices.Contains(s.byline, w.Byline) || w.Section != "" && !slices.Contains(below[w.Section], s.section) {
		return false
	}
	asked := 0
	for _, t := range w.terms {
		held := false
		for _, block := range append([]string{s.headline}, strings.Split(s.text, "\n")...) {
			have := search.Forms(block, search.StemOf(lang))
			for _, l := range append([]string{""}, langs...) {
				form := search.Forms(strings.Join(t.words, " "), l)
				for at := 0; at+len(form) <= len(have); at++ {
					held = held || slices.EqualFunc(have[at:at+len(form)], form, func(a, b []string) bool { return a[0] == b[0] }) ||
						len(form) == 1 && slices.ContainsFunc(have[at], func(f string) bool { return slices.Contains(form[0], f) })
				}
			}
		}
		if held == t.not {
			return false
		}
		if !t.not {
			asked++
		}
	}
	return asked > 0
}

// matchSets: what is found, and how often, is what reading the texts one by one finds, on both databases. Each of them
// is compared with the same oracle, so that they are equal to each other.
func matchSets(h house) {
	ctx := context.Background()
	r := h.seeded()
	h.act(func(tx desk.Tx) error { return tx.SaveSettings(ctx, settings("en")) })
	h.sections(section("s0", ""), section("s1", ""), section("s2", "s1"), section("s3", "s2"))
	below := map[string][]string{"s0": {"s0"}, "s1": {"s1", "s2", "s3"}, "s2": {"s2", "s3"}}
	all := corpus(r, 600)
	for chunk := range slices.Chunk(all, 100) {
		h.publish(chunk...)
	}
	// Some change and some go, so that what was there before must not be found.
	for i := range 60 {
		if i%2 == 0 {
			h.act(func(tx desk.Tx) error { return tx.Withdraw(ctx, all[i].id, Monday) })
			all[i].id = ""
			continue
		}
		other := corpus(r, 1)[0]
		other.id = all[i].id
		all[i] = other
		h.publish(other)
	}
	all = slices.DeleteFunc(all, func(s told) bool { return s.id == "" })
	n, matches := volume(1000), 0
	for _, w := range wishes(r, all, tongue, n) {
		want := map[string]bool{}
		months := map[string]int{}
		for _, s := range all {
			if oracle(w, s, below, []string{"de", "en", "fr"}) {
				want[s.id] = true
				months[s.at.UTC().Format("2006-01")]++
			}
		}
		got := map[string]bool{}
		w.Newest, w.Limit = r.IntN(2) == 0, 7+r.IntN(90)
		for page := 0; ; page++ {
			var f article.Found
			h.see(func(v press.Snapshot) (err error) {
				f, err = v.Search(ctx, w.Search)
				return err
			})
			if f.Apart != "" && (f.Count > 0 || len(f.Hits) > 0 || !strings.Contains(w.Text, `"`)) {
				h.Fatalf("%+v: what is offered apart is found: %+v", w, f)
			}
			if f.Instead != "" || f.Count != len(want) && !(len(want) == 0 && f.Instead != "") {
				if f.Instead == "" || len(want) > 0 {
					h.Fatalf("%+v: %d are counted, reading finds %d", w, f.Count, len(want))
				}
				break
			}
			for _, hit := range f.Hits {
				if got[hit.Card.ID] {
					h.Fatalf("%+v: %s stands on two pages", w, hit.Card.ID)
				}
				got[hit.Card.ID] = true
				w.After = hit.Seq
			}
			for _, m := range f.Months {
				if months[m.ID] != m.Count {
					h.Fatalf("%+v: %d are counted in %s, reading finds %d", w, m.Count, m.ID, months[m.ID])
				}
			}
			if !f.Further {
				break
			}
		}
		if len(got) != len(want) && len(want) > 0 {
			h.Fatalf("%+v: %d are found page by page, reading finds %d", w, len(got), len(want))
		}
		for id := range want {
			if !got[id] {
				h.Fatalf("%+v: %s is not found", w, id)
			}
		}
		matches += len(want)
	}
	h.Logf("%d questions, a fifth of them of the commonest words: %d matches, each as reading the texts finds it", n, matches)
}

// forgotten: what was recalled is suggested to nobody, and a word that is left in another story still is.
func forgotten(h house) {
	ctx := context.Background()
	h.act(func(tx desk.Tx) error { return tx.SaveSettings(ctx, settings("en")) })
	h.sections(section("shipping", ""))
	h.publish(told{id: "a", headline: "Zeppelin over the quay", text: "A zeppelin and a lantern. Café Brücke."}, told{id: "b", headline: "Lantern", text: "A lantern."})
	ask := func(text string) (f article.Found) {
		h.see(func(v press.Snapshot) (err error) {
			f, err = v.Search(ctx, article.Search{Text: text, Limit: 5})
			return err
		})
		return f
	}
	want := func(text, instead string, count int) {
		h.Helper()
		if f := ask(text); f.Instead != instead || f.Count != count {
			h.Errorf("%q is answered with %d for %q, want %d for %q", text, f.Count, f.Instead, count, instead)
		}
	}
	want("zepelin", "zeppelin", 1)
	want("lantren", "lantern", 2)
	want("zepelin lantren", "zeppelin lantern", 1)
	want(`"zepelin over"`, `"zeppelin over"`, 1)
	want("lantren -quay", "lantern -quay", 1)
	want("brucek", "brücke", 1)
	want("zeppelinlantern", "zeppelin lantern", 1)
	want("zeppellinn", "zeppelin", 1)
	for text, apart := range map[string]string{
		"zeppelin “quay a lantern”":     "zeppelin quay a lantern",
		`lantern "quay over"`:           "lantern quay over",
		`lantern -"quay over" "quay a"`: "",
		`"zeppelin over"`:               "",
		`"quay over" nowhere`:           "",
		`"quay over`:                    "quay over",
		`zeppelin-quay`:                 "",
	} {
		f := ask(text)
		if found := f.Count > 0 || len(f.Hits) > 0; f.Apart != apart || found && apart != "" {
			h.Errorf("%q is offered apart as %q with %d hits, want %q and none", text, f.Apart, len(f.Hits), apart)
		}
		if apart != "" {
			want(apart, "", 1)
		}
	}
	if f := ask("shiping"); !slices.Equal(f.Near, []string{"shipping"}) {
		h.Errorf("the nearest sections are %q", f.Near)
	}
	h.act(func(tx desk.Tx) error { return tx.Withdraw(ctx, "a", Monday) })
	want("zepelin", "", 0)
	want("zeppelin", "", 0)
	want("lantren", "lantern", 1)
	for _, row := range h.dump()["vocabulary"] {
		if strings.Contains(row, "zeppelin") || strings.Contains(row, "brücke") {
			h.Errorf("the vocabulary still holds %s", row)
		}
	}
	h.act(func(tx desk.Tx) error { return tx.Withdraw(ctx, "b", Monday) })
	if rows := h.dump()["vocabulary"]; len(rows) > 0 {
		h.Errorf("nothing is public, and the vocabulary holds %q", rows)
	}
}

// tongues: words are found in their languages' forms, with and without their marks.
func tongues(h house) {
	ctx := context.Background()
	h.act(func(tx desk.Tx) error { return tx.SaveSettings(ctx, settings("en")) })
	h.publish(
		told{id: "de", headline: "Brücken gesperrt", text: "Die Häuser am Hafen bleiben geöffnet.", lang: "de"},
		told{id: "tr", headline: "İstanbul'da köprüler", text: "Gemiler limanda bekliyor; ışıklar yandı.", lang: "tr"},
		told{id: "pt", headline: "Eleições no porto", text: "As estações fecharam; os pescadores voltaram.", lang: "pt"},
		told{id: "ar", headline: "إغلاق الجِسر", text: "أُغلق الجسر أمام السفن الكبيرة.", lang: "ar"},
		told{id: "zh", headline: "大桥关闭", text: "港口城市的旋转桥今天关闭了。", lang: "zh"},
		told{id: "th", headline: "สะพานปิด", text: "สะพานหมุนปิดวันนี้", lang: "th"},
		told{id: "en", headline: "Bridges reopened", text: "Ships waited at the quay."},
		told{id: "es", headline: "La delegación llegó", text: "El juez exigió silencio.", lang: "es"},
		told{id: "tr2", headline: "KURULUŞU ARADI", text: "İlçelerinde yarış vardı.", lang: "tr"},
	)
	for query, want := range map[string]string{
		"brucke": "de", "Brücke": "de", "haus": "de", `"häuser am hafen"`: "de", "istanbul": "tr", "gemi": "tr", "köprüler": "tr", "kopruler": "tr", "isiklar": "tr", "eleicoes": "pt", "eleições": "pt",
		"pescador": "pt", "الجسر": "ar", "الجِسر": "ar", "السفن -大桥": "ar", "旋转": "zh", `"旋转桥"`: "zh", "桥旋": "", "สะพาน": "th", "หมุน": "th", "bridge": "en", "ship": "en",
		"delegaciones": "es", "delegación": "es", "delegacion": "es", "exigen": "es", "exigio": "es", "kuruluşları": "tr2", "kuruluşu": "tr2", "kurulusu": "tr2", "ilçenin": "tr2",
		`"la delegación llegó"`: "es", "silencio -delegaciones": "",
	} {
		if got := h.searched(query); got != want {
			h.Errorf("searching for %q finds %q, want %q", query, got, want)
		}
	}
	if got := h.snippet("exigen"); !strings.Contains(got, "[exigió]") {
		h.Errorf("the Spanish passage is %q", got)
	}
	if got := h.snippet("haus"); !strings.Contains(got, "[Häuser]") {
		h.Errorf("the German passage is %q", got)
	}
}

// facetsCount: facets count what narrowing by them finds.
func facetsCount(h house) {
	ctx := context.Background()
	r := h.seeded()
	h.sections(section("s0", ""), section("s1", ""), section("s2", "s1"), section("s3", "s2"))
	h.publish(corpus(r, 200)...)
	ask := func(a article.Search) (f article.Found) {
		a.Limit = 1
		h.see(func(v press.Snapshot) (err error) {
			f, err = v.Search(ctx, a)
			return err
		})
		return f
	}
	for _, text := range []string{"the", "bridge", `"of the"`, "ferry -council"} {
		whole := article.Search{Text: text}
		f := ask(whole)
		narrower := func(what string, tallies []article.Tally, narrow func(a *article.Search, id string)) {
			for _, t := range tallies {
				a := whole
				narrow(&a, t.ID)
				if got := ask(a); got.Count != t.Count || t.Count == 0 {
					h.Errorf("%s: %s %s is counted %d times and finds %d", text, what, t.ID, t.Count, got.Count)
				}
			}
		}
		narrower("section", f.Sections, func(a *article.Search, id string) { a.Section = id })
		narrower("byline", f.Bylines, func(a *article.Search, id string) { a.Byline = id })
		narrower("kind", f.Kinds, func(a *article.Search, id string) { a.Kind = article.Kind(id) })
		narrower("month", f.Months, func(a *article.Search, id string) {
			at, err := time.Parse("2006-01", id)
			if err != nil {
				h.Fatal(err)
			}
			a.From, a.To = at, at.AddDate(0, 1, 0)
		})
	}
}

var searching = []promise{
	{"what is found is what reading every text finds, on both databases", matchSets},
	{"a story is found by its headline with two words left out", knownItem},
	{"a word with one slip is put right", misspelled},
	{"what was recalled is suggested to nobody", forgotten},
	{"words are found in the forms of their languages", tongues},
	{"facets count what narrowing by them finds", facetsCount},
}
