package lane

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/clock"
)

// Clients that say nothing, or begin a request and do not end it, are cut off, and others are answered
// meanwhile.
func TestSlowClientsAreCutOff(t *testing.T) {
	p := openPaper(t)
	get(t, p, "/short")
	server := httpServer(p)
	server.ReadHeaderTimeout, server.ReadTimeout = 300*time.Millisecond, 300*time.Millisecond
	l := New(Options{Pages: p.cache, Server: server, Clock: clock.Real{}})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- l.Serve(listener) }()
	address := listener.Addr().String()
	var slow []*net.TCPConn
	for n := range 60 {
		c := dial(t, address)
		said := []string{
			"", "GET /sh", "GET /short HTTP/1.1\r\nHost: a\r\nX-", "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nname=",
			"GET /short HTTP/1.1\r\nHost: a\r\n\r\nGET /sh", "GET /asked HTTP/1.1\r\nHost: a\r\n\r\nGET /sh",
		}[n%6]
		if _, err := io.WriteString(c, said); err != nil {
			t.Fatal(err)
		}
		slow = append(slow, c)
		reader := dial(t, address)
		if got := ask(t, reader, bufio.NewReader(reader), fmt.Sprint("/short?n=", n)); got != "short" {
			t.Errorf("a reader beside %d slow clients gets %q", len(slow), got)
		}
	}
	for n, c := range slow {
		said, _ := io.ReadAll(c) // it ends, or the test hangs; how it is cut is up to the machine
		if n%6 < 3 && strings.Contains(string(said), "200 OK") {
			t.Errorf("a client that did not ask to the end gets %q", said)
		}
	}
	if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		t.Errorf("Serve ended with %v", err)
	}
}
