package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
	"broadsheet/internal/record"
)

// LongestSweep is how many stories one sweep may be about.
const LongestSweep = 10_000

// Sweeps are deeds done to many stories at once.
type Sweeps interface {
	// AddSweep keeps what was asked for, with its stories (Draft and Was), none of which is done.
	AddSweep(ctx context.Context, s article.Sweep, stories []article.Swept) error
	// Sweep reads a sweep and keeps others from going on with it until the end.
	Sweep(ctx context.Context, id string) (article.Sweep, error)
	// SweepStories reads stories of a sweep with one outcome, in order, from behind a place on.
	SweepStories(ctx context.Context, id string, outcome article.Outcome, after, limit int) ([]article.Swept, error)
	// SaveSwept keeps what became of a story.
	SaveSwept(ctx context.Context, id string, s article.Swept) error
}

// StartSweep asks for a deed to be done to stories. Nothing is done yet: GoOn does it, a bounded part at a time.
func (d *Desk) StartSweep(ctx context.Context, by account.Staff, s article.Sweep, drafts []string) (article.Sweep, error) {
	deed := account.Write
	switch s.Deed {
	case article.Recalling:
		deed = account.Publish
	case article.ToHand:
		deed = account.KeepDesk // as for one story
	}
	if err := must(by, deed); err != nil {
		return s, err
	}
	if len(drafts) == 0 {
		return s, fault.New(fault.Invalid, "No story is chosen. Tick some, then say what is to be done with them.")
	}
	if len(drafts) > LongestSweep {
		return s, fault.New(fault.Invalid, "These are more than 10,000 stories. Narrow the list down, then do it in parts.")
	}
	if s.Deed == article.Recalling {
		s.Value = strings.TrimSpace(s.Value)
		if s.Value == "" {
			return s, fault.About("reason", "Say in a sentence why these stories are recalled. It is kept with each of them; readers do not see it.")
		}
		if err := printable(longestText, "reason", s.Value); err != nil {
			return s, err
		}
	}
	stories := make([]article.Swept, len(drafts))
	for i, id := range drafts {
		stories[i].Draft = id
	}
	s.ID, s.Staff, s.At, s.Undoes = d.clock.ID(), by.ID, d.clock.Now(), ""
	return s, d.store.InTx(ctx, func(tx Tx) error {
		if err := sweepable(ctx, tx, s); err != nil {
			return err
		}
		return tx.AddSweep(ctx, s, stories)
	})
}

// sweepable refuses a deed whose section, topic or byline is not there.
func sweepable(ctx context.Context, tx Tx, s article.Sweep) error {
	switch s.Deed {
	case article.ToSection:
		all, err := tx.Sections(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(x paper.Section) bool { return x.ID == s.Value }) {
			return fault.About("section", "Choose the section that they are to move to.")
		}
	case article.AddTopic, article.DropTopic:
		if _, err := tx.Topic(ctx, s.Value); fault.Is(err, fault.NotFound) {
			return fault.About("topic", "There is no such topic. Choose one from the list.")
		} else if err != nil {
			return err
		}
	case article.ToByline:
		if _, err := tx.Byline(ctx, s.Value); fault.Is(err, fault.NotFound) {
			return fault.About("byline", "There is no such byline. Choose one from the list.")
		} else if err != nil {
			return err
		}
	case article.ToHand:
		who, err := tx.Staff(ctx, s.Value)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err != nil || !who.May(account.Write) {
			return fault.About("staff", "Choose somebody who writes here.")
		}
	case article.ToBin, article.FromBin, article.Recalling:
	default:
		return fault.New(fault.Invalid, "Choose what is to be done with these stories.")
	}
	return nil
}

// UndoSweep asks for what a sweep changed to become what it was, where nobody changed it since. What was recalled is
// not undone.
func (d *Desk) UndoSweep(ctx context.Context, by account.Staff, id string) (article.Sweep, error) {
	var undo article.Sweep
	err := d.store.InTx(ctx, func(tx Tx) error {
		was, err := tx.Sweep(ctx, id)
		if err != nil {
			return err
		}
		if err := ownSweep(by, was); err != nil {
			return err
		}
		if about := was.About(); about.OfTopics() || about.OfSections() {
			if err := must(by, account.KeepSections); err != nil {
				return err
			}
		}
		if was.Deed == article.Recalling || was.Deed == article.Undoing {
			return fault.New(fault.Conflict, "This cannot be undone. A recalled story is published again from its own screen.")
		}
		done, err := tx.SweepStories(ctx, id, article.Done, 0, LongestSweep)
		if err != nil {
			return err
		}
		if len(done) == 0 {
			return fault.New(fault.Conflict, "This changed nothing, so there is nothing to undo.")
		}
		undo = article.Sweep{ID: d.clock.ID(), Staff: by.ID, At: d.clock.Now(), Deed: article.Undoing, Value: string(was.Deed), Undoes: id, Back: was.Back}
		return tx.AddSweep(ctx, undo, done)
	})
	return undo, err
}

// ownSweep refuses whoever did not ask for a sweep and may not edit everything.
func ownSweep(by account.Staff, s article.Sweep) error {
	if by.ID == s.Staff && by.May(account.Write) || by.May(account.EditAny) {
		return nil
	}
	return fault.New(fault.Forbidden, "This was asked for by somebody else.")
}

// GoOn does the next part of a sweep in one transaction, at most 200 stories or 100 ms of them, and tells how many
// stories still wait. What readers see of it changes at once; caches have forgotten the old when it returns. A story
// that the deed cannot be done to is left with its reason. It is safe to repeat.
func (d *Desk) GoOn(ctx context.Context, by account.Staff, id string) (waiting int, err error) {
	var entry record.Entry
	err = d.store.InTx(ctx, func(tx Tx) error {
		entry = record.Entry{}
		s, err := tx.Sweep(ctx, id)
		if err != nil {
			return err
		}
		if err := ownSweep(by, s); err != nil {
			return err
		}
		waiting = s.Count[article.Waits]
		atOnce := moveAtOnce
		if s.Deed == article.Recalling {
			atOnce = 1 // each recall is an entry of its own
		}
		some, err := tx.SweepStories(ctx, id, article.Waits, 0, atOnce)
		if err != nil {
			return err
		}
		sw := sweeping{d: d, tx: tx, by: by, Sweep: s, now: d.clock.Now()}
		if s.Deed == article.Undoing {
			if sw.undone, err = tx.Sweep(ctx, s.Undoes); err != nil {
				return err
			}
		}
		began := d.clock.Now()
		for i, one := range some {
			if i > 0 && d.clock.Now().Sub(began) >= moveFor {
				break
			}
			if err := sw.story(ctx, one); err != nil {
				return err
			}
			waiting--
		}
		if sw.public == 0 {
			return nil
		}
		kind, object, what := record.Swept, s.ID, map[string]any{"deed": s.Deed, "stories": sw.public}
		if s.Deed == article.Recalling {
			kind, object, what = record.Recalled, some[0].Draft, map[string]any{"address": sw.address}
		}
		if about := s.About(); about.OfTopics() {
			kind, what = record.TopicSet, map[string]any{"deed": s.Deed, "topics": sw.public}
		} else if about.OfSections() {
			kind, what = record.SectionSet, map[string]any{"deed": s.Deed, "sections": sw.public}
		}
		words, err := said(what)
		if err != nil {
			return err
		}
		entry, err = tx.Append(ctx, kind, object, by.ID, words, false)
		return err
	})
	if err == nil && entry.Number > 0 {
		d.store.Await(ctx, entry.Number)
	}
	return waiting, err
}

// sweeping is one transaction of a sweep.
type sweeping struct {
	article.Sweep
	d       *Desk
	tx      Tx
	by      account.Staff
	now     time.Time
	undone  article.Sweep // what is being undone
	public  int           // how many stories changed for readers
	address string
}

// story does the deed to one story, or leaves it as it was and keeps why.
func (s *sweeping) story(ctx context.Context, one article.Swept) error {
	changed := false
	var err error
	if about := s.About(); about.OfTopics() || about.OfSections() {
		// It may be refused when part of it is written: a section that was brought back finds no place.
		public := s.public
		if err = s.tx.Try(ctx, func() (err error) {
			changed, err = s.noun(ctx, &one)
			return err
		}); err != nil {
			s.public = public
		}
	} else {
		var draft article.Draft
		if draft, err = s.tx.Draft(ctx, one.Draft); err == nil {
			changed, err = s.do(ctx, draft, &one)
		}
	}
	switch {
	case err == nil && changed:
		one.Outcome = article.Done
	case err == nil:
		one.Outcome = article.Same
	case refuses(err):
		one.Outcome, one.Say = article.Left, fault.Of(err).Say
	default:
		return err
	}
	return s.tx.SaveSwept(ctx, s.ID, one)
}

// refuses tells a refusal of the desk from trouble of the database.
func refuses(err error) bool {
	f := fault.Of(err)
	return errors.Unwrap(f) == nil && f.Kind != fault.Internal && f.Kind != fault.Unavailable
}

func (s *sweeping) do(ctx context.Context, draft article.Draft, one *article.Swept) (bool, error) {
	deed, undo := s.Deed, s.Deed == article.Undoing
	value := s.Value
	if undo {
		deed, value = s.undone.Deed, s.undone.Value
	}
	switch deed {
	case article.Recalling:
		return true, s.recall(ctx, draft)
	case article.ToBin, article.FromBin:
		if (deed == article.ToBin) != undo {
			return true, s.d.bin(ctx, s.tx, s.by, draft)
		}
		return true, s.d.restore(ctx, s.tx, s.by, draft)
	}
	if deed == article.ToHand {
		return s.hand(ctx, draft, value, one, undo)
	}
	f, err := article.FieldsOf(draft.Doc)
	if err != nil {
		return false, err
	}
	want, was := f, ""
	switch deed {
	case article.ToSection:
		was, err = sweptSection(&want, value, one.Was, undo)
	case article.AddTopic, article.DropTopic:
		has := slices.Contains(f.Topics, value)
		if add := (deed == article.AddTopic) != undo; add && !has {
			want.Topics = append(slices.Clone(f.Topics), value)
		} else if !add && has {
			want.Topics = slices.DeleteFunc(slices.Clone(f.Topics), func(t string) bool { return t == value })
		}
	case article.ToByline:
		was, err = sweptByline(&want, value, one.Was, undo)
	}
	if err != nil {
		return false, err
	}
	if !undo {
		one.Was = was
	}
	return s.write(ctx, draft, f, want)
}

// placed is what a move to another section replaces.
type placed struct {
	Section  string
	Sections []string
}

func sweptSection(f *article.Fields, to, was string, undo bool) (string, error) {
	before, err := json.Marshal(placed{f.Section, f.Sections})
	if err != nil {
		return "", fmt.Errorf("keeping where a story stood: %w", err)
	}
	if !undo {
		f.Section = to
		f.Sections = slices.DeleteFunc(slices.Clone(f.Sections), func(id string) bool { return id == to })
		return string(before), nil
	}
	if f.Section != to {
		return "", fault.New(fault.Conflict, "Somebody has moved it since.")
	}
	var old placed
	if err := json.Unmarshal([]byte(was), &old); err != nil {
		return "", fmt.Errorf("reading where a story stood: %w", err)
	}
	f.Section, f.Sections = old.Section, old.Sections
	return "", nil
}

func sweptByline(f *article.Fields, to, was string, undo bool) (string, error) {
	before, err := json.Marshal(f.Byline)
	if err != nil {
		return "", fmt.Errorf("keeping a byline: %w", err)
	}
	alone := []article.Credit{{Byline: to, Role: article.By}}
	if !undo {
		f.Byline = alone
		return string(before), nil
	}
	if !slices.Equal(f.Byline, alone) {
		return "", fault.New(fault.Conflict, "Somebody has changed its byline since.")
	}
	f.Byline = nil
	if err := json.Unmarshal([]byte(was), &f.Byline); err != nil {
		return "", fmt.Errorf("reading a byline: %w", err)
	}
	return "", nil
}

// write gives a draft other fields, as a step like everything that is typed, and lets a live story go out with them as
// a small fix: dates, words and address stay.
func (s *sweeping) write(ctx context.Context, draft article.Draft, was, want article.Fields) (bool, error) {
	if err := MayWrite(s.by, draft); err != nil {
		return false, err
	}
	var steps []json.RawMessage
	for _, a := range []struct {
		name     string
		now, old any
	}{
		{"section", want.Section, was.Section},
		{"sections", append([]string{}, want.Sections...), append([]string{}, was.Sections...)},
		{"topics", append([]string{}, want.Topics...), append([]string{}, was.Topics...)},
		{"byline", append([]article.Credit{}, want.Byline...), append([]article.Credit{}, was.Byline...)},
	} {
		now, err := json.Marshal(a.now)
		if err != nil {
			return false, fmt.Errorf("writing a field: %w", err)
		}
		old, err := json.Marshal(a.old)
		if err != nil {
			return false, fmt.Errorf("writing a field: %w", err)
		}
		if string(now) == string(old) {
			continue
		}
		step, err := json.Marshal(map[string]any{"stepType": "docAttr", "attr": a.name, "value": a.now})
		if err != nil {
			return false, fmt.Errorf("writing a step: %w", err)
		}
		steps = append(steps, step)
	}
	if len(steps) == 0 {
		return false, nil
	}
	live := draft.State() == article.Live
	switch {
	case draft.State() == article.Changed:
		return false, fault.New(fault.Conflict, "It has changes waiting. Publish them, then do this again.")
	case live && !s.by.May(account.Publish):
		return false, fault.New(fault.Forbidden, "It is live, and only an editor changes what readers see.")
	}
	doc := &prose.Node{Type: draft.Doc.Type, Content: draft.Doc.Content}
	if err := want.SetOn(doc); err != nil {
		return false, err
	}
	row := article.Steps{
		Draft: draft.ID, N: draft.Rows + 1, Base: draft.Version, Client: s.d.clock.ID(), Counter: 1, Steps: steps, By: s.by.ID, At: s.now,
	}
	if err := s.tx.AddSteps(ctx, row); err != nil {
		return false, err
	}
	draft.Doc, draft.Version, draft.Rows = doc, row.Next(), row.N
	draft.ChangedBy, draft.ChangedAt, draft.Imported = s.by.ID, s.now, false
	if live {
		on := draft.Passage // nothing of it is over
		edition, published, err := draft.Publish(article.Fix, nil, s.by.ID, s.now)
		if err != nil {
			return false, err
		}
		if err := s.tx.AddEdition(ctx, edition); err != nil {
			return false, err
		}
		if err := s.tx.Publish(ctx, published); err != nil {
			return false, err
		}
		draft.Passage = on
		s.public++
	}
	if err := s.tx.SaveDraft(ctx, draft); err != nil {
		return false, err
	}
	if draft.Rows%snapshotEvery == 0 {
		return true, s.tx.AddSnapshot(ctx, draft, s.now)
	}
	return true, nil
}

// hand puts a story into somebody's hand. No word of it changes, and readers see nothing of it.
func (s *sweeping) hand(ctx context.Context, draft article.Draft, to string, one *article.Swept, undo bool) (bool, error) {
	if err := must(s.by, account.KeepDesk); err != nil {
		return false, err
	}
	if err := MayWrite(s.by, draft); err != nil {
		return false, err
	}
	if undo {
		if draft.InHand != to {
			return false, fault.New(fault.Conflict, "Somebody has handed it on since.")
		}
		to = one.Was
	}
	if draft.InHand == to {
		return false, nil
	}
	if !undo {
		one.Was = draft.InHand
	}
	was := draft.Passage
	draft.InHand = to
	if err := s.d.handedOn(ctx, s.tx, s.by, was, draft); err != nil {
		return false, err
	}
	return true, s.tx.SaveDraft(ctx, draft)
}

func (s *sweeping) recall(ctx context.Context, draft article.Draft) error {
	if err := must(s.by, account.Publish); err != nil {
		return err
	}
	if err := mayTouch(s.by, draft); err != nil {
		return err
	}
	if err := draft.Recall(s.Value, s.now); err != nil {
		return err
	}
	if err := s.tx.Withdraw(ctx, draft.ID, s.now); err != nil {
		return err
	}
	s.public, s.address = s.public+1, draft.Address
	return s.tx.SaveDraft(ctx, draft)
}
