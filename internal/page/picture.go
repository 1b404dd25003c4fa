package page

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// use is a place for a picture in the layout: the shape that it has there and how wide it is shown, so that the
// browser can choose a file before it knows the layout. The widths are those of site.css. Phones with more than one
// dot to a pixel are told less, by how many they have: whatever their screen, a picture across it is the file of 640
// pixels and never the next, of twice the weight, whose dots nobody tells apart.
type use struct {
	shape string
	sizes string
	eager bool // in sight at once
}

const (
	onPhone      = "(min-resolution: 2.5dppx) 49vw, (min-resolution: 1.8dppx) 73vw, 88vw"
	smallOnPhone = "(min-resolution: 2.5dppx) 80px, (min-resolution: 1.5dppx) 120px, 112px"
)

var uses = map[string]use{
	"lead":     {"3x2", "(min-width: 1280px) 610px, (min-width: 980px) 48vw, " + onPhone, true},
	"second":   {"4x3", "(min-width: 1280px) 295px, (min-width: 980px) 23vw, (min-width: 740px) 46vw, " + smallOnPhone, false},
	"pair":     {"3x2", "(min-width: 1280px) 610px, (min-width: 740px) 48vw, " + onPhone, false},
	"block":    {"3x2", "(min-width: 1280px) 400px, (min-width: 980px) 31vw, (min-width: 740px) 46vw, " + onPhone, false},
	"front":    {"3x2", "(min-width: 1280px) 820px, (min-width: 980px) 65vw, " + onPhone, true},
	"list":     {"4x3", "(min-width: 740px) 220px, " + smallOnPhone, false},
	"small":    {"4x3", "(min-width: 1280px) 295px, (min-width: 980px) 23vw, (min-width: 740px) 46vw, " + smallOnPhone, false},
	"portrait": {"1x1", "(min-resolution: 2.5dppx) 40px, (min-resolution: 1.5dppx) 60px, 80px", false},
	"author":   {"1x1", "160px", false},
	"story":    {"3x2", "(min-width: 740px) 640px, " + onPhone, true},
	"logo":     {"whole", "(min-width: 740px) 480px, 60vw", true},
	"tall":     {"whole", "(min-width: 980px) 300px, (min-width: 740px) 60vw, " + onPhone, true},
	"wide":     {"whole", "(min-width: 1280px) 1000px, (min-width: 740px) 94vw, " + onPhone, true},
}

// image is a picture as the template writes it.
type image struct {
	Src, Srcset   string
	Better        []better // the same in formats that not every browser reads
	Sizes         string
	Width, Height int // of the largest file: never shown larger
	Alt           string
	Ground        string
	Eager         bool
}

type better struct{ Type, Srcset string }

// formats are those that every browser reads first; what is left is offered beside them.
var everywhere = []string{"image/jpeg", "image/png", "image/gif"}

// image chooses the files of a picture for a place. Nil when there is no picture or no file of it.
func (v *view) image(p *Picture, place string) (*image, error) {
	u, ok := v.theme.uses[place]
	if !ok {
		return nil, fmt.Errorf("the theme has no place %q for a picture", place)
	}
	if p == nil {
		return nil, nil
	}
	byType := map[string][]Cut{}
	shape := p.nearest(u.shape)
	for _, c := range p.Cuts {
		if c.Shape == shape {
			byType[c.Type] = append(byType[c.Type], c)
		}
	}
	i := &image{Sizes: u.sizes, Alt: p.Alt, Ground: p.Ground, Eager: u.eager}
	for _, t := range everywhere {
		if cuts := byType[t]; len(cuts) > 0 && i.Src == "" {
			slices.SortFunc(cuts, func(a, b Cut) int { return a.Width - b.Width })
			largest := cuts[len(cuts)-1]
			i.Src, i.Srcset = middle(cuts).URL, srcset(cuts)
			i.Width, i.Height = largest.Width, largest.Height
		}
	}
	if i.Src == "" {
		return nil, nil
	}
	for _, t := range []string{"image/avif", "image/webp"} {
		if cuts := byType[t]; len(cuts) > 0 {
			i.Better = append(i.Better, better{t, srcset(cuts)})
		}
	}
	return i, nil
}

// middle is the file for browsers that cannot choose: the widest up to 960 pixels.
func middle(cuts []Cut) Cut {
	chosen := cuts[0]
	for _, c := range cuts {
		if c.Width <= 960 {
			chosen = c
		}
	}
	return chosen
}

func srcset(cuts []Cut) string {
	var all []string
	for _, c := range cuts {
		all = append(all, fmt.Sprintf("%s %dw", c.URL, c.Width))
	}
	return strings.Join(all, ", ")
}

// largest is the widest file of a shape that every browser reads.
func (p *Picture) largest(shape string) (Cut, bool) {
	var found Cut
	if p == nil {
		return found, false
	}
	for _, c := range p.Cuts {
		if c.Shape == shape && c.Width > found.Width && slices.Contains(everywhere, c.Type) {
			found = c
		}
	}
	return found, found.Width > 0
}

var proportions = map[string]float64{"3x2": 3. / 2, "4x3": 4. / 3, "1x1": 1}

// nearest is the shape to use where another is wanted: that one if there are files of it, the whole picture where it
// was shot in these proportions, else what has to lose least. The style sheet cuts off what still stands over.
func (p *Picture) nearest(wanted string) string {
	if _, ok := p.largest(wanted); ok {
		return wanted
	}
	whole, ok := p.largest("whole")
	if want := proportions[wanted]; ok && math.Abs(float64(whole.Width)/float64(whole.Height)-want) < .02*want {
		return "whole"
	}
	for _, shape := range []string{"3x2", "4x3"} {
		if _, ok := p.largest(shape); ok {
			return shape
		}
	}
	return "whole"
}

// tall tells whether the picture was shot in portrait format.
func (p *Picture) tall() bool {
	c, ok := p.largest("whole")
	return ok && c.Height > c.Width
}
