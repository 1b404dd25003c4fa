package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"broadsheet/internal/account"
)

const machineKeyColumns = `id, name, hash, hint, scopes, made_by, made_at, until_at, revoked_at, used_at`

func scanMachineKey(rows *sql.Rows) (k account.MachineKey, err error) {
	var scopes string
	var made, until, revoked, used int64
	if err := rows.Scan(&k.ID, &k.Name, &k.Hash, &k.Hint, &scopes, &k.MadeBy, &made, &until, &revoked, &used); err != nil {
		return k, err
	}
	k.MadeAt, k.Until, k.RevokedAt, k.UsedAt = instant(made), instant(until), instant(revoked), instant(used)
	return k, json.Unmarshal([]byte(scopes), &k.Scopes)
}

func (t *tx) MachineKey(ctx context.Context, id string) (account.MachineKey, error) {
	return must(first(list(ctx, t.querier, `SELECT `+machineKeyColumns+` FROM machine_key WHERE id = $1`+t.d.lock, []any{id}, scanMachineKey)))("key")
}

func (t *tx) SaveMachineKey(ctx context.Context, k account.MachineKey) error {
	scopes, err := jsonText(append([]string{}, k.Scopes...))
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO machine_key (`+machineKeyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, scopes = excluded.scopes, until_at = excluded.until_at,
			revoked_at = excluded.revoked_at, used_at = excluded.used_at`,
		k.ID, k.Name, k.Hash, k.Hint, scopes, k.MadeBy, micros(k.MadeAt), micros(k.Until), micros(k.RevokedAt), micros(k.UsedAt))
	return err
}

func (t *tx) SentByMachine(ctx context.Context, key, sent string) (draft string, found bool, err error) {
	found, err = t.row(ctx, `SELECT draft FROM machine_sent WHERE machine_key = $1 AND sent = $2`, []any{key, sent}, &draft)
	return draft, found, err
}

func (t *tx) SaveSentByMachine(ctx context.Context, key, sent, draft string) error {
	_, err := t.exec(ctx, `INSERT INTO machine_sent (machine_key, sent, draft) VALUES ($1, $2, $3)`, key, sent, draft)
	return err
}

// MachineKeyByHash finds a key by its hash.
func (s *Store) MachineKeyByHash(ctx context.Context, hash []byte) (account.MachineKey, bool, error) {
	return first(list(ctx, s.reader(), `SELECT `+machineKeyColumns+` FROM machine_key WHERE hash = $1`, []any{hash}, scanMachineKey))
}

// MachineKeys reads every key, those that work first, the newest first.
func (s *Store) MachineKeys(ctx context.Context) ([]account.MachineKey, error) {
	return list(ctx, s.reader(), `SELECT `+machineKeyColumns+` FROM machine_key ORDER BY CASE WHEN revoked_at = 0 THEN 0 ELSE 1 END, made_at DESC, id DESC LIMIT 500`, nil, scanMachineKey)
}
