// Package api is the door for machines. What everybody may read is made of published state through package press and
// kept by the page cache, as pages are: an address gives what its page shows, and forgets at once what was taken back.
// Every filter is on a list, and what is not on it is refused; every refusal is a problem detail (RFC 9457). What
// needs a key lies behind another door, package machines, which this one leads to.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/api/document"
	"broadsheet/internal/api/problem"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/fault"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/press"
)

// Options of the door. Reader, Cache and URL are needed.
type Options struct {
	Reader press.Reader
	Cache  *pagecache.Cache
	URL    string                       // what readers type: scheme and host, no slash at the end
	Keyed  Keyed                        // answers what needs a key; nil: nothing does
	Log    *slog.Logger                 // slog's default when nil
	Tags   func(keys []string) []string // as those of the site
}

// Keyed is the door for programs of the newsroom.
type Keyed interface {
	http.Handler
	// Enter checks the key that a request carries, and answers when it does not work.
	Enter(w http.ResponseWriter, r *http.Request) bool
}

// private is an answer to somebody with a key, which no cache keeps.
type private struct{ http.ResponseWriter }

func (p private) WriteHeader(status int) {
	h := p.Header()
	h.Set("Cache-Control", "private, no-store")
	for _, name := range []string{"Surrogate-Key", "Cache-Tag", "Surrogate-Control", "CDN-Cache-Control"} {
		h.Del(name)
	}
	p.ResponseWriter.WriteHeader(status)
}

// API answers machines. It is an http.Handler for everything below document.Prefix.
type API struct {
	Options
	press    press.Press
	header   http.Header // of every answer that anybody may read
	openapi  http.Handler
	searches chan struct{} // one place for each search that is under way
}

// mostSearches is how many searches are under way at a time; who comes then is asked to come again.
const mostSearches = 4

// New makes the door.
func New(o Options) (*API, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	a := &API{Options: o, press: press.Press{Base: o.URL}, header: problem.Headers(strings.HasPrefix(o.URL, "https://")), searches: make(chan struct{}, mostSearches)}
	a.header.Set("Access-Control-Allow-Origin", "*")
	a.header.Set("Access-Control-Expose-Headers", "ETag, Link, Record")
	a.header.Set("Cache-Control", "no-cache")
	body, err := document.OpenAPI(o.URL)
	if err != nil {
		return nil, err
	}
	h := a.header.Clone()
	h.Set("Content-Type", "application/json; charset=utf-8")
	a.openapi, err = pagecache.Fixed(h, body)
	return a, err
}

// ServeHTTP answers a machine.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, document.Prefix)
	op, id, methods := find(path, r.Method)
	switch {
	case r.Method == http.MethodOptions && len(methods) > 0:
		a.options(w, methods)
	case len(methods) == 0:
		a.refuse(w, r, http.StatusNotFound, "There is nothing at this address. "+problem.Described+" names all there are.", "")
	case op == nil && path != "/openapi.json" || path == "/openapi.json" && !slices.Contains(methods, r.Method):
		w.Header().Set("Allow", strings.Join(methods, ", "))
		a.refuse(w, r, http.StatusMethodNotAllowed, "This address takes "+strings.Join(methods, ", ")+".", "")
	case !acceptable(r.Header.Values("Accept")):
		a.refuse(w, r, http.StatusNotAcceptable, "This address answers with application/json, and with nothing else.", "Accept")
	case op == nil:
		if r.URL.RawQuery != "" {
			a.refuse(w, r, http.StatusBadRequest, "The description takes no filters.", "")
			return
		}
		a.openapi.ServeHTTP(w, r)
	case op.Needs != "" && a.Keyed != nil:
		a.Keyed.ServeHTTP(w, r)
	case op.Needs != "":
		a.refuse(w, r, http.StatusNotFound, "This paper takes nothing in from machines.", "")
	default:
		a.read(w, r, op, id)
	}
}

// find is the operation that an address and a method mean, and the methods that the address takes; none where nothing
// stands.
func find(path, method string) (op *document.Operation, id string, methods []string) {
	if path == "/openapi.json" {
		return nil, "", []string{http.MethodGet, http.MethodHead}
	}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for i := range document.Operations {
		o := &document.Operations[i]
		list, one := strings.CutSuffix(o.Path, "/{id}")
		name := ""
		if one {
			var below bool
			if name, below = strings.CutPrefix(path, list+"/"); !below || !clock.IsID(name) {
				continue
			}
		} else if path != o.Path {
			continue
		}
		if methods = append(methods, o.Method); o.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		if o.Method == method {
			op, id = o, name
		}
	}
	return op, id, methods
}

// acceptable tells whether a client takes JSON.
func acceptable(accept []string) bool {
	if len(accept) == 0 {
		return true
	}
	for _, one := range strings.Split(strings.Join(accept, ","), ",") {
		kind, rest, _ := strings.Cut(one, ";")
		switch strings.ToLower(strings.TrimSpace(kind)) {
		case "*/*", "application/*", "application/json":
			if q := strings.ReplaceAll(rest, " ", ""); !strings.HasPrefix(q, "q=0") || strings.Trim(q[3:], ".0") != "" {
				return true
			}
		}
	}
	return false
}

// options answers who asks what may be done: pages of other sites may read, with what makes reading cheap.
func (a *API) options(w http.ResponseWriter, methods []string) {
	h := w.Header()
	for k, v := range problem.Headers(strings.HasPrefix(a.URL, "https://")) {
		h[k] = v
	}
	h.Set("Allow", strings.Join(methods, ", "))
	if slices.Contains(methods, http.MethodGet) {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", "If-None-Match")
		h.Set("Access-Control-Max-Age", "86400")
	}
	w.WriteHeader(http.StatusNoContent)
}

// refuse answers with a problem that no cache keeps.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, status int, detail, field string) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	problem.Refuse(w, r, strings.HasPrefix(a.URL, "https://"), status, detail, field)
}

// wrong is a filter that cannot be.
type wrong struct{ field, say string }

// asked checks the filters of an operation against its list and gives them by name.
func asked(o *document.Operation, query string) (map[string]string, *wrong) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, &wrong{"", "What stands behind the question mark cannot be read."}
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	out := map[string]string{}
	for _, name := range names {
		all := values[name]
		i := slices.IndexFunc(o.Query, func(p document.Parameter) bool { return p.Name == name })
		switch {
		case i < 0:
			return nil, &wrong{shortened(name), "“" + shortened(name) + "” is no filter of this address."}
		case len(all) > 1:
			return nil, &wrong{name, "“" + name + "” can be said once."}
		case !sayable(all[0]):
			return nil, &wrong{name, "What “" + name + "” says is empty, too long, or cannot be typed."}
		}
		if p := o.Query[i]; p.Enum != nil && !slices.Contains(p.Enum, all[0]) {
			return nil, &wrong{name, "“" + name + "” takes " + strings.Join(p.Enum, ", ") + "."}
		}
		out[name] = all[0]
	}
	for _, p := range o.Query {
		if p.Needed && out[p.Name] == "" {
			return nil, &wrong{p.Name, "“" + p.Name + "” is needed here."}
		}
	}
	return out, nil
}

func shortened(s string) string {
	runes := []rune(strings.ToValidUTF8(s, "�"))
	return string(runes[:min(len(runes), 60)])
}

// sayable tells whether a value can be looked up at all.
func sayable(s string) bool {
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= press.LongestQuery && !strings.ContainsFunc(s, unicode.IsControl)
}

// made is a document, or why there is none.
type made struct {
	value any
	next  *string
	gone  time.Time
}

// make makes the document of an operation.
type maker func(context.Context, press.Snapshot) (made, error)

// plan reads what an address says; the key names the answer in the cache.
func (a *API) plan(op *document.Operation, id string, said map[string]string) (key string, do maker, bad *wrong) {
	limit := press.DocumentsUsual
	if v, ok := said["limit"]; ok {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > press.DocumentsMost || strconv.Itoa(n) != v {
			return "", nil, &wrong{"limit", "“limit” is a number from 1 to " + strconv.Itoa(press.DocumentsMost) + "."}
		}
		limit = n
	}
	var span [2]time.Time
	for i, name := range []string{"since", "until"} {
		if v, ok := said[name]; ok {
			t, err := time.Parse(time.RFC3339, v)
			if err != nil || t.Year() < 1 || t.Year() > 9999 {
				return "", nil, &wrong{name, "“" + name + "” is an instant such as 2026-11-09T07:30:00Z."}
			}
			span[i] = t.UTC().Truncate(time.Microsecond)
		}
	}
	path := document.Prefix + strings.ReplaceAll(op.Path, "{id}", id)
	keyed := func(q url.Values) string { return path + "\x00" + q.Encode() }
	badCursor := &wrong{"cursor", "This cursor cannot be read. Take it from the next of an answer."}
	switch op.ID {
	case "listStories":
		q := press.StoriesAsked{
			Section: strings.Trim(said["section"], "/"), Topic: strings.Trim(said["topic"], "/"), Author: strings.Trim(said["author"], "/"),
			Kind: article.Kind(said["kind"]), Lang: said["lang"], Since: span[0], Until: span[1], Limit: limit,
		}
		if c, ok := said["cursor"]; ok {
			if q.After, ok = press.ParseCursor(c); !ok {
				return "", nil, badCursor
			}
		}
		return keyed(q.Query()), func(ctx context.Context, snap press.Snapshot) (made, error) {
			d, err := a.press.StoriesDocument(ctx, snap, q)
			if err != nil {
				return made{}, err
			}
			return made{value: d, next: d.Next}, nil
		}, nil
	case "search":
		q := press.SearchAsked{
			Text: strings.Join(strings.Fields(said["q"]), " "), Section: strings.Trim(said["section"], "/"), Author: strings.Trim(said["author"], "/"),
			Kind: article.Kind(said["kind"]), Since: span[0], Until: span[1], Newest: said["sort"] == "newest", Limit: limit,
		}
		if c, ok := said["cursor"]; ok {
			n, err := strconv.ParseInt(c, 36, 64)
			if err != nil || n <= 0 || strconv.FormatInt(n, 36) != c {
				return "", nil, badCursor
			}
			q.After = n
		}
		return keyed(q.Query()), a.search(q), nil
	case "listTopics", "listAuthors":
		after, ok := said["cursor"]
		if ok && !clock.IsID(after) {
			return "", nil, badCursor
		}
		q := url.Values{"after": {after}, "limit": {strconv.Itoa(limit)}}
		return keyed(q), func(ctx context.Context, snap press.Snapshot) (made, error) {
			if op.ID == "listTopics" {
				d, err := a.press.TopicsDocument(ctx, snap, after, limit)
				if err != nil {
					return made{}, err
				}
				return made{value: d, next: d.Next}, nil
			}
			d, err := a.press.AuthorsDocument(ctx, snap, after, limit)
			if err != nil {
				return made{}, err
			}
			return made{value: d, next: d.Next}, nil
		}, nil
	}
	return keyed(nil), a.single(op.ID, id), nil
}

// search makes what is found, when it is its turn.
func (a *API) search(q press.SearchAsked) maker {
	return func(ctx context.Context, snap press.Snapshot) (made, error) {
		select {
		case a.searches <- struct{}{}:
			defer func() { <-a.searches }()
		default:
			return made{}, errBusy
		}
		d, err := a.press.SearchDocument(ctx, snap, q)
		if err != nil {
			return made{}, err
		}
		return made{value: d, next: d.Next}, nil
	}
}

var errBusy = errors.New("api: too many search at once")

// single makes a document of one thing, or of all sections.
func (a *API) single(op, id string) maker {
	return func(ctx context.Context, snap press.Snapshot) (m made, err error) {
		switch op {
		case "getStory":
			var d *document.Story
			if d, m.gone, err = a.press.StoryDocument(ctx, snap, id); d != nil {
				m.value = d
			}
		case "listSections":
			m.value, err = a.press.SectionsDocument(ctx, snap)
		case "getSection":
			var d *document.Section
			if d, err = a.press.SectionDocument(ctx, snap, id); d != nil {
				m.value = d
			}
		case "getTopic":
			var d *document.Topic
			if d, err = a.press.TopicDocument(ctx, snap, id); d != nil {
				m.value = d
			}
		case "getAuthor":
			var d *document.Author
			if d, err = a.press.AuthorDocument(ctx, snap, id); d != nil {
				m.value = d
			}
		}
		return m, err
	}
}

// read answers what everybody may read.
func (a *API) read(w http.ResponseWriter, r *http.Request, op *document.Operation, id string) {
	if len(r.Header["Authorization"]) > 0 && a.Keyed != nil {
		if !a.Keyed.Enter(w, r) {
			return
		}
		w = private{w}
	}
	said, bad := asked(op, r.URL.RawQuery)
	var key string
	var do maker
	if bad == nil {
		key, do, bad = a.plan(op, id, said)
	}
	if bad != nil {
		a.refuse(w, r, http.StatusBadRequest, bad.say, bad.field)
		return
	}
	err := a.Cache.Serve(w, r, key, func(ctx context.Context) (pagecache.Answer, error) {
		var out pagecache.Answer
		err := a.Reader.Read(ctx, func(snap press.Snapshot) error {
			m, err := do(ctx, snap)
			if out, err = a.whole(m, err); err != nil {
				return err
			}
			out.Number, out.Keys, out.Expires, out.Minor = snap.Number(), snap.Keys(), snap.Expires(), true
			a.tag(out.Header, out.Keys, !out.Expires.IsZero())
			return nil
		})
		return out, err
	})
	if err != nil {
		a.fail(w, r, err)
	}
}

// whole makes the answer of a document, or of there being none.
func (a *API) whole(m made, err error) (pagecache.Answer, error) {
	h := a.header.Clone()
	no := func(status int, say, field string) (pagecache.Answer, error) {
		h.Set("Content-Type", "application/problem+json")
		return pagecache.Answer{Status: status, Header: h, Body: problem.Text(status, say, field)}, nil
	}
	var unknown press.NoSuch
	switch {
	case errors.Is(err, press.ErrShut), errors.Is(err, press.ErrNotOpen):
		h.Set("Retry-After", "60")
		return no(http.StatusServiceUnavailable, "The paper is closed to readers just now.", "")
	case errors.As(err, &unknown):
		return no(http.StatusBadRequest, "The paper has no "+unknown.Filter+" “"+unknown.Value+"”.", unknown.Filter)
	case err != nil:
		return pagecache.Answer{}, err
	case !m.gone.IsZero():
		return no(http.StatusGone, "This story was withdrawn. Take it down.", "")
	case m.value == nil:
		return no(http.StatusNotFound, "There is no such thing in the paper, or it is not public.", "")
	}
	body, err := json.Marshal(m.value)
	if err != nil {
		return pagecache.Answer{}, err
	}
	h.Set("Content-Type", "application/json; charset=utf-8")
	if m.next != nil {
		h.Set("Link", "<"+*m.next+`>; rel="next"`)
	}
	return pagecache.Answer{Status: http.StatusOK, Header: h, Body: append(body, '\n')}, nil
}

// tag lets shared caches keep an answer, where there are any that are told to forget it.
func (a *API) tag(h http.Header, keys []string, timed bool) {
	if a.Tags == nil {
		return
	}
	tags, lasts := a.Tags(keys), "max-age=3600"
	if timed {
		lasts = "max-age=60"
	}
	h.Set("Surrogate-Key", strings.Join(tags, " "))
	h.Set("Cache-Tag", strings.Join(tags, ","))
	h.Set("Surrogate-Control", lasts)
	h.Set("CDN-Cache-Control", lasts)
}

// fail answers when a document could not be made: the machine gets a sentence, the log every word.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case r.Context().Err() != nil: // the client went away
	case errors.Is(err, errBusy):
		w.Header().Set("Retry-After", "2")
		a.refuse(w, r, http.StatusTooManyRequests, "Too many search at once. Ask again in two seconds.", "")
	case fault.Is(err, fault.Unavailable) || errors.Is(err, context.DeadlineExceeded):
		if !errors.Is(err, pagecache.ErrCutOff) { // which would fill the log
			a.Log.Error("an answer to a machine failed", "path", r.URL.Path, "error", err)
		}
		w.Header().Set("Retry-After", "10")
		a.refuse(w, r, http.StatusServiceUnavailable, "The paper cannot be reached just now. Ask again in ten seconds.", "")
	default:
		a.Log.Error("an answer to a machine failed", "path", r.URL.Path, "error", err)
		a.refuse(w, r, http.StatusInternalServerError, "Something went wrong here. It has been written down for the person who runs this site.", "")
	}
}
