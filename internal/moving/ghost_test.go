package moving_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/outside"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// ghostFiles are the exports of Ghost among the outside test data, and one made of each document of today's editor.
func ghostFiles(t *testing.T) []string {
	t.Helper()
	dir := outside.Find(t, "ghost")
	var files []string
	for _, pattern := range []string{"export-fixtures/export/*.json", "export-fixtures/import/*.json"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	documents, err := filepath.Glob(filepath.Join(dir, "lexical-samples", "*.json"))
	if err != nil || len(files) == 0 || len(documents) == 0 {
		t.Fatalf("no exports: %v", err)
	}
	for _, name := range documents {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		post := map[string]any{"id": "1", "uuid": "u-1", "title": filepath.Base(name), "slug": "sample", "status": "published", "type": "post", "lexical": string(b), "published_at": "2026-01-02T03:04:05.000Z"}
		files = append(files, ghostExport(t, filepath.Base(name), map[string]any{"posts": []any{post}}))
	}
	return files
}

func ghostExport(t *testing.T, name string, data map[string]any) string {
	t.Helper()
	b, err := json.MarshalIndent(map[string]any{"db": []any{map[string]any{"meta": map[string]any{"version": "6.0.0", "exported_on": 1}, "data": data}}}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestGhostsExportsMoveIn(t *testing.T) {
	files := ghostFiles(t)
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		posts, came, equal, texts := int64(0), int64(0), int64(0), int64(0)
		for _, file := range files {
			h := build(t, open)
			h.from = moving.Ghost("")
			r, err := h.try(file)
			if filepath.Base(file) == "broken.json" {
				if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "This is no export of Ghost") {
					t.Errorf("broken.json: %v", err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", filepath.Base(file), err)
				continue
			}
			if again := h.move(file); again.Changes() != 0 {
				t.Errorf("%s: a second move changes %d things", filepath.Base(file), again.Changes())
			}
			for _, c := range r.Items {
				posts += c.InFile
				came += c.Imported
			}
			equal += r.Words.Equal
			texts += r.Words.Equal + r.Words.Stories
			if testing.Verbose() {
				t.Logf("%s\n%s", filepath.Base(file), r.Text())
			}
		}
		t.Logf("%d exports of Ghost: %d of %d items came, %d of %d texts have the words of their source exactly", len(files), came, posts, equal, texts)
	})
}

// mobiledocOf is a document of one paragraph and cards.
func mobiledocOf(text string, cards ...any) string {
	sections := []any{[]any{1, "p", []any{[]any{0, []any{0}, 1, text}}}}
	for k := range cards {
		sections = append(sections, []any{10, k})
	}
	b, _ := json.Marshal(map[string]any{"version": "0.3.1", "atoms": []any{}, "markups": []any{[]any{"strong"}}, "cards": cards, "sections": sections}) // plain values
	return string(b)
}

func lexicalOf(nodes ...any) string {
	b, _ := json.Marshal(map[string]any{"root": map[string]any{"type": "root", "children": nodes}}) // plain values
	return string(b)
}

func paragraphOf(text string) map[string]any {
	return map[string]any{"type": "paragraph", "children": []any{map[string]any{"type": "text", "format": 1, "text": text}}}
}

func TestWhatAPostOfGhostBecomes(t *testing.T) {
	post := func(n int, f map[string]any) map[string]any {
		p := map[string]any{
			"id": fmt.Sprintf("id%d", n), "uuid": fmt.Sprintf("uuid-%d", n), "title": fmt.Sprintf("Story %d", n), "slug": fmt.Sprintf("story-%d", n), "type": "post", "status": "published",
			"visibility": "public", "published_at": "2024-05-06T07:08:09.000Z", "updated_at": "2024-05-06T07:08:09.000Z", "mobiledoc": nil, "lexical": nil, "html": "<p>Words of " + fmt.Sprint(n) + ".</p>",
		}
		for k, v := range f {
			p[k] = v
		}
		return p
	}
	file := ghostExport(t, "all.json", map[string]any{
		"posts": []any{
			post(1, map[string]any{
				"title": "Ferries &amp; tides", "lexical": lexicalOf(paragraphOf("From Lexical."), map[string]any{"type": "horizontalrule"},
					map[string]any{"type": "callout", "calloutEmoji": "⚓", "calloutText": "<p>Mind the gap</p>"},
					map[string]any{"type": "link", "url": "__GHOST_URL__/story-2/", "children": []any{map[string]any{"type": "text", "text": "inside link"}}},
					map[string]any{"type": "codeblock", "language": "go", "code": "x := 1"}),
				"html": "<p>Stale.</p>", "custom_excerpt": "How the tide turned", "feature_image": "__GHOST_URL__/content/images/2024/05/ferry.jpg", "canonical_url": "https://wire.example/ferries",
			}),
			post(2, map[string]any{"mobiledoc": mobiledocOf("From Mobiledoc.", []any{"markdown", map[string]any{"markdown": "## Head\n\n* one\n* two"}}, []any{"hr", map[string]any{}},
				[]any{"bookmark", map[string]any{"url": "https://a.example/x", "metadata": map[string]any{"title": "A page", "description": "about it", "publisher": "A"}}},
				[]any{"email", map[string]any{"html": "<p>Only in letters</p>"}}, []any{"html", map[string]any{"html": "<p>Raw <b>HTML</b></p><script>alert(1)</script>"}})}),
			post(3, map[string]any{"visibility": "paid"}),
			post(4, map[string]any{"status": "draft", "published_at": nil, "created_at": "2024-01-01T00:00:00.000Z"}),
			post(5, map[string]any{"status": "scheduled", "published_at": "2035-01-01T00:00:00.000Z"}),
			post(6, map[string]any{"status": "sent"}),
			post(7, map[string]any{"type": "page", "title": "About"}),
		},
		"tags": []any{
			map[string]any{"id": "t1", "name": "Harbour", "slug": "harbour", "visibility": "public"},
			map[string]any{"id": "t2", "name": "Fog", "slug": "fog"},
			map[string]any{"id": "t3", "name": "#no-ads", "slug": "hash-no-ads", "visibility": "internal"},
		},
		"users": []any{map[string]any{"id": "u1", "name": "Jo Tarrick", "slug": "jo"}, map[string]any{"id": "u2", "name": "Lena Sundhale", "slug": "lena"}},
		"posts_tags": []any{
			map[string]any{"post_id": "id1", "tag_id": "t2", "sort_order": 2},
			map[string]any{"post_id": "id1", "tag_id": "t1", "sort_order": 1},
			map[string]any{"post_id": "id1", "tag_id": "t3", "sort_order": 0},
			map[string]any{"post_id": "id2", "tag_id": "t1", "sort_order": 0},
		},
		"posts_authors": []any{map[string]any{"post_id": "id1", "author_id": "u1", "sort_order": 1}, map[string]any{"post_id": "id1", "author_id": "u2", "sort_order": 0}, map[string]any{"post_id": "id2", "author_id": "u1"}},
		"posts_meta":    []any{map[string]any{"post_id": "id1", "feature_image_caption": "The ferry", "feature_image_alt": "A ferry at the quay"}},
		"members":       []any{map[string]any{"id": "m1", "email": "reader@courier.example"}, map[string]any{"id": "m2"}},
		"newsletters":   []any{map[string]any{"id": "n1", "name": "Morning"}},
		"settings":      []any{map[string]any{"key": "title", "value": "The Old Paper"}, map[string]any{"key": "lang", "value": "en"}},
	})
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		h := build(t, open)
		h.from = moving.Ghost("https://old.example")
		h.o.Media = uploads(t, "content/images/2024/05/ferry.jpg")
		r := h.move(file)
		if r.Items["post"].Imported != 6 || r.Items["page"].Imported != 1 || r.Items["member"].Skips() != 2 || r.Items["newsletter"].Skips() != 1 || r.Drafts != 4 {
			t.Errorf("%s", r.Text())
		}
		h.read(func(snap press.Snapshot) error {
			p, found := h.at(snap, "/story-1/")
			if !found {
				t.Fatal("nothing stands where the story stood")
			}
			text := prose.Text(p.Doc)
			for name, ok := range map[string]bool{
				"the headline":                           p.Headline == "Ferries & tides",
				"the excerpt":                            p.Standfirst == "How the tide turned",
				"the text of the editor that was last":   strings.Contains(text, "From Lexical.") && !strings.Contains(text, "Stale"),
				"the callout":                            strings.Contains(text, "⚓ Mind the gap"),
				"the code":                               strings.Contains(text, "x := 1"),
				"the authors in their order":             len(p.Byline) == 2,
				"the section":                            p.Section != "",
				"one topic, and not the internal tag":    len(p.Topics) == 1,
				"the lead picture with caption and alt":  p.Picture.Picture != "" && p.Picture.Caption == "The ferry" && p.Picture.Alt == "A ferry at the quay",
				"the source":                             p.Source == article.Source{Name: "wire.example", URL: "https://wire.example/ferries"},
				"the link inside leads to the new place": strings.Contains(fmt.Sprint(prose.HTML(p.Doc, prose.Options{})), `href="/story-2/"`),
			} {
				if !ok {
					t.Errorf("%s is wrong: %+v\n%s", name, p, text)
				}
			}
			if q, found := h.at(snap, "/p/uuid-1/"); !found || q.ID != p.ID {
				t.Error("the address by number does not lead to the story")
			}
			q, found := h.at(snap, "/story-2/")
			if text := prose.Text(q.Doc); !found || !strings.Contains(text, "From Mobiledoc.") || !strings.Contains(text, "Head") || !strings.Contains(text, "A page") || !strings.Contains(text, "Raw HTML") ||
				strings.Contains(text, "Only in letters") || strings.Contains(text, "alert") {
				t.Errorf("Mobiledoc: %q", text)
			}
			for _, path := range []string{"/story-3/", "/story-4/", "/story-5/", "/story-6/"} {
				if _, found := h.at(snap, path); found {
					t.Errorf("%s is public", path)
				}
			}
			return nil
		})
		if again := h.move(file); again.Changes() != 0 {
			t.Errorf("a second move changes %d things:\n%s", again.Changes(), again.Text())
		}
	})
}

func TestExportsOfGhostThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ source, say string }{
		"an empty file":             {"", "Line 1: the export ends in the middle"},
		"no JSON":                   {"<rss></rss>", "this is no JSON"},
		"JSON of something else":    {`{"asdadas":[{"data":{"posts":[]}}]}`, "This is no export of Ghost"},
		"an export that is cut off": {"{\"db\":[{\"data\":{\"posts\":[{\"id\":1},\n{\"id\":", "Line 2: the export ends in the middle"},
		"one that is cut between":   {`{"db":[{"data":{"posts":[{"id":1}`, "the export ends in the middle"},
		"a list":                    {`["db","data","posts"]`, "This is no export of Ghost"},
		"a row that is none":        {`{"db":[{"data":{"posts":[],"tags":["x"]}}]}`, "A row of “tags” in this export cannot be read"},
		"an export without a story": {`{"db":[{"data":{"posts":[]}}]}`, "There is nothing in this export"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "export.json")
			if err := os.WriteFile(file, []byte(c.source), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := moving.Read(t.Context(), moving.Ghost(""), moving.Options{File: file})
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.say) {
				t.Error(err)
			}
		})
	}
}
