package newsroom

import (
	"net/http"

	"broadsheet/internal/article"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/screen"
)

// standing is what a story's own screen shows around the text and what typing changes.
type standing struct {
	State  article.State  `json:"state"`
	Word   string         `json:"word"` // of the state
	Next   string         `json:"next"` // word of the main button, "" when there is nothing to do for the person
	Checks []screen.Check `json:"checks"`
}

// standsNow tells how a story stands after what was typed: its state, the next step, and what keeps it from going out.
func (n *Newsroom) standsNow(w http.ResponseWriter, r *http.Request) error {
	draft, err := n.Store.DraftText(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	now := standing{State: draft.State(), Word: screen.StateWord(draft.State())}
	if now.Checks, err = n.checks(r.Context(), draft); err != nil {
		return err
	}
	now.Next = next(reception.Who(r), draft).Name
	reception.AnswerJSON(w, http.StatusOK, now)
	return nil
}
