package press

import (
	"testing"
	"time"
)

func TestInstantNotesWhenItsAnswersEnd(t *testing.T) {
	lisbon, err := time.LoadLocation("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 10, 25, 0, 30, 0, 0, lisbon) // the clocks go back at two: a day of 25 hours
	for name, c := range map[string]struct {
		ask  func(*Instant) bool // true when the answer is right
		want time.Time
	}{
		"nothing asked, nothing noted":      {func(*Instant) bool { return true }, time.Time{}},
		"what has come does not end":        {func(i *Instant) bool { return i.Reached(now) }, time.Time{}},
		"what is to come ends then":         {func(i *Instant) bool { return !i.Reached(now.Add(1)) }, now.Add(1)},
		"of two the earlier":                {func(i *Instant) bool { return !i.Reached(now.Add(2)) && !i.Reached(now.Add(3)) }, now.Add(2)},
		"of two the earlier, asked later":   {func(i *Instant) bool { return !i.Reached(now.Add(3)) && !i.Reached(now.Add(2)) }, now.Add(2)},
		"a day ends at its own midnight":    {func(i *Instant) bool { return i.Today(lisbon).Equal(now.Add(-30 * time.Minute)) }, now.Add(24*time.Hour + 30*time.Minute)},
		"a year ends with its last instant": {func(i *Instant) bool { return i.Year(lisbon) == 2026 }, time.Date(2027, 1, 1, 0, 0, 0, 0, lisbon)},
	} {
		t.Run(name, func(t *testing.T) {
			i := At(now)
			if !c.ask(&i) {
				t.Error("the answer is wrong")
			}
			if !i.Expires().Equal(c.want) {
				t.Errorf("expires %v, want %v", i.Expires(), c.want)
			}
		})
	}
}
