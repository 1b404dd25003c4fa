package api_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/api/document"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestAStoryIsReadWhole(t *testing.T) {
	k := fresh(t)
	business := k.section("Business", "")
	shipping := k.section("Shipping", business.ID)
	bridge := k.topic("Swing bridge")
	lead, inside := k.picture("Photograph: Sam Wren"), k.picture("Photograph: Jo Tarrick")
	id := k.story("Bridge <opens>", article.Fields{
		Section: shipping.ID, Sections: []string{business.ID}, Topics: []string{bridge.ID}, Kind: article.Sponsored, PaidBy: "Harbour Board", Lang: "ar", Dir: "rtl",
		Picture: &article.Lead{Picture: lead.ID, Alt: "A bridge"}, Source: &article.Source{Name: "Wire", URL: "javascript:alert(1)"},
	}, prose.P(prose.T("It "), prose.T("opened", prose.Strong()), prose.T(" on Monday.")), prose.Image(inside.ID, "", ""))
	s := read[document.Story](t, k.get("/stories/"+id))
	for what, ok := range map[string]bool{
		"headline as it was typed":     s.Headline == "Bridge <opens>",
		"said to be paid for":          s.Sponsored && s.PaidBy == "Harbour Board" && s.Kind == "sponsored",
		"main section":                 s.Section != nil && s.Section.ID == shipping.ID && s.Section.URL == base+"/business/shipping/",
		"every section":                len(s.Sections) == 2,
		"topic":                        len(s.Topics) == 1 && s.Topics[0].Name == "Swing bridge",
		"author":                       len(s.Authors) == 1 && s.Authors[0].Name == "Mara Ostrey" && s.Authors[0].Role == "by",
		"lead picture with its credit": s.Picture != nil && s.Picture.Credit == "Photograph: Sam Wren" && s.Picture.Alt == "A bridge",
		"sizes under whole addresses":  s.Picture != nil && len(s.Picture.Sizes) > 0 && strings.HasPrefix(s.Picture.Sizes[0].URL, base+"/pictures/"),
		"pictures in the text":         len(s.Pictures) == 1 && s.Pictures[0].Credit == "Photograph: Jo Tarrick",
		"text as HTML":                 strings.Contains(s.Body.HTML, "<strong>opened</strong>"),
		"text as text":                 strings.HasPrefix(s.Body.Text, "It opened on Monday."),
		"language and direction":       s.Lang == "ar" && s.Dir == "rtl",
		"no address that is none":      s.Source != nil && s.Source.Name == "Wire" && s.Source.URL == "",
		"edition":                      s.Edition == 1,
		"no update that was not told":  s.Updated == nil,
	} {
		if !ok {
			t.Errorf("the story lacks its %s: %+v", what, s)
		}
	}
}

func TestListsGoOnByCursor(t *testing.T) {
	k := fresh(t)
	a, b := k.section("World", ""), k.section("Sport", "")
	bridge := k.topic("Swing bridge")
	want := map[string][]string{}
	for i := range 75 {
		f := article.Fields{Section: a.ID, Kind: article.News}
		if i%3 == 0 {
			f.Section = b.ID
		}
		if i%5 == 0 {
			f.Topics = []string{bridge.ID}
		}
		if i%7 == 0 {
			f.Kind, f.Lang = article.Opinion, "ar"
		}
		id := k.story(fmt.Sprintf("Story %d", i), f)
		add := func(q string) { want[q] = append([]string{id}, want[q]...) }
		add("")
		if i%3 == 0 {
			add("section=" + b.ID)
			add("section=sport&limit=7")
		}
		if i%3 == 0 && i%5 == 0 {
			add("section=sport&topic=swing-bridge&limit=2")
		}
		if i%7 == 0 {
			add("lang=ar")
			add("kind=opinion")
			add("author=mara-ostrey&kind=opinion&limit=30")
		} else {
			add("lang=en&limit=30")
		}
	}
	for q, ids := range want {
		t.Run("stories?"+q, func(t *testing.T) {
			var got []string
			next := "/stories?" + q
			for parts := 0; next != "" && parts < 100; parts++ {
				r := k.get(next)
				link := r.Header.Get("Link")
				d := read[document.Stories](t, r)
				for _, s := range d.Items {
					got = append(got, s.ID)
				}
				if next = ""; d.Next != nil {
					if next = strings.TrimPrefix(*d.Next, base+document.Prefix); link != "<"+*d.Next+`>; rel="next"` {
						t.Errorf("Link says %q", link)
					}
				} else if link != "" {
					t.Errorf("the last part has the Link %q", link)
				}
			}
			if !slices.Equal(got, ids) {
				t.Errorf("%d stories instead of %d: %v", len(got), len(ids), got)
			}
		})
	}
	since := storetest.Monday.Add(70 * time.Minute).Format(time.RFC3339)
	until := storetest.Monday.Add(73 * time.Minute).Format(time.RFC3339)
	if d := read[document.Stories](t, k.get("/stories?since="+since+"&until="+until)); len(d.Items) != 3 || d.Next != nil {
		t.Errorf("%d stories between two instants three minutes apart", len(d.Items))
	}
	for path, n := range map[string]int{"/topics?limit=1": 1, "/authors": 1, "/sections": 2} {
		d := read[struct{ Items []json.RawMessage }](t, k.get(path))
		if len(d.Items) != n {
			t.Errorf("%s has %d", path, len(d.Items))
		}
	}
}

func TestWhatIsNotOnTheListIsRefused(t *testing.T) {
	k := fresh(t)
	id := k.story("A story", article.Fields{})
	held := k.draft(prose.Doc("Held", "", prose.P(prose.T("Not yet."))), article.Fields{Kind: article.News})
	for _, c := range []struct {
		what, method, path string
		status             int
		headers            []string
	}{
		{"a filter that there is not", "GET", "/stories?colour=red", 400, nil},
		{"a column of the table", "GET", "/stories?created_by=x", 400, nil},
		{"an order that there is not", "GET", "/stories?sort=newest", 400, nil},
		{"a filter said twice", "GET", "/stories?kind=news&kind=opinion", 400, nil},
		{"a kind that there is not", "GET", "/stories?kind=gossip", 400, nil},
		{"a section that there is not", "GET", "/stories?section=nowhere", 400, nil},
		{"a section that is an injection", "GET", "/stories?section=" + url.QueryEscape("' OR 1=1 --"), 400, nil},
		{"a filter with a zero byte", "GET", "/stories?section=%00", 400, nil},
		{"a filter that is no UTF-8", "GET", "/stories?author=%ff", 400, nil},
		{"a filter without a value", "GET", "/stories?section=", 400, nil},
		{"a limit of none", "GET", "/stories?limit=0", 400, nil},
		{"a limit of more than there may be", "GET", "/stories?limit=31", 400, nil},
		{"a limit that is padded", "GET", "/stories?limit=007", 400, nil},
		{"a cursor that was made up", "GET", "/stories?cursor=abc", 400, nil},
		{"an instant that is none", "GET", "/stories?since=yesterday", 400, nil},
		{"a search for nothing", "GET", "/search", 400, nil},
		{"a filter on one story", "GET", "/stories/" + id + "?fields=body", 400, nil},
		{"a query that is broken", "GET", "/stories?%zz", 400, nil},
		{"a story that is held", "GET", "/stories/" + held.ID, 404, nil},
		{"a story that never was", "GET", "/stories/" + k.clock.ID(), 404, nil},
		{"an id that is none", "GET", "/stories/1", 404, nil},
		{"an address below one", "GET", "/stories/" + id + "/steps", 404, nil},
		{"a slash at the end", "GET", "/stories/", 404, nil},
		{"another case", "GET", "/Stories", 404, nil},
		{"the root", "GET", "/", 404, nil},
		{"writing to a list", "POST", "/stories", 405, nil},
		{"deleting a story", "DELETE", "/stories/" + id, 405, nil},
		{"writing the description", "PUT", "/openapi.json", 405, nil},
		{"reading where something is sent", "GET", "/drafts", 405, nil},
		{"a page instead of JSON", "GET", "/stories", 406, []string{"Accept", "text/html"}},
		{"anything but JSON", "GET", "/stories", 406, []string{"Accept", "application/json;q=0, text/plain"}},
		{"a filter of the description", "GET", "/openapi.json?x=1", 400, nil},
	} {
		t.Run(c.what, func(t *testing.T) {
			r := ask(k.api, c.method, base+document.Prefix+c.path, c.headers...)
			b := body(t, r)
			var p document.Problem
			if err := json.Unmarshal(b, &p); err != nil || p.Status != c.status || p.Detail == "" || p.Title == "" {
				t.Errorf("%v: %s", err, b)
			}
			if r.StatusCode != c.status || r.Header.Get("Content-Type") != "application/problem+json" || r.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%d instead of %d, %v", r.StatusCode, c.status, r.Header)
			}
			if c.status == 405 && r.Header.Get("Allow") == "" {
				t.Error("405 without Allow")
			}
		})
	}
}

func TestAnswersAreKeptAndAskedAgain(t *testing.T) {
	k := fresh(t)
	id := k.story("A story", article.Fields{})
	for _, path := range []string{"/stories", "/stories?kind=news", "/stories/" + id, "/sections", "/authors", "/topics", "/search?q=ferry", "/openapi.json"} {
		first := k.get(path, "Accept-Encoding", "gzip")
		whole := body(t, k.get(path))
		tag := first.Header.Get("ETag")
		if tag == "" || first.StatusCode != 200 || first.Header.Get("Access-Control-Allow-Origin") != "*" || first.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s: %d %v", path, first.StatusCode, first.Header)
		}
		if len(whole) > 2000 && first.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s is not packed", path)
		}
		if r := k.get(path, "If-None-Match", tag, "Accept-Encoding", "gzip"); r.StatusCode != http.StatusNotModified || len(body(t, r)) != 0 {
			t.Errorf("%s: %d for the tag that it gave", path, r.StatusCode)
		}
		if r := ask(k.api, http.MethodHead, base+document.Prefix+path); r.StatusCode != 200 || len(body(t, r)) != 0 || r.Header.Get("Content-Length") != strconv.Itoa(len(whole)) {
			t.Errorf("%s: HEAD is not GET without its body: %d %v", path, r.StatusCode, r.Header)
		}
		if r := ask(k.api, http.MethodOptions, base+document.Prefix+path); r.StatusCode != 204 || r.Header.Get("Allow") != "GET, HEAD" || r.Header.Get("Access-Control-Allow-Headers") != "If-None-Match" {
			t.Errorf("%s: OPTIONS %d %v", path, r.StatusCode, r.Header)
		}
	}
	if r := ask(k.api, http.MethodOptions, base+document.Prefix+"/drafts"); r.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("pages of other sites may send drafts")
	}
}

// addresses are all that the paper answers machines with, as far as its lists lead.
func (k *house) addresses(t *testing.T) []string {
	all := []string{"/stories", "/stories?limit=3", "/stories?kind=opinion", "/stories?lang=en&limit=2", "/stories?section=world", "/stories?topic=swing-bridge", "/stories?author=mara-ostrey&limit=1", "/sections", "/topics", "/authors", "/search?q=ferry", "/search?q=ferry&sort=newest&limit=2"}
	add := func(list string, one string) {
		r := k.get(list)
		var d struct {
			Items []struct{ Self string }
			Next  *string
		}
		if err := json.Unmarshal(body(t, r), &d); err != nil {
			t.Fatal(err)
		}
		for _, i := range d.Items {
			all = append(all, strings.TrimPrefix(i.Self, base+document.Prefix))
		}
		if d.Next != nil {
			all = append(all, strings.TrimPrefix(*d.Next, base+document.Prefix))
		}
	}
	add("/stories?limit=3", "stories")
	add("/sections", "sections")
	add("/topics", "topics")
	add("/authors", "authors")
	return all
}

// TestTheCacheCannotLieToMachines is law 3 for the API: after every act each answer is the cold one.
func TestTheCacheCannotLieToMachines(t *testing.T) {
	storetest.Each(t, func(t *testing.T, opened func(...clock.Clock) *store.Store) {
		seed := rand.Uint64()
		if v := os.Getenv("BROADSHEET_SEED"); v != "" {
			seed, _ = strconv.ParseUint(v, 10, 64)
		}
		t.Logf("seed: %d (BROADSHEET_SEED=%d runs it again)", seed, seed)
		rnd := rand.New(rand.NewPCG(seed, 0))
		c := clock.At(storetest.Monday)
		k := open(t, opened(c), c)
		acts := 12
		if os.Getenv("BROADSHEET_SOAK") != "" {
			acts = 300
		}
		world := k.section("World", "")
		bridge := k.topic("Swing bridge")
		live := []string{k.story("The first", article.Fields{Section: world.ID})}
		known := map[string]bool{}
		compared := 0
		for i := range acts {
			for _, a := range k.addresses(t) {
				known[a] = true
				k.get(a)
			}
			did := ""
			switch n := rnd.IntN(7); {
			case n < 3 || len(live) < 2:
				f := article.Fields{Section: world.ID, Kind: article.Kinds[rnd.IntN(3)]}
				if rnd.IntN(2) == 0 {
					f.Topics = []string{bridge.ID}
				}
				live, did = append(live, k.story(fmt.Sprintf("Story %d", i), f)), "published"
			case n == 3:
				at := rnd.IntN(len(live))
				k.recall(live[at])
				for _, a := range []string{"/stories", "/search?q=ferry"} {
					if strings.Contains(string(body(t, k.get(a))), live[at]) {
						t.Fatalf("%s shows a story that was taken back", a)
					}
				}
				if r := k.get("/stories/" + live[at]); r.StatusCode != http.StatusGone {
					t.Fatalf("a story that was taken back answers %d", r.StatusCode)
				}
				live, did = slices.Delete(live, at, at+1), "recalled"
			case n == 4:
				world.Name = fmt.Sprintf("World %d", i)
				if _, _, err := k.desk.ChangeSection(t.Context(), k.me, world); err != nil {
					t.Fatal(err)
				}
				did = "renamed a section"
			case n == 5:
				bridge.Name = fmt.Sprintf("Bridge %d", i)
				if _, _, err := k.desk.SaveTopic(t.Context(), k.me, bridge); err != nil {
					t.Fatal(err)
				}
				did = "renamed a topic"
			default:
				if _, _, err := k.desk.SaveByline(t.Context(), k.me, paper.Byline{Name: fmt.Sprintf("Guest %d", i), Guest: true}); err != nil {
					t.Fatal(err)
				}
				did = "made an author"
			}
			for a := range known {
				compared++
				if got, want := told(t, k.get(a)), k.cold(a); got != want {
					t.Fatalf("after act %d (%s) %s:\n%s\ninstead of\n%s", i, did, a, got, want)
				}
			}
		}
		t.Logf("law 3: %d acts, %d answers at %d addresses compared with the cold one", acts, compared, len(known))
	})
}

// TestNoDraftReachesAMachine is law 4 for the API.
func TestNoDraftReachesAMachine(t *testing.T) {
	const canary = "zqxcanaryvk"
	k := fresh(t)
	world := k.section("World", "")
	id := k.story("A story", article.Fields{Section: world.ID, Note: canary})
	k.draft(prose.Doc("Held "+canary, canary, prose.P(prose.T(canary))), article.Fields{Kind: article.News, Section: world.ID, Note: canary})
	if err := k.store.InTx(t.Context(), func(tx desk.Tx) error {
		d, err := tx.Draft(t.Context(), id)
		if err != nil {
			return err
		}
		f, err := article.FieldsOf(d.Doc)
		if err != nil {
			return err
		}
		d.Doc = prose.Doc("A story", canary, prose.P(prose.T(canary)))
		d.Version++
		if err := f.SetOn(d.Doc); err != nil {
			return err
		}
		return tx.SaveDraft(t.Context(), d)
	}); err != nil {
		t.Fatal(err)
	}
	for _, a := range append(k.addresses(t), "/stories/"+id, "/openapi.json") {
		if strings.Contains(string(body(t, k.get(a))), canary) {
			t.Errorf("%s gives what is not public", a)
		}
	}
	if d := read[document.Found](t, k.get("/search?q="+canary)); len(d.Items) != 0 || d.Count != 0 {
		t.Errorf("a search finds what is not public: %+v", d)
	}
}

func TestAClosedPaperIsClosedToMachines(t *testing.T) {
	k := fresh(t)
	id := k.story("A story", article.Fields{})
	if r := k.get("/stories/" + id); r.StatusCode != 200 {
		t.Fatal(r.Status)
	}
	if _, err := k.desk.ClosePaper(t.Context(), k.me, true); err != nil {
		t.Fatal(err)
	}
	for _, a := range []string{"/stories/" + id, "/stories", "/sections", "/topics", "/authors", "/search?q=ferry"} {
		if r := k.get(a); r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" {
			t.Errorf("%s answers %d while the paper is closed", a, r.StatusCode)
		}
	}
}

// TestAnswersAreBounded holds that no answer reads more than its part of a list.
func TestAnswersAreBounded(t *testing.T) {
	if press.DocumentsMost >= 40 {
		t.Error("the newest of a list are 40 at most, and one more than are shown is read")
	}
}
