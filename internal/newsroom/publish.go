package newsroom

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
	"broadsheet/internal/screen"
)

// showPublish is the sheet on which an editor decides where a story goes and what readers are told.
func (n *Newsroom) showPublish(w http.ResponseWriter, r *http.Request) error {
	draft, err := n.Store.DraftText(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	s, err := n.publishScreen(r, draft)
	if err != nil {
		return err
	}
	f := screen.Fields("slot", strconv.Itoa(desk.NoSlot), "change", string(s.Suggested), "noteKind", string(article.Corrected))
	if s.First || s.Address != "" {
		f.Values.Set("address", s.Address)
	}
	if s.Suggested == article.Correction {
		suggested, err := n.suggest(r.Context(), draft)
		if err != nil {
			return err
		}
		f.Values.Set("was", suggested.Was)
		f.Values.Set("now", suggested.Now)
	}
	s.Form = f
	return n.Show(w, s)
}

// publishScreen fills the sheet but for its form.
func (n *Newsroom) publishScreen(r *http.Request, draft article.Draft) (*screen.Publish, error) {
	headline := prose.Headline(draft.Doc)
	f, err := n.Frame(r, "Publish", "/newsroom/stories")
	if err != nil {
		return nil, err
	}
	fields, err := article.FieldsOf(draft.Doc)
	if err != nil {
		return nil, err
	}
	sections, err := n.Store.Sections(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Publish{
		Frame: f, ID: draft.ID, Headline: headline, Version: draft.Version, First: draft.Edition == 0,
		Again: draft.State() == article.Recalled, Page: draft.Form == article.StandingPage,
	}
	in := fields.All()
	for _, sec := range sections {
		if slices.Contains(in, sec.ID) {
			s.Sections = append(s.Sections, sec.Name)
		}
	}
	if s.Address, err = n.addressFor(r.Context(), draft, fields, sections); err != nil {
		return nil, err
	}
	s.Slots = []screen.Option{{Value: strconv.Itoa(desk.NoSlot), Label: "No slot of its own: it stands among the newest"}}
	home, err := n.Store.FrontOf(r.Context(), front.Home)
	if err != nil {
		return nil, err
	}
	pins := home.Names()
	if !reception.Who(r).May(account.ArrangeFronts) {
		pins = nil
	}
	for i, name := range pins {
		s.Slots = append(s.Slots, screen.Option{Value: strconv.Itoa(i), Label: "Pin for 24 hours: " + name})
	}
	for _, k := range article.CorrectionKinds {
		s.Notes = append(s.Notes, screen.Option{Value: string(k), Label: screen.NoteWord(k)})
	}
	s.Suggested = article.First
	if draft.Edition > 0 {
		suggested, err := n.suggest(r.Context(), draft)
		if err != nil {
			return nil, err
		}
		s.Suggested = suggested.Change
		if suggested.Why != "" {
			s.Why = suggested.Why + " " + screen.ChangeWord(suggested.Change) + " is suggested; you decide."
		}
	}
	if s.Checks, err = n.checks(r.Context(), draft); err != nil {
		return nil, err
	}
	hands, err := n.Store.Hands(r.Context(), n.Clock.Now(), []string{draft.ID})
	if err != nil {
		return nil, err
	}
	if by := hands[draft.ID]; by != "" && by != reception.Who(r).ID {
		s.Typing, err = n.nameOf(r.Context(), by)
	}
	return s, err
}

// suggest compares the draft with what is live.
func (n *Newsroom) suggest(ctx context.Context, draft article.Draft) (article.Suggestion, error) {
	live, err := n.Store.Edition(ctx, draft.ID, draft.Edition)
	if err != nil {
		return article.Suggestion{}, err
	}
	return article.Suggest(live.Doc, draft.Doc), nil
}

// addressFor is where a draft stands, or would stand: below its section, named by its slug or headline.
func (n *Newsroom) addressFor(ctx context.Context, draft article.Draft, f article.Fields, sections []paper.Section) (string, error) {
	settings, _, err := n.Store.Settings(ctx)
	if err != nil {
		return "", err
	}
	lang := f.Lang
	if lang == "" {
		lang = settings.Lang
	}
	if slug := paper.Slug(lang, f.Slug); slug != "" && draft.Address != "" {
		return dirOf(draft.Address) + slug, nil // the last part was typed anew
	}
	if draft.Address != "" {
		return draft.Address, nil
	}
	slug := paper.Slug(lang, f.Slug)
	if slug == "" {
		slug = paper.Slug(lang, prose.Headline(draft.Doc))
	}
	if slug == "" {
		return "", nil
	}
	if draft.Form == article.StandingPage {
		return "/" + slug, nil
	}
	return below(sections, f.Section) + slug, nil
}

// dirOf is an address without its last part.
func dirOf(address string) string {
	for i := len(address) - 2; i >= 0; i-- {
		if address[i] == '/' {
			return address[:i+1]
		}
	}
	return "/"
}

// publish makes the text that the editor saw what readers see.
func (n *Newsroom) publish(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	before, err := n.Store.DraftText(r.Context(), id)
	if err != nil {
		return err
	}
	version, verr := strconv.ParseInt(f.Value("version"), 10, 64)
	if verr != nil {
		version = -1 // a version that no draft has: the sheet comes back with the present one
	}
	slot, serr := strconv.Atoi(f.Value("slot"))
	if serr != nil || slot < 0 {
		slot = desk.NoSlot
	}
	p := desk.Publication{Draft: id, Version: version, Change: article.Change(f.Value("change")), Address: f.Value("address"), Slot: slot, Anyway: f.Value("anyway") == "yes"}
	if p.Change == article.Correction {
		p.Note = &article.Note{Kind: article.CorrectionKind(f.Value("noteKind")), Text: f.Value("note"), Was: f.Value("was"), Now: f.Value("now")}
	}
	// An address that was left as it was proposed is made by the desk, which finds a free one.
	s, err := n.publishScreen(r, before)
	if err != nil {
		return err
	}
	if before.Address == "" && p.Address == s.Address {
		p.Address = ""
	}
	receipt, err := n.Desk.Publish(r.Context(), reception.Who(r), p)
	if err != nil {
		now, rerr := n.Store.DraftText(r.Context(), id)
		if rerr != nil {
			return rerr
		}
		if s, rerr = n.publishScreen(r, now); rerr != nil {
			return rerr
		}
		s.Form = f
		return n.Again(w, renamed(err, "kind", "noteKind"), &s.Form, s, &s.Frame, "anyway", "address", "slot", "change", "note", "noteKind", "was", "now")
	}
	lead := "Live"
	if before.Edition > 0 && before.RecalledAt.IsZero() {
		lead = screen.ChangeWord(p.Change) + " live"
	}
	line := n.Receipt(s.Frame, lead, receipt)
	line.Links = []screen.Link{{Name: "See it as readers do", URL: receipt.Address}}
	if err := n.Say(r, line); err != nil {
		return err
	}
	http.Redirect(w, r, "/newsroom/stories/"+id, http.StatusSeeOther)
	return nil
}

// renamed puts an error beside another field of the form than the desk named.
func renamed(err error, from, to string) error {
	if field := fieldOf(err); field == from {
		return about(err, to)
	}
	return err
}

// recallScreen fills the sheet for taking a story back.
func (n *Newsroom) recallScreen(r *http.Request) (*screen.Recall, error) {
	draft, err := n.Store.DraftText(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	f, err := n.Frame(r, "Recall", "/newsroom/stories")
	return &screen.Recall{Frame: f, ID: draft.ID, Headline: prose.Headline(draft.Doc), Address: draft.Address, Form: screen.Fields()}, err
}

func (n *Newsroom) showRecall(w http.ResponseWriter, r *http.Request) error {
	s, err := n.recallScreen(r)
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

// recall takes a live story back at the second press; the first one names what it means.
func (n *Newsroom) recall(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	s, err := n.recallScreen(r)
	if err != nil {
		return err
	}
	s.Form = f
	if err := reasonGiven(f.Value("reason")); err != nil {
		return n.Again(w, err, &s.Form, s, &s.Frame, "reason")
	}
	if f.Value("sure") != "yes" {
		s.Sure = true
		return n.Show(w, s)
	}
	receipt, err := n.Desk.Recall(r.Context(), reception.Who(r), s.ID, f.Value("reason"))
	if err != nil {
		return n.Again(w, err, &s.Form, s, &s.Frame, "reason")
	}
	line := n.Receipt(s.Frame, "Recalled", receipt)
	line.Text = fmt.Sprintf("Recalled at %s and gone from every page, list and search.", receipt.At.In(s.Frame.Zone).Format("15:04:05"))
	if err := n.Say(r, line); err != nil {
		return err
	}
	http.Redirect(w, r, "/newsroom/stories/"+s.ID, http.StatusSeeOther)
	return nil
}

// fieldOf is the field that an error is about, "" for none.
func fieldOf(err error) string { return fault.Of(err).Field }

// reasonGiven refuses a recall without a reason before it is asked whether it is meant.
func reasonGiven(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.About("reason", "Say in a sentence why the story is recalled. It is kept with the story; readers do not see it.")
	}
	return nil
}
