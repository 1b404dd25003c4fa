package newsroom

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/session"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestTheFirstRun(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		c := clock.At(storetest.Monday)
		first := session.NewFirstRun()
		h := empty(t, open(c), c, first)
		link := h.room.FirstRunURL()
		p := h.visitor()
		p.header.Set("Accept-Language", "pt-BR, pt;q=0.9, en;q=0.5")

		p.says(p.get("/newsroom/sign-in"), "has not been set up yet")
		wrong := p.get("/newsroom/first-run?key=aaaa")
		if wrong.status != http.StatusNotFound {
			t.Errorf("a wrong key answered %d", wrong.status)
		}
		got := p.get(link)
		if lang, _ := parsed(t, got.body).field("lang"); got.status != http.StatusOK || lang != "pt-BR" {
			t.Errorf("the link answered %d with the language %q filled in", got.status, lang)
		}

		answers := []string{
			"key", first.Key(), "paper", "The Wexmouth Courier", "name", "Mara Ostrey", "email", "mara@courier.example",
			"password", password, "lang", "en", "zone", "Europe/Lisbon",
		}
		for name, wrong := range map[string]struct{ field, value, says string }{
			"no name of the paper":              {"paper", " ", "Type the name of the paper"},
			"no name":                           {"name", "", "Type a name"},
			"an e-mail that is none":            {"email", "mara at courier", ""},
			"a short password":                  {"password", "short", "needs at least 10"},
			"a password that is all but public": {"password", "mara@courier.example", "first that anybody would try"},
			"a zone that is none":               {"zone", "Europe/Atlantis", "There is no time zone"},
			"a language that is none":           {"lang", "klingon-and-so-on-and-on", "language"},
		} {
			t.Run(name, func(t *testing.T) {
				form := slices.Clone(answers)
				form[slices.Index(form, wrong.field)+1] = wrong.value
				got := p.post("/newsroom/first-run", form...)
				if got.status != http.StatusUnprocessableEntity {
					t.Fatalf("answered %d: %s", got.status, textOf(got.body))
				}
				doc := parsed(t, got.body)
				beside := doc.id("field-" + wrong.field + "-wrong")
				if beside == nil || !strings.Contains(inner(beside), wrong.says) {
					t.Errorf("beside the field %s nothing says %q: %s", wrong.field, wrong.says, textOf(got.body))
				}
				for i := 0; i < len(form); i += 2 {
					if v, ok := doc.field(form[i]); !ok || v != form[i+1] {
						t.Errorf("%s came back as %q, was typed as %q", form[i], v, form[i+1])
					}
				}
			})
		}

		stolen := slices.Clone(answers)
		stolen[1] = "aaaa"
		if got := p.post("/newsroom/first-run", stolen...); got.status != http.StatusNotFound {
			t.Errorf("a wrong key with everything else right answered %d", got.status)
		}
		p.says(p.done(p.post("/newsroom/first-run", answers...)), "The paper stands", "mara", "Write the first story", "Put in your sections", "Ask colleagues in", "Move in an archive")
		for name, again := range map[string]reply{"the link": p.get(link), "the form": p.post("/newsroom/first-run", answers...)} {
			if again.status != http.StatusNotFound || textOf(again.body) == "" {
				t.Errorf("%s answered %d a second time", name, again.status)
			}
		}
		if h.room.FirstRunURL() != "" {
			t.Error("there is still a link to print")
		}
		// A program that is started again beside a database with staff, with a key of its own.
		late := session.NewFirstRun()
		h.room.FirstRun = late
		if got := p.get("/newsroom/first-run?key=" + late.Key()); got.status != http.StatusNotFound || late.Key() != "" {
			t.Errorf("a key for a paper that has staff answered %d", got.status)
		}
		if strings.Contains(h.log.String(), password) {
			t.Error("the password stands in the log")
		}
	})
}

func TestSigningIn(t *testing.T) {
	c := clock.At(storetest.Monday)
	h := empty(t, storetest.Open(t, c), c, nil).furnish()
	known := h.visitor().post("/newsroom/sign-in", "name", "editor", "password", "not this one at all")
	unknown := h.visitor().post("/newsroom/sign-in", "name", "nobody", "password", "not this one at all")
	if known.status != unknown.status || strings.ReplaceAll(known.body, "editor", "") != strings.ReplaceAll(unknown.body, "nobody", "") {
		t.Errorf("a name that exists is told from one that does not: %d, %d", known.status, unknown.status)
	}
	if v, _ := parsed(t, known.body).field("name"); v != "editor" || strings.Contains(known.body, "not this one") {
		t.Errorf("the name came back as %q, and the password %v", v, strings.Contains(known.body, "not this one"))
	}
	if len(known.header.Values("Set-Cookie")) != 0 {
		t.Error("a refused sign-in sets a cookie")
	}
	for next, want := range map[string]string{
		"":                                   "/newsroom/",
		"/newsroom/pictures?q=a":             "/newsroom/pictures?q=a",
		"https://evil.example/newsroom/":     "/newsroom/",
		"//evil.example/newsroom/":           "/newsroom/",
		"/\\evil.example":                    "/newsroom/",
		"/newsroom/\\..\\..\\evil":           "/newsroom/",
		"/newsroom/../../evil":               "/newsroom/",
		"/newsroom//evil.example":            "/newsroom/",
		"javascript:alert(1)":                "/newsroom/",
		"/somewhere/else":                    "/newsroom/",
		"/newsroom/sign-in?next=%2Fnewsroom": "/newsroom/",
		"/newsroom/a\r\nSet-Cookie: x=1":     "/newsroom/",
		"%2F%2Fevil.example":                 "/newsroom/",
	} {
		c.Move(time.Minute)
		got := h.visitor().post("/newsroom/sign-in", "name", "EDITOR@courier.example", "password", password, "next", next)
		if got.status != http.StatusSeeOther || location(got) != want {
			t.Errorf("next %q led to %d %q, want %q", next, got.status, location(got), want)
		}
	}
	c.Move(time.Minute)
	p := h.visitor()
	if got := p.do("POST", "/newsroom/sign-in", strings.NewReader("name=editor&password="+url.QueryEscape(password)),
		"Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"); got.status != http.StatusNoContent {
		t.Errorf("signing in over a story answered %d", got.status)
	}
	if got := p.get("/newsroom/sign-in?next=/newsroom/pictures"); location(got) != "/newsroom/pictures" {
		t.Errorf("somebody who is signed in was asked again: %d", got.status)
	}
	if got := p.get("/newsroom/"); location(got) != "/newsroom/today" {
		t.Errorf("home is %q", location(got))
	}
	if got := h.as("operator").get("/newsroom/"); location(got) != "/newsroom/today" {
		t.Errorf("an operator's home is %q", location(got))
	}
	staff, err := h.store.Staff(t.Context(), h.staff["editor"].ID)
	h.must(err)
	if !staff.SignedIn.Equal(c.Now()) {
		t.Errorf("last signed in at %s", staff.SignedIn)
	}
	if got := p.done(p.post("/newsroom/sign-out")); got.status != http.StatusOK {
		t.Errorf("signing out led to %d", got.status)
	}
	if got := p.get("/newsroom/stories"); got.status != http.StatusSeeOther {
		t.Errorf("after signing out the stories answered %d", got.status)
	}
	var many reply
	for range 12 {
		many = p.post("/newsroom/sign-in", "name", "operator", "password", "a wrong one")
	}
	if many.status != http.StatusTooManyRequests || many.header.Get("Retry-After") == "" {
		t.Errorf("the twelfth try in a minute answered %d", many.status)
	}
	if strings.Contains(h.log.String(), "a wrong one") || strings.Contains(h.log.String(), password) {
		t.Error("a password stands in the log")
	}
}

func TestANewPassword(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		here, there := h.as("editor"), h.as("editor")
		if got := here.post("/newsroom/account", "old", "not it", "password", "another set of words"); got.status != http.StatusUnprocessableEntity ||
			parsed(t, got.body).id("field-old-wrong") == nil {
			t.Errorf("a wrong present password answered %d", got.status)
		}
		if got := here.post("/newsroom/account", "old", password, "password", "editor"); parsed(t, got.body).id("field-password-wrong") == nil {
			t.Errorf("a bad new password answered %d", got.status)
		}
		here.says(here.done(here.post("/newsroom/account", "old", password, "password", "another set of words")), "The password is changed")
		if got := here.get("/newsroom/stories"); got.status != http.StatusOK {
			t.Errorf("whoever changed the password was signed out: %d", got.status)
		}
		if got := there.get("/newsroom/stories"); got.status != http.StatusSeeOther {
			t.Errorf("the other place is still signed in: %d", got.status)
		}
	})
}

// TestAStoryFromTheFirstWordToItsRecall goes the whole way by plain forms, as without scripts.
func TestAStoryFromTheFirstWordToItsRecall(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("editor")
		sections := h.sections("News\nSport\n  Rowing")
		begun := p.post("/newsroom/stories")
		id := idIn(location(begun))
		story := "/newsroom/stories/" + id
		p.says(p.done(begun), "Writing", "There is no headline", "No section is chosen", "There is no text", "It has not been published yet")

		var doc documentJSON
		p.json("GET", story+"/document", nil, &doc)
		if !doc.Editable || doc.Version != 0 || doc.Schema == 0 {
			t.Fatalf("document: %+v", doc)
		}
		client := h.clock.ID()
		var wrote struct{ Version int64 }
		send := map[string]any{"base": 0, "client": client, "counter": 1, "steps": []any{insert(1, "Bridge shut until March 4"), insert(30, "A crack was found.")}}
		p.json("POST", story+"/steps", send, &wrote)
		if wrote.Version != 2 {
			t.Fatalf("version %d after two steps", wrote.Version)
		}
		if p.json("POST", story+"/steps", send, &wrote); wrote.Version != 2 {
			t.Errorf("the same words sent again gave version %d", wrote.Version)
		}
		var conflict reception.Refusal
		late := p.json("POST", story+"/steps", map[string]any{"base": 0, "client": client, "counter": 2, "steps": []any{insert(1, "x")}}, &conflict)
		if late.status != http.StatusConflict || conflict.Version == nil || *conflict.Version != 2 {
			t.Errorf("an old base answered %d: %s", late.status, late.body)
		}
		var since struct {
			Version int64
			Rows    []rowJSON
		}
		p.json("GET", story+"/steps?since=0", nil, &since)
		if since.Version != 2 || len(since.Rows) != 1 || since.Rows[0].By != "The editor" || len(since.Rows[0].Steps) != 2 {
			t.Errorf("steps since 0: %+v", since)
		}

		p.done(p.post(story+"/fields", "section", sections["Rowing"], "sections", sections["News"], "kind", "news", "byline", h.staff["editor"].Byline,
			"role", "by", "topic", "Swing bridge", "panel", "story"))
		p.says(p.get(story), "Nothing keeps this from going out")
		sheet := p.get(story + "/publication")
		p.says(sheet, "Publish:", "News, Rowing")
		if a, _ := parsed(t, sheet.body).field("address"); a != "/sport/rowing/bridge-shut-until-march-4" {
			t.Errorf("the address proposed is %q", a)
		}
		version, _ := parsed(t, sheet.body).field("version")

		stale := p.post(story+"/publication", "version", "1", "change", "first", "address", "/x", "slot", "-1")
		if stale.status != http.StatusConflict {
			t.Errorf("publishing an old version answered %d", stale.status)
		}
		p.says(stale, "changed while you were deciding")
		bad := p.post(story+"/publication", "version", version, "change", "first", "address", "no slash", "slot", "2")
		if v, _ := parsed(t, bad.body).field("address"); bad.status != http.StatusUnprocessableEntity || v != "no slash" || parsed(t, bad.body).id("field-address-wrong") == nil {
			t.Errorf("a bad address answered %d and came back as %q", bad.status, v)
		}
		h.clock.Move(time.Minute)
		out := p.done(p.post(story+"/publication", "version", version, "change", "first", "address", "/sport/rowing/bridge-shut-until-march-4", "slot", "2"))
		p.says(out, "Live at", "Rowing", "search", "Everything it touched", "Version 1", "First publication")
		if again := p.get(story); strings.Contains(textOf(again.body), "Live at") {
			t.Error("the line about the publication stands on the next screen too")
		}

		// A figure changes: a correction is suggested, with the words; without a note it is refused.
		p.json("POST", story+"/steps", map[string]any{
			"base": doc.Version + 2 + fieldSteps3(t, p, story), "client": client, "counter": 3,
			"steps": []any{json.RawMessage(`{"stepType":"replace","from":25,"to":26,"slice":{"content":[{"type":"text","text":"9"}]}}`)},
		}, nil)
		sheet = p.get(story + "/publication")
		d := parsed(t, sheet.body)
		version, _ = d.field("version")
		was, _ := d.field("was")
		if !strings.Contains(was, "March 4") {
			t.Errorf("old words: %q in %s", was, textOf(sheet.body))
		}
		p.says(sheet, "A figure changed")
		refused := p.post(story+"/publication", "version", version, "change", "correction", "noteKind", "correction", "was", was, "now", "n", "note", "", "slot", "-1", "address", "")
		if d := parsed(t, refused.body); refused.status != http.StatusUnprocessableEntity || d.id("field-note-wrong") == nil {
			t.Errorf("a correction without a note answered %d: %s", refused.status, textOf(refused.body))
		} else if v, _ := d.field("was"); v != was {
			t.Errorf("the old words came back as %q", v)
		}
		h.clock.Move(time.Hour)
		out = p.done(p.post(story+"/publication", "version", version, "change", "correction", "noteKind", "clarification", "was", was, "now", "9", "note", "It is the ninth.", "slot", "-1", "address", ""))
		p.says(out, "Correction live at", "Version 2", "Clarification", "It is the ninth.")
		p.says(p.get(story+"/versions/1"), "Version 1", "First publication")
		if v1 := p.get(story + "/versions/1/page"); !strings.Contains(v1.body, "March 4") || v1.status != http.StatusOK {
			t.Errorf("the first version answered %d", v1.status)
		}
		if v3 := p.get(story + "/versions/3"); v3.status != http.StatusNotFound {
			t.Errorf("a version that never was answered %d", v3.status)
		}

		// Recalled at the second press, which names the consequence.
		if got := p.post(story+"/recall", "reason", " "); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a recall without a reason answered %d", got.status)
		}
		asked := p.post(story+"/recall", "reason", "The figure is wrong again.")
		p.says(asked, "withdrawn", "cannot be taken back")
		if now, err := h.store.DraftText(t.Context(), id); err != nil || now.State() != article.Live {
			t.Errorf("after one press the story is %s, %v", now.State(), err)
		}
		p.says(p.done(p.post(story+"/recall", "reason", "The figure is wrong again.", "sure", "yes")), "gone from every page", "Recalled", "The figure is wrong again.")
		h.must(h.store.Read(t.Context(), func(snap press.Snapshot) error {
			_, live, err := snap.Article(t.Context(), id)
			if live {
				t.Error("readers still have it")
			}
			return err
		}))
		if got := p.post(story+"/recall", "reason", "Twice.", "sure", "yes"); got.status != http.StatusConflict {
			t.Errorf("recalling twice answered %d", got.status)
		}
	})
}

// fieldSteps3 is how many steps the panel wrote since version 2.
func fieldSteps3(t *testing.T, p *person, story string) int64 {
	t.Helper()
	var since struct{ Version int64 }
	p.json("GET", story+"/steps?since=2", nil, &since)
	return since.Version - 2
}

func TestThePanelKeepsWhatOthersChanged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("editor")
		sections := h.sections("News\nSport")
		d := h.story(h.staff["editor"], "Two hands")
		story := "/newsroom/stories/" + d.ID
		seen, _ := parsed(t, p.get(story).body).field("seen")
		fields := func() article.Fields {
			now, err := h.store.DraftText(t.Context(), d.ID)
			h.must(err)
			f, err := article.FieldsOf(now.Doc)
			h.must(err)
			return f
		}
		p.done(p.post(story+"/fields", "section", sections["News"], "slug", "mine"))
		// Somebody whose screen is older changes another field; what they did not touch stays.
		p.done(p.post(story+"/fields", "seen", seen, "searchHeadline", "Found"))
		if f := fields(); f.Section != sections["News"] || f.Slug != "mine" || f.SearchHeadline != "Found" {
			t.Errorf("fields %+v", f)
		}
		refused := p.post(story+"/fields", "section", sections["Sport"], "kind", "news", "sourceName", "Meridian Wire", "sourceURL", "meridian", "note", "ask Jo\nfirst")
		doc := parsed(t, refused.body)
		if refused.status != http.StatusUnprocessableEntity || doc.id("field-sourceURL-wrong") == nil {
			t.Fatalf("a source without an address answered %d", refused.status)
		}
		for name, want := range map[string]string{"sourceName": "Meridian Wire", "sourceURL": "meridian", "note": "ask Jo\nfirst", "section": sections["Sport"]} {
			if v, _ := doc.field(name); v != want {
				t.Errorf("%s came back as %q, was typed as %q", name, v, want)
			}
		}
		if f := fields(); f.Section != sections["News"] || f.Source != nil {
			t.Errorf("a refused form changed the story: %+v", f)
		}
		for name, bad := range map[string][]string{
			"a section that is none":       {"section", "nowhere"},
			"a byline that is none":        {"section", "", "byline", "x", "role", "by"},
			"a role that is none":          {"section", "", "byline", h.staff["editor"].Byline, "role", "king"},
			"a kind that is none":          {"kind", "poem"},
			"what was drawn before is odd": {"seen", "{", "slug", "x"},
		} {
			if got := p.post(story+"/fields", bad...); got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s answered %d", name, got.status)
			}
		}
	})
}

func TestPreviewIsTheReadersPageOfTheDraft(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		d := h.story(h.staff["reporter"], "Not for readers yet")
		p := h.as("reporter")
		frame := p.get("/newsroom/stories/" + d.ID + "/preview?on=phone")
		if !strings.Contains(frame.body, "preview-phone") || !strings.Contains(frame.body, "/preview/page") {
			t.Errorf("the preview answered %d", frame.status)
		}
		got := p.get("/newsroom/stories/" + d.ID + "/preview/page")
		if got.status != http.StatusOK || !strings.Contains(got.body, "Not for readers yet") || !strings.Contains(got.body, "The bridge was closed on Monday.") {
			t.Errorf("the page answered %d: %s", got.status, got.body)
		}
		for scheme, holds := range map[string]string{"light": "@media not all", "dark": "@media all"} {
			body := p.get("/newsroom/stories/" + d.ID + "/preview/page?on=" + scheme).body
			_, after, found := strings.Cut(body, `href="/newsroom/preview/`+scheme+"/")
			style, _, _ := strings.Cut(after, `"`)
			if css := p.get("/newsroom/preview/" + scheme + "/" + style); !found || !strings.Contains(css.body, holds) || strings.Contains(css.body, "prefers-color-scheme") {
				t.Errorf("%s: the style sheet answered %d", scheme, css.status)
			}
		}
		if csp := got.header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'self'") || !strings.Contains(got.header.Get("Cache-Control"), "no-store") {
			t.Errorf("headers %v", got.header)
		}
	})
}

func TestTheListOfStories(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("reporter")
		for i := range 120 {
			h.clock.Move(time.Second)
			h.story(h.staff["editor"], fmt.Sprintf("Story number %03d", i))
		}
		h.clock.Move(time.Second)
		mine := h.story(h.staff["reporter"], "Mine alone")
		live := h.live("Out already")
		recalled := h.live("Taken back")
		_, err := h.Recall(t.Context(), h.staff["mara"], recalled.ID, "Wrong.")
		h.must(err)
		for tab, want := range map[string]string{"mine": "Mine alone", "live": "Out already", "all&state=recalled": "Taken back", "open": "Story number 119"} {
			got := p.get("/newsroom/stories?tab=" + tab)
			p.says(got, want)
		}
		if got := p.get("/newsroom/stories?tab=live"); strings.Contains(textOf(got.body), "Story number") {
			t.Error("stories that are not live stand among those that are")
		}
		// Page by page, each story once.
		seen := map[string]int{}
		path := "/newsroom/stories?tab=all"
		for pages := 0; path != "" && pages < 10; pages++ {
			doc := parsed(t, p.get(path).body)
			path = ""
			for n := range doc.root.Descendants() {
				if href := attr(n, "href"); strings.HasPrefix(href, "/newsroom/stories/") {
					seen[idIn(href)]++
				} else if attr(n, "rel") == "next" {
					path = href
				}
			}
		}
		for id, times := range seen {
			if times != 1 {
				t.Errorf("%s stands in the list %d times", id, times)
			}
		}
		if len(seen) != 123 {
			t.Errorf("%d stories in the list, want 123", len(seen))
		}
		p.says(p.get("/newsroom/stories?tab=all&q=number+042"), "Story number 042")
		p.says(p.get("/newsroom/stories?tab=all&q="+url.QueryEscape("http://courier.example"+live.Address)), "Out already")
		p.says(p.get("/newsroom/stories?tab=all&q=zebra"), "No story here matches")
		p.says(p.get("/newsroom/stories?tab=all&q=alraedy"), "Look for “already”")
		p.says(p.get("/newsroom/stories?tab=all&q=already&state=live"), "Cut down by state")
		for name, odd := range map[string]string{"a cursor that is none": "before=x", "a tab that is none": "tab=zebra", "a section that is none": "section=x"} {
			if got := p.get("/newsroom/stories?" + odd); got.status >= 500 {
				t.Errorf("%s answered %d", name, got.status)
			}
		}
		_ = mine
	})
}

func TestSectionsByForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("editor")
		names := func() string {
			all, err := h.store.Sections(t.Context())
			h.must(err)
			var out []string
			for _, s := range all {
				out = append(out, strings.Repeat(">", len(paper.Above(all, s.ID))-1)+s.Name)
			}
			return strings.Join(out, " ")
		}
		id := func(name string) string {
			all, err := h.store.Sections(t.Context())
			h.must(err)
			return all[slices.IndexFunc(all, func(s paper.Section) bool { return s.Name == name })].ID
		}
		p.says(p.done(p.post(sectionsPath+"/paste", "sections", "News\r\nBusiness\r\n  Jobs\r\n  Shops\r\nSport")), "5 sections added")
		p.says(p.done(p.post(sectionsPath, "name", "Rowing", "parent", id("Sport"))), "Rowing stands at /sport/rowing/")
		move := func(name, to, want string) {
			t.Helper()
			got := p.post(sectionsPath+"/"+id(name)+"/move", "to", to)
			if got.status != http.StatusSeeOther || names() != want {
				t.Errorf("%s %s: %d, the tree is %s, want %s", name, to, got.status, names(), want)
			}
		}
		move("Sport", "up", "News Sport >Rowing Business >Jobs >Shops")
		move("News", "down", "Sport >Rowing News Business >Jobs >Shops")
		move("News", "in", "Sport >Rowing >News Business >Jobs >Shops")
		move("News", "up", "Sport >News >Rowing Business >Jobs >Shops")
		move("News", "out", "Sport >Rowing News Business >Jobs >Shops")
		move("Sport", "up", "Sport >Rowing News Business >Jobs >Shops")
		move("Sport", "sideways", "Sport >Rowing News Business >Jobs >Shops")
		p.says(p.done(p.post(sectionsPath+"/"+id("Shops"), "name", "Retail", "slug", "retail", "description", "What shuts, what opens", "accent", "plum")), "/business/retail/", "leads there")
		refused := p.post(sectionsPath+"/"+id("Retail"), "name", "", "slug", "retail", "description", "kept", "accent", "plum")
		if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.body, "kept</textarea>") {
			t.Errorf("a section without a name answered %d: %s", refused.status, textOf(refused.body))
		}
		if got := p.post(sectionsPath + "/" + id("Sport") + "/drop"); got.status != http.StatusConflict {
			t.Errorf("dropping a section that holds another answered %d", got.status)
		}
		p.says(p.done(p.post(sectionsPath+"/"+id("Rowing")+"/drop")), "Rowing is taken away")
		if got := p.post(sectionsPath+"/paste", "sections", " \n "); got.status != http.StatusUnprocessableEntity || parsed(t, got.body).id("field-sections-wrong") == nil {
			t.Errorf("an empty list answered %d", got.status)
		}
	})
}

func TestTopicsBylinesPagesAndPeopleByForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("mara")
		p.says(p.done(p.post(topicsPath, "name", "Swing bridge", "description", "")), "/topic/swing-bridge")
		if got := p.post(topicsPath, "name", "Swing bridge", "description", "again"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "again</textarea>") {
			t.Errorf("a topic that is there answered %d", got.status)
		}
		topics, err := h.store.Topics(t.Context())
		h.must(err)
		p.says(p.done(p.post(topicsPath+"/"+topics[0].ID, "name", "The swing bridge", "description", "Closed.")), "The swing bridge is saved")

		made := p.post(bylinesPath, "name", "Nia Corrow", "title", "Freelance")
		p.says(p.done(made), "Nia Corrow can be credited")
		refused := p.post(location(made), "name", "Nia Corrow", "title", "Freelance", "about", "Writes.", "email", "not one", "linkName", "Site", "linkURL", "nia")
		doc := parsed(t, refused.body)
		if v, _ := doc.field("about"); refused.status != http.StatusUnprocessableEntity || v != "Writes." {
			t.Errorf("a byline with a bad e-mail answered %d and came back with %q", refused.status, v)
		}
		if v, _ := doc.field("linkURL"); v != "nia" {
			t.Errorf("the address came back as %q", v)
		}
		p.says(p.done(p.post(location(made), "name", "Nia Corrow", "title", "Freelance", "about", "Writes.", "email", "nia@corrow.example", "linkName", "Site", "linkURL", "https://corrow.example/")), "is saved")

		own := h.as("reporter")
		profile := bylinesPath + "/" + h.staff["reporter"].Byline
		own.says(own.done(own.post(profile, "name", "Jo Tarrick", "title", "Reporter")), "Jo Tarrick is saved")

		for _, name := range []string{"About", "Contact"} {
			started := p.post("/newsroom/stories", "form", "page")
			p.json("POST", location(started)+"/steps", map[string]any{"base": 0, "client": h.clock.ID(), "counter": 1, "steps": []any{insert(1, name)}}, nil)
		}
		order := func() string {
			rows, err := h.store.Pages(t.Context())
			h.must(err)
			var out []string
			for _, r := range rows {
				out = append(out, r.Headline)
			}
			return strings.Join(out, " ")
		}
		before := order()
		rows, err := h.store.Pages(t.Context())
		h.must(err)
		p.done(p.post("/newsroom/settings/pages", "page", rows[1].ID, "to", "up"))
		if order() == before {
			t.Errorf("the pages stand as before: %s", before)
		}
		if got := p.post("/newsroom/stories", "form", "poem"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a form that is none answered %d", got.status)
		}
		if got := h.as("reporter").post("/newsroom/stories", "form", "page"); got.status != http.StatusForbidden {
			t.Errorf("a reporter began a standing page: %d", got.status)
		}
	})
}

func TestSettingsOfThePaperByForm(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("publisher")
		good := []string{
			"name", "The Wexmouth Courier", "strapline", "Harbour, town and county since 1871", "description", "News of Wexmouth.",
			"lang", "en-GB", "zone", "Europe/London", "founded", "1871", "accent", "red", "share", "email", "share", "bluesky",
			"followName", "Mastodon", "followURL", "https://social.example/@courier", "followName", "", "followURL", "",
		}
		p.says(p.done(p.post("/newsroom/settings/paper", good...)), "Saved")
		s, _, err := h.store.Settings(t.Context())
		h.must(err)
		if s.Founded != 1871 || s.Zone != "Europe/London" || len(s.Share) != 2 || len(s.Follow) != 1 {
			t.Errorf("settings %+v", s)
		}
		for field, value := range map[string]string{"name": "", "zone": "Atlantis", "lang": "", "founded": "soon", "followURL": "javascript:alert(1)"} {
			form := slices.Clone(good)
			form[slices.Index(form, field)+1] = value
			got := p.post("/newsroom/settings/paper", form...)
			if got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s %q answered %d", field, value, got.status)
			}
			if v, _ := parsed(t, got.body).field("strapline"); v != form[3] {
				t.Errorf("with a bad %s the strapline came back as %q", field, v)
			}
		}
	})
}

func TestHomeByButtons(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("editor")
		var ids []string
		for i := range 5 {
			h.clock.Move(time.Minute)
			ids = append(ids, h.live(fmt.Sprintf("Number %d", i)).ID)
		}
		slots := func() string {
			doc := parsed(t, p.get("/newsroom/fronts/home").body)
			var out []string
			for n := range doc.root.Descendants() {
				if strings.HasPrefix(attr(n, "id"), "slot-") && attr(n, "data-story") != "" {
					mark := ""
					if strings.Contains(attr(n, "class"), "slot-pinned") {
						mark = "*"
					}
					out = append(out, fmt.Sprint(slices.Index(ids, attr(n, "data-story")), mark))
				}
			}
			return strings.Join(out, " ")
		}
		do := func(want string, form ...string) {
			t.Helper()
			got := p.post("/newsroom/fronts/home", form...)
			if got.status != http.StatusSeeOther || slots() != want {
				t.Errorf("%v: %d, slots %s, want %s", form, got.status, slots(), want)
			}
		}
		if got := slots(); got != "4 3 2 1 0" {
			t.Fatalf("untouched: %s", got)
		}
		do("4 2* 3 1 0", "do", "up", "story", ids[2], "slot", "2")
		do("2* 4 3 1 0", "do", "up", "story", ids[2], "slot", "1")
		do("2* 0* 4 3 1", "do", "pin", "story", ids[0], "slot", "1")
		do("0* 2* 4 3 1", "do", "down", "story", ids[2], "slot", "0")
		do("4 2* 3 1 0", "do", "unpin", "story", ids[0], "slot", "0")
		do("4 2* 3 1 0", "do", "always", "story", ids[2], "slot", "1")
		live, err := h.store.FrontOf(t.Context(), "home")
		h.must(err)
		if len(live.Pins) != 0 {
			t.Errorf("readers see pins already: %+v", live)
		}
		p.says(p.get("/newsroom/fronts/home"), "Not live yet")
		if page := p.get("/newsroom/fronts/home" + "/preview/page"); strings.Index(page.body, "Number 2") > strings.Index(page.body, "Number 3") {
			t.Error("the preview does not show the arrangement")
		}
		p.says(p.done(p.post("/newsroom/fronts/home", "do", "live")), "Home is live at", "This is what readers see now")
		live, err = h.store.FrontOf(t.Context(), "home")
		h.must(err)
		if len(live.Pins) != 1 || live.Pins[0].Story != ids[2] || !live.Pins[0].Until.IsZero() {
			t.Errorf("live: %+v", live)
		}
		do(slots(), "do", "until", "story", ids[2], "slot", "1", "until", h.clock.Now().Add(2*time.Hour).Format("2006-01-02T15:04"))
		p.done(p.post("/newsroom/fronts/home", "do", "live"))
		h.clock.Move(3 * time.Hour)
		if got := slots(); got != "4 3 2 1 0" {
			t.Errorf("after the pin's time: %s", got)
		}

		for name, bad := range map[string][]string{
			"a slot that is none":     {"do", "pin", "story", ids[0], "slot", "99"},
			"a story that is none":    {"do", "pin", "story", "x", "slot", "1"},
			"a time that has passed":  {"do", "until", "story", ids[2], "slot", "0", "until", "2001-01-01T00:00"},
			"a deed that is none":     {"do", "dance", "story", ids[0], "slot", "1"},
			"up from the top":         {"do", "up", "story", ids[4], "slot", "0"},
			"down from the end":       {"do", "down", "story", ids[0], "slot", "4"},
			"a pin that is not there": {"do", "always", "story", ids[0], "slot", "1"},
		} {
			if got := p.post("/newsroom/fronts/home", bad...); got.status != http.StatusUnprocessableEntity && got.status != http.StatusConflict {
				t.Errorf("%s answered %d", name, got.status)
			}
		}

		// Somebody else puts another front live while this one is being arranged.
		p.post("/newsroom/fronts/home", "do", "again")
		do("4 3 1* 2 0", "do", "pin", "story", ids[1], "slot", "2")
		earlier, err := h.store.EarlierFronts(t.Context(), "home", 9)
		h.must(err)
		_, err = h.UndoFront(t.Context(), h.staff["publisher"], "home", earlier[0].Number)
		h.must(err)
		if got := p.post("/newsroom/fronts/home", "do", "live"); got.status != http.StatusConflict {
			t.Errorf("putting it over another front unseen answered %d", got.status)
		}
		p.says(p.get("/newsroom/fronts/home"), "Somebody else put this front live")
		p.says(p.done(p.post("/newsroom/fronts/home", "do", "again")), "Back to what is live")
		if got := slots(); got != "4 2* 3 1 0" {
			t.Errorf("after starting again: %s", got)
		}
	})
}

func TestWhatWasTypedWhileSignedOutComesBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("editor")
		p.post("/newsroom/sign-out")
		h.clock.Move(time.Minute)
		got := p.post(topicsPath, "name", "Swing bridge", "description", "Two lines\nof it")
		if got.status != http.StatusUnauthorized {
			t.Fatalf("answered %d", got.status)
		}
		in := []string{"name", "editor", "password", "not it"}
		for n := range parsed(t, got.body).root.Descendants() {
			if name := attr(n, "name"); name == "to" || strings.HasPrefix(name, "kept.") {
				in = append(in, name, attr(n, "value"))
			}
		}
		wrong := p.post("/newsroom/sign-in", in...)
		if v, _ := parsed(t, wrong.body).field("kept.description"); v != "Two lines\nof it" {
			t.Errorf("after a wrong password it came back as %q", v)
		}
		in[3] = password
		back := p.post("/newsroom/sign-in", in...)
		p.says(back, "Send it now")
		doc := parsed(t, back.body)
		name, _ := doc.field("name")
		about, _ := doc.field("description")
		p.says(p.done(p.post(topicsPath, "name", name, "description", about)), "Swing bridge stands at")
		for _, bad := range []string{"https://evil.example/", "//evil.example", "/elsewhere", "/newsroom/../x"} {
			h.clock.Move(time.Minute)
			if got := h.visitor().post("/newsroom/sign-in", "name", "editor", "password", password, "to", bad, "kept.a", "b"); got.status != http.StatusSeeOther {
				t.Errorf("a form for %q was offered: %d", bad, got.status)
			}
		}
		p.post("/newsroom/sign-out")
		if got := p.post("/newsroom/account", "old", "old secret", "password", "new secret"); strings.Contains(got.body, "secret") {
			t.Error("a password stands in the page")
		}
	})
}

func TestTooManyNamesForAList(t *testing.T) {
	c := clock.At(storetest.Monday)
	h := empty(t, storetest.Open(t, c), c, nil).furnish()
	for i := range 230 {
		_, _, err := h.SaveByline(t.Context(), h.staff["mara"], paper.Byline{Name: fmt.Sprintf("Guest %03d", i), Guest: true})
		h.must(err)
		_, _, err = h.SaveTopic(t.Context(), h.staff["mara"], paper.Topic{Name: fmt.Sprintf("Topic %03d", i)})
		h.must(err)
	}
	p := h.as("mara")
	d := h.story(h.staff["mara"], "By many")
	story := "/newsroom/stories/" + d.ID
	if page := p.get(story); len(page.body) > 64<<10 || strings.Contains(page.body, "Guest 100") {
		t.Errorf("the screen of a story has %d bytes, with every name of the house in it: %v", len(page.body), strings.Contains(page.body, "Guest 100"))
	}
	p.done(p.post(story+"/fields", "section", "", "role", "by", "byline", "guest 117", "topic", "Topic 229"))
	now, err := h.store.DraftText(t.Context(), d.ID)
	h.must(err)
	f, err := article.FieldsOf(now.Doc)
	h.must(err)
	if len(f.Byline) != 1 || len(f.Topics) != 1 {
		t.Errorf("fields: %+v", f)
	}
	refused := p.post(story+"/fields", "section", "", "role", "by", "byline", "Guest 999", "slug", "kept")
	p.says(refused, "There is no byline “Guest 999”")
	if v, _ := parsed(t, refused.body).field("slug"); refused.status != http.StatusUnprocessableEntity || v != "kept" {
		t.Errorf("a name that is none answered %d", refused.status)
	}
	var found []bylineJSON
	p.json("GET", "/newsroom/options/bylines?q=guest+11", nil, &found)
	if len(found) != 10 {
		t.Errorf("%d names match", len(found))
	}
	for _, path := range []string{"/newsroom/settings/people", topicsPath} {
		seen := 0
		for next := path; next != ""; {
			doc := parsed(t, p.get(next).body)
			next = ""
			for n := range doc.root.Descendants() {
				if cls := attr(n, "class"); cls == "row" || cls == "row topic-row" {
					seen++
				}
				if attr(n, "rel") == "next" {
					next = attr(n, "href")
				}
			}
		}
		if seen < 230 || seen > 236 {
			t.Errorf("%s lists %d", path, seen)
		}
		p.says(p.get(path+"?q=229"), "229", "1 ")
	}
}
