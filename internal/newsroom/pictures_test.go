package newsroom

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"

	"broadsheet/internal/clock"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/outside"
	"broadsheet/internal/prose"
	"broadsheet/internal/store/storetest"
)

// file is one file of a form.
type file struct {
	name  string
	bytes []byte
}

// send posts a form with files.
func (p *person) send(path string, fields map[string]string, files []file, header ...string) reply {
	p.h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range fields {
		p.h.must(m.WriteField(k, v))
	}
	for _, f := range files {
		w, err := m.CreateFormFile("picture", f.name)
		p.h.must(err)
		_, err = w.Write(f.bytes)
		p.h.must(err)
	}
	p.h.must(m.Close())
	return p.do("POST", path, &b, append([]string{"Content-Type", m.FormDataContentType()}, header...)...)
}

func TestPicturesByForm(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("reporter")
		p.says(p.get(picturesPath), "No pictures yet")
		words := map[string]string{"credit": "Lena Sundhale", "caption": "Gulls", "rights": "ours"}
		got := p.send(picturesPath, words, []file{{"gulls.png", photo(1)}, {"C:\\quay\\quay.png", photo(2)}, {"notes.txt", []byte("no picture")}})
		p.says(got, "gulls.png Added", "quay.png Added", "notes.txt was not added")
		if got.status != http.StatusOK {
			t.Errorf("answered %d", got.status)
		}
		again := p.send(picturesPath, map[string]string{"credit": "Somebody else"}, []file{{"copy.png", photo(1)}})
		p.says(again, "We have this one already")

		for name, c := range map[string]struct {
			files  []file
			fields map[string]string
			says   string
		}{
			"no file":       {nil, map[string]string{"credit": "kept"}, "Choose at least one file"},
			"no picture":    {[]file{{"page.jpg", []byte("<html>")}}, map[string]string{"credit": "kept"}, "page.jpg was not added"},
			"half a file":   {[]file{{"half.png", photo(3)[:100]}}, map[string]string{"credit": "kept"}, "half.png was not added"},
			"an empty file": {[]file{{"empty.png", nil}}, map[string]string{"credit": "kept"}, "the file is empty"},
		} {
			t.Run(name, func(t *testing.T) {
				got := p.send(picturesPath, c.fields, c.files)
				if v, _ := parsed(t, got.body).field("credit"); got.status != http.StatusUnprocessableEntity || v != "kept" {
					t.Errorf("answered %d, and the credit came back as %q", got.status, v)
				}
				p.says(got, c.says)
			})
		}
		if got := p.post(picturesPath, "credit", "x"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a form without files answered %d", got.status)
		}

		var sent struct{ Added []addedJSON }
		got = p.send(picturesPath, words, []file{{"third.png", photo(4)}}, "Accept", "application/json")
		if err := json.Unmarshal([]byte(got.body), &sent); err != nil || len(sent.Added) != 1 || sent.Added[0].Picture == nil {
			t.Fatalf("as JSON: %d %s", got.status, got.body)
		}
		pic := sent.Added[0].Picture
		if file := p.get(pic.Src); file.status != http.StatusOK || !strings.HasPrefix(file.header.Get("Content-Type"), "image/") ||
			!strings.Contains(file.header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("the file answered %d, %v", file.status, file.header)
		}
		if got := p.get(reception.PictureFiles + "nothing.jpg"); got.status != http.StatusNotFound {
			t.Errorf("a file that is none answered %d", got.status)
		}
		var found struct{ Pictures []pictureJSON }
		p.json("GET", "/newsroom/options/pictures?q=gulls", nil, &found)
		if len(found.Pictures) == 0 {
			t.Error("the search finds no picture by its caption")
		}
	})
}

func TestWhatIsSaidOfAPicture(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("reporter")
		var sent struct{ Added []addedJSON }
		got := p.send(picturesPath, nil, []file{{"quay.png", photo(1)}}, "Accept", "application/json")
		h.must(json.Unmarshal([]byte(got.body), &sent))
		id := sent.Added[0].Picture.ID
		path := picturesPath + "/" + id
		d := h.story(h.staff["reporter"], "With a picture")
		p.done(p.post("/newsroom/stories/"+d.ID+"/fields", "picture", id))
		p.says(p.get("/newsroom/stories/"+d.ID), "The lead picture has no credit", "The lead picture has no alt text")
		p.says(p.get(path), "With a picture")

		before, err := h.store.PictureOf(t.Context(), id)
		h.must(err)
		form := []string{"credit", "Lena Sundhale", "rights", "until 2027", "caption", "The quay", "alt", "A grey quay", "focusX", "50", "focusY", "50"}
		p.says(p.done(p.post(path, append(form, "back", "/newsroom/stories/"+d.ID)...)), "quay.png is saved", "Writing")
		after, err := h.store.PictureOf(t.Context(), id)
		h.must(err)
		if after.Credit != "Lena Sundhale" || after.Cuts[0].File != before.Cuts[0].File {
			t.Errorf("after: %+v", after)
		}
		form[9], form[11] = "0", "100"
		p.says(p.done(p.post(path, form...)), "Saved")
		after, err = h.store.PictureOf(t.Context(), id)
		h.must(err)
		if after.FocusX != 0 || after.FocusY != 1 || after.Cuts[0].File == before.Cuts[0].File {
			t.Errorf("the focal point moved to %v, %v; the cuts are the old ones: %v", after.FocusX, after.FocusY, after.Cuts[0].File == before.Cuts[0].File)
		}
		for field, at := range map[string]int{"focusX": 9, "focusY": 11} {
			for _, v := range []string{"101", "-1", "middle", "", "NaN", "Inf"} {
				bad := append([]string(nil), form...)
				bad[at], bad[1] = v, "typed"
				got := p.post(path, bad...)
				doc := parsed(t, got.body)
				if c, _ := doc.field("credit"); got.status != http.StatusUnprocessableEntity || doc.id("field-"+field+"-wrong") == nil || c != "typed" {
					t.Errorf("%s %q answered %d", field, v, got.status)
				}
			}
		}
		if got := h.as("operator").post(path, form...); got.status != http.StatusForbidden {
			t.Errorf("an operator changed it: %d", got.status)
		}
	})
}

// naughty are the strings that break text fields elsewhere.
func naughty(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile(outside.Find(t, "strings/blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestNaughtyStringsComeBackExact types them into fields of several lines and of one, and reads them from the page.
func TestNaughtyStringsComeBackExact(t *testing.T) {
	c := clock.At(storetest.Monday)
	h := empty(t, storetest.Open(t, c), c, nil).furnish()
	p := h.as("reporter")
	var sent struct{ Added []addedJSON }
	got := p.send(picturesPath, nil, []file{{"quay.png", photo(1)}}, "Accept", "application/json")
	h.must(json.Unmarshal([]byte(got.body), &sent))
	path := picturesPath + "/" + sent.Added[0].Picture.ID
	kept, refused := 0, 0
	for _, s := range naughty(t) {
		want := strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
		got := p.post(path, "credit", s, "rights", s, "caption", s, "alt", s, "focusX", "50", "focusY", "50")
		if prose.FirstForbidden(want) != "" {
			refused++
			if got.status != http.StatusUnprocessableEntity {
				t.Errorf("%q, which no page may hold, answered %d", s, got.status)
			}
			continue
		}
		doc := parsed(t, p.done(got).body)
		kept++
		for _, name := range []string{"credit", "caption", "alt"} {
			if v, _ := doc.field(name); v != want {
				t.Errorf("%s came back as %q, was typed as %q", name, v, want)
			}
		}
	}
	if kept < 400 {
		t.Errorf("%d kept, %d refused", kept, refused)
	}
}
