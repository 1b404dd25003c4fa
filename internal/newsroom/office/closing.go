package office

import (
	"net/http"

	"broadsheet/internal/newsroom/reception"
)

// ClosePaper closes the paper to readers, or opens it again.
func (o *Office) ClosePaper(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	closed := f.Value("door") == "close"
	if _, err := o.Desk.ClosePaper(r.Context(), reception.Who(r), closed); err != nil {
		return err
	}
	say := "The paper is open: readers see it."
	if closed {
		say = "The paper is closed: readers get a holding page. Whoever is signed in here sees it as before."
	}
	return o.Done(w, r, "/newsroom/settings/paper#door", say)
}
