package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

// AddPicture keeps an uploaded picture whose files are on the shelf. The same bytes again give the picture that is
// there already, and true.
func (d *Desk) AddPicture(ctx context.Context, by account.Staff, p article.Picture) (article.Picture, bool, error) {
	if err := must(by, account.Write); err != nil {
		return p, false, err
	}
	if err := checkPicture(p); err != nil {
		return p, false, err
	}
	p.ID, p.AddedBy = d.clock.ID(), by.ID
	added, again := p, false
	err := d.store.InTx(ctx, func(tx Tx) error {
		there, found, err := tx.PictureByHash(ctx, p.Hash)
		if err != nil {
			return err
		}
		if added, again = p, found; found {
			added = there
			return nil
		}
		added.AddedAt = d.clock.Now()
		return tx.SavePicture(ctx, added)
	})
	return added, again, err
}

// ChangePicture changes what is said of a picture: credit, rights, caption, alt text, focal point with the cuts made
// for it. The file itself never changes.
func (d *Desk) ChangePicture(ctx context.Context, by account.Staff, p article.Picture) (Receipt, error) {
	if err := must(by, account.Write); err != nil {
		return Receipt{}, err
	}
	if err := checkPicture(p); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		old, err := tx.Picture(ctx, p.ID)
		if err != nil {
			return record.Entry{}, err
		}
		if old.AddedBy != by.ID {
			if err := must(by, account.EditAny); err != nil {
				return record.Entry{}, err
			}
		}
		changed := old
		changed.Credit, changed.Rights, changed.Caption, changed.Alt = p.Credit, p.Rights, p.Caption, p.Alt
		changed.FocusX, changed.FocusY, changed.Cuts = p.FocusX, p.FocusY, p.Cuts
		if err := tx.SavePicture(ctx, changed); err != nil {
			return record.Entry{}, err
		}
		words, err := said(map[string]any{"credit": changed.Credit})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.PictureSet, p.ID, by.ID, words, false)
	})
}

func checkPicture(p article.Picture) error {
	if p.FocusX < 0 || p.FocusX > 1 || p.FocusY < 0 || p.FocusY > 1 {
		return fault.About("focus", "The focal point lies outside the picture.")
	}
	if err := printable(longestName, "name", p.Name, "credit", p.Credit); err != nil {
		return err
	}
	return printable(longestText, "rights", p.Rights, "caption", p.Caption, "alt", p.Alt)
}
