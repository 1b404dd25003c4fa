package bench

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// The articles that are asked for of a program at work, one after the other: the first ones wake it up.
const (
	coldWaking   = 200
	coldArticles = 1000
)

// cold asks for pages that nobody asked for yet, one after the other: articles of a program that has been at work for a
// while, and everything of programs that were just started.
func (r *runner) cold(ctx context.Context) error {
	million := r.Places.Stories >= 500_000
	var began, rests []float64
	articles, err := r.atWork(ctx)
	if err != nil {
		return err
	}
	var started []time.Duration
	lists := map[string][]time.Duration{}
	next := 0
	for range r.tenth(10) {
		err := r.with(ctx, func(p *process) error {
			if _, err := once(ctx, p.addr, "/"); err != nil {
				return err
			}
			began = append(began, float64(time.Since(p.began)))
			rests = append(rests, float64(p.rss()))
			l, err := dial(ctx, p.addr)
			if err != nil {
				return err
			}
			defer l.close()
			ask := func(path string) (time.Duration, error) {
				a, err := l.get(path)
				if err == nil && a.status != http.StatusOK {
					err = fmt.Errorf("%s answers %d", path, a.status)
				}
				return a.took, err
			}
			for n := range 40 {
				took, err := ask(r.Places.Articles[next%len(r.Places.Articles)])
				if err != nil {
					return err
				}
				next++
				if n >= 5 { // the first ones wake the program up
					started = append(started, took)
				}
			}
			for _, of := range []struct {
				about string
				paths []string
			}{{"section", r.Places.Sections}, {"oldest list page", r.Places.Oldest}, {"author", r.Places.Authors}, {"topic", r.Places.Topics}} {
				for _, path := range of.paths {
					took, err := ask(path)
					if err != nil {
						return err
					}
					lists[of.about] = append(lists[of.about], took)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		// Home is one page, so it takes a program of its own.
		if err := r.with(ctx, func(p *process) error {
			if _, err := once(ctx, p.addr, r.Places.Articles[0]); err != nil {
				return err
			}
			a, err := once(ctx, p.addr, "/")
			lists["home"] = append(lists["home"], a.took)
			return err
		}); err != nil {
			return err
		}
	}
	limit, words := 500*time.Millisecond, "at most 0.5 s"
	if million {
		limit, words = 2*time.Second, "at most 2 s"
	}
	up := time.Duration(quantile(began, 0.5))
	r.report.add(Line{About: "start to first answer", Figure: ms(up), Target: words, Met: met(up <= limit), Values: []Values{{"starts", "ns", began}}})
	p50 := quantile(articles, 0.5)
	r.report.add(Line{
		About: "cold article, p50", Figure: ms(p50), Target: "at most 1 ms", Met: met(p50 <= time.Millisecond),
		Note: fmt.Sprintf("%d articles, one at a time, each for the first time, of a program at work; p99 %s; of programs just started p50 %s, p99 %s",
			len(articles), ms(quantile(articles, 0.99)), ms(quantile(started, 0.5)), ms(quantile(started, 0.99))),
	})
	for _, about := range []string{"home", "section", "oldest list page", "author", "topic"} {
		if took := lists[about]; len(took) > 0 {
			p99 := quantile(took, 0.99)
			r.report.add(Line{
				About: "cold " + about + ", p99", Figure: ms(p99), Target: "at most 10 ms", Met: met(p99 <= 10*time.Millisecond),
				Note: fmt.Sprintf("%d pages; p50 %s", len(took), ms(quantile(took, 0.5))),
			})
		}
	}
	rest := quantile(rests, 0.5)
	l := Line{About: "memory, idle", Figure: fmt.Sprintf("%.0f MB", rest/1e6), Values: []Values{{"starts", "bytes", rests}}}
	if r.Places.Stories <= 1000 {
		l.Target, l.Met = "at most 60 MB", met(rest <= 60e6)
	}
	if rest > 0 {
		r.report.add(l)
	}
	return nil
}

// atWork asks a program for articles that nobody asked for yet.
func (r *runner) atWork(ctx context.Context) (articles []time.Duration, err error) {
	err = r.with(ctx, func(p *process) error {
		l, err := dial(ctx, p.addr)
		if err != nil {
			return err
		}
		defer l.close()
		waking := min(r.tenth(coldWaking), len(r.Places.Articles)/4)
		for n, path := range r.Places.Articles[:min(len(r.Places.Articles), waking+r.tenth(coldArticles))] {
			a, err := l.get(path)
			if err != nil {
				return err
			}
			if a.status != http.StatusOK {
				return fmt.Errorf("%s answers %d", path, a.status)
			}
			if n >= waking {
				articles = append(articles, a.took)
			}
		}
		return nil
	})
	return articles, err
}
