package prose

import "slices"

// New makes a node of the type with every attribute at its default; set others by With. Nil children and empty
// texts are left out. An unknown type gives a node that Check refuses.
func New(nodeType string, content ...*Node) *Node {
	n := &Node{Type: nodeType}
	fill(n)
	for _, c := range content {
		if c != nil && (c.Type != "text" || c.Text != "") {
			n.Content = append(n.Content, c)
		}
	}
	return n
}

// fill gives n the defaults of attributes it lacks.
func fill(n *Node) {
	t := nodeTypes[n.Type]
	if t == nil {
		return
	}
	for name, a := range t.Attrs {
		if _, ok := n.Attrs[name]; !ok && a.optional() {
			if n.Attrs == nil {
				n.Attrs = make(map[string]any, len(t.Attrs))
			}
			n.Attrs[name] = a.value()
		}
	}
}

// Doc makes a document. Without a body it has one empty paragraph, as the schema asks.
func Doc(headline, standfirst string, body ...*Node) *Node {
	doc := New("doc", New("headline", T(headline)), New("standfirst", T(standfirst)))
	if len(body) == 0 {
		body = []*Node{P()}
	}
	doc.Content = append(doc.Content, body...)
	return doc
}

// T is a text with marks, in whatever order.
func T(text string, marks ...Mark) *Node {
	marks = slices.Clone(marks)
	sortMarks(marks)
	return &Node{Type: "text", Text: text, Marks: marks}
}

func sortMarks(marks []Mark) {
	slices.SortStableFunc(marks, func(a, b Mark) int { return rank(a) - rank(b) })
}

func rank(m Mark) int {
	if t := markTypes[m.Type]; t != nil {
		return t.rank
	}
	return len(markTypes)
}

// Br is a line break within a block.
func Br() *Node { return New("line_break") }

// P is a paragraph.
func P(inline ...*Node) *Node { return New("paragraph", inline...) }

// H is a heading in the body, level 2 to 4.
func H(level int, inline ...*Node) *Node { return New("heading", inline...).With("level", level) }

// Quote is a quotation in paragraphs; speaker and source may be "".
func Quote(speaker, source string, paragraphs ...*Node) *Node {
	return New("quote", paragraphs...).With("speaker", speaker).With("source", source)
}

// Pull is a sentence of the story set large.
func Pull(speaker string, inline ...*Node) *Node {
	return New("pullquote", inline...).With("speaker", speaker)
}

// Bullets is an unordered list of items (see Item).
func Bullets(items ...*Node) *Node { return New("list", items...) }

// Numbers is an ordered list of items that counts from start.
func Numbers(start int, items ...*Node) *Node {
	return New("list", items...).With("ordered", true).With("start", start)
}

// Item is an item of a list: a paragraph, then further blocks if any.
func Item(blocks ...*Node) *Node { return New("item", blocks...) }

// Table is a table of rows (see Row); caption may be "".
func Table(caption string, rows ...*Node) *Node {
	return New("table", rows...).With("caption", caption)
}

// Row is a row of cells (see Cell and Header).
func Row(cells ...*Node) *Node { return New("row", cells...) }

// Cell is a table cell of paragraphs.
func Cell(paragraphs ...*Node) *Node { return New("cell", paragraphs...) }

// Header is a table cell that names its column or row; scope is "col", "row" or "" (the column, in the first row).
func Header(scope string, paragraphs ...*Node) *Node {
	return New("header", paragraphs...).With("scope", scope)
}

// Image is a picture with this story's caption and alternative text; "" takes the picture's own.
func Image(picture, caption, alt string) *Node {
	return New("image").With("picture", picture).With("caption", caption).With("alt", alt)
}

// Gallery is several pictures shown together.
func Gallery(caption string, images ...*Node) *Node {
	return New("gallery", images...).With("caption", caption)
}

// Embed is something that lives elsewhere, shown as a card with a link; text is what it says, if known.
func Embed(url, provider, title, text string) *Node {
	return New("embed").With("url", url).With("provider", provider).With("title", title).With("text", text)
}

// FactBox is a box of background beside the story.
func FactBox(title string, blocks ...*Node) *Node {
	return New("factbox", blocks...).With("title", title)
}

// Divider is a change of scene.
func Divider() *Node { return New("divider") }

// CodeBlock is program text; language may be "".
func CodeBlock(language, text string) *Node {
	return New("code_block", T(text)).With("language", language)
}

// Pre is text whose spaces and line ends matter, such as a poem.
func Pre(inline ...*Node) *Node { return New("preformatted", inline...) }

// Quiz is the place of a quiz in the story.
func Quiz(id string) *Node { return New("quiz").With("quiz", id) }

// Statement is what somebody outside the newsroom declared, in full.
func Statement(from string, blocks ...*Node) *Node {
	return New("statement", blocks...).With("from", from)
}

// Correction is a note in the body of what was wrong: kind is "typo", "clarification", "correction" or
// "retraction", date YYYY-MM-DD or an instant of RFC 3339, or "".
func Correction(kind, date string, inline ...*Node) *Node {
	return New("correction", inline...).With("kind", kind).With("date", date)
}

// Strong marks what is important.
func Strong() Mark { return Mark{Type: "strong"} }

// Em marks emphasis, titles of works and ships' names.
func Em() Mark { return Mark{Type: "emphasis"} }

// Code marks a bit of program text.
func Code() Mark { return Mark{Type: "code"} }

// Link marks text that leads to href: http, https, mailto, tel or a path of this site that begins with "/".
func Link(href string) Mark { return Mark{Type: "link", Attrs: map[string]any{"href": href}} }

// Name marks a name that the register of names knows under the id.
func Name(ref string) Mark { return Mark{Type: "name", Attrs: map[string]any{"ref": ref}} }
