package newsroom

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
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

const bylinesPath = "/newsroom/settings/bylines"

// bylinesScreen fills the list of everybody who is credited and the form beside it.
func (n *Newsroom) bylinesScreen(r *http.Request) (*screen.Bylines, error) {
	f, err := n.frame(r, "Bylines", settingsPath)
	if err != nil {
		return nil, err
	}
	all, err := n.Store.Bylines(r.Context())
	if err != nil {
		return nil, err
	}
	staff, err := n.Store.AllStaff(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Bylines{Frame: f, Add: screen.Fields(), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	found := named(all, s.Query, func(b paper.Byline) string { return b.Name })
	s.Count = len(found)
	found, s.Older, s.Newest = part(r, found, bylinesPath, s.Query, func(b paper.Byline) string { return b.ID })
	for _, b := range found {
		row := screen.BylineRow{ID: b.ID, URL: bylinesPath + "/" + b.ID, Name: b.Name, Title: b.Title, Guest: b.Guest}
		if i := slices.IndexFunc(staff, func(p account.Staff) bool { return p.Byline == b.ID }); i >= 0 {
			row.Account = staff[i].User
		}
		s.Rows = append(s.Rows, row)
	}
	return s, nil
}

func (n *Newsroom) bylines(w http.ResponseWriter, r *http.Request) error {
	s, err := n.bylinesScreen(r)
	if err != nil {
		return err
	}
	return n.show(w, s)
}

func (n *Newsroom) addByline(w http.ResponseWriter, r *http.Request) error {
	f, err := form(w, r)
	if err != nil {
		return err
	}
	made, _, err := n.Desk.SaveByline(r.Context(), who(r), paper.Byline{
		Name: strings.TrimSpace(f.Value("name")), Title: strings.TrimSpace(f.Value("title")), Guest: true,
	})
	if err != nil {
		s, ferr := n.bylinesScreen(r)
		if ferr != nil {
			return ferr
		}
		s.Add = f
		return n.again(w, err, &s.Add, s, &s.Frame, "name", "title")
	}
	return n.done(w, r, bylinesPath+"/"+made.ID, made.Name+" can be credited from now on.")
}

// bylineOf finds the byline of a request. Whoever keeps no bylines gets to their own alone; every other one is as if
// it were not there.
func (n *Newsroom) bylineOf(r *http.Request) (paper.Byline, error) {
	missing := fault.New(fault.NotFound, "There is no such byline.")
	id := r.PathValue("id")
	if by := who(r); !by.May(account.KeepSections) && by.Byline != id {
		return paper.Byline{}, missing
	}
	all, err := n.Store.Bylines(r.Context())
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
func (n *Newsroom) bylineScreen(r *http.Request, b paper.Byline, f screen.Form) (*screen.Byline, error) {
	fr, err := n.frame(r, b.Name, settingsPath)
	if err != nil {
		return nil, err
	}
	s := &screen.Byline{Frame: fr, ID: b.ID, Address: b.Address, Form: f, Links: pairs(f, "linkName", "linkURL"), Own: !who(r).May(account.KeepSections)}
	if b.Portrait != "" {
		p, err := n.Store.PictureOf(r.Context(), b.Portrait)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if err == nil {
			th := thumb(p, "")
			s.Portrait = &th
		}
	}
	return s, nil
}

func (n *Newsroom) byline(w http.ResponseWriter, r *http.Request) error {
	b, err := n.bylineOf(r)
	if err != nil {
		return err
	}
	f := screen.Fields("name", b.Name, "title", b.Title, "about", b.About, "email", b.Email)
	for _, l := range b.Links {
		f.Values.Add("linkName", l.Name)
		f.Values.Add("linkURL", l.URL)
	}
	s, err := n.bylineScreen(r, b, f)
	if err != nil {
		return err
	}
	return n.show(w, s)
}

// changeByline saves a profile, with a new portrait if one was sent.
func (n *Newsroom) changeByline(w http.ResponseWriter, r *http.Request) error {
	b, err := n.bylineOf(r)
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
		if b.Portrait, err = n.portrait(r, file, f.Value("credit")); err == nil {
			was.Portrait = b.Portrait // kept, whatever else is refused
		}
	}
	if err == nil {
		_, _, err = n.Desk.SaveByline(r.Context(), who(r), b)
	}
	if err != nil {
		s, ferr := n.bylineScreen(r, was, f)
		if ferr != nil {
			return ferr
		}
		return n.again(w, err, &s.Form, s, &s.Frame, "name", "title", "about", "email", "links", "picture", "credit")
	}
	return n.done(w, r, bylinesPath+"/"+b.ID, b.Name+" is saved.")
}

// portraitForm reads a profile's form with the file that may come with it.
func portraitForm(w http.ResponseWriter, r *http.Request) (screen.Form, *multipart.FileHeader, error) {
	r.Body = http.MaxBytesReader(w, r.Body, media.DefaultLimits.Bytes+maxForm)
	if err := r.ParseMultipartForm(maxForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return screen.Form{}, nil, err
		}
		return screen.Form{}, nil, fault.Because(err, fault.Invalid, "What was sent cannot be read as a form. Go back and send it again.")
	}
	f := typed(r.PostForm)
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
func (n *Newsroom) portrait(r *http.Request, h *multipart.FileHeader, credit string) (string, error) {
	file, err := h.Open()
	if err != nil {
		return "", err
	}
	defer file.Close()
	p, _, err := n.Desk.TakeIn(r.Context(), who(r), desk.Taken{Name: baseName(h.Filename), Bytes: file, Credit: strings.TrimSpace(credit)})
	return p.ID, err
}
