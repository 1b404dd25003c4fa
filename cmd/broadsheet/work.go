package main

import (
	"context"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/desk"
	"broadsheet/internal/follow"
	linkcheck "broadsheet/internal/links"
	"broadsheet/internal/mail"
	"broadsheet/internal/moving/fetch"
	"broadsheet/internal/purge"
	"broadsheet/internal/store"
)

// Kinds of work that repeats.
const (
	emptyBinJob    = "empty the bin"
	tidyLettersJob = "tidy letters"
)

// hire readies what is done behind the doors: letters, what comes round every night, and more kinds of work.
func (h *house) hire(p *program, more ...follow.Kind) {
	h.runner = follow.New(follow.Options{Store: h.store, Clock: h.clock, Log: p.log, Alone: h.settings.Database == ""})
	h.postman = &mail.Postman{Desk: h.desk, Clock: h.clock, Base: h.settings.URL}
	more = append(more, h.teller(p).Kinds()...)
	for _, k := range append(more, h.postman.Kind()) {
		h.runner.Register(k)
	}
	if len(h.purged) > 0 {
		h.runner.Register((&purge.Follower{Caches: h.purged, Store: h.store, Clock: h.clock, Late: store.Late, Head: h.store.Cursor}).Kind())
	}
	h.runner.Register(follow.Kind{Name: emptyBinJob, Next: h.nightly(4, 20), Do: func(ctx context.Context, _ desk.Job) error {
		removed, err := h.desk.EmptyBin(ctx)
		if removed > 0 {
			p.log.InfoContext(ctx, "drafts whose 30 days in the bin are over were removed", "drafts", removed)
		}
		return err
	}})
	checker := &linkcheck.Checker{Desk: h.desk, Read: h.store, Fetch: fetch.New(fetch.Options{Bytes: 1 << 20}), Base: h.settings.URL, Clock: h.clock, Pause: pause}
	h.runner.Register(checker.Kind())
	h.runner.Register(follow.Kind{Name: tidyLettersJob, Next: h.nightly(4, 40), Do: func(ctx context.Context, _ desk.Job) error {
		return h.desk.TidyLetters(ctx)
	}})
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// sharedCaches reads what the operator says of the caches before the paper.
func sharedCaches(said []config.Secret) ([]purge.Cache, error) {
	var all []purge.Cache
	for _, s := range said {
		c, err := purge.Parse(string(s))
		if err != nil {
			return nil, usageError{err}
		}
		all = append(all, c)
	}
	return all, nil
}

// nightly is when work comes round that is done every night at a time of the paper's zone.
func (h *house) nightly(hour, minute int) func(context.Context, time.Time) (time.Time, error) {
	return func(ctx context.Context, now time.Time) (time.Time, error) {
		settings, _, err := h.store.Settings(ctx)
		if err != nil {
			return time.Time{}, err
		}
		zone, err := time.LoadLocation(settings.Zone) // UTC before the first run
		if err != nil {
			return time.Time{}, err
		}
		return follow.At(now, zone, hour, minute), nil
	}
}
