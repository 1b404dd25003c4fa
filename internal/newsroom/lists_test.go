package newsroom

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"broadsheet/internal/article"
	"broadsheet/internal/paper"
)

const tidyPath = "/newsroom/settings/lists"

// topic makes a topic, with as many stories, and gives its id.
func (h *house) topic(name string, stories int) string {
	h.t.Helper()
	ctx := h.t.Context()
	t, _, err := h.SaveTopic(ctx, h.staff["mara"], paper.Topic{Name: name})
	h.must(err)
	var drafts []string
	for range stories {
		drafts = append(drafts, h.live(name+" in the news").ID)
	}
	if stories > 0 {
		s, err := h.StartSweep(ctx, h.staff["mara"], article.Sweep{Deed: article.AddTopic, Value: t.ID}, drafts)
		h.must(err)
		_, err = h.GoOn(ctx, h.staff["mara"], s.ID)
		h.must(err)
	}
	return t.ID
}

// hidden are the values of the fields of a name that a form carries unseen.
func (p sheet) hidden(name string) (all []string) {
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "input" && attr(n, "type") == "hidden" && attr(n, "name") == name {
			all = append(all, attr(n, "value"))
		}
	}
	return all
}

func TestMergingTopicsByForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("editor")
		bridge, bridges, ferry := h.topic("Bridge", 1), h.topic("Bridges", 2), h.topic("Ferry", 0)

		before := p.post(tidyPath, "deed", "topics-merge", "id", bridge, "id", bridges, "filter", "q=bri")
		p.says(before, "Merge 2 topics", "3 stories.", "They become the topic")
		doc := parsed(t, before.body)
		if into, _ := doc.field("into"); before.status != http.StatusOK || into != "Bridges" {
			t.Errorf("the screen before merging answered %d and proposes %q, want the one with the most stories", before.status, into)
		}

		for _, c := range []struct{ typed, says string }{
			{"", "Type the topic that these are to become."},
			{"   ", "Type the topic that these are to become."},
			{"Brigdes", "There is no topic “Brigdes”."},
			{"<b>Bridges</b>", "There is no topic “<b>Bridges</b>”."},
		} {
			got := p.post(tidyPath, "deed", "topics-merge", "sure", "yes", "filter", "q=bri", "id", bridge, "id", bridges, "into", c.typed)
			p.says(got, c.says, "Merge 2 topics", "3 stories.")
			doc := parsed(t, got.body)
			if into, _ := doc.field("into"); got.status != http.StatusUnprocessableEntity || into != c.typed {
				t.Errorf("%q answered %d and came back as %q", c.typed, got.status, into)
			}
			if wrong := doc.id("field-into-wrong"); wrong == nil || !strings.Contains(inner(wrong), c.says) {
				t.Errorf("%q: nothing is said beside the field", c.typed)
			}
			if ids := doc.hidden("id"); !slices.Equal(ids, []string{bridge, bridges}) || !slices.Equal(doc.hidden("filter"), []string{"q=bri"}) ||
				!slices.Equal(doc.hidden("deed"), []string{"topics-merge"}) {
				t.Errorf("%q: what was chosen came back as %q, the view as %q", c.typed, ids, doc.hidden("filter"))
			}
		}
		alone := p.post(tidyPath, "deed", "topics-merge", "sure", "yes", "id", bridges, "into", "Bridges")
		p.says(alone, "Bridges is the one that you chose.", "Merge Bridges into another topic")
		if into, _ := parsed(t, alone.body).field("into"); alone.status != http.StatusUnprocessableEntity || into != "Bridges" {
			t.Errorf("a topic merged into itself answered %d and came back as %q", alone.status, into)
		}
		all := p.post(tidyPath, "deed", "topics-merge", "sure", "yes", "filter", "q=bri", "all", "yes", "into", "none")
		if doc := parsed(t, all.body); all.status != http.StatusUnprocessableEntity || !slices.Equal(doc.hidden("all"), []string{"yes"}) || doc.hidden("id") != nil {
			t.Errorf("all of a view answered %d and came back as all %q, %q", all.status, doc.hidden("all"), doc.hidden("id"))
		}
		p.says(all, "Merge 2 topics")

		// Whoever ticks two is told of two, though nothing is done to the one that stays.
		merged := p.post(tidyPath, "deed", "topics-merge", "sure", "yes", "filter", "q=bri", "id", bridge, "id", bridges, "into", "bridges")
		if to := location(merged); !strings.HasPrefix(to, topicsPath+"?q=bri") {
			t.Errorf("merged, it goes on to %s", to)
		}
		list := p.done(merged)
		p.says(list, "2 topics are one now: Bridges.", "1 topic with “bri”", "3 stories", "Undo")
		report := parsed(t, list.body).walk(func(n *html.Node) bool { return n.Data == "a" && inner(n) == "What changed" })
		if report == nil {
			t.Fatal("no way to the report")
		}
		said := p.get(attr(report, "href"))
		p.says(said, "2 topics are one now: Bridges", "Changed Bridge")
		if strings.Contains(textOf(said.body), "so already") {
			t.Errorf("the topic that stays is counted a second time: %s", textOf(said.body))
		}
		p.says(p.done(p.post(attr(report, "href")+"/undo")), "2 topics as before", "2 topics with “bri”")
		p.says(p.done(p.post(tidyPath, "deed", "topics-merge", "sure", "yes", "id", ferry, "into", "Bridges")), "1 topic merged into Bridges.")

		// What is no longer there is said, and nothing is done.
		if got := p.post(tidyPath, "deed", "topics-merge", "sure", "yes", "id", bridge, "into", "Ferry"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("merging into what was merged away answered %d: %s", got.status, textOf(got.body))
		}
		for _, c := range []struct {
			deed, id string
			status   int
		}{
			{"topics-merge", "", http.StatusUnprocessableEntity},
			{"", bridge, http.StatusUnprocessableEntity},
			{"topics-burn", bridge, http.StatusUnprocessableEntity},
			{"topics-merge", "nobody", http.StatusNotFound},
		} {
			form := []string{"deed", c.deed}
			if c.id != "" {
				form = append(form, "id", c.id)
			}
			if got := p.post(tidyPath, form...); got.status != c.status {
				t.Errorf("%q of %q answered %d: %s", c.deed, c.id, got.status, textOf(got.body))
			}
		}
		topics, err := h.store.Topics(t.Context())
		h.must(err)
		var names []string
		for _, t := range topics {
			names = append(names, t.Name)
		}
		if !slices.Equal(names, []string{"Bridge", "Bridges"}) {
			t.Errorf("topics: %q", names)
		}
	})
}

func TestTurningTopicsAndSectionsByForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("editor")
		ferry := h.topic("Ferry", 1)
		sections := h.sections("News\nHarbour")
		for _, c := range []struct{ deed, id, says string }{
			{"topics-into", ferry, "Choose the section."},
			{"sections-merge", sections["Harbour"], "Choose the section."},
			{"sections-turn", sections["Harbour"], "Choose the section."},
		} {
			for _, into := range []string{"", "gone"} {
				got := p.post(tidyPath, "deed", c.deed, "sure", "yes", "id", c.id, "into", into)
				p.says(got, c.says)
				if ids := parsed(t, got.body).hidden("id"); got.status != http.StatusUnprocessableEntity || !slices.Equal(ids, []string{c.id}) {
					t.Errorf("%s into %q answered %d, chosen is %q", c.deed, into, got.status, ids)
				}
			}
		}
		p.says(p.post(tidyPath, "deed", "topics-turn", "id", ferry), "Turn a topic into a section", "1 story.", "The new section stands below")
		if got := p.post(tidyPath, "deed", "topics-turn", "sure", "yes", "id", ferry, "into", "gone"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a section below one that is gone answered %d", got.status)
		}
		turned := p.done(p.post(tidyPath, "deed", "topics-turn", "sure", "yes", "id", ferry, "into", sections["Harbour"]))
		p.says(turned, "1 topic turned into a section", "Undo")
		p.says(p.get(sectionsPath), "/harbour/ferry/")
		p.says(p.done(p.post(tidyPath, "deed", "sections-turn", "sure", "yes", "id", h.sections("News")["Ferry"], "into", sections["News"])), "1 section turned into a topic")
		p.says(p.get(topicsPath), "Ferry", "1 story", "/topic/ferry")
	})
}
