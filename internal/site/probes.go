package site

import "net/http"

// healthz says that the process is alive.
func (s *Site) healthz(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Path != "/healthz" {
		return s.nothing(w, r)
	}
	s.say(w, http.StatusOK, "ok")
	return nil
}

// readyz says whether the node should get readers. Why not goes to the log: the answer is public.
func (s *Site) readyz(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Path != "/readyz" {
		return s.nothing(w, r)
	}
	if s.Ready == nil {
		s.say(w, http.StatusOK, "ready")
		return nil
	}
	if err := s.Ready(r.Context()); err != nil {
		s.Log.Warn("not ready for readers", "error", err)
		s.say(w, http.StatusServiceUnavailable, "not ready")
		return nil
	}
	s.say(w, http.StatusOK, "ready")
	return nil
}
