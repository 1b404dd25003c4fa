package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"broadsheet/internal/desk"
)

const moveColumns = `id, state, system, file, path, size, received, begun_at, ended_at, begun_by`

func scanMoveInto(rows *sql.Rows, m *desk.ArchiveMove, more ...any) error {
	var begun, ended int64
	err := rows.Scan(append([]any{&m.ID, (*string)(&m.State), &m.System, &m.File, &m.Path, &m.Size, &m.Received, &begun, &ended, &m.BegunBy}, more...)...)
	m.BegunAt, m.EndedAt = instant(begun), instant(ended)
	return err
}

func readMove(ctx context.Context, q querier, id, lock string) (desk.ArchiveMove, bool, error) {
	return first(list(ctx, q, `SELECT `+moveColumns+`, data, progress FROM move WHERE id = $1`+lock, []any{id}, func(rows *sql.Rows) (m desk.ArchiveMove, err error) {
		var data, progress string
		err = scanMoveInto(rows, &m, &data, &progress)
		m.Data, m.Progress = json.RawMessage(data), json.RawMessage(progress)
		return m, err
	}))
}

func (t *tx) ArchiveMove(ctx context.Context, id string) (desk.ArchiveMove, error) {
	return must(readMove(ctx, t.querier, id, t.d.lock))("move")
}

func (t *tx) SaveArchiveMove(ctx context.Context, m desk.ArchiveMove) error {
	_, err := t.exec(ctx, `INSERT INTO move (`+moveColumns+`, data, progress) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, system = excluded.system, file = excluded.file, path = excluded.path,
		size = excluded.size, received = excluded.received, ended_at = excluded.ended_at, data = excluded.data, progress = excluded.progress`,
		m.ID, string(m.State), m.System, m.File, m.Path, m.Size, m.Received, micros(m.BegunAt), micros(m.EndedAt), m.BegunBy, string(m.Data), string(m.Progress))
	return err
}

func (t *tx) DropArchiveMove(ctx context.Context, id string) error {
	_, err := t.exec(ctx, `DELETE FROM move WHERE id = $1`, id)
	return err
}

// ArchiveMoves lists the moves of archives, newest first, without what is in them and how far they are.
func (s *Store) ArchiveMoves(ctx context.Context) ([]desk.ArchiveMove, error) {
	return list(ctx, s.reader(), `SELECT `+moveColumns+` FROM move ORDER BY begun_at DESC, id DESC LIMIT 200`, nil, func(rows *sql.Rows) (m desk.ArchiveMove, err error) {
		return m, scanMoveInto(rows, &m)
	})
}

// ArchiveMoveOf reads a move whole.
func (s *Store) ArchiveMoveOf(ctx context.Context, id string) (desk.ArchiveMove, error) {
	return must(readMove(ctx, s.reader(), id, ""))("move")
}
