package machines_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/api"
	"broadsheet/internal/api/document"
	"broadsheet/internal/api/machines"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/pagecache"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
	"broadsheet/internal/shelf"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const base = "https://courier.example"

type house struct {
	t     *testing.T
	clock *clock.Set
	store *store.Store
	desk  *desk.Desk
	api   *api.API
	me    account.Staff
}

func fresh(t *testing.T) *house {
	t.Helper()
	c := clock.At(storetest.Monday)
	s := storetest.Open(t, c)
	files, err := shelf.At(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	cache, err := pagecache.New(pagecache.Options{Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cache.Close)
	k := &house{t: t, clock: c, store: s, desk: desk.New(s, nil, files, c)}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	k.api, err = api.New(api.Options{Reader: s, Cache: cache, URL: base, Log: log, Keyed: machines.New(machines.Options{Desk: k.desk, Store: s, Clock: c, URL: base, Log: log})})
	if err == nil {
		k.me, err = k.desk.OpenPaper(t.Context(), desk.Opening{Paper: "The Wexmouth Courier", Name: "Mara Ostrey", Email: "mara@courier.example", PasswordHash: "-", Lang: "en", Zone: "Europe/Lisbon"})
	}
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *house) key(name string, until time.Time, scopes ...string) (string, account.MachineKey) {
	k.t.Helper()
	key, made, err := k.desk.MakeMachineKey(k.t.Context(), k.me, name, scopes, until)
	if err != nil {
		k.t.Fatal(err)
	}
	return key, made
}

func (k *house) send(method, path, key, kind string, body []byte) (int, http.Header, string) {
	r := httptest.NewRequest(method, base+document.Prefix+path, bytes.NewReader(body))
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	k.api.ServeHTTP(w, r)
	return w.Code, w.Header(), w.Body.String()
}

func (k *house) draft(key, body string) (int, string) {
	code, _, said := k.send("POST", "/drafts", key, "application/json", []byte(body))
	return code, said
}

func upload(t *testing.T, more ...string) (string, []byte) {
	t.Helper()
	var b, file bytes.Buffer
	if err := png.Encode(&file, image.NewRGBA(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	w := multipart.NewWriter(&b)
	f, err := w.CreateFormFile("file", "quay.png")
	if err == nil {
		_, err = f.Write(file.Bytes())
	}
	for i := 0; i+1 < len(more); i += 2 {
		if err == nil {
			err = w.WriteField(more[i], more[i+1])
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

// TestWhoMayDoWhat is the table of every operation with every kind of key.
func TestWhoMayDoWhat(t *testing.T) {
	k := fresh(t)
	drafts, _ := k.key("Drafts", time.Time{}, "draft:write")
	pictures, _ := k.key("Pictures", time.Time{}, "picture:write")
	both, _ := k.key("Both", time.Time{}, "draft:write", "picture:write")
	short, _ := k.key("Short", k.clock.Now().Add(time.Hour), "draft:write", "picture:write")
	gone, revoked := k.key("Gone", time.Time{}, "draft:write", "picture:write")
	if _, err := k.desk.RevokeMachineKey(t.Context(), k.me, revoked.ID); err != nil {
		t.Fatal(err)
	}
	k.clock.Move(2 * time.Hour) // now short has run out
	keys := []struct{ name, key string }{
		{"no key", ""}, {"draft:write", drafts}, {"picture:write", pictures}, {"both", both}, {"run out", short}, {"revoked", gone}, {"made up", "bsk_" + strings.Repeat("a", 32)},
	}
	want := map[string][]int{ // in the order of keys
		"read":          {200, 200, 200, 200, 401, 401, 401},
		"createDraft":   {401, 201, 403, 201, 401, 401, 401},
		"uploadPicture": {401, 403, 201, 200, 401, 401, 401},
	}
	rows := 0
	for _, o := range document.Operations {
		if strings.Contains(o.Path, "{id}") {
			continue // below, once the rest stands
		}
		codes := want[o.ID]
		if o.Needs == "" {
			codes = want["read"]
		}
		if codes == nil {
			t.Errorf("%s has no row in the table", o.ID)
			continue
		}
		for i, key := range keys {
			k.clock.Move(time.Minute) // nobody is over a limit
			path, kind, body := o.Path, "", []byte(nil)
			switch o.ID {
			case "search":
				path += "?q=ferry"
			case "createDraft":
				kind, body = "application/json", fmt.Appendf(nil, `{"key":"%d","headline":"A story"}`, i)
			case "uploadPicture":
				kind, body = upload(t)
			}
			code, h, said := k.send(o.Method, path, key.key, kind, body)
			rows++
			if code != codes[i] {
				t.Errorf("%s with %s: %d instead of %d: %s", o.ID, key.name, code, codes[i], said)
			}
			if (key.key != "" || o.Needs != "") && h.Get("Cache-Control") != "private, no-store" {
				t.Errorf("%s with %s may be kept: %q", o.ID, key.name, h.Get("Cache-Control"))
			}
			if code == 401 && h.Get("WWW-Authenticate") == "" {
				t.Errorf("%s with %s: 401 without WWW-Authenticate", o.ID, key.name)
			}
			for _, other := range []string{o.Path + "/", strings.ToUpper(o.Path), "/" + o.Path} {
				if code, _, _ := k.send(o.Method, other, key.key, kind, body); code != 404 {
					t.Errorf("%s %s with %s answers %d", o.Method, other, key.name, code)
				}
				rows++
			}
		}
	}
	t.Logf("%d rows of operation, spelling and key", rows)
}

func TestADraftComesOnceAndUnderItsKey(t *testing.T) {
	k := fresh(t)
	section, _, err := k.desk.AddSection(t.Context(), k.me, paper.Section{Name: "Shipping"})
	if err != nil {
		t.Fatal(err)
	}
	key, made := k.key("Harbour log", time.Time{}, "draft:write")
	body := fmt.Sprintf(`{"key":"log-1","headline":"Ships <in> port","standfirst":"Three of them.","html":"<p>Three <b>ships</b>.</p><script>alert(1)</script><form><input name=x></form>","section":%q,"authors":[%q],"note":"From the log"}`, section.ID, k.me.Byline)
	code, said := k.draft(key, body)
	var got document.Draft
	if err := json.Unmarshal([]byte(said), &got); err != nil || code != 201 || got.Again || len(got.LeftOut) == 0 {
		t.Fatalf("%d %s %v", code, said, err)
	}
	d, err := k.store.DraftText(t.Context(), got.ID)
	if err != nil {
		t.Fatal(err)
	}
	if prose.Headline(d.Doc) != "Ships <in> port" || prose.Text(d.Doc) != "Three ships." || d.CreatedBy != made.ID || d.Edition != 0 {
		t.Errorf("the draft is %q, %q by %s", prose.Headline(d.Doc), prose.Text(d.Doc), d.CreatedBy)
	}
	names, err := k.store.Names(t.Context(), []string{d.CreatedBy})
	if err != nil || names[d.CreatedBy] != "Harbour log" {
		t.Errorf("it stands under the name %q, %v", names[d.CreatedBy], err)
	}
	code, said = k.draft(key, body)
	var again document.Draft
	if err := json.Unmarshal([]byte(said), &again); err != nil || code != 200 || !again.Again || again.ID != got.ID {
		t.Errorf("sent again: %d %s", code, said)
	}
	if code, _ := k.draft(key, `{"key":"log-2","headline":"As a document","document":{"type":"doc","attrs":{"kind":"sponsored"},"content":[{"type":"headline"},{"type":"standfirst"},{"type":"paragraph","content":[{"type":"text","text":"Words."}]}]}}`); code != 201 && code != 422 {
		t.Errorf("a document answers %d", code)
	}
	all, err := k.store.MachineKeys(t.Context())
	if err != nil || len(all) != 1 || all[0].UsedAt.IsZero() || bytes.Contains(all[0].Hash, []byte(key)) {
		t.Errorf("the key is kept as %+v, %v", all, err)
	}
}

// TestNothingElseCanBeSet is S18: what a program may not say is refused, and nothing is kept of it.
func TestNothingElseCanBeSet(t *testing.T) {
	k := fresh(t)
	key, _ := k.key("Log", time.Time{}, "draft:write", "picture:write")
	for what, c := range map[string]struct {
		more string
		code int
	}{
		"a state":                  {`"state":"live"`, 422},
		"an address":               {`"address":"/x"`, 422},
		"an edition":               {`"edition":1`, 422},
		"when it was published":    {`"publishedAt":"2020-01-01T00:00:00Z"`, 422},
		"who wrote it":             {`"createdBy":"x"`, 422},
		"an id":                    {`"id":"x"`, 422},
		"roles":                    {`"roles":["publisher"]`, 422},
		"a kind that there is not": {`"kind":"gossip"`, 422},
		"a section that is not":    {`"section":"nowhere"`, 422},
		"a topic that is not":      {`"topics":["nowhere"]`, 422},
		"an author that is not":    {`"authors":["nowhere"]`, 422},
		"a picture that is not":    {`"picture":"nowhere"`, 422},
		"a language that is none":  {`"lang":"<x>"`, 422},
		"two texts":                {`"html":"<p>x</p>","document":{}`, 422},
		"a document that is none":  {`"document":{"type":"story"}`, 422},
		"a zero byte":              {`"note":"\u0000"`, 422},
	} {
		code, said := k.draft(key, `{"key":"x","headline":"A story",`+c.more+`}`)
		var p document.Problem
		if err := json.Unmarshal([]byte(said), &p); err != nil || code != c.code || p.Status != c.code || p.Detail == "" {
			t.Errorf("%s: %d %s", what, code, said)
		}
	}
	for what, body := range map[string]string{"no key": `{"headline":"x"}`, "no headline": `{"key":"x"}`, "nothing": ``, "a list": `[]`, "more behind it": `{"key":"x","headline":"y"}{}`} {
		if code, said := k.draft(key, body); code != 422 {
			t.Errorf("%s: %d %s", what, code, said)
		}
	}
	if code, _, _ := k.send("POST", "/drafts", key, "text/plain", []byte(`{}`)); code != 415 {
		t.Errorf("another media type: %d", code)
	}
	if code, _ := k.draft(key, `{"key":"x","headline":"y","html":"`+strings.Repeat("x", 5<<20)+`"}`); code != 413 {
		t.Errorf("5 MB of text: %d", code)
	}
	kind, body := upload(t, "published", "1")
	if code, _, said := k.send("POST", "/pictures", key, kind, body); code != 422 {
		t.Errorf("a picture that says it is published: %d %s", code, said)
	}
}

func TestKeysHaveLimits(t *testing.T) {
	k := fresh(t)
	key, _ := k.key("Log", time.Time{}, "draft:write")
	codes := map[int]int{}
	for i := range 40 {
		code, _ := k.draft(key, fmt.Sprintf(`{"key":"%d","headline":"x"}`, i))
		codes[code]++
	}
	if codes[201] != 30 || codes[429] != 10 {
		t.Errorf("forty at once: %v", codes)
	}
	codes = map[int]int{}
	for range 30 {
		code, _ := k.draft("bsk_wrong", `{}`)
		codes[code]++
	}
	if codes[401] != 20 || codes[429] != 10 {
		t.Errorf("thirty wrong keys: %v", codes)
	}
	k.clock.Move(time.Minute)
	if code, _ := k.draft(key, `{"key":"later","headline":"x"}`); code != 201 {
		t.Errorf("a minute later: %d", code)
	}
}

func TestOnlyWhoKeepsMachinesMakesKeys(t *testing.T) {
	k := fresh(t)
	for _, role := range account.Roles {
		by := account.Staff{ID: "x", Name: "X", Roles: []account.Role{role}}
		_, _, err := k.desk.MakeMachineKey(t.Context(), by, "Log", []string{"draft:write"}, time.Time{})
		if may := role == account.Publisher || role == account.Operator; (err == nil) != may {
			t.Errorf("%s: %v", role, err)
		}
	}
	if _, _, err := k.desk.MakeMachineKey(t.Context(), k.me, "Log", []string{"story:publish"}, time.Time{}); err == nil {
		t.Error("a scope that there is not is given")
	}
}
