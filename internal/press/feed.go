package press

import (
	"cmp"
	"context"
	"html/template"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// Feed is what reader programs get of a list, newest first. Every address in it is whole.
type Feed struct {
	ID          string // never changes
	Title       string
	Description string
	Lang, Dir   string
	Paper       string
	Home        string // page of the list
	Self        string // this document, in the format that is asked for
	Current     string // the newest part of it, of an archive (RFC 5005)
	Older       string // what came before, in the same format; "" for none
	Hub         string // where to ask to be told of what is new; "" for an archive
	Archive     bool
	Updated     time.Time // when readers were last told of a change of anything in it
	Items       []Item
}

// Item is one story, or one correction, in a feed.
type Item struct {
	ID           string // never changes
	URL          string
	Title        string // with what it is, if it is no news: a list of headlines must say who paid for one
	Label        string // "Opinion", "Paid for by …"; "" for news
	Summary      string // plain text
	HTML         string // the whole text; "" where a feed gives summaries
	Lang, Dir    string // "" for the feed's
	Published    time.Time
	Updated      time.Time // of the last change that readers were told of; Published when there was none
	Authors      []page.Person
	Contributors []page.Person // who did something else for it
	Categories   []Category
	Picture      *FeedPicture
	Source       string // agency or paper it comes from
}

// Category is what a story is filed under.
type Category struct{ Name, URL string }

// FeedPicture is the lead picture of a story in the file that reader programs get.
type FeedPicture struct {
	URL, Type     string
	Width, Height int
	Bytes         int64
	Alt, Caption  string
	Credit        string
}

// FeedFormat is a format in which a list is offered.
type FeedFormat struct {
	File string // last part of its addresses
	Type string // media type, without parameters
	Name string // as people call it
}

// FeedFormats are the formats, in the order in which pages name them.
var FeedFormats = []FeedFormat{
	{RSSFile, "application/rss+xml", "RSS"},
	{AtomFile, "application/atom+xml", "Atom"},
	{JSONFile, "application/feed+json", "JSON Feed"},
}

// The last parts of the addresses of a list's feeds.
const (
	RSSFile  = "feed.xml"
	AtomFile = "atom.xml"
	JSONFile = "feed.json"
)

// HubAddress is where reader programs ask to be told of what is new (W3C WebSub).
const HubAddress = "/websub"

// FeedAddress is where a feed of the list at an address stands. The site's own stand at the root.
func FeedAddress(list, file string) string {
	if list == LatestAddress {
		list = "/"
	}
	return strings.TrimSuffix(list, "/") + "/" + file
}

// CutFeed takes the feed's file from the end of a path: the address of its list without a slash at the end, "" for the
// site's own.
func CutFeed(path string) (list, file string, ok bool) {
	at := strings.LastIndexByte(path, '/')
	if at < 0 || !slices.ContainsFunc(FeedFormats, func(f FeedFormat) bool { return f.File == path[at+1:] }) {
		return "", "", false
	}
	return path[:at], path[at+1:], true
}

// feeds are the ways from the page of a list at an address to its feeds.
func (w *work) feeds(list, name string) []page.Feed {
	title := w.settings.Name
	if name != "" {
		title = name + " – " + title
	}
	var all []page.Feed
	for _, f := range FeedFormats {
		all = append(all, page.Feed{Type: f.Type, Title: title + " (" + f.Name + ")", URL: FeedAddress(list, f.File)})
	}
	return all
}

// FeedItems is how many stories a feed holds.
const FeedItems = 30

// Feed makes the feed of what stands at an address, with the site's own for a zero one; m is a month of it, for an archive
// of Atom. Nil when there is none.
func (p Press) Feed(ctx context.Context, snap Snapshot, of paper.Address, file string, m *Month) (*Feed, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	w.files = w.base + w.files
	list, also := listAt(of)
	var stories []article.Published
	if m == nil {
		stories, err = snap.NewestWhole(ctx, list, FeedItems+1, also)
	} else {
		from := m.begins(w.zone)
		stories, err = snap.WholeBetween(ctx, list, from, from.AddDate(0, 1, 0), m.After, monthPage+1, also)
	}
	if err != nil {
		return nil, err
	}
	f, address, err := w.feedOf(ctx, of)
	if f == nil || err != nil {
		return nil, err
	}
	f.Self, f.Current = w.base+FeedAddress(address, file), w.base+FeedAddress(address, file)
	older := func(t *page.Turn) { f.Older = w.base + Archive(t.URL) }
	turn := cmp.Or(address, LatestAddress)
	if m == nil {
		f.Hub = w.base + HubAddress
		if len(stories) > FeedItems {
			older(w.onward(turn, stories[FeedItems-1].Card, w.monthOf(stories[FeedItems].PublishedAt)))
			stories = stories[:FeedItems]
		}
	} else {
		f.Archive, f.Self = true, w.base+Archive(m.Below(turn))
		from := m.begins(w.zone)
		if len(stories) == 0 {
			return nil, nil
		}
		before, _, err := snap.Months(ctx, list, from, w.zone)
		if err != nil {
			return nil, err
		}
		switch {
		case len(stories) > monthPage:
			older(w.onward(turn, stories[monthPage-1].Card, m.withoutPlace()))
			stories = stories[:monthPage]
		case !before.IsZero():
			older(&page.Turn{URL: w.monthOf(before).Below(turn)})
		}
	}
	for i := range stories {
		item, err := w.item(ctx, stories[i])
		if err != nil {
			return nil, err
		}
		f.add(item)
	}
	return f, nil
}

// Archive is the address of the Atom document beside a part of a list.
func Archive(part string) string {
	path, query, asked := strings.Cut(part, "?")
	path = strings.TrimSuffix(path, "/") + "/" + AtomFile
	if asked {
		path += "?" + query
	}
	return path
}

// listAt names the list of what stands at an address, and what its feed asks for beside stories.
func listAt(of paper.Address) (string, Wanted) {
	switch of.Kind {
	case paper.AtSection:
		return article.SectionList(of.Object), Wanted{}
	case paper.AtByline:
		return article.BylineList(of.Object), Wanted{Bylines: []string{of.Object}}
	case paper.AtTopic:
		return article.TopicList(of.Object), Wanted{Topics: []string{of.Object}}
	default:
		return article.Latest, Wanted{}
	}
}

// feedOf begins the feed of what stands at an address; nil for what has none.
func (w *work) feedOf(ctx context.Context, of paper.Address) (f *Feed, address string, err error) {
	var name, about string
	switch of.Kind {
	case "":
		f = w.feed("", cmp.Or(w.settings.Description, w.settings.Strapline), w.settings.Tag("feed", "latest"), "/")
		f.Updated = w.opened()
		return f, "", nil
	case paper.AtSection:
		s, ok := w.section(of.Object)
		if !ok {
			return nil, "", nil
		}
		name, about, address = s.Name, s.Description, s.Address
	case paper.AtByline:
		b, err := w.byline(ctx, of.Object)
		if b == nil || err != nil {
			return nil, "", err
		}
		name, about, address = b.Name, cmp.Or(b.About, b.Title), b.Address
	case paper.AtTopic:
		t, ok, err := w.snap.Topic(ctx, of.Object)
		if !ok || err != nil {
			return nil, "", err
		}
		name, about, address = t.Name, t.Description, t.Address
	default:
		return nil, "", nil
	}
	address = Escape(address)
	f = w.feed(name, about, w.settings.Tag("feed", of.Object), address)
	f.Updated = clock.Born(of.Object)
	return f, address, nil
}

// opened is the day from which the paper names its stories, for a feed with nothing in it.
func (w *work) opened() time.Time {
	_, day, _ := strings.Cut(w.settings.Origin, ",")
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Unix(0, 0).UTC()
	}
	return t
}

// feed begins a feed. Its title names the paper too: a reader program shows it among hundreds.
func (w *work) feed(name, about, id, home string) *Feed {
	f := &Feed{
		ID: id, Title: w.settings.Name, Description: about, Lang: w.settings.Lang, Dir: prose.Direction(w.settings.Lang),
		Paper: w.settings.Name, Home: w.base + home,
	}
	if name != "" {
		f.Title = name + " – " + w.settings.Name
	}
	f.Description = cmp.Or(f.Description, f.Title)
	return f
}

func (f *Feed) add(i Item) {
	f.Items = append(f.Items, i)
	if i.Updated.After(f.Updated) || len(f.Items) == 1 {
		f.Updated = i.Updated
	}
}

// item makes the part of a feed that is one story.
func (w *work) item(ctx context.Context, a article.Published) (Item, error) {
	words := page.WordsIn(w.settings.Lang, w.zone)
	i := Item{
		ID: w.settings.Tag("story", a.ID), URL: w.base + Escape(a.Address), Title: a.Headline, Label: words.Kind(a.Kind), Summary: a.Standfirst,
		Lang: a.Lang, Dir: a.Dir, Published: a.PublishedAt, Updated: latest(a), Source: a.Source.Name,
	}
	if a.Kind == article.Sponsored {
		i.Label = words.PaidBy(a.PaidBy)
	}
	if i.Label != "" {
		i.Title = i.Label + ": " + i.Title
	}
	people, err := w.people(ctx, a.Byline, false)
	if err != nil {
		return i, err
	}
	for _, p := range people {
		if p.URL != "" {
			p.URL = w.base + p.URL
		}
		if p.Writes() {
			i.Authors = append(i.Authors, p)
		} else {
			i.Contributors = append(i.Contributors, p)
		}
	}
	f := a.Fields
	f.Section = cmp.Or(a.Section, f.Section)
	for _, id := range f.All() {
		if l := w.label(id); l.Name != "" {
			i.Categories = append(i.Categories, Category{l.Name, w.base + l.URL})
		}
	}
	for _, id := range a.Topics {
		t, ok, err := w.snap.Topic(ctx, id)
		if err != nil {
			return i, err
		}
		if ok {
			i.Categories = append(i.Categories, Category{t.Name, w.base + Escape(t.Address)})
		}
	}
	if i.Label != "" && !slices.ContainsFunc(i.Categories, func(c Category) bool { return strings.EqualFold(c.Name, i.Label) }) {
		i.Categories = append(i.Categories, Category{Name: i.Label})
	}
	if i.Picture, err = w.feedPicture(ctx, a.Picture); err != nil {
		return i, err
	}
	notes, err := w.snap.Notes(ctx, a.ID)
	if err != nil {
		return i, err
	}
	if w.settings.FeedSummaries {
		i.Summary = cmp.Or(i.Summary, beginning(a.Doc))
		return i, nil
	}
	i.HTML, err = w.wholeText(ctx, a, i, notes, words)
	return i, err
}

// wholeText is a story as a reader program shows it: what it is, corrections, lead picture, text. What the list of a program
// leaves out stands in it again.
func (w *work) wholeText(ctx context.Context, a article.Published, i Item, notes []article.Note, words page.Words) (string, error) {
	o, err := w.setting(ctx, a)
	if err != nil {
		return "", err
	}
	o.HeadingIDs, o.Sizes, o.Rel, o.Base = false, "", "", w.base
	o.Lang, o.Dir = cmp.Or(a.Lang, w.settings.Lang), ""
	find := o.Picture
	o.Picture = func(id string) (prose.Picture, bool) {
		p, ok := find(id)
		p.Sources, p.Files, p.Ground = nil, nil, "" // one file that every program reads
		return p, ok
	}
	var b strings.Builder
	if i.Label != "" {
		b.WriteString("<p><strong>" + template.HTMLEscapeString(prose.Printable(i.Label)) + "</strong></p>\n")
	}
	if a.Standfirst != "" {
		b.WriteString("<p><em>" + template.HTMLEscapeString(prose.Printable(a.Standfirst)) + "</em></p>\n")
	}
	for _, n := range notes {
		text, err := corrected(note(n), words)
		if err != nil {
			return "", err
		}
		b.WriteString(text)
	}
	b.WriteString(string(prose.Lead(a.Doc, o)))
	b.WriteString(string(prose.HTML(a.Doc, o)))
	return strings.TrimSpace(b.String()), nil
}

// corrected is a note of correction as HTML.
func corrected(n page.Note, words page.Words) (string, error) {
	day, err := words.Date(n.At)
	if err != nil {
		return "", err
	}
	esc := func(s string) string { return template.HTMLEscapeString(prose.Printable(s)) }
	out := "<p><strong>" + esc(words.NoteKind(n.Kind)) + ", " + esc(day) + ":</strong> " + esc(n.Text) + "</p>\n"
	for _, side := range []struct{ key, text string }{{"note_was", n.Was}, {"note_now", n.Now}} {
		if side.text == "" {
			continue
		}
		said, err := words.Say(side.key)
		if err != nil {
			return "", err
		}
		out += "<p>" + esc(said) + " " + esc(side.text) + "</p>\n"
	}
	return out, nil
}

// longestBeginning is how much of a text stands for a standfirst that nobody wrote, in letters.
const longestBeginning = 280

// beginning is the first words of a text.
func beginning(doc *prose.Node) string {
	if doc == nil {
		return ""
	}
	text := strings.Join(strings.Fields(prose.Text(doc)), " ")
	runes := []rune(text)
	if len(runes) <= longestBeginning {
		return text
	}
	text = string(runes[:longestBeginning])
	if at := strings.LastIndexByte(text, ' '); at > 0 {
		text = text[:at]
	}
	return text + " …"
}

// feedPicture is the lead picture in the largest file up to a width that reader programs show.
func (w *work) feedPicture(ctx context.Context, lead article.Lead) (*FeedPicture, error) {
	p, err := w.picture(ctx, lead.Picture)
	if p == nil || err != nil {
		return nil, err
	}
	cut := bestFor(*p)
	if cut.File == "" {
		return nil, nil
	}
	out := &FeedPicture{
		URL: w.files + cut.File, Type: cut.Type, Width: cut.Width, Height: cut.Height, Bytes: cut.Bytes, Credit: p.Credit,
		Alt: cmp.Or(lead.Alt, p.Alt), Caption: cmp.Or(lead.Caption, p.Caption),
	}
	if lead.Decorative {
		out.Alt = ""
	}
	return out, nil
}

// widest is how wide a picture in a feed may be.
const widest = 1280

// bestFor chooses the file of a picture for machines that read one: as it was shot, in a format that everything reads.
func bestFor(p article.Picture) article.Cut {
	var best article.Cut
	for _, c := range p.Cuts {
		if c.Shape != "whole" || c.Type != "image/jpeg" && c.Type != "image/png" {
			continue
		}
		if best.File == "" || best.Width > widest && c.Width < best.Width || c.Width <= widest && c.Width > best.Width {
			best = c
		}
	}
	return best
}

// CorrectionsFeed makes the feed of the newest corrections.
func (p Press) CorrectionsFeed(ctx context.Context, snap Snapshot, file string) (*Feed, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	notes, err := snap.AllNotes(ctx, time.Time{}, FeedItems)
	if err != nil {
		return nil, err
	}
	words := page.WordsIn(w.settings.Lang, w.zone)
	name, err := words.Say("corrections")
	if err != nil {
		return nil, err
	}
	about, err := words.Say("corrections_lead")
	if err != nil {
		return nil, err
	}
	f := w.feed(name, about, w.settings.Tag("feed", "corrections"), CorrectionsAddress)
	f.Updated = w.opened()
	f.Self = w.base + FeedAddress(CorrectionsAddress, file)
	f.Current, f.Hub = f.Self, w.base+HubAddress
	for _, n := range notes {
		c := n.Story
		i := Item{
			ID: w.settings.Tag("correction", n.Note.ID), URL: w.base + Escape(c.Address) + "#note-" + n.Note.ID, Label: words.NoteKind(n.Note.Kind),
			Summary: n.Note.Text, Lang: c.Lang, Dir: c.Dir, Published: n.Note.At, Updated: n.Note.At,
		}
		i.Title = i.Label + ": " + c.Headline
		i.Categories = []Category{{Name: i.Label}}
		if l := w.label(c.Section); l.Name != "" {
			i.Categories = append(i.Categories, Category{l.Name, w.base + l.URL})
		}
		if !w.settings.FeedSummaries {
			if i.HTML, err = corrected(note(n.Note), words); err != nil {
				return nil, err
			}
		}
		f.add(i)
	}
	return f, nil
}
