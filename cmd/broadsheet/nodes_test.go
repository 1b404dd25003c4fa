package main

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"broadsheet/internal/store/storetest"
)

// volume is a tenth of the full number, or all of it in the soak.
func volume(full int) int {
	if os.Getenv("BROADSHEET_SOAK") != "" {
		return full
	}
	return max(1, full/10)
}

func postgres(t *testing.T) string {
	t.Helper()
	for _, k := range storetest.Kinds() {
		if k.Name == "postgres" {
			return k.Place(t, true)
		}
	}
	t.Skip("there is no PostgreSQL on this machine")
	return ""
}

// TestTwoNodesAreOneSite publishes and recalls through one process and reads through another: nothing may be stale
// once the newsroom has answered, also while the line on which nodes hear each other is cut.
func TestTwoNodesAreOneSite(t *testing.T) {
	database := postgres(t)
	data := t.TempDir()
	one := starts(t, freePort(t), "--database", database, "--data", data)
	two := starts(t, freePort(t), "--database", database, "--data", data)
	e := opensPaper(t, one)
	db, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()

	stale, published, recalled, cuts := 0, 0, 0, 0
	seen := func(path, words string, want bool) {
		t.Helper()
		_, body, err := reads(two.url, path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(body, words) != want {
			stale++
			t.Errorf("%s: “%s” there is %v, want %v", path, words, !want, want)
		}
	}
	status := func(path string, want int) {
		t.Helper()
		got, _, err := reads(two.url, path)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			stale++
			t.Errorf("%s answers %d, want %d", path, got, want)
		}
	}
	for n := range volume(100) {
		if n%5 == 4 {
			var cut int
			if err := db.QueryRow(`SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'listen%' AND pid <> pg_backend_pid()) AS cut`).Scan(&cut); err != nil {
				t.Fatal(err)
			}
			cuts += cut // a line that is still being made again cannot be cut
		}
		headline := fmt.Sprintf("Tide number %d", n)
		address := fmt.Sprintf("/tide-number-%d", n)
		id, version, err := e.writes(headline)
		if err != nil {
			t.Fatal(err)
		}
		status(address, 404) // kept by the other node as not found
		for _, path := range []string{"/", "/latest", "/author/mara-ostrey"} {
			seen(path, headline+"<", false)
		}
		if err := e.publishes(id, version, "first"); err != nil {
			t.Fatal(err)
		}
		published++
		status(address, 200)
		for _, path := range []string{"/", "/latest", "/author/mara-ostrey", "/search?q=tide+" + fmt.Sprint(n)} {
			seen(path, fmt.Sprintf(`href="%s"`, address), true)
		}
		if n%2 == 0 {
			if err := e.recalls(id); err != nil {
				t.Fatal(err)
			}
			recalled++
			status(address, 410)
			for _, path := range []string{"/", "/latest", "/author/mara-ostrey", "/search?q=tide+" + fmt.Sprint(n)} {
				seen(path, fmt.Sprintf(`href="%s"`, address), false)
			}
		}
	}
	if cuts == 0 {
		t.Error("there was no line to cut: nobody listens")
	}
	t.Logf("figures: %d publications and %d recalls through one node, its line cut %d times, %d stale answers of the other", published, recalled, cuts, stale)
}

// TestEightWritersAtOnce publishes from eight people at once through two nodes: numbers without gaps, the chain whole.
func TestEightWritersAtOnce(t *testing.T) {
	database := postgres(t)
	data := t.TempDir()
	one := starts(t, freePort(t), "--database", database, "--data", data)
	two := starts(t, freePort(t), "--database", database, "--data", data)
	first := opensPaper(t, one)
	var all sync.WaitGroup
	each := volume(100)
	for w := range 8 {
		e := *first
		e.t, e.window = t, fmt.Sprintf("%025d%d", 0, w)
		if w%2 == 1 {
			e.url = two.url // a cookie goes by host, and both nodes are on this one
		}
		all.Go(func() {
			for n := range each {
				id, version, err := e.writes(fmt.Sprintf("Writer %d story %d", w, n))
				if err == nil {
					err = e.publishes(id, version, "first")
				}
				if err != nil {
					t.Errorf("writer %d: %v", w, err)
					return
				}
			}
		})
	}
	all.Wait()
	out, err := command(t, "verify", "--database", database, "--data", data).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	// one entry for the opening, and one for each publication
	if want := fmt.Sprintf("%d entries without a gap", 1+8*each); !strings.Contains(string(out), want) {
		t.Errorf("verify says %q, want %q", out, want)
	}
	t.Logf("figures: eight writers, %s", strings.TrimSpace(string(out)))
}

// TestANodeThatIsCutOff: without its database a node is not ready, and serves what it knew.
func TestANodeThatIsCutOff(t *testing.T) {
	database := postgres(t)
	p := starts(t, freePort(t), "--database", database, "--data", t.TempDir())
	e := opensPaper(t, p)
	id, version, err := e.writes("Tide turns")
	if err == nil {
		err = e.publishes(id, version, "first")
	}
	if err != nil {
		t.Fatal(err)
	}
	if status, _, err := reads(p.url, "/tide-turns"); err != nil || status != 200 {
		t.Fatalf("the story answers %d, %v", status, err)
	}
	db, err := sql.Open("pgx", strings.Replace(database, currentName(database), "postgres", 1))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	name := currentName(database)
	// nobody may connect any more, and who is connected is thrown out
	if _, err := db.Exec(fmt.Sprintf(`ALTER DATABASE %q WITH ALLOW_CONNECTIONS false`, name)); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, name); err != nil {
		t.Fatal(err)
	}
	until(t, "the node is not ready", func() bool { status, _, err := reads(p.url, "/readyz"); return err == nil && status == 503 })
	if status, _, err := reads(p.url, "/tide-turns"); err != nil || status != 200 {
		t.Errorf("cut off, the kept story answers %d, %v", status, err)
	}
	if _, err := db.Exec(fmt.Sprintf(`ALTER DATABASE %q WITH ALLOW_CONNECTIONS true`, name)); err != nil {
		t.Fatal(err)
	}
	until(t, "the node is ready again", func() bool { status, _, err := reads(p.url, "/readyz"); return err == nil && status == 200 })
}

// currentName is the name of the database in an address.
func currentName(address string) string {
	rest := address[strings.Index(address, "://")+3:]
	rest = rest[strings.IndexByte(rest, '/')+1:]
	name, _, _ := strings.Cut(rest, "?")
	return name
}
