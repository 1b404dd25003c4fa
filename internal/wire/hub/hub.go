// Package hub tells reader programs when a feed changes: the hub of the W3C Recommendation WebSub, for the paper's own
// feeds and nobody else's.
//
// A program asks at the hub's address; whether it meant it is asked back at the address that it named, so that nobody can
// be subscribed by another. When the record grows, feeds that have subscribers are made as readers get them, and those that
// changed are sent to each subscriber. All of it follows the action: a publication waits for none of it.
package hub

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/follow"
	"broadsheet/internal/record"
)

// Job is the kind of the work; an entry of the record adds one.
const Job = "websub"

// Limits of a hub, where Options name no others.
const (
	MostSubscribers = 10_000 // in all
	MostOfHost      = 500    // at one host
	MostAsked       = 1_000  // that wait to be confirmed, in all
	MostAskedOfHost = 50     // of one host, and from one machine that asks

	shortestLease = 24 * time.Hour
	longestLease  = 10 * shortestLease
	longestSecret = 199 // bytes, by the recommendation

	asksAtOnce     = 8
	provenAtOnce   = 16 // deliveries to who took the last one
	doubtfulAtOnce = 8  // to everybody else: they cannot hold up the others
	hostAtOnce     = 4

	askTries  = 3
	sendTries = 8                      // until what was to be sent is dropped; the next change is tried again
	lookAgain = time.Hour              // without any entry
	lookWhile = 500 * time.Millisecond // whether another node has something to do, while this one is at it
)

// Store is what a hub reads and writes.
type Store interface {
	InTx(ctx context.Context, fn func(desk.Tx) error) error
	PrivateOf(ctx context.Context, name string) (json.RawMessage, bool, error)
	Entries(ctx context.Context, after int64, limit int) ([]record.Entry, error)
	SubscribedTopics(ctx context.Context, now time.Time) ([]string, error)
	DueSubscribers(ctx context.Context, now time.Time, proven bool, busy []string, limit int) ([]desk.Subscriber, error)
	DueAsks(ctx context.Context, now time.Time, busy []string, limit int) ([]desk.Ask, error)
	NextDue(ctx context.Context, now time.Time) (time.Time, bool, error)
}

// Client asks addresses that somebody else named, and refuses those that lead inside.
type Client interface {
	Check(address string) error
	Send(req *http.Request, most int64) (status int, body []byte, err error)
}

// Options are what a hub stands on.
type Options struct {
	Base   string // scheme and host of the paper, no slash at the end
	Store  Store
	Client Client
	Clock  clock.Clock
	Head   func() int64 // number of the record up to which this node has heard
	Log    *slog.Logger
	// Feed answers as a reader who asks for a path of this site gets it; ok is false for anything but a feed.
	Feed func(ctx context.Context, path string) (f Document, ok bool)
}

// Document is a feed as readers get it.
type Document struct {
	Type string
	Link string // the header that names hub and self, as a reader gets it
	Body []byte
	sum  string
}

// Hub is the hub. Make it with New.
type Hub struct {
	Options
	wake chan struct{}
	sums map[string]string // of the state as it was looked at last; for Do alone, of which one runs
}

// New makes a hub that does nothing until its work is done by a runner.
func New(o Options) *Hub {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Hub{Options: o, wake: make(chan struct{}, 1)}
}

// Hear takes an entry of the record, so that work under way looks at it at once.
func (h *Hub) Hear(e record.Entry) {
	if e.Quiet {
		return
	}
	h.stir()
}

func (h *Hub) stir() {
	select {
	case h.wake <- struct{}{}:
	default: // it is awake
	}
}

// Kind is the work for a follow.Runner. One node does it at a time, and it never gives up.
func (h *Hub) Kind() follow.Kind {
	return follow.Kind{
		Name: Job,
		Do:   func(ctx context.Context, _ desk.Job) error { return h.Do(ctx) },
		Next: func(_ context.Context, now time.Time) (time.Time, error) { return now.Add(lookAgain), nil },
	}
}

// state is what the hub knows of the record: how far it has come, and what was sent last of each feed.
type state struct {
	Entry int64             `json:"entry"`
	Sums  map[string]string `json:"sums"` // by topic
}

func readState(ctx context.Context, tx desk.Tx) (s state, found bool, err error) {
	return parseState(tx.Private(ctx, Job))
}

func parseState(b json.RawMessage, found bool, err error) (state, bool, error) {
	var s state
	if err == nil && found {
		err = json.Unmarshal(b, &s)
	}
	if s.Sums == nil {
		s.Sums = map[string]string{}
	}
	return s, found, err
}

func saveState(ctx context.Context, tx desk.Tx, s state) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return tx.SavePrivate(ctx, Job, b)
}

// feed makes a feed as readers get it.
func (h *Hub) feed(ctx context.Context, topic string) (Document, bool) {
	d, ok := h.Feed(ctx, topic)
	if ok {
		sum := sha256.Sum256(d.Body)
		d.sum = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return d, ok
}

// entriesAtOnce is how many entries are read together.
const entriesAtOnce = 500

// news looks at what the record says that was not heard yet, and notes who is to be told of what.
func (h *Hub) news(ctx context.Context) error {
	now := h.Clock.Now()
	s, found, err := parseState(h.Store.PrivateOf(ctx, Job))
	if err != nil {
		return err
	}
	h.sums = s.Sums
	if !found {
		s.Entry = h.Head()
		return h.Store.InTx(ctx, func(tx desk.Tx) error { return saveState(ctx, tx, s) })
	}
	from, loud := s.Entry, false
	for {
		entries, err := h.Store.Entries(ctx, s.Entry, entriesAtOnce)
		if err != nil {
			return err
		}
		for _, e := range entries {
			s.Entry = e.Number
			loud = loud || !e.Quiet // what moved in is not announced
		}
		if len(entries) < entriesAtOnce {
			break
		}
	}
	if s.Entry == from {
		return nil
	}
	var changed []string
	if loud {
		topics, err := h.Store.SubscribedTopics(ctx, now)
		if err != nil {
			return err
		}
		sums := map[string]string{}
		for _, topic := range topics {
			d, ok := h.feed(ctx, topic)
			was := s.Sums[topic]
			if ok && d.sum != was {
				was = d.sum
				changed = append(changed, topic)
			}
			sums[topic] = was
		}
		s.Sums, h.sums = sums, sums
	}
	return h.Store.InTx(ctx, func(tx desk.Tx) error {
		for _, topic := range changed {
			if err := tx.SubscribersWait(ctx, topic, now); err != nil {
				return err
			}
		}
		if err := tx.DropLapsed(ctx, now); err != nil {
			return err
		}
		return saveState(ctx, tx, s)
	})
}
