package lane

import (
	"bytes"

	"broadsheet/internal/pagecache"
)

// request is a GET of HTTP/1.1 that is whole and of which nobody can doubt where it ends: without a body, and without a
// header that changes the connection. It is simple when its path has neither escapes nor a query and no header changes
// what a page is.
type request struct {
	simple    bool
	path      []byte
	accepts   pagecache.Accepts
	noneMatch []byte // If-None-Match, nil when there is none
	length    int    // of the whole request
}

// headers is what the last request of a connection said below its first line. Clients mostly say the same again: then
// it need not be read again.
type headers struct {
	block     [longestHead]byte
	n         int // 0: nothing is known
	simple    bool
	accepts   pagecache.Accepts
	noneMatch []byte // part of block
}

var (
	method  = []byte("GET /")
	version = []byte(" HTTP/1.1\r\n")
	end     = []byte("\r\n\r\n")
)

// parse reads the first request of b. It is not ok when the request is not such a one or not whole; whatever it is not
// sure about it leaves to net/http.
func (h *headers) parse(b []byte) (q request, ok bool) {
	if !bytes.HasPrefix(b, method) {
		return q, false
	}
	at := len(method) - 1
	line := at
	for line < len(b) && inPath[b[line]] {
		line++
	}
	q.path = b[at:line]
	for line < len(b) && (inPath[b[line]] || b[line] == '?' || b[line] == '%') {
		line++
	}
	bare := len(q.path) == line-at
	if !bytes.HasPrefix(b[line:], version) {
		return q, false
	}
	at = line + len(version)
	if h.n > 0 && len(b)-at >= h.n && bytes.Equal(b[at:at+h.n], h.block[:h.n]) {
		q.accepts, q.noneMatch, q.simple, q.length = h.accepts, h.noneMatch, h.simple && bare, at+h.n
		return q, true
	}
	stop := bytes.Index(b[at-2:], end)
	if stop < 2 { // not whole, or no header at all, without a Host
		return q, false
	}
	q.length = at - 2 + stop + len(end)
	h.n = 0
	n := copy(h.block[:], b[at:q.length])
	if !h.read(h.block[:n-2]) {
		return q, false
	}
	h.n = n
	q.accepts, q.noneMatch, q.simple = h.accepts, h.noneMatch, h.simple && bare
	return q, true
}

// read reads header lines, each with its end.
func (h *headers) read(block []byte) bool {
	h.accepts, h.noneMatch, h.simple = 0, nil, true
	hosts, encodings := 0, 0
	for len(block) > 0 {
		stop := bytes.IndexByte(block, '\n')
		if stop < 1 || block[stop-1] != '\r' {
			return false
		}
		line := block[:stop-1]
		block = block[stop+1:]
		colon := bytes.IndexByte(line, ':')
		if colon < 1 {
			return false
		}
		name, value := line[:colon], bytes.Trim(line[colon+1:], " \t")
		for _, c := range name {
			if !inName[c] {
				return false
			}
		}
		for _, c := range value {
			if c < ' ' && c != '\t' || c == 0x7f {
				return false
			}
		}
		switch meaning(name) {
		case without:
		case host:
			hosts++
			if len(value) == 0 {
				return false
			}
			for _, c := range value {
				if !inHost[c] {
					return false
				}
			}
		case connection:
			if !bytes.EqualFold(value, []byte("keep-alive")) {
				return false
			}
		case encoding:
			if encodings++; encodings > 1 {
				h.simple = false
			}
			h.accepts = pagecache.AcceptsOf([]string{string(value)})
		case none:
			if h.noneMatch != nil || len(value) == 0 {
				h.simple = false
			}
			h.noneMatch = value
		case rare:
			h.simple = false
		case not:
			return false
		}
	}
	return hosts == 1
}

// What a header means to the lane.
const (
	without    = iota // nothing to a page
	host              // must stand there once
	connection        // must be keep-alive
	encoding          // chooses the body
	none              // If-None-Match
	rare              // changes the answer, which net/http gives
	not               // the connection is for net/http
)

// meaning knows the headers that are not without meaning: those that frame a message or change a connection (RFC 9112,
// 6 and 9), conditions and ranges (RFC 9110, 13 and 14), and those by which the newsroom knows its people, who send
// them with everything. Nothing that is kept tells when it was modified, so nobody asks whether it was.
func meaning(name []byte) int {
	for _, m := range meanings[min(len(name), len(meanings)-1)] {
		if len(m.name) == len(name) && bytes.EqualFold(name, m.name) {
			return m.meaning
		}
	}
	return without
}

type meant struct {
	name    []byte
	meaning int
}

// meanings by the length of the name.
var meanings = func() (by [24][]meant) {
	for name, m := range map[string]int{
		"Host": host, "Connection": connection, "Accept-Encoding": encoding, "If-None-Match": none,
		"Content-Length": not, "Transfer-Encoding": not, "Te": not, "Trailer": not, "Upgrade": not, "Expect": not,
		"Http2-Settings": not, "Proxy-Connection": not, "Keep-Alive": without,
		"If-Match": rare, "If-Modified-Since": without, "If-Unmodified-Since": without, "If-Range": rare, "Range": rare,
		"Cookie": not, "Authorization": not,
	} {
		by[len(name)] = append(by[len(name)], meant{[]byte(name), m})
	}
	return by
}()

// inPath are the characters of a path that mean themselves (RFC 3986, 3.3, without escapes). A path with two slashes
// at its beginning names a host to some.
var inPath = table("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/")

// inName are the characters of a header's name (RFC 9110, 5.6.2).
var inName = table("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~")

// inHost are those of a Host that nobody doubts.
var inHost = table("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:[]_")

func table(characters string) (in [256]bool) {
	for i := range len(characters) {
		in[characters[i]] = true
	}
	return in
}
