package desk

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"io"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/media"
	"broadsheet/internal/record"
)

// Taken is a file that somebody adds to the library.
type Taken struct {
	Name    string // of the file, as the person knows it
	Bytes   io.Reader
	Credit  string // "" to take it from the file, as the others
	Rights  string
	Caption string
	Alt     string
	Focal   media.Focal  // the zero value for the centre
	Origin  string       // address it came from when it is moved in
	Sizes   []media.Size // nil for all of media.Sizes
}

// TakeIn adds a picture to the library: reads it, puts the original and what readers get on the shelf, then keeps it.
// The same bytes again give the picture that is there already, and true; nothing is changed by that. It is not public
// before a story that uses it is.
func (d *Desk) TakeIn(ctx context.Context, by account.Staff, t Taken) (article.Picture, bool, error) {
	if by.ID != "" { // nobody is an import
		if err := must(by, account.Write); err != nil {
			return article.Picture{}, false, err
		}
	}
	return d.takeIn(ctx, by, t)
}

func (d *Desk) takeIn(ctx context.Context, by account.Staff, t Taken) (article.Picture, bool, error) {
	read, err := media.Read(ctx, t.Name, t.Bytes, media.DefaultLimits)
	if err != nil {
		return article.Picture{}, false, err
	}
	if there, found, err := d.pictureOf(ctx, read.Hash); err != nil || found {
		return there, found, err
	}
	if t.Focal == (media.Focal{}) {
		t.Focal = media.Centre
	}
	p := article.Picture{
		ID: d.clock.ID(), Hash: read.Hash, Type: read.Type, Width: read.Width, Height: read.Height, Name: t.Name,
		Credit:  cmp.Or(t.Credit, read.Meta.Credit, read.Meta.Creator),
		Rights:  cmp.Or(t.Rights, read.Meta.Copyright),
		Caption: cmp.Or(t.Caption, read.Meta.Caption),
		Alt:     cmp.Or(t.Alt, read.Meta.Alt),
		FocusX:  t.Focal.X, FocusY: t.Focal.Y, Ground: read.Ground,
		AddedBy: by.ID, Origin: t.Origin,
	}
	if err := checkPicture(p); err != nil {
		return p, false, err
	}
	if err := d.files.Put(ctx, "original/"+read.Hash+read.Ext(), bytes.NewReader(read.Original)); err != nil {
		return p, false, err
	}
	if p.Cuts, err = d.cut(ctx, read, t.Focal, t.Sizes); err != nil {
		return p, false, err
	}
	added, again := p, false
	err = d.store.InTx(ctx, func(tx Tx) error {
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

// pictureOf finds the picture made of the bytes with this hash.
func (d *Desk) pictureOf(ctx context.Context, hash string) (p article.Picture, found bool, err error) {
	err = d.store.InTx(ctx, func(tx Tx) error {
		p, found, err = tx.PictureByHash(ctx, hash)
		return err
	})
	return p, found, err
}

// cut makes what readers get of a picture and puts it on the shelf. The names hold a secret made anew each time, so
// that nobody who has the file can guess where its cuts will stand before they are public.
func (d *Desk) cut(ctx context.Context, read media.Picture, focal media.Focal, sizes []media.Size) ([]article.Cut, error) {
	if sizes == nil {
		sizes = media.Sizes(read.Width, read.Height)
	}
	secret := make([]byte, 32)
	rand.Read(secret) // never fails: crypto/rand ends the program instead
	made, err := media.DeriveSizes(ctx, read, focal, secret, sizes...)
	if err != nil {
		return nil, err
	}
	cuts := make([]article.Cut, len(made))
	for i, m := range made {
		if err := d.files.Put(ctx, m.Name, bytes.NewReader(m.Bytes)); err != nil {
			return nil, err
		}
		cuts[i] = article.Cut{
			Shape: string(m.Shape), Width: m.Width, Height: m.Height, Type: m.Type, File: m.Name, Bytes: int64(len(m.Bytes)),
		}
	}
	return cuts, nil
}

// ChangePicture changes what is said of a picture: credit, rights, caption, alt text and focal point. When the focal
// point moved, original must give the bytes of the file, from which the cuts are made anew. The file itself never
// changes.
func (d *Desk) ChangePicture(ctx context.Context, by account.Staff, p article.Picture, original io.Reader) (Receipt, error) {
	if err := must(by, account.Write); err != nil {
		return Receipt{}, err
	}
	if err := checkPicture(p); err != nil {
		return Receipt{}, err
	}
	var cuts []article.Cut
	if original != nil {
		read, err := media.Read(ctx, p.Name, original, media.DefaultLimits)
		if err != nil {
			return Receipt{}, err
		}
		if cuts, err = d.cut(ctx, read, media.Focal{X: p.FocusX, Y: p.FocusY}, nil); err != nil {
			return Receipt{}, err
		}
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
		if cuts != nil {
			changed.FocusX, changed.FocusY, changed.Cuts = p.FocusX, p.FocusY, cuts
		}
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
