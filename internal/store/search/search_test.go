package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"The swing-bridge, at 14:05.":         "the swing bridge at 14 05",
		"Don’t o'clock 'quoted' d'Artagnan":   "dont oclock quoted artagnan",
		"L'hôpital, dell’arte, l’":            "hopital arte",
		"Ærø STRASSE Straße ŁÓDŹ İstanbul":    "aero strasse strasse lodz istanbul",
		"naïve coöperation ﬁn ½ ①":            "naive cooperation fin 1⁄2 1",
		"Ёлка й":                              "елка й",
		"العَرَبِيَّة":                        "العربية",
		"שָׁלוֹם":                             "שלום",
		"पुल बंद है":                          "पुल बंद है",
		"港口城市":                                "港口 口城 城市",
		"桥":                                   "桥",
		"桥 and 桥梁":                            "桥 and 桥梁",
		"カタカナ ひらがな":                           "カタ タカ カナ ひら らが がな",
		"สวัสดี":                              "สวั วัส สดี",
		"한국어 신문":                              "한국어 신문",
		"":                                    "",
		"— … !":                               "",
		"\xff\xfe":                            "",
		"soft\u00adhyphen zero\u200cwidth":    "softhyphen zerowidth",
		"x" + strings.Repeat("é", 100) + " y": "x" + strings.Repeat("e", 95) + " y",
	} {
		var got []string
		for _, w := range words(text) {
			got = append(got, w.text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("words(%q) = %q, want %q", text, strings.Join(got, " "), want)
		}
	}
}

func TestFormsOfAQuery(t *testing.T) {
	for text, want := range map[string]string{
		"Bridges":           `(("bridges" OR "bridg"))`,
		`"swing bridge"`:    `(("swing bridge" OR "swing bridg"))`,
		"half-open":         `(("half open"))`,
		"ferry -late":       `((("ferry" OR "ferri"))) NOT (("late"))`,
		"“swing low” 桥梁桥":   `(("swing low") AND ("桥梁 梁桥"))`,
		`a "b" -"c d" -e -`: `((("a") AND ("b"))) NOT (("c d") OR ("e"))`,
	} {
		if got := Parse(text, []string{"en"}).FTS(); got != want {
			t.Errorf("Parse(%q) asks SQLite for %s, want %s", text, got, want)
		}
	}
	heads := Parse("ferry", []string{"en"})
	heads.HeadOnly = true
	if got := heads.TSQuery(); got != "(('ferry') | ('ferri')) & (('\ue002ferry') | ('\ue002ferri'))" {
		t.Errorf("PostgreSQL is asked for %s", got)
	}
	if q := Parse(strings.Repeat("a ", 100), nil); len(q.Terms) != mostTerms {
		t.Errorf("%d words are asked for", len(q.Terms))
	}
}

func TestLimitsOfADocument(t *testing.T) {
	var many strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&many, "w%d the ", i)
	}
	long := strings.Repeat(strings.Repeat("ab", 47)+"0123456789", 1)
	for name, text := range map[string]string{
		"many words": many.String(), "one word again and again": strings.Repeat("the ", 100_000),
		"long words": strings.Repeat(long+"x ", 20_000) + many.String(),
	} {
		d := Index("Headline", "", text, "en", []string{Name("b", "jo")})
		vector := d.Vector()
		if len(vector) > 2<<20 || len(d.Tokens()) > 2<<20 {
			t.Errorf("%s: the index holds %d bytes, the words %d", name, len(vector), len(d.Tokens()))
		}
		bytes, of := 0, map[string]int{}
		for _, field := range [][]string{d.Head, d.Stand, d.Body, d.Rest} {
			for _, w := range field {
				of[w]++
			}
		}
		for w, n := range of {
			if bytes += len(w) + 2*min(n, 256) + 8; w != gap && n > mostOfOne {
				t.Errorf("%s: %q is indexed %d times", name, w, n)
			}
		}
		if bytes > 1<<20-1 {
			t.Errorf("%s: a tsvector of %d bytes", name, bytes)
		}
		if n := len(d.Head) + len(d.Stand) + len(d.Body); n > 16_383-20 {
			t.Errorf("%s: %d positions", name, n)
		}
	}
}

func TestRank(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	doc := func(head, body string, age time.Duration) Candidate {
		d := Index(head, "", body, "en", nil)
		return Candidate{ID: head + "/" + body, Seq: now.Add(-age).UnixMicro(), At: now.Add(-age), Tokens: d.Tokens()}
	}
	filler := strings.Repeat("and so on ", 100)
	for name, c := range map[string]struct{ first, second Candidate }{
		"a headline beats a text":                   {doc("ferry", "x", time.Hour), doc("x", "ferry", 0)},
		"an old headline beats a passing mention":   {doc("ferry", "x", 1000*time.Hour), doc("x", filler+"ferry"+filler, 0)},
		"more of it beats less":                     {doc("x", "ferry ferry "+filler, 0), doc("y", "ferry "+filler, 0)},
		"of equals the newer":                       {doc("ferry", "x", 0), doc("ferry", "y", 100*time.Hour)},
		"this year's text beats one of long ago":    {doc("x", "ferry", time.Hour), doc("y", "ferry ferry", 20_000*time.Hour)},
		"a short text about it beats a long digest": {doc("x", "the ferry came", 0), doc("y", filler+filler+"ferry", 0)},
	} {
		all := []Candidate{c.second, c.first}
		Rank(Parse("ferry", []string{"en"}), all)
		if all[0].ID != c.first.ID {
			t.Errorf("%s: the scores are %.3f and %.3f", name, all[0].Score, all[1].Score)
		}
	}
}

// marked writes a snippet with its marks.
func marked(q Query, text, lang string, limit int) string {
	out := ""
	for _, p := range Snippet(q, text, lang, limit) {
		if p.Mark {
			out += "[" + p.Text + "]"
		} else {
			out += p.Text
		}
	}
	return out
}

func TestSnippet(t *testing.T) {
	for _, c := range []struct{ query, text, want string }{
		{"ferry", "The ferries came.", "The [ferries] came."},
		{"ferry", "Nothing of it.", "Nothing of it."},
		{`"swing bridge"`, "A bridge. The swing bridge swings.", "A bridge. The [swing bridge] swings."},
		{"旋转桥", "港口城市的旋转桥今天", "港口城市的[旋转桥]今天"},
		{"ferry", "One.\nThe ferry\ncame.", "The [ferry] came."},
		{"l'hopital", "L’hôpital ferme", "L’[hôpital] ferme"},
		{"", "Text.", "Text."},
		{"x", "", ""},
	} {
		if got := marked(Parse(c.query, []string{"en"}), c.text, "en", 100); got != c.want && "… "+c.want != got {
			t.Errorf("the snippet for %q of %q is %q, want %q", c.query, c.text, got, c.want)
		}
	}
	long := strings.Repeat("before ", 100) + "ferry one two three ferry tide " + strings.Repeat("after ", 100)
	got := marked(Parse("ferry tide", []string{"en"}), long, "en", 80)
	if !strings.Contains(got, "[ferry] one two three [ferry] [tide]") || len(got) > 120 {
		t.Errorf("the snippet is %q", got)
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"The swing bridge", "L'hôpital", "港口城市", "สวัสดี", "\xff’'", "ﷺ ㈠", "a\u0301\u0302"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, w := range words(text) {
			if w.text == "" || w.start < 0 || w.end > len(text) || w.start >= w.end || !w.gram && w.start < at {
				t.Fatalf("words(%q) holds %+v", text, w)
			}
			at = w.end
			if len(w.text) > longest || !utf8.ValidString(w.text) {
				t.Fatalf("words(%q) holds the word %q", text, w.text)
			}
			for _, r := range w.text {
				// What SQLite's ascii tokenizer would split, or quoting would have to know of.
				if r < utf8.RuneSelf && (r < '0' || r > '9') && (r < 'a' || r > 'z') || strings.ContainsRune("\ue000\ue001", r) {
					t.Fatalf("words(%q) holds %q with %q", text, w.text, r)
				}
			}
		}
		d := Index(text, "", text, "en", nil)
		q := Parse(text, Stems())
		for _, term := range append(slices.Clone(q.Terms), q.Not...) {
			for _, form := range term.Forms {
				if len(form) == 0 || slices.Contains(form, "") {
					t.Fatalf("Parse(%q) asks for %q", text, form)
				}
			}
		}
		_ = d.Vector() + q.FTS() + q.TSQuery()
		whole := ""
		for _, p := range Snippet(q, text, "en", 100) {
			whole += p.Text
		}
		if utf8.ValidString(text) && !utf8.ValidString(whole) {
			t.Fatalf("the snippet of %q is cut within a letter: %q", text, whole)
		}
	})
}

func TestRankPutsTheHeadlineThatWasMeantFirst(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		what, question, first, second string
		days                          int // that the first is older
	}{
		{"all words in the headline before all words in the text", "cannery owner fire", "Cannery owner to stand trial over fire\nHe denied it.", "Market day\nThe cannery owner spoke of the fire, the fire and the cannery.", 0},
		{"an old headline before a new text when it is given nearly whole", "cannery owner stand trial fire", "Cannery owner to stand trial over fire\n", "A day in court\nThe cannery owner had to stand trial: the fire of the cannery.", 3000},
		{"a new headline before an old one when one word is given", "cannery", "Cannery opens\n", "Cannery closes\n", -3000},
		{"words in the order of the headline before the same words in another", "dog bites man", "Dog bites man\n", "Man bites dog\n", 1},
	} {
		q := Parse(c.question, []string{"en"})
		candidate := func(seq int64, text string, days int) Candidate {
			head, body, _ := strings.Cut(text, "\n")
			return Candidate{Seq: seq, At: at.AddDate(0, 0, -days), Tokens: Index(head, "", body, "en", nil).Tokens()}
		}
		all := []Candidate{candidate(2, c.second, max(0, -c.days)), candidate(1, c.first, max(0, c.days))}
		if Rank(q, all); all[0].Seq != 1 {
			t.Errorf("%s: %q comes first", c.what, c.second)
		}
	}
}
