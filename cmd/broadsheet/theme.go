package main

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"os"
	"strings"

	"broadsheet/internal/demo/draw"
	"broadsheet/internal/page"
	"broadsheet/internal/theme"
	"broadsheet/themes"
)

// themeCommands are for whoever makes a theme.
type themeCommands struct {
	New     themeNewCommand     `cmd:"" help:"Begin a theme: write what is to be changed into a folder."`
	Check   themeCheckCommand   `cmd:"" help:"Try a theme on one of each page, and say what is wrong by file and line."`
	Gallery themeGalleryCommand `cmd:"" help:"Show one of each page with hard cases in a theme, on this machine alone, always as its files are now."`
}

type themeNewCommand struct {
	Dir   string   `arg:"" help:"Folder of the theme; made when it is not there. What stands in it stays."`
	Files []string `arg:"" optional:"" help:"Only these files, such as templates/story.html; all templates, the style sheet and the settings when none is named."`
	From  string   `help:"Begin with a theme that comes with the program instead of its own look: weekly." placeholder:"NAME"`
}

// Run writes the files.
func (t themeNewCommand) Run(p *program) error {
	from := page.BuiltInFiles()
	if t.From != "" {
		own, comes, err := theme.At(t.From, themes.Files)
		if err != nil || !comes {
			return usageError{fmt.Errorf("no theme called %s comes with the program", t.From)}
		}
		from = map[string][]byte{}
		err = fs.WalkDir(own, ".", func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				from[name], err = fs.ReadFile(own, name)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("the theme %s: %w", t.From, err)
		}
		if len(t.Files) == 0 { // a theme of its own is nothing without all of it
			for name := range maps.Keys(from) {
				t.Files = append(t.Files, name)
			}
		}
	}
	written, left, err := theme.New(t.Dir, from, t.Files)
	for _, name := range written {
		fmt.Fprintf(p.out, "%s/%s\n", strings.TrimSuffix(t.Dir, "/"), name)
	}
	if len(left) > 0 {
		fmt.Fprintf(p.out, "Left as they were: %s\n", strings.Join(left, ", "))
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "\nLook at it:  broadsheet theme gallery %s\nUse it:      broadsheet serve --theme %s\n", t.Dir, t.Dir)
	return nil
}

type themeCheckCommand struct {
	Dir string `arg:"" help:"Folder of the theme, or the name of one that comes with the program."`
}

// Run prints a line for each fault. The exit code is 1 when there is one.
func (t themeCheckCommand) Run(p *program) error {
	files, _, err := theme.At(t.Dir, themes.Files)
	if err != nil {
		return usageError{err}
	}
	if files == nil {
		root, err := os.OpenRoot(t.Dir)
		if err != nil {
			return fmt.Errorf("the folder %s cannot be opened: %w", t.Dir, cause(err))
		}
		defer root.Close() // read only: nothing can be lost
		files = root.FS()
	}
	made, faults := theme.Load(files)
	for _, f := range faults {
		fmt.Fprintln(p.out, f)
	}
	switch len(faults) {
	case 0:
		fmt.Fprintf(p.out, "All well: %d pages made. Its number is %s.\n", len(theme.Pages()), made.ID)
		return nil
	case 1:
		return errors.New("one thing is wrong")
	}
	return fmt.Errorf("%d things are wrong", len(faults))
}

type themeGalleryCommand struct {
	Dir    string `arg:"" optional:"" help:"Folder of the theme, or the name of one that comes with the program; the program's own look when none is named."`
	Listen string `help:"Address on this machine to listen on." default:"127.0.0.1:8088" placeholder:"HOST:PORT"`
}

// Run shows the gallery until the program is told to stop.
func (t themeGalleryCommand) Run(p *program) error {
	if err := onlyHere(t.Listen); err != nil {
		return usageError{err}
	}
	l, err := lookOf(p, t.Dir)
	if err != nil {
		return err
	}
	listener, err := listen(t.Listen)
	if err != nil {
		return err
	}
	g := &theme.Gallery{Theme: l.Theme, Folder: l.folder, Draw: drawn}
	server := &http.Server{Handler: g, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, IdleTimeout: idleTime}
	fmt.Fprintf(p.out, "One of each page is at  http://%s/\n", listener.Addr())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-p.ctx.Done():
	}
	if err := server.Close(); err != nil {
		return err
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// scenes are the drawings that stand in for pictures of the gallery which the demo's town has no drawing of.
var scenes = map[string]string{"court": "courthouse", "drawing": "map", "pier": "storm", "hospital": "hospital-night", "upright": "ferry", "pilot": "boats"}

func drawn(name string, w, h int) image.Image {
	if who, ok := strings.CutPrefix(name, "face-"); ok {
		return draw.Portrait(who, max(w, h))
	}
	return draw.Scene(cmp.Or(scenes[name], name), 1, w, h)
}

// onlyHere refuses an address that others could reach.
func onlyHere(address string) error {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("--listen %s can be reached from elsewhere: the gallery is for this machine alone, such as 127.0.0.1:8088", address)
	}
	return nil
}
