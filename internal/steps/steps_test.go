package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
)

// editing is what web/fixtures.ts prints: a session of the editor's own commands.
type editing struct {
	Start json.RawMessage
	Calls []struct {
		What  string
		Steps []json.RawMessage
		Doc   json.RawMessage
	}
}

func readEditing(t testing.TB) editing {
	t.Helper()
	b, err := os.ReadFile("testdata/editing.json")
	if err != nil {
		t.Fatal(err)
	}
	var e editing
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func marshal(t testing.TB, n *prose.Node) []byte {
	t.Helper()
	b, err := n.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func canonical(t testing.TB, b []byte) []byte {
	t.Helper()
	n, err := prose.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return marshal(t, n)
}

func TestWhatTheEditorDoesIsDoneAlikeOnTheServer(t *testing.T) {
	e := readEditing(t)
	a := New()
	doc := canonical(t, e.Start)
	for _, c := range e.Calls {
		next, err := a.Apply(t.Context(), doc, c.Steps)
		if err != nil {
			t.Fatalf("%s: %v", c.What, err)
		}
		if d := cmp.Diff(string(canonical(t, c.Doc)), string(next)); d != "" {
			t.Fatalf("%s: %s", c.What, d)
		}
		doc = next
	}
}

func TestManyCallsAtOnceAreEachAnsweredRight(t *testing.T) {
	a := New()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			doc := marshal(t, prose.Doc("", "", prose.P()))
			want := ""
			for k := range 20 {
				s := fmt.Sprintf("%d.%d ", i, k)
				next, err := a.Apply(t.Context(), doc, insert(1+len(want), s))
				if err != nil {
					t.Error(err)
					return
				}
				doc, want = next, want+s
			}
			n, err := prose.Parse(doc)
			if err != nil || prose.Headline(n) != want {
				t.Errorf("%q %v, want %q", prose.Headline(n), err, want)
			}
		})
	}
	wg.Wait()
}

func TestALargeDocumentIsAnsweredWithoutBeingRemembered(t *testing.T) {
	a := New()
	doc := marshal(t, prose.Doc("", "", prose.P(prose.T(strings.Repeat("word ", memorable/4)))))
	for _, s := range []string{"a", "b"} {
		next, err := a.Apply(t.Context(), doc, insert(1, s))
		if err != nil {
			t.Fatal(err)
		}
		doc = next
	}
	if n, err := prose.Parse(doc); err != nil || prose.Headline(n) != "ba" {
		t.Errorf("%v", err)
	}
	for _, m := range a.idle[0].known {
		if m.doc != nil {
			t.Error("it is remembered")
		}
	}
}

func insert(at int, text string) []json.RawMessage {
	s, _ := json.Marshal(text)
	return []json.RawMessage{json.RawMessage(fmt.Sprintf(`{"stepType":"replace","from":%d,"to":%d,"slice":{"content":[{"type":"text","text":%s}]}}`, at, at, s))}
}

func TestStepsThatAreRefused(t *testing.T) {
	doc := marshal(t, prose.Doc("abc", "", prose.P(prose.T("def")), prose.Image("0123456789abcdefghijklmnop", "", "")))
	a := New()
	deep := strings.Repeat(`{"type":"quote","content":[`, 100) + strings.Repeat("]}", 100)
	for name, c := range map[string]struct {
		steps []string
		want  fault.Kind
	}{
		"no step at all":       {nil, fault.Invalid},
		"no JSON":              {[]string{`{`}, fault.Invalid},
		"no object":            {[]string{`[]`}, fault.Invalid},
		"null":                 {[]string{`null`}, fault.Invalid},
		"more than one in one": {[]string{`{"stepType":"docAttr","attr":"slug","value":"a"},{"stepType":"docAttr","attr":"slug","value":"b"}`}, fault.Invalid},
		"a step nobody knows":  {[]string{`{"stepType":"eval","from":1,"to":1}`}, fault.Invalid},
		"a step named like a thing of JavaScript":  {[]string{`{"stepType":"constructor"}`}, fault.Invalid},
		"a key nobody knows":                       {[]string{`{"stepType":"replace","from":1,"to":1,"x":1}`}, fault.Invalid},
		"a place that is half":                     {[]string{`{"stepType":"replace","from":1.5,"to":2}`}, fault.Invalid},
		"a place below nothing":                    {[]string{`{"stepType":"replace","from":-1,"to":2}`}, fault.Invalid},
		"a place that is a text":                   {[]string{`{"stepType":"replace","from":"1","to":2}`}, fault.Invalid},
		"a place beyond the end":                   {[]string{`{"stepType":"replace","from":1000,"to":1001}`}, fault.Conflict},
		"an end before the start":                  {[]string{`{"stepType":"replace","from":3,"to":1}`}, fault.Invalid},
		"nested as deep as no story is":            {[]string{`{"stepType":"replace","from":1,"to":1,"slice":{"content":[` + deep + `]}}`}, fault.Invalid},
		"a deletion across the bounds of blocks":   {[]string{`{"stepType":"replace","from":2,"to":8}`}, fault.Conflict},
		"a headline deleted":                       {[]string{`{"stepType":"replace","from":0,"to":5}`}, fault.Conflict},
		"the last blocks deleted":                  {[]string{`{"stepType":"replace","from":7,"to":13}`}, fault.Conflict},
		"a heading in the headline":                {[]string{`{"stepType":"replace","from":1,"to":1,"slice":{"content":[{"type":"heading","attrs":{"level":2}}]}}`}, fault.Conflict},
		"a node nobody knows":                      {[]string{`{"stepType":"replace","from":12,"to":12,"slice":{"content":[{"type":"iframe"}]}}`}, fault.Invalid},
		"an attribute nobody knows in what is put": {[]string{`{"stepType":"replace","from":12,"to":12,"slice":{"content":[{"type":"paragraph","attrs":{"onclick":"x"}}]}}`}, fault.Invalid},
		"a value that is wrong in what is put":     {[]string{`{"stepType":"replace","from":12,"to":12,"slice":{"content":[{"type":"heading","attrs":{"level":1}}]}}`}, fault.Invalid},
		"a slice opened deeper than it is":         {[]string{`{"stepType":"replace","from":1,"to":1,"slice":{"content":[{"type":"text","text":"x"}],"openStart":3}}`}, fault.Invalid},
		"half an emoji":                            {[]string{`{"stepType":"replace","from":1,"to":1,"slice":{"content":[{"type":"text","text":"\ud83d"}]}}`}, fault.Invalid},
		"a control character":                      {[]string{`{"stepType":"replace","from":1,"to":1,"slice":{"content":[{"type":"text","text":"\u0007"}]}}`}, fault.Invalid},
		"a NUL":                                    {[]string{`{"stepType":"docAttr","attr":"note","value":"a\u0000"}`}, fault.Invalid},
		"a link that runs a script":                {[]string{`{"stepType":"addMark","mark":{"type":"link","attrs":{"href":"javascript:alert(1)"}},"from":8,"to":9}`}, fault.Invalid},
		"a mark nobody knows":                      {[]string{`{"stepType":"addMark","mark":{"type":"blink"},"from":8,"to":9}`}, fault.Invalid},
		"a field of the story that there is not":   {[]string{`{"stepType":"docAttr","attr":"live","value":true}`}, fault.Invalid},
		"a field named like a thing of JavaScript": {[]string{`{"stepType":"docAttr","attr":"toString","value":true}`}, fault.Invalid},
		"a kind of story that there is not":        {[]string{`{"stepType":"docAttr","attr":"kind","value":"scoop"}`}, fault.Invalid},
		"a byline with a further field":            {[]string{`{"stepType":"docAttr","attr":"byline","value":[{"byline":"0123456789abcdefghijklmnop","role":"by","toString":1}]}`}, fault.Invalid},
		"an attribute that the block has not":      {[]string{`{"stepType":"attr","pos":7,"attr":"level","value":3}`}, fault.Invalid},
		"an attribute of a text":                   {[]string{`{"stepType":"attr","pos":8,"attr":"level","value":3}`}, fault.Invalid},
		"an attribute of nothing":                  {[]string{`{"stepType":"attr","pos":13,"attr":"level","value":3}`}, fault.Conflict},
		"an attribute far away":                    {[]string{`{"stepType":"attr","pos":5000,"attr":"level","value":3}`}, fault.Conflict},
		"a picture marked strong":                  {[]string{`{"stepType":"addNodeMark","pos":12,"mark":{"type":"strong"}}`}, fault.Conflict},
		"one that fits and one that does not":      {[]string{`{"stepType":"docAttr","attr":"slug","value":"x"}`, `{"stepType":"replace","from":1000,"to":1001}`}, fault.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			var list []json.RawMessage
			for _, s := range c.steps {
				list = append(list, json.RawMessage(s))
			}
			got, err := a.Apply(t.Context(), doc, list)
			var f *fault.Fault
			if !errors.As(err, &f) || f.Kind != c.want {
				t.Fatalf("got %s, %v", got, err)
			}
		})
	}
	if _, err := a.Apply(t.Context(), doc, insert(1, "x")); err != nil {
		t.Errorf("after all that, a good step: %v", err)
	}
}

func TestADocumentThatTheGateRefusesIsRefusedWithItsSteps(t *testing.T) {
	for _, doc := range []string{"", "{", "null", `{"type":"paragraph"}`, `{"type":"doc"}`, `{"type":"doc","content":[{"type":"headline"},{"type":"standfirst"},{"type":"x"}]}`} {
		if _, err := New().Apply(t.Context(), []byte(doc), insert(1, "x")); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", doc, err)
		}
	}
}

func TestWhatTakesTooLongIsStoppedAndTheRuntimeThrownAway(t *testing.T) {
	a := New()
	doc := long(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Apply(ctx, doc, insert(1, "x")); !fault.Is(err, fault.Unavailable) {
		t.Fatal(err)
	}
	// one that is stopped in the middle: it would run for minutes
	ctx, cancel = context.WithCancel(t.Context())
	steps := make([]json.RawMessage, MaxSteps)
	for i := range steps {
		steps[i] = insert(1, strings.Repeat("x", 100))[0]
	}
	go func() {
		for len(a.places) == 0 {
			if t.Context().Err() != nil {
				return
			}
		}
		cancel()
	}()
	if _, err := a.Apply(ctx, doc, steps); !fault.Is(err, fault.Unavailable) {
		t.Fatal(err)
	}
	if len(a.idle) != 0 || len(a.places) != 0 {
		t.Errorf("%d runtimes idle, %d at work", len(a.idle), len(a.places))
	}
	if _, err := a.Apply(t.Context(), doc, insert(1, "x")); err != nil {
		t.Errorf("the next call: %v", err)
	}
}

// long is a story of 2,500 words with the usual blocks.
func long(t testing.TB) []byte {
	var body []*prose.Node
	for i := range 50 {
		sentence := strings.Repeat("The harbour board met again on the quay. ", 5)
		body = append(body, prose.P(prose.T(sentence), prose.T("It said so", prose.Link("https://board.example/")), prose.T(" and "), prose.T("went home", prose.Em()), prose.T(".")))
		if i%10 == 5 {
			body = append(body, prose.H(2, prose.T("What happens next")), prose.Quote("Mira Holt", "Harbour Board", prose.P(prose.T("We waited years."))))
		}
	}
	doc := prose.Doc("Night ferry returns", "The line opens again in May", body...)
	return marshal(t, doc)
}

func BenchmarkOneKeystroke(b *testing.B) {
	doc := long(b)
	n, err := prose.Parse(doc)
	if err != nil {
		b.Fatal(err)
	}
	b.Run(fmt.Sprintf("in a story of %d words that the runtime remembers", prose.Words(n)), func(b *testing.B) {
		a, doc := New(), doc
		for b.Loop() {
			if doc, err = a.Apply(b.Context(), doc, insert(1, "x")); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run(fmt.Sprintf("in a story of %d words that it has to read", prose.Words(n)), func(b *testing.B) {
		a := New()
		for b.Loop() {
			if _, err := a.Apply(b.Context(), doc, insert(1, "x")); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("in a new runtime", func(b *testing.B) {
		for b.Loop() {
			if _, err := New().Apply(b.Context(), doc, insert(1, "x")); err != nil {
				b.Fatal(err)
			}
		}
	})
}
