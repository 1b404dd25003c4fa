package article

import (
	"strings"
	"time"

	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
)

// Publish makes the next edition of d at an instant, and what readers will see; d itself then says that it is live.
// The address must be set. Which change a person may tell is the rule here: the first edition is First, a later one
// is not, and a correction comes with its note, others without.
func (d *Draft) Publish(change Change, note *Note, by string, at time.Time) (Edition, Published, error) {
	first := d.Edition == 0
	switch {
	case d.InBin():
		return Edition{}, Published{}, fault.New(fault.Conflict, "This story is in the bin. Restore it, then publish it.")
	case first && change != First:
		return Edition{}, Published{}, fault.About("change", "This story has never been published, so there is nothing to tell readers of a change.")
	case !first && change == First:
		return Edition{}, Published{}, fault.About("change", "This story is live already: choose what readers are told of the change.")
	case change == Correction && (note == nil || strings.TrimSpace(note.Text) == ""):
		return Edition{}, Published{}, fault.About("note", "A correction needs a sentence that says what was wrong and what is right.")
	case change != Correction && note != nil:
		return Edition{}, Published{}, fault.About("note", "Only a correction carries a note.")
	case change != First && change != Fix && change != Update && change != Correction:
		return Edition{}, Published{}, fault.About("change", "Choose small fix, update or correction.")
	}
	doc, err := public(d.Doc)
	if err != nil {
		return Edition{}, Published{}, err
	}
	d.Edition++
	d.LiveVersion = d.Version
	d.RecalledAt, d.RecallReason = time.Time{}, ""
	d.Passage = Passage{}
	if first {
		d.PublishedAt = at
	} else if change != Fix {
		d.UpdatedAt = at
	}
	e := Edition{Article: d.ID, Number: d.Edition, At: at, Change: change, Doc: doc, Version: d.Version, By: by}
	if note != nil {
		note.Article, note.Edition, note.At = d.ID, e.Number, at
	}
	p, err := AsPublished(*d, doc)
	return e, p, err
}

// public is the document as readers may have it: without the note to the desk.
func public(doc *prose.Node) (*prose.Node, error) {
	f, err := FieldsOf(doc)
	if err != nil {
		return nil, err
	}
	f.Note = ""
	out := &prose.Node{Type: doc.Type, Content: doc.Content}
	return out, f.SetOn(out)
}

// AsPublished is what readers would see of a draft whose text is doc; a preview uses it too.
func AsPublished(d Draft, doc *prose.Node) (Published, error) {
	f, err := FieldsOf(doc)
	if err != nil {
		return Published{}, err
	}
	f.Note = ""
	p := Published{
		Card: Card{
			ID: d.ID, Address: d.Address, Kind: f.Kind,
			Headline: prose.Headline(doc), Standfirst: prose.Standfirst(doc),
			Section: f.Section, Byline: f.Byline, Topics: f.Topics, PaidBy: f.PaidBy, Lang: f.Lang, Dir: f.Dir,
			Words: prose.Words(doc), PublishedAt: d.PublishedAt, UpdatedAt: d.UpdatedAt,
		},
		Form: d.Form, Doc: doc, Fields: f, Edition: d.Edition, NoAds: f.NoAds,
		SearchTitle: f.SearchHeadline, ShareTitle: f.ShareHeadline, Place: d.Place,
	}
	if f.Source != nil {
		p.Source = *f.Source
	}
	if f.Picture != nil {
		p.Picture = *f.Picture
	}
	return p, nil
}

// Recall takes d back at an instant.
func (d *Draft) Recall(reason string, at time.Time) error {
	if d.Edition == 0 || !d.RecalledAt.IsZero() {
		return fault.New(fault.Conflict, "This story is not live, so there is nothing to recall.")
	}
	if reason == "" {
		return fault.About("reason", "Say in a sentence why the story is recalled. It is kept with the story; readers do not see it.")
	}
	d.RecalledAt, d.RecallReason = at, reason
	return nil
}
