package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"broadsheet/internal/desk"
)

// TestTheLogIsBroughtIntoTheFileBesideTheWriters writes much more than the log may hold.
func TestTheLogIsBroughtIntoTheFileBesideTheWriters(t *testing.T) {
	ctx := t.Context()
	s, err := Open(ctx, Options{Database: filepath.Join(t.TempDir(), "broadsheet.db")})
	if err != nil {
		t.Fatal(err)
	}
	longest := 0
	for range 60 {
		if err := s.InTx(ctx, func(d desk.Tx) error {
			_, err := d.(*tx).exec(ctx, `INSERT INTO search_doc (seq, article, stem, head, tokens, text, title)
				SELECT COALESCE(MAX(seq), 0) + 1, hex(randomblob(8)), '', '', '', hex(randomblob(500000)), '' FROM search_doc`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		length, _, err := s.folds.checkpoint(context.WithoutCancel(ctx), "NOOP")
		if err != nil {
			t.Fatal(err)
		}
		longest = max(longest, length)
	}
	for end := time.Now().Add(time.Minute); ; { // 60 MB were written: 15,000 pages
		length, done, err := s.folds.checkpoint(context.WithoutCancel(ctx), "NOOP")
		if err != nil {
			t.Fatal(err)
		}
		if length-done < foldAt {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%d pages of %d are in the file", done, length)
		}
		<-time.After(time.Millisecond)
	}
	t.Logf("the log had at most %d pages", longest)
	if longest == 0 || longest > foldLast+1000 {
		t.Errorf("the log had %d pages", longest)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
