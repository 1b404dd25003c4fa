package article

import (
	"encoding/json"
	"fmt"

	"broadsheet/internal/prose"
)

// Credit is one name in a byline with what the person did.
type Credit struct {
	Byline string `json:"byline"` // id
	Role   Role   `json:"role"`
}

// Role is what somebody did for a story.
type Role string

// The roles of a byline; By is the plain one.
const (
	By          Role = "by"
	Reported    Role = "reported"
	Photographs Role = "photographs"
	Translated  Role = "translated"
	Edited      Role = "edited"
	Additional  Role = "additional"
)

// Roles lists the roles in the order in which a person chooses.
var Roles = []Role{By, Reported, Photographs, Translated, Edited, Additional}

// Source is the agency or paper that a story comes from.
type Source struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Lead is a use of a picture: the picture's own credit and rights stay with the picture.
type Lead struct {
	Picture    string `json:"picture"` // id, "" for none
	Caption    string `json:"caption"`
	Alt        string `json:"alt"`
	Decorative bool   `json:"decorative"`
}

// Fields are the attributes of a document: all that a story says beside its words.
type Fields struct {
	Kind           Kind     `json:"kind"`
	Section        string   `json:"section"`
	Sections       []string `json:"sections"`
	Byline         []Credit `json:"byline"`
	Source         *Source  `json:"source"`
	Topics         []string `json:"topics"`
	Slug           string   `json:"slug"`
	Lang           string   `json:"lang"`
	Dir            string   `json:"dir"`
	Picture        *Lead    `json:"picture"`
	SearchHeadline string   `json:"searchHeadline"`
	ShareHeadline  string   `json:"shareHeadline"`
	PaidBy         string   `json:"paidBy"`
	NoAds          bool     `json:"noAds"`
	Note           string   `json:"note"` // to the desk; never public
}

// FieldsOf reads the fields of a document that passed the gate.
func FieldsOf(doc *prose.Node) (Fields, error) {
	var f Fields
	b, err := json.Marshal(doc.Attrs)
	if err == nil {
		err = json.Unmarshal(b, &f)
	}
	if err != nil {
		return f, fmt.Errorf("reading the fields of a document: %w", err)
	}
	if f.Kind == "" {
		f.Kind = News
	}
	return f, nil
}

// SetOn writes the fields into a document's attributes, as an import does; a person's change comes as a step.
func (f Fields) SetOn(doc *prose.Node) error {
	// A list of nothing is an empty list, as the schema wants it.
	f.Sections, f.Byline, f.Topics = append([]string{}, f.Sections...), append([]Credit{}, f.Byline...), append([]string{}, f.Topics...)
	if f.Kind == "" {
		f.Kind = News
	}
	b, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("writing the fields of a document: %w", err)
	}
	attrs := map[string]any{}
	if err := json.Unmarshal(b, &attrs); err != nil {
		return fmt.Errorf("writing the fields of a document: %w", err)
	}
	doc.Attrs = attrs
	return nil
}

// All lists the main section and the further ones, each once, without empty ids.
func (f Fields) All() []string {
	seen := map[string]bool{"": true}
	var all []string
	for _, id := range append([]string{f.Section}, f.Sections...) {
		if !seen[id] {
			seen[id] = true
			all = append(all, id)
		}
	}
	return all
}
