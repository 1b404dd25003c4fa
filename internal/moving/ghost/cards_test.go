package ghost

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestCardsBecomeHTML(t *testing.T) {
	for name, c := range map[string]struct{ card, want string }{
		"a picture keeps its caption and alt text":   {`["image",{"src":"/a.jpg","alt":"A \"quay\"","caption":"At <em>noon</em>"}]`, `<figure><img src="/a.jpg" alt="A &#34;quay&#34;"><figcaption>At <em>noon</em></figcaption></figure>`},
		"a picture without an address is nothing":    {`["image",{"caption":"x"}]`, ``},
		"a gallery is one figure of several":         {`["gallery",{"images":[{"src":"a"},{"src":"b","alt":"B"}],"caption":"two"}]`, `<figure class="gallery"><figure><img src="a" alt=""></figure><figure><img src="b" alt="B"></figure><figcaption>two</figcaption></figure>`},
		"something from elsewhere is its address":    {`["embed",{"url":"https://video.example/1","html":"<iframe src=x></iframe>","caption":"see"}]`, `<p>https://video.example/1</p><p>see</p>`},
		"a bookmark is a link with what it says":     {`["bookmark",{"url":"https://a.example","metadata":{"title":"T","description":"D","author":"A","publisher":"P"}}]`, `<p><a href="https://a.example">T</a><br>D<br>A, P</p>`},
		"a bookmark without a title has its address": {`["bookmark",{"url":"https://a.example"}]`, `<p><a href="https://a.example">https://a.example</a></p>`},
		"program text keeps its language":            {`["code",{"code":"a < b","language":"go","caption":"C"}]`, `<pre><code class="language-go">a &lt; b</code></pre><p>C</p>`},
		"a divider":                                  {`["hr",{}]`, `<hr>`},
		"the mark where members begin is nothing":    {`["paywall",{}]`, ``},
		"what only letters show is hidden":           {`["email",{"html":"<p>Hello</p>"}]`, `<div hidden><p>Hello</p></div>`},
		"a plea to sign up is hidden":                {`["signup",{"header":"Join","buttonText":"Go"}]`, `<div hidden>Join  Go </div>`},
		"a callout is a paragraph":                   {`["callout",{"calloutEmoji":"!","calloutText":"<p>Mind <b>it</b></p>"}]`, `<p>! Mind <b>it</b></p>`},
		"a toggle is a heading and its text":         {`["toggle",{"heading":"Why","content":"<p>Because</p>"}]`, `<h4>Why</h4><p>Because</p>`},
		"a button is a link":                         {`["button",{"buttonText":"Go","buttonUrl":"https://a.example"}]`, `<p><a href="https://a.example">Go</a></p>`},
		"a product is heading, text and link":        {`["product",{"productTitle":"P","productDescription":"<p>D</p>","productButton":"Buy","productUrl":"https://a.example","productImageSrc":"p.jpg"}]`, `<h3>P</h3><figure><img src="p.jpg" alt=""></figure><p>D</p><p><a href="https://a.example">Buy</a></p>`},
		"a file is a link":                           {`["file",{"src":"/f.pdf","fileTitle":"Plan","fileCaption":"of the quay"}]`, `<p><a href="/f.pdf">Plan</a></p><p>of the quay</p>`},
		"HTML stands as it is":                       {`["html",{"html":"<table><tr><td>1</td></tr></table>"}]`, `<table><tr><td>1</td></tr></table>`},
		"Markdown becomes HTML":                      {`["markdown",{"markdown":"**x** [y](/z)"}]`, `<p><strong>x</strong> <a href="/z">y</a></p>`},
		"what only members see is hidden":            {`["html",{"html":"<p>Secret</p>","visibility":{"web":{"nonMember":false,"memberSegment":"status:free"}}}]`, `<div hidden><p>Secret</p></div>`},
		"what everybody sees is not":                 {`["html",{"html":"<p>Open</p>","visibility":{"web":{"nonMember":true}}}]`, `<p>Open</p>`},
		"what no page showed is hidden":              {`["html",{"html":"<p>x</p>","visibility":{"showOnWeb":false}}]`, `<div hidden><p>x</p></div>`},
		"a card of a kind that nobody knows":         {`["widget",{"html":"<p>x</p>"}]`, ``},
	} {
		t.Run(name, func(t *testing.T) {
			doc := `{"version":"0.3.1","markups":[],"atoms":[],"cards":[` + c.card + `],"sections":[[10,0]]}`
			got, ok := mobiledoc(doc)
			if got = strings.ReplaceAll(got, "\n", ""); !ok || got != c.want {
				t.Errorf("%q, not %q", got, c.want)
			}
			// the newer editor keeps the same fields beside the kind
			var pair []json.RawMessage
			var kind string
			fields := map[string]any{}
			if json.Unmarshal([]byte(c.card), &pair) != nil || json.Unmarshal(pair[0], &kind) != nil || json.Unmarshal(pair[1], &fields) != nil {
				t.Fatal("the card of the test is none")
			}
			switch fields["type"] = kind; kind {
			case "hr":
				fields["type"] = "horizontalrule"
			case "code":
				fields["type"] = "codeblock"
			}
			b, err := json.Marshal(map[string]any{"root": map[string]any{"type": "root", "children": []any{fields}}})
			if err != nil {
				t.Fatal(err)
			}
			if got, ok = lexical(string(b)); !ok || strings.ReplaceAll(got, "\n", "") != c.want {
				t.Errorf("Lexical: %q, not %q", got, c.want)
			}
		})
	}
}

func TestTextsBecomeHTML(t *testing.T) {
	for name, c := range map[string]struct{ mobiledoc, want string }{
		"marks open and close across texts":                   {`"markups":[["strong"],["a",["href","/x"]]],"sections":[[1,"p",[[0,[0],0,"a"],[0,[1],2,"b"],[0,[],0,"<c>"]]]]`, `<p><strong>a<a href="/x">b</a></strong>&lt;c&gt;</p>`},
		"a mark that is never closed ends with its paragraph": {`"markups":[["em"]],"sections":[[1,"p",[[0,[0],0,"a"]]]]`, `<p><em>a</em></p>`},
		"a list":                 {`"sections":[[3,"ol",[[[0,[],0,"a"]],[[0,[],0,"b"]]]]]`, `<ol><li>a</li><li>b</li></ol>`},
		"a line break":           {`"atoms":[["soft-return","",{}]],"sections":[[1,"p",[[0,[],0,"a"],[1,[],0,0],[0,[],0,"b"]]]]`, `<p>a<br>b</p>`},
		"a quotation set large":  {`"sections":[[1,"aside",[[0,[],0,"a"]]]]`, `<blockquote>a</blockquote>`},
		"a heading":              {`"sections":[[1,"h1",[[0,[],0,"a"]]]]`, `<h2>a</h2>`},
		"numbers that are wrong": {`"sections":[[10,9],[1,"p",[[1,[7],3,9],[0,[],0,"a"]]],[99],"x",[1]]`, `<p>a</p>`},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := mobiledoc(`{"version":"0.3.2",` + c.mobiledoc + `}`)
			if got = strings.ReplaceAll(got, "\n", ""); !ok || got != c.want {
				t.Errorf("%q, not %q", got, c.want)
			}
		})
	}
	for name, c := range map[string]struct{ children, want string }{
		"marks are bits":                     {`{"type":"paragraph","children":[{"type":"text","format":3,"text":"a<"},{"type":"linebreak"},{"type":"text","format":16,"text":"b"}]}`, `<p><strong><em>a&lt;</em></strong><br><code>b</code></p>`},
		"a link":                             {`{"type":"paragraph","children":[{"type":"link","url":"/x","children":[{"type":"extended-text","text":"a"}]}]}`, `<p><a href="/x">a</a></p>`},
		"a list within a list":               {`{"type":"list","listType":"number","start":3,"children":[{"type":"listitem","children":[{"type":"text","text":"a"},{"type":"list","listType":"bullet","children":[{"type":"listitem","children":[{"type":"text","text":"b"}]}]}]}]}`, `<ol start="3"><li>a<ul><li>b</li></ul></li></ol>`},
		"a heading":                          {`{"type":"extended-heading","tag":"h3","children":[{"type":"text","text":"a"}]}`, `<h3>a</h3>`},
		"a block that nobody knows has text": {`{"type":"new-thing","children":[{"type":"text","text":"a"}]}`, `<p>a</p>`},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := lexical(`{"root":{"type":"root","children":[` + c.children + `]}}`)
			if !ok || got != c.want {
				t.Errorf("%q, not %q", got, c.want)
			}
		})
	}
}

func TestTheLastEditorWins(t *testing.T) {
	lex, mob := `{"root":{"children":[{"type":"paragraph","children":[{"type":"text","text":"lexical"}]}]}}`, `{"version":"0.3.1","sections":[[1,"p",[[0,[],0,"mobiledoc"]]]]}`
	for name, c := range map[string]struct {
		p    post
		want string
	}{
		"Lexical before Mobiledoc before HTML":           {post{Lexical: lex, Mobiledoc: mob, HTML: "html"}, "lexical"},
		"Mobiledoc before HTML":                          {post{Mobiledoc: mob, HTML: "html"}, "mobiledoc"},
		"HTML where the document is broken":              {post{Lexical: "{", Mobiledoc: `{"version":"0.2.0","sections":[[],[]]}`, HTML: "html"}, "html"},
		"Markdown, of the years before":                  {post{Markdown: "old"}, "old"},
		"a document that is empty is a story that is so": {post{Lexical: `{"root":{"children":[]}}`, HTML: "html"}, ""},
	} {
		if got := content(c.p); !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestAnExportIsReadInWhateverOrder(t *testing.T) {
	for name, s := range map[string]string{
		"tables after the posts":   `{"db":[{"data":{"posts":[{"id":"1","title":"T","slug":"t","status":"published"}],"tags":[{"id":"a","name":"A","slug":"a"}],"posts_tags":[{"post_id":"1","tag_id":"a"}]},"meta":{"version":"5"}}]}`,
		"tables before the posts":  `{"meta":{"version":"5"},"data":{"posts_tags":[{"post_id":1,"tag_id":"a"}],"tags":[{"id":"a","name":"A","slug":"a"}],"posts":[{"id":1,"title":"T","slug":"t","status":"published"}]}}`,
		"data inside of data":      `{"images":["x"],"data":{"meta":{"version":"000"},"data":{"tags":[{"id":7,"name":"A","slug":"a"}],"posts":[{"id":1,"title":"T","slug":"t","status":"published"}],"posts_tags":[{"post_id":1,"tag_id":7}]}}}`,
		"a table that is no table": `{"db":[{"data":{"settings":{"x":[1,"posts"]},"users":null,"posts":[{"id":"1","title":"T","slug":"t","status":"published"}],"tags":[{"id":"a","name":"A","slug":"a"}],"posts_tags":[{"post_id":"1","tag_id":"a"}]}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := NewReader(strings.NewReader(s), "")
			i, err := r.Next()
			if err != nil || i.Title != "T" || i.Status != "publish" || len(i.Terms) != 1 || i.Terms[0].Slug != "a" {
				t.Fatalf("%+v %v", i, err)
			}
			if _, err := r.Next(); !errors.Is(err, io.EOF) {
				t.Errorf("it goes on: %v", err)
			}
		})
	}
}
