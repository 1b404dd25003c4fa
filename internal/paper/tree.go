package paper

import "strings"

// Accents are the colours of sections in the order in which they are given out; a sub-section inherits.
var Accents = []string{"red", "blue", "green", "ochre", "plum", "slate", "teal", "brown"}

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
	byID := make(map[string]Section, len(all))
	for _, s := range all {
		byID[s.ID] = s
	}
	var chain []Section
	for s, ok := byID[id]; ok && len(chain) <= len(all); s, ok = byID[s.Parent] {
		chain = append(chain, s)
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
