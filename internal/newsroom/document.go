package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/prose"
)

// maxSteps is the most that a window may send at once, in bytes.
const maxSteps = 8 << 20

// pictureJSON is a picture as the editor shows it.
type pictureJSON struct {
	ID      string `json:"id"`
	Src     string `json:"src"`
	SrcSet  string `json:"srcset"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Small   string `json:"small"`
	Name    string `json:"name"`
	Credit  string `json:"credit"`
	Rights  string `json:"rights"`
	Caption string `json:"caption"`
	Alt     string `json:"alt"`
}

func asJSON(p article.Picture) pictureJSON {
	cut := reception.Largest(p, "whole", 1280)
	out := pictureJSON{
		ID: p.ID, Src: reception.PictureFiles + cut.File, Width: cut.Width, Height: cut.Height, Small: reception.Thumb(p, "").Src,
		Name: p.Name, Credit: p.Credit, Rights: p.Rights, Caption: p.Caption, Alt: p.Alt,
	}
	var set []string
	for _, c := range p.Cuts {
		if c.Shape == "whole" && c.Type == cut.Type {
			set = append(set, fmt.Sprintf("%s%s %dw", reception.PictureFiles, c.File, c.Width))
		}
	}
	out.SrcSet = strings.Join(set, ", ")
	return out
}

// documentJSON is a draft as the editor opens it.
type documentJSON struct {
	Doc      *prose.Node            `json:"doc"`
	Version  int64                  `json:"version"`
	Schema   int                    `json:"schema"`
	Editable bool                   `json:"editable"`
	Why      string                 `json:"why,omitempty"`
	State    article.State          `json:"state"`
	Pictures map[string]pictureJSON `json:"pictures"`
	Bylines  []bylineJSON           `json:"bylines"`
}

// document gives a draft to the editor.
func (n *Newsroom) document(w http.ResponseWriter, r *http.Request) error {
	draft, err := n.Store.DraftText(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	out := documentJSON{
		Doc: draft.Doc, Version: draft.Version, Schema: prose.SchemaNumber, Editable: true, State: draft.State(),
		Pictures: map[string]pictureJSON{},
	}
	if err := desk.MayWrite(reception.Who(r), draft); err != nil {
		out.Editable, out.Why = false, n.Told(r, err).Say
	}
	for _, id := range prose.Pictures(draft.Doc) {
		p, err := n.Store.PictureOf(r.Context(), id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		out.Pictures[id] = asJSON(p)
	}
	if out.Bylines, err = n.creditable(r.Context()); err != nil {
		return err
	}
	reception.AnswerJSON(w, http.StatusOK, out)
	return nil
}

// rowJSON is a row of a draft's log.
type rowJSON struct {
	Base    int64             `json:"base"`
	Client  string            `json:"client"`
	Counter int64             `json:"counter"`
	Steps   []json.RawMessage `json:"steps"`
	By      string            `json:"by"` // name
}

// stepsSince gives what was written since a version.
func (n *Newsroom) stepsSince(w http.ResponseWriter, r *http.Request) error {
	since, err := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64)
	if err != nil || since < 0 {
		return fault.New(fault.Invalid, "Which steps are wanted is said by a version. Reload the story.")
	}
	rows, err := n.Store.StepsSince(r.Context(), r.PathValue("id"), since)
	if err != nil {
		return err
	}
	people := map[string]string{}
	out := struct {
		Version int64     `json:"version"`
		Rows    []rowJSON `json:"rows"`
	}{since, []rowJSON{}}
	for _, row := range rows {
		if _, known := people[row.By]; !known {
			if people[row.By], err = n.nameOf(r.Context(), row.By); err != nil {
				return err
			}
		}
		out.Rows = append(out.Rows, rowJSON{Base: row.Base, Client: row.Client, Counter: row.Counter, Steps: row.Steps, By: people[row.By]})
		out.Version = row.Next()
	}
	reception.AnswerJSON(w, http.StatusOK, out)
	return nil
}

// nameOf is the name of an account, "" for one that is not there.
func (n *Newsroom) nameOf(ctx context.Context, staff string) (string, error) {
	if staff == "" {
		return "", nil
	}
	s, err := n.Store.Staff(ctx, staff)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return s.Name, err
}

// write confirms what a window typed.
func (n *Newsroom) write(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Base    int64             `json:"base"`
		Client  string            `json:"client"`
		Counter int64             `json:"counter"`
		Steps   []json.RawMessage `json:"steps"`
	}
	if err := reception.ReadJSON(w, r, maxSteps, &in); err != nil {
		return err
	}
	if !clock.IsID(in.Client) {
		return fault.New(fault.Invalid, "This window has no name to write under. Reload the story; its words are kept on this device.")
	}
	id := r.PathValue("id")
	version, err := n.Desk.Write(r.Context(), reception.Who(r), desk.Typed{
		Draft: id, Base: in.Base, Client: in.Client, Counter: in.Counter, Steps: in.Steps,
	})
	if fault.Is(err, fault.Conflict) {
		draft, rerr := n.Store.DraftText(r.Context(), id)
		if rerr != nil {
			return rerr
		}
		reception.AnswerJSON(w, http.StatusConflict, reception.Refusal{Kind: "conflict", Say: fault.Of(err).Say, Version: &draft.Version})
		return nil
	}
	if err != nil {
		return err
	}
	reception.AnswerJSON(w, http.StatusOK, map[string]int64{"version": version})
	return nil
}

// take puts a story into a window's hand.
func (n *Newsroom) take(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Client string `json:"client"`
		Was    string `json:"was"`
		Over   bool   `json:"over"`
	}
	if err := reception.ReadJSON(w, r, 4096, &in); err != nil {
		return err
	}
	if !clock.IsID(in.Client) {
		return fault.New(fault.Invalid, "This window has no name to write under. Reload the story; its words are kept on this device.")
	}
	if err := n.Desk.Take(r.Context(), reception.Who(r), r.PathValue("id"), in.Client, in.Was, in.Over); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
