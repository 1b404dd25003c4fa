package article

import "time"

// SweepDeed is what is done to many stories at once.
type SweepDeed string

// The deeds.
const (
	ToSection SweepDeed = "section"  // the main section becomes Value
	AddTopic  SweepDeed = "topic"    // the topic Value is added
	DropTopic SweepDeed = "no-topic" // the topic Value is taken out
	ToByline  SweepDeed = "byline"   // the byline becomes the one name Value
	ToHand    SweepDeed = "hand"     // whoever is to do the next thing becomes the account Value
	ToBin     SweepDeed = "bin"
	FromBin   SweepDeed = "restore"
	Recalling SweepDeed = "recall" // Value is the reason
	Undoing   SweepDeed = "undo"   // what another sweep changed becomes what it was
)

// The deeds done to many topics or sections.
const (
	MergeTopics   SweepDeed = "topics-merge"   // into the topic Value
	TurnTopics    SweepDeed = "topics-turn"    // each into a section of its name below the section Value, or at the top
	TopicsInto    SweepDeed = "topics-into"    // into the section Value
	DropTopics    SweepDeed = "topics-drop"    // those that no story has
	MergeSections SweepDeed = "sections-merge" // into the section Value
	TurnSections  SweepDeed = "sections-turn"  // each into a topic; its stories stand in the section Value from then on
)

// OfTopics tells whether a deed is done to topics.
func (d SweepDeed) OfTopics() bool {
	return d == MergeTopics || d == TurnTopics || d == TopicsInto || d == DropTopics
}

// OfSections tells whether a deed is done to sections.
func (d SweepDeed) OfSections() bool { return d == MergeSections || d == TurnSections }

// About is the deed that a sweep does or undoes.
func (s Sweep) About() SweepDeed {
	if s.Deed == Undoing {
		return SweepDeed(s.Value)
	}
	return s.Deed
}

// Outcome is what became of one story of a sweep.
type Outcome string

// The outcomes.
const (
	Waits Outcome = "waits" // nothing yet
	Done  Outcome = "done"  // it was changed
	Same  Outcome = "same"  // it was so already
	Left  Outcome = "left"  // it was not changed; the reason says why
)

// Sweep is one deed done to many stories: who asked for it, and how far it is.
type Sweep struct {
	ID     string
	Staff  string
	At     time.Time
	Deed   SweepDeed
	Value  string
	Undoes string // id of the sweep that this one undoes, "" for none
	Back   string // address that it was asked for from

	Count map[Outcome]int
}

// Total is how many stories it is about.
func (s Sweep) Total() int {
	n := 0
	for _, c := range s.Count {
		n += c
	}
	return n
}

// Swept is one story of a sweep.
type Swept struct {
	N        int    // place, from 1
	Draft    string // id of the story, topic or section
	Outcome  Outcome
	Say      string // why it was left
	Was      string // what the deed replaced, for undoing it
	Headline string // as it is now; "" for none, or when the story is gone
}
