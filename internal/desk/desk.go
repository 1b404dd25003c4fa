// Package desk is what the newsroom does: write, publish, correct, recall, arrange a front, keep sections and
// people. One action to a file. Each is one transaction that loads, asks the rule, saves and, when something became
// public, appends an entry to the record; the store may run it again after a lost race, so an action does no I/O
// but through its transaction.
package desk

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// Store is what the desk asks of a database, and no more.
type Store interface {
	// InTx runs fn in one transaction, again after a lost race, and announces what fn appended to the record once
	// it is committed and before InTx returns. What fn changed in the public tables without an entry is refused.
	InTx(ctx context.Context, fn func(Tx) error) error
	// Await waits, at most a second, until every live node has heard the record up to number, and names those that
	// have not.
	Await(ctx context.Context, number int64) (missing []string)
}

// Tx is one transaction. A method that does not find what it is asked for answers with a fault.NotFound, unless it
// returns a bool.
type Tx interface {
	Drafts
	Public
	Fronts
	Papers
	People
	Moves
	Bins
	Sweeps
	Jobs
	Private
	Letters
	Lists
	Archives
	Subscribers
	Redirects
	Misses
	Links
	MachineKeys
	Webhooks

	// Try calls fn; what fn wrote is taken back when it fails, and the transaction goes on.
	Try(ctx context.Context, fn func() error) error

	// Append ends what the action did to the public tables: it numbers, salts and chains the entry, keeps with it
	// the keys that the transaction touched before and after, and returns it whole. Text is what the entry says.
	Append(ctx context.Context, kind record.Kind, object, by string, text json.RawMessage, quiet bool) (record.Entry, error)
}

// Drafts are the working copies, behind the desk.
type Drafts interface {
	// Draft reads the head row and the text of a draft and keeps others from changing it until the end.
	Draft(ctx context.Context, id string) (article.Draft, error)
	// AddDraft keeps a new draft; a fault.Conflict if the id is taken.
	AddDraft(ctx context.Context, d article.Draft) error
	// SaveDraft writes the head row and text of a draft that was read in this transaction. The columns of the list
	// of stories and the newsroom's search follow from it.
	SaveDraft(ctx context.Context, d article.Draft) error
	// AddSteps appends a row to a draft's log; a fault.Conflict if (draft, n) is taken.
	AddSteps(ctx context.Context, s article.Steps) error
	// Resent finds the row that a client sent under a counter before.
	Resent(ctx context.Context, client string, counter int64) (article.Steps, bool, error)
	// Hand tells who has a draft open for writing; false for nobody.
	Hand(ctx context.Context, draft string) (article.Hand, bool, error)
	// SetHand puts a draft into somebody's hand, in place of whoever had it.
	SetHand(ctx context.Context, h article.Hand) error
	// AddSnapshot keeps the text of a draft as of its version, for history and for reading the log from there.
	AddSnapshot(ctx context.Context, d article.Draft, at time.Time) error
}

// Public are the public tables. Every method that writes notes the keys of what it changes, before and after.
type Public interface {
	// AddEdition keeps a published version, whole and for ever; Entry is filled in by Append.
	AddEdition(ctx context.Context, e article.Edition) error
	// Publish makes p what readers see of an article: its card, its page, its lists (latest, its sections and those
	// above them, bylines, topics, kind) and search.
	Publish(ctx context.Context, p article.Published) error
	// Published reads what readers see of an article; false when it never was public or was recalled.
	Published(ctx context.Context, id string) (article.Published, bool, error)
	// Withdraw takes an article from its page, every list and search, and its pins and the breaking line that leads to
	// it from every front, live or being arranged; its addresses answer 410 from now on.
	Withdraw(ctx context.Context, id string, at time.Time) error
	// AddNote keeps a correction.
	AddNote(ctx context.Context, n article.Note) error

	// Address finds what stands at a path.
	Address(ctx context.Context, path string) (paper.Address, bool, error)
	// SetAddress puts an address in place of whatever stood there.
	SetAddress(ctx context.Context, a paper.Address) error
	// DropAddress takes an address away.
	DropAddress(ctx context.Context, path string) error

	// Picture reads a picture of the library.
	Picture(ctx context.Context, id string) (article.Picture, error)
	// PictureByHash finds the picture made of these very bytes.
	PictureByHash(ctx context.Context, hash string) (article.Picture, bool, error)
	// SavePicture keeps a new or changed picture. A new one is not public; publishing an article or byline that
	// uses it makes it so.
	SavePicture(ctx context.Context, p article.Picture) error
}

// Papers are the paper's own nouns; all of them are public.
type Papers interface {
	// Settings reads the settings; false before the first run.
	Settings(ctx context.Context) (paper.Settings, bool, error)
	SaveSettings(ctx context.Context, s paper.Settings) error

	// Sections reads the whole tree, parents before children, siblings in their order.
	Sections(ctx context.Context) ([]paper.Section, error)
	// SaveSection keeps a new or changed section; stories follow a section that moved in the tree.
	SaveSection(ctx context.Context, s paper.Section) error
	// DropSection takes a section away that holds nothing; a fault.Conflict if a story or section is in it.
	DropSection(ctx context.Context, id string) error

	Byline(ctx context.Context, id string) (paper.Byline, error)
	Bylines(ctx context.Context) ([]paper.Byline, error)
	SaveByline(ctx context.Context, b paper.Byline) error

	Topic(ctx context.Context, id string) (paper.Topic, error)
	// TopicBySlug finds a topic by its slug.
	TopicBySlug(ctx context.Context, slug string) (paper.Topic, bool, error)
	SaveTopic(ctx context.Context, t paper.Topic) error

	// Origin finds what an item of another system became here.
	Origin(ctx context.Context, system, base, id string) (Origin, bool, error)
	// Origins finds what several items became here, in no order; those that are unknown are left out.
	Origins(ctx context.Context, system, base string, ids []string) ([]Origin, error)
	// SaveOrigin remembers what an item of another system became here.
	SaveOrigin(ctx context.Context, o Origin) error
}

// Origin is what an item of another system became here.
type Origin struct {
	System string // "wordpress"
	Base   string // base address of the old site
	ID     string // the item's id there, with its type where ids are not unique: "post/12", "term/category/news"
	Kind   string // "article", "section", "topic", "byline", "picture"
	Object string // id here
	Hash   string // of the item as it was read, to tell a changed item from one that is the same
	Move   string // id of the move that brought it, "" for none that is kept
}

// Stepper applies steps to a document: the authority over what a step may do.
type Stepper interface {
	Apply(ctx context.Context, doc []byte, steps []json.RawMessage) ([]byte, error)
}

// Files is where the bytes of pictures lie. A name stands for its bytes: putting it again changes nothing.
type Files interface {
	Put(ctx context.Context, name string, r io.Reader) error
}

// Desk holds what the actions share.
type Desk struct {
	store Store
	steps Stepper
	files Files
	clock clock.Clock
}

// New makes a desk.
func New(store Store, steps Stepper, files Files, clock clock.Clock) *Desk {
	return &Desk{store: store, steps: steps, files: files, clock: clock}
}
