package screen

import (
	"net/url"
	"slices"
)

// Form is what a person typed, all of it, and what is wrong with it, by field. A form that was not sent yet holds
// what stands there already.
type Form struct {
	Values url.Values
	Wrong  map[string]string
}

// Fields makes a form that holds these values: name, value, name, value …
func Fields(namesAndValues ...string) Form {
	f := Form{Values: url.Values{}}
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		f.Values.Add(namesAndValues[i], namesAndValues[i+1])
	}
	return f
}

// Value is what stands in a field.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Has tells whether a choice is made in a field of several.
func (f Form) Has(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Error is the sentence beside a field, "" for none.
func (f Form) Error(name string) string { return f.Wrong[name] }

// Input is one field of a form as a template draws it.
type Input struct {
	Form     Form
	Name     string
	Label    string
	Type     string // of the input element, or "area"
	Hint     string
	Complete string // autocomplete token, "" for none
}

// makeInput draws a field: label, type and, as wanted, hint and autocomplete token.
func makeInput(f Form, name, label, kind string, more ...string) Input {
	in := Input{Form: f, Name: name, Label: label, Type: kind}
	for i, m := range more {
		switch i {
		case 0:
			in.Hint = m
		case 1:
			in.Complete = m
		}
	}
	return in
}

// ID is the field's id on the page.
func (i Input) ID() string { return "field-" + i.Name }

// Value is what stands in the field.
func (i Input) Value() string { return i.Form.Value(i.Name) }

// Error is the sentence beside the field.
func (i Input) Error() string { return i.Form.Error(i.Name) }

// Described names the elements that describe the field, "" for none.
func (i Input) Described() string {
	d := ""
	if i.Hint != "" {
		d = i.ID() + "-hint"
	}
	if i.Error() != "" {
		if d != "" {
			d += " "
		}
		d += i.ID() + "-wrong"
	}
	return d
}

// Option is one of several to choose from.
type Option struct {
	Value  string
	Label  string
	Indent int // how deep it stands in a tree
}

// Choice is a field with a list to choose from.
type Choice struct {
	Input
	Options []Option
}

// Chosen tells whether an option is the chosen one.
func (c Choice) Chosen(o Option) bool { return c.Value() == o.Value }

func makeChoice(f Form, name, label string, options []Option, more ...string) Choice {
	return Choice{Input: makeInput(f, name, label, "select", more...), Options: options}
}

// Dashes show how deep an option stands.
func (o Option) Dashes() string {
	s := ""
	for range o.Indent {
		s += "– "
	}
	return s
}

// SectionForm is the form of one section in the tree.
type SectionForm struct {
	ID      string
	Form    Form
	Accents []Option
	Parents []Option
}

func makeSectionForm(id string, f Form, accents, parents []Option) SectionForm {
	return SectionForm{ID: id, Form: f, Accents: accents, Parents: parents}
}

func sectionFields(r SectionRow) Form {
	return Fields("name", r.Name, "slug", r.Slug, "description", r.Description, "accent", r.Accent, "parent", r.Parent)
}
