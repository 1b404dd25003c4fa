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
}

// Ready gives the answer kept under key that may be given out at now, nil when there is none: then Serve makes one.
// It allocates nothing once an encoding of the page was asked for.
func (c *Cache) Ready(now time.Time, key string, accepts Accepts) *Ready {
	if c.heard != nil && now.Sub(c.heard()) > c.cutOff {
		return nil
	}
	p := c.kept(key, now)
	if p == nil {
		if p = c.fixed[key]; p == nil {
			return nil
		}
	}
	v := p.variant(accepts)
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
		r.NotModified = head(http.StatusNotModified, bare)
	}
	if v.coding != "" {
		h.Set("Content-Encoding", v.coding)
	}
	h.Set("Content-Length", strconv.Itoa(len(v.body)))
	r.Head = head(p.status, h)
	return r
}

func head(status int, h http.Header) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	_ = h.Write(&b) // a buffer takes everything
	return slices.Clip(b.Bytes())
}
