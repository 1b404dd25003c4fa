// Package fetch gets pages and pictures from addresses that a person typed or an old site's export names. Such an
// address is somebody else's word: it may lead to the machine itself, to its neighbours or to the service from which
// a cloud hands out keys. So every connection is checked by the address that is really connected to, after names are
// resolved and after every redirect; a name that changes its mind between two questions gains nothing.
package fetch

import (
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"

	"golang.org/x/net/idna"

	"broadsheet/internal/fault"
)

// Limits of one fetch where Options names no others.
const (
	MostBytes     = 20 << 20 // of the answer's body, after it was unpacked
	MostRedirects = 5
	MostTime      = 10 * time.Second // from the first question for the name to the last byte
)

// webPorts are where public web servers listen.
var webPorts = []uint16{80, 443, 8000, 8008, 8080, 8443, 8888}

// Options change what a Fetcher holds to. The zero value is right for everything but tests and larger files.
type Options struct {
	Bytes    int64         // limit of the body, 0 for MostBytes
	Time     time.Duration // limit of the whole fetch, 0 for MostTime
	Ports    []uint16      // that may be connected to, nil for those of public web servers
	Inside   []netip.Prefix
	Resolver *net.Resolver // nil for the machine's own
	Agent    string        // what the Fetcher calls itself, "" for "Broadsheet"
}

// A Fetcher gets things from the public internet, and from nowhere else but the networks of Options.Inside. It keeps
// no cookies, uses no proxy, sends no referrer and keeps no connection open. It may be used by many at once.
type Fetcher struct {
	o      Options
	client *http.Client
}

// New makes a Fetcher.
func New(o Options) *Fetcher {
	o.Bytes, o.Time, o.Agent = cmp.Or(o.Bytes, MostBytes), cmp.Or(o.Time, MostTime), cmp.Or(o.Agent, "Broadsheet")
	if o.Ports == nil {
		o.Ports = webPorts
	}
	f := &Fetcher{o: o}
	dialer := &net.Dialer{Resolver: o.Resolver, ControlContext: f.control}
	f.client = &http.Client{
		CheckRedirect: f.redirect,
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would connect for us, where nobody looks
			DialContext:            dialer.DialContext,
			DisableKeepAlives:      true,
			DisableCompression:     true, // unpacked here, within the limit
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
	return f
}

// Answer is what came.
type Answer struct {
	Address string // where it came from in the end
	Type    string // as the server named it, in lower case, without parameters: "text/html"
	Charset string // as the server named it, "" when it did not
	Body    []byte
}

// Get fetches one address. It fails with an Invalid fault for an address that may not be fetched, wherever along the
// way it turned up, with NotFound when there is nothing, and with Unavailable when the other side or the line fails.
func (f *Fetcher) Get(ctx context.Context, address string) (*Answer, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, fault.New(fault.Invalid, "“%s” is no address of a page. It begins with https:// or http://.", shown(address))
	}
	if err := f.check(u); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, f.o.Time)
	defer cancel()
	u.Fragment = ""
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fault.New(fault.Invalid, "“%s” is no address of a page. It begins with https:// or http://.", shown(address))
	}
	req.Header.Set("User-Agent", f.o.Agent)
	req.Header.Set("Accept", "*/*")
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := f.client.Do(req)
	if err != nil {
		return nil, failed(u, err)
	}
	defer res.Body.Close() // it was only read
	switch {
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		return nil, fault.New(fault.NotFound, "There is nothing at %s: the server there answers %s.", shown(u.String()), res.Status)
	case res.StatusCode != http.StatusOK:
		return nil, fault.New(fault.Unavailable, "%s cannot be had: the server there answers %s.", shown(u.String()), res.Status)
	}
	body, err := f.body(res)
	if err != nil {
		return nil, failed(u, err)
	}
	a := &Answer{Address: res.Request.URL.String(), Body: body}
	if t, params, err := mime.ParseMediaType(res.Header.Get("Content-Type")); err == nil {
		a.Type, a.Charset = t, params["charset"]
	}
	return a, nil
}

// body reads an answer to its end, unpacked, and never more than the limit of it.
func (f *Fetcher) body(res *http.Response) ([]byte, error) {
	var r io.Reader = io.LimitReader(res.Body, f.o.Bytes+1)
	switch strings.ToLower(res.Header.Get("Content-Encoding")) {
	case "", "identity":
	case "gzip", "x-gzip":
		unpacked, err := gzip.NewReader(r)
		if err != nil {
			return nil, err
		}
		r = unpacked
	default:
		return nil, fault.New(fault.Unavailable, "%s came in a packing that nobody asked for.", shown(res.Request.URL.String()))
	}
	b, err := io.ReadAll(io.LimitReader(r, f.o.Bytes+1))
	if int64(len(b)) > f.o.Bytes {
		return nil, fault.New(fault.Invalid, "%s is larger than %d MB, so it was not fetched.", shown(res.Request.URL.String()), f.o.Bytes>>20)
	}
	return b, err
}

// failed tells a person what went wrong on the way.
func failed(u *url.URL, err error) error {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Because(err, fault.Unavailable, "%s did not answer in time.", shown(u.String()))
	}
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return fault.Because(err, fault.NotFound, "There is no site named %s.", shown(u.Hostname()))
	}
	return fault.Because(err, fault.Unavailable, "%s cannot be reached.", shown(u.String()))
}

func (f *Fetcher) redirect(req *http.Request, via []*http.Request) error {
	if len(via) > MostRedirects {
		return fault.New(fault.Unavailable, "%s leads on and on: more than %d redirects.", shown(via[0].URL.String()), MostRedirects)
	}
	req.Header.Del("Referer")
	return f.check(req.URL)
}

// check refuses what can be told from the address alone, with a sentence. What it lets through is checked again where
// the connection is made.
func (f *Fetcher) check(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" || u.Host == "":
		return fault.New(fault.Invalid, "“%s” is no address of a page. It begins with https:// or http://.", shown(u.Redacted()))
	case u.User != nil:
		return fault.New(fault.Invalid, "%s holds a name or a password before the site. Leave it out.", shown(u.Redacted()))
	}
	if port := u.Port(); port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || !slices.Contains(f.o.Ports, uint16(n)) {
			return fault.New(fault.Invalid, "%s asks for port %s, where no public site answers. Nothing was fetched.", shown(u.String()), shown(port))
		}
	} else if strings.HasSuffix(u.Host, ":") {
		return fault.New(fault.Invalid, "“%s” is no address of a page. It begins with https:// or http://.", shown(u.String()))
	}
	host := u.Hostname()
	if ip, err := netip.ParseAddr(host); err == nil {
		if !f.allows(ip) {
			return inside(u.String())
		}
		return nil
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		if ascii, err = idna.Punycode.ToASCII(strings.ToLower(host)); err != nil {
			return fault.New(fault.Invalid, "“%s” is no name of a site.", shown(host))
		}
	}
	if isInsideName(ascii) {
		return inside(u.String())
	}
	return nil
}

// isInsideName tells whether a name can only mean something in this network, or is a number that some resolvers take
// for an address: 2130706433, 0x7f.1, 0177.0.0.1.
func isInsideName(host string) bool {
	host = strings.ToLower(strings.TrimRight(host, "."))
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || isNumber(last) {
		return true
	}
	switch last {
	case "localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "localdomain", "arpa", "onion":
		return true
	}
	return false
}

// isNumber tells whether a label is a number as inet_aton reads it. No top-level domain is one.
func isNumber(label string) bool {
	if hex, ok := strings.CutPrefix(label, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return label == "" || strings.Trim(label, "0123456789") == ""
}

// control looks at every connection before its first packet leaves.
func (f *Fetcher) control(_ context.Context, network, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !strings.HasPrefix(network, "tcp") {
		return fault.Because(err, fault.Invalid, "%s is no address that can be fetched from.", shown(address))
	}
	if !f.allows(at.Addr()) || !slices.Contains(f.o.Ports, at.Port()) {
		return inside(address)
	}
	return nil
}

func inside(address string) error {
	return fault.New(fault.Invalid, "%s leads into this network and not to a public site. Nothing was fetched.", shown(address))
}

// allows tells whether an address may be connected to.
func (f *Fetcher) allows(ip netip.Addr) bool {
	if IsPublic(ip) {
		return true
	}
	return ip.Zone() == "" && slices.ContainsFunc(f.o.Inside, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) || p.Contains(ip) })
}

// shown makes an address fit to stand in a sentence.
func shown(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > 200 {
		s = string(r[:199]) + "…"
	}
	return s
}
