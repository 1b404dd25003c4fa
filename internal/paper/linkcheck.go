package paper

import "time"

// LinkState says how a link of a published story stands.
type LinkState string

// How a link can stand.
const (
	LinkNew    LinkState = "new"    // nobody has asked yet
	LinkGood   LinkState = "good"   // it leads somewhere
	LinkBroken LinkState = "broken" // it leads nowhere
	LinkUnsure LinkState = "unsure" // nobody can tell
)

// LinkCheck is a link of published stories.
type LinkCheck struct {
	URL    string // within the paper its path, with its question
	Host   string // of another site, "" for the paper's own
	State  LinkState
	Status int // that was answered, 0 for none
	Say    string
	At     time.Time // when it was asked for
	Due    time.Time // when it is asked for again
	Failed int       // times in a row
}

// Judge keeps what was found out. A failure that may pass has to come twice before the link is called broken.
func (l *LinkCheck) Judge(now, due time.Time, state LinkState, status int, say string) {
	passing := state == LinkBroken && l.Host != "" && (status == 0 || status >= 500)
	if state == LinkBroken {
		l.Failed++
	} else {
		l.Failed = 0
	}
	if passing && l.Failed < 2 {
		state = LinkUnsure
	}
	l.At, l.Due, l.State, l.Status, l.Say = now, due, state, status, say
}

// StoryLinks are the broken links of a story.
type StoryLinks struct {
	Article  string
	Headline string
	Links    []LinkCheck
}
