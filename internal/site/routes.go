package site

import (
	"net/http"

	"broadsheet/internal/notice"
	"broadsheet/internal/page"
	"broadsheet/internal/press"
)

// Class says what may leave the house by a route.
type Class string

// The classes of routes.
const (
	Published Class = "published" // made of the public tables, through the page cache
	Picture   Class = "picture"   // a file of a picture that is public
	Program   Class = "program"   // part of the program itself, the same for every paper
	Spoken    Class = "spoken"    // a sentence to who sent something, nothing of the paper
	Probe     Class = "probe"     // whether the node is well, for machines beside it
)

// Route is one way out to readers. A path in braces stands for any; a route answers for everything below its first
// segment, so that nothing of the paper can stand there.
type Route struct {
	Path  string
	Class Class
	serve func(*Site, http.ResponseWriter, *http.Request) error
}

// Routes are all ways out to readers. What none of them names is looked up in the table of addresses: articles,
// sections with their months, authors, topics, redirects.
var Routes = []Route{
	{press.LatestAddress, Published, (*Site).latest},
	{press.SearchAddress, Published, (*Site).search},
	{press.CorrectionsAddress, Published, (*Site).corrections},
	{"/" + press.RSSFile, Published, (*Site).rootFeed},
	{"/" + press.AtomFile, Published, (*Site).rootFeed},
	{"/" + press.JSONFile, Published, (*Site).rootFeed},
	sitemap,
	{press.HubAddress, Spoken, (*Site).hub},
	{press.NewsSitemapAddress, Published, (*Site).sitemap},
	{"/pictures/{file}", Picture, (*Site).picture},
	{"/assets/{file}", Program, (*Site).asset},
	{"/favicon.ico", Published, (*Site).icon},
	{notice.RobotsAddress, Published, (*Site).tell},
	{notice.LicenceAddress, Published, (*Site).tell},
	{page.OEmbedAddress, Published, (*Site).oembed},
	{press.PlacardPath + "{file}", Published, (*Site).placard},
	{"/.well-known/{file}", Published, (*Site).tell},
	{"/ads.txt", Published, (*Site).tell},
	{"/trust.txt", Published, (*Site).tell},
	{"/security.txt", Published, (*Site).tell},
	{"/healthz", Probe, (*Site).healthz},
	{"/readyz", Probe, (*Site).readyz},
	byAddress,
	nowhere,
}

var (
	sitemap   = Route{press.SitemapAddress, Published, (*Site).sitemap} // and for its parts
	byAddress = Route{"/{address}", Published, (*Site).address}
	nowhere   = Route{"/{nothing}", Published, (*Site).nothing}
)
