// Package prose is the body of a story: a closed set of blocks and marks, the gate that decides what is a valid
// document, and the one renderer that makes HTML and plain text of it. A document is ProseMirror JSON of the
// schema in schema.json, which this package owns and the editor in the browser is built from.
//
// Documents come from three places, all through the same gate: the editor (Parse), an import (Clean, then Check)
// and code (Doc, P, H and the other builders).
package prose

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Node is one node of a document, as ProseMirror writes it. Numbers in Attrs are float64, lists []any and records
// map[string]any, as encoding/json reads them; builders and Parse fill every attribute in.
type Node struct {
	Type    string         `json:"type"`
	Attrs   map[string]any `json:"attrs,omitempty"`
	Content []*Node        `json:"content,omitempty"`
	Marks   []Mark         `json:"marks,omitempty"`
	Text    string         `json:"text,omitempty"`
}

// Mark is one mark on a piece of text.
type Mark struct {
	Type  string         `json:"type"`
	Attrs map[string]any `json:"attrs,omitempty"`
}

// Marshal writes the node as JSON, the same bytes for equal nodes. It does not ask whether the node is valid: see Check.
func (n *Node) Marshal() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(n); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Attr is the attribute as a string, "" when it is absent or something else.
func (n *Node) Attr(attr string) string { s, _ := n.Attrs[attr].(string); return s }

// Int is the attribute as a whole number, 0 when it is absent or something else.
func (n *Node) Int(attr string) int {
	switch v := n.Attrs[attr].(type) {
	case float64:
		return int(v)
	case int:
		return v
	}
	return 0
}

// Bool is the attribute as a truth, false when it is absent or something else.
func (n *Node) Bool(attr string) bool { b, _ := n.Attrs[attr].(bool); return b }

// Strings is the attribute as a list of strings, nil when it is absent or something else.
func (n *Node) Strings(attr string) []string {
	list, _ := n.Attrs[attr].([]any)
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// Into reads the attribute (a record or a list of records) into v as encoding/json would.
func (n *Node) Into(attr string, v any) error {
	b, err := json.Marshal(n.Attrs[attr])
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

// With sets an attribute and returns the node, for chains of builders. Values are brought into the form that
// encoding/json reads, so that a struct, an int or a []string will do.
func (n *Node) With(attr string, value any) *Node {
	if n.Attrs == nil {
		n.Attrs = map[string]any{}
	}
	b, err := json.Marshal(value)
	var v any
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		v = value // Check refuses it with a sentence
	}
	n.Attrs[attr] = v
	return n
}

// Clone is a deep copy.
func (n *Node) Clone() *Node {
	if n == nil {
		return nil
	}
	c := &Node{Type: n.Type, Text: n.Text, Attrs: cloneMap(n.Attrs)}
	for _, m := range n.Marks {
		c.Marks = append(c.Marks, Mark{Type: m.Type, Attrs: cloneMap(m.Attrs)})
	}
	for _, child := range n.Content {
		c.Content = append(c.Content, child.Clone())
	}
	return c
}

func cloneMap(m map[string]any) map[string]any {
	if m == nil {
		return nil
	}
	c := make(map[string]any, len(m))
	for k, v := range m {
		c[k] = cloneValue(v)
	}
	return c
}

func cloneValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		return cloneMap(v)
	case []any:
		c := make([]any, len(v))
		for i := range v {
			c[i] = cloneValue(v[i])
		}
		return c
	}
	return v
}

// Headline is the text of the document's headline.
func Headline(doc *Node) string { return part(doc, "headline") }

// Standfirst is the text of the document's standfirst.
func Standfirst(doc *Node) string { return part(doc, "standfirst") }

func part(doc *Node, name string) string {
	var b strings.Builder
	for _, n := range doc.Content {
		if n.Type == name {
			for _, t := range n.Content {
				b.WriteString(t.Text)
			}
			break
		}
	}
	return b.String()
}

// Body is the document's blocks without headline and standfirst.
func Body(doc *Node) []*Node {
	i := 0
	for i < len(doc.Content) && (doc.Content[i].Type == "headline" || doc.Content[i].Type == "standfirst") {
		i++
	}
	return doc.Content[i:]
}

// Walk calls f for n and all below it in reading order. What lies below a node for which f returns false is left out.
func (n *Node) Walk(f func(*Node) bool) {
	if !f(n) {
		return
	}
	for _, c := range n.Content {
		c.Walk(f)
	}
}

// Pictures is the ids of all pictures that the document shows, the lead picture first, each once.
func Pictures(doc *Node) []string {
	var ids []string
	seen := map[string]bool{"": true}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	if lead, ok := doc.Attrs["picture"].(map[string]any); ok {
		id, _ := lead["picture"].(string)
		add(id)
	}
	doc.Walk(func(n *Node) bool {
		if n.Type == "image" {
			add(n.Attr("picture"))
		}
		return true
	})
	return ids
}
