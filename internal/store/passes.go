package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
)

// signInsKept is how many sign-ins of an account are kept, and passesFor how long a pass is remembered after its time:
// long enough that somebody who presses an old link is told what became of it.
const (
	signInsKept = 10
	passesFor   = 90 * 24 * time.Hour
)

const passColumns = `id, hash, kind, staff, name, email, roles, byline, made_by, made_at, until_at, used_at, withdrawn_at`

func scanPass(rows *sql.Rows) (p account.Pass, err error) {
	var roles string
	var made, until, used, withdrawn int64
	if err := rows.Scan(&p.ID, &p.Hash, &p.Kind, &p.Staff, &p.Name, &p.Email, &roles, &p.Byline, &p.MadeBy, &made, &until, &used, &withdrawn); err != nil {
		return p, err
	}
	p.MadeAt, p.Until, p.UsedAt, p.WithdrawnAt = instant(made), instant(until), instant(used), instant(withdrawn)
	return p, json.Unmarshal([]byte(roles), &p.Roles)
}

func (t *tx) Pass(ctx context.Context, id string) (account.Pass, error) {
	return must(first(list(ctx, t.querier, `SELECT `+passColumns+` FROM pass WHERE id = $1`+t.d.lock, []any{id}, scanPass)))("link")
}

func (t *tx) PassByHash(ctx context.Context, hash []byte) (account.Pass, bool, error) {
	return first(list(ctx, t.querier, `SELECT `+passColumns+` FROM pass WHERE hash = $1`+t.d.lock, []any{hash}, scanPass))
}

func (t *tx) PassesOf(ctx context.Context, staff string) ([]account.Pass, error) {
	return list(ctx, t.querier, `SELECT `+passColumns+` FROM pass WHERE staff = $1 AND staff <> '' ORDER BY made_at DESC, id DESC LIMIT 50`+t.d.lock, []any{staff}, scanPass)
}

func (t *tx) SavePass(ctx context.Context, p account.Pass) error {
	roles, err := jsonText(append([]account.Role{}, p.Roles...))
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM pass WHERE until_at < $1`, micros(t.s.clock.Now().Add(-passesFor))); err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO pass (`+passColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, kind = excluded.kind, staff = excluded.staff, name = excluded.name,
			email = excluded.email, roles = excluded.roles, byline = excluded.byline, made_by = excluded.made_by, made_at = excluded.made_at,
			until_at = excluded.until_at, used_at = excluded.used_at, withdrawn_at = excluded.withdrawn_at`,
		p.ID, p.Hash, string(p.Kind), p.Staff, p.Name, p.Email, roles, p.Byline, p.MadeBy, micros(p.MadeAt), micros(p.Until), micros(p.UsedAt), micros(p.WithdrawnAt))
	return err
}

func (t *tx) AddSignIn(ctx context.Context, staff string, at account.SignIn) error {
	if _, err := t.exec(ctx, `INSERT INTO sign_in (staff, at, device) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, staff, micros(at.At), at.Device); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM sign_in WHERE staff = $1 AND at NOT IN (SELECT at FROM sign_in WHERE staff = $1 ORDER BY at DESC LIMIT $2)`, staff, signInsKept)
	return err
}

// handedOver are the states of what a person has in work.
var handedOver = []string{string(article.Writing), string(article.Filed), string(article.Ready), string(article.Changed)}

// HandOver puts what somebody has in hand, and what they began and nobody else has or waits for, into another hand, ""
// for nobody's. It tells how many stories that were.
func (t *tx) HandOver(ctx context.Context, from, to string, now time.Time) (int, error) {
	marks, args := expand([]any{from, to}, handedOver)
	open := ` IN (SELECT d.id FROM draft d WHERE d.state IN (` + marks + `)`
	began := open + ` AND d.created_by = $1 AND d.state IN ('writing', 'changed'))`
	inHand, err := t.exec(ctx, `UPDATE draft_passage SET in_hand = $2 WHERE in_hand = $1 AND draft`+open+`)`, args...)
	if err != nil {
		return 0, err
	}
	if to != "" {
		n, err := t.exec(ctx, `UPDATE draft_passage SET in_hand = $2 WHERE in_hand = '' AND draft`+began, args...)
		if err != nil {
			return 0, err
		}
		m, err := t.exec(ctx, `INSERT INTO draft_passage (draft, stage, filed_by, filed_at, in_hand, due_at, due_civil, due_zone, back_note, back_by, back_at)
			SELECT d.id, '', '', 0, CAST($2 AS TEXT), 0, '', '', '', '', 0 FROM draft d WHERE d.id`+began+` AND NOT EXISTS (SELECT 1 FROM draft_passage g WHERE g.draft = d.id)`, args...)
		if err != nil {
			return 0, err
		}
		inHand += n + m
	}
	_, err = t.exec(ctx, `UPDATE draft_hand SET until_at = $2 WHERE staff = $1 AND until_at > $2`, from, micros(now))
	return int(inHand), err
}

// CountOpenOf counts what HandOver would hand over.
func (s *Store) CountOpenOf(ctx context.Context, staff string) (n int, err error) {
	marks, args := expand([]any{staff}, handedOver)
	_, err = s.reader().row(ctx, `SELECT count(*) FROM `+rowTables+` WHERE d.state IN (`+marks+`)
		AND (coalesce(g.in_hand, '') = $1 OR coalesce(g.in_hand, '') = '' AND d.created_by = $1 AND d.state IN ('writing', 'changed'))`, args, &n)
	return n, err
}

// PassByHash finds a link by the hash of its key.
func (s *Store) PassByHash(ctx context.Context, hash []byte) (account.Pass, bool, error) {
	return first(list(ctx, s.reader(), `SELECT `+passColumns+` FROM pass WHERE hash = $1`, []any{hash}, scanPass))
}

// AskedIn reads who was asked in and has not come, newest first.
func (s *Store) AskedIn(ctx context.Context) ([]account.Pass, error) {
	return list(ctx, s.reader(), `SELECT `+passColumns+` FROM pass WHERE kind = 'join' AND used_at = 0 AND withdrawn_at = 0 ORDER BY made_at DESC, id DESC LIMIT 200`, nil, scanPass)
}

// SignIns reads the last sign-ins of an account, newest first.
func (s *Store) SignIns(ctx context.Context, staff string) ([]account.SignIn, error) {
	return list(ctx, s.reader(), `SELECT at, device FROM sign_in WHERE staff = $1 ORDER BY at DESC`, []any{staff}, func(rows *sql.Rows) (i account.SignIn, err error) {
		var at int64
		err = rows.Scan(&at, &i.Device)
		i.At = instant(at)
		return i, err
	})
}
