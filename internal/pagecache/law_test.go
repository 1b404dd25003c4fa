package pagecache

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"broadsheet/internal/record"
)

// world is a store as small as it can be: some keys, and for every number of the record which of them it touched. The
// cold render of a page at number n is the newest number, not after n, that touched one of its keys.
type world struct {
	mu      sync.RWMutex
	history [][]string   // history[n] is what entry n touched
	acked   atomic.Int64 // newest number whose action has returned
}

const (
	worldKeys  = 12
	worldPages = 8
)

// made lists the keys of a page.
func made(page int) []string {
	return []string{fmt.Sprint("k", page), fmt.Sprint("k", (page+3)%worldKeys), fmt.Sprint("k", (page+7)%worldKeys)}
}

func (w *world) head() int64 {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return int64(len(w.history) - 1)
}

func (w *world) cold(page int, n int64) string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	keys := made(page)
	for ; n > 0; n-- {
		if slices.ContainsFunc(w.history[n], func(k string) bool { return slices.Contains(keys, k) }) {
			break
		}
	}
	return fmt.Sprint("page ", page, " of ", n)
}

// faults are what the test must catch.
type faults struct {
	deaf   string // a key that entries leave out
	boasts bool   // renders say that they are newer than they are, so that one in flight is kept
}

// storm lets writers and readers loose and gives the answers that were not the cold render at any allowed number.
func storm(t *testing.T, seed uint64, f faults) (lies []string) {
	w := &world{history: [][]string{nil}}
	cache := open(t, Options{Bytes: 20_000, Remember: 200}) // small, so that eviction and the floor take part
	cache.Begin(0)
	var commit, report sync.Mutex
	var wg sync.WaitGroup
	for i := range 3 {
		rnd := rand.New(rand.NewPCG(seed, uint64(i)))
		wg.Go(func() {
			for range 400 {
				keys := []string{fmt.Sprint("k", rnd.IntN(worldKeys)), fmt.Sprint("k", rnd.IntN(worldKeys))}
				w.mu.Lock()
				w.history = append(w.history, keys)
				n := int64(len(w.history) - 1)
				w.mu.Unlock()
				told := slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return k == f.deaf })
				cache.Hear(record.Entry{Number: n, Keys: told}) // three writers: in any order
				if rnd.IntN(4) == 0 {
					cache.Hear(record.Entry{Number: n, Keys: told})
				}
				commit.Lock()
				w.acked.Store(max(w.acked.Load(), n))
				commit.Unlock()
			}
		})
	}
	for i := range 6 {
		rnd := rand.New(rand.NewPCG(seed, uint64(100+i)))
		wg.Go(func() {
			for range 1500 {
				page := rnd.IntN(worldPages)
				from := w.acked.Load()
				r, rec := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
				err := cache.Serve(rec, r, fmt.Sprint("/", page), func(context.Context) (Answer, error) {
					n := w.head()
					a := Answer{Status: 200, Number: n, Keys: made(page), Body: []byte(w.cold(page, n))}
					if f.boasts {
						a.Number += 3
					}
					return a, nil
				})
				if err != nil {
					t.Error(err)
					return
				}
				to := w.head()
				honest := false
				for n := from; n <= to && !honest; n++ {
					honest = rec.Body.String() == w.cold(page, n)
				}
				if !honest {
					report.Lock()
					lies = append(lies, fmt.Sprintf("between %d and %d: %s", from, to, rec.Body))
					report.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return lies
}

func TestTheCacheCannotLie(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	if lies := storm(t, seed, faults{}); len(lies) > 0 {
		t.Errorf("%d answers were no cold render: %s", len(lies), lies[0])
	}
	for name, f := range map[string]faults{
		"an entry leaves out a key":  {deaf: "k3"},
		"a render in flight is kept": {boasts: true},
	} {
		storms := 1
		for len(storm(t, seed+uint64(storms), f)) == 0 {
			if storms++; storms > 20 {
				t.Fatalf("planted, but not noticed: %s", name)
			}
		}
	}
}
