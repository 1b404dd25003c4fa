package desk

import (
	"cmp"
	"context"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
)

// SendBack gives what was filed back to whoever filed it, with a note that says what is missing.
func (d *Desk) SendBack(ctx context.Context, by account.Staff, draft, note string) error {
	if err := must(by, account.KeepDesk); err != nil {
		return err
	}
	if strings.TrimSpace(note) == "" {
		return fault.About("note", "Say in a sentence what is missing. The writer sees it above the story.")
	}
	if err := printable(longestText, "note", note); err != nil {
		return err
	}
	return d.pass(ctx, draft, article.ToSendBack, func(tx Tx, a *article.Draft, now time.Time) error {
		a.InHand = cmp.Or(a.FiledBy, a.CreatedBy)
		a.Back = article.SentBack{Note: note, By: by.ID, At: now}
		if err := d.tellStory(ctx, tx, by, a.InHand, LetterItem{Draft: a.ID, Headline: prose.Headline(a.Doc), Back: true, Note: note}); err != nil {
			return err
		}
		return d.letGo(ctx, tx, by, draft, now)
	})
}
