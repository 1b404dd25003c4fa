package newsroom

import (
	"slices"

	"broadsheet/internal/account"
	"broadsheet/internal/newsroom/reception"
)

// table is every route there is. A handler that does not stand here cannot be reached.
func (n *Newsroom) table() []reception.Route {
	return slices.Concat([]reception.Route{
		screened("GET", "/newsroom", reception.SignedIn, n.Home),
		screened("GET", "/newsroom/{$}", reception.SignedIn, n.Home),
		screened("GET", "/newsroom/assets/{sum}/{file}", reception.Anybody, n.Asset),
		screened("GET", "/newsroom/sign-in", reception.Anybody, n.ShowSignIn),
		screened("POST", "/newsroom/sign-in", reception.Anybody, n.SignIn),
		screened("POST", "/newsroom/sign-out", reception.SignedIn, n.SignOut),
		screened("GET", "/newsroom/first-run", reception.TheKey, n.ShowFirstRun),
		screened("POST", "/newsroom/first-run", reception.TheKey, n.OpenPaper),

		screened("GET", "/newsroom/stories", account.ReadDrafts, n.stories),
		screened("POST", "/newsroom/stories", account.Write, n.startStory),
		screened("GET", "/newsroom/stories/{id}", account.ReadDrafts, n.story),
		spoken("GET", "/newsroom/stories/{id}/document", account.ReadDrafts, n.document),
		spoken("GET", "/newsroom/stories/{id}/steps", account.ReadDrafts, n.stepsSince),
		spoken("POST", "/newsroom/stories/{id}/steps", reception.AStory, n.write),
		spoken("GET", "/newsroom/stories/{id}/standing", account.ReadDrafts, n.standsNow),
		spoken("POST", "/newsroom/stories/{id}/hand", reception.AStory, n.take),
		screened("POST", "/newsroom/stories/{id}/fields", reception.AStory, n.setFields),
		screened("GET", "/newsroom/stories/{id}/preview", account.ReadDrafts, n.preview),
		screened("GET", "/newsroom/stories/{id}/preview/page", account.ReadDrafts, n.previewPage),
		screened("GET", "/newsroom/preview/{scheme}/{asset...}", account.ReadDrafts, n.previewStyle),
		screened("GET", "/newsroom/stories/{id}/versions/{number}", account.ReadDrafts, n.version),
		screened("GET", "/newsroom/stories/{id}/versions/{number}/page", account.ReadDrafts, n.versionPage),
		screened("GET", "/newsroom/stories/{id}/publication", account.Publish, n.showPublish),
		screened("POST", "/newsroom/stories/{id}/publication", account.Publish, n.publish),
		screened("GET", "/newsroom/stories/{id}/recall", account.Publish, n.showRecall),
		screened("POST", "/newsroom/stories/{id}/recall", account.Publish, n.recall),

		screened("GET", "/newsroom/today", reception.SignedIn, n.today),
		screened("POST", "/newsroom/stories/{id}/file", reception.AStory, n.file),
		screened("POST", "/newsroom/stories/{id}/reclaim", reception.AStory, n.reclaim),
		screened("POST", "/newsroom/stories/{id}/take", account.KeepDesk, n.takeForEdit),
		screened("POST", "/newsroom/stories/{id}/ready", account.KeepDesk, n.markReady),
		screened("GET", "/newsroom/stories/{id}/send-back", account.KeepDesk, n.showSendBack),
		screened("POST", "/newsroom/stories/{id}/send-back", account.KeepDesk, n.sendBack),
		screened("GET", "/newsroom/stories/{id}/assign", account.KeepDesk, n.showAssign),
		screened("POST", "/newsroom/stories/{id}/assign", account.KeepDesk, n.assign),

		screened("POST", "/newsroom/stories/{id}/bin", reception.AStory, n.bin),
		screened("POST", "/newsroom/stories/{id}/restore", account.Write, n.restore),
		screened("POST", "/newsroom/many", account.Write, n.many),
		screened("GET", "/newsroom/many/{id}", account.ReadDrafts, n.sweep),
		screened("POST", "/newsroom/many/{id}/more", account.Write, n.sweepOn),
		screened("POST", "/newsroom/many/{id}/undo", account.Write, n.undoSweep),
		screened("GET", "/newsroom/export", account.ReadDrafts, n.export),
		screened("GET", "/newsroom/go", reception.SignedIn, n.goTo),

		screened("GET", "/newsroom/fronts", account.ArrangeFronts, n.fronts.List),
		screened("POST", "/newsroom/fronts", account.ArrangeFronts, n.fronts.Give),
		screened("POST", "/newsroom/breaking", account.ArrangeFronts, n.fronts.Break),
		screened("GET", "/newsroom/fronts/{front}", account.ArrangeFronts, n.fronts.Front),
		screened("POST", "/newsroom/fronts/{front}", account.ArrangeFronts, n.fronts.Arrange),
		screened("GET", "/newsroom/fronts/{front}/preview", account.ArrangeFronts, n.fronts.Preview),
		screened("GET", "/newsroom/fronts/{front}/preview/page", account.ArrangeFronts, n.fronts.PreviewPage),
		screened("GET", "/newsroom/fronts/{front}/stories/{story}", account.ArrangeFronts, n.fronts.Slot),
		screened("POST", "/newsroom/fronts/{front}/stories/{story}", account.ArrangeFronts, n.fronts.ChangeSlot),
		screened("GET", "/newsroom/fronts/{front}/earlier", account.ArrangeFronts, n.fronts.Earlier),
		screened("POST", "/newsroom/fronts/{front}/earlier", account.ArrangeFronts, n.fronts.Restore),
		screened("GET", "/newsroom/fronts/{front}/earlier/{number}", account.ArrangeFronts, n.fronts.EarlierPreview),
		screened("GET", "/newsroom/fronts/{front}/earlier/{number}/page", account.ArrangeFronts, n.fronts.EarlierPage),

		screened("GET", "/newsroom/pictures", account.ReadDrafts, n.pictures),
		screened("POST", "/newsroom/pictures", account.Write, n.addPictures),
		screened("GET", "/newsroom/pictures/{id}", account.ReadDrafts, n.picture),
		screened("POST", "/newsroom/pictures/{id}", account.Write, n.changePicture),
		screened("GET", "/newsroom/pictures/files/{file}", account.ReadDrafts, n.pictureFile),

		spoken("GET", "/newsroom/options/pictures", account.ReadDrafts, n.pictureOptions),
		spoken("GET", "/newsroom/options/pictures/{id}", account.ReadDrafts, n.pictureOption),
		spoken("GET", "/newsroom/options/bylines", account.ReadDrafts, n.bylineOptions),
		spoken("GET", "/newsroom/options/sections", account.ReadDrafts, n.sectionOptions),
		spoken("GET", "/newsroom/options/topics", account.ReadDrafts, n.topicOptions),
		spoken("POST", "/newsroom/options/topics", account.Write, n.makeTopic),

		screened("GET", "/newsroom/settings", reception.SignedIn, n.office.Settings),
		screened("GET", "/newsroom/settings/paper", account.KeepPaper, n.office.ShowPaper),
		screened("POST", "/newsroom/settings/paper", account.KeepPaper, n.office.ChangePaper),
		screened("POST", "/newsroom/settings/paper/logo", account.KeepPaper, n.office.ChangeLogo),
		screened("POST", "/newsroom/settings/paper/door", account.KeepPaper, n.office.ClosePaper),
		screened("GET", "/newsroom/settings/machines", account.KeepPaper, n.office.Machines),
		screened("GET", "/newsroom/settings/machines/crawlers", account.KeepPaper, n.office.ShowCrawlers),
		screened("POST", "/newsroom/settings/machines/crawlers", account.KeepPaper, n.office.ChangeCrawlers),
		screened("GET", "/newsroom/settings/machines/principles", account.KeepPaper, n.office.ShowPrinciples),
		screened("POST", "/newsroom/settings/machines/principles", account.KeepPaper, n.office.ChangePrinciples),
		screened("GET", "/newsroom/settings/machines/notices", account.KeepPaper, n.office.ShowNotices),
		screened("POST", "/newsroom/settings/machines/notices", account.KeepPaper, n.office.ChangeNotices),
		screened("GET", "/newsroom/settings/sections", account.KeepSections, n.office.Sections),
		screened("POST", "/newsroom/settings/sections", account.KeepSections, n.office.AddSection),
		screened("POST", "/newsroom/settings/sections/paste", account.KeepSections, n.office.PasteSections),
		screened("POST", "/newsroom/settings/sections/{id}", account.KeepSections, n.office.ChangeSection),
		screened("POST", "/newsroom/settings/sections/{id}/move", account.KeepSections, n.office.MoveSection),
		screened("POST", "/newsroom/settings/sections/{id}/drop", account.KeepSections, n.office.DropSection),
		screened("GET", "/newsroom/settings/topics", account.KeepSections, n.office.Topics),
		screened("POST", "/newsroom/settings/topics", account.KeepSections, n.office.AddTopic),
		screened("GET", "/newsroom/settings/topics/{id}", account.KeepSections, n.office.Topic),
		screened("POST", "/newsroom/settings/topics/{id}", account.KeepSections, n.office.ChangeTopic),
		screened("POST", "/newsroom/settings/lists", account.KeepSections, n.tidy),
		screened("GET", "/newsroom/settings/pages", account.KeepSections, n.office.Pages),
		screened("POST", "/newsroom/settings/pages", account.KeepSections, n.office.MovePage),

		screened("GET", "/newsroom/settings/machines/feeds", account.KeepPaper, n.office.ShowFeeds),
		screened("POST", "/newsroom/settings/machines/feeds", account.KeepPaper, n.office.ChangeFeeds),
	}, n.moves.Routes(), n.people.Routes(), n.system.Routes(), n.mail.Routes(), n.leads.Routes(), n.other.Routes())
}

// screened is a route whose refusals are screens.
func screened(method, path string, needs account.Deed, do reception.Action) reception.Route {
	return reception.Route{Method: method, Path: path, Needs: needs, Do: do}
}

// spoken is a route that speaks JSON, refusals too.
func spoken(method, path string, needs account.Deed, do reception.Action) reception.Route {
	return reception.Route{Method: method, Path: path, Needs: needs, JSON: true, Do: do}
}
