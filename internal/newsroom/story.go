package newsroom

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
	"broadsheet/internal/screen"
)

// wordsAMinute is how fast people read.
const wordsAMinute = 200

// story draws the shell that the editor works in.
func (n *Newsroom) story(w http.ResponseWriter, r *http.Request) error {
	draft, err := n.Store.DraftText(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	s, err := n.storyScreen(r, draft, nil)
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

// storyScreen fills the shell. typed is the panel's form as it was sent when it was refused, else nil.
func (n *Newsroom) storyScreen(r *http.Request, draft article.Draft, typed *screen.Form) (*screen.Story, error) {
	ctx, by := r.Context(), reception.Who(r)
	headline := prose.Headline(draft.Doc)
	f, err := n.Frame(r, cmp.Or(headline, "A story without a headline"), "")
	if err != nil {
		return nil, err
	}
	ns, err := n.names(ctx)
	if err != nil {
		return nil, err
	}
	fields, err := article.FieldsOf(draft.Doc)
	if err != nil {
		return nil, err
	}
	words := prose.Words(draft.Doc)
	s := &screen.Story{
		Frame: f, ID: draft.ID, Form: draft.Form, State: draft.State(), Headline: headline, Version: draft.Version,
		Mark: n.Clock.ID(), Words: words, Minutes: max(1, (words+wordsAMinute/2)/wordsAMinute), Lang: fields.Lang, Dir: fields.Dir,
		Recall: by.May(account.Publish) && draft.Edition > 0 && draft.RecalledAt.IsZero(),
	}
	if draft.State() != article.Recalled && draft.Edition > 0 {
		s.Live = draft.Address
	}
	if err := desk.MayWrite(by, draft); err != nil {
		s.ReadOnly = n.Told(r, err).Say
	}
	s.Bin = s.ReadOnly == "" && draft.Edition == 0
	s.Status = status(f, draft)
	if !draft.InBin() {
		s.Next, s.Moves = next(by, draft), onwards(by, draft)
	}
	s.Way = onTheWay(f, draft.Passage, ns)
	if draft.Stage == article.AtWriting && !draft.Back.At.IsZero() {
		s.Back = fmt.Sprintf("Sent back by %s, %s: %s", cmp.Or(ns.staff[draft.Back.By].Name, "somebody who left"), f.When(draft.Back.At), draft.Back.Note)
	}
	if s.State == article.Recalled {
		s.Recalled = fmt.Sprintf("Recalled %s: %s", f.When(draft.RecalledAt), draft.RecallReason)
	}
	if s.Text, err = n.text(ctx, draft.Doc); err != nil {
		return nil, err
	}
	if s.Checks, err = n.checks(ctx, draft); err != nil {
		return nil, err
	}
	if s.History, err = n.history(ctx, draft.ID, ns); err != nil {
		return nil, err
	}
	s.Panel, err = n.panel(ctx, draft, fields, ns, typed)
	return s, err
}

// nextStep is the word of the main button, "" when there is nothing to do.
func nextStep(d article.Draft) string {
	switch d.State() {
	case article.Writing, article.Filed, article.Ready:
		return "Publish…"
	case article.Changed:
		return "Publish changes…"
	case article.Recalled:
		return "Publish again…"
	}
	return ""
}

// status says where the words are, and since when.
func status(f screen.Frame, d article.Draft) string {
	if d.State() == article.Live {
		at := d.PublishedAt
		if d.UpdatedAt.After(at) {
			at = d.UpdatedAt
		}
		return "on the site since " + f.When(at)
	}
	return "on the server since " + f.When(d.ChangedAt)
}

// text is the story to read: what stands in the place of the editor until it comes.
func (n *Newsroom) text(ctx context.Context, doc *prose.Node) (template.HTML, error) {
	found := map[string]prose.Picture{}
	for _, id := range prose.Pictures(doc) {
		p, err := n.Store.PictureOf(ctx, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return "", err
		}
		cut := reception.Largest(p, "whole", 960)
		found[id] = prose.Picture{
			Src: reception.PictureFiles + cut.File, Width: cut.Width, Height: cut.Height, Alt: p.Alt, Caption: p.Caption, Credit: p.Credit,
		}
	}
	o := prose.Options{Picture: func(id string) (prose.Picture, bool) { p, ok := found[id]; return p, ok }}
	var b strings.Builder
	headline, standfirst := prose.Headline(doc), prose.Standfirst(doc)
	if headline != "" {
		fmt.Fprintf(&b, "<p class=\"headline\" dir=\"auto\">%s</p>", template.HTMLEscapeString(headline))
	}
	if standfirst != "" {
		fmt.Fprintf(&b, "<p class=\"standfirst\" dir=\"auto\">%s</p>", template.HTMLEscapeString(standfirst))
	}
	b.WriteString(string(prose.Lead(doc, o)))
	b.WriteString(string(prose.HTML(doc, o)))
	return template.HTML(b.String()), nil
}

// checks lists what keeps a draft from going out, each with the place to mend it.
func (n *Newsroom) checks(ctx context.Context, draft article.Draft) ([]screen.Check, error) {
	sections, err := n.Store.Sections(ctx)
	if err != nil {
		return nil, err
	}
	var broken error
	failing, err := article.Checks(draft.Form, draft.Doc, article.Paper{
		HasSections: len(sections) > 0,
		Picture: func(id string) (article.Picture, bool) {
			p, err := n.Store.PictureOf(ctx, id)
			if err != nil && !fault.Is(err, fault.NotFound) {
				broken = err
			}
			return p, err == nil
		},
	})
	if err == nil {
		err = broken
	}
	if err != nil {
		return nil, err
	}
	fields, err := article.FieldsOf(draft.Doc)
	if err != nil {
		return nil, err
	}
	var out []screen.Check
	for _, c := range failing {
		out = append(out, screen.Check{Say: c.Say, URL: whereTo(draft.ID, c, fields)})
	}
	return out, nil
}

// whereTo is the address of the place where a failing check is mended.
func whereTo(draft string, c article.Failing, f article.Fields) string {
	story := "/newsroom/stories/" + draft
	picture := c.Where
	switch c.Where {
	case "headline", "text":
		return story + "#editor"
	case "section", "byline", "paidBy":
		return story + "#field-" + c.Where
	case "picture":
		picture = f.Picture.Picture
		if strings.Contains(c.Say, "alt text") {
			return story + "#field-alt"
		}
	}
	field := "credit"
	if strings.Contains(c.Say, "alt text") {
		field = "alt"
	}
	return "/newsroom/pictures/" + picture + "?back=" + draft + "#field-" + field
}

// history lists the published versions of a story, newest first.
func (n *Newsroom) history(ctx context.Context, id string, ns names) ([]screen.Version, error) {
	editions, err := n.Store.Editions(ctx, id)
	if err != nil {
		return nil, err
	}
	notes, err := n.Store.NotesOf(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []screen.Version
	for _, e := range editions {
		v := screen.Version{
			Number: e.Number, At: e.At, By: ns.staff[e.By].Name, Change: e.Change, Entry: e.Entry,
			URL: fmt.Sprintf("/newsroom/stories/%s/versions/%d", id, e.Number),
		}
		if i := slices.IndexFunc(notes, func(n article.Note) bool { return n.Edition == e.Number }); i >= 0 {
			v.Note = &notes[i]
		}
		out = append(out, v)
	}
	return out, nil
}

// panel fills the form with what a story says beside its words.
func (n *Newsroom) panel(ctx context.Context, draft article.Draft, f article.Fields, ns names, typed *screen.Form) (screen.Panel, error) {
	sections, err := n.Store.Sections(ctx)
	if err != nil {
		return screen.Panel{}, err
	}
	topics, err := n.Store.Topics(ctx)
	if err != nil {
		return screen.Panel{}, err
	}
	settings, _, err := n.Store.Settings(ctx)
	if err != nil {
		return screen.Panel{}, err
	}
	bylines, err := n.Store.Bylines(ctx)
	if err != nil {
		return screen.Panel{}, err
	}
	seen, err := json.Marshal(f)
	if err != nil {
		return screen.Panel{}, fmt.Errorf("writing the fields of a story: %w", err)
	}
	p := screen.Panel{
		Fields: fieldsForm(f), Seen: string(seen), Address: draft.Address, Pattern: below(sections, f.Section),
		Langs: append([]screen.Option{{Value: "", Label: "The paper’s own: " + reception.TongueName(settings.Lang)}}, reception.Languages(f.Lang)...),
	}
	if typed != nil {
		p.Fields = *typed
	}
	for _, k := range article.Kinds {
		p.Kinds = append(p.Kinds, screen.Option{Value: string(k), Label: screen.KindWord(k)})
	}
	p.Sections = append(p.Sections, screen.Option{Label: "None yet"})
	for _, s := range sections {
		o := screen.Option{Value: s.ID, Label: s.Name, Indent: len(paper.Above(sections, s.ID)) - 1}
		p.Sections = append(p.Sections, o)
		if s.ID != f.Section {
			p.Further = append(p.Further, o)
		}
	}
	for _, role := range article.Roles {
		p.Roles = append(p.Roles, screen.Option{Value: string(role), Label: screen.CreditWord(role)})
	}
	if len(bylines) <= reception.Choices {
		p.Bylines = append(p.Bylines, screen.Option{Label: "Nobody"})
		for _, b := range bylines {
			p.Bylines = append(p.Bylines, screen.Option{Value: b.ID, Label: b.Name})
		}
	}
	for i, c := range append(slices.Clone(f.Byline), article.Credit{Role: article.By}) {
		p.Credits = append(p.Credits, screen.Credit{Number: i + 1, Byline: cmp.Or(ns.bylines[c.Byline].ID, c.Byline), Name: ns.bylines[c.Byline].Name, Role: string(c.Role)})
	}
	for _, t := range topics {
		if slices.Contains(f.Topics, t.ID) {
			p.Topics = append(p.Topics, screen.Option{Value: t.ID, Label: t.Name})
		} else if len(p.SomeTopics) < reception.Choices {
			p.SomeTopics = append(p.SomeTopics, t.Name)
		}
	}
	if f.Picture != nil {
		pic, err := n.Store.PictureOf(ctx, f.Picture.Picture)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return p, err
		}
		if err == nil {
			th := reception.Thumb(pic, draft.ID)
			p.Lead = &th
		}
	}
	return p, nil
}

// below is what stands before the last part of an address in a section.
func below(sections []paper.Section, id string) string {
	for _, s := range sections {
		if s.ID == id {
			return s.Address
		}
	}
	return "/"
}
