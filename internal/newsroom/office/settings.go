// Package office is the part of the newsroom's door where the paper itself is kept: its settings, sections, topics,
// and standing pages.
package office

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// Office answers for the settings.
type Office struct{ *reception.Reception }

// New opens an office behind a reception.
func New(r *reception.Reception) *Office { return &Office{r} }

const settingsPath = "/newsroom/settings"

// Settings lists the groups that the person may use.
func (o *Office) Settings(w http.ResponseWriter, r *http.Request) error {
	f, err := o.Frame(r, "Settings", settingsPath)
	if err != nil {
		return err
	}
	g := reception.SettingsFor(reception.Who(r))
	if len(g) == 0 {
		return fault.New(fault.Forbidden, "Settings are kept by the editors and the publisher of this paper.")
	}
	return o.Show(w, &screen.Settings{Frame: f, Groups: g})
}

// paperScreen fills the settings of the paper around a form.
func (o *Office) paperScreen(r *http.Request, f screen.Form) (*screen.Paper, error) {
	fr, err := o.Frame(r, "The paper", settingsPath)
	if err != nil {
		return nil, err
	}
	now, _, err := o.Store.Settings(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Paper{
		Frame: fr, Closed: now.Closed, Form: f, Langs: reception.Languages(f.Value("lang")), Zones: reception.Zones(f.Value("zone")),
		Colours: colours(), Shades: shades(f.Values),
	}
	if s.Policies, err = o.policies(r); err != nil {
		return nil, err
	}
	if s.Logos, err = o.plates(r, now, screen.Fields()); err != nil {
		return nil, err
	}
	for _, c := range paper.Channels {
		s.Channels = append(s.Channels, screen.Option{Value: c, Label: screen.ChannelWord(c)})
	}
	s.Follow = reception.Pairs(f, "followName", "followURL")
	return s, nil
}

// accents are the colours to choose from; none is the word for leaving it open.
func accents(none string) []screen.Option {
	out := []screen.Option{{Label: none}}
	for _, a := range paper.Accents {
		out = append(out, screen.Option{Value: a, Label: screen.AccentWord(a)})
	}
	return out
}

// asTyped are the settings as their form holds them.
func asTyped(p paper.Settings) screen.Form {
	f := screen.Fields("name", p.Name, "strapline", p.Strapline, "description", p.Description, "lang", p.Lang, "zone", p.Zone, "accent", p.Accent, "policy", p.Policy)
	if strings.HasPrefix(p.Accent, "#") {
		f.Values.Set("accent", ownColour)
		f.Values.Set("own", p.Accent)
	}
	if p.Founded > 0 {
		f.Values.Set("founded", strconv.Itoa(p.Founded))
	}
	f.Values["share"] = p.Share
	for _, l := range p.Follow {
		f.Values.Add("followName", l.Name)
		f.Values.Add("followURL", l.URL)
	}
	return f
}

func (o *Office) ShowPaper(w http.ResponseWriter, r *http.Request) error {
	p, _, err := o.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	f := asTyped(p)
	if q := r.URL.Query(); q.Has("accent") { // a colour to look at before it is saved
		f.Values.Set("accent", q.Get("accent"))
		f.Values.Set("own", q.Get("own"))
	}
	s, err := o.paperScreen(r, f)
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

func (o *Office) ChangePaper(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	p := paper.Settings{
		Name: strings.TrimSpace(f.Value("name")), Strapline: strings.TrimSpace(f.Value("strapline")),
		Description: strings.TrimSpace(f.Value("description")), Lang: f.Value("lang"), Zone: f.Value("zone"),
		Share: f.Values["share"], Follow: reception.Links(f, "followName", "followURL"), Policy: f.Value("policy"),
	}
	p.Accent, err = accentOf(f.Values)
	if y := strings.TrimSpace(f.Value("founded")); y != "" && err == nil {
		if p.Founded, err = strconv.Atoi(y); err != nil {
			err = fault.About("founded", "Type the first year with four figures, or leave it empty.")
		}
	}
	var receipt desk.Receipt
	if err == nil {
		receipt, err = o.Desk.ChangeSettings(r.Context(), reception.Who(r), p)
	}
	if err != nil {
		s, ferr := o.paperScreen(r, f)
		if ferr != nil {
			return ferr
		}
		fields := []string{"name", "strapline", "description", "lang", "zone", "founded", "accent", "share", "policy"}
		for i := range p.Follow {
			fields = append(fields, desk.FollowField(i))
		}
		return o.Again(w, err, &s.Form, s, &s.Frame, fields...)
	}
	said := "Saved. Readers see it on every page since " + receipt.At.In(reception.Zone(p)).Format("15:04:05") + "."
	if clean, err := paper.CleanAccent(p.Accent); err == nil {
		said += nudged(clean)
	}
	return o.Done(w, r, paperPath, said, screen.Link{Name: "See it as readers do", URL: "/"})
}

// Pages lists the standing pages: those of the footer in their order, then the others.
func (o *Office) Pages(w http.ResponseWriter, r *http.Request) error {
	f, err := o.Frame(r, "Standing pages", settingsPath)
	if err != nil {
		return err
	}
	footer, others, err := o.pages(r)
	if err != nil {
		return err
	}
	s := &screen.Pages{Frame: f, Query: strings.TrimSpace(r.URL.Query().Get("q")), Others: len(others)}
	row := func(p article.Row) screen.PageRow {
		return screen.PageRow{ID: p.ID, URL: "/newsroom/stories/" + p.ID, Headline: p.Headline, State: p.State, Address: p.Address}
	}
	for i, p := range footer {
		out := row(p)
		out.Up, out.Down = i > 0, i < len(footer)-1
		s.Rows = append(s.Rows, out)
	}
	found := reception.Named(others, s.Query, func(p article.Row) string { return p.Headline + " " + p.Address })
	found, s.Older, s.Newest = reception.Part(r, found, "/newsroom/settings/pages", s.Query, func(p article.Row) string { return p.ID })
	for _, p := range found {
		s.Rest = append(s.Rest, row(p))
	}
	return o.Show(w, s)
}

// pages reads the standing pages of the footer, in their order, and the others.
func (o *Office) pages(r *http.Request) (footer, others []article.Row, err error) {
	all, err := o.Store.Pages(r.Context())
	for _, p := range all {
		if p.Place == article.NotInFooter {
			others = append(others, p)
		} else {
			footer = append(footer, p)
		}
	}
	return footer, others, err
}

// MovePage moves a standing page one place up or down in the footer, out of it or into it.
func (o *Office) MovePage(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	footer, others, err := o.pages(r)
	if err != nil {
		return err
	}
	is := func(p article.Row) bool { return p.ID == f.Value("page") }
	at := slices.IndexFunc(footer, is)
	var ids, out []string
	for _, p := range footer {
		ids = append(ids, p.ID)
	}
	switch by, to := map[string]int{"up": -1, "down": 1}[f.Value("to")], f.Value("to"); {
	case by != 0 && at >= 0 && at+by >= 0 && at+by < len(ids):
		ids[at], ids[at+by] = ids[at+by], ids[at]
	case to == "out" && at >= 0:
		out, ids = ids[at:at+1:at+1], slices.Delete(slices.Clone(ids), at, at+1)
	case to == "in" && slices.ContainsFunc(others, is):
		ids = append(ids, f.Value("page"))
	default:
		http.Redirect(w, r, "/newsroom/settings/pages", http.StatusSeeOther)
		return nil
	}
	if _, err := o.Desk.OrderPages(r.Context(), reception.Who(r), ids, out...); err != nil {
		return err
	}
	http.Redirect(w, r, "/newsroom/settings/pages", http.StatusSeeOther)
	return nil
}
