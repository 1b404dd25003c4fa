package demo_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/demo"
	"broadsheet/internal/desk"
	"broadsheet/internal/front"
	"broadsheet/internal/press"
	"broadsheet/internal/shelf"
	"broadsheet/internal/steps"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// newsroom loads the paper into a store of its own, with plain pictures.
func newsroom(t *testing.T) (demo.Courier, *store.Store, []demo.SignIn) {
	t.Helper()
	p := courier(t, started)
	c := clock.At(started)
	s := storetest.Open(t, c)
	folder := filepath.Join(t.TempDir(), "pictures")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	files, err := shelf.At(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	last := 0
	accounts, err := demo.Load(context.Background(), demo.Room{
		Desk: desk.New(s, steps.New(), files, c), Clock: c, Zone: "Europe/Lisbon", PasswordHash: "none", Plain: true,
		Progress: func(done, of int) {
			if done != last+1 || done > of {
				t.Errorf("progress went from %d to %d of %d", last, done, of)
			}
			last = done
		},
	}, p)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Now().Equal(started) {
		t.Errorf("the clock was left at %s", c.Now())
	}
	return p, s, accounts
}

func TestTheWholePaperGoesThroughTheDesk(t *testing.T) {
	p, s, accounts := newsroom(t)
	ctx := context.Background()

	if len(accounts) != 6 || accounts[0].User != "mara" {
		t.Errorf("the accounts are %v", accounts)
	}
	want := map[article.State]int{}
	for _, story := range p.Stories {
		state := article.Writing
		switch {
		case story.Recall != nil:
			state = article.Recalled
		case len(story.Changes) > 0 && story.Changes[len(story.Changes)-1].Waiting:
			state = article.Changed
		case story.State == demo.Live:
			state = article.Live
		case story.State == demo.Filed:
			state = article.Filed
		case story.State == demo.Ready:
			state = article.Ready
		}
		want[state]++
	}
	got := map[article.State]int{}
	rows, err := s.Stories(ctx, article.Filter{Tab: "all", Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		got[r.State]++
		if r.ChangedAt.After(started) {
			t.Errorf("%q was changed at %s, before it happened", r.Headline, r.ChangedAt)
		}
	}
	for state, n := range want {
		if got[state] != n {
			t.Errorf("%d stories are %s, want %d", got[state], state, n)
		}
	}

	err = s.Read(ctx, func(v press.Snapshot) error {
		latest, err := v.Between(ctx, article.Latest, time.Time{}, started, article.Cursor{}, 200)
		if err != nil {
			return err
		}
		at := map[string]time.Time{}
		for _, card := range latest {
			at[card.Headline] = card.PublishedAt
		}
		for _, story := range p.Stories {
			if story.State == demo.Live && !at[story.Headline].Equal(story.At) {
				t.Errorf("%s went out at %s, want %s", story.Name, at[story.Headline], story.At)
			}
		}
		home, err := v.Front(ctx, front.Home)
		if err != nil {
			return err
		}
		if len(home.Pins) != home.Slots() {
			t.Errorf("Home has %d pins", len(home.Pins))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(rows); got != len(p.Stories) {
		t.Errorf("%d stories, want %d", got, len(p.Stories))
	}
}

func TestLoadingStopsWhenItIsToldTo(t *testing.T) {
	p := courier(t, started)
	c := clock.At(started)
	s := storetest.Open(t, c)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := demo.Load(ctx, demo.Room{Desk: desk.New(s, steps.New(), nil, c), Clock: c, Zone: "UTC", PasswordHash: "none", Plain: true}, p)
	if err == nil {
		t.Error("a cancelled load says that all is well")
	}
}
