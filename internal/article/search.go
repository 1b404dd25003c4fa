package article

import "time"

// Search is a question to the archive.
type Search struct {
	Text    string // words, "phrases" and -exclusions
	Section string // id: stories of the section and those below it; "" for any
	Byline  string // id; "" for any
	Kind    Kind   // "" for any
	From    time.Time
	To      time.Time      // published in [From, To); zero for no bound
	Zone    *time.Location // whose months are counted; nil for UTC
	Newest  bool           // newest first instead of best first
	After   int64          // Hit.Seq of the last one seen; 0 for the first page
	Limit   int
}

// MostCounted is how many matches are counted.
const MostCounted = 10_000

// Found is the answer to a search.
type Found struct {
	Hits []Hit
	// Count is the number of all matches, at most MostCounted; More tells that there are more than that.
	Count int
	More  bool
	// Counted is how many of them, the newest, what follows counts: fewer than Count when there are many.
	Counted  int
	Sections []Tally // a story counts in each of its sections and in those above them
	Bylines  []Tally
	Kinds    []Tally
	Months   []Tally // "2026-11", newest first

	// Looked tells that only so many stories that hold all the words, the newest, those from Since on, were looked at for
	// phrases and words to be left out; all this is about those. 0 when all were.
	Looked int
	Since  time.Time

	Further bool // there are hits after these
	ByDate  bool // the hits end here, but there are more matches, which newest first shows

	// Instead is the nearest spelling, when the text as it was typed finds nothing; the rest answers to it.
	Instead string
	// Apart is the text without its quotation marks, when nothing holds its quotations as they were typed (nor as they
	// may have been meant) and this finds something. Nothing is found then: what a quotation finds holds it exactly, and
	// whoever shows the words apart says so.
	Apart string
	// Meant are other spellings that find much more.
	Meant []string
	// Near are the sections whose names are nearest to the words, when nothing is found at all.
	Near []string
}

// Tally is how often something was found.
type Tally struct {
	ID    string
	Count int
}

// Hit is a story with the passage that matched.
type Hit struct {
	Card     Card
	Form     Form
	Headline []Piece // marked; nil when nothing in it matched
	Snippet  []Piece
	Seq      int64 // its place in the index, for Search.After
}
