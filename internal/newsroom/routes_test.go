package newsroom

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/store/storetest"
)

// Who may use a route. Every route of the table stands here, and no other.
const (
	anybody = "visitor reporter editor publisher operator retired"
	staff   = "reporter editor publisher operator"
	writers = "reporter editor publisher"
	editors = "editor publisher"
	nobody  = "" // the first run, once somebody has an account
)

var mayUse = map[string]string{
	"GET /newsroom":                     staff,
	"GET /newsroom/{$}":                 staff,
	"GET /newsroom/assets/{sum}/{file}": anybody,
	"GET /newsroom/sign-in":             anybody,
	"POST /newsroom/sign-in":            anybody,
	"POST /newsroom/sign-out":           staff,
	"GET /newsroom/first-run":           nobody,
	"POST /newsroom/first-run":          nobody,
	"GET /newsroom/account":             staff,
	"POST /newsroom/account":            staff,
	"POST /newsroom/account/own":        staff,
	"POST /newsroom/account/elsewhere":  staff,
	"GET /newsroom/join":                anybody,
	"POST /newsroom/join":               anybody,
	"GET /newsroom/forgotten":           anybody,
	"POST /newsroom/forgotten":          anybody,
	"GET /newsroom/new-password":        anybody,
	"POST /newsroom/new-password":       anybody,

	"GET /newsroom/stories":                             writers,
	"POST /newsroom/stories":                            writers,
	"GET /newsroom/stories/{id}":                        writers,
	"GET /newsroom/stories/{id}/document":               writers,
	"GET /newsroom/stories/{id}/steps":                  writers,
	"GET /newsroom/stories/{id}/standing":               writers,
	"POST /newsroom/stories/{id}/steps":                 editors, // somebody else's story; see TestReportersWriteInTheirOwn
	"POST /newsroom/stories/{id}/hand":                  editors,
	"POST /newsroom/stories/{id}/fields":                editors,
	"GET /newsroom/stories/{id}/preview":                writers,
	"GET /newsroom/stories/{id}/preview/page":           writers,
	"GET /newsroom/preview/{scheme}/{asset...}":         writers,
	"GET /newsroom/stories/{id}/versions/{number}":      writers,
	"GET /newsroom/stories/{id}/versions/{number}/page": writers,
	"GET /newsroom/stories/{id}/publication":            editors,
	"POST /newsroom/stories/{id}/publication":           editors,
	"GET /newsroom/stories/{id}/recall":                 editors,
	"POST /newsroom/stories/{id}/recall":                editors,

	"GET /newsroom/today":                   staff,
	"POST /newsroom/stories/{id}/file":      editors, // somebody else's story
	"POST /newsroom/stories/{id}/reclaim":   editors,
	"POST /newsroom/stories/{id}/take":      editors,
	"POST /newsroom/stories/{id}/ready":     editors,
	"GET /newsroom/stories/{id}/send-back":  editors,
	"POST /newsroom/stories/{id}/send-back": editors,
	"GET /newsroom/stories/{id}/assign":     editors,
	"POST /newsroom/stories/{id}/assign":    editors,

	"POST /newsroom/stories/{id}/bin":     editors,
	"POST /newsroom/stories/{id}/restore": editors, // somebody else's story
	"POST /newsroom/many":                 writers,
	"GET /newsroom/many/{id}":             writers,
	"POST /newsroom/many/{id}/more":       editors, // what somebody else asked for
	"POST /newsroom/many/{id}/undo":       editors,
	"GET /newsroom/export":                writers,
	"GET /newsroom/go":                    staff,

	"GET /newsroom/fronts":                               editors,
	"POST /newsroom/fronts":                              editors,
	"POST /newsroom/breaking":                            editors,
	"GET /newsroom/fronts/{front}":                       editors,
	"POST /newsroom/fronts/{front}":                      editors,
	"GET /newsroom/fronts/{front}/preview":               editors,
	"GET /newsroom/fronts/{front}/preview/page":          editors,
	"GET /newsroom/fronts/{front}/stories/{story}":       editors,
	"POST /newsroom/fronts/{front}/stories/{story}":      editors,
	"GET /newsroom/fronts/{front}/earlier":               editors,
	"POST /newsroom/fronts/{front}/earlier":              editors,
	"GET /newsroom/fronts/{front}/earlier/{number}":      editors,
	"GET /newsroom/fronts/{front}/earlier/{number}/page": editors,

	"GET /newsroom/pictures":              writers,
	"POST /newsroom/pictures":             writers,
	"GET /newsroom/pictures/{id}":         writers,
	"POST /newsroom/pictures/{id}":        editors, // somebody else's picture
	"GET /newsroom/pictures/files/{file}": writers,

	"GET /newsroom/options/pictures":      writers,
	"GET /newsroom/options/pictures/{id}": writers,
	"GET /newsroom/options/bylines":       writers,
	"GET /newsroom/options/sections":      writers,
	"GET /newsroom/options/topics":        writers,
	"POST /newsroom/options/topics":       writers,

	"GET /newsroom/settings":                      editors + " operator",
	"GET /newsroom/settings/paper":                "publisher operator",
	"POST /newsroom/settings/paper":               "publisher operator",
	"POST /newsroom/settings/paper/logo":          "publisher operator",
	"POST /newsroom/settings/paper/door":          "publisher operator",
	"GET /newsroom/settings/machines":             "publisher operator",
	"GET /newsroom/settings/machines/crawlers":    "publisher operator",
	"POST /newsroom/settings/machines/crawlers":   "publisher operator",
	"GET /newsroom/settings/machines/principles":  "publisher operator",
	"POST /newsroom/settings/machines/principles": "publisher operator",
	"GET /newsroom/settings/machines/notices":     "publisher operator",
	"POST /newsroom/settings/machines/notices":    "publisher operator",
	"GET /newsroom/settings/sections":             editors,
	"POST /newsroom/settings/sections":            editors,
	"POST /newsroom/settings/sections/paste":      editors,
	"POST /newsroom/settings/sections/{id}":       editors,
	"POST /newsroom/settings/sections/{id}/move":  editors,
	"POST /newsroom/settings/sections/{id}/drop":  editors,
	"GET /newsroom/settings/topics":               editors,
	"POST /newsroom/settings/topics":              editors,
	"GET /newsroom/settings/topics/{id}":          editors,
	"POST /newsroom/settings/topics/{id}":         editors,
	"POST /newsroom/settings/lists":               editors,
	"POST /newsroom/settings/bylines":             editors,
	"GET /newsroom/settings/bylines/{id}":         editors, // somebody else's profile
	"POST /newsroom/settings/bylines/{id}":        editors,
	"GET /newsroom/settings/machines/feeds":       "publisher operator",
	"POST /newsroom/settings/machines/feeds":      "publisher operator",
	"GET /newsroom/settings/pages":                editors,
	"POST /newsroom/settings/pages":               editors,

	"GET /newsroom/settings/addresses":                   editors,
	"POST /newsroom/settings/addresses":                  editors,
	"POST /newsroom/settings/addresses/remove":           editors,
	"GET /newsroom/settings/addresses/export":            editors,
	"POST /newsroom/settings/addresses/sites":            "publisher operator",
	"POST /newsroom/settings/addresses/patterns":         editors,
	"POST /newsroom/settings/addresses/patterns/{id}":    editors,
	"POST /newsroom/settings/addresses/files":            editors,
	"GET /newsroom/settings/addresses/files/{id}":        editors,
	"POST /newsroom/settings/addresses/files/{id}":       editors,
	"GET /newsroom/settings/addresses/files/{id}/export": editors,
	"GET /newsroom/settings/addresses/missed":            editors,
	"POST /newsroom/settings/addresses/missed":           editors,
	"GET /newsroom/settings/addresses/links":             editors,
	"POST /newsroom/settings/addresses/links":            editors,

	"GET /newsroom/settings/machines/keys":                                 "publisher operator",
	"POST /newsroom/settings/machines/keys":                                "publisher operator",
	"POST /newsroom/settings/machines/keys/{id}/revoke":                    "publisher operator",
	"GET /newsroom/settings/machines/webhooks":                             "publisher operator",
	"POST /newsroom/settings/machines/webhooks":                            "publisher operator",
	"GET /newsroom/settings/machines/webhooks/{id}":                        "publisher operator",
	"POST /newsroom/settings/machines/webhooks/{id}":                       "publisher operator",
	"POST /newsroom/settings/machines/webhooks/{id}/deliveries/{delivery}": "publisher operator",

	"GET /newsroom/settings/people":                      editors,
	"POST /newsroom/settings/people":                     "publisher",
	"POST /newsroom/settings/reporters":                  "publisher",
	"POST /newsroom/settings/people/asked/{id}/again":    "publisher",
	"POST /newsroom/settings/people/asked/{id}/withdraw": "publisher",
	"GET /newsroom/settings/people/{id}":                 "publisher",
	"POST /newsroom/settings/people/{id}":                "publisher",
	"POST /newsroom/settings/people/{id}/retire":         "publisher",
	"POST /newsroom/settings/people/{id}/back":           "publisher",
	"POST /newsroom/settings/people/{id}/link":           "publisher",
	"GET /newsroom/settings/bylines/{id}/merge":          editors,
	"POST /newsroom/settings/bylines/{id}/merge":         editors,
	"POST /newsroom/settings/bylines/{id}/apart":         editors,

	"GET /newsroom/settings/mail":          "publisher operator",
	"POST /newsroom/settings/mail":         "publisher operator",
	"POST /newsroom/settings/mail/test":    "publisher operator",
	"GET /newsroom/settings/letters":       "publisher operator",
	"GET /newsroom/settings/letters/{id}":  "publisher operator",
	"POST /newsroom/settings/letters/{id}": "publisher operator",

	"GET /newsroom/settings/system":                "publisher operator",
	"POST /newsroom/settings/system/copies":        "publisher operator",
	"GET /newsroom/settings/system/copies/{copy}":  "publisher operator",
	"POST /newsroom/settings/system/copies/{copy}": "publisher operator",
	"POST /newsroom/settings/system/record":        "publisher operator",
	"POST /newsroom/settings/system/night":         "operator",
	"POST /newsroom/settings/system/work/{job}":    "operator",

	"GET /newsroom/settings/moving":                "publisher operator",
	"POST /newsroom/settings/moving":               "publisher operator",
	"GET /newsroom/settings/moving-out":            "publisher operator",
	"POST /newsroom/settings/moving-files":         "publisher operator",
	"POST /newsroom/settings/moving/{id}/file":     "publisher operator",
	"GET /newsroom/settings/moving/{id}":           "publisher operator",
	"POST /newsroom/settings/moving/{id}":          "publisher operator",
	"POST /newsroom/settings/moving/{id}/pictures": "publisher operator",
	"GET /newsroom/settings/moving/{id}/progress":  "publisher operator",
	"GET /newsroom/settings/moving/{id}/decide":    "publisher operator",
	"POST /newsroom/settings/moving/{id}/decide":   "publisher operator",
	"GET /newsroom/settings/moving/{id}/samples":   "publisher operator",
	"GET /newsroom/settings/moving/{id}/move":      "publisher operator",
	"GET /newsroom/settings/moving/{id}/report":    "publisher operator",
	"GET /newsroom/settings/moving/{id}/details":   "publisher operator",
	"GET /newsroom/settings/moving/{id}/comments":  "publisher operator",
}

const canary = "Kanarienvogel im Entwurf"

// fill puts what really exists into a route's path.
func (h *house) fill() (func(rt reception.Route) string, map[string]string) {
	h.t.Helper()
	d := h.live(canary)
	sections := h.sections("Sport")
	pic, _, err := h.TakeIn(h.t.Context(), h.staff["mara"], desk.Taken{Name: canary + ".png", Bytes: bytes.NewReader(photo(1)), Credit: canary})
	h.must(err)
	topic, _, err := h.SaveTopic(h.t.Context(), h.staff["mara"], paper.Topic{Name: "Bridge"})
	h.must(err)
	sweep, err := h.StartSweep(h.t.Context(), h.staff["mara"], article.Sweep{Deed: article.ToSection, Value: sections["Sport"]}, []string{d.ID})
	h.must(err)
	leaves, err := h.AddStaff(h.t.Context(), h.staff["mara"], desk.NewStaff{
		Name: "Leaving", Email: "leaving@courier.example", Roles: []account.Role{account.Reporter}, PasswordHash: passwordHash(),
	})
	h.must(err)
	_, hash := account.NewKey()
	asked, err := h.AskIn(h.t.Context(), h.staff["mara"], desk.Asked{Name: "Asked", Roles: []account.Role{account.Reporter}}, hash)
	h.must(err)
	given := h.story(h.staff["mara"], canary)
	h.must(h.Assign(h.t.Context(), h.staff["mara"], given.ID, h.staff["reporter"].ID, "")) // writes a letter
	outbox, err := h.store.Letters(h.t.Context(), "", 1)
	h.must(err)
	ids := map[string]string{
		"letters": outbox[0].ID,
		"people":  leaves.ID, "asked": asked.ID,
		"many": sweep.ID, "stories": d.ID, "sections": sections["Sport"], "pictures": pic.ID, "topics": topic.ID, "bylines": h.staff["mara"].Byline,
	}
	return func(rt reception.Route) string {
		p := rt.Path
		for part, id := range ids {
			p = strings.Replace(p, "/"+part+"/{id}", "/"+part+"/"+id, 1)
		}
		return strings.NewReplacer("{number}", "1", "{file}", pic.Cuts[0].File, "{sum}", "0", "{$}", "", "{scheme}", "dark", "{asset...}", "assets/0/site.css").Replace(p)
	}, ids
}

// refusedTo tells whether an answer is what somebody gets who may not use a route.
func refusedTo(who string, rt reception.Route, r reply) error {
	signedIn := who != "visitor" && who != "retired"
	switch {
	case rt.Needs == reception.TheKey:
		if r.status != http.StatusNotFound {
			return fmt.Errorf("answered %d, want 404", r.status)
		}
	case signedIn && r.status != http.StatusForbidden && r.status != http.StatusNotFound:
		return fmt.Errorf("answered %d, want 403 or 404", r.status)
	case !signedIn && rt.Method == "GET" && !rt.JSON:
		if r.status != http.StatusSeeOther || !strings.HasPrefix(location(r), "/newsroom/sign-in") {
			return fmt.Errorf("answered %d to %q, want the way to the sign-in page", r.status, location(r))
		}
	case !signedIn && r.status != http.StatusUnauthorized:
		return fmt.Errorf("answered %d, want 401", r.status)
	}
	if strings.Contains(r.body, canary) {
		return fmt.Errorf("the refusal tells of the draft")
	}
	return nil
}

// unplanned tells which routes stand in no row, and which rows are for no route.
func unplanned(routes []reception.Route) []string {
	var wrong []string
	table := map[string]bool{}
	for _, r := range routes {
		key := r.Method + " " + r.Path
		table[key] = true
		if _, ok := mayUse[key]; !ok {
			wrong = append(wrong, key+" stands in no row of the test: say who may use it")
		}
		if r.Needs == "" {
			wrong = append(wrong, key+" does not say what it needs")
		}
	}
	for key := range mayUse {
		if !table[key] {
			wrong = append(wrong, key+" is no route any more")
		}
	}
	return wrong
}

func TestEveryRouteStandsInTheTableOfRoles(t *testing.T) {
	for _, w := range unplanned((&Newsroom{}).table()) {
		t.Error(w)
	}
}

func TestTheTableOfRolesNoticesWhatIsWrong(t *testing.T) {
	routes := (&Newsroom{}).table()
	for name, changed := range map[string][]reception.Route{
		"a route that nobody planned":       append(slices.Clone(routes), reception.Route{Method: "POST", Path: "/newsroom/everything", Needs: reception.Anybody}),
		"a route that says nothing of need": append(slices.Clone(routes[1:]), reception.Route{Method: "GET", Path: "/newsroom"}),
		"a row for a route that is gone":    routes[1:],
	} {
		if len(unplanned(changed)) != 1 {
			t.Errorf("%s: %v", name, unplanned(changed))
		}
	}
}

func TestEveryRouteForEveryRole(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		path, _ := h.fill()
		people := map[string]*person{"visitor": h.visitor()}
		for _, u := range strings.Fields(staff) {
			people[u] = h.as(u)
		}
		gone, err := h.AddStaff(t.Context(), h.staff["mara"], desk.NewStaff{
			Name: "Gone", Email: "retired@courier.example", Roles: account.Roles, PasswordHash: passwordHash(),
		})
		h.must(err)
		people["retired"] = h.as("retired")
		h.must(h.store.InTx(t.Context(), func(tx desk.Tx) error {
			gone.Retired = true
			return tx.SaveStaff(t.Context(), gone)
		}))
		for _, rt := range h.room.table() {
			key := rt.Method + " " + rt.Path
			for _, who := range slices.Sorted(maps.Keys(people)) {
				p := people[who]
				if key == "POST /newsroom/sign-out" && who != "visitor" && who != "retired" {
					p = h.as(who) // the others go on
				}
				got := p.do(rt.Method, path(rt), strings.NewReader("{}"), "Content-Type", "application/x-www-form-urlencoded")
				if !slices.Contains(strings.Fields(mayUse[key]), who) {
					if err := refusedTo(who, rt, got); err != nil {
						t.Errorf("%s as %s: %v", key, who, err)
					}
					continue
				}
				switch got.status {
				case http.StatusUnauthorized, http.StatusForbidden, http.StatusInternalServerError:
					if key != "POST /newsroom/sign-in" { // which answers 403 to an empty password
						t.Errorf("%s as %s answered %d: %s", key, who, got.status, textOf(got.body))
					}
				}
			}
		}
	})
}

// TestTheWayAroundARoute tries, for everybody who may not use a route, what has led around such tables elsewhere:
// another spelling of the path, another method, a header that names another one.
func TestTheWayAroundARoute(t *testing.T) {
	c := clock.At(storetest.Monday)
	h := empty(t, storetest.Open(t, c), c, nil).furnish()
	path, _ := h.fill()
	spell := map[string]func(string) string{
		"slash at the end":  func(p string) string { return p + "/" },
		"capitals":          func(p string) string { return strings.Replace(p, "/newsroom/", "/NewsRoom/", 1) },
		"capitals later":    func(p string) string { return strings.Replace(p, "/stories", "/Stories", 1) },
		"an encoded dot":    func(p string) string { return strings.Replace(p, "/newsroom/", "/newsroom/%2e/", 1) },
		"two encoded dots":  func(p string) string { return strings.Replace(p, "/newsroom/", "/newsroom/settings/%2e%2e/", 1) },
		"a double slash":    func(p string) string { return strings.Replace(p, "/newsroom/", "/newsroom//", 1) },
		"an encoded slash":  func(p string) string { return strings.Replace(p, "/newsroom/", "/newsroom%2f", 1) },
		"a semicolon":       func(p string) string { return p + ";.css" },
		"an encoded letter": func(p string) string { return strings.Replace(p, "/newsroom/s", "/newsroom/%73", 1) },
		"a null byte":       func(p string) string { return p + "%00" },
	}
	for _, who := range []string{"visitor", "operator", "reporter"} {
		p := h.visitor()
		if who != "visitor" {
			p = h.as(who)
		}
		for _, rt := range h.room.table() {
			if slices.Contains(strings.Fields(mayUse[rt.Method+" "+rt.Path]), who) {
				continue
			}
			for name, f := range spell {
				if got := p.do(rt.Method, f(path(rt)), nil); got.status < 300 || strings.Contains(got.body, canary) {
					t.Errorf("%s %s as %s with %s answered %d", rt.Method, rt.Path, who, name, got.status)
				}
			}
			for _, m := range []string{"HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND", "get"} {
				if slices.Contains(strings.Fields(mayUse["GET "+rt.Path]), who) {
					continue
				}
				if got := p.do(m, path(rt), nil); got.status < 300 {
					t.Errorf("%s for %s %s as %s answered %d", m, rt.Method, rt.Path, who, got.status)
				}
			}
			for _, hd := range []string{"X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix"} {
				if got := p.do(rt.Method, path(rt), nil, hd, "GET"); got.status < 300 {
					t.Errorf("%s %s as %s with %s answered %d", rt.Method, rt.Path, who, hd, got.status)
				}
			}
		}
	}
}

// Whoever may use a route cannot use it by a method that nobody planned.
func TestOnlyPlannedMethods(t *testing.T) {
	c := clock.At(storetest.Monday)
	h := empty(t, storetest.Open(t, c), c, nil).furnish()
	path, _ := h.fill()
	p := h.as("publisher")
	has := map[string]bool{}
	for _, rt := range h.room.table() {
		has[rt.Method+" "+rt.Path] = true
	}
	for _, rt := range h.room.table() {
		for _, m := range []string{"OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND"} {
			if got := p.do(m, path(rt), nil); got.status != http.StatusMethodNotAllowed {
				t.Errorf("%s %s answered %d, want 405", m, rt.Path, got.status)
			}
		}
		if rt.Method == "POST" && !has["GET "+rt.Path] {
			if got := p.get(path(rt)); got.status != http.StatusMethodNotAllowed {
				t.Errorf("GET %s answered %d, want 405", rt.Path, got.status)
			}
		}
		if rt.Method == "GET" && rt.Needs != reception.TheKey {
			get, head := p.get(path(rt)), p.do("HEAD", path(rt), nil)
			if head.status != get.status || head.body != "" {
				t.Errorf("HEAD %s answered %d with %d bytes; GET %d", rt.Path, head.status, len(head.body), get.status)
			}
		}
	}
}

func TestHiddenAndMissingAreTheSame(t *testing.T) {
	c := clock.At(storetest.Monday)
	h := empty(t, storetest.Open(t, c), c, nil).furnish()
	path, ids := h.fill()
	missing := c.ID()
	for _, who := range []string{"visitor", "operator", "reporter"} {
		p := h.visitor()
		if who != "visitor" {
			p = h.as(who)
		}
		for _, rt := range h.room.table() {
			if !strings.Contains(rt.Path, "{id}") || slices.Contains(strings.Fields(mayUse[rt.Method+" "+rt.Path]), who) {
				continue
			}
			if who == "reporter" && (rt.Needs == account.Write || rt.Needs == reception.AStory) && !strings.Contains(rt.Path, "bylines") {
				continue // a reporter can read stories and pictures: that they exist is no secret
			}
			there := path(rt)
			gone := there
			for _, id := range ids {
				gone = strings.ReplaceAll(gone, id, missing)
			}
			a, b := p.do(rt.Method, there, nil), p.do(rt.Method, gone, nil)
			a.body, b.body = strings.ReplaceAll(a.body, there, ""), strings.ReplaceAll(b.body, gone, "")
			if a.status != b.status || a.body != b.body {
				t.Errorf("%s %s as %s: %d for one that is there, %d for one that is not", rt.Method, rt.Path, who, a.status, b.status)
			}
		}
	}
}

func TestReportersWriteInTheirOwn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		own, other := h.story(h.staff["reporter"], "Mine"), h.story(h.staff["editor"], "Theirs")
		bylined := h.story(h.staff["editor"], "With my name")
		mara, jo := h.as("editor"), h.as("reporter")
		mara.done(mara.post("/newsroom/stories/"+bylined.ID+"/fields", "section", "", "byline", h.staff["editor"].Byline, "role", "by",
			"byline", h.staff["reporter"].Byline, "role", "reported"))
		for name, c := range map[string]struct {
			draft article.Draft
			may   bool
		}{
			"a story that one began":           {own, true},
			"a story with one's byline":        {bylined, true},
			"a story that is somebody else's":  {other, false},
			"a story of theirs before reading": {other, false},
		} {
			t.Run(name, func(t *testing.T) {
				now, err := h.store.DraftText(t.Context(), c.draft.ID)
				h.must(err)
				below, client := "/newsroom/stories/"+c.draft.ID, h.clock.ID()
				for what, got := range map[string]reply{
					"taking it in hand": jo.json("POST", below+"/hand", map[string]any{"client": client, "over": true}, nil),
					"typing": jo.json("POST", below+"/steps", map[string]any{
						"base": now.Version, "client": client, "counter": 1, "steps": []any{insert(1, "x")},
					}, nil),
					"a field": jo.post(below+"/fields", "slug", "elsewhere"),
				} {
					if refused := got.status == http.StatusForbidden; refused == c.may || got.status >= 500 {
						t.Errorf("%s answered %d: %s", what, got.status, textOf(got.body))
					}
				}
				var doc documentJSON
				jo.json("GET", below+"/document", nil, &doc)
				if doc.Editable != c.may || (doc.Why == "") != c.may {
					t.Errorf("editable %v, why %q", doc.Editable, doc.Why)
				}
			})
		}
	})
}

func TestLookingChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		path, _ := h.fill()
		p := h.as("mara")
		state := func() string {
			number, _, err := h.store.Head(t.Context())
			h.must(err)
			rows, err := h.store.Stories(t.Context(), article.Filter{Tab: "all", Limit: 100})
			h.must(err)
			pics, err := h.store.Pictures(t.Context(), "", article.Cursor{}, 100)
			h.must(err)
			people, err := h.store.AllStaff(t.Context())
			h.must(err)
			return fmt.Sprint(number, rows, pics, people)
		}
		before := state()
		for _, rt := range h.room.table() {
			if rt.Method == "GET" {
				p.get(path(rt) + "?do=live&to=up&sure=yes&name=x&reason=x&version=1")
			}
		}
		if after := state(); after != before {
			t.Errorf("before: %s\nafter:  %s", before, after)
		}
	})
}

func TestOtherSitesCannotMakeABrowserSend(t *testing.T) {
	c := clock.At(storetest.Monday)
	h := empty(t, storetest.Open(t, c), c, nil).furnish()
	path, _ := h.fill()
	p := h.as("publisher")
	for _, rt := range h.room.table() {
		if rt.Method != "POST" {
			continue
		}
		for name, header := range map[string][]string{
			"a form of another site":      {"Sec-Fetch-Site", "cross-site", "Content-Type", "application/x-www-form-urlencoded"},
			"a form of a neighbour":       {"Sec-Fetch-Site", "same-site"},
			"JSON as plain text":          {"Sec-Fetch-Site", "cross-site", "Content-Type", "text/plain"},
			"an old browser, by Origin":   {"Origin", "https://evil.example"},
			"a sandboxed frame":           {"Origin", "null"},
			"a method in another's cloak": {"Sec-Fetch-Site", "cross-site", "X-HTTP-Method-Override", "GET"},
		} {
			if got := p.do("POST", path(rt), strings.NewReader("{}"), header...); got.status != http.StatusForbidden {
				t.Errorf("%s: %s answered %d, want 403", rt.Path, name, got.status)
			}
		}
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	c := clock.At(storetest.Monday)
	h := empty(t, storetest.Open(t, c), c, nil).furnish()
	path, _ := h.fill()
	for _, p := range []*person{h.as("mara"), h.visitor()} {
		for _, rt := range h.room.table() {
			got := p.do(rt.Method, path(rt), nil)
			for name, want := range map[string]string{
				"X-Content-Type-Options":     "nosniff",
				"Cross-Origin-Opener-Policy": "same-origin",
				"Referrer-Policy":            "same-origin",
				"X-Robots-Tag":               "noindex",
			} {
				if v := got.header.Get(name); v != want && !(name == "Referrer-Policy" && v == "no-referrer") {
					t.Errorf("%s %s: %s is %q, want %q", rt.Method, rt.Path, name, v, want)
				}
			}
			csp := got.header.Get("Content-Security-Policy")
			if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
				t.Errorf("%s %s: Content-Security-Policy is %q", rt.Method, rt.Path, csp)
			}
			cache := got.header.Get("Cache-Control")
			kept := strings.Contains(rt.Path, "/assets/") || strings.Contains(rt.Path, "/files/")
			if !kept && !strings.Contains(cache, "no-store") {
				t.Errorf("%s %s: Cache-Control is %q", rt.Method, rt.Path, cache)
			}
		}
	}
}
