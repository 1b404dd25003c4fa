package demo

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"broadsheet/internal/prose"
)

// The dialect of the story files is markdown (headings, lists, tables, links, a rule for a divider) with fences of
// three colons for what markdown has no words for:
//
//	:::box Title            a fact box; its text is markdown
//	:::table Caption        a table with a caption
//	:::pull Speaker         a pull quote
//	:::statement From       a statement, word for word
//	:::lang pt              a passage in another language; :::lang ar rtl when it runs the other way
//	:::picture              one line, scene variant | caption | alt text | shape
//	:::gallery Caption      such lines, one for each picture
//	:::embed                TOML: url, provider, title, text
//	:::
//
// A quote is markdown's, with a last line "— Speaker, source". A link to story:NAME goes to the story of that file, a
// link to page:NAME to a standing page.
var markdown = goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()

// A fence is a part of a text: plain markdown (word "") or what stands between three colons.
type fence struct {
	word, title, inside string
}

func fences(body string) ([]fence, error) {
	var parts []fence
	var plain []string
	var open *fence
	var inside []string
	flush := func() {
		if text := strings.TrimSpace(strings.Join(plain, "\n")); text != "" {
			parts = append(parts, fence{inside: text})
		}
		plain = nil
	}
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\r\n")
		after, colons := strings.CutPrefix(line, ":::")
		switch {
		case !colons && open != nil:
			inside = append(inside, line)
		case !colons:
			plain = append(plain, line)
		case open != nil && after == "":
			open.inside = strings.TrimSpace(strings.Join(inside, "\n"))
			parts, open, inside = append(parts, *open), nil, nil
		case open != nil || after == "":
			return nil, fmt.Errorf("the line %q does not fit: one ::: closes what one :::word opened", line)
		default:
			flush()
			word, title, _ := strings.Cut(after, " ")
			open = &fence{word: word, title: strings.TrimSpace(title)}
		}
	}
	if open != nil {
		return nil, fmt.Errorf(":::%s %s is never closed", open.word, open.title)
	}
	flush()
	return parts, nil
}

// drawingsIn finds the pictures that a body places.
func drawingsIn(body string) ([]Picture, error) {
	parts, err := fences(body)
	if err != nil {
		return nil, err
	}
	var found []Picture
	for _, part := range parts {
		if part.word != "picture" && part.word != "gallery" {
			continue
		}
		for line := range strings.Lines(part.inside) {
			p, err := drawingLine(strings.TrimSpace(line))
			if err != nil {
				return nil, err
			}
			found = append(found, p)
		}
	}
	return found, nil
}

// drawingLine reads "quay 4 | caption | alt text | tall".
func drawingLine(line string) (Picture, error) {
	cells := strings.Split(line, "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	scene, number, _ := strings.Cut(cells[0], " ")
	variant, err := strconv.Atoi(number)
	if err != nil || len(cells) < 3 || len(cells) > 4 {
		return Picture{}, fmt.Errorf("a picture is a line of scene variant | caption | alt text, not %q", line)
	}
	d := drawing{Scene: scene, Variant: variant, Caption: cells[1], Alt: cells[2]}
	if len(cells) == 4 {
		d.Shape = cells[3]
	}
	return d.picture(calendar{})
}

// A writer makes nodes of a text.
type writer struct {
	names  Names
	source []byte
	err    error
}

func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

// blocks turns a body into the blocks of a document.
func (w *writer) blocks(body string) []*prose.Node {
	parts, err := fences(body)
	if err != nil {
		w.fail("%w", err)
		return nil
	}
	var all []*prose.Node
	for _, part := range parts {
		all = append(all, w.fenced(part)...)
	}
	return all
}

func (w *writer) fenced(f fence) []*prose.Node {
	switch f.word {
	case "":
		return w.marked(f.inside)
	case "box":
		return []*prose.Node{prose.FactBox(f.title, w.marked(f.inside)...)}
	case "statement":
		return []*prose.Node{prose.Statement(f.title, w.marked(f.inside)...)}
	case "table":
		made := w.marked(f.inside)
		if len(made) != 1 || made[0].Type != "table" {
			w.fail(":::table %s has to hold one table", f.title)
			return nil
		}
		made[0].With("caption", f.title)
		return made
	case "pull":
		made := w.marked(f.inside)
		if len(made) != 1 || made[0].Type != "paragraph" {
			w.fail(":::pull %s has to hold one paragraph", f.title)
			return nil
		}
		return []*prose.Node{prose.Pull(f.title, made[0].Content...)}
	case "lang":
		lang, dir, _ := strings.Cut(f.title, " ")
		made := w.marked(f.inside)
		for _, n := range made {
			n.With("lang", lang).With("dir", dir)
		}
		return made
	case "picture":
		return w.images(f.inside)
	case "gallery":
		return []*prose.Node{prose.Gallery(f.title, w.images(f.inside)...)}
	case "embed":
		var card struct{ URL, Provider, Title, Text string }
		if err := decode(f.inside, &card); err != nil {
			w.fail("an embed card: %w", err)
		}
		return []*prose.Node{prose.Embed(card.URL, card.Provider, card.Title, card.Text)}
	}
	w.fail("there is no :::%s", f.word)
	return nil
}

func (w *writer) images(lines string) []*prose.Node {
	var made []*prose.Node
	for line := range strings.Lines(lines) {
		p, err := drawingLine(strings.TrimSpace(line))
		if err != nil {
			w.fail("%w", err)
			return nil
		}
		id, err := w.names.Picture(p.Key)
		if err != nil {
			w.fail("%w", err)
		}
		made = append(made, prose.Image(id, p.Caption, p.Alt))
	}
	return made
}

var speakerLine = regexp.MustCompile(`(?m)^> — `)

// marked turns markdown into blocks.
func (w *writer) marked(body string) []*prose.Node {
	// The line that names the speaker is a paragraph of its own.
	source := []byte(speakerLine.ReplaceAllString(body, ">\n> — "))
	inner := &writer{names: w.names, source: source}
	made := inner.children(markdown.Parse(text.NewReader(source)))
	if inner.err != nil {
		w.fail("%w", inner.err)
	}
	return made
}

func (w *writer) children(parent ast.Node) []*prose.Node {
	var made []*prose.Node
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if b := w.block(n); b != nil {
			made = append(made, b)
		}
	}
	return made
}

func (w *writer) block(n ast.Node) *prose.Node {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		return prose.P(w.inline(n)...)
	case *ast.Heading:
		return prose.H(n.Level, w.inline(n)...)
	case *ast.ThematicBreak:
		return prose.Divider()
	case *ast.Blockquote:
		return w.quote(n)
	case *ast.List:
		if n.IsOrdered() {
			return prose.Numbers(n.Start, w.children(n)...)
		}
		return prose.Bullets(w.children(n)...)
	case *ast.ListItem:
		return prose.Item(w.children(n)...)
	case *extast.Table:
		return prose.Table("", w.children(n)...)
	case *extast.TableHeader, *extast.TableRow:
		return prose.Row(w.cells(n)...)
	case *ast.FencedCodeBlock:
		var code strings.Builder
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			code.Write(line.Value(w.source))
		}
		return prose.CodeBlock(string(n.Language(w.source)), strings.TrimRight(code.String(), "\n"))
	}
	w.fail("the dialect has no %s", n.Kind())
	return nil
}

var aligned = map[extast.Alignment]string{extast.AlignLeft: "start", extast.AlignCenter: "center", extast.AlignRight: "end"}

func (w *writer) cells(row ast.Node) []*prose.Node {
	_, head := row.(*extast.TableHeader)
	var made []*prose.Node
	for n := row.FirstChild(); n != nil; n = n.NextSibling() {
		cell, ok := n.(*extast.TableCell)
		if !ok {
			w.fail("a row holds cells, not %s", n.Kind())
			continue
		}
		words := prose.P(w.inline(cell)...)
		c := prose.Cell(words)
		if head {
			c = prose.Header("col", words)
		}
		made = append(made, c.With("align", aligned[cell.Alignment]))
	}
	return made
}

// quote reads a quotation whose last paragraph may be "— Speaker, source".
func (w *writer) quote(n *ast.Blockquote) *prose.Node {
	said := w.children(n)
	speaker, source := "", ""
	if last := len(said) - 1; last > 0 {
		if by, ok := strings.CutPrefix(prose.Text(said[last]), "— "); ok {
			speaker, source, _ = strings.Cut(by, ", ")
			said = said[:last]
		}
	}
	return prose.Quote(speaker, source, said...)
}

func (w *writer) inline(parent ast.Node) []*prose.Node {
	var made []*prose.Node
	w.run(parent, nil, &made)
	return joined(made)
}

func (w *writer) run(parent ast.Node, marks []prose.Mark, made *[]*prose.Node) {
	say := func(s string) {
		if s != "" {
			*made = append(*made, prose.T(s, marks...))
		}
	}
	within := func(n ast.Node, m prose.Mark) { w.run(n, append(slices.Clone(marks), m), made) }
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			say(string(n.Segment.Value(w.source)))
			if n.HardLineBreak() {
				*made = append(*made, prose.Br())
			} else if n.SoftLineBreak() {
				say(" ")
			}
		case *ast.String:
			say(string(n.Value))
		case *ast.Emphasis:
			if n.Level == 2 {
				within(n, prose.Strong())
			} else {
				within(n, prose.Em())
			}
		case *ast.CodeSpan:
			within(n, prose.Code())
		case *ast.Link:
			within(n, prose.Link(w.href(string(n.Destination))))
		default:
			w.fail("the dialect has no %s within a line", n.Kind())
		}
	}
}

// href resolves links to stories and pages; any other address stays as it is.
func (w *writer) href(to string) string {
	_, story := strings.CutPrefix(to, "story:")
	_, page := strings.CutPrefix(to, "page:")
	if !story && !page {
		return to
	}
	path, err := w.names.Address(to)
	if err != nil {
		w.fail("%w", err)
	}
	return path
}

// joined puts neighbouring texts of equal marks together, as ProseMirror keeps them.
func joined(in []*prose.Node) []*prose.Node {
	var out []*prose.Node
	for _, n := range in {
		if last := len(out) - 1; last >= 0 && n.Type == "text" && out[last].Type == "text" && reflect.DeepEqual(n.Marks, out[last].Marks) {
			out[last].Text += n.Text
			continue
		}
		out = append(out, n)
	}
	return out
}
