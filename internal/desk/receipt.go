package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

// Receipt is what a publication touched and how fast: the one line that the editor sees.
type Receipt struct {
	Number  int64 // of the record's entry
	At      time.Time
	Took    time.Duration // until every live node had heard it, or a second had passed
	Address string
	Places  []string // where readers see the change: "the story", "Home", names of sections …
	Missing []string // nodes that had not heard after a second
}

// act runs one action that ends in the record, and waits until the live nodes have heard of it.
func (d *Desk) act(ctx context.Context, fn func(Tx, time.Time) (record.Entry, error)) (Receipt, error) {
	began := d.clock.Now()
	var entry record.Entry
	err := d.store.InTx(ctx, func(tx Tx) error {
		var err error
		entry, err = fn(tx, d.clock.Now())
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	missing := d.store.Await(ctx, entry.Number)
	return Receipt{Number: entry.Number, At: entry.At, Took: d.clock.Now().Sub(began), Missing: missing}, nil
}

// said is what an entry says, as JSON.
func said(what map[string]any) (json.RawMessage, error) {
	b, err := json.Marshal(what)
	if err != nil {
		return nil, fmt.Errorf("writing the text of an entry: %w", err)
	}
	return b, nil
}

// must refuses who may not do the deed.
func must(by account.Staff, deed account.Deed) error {
	if by.May(deed) {
		return nil
	}
	return fault.New(fault.Forbidden, "%s may not do this: it needs the right to %s.", by.Name, deed)
}
