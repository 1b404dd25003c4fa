package pagecache

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzip"
)

// Answer is what a render makes: a whole answer and what it depends on.
type Answer struct {
	Status  int
	Header  http.Header // without the headers that the cache makes: ETag, Vary, Content-Length, Content-Encoding, Record
	Body    []byte
	Tag     string    // what stands for the bytes of the body, to be its entity tag; "" for a sum of them
	Number  int64     // of the record, that the snapshot was read at
	Keys    []string  // what it was made of, found and not found
	Expires time.Time // when time alone changes it; zero for never
	Minor   bool      // may push no page out of the cache: answers of which there is no end
}

// page is an answer as it is kept, in every encoding that was made of it.
type page struct {
	key     string
	status  int
	header  http.Header
	plain   *variant
	gzip    *variant // nil when the body is not worth it
	brotli  atomic.Pointer[variant]
	wanted  atomic.Int32 // how often brotli was asked for, as far as anybody counts
	number  int64
	keys    []string
	expires time.Time
	minor   bool
	worn    int64 // Cache.worn when its render began

	firm   []string     // of keys those that are never late
	links  []string     // of keys those that are not shared: by them an entry finds the page
	shared uint8        // which of the shared keys it depends on
	until  atomic.Int64 // nanoseconds of the instant at which something late must be seen; 0 for none
	asked  atomic.Int32 // how often it was given out, up to often
}

// often is where counting ends how often a page was given out: two cores that count in one place hold each other up.
const often = 1000

// smallest is the length under which a gzip body saves no packet.
const smallest = 512

func (a Answer) page(key string) (*page, error) {
	p := &page{
		key: key, status: a.Status, header: a.Header, number: a.Number,
		keys: a.Keys, expires: a.Expires, minor: a.Minor,
	}
	if p.header == nil {
		p.header = make(http.Header)
	}
	if a.Number > 0 {
		p.header.Set("Record", strconv.FormatInt(a.Number, 10))
	}
	tag := ""
	switch {
	case a.Status != http.StatusOK: // conditions and their validators are about 200 alone (RFC 9110, 13.2.1)
	case a.Tag != "":
		tag = a.Tag
	default:
		sum := sha256.Sum256(a.Body)
		tag = base64.RawURLEncoding.EncodeToString(sum[:16])
	}
	p.plain = newVariant("", a.Body, tag)
	if !compressible(p.header.Get("Content-Type")) {
		return p, nil
	}
	p.header.Set("Vary", "Accept-Encoding")
	if len(a.Body) < smallest {
		return p, nil
	}
	z, err := zip(a.Body)
	if err != nil {
		return nil, fmt.Errorf("page %q: %w", key, err)
	}
	if len(z) < len(a.Body) {
		p.gzip = newVariant("gzip", z, tag)
	}
	return p, nil
}

func compressible(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	return strings.HasPrefix(t, "text/") || strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "json") || t == "application/xml"
}

// zipLevel makes a page 2 % longer than the best, in a third of the time: somebody waits for the first answer, and who
// comes again mostly reads brotli.
const zipLevel = 5

var zippers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, zipLevel)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

func zip(body []byte) ([]byte, error) {
	var b bytes.Buffer
	w := zippers.Get().(*gzip.Writer)
	defer zippers.Put(w)
	w.Reset(&b)
	if _, err := w.Write(body); err != nil {
		return nil, fmt.Errorf("compressing: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compressing: %w", err)
	}
	return slices.Clip(b.Bytes()), nil
}

// weight is what keeping p costs in bytes, with its place in the index and some change for the structures. What may
// be made of it later counts from the start: brotli is never kept when it is longer than gzip.
func (p *page) weight() uint32 {
	header := 64
	for k, vs := range p.header {
		for _, v := range vs {
			header += len(k) + len(v) + 48
		}
	}
	n := 640 + len(p.key)*2 + cap(p.plain.body) + 3*header
	if p.gzip != nil {
		n += 2*cap(p.gzip.body) + 4*header
	}
	for _, k := range p.keys {
		n += len(k) + 96
	}
	return uint32(min(n, math.MaxUint32))
}

func (p *page) fresh(now time.Time) bool {
	if until := p.until.Load(); until != 0 && now.UnixNano() >= until {
		return false
	}
	return p.expires.IsZero() || now.Before(p.expires)
}

// write answers a GET or HEAD.
func (p *page) write(w http.ResponseWriter, r *http.Request) {
	v := p.variant(AcceptsOf(r.Header["Accept-Encoding"]))
	ready := v.made(p)
	h := w.Header()
	if v.tag != "" {
		switch status := precondition(r.Header, v.tag); status {
		case http.StatusNotModified:
			ready.notModified.give(h)
			w.WriteHeader(status)
			return
		case http.StatusPreconditionFailed:
			ready.notModified.give(h)
			h.Set("Content-Length", "0")
			w.WriteHeader(status)
			return
		}
	}
	ready.whole.give(h)
	w.WriteHeader(p.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(v.body) // the reader went away; there is nobody left to tell
	}
}

// Fixed serves one answer that depends on nothing, with the same variants and conditions as a page.
func Fixed(header http.Header, body []byte) (http.Handler, error) {
	p, err := Answer{Status: http.StatusOK, Header: header, Body: body}.page("")
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(p.write), nil
}

// Fix is Fixed for an answer that always stands under key, so that Ready has it too; every page asks for it, so the
// shortest body is made at once. It must be called before the first request.
func (c *Cache) Fix(key string, header http.Header, body []byte) (http.Handler, error) {
	p, err := Answer{Status: http.StatusOK, Header: header, Body: body}.page(key)
	if err != nil {
		return nil, err
	}
	if p.gzip != nil {
		p.squeeze()
	}
	c.fixed[key] = p
	return http.HandlerFunc(p.write), nil
}
