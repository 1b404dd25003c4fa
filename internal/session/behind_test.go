package session

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestBehindAProxy(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for name, c := range map[string]struct {
		trusted []netip.Prefix
		peer    string
		said    []string
		want    string
	}{
		"nobody is trusted":                         {nil, "127.0.0.1:9", []string{"203.0.113.7"}, "127.0.0.1:9"},
		"a stranger's word is not believed":         {trusted, "203.0.113.9:9", []string{"203.0.113.7"}, "203.0.113.9:9"},
		"a proxy says who asks":                     {trusted, "127.0.0.1:9", []string{"203.0.113.7"}, "203.0.113.7:0"},
		"a proxy that came over IPv6":               {trusted, "[::1]:9", []string{"2001:db8::7"}, "[2001:db8::7]:0"},
		"a mapped address of the proxy":             {trusted, "[::ffff:127.0.0.1]:9", []string{"203.0.113.7"}, "203.0.113.7:0"},
		"two proxies":                               {trusted, "127.0.0.1:9", []string{"203.0.113.7, 10.1.2.3"}, "203.0.113.7:0"},
		"two headers":                               {trusted, "127.0.0.1:9", []string{"203.0.113.7", "10.1.2.3"}, "203.0.113.7:0"},
		"what the asker wrote before is not taken":  {trusted, "127.0.0.1:9", []string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7:0"},
		"with a port":                               {trusted, "127.0.0.1:9", []string{"203.0.113.7:5555"}, "203.0.113.7:0"},
		"in brackets with a port":                   {trusted, "127.0.0.1:9", []string{"[2001:db8::7]:5555"}, "[2001:db8::7]:0"},
		"no header":                                 {trusted, "127.0.0.1:9", nil, "127.0.0.1:9"},
		"rubbish":                                   {trusted, "127.0.0.1:9", []string{"unknown"}, "127.0.0.1:9"},
		"rubbish before a proxy hides nobody":       {trusted, "127.0.0.1:9", []string{"203.0.113.7, rubbish, 10.1.2.3"}, "127.0.0.1:9"},
		"everybody is a proxy":                      {trusted, "127.0.0.1:9", []string{"10.9.9.9"}, "127.0.0.1:9"},
		"a header of another name is not looked at": {trusted, "127.0.0.1:9", nil, "127.0.0.1:9"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/newsroom/sign-in", nil)
			r.RemoteAddr = c.peer
			r.Header["X-Forwarded-For"] = c.said
			r.Header.Set("X-Real-Ip", "198.51.100.9")
			r.Header.Set("Forwarded", "for=198.51.100.9")
			got := ""
			Behind(c.trusted, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr })).ServeHTTP(httptest.NewRecorder(), r)
			if got != c.want {
				t.Errorf("the address is %s, want %s", got, c.want)
			}
		})
	}
}
