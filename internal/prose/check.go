package prose

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"broadsheet/internal/fault"
)

// Check is the gate for documents that code made: the whole schema, the limits of depth and size, addresses, and
// code points that HTML forbids. Errors are fault.Invalid and say what is wrong and where.
func Check(doc *Node) error {
	if doc == nil || doc.Type != "doc" {
		return fault.New(fault.Invalid, "This is not a story: a document begins with %q.", "doc")
	}
	if len(doc.Marks) > 0 {
		return fault.New(fault.Invalid, "This is not a story: a document cannot be marked.")
	}
	c := checker{}
	return c.node(doc, 1)
}

// A checker walks a document and remembers the way, for the sentence when something is wrong.
type checker struct {
	nodes int
	way   []string
}

func (c *checker) wrong(format string, args ...any) error {
	say := fmt.Sprintf(format, args...)
	if len(c.way) == 0 {
		return fault.New(fault.Invalid, "The story cannot be kept: %s.", say)
	}
	return fault.New(fault.Invalid, "The story cannot be kept: in %s, %s.", strings.Join(c.way, ", "), say)
}

func (c *checker) node(n *Node, depth int) error {
	if c.nodes++; c.nodes > MaxNodes {
		return fault.New(fault.Invalid, "This story has more than %d parts, more than can be kept as one. Split it.", MaxNodes)
	}
	if depth > MaxDepth {
		return tooDeep()
	}
	t := nodeTypes[n.Type] // known: the parent's content was matched, and doc is
	if err := c.attrs(t.Attrs, n.Attrs); err != nil {
		return err
	}
	if t.Name == "text" {
		return c.text(n)
	}
	if n.Text != "" {
		return c.wrong("%s holds text by itself", a(n.Type))
	}
	if err := c.content(t, n); err != nil {
		return err
	}
	for i, child := range n.Content {
		c.way = append(c.way, place(n, child, i))
		if err := c.marks(t, child); err != nil {
			return err
		}
		if err := c.node(child, depth+1); err != nil {
			return err
		}
		c.way = c.way[:len(c.way)-1]
	}
	return nil
}

// place names the child of n at index i as a person would count.
func place(n, child *Node, i int) string {
	switch {
	case child.Type == "headline" || child.Type == "standfirst":
		return "the " + child.Type
	case n.Type == "doc":
		return fmt.Sprintf("block %d (%s)", i-1, words(child.Type))
	}
	return fmt.Sprintf("%s %d", words(child.Type), i+1)
}

func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

func a(name string) string {
	if strings.ContainsRune("aeiou", rune(name[0])) {
		return "an " + words(name)
	}
	return "a " + words(name)
}

func (c *checker) content(t *nodeType, n *Node) error {
	letters := make([]rune, len(n.Content))
	for i, child := range n.Content {
		switch {
		case child == nil || nodeTypes[child.Type] == nil:
			name := ""
			if child != nil {
				name = child.Type
			}
			return c.wrong("%q is no part that a story can have", name)
		case !t.holds[child.Type]:
			return c.wrong("%s may not hold %s", a(n.Type), a(child.Type))
		}
		letters[i] = nodeTypes[child.Type].letter
	}
	if !t.matches.MatchString(string(letters)) {
		return c.wrong("%s must hold %s", a(n.Type), t.Content)
	}
	return nil
}

func (c *checker) marks(parent *nodeType, n *Node) error {
	if len(n.Marks) == 0 {
		return nil
	}
	if !nodeTypes[n.Type].Inline {
		return c.wrong("%s cannot be marked", a(n.Type))
	}
	for i, m := range n.Marks {
		t := markTypes[m.Type]
		if t == nil {
			return c.wrong("%q is no mark that a text can have", m.Type)
		}
		if !parent.allowsMarks() {
			return c.wrong("%s may not hold marked text", a(parent.Name))
		}
		if i > 0 && t.rank <= rank(n.Marks[i-1]) {
			return c.wrong("the mark %s stands twice or out of order", m.Type)
		}
		if err := c.attrs(t.Attrs, m.Attrs); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) text(n *Node) error {
	if n.Text == "" || len(n.Content) > 0 {
		return c.wrong("a text is empty or holds something else")
	}
	return c.codePoints(n.Text)
}

func (c *checker) codePoints(s string) error {
	if r, at := forbidden(s); at >= 0 {
		return c.wrong("there is the code point %s after %q, which pages may not carry", codePoint(r), tail(s[:at]))
	}
	return nil
}

// tail is the last few characters of s, to find a place by.
func tail(s string) string {
	r := []rune(s)
	if len(r) > 20 {
		return "…" + string(r[len(r)-20:])
	}
	return s
}

func (c *checker) attrs(types map[string]*attrType, attrs map[string]any) error {
	for name, v := range attrs {
		a := types[name]
		if a == nil {
			return c.wrong("%q is not known here", name)
		}
		if err := c.value(name, a, v); err != nil {
			return err
		}
	}
	for name, a := range types {
		if _, ok := attrs[name]; !ok && !a.optional() {
			return c.wrong("%q is missing", name)
		}
	}
	return nil
}

var (
	idForm   = regexp.MustCompile(`^[0-9a-v]{26}$`)
	langForm = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)
	dateForm = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])` +
		`(T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?$`)
)

// value holds v to the kinds of schema.json. web/schema.ts does the same for the editor.
func (c *checker) value(name string, a *attrType, v any) error {
	switch a.Kind {
	case "boolean":
		if _, ok := v.(bool); !ok {
			return c.wrong("%q must be true or false", name)
		}
		return nil
	case "integer":
		if f, ok := v.(float64); !ok || f != math.Trunc(f) || f < a.Min || f > a.Max {
			return c.wrong("%q must be a whole number from %v to %v", name, a.Min, a.Max)
		}
		return nil
	case "list":
		list, ok := v.([]any)
		if !ok {
			return c.wrong("%q must be a list", name)
		}
		for _, v := range list {
			if err := c.value(name, a.Of, v); err != nil {
				return err
			}
		}
		return nil
	case "record":
		if v == nil && a.Empty {
			return nil
		}
		fields, ok := v.(map[string]any)
		if !ok {
			return c.wrong("%q must be a record", name)
		}
		return c.attrs(a.Fields, fields)
	}
	s, ok := v.(string)
	if !ok {
		return c.wrong("%q must be a text", name)
	}
	if s == "" && a.Empty {
		return nil
	}
	if err := c.codePoints(s); err != nil {
		return err
	}
	switch a.Kind {
	case "choice":
		if !slices.Contains(a.Values, s) {
			return c.wrong("%q is %q, which is not one of %q", name, s, a.Values)
		}
	case "id":
		if !idForm.MatchString(s) {
			return c.wrong("%q is not an identity", name)
		}
	case "lang":
		if !langForm.MatchString(s) {
			return c.wrong("%q is %q, which is no language tag such as en or ar-EG", name, s)
		}
	case "date":
		if !dateForm.MatchString(s) {
			return c.wrong("%q is %q, which is no date such as 2026-11-23", name, s)
		}
	case "href":
		if !IsHref(s) {
			return c.wrong("the link to %q cannot be kept; links begin with https://, http://, mailto:, tel: or /", s)
		}
	case "url":
		if !isWeb(s) {
			return c.wrong("%q is %q, which is no address that begins with https:// or http://", name, s)
		}
	}
	return nil
}
