//go:build unix

package storetest

import (
	"slices"
	"testing"
)

// promise is a sentence that every store keeps.
type promise struct {
	says string
	try  func(h house)
}

// Run tries every promise on both databases. A new promise is written here first.
func Run(t *testing.T) {
	for _, p := range slices.Concat(book, searching, following) {
		t.Run(p.says, func(t *testing.T) {
			t.Parallel()
			for _, k := range Kinds() {
				t.Run(k.Name, func(t *testing.T) {
					k.count(t)
					p.try(newHouse(t, k))
				})
			}
		})
	}
}

var book = []promise{
	// The record.
	{"eight writers leave a record without gaps whose chain holds", eightWriters},
	{"entries of one process are told in their order, each before its action returns", toldInOrder},
	{"whoever hears of an entry may read, however many write", hearerReads},
	{"what is rolled back is told to nobody", rolledBack},
	{"what panics is rolled back, and the next action runs", panics},
	{"an action that changes public tables without an entry is refused", withoutEntry},
	{"an action that appends two entries is refused", twoEntries},
	{"an action that writes after its entry is refused", writesAfterEntry},
	{"an entry comes back as it was appended", entryComesBack},
	{"an altered, missing or cut off entry is noticed", tampered},
	{"an erased text leaves the chain whole", erased},
	{"an action given up before its commit leaves nothing", givenUp},

	{"stories that come whole leave what they leave one by one, and the record can make it again", wholeArchives},

	// Drafts.
	{"a draft comes back as it was saved", draftComesBack},
	{"a stale writer waits and then sees the other's version", staleWriter},
	{"a row of a draft's log has one place", stepsUnique},
	{"a resend is recognised", resends},
	{"a draft is in one hand", hands},
	{"what is filed, assigned and sent back comes back as it was saved, and is cleared with nothing left", passages},
	{"open stories are those being written, filed, ready or changed, and mine are those in my hand too", openStories},
	{"the list of stories is chosen and ordered as asked", storyList},
	{"the newsroom finds a story by headline, byline, text and address", newsroomSearch},

	{"a draft in the bin is found nowhere else, comes back whole, and is removed with all that hangs on it", bins},
	{"the list is cut down, ordered, counted and read in pages as asked", storyFilters},
	{"a sweep keeps what became of each story", sweeps},

	// The public tables.
	{"a published article comes back as it was published, without the note to the desk", publishedComesBack},
	{"a reading is one snapshot, whatever is published meanwhile", oneSnapshot},
	{"editions are numbered once and know their entry", editions},
	{"a withdrawn story leaves every list and search, and says since when", withdrawn},
	{"corrections stand with their story, and leave with it", notes},
	{"a section's list holds what lies below it, also after a move", sectionLists},
	{"a section that holds something cannot be dropped", dropSection},
	{"sections cannot stand in a ring", sectionRing},
	{"lists are read by time in pages without gaps or repeats", between},
	{"the months of a list are those of the paper's zone", months},
	{"addresses are kept byte for byte, and one object stands at one of them", addresses},
	{"a picture is public while something public shows it", pictures},
	{"a picture saved from an old reading is saved again from a new one", pictureRace},
	{"standing pages have an order and no list", standingPages},
	{"topics, bylines, fronts, settings and origins come back as they were saved", papers},
	{"moves of archives come back as they were saved, newest first", moves},

	// People.
	{"user names and e-mails are taken whatever their case", people},
	{"a session is found until it runs out, under the hash of its token", sessions},

	{"a link comes back as it was saved, is found by its hash, and the old ones are forgotten", passes},
	{"the last ten sign-ins of an account are kept", signIns},
	{"what somebody has open goes into another hand, and nothing else does", handedOver},

	// Bylines that were merged.
	{"a merged byline is read as the one that stands for it, in pages, lists, search and the newsroom", mergedBylines},
	{"a merged byline that stands for itself again has what it had", takenApart},
	{"merged bylines stand in no chain", noChains},

	// Texts.
	{"texts of every script come back byte for byte", everyScript},
	{"zero bytes and bytes that are not UTF-8 are refused when written and find nothing when read", badBytes},

	// Search.
	{"search finds the same on both databases", searchFinds},
	{"search knows renamed bylines and topics at once", searchNames},
	{"of many matches the newest and the headlines are looked at, and the count says so", searchMany},
	{"a question in any characters is no error", searchAnything},

	// Several processes.
	{"what another node appends is told here", otherNode},
	{"a node is awaited, and named when it does not follow", awaited},
	{"a broken line to the database is made again, and nothing is missed", brokenLine},
	{"a node that is cut off knows since when, and comes back", cutOff},
	{"what depends on others' stories is settled when they can no longer change", settledAfter},

	{"the lists of topics and sections hold what they stand for, whatever was merged, turned and undone", listsOfMerged},
	{"a topic with stories cannot be dropped; an empty one goes with what it stood for", dropTopic},

	{"the public tables, dropped and made again, are what they were, row for row", rebuilt},

	// The keys by which caches know what to forget.
	{"whenever an answer changes one of the keys noted for it was touched", keysSound},
	{"a kind of key that is not touched is noticed", keysMissed},
	{"keys tell every change while several write at once", keysTogether},
	{"what is remembered is what the database says, whoever wrote", remembered},
	{"a remembered value that is not forgotten is noticed", rememberedMissed},
}
