package office

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

const topicsPath = "/newsroom/settings/topics"

// topicView is what the list of topics is cut down by, and its order.
type topicView struct {
	query, order string
	fewer        int
}

const byStories = "stories" // the most stories first; without it by name

func topicViewOf(v url.Values) topicView {
	view := topicView{query: strings.TrimSpace(v.Get("q"))}
	if n, err := strconv.Atoi(v.Get("fewer")); err == nil && n > 0 {
		view.fewer = n
	}
	if v.Get("order") == byStories {
		view.order = byStories
	}
	return view
}

// address is the view as a part of an address, in its shortest form.
func (v topicView) address() url.Values {
	a := url.Values{}
	if v.query != "" {
		a.Set("q", v.query)
	}
	if v.fewer > 0 {
		a.Set("fewer", strconv.Itoa(v.fewer))
	}
	if v.order != "" {
		a.Set("order", v.order)
	}
	return a
}

// topicUse is a topic with the number of stories that have it, those that are not public too.
type topicUse struct {
	paper.Topic
	Stories int
}

// topics reads the topics of a view in its order, and how many there are in all. Their stories are counted only where
// the view asks for that.
func (o *Office) topics(ctx context.Context, v topicView) (found []topicUse, all int, err error) {
	every, err := o.Store.Topics(ctx)
	if err != nil {
		return nil, 0, err
	}
	named := reception.Named(every, v.query, func(t paper.Topic) string { return t.Name })
	found = make([]topicUse, len(named))
	for i, t := range named {
		found[i].Topic = t
	}
	if !v.counts() {
		return found, len(every), nil
	}
	uses, err := o.Store.EveryTopicUse(ctx)
	if err != nil {
		return nil, 0, err
	}
	for i := range found {
		found[i].Stories = uses[found[i].ID]
	}
	if v.fewer > 0 {
		found = slices.DeleteFunc(found, func(t topicUse) bool { return t.Stories >= v.fewer })
	}
	if v.order == byStories {
		slices.SortStableFunc(found, func(a, b topicUse) int { return cmp.Compare(b.Stories, a.Stories) })
	}
	return found, len(every), nil
}

// counts tells whether which topics are in the view, or their order, hangs on how many stories they have.
func (v topicView) counts() bool { return v.fewer > 0 || v.order == byStories }

// behind are the topics behind a place in the order: a name, or a number of stories and a name, and an id. The place is
// found though the topic that stood there is gone.
func (v topicView) behind(all []topicUse, place string) []topicUse {
	id, name, _ := strings.Cut(place, ".")
	stories := 0
	if v.order == byStories {
		n, rest, _ := strings.Cut(name, ".")
		stories, _ = strconv.Atoi(n) // what is no number is the end of the list
		name = rest
	}
	at := slices.IndexFunc(all, func(t topicUse) bool {
		c := cmp.Or(strings.Compare(t.Name, name), strings.Compare(t.ID, id))
		if v.order == byStories {
			c = cmp.Or(cmp.Compare(stories, t.Stories), c)
		}
		return c > 0
	})
	if at < 0 {
		return nil
	}
	return all[at:]
}

func (v topicView) placeOf(t topicUse) string {
	if v.order == byStories {
		return t.ID + "." + strconv.Itoa(t.Stories) + "." + t.Name
	}
	return t.ID + "." + t.Name
}

// topicsScreen fills the list of topics and the form beside it.
func (o *Office) topicsScreen(r *http.Request) (*screen.Topics, error) {
	f, err := o.Frame(r, "Topics", settingsPath)
	if err != nil {
		return nil, err
	}
	v := topicViewOf(r.URL.Query())
	s := &screen.Topics{
		Frame: f, Add: screen.Fields(), Query: v.query, Order: v.order, Filter: v.address().Encode(),
		Orders: []screen.Option{{Label: "By name"}, {Value: byStories, Label: "Most stories first"}},
	}
	if v.fewer > 0 {
		s.Fewer = strconv.Itoa(v.fewer)
	}
	found, all, err := o.topics(r.Context(), v)
	if err != nil {
		return nil, err
	}
	s.Count, s.All = len(found), all
	keep := v.address()
	if after := r.URL.Query().Get("after"); after != "" {
		found = v.behind(found, after)
		s.Newest = topicsPath + "?" + keep.Encode()
	}
	if len(found) > 2*reception.PerPage {
		found = found[:2*reception.PerPage]
		keep.Set("after", v.placeOf(found[len(found)-1]))
		s.Older = topicsPath + "?" + keep.Encode()
	}
	if !v.counts() {
		ids := make([]string, len(found))
		for i, t := range found {
			ids[i] = t.ID
		}
		uses, err := o.Store.TopicUses(r.Context(), ids)
		if err != nil {
			return nil, err
		}
		for i := range found {
			found[i].Stories = uses[found[i].ID]
		}
	}
	for _, t := range found {
		s.Rows = append(s.Rows, screen.TopicRow{
			ID: t.ID, Name: t.Name, Address: t.Address, Slug: t.Slug, Description: t.Description, Stories: t.Stories, Open: storiesOf(t.ID),
		})
	}
	return s, nil
}

// storiesOf is the address of the stories of a topic.
func storiesOf(topic string) string {
	return "/newsroom/stories?tab=all&topic=" + url.QueryEscape(topic)
}

func (o *Office) Topics(w http.ResponseWriter, r *http.Request) error {
	return show(o, w, r, o.topicsScreen)
}

func (o *Office) AddTopic(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	made, receipt, err := o.Desk.SaveTopic(r.Context(), reception.Who(r), paper.Topic{
		Name: strings.TrimSpace(f.Value("name")), Description: strings.TrimSpace(f.Value("description")),
	})
	if err == nil && receipt.Number == 0 {
		err = fault.About("name", "There is a topic of this name already, at %s.", made.Address)
	}
	if err != nil {
		return refused(o, w, r, err, o.topicsScreen, func(s *screen.Topics) (*screen.Form, *screen.Frame) {
			s.Add = f
			return &s.Add, &s.Frame
		}, "name", "description")
	}
	return o.Done(w, r, topicsPath, made.Name+" stands at "+made.Address+".")
}

// topicScreen fills the screen of the topic of a request.
func (o *Office) topicScreen(r *http.Request) (*screen.Topic, error) {
	ctx := r.Context()
	t, err := o.Store.Topic(ctx, r.PathValue("id"))
	if err == nil && t.Gone() {
		err = fault.New(fault.NotFound, "%s was merged or turned into something else.", t.Name)
	}
	if err != nil {
		return nil, err
	}
	f, err := o.Frame(r, t.Name, settingsPath)
	if err != nil {
		return nil, err
	}
	s := &screen.Topic{
		Frame: f, ID: t.ID, Name: t.Name, Address: t.Address, List: storiesOf(t.ID),
		Form: screen.Fields("name", t.Name, "slug", t.Slug, "description", t.Description),
	}
	if s.Stories, _, err = o.Store.StoriesUnder(ctx, []string{t.ID}, nil); err != nil {
		return nil, err
	}
	s.Also, err = o.Store.AlsoTopics(ctx, t.ID)
	return s, err
}

func (o *Office) Topic(w http.ResponseWriter, r *http.Request) error {
	return show(o, w, r, o.topicScreen)
}

func (o *Office) ChangeTopic(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	t, err := o.Store.Topic(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	before := t.Address
	t.Name, t.Description, t.Slug = strings.TrimSpace(f.Value("name")), strings.TrimSpace(f.Value("description")), strings.TrimSpace(f.Value("slug"))
	t, _, err = o.Desk.SaveTopic(r.Context(), reception.Who(r), t)
	if err != nil {
		return refused(o, w, r, err, o.topicScreen, func(s *screen.Topic) (*screen.Form, *screen.Frame) {
			s.Form = f
			return &s.Form, &s.Frame
		}, "name", "slug", "description")
	}
	return o.Done(w, r, topicsPath+"/"+t.ID, saved(t.Name, before, t.Address))
}
