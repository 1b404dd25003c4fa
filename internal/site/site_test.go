package site_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/site"
	"broadsheet/internal/store/storetest"
)

func TestWhatStandsWhere(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	asia := k.section("Asia", world.ID)
	bridge, _ := k.story("Bridge opens", article.Fields{Section: world.ID, Topics: []string{k.topic("The swing bridge").ID}})
	gone, _ := k.story("What never was", article.Fields{Section: world.ID})
	if _, err := k.desk.Recall(t.Context(), k.me, gone, "It does not hold."); err != nil {
		t.Fatal(err)
	}
	arabic, arabicAt := k.story("الميناء القديم", article.Fields{Section: asia.ID})
	k.standing("About us")
	moved := func(path, id string) {
		k.moved(func(tx desk.Tx) error {
			return tx.SetAddress(t.Context(), paper.Address{Path: path, At: paper.AtRedirect, Kind: paper.AtArticle, Object: id, Since: k.clock.Now()})
		})
	}
	for _, path := range []string{"/?p=12", "/blog/?p=12", "/2019/05/Bridge_Opens.html", "/old/percent%41", "/trailing/"} {
		moved(path, bridge)
	}
	moved("/gone-before", gone)
	for name, c := range map[string]struct {
		ask    string
		status int
		to     string // Location
		holds  string
	}{
		"the front page":                               {"/", 200, "", "The Wexmouth Courier"},
		"a story":                                      {"/world/bridge-opens", 200, "", "<h1"},
		"a section":                                    {"/world/", 200, "", "Bridge opens"},
		"a sub-section":                                {"/world/asia/", 200, "", "الميناء القديم"},
		"a month of a section":                         {"/world/2026/11/", 200, "", "Bridge opens"},
		"a month without a story":                      {"/world/2026/10/", 404, "", ""},
		"a month that there is not":                    {"/world/2026/13/", 404, "", ""},
		"a month of a section that there is not":       {"/word/2026/11/", 404, "", ""},
		"a month of a story, which has none":           {"/world/bridge-opens/2026/11/", 404, "", ""},
		"everything by time":                           {"/latest", 200, "", "Bridge opens"},
		"a month of everything":                        {"/latest/2026/11/", 200, "", "Bridge opens"},
		"a month of everything without a story":        {"/latest/2020/11/", 404, "", ""},
		"an author":                                    {"/author/mara-ostrey", 200, "", "Mara Ostrey"},
		"a month of an author":                         {"/author/mara-ostrey/2026/11/", 200, "", "Bridge opens"},
		"a topic":                                      {"/topic/the-swing-bridge", 200, "", "Bridge opens"},
		"a standing page":                              {"/about-us", 200, "", "Who we are."},
		"the corrections":                              {"/corrections", 200, "", "Corrections"},
		"a search":                                     {"/search?q=ferry", 200, "", "Bridge opens"},
		"an empty search":                              {"/search", 200, "", ""},
		"a search for nothing that can be typed":       {"/search?q=%00%ff%F0%9F%BF%BE", 200, "", ""},
		"nothing":                                      {"/world/brigde-opens", 404, "", `value="brigde opens"`},
		"nothing, with an ending":                      {"/2014/old-page.html?x=1", 404, "", `value="old page"`},
		"a withdrawn story":                            {"/world/what-never-was", 410, "", "withdrawn"},
		"a withdrawn story by an old link":             {"/gone-before", 410, "", "withdrawn"},
		"an old link by number":                        {"/?p=12", 301, "/world/bridge-opens", ""},
		"an old link by number, with the script":       {"/index.php?p=12", 301, "/world/bridge-opens", ""},
		"an old link by a number that there is not":    {"/?p=13", 404, "", ""},
		"an old link by number, of a blog in a folder": {"/blog/?p=12", 301, "/world/bridge-opens", ""},
		"its script":                                   {"/blog/index.php?p=12", 301, "/world/bridge-opens", ""},
		"a number that a section does not know":        {"/world/?p=12", 301, "/world/", ""},
		"a number that is none is no old link":         {"/?p=twelve", 200, "", ""},
		"an old path, byte for byte":                   {"/2019/05/Bridge_Opens.html", 301, "/world/bridge-opens", ""},
		"an old path, decoded once and not twice":      {"/old/percent%2541", 301, "/world/bridge-opens", ""},
		"an old path, decoded twice by somebody":       {"/old/percentA", 404, "", ""},
		"an old path without its slash":                {"/trailing", 301, "/world/bridge-opens", ""},
		"a slash too much":                             {"/world/bridge-opens/", 301, "/world/bridge-opens", ""},
		"a slash too little":                           {"/world", 301, "/world/", ""},
		"two slashes":                                  {"//world//bridge-opens", 301, "/world/bridge-opens", ""},
		"capitals":                                     {"/World/Bridge-Opens", 301, "/world/bridge-opens", ""},
		"capitals and a slash":                         {"/WORLD/BRIDGE-OPENS/", 301, "/world/bridge-opens", ""},
		"dots":                                         {"/world/asia/../bridge-opens", 301, "/world/bridge-opens", ""},
		"a month without its slash":                    {"/world/2026/11", 301, "/world/2026/11/", ""},
		"a month of a section in capitals":             {"/World/2026/11/", 301, "/world/2026/11/", ""},
		"latest with a slash":                          {"/latest/", 301, "/latest", ""},
		"latest in capitals":                           {"/Latest", 301, "/latest", ""},
		"a search with a slash keeps its question":     {"/search/?q=ferry", 301, "/search?q=ferry", ""},
		"below latest there are only months":           {"/latest/news", 404, "", ""},
		"below search there is nothing":                {"/search/x", 404, "", ""},
		"below corrections there is nothing":           {"/corrections/x", 404, "", ""},
		"a percent-encoded address":                    {press.Escape(arabicAt), 200, "", "الميناء القديم"},
		"a slash that was encoded is a slash":          {"/world%2Fbridge-opens", 200, "", "<h1"},
		"the newsroom's addresses are nobody's":        {"/newsroom/stories", 404, "", ""},
		"reserved addresses stay free":                 {"/api/v1/stories", 404, "", ""},
		"a path with a line feed":                      {"/world/%0abridge", 404, "", ""},
		"a path with a zero byte":                      {"/%00", 404, "", ""},
		"a path that is not UTF-8":                     {"/%ff%fe", 404, "", ""},
		"a path without end":                           {"/" + strings.Repeat("x", 1001), 404, "", ""},
		"another host behind two slashes":              {"//evil.example/..", 301, "", ""},
		"another host behind a backslash":              {"/%5cevil.example", 404, "", ""},
		"parameters that nobody knows":                 {"/world/bridge-opens?utm_source=x&fbclid=y", 200, "", "<h1"},
		"the program's rules for crawlers":             {"/robots.txt", 200, "", "User-agent"},
		"the icon":                                     {"/favicon.ico", 200, "", ">W<"},
		"the process is alive":                         {"/healthz", 200, "", "ok"},
		"the node is ready":                            {"/readyz", 200, "", "ready"},
		"an asset that there is not":                   {"/assets/0/site.css", 404, "", ""},
		"a picture that there is not":                  {"/pictures/0.jpg", 404, "", ""},
		"a picture with a name that there cannot be":   {"/pictures/../broadsheet.db", 301, "", ""},
		"the original of a picture":                    {"/pictures/original/0.jpg", 404, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "another host behind two slashes" || name == "a picture with a name that there cannot be" {
				r := k.get(c.ask)
				if l := r.Header.Get("Location"); strings.HasPrefix(l, "//") || r.StatusCode == 200 && l != "" {
					t.Errorf("led to %q", l)
				}
				return
			}
			for range 2 { // made, then kept
				r := k.get(c.ask)
				b := body(t, r)
				if r.StatusCode != c.status || r.Header.Get("Location") != c.to || !strings.Contains(b, c.holds) {
					t.Errorf("%s: %d to %q, want %d to %q with %q\n%.600s", c.ask, r.StatusCode, r.Header.Get("Location"), c.status, c.to, c.holds, b)
				}
			}
		})
	}
	_ = arabic
}

func TestNoAddressIsKeptForAnother(t *testing.T) {
	k := fresh(t)
	k.story("Bridge opens", article.Fields{Section: k.section("World", "").ID})
	place := press.CursorText(article.Cursor{At: k.clock.Now().Add(time.Second), ID: k.clock.ID()})
	for _, c := range [][2]string{
		{"/search%3Fq=ferry", "/search?q=ferry"},
		{"/search%00ferry", "/search?q=ferry"},
		{"/world/2026/11/%3Fbefore=" + place, "/world/2026/11/?before=" + place},
		{"/latest/2026/11/%3Fbefore=" + place, "/latest/2026/11/?before=" + place},
		{"/corrections%3Fbefore=1", "/corrections?before=1"},
		{"/%3Fp=1", "/?p=1"},
	} {
		lost, found := k.cold(c[0]), k.cold(c[1])
		for _, order := range [][2]int{{0, 1}, {1, 0}} {
			door := k.site.With(newCache(t, k.clock, 0), k.store)
			for _, i := range order {
				if got, want := told(ask(door, http.MethodGet, c[i])), []string{lost, found}[i]; got != want {
					t.Errorf("%s after %s: %s", c[i], c[1-i], differ(got, want))
				}
			}
		}
	}
}

func TestARedirectIsOneHop(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	id, first := k.story("Bridge opens", article.Fields{Section: world.ID})
	at := []string{first}
	for i, address := range []string{"/bridge-two", "/bridge-three", "/bridge-four"} {
		d := must[article.Draft](t)(k.draft(id, article.Story, prose.Doc("Bridge opens", "", prose.P(prose.T("Again."))), article.Fields{Section: world.ID, Byline: []article.Credit{{Byline: k.me.Byline}}}))
		must[desk.Receipt](t)(k.desk.Publish(t.Context(), k.me, desk.Publication{Draft: id, Version: d.Version, Change: article.Fix, Address: address, Slot: desk.NoSlot}))
		at = append(at, address)
		for _, old := range at[:i+1] {
			if r := k.get(old); r.StatusCode != 301 || r.Header.Get("Location") != address {
				t.Errorf("%s: %d to %q, want 301 to %q", old, r.StatusCode, r.Header.Get("Location"), address)
			}
		}
	}
	world.Slug = "planet"
	if _, _, err := k.desk.ChangeSection(t.Context(), k.me, world); err != nil {
		t.Fatal(err)
	}
	for old, want := range map[string]string{"/world/": "/planet/", "/world": "/planet/", "/world/2026/11/": "/planet/2026/11/", "/WORLD/": "/planet/"} {
		if r := k.get(old); r.StatusCode != 301 || r.Header.Get("Location") != want {
			t.Errorf("%s: %d to %q, want 301 to %q", old, r.StatusCode, r.Header.Get("Location"), want)
		}
	}
	if r := k.get("/planet/"); r.StatusCode != 200 {
		t.Errorf("/planet/: %d", r.StatusCode)
	}
}

func TestARecalledStoryIsGoneFromEverywhereAtOnce(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	topic := k.topic("The swing bridge")
	canary := "Quaggatown"
	id, address := k.story(canary+" falls", article.Fields{Section: world.ID, Topics: []string{topic.ID}}, prose.P(prose.T(canary+" fell.")))
	k.story("Something else", article.Fields{Section: world.ID, Topics: []string{topic.ID}})
	pages := []string{"/", "/world/", "/world/2026/11/", "/latest", "/latest/2026/11/", "/search?q=" + canary, "/author/mara-ostrey", "/topic/the-swing-bridge", "/world/something-else", "/nothing", address}
	machines := []string{"/feed.xml", "/atom.xml", "/feed.json", "/world/feed.xml", "/author/mara-ostrey/feed.json", "/topic/the-swing-bridge/atom.xml", "/latest/2026/11/atom.xml", "/world/2026/11/atom.xml", "/news-sitemap.xml"}
	pages = append(pages, machines...)
	for _, p := range pages {
		if b := body(t, k.get(p)); !strings.Contains(b, canary) {
			t.Errorf("%s does not show the story", p)
		}
	}
	if _, err := k.desk.Recall(t.Context(), k.me, id, "It does not hold."); err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		r := k.get(p)
		b := strings.ReplaceAll(body(t, r), `value="`+canary+`"`, "")
		b = strings.ReplaceAll(strings.ReplaceAll(b, "“"+canary+"”", ""), "Search: "+canary, "")
		if strings.Contains(b, canary) {
			t.Errorf("%s still shows the story", p)
		}
		if p == address && r.StatusCode != http.StatusGone {
			t.Errorf("the story answers %d", r.StatusCode)
		}
	}
}

func TestHeaders(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	p := k.picture("Lena Sundhale")
	_, address := k.story("Bridge opens", article.Fields{Section: world.ID, Picture: &article.Lead{Picture: p.ID}})
	var css string
	for _, part := range strings.Split(body(t, k.get("/")), `"`) {
		if strings.HasSuffix(part, "site.css") {
			css = part
		}
	}
	page := map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache", "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff",
		"Referrer-Policy": "strict-origin-when-cross-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload", "Record": "*", "Permissions-Policy": "*", "Content-Security-Policy": "*",
		"Content-Length": "*",
	}
	for path, want := range map[string]map[string]string{
		"/": page, address: page, "/world/": page, "/nothing": page, "/search?q=x": page,
		"/world/bridge-opens/":           {"Location": address, "Cache-Control": "no-cache", "Record": "*", "Content-Security-Policy": "*", "X-Content-Type-Options": "nosniff"},
		css:                              {"Cache-Control": "public, max-age=31536000, immutable", "Content-Type": "text/css; charset=utf-8", "X-Content-Type-Options": "nosniff", "ETag": "*"},
		"/pictures/" + p.Cuts[0].File:    {"Cache-Control": "public, max-age=3600", "Content-Type": p.Cuts[0].Type, "X-Content-Type-Options": "nosniff", "ETag": "*", "Content-Security-Policy": "default-src 'none'; sandbox", "Accept-Ranges": "bytes"},
		"/healthz":                       {"Cache-Control": "no-store", "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"},
		"/robots.txt":                    {"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"},
		"/favicon.ico":                   {"Content-Type": "image/svg+xml", "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "no-cache"},
		"/pictures/no-such-picture.jpg":  {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "*", "Cache-Control": "no-store"},
		"/assets/no-such-asset/site.css": {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "*", "Cache-Control": "no-store"},
	} {
		r := k.get(path)
		for h, v := range want {
			if got := r.Header.Get(h); got != v && (v != "*" || got == "") {
				t.Errorf("%s: %s is %q, want %q", path, h, got, v)
			}
		}
		for _, h := range []string{"Set-Cookie", "Server", "X-Powered-By", "Last-Modified"} {
			if r.Header.Get(h) != "" {
				t.Errorf("%s sends %s", path, h)
			}
		}
		if csp := r.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") {
			t.Errorf("%s: the policy says %s", path, csp)
		}
	}
	plain, err := site.New(site.Options{Reader: k.store, Cache: newCache(t, k.clock, 0), Shelf: nil, URL: "http://127.0.0.1:8080"})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/nothing", "/robots.txt", "/healthz", css} {
		r := ask(plain, http.MethodGet, path)
		if r.Header.Get("Strict-Transport-Security") != "" || strings.Contains(r.Header.Get("Content-Security-Policy"), "upgrade-insecure") {
			t.Errorf("%s asks for https on a site that has none", path)
		}
	}
}

func TestNothingOfARequestButItsAddressShapesAPage(t *testing.T) {
	k := fresh(t)
	_, address := k.story("Bridge opens", article.Fields{Section: k.section("World", "").ID})
	want := told(k.get(address))
	for _, headers := range [][]string{
		{"Host", "evil.example"},
		{"X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "http", "Forwarded", "host=evil.example;proto=http", "X-Original-URL", "/newsroom/", "X-Rewrite-URL", "/newsroom/"},
		{"Cookie", "session=1", "Authorization", "Bearer x", "Accept-Language", "ar", "User-Agent", "curl", "Accept", "application/json", "X-HTTP-Method-Override", "DELETE"},
	} {
		cold := k.site.With(newCache(t, k.clock, 0), k.store)
		r := httptest.NewRequest(http.MethodGet, address, nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
			if headers[i] == "Host" {
				r.Host = headers[i+1]
			}
		}
		w := httptest.NewRecorder()
		cold.ServeHTTP(w, r)
		if got := told(w.Result()); got != want {
			t.Errorf("with %v the page differs: %s", headers, differ(got, want))
		}
	}
	if !strings.Contains(want, base+address) {
		t.Error("the page does not name its canonical address")
	}
}

func TestUnknownParametersMakeNoPages(t *testing.T) {
	c := clock.At(storetest.Monday)
	s := storetest.Open(t, c)
	k := open(t, s, c, harm{})
	_, address := k.story("Bridge opens", article.Fields{Section: k.section("World", "").ID})
	cache := newCache(t, c, 0)
	door := k.site.With(cache, k.site.Reader)
	for i := range 100 {
		for _, path := range []string{address, "/", "/world/", "/latest", "/corrections", "/author/mara-ostrey", "/world/2026/11/"} {
			if r := ask(door, http.MethodGet, path+"?x"+strings.Repeat("y", i)+"=1&before="+strings.Repeat("9", i)+"&p=z"); r.StatusCode != http.StatusOK {
				t.Fatalf("%s: %d", path, r.StatusCode)
			}
		}
	}
	// The corrections have a page before every instant: those with a number that is one are pages of their own.
	if n := cache.Renders(); n > 7+16 {
		t.Errorf("%d renders for seven pages", n)
	}
}

func TestMethods(t *testing.T) {
	k := fresh(t)
	for method, want := range map[string]int{"POST": 405, "PUT": 405, "DELETE": 405, "PATCH": 405, "TRACE": 405, "CONNECT": 405, "PROPFIND": 405, "OPTIONS": 204, "GET": 200, "HEAD": 200} {
		for _, path := range []string{"/", "/latest", "/robots.txt"} {
			r := ask(k.site, method, path)
			if r.StatusCode != want {
				t.Errorf("%s %s: %d, want %d", method, path, r.StatusCode, want)
			}
			if want != 200 && r.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s allows %q", method, path, r.Header.Get("Allow"))
			}
		}
	}
}

func TestHeadAndConditions(t *testing.T) {
	k := fresh(t)
	p := k.picture("Lena Sundhale")
	_, address := k.story("Bridge opens", article.Fields{Section: k.section("World", "").ID, Picture: &article.Lead{Picture: p.ID}})
	for _, path := range []string{"/", address, "/world/", "/latest", "/search?q=ferry", "/nothing", "/favicon.ico", "/robots.txt", "/pictures/" + p.Cuts[0].File, "/world"} {
		for _, encoding := range []string{"", "gzip"} {
			get, head := k.get(path, "Accept-Encoding", encoding), ask(k.site, http.MethodHead, path, "Accept-Encoding", encoding)
			whole := body(t, get)
			if body(t, head) != "" {
				t.Errorf("HEAD %s has a body", path)
			}
			if get.StatusCode != head.StatusCode || !sameHeaders(get.Header, head.Header) {
				t.Errorf("%s: GET %d %v, HEAD %d %v", path, get.StatusCode, get.Header, head.StatusCode, head.Header)
			}
			if get.Header.Get("Content-Encoding") == "gzip" {
				z, err := gzip.NewReader(strings.NewReader(whole))
				if err != nil {
					t.Fatal(err)
				}
				unzipped, err := io.ReadAll(z)
				if plain := body(t, k.get(path)); err != nil || string(unzipped) != plain {
					t.Errorf("%s differs zipped and plain: %v", path, err)
				}
			}
			if get.StatusCode == http.StatusOK {
				if r := k.get(path, "Accept-Encoding", encoding, "If-None-Match", get.Header.Get("ETag")); r.StatusCode != http.StatusNotModified || body(t, r) != "" {
					t.Errorf("%s asked with its tag: %d", path, r.StatusCode)
				}
			}
		}
	}
	zipped := k.get(address, "Accept-Encoding", "gzip, deflate, br")
	if zipped.Header.Get("Content-Encoding") != "gzip" {
		t.Error("a story is not sent zipped to who asks for it")
	}
}

func sameHeaders(a, b http.Header) bool {
	var x, y bytes.Buffer
	return a.Write(&x) == nil && b.Write(&y) == nil && x.String() == y.String()
}

func TestPictures(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	p := k.picture("Lena Sundhale")
	at := "/pictures/" + p.Cuts[0].File
	if r := k.get(at); r.StatusCode != http.StatusNotFound {
		t.Fatalf("a picture that nothing public shows: %d", r.StatusCode)
	}
	id, address := k.story("Bridge opens", article.Fields{Section: world.ID, Picture: &article.Lead{Picture: p.ID}})
	r := k.get(at)
	whole := body(t, r)
	if r.StatusCode != http.StatusOK || r.Header.Get("Record") == "" {
		t.Fatalf("a public picture: %d", r.StatusCode)
	}
	if !strings.Contains(body(t, k.get(address)), at) {
		t.Error("the story does not show its picture")
	}
	if r := k.get(at, "Range", "bytes=5-9"); r.StatusCode != http.StatusPartialContent || body(t, r) != whole[5:10] {
		t.Errorf("a part of it: %d", r.StatusCode)
	}
	fromShelf := k.get(at, "Range", "bytes=5-9", "If-Range", `"other"`)
	if fromShelf.StatusCode != http.StatusOK || body(t, fromShelf) != whole {
		t.Errorf("a part of another one: %d", fromShelf.StatusCode)
	}
	if ready := k.site.Cache.Ready(k.clock.Now(), at, 0); ready == nil || string(ready.Body) != whole || ready.Tag != `"`+p.Cuts[0].File+`"` {
		t.Errorf("the picture is not kept")
	}
	if kept := k.get(at); !sameHeaders(kept.Header, fromShelf.Header) || body(t, kept) != whole {
		t.Errorf("what is kept is answered with %v, what is read with %v", kept.Header, fromShelf.Header)
	}
	if r := k.get(at, "If-None-Match", `"`+p.Cuts[0].File+`"`); r.StatusCode != http.StatusNotModified || body(t, r) != "" {
		t.Errorf("a picture that the reader has: %d", r.StatusCode)
	}
	if _, err := k.desk.Recall(t.Context(), k.me, id, "It does not hold."); err != nil {
		t.Fatal(err)
	}
	if r := k.get(at); r.StatusCode != http.StatusNotFound {
		t.Errorf("the picture of a recalled story: %d", r.StatusCode)
	}
	if r := k.get(at, "If-None-Match", `"`+p.Cuts[0].File+`"`); r.StatusCode != http.StatusNotFound {
		t.Errorf("the picture of a recalled story, asked with its tag: %d", r.StatusCode)
	}
	if k.site.Cache.Ready(k.clock.Now(), at, 0) != nil {
		t.Error("the picture of a recalled story is kept")
	}
}

// Ten thousand addresses that nobody asked for before fill no memory and push no page out.
func TestQueriesThatNobodyAskedBeforeFillNothing(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	_, address := k.story("Bridge opens", article.Fields{Section: world.ID})
	const most = 1 << 20
	door, err := site.New(site.Options{Reader: k.store, Cache: newCache(t, k.clock, most), Shelf: k.site.Shelf, URL: base})
	if err != nil {
		t.Fatal(err)
	}
	k.site = door
	door.Cache.Begin(k.store.Cursor())
	pages := []string{address, "/", "/world/", "/latest"}
	for _, p := range pages {
		k.get(p)
	}
	before := door.Cache.Renders()
	for n := range 10_000 {
		if r := k.get(fmt.Sprintf("%s?utm=%d&x=%d", pages[n%len(pages)], n, n*n)); r.StatusCode != http.StatusOK {
			t.Fatalf("a page with a query answers %d", r.StatusCode)
		}
	}
	if n := door.Cache.Renders() - before; n != 0 {
		t.Errorf("queries that mean nothing had %d pages made anew", n)
	}
	for n := range 300 {
		k.get(fmt.Sprintf("/search?q=quay%d", n))
		k.get(fmt.Sprintf("/nothing/%d", n))
		k.get(fmt.Sprintf("/assets/%06x-ffffff/accent.css", n))
	}
	if kept := door.Cache.Bytes(); kept > most+most/8 { // what is thrown out goes a moment later
		t.Errorf("%d bytes are kept, at most %d may be", kept, most)
	}
	for _, p := range pages {
		if door.Cache.Ready(k.clock.Now(), p, 0) == nil {
			t.Errorf("%s was pushed out", p)
		}
	}
}

func TestBeforeTheFirstRun(t *testing.T) {
	c := clock.At(storetest.Monday)
	s := storetest.Open(t, c)
	k := empty(t, s, c, harm{})
	for _, path := range []string{"/", "/anything", "/latest", "/search?q=x", "/corrections", "/author/x"} {
		r := k.get(path)
		if b := body(t, r); r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(b, "has not opened yet") || r.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", path, r.StatusCode, b)
		}
	}
	if r := k.get("/robots.txt"); r.StatusCode != http.StatusOK {
		t.Errorf("robots.txt: %d", r.StatusCode)
	}
	if _, err := k.desk.OpenPaper(t.Context(), desk.Opening{Paper: "The Wexmouth Courier", Name: "Mara Ostrey", Email: "mara@courier.example", PasswordHash: "-", Lang: "en", Zone: "Europe/Lisbon"}); err != nil {
		t.Fatal(err)
	}
	if r := k.get("/"); r.StatusCode != http.StatusOK {
		t.Errorf("opened: %d", r.StatusCode)
	}
}

// broken is a reader that fails.
type broken struct {
	press.Reader
	err error
}

func (b broken) Read(context.Context, func(press.Snapshot) error, ...string) error { return b.err }

func TestWhenSomethingFails(t *testing.T) {
	c := clock.At(storetest.Monday)
	for name, f := range map[string]struct {
		err    error
		status int
		say    string
	}{
		"a mistake of ours": {errors.New("near SELECT: syntax error in /var/lib/paper.db"), 500, "Something went wrong here"},
		"the database away": {fault.New(fault.Unavailable, "The database does not answer just now."), 503, "cannot be made just now"},
		"a render too slow": {context.DeadlineExceeded, 503, "cannot be made just now"},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			door, err := site.New(site.Options{Reader: broken{err: f.err}, Cache: newCache(t, c, 0), URL: base, Log: slog.New(slog.NewTextHandler(&log, nil))})
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{"/", "/x", "/latest", "/pictures/x.jpg", "/favicon.ico"} {
				r := ask(door, http.MethodGet, path)
				b := body(t, r)
				if r.StatusCode != f.status || !strings.Contains(b, f.say) || strings.Contains(b, "SELECT") || strings.Contains(b, "/var/lib") {
					t.Errorf("%s: %d %s", path, r.StatusCode, b)
				}
				if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("Content-Security-Policy") == "" {
					t.Errorf("%s: %v", path, r.Header)
				}
			}
			if !strings.Contains(log.String(), f.err.Error()) {
				t.Errorf("the log does not say why: %s", log.String())
			}
		})
	}
	t.Run("cut off from the record", func(t *testing.T) {
		cache, err := pagecache.New(pagecache.Options{Clock: c, LastHeard: func() time.Time { return c.Now().Add(-6 * time.Minute) }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(cache.Close)
		k := fresh(t)
		if r := ask(k.site.With(cache, k.site.Reader), http.MethodGet, "/"); r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" {
			t.Errorf("answered %d", r.StatusCode)
		}
	})
	t.Run("not ready", func(t *testing.T) {
		door, err := site.New(site.Options{
			Reader: broken{}, Cache: newCache(t, c, 0), URL: base, Log: slog.New(slog.DiscardHandler),
			Ready: func(context.Context) error { return errors.New("the secret reason") },
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := ask(door, http.MethodGet, "/readyz"); r.StatusCode != 503 || strings.Contains(body(t, r), "secret") {
			t.Errorf("readyz: %d", r.StatusCode)
		}
	})
}

func TestAddressesOfAPaper(t *testing.T) {
	for address, good := range map[string]bool{
		"https://courier.example": true, "http://127.0.0.1:8080": true, "https://courier.example/": true,
		"courier.example": false, "ftp://courier.example": false, "https://": false, "https://courier.example/news": false, "": false,
	} {
		_, err := site.New(site.Options{URL: address, Cache: newCache(t, clock.Real{}, 0)})
		if (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestEveryWayOutIsDeclared is the law for the reader's door: every route has a class, and its first segment is one
// that nothing of the paper can take.
func TestEveryWayOutIsDeclared(t *testing.T) {
	classes := []site.Class{site.Published, site.Picture, site.Program, site.Probe, site.Spoken}
	for _, r := range site.Routes {
		if !slices.Contains(classes, r.Class) {
			t.Errorf("the route %s has the class %q, which there is not", r.Path, r.Class)
		}
		if !strings.HasPrefix(r.Path, "/{") && !paper.IsReserved(r.Path) {
			t.Errorf("the route %s could be taken by a story: its first segment is not reserved", r.Path)
		}
	}
}

func TestOneRenderForACrowdAtAPurgedPage(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	id, address := k.story("Bridge opens", article.Fields{Section: world.ID})
	cache := newCache(t, k.clock, 0)
	k.store.OnEntry(cache.Hear)
	door := k.site.With(cache, k.site.Reader)
	for round := range 5 {
		ask(door, http.MethodGet, address)
		d := must[article.Draft](t)(k.draft(id, article.Story, prose.Doc("Bridge opens", "", prose.P(prose.T(strings.Repeat("Again. ", round+1)))), article.Fields{Section: world.ID, Byline: []article.Credit{{Byline: k.me.Byline}}}))
		must[desk.Receipt](t)(k.desk.Publish(t.Context(), k.me, desk.Publication{Draft: id, Version: d.Version, Change: article.Update, Slot: desk.NoSlot}))
		before := cache.Renders()
		var crowd sync.WaitGroup
		var mu sync.Mutex
		answers := map[string]int{}
		for range 500 {
			crowd.Go(func() {
				got := told(ask(door, http.MethodGet, address))
				mu.Lock()
				answers[got]++
				mu.Unlock()
			})
		}
		crowd.Wait()
		if n := cache.Renders() - before; n != 1 || len(answers) != 1 {
			t.Errorf("round %d: %d renders and %d different answers for 500 readers", round, n, len(answers))
		}
	}
}

// TestARenderInFlightIsNotKept holds a render between its snapshot and its end while the story changes.
func TestARenderInFlightIsNotKept(t *testing.T) {
	c := clock.At(storetest.Monday)
	slow := &stalls{opened: make(chan int64), let: make(chan struct{})}
	k := open(t, storetest.Open(t, c), c, harm{reader: func(r press.Reader) press.Reader { slow.Reader = r; return slow }})
	world := k.section("World", "")
	id, address := k.story("Bridge opens", article.Fields{Section: world.ID})
	answers := make(chan string, 2)
	read := func() { answers <- body(t, k.get(address)) }
	go read()
	<-slow.opened // the render has its snapshot
	d := must[article.Draft](t)(k.draft(id, article.Story, prose.Doc("Bridge closes", "", prose.P(prose.T("For good."))), article.Fields{Section: world.ID, Byline: []article.Credit{{Byline: k.me.Byline}}}))
	must[desk.Receipt](t)(k.desk.Publish(t.Context(), k.me, desk.Publication{Draft: id, Version: d.Version, Change: article.Update, Slot: desk.NoSlot}))
	go read() // a reader who comes after the change was acknowledged
	slow.let <- struct{}{}
	if first := <-answers; !strings.Contains(first, "Bridge opens") {
		t.Error("who asked before the change was made to wait for it")
	}
	<-slow.opened // the second reader's render
	slow.let <- struct{}{}
	if second := <-answers; !strings.Contains(second, "Bridge closes") {
		t.Error("who asked after the change got what was before it")
	}
	if kept := body(t, k.get(address)); !strings.Contains(kept, "Bridge closes") {
		t.Error("what was before the change is kept")
	}
}

// TestNothingOfADraftLeaves puts a word into everything that readers may not see, and looks for it in every byte
// that the door gives out.
func TestNothingOfADraftLeaves(t *testing.T) {
	const canary = "Quaggatown"
	k := fresh(t)
	news, topic := k.section("News", ""), k.topic("Ferries")
	say := func() *prose.Node {
		return prose.Doc(canary+" falls", canary, prose.P(prose.T(canary)))
	}
	f := article.Fields{
		Section: news.ID, Topics: []string{topic.ID}, Byline: []article.Credit{{Byline: k.me.Byline}},
		Note: canary, Slug: "bridge",
	}
	// A story that is live, with a note to the desk and with changes waiting.
	live := must[article.Draft](t)(k.draft("", article.Story, prose.Doc("Bridge opens", "", prose.P(prose.T("At last."))), f))
	r := must[desk.Receipt](t)(k.desk.Publish(t.Context(), k.me, desk.Publication{Draft: live.ID, Version: live.Version, Change: article.First, Slot: 0}))
	waiting := f
	waiting.SearchHeadline, waiting.ShareHeadline, waiting.PaidBy, waiting.Source = canary, canary, canary, &article.Source{Name: canary}
	must[article.Draft](t)(k.draft(live.ID, article.Story, say(), waiting))
	// A story and a page that never were live, one of them with the address that readers may guess.
	hidden := f
	hidden.Slug = canary
	must[article.Draft](t)(k.draft("", article.Story, say(), hidden))
	must[article.Draft](t)(k.draft("", article.StandingPage, say(), article.Fields{Kind: article.News, Slug: canary}))
	// One that was live and was recalled.
	gone := must[article.Draft](t)(k.draft("", article.Story, say(), hidden))
	must[desk.Receipt](t)(k.desk.Publish(t.Context(), k.me, desk.Publication{Draft: gone.ID, Version: gone.Version, Change: article.First, Address: "/news/gone", Slot: 1}))
	must[desk.Receipt](t)(k.desk.Recall(t.Context(), k.me, gone.ID, canary))
	// A picture that nothing public shows.
	p := k.picture(canary)

	asked := 0
	for _, path := range []string{
		"/", r.Address, "/news/", "/news/2026/11/", "/latest", "/latest/2026/11/", "/corrections", "/search", "/author/mara-ostrey", "/topic/ferries",
		"/feed.xml", "/atom.xml", "/feed.json", "/news/feed.xml", "/author/mara-ostrey/atom.xml", "/topic/ferries/feed.json", "/corrections/feed.xml", "/latest/2026/11/atom.xml",
		"/sitemap.xml", "/sitemap-2026-11.xml", "/sitemap-pages.xml", "/news-sitemap.xml",
		"/news/gone", "/favicon.ico", "/robots.txt", "/healthz", "/readyz", "/pictures/" + p.Cuts[0].File, "/nothing",
		"/search?q=falls", "/search?q=quagga", "/newsroom/", "/newsroom/stories/" + live.ID, "/api/v1/drafts", "/" + live.ID, "/" + gone.ID,
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPost} {
			asked++
			if got := told(ask(k.site, method, path)); strings.Contains(strings.ToLower(got), strings.ToLower(canary)) {
				t.Errorf("%s %s gives out what readers may not see:\n%s", method, path, got)
			}
		}
	}
	// An address that names the story says no more than one that names nothing.
	hiddenAt, nothing := told(k.get("/news/quaggatown-falls")), told(k.get("/news/quaggatown-walls"))
	if got := strings.ReplaceAll(strings.ReplaceAll(hiddenAt, "falls", "x"), "walls", "x"); !strings.HasPrefix(got, "404") || len(hiddenAt) != len(nothing) {
		t.Errorf("the address of a draft differs from one of nothing: %s", differ(hiddenAt, nothing))
	}
	t.Logf("%d answers hold nothing of it", asked)
}
