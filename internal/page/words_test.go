package page

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"
	"time"
	"unicode"

	"github.com/BurntSushi/toml"
	"golang.org/x/net/html"

	"broadsheet/internal/article"
)

// keysOf reads the messages of one language.
func keysOf(t *testing.T, lang string) map[string]any {
	t.Helper()
	b, err := catalogues.ReadFile("words/" + lang + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]any{}
	if err := toml.Unmarshal(b, &keys); err != nil {
		t.Fatal(err)
	}
	return keys
}

var placeholder = regexp.MustCompile(`{{\.(\w+)}}|%s`)

func TestEveryLanguageHasEveryWord(t *testing.T) {
	first := keysOf(t, Languages[0])
	forms := map[string][]string{"en": {"one", "other"}, "ar": {"zero", "one", "two", "few", "many", "other"}} // CLDR
	for _, lang := range Languages {
		keys := keysOf(t, lang)
		for key, message := range first {
			own, ok := keys[key]
			if !ok {
				t.Errorf("%s has no %q", lang, key)
				continue
			}
			plural, isPlural := own.(map[string]any)
			if _, should := message.(map[string]any); should != isPlural {
				t.Errorf("%s: %q must have plural forms in every language or in none", lang, key)
			}
			if isPlural {
				if got := slices.Sorted(maps.Keys(plural)); !slices.Equal(got, slices.Sorted(slices.Values(forms[lang]))) {
					t.Errorf("%s: %q has the forms %v", lang, key, got)
				}
				continue
			}
			if a, b := names(own), names(message); !a["Year"] && fmt.Sprint(a) != fmt.Sprint(b) {
				t.Errorf("%s: %q fills in %v, the first language %v", lang, key, a, b)
			}
			if strings.TrimSpace(own.(string)) == "" {
				t.Errorf("%s: %q says nothing", lang, key)
			}
		}
		for key := range keys {
			if _, ok := first[key]; !ok {
				t.Errorf("%q of %s is not in the first language", key, lang)
			}
		}
	}
}

func names(message any) map[string]bool {
	found := map[string]bool{}
	for _, m := range placeholder.FindAllString(message.(string), -1) {
		found[m] = true
	}
	return found
}

// made are the keys that code puts together.
func made() []string {
	var keys []string
	for _, k := range article.Kinds {
		if k != article.News {
			keys = append(keys, "kind_"+strings.ReplaceAll(string(k), "-", "_"))
		}
	}
	for _, k := range article.CorrectionKinds {
		keys = append(keys, "note_"+string(k))
	}
	for _, r := range article.Roles {
		keys = append(keys, "role_"+string(r))
	}
	for _, f := range []string{"date", "day", "short_day", "when", "month"} {
		keys = append(keys, "form_"+f)
	}
	for i := range 7 {
		keys = append(keys, fmt.Sprintf("weekday_%d", i), fmt.Sprintf("short_weekday_%d", i))
	}
	for i := range 12 {
		keys = append(keys, fmt.Sprintf("month_%d", i+1), fmt.Sprintf("short_month_%d", i+1))
	}
	for _, c := range channels {
		if c.name == "" {
			keys = append(keys, "channel_"+c.id)
		}
	}
	return keys
}

func TestEveryWordThatIsAskedForIsThereAndNoOther(t *testing.T) {
	asked := map[string]bool{}
	for _, key := range made() {
		asked[key] = true
	}
	for _, master := range BuiltIn().masters {
		for _, defined := range master.Templates() {
			if defined.Tree == nil {
				continue
			}
			walk(defined.Tree.Root, func(n parse.Node) {
				command, ok := n.(*parse.CommandNode)
				if !ok || len(command.Args) < 2 || command.Args[0].String() != "t" {
					return
				}
				key, ok := command.Args[1].(*parse.StringNode)
				if !ok {
					t.Errorf("%s: %s names no key", defined.Name(), command)
					return
				}
				asked[key.Text] = true
			})
		}
	}
	for _, key := range keysInCode(t) {
		asked[key] = true
	}
	has := keysOf(t, Languages[0])
	for key := range asked {
		if _, ok := has[key]; !ok {
			t.Errorf("nobody wrote the word %q", key)
		}
	}
	for key := range has {
		if !asked[key] {
			t.Errorf("nobody asks for the word %q", key)
		}
	}
}

// keysInCode finds the literal keys of Say and must in this package.
func keysInCode(t *testing.T) []string {
	t.Helper()
	var keys []string
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			called, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || called.Sel.Name != "Say" && called.Sel.Name != "must" {
				return true
			}
			if key, ok := call.Args[0].(*ast.BasicLit); ok {
				if s, err := strconv.Unquote(key.Value); err == nil {
					keys = append(keys, s)
				}
			}
			return true
		})
	}
	return keys
}

func walk(n parse.Node, visit func(parse.Node)) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, c := range n.Nodes {
				walk(c, visit)
			}
		}
		return
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.PipeNode:
		if n != nil {
			for _, c := range n.Cmds {
				walk(c, visit)
			}
		}
	case *parse.CommandNode:
		visit(n)
		for _, a := range n.Args {
			walk(a, visit)
		}
	case *parse.IfNode:
		branch(&n.BranchNode, visit)
	case *parse.RangeNode:
		branch(&n.BranchNode, visit)
	case *parse.WithNode:
		branch(&n.BranchNode, visit)
	case *parse.TemplateNode:
		walk(n.Pipe, visit)
	}
}

func branch(b *parse.BranchNode, visit func(parse.Node)) {
	walk(b.Pipe, visit)
	walk(b.List, visit)
	walk(b.ElseList, visit)
}

var action = regexp.MustCompile(`(?s){{.*?}}`)

// words that a reader would see or hear, in attributes
var spoken = []string{"alt", "title", "aria-label", "placeholder", "label", "data-copy", "data-copied", "data-print", "data-size", "data-smaller", "data-normal", "data-larger"}

// literalWords finds what a template says by itself instead of asking the catalogue.
func literalWords(source string) []string {
	var found []string
	source = action.ReplaceAllString(source, "")
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return found
		case html.TextToken:
			if text := string(z.Text()); strings.ContainsFunc(text, unicode.IsLetter) {
				found = append(found, strings.TrimSpace(text))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range z.Token().Attr {
				if slices.Contains(spoken, a.Key) && strings.ContainsFunc(a.Val, unicode.IsLetter) {
					found = append(found, a.Key+"="+a.Val)
				}
			}
		}
	}
}

func TestNoTemplateSpeaksByItself(t *testing.T) {
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		b, err := templateFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range literalWords(string(b)) {
			t.Errorf("%s says %q itself", name, words)
		}
	}
	for _, planted := range []string{`<p>Latest {{.Name}}</p>`, `<a aria-label="Home">{{.}}</a>`} {
		if len(literalWords(planted)) == 0 {
			t.Errorf("the words in %s went unseen", planted)
		}
	}
}

func TestTimesInWords(t *testing.T) {
	at := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	fixed := time.FixedZone("Elsewhere/Far_Island", 10*3600)
	for name, c := range map[string]struct {
		lang string
		zone *time.Location
		say  func(Words) (string, error)
		want string
	}{
		"an instant in English":                  {"en-GB", nil, func(w Words) (string, error) { return w.When(at) }, "14:05, Mon 23 November 2026"},
		"an instant in Arabic":                   {"ar", nil, func(w Words) (string, error) { return w.When(at) }, "14:05، الاثنين 23 نوفمبر 2026"},
		"the zone of the paper counts":           {"en", fixed, func(w Words) (string, error) { return w.When(at) }, "00:05, Tue 24 November 2026"},
		"a day":                                  {"en", nil, func(w Words) (string, error) { return w.Day(at) }, "Monday 23 November 2026"},
		"a month":                                {"ar", nil, func(w Words) (string, error) { return w.Month(at) }, "نوفمبر 2026"},
		"a language nobody wrote speaks English": {"fr", nil, func(w Words) (string, error) { return w.Date(at) }, "23 November 2026"},
		"no language at all":                     {"", nil, func(w Words) (string, error) { return w.Date(at) }, "23 November 2026"},
		"the zone's name":                        {"en", fixed, func(w Words) (string, error) { return w.ZoneName(), nil }, "Far Island"},
		"one minute":                             {"en", nil, func(w Words) (string, error) { return w.Say("search_found", "Count", 1) }, "1 result"},
		"two in Arabic have a form":              {"ar", nil, func(w Words) (string, error) { return w.Say("search_found", "Count", 2) }, "نتيجتان"},
		"eleven in Arabic":                       {"ar", nil, func(w Words) (string, error) { return w.Say("search_found", "Count", 11) }, "11 نتيجة"},
		"many are set apart by thin spaces":      {"en", nil, func(w Words) (string, error) { return w.Say("search_found", "Count", 12040) }, "12\u202f040 results"},
		"four digits are not":                    {"en", nil, func(w Words) (string, error) { return w.Number(1040), nil }, "1040"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := c.say(WordsIn(c.lang, c.zone)); got != c.want || err != nil {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
	if s, err := WordsIn("en", nil).Say("nobody_wrote_this"); err == nil {
		t.Errorf("an unknown key gave %q", s)
	}
}
