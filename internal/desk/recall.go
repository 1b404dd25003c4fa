package desk

import (
	"context"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/record"
)

// Recall takes a live story back: its addresses answer 410, and it leaves every list, front and search at once.
// The reason stays with the story in the newsroom.
func (d *Desk) Recall(ctx context.Context, by account.Staff, id, reason string) (Receipt, error) {
	if err := must(by, account.Publish); err != nil {
		return Receipt{}, err
	}
	if err := printable(longestText, "reason", reason); err != nil {
		return Receipt{}, err
	}
	var address string
	receipt, err := d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		draft, err := tx.Draft(ctx, id)
		if err != nil {
			return record.Entry{}, err
		}
		if err := mayTouch(by, draft); err != nil {
			return record.Entry{}, err
		}
		if err := draft.Recall(strings.TrimSpace(reason), now); err != nil {
			return record.Entry{}, err
		}
		if err := tx.Withdraw(ctx, id, now); err != nil {
			return record.Entry{}, err
		}
		if err := tx.SaveDraft(ctx, draft); err != nil {
			return record.Entry{}, err
		}
		address = draft.Address
		words, err := said(map[string]any{"address": draft.Address, "edition": draft.Edition})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.Recalled, id, by.ID, words, false)
	})
	receipt.Address = address
	receipt.Places = []string{"the story", "every list", "search"}
	return receipt, err
}
