// Package metrics counts and times what the program does, for the person who runs it. It is read on a listener of its
// own, in the text format of OpenMetrics, and holds nothing about readers: no address, no path, no name.
package metrics

import (
	"log/slog"
	"net/http"
	"net/http/pprof"
	"runtime/trace"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics of one process.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	database *prometheus.HistogramVec
	entries  *prometheus.HistogramVec
	flight   *trace.FlightRecorder
	log      *slog.Logger
}

// Slow is how long a request may take before the log tells of it.
const Slow = time.Second

var spread = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// New makes empty metrics, beside those of Go itself and of the process.
func New(log *slog.Logger) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(), log: log,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "broadsheet_requests_total", Help: "Requests that net/http answered, by door and status. What the lane answered is counted apart."}, []string{"door", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "broadsheet_request_seconds", Help: "How long they took.", Buckets: spread}, []string{"door"}),
		database: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "broadsheet_database_seconds", Help: "How long the database took: for what readers were shown, and for actions, with what they tell the caches.", Buckets: spread}, []string{"for"}),
		entries:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "broadsheet_entry_seconds", Help: "How long an action took from its start until what it appended to the record was heard here, by kind of entry.", Buckets: spread}, []string{"kind"}),
		flight:   trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: 10 * time.Second, MaxBytes: 8 << 20}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.database, m.entries,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Count shows a number that only grows, asked for when somebody looks.
func (m *Metrics) Count(name, help string, now func() float64) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "broadsheet_" + name, Help: help}, now))
}

// Gauge shows a number as it is when somebody looks.
func (m *Metrics) Gauge(name, help string, now func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "broadsheet_" + name, Help: help}, now))
}

// Database notes how long the database took for something.
func (m *Metrics) Database(what string, took time.Duration) {
	m.database.WithLabelValues(what).Observe(took.Seconds())
}

// Entry notes how long an action took that appended to the record.
func (m *Metrics) Entry(kind string, took time.Duration) {
	m.entries.WithLabelValues(kind).Observe(took.Seconds())
}

// Door counts and times the requests of a door, and has the log tell of slow ones. A query is not written down: it
// may hold what somebody looked for.
func (m *Metrics) Door(name string, next http.Handler) http.Handler {
	seconds := m.seconds.WithLabelValues(name)
	var counters [600]atomic.Pointer[prometheus.Counter] // by status, each looked up once
	count := func(code int) {
		if code < 0 || code >= len(counters) {
			m.requests.WithLabelValues(name, strconv.Itoa(code)).Inc()
			return
		}
		c := counters[code].Load()
		if c == nil {
			found := m.requests.WithLabelValues(name, strconv.Itoa(code))
			c = &found
			counters[code].Store(c)
		}
		(*c).Inc()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		said := &status{ResponseWriter: w, code: http.StatusOK}
		defer func() {
			took := time.Since(began)
			seconds.Observe(took.Seconds())
			count(said.code)
			if took >= Slow {
				m.log.Warn("a request was slow", "door", name, "method", r.Method, "path", r.URL.Path, "status", said.code, "ms", took.Milliseconds())
			}
		}()
		next.ServeHTTP(said, r)
	})
}

// status hears which status a door answers.
type status struct {
	http.ResponseWriter
	code int
	told bool
}

// WriteHeader notes the final status and passes every one on.
func (s *status) WriteHeader(code int) {
	if !s.told && code >= 200 {
		s.code, s.told = code, true
	}
	s.ResponseWriter.WriteHeader(code)
}

// Write passes on; what is written without a status is 200.
func (s *status) Write(b []byte) (int, error) {
	s.told = true
	return s.ResponseWriter.Write(b)
}

// Unwrap lets net/http find what the writer below can do.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// Handler answers on the operator's listener: /metrics, the profiles of net/http/pprof below /debug/pprof/, and the
// trace of the last seconds at /debug/flight. It keeps the trace from then on, until stop is called.
func (m *Metrics) Handler() (h http.Handler, stop func(), err error) {
	if err := m.flight.Start(); err != nil {
		return nil, nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{EnableOpenMetrics: true, ErrorLog: slog.NewLogLogger(m.log.Handler(), slog.LevelError)}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /debug/flight", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", `attachment; filename="flight.trace"`)
		if _, err := m.flight.WriteTo(w); err != nil {
			m.log.Error("the trace of the last seconds could not be given out", "error", err)
		}
	})
	return mux, m.flight.Stop, nil
}
