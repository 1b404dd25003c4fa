package session

import (
	"net/http"
	"net/netip"
	"strings"
)

// Behind gives next the address of whoever asks in place of that of a trusted proxy in front: the last one in
// X-Forwarded-For that no trusted proxy wrote. What anybody else writes there is not believed.
func Behind(trusted []netip.Prefix, next http.Handler) http.Handler {
	if len(trusted) == 0 {
		return next
	}
	is := func(a netip.Addr) bool {
		for _, p := range trusted {
			if p.Contains(a) {
				return true
			}
		}
		return false
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !is(peer.Addr().Unmap()) {
			next.ServeHTTP(w, r)
			return
		}
		said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(said) - 1; i >= 0; i-- {
			a, err := addressOf(strings.TrimSpace(said[i]))
			if err != nil {
				break // whatever stands before it came through here too
			}
			if !is(a) {
				r = r.WithContext(r.Context())
				r.RemoteAddr = netip.AddrPortFrom(a, 0).String()
				break
			}
		}
		next.ServeHTTP(w, r)
	})
}

// addressOf reads an address as proxies write it: with or without a port.
func addressOf(s string) (netip.Addr, error) {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap(), nil
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return a.Unmap(), err
}
