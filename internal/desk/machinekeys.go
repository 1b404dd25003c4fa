package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/api/document"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// MachineKeys are what lets programs of the newsroom in.
type MachineKeys interface {
	MachineKey(ctx context.Context, id string) (account.MachineKey, error)
	SaveMachineKey(ctx context.Context, k account.MachineKey) error
	// SentByMachine finds the draft that a key made of what it sent under an id of its own.
	SentByMachine(ctx context.Context, key, sent string) (draft string, found bool, err error)
	SaveSentByMachine(ctx context.Context, key, sent, draft string) error
}

// MakeMachineKey makes a key with these scopes that ends at until, or never for the zero time. The key is given out this
// once.
func (d *Desk) MakeMachineKey(ctx context.Context, by account.Staff, name string, scopes []string, until time.Time) (key string, k account.MachineKey, err error) {
	if err := must(by, account.KeepMachines); err != nil {
		return "", k, err
	}
	name = strings.TrimSpace(name)
	if err := named("name", name, "the key: the program that will use it"); err != nil {
		return "", k, err
	}
	if len(scopes) == 0 {
		return "", k, fault.About("scopes", "Choose what the key may do.")
	}
	for _, s := range scopes {
		if !slices.Contains(document.Scopes, document.Scope(s)) {
			return "", k, fault.About("scopes", "“%s” is nothing that a key may do.", s)
		}
	}
	now := d.clock.Now()
	if !until.IsZero() && !until.After(now) {
		return "", k, fault.About("until", "Choose a day that is still to come.")
	}
	slices.Sort(scopes)
	k = account.MachineKey{ID: d.clock.ID(), Name: name, Scopes: slices.Compact(scopes), MadeBy: by.ID, MadeAt: now, Until: until}
	key, k.Hash, k.Hint = account.NewMachineKey()
	return key, k, d.store.InTx(ctx, func(tx Tx) error { return tx.SaveMachineKey(ctx, k) })
}

// RevokeMachineKey ends a key at once and for good.
func (d *Desk) RevokeMachineKey(ctx context.Context, by account.Staff, id string) (k account.MachineKey, err error) {
	if err := must(by, account.KeepMachines); err != nil {
		return k, err
	}
	err = d.store.InTx(ctx, func(tx Tx) error {
		if k, err = tx.MachineKey(ctx, id); err != nil || !k.RevokedAt.IsZero() {
			return err
		}
		k.RevokedAt = d.clock.Now()
		return tx.SaveMachineKey(ctx, k)
	})
	return k, err
}

// KeyUsed notes that a key was used, to the minute.
func (d *Desk) KeyUsed(ctx context.Context, id string) error {
	return d.store.InTx(ctx, func(tx Tx) error {
		k, err := tx.MachineKey(ctx, id)
		if now := d.clock.Now().Truncate(time.Minute); err == nil && k.UsedAt.Before(now) {
			k.UsedAt = now
			err = tx.SaveMachineKey(ctx, k)
		}
		return err
	})
}

// Sent is a draft that a program of the newsroom sends.
type Sent struct {
	ID     string // its own, so that what is sent again after a lost answer is recognised
	Doc    *prose.Node
	Fields article.Fields
}

// TakeDraft puts what a program sent on the desk as a draft, under the name of its key. What was sent before under the same
// id gives the draft that is there, and true.
func (d *Desk) TakeDraft(ctx context.Context, key string, s Sent) (id string, again bool, err error) {
	if err := s.Fields.SetOn(s.Doc); err != nil {
		return "", false, err
	}
	if err := prose.Check(s.Doc); err != nil {
		return "", false, fault.New(fault.Invalid, "This text cannot be kept: %s", fault.Of(err).Say)
	}
	err = d.store.InTx(ctx, func(tx Tx) error {
		k, err := tx.MachineKey(ctx, key)
		if err != nil {
			return err
		}
		now := d.clock.Now()
		if !k.Works(now) || !k.May(string(document.DraftWrite)) {
			return fault.New(fault.Forbidden, "This key does not work any more.")
		}
		if id, again, err = tx.SentByMachine(ctx, key, s.ID); err != nil || again {
			return err
		}
		if err := d.stand(ctx, tx, s.Fields); err != nil {
			return err
		}
		draft := article.Draft{ID: d.clock.ID(), Form: article.Story, Doc: s.Doc, CreatedBy: k.ID, CreatedAt: now, ChangedBy: k.ID, ChangedAt: now}
		id = draft.ID
		if err := tx.AddDraft(ctx, draft); err != nil {
			return err
		}
		if err := tx.AddSnapshot(ctx, draft, now); err != nil {
			return err
		}
		return tx.SaveSentByMachine(ctx, key, s.ID, id)
	})
	return id, again, err
}

// stand makes sure that what fields name is there.
func (d *Desk) stand(ctx context.Context, tx Tx, f article.Fields) error {
	if f.Section != "" {
		all, err := tx.Sections(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(s paper.Section) bool { return s.ID == f.Section }) {
			return fault.About("section", "The paper has no section with the id “%s”.", f.Section)
		}
	}
	missing := func(err error, field, what, id string) error {
		if fault.Is(err, fault.NotFound) {
			return fault.About(field, "The paper has no %s with the id “%s”.", what, id)
		}
		return err
	}
	for _, id := range f.Topics {
		if _, err := tx.Topic(ctx, id); err != nil {
			return missing(err, "topics", "topic", id)
		}
	}
	for _, c := range f.Byline {
		if _, err := tx.Byline(ctx, c.Byline); err != nil {
			return missing(err, "authors", "author", c.Byline)
		}
	}
	if f.Picture != nil {
		if _, err := tx.Picture(ctx, f.Picture.Picture); err != nil {
			return missing(err, "picture", "picture", f.Picture.Picture)
		}
	}
	return nil
}
