package moving_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// export writes an export of https://old.example with these items into a file.
func export(t testing.TB, channel string, items ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "old.xml")
	body := `<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Old Courier</title><link>https://old.example</link><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>` +
		channel + strings.Join(items, "\n") + "</channel></rss>"
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// fields are the elements of an item, by name without "wp:" where that is its prefix.
type fields map[string]string

// item writes an item; what fields does not name is as in a plain published story.
func item(id int, f fields) string {
	all := fields{
		"title": fmt.Sprintf("Story %d", id), "link": fmt.Sprintf("https://old.example/2019/05/story-%d/", id),
		"guid": fmt.Sprintf("https://old.example/?p=%d", id), "dc:creator": "jo", "content:encoded": "Words of the story.",
		"excerpt:encoded": "", "wp:post_id": fmt.Sprint(id), "wp:post_date": "2019-05-04 12:00:00", "wp:post_date_gmt": "2019-05-04 11:00:00",
		"wp:post_modified_gmt": "2019-05-05 11:00:00", "wp:post_name": fmt.Sprintf("story-%d", id), "wp:status": "publish",
		"wp:post_parent": "0", "wp:menu_order": "0", "wp:post_type": "post", "wp:post_password": "", "wp:is_sticky": "0", "more": "",
	}
	for k, v := range f {
		if _, known := all["wp:"+k]; known {
			k = "wp:" + k
		}
		all[k] = v
	}
	var b strings.Builder
	b.WriteString("<item>")
	for k, v := range all {
		if k == "more" {
			b.WriteString(v)
			continue
		}
		b.WriteString("<" + k + "><![CDATA[" + v + "]]></" + k + ">")
	}
	b.WriteString("</item>")
	return b.String()
}

func meta(key, value string) string {
	return "<wp:postmeta><wp:meta_key>" + key + "</wp:meta_key><wp:meta_value><![CDATA[" + value + "]]></wp:meta_value></wp:postmeta>"
}

func term(domain, slug, name string) string {
	return fmt.Sprintf(`<category domain="%s" nicename="%s"><![CDATA[%s]]></category>`, domain, slug, name)
}

const people = `<wp:author><wp:author_id>3</wp:author_id><wp:author_login>jo</wp:author_login><wp:author_display_name>Jo Tarrick</wp:author_display_name></wp:author>`

func TestWhatAnItemBecomes(t *testing.T) {
	channel := people + `<wp:category><wp:term_id>5</wp:term_id><wp:category_nicename>trade</wp:category_nicename><wp:cat_name>Trade &amp; ships</wp:cat_name></wp:category>
<wp:category><wp:term_id>6</wp:term_id><wp:category_nicename>ferries</wp:category_nicename><wp:category_parent>trade</wp:category_parent><wp:cat_name>Ferries</wp:cat_name></wp:category>
<wp:category><wp:term_id>7</wp:term_id><wp:category_nicename>empty</wp:category_nicename><wp:cat_name>Empty</wp:cat_name></wp:category>`
	file := export(
		t, channel,
		item(1, fields{
			"title": "Ferry <em>late</em> &amp; full", "excerpt:encoded": "The <b>summary</b>.",
			"more": term("category", "trade", "Trade") + term("category", "ferries", "Ferries") + term("post_tag", "tide", "Tide") + term("post_format", "post-format-aside", "Aside") + term("series", "x", "X"),
		}),
		item(2, fields{"post_password": "secret", "title": "Protected"}),
		item(3, fields{"status": "private", "title": "Private"}),
		item(4, fields{"status": "future", "title": "Future", "post_date_gmt": "2030-01-01 10:00:00"}),
		item(5, fields{"status": "draft", "title": "Draft", "link": "https://old.example/?p=5", "post_date_gmt": "0000-00-00 00:00:00"}),
		item(6, fields{"status": "trash", "title": "Bin"}),
		item(7, fields{"title": "", "content:encoded": "One two three four five six seven eight nine ten eleven."}),
		item(8, fields{"post_type": "page", "title": "About us", "link": "https://old.example/about/", "menu_order": "4"}),
		item(9, fields{"post_type": "product", "title": "A mug"}),
		item(10, fields{"post_type": "nav_menu_item"}),
		item(11, fields{"post_date_gmt": "0000-00-00 00:00:00", "post_date": "2019-07-01 12:00:00", "title": "Local time"}),
		item(12, fields{"title": "By two", "more": term("author", "cap-mara", "mara") + term("author", "cap-jo", "jo")}),
		item(13, fields{"post_type": "guest-author", "title": "Mara Ostrey", "post_name": "cap-mara", "more": meta("cap-display_name", "Mara Ostrey")}),
		item(14, fields{"title": "Other path", "link": "https://old.example/2019/%C3%A4rger-%E6%BC%A2/", "more": meta("_wp_old_slug", "elder")}),
		item(15, fields{"title": "Odd state", "status": "pitch"}),
		item(16, fields{"title": "", "content:encoded": "", "status": "auto-draft"}),
		item(17, fields{"title": "Number alone", "link": "https://old.example/?p=17", "more": term("category", "uncategorized", "Uncategorized") + term("category", "ferries", "Ferries") + term("category", "trade", "Trade") + meta("_yoast_wpseo_primary_category", "5")}),
		item(18, fields{"title": "On top", "is_sticky": "1", "guid": "https://other.example/?p=1"}),
		item(19, fields{"title": "Front page", "post_type": "page", "link": "https://old.example/"}),
	)
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		h := build(t, open)
		r := h.move(file)
		if c := r.Items["post"]; c.Imported != 12 || c.Skips() != 2 {
			t.Errorf("posts %+v, want 12 imported and 2 skipped", c)
		}
		h.read(func(snap press.Snapshot) error {
			ctx := context.Background()
			names := map[string]string{}
			sections, err := snap.Sections(ctx)
			if err != nil {
				return err
			}
			for _, s := range sections {
				names[s.ID] = s.Name
				if s.Name == "Ferries" && names[s.Parent] != "Trade & ships" {
					t.Errorf("Ferries stands below %q", names[s.Parent])
				}
			}
			if len(sections) != 2 {
				t.Errorf("%d sections, want the 2 that hold stories", len(sections))
			}
			for path, want := range map[string]string{
				"/2019/05/story-1/":         "Ferry late & full|The summary.|Ferries||Jo Tarrick|Tide|2019-05-04T11:00:00Z",
				"/?p=1":                     "Ferry late & full|The summary.|Ferries||Jo Tarrick|Tide|2019-05-04T11:00:00Z",
				"/2019/05/story-2/":         "nothing",
				"/2019/05/story-3/":         "nothing",
				"/2019/05/story-4/":         "nothing",
				"/?p=5":                     "nothing",
				"/2019/05/story-6/":         "nothing",
				"/?p=6":                     "nothing",
				"/2019/05/story-7/":         "One two three four five six seven eight …||||Jo Tarrick||2019-05-04T11:00:00Z",
				"/about/":                   "About us||||||2019-05-04T11:00:00Z",
				"/?page_id=8":               "About us||||||2019-05-04T11:00:00Z",
				"/2019/05/story-9/":         "nothing",
				"/2019/05/story-11/":        "Local time||||Jo Tarrick||2019-07-01T11:00:00Z",
				"/2019/05/story-12/":        "By two||||Mara Ostrey, Jo Tarrick||2019-05-04T11:00:00Z",
				"/2019/ärger-漢/":            "Other path||||Jo Tarrick||2019-05-04T11:00:00Z",
				"/?p=17":                    "Number alone||Ferries||Jo Tarrick||2019-05-04T11:00:00Z",
				"/trade-ships/story-17":     "nothing",
				"/trade/ferries/story-17":   "Number alone||Ferries||Jo Tarrick||2019-05-04T11:00:00Z",
				"/?page_id=19":              "Front page||||||2019-05-04T11:00:00Z",
				"/story-19":                 "Front page||||||2019-05-04T11:00:00Z",
				"/?p=18":                    "On top||||Jo Tarrick||2019-05-04T11:00:00Z",
				"/category/trade/":          "nothing",
				"/category/trade/ferries/x": "nothing",
			} {
				got := "nothing"
				if p, found := h.at(snap, path); found {
					var bylines, topics, more []string
					for _, c := range p.Byline {
						b, _, err := snap.Byline(ctx, c.Byline)
						if err != nil {
							return err
						}
						bylines = append(bylines, b.Name)
					}
					for _, id := range p.Topics {
						topic, _, err := snap.Topic(ctx, id)
						if err != nil {
							return err
						}
						topics = append(topics, topic.Name)
					}
					for _, id := range p.Fields.Sections {
						more = append(more, names[id])
					}
					got = strings.Join([]string{p.Headline, p.Standfirst, names[p.Section], strings.Join(more, ", "), strings.Join(bylines, ", "), strings.Join(topics, ", "), p.PublishedAt.Format(time.RFC3339)}, "|")
				}
				if got != want {
					t.Errorf("at %s stands\n  %s\nwant\n  %s", path, got, want)
				}
			}
			for path, kind := range map[string]string{"/category/trade/ferries/": "section", "/?cat=5": "section", "/tag/tide/": "topic", "/author/jo/": "byline", "/?author=3": "byline"} {
				a, found, err := snap.Address(ctx, path)
				if err != nil || !found || string(a.Kind) != kind {
					t.Errorf("%s leads to %v (%v), want a %s", path, a.Kind, err, kind)
				}
			}
			return nil
		})
		rows, err := h.store.Stories(context.Background(), article.Filter{Tab: "open"})
		if err != nil {
			t.Fatal(err)
		}
		notes := map[string]string{}
		for _, row := range rows {
			d, err := h.draft(row.ID)
			if err != nil {
				t.Fatal(err)
			}
			f, err := article.FieldsOf(d.Doc)
			if err != nil {
				t.Fatal(err)
			}
			notes[row.Headline] = f.Note + " " + d.Address
		}
		for headline, want := range map[string]string{
			"Protected": "Moved in from WordPress as a draft: it was protected by a password. /2019/05/story-2/",
			"Private":   "Moved in from WordPress as a draft: it was private. /2019/05/story-3/",
			"Future":    "Moved in from WordPress as a draft: it was scheduled and had not gone out. /2019/05/story-4/",
			"Draft":     "Moved in from WordPress as a draft: it was a draft. ",
			"Odd state": "Moved in from WordPress as a draft: its state was “pitch”. /2019/05/story-15/",
		} {
			if notes[headline] != want {
				t.Errorf("the draft %q says %q, want %q", headline, notes[headline], want)
			}
		}
		if len(rows) != 5 {
			t.Errorf("%d drafts, want 5", len(rows))
		}
		if n := r.Notes["stories that stood on top of the old site (pin them to Home if they should here)"]; n == nil || n.Count != 1 {
			t.Errorf("the sticky story is not in the report: %+v", r.Notes)
		}
	})
}

// draft reads a working copy.
func (h *house) draft(id string) (article.Draft, error) {
	var d article.Draft
	err := h.store.InTx(context.Background(), func(tx desk.Tx) error {
		var err error
		d, err = tx.Draft(context.Background(), id)
		return err
	})
	return d, err
}

// scene is a picture of its own.
func scene(w, h int, c color.Color) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if (x/8+y/8)%2 == 0 {
				m.Set(x, y, c)
			} else {
				m.Set(x, y, color.RGBA{uint8(x), uint8(y), 90, 255})
			}
		}
	}
	return m
}

// uploads writes pictures below a folder, as a copy of wp-content/uploads has them.
func uploads(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for k, name := range names {
		var b bytes.Buffer
		var err error
		if m := scene(60+k, 40+k, color.RGBA{uint8(40 * k), 90, 200, 255}); filepath.Ext(name) == ".png" {
			err = png.Encode(&b, m)
		} else {
			err = jpeg.Encode(&b, m, nil)
		}
		path := filepath.Join(dir, name)
		if err = errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o700)); err == nil {
			err = os.WriteFile(path, b.Bytes(), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func attachment(id int, file string, f fields) string {
	f["post_type"], f["status"] = "attachment", "inherit"
	f["link"] = fmt.Sprintf("https://old.example/?attachment_id=%d", id)
	f["guid"] = "https://old.example/wp-content/uploads/" + file
	f["wp:attachment_url"] = "https://old.example/wp-content/uploads/" + file
	f["more"] += meta("_wp_attached_file", file)
	if f["content:encoded"] == "" {
		f["content:encoded"] = " "
	}
	return item(id, f)
}

func TestPicturesComeWithTheirFolder(t *testing.T) {
	file := export(
		t, people,
		attachment(21, "2019/05/quay.jpg", fields{"post_parent": "1", "excerpt:encoded": "The quay at <em>noon</em>", "content:encoded": "Photo: Lena Sundhale", "more": meta("_wp_attachment_image_alt", "A quay")}),
		attachment(22, "2019/05/ferry-scaled.jpg", fields{"post_parent": "1"}),
		attachment(23, "2019/05/storm.png", fields{"content:encoded": "Storm of 1871"}),
		attachment(24, "2019/05/gone.jpg", fields{}),
		attachment(25, "../../../../etc/passwd.jpg", fields{}),
		attachment(26, "2019/05/broken.jpg", fields{}),
		attachment(27, "2019/05/tide.mp3", fields{}),
		item(1, fields{
			"content:encoded": `<figure class="wp-block-image"><img class="wp-image-21" src="https://old.example/wp-content/uploads/2019/05/quay-300x200.jpg" alt="Quay"/><figcaption>Caption here</figcaption></figure>
Text. [gallery]
[caption id="attachment_23"]<img src="https://old.example/wp-content/uploads/2019/05/storm-150x150.png"/> The storm[/caption]
<img src="/wp-content/uploads/2019/05/loose.jpg"/><img class="wp-image-23" src="https://old.example/wp-content/uploads/2019/05/other.png"/>
<a href="https://old.example/wp-content/uploads/2019/05/gone.jpg"><img class="wp-image-24" src="https://old.example/wp-content/uploads/2019/05/gone.jpg"/></a> End.`,
			"more": meta("_thumbnail_id", "21"),
		}),
		item(2, fields{"content:encoded": "Only a lead.", "more": meta("_thumbnail_id", "22")}),
	)
	dir := uploads(t, "wp-content/uploads/2019/05/quay.jpg", "2019/05/ferry.jpg", "elsewhere/storm.png", "2019/05/loose-1024x768.jpg", "2019/05/loose-300x200.jpg")
	for name, text := range map[string]string{"2019/05/broken.jpg": "this is no picture", "../passwd.jpg": "outside"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		h := build(t, open)
		without := h.move(file)
		if c := without.Items["attachment"]; c.Imported != 0 || c.Skips() != 7 {
			t.Errorf("without a folder: %+v", c)
		}
		h.o.Media = dir
		r := h.move(file)
		if c := r.Items["attachment"]; c.Imported != 3 || c.Skipped["the file is not in the folder of pictures"] != 2 || c.Skipped["the file cannot be used"] != 1 || c.Skipped["sound, films and documents stay behind"] != 1 {
			t.Errorf("with a folder: %+v", c)
		}
		if c := r.Items["post"]; c.Updated != 2 || r.Pictures.FromTexts != 1 {
			t.Errorf("stories %+v, want both updated; %d pictures from texts, want 1", c, r.Pictures.FromTexts)
		}
		again := h.move(file)
		if again.Changes() != 0 {
			t.Errorf("another move with the folder changed %d items", again.Changes())
		}
		h.o.Media = ""
		if n := h.move(file).Changes(); n != 0 {
			t.Errorf("another move without the folder changed %d items", n)
		}
		h.read(func(snap press.Snapshot) error {
			p, found := h.at(snap, "/?p=1")
			if !found {
				t.Fatal("the story is not there")
			}
			name := func(id string) string {
				pic, found, err := snap.Picture(context.Background(), id)
				if err != nil || !found {
					return "nothing"
				}
				return fmt.Sprintf("%s (%s; %s; %s)", pic.Name, pic.Caption, pic.Alt, pic.Credit)
			}
			if got, want := name(p.Picture.Picture)+" "+p.Picture.Caption+", "+p.Picture.Alt, "quay.jpg (The quay at noon; A quay; Lena Sundhale) Caption here, Quay"; got != want {
				t.Errorf("the lead is %s, want %s", got, want)
			}
			var body []string
			p.Doc.Walk(func(n *prose.Node) bool {
				switch n.Type {
				case "gallery":
					body = append(body, "gallery:")
				case "image":
					body = append(body, name(n.Attr("picture"))+" "+n.Attr("caption"))
				case "paragraph":
					body = append(body, prose.Text(n))
				}
				return true
			})
			want := "Text. | gallery: | quay.jpg (The quay at noon; A quay; Lena Sundhale)  | ferry.jpg (; ; )  | storm.png (Storm of 1871; ; ) The storm | loose-1024x768.jpg (; ; )  | End."
			if got := strings.Join(body, " | "); got != want {
				t.Errorf("the text holds\n  %s\nwant\n  %s", got, want)
			}
			text, err := p.Doc.Marshal()
			if err != nil {
				return err
			}
			if bytes.Contains(text, []byte("old.example")) {
				t.Errorf("the text names the old server: %s", text)
			}
			if q, found := h.at(snap, "/?attachment_id=21"); !found || q.ID != p.ID {
				t.Error("the old page of a picture does not lead to its story")
			}
			if q, found := h.at(snap, "/?p=2"); !found || name(q.Picture.Picture) != "ferry.jpg (; ; )" {
				t.Errorf("the other lead is %s", name(q.Picture.Picture))
			}
			return nil
		})
	})
}

func TestWhatWasEditedHereStays(t *testing.T) {
	one, changed := item(1, fields{}), item(1, fields{"content:encoded": "Other words.", "post_modified_gmt": "2019-06-01 10:00:00"})
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		h := build(t, open)
		h.move(export(t, people, one, item(2, fields{})))
		at := func(path string) article.Published {
			var p article.Published
			h.read(func(snap press.Snapshot) error {
				p, _ = h.at(snap, path)
				return nil
			})
			return p
		}
		if r := h.move(export(t, people, changed, item(2, fields{}))); r.Items["post"].Updated != 1 || r.Items["post"].Skips() != 1 {
			t.Errorf("a changed source: %+v", r.Items["post"])
		}
		p := at("/?p=1")
		if got := prose.Text(p.Doc); got != "Other words." || p.Edition != 2 {
			t.Errorf("the story says %q in edition %d", got, p.Edition)
		}
		if r := h.move(export(t, people, one)); r.Changes() != 0 {
			t.Errorf("an older export changed %d items", r.Changes())
		}
		if got := prose.Text(at("/?p=1").Doc); got != "Other words." {
			t.Errorf("an older export brought back %q", got)
		}
		err := h.store.InTx(context.Background(), func(tx desk.Tx) error {
			d, err := tx.Draft(context.Background(), p.ID)
			if err != nil {
				return err
			}
			d.Imported = false // as after a word typed here
			return tx.SaveDraft(context.Background(), d)
		})
		if err != nil {
			t.Fatal(err)
		}
		third := item(1, fields{"content:encoded": "Third words.", "post_modified_gmt": "2019-07-01 10:00:00"})
		r := h.move(export(t, people, third, item(2, fields{"status": "draft", "post_modified_gmt": "2019-07-01 10:00:00"})))
		if c := r.Items["post"]; c.Updated != 0 || c.Skipped[string(desk.MovedEdited)] != 1 || c.Skipped[string(desk.MovedUnpublic)] != 1 {
			t.Errorf("what was edited here, and what is no longer public there: %+v", c)
		}
		if got := prose.Text(at("/?p=1").Doc); got != "Other words." {
			t.Errorf("the story that was edited here says %q", got)
		}
	})
}

func TestTheFirstKeepsItsNumber(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		h := build(t, open)
		h.move(export(t, people, item(1, fields{})))
		second := export(t, people, item(1, fields{"title": "Another", "link": "https://old.example/another/", "guid": "https://old.example/?p=1&x"}))
		r := h.move(second)
		if c := r.Items["post"]; c.Imported != 1 || r.Addresses.Taken != 1 {
			t.Errorf("the second: %+v, %d addresses taken", c, r.Addresses.Taken)
		}
		if n := r.Notes["old addresses that something else holds"]; n == nil || !strings.Contains(n.First[0], "/?p=1 stays with what stood there first; it is at /another/") {
			t.Errorf("the report says %+v", n)
		}
		if n := h.move(second).Changes(); n != 0 {
			t.Errorf("the second again changed %d items", n)
		}
		h.read(func(snap press.Snapshot) error {
			p, _ := h.at(snap, "/?p=1")
			q, _ := h.at(snap, "/another/")
			if p.Headline != "Story 1" || q.Headline != "Another" {
				t.Errorf("at the number stands %q, at the path %q", p.Headline, q.Headline)
			}
			return nil
		})
	})
}

func TestARehearsalKeepsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		h := build(t, open)
		before, _, err := h.store.Head(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		file := export(t, people, item(1, fields{"more": term("category", "trade", "Trade")}), attachment(21, "2019/05/quay.jpg", fields{}))
		h.o.Rehearsal, h.o.Media = true, uploads(t, "2019/05/quay.jpg")
		r := h.move(file)
		if r.Items["post"].Imported != 1 || r.Items["attachment"].Imported != 1 {
			t.Errorf("the rehearsal says %+v, %+v", r.Items["post"], r.Items["attachment"])
		}
		after, _, err := h.store.Head(context.Background())
		if err != nil || after != before {
			t.Errorf("the record grew from %d to %d (%v)", before, after, err)
		}
		left, err := os.ReadDir(h.o.Folder)
		if err != nil || len(left) != 0 {
			t.Errorf("it left %v (%v)", left, err)
		}
		h.read(func(snap press.Snapshot) error {
			if _, found := h.at(snap, "/?p=1"); found {
				t.Error("a story is there")
			}
			sections, err := snap.Sections(context.Background())
			if len(sections) > 0 {
				t.Errorf("sections are there: %v", sections)
			}
			return err
		})
		if !strings.HasPrefix(r.Text(), "A rehearsal: nothing of this was kept.") {
			t.Errorf("the report begins %.60q", r.Text())
		}
	})
}

func TestCommentsAreKeptAsideWhole(t *testing.T) {
	comment := "<wp:comment><wp:comment_id>9</wp:comment_id><wp:comment_author>A reader</wp:comment_author><wp:comment_content><![CDATA[Well <b>said</b>]]></wp:comment_content><wp:commentmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>v</wp:meta_value></wp:commentmeta></wp:comment>"
	h := build(t, func(c ...clock.Clock) *store.Store { return storetest.Open(t, c...) })
	// the number comes before the comments, as WordPress writes it
	r := h.move(export(t, people, strings.Replace(item(1, fields{}), "</item>", comment+comment+"</item>", 1)))
	if r.Comments != 2 {
		t.Errorf("%d comments, want 2", r.Comments)
	}
	b, err := os.ReadFile(r.CommentsIn)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if want := `{"base":"old.example","post":1,"link":"https://old.example/2019/05/story-1/","comment":{"author":"A reader","content":"Well \u003cb\u003esaid\u003c/b\u003e","id":"9"},"meta":[{"Key":"k","Value":"v"}]}`; len(lines) != 2 || lines[0] != want {
		t.Errorf("kept\n%s\nwant twice\n%s", b, want)
	}
	report, err := filepath.Glob(filepath.Join(h.o.Folder, "*", "*.report.json"))
	if err != nil || len(report) != 1 {
		t.Fatalf("reports %v (%v)", report, err)
	}
	var kept moving.Report
	if b, err = os.ReadFile(report[0]); err == nil {
		err = json.Unmarshal(b, &kept)
	}
	if err != nil || kept.Items["post"].Imported != 1 || !kept.Whole {
		t.Errorf("the report that was kept: %+v (%v)", kept, err)
	}
}

func TestBadInputIsRefusedBeforeAnythingIsKept(t *testing.T) {
	good := export(t, people, item(1, fields{}))
	empty := filepath.Join(t.TempDir(), "empty.xml")
	if err := os.WriteFile(empty, []byte("<rss><channel><title>x</title></channel></rss>"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken.xml")
	b, err := os.ReadFile(good)
	if err == nil {
		err = os.WriteFile(broken, b[:len(b)-40], 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		o    moving.Options
		want string
	}{
		"no such file":              {moving.Options{File: "nowhere.xml"}, "There is no file nowhere.xml."},
		"a folder for a file":       {moving.Options{File: t.TempDir()}, "is a folder. Name the export file in it"},
		"no such folder":            {moving.Options{File: good, Media: "nowhere"}, "There is no folder nowhere for the pictures."},
		"an export with nothing":    {moving.Options{File: empty}, "There is nothing in this export"},
		"an export that is cut off": {moving.Options{File: broken}, "was cut off on the way"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := moving.Read(context.Background(), moving.WordPress, c.o)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Say, c.want) {
				t.Errorf("err = %v, want %q", err, c.want)
			}
		})
	}
}
