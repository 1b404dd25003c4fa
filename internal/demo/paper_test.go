package demo_test

import (
	"strings"
	"testing"
	"time"

	"broadsheet/internal/demo"
	"broadsheet/internal/prose"
)

// started is a Monday morning; the tests of dates go through every other day.
var started = time.Date(2026, 11, 23, 10, 30, 0, 0, time.UTC)

func courier(t *testing.T, now time.Time) demo.Courier {
	t.Helper()
	p, err := demo.Paper(now, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// named resolves every name to itself, in the form of an id.
func named() demo.Names {
	id := func(string) (string, error) { return strings.Repeat("0", 26), nil }
	return demo.Names{
		Section: id, Byline: id, Topic: id, Picture: id,
		Address: func(to string) (string, error) { return "/" + strings.ReplaceAll(to, ":", "/"), nil },
	}
}

// text is all that readers see of a story's newest words.
func text(t *testing.T, s demo.Story) string {
	t.Helper()
	doc, err := s.Doc(s.Editions()+1, named())
	if err != nil {
		t.Fatal(err)
	}
	return prose.Headline(doc) + "\n" + prose.Standfirst(doc) + "\n" + prose.Text(doc)
}

func TestEveryEditionOfEveryStoryPassesTheGate(t *testing.T) {
	p := courier(t, started)
	for _, s := range p.Stories {
		for edition := 1; edition <= s.Editions()+1; edition++ {
			doc, err := s.Doc(edition, named())
			if err != nil {
				t.Error(err)
				break
			}
			if err := prose.Check(doc); err != nil {
				t.Errorf("%s, edition %d: %v", s.Name, edition, err)
			}
		}
	}
	for _, page := range p.Pages {
		doc, err := page.Doc(named())
		if err != nil {
			t.Error(err)
		} else if err := prose.Check(doc); err != nil {
			t.Errorf("%s: %v", page.Name, err)
		}
	}
}

func TestThePaperComesOutOnWhateverDayItIsStarted(t *testing.T) {
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	for day := range 800 {
		now := started.Add(time.Duration(day)*24*time.Hour + time.Duration(day%24)*time.Hour)
		p, err := demo.Paper(now, zone)
		if err != nil {
			t.Fatalf("started at %s: %v", now, err)
		}
		for _, s := range p.Stories {
			if s.State.Public() && s.At.After(now) {
				t.Fatalf("started at %s: %s is of %s", now, s.Name, s.At)
			}
		}
	}
}
