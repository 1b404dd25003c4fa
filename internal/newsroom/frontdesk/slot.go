package frontdesk

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/press"
	"broadsheet/internal/screen"
)

const choices = 12 // pictures to choose from

// slotOf finds the slot in which a story stands, and its pin as it is or would be.
func (n *Room) slotOf(r *http.Request) (work, press.Slot, front.Pin, error) {
	o, err := n.open(r)
	if err != nil {
		return o, press.Slot{}, front.Pin{}, err
	}
	slots, err := n.slots(r.Context(), o.draft.Front)
	if err != nil {
		return o, press.Slot{}, front.Pin{}, err
	}
	for _, s := range slots {
		if s.Story == r.PathValue("story") {
			pin := s.Pin
			if !s.Pinned {
				pin = front.Pin{Slot: s.Slot, Story: s.Story, Until: n.Clock.Now().Add(front.PinFor).Truncate(time.Minute)}
			}
			return o, s, pin, nil
		}
	}
	return o, press.Slot{}, front.Pin{}, fault.New(fault.NotFound, "That story does not stand on this front any more.")
}

func (n *Room) slotScreen(r *http.Request, o work, s press.Slot, pin front.Pin) (*screen.FrontSlot, error) {
	f, err := n.Frame(r, "Own words in slot", menuPath)
	if err != nil {
		return nil, err
	}
	out := &screen.FrontSlot{
		Frame: f, Back: o.path + fmt.Sprintf("#slot-%d", s.Slot), Path: o.path + "/stories/" + s.Story, Story: s.Story,
		Name: fmt.Sprintf("Slot %d: %s", s.Slot+1, o.draft.Front.Names()[s.Slot]), Headline: s.Card.Headline,
		Query: strings.TrimSpace(r.URL.Query().Get("q")),
		Form:  screen.Fields("headline", pin.Headline, "standfirst", pin.Standfirst, "label", pin.Label, "picture", pin.Picture),
	}
	found, err := n.Store.Pictures(r.Context(), out.Query, article.Cursor{}, choices)
	if err != nil {
		return nil, err
	}
	if pin.Picture != "" {
		mine, err := n.Store.PictureOf(r.Context(), pin.Picture)
		if err != nil {
			return nil, err
		}
		out.Thumbs = append(out.Thumbs, reception.Thumb(mine, ""))
	}
	for _, p := range found {
		if p.ID != pin.Picture {
			out.Thumbs = append(out.Thumbs, reception.Thumb(p, ""))
		}
	}
	return out, nil
}

// Slot shows what stands in a slot alone.
func (n *Room) Slot(w http.ResponseWriter, r *http.Request) error {
	o, s, pin, err := n.slotOf(r)
	if err != nil {
		return err
	}
	out, err := n.slotScreen(r, o, s, pin)
	if err != nil {
		return err
	}
	return n.Show(w, out)
}

// ChangeSlot gives a slot words and a picture of its own; its story is pinned there with them.
func (n *Room) ChangeSlot(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	o, s, pin, err := n.slotOf(r)
	if err != nil {
		return err
	}
	one := func(name string) string { return strings.Join(strings.Fields(f.Value(name)), " ") }
	changed := pin
	changed.Headline, changed.Standfirst, changed.Label, changed.Picture = one("headline"), one("standfirst"), one("label"), f.Value("picture")
	if changed.Picture != "" {
		_, err = n.Store.PictureOf(r.Context(), changed.Picture)
	}
	if err == nil {
		next := o.draft.Front
		next.Pin(changed)
		err = n.Desk.ArrangeFront(r.Context(), reception.Who(r), next, o.draft.Base, o.draft.Version, o.moved())
	}
	if err != nil {
		out, serr := n.slotScreen(r, o, s, pin)
		if serr != nil {
			return serr
		}
		out.Form = f
		return n.Again(w, err, &out.Form, out, &out.Frame, "headline", "standfirst", "label")
	}
	return n.Done(w, r, fmt.Sprintf("%s#slot-%d", o.path, s.Slot), fmt.Sprintf("Slot %d has its own words. Readers see them when the front is put live.", s.Slot+1))
}
