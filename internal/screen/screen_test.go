package screen

import (
	"testing"

	"github.com/jba/templatecheck"
)

// all is every screen there is.
var all = []Screen{
	&SignIn{}, &Resume{}, &FirstRun{}, &Stories{}, &Story{}, &Publish{}, &Recall{}, &Preview{}, &Fronts{}, &Pictures{}, &Picture{},
	&Settings{}, &Paper{}, &Sections{}, &Topics{}, &Bylines{}, &Byline{}, &Pages{}, &People{}, &Account{}, &Problem{},
}

func TestTemplatesAskOnlyForWhatTheirScreenHas(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range all {
		seen[s.template()] = true
		tmpl := templates()[s.template()]
		if tmpl == nil {
			t.Errorf("%T has no template %q", s, s.template())
			continue
		}
		if err := templatecheck.CheckHTML(tmpl, s); err != nil {
			t.Errorf("%s.html: %v", s.template(), err)
		}
	}
	for name := range templates() {
		if !seen[name] {
			t.Errorf("%s.html belongs to no screen that is checked", name)
		}
	}
}
