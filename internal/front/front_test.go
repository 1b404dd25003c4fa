package front

import (
	"slices"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestFill(t *testing.T) {
	newest := []string{"a", "b", "c", "d", "e"}
	for name, c := range map[string]struct {
		pins   []Pin
		slots  int
		public string
		want   []string
	}{
		"a front that nobody touched looks after itself":      {slots: 3, public: "abcde", want: []string{"a", "b", "c"}},
		"a pin takes its slot and stands nowhere else":        {[]Pin{{Slot: 1, Story: "a"}}, 3, "abcde", []string{"b", "a", "c"}},
		"an old story may lead":                               {[]Pin{{Slot: 0, Story: "z"}}, 2, "abcdez", []string{"z", "a"}},
		"a recalled story leaves its slot to the next":        {[]Pin{{Slot: 0, Story: "z"}}, 2, "abcde", []string{"a", "b"}},
		"a pin whose time has come is gone":                   {[]Pin{{Slot: 0, Story: "e", Until: noon}}, 2, "abcde", []string{"a", "b"}},
		"a pin stands until an instant before its time":       {[]Pin{{Slot: 0, Story: "e", Until: noon.Add(1)}}, 2, "abcde", []string{"e", "a"}},
		"no story stands in two slots":                        {[]Pin{{Slot: 0, Story: "e"}, {Slot: 1, Story: "e"}}, 2, "abcde", []string{"e", "a"}},
		"the first of two pins in one slot stands":            {[]Pin{{Slot: 0, Story: "d"}, {Slot: 0, Story: "e"}}, 1, "abcde", []string{"d"}},
		"a slot beyond the front is passed over":              {[]Pin{{Slot: 9, Story: "e"}}, 2, "abcde", []string{"a", "b"}},
		"a pin behind the end of few stories moves up":        {[]Pin{{Slot: 6, Story: "a"}}, 7, "ab", []string{"b", "a"}},
		"with more slots than stories there are fewer slots":  {slots: 9, public: "abcde", want: newest},
		"a front without any story is empty and not an error": {slots: 3, public: "", want: nil},
	} {
		t.Run(name, func(t *testing.T) {
			may := func(story string) bool { return slices.Contains([]rune(c.public), []rune(story)[0]) }
			var public []string
			for _, s := range newest {
				if may(s) {
					public = append(public, s)
				}
			}
			var got []string
			for _, p := range (Front{ID: Home, Pins: c.pins}).Fill(c.slots, public, may, func(u time.Time) bool { return !noon.Before(u) }) {
				got = append(got, p.Story)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("slots %v, want %v", got, c.want)
			}
		})
	}
}

func TestPin(t *testing.T) {
	f := Front{ID: Home, Pins: []Pin{{Slot: 0, Story: "a"}, {Slot: 2, Story: "b"}}}
	before := slices.Clone(f.Pins)
	g := f
	g.Pin(Pin{Slot: 0, Story: "b"})
	if len(g.Pins) != 1 || g.Pins[0] != (Pin{Slot: 0, Story: "b"}) {
		t.Errorf("pins %v: the story must leave its old slot and take the place of what was pinned", g.Pins)
	}
	if !slices.Equal(f.Pins, before) {
		t.Error("pinning on a copy changed the original")
	}
}
