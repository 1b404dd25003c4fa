//go:build unix

package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
)

// following are the promises about jobs, letters and what is private.
var following = []promise{
	{"a job is done by one holder at a time, and the one that should have run first comes first", jobsInTurn},
	{"one job of a kind and key is open, and what is added while it is done is done again", jobsOnce},
	{"whoever lost a lease ends nothing", jobsFenced},
	{"a job that was rolled back is done by nobody, and one that was kept wakes whoever does it", jobsTold},
	{"what was given up lies in the drawer until it is tried again, forgotten or done after all", jobsGivenUp},
	{"many holders do every job once", jobsShared},
	{"letters come back as they were saved, newest first, and are emptied and dropped in time", letters},
	{"what is private comes back, is kept out of the record, and secrets are kept out of copies", private},
}

// add adds jobs with these keys.
func (h house) add(jobs ...desk.Job) {
	h.Helper()
	h.must(func(tx desk.Tx) error {
		for _, j := range jobs {
			if err := tx.AddJob(context.Background(), j); err != nil {
				return err
			}
		}
		return nil
	})
}

// lease leases a job and tells its key, "-" for none.
func (h house) lease(holder string) (desk.Job, string) {
	h.Helper()
	j, found, err := h.LeaseJob(context.Background(), holder, []string{"letter", "copy"}, time.Minute)
	if err != nil {
		h.Fatal(err)
	}
	if !found {
		return j, "-"
	}
	return j, j.Key
}

func (h house) held(what string, held bool, err error, should bool) {
	h.Helper()
	if err != nil || held != should {
		h.Errorf("%s: the lease held: %v, want %v; %v", what, held, should, err)
	}
}

func jobsInTurn(h house) {
	ctx := context.Background()
	h.add(desk.Job{Kind: "letter", Key: "second", RunAt: Monday.Add(-time.Minute)}, desk.Job{Kind: "letter", Key: "first", RunAt: Monday.Add(-time.Hour)},
		desk.Job{Kind: "letter", Key: "tomorrow", RunAt: Monday.Add(24 * time.Hour)}, desk.Job{Kind: "strange", Key: "x"})
	a, key := h.lease("a")
	want(h, "the first job", key, "first")
	want(h, "its data", string(a.Data), "{}")
	_, key = h.lease("b")
	want(h, "the next job", key, "second")
	_, key = h.lease("b")
	want(h, "a job that is leased or not due", key, "-")
	at, some, err := h.NextJob(ctx, []string{"letter"})
	if err != nil || !some || !at.Equal(Monday.Add(time.Minute)) {
		h.Errorf("NextJob = %v, %v, %v; want the end of the leases", at, some, err)
	}
	h.clock.Move(59 * time.Second)
	held, err := h.RenewJob(ctx, a, time.Minute)
	h.held("renewing", held, err, true)
	h.clock.Move(2 * time.Second)
	_, key = h.lease("c")
	want(h, "a job whose lease ran out", key, "second")
	_, key = h.lease("c")
	want(h, "a job whose lease was renewed", key, "-")
	held, err = h.RetryJob(ctx, a, h.clock.Now().Add(time.Minute), "the line is busy")
	h.held("failing", held, err, true)
	h.clock.Move(time.Minute + time.Second)
	_, key = h.lease("d")
	want(h, "a job whose lease ran out again", key, "second")
	a, key = h.lease("d")
	want(h, "a job that failed", key, "first")
	if a.Tries != 1 || a.Said != "the line is busy" {
		h.Errorf("after a failure: %d tries, said %q", a.Tries, a.Said)
	}
	if err := h.FreeJobs(ctx); err != nil {
		h.Fatal(err)
	}
	_, key = h.lease("e")
	want(h, "a job that was freed", key, "second")
}

func jobsOnce(h house) {
	ctx := context.Background()
	h.add(desk.Job{Kind: "copy", RunAt: Monday.Add(time.Hour), Data: json.RawMessage(`{"n":1}`)})
	h.add(desk.Job{Kind: "copy", RunAt: Monday, Data: json.RawMessage(`{"n":2}`)})
	j, key := h.lease("a")
	want(h, "a job that was added twice", key, "")
	want(h, "its data", string(j.Data), `{"n":2}`)
	h.add(desk.Job{Kind: "copy", RunAt: Monday.Add(time.Minute), Data: json.RawMessage(`{"n":3}`)})
	_, key = h.lease("b")
	want(h, "a job that is being done", key, "-")
	held, err := h.EndJob(ctx, j, time.Time{})
	h.held("ending", held, err, true)
	h.clock.Move(time.Minute)
	j, _ = h.lease("b")
	want(h, "what was added meanwhile", string(j.Data), `{"n":3}`)
	held, err = h.EndJob(ctx, j, Monday.Add(time.Hour))
	h.held("ending what repeats", held, err, true)
	_, key = h.lease("b")
	want(h, "work that is due later", key, "-")
	if err := h.EnsureJob(ctx, desk.Job{Kind: "copy"}); err != nil {
		h.Fatal(err)
	}
	_, key = h.lease("b")
	want(h, "work that was there before", key, "-")
	h.clock.Move(time.Hour)
	j, _ = h.lease("b")
	if !j.DoneAt.Equal(Monday.Add(time.Minute)) {
		h.Errorf("work that repeats was last done at %v", j.DoneAt)
	}
	held, err = h.ReturnJob(ctx, j)
	h.held("returning", held, err, true)
	h.must(func(tx desk.Tx) error {
		dropped, err := tx.DropJob(ctx, "copy", "")
		want(h, "dropped", dropped, true)
		return err
	})
	_, key = h.lease("b")
	want(h, "a job that was dropped", key, "-")
}

func jobsFenced(h house) {
	ctx := context.Background()
	h.add(desk.Job{Kind: "letter", Key: "a"})
	old, _ := h.lease("frozen")
	h.clock.Move(time.Minute)
	now, key := h.lease("awake")
	want(h, "the job of a frozen holder", key, "a")
	for what, end := range map[string]func() (bool, error){
		"ending":   func() (bool, error) { return h.EndJob(ctx, old, time.Time{}) },
		"failing":  func() (bool, error) { return h.RetryJob(ctx, old, Monday, "no") },
		"return":   func() (bool, error) { return h.ReturnJob(ctx, old) },
		"giving":   func() (bool, error) { return h.GiveUpJob(ctx, old, "no") },
		"renewing": func() (bool, error) { return h.RenewJob(ctx, old, time.Hour) },
	} {
		held, err := end()
		h.held(what, held, err, false)
	}
	h.refused("holding a job that somebody else has", h.try(func(tx desk.Tx) error { return tx.HoldJob(ctx, old.ID, old.Fence) }), fault.Conflict)
	h.must(func(tx desk.Tx) error { return tx.HoldJob(ctx, now.ID, now.Fence) })
	held, err := h.EndJob(ctx, now, time.Time{})
	h.held("ending", held, err, true)
	if _, some, err := h.NextJob(ctx, []string{"letter"}); some || err != nil {
		h.Errorf("a job that is done is still there, %v", err)
	}
}

func jobsTold(h house) {
	ctx := context.Background()
	var woken atomic.Int64
	h.OnJobs(func() { woken.Add(1) })
	no := errors.New("no")
	if err := h.try(func(tx desk.Tx) error {
		if err := tx.AddJob(ctx, desk.Job{Kind: "letter", Key: "a"}); err != nil {
			return err
		}
		return no
	}); !errors.Is(err, no) {
		h.Fatal(err)
	}
	_, key := h.lease("a")
	want(h, "a job that was rolled back", key, "-")
	want(h, "woken by it", int(woken.Load()), 0)
	h.act(func(tx desk.Tx) error { return tx.AddJob(ctx, desk.Job{Kind: "letter", Key: "a"}) })
	want(h, "woken by one that was kept", int(woken.Load()), 1)
}

func jobsGivenUp(h house) {
	ctx := context.Background()
	drawer := func() []desk.Job {
		h.Helper()
		all, err := h.JobsGivenUp(ctx, 10)
		if err != nil {
			h.Fatal(err)
		}
		return all
	}
	h.add(desk.Job{Kind: "copy", Key: "a", Data: json.RawMessage(`{"n":1}`)})
	j, _ := h.lease("a")
	held, err := h.GiveUpJob(ctx, j, "the disk is full")
	h.held("giving up", held, err, true)
	_, key := h.lease("a")
	want(h, "a job that was given up", key, "-")
	all := drawer()
	if len(all) != 1 || all[0].Said != "the disk is full" || all[0].Tries != 1 || !all[0].EndedAt.Equal(Monday) {
		h.Fatalf("the drawer holds %v", all)
	}
	h.must(func(tx desk.Tx) error { return tx.TryJobAgain(ctx, all[0].ID, Monday) })
	want(h, "in the drawer once it is tried again", len(drawer()), 0)
	j, key = h.lease("a")
	want(h, "a job that is tried again", key+string(j.Data)+fmt.Sprint(j.Tries), `a{"n":1}0`)
	held, err = h.GiveUpJob(ctx, j, "still full")
	h.held("giving up", held, err, true)
	h.add(desk.Job{Kind: "copy", Key: "a"})
	j, _ = h.lease("a")
	held, err = h.EndJob(ctx, j, time.Time{})
	h.held("ending", held, err, true)
	want(h, "in the drawer once it was done after all", len(drawer()), 0)
	h.add(desk.Job{Kind: "copy", Key: "a"})
	j, _ = h.lease("a")
	if held, err = h.GiveUpJob(ctx, j, "no"); err != nil || !held {
		h.Fatal(held, err)
	}
	h.must(func(tx desk.Tx) error { return tx.ForgetJob(ctx, j.ID) })
	h.refused("forgetting twice", h.try(func(tx desk.Tx) error { return tx.ForgetJob(ctx, j.ID) }), fault.NotFound)
	h.refused("trying what is forgotten", h.try(func(tx desk.Tx) error { return tx.TryJobAgain(ctx, j.ID, Monday) }), fault.NotFound)
}

func jobsShared(h house) {
	ctx := context.Background()
	const many = 60
	var jobs []desk.Job
	for n := range many {
		jobs = append(jobs, desk.Job{Kind: "letter", Key: fmt.Sprint(n)})
	}
	h.add(jobs...)
	var mu sync.Mutex
	done := map[string]int{}
	var all sync.WaitGroup
	for n := range 6 {
		all.Go(func() {
			for {
				j, found, err := h.LeaseJob(ctx, fmt.Sprint("holder ", n), []string{"letter"}, time.Minute)
				if err == nil && !found {
					// On PostgreSQL rows that others hold this moment are passed over; the last of them are theirs.
					return
				}
				if err == nil {
					mu.Lock()
					done[j.Key]++
					mu.Unlock()
					_, err = h.EndJob(ctx, j, time.Time{})
				}
				if err != nil {
					h.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	if len(done) != many {
		h.Errorf("%d of %d jobs were done", len(done), many)
	}
	for key, n := range done {
		if n != 1 {
			h.Errorf("job %s was done %d times", key, n)
		}
	}
}

func letters(h house) {
	ctx := context.Background()
	l := desk.Letter{
		ID: "l1", Kind: desk.LetterStories, Staff: "jo", Name: "Jo “T” Tarrick", Email: "jo@courier.example", State: desk.LetterWaiting, MadeBy: "mara",
		MadeAt: Monday, SendAt: Monday.Add(time.Minute), Until: Monday.Add(time.Hour), Data: desk.LetterData{
			Link: "/newsroom/x?key=1", By: "Mara", Items: []desk.LetterItem{{Draft: "d", Headline: "Flood", By: "Mara", Back: true, Note: "Who said so?", Due: Monday}},
		},
	}
	h.must(func(tx desk.Tx) error { return tx.AddLetter(ctx, l) })
	h.must(func(tx desk.Tx) error {
		got, found, err := tx.WaitingLetter(ctx, "jo", desk.LetterStories)
		want(h, "found", found, true)
		want(h, "a waiting letter", got, l)
		return err
	})
	l.State, l.Tries, l.Said, l.EndedAt = desk.LetterSent, 2, "250 Ok", Monday.Add(2*time.Minute)
	h.must(func(tx desk.Tx) error { return tx.SaveLetter(ctx, l) })
	h.must(func(tx desk.Tx) error {
		_, found, err := tx.WaitingLetter(ctx, "jo", desk.LetterStories)
		want(h, "a letter that is sent waits", found, false)
		return err
	})
	got, err := h.LetterOf(ctx, "l1")
	want(h, "a letter", got, l)
	if err != nil {
		h.Error(err)
	}
	second, third := l, l
	second.ID, second.MadeAt, second.State = "l2", Monday.Add(time.Hour), desk.LetterFailed
	third.ID, third.MadeAt, third.State = "l3", Monday.Add(time.Hour), desk.LetterWaiting
	h.must(func(tx desk.Tx) error { return errors.Join(tx.AddLetter(ctx, second), tx.AddLetter(ctx, third)) })
	list := func(before string, limit int) (ids string) {
		h.Helper()
		all, err := h.Letters(ctx, before, limit)
		if err != nil {
			h.Fatal(err)
		}
		for _, l := range all {
			ids += l.ID + " "
		}
		return ids
	}
	want(h, "the newest letters", list("", 2), "l3 l2 ")
	want(h, "those before them", list("l2", 2), "l1 ")
	n, err := h.CountLetters(ctx)
	if err != nil || n[desk.LetterSent] != 1 || n[desk.LetterFailed] != 1 || n[desk.LetterWaiting] != 1 {
		h.Errorf("CountLetters = %v, %v", n, err)
	}
	h.must(func(tx desk.Tx) error { return tx.TidyLetters(ctx, Monday.Add(2*time.Hour), Monday.Add(time.Second)) })
	want(h, "letters that are left", list("", 9), "l3 l2 ")
	second, err = h.LetterOf(ctx, "l2")
	if err != nil || !second.Data.Empty() {
		h.Errorf("an old letter says %v, %v", second.Data, err)
	}
	third, err = h.LetterOf(ctx, "l3")
	if err != nil || third.Data.Empty() {
		h.Errorf("a letter that waits says %v, %v", third.Data, err)
	}
	h.must(func(tx desk.Tx) error { return tx.DropLetter(ctx, "l2") })
	_, err = h.LetterOf(ctx, "l2")
	h.refused("a letter that was dropped", err, fault.NotFound)
}

func private(h house) {
	ctx := context.Background()
	h.must(func(tx desk.Tx) error {
		if _, found, err := tx.Private(ctx, "mail"); found || err != nil {
			h.Errorf("before anything is kept: %v, %v", found, err)
		}
		return errors.Join(tx.SavePrivate(ctx, "mail", json.RawMessage(`{"host":"a"}`)), tx.SavePrivate(ctx, "mail", json.RawMessage(`{"host":"é"}`)),
			tx.SaveSecret(ctx, "mail password", "plum jam"), tx.SaveSecret(ctx, "other", "x"), tx.SaveSecret(ctx, "other", ""))
	})
	h.must(func(tx desk.Tx) error {
		value, found, err := tx.Private(ctx, "mail")
		want(h, "what is private", fmt.Sprint(string(value), found), `{"host":"é"}true`)
		secret, serr := tx.Secret(ctx, "mail password")
		want(h, "a secret", secret, "plum jam")
		gone, gerr := tx.Secret(ctx, "other")
		want(h, "a secret that was forgotten", gone, "")
		return errors.Join(err, serr, gerr)
	})
	value, found, err := h.PrivateOf(ctx, "mail")
	want(h, "what is private", fmt.Sprint(string(value), found, err), `{"host":"é"}true <nil>`)
	if h.try(func(tx desk.Tx) error { return tx.SavePrivate(ctx, "mail", json.RawMessage(`{`)) }) == nil {
		h.Error("what is no JSON was kept")
	}
	tables := map[string]int{}
	if _, err := h.Dump(ctx, func(name string, _ []string) (func([]any) error, error) {
		tables[name] = 0
		return func([]any) error { tables[name]++; return nil }, nil
	}); err != nil {
		h.Fatal(err)
	}
	want(h, "rows of what is private in a copy", tables["private"], 1)
	for _, name := range []string{"secret", "letter", "job"} {
		if _, there := tables[name]; there {
			h.Errorf("a copy holds the table %s", name)
		}
	}
}
