package pagecache

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

func open(t *testing.T, o Options) *Cache {
	t.Helper()
	if o.Clock == nil {
		o.Clock = clock.At(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func heard(n int64, keys ...string) record.Entry { return record.Entry{Number: n, Keys: keys} }

// get asks for a page and gives what came back.
func get(t *testing.T, c *Cache, key string, render func(context.Context) (Answer, error), headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	if err := c.Serve(w, r, key, render); err != nil {
		t.Fatalf("Serve(%q) = %v", key, err)
	}
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// counting renders pages that say how often they were made.
type counting struct {
	made   int
	answer Answer
}

func (c *counting) render(context.Context) (Answer, error) {
	c.made++
	a := c.answer
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	if a.Header == nil {
		a.Header = http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	}
	a.Header = a.Header.Clone()
	if a.Body == nil {
		a.Body = fmt.Appendf(nil, "made %d", c.made)
	}
	return a, nil
}

func TestWhatIsKeptAndWhatIsForgotten(t *testing.T) {
	for name, c := range map[string]struct {
		answer Answer
		before []record.Entry // heard before the first request
		after  []record.Entry // heard between the first request and the second
		move   time.Duration  // of the clock, between the two
		want   int            // renders for two requests
	}{
		"a page is made once": {answer: Answer{Number: 1, Keys: []string{"a"}}, want: 1},
		"an entry about something else leaves it": {
			answer: Answer{Number: 1, Keys: []string{"a"}}, after: []record.Entry{heard(2, "b")}, want: 1,
		},
		"an entry about what it was made of drops it": {
			answer: Answer{Number: 1, Keys: []string{"a", "b"}}, after: []record.Entry{heard(2, "b")}, want: 2,
		},
		"an entry that the page knew already leaves it": {
			answer: Answer{Number: 3, Keys: []string{"a"}}, after: []record.Entry{heard(3, "a")}, want: 1,
		},
		"an entry that comes late, after a newer one, drops it": {
			answer: Answer{Number: 1, Keys: []string{"a"}}, after: []record.Entry{heard(3, "b"), heard(2, "a")}, want: 2,
		},
		"a page not found is dropped when something comes to its address": {
			answer: Answer{Status: 404, Number: 1, Keys: []string{"address//x"}}, after: []record.Entry{heard(2, "address//x")}, want: 2,
		},
		"a withdrawn page is kept like any other": {
			answer: Answer{Status: 410, Number: 1, Keys: []string{"article/1"}}, want: 1,
		},
		"a redirect is kept like any other": {
			answer: Answer{Status: 301, Number: 1, Keys: []string{"article/1"}}, want: 1,
		},
		"a page is kept until its hour": {
			answer: Answer{Number: 1, Expires: time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)}, move: time.Hour - time.Microsecond, want: 1,
		},
		"and not longer": {
			answer: Answer{Number: 1, Expires: time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)}, move: time.Hour, want: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			now := clock.At(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
			cache, made := open(t, Options{Clock: now}), &counting{answer: c.answer}
			for _, e := range c.before {
				cache.Hear(e)
			}
			get(t, cache, "/x", made.render)
			for _, e := range c.after {
				cache.Hear(e)
				made.answer.Number = max(made.answer.Number, e.Number)
			}
			made.answer.Expires = time.Time{}
			now.Move(c.move)
			get(t, cache, "/x", made.render)
			if made.made != c.want {
				t.Errorf("%d renders, want %d", made.made, c.want)
			}
		})
	}
}

// TestRenderInFlight is the table of what may happen between a snapshot and the end of its render.
func TestRenderInFlight(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile []record.Entry
		late      bool // a second reader comes after meanwhile was heard, while the render is still under way
		want      int  // renders after another, later request
		second    string
	}{
		"nothing happens: the page is kept": {want: 1},
		"something else is touched: the page is kept, also for who came after": {
			meanwhile: []record.Entry{heard(6, "b")}, late: true, want: 1, second: "made 1",
		},
		"what it is made of is touched: it is given to who came before, and not kept": {
			meanwhile: []record.Entry{heard(6, "a")}, want: 2,
		},
		"what it is made of is touched: who came after gets a new one": {
			meanwhile: []record.Entry{heard(6, "a")}, late: true, want: 2, second: "made 2",
		},
		"an older number is heard late: the render knew it": {
			meanwhile: []record.Entry{heard(5, "a")}, late: true, want: 1, second: "made 1",
		},
		"more is touched than can be remembered: the page is not kept": {
			meanwhile: []record.Entry{heard(6, "b", "c"), heard(7, "d", "e"), heard(8, "f", "g")}, want: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cache := open(t, Options{Remember: 4})
				defer cache.Close()
				number, made := int64(5), 0
				gate := make(chan struct{})
				render := func(context.Context) (Answer, error) {
					made++
					a := Answer{Status: 200, Number: number, Keys: []string{"a"}, Body: fmt.Appendf(nil, "made %d", made)}
					if made == 1 {
						<-gate
					}
					return a, nil
				}
				first, second := make(chan string, 1), make(chan string, 1)
				go func() { first <- text(t, get(t, cache, "/x", render)) }()
				synctest.Wait() // the first render has its snapshot
				for _, e := range c.meanwhile {
					cache.Hear(e)
					number = max(number, e.Number)
				}
				if c.late {
					go func() { second <- text(t, get(t, cache, "/x", render)) }()
					synctest.Wait()
				}
				close(gate)
				if got := <-first; got != "made 1" {
					t.Errorf("the first reader got %q", got)
				}
				if c.late {
					if got := <-second; got != c.second {
						t.Errorf("the second reader got %q, want %q", got, c.second)
					}
				}
				get(t, cache, "/x", render)
				if made != c.want {
					t.Errorf("%d renders, want %d", made, c.want)
				}
			})
		})
	}
}

func TestWhoComesAfterTheHourDoesNotGetWhatWasBegunBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := clock.At(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
		cache := open(t, Options{Clock: now})
		defer cache.Close()
		gate, made := make(chan struct{}), 0
		render := func(context.Context) (Answer, error) {
			made++
			a := Answer{Status: 200, Body: fmt.Appendf(nil, "made %d", made)}
			if made == 1 {
				a.Expires = now.Now().Add(time.Minute)
				<-gate
			}
			return a, nil
		}
		answers := make(chan string, 2)
		go func() { answers <- text(t, get(t, cache, "/x", render)) }()
		synctest.Wait()
		now.Move(time.Minute)
		go func() { answers <- text(t, get(t, cache, "/x", render)) }()
		synctest.Wait()
		close(gate)
		if got := map[string]bool{<-answers: true, <-answers: true}; !got["made 1"] || !got["made 2"] {
			t.Errorf("the two readers got %v", got)
		}
	})
}

func TestOneRenderHoweverManyAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache := open(t, Options{})
		defer cache.Close()
		gate, made := make(chan struct{}), 0
		render := func(context.Context) (Answer, error) {
			made++
			<-gate
			return Answer{Status: 200, Number: 1, Body: []byte("x")}, nil
		}
		const readers = 1000
		answered := make(chan int, readers)
		for range readers {
			go func() { answered <- get(t, cache, "/x", render).StatusCode }()
		}
		synctest.Wait()
		close(gate)
		for range readers {
			if status := <-answered; status != 200 {
				t.Errorf("a reader got %d", status)
			}
		}
		if made != 1 || cache.Renders() != 1 {
			t.Errorf("%d renders, counted %d, want 1", made, cache.Renders())
		}
	})
}

func TestARenderOutlivesTheReaderWhoBeganIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache := open(t, Options{})
		defer cache.Close()
		gate, made := make(chan struct{}), 0
		render := func(ctx context.Context) (Answer, error) {
			made++
			<-gate
			return Answer{Status: 200, Body: []byte("x")}, ctx.Err()
		}
		ctx, leave := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() {
			r := httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx)
			left <- cache.Serve(httptest.NewRecorder(), r, "/x", render)
		}()
		synctest.Wait()
		stayed := make(chan string, 1)
		go func() { stayed <- text(t, get(t, cache, "/x", render)) }()
		synctest.Wait()
		leave()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("who left got %v", err)
		}
		close(gate)
		if got := <-stayed; got != "x" || made != 1 {
			t.Errorf("who stayed got %q after %d renders", got, made)
		}
	})
}

func TestAFailedRenderIsToldAndNotKept(t *testing.T) {
	cache, broken := open(t, Options{}), errors.New("the database is away")
	made := &counting{}
	r, w := httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()
	if err := cache.Serve(w, r, "/x", func(context.Context) (Answer, error) { return Answer{}, broken }); !errors.Is(err, broken) {
		t.Errorf("Serve = %v, want %v", err, broken)
	}
	if err := cache.Serve(w, r, "/x", func(context.Context) (Answer, error) { panic("a bad page") }); err == nil || !strings.Contains(err.Error(), "a bad page") {
		t.Errorf("Serve = %v, want the panic as an error", err)
	}
	if got := text(t, get(t, cache, "/x", made.render)); got != "made 1" {
		t.Errorf("then the page says %q", got)
	}
}

func TestASnapshotOlderThanTheRecordIsRefused(t *testing.T) {
	cache, made := open(t, Options{}), &counting{answer: Answer{Number: 1, Keys: []string{"a"}}}
	cache.Hear(heard(2, "a"))
	err := cache.Serve(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), "/x", made.render)
	if err == nil {
		t.Error("a page from before an entry that was heard was given out")
	}
}

func TestANodeCutOffFromTheRecord(t *testing.T) {
	now := clock.At(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
	last := now.Now()
	cache := open(t, Options{Clock: now, LastHeard: func() time.Time { return last }})
	made := &counting{answer: Answer{Number: 7}}
	ask := func() error {
		return cache.Serve(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), "/x", made.render)
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	now.Move(5 * time.Minute)
	if err := ask(); err != nil || made.made != 1 {
		t.Errorf("after five minutes: %v, %d renders", err, made.made)
	}
	now.Move(time.Microsecond)
	if err := ask(); !fault.Is(err, fault.Unavailable) {
		t.Errorf("after more than five minutes: %v", err)
	}
	last = now.Now()
	if err := ask(); err != nil || made.made != 1 {
		t.Errorf("back again: %v, %d renders", err, made.made)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	cache := open(t, Options{Bytes: 1 << 20})
	front := &counting{answer: Answer{Body: bytes.Repeat([]byte("f"), 4096)}}
	get(t, cache, "/", front.render)
	for i := range 5000 {
		lost := &counting{answer: Answer{Status: 404, Minor: true, Body: bytes.Repeat([]byte("x"), 2000), Keys: []string{fmt.Sprint("address/", i)}}}
		get(t, cache, fmt.Sprint("/lost/", i), lost.render)
	}
	cache.minor.CleanUp()
	if got := cache.Bytes(); got > 1<<20 {
		t.Errorf("%d bytes are kept, more than %d", got, 1<<20)
	}
	get(t, cache, "/", front.render)
	if front.made != 1 {
		t.Error("addresses that nobody knows pushed the front page out")
	}
	eventually(t, func() bool { // the index is tidied behind the evictions
		cache.mu.Lock()
		defer cache.mu.Unlock()
		return len(cache.madeOf) <= cache.minor.EstimatedSize()
	})
}

// eventually waits for a condition that another goroutine brings about.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-t.Context().Done():
			t.Fatal("waited in vain")
		case <-tick.C:
		}
	}
}

func TestVariantsAndConditions(t *testing.T) {
	long := bytes.Repeat([]byte("A ferry left the quay at noon. "), 100)
	html := http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Cache-Control": {"no-cache"}}
	cache := open(t, Options{})
	page := func(a Answer) func(context.Context) (Answer, error) { return (&counting{answer: a}).render }
	story := page(Answer{Header: html, Body: long, Number: 42})

	plain := get(t, cache, "/story", story)
	if plain.Header.Get("Content-Encoding") != "" || text(t, plain) != string(long) || plain.ContentLength != int64(len(long)) {
		t.Errorf("the plain page: %v", plain.Header)
	}
	if plain.Header.Get("Record") != "42" || plain.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("the headers of the plain page: %v", plain.Header)
	}
	zipped := get(t, cache, "/story", story, "Accept-Encoding", "br, gzip")
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(z); err != nil || !bytes.Equal(b, long) {
		t.Errorf("the zipped page does not unzip to the plain one: %v", err)
	}
	tag, gzipTag := plain.Header.Get("ETag"), zipped.Header.Get("ETag")
	if tag == "" || gzipTag == "" || tag == gzipTag {
		t.Errorf("the tags are %s and %s", tag, gzipTag)
	}

	for name, c := range map[string]struct {
		headers []string
		want    int
	}{
		"the tag":                                  {[]string{"If-None-Match", tag}, 304},
		"the tag, weak":                            {[]string{"If-None-Match", "W/" + tag}, 304},
		"any tag":                                  {[]string{"If-None-Match", "*"}, 304},
		"the tag in a list":                        {[]string{"If-None-Match", `"x", W/"y,z" , ` + tag}, 304},
		"the tag on a second line":                 {[]string{"If-None-Match", `"x"`, "If-None-Match", tag}, 304},
		"the tag of gzip, asked with gzip":         {[]string{"If-None-Match", gzipTag, "Accept-Encoding", "gzip"}, 304},
		"the tag of gzip, asked without":           {[]string{"If-None-Match", gzipTag}, 200},
		"another tag":                              {[]string{"If-None-Match", `"x"`}, 200},
		"no tag at all":                            {[]string{"If-None-Match", "x"}, 200},
		"a tag without its end":                    {[]string{"If-None-Match", strings.TrimSuffix(tag, `"`)}, 200},
		"a date, which pages do not have":          {[]string{"If-Modified-Since", "Mon, 23 Nov 2099 10:00:00 GMT"}, 200},
		"a date and another tag":                   {[]string{"If-None-Match", `"x"`, "If-Modified-Since", "Mon, 23 Nov 2099 10:00:00 GMT"}, 200},
		"if it is still this":                      {[]string{"If-Match", tag}, 200},
		"if it is still this, weak":                {[]string{"If-Match", "W/" + tag}, 412},
		"if it is still that":                      {[]string{"If-Match", `"x"`}, 412},
		"a range, which pages do not have":         {[]string{"Range", "bytes=0-9"}, 200},
		"a range of what it was, which has no use": {[]string{"Range", "bytes=0-9", "If-Range", tag}, 200},
	} {
		t.Run(name, func(t *testing.T) {
			got := get(t, cache, "/story", story, c.headers...)
			if got.StatusCode != c.want {
				t.Fatalf("answered %d, want %d", got.StatusCode, c.want)
			}
			if c.want == 200 {
				return
			}
			for _, h := range []string{"ETag", "Vary", "Cache-Control", "Record"} {
				if got.Header.Get(h) == "" {
					t.Errorf("%d without %s", c.want, h)
				}
			}
			if body := text(t, got); body != "" || got.Header.Get("Content-Encoding") != "" || got.Header.Get("Content-Type") != "" {
				t.Errorf("%d has a body or speaks of one: %q %v", c.want, body, got.Header)
			}
		})
	}
	t.Run("HEAD equals GET but for the body", func(t *testing.T) {
		r, w := httptest.NewRequest(http.MethodHead, "/", nil), httptest.NewRecorder()
		if err := cache.Serve(w, r, "/story", story); err != nil {
			t.Fatal(err)
		}
		if got := w.Result(); text(t, got) != "" || fmt.Sprint(got.Header) != fmt.Sprint(plain.Header) {
			t.Errorf("HEAD gives %v, GET %v", got.Header, plain.Header)
		}
	})
	t.Run("a page not found knows no conditions", func(t *testing.T) {
		lost := page(Answer{Status: 404, Header: html, Body: long})
		if got := get(t, cache, "/lost", lost, "If-None-Match", "*"); got.StatusCode != 404 || got.Header.Get("ETag") != "" {
			t.Errorf("answered %d with tag %q", got.StatusCode, got.Header.Get("ETag"))
		}
	})
}

func TestAcceptEncoding(t *testing.T) {
	for header, want := range map[string]bool{
		"":                          false,
		"gzip":                      true,
		"GZip":                      true,
		"x-gzip":                    true,
		"br, gzip;q=0.5":            true,
		"gzip;q=0":                  false,
		"gzip; q=0.000":             false,
		"gzip;q=1, identity;q=0.5":  true,
		"gzip;q=0.5, identity;q=1":  false,
		"*":                         true,
		"*;q=0":                     false,
		"gzip;q=0, *":               false,
		"identity":                  false,
		"br":                        false,
		"gzip;q=nonsense":           false,
		"gzip;q=2":                  false,
		"deflate, gzip;q=1.0, *;q=": true,
		", gzip ,":                  true,
		"notgzip":                   false,
	} {
		if got := AcceptsOf([]string{header})&Gzip != 0; got != want {
			t.Errorf("Accept-Encoding %q: gzip %v, want %v", header, got, want)
		}
		header = strings.NewReplacer("x-gzip", "br", "notgzip", "notbr", "GZip", "BR", "gzip", "br", "br", "gzip").Replace(header)
		if got := AcceptsOf([]string{header})&Brotli != 0; got != want {
			t.Errorf("Accept-Encoding %q: brotli %v, want %v", header, got, want)
		}
	}
}

func TestANumberThatWasJumpedOverIsWaitedFor(t *testing.T) {
	cache, made := open(t, Options{}), &counting{answer: Answer{Number: 5, Keys: []string{"a"}}}
	cache.Begin(5)
	get(t, cache, "/x", made.render)
	cache.Hear(heard(7, "b")) // 6 was committed before 7 and may have touched anything
	made.answer.Number = 7
	get(t, cache, "/x", made.render)
	if made.made != 2 {
		t.Errorf("%d renders, want 2: what 6 touched is not known yet", made.made)
	}
	cache.Hear(heard(6, "a"))
	get(t, cache, "/x", made.render)
	if made.made != 2 {
		t.Errorf("%d renders, want 2: the page knew 6", made.made)
	}
	cache.Hear(heard(9, "b"))
	cache.Begin(9)
	get(t, cache, "/x", made.render)
	if made.made != 2 {
		t.Errorf("%d renders, want 2: everything up to 9 was heard", made.made)
	}
}
