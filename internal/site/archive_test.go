package site_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
	"broadsheet/internal/store/storetest"
)

// archive is a paper with years of stories in it: who wrote them and what they are filed under is as various as in life.
type archive struct {
	*house
	sections []paper.Section
	bylines  []paper.Byline
	topics   []paper.Topic
	stories  []string // addresses, the newest first
	months   []string // pages of a month, the newest first
}

// anArchive moves n stories in, straight into the public tables, with so many bylines, topics and pictures, and a
// correction now and then.
func anArchive(k *house, n, nouns int) *archive {
	k.t.Helper()
	ctx := context.Background()
	a := &archive{house: k}
	rnd := rand.New(rand.NewPCG(4, 4))
	for i := range 12 {
		parent := ""
		if i >= 8 {
			parent = a.sections[i-8].ID
		}
		a.sections = append(a.sections, k.section(fmt.Sprint("Section ", i), parent))
	}
	at := func(kind paper.Target, id, path string) paper.Address {
		return paper.Address{Path: path, At: kind, Kind: kind, Object: id, Since: storetest.Monday}
	}
	var pictures []string
	k.moved(func(tx desk.Tx) error {
		for i := range nouns {
			id := k.clock.ID()
			p := article.Picture{
				ID: id, Hash: "hash of " + id, Type: "image/jpeg", Width: 600, Height: 400, Name: id + ".jpg", Credit: "Lena Sundhale",
				Caption: "The quay at noon", AddedAt: storetest.Monday,
			}
			for _, shape := range []string{"whole", "3x2"} {
				for _, width := range []int{320, 960} {
					p.Cuts = append(p.Cuts, article.Cut{Shape: shape, Width: width, Height: width * 2 / 3, Type: "image/jpeg", File: fmt.Sprintf("%s-%s-%d.jpg", id, shape, width)})
				}
			}
			if err := tx.SavePicture(ctx, p); err != nil {
				return err
			}
			pictures = append(pictures, id)
			b := paper.Byline{ID: k.clock.ID(), Name: fmt.Sprint("Writer ", i), Slug: fmt.Sprint("writer-", i), Address: fmt.Sprint("/author/writer-", i)}
			if i%3 == 0 {
				b.Portrait = pictures[i]
			}
			t := paper.Topic{ID: k.clock.ID(), Name: fmt.Sprint("Topic ", i), Slug: fmt.Sprint("topic-", i), Address: fmt.Sprint("/topic/topic-", i)}
			for _, err := range []error{
				tx.SaveByline(ctx, b), tx.SetAddress(ctx, at(paper.AtByline, b.ID, b.Address)),
				tx.SaveTopic(ctx, t), tx.SetAddress(ctx, at(paper.AtTopic, t.ID, t.Address)),
			} {
				if err != nil {
					return err
				}
			}
			a.bylines, a.topics = append(a.bylines, b), append(a.topics, t)
		}
		return nil
	})
	zipf := func(n int) func() int {
		z := rand.NewZipf(rnd, 1.1, 4, uint64(n-1))
		return func() int { return int(z.Uint64()) }
	}
	writer, topic, picture, section := zipf(len(a.bylines)), zipf(len(a.topics)), zipf(len(pictures)), zipf(len(a.sections))
	said := strings.Repeat("The ferry left the quay at noon and came back with the tide. ", 12)
	for from := 0; from < n; from += 250 {
		k.moved(func(tx desk.Tx) error {
			for i := from; i < min(from+250, n); i++ {
				p := article.Published{Card: article.Card{
					ID: k.clock.ID(), Kind: article.News, Headline: fmt.Sprint("What happened at the quay, ", i), Standfirst: "In a line or two of twelve words that say what it is about.",
					Section: a.sections[section()].ID, PublishedAt: storetest.Monday.Add(-time.Duration(i) * 47 * time.Minute), Words: 600,
					Picture: article.Lead{Picture: pictures[picture()], Alt: "A quay"},
				}, Form: article.Story, Edition: 1}
				if i%9 == 0 {
					p.Kind = article.Opinion
				}
				p.Byline = []article.Credit{{Byline: a.bylines[writer()].ID, Role: article.By}}
				for _, j := range []int{topic(), topic(), topic()} {
					if id := a.topics[j].ID; !strings.Contains(strings.Join(p.Topics, " "), id) {
						p.Topics = append(p.Topics, id)
					}
				}
				p.Address = fmt.Sprint("/archive/story-", i)
				p.Fields = article.Fields{Kind: p.Kind, Section: p.Section, Topics: p.Topics, Byline: p.Byline, Picture: &p.Picture}
				var blocks []*prose.Node
				for range 6 {
					blocks = append(blocks, prose.P(prose.T(said)))
				}
				p.Doc = prose.Doc(p.Headline, p.Standfirst, blocks...)
				if err := p.Fields.SetOn(p.Doc); err != nil {
					return err
				}
				if err := tx.Publish(ctx, p); err != nil {
					return err
				}
				if err := tx.SetAddress(ctx, at(paper.AtArticle, p.ID, p.Address)); err != nil {
					return err
				}
				if i%5 == 0 {
					if err := tx.AddNote(ctx, article.Note{ID: k.clock.ID(), Article: p.ID, Edition: 1, Kind: article.Corrected, At: p.PublishedAt.Add(time.Hour), Text: "It was noon."}); err != nil {
						return err
					}
				}
				a.stories = append(a.stories, p.Address)
				month := p.PublishedAt.Format("2006/01/")
				if m := len(a.months); m == 0 || a.months[m-1] != month {
					a.months = append(a.months, month)
				}
			}
			return nil
		})
	}
	return a
}

// oldest is the last page of a list.
func (a *archive) oldest(list string) string {
	return strings.TrimSuffix(list, "/") + "/" + a.months[len(a.months)-1]
}

// again is the same paper in a program that was started anew and knows nothing.
func (a *archive) again(t testing.TB, place string, asked func(query string, args []any)) *house {
	t.Helper()
	c := clock.At(storetest.Monday)
	return empty(t, openStore(t, place, c, asked), c, harm{})
}
