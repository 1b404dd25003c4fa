package office

import (
	"net/http"
	"slices"
	"strings"

	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

const sectionsPath = "/newsroom/settings/sections"

// sectionsScreen fills the tree of sections and the forms beside it.
func (o *Office) sectionsScreen(r *http.Request) (*screen.Sections, error) {
	f, err := o.Frame(r, "Sections", settingsPath)
	if err != nil {
		return nil, err
	}
	all, err := o.Store.Sections(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Sections{Frame: f, Add: screen.Fields(), Paste: screen.Fields(), Change: screen.Fields(), Accents: accents("As the section above")}
	s.Parents = []screen.Option{{Label: "Nothing: a section of its own"}}
	for _, sec := range all {
		above := paper.Above(all, sec.ID)
		depth := len(above) - 1
		s.Parents = append(s.Parents, screen.Option{Value: sec.ID, Label: sec.Name, Indent: depth})
		row := screen.SectionRow{
			ID: sec.ID, Name: sec.Name, Address: sec.Address, Slug: sec.Slug, Description: sec.Description, Accent: sec.Accent,
			Parent: sec.Parent, Depth: min(depth, 3), Out: sec.Parent != "",
		}
		for _, a := range above {
			if row.Shown == "" {
				row.Shown = a.Accent
			}
		}
		siblings, at := beside(all, sec)
		row.Up, row.Down, row.In = at > 0, at < len(siblings)-1, at > 0
		s.Rows = append(s.Rows, row)
	}
	return s, nil
}

// beside lists a section and its siblings in order, with its place among them.
func beside(all []paper.Section, sec paper.Section) ([]paper.Section, int) {
	var siblings []paper.Section
	for _, o := range all {
		if o.Parent == sec.Parent {
			siblings = append(siblings, o)
		}
	}
	return siblings, slices.IndexFunc(siblings, func(o paper.Section) bool { return o.ID == sec.ID })
}

func (o *Office) Sections(w http.ResponseWriter, r *http.Request) error {
	return show(o, w, r, o.sectionsScreen)
}

func (o *Office) AddSection(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	made, _, err := o.Desk.AddSection(r.Context(), reception.Who(r), paper.Section{Name: strings.TrimSpace(f.Value("name")), Parent: f.Value("parent")})
	if err != nil {
		return refused(o, w, r, err, o.sectionsScreen, func(s *screen.Sections) (*screen.Form, *screen.Frame) {
			s.Add = f
			return &s.Add, &s.Frame
		}, "name", "parent")
	}
	return o.Done(w, r, sectionsPath, made.Name+" stands at "+made.Address+".")
}

func (o *Office) PasteSections(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	before, err := o.Store.Sections(r.Context())
	if err != nil {
		return err
	}
	if _, err := o.Desk.PasteSections(r.Context(), reception.Who(r), f.Value("sections")); err != nil {
		return refused(o, w, r, err, o.sectionsScreen, func(s *screen.Sections) (*screen.Form, *screen.Frame) {
			s.Paste = f
			return &s.Paste, &s.Frame
		}, "sections")
	}
	after, err := o.Store.Sections(r.Context())
	if err != nil {
		return err
	}
	said := screen.Count(len(after)-len(before), "section", "sections") + " added. Lines that named a section that stood there already were passed over."
	return o.Done(w, r, sectionsPath, said)
}

// sectionOf finds the section of a request.
func (o *Office) sectionOf(r *http.Request) (paper.Section, []paper.Section, error) {
	all, err := o.Store.Sections(r.Context())
	if err != nil {
		return paper.Section{}, nil, err
	}
	for _, s := range all {
		if s.ID == r.PathValue("id") {
			return s, all, nil
		}
	}
	return paper.Section{}, nil, fault.New(fault.NotFound, "There is no such section. Somebody may have taken it away meanwhile.")
}

func (o *Office) ChangeSection(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	sec, all, err := o.sectionOf(r)
	if err != nil {
		return err
	}
	before := sec.Address
	if parent := f.Value("parent"); parent != sec.Parent && len(f.Values["parent"]) > 0 {
		sec.Parent, sec.Place = parent, 1+len(all) // at the end of its new siblings
	}
	sec.Name, sec.Slug = strings.TrimSpace(f.Value("name")), strings.TrimSpace(f.Value("slug"))
	sec.Description, sec.Accent = strings.TrimSpace(f.Value("description")), f.Value("accent")
	changed, _, err := o.Desk.ChangeSection(r.Context(), reception.Who(r), sec)
	if err != nil {
		return o.refusedSection(w, r, err, sec.ID, f)
	}
	return o.Done(w, r, sectionsPath+"#section-"+sec.ID, saved(changed.Name, before, changed.Address))
}

// MoveSection moves a section up or down among its siblings, into the one above it, or out of the one it stands in.
func (o *Office) MoveSection(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	sec, all, err := o.sectionOf(r)
	if err != nil {
		return err
	}
	siblings, at := beside(all, sec)
	switch to := f.Value("to"); {
	case to == "up" && at > 0:
		sec.Place = at // places count from 1
	case to == "down" && at < len(siblings)-1:
		sec.Place = at + 2
	case to == "in" && at > 0:
		sec.Parent, sec.Place = siblings[at-1].ID, 1+len(all)
	case to == "out" && sec.Parent != "":
		parent := all[slices.IndexFunc(all, func(s paper.Section) bool { return s.ID == sec.Parent })]
		_, place := beside(all, parent)
		sec.Parent, sec.Place = parent.Parent, place+2
	default:
		http.Redirect(w, r, sectionsPath, http.StatusSeeOther) // it stands at the end already
		return nil
	}
	if _, _, err := o.Desk.ChangeSection(r.Context(), reception.Who(r), sec); err != nil {
		return o.refusedSection(w, r, err, "", screen.Fields())
	}
	http.Redirect(w, r, sectionsPath+"#section-"+sec.ID, http.StatusSeeOther)
	return nil
}

// refusedSection answers a refused change of a section with the tree, the section's form open and filled as it was.
func (o *Office) refusedSection(w http.ResponseWriter, r *http.Request, err error, open string, f screen.Form) error {
	return refused(o, w, r, err, o.sectionsScreen, func(s *screen.Sections) (*screen.Form, *screen.Frame) {
		s.Open, s.Change = open, f
		return &s.Change, &s.Frame
	}, slices.DeleteFunc([]string{"name", "slug", "description", "accent", "address", "parent"}, func(string) bool { return open == "" })...)
}

func (o *Office) DropSection(w http.ResponseWriter, r *http.Request) error {
	sec, _, err := o.sectionOf(r)
	if err != nil {
		return err
	}
	if _, err := o.Desk.DropSection(r.Context(), reception.Who(r), sec.ID); err != nil {
		return o.refusedSection(w, r, err, sec.ID, screen.Fields("name", sec.Name, "slug", sec.Slug, "description", sec.Description, "accent", sec.Accent, "parent", sec.Parent))
	}
	return o.Done(w, r, sectionsPath, sec.Name+" is taken away.")
}
