// Package purge tells the shared caches that a publisher has put before the paper (Varnish, Fastly, Cloudflare) what
// became old. Pages carry a tag for each key that they were made of; an entry of the record names the keys that it
// touched; so a purge names tags, never addresses.
package purge

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/follow"
	"broadsheet/internal/record"
)

// Tag is how a key stands in the headers of a page: short, because a page may be made of a hundred, and without spaces
// and commas. Two keys with one tag, of 2^48, purge a page too many.
func Tag(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}

// Tags are those of several keys, in their order.
func Tags(keys []string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = Tag(k)
	}
	return out
}

// Cache is a shared cache.
type Cache interface {
	// Name is how the log calls it, without secrets.
	Name() string
	// Purge forgets every answer that has one of the tags, which are any number; Everything all answers.
	Purge(ctx context.Context, tags []string) error
	Everything(ctx context.Context) error
}

// Job is the kind of the work; an entry of the record adds one.
const Job = "purge"

// A wave is when after an entry what of its keys is purged. The first is at once. A shared cache may be fetching a page
// that was made before the entry while the first comes by, and keep it afterwards: the second finds it. The third is
// for boxes that may be late.
type wave struct {
	name  string
	after time.Duration
	of    func(late time.Duration) bool
}

const (
	settled = 3 * time.Second  // longest that fetching a page takes, in all likelihood
	longest = 60 * time.Second // that a box may be late
)

var waves = []wave{
	{"at once", 0, func(late time.Duration) bool { return late == 0 }},
	{"settled", settled, func(late time.Duration) bool { return late < settled }},
	{"boxes", longest, func(late time.Duration) bool { return late >= settled }},
}

// Store is what a follower reads: the record.
type Store interface {
	Entries(ctx context.Context, after int64, limit int) ([]record.Entry, error)
	InTx(ctx context.Context, fn func(desk.Tx) error) error
}

// Follower purges what the record says.
type Follower struct {
	Caches []Cache
	Store  Store
	Clock  clock.Clock
	Late   func(key string) time.Duration // how late a page may be after a key was touched
	Head   func() int64                   // number of the record up to which this node has heard
}

// lookAgain is how often the record is looked at though no entry asked for it: a command beside the program appends
// entries too, and may know nothing of shared caches.
const lookAgain = time.Minute

// Kind is the work for a follow.Runner. One node does it at a time, and it never gives up.
func (f *Follower) Kind() follow.Kind {
	return follow.Kind{
		Name: Job,
		Do:   func(ctx context.Context, _ desk.Job) error { return f.Do(ctx) },
		Next: func(_ context.Context, now time.Time) (time.Time, error) { return now.Add(lookAgain), nil },
	}
}

// atOnce is how many entries are read together, mostTags how many tags are named before everything is purged instead.
const (
	atOnce   = 500
	mostTags = 2000
)

// Do purges what is due, and says when more will be. The first time, and after more has been touched than is worth
// naming, everything is purged.
func (f *Follower) Do(ctx context.Context) error {
	state, found, err := f.state(ctx)
	if err != nil {
		return err
	}
	if !found {
		head := f.Head()
		if err := f.everywhere(func(c Cache) error { return c.Everything(ctx) }); err != nil {
			return err
		}
		for _, w := range waves {
			state[w.name] = head
		}
		return f.keep(ctx, state)
	}
	var next time.Time
	for _, w := range waves {
		waits, err := f.wave(ctx, w, state)
		if err != nil {
			return err
		}
		if !waits.IsZero() && (next.IsZero() || waits.Before(next)) {
			next = waits
		}
	}
	if !next.IsZero() {
		return follow.Later(next)
	}
	return nil
}

// wave purges the keys of one wave, of the entries that are old enough, and tells when the next one will be.
func (f *Follower) wave(ctx context.Context, w wave, state map[string]int64) (next time.Time, err error) {
	due := f.Clock.Now().Add(-w.after)
	tags := map[string]bool{}
	from := state[w.name]
	at := from
gather:
	for {
		entries, err := f.Store.Entries(ctx, at, atOnce)
		if err != nil {
			return next, err
		}
		for _, e := range entries {
			if e.At.After(due) && w.after > 0 {
				next = e.At.Add(w.after)
				break gather
			}
			at = e.Number
			for _, k := range e.Keys {
				if w.of(f.Late(k)) {
					tags[Tag(k)] = true
				}
			}
		}
		if len(entries) < atOnce {
			break
		}
	}
	if at == from {
		return next, nil
	}
	if len(tags) > mostTags {
		err = f.everywhere(func(c Cache) error { return c.Everything(ctx) })
	} else if len(tags) > 0 {
		all := make([]string, 0, len(tags))
		for t := range tags {
			all = append(all, t)
		}
		slices.Sort(all)
		err = f.everywhere(func(c Cache) error { return c.Purge(ctx, all) })
	}
	if err != nil {
		return next, err
	}
	state[w.name] = at
	return next, f.keep(ctx, state)
}

// everywhere does something to each cache, also when one of them fails; then the whole wave is tried again.
func (f *Follower) everywhere(do func(Cache) error) error {
	var all []error
	for _, c := range f.Caches {
		if err := do(c); err != nil {
			all = append(all, fmt.Errorf("%s: %w", c.Name(), err))
		}
	}
	return errors.Join(all...)
}

// stateName is where the numbers are kept up to which each wave has come.
const stateName = "purge"

func (f *Follower) state(ctx context.Context) (state map[string]int64, found bool, err error) {
	state = map[string]int64{}
	err = f.Store.InTx(ctx, func(tx desk.Tx) error {
		var b json.RawMessage
		if b, found, err = tx.Private(ctx, stateName); err != nil || !found {
			return err
		}
		clear(state)
		return json.Unmarshal(b, &state)
	})
	return state, found, err
}

func (f *Follower) keep(ctx context.Context, state map[string]int64) error {
	b, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return f.Store.InTx(ctx, func(tx desk.Tx) error { return tx.SavePrivate(ctx, stateName, b) })
}

// Parse reads what an operator says of a shared cache: "varnish http://127.0.0.1:6081", "fastly SERVICE TOKEN" or
// "cloudflare ZONE TOKEN".
func Parse(text string) (Cache, error) {
	words := strings.Fields(text)
	switch {
	case len(words) == 2 && words[0] == "varnish":
		return newVarnish(words[1])
	case len(words) == 3 && words[0] == "fastly":
		return &Fastly{Service: words[1], Token: words[2]}, nil
	case len(words) == 3 && words[0] == "cloudflare":
		return &Cloudflare{Zone: words[1], Token: words[2]}, nil
	}
	return nil, errors.New("--purge takes varnish ADDRESS, fastly SERVICE TOKEN or cloudflare ZONE TOKEN")
}
