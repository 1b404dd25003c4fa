package storetest

import (
	"context"
	"encoding/json"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
)

// moves promises that the moves of archives come back as they were saved, newest first.
func moves(h house) {
	ctx := context.Background()
	m := desk.ArchiveMove{
		ID: "m1", State: desk.MoveArriving, File: "old “paper”.xml", Path: "/srv/x", Size: 1 << 40, Received: 12, BegunAt: Monday, BegunBy: "mara",
		Data: json.RawMessage(`{"a":"é"}`), Progress: json.RawMessage(`{}`),
	}
	h.must(func(tx desk.Tx) error { return tx.SaveArchiveMove(ctx, m) })
	m.State, m.System, m.Received, m.EndedAt = desk.MoveDone, "wordpress", m.Size, Monday.Add(time.Hour)
	m.Progress = json.RawMessage(`{"stage":"Stories"}`)
	h.must(func(tx desk.Tx) error { return tx.SaveArchiveMove(ctx, m) })
	h.must(func(tx desk.Tx) error {
		got, err := tx.ArchiveMove(ctx, "m1")
		want(h, "a move", got, m)
		return err
	})
	later := m
	later.ID, later.BegunAt = "m2", Monday.Add(time.Minute)
	h.must(func(tx desk.Tx) error { return tx.SaveArchiveMove(ctx, later) })
	all, err := h.ArchiveMoves(ctx)
	if err != nil || len(all) != 2 || all[0].ID != "m2" || all[1].EndedAt != m.EndedAt {
		h.Errorf("ArchiveMoves = %v, %v", all, err)
	}
	got, err := h.ArchiveMoveOf(ctx, "m1")
	want(h, "a move that is read", got, m)
	if err != nil {
		h.Error(err)
	}
	h.must(func(tx desk.Tx) error { return tx.DropArchiveMove(ctx, "m1") })
	_, err = h.ArchiveMoveOf(ctx, "m1")
	h.refused("a move that was dropped", err, fault.NotFound)
}
