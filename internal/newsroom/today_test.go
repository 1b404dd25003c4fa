package newsroom

import (
	"net/http"
	"strings"
	"testing"
)

func TestFromFiledToLive(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		jo, mara := h.as("reporter"), h.as("editor")
		started := jo.post("/newsroom/stories", "form", "story")
		story := location(started)
		if got := jo.get(story); !strings.Contains(got.body, `action="`+story+`/file"`) || strings.Contains(got.body, `action="`+story+`/publication"`) {
			t.Errorf("the next step of a reporter is not to file: %d", got.status)
		}
		if got := jo.post(story + "/file"); got.status != http.StatusSeeOther {
			t.Fatalf("filing answered %d: %s", got.status, textOf(got.body))
		}
		today := mara.get("/newsroom/today")
		if today.status != http.StatusOK || !strings.Contains(today.body, "Needs you") || !strings.Contains(today.body, `action="`+story+`/take"`) {
			t.Fatalf("what was filed does not need the editor: %d %s\n%s", today.status, textOf(today.body), h.log)
		}
		if got := mara.post(story + "/send-back"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "what is missing") {
			t.Errorf("sending back without a note answered %d", got.status)
		}
		if got := mara.post(story+"/send-back", "note", "Who says so?"); got.status != http.StatusSeeOther {
			t.Errorf("sending back answered %d: %s", got.status, textOf(got.body))
		}
		for _, at := range []string{"/newsroom/today", story} {
			if got := jo.get(at); !strings.Contains(got.body, "Who says so?") {
				t.Errorf("%s does not tell the reporter why it came back", at)
			}
		}
		if got := mara.get("/newsroom/today"); strings.Contains(got.body, `id="needs"`) {
			t.Error("what was sent back still needs the editor")
		}
		if got := mara.post(story+"/assign", "person", "nobody"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("assigning to nobody known answered %d", got.status)
		}
		if got := mara.post(story+"/assign", "person", h.staff["reporter"].ID, "due", "2026-11-23T09:00"); got.status != http.StatusSeeOther {
			t.Errorf("assigning answered %d: %s", got.status, textOf(got.body))
		}
		if got := jo.get("/newsroom/today"); !strings.Contains(got.body, "was due") {
			t.Error("what is late does not say so")
		}
	})
}

func TestTodayOfAnOperatorHoldsNoUnpublishedText(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill()
		got := h.as("operator").get("/newsroom/today")
		if got.status != http.StatusOK || !strings.Contains(got.body, "All well.") || strings.Contains(got.body, canary) || strings.Contains(got.body, "In hand") {
			t.Errorf("an operator's Today answered %d: %s", got.status, textOf(got.body))
		}
	})
}
