package demo

import (
	"context"
	"path/filepath"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/steps"
	"broadsheet/internal/store"
)

// BenchmarkCorpus makes a newsroom of 20,000 stories in a file.
func BenchmarkCorpus(b *testing.B) {
	const stories = 20_000
	ctx := context.Background()
	for b.Loop() {
		turned := CorpusClock()
		s, err := store.Open(ctx, store.Options{Database: filepath.Join(b.TempDir(), "corpus.db"), Clock: turned})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Corpus(ctx, Room{Desk: desk.New(s, steps.New(), noFiles{}, turned), Clock: turned, Zone: "UTC", PasswordHash: "none", Plain: true}, stories); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(stories*b.N)/b.Elapsed().Seconds(), "stories/s")
}
