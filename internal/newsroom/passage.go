package newsroom

import (
	"cmp"
	"net/http"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/prose"
	"broadsheet/internal/screen"
)

// next is the main button of a story: the word of the next step for a person, its Name "" when there is none.
func next(by account.Staff, d article.Draft) screen.Onward {
	story := "/newsroom/stories/" + d.ID
	switch {
	case by.May(account.Publish):
		return screen.Onward{Name: nextStep(d), URL: story + "/publication"}
	case by.May(account.KeepDesk):
		m := screen.Onward{URL: story + "/ready", Post: true}
		if d.Can(article.ToReady) {
			m.Name = "Mark ready"
		}
		return m
	case desk.MayWrite(by, d) == nil:
		m := screen.Onward{URL: story + "/file", Post: true}
		if d.Can(article.ToFile) {
			m.Name = "File"
		}
		return m
	}
	return screen.Onward{}
}

// onwards are what else a person may do with a story on its way, but for the main button.
func onwards(by account.Staff, d article.Draft) []screen.Onward {
	story := "/newsroom/stories/" + d.ID
	main := next(by, d).Name
	keeps := by.May(account.KeepDesk)
	var out []screen.Onward
	for _, m := range []struct {
		may  bool
		deed article.Deed
		move screen.Onward
	}{
		{keeps && d.InHand != by.ID, article.ToTake, screen.Onward{Name: "Take for edit", URL: story + "/take", Post: true}},
		{keeps, article.ToSendBack, screen.Onward{Name: "Send back…", URL: story + "/send-back"}},
		{keeps, article.ToReady, screen.Onward{Name: "Mark ready", URL: story + "/ready", Post: true}},
		{desk.MayWrite(by, d) == nil, article.ToFile, screen.Onward{Name: "File", URL: story + "/file", Post: true}},
		{desk.MayWrite(by, d) == nil && (keeps || d.InHand == "" || d.InHand == by.ID), article.ToReclaim, screen.Onward{Name: "Take back to writing", URL: story + "/reclaim", Post: true}},
	} {
		if m.may && d.Can(m.deed) && m.move.Name != main {
			out = append(out, m.move)
		}
	}
	if keeps && !d.InBin() {
		out = append(out, screen.Onward{Name: "Assign…", URL: story + "/assign"})
	}
	return out
}

// onTheWay says in one line where a draft is on its way: who filed it, who has it in hand, when it is wanted.
func onTheWay(f screen.Frame, p article.Passage, ns names) string {
	var says []string
	switch {
	case p.Stage == article.AtDesk:
		says = append(says, "Filed by "+cmp.Or(ns.staff[p.FiledBy].Name, "somebody who left")+", "+f.When(p.FiledAt))
	case p.Stage == article.AtReady:
		says = append(says, "Ready")
	}
	if p.InHand != "" {
		says = append(says, "In hand: "+cmp.Or(ns.staff[p.InHand].Name, "somebody who left"))
	} else if p.Stage == article.AtDesk {
		says = append(says, "In nobody’s hand yet")
	}
	if !p.Due.At.IsZero() {
		says = append(says, "Due "+f.When(p.Due.At))
	}
	return strings.Join(says, " · ")
}

// file hands a story to the desk.
func (n *Newsroom) file(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := n.Desk.File(r.Context(), reception.Who(r), id); err != nil {
		return err
	}
	return n.Done(w, r, "/newsroom/stories/"+id, "Filed. The desk has it; you can go on writing until an editor takes it.", screen.Link{Name: "Today", URL: "/newsroom/today"})
}

// reclaim takes a filed story back to writing.
func (n *Newsroom) reclaim(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := n.Desk.Reclaim(r.Context(), reception.Who(r), id); err != nil {
		return err
	}
	return n.Done(w, r, "/newsroom/stories/"+id, "Back to writing. File it when it is done.")
}

// takeForEdit puts a filed story into the editor's hand and opens it.
func (n *Newsroom) takeForEdit(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := n.Desk.TakeForEdit(r.Context(), reception.Who(r), id); err != nil {
		return err
	}
	return n.Done(w, r, "/newsroom/stories/"+id, "You have it in hand.")
}

// markReady says that a story only waits to be published.
func (n *Newsroom) markReady(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := n.Desk.MarkReady(r.Context(), reception.Who(r), id); err != nil {
		return err
	}
	return n.Done(w, r, "/newsroom/stories/"+id, "Ready. It waits to be published.", screen.Link{Name: "Today", URL: "/newsroom/today"})
}

func (n *Newsroom) sendBackScreen(r *http.Request) (*screen.SendBack, error) {
	draft, err := n.Store.DraftText(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	f, err := n.Frame(r, "Send back", "/newsroom/stories")
	if err != nil {
		return nil, err
	}
	writer, err := n.nameOf(r.Context(), cmp.Or(draft.FiledBy, draft.CreatedBy))
	return &screen.SendBack{Frame: f, ID: draft.ID, Headline: prose.Headline(draft.Doc), Writer: writer, Form: screen.Fields()}, err
}

func (n *Newsroom) showSendBack(w http.ResponseWriter, r *http.Request) error {
	s, err := n.sendBackScreen(r)
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

// sendBack gives a filed story back to its writer with a note.
func (n *Newsroom) sendBack(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	s, err := n.sendBackScreen(r)
	if err != nil {
		return err
	}
	s.Form = f
	if err := n.Desk.SendBack(r.Context(), reception.Who(r), s.ID, f.Value("note")); err != nil {
		return n.Again(w, err, &s.Form, s, &s.Frame, "note")
	}
	return n.Done(w, r, "/newsroom/stories/"+s.ID, "Sent back"+toWhom(s.Writer)+". Your note stands above the story.")
}

func toWhom(name string) string {
	if name == "" {
		return ""
	}
	return " to " + name
}

func (n *Newsroom) assignScreen(r *http.Request) (*screen.Assign, error) {
	draft, err := n.Store.DraftText(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	f, err := n.Frame(r, "Assign", "/newsroom/stories")
	if err != nil {
		return nil, err
	}
	settings, _, err := n.Store.Settings(r.Context())
	if err != nil {
		return nil, err
	}
	staff, err := n.Store.AllStaff(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Assign{
		Frame: f, ID: draft.ID, Headline: prose.Headline(draft.Doc), Where: strings.ReplaceAll(settings.Zone, "_", " "),
		People: []screen.Option{{Label: "Nobody in particular"}},
		Form:   screen.Fields("person", draft.InHand, "due", draft.Due.Civil),
	}
	for _, p := range staff {
		if p.May(account.Write) {
			s.People = append(s.People, screen.Option{Value: p.ID, Label: p.Name})
		}
	}
	return s, nil
}

func (n *Newsroom) showAssign(w http.ResponseWriter, r *http.Request) error {
	s, err := n.assignScreen(r)
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

// assign puts a story into somebody's hand.
func (n *Newsroom) assign(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	s, err := n.assignScreen(r)
	if err != nil {
		return err
	}
	s.Form = f
	if err := n.Desk.Assign(r.Context(), reception.Who(r), s.ID, f.Value("person"), f.Value("due")); err != nil {
		return n.Again(w, err, &s.Form, s, &s.Frame, "person", "due")
	}
	who, err := n.nameOf(r.Context(), f.Value("person"))
	if err != nil {
		return err
	}
	said := "In nobody’s hand."
	if who != "" {
		said = "Assigned to " + who + "."
	}
	return n.Done(w, r, "/newsroom/stories/"+s.ID, said)
}
