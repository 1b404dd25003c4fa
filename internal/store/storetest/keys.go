//go:build unix

package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"sync"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/record"
	"broadsheet/internal/store"
)

// A question is something that a page asks of a snapshot.
type question struct {
	name string
	ask  func(ctx context.Context, v press.Snapshot) (any, error)
}

// The little world that the questions are about.
var (
	worldArticles = names("a", 8)
	worldSections = names("s", 5)
	worldBylines  = names("b", 3)
	worldTopics   = names("t", 3)
	worldPictures = names("p", 3)
	worldLists    = []string{"latest", "section/s0", "section/s1", "section/s2", "section/s3", "byline/b0", "byline/b1", "topic/t0", "topic/t1", "kind/news", "kind/opinion"}
	worldPaths    = []string{"/", "/a0", "/a1", "/s0/", "/b0", "/t0", "/?p=1"}
	worldWords    = []string{"bridge", "ferry", "harbour", "tide", "lantern"}
	worldNow      = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)
)

func names(prefix string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprint(prefix, i)
	}
	return all
}

// found is an answer that may be none.
func found[T any](v T, ok bool, err error) (any, error) {
	if !ok {
		return nil, err
	}
	return v, err
}

func questions() []question {
	var all []question
	add := func(name string, ask func(ctx context.Context, v press.Snapshot) (any, error)) {
		all = append(all, question{name, ask})
	}
	add("settings", func(ctx context.Context, v press.Snapshot) (any, error) { return found(v.Settings(ctx)) })
	add("sections", func(ctx context.Context, v press.Snapshot) (any, error) { return v.Sections(ctx) })
	add("pages", func(ctx context.Context, v press.Snapshot) (any, error) { return v.Pages(ctx) })
	add("home", func(ctx context.Context, v press.Snapshot) (any, error) { return v.Front(ctx, front.Home) })
	add("section front", func(ctx context.Context, v press.Snapshot) (any, error) { return v.Front(ctx, "s0") })
	add("breaking", func(ctx context.Context, v press.Snapshot) (any, error) { return v.Breaking(ctx) })
	for _, id := range worldArticles {
		add("article "+id, func(ctx context.Context, v press.Snapshot) (any, error) { return found(v.Article(ctx, id)) })
		add("withdrawn "+id, func(ctx context.Context, v press.Snapshot) (any, error) { return found(v.Withdrawn(ctx, id)) })
		add("notes of "+id, func(ctx context.Context, v press.Snapshot) (any, error) { return v.Notes(ctx, id) })
		add("address of "+id, func(ctx context.Context, v press.Snapshot) (any, error) {
			return found(v.AddressOf(ctx, paper.AtArticle, id))
		})
	}
	for _, path := range worldPaths {
		add("address "+path, func(ctx context.Context, v press.Snapshot) (any, error) { return found(v.Address(ctx, path)) })
	}
	for _, id := range worldBylines {
		add("byline "+id, func(ctx context.Context, v press.Snapshot) (any, error) { return found(v.Byline(ctx, id)) })
		add("address of "+id, func(ctx context.Context, v press.Snapshot) (any, error) {
			return found(v.AddressOf(ctx, paper.AtByline, id))
		})
	}
	for _, after := range []string{"", "b0", "t0"} {
		add("bylines above "+after, func(ctx context.Context, v press.Snapshot) (any, error) { return v.Bylines(ctx, after, 2) })
		add("topics above "+after, func(ctx context.Context, v press.Snapshot) (any, error) { return v.Topics(ctx, after, 2) })
	}
	for _, id := range worldTopics {
		add("topic "+id, func(ctx context.Context, v press.Snapshot) (any, error) { return found(v.Topic(ctx, id)) })
		add("address of "+id, func(ctx context.Context, v press.Snapshot) (any, error) {
			return found(v.AddressOf(ctx, paper.AtTopic, id))
		})
	}
	add("address of s0", func(ctx context.Context, v press.Snapshot) (any, error) {
		return found(v.AddressOf(ctx, paper.AtSection, "s0"))
	})
	for _, id := range worldPictures {
		add("picture "+id, func(ctx context.Context, v press.Snapshot) (any, error) { return found(v.Picture(ctx, id)) })
		add("file of "+id, func(ctx context.Context, v press.Snapshot) (any, error) {
			p, cut, ok, err := v.PictureByFile(ctx, id+"-600.jpg")
			return fmt.Sprint(p, cut, ok), err
		})
	}
	for _, limit := range []int{1, 3} {
		add(fmt.Sprint("all notes ", limit), func(ctx context.Context, v press.Snapshot) (any, error) { return v.AllNotes(ctx, time.Time{}, limit) })
	}
	add("old notes", func(ctx context.Context, v press.Snapshot) (any, error) { return v.AllNotes(ctx, worldNow, 3) })
	add("days", func(ctx context.Context, v press.Snapshot) (any, error) { return v.Days(ctx) })
	add("pictures in stories", func(ctx context.Context, v press.Snapshot) (any, error) { return v.PicturesIn(ctx, worldArticles) })
	add("cards", func(ctx context.Context, v press.Snapshot) (any, error) { return v.Cards(ctx, worldArticles) })
	lisbon := time.FixedZone("+3", 3*3600)
	for _, l := range worldLists {
		for _, limit := range []int{1, 4, 40} {
			add(fmt.Sprint("newest ", limit, " of ", l), func(ctx context.Context, v press.Snapshot) (any, error) { return v.Newest(ctx, l, limit) })
		}
		add("newest whole of "+l, func(ctx context.Context, v press.Snapshot) (any, error) {
			return v.NewestWhole(ctx, l, 3, press.Wanted{})
		})
		add("oldest first of "+l, func(ctx context.Context, v press.Snapshot) (any, error) {
			return v.OldestFirst(ctx, l, worldNow.AddDate(0, -1, 0), worldNow.AddDate(0, 1, 0), 1, 3)
		})
		add("box of "+l, func(ctx context.Context, v press.Snapshot) (any, error) { return v.Box(ctx, l, 4) })
		for _, span := range [][2]time.Time{
			{worldNow.AddDate(0, -1, 0), worldNow.AddDate(0, 1, 0)},
			{time.Date(2026, 5, 1, 0, 0, 0, 0, lisbon), time.Date(2026, 6, 1, 0, 0, 0, 0, lisbon)},
			{worldNow.AddDate(-5, 0, 0), worldNow},
			{},
		} {
			for _, limit := range []int{2, 100} {
				add(fmt.Sprint(l, " between ", span, " at most ", limit), func(ctx context.Context, v press.Snapshot) (any, error) {
					return v.Between(ctx, l, span[0], span[1], article.Cursor{}, limit)
				})
			}
		}
		add("a month whole of "+l, func(ctx context.Context, v press.Snapshot) (any, error) {
			return v.WholeBetween(ctx, l, time.Date(2026, 5, 1, 0, 0, 0, 0, lisbon), time.Date(2026, 6, 1, 0, 0, 0, 0, lisbon), article.Cursor{}, 3, press.Wanted{})
		})
		add("after the cursor in "+l, func(ctx context.Context, v press.Snapshot) (any, error) {
			return v.Between(ctx, l, time.Time{}, time.Time{}, article.Cursor{At: worldNow.AddDate(0, -1, 0), ID: "a3"}, 2)
		})
		for m := time.April; m <= time.July; m++ {
			for _, zone := range []*time.Location{time.UTC, lisbon} {
				add(fmt.Sprint("months around ", m, " of ", l, " in ", zone), func(ctx context.Context, v press.Snapshot) (any, error) {
					before, after, err := v.Months(ctx, l, time.Date(2026, m, 1, 0, 0, 0, 0, zone), zone)
					return []string{before.String(), after.String()}, err
				})
			}
		}
	}
	for _, q := range append([]string{"bridge ferry", `"ferry tide"`, "tide -bridge", "name0 ferry", "name1"}, worldWords...) {
		add("search for "+q, func(ctx context.Context, v press.Snapshot) (any, error) {
			return v.Search(ctx, article.Search{Text: q, Limit: 5})
		})
	}
	for _, b := range worldBylines {
		add("search for tide by "+b, func(ctx context.Context, v press.Snapshot) (any, error) {
			return v.Search(ctx, article.Search{Text: "tide", Byline: b, Limit: 5})
		})
	}
	return all
}

// An answer is what a question got, and the keys that were noted for it.
type answer struct {
	number int64
	text   string
	keys   []string
}

func ask(s press.Reader, q question) (a answer, err error) {
	err = s.Read(context.Background(), func(v press.Snapshot) error {
		got, err := q.ask(context.Background(), v)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		b, err := json.Marshal(got)
		a = answer{v.Number(), string(b), v.Keys()}
		return err
	})
	return a, err
}

// A deed is one random action.
type deed struct {
	name string
	do   func(ctx context.Context, tx desk.Tx) error
}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// some picks up to n of them.
func some(r *rand.Rand, all []string, n int) []string {
	var out []string
	for range r.IntN(n + 1) {
		if v := pick(r, all); !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// worldTime picks instants that lie at the edges of months, together, and years ago.
func worldTime(r *rand.Rand) time.Time {
	return pick(r, []time.Time{
		worldNow, worldNow, worldNow.Add(-time.Hour), worldNow.AddDate(0, 0, -15), worldNow.AddDate(0, -1, 0), worldNow.AddDate(0, -2, 0),
		time.Date(2026, 4, 30, 23, 0, 0, 0, time.UTC), time.Date(2026, 5, 31, 22, 30, 0, 0, time.UTC), time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
		worldNow.AddDate(-3, 0, 0), worldNow.AddDate(-4, 0, 0),
	})
}

func randomStory(r *rand.Rand, id string) told {
	s := told{
		id: id, headline: pick(r, worldWords), text: pick(r, worldWords) + " " + pick(r, worldWords), at: worldTime(r),
		byline: some(r, worldBylines, 2), topics: some(r, worldTopics, 2), further: some(r, worldSections, 1), pictures: some(r, worldPictures, 1),
		kind: pick(r, []article.Kind{article.News, article.Opinion}),
	}
	if r.IntN(6) > 0 {
		s.section = pick(r, worldSections)
	}
	if r.IntN(10) == 0 {
		s.form, s.place = article.StandingPage, r.IntN(3)
	}
	return s
}

func randomDeed(r *rand.Rand, n int) deed {
	id := pick(r, worldArticles)
	switch r.IntN(16) {
	case 0, 1, 2, 3:
		s := randomStory(r, id)
		return deed{fmt.Sprintf("publish %+v", s), func(ctx context.Context, tx desk.Tx) error { return s.publish(tx) }}
	case 4:
		// Many, so that the head of a list is full.
		var all []told
		for range 42 {
			all = append(all, randomStory(r, fmt.Sprint("m", r.IntN(60))))
		}
		return deed{"publish many", func(ctx context.Context, tx desk.Tx) error {
			for _, s := range all {
				if err := s.publish(tx); err != nil {
					return err
				}
			}
			return nil
		}}
	case 5, 6:
		return deed{"withdraw " + id, func(ctx context.Context, tx desk.Tx) error { return tx.Withdraw(ctx, id, worldNow) }}
	case 7:
		id := fmt.Sprint("m", r.IntN(60))
		return deed{"withdraw " + id, func(ctx context.Context, tx desk.Tx) error { return tx.Withdraw(ctx, id, worldNow) }}
	case 8:
		s := section(pick(r, worldSections), "")
		if r.IntN(2) == 0 {
			s.Parent = pick(r, worldSections)
		}
		s.Place = r.IntN(3)
		if r.IntN(3) == 0 {
			s.MergedInto = pick(r, worldSections)
		}
		if r.IntN(4) == 0 {
			s.TurnedInto = pick(r, worldTopics)
		}
		return deed{fmt.Sprintf("section %+v", s), func(ctx context.Context, tx desk.Tx) error { return tx.SaveSection(ctx, s) }}
	case 9:
		b := byline(pick(r, worldBylines), fmt.Sprint("name", r.IntN(3)))
		if r.IntN(3) == 0 {
			b.MergedInto = pick(r, worldBylines)
		}
		if r.IntN(2) == 0 {
			b.Portrait = pick(r, worldPictures)
		}
		return deed{fmt.Sprintf("byline %+v", b), func(ctx context.Context, tx desk.Tx) error { return tx.SaveByline(ctx, b) }}
	case 10:
		t := topic(pick(r, worldTopics))
		t.Name = fmt.Sprint("name", r.IntN(3))
		switch r.IntN(5) {
		case 0:
			t.MergedInto = pick(r, worldTopics)
		case 1:
			t.TurnedInto = pick(r, worldSections)
		}
		return deed{fmt.Sprintf("topic %+v", t), func(ctx context.Context, tx desk.Tx) error { return tx.SaveTopic(ctx, t) }}
	case 11:
		path := pick(r, worldPaths)
		if r.IntN(4) == 0 {
			return deed{"drop address " + path, func(ctx context.Context, tx desk.Tx) error { return tx.DropAddress(ctx, path) }}
		}
		kind := pick(r, []paper.Target{paper.AtArticle, paper.AtByline, paper.AtTopic, paper.AtSection})
		object := map[paper.Target]string{paper.AtArticle: "a0", paper.AtByline: "b0", paper.AtTopic: "t0", paper.AtSection: "s0"}[kind]
		a := paper.Address{Path: path, At: kind, Kind: kind, Object: object, Since: worldTime(r)}
		if r.IntN(4) == 0 {
			a.At = paper.AtRedirect
		}
		return deed{fmt.Sprintf("address %+v", a), func(ctx context.Context, tx desk.Tx) error { return tx.SetAddress(ctx, a) }}
	case 12:
		if r.IntN(2) == 0 {
			s := settings(pick(r, []string{"en", "de"}))
			s.Accent, s.Policy = pick(r, []string{"", "red", "#ffd400"}), pick(r, []string{"", id})
			s.Logo = pick(r, append([]string{""}, worldPictures...))
			return deed{"settings " + s.Lang, func(ctx context.Context, tx desk.Tx) error { return tx.SaveSettings(ctx, s) }}
		}
		if r.IntN(3) == 0 {
			b := front.Breaking{Text: pick(r, worldWords), Story: id, Since: worldTime(r)}
			return deed{"breaking " + b.Text, func(ctx context.Context, tx desk.Tx) error { return tx.SaveBreaking(ctx, b) }}
		}
		f := home(id)
		f.ID = pick(r, []string{front.Home, "s0"})
		f.Pins[0].Headline, f.Rows = pick(r, worldWords), [][]front.Layout{nil, {front.Lead, front.Pair}}[r.IntN(2)]
		if r.IntN(2) == 0 {
			f.Pins[0].Picture, f.Pins[0].Until = pick(r, worldPictures), pick(r, []time.Time{{}, Monday.Add(time.Hour), Monday.AddDate(1, 0, 0)})
		}
		return deed{"home " + id, func(ctx context.Context, tx desk.Tx) error { return tx.SaveFront(ctx, f) }}
	case 13, 14:
		p := picture(pick(r, worldPictures))
		p.Alt = fmt.Sprint("alt ", r.IntN(5))
		return deed{"picture " + p.ID + " " + p.Alt, func(ctx context.Context, tx desk.Tx) error {
			was, err := tx.Picture(ctx, p.ID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			p.Published = was.Published
			return tx.SavePicture(ctx, p)
		}}
	default:
		k := note(fmt.Sprint("n", n), id)
		k.At = worldTime(r)
		return deed{fmt.Sprintf("note %+v", k), func(ctx context.Context, tx desk.Tx) error { return tx.AddNote(ctx, k) }}
	}
}

// refusable are the answers of a random deed that is not possible just now.
func refusable(err error) bool {
	return err == nil || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)
}

func perform(s *store.Store, d deed) (record.Entry, error) {
	ctx := context.Background()
	return act(s, func(tx desk.Tx) error { return d.do(ctx, tx) })
}

// unsound does random deeds and tells the first answer that changed although none of its keys was touched; "" when
// there is none. Lost drops keys that were touched, to see whether that is noticed.
func unsound(s *store.Store, seed uint64, deeds int, lost func(key string) bool) (string, error) {
	r := rand.New(rand.NewPCG(seed, 1))
	all := questions()
	known := make([]answer, len(all))
	for i, q := range all {
		var err error
		if known[i], err = ask(s, q); err != nil {
			return "", err
		}
	}
	for n := range deeds {
		d := randomDeed(r, n)
		e, err := perform(s, d)
		if !refusable(err) {
			return "", fmt.Errorf("seed %d, deed %d, %s: %w", seed, n, d.name, err)
		}
		touched := map[string]bool{}
		for _, k := range e.Keys {
			touched[k] = lost == nil || !lost(k)
		}
		for i, q := range all {
			now, err := ask(s, q)
			if err != nil {
				return "", err
			}
			if now.text != known[i].text && !slices.ContainsFunc(known[i].keys, func(k string) bool { return touched[k] }) {
				return fmt.Sprintf("seed %d, deed %d: %s\nchanged: %s\nwas: %.300s\nis:  %.300s\nnoted:   %v\ntouched: %v",
					seed, n, d.name, q.name, known[i].text, now.text, known[i].keys, e.Keys), nil
			}
			known[i] = now
		}
	}
	return "", nil
}

// keysSound: whenever an answer changes, one of the keys noted for it was touched.
func keysSound(h house) {
	seeds, deeds := 3, 60
	if h.kind.Name == "postgres" {
		seeds, deeds = 1, 40
	}
	for seed := range seeds {
		s := OpenAt(h, h.kind.Place(h, false), h.clock)
		wrong, err := unsound(s, uint64(seed), deeds, nil)
		if err != nil {
			h.Fatal(err)
		}
		if wrong != "" {
			h.Errorf("an answer changed and none of its keys was touched\n%s", wrong)
		}
	}
}

// lostKeys are faults that the promise above must notice: each kind of key, not touched.
var lostKeys = []string{
	`^frame$`, `^address/`, `^article/`, `^byline/b\d$`, `^topic/t\d$`, `^picture/`, `^file/`, `^front/`, `^note/`, `^notes$`, `^published$`,
	`@head$`, `@\d{4}-\d{2}$`, `@months$`, `@ever$`,
}

// keysMissed: a kind of key that is not touched is noticed.
func keysMissed(h house) {
	if h.kind.Name == "postgres" {
		return // the test is about the test, and one database is enough for that
	}
	for _, kind := range lostKeys {
		lost := regexp.MustCompile(kind)
		noticed := false
		for seed := uint64(0); seed < 20 && !noticed; seed++ {
			s := OpenAt(h, h.kind.Place(h, false), h.clock)
			wrong, err := unsound(s, seed, 60, lost.MatchString)
			if err != nil {
				h.Fatal(err)
			}
			noticed = wrong != ""
		}
		if !noticed {
			h.Errorf("no key of the kind %s was touched, and nobody noticed", kind)
		}
	}
}

// keysTogether: the same while several write at once.
func keysTogether(h house) {
	const writers, deeds = 4, 25
	all := questions()
	second := OpenAt(h, h.place, h.clock)
	var writing, reading sync.WaitGroup
	stop := make(chan struct{})
	known := make([][]answer, len(all))
	for w := range writers {
		s := []*store.Store{h.Store, second}[w%2]
		writing.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 2))
			for n := range deeds {
				if _, err := perform(s, randomDeed(r, w*1000+n)); !refusable(err) {
					h.Error(err)
				}
			}
		})
	}
	for half := range 2 {
		reading.Go(func() {
			for {
				for i := half; i < len(all); i += 2 {
					a, err := ask(h.Store, all[i])
					if err != nil {
						h.Error(err)
						return
					}
					known[i] = append(known[i], a)
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	writing.Wait()
	close(stop)
	reading.Wait()
	entries, err := h.Entries(context.Background(), 0, writers*deeds+1)
	if err != nil {
		h.Fatal(err)
	}
	for i, q := range all {
		a, err := ask(h.Store, q)
		if err != nil {
			h.Fatal(err)
		}
		known[i] = append(known[i], a)
		for j := range len(known[i]) - 1 {
			was, is := known[i][j], known[i][j+1]
			if was.text == is.text {
				continue
			}
			touched := false
			for _, e := range entries {
				if e.Number > was.number && e.Number <= is.number {
					touched = touched || slices.ContainsFunc(was.keys, func(k string) bool { return slices.Contains(e.Keys, k) })
				}
			}
			if !touched {
				h.Fatalf("%s changed between entries %d and %d, and none of its keys was touched\nwas: %.300s\nis:  %.300s\nnoted: %v",
					q.name, was.number, is.number, was.text, is.text, was.keys)
			}
		}
	}
	h.wantChain(int64(len(entries)))
}
