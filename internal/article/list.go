package article

import "time"

// Cursor is a place in a list by time.
type Cursor struct {
	At time.Time
	ID string
}

// CursorOf is the place of a card.
func CursorOf(c Card) Cursor { return Cursor{At: c.PublishedAt, ID: c.ID} }

// CorrectedStory is a correction with the story that it belongs to.
type CorrectedStory struct {
	Note  Note
	Story Card
}

// Piece is a piece of a snippet; Mark is true for a word that matched.
type Piece struct {
	Text string
	Mark bool
}

// The lists that a story can stand in.
const Latest = "latest"

// SectionList names the list of a section with everything below it.
func SectionList(id string) string { return "section/" + id }

// BylineList names the list of a byline.
func BylineList(id string) string { return "byline/" + id }

// TopicList names the list of a topic.
func TopicList(id string) string { return "topic/" + id }

// KindList names the list of a kind.
func KindList(k Kind) string { return "kind/" + string(k) }

// Row is a story in the newsroom's list: its facts, no text.
type Row struct {
	ID          string
	Form        Form
	Kind        Kind
	Headline    string
	Section     string
	Byline      []Credit
	State       State
	Words       int
	ChangedAt   time.Time
	ChangedBy   string
	CreatedBy   string
	PublishedAt time.Time // zero before the first publication
	Address     string
	Place       int // among the standing pages

	Passage // on its way to the next published version
}

// Order is how the newsroom's list is ordered.
type Order string

// The orders. The dates of a filter are those of its order.
const (
	LastChanged    Order = "" // newest change first
	LongestWaiting Order = "waiting"
	LastPublished  Order = "published"
	FirstPublished Order = "archive" // oldest publication first
)

// ByPublication tells whether an order goes by publication; then only what was published is listed.
func (o Order) ByPublication() bool { return o == LastPublished || o == FirstPublished }

// OldestFirst tells whether an order begins with the oldest.
func (o Order) OldestFirst() bool { return o == LongestWaiting || o == FirstPublished }

// Filter chooses rows of the newsroom's list. Its zero value means every story that is not in the bin, newest change
// first.
type Filter struct {
	Form    Form   // "" for stories; both forms in the bin
	Tab     string // "open" (on its way, or changes waiting), "mine", "live", "bin", "all" or ""
	Staff   string // whose, for "mine"
	Query   string // words of the headline, a byline or the text; or a public address
	Section string // with everything below it
	Byline  string
	Topic   string
	Lang    string // a language that a story says it is in; a story in the paper's own says nothing
	Kind    Kind
	State   State
	From    time.Time // not before; by the date of the order
	Until   time.Time // before
	Order   Order
	Before  Cursor // where the list goes on, by the date of the order; zero for its beginning
	Limit   int    // at most 200
}

// StoryFacets count what the newsroom's list holds, the most first, months the newest first.
type StoryFacets struct {
	Sections []Tally // by the first section of a story, and those above it
	Bylines  []Tally
	States   []Tally
	Months   []Tally // "2026-11"
}

// Cursor is the place of a row in a list.
func (r Row) Cursor(o Order) Cursor {
	if o.ByPublication() {
		return Cursor{At: r.PublishedAt, ID: r.ID}
	}
	return Cursor{At: r.ChangedAt, ID: r.ID}
}

// Named is something with a name: a byline, a topic, an account.
type Named struct{ Kind, ID, Name string }
