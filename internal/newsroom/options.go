package newsroom

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
)

// bylineJSON is a name to credit.
type bylineJSON struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title"`
}

func (n *Newsroom) allBylines(ctx context.Context) ([]bylineJSON, error) {
	all, err := n.Store.Bylines(ctx)
	out := []bylineJSON{}
	for _, b := range all {
		out = append(out, bylineJSON{b.ID, b.Name, b.Title})
	}
	return out, err
}

// creditable are the names that a text may hold: those to credit, and those that were merged, under the names that stand
// for them.
func (n *Newsroom) creditable(ctx context.Context) ([]bylineJSON, error) {
	all, err := n.allBylines(ctx)
	if err != nil {
		return nil, err
	}
	merged, err := n.Store.MergedBylines(ctx)
	for _, b := range merged {
		at := slices.IndexFunc(all, func(k bylineJSON) bool { return k.ID == b.MergedInto })
		if at >= 0 {
			all = append(all, bylineJSON{b.ID, all[at].Name, all[at].Title})
		}
	}
	return all, err
}

func (n *Newsroom) bylineOptions(w http.ResponseWriter, r *http.Request) error {
	all, err := n.allBylines(r.Context())
	if err != nil {
		return err
	}
	reception.AnswerJSON(w, http.StatusOK, reception.Few(r, all, func(b bylineJSON) string { return b.Name }))
	return nil
}

func (n *Newsroom) sectionOptions(w http.ResponseWriter, r *http.Request) error {
	type sectionJSON struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Depth   int    `json:"depth"`
		Address string `json:"address"`
	}
	all, err := n.Store.Sections(r.Context())
	if err != nil {
		return err
	}
	out := []sectionJSON{}
	for _, s := range all {
		out = append(out, sectionJSON{s.ID, s.Name, len(paper.Above(all, s.ID)) - 1, s.Address})
	}
	reception.AnswerJSON(w, http.StatusOK, out)
	return nil
}

// topicJSON is a topic to choose.
type topicJSON struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (n *Newsroom) topicOptions(w http.ResponseWriter, r *http.Request) error {
	all, err := n.Store.Topics(r.Context())
	if err != nil {
		return err
	}
	out := []topicJSON{}
	for _, t := range all {
		out = append(out, topicJSON{t.ID, t.Name})
	}
	reception.AnswerJSON(w, http.StatusOK, reception.Few(r, out, func(t topicJSON) string { return t.Name }))
	return nil
}

// makeTopic gives the topic of a name, made if there is none.
func (n *Newsroom) makeTopic(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Name string `json:"name"`
	}
	if err := reception.ReadJSON(w, r, 16<<10, &in); err != nil {
		return err
	}
	t, _, err := n.Desk.SaveTopic(r.Context(), reception.Who(r), paper.Topic{Name: strings.TrimSpace(in.Name)})
	if err != nil {
		return err
	}
	reception.AnswerJSON(w, http.StatusOK, topicJSON{t.ID, t.Name})
	return nil
}

// pictureOptions searches the library for the editor.
func (n *Newsroom) pictureOptions(w http.ResponseWriter, r *http.Request) error {
	before, _ := cursor(r.URL.Query().Get("before"))
	all, err := n.Store.Pictures(r.Context(), strings.TrimSpace(r.URL.Query().Get("q")), before, reception.PerPage+1)
	if err != nil {
		return err
	}
	out := struct {
		Pictures []pictureJSON `json:"pictures"`
		Older    string        `json:"older,omitempty"`
	}{Pictures: []pictureJSON{}}
	if len(all) > reception.PerPage {
		all = all[:reception.PerPage]
		last := all[reception.PerPage-1]
		out.Older = cursorText(article.Cursor{At: last.AddedAt, ID: last.ID})
	}
	for _, p := range all {
		out.Pictures = append(out.Pictures, asJSON(p))
	}
	reception.AnswerJSON(w, http.StatusOK, out)
	return nil
}

func (n *Newsroom) pictureOption(w http.ResponseWriter, r *http.Request) error {
	p, err := n.Store.PictureOf(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	reception.AnswerJSON(w, http.StatusOK, asJSON(p))
	return nil
}
