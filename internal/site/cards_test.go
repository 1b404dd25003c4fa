package site_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"html"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/page"
	"broadsheet/internal/prose"
	"broadsheet/internal/store/storetest"
)

var metaImage = regexp.MustCompile(`<meta property="og:image(:[a-z]+)?" content="([^"]*)">`)

// graph is what a page says of its picture to other sites, by property.
func graph(text string) map[string]string {
	found := map[string]string{}
	for _, m := range metaImage.FindAllStringSubmatch(text, -1) {
		found["og:image"+m[1]] = html.UnescapeString(m[2])
	}
	return found
}

func TestPlacardsOfStories(t *testing.T) {
	k := fresh(t)
	section := k.section("World", "").ID
	id, address := k.story("Bridge opens", article.Fields{Section: section})
	said := graph(body(t, k.get(address)))
	path, own := strings.CutPrefix(said["og:image"], base)
	if !own || said["og:image:type"] != "image/png" || said["og:image:width"] != "1200" || said["og:image:height"] != "630" || said["og:image:alt"] != "Bridge opens – The Wexmouth Courier" {
		t.Fatalf("the story says %v", said)
	}
	r := k.get(path)
	drawn := body(t, r)
	m, err := png.DecodeConfig(strings.NewReader(drawn))
	if err != nil || m.Width != 1200 || m.Height != 630 || r.Header.Get("Content-Type") != "image/png" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Fatalf("%d %v: %v, %v", r.StatusCode, r.Header, m, err)
	}
	if again := k.get(path); body(t, again) != drawn || again.Header.Get("ETag") != r.Header.Get("ETag") {
		t.Error("asked twice it differs")
	}
	// One with a picture has none, and says its file's own size.
	p := k.picture("Lena Sundhale")
	_, pictured := k.story("Bridge in sight", article.Fields{Section: section, Picture: &article.Lead{Picture: p.ID}})
	if said := graph(body(t, k.get(pictured))); !strings.Contains(said["og:image"], "/pictures/") || said["og:image:alt"] != "A quay" {
		t.Errorf("the story with a picture says %v", said)
	}
	// A new version has a new address, to which the old one leads; the picture that is kept is not given any more.
	d := must[article.Draft](t)(k.draft(id, article.Story, prose.Doc("Bridge opens again", "", prose.P(prose.T("It did."))), article.Fields{Section: section, Byline: []article.Credit{{Byline: k.me.Byline, Role: article.By}}}))
	must[desk.Receipt](t)(k.desk.Publish(t.Context(), k.me, desk.Publication{Draft: d.ID, Version: d.Version, Change: article.Update, Slot: desk.NoSlot}))
	now, _ := strings.CutPrefix(graph(body(t, k.get(address)))["og:image"], base)
	if old := k.get(path); now == path || old.StatusCode != http.StatusMovedPermanently || old.Header.Get("Location") != now {
		t.Errorf("%s now answers %d %s; the new one is %s", path, old.StatusCode, old.Header.Get("Location"), now)
	}
	if changed := body(t, k.get(now)); changed == drawn {
		t.Error("the headline changed, the picture did not")
	}
	// A recall takes it away in the same instant.
	must[desk.Receipt](t)(k.desk.Recall(t.Context(), k.me, id, "wrong"))
	for _, a := range []string{path, now} {
		if r := k.get(a); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s of a recalled story: %d", a, r.StatusCode)
		}
	}
	for _, a := range []string{"/share/", "/share/x.png", "/share/x-1.png", "/share/" + id + "-0.png", "/share/" + id + "-9.png", "/share/" + id + "-01.png", "/share/" + id + "-1.jpg", "/share/../x-1.png", "/share"} {
		if r := k.get(a); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", a, r.StatusCode)
		}
	}
}

// Whatever asks for the placards of an archive pushes no page out of the cache.
func TestPlacardsPushNothingOut(t *testing.T) {
	c := clock.At(storetest.Monday)
	k := open(t, storetest.Open(t, c), c, harm{})
	section := k.section("World", "").ID
	var drawings []string
	for range 12 {
		id, _ := k.story("Bridge opens", article.Fields{Section: section})
		drawings = append(drawings, "/share/"+id+"-1.png")
	}
	cache := newCache(t, c, 1<<20)
	door := k.site.With(cache, k.site.Reader)
	ask(door, http.MethodGet, "/")
	for range 3 {
		for _, path := range drawings {
			if r := ask(door, http.MethodGet, path); r.StatusCode != http.StatusOK {
				t.Fatalf("%s: %d", path, r.StatusCode)
			}
		}
	}
	before := cache.Renders()
	if ask(door, http.MethodGet, "/"); cache.Renders() != before {
		t.Error("home was pushed out")
	}
}

func TestCardsOfStories(t *testing.T) {
	k := fresh(t)
	section := k.section("World", "").ID
	id, address := k.story(`Bridge "opens" <again> & more`, article.Fields{Section: section})
	_, about := k.standing("About")
	text := html.UnescapeString(body(t, k.get(address)))
	links := regexp.MustCompile(`<link rel="alternate" type="(application/json|text/xml)\+oembed" href="([^"]*)">`).FindAllStringSubmatch(text, -1)
	if len(links) != 2 {
		t.Fatalf("%d ways to the card", len(links))
	}
	for _, l := range links {
		path := strings.TrimPrefix(l[2], base)
		r := k.get(path)
		b := []byte(body(t, r))
		var o page.OEmbed
		var err error
		if l[1] == "text/xml" {
			err = xml.Unmarshal(b, &o)
		} else {
			err = json.Unmarshal(b, &o)
		}
		if err != nil || o.Type != "link" || o.Version != "1.0" || o.Title != `Bridge "opens" <again> & more` || o.AuthorName != "Mara Ostrey" ||
			o.ProviderName != "The Wexmouth Courier" || o.ProviderURL != base+"/" || o.ThumbnailURL == "" || o.ThumbnailWidth != 1200 {
			t.Errorf("%s: %v\n%s", path, err, b)
		}
		if !strings.HasPrefix(r.Header.Get("Content-Type"), l[1]) || bytes.Contains(b, []byte("<script")) {
			t.Errorf("%s is %s", path, r.Header.Get("Content-Type"))
		}
	}
	at := func(u string, more string) string { return "/oembed?url=" + url.QueryEscape(u) + more }
	for path, want := range map[string]int{
		at(base+address, ""): 200,
		at("http://courier.example"+address, "&format=xml"):    200,
		at(strings.ToUpper(base)+address, ""):                  200,
		at(base+strings.ToUpper(address)+"/?utm_source=x", ""): 200,
		at(base+address, "&maxwidth=300&maxheight=200"):        200,
		at(base+address, "&maxwidth=-1&maxheight=x"):           200,
		at(base+address, "&format=yaml"):                       501,
		at(base+about, ""):                                     404,
		at(base+"/", ""):                                       404,
		at(base+"/world/", ""):                                 404,
		at(base+"/nothing", ""):                                404,
		at("https://evil.example"+address, ""):                 404,
		at("https://courier.example@evil.example"+address, ""): 404,
		at("//courier.example"+address, ""):                    404,
		at("javascript:alert(1)", ""):                          404,
		at(base+"/\x00", ""):                                   404,
		"/oembed":                                              404,
		"/oembed/x":                                            404,
		at(base+"/newsroom/stories/"+id, ""):                   404,
	} {
		for range 2 {
			if r := k.get(path); r.StatusCode != want {
				t.Errorf("%s: %d, want %d", path, r.StatusCode, want)
			}
		}
	}
	if small := body(t, k.get(at(base+address, "&maxwidth=300"))); strings.Contains(small, "thumbnail") {
		t.Errorf("a picture of 1200 pixels where 300 were asked for: %s", small)
	}
	must[desk.Receipt](t)(k.desk.Recall(t.Context(), k.me, id, "wrong"))
	if r := k.get(at(base+address, "")); r.StatusCode != http.StatusNotFound {
		t.Errorf("the card of a recalled story: %d", r.StatusCode)
	}
}
