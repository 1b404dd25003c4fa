package front

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestFill(t *testing.T) {
	newest := []string{"a", "b", "c", "d", "e"}
	for name, c := range map[string]struct {
		pins   []Pin
		rows   []Layout
		public string
		want   string
	}{
		"a front that nobody touched looks after itself":      {public: "abcde", want: "abc"},
		"a pin takes its slot and stands nowhere else":        {[]Pin{{Slot: 1, Story: "a"}}, nil, "abcde", "bac"},
		"an old story may lead":                               {[]Pin{{Slot: 0, Story: "z"}}, nil, "abcdez", "zab"},
		"a recalled story leaves its slot to the next":        {[]Pin{{Slot: 0, Story: "z"}}, nil, "abcde", "abc"},
		"a pin whose time has come is gone":                   {[]Pin{{Slot: 0, Story: "e", Until: noon}}, nil, "abcde", "abc"},
		"a pin stands until an instant before its time":       {[]Pin{{Slot: 0, Story: "e", Until: noon.Add(1)}}, nil, "abcde", "eab"},
		"no story stands in two slots":                        {[]Pin{{Slot: 0, Story: "e"}, {Slot: 1, Story: "e"}}, nil, "abcde", "eab"},
		"the first of two pins in one slot stands":            {[]Pin{{Slot: 0, Story: "d"}, {Slot: 0, Story: "e"}}, nil, "abcde", "dab"},
		"a slot beyond the front is passed over":              {[]Pin{{Slot: 9, Story: "e"}}, nil, "abcde", "abc"},
		"a pin behind the end of few stories keeps its slot":  {[]Pin{{Slot: 6, Story: "a"}}, []Layout{Lead, Strip}, "ab", "ba"},
		"with more slots than stories there are fewer slots":  {rows: []Layout{Lead, List}, public: "abcde", want: "abcde"},
		"a pair below the lead gives two slots more":          {rows: []Layout{Lead, Pair}, public: "abcde", want: "abcde"},
		"a front without any story is empty and not an error": {public: "", want: ""},
	} {
		t.Run(name, func(t *testing.T) {
			may := func(story string) bool { return slices.Contains([]rune(c.public), []rune(story)[0]) }
			var public []string
			for _, s := range newest {
				if may(s) {
					public = append(public, s)
				}
			}
			got := ""
			for _, p := range (Front{ID: "sport", Pins: c.pins, Rows: c.rows}).Fill(public, may, func(u time.Time) bool { return !noon.Before(u) }) {
				got += p.Story
			}
			if got != c.want {
				t.Errorf("slots %q, want %q", got, c.want)
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

func TestRelay(t *testing.T) {
	begin := func() Front {
		return Front{ID: Home, Pins: []Pin{{Slot: 0, Story: "a"}, {Slot: 3, Story: "b"}, {Slot: 6, Story: "c"}, {Slot: 7, Story: "d"}}, Rows: []Layout{Lead, Strip, Pair}}
	}
	for name, c := range map[string]struct {
		row  int
		l    Layout
		ok   bool
		want map[string]int
	}{
		"a shorter row drops what has no slot any more, and the rows below move up": {1, Pair, true, map[string]int{"a": 0, "b": 3, "d": 5}},
		"a longer row moves what stands below down":                                 {1, List, true, map[string]int{"a": 0, "b": 3, "c": 6, "d": 9}},
		"a row taken away takes its pins with it":                                   {1, "", true, map[string]int{"a": 0, "d": 3}},
		"a row is added at the end":                                                 {3, Strip, true, map[string]int{"a": 0, "b": 3, "c": 6, "d": 7}},
		"the first row is always a lead":                                            {0, Pair, false, nil},
		"there is no such layout":                                                   {1, "carousel", false, nil},
		"a row that is not there cannot be taken away":                              {3, "", false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := begin()
			if ok := f.Relay(c.row, c.l); ok != c.ok {
				t.Fatalf("done: %v, want %v", ok, c.ok)
			}
			if !c.ok {
				return
			}
			got := map[string]int{}
			for _, p := range f.Pins {
				got[p.Story] = p.Slot
			}
			if !maps.Equal(got, c.want) {
				t.Errorf("pins %v, want %v", got, c.want)
			}
		})
	}
}

func TestChangesAreToldInWords(t *testing.T) {
	fill := func(f Front) []Placed {
		return f.Fill([]string{"a", "b", "c", "d"}, func(string) bool { return true }, func(time.Time) bool { return false })
	}
	live := Front{ID: "sport", Pins: []Pin{{Slot: 2, Story: "x", Until: noon}}}
	for name, c := range map[string]struct {
		after Front
		want  string
	}{
		"nothing":        {live, ""},
		"another lead":   {Front{ID: "sport", Pins: []Pin{{Slot: 0, Story: "b"}, {Slot: 2, Story: "x", Until: noon}}}, "new lead, one moved, one pin more"},
		"own words":      {Front{ID: "sport", Pins: []Pin{{Slot: 2, Story: "x", Until: noon, Headline: "X", Label: "Live"}}}, "headline and label changed in slot 3"},
		"another end":    {Front{ID: "sport", Pins: []Pin{{Slot: 2, Story: "x"}}}, "a new end for one pin"},
		"a pin out":      {Front{ID: "sport"}, "one new, one pin fewer"},
		"a row more":     {Front{ID: "sport", Pins: live.Pins, Rows: []Layout{Lead, Pair}}, "two new, rows changed"},
		"pins it stands": {Front{ID: "sport", Pins: []Pin{{Slot: 0, Story: "a"}, {Slot: 2, Story: "x", Until: noon}}}, "one pin more"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(Changes(live, c.after, fill(live), fill(c.after)), ", "); got != c.want {
				t.Errorf("told %q, want %q", got, c.want)
			}
		})
	}
}

func TestMergeKeepsBoth(t *testing.T) {
	base := Front{ID: Home, Pins: []Pin{{Slot: 0, Story: "a"}, {Slot: 1, Story: "b"}}}
	live := Front{ID: Home, Pins: []Pin{{Slot: 0, Story: "a"}, {Slot: 3, Story: "theirs"}}}
	mine := Front{ID: Home, Pins: []Pin{{Slot: 0, Story: "mine"}, {Slot: 1, Story: "b"}, {Slot: 2, Story: "a"}}}
	want := Front{ID: Home, Pins: []Pin{{Slot: 0, Story: "mine"}, {Slot: 2, Story: "a"}, {Slot: 3, Story: "theirs"}}}
	if got := Merge(base, live, mine); !got.Same(want) {
		t.Errorf("merged %v, want %v", got.Pins, want.Pins)
	}
}
