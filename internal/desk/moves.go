package desk

import (
	"context"
	"encoding/json"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
)

// MoveState says how far the move of an archive is.
type MoveState string

// The states of a move.
const (
	MoveArriving MoveState = "arriving" // the file is on its way to the server
	MoveReading  MoveState = "reading"  // what is in it is being counted
	MoveRefused  MoveState = "refused"  // the file cannot be read, and the move says where
	MoveOpen     MoveState = "open"     // it waits for decisions
	MoveUnderWay MoveState = "moving"
	MovePaused   MoveState = "paused" // by a person, or by something that a person has to mend; it can go on
	MoveEnded    MoveState = "ended"  // by a person, before everything had come
	MoveDone     MoveState = "done"
)

// ArchiveMove is the move of one archive into the paper, as the newsroom keeps it. None of it is public.
type ArchiveMove struct {
	ID       string
	State    MoveState
	System   string // "wordpress"; "" while nobody looked into the file
	File     string // its name, as it was chosen
	Path     string // where it lies
	Size     int64  // bytes
	Received int64  // of them, so far
	BegunAt  time.Time
	EndedAt  time.Time
	BegunBy  string          // staff id
	Data     json.RawMessage // what is in the file and what was decided
	Progress json.RawMessage // how far it is, and its report
}

// Moves are the moves of archives.
type Moves interface {
	// ArchiveMove reads a move and keeps others from changing it until the end.
	ArchiveMove(ctx context.Context, id string) (ArchiveMove, error)
	// SaveArchiveMove keeps a new or changed move.
	SaveArchiveMove(ctx context.Context, m ArchiveMove) error
	// DropArchiveMove forgets a move.
	DropArchiveMove(ctx context.Context, id string) error
}

// BeginMove begins a move: of a file that arrives, or of one that lies on the server already.
func (d *Desk) BeginMove(ctx context.Context, by account.Staff, m ArchiveMove) (ArchiveMove, error) {
	if err := must(by, account.MoveArchives); err != nil {
		return m, err
	}
	m.ID, m.BegunAt, m.BegunBy = d.clock.ID(), d.clock.Now(), by.ID
	if m.Data == nil {
		m.Data = json.RawMessage("{}")
	}
	m.Progress = json.RawMessage("{}")
	return m, d.store.InTx(ctx, func(tx Tx) error { return tx.SaveArchiveMove(ctx, m) })
}

// ChangeMove lets a person change a move: its decisions, its state. What change answers with is refused to the person.
func (d *Desk) ChangeMove(ctx context.Context, by account.Staff, id string, change func(Tx, *ArchiveMove) error) (ArchiveMove, error) {
	if err := must(by, account.MoveArchives); err != nil {
		return ArchiveMove{}, err
	}
	return d.CarryMove(ctx, id, change)
}

// CarryMove changes a move for the work that carries it.
func (d *Desk) CarryMove(ctx context.Context, id string, change func(Tx, *ArchiveMove) error) (ArchiveMove, error) {
	var m ArchiveMove
	err := d.store.InTx(ctx, func(tx Tx) error {
		var err error
		if m, err = tx.ArchiveMove(ctx, id); err != nil {
			return err
		}
		if err := change(tx, &m); err != nil {
			return err
		}
		return tx.SaveArchiveMove(ctx, m)
	})
	return m, err
}

// DropMove forgets a move of which nothing came in, with its file.
func (d *Desk) DropMove(ctx context.Context, by account.Staff, id string) (ArchiveMove, error) {
	if err := must(by, account.MoveArchives); err != nil {
		return ArchiveMove{}, err
	}
	var m ArchiveMove
	return m, d.store.InTx(ctx, func(tx Tx) error {
		var err error
		if m, err = tx.ArchiveMove(ctx, id); err != nil {
			return err
		}
		switch m.State {
		case MoveArriving, MoveRefused, MoveOpen:
			return tx.DropArchiveMove(ctx, id)
		}
		return fault.New(fault.Conflict, "Something of %s has moved in, so its report stays.", m.File)
	})
}
