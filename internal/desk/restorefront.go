package desk

import (
	"context"
	"slices"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/record"
)

// RestoreFront puts a front live again as it was put live by the entry with a number. Pins that had an end get a new one
// from now on; stories that are not live any more are left out, left counts them.
func (d *Desk) RestoreFront(ctx context.Context, by account.Staff, id string, number int64) (r Receipt, left int, err error) {
	if err := must(by, account.ArrangeFronts); err != nil {
		return Receipt{}, 0, err
	}
	r, err = d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		earlier, err := tx.EarlierFronts(ctx, id, earlierKept)
		if err != nil {
			return record.Entry{}, err
		}
		at := slices.IndexFunc(earlier, func(e front.Earlier) bool { return e.Number == number })
		if at < 0 {
			return record.Entry{}, fault.New(fault.NotFound, "There is no such earlier front. The last %d are kept.", earlierKept)
		}
		f := earlier[at].Front.Again(now)
		if left, err = stillLive(ctx, tx, &f); err != nil {
			return record.Entry{}, err
		}
		return press(ctx, tx, by, f, "restored")
	})
	return r, left, err
}

// UndoFront takes back the press with a number, which must be the last one: what was live before is live again, just
// as it was.
func (d *Desk) UndoFront(ctx context.Context, by account.Staff, id string, number int64) (Receipt, error) {
	if err := must(by, account.ArrangeFronts); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		earlier, err := tx.EarlierFronts(ctx, id, 2)
		if err != nil {
			return record.Entry{}, err
		}
		if len(earlier) == 0 || earlier[0].Number != number {
			return record.Entry{}, fault.New(fault.Conflict, "This front was changed again since. Choose among the earlier fronts.")
		}
		before := front.Front{ID: id}
		if len(earlier) > 1 {
			before = earlier[1].Front
		}
		if _, err := stillLive(ctx, tx, &before); err != nil {
			return record.Entry{}, err
		}
		return press(ctx, tx, by, before, "undone")
	})
}

// stillLive takes the pins of stories out that are not live any more, and counts them.
func stillLive(ctx context.Context, tx Tx, f *front.Front) (left int, err error) {
	for _, p := range slices.Clone(f.Pins) {
		_, live, err := tx.Published(ctx, p.Story)
		if err != nil {
			return 0, err
		}
		if !live {
			f.Unpin(p.Story)
			left++
		}
	}
	return left, nil
}
