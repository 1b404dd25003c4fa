package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// MergeBylines makes two author pages one: the stories of the one that goes stand under the one that is kept, its
// address leads there, and wherever it is credited readers see the one that is kept. No version is written anew, so it
// can be taken apart again. An account goes along, unless both have one.
func (d *Desk) MergeBylines(ctx context.Context, by account.Staff, goes, into string) (Receipt, error) {
	if err := must(by, account.KeepSections); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		from, err := tx.Byline(ctx, goes)
		if err != nil {
			return record.Entry{}, err
		}
		to, err := tx.Byline(ctx, into)
		if fault.Is(err, fault.NotFound) || err == nil && (to.MergedInto != "" || from.ID == to.ID) {
			err = fault.About("into", "Choose the byline that is kept: another one, that stands for itself.")
		}
		if err != nil {
			return record.Entry{}, err
		}
		if from.MergedInto != "" {
			return record.Entry{}, fault.New(fault.Conflict, "%s was merged already. Take it apart first.", from.Name)
		}
		if err := oneAccount(ctx, tx, from, to); err != nil {
			return record.Entry{}, err
		}
		all, err := tx.Bylines(ctx)
		if err != nil {
			return record.Entry{}, err
		}
		for _, b := range all { // what was merged into it goes along, so that everything is one step away
			if b.MergedInto == from.ID {
				b.MergedInto = to.ID
				if err := tx.SaveByline(ctx, b); err != nil {
					return record.Entry{}, err
				}
			}
		}
		from.MergedInto = to.ID
		if err := tx.SaveByline(ctx, from); err != nil {
			return record.Entry{}, err
		}
		if from.Address != "" {
			if err := tx.SetAddress(ctx, paper.Address{Path: from.Address, At: paper.AtRedirect, Kind: paper.AtByline, Object: from.ID, Since: now}); err != nil {
				return record.Entry{}, err
			}
		}
		words, err := said(map[string]any{"byline": from.Name, "into": to.Name})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.BylineMerged, from.ID, by.ID, words, false)
	})
}

// oneAccount refuses to merge the bylines of two people who both sign in, and gives the account of the one that goes to
// the one that is kept.
func oneAccount(ctx context.Context, tx Tx, from, to paper.Byline) error {
	goes, err := tx.StaffOf(ctx, from.ID)
	if err != nil || len(goes) == 0 {
		return err
	}
	stays, err := tx.StaffOf(ctx, to.ID)
	if err != nil {
		return err
	}
	if len(stays) > 0 && !goes[0].Retired && !stays[0].Retired {
		return fault.About("into", "%s and %s both sign in, as %s and %s. If they are one person, retire one of the accounts first.", from.Name, to.Name, goes[0].User, stays[0].User)
	}
	for _, s := range goes {
		s.Byline = to.ID
		if err := tx.SaveStaff(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// TakeApart makes a merged byline stand for itself again, at its old address and with the stories that credit it. An
// account that went along stays with the byline that was kept.
func (d *Desk) TakeApart(ctx context.Context, by account.Staff, id string) (Receipt, error) {
	if err := must(by, account.KeepSections); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		b, err := tx.Byline(ctx, id)
		if err != nil {
			return record.Entry{}, err
		}
		if b.MergedInto == "" {
			return record.Entry{}, fault.New(fault.Conflict, "%s stands for itself already.", b.Name)
		}
		b.MergedInto = ""
		if err := tx.SaveByline(ctx, b); err != nil {
			return record.Entry{}, err
		}
		if b.Address != "" {
			if err := tx.SetAddress(ctx, paper.Address{Path: b.Address, At: paper.AtByline, Kind: paper.AtByline, Object: b.ID, Since: now}); err != nil {
				return record.Entry{}, err
			}
		}
		words, err := said(map[string]any{"byline": b.Name})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.BylineSet, b.ID, by.ID, words, false)
	})
}
