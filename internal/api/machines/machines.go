// Package machines is the door for programs of the newsroom: with a key they send drafts and pictures in. It gives out
// nothing but what became of that, and no answer of it is kept anywhere. A key does what its scopes name, under its own
// name, and nothing once it is revoked.
package machines

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"broadsheet/internal/account"
	"broadsheet/internal/api/document"
	"broadsheet/internal/api/problem"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/media"
	"broadsheet/internal/moving/fromhtml"
	"broadsheet/internal/prose"
)

// Store finds keys.
type Store interface {
	MachineKeyByHash(ctx context.Context, hash []byte) (account.MachineKey, bool, error)
}

// Options of the door.
type Options struct {
	Desk  *desk.Desk
	Store Store
	Clock clock.Clock
	URL   string // scheme and host, no slash at the end
	Log   *slog.Logger
}

// Limits of the door: a key may do sixty things a minute, thirty of them at once; an address may try twenty keys a minute
// that do not work.
const (
	aMinute   = 60
	atOnce    = 30
	wrongKeys = 20
	mostKnown = 10_000
	mostBody  = 4 << 20
)

// Door answers what needs a key.
type Door struct {
	Options
	mu   sync.Mutex
	keys map[string]*rate.Limiter
	from map[string]*rate.Limiter
}

// New makes the door.
func New(o Options) *Door {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Door{Options: o, keys: map[string]*rate.Limiter{}, from: map[string]*rate.Limiter{}}
}

// takes asks a limit; it says how long to wait when it is reached.
func (d *Door) takes(of map[string]*rate.Limiter, name string, perMinute, burst int) (wait time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.Clock.Now()
	l := of[name]
	if l == nil {
		if len(of) >= mostKnown {
			clear(of)
		}
		l = rate.NewLimiter(rate.Every(time.Minute/time.Duration(perMinute)), burst)
		of[name] = l
	}
	if l.AllowN(now, 1) {
		return 0
	}
	return max(time.Second, time.Duration((1-l.TokensAt(now))*float64(time.Minute)/float64(perMinute)))
}

// ServeHTTP answers a program. The route is one of document.Operations that needs a scope.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, o := range document.Operations {
		if o.Needs != "" && r.URL.Path == document.Prefix+o.Path && r.Method == o.Method {
			d.serve(w, r, o)
			return
		}
	}
	d.refuse(w, r, http.StatusNotFound, "There is nothing at this address.", "")
}

func (d *Door) serve(w http.ResponseWriter, r *http.Request, o document.Operation) {
	k, ok := d.enter(w, r)
	if !ok {
		return
	}
	if !k.May(string(o.Needs)) {
		d.refuse(w, r, http.StatusForbidden, "This key may not do that: it lacks "+string(o.Needs)+".", "")
		return
	}
	do := d.draft
	if o.Files {
		do = d.picture
	}
	answer, again, err := do(w, r, k)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	status := http.StatusCreated
	if again {
		status = http.StatusOK
	}
	h := d.headers(w)
	h.Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		d.Log.DebugContext(r.Context(), "a program went away before its answer", "error", err)
	}
}

// Enter checks the key of a request for something that everybody may read: nil when it works.
func (d *Door) Enter(w http.ResponseWriter, r *http.Request) bool {
	_, ok := d.enter(w, r)
	return ok
}

// enter finds the key of a request that works, else answers.
func (d *Door) enter(w http.ResponseWriter, r *http.Request) (account.MachineKey, bool) {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	key = strings.TrimSpace(key)
	if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(key, account.MachineKeyBegins) || len(key) > 100 || len(r.Header.Values("Authorization")) > 1 {
		w.Header().Set("WWW-Authenticate", `Bearer realm="newsroom"`)
		d.refuse(w, r, http.StatusUnauthorized, "Send a key: Authorization: Bearer "+account.MachineKeyBegins+"…. It is made under Settings, Machines, Keys.", "Authorization")
		return account.MachineKey{}, false
	}
	k, found, err := d.Store.MachineKeyByHash(r.Context(), account.MachineKeyHash(key))
	if err != nil {
		d.fail(w, r, err)
		return k, false
	}
	if !found || !k.Works(d.Clock.Now()) {
		if wait := d.takes(d.from, address(r.RemoteAddr), wrongKeys, wrongKeys); wait > 0 {
			d.wait(w, r, wait)
			return k, false
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="newsroom", error="invalid_token"`)
		d.refuse(w, r, http.StatusUnauthorized, "This key does not work. It may have been revoked or have run out.", "Authorization")
		return k, false
	}
	if wait := d.takes(d.keys, k.ID, aMinute, atOnce); wait > 0 {
		d.wait(w, r, wait)
		return k, false
	}
	if d.Clock.Now().Sub(k.UsedAt) >= time.Minute {
		if err := d.Desk.KeyUsed(r.Context(), k.ID); err != nil {
			d.fail(w, r, err)
			return k, false
		}
	}
	return k, true
}

// address is who asks, without the port; a whole /64 of IPv6 is one neighbour.
func address(remote string) string {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote
	}
	a := at.Addr().Unmap().WithZone("")
	if p, err := a.Prefix(64); a.Is6() && err == nil {
		return p.String()
	}
	return a.String()
}

func (d *Door) wait(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	seconds := int((wait + time.Second - 1) / time.Second)
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	d.refuse(w, r, http.StatusTooManyRequests, "That was too much at once. Go on in "+strconv.Itoa(seconds)+" seconds.", "")
}

func (d *Door) headers(w http.ResponseWriter) http.Header {
	h := w.Header()
	for k, v := range problem.Headers(strings.HasPrefix(d.URL, "https://")) {
		h[k] = v
	}
	h.Set("Cache-Control", "private, no-store")
	return h
}

func (d *Door) refuse(w http.ResponseWriter, r *http.Request, status int, say, field string) {
	problem.Refuse(private{w}, r, strings.HasPrefix(d.URL, "https://"), status, say, field)
}

// private is an answer that is for who asked alone.
type private struct{ http.ResponseWriter }

func (p private) WriteHeader(status int) {
	p.Header().Set("Cache-Control", "private, no-store")
	p.ResponseWriter.WriteHeader(status)
}

var statuses = map[fault.Kind]int{
	fault.NotFound: http.StatusNotFound, fault.Forbidden: http.StatusForbidden, fault.Invalid: http.StatusUnprocessableEntity,
	fault.Conflict: http.StatusConflict, fault.Unavailable: http.StatusServiceUnavailable, fault.Internal: http.StatusInternalServerError,
}

// errType is what is sent in another form than the address takes.
var errType = errors.New("machines: another media type was sent")

func (d *Door) fail(w http.ResponseWriter, r *http.Request, err error) {
	var large *http.MaxBytesError
	switch f := fault.Of(err); {
	case r.Context().Err() != nil: // it went away
	case errors.As(err, &large):
		d.refuse(w, r, http.StatusRequestEntityTooLarge, "What was sent is larger than "+strconv.FormatInt(large.Limit>>20, 10)+" MB. Nothing of it was kept.", "")
	case errors.Is(err, errType):
		d.refuse(w, r, http.StatusUnsupportedMediaType, "This address takes another media type; "+problem.Described+" names it.", "Content-Type")
	case f.Kind == fault.Internal:
		d.Log.ErrorContext(r.Context(), "what a program sent could not be kept", "path", r.URL.Path, "error", err)
		d.refuse(w, r, http.StatusInternalServerError, "Something went wrong here, and nothing was kept. It has been written down for the person who runs this site.", "")
	default:
		d.refuse(w, r, statuses[f.Kind], f.Say, f.Field)
	}
}

// mediaType is what is sent, without parameters.
func mediaType(r *http.Request) string {
	t, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(t))
}

func (d *Door) draft(w http.ResponseWriter, r *http.Request, k account.MachineKey) (any, bool, error) {
	if mediaType(r) != "application/json" {
		return nil, false, errType
	}
	var sent document.NewDraft
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostBody))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&sent); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, false, err
		}
		return nil, false, fault.New(fault.Invalid, "This is no draft: %s. Nothing was kept.", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, false, fault.New(fault.Invalid, "Something stands behind the draft. Nothing was kept.")
	}
	doc, left, err := text(sent)
	if err != nil {
		return nil, false, err
	}
	f, err := fields(sent)
	if err != nil {
		return nil, false, err
	}
	id, again, err := d.Desk.TakeDraft(r.Context(), k.ID, desk.Sent{ID: sent.Key, Doc: doc, Fields: f})
	return document.Draft{ID: id, URL: d.URL + "/newsroom/stories/" + id, Again: again, LeftOut: left}, again, err
}

// text is the words of a draft as the newsroom keeps them, and what could not come.
func text(sent document.NewDraft) (*prose.Node, []document.Omission, error) {
	left := []document.Omission{}
	for _, one := range []struct {
		field, text string
		most        int
	}{{"key", sent.Key, 200}, {"headline", sent.Headline, 300}, {"standfirst", sent.Standfirst, 2000}, {"note", sent.Note, 2000}, {"paidBy", sent.PaidBy, 200}} {
		if n := len([]rune(one.text)); n > one.most {
			return nil, nil, fault.About(one.field, "This has %d characters; at most %d can be kept.", n, one.most)
		}
		if code := prose.FirstForbidden(one.text); code != "" {
			return nil, nil, fault.About(one.field, "This holds a character that no page may show (%s).", code)
		}
	}
	switch {
	case strings.TrimSpace(sent.Key) == "":
		return nil, nil, fault.About("key", "Send an id of your own for this draft, so that it comes once when it is sent again.")
	case strings.TrimSpace(sent.Headline) == "":
		return nil, nil, fault.About("headline", "A draft needs a headline.")
	case sent.HTML != "" && sent.Document != nil:
		return nil, nil, fault.About("document", "Send the text as HTML or as a document, not as both.")
	}
	var blocks []*prose.Node
	if sent.Document != nil {
		b, err := json.Marshal(sent.Document)
		if err != nil {
			return nil, nil, err
		}
		parsed, err := prose.Parse(b)
		if err != nil {
			return nil, nil, fault.About("document", "%s", fault.Of(err).Say)
		}
		blocks = prose.Body(parsed)
	} else if sent.HTML != "" {
		made := fromhtml.Convert(sent.HTML, fromhtml.Options{Web: true})
		blocks = made.Blocks
		for _, l := range made.LeftOut {
			left = append(left, document.Omission{Why: string(l.Why), Text: l.Text})
		}
	}
	return prose.Doc(strings.Join(strings.Fields(sent.Headline), " "), strings.Join(strings.Fields(sent.Standfirst), " "), blocks...), left, nil
}

// fields are what a program may say of a story beside its words; nothing else can be set.
func fields(sent document.NewDraft) (article.Fields, error) {
	f := article.Fields{
		Kind: article.Kind(sent.Kind), Section: sent.Section, Topics: sent.Topics, Lang: sent.Lang, PaidBy: sent.PaidBy, Note: sent.Note,
	}
	if f.Kind == "" {
		f.Kind = article.News
	}
	known := false
	for _, k := range article.Kinds {
		known = known || k == f.Kind
	}
	if !known {
		return f, fault.About("kind", "“%s” is no kind of story.", sent.Kind)
	}
	for _, id := range sent.Authors {
		f.Byline = append(f.Byline, article.Credit{Byline: id, Role: article.By})
	}
	if sent.Picture != "" {
		f.Picture = &article.Lead{Picture: sent.Picture}
	}
	return f, nil
}

func (d *Door) picture(w http.ResponseWriter, r *http.Request, k account.MachineKey) (any, bool, error) {
	if mediaType(r) != "multipart/form-data" {
		return nil, false, errType
	}
	r.Body = http.MaxBytesReader(w, r.Body, media.DefaultLimits.Bytes+mostBody)
	if err := r.ParseMultipartForm(mostBody); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, false, err
		}
		return nil, false, fault.Because(err, fault.Invalid, "The file did not arrive whole, or has a name that cannot be sent.")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // what is left is swept by the machine
	for name := range r.MultipartForm.Value {
		switch name {
		case "credit", "rights", "caption", "alt":
		default:
			return nil, false, fault.About(name, "“%s” cannot be said of a picture here.", name)
		}
	}
	files := r.MultipartForm.File["file"]
	if len(files) != 1 || len(r.MultipartForm.File) != 1 {
		return nil, false, fault.About("file", "Send one file, under the name file.")
	}
	file, err := files[0].Open()
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = file.Close() }() // it was only read
	by := account.Staff{ID: k.ID, Name: k.Name, Roles: []account.Role{account.Reporter}}
	p, again, err := d.Desk.TakeIn(r.Context(), by, desk.Taken{
		Name: files[0].Filename, Bytes: file, Credit: r.PostFormValue("credit"), Rights: r.PostFormValue("rights"),
		Caption: r.PostFormValue("caption"), Alt: r.PostFormValue("alt"),
	})
	return document.Upload{ID: p.ID, URL: d.URL + "/newsroom/pictures/" + p.ID, Again: again, Width: p.Width, Height: p.Height, Credit: p.Credit}, again, err
}
