// Package frontdesk is the part of the newsroom's door where fronts are arranged: Home, the sections that have a front
// of their own, earlier fronts, and the breaking line.
package frontdesk

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/screen"
)

const (
	listPath   = "/newsroom/fronts"
	menuPath   = listPath + "/home"
	placeables = 30 // live stories to place, newest first
	readyShown = 5
	earlier    = 50 // fronts to look back at
)

// Previews shows a page as readers get it.
type Previews interface {
	PreviewScreen(r *http.Request, heading, here, back string) (*screen.Preview, error)
	ReadersPage(w http.ResponseWriter, r *http.Request, fill func(context.Context, press.Snapshot) (page.Page, error)) error
}

// Room answers for the fronts.
type Room struct {
	*reception.Reception
	Public press.Reader
	Press  press.Press
	Previews
}

// work is one front as the person finds it.
type work struct {
	id, name, path, live string
	draft                front.Draft // its Version is 0 while nobody arranges the front
	now                  front.Front // as it stands live
	sections             []paper.Section
	zone                 *time.Location
}

func (w work) moved() bool { return w.draft.Version > 0 && !w.draft.Base.Same(w.now) }

// open finds the front of a request.
func (n *Room) open(r *http.Request) (work, error) {
	w := work{id: r.PathValue("front"), name: "Home", live: "/"}
	settings, _, err := n.Store.Settings(r.Context())
	if err != nil {
		return w, err
	}
	w.zone = reception.Zone(settings)
	if w.sections, err = n.Store.Sections(r.Context()); err != nil {
		return w, err
	}
	if w.id != front.Home {
		i := slices.IndexFunc(w.sections, func(s paper.Section) bool { return s.ID == w.id })
		if i < 0 {
			return w, fault.New(fault.NotFound, "There is no such front. The section may have been taken away meanwhile.")
		}
		w.name, w.live = w.sections[i].Name, press.Escape(w.sections[i].Address)
	}
	w.path = listPath + "/" + w.id
	if w.now, err = n.Store.FrontOf(r.Context(), w.id); err != nil {
		return w, err
	}
	draft, found, err := n.Store.FrontDraft(r.Context(), w.id)
	if err != nil {
		return w, err
	}
	w.draft = front.Draft{Front: w.now, Base: w.now}
	if found {
		w.draft = draft
	}
	return w, nil
}

// slots gives what stands in the slots under an arrangement.
func (n *Room) slots(ctx context.Context, f front.Front) (slots []press.Slot, err error) {
	err = n.Public.Read(ctx, func(snap press.Snapshot) error {
		slots, err = press.Slots(ctx, snap, f)
		return err
	})
	return slots, err
}

func placed(slots []press.Slot) []front.Placed {
	var out []front.Placed
	for _, s := range slots {
		out = append(out, s.Placed)
	}
	return out
}

// changes tells in words what b changes for readers of a.
func (n *Room) changes(ctx context.Context, a, b front.Front) ([]string, error) {
	was, err := n.slots(ctx, a)
	if err != nil {
		return nil, err
	}
	is, err := n.slots(ctx, b)
	return front.Changes(a, b, placed(was), placed(is)), err
}

// tabs are every arranged front, Home first.
func (n *Room) tabs(ctx context.Context, sections []paper.Section, here string) ([]screen.Entry, []screen.Option, error) {
	ids, err := n.Store.FrontsArranged(ctx)
	if err != nil {
		return nil, nil, err
	}
	tabs := []screen.Entry{{Name: "Home", URL: menuPath, Here: here == front.Home}}
	var rest []screen.Option
	for _, s := range sections {
		if slices.Contains(ids, s.ID) || s.ID == here {
			tabs = append(tabs, screen.Entry{Name: s.Name, URL: listPath + "/" + s.ID, Here: s.ID == here})
		} else {
			rest = append(rest, screen.Option{Value: s.ID, Label: s.Name, Indent: len(paper.Above(sections, s.ID)) - 1})
		}
	}
	return append(tabs, screen.Entry{Name: "More fronts and the breaking line", URL: listPath, Here: here == ""}), rest, nil
}

var layoutWords = map[front.Layout]string{
	front.Lead: "Lead: one large, two beside it", front.Pair: "Pair: two of one size", front.Strip: "Strip: four side by side", front.List: "List: six headlines",
}

func layouts() []screen.Option {
	var out []screen.Option
	for _, l := range front.Layouts {
		out = append(out, screen.Option{Value: string(l), Label: layoutWords[l]})
	}
	return out
}

func (n *Room) who(ctx context.Context, id string) string {
	s, err := n.Store.Staff(ctx, id)
	if err != nil {
		return "somebody"
	}
	return s.Name
}

// fill makes the screen of a front.
func (n *Room) fill(r *http.Request, w work) (*screen.Fronts, error) {
	ctx := r.Context()
	f, err := n.Frame(r, w.name, menuPath)
	if err != nil {
		return nil, err
	}
	s := &screen.Fronts{Frame: f, ID: w.id, Name: w.name, Path: w.path, Query: strings.TrimSpace(r.URL.Query().Get("q")), Pins: len(w.draft.Front.Pins), Live: w.live}
	if s.Tabs, _, err = n.tabs(ctx, w.sections, w.id); err != nil {
		return nil, err
	}
	if err := n.standing(ctx, s, w); err != nil {
		return nil, err
	}
	if err := n.placing(ctx, s, w); err != nil {
		return nil, err
	}
	last, err := n.Store.EarlierFronts(ctx, w.id, 1)
	if err != nil {
		return nil, err
	}
	if len(last) > 0 {
		s.Seen, s.LiveAt, s.LiveBy = last[0].Number, last[0].At, n.who(ctx, last[0].By)
	}
	if w.draft.Version == 0 {
		return s, nil
	}
	s.By, s.At = n.who(ctx, w.draft.By), w.draft.At
	if s.Changes, err = n.changes(ctx, w.now, w.draft.Front); err != nil {
		return nil, err
	}
	if w.moved() {
		s.Theirs, err = n.changes(ctx, w.draft.Base, w.now)
	}
	return s, err
}

// standing fills the rows with what stands in their slots.
func (n *Room) standing(ctx context.Context, s *screen.Fronts, w work) error {
	slots, err := n.slots(ctx, w.draft.Front)
	if err != nil {
		return err
	}
	names := w.draft.Front.Names()
	for i, name := range names {
		s.Names = append(s.Names, screen.Option{Value: strconv.Itoa(i), Label: fmt.Sprintf("%d: %s", i+1, name)})
	}
	slot := 0
	for row, l := range w.draft.Front.Shape() {
		out := screen.FrontRow{Number: row, Layout: string(l)}
		if row > 0 {
			out.Layouts = layouts()
		}
		for range l.Slots() {
			one := screen.Slot{Number: slot, Name: names[slot]}
			if i := slices.IndexFunc(slots, func(p press.Slot) bool { return p.Slot == slot }); i >= 0 {
				p := slots[i]
				one.Story, one.Headline, one.Label = p.Story, p.Card.Headline, p.Pin.Label
				one.Pinned, one.Until, one.First, one.Last = p.Pinned, p.Pin.Until, i == 0, i == len(slots)-1
				if p.Pin.Headline != "" {
					one.Headline = p.Pin.Headline
				}
				one.Own = p.Pin.Headline+p.Pin.Standfirst+p.Pin.Label+p.Pin.Picture != ""
				picture := p.Card.Picture.Picture
				if p.Pin.Picture != "" {
					picture = p.Pin.Picture
				}
				if picture != "" && l != front.List {
					found, err := n.Store.PictureOf(ctx, picture)
					if err == nil {
						th := reception.Thumb(found, "")
						th.Alt = ""
						one.Thumb = &th
					} else if !fault.Is(err, fault.NotFound) {
						return err
					}
				}
			}
			out.Slots = append(out.Slots, one)
			slot++
		}
		s.Rows = append(s.Rows, out)
	}
	if len(s.Rows) < front.MaxRows {
		s.More = layouts()
	}
	return nil
}

// placing fills what can be placed, and what is on its way.
func (n *Room) placing(ctx context.Context, s *screen.Fronts, w work) error {
	at := map[string]string{}
	for _, row := range s.Rows {
		for _, slot := range row.Slots {
			at[slot.Story] = strconv.Itoa(slot.Number)
		}
	}
	names := map[string]string{}
	for _, sec := range w.sections {
		for _, id := range append(sec.Also, sec.ID) {
			names[id] = sec.Name
		}
	}
	query := strings.TrimPrefix(s.Query, n.Base)
	if query == "" {
		list := article.Latest
		if w.id != front.Home {
			list = article.SectionList(w.id)
		}
		err := n.Public.Read(ctx, func(snap press.Snapshot) error {
			cards, err := snap.Newest(ctx, list, placeables)
			for _, c := range cards {
				s.Place = append(s.Place, screen.Placeable{Story: c.ID, Headline: c.Headline, Section: names[c.Section], At: c.PublishedAt, Slot: at[c.ID]})
			}
			return err
		})
		if err != nil {
			return err
		}
	} else {
		rows, err := n.Store.Stories(ctx, article.Filter{Form: article.Story, Tab: "live", Query: query, Limit: placeables})
		if err != nil {
			return err
		}
		for _, row := range rows {
			s.Place = append(s.Place, screen.Placeable{Story: row.ID, Headline: row.Headline, Section: names[row.Section], At: row.PublishedAt, Slot: at[row.ID]})
		}
	}
	ready, err := n.Store.Stories(ctx, article.Filter{Form: article.Story, Tab: "open", State: article.Ready, Query: query, Limit: readyShown})
	for _, row := range ready {
		s.Ready = append(s.Ready, screen.Placeable{Story: row.ID, Headline: row.Headline, Section: names[row.Section]})
	}
	return err
}

// Front shows a front that is or can be arranged.
func (n *Room) Front(w http.ResponseWriter, r *http.Request) error {
	o, err := n.open(r)
	if err != nil {
		return err
	}
	s, err := n.fill(r, o)
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

// Arrange does one thing to a front: pin, move, lay a row anew, put it live, start again, undo.
func (n *Room) Arrange(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	o, err := n.open(r)
	if err != nil {
		return err
	}
	refuse := func(err error) error {
		again, oerr := n.open(r)
		if oerr != nil {
			return oerr
		}
		s, ferr := n.fill(r, again)
		if ferr != nil {
			return ferr
		}
		return n.Again(w, err, &f, s, &s.Frame)
	}
	switch f.Value("do") {
	case "again":
		if err := n.Desk.DropFrontDraft(r.Context(), reception.Who(r), o.id); err != nil {
			return refuse(err)
		}
		return n.Done(w, r, o.path, "Back to what is live.")
	case "live", "over":
		return n.putLive(w, r, o, f, refuse)
	case "undo":
		number, _ := strconv.ParseInt(f.Value("number"), 10, 64) // what is no number was never put live
		receipt, err := n.Desk.UndoFront(r.Context(), reception.Who(r), o.id, number)
		if err != nil {
			return refuse(err)
		}
		return n.Done(w, r, o.path, fmt.Sprintf("Undone at %s: the front before is live again.", receipt.At.In(o.zone).Format("15:04:05")), screen.Link{Name: "See it as readers do", URL: o.live})
	}
	// Somebody may be arranging the same front: what this press does is done to theirs, not in its place.
	for try := 0; ; try++ {
		next, base, err := n.arrange(r.Context(), o, f)
		if err != nil {
			return refuse(err)
		}
		err = n.Desk.ArrangeFront(r.Context(), reception.Who(r), next, base, o.draft.Version, o.draft.Version > 0 && !base.Same(o.now))
		if err == nil {
			break
		}
		if !fault.Is(err, fault.Conflict) || try == 3 {
			return refuse(err)
		}
		if o, err = n.open(r); err != nil {
			return err
		}
	}
	to := o.path
	if story := f.Value("story"); story != "" {
		slot := f.Value("slot")
		if o, err = n.open(r); err != nil {
			return err
		}
		if p, ok := o.draft.Front.PinOf(story); ok {
			slot = strconv.Itoa(p.Slot)
		}
		to += "#slot-" + slot
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

var errChanged = fault.New(fault.Conflict, "The front changed meanwhile. Look at it once more.")

// arrange changes the arrangement by one press.
func (n *Room) arrange(ctx context.Context, o work, f screen.Form) (next, base front.Front, err error) {
	next, base = o.draft.Front, o.draft.Base
	do := f.Value("do")
	switch do {
	case "merge":
		return front.Merge(base, o.now, next), o.now, nil
	case "row", "drop":
		row, err := strconv.Atoi(f.Value("row"))
		l := front.Layout(f.Value("layout"))
		if do == "drop" {
			l = ""
		} else if l == "" {
			return next, base, fault.New(fault.Invalid, "Choose how the row is laid out.")
		}
		if err != nil || !next.Relay(row, l) {
			return next, base, fault.New(fault.Invalid, "A front has up to %d rows and begins with a lead. Choose one of its other rows.", front.MaxRows)
		}
		return next, base, nil
	}
	slot, err := strconv.Atoi(f.Value("slot"))
	if err != nil || slot < 0 || slot >= next.Slots() {
		return next, base, fault.New(fault.Invalid, "This front has %d slots. Choose one of them.", next.Slots())
	}
	slots, err := n.slots(ctx, next)
	if err != nil {
		return next, base, err
	}
	story := f.Value("story")
	at := slices.IndexFunc(slots, func(s press.Slot) bool { return s.Story == story })
	pin, pinned := next.PinOf(story)
	if !pinned {
		pin = front.Pin{Story: story, Until: n.Clock.Now().Add(front.PinFor).Truncate(time.Minute)}
	}
	switch do {
	case "pin":
		if at < 0 {
			if err := n.mustBeLive(ctx, story); err != nil {
				return next, base, err
			}
		}
		pin.Slot = slot
		next.Pin(pin)
	case "unpin":
		next.Unpin(story)
	case "up", "down":
		to := at - 1
		if do == "down" {
			to = at + 1
		}
		if at < 0 || to < 0 || to >= len(slots) {
			return next, base, errChanged
		}
		other := slots[to]
		pin.Slot = other.Slot
		next.Pin(pin)
		if other.Pinned { // a pinned neighbour changes places; any other one flows
			other.Pin.Slot = slots[at].Slot
			next.Pin(other.Pin)
		}
	case "until", "always":
		if !pinned {
			return next, base, fault.New(fault.Conflict, "The front changed meanwhile: that pin is gone.")
		}
		pin.Until = time.Time{}
		if do == "until" {
			t, err := time.ParseInLocation("2006-01-02T15:04", f.Value("until"), o.zone)
			if err != nil || !t.After(n.Clock.Now()) {
				return next, base, fault.New(fault.Invalid, "A pin needs a time that is still to come.")
			}
			pin.Until = t.UTC()
		}
		next.Pin(pin)
	default:
		return next, base, fault.New(fault.Invalid, "There is no such thing to do to a front.")
	}
	return next, base, nil
}

// mustBeLive refuses a story that readers cannot see.
func (n *Room) mustBeLive(ctx context.Context, story string) error {
	return n.Public.Read(ctx, func(snap press.Snapshot) error {
		p, ok, err := snap.Article(ctx, story)
		if err == nil && (!ok || p.Form == article.StandingPage) {
			return fault.New(fault.Conflict, "That story is not live, so it cannot stand on a front yet.")
		}
		return err
	})
}

// putLive presses the arrangement, without the pins whose time came while it was being made.
func (n *Room) putLive(w http.ResponseWriter, r *http.Request, o work, f screen.Form, refuse func(error) error) error {
	if o.draft.Version == 0 {
		return n.Done(w, r, o.path, "This front is live as it stands.")
	}
	told, err := n.changes(r.Context(), o.now, o.draft.Front)
	if err != nil {
		return err
	}
	seen := o.draft.Base
	if f.Value("do") == "over" {
		number, _ := strconv.ParseInt(f.Value("seen"), 10, 64) // what is no number was never put live
		e, found, err := n.Store.EarlierFront(r.Context(), o.id, number)
		if err != nil {
			return err
		}
		if found {
			seen = e.Front
		}
	}
	pressed := o.draft.Front
	pressed.Pins = slices.DeleteFunc(slices.Clone(pressed.Pins), func(p front.Pin) bool { return !p.Until.IsZero() && !p.Until.After(n.Clock.Now()) })
	receipt, err := n.Desk.PressFront(r.Context(), reception.Who(r), pressed, seen)
	if err != nil {
		return refuse(err)
	}
	if len(told) == 0 {
		told = []string{"nothing changed for readers"}
	}
	text := fmt.Sprintf("%s is live at %s: %s.", o.name, receipt.At.In(o.zone).Format("15:04:05"), strings.Join(told, ", "))
	return n.Done(w, r, o.path, text, screen.Link{Name: "See it as readers do", URL: o.live})
}

// staged is a snapshot in which one front is another than the live one.
type staged struct {
	press.Snapshot
	front front.Front
}

func (s staged) Front(ctx context.Context, id string) (front.Front, error) {
	if id == s.front.ID {
		return s.front, nil
	}
	return s.Snapshot.Front(ctx, id)
}

// Preview shows the front as it is being arranged.
func (n *Room) Preview(w http.ResponseWriter, r *http.Request) error {
	o, err := n.open(r)
	if err != nil {
		return err
	}
	s, err := n.PreviewScreen(r, o.name, o.path+"/preview", o.path)
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

func (n *Room) page(w http.ResponseWriter, r *http.Request, f front.Front) error {
	return n.ReadersPage(w, r, func(ctx context.Context, snap press.Snapshot) (page.Page, error) {
		if f.ID == front.Home {
			return n.Press.Home(ctx, staged{snap, f})
		}
		return n.Press.Section(ctx, staged{snap, f}, f.ID)
	})
}

// PreviewPage is the reader's page itself, as it is being arranged.
func (n *Room) PreviewPage(w http.ResponseWriter, r *http.Request) error {
	o, err := n.open(r)
	if err != nil {
		return err
	}
	return n.page(w, r, o.draft.Front)
}

// Earlier lists the front as it was put live.
func (n *Room) Earlier(w http.ResponseWriter, r *http.Request) error {
	o, err := n.open(r)
	if err != nil {
		return err
	}
	frame, err := n.Frame(r, "Earlier fronts: "+o.name, menuPath)
	if err != nil {
		return err
	}
	s := &screen.EarlierFronts{Frame: frame, Name: o.name, Path: o.path + "/earlier", Back: o.path}
	all, err := n.Store.EarlierFronts(r.Context(), o.id, earlier)
	if err != nil {
		return err
	}
	err = n.Public.Read(r.Context(), func(snap press.Snapshot) error {
		for i, e := range all {
			row := screen.EarlierFront{Number: e.Number, At: e.At, By: n.who(r.Context(), e.By), Pins: len(e.Front.Pins), Live: i == 0}
			if len(e.Front.Pins) > 0 && e.Front.Pins[0].Slot == 0 {
				cards, err := snap.Cards(r.Context(), []string{e.Front.Pins[0].Story})
				if err != nil {
					return err
				}
				if len(cards) > 0 {
					row.Lead = cards[0].Headline
				}
			}
			s.Rows = append(s.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

func (n *Room) earlierOf(r *http.Request) (work, front.Earlier, error) {
	o, err := n.open(r)
	if err != nil {
		return o, front.Earlier{}, err
	}
	number, nerr := strconv.ParseInt(r.PathValue("number"), 10, 64)
	e, found, err := n.Store.EarlierFront(r.Context(), o.id, number)
	if err == nil && (nerr != nil || !found) {
		err = fault.New(fault.NotFound, "There is no such earlier front.")
	}
	return o, e, err
}

// EarlierPreview frames an earlier front.
func (n *Room) EarlierPreview(w http.ResponseWriter, r *http.Request) error {
	o, e, err := n.earlierOf(r)
	if err != nil {
		return err
	}
	s, err := n.PreviewScreen(r, o.name, fmt.Sprintf("%s/earlier/%d", o.path, e.Number), o.path+"/earlier")
	if err != nil {
		return err
	}
	s.Told = fmt.Sprintf("Put live by %s, %s, as it would stand if it were restored now.", n.who(r.Context(), e.By), s.Exact(e.At))
	return n.Show(w, s)
}

// EarlierPage is the reader's page with an earlier front.
func (n *Room) EarlierPage(w http.ResponseWriter, r *http.Request) error {
	_, e, err := n.earlierOf(r)
	if err != nil {
		return err
	}
	return n.page(w, r, e.Front.Again(n.Clock.Now()))
}

// Restore puts an earlier front live again.
func (n *Room) Restore(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	o, err := n.open(r)
	if err != nil {
		return err
	}
	number, nerr := strconv.ParseInt(f.Value("number"), 10, 64)
	if nerr != nil {
		return fault.New(fault.Invalid, "Choose one of the earlier fronts.")
	}
	receipt, left, err := n.Desk.RestoreFront(r.Context(), reception.Who(r), o.id, number)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("%s is live at %s as it stood before.", o.name, receipt.At.In(o.zone).Format("15:04:05"))
	if left > 0 {
		text += " " + screen.Count(left, "story", "stories") + " of it went since and stays out."
	}
	return n.Done(w, r, o.path, text, screen.Link{Name: "See it as readers do", URL: o.live})
}
