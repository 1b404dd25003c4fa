package prose

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const someID = "0123456789abcdefghijklmnop"

// everything is a document with each block and mark of the schema in it.
func everything() *Node {
	return Doc("Night ferry returns", "The line opens again in May",
		P(T("The "), T("Aurora", Em(), Strong(), Link("https://aurora.example/a?b=c&d")), T(" sails."), Br(), T("On time.")),
		H(2, T("What changes")),
		H(4, T("Fares")),
		Quote("Mira Holt", "Harbour Board", P(T("We waited years."))).With("url", "https://board.example/"),
		Pull("Mira Holt", T("We waited years.")),
		Bullets(Item(P(T("one")), Numbers(3, Item(P(T("inner"))))), Item(P())),
		Table("Fares", Row(Header("col", P(T("Class"))), Header("", P(T("Price")))), Row(Cell(P(T("Deck"))), Cell(P(T("12"))).With("align", "end"))),
		Image(someID, "At the quay", "A white ship"),
		Gallery("The ship", Image(someID, "", ""), Image(someID, "Bow", "")),
		Embed("https://video.example/1", "Video", "Launch", "See it"),
		FactBox("The line", P(T("Opened in 1911.")), H(3, T("Owners"))),
		Divider(),
		CodeBlock("go", "if a < b {\n\treturn\n}"),
		Pre(T("a line"), Br(), T("another", Code())),
		Quiz(someID),
		Statement("The company", P(T("We regret.")), Bullets(Item(P(T("x"))))),
		Correction("typo", "2026-11-23", T("A name was misspelt."), T("Holt", Name(someID))),
	).With("picture", map[string]any{"picture": someID, "caption": "", "alt": "", "decorative": true}).
		With("byline", []map[string]string{{"byline": someID, "role": "by"}}).
		With("source", map[string]string{"name": "Wire", "url": ""}).
		With("topics", []string{someID})
}

func TestWhatBuildersMakePassesTheGateAndComesBackEqual(t *testing.T) {
	doc := everything()
	if err := Check(doc); err != nil {
		t.Fatal(err)
	}
	b, err := doc.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(doc, back); d != "" {
		t.Error(d)
	}
}

var update = flag.Bool("update", false, "write the golden files")

// The browser's tests read the same document: e2e/schema.test.mjs.
func TestEverythingIsTheGoldenDocument(t *testing.T) {
	var got bytes.Buffer
	b, err := everything().Marshal()
	if err == nil {
		err = json.Indent(&got, append(b, '\n'), "", " ")
	}
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/everything.json"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got.String()); d != "" {
		t.Errorf("go test ./internal/prose -update writes it anew: %s", d)
	}
	var used []string
	everything().Walk(func(n *Node) bool { used = append(used, n.Type); return true })
	if d := cmp.Diff(typeNames(), sorted(used)); d != "" {
		t.Errorf("not everything is in it: %s", d)
	}
}

func sorted(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
