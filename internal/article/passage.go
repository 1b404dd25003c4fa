package article

import (
	"slices"
	"strings"
	"time"

	"broadsheet/internal/fault"
)

// Stage is how far a draft is on its way to its next published version. A live story with changes waiting has one
// too: its state stays Changed, and the stage says that they are filed or ready.
type Stage string

// The stages. Publishing ends in the first.
const (
	AtWriting Stage = ""      // with whoever writes it
	AtDesk    Stage = "filed" // filed: waits for an editor, or is edited
	AtReady   Stage = "ready" // edited: nothing is left to do but to publish it
)

// Passage is how a draft goes through the newsroom's hands until it is published, which clears it. None of it is
// ever public.
type Passage struct {
	Stage   Stage
	FiledBy string    // staff id of whoever filed it last
	FiledAt time.Time // zero while it is with its writer
	InHand  string    // staff id of who is to do the next thing, "" for nobody in particular
	Due     Due
	Back    SentBack
}

// Due is when a draft is wanted: a civil time in a zone, as a person set it, and the instant that it means.
type Due struct {
	At    time.Time // zero for no due time
	Civil string    // "2006-01-02T15:04"
	Zone  string    // name in the tz database
}

// SentBack is why an editor gave a draft back to its writer. It stays with the draft until it is published.
type SentBack struct {
	Note string
	By   string    // staff id
	At   time.Time // zero when it never was sent back
}

// DueAt reads a civil time as a field of a form gives it; "" is no due time. A time that a change of the clocks leaves
// out means the instant that time.ParseInLocation gives it.
func DueAt(civil, zone string) (Due, error) {
	civil = strings.TrimSpace(civil)
	if civil == "" {
		return Due{}, nil
	}
	where, err := time.LoadLocation(zone)
	if err != nil {
		return Due{}, fault.Because(err, fault.Invalid, "The paper’s time zone %s is not known here. Choose another under Settings, The paper.", zone)
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", civil, where)
	if err != nil {
		return Due{}, fault.About("due", "This is no day and time. They look like 2026-11-23 and 16:00.")
	}
	return Due{At: at.UTC(), Civil: civil, Zone: zone}, nil
}

// Deed is what somebody does with a draft on its way.
type Deed string

// The deeds between writing and publishing.
const (
	ToFile     Deed = "file"
	ToTake     Deed = "take" // for edit
	ToSendBack Deed = "send back"
	ToReady    Deed = "ready"
	ToReclaim  Deed = "reclaim" // back to writing, by a writer who filed too early or an editor
)

// ways is the one table of what may follow what.
var ways = map[Deed]struct {
	from []Stage
	to   Stage
	no   string // why not, from another stage
}{
	ToFile:     {[]Stage{AtWriting}, AtDesk, "It is filed already."},
	ToTake:     {[]Stage{AtDesk, AtReady}, AtDesk, "Nobody filed it yet, so there is nothing to take."},
	ToSendBack: {[]Stage{AtDesk, AtReady}, AtWriting, "It is with its writer already."},
	ToReady:    {[]Stage{AtWriting, AtDesk}, AtReady, "It is ready already."},
	ToReclaim:  {[]Stage{AtDesk, AtReady}, AtWriting, "It is with its writer already."},
}

// Can tells whether a deed is the next one for a draft: there is something to publish, and it stands where the deed
// begins.
func (d Draft) Can(deed Deed) bool { return d.Go(deed) == nil }

// Go takes a draft one step along its way, or says why not. Who has it in hand is for the caller to settle.
func (d *Draft) Go(deed Deed) error {
	way := ways[deed]
	if d.InBin() {
		return fault.New(fault.Conflict, "This story is in the bin. Restore it first.")
	}
	if d.State() == Live {
		return fault.New(fault.Conflict, "Everything in this story is live already. Change it first.")
	}
	if !slices.Contains(way.from, d.Stage) {
		return fault.New(fault.Conflict, "%s", way.no)
	}
	d.Stage = way.to
	return nil
}
