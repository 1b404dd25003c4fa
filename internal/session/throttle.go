package session

import (
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A window of a minute holds a bucket's burst and what flows in meanwhile, so both are half of what a minute allows.
const (
	triesAnAccount  = 10
	triesAnAddress  = 30
	throttleEntries = 10_000
)

// throttle counts tries by a key. It forgets who has not tried for a minute when it has too many to remember, and
// when everybody in it is at it, those who tried least.
type throttle struct {
	mu     sync.Mutex
	minute int // tries that a minute allows
	most   int // keys remembered
	by     map[string]*rate.Limiter
}

func newThrottle(minute, most int) *throttle {
	return &throttle{minute: minute, most: most, by: map[string]*rate.Limiter{}}
}

// allow counts one try at the instant and tells whether it may be answered; if not, wait is how long until one may.
func (t *throttle) allow(key string, now time.Time) (ok bool, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	lim := t.by[key]
	if lim == nil {
		if len(t.by) >= t.most {
			t.forget(now)
		}
		half := t.minute / 2
		lim = rate.NewLimiter(rate.Every(time.Minute/time.Duration(half)), half)
		t.by[key] = lim
	}
	if lim.AllowN(now, 1) {
		return true, 0
	}
	missing := 1 - lim.TokensAt(now)
	return false, time.Duration(missing * float64(time.Minute) / float64(t.minute/2))
}

// forget drops every full bucket, and the fullest one if none is full.
func (t *throttle) forget(now time.Time) {
	var fullest string
	most := -1.0
	for key, lim := range t.by {
		tokens := lim.TokensAt(now)
		if tokens >= float64(lim.Burst()) {
			delete(t.by, key)
		} else if tokens > most {
			fullest, most = key, tokens
		}
	}
	if len(t.by) >= t.most {
		delete(t.by, fullest)
	}
}

// accountKey makes one key of a user name and of the e-mail that it was made from, whether the account exists or
// not, so that neither gives twice the tries and a refusal tells nothing.
func accountKey(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if local, _, ok := strings.Cut(name, "@"); ok {
		name = local
	}
	if len(name) > 64 {
		name = name[:64]
	}
	return name
}

// addressKey is the address of the connection without its port; a whole /64 of IPv6 is one neighbour.
func addressKey(remote string) string {
	ap, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote
	}
	a := ap.Addr().Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
