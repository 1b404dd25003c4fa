package demo

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

const drawnHere = "Drawing: The Wexmouth Courier"

// A header is what stands between the +++ lines of a story file.
type header struct {
	Headline       string
	Standfirst     string
	SearchHeadline string `toml:"search_headline"`
	ShareHeadline  string `toml:"share_headline"`
	Kind           string // "news" when left out
	Section        string
	Sections       []string
	Byline         []credit
	Source         *Source
	Topics         []string
	Storyline      string
	Slug           string // the file's name when left out
	Lang, Dir      string
	Day            string // see calendar
	Time           string
	Picture        *drawing
	PaidBy         string `toml:"paid_by"`
	NoAds          bool   `toml:"no_ads"`
	Note           string

	State   State // "live" when left out
	Author  string
	Editor  string
	Changes []change
	Recall  *struct{ Day, Time, By, Reason string }
	Hold    *struct{ Until, By, Reason string }
	Notes   []struct{ By, Words, Text, Day, Time string }
}

type credit struct{ Name, Role string }

type change struct{ Kind, Day, Time, By, Old, New, Say string }

type drawing struct {
	Scene     string
	Variant   int
	Shape     string // wide (3:2, when left out), tall (2:3), square
	Caption   string
	Alt       string
	Uncredited bool   // the desk has yet to ask
	RightsEnd string `toml:"rights_end"`
}

// Paper reads the whole demo newsroom as it stands when it is started at now. Times are in zone.
func Paper(now time.Time, zone *time.Location) (Courier, error) {
	var p Courier
	var masthead struct {
		Name, Strapline, Footer string
		Sections                []Section
		Topics                  []Topic
		Storylines              []Storyline
	}
	var people struct {
		People []Person
		Known  []Known
	}
	var days struct{ Days map[string]string }
	var front struct {
		Home []struct {
			MinutesAgo int `toml:"minutes_ago"`
			By         string
			Slots      []string
		}
	}
	for name, into := range map[string]any{"sections.toml": &masthead, "people.toml": &people, "calendar.toml": &days, "front.toml": &front} {
		text, err := files.ReadFile(name)
		if err != nil {
			return p, err
		}
		if err := decode(string(text), into); err != nil {
			return p, fmt.Errorf("%s: %w", name, err)
		}
	}
	c := newCalendar(now, zone, days.Days)
	p = Courier{
		Name: masthead.Name, Strapline: masthead.Strapline, Footer: masthead.Footer, Today: c.today, Started: now,
		People: people.People, Known: people.Known, Sections: masthead.Sections, Topics: masthead.Topics, Storylines: masthead.Storylines,
	}
	for _, f := range front.Home {
		p.Home = append(p.Home, Front{At: now.Add(-time.Duration(f.MinutesAgo) * time.Minute), By: f.By, Slots: f.Slots})
	}
	if err := p.readStories(c); err != nil {
		return p, err
	}
	return p, p.readPages(c)
}
