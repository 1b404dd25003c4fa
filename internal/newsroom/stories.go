package newsroom

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/moves"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

// names resolves ids to the names that a person knows.
type names struct {
	sections map[string]paper.Section
	bylines  map[string]paper.Byline
	staff    map[string]account.Staff
}

func (n *Newsroom) names(ctx context.Context) (names, error) {
	sections, err := n.Store.Sections(ctx)
	if err != nil {
		return names{}, err
	}
	bylines, err := n.Store.Bylines(ctx)
	if err != nil {
		return names{}, err
	}
	staff, err := n.Store.AllStaff(ctx)
	if err != nil {
		return names{}, err
	}
	out := names{map[string]paper.Section{}, map[string]paper.Byline{}, map[string]account.Staff{}}
	for _, s := range sections {
		for _, id := range append(s.Also, s.ID) {
			out.sections[id] = s
		}
	}
	for _, b := range bylines {
		out.bylines[b.ID] = b
	}
	merged, err := n.Store.MergedBylines(ctx)
	if err != nil {
		return names{}, err
	}
	for _, b := range merged {
		out.bylines[b.ID] = out.bylines[b.MergedInto]
	}
	for _, s := range staff {
		out.staff[s.ID] = s
	}
	return out, nil
}

// credited joins the names of a byline.
func (ns names) credited(credits []article.Credit) string {
	var all []string
	for _, c := range credits {
		if b, ok := ns.bylines[c.Byline]; ok && !slices.Contains(all, b.Name) {
			all = append(all, b.Name)
		}
	}
	return strings.Join(all, ", ")
}

// cursorText is a place in a list as an address carries it.
func cursorText(c article.Cursor) string {
	return strconv.FormatInt(c.At.UnixMicro(), 10) + "." + c.ID
}

// cursor reads what cursorText wrote; anything else is the top of the list.
func cursor(s string) (article.Cursor, bool) {
	at, id, ok := strings.Cut(s, ".")
	micro, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil || !clock.IsID(id) {
		return article.Cursor{}, false
	}
	return article.Cursor{At: time.UnixMicro(micro).UTC(), ID: id}, true
}

// addressOf makes a pasted address of this site the path that the search knows; any other text stays as it is.
func addressOf(query, base string) string {
	if path, ok := strings.CutPrefix(query, base); ok && strings.HasPrefix(path, "/") {
		if u, err := url.Parse(path); err == nil {
			return u.Path
		}
	}
	if strings.HasPrefix(query, "http://") || strings.HasPrefix(query, "https://") {
		if u, err := url.Parse(query); err == nil && u.Path != "" {
			return u.Path
		}
	}
	return query
}

// firstSteps are what a new paper still lacks, as far as the person may do it.
func (n *Newsroom) firstSteps(r *http.Request) ([]screen.Step, error) {
	by := reception.Who(r)
	if !by.May(account.Publish) {
		return nil, nil
	}
	var steps []screen.Step
	any, err := n.Store.Stories(r.Context(), article.Filter{Form: article.Story, Tab: "all", Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(any) == 0 {
		steps = append(steps, screen.Step{Name: "Write the first story", Say: "It is saved as you type; nobody sees it before you publish it."})
	}
	sections, err := n.Store.Sections(r.Context())
	if err != nil {
		return nil, err
	}
	if len(sections) == 0 {
		steps = append(steps, screen.Step{Name: "Put in your sections", Say: "One at a time, or a whole list at once.", URL: "/newsroom/settings/sections"})
	}
	if len(steps) == 0 {
		return nil, nil // it is no new paper any more
	}
	staff, err := n.Store.CountStaff(r.Context())
	if err != nil {
		return nil, err
	}
	if staff == 1 && by.May(account.KeepPeople) {
		steps = append(steps, screen.Step{Name: "Ask colleagues in", Say: "Each gets an account and a byline.", URL: "/newsroom/settings/people"})
	}
	if by.May(account.MoveArchives) {
		begun, err := n.moves.Carrier.Store.ArchiveMoves(r.Context())
		if err != nil {
			return nil, err
		}
		if len(begun) == 0 {
			steps = append(steps, screen.Step{Name: "Move in an archive", Say: "Of another system, with every address. You see what is in it first.", URL: moves.Path})
		}
	}
	return steps, nil
}

// startStory begins a story or a standing page and opens it.
func (n *Newsroom) startStory(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	kind := article.Story
	switch f.Value("form") {
	case "", string(article.Story):
	case string(article.StandingPage):
		kind = article.StandingPage
	default:
		return fault.New(fault.Invalid, "There are stories and standing pages, nothing else to begin.")
	}
	draft, err := n.Desk.StartStory(r.Context(), reception.Who(r), kind)
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/newsroom/stories/"+draft.ID, http.StatusSeeOther)
	return nil
}
