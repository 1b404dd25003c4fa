package demo

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// turnOfDay is the hour before which the paper still carries yesterday's date: a demo started at one in the morning
// shows yesterday's paper, whole, and not an empty one.
const turnOfDay = 7

// calendar turns the day expressions of the files into days. An expression is one of
//
//	0, -3, +1       so many days from the base: a story's own day, or, in a header, the day of the paper
//	today -3        so many days from the day of the paper
//	w-9 mon         the Monday of the week nine weeks before this one; weeks begin on Monday
//	work-2          the second day from Monday to Friday before the day of the paper
//	next fri        the first Friday after the base; last sun: the last Sunday before it
//	bridge-closed   a day named in calendar.toml
//
// followed, where wanted, by +N or -N days. What happens on a certain weekday (a race, a council meeting, a day in
// court) is counted in weeks; only what may happen on any day is counted in days.
type calendar struct {
	today time.Time // midnight in the paper's zone
	now   time.Time
	named map[string]string
}

func newCalendar(now time.Time, zone *time.Location, named map[string]string) calendar {
	local := now.In(zone)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone)
	if local.Hour() < turnOfDay {
		day = day.AddDate(0, 0, -1)
	}
	return calendar{today: day, now: local, named: named}
}

var weekdays = map[string]time.Weekday{
	"mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday,
	"fri": time.Friday, "sat": time.Saturday, "sun": time.Sunday,
}

// day finds the day that an expression means; base is the day that bare numbers, next and last count from.
func (c calendar) day(expression string, base time.Time) (time.Time, error) {
	words := strings.Fields(expression)
	if len(words) == 0 {
		return time.Time{}, fmt.Errorf("a day is missing")
	}
	day, rest, err := c.head(words, base)
	if err != nil {
		return time.Time{}, fmt.Errorf("day %q: %w", expression, err)
	}
	for _, w := range rest {
		n, err := strconv.Atoi(w)
		if err != nil {
			return time.Time{}, fmt.Errorf("day %q: %q is not a number of days", expression, w)
		}
		day = day.AddDate(0, 0, n)
	}
	return day, nil
}

func (c calendar) head(words []string, base time.Time) (day time.Time, rest []string, err error) {
	first, rest := words[0], words[1:]
	switch {
	case first == "today":
		return c.today, rest, nil
	case first == "next" || first == "last":
		if len(rest) == 0 {
			return base, nil, fmt.Errorf("%s what?", first)
		}
		weekday, ok := weekdays[rest[0]]
		if !ok {
			return base, nil, fmt.Errorf("%q is not a weekday", rest[0])
		}
		step := 1
		if first == "last" {
			step = -1
		}
		day = base.AddDate(0, 0, step)
		for day.Weekday() != weekday {
			day = day.AddDate(0, 0, step)
		}
		return day, rest[1:], nil
	case strings.HasPrefix(first, "work-"):
		n, err := strconv.Atoi(first[len("work-"):])
		if err != nil || n < 1 {
			return base, nil, fmt.Errorf("%q is not a number of working days", first)
		}
		day = c.today
		for n > 0 {
			day = day.AddDate(0, 0, -1)
			if d := day.Weekday(); d != time.Saturday && d != time.Sunday {
				n--
			}
		}
		return day, rest, nil
	}
	if n, err := strconv.Atoi(first); err == nil {
		return base.AddDate(0, 0, n), rest, nil
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(first, "w")); err == nil && strings.HasPrefix(first, "w") && len(rest) > 0 {
		weekday, ok := weekdays[rest[0]]
		if !ok {
			return base, nil, fmt.Errorf("%q is not a weekday", rest[0])
		}
		monday := c.today.AddDate(0, 0, -sinceMonday(c.today.Weekday()))
		return monday.AddDate(0, 0, 7*n+sinceMonday(weekday)), rest[1:], nil
	}
	named, ok := c.named[first]
	if !ok {
		return base, nil, fmt.Errorf("no day is called that in calendar.toml")
	}
	if day, err = c.day(named, c.today); err != nil {
		return base, nil, err
	}
	return day, rest, nil
}

func sinceMonday(d time.Weekday) int { return (int(d) + 6) % 7 }

// instant is the clock time hhmm ("07:40") of a day. On the day of the paper itself the times between five o'clock and
// noon are stretched or drawn together to end just before the present, so that at nine in the morning and at nine in the
// evening alike the newest story is new.
func (c calendar) instant(day time.Time, hhmm string) (time.Time, error) {
	clock, err := time.Parse("15:04", hhmm)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time of day", hhmm)
	}
	minutes := clock.Hour()*60 + clock.Minute()
	if day.Equal(c.today) {
		const opens, noon, closes = 5 * 60, 12 * 60, 21*60 + 30
		if minutes < opens || minutes >= noon {
			return time.Time{}, fmt.Errorf("on the day of the paper times lie between 05:00 and noon, not at %s", hhmm)
		}
		last := closes
		if c.now.Day() == c.today.Day() {
			last = min(last, c.now.Hour()*60+c.now.Minute()-3)
		}
		minutes = opens + (minutes-opens)*(last-opens)/(noon-opens)
	}
	return time.Date(day.Year(), day.Month(), day.Day(), minutes/60, minutes%60, 0, 0, day.Location()), nil
}

var placeholder = regexp.MustCompile(`\{\{\s*([a-z]+)\s+([^}]+?)\s*\}\}`)

// expand fills in the placeholders of a text that is dated base:
//
//	{{day X}} Friday           only for days less than a week away, so that it can be understood
//	{{when X}} today, yesterday, tomorrow, on Friday, on 11 November: whichever a paper would print
//	{{date X}} 11 November     with the year when it is not within ten months
//	{{month X}} November       {{year X}} 2026       {{year -3y}} {{year X -3y}} three years earlier
//	{{days X to Y}} 64         days from X to Y
func (c calendar) expand(text string, base time.Time) (string, error) {
	var failed error
	out := placeholder.ReplaceAllStringFunc(text, func(found string) string {
		parts := placeholder.FindStringSubmatch(found)
		words, err := c.fill(parts[1], parts[2], base)
		if err != nil && failed == nil {
			failed = fmt.Errorf("%s: %w", found, err)
		}
		return words
	})
	if failed == nil && (strings.Contains(out, "{{") || strings.Contains(out, "}}")) {
		at := max(strings.Index(out, "{{"), strings.Index(out, "}}"))
		failed = fmt.Errorf("a placeholder is not closed near %q", out[max(0, at-20):min(len(out), at+20)])
	}
	return out, failed
}

func (c calendar) fill(word, expression string, base time.Time) (string, error) {
	if word == "days" {
		from, to, ok := strings.Cut(expression, " to ")
		if !ok {
			return "", fmt.Errorf("days from what to what?")
		}
		first, err := c.day(from, base)
		if err != nil {
			return "", err
		}
		last, err := c.day(to, base)
		if err != nil {
			return "", err
		}
		return strconv.Itoa(daysBetween(first, last)), nil
	}
	years := 0
	if rest, ok := strings.CutSuffix(expression, "y"); ok && word == "year" {
		at := strings.LastIndex(rest, " ") + 1
		n, err := strconv.Atoi(rest[at:])
		if err != nil {
			return "", fmt.Errorf("%q is not a number of years", rest[at:])
		}
		years, expression = n, cmp.Or(strings.TrimSpace(rest[:at]), "0")
	}
	day, err := c.day(expression, base)
	if err != nil {
		return "", err
	}
	away := daysBetween(base, day)
	near := away >= -6 && away <= 6
	switch word {
	case "day":
		if !near || away == 0 {
			return "", fmt.Errorf("a weekday alone is not clear %d days away", away)
		}
		return day.Weekday().String(), nil
	case "when":
		switch {
		case away == 0:
			return "today", nil
		case away == -1:
			return "yesterday", nil
		case away == 1:
			return "tomorrow", nil
		case near:
			return "on " + day.Weekday().String(), nil
		}
		return "on " + dated(day, base), nil
	case "date":
		return dated(day, base), nil
	case "month":
		return day.Month().String(), nil
	case "year":
		return strconv.Itoa(day.Year() + years), nil
	}
	return "", fmt.Errorf("there is no placeholder called %q", word)
}

func dated(day, base time.Time) string {
	if away := daysBetween(base, day); away < -300 || away > 300 {
		return day.Format("2 January 2006")
	}
	return day.Format("2 January")
}

// daysBetween counts calendar days, whatever the clocks did in between.
func daysBetween(from, to time.Time) int {
	utc := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(utc(to).Sub(utc(from)) / (24 * time.Hour))
}
