//go:build unix

package storetest

import (
	"context"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/press"
)

func (h house) public(id string) bool {
	h.Helper()
	public := false
	h.see(func(v press.Snapshot) error {
		p, found, err := v.Picture(context.Background(), id)
		if err != nil {
			return err
		}
		_, cut, file, err := v.PictureByFile(context.Background(), id+"-600.jpg")
		if file != found || file && cut.Width != 600 {
			h.Errorf("the picture %s is public: %v, its file: %v", id, found, file)
		}
		public = found && p.Published
		return err
	})
	return public
}

func pictures(h house) {
	ctx := context.Background()
	for _, id := range []string{"p", "q", "r"} {
		h.must(func(tx desk.Tx) error { return tx.SavePicture(ctx, picture(id)) })
	}
	got, err := h.PictureOf(ctx, "p")
	if err != nil {
		h.Fatal(err)
	}
	want(h, "a picture", got, picture("p"))
	if _, cut, found, err := h.PictureByFileAny(ctx, "p-600.jpg"); err != nil || !found || cut.Bytes != 1234 {
		h.Errorf("PictureByFileAny = %v, %v, %v", cut, found, err)
	}
	h.must(func(tx desk.Tx) error {
		same, found, err := tx.PictureByHash(ctx, "hash of q")
		if !found || same.ID != "q" {
			h.Error("the same bytes were not recognised")
		}
		return err
	})
	again := picture("p")
	again.ID = "other"
	h.refused("the same bytes again", h.try(func(tx desk.Tx) error { return tx.SavePicture(ctx, again) }), fault.Conflict)
	if h.public("p") || h.public("q") {
		h.Error("a new picture is public")
	}

	for _, logos := range [][2]string{{"p", "q"}, {"p", "p"}, {"q", ""}, {"", ""}} {
		s := settings("en")
		s.Logo, s.LogoDark = logos[0], logos[1]
		h.act(func(tx desk.Tx) error { return tx.SaveSettings(ctx, s) })
		for _, id := range []string{"p", "q"} {
			if got := h.public(id); got != (id == logos[0] || id == logos[1]) {
				h.Errorf("with the logos %q the picture %s is public: %v", logos, id, got)
			}
		}
	}
	lead := told{id: "s1"}.published(1)
	lead.Picture.Picture = "p"
	h.act(func(tx desk.Tx) error {
		if err := tx.Publish(ctx, lead); err != nil {
			return err
		}
		return told{id: "s2", pictures: []string{"p", "q"}}.publish(tx)
	})
	b := byline("jo", "Jo")
	b.Portrait = "r"
	h.act(func(tx desk.Tx) error { return tx.SaveByline(ctx, b) })
	if !h.public("p") || !h.public("q") || !h.public("r") {
		h.Error("the pictures of something public are not public")
	}
	h.act(func(tx desk.Tx) error { return tx.Withdraw(ctx, "s2", Monday) })
	if !h.public("p") || h.public("q") {
		h.Error("a recall takes the pictures that nothing else shows, and no others")
	}
	h.publish(told{id: "s1"})
	b.Portrait = ""
	h.act(func(tx desk.Tx) error { return tx.SaveByline(ctx, b) })
	if h.public("p") || h.public("r") {
		h.Error("a picture is public that nothing shows any more")
	}
	// A story may come before its picture, in an import.
	h.publish(told{id: "s3", pictures: []string{"late"}})
	h.act(func(tx desk.Tx) error { return tx.SavePicture(ctx, picture("late")) })
	if !h.public("late") {
		h.Error("a picture that came after its story is not public")
	}

	// What only a front shows is seen until the pin ends. A story that shows it as well, or does so no longer, changes
	// that for whoever has seen it before.
	h.publish(told{id: "s1"})
	f := home("s1")
	f.Pins[0].Picture = "q"
	h.act(func(tx desk.Tx) error { return tx.SaveFront(ctx, f) })
	before := h.public("q")
	h.publish(told{id: "s4", pictures: []string{"q"}})
	with := h.public("q")
	h.clock.Move(2 * time.Hour)
	after := h.public("q")
	h.act(func(tx desk.Tx) error { return tx.Withdraw(ctx, "s4", Monday) })
	if !before || !with || !after || h.public("q") {
		h.Errorf("a picture of a pin of an hour is public: %v, with a story %v, two hours later %v, without the story %v", before, with, after, h.public("q"))
	}

	library := func(query string) string {
		all, err := h.Pictures(ctx, query, article.Cursor{}, 10)
		if err != nil {
			h.Fatal(err)
		}
		var names []string
		for _, p := range all {
			names = append(names, p.ID)
		}
		return strings.Join(names, " ")
	}
	for query, want := range map[string]string{"": "r q p late", "quay NOON": "r q p late", "r jpg": "r", "sundh": "r q p late", "oon": "", "%": "r q p late", "late": "late"} {
		if got := library(query); got != want {
			h.Errorf("the library shows %q for %q, want %q", got, query, want)
		}
	}
	page, err := h.Pictures(ctx, "", article.Cursor{At: Monday, ID: "q"}, 1)
	if err != nil || len(page) != 1 || page[0].ID != "p" {
		h.Errorf("the library after q shows %v, %v", page, err)
	}
	_, err = h.PictureOf(ctx, "nobody's")
	h.refused("a picture that is not there", err, fault.NotFound)
}

func pictureRace(h house) {
	ctx := context.Background()
	h.must(func(tx desk.Tx) error { return tx.SavePicture(ctx, picture("p")) })
	old := picture("p")
	h.publish(told{id: "s", pictures: []string{"p"}})
	runs := 0
	h.act(func(tx desk.Tx) error {
		runs++
		p := old
		if runs > 1 {
			var err error
			if p, err = tx.Picture(ctx, "p"); err != nil {
				return err
			}
		}
		p.Credit = "Jo Tarrick"
		return tx.SavePicture(ctx, p)
	})
	if runs != 2 {
		h.Errorf("the action ran %d times; the first read a picture that was not public", runs)
	}
	got, err := h.PictureOf(ctx, "p")
	if err != nil || !got.Published || got.Credit != "Jo Tarrick" {
		h.Errorf("the picture is %+v, %v", got, err)
	}
}
