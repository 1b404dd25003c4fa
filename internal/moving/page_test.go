package moving_test

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/moving/fetch"
	"broadsheet/internal/moving/webpage"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// elsewhere is a server that plays another site, and a Fetcher that may reach it.
func elsewhere(t *testing.T, handler http.Handler) (string, *fetch.Fetcher) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	return server.URL, fetch.New(fetch.Options{Inside: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{uint16(port)}})
}

func TestAPageOfAnotherSiteBecomesADraft(t *testing.T) {
	long := strings.Repeat("The ferry came late to the quay, and the tide had turned before anybody saw it. ", 8)
	address, fetcher := elsewhere(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/2024/05/late-ferry":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<!doctype html><html lang="de"><head><title>Late ferry - The Stell Gazette</title>
<meta property="og:type" content="article"><meta property="og:title" content="Late ferry - The Stell Gazette"><meta property="og:site_name" content="The Stell Gazette">
<meta property="article:published_time" content="2024-05-06T07:08:09Z"><meta property="og:image" content="/lead.jpg">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Late ferry","author":[{"@type":"Person","name":"Ina Quayle"},{"@type":"Person","name":"Tom Reede"}]}</script></head>
<body><nav><a href="/">Menu of the Gazette</a></nav><article><h1>Late ferry</h1><p>%[1]s</p><p>%[1]s <a href="/older">An older story</a> says so.</p>
<figure><img src="/in.jpg" alt="A quay"><figcaption>The quay at noon</figcaption></figure><p>%[1]s</p></article><footer>All rights of the Gazette</footer></body></html>`, long)
		case "/lead.jpg", "/in.jpg":
			w.Header().Set("Content-Type", "image/jpeg")
			if err := jpeg.Encode(w, scene(80, 60+len(r.URL.Path), color.RGBA{uint8(len(r.URL.Path) * 9), 90, 200, 255}), nil); err != nil {
				t.Error(err)
			}
		case "/table":
			w.Header().Set("Content-Type", "application/pdf")
			io.WriteString(w, "%PDF")
		default:
			http.NotFound(w, r)
		}
	}))
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		h := build(t, open)
		file := filepath.Join(t.TempDir(), "page.html")
		bring := func() *moving.Report {
			p, err := moving.FetchPage(t.Context(), fetcher, address+"/2024/05/late-ferry", time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			h.o.Media = t.TempDir()
			if came, err := moving.FetchPictures(t.Context(), fetcher, p, h.o.Media); err != nil || came != 2 {
				t.Errorf("%d pictures: %v", came, err)
			}
			if err := os.WriteFile(file, []byte("page"), 0o600); err != nil {
				t.Fatal(err)
			}
			h.from = moving.Page(p)
			return h.move(file)
		}
		r := bring()
		if r.Items["post"].Imported != 1 || r.Drafts != 1 || r.Words.Equal != 1 {
			t.Errorf("%s", r.Text())
		}
		if again := bring(); again.Changes() != 0 {
			t.Errorf("a second time changes %d things:\n%s", again.Changes(), again.Text())
		}
		var d article.Draft
		err := h.store.InTx(context.Background(), func(tx desk.Tx) error {
			o, found, err := tx.Origin(context.Background(), "page", strings.TrimPrefix(address, "http://"), "item/"+address+"/2024/05/late-ferry")
			if err != nil || !found {
				return fmt.Errorf("the page is not known: %w", err)
			}
			d, err = tx.Draft(context.Background(), o.Object)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		f, err := article.FieldsOf(d.Doc)
		if err != nil {
			t.Fatal(err)
		}
		text := prose.Text(d.Doc)
		for what, ok := range map[string]bool{
			"the headline, without the name of the paper": prose.Headline(d.Doc) == "Late ferry",
			"the source":                             f.Source != nil && *f.Source == article.Source{Name: "The Stell Gazette", URL: address + "/2024/05/late-ferry"},
			"the people":                             len(f.Byline) == 2,
			"the language":                           f.Lang == "de",
			"a note for the desk":                    strings.Contains(f.Note, "Moved in from The Stell Gazette as a draft") && strings.Contains(f.Note, "whether it may be used"),
			"no address of its own":                  d.Address == "" && d.Edition == 0,
			"the day":                                d.CreatedAt.Equal(time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)),
			"the text, without what is around it":    strings.Contains(text, "the tide had turned") && !strings.Contains(text, "Menu of") && !strings.Contains(text, "All rights"),
			"the picture in it with its caption":     strings.Contains(text, "The quay at noon"),
			"the lead picture":                       f.Picture != nil,
			"a link that leads to where it led from": strings.Contains(string(prose.HTML(d.Doc, prose.Options{})), `href="`+address+`/older"`),
		} {
			if !ok {
				t.Errorf("%s is wrong: %+v %+v\n%s", what, d, f, text)
			}
		}
		h.read(func(snap press.Snapshot) error {
			if a, found, err := snap.Address(t.Context(), "/2024/05/late-ferry"); err != nil || found && a.Kind == paper.AtArticle {
				t.Errorf("its address is taken here: %+v %v", a, err)
			}
			return nil
		})
	})
	for path, kind := range map[string]fault.Kind{"/gone": fault.NotFound, "/table": fault.Invalid} {
		if _, err := moving.FetchPage(t.Context(), fetcher, address+path, time.UTC); !fault.Is(err, kind) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := moving.FetchPage(t.Context(), fetch.New(fetch.Options{}), address+"/2024/05/late-ferry", time.UTC); !fault.Is(err, fault.Invalid) {
		t.Errorf("without leave a page inside is fetched: %v", err)
	}
}

// TestPicturesOfAPageThatCannotBeHad: pages name what they like; what leads inside or is no picture stays behind.
func TestPicturesOfAPageThatCannotBeHad(t *testing.T) {
	address, fetcher := elsewhere(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<p>no picture</p>")
	}))
	dir := t.TempDir()
	p := &webpage.Page{Address: address + "/", Picture: "http://169.254.169.254/latest/meta-data/", Body: `<p>Text</p><img src="/page"><img src="file:///etc/passwd"><img src="http://10.0.0.1/x.jpg"><img src="../../../x.jpg"><img src="javascript:alert(1)"><img src="">`}
	came, err := moving.FetchPictures(t.Context(), fetcher, p, dir)
	entries, _ := os.ReadDir(dir) // it is there
	if err != nil || came != 0 || len(entries) != 0 {
		t.Errorf("%d came: %v; %d files", came, err, len(entries))
	}
	if !bytes.Contains([]byte(p.Body), []byte("Text")) {
		t.Errorf("the text is gone: %q", p.Body)
	}
}
