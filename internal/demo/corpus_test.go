package demo

import (
	"context"
	"fmt"
	"io"
	"slices"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/steps"
	"broadsheet/internal/store/storetest"
)

// noFiles keeps no bytes of pictures.
type noFiles struct{}

func (noFiles) Put(_ context.Context, _ string, r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

// A corpus is the same newsroom each time, and the one that moving its stories in one by one would leave.
func TestCorpusIsTheSameHoweverItComes(t *testing.T) {
	const stories = 120
	ctx := context.Background()
	made := func(oneByOne bool) (Counts, map[string][]string) {
		turned := CorpusClock()
		s := storetest.Open(t, turned)
		counts, err := corpus(ctx, Room{Desk: desk.New(s, steps.New(), noFiles{}, turned), Clock: turned, Zone: "UTC", PasswordHash: "none", Plain: true}, stories, oneByOne)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Verify(ctx); err != nil {
			t.Errorf("the record does not hold: %v", err)
		}
		rows := map[string][]string{}
		if _, err := s.Dump(ctx, func(table string, _ []string) (func([]any) error, error) {
			return func(values []any) error {
				rows[table] = append(rows[table], fmt.Sprint(values...))
				return nil
			}, nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, byChance := range []string{"head", "entry", "picture", "picture_file"} { // salts, and the grain of the drawings
			delete(rows, byChance)
		}
		return counts, rows
	}
	counts, whole := made(false)
	if counts.Stories != stories || counts.Drafts == 0 || counts.Sections == 0 || counts.Topics == 0 || counts.Bylines == 0 || counts.Pictures == 0 {
		t.Errorf("a corpus of %d stories holds %+v", stories, counts)
	}
	for name, other := range map[string]bool{"made again": false, "moved in one by one": true} {
		_, rows := made(other)
		for table := range whole {
			if !slices.Equal(rows[table], whole[table]) {
				t.Errorf("%s, %s differs: %d rows and %d", name, table, len(rows[table]), len(whole[table]))
			}
		}
	}
}
