package hub

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/follow"
)

// sent is what became of a delivery.
type sent struct {
	to   desk.Subscriber
	from string // sum of what was to be sent when it began
	sum  string // of what was sent
	gone bool   // it wants nothing any more
	said string // why it failed; "" when it did not
}

// send sends a subscriber the newest of its feed, signed if it gave a secret.
func (h *Hub) send(ctx context.Context, s desk.Subscriber, from string) sent {
	out := sent{to: s, from: from}
	d, ok := h.feed(ctx, s.Topic)
	if !ok { // closed, or gone: there is nothing to send
		return out
	}
	out.sum = d.sum
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Callback, bytes.NewReader(d.Body))
	if err != nil {
		out.said = "The callback is no address."
		return out
	}
	req.Header.Set("Content-Type", d.Type)
	req.Header.Set("Link", d.Link)
	if s.Secret != "" {
		m := hmac.New(sha256.New, []byte(s.Secret))
		m.Write(d.Body)
		req.Header.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(m.Sum(nil)))
	}
	status, _, err := h.Client.Send(req, 0) // of the answer nothing but its status is looked at
	switch {
	case err != nil:
		out.said = fault.Of(err).Say
	case status == http.StatusGone:
		out.gone = true
	case status < 200 || status >= 300:
		out.said = fmt.Sprintf("It answered %d %s.", status, http.StatusText(status))
	}
	return out
}

// record writes down what became of a delivery.
func (o sent) record(ctx context.Context, tx desk.Tx, now time.Time) error {
	s, known, err := tx.Subscriber(ctx, o.to.Callback, o.to.Topic)
	if !known || err != nil {
		return err
	}
	switch {
	case o.gone:
		return tx.DropSubscriber(ctx, s.Callback, s.Topic)
	case o.said != "":
		s.Tries++
		s.FailedAt, s.Said = now, o.said
		s.DueAt = now.Add(pause(s.Tries))
		s.Waiting = s.Tries < sendTries
	default:
		st, _, err := readState(ctx, tx)
		if err != nil {
			return err
		}
		s.Tries, s.Said = 0, ""
		if o.sum != "" {
			s.SentAt = now
		}
		// What was published while it was on its way is sent after it.
		s.Waiting = o.sum != "" && st.Sums[s.Topic] != o.from && st.Sums[s.Topic] != o.sum
		if s.Waiting {
			s.DueAt = now
		}
	}
	return tx.SaveSubscriber(ctx, s)
}

// pause is how long is waited after so many failures: a minute, then four times as long each time, up to eight hours.
func pause(failures int) time.Duration {
	p := time.Minute
	for range failures - 1 {
		if p = min(4*p, 8*time.Hour); p == 8*time.Hour {
			break
		}
	}
	return p
}

// outcome is what became of a task.
type outcome struct {
	lane   int
	key    string
	host   string
	record func(ctx context.Context, tx desk.Tx, now time.Time) error
}

// The lanes of tasks. Each has room for so many at once, so that those who never answer take nobody else's place.
const (
	asks = iota
	proven
	doubtful
	lanes
)

var room = [lanes]int{asksAtOnce, provenAtOnce, doubtfulAtOnce}

// round is the work under way.
type round struct {
	*Hub
	under [lanes]int
	keys  map[string]bool
	hosts map[string]int
	done  chan outcome
}

// Do does everything that is due, and looks at what comes while it is at it. It ends when nothing is left, and says when
// something will be.
func (h *Hub) Do(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &round{Hub: h, keys: map[string]bool{}, hosts: map[string]int{}, done: make(chan outcome, asksAtOnce+provenAtOnce+doubtfulAtOnce)}
	defer r.leave(cancel)
	look := time.NewTicker(lookWhile)
	defer look.Stop()
	for {
		if err := h.news(ctx); err != nil {
			return err
		}
		if err := r.begin(ctx); err != nil {
			return err
		}
		if len(r.keys) == 0 {
			next, some, err := h.Store.NextDue(ctx, h.Clock.Now())
			if err != nil || !some {
				return err
			}
			return follow.Later(next)
		}
		select {
		case o := <-r.done:
			if err := r.end(ctx, o); err != nil {
				return err
			}
		case <-h.wake:
		case <-look.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// leave waits for what is under way and forgets it: it is done again.
func (r *round) leave(cancel context.CancelFunc) {
	cancel()
	for range len(r.keys) {
		<-r.done
	}
}

// busy are hosts that are asked as often at once as any may be.
func (r *round) busy() []string {
	var all []string
	for host, n := range r.hosts {
		if n >= hostAtOnce {
			all = append(all, host)
		}
	}
	return all
}

// begin begins what is due and for which there is room.
func (r *round) begin(ctx context.Context) error {
	now := r.Clock.Now()
	for lane := range lanes {
		for r.under[lane] < room[lane] {
			began := 0
			limit := room[lane] + len(r.keys)
			if lane == asks {
				due, err := r.Store.DueAsks(ctx, now, r.busy(), limit)
				if err != nil {
					return err
				}
				for _, a := range due {
					began += r.start(lane, "ask "+a.Topic+" "+a.Callback, a.Host, func() recorder { return r.confirm(ctx, a) })
				}
			} else {
				due, err := r.Store.DueSubscribers(ctx, now, lane == proven, r.busy(), limit)
				if err != nil {
					return err
				}
				for _, s := range due {
					from := r.sums[s.Topic]
					began += r.start(lane, "send "+s.Topic+" "+s.Callback, s.Host, func() recorder { return r.send(ctx, s, from) })
				}
			}
			if began == 0 {
				break
			}
		}
	}
	return nil
}

type recorder interface {
	record(ctx context.Context, tx desk.Tx, now time.Time) error
}

// start begins a task unless it is under way, or there is no room for it.
func (r *round) start(lane int, key, host string, do func() recorder) int {
	if r.keys[key] || r.under[lane] >= room[lane] || r.hosts[host] >= hostAtOnce {
		return 0
	}
	r.keys[key] = true
	r.under[lane]++
	r.hosts[host]++
	go func() { r.done <- outcome{lane, key, host, do().record} }()
	return 1
}

// end writes down what ended, several in one transaction.
func (r *round) end(ctx context.Context, first outcome) error {
	all := []outcome{first}
	for more := true; more; {
		select {
		case o := <-r.done:
			all = append(all, o)
		default:
			more = false
		}
	}
	for _, o := range all {
		delete(r.keys, o.key)
		r.under[o.lane]--
		if r.hosts[o.host]--; r.hosts[o.host] == 0 {
			delete(r.hosts, o.host)
		}
	}
	now := r.Clock.Now()
	return r.Store.InTx(ctx, func(tx desk.Tx) error {
		for _, o := range all {
			if err := o.record(ctx, tx, now); err != nil {
				return err
			}
		}
		return nil
	})
}
