package pagecache

import (
	"strings"
	"testing"
	"time"

	"broadsheet/internal/clock"
)

// lateBox says that boxes may be late: the one on every page for a minute, others for a second.
func lateBox(key string) time.Duration {
	switch {
	case key == "latest@box":
		return time.Minute
	case strings.HasSuffix(key, "@box"):
		return time.Second
	}
	return 0
}

func TestWhatIsLateAndWhatIsNot(t *testing.T) {
	type step struct {
		touch string        // key that the next entry touches, "" for none
		wait  time.Duration // before the page is asked for
		made  int           // renders so far; 0: nobody asks
	}
	for name, steps := range map[string][]step{
		"a page without what was touched stays":              {{"article/2", 0, 1}, {"", time.Hour, 1}},
		"what it is made of makes it new at once":            {{"article/1", 0, 2}},
		"what every page is made of makes it new at once":    {{"frame", 0, 2}, {"frame", 0, 3}, {"", time.Hour, 3}},
		"a box is new after a second":                        {{"topic/1@box", 0, 1}, {"", 999 * time.Millisecond, 1}, {"", time.Millisecond, 2}, {"", time.Hour, 2}},
		"a second story does not put the box off":            {{"topic/1@box", 0, 1}, {"topic/1@box", 900 * time.Millisecond, 1}, {"", 100 * time.Millisecond, 2}},
		"the box on every page is new after a minute":        {{"latest@box", 0, 1}, {"", 59 * time.Second, 1}, {"", time.Second, 2}, {"", time.Hour, 2}},
		"more stories do not put it off":                     {{"latest@box", 0, 1}, {"latest@box", 40 * time.Second, 1}, {"latest@box", 19 * time.Second, 1}, {"", time.Second, 2}, {"", time.Minute, 2}},
		"after the minute another one begins":                {{"latest@box", time.Minute, 2}, {"latest@box", 59 * time.Second, 2}, {"", time.Second, 3}},
		"a page that nobody asked for in time stays too old": {{"latest@box", 61 * time.Second, 0}, {"latest@box", 0, 2}},
		"who waits for a box hears of a change at once":      {{"latest@box", time.Second, 1}, {"article/1", 0, 2}, {"", time.Hour, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			now := clock.At(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
			cache := open(t, Options{Clock: now, Shared: []string{"frame", "latest@box"}, Late: lateBox})
			page := &counting{answer: Answer{Status: 200, Number: 1, Keys: []string{"article/1", "frame", "latest@box", "topic/1@box"}}}
			cache.Begin(1)
			get(t, cache, "/story", page.render)
			for i, s := range steps {
				if s.touch != "" {
					cache.Hear(heard(page.answer.Number+1, s.touch))
					page.answer.Number++
				}
				now.Move(s.wait)
				if s.made == 0 {
					continue
				}
				get(t, cache, "/story", page.render)
				if page.made != s.made {
					t.Fatalf("step %d: %d renders, want %d", i+1, page.made, s.made)
				}
			}
		})
	}
}

func TestABoxTouchedWhileThePageIsMadeIsNotMissed(t *testing.T) {
	for _, key := range []string{"topic/1@box", "latest@box"} {
		now := clock.At(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
		cache := open(t, Options{Clock: now, Shared: []string{"latest@box"}, Late: lateBox})
		cache.Begin(1)
		page := &counting{answer: Answer{Status: 200, Number: 1, Keys: []string{"topic/1@box", "latest@box"}}}
		cache.Hear(heard(2, key)) // after the snapshot at 1 was opened
		get(t, cache, "/story", page.render)
		get(t, cache, "/story", page.render)
		if page.made != 1 {
			t.Errorf("%s: %d renders, want 1: it may be late", key, page.made)
		}
		page.answer.Number = 2
		now.Move(time.Minute)
		get(t, cache, "/story", page.render)
		if page.made != 2 {
			t.Errorf("%s: %d renders, want 2: its time is over", key, page.made)
		}
	}
}

func TestPagesThatAreAskedForAreMadeAgain(t *testing.T) {
	again := make(chan string, 100)
	cache := open(t, Options{Again: func(key string) { again <- key }})
	cache.Begin(1)
	for _, key := range []string{"/often", "/once", "/sometimes", "/other"} {
		page := &counting{answer: Answer{Status: 200, Number: 1, Keys: []string{"article/1"}}}
		if key == "/other" {
			page.answer.Keys = []string{"article/2"}
		}
		asked := map[string]int{"/often": 9, "/once": 1, "/sometimes": 4, "/other": 9}[key]
		for range asked {
			get(t, cache, key, page.render)
		}
	}
	cache.Hear(heard(2, "article/1"))
	for _, want := range []string{"/often", "/sometimes"} {
		if got := <-again; got != want {
			t.Errorf("%s was made again, want %s", got, want)
		}
	}
	cache.Hear(heard(3, "article/2"))
	if got := <-again; got != "/other" { // /once would have come before it
		t.Errorf("%s was made again, want /other", got)
	}
}

func TestSharedKeysCostNothingPerPage(t *testing.T) {
	cache := open(t, Options{Shared: []string{"frame"}})
	cache.Begin(1)
	page := &counting{answer: Answer{Status: 200, Number: 1, Keys: []string{"frame"}}}
	for _, key := range []string{"/a", "/b", "/c"} {
		get(t, cache, key, page.render)
	}
	if len(cache.madeOf) != 0 {
		t.Errorf("%d keys have lists of pages, want none", len(cache.madeOf))
	}
}
