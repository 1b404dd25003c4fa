package newsroom

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/follow"
)

const systemPath = "/newsroom/settings/system"

// node does the work on the house, and more.
func (h *house) node(more ...follow.Kind) *follow.Runner {
	h.t.Helper()
	r := follow.New(follow.Options{Store: h.store, Clock: h.clock})
	for _, k := range append(more, h.keeper.Kinds()...) {
		r.Register(k)
	}
	h.must(r.Begin(h.t.Context()))
	return r
}

// steps does all that is due, and gives how much that was.
func (h *house) steps(r *follow.Runner) (n int) {
	h.t.Helper()
	for {
		did, err := r.Step(h.t.Context())
		h.must(err)
		if !did {
			return n
		}
		n++
	}
}

func (h *house) tells(p *person, path, says string) {
	h.t.Helper()
	if got := p.get(path); got.status != http.StatusOK || !strings.Contains(textOf(got.body), says) {
		h.t.Errorf("%s answered %d and does not say %q: %s\n%s", path, got.status, says, textOf(got.body), h.log)
	}
}

func TestAWrongHourKeepsWhatWasTyped(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		sam := h.as("operator")
		for _, c := range []struct {
			time, on string
			want     int
		}{
			{"25:10", "", http.StatusUnprocessableEntity},
			{"three", "yes", http.StatusUnprocessableEntity},
			{"", "yes", http.StatusUnprocessableEntity},
			{" 04:25 ", "yes", http.StatusSeeOther},
			{"04:25", "", http.StatusSeeOther},
		} {
			before, err := desk.NightOf(t.Context(), h.store.PrivateOf)
			h.must(err)
			got := sam.post(systemPath+"/night", "time", c.time, "on", c.on)
			if got.status != c.want {
				t.Fatalf("the hour %q answered %d: %s", c.time, got.status, textOf(got.body))
			}
			after, err := desk.NightOf(t.Context(), h.store.PrivateOf)
			h.must(err)
			if c.want == http.StatusSeeOther {
				if want := (desk.Night{Off: c.on == "", Hour: 4, Min: 25}); after != want {
					t.Errorf("kept is %+v, want %+v", after, want)
				}
				continue
			}
			if kept, found := parsed(t, got.body).field("time"); !found || kept != c.time || after != before {
				t.Errorf("the hour %q came back as %q, and the night was %+v and is %+v", c.time, kept, before, after)
			}
			tick := parsed(t, got.body).id("system")
			if tick == nil || strings.Contains(got.body, `value="yes" checked`) != (c.on == "yes") {
				t.Errorf("whether there is a copy at night came back otherwise than %q", c.on)
			}
			if !strings.Contains(got.body, "Type the time as 03:10") || !strings.Contains(got.body, "Make a copy now") || !strings.Contains(got.body, "The house") {
				t.Errorf("the screen lacks what to do, or its rest: %s", textOf(got.body))
			}
		}
		h.tells(sam, systemPath, "No copy is made at night: that is switched off.")
		h.tells(sam, "/newsroom/today", "There is no copy, and none is made at night")
	})
}

func TestTheDrawerOfWorkThatWasGivenUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		fails := true
		done := 0
		node := h.node(follow.Kind{Name: "purge", Tries: 2, Do: func(context.Context, desk.Job) error {
			if fails {
				return fault.New(fault.Unavailable, "The neighbour does not answer.")
			}
			done++
			return nil
		}})
		h.must(h.store.EnsureJob(t.Context(), desk.Job{Kind: "purge", Key: "1"}))
		h.must(h.store.EnsureJob(t.Context(), desk.Job{Kind: "purge", Key: "2"}))
		for range 2 {
			if n := h.steps(node); n != 2 {
				t.Fatalf("%d jobs were tried, want 2", n)
			}
			h.clock.Move(time.Hour)
		}
		sam, mags := h.as("operator"), h.as("publisher")
		h.tells(sam, systemPath, "2 pieces of work were given up and wait for you.")
		h.tells(sam, systemPath, "The neighbour does not answer.")
		if n := strings.Count(sam.get(systemPath).body, "pieces of work were given up"); n != 1 {
			t.Errorf("System says %d times that work was given up", n)
		}
		h.tells(sam, "/newsroom/today", "2 pieces of work were given up and wait for you.")
		if got := mags.get(systemPath); strings.Contains(got.body, "Try again") || !strings.Contains(got.body, "Given up") {
			t.Error("who does not keep the system is offered to try it again, or does not see it")
		}
		given, err := h.store.JobsGivenUp(t.Context(), 9)
		h.must(err)
		if len(given) != 2 {
			t.Fatalf("%d are in the drawer", len(given))
		}
		at := systemPath + "/work/"
		if got := sam.post(at+given[0].ID, "deed", "burn"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a button that is not there answered %d", got.status)
		}
		fails = false
		if got := sam.done(sam.post(at+given[0].ID, "deed", "again")); !strings.Contains(got.body, "It is being tried again.") || !strings.Contains(textOf(got.body), "1 piece of work was given up and waits for you.") {
			t.Errorf("trying again says %s", textOf(got.body))
		}
		if h.steps(node); done != 1 {
			t.Errorf("what was tried again was done %d times", done)
		}
		if got := sam.done(sam.post(at+given[1].ID, "deed", "forget")); strings.Contains(got.body, "given up and waits") {
			t.Errorf("what was forgotten is still there: %s", textOf(got.body))
		}
		if h.steps(node); done != 1 {
			t.Errorf("what was forgotten was done")
		}
		for _, j := range given {
			if got := sam.post(at+j.ID, "deed", "again"); got.status != http.StatusNotFound && got.status != http.StatusConflict {
				t.Errorf("work that is no longer in the drawer answered %d: %s", got.status, textOf(got.body))
			}
		}
	})
}

// TestTodayTellsWhatIsWrong: a paper that publishes daily and was never copied is not called well.
func TestTodayTellsWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.live("The bar is dredged")
		h.tells(h.as("operator"), "/newsroom/today", "All well. No copy yet: the first is made at 03:10.")
		for range 3 {
			h.clock.Move(24 * time.Hour)
			h.live("The bar is dredged again")
		}
		sam, mags, jo := h.as("operator"), h.as("publisher"), h.as("reporter")
		const never = "There is no copy in"
		h.tells(sam, "/newsroom/today", never)
		h.tells(sam, systemPath, never)
		h.tells(mags, systemPath, never)
		if got := jo.get("/newsroom/today"); strings.Contains(got.body, never) || strings.Contains(got.body, "All well") {
			t.Error("a reporter is told how the house stands")
		}
		if got := sam.get("/newsroom/today"); strings.Contains(got.body, "All well") {
			t.Error("Today says that all is well")
		}
		sam.done(sam.post(systemPath + "/copies"))
		h.tells(sam, "/newsroom/today", "All well. The first copy is being made.")
		h.tells(sam, systemPath, "A copy is being made.")
		if n := h.steps(h.node()); n != 1 {
			t.Errorf("%d jobs were done, want the copy", n)
		}
		h.tells(sam, "/newsroom/today", "All well. Last copy")
		h.tells(sam, systemPath, "asked for by The operator, checked")
		h.must(h.KeepChecked(t.Context(), desk.Checked{At: h.clock.Now(), Wrong: "Entry 7 was altered."}))
		h.tells(sam, "/newsroom/today", "The record did not hold when it was checked")
		h.tells(sam, systemPath, "Entry 7 was altered.")
		h.clock.Move(48 * time.Hour)
		h.tells(h.as("operator"), "/newsroom/today", "There should be one every night at 03:10.")
	})
}
