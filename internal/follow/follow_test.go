package follow_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/follow"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// house is a store with a runner of one kind, "letter", whose outcome a test sets.
type house struct {
	*testing.T
	store *store.Store
	clock *clock.Set
	*follow.Runner
	outcome func(j desk.Job) error
	did     int
}

func open(t *testing.T, at func(c ...clock.Clock) *store.Store) *house {
	h := &house{T: t, clock: clock.At(storetest.Monday)}
	h.store = at(h.clock)
	h.Runner = follow.New(follow.Options{Store: h.store, Clock: h.clock})
	h.Register(follow.Kind{Name: "letter", Tries: 3, Do: func(_ context.Context, j desk.Job) error {
		h.did++
		return h.outcome(j)
	}})
	return h
}

func (h *house) add(j desk.Job) {
	h.Helper()
	if err := h.store.InTx(context.Background(), func(tx desk.Tx) error { return tx.AddJob(context.Background(), j) }); err != nil {
		h.Fatal(err)
	}
}

// step does what is due and checks how often the work was done by then.
func (h *house) step(what string, did int) {
	h.Helper()
	for {
		more, err := h.Step(context.Background())
		if err != nil {
			h.Fatal(err)
		}
		if !more {
			break
		}
	}
	if h.did != did {
		h.Errorf("%s: the work was done %d times, want %d", what, h.did, did)
	}
}

func TestAJobIsTriedUntilItIsDoneOrGivenUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, at func(c ...clock.Clock) *store.Store) {
		h := open(t, at)
		ctx := context.Background()
		h.outcome = func(desk.Job) error { return fault.New(fault.Unavailable, "The line is busy.") }
		h.add(desk.Job{Kind: "letter", Key: "a"})
		h.step("at first", 1)
		h.step("before its pause is over", 1)
		h.clock.Move(time.Minute)
		h.step("after its pause", 2)
		h.clock.Move(time.Hour)
		h.step("the third time", 3)
		h.clock.Move(24 * time.Hour)
		h.step("once it is given up", 3)
		drawer, err := h.store.JobsGivenUp(ctx, 9)
		if err != nil || len(drawer) != 1 || drawer[0].Said != "The line is busy." || drawer[0].Tries != 3 {
			t.Fatalf("the drawer: %v, %v", drawer, err)
		}
		h.outcome = func(desk.Job) error { return nil }
		if err := h.store.InTx(ctx, func(tx desk.Tx) error { return tx.TryJobAgain(ctx, drawer[0].ID, h.clock.Now()) }); err != nil {
			t.Fatal(err)
		}
		h.step("tried again by a person", 4)
		h.clock.Move(24 * time.Hour)
		h.step("once it is done", 4)

		h.outcome = func(desk.Job) error { return follow.GiveUp(errors.New("no such address")) }
		h.add(desk.Job{Kind: "letter", Key: "b"})
		h.step("given up at once", 5)
		h.clock.Move(24 * time.Hour)
		h.step("given up at once, a day after", 5)

		h.outcome = func(desk.Job) error { return follow.Later(h.clock.Now().Add(time.Hour)) }
		h.add(desk.Job{Kind: "letter", Key: "c"})
		for range 5 { // more often than it may fail
			h.clock.Move(time.Hour)
			h.step("later, is no failure", h.did+1)
		}

		h.outcome = func(desk.Job) error { panic("a fault of ours") }
		h.clock.Move(time.Hour)
		h.step("what panics", 11)
		open, err := h.store.JobsOpen(ctx, 9)
		if err != nil || len(open) != 1 || open[0].Said != "the work broke down: a fault of ours" {
			t.Errorf("after a panic: %v, %v", open, err)
		}
	})
}

func TestWorkThatRepeats(t *testing.T) {
	storetest.Each(t, func(t *testing.T, at func(c ...clock.Clock) *store.Store) {
		h := open(t, at)
		ctx := context.Background()
		lisbon, err := time.LoadLocation("Europe/Lisbon")
		if err != nil {
			t.Fatal(err)
		}
		runs, fails := 0, 0
		h.Register(follow.Kind{
			Name: "nightly",
			Do: func(context.Context, desk.Job) error {
				runs++
				if fails > 0 {
					fails--
					return errors.New("the disk is full")
				}
				return nil
			},
			Next: func(_ context.Context, now time.Time) (time.Time, error) { return follow.At(now, lisbon, 3, 10), nil },
		})
		for range 2 { // a second start changes nothing
			if err := h.Begin(ctx); err != nil {
				t.Fatal(err)
			}
		}
		h.step("before the night", 0)
		if runs != 0 {
			t.Fatal("it ran by day")
		}
		for night := 1; night <= 3; night++ {
			h.clock.Move(24 * time.Hour)
			h.step("a night", 0)
			if runs != night {
				t.Errorf("after %d nights it ran %d times", night, runs)
			}
		}
		fails = 30
		h.clock.Move(24 * time.Hour)
		for range 30 {
			h.step("failing", 0)
			h.clock.Move(2 * time.Hour)
		}
		h.step("working again", 0)
		if runs != 3+30+1 {
			t.Errorf("it ran %d times, want 34: what repeats is never given up", runs)
		}
		if drawer, err := h.store.JobsGivenUp(ctx, 9); err != nil || len(drawer) != 0 {
			t.Errorf("the drawer: %v, %v", drawer, err)
		}
	})
}

// TestWorkIsWoken runs the loop in real time: what is added is done without being asked for, and what was being done
// when the program stops is done afterwards.
func TestWorkIsWoken(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		place := k.Place(t, false)
		s := storetest.OpenAt(t, place, clock.Real{})
		other := s // another node, where there can be one
		if k.Name == "postgres" {
			other = storetest.OpenAt(t, place, clock.Real{})
		}
		var began, ended atomic.Int64
		done := make(chan string, 9)
		runner := func(do func(ctx context.Context, j desk.Job) error) *follow.Runner {
			r := follow.New(follow.Options{Store: s, Clock: clock.Real{}, Alone: k.Name == "sqlite"})
			r.Register(follow.Kind{Name: "letter", AtOnce: 2, Do: do})
			return r
		}
		work := func(r *follow.Runner) (stop func()) {
			ctx, cancel := context.WithCancel(context.Background())
			all := make(chan struct{}, 2)
			go func() { r.Work(ctx); all <- struct{}{} }()
			go func() {
				if err := s.Follow(ctx); err != nil {
					t.Error(err)
				}
				all <- struct{}{}
			}()
			return func() { cancel(); <-all; <-all }
		}
		add := func(key string) {
			ctx := context.Background()
			if err := other.InTx(ctx, func(tx desk.Tx) error { return tx.AddJob(ctx, desk.Job{Kind: "letter", Key: key}) }); err != nil {
				t.Fatal(err)
			}
		}
		stop := work(runner(func(ctx context.Context, j desk.Job) error {
			if j.Key == "long" {
				began.Add(1)
				done <- "begun"
				<-ctx.Done()
				ended.Add(1)
				return ctx.Err()
			}
			done <- j.Key
			return nil
		}))
		for n := range 3 {
			add(fmt.Sprint(n))
			if got := <-done; got != fmt.Sprint(n) {
				t.Errorf("done: %s, want %d", got, n)
			}
		}
		add("long")
		<-done
		stop()
		if began.Load() != 1 || ended.Load() != 1 {
			t.Errorf("long work began %d times and ended %d times", began.Load(), ended.Load())
		}
		stop = work(runner(func(_ context.Context, j desk.Job) error { done <- j.Key + fmt.Sprint(j.Tries); return nil }))
		if got := <-done; got != "long0" {
			t.Errorf("after a restart was done: %s, want long0", got)
		}
		stop()
	})
}

func TestPausesGrow(t *testing.T) {
	for failures, want := range map[int]time.Duration{1: 10 * time.Second, 2: 20 * time.Second, 5: 160 * time.Second, 10: time.Hour, 1000: time.Hour} {
		for range 50 {
			if got := follow.Pause(failures); got < want*4/5 || got > want*6/5 {
				t.Errorf("after %d failures the pause is %v, want about %v", failures, got, want)
			}
		}
	}
}

func TestAt(t *testing.T) {
	lisbon, err := time.LoadLocation("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, lisbon)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for name, c := range map[string]struct {
		now          time.Time
		hour, minute int
		want         time.Time
	}{
		"later today":                           {at("2026-11-23 01:00"), 3, 10, at("2026-11-23 03:10")},
		"this very minute is over":              {at("2026-11-23 03:10"), 3, 10, at("2026-11-24 03:10")},
		"at the end of a year":                  {at("2026-12-31 04:00"), 3, 10, at("2027-01-01 03:10")},
		"an hour that spring leaves out":        {at("2027-03-27 12:00"), 1, 30, at("2027-03-28 02:30")},
		"a day that is another one in the zone": {time.Date(2026, 7, 1, 23, 30, 0, 0, time.UTC), 0, 15, time.Date(2026, 7, 2, 23, 15, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := follow.At(c.now, lisbon, c.hour, c.minute); !got.Equal(c.want) {
				t.Errorf("At(%v) = %v, want %v", c.now, got, c.want)
			}
		})
	}
	// The hour that autumn has twice: one time a day all the same.
	now, days := at("2026-10-22 12:00"), ""
	for range 5 {
		now = follow.At(now, lisbon, 1, 30)
		days += now.In(lisbon).Format("02 ")
	}
	if days != "23 24 25 26 27 " {
		t.Errorf("At gave the days %s", days)
	}
}
