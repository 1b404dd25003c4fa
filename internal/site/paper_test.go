package site_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/store/storetest"
)

// BenchmarkColdPaper is BenchmarkColdPages in a paper that is there already, asked of programs that have just been started: BROADSHEET_BENCH_PAPER is the file or address
// of its database, which only must not be served by anybody who writes.
func BenchmarkColdPaper(b *testing.B) {
	place := os.Getenv("BROADSHEET_BENCH_PAPER")
	if place == "" {
		b.Skip("BROADSHEET_BENCH_PAPER names no database")
	}
	c := clock.At(time.Now())
	started := func() *house { // a program that has just been started
		k := empty(b, openStore(b, place, c, nil), c, harm{})
		if err := k.site.Prepare(b.Context()); err != nil {
			b.Fatal(err)
		}
		return k
	}
	kind := storetest.Kind{Name: "sqlite"}
	if len(place) > 8 && place[:8] == "postgres" {
		kind.Name = "postgres"
	}
	db := raw(b, kind, place)
	addresses := func(kind string, n int) (all []string) {
		rows, err := db.Query(`SELECT path FROM address WHERE kind = $1 AND target = $1 ORDER BY object LIMIT $2`, kind, n)
		if err != nil {
			b.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var path string
			if err := rows.Scan(&path); err != nil {
				b.Fatal(err)
			}
			all = append(all, path)
		}
		if len(all) == 0 {
			b.Fatalf("the paper has no %s", kind)
		}
		return all
	}
	stories, sections, bylines, topics := addresses("article", 20_000), addresses("section", 100), addresses("byline", 2000), addresses("topic", 2000)
	var oldest int64
	if err := db.QueryRow(`SELECT MIN(at) FROM listing`).Scan(&oldest); err != nil {
		b.Fatal(err)
	}
	month := time.UnixMicro(oldest).UTC().Format("/2006/01/")
	n := 0
	one := func(of []string) string { n++; return of[(n*7919)%len(of)] }
	for _, kind := range []struct {
		name string
		most int // asked of one program
		path func() string
	}{
		{"a story", 40, func() string { return one(stories) }},
		{"home", 1, func() string { return "/" }},
		{"a section", 12, func() string { return one(sections) }},
		{"an author", 12, func() string { return one(bylines) }},
		{"a topic", 12, func() string { return one(topics) }},
		{"the oldest month", 1, func() string { return "/latest" + month }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			var took []time.Duration
			var k *house
			bytes := 0
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				if len(took)%kind.most == 0 {
					if k != nil {
						if err := k.store.Close(); err != nil {
							b.Fatal(err)
						}
					}
					k = started()
				}
				door, path := k.site.With(newCache(b, k.clock, 1<<20), k.store), kind.path()
				b.StartTimer()
				began := time.Now()
				r := ask(door, http.MethodGet, path)
				took = append(took, time.Since(began))
				bytes += len(body(b, r))
				if r.StatusCode >= 500 {
					b.Fatal(fmt.Sprint(path, " answers ", r.StatusCode))
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(bytes)/float64(b.N), "page-B")
		})
	}
}
