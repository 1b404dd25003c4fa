package mail

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"broadsheet/internal/desk"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
)

var placeholder = regexp.MustCompile(`{{\.\w+}}`)

// TestEveryKindOfLetterHasWordsInEveryLanguage writes each kind of letter in each language, and holds the catalogues to
// the same keys and the same values filled in.
func TestEveryKindOfLetterHasWordsInEveryLanguage(t *testing.T) {
	catalogues := map[string]map[string]any{}
	for _, lang := range page.Languages {
		b, err := catalogueOf(lang)
		if err != nil {
			t.Fatal(err)
		}
		catalogues[lang] = b
		for _, kind := range desk.LetterKinds {
			items := []desk.LetterItem{{Headline: "Flood", By: "Mara"}, {Headline: "Ferry", By: "Mara", Back: true, Note: "Who?"}}
			for n := range 3 {
				l := desk.Letter{Kind: kind, Name: "Jo", Data: desk.LetterData{Link: "/newsroom/x", By: "Mara", Items: items[:n]}}
				text, err := Write(l, paper.Settings{Name: "Courier", Lang: lang, Zone: "UTC"}, "https://courier.example")
				if err != nil || text.Subject == "" || strings.Contains(text.Body, "{{") || strings.Contains(text.Body, "<no value>") {
					t.Errorf("%s in %s: %v, %q\n%s", kind, lang, err, text.Subject, text.Body)
				}
			}
		}
	}
	first := catalogues[page.Languages[0]]
	for lang, words := range catalogues {
		if got, want := slices.Sorted(maps.Keys(words)), slices.Sorted(maps.Keys(first)); !slices.Equal(got, want) {
			t.Errorf("%s has the keys %v, the first language %v", lang, got, want)
			continue
		}
		for key, message := range words {
			own, one := message.(string)
			other, _ := first[key].(string)
			got, want := placeholder.FindAllString(own, -1), placeholder.FindAllString(other, -1)
			slices.Sort(got)
			slices.Sort(want)
			if one && !slices.Equal(got, want) {
				t.Errorf("%s: %q fills in %v, the first language %v", lang, key, got, want)
			}
		}
	}
}

func catalogueOf(lang string) (map[string]any, error) {
	keys := map[string]any{}
	b, err := catalogues.ReadFile("words/" + lang + ".toml")
	if err == nil {
		err = toml.Unmarshal(b, &keys)
	}
	return keys, err
}
