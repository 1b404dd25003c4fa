// Package placard draws the picture that stands for a story without one when it is passed on: a newsbill with the
// headline, the paper's name and the day, in the paper's colours. The same placard gives the same bytes.
package placard

import (
	"bytes"
	_ "embed" // the font
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"sync"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// Width and Height are those of every placard in pixels, as cards on other sites show them.
const (
	Width  = 1200
	Height = 630
)

// Type is the media type of a placard.
const Type = "image/png"

// Placard is what is drawn.
type Placard struct {
	Paper    string
	Headline string
	Date     string
	Accent   string      // "#rrggbb" of the rule, "" for ink
	Logo     image.Image // in the place of the paper's name; nil for the name in type
}

// fontBytes is Noto Serif Bold (SIL Open Font License 1.1), the letters of Latin, Greek and Cyrillic.
//
//go:embed NotoSerif-Bold.ttf
var fontBytes []byte

var serif = sync.OnceValue(func() *sfnt.Font {
	f, err := opentype.Parse(fontBytes)
	if err != nil {
		panic(err) // embedded
	}
	return f
})

// Can tells whether the font has every letter of a text, which holds at least one.
func Can(text string) bool {
	var b sfnt.Buffer
	letters := false
	for _, r := range set(text) {
		if r == ' ' {
			continue
		}
		i, err := serif().GlyphIndex(&b, r)
		if err != nil || i == 0 {
			return false
		}
		letters = true
	}
	return letters
}

// set makes one line of a text, with composed letters.
func set(text string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(text) {
		switch r {
		case '\u00ad', '\u200b', '\u2060', '\ufeff': // which nobody sees
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

const (
	margin  = 80
	top     = 16 // height of the rule in the paper's colour
	logoBox = 480
	nameEnd = 150 // the paper's name stands above
	dateAt  = 566 // baseline of the date
	column  = Width - 2*margin
)

// The colours of the theme's light ground.
var (
	ground   = color.RGBA{0xfd, 0xfc, 0xf9, 0xff}
	ink      = color.RGBA{0x16, 0x15, 0x0f, 0xff}
	muted    = color.RGBA{0x5c, 0x5a, 0x52, 0xff}
	hairline = color.RGBA{0xd8, 0xd4, 0xca, 0xff}
)

// Indices of the palette: a ramp of shades from the ground to each ink.
const (
	shades  = 16
	atInk   = 0
	atMuted = shades
	atRule  = 2 * shades
	atLine  = 2*shades + 1
)

// Draw makes the file of a placard, a PNG. What the font cannot show is left out; a placard without a headline shows the
// paper's name in the middle.
func (p Placard) Draw() ([]byte, error) {
	m := image.NewPaletted(image.Rect(0, 0, Width, Height), palette(p.Accent))
	fill(m, image.Rect(0, 0, Width, top), atRule)
	name, headline, date := shown(p.Paper), shown(p.Headline), shown(p.Date)
	var logo image.Rectangle
	if headline == "" {
		if p.Logo != nil {
			logo = within(p.Logo.Bounds(), image.Rect(margin, 120, Width-margin, 510), true)
		} else if err := fit(m, name, 200, 430, []int{112, 96, 80, 64, 48, 36}, true); err != nil {
			return nil, err
		}
	} else {
		if p.Logo != nil {
			logo = within(p.Logo.Bounds(), image.Rect(margin, 52, margin+logoBox, nameEnd-26), false)
		} else if err := line(m, name, 36, 104, atInk); err != nil {
			return nil, err
		}
		fill(m, image.Rect(margin, nameEnd-12, Width-margin, nameEnd-10), atLine)
		if err := fit(m, headline, nameEnd+10, dateAt-56, []int{88, 80, 72, 64, 56, 50, 44, 40}, false); err != nil {
			return nil, err
		}
	}
	if err := line(m, date, 30, dateAt, atMuted); err != nil {
		return nil, err
	}
	var out image.Image = m
	if !logo.Empty() {
		whole := image.NewRGBA(m.Rect)
		draw.Draw(whole, m.Rect, m, image.Point{}, draw.Src)
		draw.CatmullRom.Scale(whole, logo, p.Logo, p.Logo.Bounds(), draw.Over, nil)
		out = whole
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, out); err != nil {
		return nil, fmt.Errorf("a placard: %w", err)
	}
	return b.Bytes(), nil
}

// shown is a text if the font can show it.
func shown(text string) string {
	if !Can(text) {
		return ""
	}
	return set(text)
}

func palette(accent string) color.Palette {
	rule := ink
	var r, g, b uint8
	if n, err := fmt.Sscanf(accent, "#%02x%02x%02x", &r, &g, &b); err == nil && n == 3 {
		rule = color.RGBA{r, g, b, 0xff}
	}
	var p color.Palette
	for _, to := range []color.RGBA{ink, muted} {
		for i := range shades {
			mix := func(a, b uint8) uint8 { return uint8((int(a)*(shades-1-i) + int(b)*i + (shades-1)/2) / (shades - 1)) }
			p = append(p, color.RGBA{mix(ground.R, to.R), mix(ground.G, to.G), mix(ground.B, to.B), 0xff})
		}
	}
	return append(p, rule, hairline)
}

func fill(m *image.Paletted, r image.Rectangle, with uint8) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			m.SetColorIndex(x, y, with)
		}
	}
}

func face(size int) (font.Face, error) {
	f, err := opentype.NewFace(serif(), &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("a placard's letters: %w", err)
	}
	return f, nil
}

// within is where a picture stands in a box, as large as it fits without being enlarged.
func within(of, box image.Rectangle, centred bool) image.Rectangle {
	w, h := of.Dx(), of.Dy()
	if w <= 0 || h <= 0 {
		return image.Rectangle{}
	}
	if w > box.Dx() {
		w, h = box.Dx(), h*box.Dx()/w
	}
	if h > box.Dy() {
		w, h = w*box.Dy()/h, box.Dy()
	}
	at := image.Pt(box.Min.X, box.Min.Y+(box.Dy()-h)/2)
	if centred {
		at.X = box.Min.X + (box.Dx()-w)/2
	}
	return image.Rectangle{at, at.Add(image.Pt(max(w, 1), max(h, 1)))}
}

// line writes one line from the left margin; what is too long ends in three dots.
func line(m *image.Paletted, text string, size, baseline int, with uint8) error {
	f, err := face(size)
	if err != nil || text == "" {
		return err
	}
	write(m, f, cut(f, text), margin, baseline, with)
	return nil
}

// fit writes a text between two heights, in the largest of the sizes in which it fits.
func fit(m *image.Paletted, text string, from, to int, sizes []int, centred bool) error {
	for i, size := range sizes {
		f, err := face(size)
		if err != nil {
			return err
		}
		lines := wrap(f, text)
		leading := size * 118 / 100
		most := max(1, (to-from)/leading)
		if len(lines) > most && i < len(sizes)-1 {
			continue
		}
		if len(lines) > most {
			lines = append(lines[:most-1], cut(f, strings.Join(lines[most-1:], " ")))
		}
		y := from + (to-from-len(lines)*leading)/2 + size*92/100
		for _, l := range lines {
			x := margin
			if centred {
				x = (Width - font.MeasureString(f, l).Ceil()) / 2
			}
			write(m, f, l, x, y, atInk)
			y += leading
		}
		return nil
	}
	return nil
}

// wrap breaks a text into lines as wide as the column; a word that is wider is broken where it must be.
func wrap(f font.Face, text string) []string {
	var lines []string
	now := ""
	for _, word := range strings.Fields(text) {
		if joined := strings.TrimSpace(now + " " + word); wide(f, joined) {
			if now != "" {
				lines = append(lines, now)
			}
			now = ""
			for _, r := range word {
				if now != "" && wide(f, now+string(r)) {
					lines, now = append(lines, now), ""
				}
				now += string(r)
			}
		} else {
			now = joined
		}
	}
	if now != "" {
		lines = append(lines, now)
	}
	return lines
}

func wide(f font.Face, text string) bool { return font.MeasureString(f, text) > fixed.I(column) }

// cut makes a line that fits the column.
func cut(f font.Face, text string) string {
	if !wide(f, text) {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)
	for low < high { // the longest beginning that fits with its dots
		mid := (low + high + 1) / 2
		if wide(f, string(runes[:mid])+"…") {
			high = mid - 1
		} else {
			low = mid
		}
	}
	return strings.TrimRight(string(runes[:low]), " ") + "…"
}

// write draws a line in one of the inks.
func write(m *image.Paletted, f font.Face, text string, x, baseline int, with uint8) {
	mask := image.NewAlpha(image.Rect(0, 0, Width, Height))
	d := font.Drawer{Dst: mask, Src: image.Opaque, Face: f, Dot: fixed.P(x, baseline)}
	bounds, _ := d.BoundString(text)
	d.DrawString(text)
	area := image.Rect(bounds.Min.X.Floor(), bounds.Min.Y.Floor(), bounds.Max.X.Ceil(), bounds.Max.Y.Ceil()).Intersect(m.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if a := mask.AlphaAt(x, y).A; a != 0 {
				m.SetColorIndex(x, y, with+uint8((int(a)*(shades-1)+127)/255))
			}
		}
	}
}
