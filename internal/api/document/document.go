// Package document is what machines get of a paper: one Go type for each answer of the read API, with the description
// of all of them in OpenAPI 3.1. Field sets are fixed: every field is always there, empty or null when there is nothing
// to say, so that no program has to guess whether a name was left out.
package document

import "time"

// Prefix is where the API stands.
const Prefix = "/api/v1"

// Ref names something that has a page and a document of its own.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	URL  string `json:"url" say:"Its page for people."`
	Self string `json:"self" say:"Its document in this API."`
}

// Credit is one name in a byline.
type Credit struct {
	Ref
	Role string `json:"role" enum:"by,reported,photographs,translated,edited,additional"`
}

// Source is the agency or paper that a story comes from.
type Source struct {
	Name string `json:"name"`
	URL  string `json:"url" say:"Empty where none is known."`
}

// Size is one file of a picture.
type Size struct {
	Shape  string `json:"shape" say:"whole: as it was shot; else how it is cut." enum:"whole,3x2,4x3,1x1,16x9,share"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Type   string `json:"type" say:"Media type."`
	URL    string `json:"url"`
	Bytes  int64  `json:"bytes"`
}

// Picture is a picture with whom it is by. Whoever shows it shows the credit.
type Picture struct {
	ID      string `json:"id"`
	Alt     string `json:"alt" say:"Text for those who do not see it; empty for one that only decorates."`
	Caption string `json:"caption"`
	Credit  string `json:"credit" say:"Whom it is by. Whoever shows the picture shows this."`
	Rights  string `json:"rights"`
	Sizes   []Size `json:"sizes"`
}

// Summary is a story as it stands in a list.
type Summary struct {
	ID         string     `json:"id" say:"Never changes, whatever becomes of the address."`
	Self       string     `json:"self" say:"The whole story in this API."`
	URL        string     `json:"url" say:"Its page for people."`
	Kind       string     `json:"kind" enum:"news,analysis,opinion,interview,criticism,explainer,picture-story,brief,sponsored"`
	Sponsored  bool       `json:"sponsored" say:"Somebody paid for this story. Whoever shows it says so."`
	PaidBy     string     `json:"paidBy" say:"Who paid for it; empty when nobody did."`
	Headline   string     `json:"headline"`
	Standfirst string     `json:"standfirst"`
	Lang       string     `json:"lang" say:"BCP 47."`
	Dir        string     `json:"dir" enum:"ltr,rtl"`
	Section    *Ref       `json:"section"`
	Authors    []Credit   `json:"authors"`
	Topics     []Ref      `json:"topics"`
	Source     *Source    `json:"source"`
	Picture    *Picture   `json:"picture"`
	Words      int        `json:"words"`
	Published  time.Time  `json:"published"`
	Updated    *time.Time `json:"updated" say:"When readers were last told of a change; null when they were not."`
}

// Body is the text of a story.
type Body struct {
	HTML string `json:"html"`
	Text string `json:"text" say:"The same words without markup, a paragraph to a line."`
}

// Correction is a correction as readers see it.
type Correction struct {
	ID   string    `json:"id"`
	Kind string    `json:"kind" enum:"typo,clarification,correction,retraction"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
	Was  string    `json:"was"`
	Now  string    `json:"now"`
}

// Story is a whole story.
type Story struct {
	Summary
	Edition     int          `json:"edition" say:"Number of the published version, from 1."`
	Sections    []Ref        `json:"sections" say:"Every section it was filed in, the first first."`
	Body        Body         `json:"body"`
	Pictures    []Picture    `json:"pictures" say:"Those in the text."`
	Corrections []Correction `json:"corrections" say:"Oldest first."`
}

// Stories is a part of a list of stories, newest first.
type Stories struct {
	Items []Summary `json:"items"`
	Next  *string   `json:"next" say:"Address of what comes after these; null at the end. A part may hold fewer stories than were asked for, even none, and still not be the last."`
}

// Section is a node of the tree of sections.
type Section struct {
	Ref
	Description string  `json:"description"`
	Parent      *string `json:"parent" say:"Id of the section above it; null at the top."`
	Stories     string  `json:"stories" say:"Address of its stories."`
}

// Sections is the whole tree, parents before children, siblings in their order.
type Sections struct {
	Items []Section `json:"items"`
}

// Topic is a word with a page of its own.
type Topic struct {
	Ref
	Description string `json:"description"`
	Stories     string `json:"stories" say:"Address of its stories."`
}

// Topics is a part of all topics, the oldest first.
type Topics struct {
	Items []Topic `json:"items"`
	Next  *string `json:"next" say:"Address of what comes after these; null at the end."`
}

// Link is a name and an address.
type Link struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Author is somebody who is credited.
type Author struct {
	Ref
	Title    string   `json:"title"`
	About    string   `json:"about"`
	Email    string   `json:"email" say:"The public one; empty for none."`
	Links    []Link   `json:"links"`
	Portrait *Picture `json:"portrait"`
	Stories  string   `json:"stories" say:"Address of their stories."`
}

// Authors is a part of all authors, the oldest first.
type Authors struct {
	Items []Author `json:"items"`
	Next  *string  `json:"next" say:"Address of what comes after these; null at the end."`
}

// Piece is a piece of a snippet.
type Piece struct {
	Text  string `json:"text"`
	Match bool   `json:"match" say:"It is a word that was looked for."`
}

// Hit is a story that was found, with the passage that matched.
type Hit struct {
	Story   Summary `json:"story"`
	Snippet []Piece `json:"snippet"`
}

// Found is a part of what was found.
type Found struct {
	Items   []Hit   `json:"items"`
	Count   int     `json:"count" say:"How many pages of the paper match, at most 10,000."`
	More    bool    `json:"more" say:"More match than were counted."`
	Instead *string `json:"instead" say:"The spelling that was looked for instead, when the words as they came match nothing; else null."`
	Next    *string `json:"next" say:"Address of what comes after these; null at the end."`
}

// Problem says why something was not done (RFC 9457).
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail" say:"What happened and what to do, in a sentence."`
	Field  string `json:"field" say:"The part of what was sent that is wrong; empty when it is not one part."`
}

// NewDraft is a draft that a machine sends.
type NewDraft struct {
	Key        string          `json:"key" say:"An id of your own for this draft, at most 200 characters. The same one again gives the draft that is there, and changes nothing."`
	Headline   string          `json:"headline" say:"At most 300 characters."`
	Standfirst string          `json:"standfirst,omitempty"`
	HTML       string          `json:"html,omitempty" say:"The text as HTML. What the paper does not keep is left out and reported."`
	Document   *map[string]any `json:"document,omitempty" say:"The text as a document of the newsroom's own schema, instead of HTML; null for none."`
	Kind       string          `json:"kind,omitempty" enum:"news,analysis,opinion,interview,criticism,explainer,picture-story,brief,sponsored"`
	PaidBy     string          `json:"paidBy,omitempty"`
	Section    string          `json:"section,omitempty" say:"Id of a section; empty for none."`
	Topics     []string        `json:"topics,omitempty" say:"Ids of topics."`
	Authors    []string        `json:"authors,omitempty" say:"Ids of authors."`
	Lang       string          `json:"lang,omitempty" say:"BCP 47; empty for the paper's own."`
	Picture    string          `json:"picture,omitempty" say:"Id of a picture of the library to lead with; empty for none."`
	Note       string          `json:"note,omitempty" say:"To the desk. Never public."`
}

// Omission is something of a text that was left out.
type Omission struct {
	Why  string `json:"why"`
	Text string `json:"text"`
}

// Draft is what became of a draft that a machine sent.
type Draft struct {
	ID      string     `json:"id"`
	URL     string     `json:"url" say:"Where people of the newsroom open it."`
	Again   bool       `json:"again" say:"A draft with this key was there already. Nothing was changed."`
	LeftOut []Omission `json:"leftOut"`
}

// Upload is what became of a picture that a machine sent.
type Upload struct {
	ID     string `json:"id"`
	URL    string `json:"url" say:"Where people of the newsroom see it."`
	Again  bool   `json:"again" say:"This very picture was there already. Nothing was changed."`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Credit string `json:"credit"`
}

// Event is what a webhook is sent when something became public, was changed or taken back.
type Event struct {
	Type      string    `json:"type" enum:"story.published,story.changed,story.corrected,story.recalled,test"`
	Timestamp time.Time `json:"timestamp" say:"When it happened; of what is sent again, when that was asked for."`
	Record    int64     `json:"record" say:"Number of the record's entry that told of it. What carries a higher number is newer."`
	Data      Told      `json:"data"`
}

// Told is what an event is about: the story as it stands when the event is sent, or that it is gone.
type Told struct {
	ID    string `json:"id"`
	Gone  bool   `json:"gone" say:"Readers see it no more. Take it down."`
	Story *Story `json:"story" say:"As GET /stories/{id} gives it; null when it is gone."`
}
