package paper

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/lucasb-eyer/go-colorful"

	"broadsheet/internal/fault"
)

// The grounds that a colour must be read on: paper and the ground of what is paid for, light and dark, as the default
// theme has them.
var (
	lightGrounds = []string{"#fdfcf9", "#f1eee4"}
	darkGrounds  = []string{"#151513", "#24231f"}
)

// What is read on the grounds: a colour that hardly differs from the ink is no colour to a reader.
const (
	lightInk = "#16150f"
	darkInk  = "#e9e6df"
)

// MinContrast is what a chosen colour has on every ground at least, as labels are set in it: WCAG 2.2, 1.4.3.
const MinContrast = 4.5

// leastApart is the distance by CIEDE2000, from 0 to 1, below which two colours in thin strokes look the same.
const leastApart = 0.12

var hexColour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// CleanAccent reads the colour of a paper or section: "" for none, a name of Accents, or six hexadecimal figures. A
// colour comes back as "#rrggbb" in lower case.
func CleanAccent(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" || slices.Contains(Accents, s) {
		return s, nil
	}
	c := "#" + strings.TrimPrefix(s, "#")
	if !hexColour.MatchString(c) {
		return "", fault.About("accent", "“%s” is not a colour. Choose one from the list, or type six hexadecimal figures such as #0b4f71.", s)
	}
	return c, nil
}

// Shades are the two forms in which a chosen colour is shown, "#rrggbb" each: Light on paper, Dark on the dark ground.
type Shades struct{ Light, Dark string }

// ShadesOf finds the shades of a colour of one's own, as near to it as reading allows: its lightness is moved and
// nothing else until it stands out by MinContrast from every ground. False when the accent is none of one's own.
func ShadesOf(accent string) (Shades, bool) {
	if !hexColour.MatchString(accent) {
		return Shades{}, false
	}
	return Shades{Light: nudged(accent, lightGrounds, -1), Dark: nudged(accent, darkGrounds, 1)}, true
}

// Seen is a colour on one sort of screen, light or dark.
type Seen struct {
	Ground, Ink string  // what it stands on, and the text beside it
	Chosen      string  // the colour as it was chosen
	Shown       string  // the colour as readers get it
	Before      float64 // contrast of Chosen on the hardest ground, 1 to 21
	After       float64 // of Shown
	Moved       int     // lightness from Chosen to Shown in hundredths of black to white, below 0 for darker; 0 when it is shown as chosen
	Lost        bool    // Shown can hardly be told from the text beside it
}

// SeenBy tells what becomes of an accent on light and on dark screens; "" is the ink itself. It is for showing: an
// accent that CleanAccent refuses is seen as ink.
func SeenBy(accent string) (light, dark Seen) {
	if named, ok := ShadesOfAccents[accent]; ok {
		return seen(named.Light, named.Light, lightGrounds, lightInk), seen(named.Dark, named.Dark, darkGrounds, darkInk)
	}
	if s, own := ShadesOf(accent); own {
		return seen(accent, s.Light, lightGrounds, lightInk), seen(accent, s.Dark, darkGrounds, darkInk)
	}
	return seen(lightInk, lightInk, lightGrounds, lightInk), seen(darkInk, darkInk, darkGrounds, darkInk)
}

func seen(chosen, shown string, grounds []string, ink string) Seen {
	s := Seen{
		Ground: grounds[0], Ink: ink, Chosen: chosen, Shown: shown,
		Before: weakest(chosen, grounds), After: weakest(shown, grounds),
		Lost: shown != ink && colour(shown).DistanceCIEDE2000(colour(ink)) < leastApart,
	}
	if chosen != shown {
		_, _, from := colour(chosen).Hcl()
		_, _, to := colour(shown).Hcl()
		s.Moved = max(int(math.Round((to-from)*100)), 1)
		if to < from {
			s.Moved = min(int(math.Round((to-from)*100)), -1)
		}
	}
	return s
}

// Readable tells whether the two shades are read on every ground they stand on.
func (s Shades) Readable() bool {
	return hexColour.MatchString(s.Light) && hexColour.MatchString(s.Dark) &&
		weakest(s.Light, lightGrounds) >= MinContrast && weakest(s.Dark, darkGrounds) >= MinContrast
}

// nudged makes a colour darker (-1) or lighter (1) in steps too small to see, until it is read on every ground.
func nudged(hex string, grounds []string, way float64) string {
	h, c, l := colour(hex).Hcl()
	for weakest(hex, grounds) < MinContrast && l > -1 && l < 2 {
		l += way * 0.005
		hex = colorful.Hcl(h, c, l).Clamped().Hex()
	}
	return hex
}

func weakest(hex string, grounds []string) float64 {
	least := 21.0
	for _, g := range grounds {
		least = min(least, Contrast(hex, g))
	}
	return least
}

// Contrast is the contrast ratio of two colours "#rrggbb", from 1 to 21, as WCAG 2.2 defines it.
func Contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(hex string) float64 {
	r, g, b := colour(hex).LinearRgb()
	return 0.2126*r + 0.7152*g + 0.0722*b
}

// colour reads what hexColour matches; anything else is black.
func colour(hex string) colorful.Color {
	c, err := colorful.Hex(hex)
	if err != nil {
		return colorful.Color{}
	}
	return c
}
