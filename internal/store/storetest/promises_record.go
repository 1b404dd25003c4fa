//go:build unix

package storetest

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // for statements past the store
	_ "modernc.org/sqlite"

	"broadsheet/internal/desk"
	"broadsheet/internal/press"
	"broadsheet/internal/record"
)

// past runs a statement past the store.
func (h house) past(statement string, args ...any) {
	h.Helper()
	driver := "sqlite"
	if h.kind.Name == "postgres" {
		driver = "pgx"
	}
	db, err := sql.Open(driver, h.place)
	if err != nil {
		h.Fatal(err)
	}
	_, err = db.Exec(statement, args...)
	if err := errors.Join(err, db.Close()); err != nil {
		h.Fatal(err)
	}
}

func (h house) wantChain(entries int64) {
	h.Helper()
	n, err := h.Verify(context.Background())
	if err != nil || n != entries {
		h.Errorf("Verify = %d, %v; want %d entries", n, err, entries)
	}
}

func eightWriters(h house) {
	const writers, each = 8, 12
	told := map[int64]int{}
	var mu sync.Mutex
	h.OnEntry(func(e record.Entry) {
		mu.Lock()
		defer mu.Unlock()
		told[e.Number]++
	})
	second := OpenAt(h, h.place, h.clock)
	var wg sync.WaitGroup
	for w := range writers {
		s := h.Store
		if w%2 == 1 {
			s = second
		}
		wg.Go(func() {
			for i := range each {
				if _, err := act(s, func(tx desk.Tx) error {
					n := w*each + i
					// Two stories in two orders, so that actions get into each other's way.
					for _, p := range []int{n % 5, (n + 2) % 5} {
						if err := story(p).publish(tx); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					h.Error(err)
				}
			}
		})
	}
	wg.Wait()
	h.wantChain(writers * each)
	mu.Lock()
	defer mu.Unlock()
	if len(told) != writers/2*each {
		h.Errorf("%d entries of this process were told, want %d", len(told), writers/2*each)
	}
	for n, times := range told {
		if times != 1 {
			h.Errorf("entry %d was told %d times", n, times)
		}
	}
}

func toldInOrder(h house) {
	var mu sync.Mutex
	var heard []int64
	h.OnEntry(func(e record.Entry) {
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, e.Number)
	})
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for range 10 {
				e, err := act(h.Store, func(tx desk.Tx) error { return nil })
				if err != nil {
					h.Error(err)
				}
				mu.Lock()
				if !slices.Contains(heard, e.Number) {
					h.Errorf("the action of entry %d returned before it was told", e.Number)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(heard) != 60 || !slices.IsSorted(heard) {
		h.Errorf("heard %v", heard)
	}
}

func rolledBack(h house) {
	told := false
	h.OnEntry(func(record.Entry) { told = true })
	mine := errors.New("the rule says no")
	_, err := act(h.Store, func(tx desk.Tx) error {
		if err := story(1).publish(tx); err != nil {
			return err
		}
		if _, err := tx.Append(context.Background(), record.Published, "a", "", nil, false); err != nil {
			return err
		}
		return mine
	})
	if !errors.Is(err, mine) {
		h.Errorf("InTx = %v, want the action's own error", err)
	}
	if told {
		h.Error("an entry was told that was never kept")
	}
	h.wantChain(0)
	h.wantList("latest", "")
}

func panics(h house) {
	func() {
		defer func() {
			if recover() == nil {
				h.Error("the panic was swallowed")
			}
		}()
		h.must(func(tx desk.Tx) error {
			if _, err := tx.Append(context.Background(), record.Published, "a", "", nil, false); err != nil {
				return err
			}
			panic("a mistake")
		})
	}()
	h.publish(story(1))
	h.wantChain(1)
}

func withoutEntry(h house) {
	ctx := context.Background()
	for name, write := range map[string]func(tx desk.Tx) error{
		"a story":    story(1).publish,
		"a setting":  func(tx desk.Tx) error { return tx.SaveSettings(ctx, settings("en")) },
		"a topic":    func(tx desk.Tx) error { return tx.SaveTopic(ctx, topic("t")) },
		"a byline":   func(tx desk.Tx) error { return tx.SaveByline(ctx, byline("b", "Jo Tarrick")) },
		"an address": func(tx desk.Tx) error { return tx.SetAddress(ctx, address("/x", "a")) },
		"a front":    func(tx desk.Tx) error { return tx.SaveFront(ctx, home("a")) },
		"a section":  func(tx desk.Tx) error { return tx.SaveSection(ctx, section("s", "")) },
		"an edition": func(tx desk.Tx) error { return tx.AddEdition(ctx, edition("a", 1)) },
		"a note":     func(tx desk.Tx) error { return tx.AddNote(ctx, note("n", "a")) },
	} {
		if err := h.try(write); err == nil {
			h.Errorf("%s was written and nobody was told", name)
		}
	}
	if err := h.try(func(tx desk.Tx) error { return tx.AddDraft(ctx, story(1).draft()) }); err != nil {
		h.Errorf("a draft needs no entry: %v", err)
	}
	if err := h.try(func(tx desk.Tx) error { return tx.SavePicture(ctx, picture("p")) }); err != nil {
		h.Errorf("a picture that is not public needs no entry: %v", err)
	}
	h.wantChain(0)
}

func twoEntries(h house) {
	if _, err := act(h.Store, func(tx desk.Tx) error {
		_, err := tx.Append(context.Background(), record.Published, "a", "", nil, false)
		return err
	}); err == nil {
		h.Error("two entries were appended by one action")
	}
	h.wantChain(0)
}

func writesAfterEntry(h house) {
	ctx := context.Background()
	for name, write := range map[string]func(tx desk.Tx) error{
		"a story": story(1).publish,
		"a draft": func(tx desk.Tx) error { return tx.AddDraft(ctx, story(2).draft()) },
	} {
		err := h.try(func(tx desk.Tx) error {
			if _, err := tx.Append(ctx, record.Published, "a", "", nil, false); err != nil {
				return err
			}
			return write(tx)
		})
		if err == nil {
			h.Errorf("%s was written after the entry", name)
		}
	}
	h.wantChain(0)
}

func entryComesBack(h house) {
	ctx := context.Background()
	text := json.RawMessage(`{"headline":"Ærø — “quay”", "b" : [1,2]}`)
	var want record.Entry
	h.clock.Move(time.Minute + time.Microsecond)
	h.must(func(tx desk.Tx) error {
		if err := story(1).publish(tx); err != nil {
			return err
		}
		var err error
		want, err = tx.Append(ctx, record.MovedIn, "batch/7", "mara", text, true)
		return err
	})
	all, err := h.Entries(ctx, 0, 10)
	if err != nil || len(all) != 1 {
		h.Fatalf("Entries = %v, %v", all, err)
	}
	got := all[0]
	same := got.Number == 1 && got.Kind == want.Kind && got.Object == "batch/7" && got.By == "mara" && got.Quiet &&
		got.At.Equal(h.clock.Now()) && bytes.Equal(got.Salt, want.Salt) && len(got.Salt) == 16 && bytes.Equal(got.Text, text) &&
		got.Hash == want.Hash && got.Prev == [32]byte{} && slices.Equal(got.Keys, want.Keys)
	if !same {
		h.Errorf("got %+v\nwant %+v", got, want)
	}
	if number, hash, err := h.Head(ctx); err != nil || number != 1 || hash != want.Hash {
		h.Errorf("Head = %d, %x, %v", number, hash, err)
	}
	if !slices.Contains(got.Keys, "article/"+story(1).id) {
		h.Errorf("the entry's keys are %v", got.Keys)
	}
	h.see(func(v press.Snapshot) error {
		if v.Number() != 1 {
			h.Errorf("a snapshot is at number %d, want 1", v.Number())
		}
		return nil
	})
}

func tampered(h house) {
	ctx := context.Background()
	for n := range 5 {
		h.publish(story(n))
	}
	h.wantChain(5)
	for _, c := range []struct{ name, damage, mend string }{
		{"a text", `UPDATE entry SET text = '{"what":"a lie"}' WHERE number = 2`, `UPDATE entry SET text = '{"what":"a test"}' WHERE number = 2`},
		{"a kind", `UPDATE entry SET kind = 'recalled' WHERE number = 3`, `UPDATE entry SET kind = 'settings' WHERE number = 3`},
		{"a time", `UPDATE entry SET at = at + 1 WHERE number = 4`, `UPDATE entry SET at = at - 1 WHERE number = 4`},
		{"a number", `UPDATE entry SET number = 9 WHERE number = 5`, `UPDATE entry SET number = 5 WHERE number = 9`},
		{"a head", `UPDATE head SET number = 6`, `UPDATE head SET number = 5`},
	} {
		h.past(c.damage)
		if _, err := h.Verify(ctx); err == nil {
			h.Errorf("%s was altered and Verify says nothing", c.name)
		}
		h.past(c.mend)
		h.wantChain(5)
	}
	h.past(`DELETE FROM entry WHERE number = 5`)
	if _, err := h.Verify(ctx); err == nil {
		h.Error("the last entry was cut off and Verify says nothing")
	}
}

func erased(h house) {
	h.publish(story(1))
	h.publish(story(2))
	h.past(`UPDATE entry SET salt = NULL, text = NULL WHERE number = 1`)
	h.wantChain(2)
	all, err := h.Entries(context.Background(), 0, 1)
	if err != nil || len(all) != 1 || all[0].Text != nil || all[0].Salt != nil {
		h.Errorf("an erased entry reads as %+v, %v", all, err)
	}
}

func givenUp(h house) {
	ctx, cancel := context.WithCancel(context.Background())
	err := h.InTx(ctx, func(tx desk.Tx) error {
		if err := story(1).publish(tx); err != nil {
			return err
		}
		if _, err := tx.Append(ctx, record.Published, "a", "", nil, false); err != nil {
			return err
		}
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		h.Errorf("InTx = %v, want that it was given up", err)
	}
	h.wantChain(0)
	h.publish(story(1))
	h.wantChain(1)
	if err := h.InTx(ctx, func(desk.Tx) error { return nil }); err == nil {
		h.Error("an action ran although nobody waits for it")
	}
}

func hearerReads(h house) {
	h.OnEntry(func(e record.Entry) {
		if err := h.Read(context.Background(), func(v press.Snapshot) error {
			if v.Number() < e.Number {
				h.Errorf("entry %d was told, and what is read is at %d", e.Number, v.Number())
			}
			return nil
		}); err != nil {
			h.Error(err)
		}
	})
	var wg sync.WaitGroup
	for range 24 { // more than there are connections
		wg.Go(func() {
			for range 2 {
				if _, err := act(h.Store, func(desk.Tx) error { return nil }); err != nil {
					h.Error(err)
				}
			}
		})
	}
	wg.Wait()
	h.wantChain(48)
}
