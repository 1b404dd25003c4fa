package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"broadsheet/internal/fault"
)

// outside is the address that plays the public internet in these tests: the one that a Fetcher is allowed by hand.
const outside = "127.0.0.77"

var allowed = []netip.Prefix{netip.MustParsePrefix(outside + "/32")}

// heard is a listener that counts who connects: to any address of this machine but the one that plays the outside,
// unless it is told to count those too.
type heard struct {
	net.Listener
	all bool
	n   atomic.Int64
}

func (h *heard) Accept() (net.Conn, error) {
	c, err := h.Listener.Accept()
	if err == nil && (h.all || !isOutside(c.LocalAddr())) {
		h.n.Add(1)
	}
	return c, err
}

func isOutside(a net.Addr) bool { return a.(*net.TCPAddr).IP.Equal(net.ParseIP(outside)) }

func (h *heard) port() uint16 {
	return h.Addr().(*net.TCPAddr).AddrPort().Port()
}

func listen(t *testing.T, address string, handler http.Handler) *heard {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	h := &heard{Listener: l, all: !strings.HasPrefix(address, ":")}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	go server.Serve(h) //nolint:errcheck // it ends when the test closes it
	t.Cleanup(func() { server.Close() })
	return h
}

// names answers questions for names: the nth question for a name gets the nth list, the last one for ever.
type names struct {
	conn  net.PacketConn
	mu    sync.Mutex
	asked map[string]int
	say   map[string][][]string
}

func newNames(t *testing.T, say map[string][][]string) *names {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &names{conn: conn, asked: map[string]int{}, say: say}
	t.Cleanup(func() { conn.Close() })
	go n.serve()
	return n
}

func (n *names) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", n.conn.LocalAddr().String())
	}}
}

func (n *names) serve() {
	buf := make([]byte, 2048)
	for {
		k, from, err := n.conn.ReadFrom(buf)
		if err != nil {
			return
		}
		var q dnsmessage.Message
		if q.Unpack(buf[:k]) != nil || len(q.Questions) != 1 {
			continue
		}
		if out, err := n.answer(q); err == nil {
			_, _ = n.conn.WriteTo(out, from) // a lost answer is asked for again
		}
	}
}

func (n *names) answer(q dnsmessage.Message) ([]byte, error) {
	question := q.Questions[0]
	name := strings.TrimSuffix(strings.ToLower(question.Name.String()), ".")
	m := dnsmessage.Message{Header: dnsmessage.Header{ID: q.ID, Response: true, Authoritative: true, RecursionAvailable: true}, Questions: q.Questions}
	lists, known := n.say[name]
	if !known {
		m.RCode = dnsmessage.RCodeNameError
		return m.Pack()
	}
	n.mu.Lock()
	key := name + question.Type.String()
	list := lists[min(n.asked[key], len(lists)-1)]
	n.asked[key]++
	n.mu.Unlock()
	for _, a := range list {
		ip := netip.MustParseAddr(a)
		r := dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: question.Name, Class: dnsmessage.ClassINET}}
		switch {
		case ip.Is4() && question.Type == dnsmessage.TypeA:
			r.Body = &dnsmessage.AResource{A: ip.As4()}
		case ip.Is6() && question.Type == dnsmessage.TypeAAAA:
			r.Body = &dnsmessage.AAAAResource{AAAA: ip.As16()}
		default:
			continue
		}
		m.Answers = append(m.Answers, r)
	}
	return m.Pack()
}

// insiders are forms of addresses that lead inside, without scheme and port; PORT is where the counter listens.
var insiders = []string{
	// this machine
	"127.0.0.1", "127.0.0.1.", "127.0.0.2", "127.1.2.3", "127.255.255.254", "127.127.127.127", "0.0.0.0", "0.0.0.1", "0.255.255.255",
	"localhost", "localhost.", "LOCALHOST", "LocalHost.", "localhost..", "foo.localhost", "foo.localhost.", "localhost.localdomain", "ip6-localhost",
	// numbers that some resolvers take for it
	"127.1", "127.0.1", "2130706433", "2130706433.", "0x7f000001", "0X7F000001", "0x7f.0.0.1", "0x7f.1", "0x7f.0x0.0x0.0x1", "0177.0.0.1", "0177.1",
	"017700000001", "00000177.0.0.1", "127.0.0.01", "127.0.0.0x1", "0", "0x0", "00", "0.0", "3232235777", "0xa9fea9fe", "2852039166",
	"425.510.425.510", "127.0.0.1.0x0", "0x", "1",
	// written in other signs
	"１２７.0.0.1", "127。0。0。1", "①②⑦.⓪.⓪.①", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "loc\u00adalhost", "127｡0｡0｡1", "𝟏𝟐𝟕.𝟎.𝟎.𝟏", "127.0.0.1%00", "%31%32%37.0.0.1", "127%2e0%2e0%2e1",
	// neighbours
	"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.1.1", "169.254.0.1", "169.254.169.254", "169.254.170.2",
	"100.64.0.1", "100.100.100.200", "100.127.255.254", "168.63.129.16", "192.0.0.192", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.19.255.255",
	"198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
	// IPv6
	"[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::]", "[0::0]", "[::127.0.0.1]", "[::7f00:1]", "[::ffff:127.0.0.1]",
	"[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]",
	"[64:ff9b::7f00:1]", "[64:ff9b::169.254.169.254]", "[64:ff9b:1::10.0.0.1]", "[2002:7f00:1::]", "[2002:7f00:0001::1]", "[2002:a9fe:a9fe::]",
	"[2001:0:7f00:1::]", "[2001::1]", "[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[fc00::1]", "[fd00::1]", "[fd00:ec2::254]", "[fd20:ce::254]", "[fe80::1]",
	"[fe80::1%25lo]", "[::1%25lo]", "[fec0::1]", "[ff02::1]", "[ff05::1]", "[2001:db8::1]", "[3fff::1]", "[100::1]", "[5f00::1]", "[2001:10::1]",
	"[2600::5efe:127.0.0.1]", "[2600::200:5efe:a00:1]", "[::ffff:0.0.0.0]", "[::2]", "[1::1]",
	// names that only mean something inside
	"metadata", "router", "metadata.google.internal", "metadata.google.internal.", "printer.local", "db.internal", "nas.lan", "intranet.corp", "fritz.home", "kubernetes.default",
	"1.0.0.127.in-addr.arpa",
}

// odd are addresses that try to hide where they lead; PORT is the port of the counter.
var odd = []string{
	"http://example.test@127.0.0.1:PORT/", "http://user:pass@127.0.0.1:PORT/", "http://127.0.0.1:PORT@example.test/", "http://@127.0.0.1:PORT/",
	`http://example.test\@127.0.0.1:PORT/`, `http:\\127.0.0.1:PORT/`, "http:/127.0.0.1:PORT/", "http:127.0.0.1:PORT/", "//127.0.0.1:PORT/",
	"http://127.0.0.1:PORT#@example.test/", "http://127.0.0.1:PORT?@example.test/", "http://[::1]:PORT#.example.test", "HTTP://127.0.0.1:PORT/",
	"file:///etc/passwd", "ftp://127.0.0.1:PORT/", "gopher://127.0.0.1:PORT/_GET", "data:text/html,x", "dict://127.0.0.1:PORT/", "jar:http://127.0.0.1:PORT!/",
	"ws://127.0.0.1:PORT/", "unix:///run/x.sock", "http://", "http://:PORT/", "http:///", "http://127.0.0.1:PORT\r\nHost: x/", "http://127.0.0.1:\tPORT/", " http://127.0.0.1:PORT/ ",
	"http://[::1:PORT/", "http://127.0.0.1::PORT/", "http://[127.0.0.1]:PORT/",
	"http://%6c%6fcalhost:PORT/", "http://127.0.0.1%0d%0a:PORT/", "http://127.0.0.1%23.example.test:PORT/",
}

// rebinders are names that the resolver of the test answers as it likes.
func rebinders() map[string][][]string {
	return map[string][][]string{
		"inside.example.test":   {{"127.0.0.1"}},
		"inside6.example.test":  {{"::1"}},
		"mapped.example.test":   {{"::ffff:127.0.0.1"}},
		"both.example.test":     {{"127.0.0.1", "::1"}},
		"private.example.test":  {{"10.0.0.1", "192.168.1.1"}},
		"metadata.example.test": {{"169.254.169.254"}},
		"zero.example.test":     {{"0.0.0.0"}},
		"zero6.example.test":    {{"::"}},
		"outside.example.test":  {{outside}},
		"turns.example.test":    {{outside}, {"127.0.0.1"}},
		"turns6.example.test":   {{outside}, {"::1"}},
		"mixed.example.test":    {{outside, "127.0.0.1"}},
		"mixed2.example.test":   {{"127.0.0.1", outside}},
		"kubernetes.default":    {{"127.0.0.1"}},
	}
}

type house struct {
	counter *heard // inside
	world   *heard // outside: redirects to what ?to= says
	names   *names
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{counter: listen(t, ":0", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if at := r.Context().Value(http.LocalAddrContextKey).(net.Addr); isOutside(at) {
			io.WriteString(w, "outside")
			return
		}
		io.WriteString(w, "the keys of the house")
	}))}
	h.world = listen(t, outside+":0", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			code, err := strconv.Atoi(r.URL.Query().Get("code"))
			if err != nil {
				code = http.StatusFound
			}
			w.Header()["Location"] = []string{to}
			w.WriteHeader(code)
			return
		}
		io.WriteString(w, "outside")
	}))
	h.names = newNames(t, rebinders())
	return h
}

func (h *house) fetcher(inside []netip.Prefix) *Fetcher {
	return New(Options{Inside: inside, Ports: []uint16{h.counter.port(), h.world.port()}, Resolver: h.names.resolver()})
}

// addresses are all forms as whole addresses.
func (h *house) addresses() []string {
	var all []string
	port := strconv.Itoa(int(h.counter.port()))
	for _, form := range insiders {
		all = append(all, "http://"+form+":"+port+"/")
	}
	for name := range rebinders() {
		if name != "outside.example.test" {
			all = append(all, "http://"+name+":"+port+"/")
		}
	}
	for _, form := range odd {
		all = append(all, strings.ReplaceAll(form, "PORT", port))
	}
	return all
}

// led are an address itself and redirects to it, by every code that redirects.
func (h *house) led(address string) []string {
	all := []string{address}
	for _, code := range []int{301, 302, 303, 307, 308} {
		all = append(all, fmt.Sprintf("http://outside.example.test:%d/?code=%d&to=%s", h.world.port(), code, url.QueryEscape(address)))
	}
	return all
}

func TestNothingInsideIsEverConnectedTo(t *testing.T) {
	h := newHouse(t)
	f := h.fetcher(allowed)
	if a, err := f.Get(t.Context(), fmt.Sprintf("http://outside.example.test:%d/", h.world.port())); err != nil || string(a.Body) != "outside" {
		t.Fatalf("the outside of this test cannot be reached: %v", err)
	}
	forms, tries := h.addresses(), 0
	if len(forms) < 120 {
		t.Fatalf("only %d forms", len(forms))
	}
	for _, form := range forms {
		for _, address := range h.led(form) {
			tries++
			a, err := f.Get(t.Context(), address)
			if err == nil {
				if mayAnswer := strings.HasPrefix(form, "http://mixed") || strings.HasPrefix(form, "http://turns"); !mayAnswer || string(a.Body) != "outside" {
					t.Errorf("%q was fetched: %q", address, a.Body)
				}
				continue
			}
			var say *fault.Fault
			if !errors.As(err, &say) || say.Kind == fault.Internal {
				t.Errorf("%q: no sentence: %v", address, err)
			}
		}
	}
	if n := h.counter.n.Load(); n != 0 {
		t.Errorf("%d connections inside", n)
	}
	t.Logf("%d forms of inside addresses, each by itself and behind five kinds of redirect: %d fetches, %d connections inside, %d outside",
		len(forms), tries, h.counter.n.Load(), h.world.n.Load())
}

// TestTheCounterHears takes the guard away: what the test above counts has to be heard then.
func TestTheCounterHears(t *testing.T) {
	h := newHouse(t)
	f := h.fetcher([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("::/96")})
	forms := []string{"127.0.0.1", "127.1.2.3", "[::ffff:127.0.0.1]", "0.0.0.0", "inside.example.test", "both.example.test"}
	if l, err := net.Listen("tcp", "[::1]:0"); err == nil { // a machine may have no IPv6
		l.Close()
		forms = append(forms, "[::1]", "[::]", "inside6.example.test")
	}
	for _, form := range forms {
		for k, address := range h.led(fmt.Sprintf("http://%s:%d/", form, h.counter.port())) {
			before := h.counter.n.Load()
			if _, err := f.Get(t.Context(), address); err != nil || h.counter.n.Load() == before {
				t.Errorf("without the guard %s (way %d) is not heard: %v", form, k, err)
			}
		}
	}
	t.Logf("without the guard: %d connections inside", h.counter.n.Load())
}

// TestANameThatChangesItsMind is DNS rebinding: harmless when first asked for, inside when asked again.
func TestANameThatChangesItsMind(t *testing.T) {
	for _, name := range []string{"turns.example.test", "turns6.example.test"} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			f := h.fetcher(allowed)
			// the first answer leads outside, to a server that sends back to the same name on the counter's port
			back := fmt.Sprintf("http://%s:%d/", name, h.counter.port())
			_, err := f.Get(t.Context(), fmt.Sprintf("http://%s:%d/?to=%s", name, h.world.port(), url.QueryEscape(back)))
			if !fault.Is(err, fault.Invalid) || h.counter.n.Load() != 0 || h.world.n.Load() == 0 {
				t.Errorf("%v; %d connections inside, %d outside", err, h.counter.n.Load(), h.world.n.Load())
			}
			if _, err = f.Get(t.Context(), back); !fault.Is(err, fault.Invalid) || h.counter.n.Load() != 0 {
				t.Errorf("asked again: %v; %d connections inside", err, h.counter.n.Load())
			}
		})
	}
}

func TestPortsOfOtherServicesAreRefused(t *testing.T) {
	f := New(Options{Inside: allowed})
	for _, port := range []string{"22", "25", "53", "110", "2375", "3306", "5432", "6379", "9200", "11211", "27017", "0", "65536", "-1", "http"} {
		if _, err := f.Get(t.Context(), "http://"+outside+":"+port+"/"); !fault.Is(err, fault.Invalid) {
			t.Errorf("port %s: %v", port, err)
		}
	}
}

func TestWhatIsPublic(t *testing.T) {
	for _, a := range []string{
		"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
		"198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:800::200e", "2003::1", "::ffff:1.1.1.1", "2600::5efe:101:101",
	} {
		if !IsPublic(netip.MustParseAddr(a)) {
			t.Errorf("%s is refused", a)
		}
	}
	if IsPublic(netip.Addr{}) {
		t.Error("no address is public")
	}
}

// serve is a Fetcher and a server that answers as the test says.
func serve(t *testing.T, o Options, handler http.HandlerFunc) (*Fetcher, string) {
	t.Helper()
	l := listen(t, outside+":0", handler)
	o.Inside, o.Ports = allowed, []uint16{l.port()}
	return New(o), fmt.Sprintf("http://%s:%d/", outside, l.port())
}

func TestLimits(t *testing.T) {
	zeros := make([]byte, 3<<20)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(zeros); err != nil || z.Close() != nil {
		t.Fatal("cannot pack")
	}
	for name, c := range map[string]struct {
		kind    fault.Kind
		handler http.HandlerFunc
	}{
		"a body that says it is too large": {fault.Invalid, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(zeros)))
			w.Write(zeros)
		}},
		"a body without an end": {fault.Invalid, func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write(zeros[:64<<10]); err != nil {
					return
				}
			}
		}},
		"a small body that unpacks to a large one": {fault.Invalid, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(packed.Bytes())
		}},
		"a packing that nobody asked for": {fault.Unavailable, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			w.Write(zeros[:10])
		}},
		"a packing that is broken": {fault.Unavailable, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(packed.Bytes()[:20])
		}},
		"headers without an end": {fault.Unavailable, func(w http.ResponseWriter, _ *http.Request) {
			for k := range 2000 {
				w.Header().Set("X-"+strconv.Itoa(k), strings.Repeat("x", 100))
			}
		}},
		"redirects without an end": {fault.Unavailable, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) }},
		"nothing there":            {fault.NotFound, http.NotFound},
		"an error there":           {fault.Unavailable, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }},
		"a line that breaks":       {fault.Unavailable, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
	} {
		t.Run(name, func(t *testing.T) {
			f, address := serve(t, Options{Bytes: 1 << 20}, c.handler)
			if a, err := f.Get(t.Context(), address); !fault.Is(err, c.kind) {
				t.Errorf("%v, %v", a, err)
			}
		})
	}
}

func TestAServerThatIsSilent(t *testing.T) {
	held := make(chan struct{})
	f, address := serve(t, Options{Time: 50 * time.Millisecond}, func(http.ResponseWriter, *http.Request) { <-held })
	defer close(held)
	if _, err := f.Get(t.Context(), address); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "did not answer in time") {
		t.Error(err)
	}
}

func TestRedirects(t *testing.T) {
	var said http.Header
	f, address := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("n")) // none is 0
		if said = r.Header.Clone(); n == 0 {
			w.Header().Set("Content-Type", "Text/HTML; charset=ISO-8859-1")
			io.WriteString(w, "here")
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		http.Redirect(w, r, fmt.Sprintf("/?n=%d", n-1), http.StatusFound)
	})
	a, err := f.Get(t.Context(), address+"?n=5#part")
	if err != nil || string(a.Body) != "here" || a.Address != address+"?n=0" || a.Type != "text/html" || a.Charset != "ISO-8859-1" {
		t.Errorf("five redirects: %+v, %v", a, err)
	}
	if said.Get("Cookie") != "" || said.Get("Referer") != "" || said.Get("User-Agent") != "Broadsheet" {
		t.Errorf("it tells the other side %v", said)
	}
	if _, err := f.Get(t.Context(), address+"?n=6"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("six redirects: %v", err)
	}
}

func TestNoProxyIsAsked(t *testing.T) {
	h := newHouse(t)
	proxy := fmt.Sprintf("http://127.0.0.1:%d", h.counter.port())
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"} {
		t.Setenv(name, proxy)
	}
	if _, err := h.fetcher(allowed).Get(t.Context(), fmt.Sprintf("http://outside.example.test:%d/", h.world.port())); err != nil || h.counter.n.Load() != 0 {
		t.Errorf("%v; %d connections to the proxy", err, h.counter.n.Load())
	}
}
