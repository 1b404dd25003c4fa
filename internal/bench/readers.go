package bench

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// How long one load of a round lasts, and when whoever asks is the one who is slow.
const (
	loadFor   = 3 * time.Second
	askerBusy = 0.9
)

// readers compares pages that are kept with the yardstick, over HTTP/1.1 with all that Chromium sends.
func (r *runner) readers(ctx context.Context) error {
	return r.with(ctx, func(p *process) (err error) {
		rotating := r.Places.Articles[:min(len(r.Places.Articles), r.tenth(1000))]
		sets := []struct {
			about string
			paths []string
		}{
			{fmt.Sprintf("%s rotating addresses", thousands(float64(len(rotating)))), rotating},
			{"one article", rotating[:1]},
			{"home", []string{"/"}},
			{"section", r.Places.Sections[:1]},
		}
		var all []string
		for _, s := range sets {
			all = append(all, s.paths...)
		}
		k, err := collect(ctx, p.addr, all)
		if err != nil {
			return err
		}
		stick, name, err := r.stick(ctx, k)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stick.stop()) }()
		lasts := loadFor
		if r.Quick {
			lasts = time.Second
		}
		ours, theirs := make([][]loaded, len(sets)), make([][]loaded, len(sets))
		for range r.rounds() {
			for i, s := range sets {
				one, err := r.load(ctx, p, s.paths, lasts)
				if err != nil {
					return err
				}
				two, err := r.load(ctx, stick, s.paths, lasts)
				if err != nil {
					return err
				}
				ours[i], theirs[i] = append(ours[i], one), append(theirs[i], two)
			}
		}
		for i, s := range sets {
			r.compare(s.about, name, ours[i], theirs[i])
			if i == 0 {
				r.rate = median(ours[i], func(l loaded) float64 { return l.rate })
			}
		}
		return nil
	})
}

// median is that of a value of each round.
func median(all []loaded, of func(loaded) float64) float64 { return quantile(values(all, of), 0.5) }

func values(all []loaded, of func(loaded) float64) []float64 {
	var out []float64
	for _, l := range all {
		out = append(out, of(l))
	}
	return out
}

// compare writes the lines of one set of pages.
func (r *runner) compare(about, stick string, ours, theirs []loaded) {
	rate := func(l loaded) float64 { return l.rate }
	late := func(l loaded) float64 { return float64(l.p99) }
	cpu := func(l loaded) float64 { return float64(l.cpu) / 1000 }
	failed := 0
	for _, l := range append(append([]loaded{}, ours...), theirs...) {
		failed += l.errors
	}
	line := Line{
		About: about, Figure: thousands(median(ours, rate)) + "/s", Yardstick: thousands(median(theirs, rate)) + "/s " + stick,
		Ratio: median(ours, rate) / median(theirs, rate), Target: "at least 1.1",
		Values: []Values{{"Broadsheet", "requests/s", values(ours, rate)}, {stick, "requests/s", values(theirs, rate)}},
	}
	line.Met = met(line.Ratio >= 1.1 && failed == 0)
	if failed > 0 {
		line.Note = fmt.Sprintf("%d answers failed", failed)
	}
	busy := max(median(ours, func(l loaded) float64 { return l.busy }), median(theirs, func(l loaded) float64 { return l.busy }))
	if mine, their := median(ours, cpu), median(theirs, cpu); mine > 0 && their > 0 {
		c := Line{
			About: about + ", processor time", Figure: fmt.Sprintf("%.1f µs", mine), Yardstick: fmt.Sprintf("%.1f µs %s", their, stick), Ratio: mine / their,
			Values: []Values{{"Broadsheet", "µs a request", values(ours, cpu)}, {stick, "µs a request", values(theirs, cpu)}},
		}
		if busy > askerBusy { // then the rate is that of the one who asks
			line.Met, line.Target = nil, ""
			line.Note = strings.TrimSpace(line.Note + fmt.Sprintf(" whoever asked used %.0f %% of its processor, so the server's processor time is compared", 100*busy))
			c.Target, c.Met = "at most 0.91", met(mine/their <= 1/1.1 && failed == 0)
		}
		r.report.add(line)
		r.report.add(c)
	} else {
		r.report.add(line)
	}
	p99 := Line{
		About: about + ", p99", Figure: ms(time.Duration(median(ours, late))), Yardstick: ms(time.Duration(median(theirs, late))) + " " + stick,
		Ratio: median(ours, late) / median(theirs, late), Target: "at most 1.0",
		Values: []Values{{"Broadsheet", "ns", values(ours, late)}, {stick, "ns", values(theirs, late)}},
	}
	p99.Met = met(p99.Ratio <= 1)
	r.report.add(p99)
}

// readers2 compares HTTP/2 over TLS with a bare handler of net/http.
func (r *runner) readers2(ctx context.Context) error {
	const about = "HTTP/2 over TLS, rotating addresses"
	h2load, err := exec.LookPath("h2load")
	if err != nil {
		r.report.skip(about, "h2load is not installed (Debian: nghttp2-client)")
		return nil
	}
	cert, key, err := r.certificate()
	if err != nil {
		return err
	}
	paths := r.Places.Articles[:min(len(r.Places.Articles), r.tenth(1000))]
	var k kept
	if err := r.with(ctx, func(p *process) (err error) { k, err = collect(ctx, p.addr, paths); return err }); err != nil {
		return err
	}
	return r.with(ctx, func(p *process) (err error) {
		stick, err := r.plain(ctx, k, "--cert", cert, "--key", key)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stick.stop()) }()
		ask := func(addr string, count int) (loaded, error) {
			list, err := r.file("paths.txt", []byte(strings.Join(paths, "\n")+"\n"))
			if err != nil {
				return loaded{}, err
			}
			args := []string{"-n", fmt.Sprint(count), "-c", "32", "-m", "4", "-B", "https://" + addr, "-i", list}
			for _, h := range asChromium {
				if h[0] != "Connection" {
					args = append(args, "-H", strings.ToLower(h[0])+": "+h[1])
				}
			}
			name, args := pinned(clientCPU, h2load, args...)
			out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
			if err != nil {
				return loaded{}, fmt.Errorf("h2load: %w: %s", err, out)
			}
			return h2loadSaid(string(out))
		}
		var ours, theirs []loaded
		if _, err := ask(p.addr, 3*len(paths)); err != nil { // so that all of it is kept
			return err
		}
		for range r.rounds() {
			one, err := ask(p.addr, r.tenth(30_000))
			if err != nil {
				return err
			}
			two, err := ask(stick.addr, r.tenth(30_000))
			if err != nil {
				return err
			}
			ours, theirs = append(ours, one), append(theirs, two)
		}
		rate := func(l loaded) float64 { return l.rate }
		failed := int(median(ours, func(l loaded) float64 { return float64(l.errors) }))
		l := Line{
			About: about, Figure: thousands(median(ours, rate)) + "/s", Yardstick: thousands(median(theirs, rate)) + "/s net/http", Ratio: median(ours, rate) / median(theirs, rate),
			Target: "at least 0.9", Values: []Values{{"Broadsheet", "requests/s", values(ours, rate)}, {"net/http", "requests/s", values(theirs, rate)}},
		}
		l.Met = met(l.Ratio >= 0.9 && failed == 0)
		r.report.add(l)
		return nil
	}, "--cert", cert, "--key", key)
}
