package site

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/page"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
)

// wanted is what a program asks of the card of a story.
type wantedCard struct {
	path          string // of the story, decoded
	xml           bool
	width, height int // at most, 0 without limit
}

// cardOf reads a question for a card; false for the address of another site or of nothing.
func (s *Site) cardOf(q url.Values) (wantedCard, bool) {
	asked, err := url.Parse(q.Get("url"))
	own, _ := url.Parse(s.press.Base) // it was read when the site was made
	if err != nil || asked.Opaque != "" || !strings.EqualFold(asked.Host, own.Host) || asked.Scheme != "http" && asked.Scheme != "https" || !speakable(asked.Path) {
		return wantedCard{}, false
	}
	return wantedCard{path: asked.Path, xml: q.Get("format") == "xml", width: limit(q.Get("maxwidth")), height: limit(q.Get("maxheight"))}, true
}

// limit reads a number of pixels; what is none is no limit.
func limit(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 1<<20 {
		return 0
	}
	return n
}

func (c wantedCard) key() string {
	return strings.Join([]string{strconv.FormatBool(c.xml), strconv.Itoa(c.width), strconv.Itoa(c.height), c.path}, " ")
}

// oembed answers with the card of a story of ours (oEmbed 1.0).
func (s *Site) oembed(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Path != page.OEmbedAddress {
		return s.nothing(w, r)
	}
	q := r.URL.Query()
	if f := q.Get("format"); f != "" && f != "json" && f != "xml" {
		s.say(w, http.StatusNotImplemented, "Cards are given as json and as xml.")
		return nil
	}
	c, ok := s.cardOf(q)
	if !ok {
		s.say(w, http.StatusNotFound, "There is no story of this paper at that address.")
		return nil
	}
	paths := spellings(c.path)
	return s.Cache.Serve(w, r, keyOf(page.OEmbedAddress, c.key()), func(ctx context.Context) (a pagecache.Answer, err error) {
		err = s.Reader.Read(ctx, func(snap press.Snapshot) error {
			closed, err := s.press.Closed(ctx, snap)
			if err != nil {
				return err
			}
			a = pagecache.Answer{Status: http.StatusNotFound, Header: s.plain(plainText, "no-cache"), Body: []byte("There is no story of this paper at that address.\n"), Minor: true}
			if closed != nil {
				a.Status, a.Body = http.StatusServiceUnavailable, []byte("The paper is closed to readers for the moment.\n")
				a.Header.Set("Retry-After", "60")
			} else if err := s.card(ctx, snap, c, paths, &a); err != nil {
				return err
			}
			a.Number, a.Keys, a.Expires = snap.Number(), snap.Keys(), snap.Expires()
			s.tag(a.Header, a.Keys, !a.Expires.IsZero())
			return nil
		}, paths...)
		return a, err
	})
}

// card makes the card of what stands at the first of the paths where anything does, if it is a story.
func (s *Site) card(ctx context.Context, snap press.Snapshot, c wantedCard, paths []string, a *pagecache.Answer) error {
	story, err := s.storyAt(ctx, snap, paths)
	if story == nil || err != nil {
		return err
	}
	o, kind := page.OEmbedOf(story, c.width, c.height), "application/json+oembed"
	make := o.JSON
	if c.xml {
		kind, make = "text/xml+oembed; charset=utf-8", o.XML
	}
	a.Status, a.Header = http.StatusOK, s.plain(kind, "no-cache")
	a.Body, err = make()
	return err
}

func (s *Site) storyAt(ctx context.Context, snap press.Snapshot, paths []string) (*page.Story, error) {
	for _, p := range paths {
		at, ok, err := snap.Address(ctx, p)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if at.Kind != paper.AtArticle {
			return nil, nil
		}
		published, public, err := snap.Article(ctx, at.Object)
		if !public || err != nil || published.Form != article.Story {
			return nil, err
		}
		made, err := s.press.Article(ctx, snap, published)
		story, _ := made.(*page.Story)
		return story, err
	}
	return nil, nil
}
