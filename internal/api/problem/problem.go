// Package problem is how machines are refused: with a problem detail (RFC 9457) that no cache keeps, and the header fields
// that every answer to a machine has.
package problem

import (
	"encoding/json"
	"net/http"

	"broadsheet/internal/api/document"
	"broadsheet/internal/page"
)

// Headers are those of every answer to a machine.
func Headers(https bool) http.Header {
	all := page.Headers(https)
	h := http.Header{
		"Content-Security-Policy":      {"default-src 'none'; frame-ancestors 'none'; sandbox"},
		"Cross-Origin-Resource-Policy": {"cross-origin"},
	}
	for _, name := range []string{"X-Content-Type-Options", "Referrer-Policy", "Strict-Transport-Security"} {
		if v := all.Get(name); v != "" {
			h.Set(name, v)
		}
	}
	h.Set("X-Robots-Tag", "noindex")
	return h
}

// Described is the address of the description.
const Described = document.Prefix + "/openapi.json"

// Refuse answers with a problem (RFC 9457) that no cache keeps.
func Refuse(w http.ResponseWriter, r *http.Request, https bool, status int, detail, field string) {
	h := w.Header()
	for k, v := range Headers(https) {
		h[k] = v
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(Text(status, detail, field)) // the client went away; there is nobody left to tell
	}
}

// Text is a problem as JSON.
func Text(status int, detail, field string) []byte {
	b, err := json.Marshal(document.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, Field: field})
	if err != nil {
		panic(err) // strings and a number
	}
	return append(b, '\n')
}
