//go:build unix

package storetest

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"broadsheet/internal/press"
	"broadsheet/internal/store"
)

// several asks many questions of one snapshot, so that what one of them read is at hand for the next.
func several(s press.Reader, all []question) (answers []string, err error) {
	err = s.Read(context.Background(), func(v press.Snapshot) error {
		for _, q := range all {
			got, err := q.ask(context.Background(), v)
			if err != nil {
				return fmt.Errorf("%s: %w", q.name, err)
			}
			b, err := json.Marshal(got)
			if err != nil {
				return err
			}
			answers = append(answers, fmt.Sprintf("%d: %s", v.Number(), b))
		}
		return nil
	})
	return answers, err
}

// forgetful does random deeds on two stores and tells the first answer of the first one that is not what the database
// says, or notes other keys; "" when there is none.
func forgetful(one, other *store.Store, seed uint64, deeds int) (string, error) {
	r := rand.New(rand.NewPCG(seed, 3))
	all := questions()
	for n := range deeds {
		d := randomDeed(r, n)
		if _, err := perform([]*store.Store{one, other}[r.IntN(2)], d); !refusable(err) {
			return "", fmt.Errorf("seed %d, deed %d, %s: %w", seed, n, d.name, err)
		}
		at := fmt.Sprintf("seed %d, deed %d: %s\n", seed, n, d.name)
		for _, i := range r.Perm(len(all))[:len(all)/3] {
			got, err := ask(one, all[i])
			want, fresh := ask(one.Afresh(), all[i])
			if err = errors.Join(err, fresh); err != nil {
				return "", err
			}
			if got.text != want.text || got.number != want.number {
				return at + fmt.Sprintf("%s is remembered at %d as %.300s\nat %d it is %.300s", all[i].name, got.number, got.text, want.number, want.text), nil
			}
			if !slices.Equal(got.keys, want.keys) {
				return at + fmt.Sprintf("%s noted %v, and read afresh %v", all[i].name, got.keys, want.keys), nil
			}
		}
		some := make([]question, 0, 60)
		for _, i := range r.Perm(len(all))[:60] {
			some = append(some, all[i])
		}
		got, err := several(one, some)
		if err != nil {
			return "", err
		}
		for i, q := range some {
			want, err := several(one.Afresh(), []question{q})
			if err != nil {
				return "", err
			}
			if got[i] != want[0] {
				return at + fmt.Sprintf("%s, among others, is %.300s\nalone %.300s", q.name, got[i], want[0]), nil
			}
		}
	}
	return "", nil
}

// remembered: what a store keeps beside the database is true at every number, whichever node wrote.
func remembered(h house) {
	seeds, deeds := 3, 40
	if h.kind.Name == "postgres" {
		seeds, deeds = 1, 25
	}
	for seed := range seeds {
		place := h.kind.Place(h, false)
		wrong, err := forgetful(OpenAt(h, place, h.clock), OpenAt(h, place, h.clock), uint64(seed), deeds)
		if err != nil {
			h.Fatal(err)
		}
		if wrong != "" {
			h.Error(wrong)
		}
	}
}

// rememberedMissed: entries of another node that do not say what they touched are noticed.
func rememberedMissed(h house) {
	if h.kind.Name == "postgres" {
		return // the test is about the test, and one database is enough for that
	}
	for seed := range uint64(10) {
		place := h.kind.Place(h, false)
		db, err := sql.Open("sqlite", place)
		if err != nil {
			h.Fatal(err)
		}
		_, err = db.Exec(`CREATE TRIGGER lost AFTER INSERT ON entry BEGIN UPDATE entry SET keys = '[]' WHERE number = NEW.number; END`)
		if err = errors.Join(err, db.Close()); err != nil {
			h.Fatal(err)
		}
		wrong, err := forgetful(OpenAt(h, place, h.clock), OpenAt(h, place, h.clock), seed, 40)
		if err != nil {
			h.Fatal(err)
		}
		if wrong != "" {
			h.Logf("noticed: %.300s", wrong)
			return
		}
	}
	h.Error("entries lost their keys, and nobody noticed")
}
