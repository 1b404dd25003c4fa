package article

import (
	"time"

	"broadsheet/internal/fault"
)

// BinFor is how long a draft lies in the bin before it is removed for good.
const BinFor = 30 * 24 * time.Hour

// Bin is when a draft was binned and by whom; its zero value is a draft that is not in the bin.
type Bin struct {
	BinnedAt time.Time
	BinnedBy string // staff id
}

// InBin tells whether the draft lies in the bin.
func (b Bin) InBin() bool { return !b.BinnedAt.IsZero() }

// Discard puts d into the bin at an instant. What was ever public is never deleted: it can only be recalled.
func (d *Draft) Discard(by string, at time.Time) error {
	switch {
	case d.InBin():
		return fault.New(fault.Conflict, "This story is in the bin already.")
	case !d.RecalledAt.IsZero():
		return fault.New(fault.Conflict, "This story was public before it was recalled, and what was ever public is kept.")
	case d.Edition > 0:
		return fault.New(fault.Conflict, "This story is live. What was ever public is kept; recall it to take it from readers.")
	}
	d.Bin = Bin{BinnedAt: at, BinnedBy: by}
	return nil
}

// Restore takes d out of the bin, as it was.
func (d *Draft) Restore() error {
	if !d.InBin() {
		return fault.New(fault.Conflict, "This story is not in the bin.")
	}
	d.Bin = Bin{}
	return nil
}
