package office

import (
	"errors"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/media"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

const bylinesPath = "/newsroom/settings/bylines"

// bylinesScreen fills the list of everybody who is credited and the form beside it.
func (o *Office) bylinesScreen(r *http.Request) (*screen.Bylines, error) {
	f, err := o.Frame(r, "Bylines", settingsPath)
	if err != nil {
		return nil, err
	}
	all, err := o.Store.Bylines(r.Context())
	if err != nil {
		return nil, err
	}
	staff, err := o.Store.AllStaff(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Bylines{Frame: f, Add: screen.Fields(), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	found := reception.Named(all, s.Query, func(b paper.Byline) string { return b.Name })
	s.Count = len(found)
	found, s.Older, s.Newest = reception.Part(r, found, bylinesPath, s.Query, func(b paper.Byline) string { return b.ID })
	for _, b := range found {
		row := screen.BylineRow{ID: b.ID, URL: bylinesPath + "/" + b.ID, Name: b.Name, Title: b.Title}
		if i := slices.IndexFunc(staff, func(p account.Staff) bool { return p.Byline == b.ID }); i >= 0 {
			row.Account = staff[i].User
		}
		if row.Thumb, err = o.portraitOf(r, b); err != nil {
			return nil, err
		}
		s.Rows = append(s.Rows, row)
	}
	return s, nil
}

func (o *Office) Bylines(w http.ResponseWriter, r *http.Request) error {
	s, err := o.bylinesScreen(r)
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

func (o *Office) AddByline(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	made, _, err := o.Desk.SaveByline(r.Context(), reception.Who(r), paper.Byline{
		Name: strings.TrimSpace(f.Value("name")), Title: strings.TrimSpace(f.Value("title")), Guest: true,
	})
	if err != nil {
		s, ferr := o.bylinesScreen(r)
		if ferr != nil {
			return ferr
		}
		s.Add = f
		return o.Again(w, err, &s.Add, s, &s.Frame, "name", "title")
	}
	return o.Done(w, r, bylinesPath+"/"+made.ID, made.Name+" can be credited from now on.")
}

// bylineOf finds the byline of a request. Whoever keeps no bylines gets to their own alone; every other one is as if
// it were not there.
func (o *Office) bylineOf(r *http.Request) (paper.Byline, error) {
	missing := fault.New(fault.NotFound, "There is no such byline.")
	id := r.PathValue("id")
	if by := reception.Who(r); !by.May(account.KeepSections) && by.Byline != id {
		return paper.Byline{}, missing
	}
	all, err := o.Store.Bylines(r.Context())
	if err != nil {
		return paper.Byline{}, err
	}
	at := slices.IndexFunc(all, func(b paper.Byline) bool { return b.ID == id })
	if at < 0 {
		return paper.Byline{}, missing
	}
	return all[at], nil
}

// bylineScreen fills the profile around a form.
func (o *Office) bylineScreen(r *http.Request, b paper.Byline, f screen.Form) (*screen.Byline, error) {
	fr, err := o.Frame(r, b.Name, settingsPath)
	if err != nil {
		return nil, err
	}
	s := &screen.Byline{Frame: fr, ID: b.ID, Address: b.Address, Form: f, Links: pairs(f, "linkName", "linkURL"), Own: !reception.Who(r).May(account.KeepSections)}
	s.Portrait, err = o.portraitOf(r, b)
	return s, err
}

// portraitOf is a byline's portrait in small, nil for none.
func (o *Office) portraitOf(r *http.Request, b paper.Byline) (*screen.Thumb, error) {
	if b.Portrait == "" {
		return nil, nil
	}
	p, err := o.Store.PictureOf(r.Context(), b.Portrait)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	th := reception.Thumb(p, "")
	return &th, err
}

func (o *Office) Byline(w http.ResponseWriter, r *http.Request) error {
	b, err := o.bylineOf(r)
	if err != nil {
		return err
	}
	f := screen.Fields("name", b.Name, "title", b.Title, "about", b.About, "email", b.Email)
	for _, l := range b.Links {
		f.Values.Add("linkName", l.Name)
		f.Values.Add("linkURL", l.URL)
	}
	s, err := o.bylineScreen(r, b, f)
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

// ChangeByline saves a profile, with a new portrait if one was sent.
func (o *Office) ChangeByline(w http.ResponseWriter, r *http.Request) error {
	b, err := o.bylineOf(r)
	if err != nil {
		return err
	}
	f, file, err := portraitForm(w, r)
	if err != nil {
		return err
	}
	was := b
	b.Name, b.Title = strings.TrimSpace(f.Value("name")), strings.TrimSpace(f.Value("title"))
	b.About, b.Email = strings.TrimSpace(f.Value("about")), strings.TrimSpace(f.Value("email"))
	b.Links = links(f, "linkName", "linkURL")
	if f.Has("noPortrait", "yes") {
		b.Portrait = ""
	}
	err = nil
	if file != nil {
		if b.Portrait, err = o.portrait(r, file, f.Value("credit")); err == nil {
			was.Portrait = b.Portrait // kept, whatever else is refused
		}
	}
	if err == nil {
		_, _, err = o.Desk.SaveByline(r.Context(), reception.Who(r), b)
	}
	if err != nil {
		s, ferr := o.bylineScreen(r, was, f)
		if ferr != nil {
			return ferr
		}
		return o.Again(w, err, &s.Form, s, &s.Frame, "name", "title", "about", "email", "links", "picture", "credit")
	}
	return o.Done(w, r, bylinesPath+"/"+b.ID, b.Name+" is saved.")
}

// portraitForm reads a profile's form with the file that may come with it.
func portraitForm(w http.ResponseWriter, r *http.Request) (screen.Form, *multipart.FileHeader, error) {
	r.Body = http.MaxBytesReader(w, r.Body, media.DefaultLimits.Bytes+reception.MaxForm)
	if err := r.ParseMultipartForm(reception.MaxForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return screen.Form{}, nil, err
		}
		return screen.Form{}, nil, fault.Because(err, fault.Invalid, "What was sent cannot be read as a form. Go back and send it again.")
	}
	f := reception.Typed(r.PostForm)
	if r.MultipartForm != nil {
		for _, h := range r.MultipartForm.File["picture"] {
			if h.Size > 0 {
				return f, h, nil
			}
		}
	}
	return f, nil, nil
}

// portrait adds a file to the library.
func (o *Office) portrait(r *http.Request, h *multipart.FileHeader, credit string) (string, error) {
	file, err := h.Open()
	if err != nil {
		return "", err
	}
	defer file.Close()
	p, _, err := o.Desk.TakeIn(r.Context(), reception.Who(r), desk.Taken{Name: reception.BaseName(h.Filename), Bytes: file, Credit: strings.TrimSpace(credit)})
	return p.ID, err
}
