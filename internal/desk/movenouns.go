package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/media"
	"broadsheet/internal/paper"
)

// MovedNoun is a section, byline or topic of another system.
type MovedNoun struct {
	Key         string       // its id there: "term/category/news"
	Kind        paper.Target // AtSection, AtByline or AtTopic
	Name        string
	Slug        string // as there; "" for one made of the name
	Description string
	Above       string   // key of the section above
	Others      []string // addresses where it stood
	Same        string   // key of an earlier one that it is the same as: one person under two names
	Here        string   // id of one here that it is the same as
	Apart       bool     // it is another one than any of its name that is here
}

// NounOutcome tells what became of a noun. One of the same name that was here before is taken for it.
type NounOutcome struct {
	ID    string
	Kind  paper.Target // what it is here, which an earlier move may have decided otherwise
	Made  bool         // it was not here before
	Known bool         // it moved in before
}

// MoveNouns keeps sections (those above before those below), bylines and topics of another system, and tells what
// each key stands for.
func (d *Desk) MoveNouns(ctx context.Context, from Mover, nouns []MovedNoun) (map[string]NounOutcome, error) {
	all := make(map[string]NounOutcome, len(nouns))
	for len(nouns) > 0 {
		var some map[string]NounOutcome
		n := 0
		err := d.store.InTx(ctx, func(tx Tx) error {
			some, n = map[string]NounOutcome{}, 0
			began := d.clock.Now()
			changed := 0
			for ; n < len(nouns) && n < moveAtOnce && (n == 0 || d.clock.Now().Sub(began) < moveFor); n++ {
				noun := nouns[n]
				earlier := func(key string) string {
					o, found := some[key]
					if !found {
						o = all[key]
					}
					return o.ID
				}
				above := ""
				if noun.Above != "" {
					above = earlier(noun.Above)
				}
				if noun.Same != "" {
					noun.Here = earlier(noun.Same)
				}
				o, err := d.moveNoun(ctx, tx, from, noun, above)
				if err != nil {
					return fault.Because(err, fault.Of(err).Kind, "Moving in stopped at “%s”. %s", noun.Name, fault.Of(err).Say)
				}
				if !o.Known {
					changed++
				}
				some[noun.Key] = o
			}
			_, err := movedEntry(ctx, tx, from, "sections, bylines and topics", changed)
			return err
		})
		if err != nil && !errors.Is(err, errRehearsed) {
			return all, err
		}
		for key, o := range some {
			if from.Rehearsal && o.Made { // it was taken back, so nothing can be put into it
				o.ID = ""
			}
			all[key] = o
		}
		nouns = nouns[n:]
		if err := stepAside(ctx); err != nil {
			return all, err
		}
	}
	return all, nil
}

func (d *Desk) moveNoun(ctx context.Context, tx Tx, from Mover, n MovedNoun, above string) (NounOutcome, error) {
	origin, known, err := tx.Origin(ctx, from.System, from.Base, n.Key)
	if err != nil {
		return NounOutcome{}, err
	}
	settings, _, err := tx.Settings(ctx)
	if err != nil {
		return NounOutcome{}, err
	}
	out := NounOutcome{ID: origin.Object, Kind: n.Kind, Known: known}
	if known && origin.Kind != string(n.Kind) { // what became of it first stays
		out.Kind = paper.Target(origin.Kind)
		return d.standsNow(ctx, tx, out)
	}
	now := d.clock.Now()
	switch {
	case n.Here != "" && !known:
		out.ID = n.Here
	case n.Kind == paper.AtSection:
		out, err = d.moveSectionIn(ctx, tx, n, above, out, settings.Lang, now)
	case n.Kind == paper.AtByline:
		out, err = d.moveBylineIn(ctx, tx, n, out, settings.Lang)
	case n.Kind == paper.AtTopic:
		out, err = d.moveTopicIn(ctx, tx, n, out, settings.Lang)
	default:
		err = fmt.Errorf("desk: %q is no noun that moves in", n.Kind)
	}
	if err != nil {
		return out, err
	}
	if out.Known {
		return d.standsNow(ctx, tx, out)
	}
	if _, err := leadHere(ctx, tx, n.Others, out.Kind, out.ID, now); err != nil {
		return out, err
	}
	return out, tx.SaveOrigin(ctx, Origin{System: from.System, Base: from.Base, ID: n.Key, Kind: string(out.Kind), Object: out.ID, Move: from.Move})
}

// standsNow is what stands for a noun that moved in before, and was perhaps merged or turned here since.
func (d *Desk) standsNow(ctx context.Context, tx Tx, out NounOutcome) (NounOutcome, error) {
	switch out.Kind {
	case paper.AtTopic:
		t, err := tx.Topic(ctx, out.ID)
		switch {
		case fault.Is(err, fault.NotFound):
		case err != nil:
			return out, err
		case t.TurnedInto != "":
			out.Kind, out.ID = paper.AtSection, t.TurnedInto
		case t.MergedInto != "":
			out.ID = t.MergedInto
		}
	case paper.AtSection:
		s, err := tx.Section(ctx, out.ID)
		switch {
		case fault.Is(err, fault.NotFound):
		case err != nil:
			return out, err
		case s.TurnedInto != "":
			out.Kind, out.ID = paper.AtTopic, s.TurnedInto
		case s.MergedInto != "":
			out.ID = s.MergedInto
		}
	}
	return out, nil
}

func (d *Desk) moveSectionIn(ctx context.Context, tx Tx, n MovedNoun, above string, out NounOutcome, lang string, now time.Time) (NounOutcome, error) {
	tree, err := tx.Sections(ctx)
	if err != nil {
		return out, err
	}
	if out.Known {
		_, err := tx.Section(ctx, out.ID)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return out, err
		}
		out = NounOutcome{Kind: n.Kind} // it was dropped here while it held nothing; now it holds something
	}
	for _, s := range tree {
		if s.Parent == above && strings.EqualFold(s.Name, n.Name) {
			out.ID = s.ID
			return out, nil
		}
	}
	s := paper.Section{Parent: above, Name: n.Name, Slug: n.Slug, Description: n.Description}
	if err := checkSection(s); err != nil {
		return out, err
	}
	made, err := d.newSection(ctx, tx, tree, s, lang, now)
	out.ID, out.Made = made.ID, true
	return out, err
}

func (d *Desk) moveBylineIn(ctx context.Context, tx Tx, n MovedNoun, out NounOutcome, lang string) (NounOutcome, error) {
	if out.Known {
		return out, nil
	}
	all, err := tx.Bylines(ctx)
	if err != nil {
		return out, err
	}
	if i := slices.IndexFunc(all, func(b paper.Byline) bool { return b.Name == n.Name }); i >= 0 && !n.Apart {
		out.ID = all[i].ID
		return out, nil
	}
	b := paper.Byline{Name: n.Name, About: n.Description, Guest: true}
	if err := checkByline(b); err != nil {
		return out, err
	}
	made, err := d.newByline(ctx, tx, b, lang)
	out.ID, out.Made = made.ID, true
	return out, err
}

func (d *Desk) moveTopicIn(ctx context.Context, tx Tx, n MovedNoun, out NounOutcome, lang string) (NounOutcome, error) {
	if out.Known {
		return out, nil
	}
	there, found, err := tx.TopicBySlug(ctx, paper.Slug(lang, n.Name))
	if err != nil {
		return out, err
	}
	if found && strings.EqualFold(there.Name, n.Name) {
		out.ID = there.ID
		return d.standsNow(ctx, tx, out)
	}
	t := paper.Topic{Name: n.Name, Description: n.Description}
	if err := errors.Join(named("name", t.Name, "the topic"), printable(longestText, "description", t.Description)); err != nil {
		return out, err
	}
	made, err := d.newTopic(ctx, tx, t)
	out.ID, out.Made = made.ID, true
	return out, err
}

// MovePicture takes a picture in that belongs to an item of another system, once: known tells that it moved in before.
// In a rehearsal the file is read and nothing is kept; the id is "".
func (d *Desk) MovePicture(ctx context.Context, from Mover, key string, t Taken) (id string, known bool, err error) {
	found, err := d.Origins(ctx, from.System, from.Base, []string{key})
	if err != nil {
		return "", false, err
	}
	if o, ok := found[key]; ok {
		return o.Object, true, nil
	}
	if from.Rehearsal {
		_, err := media.Read(ctx, t.Name, t.Bytes, media.DefaultLimits)
		return "", false, err
	}
	p, _, err := d.TakeIn(ctx, account.Staff{}, t)
	if err != nil {
		return "", false, err
	}
	return p.ID, false, d.store.InTx(ctx, func(tx Tx) error {
		return tx.SaveOrigin(ctx, Origin{System: from.System, Base: from.Base, ID: key, Kind: "picture", Object: p.ID, Move: from.Move})
	})
}
