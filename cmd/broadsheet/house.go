package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"broadsheet/internal/api"
	"broadsheet/internal/api/document"
	apimachines "broadsheet/internal/api/machines"
	"broadsheet/internal/clock"
	"broadsheet/internal/config"
	"broadsheet/internal/copies"
	"broadsheet/internal/desk"
	"broadsheet/internal/follow"
	"broadsheet/internal/mail"
	"broadsheet/internal/metrics"
	"broadsheet/internal/moving/fetch"
	"broadsheet/internal/newsroom"
	"broadsheet/internal/newsroom/moves"
	"broadsheet/internal/newsroom/system"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/purge"
	"broadsheet/internal/session"
	"broadsheet/internal/shelf"
	"broadsheet/internal/site"
	"broadsheet/internal/steps"
	"broadsheet/internal/store"
	"broadsheet/internal/wire/hub"
)

// house is everything that stands below the doors, opened; close closes it in reverse.
type house struct {
	settings config.Config
	clock    clock.Clock
	store    *store.Store
	shelf    *shelf.Folder
	desk     *desk.Desk
	carrier  *moves.Carrier // carries archives in
	runner   *follow.Runner // does what follows an action
	cache    *pagecache.Cache
	metrics  *metrics.Metrics
	purged   []purge.Cache // shared caches that are told what became old
	postman  *mail.Postman
	hub      *hub.Hub // tells reader programs when a feed changes
	look     *look    // how the paper looks
	closers  []func() error
}

// hubTime is how long a subscriber of a feed may take to answer.
const hubTime = 5 * time.Second

// Names of what lies in the data folder.
const (
	databaseFile  = "broadsheet.db"
	picturesShelf = "pictures"
)

// openHouse opens database and shelf. With alone it is the one that serves: a second one on the same file is refused.
func openHouse(p *program, settings config.Config, alone bool) (*house, error) {
	return openHouseAt(p, settings, alone, clock.Real{})
}

// openHouseAt is openHouse with a clock of the caller's.
func openHouseAt(p *program, settings config.Config, alone bool, c clock.Clock) (*house, error) {
	h := &house{settings: settings, clock: c, metrics: metrics.New(p.log)}
	database := string(settings.Database)
	if database == "" {
		if err := makeFolder(settings.Data); err != nil {
			return nil, err
		}
		database = filepath.Join(settings.Data, databaseFile)
	}
	var err error
	if h.purged, err = sharedCaches(settings.Purge); err != nil {
		return nil, err
	}
	followers := []string{hub.Job}
	if len(h.purged) > 0 {
		followers = append(followers, purge.Job)
	}
	if h.look, err = lookOf(p, settings.Theme); err != nil {
		return nil, err
	}
	h.store, err = store.Open(p.ctx, store.Options{Database: database, Exclusive: alone, Clock: h.clock, Log: p.log, Took: h.took, Followers: followers})
	if err != nil {
		return nil, err
	}
	h.closers = append(h.closers, h.store.Close)
	if err := makeFolder(settings.Data); err != nil {
		return nil, errors.Join(err, h.close())
	}
	if h.shelf, err = shelf.At(filepath.Join(settings.Data, picturesShelf)); err != nil {
		return nil, errors.Join(fmt.Errorf("the pictures in %s cannot be reached: %w", settings.Data, cause(err)), h.close())
	}
	h.closers = append(h.closers, h.shelf.Close)
	h.desk = desk.New(h.store, steps.New(), h.shelf, h.clock)
	return h, nil
}

// makeFolder makes the data folder for its owner alone, and tells in a sentence why it cannot be used.
func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the folder %s cannot be made: %w. Choose another one with --data", dir, cause(err))
	}
	probe, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return fmt.Errorf("nothing can be written into the folder %s: %w. Choose another one with --data, or give this account the right", dir, cause(err))
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// cause is what the machine said, without the paths around it.
func cause(err error) error {
	var no syscall.Errno
	if errors.As(err, &no) {
		return no
	}
	return err
}

func (h *house) close() error {
	var all []error
	for i := len(h.closers) - 1; i >= 0; i-- {
		all = append(all, h.closers[i]())
	}
	h.closers = nil
	return errors.Join(all...)
}

// doors opens the site and the newsroom over the house. The first run's link is on the newsroom when nobody has an
// account.
func (h *house) doors(p *program) (http.Handler, *newsroom.Newsroom, error) {
	var readers *site.Site
	cache, err := pagecache.New(pagecache.Options{
		Clock: h.clock, Bytes: int64(h.settings.Cache) << 20, LastHeard: h.store.LastHeard,
		Shared: store.Shared(), Late: store.Late, Again: func(path string) { readers.Again(p.ctx, path) },
	})
	if err != nil {
		return nil, nil, err
	}
	h.cache = cache
	h.look.changed = func() { h.renew(p) }
	h.closers = append(h.closers, func() error { cache.Close(); return nil })
	h.store.OnEntry(cache.Hear)
	cache.Begin(h.store.Cursor())

	var room *newsroom.Newsroom
	var tags func([]string) []string
	if len(h.purged) > 0 {
		tags = purge.Tags
	}
	counter, err := h.countMissed(p)
	if err != nil {
		return nil, nil, err
	}
	h.hub = hub.New(hub.Options{
		Base: strings.TrimSuffix(h.settings.URL, "/"), Store: h.store, Client: fetch.New(fetch.Options{Time: hubTime}), Clock: h.clock, Head: h.store.Cursor, Log: p.log,
		Feed: func(ctx context.Context, path string) (f hub.Document, ok bool) {
			f.Type, f.Link, f.Body, ok = readers.Feed(ctx, path)
			return f, ok
		},
	})
	h.store.OnEntry(h.hub.Hear)
	readers, err = site.New(site.Options{
		Missed: counter, Now: h.clock.Now, Hub: h.hub, Tags: tags, Reader: h.store, Cache: cache, Shelf: h.shelf, URL: h.settings.URL, Ready: h.ready, Log: p.log,
		Staff: func(r *http.Request) bool { return room.Keeper.Has(r) }, Theme: h.look.Theme,
	})
	if err != nil {
		return nil, nil, err
	}
	if err := readers.Prepare(p.ctx); err != nil { // the first readers wait a little, or hear of it
		p.log.WarnContext(p.ctx, "the pages could not be prepared", "error", err)
	}
	staff, err := h.store.CountStaff(p.ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := h.desk.NameOrigin(p.ctx, h.settings.URL); err != nil {
		return nil, nil, err
	}
	var first *session.FirstRun
	if staff == 0 {
		first = session.NewFirstRun()
	}
	h.carrier = &moves.Carrier{Desk: h.desk, Store: h.store, Folder: h.settings.Data, Clock: h.clock, Log: p.log, Out: h.movesOut}
	keeper := h.keeper(p)
	h.hire(p, append(keeper.Kinds(), h.hub.Kind())...)
	if h.settings.Database == "" { // nobody else makes copies there
		if err := keeper.Copies.Tidy(); err != nil {
			p.log.WarnContext(p.ctx, "what a killed program left among the copies cannot be removed", "error", err)
		}
	}
	room = newsroom.New(newsroom.Options{
		Desk: h.desk, Store: h.store, Sessions: h.store.Sessions(), Public: h.store, Shelf: h.shelf, Clock: h.clock,
		Log: p.log, Base: h.settings.URL, HTTPS: strings.HasPrefix(h.settings.URL, "https://"), FirstRun: first,
		Carrier: h.carrier, System: keeper, Machine: keeper.State, Addresses: h.store, Outbox: h.store, Postman: h.postman, Theme: h.look.Theme, Machines: h.store, Head: h.store.Cursor,
	})
	machines, err := api.New(api.Options{
		Keyed:  apimachines.New(apimachines.Options{Desk: h.desk, Store: h.store, Clock: h.clock, URL: strings.TrimSuffix(h.settings.URL, "/"), Log: p.log}),
		Reader: h.store, Cache: cache, URL: h.settings.URL, Log: p.log, Tags: tags,
	})
	if err != nil {
		return nil, nil, err
	}
	staffDoor, readersDoor, machinesDoor := h.metrics.Door("newsroom", room), h.metrics.Door("site", readers), h.metrics.Door("api", machines)
	both := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/newsroom" || strings.HasPrefix(r.URL.Path, "/newsroom/") {
			staffDoor.ServeHTTP(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, document.Prefix+"/") {
			machinesDoor.ServeHTTP(w, r)
			return
		}
		readersDoor.ServeHTTP(w, r)
	})
	trusted, err := h.settings.Trusted()
	if err != nil {
		return nil, nil, err
	}
	return session.Behind(trusted, swift(both, room.Keeper.Has)), room, nil
}

// keeper keeps the house itself.
func (h *house) keeper(p *program) *system.Keeper {
	return &system.Keeper{
		Desk: h.desk, Store: h.store, Shelf: shelved{h.shelf}, Beside: moves.Beside(h.settings.Data, h.store.ArchiveMoves), Copies: copies.Folder{Dir: h.settings.Copies}, Data: h.settings.Data,
		Look: h.look.say, Server: h.settings.Database != "", Clock: h.clock, Log: p.log, Version: version(), Began: h.clock.Now(),
		Pictures: func(ctx context.Context) (bytes int64, err error) {
			return bytes, h.shelf.Walk(ctx, "", func(i shelf.Info) error { bytes += i.Size; return nil })
		},
	}
}

// behind is how old a node's knowledge of the record may be before it gets no new readers.
const behind = 2 * time.Second

// ready tells why this node should get no readers just now.
func (h *house) ready(ctx context.Context) error {
	if err := h.store.Ping(ctx); err != nil {
		return err
	}
	if age := h.clock.Now().Sub(h.store.LastHeard()); age > behind {
		return fmt.Errorf("the record was last heard %s ago", age.Round(time.Millisecond))
	}
	return nil
}
