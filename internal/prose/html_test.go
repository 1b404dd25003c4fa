package prose

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"pgregory.net/rapid"

	"broadsheet/internal/outside"
)

func pictures(id string) (Picture, bool) {
	if id != someID {
		return Picture{}, false
	}
	return Picture{
		Src: "/media/a.jpg", Width: 1200, Height: 800, Alt: "A ship", Caption: "The ship", Credit: "Photo: Jo", Ground: "ground-3",
		Files:   []File{{"/media/a-600.jpg", 600}, {"/media/a.jpg", 1200}},
		Sources: []Source{{"image/webp", []File{{"/media/a.webp", 1200}}}},
	}, true
}

func quizzes(string) (Card, bool) {
	return Card{URL: "/quiz/1", Title: "Four questions", Text: "What do you know?"}, true
}

// full are the options of a page that shows everything.
var full = Options{Picture: pictures, Quiz: quizzes, Lang: "en", HeadingIDs: true, Rel: "external", Origin: "https://here.example"}

func TestBlocksAreTheElementsTheyMean(t *testing.T) {
	plainPicture := func(string) (Picture, bool) { return Picture{Src: "/a.jpg", Credit: "Jo <j@x>"}, true }
	for name, c := range map[string]struct {
		body []*Node
		o    Options
		want string
	}{
		"a paragraph with marks": {
			body: []*Node{P(T("a "), T("b", Em()), T("c", Em(), Strong()), Br(), T("<d>", Code()))},
			want: `<p>a <em>b</em><strong><em>c</em></strong><br><code>&lt;d&gt;</code></p>`,
		},
		"one link over several marks": {
			body: []*Node{P(T("a", Link("/x")), T("b", Link("/x"), Em()), T("c", Link("/y")))},
			want: `<p><a href="/x">a<em>b</em></a><a href="/y">c</a></p>`,
		},
		"a link that nobody could see leaves its blanks": {
			body: []*Node{P(T("a"), T(" ", Link("/x")), T("b"))},
			want: `<p>a b</p>`,
		},
		"a name leaves no trace": {
			body: []*Node{P(T("a "), T("Holt", Name(someID)), T("!"))},
			want: `<p>a Holt!</p>`,
		},
		"links outside get their rel, links inside none": {
			o:    Options{Rel: "external nofollow", Origin: "https://here.example"},
			body: []*Node{P(T("a", Link("https://there.example/?a=1&b=2")), T("b", Link("https://HERE.example/x")), T("c", Link("mailto:a@there.example")))},
			want: `<p><a href="https://there.example/?a=1&amp;b=2" rel="external nofollow">a</a><a href="https://HERE.example/x">b</a><a href="mailto:a@there.example">c</a></p>`,
		},
		"an address is made valid": {
			body: []*Node{P(T("a", Link(`https://there.example/%zz%20"<ä|`)))},
			want: `<p><a href="https://there.example/%25zz%20%22%3Cä%7C">a</a></p>`,
		},
		"empty paragraphs and headings leave nothing": {
			body: []*Node{P(), P(T(" \u00a0")), H(2, T(" ")), P(T("a"))},
			want: `<p>a</p>`,
		},
		"no heading level is skipped": {
			body: []*Node{H(4, T("a")), H(3, T("b")), H(4, T("c")), H(2, T("d"))},
			want: `<h2>a</h2> <h3>b</h3> <h4>c</h4> <h2>d</h2>`,
		},
		"headings stand under the one that the page says": {
			o:    Options{Under: 2},
			body: []*Node{H(2, T("a")), H(3, T("b"))},
			want: `<h3>a</h3> <h4>b</h4>`,
		},
		"headings have ids of their own": {
			o:    Options{HeadingIDs: true},
			body: []*Node{H(2, T("Was nun?")), H(2, T("Was nun")), H(2, T("…")), H(2, T("ماذا بعد"))},
			want: `<h2 id="part-was-nun">Was nun?</h2> <h2 id="part-was-nun-2">Was nun</h2> <h2 id="part">…</h2> <h2 id="part-ماذا-بعد">ماذا بعد</h2>`,
		},
		"a box has a heading, and headings in it stand under that": {
			body: []*Node{H(2, T("a")), FactBox("The line", H(2, T("b")), P(T("c"))), H(3, T("d"))},
			want: `<h2>a</h2> <aside class="factbox"> <h3 class="factbox-title">The line</h3> <h4>b</h4> <p>c</p> </aside> <h3>d</h3>`,
		},
		"a quotation with speaker and source": {
			body: []*Node{Quote("Jo", "Board", P(T("a"))).With("url", "https://b.example/")},
			want: `<figure class="quote"><blockquote cite="https://b.example/"> <p>a</p> </blockquote><figcaption><span class="speaker">Jo</span> <cite><a href="https://b.example/">Board</a></cite></figcaption></figure>`,
		},
		"a quotation of nobody": {
			body: []*Node{Quote("", "", P(T("a")))},
			want: `<figure class="quote"><blockquote> <p>a</p> </blockquote></figure>`,
		},
		"lists as people write them": {
			body: []*Node{Numbers(3, Item(P(T("a")), Bullets(Item(P(T("b"))))), Item(P(T("c")), P(T("d"))), Item(P()))},
			want: `<ol start="3"> <li>a<ul> <li>b</li> </ul> </li> <li><p>c</p> <p>d</p> </li> <li></li> </ol>`,
		},
		"a table in a region of its own": {
			body: []*Node{Table("", Row(Header("", P(T("a"))), Header("", P(T("b")))), Row(Header("", P(T("c"))), Cell(P(T("d"))).With("align", "end")))},
			want: `<div class="table" role="region" tabindex="0" aria-label="Table"><table> <thead><tr><th scope="col">a</th><th scope="col">b</th></tr> </thead> <tbody><tr><th scope="row">c</th><td class="align-end">d</td></tr> </tbody></table></div>`,
		},
		"a picture that is not to be had leaves no hole": {
			o:    Options{Picture: func(string) (Picture, bool) { return Picture{}, false }},
			body: []*Node{Image(someID, "caption", "alt"), Gallery("g", Image(someID, "", "")), P(T("a"))},
			want: `<p>a</p>`,
		},
		"a picture whose size is not known, with a credit": {
			o:    Options{Picture: plainPicture, Eager: 1},
			body: []*Node{Image(someID, "", "").With("decorative", true).With("alt", "ignored"), Image(someID, "c", "d")},
			want: `<figure class="picture"><img src="/a.jpg" alt=""><figcaption> <span class="credit">Jo &lt;j@x&gt;</span></figcaption></figure> <figure class="picture"><img src="/a.jpg" alt="d" loading="lazy" decoding="async"><figcaption>c <span class="credit">Jo &lt;j@x&gt;</span></figcaption></figure>`,
		},
		"an embed is a card with a link": {
			body: []*Node{Embed("https://v.example/1?a&b", "", "", "one\ntwo")},
			want: `<figure class="embed"><blockquote cite="https://v.example/1?a&amp;b"><p>one<br>two</p></blockquote><figcaption><a href="https://v.example/1?a&amp;b">Open at v.example</a> <span class="provider">v.example</span></figcaption></figure>`,
		},
		"an embed of nothing leaves nothing": {
			body: []*Node{Embed("", "V", "t", ""), P(T("a"))},
			want: `<p>a</p>`,
		},
		"program text keeps its shape and says its language": {
			body: []*Node{CodeBlock("c++", "\n a<b"), CodeBlock(`x" onclick="y`, "c")},
			want: "<pre class=\"code\"><code class=\"language-c++\">\n a&lt;b</code></pre> <pre class=\"code\"><code>c</code></pre>",
		},
		"a poem keeps its first empty line": {
			body: []*Node{Pre(T("\na"), Br(), T("b"))},
			want: "<pre class=\"preformatted\">\n\na<br>b</pre>",
		},
		"a correction with its day": {
			body: []*Node{Correction("clarification", "2026-11-23T23:30:00+02:00", T("a")), Correction("typo", "2026-02-30", T("b"))},
			o:    Options{Labels: Labels{Kinds: map[string]string{"typo": "Tippfehler"}}},
			want: `<aside class="correction clarification"><p><strong>Clarification</strong> <time datetime="2026-11-23T21:30:00Z">2026-11-23</time> a</p></aside> <aside class="correction typo"><p><strong>Tippfehler</strong> b</p></aside>`,
		},
		"a statement": {
			body: []*Node{Statement("The company", P(T("a")))},
			want: `<figure class="statement"><figcaption>The company</figcaption><blockquote> <p>a</p> </blockquote></figure>`,
		},
		"a quiz is left out until there is one": {
			body: []*Node{Quiz(someID), Divider()},
			want: `<hr>`,
		},
		"a quiz": {
			o:    Options{Quiz: quizzes},
			body: []*Node{Quiz(someID)},
			want: `<aside class="quiz"><p><a href="/quiz/1">Four questions</a></p><p>What do you know?</p></aside>`,
		},
		"language and direction are told where they change": {
			o: Options{Lang: "en"},
			body: []*Node{
				P(T("a")).With("lang", "en"), P(T("b")).With("lang", "ar"), P(T("c")).With("dir", "rtl"), P(T("d")).With("lang", "xx"),
				Quote("", "", P(T("e")), P(T("f")).With("lang", "fr")).With("lang", "he"), P(T("g")),
			},
			want: `<p>a</p> <p lang="ar" dir="rtl">b</p> <p dir="rtl">c</p> <p>d</p> <figure class="quote" lang="he" dir="rtl"><blockquote> <p>e</p> <p lang="fr" dir="ltr">f</p> </blockquote></figure> <p>g</p>`,
		},
		"what is typed is typeset when the page asks": {
			o:    Options{Typeset: true, Lang: "en"},
			body: []*Node{P(T(`"It's `), T(`"code"`, Code()), T(` - `), T(`so"`, Em())), CodeBlock("", `"a"`), FactBox(`"T"`, P(T("x").with(`'y'`)))},
			want: `<p>“It’s <code>&#34;code&#34;</code> – <em>so”</em></p> <pre class="code"><code>&#34;a&#34;</code></pre> <aside class="factbox"> <h2 class="factbox-title">“T”</h2> <p>‘y’</p> </aside>`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			doc := Doc("h", "s", c.body...)
			if err := Check(doc); err != nil {
				t.Fatal(err)
			}
			got := regexp.MustCompile(`(>)\n(<|$)`).ReplaceAllString(string(HTML(doc, c.o)), "$1 $2")
			if got = strings.TrimSpace(got); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// with gives a text another text.
func (n *Node) with(text string) *Node { n.Text = text; return n }

func TestTheDocumentsLanguageIsToldWhereThePageHasAnother(t *testing.T) {
	doc := Doc("h", "s", P(T("a")), P(T("b")).With("lang", "en")).With("lang", "ar")
	want := "<p lang=\"ar\" dir=\"rtl\">a</p>\n<p>b</p>\n"
	if got := string(HTML(doc, Options{Lang: "en"})); got != want {
		t.Errorf("got %s", got)
	}
	if got := string(HTML(doc, Options{Lang: "ar"})); got != "<p>a</p>\n<p lang=\"en\" dir=\"ltr\">b</p>\n" {
		t.Errorf("got %s", got)
	}
}

func TestTheLeadPictureIsLoadedFirst(t *testing.T) {
	doc := Doc("h", "s").With("picture", map[string]any{"picture": someID, "caption": "c", "alt": "a", "decorative": false})
	got := string(Lead(doc, full))
	if !strings.Contains(got, `fetchpriority="high"`) || strings.Contains(got, "lazy") || !strings.Contains(got, `alt="a"`) || !strings.Contains(got, ">c <") {
		t.Error(got)
	}
	if got := Lead(Doc("h", "s"), full); got != "" {
		t.Errorf("a story without one: %s", got)
	}
}

// placed puts s into every place of a document that takes a text.
func everywhere(s string) *Node {
	return Clean(Doc(s, s,
		P(T(s), T(s, Strong()), T("x", Link(s))), H(2, T(s)), Quote(s, s, P(T(s))).With("url", s), Pull(s, T(s)),
		Bullets(Item(P(T(s)))), Table(s, Row(Header("", P(T(s))), Cell(P(T(s))))),
		Image(someID, s, s), Gallery(s, Image(someID, s, s)), Embed("https://a.example/", s, s, s), Embed(s, s, s, s),
		FactBox(s, P(T(s))), CodeBlock(s, s), Pre(T(s)), Statement(s, P(T(s))), Correction("typo", "", T(s)),
	).With("lang", s).With("dir", s))
}

// hostile are strings that broke other programs: payloads of cross-site scripting and what no form expects.
func hostile(t testing.TB) []string {
	var all []string
	b, err := os.ReadFile(outside.Find(t, "strings/blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(outside.Find(t, "xss"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasSuffix(path, ".zip") {
			z, err := zip.OpenReader(path)
			if err == nil {
				err = z.Close()
			}
			return err
		}
		b, err := os.ReadFile(path)
		all = append(all, strings.Split(string(b), "\n")...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 700 {
		t.Fatalf("only %d strings: is the test data whole?", len(all))
	}
	return all
}

func TestHostileStringsStayText(t *testing.T) {
	n := 0
	for _, s := range hostile(t) {
		s = Printable(s)
		if strings.TrimSpace(s) == "" {
			continue
		}
		n++
		doc := everywhere(s)
		if err := Check(doc); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		root := mustBeOurs(t, string(HTML(doc, full)))
		// the first paragraph is the text as it was given, twice, and the link's x
		if got, want := textOf(find(root, "p")), s+s+"x"; got != want {
			t.Errorf("%q came back as %q", want, got)
		}
		if got := plain(Body(doc)[0]); got != s+s+"x" {
			t.Errorf("the document has %q", got)
		}
	}
	t.Logf("%d strings", n)
}

// The elements and attributes that the renderer writes, and no others.
var (
	ourElements   = strings.Fields("html head body p h2 h3 h4 h5 h6 br a strong em code pre ul ol li figure figcaption blockquote cite span div table caption thead tbody tr td th picture source img aside hr time")
	ourAttributes = strings.Fields("id lang dir class href rel cite role tabindex aria-label colspan rowspan scope type srcset sizes src width height alt loading decoding fetchpriority start datetime")
)

// mustBeOurs parses the fragment as browsers do and holds it to what the renderer may write.
func mustBeOurs(t interface{ Fatalf(string, ...any) }, s string) *html.Node {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(s), body)
	if err != nil {
		t.Fatalf("%v in %s", err, s)
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	for n := range body.Descendants() {
		switch n.Type {
		case html.ElementNode:
			if !slices.Contains(ourElements, n.Data) {
				t.Fatalf("an element %s in %s", n.Data, s)
			}
			for _, a := range n.Attr {
				if !slices.Contains(ourAttributes, a.Key) {
					t.Fatalf("an attribute %s in %s", a.Key, s)
				}
				if a.Key == "href" && !IsHref(a.Val) {
					t.Fatalf("a link to %q in %s", a.Val, s)
				}
			}
		case html.TextNode:
		default:
			t.Fatalf("something that is neither element nor text in %s", s)
		}
	}
	return body
}

func find(n *html.Node, element string) *html.Node {
	for c := range n.Descendants() {
		if c.Data == element {
			return c
		}
	}
	return &html.Node{}
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func TestWhateverIsValidRendersAsOurElements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := Clean(anyTree(4).Draw(t, "tree"))
		s := string(HTML(doc, full))
		if again := renderedBack(t, s); again != droppedFeed.ReplaceAllString(s, "$1$2") {
			t.Fatalf("browsers read it otherwise:\n%s\n%s", s, again)
		}
	})
}

// The line feed after a pre that parsers drop.
var droppedFeed = regexp.MustCompile(`(<pre class="preformatted"[^>]*>)\n([^\n])`)

// renderedBack parses as browsers do and writes what they see in the renderer's own way of writing.
func renderedBack(t interface{ Fatalf(string, ...any) }, s string) string {
	root := mustBeOurs(t, s)
	var b strings.Builder
	for n := range root.ChildNodes() {
		if err := html.Render(&b, n); err != nil {
			t.Fatalf("%v", err)
		}
	}
	return strings.NewReplacer("<br/>", "<br>", "<hr/>", "<hr>").Replace(
		regexp.MustCompile(`(<(?:img|source)[^>]*)/>`).ReplaceAllString(b.String(), "$1>"))
}

// vnu is the command of the Nu HTML checker, when the browser tests are installed.
func vnu(t testing.TB) []string {
	jar := filepath.Join("..", "..", "e2e", "node_modules", "vnu-jar", "build", "dist", "vnu.jar")
	if p := os.Getenv("VNU_JAR"); p != "" {
		jar = p
	}
	if _, err := os.Stat(jar); err != nil {
		t.Skip("e2e/node_modules/vnu-jar is not installed")
	}
	java, err := exec.LookPath("java")
	if err != nil {
		t.Skip("java is not installed (Debian's package default-jre-headless), so the Nu checker cannot be asked")
	}
	return []string{java, "-jar", jar}
}

func TestTheNuCheckerFindsNothing(t *testing.T) {
	cmd := vnu(t)
	dir := t.TempDir()
	n := 0
	page := func(doc *Node, o Options) {
		n++
		s := fmt.Sprintf(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>t</title></head><body><main><article><h1>h</h1>%s%s</article></main></body></html>`, Lead(doc, o), HTML(doc, o))
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d.html", n)), []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	page(everything(), full)
	set := full
	set.Typeset = true
	page(everything().With("lang", "fr"), set)
	step := 10 // a tenth of it all, unless this is the soak
	if os.Getenv("BROADSHEET_SOAK") != "" {
		step = 1
	}
	for i := 0; i < 500; i += step {
		page(Clean(anyTree(5).Example(i)), full)
		page(Doc("h", "s", anyTable().Example(i)), full)
	}
	all := hostile(t)
	for i := 0; i < len(all); i += step {
		page(everywhere(all[i]), full)
	}
	out, err := exec.Command(cmd[0], append(cmd[1:], "--format", "text", dir)...).CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil && lines[len(lines)-1] != "Document checking completed." {
		t.Fatalf("%v: %s", err, out)
	}
	for i, l := range lines {
		if (strings.HasPrefix(l, "Error:") || strings.HasPrefix(l, "Warning:")) && !slices.ContainsFunc(notOurs, func(s string) bool { return strings.Contains(l, s) }) {
			t.Errorf("%s\n%s", l, lines[i+1])
		}
	}
	t.Logf("%d pages", n)
}

// What the checker says of texts that are kept as they were written, and what it gets wrong (it loses count of columns
// after a row that splits a wide cell; TestTablesAreWholeWhateverTheirSpans counts better).
var notOurs = []string{
	"Private Use Area", "Normalization Form C", "has no cells beginning in it", "have no cells beginning in them",
	"composing character", "appears to be written in",
}

// anyTable draws tables with spans that overlap, stick out and leave holes.
func anyTable() *rapid.Generator[*Node] {
	return rapid.Custom(func(t *rapid.T) *Node {
		span := rapid.SampledFrom([]int{1, 1, 1, 1, 2, 3, 7})
		table := Table("t")
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			row := Row()
			for range rapid.IntRange(1, 5).Draw(t, "cells") {
				cell := New(rapid.SampledFrom([]string{"cell", "header"}).Draw(t, "kind"), P(T("x")))
				row.Content = append(row.Content, cell.With("colspan", span.Draw(t, "colspan")).With("rowspan", span.Draw(t, "rowspan")))
			}
			table.Content = append(table.Content, row)
		}
		return table
	})
}

func TestTablesAreWholeWhateverTheirSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := anyTable().Draw(t, "table")
		rows := lay(table)
		cells, width := 0, 0
		for _, row := range table.Content {
			cells += len(row.Content)
		}
		grid := map[[2]int]bool{}
		begins := map[int]bool{}
		for y, row := range rows {
			if len(row) == 0 {
				t.Fatalf("row %d is empty", y)
			}
			for _, c := range row {
				if c.node != nil {
					cells--
				}
				begins[c.x] = true
				for dy := range c.rows {
					for dx := range c.columns {
						at := [2]int{c.x + dx, y + dy}
						if grid[at] {
							t.Fatalf("two cells at %v", at)
						}
						grid[at] = true
						width = max(width, c.x+dx+1)
					}
				}
			}
		}
		if cells != 0 || len(grid) != width*len(rows) || len(begins) != width {
			t.Fatalf("%d cells lost, %d places of %d x %d filled, cells begin in %d columns", cells, len(grid), width, len(rows), len(begins))
		}
	})
}
