package site

import (
	"context"
	"errors"
	"runtime"
	"time"

	"broadsheet/internal/page"
)

// A question may be dear, and anybody may ask thousands: only so many are answered at a time, some wait for their turn for
// a while, and none works for longer than a reader waits.
const (
	searchWait  = 2 * time.Second
	searchTime  = 4 * time.Second
	mostWaiting = 64
)

var (
	errSearchBusy = errors.New("site: too many search at once")
	errSearchLong = errors.New("site: a search took too long")
)

// turnstile lets some in at a time.
type turnstile struct {
	inside, waiting chan struct{}
}

func newTurnstile(inside, waiting int) *turnstile {
	return &turnstile{make(chan struct{}, inside), make(chan struct{}, waiting)}
}

func newSearches() *turnstile { return newTurnstile(max(2, runtime.GOMAXPROCS(0)), mostWaiting) }

// pass calls fn when it is its turn, with the time that it may take.
func (t *turnstile) pass(ctx context.Context, fn func(context.Context) error) error {
	select {
	case t.inside <- struct{}{}:
	default:
		select {
		case t.waiting <- struct{}{}:
		default:
			return errSearchBusy
		}
		patience := time.NewTimer(searchWait)
		defer patience.Stop()
		var err error
		select {
		case t.inside <- struct{}{}:
		case <-patience.C:
			err = errSearchBusy
		case <-ctx.Done():
			err = ctx.Err()
		}
		<-t.waiting
		if err != nil {
			return err
		}
	}
	defer func() { <-t.inside }()
	ctx, cancel := context.WithTimeoutCause(ctx, searchTime, errSearchLong)
	defer cancel()
	err := fn(ctx)
	if err != nil && context.Cause(ctx) == errSearchLong { //nolint:errorlint // it is this one itself
		return errSearchLong
	}
	return err
}

// searchFailed is the page for a search that was not let in or not let end; nil for any other error.
func searchFailed(err error) page.Page {
	switch {
	case errors.Is(err, errSearchBusy):
		return &page.Unavailable{Busy: true}
	case errors.Is(err, errSearchLong):
		return &page.Unavailable{Long: true}
	}
	return nil
}
