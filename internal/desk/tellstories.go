package desk

import (
	"context"
	"slices"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
)

// Letters about stories are gathered for a few minutes, wait until morning when it is night in the paper's zone, and
// name at most so many.
const (
	gatherFor   = 5 * time.Minute
	nightBegins = 21 // o'clock
	nightEnds   = 7
	itemsAtMost = 50
)

// tellStory writes to somebody that a story came to them, in the letter about stories that waits for them if there is
// one. Who did it themselves, cannot be written to or wants no letters gets none.
func (d *Desk) tellStory(ctx context.Context, tx Tx, by account.Staff, to string, item LetterItem) error {
	if to == "" || to == by.ID {
		return nil
	}
	person, err := tx.Staff(ctx, to)
	if fault.Is(err, fault.NotFound) || err == nil && (person.Email == "" || !person.Wants(account.AboutStories)) {
		return nil
	}
	if err != nil {
		return err
	}
	item.By = by.Name
	l, waits, err := tx.WaitingLetter(ctx, to, LetterStories)
	if err != nil {
		return err
	}
	if waits {
		l.Data.Items = slices.DeleteFunc(l.Data.Items, func(i LetterItem) bool { return i.Draft == item.Draft })
		if len(l.Data.Items) < itemsAtMost {
			l.Data.Items = append(l.Data.Items, item)
		}
		return tx.SaveLetter(ctx, l)
	}
	settings, _, err := tx.Settings(ctx)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(settings.Zone)
	if err != nil {
		zone = time.UTC
	}
	_, err = d.post(ctx, tx, Letter{
		Kind: LetterStories, Staff: person.ID, Name: person.Name, Email: person.Email, MadeBy: by.ID,
		SendAt: byDay(d.clock.Now().Add(gatherFor), zone), Data: LetterData{Items: []LetterItem{item}},
	})
	return err
}

// handedOn writes to whoever has a draft in hand now, and takes it out of the letter of whoever had it.
func (d *Desk) handedOn(ctx context.Context, tx Tx, by account.Staff, was article.Passage, now article.Draft) error {
	if was.InHand != now.InHand {
		if err := d.untellStory(ctx, tx, was.InHand, now.ID); err != nil {
			return err
		}
	} else if was.Due.At.Equal(now.Due.At) {
		return nil
	}
	return d.tellStory(ctx, tx, by, now.InHand, LetterItem{Draft: now.ID, Headline: prose.Headline(now.Doc), Due: now.Due.At})
}

// untellStory takes a story out of the letter that waits for somebody who has it no longer.
func (d *Desk) untellStory(ctx context.Context, tx Tx, from, draft string) error {
	if from == "" {
		return nil
	}
	l, waits, err := tx.WaitingLetter(ctx, from, LetterStories)
	if err != nil || !waits {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(l.Data.Items), func(i LetterItem) bool { return i.Draft == draft })
	switch {
	case len(kept) == len(l.Data.Items):
		return nil
	case len(kept) > 0:
		l.Data.Items = kept
		return tx.SaveLetter(ctx, l)
	}
	if _, err := tx.DropJob(ctx, MailJob, l.ID); err != nil {
		return err
	}
	return tx.DropLetter(ctx, l.ID)
}

// byDay is the instant, or the end of the night that it falls into.
func byDay(at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	if h := local.Hour(); h >= nightEnds && h < nightBegins {
		return at
	}
	morning := time.Date(local.Year(), local.Month(), local.Day(), nightEnds, 0, 0, 0, zone)
	if morning.Before(local) {
		morning = time.Date(local.Year(), local.Month(), local.Day()+1, nightEnds, 0, 0, 0, zone)
	}
	return morning.UTC()
}
