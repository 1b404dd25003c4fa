// Package front is a curated page of slots. A pin puts a story into a slot, perhaps until a time; every slot without
// a pin is filled with the newest story that stands nowhere yet.
package front

import (
	"slices"
	"time"
)

// Home is the id of the paper's front page.
const Home = "home"

// HomeSlots is how many slots a front has: a lead, two second stories and four in the second row.
const HomeSlots = 7

// Front is one arrangement: what was put live by hand. Its zero value looks after itself.
type Front struct {
	ID   string
	Pins []Pin
}

// Pin puts a story into a slot.
type Pin struct {
	Slot  int       `json:"slot"` // 0 is the lead
	Story string    `json:"story"`
	Until time.Time `json:"until"` // zero: until it is taken down
}

// Placed is one slot as readers see it.
type Placed struct {
	Story  string
	Pinned bool
	Until  time.Time
}

// Fill gives the slots of f in order. Pins whose story is not in may (recalled, not public) or whose time has come
// are passed over, reached tells whether an instant has come; newest fills the rest, newest first. No story stands
// twice. Fewer stories than slots give fewer slots.
func (f Front) Fill(slots int, newest []string, may func(story string) bool, reached func(time.Time) bool) []Placed {
	at := make(map[int]Pin)
	taken := make(map[string]bool)
	for _, p := range f.Pins {
		if p.Slot < 0 || p.Slot >= slots || taken[p.Story] || !may(p.Story) {
			continue
		}
		if !p.Until.IsZero() && reached(p.Until) {
			continue
		}
		if _, twice := at[p.Slot]; twice {
			continue
		}
		at[p.Slot], taken[p.Story] = p, true
	}
	var placed []Placed
	for slot := range slots {
		if p, ok := at[slot]; ok {
			placed = append(placed, Placed{Story: p.Story, Pinned: true, Until: p.Until})
			continue
		}
		for len(newest) > 0 && taken[newest[0]] {
			newest = newest[1:]
		}
		if len(newest) == 0 {
			continue
		}
		placed = append(placed, Placed{Story: newest[0]})
		taken[newest[0]] = true
	}
	return placed
}

// Pin puts p into its slot, in place of whatever was pinned there; the same story leaves every other slot.
func (f *Front) Pin(p Pin) {
	f.Pins = slices.DeleteFunc(slices.Clone(f.Pins), func(old Pin) bool { return old.Slot == p.Slot || old.Story == p.Story })
	f.Pins = append(f.Pins, p)
	slices.SortFunc(f.Pins, func(a, b Pin) int { return a.Slot - b.Slot })
}
