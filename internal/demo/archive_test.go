package demo_test

import (
	"context"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/demo"
	"broadsheet/internal/desk"
	"broadsheet/internal/steps"
	"broadsheet/internal/store/storetest"
)

// A newsroom with years of work in it has as many stories as were asked for, on every step of their way.
func TestOlderPapersMoveInWithDraftsOnTheirWay(t *testing.T) {
	p := courier(t, started)
	p.Stories, p.Pages, p.Home, p.Pictures = nil, nil, nil, nil
	for i := range p.People {
		p.People[i].Portrait = false
	}
	c := clock.At(started)
	s := storetest.Open(t, c)
	const stories = 500
	ctx := context.Background()
	if _, err := demo.Load(ctx, demo.Room{
		Desk: desk.New(s, steps.New(), nil, c), Clock: c, Zone: "Europe/Lisbon", PasswordHash: "none", Plain: true, Archive: stories,
	}, p); err != nil {
		t.Fatal(err)
	}
	for what, want := range map[article.Filter]int{
		{Tab: "live"}: 400, {Tab: "bin"}: 2, {Tab: "open"}: 98, {Tab: "all", State: article.Filed}: 20, {Tab: "all", State: article.Ready}: 10,
	} {
		what.Form = article.Story
		if n, err := s.CountStories(ctx, what, stories+1); err != nil || n != want {
			t.Errorf("%s %s: %d stories (%v), want %d", what.Tab, what.State, n, err, want)
		}
	}
	for kind, want := range map[string]int{"topic": stories / 10, "byline": stories / 50} {
		named, err := s.Named(ctx, kind, stories)
		if err != nil || len(named) < want {
			t.Errorf("%d names of the kind %s (%v), want %d at least", len(named), kind, err, want)
		}
	}
}
