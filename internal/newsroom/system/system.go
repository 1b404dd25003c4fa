package system

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/copies"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/screen"
	"broadsheet/internal/session"
)

// Path is where the house is kept.
const Path = "/newsroom/settings/system"

// Room answers for the house.
type Room struct {
	*reception.Reception
	Keeper *Keeper
}

// Routes are the routes of this room.
func (o *Room) Routes() []reception.Route {
	with := func(method, path string, needs account.Deed, do reception.Action) reception.Route {
		return reception.Route{Method: method, Path: Path + path, Needs: needs, Do: do}
	}
	return []reception.Route{
		with("GET", "", account.TakeCopies, o.show),
		with("POST", "/copies", account.TakeCopies, o.makeCopy),
		with("GET", "/copies/{copy}", account.TakeCopies, o.showCopy),
		with("POST", "/copies/{copy}", account.TakeCopies, o.takeCopy),
		with("POST", "/record", account.TakeCopies, o.checkRecord),
		with("POST", "/night", account.KeepSystem, o.setNight),
		with("POST", "/work/{job}", account.KeepSystem, o.work),
	}
}

func (o *Room) systemScreen(r *http.Request) (*screen.System, error) {
	ctx := r.Context()
	f, err := o.Frame(r, "System", "/newsroom/settings")
	if err != nil {
		return nil, err
	}
	k := o.Keeper
	st, err := k.stands(ctx, f.When)
	if err != nil {
		return nil, err
	}
	s := &screen.System{Frame: f, Say: st.say, Troubles: st.wrong, Keeps: reception.Who(r).May(account.KeepSystem), Folder: k.Copies.Dir, Night: nightForm(st.night), NightOff: st.night.Off}
	if err := o.facts(r, s, st); err != nil {
		return nil, err
	}
	all, err := k.Copies.List()
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		s.Copies = append(s.Copies, row(&f, c))
	}
	apart, err := k.Copies.Apart()
	if err != nil {
		return nil, err
	}
	for _, c := range apart {
		s.Apart = append(s.Apart, screen.CopyRow{Name: c.Name, When: f.When(c.Made), Size: copies.Bytes(c.Size), Say: c.Wrong})
	}
	if same, err := copies.SameDisk(k.Data, k.Copies.Dir); err == nil && same {
		s.SameDisk = true
	}
	s.Copying = st.copying()
	_, s.Checking = st.under[desk.CheckRecord]
	for _, j := range st.given {
		s.Given = append(s.Given, screen.GivenUp{ID: j.ID, Name: workWord(j.Kind), Say: j.Said, When: f.When(j.EndedAt), Tries: screen.Count(j.Tries, "try", "tries")})
	}
	return s, nil
}

// workWord is a kind of work as people say it.
func workWord(kind string) string {
	if w := map[string]string{desk.HandCopy: "A copy of the paper", desk.CheckRecord: "The check of the record", "letter": "A letter", desk.TellJob: "What a webhook was to be told", desk.SpreadJob: "Telling webhooks"}[kind]; w != "" {
		return w
	}
	return strings.ToUpper(kind[:1]) + kind[1:]
}

func nightForm(n desk.Night) screen.Form {
	f := screen.Fields("time", n.String())
	if !n.Off {
		f.Values.Set("on", "yes")
	}
	return f
}

func row(f *screen.Frame, c copies.Copy) screen.CopyRow {
	out := screen.CopyRow{Name: c.Name, URL: Path + "/copies/" + c.Name, When: f.When(c.Made), Size: copies.Bytes(c.Size), Lack: c.Lack, Left: c.Left}
	switch {
	case c.Checked.IsZero():
		out.When, out.Say = c.Name, "not checked: it was put there by hand"
	case c.ByHand && c.By != "":
		out.Say = "asked for by " + c.By + ", checked"
	case c.ByHand:
		out.Say = "asked for, checked"
	default:
		out.Say = "of the night, checked"
	}
	return out
}

// facts are what is known of the house in words.
func (o *Room) facts(r *http.Request, s *screen.System, st standing) error {
	ctx, k := r.Context(), o.Keeper
	fact := func(name, say string) { s.Facts = append(s.Facts, screen.MoveFact{Name: name, Value: say}) }
	fact("Version", k.Version)
	fact("Running since", s.When(k.Began))
	kind, err := k.Store.Kind(ctx)
	if err != nil {
		return err
	}
	size, err := k.Store.Bytes(ctx)
	if err != nil {
		return err
	}
	fact("Database", kind+", "+copies.Bytes(size))
	fact("Disk", st.disk.Say)
	if k.Look != nil {
		say, _ := k.Look()
		fact("Look", say)
	}
	number, _, err := k.Store.Head(ctx)
	if err != nil {
		return err
	}
	record := "Its newest number is " + thousands(number) + "."
	switch {
	case st.found.Wrong == "" && st.found.At.After(st.last.Made):
		record += fmt.Sprintf(" All up to %s was read at %s, and holds.", thousands(st.found.Entries), s.When(st.found.At))
	case !st.last.Made.IsZero():
		record += fmt.Sprintf(" All up to %s was read in the copy of %s, and holds.", thousands(st.last.Number), s.When(st.last.Made))
	}
	fact("Record", record)
	letters, err := k.Store.CountLetters(ctx)
	if err != nil {
		return err
	}
	if n := letters[desk.LetterWaiting]; n > 0 {
		fact("Letters", screen.Count(n, "waits", "wait")+" to go out")
	}
	return nil
}

// thousands is a number as people write it.
func thousands(n int64) string { return strings.TrimSpace(screen.Count(int(n), "", "")) }

func (o *Room) show(w http.ResponseWriter, r *http.Request) error {
	s, err := o.systemScreen(r)
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

func (o *Room) makeCopy(w http.ResponseWriter, r *http.Request) error {
	if err := o.Keeper.Desk.AskCopy(r.Context(), reception.Who(r)); err != nil {
		return err
	}
	http.Redirect(w, r, Path, http.StatusSeeOther) // which says that it is being made
	return nil
}

func (o *Room) checkRecord(w http.ResponseWriter, r *http.Request) error {
	if err := o.Keeper.Desk.AskCheck(r.Context(), reception.Who(r)); err != nil {
		return err
	}
	http.Redirect(w, r, Path+"#house-title", http.StatusSeeOther)
	return nil
}

func (o *Room) setNight(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	n := desk.Night{Off: !f.Has("on", "yes")}
	at, perr := time.Parse("15:04", strings.TrimSpace(f.Value("time")))
	if n.Hour, n.Min = at.Hour(), at.Minute(); perr != nil {
		n.Hour = -1
	}
	if err := o.Keeper.Desk.SetNight(r.Context(), reception.Who(r), n); err != nil {
		s, serr := o.systemScreen(r)
		if serr != nil {
			return serr
		}
		s.Night = f
		return o.Again(w, err, &s.Night, s, &s.Frame, "time")
	}
	if n.Off {
		return o.Done(w, r, Path, "No copy is made at night any more. Those that there are stay.")
	}
	return o.Done(w, r, Path, "A copy is made every night at "+n.String()+".")
}

// work has a piece of work tried again that was given up, or forgets it.
func (o *Room) work(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	ctx, by, id := r.Context(), reception.Who(r), r.PathValue("job")
	switch f.Value("deed") {
	case "again":
		if err := o.Keeper.Desk.TryAgain(ctx, by, id); err != nil {
			return err
		}
		return o.Done(w, r, Path, "It is being tried again.")
	case "forget":
		if err := o.Keeper.Desk.ForgetJob(ctx, by, id); err != nil {
			return err
		}
		return o.Done(w, r, Path, "It is forgotten and will not be done.")
	}
	return fault.New(fault.Invalid, "There is no such button.")
}

func (o *Room) copyScreen(r *http.Request, c copies.Copy) (*screen.TakeCopy, error) {
	f, err := o.Frame(r, "A copy of the paper", "/newsroom/settings")
	if err != nil {
		return nil, err
	}
	return &screen.TakeCopy{Frame: f, Copy: row(&f, c), Number: thousands(c.Number), Files: screen.Count(int(c.Files), "file", "files"), Form: screen.Fields()}, nil
}

func (o *Room) showCopy(w http.ResponseWriter, r *http.Request) error {
	file, c, err := o.Keeper.Copies.Open(r.PathValue("copy"))
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	s, err := o.copyScreen(r, c)
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

// takeCopy sends a copy to whoever types their password once more: it holds everybody's drafts and the hashes of
// everybody's passwords, so a window that somebody left open is not enough.
func (o *Room) takeCopy(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	file, c, err := o.Keeper.Copies.Open(r.PathValue("copy"))
	if err != nil {
		return err
	}
	defer file.Close()
	who := reception.Who(r)
	if err := o.Reception.Keeper.Check(r.Context(), who, f.Value("old"), r.RemoteAddr); err != nil {
		s, serr := o.copyScreen(r, c)
		if serr != nil {
			return serr
		}
		if many, ok := session.IsTooMany(err); ok {
			w.Header().Set("Retry-After", strconv.Itoa(int(many.Wait.Seconds())+1))
			s.Frame.Wrong = many.Say
			return o.ShowAs(w, http.StatusTooManyRequests, s)
		}
		if fault.Of(err).Field == "old" {
			err = fault.About("old", "That is not your password. The copy was not given out.")
		}
		return o.Again(w, err, &s.Form, s, &s.Frame, "old")
	}
	o.Log.InfoContext(r.Context(), "a copy of the whole paper was taken away", "copy", c.Name, "by", who.User)
	h := w.Header()
	h.Set("Content-Type", "application/x-tar")
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", c.Name))
	h.Set("Content-Length", strconv.FormatInt(c.Size, 10))
	return send(w, file)
}

// A copy goes out in pieces, each of which has its time: a whole one may take longer than any answer may.
const (
	piece     = 4 << 20
	pieceTime = 2 * time.Minute
)

// send gives a file out. Once it has begun there is nobody to tell of an error.
func send(w http.ResponseWriter, file io.Reader) error {
	control := http.NewResponseController(w)
	for {
		if err := control.SetWriteDeadline(time.Now().Add(pieceTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return nil
		}
		if _, err := io.CopyN(w, file, piece); err != nil {
			return nil
		}
	}
}
