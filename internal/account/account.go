// Package account is who may come in and what they may do there: staff, their roles, and one table of deeds.
package account

import (
	"slices"
	"time"
)

// Role is what somebody is in the newsroom; one person may hold several.
type Role string

// The four roles of day one.
const (
	Reporter  Role = "reporter"
	Editor    Role = "editor"
	Publisher Role = "publisher"
	Operator  Role = "operator"
)

// Roles lists the roles in the order in which a person chooses.
var Roles = []Role{Reporter, Editor, Publisher, Operator}

// Staff is one account of the newsroom.
type Staff struct {
	ID       string
	User     string // user name, unique, lower case
	Email    string // unique without regard to case
	Name     string
	Roles    []Role
	Byline   string // id of the byline that is this person, "" for none
	Password string // argon2id in PHC string form
	Retired  bool
	AddedAt  time.Time
	SignedIn time.Time // last sign-in, zero for never

	// SignedOut is when the person signed out everywhere else, or was retired: sessions from before are over.
	SignedOut time.Time
	Unwanted  []Letter // letters that the person does not want

	// What the store adds when it reads an account.
	Formerly  []string // bylines that were merged into theirs
	Publishes bool     // the paper lets its reporters publish their own stories
}

// Is tells whether a byline is this person, under the name that they have or one that was merged into it.
func (s Staff) Is(byline string) bool {
	return byline != "" && (byline == s.Byline || slices.Contains(s.Formerly, byline))
}

// Letter is a kind of letter that a person may do without.
type Letter string

// AboutStories are letters about stories that were put into the person's hand or sent back to them. The others (links
// that let somebody in) are asked for and cannot be done without.
const AboutStories Letter = "stories"

// Letters lists them in the order in which a person chooses.
var Letters = []Letter{AboutStories}

// Wants tells whether somebody wants a kind of letter; nobody retired does.
func (s Staff) Wants(l Letter) bool { return !s.Retired && !slices.Contains(s.Unwanted, l) }

// Deed is something that somebody may or may not do.
type Deed string

// The deeds of the newsroom. A route names one of them.
const (
	Write         Deed = "write"          // start a story, write in one's own, add pictures
	EditAny       Deed = "edit any"       // write in everybody's stories
	ReadDrafts    Deed = "read drafts"    // see unpublished text
	KeepDesk      Deed = "keep desk"      // take what is filed, send it back, mark it ready, assign it
	Publish       Deed = "publish"        // publish, correct, recall
	ArrangeFronts Deed = "arrange fronts" // order and pins
	KeepSections  Deed = "keep sections"  // sections, topics, bylines, standing pages
	KeepPaper     Deed = "keep paper"     // the paper's name, strapline, language, footer
	KeepPeople    Deed = "keep people"    // accounts and their roles
	KeepSystem    Deed = "keep system"    // version, storage, jobs
	KeepMail      Deed = "keep mail"      // the mail server, and what became of letters
	MoveArchives  Deed = "move archives"  // bring the archive of another system in
	KeepMachines  Deed = "keep machines"  // keys of other programs, webhooks
	TakeCopies    Deed = "take copies"    // see how the house stands, make copies of all of it, take them away
)

// may is the one table of role x deed.
var may = map[Role][]Deed{
	Reporter:  {Write, ReadDrafts},
	Editor:    {Write, ReadDrafts, EditAny, KeepDesk, Publish, ArrangeFronts, KeepSections},
	Publisher: {Write, ReadDrafts, EditAny, KeepDesk, Publish, ArrangeFronts, KeepSections, KeepPaper, KeepPeople, KeepMail, MoveArchives, TakeCopies, KeepMachines},
	Operator:  {KeepPaper, KeepSystem, KeepMail, MoveArchives, TakeCopies, KeepMachines},
}

// May tells whether one of the roles of s allows the deed; nobody retired may do anything.
func (s Staff) May(d Deed) bool {
	if s.Retired {
		return false
	}
	if d == Publish && s.Publishes && slices.Contains(s.Roles, Reporter) {
		return true
	}
	return slices.ContainsFunc(s.Roles, func(r Role) bool { return slices.Contains(may[r], d) })
}
