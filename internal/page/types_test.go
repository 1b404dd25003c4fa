package page

import (
	"html/template"
	"strings"
	"testing"

	"github.com/jba/templatecheck"
)

// pages has one empty value of every page type, by its template.
func pages() map[string]Page {
	all := map[string]Page{}
	for _, p := range []Page{
		&Home{}, &SectionFront{}, &ListMonth{}, &Latest{}, &Story{}, &Author{}, &Topic{}, &Standing{}, &Search{},
		&Corrections{}, &NotFound{}, &Gone{}, &Closed{}, &Unavailable{}, &Failed{},
	} {
		all[p.template()] = p
	}
	return all
}

// A template cannot ask for what its page's type does not give.
func TestTemplatesFitTheirTypes(t *testing.T) {
	all := pages()
	for name, master := range BuiltIn().masters {
		p, ok := all[name]
		if !ok {
			t.Errorf("%s.html belongs to no page type", name)
			continue
		}
		delete(all, name)
		// the checker only looks at the tree: a clone stays whole for rendering
		if err := templatecheck.CheckHTMLStrict(template.Must(master.Clone()).Lookup("page"), p); err != nil {
			t.Errorf("%s.html against %T: %v", name, p, err)
		}
	}
	for name := range all {
		t.Errorf("there is no %s.html", name)
	}
}

func TestAMisspeltFieldIsFound(t *testing.T) {
	for name, c := range map[string]struct{ template, want string }{
		"on the page itself":    {`{{define "main"}}{{.Headlin}}{{end}}`, "Headlin"},
		"in a loop":             {`{{define "main"}}{{range .Byline}}{{.Nmae}}{{end}}{{end}}`, "Nmae"},
		"of a card":             {`{{define "main"}}{{range .Related}}{{with card . "related" 3 nowhere}}{{.Standfrist}}{{end}}{{end}}{{end}}`, "Standfrist"},
		"a function's argument": {`{{define "main"}}{{when .Headline}}{{end}}`, "wrong type"},
	} {
		t.Run(name, func(t *testing.T) {
			planted := template.Must(template.Must(BuiltIn().masters["story"].Clone()).Parse(c.template))
			err := templatecheck.CheckHTMLStrict(planted.Lookup("page"), &Story{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the checker said %v, want something about %s", err, c.want)
			}
		})
	}
}
