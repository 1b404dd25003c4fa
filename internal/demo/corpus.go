package demo

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/demo/draw"
	"broadsheet/internal/desk"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// A corpus is a newsroom of any size to be measured: the Courier's people, sections and standing pages, and as many
// stories as are wanted, evenly over up to 25 years, made by a rule from this package's words and 20,000 made-up names.
// The same number gives the same newsroom, but for the salts of its record and the grain of its drawings.

// The measures of a corpus.
const (
	corpusAtOnce  = 2000 // stories in one transaction
	corpusYears   = 25
	corpusApart   = time.Hour // between two stories, at most
	corpusNames   = 20_000
	corpusEra     = 40 // bylines, and half as many again topics, that write and are written about at a time
	corpusPicture = 3  // of so many stories one has a picture
	corpusDraft   = 50 // to so many stories there is a draft, up to corpusDrafts
	corpusDrafts  = 500
)

var corpusMover = desk.Mover{System: "corpus", Base: "corpus"}

// corpusEnds is when the last story of a corpus was published: before anybody reads it.
var corpusEnds = time.Date(2025, time.January, 1, 6, 0, 0, 0, time.UTC)

// CorpusClock is the clock that the desk and store of a corpus need.
func CorpusClock() *clock.Set { return clock.Sown(corpusEnds, 1871) }

// Counts are what a corpus holds.
type Counts struct{ Stories, Drafts, Sections, Topics, Bylines, Pictures int }

// Corpus fills a new store with stories stories. The room's clock is a CorpusClock; its Progress hears of stories.
func Corpus(ctx context.Context, room Room, stories int) (Counts, error) {
	return corpus(ctx, room, stories, false)
}

// corpus is Corpus; oneByOne puts the stories through the desk as any archive is moved in.
func corpus(ctx context.Context, room Room, stories int, oneByOne bool) (Counts, error) {
	p, err := Paper(corpusEnds, time.UTC)
	if err != nil {
		return Counts{}, err
	}
	p.Stories, p.Home, p.Pictures, p.Pages = nil, nil, nil, nil
	l := newLoader(room, p)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l.artist = begin(ctx, p, true)
	apart := min(corpusApart, time.Duration(corpusYears*365*24)*time.Hour/time.Duration(max(1, stories)))
	opened := corpusEnds.Add(-apart * time.Duration(stories))
	if err := l.open(ctx, opened.Add(-time.Hour)); err != nil {
		return Counts{}, fmt.Errorf("opening the newsroom of the corpus: %w", err)
	}
	c := &corpusMaker{loader: l, r: rand.New(rand.NewPCG(uint64(stories), 1871)), stories: stories, apart: apart, opened: opened} //nolint:gosec // no secret
	if err := c.furnish(ctx); err != nil {
		return Counts{}, fmt.Errorf("furnishing the newsroom of the corpus: %w", err)
	}
	counts := Counts{Sections: len(c.sections), Topics: len(c.topics), Bylines: len(c.bylines), Pictures: len(c.pictures)}
	made := c.make(ctx)
	for b := range made {
		if b.err != nil {
			return counts, b.err
		}
		l.turn(b.at)
		if oneByOne {
			_, err = l.Desk.MoveIn(ctx, corpusMover, b.stories)
		} else {
			_, err = l.Desk.MoveInWhole(ctx, corpusMover, b.stories)
		}
		if err != nil {
			return counts, err
		}
		for _, s := range b.stories {
			if s.Public {
				counts.Stories++
			} else {
				counts.Drafts++
			}
		}
		if l.Progress != nil {
			l.Progress(counts.Stories, stories)
		}
	}
	return counts, ctx.Err()
}

// corpusMaker makes stories up.
type corpusMaker struct {
	*loader
	r       *rand.Rand
	stories int
	apart   time.Duration
	opened  time.Time

	sections, topics, bylines, pictures []string // ids
	names                               []string
	zipf                                *rand.Zipf
}

// furnish makes what the stories stand under: bylines and topics that come and go with the years, and pictures.
func (c *corpusMaker) furnish(ctx context.Context) error {
	for _, s := range c.paper.Sections {
		c.sections = append(c.sections, c.loader.sections[s.Key])
	}
	var nouns []desk.MovedNoun
	for n := range min(400, max(5, c.stories/200)) {
		name := archiveFirst[n%len(archiveFirst)] + " " + archiveLast[n/len(archiveFirst)%len(archiveLast)]
		if n >= len(archiveFirst)*len(archiveLast) {
			name += " junior"
		}
		nouns = append(nouns, desk.MovedNoun{Key: fmt.Sprint("byline/", n), Kind: paper.AtByline, Name: name})
	}
	for n := range min(2000, max(8, c.stories/100)) {
		name := upper(archiveWhat[n%len(archiveWhat)]) + " " + archiveWhere[n/len(archiveWhat)%len(archiveWhere)]
		if round := n / (len(archiveWhat) * len(archiveWhere)); round > 0 {
			name = fmt.Sprintf("%s, part %d", name, round+1)
		}
		nouns = append(nouns, desk.MovedNoun{Key: fmt.Sprint("topic/", n), Kind: paper.AtTopic, Name: name})
	}
	made, err := c.Desk.MoveNouns(ctx, corpusMover, nouns)
	if err != nil {
		return err
	}
	for _, n := range nouns {
		if n.Kind == paper.AtTopic {
			c.topics = append(c.topics, made[n.Key].ID)
		} else {
			c.bylines = append(c.bylines, made[n.Key].ID)
		}
	}
	scenes := draw.Scenes()
	for n := range min(48, max(4, c.stories/400)) {
		const w, h = 720, 480
		var file bytes.Buffer
		scene := scenes[n%len(scenes)]
		if err := jpeg.Encode(&file, draw.Scene(scene, 1+n/len(scenes), w, h), &jpeg.Options{Quality: 90}); err != nil {
			return err
		}
		id, err := c.takeIn(ctx, c.publisher, w, h, desk.Taken{
			Name: fmt.Sprintf("%s-%d.jpg", scene, n), Bytes: &file, Credit: drawnHere, Alt: "Drawing: " + scene, Caption: upper(scene) + " on the day",
		})
		if err != nil {
			return err
		}
		c.pictures = append(c.pictures, id)
	}
	parts := strings.Fields("ba be bor chan cli dor dra el fen gar gil har in jo kel lan lor mar mon nel or pen quil ran sel sto tar ul ver wex yar zim")
	seen := map[string]bool{}
	for len(c.names) < corpusNames {
		name := ""
		for range 2 + c.r.IntN(3) {
			name += parts[c.r.IntN(len(parts))]
		}
		if !seen[name] {
			seen[name] = true
			c.names = append(c.names, upper(name))
		}
	}
	c.zipf = rand.NewZipf(c.r, 1.05, 8, corpusNames-1)
	return nil
}

// batch is stories of one transaction.
type batch struct {
	at      time.Time // after the last
	stories []desk.Moved
	err     error
}

// make makes the stories up, the oldest first, one batch ahead of whoever keeps them.
func (c *corpusMaker) make(ctx context.Context) <-chan batch {
	made := make(chan batch, 1)
	go func() {
		defer close(made)
		drafts := 0
		for from := 0; from < c.stories; from += corpusAtOnce {
			var b batch
			for n := from; n < min(from+corpusAtOnce, c.stories) && b.err == nil; n++ {
				b.at = c.opened.Add(time.Duration(n) * c.apart).Truncate(time.Microsecond)
				var s desk.Moved
				s, b.err = c.story(n, fmt.Sprint("story/", n), b.at, true)
				b.stories = append(b.stories, s)
				if n%corpusDraft == 0 && drafts < corpusDrafts && b.err == nil {
					drafts++
					s, b.err = c.story(n, fmt.Sprint("draft/", n), b.at, false)
					b.stories = append(b.stories, s)
				}
			}
			select {
			case made <- b:
			case <-ctx.Done():
				return
			}
		}
	}()
	return made
}

// story makes the n-th story up.
func (c *corpusMaker) story(n int, key string, at time.Time, public bool) (desk.Moved, error) {
	one := func(of []string) string { return of[c.r.IntN(len(of))] }
	// Whoever writes, and what is written about, changes with the years; some topics stay for ever.
	era := func(of []string, width int) string {
		first := n * max(1, len(of)-width) / max(1, c.stories)
		return of[min(first+c.r.IntN(width), len(of)-1)]
	}
	f := article.Fields{
		Kind: article.News, Section: one(c.sections), Topics: []string{era(c.topics, corpusEra*3/2)},
		Byline: []article.Credit{{Byline: era(c.bylines, corpusEra), Role: article.By}},
	}
	switch c.r.IntN(20) {
	case 0:
		f.Kind = article.Opinion
	case 1:
		f.Kind = article.Brief
	case 2:
		f.Kind = article.Analysis
	}
	if always := c.topics[c.r.IntN(min(5, len(c.topics)))]; c.r.IntN(8) == 0 && !slices.Contains(f.Topics, always) {
		f.Topics = append(f.Topics, always)
	}
	if c.r.IntN(corpusPicture) == 0 {
		f.Picture = &article.Lead{Picture: one(c.pictures), Alt: "Drawing of the place"}
	}
	who, what, where := one(archiveWho), one(archiveWhat), one(archiveWhere)
	headline := who + " " + one(archiveDid) + " " + what
	slug := paper.Slug("en", headline) // short enough that its number is not cut off
	headline += " " + where
	if c.r.IntN(3) == 0 {
		headline += ", says " + c.name()
	}
	f.Slug = fmt.Sprintf("%s-%d", slug, n+1)
	body := []*prose.Node{prose.P(prose.T(fmt.Sprintf("%s of %s was there when it came to %s %s. %s", c.name(), c.name(), what, where, one(archiveSaid))))}
	for range 1 + c.r.IntN(2) {
		body = append(body, prose.P(prose.T(fmt.Sprintf("%s “%s” That was how %s put it. %s", one(archiveSaid), one(archiveSaid), c.name(), one(archiveSaid)))))
	}
	doc := prose.Doc(headline, one(archiveSaid), body...)
	err := f.SetOn(doc)
	return desk.Moved{Key: key, Hash: "made up", Form: article.Story, Doc: doc, Public: public, PublishedAt: at, ChangedAt: at}, err
}

func (c *corpusMaker) name() string { return c.names[c.zipf.Uint64()] }

// upper gives a text a capital.
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
