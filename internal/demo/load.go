package demo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/front"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// Room is where Load does the newsroom's work of eight months in a few seconds.
type Room struct {
	Desk  *desk.Desk
	Clock *clock.Set // of the desk and of its store: Load turns it back, and leaves it at the instant of the start
	Zone  string     // IANA name of the paper's zone

	PasswordHash string // of every account
	Plain        bool   // draw the pictures small and plain, which tests do that look at none
	Archive      int    // stories of older papers to be there as well, see archive.go

	// Progress, when it is there, hears how much of the work is done.
	Progress func(done, of int)
}

// SignIn is an account that was made.
type SignIn struct {
	User, Name, Title string
	Roles             []account.Role
}

// loader is Load at work: what the paper calls things by, and what they became.
type loader struct {
	Room
	paper Courier

	publisher account.Staff
	staff     map[string]account.Staff
	bylines   map[string]string
	sections  map[string]string
	topics    map[string]string
	pictures  map[string]string
	drafts    map[string]string // of stories, by name
	addresses map[string]string // of stories and pages, as "story:NAME" and "page:NAME"
	docs      map[string]*prose.Node
	versions  map[string]int64
	counter   int64
	live      map[string]front.Front // each front as it stands
	artist    *artist
}

// window is the one window that Load types in.
const window = "the demo"

// Load puts the whole paper through the actions of the desk, each at its own hour: accounts, sections, topics, every
// edition, correction and recall in the order of time, the fronts of Home, and last the drafts that lie on the desk. The
// store has to be new.
func Load(ctx context.Context, room Room, p Courier) ([]SignIn, error) {
	l := newLoader(room, p)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	deeds := l.deeds()
	l.artist = begin(ctx, p, room.Plain)
	opened := p.Started.AddDate(-1, 0, 0)
	if err := l.open(ctx, opened); err != nil {
		return nil, fmt.Errorf("opening the demo's newsroom: %w", err)
	}
	older, err := l.archive(ctx, opened)
	if err != nil {
		return nil, fmt.Errorf("the demo's older papers: %w", err)
	}
	deeds = append(deeds, older...)
	for i, d := range deeds {
		l.turn(d.at)
		if err := d.do(ctx); err != nil {
			return nil, fmt.Errorf("the demo, %s: %w", d.what, err)
		}
		if l.Progress != nil {
			l.Progress(i+1, len(deeds))
		}
	}
	l.turn(p.Started)
	for _, s := range p.Stories {
		if s.OpenBy != "" {
			if err := l.Desk.Take(ctx, l.staff[s.OpenBy], l.drafts[s.Name], window+", "+s.OpenBy, "", true); err != nil {
				return nil, fmt.Errorf("the demo, %s in hand: %w", s.Name, err)
			}
		}
	}
	var all []SignIn
	for _, who := range p.People {
		if s, ok := l.staff[who.Key]; ok {
			all = append(all, SignIn{User: s.User, Name: s.Name, Title: who.Title, Roles: s.Roles})
		}
	}
	return all, nil
}

// newLoader begins with nothing made.
func newLoader(room Room, p Courier) *loader {
	return &loader{
		Room: room, paper: p, staff: map[string]account.Staff{}, bylines: map[string]string{}, sections: map[string]string{},
		topics: map[string]string{}, pictures: map[string]string{}, drafts: map[string]string{}, addresses: map[string]string{},
		docs: map[string]*prose.Node{}, versions: map[string]int64{}, live: map[string]front.Front{},
	}
}

// turn sets the clock to an instant, and time goes on from there.
func (l *loader) turn(at time.Time) { l.Clock.Move(at.Sub(l.Clock.Now())) }

// A deed is something that somebody did at an hour.
type deed struct {
	at   time.Time
	what string
	do   func(context.Context) error
}

// deeds lists what happened after the newsroom was opened, in order.
func (l *loader) deeds() []deed {
	var public, later []deed
	for _, s := range l.paper.Stories {
		if !s.State.Public() {
			at := s.At
			if at.After(l.paper.Started) { // it is due then, and was written today
				at = l.paper.Started.Add(-2 * time.Hour)
			}
			later = append(later, deed{at, s.Name, func(ctx context.Context) error {
				if err := l.write(ctx, s, 1, at); err != nil {
					return err
				}
				switch s.State {
				case Writing: // given to its writer, who gets a letter; the outbox stands in for mail
					return l.Desk.Assign(ctx, l.staff[s.Editor], l.drafts[s.Name], l.writer(s).ID, "")
				case Filed:
					return l.Desk.File(ctx, l.writer(s), l.drafts[s.Name])
				case Ready:
					return l.Desk.MarkReady(ctx, l.staff[s.Editor], l.drafts[s.Name])
				}
				return nil
			}})
			continue
		}
		public = append(public, deed{s.At, s.Name, func(ctx context.Context) error { return l.publish(ctx, s) }})
		edition := 1
		for _, c := range s.Changes {
			edition++
			made := edition
			if c.Waiting {
				later = append(later, deed{c.At, s.Name, func(ctx context.Context) error {
					if err := l.retype(ctx, s, c.By, made); err != nil {
						return err
					}
					return l.Desk.File(ctx, l.staff[c.By], l.drafts[s.Name])
				}})
				continue
			}
			public = append(public, deed{c.At, s.Name, func(ctx context.Context) error { return l.change(ctx, s, c, made) }})
		}
		if s.Recall != nil {
			public = append(public, deed{s.Recall.At, s.Name, func(ctx context.Context) error {
				_, err := l.Desk.Recall(ctx, l.staff[s.Recall.By], l.drafts[s.Name], s.Recall.Reason)
				return err
			}})
		}
	}
	for i, f := range l.paper.Home {
		public = append(public, deed{f.At, fmt.Sprintf("front %d", i+1), func(ctx context.Context) error { return l.press(ctx, f) }})
	}
	inOrder := func(a, b deed) int { return a.at.Compare(b.at) }
	slices.SortStableFunc(public, inOrder)
	slices.SortStableFunc(later, inOrder)
	return append(public, later...)
}

// open makes the accounts, the sections, the topics, the bylines and the standing pages.
func (l *loader) open(ctx context.Context, at time.Time) error {
	l.turn(at)
	if err := l.people(ctx); err != nil {
		return err
	}
	settings := paper.Settings{
		Name: l.paper.Name, Strapline: l.paper.Strapline, Lang: "en", Zone: l.Zone, Founded: 1871,
		Description: l.paper.Footer, Share: paper.FirstChannels,
	}
	if _, err := l.Desk.ChangeSettings(ctx, l.publisher, settings); err != nil {
		return err
	}
	for _, s := range l.paper.Sections {
		_, slug, _ := strings.Cut(s.Key, "/")
		made, _, err := l.Desk.AddSection(ctx, l.publisher, paper.Section{
			Parent: l.sections[s.Parent], Name: s.Name, Slug: cmp.Or(slug, s.Key), Description: s.Line,
		})
		if err != nil {
			return err
		}
		l.sections[s.Key] = made.ID
	}
	for _, t := range l.paper.Topics {
		made, _, err := l.Desk.SaveTopic(ctx, l.publisher, paper.Topic{Name: t.Name, Description: t.Line})
		if err != nil {
			return err
		}
		l.topics[t.Key] = made.ID
	}
	var err error
	if settings.Policy, err = l.pages(ctx); err != nil {
		return err
	}
	_, err = l.Desk.ChangeSettings(ctx, l.publisher, settings)
	return err
}

func (l *loader) people(ctx context.Context) error {
	for _, who := range l.paper.People {
		if slices.Contains(who.Roles, string(account.Publisher)) {
			first, err := l.Desk.OpenPaper(ctx, desk.Opening{
				Paper: l.paper.Name, Name: who.Name, Email: who.Mail, PasswordHash: l.PasswordHash, Lang: "en", Zone: l.Zone,
			})
			if err != nil {
				return err
			}
			l.publisher, l.staff[who.Key] = first, first
		}
	}
	for _, who := range l.paper.People {
		if len(who.Roles) == 0 || l.staff[who.Key].ID != "" {
			continue
		}
		person := desk.NewStaff{Name: who.Name, Email: who.Mail, PasswordHash: l.PasswordHash}
		for _, r := range who.Roles {
			person.Roles = append(person.Roles, account.Role(r))
		}
		made, err := l.Desk.AddStaff(ctx, l.publisher, person)
		if err != nil {
			return err
		}
		l.staff[who.Key] = made
	}
	for _, who := range l.paper.People {
		if who.DeskOnly {
			continue
		}
		b := paper.Byline{
			ID: l.staff[who.Key].Byline, Name: who.Name, Title: who.Title, Email: who.Mail, Guest: len(who.Roles) == 0,
			About: strings.TrimSpace(who.About + " " + who.Reach),
		}
		if who.Portrait {
			id, err := l.portrait(ctx, who)
			if err != nil {
				return err
			}
			b.Portrait = id
		}
		made, _, err := l.Desk.SaveByline(ctx, l.publisher, b)
		if err != nil {
			return err
		}
		l.bylines[who.Key] = made.ID
	}
	return nil
}

// pages puts the standing pages out and gives the id of the one that says how the paper corrects.
func (l *loader) pages(ctx context.Context) (policy string, err error) {
	var order []string
	for _, page := range l.paper.Pages {
		l.addresses["page:"+page.Name] = "/" + page.Slug
	}
	for _, page := range l.paper.Pages {
		doc, err := page.Doc(l.names(ctx))
		if err != nil {
			return "", err
		}
		draft, err := l.Desk.StartStory(ctx, l.publisher, article.StandingPage)
		if err != nil {
			return "", err
		}
		l.docs[draft.ID], l.versions[draft.ID] = draft.Doc, draft.Version
		if err := l.steps(ctx, l.publisher, draft.ID, doc); err != nil {
			return "", err
		}
		_, err = l.Desk.Publish(ctx, l.publisher, desk.Publication{
			Draft: draft.ID, Version: l.versions[draft.ID], Change: article.First, Address: "/" + page.Slug, Slot: desk.NoSlot,
		})
		if err != nil {
			return "", fmt.Errorf("page %s: %w", page.Name, err)
		}
		order = append(order, draft.ID)
		if page.Slug == "corrections-policy" {
			policy = draft.ID
		}
	}
	_, err = l.Desk.OrderPages(ctx, l.publisher, order)
	return policy, err
}

// names resolves what the files call things by. A picture is drawn and taken in when it is first asked for.
func (l *loader) names(ctx context.Context) Names {
	in := func(kind string, made map[string]string) func(string) (string, error) {
		return func(key string) (string, error) {
			if id, ok := made[key]; ok {
				return id, nil
			}
			return "", fmt.Errorf("there is no %s %q", kind, key)
		}
	}
	return Names{
		Section: in("section", l.sections), Byline: in("byline", l.bylines), Topic: in("topic", l.topics),
		Address: in("address of", l.addresses),
		Picture: func(key string) (string, error) { return l.picture(ctx, key) },
	}
}

// writing is how long before it goes out, or is left lying, a story is begun.
const writing = 35 * time.Minute

// write begins a story and types an edition of it, so that it is finished at an instant.
func (l *loader) write(ctx context.Context, s Story, edition int, at time.Time) error {
	l.turn(at.Add(-writing))
	author := l.writer(s)
	draft, err := l.Desk.StartStory(ctx, author, article.Story)
	if err != nil {
		return err
	}
	l.drafts[s.Name], l.docs[draft.ID], l.versions[draft.ID] = draft.ID, draft.Doc, draft.Version
	doc, err := s.Doc(edition, l.names(ctx))
	if err != nil {
		return err
	}
	if note := s.deskNote(l.paper); note != "" {
		doc.With("note", note)
	}
	l.turn(at)
	return l.steps(ctx, author, draft.ID, doc)
}

// writer is who types a story: its author, or for a guest, an agency or the operator the editor.
func (l *loader) writer(s Story) account.Staff {
	if author := l.staff[s.Author]; author.May(account.Write) {
		return author
	}
	return l.staff[s.Editor]
}

// deskNote is the internal note of a story: what colleagues have to know of a draft stands there.
func (s Story) deskNote(p Courier) string {
	name := func(key string) string {
		for _, who := range p.People {
			if who.Key == key {
				return who.Name
			}
		}
		return key
	}
	var all []string
	switch {
	case s.Hold != nil:
		all = append(all, fmt.Sprintf("Hold until %s (%s): %s", s.Hold.Until.Format("15:04, Mon 2 January"), name(s.Hold.By), s.Hold.Reason))
	case s.State == Scheduled:
		all = append(all, "To go out at "+s.At.Format("15:04, Mon 2 January")+".")
	}
	if s.Note != "" {
		all = append(all, s.Note)
	}
	for _, n := range s.Notes {
		all = append(all, fmt.Sprintf("%s on “%s”: %s", name(n.By), n.Words, n.Text))
	}
	return strings.Join(all, "\n")
}

func (l *loader) publish(ctx context.Context, s Story) error {
	if err := l.write(ctx, s, 1, s.At); err != nil {
		return err
	}
	id := l.drafts[s.Name]
	receipt, err := l.Desk.Publish(ctx, l.staff[s.Editor], desk.Publication{
		Draft: id, Version: l.versions[id], Change: article.First, Slot: desk.NoSlot, Anyway: true,
	})
	l.addresses["story:"+s.Name] = receipt.Address
	return err
}

// retype types the words of a later edition over those of the one before.
func (l *loader) retype(ctx context.Context, s Story, by string, edition int) error {
	doc, err := s.Doc(edition, l.names(ctx))
	if err != nil {
		return err
	}
	return l.steps(ctx, l.staff[by], l.drafts[s.Name], doc)
}

func (l *loader) change(ctx context.Context, s Story, c Change, edition int) error {
	if err := l.retype(ctx, s, c.By, edition); err != nil {
		return err
	}
	id := l.drafts[s.Name]
	p := desk.Publication{Draft: id, Version: l.versions[id], Change: article.Fix, Slot: desk.NoSlot, Anyway: true}
	switch c.Kind {
	case "update":
		p.Change = article.Update
	case "correction", "clarification":
		p.Change = article.Correction
		p.Note = &article.Note{Kind: article.CorrectionKind(c.Kind), Text: c.Say, Was: c.Old, Now: c.New}
	}
	by := l.staff[c.By]
	if !by.May(account.Publish) {
		by = l.staff[s.Editor]
	}
	_, err := l.Desk.Publish(ctx, by, p)
	return err
}

func (l *loader) press(ctx context.Context, f Front) error {
	id := cmp.Or(l.sections[f.Section], front.Home)
	home, seen := front.Front{ID: id}, l.live[id]
	seen.ID = id
	for slot, name := range f.Slots {
		home.Pins = append(home.Pins, front.Pin{Slot: slot, Story: l.drafts[name], Until: f.At.Add(front.PinFor)})
	}
	_, err := l.Desk.PressFront(ctx, l.staff[f.By], home, seen)
	l.live[id] = home
	return err
}

// steps types what makes the text of a draft into doc: the blocks between the first and the last that differ, and the
// fields that changed.
func (l *loader) steps(ctx context.Context, by account.Staff, draft string, doc *prose.Node) error {
	old := l.docs[draft]
	var steps []json.RawMessage
	add := func(step map[string]any) error {
		b, err := json.Marshal(step)
		steps = append(steps, b)
		return err
	}
	a, b := old.Content, doc.Content
	from := 0
	for len(a) > 0 && len(b) > 0 && reflect.DeepEqual(a[0], b[0]) {
		from += size(a[0])
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && reflect.DeepEqual(a[len(a)-1], b[len(b)-1]) {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	to := from
	for _, n := range a {
		to += size(n)
	}
	if len(a)+len(b) > 0 {
		step := map[string]any{"stepType": "replace", "from": from, "to": to}
		if len(b) > 0 {
			step["slice"] = map[string]any{"content": b}
		}
		if err := add(step); err != nil {
			return err
		}
	}
	for attr, value := range doc.Attrs {
		if !reflect.DeepEqual(old.Attrs[attr], value) {
			if err := add(map[string]any{"stepType": "docAttr", "attr": attr, "value": value}); err != nil {
				return err
			}
		}
	}
	if len(steps) == 0 {
		return nil
	}
	l.counter++
	version, err := l.Desk.Write(ctx, by, desk.Typed{
		Draft: draft, Base: l.versions[draft], Client: window, Counter: l.counter, Steps: steps,
	})
	l.docs[draft], l.versions[draft] = doc, version
	return err
}

// size is how many places a node takes in a ProseMirror document: a text its UTF-16 units, a leaf one, anything else
// its content and two.
func size(n *prose.Node) int {
	switch n.Type {
	case "text":
		return len(utf16.Encode([]rune(n.Text)))
	case "image", "embed", "divider", "quiz", "line_break":
		return 1
	}
	sum := 2
	for _, c := range n.Content {
		sum += size(c)
	}
	return sum
}
