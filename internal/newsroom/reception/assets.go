package reception

import (
	"net/http"

	"broadsheet/internal/fault"
	"broadsheet/internal/screen"
)

// Asset gives a style sheet or script. Its address holds a sum of its bytes, so it may be kept for ever.
func (n *Reception) Asset(w http.ResponseWriter, r *http.Request) error {
	f, ok := screen.Asset(r.URL.Path)
	if !ok {
		return fault.New(fault.NotFound, "There is no such file.")
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Del("Vary")
	w.WriteHeader(http.StatusOK)
	// An error means that nobody listens any more.
	_, _ = w.Write(f.Body)
	return nil
}
