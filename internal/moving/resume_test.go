package moving_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/moving"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

var errCut = errors.New("the power went")

// cutter keeps so many stories and pictures, then fails after it kept: nobody hears of the last ones.
type cutter struct {
	*desk.Desk
	left int
}

func (c *cutter) MoveIn(ctx context.Context, from desk.Mover, items []desk.Moved) ([]desk.MoveOutcome, error) {
	out, err := c.Desk.MoveIn(ctx, from, items[:min(c.left, len(items))])
	if c.left -= len(items); c.left <= 0 && err == nil {
		return nil, errCut
	}
	return out, err
}

func (c *cutter) MovePicture(ctx context.Context, from desk.Mover, key string, p desk.Taken) (string, bool, error) {
	id, known, err := c.Desk.MovePicture(ctx, from, key, p)
	if c.left--; c.left <= 0 && err == nil {
		return "", false, errCut
	}
	return id, known, err
}

func TestAMoveThatGoesOnCountsEverythingOnce(t *testing.T) {
	var items, names []string
	for k := range 6 {
		name := fmt.Sprintf("2019/05/p%d.jpg", k)
		names = append(names, name)
		items = append(items, attachment(9000+k, name, fields{"post_parent": fmt.Sprint(k + 1)}))
	}
	for k := range 700 {
		f := fields{"more": term("category", fmt.Sprintf("c%d", k%5), fmt.Sprintf("Section %d", k%5)) + term("post_tag", "t", "T")}
		switch k % 50 {
		case 7:
			f["status"] = "trash"
		case 8:
			f["status"] = "draft"
		case 9:
			f["post_type"] = "nav_menu_item"
		case 10:
			f["content:encoded"] = "Words and <form><label>a label</label></form>"
		}
		items = append(items, item(k+1, f))
	}
	items = append(items, item(1, fields{"more": term("category", "c0", "Section 0") + term("post_tag", "t", "T")})) // the first once more
	file, media := export(t, people, items...), uploads(t, names...)
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		h := build(t, open)
		h.o.Media, h.o.Move = media, "move-1"
		var last []byte
		h.o.Keep = func(r moving.Reached) error {
			var err error
			last, err = json.Marshal(r)
			return err
		}
		cuts := 0
		for _, n := range []int{1, 3, 5, 150, 260, 90, 1} {
			h.into = &cutter{h.desk, n}
			if _, err := h.try(file); !errors.Is(err, errCut) {
				t.Fatalf("after %d: %v", n, err)
			}
			cuts++
			h.o.Resume = nil
			if last != nil {
				h.o.Resume = &moving.Reached{}
				if err := json.Unmarshal(last, h.o.Resume); err != nil {
					t.Fatal(err)
				}
			}
		}
		h.into = h.desk
		r := h.move(file)
		t.Logf("cut %d times: stories %+v, pictures %+v", cuts, *r.Items["post"], *r.Items["attachment"])
		c, p := r.Items["post"], r.Items["attachment"]
		if c.InFile != 687 || c.Imported != 672 || c.Updated != 0 || c.Skipped["already here, unchanged"] != 1 || c.Skipped["in the old site's bin"] != 14 || p.Imported != 6 {
			t.Errorf("stories %+v, pictures %+v", c, p)
		}
		if r.Drafts != 14 || r.LeftOut["labels, buttons and choices of forms"].Stories != 14 || !r.Whole {
			t.Errorf("%d drafts, left out %+v", r.Drafts, r.LeftOut)
		}
		if n := r.Nouns["section"]; n.Made != 5 {
			t.Errorf("sections: %+v", n)
		}
		h.o.Resume, h.o.Move = nil, "move-2"
		if again := h.move(file); again.Changes() != 0 {
			t.Errorf("another move changed %d items", again.Changes())
		}
	})
}
