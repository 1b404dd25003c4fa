package fromhtml

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/prose"
)

// show writes blocks in one line, for tables: p(text *emphasis*) and so on.
func show(nodes []*prose.Node) string {
	var parts []string
	for _, n := range nodes {
		parts = append(parts, showNode(n))
	}
	return strings.Join(parts, " ")
}

var short = map[string]string{"paragraph": "p", "heading": "h", "list": "ul", "item": "li", "code_block": "code", "preformatted": "pre", "table": "table", "row": "tr", "cell": "td", "header": "th"}

func showNode(n *prose.Node) string {
	switch n.Type {
	case "text":
		s := n.Text
		for _, m := range slices.Backward(n.Marks) {
			switch m.Type {
			case "strong":
				s = "**" + s + "**"
			case "emphasis":
				s = "*" + s + "*"
			case "code":
				s = "`" + s + "`"
			case "link":
				s = "<" + s + "|" + m.Attrs["href"].(string) + ">"
			}
		}
		return s
	case "line_break":
		return "/"
	}
	name := n.Type
	if s := short[name]; s != "" {
		name = s
	}
	switch {
	case n.Type == "heading":
		name += fmt.Sprint(n.Int("level"))
	case n.Type == "list" && n.Bool("ordered"):
		name = fmt.Sprintf("ol%d", n.Int("start"))
	}
	var attrs []string
	for _, a := range []string{"lang", "dir", "speaker", "url", "caption", "alt", "provider", "title", "text", "language", "align", "scope"} {
		if v := n.Attr(a); v != "" {
			attrs = append(attrs, a+"="+v)
		}
	}
	for _, a := range []string{"colspan", "rowspan"} {
		if n.Int(a) > 1 {
			attrs = append(attrs, fmt.Sprintf("%s=%d", a, n.Int(a)))
		}
	}
	if p := n.Attr("picture"); p != "" {
		attrs = append(attrs, strings.TrimLeft(p[:25], "0")+p[25:])
	}
	if n.Bool("decorative") {
		attrs = append(attrs, "decorative")
	}
	if len(attrs) > 0 {
		name += "{" + strings.Join(attrs, " ") + "}"
	}
	sep := " "
	if slices.Contains([]string{"p", "pre", "code"}, short[n.Type]) || n.Type == "heading" || n.Type == "pullquote" {
		sep = ""
	}
	var inner []string
	for _, c := range n.Content {
		inner = append(inner, showNode(c))
	}
	if len(inner) == 0 {
		return name
	}
	return name + "(" + strings.Join(inner, sep) + ")"
}

var old = Options{Site: NewSite("https://old.example/blog", "https://files.example/x.jpg"), Page: "https://old.example/blog/a/", Picture: picture}

func TestHTMLBecomesProse(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"a blank line begins a paragraph":               {"one\n\ntwo", "p(one) p(two)"},
		"a line end breaks the line":                    {"one\ntwo", "p(one/two)"},
		"but not where a tag broke it already":          {"one<br>\ntwo<br />\nthree", "p(one/two/three)"},
		"two breaks begin a paragraph":                  {"one<br><br/>two", "p(one) p(two)"},
		"in the block editor line ends are spaces":      {"<!-- wp:paragraph --><p>one\ntwo</p><!-- /wp:paragraph -->", "p(one two)"},
		"between its blocks they count":                 {"<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->\n\none\ntwo\n\nthree", "p(a) p(one/two) p(three)"},
		"marks":                                         {"<b>a</b><strong>b</strong> <i>c</i><em>d</em> <code>e</code> <b><i>f</i></b>", "p(**ab** *cd* `e` ***f***)"},
		"emphasis within emphasis is one":               {"<em>a <i>b</i></em>", "p(*a b*)"},
		"what has no mark keeps its words":              {"<u>a</u> <s>b</s> <mark>c</mark> <small>d</small> <font color=red>e</font> <span style='color:red'>f</span>", "p(a b c d e f)"},
		"spaces around marks stay":                      {"a<b> b </b>c", "p(a **b** c)"},
		"paragraphs without words go":                   {"<p></p><p> </p><p>&nbsp;</p><p>a</p>", "p(a)"},
		"headings from 2 to 4":                          {"<h1>a</h1><h2>b</h2><h3>c</h3><h4>d</h4><h5>e</h5><h6>f</h6>", "h2(a) h2(b) h3(c) h4(d) h4(e) h4(f)"},
		"a heading of two lines":                        {"<h2>a<br>b</h2>", "h2(a/b)"},
		"a picture in a heading":                        {"<h2>a <img class=wp-image-1> b</h2>", "h2(a b) image{1}"},
		"groups and columns are unwrapped":              {"<!-- wp:columns --><div class='wp-block-columns'><!-- wp:column --><div class='wp-block-column'><!-- wp:group --><div><p>a</p></div><!-- /wp:group --></div><!-- /wp:column --><div><p>b</p></div></div><!-- /wp:columns -->", "p(a) p(b)"},
		"words right in a div":                          {"<div>a<div>b</div>c</div>", "p(a) p(b) p(c)"},
		"lists":                                         {"<ul>\n<li>a</li>\n<li>b<ol start=3><li>c</li></ol>d</li></ul>", "ul(li(p(a)) li(p(b) ol3(li(p(c))) p(d)))"},
		"a list between items, as old editors wrote it": {"<ul><li>a</li><ul><li>b</li></ul></ul>", "ul(li(p(a) ul(li(p(b)))))"},
		"an item without a list":                        {"<li>a</li>", "ul(li(p(a)))"},
		"terms and explanations":                        {"<dl><dt>a</dt><dd>b</dd><dd>c</dd><dt>d</dt><dt>e</dt><dd>f</dd></dl>", "ul(li(p(**a**) p(b) p(c)) li(p(**d**) p(**e**) p(f)))"},
		"a quotation with its speaker":                  {"<blockquote><p>a</p><p>b</p><cite>— Jo Tarrick, reporter</cite></blockquote>", "quote{speaker=Jo Tarrick, reporter}(p(a) p(b))"},
		"its speaker in a footer":                       {"<blockquote cite='https://x.example/a'><p>a</p><footer><a href='https://y.example'>Jo</a></footer></blockquote>", "quote{speaker=Jo url=https://x.example/a}(p(a))"},
		"a title within a quotation is no speaker":      {"<blockquote>I read <cite>Emma</cite> twice.</blockquote>", "quote(p(I read *Emma* twice.))"},
		"a quotation of a speaker alone":                {"<blockquote><cite>Jo</cite></blockquote>", "p(Jo)"},
		"lists and headings in a quotation":             {"<blockquote><h2>a</h2><ul><li>b</li></ul></blockquote>", "quote(p(a) p(b))"},
		"a pull quote":                                  {"<figure class='wp-block-pullquote'><blockquote><p>a</p><p>b</p><cite>Jo</cite></blockquote></figure>", "pullquote{speaker=Jo}(a/b)"},
		"a table":                                       {"<figure class='wp-block-table'><table><thead><tr><th>a</th><th style='text-align: right'>b</th></tr></thead><tbody><tr><th>c</th><td colspan=2 class='has-text-align-center'>d</td></tr></tbody></table><figcaption>e</figcaption></figure>", "table{caption=e}(tr(th{scope=col}(p(a)) th{align=end scope=col}(p(b))) tr(th{scope=row}(p(c)) td{align=center colspan=2}(p(d))))"},
		"a table within a table becomes paragraphs":     {"<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>", "table(tr(td(p(a) p(b) p(c)) td(p(d))))"},
		"a table of one cell was a frame":               {"<table><tr><td><h2>a</h2><p>b</p></td></tr></table>", "h2(a) p(b)"},
		"an empty cell stays a cell":                    {"<table><tr><td></td><td>a</td></tr></table>", "table(tr(td(p) td(p(a))))"},
		"a poem":                                        {"<pre class='wp-block-verse'>a\n  b<br>c</pre>", "pre(a\n  b\nc)"},
		"program text":                                  {"<pre class='wp-block-code'><code>a &lt; <b>b</b>\nc</code></pre><pre class='brush:php'>d</pre>", "code(a < b\nc) code{language=php}(d)"},
		"what keeps its spaces":                         {"<pre>\na\n\n <i>b</i></pre>", "pre(a\n\n *b*)"},
		"a line across":                                 {"a<hr class='wp-block-separator'/>b", "p(a) divider p(b)"},
		"the mark of more goes":                         {"a\n<!--more-->\nb<!--nextpage-->c", "p(a) p(b) p(c)"},
		"details":                                       {"<details><summary>a</summary><p>b</p></details>", "p(**a**) p(b)"},
		"buttons are links":                             {"<div class='wp-block-buttons'><div class='wp-block-button'><a class='wp-block-button__link' href='https://x.example/'>a</a></div></div>", "p(<a|https://x.example/>)"},
		"a file keeps its name":                         {"<div class='wp-block-file'><a href='https://old.example/blog/wp-content/uploads/a.pdf'>Report</a><a class='wp-block-file__button' href='#'>Download</a></div>", "p(<Report|/blog/wp-content/uploads/a.pdf>)"},
		"text over a picture":                           {"<div class='wp-block-cover'><img class='wp-block-cover__image-background wp-image-3'><div><p>a</p></div></div>", "image{3} p(a)"},
		"a picture behind a text":                       {"<div class='wp-block-cover' style='background-image:url(/here.jpg)'><p>a</p></div>", "image{0} p(a)"},
		"a picture beside a text":                       {"<div class='wp-block-media-text'><figure><img class='wp-image-3'></figure><div><p>a</p></div></div>", "image{3} p(a)"},
		"a picture with its caption":                    {"<figure class='wp-block-image'><a href='https://old.example/blog/wp-content/uploads/3.jpg'><img class='wp-image-3' alt='A  quay'></a><figcaption>The <em>quay</em></figcaption></figure>", "image{caption=The quay alt=A quay 3}"},
		"a caption of a classic post":                   {`[caption id="attachment_3" width="300" caption="Old"]<img src="a.jpg"/>[/caption][caption id="attachment_4"]<a href="x"><img src="b.jpg" /></a> New <b>one</b>[/caption]`, "image{caption=Old 3} image{caption=New one 4}"},
		"a caption as themes write it":                  {"<div class='wp-caption' id='attachment_3'><img src='a.jpg'><p class='wp-caption-text'>b</p></div>", "image{caption=b 3}"},
		"a picture within a sentence comes after it":    {"a <img class=wp-image-1> b\n\nc", "p(a b) image{1} p(c)"},
		"a picture at its beginning comes before it":    {"<p><img class=wp-image-1>a b</p>", "image{1} p(a b)"},
		"a picture that is loaded late":                 {"<img src='data:image/gif;base64,x' data-src='/here.jpg'><noscript><img src='/here.jpg'></noscript>", "image{0}"},
		"a picture for show":                            {"<img class=wp-image-1 role=presentation>", "image{1 decorative}"},
		"a picture that did not come leaves nothing":    {"a <a href='https://old.example/x.jpg'><img src='gone.jpg'></a> b<figure><img src=gone.jpg><figcaption>c</figcaption></figure>", "p(a b)"},
		"an emoji drawn as a picture":                   {"a <img class='emoji' alt='😀' src='x'>", "p(a 😀)"},
		"a gallery of the editor":                       {"<figure class='wp-block-gallery has-nested-images'><figure class='wp-block-image'><img class='wp-image-1'><figcaption>a</figcaption></figure><figure class='wp-block-image'><img data-id=2></figure><figcaption class='blocks-gallery-caption'>b</figcaption></figure>", "gallery{caption=b}(image{caption=a 1} image{2})"},
		"a gallery as the editor wrote it first":        {"<ul class='wp-block-gallery'><li class='blocks-gallery-item'><figure><img data-id=1><figcaption>a</figcaption></figure></li><li><figure><img data-id=2></figure></li></ul>", "gallery(image{caption=a 1} image{2})"},
		"a gallery of which one picture came":           {"<figure class='wp-block-gallery'><figure><img data-id=1></figure><figure><img data-id=901></figure><figcaption>b</figcaption></figure>", "image{caption=b 1}"},
		"a gallery by numbers":                          {"[gallery ids='1,2, 901' columns=2]", "gallery(image{1} image{2})"},
		"a gallery of what was uploaded":                {"a\n[gallery]\nb", "p(a) gallery(image{7} image{8}) p(b)"},
		"an address alone is a card":                    {"a\nhttps://youtu.be/x\nb", "p(a) embed{url=https://youtu.be/x provider=YouTube} p(b)"},
		"an address in a sentence is not":               {"see https://youtu.be/x now", "p(see https://youtu.be/x now)"},
		"an address that nobody can show is a link":     {"https://x.example/a", "p(<https://x.example/a|https://x.example/a>)"},
		"the editor's card":                             {"<figure class='wp-block-embed'><div class='wp-block-embed__wrapper'>\nhttps://x.example/a\n</div><figcaption>b</figcaption></figure>", "embed{url=https://x.example/a provider=x.example text=b}"},
		"a card in brackets":                            {"[embed width=3]https://vimeo.com/1[/embed][youtube=http://youtu.be/x][youtube id=\"y\"]", "embed{url=https://vimeo.com/1 provider=Vimeo} embed{url=http://youtu.be/x provider=YouTube} embed{url=https://www.youtube.com/watch?v=y provider=YouTube}"},
		"a frame becomes a card of what it shows":       {"<iframe src='//www.youtube.com/embed/x?rel=0' title='A film'></iframe><iframe src='https://maps.example/x'></iframe>", "embed{url=https://www.youtube.com/watch?v=x provider=YouTube title=A film} embed{url=https://maps.example/x provider=maps.example}"},
		"a film that lives elsewhere":                   {"<figure><video><source src='https://x.example/a.mp4'></video><figcaption>b</figcaption></figure>", "embed{url=https://x.example/a.mp4 provider=x.example text=b}"},
		"a film on the old server":                      {"a<figure><video src='/blog/a.mp4'></video><figcaption>b</figcaption></figure>[audio mp3='https://files.example/a.mp3']", "p(a)"},
		"a post of another network keeps its words":     {"<blockquote class='twitter-tweet'><p>Hi <a href='https://t.co/1'>x</a></p>&mdash; Jo <a href='https://twitter.com/jo/status/1'>May</a></blockquote><script src=x></script>", "embed{url=https://twitter.com/jo/status/1 provider=X text=Hi x — Jo May}"},
		"brackets in a text stay":                       {"[sic] [he] said [1], [re-elected] [...]", "p([sic] [he] said [1], [re-elected] [...])"},
		"brackets of plugins go, what is between stays": {"[su_box title='x']a [b]c[/b][/su_box] [contact-form-7 id='1']", "p(a c)"},
		"brackets that are written about":               {"write [[gallery ids=1]] and [[/gallery]]", "p(write [gallery ids=1] and [[/gallery]])"},
		"brackets in tags and comments stay":            {"<a href='https://x.example/?a[b]=1' title='[gallery]'>a</a><!-- [gallery] -->", "p(<a|https://x.example/?a[b]=1>)"},
		"program text in brackets":                      {"[sourcecode language='php']if (a < b) { <p> }[/sourcecode]", "code{language=php}(if (a < b) { <p> })"},
		"a footnote in brackets":                        {"a[ref]b[/ref] c", "p(a (b) c)"},
		"a link to the old site is a path":              {"<a href='http://www.old.example/blog/b%20c/?p=1#d'>a</a> <a href='/blog/b/'>c</a> <a href='../d/'>e</a>", "p(<a|/blog/b%20c/?p=1#d> <c|/blog/b/> <e|/blog/d/>)"},
		"a link beside the old site stays":              {"<a href='https://old.example/blogger'>a</a>", "p(<a|https://old.example/blogger>)"},
		"a link to its files on another host goes":      {"<a href='https://files.example/a.pdf'>a</a>", "p(a)"},
		"links that no page may carry go":               {"<a href='javascript:alert(1)'>a</a> <a href='#b'>b</a> <a href=' JaVa\nscript:x'>c</a> <a href='data:text/html,x'>d</a> <a href='https://old.example/blog/wp-admin/x'>e</a>", "p(a b c d e)"},
		"letters and calls":                             {"<a href='mailto:a@x.example'>a</a> <a href='tel:+1'>b</a>", "p(<a|mailto:a@x.example> <b|tel:+1>)"},
		"language and direction":                        {"<p dir='rtl' lang='ar'>a</p><div lang='fr'><p>b</p><ul><li>c</li></ul></div><p lang='!!' dir='x'>d</p>", "p{lang=ar dir=rtl}(a) p{lang=fr}(b) ul{lang=fr}(li(p(c))) p(d)"},
		"figures above and below the line":              {"10<sup>6</sup> CO<sub>2</sub> 1<sup>st</sup> word<sup><a href='#fn1'>1</a></sup>", "p(10⁶ CO₂ 1st word¹)"},
		"words in quotation marks":                      {"he <q>said so </q>twice", "p(he “said so” twice)"},
		"small letters beside the line":                 {"<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>", "p(漢(かん))"},
		"forms, scripts and drawings go":                {"a<form><label>b</label><input value=c><textarea>d</textarea><button>e</button><p>f</p></form><script>g</script><style>h</style><svg><text>i</text></svg>", "p(a) p(f)"},
		"what the page hid goes":                        {"a<span style='display: none'>b</span><p hidden>c</p>", "p(a)"},
		"a formula keeps its words":                     {"<math><mi>x</mi><mo>=</mo><mn>1</mn></math>", "p(x=1)"},
		"an unclosed tag":                               {"a <b>b", "p(a **b**)"},
		"nothing":                                       {"", "p"},
	} {
		t.Run(name, func(t *testing.T) {
			o := old
			o.Attached = []int64{7, 8}
			r := Convert(c.in, o)
			if got := show(r.Blocks); got != c.want {
				t.Errorf("of  %s\ngot  %s\nwant %s", c.in, got, c.want)
			}
			if err := prose.Check(prose.Doc("", "", r.Blocks...)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFootnotesAndReusableBlocks(t *testing.T) {
	o := old
	o.Footnotes = `[{"id":"a","content":"A <em>note<\/em>"},{"id":"b","content":"Another"}]`
	o.Reusable = func(ref int64) (string, bool) {
		return `<!-- wp:paragraph --><p>kept once</p><!-- /wp:paragraph --><!-- wp:block {"ref":4} /-->`, ref == 4
	}
	in := `<!-- wp:paragraph --><p>x<sup data-fn="a" class="fn"><a href="#a">1</a></sup></p><!-- /wp:paragraph -->`
	if got, want := show(Convert(in, o).Blocks), "p(x[1]) ol1(li(p(A *note*)) li(p(Another)))"; got != want {
		t.Errorf("footnotes without their block: %s, want %s", got, want)
	}
	if got, want := show(Convert(in+"<!-- wp:footnotes /-->\n<!-- wp:paragraph --><p>y</p><!-- /wp:paragraph -->", o).Blocks), "p(x[1]) ol1(li(p(A *note*)) li(p(Another))) p(y)"; got != want {
		t.Errorf("footnotes with their block: %s, want %s", got, want)
	}
	r := Convert(`<!-- wp:block {"ref":4} /--><!-- wp:latest-posts {"x":1} /-->`, o)
	if n := len(r.Blocks); n != mostReused {
		t.Errorf("a block that holds itself came %d times, want %d", n, mostReused)
	}
	if last := r.LeftOut[len(r.LeftOut)-1]; last != (LeftOut{Dynamic, "latest-posts"}) {
		t.Errorf("left out %v", last)
	}
}

func TestWhatIsLeftOutIsListed(t *testing.T) {
	in := `<img src="gone.jpg"><figure><img src="gone2.jpg"><figcaption>A caption</figcaption></figure><script>x()</script><input><label>Name</label>
<a href="https://old.example/blog/wp-admin/">a</a><a href="https://files.example/b.pdf">b</a><img width="1" src="count.gif"><span hidden>c</span>[plugin id=1]
<iframe src="about:blank"></iframe><audio src="/blog/d.mp3"></audio>`
	var got []string
	for _, l := range Convert(in, old).LeftOut {
		got = append(got, string(l.Why)+": "+l.Text)
	}
	want := []string{
		"shortcodes of plugins (the words between them came): [plugin id=1]",
		"pictures that did not come: gone.jpg",
		"pictures that did not come: gone2.jpg",
		"captions and credits of pictures that did not come: A caption",
		"scripts, styles and drawings in code: script",
		"fields of forms: input",
		"labels, buttons and choices of forms: Name",
		"links that lead nowhere any more (the words came): https://old.example/blog/wp-admin/",
		"links to files that lie on the old server (the words came): https://files.example/b.pdf",
		"invisible pixels that count readers: count.gif",
		"text that the old page hid: c",
		"frames whose address cannot be kept: about:blank",
		"sound, films and files that lie on the old server: /blog/d.mp3",
	}
	if !slices.Equal(got, want) {
		t.Errorf("left out\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestPlainIsOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"Markup: Title <em>With</em> &amp; <b>Markup</b>": "Markup: Title With & Markup",
		"a<br>b\n\nc":        "a b c",
		"":                   "",
		"https://youtu.be/x": "https://youtu.be/x",
		"1 < 2 [sic]":        "1 < 2 [sic]",
	} {
		if got := Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestHostileHTMLTakesItsTimeOnce(t *testing.T) {
	for name, in := range map[string]string{
		"deep":              strings.Repeat("<div><b>", 100_000) + "word",
		"deep lists":        strings.Repeat("<ul><li>x", 300),
		"brackets":          strings.Repeat("[a b=1", 200_000),
		"quotes":            strings.Repeat(`[a b="`, 200_000),
		"open brackets":     strings.Repeat("[a b=1]", 200_000),
		"captions":          strings.Repeat("[caption]", 100_000) + strings.Repeat("[/caption]", 1000),
		"unclosed comments": strings.Repeat("<!-- wp:a -->", 100_000) + strings.Repeat("<!-- /wp:b -->", 100_000),
		"spaces":            strings.Repeat(" \n\n ", 1_000_000),
		"quotations":        strings.Repeat("<blockquote>a", 500),
		"figures":           strings.Repeat("<figure>a<figcaption>b", 250),
		"tables":            strings.Repeat("<table><tr><td>a<td>b", 160),
	} {
		t.Run(name, func(t *testing.T) {
			r := Convert(in, old)
			if err := prose.Check(prose.Doc("", "", r.Blocks...)); err != nil && !strings.Contains(err.Error(), "parts") {
				t.Error(err)
			}
		})
	}
}

func FuzzConvert(f *testing.F) {
	f.Add("<p>a <b>b</b></p>[gallery ids=1]<!-- wp:list --><ul><li>x</li></ul><!-- /wp:list -->")
	f.Add("<table><td><blockquote><ul><li><pre>a\n</pre><h2>b<img class=wp-image-1></table>[caption]<img>a[/caption]")
	f.Add("<a href='//x'>a</a><iframe src=//youtube.com/embed/x></iframe>\nhttps://youtu.be/x\n[[x]] [y=1]z[/y]\x00\xff")
	f.Add("<svg><math><dl><dt><details><summary><ruby><rt><select><option><figure><figcaption>")
	f.Fuzz(func(t *testing.T, in string) {
		r := Convert(in, old)
		if err := prose.Check(prose.Doc("", "", r.Blocks...)); err != nil && !strings.Contains(err.Error(), "parts") {
			t.Errorf("%q: %v", in, err)
		}
	})
}
