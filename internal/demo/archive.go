package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// An archive is older papers made up by a rule, for whoever wants to see the newsroom with years of work in it: of five
// stories four are live, the fifth is a draft. Of every fifty drafts ten are filed, five ready, five given to somebody
// with an hour, and two lie in the bin. The same number gives the same archive.

// archiveAtOnce is how many stories are made up before they are kept.
const archiveAtOnce = 1000

// How many stories there are to a topic and to a byline of the archive.
const (
	storiesToATopic  = 10
	storiesToAByline = 50
)

// olderPapers are where the archive comes from.
var olderPapers = desk.Mover{System: "older papers", Base: "archive"}

var (
	archiveWho = []string{
		"Council", "Harbour office", "Rowing club", "Hospital", "School governors", "Fish market", "Ferry crews", "Bakers", "Allotment holders", "Magistrates",
		"Ratepayers", "Lifeboat crew", "Market traders", "Anglers", "Pilots", "Bus drivers", "Choir", "Museum", "Boatbuilders", "Gardeners",
	}
	archiveDid = []string{
		"put off", "vote for", "ask again about", "agree on", "count the cost of", "lose patience over", "open", "close", "measure", "pay for",
		"argue over", "save", "move", "repair", "paint", "name", "turn down", "welcome", "explain", "inspect",
	}
	archiveWhat = []string{
		"the slipway", "the new lamps", "a footbridge", "the summer timetable", "the winter moorings", "the culvert", "the band hall", "the night bus", "the sea wall", "the drinking fountain",
		"the weighbridge", "the bathing steps", "the cattle grid", "the reading room", "the north pier", "the boat sheds", "the cinder path", "the ice house", "the signal box", "the tide mill",
	}
	archiveWhere = []string{
		"in Saltside", "on Quay Street", "at Hob’s Ferry", "in Stell", "below Battery Hill", "on Rope Walk", "in Ambery", "behind the Fish Quay", "in the Old Town", "on Mewsay",
	}
	archiveSaid = []string{
		"Nobody had expected the matter to come up again before the end of the month.",
		"The work is to be done in three parts, the dearest of them first.",
		"Two letters had been read out before anybody asked what it would cost.",
		"What was found on the spot did not agree with the drawings.",
		"A second meeting is called for the week after next.",
		"The money comes in equal shares from the town and the county.",
		"Those who live nearby were told by a notice on the door.",
		"It had last been looked at eleven years before.",
		"The oldest present remembered it otherwise, and said so.",
		"Until then everything stays as it is.",
	}
	archiveFirst = []string{"Anselm", "Berit", "Corin", "Dilys", "Edda", "Fenn", "Greta", "Hale", "Isolde", "Jory", "Kester", "Linnet", "Merrin", "Nessa", "Osric", "Perran", "Quill", "Rowena", "Seth", "Tamsin"}
	archiveLast  = []string{"Arkwell", "Bramley-Dunn", "Cathcombe", "Dawlan", "Eastry", "Farrow", "Gannick", "Holloway", "Inkpen", "Jessamy"}
)

// archive moves the older papers in, as many stories as the room asks for, with their topics and bylines. It tells what
// is to be done with the drafts among them when the paper's own day has come.
func (l *loader) archive(ctx context.Context, before time.Time) (onTheirWay []deed, err error) {
	if l.Archive == 0 {
		return nil, nil
	}
	r := rand.New(rand.NewPCG(uint64(l.Archive), 1871)) //nolint:gosec // a made-up archive needs no secret
	topics, bylines, err := l.archiveNouns(ctx)
	if err != nil {
		return nil, err
	}
	var sections []string
	for _, s := range l.paper.Sections {
		sections = append(sections, l.sections[s.Key])
	}
	for from := 0; from < l.Archive; from += archiveAtOnce {
		var some []desk.Moved
		for n := from; n < min(from+archiveAtOnce, l.Archive); n++ {
			at := before.Add(-time.Duration(n)*7*time.Hour - time.Duration(r.IntN(400))*time.Minute)
			fields := article.Fields{
				Section: sections[r.IntN(len(sections))], Slug: fmt.Sprint("older-", n+1), Topics: pick(r, topics, 2),
				Byline: []article.Credit{{Byline: bylines[r.IntN(len(bylines))], Role: article.By}},
			}
			doc, err := olderStory(r, fields)
			if err != nil {
				return nil, err
			}
			some = append(some, desk.Moved{
				Key: fmt.Sprint("story/", n+1), Hash: "as printed", Form: article.Story, Doc: doc, Public: n%5 != 4, PublishedAt: at, ChangedAt: at.Add(time.Hour),
			})
		}
		kept, err := l.Desk.MoveIn(ctx, olderPapers, some)
		if err != nil {
			return nil, err
		}
		for i, o := range kept {
			if n := from + i; !some[i].Public {
				at := l.paper.Started.Add(-time.Duration(n) * time.Minute)
				onTheirWay = append(onTheirWay, deed{at, some[i].Key, func(ctx context.Context) error { return l.onItsWay(ctx, n/5, o.Article) }})
			}
		}
	}
	return onTheirWay, nil
}

// archiveNouns makes the topics and bylines that the archive's stories stand under.
func (l *loader) archiveNouns(ctx context.Context) (topics, bylines []string, err error) {
	var nouns []desk.MovedNoun
	for n := range max(1, l.Archive/storiesToATopic) {
		what, where := archiveWhat[n%len(archiveWhat)], archiveWhere[n/len(archiveWhat)%len(archiveWhere)]
		name := strings.ToUpper(what[:1]) + what[1:] + " " + where
		if round := n / (len(archiveWhat) * len(archiveWhere)); round > 0 {
			name = fmt.Sprintf("%s, part %d", name, round+1)
		}
		nouns = append(nouns, desk.MovedNoun{Key: fmt.Sprint("topic/", n), Kind: paper.AtTopic, Name: name})
	}
	for n := range max(1, l.Archive/storiesToAByline) {
		name := archiveFirst[n%len(archiveFirst)] + " " + archiveLast[n/len(archiveFirst)%len(archiveLast)]
		if round := n / (len(archiveFirst) * len(archiveLast)); round > 0 {
			name = fmt.Sprintf("%s the %dth", name, round+3)
		}
		nouns = append(nouns, desk.MovedNoun{Key: fmt.Sprint("byline/", n), Kind: paper.AtByline, Name: name})
	}
	made, err := l.Desk.MoveNouns(ctx, olderPapers, nouns)
	for _, n := range nouns {
		if n.Kind == paper.AtTopic {
			topics = append(topics, made[n.Key].ID)
		} else {
			bylines = append(bylines, made[n.Key].ID)
		}
	}
	return topics, bylines, err
}

// olderStory makes one story up.
func olderStory(r *rand.Rand, fields article.Fields) (*prose.Node, error) {
	one := func(of []string) string { return of[r.IntN(len(of))] }
	who, what, where := one(archiveWho), one(archiveWhat), one(archiveWhere)
	headline := strings.Join([]string{who, one(archiveDid), what, where}, " ")
	body := []*prose.Node{prose.P(prose.T(fmt.Sprintf("%s: what became of %s %s was the talk of the day. %s", who, what, where, one(archiveSaid))))}
	for range 2 + r.IntN(4) {
		body = append(body, prose.P(prose.T(strings.Join(pick(r, archiveSaid, 2+r.IntN(3)), " "))))
	}
	doc := prose.Doc(headline, one(archiveSaid), body...)
	return doc, fields.SetOn(doc)
}

// pick takes n different ones, or as many as there are.
func pick(r *rand.Rand, from []string, n int) []string {
	var out []string
	for _, i := range r.Perm(len(from))[:min(n, len(from))] {
		out = append(out, from[i])
	}
	return out
}

// onItsWay brings the n-th draft of the archive to where it stands.
func (l *loader) onItsWay(ctx context.Context, n int, draft string) error {
	reporters := []string{"jo", "idris", "lena"}
	mara := l.staff["mara"]
	due := l.paper.Started.AddDate(0, 0, n%7-1).Format("2006-01-02T15:04")
	switch n % 10 {
	case 0, 1:
		return l.Desk.File(ctx, mara, draft)
	case 2:
		return l.Desk.Assign(ctx, mara, draft, l.staff[reporters[n/10%len(reporters)]].ID, due)
	case 3:
		return l.Desk.MarkReady(ctx, mara, draft)
	case 4:
		if n%50 == 4 {
			return l.Desk.Bin(ctx, mara, draft)
		}
	}
	return nil
}
