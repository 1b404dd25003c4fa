package fetch

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"broadsheet/internal/fault"
)

// Check refuses an address that may not be asked, as far as the address alone tells.
func (f *Fetcher) Check(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return fault.New(fault.Invalid, "“%s” is no address. It begins with https:// or http://.", shown(address))
	}
	return f.check(u)
}

// Send sends a request to an address that somebody else named, once: a redirect is an answer like another and is not
// followed. Of the answer's body at most so many bytes are read, as they came.
func (f *Fetcher) Send(req *http.Request, most int64) (status int, body []byte, err error) {
	if err := f.check(req.URL); err != nil {
		return 0, nil, err
	}
	ctx, cancel := context.WithTimeout(req.Context(), f.o.Time)
	defer cancel()
	req = req.WithContext(ctx)
	req.Header.Set("User-Agent", f.o.Agent)
	req.Header.Set("Accept-Encoding", "identity")
	client := *f.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, failed(req.URL, err)
	}
	defer res.Body.Close() // it was only read
	body, err = io.ReadAll(io.LimitReader(res.Body, most))
	if err != nil {
		return 0, nil, failed(req.URL, err)
	}
	return res.StatusCode, body, nil
}
