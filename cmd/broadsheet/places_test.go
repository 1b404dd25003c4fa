package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// seeded gives random numbers that can be had again with BROADSHEET_SEED.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if s, err := strconv.ParseUint(os.Getenv("BROADSHEET_SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Logf("seed: %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// lies is where a paper lies: its folder, and what the store calls its database.
type lies struct{ data, database string }

// empty is a place where nothing lies yet.
func empty(t *testing.T, k storetest.Kind) lies {
	t.Helper()
	l := lies{data: filepath.Join(t.TempDir(), "paper")}
	if l.database = filepath.Join(l.data, databaseFile); k.Name == "postgres" {
		l.database = k.Place(t, true)
	}
	return l
}

// args are the words of a command on the place.
func (l lies) args(words ...string) []string {
	words = append(words, "--data", l.data)
	if strings.HasPrefix(l.database, "postgres") {
		words = append(words, "--database", l.database)
	}
	return words
}

// runs runs a command on the place, which has to work, and gives what it printed.
func (l lies) runs(t *testing.T, words ...string) string {
	t.Helper()
	out, err := command(t, l.args(words...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v: %s", words, err, out)
	}
	return string(out)
}

// rows reads some columns of a table, each row as texts.
func (l lies) rows(t *testing.T, table string, columns ...string) [][]string {
	t.Helper()
	s, err := store.Open(context.Background(), store.Options{Database: l.database})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var all [][]string
	_, err = s.Dump(context.Background(), func(name string, have []string) (func([]any) error, error) {
		return func(row []any) error {
			if name != table {
				return nil
			}
			var r []string
			for _, c := range columns {
				r = append(r, fmt.Sprint(row[slices.Index(have, c)]))
			}
			all = append(all, r)
			return nil
		}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// around are addresses that no table lists: the program's own, and some where nothing stands.
var around = []string{
	"/", "/latest", "/corrections", "/search", "/search?q=the", "/search?q=bridge+-ferry", "/search?q=%22the+tide%22", "/feed.xml", "/atom.xml",
	"/feed.json", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt", "/favicon.ico", "/nowhere", "/?p=999999", "/pictures/nothing.jpg",
}

// feeds stand behind whatever has a list.
var feeds = []string{"/feed.xml", "/atom.xml", "/feed.json"}

// public are all addresses that a reader can ask for: those of the table, the feeds behind them, the files of pictures,
// and those around. They are written as a request writes them.
func (l lies) public(t *testing.T) []string {
	t.Helper()
	all := slices.Clone(around)
	for _, row := range l.rows(t, "address", "path", "target") {
		path, query, _ := strings.Cut(row[0], "?")
		u := url.URL{Path: path, RawQuery: query}
		all = append(all, u.String())
		if query == "" && row[1] != "article" {
			for _, feed := range feeds {
				u.Path = strings.TrimSuffix(path, "/") + feed
				all = append(all, u.String())
			}
		}
	}
	for _, row := range l.rows(t, "picture_file", "file") {
		all = append(all, "/pictures/"+row[0])
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// links finds the addresses that a page of this paper leads to: further pages of lists, months, parts of site maps.
var links = regexp.MustCompile(`(?:href="|<loc>https?://[^/]+)(/[^"<#]*)`)

// answers serves the place, asks for every address, and for what the answers lead to, and stops again. An answer is
// its status, its header but for the date, and its body.
func (l lies) answers(t *testing.T, listen string, paths []string) map[string]string {
	t.Helper()
	p := starts(t, listen, l.args()...)
	defer p.kill()
	all := map[string]string{}
	for n := 0; n < len(paths); n++ {
		path := paths[n]
		if _, had := all[path]; had {
			continue
		}
		answer, err := readers.Get(p.url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		answer.Header.Del("Date")
		all[path] = fmt.Sprintf("%d\n%v\n%s", answer.StatusCode, answer.Header, body)
		for _, m := range links.FindAllStringSubmatch(string(body), -1) {
			if !strings.HasPrefix(m[1], "/newsroom") && !strings.HasPrefix(m[1], "//") && !strings.HasPrefix(m[1], "/search?") { // facets multiply
				paths = append(paths, strings.ReplaceAll(m[1], "&amp;", "&"))
			}
		}
	}
	return all
}

// sameAnswers compares what readers got before and after.
func sameAnswers(t *testing.T, before, after map[string]string) {
	t.Helper()
	kinds := map[string]int{}
	for path, was := range before {
		kinds[was[:3]]++
		if is := after[path]; is != was {
			t.Errorf("%s answers otherwise than before: %s", path, firstDifference(was, is))
		}
	}
	t.Logf("answers: %d addresses, by status %v", len(before), kinds)
	if len(after) != len(before) {
		t.Errorf("%d addresses were found before, and %d after", len(before), len(after))
	}
}

// firstDifference shows where two texts part.
func firstDifference(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	cut := func(s string) string { return s[max(0, min(n-60, len(s))):min(n+100, len(s))] }
	return fmt.Sprintf("%q before, %q after", cut(a), cut(b))
}
