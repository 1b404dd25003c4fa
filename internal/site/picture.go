package site

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/page"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/press"
	"broadsheet/internal/shelf"
)

// keptPicture is the size in bytes up to which a file of a picture is kept in memory like a page.
const keptPicture = 128 << 10

// errNotKept is said of a file that is not public, not there or too large to be kept.
var errNotKept = errors.New("this file of a picture is not kept")

// picture answers with a file of a picture, if the picture is public at this moment: a small one through the cache, any
// other, and a part of one, from the shelf.
func (s *Site) picture(w http.ResponseWriter, r *http.Request) error {
	name := strings.TrimPrefix(r.URL.Path, "/pictures/")
	if shelf.CheckName(name) != nil {
		s.say(w, http.StatusNotFound, "There is no picture at this address.")
		return nil
	}
	if r.Header["Range"] == nil {
		err := s.Cache.Serve(w, r, r.URL.Path, func(ctx context.Context) (pagecache.Answer, error) { return s.smallPicture(ctx, name) })
		if !errors.Is(err, errNotKept) {
			return err
		}
	}
	return s.fileOfPicture(w, r, name)
}

// smallPicture reads a file whole.
func (s *Site) smallPicture(ctx context.Context, name string) (a pagecache.Answer, err error) {
	err = s.Reader.Read(ctx, func(snap press.Snapshot) error {
		closed, err := s.press.Closed(ctx, snap)
		if err != nil {
			return err
		}
		_, cut, public, err := snap.PictureByFile(ctx, name)
		if err != nil {
			return err
		}
		if closed != nil || !public || cut.Bytes > keptPicture {
			return errNotKept
		}
		a = pagecache.Answer{
			Status: http.StatusOK, Header: s.plain(cut.Type, pictureFor), Tag: name,
			Number: snap.Number(), Keys: snap.Keys(), Expires: snap.Expires(),
		}
		a.Header.Set("Accept-Ranges", "bytes")
		if err := s.reserve(ctx, snap, a.Header); err != nil {
			return err
		}
		s.tag(a.Header, a.Keys, !a.Expires.IsZero())
		return nil
	})
	if err != nil {
		return a, err
	}
	f, info, err := s.Shelf.Open(ctx, name)
	if fault.Is(err, fault.NotFound) {
		return a, errNotKept
	}
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if info.Size > keptPicture {
		return a, errNotKept
	}
	a.Body = make([]byte, info.Size)
	_, err = io.ReadFull(f, a.Body)
	return a, err
}

// pictureFor is how long browsers keep a picture: not for ever, because it can be recalled.
const pictureFor = "public, max-age=3600"

// fileOfPicture sends a file of a picture from the shelf.
func (s *Site) fileOfPicture(w http.ResponseWriter, r *http.Request, name string) error {
	var cut article.Cut
	var public bool
	var at int64
	var closed page.Page
	var keys []string
	var timed bool
	said := http.Header{}
	err := s.Reader.Read(r.Context(), func(snap press.Snapshot) error {
		var err error
		if closed, err = s.press.Closed(r.Context(), snap); err != nil {
			return err
		}
		_, cut, public, err = snap.PictureByFile(r.Context(), name)
		if err == nil {
			err = s.reserve(r.Context(), snap, said)
		}
		at, keys, timed = snap.Number(), snap.Keys(), !snap.Expires().IsZero()
		return err
	})
	if err != nil {
		return err
	}
	if closed != nil && (s.Staff == nil || !s.Staff(r)) {
		w.Header().Set("Retry-After", "60")
		s.say(w, http.StatusServiceUnavailable, "The paper is closed to readers for the moment.")
		return nil
	}
	if !public {
		s.say(w, http.StatusNotFound, "There is no picture at this address.")
		return nil
	}
	f, _, err := s.Shelf.Open(r.Context(), name)
	if fault.Is(err, fault.NotFound) {
		s.Log.Error("the file of a public picture is missing", "file", name, "error", err)
		s.say(w, http.StatusNotFound, "There is no picture at this address.")
		return nil
	}
	if err != nil {
		return err
	}
	defer func() {
		if err := f.Close(); err != nil {
			s.Log.Error("closing the file of a picture", "file", name, "error", err)
		}
	}()
	h := w.Header()
	for k, v := range s.plain(cut.Type, pictureFor) {
		h[k] = v
	}
	maps.Copy(h, said)
	if closed != nil {
		h.Set("Cache-Control", "private, no-store")
	} else {
		s.tag(h, keys, timed)
	}
	h.Set("ETag", `"`+name+`"`) // a name stands for its bytes
	h.Set("Record", fmt.Sprint(at))
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}
