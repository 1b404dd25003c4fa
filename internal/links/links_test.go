package links_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/links"
	"broadsheet/internal/moving/fetch"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// web is what other sites answer: a status by address, and robots.txt by site.
type web struct {
	status map[string]int
	robots map[string]string
	asked  []string
}

func (w *web) Ask(_ context.Context, address string) (int, error) {
	w.asked = append(w.asked, address)
	if s, ok := w.status[address]; ok {
		return s, nil
	}
	return 0, fault.New(fault.Unavailable, "%s cannot be reached.", address)
}

func (w *web) Get(_ context.Context, address string) (*fetch.Answer, error) {
	if text, ok := w.robots[strings.TrimSuffix(address, "/robots.txt")]; ok {
		return &fetch.Answer{Body: []byte(text)}, nil
	}
	return nil, fault.New(fault.NotFound, "There is nothing at %s.", address)
}

func TestLinksOfStoriesAreLookedAt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func(c ...clock.Clock) *store.Store) {
		c := clock.At(storetest.Monday)
		s := open(c)
		ctx := t.Context()
		d := desk.New(s, nil, nil, c)
		me, err := d.OpenPaper(ctx, desk.Opening{Paper: "The Wexmouth Courier", Name: "Mara Ostrey", Email: "mara@courier.example", PasswordHash: "-", Lang: "en", Zone: "Europe/Lisbon"})
		if err != nil {
			t.Fatal(err)
		}
		section, _, err := d.AddSection(ctx, me, paper.Section{Name: "News"})
		if err != nil {
			t.Fatal(err)
		}
		publish(t, s, me, "a-story", "https://good.example/a", "https://gone.example/b#part", "https://down.example/", "https://shy.example/private/x", "https://shy.example/open",
			section.Address, "https://courier.example/nowhere", "http://10.0.0.1/", "mailto:jo@courier.example")
		w := &web{
			status: map[string]int{"https://good.example/a": 200, "https://gone.example/b": 404, "https://shy.example/open": 403},
			robots: map[string]string{"https://shy.example": "User-agent: *\nDisallow: /private/\nAllow: /private/ok$\n"},
		}
		paused := 0
		check := links.Checker{Desk: d, Read: s, Fetch: w, Base: "https://courier.example", Clock: c, Pause: func(context.Context, time.Duration) { paused++ }}
		want := func(say string, states map[paper.LinkState]int) {
			t.Helper()
			got, err := s.CountLinks(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for state, n := range states {
				if got[state] != n {
					t.Errorf("%s: %d links are %s, want %d (%v)", say, got[state], state, n, got)
				}
			}
		}
		if err := check.Round(ctx); err != nil {
			t.Fatal(err)
		}
		want("after a round", map[paper.LinkState]int{paper.LinkGood: 2, paper.LinkBroken: 2, paper.LinkUnsure: 4, paper.LinkNew: 0})
		for _, a := range w.asked {
			if strings.Contains(a, "courier.example") || strings.Contains(a, "/private/") {
				t.Errorf("%s was asked for", a)
			}
		}
		if paused != 1 {
			t.Errorf("the checker paused %d times between two questions to one site, want once", paused)
		}
		asked := len(w.asked)
		if err := check.Round(ctx); err != nil {
			t.Fatal(err)
		}
		if len(w.asked) != asked {
			t.Errorf("links were asked for again at once: %q", w.asked[asked:])
		}
		c.Move(25 * time.Hour)
		if err := check.Round(ctx); err != nil {
			t.Fatal(err)
		}
		want("a day later, what cannot be reached failed twice", map[paper.LinkState]int{paper.LinkBroken: 4})
		stories, err := s.BrokenLinks(ctx, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(stories) != 1 || stories[0].Article != "a-story" || len(stories[0].Links) != 4 {
			t.Errorf("broken links are %+v", stories)
		}
		if err := d.SwitchLinks(ctx, me, false); err != nil {
			t.Fatal(err)
		}
		asked = len(w.asked)
		c.Move(30 * 24 * time.Hour)
		if err := check.Round(ctx); err != nil {
			t.Fatal(err)
		}
		if len(w.asked) != asked {
			t.Error("links are asked for though that is switched off")
		}
		if err := d.SwitchLinks(ctx, me, true); err != nil {
			t.Fatal(err)
		}
		publish(t, s, me, "a-story", section.Address)
		if err := check.Round(ctx); err != nil {
			t.Fatal(err)
		}
		want("after the links were taken out", map[paper.LinkState]int{paper.LinkGood: 1, paper.LinkBroken: 0, paper.LinkUnsure: 0})
	})
}

// TestTheCheckerAsksNobodyInside: through the client that the program uses.
func TestTheCheckerAsksNobodyInside(t *testing.T) {
	f := fetch.New(fetch.Options{})
	for _, inside := range []string{"http://127.0.0.1/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://printer.local/"} {
		if _, err := f.Ask(t.Context(), inside); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s was asked for: %v", inside, err)
		}
	}
}

func publish(t *testing.T, s *store.Store, me account.Staff, id string, hrefs ...string) {
	t.Helper()
	var text []*prose.Node
	for _, h := range hrefs {
		text = append(text, &prose.Node{Type: "text", Text: "here ", Marks: []prose.Mark{{Type: "link", Attrs: map[string]any{"href": h}}}})
	}
	p := article.Published{Card: article.Card{ID: id, Kind: article.News, Headline: "The bridge is open", Address: "/news/bridge", PublishedAt: storetest.Monday, UpdatedAt: storetest.Monday}, Form: article.Story}
	p.Doc = &prose.Node{Type: "doc", Content: []*prose.Node{{Type: "paragraph", Content: text}}}
	err := s.InTx(t.Context(), func(tx desk.Tx) error {
		if err := tx.Publish(t.Context(), p); err != nil {
			return err
		}
		_, err := tx.Append(t.Context(), "published", id, me.ID, []byte(`{}`), true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
