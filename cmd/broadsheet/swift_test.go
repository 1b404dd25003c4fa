package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// hasty is a connection that hears how long its client may send.
type hasty struct {
	*httptest.ResponseRecorder
	until []time.Time
}

func (h *hasty) SetReadDeadline(t time.Time) error { h.until = append(h.until, t); return nil }

func TestWhoIsNotKnownHasAMinuteToSend(t *testing.T) {
	for name, c := range map[string]struct {
		body    string
		known   bool
		limited bool
	}{
		"a form of anybody's":         {"name=mara", false, true},
		"an upload of somebody's":     {"name=mara", true, false},
		"a reader who sends no body":  {"", false, false},
		"an editor who sends no body": {"", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := &hasty{ResponseRecorder: httptest.NewRecorder()}
			answered := false
			door := swift(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { answered = true }), func(*http.Request) bool { return c.known })
			before := time.Now()
			door.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/newsroom/sign-in", strings.NewReader(c.body)))
			if !answered || len(w.until) > 0 != c.limited {
				t.Fatalf("answered %v, limits %v", answered, w.until)
			}
			if c.limited && (w.until[0].Before(before.Add(bodyTime)) || w.until[0].After(time.Now().Add(bodyTime))) {
				t.Errorf("the limit is %s from now", time.Until(w.until[0]))
			}
		})
	}
}
