package addresses

import (
	"net/http"

	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

const linksPath = Path + "/links"

// links shows the links that lead nowhere, by story.
func (o *Room) links(w http.ResponseWriter, r *http.Request) error {
	f, err := o.Frame(r, "Broken links", "/newsroom/settings")
	if err != nil {
		return err
	}
	s := &screen.Links{Frame: f}
	if s.Off, err = o.Desk.LinksOff(r.Context()); err != nil {
		return err
	}
	count, err := o.Kept.CountLinks(r.Context())
	if err != nil {
		return err
	}
	s.Count = screen.LinkCount{Good: count[paper.LinkGood], Broken: count[paper.LinkBroken], Unsure: count[paper.LinkUnsure], New: count[paper.LinkNew]}
	s.Count.All = s.Count.Good + s.Count.Broken + s.Count.Unsure + s.Count.New
	after := r.URL.Query().Get("after")
	if after != "" {
		s.First = linksPath
	}
	stories, err := o.Kept.BrokenLinks(r.Context(), after, reception.PerPage+1)
	if err != nil {
		return err
	}
	if len(stories) > reception.PerPage {
		stories = stories[:reception.PerPage]
		s.Older = linksPath + "?after=" + stories[len(stories)-1].Article
	}
	for _, story := range stories {
		row := screen.LinkRow{URL: "/newsroom/stories/" + story.Article, Headline: story.Headline}
		for _, l := range story.Links {
			row.Links = append(row.Links, screen.LinkSaid{URL: l.URL, Say: l.Say, At: l.At})
		}
		s.Rows = append(s.Rows, row)
	}
	return o.Show(w, s)
}

func (o *Room) switchLinks(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	on := f.Value("deed") == "on"
	if err := o.Desk.SwitchLinks(r.Context(), reception.Who(r), on); err != nil {
		return err
	}
	if on {
		return o.Done(w, r, linksPath, "Links are looked at from now on.")
	}
	return o.Done(w, r, linksPath, "Links are not looked at any more.")
}
