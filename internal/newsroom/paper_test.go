package newsroom

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/session"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// file sends a form with one file.
func (p *person) file(path, name string, body []byte, namesAndValues ...string) reply {
	p.h.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		p.h.must(w.WriteField(namesAndValues[i], namesAndValues[i+1]))
	}
	f, err := w.CreateFormFile("picture", name)
	p.h.must(err)
	_, err = f.Write(body)
	p.h.must(err)
	p.h.must(w.Close())
	return p.do("POST", path, &b, "Content-Type", w.FormDataContentType())
}

// mark is a logo on a transparent ground.
func mark(width, height int, seed uint8) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for x := range width / 2 {
		for y := range height {
			img.Set(x, y, color.NRGBA{seed, uint8(x), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestTheColourOfThePaperIsNudgedAndSaidSo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("publisher")
		form := func(accent, own string) []string {
			return []string{"name", "The Wexmouth Courier", "lang", "en", "zone", "Europe/Lisbon", "accent", accent, "own", own}
		}
		for name, c := range map[string]struct{ accent, own, kept, says string }{
			"a pale one of its own":         {"own", "FFD400", "#ffd400", "#ffd400 is shown 41 steps of 100 darker on light screens (#836900)."},
			"a dark one of its own":         {"own", "#101820", "#101820", "50 steps of 100 lighter on dark screens (#828b95)."},
			"one of the list":               {"teal", "#ffd400", "teal", "Saved."},
			"one of the list, typed":        {"own", "red", "red", "Saved."},
			"the ink":                       {"", "", "", "Saved."},
			"one that is read as it stands": {"own", "#857000", "#857000", "Saved."},
		} {
			got := p.done(p.post("/newsroom/settings/paper", form(c.accent, c.own)...))
			p.says(got, c.says)
			if c.says == "Saved." && strings.Contains(textOf(got.body), "is shown") && name != "one that is read as it stands" {
				t.Errorf("%s: said to be moved: %s", name, textOf(got.body))
			}
			s, _, err := h.store.Settings(t.Context())
			h.must(err)
			if s.Accent != c.kept {
				t.Errorf("%s: kept %q, want %q", name, s.Accent, c.kept)
			}
		}
		for name, own := range map[string]string{"no colour": "rouge", "nothing": " ", "a rule": "#fff;}body{", "three figures": "#fff"} {
			got := p.post("/newsroom/settings/paper", form("own", own)...)
			if v, _ := parsed(t, got.body).field("own"); got.status != http.StatusUnprocessableEntity || v != own {
				t.Errorf("%s answered %d and came back as %q", name, got.status, v)
			}
			if parsed(t, got.body).id("field-accent-wrong") == nil {
				t.Errorf("%s: nothing stands beside the colour", name)
			}
		}
		p.says(p.get("/newsroom/settings/paper?accent=own&own=%23f4f4f0"), "#f4f4f0 is too pale to be read here: 1.1 to 1, and 4.5 is the least. Readers get #6c6c69, 51 steps of 100 darker")
	})
}

func TestALogoIsPutUpAndTakenAway(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const path = "/newsroom/settings/paper/logo"
		p := h.as("operator")
		logo := func() (light, dark string) {
			s, _, err := h.store.Settings(t.Context())
			h.must(err)
			return s.Logo, s.LogoDark
		}
		if got := p.file(path, "mark.png", mark(300, 100, 9), "for", "dark", "deed", "put"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a logo for dark screens alone answered %d", got.status)
		}
		p.says(p.done(p.file(path, "mark.png", mark(300, 100, 1), "for", "light", "deed", "put")), "The logo stands on every page since", "For every screen")
		p.says(p.done(p.file(path, "mark-dark.png", mark(300, 100, 2), "for", "dark", "deed", "put")), "For light screens", "For dark screens")
		light, dark := logo()
		for _, id := range []string{light, dark} {
			pic, err := h.store.PictureOf(t.Context(), id)
			h.must(err)
			if !pic.Published || pic.Type != "image/png" {
				t.Errorf("the logo is public: %v, as %s", pic.Published, pic.Type)
			}
		}
		// The form beside it leaves the logo where it is.
		p.done(p.post("/newsroom/settings/paper", "name", "The Courier", "lang", "en", "zone", "UTC"))
		if l, d := logo(); l != light || d != dark {
			t.Error("saving the name took the logo away")
		}
		for name, c := range map[string]struct {
			file string
			body []byte
			says string
		}{
			"a drawing":                          {"mark.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "can carry scripts"},
			"a drawing under another name":       {"mark.png", []byte("<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<SVG xmlns=\"http://www.w3.org/2000/svg\"/>"), "can carry scripts"},
			"one too small":                      {"mark.png", mark(90, 30, 3), "90 × 30 pixels is too small"},
			"a text":                             {"mark.png", []byte("no picture at all"), "mark.png"},
			"a page that calls itself a picture": {"mark.webp", []byte("<!doctype html><script>alert(1)</script>"), "mark.webp"},
		} {
			got := p.file(path, c.file, c.body, "for", "dark", "deed", "put")
			wrong := parsed(t, got.body).id("logo-dark-wrong")
			if got.status != http.StatusUnprocessableEntity || wrong == nil || !strings.Contains(inner(wrong), c.says) {
				t.Errorf("%s answered %d: %s", name, got.status, textOf(got.body))
			}
			if v, _ := parsed(t, got.body).field("name"); v != "The Courier" {
				t.Errorf("%s: the name of the paper stands as %q", name, v)
			}
		}
		if got := p.post(path, "for", "light", "deed", "put"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("no file at all answered %d", got.status)
		}
		p.done(p.post(path, "for", "light", "deed", "away"))
		if l, d := logo(); l != "" || d != "" {
			t.Errorf("the logos %q and %q stand still", l, d)
		}
		if pic, err := h.store.PictureOf(t.Context(), light); err != nil || pic.Published {
			t.Errorf("the logo that was taken away is public: %v, %v", pic.Published, err)
		}
	})
}

func TestALinkElsewhereIsRefusedInItsOwnLine(t *testing.T) {
	c := clock.At(storetest.Monday)
	h := empty(t, storetest.Open(t, c), c, nil).furnish()
	p := h.as("publisher")
	got := p.post("/newsroom/settings/paper", "name", "Courier", "lang", "en", "zone", "UTC",
		"followName", "Mastodon", "followURL", "https://social.example/@courier", "followName", "", "followURL", "",
		"followName", "Elsewhere", "followURL", "javascript:alert(1)")
	doc := parsed(t, got.body)
	if doc.id("follow-wrong-1") != nil || doc.id("follow-wrong-2") == nil {
		t.Errorf("the second line that holds something is wrong, and the page says: %s", textOf(got.body))
	}
}

func TestAPaperBeginsWithDraftsOfItsStandingPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		c := clock.At(storetest.Monday)
		first := session.NewFirstRun()
		h := empty(t, open(c), c, first)
		p := h.visitor()
		p.done(p.post("/newsroom/first-run", "key", first.Key(), "paper", "The Courier", "name", "Mara Ostrey", "email", "mara@courier.example",
			"password", password, "lang", "en", "zone", "UTC"))
		s, _, err := h.store.Settings(t.Context())
		h.must(err)
		if !slices.Equal(s.Share, []string{"email", "whatsapp"}) {
			t.Errorf("a story of a new paper is shared by %v", s.Share)
		}
		pages, err := h.store.Pages(t.Context())
		h.must(err)
		var names []string
		for _, row := range pages {
			names = append(names, row.Headline)
			if row.State != article.Writing {
				t.Errorf("%s is %s", row.Headline, row.State)
			}
			if row.Headline == "Corrections and ethics" && row.ID != s.Policy {
				t.Error("the page of corrections would not lead to it")
			}
			got := p.post("/newsroom/stories/"+row.ID+"/publication", "version", "0", "change", "first", "slot", "-1")
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(textOf(got.body), "still to be filled in") {
				t.Errorf("%s with its blanks answered %d: %s", row.Headline, got.status, textOf(got.body))
			}
		}
		if got := strings.Join(names, ", "); got != "About, Contact, Corrections and ethics, Privacy" {
			t.Errorf("the paper begins with %s", got)
		}
		made := idIn(location(p.post("/newsroom/stories", "form", "page")))
		pages, err = h.store.Pages(t.Context())
		h.must(err)
		if pages[len(pages)-1].ID != made {
			t.Error("a new page does not stand last")
		}
	})
}

func TestAStandingPageIsRenamedAndRecalled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("editor")
		id := idIn(location(p.post("/newsroom/stories", "form", "page")))
		send := func(fields ...string) {
			t.Helper()
			v, _ := parsed(t, p.get("/newsroom/stories/"+id+"/publication").body).field("version")
			p.done(p.post("/newsroom/stories/"+id+"/publication", append([]string{"version", v, "slot", "-1"}, fields...)...))
		}
		p.json("POST", "/newsroom/stories/"+id+"/steps", map[string]any{
			"base": 0, "client": h.clock.ID(), "counter": 1, "steps": []any{insert(1, "About"), insert(10, "We cover the harbour.")},
		}, nil)
		send("change", "first")
		stands := func(path string) (string, bool) {
			a, found, err := h.store.Address(t.Context(), path)
			h.must(err)
			return string(a.At), found
		}
		if at, _ := stands("/about"); at != string("article") {
			t.Fatalf("at /about stands %q", at)
		}
		send("change", "fix", "address", "/about-us")
		if at, _ := stands("/about"); at != "redirect" {
			t.Errorf("after the page was renamed, at its old address stands %q", at)
		}
		p.done(p.post("/newsroom/stories/"+id+"/recall", "reason", "We do not cover the harbour.", "sure", "yes"))
		d, err := h.store.DraftText(t.Context(), id)
		h.must(err)
		if d.State() != article.Recalled {
			t.Errorf("the page is %s", d.State())
		}
		p.says(p.get("/newsroom/settings/pages"), "About", "Recalled")
	})
}
