// Package record is the paper's memory of what became public: a numbered, hashed, append-only sequence of entries.
// It knows the form of an entry and how entries chain; where they are kept is the store's business.
package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Kind says what an entry did.
type Kind string

// The kinds of entry.
const (
	Opened       Kind = "opened"    // the paper was set up
	Published    Kind = "published" // an edition of an article went out
	Corrected    Kind = "corrected" // an edition that carries a correction went out
	Recalled     Kind = "recalled"  // an article was taken back
	FrontPressed Kind = "front"     // a front was put live
	BreakingSet  Kind = "breaking"  // the breaking line was put live, changed or taken down
	SectionSet   Kind = "section"   // a section was made, renamed, moved or dropped
	TopicSet     Kind = "topic"     // a topic was made, renamed or dropped
	BylineSet    Kind = "byline"    // a byline's public profile was made or changed
	BylineMerged Kind = "merged"    // two author pages became one
	PictureSet   Kind = "picture"   // credit, rights or text of a public picture changed
	SettingsSet  Kind = "settings"  // the paper's public settings changed
	AddressSet   Kind = "address"   // a redirect was made or dropped
	MovedIn      Kind = "moved-in"  // a batch of an import; quiet
	Swept        Kind = "sweep"     // section, topics or byline of many stories were changed at once
	PagesOrdered Kind = "pages"     // the standing pages were put in another order
)

// Entry is one row of the record. The hashed part is kind, object, number, time and commitment; Text can be erased
// by law together with its salt, and the chain still holds.
type Entry struct {
	Number     int64
	Kind       Kind
	Object     string // id of what it is about
	At         time.Time
	Salt       []byte          // 16 random bytes; nil after an erasure
	Text       json.RawMessage // names, addresses, what changed; nil after an erasure; never a secret
	Commitment [32]byte        // of Salt and Text
	Prev       [32]byte        // hash of the entry before
	Hash       [32]byte
	Keys       []string // what it touched, before and after, for the page caches
	Quiet      bool     // caches hear it, outward followers do not
	By         string   // staff id, beside the hashed part
}

// Commit fills Commitment from salt and text.
func (e *Entry) Commit() {
	h := sha256.New()
	h.Write([]byte("broadsheet-text-1\n"))
	h.Write(e.Salt)
	h.Write(e.Text)
	e.Commitment = [32]byte(h.Sum(nil))
}

// Canonical is the hashed part as bytes, version 1: six lines of text, each ended by a line feed. Changing it needs
// a new version; testdata/vectors.json holds what it must give for ever.
func (e *Entry) Canonical() []byte {
	return fmt.Appendf(nil, "broadsheet-entry-1\n%s\n%s\n%d\n%d\n%s\n%s\n",
		e.Kind, e.Object, e.Number, e.At.UnixMicro(), hex.EncodeToString(e.Commitment[:]), hex.EncodeToString(e.Prev[:]))
}

// Chain sets Prev and Hash, which is the SHA-256 of Canonical.
func (e *Entry) Chain(prev [32]byte) {
	e.Prev = prev
	e.Hash = sha256.Sum256(e.Canonical())
}

// Verify checks that e follows an entry with number and hash prev, and that its text, unless erased, is the one it
// committed to.
func (e *Entry) Verify(number int64, prev [32]byte) error {
	switch {
	case e.Number != number+1:
		return fmt.Errorf("entry %d stands where entry %d must stand", e.Number, number+1)
	case e.Prev != prev:
		return fmt.Errorf("entry %d does not follow the entry before it", e.Number)
	case sha256.Sum256(e.Canonical()) != e.Hash:
		return fmt.Errorf("entry %d was altered", e.Number)
	}
	if e.Salt == nil && e.Text == nil {
		return nil
	}
	again := *e
	again.Commit()
	if again.Commitment != e.Commitment {
		return fmt.Errorf("the text of entry %d was altered", e.Number)
	}
	return nil
}
