package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"testing"
)

// shaping are headers by which one program or another lets a request shape its answer.
var shaping = strings.Fields(`X-Forwarded-Host X-Forwarded-Proto X-Forwarded-Scheme X-Forwarded-Port X-Forwarded-For X-Forwarded-Prefix X-Forwarded-Server X-Forwarded-Path
	X-Forwarded-Ssl X-Forwarded-Uri X-Forwarded-Url X-Forwarded-Protocol X-Forwarded-By X-Forwarded-Client-Cert Forwarded Forwarded-Host X-Host X-Original-Host X-Original-Url
	X-Original-Uri X-Original-Path X-Original-Method X-Original-Remote-Addr X-Rewrite-Url X-Rewrite-Uri X-Http-Host-Override X-Http-Method X-Http-Method-Override X-Method-Override
	X-Http-Path-Override X-Proxy-Url X-Proxy-Host X-Real-Ip X-Client-Ip X-Remote-Ip X-Remote-Addr X-Originating-Ip X-Cluster-Client-Ip True-Client-Ip Cf-Connecting-Ip Cf-Visitor
	Fastly-Client-Ip Fastly-Ssl Front-End-Https X-Url-Scheme X-Scheme X-Server-Name X-Backend-Host X-Base-Url X-Request-Uri X-Requested-With X-Accel-Redirect X-Sendfile
	Accept Accept-Language Accept-Charset Accept-Datetime Accept-Ch User-Agent Referer Origin Cookie2 Dnt Sec-Gpc Save-Data Downlink Dpr Width Viewport-Width Device-Memory Rtt Ect
	Sec-Ch-Ua Sec-Ch-Ua-Mobile Sec-Ch-Ua-Platform Sec-Ch-Prefers-Color-Scheme Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Sec-Fetch-User X-Preview X-Ghost-Preview X-Wp-Nonce X-Debug
	X-Theme X-Lang X-Locale X-Country X-Geo-Country Cf-Ipcountry X-Device X-Ua-Device X-Mobile X-Wap-Profile Profile X-Pjax X-Pjax-Container Hx-Request Hx-Target Hx-Boosted Turbo-Frame X-Inertia
	Purpose X-Purpose X-Moz Next-Router-State-Tree Rsc X-Middleware-Prefetch X-Invoke-Path X-Invoke-Status X-Matched-Path Transfer-Encoding-X X-Amz-Website-Redirect-Location X-Forwarded-Encrypted
	X-Api-Version X-Version Api-Version Upgrade-Insecure-Requests Via Warning Te-X Trailer-X Max-Forwards Pragma X-Csrf-Token X-Auth-Token X-Api-Key X-User X-Remote-User X-Username X-Wap X-Esi Surrogate-Capability
	X-Cache-Key X-Cache-Hash Edge-Control X-Varnish X-Nginx-Proxy X-Arbitrary-Header`)

// most is how many names of headers the whole list has.
const mostNames = 1127

// names are the headers above, and as many made of their parts as the whole list has.
func names() []string {
	all := append([]string(nil), shaping...)
	have := map[string]bool{}
	for _, n := range all {
		have[n] = true
	}
	first, last := strings.Fields("X Http X-Http Proxy X-Proxy Client X-Client Remote X-Remote Original X-Original Base X-Base Real X-Real Server X-Server Site X-Site Origin X-Origin Request X-Request Backend X-Backend Edge X-Edge Cdn X-Cdn"),
		strings.Fields("Host Url Uri Path Query Scheme Proto Port Ip Addr Name Domain Method Status Redirect Location Referer Language Country Device Theme Version Mode Token Key User Id Debug Format Type Cache Prefix Root Script Override Page View")
	for _, l := range last {
		for _, f := range first {
			if n := f + "-" + l; !have[n] && len(all) < mostNames {
				have[n] = true
				all = append(all, n)
			}
		}
	}
	return all
}

// Whatever somebody sends beside the address, what a real shared cache keeps for others is what they would have got.
func TestNobodyPoisonsASharedCache(t *testing.T) {
	e, cache := behindVarnish(t)
	id, version, err := e.writes("Ferry late again")
	if err != nil {
		t.Fatal(err)
	}
	if err := e.publishes(id, version, "first"); err != nil {
		t.Fatal(err)
	}
	pages := []string{
		"/", "/latest", "/latest/", "/search", "/search?q=ferry", "/corrections", "/ferry-late-again", "/ferry-late-again/", "/FERRY-late-again", "/nothing-there", "/nothing;.css", "/ferry-late-again;.css",
		"/ferry-late-again%2f", "/ferry-late-again.json", "/author/nobody", "/topic/nothing", "/robots.txt", "/favicon.ico", "/latest/2026/11/", "//latest",
	}
	all := names()
	seed := rand.Uint64()
	t.Logf("seed: %d", seed)
	if os.Getenv("BROADSHEET_SOAK") == "" {
		rnd := rand.New(rand.NewPCG(seed, 12))
		rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		all = all[:len(all)/10]
	}
	ask := func(address string, header, value string) (answer string, kept bool) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, cache+address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "identity")
		if header != "" {
			r.Header.Set(header, value)
		}
		res, err := readers.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		return fmt.Sprintf("%d %s %s\n%s", res.StatusCode, res.Header.Get("Location"), res.Header.Get("Vary"), body),
			len(strings.Fields(res.Header.Get("X-Varnish"))) == 2 // this request, and the one that fetched
	}
	asked, kept := 0, 0
	for _, page := range pages {
		with := "?"
		if strings.Contains(page, "?") {
			with = "&"
		}
		fresh, _ := ask(page+with+"again=fresh", "", "")
		for i, header := range all {
			// An address of its own, so that the cache keeps what the first question got.
			address := fmt.Sprintf("%s%sagain=%d", page, with, i)
			value := []string{"evil.example", "https", "/newsroom/today", "1", "de;q=1"}[i%5]
			ask(address, header, value)
			clean, hit := ask(address, "", "")
			want := strings.ReplaceAll(fresh, "again=fresh", fmt.Sprintf("again=%d", i))
			asked++
			if clean != want {
				t.Fatalf("%s, asked for with %s: %s first, is kept as\n%.300s\nand not as\n%.300s", page, header, value, clean, want)
			}
			if strings.Contains(clean, "evil.example") {
				t.Fatalf("%s holds what %s said", page, header)
			}
			if hit {
				kept++
			}
		}
	}
	for _, private := range []string{"/newsroom/", "/newsroom/today", "/newsroom/today/x.css", "/newsroom/today;.css", "/newsroom/stories%2fx.css", "/newsroom/sign-in", "/newsroom/sign-in?x=.js"} {
		r, err := e.client.Get(cache + private)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if c := r.Header.Get("Cache-Control"); !strings.Contains(c, "no-store") {
			t.Errorf("%s answers %d with Cache-Control %q", private, r.StatusCode, c)
		}
	}
	if kept < asked/2 {
		t.Errorf("Varnish kept only %d of %d answers, so little was tried", kept, asked)
	}
	t.Logf("%d headers x %d pages through Varnish: %d of %d answers were kept, and all are what everybody gets", len(all), len(pages), kept, asked)
}
