// Package prose is the body of a story: a closed set of blocks and marks, the gate that decides what is a valid
// document, and the one renderer that makes HTML and plain text of it. A document is ProseMirror JSON of the
// schema in schema.json, which this package owns and the editor in the browser is built from.
package prose

// Node is one node of a document, as ProseMirror writes it.
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
