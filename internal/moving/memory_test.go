package moving_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/moving"
)

// scales is a desk that keeps nothing and weighs the memory now and then.
type scales struct {
	stories int
	weights map[int]uint64 // by stories so far
}

func (s *scales) Origins(context.Context, string, string, []string) (map[string]desk.Origin, error) {
	return nil, nil
}

func (s *scales) MoveNouns(_ context.Context, _ desk.Mover, nouns []desk.MovedNoun) (map[string]desk.NounOutcome, error) {
	out := map[string]desk.NounOutcome{}
	for k, n := range nouns {
		out[n.Key] = desk.NounOutcome{ID: fmt.Sprintf("%026d", k), Made: true}
	}
	return out, nil
}

func (s *scales) MovePicture(context.Context, desk.Mover, string, desk.Taken) (string, bool, error) {
	return strings.Repeat("0", 26), false, nil
}

func (s *scales) LeadIn(context.Context, desk.Mover, []desk.Led) error { return nil }

func (s *scales) MoveIn(_ context.Context, _ desk.Mover, items []desk.Moved) ([]desk.MoveOutcome, error) {
	out := make([]desk.MoveOutcome, len(items))
	for k := range items {
		out[k] = desk.MoveOutcome{Result: desk.MovedIn, Address: items[k].Address}
	}
	s.stories += len(items)
	if s.stories%2000 == 0 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		s.weights[s.stories] = m.HeapAlloc
	}
	return out, nil
}

func TestMemoryStaysFlat(t *testing.T) {
	const n = 20_000
	path := filepath.Join(t.TempDir(), "big.xml")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(file)
	whole := export(t, people, "HERE")
	frame, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	head, tail, _ := strings.Cut(string(frame), "HERE")
	body := strings.Repeat("<p>The harbour master closed the swing bridge at noon, and nobody said when it would open.</p>\n", 10)
	fmt.Fprint(w, head)
	for k := range n {
		fmt.Fprint(w, item(k+1, fields{"content:encoded": body, "more": term("category", fmt.Sprintf("c%d", k%20), "C") + meta("_edit_last", "1")}))
		if k%4 == 0 {
			fmt.Fprint(w, attachment(n+k+1, fmt.Sprintf("2019/05/p%d.jpg", k), fields{"post_parent": fmt.Sprint(k + 1)}))
		}
	}
	fmt.Fprint(w, tail)
	if err := errors.Join(w.Flush(), file.Close()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	s := &scales{weights: map[int]uint64{}}
	m, err := moving.Read(context.Background(), moving.WordPress, moving.Options{File: path})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Into(context.Background(), s, moving.Paper{})
	if err = errors.Join(err, m.Close()); err != nil {
		t.Fatal(err)
	}
	if err := r.AddsUp(); err != nil {
		t.Error(err)
	}
	first, last := s.weights[2000], s.weights[n]
	t.Logf("a file of %d MB with %d stories: %d KB of memory in use after 2,000, %d KB after all", info.Size()>>20, n, first>>10, last>>10)
	if last > first+4<<20 || last > 64<<20 {
		t.Errorf("the memory grew from %d to %d bytes", first, last)
	}
}
