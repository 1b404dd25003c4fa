package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/shelf"
	"broadsheet/internal/steps"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// room is a newsroom with a paper set up, an editor and a reporter.
type room struct {
	*desk.Desk
	t        *testing.T
	store    *store.Store
	clock    *clock.Set
	editor   account.Staff
	reporter account.Staff
	counter  int64
}

func each(t *testing.T, test func(t *testing.T, r *room)) {
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		c := clock.At(storetest.Monday)
		files, err := shelf.At(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { files.Close() })
		s := open(c)
		r := &room{Desk: desk.New(s, steps.New(), files, c), t: t, store: s, clock: c}
		ctx := t.Context()
		r.editor, err = r.OpenPaper(ctx, desk.Opening{
			Paper: "The Wexmouth Courier", Name: "Mara Ostrey", Email: "mara@courier.example", PasswordHash: "x", Lang: "en", Zone: "Europe/Lisbon",
		})
		if err != nil {
			t.Fatal(err)
		}
		r.reporter, err = r.AddStaff(ctx, r.editor, desk.NewStaff{Name: "Jo Tarrick", Email: "jo@courier.example", Roles: []account.Role{account.Reporter}, PasswordHash: "x"})
		if err != nil {
			t.Fatal(err)
		}
		test(t, r)
	})
}

// must ends the test if err is not nil.
func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("%v", err)
	}
}

// refused checks that err is a fault of the kind about the field.
func (r *room) refused(err error, kind fault.Kind, field string) {
	r.t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != kind || f.Field != field {
		r.t.Errorf("got %v, want kind %d about %q", err, kind, field)
	}
}

// type sends one step that puts text into the headline.
func (r *room) typeAt(by account.Staff, id string, base int64, step string) (int64, error) {
	r.counter++
	return r.Write(r.t.Context(), by, desk.Typed{Draft: id, Base: base, Client: "window", Counter: r.counter, Steps: []json.RawMessage{json.RawMessage(step)}})
}

func attr(name string, value any) string {
	b, err := json.Marshal(map[string]any{"stepType": "docAttr", "attr": name, "value": value})
	if err != nil {
		panic(err)
	}
	return string(b)
}

func insert(at int, text string) string {
	return fmt.Sprintf(`{"stepType":"replace","from":%d,"to":%d,"slice":{"content":[{"type":"text","text":%q}]}}`, at, at, text)
}

// story writes a story with a headline and a text, ready to go out.
func (r *room) story(headline string) article.Draft {
	r.t.Helper()
	d, err := r.StartStory(r.t.Context(), r.editor, article.Story)
	r.must(err)
	v, err := r.typeAt(r.editor, d.ID, 0, insert(1, headline))
	r.must(err)
	// headline, standfirst and paragraph open one after the other: the text begins behind the headline's end
	v, err = r.typeAt(r.editor, d.ID, v, insert(len([]rune(headline))+5, "The bridge swung at noon."))
	r.must(err)
	d.Version = v
	return d
}

func (r *room) publish(d article.Draft, p desk.Publication) desk.Receipt {
	r.t.Helper()
	now, err := r.store.DraftText(r.t.Context(), d.ID)
	r.must(err)
	p.Draft, p.Version = d.ID, now.Version
	if p.Change == "" {
		p.Change = article.First
	}
	receipt, err := r.Publish(r.t.Context(), r.editor, p)
	r.must(err)
	return receipt
}

func (r *room) read(fn func(press.Snapshot) error) {
	r.t.Helper()
	r.must(r.store.Read(r.t.Context(), fn))
}

// listed are the headlines of a list, newest first.
func (r *room) listed(list string) []string {
	r.t.Helper()
	var headlines []string
	r.read(func(s press.Snapshot) error {
		cards, err := s.Newest(context.Background(), list, 40)
		for _, c := range cards {
			headlines = append(headlines, c.Headline)
		}
		return err
	})
	return headlines
}

func TestAStoryGoesOutIsCorrectedAndRecalled(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		section, _, err := r.AddSection(ctx, r.editor, paper.Section{Name: "Harbour"})
		r.must(err)
		d := r.story("Bridge opens")
		_, err = r.Publish(ctx, r.editor, desk.Publication{Draft: d.ID, Version: d.Version, Change: article.First, Slot: desk.NoSlot})
		r.refused(err, fault.Invalid, "section")

		_, err = r.typeAt(r.editor, d.ID, d.Version, attr("section", section.ID))
		r.must(err)
		_, err = r.Publish(ctx, r.editor, desk.Publication{Draft: d.ID, Version: d.Version, Change: article.First, Slot: desk.NoSlot})
		r.refused(err, fault.Conflict, "")
		_, err = r.Publish(ctx, r.reporter, desk.Publication{Draft: d.ID, Version: d.Version + 1, Change: article.First, Slot: desk.NoSlot})
		r.refused(err, fault.Forbidden, "")

		receipt := r.publish(d, desk.Publication{Slot: desk.NoSlot})
		if receipt.Address != "/harbour/bridge-opens" || !slices.Contains(receipt.Places, "Home") || !slices.Contains(receipt.Places, "Harbour") {
			t.Errorf("receipt %+v", receipt)
		}
		for _, list := range []string{article.Latest, article.SectionList(section.ID), article.BylineList(r.editor.Byline), article.KindList(article.News)} {
			if got := r.listed(list); !slices.Equal(got, []string{"Bridge opens"}) {
				t.Errorf("list %s holds %q", list, got)
			}
		}

		r.clock.Move(time.Hour)
		now, err := r.store.DraftText(ctx, d.ID)
		r.must(err)
		_, err = r.typeAt(r.editor, d.ID, now.Version, insert(1, "Swing "))
		r.must(err)
		r.publish(d, desk.Publication{Slot: desk.NoSlot, Change: article.Correction, Note: &article.Note{Kind: article.Corrected, Text: "It is a swing bridge."}})
		r.read(func(s press.Snapshot) error {
			p, found, err := s.Article(ctx, d.ID)
			if err != nil || !found || p.Headline != "Swing Bridge opens" || p.Edition != 2 || !p.UpdatedAt.Equal(r.clock.Now()) || !p.PublishedAt.Equal(storetest.Monday) {
				t.Errorf("readers see %+v, %v, %v", p.Card, found, err)
			}
			notes, err := s.Notes(ctx, d.ID)
			if len(notes) != 1 || notes[0].Edition != 2 {
				t.Errorf("notes %+v", notes)
			}
			return err
		})

		_, err = r.Recall(ctx, r.editor, d.ID, " ")
		r.refused(err, fault.Invalid, "reason")
		_, err = r.Recall(ctx, r.reporter, d.ID, "wrong bridge")
		r.refused(err, fault.Forbidden, "")
		_, err = r.Recall(ctx, r.editor, d.ID, "wrong bridge")
		r.must(err)
		for _, list := range []string{article.Latest, article.SectionList(section.ID), article.BylineList(r.editor.Byline)} {
			if got := r.listed(list); len(got) != 0 {
				t.Errorf("list %s still holds %q", list, got)
			}
		}
		r.read(func(s press.Snapshot) error {
			_, found, err := s.Article(ctx, d.ID)
			at, gone, err2 := s.Withdrawn(ctx, d.ID)
			if found || !gone || !at.Equal(r.clock.Now()) {
				t.Errorf("found %v, withdrawn %v at %v", found, gone, at)
			}
			hits, err3 := s.Search(ctx, article.Search{Text: "swing", Limit: 10})
			if len(hits.Hits) != 0 {
				t.Error("search still finds it")
			}
			return firstOf(err, err2, err3)
		})
		if _, err := r.store.Verify(ctx); err != nil {
			t.Errorf("the record does not hold: %v", err)
		}
		editions, err := r.store.Editions(ctx, d.ID)
		if err != nil || len(editions) != 2 {
			t.Errorf("%d editions are kept, %v", len(editions), err)
		}
	})
}

func firstOf(errs ...error) error {
	for _, e := range errs {
		if e != nil {
			return e
		}
	}
	return nil
}

func TestAddressesAreKeptAndRedirect(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		one, two := r.story("Tide"), r.story("Tide")
		if a, b := r.publish(one, desk.Publication{Slot: desk.NoSlot}).Address, r.publish(two, desk.Publication{Slot: desk.NoSlot}).Address; a != "/tide" || b != "/tide-2" {
			t.Errorf("addresses %q and %q", a, b)
		}
		for wish, field := range map[string]string{"/tide-2": "address", "/newsroom/x": "address", "no slash": "address", "/a?b": "address"} {
			now, err := r.store.DraftText(ctx, one.ID)
			r.must(err)
			_, err = r.Publish(ctx, r.editor, desk.Publication{Draft: one.ID, Version: now.Version, Change: article.Fix, Address: wish, Slot: desk.NoSlot})
			r.refused(err, fault.Invalid, field)
		}
		if got := r.publish(one, desk.Publication{Change: article.Fix, Address: "/harbour/tide-tables", Slot: desk.NoSlot}).Address; got != "/harbour/tide-tables" {
			t.Errorf("moved to %q", got)
		}
		if got := r.publish(one, desk.Publication{Change: article.Fix, Address: "/tides", Slot: desk.NoSlot}).Address; got != "/tides" {
			t.Errorf("moved to %q", got)
		}
		r.read(func(s press.Snapshot) error {
			for _, old := range []string{"/tide", "/harbour/tide-tables"} {
				a, found, err := s.Address(ctx, old)
				if err != nil || !found || a.At != paper.AtRedirect || a.Object != one.ID {
					t.Errorf("%s is %+v, %v, %v", old, a, found, err)
				}
			}
			at, _, err := s.AddressOf(ctx, paper.AtArticle, one.ID)
			if at != "/tides" {
				t.Errorf("the story stands at %q", at)
			}
			return err
		})
	})
}

func TestSectionsMoveWithTheirAddressesAndStories(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		_, err := r.PasteSections(ctx, r.editor, "News\nBusiness\n  Jobs\n  Shipping\nSport")
		r.must(err)
		_, err = r.PasteSections(ctx, r.editor, "Business\n\tShipping\n\tFarming")
		r.must(err)
		by := func() map[string]paper.Section {
			all, err := r.store.Sections(ctx)
			r.must(err)
			names := map[string]paper.Section{}
			for _, s := range all {
				names[s.Name] = s
			}
			return names
		}
		s := by()
		if len(s) != 6 || s["Shipping"].Address != "/business/shipping/" || s["Farming"].Parent != s["Business"].ID {
			t.Fatalf("sections %+v", s)
		}
		d := r.story("Ferry sold")
		_, err = r.typeAt(r.editor, d.ID, d.Version, attr("section", s["Shipping"].ID))
		r.must(err)
		if a := r.publish(d, desk.Publication{Slot: desk.NoSlot}).Address; a != "/business/shipping/ferry-sold" {
			t.Errorf("address %q", a)
		}
		if got := r.listed(article.SectionList(s["Business"].ID)); len(got) != 1 {
			t.Errorf("Business holds %q", got)
		}

		moved := s["Shipping"]
		moved.Parent, moved.Name, moved.Slug, moved.Place = s["News"].ID, "Ferries", "ferries", 1
		moved, _, err = r.ChangeSection(ctx, r.editor, moved)
		r.must(err)
		if moved.Address != "/news/ferries/" {
			t.Errorf("the section moved to %q", moved.Address)
		}
		if got := r.listed(article.SectionList(s["Business"].ID)); len(got) != 0 {
			t.Errorf("Business still holds %q", got)
		}
		if got := r.listed(article.SectionList(s["News"].ID)); len(got) != 1 {
			t.Errorf("News holds %q", got)
		}
		r.read(func(snap press.Snapshot) error {
			a, found, err := snap.Address(ctx, "/business/shipping/")
			if !found || a.At != paper.AtRedirect || a.Object != moved.ID {
				t.Errorf("the old address is %+v", a)
			}
			return err
		})

		circle := s["News"]
		circle.Parent = moved.ID
		_, _, err = r.ChangeSection(ctx, r.editor, circle)
		r.refused(err, fault.Invalid, "parent")
		_, err = r.DropSection(ctx, r.editor, moved.ID)
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("a section with a story was dropped: %v", err)
		}
		_, err = r.DropSection(ctx, r.editor, by()["Sport"].ID)
		r.must(err)
		if _, still := by()["Sport"]; still {
			t.Error("the dropped section is still there")
		}
	})
}

func TestWriting(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		d := r.story("Draft")
		resend := desk.Typed{Draft: d.ID, Base: d.Version, Client: "phone", Counter: 1, Steps: []json.RawMessage{json.RawMessage(insert(1, "A "))}}
		_, err := r.Write(ctx, r.editor, resend)
		r.refused(err, fault.Conflict, "") // in the other window's hand
		r.refused(r.Take(ctx, r.editor, d.ID, "phone", "desktop", false), fault.Conflict, "")
		r.must(r.Take(ctx, r.editor, d.ID, "phone", "", true))
		r.must(r.Take(ctx, r.editor, d.ID, "phone, loaded again", "phone", false))
		r.must(r.Take(ctx, r.editor, d.ID, "phone", "phone, loaded again", false))
		first, err := r.Write(ctx, r.editor, resend)
		r.must(err)
		again, err := r.Write(ctx, r.editor, resend)
		r.must(err)
		if first != again || first != d.Version+1 {
			t.Errorf("the same words sent twice gave versions %d and %d", first, again)
		}
		_, err = r.typeAt(r.editor, d.ID, d.Version, insert(1, "B "))
		r.refused(err, fault.Conflict, "")
		_, err = r.Write(ctx, r.reporter, desk.Typed{Draft: d.ID, Base: first, Client: "jo", Counter: 1, Steps: resend.Steps})
		r.refused(err, fault.Forbidden, "")
		for name, step := range map[string]string{
			"a step that cannot be applied":      insert(9999, "x"),
			"a step that is none":                `{"stepType":"dance"}`,
			"a character that no page shows":     insert(1, "\u0007"),
			"a field that the story lacks":       attr("price", 3),
			"a kind that does not exist":         attr("kind", "rumour"),
			"a link that runs a script":          `{"stepType":"addMark","mark":{"type":"link","attrs":{"href":"javascript:alert(1)"}},"from":10,"to":12}`,
			"a node that the schema lacks":       `{"stepType":"replace","from":1,"to":1,"slice":{"content":[{"type":"script"}]}}`,
			"a headline with a second paragraph": `{"stepType":"replace","from":1,"to":1,"slice":{"content":[{"type":"paragraph"}]}}`,
		} {
			r.counter++
			_, err := r.Write(ctx, r.editor, desk.Typed{Draft: d.ID, Base: first, Client: "phone", Counter: 100 + r.counter, Steps: []json.RawMessage{json.RawMessage(step)}})
			if k := fault.Of(err); k == nil || (k.Kind != fault.Invalid && k.Kind != fault.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
		now, err := r.store.DraftText(ctx, d.ID)
		r.must(err)
		if now.Version != first || prose.Headline(now.Doc) != "A Draft" {
			t.Errorf("after refusals the draft is at %d with %q", now.Version, prose.Headline(now.Doc))
		}
		rows, err := r.store.StepsSince(ctx, d.ID, 0)
		if err != nil || len(rows) != 3 || rows[2].Next() != first {
			t.Errorf("the log holds %d rows, %v", len(rows), err)
		}
	})
}

func TestTheLogGivesTheText(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		d, err := r.StartStory(ctx, r.editor, article.Story)
		r.must(err)
		doc, err := d.Doc.Marshal()
		r.must(err)
		version := int64(0)
		for i := range 30 {
			version, err = r.typeAt(r.editor, d.ID, version, insert(1+i, string(rune('a'+i%26))))
			r.must(err)
		}
		rows, err := r.store.StepsSince(ctx, d.ID, 0)
		r.must(err)
		authority := steps.New()
		for _, row := range rows {
			doc, err = authority.Apply(ctx, doc, row.Steps)
			r.must(err)
		}
		now, err := r.store.DraftText(ctx, d.ID)
		r.must(err)
		kept, err := now.Doc.Marshal()
		r.must(err)
		var a, b any
		if json.Unmarshal(doc, &a) != nil || json.Unmarshal(kept, &b) != nil || fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("the log gives\n%s\nand the row holds\n%s", doc, kept)
		}
	})
}

func drawn(t *testing.T, shade uint8) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for x := range 640 {
		for y := range 480 {
			img.Set(x, y, color.RGBA{shade, uint8(x), uint8(y), 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPicturesArePublicWithTheirStories(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		file := drawn(t, 7)
		p, again, err := r.TakeIn(ctx, r.reporter, desk.Taken{Name: "bridge.png", Bytes: bytes.NewReader(file), Credit: "Lena Sundhale", Alt: "A bridge"})
		r.must(err)
		if again || p.Width != 640 || len(p.Cuts) == 0 || p.Published {
			t.Errorf("taken in: %+v", p)
		}
		same, again, err := r.TakeIn(ctx, r.editor, desk.Taken{Name: "other.png", Bytes: bytes.NewReader(file)})
		r.must(err)
		if !again || same.ID != p.ID || same.Credit != "Lena Sundhale" {
			t.Errorf("the same file again gave %+v, %v", same, again)
		}
		_, _, err = r.TakeIn(ctx, r.editor, desk.Taken{Name: "notes.pdf", Bytes: strings.NewReader("%PDF-1.4")})
		if f := fault.Of(err); f == nil || f.Kind != fault.Invalid || !strings.Contains(f.Say, "notes.pdf") {
			t.Errorf("a file that is no picture: %v", err)
		}

		public := func() (found bool) {
			r.read(func(s press.Snapshot) error {
				_, byID, err := s.Picture(ctx, p.ID)
				_, _, byFile, err2 := s.PictureByFile(ctx, p.Cuts[0].File)
				if byID != byFile {
					t.Errorf("public by id %v, by file %v", byID, byFile)
				}
				found = byID
				return firstOf(err, err2)
			})
			return found
		}
		if public() {
			t.Error("a picture of no story is public")
		}
		d := r.story("Bridge in pictures")
		_, err = r.typeAt(r.editor, d.ID, d.Version, attr("picture", map[string]any{"picture": p.ID, "caption": "", "alt": "", "decorative": false}))
		r.must(err)
		if public() {
			t.Error("a picture of a draft is public")
		}
		r.publish(d, desk.Publication{Slot: desk.NoSlot})
		if !public() {
			t.Error("the picture of a live story cannot be fetched")
		}
		_, err = r.Recall(ctx, r.editor, d.ID, "wrong picture")
		r.must(err)
		if public() {
			t.Error("the picture of a recalled story is still public")
		}
	})
}

func TestFronts(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		a, b := r.story("First"), r.story("Second")
		r.publish(a, desk.Publication{Slot: 0})
		f, err := r.store.FrontOf(ctx, front.Home)
		r.must(err)
		if len(f.Pins) != 1 || f.Pins[0].Story != a.ID || !f.Pins[0].Until.Equal(r.clock.Now().Add(24*time.Hour)) {
			t.Errorf("pins %+v", f.Pins)
		}
		seen := func() front.Front {
			live, err := r.store.FrontOf(ctx, front.Home)
			r.must(err)
			return live
		}
		_, err = r.PressFront(ctx, r.editor, front.Front{ID: front.Home}, front.Front{ID: front.Home})
		r.refused(err, fault.Conflict, "") // another front is live than was seen
		_, err = r.PressFront(ctx, r.editor, front.Front{ID: front.Home, Pins: []front.Pin{{Slot: 0, Story: b.ID}}}, seen())
		r.refused(err, fault.Invalid, "pins") // it is not live
		r.publish(b, desk.Publication{Slot: desk.NoSlot})
		_, err = r.PressFront(ctx, r.editor, front.Front{ID: front.Home, Pins: []front.Pin{{Slot: 0, Story: b.ID}, {Slot: 1, Story: b.ID}}}, seen())
		r.refused(err, fault.Invalid, "pins")
		_, err = r.PressFront(ctx, r.reporter, front.Front{ID: front.Home}, seen())
		r.refused(err, fault.Forbidden, "")
		_, err = r.PressFront(ctx, r.editor, front.Front{ID: front.Home, Pins: []front.Pin{{Slot: 1, Story: b.ID}}}, seen())
		r.must(err)
	})
}

func TestOpeningHappensOnce(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		_, err := r.OpenPaper(t.Context(), desk.Opening{Paper: "Other", Name: "X", Email: "x@x.example", PasswordHash: "x", Lang: "en", Zone: "UTC"})
		r.refused(err, fault.Conflict, "")
		_, err = r.AddStaff(t.Context(), r.editor, desk.NewStaff{Name: "Jo", Email: "JO@courier.example", Roles: []account.Role{account.Editor}, PasswordHash: "x"})
		r.refused(err, fault.Conflict, "email")
		_, err = r.AddStaff(t.Context(), r.reporter, desk.NewStaff{Name: "Zed", Email: "z@courier.example", Roles: []account.Role{account.Editor}, PasswordHash: "x"})
		r.refused(err, fault.Forbidden, "")
		_, err = r.AddStaff(t.Context(), r.editor, desk.NewStaff{Name: "Zed", Email: "z@courier.example", Roles: []account.Role{"root"}, PasswordHash: "x"})
		r.refused(err, fault.Invalid, "roles")
	})
}
