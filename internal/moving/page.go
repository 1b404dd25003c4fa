package moving

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/fetch"
	"broadsheet/internal/moving/webpage"
)

// FetchPage gets a page of another site and reads the story out of it. Times without a zone are of zone.
func FetchPage(ctx context.Context, f *fetch.Fetcher, address string, zone *time.Location) (*webpage.Page, error) {
	a, err := f.Get(ctx, address)
	if err != nil {
		return nil, err
	}
	switch a.Type {
	case "", "text/html", "application/xhtml+xml", "text/plain", "application/octet-stream":
	default:
		return nil, fault.New(fault.Invalid, "%s is no page but %s, so no story can be read from it.", address, a.Type)
	}
	return webpage.Read(a.Body, a.Charset, a.Address, zone)
}

// mostPictures is how many pictures of one page are fetched.
const mostPictures = 60

// FetchPictures brings the pictures of a page into a folder and makes the page show those. What cannot be fetched stays
// as it is, and is left out with a line in the report when the page moves in. It answers how many came.
func FetchPictures(ctx context.Context, f *fetch.Fetcher, p *webpage.Page, dir string) (int, error) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(p.Body), body)
	if err != nil {
		return 0, fault.Because(err, fault.Invalid, "The text of the page cannot be read as HTML.")
	}
	base, err := url.Parse(p.Address)
	if err != nil {
		base = &url.URL{}
	}
	got := map[string]string{} // address to its name here, "" for none
	came := 0
	bring := func(src string) (string, error) {
		u, err := base.Parse(strings.TrimSpace(src))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" {
			return "", nil //nolint:nilerr // it is no address, so nothing can be fetched
		}
		address := u.String()
		if name, done := got[address]; done || len(got) >= mostPictures {
			return name, nil
		}
		got[address] = ""
		name, err := fetchPicture(ctx, f, address, dir)
		if err != nil {
			return "", err
		}
		if got[address] = name; name != "" {
			came++
		}
		return name, nil
	}
	if p.Picture != "" {
		name, err := bring(p.Picture)
		if err != nil {
			return came, err
		}
		if name != "" {
			p.Picture = name
		}
	}
	var out strings.Builder
	for _, n := range nodes {
		body.AppendChild(n)
	}
	for n := range body.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom != atom.Img {
			continue
		}
		for k := range n.Attr {
			if n.Attr[k].Key != "src" {
				continue
			}
			name, err := bring(n.Attr[k].Val)
			if err != nil {
				return came, err
			}
			if name != "" {
				n.Attr[k].Val = name
			}
		}
	}
	for n := range body.ChildNodes() {
		if err := html.Render(&out, n); err != nil {
			return came, fault.Because(err, fault.Invalid, "The text of the page cannot be read as HTML.")
		}
	}
	p.Body = out.String()
	return came, nil
}

// fetched is where the pictures of a page lie below their folder.
const fetched = "/fetched/"

// fetchPicture brings one picture; "" when it cannot be had.
func fetchPicture(ctx context.Context, f *fetch.Fetcher, address, dir string) (string, error) {
	a, err := f.Get(ctx, address)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return "", err
		}
		return "", nil //nolint:nilerr // the report says which pictures did not come
	}
	ext := map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/avif": ".avif"}[a.Type]
	if ext == "" {
		return "", nil
	}
	sum := sha256.Sum256([]byte(address))
	name := fetched + hex.EncodeToString(sum[:12]) + ext
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
		err = os.WriteFile(path, a.Body, 0o600)
	}
	if err != nil {
		return "", fault.Because(err, fault.Unavailable, "Nothing can be written to %s.", dir)
	}
	return name, nil
}

// Page is a single page of another site as an archive. It becomes a draft that credits where it is from; its addresses
// stay with its own site.
func Page(p *webpage.Page) Source {
	name := first(p.Site, "another site")
	return Source{
		System: "page", Name: name, Export: "the page, saved as HTML", Web: true, Foreign: true,
		Is: func(string, []byte) bool { return false },
		Read: func(io.ReadSeeker) archive.Reader {
			site := archive.Site{Title: first(p.Site, p.Title)}
			if u, err := url.Parse(p.Address); err == nil && u.Host != "" {
				site.Link = u.Scheme + "://" + u.Host
			}
			return &pageReader{page: p, site: site}
		},
	}
}

type pageReader struct {
	page *webpage.Page
	site archive.Site
	done bool
}

func (r *pageReader) Site() *archive.Site                                  { return &r.site }
func (r *pageReader) Repairs() archive.Repairs                             { return archive.Repairs{} }
func (r *pageReader) OnComment(func(*archive.Item, archive.Comment) error) {}

func (r *pageReader) Next() (*archive.Item, error) {
	if r.done {
		return nil, io.EOF
	}
	r.done = true
	p := r.page
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.DateTime)
	}
	i := &archive.Item{
		Type: "post", Key: first(p.Address, p.Title), Status: "foreign", Title: html.EscapeString(p.Title), Excerpt: html.EscapeString(p.Standfirst), Content: absolute(p), Lang: p.Lang,
		Lead: p.Picture, Source: first(p.Site, hostOf(p.Address)), SourceURL: p.Address, DateGMT: stamp(p.Published), ModifiedGMT: stamp(p.Changed),
	}
	if !strings.HasPrefix(i.Lead, fetched) {
		i.Lead = ""
	}
	for _, name := range p.Authors {
		i.Creators = append(i.Creators, name)
		r.site.Authors = append(r.site.Authors, archive.Author{Login: name, Display: name})
	}
	return i, nil
}

// absolute is the text of a page with links that lead from anywhere to where they led from there.
func absolute(p *webpage.Page) string {
	base, err := url.Parse(p.Address)
	if err != nil || base.Host == "" {
		return p.Body
	}
	z := html.NewTokenizer(strings.NewReader(p.Body))
	var b strings.Builder
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		t := z.Token()
		if kind == html.StartTagToken && t.DataAtom == atom.A {
			for k := range t.Attr {
				if t.Attr[k].Key == "href" && !strings.HasPrefix(t.Attr[k].Val, "#") {
					if u, err := base.Parse(strings.TrimSpace(t.Attr[k].Val)); err == nil {
						t.Attr[k].Val = u.String()
					}
				}
			}
		}
		b.WriteString(t.String())
	}
}
