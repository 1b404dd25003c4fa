package site_test

import (
	"compress/gzip"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	jobs "broadsheet/internal/follow"
	"broadsheet/internal/moving/fetch"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
	"broadsheet/internal/wire/hub"
)

// delivery is what a subscriber got.
type delivery struct {
	path, contentType, link, signature, body string
}

// listener plays reader programs: what stands at a path of it answers as the name of the path says.
type listener struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []url.Values
	got    []delivery
	mood   map[string]string // by path, in place of its name
	hung   atomic.Int64      // requests that are kept waiting now
	paths  map[string]int    // requests by path
	letGo  chan struct{}
	unhang sync.Once
}

func listen(t testing.TB) *listener {
	t.Helper()
	l := &listener{mood: map[string]string{}, paths: map[string]int{}, letGo: make(chan struct{})}
	l.Server = httptest.NewUnstartedServer(l)
	all, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Listener.Close(); err != nil {
		t.Fatal(err)
	}
	l.Listener = all
	l.Start()
	t.Cleanup(func() {
		l.unhang.Do(func() { close(l.letGo) })
		l.Close()
	})
	return l
}

func (l *listener) port() uint16 { return l.Listener.Addr().(*net.TCPAddr).AddrPort().Port() }

// at is the address of a program on a host of this machine.
func (l *listener) at(host, path string) string {
	return fmt.Sprintf("http://%s:%d/%s", host, l.port(), path)
}

func (l *listener) be(path, mood string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mood["/"+path] = mood
}

func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	l.mu.Lock()
	l.paths[r.URL.Path]++
	mood := strings.TrimPrefix(r.URL.Path, "/")
	if m, ok := l.mood[r.URL.Path]; ok {
		mood = m
	}
	if r.Method == http.MethodGet {
		l.asked = append(l.asked, r.URL.Query())
		l.mu.Unlock()
		switch mood {
		case "wrong challenge":
			_, _ = io.WriteString(w, "something else")
		case "did not ask":
			w.WriteHeader(http.StatusNotFound)
		default:
			_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
		}
		return
	}
	l.got = append(l.got, delivery{r.URL.Path[1:], r.Header.Get("Content-Type"), r.Header.Get("Link"), r.Header.Get("X-Hub-Signature"), string(body)})
	l.mu.Unlock()
	switch mood {
	case "gone":
		w.WriteHeader(http.StatusGone)
	case "broken":
		w.WriteHeader(http.StatusInternalServerError)
	case "hanging":
		l.hung.Add(1)
		select {
		case <-l.letGo:
		case <-r.Context().Done():
		}
		l.hung.Add(-1)
	case "endless":
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	case "bomb":
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		for range 64 {
			_, _ = z.Write(make([]byte, 1<<20))
		}
		_ = z.Close()
	case "round":
		w.Header().Set("Location", r.URL.Path+"?again")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
}

// got since the last time it was looked at.
func (l *listener) take() []delivery {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.got
	l.got = nil
	return all
}

// withHub gives a house a hub that may ask this machine.
func (k *house) withHub(port uint16, patience time.Duration) *hub.Hub {
	h := hub.New(hub.Options{
		Base: base, Store: k.store, Clock: k.clock, Head: k.store.Cursor,
		Client: fetch.New(fetch.Options{Time: patience, Ports: []uint16{port}, Inside: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}),
		Feed: func(ctx context.Context, path string) (f hub.Document, ok bool) {
			f.Type, f.Link, f.Body, ok = k.site.Feed(ctx, path)
			return f, ok
		},
	})
	k.store.OnEntry(h.Hear)
	k.site.Hub = h
	return h
}

// post asks the hub something and gives the status of its answer.
func (k *house) post(form url.Values) int {
	r := httptest.NewRequest(http.MethodPost, base+press.HubAddress, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	k.site.ServeHTTP(w, r)
	return w.Code
}

func wish(mode, callback, topic string, more ...string) url.Values {
	v := url.Values{"hub.mode": {mode}, "hub.callback": {callback}, "hub.topic": {base + topic}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

// work lets the hub do what is due.
func (k *house) work(h *hub.Hub) {
	k.t.Helper()
	if err := h.Do(k.t.Context()); err != nil && !strings.HasPrefix(err.Error(), "to be done later") {
		k.t.Fatal(err)
	}
}

func (k *house) subscribers() (all int) {
	k.t.Helper()
	c, err := k.store.CountedSubscribers(k.t.Context(), k.clock.Now())
	if err != nil {
		k.t.Fatal(err)
	}
	return c.All
}

func signed(secret, body string) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(m.Sum(nil))
}

func TestWebSub(t *testing.T) {
	storetest.Each(t, func(t *testing.T, opened func(...clock.Clock) *store.Store) {
		c := clock.At(storetest.Monday)
		k := open(t, opened(c), c, harm{})
		world := k.section("World", "")
		k.story("The first", article.Fields{Section: world.ID})
		l := listen(t)
		h := k.withHub(l.port(), 400*time.Millisecond)
		k.work(h) // so that it knows how far the record has come
		host := func(path string) string { return l.at("127.0.0.2", path) }

		for _, row := range []struct {
			what   string
			form   url.Values
			status int
		}{
			{"what is no form of ours", url.Values{"hub.mode": {"publish"}}, 400},
			{"a topic elsewhere", url.Values{"hub.mode": {"subscribe"}, "hub.callback": {host("x")}, "hub.topic": {"https://other.example/feed.xml"}}, 400},
			{"a page that is no feed", wish("subscribe", host("x"), "/world/"), 400},
			{"a feed that there is not", wish("subscribe", host("x"), "/nowhere/feed.xml"), 400},
			{"a secret that is too long", wish("subscribe", host("x"), "/feed.xml", "hub.secret", strings.Repeat("s", 200)), 400},
			{"a lease that is no number", wish("subscribe", host("x"), "/feed.xml", "hub.lease_seconds", "long"), 400},
			{"a callback inside", wish("subscribe", "http://10.0.0.1/x", "/feed.xml"), 400},
			{"a callback that is a name inside", wish("subscribe", "http://localhost/x", "/feed.xml"), 400},
			{"a callback at the metadata of a cloud", wish("subscribe", "http://169.254.169.254/x", "/feed.xml"), 400},
			{"a callback at another port", wish("subscribe", "http://127.0.0.2:22/x", "/feed.xml"), 400},
		} {
			if got := k.post(row.form); got != row.status {
				t.Errorf("%s is answered with %d, want %d", row.what, got, row.status)
			}
		}
		if r := ask(k.site, http.MethodGet, press.HubAddress); r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "POST" {
			t.Errorf("who reads at the hub gets %d", r.StatusCode)
		}

		for path, lease := range map[string]string{"right": "", "signed": "60", "wrong challenge": "86400", "did not ask": "", "gone": "99999999", "hanging": "", "endless": "", "bomb": "", "round": ""} {
			form := wish("subscribe", host(url.PathEscape(path)+"?id=7"), "/world/feed.xml", "hub.lease_seconds", lease)
			if path == "signed" {
				form.Set("hub.secret", "harbour light")
			}
			if got := k.post(form); got != http.StatusAccepted {
				t.Fatalf("%s: %d", path, got)
			}
		}
		k.work(h)
		if got := k.subscribers(); got != 7 {
			t.Errorf("%d subscribers of 9 that asked, 2 of whom did not mean it", got)
		}
		challenges := map[string]bool{}
		for _, v := range l.asked {
			challenges[v.Get("hub.challenge")] = true
			if n := v.Get("hub.lease_seconds"); v.Get("hub.topic") != base+"/world/feed.xml" || v.Get("hub.mode") != "subscribe" || v.Get("id") != "7" || n != "86400" && n != "864000" {
				t.Errorf("asked back: %v", v)
			}
		}
		if len(challenges) != 9 {
			t.Errorf("%d different challenges of 9", len(challenges))
		}

		id, _ := k.story("The second", article.Fields{Section: world.ID})
		k.work(h)
		feed := body(t, k.get("/world/feed.xml"))
		got := l.take()
		if len(got) != 7 {
			t.Errorf("%d deliveries to 7 subscribers", len(got))
		}
		for _, d := range got {
			if d.body != feed || d.contentType != "application/rss+xml; charset=utf-8" || d.link != `<https://courier.example/websub>; rel="hub", <https://courier.example/world/feed.xml>; rel="self"` {
				t.Errorf("%s got %q, %q, equal to the feed: %v", d.path, d.contentType, d.link, d.body == feed)
			}
			switch {
			case d.path != "signed" && d.signature != "":
				t.Errorf("%s has no secret and got a signature", d.path)
			case d.path == "signed" && d.signature != signed("harbour light", d.body):
				t.Errorf("signed with %s", d.signature)
			case d.path == "signed" && d.signature == signed("another secret", d.body):
				t.Error("a wrong secret fits too")
			}
		}
		if got := k.subscribers(); got != 6 {
			t.Errorf("%d subscribers, but one answered 410", got)
		}
		if n := l.paths["/round"]; n != 2 { // one question, one delivery
			t.Errorf("%d requests where a redirect leads on for ever", n)
		}

		// What fails is tried later, and gets the newest then.
		if _, err := k.desk.Recall(t.Context(), k.me, id, "It does not hold."); err != nil {
			t.Fatal(err)
		}
		k.work(h)
		for _, d := range l.take() {
			if d.path == "hanging" || d.path == "round" {
				t.Errorf("%s failed a moment ago and is tried again at once", d.path)
			}
			if strings.Contains(d.body, "The second") {
				t.Errorf("%s is told of a story that was recalled", d.path)
			}
		}
		l.be("hanging", "right")
		k.clock.Move(2 * time.Minute)
		k.work(h)
		if got := l.take(); !slices.ContainsFunc(got, func(d delivery) bool { return d.path == "hanging" && d.body == body(t, k.get("/world/feed.xml")) }) {
			t.Error("who failed got nothing when it was well again")
		}

		// What moved in, and what changes nothing in the feed, is not announced.
		k.moved(func(tx desk.Tx) error {
			s, _, err := tx.Settings(t.Context())
			if err != nil {
				return err
			}
			s.Strapline = "Harbour, town and county"
			return tx.SaveSettings(t.Context(), s)
		})
		k.work(h)
		if got := l.take(); len(got) > 0 {
			t.Errorf("%d deliveries of a move", len(got))
		}

		// Who leaves is asked back too.
		for _, path := range []string{"right", "signed"} {
			if got := k.post(wish("unsubscribe", host(path+"?id=7"), "/world/feed.xml")); got != http.StatusAccepted {
				t.Errorf("leaving is answered with %d", got)
			}
		}
		l.be("signed", "wrong challenge")
		k.work(h)
		l.be("signed", "right")
		k.story("The third", article.Fields{Section: world.ID})
		k.work(h)
		paths := map[string]int{}
		for _, d := range l.take() {
			paths[d.path]++
		}
		if paths["right"] != 0 || paths["signed"] != 1 {
			t.Errorf("after one left, and another was said to leave who did not: %v", paths)
		}

		k.clock.Move(11 * 24 * time.Hour)
		k.story("The fourth", article.Fields{Section: world.ID})
		k.work(h)
		if got := l.take(); len(got) > 0 || k.subscribers() != 0 {
			t.Errorf("after ten days %d deliveries, %d subscribers", len(got), k.subscribers())
		}
	})
}

// hostile subscribers never answer a delivery; each stands at a host of its own.
func (k *house) hostile(l *listener, n int) {
	k.t.Helper()
	now := k.clock.Now()
	err := k.store.InTx(k.t.Context(), func(tx desk.Tx) error {
		for i := range n {
			host := fmt.Sprintf("127.1.%d.%d", i/250, 1+i%250)
			s := desk.Subscriber{Callback: l.at(host, "hanging"), Topic: "/feed.xml", Host: host, Since: now, Until: now.AddDate(0, 0, 9), DueAt: now}
			if err := tx.SaveSubscriber(k.t.Context(), s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

// until waits for something that happens on another goroutine.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	give := time.After(time.Minute)
	for !is() {
		select {
		case <-tick.C:
		case <-give:
			t.Fatalf("a minute passed and it did not come to this: %s", what)
		}
	}
}

// followed opens a house whose record a hub follows through the runner, as the program does it.
func followed(t testing.TB, l *listener, patience time.Duration) *house {
	t.Helper()
	kind := storetest.Kinds()[0]
	c := clock.At(storetest.Monday)
	s, err := store.Open(t.Context(), store.Options{Database: kind.Place(t, false), Clock: c, Followers: []string{hub.Job}})
	if err != nil {
		t.Fatal(err)
	}
	k := open(t, s, c, harm{})
	h := k.withHub(l.port(), patience)
	runner := jobs.New(jobs.Options{Store: s, Clock: c, Alone: true})
	runner.Register(h.Kind())
	ctx, stop := context.WithCancel(context.Background())
	var working sync.WaitGroup
	working.Go(func() { runner.Work(ctx) })
	t.Cleanup(func() {
		stop()
		working.Wait()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return k
}

// TestNoPublicationWaitsForSubscribers holds that a publication returns while a crowd of subscribers keeps every
// connection that the hub gives them open, and that a good one is told of every one meanwhile.
func TestNoPublicationWaitsForSubscribers(t *testing.T) {
	n := volume(1000)
	l := listen(t)
	k := followed(t, l, time.Minute)
	world := article.Fields{Section: k.section("World", "").ID}
	k.story("The first", world)
	k.post(wish("subscribe", l.at("127.0.0.2", "right"), "/feed.xml"))
	until(t, "a good subscriber is there", func() bool { return k.subscribers() == 1 })
	k.story("The second", world)
	until(t, "it was told", func() bool { return len(l.take()) == 1 })
	k.hostile(l, n)
	published := 0
	for i := range 10 {
		headline := fmt.Sprint("Story number ", i)
		k.story(headline, world, prose.P(prose.T("It is out.")))
		published++
		until(t, "the good one is told of "+headline, func() bool {
			return slices.ContainsFunc(l.take(), func(d delivery) bool { return d.path == "right" && strings.Contains(d.body, headline) })
		})
		if hung := l.hung.Load(); i > 0 && hung == 0 {
			t.Error("nobody hangs: nothing was tried")
		}
	}
	most := l.hung.Load()
	if most > 8 {
		t.Errorf("%d connections to who never answers, and 8 is the most", most)
	}
	t.Logf("%d subscribers that never answer, %d of them connected; %d publications, each told to the good one while they hung", n, most, published)
}

// BenchmarkPublishBesideSubscribers is how long a publication takes: the median and the 99th of a hundred, with no
// subscriber and with a thousand that never answer.
func BenchmarkPublishBesideSubscribers(b *testing.B) {
	for _, n := range []int{0, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := listen(b)
			k := followed(b, l, time.Minute)
			world := article.Fields{Section: k.section("World", "").ID}
			k.story("The first", world)
			k.hostile(l, n)
			if n > 0 {
				k.story("The second", world)
				until(b, "they hang", func() bool { return l.hung.Load() == 8 })
			}
			var took []time.Duration
			for b.Loop() {
				k.n++
				began := time.Now()
				k.story(fmt.Sprint("Story ", k.n), world)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
