// Package bench measures the program as its readers and writers have it, each figure beside its yardstick in the same
// run: the program in a process of its own on one processor, whoever asks it on the other. The yardstick is nginx, where
// it is installed, with the same compressed bytes and header fields from files, else net/http's plain handler in a
// process of its own. It listens on this machine alone and ends what it started.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"time"
)

// Options of a run. All but JSON are needed.
type Options struct {
	Program  string   // path of this binary
	Args     []string // which paper: --data …, --database …
	Database string   // its kind, for the report
	User     string   // an editor who may publish
	Password string

	Section, Byline, Topic Filed // what stories are published under

	Places  Places
	Quick   bool     // a tenth of everything
	Only    []string // names of Parts; all of them when empty
	Folder  string
	Session string    // the script of a browser's session; "" for none
	Tell    io.Writer // what is being done
}

// Filed is something that stories are filed under; the zero value for nothing.
type Filed struct{ ID, At string }

// Places are addresses of the paper, chosen by chance and the same each time.
type Places struct {
	Stories  int      // how many the paper holds
	Articles []string // at most a few thousand
	Sections []string
	Authors  []string
	Topics   []string
	Oldest   []string // the oldest pages of lists
	Words    []string // of some headlines and standfirsts, each once

	counted map[string]int // how often each of the words came
	texts   [][]string     // in which they came
}

// runner is one run.
type runner struct {
	Options
	report *Report
	rate   float64 // requests a second that the program answered at most
}

// Run measures everything and gives the figures that it has, also beside an error.
func Run(ctx context.Context, o Options) (*Report, error) {
	if len(o.Places.Articles) < 40 || len(o.Places.Sections) == 0 {
		return nil, errors.New("there are too few stories to measure anything: make some with bench corpus")
	}
	before := loadAverage()
	r := &runner{Options: o, report: &Report{
		Began: time.Now(), Machine: fmt.Sprintf("%d processors, %s/%s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH),
		Database: o.Database, Stories: o.Places.Stories, Quick: o.Quick,
	}}
	var errs []error
	for _, part := range r.parts() {
		if len(o.Only) > 0 && !slices.Contains(o.Only, part.name) {
			continue
		}
		fmt.Fprintln(o.Tell, part.what+" …")
		if err := part.do(ctx); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", part.what, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	r.report.Load = before + " and " + loadAverage()
	return r.report, errors.Join(errs...)
}

// part is one kind of measurement.
type part struct {
	name, what string
	do         func(context.Context) error
}

func (r *runner) parts() []part {
	return []part{
		{"cold", "Starting cold", r.cold},
		{"readers", "Readers over HTTP/1.1", r.readers},
		{"readers2", "Readers over HTTP/2", r.readers2},
		{"publishing", "Publishing under load", r.publishing},
		{"herd", "The herd", r.herd},
		{"search", "Search", r.search},
		{"newsroom", "The newsroom's lists", r.lists},
		{"memory", "Memory", r.memory},
		{"browser", "A browser", r.browser},
	}
}

// Parts are the names of what can be measured, in the order in which it is.
func Parts() []string {
	var names []string
	for _, p := range new(runner).parts() {
		names = append(names, p.name)
	}
	return names
}

// tenth is n, or a tenth of it in a quick run, but one at least.
func (r *runner) tenth(n int) int {
	if r.Quick {
		return max(1, n/10)
	}
	return n
}

// rounds is how often what is compared takes turns.
func (r *runner) rounds() int {
	if r.Quick {
		return 1
	}
	return 5
}

// serve starts the program.
func (r *runner) serve(ctx context.Context, args ...string) (*process, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	all := append(append([]string{}, r.Args...), "serve", "--listen", addr)
	return start(ctx, r.Folder, addr, r.Program, append(all, args...)...)
}

// with runs fn with a program of its own.
func (r *runner) with(ctx context.Context, fn func(p *process) error, args ...string) (err error) {
	p, err := r.serve(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	return fn(p)
}

// file is a path in the folder of the run.
func (r *runner) file(name string, text []byte) (string, error) {
	path := r.Folder + string(os.PathSeparator) + name
	return path, os.WriteFile(path, text, 0o600)
}
