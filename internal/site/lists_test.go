package site_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// tidy merges, turns or deletes some topics or a section, or undoes what was done last.
func (n *newsroom) tidy() error {
	ctx := n.t.Context()
	if len(n.topics) < 6 && n.rnd.IntN(3) == 0 {
		t, _, err := n.desk.SaveTopic(ctx, n.me, paper.Topic{Name: fmt.Sprintf("Word %d", n.rnd.IntN(20))})
		if err == nil && !slices.ContainsFunc(n.topics, func(o paper.Topic) bool { return o.ID == t.ID }) {
			n.topicMade(t)
		}
		return err
	}
	var ids []string
	for _, t := range some(n.rnd, n.topics, 3) {
		ids = append(ids, t.ID)
	}
	s := pick(n.rnd, []article.Sweep{
		{Deed: article.MergeTopics, Value: pick(n.rnd, n.topics).ID},
		{Deed: article.MergeTopics, Value: pick(n.rnd, n.topics).ID},
		{Deed: article.TurnTopics, Value: pick(n.rnd, []string{"", pick(n.rnd, n.sections).ID})},
		{Deed: article.TopicsInto, Value: pick(n.rnd, n.sections).ID},
		{Deed: article.DropTopics},
		{Deed: article.MergeSections, Value: pick(n.rnd, n.sections).ID},
		{Deed: article.TurnSections, Value: pick(n.rnd, n.sections).ID},
	})
	if s.Deed.OfSections() {
		ids = []string{pick(n.rnd, n.sections).ID}
		if len(n.sections) < 3 {
			return nil
		}
	}
	var err error
	if n.tidied != "" && n.rnd.IntN(3) == 0 {
		s, err = n.desk.UndoSweep(ctx, n.me, n.tidied)
		n.tidied = ""
	} else if s, err = n.desk.StartTidy(ctx, n.me, s, ids); err == nil {
		n.tidied = s.ID
	}
	if err != nil {
		return err
	}
	if _, err = n.desk.GoOn(ctx, n.me, s.ID); err != nil {
		return err
	}
	if err := n.readSections(); err != nil {
		return err
	}
	return n.readTopics()
}

// readTopics learns the topics anew.
func (n *newsroom) readTopics() error {
	all, err := n.store.Topics(n.t.Context())
	if len(all) > 0 { // there is always one to choose
		n.topics = nil
	}
	for _, t := range all {
		n.topicMade(t)
	}
	return err
}

// noun is a topic or section in the test of old addresses.
type noun struct {
	section bool
	id      string
}

// lore remembers, apart from the program, where everything stood and what became of it.
type lore struct {
	*house
	rnd   *rand.Rand
	owner map[string]noun // of every address at which something stood
	deeds []turned
}

// turned is one deed by which a noun became another.
type turned struct {
	sweep    string // "" for what an undoing did beside
	from, to noun
	undone   bool
}

// now is what became of a noun.
func (l *lore) now(n noun) noun {
	for _, d := range l.deeds {
		if !d.undone && d.from == n {
			n = d.to
		}
	}
	return n
}

// story tells what became of a noun, deed by deed.
func (l *lore) story(n noun) string {
	said := fmt.Sprint("it was ", n)
	for i, d := range l.deeds {
		if d.from == n || d.to == n {
			said += fmt.Sprintf("; deed %d made %v of %v (undone: %v)", i, d.to, d.from, d.undone)
		}
		if !d.undone && d.from == n {
			n = d.to
		}
	}
	return said
}

// look notes where everything stands.
func (l *lore) look() (topics []paper.Topic, sections []paper.Section) {
	l.t.Helper()
	topics, err := l.store.Topics(l.t.Context())
	if err == nil {
		sections, err = l.store.Sections(l.t.Context())
	}
	if err != nil {
		l.t.Fatal(err)
	}
	for _, t := range topics {
		l.owner[t.Address] = noun{false, t.ID}
	}
	for _, s := range sections {
		l.owner[s.Address] = noun{true, s.ID}
	}
	return topics, sections
}

// TestOldAddressesOfListsLeadInOneHop renames, moves, merges, turns and undoes topics and sections in random order, and
// asks every address at which one ever stood: it is the right page, or leads to it in one step.
func TestOldAddressesOfListsLeadInOneHop(t *testing.T) {
	storetest.Each(t, func(t *testing.T, opened func(...clock.Clock) *store.Store) {
		acts := volume(500)
		s := seed(t)
		c := clock.At(storetest.Monday)
		l := &lore{house: open(t, opened(c), c, harm{}), rnd: rand.New(rand.NewPCG(s, 1)), owner: map[string]noun{}}
		for i := range 12 {
			l.topic(fmt.Sprintf("Topic %d", i))
			l.section(fmt.Sprintf("Section %d", i), "")
		}
		done, asked := map[string]int{}, 0
		for i := range acts {
			topics, sections := l.look()
			did, err := l.act(topics, sections)
			var refused *fault.Fault
			switch {
			case err == nil:
				done[did]++
			case !errors.As(err, &refused) || refused.Kind == fault.Internal || refused.Kind == fault.Unavailable:
				t.Fatalf("%s: %v", did, err)
			}
			if i%8 == 7 {
				asked += l.ask(fmt.Sprintf("after %d acts, the last %s", i+1, did))
			}
		}
		t.Logf("%d acts %v; %d answers at %d addresses, each the right page at most one step away", acts, done, asked, len(l.owner))
	})
}

// ask asks every address.
func (l *lore) ask(when string) (asked int) {
	l.t.Helper()
	topics, sections := l.look()
	at := map[noun]string{}
	for _, t := range topics {
		at[noun{false, t.ID}] = t.Address
	}
	for _, s := range sections {
		at[noun{true, s.ID}] = s.Address
	}
	for address, n := range l.owner {
		asked++
		want := at[l.now(n)]
		got := ask(l.site, http.MethodGet, address)
		switch {
		case want == "":
			l.t.Fatalf("%s: nothing is known to stand for %v of %s", when, n, address)
		case address == want && got.StatusCode != http.StatusOK:
			l.t.Fatalf("%s: %s answers %d", when, address, got.StatusCode)
		case address == want:
		case got.StatusCode != http.StatusMovedPermanently && got.StatusCode != http.StatusPermanentRedirect || got.Header.Get("Location") != want:
			l.t.Fatalf("%s: %s answers %d and leads to %q, want one step to %s; %s", when, address, got.StatusCode, got.Header.Get("Location"), want, l.story(n))
		default:
			if end := ask(l.site, http.MethodGet, want); end.StatusCode != http.StatusOK {
				l.t.Fatalf("%s: %s leads to %s, which answers %d", when, address, want, end.StatusCode)
			}
		}
	}
	return asked
}

// act does one random thing.
func (l *lore) act(topics []paper.Topic, sections []paper.Section) (string, error) {
	ctx := l.t.Context()
	if len(topics) < 4 {
		l.n++ // no name twice: one that was merged or turned still stands for something
		l.topic(fmt.Sprintf("Topic %d", 100+l.n))
		return "add a topic", nil
	}
	if len(sections) < 4 {
		l.n++
		l.section(fmt.Sprintf("Section %d", 100+l.n), "")
		return "add a section", nil
	}
	topic, other := pick(l.rnd, topics), pick(l.rnd, topics)
	sec, home := pick(l.rnd, sections), pick(l.rnd, sections)
	switch l.rnd.IntN(10) {
	case 9:
		l.n++
		_, _, err := l.desk.AddSection(ctx, l.me, paper.Section{Name: fmt.Sprintf("Section %d", 100+l.n), Slug: fmt.Sprintf("part-%d", l.rnd.IntN(10)), Parent: pick(l.rnd, []string{"", home.ID})})
		return "add a section where one may have stood", err
	case 0, 1:
		topic.Slug = fmt.Sprintf("word-%d", l.rnd.IntN(10))
		_, _, err := l.desk.SaveTopic(ctx, l.me, topic)
		return "rename a topic", err
	case 2, 3:
		sec.Slug = fmt.Sprintf("part-%d", l.rnd.IntN(10))
		_, _, err := l.desk.ChangeSection(ctx, l.me, sec)
		return "rename a section", err
	case 4:
		sec.Parent = pick(l.rnd, []string{"", home.ID})
		sec.Place = 1 + l.rnd.IntN(4)
		_, _, err := l.desk.ChangeSection(ctx, l.me, sec)
		return "move a section", err
	case 5:
		return l.tidy(article.MergeTopics, noun{false, topic.ID}, noun{false, other.ID}, other.ID)
	case 6:
		return l.tidy(article.MergeSections, noun{true, sec.ID}, noun{true, home.ID}, home.ID)
	case 7:
		if l.rnd.IntN(2) == 0 {
			return l.tidy(article.TurnTopics, noun{false, topic.ID}, noun{section: true}, pick(l.rnd, []string{"", home.ID}))
		}
		return l.tidy(article.TurnSections, noun{true, sec.ID}, noun{section: false}, home.ID)
	}
	for i := len(l.deeds) - 1; i >= 0; i-- {
		if d := l.deeds[i]; !d.undone && d.sweep != "" {
			return "undo", l.undo(i)
		}
	}
	return "undo", fault.New(fault.Conflict, "There is nothing to undo.")
}

// tidy does a deed and remembers what became of what.
func (l *lore) tidy(deed article.SweepDeed, from, to noun, value string) (string, error) {
	ctx := l.t.Context()
	s, err := l.desk.StartTidy(ctx, l.me, article.Sweep{Deed: deed, Value: value}, []string{from.id})
	if err == nil {
		_, err = l.desk.GoOn(ctx, l.me, s.ID)
	}
	if err == nil {
		s, err = l.store.Sweep(ctx, s.ID)
	}
	if err != nil || s.Count[article.Done] == 0 {
		return string(deed), errors.Join(err, fault.New(fault.Conflict, "It was left."))
	}
	if to.id == "" {
		err = l.store.InTx(ctx, func(tx desk.Tx) error {
			if from.section {
				s, err := tx.Section(ctx, from.id)
				to.id = s.TurnedInto
				return err
			}
			t, err := tx.Topic(ctx, from.id)
			to.id = t.TurnedInto
			return err
		})
	}
	l.deeds = append(l.deeds, turned{sweep: s.ID, from: from, to: to})
	return string(deed), err
}

// undo undoes a deed; what was made for it leads to what it was made of.
func (l *lore) undo(i int) error {
	ctx := l.t.Context()
	d := l.deeds[i]
	s, err := l.desk.UndoSweep(ctx, l.me, d.sweep)
	if err == nil {
		_, err = l.desk.GoOn(ctx, l.me, s.ID)
	}
	if err == nil {
		s, err = l.store.Sweep(ctx, s.ID)
	}
	if err != nil {
		return err
	}
	if s.Count[article.Done] == 0 {
		return fault.New(fault.Conflict, "It was left.")
	}
	l.deeds[i].undone = true
	topics, sections := l.look()
	if !slices.ContainsFunc(topics, func(t paper.Topic) bool { return d.to == noun{false, t.ID} }) &&
		!slices.ContainsFunc(sections, func(s paper.Section) bool { return d.to == noun{true, s.ID} }) {
		l.deeds = append(l.deeds, turned{from: d.to, to: d.from})
	}
	return nil
}
