package prose

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"broadsheet/internal/fault"
)

// body makes a document with the given JSON as its blocks.
func body(blocks string) string {
	return `{"type":"doc","content":[{"type":"headline"},{"type":"standfirst"},` + blocks + `]}`
}

func para(inline string) string { return body(`{"type":"paragraph","content":[` + inline + `]}`) }

func TestTheGateRefusesWithASentenceThatNamesThePlace(t *testing.T) {
	for name, c := range map[string]struct{ give, say string }{
		"nothing":                     {``, "cannot be read"},
		"half a document":             {`{"type":"doc"`, "cannot be read"},
		"null":                        {`null`, "where \"{\" should begin"},
		"a list":                      {`[]`, "where \"{\" should begin"},
		"something after the end":     {body(`{"type":"divider"}`) + `{}`, "something follows"},
		"a key nobody knows":          {body(`{"type":"divider","style":"x"}`), `"style"`},
		"a key in other letters":      {body(`{"Type":"divider"}`), `"Type"`},
		"a key twice":                 {body(`{"type":"divider","type":"image"}`), `"type" stands twice`},
		"an attribute twice":          {body(`{"type":"heading","attrs":{"level":2,"level":3}}`), `"level" stands twice`},
		"content that is no list":     {body(`{"type":"paragraph","content":{}}`), "should begin"},
		"a type that is a number":     {body(`{"type":1}`), `"type" is not a text`},
		"no type":                     {body(`{}`), `"" is no part`},
		"bytes that are no UTF-8":     {para("{\"type\":\"text\",\"text\":\"a\xff\"}"), "not valid UTF-8 at byte"},
		"half a surrogate pair":       {para(`{"type":"text","text":"a\ud83d"}`), "U+D83D"},
		"the other half":              {para(`{"type":"text","text":"\udea2a"}`), "U+DEA2"},
		"the halves the wrong way":    {para(`{"type":"text","text":"\udea2\ud83d"}`), "U+DEA2"},
		"half a pair in a key":        {body(`{"type":"divider","\ud800":1}`), "U+D800"},
		"another top":                 {`{"type":"paragraph"}`, `begins with "doc"`},
		"a marked document":           {`{"type":"doc","marks":[{"type":"strong"}],"content":[{"type":"headline"},{"type":"standfirst"},{"type":"divider"}]}`, "cannot be marked"},
		"no headline":                 {`{"type":"doc","content":[{"type":"standfirst"},{"type":"paragraph"}]}`, "a doc must hold headline standfirst block+"},
		"no blocks":                   {`{"type":"doc","content":[{"type":"headline"},{"type":"standfirst"}]}`, "must hold headline standfirst block+"},
		"a second headline":           {body(`{"type":"headline"}`), "must hold"},
		"an unknown node":             {body(`{"type":"paragraph"},{"type":"iframe"}`), `"iframe" is no part`},
		"a text among the blocks":     {body(`{"type":"text","text":"a"}`), "a doc may not hold a text"},
		"a box in a box":              {body(`{"type":"factbox","content":[{"type":"factbox","content":[{"type":"paragraph"}]}]}`), "in block 1 (factbox), a factbox may not hold a factbox"},
		"an item without a paragraph": {body(`{"type":"divider"},{"type":"list","content":[{"type":"item","content":[{"type":"divider"}]}]}`), "in block 2 (list), item 1, an item must hold paragraph inner*"},
		"a table without rows":        {body(`{"type":"table"}`), "a table must hold row+"},
		"a heading in a quotation":    {body(`{"type":"quote","content":[{"type":"heading","attrs":{"level":2}}]}`), "a quote may not hold a heading"},
		"marks in the headline":       {`{"type":"doc","content":[{"type":"headline","content":[{"type":"text","text":"a","marks":[{"type":"strong"}]}]},{"type":"standfirst"},{"type":"divider"}]}`, "in the headline, text 1, a headline may not hold marked text"},
		"a marked block":              {body(`{"type":"divider","marks":[{"type":"strong"}]}`), "a divider cannot be marked"},
		"an unknown mark":             {para(`{"type":"text","text":"a","marks":[{"type":"blink"}]}`), `"blink" is no mark`},
		"a mark twice":                {para(`{"type":"text","text":"a","marks":[{"type":"strong"},{"type":"strong"}]}`), "twice"},
		"a key in a mark":             {para(`{"type":"text","text":"a","marks":[{"type":"strong","x":1}]}`), `"x"`},
		"a link to nowhere":           {para(`{"type":"text","text":"a","marks":[{"type":"link"}]}`), `"href" is missing`},
		"a link that runs a script":   {para(`{"type":"text","text":"a"},{"type":"text","text":"b","marks":[{"type":"link","attrs":{"href":"javascript:alert(1)"}}]}`), `in block 1 (paragraph), text 2, the link to "javascript:alert(1)" cannot be kept; links begin with https://`},
		"an empty text":               {para(`{"type":"text","text":""}`), "empty"},
		"a text with content":         {para(`{"type":"text","text":"a","content":[{"type":"text","text":"b"}]}`), "holds something else"},
		"a paragraph with a text":     {body(`{"type":"paragraph","text":"a"}`), "a paragraph holds text by itself"},
		"a NUL":                       {para(`{"type":"text","text":"abc\u0000d"}`), `in block 1 (paragraph), text 1, there is the code point U+0000 after "abc"`},
		"a noncharacter":              {para(`{"type":"text","text":"one two three four five six \ud83f\udfff"}`), `U+1FFFF after "…three four five six "`},
		"a control in an attribute":   {body(`{"type":"image","attrs":{"caption":"a\u001b"}}`), "U+001B"},
		"an attribute nobody knows":   {body(`{"type":"divider","attrs":{"onclick":"x"}}`), `"onclick" is not known here`},
		"a level that is no number":   {body(`{"type":"heading","attrs":{"level":"2"}}`), `"level" must be a whole number from 2 to 4`},
		"a level out of range":        {body(`{"type":"heading","attrs":{"level":1}}`), "from 2 to 4"},
		"half a level":                {body(`{"type":"heading","attrs":{"level":2.5}}`), "from 2 to 4"},
		"a language that is none":     {body(`{"type":"paragraph","attrs":{"lang":"en_GB"}}`), "no language tag"},
		"a direction that is none":    {body(`{"type":"paragraph","attrs":{"dir":"auto"}}`), `"dir" is "auto"`},
		"a picture with a wrong id":   {body(`{"type":"image","attrs":{"picture":"x"}}`), `"picture" is not an identity`},
		"an attribute nested deep":    {body(`{"type":"image","attrs":{"picture":[[[[1]]]]}}`), "nested"},
		"a date that is none":         {body(`{"type":"correction","attrs":{"date":"yesterday"}}`), "no date"},
		"an embed of a file":          {body(`{"type":"embed","attrs":{"url":"file:///etc/passwd"}}`), "begins with https://"},
		"too deep": {
			body(strings.Repeat(`{"type":"statement","content":[`, 40) + `{"type":"paragraph"}` + strings.Repeat(`]}`, 40)), "more than 32 parts one inside the other",
		},
		"nested without end": {strings.Repeat(`{"content":[`, 100_000), "more than 32 parts"},
		"too many parts":     {body(strings.Repeat(`{"type":"divider"},`, MaxNodes) + `{"type":"divider"}`), "more than 50000 parts"},
		"too many values":    {body(`{"type":"image","attrs":{"caption":[` + strings.Repeat(`0,`, MaxNodes) + `0]}}`), "more than 50000 parts"},
		"too large":          {body(`{"type":"image","attrs":{"caption":"` + strings.Repeat(`a`, MaxBytes) + `"}}`), "larger than 8 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(c.give))
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.say) {
				t.Errorf("got %v, want a sentence with %q", err, c.say)
			}
		})
	}
}

func TestTheGateTakes(t *testing.T) {
	for name, give := range map[string]string{
		"the least document":                     body(`{"type":"paragraph"}`),
		"blanks between the parts":               " " + strings.ReplaceAll(body(`{"type":"paragraph"}`), ",", " ,\n"),
		"marks in any order":                     para(`{"type":"text","text":"a","marks":[{"type":"strong"},{"type":"link","attrs":{"href":"/x"}}]}`),
		"escaped pairs, also beside backslashes": para(`{"type":"text","text":"\\ud83d \ud83d\udea2 \\\ud83d\udea2"}`),
		"every character that pages may carry":   para(`{"type":"text","text":"\t\n\u00a0\u200b\u2028\ufeff\ufffd\ue000"}`),
		"a list of fields that is empty":         body(`{"type":"divider","attrs":{}}`),
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := Parse([]byte(give))
			if err != nil {
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
		})
	}
}

func TestCheckRefusesWhatCodeMakesWrong(t *testing.T) {
	for name, doc := range map[string]*Node{
		"nothing":           nil,
		"a nil block":       {Type: "doc", Content: []*Node{New("headline"), New("standfirst"), nil}},
		"an unknown type":   Doc("", "", New("marquee")),
		"an empty text":     Doc("", "", &Node{Type: "paragraph", Content: []*Node{T("")}}),
		"marks out of turn": Doc("", "", P(&Node{Type: "text", Text: "a", Marks: []Mark{Strong(), Link("/")}})),
		"a value no JSON has": Doc("", "", P()).With("note", func() {
		}),
		"an unreadable text": Doc("", "", P(T("\xff"))),
	} {
		if err := Check(doc); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, good := range []string{
		"https://a.example", "http://a.example/", "HTTPS://A.EXAMPLE:8443/b?c=d&e#f", "https://ä.example/ü", "https://a.example?b", "https://a_b.example/", "https://localhost/",
		"https://a.example./", "http://10.0.0.1/", "/", "/a/b?c#d", "/?p=17", "/%20", "mailto:a@b.example?subject=c", "tel:+49-30-123;ext=4", "https://a.example/a[1]|b",
	} {
		if !IsHref(good) {
			t.Errorf("%q should be taken", good)
		}
	}
	for _, bad := range []string{
		"", " ", "a", "a/b", "#a", "?a", "//a.example", "/\\a.example", "\\\\a.example", "https:\\\\a.example", "https:/a.example", "https:a.example", "https://", "https:///a",
		"https://a@b.example/", "https://a:b@c.example/", "https://a.example:65536/", "https://a.example:x/", "https://[::1]/", "https://a b.example/", "https://a.example/ b", "https://a..example/",
		"https://1.2.3/", "https://1.2.3.256/", "https://0x7f000001/", "https://2130706433/", "https://01.2.3.4/", "https://a.example\\b", "https://%61.example/",
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)", "vbscript:x", "data:text/html,x", "file:///etc/passwd", "blob:x", "ftp://a.example/",
		"mailto:", "mailto:a b", "tel:", "tel:1 2", "/a\nb", "/\tb", "https://a.example/\x7f",
	} {
		if IsHref(bad) {
			t.Errorf("%q should be refused", bad)
		}
	}
}

func TestAnEncodedAddressStaysGoodAndStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyAddress().Draw(t, "address")
		e := encode(s)
		if encode(e) != e {
			t.Fatalf("%q, %q, %q", s, e, encode(e))
		}
		if IsHref(s) && !IsHref(e) {
			t.Fatalf("%q is refused as %q", s, e)
		}
	})
}

// FuzzParse holds the gate to: it never panics; what passes comes back equal through JSON; browsers read its page as
// the renderer wrote it; and cleaning leaves it valid.
func FuzzParse(f *testing.F) {
	b, err := everything().Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	for i := range 20 {
		b, err := Clean(anyTree(4).Example(i)).Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, s := range []string{`{"type":"doc"}`, para(`{"type":"text","text":"\ud83d\udea2<b>"}`), `{"type":"doc","content":[{"type":"headline"`, "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := Parse(b)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("refused by %T %v", err, err)
			}
			return
		}
		out, err := doc.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(out)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(doc, back); d != "" {
			t.Fatal(d)
		}
		s := string(HTML(doc, full))
		if again := renderedBack(t, s); again != droppedFeed.ReplaceAllString(s, "$1$2") {
			t.Fatalf("browsers read it otherwise:\n%s\n%s", s, again)
		}
		if err := Check(Clean(doc)); err != nil {
			t.Fatal(err)
		}
		Text(doc)
		Words(doc)
	})
}

func BenchmarkGateAndPage(b *testing.B) {
	var blocks []*Node
	for range 50 {
		blocks = append(blocks, P(T(strings.Repeat("The harbour board met again on the quay. ", 6)), T("It said so", Link("https://board.example/"))))
	}
	doc := Doc("h", "s", blocks...)
	j, err := doc.Marshal()
	if err != nil {
		b.Fatal(err)
	}
	words := Words(doc)
	b.Run(fmt.Sprintf("parse %d words", words), func(b *testing.B) {
		for b.Loop() {
			if _, err := Parse(j); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run(fmt.Sprintf("render %d words", words), func(b *testing.B) {
		for b.Loop() {
			HTML(doc, full)
		}
	})
}
