package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
	"broadsheet/internal/screen"
)

// The panel's form holds every field of a story under the name of its attribute, but for: byline and role, once for
// each name; sourceName and sourceURL; picture, caption, alt and decorative of the lead picture, noPicture to take it
// out; topic, the name of one to add. seen holds the fields as they stood when the form was drawn: only what the
// person changed since becomes steps, so that two people at two fields do not undo each other.

// fieldsForm fills the panel's form.
func fieldsForm(f article.Fields) screen.Form {
	form := screen.Fields("kind", string(f.Kind), "section", f.Section, "slug", f.Slug, "lang", f.Lang, "dir", f.Dir,
		"searchHeadline", f.SearchHeadline, "shareHeadline", f.ShareHeadline, "paidBy", f.PaidBy, "note", f.Note)
	form.Values["sections"] = f.Sections
	if f.Source != nil {
		form.Values.Set("sourceName", f.Source.Name)
		form.Values.Set("sourceURL", f.Source.URL)
	}
	if f.NoAds {
		form.Values.Set("noAds", "yes")
	}
	if p := f.Picture; p != nil {
		form.Values.Set("caption", p.Caption)
		form.Values.Set("alt", p.Alt)
		if p.Decorative {
			form.Values.Set("decorative", "yes")
		}
	}
	return form
}

// fieldsTyped reads the panel's form over the fields that it was drawn with. A part of the form that was not sent
// stays as it was.
func fieldsTyped(f screen.Form, seen article.Fields) article.Fields {
	out := seen
	has := func(name string) bool { _, ok := f.Values[name]; return ok }
	text := func(name string, to *string) {
		if has(name) {
			*to = strings.TrimSpace(f.Value(name))
		}
	}
	if has("kind") {
		out.Kind = article.Kind(f.Value("kind"))
	}
	text("section", &out.Section)
	text("slug", &out.Slug)
	text("lang", &out.Lang)
	text("searchHeadline", &out.SearchHeadline)
	text("shareHeadline", &out.ShareHeadline)
	text("paidBy", &out.PaidBy)
	if has("note") {
		out.Note = f.Value("note")
	}
	if has("section") { // of the boxes and names nothing is sent when none is ticked
		out.Sections = nonEmpty(slices.DeleteFunc(slices.Clone(f.Values["sections"]), func(s string) bool { return s == out.Section }))
		out.Topics = nonEmpty(f.Values["topics"])
		out.NoAds = f.Has("noAds", "yes")
		out.Byline = nil
		for i, id := range f.Values["byline"] {
			twice := slices.ContainsFunc(out.Byline, func(c article.Credit) bool { return c.Byline == id })
			if id != "" && !twice && i < len(f.Values["role"]) {
				out.Byline = append(out.Byline, article.Credit{Byline: id, Role: article.Role(f.Values["role"][i])})
			}
		}
		out.Source = nil
		if name, url := strings.TrimSpace(f.Value("sourceName")), strings.TrimSpace(f.Value("sourceURL")); name != "" || url != "" {
			out.Source = &article.Source{Name: name, URL: url}
		}
	}
	if has("picture") {
		lead := article.Lead{Picture: f.Value("picture")}
		if seen.Picture != nil && seen.Picture.Picture == lead.Picture {
			lead = *seen.Picture
		}
		if has("caption") {
			lead.Caption, lead.Alt, lead.Decorative = f.Value("caption"), f.Value("alt"), f.Has("decorative", "yes")
		}
		out.Picture = &lead
		if f.Has("noPicture", "yes") {
			out.Picture = nil
		}
	}
	return out
}

func nonEmpty(all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == "" })
}

// fieldSteps are the steps that turn the fields that a person saw into those that they want.
func fieldSteps(seen, want article.Fields) ([]json.RawMessage, error) {
	before, after := map[string]any{}, map[string]any{}
	for fields, to := range map[*article.Fields]*map[string]any{&seen: &before, &want: &after} {
		b, err := json.Marshal(*fields)
		if err == nil {
			err = json.Unmarshal(b, to)
		}
		if err != nil {
			return nil, fmt.Errorf("comparing the fields of a story: %w", err)
		}
	}
	var names []string
	for name := range after {
		if !same(before[name], after[name]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var steps []json.RawMessage
	for _, name := range names {
		value := after[name]
		if value == nil && (name == "sections" || name == "topics" || name == "byline") {
			value = []any{}
		}
		step, err := json.Marshal(map[string]any{"stepType": "docAttr", "attr": name, "value": value})
		if err != nil {
			return nil, fmt.Errorf("writing a step: %w", err)
		}
		steps = append(steps, step)
	}
	return steps, nil
}

// same compares two values of JSON; a list that is not there is an empty one.
func same(a, b any) bool {
	if la, ok := a.([]any); ok && len(la) == 0 {
		a = nil
	}
	if lb, ok := b.([]any); ok && len(lb) == 0 {
		b = nil
	}
	return reflect.DeepEqual(a, b)
}

// setFields writes what a person changed in the panel as steps, like everything else that is typed.
func (n *Newsroom) setFields(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if err := n.changeFields(r, id, f); err != nil {
		if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
			return err
		}
		draft, rerr := n.Store.DraftText(r.Context(), id)
		if rerr != nil {
			return rerr
		}
		s, serr := n.storyScreen(r, draft, &f)
		if serr != nil {
			return serr
		}
		// With scripts the form sends itself and looks away from the answer; a refusal it must show.
		part := "#fields"
		if fieldOf(err) == "note" {
			part = "#panel-notes" // it is sent with the form and stands beside it
		}
		w.Header().Set("HX-Retarget", part)
		w.Header().Set("HX-Reselect", part)
		w.Header().Set("HX-Reswap", "outerHTML")
		return n.Again(w, err, &s.Panel.Fields, s, &s.Frame, "kind", "section", "byline", "sourceName", "sourceURL", "topic",
			"slug", "lang", "searchHeadline", "shareHeadline", "caption", "alt", "paidBy", "note")
	}
	if f.Has("noPicture", "yes") && r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Refresh", "true")
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	to := "/newsroom/stories/" + id
	if p := f.Value("panel"); p == "story" || p == "notes" {
		to += "#panel-" + p
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// changeFields tries a few times, because somebody may write in the text meanwhile: fields and text do not meet.
func (n *Newsroom) changeFields(r *http.Request, id string, f screen.Form) error {
	draft, err := n.Store.DraftText(r.Context(), id)
	if err != nil {
		return err
	}
	seen, err := article.FieldsOf(draft.Doc)
	if err != nil {
		return err
	}
	if text := f.Value("seen"); text != "" {
		seen = article.Fields{}
		if err := json.Unmarshal([]byte(text), &seen); err != nil {
			return fault.Because(err, fault.Invalid, "What was sent does not belong to this story. Reload it and choose again.")
		}
	}
	if err := n.namesToIDs(r.Context(), f); err != nil {
		return err
	}
	want := fieldsTyped(f, seen)
	if err := checkFields(want); err != nil {
		return err
	}
	if name := strings.TrimSpace(f.Value("topic")); name != "" {
		t, _, err := n.Desk.SaveTopic(r.Context(), reception.Who(r), paper.Topic{Name: name})
		if err != nil {
			return about(err, "topic")
		}
		if !slices.Contains(want.Topics, t.ID) {
			want.Topics = append(slices.Clone(want.Topics), t.ID)
		}
	}
	steps, err := fieldSteps(seen, want)
	if err != nil || len(steps) == 0 {
		return err
	}
	for try := 0; ; try++ {
		_, err = n.Desk.Write(r.Context(), reception.Who(r), desk.Typed{
			Draft: id, Base: draft.Version, Client: n.Clock.ID(), Counter: 1, Steps: steps, Panel: true,
		})
		if !fault.Is(err, fault.Conflict) || try == 5 {
			return err
		}
		if draft, err = n.Store.DraftText(r.Context(), id); err != nil {
			return err
		}
	}
}

// namesToIDs replaces the names that were typed into the byline by the bylines that they stand for.
func (n *Newsroom) namesToIDs(ctx context.Context, f screen.Form) error {
	typed := f.Values["byline"]
	if !slices.ContainsFunc(typed, func(v string) bool { return v != "" && !clock.IsID(v) }) {
		return nil
	}
	all, err := n.Store.Bylines(ctx)
	if err != nil {
		return err
	}
	for i, name := range typed {
		name = strings.TrimSpace(name)
		if name == "" || clock.IsID(name) {
			continue
		}
		at := slices.IndexFunc(all, func(b paper.Byline) bool { return strings.EqualFold(b.Name, name) })
		if at < 0 {
			return fault.About("byline", "There is no byline “%s”. An editor can add one under Settings, People.", name)
		}
		typed[i] = all[at].ID
	}
	return nil
}

// checkFields refuses what the gate would refuse, in words that stand beside the field.
func checkFields(f article.Fields) error {
	texts := []struct{ field, text string }{
		{"slug", f.Slug}, {"searchHeadline", f.SearchHeadline}, {"shareHeadline", f.ShareHeadline}, {"paidBy", f.PaidBy}, {"note", f.Note},
	}
	if f.Source != nil {
		texts = append(texts, struct{ field, text string }{"sourceName", f.Source.Name})
		if f.Source.URL != "" && !paper.IsWeb(f.Source.URL) {
			return fault.About("sourceURL", "“%s” is not a web address. It begins with https:// or http://.", f.Source.URL)
		}
		if f.Source.Name == "" {
			return fault.About("sourceName", "Type whose address this is.")
		}
	}
	if f.Picture != nil {
		texts = append(texts, struct{ field, text string }{"caption", f.Picture.Caption}, struct{ field, text string }{"alt", f.Picture.Alt})
	}
	for _, t := range texts {
		if code := prose.FirstForbidden(t.text); code != "" {
			return fault.About(t.field, "This held a character that no page may show (%s). It is left out now and the rest is as you typed it; send it again.", code)
		}
	}
	if !slices.Contains(article.Kinds, f.Kind) {
		return fault.About("kind", "Choose a kind from the list.")
	}
	return nil
}

// about puts an error beside a field.
func about(err error, field string) error {
	if f := fault.Of(err); f.Kind != fault.Internal {
		return &fault.Fault{Kind: f.Kind, Say: f.Say, Field: field}
	}
	return err
}
