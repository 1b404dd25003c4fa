package site_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"broadsheet/internal/clock"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/record"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// seed is new for every run and printed; BROADSHEET_SEED runs one again.
func seed(t *testing.T) uint64 {
	t.Helper()
	s := rand.Uint64()
	if v := os.Getenv("BROADSHEET_SEED"); v != "" {
		var err error
		if s, err = strconv.ParseUint(v, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("seed: %d (BROADSHEET_SEED=%d runs it again)", s, s)
	return s
}

// volume is n in make soak, and a tenth of it in make test.
func volume(n int) int {
	if os.Getenv("BROADSHEET_SOAK") == "" {
		return n / 10
	}
	return n
}

func newsroomOn(t *testing.T, opened func(...clock.Clock) *store.Store, s uint64, h harm) *newsroom {
	t.Helper()
	c := clock.At(storetest.Monday)
	return begin(open(t, opened(c), c, h), rand.New(rand.NewPCG(s, 0)))
}

// differ gives the first line in which two answers differ.
func differ(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		a, b := "", ""
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			return fmt.Sprintf("%q instead of %q", a, b)
		}
	}
	return "nothing"
}

// compare asks for addresses and gives the first answer that is not the cold render.
func (n *newsroom) compare(addresses []string) (lie string, asked int) {
	for _, a := range addresses {
		asked++
		if got, want := told(n.get(a)), n.cold(a); got != want {
			return fmt.Sprintf("%s: %s", a, differ(got, want)), asked
		}
	}
	return "", asked
}

// sequence lets a newsroom act and looks at some addresses after each action, always at those to watch, at all of
// them now and then.
func sequence(n *newsroom, acts int, watch ...string) (lie string, asked int) {
	for i := range acts {
		some := append([]string{n.addresses[len(n.addresses)-1]}, watch...)
		for range 4 {
			some = append(some, pick(n.rnd, n.addresses))
		}
		for _, a := range some {
			n.get(a) // now it is kept
		}
		did := n.act()
		if i%50 == 49 {
			some = n.addresses
		}
		lie, more := n.compare(some)
		asked += more
		if lie != "" {
			return fmt.Sprintf("after action %d (%s) %s", i+1, did, lie), asked
		}
	}
	return "", asked
}

// TestLaw3 is the law that the cache cannot lie, with one reader between the actions.
func TestLaw3(t *testing.T) {
	storetest.Each(t, func(t *testing.T, opened func(...clock.Clock) *store.Store) {
		n := newsroomOn(t, opened, seed(t), harm{})
		acts := volume(2000)
		lie, asked := sequence(n, acts, "/", "/latest", contested[0])
		if lie != "" {
			t.Error(lie)
		}
		t.Logf("law 3: %d actions %v, %d answers at %d addresses compared with their cold render", acts, n.count, asked, len(n.addresses))
	})
}

// seen is an answer that a reader got while the newsroom worked: what states of the paper it may show.
type seen struct {
	address  string
	from, to int64
	told     string
}

// perAction is how many answers readers may ask for with each action.
const perAction = 100

// crowd lets readers loose while a newsroom acts, in bursts, and gives the answers that were the cold render at no
// state between the last one acknowledged when the request was sent and the newest one begun when it ended.
func crowd(n *newsroom, s uint64, bursts int) (lie string, answers int) {
	var acked, begun atomic.Int64
	for burst := range bursts {
		addresses := []string{"/", "/latest"}
		for range 6 {
			addresses = append(addresses, pick(n.rnd, n.addresses))
		}
		cold := map[int64]map[string]string{}
		at := func(state int64) {
			cold[state] = map[string]string{}
			for _, a := range addresses {
				cold[state][a] = n.cold(a)
			}
		}
		at(acked.Load())
		ctx, end := context.WithCancel(n.t.Context())
		var mu sync.Mutex
		var all []seen
		var readers sync.WaitGroup
		turns := make(chan struct{}, 4*perAction) // so that readers do not take the machine from whom they watch
		for i := range 4 {
			rnd := rand.New(rand.NewPCG(s, uint64(1+burst*4+i)))
			readers.Go(func() {
				for {
					select {
					case <-ctx.Done():
						return
					case <-turns:
					}
					one := seen{address: pick(rnd, addresses), from: acked.Load()}
					one.told = told(ask(n.site, http.MethodGet, one.address))
					one.to = begun.Load()
					mu.Lock()
					all = append(all, one)
					mu.Unlock()
				}
			})
		}
		for range 4 {
			for range perAction {
				select {
				case turns <- struct{}{}:
				default: // the readers are slower than the newsroom
				}
			}
			state := begun.Add(1)
			n.act()
			acked.Store(state)
			at(state)
		}
		end()
		readers.Wait()
		for _, one := range all {
			honest := false
			for state := one.from; state <= one.to && !honest; state++ {
				honest = cold[state][one.address] == one.told
			}
			if !honest {
				return fmt.Sprintf("burst %d, between %d and %d, %s: %s", burst, one.from, one.to, one.address, differ(one.told, cold[one.to][one.address])), answers
			}
		}
		answers += len(all)
	}
	return "", answers
}

// TestLaw3InACrowd is the law that the cache cannot lie, with readers while the newsroom acts.
func TestLaw3InACrowd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, opened func(...clock.Clock) *store.Store) {
		s := seed(t)
		n := newsroomOn(t, opened, s, harm{})
		bursts := volume(500)
		lie, answers := crowd(n, s, bursts)
		if lie != "" {
			t.Error(lie)
		}
		t.Logf("law 3: %d actions with four readers, %d answers, each the cold render at an allowed number", bursts*4, answers)
	})
}

// TestLaw3IsNoticed plants faults and waits for the law to notice them: that one sort of key is left out of what an
// entry says it touched, for every sort there is, and that a render in flight is kept.
func TestLaw3IsNoticed(t *testing.T) {
	without := func(sort func(key string) bool) harm {
		return harm{entry: func(e record.Entry) record.Entry {
			e.Keys = slices.DeleteFunc(slices.Clone(e.Keys), sort)
			return e
		}}
	}
	begins := func(with string) func(string) bool { return func(k string) bool { return strings.HasPrefix(k, with) } }
	faults := map[string]harm{
		"the frame is left out":            without(func(k string) bool { return k == "frame" }),
		"addresses are left out":           without(begins("address/")),
		"articles are left out":            without(begins("article/")),
		"bylines are left out":             without(func(k string) bool { return strings.HasPrefix(k, "byline/") && !strings.Contains(k, "@") }),
		"topics are left out":              without(func(k string) bool { return strings.HasPrefix(k, "topic/") && !strings.Contains(k, "@") }),
		"pictures are left out":            without(begins("picture/")),
		"the front is left out":            without(begins("front/")),
		"the breaking line is left out":    without(func(k string) bool { return k == "breaking" }),
		"the notes are left out":           without(func(k string) bool { return k == "notes" }),
		"what search finds is left out":    without(func(k string) bool { return k == "published" }),
		"the heads of lists are left out":  without(func(k string) bool { return strings.HasSuffix(k, "@head") }),
		"the months of lists are left out": without(func(k string) bool { return strings.Contains(k, "@20") }),
	}
	watch := map[string][]string{ // where the rare ones show
		"addresses are left out":          contested,
		"the notes are left out":          {"/corrections"},
		"what search finds is left out":   {"/search?q=ferry"},
		"the heads of lists are left out": {"/", "/latest"},
		"the front is left out":           {"/", "/news/"},
		"the breaking line is left out":   {"/corrections"},
	}
	s := seed(t)
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		t.Run(name, func(t *testing.T) {
			for try := range uint64(10) {
				n := newsroomOn(t, func(c ...clock.Clock) *store.Store { return storetest.Open(t, c...) }, s+try, faults[name])
				if lie, asked := sequence(n, 200, watch[name]...); lie != "" {
					t.Logf("noticed after %d answers: %s", asked, lie)
					return
				}
			}
			t.Error("planted, but not noticed")
		})
	}
	t.Run("a remembered value is not forgotten", func(t *testing.T) {
		for try := range uint64(10) {
			n := newsroomOn(t, func(c ...clock.Clock) *store.Store { return storetest.Open(t, c...) }, s+try, harm{
				reader: func(r press.Reader) press.Reader { return stale{r, &sync.Map{}} },
			})
			if lie, asked := sequence(n, 200, "/"); lie != "" {
				t.Logf("noticed after %d answers: %s", asked, lie)
				return
			}
		}
		t.Error("planted, but not noticed")
	})
	t.Run("a render in flight is kept", func(t *testing.T) {
		for try := range uint64(10) {
			n := newsroomOn(t, func(c ...clock.Clock) *store.Store { return storetest.Open(t, c...) }, s+try, harm{
				reader: func(r press.Reader) press.Reader { return boasts{r} },
			})
			if lie, answers := crowd(n, s+try, 30); lie != "" {
				t.Logf("noticed after %d answers: %s", answers, lie)
				return
			}
		}
		t.Error("planted, but not noticed")
	})
}

// stale is a reader who remembers bylines and does not forget one that was touched.
type stale struct {
	press.Reader
	known *sync.Map
}

func (s stale) Read(ctx context.Context, fn func(press.Snapshot) error, toward ...string) error {
	return s.Reader.Read(ctx, func(snap press.Snapshot) error { return fn(staleSnapshot{snap, s.known}) }, toward...)
}

type staleSnapshot struct {
	press.Snapshot
	known *sync.Map
}

func (s staleSnapshot) Byline(ctx context.Context, id string) (paper.Byline, bool, error) {
	b, found, err := s.Snapshot.Byline(ctx, id)
	if was, ok := s.known.Load(id); ok && found {
		return was.(paper.Byline), true, err
	}
	s.known.Store(id, b)
	return b, found, err
}

// boasts is a reader whose snapshots say that they are newer than they are.
type boasts struct{ press.Reader }

func (b boasts) Read(ctx context.Context, fn func(press.Snapshot) error, toward ...string) error {
	return b.Reader.Read(ctx, func(s press.Snapshot) error { return fn(boast{s}) }, toward...)
}

type boast struct{ press.Snapshot }

func (b boast) Number() int64 { return b.Snapshot.Number() + 2 }
