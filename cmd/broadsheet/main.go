// Command broadsheet is a newsroom in one program: the site that people read, and the desk where it is made.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"broadsheet/internal/bench"
	"broadsheet/internal/config"
	"broadsheet/internal/fault"
)

// Exit codes: what was typed cannot be understood, or what was asked for did not happen.
const (
	exitFailed = 1
	exitUsage  = 2
)

// commands is the whole command line.
type commands struct {
	Config   string        `help:"Configuration file; broadsheet.toml in this folder when there is one." placeholder:"FILE" env:"BROADSHEET_CONFIG"`
	Data     string        `help:"Folder of the database and the pictures." placeholder:"DIR" env:"BROADSHEET_DATA"`
	Database config.Secret `help:"PostgreSQL instead of a file in --data: postgres://…" placeholder:"URL" env:"BROADSHEET_DATABASE"`

	Copies string `help:"Folder of the nightly copies; copies in --data when not said." placeholder:"DIR" env:"BROADSHEET_COPIES"`

	Serve   serveCommand   `cmd:"" help:"Serve the paper and its newsroom."`
	User    userCommands   `cmd:"" help:"Keep the newsroom's accounts."`
	Import  importCommands `cmd:"" help:"Move an archive in."`
	Export  exportCommand  `cmd:"" help:"Write everything down in open formats, also while it is served."`
	Verify  verifyCommand  `cmd:"" help:"Check the whole record: numbers without gaps, hashes that chain."`
	Doctor  doctorCommand  `cmd:"" help:"Say of each part of the house whether it is well, and what to do. Changes nothing."`
	Backup  backupCommand  `cmd:"" help:"Make a copy of the whole paper in one file, also while it is served."`
	Restore restoreCommand `cmd:"" help:"Read a copy back into an empty folder, or an empty database."`
	Demo    demoCommand    `cmd:"" help:"Serve a living newsroom with stories and people, gone when it stops."`
	Theme   themeCommands  `cmd:"" help:"Make the paper look like your own: begin a theme, look at it, check it."`
	Bench   benchCommands  `cmd:"" help:"Measure what this program does, each figure beside its yardstick."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// program is what a command is given: where to write and how to end.
type program struct {
	ctx context.Context
	in  io.Reader
	out io.Writer
	err io.Writer
	log *slog.Logger
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program without the process: tests call it too.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	var c commands
	exited := false
	parser, err := kong.New(&c, kong.Name("broadsheet"), kong.UsageOnError(), kong.Writers(out, errs), kong.Vars{"parts": strings.Join(bench.Parts(), ",")},
		kong.Description("A newsroom in one program: the site that people read, and the desk where it is made."),
		kong.Exit(func(int) { exited = true }))
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if exited { // --help
		return 0
	}
	if err != nil {
		fmt.Fprintf(errs, "%s. Type broadsheet --help for what can be said.\n", strings.TrimSuffix(capital(err.Error()), "."))
		return exitUsage
	}
	p := &program{ctx: ctx, in: in, out: out, err: errs, log: slog.New(slog.NewTextHandler(errs, nil))}
	if err := parsed.Run(p, &c); err != nil {
		var usage usageError
		if errors.As(err, &usage) {
			fmt.Fprintln(errs, sentences(usage.error))
			return exitUsage
		}
		fmt.Fprintln(errs, sentences(err))
		return exitFailed
	}
	return 0
}

// usageError is a mistake in what was typed or configured.
type usageError struct{ error }

// settings reads the configuration in its order: flags and environment, then the file, then the defaults.
func (c *commands) settings(flags config.Config) (config.Config, error) {
	path, must := c.Config, c.Config != ""
	if !must {
		path = "broadsheet.toml"
	}
	file, err := config.Read(path, must)
	if err != nil {
		return config.Config{}, usageError{err}
	}
	flags.Data, flags.Database, flags.Copies = c.Data, c.Database, c.Copies
	settings, err := flags.Over(file).Ready()
	if err != nil {
		return settings, usageError{err}
	}
	return settings, nil
}

// sentences is an error as a person should read it: each mistake a line that begins with a capital.
func sentences(err error) string {
	text := err.Error()
	if f := fault.Of(err); f.Kind != fault.Internal {
		text = f.Say
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSuffix(capital(l), ".") + "."
	}
	return strings.Join(lines, "\n")
}

func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
