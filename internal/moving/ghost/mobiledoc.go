package ghost

import (
	"encoding/json"
	"strings"
)

// mobiledoc makes HTML of a document of Ghost 1 to 5. It answers false for what is none, or is of another version than
// 0.3.
func mobiledoc(source string) (string, bool) {
	var m struct {
		Version  string            `json:"version"`
		Atoms    []json.RawMessage `json:"atoms"`
		Cards    []json.RawMessage `json:"cards"`
		Markups  []json.RawMessage `json:"markups"`
		Sections []json.RawMessage `json:"sections"`
	}
	if strings.TrimSpace(source) == "" || json.Unmarshal([]byte(source), &m) != nil || !strings.HasPrefix(m.Version, "0.3") {
		return "", false
	}
	d := mobile{}
	for _, raw := range m.Markups {
		var pair []json.RawMessage
		var tag string
		var attrs []string
		if json.Unmarshal(raw, &pair) == nil && len(pair) > 0 {
			_ = json.Unmarshal(pair[0], &tag) // one that is no text opens nothing
			if len(pair) > 1 {
				_ = json.Unmarshal(pair[1], &attrs)
			}
		}
		d.markups = append(d.markups, markup{tag, attrs})
	}
	for _, raw := range m.Atoms {
		var triple []json.RawMessage
		var name, text string
		if json.Unmarshal(raw, &triple) == nil && len(triple) > 1 {
			_ = json.Unmarshal(triple[0], &name) // an atom without a name has its text
			_ = json.Unmarshal(triple[1], &text)
		}
		d.atoms = append(d.atoms, [2]string{name, text})
	}
	for _, raw := range m.Cards {
		var pair []json.RawMessage
		var c card
		if json.Unmarshal(raw, &pair) == nil && len(pair) > 0 {
			_ = json.Unmarshal(pair[0], &c.kind) // one without a kind shows nothing
			if len(pair) > 1 {
				_ = json.Unmarshal(pair[1], &c.fields)
			}
		}
		d.cards = append(d.cards, c)
	}
	for _, raw := range m.Sections {
		d.section(raw)
	}
	return d.b.String(), true
}

type markup struct {
	tag   string
	attrs []string
}

type mobile struct {
	b       strings.Builder
	markups []markup
	atoms   [][2]string
	cards   []card
}

// Kinds of sections and markers.
const (
	markerSection = 1
	imageSection  = 2
	listSection   = 3
	cardSection   = 10

	textMarker = 0
	atomMarker = 1
)

var mobileTags = map[string]string{
	"p": "p", "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4", "blockquote": "blockquote", "aside": "blockquote", "ul": "ul", "ol": "ol",
	"b": "b", "strong": "strong", "i": "i", "em": "em", "code": "code", "s": "s", "del": "del", "u": "u", "sub": "sub", "sup": "sup", "a": "a", "pre": "pre",
}

func (d *mobile) section(raw json.RawMessage) {
	var parts []json.RawMessage
	var kind int
	if json.Unmarshal(raw, &parts) != nil || len(parts) < 2 || json.Unmarshal(parts[0], &kind) != nil {
		return
	}
	var name string
	switch kind {
	case markerSection, listSection:
		if len(parts) < 3 || json.Unmarshal(parts[1], &name) != nil {
			return
		}
		tag := mobileTags[name]
		if tag == "" {
			tag = "p"
		}
		if kind == markerSection {
			d.element(tag, parts[2])
			return
		}
		var items []json.RawMessage
		if json.Unmarshal(parts[2], &items) != nil {
			return
		}
		if tag != "ol" {
			tag = "ul"
		}
		d.b.WriteString("<" + tag + ">")
		for _, i := range items {
			d.element("li", i)
		}
		d.b.WriteString("</" + tag + ">\n")
	case imageSection:
		if json.Unmarshal(parts[1], &name) == nil {
			d.b.WriteString(figure(picture(name, ""), ""))
		}
	case cardSection:
		var n int
		if json.Unmarshal(parts[1], &n) == nil && n >= 0 && n < len(d.cards) {
			d.b.WriteString(d.cards[n].html())
		}
	}
}

func (d *mobile) element(tag string, raw json.RawMessage) {
	var markers [][]json.RawMessage
	if json.Unmarshal(raw, &markers) != nil {
		return
	}
	d.b.WriteString("<" + tag + ">")
	var open []string
	for _, m := range markers {
		var kind, closes int
		var opens []int
		if len(m) != 4 || json.Unmarshal(m[0], &kind) != nil || json.Unmarshal(m[1], &opens) != nil || json.Unmarshal(m[2], &closes) != nil {
			continue
		}
		for _, n := range opens {
			open = append(open, d.open(n))
		}
		switch kind {
		case textMarker:
			var text string
			_ = json.Unmarshal(m[3], &text) // nothing is said by what is no text
			d.b.WriteString(escape(text))
		case atomMarker:
			var n int
			if json.Unmarshal(m[3], &n) == nil && n >= 0 && n < len(d.atoms) {
				if a := d.atoms[n]; a[0] == "soft-return" {
					d.b.WriteString("<br>")
				} else {
					d.b.WriteString(escape(a[1]))
				}
			}
		}
		for ; closes > 0 && len(open) > 0; closes-- {
			d.b.WriteString(open[len(open)-1])
			open = open[:len(open)-1]
		}
	}
	for k := len(open) - 1; k >= 0; k-- {
		d.b.WriteString(open[k])
	}
	d.b.WriteString("</" + tag + ">\n")
}

// open writes the beginning of a mark and returns its end.
func (d *mobile) open(n int) string {
	if n < 0 || n >= len(d.markups) {
		return ""
	}
	m := d.markups[n]
	tag := mobileTags[m.tag]
	switch tag {
	case "":
		return ""
	case "a":
		for k := 0; k+1 < len(m.attrs); k += 2 {
			if m.attrs[k] == "href" {
				d.b.WriteString(`<a href="` + escape(m.attrs[k+1]) + `">`)
				return "</a>"
			}
		}
		return ""
	}
	d.b.WriteString("<" + tag + ">")
	return "</" + tag + ">"
}
