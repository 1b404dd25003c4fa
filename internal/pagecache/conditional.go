package pagecache

import (
	"net/http"
	"strconv"
	"strings"
)

// precondition weighs If-Match and If-None-Match against the strong tag of the chosen variant, in the order of
// RFC 9110, 13.2.2, and gives 412, 304 or 0 for neither. Pages carry no Last-Modified: a second is too coarse to tell
// two corrections apart.
func precondition(h http.Header, tag string) int {
	if match := h["If-Match"]; len(match) > 0 && !listed(match, tag, false) {
		return http.StatusPreconditionFailed
	}
	if none := h["If-None-Match"]; len(none) > 0 && listed(none, tag, true) {
		return http.StatusNotModified
	}
	return 0
}

// listed tells whether a list of entity tags holds tag or is "*". A weak comparison passes over W/.
func listed(lines []string, tag string, weak bool) bool {
	for _, s := range lines {
		for {
			s = strings.TrimLeft(s, " \t,")
			if s == "" {
				break
			}
			if s[0] == '*' {
				return true
			}
			isWeak := strings.HasPrefix(s, "W/")
			s = strings.TrimPrefix(s, "W/")
			if s == "" || s[0] != '"' {
				break // not a list of tags: what follows cannot be read
			}
			end := strings.IndexByte(s[1:], '"')
			if end < 0 {
				break
			}
			if s[:end+2] == tag && (weak || !isWeak) {
				return true
			}
			s = s[end+2:]
		}
	}
	return false
}

// Accepts says which encodings a client takes rather than none at all.
type Accepts uint8

// The encodings that pages are kept in beside the plain one.
const (
	Gzip Accepts = 1 << iota
	Brotli
)

// AcceptsOf reads the lines of Accept-Encoding (RFC 9110, 12.5.3): an encoding by name or by "*", with a weight above 0
// and not under identity's. x-gzip is gzip (RFC 9110, 8.4.1.3). Which of two is liked better is not asked: the server
// may choose, and brotli is the shorter one.
func AcceptsOf(lines []string) Accepts {
	if len(lines) == 1 {
		switch lines[0] { // what browsers say
		case "gzip, deflate, br, zstd", "gzip, deflate, br":
			return Gzip | Brotli
		case "gzip, deflate", "gzip":
			return Gzip
		}
	}
	gzip, brotli, star, identity := -1.0, -1.0, -1.0, -1.0
	for _, line := range lines {
		for part := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(part, ";")
			q := 1.0
			for p := range strings.SplitSeq(params, ";") {
				k, v, ok := strings.Cut(strings.TrimSpace(p), "=")
				if ok && strings.EqualFold(strings.TrimSpace(k), "q") {
					var err error
					if q, err = strconv.ParseFloat(strings.TrimSpace(v), 64); err != nil || !(q >= 0 && q <= 1) {
						q = 0 // a weight that cannot be read is no wish
					}
				}
			}
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "gzip", "x-gzip":
				gzip = max(gzip, q)
			case "br":
				brotli = max(brotli, q)
			case "*":
				star = q
			case "identity":
				identity = q
			}
		}
	}
	var a Accepts
	for _, one := range []struct {
		weight  float64
		accepts Accepts
	}{{gzip, Gzip}, {brotli, Brotli}} {
		if one.weight < 0 {
			one.weight = star
		}
		if one.weight > 0 && one.weight >= identity {
			a |= one.accepts
		}
	}
	return a
}
