// Package lane owns the listener. Simple requests for what is kept it answers itself, faster than net/http does. Another
// request of which nobody can doubt where it ends net/http answers, and gives the connection back; any other connection
// goes to net/http for good, with the bytes that were read. What the lane answers, a client cannot tell from net/http: a
// test asks both some hundreds of questions and compares.
package lane

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/pagecache"
)

// Pages has answers ready. The key is the path of the request, which holds no escape and no query; it is not kept.
type Pages interface {
	Ready(now time.Time, key string, accepts pagecache.Accepts) *pagecache.Ready
}

// Options of a lane. Pages, Server and Clock are needed.
type Options struct {
	Pages  Pages
	Server *http.Server // answers everything else; its time limits hold in the lane too
	Clock  clock.Clock
	Log    *slog.Logger // slog's default when nil
}

// Lane serves a listener.
type Lane struct {
	Options
	answered atomic.Int64
	turns    atomic.Int64
	handed   atomic.Int64
	dated    atomic.Pointer[date]

	mu      sync.Mutex
	leaving bool
	here    map[*conn]struct{} // connections that were not handed over
	serving sync.WaitGroup
}

// New makes a lane before o.Server, whose ConnState it listens to.
func New(o Options) *Lane {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	l := &Lane{Options: o, here: map[*conn]struct{}{}}
	o.Server.ConnState = l.follow(o.Server.ConnState)
	return l
}

// Answered counts the requests that the lane answered.
func (l *Lane) Answered() int64 { return l.answered.Load() }

// Turns counts the requests that net/http answered on connections that came back to the lane, or were closed behind it.
func (l *Lane) Turns() int64 { return l.turns.Load() }

// Handed counts the connections that went to net/http for good.
func (l *Lane) Handed() int64 { return l.handed.Load() }

// Serve answers what comes to the listener until Shutdown or Close, then returns http.ErrServerClosed.
func (l *Lane) Serve(listener net.Listener) error {
	rest := &handing{Listener: listener, conns: make(chan net.Conn), closed: make(chan struct{})}
	ended := make(chan error, 1)
	go func() { ended <- l.Server.Serve(rest) }()
	err := l.accept(listener, rest)
	if l.isLeaving() {
		err = nil
	}
	l.leave()
	l.serving.Wait()
	return errors.Join(err, <-ended)
}

// accept takes connections until the listener is closed.
func (l *Lane) accept(listener net.Listener, rest *handing) error {
	wait := time.Duration(0)
	for {
		c, err := listener.Accept()
		if err != nil {
			select {
			case <-rest.closed: // net/http was told to stop, and closed the listener
				return nil
			default:
			}
			var passing interface{ Temporary() bool }
			if !errors.As(err, &passing) || !passing.Temporary() {
				return errors.Join(err, rest.Close())
			}
			// Too many open files: net/http too waits until some are closed.
			wait = min(max(2*wait, 5*time.Millisecond), time.Second)
			l.Log.Warn("a connection could not be taken", "error", err, "again", wait)
			select {
			case <-time.After(wait):
			case <-rest.closed:
			}
			continue
		}
		wait = 0
		tcp, ok := c.(*net.TCPConn)
		if !ok { // under TLS, where net/http speaks HTTP/2
			rest.hand(c)
			continue
		}
		in := &conn{lane: l, tcp: tcp, rest: rest}
		if !l.enter(in) {
			_ = tcp.Close() // the program stops
			continue
		}
		l.serving.Go(in.serve)
	}
}

// Shutdown lets requests under way finish, until ctx ends.
func (l *Lane) Shutdown(ctx context.Context) error {
	l.leave()
	err := l.Server.Shutdown(ctx)
	gone := make(chan struct{})
	go func() { l.serving.Wait(); close(gone) }()
	select {
	case <-gone:
		return err
	case <-ctx.Done():
		return errors.Join(err, ctx.Err())
	}
}

// Close ends every connection at once.
func (l *Lane) Close() error {
	l.leave()
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.here {
		_ = c.tcp.Close() // it is cut off, whatever it says
	}
	return l.Server.Close()
}

// leave wakes the connections that wait for a request: they end. Those that write an answer end behind it.
func (l *Lane) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leaving = true
	for c := range l.here {
		_ = c.tcp.SetReadDeadline(time.Unix(1, 0)) // it fails on a closed connection only
	}
}

func (l *Lane) isLeaving() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.leaving
}

func (l *Lane) enter(c *conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.leaving {
		return false
	}
	l.here[c] = struct{}{}
	return true
}

// part takes c off the list: it is closed, or net/http's. False when the program stops.
func (l *Lane) part(c *conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.here, c)
	return !l.leaving
}

// date is the line that says when, made once a second.
type date struct {
	second int64
	line   []byte // with the empty line that ends the head
}

func (l *Lane) date(now time.Time) []byte {
	second := now.Unix()
	if d := l.dated.Load(); d != nil && d.second == second {
		return d.line
	}
	d := &date{second, fmt.Appendf(nil, "Date: %s\r\n\r\n", now.UTC().Format(http.TimeFormat))}
	l.dated.Store(d)
	return d.line
}

// handing is the listener that net/http serves: connections come to it from the lane.
type handing struct {
	net.Listener
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (h *handing) hand(c net.Conn) {
	select {
	case h.conns <- c:
	case <-h.closed:
		_ = c.Close() // the program stops
	}
}

// Accept gives the next connection that was handed over.
func (h *handing) Accept() (net.Conn, error) {
	select {
	case c := <-h.conns:
		return c, nil
	case <-h.closed:
		return nil, net.ErrClosed
	}
}

// Close closes the listener below, too.
func (h *handing) Close() error {
	err := net.ErrClosed
	h.once.Do(func() {
		close(h.closed)
		err = h.Listener.Close()
	})
	return err
}
