package moves

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/screen"
)

func number(n int64) string { return strings.TrimSpace(screen.Count(int(n), "", "")) }

// reportOn fills the report of a move.
func (o *Room) reportOn(s *screen.Move, m desk.ArchiveMove, r *moving.Report) *screen.MoveReport {
	out := &screen.MoveReport{Whole: r.Whole}
	total := moving.Count{Skipped: map[string]int64{}}
	types := slices.SortedFunc(maps.Keys(r.Items), func(a, b string) int {
		return cmp.Or(cmp.Compare(r.Items[b].InFile, r.Items[a].InFile), cmp.Compare(a, b))
	})
	for _, t := range types {
		c := r.Items[t]
		out.Sums = append(out.Sums, screen.MoveSum{Name: moving.TypeWord(t), InFile: number(c.InFile), Imported: number(c.Imported), Updated: number(c.Updated), Skipped: number(c.Skips())})
		total.InFile += c.InFile
		total.Imported += c.Imported
		total.Updated += c.Updated
		total.Skipped[""] += c.Skips()
		for _, why := range slices.Sorted(maps.Keys(c.Skipped)) {
			out.Skipped = append(out.Skipped, screen.MoveFact{Name: moving.TypeWord(t), Value: number(c.Skipped[why]), Say: why})
		}
	}
	out.Total = screen.MoveSum{Name: "Together", InFile: number(total.InFile), Imported: number(total.Imported), Updated: number(total.Updated), Skipped: number(total.Skips())}
	switch {
	case m.State == desk.MoveDone:
		here := r.Here()
		out.Say = screen.Count(int(total.InFile), "item", "items") + " in the file: " + number(total.Imported) + " came, " + number(total.Updated) + " changed, " + count(here, "was", "were") +
			" here before, " + count(total.Skips()-here, "was", "were") + " left out, each with its reason."
		if err := r.AddsUp(); err != nil {
			out.AddsUp = "The sums do not add up: " + err.Error() + "."
		}
	default:
		out.Say = "It was not moved in to its end: " + number(total.Imported) + " of " + screen.Count(int(total.InFile), "item", "items") + " came so far."
	}
	fact := func(n int64, one, many string) {
		if n > 0 {
			out.Facts = append(out.Facts, screen.MoveFact{Value: screen.Count(int(n), one, many)})
		}
	}
	fact(r.Drafts, "became a draft, with a note that says why.", "became drafts, with a note that says why.")
	for _, k := range []struct{ kind, one, many string }{
		{"section", "section is new.", "sections are new."}, {"topic", "topic is new.", "topics are new."}, {"byline", "byline is new.", "bylines are new."},
	} {
		fact(r.Nouns[k.kind].Made, k.one, k.many)
	}
	fact(r.Words.Equal, "text has every word of its source, but for what is listed.", "texts have every word of their source, but for what is listed.")
	fact(r.Words.Stories, "text differs in words; the list story by story has them.", "texts differ in words; the list story by story has them.")
	fact(r.Pictures.FromTexts, "picture came that only a text named.", "pictures came that only a text named.")
	fact(r.Addresses.Kept, "old address leads to its story.", "old addresses lead to their stories.")
	fact(r.Addresses.Taken, "old address stays with something else.", "old addresses stay with something else.")
	fact(r.Comments, "comment of a reader is kept aside.", "comments of readers are kept aside.")
	for _, why := range slices.Sorted(maps.Keys(r.LeftOut)) {
		l := r.LeftOut[why]
		out.Facts = append(out.Facts, screen.MoveFact{Value: number(l.Things) + " ×", Say: string(why) + ", in " + screen.Count(int(l.Stories), "story", "stories") + "."})
	}
	out.Lists = lists(r.Notes)
	out.Files = append(out.Files, screen.Link{Name: "The report as a file", URL: s.URL + "/report"})
	if r.Details != "" {
		out.Files = append(out.Files, screen.Link{Name: "Story by story", URL: s.URL + "/details"})
	}
	if r.CommentsIn != "" {
		out.Files = append(out.Files, screen.Link{Name: "Readers’ comments", URL: s.URL + "/comments"})
	}
	return out
}

// reported reads a move that has a report.
func (o *Room) reported(r *http.Request) (desk.ArchiveMove, *moving.Report, error) {
	m, _, p, err := o.one(r)
	if err != nil {
		return m, nil, err
	}
	report := reportOf(p)
	if report == nil {
		return m, nil, fault.New(fault.NotFound, "There is no report of this move yet.")
	}
	return m, report, nil
}

func attach(w http.ResponseWriter, name, kind string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}

// report gives the report to keep.
func (o *Room) report(w http.ResponseWriter, r *http.Request) error {
	m, report, err := o.reported(r)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(report, "", "\t")
	if err != nil {
		return err
	}
	attach(w, filepath.Base(m.File)+".report.json", "application/json; charset=utf-8")
	// An error means that nobody listens any more.
	_, _ = w.Write(append(b, '\n'))
	return nil
}

// details gives the file with a line for every story.
func (o *Room) details(w http.ResponseWriter, r *http.Request) error {
	_, report, err := o.reported(r)
	if err != nil {
		return err
	}
	return o.file(w, report.Details)
}

// comments gives what readers wrote on the old site.
func (o *Room) comments(w http.ResponseWriter, r *http.Request) error {
	_, report, err := o.reported(r)
	if err != nil {
		return err
	}
	return o.file(w, report.CommentsIn)
}

func (o *Room) file(w http.ResponseWriter, path string) error {
	path = o.Carrier.here(path)
	below, err := filepath.Rel(filepath.Join(o.Carrier.Folder, reportsFolder), path)
	if path == "" || err != nil || !filepath.IsLocal(below) {
		return fault.New(fault.NotFound, "There is no such file.")
	}
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.NotFound, "The file is not on the server any more.")
	}
	if err != nil {
		return fault.Because(err, fault.Unavailable, "The file cannot be read.")
	}
	defer file.Close() // it was only read
	attach(w, filepath.Base(path), "application/x-ndjson; charset=utf-8")
	// An error means that nobody listens any more.
	_, _ = io.Copy(w, file)
	return nil
}
