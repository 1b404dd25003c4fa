package addresses

import (
	"cmp"
	"context"
	"net/http"
	"path"
	"strconv"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/missed"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/screen"
)

// missedPerPage is how many addresses stand on one screen: for each it is looked up where it might lead.
const missedPerPage = 25

func (o *Room) missedScreen(r *http.Request, form screen.Form) (*screen.Missed, error) {
	f, err := o.Frame(r, "What readers did not find", "/newsroom/settings")
	if err != nil {
		return nil, err
	}
	behind, err := strconv.Atoi(r.URL.Query().Get("behind"))
	if err != nil || behind < 0 || behind > missed.Most {
		behind = 0
	}
	s := &screen.Missed{Frame: f, Form: form}
	if behind > 0 {
		s.First = missedPath
	}
	rows, err := o.Kept.Missed(r.Context(), behind, missedPerPage+1)
	if err != nil {
		return nil, err
	}
	if len(rows) > missedPerPage {
		rows = rows[:missedPerPage]
		s.Older = missedPath + "?behind=" + strconv.Itoa(behind+missedPerPage)
	}
	ctx := r.Context()
	return s, o.Public.Read(ctx, func(snap press.Snapshot) error {
		s.Rows = nil
		for i, row := range rows {
			if row.Path == missed.Noise {
				s.Noise = row.Times
				continue
			}
			if _, found, err := stands(ctx, snap, row.Path); err != nil {
				return err
			} else if found {
				continue // something was put there since
			}
			m := screen.MissedRow{N: behind + i + 1, Path: row.Path, Source: row.Source, Times: row.Times, Last: row.Last}
			if strings.HasPrefix(row.Source, "/") {
				m.Link = press.Escape(row.Source)
			}
			if m.To, m.Title, err = suggest(ctx, snap, row.Path); err != nil {
				return err
			}
			s.Rows = append(s.Rows, m)
		}
		return nil
	})
}

// suggest proposes where an address that nobody found might lead: to what has its last part in another section, else to the
// story that its words find.
func suggest(ctx context.Context, snap press.Snapshot, lost string) (to, title string, err error) {
	plain, _, _ := strings.Cut(lost, "?")
	last := path.Base(strings.TrimSuffix(plain, "/"))
	if ending := path.Ext(last); len(ending) > 1 && len(ending) <= 6 {
		last = strings.TrimSuffix(last, ending)
	}
	if last == "" || last == "/" || last == "." {
		return "", "", nil
	}
	sections, err := snap.Sections(ctx)
	if err != nil {
		return "", "", err
	}
	slug := paper.Slug("", last)
	below := []string{"/", "/topic/", "/author/"}
	for i, s := range sections {
		if s.Address != "" && i < 60 {
			below = append(below, s.Address)
		}
	}
	if slug != "" {
		for _, b := range below {
			for _, p := range []string{b + slug, b + slug + "/"} {
				a, found, err := snap.Address(ctx, p)
				if err != nil {
					return "", "", err
				}
				if found {
					return named(ctx, snap, a)
				}
			}
		}
	}
	words := wordsOf(slug)
	for _, ask := range [][]string{words, longest(words, 4), longest(words, 2)} {
		if len(ask) == 0 || len(ask) == 1 && len(words) > 1 {
			continue
		}
		found, err := snap.Search(ctx, article.Search{Text: strings.Join(ask, " "), Limit: 5})
		if err != nil {
			return "", "", err
		}
		for _, hit := range found.Hits {
			if alike(words, hit.Card.Headline+" "+hit.Card.Address) {
				return hit.Card.Address, hit.Card.Headline, nil
			}
		}
	}
	return "", "", nil
}

// named gives the address and name of what an address belongs to.
func named(ctx context.Context, snap press.Snapshot, a paper.Address) (to, title string, err error) {
	if to, err = leadsTo(ctx, snap, a); to == "" || err != nil {
		return "", "", err
	}
	if a.Kind == paper.AtArticle {
		p, _, err := snap.Article(ctx, a.Object)
		return to, cmp.Or(p.Headline, to), err
	}
	return to, to, nil
}

// wordsOf are the words of the last part of an address that say something: no figures, nothing short.
func wordsOf(slug string) []string {
	var out []string
	for _, w := range strings.Split(slug, "-") {
		if len([]rune(w)) >= 3 && strings.Trim(w, "0123456789") != "" && len(out) < 12 {
			out = append(out, w)
		}
	}
	return out
}

// longest are the n longest words, in their order.
func longest(words []string, n int) []string {
	if len(words) <= n {
		return nil
	}
	out := append([]string(nil), words...)
	for len(out) > n {
		short := 0
		for i, w := range out {
			if len(w) < len(out[short]) {
				short = i
			}
		}
		out = append(out[:short], out[short+1:]...)
	}
	return out
}

// alike tells whether at least half of the words stand in a text.
func alike(words []string, text string) bool {
	text = paper.Slug("", text)
	n := 0
	for _, w := range words {
		if strings.Contains("-"+text+"-", "-"+w+"-") {
			n++
		}
	}
	return n > 0 && 2*n >= len(words)
}

func (o *Room) missed(w http.ResponseWriter, r *http.Request) error {
	s, err := o.missedScreen(r, screen.Fields())
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

// send makes a redirect of an address that nobody found, or takes it off the list.
func (o *Room) send(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	old := f.Value("old")
	if f.Value("deed") == "forget" {
		if err := o.Desk.ForgetMissed(r.Context(), reception.Who(r), old); err != nil {
			return err
		}
		return o.Done(w, r, missedPath, old+" is off the list until somebody asks for it again.")
	}
	line, _, err := o.Desk.MakeRedirect(r.Context(), reception.Who(r), o.Base, press.Escape(old), f.Value("to"))
	if err != nil {
		s, ferr := o.missedScreen(r, f)
		if ferr != nil {
			return ferr
		}
		for i := range s.Rows {
			if s.Rows[i].Path == old {
				s.Rows[i].To = f.Value("to")
				s.Rows[i].Title = f.Value("to")
			}
		}
		return o.Again(w, err, &s.Form, s, &s.Frame, "to")
	}
	return o.Done(w, r, missedPath, line.Path+" "+line.Say+".")
}
