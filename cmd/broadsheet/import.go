package main

import (
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/config"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
)

// importCommands move archives of other systems in.
type importCommands struct {
	Wordpress importWordPressCommand `cmd:"" help:"Move an export of WordPress (WXR, .xml) in."`
}

type importWordPressCommand struct {
	File   string   `arg:"" help:"The export: Tools, Export, All content." placeholder:"FILE"`
	DryRun bool     `help:"Read everything and write the report, but keep nothing."`
	Media  string   `help:"Folder with the old site's pictures: a copy of wp-content/uploads." placeholder:"DIR"`
	Type   []string `help:"Further types of items that move in as stories." placeholder:"TYPE"`
}

// Run reads the export whole, then moves it into the configured paper and prints the report. A file that is broken
// is refused before the paper is opened.
func (i importWordPressCommand) Run(p *program, c *commands) (err error) {
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	drawn := progress(p.err, "Reading")
	move, err := moving.WordPress(p.ctx, moving.Options{
		File: i.File, Media: i.Media, Folder: settings.Data, Types: i.Type, Rehearsal: i.DryRun, Clock: clock.Real{},
		Progress: func(now moving.Progress) {
			drawn.stage(now.Stage)
			drawn.at(now.Done, now.Total)
		},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, move.Close()) }()
	h, err := openHouse(p, settings, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	paper, open, err := h.store.Settings(p.ctx)
	if err != nil {
		return err
	}
	if !open {
		return fault.New(fault.Conflict, "This paper has not been set up. Start `broadsheet serve` and open the address that it prints first.")
	}
	zone, err := time.LoadLocation(paper.Zone)
	if err != nil {
		return fmt.Errorf("the paper's time zone %s is unknown on this machine: %w", paper.Zone, err)
	}
	report, err := move.Into(p.ctx, h.desk, moving.Paper{Lang: paper.Lang, Zone: zone})
	drawn.finish()
	if report != nil {
		fmt.Fprint(p.out, report.Text())
	}
	return err
}
