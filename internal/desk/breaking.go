package desk

import (
	"context"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/record"
)

// longestBreaking is how many characters a breaking line may have.
const longestBreaking = 140

// Break puts the breaking line live on every page, in place of the one that stands there. It ends by itself at until;
// a zero until leaves it up until it is taken down. A story that it leads to must be live.
func (d *Desk) Break(ctx context.Context, by account.Staff, b front.Breaking) (Receipt, error) {
	if err := must(by, account.ArrangeFronts); err != nil {
		return Receipt{}, err
	}
	b.Text = strings.Join(strings.Fields(b.Text), " ")
	if b.Text == "" {
		return Receipt{}, fault.About("text", "A breaking line needs words: say in one sentence what happened.")
	}
	if n := len([]rune(b.Text)); n > longestBreaking {
		return Receipt{}, fault.About("text", "The line has %d characters; %d fit on a phone.", n, longestBreaking)
	}
	if err := printable(longestText, "text", b.Text); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		if !b.Until.IsZero() && !b.Until.After(now) {
			return record.Entry{}, fault.About("until", "The line needs a time that is still to come.")
		}
		if b.Story != "" {
			story, live, err := tx.Published(ctx, b.Story)
			if err != nil {
				return record.Entry{}, err
			}
			if !live || story.Form != article.Story {
				return record.Entry{}, fault.About("story", "That story is not live, so the line cannot lead to it.")
			}
		}
		line := b
		line.Since = now
		return say(ctx, tx, by, line)
	})
}

// EndBreaking takes the breaking line down.
func (d *Desk) EndBreaking(ctx context.Context, by account.Staff) (Receipt, error) {
	if err := must(by, account.ArrangeFronts); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) { return say(ctx, tx, by, front.Breaking{}) })
}

func say(ctx context.Context, tx Tx, by account.Staff, b front.Breaking) (record.Entry, error) {
	if err := tx.SaveBreaking(ctx, b); err != nil {
		return record.Entry{}, err
	}
	words, err := said(map[string]any{"text": b.Text, "story": b.Story})
	if err != nil {
		return record.Entry{}, err
	}
	return tx.Append(ctx, record.BreakingSet, "breaking", by.ID, words, false)
}
