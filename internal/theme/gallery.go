package theme

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"image"
	"image/jpeg"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"broadsheet/internal/page"
)

// Gallery shows one of each page, with hard cases, in a theme as its files are at the moment of asking.
type Gallery struct {
	Theme  func() *page.Theme
	Folder *Folder                                 // looked at before every answer; nil for a theme that never changes
	Draw   func(name string, w, h int) image.Image // pictures of the gallery
	drawn  sync.Map                                // path to its JPEG
}

var (
	//go:embed gallery.html
	galleryPage string
	//go:embed gallery.css
	galleryStyle []byte
	//go:embed gallery.js
	galleryScript []byte

	galleryTemplate = template.Must(template.New("gallery").Parse(galleryPage))
)

// hung is the gallery's page about itself.
type hung struct {
	Theme  string
	Now    string
	Faults []page.Fault
	Pages  []string
	Shown  string
	Width  int
	Widths []int
}

// Pages are those of the gallery, by name. They are only to be read.
var Pages = sync.OnceValue(func() map[string]page.Page {
	all := page.Gallery()
	maps.Copy(all, page.GalleryRightToLeft())
	return all
})

// ServeHTTP answers whoever works on the theme.
func (g *Gallery) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.Folder != nil {
		g.Folder.Look()
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	send := func(kind string, body []byte) {
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(body) // nobody listens any more
	}
	path := r.URL.Path
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		http.Error(w, "The gallery can be looked at.", http.StatusMethodNotAllowed)
	case path == "/":
		g.index(w, r)
	case path == "/gallery.css":
		send("text/css; charset=utf-8", galleryStyle)
	case path == "/gallery.js":
		send("text/javascript; charset=utf-8", galleryScript)
	case path == "/now":
		send("text/plain; charset=utf-8", []byte(g.now()))
	case strings.HasPrefix(path, "/page/"):
		g.page(w, r, strings.TrimPrefix(path, "/page/"))
	case strings.HasPrefix(path, "/pictures/"):
		body, err := g.picture(path)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		send("image/jpeg", body)
	default:
		f, ok := g.Theme().Asset(path)
		if !ok {
			http.Error(w, "The gallery has no such page. It is at /", http.StatusNotFound)
			return
		}
		send(f.Type, f.Body)
	}
}

// now is different when anything that is shown is.
func (g *Gallery) now() string { return fmt.Sprint(g.Theme().ID, g.faults()) }

func (g *Gallery) faults() []page.Fault {
	if g.Folder == nil {
		return nil
	}
	return g.Folder.Faults()
}

func (g *Gallery) index(w http.ResponseWriter, r *http.Request) {
	all := Pages()
	h := hung{Theme: g.Theme().Name, Now: g.now(), Faults: g.faults(), Pages: slices.Sorted(maps.Keys(all)), Shown: r.FormValue("page"), Widths: []int{320, 740, 980, 1280}}
	if all[h.Shown] == nil {
		h.Shown = "home"
	}
	h.Width, _ = strconv.Atoi(r.FormValue("width")) // none is as good as a wrong one
	if !slices.Contains(h.Widths, h.Width) {
		h.Width = 1280
	}
	var b bytes.Buffer
	if err := galleryTemplate.Execute(&b, h); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // nobody listens any more
}

func (g *Gallery) page(w http.ResponseWriter, r *http.Request, name string) {
	p := Pages()[name]
	if p == nil {
		http.NotFound(w, r)
		return
	}
	body, err := g.Theme().Try(p)
	if err != nil {
		http.Error(w, page.FaultOf(err).Error(), http.StatusInternalServerError)
		return
	}
	for k, v := range page.Headers(false) {
		w.Header()[k] = v
	}
	policy := page.Headers(false).Get("Content-Security-Policy")
	w.Header().Set("Content-Security-Policy", strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	_, _ = w.Write(body) // nobody listens any more
}

var pictured = regexp.MustCompile(`^/pictures/([a-z-]+?)-(?:whole|3x2|4x3|1x1|16x9|share)-(\d{2,4})x(\d{2,4})\.jpg$`)

// widestDrawn is the width from which on a picture is drawn no larger: it is to be looked at, not to be printed.
const widestDrawn = 960

func (g *Gallery) picture(path string) ([]byte, error) {
	if known, ok := g.drawn.Load(path); ok {
		return known.([]byte), nil
	}
	m := pictured.FindStringSubmatch(path)
	if m == nil || g.Draw == nil {
		return nil, fmt.Errorf("no picture at %s", path)
	}
	width, _ := strconv.Atoi(m[2]) // digits
	height, _ := strconv.Atoi(m[3])
	if over := float64(width) / widestDrawn; over > 1 {
		width, height = widestDrawn, int(float64(height)/over)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, g.Draw(m[1], max(width, 1), max(height, 1)), &jpeg.Options{Quality: 82}); err != nil {
		return nil, fmt.Errorf("drawing %s: %w", path, err)
	}
	g.drawn.Store(path, b.Bytes())
	return b.Bytes(), nil
}
