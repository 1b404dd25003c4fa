package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"broadsheet/internal/bench"
)

// The measurements run, end by themselves, and each of them has a figure or says why not.
func TestBenchMeasuresASmallNewsroom(t *testing.T) {
	data := t.TempDir()
	if out, err := command(t, "--data", data, "bench", "corpus", "--articles", "300").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	file := filepath.Join(t.TempDir(), "bench.json")
	out, err := command(t, "--data", data, "bench", "--quick", "--json", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r bench.Report
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	about := map[string]bench.Line{}
	for _, l := range r.Lines {
		about[l.About] = l
		if l.Figure == "" || l.Figure == "not measured" && l.Note == "" {
			t.Errorf("%s has no figure and no reason", l.About)
		}
	}
	for _, want := range []string{"one article", "home", "section", "cold article, p50", "cold topic, p99", "start to first answer", "publish to visible, median", "search, p99", "newsroom, Today", "newsroom, Stories, all", "herd, errors", "herd, renders of a purge"} {
		if about[want].Figure == "" {
			t.Errorf("nothing is said of %q in\n%s", want, out)
		}
	}
	if r.Stories != 300 || about["herd, errors"].Met == nil || !*about["herd, errors"].Met {
		t.Errorf("%d stories, %+v", r.Stories, about["herd, errors"])
	}
}
