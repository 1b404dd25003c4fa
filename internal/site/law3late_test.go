package site_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/record"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// What of an answer may be late: a box of related stories by a second, the box of the newest by a minute. The lengths
// and tags of the answer go with them.
var (
	related = regexp.MustCompile(`(?s)<section class="related">.*?</section>`)
	recent  = regexp.MustCompile(`(?s)<section class="recent"[^>]*>.*?</section>`)
	measure = regexp.MustCompile(`(?m)^(Content-Length|Etag): .*$`)
	href    = regexp.MustCompile(`<a [^>]*href="([^"]*)"`)
)

// apart parts an answer from its boxes.
func apart(answer string) (rest, relatedBox, recentBox string) {
	relatedBox, recentBox = related.FindString(answer), recent.FindString(answer)
	rest = measure.ReplaceAllString(recent.ReplaceAllString(related.ReplaceAllString(answer, ""), ""), "")
	return rest, relatedBox, recentBox
}

// state is what a box showed from an instant on.
type state struct {
	since time.Time
	box   string
}

// shown remembers what a box of an address shows.
func shown(all []state, now time.Time, box string) []state {
	if n := len(all); n > 0 && all[n-1].box == box {
		return all
	}
	return append(all, state{now, box})
}

// allowed tells whether a box showed this at some time of the last while.
func allowed(all []state, now time.Time, late time.Duration, box string) bool {
	for i, s := range all {
		if s.box == box && (i == len(all)-1 || !all[i+1].since.Before(now.Add(-late))) {
			return true
		}
	}
	return false
}

// lateSequence lets a newsroom act, with pauses, and gives the first answer that is not the cold render, or whose box is
// older than it may be or shows what was taken away.
func lateSequence(n *newsroom, acts int) (lie string, late int) {
	var watched []string
	for _, a := range n.addresses {
		if strings.Contains(a, "-and-") || strings.HasPrefix(a, "/nothing") || strings.HasPrefix(a, "/search?") {
			watched = append(watched, a)
		}
	}
	relatedTo, newest := map[string][]state{}, map[string][]state{}
	for _, a := range watched { // what stood there before anybody acted may be shown after the first act
		_, r, l := apart(n.cold(a))
		relatedTo[a], newest[a] = shown(nil, n.clock.Now(), r), shown(nil, n.clock.Now(), l)
	}
	for i := range acts {
		for _, a := range watched {
			n.get(a) // now it is kept
		}
		did := n.act()
		then := n.clock.Now()
		for range 2 {
			now := n.clock.Now()
			for _, a := range watched {
				rest, r, l := apart(n.cold(a))
				relatedTo[a], newest[a] = shown(relatedTo[a], then, r), shown(newest[a], then, l)
				told := told(n.get(a))
				gotRest, gotR, gotL := apart(told)
				at := fmt.Sprintf("%s after action %d (%s): ", a, i+1, did)
				switch {
				case gotRest != rest:
					return at + differ(gotRest, rest), late
				case !allowed(relatedTo[a], now, time.Second, gotR):
					return at + "a related box older than a second: " + differ(gotR, r), late
				case !allowed(newest[a], now, time.Minute, gotL):
					return at + "a box of the newest older than a minute: " + differ(gotL, l), late
				}
				if gotR == r && gotL == l {
					continue
				}
				late++
				for _, link := range href.FindAllStringSubmatch(gotR+gotL, -1) {
					address, _, _ := strings.Cut(link[1], "#")
					if there := n.cold(address); !strings.HasPrefix(there, "200") && !strings.HasPrefix(there, "503") {
						return at + "a box shows " + address + ", where a reader gets " + there[:3], late
					}
				}
			}
			n.clock.Move(pick(n.rnd, []time.Duration{0, 300 * time.Millisecond, 700 * time.Millisecond, 20 * time.Second}))
		}
	}
	return "", late
}

// TestLaw3WithBoxesThatMayBeLate is the law as the program keeps it: a page may lack what came into the box beside it,
// for as long as the box may be late, but never shows what was taken away.
func TestLaw3WithBoxesThatMayBeLate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, opened func(...clock.Clock) *store.Store) {
		n := newsroomOn(t, opened, seed(t), harm{late: store.Late})
		acts := volume(600)
		lie, late := lateSequence(n, acts)
		if lie != "" {
			t.Error(lie)
		}
		if late == 0 {
			t.Error("no box was ever late: nothing was tried")
		}
		t.Logf("law 3: %d actions %v, %d answers with a box that was late and allowed to be", acts, n.count, late)
	})
	s := seed(t)
	for name, h := range map[string]harm{
		"boxes are an hour late": {late: func(key string) time.Duration {
			if store.Late(key) > 0 {
				return time.Hour
			}
			return 0
		}},
		"what was taken away stays in boxes": {late: store.Late, entry: func(e record.Entry) record.Entry {
			if e.Kind == record.Recalled {
				e.Keys = []string{"address/nothing"}
			}
			return e
		}},
	} {
		t.Run(name, func(t *testing.T) {
			for try := range uint64(10) {
				n := newsroomOn(t, func(c ...clock.Clock) *store.Store { return storetest.Open(t, c...) }, s+try, h)
				if lie, _ := lateSequence(n, 60); lie != "" {
					t.Logf("noticed: %.300s", lie)
					return
				}
			}
			t.Error("planted, but not noticed")
		})
	}
}
