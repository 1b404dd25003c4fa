package store_test

import (
	"context"
	"encoding/json"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/record"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func TestSmoke(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		s := open()
		ctx := context.Background()
		doc := prose.Doc("Bridge closed", "Nobody crosses.", prose.P(prose.T("The swing bridge was closed on Monday.")))
		err := s.InTx(ctx, func(tx desk.Tx) error {
			if err := tx.AddDraft(ctx, article.Draft{ID: "a", Form: article.Story, Doc: doc}); err != nil {
				return err
			}
			p := article.Published{Card: article.Card{ID: "a", Headline: "Bridge closed", Kind: article.News, PublishedAt: storetest.Monday}, Form: article.Story, Doc: doc}
			if err := tx.Publish(ctx, p); err != nil {
				return err
			}
			_, err := tx.Append(ctx, record.Published, "a", "", json.RawMessage(`{}`), false)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Read(ctx, func(v press.Snapshot) error {
			found, err := v.Search(ctx, "swing bridges", 10)
			t.Logf("%+v %v %v", found, v.Number(), v.Keys())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := s.Stories(ctx, article.Filter{Query: "swing"})
		t.Log(rows, err)
		n, err := s.Verify(ctx)
		t.Log(n, err)
		k, err := s.Kind(ctx)
		t.Log(k, err)
	})
}
