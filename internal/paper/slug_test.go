package paper

import (
	"strings"
	"testing"
)

func TestSlug(t *testing.T) {
	for name, c := range map[string]struct{ lang, in, want string }{
		"words are joined by hyphens":             {"en", "Bridge opens, at last!", "bridge-opens-at-last"},
		"an apostrophe joins":                     {"en", "Hob’s Ferry isn't closed", "hobs-ferry-isnt-closed"},
		"German writes its umlauts out":           {"de", "Über Größe", "ueber-groesse"},
		"other languages drop the diacritics":     {"fr", "Été à Besançon: l’œuvre", "ete-a-besancon-loeuvre"},
		"Danish keeps its own way":                {"da-DK", "Ærø på fåre", "aeroe-paa-faare"},
		"Turkish dotless i":                       {"tr", "Işık", "isik"},
		"Arabic letters stay":                     {"ar", "الميناء القديم", "الميناء-القديم"},
		"Hindi vowel signs stay":                  {"hi", "नमस्ते दुनिया", "नमस्ते-दुनिया"},
		"Han stays":                               {"zh", "東京 2026", "東京-2026"},
		"nothing to read gives nothing":           {"en", "!!! — ???", ""},
		"an emoji is not a letter":                {"en", "Yes 🎉 we can", "yes-we-can"},
		"a soft hyphen and a zero width join":     {"en", "Wex\u00admouth Cour\u200bier", "wexmouth-courier"},
		"a long one is cut at a word":             {"en", strings.Repeat("harbour ", 20), strings.TrimSuffix(strings.Repeat("harbour-", 10), "-")},
		"compatibility forms become plain ones":   {"en", "ﬁsh № ５", "fish-no-5"},
		"composed and decomposed give one result": {"en", "Cafe\u0301", "cafe"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Slug(c.lang, c.in); got != c.want {
				t.Errorf("Slug(%q, %q) = %q, want %q", c.lang, c.in, got, c.want)
			}
		})
	}
}

func TestGoodPath(t *testing.T) {
	for path, want := range map[string]bool{
		"/world/bridge": true, "/2019/05/old-story/": true, "/الميناء": true,
		"": false, "/": false, "world": false, "/a//b": false, "/a/../b": false, "/a b": false, "/a?b": false, "/a#b": false,
		"/a%20b": false, "/\x00": false, "/" + strings.Repeat("a", 400): false, "/a\u202eb": false, `/a"b`: false,
	} {
		if got := GoodPath(path); got != want {
			t.Errorf("GoodPath(%q) = %v, want %v", path, got, want)
		}
	}
	for path, want := range map[string]bool{"/Newsroom/x": true, "/search": true, "/world/search": false, "/feed.xml": true} {
		if got := IsReserved(path); got != want {
			t.Errorf("IsReserved(%q) = %v, want %v", path, got, want)
		}
	}
}
