package lane

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"broadsheet/internal/clock"
)

// startDoor serves door through a lane that has the pages of p.
func startDoor(t *testing.T, p *paper, door http.HandlerFunc) (*Lane, string, func()) {
	t.Helper()
	l := New(Options{Pages: p.cache, Server: httpServer(door), Clock: clock.Real{}})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- l.Serve(listener) }()
	return l, listener.Addr().String(), func() {
		t.Helper()
		if err := l.Shutdown(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve ended with %v", err)
		}
	}
}

// ask sends a simple request and reads the answer.
func ask(t *testing.T, c net.Conn, in *bufio.Reader, path string) string {
	t.Helper()
	if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path); err != nil {
		t.Fatal(err)
	}
	return answered(t, in)
}

func answered(t *testing.T, in *bufio.Reader) string {
	t.Helper()
	r, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestAConnectionComesBackFromNetHTTP(t *testing.T) {
	p := openPaper(t)
	get(t, p, "/short")
	l, address, stop := startDoor(t, p, p.ServeHTTP)
	defer stop()
	c := dial(t, address)
	in := bufio.NewReader(c)
	for n := range 20 {
		if got := ask(t, c, in, "/asked?x=1"); !strings.HasPrefix(got, "GET /asked?x=1 ") {
			t.Fatalf("net/http answers %q", got)
		}
		if got := ask(t, c, in, "/short"); got != "short" {
			t.Fatalf("the lane answers %q", got)
		}
		if l.Answered() != int64(n+1) || l.Turns() != int64(n+1) || l.Handed() != 0 {
			t.Fatalf("after %d rounds the lane answered %d, net/http %d, and %d connections are gone", n+1, l.Answered(), l.Turns(), l.Handed())
		}
	}
}

// What comes while net/http answers is answered behind it, once and in order, however much it is.
func TestWhatComesDuringATurnWaits(t *testing.T) {
	p := openPaper(t)
	get(t, p, "/short")
	for _, many := range []int{1, 3, 90, 900} { // 900 are more than a lane reads at once
		began, goOn := make(chan struct{}), make(chan struct{})
		l, address, stop := startDoor(t, p, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/slow" {
				close(began)
				<-goOn
			}
			p.ServeHTTP(w, r)
		})
		c := dial(t, address)
		in := bufio.NewReader(c)
		if _, err := io.WriteString(c, "GET /slow?x HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		<-began
		if _, err := io.WriteString(c, strings.Repeat("GET /short HTTP/1.1\r\nHost: a\r\n\r\n", many)); err != nil {
			t.Fatal(err)
		}
		close(goOn)
		if got := answered(t, in); !strings.HasPrefix(got, "/slow") {
			t.Fatalf("first comes %.20q", got)
		}
		for range many {
			if got := answered(t, in); got != "short" {
				t.Fatalf("then comes %.20q", got)
			}
		}
		if got := ask(t, c, in, "/short"); got != "short" {
			t.Fatalf("and then %.20q", got)
		}
		t.Logf("%d waited: the lane answered %d, net/http had %d turns, %d connections are gone", many, l.Answered(), l.Turns(), l.Handed())
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		stop()
	}
}

func TestNetHTTPHearsThatAClientLeftDuringATurn(t *testing.T) {
	p := openPaper(t)
	began, heard := make(chan struct{}), make(chan struct{})
	_, address, stop := startDoor(t, p, func(_ http.ResponseWriter, r *http.Request) {
		close(began)
		<-r.Context().Done()
		close(heard)
	})
	defer stop()
	c := dial(t, address)
	if _, err := io.WriteString(c, "GET /slow?x HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	<-began
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	<-heard
}

// A handler may close a connection during its turn, fall over, or take it for itself.
func TestAConnectionMayNotComeBack(t *testing.T) {
	p := openPaper(t)
	get(t, p, "/short")
	l, address, stop := startDoor(t, p, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/close":
			w.Header().Set("Connection", "close")
		case "/falls":
			panic(http.ErrAbortHandler)
		case "/taken":
			c, rw, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			go func() { // an echo, as a WebSocket may be
				defer func() { _ = c.Close() }()
				_, _ = rw.WriteString("yours\n")
				_ = rw.Flush()
				line, _ := rw.ReadString('\n')
				_, _ = rw.WriteString(line)
				_ = rw.Flush()
			}()
			return
		}
		p.ServeHTTP(w, r)
	})
	defer stop()
	for _, path := range []string{"/close", "/falls"} {
		c := dial(t, address)
		if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: a\r\n\r\nGET /short HTTP/1.1\r\nHost: a\r\n\r\n", path); err != nil {
			t.Fatal(err)
		}
		said, _ := io.ReadAll(c)
		if answers := strings.Count(string(said), "HTTP/1.1 "); answers > 1 || answers == 1 != (path == "/close") {
			t.Errorf("%s: %d answers: %.200q", path, answers, said)
		}
	}
	for _, at := range []int{0, 1, 2} { // with what is said first before, during and behind the turn
		c := dial(t, address)
		in := bufio.NewReader(c)
		words := "one line of no HTTP\n"
		first := "GET /taken HTTP/1.1\r\nHost: a\r\n\r\n"
		if at == 0 {
			first += words
		}
		if _, err := io.WriteString(c, first); err != nil {
			t.Fatal(err)
		}
		if at == 1 {
			if _, err := io.WriteString(c, words); err != nil {
				t.Fatal(err)
			}
		}
		if line, err := in.ReadString('\n'); err != nil || line != "yours\n" {
			t.Fatalf("a taken connection says %q, %v", line, err)
		}
		if at == 2 {
			if _, err := io.WriteString(c, words); err != nil {
				t.Fatal(err)
			}
		}
		if line, err := in.ReadString('\n'); err != nil || line != words {
			t.Errorf("a taken connection echoes %q, %v", line, err)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	if l.Handed() != 3 {
		t.Errorf("%d connections are gone, want 3", l.Handed())
	}
}

func TestShutdownWaitsForATurn(t *testing.T) {
	p := openPaper(t)
	began, goOn := make(chan struct{}), make(chan struct{})
	_, address, stop := startDoor(t, p, func(w http.ResponseWriter, r *http.Request) {
		close(began)
		<-goOn
		if err := r.Context().Err(); err != nil {
			t.Errorf("the request was given up: %v", err)
		}
		p.ServeHTTP(w, r)
	})
	c := dial(t, address)
	if _, err := io.WriteString(c, "GET /slow?x HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	<-began
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	for { // until nobody listens any more
		probe, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		_ = probe.Close()
	}
	close(goOn)
	said, err := io.ReadAll(c)
	if err != nil || !strings.Contains(string(said), "/slow") {
		t.Errorf("during a shutdown comes %.100q, %v", said, err)
	}
	<-stopped
}
