//go:build unix

package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/press"
	"broadsheet/internal/store/search"
)

// newspaper makes texts of a vocabulary of 20,000 made-up words, the common ones as common as in a language.
type newspaper struct {
	r     *rand.Rand
	zipf  *rand.Zipf
	words []string
}

func newNewspaper(r *rand.Rand) *newspaper {
	n := &newspaper{r: r, zipf: rand.NewZipf(r, 1.07, 2.7, 19_999)}
	parts := strings.Fields("ba be bor chan cli dor dra el fen gar gil har in jo kel lan lor mar mon nel or pen quil ran sel sto tar ul ver wex yar zim")
	for seen := map[string]bool{}; len(n.words) < 20_000; {
		made := ""
		for range 1 + len(n.words)/500%3 + r.IntN(3) {
			made += pick(r, parts)
		}
		if !seen[made] {
			seen[made] = true
			n.words = append(n.words, made)
		}
	}
	return n
}

func (n *newspaper) text(words int) string {
	all := make([]string, words)
	for i := range all {
		all[i] = n.words[n.zipf.Uint64()]
	}
	return strings.Join(all, " ")
}

// searchable fills the tables that a search reads with an archive of one story an hour, in big transactions and past the
// desk: the record is not asked.
func searchable(h house, stories int) error {
	ctx := context.Background()
	h.act(func(tx desk.Tx) error { return tx.SaveSettings(ctx, settings("en")) })
	h.sections(section("s0", ""), section("s1", ""), section("s2", "s1"), section("s3", "s1"))
	h.publish(told{id: "pattern", headline: "Pattern", text: "Pattern.", section: "s0"})
	driver := "sqlite"
	if h.kind.Name == "postgres" {
		driver = "pgx"
	}
	db, err := sql.Open(driver, h.place)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	n := newNewspaper(rand.New(rand.NewPCG(7, 7)))
	known := map[search.Spelled]int{{}: stories}
	for from := 0; from < stories && err == nil; from += 2000 {
		err = inOne(ctx, db, func(tx *sql.Tx) error {
			for i := from; i < min(from+2000, stories); i++ {
				if err := putSearchable(ctx, tx, h.kind.Name == "postgres", n, i, stories, known); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err == nil {
		err = inOne(ctx, db, func(tx *sql.Tx) error {
			for w, docs := range known {
				if _, err := tx.ExecContext(ctx, `INSERT INTO vocabulary (folded, word, docs) VALUES ($1, $2, $3)
					ON CONFLICT (folded, word) DO UPDATE SET docs = vocabulary.docs + excluded.docs`, w.Folded, w.Word, docs); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if h.kind.Name == "postgres" && err == nil {
		_, err = db.ExecContext(ctx, `VACUUM ANALYZE`) // which a server does by itself after a while
	}
	return errors.Join(err, db.Close())
}

func inOne(ctx context.Context, db *sql.DB, fn func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func putSearchable(ctx context.Context, tx *sql.Tx, postgres bool, n *newspaper, i, stories int, known map[search.Spelled]int) error {
	id, seq := fmt.Sprintf("bench%07d", i), Monday.Add(-time.Duration(stories-i)*time.Hour).UnixMicro()
	headline, text := n.text(8), n.text(120+n.r.IntN(160))
	sec, by, kind := fmt.Sprint("s", i%4), fmt.Sprint("b", i%50), []string{"news", "news", "news", "opinion"}[i%4]
	doc := search.Index(headline, "", text, "en", []string{search.Name("b", by), search.Name("s", sec), search.Name("k", kind)})
	for _, w := range search.Vocabulary(headline, text) {
		known[w]++
	}
	put := func(query string, args ...any) (err error) {
		_, err = tx.ExecContext(ctx, query, args...)
		return err
	}
	c := doc.FTS()
	index := func() error {
		if postgres {
			return put(`INSERT INTO search (seq, vec) VALUES ($1, CAST(CAST($2 AS TEXT) AS tsvector))`, seq, doc.Vector())
		}
		return put(`INSERT INTO search (rowid, head, stand, body, rest) VALUES ($1, $2, $3, $4, $5)`, seq, c[0], c[1], c[2], c[3])
	}
	return errors.Join(index(),
		put(`INSERT INTO search_doc (seq, article, stem, head, tokens, text, title) VALUES ($1, $2, 'en', $3, $4, $5, $6)`, seq, id, doc.Headings(), doc.Tokens(), text, headline+"\n"),
		put(`INSERT INTO search_fact (seq, facts, head) VALUES ($1, $2, $3)`, seq, kind+"\n"+sec+"\n"+by, doc.Brief()),
		put(`INSERT INTO published (id, form, address, kind, headline, standfirst, section, byline, source, topics, picture, paid_by, lang, dir, words,
			published_at, updated_at, edition, no_ads, search_title, share_title, place, fields, doc)
			SELECT CAST($1 AS TEXT), form, CAST($2 AS TEXT), kind, CAST($3 AS TEXT), standfirst, section, byline, source, topics, picture, paid_by, lang, dir, words,
			$4, updated_at, edition, no_ads, search_title, share_title, place, fields, doc FROM published WHERE id = 'pattern'`, id, "/"+id, headline, seq))
}

// benchQuestions are questions in the words of a newspaper: a fifth of them its commonest words, some phrases,
// exclusions, narrowed ones, spans of time and mistyped words.
func benchQuestions(n int) []article.Search {
	paper := newNewspaper(rand.New(rand.NewPCG(7, 7)))
	var bylines []string
	for i := range 50 {
		bylines = append(bylines, fmt.Sprint("b", i))
	}
	return questionsIn(lexicon{words: paper.words, sections: []string{"s0", "s1"}, bylines: bylines, from: Monday.AddDate(0, 0, -3000), days: 3000}, n)
}

// lexicon is what questions to an archive are made of.
type lexicon struct {
	words             []string // the commonest first
	phrases           []string // that stand in stories
	sections, bylines []string
	from              time.Time
	days              int
}

// lexiconOf reads what questions to the archive of a newsroom can be made of.
func lexiconOf(db *sql.DB) (l lexicon, err error) {
	read := func(into *[]string, query string, args ...any) {
		rows, failed := db.Query(query, args...)
		if failed != nil {
			err = errors.Join(err, failed)
			return
		}
		for rows.Next() {
			var s string
			err = errors.Join(err, rows.Scan(&s))
			*into = append(*into, s)
		}
		err = errors.Join(err, rows.Err(), rows.Close())
	}
	read(&l.words, `SELECT folded FROM vocabulary WHERE folded <> '' GROUP BY folded ORDER BY sum(docs) DESC, folded LIMIT 20000`)
	read(&l.sections, `SELECT id FROM section WHERE merged_into = '' AND turned_into = '' ORDER BY id`)
	read(&l.bylines, `SELECT id FROM byline WHERE merged_into = '' ORDER BY id LIMIT 200`)
	var first, last int64
	err = errors.Join(err, db.QueryRow(`SELECT min(seq), max(seq) FROM search_fact`).Scan(&first, &last))
	l.from, l.days = time.UnixMicro(first), int(time.UnixMicro(last).Sub(time.UnixMicro(first)).Hours()/24)
	for i := range int64(200) {
		var texts []string
		read(&texts, `SELECT text FROM search_doc WHERE seq >= $1 ORDER BY seq LIMIT 1`, first+(last-first)/200*i)
		for _, text := range texts {
			if words := search.Words(text); len(words) > 1 {
				at := int(i) % (len(words) - 1)
				l.phrases = append(l.phrases, words[at]+" "+words[at+1])
			}
		}
	}
	return l, err
}

func questionsIn(l lexicon, n int) []article.Search {
	r := rand.New(rand.NewPCG(8, 8))
	var all []article.Search
	for i := range n {
		var a article.Search
		a.Limit = 10
		for k := range 1 + r.IntN(3) {
			word := l.words[int(float64(len(l.words))*r.Float64()*r.Float64()*r.Float64())]
			if i%5 == 0 {
				word = l.words[r.IntN(10)]
			}
			switch {
			case r.IntN(8) == 0:
				word = `"` + word + " " + l.words[r.IntN(20)] + `"`
				if len(l.phrases) > 0 && r.IntN(2) == 0 {
					word = `"` + pick(r, l.phrases) + `"`
				}
			case r.IntN(8) == 0 && k > 0:
				word = "-" + word
			case r.IntN(12) == 0 && i%5 > 0:
				word = pick(r, search.Slips(word))
			}
			a.Text += word + " "
		}
		if r.IntN(6) == 0 {
			a.Section = pick(r, l.sections)
		}
		if r.IntN(8) == 0 {
			a.Byline = pick(r, l.bylines)
		}
		if r.IntN(8) == 0 {
			a.From = l.from.AddDate(0, 0, r.IntN(l.days))
			a.To = a.From.AddDate(0, r.IntN(20), 0)
		}
		a.Newest = r.IntN(6) == 0
		all = append(all, a)
	}
	return all
}

// BenchSearch asks 1,000 questions of an archive of BROADSHEET_BENCH_STORIES stories (3,000 unless it is set), in turn of
// each database (BROADSHEET_BENCH_ON names one; what SQLite holds is kept in the folder BROADSHEET_BENCH_KEEP and asked
// again the next time) and, as a yardstick, of the same database's own ranking of every match. BROADSHEET_BENCH_NEWSROOM
// is the database of a newsroom that is asked instead, in the words of its own texts.
func BenchSearch(b *testing.B) {
	stories := 3000
	if n, err := strconv.Atoi(os.Getenv("BROADSHEET_BENCH_STORIES")); err == nil {
		stories = n
	}
	var houses []house
	questions := benchQuestions(1000)
	own := os.Getenv("BROADSHEET_BENCH_NEWSROOM")
	for _, k := range Kinds() {
		if only := os.Getenv("BROADSHEET_BENCH_ON"); only != "" && only != k.Name || own != "" && (k.Name == "postgres") != strings.HasPrefix(own, "postgres") {
			continue
		}
		k.count(b)
		if own != "" {
			h := house{TB: b, clock: clock.At(Monday), kind: k, place: own}
			h.Store = OpenAt(b, own, h.clock)
			db, err := sql.Open(map[string]string{"sqlite": "sqlite", "postgres": "pgx"}[k.Name], own)
			if err != nil {
				b.Fatal(err)
			}
			l, err := lexiconOf(db)
			if err := errors.Join(err, db.QueryRow(`SELECT count(*) FROM search_fact`).Scan(&stories), db.Close()); err != nil {
				b.Fatal(err)
			}
			questions, houses = questionsIn(l, 1000), append(houses, h)
			continue
		}
		h := house{TB: b, clock: clock.At(Monday), kind: k}
		kept := false
		if dir := os.Getenv("BROADSHEET_BENCH_KEEP"); dir != "" && k.Name == "sqlite" {
			h.place = filepath.Join(dir, fmt.Sprintf("search%d.db", stories))
			_, err := os.Stat(h.place)
			kept = err == nil
			h.Store = OpenAt(b, h.place, h.clock)
		} else {
			h = newHouse(b, k)
		}
		if began := time.Now(); !kept {
			if err := searchable(h, stories); err != nil {
				b.Fatal(err)
			}
			b.Logf("%s: %d stories in %.0f s", k.Name, stories, time.Since(began).Seconds())
		}
		houses = append(houses, h)
	}
	ours, theirs := map[string][]time.Duration{}, map[string][]time.Duration{}
	slow := map[string][]string{}
	busy := map[string][]time.Duration{}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for b.Loop() {
		for _, q := range questions {
			for _, h := range houses {
				began, worked := time.Now(), work(h)
				h.see(func(v press.Snapshot) error {
					_, err := v.Search(context.Background(), q)
					return err
				})
				took := time.Since(began)
				busy[h.kind.Name] = append(busy[h.kind.Name], work(h)-worked)
				ours[h.kind.Name] = append(ours[h.kind.Name], took)
				if cost := work(h) - worked; cost > 50*time.Millisecond || h.kind.Name == "postgres" && took > 50*time.Millisecond {
					slow[h.kind.Name] = append(slow[h.kind.Name], fmt.Sprintf("%4d ms %q", max(cost, took).Milliseconds(), q.Text))
				}
				if own == "" {
					their, err := ownRanking(h, q)
					if err != nil {
						b.Fatal(err)
					}
					theirs[h.kind.Name] = append(theirs[h.kind.Name], their)
				}
			}
		}
	}
	for _, h := range houses {
		slices.SortFunc(slow[h.kind.Name], func(a, b string) int { return strings.Compare(b, a) })
		b.Logf("%s, %d stories: search %s (of the processor %s); the database's own ranking of all matches %s; over 50 ms of the processor: %d such as %s", h.kind.Name, stories,
			spread(ours[h.kind.Name]), spread(busy[h.kind.Name]), spread(theirs[h.kind.Name]), len(slow[h.kind.Name]), slow[h.kind.Name][:min(12, len(slow[h.kind.Name]))])
		b.ReportMetric(float64(ours[h.kind.Name][len(ours[h.kind.Name])*99/100].Microseconds())/1000, "p99-ms-"+h.kind.Name)
	}
}

// work is how long the processor has worked for this thread and, on PostgreSQL, for the server: what a question costs,
// however busy the machine is.
func work(h house) time.Duration {
	var mine syscall.Rusage
	if err := syscall.Getrusage(1, &mine); err != nil { // 1 is this thread, where there is such a thing
		h.Fatal(err)
	}
	sum := time.Duration(mine.Utime.Nano() + mine.Stime.Nano())
	if h.kind.Name == "postgres" && running != nil {
		sum += running.work()
	}
	return sum
}

// work is the same for a server: of all its processes.
func (s *server) work() (sum time.Duration) {
	children, err := os.ReadFile(fmt.Sprintf("/proc/%[1]d/task/%[1]d/children", s.cmd.Process.Pid))
	if err != nil {
		return 0 // not told on this system
	}
	for pid := range strings.FieldsSeq(string(children)) {
		if b, err := os.ReadFile("/proc/" + pid + "/schedstat"); err == nil { // a process that ends meanwhile is left out
			if n, err := strconv.ParseInt(strings.Fields(string(b))[0], 10, 64); err == nil {
				sum += time.Duration(n)
			}
		}
	}
	return sum
}

// ownRanking asks the database for the ten best of its own ranking.
func ownRanking(h house, q article.Search) (time.Duration, error) {
	parsed := search.Parse(q.Text, []string{"en"})
	if parsed.Empty() {
		return 0, nil
	}
	driver, query, arg := "sqlite", `SELECT rowid FROM search WHERE search MATCH $1 ORDER BY bm25(search) LIMIT 10`, parsed.FTS()
	if h.kind.Name == "postgres" {
		driver, arg = "pgx", parsed.TSQuery()
		query = `SELECT seq FROM search, CAST(CAST($1 AS TEXT) AS tsquery) q WHERE vec @@ q ORDER BY ts_rank(vec, q) DESC LIMIT 10`
	}
	db, err := sql.Open(driver, h.place)
	if err != nil {
		return 0, err
	}
	if err := db.Ping(); err != nil {
		return 0, errors.Join(err, db.Close())
	}
	began := time.Now()
	rows, err := db.Query(query, arg)
	if err != nil {
		return 0, errors.Join(err, db.Close())
	}
	for rows.Next() {
	}
	took := time.Since(began)
	return took, errors.Join(rows.Err(), rows.Close(), db.Close())
}

// spread says how long most of them took.
func spread(all []time.Duration) string {
	if len(all) == 0 {
		return "not asked"
	}
	slices.Sort(all)
	at := func(share float64) float64 {
		return float64(all[int(share*float64(len(all)-1))].Microseconds()) / 1000
	}
	return fmt.Sprintf("p50 %.1f ms, p99 %.1f ms, slowest %.1f ms", at(.5), at(.99), at(1))
}
