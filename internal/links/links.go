// Package links asks whether the links of published stories still lead somewhere, in the background and politely: links
// within the paper are looked up in the table of addresses and never fetched; of another site few are asked for at a time,
// one after the other, a week apart, and none that its robots.txt asks to be left alone.
package links

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/follow"
	"broadsheet/internal/moving/fetch"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
)

// Job is the kind of work that a Checker does.
const Job = "links"

// How often the work comes round, and how politely.
const (
	every       = time.Minute
	atOnce      = 40              // links of one round
	ofOneSite   = 3               // of those, links of one site
	between     = 2 * time.Second // two questions to one site
	again       = 7 * 24 * time.Hour
	soonAgain   = 24 * time.Hour // after a failure that may pass
	mostRobots  = 512 << 10
	mostStories = 50
)

// Fetcher asks other sites; it refuses whatever leads inside.
type Fetcher interface {
	Ask(ctx context.Context, address string) (status int, err error)
	Get(ctx context.Context, address string) (*fetch.Answer, error)
}

// Checker does the work.
type Checker struct {
	Desk  *desk.Desk
	Read  press.Reader
	Fetch Fetcher
	Base  string // the paper's own address
	Clock clock.Clock
	Pause func(ctx context.Context, d time.Duration) // between two questions to one site
}

// Kind is the work of the checker, which comes round every minute and does a bounded part.
func (c *Checker) Kind() follow.Kind {
	return follow.Kind{
		Name: Job,
		Next: func(_ context.Context, now time.Time) (time.Time, error) { return now.Add(every), nil },
		Do:   func(ctx context.Context, _ desk.Job) error { return c.Round(ctx) },
	}
}

// Round reads what was published since the last one and asks for the links that are due.
func (c *Checker) Round(ctx context.Context) error {
	off, err := c.Desk.LinksOff(ctx)
	if off || err != nil {
		return err
	}
	if err := c.Desk.GatherLinks(ctx, c.Base, mostStories); err != nil {
		return err
	}
	due, err := c.Desk.DueLinks(ctx, c.Clock.Now(), atOnce, ofOneSite)
	if err != nil {
		return err
	}
	robots, asked := map[string]rules{}, map[string]bool{}
	for _, l := range due {
		switch {
		case l.Host == "":
			err = c.within(ctx, &l)
		default:
			if asked[l.Host] {
				c.Pause(ctx, between)
			}
			asked[l.Host] = true
			err = c.outside(ctx, &l, robots)
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if err := c.Desk.SaveLink(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// within looks a link up in the table of addresses.
func (c *Checker) within(ctx context.Context, l *paper.LinkCheck) error {
	now := c.Clock.Now()
	u, err := url.Parse(l.URL)
	if err != nil {
		l.Judge(now, now.Add(again), paper.LinkBroken, 0, "It is no address.")
		return nil
	}
	say := ""
	err = c.Read.Read(ctx, func(snap press.Snapshot) error {
		say, err = wrongWith(ctx, snap, u)
		return err
	})
	if err != nil {
		return err
	}
	if say != "" {
		l.Judge(now, now.Add(soonAgain), paper.LinkBroken, http.StatusNotFound, say)
		return nil
	}
	l.Judge(now, now.Add(again), paper.LinkGood, http.StatusOK, "")
	return nil
}

// wrongWith says what is wrong with a link within the paper, "" for nothing.
func wrongWith(ctx context.Context, snap press.Snapshot, u *url.URL) (string, error) {
	path := u.Path
	if old := paper.NumberedAddress(path, u.Query()); old != "" {
		path = old
	}
	a, found, err := standing(ctx, snap, path)
	if err != nil {
		return "", err
	}
	if !found {
		patterns, err := snap.Patterns(ctx)
		if err != nil {
			return "", err
		}
		for _, p := range patterns {
			to, ok := p.Lead(path)
			if !ok {
				continue
			}
			if p.Host() != "" {
				return "", nil
			}
			if a, found, err = standing(ctx, snap, to); err != nil || found {
				break
			}
		}
		if err != nil {
			return "", err
		}
	}
	switch {
	case found && a.Kind == paper.AtArticle:
		if _, gone, err := snap.Withdrawn(ctx, a.Object); gone || err != nil {
			return "The story there was withdrawn.", err
		}
		return "", nil
	case found || path == "/" || paper.IsReserved(path) && !strings.HasPrefix(path, "/author/") && !strings.HasPrefix(path, "/topic/"):
		return "", nil
	}
	return "Nothing stands there in the paper.", nil
}

// standing finds what stands at a path, with or without its last slash, or at the list that a month belongs to.
func standing(ctx context.Context, snap press.Snapshot, path string) (paper.Address, bool, error) {
	bare := strings.TrimRight(path, "/")
	try := []string{path, bare, bare + "/"}
	if parts := strings.Split(bare, "/"); len(parts) > 3 && len(parts[len(parts)-1]) == 2 && len(parts[len(parts)-2]) == 4 && strings.Trim(parts[len(parts)-1]+parts[len(parts)-2], "0123456789") == "" {
		list := strings.Join(parts[:len(parts)-2], "/")
		try = append(try, list, list+"/")
	}
	for _, p := range try {
		if a, found, err := snap.Address(ctx, p); err != nil || found {
			return a, found, err
		}
	}
	return paper.Address{}, false, nil
}

// outside asks another site.
func (c *Checker) outside(ctx context.Context, l *paper.LinkCheck, robots map[string]rules) error {
	now := c.Clock.Now()
	u, err := url.Parse(l.URL)
	if err != nil {
		l.Judge(now, now.Add(again), paper.LinkBroken, 0, "It is no address.")
		return nil
	}
	site := u.Scheme + "://" + u.Host
	if _, known := robots[site]; !known {
		robots[site] = c.robots(ctx, site)
	}
	if !robots[site].allow(u.EscapedPath()) {
		l.Judge(now, now.Add(again), paper.LinkUnsure, 0, "The site asks not to be visited there.")
		return nil
	}
	status, err := c.Fetch.Ask(ctx, l.URL)
	now = c.Clock.Now()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && fault.Is(err, fault.Invalid):
		l.Judge(now, now.Add(again), paper.LinkUnsure, 0, fault.Of(err).Say)
	case err != nil:
		l.Judge(now, now.Add(soonAgain), paper.LinkBroken, 0, fault.Of(err).Say)
	case status == http.StatusNotFound || status == http.StatusGone:
		l.Judge(now, now.Add(again), paper.LinkBroken, status, fmt.Sprintf("The site answers %d: there is nothing.", status))
	case status >= 500:
		l.Judge(now, now.Add(soonAgain), paper.LinkBroken, status, fmt.Sprintf("The site answers %d: something is wrong there.", status))
	case status >= 400:
		l.Judge(now, now.Add(again), paper.LinkUnsure, status, fmt.Sprintf("The site answers %d: it does not say whether the page is there.", status))
	default:
		l.Judge(now, now.Add(again), paper.LinkGood, status, "")
	}
	return nil
}

// rules are what a robots.txt asks of us.
type rules []rule

type rule struct {
	path  string
	allow bool
}

// robots reads the robots.txt of a site. A site without one, or that does not answer, asks for nothing.
func (c *Checker) robots(ctx context.Context, site string) rules {
	a, err := c.Fetch.Get(ctx, site+"/robots.txt")
	if err != nil || len(a.Body) > mostRobots {
		return nil
	}
	return parseRobots(string(a.Body))
}

// parseRobots reads what a robots.txt asks of "broadsheet", or else of everybody (RFC 9309).
func parseRobots(text string) rules {
	var own, all rules
	var named, everybody, inRules, any bool
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch key {
		case "user-agent":
			if inRules {
				named, everybody, inRules = false, false, false
			}
			named = named || strings.EqualFold(value, "broadsheet")
			everybody = everybody || value == "*"
			any = any || named
		case "allow", "disallow":
			inRules = true
			if value == "" {
				continue
			}
			r := rule{value, key == "allow"}
			if named {
				own = append(own, r)
			}
			if everybody {
				all = append(all, r)
			}
		}
	}
	if any {
		return own
	}
	return all
}

// allow tells whether a path may be asked for: the longest rule that is about it decides.
func (r rules) allow(path string) bool {
	best, may := -1, true
	for _, one := range r {
		if !covers(one.path, path) || len(one.path) < best {
			continue
		}
		may = one.allow || len(one.path) == best && may
		best = len(one.path)
	}
	return may
}

// covers tells whether a rule is about a path: "*" stands for anything, "$" for the end. It goes along the path once.
func covers(pattern, path string) bool {
	pattern, end := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	for i, p := range parts[1:] {
		if end && i == len(parts)-2 {
			return strings.HasSuffix(rest, p)
		}
		at := strings.Index(rest, p)
		if at < 0 {
			return false
		}
		rest = rest[at+len(p):]
	}
	return !end || rest == ""
}
