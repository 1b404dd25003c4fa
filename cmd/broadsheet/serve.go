package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/lane"
)

// serving are the flags of whatever listens.
type serving struct {
	Listen  string          `help:"Address to listen on." placeholder:"HOST:PORT" env:"BROADSHEET_LISTEN"`
	URL     string          `help:"What readers type: https://courier.example. Decides addresses in pages, and safe cookies." env:"BROADSHEET_URL"`
	Cache   int             `help:"MiB of memory for kept pages." placeholder:"MIB" env:"BROADSHEET_CACHE"`
	Admin   string          `help:"Address on which the operator reads metrics and profiles. It asks nobody who they are: keep it on this machine." placeholder:"HOST:PORT" env:"BROADSHEET_ADMIN"`
	Purge   []config.Secret `help:"A shared cache before the paper, told what became old: varnish http://ADDRESS, fastly SERVICE TOKEN or cloudflare ZONE TOKEN. May be said several times." placeholder:"CACHE" env:"BROADSHEET_PURGE"`
	Cert    string          `help:"File of the certificate, to speak https itself." placeholder:"FILE" env:"BROADSHEET_CERT"`
	Key     string          `help:"File of the certificate's key." placeholder:"FILE" env:"BROADSHEET_KEY"`
	Theme   string          `help:"How the paper looks: the folder of a theme, or weekly for the magazine that comes with the program." placeholder:"DIR" env:"BROADSHEET_THEME"`
	Proxies string          `help:"Proxies in front, by commas: addresses and networks whose X-Forwarded-For is believed." placeholder:"ADDR,…" env:"BROADSHEET_PROXIES"`
}

func (s serving) config() config.Config {
	return config.Config{Listen: s.Listen, URL: s.URL, Cache: s.Cache, Admin: s.Admin, Purge: s.Purge, Cert: s.Cert, Key: s.Key, Theme: s.Theme, Proxies: s.Proxies}
}

type serveCommand struct {
	serving
}

// Run serves until the program is told to stop.
func (s serveCommand) Run(p *program, c *commands) error {
	settings, err := c.settings(s.config())
	if err != nil {
		return err
	}
	listener, err := listen(settings.Listen)
	if err != nil {
		return err
	}
	h, err := openHouse(p, settings, true)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	door, room, err := h.doors(p)
	if err != nil {
		return errors.Join(err, listener.Close(), h.close())
	}
	fmt.Fprintf(p.out, "The paper is at     %s\nThe newsroom is at  %s/newsroom/\n", settings.URL, settings.URL)
	if path := room.FirstRunURL(); path != "" {
		fmt.Fprintf(p.out, "Set the paper up at %s%s\n(the link works once, for the first person)\n", settings.URL, path)
	}
	return errors.Join(h.serve(p, listener, door), h.close())
}

// listen takes the address, before anything is opened or made.
func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		host, port, _ := net.SplitHostPort(address)
		return nil, fmt.Errorf("port %s is taken by another program. Start with --listen %s, or stop the other one", port, net.JoinHostPort(host, nextPort(port)))
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("this account may not listen on %s: ports below 1024 need a right of their own. Start with --listen 127.0.0.1:8080", address)
	default:
		return nil, fmt.Errorf("nothing can listen on %s: %w", address, cause(err))
	}
}

func nextPort(port string) string {
	n, err := net.LookupPort("tcp", port)
	if err != nil || n >= 65535 {
		return "8081"
	}
	return fmt.Sprint(n + 1)
}

// Time limits of a connection. A header that comes slower is cut; an upload has longer.
const (
	headerTime = 10 * time.Second
	bodyTime   = time.Minute // of whom nobody knows
	readTime   = 5 * time.Minute
	writeTime  = 5 * time.Minute
	idleTime   = 2 * time.Minute
	leaveTime  = 10 * time.Second // for requests under way when the program stops
)

// swift gives people who are not known a minute for what they send: forms, no uploads. Otherwise a few thousand who send
// a byte now and then would hold as many connections for as long as an upload may take.
func swift(next http.Handler, known func(*http.Request) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 && !known(r) {
			// It fails where there is no connection that could be held.
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
		}
		next.ServeHTTP(w, r)
	})
}

// serve answers until the context ends, then lets requests under way finish.
func (h *house) serve(p *program, l net.Listener, door http.Handler) error {
	server := &http.Server{
		Handler: door, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelWarn),
	}
	l, err := h.secured(l, server)
	if err != nil {
		return err
	}
	road := lane.New(lane.Options{Pages: h.cache, Server: server, Clock: h.clock, Log: p.log})
	closeAdmin, err := h.admin(p, road)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer closeAdmin()
	ctx, stop := context.WithCancel(p.ctx)
	defer stop()
	var followed error
	var followers sync.WaitGroup
	followers.Go(func() { followed = h.store.Follow(ctx) })
	followers.Go(func() { h.carrier.Work(ctx, h.settings.Database == "") })
	followers.Go(func() { h.runner.Work(ctx) })
	followers.Go(func() { h.look.Watch(ctx) })
	h.toldLook(p)
	ended := make(chan error, 1)
	go func() { ended <- road.Serve(l) }()

	select {
	case err := <-ended:
		stop()
		followers.Wait()
		return err
	case <-p.ctx.Done():
	}
	leaving, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), leaveTime)
	defer cancel()
	err = road.Shutdown(leaving)
	if errors.Is(err, context.DeadlineExceeded) {
		err = road.Close()
	}
	<-ended
	stop()
	followers.Wait()
	return errors.Join(err, followed)
}
