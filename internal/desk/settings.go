package desk

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/text/language"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// ChangeSettings changes what the publisher says of the paper.
func (d *Desk) ChangeSettings(ctx context.Context, by account.Staff, s paper.Settings) (Receipt, error) {
	if err := must(by, account.KeepPaper); err != nil {
		return Receipt{}, err
	}
	if err := checkSettings(s); err != nil {
		return Receipt{}, err
	}
	var err error
	if s.Accent, err = paper.CleanAccent(s.Accent); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		if s.Founded > now.Year() {
			return record.Entry{}, fault.About("founded", "The first year cannot lie in the future.")
		}
		was, _, err := tx.Settings(ctx)
		if err != nil {
			return record.Entry{}, err
		}
		s.Closed, s.Logo, s.LogoDark, s.Machines, s.Elsewhere = was.Closed, was.Logo, was.LogoDark, was.Machines, was.Elsewhere // which have actions of their own
		s.Origin, s.FeedSummaries = was.Origin, was.FeedSummaries
		if s.Policy != "" {
			if page, err := tx.Draft(ctx, s.Policy); err != nil || page.Form != article.StandingPage {
				return record.Entry{}, fault.About("policy", "That page is not there any more. Choose another.")
			}
		}
		return saveSettings(ctx, tx, by, s)
	})
}

// standingSettings are the settings of a paper that was opened. Without that nothing of it can be changed.
func standingSettings(ctx context.Context, tx Tx) (paper.Settings, error) {
	s, open, err := tx.Settings(ctx)
	if err == nil && !open {
		err = fault.New(fault.Conflict, "This paper has not been set up yet.")
	}
	return s, err
}

// saveSettings keeps the settings and says so in the record.
func saveSettings(ctx context.Context, tx Tx, by account.Staff, s paper.Settings) (record.Entry, error) {
	if err := tx.SaveSettings(ctx, s); err != nil {
		return record.Entry{}, err
	}
	words, err := said(map[string]any{"name": s.Name})
	if err != nil {
		return record.Entry{}, err
	}
	return tx.Append(ctx, record.SettingsSet, "paper", by.ID, words, false)
}

// FollowField is the field that a fault of the link number i, from 0, of the paper elsewhere is about.
func FollowField(i int) string { return fmt.Sprintf("follow-%d", i+1) }

func checkSettings(s paper.Settings) error {
	if err := named("name", s.Name, "the paper"); err != nil {
		return err
	}
	if err := printable(longestName, "strapline", s.Strapline, "description", s.Description); err != nil {
		return err
	}
	if _, err := language.Parse(s.Lang); err != nil || s.Lang == "" {
		return fault.About("lang", "There is no language “%s”. Choose one from the list, such as en.", s.Lang)
	}
	if _, err := time.LoadLocation(s.Zone); err != nil || s.Zone == "" {
		return fault.About("zone", "There is no time zone “%s”. Choose one from the list, such as Europe/Lisbon.", s.Zone)
	}
	if s.Founded < 0 {
		return fault.About("founded", "Type the first year with four figures, or leave it empty.")
	}
	for i, l := range s.Follow {
		if err := webLink(FollowField(i), l); err != nil {
			return err
		}
	}
	for _, c := range s.Share {
		if !paper.IsChannel(c) {
			return fault.About("share", "There is no channel “%s” to share to.", c)
		}
	}
	return nil
}
