package people

import (
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

const bylinesPath = "/newsroom/settings/bylines"

// bylineOf finds the byline of a request. Whoever keeps no bylines gets to their own alone; every other one is as if
// it were not there.
func (p *Room) bylineOf(r *http.Request) (paper.Byline, error) {
	id := r.PathValue("id")
	if by := reception.Who(r); !by.May(account.KeepSections) && by.Byline != id {
		return paper.Byline{}, fault.New(fault.NotFound, "There is no such byline.")
	}
	return p.bylineNamed(r, id)
}

// bylineNamed finds a byline that stands for itself.
func (p *Room) bylineNamed(r *http.Request, id string) (paper.Byline, error) {
	all, err := p.Store.Bylines(r.Context())
	if err != nil {
		return paper.Byline{}, err
	}
	at := slices.IndexFunc(all, func(b paper.Byline) bool { return b.ID == id })
	if at < 0 {
		return paper.Byline{}, fault.New(fault.NotFound, "There is no such byline.")
	}
	return all[at], nil
}

// bylineScreen fills the profile around a form.
func (p *Room) bylineScreen(r *http.Request, b paper.Byline, f screen.Form) (*screen.Byline, error) {
	fr, err := p.Frame(r, b.Name, settingsPath)
	if err != nil {
		return nil, err
	}
	s := &screen.Byline{Frame: fr, ID: b.ID, Address: b.Address, Form: f, Links: reception.Pairs(f, "linkName", "linkURL"), Own: !reception.Who(r).May(account.KeepSections)}
	if s.Portrait, err = p.portraitOf(r, b); err != nil || s.Own {
		return s, err
	}
	if reception.Who(r).May(account.KeepPeople) {
		staff, err := p.Store.AllStaff(r.Context())
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(staff, func(one account.Staff) bool { return one.Is(b.ID) }) {
			s.Ask = peoplePath + "?byline=" + b.ID + "#ask"
		}
	}
	merged, err := p.Store.MergedBylines(r.Context())
	for _, m := range merged {
		if m.MergedInto == b.ID {
			s.Merged = append(s.Merged, screen.Merged{ID: m.ID, Name: m.Name, Address: m.Address})
		}
	}
	return s, err
}

// portraitOf is a byline's portrait in small, nil for none.
func (p *Room) portraitOf(r *http.Request, b paper.Byline) (*screen.Thumb, error) {
	if b.Portrait == "" {
		return nil, nil
	}
	pic, err := p.Store.PictureOf(r.Context(), b.Portrait)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	th := reception.Thumb(pic, "")
	return &th, err
}

func (p *Room) Byline(w http.ResponseWriter, r *http.Request) error {
	b, err := p.bylineOf(r)
	if err != nil {
		return err
	}
	f := screen.Fields("name", b.Name, "slug", b.Slug, "title", b.Title, "about", b.About, "email", b.Email)
	for _, l := range b.Links {
		f.Values.Add("linkName", l.Name)
		f.Values.Add("linkURL", l.URL)
	}
	s, err := p.bylineScreen(r, b, f)
	if err != nil {
		return err
	}
	return p.Show(w, s)
}

// ChangeByline saves a profile, with a new portrait if one was sent.
func (p *Room) ChangeByline(w http.ResponseWriter, r *http.Request) error {
	b, err := p.bylineOf(r)
	if err != nil {
		return err
	}
	f, file, err := reception.PictureForm(w, r)
	if err != nil {
		return err
	}
	was := b
	b.Name, b.Title = strings.TrimSpace(f.Value("name")), strings.TrimSpace(f.Value("title"))
	b.About, b.Email = strings.TrimSpace(f.Value("about")), strings.TrimSpace(f.Value("email"))
	if f.Values.Has("slug") {
		b.Slug = strings.TrimSpace(f.Value("slug"))
	}
	b.Links = reception.Links(f, "linkName", "linkURL")
	if f.Has("noPortrait", "yes") {
		b.Portrait = ""
	}
	err = nil
	if file != nil {
		if b.Portrait, err = p.takeIn(r, reception.Who(r), file, f.Value("credit")); err == nil {
			was.Portrait = b.Portrait // kept, whatever else is refused
		}
	}
	if err == nil {
		_, _, err = p.Desk.SaveByline(r.Context(), reception.Who(r), b)
	}
	if err != nil {
		s, ferr := p.bylineScreen(r, was, f)
		if ferr != nil {
			return ferr
		}
		return p.Again(w, err, &s.Form, s, &s.Frame, "name", "slug", "title", "about", "email", "links", "picture", "credit")
	}
	return p.Done(w, r, bylinesPath+"/"+b.ID, b.Name+" is saved.")
}

// takeIn adds a file to the library.
func (p *Room) takeIn(r *http.Request, by account.Staff, h *multipart.FileHeader, credit string) (string, error) {
	file, err := h.Open()
	if err != nil {
		return "", err
	}
	defer file.Close()
	pic, _, err := p.Desk.TakeIn(r.Context(), by, desk.Taken{Name: reception.BaseName(h.Filename), Bytes: file, Credit: strings.TrimSpace(credit)})
	return pic.ID, err
}
