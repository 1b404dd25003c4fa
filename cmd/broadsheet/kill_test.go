package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/store/storetest"
)

var edition = regexp.MustCompile(`Edition (\d+) of the tide`)

// editionsOn lists the editions that a page speaks of.
func editionsOn(body string) []int {
	var all []int
	for _, m := range edition.FindAllStringSubmatch(body, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			panic(err) // the pattern gives digits
		}
		all = append(all, n)
	}
	return all
}

// TestKilledAroundPublishing kills the program at a random moment around a publication and starts it again: what was
// acknowledged is there, and a reader before, during and after never sees a page that was true at no number.
func TestKilledAroundPublishing(t *testing.T) {
	for _, kind := range storetest.Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			seed := uint64(time.Now().UnixNano())
			if s, err := strconv.ParseUint(os.Getenv("BROADSHEET_SEED"), 10, 64); err == nil {
				seed = s
			}
			random := rand.New(rand.NewPCG(seed, 0))
			t.Logf("seed: %d", seed)
			data, listen := t.TempDir(), freePort(t)
			args := []string{"--data", data}
			if kind.Name == "postgres" {
				args = append(args, "--database", kind.Place(t, true))
			}
			p := starts(t, listen, args...)
			e := opensPaper(t, p)
			id, version, err := e.writes("Edition 1 of the tide")
			if err == nil {
				err = e.publishes(id, version, "first")
			}
			if err != nil {
				t.Fatal(err)
			}
			address := "/edition-1-of-the-tide"

			// acked is the newest acknowledged edition, sent the newest that may have gone out.
			var acked, sent, read, wrong atomic.Int64
			acked.Store(1)
			sent.Store(1)
			looks := func(path string) {
				before := acked.Load()
				status, body, err := reads(p.url, path)
				if err != nil || status >= 500 {
					return // killed in between: no answer is no lie
				}
				after := sent.Load()
				read.Add(1)
				found := editionsOn(body)
				for _, n := range found {
					if int64(n) < before || int64(n) > after {
						wrong.Add(1)
						t.Errorf("%s speaks of edition %d, when %d was acknowledged before and %d sent after", path, n, before, after)
					}
					if n != found[0] {
						wrong.Add(1)
						t.Errorf("%s mixes editions %v", path, found)
					}
				}
				if status != 200 || len(found) == 0 {
					wrong.Add(1)
					t.Errorf("%s answers %d with no edition", path, status)
				}
			}
			pages := []string{address, "/", "/latest", "/author/mara-ostrey"}
			done := make(chan struct{})
			var reader sync.WaitGroup
			reader.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-done:
						return
					default:
						looks(pages[n%len(pages)])
					}
				}
			})

			number := 1
			for range volume(40) {
				lethal := time.After(time.Duration(random.Int64N(int64(600 * time.Millisecond))))
				dead := make(chan struct{})
				go func() {
					<-lethal
					p.kill()
					close(dead)
				}()
				for alive := true; alive; {
					select {
					case <-dead:
						alive = false
						continue
					default:
					}
					// the number is three digits at the most: it stands behind "Edition "
					next := number + 1
					v, err := e.types(id, version, replaceStep(9, 9+len(strconv.Itoa(number)), strconv.Itoa(next)))
					if err != nil {
						continue // killed while typing: whether it arrived is asked below
					}
					version, number = v, next
					sent.Store(int64(number))
					if err := e.publishes(id, version, "update"); err == nil {
						acked.Store(int64(number))
					}
				}
				p = starts(t, listen, args...)
				version, number = e.stands(id)
				sent.Store(max(sent.Load(), int64(number)))
				for _, path := range pages {
					looks(path)
				}
				if got := p.newest(address); int64(got) < acked.Load() {
					t.Fatalf("edition %d was acknowledged, and after the kill readers see %d", acked.Load(), got)
				} else {
					acked.Store(int64(got))
				}
			}
			close(done)
			reader.Wait()
			out, err := command(t, append([]string{"verify"}, args...)...).CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
			t.Logf("kill: %d kills on %s, %d editions acknowledged, 0 lost; %d pages read meanwhile, %d wrong", volume(40), kind.Name, acked.Load(), read.Load(), wrong.Load())
		})
	}
}

// newest is the edition that a page shows.
func (p *process) newest(path string) int {
	_, body, err := reads(p.url, path)
	if err != nil {
		p.t.Fatal(err)
	}
	found := editionsOn(body)
	if len(found) == 0 {
		p.t.Fatalf("%s shows no edition", path)
	}
	return found[0]
}

// stands asks the newsroom where the draft stands: its version, and the number in its headline.
func (e *editor) stands(id string) (version int64, number int) {
	e.t.Helper()
	answer, err := e.client.Get(e.url + "/newsroom/stories/" + id + "/document")
	if err != nil {
		e.t.Fatal(err)
	}
	defer answer.Body.Close()
	var said struct {
		Version int64
		Doc     struct {
			Content []struct {
				Content []struct{ Text string }
			}
		}
	}
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
		e.t.Fatal(err)
	}
	found := editionsOn(said.Doc.Content[0].Content[0].Text)
	if len(found) != 1 {
		e.t.Fatalf("the draft's headline is %q", said.Doc.Content[0].Content[0].Text)
	}
	return said.Version, found[0]
}
