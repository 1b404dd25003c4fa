// Package pagecache keeps whole answers to readers and hears from the record what to forget. What it gives out equals
// a fresh render at some number of the record between the last one heard when the request came and the newest one
// when it was answered; that is the one promise, and everything here serves it.
package pagecache

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"

	"broadsheet/internal/clock"
	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

// Options of a cache. The zero value of every field but Clock means its default.
type Options struct {
	Clock    clock.Clock
	Bytes    int64         // of all kept answers with headers and keys, 64 MB by default
	CutOff   time.Duration // how long kept answers outlive LastHeard, 5 minutes by default
	Patience time.Duration // how long one render may take, 10 s by default
	Remember int           // touched keys that are remembered for renders in flight, 100,000 by default

	// Shared are keys that nearly every page is made of, at most eight. They are compared when a page is asked for, so
	// that an entry that touches one costs the same however many pages are kept.
	Shared []string

	// Late tells how long a page may be given out after an entry touched a key of it; nil: no time at all.
	Late func(key string) time.Duration

	// Again is told the key of a page that was dropped and is asked for often, so that it may be made again before
	// somebody waits for it; nil: pages are made when they are asked for. It is called on a goroutine of its own.
	Again func(key string)

	// LastHeard is when the node last knew the record's end; nil when nothing can cut it off.
	LastHeard func() time.Time
}

// Cache keeps whole answers. It is safe for concurrent use.
type Cache struct {
	clock    clock.Clock
	cutOff   time.Duration
	heard    func() time.Time
	patience time.Duration

	pages *otter.Cache[string, *page]
	minor *otter.Cache[string, *page] // answers that may push no page out: not found, searches

	fixed map[string]*page // what depends on nothing; written before the first request only

	shared []shared
	late   func(string) time.Duration
	again  chan string // pages to make again, nil when nobody does
	end    sync.Once
	closed chan struct{}

	worn    atomic.Int64 // how often everything was renewed
	gap     atomic.Int64 // touched.gap(), to be read without the lock
	renders atomic.Int64

	mu      sync.Mutex
	touched touches
	madeOf  map[string]map[*page]struct{} // key of a dependency: the kept pages that depend on it
	flights map[string]*flight
}

// flight is one render under way, with everybody who waits for it.
type flight struct {
	done chan struct{}
	page *page
	err  error
}

// New makes an empty cache.
func New(o Options) (*Cache, error) {
	o.Bytes, o.Remember = cmp.Or(o.Bytes, 64<<20), cmp.Or(o.Remember, 100_000)
	c := &Cache{
		clock:    o.Clock,
		cutOff:   cmp.Or(o.CutOff, 5*time.Minute),
		heard:    o.LastHeard,
		patience: cmp.Or(o.Patience, 10*time.Second),
		touched:  touches{limit: o.Remember, whole: -1, at: make(map[string][]int64), ahead: make(map[int64]struct{})},
		madeOf:   make(map[string]map[*page]struct{}),
		flights:  make(map[string]*flight),
		fixed:    make(map[string]*page),
		late:     o.Late,
		closed:   make(chan struct{}),
	}
	if c.late == nil {
		c.late = func(string) time.Duration { return 0 }
	}
	if len(o.Shared) > 8 {
		return nil, fmt.Errorf("the page cache can share 8 keys, not %d", len(o.Shared))
	}
	for _, k := range o.Shared {
		c.shared = append(c.shared, shared{key: k})
	}
	var err error
	if c.pages, err = c.drawer(o.Bytes - o.Bytes/8); err != nil {
		return nil, err
	}
	if c.minor, err = c.drawer(o.Bytes / 8); err != nil {
		return nil, err
	}
	if o.Again != nil {
		c.again = make(chan string, mostAgain)
		go c.repeat(o.Again)
	}
	return c, nil
}

func (c *Cache) drawer(bytes int64) (*otter.Cache[string, *page], error) {
	d, err := otter.New(&otter.Options[string, *page]{
		MaximumWeight: uint64(max(bytes, 1)),
		Weigher:       func(_ string, p *page) uint32 { return p.weight() },
		OnDeletion: func(e otter.DeletionEvent[string, *page]) { // on a goroutine of its own: evictions come while mu is held
			c.mu.Lock()
			defer c.mu.Unlock()
			c.unlink(e.Value)
		},
	})
	if err != nil {
		return nil, fmt.Errorf("making the page cache: %w", err)
	}
	return d, nil
}

// Close ends what runs in the background.
func (c *Cache) Close() {
	c.end.Do(func() { close(c.closed) })
	c.pages.StopAllGoroutines()
	c.minor.StopAllGoroutines()
}

// Serve answers r with the page kept under key, or with what render makes of it. One render runs however many ask;
// it is not tied to the first one's connection. An error of render is returned and nothing is written.
func (c *Cache) Serve(w http.ResponseWriter, r *http.Request, key string, render func(context.Context) (Answer, error)) error {
	p, err := c.get(r.Context(), key, render)
	if err != nil {
		return err
	}
	p.write(w, r)
	return nil
}

// Hear takes an entry of the record: from now on nothing is given out that was made before it and of what it
// touched. Entries may come twice and in any order. After Begin, a number that is jumped over is waited for:
// until it comes, kept pages that are older than the newest entry are made anew.
func (c *Cache) Hear(e record.Entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer func() { c.gap.Store(c.touched.gap()) }() // not before what the entry touched is dropped
	if !c.touched.add(e.Number, e.Keys) {
		return
	}
	now := c.clock.Now()
	for i := range c.shared {
		if s := &c.shared[i]; slices.Contains(e.Keys, s.key) {
			s.touch(e.Number, now, c.late(s.key))
		}
	}
	var dropped []*page
	for _, k := range e.Keys {
		late := c.late(k)
		for p := range c.madeOf[k] {
			switch {
			case p.number >= e.Number:
			case late > 0:
				p.mustSee(now.Add(late))
			default:
				c.drop(p)
				dropped = append(dropped, p)
			}
		}
	}
	c.makeAgain(dropped)
}

// Begin tells that the record stands at number and that every entry after it will be heard.
func (c *Cache) Begin(number int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.touched.close(number)
	c.gap.Store(c.touched.gap())
}

// Renew forgets everything that was kept, and what is being made: the record is the same, but pages of it are not. What
// changed them must be in force already. Answers that stand fixed stay.
func (c *Cache) Renew() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.worn.Add(1)
	c.pages.InvalidateAll()
	c.minor.InvalidateAll()
}

// Renders counts the renders since the start.
func (c *Cache) Renders() int64 { return c.renders.Load() }

// Bytes is the weight of all kept answers.
func (c *Cache) Bytes() int64 { return int64(c.pages.WeightedSize() + c.minor.WeightedSize()) }

// ErrCutOff is what readers are told by a node that has not seen the record's end for too long.
var ErrCutOff = fault.New(fault.Unavailable, "The paper cannot be reached just now. Try again in a minute.")

func (c *Cache) get(ctx context.Context, key string, render func(context.Context) (Answer, error)) (*page, error) {
	now := c.clock.Now()
	if c.heard != nil && now.Sub(c.heard()) > c.cutOff {
		return nil, ErrCutOff
	}
	if p := c.kept(key, now); p != nil {
		return p, nil
	}
	c.mu.Lock()
	arrival := c.touched.newest // what was public before the request came, the answer must know
	for range 4 {
		if p := c.kept(key, now); p != nil { // finished between the first look and the lock
			c.mu.Unlock()
			return p, nil
		}
		f := c.flights[key]
		if f == nil {
			f = &flight{done: make(chan struct{})}
			c.flights[key] = f
			go c.fly(context.WithoutCancel(ctx), key, f, render)
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-f.done:
		}
		if f.err != nil {
			return nil, f.err
		}
		c.mu.Lock()
		if f.page.fresh(now) && f.page.worn == c.worn.Load() && !c.outdated(f.page, now) && !c.touched.any(f.page.firm, f.page.number, arrival) {
			c.mu.Unlock()
			return f.page, nil
		}
		// The render that was joined began before the request came and missed what happened in between: another one.
	}
	c.mu.Unlock()
	return nil, fmt.Errorf("page %q: every render was older than number %d of the record", key, arrival)
}

// kept finds a page that may still be given out at now.
func (c *Cache) kept(key string, now time.Time) *page {
	p, ok := c.pages.GetIfPresent(key)
	if !ok {
		p, ok = c.minor.GetIfPresent(key)
	}
	if !ok || !p.fresh(now) || p.worn != c.worn.Load() || p.number < c.gap.Load() || c.outdated(p, now) {
		return nil
	}
	if p.asked.Load() < often {
		p.asked.Add(1)
	}
	return p
}

// fly renders once, keeps the page if nothing it was made of was touched meanwhile, and tells those who wait.
func (c *Cache) fly(ctx context.Context, key string, f *flight, render func(context.Context) (Answer, error)) {
	ctx, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	c.renders.Add(1)
	worn := c.worn.Load() // before the render looks at anything
	f.page, f.err = attempt(ctx, key, render)
	c.mu.Lock()
	if f.err == nil {
		f.page.worn = worn
		c.sort(f.page)
		if worn == c.worn.Load() && !c.touched.after(f.page.firm, f.page.number) {
			c.keep(f.page)
		}
	}
	delete(c.flights, key)
	c.mu.Unlock()
	close(f.done)
}

func attempt(ctx context.Context, key string, render func(context.Context) (Answer, error)) (p *page, err error) {
	defer func() { // the render has a goroutine of its own, where a panic would end the program
		if v := recover(); v != nil {
			err = fmt.Errorf("page %q: %v\n%s", key, v, debug.Stack())
		}
	}()
	a, err := render(ctx)
	if err != nil {
		return nil, err
	}
	return a.page(key)
}

// keep needs mu.
func (c *Cache) keep(p *page) {
	d, other := c.pages, c.minor
	if p.minor {
		d, other = other, d
	}
	other.Invalidate(p.key)
	d.Set(p.key, p)
	for _, k := range p.links {
		if c.madeOf[k] == nil {
			c.madeOf[k] = make(map[*page]struct{})
		}
		c.madeOf[k][p] = struct{}{}
	}
}

// drop needs mu. A page that took p's place under its key stays.
func (c *Cache) drop(p *page) {
	for _, d := range []*otter.Cache[string, *page]{c.pages, c.minor} {
		d.ComputeIfPresent(p.key, func(old *page) (*page, otter.ComputeOp) {
			if old == p {
				return nil, otter.InvalidateOp
			}
			return old, otter.CancelOp
		})
	}
	c.unlink(p)
}

// unlink needs mu; it does no harm the second time.
func (c *Cache) unlink(p *page) {
	for _, k := range p.links {
		delete(c.madeOf[k], p)
		if len(c.madeOf[k]) == 0 {
			delete(c.madeOf, k)
		}
	}
}
