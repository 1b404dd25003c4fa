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

// How stories are published under load: so many, one every so often, which is a busy minute of any newsroom.
const (
	publications = 100
	publishEvery = 200 * time.Millisecond
	lookEvery    = time.Millisecond // how often one who waits for a story asks for a page
)

// publishing publishes stories while readers ask, and looks how soon all pages show them.
func (r *runner) publishing(ctx context.Context) error {
	return r.with(ctx, func(p *process) error {
		e, err := signIn(p.addr, r.User, r.Password)
		if err != nil {
			return err
		}
		paths := append([]string{"/", "/latest", r.Places.Sections[0]}, r.Places.Articles[:min(len(r.Places.Articles), r.tenth(1000))]...)
		if _, err := collect(ctx, p.addr, paths); err != nil {
			return err
		}
		if r.rate == 0 { // the readers were not measured in this run
			l, err := r.load(ctx, p, paths[3:], loadFor)
			if err != nil {
				return err
			}
			r.rate = l.rate
		}
		sum, rate := max(5, r.tenth(publications)), r.rate/2
		lasts := time.Duration(sum)*publishEvery + time.Second
		var found loaded
		var failed error
		var readers sync.WaitGroup
		began := time.Now()
		readers.Go(func() { found, failed = r.steadily(ctx, p.addr, paths, rate, lasts) })
		var all []shown
		for n := range sum {
			if time.Since(began) >= lasts { // nobody asks any more
				break
			}
			took, err := r.seen(ctx, e, p.addr, n)
			if err != nil {
				readers.Wait()
				return errors.Join(err, failed)
			}
			all = append(all, took)
			pause(ctx, time.Until(began.Add(time.Duration(n+1)*publishEvery)))
		}
		readers.Wait()
		if failed != nil {
			return failed
		}
		var seen []float64
		for _, s := range all {
			seen = append(seen, float64(s.everywhere()))
		}
		half, late := time.Duration(quantile(seen, 0.5)), time.Duration(quantile(seen, 0.99))
		note := fmt.Sprintf("%d publications, one every %s; readers at %s requests a second of %s wished, half of the most; medians: %s",
			len(all), publishEvery, thousands(found.rate), thousands(rate), medians(r.listing(""), all))
		r.report.add(Line{About: "publish to visible, median", Figure: ms(half), Target: "at most 20 ms", Met: met(half <= 20*time.Millisecond), Values: []Values{{"publications", "ns", seen}}, Note: note})
		r.report.add(Line{About: "publish to visible, p99", Figure: ms(late), Target: "at most 100 ms", Met: met(late <= 100*time.Millisecond)})
		r.report.add(Line{About: "slowest reader meanwhile", Figure: ms(found.slowest), Target: "at most 250 ms", Met: met(found.slowest <= 250*time.Millisecond && found.errors == 0), Note: failures(found.errors)})
		return nil
	})
}

// aPage is one on which a story is looked for.
type aPage struct{ about, path string }

// shown is what became of one publication.
type shown struct {
	said  time.Duration   // from the action's start to the answer to the editor
	pages []time.Duration // to each page that showed the story, in the order of where
}

// everywhere is when the last page showed the story.
func (s shown) everywhere() time.Duration { return quantile(s.pages, 1) }

// medians are those of each page and of the answer to the editor, in words.
func medians(where []aPage, all []shown) string {
	var out []string
	add := func(about string, of func(shown) time.Duration) {
		var took []time.Duration
		for _, s := range all {
			took = append(took, of(s))
		}
		out = append(out, about+" "+ms(quantile(took, 0.5)))
	}
	for i, p := range where {
		add(p.about, func(s shown) time.Duration { return s.pages[i] })
	}
	add("the answer to the editor", func(s shown) time.Duration { return s.said })
	return strings.Join(out, ", ")
}

// listing are the pages that list a story by which a word is found, and its own.
func (r *runner) listing(word string) []aPage {
	pages := []aPage{{"home", "/"}, {"latest", "/latest"}, {"its page", r.below() + "the-" + word + "-is-read"}, {"search", "/search?q=" + word}}
	for _, page := range []aPage{{"section", r.Section.At}, {"author", r.Byline.At}, {"topic", r.Topic.At}} {
		if page.path != "" {
			pages = append(pages, page)
		}
	}
	return pages
}

// seen publishes a story and tells how long after the action's start each page showed it.
func (r *runner) seen(ctx context.Context, e *editor, addr string, n int) (s shown, err error) {
	word := "tidemark" + strings.Map(func(c rune) rune { return c - '0' + 'k' }, fmt.Sprintf("%03d%d", n, time.Now().UnixNano()%1_000_000_000))
	id, version, err := e.write("The "+word+" is read", r.Options)
	if err != nil {
		return s, err
	}
	pages := r.listing(word)
	lines := make([]*line, len(pages))
	for i := range lines {
		if lines[i], err = dial(ctx, addr); err != nil {
			return s, err
		}
		defer lines[i].close()
		if _, err := lines[i].plainly(pages[i].path); err != nil { // a page that stands in the cache, as the paper has them
			return s, err
		}
	}
	s.pages = make([]time.Duration, len(pages))
	errs := make([]error, len(pages)+1)
	var all sync.WaitGroup
	began := time.Now()
	all.Go(func() { errs[len(pages)] = e.publish(id, version, "first"); s.said = time.Since(began) })
	for i, page := range pages {
		all.Go(func() {
			for errs[i] == nil {
				var body []byte
				if body, errs[i] = lines[i].plainly(page.path); bytes.Contains(body, []byte("The "+word+" is read")) || page.about == "search" && bytes.Contains(body, []byte("the-"+word)) {
					s.pages[i] = time.Since(began)
					return
				}
				if errs[i] == nil && time.Since(began) > 20*time.Second {
					errs[i] = fmt.Errorf("%s does not show the story within 20 s", page.path)
				}
				pause(ctx, lookEvery)
			}
		})
	}
	all.Wait()
	return s, errors.Join(errs...)
}

// pause waits, unless ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// failures says how many answers failed; "" for none.
func failures(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d answers failed", n)
}

// below is where the addresses of published stories begin.
func (r *runner) below() string {
	if r.Section.At != "" {
		return r.Section.At
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
		id, version, err := e.write("The herd of today", r.Options)
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
