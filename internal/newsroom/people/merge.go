package people

import (
	"net/http"
	"slices"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// mostCounted is where counting the stories of a byline stops.
const mostCounted = 100_000

// AddByline adds somebody who is credited and has no account.
func (p *Room) AddByline(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	made, _, err := p.Desk.SaveByline(r.Context(), reception.Who(r), paper.Byline{
		Name: strings.TrimSpace(f.Value("name")), Title: strings.TrimSpace(f.Value("title")), Guest: true,
	})
	if err != nil {
		ask, ferr := p.askForm(r)
		if ferr != nil {
			return ferr
		}
		s, ferr := p.listScreen(r, ask, f)
		if ferr != nil {
			return ferr
		}
		return p.Again(w, err, &s.Add, s, &s.Frame, "name", "title")
	}
	return p.Done(w, r, bylinesPath+"/"+made.ID, made.Name+" can be credited from now on.")
}

// mergeScreen fills the choice of the byline that is kept: those whose names are alike first.
func (p *Room) mergeScreen(r *http.Request, b paper.Byline, into string) (*screen.Merge, error) {
	fr, err := p.Frame(r, "Merge "+b.Name, settingsPath)
	if err != nil {
		return nil, err
	}
	all, err := p.Store.Bylines(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Merge{Frame: fr, ID: b.ID, Name: b.Name, Address: b.Address}
	row := func(o paper.Byline) screen.PersonRow {
		return screen.PersonRow{URL: bylinesPath + "/" + b.ID + "/merge?into=" + o.ID, ID: o.ID, Name: o.Name, Title: o.Title, Page: o.Address}
	}
	if at := slices.IndexFunc(all, func(o paper.Byline) bool { return o.ID == into && o.ID != b.ID }); at >= 0 {
		chosen := row(all[at])
		s.Into = &chosen
		if s.Stories, err = p.Store.CountStories(r.Context(), article.Filter{Byline: b.ID, Tab: "all"}, mostCounted); err != nil {
			return nil, err
		}
		staff, err := p.Store.AllStaff(r.Context())
		if i := slices.IndexFunc(staff, func(o account.Staff) bool { return o.Byline == b.ID }); i >= 0 {
			s.Account = staff[i].User
		}
		return s, err
	}
	query := r.URL.Query()
	s.Query = strings.TrimSpace(query.Get("q"))
	if !query.Has("q") {
		if words := strings.Fields(b.Name); len(words) > 0 {
			s.Query = words[len(words)-1] // a surname finds who is written in two ways
		}
	}
	for _, o := range reception.Named(all, s.Query, func(o paper.Byline) string { return o.Name }) {
		if o.ID != b.ID && len(s.Found) < reception.PerPage {
			s.Found = append(s.Found, row(o))
		}
	}
	return s, nil
}

// ShowMerge asks into which byline one is merged, and says what that means before it is done.
func (p *Room) ShowMerge(w http.ResponseWriter, r *http.Request) error {
	b, err := p.bylineOf(r)
	if err != nil {
		return err
	}
	s, err := p.mergeScreen(r, b, r.URL.Query().Get("into"))
	if err != nil {
		return err
	}
	return p.Show(w, s)
}

// Merge makes two author pages one.
func (p *Room) Merge(w http.ResponseWriter, r *http.Request) error {
	b, err := p.bylineOf(r)
	if err != nil {
		return err
	}
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	into := f.Value("into")
	if _, err := p.Desk.MergeBylines(r.Context(), reception.Who(r), b.ID, into); err != nil {
		s, ferr := p.mergeScreen(r, b, into)
		if ferr != nil {
			return ferr
		}
		return p.Again(w, err, &f, s, &s.Frame)
	}
	kept, err := p.Store.Names(r.Context(), []string{into})
	if err != nil {
		return err
	}
	return p.DoneUndo(w, r, bylinesPath+"/"+into, "Readers see "+kept[into]+" wherever "+b.Name+" stood, and "+b.Address+" leads here.", bylinesPath+"/"+b.ID+"/apart")
}

// TakeApart makes a merged byline stand for itself again.
func (p *Room) TakeApart(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	merged, err := p.Store.MergedBylines(r.Context())
	if err != nil {
		return err
	}
	at := slices.IndexFunc(merged, func(b paper.Byline) bool { return b.ID == id })
	if at < 0 {
		return fault.New(fault.NotFound, "There is no such merged byline.")
	}
	if _, err := p.Desk.TakeApart(r.Context(), reception.Who(r), id); err != nil {
		return err
	}
	return p.Done(w, r, bylinesPath+"/"+id, merged[at].Name+" stands for itself again, with its stories and its address.")
}
