package site_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/prose"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// TestTwoProcessesAreOneSite publishes and recalls through one node of a PostgreSQL and reads through the other, with
// the line for notifications and with the line cut again and again.
func TestTwoProcessesAreOneSite(t *testing.T) {
	for _, kind := range storetest.Kinds() {
		if kind.Name != "postgres" {
			continue
		}
		place := kind.Place(t, false)
		c := clock.At(storetest.Monday)
		here := open(t, storetest.OpenAt(t, place, c), c, harm{})
		there := empty(t, storetest.OpenAt(t, place, c), c, harm{})
		for _, k := range []*house{here, there} {
			follow(t, k.store)
		}
		rnd := rand.New(rand.NewPCG(seed(t), 3))
		news := here.section("News", "")
		f := article.Fields{Section: news.ID, Byline: []article.Credit{{Byline: here.me.Byline}}}
		var live []string
		missed := 0
		for i := range 100 {
			if i >= 50 && i%5 == 0 {
				cut(t, place)
			}
			pages := []string{"/", "/latest", "/news/", "/news/2026/11/", "/author/mara-ostrey", fmt.Sprintf("/news/story-%d", i), "/search?q=ferry"}
			for _, p := range pages {
				there.get(p)
			}
			var r desk.Receipt
			if len(live) > 3 && rnd.IntN(3) == 0 {
				r = must[desk.Receipt](t)(here.desk.Recall(t.Context(), here.me, live[0], "It does not hold."))
				live = live[1:]
			} else {
				d := must[article.Draft](t)(here.draft("", article.Story, prose.Doc(fmt.Sprintf("Story %d", i), "", prose.P(prose.T("The ferry left."))), f))
				r = must[desk.Receipt](t)(here.desk.Publish(t.Context(), here.me, desk.Publication{Draft: d.ID, Version: d.Version, Change: article.First, Slot: desk.NoSlot}))
				live = append(live, d.ID)
			}
			if len(r.Missing) > 0 { // the receipt names who has not heard: nothing is promised of them yet
				missed++
				continue
			}
			for _, p := range append(pages, r.Address) {
				if got, want := told(there.get(p)), there.cold(p); got != want {
					t.Fatalf("after publication %d the other node's %s is stale: %s", i, p, differ(got, want))
				}
			}
		}
		if missed > 10 {
			t.Errorf("%d of 100 receipts named the other node as missing", missed)
		}
		t.Logf("law 3: 100 publications and recalls through one node, none stale on the other; %d receipts named it", missed)
	}
}

// follow runs a store's follower until the test ends.
func follow(t *testing.T, s *store.Store) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Follow(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("following the record: %v", err)
		}
	})
}

// cut ends the connections on which nodes hear of entries.
func cut(t *testing.T, place string) {
	t.Helper()
	if u, err := url.Parse(place); err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		t.Fatalf("%q is no PostgreSQL", place)
	}
	conn, err := pgx.Connect(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	if _, err := conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`); err != nil {
		t.Fatal(err)
	}
}
