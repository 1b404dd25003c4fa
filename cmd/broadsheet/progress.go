package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
)

// bar is a progress bar on a terminal, and one line where nobody looks at a terminal.
type bar struct {
	drawn *progressbar.ProgressBar
	about string
}

func progress(out io.Writer, about string) *bar {
	f, ok := out.(*os.File)
	if !ok || !isatty.IsTerminal(f.Fd()) {
		fmt.Fprintln(out, about+" …")
		return &bar{}
	}
	return &bar{about: about, drawn: progressbar.NewOptions64(-1, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(about),
		progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))}
}

// at moves the bar. One that cannot be drawn is no reason to stop what it tells of.
func (b *bar) at(done, of int64) {
	if b.drawn == nil {
		return
	}
	b.drawn.ChangeMax64(of)
	_ = b.drawn.Set64(done)
}

// stage says what is being done now.
func (b *bar) stage(about string) {
	if b.drawn != nil && b.about != about {
		b.about = about
		b.drawn.Describe(about)
	}
}

// tells is at and stage in one.
func (b *bar) tells(about string, done, of int64) {
	b.stage(about)
	if of == 0 {
		of = -1
	}
	b.at(done, of)
}

func (b *bar) finish() {
	if b.drawn != nil {
		_ = b.drawn.Finish()
	}
}
