package demo_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/demo"
	"broadsheet/internal/prose"
)

// everything is all public and unpublished text by the name of its file, standing pages and profiles included.
func everything(t *testing.T, p demo.Courier) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, s := range p.Stories {
		all[s.Name] = text(t, s) + captions(s, p)
		for _, c := range s.Changes {
			all[s.Name] += "\n" + c.Say
		}
		for _, n := range s.Notes {
			all[s.Name] += "\n" + n.Text
		}
		if s.Recall != nil {
			all[s.Name] += "\n" + s.Recall.Reason
		}
	}
	for _, page := range p.Pages {
		doc, err := page.Doc(named())
		if err != nil {
			t.Fatal(err)
		}
		all["page "+page.Name] = prose.Headline(doc) + "\n" + prose.Text(doc)
	}
	for _, who := range p.People {
		all["people.toml"] += who.Name + ", " + who.Title + "\n" + who.About + "\n" + who.Reach + "\n"
	}
	for _, s := range p.Sections {
		all["sections.toml"] += s.Name + "\n" + s.Line + "\n"
	}
	for _, s := range p.Topics {
		all["sections.toml"] += s.Name + "\n" + s.Line + "\n"
	}
	for _, s := range p.Storylines {
		all["sections.toml"] += s.Name + "\n" + s.Line + "\n"
	}
	return all
}

func captions(s demo.Story, p demo.Courier) string {
	if s.Picture == nil {
		return ""
	}
	return "\n" + s.Picture.Caption + "\n" + s.Picture.Alt
}

var capitalised = regexp.MustCompile(`\p{Lu}[\p{L}-]{4,}`)

// near tells whether two words differ by one letter: put in, left out, taken for another, or two changed about.
func near(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	x, y = x[i:], y[i:]
	switch {
	case len(y)-len(x) > 1 || len(y) == 0:
		return false
	case len(y) > len(x):
		return string(x) == string(y[1:])
	case string(x[1:]) == string(y[1:]):
		return true
	}
	return len(x) > 1 && x[0] == y[1] && x[1] == y[0] && string(x[2:]) == string(y[2:])
}

func TestNamesAreSpelledOneWay(t *testing.T) {
	p := courier(t, started)
	registered := map[string]string{}
	note := func(name string) {
		for _, w := range capitalised.FindAllString(name, -1) {
			registered[w] = name
		}
	}
	for _, who := range p.People {
		note(who.Name)
	}
	for _, k := range p.Known {
		note(k.Name)
	}
	// Words that are a letter away from a name and are right.
	right := []string{"Ferry", "March", "League", "Asked", "Quillans", "Orchards"}
	for file, words := range everything(t, p) {
		for _, w := range capitalised.FindAllString(words, -1) {
			if _, known := registered[w]; known || slices.Contains(right, w) {
				continue
			}
			for name, whole := range registered {
				if near(w, name) {
					t.Errorf("%s has %q: is that %s?", file, w, whole)
				}
			}
		}
	}
}

func TestEveryNameInTheRegisterIsUsed(t *testing.T) {
	p := courier(t, started)
	var all strings.Builder
	for _, words := range everything(t, p) {
		all.WriteString(words)
	}
	for _, k := range p.Known {
		if !strings.Contains(all.String(), k.Name) {
			t.Errorf("%s is in the register and nowhere else", k.Name)
		}
	}
}

var spoken = regexp.MustCompile(`“[^”]+”`)

// What somebody said is told word for word each time: two quotations that have six words in a row in common are one
// quotation, of which one may be a part.
func TestQuotesRecurWordForWord(t *testing.T) {
	p := courier(t, started)
	type said struct{ story, words string }
	runs := map[string]said{}
	for _, s := range p.Stories {
		for _, quote := range spoken.FindAllString(text(t, s), -1) {
			words := strings.Trim(quote, "“”")
			one := said{s.Name, words}
			all := strings.Fields(words)
			for i := 0; i+6 <= len(all); i++ {
				run := strings.Join(all[i:i+6], " ")
				before, again := runs[run]
				if !again {
					runs[run] = one
					continue
				}
				a, b := bare(before.words), bare(words)
				if !strings.Contains(a, b) && !strings.Contains(b, a) {
					t.Errorf("%s has “%s”, %s has “%s”", before.story, before.words, s.Name, words)
					break
				}
			}
		}
	}
}

// bare leaves out the sign at the end, which belongs to the sentence around the quotation.
func bare(s string) string { return strings.TrimRight(s, ".,?!") }

func TestWhatIsSaidOftenIsSaidInTheSameWords(t *testing.T) {
	p := courier(t, started)
	for quote, times := range map[string]int{
		"It sounded like somebody dropping an anchor in the cellar":                                 2,
		"You will have your bridge back before you have forgiven me":                                2,
		"I am seventy-one and I would like to take a ferry without being asked about the timetable": 3,
		"You are lent it by the people who are late":                                                2,
		"I had a key once":                        3,
		"Then I had a form to ask for a key.":     3,
		"Nobody has a fever at a convenient time": 2,
		"It said Exit, and it was lit":            1,
	} {
		found := 0
		for _, s := range p.Stories {
			if strings.Contains(text(t, s), quote) {
				found++
			}
		}
		if found < times {
			t.Errorf("“%s” stands in %d stories, want %d", quote, found, times)
		}
	}
}

func TestNothingRealIsNamed(t *testing.T) {
	real := strings.Fields(`America American Britain British England Scotland Wales Welsh Scottish Ireland Irish France
		French Germany German Spain Spanish Italy Italian Portugal Portuguese Lisbon London Paris Berlin Madrid Rome
		Brussels Europe European Africa African Asia Asian India Indian China Chinese Japan Japanese Russia Russian
		Ukraine Turkey Israel Palestine Canada Australia Brazil Mexico Cornwall Devon Dorset Yorkshire Kent Norfolk
		Suffolk Essex Bristol Plymouth Exeter Weymouth Liverpool Manchester Edinburgh Glasgow Cardiff Belfast Dublin
		Oxford Cambridge Atlantic Mediterranean Baltic Channel Thames Alpine Alps USA EU UN NATO NHS BBC CNN ITV
		Guardian Times Telegraph Reuters Bloomberg Google Apple Amazon Microsoft Facebook Twitter Instagram YouTube
		TikTok WhatsApp Spotify Netflix Tesco Sainsbury Aldi Lidl Labour Tory Tories Conservative Conservatives Democrat
		Democrats Republican Republicans Brexit Arsenal Chelsea Barcelona Methodist Anglican Catholic`)
	word := regexp.MustCompile(`[\p{L}’]+`)
	for file, words := range everything(t, courier(t, started)) {
		for _, w := range word.FindAllString(words, -1) {
			if slices.Contains(real, strings.TrimSuffix(w, "’s")) {
				t.Errorf("%s names %s", file, w)
			}
		}
	}
}

func TestNoAddressLeadsOutOfThePaper(t *testing.T) {
	p := courier(t, started)
	out := regexp.MustCompile(`(?:https?://|mailto:[^@]*@)([^/\s"?]+)`)
	check := func(file, address string) {
		for _, m := range out.FindAllStringSubmatch(address, -1) {
			if !strings.HasSuffix(m[1], ".example") {
				t.Errorf("%s leads to %s", file, m[1])
			}
		}
	}
	for _, s := range p.Stories {
		doc, err := s.Doc(s.Editions()+1, named())
		if err != nil {
			t.Fatal(err)
		}
		b, err := doc.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		check(s.Name, string(b))
	}
	for _, who := range p.People {
		if !strings.HasSuffix(who.Mail, ".example") {
			t.Errorf("%s has the address %s", who.Name, who.Mail)
		}
	}
}

func TestWordsAreSetAsAPrinterSetsThem(t *testing.T) {
	for file, words := range everything(t, courier(t, started)) {
		for line := range strings.Lines(words) {
			if strings.ContainsAny(line, `"'`) && !strings.Contains(line, `"height_m"`) {
				t.Errorf("%s has a typewriter's quotation mark in %q", file, strings.TrimSpace(line))
			}
			if strings.Count(line, "“") != strings.Count(line, "”") {
				t.Errorf("%s opens and closes quotation marks unevenly in %q", file, strings.TrimSpace(line))
			}
			if strings.Contains(line, "  ") || strings.Contains(line, " ,") || strings.Contains(line, "..") {
				t.Errorf("%s has a slip in %q", file, strings.TrimSpace(line))
			}
		}
	}
}

// A weekday by its bare name is true only in a story that falls on the same weekday whenever the demo is started.
func TestWeekdaysFitTheCalendar(t *testing.T) {
	weekday := regexp.MustCompile(`\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b`)
	monday, tuesday := courier(t, started), courier(t, started.AddDate(0, 0, 1))
	moved := map[string]bool{}
	for i, s := range monday.Stories {
		other := tuesday.Stories[i]
		for _, o := range tuesday.Stories {
			if o.Name == s.Name {
				other = o
			}
		}
		moved[s.Name] = s.At.Weekday() != other.At.Weekday()
	}
	for _, s := range monday.Stories {
		if !moved[s.Name] {
			continue
		}
		var shifted string
		for _, o := range tuesday.Stories {
			if o.Name == s.Name {
				shifted = text(t, o)
			}
		}
		// Of the weekdays named, each has to move with the story.
		first, second := weekday.FindAllString(text(t, s), -1), weekday.FindAllString(shifted, -1)
		for i := range min(len(first), len(second)) {
			if first[i] == second[i] && !slices.Contains(fixedDays[s.Name], first[i]) {
				t.Errorf("%s says %s whatever day it is published on", s.Name, first[i])
			}
		}
	}
}

// fixedDays are weekdays that a story of no fixed day names all the same: a timetable's, or long past.
var fixedDays = map[string][]string{
	"eldreth-waiting":    {"Tuesday"},
	"port-lanner-letter": {"Friday"},
	"town-clock":         {"Sunday"},
	"women-pitch":        {"Sunday", "Monday"},
	"book-review":        {"Friday", "Monday"},
	"parking-charges":    {"Wednesday"},
}

func TestLengthsAreAPapers(t *testing.T) {
	p := courier(t, started)
	within := func(s demo.Story, words, least, most int) {
		if words < least || words > most {
			t.Errorf("%s has %d words, want %d to %d", s.Name, words, least, most)
		}
	}
	usual, news := 0, 0
	for _, s := range p.Stories {
		if !s.State.Public() || s.Recall != nil {
			continue
		}
		doc, err := s.Doc(s.Editions(), named())
		if err != nil {
			t.Fatal(err)
		}
		words := prose.Words(doc)
		if n := len([]rune(s.Headline)); n > 111 {
			t.Errorf("%s has a headline of %d characters", s.Name, n)
		}
		if n := len(strings.Fields(s.Standfirst)); n > 35 {
			t.Errorf("%s has a standfirst of %d words", s.Name, n)
		}
		switch {
		case s.Kind == article.Brief:
			within(s, words, 60, 125)
			continue
		case s.Name == "bridge-long-read":
			within(s, words, 2400, 2800)
		case s.Name == "fish-auction":
			within(s, words, 670, 790)
		default:
			within(s, words, 215, 720)
		}
		news++
		if words >= 250 && words <= 600 {
			usual++
		}
	}
	if usual*5 < news*4 {
		t.Errorf("%d of %d stories have 250 to 600 words: too few", usual, news)
	}
}

func TestEachStoryHasAHeadlineOfItsOwn(t *testing.T) {
	seen := map[string]string{}
	long, short := 0, 0
	for _, s := range courier(t, started).Stories {
		if other, twice := seen[strings.ToLower(s.Headline)]; twice {
			t.Errorf("%s and %s have the same headline", s.Name, other)
		}
		seen[strings.ToLower(s.Headline)] = s.Name
		if s.Headline == "" || strings.HasSuffix(s.Headline, ".") {
			t.Errorf("%s: a headline is a line without a full stop, not %q", s.Name, s.Headline)
		}
		if s.Standfirst == "" && s.Kind != article.Brief && s.State.Public() {
			t.Errorf("%s has no standfirst", s.Name)
		}
		if len([]rune(s.Headline)) == 110 {
			long++
		}
		if len(strings.Fields(s.Headline)) == 3 {
			short++
		}
	}
	if long == 0 || short == 0 {
		t.Errorf("%d headlines of 110 characters and %d of three words, want one of each", long, short)
	}
}

func TestFiguresInTablesAddUp(t *testing.T) {
	number := regexp.MustCompile(`^[\d,]+$`)
	for _, s := range courier(t, started).Stories {
		doc, err := s.Doc(s.Editions(), named())
		if err != nil {
			t.Fatal(err)
		}
		doc.Walk(func(n *prose.Node) bool {
			if n.Type != "table" {
				return true
			}
			last := n.Content[len(n.Content)-1]
			if !strings.HasPrefix(prose.Text(last), "Together") {
				return false
			}
			var sum, want int
			for i, row := range n.Content {
				cells := strings.Split(prose.Text(row), "\t")
				figure := cells[len(cells)-1]
				if !number.MatchString(figure) {
					continue
				}
				var v int
				if _, err := fmt.Sscan(strings.ReplaceAll(figure, ",", ""), &v); err != nil {
					t.Fatal(err)
				}
				if i == len(n.Content)-1 {
					want = v
				} else {
					sum += v
				}
			}
			if sum != want || want == 0 {
				t.Errorf("%s: “%s” adds up to %d, and says %d", s.Name, n.Attr("caption"), sum, want)
			}
			return false
		})
	}
}

func TestStoriesSpeakOfDaysThatReadersCanTell(t *testing.T) {
	// The long way of dates: whatever day the demo is started, a story told of today never says when in the year it is.
	seasons := regexp.MustCompile(`\b(this|last|next) (spring|summer|autumn|winter)\b`)
	months := regexp.MustCompile(`\b(this|last|next) (January|February|March|April|May|June|July|August|September|October|November|December)\b`)
	for file, words := range everything(t, courier(t, time.Date(2027, 6, 30, 12, 0, 0, 0, time.UTC))) {
		for _, found := range append(seasons.FindAllString(words, -1), months.FindAllString(words, -1)...) {
			t.Errorf("%s says %q", file, found)
		}
	}
}
