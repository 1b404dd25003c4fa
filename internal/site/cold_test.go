package site_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func openStore(t testing.TB, place string, c clock.Clock, asked func(query string, args []any)) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), store.Options{Database: place, Clock: c, Asked: asked})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// statement is what a database was asked.
type statement struct {
	query string
	args  []any
}

// pages are all kinds of pages, cold, and how many statements each may cost once what stands around every page is known.
func (a *archive) pages() []struct {
	name, path string
	most       int
} {
	world, writer, topic := a.sections[0], a.bylines[3], a.topics[3]
	return []struct {
		name, path string
		most       int
	}{
		{"a story", a.stories[len(a.stories)/2], 3},
		{"the oldest story", a.stories[len(a.stories)-1], 3},
		{"a story at a mistyped address", strings.ToUpper(a.stories[7]), 3},
		{"home", "/", 3},
		{"a section", world.Address, 3},
		{"a section below another", a.sections[9].Address, 3},
		{"the newest", "/latest", 3},
		{"an author", writer.Address, 3},
		{"a topic", topic.Address, 3},
		{"the oldest page of everything", a.oldest("/latest"), 3},
		{"the oldest page of a section", a.oldest(world.Address), 3},
		{"a month of an author", a.oldest(writer.Address), 3},
		{"a month of a topic", a.oldest(topic.Address), 3},
		{"the corrections", "/corrections", 3},
		{"the feed of everything", "/feed.xml", 3},
		{"the feed of a section", world.Address + "atom.xml", 3},
		{"the feed of an author", writer.Address + "/feed.json", 3},
		{"the feed of a topic", topic.Address + "/feed.xml", 3},
		{"the feed of the corrections", "/corrections/atom.xml", 3},
		{"an archive of everything", a.oldest("/latest") + "atom.xml", 3},
		{"an archive of a section", a.oldest(world.Address) + "atom.xml", 3},
		{"where an old feed was", world.Address + "feed/", 3},
		{"the index of the map", "/sitemap.xml", 3},
		{"a month of the map", "/sitemap-2026-11.xml", 3},
		{"the pages of the map", "/sitemap-pages.xml", 3},
		{"the map of news", "/news-sitemap.xml", 3},
		{"nothing", "/nothing/stands/here", 3},
		{"a month in which nothing is", world.Address + "1999/01/", 3},
	}
}

func TestAColdPageCostsAtMostThreeStatements(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, kind storetest.Kind) {
		place := kind.Place(t, false)
		c := clock.At(storetest.Monday)
		a := anArchive(open(t, storetest.OpenAt(t, place, c), c, harm{}), 600, 300)
		var first []string
		for _, p := range a.pages() {
			var asked []statement
			k := a.again(t, place, func(query string, args []any) { asked = append(asked, statement{query, args}) })
			began := len(asked)
			k.get("/about-nothing") // it has what stands around every page, and no story but the five newest
			first = append(first, fmt.Sprint(len(asked)-began))
			asked = nil
			r := k.get(p.path)
			if len(asked) > p.most {
				t.Errorf("%s (%s) cost %d statements, and %d is the most:", p.name, p.path, len(asked), p.most)
				for _, s := range asked {
					t.Logf("%.3000s", s.query)
				}
			}
			t.Logf("%-32s %d statements, status %d", p.name, len(asked), r.StatusCode)
		}
		t.Logf("the first page after the start: %s statements", slices.Max(first))
	})
}

// small tables are read whole: a paper has one row of each, or as many as it has sections, and what is read of them is
// remembered. The index of the map needs every day.
var small = []string{"address_pattern", "head", "setting", "breaking", "section", "front", "f", "s", "h", "map_day"}

var (
	scanned = regexp.MustCompile(`SCAN (\w+)`)
	seqScan = regexp.MustCompile(`Seq Scan on (\w+)`)
	ofOne   = regexp.MustCompile(`o\.object = a\.object|FROM address WHERE object = |FROM picture_file f`) // the addresses of one thing and the pictures of one file are few
	// the pictures of a document of the map, of up to a thousand stories
	thousand = regexp.MustCompile(`FROM picture_use u WHERE u\.object IN`)
	sorted   = regexp.MustCompile(`\bSort\s+\(cost=.* rows=(\d+) `)
	sorts    = regexp.MustCompile(`USE TEMP B-TREE|\bSort\s+\(|HashAggregate|Materialize`)
)

// TestNoReaderWaitsForAScan looks at how both databases would answer every statement that a reader's page can ask.
func TestNoReaderWaitsForAScan(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, kind storetest.Kind) {
		place := kind.Place(t, false)
		c := clock.At(storetest.Monday)
		a := anArchive(open(t, storetest.OpenAt(t, place, c), c, harm{}), 1500, 300)
		asked := map[string][]any{}
		for _, p := range a.pages() {
			k := a.again(t, place, func(query string, args []any) { asked[query] = args })
			for range 2 {
				k.get(p.path)
			}
			if strings.Contains(p.path, "/20") {
				for _, link := range regexp.MustCompile(`href="([^"]*before=[^"]*)"`).FindAllStringSubmatch(k.cold(p.path), -1) {
					k.get(strings.ReplaceAll(link[1], "&amp;", "&"))
				}
			}
		}
		k := a.again(t, place, func(query string, args []any) { asked[query] = args })
		k.get("/corrections?before=1790000000000000")
		k.get("/?p=1")
		k.get("/pictures/" + strings.Repeat("0", 64) + ".jpg")
		db := raw(t, kind, place)
		for _, s := range grown { // a table is read whole, and rightly, while it is smaller than what the index would take
			if _, err := db.Exec(s); err != nil {
				t.Fatalf("%v: %s", err, s)
			}
		}
		for _, stats := range []bool{false, true} {
			if stats {
				if _, err := db.Exec(`ANALYZE`); err != nil {
					t.Fatal(err)
				}
			} else if kind.Name == "postgres" {
				continue // it looks at its tables by itself, and knows nothing of new ones
			}
			for query, args := range asked {
				plan := explain(t, db, kind, query, args)
				for _, line := range plan {
					if bad(line, query) {
						t.Errorf("a reader waits for this: %s\n%s\n%s", line, query, strings.Join(plan, "\n"))
						break
					}
				}
			}
		}
		t.Logf("%d statements looked at", len(asked))
	})
}

// grown makes the record and the tables as large as those of a paper with a long history.
var grown = []string{
	more(1000, 20000) + `INSERT INTO entry SELECT g, kind, object, at, salt, text, commitment, prev, hash, keys, quiet, by_staff
		FROM (SELECT * FROM entry ORDER BY number LIMIT 1) e, n`,
	more(1, 40000) + `INSERT INTO byline SELECT b.id || g, b.name, b.slug || '-of-' || g, b.title, b.about, b.portrait, b.email, b.links, b.guest, b.address || g, b.merged_into
		FROM (SELECT * FROM byline ORDER BY id LIMIT 1) b, n`,
	more(1, 40000) + `INSERT INTO topic SELECT b.id || g, b.name, b.slug || '-of-' || g, b.description, b.address || g, b.merged_into, b.turned_into
		FROM (SELECT * FROM topic ORDER BY id LIMIT 1) b, n`,
	more(1, 40000) + `INSERT INTO picture SELECT b.id || g, b.hash || g, b.type, b.width, b.height, b.name, b.credit, b.rights, b.caption, b.alt, b.focus_x, b.focus_y,
			b.ground, b.cuts, b.added_by, b.added_at, b.origin, b.published, b.folded, b.shown_until
		FROM (SELECT * FROM picture ORDER BY id LIMIT 1) b, n`,
	more(1, 40000) + `INSERT INTO picture_use (picture, kind, object) SELECT u.picture || g, u.kind, u.object || g FROM (SELECT * FROM picture_use ORDER BY object, picture LIMIT 1) u, n`,
	more(1, 40000) + `INSERT INTO note (id, article, edition, kind, at, text, old_words, new_words) SELECT b.id || g, b.article || g, b.edition, b.kind, b.at - g, b.text, b.old_words, b.new_words FROM (SELECT * FROM note ORDER BY id LIMIT 1) b, n`,
	more(1, 20000) + `INSERT INTO published SELECT p.id || g, p.form, p.address, p.kind, p.headline, p.standfirst, p.section, p.byline, p.source, p.topics, p.picture, p.paid_by,
			p.lang, p.dir, p.words, p.published_at, p.updated_at, p.edition, p.no_ads, p.search_title, p.share_title, p.place, p.fields, p.doc
		FROM (SELECT * FROM published ORDER BY id LIMIT 1) p, n`,
	more(1, 20000) + `INSERT INTO listing SELECT l.list, l.at - 100000000000000 - g, l.article || g FROM (SELECT * FROM listing WHERE list = 'latest' ORDER BY at LIMIT 1) l, n`,
}

// more counts, for a statement behind it.
func more(from, to int) string {
	return fmt.Sprintf(`WITH RECURSIVE n (g) AS (SELECT %d UNION ALL SELECT g + 1 FROM n WHERE g < %d) `, from, to)
}

func bad(line, query string) bool {
	if m := sorted.FindStringSubmatch(line); m != nil && len(m[1]) < 4 {
		return false // of a list no longer than a document of the map, which PostgreSQL knows
	}
	if sorts.MatchString(line) && !ofOne.MatchString(query) {
		return true
	}
	if thousand.MatchString(query) && strings.Contains(line, "Seq Scan on picture_use") {
		return false // PostgreSQL rather reads a table through than looks a thousand things up
	}
	for _, m := range append(scanned.FindAllStringSubmatch(line, -1), seqScan.FindAllStringSubmatch(line, -1)...) {
		if !slices.Contains(append([]string{"x", "CONSTANT", "subquery"}, small...), m[1]) {
			return true
		}
	}
	return false
}

func raw(t testing.TB, kind storetest.Kind, place string) *sql.DB {
	t.Helper()
	driver := map[string]string{"sqlite": "sqlite", "postgres": "pgx"}[kind.Name]
	db, err := sql.Open(driver, place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// explain asks a database how it would answer. PostgreSQL is asked twice: with the values at hand, and for any.
func explain(t *testing.T, db *sql.DB, kind storetest.Kind, query string, args []any) (plan []string) {
	t.Helper()
	if kind.Name == "sqlite" {
		rows, err := db.Query("EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		defer rows.Close()
		for rows.Next() {
			var a, b, c any
			var line string
			if err := rows.Scan(&a, &b, &c, &line); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, line)
		}
		return plan
	}
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	values := make([]string, len(args))
	for i, a := range args {
		values[i] = "'" + strings.ReplaceAll(fmt.Sprint(a), "'", "''") + "'"
	}
	run := "EXECUTE asked"
	if len(values) > 0 {
		run += "(" + strings.Join(values, ", ") + ")"
	}
	for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		for _, s := range []string{"SET plan_cache_mode = " + mode, "PREPARE asked AS " + query} {
			if _, err := conn.ExecContext(ctx, s); err != nil {
				t.Fatalf("%s: %v", s, err)
			}
		}
		rows, err := conn.QueryContext(ctx, "EXPLAIN "+run)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, line)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.ExecContext(ctx, "DEALLOCATE asked"); err != nil {
			t.Fatal(err)
		}
	}
	return plan
}

// BenchmarkColdPages is how long a page takes that nobody asked for yet, in an archive of BROADSHEET_BENCH_STORIES stories
// (1,000 unless it is set), on both databases: the median and the 99th of a hundred.
func BenchmarkColdPages(b *testing.B) {
	stories := 1000
	if n, err := strconv.Atoi(os.Getenv("BROADSHEET_BENCH_STORIES")); err == nil {
		stories = n
	}
	for _, kind := range storetest.Kinds() {
		b.Run(kind.Name, func(b *testing.B) {
			place := kind.Place(b, false)
			c := clock.At(storetest.Monday)
			a := anArchive(open(b, storetest.OpenAt(b, place, c), c, harm{}), stories, 600)
			k := a.again(b, place, nil)
			k.get("/")
			k.get(a.stories[0])
			n := 0
			next := func(all int) int { n++; return (n * 7919) % all }
			for _, kind := range []struct {
				name string
				path func() string
			}{
				{"a story", func() string { return a.stories[next(len(a.stories))] }},
				{"home", func() string { return "/" }},
				{"a section", func() string { return a.sections[next(len(a.sections))].Address }},
				{"an author", func() string { return a.bylines[next(len(a.bylines))].Address }},
				{"a topic", func() string { return a.topics[next(len(a.topics))].Address }},
				{"the oldest page", func() string { return a.oldest(a.sections[next(len(a.sections))].Address) }},
				{"a month", func() string { return "/latest/" + a.months[next(len(a.months))] }},
			} {
				b.Run(kind.name, func(b *testing.B) {
					var took []time.Duration
					for b.Loop() {
						door := k.site.With(newCache(b, k.clock, 1<<20), k.store)
						path := kind.path()
						began := time.Now()
						ask(door, http.MethodGet, path)
						took = append(took, time.Since(began))
					}
					slices.Sort(took)
					b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
					b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
				})
			}
		})
	}
}
