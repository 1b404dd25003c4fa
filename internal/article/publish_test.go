package article

import (
	"testing"
	"time"

	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func draft(t *testing.T, change func(*Draft)) Draft {
	t.Helper()
	doc := prose.Doc("Bridge opens", "It swings again.", prose.P(prose.T("The bridge opened at noon.")))
	if err := (Fields{Kind: News, Note: "call Col back"}).SetOn(doc); err != nil {
		t.Fatal(err)
	}
	d := Draft{ID: "a", Form: Story, Doc: doc, Version: 7, Address: "/news/bridge-opens"}
	if change != nil {
		change(&d)
	}
	return d
}

func live(d *Draft) { d.Edition, d.LiveVersion, d.PublishedAt = 1, 3, noon.Add(-time.Hour) }

func TestPublish(t *testing.T) {
	note := &Note{Kind: Corrected, Text: "An earlier version gave the wrong day."}
	for name, c := range map[string]struct {
		in      func(*Draft)
		change  Change
		note    *Note
		refused string // the field, "" when it goes out
		updated bool
	}{
		"a first edition goes out":                      {change: First},
		"a first edition is no update":                  {change: Update, refused: "change"},
		"a live story has no second first edition":      {in: live, change: First, refused: "change"},
		"a small fix leaves the dates alone":            {in: live, change: Fix},
		"an update says so":                             {in: live, change: Update, updated: true},
		"a correction carries its note":                 {in: live, change: Correction, note: note, updated: true},
		"a correction without a note is none":           {in: live, change: Correction, refused: "note"},
		"a note without a correction is nothing either": {in: live, change: Fix, note: note, refused: "note"},
		"a change that nobody knows":                    {in: live, change: "silent", refused: "change"},
		"a recalled story can come back": {in: func(d *Draft) {
			live(d)
			d.RecalledAt = noon.Add(-time.Minute)
		}, change: Update, updated: true},
	} {
		t.Run(name, func(t *testing.T) {
			d := draft(t, c.in)
			before := d
			e, p, err := d.Publish(c.change, c.note, "mara", noon)
			if c.refused != "" {
				if f := fault.Of(err); f == nil || f.Field != c.refused {
					t.Errorf("Publish = %v, want a refusal beside %q", err, c.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if e.Number != before.Edition+1 || d.Edition != e.Number || d.LiveVersion != 7 || d.State() != Live {
				t.Errorf("edition %d of a story that is %s at version %d", e.Number, d.State(), d.LiveVersion)
			}
			if got := d.UpdatedAt.Equal(noon); got != c.updated {
				t.Errorf("updated at %v", d.UpdatedAt)
			}
			if first := before.PublishedAt; !first.IsZero() && !d.PublishedAt.Equal(first) || first.IsZero() && !d.PublishedAt.Equal(noon) {
				t.Errorf("published at %v", d.PublishedAt)
			}
			if p.Headline != "Bridge opens" || p.Words != 5 || !p.PublishedAt.Equal(d.PublishedAt) || !p.UpdatedAt.Equal(d.UpdatedAt) {
				t.Errorf("readers would see %+v", p.Card)
			}
			if e.Doc.Attr("note") != "" || p.Fields.Note != "" || p.Doc.Attr("note") != "" {
				t.Error("the note to the desk went out")
			}
			if d.Doc.Attr("note") == "" {
				t.Error("publishing took the note from the draft")
			}
		})
	}
}

func TestState(t *testing.T) {
	for want, d := range map[State]Draft{
		Writing:  draft(t, nil),
		Filed:    draft(t, func(d *Draft) { d.Stage = AtDesk }),
		Ready:    draft(t, func(d *Draft) { d.Stage = AtReady }),
		Live:     draft(t, func(d *Draft) { live(d); d.LiveVersion = 7 }),
		Changed:  draft(t, live),
		Recalled: draft(t, func(d *Draft) { live(d); d.RecalledAt = noon }),
	} {
		if got := d.State(); got != want {
			t.Errorf("State = %q, want %q", got, want)
		}
	}
}

func TestRecall(t *testing.T) {
	d := draft(t, nil)
	if err := d.Recall("a mistake", noon); !fault.Is(err, fault.Conflict) {
		t.Errorf("recalling what never was live: %v", err)
	}
	live(&d)
	if err := d.Recall("", noon); fault.Of(err) == nil || fault.Of(err).Field != "reason" {
		t.Errorf("recalling without a reason: %v", err)
	}
	if err := d.Recall("a mistake", noon); err != nil || d.State() != Recalled {
		t.Errorf("recalling: %v, and the story is %s", err, d.State())
	}
	if err := d.Recall("again", noon); !fault.Is(err, fault.Conflict) {
		t.Errorf("recalling twice: %v", err)
	}
}

func TestChecks(t *testing.T) {
	good := Picture{ID: "p", Credit: "Lena Sundhale", Alt: "A bridge"}
	for name, c := range map[string]struct {
		form     Form
		fields   Fields
		doc      *prose.Node
		sections bool
		want     []string // where, in order
	}{
		"a whole story":                                    {Story, Fields{Section: "s", Byline: []Credit{{"b", By}}}, prose.Doc("H", "", prose.P(prose.T("Text."))), true, nil},
		"everything is missing":                            {Story, Fields{}, prose.Doc("", ""), true, []string{"headline", "section", "byline", "text"}},
		"a paper without sections asks for none":           {Story, Fields{Byline: []Credit{{"b", By}}}, prose.Doc("H", "", prose.P(prose.T("x"))), false, nil},
		"a source stands for a byline":                     {Story, Fields{Source: &Source{Name: "Meridian Wire"}}, prose.Doc("H", "", prose.P(prose.T("x"))), false, nil},
		"a sponsor must be named":                          {Story, Fields{Kind: Sponsored, Byline: []Credit{{"b", By}}}, prose.Doc("H", "", prose.P(prose.T("x"))), false, []string{"paidBy"}},
		"a standing page needs neither section nor byline": {StandingPage, Fields{}, prose.Doc("About", "", prose.P(prose.T("x"))), true, nil},
		"a lead picture without credit":                    {StandingPage, Fields{Picture: &Lead{Picture: "nocredit"}}, prose.Doc("H", "", prose.P(prose.T("x"))), true, []string{"picture"}},
		"a picture in the text without alt text":           {StandingPage, Fields{}, prose.Doc("H", "", prose.Image("noalt", "", "")), true, []string{"noalt"}},
		"a decorative picture needs no alt text":           {StandingPage, Fields{}, prose.Doc("H", "", prose.Image("noalt", "", "").With("decorative", true)), true, nil},
		"the use may bring the alt text":                   {StandingPage, Fields{}, prose.Doc("H", "", prose.Image("noalt", "", "A quay")), true, nil},
		"a picture that is gone":                           {StandingPage, Fields{}, prose.Doc("H", "", prose.Image("gone", "", "x")), true, []string{"gone"}},
		"pictures alone are a story":                       {StandingPage, Fields{}, prose.Doc("H", "", prose.Image("p", "", "")), true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.fields.SetOn(c.doc); err != nil {
				t.Fatal(err)
			}
			failing, err := Checks(c.form, c.doc, Paper{HasSections: c.sections, Picture: func(id string) (Picture, bool) {
				switch id {
				case "p":
					return good, true
				case "noalt":
					return Picture{Credit: "x"}, true
				case "nocredit":
					return Picture{Alt: "x"}, true
				}
				return Picture{}, false
			}})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range failing {
				got = append(got, f.Where)
			}
			if len(got) != len(c.want) {
				t.Fatalf("failing %v, want %v", failing, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("failing %v, want %v", failing, c.want)
				}
			}
		})
	}
}
