package press

import (
	"cmp"
	"context"
	"slices"

	"broadsheet/internal/article"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
)

// card makes a card with its picture, unless the picture stands on the page already.
func (w *work) card(ctx context.Context, c article.Card) (page.Card, error) {
	out, err := w.line(ctx, c)
	if err != nil || c.Picture.Picture == "" || w.shown[c.Picture.Picture] || w.chosen[c.Picture.Picture] {
		return out, err
	}
	out.Picture, err = w.use(ctx, c.Picture)
	return out, err
}

// cards makes several.
func (w *work) cards(ctx context.Context, all []article.Card) ([]page.Card, error) {
	return each(ctx, all, w.card)
}

// lines makes several without pictures, for lists that show none.
func (w *work) lines(ctx context.Context, all []article.Card) ([]page.Card, error) {
	return each(ctx, all, w.line)
}

func each(ctx context.Context, all []article.Card, make func(context.Context, article.Card) (page.Card, error)) ([]page.Card, error) {
	var out []page.Card
	for _, c := range all {
		made, err := make(ctx, c)
		if err != nil {
			return nil, err
		}
		out = append(out, made)
	}
	return out, nil
}

// line makes a card without its picture.
func (w *work) line(ctx context.Context, c article.Card) (page.Card, error) {
	people, err := w.people(ctx, c.Byline, c.Kind == article.Opinion)
	return page.Card{
		URL: Escape(c.Address), Kind: c.Kind, Section: w.label(c.Section), Headline: c.Headline, Standfirst: c.Standfirst,
		Authors: people, Source: c.Source.Name, PaidBy: c.PaidBy, Published: c.PublishedAt, Updated: c.UpdatedAt,
		Lang: c.Lang, Dir: c.Dir,
	}, err
}

// people resolves a byline, with portraits where they are shown.
func (w *work) people(ctx context.Context, credits []article.Credit, portraits bool) ([]page.Person, error) {
	var out []page.Person
	shown := map[article.Credit]bool{}
	for _, c := range credits {
		b, err := w.byline(ctx, c.Byline)
		if err != nil {
			return nil, err
		}
		credit := article.Credit{Role: c.Role}
		if b != nil {
			credit.Byline = b.ID
		}
		if b == nil || shown[credit] {
			continue // one name twice: under bylines that were merged
		}
		shown[credit] = true
		p := person(*b)
		p.Role = c.Role
		if portraits {
			if p.Portrait, err = w.portrait(ctx, *b); err != nil {
				return nil, err
			}
		}
		out = append(out, p)
	}
	return out, nil
}

func person(b paper.Byline) page.Person {
	p := page.Person{Name: b.Name, URL: Escape(b.Address), Title: b.Title, About: b.About, Email: b.Email}
	for _, l := range b.Links {
		p.Links = append(p.Links, page.Link{Name: l.Name, URL: l.URL})
	}
	return p
}

func (w *work) portrait(ctx context.Context, b paper.Byline) (*page.Picture, error) {
	found, err := w.picture(ctx, b.Portrait)
	if found == nil || err != nil {
		return nil, err
	}
	out := w.sheet(*found)
	out.Alt = b.Name
	return out, nil
}

func (w *work) byline(ctx context.Context, id string) (*paper.Byline, error) {
	if b, known := w.bylines[id]; known || id == "" {
		return b, nil
	}
	b, ok, err := w.snap.Byline(ctx, id)
	if err != nil {
		return nil, err
	}
	w.bylines[id] = nil
	if ok {
		w.bylines[id] = &b
	}
	return w.bylines[id], nil
}

// picture finds a picture that readers may see, nil for none.
func (w *work) picture(ctx context.Context, id string) (*article.Picture, error) {
	if p, known := w.pictures[id]; known || id == "" {
		return p, nil
	}
	p, ok, err := w.snap.Picture(ctx, id)
	if err != nil {
		return nil, err
	}
	w.pictures[id] = nil
	if ok && len(p.Cuts) > 0 {
		w.pictures[id] = &p
	}
	return w.pictures[id], nil
}

// use resolves a use of a picture and notes that it stands on the page. Nil when it is not to be had.
func (w *work) use(ctx context.Context, lead article.Lead) (*page.Picture, error) {
	found, err := w.picture(ctx, lead.Picture)
	if found == nil || err != nil {
		return nil, err
	}
	w.shown[lead.Picture] = true
	out := w.sheet(*found)
	out.Alt, out.Caption = cmp.Or(lead.Alt, found.Alt), cmp.Or(lead.Caption, found.Caption)
	if lead.Decorative {
		out.Alt = ""
	}
	return out, nil
}

func (w *work) sheet(p article.Picture) *page.Picture {
	out := &page.Picture{Credit: p.Credit, Ground: p.Ground}
	for _, c := range p.Cuts {
		out.Cuts = append(out.Cuts, page.Cut{Shape: c.Shape, Type: c.Type, URL: w.files + c.File, Width: c.Width, Height: c.Height})
	}
	return out
}

// days puts cards, newest first, under the days on which they were published.
func (w *work) days(ctx context.Context, all []article.Card) ([]page.Day, error) {
	if err := w.aheadOfCards(ctx, all, true); err != nil {
		return nil, err
	}
	var out []page.Day
	for _, c := range all {
		made, err := w.card(ctx, c)
		if err != nil {
			return nil, err
		}
		if n := len(out); n == 0 || !w.sameDay(out[n-1].Cards[0], made) {
			out = append(out, page.Day{Date: made.Published})
		}
		last := &out[len(out)-1]
		last.Cards = append(last.Cards, made)
	}
	return out, nil
}

func (w *work) sameDay(a, b page.Card) bool {
	ay, am, ad := a.Published.In(w.zone).Date()
	by, bm, bd := b.Published.In(w.zone).Date()
	return ay == by && am == bm && ad == bd
}

// without leaves out the stories in taken.
func without(all []article.Card, taken map[string]bool) []article.Card {
	return slices.DeleteFunc(slices.Clone(all), func(c article.Card) bool { return taken[c.ID] })
}

// first is the first n of a list, or all of it.
func first[T any](n int, all []T) []T { return all[:min(n, len(all))] }
