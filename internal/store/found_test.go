package store_test

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// noFiles keeps no bytes.
type noFiles struct{}

func (noFiles) Put(context.Context, string, io.Reader) error { return nil }

// Words that many drafts hold are looked for along the list, words that few hold by the drafts that hold them: the list
// is the same.
func TestTheListIsTheSameHoweverWordsAreFound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func(c ...clock.Clock) *store.Store) {
		ctx, turned := context.Background(), clock.At(storetest.Monday)
		s := open(turned)
		var items []desk.Moved
		for n := range 60 {
			about := []string{"tide", "tide and harbour", "harbour"}[n%3]
			at := storetest.Monday.Add(-time.Duration((n*37)%60) * time.Hour)
			items = append(items, desk.Moved{
				Key: fmt.Sprint(n), Hash: "none", Form: article.Story, Public: n%4 > 0, PublishedAt: at, ChangedAt: at.Add(time.Minute),
				Doc: prose.Doc(fmt.Sprintf("The %s of day %d", about, n), "", prose.P(prose.T("Nothing more."))),
			})
		}
		if err := s.InTx(ctx, func(tx desk.Tx) error {
			if err := tx.SaveSettings(ctx, paper.Settings{Name: "The Courier", Lang: "en", Zone: "UTC"}); err != nil {
				return err
			}
			_, err := tx.Append(ctx, "settings", "", "", nil, true)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.New(s, nil, noFiles{}, turned).MoveInWhole(ctx, desk.Mover{System: "test", Base: "test"}, items); err != nil {
			t.Fatal(err)
		}
		type answer struct {
			IDs    []string
			Count  int
			Facets article.StoryFacets
		}
		ask := func(f article.Filter) (a answer) {
			rows, err := s.Stories(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				a.IDs = append(a.IDs, r.ID)
			}
			if a.Count, err = s.CountStories(ctx, f, 1000); err != nil {
				t.Fatal(err)
			}
			if a.Facets, err = s.StoryFacets(ctx, f, time.UTC); err != nil {
				t.Fatal(err)
			}
			return a
		}
		for name, f := range map[string]article.Filter{
			"all":                  {Tab: "all"},
			"live, oldest first":   {Tab: "live", Order: article.FirstPublished},
			"open":                 {Tab: "open"},
			"bin":                  {Tab: "bin"},
			"all, the second part": {Tab: "all", Before: article.Cursor{At: storetest.Monday.Add(-20 * time.Hour), ID: "zzzzzzzzzzzzzzzzzzzzzzzzzz"}},
		} {
			for _, words := range []string{"tide", "harbour", "tide harbour", "day", "nowhere"} {
				f.Form, f.Query, f.Limit = article.Story, words, 25
				store.FewFound(s, 1000)
				few := ask(f)
				store.FewFound(s, 0)
				many := ask(f)
				if diff := cmp.Diff(few, many); diff != "" {
					t.Errorf("%s, %q (- few, + many):\n%s", name, words, diff)
				}
				if name == "all" && words == "tide" && (few.Count != 40 || len(few.IDs) != 25) {
					t.Errorf("%q is found %d times, %d are shown", words, few.Count, len(few.IDs))
				}
			}
		}
	})
}
