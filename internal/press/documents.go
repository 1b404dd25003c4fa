package press

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/api/document"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// How many things of a list machines get at once.
const (
	DocumentsUsual = 20
	DocumentsMost  = 30
	documentsReach = headOfList // stories of a list that are looked through for those that a filter wants
	headOfList     = 40         // what Newest gives at most
)

var (
	// ErrShut is the answer to machines while the paper is closed to readers.
	ErrShut = errors.New("the paper is closed to readers")
	// ErrNoSuch is the answer to a filter that names what the paper does not have.
	ErrNoSuch = errors.New("there is no such thing in the paper")
)

// NoSuch names the filter that names what the paper does not have.
type NoSuch struct{ Filter, Value string }

func (n NoSuch) Error() string { return "there is no " + n.Filter + " “" + n.Value + "”" }

// Is makes every NoSuch an ErrNoSuch.
func (n NoSuch) Is(err error) bool { return err == ErrNoSuch } //nolint:errorlint // it is this one itself

// StoriesAsked chooses stories for machines. Section, Topic and Author are ids or the last part of addresses.
type StoriesAsked struct {
	Section, Topic, Author string
	Kind                   article.Kind
	Lang                   string // BCP 47; also stories in a more exact one
	Since, Until           time.Time
	After                  article.Cursor
	Limit                  int // 1 to DocumentsMost
}

// Query is what the address of the list says.
func (a StoriesAsked) Query() url.Values {
	v := url.Values{}
	put(v, "section", a.Section)
	put(v, "topic", a.Topic)
	put(v, "author", a.Author)
	put(v, "kind", string(a.Kind))
	put(v, "lang", a.Lang)
	putTime(v, "since", a.Since)
	putTime(v, "until", a.Until)
	if a.After != (article.Cursor{}) {
		v.Set("cursor", CursorText(a.After))
	}
	if a.Limit != DocumentsUsual {
		v.Set("limit", strconv.Itoa(a.Limit))
	}
	return v
}

func put(v url.Values, name, value string) {
	if value != "" {
		v.Set(name, value)
	}
}

func putTime(v url.Values, name string, t time.Time) {
	if !t.IsZero() {
		v.Set(name, t.UTC().Format(time.RFC3339Nano))
	}
}

// bare begins a document: there is nothing around it. Its pictures stand under whole addresses.
func (p Press) bare(ctx context.Context, snap Snapshot) (*work, error) {
	settings, open, err := snap.Settings(ctx)
	switch {
	case err != nil:
		return nil, err
	case !open:
		return nil, ErrNotOpen
	case settings.Closed:
		return nil, ErrShut
	}
	w := &work{
		snap: snap, base: p.Base, files: p.Base + cmp.Or(p.Pictures, "/pictures/"), settings: settings, zone: zone(settings.Zone),
		bylines: map[string]*paper.Byline{}, pictures: map[string]*article.Picture{}, shown: map[string]bool{},
	}
	w.sections, err = snap.Sections(ctx)
	return w, err
}

func (w *work) ref(id, name, address, kind string) document.Ref {
	return document.Ref{ID: id, Name: name, URL: w.base + Escape(address), Self: w.self(kind, id)}
}

func (w *work) self(kind, id string) string { return w.base + document.Prefix + "/" + kind + "/" + id }

func (w *work) sectionRef(id string) *document.Ref {
	s, ok := w.section(id)
	if !ok {
		return nil
	}
	r := w.ref(s.ID, s.Name, s.Address, "sections")
	return &r
}

func (w *work) listOf(filter, id string) string {
	return w.base + document.Prefix + "/stories?" + url.Values{filter: {id}}.Encode()
}

// StoriesDocument makes a part of a list of stories.
func (p Press) StoriesDocument(ctx context.Context, snap Snapshot, a StoriesAsked) (*document.Stories, error) {
	w, err := p.bare(ctx, snap)
	if err != nil {
		return nil, err
	}
	list, wanted, narrowed, err := w.asked(ctx, a)
	if err != nil {
		return nil, err
	}
	reach := a.Limit + 1
	if narrowed {
		reach = documentsReach
	}
	var read []article.Card
	if a.Since.IsZero() && a.Until.IsZero() && a.After == (article.Cursor{}) {
		read, err = snap.Newest(ctx, list, reach)
	} else {
		read, err = snap.Between(ctx, list, a.Since, a.Until, a.After, reach)
	}
	if err != nil {
		return nil, err
	}
	var cards []article.Card
	var last article.Cursor // of what was looked at
	rest := len(read) == reach
	for i, c := range read {
		if len(cards) == a.Limit {
			rest = true
			break
		}
		if i == reach-1 && !narrowed {
			break // it only tells that there is more
		}
		last = article.CursorOf(c)
		fits, err := wanted(c)
		if err != nil {
			return nil, err
		}
		if fits {
			cards = append(cards, c)
		}
	}
	out := &document.Stories{}
	if out.Items, err = w.summaries(ctx, cards); err != nil {
		return nil, err
	}
	if rest {
		a.After = last
		next := w.base + document.Prefix + "/stories?" + a.Query().Encode()
		out.Next = &next
	}
	return out, nil
}

// asked names the list that a choice is read from, and tells which of its stories are wanted; narrowed when it may be
// that not all are.
func (w *work) asked(ctx context.Context, a StoriesAsked) (list string, wanted func(article.Card) (bool, error), narrowed bool, err error) {
	var tests []func(article.Card) (bool, error)
	list = article.Latest
	take := func(of string, test func(article.Card) (bool, error)) {
		if list == article.Latest {
			list = of
			return
		}
		tests = append(tests, test)
	}
	if a.Section != "" {
		id, err := w.named(ctx, paper.AtSection, a.Section)
		if err != nil {
			return "", nil, false, err
		}
		list = article.SectionList(id)
	}
	if a.Author != "" {
		id, err := w.named(ctx, paper.AtByline, a.Author)
		if err != nil {
			return "", nil, false, err
		}
		take(article.BylineList(id), func(c article.Card) (bool, error) {
			for _, credit := range c.Byline {
				b, err := w.byline(ctx, credit.Byline)
				if err != nil || b != nil && b.ID == id {
					return err == nil, err
				}
			}
			return false, nil
		})
	}
	if a.Topic != "" {
		id, err := w.named(ctx, paper.AtTopic, a.Topic)
		if err != nil {
			return "", nil, false, err
		}
		take(article.TopicList(id), func(c article.Card) (bool, error) {
			for _, topic := range c.Topics {
				t, ok, err := w.snap.Topic(ctx, topic)
				if err != nil || ok && t.ID == id {
					return err == nil, err
				}
			}
			return false, nil
		})
	}
	if a.Kind != "" {
		take(article.KindList(a.Kind), func(c article.Card) (bool, error) { return cmp.Or(c.Kind, article.News) == a.Kind, nil })
	}
	if a.Lang != "" {
		tests = append(tests, func(c article.Card) (bool, error) {
			lang := strings.ToLower(cmp.Or(c.Lang, w.settings.Lang))
			want := strings.ToLower(a.Lang)
			return lang == want || strings.HasPrefix(lang, want+"-"), nil
		})
	}
	return list, func(c article.Card) (bool, error) {
		for _, test := range tests {
			if fits, err := test(c); !fits || err != nil {
				return false, err
			}
		}
		return true, nil
	}, len(tests) > 0, nil
}

var filterOf = map[paper.Target]struct{ name, before, after string }{
	paper.AtSection: {"section", "/", "/"}, paper.AtByline: {"author", "/author/", ""}, paper.AtTopic: {"topic", "/topic/", ""},
}

// named finds what a filter names, by its id or by its address.
func (w *work) named(ctx context.Context, kind paper.Target, value string) (string, error) {
	f := filterOf[kind]
	if clock.IsID(value) {
		if id, err := w.present(ctx, kind, value); id != "" || err != nil {
			return id, err
		}
	}
	a, found, err := w.snap.Address(ctx, f.before+strings.Trim(value, "/")+f.after)
	if err != nil {
		return "", err
	}
	if found && a.Kind == kind {
		if id, err := w.present(ctx, kind, a.Object); id != "" || err != nil {
			return id, err
		}
	}
	return "", NoSuch{f.name, value}
}

// present is the id of what stands for something now; "" for nothing.
func (w *work) present(ctx context.Context, kind paper.Target, id string) (string, error) {
	switch kind {
	case paper.AtSection:
		s, _ := w.section(id)
		return s.ID, nil
	case paper.AtByline:
		b, err := w.byline(ctx, id)
		if b == nil || err != nil {
			return "", err
		}
		return b.ID, nil
	default:
		t, _, err := w.snap.Topic(ctx, id)
		return t.ID, err
	}
}

func (w *work) summaries(ctx context.Context, cards []article.Card) ([]document.Summary, error) {
	var a Wanted
	a.shows(cards, true)
	for _, c := range cards {
		a.Topics = append(a.Topics, c.Topics...)
	}
	if err := w.snap.Ahead(ctx, a); err != nil {
		return nil, err
	}
	out := []document.Summary{}
	for _, c := range cards {
		s, err := w.summary(ctx, c)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (w *work) summary(ctx context.Context, c article.Card) (document.Summary, error) {
	lang := cmp.Or(c.Lang, w.settings.Lang)
	s := document.Summary{
		ID: c.ID, Self: w.self("stories", c.ID), URL: w.base + Escape(c.Address), Kind: string(cmp.Or(c.Kind, article.News)),
		Sponsored: c.Kind == article.Sponsored || c.PaidBy != "", PaidBy: c.PaidBy, Headline: c.Headline, Standfirst: c.Standfirst,
		Lang: lang, Dir: cmp.Or(c.Dir, prose.Direction(lang), "ltr"), Section: w.sectionRef(c.Section),
		Authors: []document.Credit{}, Topics: []document.Ref{}, Words: c.Words, Published: c.PublishedAt.UTC(),
	}
	if !c.UpdatedAt.IsZero() {
		at := c.UpdatedAt.UTC()
		s.Updated = &at
	}
	if c.Source != (article.Source{}) {
		s.Source = &document.Source{Name: c.Source.Name}
		if paper.IsWeb(c.Source.URL) {
			s.Source.URL = c.Source.URL
		}
	}
	seen := map[article.Credit]bool{}
	for _, credit := range c.Byline {
		b, err := w.byline(ctx, credit.Byline)
		if err != nil {
			return s, err
		}
		if b == nil || seen[article.Credit{Byline: b.ID, Role: credit.Role}] {
			continue
		}
		seen[article.Credit{Byline: b.ID, Role: credit.Role}] = true
		s.Authors = append(s.Authors, document.Credit{Ref: w.ref(b.ID, b.Name, b.Address, "authors"), Role: string(cmp.Or(credit.Role, article.By))})
	}
	for _, id := range c.Topics {
		t, ok, err := w.snap.Topic(ctx, id)
		if err != nil {
			return s, err
		}
		if r := w.ref(t.ID, t.Name, t.Address, "topics"); ok && !slices.Contains(s.Topics, r) {
			s.Topics = append(s.Topics, r)
		}
	}
	found, err := w.picture(ctx, c.Picture.Picture)
	if err != nil {
		return s, err
	}
	if found != nil {
		p := w.pictureDocument(*found)
		p.Alt, p.Caption = cmp.Or(c.Picture.Alt, p.Alt), cmp.Or(c.Picture.Caption, p.Caption)
		if c.Picture.Decorative {
			p.Alt = ""
		}
		s.Picture = &p
	}
	return s, nil
}

func (w *work) pictureDocument(p article.Picture) document.Picture {
	d := document.Picture{ID: p.ID, Alt: p.Alt, Caption: p.Caption, Credit: p.Credit, Rights: p.Rights, Sizes: []document.Size{}}
	for _, c := range p.Cuts {
		d.Sizes = append(d.Sizes, document.Size{Shape: c.Shape, Width: c.Width, Height: c.Height, Type: c.Type, URL: w.files + c.File, Bytes: c.Bytes})
	}
	return d
}

// StoryDocument makes a whole story; nil when there is none. When it was withdrawn, gone tells when.
func (p Press) StoryDocument(ctx context.Context, snap Snapshot, id string) (s *document.Story, gone time.Time, err error) {
	w, err := p.bare(ctx, snap)
	if err != nil {
		return nil, gone, err
	}
	a, found, err := snap.Article(ctx, id)
	if err != nil {
		return nil, gone, err
	}
	if !found {
		gone, _, err = snap.Withdrawn(ctx, id)
		return nil, gone, err
	}
	if a.Form == article.StandingPage {
		return nil, gone, nil
	}
	needs := Wanted{Topics: a.Topics, Pictures: append(prose.Pictures(a.Doc), a.Picture.Picture), Notes: []string{a.ID}}
	needs.shows([]article.Card{a.Card}, false)
	if err := snap.Ahead(ctx, needs); err != nil {
		return nil, gone, err
	}
	s = &document.Story{Edition: a.Edition, Sections: []document.Ref{}, Pictures: []document.Picture{}, Corrections: []document.Correction{}}
	if s.Summary, err = w.summary(ctx, a.Card); err != nil {
		return nil, gone, err
	}
	for _, section := range a.Fields.All() {
		if r := w.sectionRef(section); r != nil && !slices.Contains(s.Sections, *r) {
			s.Sections = append(s.Sections, *r)
		}
	}
	options, err := w.setting(ctx, a)
	if err != nil {
		return nil, gone, err
	}
	options.Base = w.base
	options.Typeset, options.Rel, options.Sizes, options.Labels = false, "", "", page.BodyLabels(s.Lang, w.zone)
	s.Body = document.Body{HTML: string(prose.HTML(a.Doc, options)), Text: prose.Text(a.Doc)}
	for _, id := range prose.Pictures(a.Doc) {
		if found := w.pictures[id]; found != nil && w.shown[id] && !slices.ContainsFunc(s.Pictures, func(p document.Picture) bool { return p.ID == id }) {
			s.Pictures = append(s.Pictures, w.pictureDocument(*found))
		}
	}
	notes, err := snap.Notes(ctx, a.ID)
	for _, n := range notes {
		s.Corrections = append(s.Corrections, document.Correction{ID: n.ID, Kind: string(n.Kind), At: n.At.UTC(), Text: n.Text, Was: n.Was, Now: n.Now})
	}
	return s, gone, err
}

// SectionsDocument makes the tree of sections.
func (p Press) SectionsDocument(ctx context.Context, snap Snapshot) (*document.Sections, error) {
	w, err := p.bare(ctx, snap)
	if err != nil {
		return nil, err
	}
	out := &document.Sections{Items: []document.Section{}}
	for _, s := range w.sections {
		out.Items = append(out.Items, w.sectionDocument(s))
	}
	return out, nil
}

func (w *work) sectionDocument(s paper.Section) document.Section {
	d := document.Section{Ref: w.ref(s.ID, s.Name, s.Address, "sections"), Description: s.Description, Stories: w.listOf("section", s.ID)}
	if s.Parent != "" {
		d.Parent = &s.Parent
	}
	return d
}

// SectionDocument makes one section; nil when there is none.
func (p Press) SectionDocument(ctx context.Context, snap Snapshot, id string) (*document.Section, error) {
	w, err := p.bare(ctx, snap)
	if err != nil {
		return nil, err
	}
	s, ok := w.section(id)
	if !ok {
		return nil, nil
	}
	d := w.sectionDocument(s)
	return &d, nil
}

// TopicsDocument makes a part of all topics, those with an id above after.
func (p Press) TopicsDocument(ctx context.Context, snap Snapshot, after string, limit int) (*document.Topics, error) {
	w, err := p.bare(ctx, snap)
	if err != nil {
		return nil, err
	}
	all, err := snap.Topics(ctx, after, limit+1)
	if err != nil {
		return nil, err
	}
	out := &document.Topics{Items: []document.Topic{}}
	if len(all) > limit {
		all = all[:limit]
		out.Next = w.onwardFrom("topics", all[limit-1].ID, limit)
	}
	for _, t := range all {
		out.Items = append(out.Items, w.topicDocument(t))
	}
	return out, nil
}

func (w *work) onwardFrom(kind, id string, limit int) *string {
	v := url.Values{"cursor": {id}}
	if limit != DocumentsUsual {
		v.Set("limit", strconv.Itoa(limit))
	}
	next := w.base + document.Prefix + "/" + kind + "?" + v.Encode()
	return &next
}

func (w *work) topicDocument(t paper.Topic) document.Topic {
	return document.Topic{Ref: w.ref(t.ID, t.Name, t.Address, "topics"), Description: t.Description, Stories: w.listOf("topic", t.ID)}
}

// TopicDocument makes one topic; nil when there is none.
func (p Press) TopicDocument(ctx context.Context, snap Snapshot, id string) (*document.Topic, error) {
	w, err := p.bare(ctx, snap)
	if err != nil {
		return nil, err
	}
	t, ok, err := snap.Topic(ctx, id)
	if !ok || err != nil {
		return nil, err
	}
	d := w.topicDocument(t)
	return &d, nil
}

// AuthorsDocument makes a part of all authors, those with an id above after.
func (p Press) AuthorsDocument(ctx context.Context, snap Snapshot, after string, limit int) (*document.Authors, error) {
	w, err := p.bare(ctx, snap)
	if err != nil {
		return nil, err
	}
	all, err := snap.Bylines(ctx, after, limit+1)
	if err != nil {
		return nil, err
	}
	out := &document.Authors{Items: []document.Author{}}
	if len(all) > limit {
		all = all[:limit]
		out.Next = w.onwardFrom("authors", all[limit-1].ID, limit)
	}
	var needs Wanted
	for _, b := range all {
		needs.Pictures = append(needs.Pictures, b.Portrait)
	}
	if err := snap.Ahead(ctx, needs); err != nil {
		return nil, err
	}
	for _, b := range all {
		d, err := w.authorDocument(ctx, b)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, *d)
	}
	return out, nil
}

func (w *work) authorDocument(ctx context.Context, b paper.Byline) (*document.Author, error) {
	d := &document.Author{
		Ref: w.ref(b.ID, b.Name, b.Address, "authors"), Title: b.Title, About: b.About, Email: b.Email, Links: []document.Link{}, Stories: w.listOf("author", b.ID),
	}
	for _, l := range b.Links {
		d.Links = append(d.Links, document.Link{Name: l.Name, URL: l.URL})
	}
	found, err := w.picture(ctx, b.Portrait)
	if found != nil && err == nil {
		p := w.pictureDocument(*found)
		d.Portrait = &p
	}
	return d, err
}

// AuthorDocument makes one author; nil when there is none.
func (p Press) AuthorDocument(ctx context.Context, snap Snapshot, id string) (*document.Author, error) {
	w, err := p.bare(ctx, snap)
	if err != nil {
		return nil, err
	}
	b, err := w.byline(ctx, id)
	if b == nil || err != nil {
		return nil, err
	}
	return w.authorDocument(ctx, *b)
}

// SearchAsked is a question of a machine to the archive.
type SearchAsked struct {
	Text            string
	Section, Author string
	Kind            article.Kind
	Since, Until    time.Time
	Newest          bool
	After           int64
	Limit           int
}

// Query is what the address of the search says.
func (a SearchAsked) Query() url.Values {
	v := url.Values{"q": {a.Text}}
	put(v, "section", a.Section)
	put(v, "author", a.Author)
	put(v, "kind", string(a.Kind))
	putTime(v, "since", a.Since)
	putTime(v, "until", a.Until)
	if a.Newest {
		v.Set("sort", "newest")
	}
	if a.After > 0 {
		v.Set("cursor", strconv.FormatInt(a.After, 36))
	}
	if a.Limit != DocumentsUsual {
		v.Set("limit", strconv.Itoa(a.Limit))
	}
	return v
}

// SearchDocument makes a part of what is found.
func (p Press) SearchDocument(ctx context.Context, snap Snapshot, a SearchAsked) (*document.Found, error) {
	w, err := p.bare(ctx, snap)
	if err != nil {
		return nil, err
	}
	q := article.Search{Text: a.Text, Kind: a.Kind, Zone: w.zone, From: a.Since, To: a.Until, Newest: a.Newest, After: a.After, Limit: a.Limit}
	if a.Section != "" {
		if q.Section, err = w.named(ctx, paper.AtSection, a.Section); err != nil {
			return nil, err
		}
	}
	if a.Author != "" {
		if q.Byline, err = w.named(ctx, paper.AtByline, a.Author); err != nil {
			return nil, err
		}
	}
	found, err := snap.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &document.Found{Items: []document.Hit{}, Count: found.Count, More: found.More}
	if found.Instead != "" {
		out.Instead = &found.Instead
	}
	var hits []article.Hit
	var cards []article.Card
	for _, h := range found.Hits {
		if h.Form != article.StandingPage {
			hits, cards = append(hits, h), append(cards, h.Card)
		}
	}
	stories, err := w.summaries(ctx, cards)
	if err != nil {
		return nil, err
	}
	for i, h := range hits {
		hit := document.Hit{Story: stories[i], Snippet: []document.Piece{}}
		for _, piece := range h.Snippet {
			hit.Snippet = append(hit.Snippet, document.Piece{Text: piece.Text, Match: piece.Mark})
		}
		out.Items = append(out.Items, hit)
	}
	if found.Further {
		a.After = found.Hits[len(found.Hits)-1].Seq
		next := w.base + document.Prefix + "/search?" + a.Query().Encode()
		out.Next = &next
	}
	return out, nil
}
