package main

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"broadsheet/internal/missed"
)

// missedEvery is how often a node writes down what readers asked for and nobody found, and mostMissed how many addresses
// at a time.
const (
	missedEvery = time.Minute
	mostMissed  = 500
)

// countMissed makes the counter of what nobody finds, and writes it down from time to time and when the house is closed.
func (h *house) countMissed(p *program) (*missed.Counter, error) {
	u, err := url.Parse(h.settings.URL)
	if err != nil {
		return nil, err
	}
	c := &missed.Counter{Host: strings.ToLower(u.Host)}
	keep := func(ctx context.Context) {
		rows := c.Take()
		if len(rows) > mostMissed {
			rows = rows[:mostMissed]
		}
		if err := h.desk.KeepMissed(ctx, rows); err != nil {
			p.log.WarnContext(ctx, "what nobody found is not written down", "error", err)
		}
	}
	ctx, cancel := context.WithCancel(p.ctx)
	var work sync.WaitGroup
	work.Go(func() {
		tick := time.NewTicker(missedEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				keep(ctx)
			}
		}
	})
	h.closers = append(h.closers, func() error {
		cancel()
		work.Wait()
		last, done := context.WithTimeout(context.WithoutCancel(p.ctx), 2*time.Second)
		defer done()
		keep(last)
		return nil
	})
	return c, nil
}
