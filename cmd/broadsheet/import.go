package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/press"
)

// movedFolder is where reports and readers' comments of moves lie, in the data folder.
const movedFolder = "moved-in"

type importCommands struct {
	Wordpress importWordpress `cmd:"" name:"wordpress" help:"Move in from WordPress: its export (Tools, Export, all content)."`
}

// importWordpress moves an export of WordPress in.
type importWordpress struct {
	File   string   `arg:"" help:"The export file (.xml)."`
	DryRun bool     `help:"Do everything and report it, but keep nothing."`
	Media  string   `help:"Folder with the old site's pictures: a copy of wp-content/uploads." placeholder:"DIR"`
	Type   []string `help:"A further type of items that moves in as stories; may be said several times." placeholder:"TYPE"`

	Suggest   bool   `help:"Only print what is suggested about categories and names, as JSON to change and give back with --decisions."`
	Decisions string `help:"File with what was decided about categories, names and pictures." placeholder:"FILE"`
}

// Run reads the whole export before anything is opened or kept, so that a broken one changes nothing.
func (i importWordpress) Run(p *program, c *commands) (err error) {
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	var decisions moving.Decisions
	if i.Decisions != "" {
		if decisions, err = moving.ReadDecisions(i.Decisions); err != nil {
			return err
		}
	}
	b := progress(p.err, "Reading")
	defer b.finish()
	m, err := moving.Read(p.ctx, moving.WordPress, moving.Options{
		File: i.File, Media: i.Media, Folder: filepath.Join(settings.Data, movedFolder), Types: i.Type, Rehearsal: i.DryRun, Decisions: decisions,
		Progress: func(done moving.Progress) {
			b.stage(done.Stage)
			b.at(done.Done, done.Total)
		},
	})
	if err != nil {
		return early(err)
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	if i.Suggest {
		b.finish()
		e := json.NewEncoder(p.out)
		e.SetIndent("", "\t")
		return e.Encode(m.Contents().Suggestion())
	}
	h, err := openHouse(p, settings, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	paper, err := h.paper(p.ctx)
	if err != nil {
		return err
	}
	report, err := m.Into(p.ctx, h.desk, paper)
	b.finish()
	if i.DryRun {
		fmt.Fprintln(p.out, m.Contents().Text())
	}
	fmt.Fprint(p.out, report.Text())
	if err == nil {
		err = report.AddsUp()
	}
	return early(err)
}

// early gives an interruption a sentence.
func early(err error) error {
	if errors.Is(err, context.Canceled) {
		return errors.New("it was stopped; what has moved in stays, and the same command goes on from there")
	}
	return err
}

// paper is what a move must know of the paper.
func (h *house) paper(ctx context.Context) (moving.Paper, error) {
	var paper moving.Paper
	return paper, h.store.Read(ctx, func(snap press.Snapshot) error {
		settings, open, err := snap.Settings(ctx)
		if err != nil {
			return err
		}
		if !open {
			return fault.New(fault.Conflict, "This paper has not been set up. Start `broadsheet serve` and open the address that it prints first.")
		}
		paper.Lang = settings.Lang
		paper.Zone, err = time.LoadLocation(settings.Zone)
		return err
	})
}
