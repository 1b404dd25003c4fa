package prose

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// The same file is read by web/schema.ts, which builds the editor's schema from it.
//
//go:embed schema.json
var schemaJSON []byte

// A nodeType is what the schema says of one kind of node.
type nodeType struct {
	Name    string               `json:"name"`
	Content string               `json:"content"` // a ProseMirror content expression
	Group   string               `json:"group"`
	Marks   *string              `json:"marks"` // nil: every mark; "": none
	Inline  bool                 `json:"inline"`
	Atom    bool                 `json:"atom"`
	Attrs   map[string]*attrType `json:"attrs"`

	letter  rune            // stands for the type in matches
	matches *regexp.Regexp  // the content expression over the letters of the children
	holds   map[string]bool // the types that the content expression names
}

// allowsMarks tells whether the texts directly in the node may carry marks.
func (t *nodeType) allowsMarks() bool { return t.Marks == nil || *t.Marks != "" }

// An attrType is what the schema says of the values of one attribute.
type attrType struct {
	Kind    string               `json:"kind"`
	Default json.RawMessage      `json:"default"` // absent: the attribute must be given
	Empty   bool                 `json:"empty"`   // "" (or null, for a record) is allowed as well
	Values  []string             `json:"values"`  // of a choice
	Min     float64              `json:"min"`     // of an integer
	Max     float64              `json:"max"`
	Of      *attrType            `json:"of"`     // of a list
	Fields  map[string]*attrType `json:"fields"` // of a record; all must be given
}

// optional tells whether the attribute may be left out.
func (a *attrType) optional() bool { return a.Default != nil }

// value is a fresh copy of the default.
func (a *attrType) value() any {
	var v any
	must(json.Unmarshal(a.Default, &v))
	return v
}

type markType struct {
	Name  string               `json:"name"`
	Attrs map[string]*attrType `json:"attrs"`
	rank  int                  // outer marks first
}

// SchemaNumber is the number of the schema that this program writes. It grows with every change of schema.json.
var SchemaNumber, nodeTypes, markTypes = read(schemaJSON)

func read(b []byte) (number int, nodeTypes map[string]*nodeType, markTypes map[string]*markType) {
	var s struct {
		Schema     int                  `json:"schema"`
		BlockAttrs map[string]*attrType `json:"blockAttrs"`
		Nodes      []*nodeType          `json:"nodes"`
		Marks      []*markType          `json:"marks"`
	}
	must(json.Unmarshal(b, &s))
	nodeTypes, markTypes = map[string]*nodeType{}, map[string]*markType{}
	groups := map[string][]*nodeType{} // also each type by its own name
	for i, t := range s.Nodes {
		t.letter = 'ā' + rune(i) // letters that mean nothing in a regular expression
		nodeTypes[t.Name] = t
		groups[t.Name] = []*nodeType{t}
		for _, g := range strings.Fields(t.Group) {
			groups[g] = append(groups[g], t)
		}
		if t.Attrs == nil {
			t.Attrs = map[string]*attrType{}
		}
		if t.isBlock() {
			for name, a := range s.BlockAttrs {
				t.Attrs[name] = a
			}
		}
	}
	for _, t := range s.Nodes {
		t.compile(groups)
	}
	for i, m := range s.Marks {
		m.rank = i
		markTypes[m.Name] = m
	}
	return s.Schema, nodeTypes, markTypes
}

// isBlock tells whether the type may stand in the body of a story by itself.
func (t *nodeType) isBlock() bool { return strings.Contains(" "+t.Group+" ", " block ") }

var nameOrSpace = regexp.MustCompile(`[a-z_]+| `)

// compile turns the content expression into a regular expression in which every type is a letter: the two
// notations differ only in their names and spaces.
func (t *nodeType) compile(groups map[string][]*nodeType) {
	t.holds = map[string]bool{}
	expr := nameOrSpace.ReplaceAllStringFunc(t.Content, func(name string) string {
		if name == " " {
			return ""
		}
		letters := ""
		for _, child := range groups[name] {
			letters += string(child.letter)
			t.holds[child.Name] = true
		}
		if letters == "" {
			panic(fmt.Sprintf("schema.json: %s holds %s, which is no node and no group", t.Name, name))
		}
		return "[" + letters + "]"
	})
	t.matches = regexp.MustCompile("^(?:" + expr + ")$")
}

// must ends the program on a fault in a file that is part of it.
func must(err error) {
	if err != nil {
		panic("schema.json: " + err.Error())
	}
}
