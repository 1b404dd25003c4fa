package moving

import (
	"maps"

	"broadsheet/internal/desk"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/fromhtml"
)

// Stages of a move, in their order. Reading comes before anything is kept.
const (
	Reading   = "Reading"
	Nouns     = "Sections"
	Pictures  = "Pictures"
	Stories   = "Stories"
	Addresses = "Addresses"
)

var stages = map[string]int{Reading: 0, Nouns: 1, Pictures: 2, Stories: 3, Addresses: 4}

// Reached is how far a move came: everything before it was kept and counted. What was kept after it is recognised by
// the id of the move and counted once.
type Reached struct {
	Stage   string  `json:"stage"`
	Items   int64   `json:"items"`   // of the file, in this stage
	Details int64   `json:"details"` // bytes of the file with a line for every story; -1 for all of it
	Report  *Report `json:"report"`
}

// begin takes up the report of a move that goes on, or makes one.
func (m *Move) begin() {
	m.report = newReport(m.source, m.index, m.o, m.now)
	was := m.o.Resume
	if was == nil || was.Report == nil {
		return
	}
	fresh := m.report
	m.report = was.Report
	m.report.Whole = false
	for t, c := range fresh.Items {
		m.report.count(t).InFile = c.InFile
	}
	for _, c := range m.report.Items {
		if c.Skipped == nil {
			c.Skipped = map[string]int64{}
		}
	}
	if m.report.Nouns == nil {
		m.report.Nouns = fresh.Nouns
	}
	if m.report.LeftOut == nil {
		m.report.LeftOut = map[fromhtml.Why]*LeftCount{}
	}
	if m.report.Taxonomies == nil {
		m.report.Taxonomies = fresh.Taxonomies
	}
	if m.report.Notes == nil {
		m.report.Notes = fresh.Notes
	}
}

// counted tells whether an item of a stage, the nth of the file, was kept and counted before the move went on.
func (m *Move) counted(stage string, n int64) bool {
	was := m.o.Resume
	return was != nil && (stages[was.Stage] > stages[stage] || was.Stage == stage && n <= was.Items)
}

// reached tells whoever listens that everything of a stage up to the nth item of the file is kept and counted.
func (m *Move) reached(stage string, n int64) error {
	if was := m.o.Resume; m.o.Keep == nil || was != nil && (stages[was.Stage] > stages[stage] || was.Stage == stage && n < was.Items) {
		return nil
	}
	r := Reached{Stage: stage, Items: n, Details: -1, Report: m.report}
	if m.aside != nil && stage == Stories {
		r.Details = m.aside.items.size()
	}
	return m.o.Keep(r)
}

// gap is the part of a stage that may have been kept without being counted: what this very move brought is counted as
// that there, until the first item that is new. It is open from the beginning too: a move can be killed before it wrote
// anything down.
type gap struct{ open bool }

// brought is what this move did with an item before it went on; false once everything is new.
func (g *gap) brought(from desk.Mover, o desk.Origin) (desk.MoveResult, bool) {
	if !g.open {
		return "", false
	}
	return from.Brought(o)
}

// nounCounts keeps what was counted of sections, topics and bylines, when they were counted before the move went on.
func (m *Move) nounCounts() (restore func()) {
	if m.o.Resume == nil || stages[m.o.Resume.Stage] <= stages[Nouns] {
		return func() {}
	}
	before := maps.Clone(m.report.Nouns)
	return func() { m.report.Nouns = before }
}

// ofStage counts items of the file while a stage goes through it.
func ofStage(n *int64, fn func(*archive.Item) error) func(*archive.Item) error {
	return func(i *archive.Item) error {
		*n++
		return fn(i)
	}
}
