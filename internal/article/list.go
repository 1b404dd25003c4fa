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

// Found is the answer to a search.
type Found struct {
	Hits  []Hit
	Count int  // of all matches, at most 1,000
	More  bool // there are more than Count
}

// Hit is a story with the passage that matched.
type Hit struct {
	Card    Card
	Snippet []Piece
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

// Filter chooses rows of the newsroom's list, newest change first. Its zero value means every story.
type Filter struct {
	Form    Form   // "" for stories
	Tab     string // "open" (writing, filed, ready or changes waiting), "mine", "live", "recalled", "all" or ""
	Staff   string // whose, for "mine"
	Query   string // words of the headline, a byline or the text; or a public address
	Section string
	Before  Cursor // place in the list: ChangedAt and ID; zero for the newest
	Limit   int    // at most 200
}
