package webpage

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// beside are names of classes and ids that newsrooms give to what stands around a story.
var beside = regexp.MustCompile(`(?i)(?:^|[-_\s])(?:news-?letter|related|recirc\w*|recommend(?:ed|ations?)?|read-?(?:more|also|next)|more-?(?:on|from|news|stories)|see-?also|inline-?(?:link|promo|teaser)|` +
	`promo(?:box|tion)?|teaser(?:s|-?list|box)?|paywall-?(?:box|teaser|hint|message)|subscri(?:be|ption)|sign-?up|share(?:bar|tools|buttons)?|sharing|social(?:-?(?:media|share|bar|links))?|` +
	`comments?(?:-?(?:area|list|box|section))?|breadcrumbs?|bread-crumbs?|taglist|tag-list|tags|keywords|author-?(?:box|bio|info|card|teaser)|about-author|byline|dateline|timestamp|pub(?:lish)?-?date|` +
	`date-?(?:time|line)|reading-?time|read-?time|time-?to-?read|caption|credits?|copyright|advert(?:isement|orial)?|sponsor(?:ed)?|donat(?:e|ion)|support-?us|` +
	`toolbar|skip-?link|sr-only|visually-?hidden|visuallyhidden|screen-reader-text|print-only|poll|voting|survey|cookie)(?:$|[-_\s])`)

// rolesBeside are roles of what stands around a story.
var rolesBeside = []string{"navigation", "banner", "search", "contentinfo", "dialog", "alertdialog", "form", "toolbar", "menu"}

// long is from how many signs on a paragraph counts as one of the story when somebody's boxes are told from it.
const long = 140

// prune takes what stands around a story out of a page that says it is one. What holds more than a box can hold stays,
// whatever it is called.
func prune(doc *html.Node) {
	total := weigh(doc)
	var gone []*html.Node
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			if k.Type != html.ElementNode {
				continue
			}
			if isBeside(k) && (weigh(k) <= 3*long || weigh(k)*5 < total && k.DataAtom != atom.P) {
				gone = append(gone, k)
				continue
			}
			walk(k)
		}
	}
	walk(doc)
	for _, n := range gone {
		n.Parent.RemoveChild(n)
	}
}

func isBeside(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Html, atom.Body, atom.Head, atom.Main, atom.Article, atom.Script, atom.Figure, atom.Img, atom.Picture, atom.Figcaption:
		return false
	case atom.Nav, atom.Button, atom.Dialog, atom.Time:
		return true
	}
	if within(n, atom.Figure) {
		return false
	}
	if slices.Contains(rolesBeside, attr(n, "role")) {
		return true
	}
	return beside.MatchString(attr(n, "class")) || beside.MatchString(attr(n, "id")) || beside.MatchString(attr(n, "data-component")) || beside.MatchString(attr(n, "data-testid"))
}

func within(n *html.Node, a atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == a {
			return true
		}
	}
	return false
}

// weigh is the length of the long paragraphs below a node, without their links.
func weigh(n *html.Node) int {
	if n.DataAtom == atom.P {
		if w := len([]rune(textIn(n))) - linked(n); w >= long || w >= long/3 && isDense(n) {
			return w
		}
		return 0
	}
	sum := 0
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode && !unread(k.DataAtom) {
			sum += weigh(k)
		}
	}
	return sum
}

// isDense tells whether a text is written in a script that says more with a sign.
func isDense(n *html.Node) bool {
	return strings.ContainsFunc(textIn(n), func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
	})
}

func unread(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Svg, atom.Head:
		return true
	}
	return false
}

// linked is how many signs of an element stand in links.
func linked(n *html.Node) int {
	if n.DataAtom == atom.A {
		return len([]rune(textIn(n)))
	}
	sum := 0
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode {
			sum += linked(k)
		}
	}
	return sum
}

// tidy takes out of a story's text what Readability's rules leave in: pointers to other stories, lines about the day
// and the reading time, the headline once more.
func tidy(root *html.Node, title string) {
	var gone []*html.Node
	begun := false
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			if k.Type != html.ElementNode || k.DataAtom == atom.Figure || k.DataAtom == atom.Table || k.DataAtom == atom.Pre {
				continue
			}
			switch k.DataAtom {
			case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
				if !begun && title != "" && alike(textIn(k), title) {
					gone = append(gone, k)
				}
				continue
			case atom.Ul, atom.Ol:
				if isPointer(k) {
					gone = append(gone, k)
				} else {
					begun = true
				}
				continue
			case atom.P, atom.Li, atom.Blockquote:
				text := textIn(k)
				switch {
				case text == "":
				case isPointer(k), !begun && isDateLine(text):
					gone = append(gone, k)
				default:
					begun = begun || len([]rune(text)) >= long/2
				}
				continue
			}
			if !hasBlocks(k) {
				text := textIn(k)
				switch {
				case text == "":
				case isPointer(k) && k.DataAtom == atom.Div, !begun && isDateLine(text):
					gone = append(gone, k)
				default:
					begun = begun || len([]rune(text)) >= long/2
				}
				continue
			}
			walk(k)
		}
	}
	walk(root)
	for _, n := range gone {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
	dropEmptyHeadings(root)
}

func hasBlocks(n *html.Node) bool {
	for k := range n.Descendants() {
		if k.Type == html.ElementNode && slices.Contains([]atom.Atom{atom.P, atom.Div, atom.Ul, atom.Ol, atom.H2, atom.H3, atom.H4, atom.Figure, atom.Table, atom.Section, atom.Blockquote, atom.Pre, atom.Img}, k.DataAtom) {
			return true
		}
	}
	return false
}

// isPointer tells whether a paragraph or list is nothing but links to other stories: “Read more: …”.
func isPointer(n *html.Node) bool {
	whole, in := len([]rune(textIn(n))), linked(n)
	if in < 15 || whole > 1200 {
		return false
	}
	rest := whole - in
	if n.DataAtom == atom.Ul || n.DataAtom == atom.Ol {
		items := 0
		for k := range n.ChildNodes() {
			if k.DataAtom == atom.Li {
				items++
			}
		}
		return in*10 >= whole*9 && in >= 15*max(items, 1)
	}
	return rest == 0 && whole >= 30 || rest <= 25 && in >= 25 && beginsWithLabel(textIn(n))
}

// beginsWithLabel tells whether a text begins as a pointer does, with a word or two and a colon.
func beginsWithLabel(s string) bool {
	label, _, found := strings.Cut(s, ":")
	return found && len([]rune(label)) <= 25
}

var clockOrDay = regexp.MustCompile(`\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d{4}年|\d+\s*(?:min\b|mins\b|minutes?\b|Min\b)`)

// isDateLine tells whether a line over a text is only about when it was published, or how long it takes to read.
func isDateLine(s string) bool {
	return len([]rune(s)) <= 70 && clockOrDay.MatchString(s) && !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "”") && !strings.HasSuffix(s, "。")
}

// dropEmptyHeadings takes out headings that nothing follows any more.
func dropEmptyHeadings(root *html.Node) {
	var last *html.Node
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			switch {
			case k.Type == html.TextNode && strings.TrimSpace(k.Data) != "":
				last = nil
			case k.Type != html.ElementNode:
			case k.DataAtom == atom.H2 || k.DataAtom == atom.H3 || k.DataAtom == atom.H4 || k.DataAtom == atom.H5 || k.DataAtom == atom.H6:
				last = k
			case k.DataAtom == atom.Img || k.DataAtom == atom.Iframe || k.DataAtom == atom.Table || k.DataAtom == atom.Video:
				last = nil
			default:
				walk(k)
			}
		}
	}
	walk(root)
	if last != nil && last.Parent != nil {
		last.Parent.RemoveChild(last)
	}
}
