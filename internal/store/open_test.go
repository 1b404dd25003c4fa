package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"broadsheet/internal/fault"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// openFault opens what cannot be opened and gives the sentence.
func openFault(t *testing.T, o store.Options) string {
	t.Helper()
	s, err := store.Open(context.Background(), o)
	if err == nil {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		t.Fatalf("opening %q works", o.Database)
	}
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatalf("opening gives no sentence but: %v", err)
	}
	return f.Say
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenSaysWhyItCannot(t *testing.T) {
	folder := t.TempDir()
	file := write(t, filepath.Join(folder, "file"), "x")
	damaged := "SQLite format 3\x00" + strings.Repeat("no page at all ", 1000)
	for name, c := range map[string]struct{ database, want string }{
		"the folder is a file":             {filepath.Join(file, "sub", "a.db"), "cannot be made"},
		"the folder cannot be written to":  {"/proc/self/a.db", "cannot be written to"},
		"the file is a letter":             {write(t, filepath.Join(folder, "letter.db"), "Dear editor, how are you"), "is not a database: it begins with \"Dear editor, how\""},
		"the file is short":                {write(t, filepath.Join(folder, "short.db"), "Dear"), "is not a database"},
		"the file is damaged":              {write(t, filepath.Join(folder, "damaged.db"), damaged), "damaged"},
		"the file is a folder":             {folder, "cannot be"},
		"the address has no sense":         {"postgres://user:hunter2@host:port/name", "cannot be read"},
		"nobody answers":                   {"postgres://user:hunter2@127.0.0.1:1/name", "does not let this program in"},
		"the host is not there":            {"postgres://user:hunter2@host.invalid/name?connect_timeout=1", "does not let this program in"},
		"the socket's folder is not there": {"postgres://user:hunter2@/name?host=" + folder, "does not let this program in"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := os.Stat("/proc/self"); err != nil && strings.HasPrefix(c.database, "/proc") {
				t.Skip("there is no /proc here")
			}
			var log bytes.Buffer
			o := store.Options{Database: c.database, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
			say := openFault(t, o)
			if !strings.Contains(say, c.want) {
				t.Errorf("the sentence is %q, want it to say %q", say, c.want)
			}
			_, err := store.Open(context.Background(), o)
			if all := fmt.Sprintf("%s %v %+v %s", say, err, err, &log); strings.Contains(all, "hunter2") {
				t.Errorf("the password is told: %s", all)
			}
		})
	}
	left, err := filepath.Glob(filepath.Join(folder, ".may-write*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestOneServesFromAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	first := open(t, store.Options{Database: path, Exclusive: true})
	say := openFault(t, store.Options{Database: path, Exclusive: true})
	if want := fmt.Sprintf("(process %d)", os.Getpid()); !strings.Contains(say, want) || !strings.Contains(say, "--data") {
		t.Errorf("the sentence is %q, want it to name %s and what to do", say, want)
	}
	// A command beside it may come in.
	beside := open(t, store.Options{Database: path})
	for _, s := range []*store.Store{beside, first} {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	again := open(t, store.Options{Database: path, Exclusive: true})
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// direct opens a database past the store.
func direct(t *testing.T, kind, database string) *sql.DB {
	t.Helper()
	driver := map[string]string{"sqlite": "sqlite", "postgres": "pgx"}[kind]
	db, err := sql.Open(driver, database)
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

func TestReleases(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		database := k.Place(t, false)
		db := direct(t, k.Name, database)
		exec := func(statement string) {
			t.Helper()
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		// Newer programs that only added to the tables leave them to this one.
		exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, ` + map[string]string{"sqlite": "1", "postgres": "true"}[k.Name] + `)`)
		exec(`ALTER TABLE topic ADD COLUMN colour TEXT`)
		s := open(t, store.Options{Database: database})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		// Those that took something away do not.
		exec(fmt.Sprintf(`UPDATE house SET oldest = %d`, store.Release+1))
		say := openFault(t, store.Options{Database: database})
		if !strings.Contains(say, "newer Broadsheet") {
			t.Errorf("the sentence is %q", say)
		}
	})
}

func TestManyOpenANewDatabaseAtOnce(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		database := k.Place(t, true)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				s, err := store.Open(context.Background(), store.Options{Database: database})
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := s.Verify(context.Background()); err != nil {
					t.Error(err)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

func TestMigrationsStandInPairs(t *testing.T) {
	names := map[string][]string{}
	for _, dialect := range []string{"sqlite", "postgres"} {
		files, err := filepath.Glob(filepath.Join("migrations", dialect, "*"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		before := ""
		for _, f := range files {
			name := filepath.Base(f)
			names[dialect] = append(names[dialect], name)
			if !regexp.MustCompile(`^[0-9]{4}_[a-z_]+\.sql$`).MatchString(name) || name[:4] <= before {
				t.Errorf("%s is no migration with a number of its own and a name", f)
			}
			before = name[:4]
		}
	}
	if !slices.Equal(names["sqlite"], names["postgres"]) {
		t.Errorf("the migrations differ: %v", names)
	}
}

// columns lists the columns of a database as "table.column type".
func columns(t *testing.T, k storetest.Kind) []string {
	t.Helper()
	s := open(t, store.Options{Database: k.Place(t, false)})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	query := `SELECT m.name || '.' || p.name || ' ' || p.type || CASE WHEN p."notnull" = 1 THEN '' ELSE ' NULL' END FROM sqlite_schema m, pragma_table_info(m.name) p WHERE m.type = 'table'`
	if k.Name == "postgres" {
		query = `SELECT table_name || '.' || column_name || ' ' || data_type || CASE WHEN is_nullable = 'NO' THEN '' ELSE ' NULL' END ||
			CASE WHEN data_type = 'text' AND collation_name IS DISTINCT FROM 'C' THEN ' without COLLATE "C"' ELSE '' END
			FROM information_schema.columns WHERE table_schema = 'public'`
	}
	rows, err := direct(t, k.Name, k.Place(t, false)).Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	// What the two cannot have alike: the index of search, and what the migrations and the engines keep themselves.
	own := regexp.MustCompile(`^(goose_|sqlite_|search\.|draft_search\.|(draft_)?search_(data|idx|content|docsize|config)\.)`)
	types := strings.NewReplacer(" bigint", " INTEGER", " text", " TEXT", " bytea", " BLOB", " double precision", " REAL")
	var all []string
	for rows.Next() {
		var c string
		if err := rows.Scan(&c); err != nil {
			t.Fatal(err)
		}
		if !own.MatchString(c) {
			all = append(all, types.Replace(c))
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func TestTablesAreTheSameInBoth(t *testing.T) {
	found := map[string][]string{}
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) { found[k.Name] = columns(t, k) })
	if found["postgres"] == nil {
		return // skipped
	}
	for i, kind := range []string{"sqlite", "postgres"} {
		other := found[[]string{"postgres", "sqlite"}[i]]
		for _, c := range found[kind] {
			if !slices.Contains(other, c) {
				t.Errorf("only %s has %s", kind, c)
			}
		}
	}
	if len(found["sqlite"]) < 100 {
		t.Errorf("only %d columns were found", len(found["sqlite"]))
	}
}
