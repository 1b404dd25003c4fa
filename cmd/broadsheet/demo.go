package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/config"
	"broadsheet/internal/demo"
	"broadsheet/internal/desk"
	"broadsheet/internal/session"
)

// demoCommand serves the demo's newsroom from a temporary folder.
type demoCommand struct {
	serving
	Stories int  `help:"Older stories and drafts to be there as well: 10000 shows a newsroom with years of work in it." placeholder:"N"`
	Plain   bool `help:"Draw the pictures small and plain, which is quicker."`
}

// demoPassword is everybody's; the demo listens on this machine alone unless told otherwise.
const demoPassword = "harbour light"

// portsTried is how many ports the demo tries from the usual one on, when none was named.
const portsTried = 20

// Run makes the paper, serves it, and takes it away when the program stops.
func (d demoCommand) Run(p *program, c *commands) (err error) {
	settings, err := c.settings(d.config())
	if err != nil {
		return err
	}
	listener, err := d.listen(settings)
	if err != nil {
		return err
	}
	if d.Listen == "" && settings.URL == "http://"+settings.Listen {
		settings.URL = "http://" + listener.Addr().String()
	}
	settings.Data, err = os.MkdirTemp("", "broadsheet-demo-")
	if err != nil {
		return errors.Join(fmt.Errorf("no temporary folder can be made: %w", cause(err)), listener.Close())
	}
	settings.Database, settings.Copies = "", filepath.Join(settings.Data, "copies")
	defer func() { err = errors.Join(err, os.RemoveAll(settings.Data)) }()

	people, err := d.fill(p, settings)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	h, err := openHouse(p, settings, true)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	door, _, err := h.doors(p)
	if err != nil {
		return errors.Join(err, listener.Close(), h.close())
	}
	fmt.Fprintf(p.out, "\nThe Wexmouth Courier   %s/\nIts newsroom           %s/newsroom/\n\n", settings.URL, settings.URL)
	for _, who := range people {
		fmt.Fprintf(p.out, "  %-24s %-12s password: %s\n", who.as, who.user, demoPassword)
	}
	fmt.Fprintln(p.out, "\nEverything here is made up and goes away when you stop it.")
	return errors.Join(h.serve(p, listener, door), h.close())
}

// listen takes the named address, or the first free port from the usual one on.
func (d demoCommand) listen(settings config.Config) (net.Listener, error) {
	l, err := listen(settings.Listen)
	for n := 1; err != nil && d.Listen == "" && settings.Listen == config.DefaultListen && n < portsTried; n++ {
		l, err = listen(fmt.Sprintf("127.0.0.1:%d", 8080+n))
	}
	return l, err
}

// guest is a sign-in that the demo prints.
type guest struct{ as, user string }

// fill puts the whole paper through the desk, with a clock that is turned back to each deed's hour.
func (d demoCommand) fill(p *program, settings config.Config) ([]guest, error) {
	zone := machineZone()
	place, err := time.LoadLocation(zone)
	if err != nil {
		return nil, fmt.Errorf("the time zone %s of this machine is unknown: %w", zone, err)
	}
	now := clock.Real{}.Now()
	courier, err := demo.Paper(now, place)
	if err != nil {
		return nil, err
	}
	hash, err := session.HashPassword(p.ctx, demoPassword)
	if err != nil {
		return nil, err
	}
	turned := clock.At(now)
	h, err := openHouseAt(p, settings, true, turned)
	if err != nil {
		return nil, err
	}
	defer h.close()
	bar := progress(p.err, "Printing eight months of papers")
	signIns, err := demo.Load(p.ctx, demo.Room{
		Desk: h.desk, Clock: turned, Zone: zone, PasswordHash: hash, Plain: d.Plain, Archive: max(0, d.Stories),
		Progress: func(done, of int) { bar.at(int64(done), int64(of)) },
	}, courier)
	if err != nil {
		return nil, err
	}
	bar.finish()
	// Its paper is months old, so the copy of last night is made up for as soon as it is served.
	if err := h.store.EnsureJob(p.ctx, desk.Job{Kind: desk.NightCopy, RunAt: now}); err != nil {
		return nil, err
	}
	return guests(signIns), nil
}

// guests picks an editor, a reporter and an operator to sign in as.
func guests(all []demo.SignIn) []guest {
	var picked []guest
	for _, role := range []string{"editor", "reporter", "operator"} {
		for _, s := range all {
			if len(s.Roles) > 0 && string(s.Roles[0]) == role {
				picked = append(picked, guest{fmt.Sprintf("%s, %s", s.Name, role), s.User})
				break
			}
		}
	}
	return picked
}

// machineZone is the IANA name of this machine's time zone, UTC where it names none.
func machineZone() string {
	if name := time.Local.String(); name != "Local" && name != "" {
		return name
	}
	if target, err := filepath.EvalSymlinks("/etc/localtime"); err == nil {
		if _, name, found := strings.Cut(target, "zoneinfo/"); found {
			if _, err := time.LoadLocation(name); err == nil {
				return name
			}
		}
	}
	return "UTC"
}
