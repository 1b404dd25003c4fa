// Package system is the part of the newsroom where the house itself is kept: how it stands, its copies, the check of
// its record, the work that was given up; and the work behind that, done once for all nodes (package follow).
package system

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/copies"
	"broadsheet/internal/desk"
	"broadsheet/internal/doctor"
	"broadsheet/internal/fault"
	"broadsheet/internal/follow"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// Store is what is asked of the database.
type Store interface {
	doctor.Store
	copies.Database
	JobsOpen(ctx context.Context, limit int) ([]desk.Job, error)
	JobsGivenUp(ctx context.Context, limit int) ([]desk.Job, error)
	CountLetters(ctx context.Context) (map[desk.LetterState]int, error)
}

// Keeper keeps the house: it makes the copies, checks the record and says how everything stands.
type Keeper struct {
	Desk     *desk.Desk
	Store    Store
	Shelf    copies.Shelf
	Pictures func(ctx context.Context) (bytes int64, err error) // that the shelf takes
	Beside   copies.Beside
	Copies   copies.Folder
	Data     string // folder
	Server   bool   // the database is a server's
	Clock    clock.Clock
	Log      *slog.Logger
	Version  string
	Began    time.Time // when this program started

	// Look says how the paper looks, and whether all is well with that; nil: as the program's own theme has it.
	Look func() (say string, well bool)
}

// Kinds are the kinds of work for a follow.Runner.
func (k *Keeper) Kinds() []follow.Kind {
	return []follow.Kind{
		{Name: desk.NightCopy, Do: k.nightCopy, Next: func(ctx context.Context, now time.Time) (time.Time, error) {
			n, zone, err := k.night(ctx)
			return n.After(now, zone), err
		}},
		{Name: desk.HandCopy, Do: k.handCopy},
		{Name: desk.CheckRecord, Do: k.checkRecord},
	}
}

// night is when copies are made, in the paper's zone.
func (k *Keeper) night(ctx context.Context) (desk.Night, *time.Location, error) {
	n, err := desk.NightOf(ctx, k.Store.PrivateOf)
	if err != nil {
		return n, time.UTC, err
	}
	zone, err := k.zone(ctx)
	return n, zone, err
}

func (k *Keeper) zone(ctx context.Context) (*time.Location, error) {
	p, _, err := k.Store.Settings(ctx)
	return zoneOf(p), err
}

func zoneOf(p paper.Settings) *time.Location {
	if z, err := time.LoadLocation(p.Zone); err == nil && p.Zone != "" {
		return z
	}
	return time.UTC
}

// nightCopy makes the copy of a night, or the one of a night on which the house stood still.
func (k *Keeper) nightCopy(ctx context.Context, _ desk.Job) error {
	n, _, err := k.night(ctx)
	if err != nil || n.Off {
		return err
	}
	_, err = k.copy(ctx, false, "")
	if errors.Is(err, copies.ErrApart) {
		k.Log.ErrorContext(ctx, "the copy of the night did not pass its check", "error", err)
		return nil // the same copy an hour later would not pass either; the next night tries again
	}
	return err
}

// handCopy makes a copy that somebody asked for. What went wrong stands on System, and they ask again.
func (k *Keeper) handCopy(ctx context.Context, j desk.Job) error {
	var who string
	if err := json.Unmarshal(j.Data, &who); err != nil {
		return follow.GiveUp(err)
	}
	_, err := k.copy(ctx, true, who)
	if err != nil && ctx.Err() == nil {
		k.Log.ErrorContext(ctx, "a copy was not made", "error", err)
		return nil
	}
	return err
}

func (k *Keeper) copy(ctx context.Context, byHand bool, who string) (copies.Copy, error) {
	zone, err := k.zone(ctx)
	if err != nil {
		return copies.Copy{}, err
	}
	c, err := k.Copies.Make(ctx, copies.Order{
		DB: k.Store, Shelf: k.Shelf, Beside: k.Beside, Now: k.Clock.Now, Zone: zone, ByHand: byHand, By: who,
		About: func() (int64, error) {
			rows, err := k.Store.Bytes(ctx)
			if err != nil {
				return 0, err
			}
			files, err := k.Pictures(ctx)
			if err != nil {
				return 0, err
			}
			beside, err := k.Beside.Bytes(ctx)
			return rows + files + beside, err
		},
	})
	if err == nil {
		k.Log.InfoContext(ctx, "a copy was made and checked", "copy", c.Name, "bytes", c.Size, "entries", c.Number, "files", c.Files, "lack", c.Lack, "left", c.Left)
	}
	return c, err
}

// checkRecord reads the whole record and keeps what it found.
func (k *Keeper) checkRecord(ctx context.Context, _ desk.Job) error {
	found := desk.Checked{At: k.Clock.Now()}
	var err error
	if found.Entries, err = k.Store.Verify(ctx); err != nil {
		if !fault.Is(err, fault.Internal) || ctx.Err() != nil {
			return err // the database did not answer: nothing was found out
		}
		k.Log.ErrorContext(ctx, "the record does not hold", "error", err)
		found.Wrong = fault.Of(err).Say
	}
	return k.Desk.KeepChecked(ctx, found)
}

// house is the house as the doctor looks at it.
func (k *Keeper) house(n desk.Night) doctor.House {
	return doctor.House{Data: k.Data, Copies: k.Copies, Night: n, Server: k.Server, Store: k.Store, Now: k.Clock.Now}
}

// standing is how the house stands.
type standing struct {
	wrong []string // sentences about what needs somebody
	say   string   // when nothing does
	disk  doctor.Line
	last  copies.Copy
	found desk.Checked
	night desk.Night
	given []desk.Job
	under map[string]desk.Job // work that is being done or due, by kind
}

// copying says which copy is being made, "" for none.
func (s standing) copying() string {
	if _, hand := s.under[desk.HandCopy]; hand {
		return "A copy is being made."
	}
	if _, night := s.under[desk.NightCopy]; night && !s.night.Off {
		return "The copy of the night is being made."
	}
	return ""
}

// drawn is how many jobs that were given up are shown.
const drawn = 20

// stands looks how the house stands, as far as that costs nothing.
func (k *Keeper) stands(ctx context.Context, when func(time.Time) string) (s standing, err error) {
	if s.night, _, err = k.night(ctx); err != nil {
		return s, err
	}
	if s.disk, err = doctor.Disk(k.Data); err != nil {
		s.disk = doctor.Line{Name: "Disk", Is: doctor.Wrong, Say: "How much room there is on the disk cannot be found out."}
	}
	lines := []doctor.Line{s.disk}
	if same, err := copies.SameDisk(k.Data, k.Copies.Dir); err == nil && !same {
		if l, err := doctor.Disk(k.Copies.Dir); err == nil {
			lines = append(lines, l)
		}
	}
	var found bool
	if s.last, found, err = k.Copies.Last(); err != nil {
		found = false // which the line about copies tells
	}
	if s.under, err = k.underWay(ctx); err != nil {
		return s, err
	}
	about := doctor.Copies(ctx, k.house(s.night))
	if first := !found && s.copying() != ""; first && about.Is == doctor.Wrong {
		if try, err := k.Copies.LastTry(); err == nil && try.Wrong == "" {
			about.Is = doctor.Note // what is wrong is being mended this moment
		}
	}
	for _, l := range append(lines, about, doctor.Letters(ctx, k.house(s.night))) {
		if l.Is == doctor.Wrong {
			s.wrong = append(s.wrong, l.Say)
		}
	}
	if k.Look != nil {
		if say, well := k.Look(); !well {
			s.wrong = append(s.wrong, say)
		}
	}
	if s.found, err = desk.CheckedOf(ctx, k.Store.PrivateOf); err != nil {
		return s, err
	}
	if s.found.Wrong != "" {
		s.wrong = append(s.wrong, fmt.Sprintf("The record did not hold when it was checked, %s: %s Keep the data folder as it is and compare with the last copy.", when(s.found.At), s.found.Wrong))
	}
	if s.given, err = k.Store.JobsGivenUp(ctx, drawn); err != nil {
		return s, err
	}
	if n := len(s.given); n > 0 {
		s.wrong = append(s.wrong, screen.Count(n, "piece of work was given up and waits for you", "pieces of work were given up and wait for you")+".")
	}
	s.say = "All well."
	switch {
	case found:
		s.say += " Last copy " + when(s.last.Made) + ", checked."
	case s.copying() != "":
		s.say += " The first copy is being made."
	case !s.night.Off:
		s.say += " No copy yet: the first is made at " + s.night.String() + "."
	}
	return s, nil
}

// State says in a sentence how the house stands, for whoever keeps it.
func (k *Keeper) State(ctx context.Context) (screen.Machine, error) {
	zone, err := k.zone(ctx)
	if err != nil {
		return screen.Machine{}, err
	}
	f := screen.Frame{Zone: zone, Now: k.Clock.Now()}
	s, err := k.stands(ctx, f.When)
	if err != nil {
		return screen.Machine{}, err
	}
	m := screen.Machine{Say: s.say, URL: Path}
	if len(s.wrong) > 0 {
		m.Wrong, m.Say, m.Facts = true, s.wrong[0], s.wrong[1:]
	}
	return m, nil
}

// underWay tells which work on the house is waiting or being done: kinds, and who asked.
func (k *Keeper) underWay(ctx context.Context) (map[string]desk.Job, error) {
	all, err := k.Store.JobsOpen(ctx, 500)
	now, out := k.Clock.Now(), map[string]desk.Job{}
	for _, j := range all {
		if !j.RunAt.After(now) {
			out[j.Kind] = j
		}
	}
	return out, err
}
