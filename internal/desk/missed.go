package desk

import (
	"context"

	"broadsheet/internal/account"
	"broadsheet/internal/missed"
)

// Misses are what readers asked for and nobody found.
type Misses interface {
	// AddMissed adds to what is counted. Of more than missed.Most addresses those go that were asked for least.
	AddMissed(ctx context.Context, rows []missed.Row) error
	DropMissed(ctx context.Context, path string) error
}

// missedAtOnce is how many addresses one transaction takes.
const missedAtOnce = 100

// KeepMissed keeps what was counted.
func (d *Desk) KeepMissed(ctx context.Context, rows []missed.Row) error {
	for from := 0; from < len(rows); from += missedAtOnce {
		some := rows[from:min(from+missedAtOnce, len(rows))]
		if err := d.store.InTx(ctx, func(tx Tx) error { return tx.AddMissed(ctx, some) }); err != nil {
			return err
		}
	}
	return nil
}

// ForgetMissed takes an address off the list until somebody asks for it again.
func (d *Desk) ForgetMissed(ctx context.Context, by account.Staff, path string) error {
	if err := must(by, account.KeepSections); err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error { return tx.DropMissed(ctx, path) })
}
