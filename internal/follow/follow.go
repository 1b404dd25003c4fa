// Package follow does the work that follows an action: letters, copies, the emptying of the bin, whatever must happen
// after something was kept and may fail, be killed and have to be tried again.
//
// An action adds a job in its own transaction (desk.Jobs); so no job is forgotten, and none is done for what never
// happened. A Runner of each node leases what is due, one job to one node at a time, and does it. A job that fails is
// tried again after a growing while; one that is given up goes into a drawer, where a person has it tried again. Work
// must be harmless to repeat: a node may be killed after it was done and before that was written down.
package follow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
)

// Store is what a runner asks of the database. Methods that end a lease answer false when it was lost.
type Store interface {
	// LeaseJob gives the holder the job of these kinds that should have run first; false when none is due.
	LeaseJob(ctx context.Context, holder string, kinds []string, lasts time.Duration) (desk.Job, bool, error)
	// NextJob tells when the next job of these kinds can be leased; false when there is none.
	NextJob(ctx context.Context, kinds []string) (time.Time, bool, error)
	RenewJob(ctx context.Context, j desk.Job, lasts time.Duration) (bool, error)
	// EndJob: it is done, for good or, when again is not zero, until then.
	EndJob(ctx context.Context, j desk.Job, again time.Time) (bool, error)
	// RetryJob: it failed and is tried again.
	RetryJob(ctx context.Context, j desk.Job, at time.Time, said string) (bool, error)
	// ReturnJob: it was not done, by nobody's fault.
	ReturnJob(ctx context.Context, j desk.Job) (bool, error)
	// GiveUpJob: it goes into the drawer.
	GiveUpJob(ctx context.Context, j desk.Job, said string) (bool, error)
	// FreeJobs ends every lease.
	FreeJobs(ctx context.Context) error
	// EnsureJob adds a job unless one of its kind and key is open.
	EnsureJob(ctx context.Context, j desk.Job) error
	// OnJobs has wake called whenever jobs may have been added.
	OnJobs(wake func())
}

// Kind is a kind of work and who does it.
type Kind struct {
	Name string // desk.Job.Kind
	// Do does one job. nil: it is done. Later and GiveUp say otherwise; any other error has it tried again, after ten
	// seconds, then twice as long each time, up to an hour. The context ends when the lease is lost or the program
	// stops.
	Do func(ctx context.Context, j desk.Job) error
	// Next makes this work that repeats: it says when it is due again, the first time too. Such work is never given up.
	Next func(ctx context.Context, now time.Time) (time.Time, error)
	// AtOnce is how many of the kind one node does at the same time; 0 is one.
	AtOnce int
	// Tries is how often a job is tried until it is given up; 0 is 14, which takes most of a working day.
	Tries int
}

// Times of a runner. Its own waiting is in the machine's time; what is due when, in that of its clock.
const (
	lease     = time.Minute      // renewed while the work goes on
	renew     = lease / 3        // how often
	pollEvery = 30 * time.Second // the net under being woken
	soonest   = 100 * time.Millisecond
	endFor    = 5 * time.Second // to write down what became of a job when the program stops

	usualTries = 14
	firstPause = 10 * time.Second
	longest    = time.Hour
)

// Options are what a runner stands on.
type Options struct {
	Store Store
	Clock clock.Clock
	Log   *slog.Logger
	// Alone says that no other process serves from the same data, so that leases found at the start are those of one
	// that was killed.
	Alone bool
}

// Runner does jobs. Register what it does before Work or Step.
type Runner struct {
	Options
	node  string
	kinds map[string]Kind
	wake  chan struct{}

	mu    sync.Mutex
	under map[string]int // jobs being done, by kind
}

// New makes a runner that does nothing yet.
func New(o Options) *Runner {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	r := &Runner{Options: o, node: o.Clock.ID(), kinds: map[string]Kind{}, wake: make(chan struct{}, 1), under: map[string]int{}}
	o.Store.OnJobs(r.Wake)
	return r
}

// Register adds a kind of work.
func (r *Runner) Register(k Kind) {
	k.AtOnce, k.Tries = max(k.AtOnce, 1), max(k.Tries, 0)
	if k.Tries == 0 {
		k.Tries = usualTries
	}
	r.kinds[k.Name] = k
}

// Wake has it looked at once whether something is due.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default: // it is awake
	}
}

// later is the outcome of work that is not to be done now.
type later struct{ at time.Time }

func (l later) Error() string { return "to be done later, at " + l.at.Format(time.RFC3339) }

// Later has a job done again at an instant, without calling it a failure.
func Later(at time.Time) error { return later{at} }

// givenUp is the outcome of work that no further try would mend.
type givenUp struct{ cause error }

func (g givenUp) Error() string { return g.cause.Error() }
func (g givenUp) Unwrap() error { return g.cause }

// GiveUp puts a job into the drawer at once.
func GiveUp(cause error) error { return givenUp{cause} }

// Pause is how long a job rests after so many failures, with a fifth more or less, so that what failed together does
// not come back together.
func Pause(failures int) time.Duration {
	p := firstPause
	for range min(failures-1, 20) {
		if p = min(2*p, longest); p == longest {
			break
		}
	}
	return p - p/5 + rand.N(2*p/5)
}

// Begin readies the table: leases of a process that was killed are ended where there is no other, and work that repeats
// is put in.
func (r *Runner) Begin(ctx context.Context) error {
	if r.Alone {
		if err := r.Store.FreeJobs(ctx); err != nil {
			return err
		}
	}
	for _, k := range r.kinds {
		if k.Next == nil {
			continue
		}
		at, err := k.Next(ctx, r.Clock.Now())
		if err == nil {
			err = r.Store.EnsureJob(ctx, desk.Job{Kind: k.Name, RunAt: at})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Work does what is due until the context ends, and waits for what it is doing then. Failures of the database are
// logged and tried again, for ever.
func (r *Runner) Work(ctx context.Context) {
	var all sync.WaitGroup
	defer all.Wait()
	begun, failing := false, false
	for ctx.Err() == nil {
		pause := pollEvery
		err := error(nil)
		if !begun {
			err = r.Begin(ctx)
			begun = err == nil
		}
		if begun {
			pause, err = r.round(ctx, &all)
		}
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			pause = min(pause, 2*time.Second)
			if !failing {
				r.Log.WarnContext(ctx, "jobs cannot be read just now", "error", err)
			}
		}
		failing = err != nil
		rest := time.NewTimer(pause)
		select {
		case <-rest.C:
		case <-r.wake:
		case <-ctx.Done():
		}
		rest.Stop()
	}
}

// round begins everything that is due and for which there is room, and tells how long there is nothing to do.
func (r *Runner) round(ctx context.Context, all *sync.WaitGroup) (time.Duration, error) {
	for {
		kinds := r.room()
		if len(kinds) == 0 {
			return pollEvery, nil // the end of a job wakes us
		}
		j, found, err := r.Store.LeaseJob(ctx, r.node, kinds, lease)
		if err != nil {
			return pollEvery, err
		}
		if !found {
			at, some, err := r.Store.NextJob(ctx, kinds)
			if err != nil || !some {
				return pollEvery, err
			}
			return max(soonest, min(pollEvery, at.Sub(r.Clock.Now()))), nil
		}
		r.count(j.Kind, 1)
		all.Go(func() {
			defer r.Wake()
			defer r.count(j.Kind, -1)
			if err := r.do(ctx, j); err != nil {
				r.Log.ErrorContext(ctx, "what became of a job could not be written down; it will be done again", "kind", j.Kind, "key", j.Key, "error", err)
			}
		})
	}
}

// room names the kinds of which this node may do one more.
func (r *Runner) room() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var names []string
	for name, k := range r.kinds {
		if r.under[name] < k.AtOnce {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (r *Runner) count(kind string, by int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.under[kind] += by
}

// Step does the one job that should have run first, to its end; false when none is due. For tests, and for commands
// that do not stay.
func (r *Runner) Step(ctx context.Context) (bool, error) {
	j, found, err := r.Store.LeaseJob(ctx, r.node, r.room(), lease)
	if err != nil || !found {
		return false, err
	}
	return true, r.do(ctx, j)
}

// do does a leased job and writes down what became of it.
func (r *Runner) do(ctx context.Context, j desk.Job) error {
	k := r.kinds[j.Kind]
	outcome := r.held(ctx, k, j)
	stopped := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endFor)
	defer cancel()
	var at later
	var gone givenUp
	var held bool
	var err error
	switch {
	case outcome == nil:
		var again time.Time
		if k.Next != nil {
			if again, err = k.Next(ctx, r.Clock.Now()); err != nil {
				return err
			}
		}
		held, err = r.Store.EndJob(ctx, j, again)
	case errors.As(outcome, &at):
		held, err = r.Store.EndJob(ctx, j, at.at)
	case stopped:
		held, err = r.Store.ReturnJob(ctx, j)
	case k.Next == nil && (errors.As(outcome, &gone) || j.Tries+1 >= k.Tries):
		r.Log.ErrorContext(ctx, "a job was given up", "kind", j.Kind, "key", j.Key, "tries", j.Tries+1, "error", outcome)
		held, err = r.Store.GiveUpJob(ctx, j, said(outcome))
	default:
		r.Log.WarnContext(ctx, "a job failed and is tried again", "kind", j.Kind, "key", j.Key, "tries", j.Tries+1, "error", outcome)
		held, err = r.Store.RetryJob(ctx, j, r.Clock.Now().Add(Pause(j.Tries+1)), said(outcome))
	}
	if err == nil && !held {
		r.Log.WarnContext(ctx, "the lease of a job was lost while it was done; it may be done twice", "kind", j.Kind, "key", j.Key)
	}
	return err
}

// said is what the drawer shows of a failure.
func said(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Say
	}
	return err.Error()
}

// held does a job while its lease is renewed. What panics has failed.
func (r *Runner) held(ctx context.Context, k Kind, j desk.Job) (err error) {
	ctx, stop := context.WithCancel(ctx)
	var renewing sync.WaitGroup
	done := make(chan struct{})
	renewing.Go(func() {
		tick := time.NewTicker(renew)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			if held, err := r.Store.RenewJob(ctx, j, lease); err == nil && !held {
				stop() // somebody else has it now
				return
			}
		}
	})
	defer renewing.Wait()
	defer stop()
	defer close(done)
	defer func() {
		if p := recover(); p != nil {
			r.Log.ErrorContext(ctx, "a job panicked", "kind", j.Kind, "key", j.Key, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("the work broke down: %v", p)
		}
	}()
	return k.Do(ctx, j)
}

// At is the next time after now that clocks of the zone show hour and minute. Where they skip it in spring it is as much
// later; where they show it twice in autumn, one of both counts.
func At(now time.Time, zone *time.Location, hour, minute int) time.Time {
	day := now.In(zone)
	for n := 0; ; n++ {
		at := time.Date(day.Year(), day.Month(), day.Day()+n, hour, minute, 0, 0, zone)
		if at.After(now) {
			return at.UTC()
		}
	}
}
