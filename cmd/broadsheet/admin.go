package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"broadsheet/internal/lane"
)

// took hears how long the database took.
func (h *house) took(what, entry string, took time.Duration) {
	h.metrics.Database(what, took)
	if entry != "" {
		h.metrics.Entry(entry, took)
	}
}

// admin opens the operator's listener, if one is wished for.
func (h *house) admin(p *program, road *lane.Lane) (closeIt func(), err error) {
	if h.settings.Admin == "" {
		return func() {}, nil
	}
	l, err := listen(h.settings.Admin)
	if err != nil {
		return nil, fmt.Errorf("the operator's listener: %w", err)
	}
	m := h.metrics
	m.Count("lane_answers_total", "Requests that the lane answered.", func() float64 { return float64(road.Answered()) })
	m.Count("lane_turns_total", "Requests that net/http answered on connections of the lane.", func() float64 { return float64(road.Turns()) })
	m.Count("lane_handed_total", "Connections that the lane handed to net/http for good.", func() float64 { return float64(road.Handed()) })
	m.Count("cache_renders_total", "Pages that were made.", func() float64 { return float64(h.cache.Renders()) })
	m.Gauge("cache_bytes", "Weight of all kept pages.", func() float64 { return float64(h.cache.Bytes()) })
	m.Gauge("record_number", "Number of the record up to which this node has heard.", func() float64 { return float64(h.store.Cursor()) })
	m.Gauge("record_heard_age_seconds", "How long ago the record's end was last known.", func() float64 { return h.clock.Now().Sub(h.store.LastHeard()).Seconds() })
	m.Gauge("jobs_waiting_seconds", "How long the job has waited that is due longest; 0 for none, -1 when the database does not say.", func() float64 {
		jobs, err := h.store.JobsOpen(p.ctx, 1)
		if err != nil {
			return -1
		}
		if len(jobs) == 0 {
			return 0
		}
		return max(0, h.clock.Now().Sub(jobs[0].RunAt).Seconds())
	})
	handler, stop, err := m.Handler()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the trace of the last seconds cannot be kept: %w", err), l.Close())
	}
	if host, _, _ := net.SplitHostPort(h.settings.Admin); !isLoopback(host) {
		p.log.Warn("metrics and profiles can be read from other machines; whoever reaches the address sees them", "admin", h.settings.Admin)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headerTime}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("the operator's listener ended", "error", err)
		}
	}()
	return func() {
		stop()
		if err := server.Close(); err != nil {
			p.log.Error("the operator's listener could not be closed", "error", err)
		}
	}, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// secured puts TLS before the listener when there is a certificate. It is read anew when its file changes, so that
// whoever renews it need not stop the paper.
func (h *house) secured(l net.Listener, server *http.Server) (net.Listener, error) {
	if h.settings.Cert == "" {
		return l, nil
	}
	k := &keyPair{cert: h.settings.Cert, key: h.settings.Key}
	if _, err := k.get(nil); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	server.TLSConfig = &tls.Config{GetCertificate: k.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
	return tls.NewListener(l, server.TLSConfig), nil
}
