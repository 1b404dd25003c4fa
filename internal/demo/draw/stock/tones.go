// Package stock is what every picture of the demo's town is put together from: the inks of each hour, sky and water,
// houses and lamps, boats, vehicles and people. It draws things; where they stand is for the scenes to say.
package stock

import (
	"image/color"

	"broadsheet/internal/demo/draw/ink"
)

// RGB is a colour without transparency.
type RGB = color.RGBA

// Hex is the colour 0xrrggbb.
func Hex(v uint32) RGB { return RGB{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255} }

// Mix is a with the part t of b, 0 to 1.
func Mix(a, b RGB, t float64) RGB {
	m := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*t + 0.5) }
	return RGB{R: m(a.R, b.R), G: m(a.G, b.G), B: m(a.B, b.B), A: 255}
}

// Tones are the five inks of a picture and its paper, by what they are used for. Several uses may share an ink.
type Tones struct {
	Paper                RGB // what shows where there is no ink
	Sky, Haze, Cloud     RGB // from the top down to the horizon
	Far, Mid, Shade, Ink RGB // from the background to the foreground
	Accent               RGB // the one warm ink: hulls, roofs, awnings, coats
	Light                RGB // sun, lamps, lit windows, white paint
	Water                RGB
	Dark                 bool // lamps and windows are lit
}

// Hour is a time of day, with the weather that belongs to it.
type Hour string

// The hours that pictures are drawn in. Lamplit is a room, Blaze a night with a fire.
const (
	Noon     Hour = "noon"
	Dawn     Hour = "dawn"
	Dusk     Hour = "dusk"
	Night    Hour = "night"
	Overcast Hour = "overcast"
	Mild     Hour = "mild"
	Gale     Hour = "gale"
	Summer   Hour = "summer"
	Autumn   Hour = "autumn"
	Lamplit  Hour = "lamplit"
	Blaze    Hour = "blaze"
)

// of makes tones of five inks, from pale to dark with the warm one last, on a paper.
func of(paper, pale, middle, deep, black, warm uint32) Tones {
	p, a, b, c, d, w := Hex(paper), Hex(pale), Hex(middle), Hex(deep), Hex(black), Hex(warm)
	return Tones{Paper: p, Sky: a, Haze: p, Cloud: p, Far: Mix(a, b, 0.6), Mid: b, Shade: c, Ink: d, Accent: w, Light: p, Water: Mix(a, b, 0.75)}
}

// TonesOf are the inks that belong to an hour.
func TonesOf(h Hour) Tones {
	switch h {
	case Dawn:
		t := of(0xfbeedb, 0xf3cfb0, 0xc08d86, 0x5f5a78, 0x262a44, 0xe06b43)
		t.Sky, t.Haze, t.Far, t.Water = Hex(0xf3cfb0), Hex(0xfbeedb), Hex(0xcfa197), Hex(0xdbb3a2)
		return t
	case Dusk:
		t := of(0xfde9c4, 0xe9a377, 0x9c6275, 0x4d3f63, 0x221f3a, 0xd9483b)
		t.Sky, t.Haze, t.Cloud, t.Far, t.Water, t.Light = Hex(0xe9a377), Hex(0xf6c98f), Hex(0xf6c98f), Hex(0xb5737a), Hex(0xb0707a), Hex(0xfde9a9)
		t.Dark = true
		return t
	case Night:
		t := of(0xf2e6cf, 0x6d84a3, 0x3d5678, 0x203253, 0x0e1730, 0xd4603f)
		t.Sky, t.Haze, t.Cloud, t.Far, t.Mid, t.Water, t.Light = Hex(0x2b4267), Hex(0x47628a), Hex(0x47628a), Hex(0x2f4871), Hex(0x2a4068), Hex(0x24395e), Hex(0xf8d57e)
		t.Dark = true
		return t
	case Overcast:
		t := of(0xefece2, 0xcdd1cb, 0x94a19f, 0x51636a, 0x242e36, 0xb9483a)
		t.Haze, t.Cloud = Hex(0xe0e0d8), Hex(0xe0e0d8)
		return t
	case Mild:
		t := of(0xf1eee0, 0xcbd3ce, 0x8fa676, 0x4d6a55, 0x24332f, 0xc9603c)
		t.Haze, t.Cloud, t.Far, t.Water = Hex(0xe4e5db), Hex(0xe4e5db), Hex(0xafc0ac), Hex(0xa9bcb9)
		return t
	case Gale:
		t := of(0xe9ebe4, 0x8fa0a3, 0x5f757c, 0x344952, 0x18242c, 0xcf5b36)
		t.Sky, t.Haze, t.Cloud, t.Far, t.Water = Hex(0x6f848b), Hex(0xb4bfbc), Hex(0x566a73), Hex(0x5c727a), Hex(0x5f757c)
		return t
	case Summer:
		t := of(0xf8f0d8, 0xbfd9da, 0x9cb26b, 0x52764a, 0x25382f, 0xd8703a)
		t.Haze, t.Far, t.Water = Hex(0xf8f0d8), Hex(0xb4c79b), Hex(0x9cc3c6)
		return t
	case Autumn:
		t := of(0xf7ebd2, 0xdcd5c0, 0xc79a58, 0x7c5a3c, 0x33291f, 0xb5472b)
		t.Haze, t.Far, t.Water = Hex(0xf7ebd2), Hex(0xcdb48a), Hex(0xc3bda8)
		return t
	case Lamplit:
		t := of(0xf9e8c4, 0xdcae73, 0xa2673f, 0x5a3630, 0x26181d, 0xb93a2b)
		t.Light, t.Dark = Hex(0xfce7ab), true
		return t
	case Blaze:
		t := of(0xf6dfb4, 0x8d6a73, 0x4d4259, 0x2c2740, 0x14142a, 0xea5b22)
		t.Sky, t.Haze, t.Cloud, t.Far, t.Light, t.Water = Hex(0x3b3550), Hex(0x8a4b4a), Hex(0x251f36), Hex(0x2f2a45), Hex(0xfbc64c), Hex(0x35304c)
		t.Dark = true
		return t
	default:
		t := of(0xf6efdc, 0xbcd8d8, 0x6fa5aa, 0x2f6477, 0x17303f, 0xdb5836)
		t.Far = Hex(0x93bcbf)
		t.Water = Hex(0x84b4b8)
		return t
	}
}

// View is a sheet with what a scene needs while it is drawn.
type View struct {
	*ink.Canvas
	Tones
	R       *ink.Chance
	Horizon float64 // units from the top
	Variant int
}

// New lays in a sheet of w x h pixels for the variant of a scene, which is drawn at the hour.
func New(w, h int, seed uint32, hour Hour, variant int) *View {
	return &View{Canvas: ink.New(w, h, seed), Tones: TonesOf(hour), R: ink.Seeded(seed), Variant: variant}
}

// Tall tells a picture that is clearly higher than broad.
func (v *View) Tall() bool { return v.H > 1.2*v.W }

// Zoom brings a perspective nearer in a picture that is higher than broad.
func (v *View) Zoom() float64 { return min(max(v.H/v.W, 1), 1.45) }

// At is a way to put a drawing made around (0, 0) somewhere, s times as large, turned left for right if asked.
func At(x, y, s float64, turned bool) func(ink.Path) ink.Path {
	sx := s
	if turned {
		sx = -s
	}
	return func(p ink.Path) ink.Path {
		return p.Map(func(q ink.Point) ink.Point { return ink.Point{X: x + q.X*sx, Y: y + q.Y*s} })
	}
}

// Camera looks level into the distance from a height, all in metres; far is what one metre at one metre's distance
// measures in units.
type Camera struct {
	X, Height, Focal float64
	Cx, Horizon      float64 // of the sheet, in units
}

// See is where a point x metres to the right, y above the ground and z away comes to lie.
func (c Camera) See(x, y, z float64) ink.Point {
	z = max(z, 0.3)
	return ink.Point{X: c.Cx + (x-c.X)*c.Focal/z, Y: c.Horizon - (y-c.Height)*c.Focal/z}
}

// Scale is what a metre measures, in units, at a distance.
func (c Camera) Scale(z float64) float64 { return c.Focal / max(z, 0.3) }

// Face is the flat shape through points in space, given as x, y, z, x, y, z, ….
func (c Camera) Face(xyz ...float64) ink.Path {
	var pts []ink.Point
	for i := 0; i+2 < len(xyz); i += 3 {
		pts = append(pts, c.See(xyz[i], xyz[i+1], xyz[i+2]))
	}
	return ink.Shape(pts...)
}
