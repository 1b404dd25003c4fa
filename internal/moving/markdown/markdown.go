// Package markdown makes HTML of the Markdown that other systems keep: CommonMark with tables, footnotes and bare
// addresses as links. HTML in it stands as it is; the outcome is only ever converted, never shown.
package markdown

import (
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	render "github.com/yuin/goldmark/renderer/html"
)

var converter = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(render.WithUnsafe()))

// HTML makes HTML of Markdown, "" of nothing.
func HTML(source string) string {
	if strings.TrimSpace(source) == "" {
		return ""
	}
	var b bytes.Buffer
	if converter.Convert([]byte(source), &b) != nil { // it writes to memory and takes any text
		return "<pre>" + html.EscapeString(source) + "</pre>"
	}
	return b.String()
}
