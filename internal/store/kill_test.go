package store_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/prose"
	"broadsheet/internal/record"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// writerOn names the database that this program, started as a writer, writes to until it is killed.
const writerOn = "BROADSHEET_TEST_WRITER"

func TestMain(m *testing.M) {
	if database := os.Getenv(writerOn); database != "" {
		if err := writeOn(database, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	storetest.Main(m)
}

// writeOn publishes one edition of a story after the other and says the number of each once it is acknowledged.
func writeOn(database string, acknowledged io.Writer) error {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Database: database})
	if err != nil {
		return err
	}
	for {
		var e record.Entry
		err := s.InTx(ctx, func(tx desk.Tx) (err error) {
			e, err = nextEdition(ctx, tx)
			return err
		})
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(acknowledged, e.Number); err != nil {
			return err
		}
	}
}

func nextEdition(ctx context.Context, tx desk.Tx) (record.Entry, error) {
	d, err := tx.Draft(ctx, "a")
	if err != nil {
		return record.Entry{}, err
	}
	d.Edition++
	doc := prose.Doc(fmt.Sprint("Edition ", d.Edition), "", prose.P(prose.T("The tide.")))
	p := article.Published{Form: article.Story, Doc: doc, Edition: d.Edition, Card: article.Card{ID: "a", Kind: article.News, Headline: fmt.Sprint("Edition ", d.Edition), PublishedAt: storetest.Monday}}
	if err := tx.Publish(ctx, p); err != nil {
		return record.Entry{}, err
	}
	if err := tx.AddEdition(ctx, article.Edition{Article: "a", Number: d.Edition, Doc: doc}); err != nil {
		return record.Entry{}, err
	}
	if err := tx.SaveDraft(ctx, d); err != nil {
		return record.Entry{}, err
	}
	return tx.Append(ctx, record.Published, "a", "", json.RawMessage(`{}`), false)
}

// What was acknowledged is there after the writer was killed in the middle of its work, and what is there is whole.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		ctx := context.Background()
		database := k.Place(t, false)
		s := storetest.OpenAt(t, database)
		if err := s.InTx(ctx, func(tx desk.Tx) error {
			return tx.AddDraft(ctx, article.Draft{ID: "a", Form: article.Story, Doc: prose.Doc("Edition 0", "")})
		}); err != nil {
			t.Fatal(err)
		}
		last := int64(0)
		for round := range 4 {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), writerOn+"="+database)
			cmd.Stderr = os.Stderr
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			for n := 0; lines.Scan(); n++ {
				if last, err = strconv.ParseInt(lines.Text(), 10, 64); err != nil {
					t.Fatal(err)
				}
				if n == 5+7*round {
					if err := cmd.Process.Kill(); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := cmd.Wait(); err == nil {
				t.Fatal("the writer ended by itself")
			}
			entries, err := s.Verify(ctx)
			if err != nil || entries < last {
				t.Fatalf("round %d: entry %d was acknowledged and the record has %d: %v", round, last, entries, err)
			}
			d, err := s.DraftText(ctx, "a")
			if err != nil {
				t.Fatal(err)
			}
			editions, err := s.Editions(ctx, "a")
			if err != nil || len(editions) != d.Edition || int64(d.Edition) != entries || editions[0].Entry != entries {
				t.Fatalf("round %d: the draft knows edition %d, there are %d, the record ends at %d: %v", round, d.Edition, len(editions), entries, err)
			}
		}
		if last == 0 {
			t.Error("nothing was written")
		}
	})
}
