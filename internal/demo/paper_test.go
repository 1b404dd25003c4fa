package demo_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/demo"
	"broadsheet/internal/demo/draw"
	"broadsheet/internal/prose"
)

// started is a Monday morning; the tests of dates go through every other day.
var started = time.Date(2026, 11, 23, 10, 30, 0, 0, time.UTC)

func courier(t *testing.T, now time.Time) demo.Courier {
	t.Helper()
	p, err := demo.Paper(now, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// named resolves every name to itself, in the form of an id.
func named() demo.Names {
	id := func(string) (string, error) { return strings.Repeat("0", 26), nil }
	return demo.Names{
		Section: id, Byline: id, Topic: id, Picture: id,
		Address: func(to string) (string, error) { return "/" + strings.ReplaceAll(to, ":", "/"), nil },
	}
}

// text is all that readers see of a story's newest words.
func text(t *testing.T, s demo.Story) string {
	t.Helper()
	doc, err := s.Doc(s.Editions()+1, named())
	if err != nil {
		t.Fatal(err)
	}
	return prose.Headline(doc) + "\n" + prose.Standfirst(doc) + "\n" + prose.Text(doc)
}

func TestEveryEditionOfEveryStoryPassesTheGate(t *testing.T) {
	p := courier(t, started)
	for _, s := range p.Stories {
		for edition := 1; edition <= s.Editions()+1; edition++ {
			doc, err := s.Doc(edition, named())
			if err != nil {
				t.Error(err)
				break
			}
			if err := prose.Check(doc); err != nil {
				t.Errorf("%s, edition %d: %v", s.Name, edition, err)
			}
		}
	}
	for _, page := range p.Pages {
		doc, err := page.Doc(named())
		if err != nil {
			t.Error(err)
		} else if err := prose.Check(doc); err != nil {
			t.Errorf("%s: %v", page.Name, err)
		}
	}
}

// days are the starts that the tests of dates go through: every weekday and hour, over the turn of a year and over a
// leap day.
func days() []time.Time {
	var all []time.Time
	for _, first := range []time.Time{started, time.Date(2027, 12, 20, 0, 5, 0, 0, time.UTC), time.Date(2028, 2, 21, 23, 55, 0, 0, time.UTC)} {
		for day := range 20 {
			all = append(all, first.AddDate(0, 0, day).Add(time.Duration(day*7%24)*time.Hour))
		}
	}
	return all
}

func TestThePaperComesOutOnWhateverDayItIsStarted(t *testing.T) {
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	for _, now := range days() {
		p, err := demo.Paper(now, zone)
		if err != nil {
			t.Fatalf("started at %s: %v", now, err)
		}
		at := map[string]time.Time{}
		lines := map[string][]string{}
		for _, s := range p.Stories {
			if !s.State.Public() {
				continue
			}
			at[s.Name] = s.At
			lines[s.Storyline] = append(lines[s.Storyline], s.Name)
			last := s.At
			for _, c := range s.Changes {
				if c.At.Before(last) || c.At.After(now) {
					t.Errorf("started at %s: %s is of %s, a change of it of %s", now, s.Name, last, c.At)
				}
				last = c.At
			}
			if s.At.After(now) || s.Recall != nil && (s.Recall.At.Before(last) || s.Recall.At.After(now)) {
				t.Errorf("started at %s: %s is of %s", now, s.Name, s.At)
			}
		}
		for line, want := range storylines {
			if !slices.Equal(lines[line], want) {
				t.Errorf("started at %s: the stories of %s come in the order %q", now, line, lines[line])
			}
		}
		for _, s := range p.Stories {
			for _, to := range links(t, s) {
				if name, ok := strings.CutPrefix(to, "story:"); ok && (at[name].IsZero() || at[name].After(s.At)) {
					t.Errorf("started at %s: %s of %s links to %s of %s", now, s.Name, s.At, name, at[name])
				}
			}
		}
		for _, f := range p.Home {
			for _, name := range f.Slots {
				if at[name].IsZero() || at[name].After(f.At) {
					t.Errorf("started at %s: %s of %s stands on the front of %s", now, name, at[name], f.At)
				}
			}
		}
		if t.Failed() {
			return
		}
	}
}

// storylines are the running stories, each in the order in which it was told.
var storylines = map[string][]string{
	"swing-bridge": {
		"bridge-closed", "bridge-crack", "bridge-tempers", "bridge-money", "bridge-launch", "bridge-long-read",
		"bridge-ring-arrives", "bridge-test-turn", "bridge-open-brief", "bridge-reopens",
	},
	"tern-line": {"tern-sale", "tern-offer", "tern-trust", "tern-ballot", "tern-interview", "tern-raise", "tern-sold"},
	"cannery-fire": {
		"cannery-fire", "cannery-door", "cannery-report", "cannery-charges", "trial-opens", "trial-lockett",
		"trial-gallard", "trial-verdict",
	},
	"night-clinic":  {"clinic-opens", "clinic-numbers", "clinic-bridge", "clinic-money", "clinic-saved"},
	"half-marathon": {"half-entries", "half-warning", "storm-night", "storm-clearing", "half-run"},
}

// links are what a story's newest words lead to, by the names of the files.
func links(t *testing.T, s demo.Story) []string {
	t.Helper()
	var found []string
	names := named()
	names.Address = func(to string) (string, error) {
		found = append(found, to)
		return "/x", nil
	}
	if _, err := s.Doc(s.Editions()+1, names); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEverythingThatIsNamedIsThere(t *testing.T) {
	p := courier(t, started)
	sections, people, topics, lines, pages := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{"": true}, map[string]bool{}
	for _, s := range p.Sections {
		if s.Parent != "" && !sections[s.Parent] {
			t.Errorf("section %s comes before its parent", s.Key)
		}
		sections[s.Key] = true
	}
	for _, x := range p.People {
		people[x.Key] = true
	}
	for _, x := range p.Topics {
		topics[x.Key] = true
	}
	for _, x := range p.Storylines {
		lines[x.Key] = true
	}
	for _, x := range p.Pages {
		pages[x.Name] = true
	}
	want := func(file, what string, there bool) {
		if !there {
			t.Errorf("%s names %s, which is not there", file, what)
		}
	}
	for _, s := range p.Stories {
		want(s.Name, s.Section, sections[s.Section])
		for _, key := range s.Sections {
			want(s.Name, key, sections[key])
		}
		for _, c := range s.Byline {
			want(s.Name, c.Person, people[c.Person])
			want(s.Name, string(c.Role), slices.Contains(article.Roles, c.Role))
		}
		for _, key := range s.Topics {
			want(s.Name, key, topics[key])
		}
		want(s.Name, s.Storyline, lines[s.Storyline])
		for _, c := range s.Changes {
			want(s.Name, c.By, people[c.By])
			want(s.Name, c.Kind, slices.Contains([]string{"small", "update", "correction", "clarification", "waiting"}, c.Kind))
			if (c.Say == "") != (c.Kind == "small" || c.Waiting) {
				t.Errorf("%s: what are readers told of the %s?", s.Name, c.Kind)
			}
		}
		for _, n := range s.Notes {
			want(s.Name, n.By, people[n.By])
			want(s.Name, "“"+n.Words+"”", strings.Contains(text(t, s), n.Words))
		}
		if s.Hold != nil {
			want(s.Name, s.Hold.By, people[s.Hold.By])
		}
	}
	for _, page := range p.Pages {
		names := named()
		names.Address = func(to string) (string, error) {
			name, ok := strings.CutPrefix(to, "page:")
			want(page.Name, to, ok && pages[name])
			return "/x", nil
		}
		if _, err := page.Doc(names); err != nil {
			t.Error(err)
		}
	}
}

func TestNoPartOfThePaperIsBare(t *testing.T) {
	p := courier(t, started)
	in, of := map[string]int{}, map[string]int{}
	fresh, freshSections := 0, map[string]bool{}
	signed := map[string]int{}
	for _, s := range p.Stories {
		if s.State != demo.Live {
			continue
		}
		for _, key := range append([]string{s.Section}, s.Sections...) {
			in[key]++
		}
		for _, key := range s.Topics {
			of[key]++
		}
		for _, c := range s.Byline {
			signed[c.Person]++
		}
		if !s.At.Before(p.Today.AddDate(0, 0, -1)) {
			fresh++
			top, _, _ := strings.Cut(s.Section, "/")
			freshSections[top] = true
		}
	}
	for _, s := range p.Sections {
		if in[s.Key] < 3 && s.Key != "business" && s.Key != "health" && s.Key != "sport" {
			t.Errorf("section %s has %d stories of its own", s.Key, in[s.Key])
		}
	}
	for _, x := range p.Topics {
		if of[x.Key] == 0 {
			t.Errorf("topic %s has no story", x.Key)
		}
	}
	for _, who := range p.People {
		if !who.DeskOnly && who.Key != "ruth" && signed[who.Key] == 0 {
			t.Errorf("%s has signed nothing", who.Name)
		}
	}
	if fresh < 20 || len(freshSections) < 8 {
		t.Errorf("%d stories of today and yesterday in %d sections: too few for a front page", fresh, len(freshSections))
	}
	if len(p.Stories) < 70 {
		t.Errorf("%d stories in all", len(p.Stories))
	}
}

func TestThereIsOneOfEach(t *testing.T) {
	p := courier(t, started)
	kinds := map[article.Kind]int{}
	has := map[string]int{}
	for _, s := range p.Stories {
		kinds[s.Kind]++
		has[string(s.State)]++
		for _, c := range s.Changes {
			has["change "+c.Kind]++
		}
		if s.Recall != nil {
			has["recall"]++
		}
		if s.Picture == nil {
			has["no picture"]++
		}
		if s.Source != nil {
			has["source"]++
		}
		if s.Hold != nil {
			has["hold"]++
		}
		if len(s.Notes) == 2 {
			has["two notes"]++
		}
		roles := map[article.Role]bool{}
		for _, c := range s.Byline {
			roles[c.Role] = true
		}
		if len(s.Byline) >= 3 && len(roles) >= 2 {
			has["three people with roles"]++
		}
		if strings.ContainsAny(text(t, s), "áéíóúãçøÉ") {
			has["accents"]++
		}
		doc, err := s.Doc(s.Editions()+1, named())
		if err != nil {
			t.Fatal(err)
		}
		doc.Walk(func(n *prose.Node) bool {
			has["block "+n.Type]++
			if n.Attr("lang") != "" && n.Type != "doc" {
				has["another language"]++
			}
			if n.Type == "gallery" && len(n.Content) == 8 {
				has["gallery of eight"]++
			}
			return true
		})
	}
	for _, pic := range p.Pictures {
		switch {
		case pic.Height > pic.Width:
			has["upright picture"]++
		case pic.Scene == "map":
			has["map"]++
		}
		if pic.Credit == "" {
			has["no credit"]++
		}
		if !pic.RightsEnd.IsZero() && pic.RightsEnd.Weekday() == time.Saturday { // the end of Friday
			has["rights end"]++
		}
		if !slices.Contains(draw.Scenes(), pic.Scene) {
			t.Errorf("nobody can draw %s", pic.Scene)
		}
		if pic.Alt == "" || pic.Caption == "" {
			t.Errorf("%s has no caption or says nothing to who cannot see it", pic.Key)
		}
	}
	for _, kind := range article.Kinds {
		if kinds[kind] == 0 {
			t.Errorf("no story is %s", kind)
		}
	}
	for _, what := range []string{
		"live", "recalled", "writing", "filed", "ready", "scheduled", "held", "change update", "change correction",
		"change clarification", "change small", "change waiting", "recall", "no picture", "source", "hold", "two notes",
		"three people with roles", "accents", "another language", "gallery of eight", "upright picture", "map",
		"no credit", "rights end", "block heading", "block quote", "block pullquote", "block list", "block table",
		"block factbox", "block embed", "block code_block",
	} {
		if has[what] == 0 {
			t.Errorf("there is no example of: %s", what)
		}
	}
}

func TestNoPictureIsPlacedTwice(t *testing.T) {
	placed := map[string]string{}
	for _, s := range courier(t, started).Stories {
		names := named()
		names.Picture = func(key string) (string, error) {
			if other, twice := placed[key]; twice {
				t.Errorf("%s and %s both show %s", s.Name, other, key)
			}
			placed[key] = s.Name
			return strings.Repeat("0", 26), nil
		}
		if _, err := s.Doc(1, names); err != nil {
			t.Fatal(err)
		}
	}
}
