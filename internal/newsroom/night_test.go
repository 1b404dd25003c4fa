package newsroom

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/clock"
	"broadsheet/internal/copies"
	"broadsheet/internal/desk"
	"broadsheet/internal/newsroom/system"
	"broadsheet/internal/shelf"
	"broadsheet/internal/steps"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// until moves the clock to an instant.
func (h *house) until(at time.Time) { h.clock.Move(at.Sub(h.clock.Now())) }

// nights is when the copies of the folder were made, newest first.
func (h *house) nights() (all []time.Time) {
	h.t.Helper()
	list, err := h.keeper.Copies.List()
	h.must(err)
	for _, c := range list {
		if c.ByHand || c.Checked.IsZero() {
			h.t.Errorf("%s is no copy of a night", c.Name)
		}
		all = append(all, c.Made)
	}
	return all
}

// TestACopyEveryNight moves the clock through nights, also those in which clocks are changed: the copy is made at the
// hour that clocks of the paper show, once a night.
func TestACopyEveryNight(t *testing.T) {
	lisbon, err := time.LoadLocation("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, h *house) {
		for name, c := range map[string]struct {
			night desk.Night
			begin time.Time
			at    []string // in UTC, one copy each
		}{
			"03:10, where the usual hour is":            {desk.UsualNight, time.Date(2026, 11, 23, 18, 0, 0, 0, lisbon), []string{"2026-11-24 03:10", "2026-11-25 03:10"}},
			"03:10, when clocks go forward at one":      {desk.UsualNight, time.Date(2027, 3, 26, 18, 0, 0, 0, lisbon), []string{"2027-03-27 03:10", "2027-03-28 02:10", "2027-03-29 02:10"}},
			"03:10, when clocks go back at two":         {desk.UsualNight, time.Date(2027, 10, 29, 18, 0, 0, 0, lisbon), []string{"2027-10-30 02:10", "2027-10-31 03:10", "2027-11-01 03:10"}},
			"01:30, which clocks skip that night":       {desk.Night{Hour: 1, Min: 30}, time.Date(2027, 3, 26, 18, 0, 0, 0, lisbon), []string{"2027-03-27 01:30", "2027-03-28 01:30", "2027-03-29 00:30"}},
			"01:30, which clocks show twice that night": {desk.Night{Hour: 1, Min: 30}, time.Date(2027, 10, 29, 18, 0, 0, 0, lisbon), []string{"2027-10-30 00:30", "2027-10-31 01:30", "2027-11-01 01:30"}},
		} {
			h.until(c.begin)
			h.keeper.Copies = copies.Folder{Dir: filepath.Join(t.TempDir(), "copies")}
			h.must(h.SetNight(t.Context(), h.staff["operator"], c.night))
			node := h.node()
			for n, at := range c.at {
				due, err := time.Parse("2006-01-02 15:04", at)
				h.must(err)
				h.until(due.Add(-time.Second))
				if did := h.steps(node); did != 0 {
					t.Errorf("%s: %d jobs were done before %s", name, did, at)
				}
				h.until(due)
				if did := h.steps(node); did != 1 {
					t.Errorf("%s: %d jobs were done at %s", name, did, at)
				}
				if got := h.nights(); len(got) != n+1 || !got[0].Equal(due) {
					t.Errorf("%s: after %s the copies are of %v", name, at, got)
				}
			}
		}
	})
}

// TestAMissedNightIsMadeUpFor: the house stood still for three nights; one copy is made at the start, then the next night.
func TestAMissedNightIsMadeUpFor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.node()
		h.clock.Move(3 * 24 * time.Hour)
		began := h.clock.Now()
		node := h.node()
		if did, got := h.steps(node), h.nights(); did != 1 || len(got) != 1 || !got[0].Equal(began) {
			t.Errorf("after three nights %d jobs were done, copies of %v; want one of %v", did, got, began)
		}
		h.clock.Move(24 * time.Hour)
		if did, got := h.steps(node), h.nights(); did != 1 || len(got) != 2 {
			t.Errorf("the night after, %d jobs were done, copies of %v", did, got)
		}
		h.must(h.SetNight(t.Context(), h.staff["operator"], desk.Night{Off: true, Hour: 3, Min: 10}))
		h.clock.Move(24 * time.Hour)
		if h.steps(node); len(h.nights()) != 2 {
			t.Errorf("switched off, and copies of %v", h.nights())
		}
	})
}

// TestOneOfTwoNodesMakesTheCopy: two stores on one database, two keepers on one folder, both awake at the hour.
func TestOneOfTwoNodesMakesTheCopy(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		if k.Name == "sqlite" {
			t.Skip("one process is alone with the file")
		}
		c, place := clock.At(storetest.Monday), k.Place(t, false)
		one := empty(t, storetest.OpenAt(t, place, c), c, nil).furnish()
		two := &house{t: t, clock: c, store: storetest.OpenAt(t, place, c), staff: map[string]account.Staff{}}
		files, err := shelf.At(t.TempDir())
		two.must(err)
		t.Cleanup(func() { files.Close() })
		two.Desk = desk.New(two.store, steps.New(), files, c)
		two.keeper = neighbour(one.keeper, two.Desk, two.store)
		nodes := []func(context.Context) (bool, error){one.node().Step, two.node().Step}
		for night := range 4 {
			c.Move(24 * time.Hour)
			var did atomic.Int64
			var all sync.WaitGroup
			for _, step := range nodes {
				all.Go(func() {
					for {
						ok, err := step(t.Context())
						if err != nil {
							t.Error(err)
						}
						if !ok {
							return
						}
						did.Add(1)
					}
				})
			}
			all.Wait()
			if got := one.nights(); did.Load() != 1 || len(got) != night+1 {
				t.Errorf("in night %d the two did %d jobs, copies of %v", night+1, did.Load(), got)
			}
		}
	})
}

// neighbour is the keeper of another node of the same house.
func neighbour(k *system.Keeper, d *desk.Desk, s *store.Store) *system.Keeper {
	return &system.Keeper{
		Desk: d, Store: s, Shelf: k.Shelf, Copies: k.Copies, Data: k.Data, Server: true, Clock: k.Clock, Log: slog.New(slog.DiscardHandler),
		Version: k.Version, Began: k.Began, Pictures: k.Pictures,
	}
}
