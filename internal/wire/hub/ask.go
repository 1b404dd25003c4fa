package hub

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
)

const longestAsk = 16 << 10 // bytes of a request

// ServeHTTP takes what programs ask: to be told of a feed, or not to be told any more. What is asked is only noted here;
// whether it was meant is asked back later.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", "POST")
		say(w, http.StatusMethodNotAllowed, "This is the hub of the feeds here. Programs send hub.mode, hub.topic and hub.callback with POST (W3C WebSub).")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, longestAsk)
	if err := r.ParseForm(); err != nil {
		say(w, http.StatusBadRequest, "The form cannot be read, or is longer than 16 KB.")
		return
	}
	if err := h.ask(r.Context(), r.PostForm, asker(r)); err != nil {
		f := fault.Of(err)
		status := http.StatusBadRequest
		switch f.Kind {
		case fault.Invalid, fault.NotFound:
		case fault.Conflict:
			status = http.StatusTooManyRequests
			w.Header().Set("Retry-After", "60")
		default:
			h.Log.ErrorContext(r.Context(), "what was asked at the hub could not be kept", "error", err)
			status = http.StatusServiceUnavailable
			w.Header().Set("Retry-After", "60")
		}
		say(w, status, f.Say)
		return
	}
	say(w, http.StatusAccepted, "Noted. The callback is asked in a moment whether it meant this.")
}

func say(w http.ResponseWriter, status int, sentence string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, sentence) // who asked went away; there is nobody left to tell
}

// asker is the machine that asks, as the connection says.
func asker(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// ask checks a request and notes it.
func (h *Hub) ask(ctx context.Context, form url.Values, asker string) error {
	now := h.Clock.Now()
	a := desk.Ask{Callback: form.Get("hub.callback"), Asker: asker, Secret: form.Get("hub.secret"), AskedAt: now, DueAt: now}
	switch form.Get("hub.mode") {
	case "subscribe":
	case "unsubscribe":
		a.Leave = true
	default:
		return fault.New(fault.Invalid, "hub.mode is subscribe or unsubscribe.")
	}
	if len(a.Secret) > longestSecret {
		return fault.New(fault.Invalid, "hub.secret is longer than 199 bytes.")
	}
	callback, err := url.Parse(a.Callback)
	if err != nil || len(a.Callback) > 2000 || callback.Fragment != "" {
		return fault.New(fault.Invalid, "hub.callback is no address that can be asked.")
	}
	if err := h.Client.Check(a.Callback); err != nil {
		return err
	}
	a.Host = strings.ToLower(callback.Hostname())
	if a.Lease, err = lease(form.Get("hub.lease_seconds")); err != nil {
		return err
	}
	topic, ok := strings.CutPrefix(form.Get("hub.topic"), h.Base+"/")
	if !ok {
		return fault.New(fault.Invalid, "hub.topic is no feed of this paper. They stand at %s/feed.xml and below sections, authors and topics.", h.Base)
	}
	if a.Topic, err = url.PathUnescape("/" + topic); err != nil {
		return fault.New(fault.Invalid, "hub.topic cannot be read.")
	}
	if !a.Leave {
		if _, ok := h.feed(ctx, a.Topic); !ok {
			return fault.New(fault.NotFound, "There is no feed at hub.topic.")
		}
	}
	return h.Store.InTx(ctx, func(tx desk.Tx) error {
		asked, ofHost, ofAsker, err := tx.CountAsks(ctx, a.Host, asker)
		if err != nil {
			return err
		}
		if asked >= MostAsked || ofHost >= MostAskedOfHost || ofAsker >= MostAskedOfHost {
			return fault.New(fault.Conflict, "Too much waits to be confirmed. Ask again in a minute.")
		}
		if !a.Leave {
			all, ofHost, err := tx.CountSubscribers(ctx, a.Host)
			if err != nil {
				return err
			}
			if all >= MostSubscribers || ofHost >= MostOfHost {
				_, known, err := tx.Subscriber(ctx, a.Callback, a.Topic) // who renews is not one more
				if err != nil {
					return err
				}
				if !known {
					return fault.New(fault.Conflict, "This hub has as many subscribers as it takes.")
				}
			}
		}
		if err := tx.AddAsk(ctx, a); err != nil {
			return err
		}
		return tx.AddJob(ctx, desk.Job{Kind: Job})
	})
}

// lease is how long a subscription lasts that somebody wants to last so many seconds: between a day and ten.
func lease(seconds string) (time.Duration, error) {
	if seconds == "" {
		return longestLease, nil
	}
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n < 0 {
		return 0, fault.New(fault.Invalid, "hub.lease_seconds is a number of seconds.")
	}
	return time.Duration(min(max(n, int64(shortestLease.Seconds())), int64(longestLease.Seconds()))) * time.Second, nil
}

// confirmed is what became of asking back.
type confirmed struct {
	ask  desk.Ask
	sum  string // of the feed before it was asked back
	yes  bool
	said string // why it could not be asked; "" when it answered
}

// confirm asks a callback whether it meant what was asked in its name.
func (h *Hub) confirm(ctx context.Context, a desk.Ask) confirmed {
	out := confirmed{ask: a}
	d, _ := h.feed(ctx, a.Topic)
	out.sum = d.sum
	u, err := url.Parse(a.Callback)
	if err != nil {
		return out
	}
	challenge := rand.Text() + rand.Text()
	asked := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {h.topicURL(a.Topic)}, "hub.challenge": {challenge}}
	if a.Leave {
		asked.Set("hub.mode", "unsubscribe")
	} else {
		asked.Set("hub.lease_seconds", strconv.FormatInt(int64(a.Lease.Seconds()), 10))
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += asked.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return out
	}
	status, body, err := h.Client.Send(req, int64(len(challenge))+1)
	switch {
	case err != nil:
		if f := fault.Of(err); f.Kind != fault.Invalid { // what leads inside is not asked a second time
			out.said = f.Say
		}
	case status >= 500:
		out.said = fmt.Sprintf("The callback answered %d.", status)
	default:
		out.yes = status >= 200 && status < 300 && string(body) == challenge
	}
	return out
}

// topicURL is the whole address of a feed.
func (h *Hub) topicURL(path string) string { return h.Base + (&url.URL{Path: path}).EscapedPath() }

// record writes down what became of asking back.
func (c confirmed) record(ctx context.Context, tx desk.Tx, now time.Time) error {
	a := c.ask
	switch {
	case c.said != "" && a.Tries+1 < askTries:
		a.Tries++
		a.DueAt = now.Add(pause(a.Tries))
		return tx.RetryAsk(ctx, a)
	case !c.yes:
	case a.Leave:
		if err := tx.DropSubscriber(ctx, a.Callback, a.Topic); err != nil {
			return err
		}
	default:
		s, known, err := tx.Subscriber(ctx, a.Callback, a.Topic)
		if err != nil {
			return err
		}
		if !known {
			s = desk.Subscriber{Callback: a.Callback, Topic: a.Topic, Since: now, DueAt: now}
		}
		s.Host, s.Secret, s.Until = a.Host, a.Secret, now.Add(a.Lease)
		st, _, err := readState(ctx, tx)
		if err != nil {
			return err
		}
		if st.Sums[a.Topic] == "" {
			st.Sums[a.Topic] = c.sum
			if err := saveState(ctx, tx, st); err != nil {
				return err
			}
		} else if st.Sums[a.Topic] != c.sum && !known {
			s.Waiting = true // it changed while it was asked back
		}
		if err := tx.SaveSubscriber(ctx, s); err != nil {
			return err
		}
	}
	return tx.DropAsk(ctx, a)
}
