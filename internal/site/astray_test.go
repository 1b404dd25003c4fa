package site_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/outside"
	"broadsheet/internal/paper"
)

// waysUp are ways to write "one folder up" that some server has fallen for.
var waysUp = []string{
	"../", "..\\", "..%2f", "..%2F", "..%5c", "..%5C", "%2e%2e/", "%2e%2e%2f", "%2E%2E%2F", "%2e%2e\\", "%2e%2e%5c", "%252e%252e%252f", "..%252f",
	"..%255c", "..%c0%af", "..%c1%9c", "%c0%ae%c0%ae/", "%c0%ae%c0%ae%c0%af", "..%u2215", "..%u2216", "..%ef%bc%8f", "..%e2%88%95", "....//", "....\\\\",
	"..././", "...\\.\\", "..;/", "..%00/", "..%0d/", "..%5c..%2f", ".%2e/", "%2e./", "//../", "/..//",
}

// sought are files that nobody may get.
var sought = []string{
	"etc/passwd", "etc/passwd%00", "etc/passwd%00.jpg", "etc/shadow", "etc/hosts", "proc/self/environ", "proc/self/cmdline", "broadsheet.db", "broadsheet.db-wal",
	"windows/win.ini", "boot.ini", "go.mod", "go.mod%00.css", ".env", ".git/config", "pictures.txt", "secret.txt", "secret.txt%23", "secret.txt?", "secret.txt%00.png",
}

func TestNoPathLeadsOutOfTheHouse(t *testing.T) {
	k := fresh(t)
	lines, asked := 0, 0
	for n := 1; n <= 8; n++ {
		for _, up := range waysUp {
			for _, file := range sought {
				lines++
				line := strings.Repeat(up, n) + file
				for _, below := range []string{"/assets/", "/pictures/", "/", "/favicon.ico/", "/robots.txt/", "/latest/"} {
					r, ok := rawly(below + line)
					if !ok {
						continue // no request can hold it
					}
					asked++
					w := httptest.NewRecorder()
					k.site.ServeHTTP(w, r)
					said := w.Body.String()
					if w.Code == http.StatusOK || w.Code >= 500 || strings.Contains(said, "root:x:") || strings.Contains(said, "module broadsheet") || strings.Contains(said, "SQLite format") {
						t.Fatalf("%s answers %d", below+line, w.Code)
					}
					sameOrigin(t, below+line, w.Header().Get("Location"))
				}
			}
		}
	}
	t.Logf("%d lines, asked %d times: none left the house", lines, asked)
}

// rawly is a request whose line holds the address as it is.
func rawly(address string) (*http.Request, bool) {
	u, err := url.ParseRequestURI(address)
	if err != nil {
		return nil, false
	}
	r := httptest.NewRequest(http.MethodGet, base+"/", nil)
	r.URL, r.RequestURI = u, address
	return r, true
}

// sameOrigin refuses a location that any browser could read as another site: it removes tabs and line ends, and takes a
// backslash for a slash.
func sameOrigin(t *testing.T, asked, location string) {
	t.Helper()
	if location == "" {
		return
	}
	read := strings.ReplaceAll(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(strings.TrimSpace(location)), "\\", "/")
	read = strings.TrimPrefix(read, base)
	if !strings.HasPrefix(read, "/") || strings.HasPrefix(read, "//") && !strings.HasPrefix(location, base) {
		t.Errorf("%q leads to %q", asked, location)
	}
}

// astray are addresses that lead to another site while they look as if they did not.
func astray() []string {
	var out []string
	for _, host := range []string{"evil.example", "evil%E3%80%82example", "evil.example:80", "courier.example@evil.example", "courier.example.evil.example", "[::1]", "2130706433", "①②⑦.0.0.1"} {
		for _, how := range []string{
			"//%s", "///%s", "////%s", "/\\%s", "\\/%s", "\\\\%s", "/\t/%s", "/%%09/%s", "/%%0d/%s", "/%%5c%s", "/%%2f%s", "%%2f%%2f%s", "http:%s", "https:%s", "http:/%s", "https:\\\\%s",
			"https://%s", "HTTPS://%s", "//%s/..", "/.//%s", "/..//%s", "/;//%s", "/./\\%s", "/%%2e%%2e//%s", "//%s%%2f..", "javascript://%s/%%0aalert(1)", "data:text/html,%s", "〱%s", "/〱%s", "//\u200b%s", " //%s", "\u00a0//%s",
			"?next=//%s", "#//%s", "/x?url=https://%s", "@%s", ".%s", ":80#@%s/", "//%s#/news/", "//%s?/news/", "/news/..//%s",
		} {
			out = append(out, fmt.Sprintf(how, host))
		}
	}
	return out
}

func TestNoAddressLeadsAstray(t *testing.T) {
	k := fresh(t)
	section := k.section("News", "")
	k.story("The bridge is open", article.Fields{Section: section.ID})
	lines := astray()
	if at := outside.Look(t, "url/urltestdata.json"); at != "" {
		b, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		var cases []any
		if err := json.Unmarshal(b, &cases); err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			if m, ok := c.(map[string]any); ok {
				if in, ok := m["input"].(string); ok {
					lines = append(lines, in)
				}
			}
		}
	} else {
		t.Log("without the cases of the URL standard: the outside test data is not here")
	}
	if _, _, err := k.desk.SavePattern(t.Context(), k.me, base, paper.Pattern{Old: "/go/{rest...}", To: "/{rest}"}); err != nil {
		t.Fatal(err)
	}
	taken, refused, asked := 0, 0, 0
	for i, line := range lines {
		for _, below := range []string{"", "/", "/go/", "/news", "/latest", "/author/", "/pictures/"} {
			r, ok := rawly(below + line)
			if !ok || !strings.HasPrefix(below+line, "/") {
				continue
			}
			asked++
			w := httptest.NewRecorder()
			k.site.ServeHTTP(w, r)
			sameOrigin(t, below+line, w.Header().Get("Location"))
		}
		g, err := paper.ReadGoal(line, base)
		if err != nil {
			refused++
			continue
		}
		if g.Host == "" {
			taken++
			sameOrigin(t, line, g.Location)
			continue
		}
		refused++
		if _, _, err := k.desk.MakeRedirect(t.Context(), k.me, base, fmt.Sprintf("/out/%d", i), line); err == nil {
			t.Errorf("a redirect leads to %q, a site that the paper does not name", line)
		}
	}
	t.Logf("%d lines: asked %d times; as a goal %d lead within the paper, %d are refused; none leads astray", len(lines), asked, taken, refused)
}
