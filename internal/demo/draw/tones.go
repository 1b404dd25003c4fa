package draw

import (
	"image/color"

	"broadsheet/internal/demo/draw/ink"
)

type rgb = color.RGBA

func hex(v uint32) rgb { return rgb{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255} }

func mix(a, b rgb, t float64) rgb {
	m := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*t + 0.5) }
	return rgb{R: m(a.R, b.R), G: m(a.G, b.G), B: m(a.B, b.B), A: 255}
}

// tones are the five inks of a picture and its paper, by what they are used for. Several uses may share an ink.
type tones struct {
	paper                rgb // what shows where there is no ink
	sky, haze, cloud     rgb // from the top down to the horizon
	far, mid, shade, ink rgb // from the background to the foreground
	accent               rgb // the one warm ink: hulls, roofs, awnings, coats
	light                rgb // sun, lamps, lit windows, white paint
	water                rgb
	dark                 bool // lamps and windows are lit
}

// hour is a time of day, with the weather that belongs to it.
type hour string

const (
	noon     hour = "noon"
	dawn     hour = "dawn"
	dusk     hour = "dusk"
	night    hour = "night"
	overcast hour = "overcast"
	mild     hour = "mild"
	gale     hour = "gale"
	summer   hour = "summer"
	autumn   hour = "autumn"
	lamplit  hour = "lamplit"
	blaze    hour = "blaze"
)

// of makes tones of five inks, from pale to dark with the warm one last, on a paper.
func of(paper, pale, middle, deep, black, warm uint32) tones {
	p, a, b, c, d, w := hex(paper), hex(pale), hex(middle), hex(deep), hex(black), hex(warm)
	return tones{paper: p, sky: a, haze: p, cloud: p, far: mix(a, b, 0.6), mid: b, shade: c, ink: d, accent: w, light: p, water: mix(a, b, 0.75)}
}

func tonesOf(h hour) tones {
	switch h {
	case dawn:
		t := of(0xfbeedb, 0xf3cfb0, 0xc08d86, 0x5f5a78, 0x262a44, 0xe06b43)
		t.sky, t.haze, t.far, t.water = hex(0xf3cfb0), hex(0xfbeedb), hex(0xcfa197), hex(0xdbb3a2)
		return t
	case dusk:
		t := of(0xfde9c4, 0xe9a377, 0x9c6275, 0x4d3f63, 0x221f3a, 0xd9483b)
		t.sky, t.haze, t.cloud, t.far, t.water, t.light = hex(0xe9a377), hex(0xf6c98f), hex(0xf6c98f), hex(0xb5737a), hex(0xb0707a), hex(0xfde9a9)
		t.dark = true
		return t
	case night:
		t := of(0xf2e6cf, 0x6d84a3, 0x3d5678, 0x203253, 0x0e1730, 0xd4603f)
		t.sky, t.haze, t.cloud, t.far, t.mid, t.water, t.light = hex(0x2b4267), hex(0x47628a), hex(0x47628a), hex(0x2f4871), hex(0x2a4068), hex(0x24395e), hex(0xf8d57e)
		t.dark = true
		return t
	case overcast:
		t := of(0xefece2, 0xcdd1cb, 0x94a19f, 0x51636a, 0x242e36, 0xb9483a)
		t.haze, t.cloud = hex(0xe0e0d8), hex(0xe0e0d8)
		return t
	case mild:
		t := of(0xf1eee0, 0xcbd3ce, 0x8fa676, 0x4d6a55, 0x24332f, 0xc9603c)
		t.haze, t.cloud, t.far, t.water = hex(0xe4e5db), hex(0xe4e5db), hex(0xafc0ac), hex(0xa9bcb9)
		return t
	case gale:
		t := of(0xe9ebe4, 0x8fa0a3, 0x5f757c, 0x344952, 0x18242c, 0xcf5b36)
		t.sky, t.haze, t.cloud, t.far, t.water = hex(0x6f848b), hex(0xb4bfbc), hex(0x566a73), hex(0x5c727a), hex(0x5f757c)
		return t
	case summer:
		t := of(0xf8f0d8, 0xbfd9da, 0x9cb26b, 0x52764a, 0x25382f, 0xd8703a)
		t.haze, t.far, t.water = hex(0xf8f0d8), hex(0xb4c79b), hex(0x9cc3c6)
		return t
	case autumn:
		t := of(0xf7ebd2, 0xdcd5c0, 0xc79a58, 0x7c5a3c, 0x33291f, 0xb5472b)
		t.haze, t.far, t.water = hex(0xf7ebd2), hex(0xcdb48a), hex(0xc3bda8)
		return t
	case lamplit:
		t := of(0xf9e8c4, 0xdcae73, 0xa2673f, 0x5a3630, 0x26181d, 0xb93a2b)
		t.light, t.dark = hex(0xfce7ab), true
		return t
	case blaze:
		t := of(0xf6dfb4, 0x8d6a73, 0x4d4259, 0x2c2740, 0x14142a, 0xea5b22)
		t.sky, t.haze, t.cloud, t.far, t.light, t.water = hex(0x3b3550), hex(0x8a4b4a), hex(0x251f36), hex(0x2f2a45), hex(0xfbc64c), hex(0x35304c)
		t.dark = true
		return t
	default:
		t := of(0xf6efdc, 0xbcd8d8, 0x6fa5aa, 0x2f6477, 0x17303f, 0xdb5836)
		t.far = hex(0x93bcbf)
		t.water = hex(0x84b4b8)
		return t
	}
}

// view is a sheet with what a scene needs while it is drawn.
type view struct {
	*ink.Canvas
	tones
	r       *ink.Chance
	horizon float64 // units from the top
	variant int
}

// tall tells a picture that is clearly higher than broad.
func (v *view) tall() bool { return v.H > 1.2*v.W }

// zoom brings a perspective nearer in a picture that is higher than broad.
func (v *view) zoom() float64 { return min(max(v.H/v.W, 1), 1.45) }

// at is a way to put a drawing made around (0, 0) somewhere, s times as large, turned left for right if asked.
func at(x, y, s float64, turned bool) func(ink.Path) ink.Path {
	sx := s
	if turned {
		sx = -s
	}
	return func(p ink.Path) ink.Path {
		return p.Map(func(q ink.Point) ink.Point { return ink.Point{X: x + q.X*sx, Y: y + q.Y*s} })
	}
}

// camera looks level into the distance from a height, all in metres; far is what one metre at one metre's distance
// measures in units.
type camera struct {
	x, height, focal float64
	cx, horizon      float64 // of the sheet, in units
}

// see is where a point x metres to the right, y above the ground and z away comes to lie.
func (c camera) see(x, y, z float64) ink.Point {
	z = max(z, 0.3)
	return ink.Point{X: c.cx + (x-c.x)*c.focal/z, Y: c.horizon - (y-c.height)*c.focal/z}
}

// scale is what a metre measures, in units, at a distance.
func (c camera) scale(z float64) float64 { return c.focal / max(z, 0.3) }

// face is the flat shape through points in space, given as x, y, z, x, y, z, ….
func (c camera) face(xyz ...float64) ink.Path {
	var pts []ink.Point
	for i := 0; i+2 < len(xyz); i += 3 {
		pts = append(pts, c.see(xyz[i], xyz[i+1], xyz[i+2]))
	}
	return ink.Shape(pts...)
}
