//go:build unix

package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/press"
)

// Bench measures what a door and a desk do most, on both databases, in an archive of BROADSHEET_BENCH_STORIES stories
// (3,000 unless it is set).
func Bench(b *testing.B) {
	stories := 3000
	if n, err := strconv.Atoi(os.Getenv("BROADSHEET_BENCH_STORIES")); err == nil {
		stories = n
	}
	for _, k := range Kinds() {
		b.Run(k.Name, func(b *testing.B) {
			k.count(b)
			h := newHouse(b, k)
			archive(h, stories)
			for _, m := range measures {
				b.Run(m.name, func(b *testing.B) {
					h := h
					h.TB = b
					r := rand.New(rand.NewPCG(1, 1))
					for b.Loop() {
						m.do(h, r, stories)
					}
				})
			}
		})
	}
}

// archive fills a store with stories of 600 words out of 20,000, some much more common than others.
func archive(h house, stories int) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(7, 7))
	zipf := rand.NewZipf(r, 1.1, 3, 20_000)
	h.sections(section("s0", ""), section("s1", ""), section("s2", "s1"), section("s3", "s1"))
	for from := 0; from < stories; from += 100 {
		h.act(func(tx desk.Tx) error {
			for n := from; n < min(from+100, stories); n++ {
				s := told{
					id: fmt.Sprintf("bench%06d", n), headline: fmt.Sprintf("Word%d word%d %d", zipf.Uint64(), zipf.Uint64(), n), section: fmt.Sprint("s", n%4),
					byline: []string{fmt.Sprint("b", n%20)}, topics: []string{fmt.Sprint("t", n%50)}, at: Monday.Add(-time.Duration(stories-n) * time.Hour),
				}
				var text strings.Builder
				for range 600 {
					fmt.Fprintf(&text, "word%d ", zipf.Uint64())
				}
				s.text = text.String()
				d := s.draft()
				d.Edition, d.PublishedAt, d.ChangedAt, d.Address = 1, s.at, s.at, "/"+s.id
				if err := tx.AddDraft(ctx, d); err != nil {
					return err
				}
				if err := s.publish(tx); err != nil {
					return err
				}
				if err := tx.SetAddress(ctx, address("/"+s.id, s.id)); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

var measures = []struct {
	name string
	do   func(h house, r *rand.Rand, stories int)
}{
	{"address and article", func(h house, r *rand.Rand, stories int) {
		h.see(func(v press.Snapshot) error {
			a, _, err := v.Address(context.Background(), fmt.Sprintf("/bench%06d", r.IntN(stories)))
			if err != nil {
				return err
			}
			_, _, err = v.Article(context.Background(), a.Object)
			return err
		})
	}},
	{"the newest 40 of a section", func(h house, r *rand.Rand, _ int) { h.list("section/s1") }},
	{"a page of the archive", func(h house, r *rand.Rand, stories int) {
		h.see(func(v press.Snapshot) error {
			after := article.Cursor{At: Monday.Add(-time.Duration(r.IntN(stories)) * time.Hour)}
			_, err := v.Between(context.Background(), article.Latest, time.Time{}, time.Time{}, after, 30)
			return err
		})
	}},
	{"searching for a common word", func(h house, r *rand.Rand, _ int) { searchFor(h, "word1") }},
	{"searching for two words", func(h house, r *rand.Rand, _ int) { searchFor(h, fmt.Sprintf("word%d word%d", r.IntN(50), r.IntN(50))) }},
	{"searching for a rare word", func(h house, r *rand.Rand, _ int) { searchFor(h, fmt.Sprintf("word%d", 5000+r.IntN(5000))) }},
	{"the newsroom's list", func(h house, _ *rand.Rand, _ int) { h.rows(article.Filter{Tab: "live", Limit: 50}) }},
	{"the newsroom searching", func(h house, r *rand.Rand, _ int) {
		h.rows(article.Filter{Query: fmt.Sprint("word", r.IntN(100)), Limit: 50})
	}},
	{"saving a draft", func(h house, r *rand.Rand, stories int) {
		h.must(func(tx desk.Tx) error {
			d, err := tx.Draft(context.Background(), fmt.Sprintf("bench%06d", r.IntN(stories)))
			if err != nil {
				return err
			}
			d.Version++
			return tx.SaveDraft(context.Background(), d)
		})
	}},
	{"publishing again", func(h house, r *rand.Rand, stories int) {
		h.act(func(tx desk.Tx) error {
			p, _, err := tx.Published(context.Background(), fmt.Sprintf("bench%06d", r.IntN(stories)))
			if err != nil {
				return err
			}
			p.Headline += "!"
			return tx.Publish(context.Background(), p)
		})
	}},
}

func searchFor(h house, text string) {
	h.see(func(v press.Snapshot) error {
		_, err := v.Search(context.Background(), article.Search{Text: text, Limit: 10})
		return err
	})
}
