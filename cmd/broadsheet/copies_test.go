package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/store/storetest"
)

// TestACopyBringsThePaperBack: every address answers as before; what is damaged is refused and leaves nothing.
func TestACopyBringsThePaperBack(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		where := func(data string) []string {
			if k.Name == "sqlite" {
				return []string{"--data", data}
			}
			return []string{"--data", data, "--database", k.Place(t, true)}
		}
		from := where(t.TempDir())
		p := starts(t, freePort(t), from...)
		e := opensPaper(t, p)
		id, version, err := e.writes("The bar is dredged")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := e.writes("Nobody may read this yet"); err != nil {
			t.Fatal(err)
		}
		_ = e.publishes(id, version, "first") // what keeps it from going out does not matter here
		file := filepath.Join(t.TempDir(), "paper.copy")
		if out, err := command(t, append([]string{"backup", file}, from...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		paths := []string{"/", "/latest", "/search?q=bar", "/feed.xml", "/nowhere", "/news/the-bar-is-dredged"}
		before := map[string]string{}
		for _, path := range paths {
			_, body, err := reads(p.url, path)
			if err != nil {
				t.Fatal(err)
			}
			before[path] = body
		}
		listen := strings.TrimPrefix(p.url, "http://")
		p.kill()

		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		into := filepath.Join(t.TempDir(), "back")
		bad := filepath.Join(t.TempDir(), "bad")
		for n := range 6 {
			b := append([]byte{}, whole...)
			if at := rand.IntN(len(b)); n%2 == 0 {
				b = b[:at]
			} else {
				b[at] ^= 1
			}
			if err := os.WriteFile(bad, b, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := command(t, "restore", bad, "--data", into).CombinedOutput()
			if err == nil || !strings.Contains(string(out), "damaged") {
				t.Errorf("a damaged copy: %v, %s", err, out)
			}
			if _, err := os.Stat(into); err == nil {
				t.Error("a damaged copy left a folder")
			}
		}
		back := where(into)
		if out, err := command(t, append([]string{"restore", file}, back...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if out, err := command(t, append([]string{"restore", file}, back...)...).CombinedOutput(); err == nil {
			t.Errorf("restored over a paper: %s", out)
		}
		p = starts(t, listen, back...)
		for _, path := range paths {
			if _, body, err := reads(p.url, path); err != nil || body != before[path] {
				t.Errorf("%s answers otherwise than before: %v", path, err)
			}
		}
	})
}
