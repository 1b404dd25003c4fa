package demo

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"broadsheet/internal/article"
)

const drawnHere = "Drawing: The Wexmouth Courier"

// A header is what stands between the +++ lines of a story file.
type header struct {
	Headline       string
	Standfirst     string
	SearchHeadline string       `toml:"search_headline"`
	ShareHeadline  string       `toml:"share_headline"`
	Kind           article.Kind // "news" when left out
	Section        string
	Sections       []string
	Byline         []credit
	Source         *Source
	Topics         []string
	Storyline      string
	Slug           string // the file's name when left out
	Lang, Dir      string
	Day            string // see calendar
	Time           string
	Picture        *drawing
	PaidBy         string `toml:"paid_by"`
	NoAds          bool   `toml:"no_ads"`
	Note           string

	State   State // "live" when left out
	Author  string
	Editor  string
	OpenBy  string `toml:"open_by"`
	Changes []change
	Recall  *struct{ Day, Time, By, Reason string }
	Hold    *struct{ Until, By, Reason string }
	Notes   []struct{ By, Words, Text, Day, Time string }
}

type credit struct {
	Name string
	Role article.Role // "by" when left out
}

type change struct{ Kind, Day, Time, By, Old, New, Say string }

type drawing struct {
	Scene      string
	Variant    int
	Shape      string // wide (3:2, when left out), tall (2:3), square
	Caption    string
	Alt        string
	Uncredited bool // the desk has yet to ask
	Rights     string
	RightsEnd  string `toml:"rights_end"`
}

// Paper reads the whole demo newsroom as it stands when it is started at now. Times are in zone.
func Paper(now time.Time, zone *time.Location) (Courier, error) {
	var p Courier
	var masthead struct {
		Name, Strapline, Footer string
		Sections                []Section
		Topics                  []Topic
		Storylines              []Storyline
	}
	var people struct {
		People []Person
		Known  []Known
	}
	var days struct{ Days map[string]string }
	var front struct {
		Home []struct {
			MinutesAgo int `toml:"minutes_ago"`
			Section    string
			By         string
			Slots      []string
		}
	}
	for name, into := range map[string]any{"sections.toml": &masthead, "people.toml": &people, "calendar.toml": &days, "front.toml": &front} {
		text, err := files.ReadFile(name)
		if err != nil {
			return p, err
		}
		if err := decode(string(text), into); err != nil {
			return p, fmt.Errorf("%s: %w", name, err)
		}
	}
	now = now.Truncate(time.Microsecond) // as clocks and stores keep it
	c := newCalendar(now, zone, days.Days)
	p = Courier{
		Name: masthead.Name, Strapline: masthead.Strapline, Footer: masthead.Footer, Today: c.today, Started: now,
		People: people.People, Known: people.Known, Sections: masthead.Sections, Topics: masthead.Topics, Storylines: masthead.Storylines,
	}
	if err := p.readStories(c); err != nil {
		return p, err
	}
	for _, f := range front.Home {
		at := now.Add(-time.Duration(f.MinutesAgo) * time.Minute)
		for _, s := range p.Stories {
			if slices.Contains(f.Slots, s.Name) && !at.After(s.At) {
				at = s.At.Add(time.Minute) // early in the morning the day is still short
			}
		}
		p.Home = append(p.Home, Front{Section: f.Section, At: at, By: f.By, Slots: f.Slots})
	}
	return p, p.readPages(c)
}

// decode reads TOML and takes no key that nobody asked for: a misspelt one would be words that nobody sees.
func decode(text string, into any) error {
	meta, err := toml.Decode(text, into)
	if err != nil {
		return err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return fmt.Errorf("nothing is called %q here", unknown[0])
	}
	return nil
}

// open parts a file into its header and the text below it.
func open(name string, into any) (body string, err error) {
	text, err := files.ReadFile(name)
	if err != nil {
		return "", err
	}
	head, ok := strings.CutPrefix(string(text), "+++\n")
	if !ok {
		return "", fmt.Errorf("%s: the header has to begin with +++", name)
	}
	head, body, ok = strings.Cut(head, "\n+++\n")
	if !ok {
		return "", fmt.Errorf("%s: the header has to end with +++", name)
	}
	if err := decode(head, into); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return strings.TrimSpace(body), nil
}

func (p *Courier) readStories(c calendar) error {
	names, err := fs.Glob(files, "stories/*.md")
	if err != nil {
		return err
	}
	for _, file := range names {
		var h header
		body, err := open(file, &h)
		if err != nil {
			return err
		}
		s, drawn, err := h.story(strings.TrimSuffix(path.Base(file), ".md"), body, c)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		p.Stories = append(p.Stories, s)
		for _, d := range drawn {
			if s.At.Before(c.today.AddDate(0, 0, -7)) { // the archive is drawn smaller, so that the paper is up sooner
				d.Width, d.Height = d.Width*3/4, d.Height*3/4
			}
			p.addPicture(d)
		}
	}
	slices.SortStableFunc(p.Stories, func(a, b Story) int {
		if a.State.Public() != b.State.Public() {
			if a.State.Public() {
				return -1
			}
			return 1
		}
		return a.At.Compare(b.At)
	})
	return nil
}

// addPicture keeps a picture once, however often it is placed; the first place gives the words.
func (p *Courier) addPicture(d Picture) {
	if !slices.ContainsFunc(p.Pictures, func(have Picture) bool { return have.Key == d.Key }) {
		p.Pictures = append(p.Pictures, d)
	}
}

func (h header) story(name, body string, c calendar) (Story, []Picture, error) {
	day, err := c.day(h.Day, c.today)
	if err != nil {
		return Story{}, nil, err
	}
	at, err := c.instant(day, h.Time)
	if err != nil {
		return Story{}, nil, err
	}
	s := Story{
		Name: name, Kind: cmp.Or(h.Kind, article.News), Section: h.Section, Sections: h.Sections, Source: h.Source,
		Topics: h.Topics, Storyline: h.Storyline, Slug: cmp.Or(h.Slug, name), Lang: h.Lang, Dir: h.Dir, PaidBy: h.PaidBy, NoAds: h.NoAds,
		State: cmp.Or(h.State, Live), At: at, Author: h.Author, Editor: cmp.Or(h.Editor, "mara"), OpenBy: h.OpenBy,
	}
	for _, b := range h.Byline {
		s.Byline = append(s.Byline, Credit{Person: b.Name, Role: cmp.Or(b.Role, article.By)})
	}
	if s.Author == "" && len(s.Byline) > 0 {
		s.Author = s.Byline[0].Person
	}
	var failed error
	fill := func(text string) string {
		filled, err := c.expand(text, day)
		if err != nil && failed == nil {
			failed = err
		}
		return filled
	}
	s.Headline, s.Standfirst, s.Note, s.body = fill(h.Headline), fill(h.Standfirst), fill(h.Note), fill(body)
	s.SearchHeadline, s.ShareHeadline = fill(h.SearchHeadline), fill(h.ShareHeadline)

	var drawn []Picture
	if h.Picture != nil {
		d, err := h.Picture.picture(c)
		if err != nil {
			return s, nil, err
		}
		d.Caption, d.Alt = fill(d.Caption), fill(d.Alt)
		s.Picture = &Placed{Picture: d.Key, Caption: d.Caption, Alt: d.Alt}
		drawn = append(drawn, d)
	}
	more, err := drawingsIn(s.body)
	if err != nil {
		return s, nil, err
	}
	drawn = append(drawn, more...)

	if err := h.later(&s, c, fill); err != nil {
		return s, nil, err
	}
	return s, drawn, failed
}

// later reads what happened to a story after it was first written.
func (h header) later(s *Story, c calendar, fill func(string) string) error {
	instant := func(day, hhmm string) (time.Time, error) {
		d, err := c.day(day, c.today)
		if err != nil {
			return d, err
		}
		return c.instant(d, hhmm)
	}
	for _, ch := range h.Changes {
		at, err := instant(ch.Day, ch.Time)
		if err != nil {
			return err
		}
		s.Changes = append(s.Changes, Change{
			Kind: ch.Kind, At: at, By: cmp.Or(ch.By, s.Editor), Old: fill(ch.Old), New: fill(ch.New), Say: fill(ch.Say),
			Waiting: ch.Kind == "waiting",
		})
	}
	if h.Recall != nil {
		at, err := instant(h.Recall.Day, h.Recall.Time)
		if err != nil {
			return err
		}
		s.State = Recalled
		s.Recall = &Recall{At: at, By: cmp.Or(h.Recall.By, s.Editor), Reason: fill(h.Recall.Reason)}
	}
	if h.Hold != nil {
		clock, err := time.Parse("15:04", h.Hold.Until)
		if err != nil {
			return fmt.Errorf("a hold until %q: %w", h.Hold.Until, err)
		}
		until := time.Date(c.now.Year(), c.now.Month(), c.now.Day(), clock.Hour(), clock.Minute(), 0, 0, c.now.Location())
		if !until.After(c.now) {
			until = until.AddDate(0, 0, 1)
		}
		s.Hold = &Hold{Until: until, By: h.Hold.By, Reason: fill(h.Hold.Reason)}
	}
	for _, n := range h.Notes {
		at, err := instant(n.Day, n.Time)
		if err != nil {
			return err
		}
		s.Notes = append(s.Notes, Note{By: n.By, Words: fill(n.Words), Text: fill(n.Text), At: at})
	}
	return nil
}

func (d drawing) picture(c calendar) (Picture, error) {
	p := Picture{Scene: d.Scene, Variant: d.Variant, Caption: d.Caption, Alt: d.Alt, Credit: drawnHere, Rights: d.Rights}
	if d.Uncredited {
		p.Credit = ""
	}
	p.Key = fmt.Sprintf("%s-%d", d.Scene, d.Variant)
	switch d.Shape {
	case "", "wide":
		p.Width, p.Height = 1280, 853
	case "tall":
		p.Width, p.Height = 853, 1280
		p.Key += "-tall"
	case "square":
		p.Width, p.Height = 1280, 1280
		p.Key += "-square"
	default:
		return p, fmt.Errorf("a picture is wide, tall or square, not %q", d.Shape)
	}
	if d.RightsEnd != "" {
		day, err := c.day(d.RightsEnd, c.today)
		if err != nil {
			return p, err
		}
		p.RightsEnd = day.AddDate(0, 0, 1)
	}
	return p, nil
}

func (p *Courier) readPages(c calendar) error {
	names, err := fs.Glob(files, "pages/*.md")
	if err != nil {
		return err
	}
	places := map[string]int{}
	for _, file := range names {
		var h struct {
			Headline string
			Place    int
		}
		body, err := open(file, &h)
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(path.Base(file), ".md")
		if body, err = c.expand(body, c.today); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		places[name] = h.Place
		p.Pages = append(p.Pages, Page{Name: name, Headline: h.Headline, Slug: name, body: body})
	}
	slices.SortFunc(p.Pages, func(a, b Page) int { return places[a.Name] - places[b.Name] })
	return nil
}
