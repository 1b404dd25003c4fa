package screen

import "time"

// Fronts is one front that is being arranged.
type Fronts struct {
	Frame
	ID      string
	Name    string
	Path    string  // of this screen
	Tabs    []Entry // every arranged front
	Rows    []FrontRow
	Names   []Option // every slot
	More    []Option // layouts for one row more; nil when the front has as many as it may
	Place   []Placeable
	Ready   []Placeable // not live yet, so that they can only be seen coming
	Pins    int
	Changes []string // from what is live, in words
	By      string   // who arranged it last, "" while nobody does
	At      time.Time
	Query   string
	Theirs  []string  // what somebody else put live meanwhile, in words
	Seen    int64     // number of what is live
	LiveBy  string    // who put it live
	LiveAt  time.Time // zero when nobody ever did
	Live    string    // address for readers
}

func (*Fronts) template() string { return "fronts" }

// FrontRow is one row of the front.
type FrontRow struct {
	Number  int
	Layout  string
	Layouts []Option // nil for the first row, which is always a lead
	Slots   []Slot
}

// Chosen tells whether an option is the row's layout.
func (r FrontRow) Chosen(o Option) bool { return o.Value == r.Layout }

// Slot is one place on the front.
type Slot struct {
	Number   int // from 0, the lead
	Name     string
	Story    string
	Headline string
	Label    string
	Thumb    *Thumb
	Own      bool // something stands here alone in place of the story's own
	Pinned   bool
	Until    time.Time // zero: until it is taken down
	First    bool
	Last     bool
}

// Spoken is the number of the slot as people count.
func (s Slot) Spoken() int { return s.Number + 1 }

// Placeable is a story that can be put into a slot.
type Placeable struct {
	Story    string
	Headline string
	Section  string
	At       time.Time
	Slot     string // where it stands, "" for nowhere
}

// FrontSlot is what stands in one slot alone.
type FrontSlot struct {
	Frame
	Back     string
	Path     string
	Name     string
	Story    string
	Headline string // the story's own
	Form     Form
	Thumbs   []Thumb
	Query    string
}

func (*FrontSlot) template() string { return "frontslot" }

// EarlierFronts is a front as it was put live.
type EarlierFronts struct {
	Frame
	Name string
	Path string
	Back string
	Rows []EarlierFront
}

func (*EarlierFronts) template() string { return "earlierfronts" }

// EarlierFront is one of them.
type EarlierFront struct {
	Number int64
	At     time.Time
	By     string
	Lead   string // headline that led, "" when it filled itself
	Pins   int
	Live   bool // it stands now
}

// FrontList is every front and the breaking line.
type FrontList struct {
	Frame
	Tabs     []Entry
	Sections []Option // without a front of their own
	Form     Form     // of the breaking line
	Stories  []Option
	Line     string // that stands now, "" for none
	LineEnds time.Time
}

func (*FrontList) template() string { return "frontlist" }

// Spoken is the number of the row as people count.
func (r FrontRow) Spoken() int { return r.Number + 1 }
