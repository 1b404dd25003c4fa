package site

import (
	"context"
	"net/http"
	"time"

	"broadsheet/internal/notice"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
)

// told is a file that the paper keeps for programs.
type told struct {
	contentType string
	make        func(notice.Notice, func() time.Time) ([]byte, error) // no bytes: there is no such file
}

const plainText = "text/plain; charset=utf-8"

// files are those of the paper for programs, by path.
var files = map[string]told{
	notice.RobotsAddress:   {plainText, func(n notice.Notice, _ func() time.Time) ([]byte, error) { return n.Robots(), nil }},
	notice.LicenceAddress:  {"application/rsl+xml", func(n notice.Notice, _ func() time.Time) ([]byte, error) { return n.Licence() }},
	notice.MiningAddress:   {"application/json", func(n notice.Notice, _ func() time.Time) ([]byte, error) { return n.Mining() }},
	notice.SecurityAddress: {plainText, func(n notice.Notice, today func() time.Time) ([]byte, error) { return n.Security(today()), nil }},
	"/.well-known/gpc.json": {"application/json", func(notice.Notice, func() time.Time) ([]byte, error) {
		return notice.Privacy, nil
	}},
	"/ads.txt":               {plainText, func(n notice.Notice, _ func() time.Time) ([]byte, error) { return notice.Text(n.Machines.Ads), nil }},
	"/trust.txt":             {plainText, func(n notice.Notice, _ func() time.Time) ([]byte, error) { return notice.Text(n.Machines.Trust), nil }},
	"/.well-known/trust.txt": {plainText, func(n notice.Notice, _ func() time.Time) ([]byte, error) { return notice.Text(n.Machines.Trust), nil }},
}

// leads are addresses that programs know, with what they lead to.
var leads = map[string]string{
	"/.well-known/change-password": "/newsroom/account#password",
	"/security.txt":                notice.SecurityAddress,
}

// tell answers with a file of the paper for programs.
func (s *Site) tell(w http.ResponseWriter, r *http.Request) error {
	path := r.URL.Path
	if to, ok := leads[path]; ok {
		s.safe(w)
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
		return nil
	}
	file, ok := files[path]
	if !ok {
		return s.nothing(w, r)
	}
	return s.Cache.Serve(w, r, path, func(ctx context.Context) (a pagecache.Answer, err error) {
		err = s.Reader.Read(ctx, func(snap press.Snapshot) error {
			n, err := s.press.Notice(ctx, snap)
			if err != nil {
				return err
			}
			body, err := file.make(n, func() time.Time { return snap.Today(time.UTC) })
			if err != nil {
				return err
			}
			a = pagecache.Answer{Status: http.StatusOK, Header: s.plain(file.contentType, "no-cache"), Body: body}
			if len(body) == 0 {
				a = pagecache.Answer{Status: http.StatusNotFound, Header: s.plain(plainText, "no-cache"), Body: []byte("There is no such file.\n"), Minor: true}
			}
			reserve(a.Header, n.Machines.Mining(n.Base))
			a.Number, a.Keys, a.Expires = snap.Number(), snap.Keys(), snap.Expires()
			s.tag(a.Header, a.Keys, !a.Expires.IsZero())
			return nil
		})
		return a, err
	})
}

// reserve says in an answer's header what the paper answers to whoever wants to mine it.
func reserve(h http.Header, m paper.Mining) {
	h.Set("Tdm-Reservation", m.Value())
	if m.Policy != "" {
		h.Set("Tdm-Policy", m.Policy)
	}
	h.Add("Link", "<"+m.Licence+`>; rel="license"; type="application/rsl+xml"`)
}

// reserve says it in the header of an answer that was made of a snapshot.
func (s *Site) reserve(ctx context.Context, snap press.Snapshot, h http.Header) error {
	n, err := s.press.Notice(ctx, snap)
	if err == nil {
		reserve(h, n.Machines.Mining(n.Base))
	}
	return err
}
