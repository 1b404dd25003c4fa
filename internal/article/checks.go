package article

import (
	"strings"

	"broadsheet/internal/prose"
)

// Failing is one check that keeps a story from going out, with where to go to mend it.
type Failing struct {
	Where string // "headline", "section", "byline", "text", "paidBy", "picture", or the id of a picture used in the text
	Say   string
}

// Blank begins each place of a starter page that the newsroom has to fill in. A page that still has one stays in.
const Blank = "[Fill in:"

// Paper is what the checks must know of the paper beside the story.
type Paper struct {
	HasSections bool
	Picture     func(id string) (Picture, bool)
}

// Checks lists what keeps a document from going out; none lets it.
func Checks(form Form, doc *prose.Node, paper Paper) ([]Failing, error) {
	f, err := FieldsOf(doc)
	if err != nil {
		return nil, err
	}
	var out []Failing
	fail := func(where, say string) { out = append(out, Failing{where, say}) }
	if strings.TrimSpace(prose.Headline(doc)) == "" {
		fail("headline", "There is no headline.")
	}
	if form == Story {
		if f.Section == "" && paper.HasSections {
			fail("section", "No section is chosen.")
		}
		if len(f.Byline) == 0 && (f.Source == nil || f.Source.Name == "") {
			fail("byline", "There is neither a byline nor a source.")
		}
		if f.Kind == Sponsored && strings.TrimSpace(f.PaidBy) == "" {
			fail("paidBy", "A sponsored story must say who paid for it.")
		}
	}
	if prose.Words(doc) == 0 && len(prose.Pictures(doc)) == 0 {
		fail("text", "There is no text.")
	}
	if form == StandingPage && strings.Contains(prose.Text(doc), Blank) {
		fail("text", "A place is still to be filled in: look for “"+Blank+"”.")
	}
	check := func(where, what string, id, alt string, decorative bool) {
		if id == "" {
			return
		}
		p, ok := paper.Picture(id)
		switch {
		case !ok:
			fail(where, what+" is no longer in the library.")
			return
		case strings.TrimSpace(p.Credit) == "":
			fail(where, what+" has no credit.")
		}
		if !decorative && strings.TrimSpace(alt) == "" && strings.TrimSpace(p.Alt) == "" {
			fail(where, what+" has no alt text.")
		}
	}
	if f.Picture != nil {
		check("picture", "The lead picture", f.Picture.Picture, f.Picture.Alt, f.Picture.Decorative)
	}
	n := 0
	doc.Walk(func(b *prose.Node) bool {
		if b.Type != "image" {
			return true
		}
		n++
		id := b.Attr("picture")
		check(id, "The "+ordinal(n)+" picture in the text", id, b.Attr("alt"), b.Bool("decorative"))
		return true
	})
	return out, nil
}

var ordinals = []string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}

func ordinal(n int) string {
	if n <= len(ordinals) {
		return ordinals[n-1]
	}
	return "next"
}
