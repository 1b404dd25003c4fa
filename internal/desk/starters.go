package desk

import (
	"context"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/prose"
)

// starter is a standing page that a paper begins with, as a draft. It holds what is so in every paper and marks what
// only the newsroom knows with article.Blank, which keeps it from going out.
type starter struct {
	headline string
	body     []*prose.Node
	policy   bool // it is the page that the page of corrections leads to
}

func para(text string) *prose.Node { return prose.P(prose.T(text)) }

func blank(what string) *prose.Node { return para(article.Blank + " " + what + "]") }

func head(text string) *prose.Node { return prose.H(2, prose.T(text)) }

func starters() []starter {
	return []starter{
		{headline: "About", body: []*prose.Node{
			blank("what this paper covers, for whom, and since when"),
			head("Who we are"),
			blank("the people of the newsroom and what they do"),
			head("Who owns the paper, and what pays for it"),
			blank("the owner, and where the money comes from: readers, advertising, grants"),
		}},
		{headline: "Contact", body: []*prose.Node{
			head("The newsroom"),
			blank("e-mail, telephone, and when somebody answers"),
			head("Tell us of a mistake"),
			blank("where to write, and how soon you look at it"),
			head("Publisher"),
			blank("name and postal address, as the law of your country asks"),
		}},
		{headline: "Corrections and ethics", policy: true, body: []*prose.Node{
			head("Corrections"),
			para("A mistake is put right in the story, and a dated note says what was wrong. A clarification makes clear what could be misread. A retraction takes back what should not have been published. All of them stand on the page of corrections."),
			para("A story is withdrawn when its substance does not hold, when it puts somebody in danger, or when a law or a court demands it. Its address goes on saying that it was withdrawn, and when."),
			blank("who decides, and how to complain about a decision"),
			head("How we work"),
			blank("what you ask of sources and of yourselves: naming, quoting, checking, gifts, interests, advertising"),
		}},
		{headline: "Privacy", body: []*prose.Node{
			head("What the pages do"),
			blank("what these pages keep on a reader’s device and what they fetch from others. A paper as it is set up at first sets no cookie for readers and fetches nothing from anybody else; say so if it still holds"),
			head("What is kept"),
			blank("what your server and those who run it keep of a visit, and for how long"),
			head("Your rights"),
			blank("who answers questions about data, and which authority takes complaints"),
		}},
	}
}

// addStarters begins the standing pages and gives the id of the one about corrections.
func (d *Desk) addStarters(ctx context.Context, tx Tx, by string, now time.Time) (policy string, err error) {
	for i, s := range starters() {
		doc := prose.Doc(s.headline, "", s.body...)
		if err := (article.Fields{Kind: article.News}).SetOn(doc); err != nil {
			return "", err
		}
		draft := article.Draft{
			ID: d.clock.ID(), Form: article.StandingPage, Doc: doc, Place: i + 1,
			CreatedBy: by, CreatedAt: now, ChangedBy: by, ChangedAt: now,
		}
		if s.policy {
			policy = draft.ID
		}
		if err := tx.AddDraft(ctx, draft); err != nil {
			return "", err
		}
		if err := tx.AddSnapshot(ctx, draft, now); err != nil {
			return "", err
		}
	}
	return policy, nil
}
