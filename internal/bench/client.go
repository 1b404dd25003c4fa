package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// asChromium is what Chromium sends with a page over HTTP/1.1, but for the host.
var asChromium = [][2]string{
	{"Connection", "keep-alive"},
	{"sec-ch-ua", `"Chromium";v="140", "Not=A?Brand";v="24"`},
	{"sec-ch-ua-mobile", "?0"},
	{"sec-ch-ua-platform", `"Linux"`},
	{"Upgrade-Insecure-Requests", "1"},
	{"User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"},
	{"Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"},
	{"Sec-Fetch-Site", "none"},
	{"Sec-Fetch-Mode", "navigate"},
	{"Sec-Fetch-User", "?1"},
	{"Sec-Fetch-Dest", "document"},
	{"Accept-Encoding", "gzip, deflate, br, zstd"},
	{"Accept-Language", "en-GB,en;q=0.9"},
}

// request is the bytes of a GET.
func request(host, path string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: %s\r\n", path, host)
	for _, h := range asChromium {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// line is a connection that is kept.
type line struct {
	host string
	conn net.Conn
	in   *bufio.Reader
}

func dial(ctx context.Context, host string) (*line, error) {
	c, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	return &line{host: host, conn: c, in: bufio.NewReaderSize(c, 64<<10)}, nil
}

func (l *line) close() error { return l.conn.Close() }

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
	took   time.Duration
}

// get asks for a page and reads all of it.
func (l *line) get(path string) (answer, error) {
	began := time.Now()
	if err := l.conn.SetDeadline(began.Add(30 * time.Second)); err != nil {
		return answer{}, err
	}
	if _, err := l.conn.Write(request(l.host, path)); err != nil {
		return answer{}, err
	}
	r, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return answer{}, err
	}
	body, err := io.ReadAll(r.Body)
	return answer{r.StatusCode, r.Header, body, time.Since(began)}, errors.Join(err, r.Body.Close())
}

// once asks for a page on a connection of its own.
func once(ctx context.Context, host, path string) (answer, error) {
	l, err := dial(ctx, host)
	if err != nil {
		return answer{}, err
	}
	a, err := l.get(path)
	return a, errors.Join(err, l.close())
}

// swift asks for a prepared request and reads past the answer, whose length has to be told.
func (l *line) swift(req []byte) (ok bool, err error) {
	if _, err := l.conn.Write(req); err != nil {
		return false, err
	}
	length := -1
	for first := true; ; first = false {
		row, err := l.in.ReadSlice('\n')
		if err != nil {
			return false, err
		}
		switch {
		case first:
			ok = len(row) > 12 && row[9] == '2'
		case len(row) <= 2:
			if length < 0 {
				return false, errors.New("an answer does not tell its length")
			}
			_, err := l.in.Discard(length)
			return ok, err
		case len(row) > 16 && (row[0] == 'C' || row[0] == 'c') && bytes.EqualFold(row[:15], []byte("Content-Length:")):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(row[15:]))); err != nil {
				return false, err
			}
		}
	}
}

// crowd is readers that ask all the time.
type crowd struct {
	host  string
	conns int
	paths []string
	rate  float64 // requests a second in all; 0 for as many as come
	sum   int     // of requests in all; 0 for until it is ended
}

// crowdFound is what they found.
type crowdFound struct {
	asked, failed int64
	took          []time.Duration // of each
	lasted        time.Duration
}

// run asks until ctx ends, or all was asked.
func (c crowd) run(ctx context.Context) (crowdFound, error) {
	reqs := make([][]byte, len(c.paths))
	for i, p := range c.paths {
		reqs[i] = request(c.host, p)
	}
	lines := make([]*line, c.conns)
	for i := range lines {
		var err error
		if lines[i], err = dial(ctx, c.host); err != nil {
			return crowdFound{}, err
		}
	}
	var found crowdFound
	var asked, failed atomic.Int64
	took := make([][]time.Duration, c.conns)
	began := time.Now()
	var all sync.WaitGroup
	for i, l := range lines {
		all.Go(func() {
			for ctx.Err() == nil {
				n := asked.Add(1)
				if c.sum > 0 && n > int64(c.sum) {
					asked.Add(-1)
					return
				}
				if c.rate > 0 {
					due := began.Add(time.Duration(float64(n) / c.rate * float64(time.Second)))
					if wait := time.Until(due); wait > 0 {
						time.Sleep(wait)
					}
				}
				sent := time.Now()
				_ = l.conn.SetDeadline(sent.Add(30 * time.Second))
				if ok, err := l.swift(reqs[int(n)%len(reqs)]); err != nil || !ok {
					failed.Add(1)
					if err != nil {
						return
					}
				}
				took[i] = append(took[i], time.Since(sent))
			}
		})
	}
	all.Wait()
	found.lasted = time.Since(began)
	found.asked, found.failed = asked.Load(), failed.Load()
	for i, l := range lines {
		found.took = append(found.took, took[i]...)
		_ = l.close()
	}
	return found, nil
}
