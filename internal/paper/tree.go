package paper

import (
	"slices"
	"strings"
)

// Accents are the colours of sections in the order in which they are given out; a sub-section inherits.
var Accents = []string{"red", "blue", "green", "ochre", "plum", "slate", "teal", "brown"}

// ShadesOfAccents are the two forms of each of Accents, as the style sheet of the theme has them.
var ShadesOfAccents = map[string]Shades{
	"red": {"#a6192e", "#ff8a80"}, "blue": {"#0b4f71", "#7cc4ea"}, "green": {"#1f5f3f", "#7fcf9f"}, "ochre": {"#8a4b08", "#f0b060"},
	"plum": {"#6b2a5b", "#e5a3d3"}, "slate": {"#3d4f5c", "#afc3d1"}, "teal": {"#0f5e5a", "#76cfc7"}, "brown": {"#6b4423", "#d9b48f"},
}

// NextAccent is the accent for the next section at the top of a tree.
func NextAccent(all []Section) string {
	n := 0
	for _, s := range all {
		if s.Parent == "" {
			n++
		}
	}
	return Accents[n%len(Accents)]
}

// Deepest is how many sections may stand in a line, one below the other.
const Deepest = 4

// FindSection finds the section that stands for id, itself or in place of one that was merged into it.
func FindSection(all []Section, id string) (Section, bool) {
	if id == "" {
		return Section{}, false
	}
	for _, s := range all {
		if s.ID == id || slices.Contains(s.Also, id) {
			return s, true
		}
	}
	return Section{}, false
}

// Depth is how many sections stand in a line from id downwards, itself counted.
func Depth(all []Section, id string) int {
	deepest := 0
	for _, s := range all {
		if s.Parent == id && s.ID != id {
			deepest = max(deepest, Depth(all, s.ID))
		}
	}
	return deepest + 1
}

// IsBelow tells whether the section id is above itself or stands somewhere below it.
func IsBelow(all []Section, id, above string) bool {
	parents := make(map[string]string, len(all))
	for _, s := range all {
		parents[s.ID] = s.Parent
	}
	for range len(all) + 1 {
		if id == above {
			return true
		}
		if id == "" {
			return false
		}
		id = parents[id]
	}
	return true // a circle, which must not be added to
}

// Above lists a section and everything it stands below, from itself to the top.
func Above(all []Section, id string) []Section {
	var chain []Section
	for s, ok := FindSection(all, id); ok && len(chain) <= len(all); {
		chain = append(chain, s)
		i := slices.IndexFunc(all, func(above Section) bool { return above.ID == s.Parent })
		if ok = i >= 0; ok {
			s = all[i]
		}
	}
	return chain
}

// Line is one line of a pasted list of sections; Parent is the index of the line above it in the tree, or -1.
type Line struct {
	Name   string
	Parent int
}

// ParseSections reads a list of sections, one to a line; a line that is indented deeper than an earlier one stands
// below it. List signs before a name are passed over.
func ParseSections(text string) []Line {
	var lines []Line
	type open struct{ indent, line int }
	var stack []open
	for raw := range strings.SplitSeq(strings.ReplaceAll(text, "\r", ""), "\n") {
		bare := strings.TrimLeft(raw, " \t\u00a0")
		indent := 0
		for _, r := range raw[:len(raw)-len(bare)] {
			if r == '\t' {
				indent += 4
			} else {
				indent++
			}
		}
		name := strings.TrimSpace(strings.TrimLeft(bare, "-*•▸ \t"))
		if name == "" {
			continue
		}
		for len(stack) > 0 && stack[len(stack)-1].indent >= indent {
			stack = stack[:len(stack)-1]
		}
		parent := -1
		if len(stack) > 0 {
			parent = stack[len(stack)-1].line
		}
		lines = append(lines, Line{name, parent})
		stack = append(stack, open{indent, len(lines) - 1})
	}
	return lines
}
