package prose

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestCleanRepairsWhatImportsBring(t *testing.T) {
	image := func() *Node { return Image(someID, "", "") }
	for name, c := range map[string]struct{ give, want []*Node }{
		"a text outside of paragraphs gets one": {
			[]*Node{T("a"), T("b", Strong()), P(T("c"))},
			[]*Node{P(T("a"), T("b", Strong())), P(T("c"))},
		},
		"neighbouring texts with equal marks become one": {
			[]*Node{P(T("a", Link("/x")), T("b", Link("/x")), T("c", Link("/y")))},
			[]*Node{P(T("ab", Link("/x")), T("c", Link("/y")))},
		},
		"a picture within a paragraph parts it": {
			[]*Node{P(T("a"), image(), T("b"))},
			[]*Node{P(T("a")), image(), P(T("b"))},
		},
		"paragraphs without a word go, and line breaks at the ends": {
			[]*Node{P(), P(T(" \u00a0")), P(Br(), T("a"), Br(), T("b"), Br()), H(2), P(Br())},
			[]*Node{P(T("a"), Br(), T("b"))},
		},
		"code points that pages may not carry go": {
			[]*Node{P(T("a\x00b\x1fc\r\nd\ufdd0\U0001fffe\u0085e\xff"))},
			[]*Node{P(T("abc\nde\ufffd"))},
		},
		"a link that leads nowhere leaves its text": {
			[]*Node{P(T("a", Link("javascript:alert(1)"), Strong()))},
			[]*Node{P(T("a", Strong()))},
		},
		"an address is repaired as browsers do": {
			[]*Node{P(T("a", Link(" //x.example/a b\n")))},
			[]*Node{P(T("a", Link("https://x.example/a%20b")))},
		},
		"an unknown part leaves what it holds": {
			[]*Node{{Type: "marquee", Content: []*Node{P(T("a")), T("b")}}},
			[]*Node{P(T("a")), P(T("b"))},
		},
		"a mark that was taken for a node leaves its text in the line": {
			[]*Node{P(T("a"), &Node{Type: "font", Content: []*Node{T("b")}}, T("c"))},
			[]*Node{P(T("abc"))},
		},
		"a heading in a list becomes its paragraph": {
			[]*Node{Bullets(H(2, T("a")), Item(image()), T("b"))},
			[]*Node{Bullets(Item(P(T("a"))), Item(P(), image()), Item(P(T("b"))))},
		},
		"a picture within a quotation follows it, a list becomes paragraphs": {
			[]*Node{Quote("Jo", "", image(), Bullets(Item(P(T("a")))), T("b"))},
			[]*Node{Quote("Jo", "", P(T("a")), P(T("b"))), image()},
		},
		"a quotation without a word goes": {
			[]*Node{Quote("", "", P()), P(T("a"))},
			[]*Node{P(T("a"))},
		},
		"cells and rows are made where there are none": {
			[]*Node{Table("t", Row(T("a"), Cell()), Cell(P(T("b"))), Row())},
			[]*Node{Table("t", Row(Cell(P(T("a"))), Cell(P())), Row(Cell(P(T("b")))))},
		},
		"a box in a box is unwrapped": {
			[]*Node{FactBox("A", FactBox("B", P(T("c"))))},
			[]*Node{FactBox("A", P(T("B")), P(T("c")))},
		},
		"numbers out of range are brought into it": {
			[]*Node{H(1, T("a")), New("heading", T("b")).With("level", "x"), H(9, T("c"))},
			[]*Node{H(2, T("a")), H(2, T("b")), H(4, T("c"))},
		},
		"a marked text in program text loses its marks": {
			[]*Node{New("code_block", T("a", Strong()), Br(), T("b"))},
			[]*Node{CodeBlock("", "a\nb")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := Clean(&Node{Type: "doc", Content: c.give})
			if d := cmp.Diff(Doc("", "", c.want...), got); d != "" {
				t.Error(d)
			}
			if err := Check(got); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCleanMakesOneLineOfHeadlines(t *testing.T) {
	got := Clean(&Node{Type: "doc", Content: []*Node{P(T("a")), New("headline", T("One\n", Strong()), Br(), T(" two"))}})
	if d := cmp.Diff(Doc("One two", "", P(T("a"))), got); d != "" {
		t.Error(d)
	}
}

// anyTree draws trees of any shape, with known and unknown types, attributes and marks.
func anyTree(depth int) *rapid.Generator[*Node] {
	return rapid.Custom(func(t *rapid.T) *Node {
		n := &Node{Type: rapid.SampledFrom(append(typeNames(), "text", "text", "text", "paragraph", "marquee", "")).Draw(t, "type")}
		if rapid.IntRange(0, 3).Draw(t, "has attributes") == 0 {
			n.Attrs = rapid.MapOfN(rapid.SampledFrom(attrNames()), anyValue(2), 0, 4).Draw(t, "attrs")
		}
		if n.Type == "text" || n.Type == "" {
			n.Text = rapid.OneOf(rapid.SampledFrom([]string{"", "a", " ", "\n", "\x00", "\xff", "<b>"}), rapid.String()).Draw(t, "text")
			n.Marks = rapid.SliceOfN(anyMark(), 0, 3).Draw(t, "marks")
		}
		if depth > 0 {
			n.Content = rapid.SliceOfN(anyTree(depth-1), 0, 3).Draw(t, "content")
		}
		return n
	})
}

func anyMark() *rapid.Generator[Mark] {
	return rapid.Custom(func(t *rapid.T) Mark {
		m := Mark{Type: rapid.SampledFrom([]string{"strong", "emphasis", "code", "link", "name", "blink"}).Draw(t, "type")}
		switch m.Type {
		case "link":
			m.Attrs = map[string]any{"href": anyAddress().Draw(t, "href")}
		case "name":
			m.Attrs = map[string]any{"ref": rapid.SampledFrom([]string{someID, "", "x"}).Draw(t, "ref")}
		}
		return m
	})
}

func anyAddress() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom([]string{
		"https://a.example/", "HTTP://a.example:80?b#c", "/", "/a", "//a.example", "/\\a.example", "mailto:a@b.example", "tel:+4912",
		"javascript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "https://", "http:a", "https://a:70000/",
		"https://a@b.example/", "https://1.2.3.4/", "https://1.2.3/", "https://0x7f/", "https://é.example/ü?ö#ä", "#a", "a/b", "", "\u00a0/",
	}), rapid.StringMatching(`(https?://|/|mailto:|tel:)[a-z0-9.:/?#@ \\\[\]%é"<]{0,12}`))
}

func anyValue(depth int) *rapid.Generator[any] {
	kinds := []*rapid.Generator[any]{
		rapid.SampledFrom([]any{nil, true, false, "", "x", "en", "ltr", "news", someID, "2026-11-23", "col", "end"}),
		rapid.Custom(func(t *rapid.T) any { return float64(rapid.IntRange(-2, 1001).Draw(t, "n")) }),
		rapid.Custom(func(t *rapid.T) any { return rapid.Float64().Draw(t, "n") }),
		rapid.Custom(func(t *rapid.T) any { return rapid.String().Draw(t, "s") }),
		rapid.Custom(func(t *rapid.T) any { return anyAddress().Draw(t, "s") }),
	}
	if depth > 0 {
		kinds = append(kinds,
			rapid.Custom(func(t *rapid.T) any { return rapid.SliceOfN(anyValue(depth-1), 0, 2).Draw(t, "list") }),
			rapid.Custom(func(t *rapid.T) any {
				return rapid.MapOfN(rapid.SampledFrom(attrNames()), anyValue(depth-1), 0, 4).Draw(t, "record")
			}))
	}
	return rapid.OneOf(kinds...)
}

func typeNames() []string {
	var names []string
	for name := range nodeTypes {
		names = append(names, name)
	}
	return sorted(names)
}

func attrNames() []string {
	names := []string{"onclick"}
	for _, t := range nodeTypes {
		for name, a := range t.Attrs {
			names = append(names, name)
			if a.Of != nil {
				a = a.Of
			}
			for name := range a.Fields {
				names = append(names, name)
			}
		}
	}
	return sorted(names)
}

func TestWhateverIsCleanedPassesTheGate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := anyTree(4).Draw(t, "tree")
		before := tree.Clone()
		clean := Clean(tree)
		if d := cmp.Diff(before, tree, cmpopts.EquateEmpty(), cmpopts.EquateNaNs()); d != "" {
			t.Fatalf("the given document was changed: %s", d)
		}
		if err := Check(clean); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(clean, Clean(clean)); d != "" {
			t.Fatalf("cleaned again it is another: %s", d)
		}
	})
}

func TestCleanUnwrapsWhatIsTooDeep(t *testing.T) {
	n := P(T("deep"))
	for range 100 {
		n = Bullets(Item(P(T("a")), n))
	}
	for range 100 {
		n = Statement("s", n)
	}
	clean := Clean(Doc("", "", n))
	if err := Check(clean); err != nil {
		t.Fatal(err)
	}
	if got, want := Words(clean), 100+100+1; got != want {
		t.Errorf("%d words are left of %d", got, want)
	}
}
