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
// there already gives the topic of that name. Its address is made once from the name and kept; another Slug gives it
// another one, and the old one leads there.
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
			saved, err = d.changeTopic(ctx, tx, t)
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

// changeTopic keeps what was changed of a topic, its address too.
func (d *Desk) changeTopic(ctx context.Context, tx Tx, t paper.Topic) (paper.Topic, error) {
	old, err := tx.Topic(ctx, t.ID)
	if err != nil {
		return t, err
	}
	if old.Gone() {
		return t, fault.New(fault.Conflict, "%s was merged or turned into something else meanwhile.", old.Name)
	}
	settings, _, err := tx.Settings(ctx)
	if err != nil {
		return t, err
	}
	wish := paper.Slug(settings.Lang, t.Slug)
	t.Slug, t.Address, t.MergedInto, t.TurnedInto = old.Slug, old.Address, "", ""
	if wish != "" && wish != old.Slug {
		path := topicsBelow + wish
		taken, err := isTaken(ctx, tx, path, t.ID)
		if err != nil {
			return t, err
		}
		if taken {
			return t, fault.About("slug", "Something else stands at %s already. Choose another last part, or merge the two.", path)
		}
		if err := tx.SetAddress(ctx, paper.Address{Path: old.Address, At: paper.AtRedirect, Kind: paper.AtTopic, Object: t.ID, Since: d.clock.Now()}); err != nil {
			return t, err
		}
		return d.settleTopic(ctx, tx, t, path)
	}
	return t, tx.SaveTopic(ctx, t)
}

// settleTopic keeps a topic at a free path of its own. What it stands for gives up its name in addresses.
func (d *Desk) settleTopic(ctx context.Context, tx Tx, t paper.Topic, path string) (paper.Topic, error) {
	t.Address, t.Slug = path, path[len(topicsBelow):]
	other, found, err := tx.TopicBySlug(ctx, t.Slug)
	if err != nil {
		return t, err
	}
	if found && other.ID != t.ID && other.Gone() {
		other.Slug = other.ID
		if err := tx.SaveTopic(ctx, other); err != nil {
			return t, err
		}
	}
	if err := tx.SaveTopic(ctx, t); err != nil {
		return t, err
	}
	return t, tx.SetAddress(ctx, paper.Address{Path: path, At: paper.AtTopic, Kind: paper.AtTopic, Object: t.ID, Since: d.clock.Now()})
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
		if err != nil || !found {
			return err
		}
		found = t.Name == name
		switch {
		case !found:
		case t.TurnedInto != "":
			return fault.About("name", "%s is a section now. Put the story into that, or give the topic another name.", t.Name)
		case t.MergedInto != "":
			t, err = tx.Topic(ctx, t.MergedInto)
		}
		return err
	})
	return t, found, err
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
	return d.settleTopic(ctx, tx, t, path)
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
