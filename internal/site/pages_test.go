package site_test

import (
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/front"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/store/storetest"
)

// made gives a page as press makes it.
func made[P page.Page](k *house, make func(press.Press, press.Snapshot) (page.Page, error)) P {
	k.t.Helper()
	var out page.Page
	err := k.store.Read(k.t.Context(), func(s press.Snapshot) error {
		var err error
		out, err = make(press.Press{Base: base}, s)
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
	typed, ok := out.(P)
	if !ok {
		k.t.Fatalf("a %T instead of the page", out)
	}
	return typed
}

func (k *house) home() *page.Home {
	return made[*page.Home](k, func(p press.Press, s press.Snapshot) (page.Page, error) { return p.Home(k.t.Context(), s) })
}

func TestWordsOfAQuotationShownApartAreSaidToBe(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	k.story("Bridge opens", article.Fields{Section: world.ID})
	for question, want := range map[string]struct {
		apart bool
		hits  int
	}{
		`"bridge opens"`:        {false, 1},
		`"opens bridge"`:        {true, 1},
		`opens "opens bridge"`:  {true, 1},
		`"opens bridge" zzyzxq`: {false, 0},
		`opens bridge`:          {false, 1},
	} {
		asked := press.ParseAsked(url.Values{"q": {question}, "section": {"world"}})
		got := made[*page.Search](k, func(p press.Press, s press.Snapshot) (page.Page, error) { return p.Search(k.t.Context(), s, asked) })
		if got.Apart != want.apart || len(got.Hits) != want.hits || got.Count != want.hits || got.Query != question {
			t.Errorf("%s: %d of %d, apart: %v; want %+v", question, len(got.Hits), got.Count, got.Apart, want)
		}
		shown := body(t, k.get("/search?"+url.Values{"q": {question}}.Encode()))
		if says := strings.Contains(shown, "Nothing holds exactly these words; this has them apart."); says != want.apart {
			t.Errorf("%s: the page says so: %v", question, says)
		}
	}
}

func TestHomeShowsNoStoryAndNoPictureTwice(t *testing.T) {
	s := seed(t)
	rnd := rand.New(rand.NewPCG(s, 1))
	k := fresh(t)
	var sections []paper.Section
	for _, name := range []string{"News", "Business", "Sport", "Culture"} {
		sections = append(sections, k.section(name, ""))
	}
	sections = append(sections, k.section("Shipping", sections[1].ID))
	pictures := []article.Picture{k.picture("Lena"), k.picture("Lena"), k.picture("Lena"), k.picture("Lena")}
	var ids []string
	for i := range 70 {
		k.clock.Move(time.Minute)
		f := article.Fields{Kind: article.News, Section: pick(rnd, sections).ID}
		switch {
		case i%6 == 5:
			f.Kind = article.Opinion
		case i%10 == 9:
			f.Kind, f.PaidBy = article.Sponsored, "The Tern Line"
		}
		for _, s := range some(rnd, sections, 2) {
			f.Sections = append(f.Sections, s.ID)
		}
		if rnd.IntN(3) > 0 {
			f.Picture = &article.Lead{Picture: pick(rnd, pictures).ID}
		}
		id, _ := k.story(fmt.Sprintf("Story number %d", i), f)
		ids = append(ids, id)
	}
	for round := range 10 {
		pins := front.Front{ID: front.Home}
		live := must[front.Front](t)(k.store.FrontOf(t.Context(), front.Home))
		if round > 0 {
			slots := rnd.Perm(front.Front{ID: front.Home}.Slots())
			for i, id := range some(rnd, ids, 4) {
				pins.Pins = append(pins.Pins, front.Pin{Slot: slots[i], Story: id})
			}
			must[desk.Receipt](t)(k.desk.PressFront(t.Context(), k.me, pins, live))
		}
		h := k.home()
		stories, shown := map[string]int{}, map[string]int{}
		inSlots := slices.Concat([]page.Card{*h.Lead}, h.Seconds, h.Rows[0].Cards)
		all := slices.Concat(inSlots, h.Latest, h.Opinion, h.Recent)
		for _, b := range h.Blocks {
			if b.Lead.Kind == article.Sponsored {
				t.Errorf("what somebody paid for leads %s", b.Section.Name)
			}
			all = append(append(all, b.Lead), b.Headlines...)
		}
		for _, c := range all {
			stories[c.URL]++
			if c.Picture != nil {
				shown[c.Picture.Cuts[0].URL]++
			}
		}
		for u, n := range stories {
			if n > 1 {
				t.Errorf("round %d: %s stands on the page %d times", round, u, n)
			}
		}
		for u, n := range shown {
			if n > 1 {
				t.Errorf("round %d: the picture %s stands on the page %d times", round, u, n)
			}
		}
		if len(inSlots) != 7 || len(h.Seconds) != 2 || len(h.Latest) != 8 || len(h.Opinion) != 4 || len(h.Blocks) == 0 || len(h.Recent) == 0 {
			t.Errorf("round %d: %d slots, %d seconds, %d latest, %d opinions, %d blocks, %d recent", round, len(inSlots), len(h.Seconds), len(h.Latest), len(h.Opinion), len(h.Blocks), len(h.Recent))
		}
		pinned := map[int]string{}
		for _, p := range pins.Pins {
			pinned[p.Slot] = fmt.Sprintf("Story number %d", slices.Index(ids, p.Story))
		}
		for i, c := range inSlots {
			if want, ok := pinned[i]; ok && c.Headline != want {
				t.Errorf("round %d: slot %d holds %q, and %q is pinned there", round, i, c.Headline, want)
			}
			if _, ok := pinned[i]; !ok && (c.Kind == article.Sponsored || c.Kind == article.Opinion) {
				t.Errorf("round %d: slot %d was filled with %s by itself", round, i, c.Kind)
			}
		}
	}
}

func TestAPinEndsByItself(t *testing.T) {
	k := fresh(t)
	news := k.section("News", "")
	old, _ := k.story("The old one", article.Fields{Section: news.ID})
	k.clock.Move(time.Minute)
	k.story("The new one", article.Fields{Section: news.ID})
	must[desk.Receipt](t)(k.desk.PressFront(t.Context(), k.me, front.Front{ID: front.Home, Pins: []front.Pin{{Slot: 0, Story: old, Until: k.clock.Now().Add(time.Hour)}}}, front.Front{ID: front.Home}))
	lead := func() string {
		_, after, _ := strings.Cut(body(t, k.get("/")), `<main`)
		if strings.Index(after, "The old one") < strings.Index(after, "The new one") {
			return "old"
		}
		return "new"
	}
	if lead() != "old" {
		t.Error("the pinned story does not lead")
	}
	k.clock.Move(time.Hour - time.Microsecond)
	if lead() != "old" {
		t.Error("the pin ended before its time")
	}
	k.clock.Move(time.Microsecond)
	if lead() != "new" {
		t.Error("the pin outlives its time")
	}
}

func TestWaysOnFromAStory(t *testing.T) {
	k := fresh(t)
	news, sport := k.section("News", ""), k.section("Sport", "")
	bridge, ferries := k.topic("The swing bridge"), k.topic("Ferries")
	both := []string{bridge.ID, ferries.ID}
	shared := k.picture("Lena")
	put := func(headline string, f article.Fields) string {
		k.clock.Move(time.Minute)
		_, address := k.story(headline, f)
		return address
	}
	put("Same section, old", article.Fields{Section: news.ID})
	put("Both topics", article.Fields{Section: sport.ID, Topics: both, Picture: &article.Lead{Picture: shared.ID}})
	self := put("The story", article.Fields{Section: news.ID, Topics: both, Picture: &article.Lead{Picture: shared.ID}})
	put("One topic", article.Fields{Section: sport.ID, Topics: both[:1]})
	put("Paid", article.Fields{Section: news.ID, Topics: both, Kind: article.Sponsored, PaidBy: "The Tern Line"})
	put("Same section, new", article.Fields{Section: news.ID})
	for i := range 6 {
		put(fmt.Sprintf("Elsewhere %d", i), article.Fields{Section: sport.ID})
	}
	var story *page.Story
	err := k.store.Read(t.Context(), func(s press.Snapshot) error {
		a, _, err := s.Address(t.Context(), self)
		if err != nil {
			return err
		}
		published, _, err := s.Article(t.Context(), a.Object)
		if err != nil {
			return err
		}
		p, err := press.Press{Base: base}.Article(t.Context(), s, published)
		story = p.(*page.Story)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var related, recent []string
	for _, c := range story.Related {
		related = append(related, c.Headline)
		if c.Picture != nil {
			t.Errorf("%q shows the picture that stands at the top of the story", c.Headline)
		}
	}
	for _, c := range story.Recent {
		recent = append(recent, c.Headline)
	}
	if want := []string{"Both topics", "One topic", "Same section, new", "Same section, old"}; !slices.Equal(related, want) {
		t.Errorf("related: %q, want %q", related, want)
	}
	if want := []string{"Elsewhere 5", "Elsewhere 4", "Elsewhere 3", "Elsewhere 2", "Elsewhere 1"}; !slices.Equal(recent, want) {
		t.Errorf("recent: %q, want %q", recent, want)
	}
}

var (
	storyLink = regexp.MustCompile(`href="(/news/story-number-[0-9]+)"`)
	olderLink = regexp.MustCompile(`class="older" href="([^"]+)"`)
	newerLink = regexp.MustCompile(`class="newer" href="([^"]+)"`)
)

func TestWalkingAListMeetsEveryStoryOnce(t *testing.T) {
	c := clock.At(time.Date(2026, 8, 31, 20, 0, 0, 0, time.UTC)) // late in Los Angeles it is still August
	k := open(t, storetest.Open(t, c), c, harm{})
	must[desk.Receipt](t)(k.desk.ChangeSettings(t.Context(), k.me, paper.Settings{Name: "The Wexmouth Courier", Lang: "en", Zone: "America/Los_Angeles"}))
	news, topic := k.section("News", ""), k.topic("Ferries")
	const stories = 150
	for i := range stories {
		k.story(fmt.Sprintf("Story number %d", i), article.Fields{Section: news.ID, Topics: []string{topic.ID}})
		switch {
		case i == 5, i == 100: // some months hold few, some many, one none
			k.clock.Move(40 * 24 * time.Hour)
		case i%3 > 0: // and some stories went out at one instant
			k.clock.Move(time.Hour)
		}
	}
	for _, start := range []string{"/news/", "/latest", "/author/mara-ostrey", "/topic/ferries"} {
		t.Run(start, func(t *testing.T) {
			met := map[string]int{}
			pages, months := 0, []string{}
			for at := start; at != ""; pages++ {
				r := k.get(at)
				b := body(t, r)
				if r.StatusCode != 200 || pages > 50 {
					t.Fatalf("%s: %d", at, r.StatusCode)
				}
				_, main, _ := strings.Cut(b, "<main")
				seenHere := map[string]bool{}
				for _, m := range storyLink.FindAllStringSubmatch(main, -1) {
					if !seenHere[m[1]] { // a card may link twice
						met[m[1]]++
						seenHere[m[1]] = true
					}
				}
				canonical := `<link rel="canonical" href="` + html.EscapeString(base+at) + `"`
				if !strings.Contains(b, canonical) {
					t.Errorf("%s does not say that it stands there", at)
				}
				at = ""
				if m := olderLink.FindStringSubmatch(main); m != nil {
					at = html.UnescapeString(m[1])
					months = append(months, at)
				}
			}
			if len(met) != stories {
				t.Errorf("%d stories in %d pages, want %d: %v", len(met), pages, stories, months)
			}
			for s, n := range met {
				if n != 1 {
					t.Errorf("%s was met %d times", s, n)
				}
			}
			// Back again by the months alone.
			for at := months[len(months)-1]; at != ""; {
				m := newerLink.FindStringSubmatch(body(t, k.get(at)))
				at = ""
				if m != nil {
					at = html.UnescapeString(m[1])
					if r := k.get(at); r.StatusCode != 200 {
						t.Errorf("%s: %d", at, r.StatusCode)
					}
				}
			}
		})
	}
}

func TestCorrectionsInParts(t *testing.T) {
	k := fresh(t)
	news := k.section("News", "")
	id, address := k.story("Bridge opens", article.Fields{Section: news.ID})
	f := article.Fields{Section: news.ID, Byline: []article.Credit{{Byline: k.me.Byline}}}
	const all = 90
	for i := range all {
		k.clock.Move(time.Minute)
		d := must[article.Draft](t)(k.draft(id, article.Story, prose.Doc("Bridge opens", "", prose.P(prose.T(fmt.Sprintf("%d boats.", i)))), f))
		must[desk.Receipt](t)(k.desk.Publish(t.Context(), k.me, desk.Publication{
			Draft: id, Version: d.Version, Change: article.Correction, Slot: desk.NoSlot,
			Note: &article.Note{Kind: article.Corrected, Text: fmt.Sprintf("There were (%d) boats.", i)},
		}))
	}
	met := map[string]int{}
	at := "/corrections"
	for at != "" {
		b := body(t, k.get(at))
		for _, m := range regexp.MustCompile(`There were \([0-9]+\) boats`).FindAllString(b, -1) {
			met[m]++
		}
		at = ""
		if m := olderLink.FindStringSubmatch(b); m != nil {
			at = html.UnescapeString(m[1])
		}
	}
	if len(met) != all {
		t.Errorf("%d corrections met, want %d", len(met), all)
	}
	if b := body(t, k.get(address)); !strings.Contains(b, "There were (89) boats") || !strings.Contains(b, "There were (0) boats") {
		t.Error("the story does not show its corrections")
	}
}

var link = regexp.MustCompile(`(?:href|src|action)="([^"]*)"|srcset="([^"]*)"`)

// TestEveryLinkLeadsSomewhere walks the whole paper as a reader could.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	s := seed(t)
	k := fresh(t)
	n := begin(k, rand.New(rand.NewPCG(s, 2)))
	for range 120 {
		n.act()
	}
	if _, err := n.desk.ClosePaper(t.Context(), n.me, false); err != nil { // the last action may have closed it
		t.Fatal(err)
	}
	asked, from := map[string]bool{"/": true}, map[string]string{}
	for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
		r := k.get(queue[0])
		if r.StatusCode != 200 {
			t.Errorf("%s, linked from %s: %d", queue[0], from[queue[0]], r.StatusCode)
			continue
		}
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(body(t, r), -1) {
			links := []string{m[1]}
			if m[2] != "" {
				links = nil
				for part := range strings.SplitSeq(m[2], ",") {
					links = append(links, strings.Fields(part)[0])
				}
			}
			for _, l := range links {
				u, err := url.Parse(html.UnescapeString(l))
				if err != nil {
					t.Errorf("%s links to %q: %v", queue[0], l, err)
					continue
				}
				if u.Scheme == "https" && base == u.Scheme+"://"+u.Host {
					u.Scheme, u.Host = "", ""
				}
				u.Fragment = ""
				if next := u.String(); u.Scheme == "" && u.Host == "" && next != "" && !asked[next] {
					asked[next], from[next] = true, queue[0]
					queue = append(queue, next)
				}
			}
		}
	}
	if len(asked) < 20 {
		t.Errorf("only %d addresses were met", len(asked))
	}
}

func TestAPreviewMayShowWhatIsNotPublicYet(t *testing.T) {
	k := fresh(t)
	news := k.section("News", "")
	lead, inText := k.picture("Lena Sundhale"), k.picture("Jo Tarrick")
	k.story("Something else", article.Fields{Section: news.ID})
	d := must[article.Draft](t)(k.draft("", article.Story, prose.Doc("Bridge opens", "In a line.", prose.P(prose.T("Boats.")), prose.Image(inText.ID, "", "")), article.Fields{
		Section: news.ID, Byline: []article.Credit{{Byline: k.me.Byline}}, Picture: &article.Lead{Picture: lead.ID},
	}))
	d.PublishedAt = k.clock.Now()
	a := must[article.Published](t)(article.AsPublished(d, d.Doc))
	preview := func(staged bool) string {
		t.Helper()
		story := made[*page.Story](k, func(p press.Press, s press.Snapshot) (page.Page, error) {
			if staged {
				p.Pictures = "/newsroom/pictures/"
				s = press.Staged{Snapshot: s, Library: k.library}
			}
			return p.Article(t.Context(), s, a)
		})
		_, b, err := page.Render(story)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, p := range []article.Picture{lead, inText} {
		if !strings.Contains(preview(true), "/newsroom/pictures/"+p.Cuts[0].File) {
			t.Errorf("the preview does not show the picture by %s", p.Credit)
		}
		if strings.Contains(preview(false), p.Cuts[0].File) {
			t.Errorf("readers could see the picture by %s", p.Credit)
		}
	}
	// What is published is what was previewed.
	r := must[desk.Receipt](t)(k.desk.Publish(t.Context(), k.me, desk.Publication{Draft: d.ID, Version: d.Version, Change: article.First, Slot: desk.NoSlot}))
	want := strings.ReplaceAll(preview(true), "/newsroom/pictures/", "/pictures/")
	got := body(t, k.get(r.Address))
	main := func(s string) string {
		_, after, _ := strings.Cut(s, `<div class="body"`)
		before, _, _ := strings.Cut(after, `class="share"`)
		return before
	}
	if main(got) != main(want) || len(main(got)) < 100 {
		t.Errorf("the page differs from its preview: %s", differ(main(got), main(want)))
	}
}

func TestWordsOfAnAddress(t *testing.T) {
	for path, want := range map[string]string{
		"/world/brigde-opens": "brigde opens", "/2014/05/": "", "/old_page.html": "old page", "/a/b/2019/": "b", "/": "", "": "",
		"/الميناء-القديم": "الميناء القديم", "/story.aspx": "story", "/v1.2/x": "x", "/" + strings.Repeat("word-", 40): strings.TrimSpace(strings.Repeat("word ", 16)),
	} {
		if got := strings.TrimSpace(press.Words(path)); got != want {
			t.Errorf("Words(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestPlacesInLists(t *testing.T) {
	good := article.Cursor{At: time.Date(2026, 11, 23, 10, 0, 0, 1000, time.UTC), ID: clock.Real{}.ID()}
	if got, ok := press.ParseCursor(press.CursorText(good)); !ok || got != good {
		t.Errorf("the cursor %v comes back as %v, %v", good, got, ok)
	}
	for _, s := range []string{"", "1", ".", "x." + good.ID, "1.x", "01." + good.ID, "-1." + good.ID, "9999999999999999999." + good.ID, press.CursorText(good) + "x", "1." + strings.ToUpper(good.ID)} {
		if c, ok := press.ParseCursor(s); ok {
			t.Errorf("%q is read as %v", s, c)
		}
	}
}
