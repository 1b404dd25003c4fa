package site

import (
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // of logos
	_ "image/png"  // of logos
	"net/http"

	"broadsheet/internal/fault"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/placard"
	"broadsheet/internal/press"
)

// drawings is how many placards are drawn at once: one takes some tens of milliseconds, and whoever asks for all of an
// archive must not keep readers waiting.
const drawings = 2

// placard answers with the drawn picture of a story, as long as the story is public.
func (s *Site) placard(w http.ResponseWriter, r *http.Request) error {
	id, edition, ok := press.CutPlacard(r.URL.Path)
	if !ok {
		s.say(w, http.StatusNotFound, "There is no picture at this address.")
		return nil
	}
	return s.Cache.Serve(w, r, r.URL.Path, func(ctx context.Context) (a pagecache.Answer, err error) {
		var p placard.Placard
		var logo string
		err = s.Reader.Read(ctx, func(snap press.Snapshot) error {
			a = pagecache.Answer{Status: http.StatusNotFound, Header: s.plain(plainText, "no-cache"), Body: []byte("There is no picture at this address.\n"), Minor: true}
			closed, err := s.press.Closed(ctx, snap)
			if err != nil {
				return err
			}
			if closed != nil {
				a.Status, a.Body = http.StatusServiceUnavailable, []byte("The paper is closed to readers for the moment.\n")
				a.Header.Set("Retry-After", "60")
			} else if err := s.placardAt(ctx, snap, id, edition, &a, &p, &logo); err != nil {
				return err
			}
			a.Number, a.Keys, a.Expires = snap.Number(), snap.Keys(), snap.Expires()
			s.tag(a.Header, a.Keys, !a.Expires.IsZero())
			return nil
		})
		if err != nil || a.Status != http.StatusOK {
			return a, err
		}
		if logo != "" {
			if p.Logo, err = s.logo(ctx, logo); err != nil {
				return a, err
			}
		}
		select {
		case s.drawing <- struct{}{}:
			defer func() { <-s.drawing }()
		case <-ctx.Done():
			return a, ctx.Err()
		}
		a.Body, err = p.Draw()
		return a, err
	})
}

// placardAt says what is drawn at an address: the placard of the version that is public now, to which the addresses of
// earlier ones lead.
func (s *Site) placardAt(ctx context.Context, snap press.Snapshot, id string, edition int, a *pagecache.Answer, p *placard.Placard, logo *string) error {
	story, public, err := snap.Article(ctx, id)
	if err != nil || !public {
		return err
	}
	if story.Edition != edition {
		if edition < story.Edition {
			a.Status, a.Body = http.StatusMovedPermanently, nil
			a.Header.Set("Location", press.PlacardAddress(id, story.Edition))
		}
		return nil
	}
	if *p, *logo, err = s.press.Placard(ctx, snap, story); err != nil {
		return err
	}
	a.Status, a.Body, a.Header = http.StatusOK, nil, s.plain(placard.Type, pictureFor)
	return s.reserve(ctx, snap, a.Header)
}

// logo reads the logo from the shelf; nil when its file is not there.
func (s *Site) logo(ctx context.Context, file string) (m image.Image, err error) {
	f, _, err := s.Shelf.Open(ctx, file)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if m, _, err = image.Decode(f); err != nil {
		return nil, fmt.Errorf("the logo %s: %w", file, err)
	}
	return m, nil
}
