package newsroom

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/page"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/screen"
)

// views are how a preview can be seen.
var views = []struct{ name, label string }{{"desktop", "Desktop"}, {"phone", "Phone"}, {"dark", "Dark"}}

// PreviewScreen frames the page at the path.
func (n *Newsroom) PreviewScreen(r *http.Request, heading, here, back string) (*screen.Preview, error) {
	f, err := n.Frame(r, "Preview: "+heading, "")
	if err != nil {
		return nil, err
	}
	s := &screen.Preview{Frame: f, Heading: heading, Back: back, Page: here + "/page", View: "desktop"}
	for _, v := range views {
		if r.URL.Query().Get("on") == v.name {
			s.View = v.name
		}
	}
	if s.View == "dark" {
		s.Page += "?on=dark"
	}
	for _, v := range views {
		s.Views = append(s.Views, screen.Entry{Name: v.label, URL: here + "?on=" + v.name, Here: v.name == s.View})
	}
	return s, nil
}

// preview shows the reader's page of a draft in a frame.
func (n *Newsroom) preview(w http.ResponseWriter, r *http.Request) error {
	draft, err := n.Store.DraftText(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	at := "/newsroom/stories/" + draft.ID
	s, err := n.PreviewScreen(r, prose.Headline(draft.Doc), at+"/preview", at)
	if err != nil {
		return err
	}
	return n.Show(w, s)
}

// previewPage is the reader's page itself, made of the draft as if it were published now.
func (n *Newsroom) previewPage(w http.ResponseWriter, r *http.Request) error {
	draft, err := n.Store.DraftText(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if draft.PublishedAt.IsZero() {
		draft.PublishedAt = n.Clock.Now()
	}
	return n.asReaders(w, r, draft, draft.Doc)
}

// version shows a published version as it stood.
func (n *Newsroom) version(w http.ResponseWriter, r *http.Request) error {
	draft, e, err := n.editionOf(r)
	if err != nil {
		return err
	}
	at := fmt.Sprintf("/newsroom/stories/%s/versions/%d", draft.ID, e.Number)
	s, err := n.PreviewScreen(r, fmt.Sprintf("Version %d: %s", e.Number, prose.Headline(e.Doc)), at, "/newsroom/stories/"+draft.ID+"#panel-history")
	if err != nil {
		return err
	}
	s.Told = fmt.Sprintf("%s, %s.", screen.ChangeWord(e.Change), s.Exact(e.At))
	return n.Show(w, s)
}

// versionPage is the reader's page itself, made of a published version.
func (n *Newsroom) versionPage(w http.ResponseWriter, r *http.Request) error {
	draft, e, err := n.editionOf(r)
	if err != nil {
		return err
	}
	draft.Edition = e.Number
	return n.asReaders(w, r, draft, e.Doc)
}

func (n *Newsroom) editionOf(r *http.Request) (article.Draft, article.Edition, error) {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil || number < 1 {
		return article.Draft{}, article.Edition{}, fault.New(fault.NotFound, "There is no such version of this story.")
	}
	draft, err := n.Store.DraftText(r.Context(), r.PathValue("id"))
	if err != nil {
		return draft, article.Edition{}, err
	}
	e, err := n.Store.Edition(r.Context(), draft.ID, number)
	return draft, e, err
}

// asReaders answers with the page that readers would get if doc were public now.
func (n *Newsroom) asReaders(w http.ResponseWriter, r *http.Request, draft article.Draft, doc *prose.Node) error {
	if draft.Address == "" {
		fields, err := article.FieldsOf(doc)
		if err != nil {
			return err
		}
		sections, err := n.Store.Sections(r.Context())
		if err != nil {
			return err
		}
		if draft.Address, err = n.addressFor(r.Context(), draft, fields, sections); err != nil {
			return err
		}
	}
	published, err := article.AsPublished(draft, doc)
	if err != nil {
		return err
	}
	return n.ReadersPage(w, r, func(ctx context.Context, snap press.Snapshot) (page.Page, error) {
		return n.press.Article(ctx, snap, published)
	})
}

// ReadersPage answers with a page of the press, for a frame of the newsroom alone.
func (n *Newsroom) ReadersPage(w http.ResponseWriter, r *http.Request, fill func(context.Context, press.Snapshot) (page.Page, error)) error {
	var p page.Page
	err := n.public.Read(r.Context(), func(snap press.Snapshot) error {
		var err error
		p, err = fill(r.Context(), press.Staged{Snapshot: snap, Library: n.library})
		return err
	})
	if err != nil {
		return err
	}
	if p == nil {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	_, body, err := n.theme().Render(p)
	if err != nil {
		return err
	}
	body, err = n.inOneScheme(body, r.URL.Query().Get("on") == "dark")
	if err != nil {
		return err
	}
	policy := page.Headers(n.HTTPS).Get("Content-Security-Policy")
	w.Header().Set("Content-Security-Policy", strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	w.WriteHeader(http.StatusOK)
	// An error means that nobody listens any more.
	_, _ = w.Write(body)
	return nil
}

// stylesBelow is where the reader's style sheet stands in one of its colour schemes, whatever the device asks for.
const stylesBelow = "/newsroom/preview/"

// inOneScheme has a reader's page ask for the style sheet of one colour scheme.
func (n *Newsroom) inOneScheme(body []byte, dark bool) ([]byte, error) {
	style, err := n.theme().AssetURL("site.css")
	if err != nil {
		return nil, err
	}
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	body = bytes.Replace(body, []byte(style), []byte(stylesBelow+scheme+style), 1)
	return bytes.Replace(body, []byte(`content="light dark"`), []byte(`content="`+scheme+`"`), 1), nil
}

// previewStyle gives the reader's style sheet in one colour scheme.
func (n *Newsroom) previewStyle(w http.ResponseWriter, r *http.Request) error {
	f, ok := n.theme().Asset("/" + r.PathValue("asset"))
	scheme := r.PathValue("scheme")
	if !ok || !strings.HasPrefix(f.Type, "text/css") || scheme != "light" && scheme != "dark" {
		return fault.New(fault.NotFound, "There is no such file.")
	}
	holds := map[string]string{"light": "not all", "dark": "all"}[scheme]
	style := strings.NewReplacer("(prefers-color-scheme:dark)", holds, "(prefers-color-scheme: dark)", holds, "light dark", scheme).Replace(string(f.Body))
	w.Header().Set("Content-Type", f.Type)
	// An error means that nobody listens any more.
	_, _ = io.WriteString(w, style)
	return nil
}

// library finds a picture, public or not.
func (n *Newsroom) library(ctx context.Context, id string) (article.Picture, bool, error) {
	p, err := n.Store.PictureOf(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return p, false, nil
	}
	return p, err == nil, err
}

// backTo is the address of a story that a screen was opened from, "" when back names none.
func backTo(back string) string {
	if back == "" || strings.ContainsAny(back, "/?#%\\") {
		return ""
	}
	return "/newsroom/stories/" + url.PathEscape(back)
}
