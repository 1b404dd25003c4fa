package prose

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// visible shows the spaces that do not break.
var visible = strings.NewReplacer(string(nbsp), "_", string(nnbsp), "·")

func TestTypeset(t *testing.T) {
	for _, c := range []struct{ lang, give, want string }{
		{"en", `"So," she said, "it's done."`, `“So,” she said, “it’s done.”`},
		{"en", `He said: "She told me 'no' twice."`, `He said: “She told me ‘no’ twice.”`},
		{"en", `"'No,' she said," he said. "I heard 'no'"`, `“‘No,’ she said,” he said. “I heard ‘no’”`},
		{"en-GB", `'No,' he said.`, `‘No,’ he said.`},
		{"en", `the dogs' bowls, rock 'n' roll, the '90s`, `the dogs’ bowls, rock ‘n’ roll, the ’90s`},
		{"en", `("quoted") [“already”] —"dash"`, `(“quoted”) [“already”] —“dash”`},
		{"en", `Wait... what.... now`, `Wait… what.... now`},
		{"en", `one - two -- three --- four`, `one – two – three --- four`},
		{"en", `3 - 2 = 1, 2019 - 2021, 10 000`, `3 - 2 = 1, 2019 - 2021, 10 000`},
		{"", `"a"`, `“a”`},
		{"xx", `"a"`, `“a”`},
		{"de", `"Ja", sagte er, "das ist 'gut', Peter's Hund."`, `„Ja“, sagte er, „das ist ‚gut‘, Peter’s Hund.“`},
		{"de", `10 000 Euro, 5 %, im Jahr 2019 100 Leute`, `10·000 Euro, 5·%, im Jahr 2019 100 Leute`},
		{"de-CH", `"Ja"`, `«Ja»`},
		{"fr", `Il dit : "Oui !" et "non" ; 12 500 000 ?`, `Il dit_: «·Oui·!·» et «·non·»·; 12·500·000·?`},
		{"fr", `« Oui »`, `«·Oui·»`},
		{"sv", `"Ja", 'nej'`, `”Ja”, ’nej’`},
		{"pl", `"tak 'nie'"`, `„tak «nie»”`},
		{"ru", `"да"`, `«да»`},
		{"ar", `"نعم"`, `“نعم”`},
		{"he", `צה"ל 'א'`, `צה"ל 'א'`},
		{"ja", `「はい」`, `「はい」`},
	} {
		if got := visible.Replace(Typeset(c.lang, c.give)); got != c.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", c.lang, c.give, got, c.want)
		}
	}
}

func TestWhatIsTypesetStaysAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lang := rapid.SampledFrom([]string{"en", "de", "fr", "sv", "da", "pl", "ru", "he", "es"}).Draw(t, "lang")
		s := rapid.StringMatching(`[ab1"' .,;:!?%()-]{0,20}`).Draw(t, "text")
		once := Typeset(lang, s)
		if twice := Typeset(lang, once); twice != once {
			t.Fatalf("%q becomes %q, then %q", s, once, twice)
		}
	})
}

func TestNoWidow(t *testing.T) {
	for give, want := range map[string]string{
		"Night ferry returns in May":             "Night ferry returns in_May",
		"Two words":                              "Two words",
		"One two three":                          "One two three",
		"One two three four":                     "One two three_four",
		"Harbour board on incomprehensibilities": "Harbour board on incomprehensibilities",
		"":                                       "",
		"Word":                                   "Word",
		"Night ferry returns in" + string(nbsp) + "May": "Night ferry returns_in_May",
	} {
		if got := visible.Replace(NoWidow(give)); got != want {
			t.Errorf("%q: %q", give, got)
		}
	}
}

func TestTextIsTheWordsOfTheBody(t *testing.T) {
	want := strings.Join([]string{
		"The Aurora sails.\nOn time.", "What changes", "Fares", "We waited years.", "Mira Holt", "Harbour Board", "We waited years.", "Mira Holt",
		"one", "inner", "Fares", "Class\tPrice", "Deck\t12", "At the quay", "The ship", "Bow", "See it", "Launch", "The line", "Opened in 1911.", "Owners",
		"if a < b {\n\treturn\n}", "a line\nanother", "The company", "We regret.", "x", "A name was misspelt.Holt",
	}, "\n")
	if got := Text(everything()); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := Text(P(T(" a "), T("b", Strong()))); got != "a b" {
		t.Errorf("a part: %q", got)
	}
}

func TestWords(t *testing.T) {
	for give, want := range map[string]int{
		"":                          0,
		"It's well-known, isn't it": 4,
		"- – —":                     0,
		"one—two and/or":            4,
		"12,500 people":             2,
		"新闻 自由":                     4,
		"مرحبا بالعالم":             2,
	} {
		if got := Words(Doc("not counted", "nor this", P(T(give+" ")))); got != want {
			t.Errorf("%q: %d words, want %d", give, got, want)
		}
	}
}
