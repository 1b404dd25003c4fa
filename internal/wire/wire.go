// Package wire writes what machines read of the paper: feeds for reader programs (RSS 2.0, Atom, JSON Feed 1.1) and the map
// of the site for search engines. It is pure: typed values made by package press in, bytes out, the same for the same.
package wire

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/press"
	"broadsheet/internal/prose"
)

// Feed writes a feed in the format of a file (press.RSSFile …); no bytes for a file that is none.
func Feed(f *press.Feed, file string) ([]byte, error) {
	switch file {
	case press.RSSFile:
		return RSS(f), nil
	case press.AtomFile:
		return Atom(f), nil
	case press.JSONFile:
		return JSON(f)
	}
	return nil, nil
}

// doc is an XML document in the making.
type doc struct {
	b    bytes.Buffer
	open []string
}

// begin starts a document with its outermost element.
func begin(element string, attrs ...string) *doc {
	d := &doc{}
	d.b.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	d.in(element, attrs...)
	return d
}

// tag writes the beginning of an element: attributes are names and values in turn, those without a value are left out.
func (d *doc) tag(element string, attrs []string) {
	d.b.WriteString(strings.Repeat(" ", len(d.open)))
	d.b.WriteByte('<')
	d.b.WriteString(element)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			d.b.WriteString(" " + attrs[i] + `="`)
			d.text(attrs[i+1])
			d.b.WriteByte('"')
		}
	}
}

// in begins an element that holds others.
func (d *doc) in(element string, attrs ...string) {
	d.tag(element, attrs)
	d.b.WriteString(">\n")
	d.open = append(d.open, element)
}

// out ends the element that was begun last.
func (d *doc) out() {
	last := d.open[len(d.open)-1]
	d.open = d.open[:len(d.open)-1]
	fmt.Fprintf(&d.b, "%s</%s>\n", strings.Repeat(" ", len(d.open)), last)
}

// say writes an element of text.
func (d *doc) say(element, text string, attrs ...string) {
	d.tag(element, attrs)
	d.b.WriteByte('>')
	d.text(text)
	fmt.Fprintf(&d.b, "</%s>\n", element)
}

// maybe is say for a text that there may not be.
func (d *doc) maybe(element, text string, attrs ...string) {
	if text != "" {
		d.say(element, text, attrs...)
	}
}

// empty writes an element of attributes alone.
func (d *doc) empty(element string, attrs ...string) {
	d.tag(element, attrs)
	d.b.WriteString("/>\n")
}

// text writes characters: what XML may not hold is left out, everything else comes back as it was.
func (d *doc) text(s string) {
	_ = xml.EscapeText(&d.b, []byte(prose.Printable(s))) // a buffer takes everything
}

// end gives the whole document.
func (d *doc) end() []byte {
	for len(d.open) > 0 {
		d.out()
	}
	return d.b.Bytes()
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// iso is an instant as RFC 3339 has it, to the second.
func iso(t time.Time) string { return t.UTC().Format(time.RFC3339) }
