package bench

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWhatWrkSays(t *testing.T) {
	const out = `Running 3s test @ http://127.0.0.1:8080
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   313.02us  209.21us   6.12ms   95.01%
    Req/Sec   101.11k     3.92k  107.60k    80.65%
  Latency Distribution
     50%  281.00us
     75%  349.00us
     90%  460.00us
     99%    1.04ms
  311788 requests in 3.10s, 2.25GB read
  Socket errors: connect 1, read 2, write 0, timeout 3
  Non-2xx or 3xx responses: 4
Requests/sec: 100578.12
Transfer/sec:    743.21MB
`
	l, err := wrkSaid(out)
	if err != nil || l.rate != 100578.12 || l.p99 != 1040*time.Microsecond || l.errors != 10 {
		t.Errorf("wrk is read as %+v, %v", l, err)
	}
	if l, err := wrkSaid(strings.ReplaceAll(out, "1.04ms", "980.00us")); err != nil || l.p99 != 980*time.Microsecond {
		t.Errorf("microseconds are read as %v, %v", l.p99, err)
	}
	if _, err := wrkSaid("unable to connect to 127.0.0.1:1"); err == nil {
		t.Error("no rate is no error")
	}
}

func TestWhatH2loadSays(t *testing.T) {
	const out = `starting benchmark...
finished in 1.21s, 24793.39 req/s, 180.21MB/s
requests: 30000 total, 30000 started, 30000 done, 29990 succeeded, 10 failed, 1 errored, 2 timeout
status codes: 29990 2xx, 0 3xx, 10 4xx, 0 5xx
traffic: 85.55MB (89710992) total, 27.43MB (28763088) headers (space savings 0.00%), 57.57MB (60366096) data
                     min         max         mean         sd        +/- sd
time for request:       41us     23.46ms       177us       317us    98.85%
time for connect:       62us       401us       152us        95us    78.13%
`
	l, err := h2loadSaid(out)
	if err != nil || l.rate != 24793.39 || l.errors != 13 || l.slowest != 23460*time.Microsecond {
		t.Errorf("h2load is read as %+v, %v", l, err)
	}
	if _, err := h2loadSaid("could not connect"); err == nil {
		t.Error("no rate is no error")
	}
}

func TestNginxGetsTheSameHeaderFields(t *testing.T) {
	conf := nginxConf("/x", "127.0.0.1:1", map[string]string{"Content-Encoding": "br", "Record": "64", "Etag": `"a"`, "Date": "now", "X-Quoted": `a "b" \c`})
	for _, want := range []string{`add_header Content-Encoding "br";`, `add_header Record "64";`, `add_header X-Quoted "a \"b\" \\c";`} {
		if !strings.Contains(conf, want) {
			t.Errorf("%s is missing in\n%s", want, conf)
		}
	}
	for _, not := range []string{"Etag", "Date"} {
		if strings.Contains(conf, not) {
			t.Errorf("nginx makes %s itself", not)
		}
	}
}

func TestTheTableSaysWhatWasMetAndWhatWasNot(t *testing.T) {
	r := Report{Began: time.Date(2026, 11, 23, 10, 2, 0, 0, time.UTC), Machine: "2 processors", Database: "SQLite", Stories: 10, Load: "0.1 and 0.2"}
	r.add(Line{About: "home", Figure: "100/s", Yardstick: "80/s nginx", Ratio: 1.25, Target: "at least 1.1", Met: met(true)})
	r.add(Line{About: "cold home", Figure: "11 ms", Target: "at most 10 ms", Met: met(false), Note: "40 pages"})
	r.skip("HTTP/2", "h2load is not installed")
	var b strings.Builder
	if err := r.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"home       100/s         80/s nginx  1.25   at least 1.1   ok\n", "cold home  11 ms                            at most 10 ms  NOT OK\n", "HTTP/2     not measured\n", "HTTP/2: h2load is not installed\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
	if quantile([]int{5, 1, 3}, 0.5) != 3 || quantile([]int{1, 2}, 1) != 2 || quantile([]int(nil), 0.5) != 0 {
		t.Error("a median is wrong")
	}
}

func TestAFifthOfTheQuestionsAreOfTheCommonestWords(t *testing.T) {
	p := Places{Stories: 7}
	for n := range 500 {
		p.Note(fmt.Sprintf("The harbour %s is %s", strings.Repeat("a", 1+n%60), strings.Repeat("b", 1+n%90)))
	}
	if p.Common(0) != "harbour" || p.Common(1) != "is" || p.Common(1000) != "" {
		t.Errorf("the commonest are %q and %q", p.Common(0), p.Common(1))
	}
	common := map[string]bool{}
	for n := range commonWords {
		common[p.Common(n)] = true
	}
	all := p.asked(200)
	if len(all) != 200 || !slices.Equal(all, p.asked(200)) {
		t.Fatalf("%d questions, or others the second time", len(all))
	}
	for i := 0; i < len(all); i += ofCommon {
		for w := range strings.FieldsSeq(all[i]) {
			if !common[w] {
				t.Errorf("question %d is %q", i, all[i])
			}
		}
	}
	if again := slices.Compact(slices.Sorted(slices.Values(all))); len(again) != len(all) {
		t.Errorf("of %d questions %d are different", len(all), len(again))
	}
}
