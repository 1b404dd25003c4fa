package press

import (
	"cmp"
	"context"
	"slices"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

const (
	relatedCards = 4
	newestBeside = 1 + relatedCards + recentLines
	relatedReach = 12 // newest stories of each topic and section that related ones are chosen from
)

// Article makes the page of a story or of a standing page from its public state. A preview hands it the draft as if
// it were published.
func (p Press) Article(ctx context.Context, snap Snapshot, a article.Published) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	if err := snap.Ahead(ctx, Around(a)); err != nil {
		return nil, err
	}
	lead, err := w.use(ctx, a.Picture)
	if err != nil {
		return nil, err
	}
	options, err := w.setting(ctx, a)
	if err != nil {
		return nil, err
	}
	body := prose.HTML(a.Doc, options)
	if a.Form == article.StandingPage {
		return &page.Standing{
			Frame: w.in(Escape(a.Address), "", false), Headline: a.Headline, Standfirst: a.Standfirst, Picture: lead, Body: body,
			Changed: latest(a), Edition: a.Edition, Lang: a.Lang, Dir: a.Dir,
		}, nil
	}
	s := &page.Story{
		Frame: w.in(Escape(a.Address), a.Section, false),
		Kind:  cmp.Or(a.Kind, article.News), Headline: a.Headline, Standfirst: a.Standfirst, PaidBy: a.PaidBy,
		Published: a.PublishedAt, Updated: a.UpdatedAt, Words: a.Words, Picture: lead, Body: body, Share: w.settings.Share,
		Edition: a.Edition, Lang: a.Lang, Dir: a.Dir, SearchTitle: a.SearchTitle, ShareTitle: a.ShareTitle,
		Source: page.Link{Name: a.Source.Name},
	}
	if paper.IsWeb(a.Source.URL) {
		s.Source.URL = a.Source.URL
	}
	filed := a.Fields.All()
	for _, id := range filed {
		if l := w.label(id); l != (page.Label{}) {
			s.Labels = append(s.Labels, l)
		}
	}
	if s.Byline, err = w.people(ctx, a.Byline, true); err != nil {
		return nil, err
	}
	for _, id := range a.Topics {
		t, ok, err := snap.Topic(ctx, id)
		if err != nil {
			return nil, err
		}
		if ok {
			s.Topics = append(s.Topics, page.Link{Name: t.Name, URL: Escape(t.Address)})
		}
	}
	notes, err := snap.Notes(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	for _, n := range notes {
		s.Notes = append(s.Notes, note(n))
	}
	if s.Picture == nil && w.hasPlacard(a) {
		s.Placard = PlacardAddress(a.ID, a.Edition)
	}
	return s, w.waysOn(ctx, a, filed, s)
}

// latest is the last change of an article that readers were told of.
func latest(a article.Published) time.Time {
	if a.UpdatedAt.IsZero() {
		return a.PublishedAt
	}
	return a.UpdatedAt
}

func note(n article.Note) page.Note {
	return page.Note{ID: n.ID, Kind: n.Kind, At: n.At, Text: n.Text, Was: n.Was, Now: n.Now}
}

// waysOn fills what a story's page shows of others: related ones, first those that share most topics, then those of
// its sections; and the newest. None is the story itself and none stands there twice.
func (w *work) waysOn(ctx context.Context, a article.Published, filed []string, s *page.Story) error {
	taken := map[string]bool{a.ID: true}
	shared := map[string]int{}
	var byTopic, bySection []*article.Card // of a hundred four are chosen
	for _, id := range a.Topics {
		cards, err := w.snap.Box(ctx, article.TopicList(id), relatedReach)
		if err != nil {
			return err
		}
		for i := range cards {
			c := &cards[i]
			if shared[c.ID]++; shared[c.ID] == 1 {
				byTopic = append(byTopic, c)
			}
		}
	}
	slices.SortStableFunc(byTopic, func(x, y *article.Card) int {
		return cmp.Or(shared[y.ID]-shared[x.ID], y.PublishedAt.Compare(x.PublishedAt), cmp.Compare(y.ID, x.ID))
	})
	for _, id := range filed {
		cards, err := w.snap.Box(ctx, article.SectionList(id), relatedReach)
		if err != nil {
			return err
		}
		for i := range cards {
			bySection = append(bySection, &cards[i])
		}
	}
	var related []article.Card
	for _, c := range append(byTopic, bySection...) {
		if len(related) == relatedCards {
			break
		}
		if !taken[c.ID] && c.Kind != article.Sponsored {
			taken[c.ID] = true
			related = append(related, *c)
		}
	}
	newest, err := w.snap.Box(ctx, article.Latest, newestBeside)
	if err != nil {
		return err
	}
	recent := first(recentLines, without(newest, taken))
	var needs Wanted
	needs.shows(related, true)
	needs.shows(recent, false)
	if err := w.snap.Ahead(ctx, needs); err != nil {
		return err
	}
	if s.Related, err = w.cards(ctx, related); err != nil {
		return err
	}
	s.Recent, err = w.lines(ctx, recent)
	return err
}

// setting is how the body of an article is set: its pictures, looked up beforehand, and the paper's words.
func (w *work) setting(ctx context.Context, a article.Published) (prose.Options, error) {
	for _, id := range prose.Pictures(a.Doc) {
		if _, err := w.picture(ctx, id); err != nil {
			return prose.Options{}, err
		}
	}
	return prose.Options{
		Picture: func(id string) (prose.Picture, bool) {
			p := w.pictures[id]
			if p == nil {
				return prose.Picture{}, false
			}
			w.shown[id] = true
			return w.inText(*p)
		},
		Lang: cmp.Or(a.Lang, w.settings.Lang), Dir: a.Dir,
		HeadingIDs: true, Origin: w.base, Rel: "external", Typeset: true, Sizes: page.BodySizes(a.Kind),
		Labels: page.BodyLabels(w.settings.Lang, w.zone),
	}, nil
}

// inText is a picture as the body shows it: as it was shot, in every width.
func (w *work) inText(p article.Picture) (prose.Picture, bool) {
	files := map[string][]article.Cut{}
	for _, c := range p.Cuts {
		if c.Shape == "whole" {
			files[c.Type] = append(files[c.Type], c)
		}
	}
	out := prose.Picture{Alt: p.Alt, Caption: p.Caption, Credit: p.Credit, Ground: p.Ground}
	for _, kind := range []string{"image/avif", "image/webp"} {
		if cuts := files[kind]; len(cuts) > 0 {
			out.Sources = append(out.Sources, prose.Source{Type: kind, Files: w.widths(cuts)})
		}
	}
	for _, kind := range []string{"image/jpeg", "image/png"} {
		cuts := files[kind]
		if len(cuts) == 0 {
			continue
		}
		out.Files = w.widths(cuts)
		largest := slices.MaxFunc(cuts, func(a, b article.Cut) int { return a.Width - b.Width })
		out.Width, out.Height = largest.Width, largest.Height
		out.Src = out.Files[0].URL
		for _, f := range out.Files {
			if f.Width <= 960 { // what a browser that cannot choose gets
				out.Src = f.URL
			}
		}
		break
	}
	return out, out.Src != ""
}

func (w *work) widths(cuts []article.Cut) []prose.File {
	var out []prose.File
	for _, c := range cuts {
		out = append(out, prose.File{URL: w.files + c.File, Width: c.Width})
	}
	slices.SortFunc(out, func(a, b prose.File) int { return a.Width - b.Width })
	return out
}
