package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

// Head is the number and hash of the record's newest entry; zero for an empty record.
func (s *Store) Head(ctx context.Context) (number int64, hash [32]byte, err error) {
	return readHead(ctx, querier{s.read, s.dialect})
}

func readHead(ctx context.Context, q querier) (number int64, hash [32]byte, err error) {
	var b []byte
	if _, err = q.row(ctx, `SELECT number, hash FROM head WHERE one = 1`, nil, &number, &b); err == nil && len(b) == len(hash) {
		hash = [32]byte(b)
	}
	return number, hash, err
}

const entryColumns = `number, kind, object, at, salt, text, commitment, prev, hash, keys, quiet, by_staff`

func scanEntry(rows *sql.Rows) (e record.Entry, err error) {
	var at, quiet int64
	var text sql.NullString
	var commitment, prev, hash []byte
	var keys string
	if err := rows.Scan(&e.Number, &e.Kind, &e.Object, &at, &e.Salt, &text, &commitment, &prev, &hash, &keys, &quiet, &e.By); err != nil {
		return e, err
	}
	e.At, e.Quiet = instant(at), quiet != 0
	if text.Valid {
		e.Text = json.RawMessage(text.String)
	}
	if len(commitment) != 32 || len(prev) != 32 || len(hash) != 32 {
		return e, fmt.Errorf("entry %d is damaged", e.Number)
	}
	e.Commitment, e.Prev, e.Hash = [32]byte(commitment), [32]byte(prev), [32]byte(hash)
	return e, json.Unmarshal([]byte(keys), &e.Keys)
}

// Entries reads the record after a number, oldest first.
func (s *Store) Entries(ctx context.Context, after int64, limit int) ([]record.Entry, error) {
	return readEntries(ctx, querier{s.read, s.dialect}, after, limit)
}

func readEntries(ctx context.Context, q querier, after int64, limit int) ([]record.Entry, error) {
	return list(ctx, q, `SELECT `+entryColumns+` FROM entry WHERE number > $1 ORDER BY number LIMIT $2`, []any{after, limit}, scanEntry)
}

// Verify reads the whole record and checks that every entry follows the one before, that none was altered, and that
// the head is its end. It returns how many entries there are.
func (s *Store) Verify(ctx context.Context) (entries int64, err error) {
	err = s.consistent(ctx, func(q querier) error {
		var prev [32]byte
		for {
			batch, err := readEntries(ctx, q, entries, 500)
			if err != nil {
				return err
			}
			for _, e := range batch {
				if err := e.Verify(entries, prev); err != nil {
					return fault.Because(err, fault.Internal, "The record is damaged at entry %d.", entries+1)
				}
				entries, prev = e.Number, e.Hash
			}
			if len(batch) == 0 {
				break
			}
		}
		number, hash, err := readHead(ctx, q)
		if err == nil && (number != entries || hash != prev) {
			err = fault.New(fault.Internal, "The record ends at entry %d, but its head names entry %d.", entries, number)
		}
		return err
	})
	return entries, err
}
