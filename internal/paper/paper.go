// Package paper is what a newspaper has beside its stories: a name and settings, a tree of sections, bylines,
// topics, and one table of addresses.
package paper

import (
	"cmp"
	"time"
)

// Settings are what the publisher says of the paper. All of it is public.
type Settings struct {
	Name        string   `json:"name"`
	Strapline   string   `json:"strapline"`
	Lang        string   `json:"lang"`    // BCP 47, of the paper's words and of stories that name none
	Zone        string   `json:"zone"`    // IANA name
	Accent      string   `json:"accent"`  // a name of Accents, or a colour "#rrggbb" of one's own; "" for ink
	Founded     int      `json:"founded"` // first year of the copyright line, 0 for the present
	Description string   `json:"description"`
	Share       []string `json:"share"`  // channels of the share row
	Follow      []Link   `json:"follow"` // the paper's other channels

	Logo     string `json:"logo,omitempty"`     // picture in the place of the name, "" for the name in type
	LogoDark string `json:"logoDark,omitempty"` // the same for dark screens, "" for the one logo on both
	Policy   string `json:"policy,omitempty"`   // standing page that says how the paper corrects and withdraws, "" for none

	// Origin is the host and day by which machines know the paper's stories for ever (RFC 4151): "courier.example,2026-11-23".
	// It is set once, when the paper is first seen under an address, and stays when the paper moves.
	Origin string `json:"origin,omitempty"`

	FeedSummaries bool `json:"feedSummaries,omitempty"` // feeds hold standfirsts only, not the whole text

	Machines Machines `json:"machines,omitzero"` // what is said to programs

	// Elsewhere are the hosts of other sites that redirects may lead to, in lower case.
	Elsewhere []string `json:"elsewhere,omitempty"`

	// Closed keeps readers out: they get a holding page, crawlers are told to come again, staff see everything.
	Closed bool `json:"closed,omitempty"`
}

// Tag names something of the paper for machines, so that it is never mistaken for another (RFC 4151): neither a new
// headline nor a new address of the story, of the section or of the whole paper changes it.
func (s Settings) Tag(kind, id string) string {
	return "tag:" + cmp.Or(s.Origin, nowhere) + ":" + kind + "/" + id
}

// nowhere is the origin of a paper that was never seen under an address (RFC 2606).
const nowhere = "broadsheet.invalid,2026"

// Link is a name and an address.
type Link struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Section is a node of the tree.
type Section struct {
	ID          string
	Parent      string // "" at the top
	Place       int    // order among its siblings
	Name        string
	Slug        string
	Description string
	Accent      string // palette name; "" inherits from the parent
	Address     string // "/business/shipping/"

	// MergedInto is the section that stands for this one since two became one, TurnedInto the topic that it became; a
	// section that became a topic has both, because its stories stand in a section still. "" for one that stands for
	// itself. What stands for another stands for itself.
	MergedInto string `json:",omitempty"`
	TurnedInto string `json:",omitempty"`

	Also []string `json:"-"` // sections that this one stands for beside itself; filled in by the store
}

// Gone tells whether something else stands for the section.
func (s Section) Gone() bool { return s.MergedInto != "" || s.TurnedInto != "" }

// Byline is a credited name: a person with an account or a guest without.
type Byline struct {
	ID       string
	Name     string
	Slug     string
	Title    string // "Reporter, courts and council"
	About    string // three lines
	Portrait string // picture id
	Email    string // public one
	Links    []Link
	Guest    bool
	Address  string // "/author/jo-tarrick"

	// MergedInto is the byline that stands for this one since two author pages became one; "" for one that stands for
	// itself. What one is merged into is never merged itself.
	MergedInto string `json:",omitempty"`
}

// Topic is a tag with a page.
type Topic struct {
	ID          string
	Name        string
	Slug        string
	Description string
	Address     string // "/topic/swing-bridge"

	// MergedInto is the topic that stands for this one since two became one, TurnedInto the section that it became; at
	// most one of them is set. "" for one that stands for itself. What stands for another stands for itself.
	MergedInto string `json:",omitempty"`
	TurnedInto string `json:",omitempty"`
}

// Gone tells whether something else stands for the topic.
func (t Topic) Gone() bool { return t.MergedInto != "" || t.TurnedInto != "" }

// Target says what stands at an address.
type Target string

// What can stand at an address.
const (
	AtArticle  Target = "article"
	AtSection  Target = "section"
	AtByline   Target = "byline"
	AtTopic    Target = "topic"
	AtRedirect Target = "redirect"
	AtWritten  Target = "written" // only what a redirect leads to: the location that its Object says
)

// Address is one row of the table of addresses. Path is decoded once; a query belongs to it only for moved-in
// addresses such as "/?p=123". A redirect follows to wherever its object stands now, so it is always one hop.
type Address struct {
	Path   string
	At     Target // AtRedirect: go to the object's own address
	Kind   Target // what Object is; equals At unless At is AtRedirect
	Object string // id
	Since  time.Time
}
