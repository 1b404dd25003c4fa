package front

import (
	"fmt"
	"slices"
	"strings"
)

var numbers = [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

func number(n int) string {
	if n < len(numbers) {
		return numbers[n]
	}
	return fmt.Sprint(n)
}

// Changes says in words what a new arrangement changes: "new lead", "two moved", "headline changed in slot 3". was and
// is are what stands in the slots of each.
func Changes(before, after Front, was, is []Placed) []string {
	at := map[string]Placed{}
	for _, p := range was {
		at[p.Story] = p
	}
	var out, words []string
	come, moved, ends := 0, 0, 0
	for _, p := range is {
		old, stood := at[p.Story]
		switch {
		case p.Slot == 0 && (!stood || old.Slot != 0):
			out = append(out, "new lead")
		case !stood:
			come++
		case old.Slot != p.Slot:
			moved++
		}
		var changed []string
		for _, c := range []struct{ what, old, now string }{
			{"headline", old.Pin.Headline, p.Pin.Headline},
			{"standfirst", old.Pin.Standfirst, p.Pin.Standfirst},
			{"label", old.Pin.Label, p.Pin.Label},
			{"picture", old.Pin.Picture, p.Pin.Picture},
		} {
			if c.old != c.now {
				changed = append(changed, c.what)
			}
		}
		if len(changed) > 0 {
			words = append(words, fmt.Sprintf("%s changed in slot %d", strings.Join(changed, " and "), p.Slot+1))
		}
		if old.Pinned && p.Pinned && !old.Pin.Until.Equal(p.Pin.Until) {
			ends++
		}
	}
	if come > 0 {
		out = append(out, number(come)+" new")
	}
	if moved > 0 {
		out = append(out, number(moved)+" moved")
	}
	if !slices.Equal(before.Shape(), after.Shape()) {
		out = append(out, "rows changed")
	}
	out = append(out, words...)
	switch n := len(after.Pins) - len(before.Pins); {
	case n == 1:
		out = append(out, "one pin more")
	case n > 1:
		out = append(out, number(n)+" pins more")
	case n == -1:
		out = append(out, "one pin fewer")
	case n < -1:
		out = append(out, number(-n)+" pins fewer")
	}
	if ends > 0 {
		out = append(out, "a new end for "+map[bool]string{true: "one pin", false: number(ends) + " pins"}[ends == 1])
	}
	if len(out) == 0 && !before.Same(after) {
		out = append(out, "pins changed")
	}
	return out
}

// Names are what the slots of the front are called, in order.
func (f Front) Names() []string {
	var all []string
	for row, l := range f.Shape() {
		for i := range l.Slots() {
			switch {
			case row == 0:
				all = append(all, [...]string{"Lead", "Second, upper", "Second, lower"}[i])
			default:
				all = append(all, fmt.Sprintf("Row %d, %s", row+1, [...]string{"first", "second", "third", "fourth", "fifth", "sixth"}[i]))
			}
		}
	}
	return all
}
