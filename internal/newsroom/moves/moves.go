package moves

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/prose"
	"broadsheet/internal/screen"
)

// Path is where archives move in.
const Path = "/newsroom/settings/moving"

// Room answers for the moves of archives.
type Room struct {
	*reception.Reception
	*Carrier
}

// Routes are the routes of this room.
func (o *Room) Routes() []reception.Route {
	with := func(method, path string, json bool, do reception.Action) reception.Route {
		return reception.Route{Method: method, Path: Path + path, Needs: account.MoveArchives, JSON: json, Do: do}
	}
	return []reception.Route{
		{Method: "GET", Path: Path + "-out", Needs: account.TakeCopies, Do: o.out},
		with("GET", "", false, o.list),
		with("POST", "", false, o.begin),
		with("POST", "-files", true, o.beginFile),
		with("POST", "/{id}/file", true, o.part),
		with("GET", "/{id}", false, o.show),
		with("POST", "/{id}", false, o.deed),
		with("GET", "/{id}/progress", true, o.progress),
		with("POST", "/{id}/pictures", false, o.pictures),
		with("GET", "/{id}/decide", false, o.showDecide),
		with("POST", "/{id}/decide", false, o.decide),
		with("GET", "/{id}/samples", false, o.showSamples),
		with("GET", "/{id}/move", false, o.showMove),
		with("GET", "/{id}/report", false, o.report),
		with("GET", "/{id}/details", false, o.details),
		with("GET", "/{id}/comments", false, o.comments),
	}
}

// one reads the move of a request, with what is in it and how far it is.
func (o *Room) one(r *http.Request) (m desk.ArchiveMove, d data, p progress, err error) {
	if m, err = o.Carrier.Store.ArchiveMoveOf(r.Context(), r.PathValue("id")); err != nil {
		return m, d, p, err
	}
	if err = json.Unmarshal(m.Data, &d); err == nil {
		err = json.Unmarshal(m.Progress, &p)
	}
	o.Carrier.find(&m, &d)
	return m, d, p, err
}

func (o *Room) listScreen(r *http.Request, f screen.Form) (*screen.Moving, error) {
	fr, err := o.Frame(r, "Moving in and out", "/newsroom/settings")
	if err != nil {
		return nil, err
	}
	all, err := o.Carrier.Store.ArchiveMoves(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Moving{Frame: fr, Form: f, Paths: reception.Who(r).May(account.KeepSystem), Out: reception.Who(r).May(account.TakeCopies)}
	for _, k := range slices.Backward(moving.Sources) { // whose files are told most surely stand first there
		s.Kinds = append(s.Kinds, screen.Link{Name: capital(k.Name), URL: k.Export})
	}
	for _, m := range all {
		s.Rows = append(s.Rows, screen.MoveRow{URL: Path + "/" + m.ID, File: m.File, State: string(m.State), Say: stateWord(m), When: fr.When(cmp.Or(m.EndedAt, m.BegunAt))})
	}
	return s, nil
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func stateWord(m desk.ArchiveMove) string {
	switch m.State {
	case desk.MoveArriving:
		return "On its way: " + megabytes(m.Received) + " of " + megabytes(m.Size)
	case desk.MoveReading:
		return "Being read"
	case desk.MoveRefused:
		return "Cannot move in"
	case desk.MoveOpen:
		return "Waits for your decisions"
	case desk.MoveUnderWay:
		return "Moving in"
	case desk.MovePaused:
		return "Paused"
	case desk.MoveEnded:
		return "Ended early"
	case desk.MoveDone:
		return "Moved in"
	}
	return ""
}

func megabytes(n int64) string {
	switch {
	case n < 1<<20:
		return fmt.Sprintf("%d KB", (n+1023)>>10)
	case n < 100<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d MB", n>>20)
}

func (o *Room) list(w http.ResponseWriter, r *http.Request) error {
	s, err := o.listScreen(r, screen.Fields())
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

// out gives everything as one zip, without holding any of it.
func (o *Room) out(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="broadsheet-export.zip"`)
	if err := o.Carrier.Out(r.Context(), w); err != nil {
		o.Told(r, err) // the answer has begun: it ends broken, and a broken archive says so
		panic(http.ErrAbortHandler)
	}
	return nil
}

// moveScreen begins the screen of a move at one of its steps.
func (o *Room) moveScreen(r *http.Request, m desk.ArchiveMove, d data, step string) (*screen.Move, error) {
	f, err := o.Frame(r, "Moving in: "+cmp.Or(d.Title, m.File), "/newsroom/settings")
	if err != nil {
		return nil, err
	}
	s := &screen.Move{Frame: f, URL: Path + "/" + m.ID, File: m.File, Title: d.Title, State: string(m.State), Step: step, Size: m.Size, Received: m.Received}
	if m.State == desk.MoveOpen {
		for _, t := range []struct{ step, name, at string }{
			{"contents", "What is in it", ""}, {"decide", "Decide", "/decide"}, {"samples", "Side by side", "/samples"}, {"move", "Move in", "/move"},
		} {
			s.Tabs = append(s.Tabs, screen.Entry{Name: t.name, URL: s.URL + t.at, Here: t.step == step})
		}
	}
	return s, nil
}

// stages are the stages of a move in words.
var stages = map[string]string{
	"": "It begins in a moment", moving.Reading: "Reading the file", moving.Nouns: "Sections, topics and bylines", moving.Pictures: "Pictures",
	moving.Stories: "Stories and pages", moving.Addresses: "Old addresses of pictures",
}

// share is how much of the whole each stage is about, of 100.
var share = map[string][2]int{moving.Reading: {0, 10}, moving.Nouns: {10, 12}, moving.Pictures: {12, 25}, moving.Stories: {25, 95}, moving.Addresses: {95, 100}}

// far is how far a move is, of 100, and in words.
func far(m desk.ArchiveMove, p progress, now time.Time) (percent int, words string) {
	part := 0.0
	if p.Total > 0 {
		part = float64(p.Done) / float64(p.Total)
	}
	if m.State == desk.MoveReading {
		return int(part * 100), megabytes(p.Done) + " of " + megabytes(m.Size)
	}
	bounds := share[p.Stage]
	percent = bounds[0] + int(part*float64(bounds[1]-bounds[0]))
	if p.Items > 0 {
		words = screen.Count(int(p.Items), "item", "items") + " of the file"
	}
	if m.State == desk.MoveUnderWay && !p.Began.IsZero() && percent > 15 {
		took := now.Sub(p.Began)
		if left := time.Duration(float64(took) / float64(percent) * float64(100-percent)); left > 90*time.Second && left < 48*time.Hour {
			words += fmt.Sprintf("; about %d minutes more", int(left.Minutes())+1)
		}
	}
	return percent, words
}

func (o *Room) show(w http.ResponseWriter, r *http.Request) error {
	m, d, p, err := o.one(r)
	if err != nil {
		return err
	}
	step := map[desk.MoveState]string{desk.MoveArriving: "arriving", desk.MoveRefused: "refused", desk.MoveOpen: "contents"}[m.State]
	s, err := o.moveScreen(r, m, d, step)
	if err != nil {
		return err
	}
	s.Trouble = p.Trouble
	switch m.State {
	case desk.MoveArriving:
		s.Far = megabytes(m.Received) + " of " + megabytes(m.Size) + " are here."
	case desk.MoveReading, desk.MoveUnderWay, desk.MovePaused:
		s.Done, s.Far = far(m, p, o.Carrier.Clock.Now())
		s.Stage = stages[p.Stage]
		s.Say = "This window can be closed: it goes on, also when the server is started anew."
		if m.State == desk.MovePaused {
			s.Stage, s.Say = "Paused", "What has come stays. It goes on where it stopped."
		}
	case desk.MoveOpen:
		o.contentsOn(s, *d.Contents)
	}
	if report := reportOf(p); report != nil && m.State != desk.MoveUnderWay {
		s.Report = o.reportOn(s, m, report)
	}
	return o.Show(w, s)
}

// reportOf is the report of a move, as far as it came.
func reportOf(p progress) *moving.Report {
	if p.Report != nil || len(p.Reached) == 0 {
		return p.Report
	}
	var r moving.Reached
	if json.Unmarshal(p.Reached, &r) != nil {
		return nil
	}
	return r.Report
}

// progress answers a window that watches.
func (o *Room) progress(w http.ResponseWriter, r *http.Request) error {
	m, _, p, err := o.one(r)
	if err != nil {
		return err
	}
	percent, words := far(m, p, o.Carrier.Clock.Now())
	reception.AnswerJSON(w, http.StatusOK, map[string]any{"state": m.State, "done": percent, "stage": stages[p.Stage], "far": words, "trouble": p.Trouble})
	return nil
}

func count(n int64, one, many string) string { return screen.Count(int(n), one, many) }

func (o *Room) contentsOn(s *screen.Move, c moving.Contents) {
	s.Say = c.Sentence()
	fact := func(name string, n int64, one, many, say string) {
		if n > 0 {
			s.In = append(s.In, screen.MoveFact{Name: name, Value: count(n, one, many), Say: say})
		}
	}
	if !c.From.IsZero() {
		s.In = append(s.In, screen.MoveFact{Name: "From, to", Value: c.From.Format("2 Jan 2006") + " – " + c.To.Format("2 Jan 2006")})
	}
	drafts := ""
	if c.Drafts > 0 {
		drafts = count(c.Drafts, "was not public there and becomes a draft", "were not public there and become drafts")
	}
	fact("Stories", c.Stories, "story", "stories", drafts)
	fact("Pages", c.Pages, "standing page", "standing pages", "")
	fact("People", int64(len(c.People)), "byline", "bylines", doublesWord(c))
	fact("Categories", int64(len(c.Categories)), "category", "categories", places(c))
	if len(c.Tags) > 0 {
		fact("Tags", c.Tags[0], "tag", "tags", "")
	}
	fact("Pictures", c.Pictures, "picture", "pictures", "The file names them; where they come from is yours to decide.")
	fact("Files", c.Files, "file", "files", "Sound, films and documents.")
	fact("Comments", c.Comments, "comment of a reader", "comments of readers", "Kept aside whole.")
	s.Left, s.Needs = lists(c.LeftBecause), lists(c.Needs)
}

func doublesWord(c moving.Contents) string {
	if len(c.Doubles) == 0 {
		return ""
	}
	return count(int64(len(c.Doubles)), "name may be one person twice", "names may be one person twice")
}

// places tells what is suggested for the categories.
func places(c moving.Contents) string {
	n := map[moving.Place]int64{}
	for _, cat := range c.Categories {
		n[cat.Suggested]++
	}
	var all []string
	if k := n[moving.AsSection]; k > 0 {
		all = append(all, count(k, "section", "sections"))
	}
	if k := n[moving.AsTopic]; k > 0 {
		all = append(all, count(k, "topic", "topics"))
	}
	if k := n[moving.Nowhere]; k > 0 {
		all = append(all, strconv.FormatInt(k, 10)+" left out")
	}
	if len(all) == 0 {
		return ""
	}
	return "Suggested: " + strings.Join(all, ", ")
}

// lists are notes as a screen folds them up.
func lists(notes map[string]*moving.Notes) []screen.MoveList {
	var out []screen.MoveList
	for _, why := range slices.Sorted(maps.Keys(notes)) {
		n := notes[why]
		l := screen.MoveList{Why: why, Count: strings.TrimSpace(screen.Count(int(n.Count), "", "")), First: n.First}
		if more := n.Count - int64(len(n.First)); more > 0 {
			l.More = "and " + strings.TrimSpace(screen.Count(int(more), "", "")) + " more"
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b screen.MoveList) int { return cmp.Compare(notes[b.Why].Count, notes[a.Why].Count) })
	return out
}

// open reads a move that waits for decisions.
func (o *Room) open(r *http.Request) (m desk.ArchiveMove, d data, err error) {
	m, d, _, err = o.one(r)
	if err == nil && (m.State != desk.MoveOpen || d.Contents == nil) {
		err = fault.New(fault.Conflict, "There is nothing to decide about %s any more: it is “%s”.", m.File, stateWord(m))
	}
	return m, d, err
}

func (o *Room) showSamples(w http.ResponseWriter, r *http.Request) error {
	m, d, err := o.open(r)
	if err != nil {
		return err
	}
	s, err := o.moveScreen(r, m, d, "samples")
	if err != nil {
		return err
	}
	all, err := o.Carrier.samples(m.ID)
	if err != nil {
		return err
	}
	for i, sample := range all {
		out := screen.MoveSample{
			Number: i + 1, Title: sample.Title, Address: sample.Address, Missing: sample.Missing[:min(len(sample.Missing), 20)], Left: sample.Left,
			There: fmt.Sprintf("There, story %d", i+1), Here: fmt.Sprintf("Here, story %d", i+1), Lang: sample.New.Attr("lang"), Dir: sample.New.Attr("dir"), Clean: len(sample.Missing) == 0,
		}
		switch n := len(sample.Missing); {
		case n > 0:
			out.Words = screen.Count(n, "word does", "words do") + " not come:"
		case len(sample.Left) > 0:
			out.Words = "Every word comes, but for what is listed."
		default:
			out.Words = "Every word comes."
		}
		for _, l := range sample.Old {
			out.Old = append(out.Old, screen.MoveLine{Kind: l.Kind, Text: l.Text})
		}
		blank(sample.New)
		out.New = prose.HTML(sample.New, prose.Options{
			Under: 2, IDPrefix: fmt.Sprintf("sample-%d-part", i+1), Labels: prose.Labels{Table: fmt.Sprintf("Table of story %d", i+1)},
			Picture: func(string) (prose.Picture, bool) {
				return prose.Picture{Src: blankPicture, Width: 300, Height: 200}, true
			},
		})
		s.Samples = append(s.Samples, out)
	}
	return o.Show(w, s)
}

// blank takes their words from the pictures of a sample: nothing is to be seen on what stands in their places.
func blank(n *prose.Node) {
	if n.Type == "image" {
		n.Attrs["alt"], n.Attrs["decorative"] = "", true
	}
	for _, c := range n.Content {
		blank(c)
	}
}

// blankPicture stands where a picture will be.
const blankPicture = "data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22%20viewBox=%220%200%20300%20200%22%3E%3Crect%20width=%22300%22%20height=%22200%22%20fill=%22%23b8b3a6%22/%3E%3Cpath%20d=%22M0%20170l90-80%2070%2060%2060-40%2080%2060v30H0z%22%20fill=%22%238a867b%22/%3E%3C/svg%3E"

func (o *Room) showMove(w http.ResponseWriter, r *http.Request) error {
	m, d, err := o.open(r)
	if err != nil {
		return err
	}
	s, err := o.moveScreen(r, m, d, "move")
	if err != nil {
		return err
	}
	s.Say = d.Contents.Sentence()
	s.Consequence = o.consequence(m.ID, d)
	settings, _, err := o.Reception.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	if !settings.Closed && reception.Who(r).May(account.KeepPaper) {
		s.Consequence = append(s.Consequence, "Readers see each story as it comes. Settings, The paper can close the paper for that time.")
	}
	return o.Show(w, s)
}

// consequence tells what Move in does.
func (o *Room) consequence(id string, d data) []string {
	c := d.Contents
	var all []string
	public := c.Stories + c.Pages - c.Drafts
	all = append(all, count(public, "story or page becomes", "stories and pages become")+" public at the addresses where they stood, with the dates that they had.")
	if c.Drafts > 0 {
		all = append(all, count(c.Drafts, "becomes a draft", "become drafts")+", each with a note that says why.")
	}
	n := map[moving.Place]int64{}
	for _, cat := range c.Categories {
		p, decided := d.Decisions.Terms[cat.Key]
		if !decided {
			p = cat.Suggested
		}
		n[p]++
	}
	all = append(all, fmt.Sprintf("Of the categories %s become sections, %d topics, %d are left out.", strings.TrimSpace(screen.Count(int(n[moving.AsSection]), "", "")), n[moving.AsTopic], n[moving.Nowhere]))
	switch d.Decisions.Pictures {
	case moving.FromFolder:
		from := d.Decisions.Media
		if d.Zip && from == filepath.Join(o.folder(id), mediaFolder) {
			from = "the zip that was sent"
		}
		all = append(all, "Pictures come from "+from+".")
	case moving.FromOld:
		all = append(all, "Pictures are fetched from "+c.Base+", which has to answer meanwhile.")
	default:
		all = append(all, "Pictures are left out. They can come later: move the same file in again and say where they are.")
	}
	return append(all, "Nothing is announced: no feed, hub or letter hears of it. The newsroom works on meanwhile.",
		"It can be paused. What has come stays, and a second run changes nothing.")
}

// deed does what a button of a move says.
func (o *Room) deed(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	id, by := r.PathValue("id"), reception.Who(r)
	change := func(from []desk.MoveState, to desk.MoveState) error {
		_, err := o.Carrier.Desk.ChangeMove(r.Context(), by, id, func(_ desk.Tx, m *desk.ArchiveMove) error {
			if !slices.Contains(from, m.State) {
				return fault.New(fault.Conflict, "Somebody was faster: it is “%s” now.", stateWord(*m))
			}
			if m.State = to; to == desk.MoveEnded {
				m.EndedAt = o.Carrier.Clock.Now()
			}
			return nil
		})
		if err == nil && to == desk.MoveUnderWay {
			o.Carrier.Wake()
		}
		return err
	}
	to := Path + "/" + id
	switch f.Value("deed") {
	case "move":
		err = change([]desk.MoveState{desk.MoveOpen}, desk.MoveUnderWay)
	case "pause":
		err = change([]desk.MoveState{desk.MoveUnderWay}, desk.MovePaused)
	case "on":
		err = change([]desk.MoveState{desk.MovePaused}, desk.MoveUnderWay)
	case "end":
		err = change([]desk.MoveState{desk.MovePaused}, desk.MoveEnded)
	case "drop":
		var m desk.ArchiveMove
		if m, err = o.Carrier.Desk.DropMove(r.Context(), by, id); err == nil {
			if err := os.RemoveAll(o.Carrier.folder(m.ID)); err != nil {
				return fault.Because(err, fault.Unavailable, "The file could not be thrown away.")
			}
			return o.Done(w, r, Path, m.File+" was thrown away. Nothing of it was kept.")
		}
	default:
		err = fault.New(fault.Invalid, "There is no such button.")
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
