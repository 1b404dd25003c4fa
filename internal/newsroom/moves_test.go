package newsroom

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/export"
	"broadsheet/internal/press"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

const movingPath = "/newsroom/settings/moving"

// oldPaper is an export with two stories, one of them with a lead picture.
func oldPaper() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Old Courier</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>jo</wp:author_login><wp:author_display_name>Jo Tarrick</wp:author_display_name></wp:author>
<item><title>tide</title><wp:post_id>7</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status><wp:attachment_url>https://old.example/wp-content/uploads/2019/05/tide.png</wp:attachment_url></item>`)
	for k := range 2 {
		fmt.Fprintf(&b, `<item><title>Story %d</title><link>https://old.example/2019/05/story-%d/</link><guid>https://old.example/?p=%d</guid><dc:creator>jo</dc:creator>
<content:encoded><![CDATA[Words of the story %d.]]></content:encoded><wp:post_id>%d</wp:post_id><wp:post_date_gmt>2019-05-04 11:00:00</wp:post_date_gmt><wp:post_name>story-%d</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type><category domain="category" nicename="harbour"><![CDATA[Harbour]]></category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>7</wp:meta_value></wp:postmeta></item>`, k+1, k+1, k+1, k+1, k+1, k+1)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

// sends sends a file in pieces, as a window does, and gives the address of its move.
func (p *person) sends(name, file string, piece int) string {
	p.h.t.Helper()
	var at struct {
		URL      string
		Received int
	}
	if got := p.json("POST", movingPath+"-files", map[string]any{"name": name, "size": len(file)}, &at); got.status != http.StatusOK {
		p.h.t.Fatalf("beginning to send answered %d: %s", got.status, got.body)
	}
	url := at.URL
	for at.Received < len(file) {
		from := at.Received
		got := p.do("POST", fmt.Sprintf("%s/file?at=%d", url, from), strings.NewReader(file[from:min(from+piece, len(file))]), "Content-Type", "application/octet-stream", "Accept", "application/json")
		if got.status != http.StatusOK {
			p.h.t.Fatalf("a piece at %d answered %d: %s", from, got.status, got.body)
		}
		at.Received = min(from+piece, len(file))
	}
	return url
}

// works carries moves until one is in a state.
func (h *house) works(url string, state desk.MoveState) {
	h.t.Helper()
	ctx, stop := context.WithCancel(h.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		h.room.moves.Work(ctx, true)
	}()
	defer func() {
		stop()
		<-ended
	}()
	for range 2000 {
		m, err := h.store.ArchiveMoveOf(ctx, url[strings.LastIndexByte(url, '/')+1:])
		h.must(err)
		if m.State == state {
			return
		}
		h.clock.Move(2 * time.Second)
		<-time.After(10 * time.Millisecond)
	}
	h.t.Fatalf("%s was never %q", url, state)
}

func TestAnArchiveMovesInThroughTheScreens(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("publisher")
		file := oldPaper()
		// half a file, then the window is closed: the same file goes on from there, another place is told where that is
		var at struct {
			URL      string
			Received int
		}
		p.json("POST", movingPath+"-files", map[string]any{"name": "old.xml", "size": len(file)}, &at)
		p.do("POST", at.URL+"/file?at=0", strings.NewReader(file[:500]))
		if got := p.do("POST", at.URL+"/file?at=100", strings.NewReader(file[100:])); got.status != http.StatusConflict {
			t.Errorf("a piece for another place answered %d", got.status)
		}
		if got := p.get(at.URL); !strings.Contains(got.body, "has not arrived whole") {
			t.Errorf("half a file: %s", textOf(got.body))
		}
		if other := h.as("operator").do("POST", at.URL+"/file?at=500", strings.NewReader("x")); other.status != http.StatusConflict {
			t.Errorf("somebody else's piece answered %d", other.status)
		}
		first := at.URL
		if p.json("POST", movingPath+"-files", map[string]any{"name": "old.xml", "size": len(file)}, &at); at.URL != first || at.Received != 500 {
			t.Errorf("the same file again: %+v", at)
		}
		p.do("POST", at.URL+"/file?at=500", strings.NewReader(file[500:]))
		move := at.URL
		h.works(move, desk.MoveOpen)
		if got := p.get(move); !strings.Contains(textOf(got.body), "3 items in the file: 3 can come as they are") {
			t.Errorf("what is in it: %s", textOf(got.body))
		}
		// nobody without the system names a folder, whatever is typed
		got := p.post(move+"/decide", "term", "term/category/harbour", "place", "topic", "pictures", "folder", "media", "/etc", "categoryBase", "a b", "tagBase", "schlagwort")
		if got.status != http.StatusUnprocessableEntity {
			t.Errorf("wrong decisions answered %d", got.status)
		}
		if v, _ := parsed(t, got.body).field("tagBase"); v != "schlagwort" {
			t.Errorf("what was typed is gone: %q", v)
		}
		p.done(p.post(move+"/decide", "term", "term/category/harbour", "place", "topic", "pictures", "leave out", "tags", "1"))

		var packed bytes.Buffer
		z := zip.NewWriter(&packed)
		for name, body := range map[string][]byte{"uploads/2019/05/tide.png": photo(3), "../../etc/passwd.png": photo(4), "uploads/read.me": []byte("x")} {
			w, err := z.Create(name)
			h.must(err)
			_, err = w.Write(body)
			h.must(err)
		}
		h.must(z.Close())
		if got := p.do("POST", fmt.Sprintf("%s/pictures?at=0&size=%d", move, packed.Len()), bytes.NewReader(packed.Bytes()), "Content-Type", "application/octet-stream"); got.status != http.StatusOK {
			t.Fatalf("a zip of pictures answered %d: %s", got.status, got.body)
		}
		if got := p.get(move + "/move"); !strings.Contains(textOf(got.body), "Pictures come from the zip that was sent") {
			t.Errorf("the last step: %s", textOf(got.body))
		}
		h.must(h.store.Read(t.Context(), func(snap press.Snapshot) error {
			if _, found, err := snap.Address(t.Context(), "/2019/05/story-1/"); found || err != nil {
				t.Errorf("something was public before the last step: %v, %v", found, err)
			}
			return nil
		}))
		p.done(p.post(move, "deed", "move"))
		p.done(p.post(move, "deed", "pause"))
		if got := p.post(move, "deed", "move"); got.status != http.StatusConflict {
			t.Errorf("moving in a move that is paused answered %d", got.status)
		}
		p.done(p.post(move, "deed", "on"))
		h.works(move, desk.MoveDone)
		if got := textOf(p.get(move).body); !strings.Contains(got, "3 items in the file: 3 came, 0 changed, 0 were here before, 0 were left out") {
			t.Errorf("the report: %s", got)
		}
		h.must(h.store.Read(t.Context(), func(snap press.Snapshot) error {
			a, found, err := snap.Address(t.Context(), "/2019/05/story-2/")
			if !found || err != nil {
				t.Fatalf("the old address: %v, %v", found, err)
			}
			s, _, err := snap.Article(t.Context(), a.Object)
			if s.Section != "" || len(s.Topics) != 1 || s.Picture.Picture == "" {
				t.Errorf("section %q, topics %v, picture %v", s.Section, s.Topics, s.Picture)
			}
			return err
		}))
		for path, kind := range map[string]string{"/report": "application/json; charset=utf-8", "/details": "application/x-ndjson; charset=utf-8"} {
			got := p.get(move + path)
			if got.status != http.StatusOK || got.header.Get("Content-Type") != kind || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
				t.Errorf("%s answered %d, %v", path, got.status, got.header)
			}
		}
		if got := p.post(move, "deed", "drop"); got.status != http.StatusConflict {
			t.Errorf("a report was thrown away: %d", got.status)
		}
	})
}

func TestAFileThatIsNoneIsRefusedWhenItIsLookedAt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("publisher")
		for name, c := range map[string]struct{ file, body, says string }{
			"a broken export": {"old.xml", oldPaper()[:900], "cut off on the way"},
			"something else":  {"holiday.mp3", "ID3 and so on", "is no export that can be read here"},
		} {
			move := p.sends(c.file, c.body, 400)
			h.works(move, desk.MoveRefused)
			if got := textOf(p.get(move).body); !strings.Contains(got, c.says) {
				t.Errorf("%s: %s", name, got)
			}
			p.done(p.post(move, "deed", "drop"))
			if got := p.get(move); got.status != http.StatusNotFound {
				t.Errorf("%s: after it was thrown away it answers %d", name, got.status)
			}
		}
		if got := p.do("POST", movingPath, strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/etc/passwd\r\n--x--\r\n"), "Content-Type", "multipart/form-data; boundary=x"); got.status != http.StatusForbidden {
			t.Errorf("a publisher named a file on the server: %d", got.status)
		}
	})
}

func TestAStandingPageLeavesTheFooterAndComesBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("publisher")
		footer := func() (headlines []string) {
			h.must(h.store.Read(t.Context(), func(snap press.Snapshot) error {
				pages, err := snap.Pages(t.Context())
				for _, c := range pages {
					headlines = append(headlines, c.Headline)
				}
				return err
			}))
			return headlines
		}
		var ids []string
		for _, headline := range []string{"About", "Contact", "How we print"} {
			d, err := h.StartStory(t.Context(), h.staff["mara"], article.StandingPage)
			h.must(err)
			version, err := h.Write(t.Context(), h.staff["mara"], desk.Typed{
				Draft: d.ID, Client: h.clock.ID(), Counter: 1, Panel: true,
				Steps: []json.RawMessage{insert(1, headline), insert(len(headline)+5, "What there is to say.")},
			})
			h.must(err)
			_, err = h.Publish(t.Context(), h.staff["mara"], desk.Publication{Draft: d.ID, Version: version, Change: article.First, Slot: desk.NoSlot})
			h.must(err)
			ids = append(ids, d.ID)
		}
		before := len(footer())
		p.done(p.post("/newsroom/settings/pages", "page", ids[2], "to", "out"))
		if now := footer(); len(now) != before-1 || slices.Contains(now, "How we print") {
			t.Errorf("the footer has %v", now)
		}
		screen := p.get("/newsroom/settings/pages")
		if got := textOf(screen.body); !strings.Contains(got, "Not in the footer") || !strings.Contains(got, "1 page") {
			t.Errorf("the list of pages: %s", got)
		}
		if got := textOf(p.get("/newsroom/settings/pages?q=zeppelin").body); !strings.Contains(got, "No page matches") {
			t.Errorf("a search that finds nothing: %s", got)
		}
		p.done(p.post("/newsroom/settings/pages", "page", ids[2], "to", "in"))
		if now := footer(); len(now) != before || now[len(now)-1] != "How we print" {
			t.Errorf("back in the footer: %v", now)
		}
	})
}

// TestMovingOut: whoever may take copies gets everything as one zip, which is a whole export.
func TestMovingOut(t *testing.T) {
	c := clock.At(storetest.Monday)
	h := empty(t, storetest.Open(t, c), c, nil).furnish()
	p := h.as("operator")
	p.says(p.get(movingPath), "Move out as one zip", "broadsheet export FOLDER")
	got := p.get(movingPath + "-out")
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "application/zip" {
		t.Fatalf("moving out answered %d, %v", got.status, got.header)
	}
	file := filepath.Join(t.TempDir(), "export.zip")
	h.must(os.WriteFile(file, []byte(got.body), 0o600))
	schema, err := store.Schema()
	h.must(err)
	x, err := export.Open(t.Context(), file, schema, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	number, _, err := h.store.Head(t.Context())
	if h.must(err); x.Number != number || x.Paper != "The Wexmouth Courier" {
		t.Errorf("the zip is of %q to entry %d, not %d", x.Paper, x.Number, number)
	}
	if files, err := x.Differs(t.Context(), h.store); err != nil || len(files) > 0 {
		t.Errorf("%v differ (%v)", files, err)
	}
}
