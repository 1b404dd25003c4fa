package article

import (
	"testing"
	"time"

	"broadsheet/internal/fault"
)

func TestWays(t *testing.T) {
	stages := []Stage{AtWriting, AtDesk, AtReady}
	for _, c := range []struct {
		deed Deed
		want [3]Stage // from writing, from the desk, from ready
		may  string
	}{
		{ToFile, [3]Stage{AtDesk, "", ""}, "x--"},
		{ToTake, [3]Stage{"", AtDesk, AtDesk}, "-xx"},
		{ToSendBack, [3]Stage{"", AtWriting, AtWriting}, "-xx"},
		{ToReady, [3]Stage{AtReady, AtReady, ""}, "xx-"},
		{ToReclaim, [3]Stage{"", AtWriting, AtWriting}, "-xx"},
	} {
		for i, from := range stages {
			d := draft(t, func(d *Draft) { d.Stage = from })
			can, err := d.Can(c.deed), d.Go(c.deed)
			if may := c.may[i] == 'x'; can != may || (err == nil) != may {
				t.Errorf("%s from %q: %v, want it allowed: %v", c.deed, from, err, may)
			}
			if err == nil && d.Stage != c.want[i] {
				t.Errorf("%s from %q leads to %q", c.deed, from, d.Stage)
			}
			if err != nil && (!fault.Is(err, fault.Conflict) || d.Stage != from) {
				t.Errorf("%s from %q is refused with %v and leaves it at %q", c.deed, from, err, d.Stage)
			}
		}
		d := draft(t, func(d *Draft) { live(d); d.LiveVersion = d.Version })
		if d.Can(c.deed) {
			t.Errorf("%s is allowed for a story without a change", c.deed)
		}
	}
}

func TestChangesOfALiveStoryAreFiled(t *testing.T) {
	d := draft(t, live)
	if err := d.Go(ToFile); err != nil || d.State() != Changed || d.Stage != AtDesk {
		t.Errorf("filing a change: %v, and the story is %s at %q", err, d.State(), d.Stage)
	}
	d.InHand, d.Back = "mara", SentBack{Note: "Which bridge?", By: "mara", At: noon}
	if _, _, err := d.Publish(Fix, nil, "mara", noon); err != nil || d.Passage != (Passage{}) {
		t.Errorf("publishing: %v, and of its way is left %+v", err, d.Passage)
	}
}

func TestDueAt(t *testing.T) {
	for _, c := range []struct{ says, civil, zone, want string }{
		{"no due time", " ", "Europe/Lisbon", ""},
		{"in winter Lisbon has the time of the world", "2026-11-23T16:00", "Europe/Lisbon", "2026-11-23T16:00:00Z"},
		{"in summer it is an hour ahead", "2026-07-01T16:00", "Europe/Lisbon", "2026-07-01T15:00:00Z"},
	} {
		due, err := DueAt(c.civil, c.zone)
		got := ""
		if !due.At.IsZero() {
			got = due.At.Format(time.RFC3339)
		}
		if err != nil || got != c.want || (c.want != "" && (due.Civil != c.civil || due.Zone != c.zone)) {
			t.Errorf("%s: %+v, %v", c.says, due, err)
		}
	}
	for civil, zone := range map[string]string{"tomorrow": "Europe/Lisbon", "2026-11-31T16:00": "Europe/Lisbon", "2026-11-23T16:00": "Nowhere/Else"} {
		if due, err := DueAt(civil, zone); !fault.Is(err, fault.Invalid) || due != (Due{}) {
			t.Errorf("%s in %s: %+v, %v", civil, zone, due, err)
		}
	}
}
