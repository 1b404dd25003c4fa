package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// loaded is what a load found.
type loaded struct {
	rate    float64 // requests a second
	p99     time.Duration
	slowest time.Duration
	errors  int
	cpu     time.Duration // of the server, for each request
	busy    float64       // share of its processor that the one who asked used
}

// load asks for paths over 32 connections.
func (r *runner) load(ctx context.Context, p *process, paths []string, lasts time.Duration) (l loaded, err error) {
	before := p.cpu()
	began := time.Now()
	if wrk, found := exec.LookPath("wrk"); found == nil {
		l, err = r.wrk(ctx, wrk, p.addr, paths, lasts)
	} else {
		limited, cancel := context.WithTimeout(ctx, lasts)
		defer cancel()
		var f crowdFound
		f, err = crowd{host: p.addr, conns: 32, paths: paths}.run(limited)
		l = loaded{rate: float64(f.asked) / f.lasted.Seconds(), p99: quantile(f.took, 0.99), errors: int(f.failed)}
	}
	if n := l.rate * time.Since(began).Seconds(); n > 0 {
		l.cpu = time.Duration(float64(p.cpu()-before) / n)
	}
	return l, err
}

// steadily asks for paths at a rate for a while, over 32 connections, in a process of its own where h2load is installed:
// one that asks in this process takes the processor from whoever measures beside it.
func (r *runner) steadily(ctx context.Context, addr string, paths []string, rate float64, lasts time.Duration) (l loaded, err error) {
	const conns = 32
	h2load, found := exec.LookPath("h2load")
	if found != nil {
		limited, cancel := context.WithTimeout(ctx, lasts)
		defer cancel()
		f, err := crowd{host: addr, conns: conns, paths: paths, rate: rate}.run(limited)
		return loaded{rate: float64(f.asked) / f.lasted.Seconds(), slowest: quantile(f.took, 1), errors: int(f.failed)}, err
	}
	list, err := r.file("steady.txt", []byte(strings.Join(paths, "\n")+"\n"))
	if err != nil {
		return l, err
	}
	args := []string{"--h1", "-c", fmt.Sprint(conns), "-D", fmt.Sprint(max(1, int(lasts.Seconds()))), "--rps", fmt.Sprintf("%.0f", max(1, rate/conns)), "-B", "http://" + addr, "-i", list}
	for _, h := range asChromium {
		args = append(args, "-H", h[0]+": "+h[1])
	}
	name, args := pinned(clientCPU, h2load, args...)
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return l, fmt.Errorf("h2load: %w: %s", err, out)
	}
	return h2loadSaid(string(out))
}

// rotating is the script that has wrk ask for one path after the other.
func rotating(paths []string) []byte {
	var b bytes.Buffer
	b.WriteString("local paths = {\n")
	for _, p := range paths {
		fmt.Fprintf(&b, "%q,\n", p)
	}
	b.WriteString("}\nlocal n = 0\nlocal all = {}\nfunction init(args)\n  for i, p in ipairs(paths) do all[i] = wrk.format(\"GET\", p) end\nend\n" +
		"function request()\n  n = n % #all + 1\n  return all[n]\nend\n")
	return b.Bytes()
}

func (r *runner) wrk(ctx context.Context, wrk, addr string, paths []string, lasts time.Duration) (loaded, error) {
	script, err := r.file("paths.lua", rotating(paths))
	if err != nil {
		return loaded{}, err
	}
	args := []string{"-t1", "-c32", fmt.Sprintf("-d%ds", max(1, int(lasts.Seconds()))), "--latency", "-s", script}
	for _, h := range asChromium {
		args = append(args, "-H", h[0]+": "+h[1])
	}
	name, args := pinned(clientCPU, wrk, append(args, "http://"+addr)...)
	cmd := exec.CommandContext(ctx, name, args...)
	began := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return loaded{}, fmt.Errorf("wrk: %w: %s", err, out)
	}
	l, err := wrkSaid(string(out))
	if s := cmd.ProcessState; s != nil {
		l.busy = (s.UserTime() + s.SystemTime()).Seconds() / time.Since(began).Seconds()
	}
	return l, err
}

var (
	wrkRate   = regexp.MustCompile(`Requests/sec:\s+([0-9.]+)`)
	wrkP99    = regexp.MustCompile(`(?m)^\s+99%\s+([0-9.]+)(us|ms|s|m)\s*$`)
	wrkErrors = regexp.MustCompile(`Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)|Non-2xx or 3xx responses: (\d+)`)

	h2loadSlow = regexp.MustCompile(`(?m)^time for request:\s+\S+\s+([0-9.]+)(us|ms|s|m)\s`)
	h2loadRate = regexp.MustCompile(`finished in [0-9.]+\w+, ([0-9.]+) req/s`)
	h2loadSums = regexp.MustCompile(`requests: \d+ total, \d+ started, (\d+) done, \d+ succeeded, (\d+) failed, (\d+) errored, (\d+) timeout`)
)

// wrkSaid reads what wrk prints.
func wrkSaid(out string) (l loaded, err error) {
	rate, p99 := wrkRate.FindStringSubmatch(out), wrkP99.FindStringSubmatch(out)
	if rate == nil || p99 == nil {
		return l, fmt.Errorf("wrk said nothing of its rate: %s", out)
	}
	r, first := strconv.ParseFloat(rate[1], 64)
	late, second := lasting(p99[1], p99[2])
	l.rate, l.p99 = r, late
	err = errors.Join(first, second)
	for _, found := range wrkErrors.FindAllStringSubmatch(out, -1) {
		l.errors += sum(found[1:])
	}
	return l, err
}

// lasting reads a time as wrk and h2load write it.
func lasting(number, unit string) (time.Duration, error) {
	n, err := strconv.ParseFloat(number, 64)
	return time.Duration(n * float64(map[string]time.Duration{"us": time.Microsecond, "ms": time.Millisecond, "s": time.Second, "m": time.Minute}[unit])), err
}

// h2loadSaid reads what h2load prints.
func h2loadSaid(out string) (l loaded, err error) {
	rate, sums, slow := h2loadRate.FindStringSubmatch(out), h2loadSums.FindStringSubmatch(out), h2loadSlow.FindStringSubmatch(out)
	if rate == nil || sums == nil || slow == nil {
		return l, fmt.Errorf("h2load said nothing of its rate: %s", out)
	}
	r, first := strconv.ParseFloat(rate[1], 64)
	slowest, second := lasting(slow[1], slow[2])
	l.rate, l.slowest, l.errors = r, slowest, sum(sums[2:])
	return l, errors.Join(first, second)
}

// sum adds numbers up; what is none counts nothing.
func sum(texts []string) int {
	total := 0
	for _, t := range texts {
		if n, err := strconv.Atoi(strings.TrimSpace(t)); err == nil {
			total += n
		}
	}
	return total
}
