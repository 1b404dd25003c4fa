package site

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"broadsheet/internal/page"
)

// Of many searches at once some are answered, some wait for their turn, and the rest is told so; none takes for ever.
func TestSearchesDoNotLoadTheMachine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := newTurnstile(2, 3)
		done := make(chan error, 10)
		leave := make(chan struct{})
		search := func() {
			done <- gate.pass(t.Context(), func(ctx context.Context) error {
				select {
				case <-leave:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
		}
		for range 6 {
			go search()
			synctest.Wait()
		}
		if err := <-done; !errors.Is(err, errSearchBusy) {
			t.Errorf("the sixth of two and three ends with %v", err)
		}
		leave <- struct{}{}
		if err := <-done; err != nil {
			t.Errorf("a search that ends in time ends with %v", err)
		}
		synctest.Wait() // one of those who wait went in
		time.Sleep(searchWait)
		for range 2 {
			if err := <-done; !errors.Is(err, errSearchBusy) {
				t.Errorf("one that waited for %v ends with %v", searchWait, err)
			}
		}
		for range 2 {
			if err := <-done; !errors.Is(err, errSearchLong) {
				t.Errorf("one that took %v ends with %v", searchTime, err)
			}
		}
		if len(gate.inside)+len(gate.waiting) > 0 {
			t.Errorf("%d are inside and %d wait when all have gone", len(gate.inside), len(gate.waiting))
		}
	})
	for err, want := range map[error]page.Unavailable{errSearchBusy: {Busy: true}, errSearchLong: {Long: true}} {
		got, ok := searchFailed(err).(*page.Unavailable)
		if !ok || got.Busy != want.Busy || got.Long != want.Long {
			t.Errorf("%v gives %+v", err, got)
		}
	}
	if p := searchFailed(context.Canceled); p != nil {
		t.Errorf("another error gives %+v", p)
	}
}
