package reception

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/page"
	"broadsheet/internal/screen"
	"broadsheet/internal/session"
)

// policy lets a screen use the newsroom's own files and nothing that stands in the page itself; what becomes markup
// or a script's address goes through the two policies named.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; " +
	"connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; " +
	"require-trusted-types-for 'script'; trusted-types newsroom ProseMirrorClipboard"

// headers puts the headers of every staff answer: those of a reader's page, made private.
func (n *Reception) headers(next http.Handler) http.Handler {
	base := page.Headers(n.HTTPS)
	own := policy
	if n.HTTPS {
		own += "; upgrade-insecure-requests"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for k, v := range base {
			h[k] = v
		}
		h.Set("Content-Security-Policy", own)
		h.Set("Cache-Control", "private, no-store")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex")
		next.ServeHTTP(w, r)
	})
}

// gate finds the route of a request before anything is answered: whoever is not signed in learns nothing from any
// address but those that are open.
func (n *Reception) gate(w http.ResponseWriter, r *http.Request) {
	_, pattern := n.mux.Handler(r)
	rt, found := n.routes[pattern]
	if _, in := session.Who(r.Context()); !in && (!found || rt.Needs != Anybody && rt.Needs != TheKey) {
		n.askWho(w, r, rt.JSON)
		return
	}
	if !found && pattern == "" && !n.otherMethod(r) {
		n.refuse(w, r, rt, fault.New(fault.NotFound, "There is nothing at this address. It may have been mistyped."))
		return
	}
	n.mux.ServeHTTP(w, r)
}

// otherMethod tells whether the address exists for another method, so that ServeMux answers 405 or a redirect.
func (n *Reception) otherMethod(r *http.Request) bool {
	for _, m := range []string{"GET", "POST"} {
		probe := r.Clone(r.Context())
		probe.Method = m
		if _, pattern := n.mux.Handler(probe); pattern != "" {
			return true
		}
	}
	return false
}

// askWho sends somebody who is not signed in to the sign-in page, or says 401 where a page would not help.
func (n *Reception) askWho(w http.ResponseWriter, r *http.Request, speaksJSON bool) {
	if (r.Method == http.MethodGet || r.Method == http.MethodHead) && !speaksJSON && !WantsJSON(r) && r.Header.Get("HX-Request") == "" {
		to := "/newsroom/sign-in"
		if r.URL.Path != "/newsroom" && r.URL.Path != "/newsroom/" {
			to += "?next=" + url.QueryEscape(r.URL.RequestURI())
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	const say = "You are signed out. Sign in, then do it again; what you typed is still in the page that you came from."
	if speaksJSON || WantsJSON(r) {
		AnswerJSON(w, http.StatusUnauthorized, Refusal{Kind: "signed out", Say: say})
		return
	}
	if kept := keep(w, r); kept.To != "" {
		s, err := n.signInScreen(r)
		if err == nil {
			s.Form, s.Kept = screen.Fields(), kept
			err = n.ShowAs(w, http.StatusUnauthorized, s)
		}
		if err == nil {
			return
		}
		n.Told(r, err)
	}
	n.problem(w, r, http.StatusUnauthorized, &screen.Problem{
		Frame: screen.Frame{Title: "Signed out"}, Heading: "Signed out", Say: say,
		Back: screen.Link{Name: "Sign in", URL: "/newsroom/sign-in"},
	})
}

// serve checks what a route needs, then does it.
func (n *Reception) serve(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := n.allowed(r, rt.Needs); err != nil {
			n.refuse(w, r, rt, err)
			return
		}
		if err := rt.Do(w, r); err != nil {
			n.refuse(w, r, rt, err)
		}
	})
}

func (n *Reception) allowed(r *http.Request, needs account.Deed) error {
	switch needs {
	case Anybody, TheKey, SignedIn: // gate asked whether somebody is signed in; the first run checks its key
		return nil
	case AStory:
		if !Who(r).May(account.Write) {
			break
		}
		draft, err := n.Store.DraftText(r.Context(), r.PathValue("id"))
		if err != nil {
			return err
		}
		return desk.MayWrite(Who(r), draft)
	}
	if !Who(r).May(needs) {
		return fault.New(fault.Forbidden, "This needs the right to %s, which %s does not have here. Whoever keeps the people of this paper can give it.", needs, Who(r).Name)
	}
	return nil
}

// crossOrigin answers a request that another site made a browser send.
func (n *Reception) crossOrigin(w http.ResponseWriter, r *http.Request) {
	n.Log.WarnContext(r.Context(), "a request from another site was refused", "path", r.URL.Path, "origin", r.Header.Get("Origin"))
	http.Error(w, "This was sent by another site and was not done.", http.StatusForbidden)
}

var statuses = map[fault.Kind]int{
	fault.Internal: http.StatusInternalServerError, fault.NotFound: http.StatusNotFound, fault.Forbidden: http.StatusForbidden,
	fault.Invalid: http.StatusUnprocessableEntity, fault.Conflict: http.StatusConflict, fault.Unavailable: http.StatusServiceUnavailable,
}

var kinds = map[fault.Kind]string{
	fault.Internal: "internal", fault.NotFound: "not found", fault.Forbidden: "forbidden", fault.Invalid: "invalid",
	fault.Conflict: "conflict", fault.Unavailable: "unavailable",
}

var headings = map[fault.Kind]string{
	fault.Internal: "Something went wrong here", fault.NotFound: "Not here", fault.Forbidden: "Not yours to do",
	fault.Invalid: "This cannot be done as it is", fault.Conflict: "Somebody was faster", fault.Unavailable: "Not just now",
}

// statusOf is the status that a failure is answered with.
func statusOf(err error) int {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return http.StatusRequestEntityTooLarge
	}
	if _, many := session.IsTooMany(err); many {
		return http.StatusTooManyRequests
	}
	return statuses[fault.Of(err).Kind]
}

// Refusal is a failure as JSON.
type Refusal struct {
	Kind    string `json:"kind"`
	Say     string `json:"say"`
	Field   string `json:"field,omitempty"`
	Version *int64 `json:"version,omitempty"`
}

// refuse answers a failure: a sentence for the person, and for the log whatever nobody foresaw.
func (n *Reception) refuse(w http.ResponseWriter, r *http.Request, rt Route, err error) {
	f := n.Told(r, err)
	if many, ok := session.IsTooMany(err); ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(many.Wait.Seconds())))
	}
	if rt.JSON || WantsJSON(r) {
		AnswerJSON(w, statusOf(err), Refusal{Kind: kinds[f.Kind], Say: f.Say, Field: f.Field})
		return
	}
	frame, ferr := n.Frame(r, headings[f.Kind], "")
	if ferr != nil {
		n.Told(r, ferr)
		frame = screen.Frame{Title: headings[f.Kind]}
	}
	s := &screen.Problem{Frame: frame, Heading: headings[f.Kind], Say: f.Say}
	if _, in := session.Who(r.Context()); in {
		s.Back = screen.Link{Name: "To the newsroom", URL: "/newsroom/"}
	}
	n.problem(w, r, statusOf(err), s)
}

// problem answers with the screen for what cannot be done.
func (n *Reception) problem(w http.ResponseWriter, r *http.Request, status int, s *screen.Problem) {
	if err := n.ShowAs(w, status, s); err != nil {
		n.Told(r, err)
		http.Error(w, s.Say, status)
	}
}

// Told is the fault in err; what nobody foresaw goes to the log whole.
func (n *Reception) Told(r *http.Request, err error) *fault.Fault {
	f := fault.Of(err)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.New(fault.Invalid, "What was sent is larger than %d MB, and nothing of it was kept.", large.Limit>>20)
	}
	if (f.Kind == fault.Internal || f.Kind == fault.Unavailable) && r.Context().Err() == nil {
		n.Log.ErrorContext(r.Context(), "the newsroom could not answer", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	return f
}

// Show answers with a screen.
func (n *Reception) Show(w http.ResponseWriter, s screen.Screen) error {
	return n.ShowAs(w, http.StatusOK, s)
}

// ShowAs answers with a screen and a status; nothing is answered when it cannot be drawn.
func (n *Reception) ShowAs(w http.ResponseWriter, status int, s screen.Screen) error {
	var b bytes.Buffer
	if err := screen.Render(&b, s); err != nil {
		return err
	}
	w.WriteHeader(status)
	// An error means that nobody listens any more.
	_, _ = b.WriteTo(w)
	return nil
}

func WantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}

// AnswerJSON answers with JSON.
func AnswerJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, `{"kind":"internal","say":"Something went wrong here."}`, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// An error means that nobody listens any more.
	_, _ = w.Write(b)
}

// ReadJSON reads a request's JSON of at most limit bytes.
func ReadJSON(w http.ResponseWriter, r *http.Request, limit int64, v any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit))
	if err := d.Decode(v); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return err
		}
		return fault.Because(err, fault.Invalid, "What this window sent cannot be read. Its words are kept on this device; reload the story.")
	}
	return nil
}
