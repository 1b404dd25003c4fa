package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// halfAtMost is how much load one who asks in this process can make beside what it measures.
const halfAtMost = 20_000

// publishing publishes stories while readers ask, and looks how soon all pages show them.
func (r *runner) publishing(ctx context.Context) error {
	return r.with(ctx, func(p *process) error {
		e, err := signIn(p.addr, r.User, r.Password)
		if err != nil {
			return err
		}
		rate := r.rate / 2
		if rate == 0 || rate > halfAtMost {
			rate = halfAtMost
		}
		paths := append([]string{"/", "/latest", r.Places.Sections[0]}, r.Places.Articles[:min(len(r.Places.Articles), 500)]...)
		if _, err := collect(ctx, p.addr, paths); err != nil {
			return err
		}
		loading, end := context.WithCancel(ctx)
		defer end()
		var found crowdFound
		var failed error
		var readers sync.WaitGroup
		readers.Go(func() { found, failed = crowd{host: p.addr, conns: 16, paths: paths, rate: rate}.run(loading) })
		var seen []float64
		for n := range max(3, r.tenth(30)) {
			took, err := r.seen(ctx, e, p.addr, n)
			if err != nil {
				end()
				readers.Wait()
				return errors.Join(err, failed)
			}
			seen = append(seen, float64(took))
		}
		end()
		readers.Wait()
		if failed != nil {
			return failed
		}
		half, late, slowest := time.Duration(quantile(seen, 0.5)), time.Duration(quantile(seen, 0.99)), quantile(found.took, 1)
		note := fmt.Sprintf("%d publications, readers at %s requests a second of %s wished, %d failed", len(seen), thousands(float64(found.asked)/found.lasted.Seconds()), thousands(rate), found.failed)
		r.report.add(Line{About: "publish to visible, median", Figure: ms(half), Target: "at most 20 ms", Met: met(half <= 20*time.Millisecond), Values: []Values{{"publications", "ns", seen}}, Note: note})
		r.report.add(Line{About: "publish to visible, p99", Figure: ms(late), Target: "at most 100 ms", Met: met(late <= 100*time.Millisecond)})
		r.report.add(Line{About: "slowest reader meanwhile", Figure: ms(slowest), Target: "at most 250 ms", Met: met(slowest <= 250*time.Millisecond && found.failed == 0)})
		return nil
	})
}

// seen publishes a story and tells how long after the action's start home, its page, latest and search all showed it.
func (r *runner) seen(ctx context.Context, e *editor, addr string, n int) (time.Duration, error) {
	word := "tidemark" + strings.Map(func(c rune) rune { return c - '0' + 'k' }, fmt.Sprintf("%03d%d", n, time.Now().Unix()%100_000))
	id, version, err := e.write("The "+word+" is read", r.Section)
	if err != nil {
		return 0, err
	}
	pages := []string{"/", "/latest", r.below() + "the-" + word + "-is-read", "/search?q=" + word}
	if r.Section != "" {
		pages = append(pages, r.SectionAt)
	}
	lines := make([]*line, len(pages))
	for i := range lines {
		if lines[i], err = dial(ctx, addr); err != nil {
			return 0, err
		}
		defer lines[i].close()
	}
	began := time.Now()
	errs := make([]error, len(pages)+1)
	var all sync.WaitGroup
	all.Go(func() { errs[len(pages)] = e.publish(id, version, "first") })
	ended := make([]time.Duration, len(pages))
	for i, path := range pages {
		all.Go(func() {
			for errs[i] == nil {
				var body []byte
				if body, errs[i] = lines[i].plainly(path); bytes.Contains(body, []byte(word+" is read")) || path[:min(8, len(path))] == "/search?" && bytes.Contains(body, []byte("the-"+word)) {
					ended[i] = time.Since(began)
					return
				}
				if errs[i] == nil && time.Since(began) > 20*time.Second {
					errs[i] = fmt.Errorf("%s does not show the story within 20 s", path)
				}
			}
		})
	}
	all.Wait()
	return quantile(ended, 1), errors.Join(errs...)
}

// below is where the addresses of published stories begin.
func (r *runner) below() string {
	if r.Section != "" {
		return r.SectionAt
	}
	return "/"
}

// plainly asks for a page without compression, and gives no text while there is no page.
func (l *line) plainly(path string) ([]byte, error) {
	if err := l.conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(l.conn, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path, l.host); err != nil {
		return nil, err
	}
	a, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(a.Body)
	if a.StatusCode != http.StatusOK {
		body = nil
	}
	return body, errors.Join(err, a.Body.Close())
}

// herd has 10,000 readers a second ask for a page that is published anew in the middle of it.
func (r *runner) herd(ctx context.Context) error {
	admin, err := freeAddr()
	if err != nil {
		return err
	}
	return r.with(ctx, func(p *process) error {
		e, err := signIn(p.addr, r.User, r.Password)
		if err != nil {
			return err
		}
		id, version, err := e.write("The herd of today", r.Section)
		if err == nil {
			err = e.publish(id, version, "first")
		}
		if err != nil {
			return err
		}
		path := r.below() + "the-herd-of-today"
		sum, rounds := r.tenth(10_000), max(2, r.tenth(20))
		var renders, took []float64
		var failed int64
		var asked int64
		for range rounds {
			if _, err := collect(ctx, p.addr, []string{path}); err != nil {
				return err
			}
			if version, err = e.steps(id, version, typed(5, 5, "h")); err != nil {
				return err
			}
			before, err := counted(ctx, admin, "broadsheet_cache_renders_total")
			if err != nil {
				return err
			}
			var herd sync.WaitGroup
			var found crowdFound
			var lost error
			herd.Go(func() {
				found, lost = crowd{host: p.addr, conns: 200, paths: []string{path}, rate: float64(sum), sum: sum}.run(ctx)
			})
			time.Sleep(time.Duration(r.tenth(300)) * time.Millisecond) // so that it is purged under all of them
			err = e.publish(id, version, "fix")
			herd.Wait()
			if err := errors.Join(err, lost); err != nil {
				return err
			}
			after, err := counted(ctx, admin, "broadsheet_cache_renders_total")
			if err != nil {
				return err
			}
			renders = append(renders, after-before)
			took = append(took, float64(quantile(found.took, 0.99)))
			failed += found.failed
			asked += found.asked
		}
		most, late := quantile(renders, 1), time.Duration(quantile(took, 1))
		r.report.add(Line{
			About: "herd, renders of a purge", Figure: fmt.Sprintf("%.0f at most", most), Target: "1", Met: met(most <= 1),
			Values: []Values{{"rounds", "renders", renders}}, Note: fmt.Sprintf("%d rounds of %s requests in a second over 200 connections", rounds, thousands(float64(sum))),
		})
		r.report.add(Line{About: "herd, p99 of the worst round", Figure: ms(late), Target: "at most 500 ms", Met: met(late <= 500*time.Millisecond), Values: []Values{{"rounds", "ns", took}}})
		r.report.add(Line{About: "herd, errors", Figure: fmt.Sprintf("%d of %s", failed, thousands(float64(asked))), Target: "0", Met: met(failed == 0)})
		return nil
	}, "--admin", admin)
}

// counted reads a counter on the operator's listener; one with labels is added up.
func counted(ctx context.Context, admin, name string) (float64, error) {
	l, err := dial(ctx, admin)
	if err != nil {
		return 0, err
	}
	body, err := l.plainly("/metrics")
	if err := errors.Join(err, l.close()); err != nil {
		return 0, err
	}
	found := regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(name)+`(?:\{[^}]*\})? ([0-9.e+]+)$`).FindAllSubmatch(body, -1)
	total := 0.0
	for _, f := range found {
		n, err := strconv.ParseFloat(string(f[1]), 64)
		if err != nil {
			return 0, err
		}
		total += n
	}
	if found == nil {
		return 0, fmt.Errorf("the operator's listener does not count %s", name)
	}
	return total, nil
}
