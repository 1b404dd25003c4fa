package page

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// An outline is what the laws ask of a page.
type outline struct {
	nodes []*html.Node
	ids   map[string]bool
}

func read(t *testing.T, body []byte) *html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func heard(n *html.Node) string {
	if v, ok := attr(n, "aria-label"); ok {
		return v
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
		if d.Data == "img" {
			alt, _ := attr(d, "alt")
			b.WriteString(alt)
		}
	}
	return strings.TrimSpace(b.String())
}

// unsafeURL is what html/template writes in the place of an address that could run a script.
const unsafeURL = "ZgotmplZ"

// faults are the laws that a page breaks.
func faults(root *html.Node) []string {
	var found []string
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	o := outline{ids: map[string]bool{}}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			o.nodes = append(o.nodes, n)
			if id, ok := attr(n, "id"); ok {
				if o.ids[id] {
					say("two elements have the id %q", id)
				}
				o.ids[id] = true
			}
		}
	}
	level, firsts, canonicals := 0, 0, 0
	for _, n := range o.nodes {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				say("<%s> has the attribute %s", n.Data, a.Key)
			}
			if (a.Key == "aria-labelledby" || a.Key == "for") && !o.ids[a.Val] {
				say("<%s %s=%q> leads to nothing", n.Data, a.Key, a.Val)
			}
			if target, ok := strings.CutPrefix(a.Val, "#"); ok && a.Key == "href" && !o.ids[target] && target != unsafeURL {
				say("the link %s leads to nothing", a.Val)
			}
		}
		switch n.Data {
		case "html":
			if lang, _ := attr(n, "lang"); lang == "" {
				say("the page has no language")
			}
			if dir, _ := attr(n, "dir"); dir != "ltr" && dir != "rtl" {
				say("the page has no direction")
			}
		case "h1", "h2", "h3", "h4", "h5", "h6":
			own := int(n.Data[1] - '0')
			if own > level+1 {
				say("h%d follows h%d", own, level)
			}
			if level = own; own == 1 {
				firsts++
			}
			if heard(n) == "" {
				say("an empty %s", n.Data)
			}
		case "style":
			say("a style sheet in the page")
		case "script":
			src, ok := attr(n, "src")
			kind, _ := attr(n, "type")
			if !ok && kind != "application/ld+json" && !allowed(n, "script-src") {
				say("a script in the page")
			}
			if _, waits := attr(n, "blocking"); waits {
				say("a script that the page waits for")
			}
			_, late := attr(n, "defer")
			if _, whenever := attr(n, "async"); ok && !late && !whenever {
				say("a script that the text waits for")
			}
			if _, here := BuiltIn().Asset(src); ok && !here {
				say("a script from %s", src)
			}
		case "link":
			rel, _ := attr(n, "rel")
			href, _ := attr(n, "href")
			if rel == "canonical" {
				canonicals++
			} else if _, here := BuiltIn().Asset(href); !here && rel != "alternate" && rel != "license" { // which nobody loads
				say("the page loads %s", href)
			}
		case "img", "source":
			for _, name := range []string{"src", "srcset"} {
				if v, ok := attr(n, name); ok && (!strings.HasPrefix(v, "/") || strings.HasPrefix(v, "//")) {
					say("a picture comes from %s", v)
				}
			}
			if n.Data == "source" {
				break
			}
			for _, name := range []string{"alt", "width", "height"} {
				if v, ok := attr(n, name); !ok || v == "" && name != "alt" {
					say("a picture has no %s", name)
				}
			}
		case "iframe", "object", "embed", "video", "audio":
			say("a page holds <%s>", n.Data)
		case "a":
			if href, _ := attr(n, "href"); href == "" || heard(n) == "" {
				if _, hidden := attr(n, "aria-hidden"); !hidden || href == "" {
					say("a link to %q is called %q", href, heard(n))
				}
			}
		case "button":
			if heard(n) == "" {
				say("a button without a name")
			}
		case "time":
			if _, ok := attr(n, "datetime"); !ok {
				say("a time that machines cannot read: %s", heard(n))
			}
		}
	}
	if firsts != 1 {
		say("%d first headings", firsts)
	}
	if canonicals > 1 {
		say("%d canonical addresses", canonicals)
	}
	return found
}

// allowed tells whether the policy names what stands in an element by the sum of its bytes.
func allowed(n *html.Node, directive string) bool {
	_, of, _ := strings.Cut(policy, directive+" ")
	of, _, _ = strings.Cut(of, ";")
	return n.FirstChild != nil && slices.Contains(strings.Fields(of), summed(n.FirstChild.Data))
}

func TestEveryPageKeepsTheLaws(t *testing.T) {
	for name, p := range Gallery() {
		t.Run(name, func(t *testing.T) {
			_, body, err := Render(p)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range faults(read(t, body)) {
				t.Error(f)
			}
		})
	}
}

func TestTheLawsAreSeenBroken(t *testing.T) {
	_, body, err := Render(newsStory())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, planted, want string }{
		"an inline style":         {"<main ", `<main style="color:red" `, "attribute style"},
		"an inline script":        {"</main>", "<script>1</script></main>", "a script in the page"},
		"a script with its way":   {" defer></script>", "></script>", "that the text waits for"},
		"a script that blocks":    {" defer></script>", ` defer blocking="render"></script>`, "that the page waits for"},
		"a script from elsewhere": {"</main>", `<script src="https://cdn.example/x.js"></script></main>`, "a script from"},
		"a second first heading":  {"</main>", "<h1>Again</h1></main>", "2 first headings"},
		"a skipped level":         {"</main>", "<h1>x</h1><h3>Deep</h3></main>", "h3 follows h1"},
		"a picture without alt":   {"</main>", `<img src="/x.jpg" width="1" height="1"></main>`, "no alt"},
		"an id used twice":        {"</main>", `<p id="main"></p></main>`, "two elements"},
		"an empty link":           {"</main>", `<a href="/x"></a></main>`, "is called"},
		"a link to nowhere":       {"</main>", `<a href="#nowhere">x</a></main>`, "leads to nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			planted := bytes.Replace(body, []byte(c.old), []byte(c.planted), 1)
			if found := strings.Join(faults(read(t, planted)), "; "); !strings.Contains(found, c.want) {
				t.Errorf("found %q, want %q", found, c.want)
			}
		})
	}
}

// Every word that a newsroom can type is text, never markup.
func TestTypedTextIsText(t *testing.T) {
	const bad = `</script><script>alert(1)</script><b onmouseover=alert(1)>"'&amp;{{.}}`
	s := newsStory()
	s.Headline, s.Standfirst, s.PaidBy, s.SearchTitle, s.ShareTitle = bad, bad, bad, bad, bad
	s.Paper.Name, s.Paper.Strapline, s.Source = bad, bad, Link{bad, "javascript:alert(1)"}
	s.Byline = []Person{{Name: bad, About: bad, URL: "javascript:alert(1)"}}
	s.Topics, s.Notes = []Link{{bad, "/x"}}, []Note{{ID: bad, Kind: "correction", Text: bad, Was: bad, Now: bad}}
	s.Picture.Alt, s.Picture.Caption, s.Picture.Credit, s.Picture.Ground = bad, bad, bad, bad
	s.Lang, s.Dir, s.Accent = bad, bad, bad
	h := home()
	h.Lead.Headline, h.Lead.Authors = bad, []Person{{Name: bad}}
	h.Lead.Lang, h.Lead.Label, h.Breaking = bad, bad, &Breaking{Text: bad, URL: "/a"}
	for name, p := range map[string]Page{"story": s, "home": h, "search": &Search{Frame: frame("/search"), Query: bad}, "gone": &NotFound{Words: bad}} {
		t.Run(name, func(t *testing.T) {
			_, body, err := Render(p)
			if err != nil {
				t.Fatal(err)
			}
			root := read(t, body)
			for n := range root.Descendants() {
				if n.Type == html.ElementNode && n.Data == "b" && n.Parent.Data != "p" {
					t.Errorf("typed markup became an element in <%s>", n.Parent.Data)
				}
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Val, "javascript:") {
						t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
					}
				}
			}
			for _, f := range faults(root) {
				t.Error(f)
			}
		})
	}
}

func packed(t *testing.T, b []byte) int {
	t.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.DefaultCompression)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// budgets are what the parts of a page may weigh, packed, in bytes; all of them is what a first visit to a story of 700
// words without pictures fetches, with the heads of the answers.
var budgets = map[string]int{"style sheet": 7 << 10, "script": 2 << 10, "page": 8 << 10, "all": 16 << 10}

// overweight names the parts that are heavier than their budgets.
func overweight(weights map[string]int) []string {
	const heads = 1200 // of four answers
	all := heads
	for _, w := range weights {
		all += w
	}
	var found []string
	for part, budget := range budgets {
		w, ok := weights[part]
		if part == "all" {
			w, ok = all, true
		}
		if !ok || w > budget {
			found = append(found, fmt.Sprintf("%s: %d of %d bytes", part, w, budget))
		}
	}
	slices.Sort(found)
	return found
}

// longRead is a story of at least so many words.
func longRead(words int) *Story {
	const said = "The %s of the northern pier was opened on a %s in the rain, and %d people stood by the fish quay to see whether it would hold; it held, said the harbour master, as it had been built to hold, though nobody had asked %s."
	things, days := []string{"bearing", "gate", "roller", "ring", "lever", "pump", "lamp"}, []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}
	who := []string{"the council", "him", "those who paid", "the ferries", "anybody in Ambery", "the mayor"}
	var body []*prose.Node
	for i := 0; i*42 < words; i++ {
		body = append(body, p(fmt.Sprintf(said, things[i%7], days[i%5], 20+i*13%97, who[i%6])))
	}
	return story(1).page(body...)
}

func TestAPageIsLight(t *testing.T) {
	asset := func(name string) []byte {
		u, err := BuiltIn().AssetURL(name)
		if err != nil {
			t.Fatal(err)
		}
		f, _ := BuiltIn().Asset(u)
		return f.Body
	}
	s := longRead(700)
	s.Picture = nil
	_, body, err := Render(s)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{"page": body, "style sheet": asset("site.css"), "script": asset("site.js"), "icon": asset("icon.svg")}
	weights := map[string]int{}
	for part, b := range parts {
		weights[part] = packed(t, b)
	}
	t.Logf("packed: %v bytes", weights)
	for _, f := range overweight(weights) {
		t.Error(f)
	}

	noise := rand.NewChaCha8([32]byte{7})
	for _, part := range []string{"page", "style sheet", "script"} { // a budget that nothing breaks is none
		planted := make([]byte, budgets[part]) // noise, which does not pack
		if _, err := noise.Read(planted); err != nil {
			t.Fatal(err)
		}
		heavier := maps.Clone(weights)
		heavier[part] = packed(t, append(slices.Clone(parts[part]), planted...))
		if found := strings.Join(overweight(heavier), "; "); !strings.Contains(found, part+":") || part != "script" && !strings.Contains(found, "all:") {
			t.Errorf("%d bytes more in the %s are found to be %q", len(planted), part, found)
		}
	}
}

func TestAssetsAreNamedByTheirBytes(t *testing.T) {
	for _, path := range BuiltIn().Assets() {
		f, ok := BuiltIn().Asset(path)
		if !ok || len(f.Body) == 0 || f.Type == "" || !strings.HasPrefix(path, "/assets/") {
			t.Errorf("%s: %v, %d bytes of %q", path, ok, len(f.Body), f.Type)
		}
	}
	if _, ok := BuiltIn().Asset("/assets/0000000000000000/site.css"); ok {
		t.Error("an asset answers at an address that is not its own")
	}
	if _, err := BuiltIn().AssetURL("nothing.css"); err == nil {
		t.Error("an asset that is not there has an address")
	}
}

func TestHeadersAreStrict(t *testing.T) {
	plain, safe := Headers(false), Headers(true)
	for _, h := range []string{"unsafe-inline", "unsafe-eval", "*", "http:", "upgrade-insecure-requests"} {
		if strings.Contains(plain.Get("Content-Security-Policy"), h) {
			t.Errorf("the policy of plain http says %s", h)
		}
	}
	if !strings.HasPrefix(plain.Get("Content-Security-Policy"), "default-src 'none'; ") {
		t.Error("the policy does not begin with nothing")
	}
	if plain.Get("Strict-Transport-Security") != "" || safe.Get("Strict-Transport-Security") == "" || !strings.Contains(safe.Get("Content-Security-Policy"), "upgrade-insecure-requests") {
		t.Error("HSTS and the upgrade belong to https alone")
	}
	plain.Set("X-Content-Type-Options", "spoilt")
	if Headers(false).Get("X-Content-Type-Options") != "nosniff" {
		t.Error("one caller's headers changed another's")
	}
}

var colour = regexp.MustCompile(`--(\w+):#([0-9A-Fa-f]{6})`)

func light(hex string) float64 {
	v, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		return 0
	}
	part := func(c uint64) float64 {
		s := float64(c&255) / 255
		if s <= .04045 {
			return s / 12.92
		}
		return math.Pow((s+.055)/1.055, 2.4)
	}
	return .2126*part(v>>16) + .7152*part(v>>8) + .0722*part(v)
}

func contrast(a, b string) float64 {
	x, y := light(a), light(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

// The colours of the style sheet can be read on both grounds, light and dark.
func TestContrast(t *testing.T) {
	u, err := BuiltIn().AssetURL("site.css")
	if err != nil {
		t.Fatal(err)
	}
	f, _ := BuiltIn().Asset(u)
	bright, dim, ok := strings.Cut(string(f.Body), "@media (prefers-color-scheme:dark)")
	if !ok {
		t.Fatal("the style sheet has no dark colours")
	}
	dim, _, _ = strings.Cut(dim, "text-s")
	for mode, css := range map[string]string{"light": bright, "dark": dim} {
		named := map[string]string{}
		var accents []string
		for _, m := range colour.FindAllStringSubmatch(css, -1) {
			if m[1] == "accent" {
				accents = append(accents, m[2])
			} else {
				named[m[1]] = m[2]
			}
		}
		if len(accents) != len(paper.Accents) {
			t.Errorf("%s: %d accents", mode, len(accents))
		}
		for _, ground := range []string{named["paper"], named["paid"]} {
			for _, ink := range append(slices.Clone(accents), named["ink"], named["muted"], named["link"]) {
				if c := contrast(ink, ground); c < 4.5 {
					t.Errorf("%s: #%s on #%s has %.1f", mode, ink, ground, c)
				}
			}
		}
		for _, a := range accents {
			if c := contrast(a, named["paper"]); c < 6.59 {
				t.Errorf("%s: the accent #%s has %.2f", mode, a, c)
			}
		}
	}
}
