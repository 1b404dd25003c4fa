package purge_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/paper"
	"broadsheet/internal/purge"
	"broadsheet/internal/record"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// door is an API as those of the caches are, that writes down what it is asked.
type door struct {
	mu     sync.Mutex
	asked  []string
	answer int
	said   string
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), 500)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	line := r.Method + " " + r.URL.Path
	for _, h := range []string{"Fastly-Key", "Surrogate-Key", "Authorization", "Purge-Tags"} {
		if v := r.Header.Get(h); v != "" {
			line += " " + h + "=" + v
		}
	}
	d.asked = append(d.asked, strings.TrimSpace(line+" "+string(body)))
	w.WriteHeader(d.answer)
	_, _ = io.WriteString(w, d.said)
}

// heard gives what was asked since the last time.
func (d *door) heard() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer func() { d.asked = nil }()
	return d.asked
}

func TestWhatEachCacheIsAsked(t *testing.T) {
	many := make([]string, 300)
	for i := range many {
		many[i] = fmt.Sprintf("tag%05d", i)
	}
	for name, c := range map[string]struct {
		cache func(url string) purge.Cache
		said  string
		two   string   // what is asked for two tags
		all   string   // and for everything
		parts []string // how many tags stand in each request for three hundred
	}{
		"fastly": {
			func(url string) purge.Cache { return &purge.Fastly{Service: "S1", Token: "secret", API: url} }, `{"status":"ok"}`,
			"POST /service/S1/purge Fastly-Key=secret Surrogate-Key=a b", "POST /service/S1/purge_all Fastly-Key=secret",
			[]string{"256", "44"},
		},
		"cloudflare": {
			func(url string) purge.Cache { return &purge.Cloudflare{Zone: "Z1", Token: "secret", API: url} }, `{"success":true}`,
			`POST /zones/Z1/purge_cache Authorization=Bearer secret {"tags":["a","b"]}`, `POST /zones/Z1/purge_cache Authorization=Bearer secret {"purge_everything":true}`,
			slices.Repeat([]string{"30"}, 10),
		},
		"varnish": {
			func(url string) purge.Cache {
				c, err := purge.Parse("varnish " + url)
				if err != nil {
					t.Fatal(err)
				}
				return c
			}, "", "BAN / Purge-Tags=a|b", "BAN / Purge-Tags=\\S+", []string{"300"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := &door{answer: http.StatusOK, said: c.said}
			server := httptest.NewServer(d)
			defer server.Close()
			cache := c.cache(server.URL)
			ctx := t.Context()
			if err := errors.Join(cache.Purge(ctx, []string{"a", "b"}), cache.Everything(ctx)); err != nil {
				t.Fatal(err)
			}
			if got := d.heard(); !slices.Equal(got, []string{c.two, c.all}) {
				t.Errorf("asked %q", got)
			}
			if err := cache.Purge(ctx, many); err != nil {
				t.Fatal(err)
			}
			var parts []string
			for _, line := range d.heard() {
				parts = append(parts, fmt.Sprint(strings.Count(line, "tag0")))
			}
			if !slices.Equal(parts, c.parts) {
				t.Errorf("three hundred tags went as %v", parts)
			}
			d.answer, d.said = http.StatusForbidden, "no such token"
			if err := cache.Purge(ctx, []string{"a"}); err == nil || !strings.Contains(err.Error(), "no such token") || strings.Contains(err.Error(), "secret") {
				t.Errorf("a refusal is told as %v", err)
			}
			if strings.Contains(cache.Name(), "secret") {
				t.Errorf("the name %q tells a secret", cache.Name())
			}
		})
	}
	for _, text := range []string{"", "varnish", "varnish localhost", "varnish http://x y", "fastly S1", "squid http://x", "varnish http://user:pw@x/"} {
		if c, err := purge.Parse(text); err == nil {
			t.Errorf("%q is taken for %s", text, c.Name())
		}
	}
}

// What an entry touched is purged at once and again when pages under way have come; boxes in their own time; and all
// of it again when the cache did not answer.
func TestEveryKeyIsPurgedInItsTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func(c ...clock.Clock) *store.Store) {
		ctx := context.Background()
		now := clock.At(storetest.Monday)
		s := open(now)
		d := &door{answer: http.StatusOK}
		server := httptest.NewServer(d)
		defer server.Close()
		varnish, err := purge.Parse("varnish " + server.URL)
		if err != nil {
			t.Fatal(err)
		}
		f := &purge.Follower{Caches: []purge.Cache{varnish}, Store: s, Clock: now, Head: s.Cursor, Late: func(key string) time.Duration {
			switch {
			case strings.HasPrefix(key, "topic/"):
				return time.Minute
			case strings.HasPrefix(key, "byline/"):
				return time.Second
			}
			return 0
		}}
		save := func(do func(tx desk.Tx) error) {
			t.Helper()
			err := s.InTx(ctx, func(tx desk.Tx) error {
				if err := do(tx); err != nil {
					return err
				}
				_, err := tx.Append(ctx, record.MovedIn, "x", "staff", json.RawMessage("{}"), true)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		// does works and compares what was asked with tags of these keys; the last word is when it wants to go on.
		does := func(what, want string, later time.Duration) {
			t.Helper()
			err := f.Do(ctx)
			if d.answer == http.StatusOK && err != nil && !strings.Contains(err.Error(), "later") {
				t.Fatalf("%s: %v", what, err)
			}
			wantLater := ""
			if later > 0 {
				wantLater = "to be done later, at " + now.Now().Add(later).Format(time.RFC3339)
			}
			if d.answer == http.StatusOK && fmt.Sprint(err) != wantLater && (err != nil || later > 0) {
				t.Errorf("%s: goes on with %v, want %s", what, err, wantLater)
			}
			var tags []string
			for _, line := range d.heard() {
				_, pattern, _ := strings.Cut(line, "Purge-Tags=")
				tags = append(tags, strings.Split(pattern, "|")...)
			}
			wanted := []string{}
			for _, k := range strings.Fields(want) {
				if k == "everything" {
					wanted = append(wanted, `\S+`)
					continue
				}
				wanted = append(wanted, purge.Tag(k))
			}
			for _, w := range wanted {
				if !slices.Contains(strings.Fields(strings.Join(tags, " ")), w) {
					t.Errorf("%s: %s is not purged: %q", what, want, tags)
				}
			}
			if len(wanted) == 0 && len(tags) > 0 {
				t.Errorf("%s: %q is purged for nothing", what, tags)
			}
		}
		does("the first time", "everything", 0)
		does("nothing new", "", 0)
		save(func(tx desk.Tx) error {
			return errors.Join(tx.SaveSection(ctx, paper.Section{ID: "s1", Name: "News", Address: "/news/"}),
				tx.SaveByline(ctx, paper.Byline{ID: "b1", Name: "Jo", Address: "/author/jo"}), tx.SaveTopic(ctx, paper.Topic{ID: "t1", Name: "Tides", Address: "/topic/tides"}))
		})
		d.answer = http.StatusServiceUnavailable
		does("the cache does not answer", "frame", 0)
		d.answer = http.StatusOK
		does("it answers again", "frame", 3*time.Second)
		does("nothing more is due", "", 3*time.Second)
		now.Move(3 * time.Second)
		does("pages under way have come", "frame byline/b1", 57*time.Second)
		now.Move(57 * time.Second)
		does("boxes are due", "topic/t1", 0)
		does("all was purged", "", 0)
	})
}
