//go:build unix

package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/record"
	"broadsheet/internal/store"
)

// A house is a store under test with what a test does to it in a line.
type house struct {
	testing.TB
	*store.Store
	clock *clock.Set
	place string // what store.Options calls Database
	kind  Kind
}

func newHouse(t testing.TB, k Kind) house {
	t.Helper()
	h := house{TB: t, clock: clock.At(Monday), kind: k, place: k.Place(t, false)}
	h.Store = OpenAt(t, h.place, h.clock)
	return h
}

// act runs an action that ends in the record.
func (h house) act(fn func(tx desk.Tx) error) record.Entry {
	h.Helper()
	e, err := act(h.Store, fn)
	if err != nil {
		h.Fatal(err)
	}
	return e
}

func act(s *store.Store, fn func(tx desk.Tx) error) (e record.Entry, err error) {
	ctx := context.Background()
	err = s.InTx(ctx, func(tx desk.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		var err error
		e, err = tx.Append(ctx, record.SettingsSet, "thing", "mara", json.RawMessage(`{"what":"a test"}`), false)
		return err
	})
	return e, err
}

// try runs an action that does not end in the record.
func (h house) try(fn func(tx desk.Tx) error) error {
	return h.InTx(context.Background(), fn)
}

// must runs an action that does not end in the record and has to work.
func (h house) must(fn func(tx desk.Tx) error) {
	h.Helper()
	if err := h.try(fn); err != nil {
		h.Fatal(err)
	}
}

// see reads one snapshot.
func (h house) see(fn func(v press.Snapshot) error) (keys []string) {
	h.Helper()
	err := h.Read(context.Background(), func(v press.Snapshot) error {
		err := fn(v)
		keys = v.Keys()
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return keys
}

// refused checks that err is a fault of a kind.
func (h house) refused(what string, err error, kind fault.Kind) {
	h.Helper()
	if !fault.Is(err, kind) {
		h.Errorf("%s: got %v, want a fault of kind %d", what, err, kind)
	}
}

// A story as tests write one.
type told struct {
	id, headline, text string
	section            string
	further            []string
	byline             []string
	topics             []string
	pictures           []string
	lang               string
	at                 time.Time
	form               article.Form
	place              int
	kind               article.Kind
}

func (s told) doc() *prose.Node {
	blocks := []*prose.Node{prose.P(prose.T(s.text))}
	for _, p := range s.pictures {
		blocks = append(blocks, prose.Image(p, "", ""))
	}
	doc := prose.Doc(s.headline, "", blocks...)
	if err := s.fields().SetOn(doc); err != nil {
		panic(err) // strings always marshal
	}
	return doc
}

func (s told) fields() article.Fields {
	f := article.Fields{Kind: s.kind, Section: s.section, Sections: s.further, Topics: s.topics, Lang: s.lang}
	if f.Kind == "" {
		f.Kind = article.News
	}
	for _, b := range s.byline {
		f.Byline = append(f.Byline, article.Credit{Byline: b, Role: article.By})
	}
	return f
}

func (s told) draft() article.Draft {
	d := article.Draft{ID: s.id, Form: s.form, Doc: s.doc(), CreatedAt: Monday, ChangedAt: Monday, Place: s.place}
	if d.Form == "" {
		d.Form = article.Story
	}
	return d
}

func (s told) published(edition int) article.Published {
	f := s.fields()
	at := s.at
	if at.IsZero() {
		at = Monday
	}
	p := article.Published{
		Card: article.Card{
			ID: s.id, Address: "/" + s.id, Kind: f.Kind, Headline: s.headline, Section: s.section,
			Byline: f.Byline, Topics: f.Topics, Lang: s.lang, Words: len(s.text), PublishedAt: at,
		},
		Form: s.form, Doc: s.doc(), Fields: f, Edition: edition, Place: s.place,
	}
	if p.Form == "" {
		p.Form = article.Story
	}
	return p
}

// publish makes a story public within an action.
func (s told) publish(tx desk.Tx) error {
	return tx.Publish(context.Background(), s.published(1))
}

func (h house) publish(stories ...told) record.Entry {
	h.Helper()
	return h.act(func(tx desk.Tx) error {
		for _, s := range stories {
			if err := s.publish(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// sections makes sections of "id" or "id<parent".
func (h house) sections(all ...paper.Section) {
	h.Helper()
	h.act(func(tx desk.Tx) error {
		for _, s := range all {
			s.Name, s.Slug, s.Address = s.ID, s.ID, "/"+s.ID+"/"
			if err := tx.SaveSection(context.Background(), s); err != nil {
				return err
			}
		}
		return nil
	})
}

// ids names the cards of an answer.
func ids(cards []article.Card) string {
	out := ""
	for i, c := range cards {
		if i > 0 {
			out += " "
		}
		out += c.ID
	}
	return out
}

func (h house) list(name string) string {
	h.Helper()
	var got string
	h.see(func(v press.Snapshot) error {
		cards, err := v.Newest(context.Background(), name, 40)
		got = ids(cards)
		return err
	})
	return got
}

func (h house) wantList(name, want string) {
	h.Helper()
	if got := h.list(name); got != want {
		h.Errorf("the list %s holds %q, want %q", name, got, want)
	}
}

func picture(id string) article.Picture {
	return article.Picture{
		ID: id, Hash: "hash of " + id, Type: "image/jpeg", Width: 600, Height: 400, Name: id + ".jpg", Credit: "Lena Sundhale",
		Caption: "The quay at noon", FocusX: 0.5, FocusY: 0.25, AddedAt: Monday,
		Cuts: []article.Cut{{Shape: "whole", Width: 600, Height: 400, Type: "image/jpeg", File: id + "-600.jpg", Bytes: 1234}},
	}
}

func story(n int) told {
	return told{id: fmt.Sprintf("story%03d", n), headline: fmt.Sprintf("Headline %d", n), text: "The ferry came late.", at: Monday.Add(time.Duration(n) * time.Minute)}
}
