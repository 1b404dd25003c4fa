package purge

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// client asks caches. One that does not answer is tried again by the follower.
var client = &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// send asks for something and reads the answer, of which an error tells the beginning.
func send(ctx context.Context, method, address string, header http.Header, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header = header
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	said, err := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("it answered %s: %.200s", answer.Status, strings.TrimSpace(string(said)))
	}
	return said, nil
}

// Varnish understands the request BAN with the tags as a pattern in the header Purge-Tags, by the configuration in
// docs/varnish.vcl.
type Varnish struct{ address string }

func newVarnish(address string) (*Varnish, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		return nil, fmt.Errorf("“%s” cannot be the address of a Varnish: it looks like http://127.0.0.1:6081", address)
	}
	return &Varnish{address: strings.TrimRight(address, "/") + "/"}, nil
}

// Name is the address.
func (v *Varnish) Name() string { return "varnish " + v.address }

// Purge bans what has one of the tags, some hundred at a time: Varnish takes headers of 8 KiB.
func (v *Varnish) Purge(ctx context.Context, tags []string) error {
	for some := range slices.Chunk(tags, 500) {
		if err := v.ban(ctx, strings.Join(some, "|")); err != nil {
			return err
		}
	}
	return nil
}

// Everything bans what has any tag.
func (v *Varnish) Everything(ctx context.Context) error { return v.ban(ctx, `\S+`) }

func (v *Varnish) ban(ctx context.Context, pattern string) error {
	_, err := send(ctx, "BAN", v.address, http.Header{"Purge-Tags": {pattern}}, nil)
	return err
}

// Fastly is purged by its API: POST /service/ID/purge with the tags in Surrogate-Key, 256 at most.
type Fastly struct {
	Service, Token string
	API            string // https://api.fastly.com when empty
}

// Name is the service.
func (f *Fastly) Name() string { return "fastly " + f.Service }

// Purge names the tags, 256 at a time.
func (f *Fastly) Purge(ctx context.Context, tags []string) error {
	for some := range slices.Chunk(tags, 256) {
		if err := f.ask(ctx, "purge", strings.Join(some, " ")); err != nil {
			return err
		}
	}
	return nil
}

// Everything purges the whole service.
func (f *Fastly) Everything(ctx context.Context) error { return f.ask(ctx, "purge_all", "") }

func (f *Fastly) ask(ctx context.Context, what, tags string) error {
	h := http.Header{"Fastly-Key": {f.Token}, "Accept": {"application/json"}}
	if tags != "" {
		h.Set("Surrogate-Key", tags)
	}
	_, err := send(ctx, http.MethodPost, cmp.Or(f.API, "https://api.fastly.com")+"/service/"+url.PathEscape(f.Service)+"/"+what, h, nil)
	return err
}

// Cloudflare is purged by its API: POST /zones/ID/purge_cache with a list of tags, 30 at most.
type Cloudflare struct {
	Zone, Token string
	API         string // https://api.cloudflare.com/client/v4 when empty
}

// Name is the zone.
func (c *Cloudflare) Name() string { return "cloudflare " + c.Zone }

// Purge names the tags, 30 at a time.
func (c *Cloudflare) Purge(ctx context.Context, tags []string) error {
	for some := range slices.Chunk(tags, 30) {
		if err := c.ask(ctx, map[string]any{"tags": some}); err != nil {
			return err
		}
	}
	return nil
}

// Everything purges the whole zone.
func (c *Cloudflare) Everything(ctx context.Context) error {
	return c.ask(ctx, map[string]any{"purge_everything": true})
}

func (c *Cloudflare) ask(ctx context.Context, what map[string]any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	said, err := send(ctx, http.MethodPost, cmp.Or(c.API, "https://api.cloudflare.com/client/v4")+"/zones/"+url.PathEscape(c.Zone)+"/purge_cache",
		http.Header{"Authorization": {"Bearer " + c.Token}, "Content-Type": {"application/json"}}, body)
	if err != nil {
		return err
	}
	var answer struct{ Success bool }
	if err := json.Unmarshal(said, &answer); err != nil || !answer.Success {
		return fmt.Errorf("it did not say that it purged: %.200s", said)
	}
	return nil
}
