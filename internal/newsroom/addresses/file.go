package addresses

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// MostBytes is how large a file of redirects may be.
const MostBytes = 8 << 20

// Lines reads a file of redirects: to a line the old address and where it leads, with a comma, a semicolon or a tab
// between. A first line without an address is a heading. What stands in further columns is left alone.
func Lines(text []byte) ([]paper.RedirectLine, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return nil, fault.About("file", "This file is not written in UTF-8. Save it as CSV in UTF-8 and send it again.")
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	in := csv.NewReader(bytes.NewReader(text))
	in.FieldsPerRecord, in.LazyQuotes, in.TrimLeadingSpace, in.ReuseRecord = -1, true, true, true
	for _, comma := range ",;\t" {
		if bytes.ContainsRune(first, comma) {
			in.Comma = comma
			break
		}
	}
	var out []paper.RedirectLine
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fault.About("file", "The file cannot be read as CSV: %s.", err)
		}
		n, _ := in.FieldPos(0)
		old, to := strings.TrimPrefix(strings.TrimSpace(row[0]), "'"), ""
		if len(row) > 1 {
			to = strings.TrimPrefix(strings.TrimSpace(row[1]), "'")
		}
		if old == "" && to == "" || len(out) == 0 && !strings.Contains(old, "/") && !strings.Contains(to, "/") {
			continue
		}
		out = append(out, paper.RedirectLine{N: n, Old: old, To: to})
	}
}

func (o *Room) bring(w http.ResponseWriter, r *http.Request) error {
	text, name, err := sent(w, r)
	var lines []paper.RedirectLine
	if err == nil {
		lines, err = Lines(text)
	}
	var file paper.RedirectFile
	if err == nil {
		file, err = o.Desk.PlanRedirects(r.Context(), reception.Who(r), name, o.Base, lines)
	}
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			err = fault.About("file", "This file is larger than %d MB. Cut it in parts.", MostBytes>>20)
		}
		s, ferr := o.fill(r)
		if ferr != nil {
			return ferr
		}
		form := screen.Fields()
		if fl := fault.Of(err); fl.Field == "file" {
			s.FileWrong = fl.Say
		}
		return o.Again(w, err, &form, s, &s.Frame, "file")
	}
	http.Redirect(w, r, Path+"/files/"+file.ID, http.StatusSeeOther)
	return nil
}

// sent reads the file that a form brought.
func sent(w http.ResponseWriter, r *http.Request) (text []byte, name string, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, MostBytes+reception.MaxForm)
	f, head, err := r.FormFile("file")
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, "", err
		}
		return nil, "", fault.About("file", "Choose the file first.")
	}
	defer f.Close() // it was only read
	if head.Size > MostBytes {
		return nil, "", fault.About("file", "This file is larger than %d MB. Cut it in parts.", MostBytes>>20)
	}
	text, err = io.ReadAll(f)
	if name = paper.Shown(head.Filename); name == "" {
		name = "redirects.csv"
	}
	return text, name, err
}

var outcomes = []struct {
	outcome paper.RedirectOutcome
	word    string
	tab     string
}{
	{"", "", "All lines"},
	{paper.RedirectLeft, "Cannot be made", "Cannot be made"},
	{paper.RedirectWaits, "Can be made", "Can be made"},
	{paper.RedirectMade, "Made", "Made"},
	{paper.RedirectStands, "Led there already", "Led there already"},
	{paper.RedirectUndone, "Taken back", "Taken back"},
	{paper.RedirectChanged, "Leads elsewhere since", "Lead elsewhere"},
}

func wordOf(o paper.RedirectOutcome) string {
	for _, one := range outcomes {
		if one.outcome == o {
			return one.word
		}
	}
	return string(o)
}

func (o *Room) file(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	file, err := o.Kept.RedirectFile(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	name := file.Name
	if name == "" {
		name = "One redirect"
	}
	f, err := o.Frame(r, name, "/newsroom/settings")
	if err != nil {
		return err
	}
	names, err := o.Store.Names(ctx, []string{file.Staff})
	if err != nil {
		return err
	}
	c := file.Count
	here := Path + "/files/" + file.ID
	s := &screen.RedirectFile{
		Frame: f, Name: name, ID: file.ID, At: file.At, By: names[file.Staff], Lines: file.Lines, Export: here + "/export",
		Waits: c[paper.RedirectWaits], Made: c[paper.RedirectMade], Stands: c[paper.RedirectStands], Left: c[paper.RedirectLeft], Undone: c[paper.RedirectUndone], Changed: c[paper.RedirectChanged],
	}
	show := paper.RedirectOutcome(q.Get("show"))
	if !q.Has("show") && s.Left > 0 && s.Waits > 0 {
		show = paper.RedirectLeft // what needs somebody comes first
	}
	for _, one := range outcomes {
		if one.outcome == "" || c[one.outcome] > 0 || one.outcome == show {
			s.Show = append(s.Show, screen.Entry{Name: one.tab, URL: here + "?show=" + string(one.outcome), Here: one.outcome == show})
		}
	}
	after, err := strconv.Atoi(q.Get("after"))
	if err != nil {
		after = 0 // from the beginning
	}
	lines, err := o.Kept.RedirectLines(ctx, file.ID, show, after, reception.PerPage+1)
	if err != nil {
		return err
	}
	if len(lines) > reception.PerPage {
		lines = lines[:reception.PerPage]
		s.Older = here + "?" + url.Values{"show": {string(show)}, "after": {strconv.Itoa(lines[len(lines)-1].N)}}.Encode()
	}
	for _, l := range lines {
		s.Rows = append(s.Rows, screen.RedirectLineRow{N: l.N, Old: l.Old, To: l.To, Say: l.Say, State: string(l.Outcome), Word: wordOf(l.Outcome)})
	}
	return o.Show(w, s)
}

func (o *Room) carryOut(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if _, err := o.Kept.RedirectFile(r.Context(), id); err != nil {
		return err
	}
	here := Path + "/files/" + id + "?show="
	if f.Value("deed") == "undo" {
		n, err := o.Desk.UndoRedirects(r.Context(), reception.Who(r), id)
		if err != nil {
			return err
		}
		return o.Done(w, r, here, screen.Count(n, "redirect", "redirects")+" taken back.")
	}
	n, err := o.Desk.MakeRedirects(r.Context(), reception.Who(r), id, o.Base)
	if err != nil {
		return err
	}
	return o.Done(w, r, here, screen.Count(n, "redirect", "redirects")+" made. Readers are led on from now.")
}

func (o *Room) exportFile(w http.ResponseWriter, r *http.Request) error {
	file, err := o.Kept.RedirectFile(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="redirects-looked-at.csv"`)
	out := csv.NewWriter(w)
	err = out.Write([]string{"Old address", "Leads to", "Line", "What became of it", "Why"})
	for after, more := 0, true; more && err == nil; {
		var lines []paper.RedirectLine
		if lines, err = o.Kept.RedirectLines(r.Context(), file.ID, "", after, 500); err != nil {
			break
		}
		more = len(lines) == 500
		for _, l := range lines {
			after = l.N
			if err = out.Write(reception.Cells(l.Old, l.To, strconv.Itoa(l.N), wordOf(l.Outcome), l.Say)); err != nil {
				break
			}
		}
	}
	return o.finish(r, out, err)
}
