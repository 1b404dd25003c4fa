package steps

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"broadsheet/internal/prose"
)

const id = "0123456789abcdefghijklmnop"

// The gate stands in Go and in TypeScript. Here documents of the schema are made, and one or two things in them
// changed at random; what one side takes the other has to take too.
func TestBothGatesTakeAndRefuseAlike(t *testing.T) {
	e, err := newEngine()
	if err != nil {
		t.Fatal(err)
	}
	taken, left := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var doc any
		if err := json.Unmarshal(mustMarshal(t, document().Draw(t, "document")), &doc); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 2).Draw(t, "damages") {
			damage(t, doc)
		}
		b, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		_, inGo := prose.Parse(b)
		answer, err := e.call(t.Context(), e.refuses, e.vm.ToValue(string(b)))
		if err != nil {
			t.Fatal(err)
		}
		inJS := answer.String()
		if (inGo == nil) != (inJS == "") {
			t.Fatalf("%s\nGo: %v\nTypeScript: %s", b, inGo, inJS)
		}
		if inGo == nil {
			taken++
		} else {
			left++
		}
	})
	if !t.Failed() && (taken < 10 || left < 10) {
		t.Errorf("%d taken and %d refused: the test tries too little", taken, left)
	}
}

func mustMarshal(t *rapid.T, n *prose.Node) []byte {
	b, err := n.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func document() *rapid.Generator[*prose.Node] {
	return rapid.Custom(func(t *rapid.T) *prose.Node {
		blocks := rapid.SliceOfN(block(3), 1, 5).Draw(t, "blocks")
		return prose.Clean(prose.Doc(rapid.StringN(0, 10, -1).Draw(t, "headline"), "", blocks...))
	})
}

func block(depth int) *rapid.Generator[*prose.Node] {
	return rapid.Custom(func(t *rapid.T) *prose.Node {
		inline := rapid.SliceOfN(inline(), 0, 4).Draw(t, "inline")
		leaves := []func() *prose.Node{
			func() *prose.Node { return prose.P(inline...) },
			func() *prose.Node { return prose.H(rapid.IntRange(2, 4).Draw(t, "level"), inline...) },
			func() *prose.Node { return prose.Pull("Jo", inline...) },
			func() *prose.Node { return prose.Pre(inline...) },
			func() *prose.Node { return prose.CodeBlock("go", "x := 1") },
			func() *prose.Node { return prose.Correction("typo", "2026-11-23", inline...) },
			func() *prose.Node { return prose.Image(id, "a", "b") },
			func() *prose.Node { return prose.Embed("https://a.example/", "", "", "") },
			func() *prose.Node { return prose.Divider() },
			func() *prose.Node { return prose.Quiz(id) },
			func() *prose.Node { return prose.Gallery("", prose.Image(id, "", ""), prose.Image(id, "", "")) },
			func() *prose.Node { return prose.Quote("Jo", "", prose.P(inline...)) },
			func() *prose.Node {
				return prose.Table("t", prose.Row(prose.Header("col", prose.P(inline...)), prose.Cell(prose.P())))
			},
		}
		if depth == 0 {
			return leaves[rapid.IntRange(0, len(leaves)-1).Draw(t, "leaf")]()
		}
		within := rapid.SliceOfN(block(depth-1), 1, 3).Draw(t, "within")
		branches := append(leaves,
			func() *prose.Node { return prose.FactBox("f", within...) },
			func() *prose.Node { return prose.Statement("s", within...) },
			func() *prose.Node { return prose.Bullets(prose.Item(within...), prose.Item(prose.P(inline...))) },
		)
		return branches[rapid.IntRange(0, len(branches)-1).Draw(t, "block")]()
	})
}

func inline() *rapid.Generator[*prose.Node] {
	return rapid.Custom(func(t *rapid.T) *prose.Node {
		if rapid.IntRange(0, 5).Draw(t, "break") == 0 {
			return prose.Br()
		}
		marks := []prose.Mark{prose.Strong(), prose.Em(), prose.Code(), prose.Link("https://a.example/"), prose.Name(id)}
		return prose.T(rapid.StringN(1, 6, -1).Draw(t, "text"), marks[:rapid.IntRange(0, len(marks)).Draw(t, "marks")]...)
	})
}

// damage changes one thing in the document, which may leave it valid.
func damage(t *rapid.T, doc any) {
	var nodes []map[string]any
	var walk func(v any)
	walk = func(v any) {
		n, ok := v.(map[string]any)
		if !ok {
			return // a damage of before
		}
		nodes = append(nodes, n)
		content, _ := n["content"].([]any)
		for _, c := range content {
			walk(c)
		}
	}
	walk(doc)
	n := nodes[rapid.IntRange(0, len(nodes)-1).Draw(t, "where")]
	content, _ := n["content"].([]any)
	marks, _ := n["marks"].([]any)
	any1 := func(list []any) int { return rapid.IntRange(0, len(list)-1).Draw(t, "which") }
	switch what := rapid.IntRange(0, 10).Draw(t, "what"); {
	case what == 0 && len(content) > 0:
		i := any1(content)
		n["content"] = slices.Delete(slices.Clone(content), i, i+1)
	case what == 1 && len(content) > 1:
		i, k := any1(content), any1(content)
		content[i], content[k] = content[k], content[i]
	case what == 2:
		var copied any
		b, err := json.Marshal(nodes[rapid.IntRange(0, len(nodes)-1).Draw(t, "copied")])
		if err == nil {
			err = json.Unmarshal(b, &copied)
		}
		if err != nil {
			t.Fatal(err)
		}
		n["content"] = append(slices.Clone(content), copied)
	case what == 3:
		n["type"] = rapid.SampledFrom([]string{"doc", "headline", "paragraph", "heading", "factbox", "item", "cell", "header", "row", "text", "image", "iframe", "line_break", "__proto__", "constructor", ""}).Draw(t, "type")
	case what == 4:
		n["text"] = rapid.OneOf(texts(), rapid.Just[any](nil), rapid.Just[any](1.0)).Draw(t, "text")
	case what == 5:
		n["marks"] = append(slices.Clone(marks), mark().Draw(t, "mark"))
	case what == 6 && len(marks) > 1:
		slices.Reverse(marks)
	case what == 7:
		key := rapid.SampledFrom([]string{"content", "marks", "attrs", "text", "style", "Type"}).Draw(t, "key")
		n[key] = values().Draw(t, "value")
	default:
		attrs, ok := n["attrs"].(map[string]any)
		if !ok {
			attrs = map[string]any{}
			n["attrs"] = attrs
		}
		names := []string{"onclick", "toString"}
		for name := range attrs {
			names = append(names, name)
		}
		slices.Sort(names)
		name := rapid.SampledFrom(names).Draw(t, "name")
		if what == 8 {
			delete(attrs, name)
		} else {
			attrs[name] = values().Draw(t, "value")
		}
	}
}

func texts() *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		return rapid.OneOf(rapid.SampledFrom([]string{"", "a", "\x00", "\x07", "a\tb\nc", "\u0085", "\ufdd0", "\ufffe", "\U0001ffff", "🚢", "\u2028", "\ufeff"}), rapid.StringN(0, 5, -1)).Draw(t, "text")
	})
}

func mark() *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		m := map[string]any{"type": rapid.SampledFrom([]string{"strong", "emphasis", "code", "link", "name", "blink", "toString"}).Draw(t, "type")}
		if rapid.Bool().Draw(t, "with attributes") {
			m["attrs"] = map[string]any{rapid.SampledFrom([]string{"href", "ref", "x"}).Draw(t, "name"): values().Draw(t, "value")}
		}
		return m
	})
}

func values() *rapid.Generator[any] {
	return rapid.OneOf(
		texts(),
		rapid.SampledFrom([]any{
			nil, true, false, 0.0, 1.0, 2.0, 2.5, -1.0, 4.0, 5.0, 100.0, 101.0, 1e6,
			[]any{},
			map[string]any{},
			id, id[1:] + "z",
			"news", "opinion", "ltr", "rtl", "auto", "en", "ar-EG", "x", "en_GB", "2026-11-23", "2026-11-23T10:00:00Z", "2026-13-01", "2026-1-1",
			"col", "end", "typo",
			"https://a.example", "HTTPS://A.example/b?c#d", "http://a.example:80/", "http://a.example:65536/", "http://a.example:/", "http://a@b.example/",
			"http://1.2.3.4/", "http://1.2.3.256/", "http://1.2.3/", "http://01.2.3.4/", "http://0x7f", "http://a.1", "http://a..b/", "http://a.b./", "http://-/",
			"http://é.example/ü", "http://[::1]/", "http://a b/", "http://a/ b", "http://a\\b", "http:/a", "http:a", "//a", "/", "/a", "/\\a", "/a\\b", "/a b", "a", "#a",
			"mailto:a@b.example", "mailto:", "mailto:a b", "MAILTO:a", "tel:+49 1", "tel:+491", "TEL:1", "javascript:alert(1)", "data:a", "http://ſ.example", "http://a.example/\u00a0",
			[]any{id},
			[]any{id, ""},
			[]any{1.0},
			[]any{map[string]any{"byline": id, "role": "by"}},
			[]any{map[string]any{"byline": id}},
			[]any{map[string]any{"byline": id, "role": "by", "x": 1.0}},
			map[string]any{"name": "a", "url": ""},
			map[string]any{"name": "a", "url": "x"},
			map[string]any{"name": "a", "url": "", "toString": "b"},
			map[string]any{"picture": id, "caption": "", "alt": "", "decorative": false},
			map[string]any{"picture": "", "caption": "", "alt": "", "decorative": false},
			map[string]any{"picture": id, "caption": nil, "alt": "", "decorative": false},
		}),
	)
}

// Every address that the page would show as a link is tried on both sides.
func TestBothGatesTakeTheSameAddresses(t *testing.T) {
	e, err := newEngine()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`(https?://|HTTP://|/|//|mailto:|tel:|)([a-c0-9é.:/?#@ \\\[\]%"<>x_-]{0,3}[0-9.:]{0,4}){1,4}`).Draw(t, "address")
		href, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		doc := fmt.Sprintf(`{"type":"doc","content":[{"type":"headline"},{"type":"standfirst"},{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":%s}}]}]}]}`, href)
		answer, err := e.call(t.Context(), e.refuses, e.vm.ToValue(doc))
		if err != nil {
			t.Fatal(err)
		}
		if _, inGo := prose.Parse([]byte(doc)); (inGo == nil) != (answer.String() == "") {
			t.Fatalf("%q: Go: %v, TypeScript: %s", s, inGo, answer)
		}
	})
}
