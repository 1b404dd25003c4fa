package newsroom

import (
	"context"
	"io"
	"log/slog"

	"github.com/alexedwards/scs/v2"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/newsroom/addresses"
	"broadsheet/internal/newsroom/frontdesk"
	"broadsheet/internal/newsroom/letters"
	"broadsheet/internal/newsroom/machines"
	"broadsheet/internal/newsroom/moves"
	"broadsheet/internal/newsroom/office"
	"broadsheet/internal/newsroom/people"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/newsroom/system"
	"broadsheet/internal/page"
	"broadsheet/internal/press"
	"broadsheet/internal/screen"
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
	Store    reception.Reading
	Sessions scs.CtxStore
	Public   press.Reader
	Shelf    Shelf
	Clock    clock.Clock
	Log      *slog.Logger
	Base     string            // scheme and host that readers type, no slash at the end
	HTTPS    bool              // readers and staff come by https
	FirstRun *session.FirstRun // nil when the paper has staff
	Carrier  *moves.Carrier    // carries archives in

	System *system.Keeper // keeps the house itself

	Addresses addresses.Store

	Outbox  letters.Store
	Postman letters.Postman

	// Theme is how the paper looks now, for previews; nil: as the program's own theme has it.
	Theme func() *page.Theme

	Machines machines.Store
	Head     func() int64 // number of the newest entry of the record

	// Machine says the state of the machine in one sentence for whoever keeps it; nil for what the newsroom knows itself.
	Machine func(ctx context.Context) (screen.Machine, error)
}

// Newsroom is the door for staff. It is an http.Handler for everything at and below /newsroom.
type Newsroom struct {
	*reception.Reception
	office *office.Office
	fronts *frontdesk.Room
	moves  *moves.Room
	system *system.Room
	people *people.Room
	mail   *letters.Room
	leads  *addresses.Room
	other  *machines.Room
	public press.Reader
	press  press.Press
	shelf  Shelf
	state  func(ctx context.Context) (screen.Machine, error)
	theme  func() *page.Theme
}

// New makes the door.
func New(o Options) *Newsroom {
	r := reception.New(reception.Options{
		Desk: o.Desk, Store: o.Store, Sessions: o.Sessions, Clock: o.Clock, Log: o.Log, Base: o.Base, HTTPS: o.HTTPS, FirstRun: o.FirstRun,
	})
	n := &Newsroom{
		Reception: r, office: office.New(r), moves: &moves.Room{Reception: r, Carrier: o.Carrier}, system: &system.Room{Reception: r, Keeper: o.System}, public: o.Public,
		press: press.Press{Base: o.Base, Pictures: reception.PictureFiles}, shelf: o.Shelf, state: o.Machine, theme: o.Theme,
	}
	if n.theme == nil {
		n.theme = page.BuiltIn
	}
	n.people = &people.Room{Reception: r}
	n.leads = &addresses.Room{Reception: r, Kept: o.Addresses, Public: o.Public}
	n.other = &machines.Room{Reception: r, Machines: o.Machines, Head: o.Head}
	n.mail = &letters.Room{Reception: r, Outbox: o.Outbox, Postman: o.Postman}
	n.fronts = &frontdesk.Room{Reception: r, Public: o.Public, Press: n.press, Previews: n}
	r.Open(n.table())
	return n
}
