package fetch

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"broadsheet/internal/fault"
)

// Post sends something to an address, and gives the status of the answer with its first words. It follows no redirect: what
// is sent is meant for one address. The address begins with https, but in the networks of Options.Inside. An answer of
// any status is no error.
func (f *Fetcher) Post(ctx context.Context, address string, header http.Header, body []byte, words int64) (status int, said []byte, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return 0, nil, fault.New(fault.Invalid, "“%s” is no address.", shown(address))
	}
	if err := f.check(u); err != nil {
		return 0, nil, fault.New(fault.Of(err).Kind, "%s", sent(err))
	}
	if ip, err := netip.ParseAddr(u.Hostname()); u.Scheme != "https" && (err != nil || IsPublic(ip)) {
		return 0, nil, fault.New(fault.Invalid, "%s does not begin with https://. Nothing was sent.", shown(address))
	}
	ctx, cancel := context.WithTimeout(ctx, f.o.Time)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return 0, nil, fault.New(fault.Invalid, "“%s” is no address.", shown(address))
	}
	req.Header = header.Clone()
	req.Header.Set("User-Agent", f.o.Agent)
	client := *f.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(req)
	if err != nil {
		var f *fault.Fault
		if errors.As(err, &f) {
			return 0, nil, fault.New(f.Kind, "%s", sent(f))
		}
		return 0, nil, failed(u, err)
	}
	defer func() { _ = res.Body.Close() }() // it was only read
	said, err = io.ReadAll(io.LimitReader(res.Body, words))
	if err != nil {
		said = nil // it answered; what it said is lost
	}
	return res.StatusCode, said, nil
}

// sent is what a refusal says when something was to be sent.
func sent(err error) string {
	return strings.ReplaceAll(fault.Of(err).Say, "Nothing was fetched.", "Nothing was sent.")
}
