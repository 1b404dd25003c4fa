package metrics

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func read(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	b, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(b)
}

func TestWhatIsCountedIsShown(t *testing.T) {
	m := New(slog.New(slog.DiscardHandler))
	m.Count("lane_answers_total", "Answers.", func() float64 { return 12 })
	m.Gauge("cache_bytes", "Bytes.", func() float64 { return 34 })
	m.Database("readers", 3*time.Millisecond)
	m.Entry("published", 7*time.Millisecond)
	door := m.Door("site", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/lost" {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, "text")
	}))
	for _, path := range []string{"/", "/", "/lost"} {
		read(t, door, path)
	}
	h, stop, err := m.Handler()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	_, said := read(t, h, "/metrics")
	for _, line := range []string{
		`broadsheet_lane_answers_total 12`, `broadsheet_cache_bytes 34`,
		`broadsheet_requests_total{door="site",status="200"} 2`, `broadsheet_requests_total{door="site",status="404"} 1`,
		`broadsheet_request_seconds_count{door="site"} 3`,
		`broadsheet_database_seconds_bucket{for="readers",le="0.005"} 1`, `broadsheet_entry_seconds_bucket{kind="published",le="0.01"} 1`,
		"go_goroutines ", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(said, line) {
			t.Errorf("/metrics lacks %s", line)
		}
	}
	for _, path := range []string{"/debug/pprof/", "/debug/flight", "/debug/pprof/goroutine?debug=1"} {
		if code, said := read(t, h, path); code != http.StatusOK || said == "" {
			t.Errorf("%s answers %d with %d bytes", path, code, len(said))
		}
	}
}

func TestTheLogTellsOfSlowRequestsWithoutWhatWasAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		m := New(slog.New(slog.NewTextHandler(&log, nil)))
		door := m.Door("site", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/search" {
				time.Sleep(Slow)
			}
		}))
		read(t, door, "/story?q=quick")
		read(t, door, "/search?q=secret")
		said := log.String()
		if strings.Count(said, "\n") != 1 || !strings.Contains(said, "path=/search ") || !strings.Contains(said, "ms=1000") || strings.Contains(said, "secret") {
			t.Errorf("the log says %q", said)
		}
	})
}
