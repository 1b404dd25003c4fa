package desk

import (
	"context"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/prose"
)

// StartStory begins an empty story or standing page, bylined to whoever starts it.
func (d *Desk) StartStory(ctx context.Context, by account.Staff, form article.Form) (article.Draft, error) {
	deed := account.Write
	if form == article.StandingPage {
		deed = account.KeepSections
	}
	if err := must(by, deed); err != nil {
		return article.Draft{}, err
	}
	doc := prose.Doc("", "")
	f := article.Fields{Kind: article.News}
	if form == article.Story && by.Byline != "" {
		f.Byline = []article.Credit{{Byline: by.Byline, Role: article.By}}
	}
	if err := f.SetOn(doc); err != nil {
		return article.Draft{}, err
	}
	now := d.clock.Now()
	place := 0
	if form == article.StandingPage {
		place = article.LastInFooter
	}
	draft := article.Draft{
		Place: place,
		ID:    d.clock.ID(), Form: form, Doc: doc,
		CreatedBy: by.ID, CreatedAt: now, ChangedBy: by.ID, ChangedAt: now,
	}
	err := d.store.InTx(ctx, func(tx Tx) error {
		if err := tx.AddDraft(ctx, draft); err != nil {
			return err
		}
		return tx.AddSnapshot(ctx, draft, now)
	})
	return draft, err
}
