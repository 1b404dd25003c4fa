// Package heads draws the people of the demo newsroom as simple heads in flat inks: lit from one side, cut with few
// strokes. Nobody in it exists.
package heads

import (
	"hash/fnv"
	"image"
	"image/color"

	"broadsheet/internal/demo/draw/ink"
)

type rgb = color.RGBA

func hex(v uint32) rgb { return rgb{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255} }

func mix(a, b rgb, t float64) rgb {
	m := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*t + 0.5) }
	return rgb{R: m(a.R, b.R), G: m(a.G, b.G), B: m(a.B, b.B), A: 255}
}

// look is what makes somebody recognisable.
type look struct {
	skin    int // 0 pale to 5 dark
	hair    hair
	shade   int // of the hair: 0 black, 1 brown, 2 red, 3 fair, 4 grey, 5 white
	beard   beard
	glasses glasses
	collar  collar
	coat    int // 0 to 7
	ground  int // 0 to 6
	age     int // 0 young, 1, 2 old
	left    bool
	round   float64 // of the face, -1 narrow to 1 broad
}

type hair int

const (
	parted hair = iota // short, with a parting
	fringe             // of the bald
	bob
	long
	bun
	tail
	curls
	swept
	cropped
	cap
	scarf
	tousled
)

type beard int

const (
	shaven beard = iota
	full
	trimmed
	moustache
)

type glasses int

const (
	noGlasses glasses = iota
	roundGlasses
	squareGlasses
)

type collar int

const (
	tie collar = iota
	open
	rollneck
	crew
	jacket
	shawl
	chain
	oilskin
	track
	gown
)

// cast are the looks of those whom readers meet often. Anybody else's follows from the name.
var cast = map[string]look{
	"Mara Ostrey":      {skin: 1, hair: bob, shade: 4, glasses: squareGlasses, collar: jacket, coat: 0, ground: 1, age: 1},
	"Jo Tarrick":       {skin: 2, hair: tousled, shade: 1, collar: crew, coat: 4, ground: 0, left: true, round: -0.4},
	"Idris Penvale":    {skin: 4, hair: cap, shade: 0, beard: trimmed, collar: rollneck, coat: 2, ground: 3, age: 1},
	"Lena Sundhale":    {skin: 0, hair: tail, shade: 3, collar: shawl, coat: 5, ground: 5, left: true},
	"Ruth Ambersley":   {skin: 1, hair: bun, shade: 5, glasses: roundGlasses, collar: jacket, coat: 6, ground: 2, age: 2},
	"Sam Wickery":      {skin: 3, hair: curls, shade: 0, glasses: roundGlasses, collar: open, coat: 1, ground: 6, round: 0.5},
	"Dr Tomas Eldreth": {skin: 1, hair: fringe, shade: 5, beard: full, glasses: squareGlasses, collar: tie, coat: 3, ground: 4, age: 2, left: true, round: 0.4},
	"Tomas Eldreth":    {skin: 1, hair: fringe, shade: 5, beard: full, glasses: squareGlasses, collar: tie, coat: 3, ground: 4, age: 2, left: true, round: 0.4},
	"Nia Corrow":       {skin: 5, hair: curls, shade: 0, collar: shawl, coat: 7, ground: 1},
	"Adela Prewitt":    {skin: 2, hair: curls, shade: 4, glasses: roundGlasses, collar: gown, coat: 0, ground: 3, age: 1, left: true, round: -0.5},
	"Elspeth Rudgeway": {skin: 1, hair: bob, shade: 2, collar: chain, coat: 6, ground: 4, age: 1},
	"Col Dunnage":      {skin: 2, hair: cap, shade: 4, beard: full, collar: oilskin, coat: 3, ground: 0, age: 2, left: true, round: 0.6},
	"Priya Lanthorne":  {skin: 4, hair: long, shade: 0, collar: jacket, coat: 4, ground: 2, age: 1},
	"Bex Harrowell":    {skin: 2, hair: tail, shade: 1, collar: track, coat: 1, ground: 3, round: -0.3},
	"Yusra Denholme":   {skin: 3, hair: scarf, shade: 0, collar: oilskin, coat: 5, ground: 0},
	"Gwil Brisk":       {skin: 0, hair: cropped, shade: 2, beard: moustache, collar: crew, coat: 7, ground: 6, round: 1, age: 1},
}

func lookOf(name string) look {
	if l, ok := cast[name]; ok {
		return l
	}
	r := ink.Seeded(seedOf(name))
	l := look{
		skin: r.Of(6), hair: []hair{parted, fringe, bob, long, bun, tail, curls, swept, cropped, tousled}[r.Of(10)], shade: r.Of(6), collar: collar(r.Of(int(shawl) + 1)), coat: r.Of(8),
		ground: r.Of(7), age: r.Of(3), left: r.In(2), round: r.Between(-0.7, 0.7),
	}
	if r.In(3) {
		l.glasses = glasses(1 + r.Of(2))
	}
	if r.In(3) && (l.hair == parted || l.hair == fringe || l.hair == cropped || l.hair == tousled || l.hair == cap) {
		l.beard = beard(1 + r.Of(3))
	}
	if l.age < 2 && l.shade > 3 {
		l.shade -= 3
	}
	if l.age == 2 && l.shade < 4 {
		l.shade = 4 + l.shade%2
	}
	if l.skin > 3 && l.shade < 4 {
		l.shade = l.shade / 2
	}
	return l
}

func seedOf(name string) uint32 {
	f := fnv.New32a()
	_, _ = f.Write([]byte(name)) // a hash does not fail
	return f.Sum32()
}

var (
	paper   = hex(0xf6efdf)
	black   = hex(0x1d2730)
	skins   = []rgb{hex(0xf3cfb2), hex(0xe9ba95), hex(0xd9a179), hex(0xbd7f55), hex(0x93603f), hex(0x6a4430)}
	hairs   = []rgb{hex(0x23252d), hex(0x55382a), hex(0xa44f2c), hex(0xd3a35a), hex(0x8d8f8c), hex(0xe4e0d5)}
	coats   = []rgb{hex(0x243f55), hex(0x2f6b6f), hex(0x3b4a3c), hex(0x4c4a52), hex(0x7a3b4a), hex(0xc9952f), hex(0x5a3552), hex(0xb5512f)}
	grounds = []rgb{hex(0xa9c4c4), hex(0xe2b98c), hex(0xc7c3a2), hex(0xd8a08c), hex(0x9fb0bd), hex(0xb9bf94), hex(0xe6d3a8)}
)

// Draw draws somebody's head, size x size pixels. The same name gives the same face.
func Draw(name string, size int) image.Image {
	l := lookOf(name)
	c := ink.New(size, size, seedOf(name))
	c.Wobble = 0.22
	(&bust{c, l}).draw()
	if l.left {
		c.Flip()
	}
	return c.Image(paper)
}

type bust struct {
	*ink.Canvas
	look
}

func (b *bust) draw() {
	ground := grounds[b.ground]
	b.Ground(ground)
	b.Fill(ink.Rect(-2, -2, 104, 104), ink.Paint{Color: mix(ground, paper, 0.6), Cover: b.Engraving(-0.5, 3.2, func(x, y float64) float64 {
		return 0.5 * min(max((105-x-y*0.7)/90, 0), 1)
	})})
	b.hairBehind()
	b.body()
	b.face()
	b.features()
	b.beardOn()
	b.hairBefore()
	b.glassesOn()
}

func (b *bust) skinTones() (lit, dim rgb) {
	lit = skins[b.skin]
	return lit, mix(lit, hex(0x5a2f2c), 0.30)
}

func (b *bust) hairTones() (dark, bright rgb) {
	dark = hairs[b.shade]
	if b.shade >= 4 {
		return dark, mix(dark, black, 0.28)
	}
	return dark, mix(dark, paper, 0.30)
}

// half is half the width of the face at its widest.
func (b *bust) half() float64 { return 17.5 + 1.6*b.round }

// outline is the face from temple to chin, its middle at 50.
func (b *bust) outline() ink.Path {
	w := b.half()
	jaw := 12 + 2.2*b.round
	return ink.From(50-w, 36).Curve(50-w, 18, 50+w, 18, 50+w, 36).Curve(50+w, 48, 50+w-1, 55, 50+jaw, 62).
		Curve(50+jaw*0.6, 68, 54.5, 69.5, 50.5, 69.5).Curve(46, 69.5, 50-jaw*0.6, 68, 50-jaw, 62).Curve(50-w+1, 55, 50-w, 48, 50-w, 36).Shape()
}

func (b *bust) face() {
	lit, dim := b.skinTones()
	w := b.half()
	for _, d := range []float64{-1, 1} { // ears
		c := lit
		if d > 0 {
			c = dim
		}
		b.Flat(ink.Ellipse(50+d*(w+0.4), 46.5, 3.1, 5), c)
		b.Cut(50+d*(w+0.4), 43.4, 50+d*(w+1.2), 48.6, 0.9, mix(c, black, 0.35))
	}
	o := b.outline()
	b.Flat(o, lit)
	b.Within(o, func() {
		// the side away from the light: down the forehead, along the nose, under the lip to the chin
		b.Flat(ink.From(60, 14).Bend(57.5, 28, 59.5, 37).Bend(55, 40, 53.2, 47).To(55.4, 53).Bend(53.4, 55.5, 56.4, 58).Bend(53.4, 62, 56, 65).
			Bend(54, 68, 52.5, 72).To(90, 72).To(90, 14).Shape(), dim)
		for i := range 6 { // the edge of the shade is cut, not drawn
			y := 24 + 2.7*float64(i)
			b.Cut(56.6, y, 62, y+0.8, 0.8, dim)
		}
		for i := range 4 {
			y := 55 + 2.6*float64(i)
			b.Cut(64, y, 68+float64(i%2), y-1.4, 0.6, mix(dim, black, 0.13))
		}
		if b.age == 2 {
			for _, y := range []float64{27.5, 30.6} {
				b.Cut(42, y+0.4, 58, y, 0.55, mix(lit, black, 0.34))
			}
			b.Cut(41.2, 56, 39, 61, 0.6, mix(lit, black, 0.34))
			b.Cut(36.4, 47.6, 33.8, 48.8, 0.5, mix(lit, black, 0.34))
		}
		if b.skin < 3 {
			b.Fill(ink.Ellipse(40, 54, 4.6, 3.2), ink.Paint{Color: mix(lit, hex(0xd9765c), 0.55), Cover: b.Engraving(0.3, 1.5, ink.Even(0.36))})
		}
	})
}

func (b *bust) features() {
	lit, _ := b.skinTones()
	line := mix(black, lit, 0.08)
	brow := mix(hairs[b.shade], black, 0.35)
	if b.shade >= 4 {
		brow = mix(hairs[4], black, 0.25)
	}
	eye := func(x float64) {
		b.Flat(ink.From(x-3.1, 44.6).Bend(x, 41.7, x+3.1, 44.6).Bend(x, 46.6, x-3.1, 44.6).Shape(), mix(paper, lit, 0.15))
		b.Flat(ink.Circle(x+0.2, 44.2, 1.5), line)
		b.Flat(ink.Circle(x-0.3, 43.7, 0.42), paper)
		b.Lines(0.75, line, ink.From(x-3.5, 44.7).Bend(x, 40.9, x+3.5, 44.4).Points()...)
		b.Cut(x-2.2, 47, x+2.4, 46.9, 0.45, mix(lit, black, 0.4))
	}
	eye(42.6)
	eye(57.2)
	thick := 1.5
	if b.hair == long || b.hair == bob || b.hair == bun || b.hair == tail || b.hair == scarf {
		thick = 1.05
	}
	b.Flat(ink.Stroke(thick*0.7, thick, ink.From(37.8, 40.2).Bend(41.6, 36.8, 46.6, 38.9).Points()...), brow)
	b.Flat(ink.Stroke(thick, thick*0.7, ink.From(53.4, 38.8).Bend(58, 36.6, 62.2, 40).Points()...), brow)
	// the nose's wing and the mouth
	b.Lines(0.7, mix(lit, black, 0.55), ink.From(48.2, 53.6).Bend(50.5, 55.6, 54.6, 54.4).Points()...)
	lip := mix(lit, hex(0x8f2f2c), 0.55)
	b.Flat(ink.From(43.9, 60.1).Bend(47.6, 58.6, 50, 59.3).Bend(52.6, 58.6, 56.3, 59.9).Bend(50.4, 61.6, 43.9, 60.1).Shape(), lip)
	b.Flat(ink.From(45.4, 60.6).Bend(50.3, 61.6, 55, 60.4).Bend(50.6, 64.4, 45.4, 60.6).Shape(), mix(lip, lit, 0.3))
	b.Lines(0.62, mix(black, lip, 0.3), ink.From(43.4, 59.8).Bend(50, 61.7, 56.8, 59.5).Points()...)
	b.Cut(47.6, 65.6, 52.8, 65.5, 0.5, mix(lit, black, 0.35))
}

func (b *bust) glassesOn() {
	if b.glasses == noGlasses {
		return
	}
	for _, x := range []float64{42.4, 57.4} {
		var rim, hole ink.Path
		if b.glasses == roundGlasses {
			rim, hole = ink.Circle(x, 44.4, 6.2), ink.Sector(x, 44.4, 5.1, 5.1, 6.2831853, 0)
		} else {
			rim = ink.Poly(x-6.5, 39.6, x+6.5, 39.6, x+5.9, 49, x-5.9, 49)
			hole = ink.Poly(x-5.3, 40.8, x-4.9, 47.9, x+4.9, 47.9, x+5.3, 40.8)
		}
		b.Flat(rim.And(hole), black)
		b.Cut(x+2.2, 42.4, x+4, 40.9, 0.6, paper)
	}
	b.Lines(0.9, black, ink.From(48.4, 43.4).Bend(50, 42.2, 51.4, 43.4).Points()...)
	w := b.half()
	b.Line(36, 42.4, 50-w, 43.6, 0.9, black)
	b.Line(63.8, 42.4, 50+w, 43.6, 0.9, black)
}
