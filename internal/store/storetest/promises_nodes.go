//go:build unix

package storetest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/record"
	"broadsheet/internal/store"
)

// An ear hears the record of a store.
type ear struct {
	mu    sync.Mutex
	heard []int64
	more  chan struct{}
}

func listen(s *store.Store) *ear {
	e := &ear{more: make(chan struct{}, 1)}
	s.OnEntry(func(entry record.Entry) {
		e.mu.Lock()
		e.heard = append(e.heard, entry.Number)
		e.mu.Unlock()
		select {
		case e.more <- struct{}{}:
		default:
		}
	})
	return e
}

// upTo waits until every entry up to number was heard, and gives what was.
func (e *ear) upTo(t testing.TB, number int64) []int64 {
	t.Helper()
	late := time.NewTimer(30 * time.Second)
	defer late.Stop()
	for {
		e.mu.Lock()
		seen := map[int64]bool{}
		for _, n := range e.heard {
			seen[n] = true
		}
		heard := append([]int64(nil), e.heard...)
		e.mu.Unlock()
		whole := true
		for n := int64(1); n <= number; n++ {
			whole = whole && seen[n]
		}
		if whole {
			return heard
		}
		select {
		case <-e.more:
		case <-late.C:
			t.Fatalf("waited for entry %d, heard %v", number, heard)
		}
	}
}

// follow runs the follower of a store until the test ends or stop is called.
func follow(t testing.TB, s *store.Store) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Follow(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("Follow: %v", err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

func otherNode(h house) {
	other := OpenAt(h, h.place, clock.At(Monday))
	ear := listen(other)
	follow(h, other)
	var last int64
	for n := range 5 {
		last = h.publish(story(n)).Number
	}
	ear.upTo(h, last)
	// Both append; each hears everything.
	mine := listen(h.Store)
	follow(h, h.Store)
	var wg sync.WaitGroup
	for n := range 5 {
		wg.Go(func() { h.publish(story(n)) })
		wg.Go(func() {
			if _, err := act(other, story(n+10).publish); err != nil {
				h.Error(err)
			}
		})
	}
	wg.Wait()
	ear.upTo(h, last+10)
	for n := range last {
		mine.heard = append(mine.heard, n+1) // told before it listened
	}
	mine.upTo(h, last+10)
	if other.LastHeard().Before(Monday) {
		h.Errorf("the other node last heard at %v", other.LastHeard())
	}
}

// seen waits until so many other nodes have said that they live.
func (h house) seen(nodes int) {
	h.Helper()
	const never = 1 << 60
	for range 300 {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		alive := h.Await(ctx, never)
		cancel()
		if len(alive) == nodes {
			return
		}
	}
	h.Fatalf("%d other nodes never said that they live", nodes)
}

func awaited(h house) {
	ctx := context.Background()
	e := h.publish(story(1))
	if missing := h.Await(ctx, e.Number); missing != nil {
		h.Errorf("alone, and %v are missing", missing)
	}
	if h.kind.Name == "sqlite" {
		return // one process serves from a file
	}
	other := OpenAt(h, h.place, clock.At(Monday))
	stop := follow(h, other)
	h.seen(1)
	for n := range 5 {
		e := h.publish(story(n))
		if missing := h.Await(ctx, e.Number); missing != nil {
			h.Errorf("a node that follows is missing at entry %d: %v", e.Number, missing)
		}
		if other.Cursor() < e.Number {
			h.Errorf("Await returned, and the node has heard up to %d of %d", other.Cursor(), e.Number)
		}
	}
	stop()
	e = h.publish(story(7))
	if missing := h.Await(ctx, e.Number); missing != nil {
		h.Errorf("a node that left is missing: %v", missing)
	}
	// One that died without a word is named until it counts as dead.
	h.past(`INSERT INTO node (id, name, cursor, seen_at) VALUES ('dead', 'press2', 1, CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT))`)
	missing := h.Await(ctx, e.Number)
	if len(missing) != 1 || !strings.Contains(missing[0], "press2") {
		h.Errorf("a node that does not follow: %v", missing)
	}
	h.past(`UPDATE node SET seen_at = seen_at - 6000000`)
	if missing := h.Await(ctx, e.Number); missing != nil {
		h.Errorf("a node that was not seen for six seconds: %v", missing)
	}
}

func brokenLine(h house) {
	if h.kind.Name == "sqlite" {
		return // there is no line
	}
	other := OpenAt(h, h.place, clock.At(Monday))
	ear := listen(other)
	follow(h, other)
	ear.upTo(h, h.publish(story(1)).Number)
	for n := range 3 {
		// Every connection is cut: the one that listens and those of the pools.
		h.past(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		ear.upTo(h, h.publish(story(n+2)).Number)
	}
	h.wantChain(4)
}
