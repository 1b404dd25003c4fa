package site

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/article"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
)

// owned tells what of a path stands below the first segment of one of the program's own addresses: "" for the address
// itself. A path that is only written otherwise ("/latest/", "//search") is led to the right one.
func (s *Site) owned(w http.ResponseWriter, r *http.Request, address string) (rest string, done bool) {
	rest = strings.TrimPrefix(r.URL.Path, address)
	if rest != "/" {
		return rest, false
	}
	s.lead(w, r, address)
	return "", true
}

// lead sends a reader to one of the program's own addresses, with what was asked there.
func (s *Site) lead(w http.ResponseWriter, r *http.Request, location string) {
	if r.URL.RawQuery != "" {
		location += "?" + r.URL.Query().Encode()
	}
	for k, v := range s.header {
		w.Header()[k] = v
	}
	w.Header().Del("Content-Type")
	w.Header().Set("Location", location)
	w.WriteHeader(http.StatusMovedPermanently)
}

// latest answers with everything by time, or one month of it.
func (s *Site) latest(w http.ResponseWriter, r *http.Request) error {
	rest, done := s.owned(w, r, press.LatestAddress)
	if done {
		return nil
	}
	if rest == "" {
		return s.answer(w, r, press.LatestAddress, false, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
			p, err := s.press.Latest(ctx, snap)
			return outcome{page: p}, err
		})
	}
	month, file, isFeed := press.CutFeed(r.URL.Path)
	if isFeed && month == press.LatestAddress {
		s.lead(w, r, press.FeedAddress("/", file))
		return nil
	}
	if !isFeed {
		month = r.URL.Path
	}
	list, m, ok := cutMonth(month)
	if !ok || list != press.LatestAddress || isFeed && file != press.AtomFile {
		return s.nothing(w, r)
	}
	key := r.URL.Path
	if c, ok := press.ParseCursor(r.URL.Query().Get("before")); ok {
		m.After, key = c, keyOf(key, press.CursorText(c))
	}
	if isFeed {
		return s.latestArchive(w, r, m)
	}
	return s.answer(w, r, key, m.After != article.Cursor{}, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
		if !strings.HasSuffix(r.URL.Path, "/") {
			return outcome{to: m.Below(press.LatestAddress)}, nil
		}
		p, err := s.press.LatestMonth(ctx, snap, m)
		return outcome{page: p}, err
	})
}

// search answers with what was found.
func (s *Site) search(w http.ResponseWriter, r *http.Request) error {
	rest, done := s.owned(w, r, press.SearchAddress)
	if done {
		return nil
	}
	if rest != "" {
		return s.nothing(w, r)
	}
	asked := press.ParseAsked(r.URL.Query())
	asked.Query = question(asked.Query)
	key := press.SearchAddress
	if asked != (press.Asked{}) {
		key = keyOf(key, asked.URL())
	}
	return s.answer(w, r, key, true, func(ctx context.Context, snap press.Snapshot) (outcome, error) {
		p, err := s.press.Search(ctx, snap, asked)
		return outcome{page: p}, err
	})
}

// question is what was typed into the search field, without what cannot be typed and without end.
func question(q string) string {
	q = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(q, ""))
	q = strings.Join(strings.Fields(prose.Printable(q)), " ")
	if runes := []rune(q); len(runes) > press.LongestQuery {
		q = string(runes[:press.LongestQuery])
	}
	return q
}

// corrections answers with the corrections.
func (s *Site) corrections(w http.ResponseWriter, r *http.Request) error {
	rest, done := s.owned(w, r, press.CorrectionsAddress)
	if done {
		return nil
	}
	if list, file, ok := press.CutFeed(rest); ok && list == "" {
		return s.correctionsFeed(w, r, file)
	}
	if rest != "" {
		return s.nothing(w, r)
	}
	key, before := press.CorrectionsAddress, time.Time{}
	if at, ok := press.ParseInstant(r.URL.Query().Get("before")); ok {
		key, before = keyOf(key, press.CorrectionsBefore(at)), at
	}
	return s.answer(w, r, key, !before.IsZero(), func(ctx context.Context, snap press.Snapshot) (outcome, error) {
		p, err := s.press.Corrections(ctx, snap, before)
		return outcome{page: p}, err
	})
}
