package lane

import (
	"bytes"
	"cmp"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// handOver gives the connection to net/http for good, with what was read of it.
func (c *conn) handOver() {
	if !c.release() {
		return
	}
	c.lane.handed.Add(1)
	c.rest.hand(&begun{TCPConn: c.tcp, read: bytes.Clone(c.in[:c.n])})
}

// release takes the connection off the lane, without its time limits. False when it is over.
func (c *conn) release() bool {
	if !c.lane.part(c) || c.tcp.SetDeadline(time.Time{}) != nil {
		_ = c.tcp.Close() // the program stops, or it is closed already
		return false
	}
	return true
}

// begun is a connection of which something was read already.
type begun struct {
	*net.TCPConn
	read []byte
}

// Read gives what was read already first.
func (b *begun) Read(p []byte) (int, error) {
	if len(b.read) > 0 {
		n := copy(p, b.read)
		if b.read = b.read[n:]; len(b.read) == 0 {
			b.read = nil
		}
		return n, nil
	}
	return b.TCPConn.Read(p)
}

// takeTurn has net/http answer the request in front, which is whole, and waits for the connection. False when net/http
// did not give it back: it is closed, or somebody else's.
func (c *conn) takeTurn() bool {
	t := &turn{TCPConn: c.tcp, conn: c, asked: bytes.Clone(c.in[:c.next]), over: make(chan struct{})}
	c.n = copy(c.in[:], c.in[c.next:c.n])
	if !c.release() {
		return false
	}
	c.lane.turns.Add(1)
	c.rest.hand(t)
	<-t.over
	if !t.isBack() {
		return false
	}
	if !c.lane.enter(c) {
		_ = c.tcp.Close() // the program stops
		return false
	}
	c.writeUntil = time.Time{} // net/http had limits of its own
	if !c.limit(c.lane.Clock.Now(), cmp.Or(c.lane.Server.IdleTimeout, c.lane.Server.ReadTimeout)) {
		c.leave()
		return false
	}
	return true
}

// turn is a connection of which net/http answers one request: it gets the bytes of that request, and when it has
// answered and waits for the next one, it is told that there is none. What the client sends meanwhile is the lane's;
// net/http sees its first byte, by which it knows that the client is there, and throws it away. To net/http it is a
// connection like any other: when net/http closes it before it waits, or gives it away, it is gone.
type turn struct {
	*net.TCPConn
	conn  *conn
	asked []byte      // what net/http has not read of the request
	shown int         // how much of what came behind it net/http has seen
	kept  atomic.Bool // net/http has seen more than the lane can hold, or gave it away
	idle  atomic.Bool // net/http has answered

	once sync.Once
	over chan struct{}
}

func (t *turn) ended() { t.once.Do(func() { close(t.over) }) }

// isBack tells whether the connection is the lane's again.
func (t *turn) isBack() bool { return t.idle.Load() && !t.kept.Load() }

// Read gives the request, then what the client sends while it is answered, then the end.
func (t *turn) Read(p []byte) (int, error) {
	c := t.conn
	if len(t.asked) > 0 {
		n := copy(p, t.asked)
		t.asked = t.asked[n:]
		return n, nil
	}
	if t.isBack() {
		return 0, io.EOF
	}
	if t.shown == c.n {
		if c.n == len(c.in) {
			t.kept.Store(true)
		}
		if t.kept.Load() {
			return t.TCPConn.Read(p)
		}
		n, err := t.TCPConn.Read(c.in[c.n:])
		c.n += n
		if err != nil {
			return 0, err
		}
	}
	n := copy(p, c.in[t.shown:c.n])
	t.shown += n
	return n, nil
}

// Close gives the connection back when net/http waits for the next request, and closes it otherwise.
func (t *turn) Close() error {
	defer t.ended()
	if t.isBack() {
		return nil
	}
	return t.TCPConn.Close()
}

// follow hears from net/http how a connection stands.
func (l *Lane) follow(then func(net.Conn, http.ConnState)) func(net.Conn, http.ConnState) {
	return func(c net.Conn, s http.ConnState) {
		if t, ok := c.(*turn); ok {
			switch s {
			case http.StateIdle:
				t.idle.Store(true)
			case http.StateHijacked:
				t.kept.Store(true)
				l.handed.Add(1)
				t.ended()
			}
		}
		if then != nil {
			then(c, s)
		}
	}
}
