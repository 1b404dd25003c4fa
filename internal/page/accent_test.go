package page

import (
	"fmt"
	"strings"
	"testing"

	"broadsheet/internal/paper"
)

// The shades that the newsroom shows of the theme's colours are those that the style sheet has.
func TestTheShadesOfAccentsAreThoseOfTheStyleSheet(t *testing.T) {
	at, err := BuiltIn().AssetURL("site.css")
	if err != nil {
		t.Fatal(err)
	}
	file, _ := BuiltIn().Asset(at)
	css := strings.ToLower(string(file.Body))
	for _, a := range paper.Accents {
		s, ok := paper.ShadesOfAccents[a]
		for _, want := range []string{s.Light, s.Dark} {
			if !ok || !strings.Contains(css, fmt.Sprintf(".accent-%s { --accent: %s }", a, want)) && !strings.Contains(css, fmt.Sprintf(".accent-%s{--accent:%s}", a, want)) {
				t.Errorf("the style sheet does not have %s as %s", a, want)
			}
		}
	}
}

func TestAStyleSheetIsMadeOfReadableShadesAlone(t *testing.T) {
	f, ok := BuiltIn().Asset(accentSheet("#ffd400"))
	if want := ".accent-own{--accent:#836900}@media(prefers-color-scheme:dark){.accent-own{--accent:#ffd400}}"; !ok || string(f.Body) != want {
		t.Errorf("the colour's style sheet is %q", f.Body)
	}
	for _, path := range []string{"/assets/ffd400-ffd400/accent.css", "/assets/836900-151513/accent.css", "/assets/836900-FFD400/accent.css", "/assets/}-836900/accent.css"} {
		if _, ok := BuiltIn().Asset(path); ok {
			t.Errorf("%s is answered", path)
		}
	}
}
