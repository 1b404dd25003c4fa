package desk

import (
	"context"
	"encoding/json"
	"time"

	"broadsheet/internal/account"
)

// Job is work that follows an action: it is added in the action's own transaction and done afterwards, again and again
// until it is done or given up. So it must be harmless to repeat.
type Job struct {
	ID      string // given by AddJob
	Kind    string // who does it: "letter"
	Key     string // what it is about; one job of a kind and key is open at a time
	Data    json.RawMessage
	AddedAt time.Time // given by AddJob
	RunAt   time.Time // not before; the zero time is at once
	Tries   int       // that failed since it was last done
	Said    string    // why the last of them failed
	DoneAt  time.Time // when it was last done, for work that repeats
	EndedAt time.Time // when it was given up
	Fence   int64     // of the lease under which it is being done
}

// Jobs are work that follows an action.
type Jobs interface {
	// AddJob adds work. When a job of the kind and key waits already, that one takes the new data and runs at the
	// earlier of both times; when one is being done this moment, it is done once more afterwards.
	AddJob(ctx context.Context, j Job) error
	// DropJob takes a job back that nobody is doing; it tells whether there was one.
	DropJob(ctx context.Context, kind, key string) (bool, error)
	// HoldJob makes sure that a job's lease is still that of fence, and keeps it so until the end; fault.Conflict when
	// somebody else has it now.
	HoldJob(ctx context.Context, id string, fence int64) error
	// TryJobAgain takes a job out of the drawer of those that were given up.
	TryJobAgain(ctx context.Context, id string, at time.Time) error
	// ForgetJob drops a job that was given up.
	ForgetJob(ctx context.Context, id string) error
}

// Private is what the house keeps for itself.
type Private interface {
	// Private reads what is kept under a name; copies hold it, the record and what leaves the house never do.
	Private(ctx context.Context, name string) (json.RawMessage, bool, error)
	SavePrivate(ctx context.Context, name string, value json.RawMessage) error
	// Secret reads a password of a neighbour, "" for none; copies do not hold it either.
	Secret(ctx context.Context, name string) (string, error)
	// SaveSecret keeps one, or forgets it when it is "".
	SaveSecret(ctx context.Context, name, value string) error
}

// TryAgain has a job done that was given up.
func (d *Desk) TryAgain(ctx context.Context, by account.Staff, id string) error {
	if err := must(by, account.KeepSystem); err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error { return tx.TryJobAgain(ctx, id, d.clock.Now()) })
}

// ForgetJob drops a job that was given up.
func (d *Desk) ForgetJob(ctx context.Context, by account.Staff, id string) error {
	if err := must(by, account.KeepSystem); err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error { return tx.ForgetJob(ctx, id) })
}
