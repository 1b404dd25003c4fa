package article

import (
	"testing"

	"broadsheet/internal/prose"
)

func TestSuggest(t *testing.T) {
	const base = "Mayor Elspeth Rudgeway opened the bridge on Friday. It cost 2.4 million. “We are proud of it,” she said. Nobody fell in."
	for name, c := range map[string]struct {
		now  string
		want Change
	}{
		"nothing changed":                        {base, Fix},
		"a spelling inside a sentence":           {"Mayor Elspeth Rudgeway opened the bridge on Friday. It cost 2.4 million. “We are proud of it,” she said. Nobody fel in.", Fix},
		"a figure":                               {"Mayor Elspeth Rudgeway opened the bridge on Friday. It cost 2.6 million. “We are proud of it,” she said. Nobody fell in.", Correction},
		"a name":                                 {"Mayor Elspeth Ridgeway opened the bridge on Friday. It cost 2.4 million. “We are proud of it,” she said. Nobody fell in.", Correction},
		"a day is a name":                        {"Mayor Elspeth Rudgeway opened the bridge on Thursday. It cost 2.4 million. “We are proud of it,” she said. Nobody fell in.", Correction},
		"words in quotation marks":               {"Mayor Elspeth Rudgeway opened the bridge on Friday. It cost 2.4 million. “We are fond of it,” she said. Nobody fell in.", Correction},
		"a figure that came with a new sentence": {base + " It is 91 metres long, and the old one was shorter by a good deal.", Update},
		"many new words":                         {base + " The band of the harbour school played, the wind took two hats, and a dog was seen to wait for the green light.", Update},
		"one new word":                           {"Mayor Elspeth Rudgeway opened the bridge on Friday. It cost 2.4 million. “We are proud of it,” she said. Nobody actually fell in.", Fix},
		"a name moved with its sentence is no change": {"It cost 2.4 million. Mayor Elspeth Rudgeway opened the bridge on Friday. “We are proud of it,” she said. Nobody fell in.", Fix},
	} {
		t.Run(name, func(t *testing.T) {
			got := Suggest(prose.Doc("Bridge", "", prose.P(prose.T(base))), prose.Doc("Bridge", "", prose.P(prose.T(c.now))))
			if got.Change != c.want {
				t.Errorf("Suggest = %+v, want %s", got, c.want)
			}
			if got.Change == Correction && (got.Was == "" || got.Now == "" || got.Why == "") {
				t.Errorf("a correction without its words: %+v", got)
			}
		})
	}
}
