package newsroom

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/media"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/prose"
	"broadsheet/internal/screen"
)

const picturesPath = "/newsroom/pictures"

// maxFiles is how many pictures can be sent at once.
const maxFiles = 40

// picturesScreen fills the library around the form that adds to it.
func (n *Newsroom) picturesScreen(r *http.Request, f screen.Form, forStory string) (*screen.Pictures, error) {
	fr, err := n.Frame(r, "Pictures", picturesPath)
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	s := &screen.Pictures{Frame: fr, Query: strings.TrimSpace(q.Get("q")), Form: f}
	keep := url.Values{}
	if s.Query != "" {
		keep.Set("q", s.Query)
	}
	if forStory != "" {
		draft, err := n.Store.DraftText(r.Context(), forStory)
		if err != nil {
			return nil, err
		}
		s.For, s.Title = draft.ID, prose.Headline(draft.Doc)
		keep.Set("for", draft.ID)
	}
	before, paged := cursor(q.Get("before"))
	all, err := n.Store.Pictures(r.Context(), s.Query, before, reception.PerPage+1)
	if err != nil {
		return nil, err
	}
	if paged {
		s.Newest = picturesPath + "?" + keep.Encode()
	}
	if len(all) > reception.PerPage {
		all = all[:reception.PerPage]
		last := all[reception.PerPage-1]
		keep.Set("before", cursorText(article.Cursor{At: last.AddedAt, ID: last.ID}))
		s.Older = picturesPath + "?" + keep.Encode()
	}
	for _, p := range all {
		s.Thumbs = append(s.Thumbs, reception.Thumb(p, s.For))
	}
	return s, nil
}

func (n *Newsroom) pictures(w http.ResponseWriter, r *http.Request) error {
	s, err := n.picturesScreen(r, screen.Fields(), r.URL.Query().Get("for"))
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

// addedJSON is what became of one file.
type addedJSON struct {
	Name    string       `json:"name"`
	Picture *pictureJSON `json:"picture,omitempty"`
	Again   bool         `json:"again,omitempty"`
	Wrong   string       `json:"wrong,omitempty"`
}

// addPictures takes in the files of a form, one after the other as they arrive. What was typed holds for all of them.
// A file that is refused keeps none of the others from coming in.
func (n *Newsroom) addPictures(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxFiles*(media.DefaultLimits.Bytes+reception.MaxForm))
	f, files, err := picturesForm(r)
	defer func() {
		if r.MultipartForm != nil {
			// What cannot be removed lies in the machine's own folder for such files, which it cleans itself.
			_ = r.MultipartForm.RemoveAll()
		}
	}()
	if err != nil {
		return err
	}
	var results []screen.Added
	answers := []addedJSON{}
	taken := 0
	for _, h := range files {
		p, again, err := n.takeIn(r, h, f)
		name := reception.BaseName(h.Filename)
		if err != nil {
			fl := fault.Of(err)
			if fl.Kind == fault.Internal || fl.Kind == fault.Unavailable {
				return err
			}
			results = append(results, screen.Added{Name: name, Wrong: fl.Say})
			answers = append(answers, addedJSON{Name: name, Wrong: fl.Say})
			continue
		}
		taken++
		th, out := reception.Thumb(p, ""), asJSON(p)
		results = append(results, screen.Added{Name: name, Thumb: &th, Again: again})
		answers = append(answers, addedJSON{Name: name, Picture: &out, Again: again})
	}
	status := http.StatusOK
	if taken == 0 {
		status = http.StatusUnprocessableEntity
	}
	if reception.WantsJSON(r) {
		reception.AnswerJSON(w, status, map[string][]addedJSON{"added": answers})
		return nil
	}
	s, err := n.picturesScreen(r, f, f.Value("for"))
	if err != nil {
		return err
	}
	s.Added = results
	if len(files) == 0 {
		s.Form.Wrong = map[string]string{"picture": "Choose at least one file. What you typed is kept."}
	} else if taken > 0 {
		s.Form = screen.Fields()
	}
	return n.ShowAs(w, status, s)
}

// picturesForm reads the form: fields in memory, files beyond a few megabytes on the disk.
func picturesForm(r *http.Request) (screen.Form, []*multipart.FileHeader, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return screen.Form{}, nil, fault.New(fault.Invalid, "Pictures come as files of a form. Choose them and send them again.")
	}
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return screen.Form{}, nil, err
		}
		return screen.Form{}, nil, fault.Because(err, fault.Invalid, "The files did not arrive whole, or one has a name that cannot be sent. Give it a plain name and send them again.")
	}
	var files []*multipart.FileHeader
	for _, h := range r.MultipartForm.File["picture"] {
		if h.Filename != "" || h.Size > 0 {
			files = append(files, h)
		}
	}
	if len(files) > maxFiles {
		return screen.Form{}, nil, fault.New(fault.Invalid, "%d files are too many at once; nothing was added. Send at most %d.", len(files), maxFiles)
	}
	return reception.Typed(r.PostForm), files, nil
}

func (n *Newsroom) takeIn(r *http.Request, h *multipart.FileHeader, f screen.Form) (article.Picture, bool, error) {
	file, err := h.Open()
	if err != nil {
		return article.Picture{}, false, err
	}
	defer file.Close()
	return n.Desk.TakeIn(r.Context(), reception.Who(r), desk.Taken{
		Name: reception.BaseName(h.Filename), Bytes: file, Credit: strings.TrimSpace(f.Value("credit")), Rights: strings.TrimSpace(f.Value("rights")),
		Caption: strings.TrimSpace(f.Value("caption")), Alt: strings.TrimSpace(f.Value("alt")),
	})
}

// pictureScreen fills one picture's screen around a form.
func (n *Newsroom) pictureScreen(r *http.Request, p article.Picture, f screen.Form, back string) (*screen.Picture, error) {
	fr, err := n.Frame(r, cmp.Or(p.Name, "A picture"), picturesPath)
	if err != nil {
		return nil, err
	}
	uses, err := n.Store.UsesOf(r.Context(), p.ID)
	if err != nil {
		return nil, err
	}
	by, err := n.nameOf(r.Context(), p.AddedBy)
	if err != nil {
		return nil, err
	}
	cut := reception.Largest(p, "whole", 960)
	s := &screen.Picture{
		Frame: fr, ID: p.ID, Src: reception.PictureFiles + cut.File, Width: cut.Width, Height: cut.Height, Name: cmp.Or(p.Name, "A picture"),
		Size: fmt.Sprintf("%d × %d pixels", p.Width, p.Height), Added: p.AddedAt, By: by, Form: f, Public: p.Published,
		Change: mayChange(reception.Who(r), p), Back: backTo(back),
	}
	for _, u := range uses {
		s.Uses = append(s.Uses, screen.Link{Name: cmp.Or(u.Headline, "(No headline yet)"), URL: "/newsroom/stories/" + u.ID})
	}
	return s, nil
}

func mayChange(by account.Staff, p article.Picture) bool {
	return by.May(account.EditAny) || by.May(account.Write) && p.AddedBy == by.ID
}

func (n *Newsroom) picture(w http.ResponseWriter, r *http.Request) error {
	p, err := n.Store.PictureOf(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	f := screen.Fields("credit", p.Credit, "rights", p.Rights, "caption", p.Caption, "alt", p.Alt,
		"focusX", percent(p.FocusX), "focusY", percent(p.FocusY))
	s, err := n.pictureScreen(r, p, f, r.URL.Query().Get("back"))
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

func percent(f float64) string { return strconv.Itoa(int(f*100 + 0.5)) }

// changePicture saves what is said of a picture; a new focal point cuts it anew.
func (n *Newsroom) changePicture(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	p, err := n.Store.PictureOf(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if !mayChange(reception.Who(r), p) {
		return fault.New(fault.Forbidden, "Only an editor or whoever added this picture may change what is said of it.")
	}
	was := p
	p.Credit, p.Rights = strings.TrimSpace(f.Value("credit")), strings.TrimSpace(f.Value("rights"))
	p.Caption, p.Alt = strings.TrimSpace(f.Value("caption")), strings.TrimSpace(f.Value("alt"))
	back := strings.TrimPrefix(f.Value("back"), "/newsroom/stories/")
	refuse := func(err error) error {
		s, ferr := n.pictureScreen(r, was, f, back)
		if ferr != nil {
			return ferr
		}
		return n.Again(w, err, &s.Form, s, &s.Frame, "credit", "rights", "caption", "alt", "focus", "focusX", "focusY")
	}
	for _, at := range []struct {
		field string
		to    *float64
	}{{"focusX", &p.FocusX}, {"focusY", &p.FocusY}} {
		v, err := strconv.ParseFloat(strings.TrimSpace(f.Value(at.field)), 64)
		if err != nil || !(v >= 0 && v <= 100) {
			return refuse(fault.About(at.field, "Type a number from 0 to 100."))
		}
		if percent(*at.to) != strings.TrimSpace(f.Value(at.field)) {
			*at.to = v / 100
		}
	}
	var original io.Reader
	if p.FocusX != was.FocusX || p.FocusY != was.FocusY {
		file, _, err := n.shelf.Open(r.Context(), originalName(p))
		if err != nil {
			return err
		}
		defer file.Close()
		original = file
	}
	if _, err := n.Desk.ChangePicture(r.Context(), reception.Who(r), p, original); err != nil {
		return refuse(err)
	}
	if to := backTo(back); to != "" {
		return n.Done(w, r, to, cmp.Or(p.Name, "The picture")+" is saved.")
	}
	return n.Done(w, r, picturesPath+"/"+p.ID, "Saved.")
}

// originalName is the name of the file as it was uploaded, on the shelf.
func originalName(p article.Picture) string {
	ends := map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}
	return "original/" + p.Hash + ends[p.Type]
}

// pictureFile gives staff a file of a picture, public or not.
func (n *Newsroom) pictureFile(w http.ResponseWriter, r *http.Request) error {
	missing := fault.New(fault.NotFound, "There is no such picture.")
	_, cut, found, err := n.Store.PictureByFileAny(r.Context(), r.PathValue("file"))
	if err != nil {
		return err
	}
	if !found {
		return missing
	}
	file, info, err := n.shelf.Open(r.Context(), cut.File)
	if err != nil {
		return err
	}
	defer file.Close()
	h := w.Header()
	h.Set("Content-Type", cut.Type)
	h.Set("Cache-Control", "private, max-age=3600") // a name stands for its bytes
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", info.Modified, file)
	return nil
}
