package bench

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Line is one line of the table.
type Line struct {
	About     string   `json:"about"`
	Figure    string   `json:"figure"`              // as a person reads it
	Yardstick string   `json:"yardstick,omitempty"` // the same of what it is measured against, in the same run
	Ratio     float64  `json:"ratio,omitempty"`     // figure to yardstick
	Target    string   `json:"target,omitempty"`
	Met       *bool    `json:"met,omitempty"` // nil where there is no target, or nothing was measured
	Values    []Values `json:"values,omitempty"`
	Note      string   `json:"note,omitempty"`
}

// Values are what a figure is the median of, in the order of the rounds.
type Values struct {
	Of   string    `json:"of"`
	Unit string    `json:"unit"`
	All  []float64 `json:"all"`
}

// Report is a whole run.
type Report struct {
	Began    time.Time `json:"began"`
	Machine  string    `json:"machine"`
	Load     string    `json:"load"` // of the machine before and after
	Database string    `json:"database"`
	Stories  int       `json:"stories"`
	Quick    bool      `json:"quick"`
	Lines    []Line    `json:"lines"`
}

func (r *Report) add(l Line) { r.Lines = append(r.Lines, l) }

// skip says why something was not measured.
func (r *Report) skip(about, why string) {
	r.add(Line{About: about, Figure: "not measured", Note: why})
}

// WriteJSON writes the figures for programs.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// WriteTable writes the figures for people.
func (r *Report) WriteTable(w io.Writer) error {
	rows := [][]string{{"", "Broadsheet", "yardstick", "ratio", "target", ""}}
	for _, l := range r.Lines {
		ratio, met := "", ""
		if l.Ratio > 0 {
			ratio = fmt.Sprintf("%.2f", l.Ratio)
		}
		if l.Met != nil {
			met = map[bool]string{true: "ok", false: "NOT OK"}[*l.Met]
		}
		rows = append(rows, []string{l.About, l.Figure, l.Yardstick, ratio, l.Target, met})
	}
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s; %s; %d stories on %s; load before and after: %s\n\n", r.Began.Format("2 January 2006, 15:04"), r.Machine, r.Stories, r.Database, r.Load)
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			line += cell + strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell)+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	for _, l := range r.Lines {
		if l.Note != "" {
			fmt.Fprintf(&b, "\n%s: %s", l.About, l.Note)
		}
	}
	_, err := io.WriteString(w, b.String()+"\n")
	return err
}

// met is whether a target was met.
func met(ok bool) *bool { return &ok }

// quantile is the q-th of values, 0.5 for the median; 0 for none.
func quantile[T cmp.Ordered](values []T, q float64) T {
	var none T
	if len(values) == 0 {
		return none
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// ms writes a time in milliseconds.
func ms(d time.Duration) string {
	switch m := float64(d.Microseconds()) / 1000; {
	case m < 10:
		return fmt.Sprintf("%.2f ms", m)
	case m < 1000:
		return fmt.Sprintf("%.0f ms", m)
	default:
		return fmt.Sprintf("%.2f s", m/1000)
	}
}

// thousands writes a count with commas.
func thousands(n float64) string {
	s := fmt.Sprintf("%.0f", n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
