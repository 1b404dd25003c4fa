package lane

import (
	"bytes"
	"cmp"
	"net"
	"sync"
	"time"
	"unsafe"

	"broadsheet/internal/pagecache"
)

// longestHead is the longest request head that the lane reads; a longer one is for net/http.
const longestHead = 4 << 10

// A client that takes an answer slower than writeTime is cut off (net/http has one limit for all its answers, uploads
// included; these are pages). A limit is moved on when a quarter of it has passed: moving it costs more than looking.
const writeTime = time.Minute

// conn is a connection that the lane answers.
type conn struct {
	lane *Lane
	tcp  *net.TCPConn
	rest *handing

	in    [longestHead]byte
	n     int // bytes of in that were read and not answered
	known headers
	next  int // length of the request in front that net/http shall answer; 0 for none of which that is known

	readUntil, writeUntil time.Time
}

// outs are buffers for answers. A connection holds one only while it answers: ten thousand idle ones cost none.
var outs = sync.Pool{New: func() any { b := make([]byte, 0, 32<<10); return &b }}

// serve answers until the client goes away, stays silent too long, or asks for something of which only net/http knows
// where it ends.
func (c *conn) serve() {
	alive := c.limit(c.lane.Clock.Now(), cmp.Or(c.lane.Server.ReadHeaderTimeout, c.lane.Server.ReadTimeout))
	for alive {
		n, err := c.tcp.Read(c.in[c.n:])
		c.n += n
		if err != nil {
			break // the client went away, was silent too long, or the program stops
		}
		alive = c.answer()
		for alive && c.n > 0 {
			if c.next == 0 { // not whole yet, or nothing that the lane understands
				c.handOver()
				return
			}
			if !c.takeTurn() {
				return
			}
			alive = c.answer()
		}
	}
	c.leave()
}

// leave ends the connection.
func (c *conn) leave() {
	c.lane.part(c)
	_ = c.tcp.Close() // there is nobody left to tell
}

// limit sets how long the client may be silent, 0 for ever. False when the program stops meanwhile, whose own limit may
// have been overwritten.
func (c *conn) limit(now time.Time, d time.Duration) bool {
	if d == 0 {
		return !c.lane.isLeaving()
	}
	c.readUntil = now.Add(d)
	return c.tcp.SetReadDeadline(time.Now().Add(d)) == nil && !c.lane.isLeaving()
}

// most is how many bytes of answers are gathered before they are sent, for clients that ask without waiting.
const most = 64 << 10

// answer answers every simple request that was read, and leaves the rest in front. False when the connection is over.
func (c *conn) answer() bool {
	c.next = 0
	now := c.lane.Clock.Now()
	buffer := outs.Get().(*[]byte)
	out, at, asked := (*buffer)[:0], 0, int64(0)
	alive := true
	for alive && at < c.n {
		q, ok := c.known.parse(c.in[at:c.n])
		if !ok {
			break
		}
		head, body := c.find(q, now)
		if head == nil {
			c.next = q.length
			break
		}
		out = append(out, head...)
		out = append(out, c.lane.date(now)...)
		out = append(out, body...)
		at += q.length
		asked++
		if len(out) >= most {
			alive = c.write(out, now)
			out = out[:0]
		}
	}
	c.lane.answered.Add(asked)
	alive = alive && c.write(out, now)
	if cap(out) <= 4*most { // one long page shall not be paid for by every connection
		*buffer = out
		outs.Put(buffer)
	}
	c.n = copy(c.in[:], c.in[at:c.n])
	idle := cmp.Or(c.lane.Server.IdleTimeout, c.lane.Server.ReadTimeout)
	if alive && c.readUntil.Sub(now) < idle-idle/4 {
		alive = c.limit(now, idle)
	}
	return alive
}

// find gives the answer to a request, nil when net/http shall give it.
func (c *conn) find(q request, now time.Time) (head, body []byte) {
	if !q.simple {
		return nil, nil
	}
	// The bytes of the path stay as they are while the page is looked for, and nobody keeps them.
	page := c.lane.Pages.Ready(now, unsafe.String(unsafe.SliceData(q.path), len(q.path)), q.accepts)
	if page == nil {
		return nil, nil
	}
	if len(q.noneMatch) > 0 && page.NotModified != nil {
		match, sure := matches(q.noneMatch, page.Tag)
		if !sure {
			return nil, nil
		}
		if match {
			return page.NotModified, nil
		}
	}
	return page.Head, page.Body
}

func (c *conn) write(out []byte, now time.Time) bool {
	if len(out) == 0 {
		return true
	}
	if c.writeUntil.Sub(now) < writeTime-writeTime/4 {
		c.writeUntil = now.Add(writeTime)
		if c.tcp.SetWriteDeadline(time.Now().Add(writeTime)) != nil {
			return false
		}
	}
	_, err := c.tcp.Write(out)
	return err == nil
}

// matches tells whether a single entity tag is that of the page, weakly compared (RFC 9110, 8.8.3.2). It is not sure
// about lists, "*" and whatever else stands in If-None-Match.
func matches(noneMatch []byte, tag string) (match, sure bool) {
	one := bytes.TrimPrefix(noneMatch, []byte("W/"))
	if len(one) < 2 || one[0] != '"' || bytes.IndexByte(one[1:], '"') != len(one)-2 {
		return false, false
	}
	return string(one) == tag, true
}

var _ Pages = (*pagecache.Cache)(nil)
