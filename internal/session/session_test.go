package session

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"broadsheet/internal/account"
	"broadsheet/internal/clock"
	"broadsheet/internal/fault"
)

// people is a handful of accounts.
type people map[string]*account.Staff

func (p people) Staff(_ context.Context, id string) (account.Staff, error) {
	if s, ok := p[id]; ok {
		return *s, nil
	}
	return account.Staff{}, fault.New(fault.NotFound, "There is no such account.")
}

func (p people) StaffByName(_ context.Context, name string) (account.Staff, bool, error) {
	for _, s := range p {
		if strings.EqualFold(s.User, name) || strings.EqualFold(s.Email, name) {
			return *s, true, nil
		}
	}
	return account.Staff{}, false, nil
}

const rightWords = "harbour lantern quartz"

var rightHash = sync.OnceValue(func() string {
	hash, err := HashPassword(context.Background(), rightWords)
	if err != nil {
		panic(err)
	}
	return hash
})

func house(t *testing.T) (*Keeper, people, *clock.Set) {
	t.Helper()
	hash := rightHash()
	p := people{"1": {ID: "1", User: "jo", Email: "jo@courier.example", Password: hash, Roles: []account.Role{account.Reporter}}}
	// The store of scs reads the machine's clock, so the test's own starts there.
	c := clock.At(time.Now())
	return New(memstore.New(), p, c, slog.New(slog.DiscardHandler), false), p, c
}

func TestSignInAnswers(t *testing.T) {
	k, p, c := house(t)
	p["2"] = &account.Staff{ID: "2", User: "gone", Email: "gone@courier.example", Password: p["1"].Password, Retired: true}
	p["3"] = &account.Staff{ID: "3", User: "asked", Email: "asked@courier.example"}
	for sentence, try := range map[string]struct {
		name, password string
		in             bool
	}{
		"a user name and its password come in":    {"jo", rightWords, true},
		"an e-mail in any case comes in":          {"Jo@Courier.example", rightWords, true},
		"a wrong password does not":               {"jo", "harbour lantern quarts", false},
		"an unknown name does not":                {"nobody", rightWords, false},
		"a retired person does not":               {"gone", rightWords, false},
		"an account without a password does not":  {"asked", "", false},
		"an empty name and password do not":       {"", "", false},
		"a name of half a megabyte does not":      {strings.Repeat("a", 1<<19), rightWords, false},
		"composed and decomposed signs are equal": {"jo", rightWords, true},
	} {
		t.Run(sentence, func(t *testing.T) {
			c.Move(time.Minute)
			ctx, err := k.scs.Load(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			_, err = k.SignIn(ctx, try.name, try.password, "192.0.2.1:4000")
			if (err == nil) != try.in {
				t.Fatalf("SignIn = %v", err)
			}
			if err != nil && !errors.Is(err, errNo) {
				t.Errorf("the answer %q is not the one answer to every failure", err)
			}
		})
	}
}

func TestPasswordForms(t *testing.T) {
	hash, err := HashPassword(t.Context(), "caf\u00e9 am Hafen")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=47104,t=3,p=1$") {
		t.Errorf("hash = %q", hash)
	}
	if ok, err := matches(t.Context(), "cafe\u0301 am Hafen", hash); !ok || err != nil {
		t.Errorf("the same word typed on another keyboard: %v, %v", ok, err)
	}
	for sentence, bad := range map[string]string{
		"no hash at all":    "",
		"another function":  "$2a$10$abcdefghijklmnopqrstuv",
		"a gigabyte":        "$argon2id$v=19$m=1048576,t=1,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5a2V5a2V5",
		"a thousand passes": "$argon2id$v=19$m=1024,t=1000,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5a2V5a2V5",
		"no lane":           "$argon2id$v=19$m=1024,t=1,p=0$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5a2V5a2V5",
		"an empty key":      "$argon2id$v=19$m=1024,t=1,p=1$c2FsdHNhbHQ$",
		"broken base64":     "$argon2id$v=19$m=1024,t=1,p=1$c2Fs dHNhbHQ$a2V5",
		"another version":   "$argon2id$v=16$m=1024,t=1,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5a2V5a2V5",
	} {
		t.Run(sentence, func(t *testing.T) {
			if ok, err := matches(t.Context(), "anything at all", bad); ok || err == nil {
				t.Errorf("matches = %v, %v; want an error", ok, err)
			}
		})
	}
	if ok, err := matches(t.Context(), "anything at all", nobody); ok || err != nil {
		t.Errorf("the hash that no password has: %v, %v", ok, err)
	}
}

func TestCheckPassword(t *testing.T) {
	for sentence, try := range map[string]struct {
		password string
		ok       bool
	}{
		"three words are good":               {rightWords, true},
		"ten characters of any script":       {"гавань-123", true},
		"nine characters are too short":      {"abcdefg12", false},
		"one sign many times over":           {"aaaaaaaaaaaa", false},
		"one of the commonest, in any case":  {"Password123", false},
		"the person's own e-mail":            {"jo@courier.example", false},
		"a megabyte":                         {strings.Repeat("ab", 1<<19), false},
		"a zero byte, which nobody can type": {"harbour\x00lantern", false},
		"broken UTF-8":                       {"harbour\xfflantern", false},
	} {
		t.Run(sentence, func(t *testing.T) {
			err := CheckPassword(try.password, "Jo Tarrick", "jo@courier.example")
			if (err == nil) != try.ok {
				t.Fatalf("CheckPassword = %v", err)
			}
			if err != nil && fault.Of(err).Field != "password" {
				t.Errorf("the sentence stands beside %q", fault.Of(err).Field)
			}
		})
	}
}

func TestThrottle(t *testing.T) {
	start := time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
	for _, minute := range []int{triesAnAccount, triesAnAddress} {
		th := newThrottle(minute, 100)
		answered := []time.Time{}
		for i := range 3000 { // five minutes of ten tries a second
			if now := start.Add(time.Duration(i) * 100 * time.Millisecond); first(th.allow("jo", now)) {
				answered = append(answered, now)
			}
		}
		for i := range answered {
			n := 0
			for _, at := range answered[i:] {
				if at.Sub(answered[i]) < time.Minute {
					n++
				}
			}
			if n > minute {
				t.Fatalf("%d tries answered in the minute from %s, want at most %d", n, answered[i], minute)
			}
		}
		if len(answered) < 2*minute {
			t.Errorf("only %d tries answered in five minutes", len(answered))
		}
	}
}

func first(ok bool, _ time.Duration) bool { return ok }

func TestThrottleIsBoundedAndKeepsWhoPresses(t *testing.T) {
	start := time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
	th := newThrottle(10, 50)
	for range 20 {
		th.allow("jo", start)
	}
	for i := range 1000 {
		th.allow(fmt.Sprint("name", i), start)
	}
	if len(th.by) > 50 {
		t.Errorf("%d keys are remembered, want at most 50", len(th.by))
	}
	if first(th.allow("jo", start)) {
		t.Error("a thousand other names made the throttle forget the account that is being tried")
	}
}

func TestTooManyTriesAreToldTheSameForEveryName(t *testing.T) {
	for _, name := range []string{"jo", "jo@courier.example", "nobody", "nobody@courier.example"} {
		k, _, c := house(t)
		ctx, err := k.scs.Load(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		var refused int
		for i := range 12 {
			_, err := k.SignIn(ctx, name, "wrong words here", fmt.Sprintf("192.0.2.%d:1", i+1))
			if _, ok := IsTooMany(err); ok {
				refused++
			}
		}
		if refused != 7 {
			t.Errorf("%q: %d of 12 tries at one instant refused, want 7", name, refused)
		}
		c.Move(time.Minute)
		if _, err := k.SignIn(ctx, name, "wrong words here", "192.0.2.1:1"); !errors.Is(err, errNo) {
			t.Errorf("%q: a minute later: %v", name, err)
		}
	}
}

func TestAddressKey(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.1:55":          "192.0.2.1",
		"[::ffff:192.0.2.1]:55": "192.0.2.1",
		"[2001:db8:1:2::9]:443": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:443":    "fe80::/64",
		"@":                     "@",
	} {
		if got := addressKey(in); got != want {
			t.Errorf("addressKey(%q) = %q, want %q", in, got, want)
		}
	}
}

// door is a site with a sign-in, a sign-out and a page that says who is there.
func door(k *Keeper) http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("POST /in", func(w http.ResponseWriter, r *http.Request) {
		if _, err := k.SignIn(r.Context(), r.FormValue("name"), r.FormValue("password"), r.RemoteAddr); err != nil {
			http.Error(w, fault.Of(err).Say, http.StatusForbidden)
		}
	})
	m.HandleFunc("POST /out", func(w http.ResponseWriter, r *http.Request) {
		if err := k.SignOut(r.Context()); err != nil {
			http.Error(w, "", 500)
		}
	})
	m.HandleFunc("GET /who", func(w http.ResponseWriter, r *http.Request) {
		if s, ok := Who(r.Context()); ok {
			fmt.Fprint(w, s.User)
		}
	})
	return k.Wrap(m)
}

type visitor struct {
	t   *testing.T
	c   *http.Client
	url string
}

func visit(t *testing.T, url string) visitor {
	jar, _ := cookiejar.New(nil)
	return visitor{t, &http.Client{Jar: jar}, url}
}

func (v visitor) do(path string, form url.Values) string {
	v.t.Helper()
	var resp *http.Response
	var err error
	if form == nil {
		resp, err = v.c.Get(v.url + path)
	} else {
		resp, err = v.c.PostForm(v.url+path, form)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	b := make([]byte, 200)
	n, _ := resp.Body.Read(b)
	return string(b[:n])
}

func (v visitor) cookie() string {
	u, _ := url.Parse(v.url)
	for _, c := range v.c.Jar.Cookies(u) {
		if c.Name == "newsroom" {
			return c.Value
		}
	}
	return ""
}

func TestTheEndOfASession(t *testing.T) {
	in := url.Values{"name": {"jo"}, "password": {rightWords}}
	for sentence, end := range map[string]func(k *Keeper, p people, c *clock.Set, v visitor){
		"signing out": func(_ *Keeper, _ people, _ *clock.Set, v visitor) { v.do("/out", url.Values{}) },
		"retiring":    func(_ *Keeper, p people, _ *clock.Set, _ visitor) { p["1"].Retired = true },
		"a new password": func(_ *Keeper, p people, _ *clock.Set, _ visitor) {
			p["1"].Password, _ = HashPassword(context.Background(), "another set of words")
		},
		"an account that is gone": func(_ *Keeper, p people, _ *clock.Set, _ visitor) { delete(p, "1") },
		"fourteen idle hours":     func(_ *Keeper, _ people, c *clock.Set, _ visitor) { c.Move(Idle) },
		"thirty days": func(_ *Keeper, _ people, c *clock.Set, v visitor) {
			for range int(Lifetime/time.Hour) - 1 {
				c.Move(time.Hour)
				if got := v.do("/who", nil); got != "jo" {
					v.t.Fatalf("the session of somebody who works all day ended early")
				}
			}
			c.Move(time.Hour)
		},
	} {
		t.Run(sentence, func(t *testing.T) {
			k, p, c := house(t)
			srv := httptest.NewServer(door(k))
			defer srv.Close()
			v := visit(t, srv.URL)
			v.do("/in", in)
			if got := v.do("/who", nil); got != "jo" {
				t.Fatalf("after signing in, /who says %q", got)
			}
			old := v.cookie()
			end(k, p, c, v)
			u, _ := url.Parse(srv.URL)
			v.c.Jar.SetCookies(u, []*http.Cookie{{Name: "newsroom", Value: old, Path: "/"}})
			if got := v.do("/who", nil); got != "" {
				t.Errorf("the old cookie still stands for %q", got)
			}
		})
	}
}

func TestSignInTakesANewToken(t *testing.T) {
	k, _, _ := house(t)
	srv := httptest.NewServer(door(k))
	defer srv.Close()
	v := visit(t, srv.URL)
	u, _ := url.Parse(srv.URL)
	v.c.Jar.SetCookies(u, []*http.Cookie{{Name: "newsroom", Value: "planted-by-somebody-else", Path: "/"}})
	v.do("/in", url.Values{"name": {"jo"}, "password": {rightWords}})
	one := v.cookie()
	if one == "planted-by-somebody-else" || one == "" {
		t.Fatalf("the session goes on under the planted token %q", one)
	}
	v.do("/in", url.Values{"name": {"jo"}, "password": {rightWords}})
	if two := v.cookie(); two == one {
		t.Error("a second sign-in kept the token of the first")
	}
}

func TestCookie(t *testing.T) {
	for sentence, https := range map[string]bool{"in the clear": false, "under https": true} {
		t.Run(sentence, func(t *testing.T) {
			_, p, c := house(t)
			k := New(memstore.New(), p, c, slog.New(slog.DiscardHandler), https)
			w := httptest.NewRecorder()
			r := httptest.NewRequest("POST", "/in", strings.NewReader(url.Values{"name": {"jo"}, "password": {rightWords}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			door(k).ServeHTTP(w, r)
			cookies := w.Result().Cookies()
			if len(cookies) != 1 {
				t.Fatalf("%d cookies", len(cookies))
			}
			got := cookies[0]
			if !got.HttpOnly || got.SameSite != http.SameSiteLaxMode || got.Path != "/" || got.Domain != "" {
				t.Errorf("cookie %+v", got)
			}
			if https != got.Secure || https != strings.HasPrefix(got.Name, "__Host-") {
				t.Errorf("https %v: cookie %s, Secure %v", https, got.Name, got.Secure)
			}
		})
	}
}

func TestFirstRunKeyWorksOnce(t *testing.T) {
	f := NewFirstRun()
	key := f.Key()
	if len(key) != 32 || f.Fits("") || f.Fits(key+"x") || !f.Fits(key) {
		t.Fatalf("key %q", key)
	}
	f.Use()
	if f.Fits(key) || f.Fits("") {
		t.Error("a used key still fits")
	}
	var none *FirstRun
	if none.Fits("") || none.Fits(key) {
		t.Error("a program without a key lets one in")
	}
}
