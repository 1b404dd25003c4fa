package newsroom

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/screen"
)

// many does one deed to many stories. What takes longer than a person waits goes on from the report.
func (n *Newsroom) many(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	ids, err := n.chosen(r, f)
	if err != nil {
		return err
	}
	s := article.Sweep{Deed: article.SweepDeed(f.Value("deed")), Back: listBack(f.Value("back"))}
	switch s.Deed {
	case article.ToSection:
		s.Value = f.Value("toSection")
	case article.AddTopic, article.DropTopic:
		s.Value = f.Value("toTopic")
	case article.ToByline:
		s.Value = f.Value("toByline")
	case article.ToHand:
		s.Value = f.Value("toStaff")
	case article.Recalling:
		s.Value = f.Value("reason")
		if !f.Has("sure", "yes") || s.Value == "" {
			return n.sureOfMany(w, r, f, ids, s.Back)
		}
	}
	if s, err = n.Desk.StartSweep(r.Context(), reception.Who(r), s, ids); err != nil {
		return err
	}
	return n.goOn(w, r, s.ID)
}

// sureOfMany names what recalling many means, before it is done.
func (n *Newsroom) sureOfMany(w http.ResponseWriter, r *http.Request, f screen.Form, ids []string, back string) error {
	frame, err := n.Frame(r, "Recall", "/newsroom/stories")
	if err != nil {
		return err
	}
	s := &screen.RecallMany{Frame: frame, Form: f, Count: len(ids), Back: back}
	if !f.Has("all", "yes") {
		s.IDs = ids
	}
	if f.Value("asked") == "yes" && f.Value("reason") == "" {
		s.Form.Wrong = map[string]string{"reason": "Say in a sentence why these stories are recalled. It is kept with each of them; readers do not see it."}
		return n.ShowAs(w, http.StatusUnprocessableEntity, s)
	}
	return n.Show(w, s)
}

// waitFor is how long a person waits for a deed before the report is drawn; the rest goes on from there.
const waitFor = 2 * time.Second

// goOn does a sweep, or a part of it, and answers with what became of it.
func (n *Newsroom) goOn(w http.ResponseWriter, r *http.Request, id string) error {
	began := n.Clock.Now()
	for {
		waiting, err := n.Desk.GoOn(r.Context(), reception.Who(r), id)
		if err != nil {
			return err
		}
		if waiting == 0 || n.Clock.Now().Sub(began) > waitFor {
			break
		}
	}
	s, err := n.Store.Sweep(r.Context(), id)
	if err != nil {
		return err
	}
	if s.Count[article.Waits]+s.Count[article.Left] > 0 {
		http.Redirect(w, r, "/newsroom/many/"+id, http.StatusSeeOther)
		return nil
	}
	said, err := n.swept(r, s)
	if err != nil {
		return err
	}
	undo := ""
	if undoable(s) {
		undo = "/newsroom/many/" + id + "/undo"
	}
	return n.DoneUndo(w, r, s.Back, said+".", undo, screen.Link{Name: "What changed", URL: "/newsroom/many/" + id})
}

// tidy does one deed to many topics or sections.
func (n *Newsroom) tidy(w http.ResponseWriter, r *http.Request) error {
	return n.office.Tidy(w, r, n.goOn)
}

func undoable(s article.Sweep) bool {
	return s.Count[article.Done] > 0 && s.Deed != article.Recalling && s.Deed != article.Undoing
}

func (n *Newsroom) sweepOn(w http.ResponseWriter, r *http.Request) error {
	return n.goOn(w, r, r.PathValue("id"))
}

func (n *Newsroom) undoSweep(w http.ResponseWriter, r *http.Request) error {
	s, err := n.Desk.UndoSweep(r.Context(), reception.Who(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return n.goOn(w, r, s.ID)
}

// swept says in a line what was changed: "14 stories moved to Sport".
func (n *Newsroom) swept(r *http.Request, s article.Sweep) (string, error) {
	if about := s.About(); about.OfTopics() || about.OfSections() {
		return n.tidied(r, s)
	}
	stories := screen.Count(s.Count[article.Done], "story", "stories")
	name := s.Value
	switch s.Deed {
	case article.ToSection:
		all, err := n.Store.Sections(r.Context())
		if err != nil {
			return "", err
		}
		for _, sec := range all {
			if sec.ID == s.Value {
				name = sec.Name
			}
		}
		return fmt.Sprintf("%s moved to %s", stories, name), nil
	case article.AddTopic, article.DropTopic:
		all, err := n.Store.Topics(r.Context())
		if err != nil {
			return "", err
		}
		for _, t := range all {
			if t.ID == s.Value {
				name = t.Name
			}
		}
		if s.Deed == article.AddTopic {
			return fmt.Sprintf("%s put under the topic %s", stories, name), nil
		}
		return fmt.Sprintf("%s taken out of the topic %s", stories, name), nil
	case article.ToByline, article.ToHand:
		names, err := n.Store.Names(r.Context(), []string{s.Value})
		if err != nil {
			return "", err
		}
		if s.Deed == article.ToHand {
			return fmt.Sprintf("%s given to %s", stories, names[s.Value]), nil
		}
		return fmt.Sprintf("%s bylined to %s", stories, names[s.Value]), nil
	case article.ToBin:
		return stories + " moved to the bin, for 30 days", nil
	case article.FromBin:
		return stories + " restored from the bin", nil
	case article.Recalling:
		return stories + " recalled and gone from every page, list and search", nil
	}
	return stories + " as before", nil
}

// tidied says in a line what became of topics or sections: "14 topics merged into Bridges".
func (n *Newsroom) tidied(r *http.Request, s article.Sweep) (string, error) {
	names, err := n.Store.NounNames(r.Context(), []string{s.Value})
	if err != nil {
		return "", err
	}
	one, many := sweptNouns(s)
	target, err := n.targetTicked(r, s)
	if err != nil {
		return "", err
	}
	become := func(what string) string {
		if s.Count[article.Done] == 1 {
			return "a " + what
		}
		return what + "s"
	}
	these, into := screen.Count(s.Count[article.Done]+target, one, many), names[s.Value]
	switch s.Deed {
	case article.MergeTopics, article.MergeSections:
		if target > 0 {
			return fmt.Sprintf("%s are one now: %s", these, into), nil
		}
		return fmt.Sprintf("%s merged into %s", these, into), nil
	case article.TurnTopics:
		return these + " turned into " + become("section"), nil
	case article.TopicsInto:
		return fmt.Sprintf("%s put into %s", these, into), nil
	case article.DropTopics:
		return these + " deleted", nil
	case article.TurnSections:
		return these + " turned into " + become("topic"), nil
	}
	return these + " as before", nil
}

// targetTicked is 1 if topics were merged, or unmerged again, whose target was ticked with them, else 0. Nothing was done
// to that one, but whoever ticked three topics is told of three.
func (n *Newsroom) targetTicked(r *http.Request, s article.Sweep) (int, error) {
	if s.About() != article.MergeTopics || s.Count[article.Done] == 0 {
		return 0, nil
	}
	if s.Deed == article.Undoing {
		var err error
		if s, err = n.Store.Sweep(r.Context(), s.Undoes); err != nil {
			return 0, err
		}
	}
	same, err := n.Store.SweepStories(r.Context(), s.ID, article.Same, 0, desk.LongestSweep)
	if slices.ContainsFunc(same, func(one article.Swept) bool { return one.Draft == s.Value }) {
		return 1, err
	}
	return 0, err
}

// sweptNouns is what a sweep was done to, one and many of it.
func sweptNouns(s article.Sweep) (one, many string) {
	switch about := s.About(); {
	case about.OfTopics():
		return "topic", "topics"
	case about.OfSections():
		return "section", "sections"
	}
	return "story", "stories"
}

// sweep is the report of what was changed and what was not, with the reasons.
func (n *Newsroom) sweep(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s, err := n.Store.Sweep(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	said, err := n.swept(r, s)
	if err != nil {
		return err
	}
	f, err := n.Frame(r, said, "/newsroom/stories")
	if err != nil {
		return err
	}
	names, err := n.Store.Names(ctx, []string{s.Staff})
	if err != nil {
		return err
	}
	out := &screen.Swept{
		Frame: f, ID: s.ID, Heading: said, By: names[s.Staff], At: s.At, Back: listBack(s.Back),
		Waits: s.Count[article.Waits], Done: s.Count[article.Done], Same: s.Count[article.Same], Left: s.Count[article.Left],
		Undo: undoable(s) && s.Count[article.Waits] == 0,
	}
	if out.Same > 0 {
		target, err := n.targetTicked(r, s)
		if err != nil {
			return err
		}
		out.Same -= target // the heading counts it
	}
	out.One, out.Many = sweptNouns(s)
	if out.One != "story" {
		out.Back = s.Back
	}
	const most = 500 // of each, so that the report of thousands is a page
	for _, o := range []struct {
		outcome article.Outcome
		to      *[]screen.SweptRow
	}{{article.Left, &out.LeftRows}, {article.Done, &out.DoneRows}} {
		rows, err := n.Store.SweepStories(ctx, s.ID, o.outcome, 0, most)
		if err != nil {
			return err
		}
		if out.One != "story" {
			ids := make([]string, len(rows))
			for i, row := range rows {
				ids[i] = row.Draft
			}
			names, err := n.Store.NounNames(ctx, ids)
			if err != nil {
				return err
			}
			for _, row := range rows {
				*o.to = append(*o.to, screen.SweptRow{Headline: cmp.Or(names[row.Draft], "One that is deleted"), Say: row.Say})
			}
			continue
		}
		for _, row := range rows {
			*o.to = append(*o.to, screen.SweptRow{URL: "/newsroom/stories/" + row.Draft, Headline: row.Headline, Say: row.Say})
		}
	}
	return n.Show(w, out)
}
