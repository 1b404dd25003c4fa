// Package doctor looks at a house from outside, served or stopped, and says of each part in a sentence whether it is
// well, and if not what to do. It changes nothing: no file, no table.
package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/copies"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// State is how something stands.
type State string

// The states of a line. A note is worth knowing and needs nobody tonight.
const (
	Well  State = "ok"
	Note  State = "note"
	Wrong State = "WRONG"
)

// Line is what was found of one thing.
type Line struct {
	Name string // "Disk"
	Is   State
	Say  string // one or two sentences: how it is, and what to do
}

// Store is what is asked of the database.
type Store interface {
	Kind(ctx context.Context) (string, error)
	Tables(ctx context.Context) (here, known int64, err error)
	Bytes(ctx context.Context) (int64, error)
	Sound(ctx context.Context) (wrong string, err error)
	Instant(ctx context.Context) (time.Time, error)
	Head(ctx context.Context) (int64, [32]byte, error)
	FirstEntry(ctx context.Context) (record.Entry, bool, error)
	NewestEntry(ctx context.Context) (record.Entry, bool, error)
	Verify(ctx context.Context) (int64, error)
	VerifyLast(ctx context.Context, n int64) (int64, error)
	EachPicture(ctx context.Context, fn func(article.Picture) error) error
	Settings(ctx context.Context) (paper.Settings, bool, error)
	PrivateOf(ctx context.Context, name string) (json.RawMessage, bool, error)
	Letters(ctx context.Context, before string, limit int) ([]desk.Letter, error)
}

// Files opens the file of a picture by its name, and tells its size; a fault.NotFound when it is not there.
type Files func(ctx context.Context, name string) (r io.ReadCloser, size int64, err error)

// House is what is looked at.
type House struct {
	Data     string // data folder
	Pictures string // folder of the pictures
	Copies   copies.Folder
	Night    desk.Night
	Server   bool   // the database is a server's, not a file in Data
	Store    Store  // nil when it could not be opened
	Trouble  error  // why not
	Files    Files  // nil when the folder could not be opened
	Listen   string // host:port
	URL      string // what readers type
	Now      func() time.Time
	// Look says how the paper looks, and whether all is well with that; nil to leave it out.
	Look func() (say string, well bool)
	// Reach asks a mail server whether it answers; nil to leave it in peace.
	Reach func(ctx context.Context, m desk.MailServer) error
}

// Look looks at everything. With whole it reads every byte that there is instead of what is quickly looked at.
func Look(ctx context.Context, h House, whole bool) []Line {
	lines := []Line{folder(h), disk(ctx, h), database(ctx, h, whole)}
	if h.Store != nil {
		lines = append(lines, entries(ctx, h, whole), pictures(ctx, h, whole))
	}
	lines = append(lines, Copies(ctx, h), clockOf(ctx, h))
	if h.Look != nil {
		is := Well
		text, well := h.Look()
		if !well {
			is = Wrong
		}
		lines = append(lines, Line{"Look", is, text})
	}
	lines = append(lines, doors(ctx, h)...)
	if h.Store != nil && ours(ctx, h) {
		lines = append(lines, Letters(ctx, h))
	}
	return lines
}

// ours tells whether the database has at least the tables of this program; what it lacks its own line tells.
func ours(ctx context.Context, h House) bool {
	here, known, err := h.Store.Tables(ctx)
	return err == nil && here >= known
}

// say is a failure in a sentence.
func say(err error) string {
	if f := fault.Of(err); f.Kind != fault.Internal {
		return f.Say
	}
	return err.Error() + "."
}

func line(name string, is State, format string, args ...any) Line {
	return Line{name, is, fmt.Sprintf(format, args...)}
}

// database tells whether it answers and has the tables of this program.
func database(ctx context.Context, h House, whole bool) Line {
	const name = "Database"
	if h.Store == nil {
		return Line{name, Wrong, say(h.Trouble)}
	}
	kind, err := h.Store.Kind(ctx)
	if err != nil {
		return Line{name, Wrong, say(err)}
	}
	here, known, err := h.Store.Tables(ctx)
	if err != nil {
		return Line{name, Wrong, say(err)}
	}
	size, err := h.Store.Bytes(ctx)
	if err != nil {
		return Line{name, Wrong, say(err)}
	}
	switch {
	case here == 0:
		return line(name, Wrong, "%s answers and holds no paper yet. broadsheet serve makes one; if there should be one, look at --data and --database.", kind)
	case here < known:
		return line(name, Note, "%s answers. Its tables have number %d, those of this program %d: broadsheet serve brings them up when it starts. Make a copy first.", kind, here, known)
	case here > known:
		return line(name, Note, "%s answers. Its tables have number %d, those of this program %d: a newer program was here. Use that one.", kind, here, known)
	}
	if whole && !h.Server {
		wrong, err := h.Store.Sound(ctx)
		if err != nil {
			return Line{name, Wrong, say(err)}
		}
		if wrong != "" {
			return line(name, Wrong, "%s says that its file is damaged: %s. Stop the paper, keep the folder, and restore the last copy into a new one.", kind, wrong)
		}
		return line(name, Well, "%s, %s; every page of its file was read and is sound.", kind, copies.Bytes(size))
	}
	return line(name, Well, "%s answers, %s, with the tables of this program.", kind, copies.Bytes(size))
}

// quickly is how many of the record's newest entries are read when not all of them are asked for.
const quickly = 1000

// entries tells whether the record holds.
func entries(ctx context.Context, h House, whole bool) Line {
	const name = "Record"
	all, _, err := h.Store.Head(ctx)
	if err != nil {
		return Line{name, Wrong, say(err)}
	}
	read := int64(0)
	if whole {
		read, err = h.Store.Verify(ctx)
	} else {
		read, err = h.Store.VerifyLast(ctx, quickly)
	}
	switch {
	case err != nil:
		return line(name, Wrong, "%s What was published can no longer be proven from there on: keep the folder as it is, and compare with the last copy.", say(err))
	case all == 0:
		return line(name, Note, "Nothing was published yet.")
	case read < all:
		return line(name, Well, "The newest %d of %d entries hold. --whole reads all of them.", read, all)
	}
	return line(name, Well, "It holds: %d entries without a gap.", read)
}

// clockOf tells whether the time can be trusted.
func clockOf(ctx context.Context, h House) Line {
	const name = "Clock"
	now := h.Now()
	if now.Year() < 2025 {
		return line(name, Wrong, "This machine takes today for %s. Set its clock, or stories carry wrong dates.", now.Format("2 January 2006"))
	}
	if h.Store == nil {
		return line(name, Well, "It is %s here.", now.Format("15:04:05 MST, Mon 2 January 2006"))
	}
	zone, named := time.UTC, "UTC"
	p, set, err := h.Store.Settings(ctx)
	if err != nil {
		return Line{name, Wrong, say(err)}
	}
	if set {
		if zone, err = time.LoadLocation(p.Zone); err != nil {
			return line(name, Wrong, "The paper’s time zone %s is unknown on this machine. Install its table of time zones (tzdata), or choose another in Settings, The paper.", p.Zone)
		}
		named = p.Zone
	}
	if h.Server {
		there, err := h.Store.Instant(ctx)
		if err != nil {
			return Line{name, Wrong, say(err)}
		}
		if apart := there.Sub(h.Now()).Abs(); apart > 10*time.Second {
			return line(name, Wrong, "The clocks of this machine and of the database are %s apart. Let both follow the same time server.", apart.Round(time.Second))
		}
	}
	newest, found, err := h.Store.NewestEntry(ctx)
	if err != nil {
		return Line{name, Wrong, say(err)}
	}
	if ahead := newest.At.Sub(h.Now()); found && ahead > time.Minute {
		return line(name, Wrong, "The newest entry of the record was written %s in the future, as this machine tells the time: its clock was set back, or is wrong now.", ahead.Round(time.Second))
	}
	return line(name, Well, "It is %s in the paper’s zone, %s.", now.In(zone).Format("15:04:05, Mon 2 January 2006"), named)
}
