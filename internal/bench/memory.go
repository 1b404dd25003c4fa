package bench

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// memory looks how much the program holds after readers asked for very much, and for connections that wait.
func (r *runner) memory(ctx context.Context) error {
	return r.with(ctx, func(p *process) (err error) {
		if p.rss() == 0 {
			r.report.skip("memory", "this machine does not tell how much a process holds")
			return nil
		}
		asking, cancel := context.WithTimeout(ctx, time.Duration(r.tenth(20_000))*time.Millisecond)
		defer cancel()
		if _, err := (crowd{host: p.addr, conns: 32, paths: append(append([]string{"/", "/latest"}, r.Places.Sections...), r.Places.Articles...)}).run(asking); err != nil {
			return err
		}
		loaded := p.rss()
		l := Line{About: "memory after load", Figure: fmt.Sprintf("%.0f MB", float64(loaded)/1e6), Target: "at most 400 MB", Met: met(loaded <= 400e6)}
		l.Note = fmt.Sprintf("%s addresses, as often as they were answered", thousands(float64(len(r.Places.Articles))))
		r.report.add(l)

		count := r.tenth(10_000)
		before := p.rss()
		lines := make([]*line, 0, count)
		defer func() {
			for _, l := range lines {
				err = errors.Join(err, l.close())
			}
		}()
		var failed error
		for len(lines) < count && failed == nil {
			var some sync.WaitGroup
			var mu sync.Mutex
			for range min(100, count-len(lines)) {
				some.Go(func() {
					l, err := dial(ctx, p.addr)
					if err == nil {
						_, err = l.get(r.Places.Articles[0])
					}
					mu.Lock()
					defer mu.Unlock()
					if l != nil {
						lines = append(lines, l)
					}
					failed = errors.Join(failed, err)
				})
			}
			some.Wait()
		}
		about := thousands(float64(count)) + " idle connections, more memory"
		if failed != nil {
			r.report.skip(about, fmt.Sprintf("only %d came: %v", len(lines), failed))
			return nil
		}
		more := p.rss() - before
		r.report.add(Line{About: about, Figure: fmt.Sprintf("%.0f MB", float64(more)/1e6), Target: "at most 250 MB", Met: met(more <= 250e6)})
		return nil
	})
}

// browser has Chromium read for a while, and tells how much of that the lane answered.
func (r *runner) browser(ctx context.Context) error {
	const about = "share of Chromium's requests that the lane answered"
	node, err := exec.LookPath("node")
	if err != nil || r.Session == "" {
		r.report.skip(about, "Node or the tests' browser is not installed")
		return nil
	}
	admin, err := freeAddr()
	if err != nil {
		return err
	}
	return r.with(ctx, func(p *process) error {
		if _, err := once(ctx, p.addr, "/healthz"); err != nil { // by then the operator's listener is there, too
			return err
		}
		var lane, rest [3]float64
		for n := range lane { // somebody read the same pages before
			var err error
			if lane[n], err = counted(ctx, admin, "broadsheet_lane_answers_total"); err != nil {
				return err
			}
			if rest[n], err = counted(ctx, admin, "broadsheet_requests_total"); err != nil && n > 0 {
				return err
			}
			if n == len(lane)-1 {
				break
			}
			if out, err := exec.CommandContext(ctx, node, r.Session, "http://"+p.addr).CombinedOutput(); err != nil {
				r.report.skip(about, "the browser's session failed: "+strings.TrimSpace(string(out)))
				return nil
			}
		}
		first, second := lane[1]/(lane[1]+rest[1]), lane[2]-lane[1]
		all := second + rest[2] - rest[1]
		r.report.add(Line{
			About: about, Figure: fmt.Sprintf("%.0f %%", 100*second/all),
			Note: fmt.Sprintf("%.0f of %.0f of a session on pages that somebody read before; of the first session %.0f %%", second, all, 100*first),
		})
		return nil
	}, "--admin", admin)
}
