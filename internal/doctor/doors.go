package doctor

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/html"
)

// answerTime is how long an answer is waited for.
const answerTime = 5 * time.Second

// doors tells whether the paper is served here, and whether readers reach it by its address.
func doors(ctx context.Context, h House) []Line {
	port, served := listening(ctx, h)
	return []Line{port, address(ctx, h, served)}
}

// listening tells who has the port.
func listening(ctx context.Context, h House) (l Line, served bool) {
	const name = "Port"
	host, port, err := net.SplitHostPort(h.Listen)
	if err != nil {
		return line(name, Wrong, "--listen %s is not an address: it looks like 127.0.0.1:8080.", h.Listen), false
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	body, status, err := get(ctx, &http.Client{Timeout: answerTime}, "http://"+net.JoinHostPort(host, port)+"/readyz")
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return line(name, Well, "Nobody listens on %s: the paper is not being served here just now.", h.Listen), false
	case err != nil:
		return line(name, Wrong, "Something has port %s and does not answer. Stop it, or start with another --listen.", port), false
	case status == http.StatusServiceUnavailable && strings.TrimSpace(body) == "not ready":
		return line(name, Wrong, "The paper is served on %s, but it is cut off from its database; its log says why. Readers see what it still holds, for five minutes.", h.Listen), true
	case status == http.StatusOK && strings.TrimSpace(body) == "ready":
		return line(name, Well, "The paper is served on %s and ready for readers.", h.Listen), true
	}
	return line(name, Wrong, "Port %s is taken by another program. Start with another --listen, or stop the other one.", port), false
}

// address tells whether readers who type the paper's address get this paper.
func address(ctx context.Context, h House, served bool) Line {
	const name = "Address"
	u, err := url.Parse(h.URL)
	if err != nil {
		return line(name, Wrong, "%s is no address of a site. It looks like https://courier.example.", h.URL)
	}
	local := u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
	if host, _, err := net.SplitHostPort(h.Listen); err == nil && local && host != "localhost" && !net.ParseIP(host).IsLoopback() {
		return line(name, Wrong, "Others can reach %s, but every address in the pages begins with %s, which leads nowhere from there. Say with --url what readers type.", h.Listen, h.URL)
	}
	if !served {
		return line(name, Well, "%s is not asked for, because the paper is not served here just now.", h.URL)
	}
	var named string
	if h.Store != nil {
		p, set, err := h.Store.Settings(ctx)
		if err != nil {
			return Line{name, Wrong, say(err)}
		}
		if !set {
			return line(name, Note, "The paper has not been set up yet, so %s is not asked for. broadsheet serve prints the link.", h.URL)
		}
		if named = p.Name; p.Closed {
			return line(name, Note, "The paper is closed to readers. Settings, The paper opens it.")
		}
	}
	stay := &http.Client{Timeout: answerTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	body, status, err := get(ctx, stay, h.URL+"/")
	answers, canonical := says(body)
	switch {
	case err != nil:
		return line(name, Wrong, "%s does not answer from here: %s. Look at the name’s entry, the proxy and its certificate.", h.URL, reason(err))
	case status >= 300 && status < 400:
		return line(name, Wrong, "%s sends readers on to another address. Say with --url the one that they end at.", h.URL)
	case status != http.StatusOK || answers == "":
		return line(name, Wrong, "%s answers with something else than this paper (status %d). Look where the proxy sends readers.", h.URL, status)
	case named != "" && answers != named:
		return line(name, Wrong, "%s answers as “%s”, and this paper is “%s”. Look where the proxy sends readers.", h.URL, answers, named)
	case !strings.HasPrefix(canonical, h.URL+"/"):
		return line(name, Wrong, "The paper that runs takes its address for %s, and is told %s now. Start it again with the --url that readers type.", strings.TrimSuffix(canonical, "/"), h.URL)
	}
	return line(name, Well, "Readers reach the paper at %s.", h.URL)
}

// says reads from a page which paper it is of, and what it takes its address for.
func says(body string) (paper, canonical string) {
	for z := html.NewTokenizer(strings.NewReader(body)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return paper, canonical
		case html.StartTagToken, html.SelfClosingTagToken:
		default:
			continue
		}
		t := z.Token()
		at := map[string]string{}
		for _, a := range t.Attr {
			at[a.Key] = a.Val
		}
		switch {
		case t.Data == "meta" && at["property"] == "og:site_name":
			paper = at["content"]
		case t.Data == "link" && at["rel"] == "canonical":
			canonical = at["href"]
		case t.Data == "body":
			return paper, canonical
		}
	}
}

// reason is the plain part of why an address did not answer.
func reason(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		if u.Timeout() {
			return "no answer within five seconds"
		}
		err = u.Err
	}
	return strings.TrimSuffix(err.Error(), ".")
}

// get reads at most a megabyte of an address.
func get(ctx context.Context, c *http.Client, address string) (body string, status int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", 0, err
	}
	answer, err := c.Do(r)
	if err != nil {
		return "", 0, err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	return string(b), answer.StatusCode, err
}
