package office

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// show fills a screen and shows it.
func show[S screen.Screen](o *Office, w http.ResponseWriter, r *http.Request, fill func(*http.Request) (S, error)) error {
	s, err := fill(r)
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

// refused answers a form that was refused with its screen and everything typed; put puts what was typed into it.
func refused[S screen.Screen](o *Office, w http.ResponseWriter, r *http.Request, err error, fill func(*http.Request) (S, error), put func(S) (*screen.Form, *screen.Frame), fields ...string) error {
	s, ferr := fill(r)
	if ferr != nil {
		return ferr
	}
	form, frame := put(s)
	return o.Again(w, err, form, s, frame, fields...)
}

// saved says that something is saved, and where it stands if that is another place than before.
func saved(name, before, now string) string {
	said := name + " is saved."
	if now != before {
		said += " It stands at " + now + " now; " + before + " leads there."
	}
	return said
}

// Tidy merges, turns or deletes topics or sections. What that means stands on a screen first; then it is done, and goOn
// answers with what became of it.
func (o *Office) Tidy(w http.ResponseWriter, r *http.Request, goOn func(http.ResponseWriter, *http.Request, string) error) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	s := article.Sweep{Deed: article.SweepDeed(f.Value("deed"))}
	if !s.Deed.OfTopics() && !s.Deed.OfSections() {
		return fault.New(fault.Invalid, "Choose what is to be done with these.")
	}
	filter, err := url.ParseQuery(f.Value("filter"))
	if err != nil {
		filter = url.Values{}
	}
	view := topicViewOf(filter)
	s.Back = sectionsPath
	if s.Deed.OfTopics() {
		s.Back = topicsPath
		if a := view.address().Encode(); a != "" {
			s.Back += "?" + a
		}
	}
	ids, err := o.nouns(r.Context(), f, view)
	if err != nil {
		return err
	}
	if f.Value("sure") == "yes" {
		if s.Value, err = o.tidyInto(r.Context(), s.Deed, f.Value("into")); err == nil {
			s, err = o.Desk.StartTidy(r.Context(), reception.Who(r), s, ids)
		}
		if err == nil {
			return goOn(w, r, s.ID)
		}
	} else if len(ids) == 0 {
		return fault.New(fault.Invalid, "Nothing is chosen. Tick some, then say what is to be done with them.")
	}
	out, ferr := o.tidyScreen(r, f, s, ids)
	if ferr != nil {
		return ferr
	}
	if err != nil {
		return o.Again(w, err, &out.Form, out, &out.Frame, "into")
	}
	return o.Show(w, out)
}

// nouns are the topics or sections that a deed is asked for: those ticked, or all of a view of topics.
func (o *Office) nouns(ctx context.Context, f screen.Form, view topicView) ([]string, error) {
	if !f.Has("all", "yes") {
		var ids []string
		for _, id := range f.Values["id"] {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		return ids, nil
	}
	found, _, err := o.topics(ctx, view)
	ids := make([]string, len(found))
	for i, t := range found {
		ids[i] = t.ID
	}
	return ids, err
}

// tidyInto is the id of what the chosen ones are to become: of a topic its name is typed.
func (o *Office) tidyInto(ctx context.Context, deed article.SweepDeed, typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if deed != article.MergeTopics {
		return typed, nil
	}
	if typed == "" {
		return "", fault.About("into", "Type the topic that these are to become. It may be one of them.")
	}
	all, err := o.Store.Topics(ctx)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(all, func(t paper.Topic) bool { return t.Name == typed })
	if at < 0 {
		at = slices.IndexFunc(all, func(t paper.Topic) bool { return strings.EqualFold(t.Name, typed) })
	}
	if at < 0 {
		return "", fault.About("into", "There is no topic “%s”. Choose one that there is, and rename it afterwards if you want.", typed)
	}
	return all[at].ID, nil
}

const namesShown = 30 // of what a deed is asked for

// tidyScreen says what a deed would do.
func (o *Office) tidyScreen(r *http.Request, f screen.Form, s article.Sweep, ids []string) (*screen.Tidy, error) {
	ctx := r.Context()
	names, err := o.Store.NounNames(ctx, ids[:min(len(ids), namesShown)])
	if err != nil {
		return nil, err
	}
	out := &screen.Tidy{Form: f, Deed: string(s.Deed), Filter: f.Value("filter"), Back: s.Back, More: max(0, len(ids)-namesShown)}
	for _, id := range ids[:min(len(ids), namesShown)] {
		if names[id] == "" {
			return nil, fault.New(fault.NotFound, "One of these is gone. Somebody may have deleted it meanwhile.")
		}
		out.Names = append(out.Names, names[id])
	}
	if !f.Has("all", "yes") {
		out.IDs = ids
	}
	topics, sections := ids, []string(nil)
	if s.Deed.OfSections() {
		topics, sections = nil, ids
	}
	if out.Stories, out.Public, err = o.Store.StoriesUnder(ctx, topics, sections); err != nil {
		return nil, err
	}
	if err := o.tidyWords(ctx, out, s.Deed, ids); err != nil {
		return nil, err
	}
	out.Frame, err = o.Frame(r, out.Heading, settingsPath)
	return out, err
}

// tidyWords fills what the screen says and asks.
func (o *Office) tidyWords(ctx context.Context, out *screen.Tidy, deed article.SweepDeed, ids []string) error {
	several := screen.Count(len(ids), "topic", "topics")
	sections, err := o.Store.Sections(ctx)
	if err != nil {
		return err
	}
	var choose []screen.Option
	for _, s := range sections {
		if !slices.Contains(ids, s.ID) {
			choose = append(choose, screen.Option{Value: s.ID, Label: s.Name, Indent: len(paper.Above(sections, s.ID)) - 1})
		}
	}
	const addresses = "The old addresses lead to the new one. No story is rewritten; what readers see changes at once."
	const undone = "It can be undone."
	switch deed {
	case article.MergeTopics:
		out.Heading, out.Verb, out.Ask = "Merge "+several, "Merge "+several, "They become the topic"
		out.Says = []string{"One topic stays, with all the stories. " + addresses + " " + undone}
		if len(ids) == 1 {
			out.Heading, out.Verb, out.Ask = "Merge "+out.Names[0]+" into another topic", "Merge it", "It becomes part of the topic"
			out.Says[0] = "The other topic has the stories of both. " + addresses + " " + undone
		}
		if out.Known, err = o.likely(ctx, ids); err == nil && !out.Form.Has("sure", "yes") && len(ids) > 1 && len(out.Known) > 0 {
			out.Form.Values.Set("into", out.Known[0])
		}
		return err
	case article.TurnTopics:
		out.Heading, out.Verb, out.Ask = "Turn "+several+" into "+screen.Count(len(ids), "section", "sections"), "Turn "+several+" into sections", "The new sections stand below"
		if len(ids) == 1 {
			out.Heading, out.Verb, out.Ask = "Turn a topic into a section", "Turn it into a section", "The new section stands below"
		}
		out.Choose = append([]screen.Option{{Label: "Nothing: sections of their own"}}, choose...)
		out.Says = []string{"Their stories stand in the new sections too; the section that a story has stays its own. " + addresses + " " + undone}
	case article.TopicsInto:
		out.Heading, out.Verb, out.Ask = "Put "+several+" into a section", "Put "+several+" into the section", "Section"
		out.Choose = append([]screen.Option{{Label: "Choose the section"}}, choose...)
		out.Says = []string{"Their stories stand in that section too; the section that a story has stays its own. " + addresses + " " + undone}
	case article.DropTopics:
		out.Heading, out.Verb = "Delete "+several, "Delete "+several
		out.Says = []string{"Only those that no story has, not even a draft or one in the bin, are deleted; the others stay. Their addresses answer that there is no such page. " + undone}
	case article.MergeSections:
		out.Heading, out.Verb, out.Ask = "Merge "+out.Names[0]+" into another section", "Merge "+out.Names[0], "It becomes part of"
		out.Choose = append([]screen.Option{{Label: "Choose the section"}}, choose...)
		out.Says = []string{"Its stories and the sections below it stand there. Stories keep their addresses. " + addresses + " " + undone}
	case article.TurnSections:
		out.Heading, out.Verb, out.Ask = "Turn "+out.Names[0]+" into a topic", "Turn "+out.Names[0]+" into a topic", "Its stories stand in the section"
		out.Choose = append([]screen.Option{{Label: "Choose the section"}}, choose...)
		out.Says = []string{"Its stories get the topic, and stand in the section that you choose. Stories keep their addresses. " + addresses + " " + undone}
	}
	return nil
}

// likely are the names that topics may be merged into: the chosen ones if they are several, the most stories first, then
// those that share a word with one of the first, then as many others as a person can look through.
func (o *Office) likely(ctx context.Context, ids []string) ([]string, error) {
	all, err := o.Store.Topics(ctx)
	if err != nil {
		return nil, err
	}
	uses, err := o.Store.TopicUses(ctx, ids)
	if err != nil {
		return nil, err
	}
	asked := make(map[string]bool, len(ids))
	for _, id := range ids {
		asked[id] = true
	}
	var chosen, rest []paper.Topic
	for _, t := range all {
		if asked[t.ID] {
			chosen = append(chosen, t)
		} else {
			rest = append(rest, t)
		}
	}
	slices.SortStableFunc(chosen, func(a, b paper.Topic) int { return cmp.Compare(uses[b.ID], uses[a.ID]) })
	name := func(t paper.Topic) string { return t.Name }
	var near []paper.Topic
	for _, t := range chosen[:min(len(chosen), 3)] {
		for _, word := range strings.Fields(t.Name) {
			if len(word) > 3 { // not “the”
				near = append(near, reception.Named(rest, word, name)...)
			}
		}
	}
	if len(ids) == 1 {
		chosen = nil
	}
	var names []string
	for _, t := range slices.Concat(chosen, near, rest) {
		if len(names) == reception.Choices {
			break
		}
		if !slices.Contains(names, t.Name) {
			names = append(names, t.Name)
		}
	}
	return names, nil
}
