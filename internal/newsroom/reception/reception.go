// Package reception is what every part of the newsroom's door stands on: who comes in and how (first run, sign-in,
// account), who may use a Route, and how a request is answered: with a screen, with JSON, or with a sentence about why
// not.
package reception

import (
	"log/slog"
	"net/http"

	"github.com/alexedwards/scs/v2"

	"broadsheet/internal/account"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/session"
)

// Options is what a reception stands on.
type Options struct {
	Desk     *desk.Desk
	Store    Reading
	Sessions scs.CtxStore
	Clock    clock.Clock
	Log      *slog.Logger
	Base     string            // scheme and host that readers type, no slash at the end
	HTTPS    bool              // readers and staff come by https
	FirstRun *session.FirstRun // nil when the paper has staff
}

// What a route needs when it is no deed of the table of roles.
const (
	Anybody  account.Deed = "nothing"                // whoever asks
	SignedIn account.Deed = "an account"             // whoever has one
	TheKey   account.Deed = "the key"                // whoever has the one-time link, while nobody has an account
	AStory   account.Deed = "write in another story" // to write, and in this story: one's own, or the right to edit any
)

// Action answers a request, or returns why it could not.
type Action func(w http.ResponseWriter, r *http.Request) error

// Route is one thing that the newsroom answers.
type Route struct {
	Method string
	Path   string // as http.ServeMux reads it, without the method
	Needs  account.Deed
	JSON   bool // speaks JSON: refusals too
	Do     Action
}

// Reception receives whoever comes to the newsroom.
type Reception struct {
	Options
	Keeper *session.Keeper
	mux    *http.ServeMux
	routes map[string]Route // by pattern
	door   http.Handler
}

// New makes a reception without routes.
func New(o Options) *Reception {
	return &Reception{
		Options: o,
		Keeper:  session.New(o.Sessions, o.Store, o.Clock, o.Log, o.HTTPS),
		mux:     http.NewServeMux(),
		routes:  map[string]Route{},
	}
}

// Open opens the door to these routes, and to no other.
func (n *Reception) Open(routes []Route) {
	for _, r := range routes {
		pattern := r.Method + " " + r.Path
		n.routes[pattern] = r
		n.mux.Handle(pattern, n.serve(r))
	}
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(http.HandlerFunc(n.crossOrigin))
	n.door = n.headers(protect.Handler(n.Keeper.Wrap(http.HandlerFunc(n.gate))))
}

// ServeHTTP answers one request.
func (n *Reception) ServeHTTP(w http.ResponseWriter, r *http.Request) { n.door.ServeHTTP(w, r) }

// FirstRunURL is the path of the one-time link, "" when it is used up or there never was one.
func (n *Reception) FirstRunURL() string {
	if key := n.FirstRun.Key(); key != "" {
		return "/newsroom/first-run?key=" + key
	}
	return ""
}

// Who is the person of a request; its zero value may do nothing.
func Who(r *http.Request) account.Staff {
	s, _ := session.Who(r.Context())
	return s
}
