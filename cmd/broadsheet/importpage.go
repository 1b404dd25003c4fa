package main

import (
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
	"broadsheet/internal/moving/webpage"
)

// importPage brings pages of other sites in as drafts.
type importPage struct {
	Pages    []string `arg:"" help:"Addresses of pages, or pages saved as files."`
	DryRun   bool     `help:"Do everything and report it, but keep nothing."`
	Pictures bool     `negatable:"" default:"true" help:"Fetch the pictures as well."`
	URL      string   `name:"url" help:"Address of a page that is a saved file, where it does not tell it." placeholder:"URL"`

	fetcher *fetch.Fetcher `kong:"-"`
}

// Run brings one page after the other in; one that fails is told and does not hold up the others.
func (i importPage) Run(p *program, c *commands) (err error) {
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
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
	if i.fetcher == nil {
		i.fetcher = fetch.New(fetch.Options{})
	}
	var failed error
	for k, name := range i.Pages {
		if k > 0 {
			fmt.Fprintln(p.out)
		}
		report, err := i.one(p, h, paper, name, filepath.Join(settings.Data, movedFolder))
		if report != nil {
			fmt.Fprint(p.out, report.Text())
		}
		if err != nil {
			if p.ctx.Err() != nil {
				return early(p.ctx.Err())
			}
			if len(i.Pages) > 1 {
				err = fmt.Errorf("%s: %w", name, err)
			}
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// mostSaved is how large a saved page may be.
const mostSaved = 20 << 20

func (i importPage) one(p *program, h *house, paper moving.Paper, name, folder string) (report *moving.Report, err error) {
	dir, err := os.MkdirTemp("", "broadsheet-page-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	page, err := i.read(p, name, paper.Zone)
	if err != nil {
		return nil, err
	}
	o := moving.Options{File: filepath.Join(dir, "page.html"), Name: name, Folder: folder, Rehearsal: i.DryRun}
	if i.Pictures && page.Address != "" {
		came, err := moving.FetchPictures(p.ctx, i.fetcher, page, dir)
		if err != nil {
			return nil, err
		}
		if came > 0 {
			o.Media = dir
		}
	}
	if err := os.WriteFile(o.File, []byte(page.Body), 0o600); err != nil {
		return nil, err
	}
	m, err := moving.Read(p.ctx, moving.Page(page), o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	fmt.Fprintln(p.out, described(page, i.DryRun))
	if report, err = m.Into(p.ctx, h.desk, paper); err == nil {
		err = report.AddsUp()
	}
	return report, err
}

// described tells in a line what was read.
func described(page *webpage.Page, rehearsal bool) string {
	line := "“" + page.Title + "”"
	if len(page.Authors) > 0 {
		line += " by " + strings.Join(page.Authors, ", ")
	}
	if page.Site != "" {
		line += ", " + page.Site
	}
	if !page.Published.IsZero() {
		line += ", " + page.Published.Format("2 January 2006")
	}
	if rehearsal {
		return line + "."
	}
	return line + ". It comes as a draft that credits its source; look for it in Stories."
}

// read gets a page from its address, or from a file.
func (i importPage) read(p *program, name string, zone *time.Location) (*webpage.Page, error) {
	if isAddress(name) {
		return moving.FetchPage(p.ctx, i.fetcher, name, zone)
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fault.New(fault.Invalid, "There is no file %s. An address begins with https:// or http://.", name)
	case err != nil:
		return nil, fault.Because(err, fault.Unavailable, "The file %s cannot be read.", name)
	case info.IsDir():
		return nil, fault.New(fault.Invalid, "%s is a folder. `import files` takes whole folders; name one page here.", name)
	case info.Size() > mostSaved:
		return nil, fault.New(fault.Invalid, "%s is larger than %d MB, so it was not read.", name, mostSaved>>20)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "The file %s cannot be read.", name)
	}
	return webpage.Read(b, "", i.URL, zone)
}
