package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/desk"
)

func (t *tx) Private(ctx context.Context, name string) (json.RawMessage, bool, error) {
	var value string
	found, err := t.row(ctx, `SELECT value FROM private WHERE name = $1`, []any{name}, &value)
	return json.RawMessage(value), found, err
}

func (t *tx) SavePrivate(ctx context.Context, name string, value json.RawMessage) error {
	if !json.Valid(value) {
		return fmt.Errorf("store: what is to be kept as %q is not JSON", name)
	}
	_, err := t.exec(ctx, `INSERT INTO private (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, string(value))
	return err
}

func (t *tx) Secret(ctx context.Context, name string) (string, error) {
	var value string
	_, err := t.row(ctx, `SELECT value FROM secret WHERE name = $1`, []any{name}, &value)
	return value, err
}

func (t *tx) SaveSecret(ctx context.Context, name, value string) error {
	var err error
	if value == "" {
		_, err = t.exec(ctx, `DELETE FROM secret WHERE name = $1`, name)
	} else {
		_, err = t.exec(ctx, `INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	}
	return err
}

// PrivateOf reads what is kept under a name.
func (s *Store) PrivateOf(ctx context.Context, name string) (json.RawMessage, bool, error) {
	var value string
	found, err := s.reader().row(ctx, `SELECT value FROM private WHERE name = $1`, []any{name}, &value)
	return json.RawMessage(value), found, err
}

const letterColumns = `id, kind, staff, name, email, data, state, made_by, made_at, send_at, until_at, tries, said, ended_at`

func scanLetter(rows *sql.Rows) (l desk.Letter, err error) {
	var data string
	var made, send, until, ended int64
	if err := rows.Scan(&l.ID, (*string)(&l.Kind), &l.Staff, &l.Name, &l.Email, &data, (*string)(&l.State), &l.MadeBy, &made, &send, &until, &l.Tries, &l.Said, &ended); err != nil {
		return l, err
	}
	l.MadeAt, l.SendAt, l.Until, l.EndedAt = instant(made), instant(send), instant(until), instant(ended)
	return l, json.Unmarshal([]byte(data), &l.Data)
}

func letterArgs(l desk.Letter) ([]any, error) {
	data, err := jsonText(l.Data)
	return []any{
		l.ID, string(l.Kind), l.Staff, l.Name, l.Email, data, string(l.State), l.MadeBy,
		micros(l.MadeAt), micros(l.SendAt), micros(l.Until), l.Tries, l.Said, micros(l.EndedAt),
	}, err
}

func (t *tx) AddLetter(ctx context.Context, l desk.Letter) error {
	args, err := letterArgs(l)
	if err == nil {
		_, err = t.exec(ctx, `INSERT INTO letter (`+letterColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, args...)
	}
	return err
}

func (t *tx) SaveLetter(ctx context.Context, l desk.Letter) error {
	args, err := letterArgs(l)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, `UPDATE letter SET kind = $2, staff = $3, name = $4, email = $5, data = $6, state = $7, made_by = $8, made_at = $9,
		send_at = $10, until_at = $11, tries = $12, said = $13, ended_at = $14 WHERE id = $1`, args...)
	if err == nil && n == 0 {
		err = errors.New("store: a letter was saved that is not there")
	}
	return err
}

func (t *tx) Letter(ctx context.Context, id string) (desk.Letter, error) {
	return must(first(list(ctx, t.querier, `SELECT `+letterColumns+` FROM letter WHERE id = $1`+t.d.lock, []any{id}, scanLetter)))("letter")
}

func (t *tx) WaitingLetter(ctx context.Context, staff string, kind desk.LetterKind) (desk.Letter, bool, error) {
	return first(list(ctx, t.querier, `SELECT `+letterColumns+` FROM letter WHERE staff = $1 AND kind = $2 AND state = 'waiting' ORDER BY made_at DESC, id DESC LIMIT 1`+t.d.lock,
		[]any{staff, string(kind)}, scanLetter))
}

func (t *tx) DropLetter(ctx context.Context, id string) error {
	_, err := t.exec(ctx, `DELETE FROM letter WHERE id = $1`, id)
	return err
}

func (t *tx) TidyLetters(ctx context.Context, empty, drop time.Time) error {
	if _, err := t.exec(ctx, `DELETE FROM letter WHERE made_at < $1 AND state NOT IN ('waiting', 'sending')`, micros(drop)); err != nil {
		return err
	}
	_, err := t.exec(ctx, `UPDATE letter SET data = '{}' WHERE made_at < $1 AND state NOT IN ('waiting', 'sending') AND data <> '{}'`, micros(empty))
	return err
}

// shownLetter reads letters as the outbox shows them: one that waits goes when its job runs next.
const shownLetter = `SELECT l.id, l.kind, l.staff, l.name, l.email, l.data, l.state, l.made_by, l.made_at, coalesce(j.run_at, l.send_at), l.until_at, l.tries, l.said, l.ended_at
	FROM letter l LEFT JOIN job j ON j.kind = '` + desk.MailJob + `' AND j.key = l.id AND j.state = 'open' AND l.state = 'waiting'`

// Letters lists the outbox, newest first: at most limit letters that were made before the one with the id before, "" for
// the newest.
func (s *Store) Letters(ctx context.Context, before string, limit int) ([]desk.Letter, error) {
	return list(ctx, s.reader(), shownLetter+` WHERE $1 = '' OR (l.made_at, l.id) < (SELECT made_at, id FROM letter WHERE id = $1)
		ORDER BY l.made_at DESC, l.id DESC LIMIT $2`, []any{before, limit}, scanLetter)
}

// LetterOf reads a letter.
func (s *Store) LetterOf(ctx context.Context, id string) (desk.Letter, error) {
	return must(first(list(ctx, s.reader(), shownLetter+` WHERE l.id = $1`, []any{id}, scanLetter)))("letter")
}

// CountLetters counts the letters in each state.
func (s *Store) CountLetters(ctx context.Context) (map[desk.LetterState]int, error) {
	n := map[desk.LetterState]int{}
	return n, s.reader().each(ctx, `SELECT state, count(*) FROM letter GROUP BY state`, nil, func(rows *sql.Rows) error {
		var state string
		var count int
		err := rows.Scan(&state, &count)
		n[desk.LetterState(state)] = count
		return err
	})
}
