package pagecache

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"
)

// shared is a key that nearly every page is made of. Which pages an entry that touched it made old is told by their
// numbers, when they are asked for.
type shared struct {
	key   string
	epoch atomic.Pointer[epoch]
}

// epoch says from which number of the record on pages are new enough.
type epoch struct {
	number int64 // older pages are given out no more
	next   int64 // nor, from the instant on, those that are older than this; 0 for none
	from   time.Time
}

// touch takes an entry; it needs the cache's lock, looking needs none.
func (s *shared) touch(number int64, now time.Time, late time.Duration) {
	e := epoch{}
	if was := s.epoch.Load(); was != nil {
		e = *was
	}
	if e.next != 0 && !now.Before(e.from) { // what waited is due
		e.number, e.next = max(e.number, e.next), 0
	}
	switch {
	case late == 0:
		e.number = max(e.number, number)
	case e.next == 0:
		e.next, e.from = number, now.Add(late)
	default: // more came while the first waits: all of it is seen when the first is
		e.next = max(e.next, number)
	}
	s.epoch.Store(&e)
}

// outdated tells whether a shared key of p was touched after it was made, longer ago than may be.
func (c *Cache) outdated(p *page, now time.Time) bool {
	for i := range c.shared {
		if p.shared&(1<<i) == 0 {
			continue
		}
		e := c.shared[i].epoch.Load()
		if e != nil && (p.number < e.number || p.number < e.next && !now.Before(e.from)) {
			return true
		}
	}
	return false
}

// mustSee notes that p is too old at t.
func (p *page) mustSee(t time.Time) {
	if until := p.until.Load(); until == 0 || t.UnixNano() < until {
		p.until.Store(t.UnixNano())
	}
}

// sort tells the keys of a new page apart. What was touched while it was made and may be late is noted. It needs mu.
func (c *Cache) sort(p *page) {
keys:
	for _, k := range p.keys {
		late := c.late(k)
		if late == 0 {
			p.firm = append(p.firm, k)
		}
		for i := range c.shared {
			if c.shared[i].key == k {
				p.shared |= 1 << i
				continue keys
			}
		}
		p.links = append(p.links, k)
		if late > 0 && c.touched.after([]string{k}, p.number) {
			p.mustSee(c.clock.Now().Add(late))
		}
	}
}

// mostAgain is how many pages are made again at once after an entry.
const mostAgain = 64

// makeAgain has those of the dropped pages made again that were asked for most. It needs mu and does not wait.
func (c *Cache) makeAgain(dropped []*page) {
	if c.again == nil || len(dropped) == 0 {
		return
	}
	dropped = slices.DeleteFunc(dropped, func(p *page) bool { return p.minor || p.asked.Load() < 2 })
	slices.SortFunc(dropped, func(a, b *page) int {
		return cmp.Or(cmp.Compare(b.asked.Load(), a.asked.Load()), cmp.Compare(a.key, b.key))
	})
	for _, p := range dropped[:min(len(dropped), mostAgain)] {
		select {
		case c.again <- p.key:
		default:
			return // enough is waiting; who asks for the rest waits for one render
		}
	}
}

func (c *Cache) repeat(again func(string)) {
	for {
		select {
		case key := <-c.again:
			again(key)
		case <-c.closed:
			return
		}
	}
}
