package moves

import (
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/screen"
)

// mostPart is the largest piece of a file that one request may bring, in bytes.
const mostPart = 32 << 20

// partTime is how long one piece may take, and how long a whole file that comes without scripts may stand still.
const partTime = 5 * time.Minute

// begun is how a file that arrives in pieces stands.
type begun struct {
	URL      string `json:"url"`
	Received int64  `json:"received"`
}

// beginFile takes up a file that will arrive in pieces, or one that this person began to send before.
func (o *Room) beginFile(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Name    string `json:"name"`
		Size    int64  `json:"size"`
		Address string `json:"address"`
	}
	if err := reception.ReadJSON(w, r, 16<<10, &in); err != nil {
		return err
	}
	name := reception.BaseName(in.Name)
	if in.Size <= 0 {
		return fault.About("file", "%s is empty. Export it again in the old site.", name)
	}
	all, err := o.Carrier.Store.ArchiveMoves(r.Context())
	if err != nil {
		return err
	}
	by := reception.Who(r)
	for _, m := range all {
		if m.State == desk.MoveArriving && m.BegunBy == by.ID && m.File == name && m.Size == in.Size {
			reception.AnswerJSON(w, http.StatusOK, begun{Path + "/" + m.ID, o.here(m)})
			return nil
		}
	}
	m, err := o.beginMove(r, desk.ArchiveMove{State: desk.MoveArriving, File: name, Size: in.Size}, in.Address)
	if err != nil {
		return err
	}
	reception.AnswerJSON(w, http.StatusOK, begun{Path + "/" + m.ID, 0})
	return nil
}

// beginMove begins a move whose file will lie in the data folder.
func (o *Room) beginMove(r *http.Request, m desk.ArchiveMove, address string) (desk.ArchiveMove, error) {
	address = strings.TrimSpace(address)
	if u, err := url.Parse(address); address != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return m, fault.About("address", "“%s” is no address of a site. Write it like https://old.example.", address)
	}
	b, err := json.Marshal(data{Address: address})
	if err != nil {
		return m, err
	}
	m.Data = b
	m, err = o.Carrier.Desk.BeginMove(r.Context(), reception.Who(r), m)
	if err != nil {
		return m, err
	}
	if err := os.MkdirAll(o.folder(m.ID), 0o700); err != nil {
		return m, cannotKeep(err)
	}
	return m, nil
}

func (o *Room) exportOf(id string) string { return filepath.Join(o.folder(id), exportFile) }

func cannotKeep(err error) error {
	return fault.Because(err, fault.Unavailable, "The file cannot be kept on the server: its disk may be full. What arrived stays; choose the same file again later.")
}

// here is how much of a file is on the disk, which counts.
func (o *Room) here(m desk.ArchiveMove) int64 {
	info, err := os.Stat(o.exportOf(m.ID))
	if err != nil {
		return 0
	}
	return info.Size()
}

// part takes one piece of a file, at the place where the last one ended; a piece for another place is refused with
// where that is.
func (o *Room) part(w http.ResponseWriter, r *http.Request) error {
	m, _, _, err := o.one(r)
	if err != nil {
		return err
	}
	if m.State != desk.MoveArriving || m.BegunBy != reception.Who(r).ID {
		return fault.New(fault.Conflict, "%s is not on its way any more.", m.File)
	}
	if !o.take(m.ID) {
		return fault.New(fault.Conflict, "Another window is sending this file.")
	}
	leave := sync.OnceFunc(func() { o.leave(m.ID) })
	defer leave()
	at, err := strconv.ParseInt(r.URL.Query().Get("at"), 10, 64)
	if here := o.here(m); err != nil || at != here {
		reception.AnswerJSON(w, http.StatusConflict, begun{Path + "/" + m.ID, here})
		return nil
	}
	file, err := os.OpenFile(o.exportOf(m.ID), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return cannotKeep(err)
	}
	_, sent := io.Copy(file, io.LimitReader(http.MaxBytesReader(w, r.Body, mostPart), m.Size-at))
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return cannotKeep(err)
	}
	if m, err = o.arrived(r, m); err != nil {
		return err
	}
	leave()
	o.Wake()
	if sent != nil && r.Context().Err() == nil {
		return cannotKeep(sent)
	}
	reception.AnswerJSON(w, http.StatusOK, begun{Path + "/" + m.ID, m.Received})
	return nil
}

// arrived writes down how much of a file is here, and has a whole one read.
func (o *Room) arrived(r *http.Request, m desk.ArchiveMove) (desk.ArchiveMove, error) {
	here := o.here(m)
	return o.Carrier.Desk.ChangeMove(r.Context(), reception.Who(r), m.ID, func(_ desk.Tx, m *desk.ArchiveMove) error {
		if m.Received = here; m.State == desk.MoveArriving && here >= m.Size {
			m.State, m.Path = desk.MoveReading, o.exportOf(m.ID)
		}
		return nil
	})
}

// begin takes a file that comes as one form, without scripts, or one that lies on the server.
func (o *Room) begin(w http.ResponseWriter, r *http.Request) error {
	form := screen.Fields()
	again := func(err error) error {
		s, ferr := o.listScreen(r, form)
		if ferr != nil {
			return ferr
		}
		return o.Again(w, err, &s.Form, s, &s.Frame, "file", "path", "address")
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return again(fault.About("file", "Choose the file that the old site gave out."))
	}
	slow := http.NewResponseController(w)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fault.Because(err, fault.Invalid, "The file did not arrive whole. Choose it again.")
		}
		switch part.FormName() {
		case "file":
			if part.FileName() == "" {
				continue
			}
			m, err := o.takeWhole(r, slow, part, form.Value("address"))
			if err != nil {
				return again(err)
			}
			http.Redirect(w, r, Path+"/"+m.ID, http.StatusSeeOther)
			return nil
		case "path", "address":
			b, err := io.ReadAll(io.LimitReader(part, 4096))
			if err != nil {
				return fault.Because(err, fault.Invalid, "The form did not arrive whole. Send it again.")
			}
			form.Values.Set(part.FormName(), strings.TrimSpace(string(b)))
		}
	}
	if form.Value("path") == "" {
		return again(fault.About("file", "Choose the file that the old site gave out."))
	}
	m, err := o.beginAt(r, form.Value("path"), form.Value("address"))
	if err != nil {
		return again(err)
	}
	http.Redirect(w, r, Path+"/"+m.ID, http.StatusSeeOther)
	return nil
}

// takeWhole writes a file down as it comes. Only standing still is cut off, however big the file is.
func (o *Room) takeWhole(r *http.Request, slow *http.ResponseController, part *multipart.Part, address string) (desk.ArchiveMove, error) {
	name := reception.BaseName(part.FileName())
	m, err := o.beginMove(r, desk.ArchiveMove{State: desk.MoveArriving, File: name}, address)
	if err != nil {
		return m, err
	}
	file, err := os.OpenFile(o.exportOf(m.ID), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return m, cannotKeep(err)
	}
	for err == nil {
		// A server that cannot move the deadline cuts off at its own.
		_ = slow.SetReadDeadline(time.Now().Add(partTime))
		var n int64
		n, err = io.CopyN(file, part, 4<<20)
		m.Size += n
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		_, drop := o.Carrier.Desk.DropMove(r.Context(), reception.Who(r), m.ID)
		return m, errors.Join(fault.Because(err, fault.Unavailable, "%s did not arrive whole, and nothing of it was kept. Choose it again.", name), drop, os.RemoveAll(o.folder(m.ID)))
	}
	defer o.Wake()
	return o.Carrier.Desk.ChangeMove(r.Context(), reception.Who(r), m.ID, func(_ desk.Tx, now *desk.ArchiveMove) error {
		now.Size, now.Received, now.State, now.Path = m.Size, m.Size, desk.MoveReading, o.exportOf(m.ID)
		return nil
	})
}

// beginAt begins with a file that lies on the server, which only those who keep the system may name.
func (o *Room) beginAt(r *http.Request, path, address string) (desk.ArchiveMove, error) {
	by := reception.Who(r)
	if !by.May(account.KeepSystem) {
		return desk.ArchiveMove{}, fault.New(fault.Forbidden, "Only those who keep the system may name a file on the server.")
	}
	info, err := os.Stat(path)
	switch {
	case !filepath.IsAbs(path):
		return desk.ArchiveMove{}, fault.About("path", "Type the whole path, from the first slash: /srv/old/export.xml.")
	case errors.Is(err, os.ErrNotExist):
		return desk.ArchiveMove{}, fault.About("path", "There is no file %s on the server.", path)
	case err != nil:
		return desk.ArchiveMove{}, fault.About("path", "The file %s cannot be read by the program.", path)
	case !info.Mode().IsRegular():
		return desk.ArchiveMove{}, fault.About("path", "%s is no file. Name the export itself.", path)
	}
	defer o.Wake()
	return o.beginMove(r, desk.ArchiveMove{State: desk.MoveReading, File: filepath.Base(path), Path: path, Size: info.Size(), Received: info.Size()}, address)
}

// zipFile is the zip of pictures of a move, as it arrives; it is unpacked before the pictures move in.
const zipFile = "pictures.zip"

// pictures takes a zip of the old site's pictures: in pieces as a window with scripts sends it, or whole as a form.
func (o *Room) pictures(w http.ResponseWriter, r *http.Request) error {
	m, _, err := o.open(r)
	if err != nil {
		return err
	}
	if !o.take(m.ID) {
		return fault.New(fault.Conflict, "Another window is sending pictures for this move.")
	}
	defer o.leave(m.ID)
	path := filepath.Join(o.folder(m.ID), zipFile)
	if err := os.MkdirAll(o.folder(m.ID), 0o700); err != nil {
		return cannotKeep(err)
	}
	if parts, err := r.MultipartReader(); err == nil {
		if err := wholeZip(http.NewResponseController(w), parts, path); err != nil {
			return err
		}
		if err := o.picturesAreHere(r, m.ID); err != nil {
			return err
		}
		return o.Done(w, r, Path+"/"+m.ID+"/decide#field-pictures", "The pictures are on the server. They move in with the stories.")
	}
	at, err := strconv.ParseInt(r.URL.Query().Get("at"), 10, 64)
	size, serr := strconv.ParseInt(r.URL.Query().Get("size"), 10, 64)
	here := sizeOf(path)
	if at == 0 && here != size { // another zip takes the place of one that was sent before
		here = 0
	}
	if err != nil || serr != nil || at != here {
		reception.AnswerJSON(w, http.StatusConflict, begun{Path + "/" + m.ID + "/decide", here})
		return nil
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_APPEND
	if at == 0 {
		flags |= os.O_TRUNC
	}
	file, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return cannotKeep(err)
	}
	_, sent := io.Copy(file, io.LimitReader(http.MaxBytesReader(w, r.Body, mostPart), size-at))
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return cannotKeep(err)
	}
	if sent != nil && r.Context().Err() == nil {
		return cannotKeep(sent)
	}
	here = sizeOf(path)
	if here >= size {
		if err := o.picturesAreHere(r, m.ID); err != nil {
			return err
		}
	}
	reception.AnswerJSON(w, http.StatusOK, begun{Path + "/" + m.ID + "/decide", here})
	return nil
}

func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// wholeZip writes the zip of a form down as it comes.
func wholeZip(slow *http.ResponseController, parts *multipart.Reader, path string) error {
	part, err := parts.NextPart()
	if err != nil || part.FileName() == "" {
		return fault.About("pictures", "Choose a zip of the old site’s pictures.")
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return cannotKeep(err)
	}
	for err == nil {
		_ = slow.SetReadDeadline(time.Now().Add(partTime)) // as above
		_, err = io.CopyN(file, part, 4<<20)
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return cannotKeep(err)
	}
	return nil
}

// picturesAreHere decides that pictures come from the zip that arrived.
func (o *Room) picturesAreHere(r *http.Request, id string) error {
	_, err := o.Carrier.Desk.ChangeMove(r.Context(), reception.Who(r), id, func(_ desk.Tx, m *desk.ArchiveMove) error {
		var d data
		if err := json.Unmarshal(m.Data, &d); err != nil {
			return err
		}
		d.Decisions.Pictures, d.Decisions.Media, d.Zip = moving.FromFolder, filepath.Join(o.folder(id), mediaFolder), true
		b, err := json.Marshal(d)
		m.Data = b
		return err
	})
	return err
}
