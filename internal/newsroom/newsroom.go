package newsroom

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"broadsheet/internal/account"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/press"
	"broadsheet/internal/session"
	"broadsheet/internal/shelf"
)

// Shelf is where the files of pictures lie.
type Shelf interface {
	// Open opens a file; fault.NotFound when it is not there.
	Open(ctx context.Context, name string) (io.ReadSeekCloser, shelf.Info, error)
}

// Options is what a newsroom stands on.
type Options struct {
	Desk     *desk.Desk
	Store    Reading
	Sessions scs.CtxStore
	Public   press.Reader
	Shelf    Shelf
	Clock    clock.Clock
	Log      *slog.Logger
	Base     string            // scheme and host that readers type, no slash at the end
	HTTPS    bool              // readers and staff come by https
	FirstRun *session.FirstRun // nil when the paper has staff
}

// Newsroom is the door for staff. It is an http.Handler for everything at and below /newsroom.
type Newsroom struct {
	Options
	keeper *session.Keeper
	press  press.Press
	mux    *http.ServeMux
	routes map[string]route // by pattern
	door   http.Handler
}

// pictureFiles is where staff fetch the files of pictures, public or not.
const pictureFiles = "/newsroom/pictures/files/"

// New makes the door.
func New(o Options) *Newsroom {
	n := &Newsroom{
		Options: o,
		keeper:  session.New(o.Sessions, o.Store, o.Clock, o.Log, o.HTTPS),
		press:   press.Press{Base: o.Base, Pictures: pictureFiles},
		mux:     http.NewServeMux(),
		routes:  map[string]route{},
	}
	for _, r := range n.table() {
		pattern := r.method + " " + r.path
		n.routes[pattern] = r
		n.mux.Handle(pattern, n.serve(r))
	}
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(http.HandlerFunc(n.crossOrigin))
	n.door = n.headers(protect.Handler(n.keeper.Wrap(http.HandlerFunc(n.gate))))
	return n
}

// ServeHTTP answers one request.
func (n *Newsroom) ServeHTTP(w http.ResponseWriter, r *http.Request) { n.door.ServeHTTP(w, r) }

// FirstRunURL is the path of the one-time link, "" when it is used up or there never was one.
func (n *Newsroom) FirstRunURL() string {
	if key := n.FirstRun.Key(); key != "" {
		return "/newsroom/first-run?key=" + key
	}
	return ""
}

// who is the person of a request; its zero value may do nothing.
func who(r *http.Request) account.Staff {
	s, _ := session.Who(r.Context())
	return s
}

func (n *Newsroom) now() time.Time { return n.Clock.Now() }
