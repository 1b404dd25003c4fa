package page

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// cardLook says what a card shows in one place of the layout.
type cardLook struct {
	picture    string // place of the picture, "" for none
	standfirst bool
	section    bool // the section's name above the headline
	nameless   bool // the kind goes without saying, because the place is named after it
	authors    bool
	time       string // "clock", "date" or "" for none
}

var cardLooks = map[string]cardLook{
	"lead":     {picture: "lead", standfirst: true, section: true},
	"second":   {picture: "second", standfirst: true, section: true},
	"row":      {picture: "second", standfirst: true, section: true},
	"pair":     {picture: "pair", standfirst: true, section: true},
	"brief":    {section: true},
	"block":    {picture: "block", standfirst: true},
	"headline": {},
	"latest":   {},
	"opinion":  {picture: "portrait", nameless: true},
	"recent":   {section: true},
	"front":    {picture: "front", standfirst: true, section: true, authors: true},
	"list":     {picture: "list", standfirst: true, section: true, authors: true, time: "clock"},
	"hit":      {section: true, authors: true, time: "date"},
	"related":  {picture: "small", section: true, authors: true},
	"plain":    {section: true, time: "date"},
}

// card is a Card in one place of the layout.
type card struct {
	Level      int // of its heading
	Class      string
	URL        string
	Lang, Dir  string
	Kind       string // "" for news
	Section    Label  // zero when it goes without saying
	Who        string // name before the headline of an opinion
	Headline   string
	Marked     []article.Piece // the headline with the words of a search; nil when none stands in it
	Standfirst string
	Authors    string
	Time       time.Time // zero when it is not shown
	TimeForm   string
	Paid       bool
	PaidBy     string
	Image      *image

	of fingerprint // of all that the card was made of; zero where it is not kept
}

// card puts a story into a place; within is the section that need not be named there.
func (v *view) card(c Card, look string, level int, within Label) (card, error) {
	p := newPrint("view of a card", v)
	p.card(&c)
	p.texts(look)
	p.number(level)
	p.label(within)
	of := p.take()
	if known, ok := kept.find(of); ok {
		return known.(card), nil
	}
	made, err := v.lay(c, look, level, within)
	if err == nil {
		made.of = of
		kept.keep(of, made, made.weight())
	}
	return made, err
}

// weight is about how many bytes a card takes.
func (c card) weight() int {
	n := 500 + len(c.Class) + len(c.URL) + len(c.Who) + len(c.Headline) + len(c.Standfirst) + len(c.Authors) + len(c.Section.Name)
	if c.Image != nil {
		n += 300 + len(c.Image.Srcset) + len(c.Image.Alt)
		for _, b := range c.Image.Better {
			n += len(b.Srcset)
		}
	}
	return n
}

// lay is card where it is not kept.
func (v *view) lay(c Card, look string, level int, within Label) (card, error) {
	l, ok := v.theme.looks[look]
	if !ok {
		return card{}, fmt.Errorf("the theme has no card %q", look)
	}
	lang := cmp.Or(c.Lang, v.lang)
	out := card{
		Level: level, URL: c.URL, Lang: c.Lang, Dir: c.Dir, Kind: v.Kind(c.Kind),
		Headline: prose.Typeset(lang, c.Headline), Paid: c.Kind == article.Sponsored, PaidBy: c.PaidBy,
	}
	class := []string{"card", "as-" + look, accentClass(c.Section.Accent)}
	if l.standfirst {
		out.Standfirst = prose.Typeset(lang, c.Standfirst)
	}
	if l.section && c.Section.URL != within.URL && !strings.EqualFold(c.Section.Name, out.Kind) {
		out.Section = c.Section
	}
	if c.Label != "" {
		out.Section = Label{Name: c.Label}
	}
	names := v.names(c.Authors)
	if c.Kind == article.Opinion {
		out.Who = names
		class = append(class, "opinionated")
	} else if l.authors {
		out.Authors = names
	}
	if l.nameless {
		out.Kind = ""
	}
	if out.Paid {
		out.Kind = "" // the line "Paid for by" says it
		class = append(class, "paid")
	}
	if l.time != "" {
		out.Time, out.TimeForm = c.Published, l.time
	}
	picture := c.Picture
	if look == "opinion" {
		picture = nil
		for _, a := range c.Authors {
			if a.Portrait != nil {
				picture = a.Portrait
				break
			}
		}
	}
	var err error
	if l.picture != "" {
		out.Image, err = v.image(picture, l.picture)
	}
	if out.Image != nil {
		class = append(class, "pictured")
	}
	out.Class = strings.Join(strings.Fields(strings.Join(class, " ")), " ")
	return out, err
}

// cards puts stories into places of one look.
func (v *view) cards(all []Card, look string, level int, within Label) ([]card, error) {
	var out []card
	for _, c := range all {
		made, err := v.card(c, look, level, within)
		if err != nil {
			return nil, err
		}
		out = append(out, made)
	}
	return out, nil
}

// hit puts a story that a search found into the list, its words marked.
func (v *view) hit(h Hit) (card, error) {
	look := "hit"
	if h.Standing {
		look = "headline"
	}
	c, err := v.card(h.Card, look, 2, Label{})
	if c.Headline == h.Card.Headline { // else a printer sets it otherwise, and the pieces would not
		c.Marked, c.of = h.Headline, fingerprint{}
	}
	return c, err
}

// rowLooks are the looks of the stories in a row of a front: the first one's, and the others'.
var rowLooks = map[string][2]string{"lead": {"block", "second"}, "pair": {"pair", "pair"}, "strip": {"row", "row"}, "list": {"brief", "brief"}}

// rowView is a Row with its cards in their places.
type rowView struct {
	Class string
	Cards []card
}

func (v *view) row(r Row, within Label) (rowView, error) {
	looks, ok := rowLooks[r.Layout]
	if !ok {
		return rowView{}, fmt.Errorf("the theme has no row %q", r.Layout)
	}
	out := rowView{Class: "row row-" + r.Layout}
	for i, c := range r.Cards {
		made, err := v.card(c, looks[min(i, 1)], 2, within)
		if err != nil {
			return out, err
		}
		out.Cards = append(out.Cards, made)
	}
	return out, nil
}

// dayView is a Day with its cards in their places.
type dayView struct {
	Date  time.Time
	Cards []card
}

func (v *view) day(d Day, within Label) (dayView, error) {
	cards, err := v.cards(d.Cards, "list", 3, within)
	return dayView{d.Date, cards}, err
}

// turnsView is the ways to the parts of a list before and after.
type turnsView struct{ Newer, Older *Turn }

func turns(newer, older *Turn) turnsView { return turnsView{newer, older} }

// names joins the names of those who wrote or reported a story.
func (v *view) names(people []Person) string {
	var names []string
	for _, p := range people {
		if p.Writes() {
			names = append(names, p.Name)
		}
	}
	var b strings.Builder
	for i, n := range names {
		b.WriteString(v.between(i, len(names)))
		b.WriteString(n)
	}
	return b.String()
}

// between is what stands before item i of n in a row of names.
func (v *view) between(i, n int) string {
	switch {
	case i == 0:
		return ""
	case i == n-1:
		return v.must("list_and")
	default:
		return v.must("list_comma")
	}
}

func accentClass(accent string) string {
	for _, a := range paper.Accents {
		if a == accent {
			return "accent-" + a
		}
	}
	if _, own := paper.ShadesOf(accent); own {
		return "accent-own"
	}
	return ""
}
