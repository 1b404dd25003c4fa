package newsroom

import (
	"context"
	"encoding/json"
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
	"broadsheet/internal/press"
	"broadsheet/internal/screen"
)

const (
	frontPath  = "/newsroom/fronts/home"
	placeables = 30 // live stories to place, newest first
	pinHours   = 24 * time.Hour
)

// arrangement is a front that somebody is arranging: it stays theirs until they put it live or start again. Base is
// what was live when they began.
type arrangement struct {
	Base []front.Pin
	Pins []front.Pin
}

// arranged gives the front as the person has it: half arranged, or live. begun tells which; moved, that another
// front was put live since they began.
func (n *Newsroom) arranged(r *http.Request) (a arrangement, live front.Front, begun, moved bool, err error) {
	if live, err = n.Store.FrontOf(r.Context(), front.Home); err != nil {
		return a, live, false, false, err
	}
	if b := n.Keeper.Recall(r.Context(), "front"); b != nil {
		if err := json.Unmarshal(b, &a); err != nil {
			return a, live, false, false, fmt.Errorf("reading a front half arranged: %w", err)
		}
		return a, live, true, !samePins(a.Base, live.Pins), nil
	}
	return arrangement{Base: live.Pins, Pins: live.Pins}, live, false, false, nil
}

func (n *Newsroom) keepArranged(r *http.Request, a arrangement) error {
	b, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("keeping a front half arranged: %w", err)
	}
	n.Keeper.Keep(r.Context(), "front", b)
	return nil
}

func samePins(a, b []front.Pin) bool {
	return slices.EqualFunc(a, b, func(x, y front.Pin) bool {
		return x.Slot == y.Slot && x.Story == y.Story && x.Until.Equal(y.Until)
	})
}

// slotsOf gives what stands in the slots under an arrangement.
func (n *Newsroom) slotsOf(ctx context.Context, pins []front.Pin) (slots []press.Slot, err error) {
	err = n.public.Read(ctx, func(snap press.Snapshot) error {
		slots, err = press.HomeSlots(ctx, snap, front.Front{ID: front.Home, Pins: pins})
		return err
	})
	return slots, err
}

// frontScreen fills the front and what can be placed on it.
func (n *Newsroom) frontScreen(r *http.Request, a arrangement, live front.Front, moved bool) (*screen.Fronts, error) {
	f, err := n.Frame(r, "Home", frontPath)
	if err != nil {
		return nil, err
	}
	ns, err := n.names(r.Context())
	if err != nil {
		return nil, err
	}
	query := strings.TrimSpace(r.URL.Query().Get("q"))
	s := &screen.Fronts{Frame: f, Query: query, Pins: len(a.Pins), Moved: moved, Preview: frontPath + "/preview"}
	now, err := n.slotsOf(r.Context(), a.Pins)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i := range slotNames {
		slot := screen.Slot{Number: i, Name: slotNames[i], First: i == 0, Last: i >= len(now)-1}
		if i < len(now) {
			slot.Story, slot.Headline, slot.Section = now[i].Story, now[i].Card.Headline, ns.sections[now[i].Card.Section].Name
			slot.Pinned, slot.Until = now[i].Pinned, now[i].Until
			at[slot.Story] = i
		}
		s.Slots = append(s.Slots, slot)
	}
	before, err := n.slotsOf(r.Context(), live.Pins)
	if err != nil {
		return nil, err
	}
	s.Changes = changes(before, now, live.Pins, a.Pins)
	rows, err := n.Store.Stories(r.Context(), article.Filter{Form: article.Story, Tab: "live", Query: addressOf(query, n.Base), Limit: placeables})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		p := screen.Placeable{Story: row.ID, Headline: row.Headline, Section: ns.sections[row.Section].Name, At: row.PublishedAt, Slot: -1}
		if i, stands := at[row.ID]; stands {
			p.Slot = i
		}
		s.Place = append(s.Place, p)
	}
	return s, nil
}

// changes says in words what a new arrangement changes for readers.
func changes(before, after []press.Slot, live, pins []front.Pin) []string {
	was := map[string]int{}
	for i, s := range before {
		was[s.Story] = i
	}
	var out []string
	moved, come := 0, 0
	for i, s := range after {
		at, stood := was[s.Story]
		switch {
		case i == 0 && (!stood || at != 0):
			out = append(out, "new lead")
		case !stood:
			come++
		case at != i:
			moved++
		}
	}
	if come > 0 {
		out = append(out, fmt.Sprintf("%d new on the front", come))
	}
	if moved > 0 {
		out = append(out, fmt.Sprintf("%d moved", moved))
	}
	if n := len(pins) - len(live); n > 0 {
		out = append(out, screen.Count(n, "pin more", "pins more"))
	} else if n < 0 {
		out = append(out, screen.Count(-n, "pin fewer", "pins fewer"))
	}
	if len(out) == 0 && !samePins(live, pins) {
		out = append(out, "pins changed")
	}
	return out
}

func (n *Newsroom) showFront(w http.ResponseWriter, r *http.Request) error {
	a, live, _, moved, err := n.arranged(r)
	if err != nil {
		return err
	}
	s, err := n.frontScreen(r, a, live, moved)
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

// arrangeFront does one thing to the front: pin, unpin, move, say until when; put it live, or start again.
func (n *Newsroom) arrangeFront(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	a, live, begun, moved, err := n.arranged(r)
	if err != nil {
		return err
	}
	refuse := func(err error) error {
		s, ferr := n.frontScreen(r, a, live, moved)
		if ferr != nil {
			return ferr
		}
		return n.Again(w, err, &f, s, &s.Frame)
	}
	switch f.Value("do") {
	case "again":
		n.Keeper.Drop(r.Context(), "front")
		return n.Done(w, r, frontPath, "Back to what is live.")
	case "live":
		if !begun {
			return n.Done(w, r, frontPath, "This front is live as it stands.")
		}
		return n.putLive(w, r, a, live, refuse)
	}
	if err := n.arrange(r.Context(), &a, f, n.zoneOf(r)); err != nil {
		return refuse(err)
	}
	if samePins(a.Pins, live.Pins) {
		n.Keeper.Drop(r.Context(), "front")
	} else if err := n.keepArranged(r, a); err != nil {
		return err
	}
	http.Redirect(w, r, frontPath+"#slot-"+strconv.Itoa(landed(a, f)), http.StatusSeeOther)
	return nil
}

// landed is the slot that the last press was about, where the page opens again.
func landed(a arrangement, f interface{ Value(string) string }) int {
	for _, p := range a.Pins {
		if p.Story == f.Value("story") {
			return p.Slot
		}
	}
	slot, _ := strconv.Atoi(f.Value("slot")) // what is no number is the lead
	return slot
}

func (n *Newsroom) zoneOf(r *http.Request) *time.Location {
	s, _, err := n.Store.Settings(r.Context())
	if err != nil {
		return time.UTC
	}
	return reception.Zone(s)
}

// arrange changes the pins by one press.
func (n *Newsroom) arrange(ctx context.Context, a *arrangement, f screen.Form, in *time.Location) error {
	slot, err := strconv.Atoi(f.Value("slot"))
	if err != nil || slot < 0 || slot >= front.HomeSlots {
		return fault.New(fault.Invalid, "This front has %d slots. Choose one of them.", front.HomeSlots)
	}
	story := f.Value("story")
	slots, err := n.slotsOf(ctx, a.Pins)
	if err != nil {
		return err
	}
	fr := front.Front{ID: front.Home, Pins: slices.Clone(a.Pins)}
	until := n.Clock.Now().Add(pinHours).Truncate(time.Minute)
	at := slices.IndexFunc(slots, func(s press.Slot) bool { return s.Story == story })
	mine := func() (front.Pin, bool) {
		i := slices.IndexFunc(fr.Pins, func(p front.Pin) bool { return p.Story == story })
		if i < 0 {
			return front.Pin{}, false
		}
		return fr.Pins[i], true
	}
	switch do := f.Value("do"); do {
	case "pin":
		if at < 0 {
			live, err := n.isLive(ctx, story)
			if err != nil {
				return err
			}
			if !live {
				return fault.New(fault.Conflict, "That story is not live any more, so it cannot stand on Home.")
			}
		}
		fr.Pin(front.Pin{Slot: slot, Story: story, Until: until})
	case "unpin":
		fr.Pins = slices.DeleteFunc(fr.Pins, func(p front.Pin) bool { return p.Story == story })
	case "up", "down":
		to := at - 1
		if do == "down" {
			to = at + 1
		}
		if at < 0 || to < 0 || to >= len(slots) {
			return fault.New(fault.Conflict, "The front changed meanwhile. Look at it once more.")
		}
		pin, pinned := mine()
		if !pinned {
			pin = front.Pin{Story: story, Until: until}
		}
		other := slots[to]
		pin.Slot = to
		fr.Pin(pin)
		if other.Pinned { // a pinned neighbour changes places; any other one flows
			fr.Pin(front.Pin{Slot: at, Story: other.Story, Until: other.Until})
		}
	case "until", "always":
		pin, pinned := mine()
		if !pinned {
			return fault.New(fault.Conflict, "The front changed meanwhile: that pin is gone.")
		}
		pin.Until = time.Time{}
		if do == "until" {
			t, err := time.ParseInLocation("2006-01-02T15:04", f.Value("until"), in)
			if err != nil || !t.After(n.Clock.Now()) {
				return fault.New(fault.Invalid, "A pin needs a time that is still to come.")
			}
			pin.Until = t.UTC()
		}
		fr.Pin(pin)
	default:
		return fault.New(fault.Invalid, "There is no such thing to do to a front.")
	}
	a.Pins = fr.Pins
	return nil
}

// isLive tells whether readers can see a story now.
func (n *Newsroom) isLive(ctx context.Context, story string) (live bool, err error) {
	err = n.public.Read(ctx, func(snap press.Snapshot) error {
		p, ok, err := snap.Article(ctx, story)
		live = ok && p.Form != article.StandingPage
		return err
	})
	return live, err
}

// putLive presses the arrangement, without the pins whose time came while it was being made.
func (n *Newsroom) putLive(w http.ResponseWriter, r *http.Request, a arrangement, live front.Front, refuse func(error) error) error {
	before, err := n.slotsOf(r.Context(), live.Pins)
	if err != nil {
		return err
	}
	after, err := n.slotsOf(r.Context(), a.Pins)
	if err != nil {
		return err
	}
	told := changes(before, after, live.Pins, a.Pins)
	pins := slices.DeleteFunc(slices.Clone(a.Pins), func(p front.Pin) bool { return !p.Until.IsZero() && !p.Until.After(n.Clock.Now()) })
	receipt, err := n.Desk.PressFront(r.Context(), reception.Who(r), front.Front{ID: front.Home, Pins: pins})
	if err != nil {
		return refuse(err)
	}
	n.Keeper.Drop(r.Context(), "front")
	text := fmt.Sprintf("Home is live at %s: %s.", receipt.At.In(n.zoneOf(r)).Format("15:04:05"), strings.Join(told, ", "))
	return n.Done(w, r, frontPath, text, screen.Link{Name: "See it as readers do", URL: "/"})
}

// previewFront shows the front as it is being arranged.
func (n *Newsroom) previewFront(w http.ResponseWriter, r *http.Request) error {
	s, err := n.previewScreen(r, "Home", frontPath+"/preview", frontPath)
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

// stagedFront is a snapshot whose home front is another one than the live.
type stagedFront struct {
	press.Snapshot
	pins []front.Pin
}

func (s stagedFront) Front(ctx context.Context, id string) (front.Front, error) {
	if id == front.Home {
		return front.Front{ID: id, Pins: s.pins}, nil
	}
	return s.Snapshot.Front(ctx, id)
}

func (n *Newsroom) previewFrontPage(w http.ResponseWriter, r *http.Request) error {
	a, _, _, _, err := n.arranged(r)
	if err != nil {
		return err
	}
	return n.readersPage(w, r, func(ctx context.Context, snap press.Snapshot) (page.Page, error) {
		return n.press.Home(ctx, stagedFront{snap, a.Pins})
	})
}
