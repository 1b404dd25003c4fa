package fetch

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"broadsheet/internal/fault"
)

// Ask tells what a server answers at an address, in the end: its status. It asks for the head alone, and for the page, of which
// nothing is read, where the server does not speak of heads. It fails as Get does, but for what a server answers.
func (f *Fetcher) Ask(ctx context.Context, address string) (status int, err error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return 0, fault.New(fault.Invalid, "“%s” is no address of a page. It begins with https:// or http://.", shown(address))
	}
	if err := f.check(u); err != nil {
		return 0, err
	}
	u.Fragment = ""
	ctx, cancel := context.WithTimeout(ctx, f.o.Time)
	defer cancel()
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		req, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
		if err != nil {
			return 0, fault.New(fault.Invalid, "“%s” is no address of a page. It begins with https:// or http://.", shown(address))
		}
		req.Header.Set("User-Agent", f.o.Agent)
		req.Header.Set("Accept", "*/*")
		res, err := f.client.Do(req)
		if err != nil {
			return 0, failed(u, err)
		}
		if err := res.Body.Close(); err != nil {
			return 0, failed(u, err)
		}
		if status = res.StatusCode; status < 400 {
			break
		}
	}
	return status, nil
}
