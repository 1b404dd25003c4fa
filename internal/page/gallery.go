package page

import (
	"fmt"
	"html/template"
	"sync"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/prose"
)

// lisbon stands still: fixtures must not depend on the machine's zone files being complete.
var lisbon = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Lisbon")
	if err != nil {
		return time.UTC
	}
	return zone
}()

var monday = time.Date(2026, 11, 23, 14, 5, 0, 0, lisbon)

func ago(hours float64) time.Time { return monday.Add(-time.Duration(hours * float64(time.Hour))) }

// Gallery is one of each page that readers can meet, for the eye and for the laws.
func Gallery() map[string]Page {
	return map[string]Page{
		"home":          home(),
		"home-empty":    &Home{Frame: frame("/"), Date: monday},
		"home-one":      &Home{Frame: frame("/"), Date: monday, Lead: &story(0).card, Latest: cardsOf(0)},
		"unbroken":      unbroken(),
		"unbroken-home": unbrokenHome(),
		"many":          manySections(),
		"home-arabic":   arabicHome(),
		"section":       businessFront(),
		"section-sub":   &SectionFront{Frame: in(frame("/business/shipping/"), "Business"), Section: label("Shipping"), Days: days(0, 3, 5)},
		"section-none":  &SectionFront{Frame: frame("/technology/"), Section: label("Technology"), Description: "Machines and what they do to us."},
		"month": &ListMonth{
			Frame: in(frame("/business/2026/10/"), "Business"), Section: label("Business"), Month: monday.AddDate(0, -1, 0), Days: days(1, 2, 3, 4, 6),
			Newer: &Turn{URL: "/business/", Month: monday}, Older: &Turn{URL: "/business/2026/10/?before=x"},
		},
		"latest":      &Latest{Frame: frame("/latest"), Days: days(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), Older: &Turn{URL: "/latest/2026/10/", Month: monday.AddDate(0, -1, 0)}},
		"story":       newsStory(),
		"analysis":    essay(),
		"opinion":     opinionPiece(),
		"interview":   story(8).page(),
		"criticism":   story(7).page(),
		"explainer":   story(6).page(),
		"pictures":    pictureStory(),
		"brief":       story(9).page(),
		"sponsored":   sponsored(),
		"agency":      agencyStory(),
		"corrected":   corrected(),
		"long":        longHeadline(),
		"short":       story(10).page(),
		"unpictured":  story(4).page(),
		"tall":        tallLead(),
		"arabic":      arabicStory(),
		"foreign":     foreignStory(),
		"author":      authorPage(),
		"author-bare": &Author{Frame: frame("/author/nia-corrow"), Person: Person{Name: "Nia Corrow"}},
		"topic":       &Topic{Frame: frame("/topic/swing-bridge"), Name: "The swing bridge", Description: "Closed in September, opened again in November: every story about it.", Days: days(0, 3, 6)},
		"standing":    standing(),
		"search":      searched(),
		"search-none": &Search{
			Frame: hidden(frame("/search?q=bussiness+zzz")), Query: "bussiness zzz", Chosen: []Choice{{Name: "2026", URL: "/search?q=bussiness"}},
			Near: []Link{{"Business", "/business/"}}, Recent: cardsOf(1, 3, 4),
		},
		"search-empty":     &Search{Frame: hidden(frame("/search")), Recent: cardsOf(1, 3, 4)},
		"corrections":      correctionsPage(),
		"corrections-none": &Corrections{Frame: frame("/corrections")},
		"not-found":        &NotFound{Frame: hidden(frame("")), Words: "harbour bridge", Recent: cardsOf(1, 3, 4)},
		"gone":             &Gone{Frame: hidden(frame("")), At: ago(20), Recent: cardsOf(1, 3, 4)},
		"closed":           &Closed{Frame: Frame{Lang: "en", Zone: lisbon, Paper: paperOf()}},
		"closed-new":       &Closed{New: true},
		"unavailable":      &Unavailable{},
		"search-busy":      &Unavailable{Busy: true},
		"search-long":      &Unavailable{Long: true},
		"failed":           &Failed{Frame: frame("")},
	}
}

func paperOf() Paper {
	return Paper{
		Name: "The Wexmouth Courier", Strapline: "Harbour, town and county since 1871", Founded: 1871,
		Description: "News of Wexmouth, its harbour and its county.",
	}
}

func sections() []Section {
	s := func(name, slug, accent string, below ...string) Section {
		sec := Section{Name: name, URL: "/" + slug + "/", Accent: accent}
		for _, b := range below {
			sec.Below = append(sec.Below, Section{Name: b, URL: "/" + slug + "/" + slugOf(b) + "/", Accent: accent})
		}
		return sec
	}
	return []Section{
		s("News", "news", "red"), s("World", "world", "blue"),
		s("Business", "business", "green", "Jobs", "Shops", "Property", "Farming", "Shipping"),
		s("Health", "health", "ochre", "Hospital", "Family doctors", "Care"),
		s("Sport", "sport", "plum", "Rowing", "Football", "Athletics"),
		s("Courts", "courts", "slate"), s("Culture", "culture", "teal"), s("Technology", "technology", "brown"), s("Opinion", "opinion", "red"),
	}
}

func slugOf(name string) string {
	var out []rune
	for _, r := range name {
		switch {
		case r >= 'A' && r <= 'Z':
			out = append(out, r+'a'-'A')
		case r >= 'a' && r <= 'z':
			out = append(out, r)
		default:
			out = append(out, '-')
		}
	}
	return string(out)
}

func label(name string) Label {
	for _, s := range sections() {
		for _, all := range append([]Section{s}, s.Below...) {
			if all.Name == name {
				return Label{all.Name, all.URL, all.Accent}
			}
		}
	}
	return Label{}
}

func frame(path string) Frame {
	return Frame{
		Lang: "en-GB", Zone: lisbon, Base: "https://courier.example", Path: path, Paper: paperOf(), Year: 2026, Sections: sections(),
		Standing: []Link{{"About us", "/about"}, {"Contact", "/contact"}, {"Privacy", "/privacy"}, {"Masthead", "/masthead"}},
		Follow:   []Link{{"Mastodon", "https://social.example/@courier"}, {"Bluesky", "https://sky.example/courier"}},
	}
}

func hidden(f Frame) Frame { f.Hide = true; return f }

func in(f Frame, name string) Frame {
	l := label(name)
	f.Trail, f.Accent = []Link{{l.Name, l.URL}}, l.Accent
	for i := range f.Sections {
		f.Sections[i].Active = f.Sections[i].Name == name
	}
	return f
}

// shot is a picture in all its cuts, the largest as wide as w.
func shot(name, alt, ground string, w, h int) *Picture {
	p := &Picture{Alt: alt, Ground: ground, Caption: alt + ".", Credit: "Drawing: The Wexmouth Courier"}
	for shape, of := range map[string][2]int{"whole": {w, h}, "3x2": {3, 2}, "4x3": {4, 3}, "1x1": {1, 1}, "16x9": {16, 9}} {
		for _, width := range []int{160, 320, 640, 960, 1280} {
			if width > w || (width == 160) != (shape == "1x1") && width == 160 {
				continue
			}
			height := width * of[1] / of[0]
			p.Cuts = append(p.Cuts, Cut{shape, "image/jpeg", fmt.Sprintf("/pictures/%s-%s-%dx%d.jpg", name, shape, width, height), width, height})
		}
	}
	p.Cuts = append(p.Cuts, Cut{"share", "image/jpeg", "/pictures/" + name + "-share-1200x630.jpg", 1200, 630})
	return p
}

func portrait(name string) *Picture {
	p := shot("face-"+slugOf(name), "", "g50", 640, 640)
	p.Alt, p.Caption, p.Credit = name, "", ""
	return p
}

var (
	jo     = Person{Name: "Jo Tarrick", URL: "/author/jo-tarrick", Title: "Reporter, courts and council", Portrait: portrait("Jo Tarrick"), About: "Jo Tarrick has covered the council and the courts of Wexmouth since 2014."}
	idris  = Person{Name: "Idris Penvale", URL: "/author/idris-penvale", Title: "Reporter, harbour and business", Portrait: portrait("Idris Penvale"), About: "Idris Penvale writes about the harbour and what passes through it."}
	lena   = Person{Name: "Lena Sundhale", URL: "/author/lena-sundhale", Title: "Photographer", Role: article.Photographs}
	tomas  = Person{Name: "Dr Tomas Eldreth", URL: "/author/tomas-eldreth", Title: "Columnist", Portrait: portrait("Tomas Eldreth"), About: "Tomas Eldreth is a historian and writes a column every Monday."}
	nia    = Person{Name: "Nia Corrow", URL: "/author/nia-corrow", Title: "Freelance writer", Portrait: portrait("Nia Corrow")}
	zeynep = Person{Name: "Zoë Ångström-Şahin", Role: article.Translated}
)

// told is a story of the gallery: its card and the words of its page.
type told struct {
	card Card
}

func tell(kind article.Kind, section, headline, standfirst string, hours float64, pic *Picture, by ...Person) *told {
	l := label(section)
	return &told{card: Card{URL: l.URL + slugOf(headline)[:min(len(headline), 12)], Kind: kind, Section: l, Headline: headline, Standfirst: standfirst, Authors: by, Picture: pic, Published: ago(hours)}}
}

// story is one of the gallery's stories, to be changed at will but for its picture and its people.
func story(i int) *told {
	one := *all()[i]
	return &one
}

var all = sync.OnceValue(func() []*told {
	return []*told{
		tell(article.News, "News", "Swing bridge opens again after eleven weeks, and the ferries are late already", "The first lorry crossed at six this morning. The harbour master says the timetable will need a fortnight to settle.", 0.5, shot("bridge", "The swing bridge turning back across the harbour at dawn, seen from the quay", "g37", 1920, 1280), idris, jo, lena),
		tell(article.News, "Business", "Tern Line buyer promises to keep the winter boat to Hob's Ferry", "A letter to the staff names three routes that stay, and is silent about the fourth.", 1.5, shot("ferry", "A white ferry with a blue funnel leaving the inner harbour", "g44", 1920, 1280), idris),
		tell(article.Analysis, "Business", "What the cannery fire really cost the town", "Ninety-four jobs are the smaller part of the bill. The larger part is water.", 3, shot("cannery", "The burnt gable of Gannet Cannery against the evening sky", "g19", 1920, 1280), nia),
		tell(article.News, "Courts", "Cannery trial: night watchman tells of “a smell like burnt sugar”", "The second day of evidence turned on eleven minutes and a locked gate.", 4.2, shot("court", "The courthouse steps with people waiting in the rain", "g33", 1920, 1280), jo),
		tell(article.News, "Health", "Night clinic will stay open until spring, hospital director says", "Priya Lanthorne has found two doctors and half the money.", 5.1, nil, jo),
		tell(article.News, "Sport", "Harrowell's eight win at Stell by a canvas", "", 7, shot("rowing", "A rowing eight at the finish with the cox shouting", "g45", 1920, 1280), nia),
		tell(article.Explainer, "News", "How a bridge of 1,900 tonnes is turned by two people and a lever", "Water does the work. We drew what lies under the roadway.", 20, shot("drawing", "A drawing of the machinery under the bridge", "g59", 1920, 1280), idris),
		tell(article.Criticism, "Culture", "A Tempest with real rain", "The open-air company plays through the weather and is better for it.", 23, shot("storm", "Actors with umbrellas on a stage by the water", "g28", 1920, 1280), nia),
		tell(article.Interview, "World", "“Nobody in Ambery reads the small print of a tide table”", "The county's oldest pilot on fog, radar and retirement.", 26, shot("pilot", "An old man in a pilot's coat at a chart table", "g18", 1920, 1280), idris),
		tell(article.Brief, "News", "Market moves to the fish quay on Saturday", "", 28, nil, jo),
		tell(article.News, "Courts", "Mayor sues Courier", "Elspeth Rudgeway wants a retraction of our story on the harbour fees. We stand by it.", 30, nil, jo),
		tell(article.Opinion, "Opinion", "The bridge was never the problem; we were", "We closed it in our heads long before the engineers did.", 2, shot("bridge", "The bridge", "g37", 1920, 1280), tomas),
		tell(article.Opinion, "Opinion", "A town that cannot say what a bus costs has no bus", "", 25, nil, nia),
		tell(article.Opinion, "Opinion", "Let the night clinic charge the day shift", "", 27, nil, jo),
		tell(article.Opinion, "Opinion", "In praise of the late ferry", "", 29, nil, idris),
		tell(article.News, "Technology", "Harbour radar goes on the open net, with a day's delay", "", 33, nil, idris),
		tell(article.News, "World", "Storm takes the pier at Stell for the second time in five years", "Nobody was hurt. The insurer has asked for the plans of 1931.", 34, shot("pier", "Waves breaking over a wooden pier", "g36", 1920, 1280), nia),
		tell(article.News, "World", "Ambery votes on the county line in March", "", 35, nil, jo),
		tell(article.News, "Business", "Three shops in Cooper Row close before Christmas", "", 36, nil, idris),
		tell(article.News, "Sport", "Half-marathon goes round the storm, not through it", "", 37, nil, nia),
	}
})

func cardsOf(indexes ...int) []Card {
	var cards []Card
	for _, i := range indexes {
		cards = append(cards, story(i).card)
	}
	return cards
}

func days(indexes ...int) []Day {
	var out []Day
	words := WordsIn("en", lisbon)
	for _, i := range indexes {
		c := story(i).card
		if len(out) == 0 || !words.SameDay(out[len(out)-1].Date, c.Published) {
			out = append(out, Day{Date: c.Published})
		}
		out[len(out)-1].Cards = append(out[len(out)-1].Cards, c)
	}
	return out
}

func home() *Home {
	lead := story(0).card
	paid := sponsoredCard()
	block := func(section string, lead int, more ...int) Block {
		return Block{Section: label(section), Lead: story(lead).card, Headlines: cardsOf(more...)}
	}
	return &Home{
		Frame: frame("/"), Date: monday, Lead: &lead, Seconds: cardsOf(1, 4), Latest: cardsOf(0, 1, 11, 2, 3, 4, 5, 6),
		Rows: []Row{
			{"strip", []Card{story(2).card, bare(story(10).card), story(3).card, paid}},
			{"pair", cardsOf(18, 19)},
			{"lead", cardsOf(12, 15, 9)},
			{"list", cardsOf(8, 9, 10, 13, 14, 17)},
		},
		Blocks:  []Block{block("World", 16, 17, 8, 15), block("Sport", 5, 19, 9, 17), block("Culture", 7, 6, 15, 18)},
		Opinion: cardsOf(11, 12, 13, 14), Recent: cardsOf(0, 1, 2, 3, 4),
	}
}

// bare is a card without its picture.
func bare(c Card) Card {
	c.Picture = nil
	return c
}

func businessFront() *SectionFront {
	lead := story(1).card
	lead.Section = label("Shipping")
	f := &SectionFront{
		Frame: in(frame("/business/"), "Business"), Section: label("Business"), Description: "Work, trade and the price of things between the harbour and the hills.",
		Lead: &lead, Seconds: cardsOf(2, 18), Days: days(0, 3, 4, 5, 6, 7, 8), Older: &Turn{URL: "/business/2026/10/", Month: monday.AddDate(0, -1, 0)},
	}
	f.Days[0].Cards[1] = sponsoredCard()
	f.Trail = nil
	for _, s := range sections() {
		if s.Name == "Business" {
			for _, b := range s.Below {
				f.Below = append(f.Below, Link{b.Name, b.URL})
			}
		}
	}
	return f
}

func sponsoredCard() Card {
	c := tell(article.Sponsored, "Business", "Five reasons to winter your boat in a dry shed", "Salt sleeps, wood does not.", 6, shot("boats", "Boats under covers in a long shed", "g52", 1920, 1280)).card
	c.PaidBy = "Harbour Sheds & Sons"
	return c
}

// page makes the whole page of a story out of its card.
func (s *told) page(body ...*prose.Node) *Story {
	if len(body) == 0 {
		body = ordinary()
	}
	doc := prose.Doc(s.card.Headline, s.card.Standfirst, body...)
	f := in(frame(s.card.URL), s.card.Section.Name)
	for i := range f.Sections {
		f.Sections[i].Active = f.Sections[i].Name == s.card.Section.Name
	}
	return &Story{
		Frame: f, Kind: s.card.Kind, Labels: []Label{s.card.Section}, Headline: s.card.Headline, Standfirst: s.card.Standfirst,
		Byline: s.card.Authors, PaidBy: s.card.PaidBy, Published: s.card.Published, Words: prose.Words(doc), Picture: s.card.Picture,
		Body: rendered(doc, "en-GB"), Edition: 1, Share: []string{"email", "facebook", "whatsapp", "bluesky"},
		Topics:  []Link{{"The swing bridge", "/topic/swing-bridge"}, {"Harbour", "/topic/harbour"}, {"Ferries", "/topic/ferries"}},
		Related: cardsOf(6, 1, 16, 4), Recent: cardsOf(11, 2, 3, 5, 7),
	}
}

func rendered(doc *prose.Node, lang string) template.HTML {
	return prose.HTML(doc, prose.Options{Lang: lang, Typeset: true, Labels: BodyLabels(lang, lisbon), Picture: func(id string) (prose.Picture, bool) {
		w, h := 1280, 853
		if id == "upright" {
			w, h = 853, 1280
		}
		return prose.Picture{Src: fmt.Sprintf("/pictures/%s-whole-%dx%d.jpg", id, w, h), Width: w, Height: h, Alt: "A scene of the harbour", Caption: "The harbour on Sunday, drawn from the fish quay.", Credit: "Drawing: The Wexmouth Courier", Ground: "g44"}, true
	}})
}

func p(text string) *prose.Node { return prose.P(prose.T(text)) }

func ordinary() []*prose.Node {
	return []*prose.Node{
		p("The first lorry rolled over at six in the morning, with its lights on and a paper flag in the window. Behind it waited forty cars, two buses and a man with a wheelbarrow who had, he said, been promised he would be the first."),
		p("It was the eleventh Monday since the bearing on the northern pier cracked and the bridge stayed open to ships and closed to everybody else. For eleven weeks the town went round by Ambery, nineteen miles for what had been two hundred yards."),
		p("Harbour master Col Dunnage turned the lever himself. “It moves the way it should,” he said. “What it does not do yet is keep to a timetable, and I ask for a fortnight.”"),
		prose.P(prose.T("The Tern Line, which had taken passengers across in the meantime, said the "), prose.T("Kittiwake", prose.Em()), prose.T(" would run until Sunday. Its figures, "), prose.T("published last week", prose.Link("/business/tern-line")), prose.T(", show 61,400 crossings.")),
		p("Mayor Elspeth Rudgeway said the council would pay for the inspection out of the reserve. The reserve, according to the budget that she signed in March, holds £212,000; the inspection cost £340,000."),
		p("By nine the queue had gone. The man with the wheelbarrow crossed fourteenth, and then went back to be photographed."),
	}
}

func newsStory() *Story {
	s := story(0).page(append(ordinary(),
		prose.H(2, prose.T("What was wrong")),
		p("The bridge turns on a ring of 96 steel rollers. One of them, cast in 1903, had worn flat on a side; the ring above it had bent by four millimetres, which is the thickness of two coins and enough to stop 1,900 tonnes."),
		prose.Quote("Col Dunnage, harbour master", "at the council's meeting of 19 November", p("We knew in spring. We wrote it down in spring. What we did not have in spring was anybody who would sign for it.")),
		prose.Image("quay", "The fish quay on the last Sunday of the closure.", "The fish quay with crates and two boats"),
		prose.Pull("", prose.T("Nineteen miles for what had been two hundred yards")),
		p("The new rollers came from a foundry that usually makes parts for mills."),
		prose.Bullets(prose.Item(p("Lorries over 18 tonnes: from 1 December")), prose.Item(p("Buses 4 and 9: at once, the old timetable")), prose.Item(p("The Kittiwake: until Sunday, every half hour"))),
		prose.Table("What the closure cost", prose.Row(prose.Header("col", p("Item")), prose.Header("col", p("Estimate, £")), prose.Header("col", p("Bill, £"))),
			prose.Row(prose.Header("row", p("Inspection")), prose.Cell(p("120,000")).With("align", "end"), prose.Cell(p("340,000")).With("align", "end")),
			prose.Row(prose.Header("row", p("Rollers")), prose.Cell(p("88,000")).With("align", "end"), prose.Cell(p("91,500")).With("align", "end"))),
		prose.FactBox("The bridge in figures", p("Built 1903. Weight 1,900 tonnes. Opens 2,300 times a year."), p("It turns in four minutes.")),
		prose.Embed("https://video.example/watch/7", "video.example", "The bridge turning, in four minutes", "A film from the northern pier."),
		prose.Divider(),
		p("The council meets again on Thursday."))...)
	s.Updated, s.Edition = ago(0.1), 3
	s.Byline = append(s.Byline, zeynep)
	return s
}

// essay is a piece that subheadings and a pull quote part.
func essay() *Story {
	return story(2).page(append(append(ordinary(),
		prose.H(2, prose.T("Water does not bargain")),
		p("Twelve thousand cubic metres went into the fire in nine hours, most of it out of the main that feeds the upper town. The main had been laid for a town of thirty thousand people who did not own washing machines."),
		p("Nobody in Ambery noticed. In the upper town they noticed for eleven days, first because nothing came out of the tap and then because of what did."),
		p("The company has put a price on it, which is more than it ever did before: £1.9 million, of which the insurer will carry a third."),
		prose.Pull("", prose.T("The larger part of the bill is water")),
		p("What remains is divided by a key that was agreed in 1974 and that nobody at the table on Thursday could explain.")),
		ordinary()[:3]...)...)
}

func opinionPiece() *Story { s := story(11).page(); s.Picture = nil; return s }

func corrected() *Story {
	s := story(3).page()
	s.Updated, s.Edition = ago(1), 4
	s.Notes = []Note{
		{ID: "a", Kind: article.Corrected, At: ago(1), Text: "An earlier version gave the wrong number of minutes between the two rounds of the night watchman.", Was: "nineteen minutes", Now: "eleven minutes"},
		{ID: "b", Kind: article.Clarification, At: ago(0.8), Text: "The gate belongs to the harbour, not to the cannery."},
		{ID: "c", Kind: article.Typo, At: ago(0.5), Text: "A name was misspelled.", Was: "Dunage", Now: "Dunnage"},
	}
	return s
}

func sponsored() *Story {
	t := &told{card: sponsoredCard()}
	return t.page()
}

func agencyStory() *Story {
	s := story(16).page()
	s.Byline, s.Source = nil, Link{"Meridian Wire", "https://meridian.example/"}
	return s
}

func longHeadline() *Story {
	t := tell(article.News, "Health", "Hospital to pay for taxis of night nurses after the last bus from Hob's Ferry is moved to twenty to eleven", "The change saves the bus company an hour and costs the hospital a nurse.", 9, shot("hospital", "The hospital at night with one lit floor", "g04", 1920, 1280), jo)
	return t.page()
}

func pictureStory() *Story {
	t := tell(article.PictureStory, "News", "Eleven weeks without a bridge", "Lena Sundhale went over the water every day that the bridge was closed.", 12, shot("quay", "The quay at low water", "g44", 1920, 1280), Person{Name: "Lena Sundhale", URL: "/author/lena-sundhale", Title: "Photographer"})
	return t.page(p("She took the first boat every morning, and the last one back."), prose.Image("ferry", "The first boat.", "The first boat"), prose.Image("upright", "A rope.", "A rope"), prose.Gallery("The queue", prose.Image("boats", "At six.", "At six"), prose.Image("market", "At seven.", "At seven")), p("On the last day nobody waited."))
}

func tallLead() *Story {
	s := story(8).page()
	s.Picture = shot("upright", "The pilot at the rail, from below", "g18", 1280, 1920)
	return s
}

func foreignStory() *Story {
	s := story(5).page(p("Les rameurs de Wexmouth ont gagné d'un souffle."), p("« Encore ! » crièrent-ils."))
	s.Lang, s.Headline, s.Standfirst = "fr", "À Stell, les huit de Harrowell gagnent d'un souffle", "Une régate pour ceux qui aiment la pluie."
	s.Body = rendered(prose.Doc("", "", p("Les rameurs de Wexmouth ont gagné d'un souffle."), p("« Encore ! » crièrent-ils.")), "fr")
	return s
}

func authorPage() *Author {
	who := jo
	who.Email, who.Links = "jo@courier.example", []Link{{"Mastodon", "https://social.example/@jo"}}
	return &Author{Frame: frame("/author/jo-tarrick"), Person: who, Days: days(0, 3, 4, 10, 13, 17)}
}

func standing() *Standing {
	doc := prose.Doc("About us", "", p("The Courier has been printed in Wexmouth since 1871, on four presses and in two houses."), prose.H(2, prose.T("Who owns it")), p("Ruth Ambersley and the people who work here."), prose.Bullets(prose.Item(p("Six people")), prose.Item(p("One dog"))))
	return &Standing{Frame: frame("/about"), Headline: "About us", Body: rendered(doc, "en-GB"), Changed: ago(400), Edition: 2}
}

func searched() *Search {
	snippet := []article.Piece{{Text: "… the eleventh Monday since the bearing on the northern pier cracked and the "}, {Text: "bridge", Mark: true}, {Text: " stayed open to ships and closed to everybody else …"}}
	s := &Search{
		Frame: hidden(frame("/search?q=bridge")), Query: "bridge", Count: 10000, More: true,
		Looked: 5000, Since: ago(200), LookOn: "/search?before=x&q=bridge",
		Kept: []Link{{"date", "2026"}}, Chosen: []Choice{{Name: "2026", URL: "/search?q=bridge"}},
		Meant:  []Link{{"bridges", "/search?q=bridges"}},
		Orders: []Order{{URL: "/search?q=bridge", Here: true}, {Newest: true, URL: "/search?q=bridge&sort=newest"}},
		Older:  &Turn{URL: "/search?q=bridge&after=x"}, First: "/search?q=bridge", ByDate: "/search?q=bridge&sort=newest",
		Facets: []Facet{
			{"section", []Choice{{Name: "Business", URL: "/search?q=bridge&section=business", Count: 7012}}},
			{"author", []Choice{{Name: "Idris Penvale", URL: "/search?by=author%2Fidris-penvale&q=bridge", Count: 31}}},
			{"date", []Choice{{Date: monday, URL: "/search?date=2026-11&q=bridge", Count: 9}}},
			{"kind", []Choice{{Kind: article.News, URL: "/search?kind=news&q=bridge", Count: 8800}, {Kind: article.Opinion, URL: "/search?kind=opinion&q=bridge", Count: 5}}},
		},
	}
	for _, c := range append(cardsOf(0, 6, 11), sponsoredCard()) {
		s.Hits = append(s.Hits, Hit{Card: c, Headline: []article.Piece{{Text: c.Headline, Mark: true}}, Snippet: snippet})
	}
	return s
}

func correctionsPage() *Corrections {
	c := &Corrections{Frame: frame("/corrections"), Older: &Turn{URL: "/corrections?before=x"}}
	for _, n := range corrected().Notes {
		c.Items = append(c.Items, Corrected{n, story(3).card})
	}
	return c
}

func arabicFrame(path string) Frame {
	f := frame(path)
	f.Lang, f.Paper = "ar", Paper{Name: "بريد المرفأ", Strapline: "المرفأ والمدينة والمحافظة منذ 1871", Founded: 1871}
	f.Standing = []Link{{"من نحن", "/about"}, {"اتصل بنا", "/contact"}}
	names := []string{"أخبار", "العالم", "اقتصاد", "صحة", "رياضة", "محاكم", "ثقافة", "تقنية", "رأي"}
	for i := range f.Sections {
		f.Sections[i].Name = names[i]
		f.Sections[i].Below = nil
	}
	return f
}

func arabicCards() []Card {
	person := Person{Name: "سلمى الحداد", URL: "/author/salma"}
	section := Label{"أخبار", "/news/", "red"}
	var cards []Card
	for i, h := range []string{"الجسر الدوار يفتح من جديد بعد أحد عشر أسبوعًا والعبّارات تتأخر منذ اليوم الأول", "المشتري يعد بإبقاء قارب الشتاء", "العيادة الليلية تبقى مفتوحة حتى الربيع", "العاصفة تهدم الرصيف للمرة الثانية", "السوق ينتقل إلى رصيف السمك يوم السبت", "فريق التجديف يفوز بفارق ضئيل"} {
		c := Card{URL: fmt.Sprintf("/news/%d", i), Kind: article.News, Section: section, Headline: h, Standfirst: "عبرت أول شاحنة في السادسة صباحًا، ويقول مدير المرفأ إن الجدول يحتاج إلى أسبوعين.", Authors: []Person{person}, Published: ago(float64(i) * 2)}
		if i%2 == 0 {
			c.Picture = shot([]string{"bridge", "ferry", "storm"}[i/2], "الجسر عند الفجر", "g37", 1920, 1280)
		}
		cards = append(cards, c)
	}
	return cards
}

func arabicHome() *Home {
	c := arabicCards()
	return &Home{Frame: arabicFrame("/"), Date: monday, Lead: &c[0], Seconds: c[1:3], Latest: c, Rows: []Row{{"strip", c[3:6]}}, Recent: c[:5]}
}

func arabicStory() *Story {
	c := arabicCards()[0]
	doc := prose.Doc(c.Headline, c.Standfirst, p("عبرت أول شاحنة في السادسة صباحًا وأضواؤها مضاءة وعلى نافذتها علم من ورق. وانتظرت خلفها أربعون سيارة وحافلتان ورجل معه عربة يد قال إنهم وعدوه بأن يكون الأول."), prose.P(prose.T("قال مدير المرفأ "), prose.T("كول داناج", prose.Em()), prose.T(": «يتحرك كما ينبغي».")), prose.H(2, prose.T("ما الذي تعطل")), prose.Pull("", prose.T("تسعة عشر ميلًا بدل مئتي ياردة")), p("يجتمع المجلس من جديد يوم الخميس."))
	f := arabicFrame(c.URL)
	f.Trail, f.Accent = []Link{{"أخبار", "/news/"}}, "red"
	return &Story{Frame: f, Kind: article.Analysis, Labels: []Label{c.Section}, Headline: c.Headline, Standfirst: c.Standfirst, Byline: []Person{c.Authors[0], {Name: "كريم العلي", Role: article.Photographs}}, Published: c.Published, Updated: monday, Words: 460, Picture: c.Picture, Body: rendered(doc, "ar"), Edition: 2, Share: []string{"email", "whatsapp"}, Related: arabicCards()[1:5], Recent: arabicCards()[:5]}
}

// manySections is a paper with more sections than its bar holds.
func manySections() *Home {
	h := home()
	for _, name := range []string{"Education", "Environment", "Obituaries", "Letters", "Food and drink"} {
		h.Sections = append(h.Sections, Section{Name: name, URL: "/" + slugOf(name) + "/", Accent: "blue"})
	}
	h.Sections = append(h.Sections, sections()[2])
	return h
}

// endless is a word that no layout has foreseen.
const endless = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorstandswahlversammlung"

func unbroken() *Story {
	s := story(0).page(p(endless), prose.Table(endless, prose.Row(prose.Cell(p(endless)), prose.Cell(p("1")))), prose.Bullets(prose.Item(p(endless))))
	s.Headline, s.Standfirst = endless, endless
	s.Byline = []Person{{Name: endless, URL: "/author/x", About: endless}}
	s.Related[0].Headline, s.Related[1].Standfirst, s.Recent[0].Headline = endless, endless, endless
	s.Topics = []Link{{endless, "/topic/x"}}
	return s
}

func unbrokenHome() *Home {
	h := home()
	for _, cards := range [][]Card{h.Seconds, h.Latest, h.Rows[0].Cards, h.Opinion, h.Recent, h.Blocks[0].Headlines, {*h.Lead}, {h.Blocks[0].Lead}} {
		for i := range cards {
			cards[i].Headline, cards[i].Standfirst = endless, endless
		}
	}
	h.Lead.Headline, h.Blocks[0].Lead.Headline, h.Paper.Name = endless, endless, endless
	return h
}
