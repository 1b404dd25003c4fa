// Package addresses is the part of the newsroom where old addresses are sent on: one by one, by a file, by pattern; and where
// stands what readers asked for and nobody found.
package addresses

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/missed"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/screen"
)

// Path is where the room stands.
const Path = "/newsroom/settings/addresses"

const missedPath = Path + "/missed"

// Store is what is asked of the database.
type Store interface {
	AllPatterns(ctx context.Context) ([]paper.Pattern, error)
	// AllRedirects lists redirects by their path, and tells which of them somebody made by hand.
	AllRedirects(ctx context.Context, holds, after string, hand bool, limit int) ([]paper.Address, map[string]bool, error)
	RedirectFile(ctx context.Context, id string) (paper.RedirectFile, error)
	RedirectFiles(ctx context.Context, limit int) ([]paper.RedirectFile, error)
	RedirectLines(ctx context.Context, file string, outcome paper.RedirectOutcome, after, limit int) ([]paper.RedirectLine, error)
	// BrokenLinks lists stories with links that lead nowhere, by headline; CountLinks counts all links by state.
	BrokenLinks(ctx context.Context, after string, limit int) ([]paper.StoryLinks, error)
	CountLinks(ctx context.Context) (map[paper.LinkState]int, error)
	// Missed lists what nobody found, the most asked first: at most limit, behind so many.
	Missed(ctx context.Context, behind, limit int) ([]missed.Row, error)
}

// Room answers for addresses.
type Room struct {
	*reception.Reception
	Kept   Store
	Public press.Reader
}

// Routes are the routes of this room.
func (o *Room) Routes() []reception.Route {
	with := func(method, path string, needs account.Deed, do reception.Action) reception.Route {
		return reception.Route{Method: method, Path: path, Needs: needs, Do: do}
	}
	return []reception.Route{
		with("GET", Path, account.KeepSections, o.list),
		with("POST", Path, account.KeepSections, o.add),
		with("POST", Path+"/remove", account.KeepSections, o.remove),
		with("GET", Path+"/export", account.KeepSections, o.export),
		with("POST", Path+"/sites", account.KeepPaper, o.sites),
		with("POST", Path+"/patterns", account.KeepSections, o.pattern),
		with("POST", Path+"/patterns/{id}", account.KeepSections, o.dropPattern),
		with("POST", Path+"/files", account.KeepSections, o.bring),
		with("GET", Path+"/files/{id}", account.KeepSections, o.file),
		with("POST", Path+"/files/{id}", account.KeepSections, o.carryOut),
		with("GET", Path+"/files/{id}/export", account.KeepSections, o.exportFile),
		with("GET", missedPath, account.KeepSections, o.missed),
		with("POST", missedPath, account.KeepSections, o.send),
		with("GET", linksPath, account.KeepSections, o.links),
		with("POST", linksPath, account.KeepSections, o.switchLinks),
	}
}

// fill makes the screen of addresses.
func (o *Room) fill(r *http.Request) (*screen.Addresses, error) {
	f, err := o.Frame(r, "Addresses", "/newsroom/settings")
	if err != nil {
		return nil, err
	}
	ctx, q := r.Context(), r.URL.Query()
	settings, _, err := o.Store.Settings(ctx)
	if err != nil {
		return nil, err
	}
	s := &screen.Addresses{
		Frame: f, Add: screen.Fields("to", ""), Pattern: screen.Fields(), Query: strings.TrimSpace(q.Get("q")), All: q.Get("all") == "yes",
		MaySites: reception.Who(r).May(account.KeepPaper), Elsewhere: settings.Elsewhere, Most: paper.MostPatterns,
		Sites: screen.Fields("hosts", strings.Join(settings.Elsewhere, "\n")),
	}
	keep := url.Values{}
	if s.All {
		keep.Set("all", "yes")
	}
	if s.Query != "" {
		keep.Set("q", s.Query)
	}
	s.Export = Path + "/export"
	if len(keep) > 0 {
		s.Export += "?" + keep.Encode()
	}
	after := q.Get("after")
	if after != "" {
		s.Newest = Path + "?" + keep.Encode()
	}
	if s.Rows, err = o.rows(ctx, s.Query, after, !s.All, reception.PerPage+1); err != nil {
		return nil, err
	}
	if len(s.Rows) > reception.PerPage {
		s.Rows = s.Rows[:reception.PerPage]
		keep.Set("after", s.Rows[len(s.Rows)-1].Path)
		s.Older = Path + "?" + keep.Encode()
	}
	patterns, err := o.Kept.AllPatterns(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range patterns {
		s.Patterns = append(s.Patterns, screen.PatternRow{ID: p.ID, Old: p.Old, To: p.To, Since: p.Since})
	}
	files, err := o.Kept.RedirectFiles(ctx, 5)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		s.Files = append(s.Files, screen.RedirectFileRow{URL: Path + "/files/" + f.ID, Name: f.Name, At: f.At, Lines: f.Lines})
	}
	return s, nil
}

// rows are redirects with where each leads now.
func (o *Room) rows(ctx context.Context, holds, after string, hand bool, limit int) ([]screen.RedirectRow, error) {
	all, made, err := o.Kept.AllRedirects(ctx, holds, after, hand, limit)
	if err != nil {
		return nil, err
	}
	out := make([]screen.RedirectRow, len(all))
	return out, o.Public.Read(ctx, func(snap press.Snapshot) error {
		for i, a := range all {
			to, err := leadsTo(ctx, snap, a)
			if err != nil {
				return err
			}
			out[i] = screen.RedirectRow{Path: a.Path, To: to, Since: a.Since, Hand: made[a.Path]}
		}
		return nil
	})
}

// leadsTo is the location that an address leads to now, "" for nowhere.
func leadsTo(ctx context.Context, snap press.Snapshot, a paper.Address) (string, error) {
	switch a.Kind {
	case paper.AtWritten:
		return a.Object, nil
	case paper.AtArticle:
		p, found, err := snap.Article(ctx, a.Object)
		if !found || err != nil {
			return "", err
		}
		return press.Escape(p.Address), nil
	}
	to, _, err := snap.AddressOf(ctx, a.Kind, a.Object)
	return press.Escape(to), err
}

func (o *Room) list(w http.ResponseWriter, r *http.Request) error {
	s, err := o.fill(r)
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

func (o *Room) add(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	line, receipt, err := o.Desk.MakeRedirect(r.Context(), reception.Who(r), o.Base, f.Value("old"), f.Value("to"))
	if err != nil {
		s, ferr := o.fill(r)
		if ferr != nil {
			return ferr
		}
		s.Add = f
		return o.Again(w, err, &s.Add, s, &s.Frame, "old", "to")
	}
	return o.Done(w, r, Path, line.Path+" "+line.Say+" since "+o.clock(r, receipt.At)+".")
}

// clock is a time of day in the paper's zone.
func (o *Room) clock(r *http.Request, t time.Time) string {
	settings, _, err := o.Store.Settings(r.Context())
	if err != nil {
		return t.UTC().Format("15:04:05 MST")
	}
	return t.In(reception.Zone(settings)).Format("15:04:05")
}

func (o *Room) remove(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	path := f.Value("path")
	if _, err := o.Desk.DropRedirect(r.Context(), reception.Who(r), path); err != nil {
		s, ferr := o.fill(r)
		if ferr != nil {
			return ferr
		}
		return o.Again(w, err, &s.Add, s, &s.Frame)
	}
	return o.Done(w, r, Path, path+" leads on no more.")
}

func (o *Room) sites(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	if _, err := o.Desk.AllowElsewhere(r.Context(), reception.Who(r), f.Value("hosts")); err != nil {
		s, ferr := o.fill(r)
		if ferr != nil {
			return ferr
		}
		s.Sites = f
		return o.Again(w, err, &s.Sites, s, &s.Frame, "hosts")
	}
	return o.Done(w, r, Path+"#sites", "Saved.")
}

// mostTried is how many addresses a pattern is tried with at a time.
const mostTried = 50

func (o *Room) pattern(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	p := paper.Pattern{Old: f.Value("pattern"), To: f.Value("goal")}
	s, err := o.fill(r)
	if err != nil {
		return err
	}
	s.Pattern = f
	if f.Value("deed") == "make" {
		made, _, err := o.Desk.SavePattern(r.Context(), reception.Who(r), o.Base, p)
		if err != nil {
			return o.Again(w, patternFault(err), &s.Pattern, s, &s.Frame, "pattern", "goal")
		}
		return o.Done(w, r, Path+"#patterns", made.Old+" leads to "+made.To+" where nothing stands.")
	}
	if p, err = paper.CleanPattern(p, o.Base); err != nil {
		return o.Again(w, patternFault(err), &s.Pattern, s, &s.Frame, "pattern", "goal")
	}
	if s.Tried, err = o.try(r.Context(), p, f.Value("try")); err != nil {
		return err
	}
	if len(s.Tried) == 0 {
		s.Wrong = "Readers did not miss any address of this form. Type some to try it with."
	}
	return o.Show(w, s)
}

// patternFault puts a fault of a pattern beside the field where it was typed.
func patternFault(err error) error {
	f := *fault.Of(err)
	switch f.Field {
	case "old":
		f.Field = "pattern"
	case "to":
		f.Field = "goal"
	}
	return &f
}

// try tells where a pattern would lead some addresses: those typed, else those that nobody found and that have its form.
func (o *Room) try(ctx context.Context, p paper.Pattern, typed string) ([]screen.Tried, error) {
	var paths []string
	for _, line := range strings.Split(typed, "\n") {
		if line = strings.TrimSpace(line); line != "" && len(paths) < mostTried {
			paths = append(paths, line)
		}
	}
	own := len(paths) == 0
	if own {
		rows, err := o.Kept.Missed(ctx, 0, missed.Most)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if _, ok := p.Lead(row.Path); ok && len(paths) < mostTried {
				paths = append(paths, row.Path)
			}
		}
	}
	var out []screen.Tried
	return out, o.Public.Read(ctx, func(snap press.Snapshot) error {
		out = nil
		for _, typed := range paths {
			one := screen.Tried{Path: paper.Shown(typed)}
			if err := tryOne(ctx, snap, p, typed, &one); err != nil {
				return err
			}
			out = append(out, one)
		}
		return nil
	})
}

func tryOne(ctx context.Context, snap press.Snapshot, p paper.Pattern, typed string, one *screen.Tried) error {
	path, err := paper.OldPath(typed)
	if err != nil {
		one.Say = fault.Of(err).Say
		return nil
	}
	if _, found, err := stands(ctx, snap, path); err != nil || found {
		one.Say = "Something stands there already, and stays."
		return err
	}
	to, ok := p.Lead(path)
	switch {
	case !ok:
		one.Say = "It has another form."
		return nil
	case p.Host() != "":
		one.To, one.Leads = to, true
		return nil
	}
	a, found, err := stands(ctx, snap, to)
	if err != nil {
		return err
	}
	if found {
		one.To, err = leadsTo(ctx, snap, a)
	}
	if one.Leads = one.To != ""; !one.Leads {
		one.Say = "It would lead to " + paper.Shown(to) + ", where nothing stands."
	}
	return err
}

// stands finds what stands at a path, with or without its last slash.
func stands(ctx context.Context, snap press.Snapshot, path string) (paper.Address, bool, error) {
	bare := strings.TrimRight(path, "/")
	for _, p := range []string{path, bare, bare + "/"} {
		if a, found, err := snap.Address(ctx, p); err != nil || found {
			return a, found, err
		}
	}
	return paper.Address{}, false, nil
}

func (o *Room) dropPattern(w http.ResponseWriter, r *http.Request) error {
	if _, err := o.Desk.DropPattern(r.Context(), reception.Who(r), r.PathValue("id")); err != nil {
		return err
	}
	return o.Done(w, r, Path+"#patterns", "The pattern is removed.")
}

// export gives the list as CSV, some hundred rows at a time.
func (o *Room) export(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="redirects.csv"`)
	out := csv.NewWriter(w)
	err := out.Write([]string{"Old address", "Leads to", "Since", "By hand"})
	for after, more := "", true; more && err == nil; {
		var rows []screen.RedirectRow
		if rows, err = o.rows(r.Context(), strings.TrimSpace(q.Get("q")), after, q.Get("all") != "yes", 500); err != nil {
			break
		}
		more = len(rows) == 500
		for _, row := range rows {
			hand := "no"
			if row.Hand {
				hand = "yes"
			}
			after = row.Path
			if err = out.Write(reception.Cells(row.Path, row.To, row.Since.UTC().Format(time.RFC3339), hand)); err != nil {
				break
			}
		}
	}
	return o.finish(r, out, err)
}

// finish ends a file whose answer has begun: one that failed ends broken.
func (o *Room) finish(r *http.Request, out *csv.Writer, err error) error {
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		o.Told(r, err)
		panic(http.ErrAbortHandler)
	}
	return nil
}
