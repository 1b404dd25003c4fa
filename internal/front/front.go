// Package front is a curated page of slots. A pin puts a story into a slot, perhaps until a time and with words and a
// picture of its own; every slot without a pin is filled with the newest story that stands nowhere yet. The breaking
// line is a front of one sentence.
package front

import (
	"slices"
	"time"
)

// Home is the id of the paper's front page. Every other front has the id of its section.
const Home = "home"

// How long what is put on a front stands unless somebody says otherwise.
const (
	PinFor      = 24 * time.Hour
	BreakingFor = 2 * time.Hour
)

// Layout is how the slots of a row stand.
type Layout string

// The layouts.
const (
	Lead  Layout = "lead"  // one large story and two beside it
	Pair  Layout = "pair"  // two of one size
	Strip Layout = "strip" // four side by side
	List  Layout = "list"  // six headlines without pictures
)

// Layouts in the order in which they are offered.
var Layouts = []Layout{Lead, Pair, Strip, List}

// Slots is how many slots a row of the layout has; 0 for what is no layout.
func (l Layout) Slots() int {
	return map[Layout]int{Lead: 3, Pair: 2, Strip: 4, List: 6}[l]
}

// MaxRows is how many rows a front may have.
const MaxRows = 6

// Front is one arrangement: what was put live by hand. Its zero value looks after itself.
type Front struct {
	ID   string
	Pins []Pin
	Rows []Layout `json:",omitempty"` // from top to bottom; nil for the rows that such a front has by itself
}

// Pin puts a story into a slot.
type Pin struct {
	Slot  int       `json:"slot"` // 0 is the lead
	Story string    `json:"story"`
	Until time.Time `json:"until"` // zero: until it is taken down

	// What stands in this slot alone in place of the story's own; "" for the story's own.
	Headline   string `json:"headline,omitempty"`
	Standfirst string `json:"standfirst,omitempty"`
	Label      string `json:"label,omitempty"`
	Picture    string `json:"picture,omitempty"` // id in the library
}

// Placed is one slot as readers see it.
type Placed struct {
	Slot   int
	Story  string
	Pinned bool
	Pin    Pin // zero when the slot filled itself
}

// Shape is the rows of the front: its own, or those that every such front begins with.
func (f Front) Shape() []Layout {
	if len(f.Rows) > 0 {
		return f.Rows
	}
	if f.ID == Home {
		return []Layout{Lead, Strip}
	}
	return []Layout{Lead}
}

// Slots is how many slots the front has.
func (f Front) Slots() int {
	n := 0
	for _, l := range f.Shape() {
		n += l.Slots()
	}
	return n
}

// Fill gives the slots of f in order. Pins whose story is not in may (recalled, not public) or whose time has come
// are passed over, reached tells whether an instant has come; newest fills the rest, newest first. No story stands
// twice. Fewer stories than slots give fewer slots.
func (f Front) Fill(newest []string, may func(story string) bool, reached func(time.Time) bool) []Placed {
	slots := f.Slots()
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
			placed = append(placed, Placed{Slot: slot, Story: p.Story, Pinned: true, Pin: p})
			continue
		}
		for len(newest) > 0 && taken[newest[0]] {
			newest = newest[1:]
		}
		if len(newest) == 0 {
			continue
		}
		placed = append(placed, Placed{Slot: slot, Story: newest[0]})
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

// Unpin takes a story's pin out, and tells whether there was one.
func (f *Front) Unpin(story string) bool {
	before := len(f.Pins)
	f.Pins = slices.DeleteFunc(slices.Clone(f.Pins), func(p Pin) bool { return p.Story == story })
	return len(f.Pins) < before
}

// PinOf finds the pin of a story.
func (f Front) PinOf(story string) (Pin, bool) {
	i := slices.IndexFunc(f.Pins, func(p Pin) bool { return p.Story == story })
	if i < 0 {
		return Pin{}, false
	}
	return f.Pins[i], true
}

// Relay gives the row another layout; "" takes it away, and a row one behind the last is added. What was pinned keeps
// its place in its row, as far as there is one, and what stands below moves with its row. It tells whether f has such
// a row: the first is always a lead, so that a page begins with one story.
func (f *Front) Relay(row int, l Layout) bool {
	rows := slices.Clone(f.Shape())
	if row < 1 || row > len(rows) || row >= MaxRows || l != "" && l.Slots() == 0 || l == "" && row == len(rows) {
		return false
	}
	first := 0
	for _, r := range rows[:row] {
		first += r.Slots()
	}
	was := 0
	switch {
	case row == len(rows):
		rows = append(rows, l)
	case l == "":
		was = rows[row].Slots()
		rows = slices.Delete(rows, row, row+1)
	default:
		was = rows[row].Slots()
		rows[row] = l
	}
	var pins []Pin
	for _, p := range f.Pins {
		switch {
		case p.Slot >= first+was:
			p.Slot += l.Slots() - was
		case p.Slot >= first+l.Slots():
			continue
		}
		pins = append(pins, p)
	}
	f.Pins, f.Rows = pins, rows
	return true
}

// Same tells whether two arrangements are one for readers.
func (f Front) Same(g Front) bool {
	return slices.Equal(f.Shape(), g.Shape()) && slices.EqualFunc(f.Pins, g.Pins, Pin.same)
}

func (p Pin) same(q Pin) bool {
	same := p.Until.Equal(q.Until)
	p.Until, q.Until = time.Time{}, time.Time{}
	return same && p == q
}

// Again is an earlier arrangement made ready to stand once more from now on: pins that had an end get a new one.
func (f Front) Again(now time.Time) Front {
	f.Pins = slices.Clone(f.Pins)
	for i := range f.Pins {
		if !f.Pins[i].Until.IsZero() {
			f.Pins[i].Until = now.Add(PinFor).Truncate(time.Minute)
		}
	}
	return f
}

// Merge brings what somebody else put live since base into mine: pins that they added, changed or took out.
func Merge(base, live, mine Front) Front {
	for _, p := range live.Pins {
		if old, stood := base.PinOf(p.Story); (!stood || !old.same(p)) && p.Slot < mine.Slots() {
			mine.Pin(p)
		}
	}
	for _, p := range base.Pins {
		now, stands := mine.PinOf(p.Story)
		if _, lives := live.PinOf(p.Story); !lives && stands && now.same(p) {
			mine.Unpin(p.Story)
		}
	}
	return mine
}

// Draft is a front that the desk is arranging, all of it together: it stays until it is put live or thrown away.
type Draft struct {
	Front   Front
	Base    Front // what was live when it was begun
	Version int64 // counts the changes, from 1
	By      string
	At      time.Time
}

// Earlier is a front as it was put live once.
type Earlier struct {
	Front  Front
	Number int64 // of the entry that put it live
	At     time.Time
	By     string
}

// Breaking is the breaking line. It stands on every page for readers until its time has come. Its zero value is none.
type Breaking struct {
	Text  string
	Story string // id of the live story that it leads to, "" while there is none
	Since time.Time
	Until time.Time // zero: until it is taken down
}
