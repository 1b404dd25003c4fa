package pagecache

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/andybalholm/brotli"
)

// variant is the body of a page in one encoding, with the tag that belongs to it.
type variant struct {
	coding string // "" for none
	body   []byte
	tag    string // strong, "" when the status has none
	ready  atomic.Pointer[Ready]
}

// newVariant gives each encoding a strong tag of its own (RFC 9110, 8.8.3.3).
func newVariant(coding string, body []byte, tag string) *variant {
	v := &variant{coding: coding, body: body}
	switch {
	case tag == "":
	case coding == "":
		v.tag = `"` + tag + `"`
	default:
		v.tag = `"` + tag + "." + suffix[coding] + `"`
	}
	return v
}

var suffix = map[string]string{"gzip": "gz", "br": "br"}

// variant chooses the shortest body that the client takes. Brotli is made when it is wanted for the second time: most
// pages of an archive are asked for once.
func (p *page) variant(a Accepts) *variant {
	if a&Brotli != 0 && p.gzip != nil {
		if v := p.brotli.Load(); v != nil {
			return v
		}
		if p.wanted.Load() < 2 && p.wanted.Add(1) == 2 {
			go p.squeeze()
		}
	}
	if a&Gzip != 0 && p.gzip != nil {
		return p.gzip
	}
	return p.plain
}

// brotliLevel is the strongest that costs about a millisecond a page; 11 costs 21.
const brotliLevel = 5

// squeezing lets one page at a time be compressed: whoever waits gets gzip meanwhile.
var squeezing sync.Mutex

func (p *page) squeeze() {
	squeezing.Lock()
	defer squeezing.Unlock()
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotliLevel)
	if _, err := w.Write(p.plain.body); err != nil {
		return // a buffer takes everything; should it not, gzip serves
	}
	if err := w.Close(); err != nil || b.Len() >= len(p.gzip.body) {
		return
	}
	tag := ""
	if p.plain.tag != "" {
		tag = p.plain.tag[1 : len(p.plain.tag)-1]
	}
	p.brotli.Store(newVariant("br", slices.Clip(b.Bytes()), tag))
}

// Ready is a kept answer as HTTP/1.1 sends it (RFC 9112), but for the date. Nobody may change its bytes.
type Ready struct {
	Head        []byte // status line and header lines, without the empty line that ends them
	Body        []byte
	NotModified []byte // the same for a client that has the body already; nil when there is no tag
	Tag         string

	whole, notModified fields // the same for net/http
}

// fields are header fields that every answer shares. Nobody may change what they hold.
type fields []field

type field struct {
	name   string
	values []string
}

func fieldsOf(h http.Header) fields {
	all := make(fields, 0, len(h))
	for name, values := range h {
		all = append(all, field{name, slices.Clip(values)})
	}
	return all
}

// give sets the fields, and makes nothing anew.
func (f fields) give(h http.Header) {
	for i := range f {
		h[f[i].name] = f[i].values
	}
}

// Ready gives the answer kept under key that may be given out at now, nil when there is none: then Serve makes one.
// It allocates nothing once an encoding of the page was asked for.
func (c *Cache) Ready(now time.Time, key string, accepts Accepts) *Ready {
	p := c.ready(now, key)
	if p == nil {
		return nil
	}
	return p.variant(accepts).made(p)
}

// Give answers a GET or HEAD with what is kept under the path that is asked for, as Serve would. False when nothing is
// that may be given out now. Whether the path alone names the answer the caller has to know.
func (c *Cache) Give(w http.ResponseWriter, r *http.Request) bool {
	p := c.ready(c.clock.Now(), r.URL.Path)
	if p == nil {
		return false
	}
	p.write(w, r)
	return true
}

func (c *Cache) ready(now time.Time, key string) *page {
	if c.heard != nil && now.Sub(c.heard()) > c.cutOff {
		return nil
	}
	if p := c.kept(key, now); p != nil {
		if p.status == http.StatusNotFound {
			return nil // what nobody finds is counted where requests are routed
		}
		return p
	}
	return c.fixed[key]
}

// made is the variant of p as it is sent, made when it is asked for first.
func (v *variant) made(p *page) *Ready {
	r := v.ready.Load()
	if r == nil {
		r = p.readied(v)
		v.ready.Store(r)
	}
	return r
}

func (p *page) readied(v *variant) *Ready {
	h := p.header.Clone()
	r := &Ready{Body: v.body, Tag: v.tag}
	if v.tag != "" {
		h.Set("ETag", v.tag)
		bare := h.Clone()
		bare.Del("Content-Type")
		bare.Del("Content-Language")
		r.NotModified, r.notModified = head(http.StatusNotModified, bare), fieldsOf(bare)
	}
	if v.coding != "" {
		h.Set("Content-Encoding", v.coding)
	}
	h.Set("Content-Length", strconv.Itoa(len(v.body)))
	r.Head, r.whole = head(p.status, h), fieldsOf(h)
	return r
}

func head(status int, h http.Header) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	_ = h.Write(&b) // a buffer takes everything
	return slices.Clip(b.Bytes())
}
