package site

import (
	"cmp"
	"context"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"broadsheet/internal/article"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
)

// address answers with what stands at the path in the table of addresses.
func (s *Site) address(w http.ResponseWriter, r *http.Request) error {
	p := r.URL.Path
	query := r.URL.Query()
	old := paper.NumberedAddress(p, query)
	if s.Missed != nil && r.Method == http.MethodGet {
		heard := &heard{ResponseWriter: w}
		w = heard
		defer func() {
			if heard.status == http.StatusNotFound {
				s.Missed.Count(cmp.Or(old, p), r.Referer(), s.Now())
			}
		}()
	}
	if old != "" {
		paths := []string{old}
		if p != "/" && p != "/index.php" { // a number that nothing has is no part of the address
			paths = append(paths, spellings(p)...)
		}
		return s.answer(w, r, keyOf(p, old), true, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
			out, err := s.find(ctx, snap, paths, article.Cursor{}, false)
			if err != nil || out != (outcome{}) || len(paths) == 1 {
				return out, err
			}
			return s.byPattern(ctx, snap, p)
		}, paths...)
	}
	if p == "/" {
		return s.answer(w, r, "/", false, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
			home, err := s.press.Home(ctx, snap)
			return outcome{page: home}, err
		})
	}
	if list, file, ok := press.CutFeed(p); ok {
		return s.feed(w, r, list, file)
	}
	after, key := article.Cursor{}, p
	if c, ok := press.ParseCursor(query.Get("before")); ok {
		if _, _, ok := cutMonth(p); ok {
			after, key = c, keyOf(p, press.CursorText(c))
		}
	}
	paths := spellings(p)
	toward := slices.Clone(paths)
	for _, p := range paths {
		if list, _, ok := cutMonth(p); ok {
			toward = append(toward, list+"/", list)
		}
	}
	oldList, oldFile, isOldFeed := oldFeed(p)
	if isOldFeed && oldList != "" {
		toward = append(toward, oldList+"/", oldList)
	}
	return s.answer(w, r, key, after != article.Cursor{}, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
		for _, other := range paths[1:] {
			if own := s.own[firstSegment(other)]; own != nil && own.Path == other {
				return outcome{to: other}, nil
			}
		}
		out, err := s.find(ctx, snap, paths, after, false)
		if err != nil || out != (outcome{}) {
			return out, err
		}
		if isOldFeed {
			if out, err = s.movedFeed(ctx, snap, oldList, oldFile); err != nil || out != (outcome{}) {
				return out, err
			}
		}
		return s.byPattern(ctx, snap, p)
	}, toward...)
}

// heard hears what a reader is answered.
type heard struct {
	http.ResponseWriter
	status int
}

func (h *heard) WriteHeader(status int) {
	h.status = status
	h.ResponseWriter.WriteHeader(status)
}

func (h *heard) Unwrap() http.ResponseWriter { return h.ResponseWriter }

// keyOf is the key of a page that its path alone does not name. No path holds the character between the two, so that
// nobody can ask for "/search%3Fq=x" and have the answer kept for "/search?q=x".
func keyOf(path, asked string) string { return path + "\x00" + asked }

// nothing answers where nothing can ever stand.
func (s *Site) nothing(w http.ResponseWriter, r *http.Request) error {
	key := r.URL.Path
	if !speakable(key) {
		key = "" // no path is empty: one answer for all of them
	}
	return s.answer(w, r, key, true, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
		lost, err := s.press.NotFound(ctx, snap, key)
		return outcome{page: lost}, err
	})
}

// spellings lists how a path may be written in the table: as it is, then as somebody may have mistyped it, with or
// without its last slash, with doubled slashes or dots, in other letters.
func spellings(p string) []string {
	all := []string{p}
	add := func(p string) {
		for _, have := range all {
			if have == p {
				return
			}
		}
		all = append(all, p)
	}
	both := func(p string) {
		bare := strings.TrimRight(p, "/")
		if bare == "" {
			return
		}
		if strings.HasSuffix(p, "/") {
			add(bare + "/")
			add(bare)
		} else {
			add(bare)
			add(bare + "/")
		}
	}
	clean := path.Clean(norm.NFC.String(p))
	if strings.HasSuffix(p, "/") && clean != "/" {
		clean += "/"
	}
	both(p)
	both(clean)
	both(strings.ToLower(clean))
	return all
}

var month = regexp.MustCompile(`^(.*)/([0-9]{4})/(0[1-9]|1[0-2])/?$`)

// cutMonth takes the month from the end of a path: "/world/2026/11/" is November 2026 of "/world".
func cutMonth(p string) (list string, m press.Month, ok bool) {
	parts := month.FindStringSubmatch(p)
	if parts == nil || parts[1] == "" || parts[2] < "1000" {
		return "", m, false
	}
	m.Year, _ = strconv.Atoi(parts[2]) // both hold digits only
	n, _ := strconv.Atoi(parts[3])
	m.Month = time.Month(n)
	return parts[1], m, true
}

// mostTried is how many patterns of the form of a path are followed until one leads to something.
const mostTried = 3

// byPattern leads to what stands where a pattern says that a path leads. It never leads to where nothing stands, and the
// place that it leads to is looked up in the table alone: no pattern follows another.
func (s *Site) byPattern(ctx context.Context, snap press.Snapshot, p string) (outcome, error) {
	all, err := snap.Patterns(ctx)
	if err != nil {
		return outcome{}, err
	}
	tried := 0
	for _, pattern := range all {
		to, ok := pattern.Lead(p)
		if !ok {
			continue
		}
		if tried++; tried > mostTried {
			break
		}
		out, err := s.led(ctx, snap, to)
		if err != nil || out != (outcome{}) {
			return out, err
		}
	}
	return outcome{}, nil
}

// led leads to a decoded path of the paper, or to another site.
func (s *Site) led(ctx context.Context, snap press.Snapshot, to string) (outcome, error) {
	if !strings.HasPrefix(to, "/") {
		return s.written(ctx, snap, to)
	}
	if own := s.own[firstSegment(to)]; own != nil && (own.Path == to || own.Path == press.LatestAddress) {
		return outcome{to: s.location(to)}, nil
	}
	return s.find(ctx, snap, spellings(to), article.Cursor{}, true)
}

// written leads to a location that was written down: below the paper's own address, or on a site that the paper names. What
// leads out to any other leads nowhere.
func (s *Site) written(ctx context.Context, snap press.Snapshot, location string) (outcome, error) {
	settings, _, err := snap.Settings(ctx)
	if err != nil {
		return outcome{}, err
	}
	g, err := paper.ReadGoal(location, s.press.Base)
	if err != nil || g.Host != "" && !settings.MayLeadTo(g.Host) {
		return outcome{}, nil // nobody can write this down any more, so nothing stands there
	}
	return outcome{to: g.Location}, nil
}

// find makes what stands at the first of the paths, or leads there from another way of writing it.
func (s *Site) find(ctx context.Context, snap press.Snapshot, paths []string, after article.Cursor, otherwise bool) (outcome, error) {
	for i, p := range paths {
		a, ok, err := snap.Address(ctx, p)
		if err != nil {
			return outcome{}, err
		}
		if ok {
			return s.at(ctx, snap, a, nil, otherwise || i > 0)
		}
		list, m, ok := cutMonth(p)
		if !ok {
			continue
		}
		m.After = after
		for _, p2 := range []string{list + "/", list} {
			a, ok, err := snap.Address(ctx, p2)
			if err != nil {
				return outcome{}, err
			}
			if ok && a.Kind != paper.AtArticle {
				return s.at(ctx, snap, a, &m, otherwise || i > 0 || !strings.HasSuffix(p, "/"))
			}
		}
	}
	return outcome{}, nil
}

// at makes the page of an address, or of a month of the list there. What is written otherwise than the object's own
// address leads to it, in one step.
func (s *Site) at(ctx context.Context, snap press.Snapshot, a paper.Address, m *press.Month, otherwise bool) (outcome, error) {
	switch a.Kind {
	case paper.AtArticle:
		return s.article(ctx, snap, a, otherwise)
	case paper.AtWritten:
		return s.written(ctx, snap, a.Object)
	}
	if a.At != paper.AtRedirect && !otherwise {
		wanted, err := s.press.At(ctx, snap, a, m)
		if err != nil {
			return outcome{}, err
		}
		if err := snap.Ahead(ctx, wanted); err != nil {
			return outcome{}, err
		}
	}
	to, ok, err := snap.AddressOf(ctx, a.Kind, a.Object)
	if !ok || err != nil {
		return outcome{}, err
	}
	if a.At == paper.AtRedirect || otherwise || to != a.Path {
		location := s.location(to)
		if m != nil {
			location = m.Below(location)
		}
		return outcome{to: location}, nil
	}
	var p page.Page
	switch {
	case a.At == paper.AtSection && m == nil:
		p, err = s.press.Section(ctx, snap, a.Object)
	case a.At == paper.AtSection:
		p, err = s.press.SectionMonth(ctx, snap, a.Object, *m)
	case a.At == paper.AtByline:
		p, err = s.press.Author(ctx, snap, a.Object, m)
	case a.At == paper.AtTopic:
		p, err = s.press.Topic(ctx, snap, a.Object, m)
	}
	return outcome{page: p}, err
}

func (s *Site) article(ctx context.Context, snap press.Snapshot, a paper.Address, otherwise bool) (outcome, error) {
	published, ok, err := snap.Article(ctx, a.Object)
	if err != nil {
		return outcome{}, err
	}
	if !ok {
		at, was, err := snap.Withdrawn(ctx, a.Object)
		if !was || err != nil {
			return outcome{}, err
		}
		gone, err := s.press.Gone(ctx, snap, at)
		return outcome{page: gone}, err
	}
	if a.At == paper.AtRedirect || otherwise || published.Address != a.Path {
		return outcome{to: s.location(published.Address)}, nil
	}
	p, err := s.press.Article(ctx, snap, published)
	return outcome{page: p}, err
}

// location is an address as it stands in a Location header. One that begins with two slashes would lead to another
// host; it is written out.
func (s *Site) location(address string) string {
	if strings.HasPrefix(address, "//") {
		return s.press.Base + press.Escape(address)
	}
	return press.Escape(address)
}
