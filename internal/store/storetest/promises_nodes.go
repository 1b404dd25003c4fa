//go:build unix

package storetest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
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
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 1500 {
		alive := h.Await(context.Background(), never) // at once if there is none, after a second otherwise
		if len(alive) == nodes && !strings.Contains(alive[0], "does not answer") {
			return
		}
		<-tick.C
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
		tries := 0
		for h.Await(ctx, e.Number) != nil { // a busy machine may take longer than the second
			if tries++; tries == 60 {
				h.Fatalf("a node that follows never heard entry %d", e.Number)
			}
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
	h.past(`INSERT INTO node (id, name, cursor, seen_at) VALUES ('dead', 'press2', 1, CAST((extract(epoch FROM clock_timestamp()) + 3600) * 1000000 AS BIGINT))`)
	missing := h.Await(ctx, e.Number)
	if len(missing) != 1 || !strings.Contains(missing[0], "press2") {
		h.Errorf("a node that does not follow: %v", missing)
	}
	h.past(`UPDATE node SET seen_at = seen_at - 3606000000`)
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

// cutOff: a node that cannot reach the record knows since when, refuses to write, and catches up.
func cutOff(h house) {
	if h.kind.Name == "sqlite" {
		return // there is no line
	}
	c := clock.At(Monday)
	other := OpenAt(h, h.place, c)
	ear := listen(other)
	stop := follow(h, other)
	ear.upTo(h, h.publish(story(1)).Number)
	restore := CutOff(h, h.place)
	c.Move(10 * time.Second)
	_, err := act(other, story(2).publish)
	h.refused("writing without a database", err, fault.Unavailable)
	if heard := other.LastHeard(); heard.After(Monday) {
		h.Errorf("a node that is cut off says that it last heard at %v", heard)
	}
	restore()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for tries := 0; !other.LastHeard().Equal(c.Now()); tries++ {
		if tries == 3000 {
			h.Fatalf("the node does not come back: it last heard at %v", other.LastHeard())
		}
		<-tick.C
	}
	ear.upTo(h, h.publish(story(3)).Number)
	stop()
	h.wantChain(2)
}

// together runs actions of different nodes so that each waits for the head of the record when the others do.
func (h house) together(deeds ...func(tx desk.Tx) error) []record.Entry {
	h.Helper()
	entries := make([]record.Entry, len(deeds))
	release := func() {}
	if h.kind.Name == "postgres" {
		release = h.holdHead(len(deeds))
	}
	var wg sync.WaitGroup
	for i, do := range deeds {
		s := OpenAt(h, h.place, h.clock)
		wg.Go(func() {
			var err error
			if entries[i], err = act(s, do); err != nil {
				h.Error(err)
			}
		})
	}
	release()
	wg.Wait()
	return entries
}

// holdHead locks the head of the record; release waits until so many actions wait for it, and lets them go.
func (h house) holdHead(waiting int) (release func()) {
	h.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, h.place)
	if err != nil {
		h.Fatal(err)
	}
	if _, err := conn.Exec(ctx, `BEGIN; SELECT number FROM head FOR UPDATE`); err != nil {
		h.Fatal(err)
	}
	return func() {
		h.Helper()
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for range 2000 {
			var n int
			if err := conn.QueryRow(ctx, `SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`).Scan(&n); err != nil {
				h.Fatal(err)
			}
			if n >= waiting {
				break
			}
			<-tick.C
		}
		if _, err := conn.Exec(ctx, `COMMIT`); err != nil {
			h.Fatal(err)
		}
		if err := conn.Close(ctx); err != nil {
			h.Fatal(err)
		}
	}
}

// settledAfter: what an action has to know of others' stories it reads when they can no longer change.
func settledAfter(h house) {
	ctx := context.Background()
	h.sections(section("a", ""), section("b", ""), section("a1", "a"))
	may := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	h.must(func(tx desk.Tx) error { return tx.SavePicture(ctx, picture("p")) })
	h.publish(told{id: "x", at: may, pictures: []string{"p"}}, told{id: "y", at: may.Add(time.Hour), pictures: []string{"p"}})

	h.together(
		told{id: "new", section: "a1"}.publish,
		func(tx desk.Tx) error { return tx.SaveSection(ctx, section("a1", "b")) },
	)
	h.wantList("section/a1", "new")
	h.wantList("section/a", "")
	h.wantList("section/b", "new")

	entries := h.together(
		func(tx desk.Tx) error { return tx.Withdraw(ctx, "x", Monday) },
		func(tx desk.Tx) error { return tx.Withdraw(ctx, "y", Monday) },
	)
	emptied := 0
	for _, e := range entries {
		if slices.Contains(e.Keys, "latest@months") {
			emptied++
		}
	}
	if emptied != 1 {
		h.Errorf("the month lost its last story, and %d entries say so", emptied)
	}
	if h.public("p") {
		h.Error("a picture is public after the two stories that showed it were recalled at once")
	}
	// A path that two give away at once: what stood there in between is touched as well.
	entries = h.together(
		func(tx desk.Tx) error { return tx.SetAddress(ctx, address("/same", "one")) },
		func(tx desk.Tx) error { return tx.SetAddress(ctx, address("/same", "two")) },
	)
	slices.SortFunc(entries, func(a, b record.Entry) int { return int(a.Number - b.Number) })
	if keys := entries[1].Keys; !slices.Contains(keys, "article/one") || !slices.Contains(keys, "article/two") {
		h.Errorf("the second of two touched %v", keys)
	}
	h.wantChain(8)
}
