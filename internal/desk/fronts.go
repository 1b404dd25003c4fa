package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/record"
)

// PressFront puts an arrangement of a front live. Pins must be of live stories, one to a slot, none twice.
func (d *Desk) PressFront(ctx context.Context, by account.Staff, f front.Front) (Receipt, error) {
	if err := must(by, account.ArrangeFronts); err != nil {
		return Receipt{}, err
	}
	if f.ID != front.Home {
		return Receipt{}, fault.New(fault.NotFound, "There is no such front.")
	}
	slots, stories := map[int]bool{}, map[string]bool{}
	for _, p := range f.Pins {
		switch {
		case p.Slot < 0 || p.Slot >= front.HomeSlots:
			return Receipt{}, fault.About("pins", "This front has %d slots.", front.HomeSlots)
		case slots[p.Slot]:
			return Receipt{}, fault.About("pins", "Two stories are pinned into slot %d.", p.Slot+1)
		case stories[p.Story]:
			return Receipt{}, fault.About("pins", "One story is pinned into two slots.")
		}
		slots[p.Slot], stories[p.Story] = true, true
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		for _, p := range f.Pins {
			story, live, err := tx.Published(ctx, p.Story)
			if err != nil {
				return record.Entry{}, err
			}
			if !live {
				return record.Entry{}, fault.About("pins", "A story in slot %d is no longer live. Take it down, then put the front live.", p.Slot+1)
			}
			if story.Form != "story" {
				return record.Entry{}, fault.About("pins", "A standing page cannot stand on a front.")
			}
		}
		if err := tx.SaveFront(ctx, f); err != nil {
			return record.Entry{}, err
		}
		words, err := said(map[string]any{"pins": f.Pins})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.FrontPressed, f.ID, by.ID, words, false)
	})
}
