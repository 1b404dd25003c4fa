package reception

import (
	"context"
	"encoding/json"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/front"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// Reading is what the newsroom's screens ask of the store. What does not exist is a fault.NotFound, unless the method
// returns a bool.
type Reading interface {
	// Stories lists rows, newest change first.
	Stories(ctx context.Context, f article.Filter) ([]article.Row, error)
	// StoryIDs names what a filter chooses, in its order, at most limit; CountStories counts it, up to limit.
	StoryIDs(ctx context.Context, f article.Filter, limit int) ([]string, error)
	CountStories(ctx context.Context, f article.Filter, limit int) (int, error)
	StoryFacets(ctx context.Context, f article.Filter, zone *time.Location) (article.StoryFacets, error)
	Meant(ctx context.Context, f article.Filter) (string, error)
	// Names gives the names behind ids of bylines and accounts.
	Names(ctx context.Context, ids []string) (map[string]string, error)
	// Named lists what bears a name: "byline", "topic" or "account", by name, at most limit.
	Named(ctx context.Context, kind string, limit int) ([]article.Named, error)
	// OfName finds bylines and topics by the beginnings of their words.
	OfName(ctx context.Context, text string, limit int) ([]article.Named, error)
	// Sweep reads what was asked for and what became of it; SweepStories its stories, a part of them.
	Sweep(ctx context.Context, id string) (article.Sweep, error)
	SweepStories(ctx context.Context, id string, outcome article.Outcome, after, limit int) ([]article.Swept, error)
	// DraftText reads a draft with its text.
	DraftText(ctx context.Context, id string) (article.Draft, error)
	// StepsSince reads the rows of a draft's log from a version on, in order.
	StepsSince(ctx context.Context, id string, version int64) ([]article.Steps, error)
	// Editions lists the published versions of an article, newest first, without their texts.
	Editions(ctx context.Context, id string) ([]article.Edition, error)
	// Edition reads one with its text.
	Edition(ctx context.Context, id string, number int) (article.Edition, error)
	// NotesOf reads the corrections of an article, oldest first.
	NotesOf(ctx context.Context, id string) ([]article.Note, error)

	// Pictures lists the library, newest first: those that match the query ("" for all) and come after the cursor.
	Pictures(ctx context.Context, query string, before article.Cursor, limit int) ([]article.Picture, error)
	PictureOf(ctx context.Context, id string) (article.Picture, error)
	// PictureByFileAny finds the picture, public or not, that a file of the shelf belongs to.
	PictureByFileAny(ctx context.Context, file string) (article.Picture, article.Cut, bool, error)
	// UsesOf lists the stories whose present text uses a picture.
	UsesOf(ctx context.Context, picture string) ([]article.Row, error)

	// Needs lists what waits for a person; ofDesk adds what waits for any editor.
	Needs(ctx context.Context, staff string, ofDesk bool, limit int) ([]article.Row, error)
	CountNeeds(ctx context.Context, staff string, ofDesk bool) (int, error)

	// Programs that are told when a feed changes.
	CountedSubscribers(ctx context.Context, now time.Time) (desk.SubscriberCounts, error)
	FailingSubscribers(ctx context.Context, now time.Time, limit int) ([]desk.Subscriber, error)
	// OpenIn lists the stories in a state, newest change first, and counts them all.
	OpenIn(ctx context.Context, state article.State, limit int) ([]article.Row, int, error)
	// Hands tells who is writing this moment in which of these drafts: staff by draft.
	Hands(ctx context.Context, now time.Time, drafts []string) (map[string]string, error)
	// LastLoud lists the newest entries of these kinds that were announced, newest first.
	LastLoud(ctx context.Context, limit int, kinds ...record.Kind) ([]record.Entry, error)

	Settings(ctx context.Context) (paper.Settings, bool, error)
	Sections(ctx context.Context) ([]paper.Section, error)
	// Bylines lists those that stand for themselves, MergedBylines those that were merged into another.
	Bylines(ctx context.Context) ([]paper.Byline, error)
	MergedBylines(ctx context.Context) ([]paper.Byline, error)
	Topics(ctx context.Context) ([]paper.Topic, error)
	// Topic reads a topic, also one for which something else stands.
	Topic(ctx context.Context, id string) (paper.Topic, error)
	// TopicUses counts the stories of each of these topics; EveryTopicUse those of every topic, which takes longer.
	TopicUses(ctx context.Context, ids []string) (map[string]int, error)
	EveryTopicUse(ctx context.Context) (map[string]int, error)
	// StoriesUnder counts the stories, each once, that have one of the topics or stand in one of the sections themselves.
	StoriesUnder(ctx context.Context, topics, sections []string) (all, public int, err error)
	// NounNames gives the names behind ids of topics and sections, gone or not; AlsoTopics those that a topic stands for.
	NounNames(ctx context.Context, ids []string) (map[string]string, error)
	AlsoTopics(ctx context.Context, id string) ([]string, error)
	FrontOf(ctx context.Context, id string) (front.Front, error)
	// FrontDraft reads a front that is being arranged; false for none.
	FrontDraft(ctx context.Context, id string) (front.Draft, bool, error)
	// FrontsArranged lists the fronts that somebody arranged or is arranging, by id.
	FrontsArranged(ctx context.Context) ([]string, error)
	// EarlierFronts lists a front as it was put live, newest first: the first one is live.
	EarlierFronts(ctx context.Context, id string, limit int) ([]front.Earlier, error)
	// EarlierFront reads one of them by the number of its entry.
	EarlierFront(ctx context.Context, id string, number int64) (front.Earlier, bool, error)
	BreakingLine(ctx context.Context) (front.Breaking, error)

	Staff(ctx context.Context, id string) (account.Staff, error)
	StaffByName(ctx context.Context, name string) (account.Staff, bool, error)
	// PrivateOf reads what the house keeps for itself under a name; false for nothing.
	PrivateOf(ctx context.Context, name string) (json.RawMessage, bool, error)
	AllStaff(ctx context.Context) ([]account.Staff, error)
	// SignIns lists the last sign-ins of an account, newest first.
	SignIns(ctx context.Context, staff string) ([]account.SignIn, error)
	// CountOpenOf counts the open stories that somebody has in hand, or began and nobody has.
	CountOpenOf(ctx context.Context, staff string) (int, error)
	// AskedIn lists who was asked in and has not come, newest first; PassByHash finds the link of a key.
	AskedIn(ctx context.Context) ([]account.Pass, error)
	PassByHash(ctx context.Context, hash []byte) (account.Pass, bool, error)
	// Pages lists the standing pages, drafts included, in their order.
	Pages(ctx context.Context) ([]article.Row, error)
	CountStaff(ctx context.Context) (int, error)
}
