package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"broadsheet/internal/clock"
	"broadsheet/internal/copies"
	"broadsheet/internal/desk"
	"broadsheet/internal/doctor"
	"broadsheet/internal/mail"
	"broadsheet/internal/shelf"
	"broadsheet/internal/store"
)

// doctorCommand looks whether all is well, and changes nothing.
type doctorCommand struct {
	serving
	Whole bool `help:"Read everything: every entry of the record, every page of the database, every original."`
}

// Run prints a line for each part of the house. The exit code is 1 when something is wrong.
func (d doctorCommand) Run(p *program, c *commands) (err error) {
	settings, err := c.settings(d.config())
	if err != nil {
		return err
	}
	h := doctor.House{
		Data: settings.Data, Pictures: filepath.Join(settings.Data, picturesShelf), Copies: copies.Folder{Dir: settings.Copies}, Night: desk.UsualNight,
		Server: settings.Database != "", Listen: settings.Listen, URL: settings.URL, Now: clock.Real{}.Now,
		Reach: func(ctx context.Context, m desk.MailServer) error { return mail.Reach(ctx, m, settings.URL, nil) },
	}
	if settings.Theme != "" {
		h.Look = func() (string, bool) {
			l, err := lookOf(p, settings.Theme)
			if err != nil {
				return sentences(err), false
			}
			return l.say()
		}
	}
	database := string(settings.Database)
	if database == "" {
		database = filepath.Join(settings.Data, databaseFile)
	}
	s, err := store.Look(p.ctx, store.Options{Database: database, Log: p.log})
	if err != nil {
		h.Trouble = err
	} else {
		h.Store = s
		defer func() { err = errors.Join(err, s.Close()) }()
		// A database that does not answer, or is of an older program, is told in its own line.
		if night, err := desk.NightOf(p.ctx, s.PrivateOf); err == nil {
			h.Night = night
		}
	}
	if files, err := shelf.Look(h.Pictures); err == nil {
		h.Files = opened(files)
		defer files.Close()
	}
	wrong := 0
	for _, l := range doctor.Look(p.ctx, h, d.Whole) {
		if l.Is == doctor.Wrong {
			wrong++
		}
		fmt.Fprintf(p.out, "%-5s  %-9s  %s\n", l.Is, l.Name, wrapped(l.Say, 18))
	}
	if err := p.ctx.Err(); err != nil {
		return err
	}
	switch wrong {
	case 0:
		fmt.Fprintln(p.out, "\nAll well.")
		return nil
	case 1:
		return errors.New("one thing is wrong")
	}
	return fmt.Errorf("%d things are wrong", wrong)
}

// opened opens files of the shelf for the doctor.
func opened(files *shelf.Folder) doctor.Files {
	return func(ctx context.Context, name string) (io.ReadCloser, int64, error) {
		f, info, err := files.Open(ctx, name)
		return f, info.Size, err
	}
}

// lineLength is how many characters of a line fit a terminal.
const lineLength = 100

// wrapped breaks a sentence into lines that begin below each other.
func wrapped(say string, indent int) string {
	var b strings.Builder
	at := indent
	for i, word := range strings.Fields(say) {
		n := len([]rune(word)) + 1
		switch {
		case i == 0:
		case at+n > lineLength:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent
		default:
			b.WriteByte(' ')
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}
