// Package newsroom is the door for staff: the routes below /newsroom/, who may use each of them, and the handlers
// that read, ask the desk and answer with a screen of package screen.
//
// Every route stands in one table (routes.go) with what a person must be allowed to do; there is no other way to a
// handler. Whoever is not signed in gets to the sign-in page (a GET of a screen) or 401 (everything else), whatever
// the address, so that nothing tells which addresses exist. GET and HEAD change nothing.
//
// # What the editor in the browser speaks
//
// The shell of the story screen is drawn by the server: the element #story carries data-story (the id), data-below
// ("/newsroom/stories/ID"), data-client (the name that this window writes under, new with every load; the panel's form
// sends under it too), data-version, and data-read-only when the person may not write. The editor takes the place of
// what stands in #editor and may write the text of #story-status, #story-others, #story-words and #story-minutes.
// Fields of the panel (#fields) carry the names of the document's attributes; left alone, the form sends itself to
// …/fields whenever one changes, and the event "newsroom:fields" on document tells that the draft has new steps.
// Before a sheet (Publish…, Recall…) is fetched, the event "newsroom:flush" is dispatched on document; its
// detail.waitFor(promise) keeps the sheet waiting until what was typed is on the server.
//
// Answers are JSON. A refusal is {"kind","say","field"} with kind one of "not found" (404), "forbidden" (403),
// "invalid" (422), "conflict" (409), "unavailable" (503), "internal" (500) or "signed out" (401); say is the sentence
// for the person. After 401 the editor calls window.newsroom.signIn(), which resolves once somebody signed in over
// the story, and sends again.
//
//	GET  /newsroom/stories/{id}/document
//	     {"doc","version","schema","editable","why","state","pictures":{id: picture},"bylines":[{"id","name"}]}
//	     doc is ProseMirror JSON as of version; schema the number of its schema; why says why it is not editable.
//	GET  /newsroom/stories/{id}/steps?since=VERSION
//	     {"version","rows":[{"base","client","counter","steps","by"}]}: rows confirmed since, in order.
//	POST /newsroom/stories/{id}/steps   {"base","client","counter","steps"}
//	     {"version"} after them. A 409 carries "version" too: when it is newer than base, read what was missed and try
//	     again; when it equals base another window has the story in hand, and say names who.
//	GET  /newsroom/stories/{id}/standing
//	     {"state","word","next","checks":[{"say","url"}]}: what typing changes around the text; next is the word of the
//	     main button, "" when the person has nothing to do.
//	POST /newsroom/stories/{id}/hand    {"client","was","over"}
//	     204: the story is in this window's hand. 409 while another has it, unless over is true; was is the name that
//	     this very window wrote under before it was loaded again.
//	POST /newsroom/stories/{id}/fields  a form: "client", "seen" and the panel's fields; see fields.go.
//	POST /newsroom/pictures             multipart/form-data, Accept: application/json: "picture" (files), "credit",
//	     "rights", "caption", "alt". {"added":[{"picture","again","name","wrong"}]}; 422 when none could be added.
//	GET  /newsroom/options/pictures?q=&before=   {"pictures":[picture],"older"}
//	GET  /newsroom/options/pictures/{id}         picture
//	GET  /newsroom/options/bylines?q=            [{"id","name","title"}]
//	GET  /newsroom/options/sections              [{"id","name","depth","address"}]
//	GET  /newsroom/options/topics?q=             [{"id","name"}]
//	POST /newsroom/options/topics   {"name"}     {"id","name"}: the topic of that name, made if there is none.
//	POST /newsroom/sign-in   a form, Accept: application/json   204, or 403 with say.
//
// A picture is {"id","src","srcset","width","height","small","name","credit","rights","caption","alt"}; src and small
// are addresses that staff alone can fetch.
package newsroom
