package webpage

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// apart are names of classes that newsrooms give to a standfirst.
var apart = regexp.MustCompile(`(?i)stand-?first|(?:^|[-_ ])(?:lead|lede|dek|deck|intro|summary|abstract|ingress|chapo|vorspann|teaser-?text|excerpt|description|entradilla|sommario|sub-?(?:title|head|heading|headline|line))(?:$|[-_ ])`)

// isApart tells whether the page sets an element apart from the text as its standfirst.
func isApart(n *html.Node) bool {
	for range 2 {
		if n == nil {
			return false
		}
		if apart.MatchString(attr(n, "class")) || strings.Contains(attr(n, "itemprop"), "description") {
			return true
		}
		n = n.Parent
	}
	return false
}

// summaries are the texts under a headline that the page shows and its data repeats: candidates for the standfirst. One
// that is set apart is taken out of the page, so that it does not stand in the text as well.
func (d *data) summaries(doc *html.Node) []string {
	var said []string
	for _, s := range append(texts(d.story["description"]), append(d.meta["og:description"], append(d.meta["description"], d.meta["twitter:description"]...)...)...) {
		s = strings.TrimRight(s, "…. ")
		s = strings.TrimSuffix(s, "[")
		if l := letters(s); len(l) >= 30 {
			said = append(said, l)
		}
	}
	var all []string
	var gone []*html.Node
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			if k.Type != html.ElementNode || unread(k.DataAtom) || k.DataAtom == atom.Nav || k.DataAtom == atom.Footer || k.DataAtom == atom.H1 || k.DataAtom == atom.A {
				continue
			}
			if hasBlocks(k) {
				walk(k)
				continue
			}
			text := textIn(k)
			if len(text) > 3000 {
				continue
			}
			l := letters(text)
			for _, s := range said {
				// the data is cut short, or the page sets a place name before it
				if l == s || strings.HasPrefix(l, s) && len(l) < 2*len(s) || strings.HasSuffix(l, s) && len(l) < len(s)+40 {
					all = append(all, text)
					if isApart(k) {
						gone = append(gone, k)
					}
					break
				}
			}
		}
	}
	if doc != nil && len(said) > 0 {
		walk(doc)
	}
	for _, n := range gone {
		n.Parent.RemoveChild(n)
	}
	return all
}

// standfirst is the first of the summaries that the body does not hold anyway: a standfirst is never a copy of the
// first paragraph.
func standfirst(summaries []string, body string) string {
	held := letters(body)
	for _, s := range summaries {
		if !strings.Contains(held, letters(s)) {
			return s
		}
	}
	return ""
}
