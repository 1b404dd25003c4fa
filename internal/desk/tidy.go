package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
)

// StartTidy asks for topics or sections to be merged, turned or dropped. Nothing is done yet: GoOn does it, a bounded
// part at a time, and UndoSweep undoes it. No version of a story is rewritten, whatever is merged.
func (d *Desk) StartTidy(ctx context.Context, by account.Staff, s article.Sweep, nouns []string) (article.Sweep, error) {
	if err := must(by, account.KeepSections); err != nil {
		return s, err
	}
	if len(nouns) == 0 {
		return s, fault.New(fault.Invalid, "Nothing is chosen. Tick some, then say what is to be done with them.")
	}
	if len(nouns) > LongestSweep {
		return s, fault.New(fault.Invalid, "These are more than 10,000. Narrow the list down, then do it in parts.")
	}
	if !s.Deed.OfTopics() && !s.Deed.OfSections() {
		return s, fault.New(fault.Invalid, "Choose what is to be done with these.")
	}
	items := make([]article.Swept, len(nouns))
	for i, id := range nouns {
		items[i].Draft = id
	}
	s.ID, s.Staff, s.At, s.Undoes = d.clock.ID(), by.ID, d.clock.Now(), ""
	return s, d.store.InTx(ctx, func(tx Tx) error {
		if err := tidyTo(ctx, tx, s.Deed, s.Value, nouns); err != nil {
			return err
		}
		return tx.AddSweep(ctx, s, items)
	})
}

// tidyTo refuses a deed whose topic or section is not there, or not any more, or is all that is chosen.
func tidyTo(ctx context.Context, tx Tx, deed article.SweepDeed, value string, nouns []string) error {
	switch deed {
	case article.MergeTopics:
		t, err := tx.Topic(ctx, value)
		if err == nil && !t.Gone() {
			if len(nouns) == 1 && nouns[0] == value {
				return fault.About("into", "%s is the one that you chose. Type another topic that it is to become part of.", t.Name)
			}
			return nil
		}
		if err == nil || fault.Is(err, fault.NotFound) {
			return fault.About("into", "Choose the topic that these are to become.")
		}
		return err
	case article.DropTopics:
		return nil
	case article.TurnTopics:
		if value == "" {
			return nil
		}
	}
	s, err := tx.Section(ctx, value)
	if err == nil && !s.Gone() {
		return nil
	}
	if err == nil || fault.Is(err, fault.NotFound) {
		return fault.About("into", "Choose the section.")
	}
	return err
}

// A stood is a topic or section and what stood for it.
type stood struct {
	Section bool   `json:"section,omitempty"`
	ID      string `json:"id"`
	Merged  string `json:"merged,omitempty"`
	Turned  string `json:"turned,omitempty"`
}

// tidied is what a deed changed, for undoing it.
type tidied struct {
	Before []stood         `json:"before,omitempty"`
	After  []stood         `json:"after,omitempty"`
	Made   string          `json:"made,omitempty"`  // topic or section that was made for it
	Moved  []string        `json:"moved,omitempty"` // sections that stood below the one that was merged
	Topic  *paper.Topic    `json:"topic,omitempty"` // that was dropped
	At     []paper.Address `json:"at,omitempty"`    // where it stood
}

// tidying is what is done to one noun.
type tidying struct {
	*sweeping
	tidied
}

// noun does the deed to one topic or section.
func (s *sweeping) noun(ctx context.Context, one *article.Swept) (bool, error) {
	if err := must(s.by, account.KeepSections); err != nil {
		return false, err
	}
	w := tidying{sweeping: s}
	if s.Deed == article.Undoing {
		if err := json.Unmarshal([]byte(one.Was), &w.tidied); err != nil {
			return false, fmt.Errorf("reading what a deed changed: %w", err)
		}
		s.public++
		return true, w.undo(ctx)
	}
	var changed bool
	var err error
	switch s.Deed {
	case article.MergeTopics:
		changed, err = w.mergeTopic(ctx, one.Draft, s.Value)
	case article.TurnTopics, article.TopicsInto:
		changed, err = w.turnTopic(ctx, one.Draft)
	case article.DropTopics:
		changed, err = true, w.dropTopic(ctx, one.Draft)
	case article.MergeSections:
		changed, err = w.mergeSection(ctx, one.Draft, s.Value)
	case article.TurnSections:
		changed, err = true, w.turnSection(ctx, one.Draft, s.Value)
	}
	if err != nil || !changed {
		return false, err
	}
	was, err := json.Marshal(w.tidied)
	if err != nil {
		return false, fmt.Errorf("keeping what a deed changed: %w", err)
	}
	one.Was = string(was)
	s.public++
	return true, nil
}

// topic keeps what stands for a topic now.
func (w *tidying) topic(ctx context.Context, t paper.Topic, merged, turned string) error {
	w.Before = append(w.Before, stood{ID: t.ID, Merged: t.MergedInto, Turned: t.TurnedInto})
	w.After = append(w.After, stood{ID: t.ID, Merged: merged, Turned: turned})
	t.MergedInto, t.TurnedInto = merged, turned
	return w.tx.SaveTopic(ctx, t)
}

// section keeps what stands for a section now.
func (w *tidying) section(ctx context.Context, s paper.Section, merged, turned string) error {
	w.Before = append(w.Before, stood{Section: true, ID: s.ID, Merged: s.MergedInto, Turned: s.TurnedInto})
	w.After = append(w.After, stood{Section: true, ID: s.ID, Merged: merged, Turned: turned})
	s.MergedInto, s.TurnedInto = merged, turned
	return w.tx.SaveSection(ctx, s)
}

// gone refuses what something else stands for already.
func gone(name string) error {
	return fault.New(fault.Conflict, "%s was merged or turned into something else before.", name)
}

func (w *tidying) mergeTopic(ctx context.Context, id, into string) (bool, error) {
	t, err := w.tx.Topic(ctx, id)
	switch {
	case err != nil:
		return false, err
	case id == into || t.MergedInto == into:
		return false, nil
	case t.Gone():
		return false, gone(t.Name)
	}
	others, err := w.tx.StandsFor(ctx, id)
	if err != nil {
		return false, err
	}
	for _, o := range others.Topics {
		if err := w.topic(ctx, o, into, ""); err != nil {
			return false, err
		}
	}
	for _, o := range others.Sections {
		if err := w.section(ctx, o, o.MergedInto, into); err != nil {
			return false, err
		}
	}
	return true, w.topic(ctx, t, into, "")
}

// turnTopic makes a section of a topic, or puts it into one. A section that had become this topic is a section again.
func (w *tidying) turnTopic(ctx context.Context, id string) (bool, error) {
	t, err := w.tx.Topic(ctx, id)
	if err != nil {
		return false, err
	}
	if t.Gone() {
		if t.TurnedInto == w.Value {
			return false, nil
		}
		return false, gone(t.Name)
	}
	all, settings, err := tree(ctx, w.tx)
	if err != nil {
		return false, err
	}
	others, err := w.tx.StandsFor(ctx, id)
	if err != nil {
		return false, err
	}
	into := w.Value
	if w.Deed == article.TurnTopics {
		if into, err = w.sectionFor(ctx, t, all, others.Sections, settings.Lang); err != nil {
			return false, err
		}
	}
	for _, o := range others.Sections {
		if o.ID == into {
			continue
		}
		if err := w.section(ctx, o, into, ""); err != nil {
			return false, err
		}
	}
	for _, o := range others.Topics {
		if err := w.topic(ctx, o, "", into); err != nil {
			return false, err
		}
	}
	return true, w.topic(ctx, t, "", into)
}

// sectionFor finds or makes the section that a topic becomes: the one it was, one of its name there, or a new one.
func (w *tidying) sectionFor(ctx context.Context, t paper.Topic, all, were []paper.Section, lang string) (string, error) {
	if err := fitsBelow(all, w.Value, 1); err != nil {
		return "", err
	}
	for _, s := range all {
		if s.Parent == w.Value && strings.EqualFold(s.Name, t.Name) {
			return s.ID, nil
		}
	}
	if len(were) > 0 {
		s := were[0]
		w.Before = append(w.Before, stood{true, s.ID, s.MergedInto, s.TurnedInto})
		w.After = append(w.After, stood{true, s.ID, "", ""})
		s.Parent = w.Value
		return s.ID, w.again(ctx, all, s)
	}
	made, err := w.d.newSection(ctx, w.tx, all, paper.Section{Name: t.Name, Slug: t.Slug, Description: t.Description, Parent: w.Value}, lang, w.now)
	w.Made = made.ID
	return made.ID, err
}

// again lets a section stand for itself again, at the end of its siblings.
func (w *tidying) again(ctx context.Context, all []paper.Section, s paper.Section) error {
	s.MergedInto, s.TurnedInto = "", ""
	above, _ := paper.FindSection(all, s.Parent)
	s.Parent, s.Place = above.ID, 1
	for _, o := range all {
		if o.Parent == s.Parent {
			s.Place = max(s.Place, o.Place+1)
		}
	}
	_, err := w.d.moveSection(ctx, w.tx, append(slices.Clone(all), s), s, w.now)
	return err
}

// topicAgain lets a topic stand for itself again, where it stood before or, if something took that over, at a free
// address.
func (w *tidying) topicAgain(ctx context.Context, t paper.Topic) error {
	t.MergedInto, t.TurnedInto = "", ""
	at, found, err := w.tx.Address(ctx, t.Address)
	if err != nil {
		return err
	}
	if found && at.At == paper.AtTopic && at.Object == t.ID {
		return w.tx.SaveTopic(ctx, t)
	}
	settings, _, err := w.tx.Settings(ctx)
	if err != nil {
		return err
	}
	path, err := freePath(ctx, w.tx, topicsBelow, cmp.Or(paper.Slug(settings.Lang, t.Name), t.ID), "", t.ID)
	if err == nil {
		_, err = w.d.settleTopic(ctx, w.tx, t, path)
	}
	return err
}

func (w *tidying) dropTopic(ctx context.Context, id string) error {
	t, err := w.tx.Topic(ctx, id)
	if err != nil {
		return err
	}
	w.Topic = &t
	w.At, err = w.tx.DropTopic(ctx, id)
	return err
}

func (w *tidying) mergeSection(ctx context.Context, id, into string) (bool, error) {
	all, _, err := tree(ctx, w.tx)
	if err != nil {
		return false, err
	}
	s, stands := find(all, id)
	to, there := find(all, into)
	switch {
	case id == into:
		return false, nil
	case !stands:
		return false, fault.New(fault.Conflict, "There is no such section any more.")
	case !there:
		return false, fault.About("into", "Choose the section that it is to become.")
	case paper.IsBelow(all, into, id):
		return false, fault.About("into", "%s stands below %s. Move it out first.", to.Name, s.Name)
	}
	if err := w.moveBelow(ctx, all, id, into); err != nil {
		return false, err
	}
	return true, w.sectionGoes(ctx, s, into, "")
}

// sectionGoes lets something else stand for a section and all that it stands for.
func (w *tidying) sectionGoes(ctx context.Context, s paper.Section, into, topic string) error {
	others, err := w.tx.StandsFor(ctx, s.ID)
	if err != nil {
		return err
	}
	for _, o := range others.Sections {
		turned := cmp.Or(o.TurnedInto, topic) // one that is a topic by now stays it
		if err := w.section(ctx, o, into, turned); err != nil {
			return err
		}
	}
	for _, o := range others.Topics {
		merged, turned := "", into
		if topic != "" {
			merged, turned = topic, ""
		}
		if o.ID == topic {
			continue // it is the topic again
		}
		if err := w.topic(ctx, o, merged, turned); err != nil {
			return err
		}
	}
	return w.section(ctx, s, into, topic)
}

// moveBelow moves the sections below one below another.
func (w *tidying) moveBelow(ctx context.Context, all []paper.Section, id, into string) error {
	place := 1
	for _, o := range all {
		if o.Parent == into {
			place = max(place, o.Place+1)
		}
	}
	below := slices.DeleteFunc(slices.Clone(all), func(c paper.Section) bool { return c.Parent != id })
	for _, c := range below { // before anything is written
		if err := fitsBelow(all, into, paper.Depth(all, c.ID)); err != nil {
			return fault.New(fault.Conflict, "%s stands below it. %s", c.Name, fault.Of(err).Say)
		}
	}
	for _, c := range below {
		c.Parent, c.Place = into, place
		place++
		if _, err := w.d.moveSection(ctx, w.tx, all, c, w.now); err != nil {
			return err
		}
		w.Moved = append(w.Moved, c.ID)
	}
	return nil
}

// turnSection makes a topic of a section; its stories stand in another section from then on. A topic that had become
// this section is a topic again.
func (w *tidying) turnSection(ctx context.Context, id, home string) error {
	all, settings, err := tree(ctx, w.tx)
	if err != nil {
		return err
	}
	s, stands := find(all, id)
	switch {
	case !stands:
		return fault.New(fault.Conflict, "There is no such section any more.")
	case home == id:
		return fault.About("into", "Choose another section for its stories to stand in.")
	case slices.ContainsFunc(all, func(o paper.Section) bool { return o.Parent == id }):
		return fault.New(fault.Conflict, "%s has sections below it. Move them first.", s.Name)
	}
	others, err := w.tx.StandsFor(ctx, id)
	if err != nil {
		return err
	}
	slug := paper.Slug(settings.Lang, s.Name)
	t, found, err := w.tx.TopicBySlug(ctx, slug)
	if err != nil {
		return err
	}
	switch was := slices.IndexFunc(others.Topics, func(o paper.Topic) bool { return strings.EqualFold(o.Name, s.Name) }); {
	case was >= 0:
		t = others.Topics[was]
		w.Before = append(w.Before, stood{ID: t.ID, Merged: t.MergedInto, Turned: t.TurnedInto})
		w.After = append(w.After, stood{ID: t.ID})
		if err := w.topicAgain(ctx, t); err != nil {
			return err
		}
	case found && !t.Gone() && strings.EqualFold(t.Name, s.Name):
	default:
		if t, err = w.d.newTopic(ctx, w.tx, paper.Topic{Name: s.Name, Description: s.Description}); err != nil {
			return err
		}
		w.Made = t.ID
	}
	return w.sectionGoes(ctx, s, home, t.ID)
}

// undo makes what a deed changed what it was before, where nobody changed it since.
func (w *tidying) undo(ctx context.Context) error {
	if w.Topic != nil {
		return w.bringBack(ctx)
	}
	for _, a := range w.After {
		merged, turned, err := w.standing(ctx, a)
		if err != nil {
			return err
		}
		if merged != a.Merged || turned != a.Turned {
			return fault.New(fault.Conflict, "Somebody has merged or turned it since.")
		}
	}
	// What is to stand for itself comes first, because others hang on it; what does so now comes last, because others
	// hang on that.
	itself := func(s stood) bool { return s.Merged == "" && s.Turned == "" }
	turn := func(i int) int {
		switch {
		case itself(w.Before[i]):
			return 0
		case itself(w.After[i]):
			return 2
		}
		return 1
	}
	for n := range 3 {
		for i, b := range w.Before {
			if turn(i) == n && w.After[i] != b {
				if err := w.putBack(ctx, b); err != nil {
					return err
				}
			}
		}
	}
	if err := w.moveBack(ctx); err != nil || w.Made == "" {
		return err
	}
	return w.unmake(ctx)
}

// unmake lets what a deed had made lead to what it was made of. What somebody put a story or section into since stays.
func (w *tidying) unmake(ctx context.Context) error {
	into := w.Before[len(w.Before)-1].ID
	holds, err := w.tx.Holds(ctx, w.Made)
	if err != nil || holds {
		return err
	}
	others, err := w.tx.StandsFor(ctx, w.Made)
	if err != nil || len(others.Topics)+len(others.Sections) > 0 {
		return err
	}
	if w.About().OfTopics() {
		s, err := w.tx.Section(ctx, w.Made)
		if err != nil || s.Gone() {
			return ignoreMissing(err)
		}
		s.TurnedInto = into
		return w.tx.SaveSection(ctx, s)
	}
	t, err := w.tx.Topic(ctx, w.Made)
	if err != nil || t.Gone() {
		return ignoreMissing(err)
	}
	t.TurnedInto = into
	return w.tx.SaveTopic(ctx, t)
}

// ignoreMissing passes over what somebody took away.
func ignoreMissing(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

func (w *tidying) standing(ctx context.Context, a stood) (merged, turned string, err error) {
	if a.Section {
		s, err := w.tx.Section(ctx, a.ID)
		return s.MergedInto, s.TurnedInto, err
	}
	t, err := w.tx.Topic(ctx, a.ID)
	return t.MergedInto, t.TurnedInto, err
}

// putBack lets stand for a noun what stood for it before.
func (w *tidying) putBack(ctx context.Context, b stood) error {
	if !b.Section {
		t, err := w.tx.Topic(ctx, b.ID)
		if err != nil {
			return err
		}
		if b.Merged == "" && b.Turned == "" {
			return w.topicAgain(ctx, t)
		}
		t.MergedInto, t.TurnedInto = b.Merged, b.Turned
		return w.tx.SaveTopic(ctx, t)
	}
	s, err := w.tx.Section(ctx, b.ID)
	if err != nil {
		return err
	}
	if b.Merged == "" && b.Turned == "" {
		all, _, err := tree(ctx, w.tx)
		if err != nil {
			return err
		}
		return w.again(ctx, all, s)
	}
	s.MergedInto, s.TurnedInto = b.Merged, b.Turned
	return w.tx.SaveSection(ctx, s)
}

// moveBack moves the sections that stood below a merged one below it again, if they stand still where they were put.
func (w *tidying) moveBack(ctx context.Context) error {
	if len(w.Moved) == 0 {
		return nil
	}
	all, _, err := tree(ctx, w.tx)
	if err != nil {
		return err
	}
	place := 1
	for _, id := range w.Moved {
		c, stands := find(all, id)
		if !stands || c.Parent != w.undone.Value {
			continue
		}
		c.Parent, c.Place = w.Before[len(w.Before)-1].ID, place
		place++
		if _, err := w.d.moveSection(ctx, w.tx, all, c, w.now); err != nil {
			return err
		}
	}
	return nil
}

// bringBack makes a dropped topic again, with its addresses as far as nobody took them since.
func (w *tidying) bringBack(ctx context.Context) error {
	t := *w.Topic
	taken, err := isTaken(ctx, w.tx, t.Address, t.ID)
	if err != nil {
		return err
	}
	if taken {
		return fault.New(fault.Conflict, "Something else stands at %s by now.", t.Address)
	}
	if _, err := w.d.settleTopic(ctx, w.tx, t, t.Address); err != nil {
		return err
	}
	for _, a := range w.At {
		taken, err := isTaken(ctx, w.tx, a.Path, t.ID)
		if err != nil {
			return err
		}
		if taken || a.Path == t.Address {
			continue
		}
		a.At, a.Object = paper.AtRedirect, t.ID
		if err := w.tx.SetAddress(ctx, a); err != nil {
			return err
		}
	}
	return nil
}
