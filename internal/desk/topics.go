package desk

import (
	"context"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// topicsBelow is where the pages of topics stand.
const topicsBelow = "/topic/"

// SaveTopic makes a topic (without an id) or changes one. Who writes may make a topic while writing; a name that is
// there already gives the topic of that name. Its address is made once from the name and kept.
func (d *Desk) SaveTopic(ctx context.Context, by account.Staff, t paper.Topic) (paper.Topic, Receipt, error) {
	deed := account.KeepSections
	if t.ID == "" {
		deed = account.Write
	}
	if err := must(by, deed); err != nil {
		return t, Receipt{}, err
	}
	if err := named("name", t.Name, "the topic"); err != nil {
		return t, Receipt{}, err
	}
	if err := printable(longestText, "description", t.Description); err != nil {
		return t, Receipt{}, err
	}
	if t.ID == "" {
		there, found, err := d.topicNamed(ctx, t.Name)
		if err != nil || found {
			return there, Receipt{}, err
		}
	}
	saved := t
	receipt, err := d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		var err error
		if t.ID == "" {
			saved, err = d.newTopic(ctx, tx, t)
		} else {
			var old paper.Topic
			if old, err = tx.Topic(ctx, t.ID); err == nil {
				saved = t
				saved.Slug, saved.Address = old.Slug, old.Address
				err = tx.SaveTopic(ctx, saved)
			}
		}
		if err != nil {
			return record.Entry{}, err
		}
		words, err := said(map[string]any{"topic": saved.Name})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.TopicSet, saved.ID, by.ID, words, false)
	})
	return saved, receipt, err
}

// topicNamed finds the topic that a name stands for already.
func (d *Desk) topicNamed(ctx context.Context, name string) (paper.Topic, bool, error) {
	var t paper.Topic
	var found bool
	err := d.store.InTx(ctx, func(tx Tx) error {
		settings, _, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		t, found, err = tx.TopicBySlug(ctx, paper.Slug(settings.Lang, name))
		return err
	})
	return t, found && t.Name == name, err
}

// newTopic keeps a topic with an address of its own.
func (d *Desk) newTopic(ctx context.Context, tx Tx, t paper.Topic) (paper.Topic, error) {
	settings, _, err := tx.Settings(ctx)
	if err != nil {
		return t, err
	}
	t.ID = d.clock.ID()
	slug := paper.Slug(settings.Lang, t.Name)
	if slug == "" {
		slug = t.ID
	}
	path, err := freePath(ctx, tx, topicsBelow, slug, "", t.ID)
	if err != nil {
		return t, err
	}
	t.Address, t.Slug = path, path[len(topicsBelow):]
	if err := tx.SaveTopic(ctx, t); err != nil {
		return t, err
	}
	return t, tx.SetAddress(ctx, paper.Address{Path: path, At: paper.AtTopic, Kind: paper.AtTopic, Object: t.ID, Since: d.clock.Now()})
}

// webLink refuses a link that is not a name and a web address.
func webLink(field string, l paper.Link) error {
	if err := named(field, l.Name, "the link"); err != nil {
		return err
	}
	if !paper.IsWeb(l.URL) {
		return fault.About(field, "“%s” is not a web address. It begins with https:// or http://.", l.URL)
	}
	return nil
}
