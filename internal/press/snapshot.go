// Package press makes pages out of published state: it reads one snapshot and fills the typed values that package
// page renders. The door for readers and the newsroom's preview both stand on it, so that a preview is the reader's
// page. It sees published state only; a preview hands it the draft as if it were published.
package press

import (
	"context"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/front"
	"broadsheet/internal/paper"
)

// Reader opens snapshots of the public tables.
type Reader interface {
	// Read calls fn with one snapshot, and closes it. What stands at the paths that the page may begin with is read
	// as the snapshot is opened.
	Read(ctx context.Context, fn func(Snapshot) error, toward ...string) error
}

// Snapshot is the public state at one number of the record. Whatever is read through it notes keys: for what was
// found and for what was not. The keys and the instant at which the answer may change are the page's dependencies.
type Snapshot interface {
	Number() int64  // number of the record's newest entry in this snapshot
	Keys() []string // noted so far, each once

	// The instant of the snapshot; Instant is meant to be embedded for these.
	Expires() time.Time                  // earliest instant noted, zero for none
	Reached(t time.Time) bool            // whether t has come; notes t if it has not
	Today(zone *time.Location) time.Time // first instant of the present day; notes the next midnight
	Year(zone *time.Location) int        // the present year; notes the next New Year

	// Ahead reads at once what the page is about to ask for and is not known yet. It notes no key and changes no
	// answer; what is not read ahead is read when it is asked for.
	Ahead(ctx context.Context, a Wanted) error

	Settings(ctx context.Context) (paper.Settings, bool, error) // false before the first run
	Sections(ctx context.Context) ([]paper.Section, error)      // parents before children, siblings in order
	Pages(ctx context.Context) ([]article.Card, error)          // standing pages of the footer in their order

	Address(ctx context.Context, path string) (paper.Address, bool, error)
	// AddressOf finds the present address of an object, which a redirect follows to.
	AddressOf(ctx context.Context, kind paper.Target, id string) (string, bool, error)

	// Patterns lists the patterns by which addresses lead elsewhere where nothing stands, the oldest first.
	Patterns(ctx context.Context) ([]paper.Pattern, error)

	Article(ctx context.Context, id string) (article.Published, bool, error)
	// Withdrawn tells when an article was recalled; false when it was not.
	Withdrawn(ctx context.Context, id string) (time.Time, bool, error)
	// Notes reads the corrections of an article, oldest first.
	Notes(ctx context.Context, id string) ([]article.Note, error)
	// AllNotes reads corrections of public articles, newest first: those before an instant (zero for the newest).
	AllNotes(ctx context.Context, before time.Time, limit int) ([]article.CorrectedStory, error)

	// Newest reads the newest limit (at most 40) cards of a list: article.Latest, article.SectionList(id), …
	Newest(ctx context.Context, list string, limit int) ([]article.Card, error)
	// Box is Newest for a box beside something else: a page that shows it may be given out a little longer after a story
	// came into the list, but not after one that it shows was changed or withdrawn.
	Box(ctx context.Context, list string, limit int) ([]article.Card, error)
	// Between reads the cards of a list published in [from, to), newest first, at most limit, those after the
	// cursor only. A cursor is made by article.CursorOf; the zero one starts at the newest.
	Between(ctx context.Context, list string, from, to time.Time, after article.Cursor, limit int) ([]article.Card, error)
	// NewestWhole reads the newest limit (at most 40) stories of a list with their texts, and ahead what the page also
	// asks for.
	NewestWhole(ctx context.Context, list string, limit int, also Wanted) ([]article.Published, error)
	// WholeBetween is Between with the texts of the stories; what Months will be asked of the span is read with them.
	WholeBetween(ctx context.Context, list string, from, to time.Time, after article.Cursor, limit int, also Wanted) ([]article.Published, error)
	// OldestFirst reads the cards of a list published in [from, to) the other way round, at most limit behind the first
	// skip of them.
	OldestFirst(ctx context.Context, list string, from, to time.Time, skip, limit int) ([]article.Card, error)
	// Days counts the stories of everything by days of UTC, oldest first, days without any left out.
	Days(ctx context.Context) ([]MapDay, error)
	// PicturesIn reads the pictures that readers see in articles, by article.
	PicturesIn(ctx context.Context, articles []string) (map[string][]article.Picture, error)
	// Months tells which months (first instant in the zone) of a list hold stories: the newest before and the
	// oldest after the month that begins at the instant.
	Months(ctx context.Context, list string, month time.Time, zone *time.Location) (before, after time.Time, err error)
	// Cards reads the cards of these articles, in this order, those that are not public left out.
	Cards(ctx context.Context, ids []string) ([]article.Card, error)

	Byline(ctx context.Context, id string) (paper.Byline, bool, error)
	Topic(ctx context.Context, id string) (paper.Topic, bool, error)
	// Bylines and Topics read those that stand for themselves, by id, at most limit of those above an id.
	Bylines(ctx context.Context, after string, limit int) ([]paper.Byline, error)
	Topics(ctx context.Context, after string, limit int) ([]paper.Topic, error)
	Picture(ctx context.Context, id string) (article.Picture, bool, error) // public ones only
	// PictureByFile finds the public picture that a file of the shelf belongs to.
	PictureByFile(ctx context.Context, file string) (article.Picture, article.Cut, bool, error)
	Front(ctx context.Context, id string) (front.Front, error)
	Breaking(ctx context.Context) (front.Breaking, error) // the line that was put live last; it may have ended

	// Search finds published stories, best first. It notes the key of everything that is ever published.
	Search(ctx context.Context, a article.Search) (article.Found, error)
}
