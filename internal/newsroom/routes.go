package newsroom

import (
	"net/http"

	"broadsheet/internal/account"
)

// What a route needs when it is no deed of the table of roles.
const (
	open     account.Deed = "nothing"                // anybody
	signedIn account.Deed = "an account"             // anybody with one
	firstRun account.Deed = "the key"                // whoever has the one-time link, while nobody has an account
	aStory   account.Deed = "write in another story" // to write, and in this story: one's own, or the right to edit any
)

// action answers a request, or returns why it could not.
type action func(w http.ResponseWriter, r *http.Request) error

// route is one thing that the newsroom answers.
type route struct {
	method string
	path   string // as http.ServeMux reads it, without the method
	needs  account.Deed
	json   bool // speaks JSON: refusals too
	do     action
}

// table is every route there is. A handler that does not stand here cannot be reached.
func (n *Newsroom) table() []route {
	return []route{
		{"GET", "/newsroom", signedIn, false, n.home},
		{"GET", "/newsroom/{$}", signedIn, false, n.home},
		{"GET", "/newsroom/assets/{sum}/{file}", open, false, n.asset},
		{"GET", "/newsroom/sign-in", open, false, n.showSignIn},
		{"POST", "/newsroom/sign-in", open, false, n.signIn},
		{"POST", "/newsroom/sign-out", signedIn, false, n.signOut},
		{"GET", "/newsroom/first-run", firstRun, false, n.showFirstRun},
		{"POST", "/newsroom/first-run", firstRun, false, n.openPaper},
		{"GET", "/newsroom/account", signedIn, false, n.showAccount},
		{"POST", "/newsroom/account", signedIn, false, n.changePassword},

		{"GET", "/newsroom/stories", account.ReadDrafts, false, n.stories},
		{"POST", "/newsroom/stories", account.Write, false, n.startStory},
		{"GET", "/newsroom/stories/{id}", account.ReadDrafts, false, n.story},
		{"GET", "/newsroom/stories/{id}/document", account.ReadDrafts, true, n.document},
		{"GET", "/newsroom/stories/{id}/steps", account.ReadDrafts, true, n.stepsSince},
		{"POST", "/newsroom/stories/{id}/steps", aStory, true, n.write},
		{"GET", "/newsroom/stories/{id}/standing", account.ReadDrafts, true, n.standsNow},
		{"POST", "/newsroom/stories/{id}/hand", aStory, true, n.take},
		{"POST", "/newsroom/stories/{id}/fields", aStory, false, n.setFields},
		{"GET", "/newsroom/stories/{id}/preview", account.ReadDrafts, false, n.preview},
		{"GET", "/newsroom/stories/{id}/preview/page", account.ReadDrafts, false, n.previewPage},
		{"GET", "/newsroom/stories/{id}/versions/{number}", account.ReadDrafts, false, n.version},
		{"GET", "/newsroom/stories/{id}/versions/{number}/page", account.ReadDrafts, false, n.versionPage},
		{"GET", "/newsroom/stories/{id}/publication", account.Publish, false, n.showPublish},
		{"POST", "/newsroom/stories/{id}/publication", account.Publish, false, n.publish},
		{"GET", "/newsroom/stories/{id}/recall", account.Publish, false, n.showRecall},
		{"POST", "/newsroom/stories/{id}/recall", account.Publish, false, n.recall},

		{"GET", "/newsroom/fronts/home", account.ArrangeFronts, false, n.showFront},
		{"POST", "/newsroom/fronts/home", account.ArrangeFronts, false, n.arrangeFront},
		{"GET", "/newsroom/fronts/home/preview", account.ArrangeFronts, false, n.previewFront},
		{"GET", "/newsroom/fronts/home/preview/page", account.ArrangeFronts, false, n.previewFrontPage},

		{"GET", "/newsroom/pictures", account.ReadDrafts, false, n.pictures},
		{"POST", "/newsroom/pictures", account.Write, false, n.addPictures},
		{"GET", "/newsroom/pictures/{id}", account.ReadDrafts, false, n.picture},
		{"POST", "/newsroom/pictures/{id}", account.Write, false, n.changePicture},
		{"GET", "/newsroom/pictures/files/{file}", account.ReadDrafts, false, n.pictureFile},

		{"GET", "/newsroom/options/pictures", account.ReadDrafts, true, n.pictureOptions},
		{"GET", "/newsroom/options/pictures/{id}", account.ReadDrafts, true, n.pictureOption},
		{"GET", "/newsroom/options/bylines", account.ReadDrafts, true, n.bylineOptions},
		{"GET", "/newsroom/options/sections", account.ReadDrafts, true, n.sectionOptions},
		{"GET", "/newsroom/options/topics", account.ReadDrafts, true, n.topicOptions},
		{"POST", "/newsroom/options/topics", account.Write, true, n.makeTopic},

		{"GET", "/newsroom/settings", signedIn, false, n.settings},
		{"GET", "/newsroom/settings/paper", account.KeepPaper, false, n.showPaper},
		{"POST", "/newsroom/settings/paper", account.KeepPaper, false, n.changePaper},
		{"GET", "/newsroom/settings/sections", account.KeepSections, false, n.sections},
		{"POST", "/newsroom/settings/sections", account.KeepSections, false, n.addSection},
		{"POST", "/newsroom/settings/sections/paste", account.KeepSections, false, n.pasteSections},
		{"POST", "/newsroom/settings/sections/{id}", account.KeepSections, false, n.changeSection},
		{"POST", "/newsroom/settings/sections/{id}/move", account.KeepSections, false, n.moveSection},
		{"POST", "/newsroom/settings/sections/{id}/drop", account.KeepSections, false, n.dropSection},
		{"GET", "/newsroom/settings/topics", account.KeepSections, false, n.topics},
		{"POST", "/newsroom/settings/topics", account.KeepSections, false, n.addTopic},
		{"POST", "/newsroom/settings/topics/{id}", account.KeepSections, false, n.changeTopic},
		{"GET", "/newsroom/settings/bylines", account.KeepSections, false, n.bylines},
		{"POST", "/newsroom/settings/bylines", account.KeepSections, false, n.addByline},
		{"GET", "/newsroom/settings/bylines/{id}", account.Write, false, n.byline},
		{"POST", "/newsroom/settings/bylines/{id}", account.Write, false, n.changeByline},
		{"GET", "/newsroom/settings/pages", account.KeepSections, false, n.pages},
		{"POST", "/newsroom/settings/pages", account.KeepSections, false, n.movePage},
		{"GET", "/newsroom/settings/people", account.KeepPeople, false, n.people},
		{"POST", "/newsroom/settings/people", account.KeepPeople, false, n.addPerson},
	}
}
