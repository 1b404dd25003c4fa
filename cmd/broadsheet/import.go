package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/moving/fetch"
	"broadsheet/internal/press"
)

// movedFolder is where reports and readers' comments of moves lie, in the data folder.
const movedFolder = "moved-in"

type importCommands struct {
	Wordpress importWordpress `cmd:"" name:"wordpress" help:"Move in from WordPress: its export (Tools, Export, all content), or the stories of its REST API kept as JSON."`
	Ghost     importGhost     `cmd:"" name:"ghost" help:"Move in from Ghost: its export (Settings, Import/Export; Labs in older versions)."`
	Files     importFiles     `cmd:"" name:"files" help:"Move in from a folder of files or a zip of one: exports of Medium, Substack, Beehiiv, Jekyll, or pages as HTML."`
	Feed      importFeed      `cmd:"" name:"feed" help:"Move in from a feed that holds whole stories: RSS, Atom or JSON Feed, a file or an address."`
	Page      importPage      `cmd:"" name:"page" help:"Bring single pages of other sites in as drafts that credit them."`

	Broadsheet importBroadsheet `cmd:"" name:"broadsheet" help:"Take a whole paper in that broadsheet export wrote."`
}

// importing is what all archives have in common.
type importing struct {
	DryRun bool   `help:"Do everything and report it, but keep nothing."`
	Media  string `help:"Folder or zip with the old site's pictures: a copy of wp-content/uploads, content/images or the like." placeholder:"DIR"`
	Fetch  bool   `name:"fetch-pictures" help:"Fetch the pictures from the old site, while it still answers."`

	Suggest   bool   `help:"Only print what is suggested about categories and names, as JSON to change and give back with --decisions."`
	Decisions string `help:"File with what was decided about categories, names and pictures." placeholder:"FILE"`
}

// importWordpress moves an export of WordPress in.
type importWordpress struct {
	File string `arg:"" help:"The export file (.xml), or answers of the REST API (.json)."`
	importing
	Type []string `help:"A further type of items that moves in as stories; may be said several times." placeholder:"TYPE"`
}

// Run moves the file in.
func (i importWordpress) Run(p *program, c *commands) error {
	source := moving.WordPress
	if strings.EqualFold(filepath.Ext(i.File), ".json") {
		source = moving.WordPressAPI
	}
	return i.run(p, c, source, moving.Options{File: i.File, Types: i.Type})
}

// importGhost moves an export of Ghost in.
type importGhost struct {
	File string `arg:"" help:"The export file (.json)."`
	importing
	URL string `name:"url" help:"Address of the old site, which the export does not tell." placeholder:"URL"`
}

// Run moves the file in.
func (i importGhost) Run(p *program, c *commands) error {
	return i.run(p, c, moving.Ghost(i.URL), moving.Options{File: i.File})
}

// importFiles moves a folder or zip of files in.
type importFiles struct {
	Path string `arg:"" help:"The folder, the zip, or one file."`
	importing
	URL string `name:"url" help:"Address of the old site, where the files do not tell it." placeholder:"URL"`
}

// Run moves the files in. Pictures that lie among them come along.
func (i importFiles) Run(p *program, c *commands) error {
	if info, err := os.Stat(i.Path); err == nil && info.IsDir() && i.Media == "" {
		i.Media = i.Path
	}
	return i.run(p, c, moving.Files(filepath.Base(i.Path), i.URL), moving.Options{File: i.Path})
}

// importFeed moves a feed in.
type importFeed struct {
	File string `arg:"" help:"The feed: a file, or its address."`
	importing
}

// Run moves the feed in.
func (i importFeed) Run(p *program, c *commands) (err error) {
	o := moving.Options{File: i.File}
	if isAddress(i.File) {
		dir, err := os.MkdirTemp("", "broadsheet-feed-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		a, err := fetch.New(fetch.Options{Time: time.Minute}).Get(p.ctx, i.File)
		if err != nil {
			return early(err)
		}
		o.File, o.Name = filepath.Join(dir, "feed"), a.Address
		if err := os.WriteFile(o.File, a.Body, 0o600); err != nil {
			return err
		}
	}
	return i.run(p, c, moving.Feed, o)
}

func isAddress(s string) bool {
	s = strings.ToLower(s)
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// run reads the whole export before anything is opened or kept, so that a broken one changes nothing.
func (i importing) run(p *program, c *commands, source moving.Source, o moving.Options) (err error) {
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	if i.Decisions != "" {
		if o.Decisions, err = moving.ReadDecisions(i.Decisions); err != nil {
			return err
		}
	}
	b := progress(p.err, "Reading")
	defer b.finish()
	if i.Fetch {
		o.Decisions.Pictures = moving.FromOld
	}
	if strings.EqualFold(filepath.Ext(i.Media), ".zip") {
		dir, err := os.MkdirTemp("", "broadsheet-pictures-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		if err := moving.UnpackPictures(i.Media, dir); err != nil {
			return err
		}
		i.Media = dir
	}
	o.Media, o.Folder, o.Rehearsal = i.Media, filepath.Join(settings.Data, movedFolder), i.DryRun
	o.Progress = func(done moving.Progress) {
		b.stage(done.Stage)
		b.at(done.Done, done.Total)
	}
	m, err := moving.Read(p.ctx, source, o)
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
