package webpage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/fault"
)

var sentence = "The ferry came late to the quay, and the tide had turned before anybody saw it come in from the sea. "

// newspage is a page as a newsroom's system makes it.
func newspage(head, body string) string {
	return `<!doctype html><html lang="en"><head><meta property="og:type" content="article"><meta property="article:published_time" content="2024-05-06T07:08:09+02:00">` + head +
		`</head><body><nav><ul><li><a href="/">Home of the paper</a></li></ul></nav><main><article>` + body + strings.Repeat("<p>"+sentence+sentence+"</p>", 4) + `</article></main><footer><p>Rights of the paper</p></footer></body></html>`
}

func ld(s string) string {
	return `<script type="application/ld+json">{"@context":"https://schema.org",` + s + `}</script>`
}

func TestTheHeadline(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"the data's headline comes before the title":                     {newspage(ld(`"@type":"NewsArticle","headline":"Late ferry"`)+`<title>Ferry late: all about it | Gazette</title>`, `<h1>The ferry was late</h1>`), "Late ferry"},
		"the name of the paper is no part of it":                         {newspage(`<meta property="og:title" content="Late ferry - The Gazette"><title>Late ferry - The Gazette</title>`, `<h1>Late ferry</h1>`), "Late ferry"},
		"entities that were written twice are signs":                     {newspage(ld(`"@type":"Article","headline":"Tom &amp;amp; Jo"`), ""), "Tom & Jo"},
		"a heading that is marked as the headline settles it":            {newspage(ld(`"@type":"NewsArticle","headline":"How late is the ferry?"`)+`<meta property="og:title" content="Six reasons why the ferry is late">`, `<h1>How late is the ferry?</h1><h2 itemprop="headline">Six reasons why the ferry is late</h2>`), "Six reasons why the ferry is late"},
		"what was shared stands where the data repeats the heading only": {newspage(ld(`"@type":"NewsArticle","headline":"Magic"`)+`<meta property="og:title" content="Two cousins sail round the county"><title>Two cousins sail round the county</title>`, `<h1>Magic</h1>`), "Two cousins sail round the county"},
		"data with line ends inside and a comma too many is read":        {newspage("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Late\nferry\",}</script>", ""), "Late ferry"},
		"data that is a graph is read":                                   {newspage(ld(`"@graph":[{"@type":"WebSite","name":"Gazette"},{"@type":["Article"],"headline":"Late ferry"}]`), ""), "Late ferry"},
		"a page without data has Readability's choice":                   {`<html><head><title>Late ferry at the quay of Stell | Gazette</title></head><body>` + strings.Repeat("<p>"+sentence+"</p>", 9), "Late ferry at the quay of Stell"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Read([]byte(c.page), "utf-8", "https://gazette.example/x", nil)
			if err != nil || p.Title != c.want {
				t.Errorf("%v: %q, not %q", err, p.Title, c.want)
			}
		})
	}
}

func TestPeopleAndTimes(t *testing.T) {
	for name, c := range map[string]struct {
		page string
		want []string
	}{
		"people of the data, in their order":    {newspage(ld(`"@type":"NewsArticle","headline":"x","author":[{"@type":"Person","name":"Jo Tarrick"},{"@type":"Person","name":"By Lena Sundhale"}]`), ""), []string{"Jo Tarrick", "Lena Sundhale"}},
		"a person whom the data only points to": {newspage(ld(`"@graph":[{"@type":"NewsArticle","headline":"x","author":{"@id":"#jo"}},{"@type":"Person","@id":"#jo","name":"Jo Tarrick"}]`), ""), []string{"Jo Tarrick"}},
		"the paper itself is nobody":            {newspage(`<meta property="og:site_name" content="The Gazette"><meta name="author" content="Jo Tarrick">`+ld(`"@type":"NewsArticle","headline":"x","author":{"@type":"Organization","name":"The Gazette"}`), ""), []string{"Jo Tarrick"}},
		"several names in one line":             {newspage(`<meta name="author" content="Von Jo Tarrick und Lena Sundhale">`, ""), []string{"Jo Tarrick", "Lena Sundhale"}},
		"a day behind the name is none of it":   {newspage(`<meta name="author" content="Jo Tarrick - Apr 16, 2015 8:02 pm UTC">`, ""), []string{"Jo Tarrick"}},
		"people in brackets":                    {newspage(`<meta name="author" content="Jo Tarrick (with Lena Sundhale and Nia Corrow)">`, ""), []string{"Jo Tarrick", "Lena Sundhale", "Nia Corrow"}},
		"an address is no name":                 {newspage(`<meta property="article:author" content="https://social.example/jo">`, `<a rel="author" href="/jo">Jo Tarrick</a>`), []string{"Jo Tarrick"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Read([]byte(c.page), "utf-8", "https://gazette.example/x", nil)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(p.Authors, c.want) {
				t.Errorf("%q, not %q", p.Authors, c.want)
			}
			if !p.Published.Equal(time.Date(2024, 5, 6, 5, 8, 9, 0, time.UTC)) {
				t.Errorf("published %v", p.Published)
			}
		})
	}
	zone := time.FixedZone("there", 3600)
	p, err := Read([]byte(strings.Replace(newspage("", ""), "2024-05-06T07:08:09+02:00", "2024-05-06 07:08", 1)), "utf-8", "", zone)
	if err != nil || !p.Published.Equal(time.Date(2024, 5, 6, 6, 8, 0, 0, time.UTC)) {
		t.Errorf("a time without a zone: %v %v", p.Published, err)
	}
}

func TestWhatIsNotTheStory(t *testing.T) {
	about := "How the tide turned while everybody in the harbour looked the other way, and who has to pay for it"
	page := newspage(`<meta property="og:description" content="`+about+`"><meta property="og:image" content="/lead.jpg">`+ld(`"@type":"NewsArticle","headline":"Late ferry"`),
		`<h1>Late ferry</h1><p class="standfirst">`+about+`</p><div class="byline">By Jo Tarrick</div><p>6 May 2024, 07:08 | 3 min read</p>
<div class="newsletter-signup"><p>Get our letter every morning, free of charge.</p></div><p><a href="/other">Read also: another ferry that was late as well</a></p>
<ul class="related"><li><a href="/a">A story about something else entirely</a></li></ul>`)
	p, err := Read([]byte(page), "utf-8", "https://gazette.example/news/late", nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.Standfirst != about || p.Picture != "https://gazette.example/lead.jpg" || p.Lang != "en" || p.Address != "https://gazette.example/news/late" {
		t.Errorf("%+v", p)
	}
	for _, word := range []string{"tide turned", "Jo Tarrick", "min read", "letter every morning", "another ferry", "something else", "Home of", "Rights of"} {
		if strings.Contains(p.Body, word) {
			t.Errorf("%q stands in the text: %s", word, p.Body)
		}
	}
	if strings.Count(p.Body, sentence[:len(sentence)-1]) != 8 {
		t.Errorf("the text is not whole: %s", p.Body)
	}
}

// TestAStandfirstIsNoCopyOfTheFirstParagraph: most pages describe themselves by their first words.
func TestAStandfirstIsNoCopyOfTheFirstParagraph(t *testing.T) {
	p, err := Read([]byte(newspage(`<meta property="og:description" content="`+sentence+sentence[:40]+`…">`, "<h1>Late ferry</h1>")), "utf-8", "", nil)
	if err != nil || p.Standfirst != "" {
		t.Errorf("%v: %q", err, p.Standfirst)
	}
}

func TestPagesThatAreRefused(t *testing.T) {
	for name, page := range map[string]string{
		"an empty page":             "",
		"a page that needs scripts": `<html><body><div id="root"></div><script>render()</script></body></html>`,
		"a page that is too deep":   strings.Repeat("<table><tr><td>", 400) + "x",
		"a page of too many parts":  strings.Repeat("<b>x</b>", mostElements),
	} {
		t.Run(name, func(t *testing.T) {
			if p, err := Read([]byte(page), "", "", nil); !fault.Is(err, fault.Invalid) {
				t.Errorf("%v %v", p, err)
			}
		})
	}
}

func TestCharactersComeOverAsTheyAre(t *testing.T) {
	for charset, b := range map[string]string{"windows-1252": "Quai \x96 caf\xe9", "": "Quai – café", "koi8-r": "\xf0\xc1\xd2\xcf\xcd"} {
		head := ""
		if charset == "" {
			head = `<meta charset="utf-8">`
		}
		want := map[string]string{"windows-1252": "Quai – café", "": "Quai – café", "koi8-r": "Паром"}[charset]
		page := fmt.Sprintf("<html><head>%s<title>%s</title></head><body><article>%s</article></body></html>", head, b, strings.Repeat("<p>"+b+" "+sentence+"</p>", 8))
		if charset == "" { // said too late for a browser that only looks at the first lines
			page = strings.Replace(page, "<head>", "<head><!--"+strings.Repeat(" ", 3000)+"-->", 1)
		}
		p, err := Read([]byte(page), charset, "", nil)
		if err != nil || !strings.Contains(p.Body, want) {
			t.Errorf("%s: %v", charset, err)
		}
	}
}
