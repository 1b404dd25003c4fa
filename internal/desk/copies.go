package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
)

// Kinds of work on the house itself.
const (
	NightCopy   = "night copy"   // repeats: a copy of the whole paper
	HandCopy    = "copy"         // one that somebody asked for
	CheckRecord = "check record" // every entry of the record
)

// Names of what the house keeps of it.
const (
	nightName    = "night"
	verifiedName = "record checked"
)

// Night says when a copy is made every night. Nothing of it is public.
type Night struct {
	Off  bool `json:"off"`
	Hour int  `json:"hour"` // of the paper's day
	Min  int  `json:"min"`
}

// UsualNight is when a copy is made unless somebody says otherwise: 03:10.
var UsualNight = Night{Hour: 3, Min: 10}

// String is the time as people say it.
func (n Night) String() string { return fmt.Sprintf("%02d:%02d", n.Hour, n.Min) }

// After is the next time after an instant at which a copy is to be made.
func (n Night) After(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	for ; ; d++ {
		if at := time.Date(y, m, d, n.Hour, n.Min, 0, 0, zone); at.After(now) {
			return at.UTC()
		}
	}
}

// NightOf reads what was said of the night; Usual when nothing was.
func NightOf(ctx context.Context, private func(ctx context.Context, name string) (json.RawMessage, bool, error)) (Night, error) {
	n := UsualNight
	b, found, err := private(ctx, nightName)
	if err == nil && found {
		err = json.Unmarshal(b, &n)
	}
	return n, err
}

// SetNight says when copies are made at night, from now on.
func (d *Desk) SetNight(ctx context.Context, by account.Staff, n Night) error {
	if err := must(by, account.KeepSystem); err != nil {
		return err
	}
	if n.Hour < 0 || n.Hour > 23 || n.Min < 0 || n.Min > 59 {
		return fault.About("time", "Type the time as 03:10: the hour from 00 to 23, then the minute.")
	}
	b, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error {
		p, _, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		if err := tx.SavePrivate(ctx, nightName, b); err != nil {
			return err
		}
		if _, err := tx.DropJob(ctx, NightCopy, ""); err != nil {
			return err
		}
		return tx.AddJob(ctx, Job{Kind: NightCopy, RunAt: n.After(d.clock.Now(), zoneOf(p))})
	})
}

func zoneOf(p paper.Settings) *time.Location {
	if z, err := time.LoadLocation(p.Zone); err == nil && p.Zone != "" {
		return z
	}
	return time.UTC
}

// AskCopy has a copy made as soon as possible.
func (d *Desk) AskCopy(ctx context.Context, by account.Staff) error {
	return d.ask(ctx, by, HandCopy)
}

// AskCheck has the whole record checked as soon as possible.
func (d *Desk) AskCheck(ctx context.Context, by account.Staff) error {
	return d.ask(ctx, by, CheckRecord)
}

func (d *Desk) ask(ctx context.Context, by account.Staff, kind string) error {
	if err := must(by, account.TakeCopies); err != nil {
		return err
	}
	who, err := json.Marshal(by.Name)
	if err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error { return tx.AddJob(ctx, Job{Kind: kind, Data: who}) })
}

// Checked is what a check of the whole record found.
type Checked struct {
	At      time.Time `json:"at"`
	Entries int64     `json:"entries"`
	Wrong   string    `json:"wrong"` // a sentence; "" when it holds
}

// KeepChecked keeps what a check found. Nobody asks who did it: it is the house itself.
func (d *Desk) KeepChecked(ctx context.Context, c Checked) error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error { return tx.SavePrivate(ctx, verifiedName, b) })
}

// CheckedOf reads what the last check found; its zero value for none.
func CheckedOf(ctx context.Context, private func(ctx context.Context, name string) (json.RawMessage, bool, error)) (c Checked, err error) {
	b, found, err := private(ctx, verifiedName)
	if err == nil && found {
		err = json.Unmarshal(b, &c)
	}
	return c, err
}
