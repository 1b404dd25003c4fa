package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/store/storetest"
)

// TestACopyBringsThePaperBack: every address answers as before; what is damaged is refused and leaves nothing.
func TestACopyBringsThePaperBack(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		random := seeded(t)
		from, listen := empty(t, k), freePort(t)
		p := starts(t, listen, from.args()...)
		e := opensPaper(t, p)
		for _, headline := range []string{"The bar is dredged", "The bridge is shut", "The ferry is late"} {
			id, version, err := e.writes(headline)
			if err == nil {
				err = e.publishes(id, version, "first")
			}
			if err == nil && strings.Contains(headline, "ferry") {
				err = e.recalls(id)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := e.writes("Nobody may read this yet"); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "paper.copy")
		from.runs(t, "backup", file)
		p.kill()
		before := from.answers(t, listen, from.public(t))

		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		into := empty(t, k)
		bad := filepath.Join(t.TempDir(), "bad")
		for n := range 6 {
			b := append([]byte{}, whole...)
			if at := random.IntN(len(b)); n%2 == 0 {
				b = b[:at]
			} else {
				b[at] ^= 1
			}
			if err := os.WriteFile(bad, b, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := command(t, into.args("restore", bad)...).CombinedOutput()
			if err == nil || !strings.Contains(string(out), "damaged") {
				t.Errorf("a damaged copy: %v, %s", err, out)
			}
			if _, err := os.Stat(into.data); err == nil {
				t.Error("a damaged copy left a folder")
			}
		}
		into.runs(t, "restore", file)
		if out, err := command(t, into.args("restore", file)...).CombinedOutput(); err == nil {
			t.Errorf("restored over a paper: %s", out)
		}
		sameAnswers(t, before, into.answers(t, listen, into.public(t)))
	})
}
