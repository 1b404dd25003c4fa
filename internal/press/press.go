package press

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"sync"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
)

// ErrNotOpen is the answer of every page before the first run.
var ErrNotOpen = errors.New("the paper has not been set up")

// Press makes the pages of one site. A page that is nil without an error does not exist.
type Press struct {
	Base     string // scheme and host that readers type, no slash at the end
	Pictures string // path below which the files of pictures stand; "" for /pictures/
}

// Staged is a snapshot for a preview: what it shows may use pictures that are not public yet.
type Staged struct {
	Snapshot
	Library func(ctx context.Context, id string) (article.Picture, bool, error)
}

// Picture finds a picture of the library, public or not.
func (s Staged) Picture(ctx context.Context, id string) (article.Picture, bool, error) {
	return s.Library(ctx, id)
}

// work is one page in the making: what every page needs, and what was looked up for it already.
type work struct {
	snap     Snapshot
	base     string
	files    string
	settings paper.Settings
	zone     *time.Location
	sections []paper.Section
	frame    page.Frame

	accents  map[string]string           // of sections
	bylines  map[string]*paper.Byline    // nil for one that there is not
	pictures map[string]*article.Picture // as bylines
	shown    map[string]bool             // pictures that stand on the page
	chosen   map[string]bool             // pictures that somebody gave a slot, and which stand there alone
}

// Prepare readies what every page needs, so that the first readers do not wait for it: the templates in the paper's
// language, and what stands around every page. It does nothing before the first run.
func (p Press) Prepare(ctx context.Context, snap Snapshot, theme *page.Theme) error {
	w, err := p.begin(ctx, snap)
	if errors.Is(err, ErrNotOpen) {
		return nil
	}
	if err != nil {
		return err
	}
	return theme.Prepare(w.settings.Lang, w.zone)
}

func (p Press) begin(ctx context.Context, snap Snapshot) (*work, error) {
	settings, open, err := snap.Settings(ctx)
	if err != nil {
		return nil, err
	}
	if !open {
		return nil, ErrNotOpen
	}
	w := &work{
		snap: snap, base: p.Base, files: cmp.Or(p.Pictures, "/pictures/"), settings: settings, zone: zone(settings.Zone),
		accents: map[string]string{}, bylines: map[string]*paper.Byline{}, pictures: map[string]*article.Picture{}, shown: map[string]bool{},
	}
	if w.sections, err = snap.Sections(ctx); err != nil {
		return nil, err
	}
	standing, err := snap.Pages(ctx)
	if err != nil {
		return nil, err
	}
	w.frame = page.Frame{
		Lang: settings.Lang, Zone: w.zone, Base: p.Base, Year: snap.Year(w.zone), Mining: settings.Machines.Mining(p.Base),
		Paper: page.Paper{
			Name: settings.Name, Strapline: settings.Strapline, Description: settings.Description, Founded: settings.Founded, Accent: settings.Accent,
		},
	}
	for _, c := range standing {
		w.frame.Standing = append(w.frame.Standing, page.Link{Name: c.Headline, URL: Escape(c.Address)})
	}
	if w.frame.Breaking, err = w.breaking(ctx); err != nil {
		return nil, err
	}
	if w.frame.Paper.Logo, err = w.logo(ctx, settings.Logo); err != nil {
		return nil, err
	}
	if w.frame.Paper.LogoDark, err = w.logo(ctx, settings.LogoDark); err != nil {
		return nil, err
	}
	for _, l := range settings.Follow {
		w.frame.Follow = append(w.frame.Follow, page.Link{Name: l.Name, URL: l.URL})
	}
	return w, nil
}

// logo is a picture in the place of the paper's name; nil for none.
func (w *work) logo(ctx context.Context, id string) (*page.Picture, error) {
	found, err := w.picture(ctx, id)
	if found == nil || err != nil {
		return nil, err
	}
	return w.sheet(*found), nil
}

// policy is the standing page that says how the paper corrects and withdraws; zero for none.
func (w *work) policy(ctx context.Context) (page.Link, error) {
	if w.settings.Policy == "" {
		return page.Link{}, nil
	}
	found, err := w.snap.Cards(ctx, []string{w.settings.Policy})
	if err != nil || len(found) == 0 {
		return page.Link{}, err
	}
	return page.Link{Name: found[0].Headline, URL: Escape(found[0].Address)}, nil
}

// in gives the page its path and its place in the tree: the section that it stands in, or "". self tells that the
// page is the section's own, which then does not stand above it.
func (w *work) in(path, section string, self bool) page.Frame {
	f := w.frame
	f.Path = path
	above := paper.Above(w.sections, section)
	active := map[string]bool{}
	for i, s := range slices.Backward(above) {
		active[s.ID] = true
		if i > 0 || !self {
			f.Trail = append(f.Trail, page.Link{Name: s.Name, URL: Escape(s.Address)})
		}
	}
	f.Accent = w.accent(section)
	f.Sections = w.below("", active)
	return f
}

func (w *work) below(parent string, active map[string]bool) []page.Section {
	var out []page.Section
	for _, s := range w.sections {
		if s.Parent == parent && s.ID != parent {
			out = append(out, page.Section{
				Name: s.Name, URL: Escape(s.Address), Accent: w.accent(s.ID), Active: active[s.ID], Below: w.below(s.ID, active),
			})
		}
	}
	return out
}

// accent is the palette name of a section, its own or inherited.
func (w *work) accent(section string) string {
	accent, known := w.accents[section]
	if !known {
		accent = w.accentOf(section)
		w.accents[section] = accent
	}
	return accent
}

func (w *work) accentOf(section string) string {
	for _, s := range paper.Above(w.sections, section) {
		if s.Accent != "" {
			return s.Accent
		}
	}
	return ""
}

func (w *work) section(id string) (paper.Section, bool) {
	return paper.FindSection(w.sections, id)
}

func (w *work) label(section string) page.Label {
	s, ok := w.section(section)
	if !ok {
		return page.Label{}
	}
	return page.Label{Name: s.Name, URL: Escape(s.Address), Accent: w.accent(section)}
}

// Escape makes the path of an address as it stands in a page: percent-encoded where it must be.
func Escape(path string) string {
	if plainPath(path) {
		return path
	}
	return (&url.URL{Path: path}).EscapedPath()
}

// plainPath tells of nearly every path that nothing in it has to be escaped.
func plainPath(path string) bool {
	for i := range len(path) {
		c := path[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || c == '/' || c == '-') {
			return false
		}
	}
	return true
}

var zones sync.Map // name: *time.Location; loading one reads a file

// zone finds a time zone; UTC stands in for one that this machine does not know.
func zone(name string) *time.Location {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location)
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	zones.Store(name, z)
	return z
}
